"""说法: the rule that an office's wording of a 评分标准 says, where it is certain; else none."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

__all__ = ["Heard", "criteria_in", "rule_said"]

_POINTS = r"(\d+(?:\.\d+)?)"
_CENT = r"(-?\d+(?:\.\d+)?)[%％]"
_LEAST = r"(?:大于或等于|大于等于|高于或等于|不低于|不小于|达到或超过|≥|>=)"
_MOST = r"(?:小于或等于|小于等于|低于或等于|不高于|不大于|不超过|≤|<=)"
_FULL = r"(?:的)?[，,]?(?:得|计)?满分"
_NIL = r"(?:的)?[，,]?(?:不得分|(?:得|计)?0分|[得计]零分)"
_BETWEEN = re.compile(r"之间|介于|插值|按比例")
_CHINESE = {word: n for n, word in enumerate("零一二三四五六七八九十")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Heard:
    """A rule as data, as the rubric's file has it; ``criteria``: how many 要点 it speaks of."""

    rule: dict[str, Any]
    criteria: int = 0


def rule_said(lines: tuple[str, ...], name: str, weight: Decimal, listed: int) -> Heard | None:
    """The rule of an indicator by its wording; None when the wording is none of those known.

    ``listed``: how many 评价要点 its explanation lists.
    """
    text = re.sub(r"\s", "", "".join(lines)).replace("(", "（").replace(")", "）")
    for shape in _SHAPES:
        found = shape(text, weight, listed)
        if found is not None:
            return found
    return None


def criteria_in(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The 评价要点 that an explanation lists, without number and closing sign."""
    text = "".join(lines)
    _, sign, after = re.sub(r"评价要点为?[:：]", "\n", text).partition("\n")
    pieces = re.split(
        r"(?:^|(?<=[；;。]))\s*(?:\d+[.．、](?!\d)|[（(]\d+[）)]|[①②③④⑤⑥⑦⑧⑨⑩])", after
    )
    found = tuple(piece.strip().rstrip("；;。") for piece in pieces if piece.strip())
    return found if sign else ()


def _linear(text: str, weight: Decimal, listed: int) -> Heard | None:
    for good, bad in ((_MOST, _LEAST), (_LEAST, _MOST)):
        full = re.findall(f"{good}{_CENT}{_FULL}", text) or re.findall(f"{good}(0){_FULL}", text)
        full = full or re.findall(rf"(?<!或)(?<!于)(?:等于|=)(-?\d+(?:\.\d+)?)[%％]?{_FULL}", text)
        zero = re.findall(f"{bad}{_CENT}{_NIL}", text)
        right = len(full) == len(zero) == 1 and (
            (Decimal(full[0]) < Decimal(zero[0])) == (good == _MOST)
        )
        if right and _BETWEEN.search(text) and "每" not in text:
            return Heard({"类型": "线性", "满分": f"{full[0]}%", "零分": f"{zero[0]}%"})
    return None


def _ratio(text: str, weight: Decimal, listed: int) -> Heard | None:
    said = re.fullmatch(
        r"(?:[^=\d，；]*[。：])?(?:1[.、])?得分=[^=，；。×*+\-（）]+[×*](?:该指标分值|指标分值|分值|权重)[。；]?",
        text,
    )
    return Heard({"类型": "比例"}) if said else None


def _criteria(text: str, weight: Decimal, listed: int) -> Heard | None:
    found = re.findall(rf"([^（）；;。，,]+)（{_POINTS}分?）[；;。，,]?", text)
    if not found or "".join(f"{h}{p}" for h, p in found) != re.sub(
        r"[（）；;。，,]|(?<=\d)分(?=）)", "", text
    ):
        return None
    counts = [_count(held, listed) for held, _ in found]
    if any(count is None for count in counts):
        return None
    if len(set(counts)) < len(counts):
        return None
    known = [count for count in counts if count is not None]
    most = max(known)
    if sorted(known) != list(range(min(known), most + 1)) or (listed and most != listed):
        return None
    if min(known) and Decimal(found[known.index(min(known))][1]):
        return None
    levels = {str(count): points for count, (_, points) in zip(counts, found, strict=True)}
    return Heard({"类型": "要点", "档位": levels}, most)


def _count(held: str, listed: int) -> int | None:
    """From how many criteria on a level holds (符合几项); None when it does not say."""
    of = max(listed, 1)
    if held in ("符合", "全部符合", "均符合", "都符合"):
        return of
    if held in ("不符合", "均不符合", "都不符合", "全部不符合", "一项也不符合", "符合零项"):
        return 0
    said = re.fullmatch(
        r"(?:其中)?(?:有)?([一二两三四五六七八九十])项(?:及以上)?不符合(?:的)?", held
    )
    if said:
        return max(of - _CHINESE[said[1]], 0)
    said = re.fullmatch(
        r"(?:符合)?(?:其中|全部)?([一二两三四五六七八九十])项(?:及以下)?(?:符合)?", held
    )
    return _CHINESE[said[1]] if said else None


def _grades(text: str, weight: Decimal, listed: int) -> Heard | None:
    found = re.findall(
        rf"(优秀|良好|合格|不合格|优|良|中|差|一般|较好|较差|满意|基本满意|不满意|非常满意)（{_POINTS}分?）[；;。，,、]?",
        text,
    )
    grades = "".join(f"{g}（{p}）" for g, p in found)
    bare = re.sub(r"[；;。，,、]|(?<=\d)分(?=）)", "", text)
    if len(found) < 2 or not bare.endswith(grades) or len(bare) - len(grades) > 40:
        return None
    return Heard({"类型": "等次", "档位": dict(found)})


def _occurrence(text: str, weight: Decimal, listed: int) -> Heard | None:
    said = re.fullmatch(
        rf"每(?:发现|出现|发生)(?:一|1)[处次项例起个](.*?)(?:的)?[，,]?扣{_POINTS}分[，,；;]?(?:直至)?扣完为止[。]?",
        text,
    )
    if not said:
        return None
    return Heard({"类型": "次数", "情形": said[1] or "发现问题", "每次扣": said[2]})


def _steps(text: str, weight: Decimal, listed: int) -> Heard | None:
    rest = re.search(
        r"[，,；;]?不足\d+(?:个百分点|[%％])(?:的)?[，,]?(按比例扣分?|不扣分?|按1个百分点扣分?)",
        text,
    )
    text = text.replace(rest[0], "") if rest else text
    said = re.fullmatch(
        rf"(?:1[.、])?(?:[^≥≤\d，；]*)({_LEAST}|{_MOST}){_CENT}{_FULL}[，,；;。]?(?:2[.、])?"
        rf"每(?:降低|低于|低|超过|超出|高于|高|增加|减少)(\d+)(?:个百分点|[%％])(?:的)?[，,]?扣{_POINTS}分"
        r"[，,；;]?(?:直至)?扣完为止。?",
        text,
    )  # fmt: skip
    if not said:
        return None
    side = "低于" if re.fullmatch(_LEAST, said[1]) else "高于"
    loses = re.search(r"每(降低|低|减少)", text) is not None
    if loses != (side == "低于"):
        return None
    return Heard(
        {"类型": "递扣", "方向": side, "界限": f"{said[2]}%", "每": f"{said[3]}%",
         "扣": said[4], "不足一步": _REST[rest[1].rstrip("分")] if rest else "按比例"}
    )  # fmt: skip


_REST = {"按比例扣": "按比例", "不扣": "不计", "按1个百分点扣": "按一步"}


def _each(text: str, weight: Decimal, listed: int) -> Heard | None:
    said = re.search(rf"每(?:符合|满足|做到)(?:一|1)[项条个](?:的)?[，,]?得{_POINTS}分。?$", text)
    if not said or listed < 1 or Decimal(said[1]) * listed != weight or "扣" in text:
        return None
    worth = {str(n): said[1] for n in range(1, listed + 1)}
    return Heard({"类型": "分项", "各点": worth}, listed)


_SHAPES: tuple[Callable[[str, Decimal, int], Heard | None], ...] = (
    _linear, _ratio, _grades, _criteria, _occurrence, _steps, _each,
)  # fmt: skip
