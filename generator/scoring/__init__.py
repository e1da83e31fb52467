"""评分: report and rubric become a scorecard; every score carries how it came about.

It knows no files, no Word and no date.  A score that can't be computed is None with the reason;
points are rounded half-up once, for each indicator, to the places the rubric states, and all sums
are sums of these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from generator.figures import per_cent, plain, points, rounded
from generator.formula import Reason, Worked, shown
from generator.model import Answer, Report
from generator.rubric import (
    ByCriteria,
    ByGrade,
    ByRatio,
    Group,
    Indicator,
    Judged,
    Linear,
    Path,
    Placed,
    Rubric,
)

__all__ = ["Score", "Scorecard", "Subtotal", "explain", "score"]


@dataclass(frozen=True, slots=True)
class Score:
    """One indicator scored (得分).

    ``computed``: what the rule gives, None when ``reason`` says why it can't.  ``points``: what is
    printed, the override (核定分) where there is one.  ``worked``: the arithmetic behind the value,
    None for rules without a formula.  ``rule``: the rule applied, in words with its figures.
    ``placed``: the
    indicator with its place in the rubric.
    """

    placed: Placed
    answer: Answer
    worked: Worked | None
    rule: str
    computed: Decimal | None
    reason: Reason | None = None

    @property
    def indicator(self) -> Indicator:
        """The indicator that was scored."""
        return self.placed.indicator

    @property
    def above(self) -> tuple[Group, ...]:
        """The groups it belongs to, the top one first."""
        return self.placed.above

    @property
    def path(self) -> Path:
        """Its place in the rubric's file."""
        return self.placed.path

    @property
    def points(self) -> Decimal | None:
        """The points printed; None when there are neither computed points nor an override."""
        return self.computed if self.answer.override is None else self.answer.override

    @property
    def overridden(self) -> bool:
        """True when the office's points stand in place of other computed ones."""
        return self.answer.override is not None and self.answer.override != self.computed


@dataclass(frozen=True, slots=True)
class Subtotal:
    """Points of one group of indicators (小计); ``depth`` 0 is the top level."""

    group: Group
    depth: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All scores in the order of the rubric (得分表), their total and its grade (等级).

    ``total`` adds what could be scored; ``complete`` says whether that is everything.
    """

    scores: tuple[Score, ...]
    subtotals: tuple[Subtotal, ...]
    total: Decimal
    grade: str

    @property
    def complete(self) -> bool:
        """True when every indicator has points."""
        return all(score.points is not None for score in self.scores)


def score(report: Report, rubric: Rubric) -> Scorecard:
    """Score a report by a rubric; what can't be scored is there too, without points."""
    values = report.names()
    scores = tuple(
        _score(placed, report.answers.get(placed.indicator.name, Answer()), values, rubric.places)
        for placed in rubric.indicators()
    )
    total = _added(scores)
    return Scorecard(scores, _subtotals(scores), total, rubric.grade(total))


def _score(placed: Placed, answer: Answer, values: Mapping[str, Any], places: int) -> Score:
    indicator = placed.indicator
    worked = _work(indicator, values) if indicator.formula else None
    award = _award(indicator, answer, worked)
    if award.points is None:
        return Score(placed, answer, worked, award.rule, None, award.reason)
    rule = award.rule + ("，以分值为限" if award.points > indicator.weight else "")
    computed = _within(award.points, indicator.weight, places)
    return Score(placed, answer, worked, rule, computed)


def _work(indicator: Indicator, values: Mapping[str, Any]) -> Worked:
    formula, inputs = indicator.arithmetic()
    return formula.work({name: each.work(values) for name, each in inputs.items()})


_GUARD = 20  # places: 13.4999… that is 13.5 but for an endless fraction counts as 13.5


def _within(points: Decimal, weight: Decimal, places: int) -> Decimal:
    bounded = min(max(points, Decimal(0)), weight)
    return min(rounded(rounded(bounded, _GUARD), places), weight)


@dataclass(frozen=True, slots=True)
class _Award:
    """Points before bounds and rounding, and the rule in words; or the reason why not."""

    rule: str
    points: Decimal | None
    reason: Reason | None = None


def _award(indicator: Indicator, answer: Answer, worked: Worked | None) -> _Award:
    rule = indicator.rule
    if isinstance(rule, ByCriteria):
        return _by_criteria(rule, indicator, answer)
    if isinstance(rule, ByGrade):
        return _by_grade(rule, indicator, answer)
    if isinstance(rule, Judged):
        return _judged(indicator, answer)
    assert worked is not None, "线性和比例规则都有算式，由评分细则保证"
    if worked.value is None:
        return _Award("", None, worked.reason)
    if isinstance(rule, ByRatio):
        return _Award(
            f"{per_cent(worked.value)}×{plain(indicator.weight)}", worked.value * indicator.weight
        )
    return _linear(rule, worked.value, indicator.weight)


def _linear(rule: Linear, value: Decimal, weight: Decimal) -> _Award:
    less_is_better = rule.full < rule.zero
    sign = "≤" if less_is_better else "≥"
    if value == rule.full or (value < rule.full) == less_is_better:
        return _Award(f"{sign}{per_cent(rule.full)}，得满分", weight)
    if value == rule.zero or (value > rule.zero) == less_is_better:
        return _Award(f"{'≥' if less_is_better else '≤'}{per_cent(rule.zero)}，得0分", Decimal(0))
    part = (rule.zero - value) / (rule.zero - rule.full)
    ends = (rule.zero, value) if less_is_better else (value, rule.zero)
    return _Award(
        f"（{per_cent(ends[0])}-{_bracketed(ends[1])}）÷{per_cent(abs(rule.zero - rule.full))}×{plain(weight)}",
        part * weight,
    )


def _bracketed(ratio: Decimal) -> str:
    return f"（{per_cent(ratio)}）" if ratio < 0 else per_cent(ratio)


def _by_criteria(rule: ByCriteria, indicator: Indicator, answer: Answer) -> _Award:
    asked = range(1, len(indicator.criteria) + 1)
    silent = [n for n in asked if n not in answer.criteria]
    if silent:
        which = "、".join(f"第{n}个" for n in silent)
        return _Award("", None, Reason("answer-missing", f"{which}要点还没有回答", indicator.name))
    held = sum(answer.criteria[n] for n in asked)
    reached = [(count, points) for count, points in rule.levels.items() if held >= count]
    points = max(reached)[1] if reached else min(rule.levels.items())[1]
    return _Award(f"{len(indicator.criteria)}个要点符合{held}个，得{plain(points)}分", points)


def _by_grade(rule: ByGrade, indicator: Indicator, answer: Answer) -> _Award:
    grades = "、".join(rule.levels)
    if not answer.grade:
        reason = Reason("answer-missing", f"等次还没有填写，可选：{grades}", indicator.name)
        return _Award("", None, reason)
    if answer.grade not in rule.levels:
        message = f"等次写成了“{answer.grade}”，可选：{grades}"
        return _Award("", None, Reason("unknown-grade", message, indicator.name))
    points = rule.levels[answer.grade]
    return _Award(f"等次为{answer.grade}，得{plain(points)}分", points)


def _judged(indicator: Indicator, answer: Answer) -> _Award:
    if answer.judged is None:
        return _Award("", None, Reason("answer-missing", "评定分还没有填写", indicator.name))
    if not 0 <= answer.judged <= indicator.weight:
        message = f"评定分写成了 {plain(answer.judged)}，应在 0 至 {plain(indicator.weight)} 分之间"
        return _Award("", None, Reason("judged-out-of-bounds", message, indicator.name))
    return _Award(f"评定{plain(answer.judged)}分：{answer.judged_why}", answer.judged)


def _added(scores: tuple[Score, ...]) -> Decimal:
    return sum((score.points for score in scores if score.points is not None), Decimal(0))


def _subtotals(scores: tuple[Score, ...]) -> tuple[Subtotal, ...]:
    """Every group once, in the order of the rubric, with the points of all below it."""
    sums: dict[tuple[int, ...], Subtotal] = {}
    for each in scores:
        for depth, group in enumerate(each.above):
            key = tuple(id(g) for g in each.above[: depth + 1])
            before = sums[key].points if key in sums else Decimal(0)
            sums[key] = Subtotal(group, depth, before + (each.points or Decimal(0)))
    return tuple(sums.values())


def explain(score: Score) -> tuple[str, ...]:
    """How the points came about (计算过程), a line a step, for people."""
    lines: list[str] = []
    if score.worked is not None:
        lines.append(_line(score.indicator.name, score.worked, per_cent))
        lines += [_line(part.name, part.parts[0], shown) for part in _inputs(score.worked)]
    if score.reason is not None:
        lines.append(f"不能计分：{score.reason.message}")
    else:
        lines.append(f"{score.rule} → {points(score.computed)}分")
    if score.answer.override is not None:
        lines.append(f"核定 {plain(score.answer.override)}分：{score.answer.override_why}")
    if score.answer.evidence:
        lines.append(f"佐证：{'、'.join(score.answer.evidence)}")
    return tuple(lines)


def _line(name: str, worked: Worked, written: Callable[[Decimal], str]) -> str:
    """name = expression = steps = value, leaving out what repeats."""
    value = "不能计算" if worked.value is None else written(worked.value)
    chain = [name, worked.expression, worked.steps, value]
    return " = ".join(dict.fromkeys(part for part in chain if part))


def _inputs(worked: Worked) -> tuple[Worked, ...]:
    """The named figures of a formula, each once."""
    if worked.name and worked.parts:
        return (worked,)
    found = {each.name: each for part in worked.parts for each in _inputs(part)}
    return tuple(found.values())
