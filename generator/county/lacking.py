"""没有比较: which units can't be compared on an indicator, and why, as far as their outcomes tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from generator.batch.outcome import Mark, Outcome
from generator.county.causes import rules
from generator.county.summary import named, weight_of

__all__ = ["Lacking", "lacking"]


@dataclass(frozen=True, slots=True)
class Lacking:
    """Units that are not compared, for one and the same reason (没有比较)."""

    names: tuple[str, ...]
    why: str


def lacking(outcomes: Sequence[Outcome], indicator: str) -> tuple[Lacking, ...]:
    """The units that have no rate on the indicator, by reason; those that most units share first."""
    names = named(outcomes)
    own = {each.rubric for each in outcomes if _marks(each, indicator)}
    found: dict[str, list[str]] = defaultdict(list)
    for outcome in sorted(outcomes, key=lambda each: names[each.folder]):
        why = _why(outcome, indicator, outcome.rubric in own)
        if why:
            found[why].append(names[outcome.folder])
    order = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    return tuple(Lacking(tuple(units), why) for why, units in order)


def _marks(outcome: Outcome, indicator: str) -> list[Mark]:
    return [mark for mark in outcome.marks if mark.indicator == indicator]


def _why(outcome: Outcome, indicator: str, others_have: bool) -> str:
    """Why a unit has no rate on an indicator; empty when it has one."""
    marks = _marks(outcome, indicator)
    if any(mark.points is not None and weight_of(mark) for mark in marks):
        return ""
    if not marks:
        rubric = f"“{outcome.rubric}”" if outcome.rubric else ""
        changed = "（别的单位或年度用的同名体系有，可能改过）" if others_have else ""
        return f"所用的指标体系{rubric}没有这项指标{changed}"
    said = "；".join(rules(marks[0]))
    if marks[0].points is None:
        return said if said.startswith("不能计分") else f"这项指标没有计分{said and f'：{said}'}"
    if not marks[0].weight:
        return "报告里没有印这项指标的分值，算不出得分率"
    return said if said.startswith("不适用") else "这项指标不适用，分值为0"
