"""评分: report and rubric become a scorecard; every score carries how it came about.

It knows no files, no Word and no date.  A score that can't be computed is None with the reason;
points are rounded half-up once, for each indicator, to the places the rubric states, and all sums
are sums of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from generator.formula import parse
from generator.model import Answer, Report
from generator.rubric import Cap, Placed, Rubric
from generator.scoring.award import Question, award
from generator.scoring.card import OPEN, Bounded, Score, Scorecard, Subtotal
from generator.scoring.explain import capped, deduction, explain, inputs
from generator.scoring.goals import Task

__all__ = [
    "OPEN", "Bounded", "Score", "Scorecard", "Subtotal", "Task", "capped", "deduction", "explain", "inputs",
    "score",
]  # fmt: skip


def score(report: Report, rubric: Rubric) -> Scorecard:
    """Score a report by a rubric; what can't be scored is there too, without points."""
    values = report.names()
    all_placed = tuple(rubric.indicators())
    asked = tuple(
        Question(
            placed.indicator,
            report.answers.get(placed.indicator.name) or Answer(),
            values,
            report.goals,
        )
        for placed in all_placed
    )
    left_out = frozenset(each.indicator.name for each in asked if each.shares_out())
    weights = rubric.weights(left_out) if left_out else {}
    scores = tuple(
        _score(
            placed,
            question,
            weights.get(placed.indicator.name, placed.indicator.weight),
            rubric.places,
        )
        for placed, question in zip(all_placed, asked, strict=True)
    )
    return _card(scores, rubric, values)


def _score(placed: Placed, question: Question, weight: Decimal, places: int) -> Score:
    answer = question.answer
    if question.shares_out():
        why = f"不适用：{question.inapplicable().rstrip('。')}，分值分摊到同级指标"
        return Score(placed, answer, weight, None, None, why, Decimal(0), left_out=True)
    got = award(question, weight, places)
    computed = None if got.worked is None else got.worked.value
    return Score(
        placed, answer, weight, got.ratio, got.worked, got.rule, computed, got.reason, got.tasks
    )


def _card(scores: tuple[Score, ...], rubric: Rubric, values: Mapping[str, Any]) -> Scorecard:
    added = _added(scores)
    caps = tuple(_bounded(cap, i, values) for i, cap in enumerate(rubric.caps))
    total = min([added, *(each.cap.most for each in caps if each.holds)])
    whole = all(score.points is not None for score in scores)
    grade = rubric.grade(total) if whole else OPEN
    return Scorecard(scores, _subtotals(scores), added, caps, total, grade)


def _bounded(cap: Cap, number: int, values: Mapping[str, Any]) -> Bounded:
    inputs = {name: parse(text).work(values) for name, text in cap.inputs.items()}
    return Bounded(cap, number, parse(cap.condition).work(inputs))


def _added(scores: tuple[Score, ...]) -> Decimal:
    return sum((score.points for score in scores if score.points is not None), Decimal(0))


def _subtotals(scores: tuple[Score, ...]) -> tuple[Subtotal, ...]:
    """Every group once, in the order of the rubric, with the points of all below it."""
    sums: dict[int, Subtotal] = {}
    for each in scores:
        for depth, group in enumerate(each.above):
            before = sums[id(group)].points if id(group) in sums else Decimal(0)
            sums[id(group)] = Subtotal(group, depth, before + (each.points or Decimal(0)))
    return tuple(sums.values())
