"""计分: one indicator's answers and figures become points, by the formula that its rule gives.

The formula is whole: rule, bounds, what others shared out, and the one rounding.  So its trace leads
from the points to the data, and whoever works it out again gets the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from generator.figures import plain
from generator.formula import Reason, Worked, parse
from generator.model import Answer, Goals
from generator.rubric import (
    RATIO,
    Alternatives,
    ByGoals,
    ByGrade,
    Given,
    Indicator,
    Linear,
    Option,
)
from generator.scoring.goals import Completion, Task, completion

__all__ = ["Award", "Question", "award"]


@dataclass(frozen=True, slots=True)
class Question:
    """An indicator with what people answered and the values of the report (问)."""

    indicator: Indicator
    answer: Answer
    values: Mapping[str, Any]
    goals: Goals

    def inputs(self) -> dict[str, Worked]:
        """The figures of the indicator by their printed names."""
        inputs = self.indicator.inputs
        return {name: parse(text).work(self.values) for name, text in inputs.items()}

    def holds(self, condition: str) -> bool:
        """Whether a comparison over the inputs holds; what can't be worked out does not."""
        return bool(condition) and bool(parse(condition).work(self.inputs()).value)

    def inapplicable(self) -> str:
        """Why the indicator does not concern the unit; empty when it does."""
        stated = self.indicator.inapplicable
        if stated is None or self.answer.inapplicable is False:
            return ""
        if self.answer.inapplicable:
            return self.answer.inapplicable_why.rstrip("。") or stated.when
        return stated.when if self.holds(stated.condition) else ""

    def shares_out(self) -> bool:
        """The indicator does not concern the unit and gives its weight to others."""
        stated = self.indicator.inapplicable
        return stated is not None and stated.then == "分摊" and bool(self.inapplicable())


@dataclass(frozen=True, slots=True)
class Award:
    """What a rule gives (计分): the points worked out, or the reason why they can't be.

    ``ratio``: the indicator's own arithmetic, None for rules without a formula.  ``rule``: what
    applied, in words.
    """

    rule: str
    worked: Worked | None
    ratio: Worked | None = None
    reason: Reason | None = None
    tasks: tuple[Task, ...] = ()

    @property
    def points(self) -> Decimal:
        """The points; 0 when there are none."""
        return (self.worked.value if self.worked else None) or Decimal(0)


def award(question: Question, weight: Decimal, places: int) -> Award:
    """The points of an indicator that may give ``weight`` at most, to so many decimal places."""
    full = question.inapplicable()
    if full:
        worked = parse(plain(weight)).work({})
        return Award(f"不适用：{full}，得满分", worked)
    rule = question.indicator.rule
    if not isinstance(rule, Alternatives):
        return _by_rule(question, weight, places)
    chosen = _chosen(question, rule, weight, places)
    if isinstance(chosen, Reason):
        return Award("", None, None, chosen)
    option, got = chosen
    words = f"适用“{option.name}”：{got.rule}" if got.reason is None else ""
    return Award(words, got.worked, got.ratio, got.reason, got.tasks)


def _chosen(
    question: Question, rule: Alternatives, weight: Decimal, places: int
) -> tuple[Option, Award] | Reason:
    """The option that applies, scored."""
    if rule.choice == "情形":
        option = _that_applies(question, rule)
        return (
            option
            if isinstance(option, Reason)
            else (option, _by(question, option, weight, places))
        )
    got = [(option, _by(question, option, weight, places)) for option in rule.options]
    failed = next((each.reason for _, each in got if each.reason), None)
    return failed or max(got, key=lambda each: each[1].points)


def _by(question: Question, option: Option, weight: Decimal, places: int) -> Award:
    indicator = question.indicator.by(option)
    return _by_rule(
        Question(indicator, question.answer, question.values, question.goals), weight, places
    )


def _that_applies(question: Question, rule: Alternatives) -> Option | Reason:
    named = question.answer.applies
    names = [option.name for option in rule.options]
    if named and named not in names:
        message = f"“适用”写成了“{named}”，可选：{'、'.join(names)}"
        return Reason("unknown-grade", message, question.indicator.name)
    for option in rule.options:
        if option.name == named or (not named and question.holds(option.condition)):
            return option
    message = f"没有说适用哪一种情形，可选：{'、'.join(names)}"
    return Reason("answer-missing", message, question.indicator.name)


def _by_rule(question: Question, weight: Decimal, places: int) -> Award:
    indicator = question.indicator
    rule: Any = indicator.rule
    ratio = _ratio(question) if indicator.formula else None
    given = _GIVEN[rule.asks](question, ratio)
    if isinstance(given, Reason):
        return Award("", None, ratio, given)
    tasks = given.tasks if isinstance(given, Completion) else ()
    figures = {"完成率": given.worked} if isinstance(given, Completion) else given
    failed = next((each.reason for each in figures.values() if each.reason), None)
    if failed:
        return Award("", None, ratio, failed, tasks)
    worked = parse(_whole(rule.award(indicator), indicator.weight, weight, places)).work(figures)
    raw = _inside(worked, shared=weight != indicator.weight).value
    assert raw is not None
    known = {name: each.value for name, each in figures.items() if each.value is not None}
    words = rule.applied(indicator, raw, Given(known, _word(question)))
    above = raw > indicator.weight and not isinstance(rule, Linear)
    return Award(words + ("，以分值为限" if above else ""), worked, ratio, None, tasks)


def _whole(formula: str, own: Decimal, weight: Decimal, places: int) -> str:
    """The formula with its bounds, its share of what others left, and the rounding."""
    share = "" if weight == own else f" * {plain(weight)} / {plain(own)}"
    lead, behind = ("(", ")") if share else ("", "")
    return f"最小({plain(weight)}, 四舍五入(最大(0, {lead}{formula}{behind}{share}), {places}))"


def _inside(whole: Worked, *, shared: bool) -> Worked:
    """What the rule alone gives, out of the whole worked out: inside the rounding and the bounds."""
    own = whole.parts[1].parts[0].parts[1]
    return own.parts[0].parts[0].parts[0] if shared else own


def _word(question: Question) -> str:
    """The word of people that goes with their answer."""
    rule, answer = question.indicator.rule, question.answer
    return answer.grade if isinstance(rule, ByGrade) else answer.judged_why


def _ratio(question: Question) -> Worked:
    return parse(question.indicator.formula).work(question.inputs())


Figures = Mapping[str, Worked]


def _entered(value: Decimal | int, steps: str, *path: str) -> Worked:
    """A figure that people answered, with the data path where they did."""
    name = ".".join(path)
    return Worked(name, Decimal(value), steps, (), name)


def _by_formula(_: Question, ratio: Worked | None) -> Figures | Reason:
    assert ratio is not None, "按比率计分的都有算式，由评分细则保证"
    return {RATIO: ratio}


def _by_criteria(question: Question, _: Worked | None) -> Figures | Reason:
    name, answers = question.indicator.name, question.answer.criteria
    asked = range(1, len(question.indicator.criteria) + 1)
    criteria = question.indicator.criteria
    silent = "、".join(f"第{n}个（{criteria[n - 1][:16]}）" for n in asked if n not in answers)
    if silent:
        return Reason("answer-missing", f"{silent}要点还没有回答", name)
    each = {
        f"要点{n}": _entered(answers[n], "是" if answers[n] else "否", "评分", name, "要点", str(n))
        for n in asked
    }
    held = parse(" + ".join(each)).work(each) if each else _entered(0, "0", name)
    return {**each, "符合项数": held}


def _by_times(question: Question, ratio: Worked | None) -> Figures | Reason:
    if ratio is not None:
        return {"次数": ratio}
    times, name = question.answer.times, question.indicator.name
    if times is None:
        return Reason("answer-missing", "次数还没有填写，没有的写 0", name)
    return {"次数": _entered(times, plain(times), "评分", name, "次数")}


def _by_grade(question: Question, _: Worked | None) -> Figures | Reason:
    rule, grade, name = question.indicator.rule, question.answer.grade, question.indicator.name
    assert isinstance(rule, ByGrade)
    grades = "、".join(rule.levels)
    if not grade:
        return Reason("answer-missing", f"等次还没有填写，可选：{grades}", name)
    if grade not in rule.levels:
        return Reason("unknown-grade", f"等次写成了“{grade}”，可选：{grades}", name)
    return {"等次得分": _entered(rule.levels[grade], grade, "评分", name, "等次")}


def _by_judgement(question: Question, _: Worked | None) -> Figures | Reason:
    judged, name, weight = (
        question.answer.judged,
        question.indicator.name,
        question.indicator.weight,
    )
    if judged is None:
        return Reason("answer-missing", "评定分还没有填写", name)
    if not 0 <= judged <= weight:
        message = f"评定分写成了 {plain(judged)}，应在 0 至 {plain(weight)} 分之间"
        return Reason("judged-out-of-bounds", message, name)
    return {"评定分": _entered(judged, plain(judged), "评分", name, "评定分")}


def _by_goals(question: Question, _: Worked | None) -> Completion | Reason:
    assert isinstance(question.indicator.rule, ByGoals)
    return completion(question.goals, question.indicator.rule)


_GIVEN: Mapping[str, Callable[[Question, Worked | None], Figures | Completion | Reason]] = {
    "算式": _by_formula,
    "要点": _by_criteria,
    "次数": _by_times,
    "等次": _by_grade,
    "评定分": _by_judgement,
    "目标": _by_goals,
}
