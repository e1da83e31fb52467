"""沿用: which values of a report a new year has to renew, and how one is known again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from generator.model import Report

__all__ = ["ANSWERS", "RUBRIC", "SIGNED", "Path", "fingerprint", "general", "spelt", "to_renew"]

Path = tuple[str | int, ...]

ANSWERS = "评分"
RUBRIC: Path = ("单位", "指标体系")
SIGNED: Path = ("单位", "落款日期")
HEAD: Path = ("单位", "负责人")
_PARTS = (
    "章节", "职责", "组织架构", "人员编制", "资产", "预算", "项目完成", "履职工作", "目标", "成效",
    "下一步", "评价组织", "问题",
)  # fmt: skip
_SETTLED: frozenset[Path] = frozenset(
    [
        ("预算", "上年收入决算"),
        ("预算", "上年支出决算"),
        ("预算", "上年结转"),
        ("预算", "三公经费", "上年"),
    ]
)
"""Figures that turning the year has set, and for good."""
_FORM = frozenset(["接排", "编号", "连排", "次序", "权重"])
"""Keys that say how a part is printed or counted, the same every year."""
_METRICS = "指标"


def to_renew(report: Report, indicators: Iterable[str]) -> Iterator[tuple[Path, Any]]:
    """Every value of a year's own with its data path; the answer of each indicator, given or not."""
    data = report.names()
    yield RUBRIC, report.unit.rubric
    yield SIGNED, report.unit.signed
    if report.unit.head:
        yield HEAD, report.unit.head
    for part in _PARTS:
        yield from _below(data[part], (part,))
    answers = data[ANSWERS]
    for name in dict.fromkeys([*answers, *indicators]):
        yield (ANSWERS, name), answers.get(name)


def _below(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if value in (None, "", ()) or path in _SETTLED or _is_form(path):
        return
    if isinstance(value, Mapping) and not _is_metric(path):
        for key, part in value.items():
            yield from _below(part, (*path, key))
    elif isinstance(value, Sequence) and not all(isinstance(each, str) for each in value):
        for number, part in enumerate(value):
            yield from _below(part, (*path, number))
    else:
        yield path, value


def _is_form(path: Path) -> bool:
    return path[-1] in _FORM or (path[0], path[-1]) == ("章节", "内容")


def _is_metric(path: Path) -> bool:
    """A metric is renewed as a whole: what was reached, or what is to be."""
    return path[-2:-1] == (_METRICS,)


def spelt(path: Path) -> str:
    """A data path as people write it."""
    return "/".join(map(str, path))


def general(place: str) -> str:
    """A written path whatever the numbers in it: entries may have moved up or down their list."""
    return re.sub(r"(?<![^/])[0-9]+(?![^/])", "*", place)


def fingerprint(value: Any) -> str:
    """By what a value is known again; nothing and what is empty throughout are the same."""
    plain = json.dumps(_bare(value), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:8]


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        parts = {str(key): _bare(part) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part} or ""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_bare(part) for part in value] or ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
