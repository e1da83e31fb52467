"""认指标: the metrics of a goal, told in one sentence, as data: name, direction, target, unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["metrics"]

_UNIT = (
    r"(?P<u>个百分点|万元|亿元|平方米|公里|小时|人次|工作日|百分点|[%％]|[\u4e00-\u9fff]{1,3}?)?"
)
_FIGURE = r"(?P<n>\d+(?:\.\d+)?)"
_END = r"(?:以上|以内|以下|左右)?"
_MORE = "大于等于|大于或等于|不低于|不少于|不得低于|不得少于|不得小于|高于|大于|达到|高达|超过|不小于|≥|>=|＞|>|提高到|完成"
_LESS = (
    "小于等于|小于或等于|不高于|不超过|不大于|不得超过|不得高于|不得大于|低于|小于|控制在|≤|<=|＜|<"
)
_AFFIRMED = "(?<!不)(?<!不得)"
_PATTERNS = (
    ("区间", re.compile(rf"(?P<name>.+?)(?:在|为)?{_FIGURE}[%％]?[-—–~～至](?P<m>\d+(?:\.\d+)?){_UNIT}(?:之间)?")),
    ("越低越好", re.compile(rf"(?P<name>.+?){_AFFIRMED}(?:{_LESS}){_FIGURE}{_UNIT}{_END}")),
    ("越高越好", re.compile(rf"(?P<name>.+?){_AFFIRMED}(?:{_MORE}){_FIGURE}{_UNIT}{_END}")),
    ("越高越好", re.compile(rf"(?P<name>.*?(?:率|度|比例|幅度)|.*?(?:增长|提高|上升)){_FIGURE}{_UNIT}{_END}")),
)  # fmt: skip
_WORDED = re.compile(
    r"(?P<name>.{2,}?(?:率|数量|水平|力度|进度|情况|程度|质量|满意度))(?P<target>[^率].+)"
)
_NUMBER = re.compile(r"^(?:\d{1,2}[、.．]|[（(]\d{1,2}[）)]|[①-⑳])\s*")


def metrics(sentence: str) -> tuple[dict[str, str], ...]:
    """The metrics that a sentence tells, in the shape of the data; what is unclear is no metric."""
    return tuple(_each(sentence))


def _each(sentence: str) -> Iterator[dict[str, str]]:
    for clause in re.split(
        "[；;。\n]|，(?=[^，；。]{2,24}(?:率|度|数|比例)[^，；。]{0,6}\\d)", sentence
    ):
        text, _, growth = _NUMBER.sub("", clause.strip()).strip().partition("，同比")
        found = _figured(text) or _worded(text)
        if found:
            yield found
        if found and growth and (more := _figured(f"{found['名称']}同比{growth}")):
            yield more


def _figured(text: str) -> dict[str, str] | None:
    for direction, pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match is None or re.search(r"\d", match["name"]):
            continue
        target = match["n"] if direction != "区间" else f"{match['n']}-{match['m']}"
        unit = (match["u"] or "").replace("％", "%")
        return {
            "名称": match["name"],
            "方向": direction,
            "目标值": target,
            **({"单位": unit} if unit else {}),
        }
    return None


def _worded(text: str) -> dict[str, str] | None:
    match = _WORDED.fullmatch(text)
    if match is None or re.search(r"\d", text):
        return None
    return {"名称": match["name"], "方向": "定性", "目标值": match["target"].lstrip("，：:")}
