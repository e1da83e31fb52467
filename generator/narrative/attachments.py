"""附件说明: which annexes a report has and their numbers, as listed below its text.

GB/T 9704—2012 7.3.4: each by its number and name, in the order of the numbers.  The scoring table
bears the number its unit gives it, the workings the next; a unit's other attachments their own or,
where they have none, the next that is free.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.findings import Finding, Severity
from generator.model import Report

__all__ = ["attachments", "doubled"]

_TABLE = "部门整体支出绩效评价指标体系评分表"
_WORKINGS = "部门整体支出绩效评价评分计算过程"


def attachments(report: Report) -> tuple[Mapping[str, Any], ...]:
    """Every annex with 序号 and 名称, in the order of their numbers."""
    listed = {**_made(report), **{number: name for number, name, _ in _own(report)}}
    return tuple({"序号": number, "名称": listed[number]} for number in sorted(listed))


def doubled(report: Report) -> Iterator[Finding]:
    """Attachments whose number another annex bears."""
    taken = _made(report)
    for number, name, i in _own(report):
        if number in taken:
            message = f"附件序号 {number} 用了两次：“{taken[number]}”和“{name}”。"
            hint = "请改一处的“序号”；空着则自动接着编。"
            path = ("附件", i, "序号")
            yield Finding("attachment-number-twice", Severity.ERROR, message, hint=hint, path=path)
        taken[number] = name


def _made(report: Report) -> dict[int, str]:
    """The annexes that the program makes, by number."""
    unit = report.unit
    title = f"{unit.name}{unit.year}年"
    made = {unit.annex_number: title + _TABLE}
    return {**made, unit.annex_number + 1: title + _WORKINGS} if unit.workings else made


def _own(report: Report) -> Iterator[tuple[int, str, int]]:
    """The unit's other attachments: number, name, and place in the data."""
    given = {each.number for each in report.attachments if each.number is not None}
    taken = {*_made(report), *given}
    number = 0
    for i, each in enumerate(report.attachments):
        number = each.number or next(n for n in range(number + 1, 10**9) if n not in taken)
        yield number, each.name, i
