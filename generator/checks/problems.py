"""失分与问题: each deduction has its problem, each problem its remedy, and each remedy a deduction.

The link is the 涉及指标 of a problem.  What is left open on either side is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.figures import plain, quoted
from generator.findings import Finding, Severity
from generator.model import Problem, Report
from generator.scoring import Scorecard, deduction

__all__ = ["problems"]


def problems(report: Report, card: Scorecard) -> Iterator[Finding]:
    """Deductions no problem speaks of, problems without a remedy, remedies that answer nothing."""
    named = {name for problem in report.problems for name in problem.indicators}
    for score in card.scores:
        if score.lost and score.indicator.name not in named:
            why = deduction(score).rstrip("。；")
            message = f"{quoted(score.indicator.name)}{why}。“问题”里没有一条涉及它。"
            hint = "请写明失分的问题和整改措施，并在“涉及指标”里列上这项指标。"
            path = ("评分", score.indicator.name)
            yield Finding("deduction-unexplained", Severity.WARNING, message, hint=hint, path=path)
    lost = {score.indicator.name for score in card.scores if score.lost}
    for i, problem in enumerate(report.problems):
        yield from _of_problem(i, problem, lost, {score.indicator.name for score in card.scores})


def _of_problem(i: int, problem: Problem, lost: set[str], known: set[str]) -> Iterator[Finding]:
    title = quoted(problem.title)
    if not problem.remedies:
        message = f"问题{title}没有整改措施。"
        hint = "请在“整改措施”里写明怎样改。"
        yield Finding("remedy-missing", Severity.WARNING, message, hint=hint, path=("问题", i))
    elif not problem.indicators:
        message = f"问题{title}没有写“涉及指标”，它的整改措施对应不上失分。"
        hint = "与失分有关的，请列上指标名称；是一般性问题的，可以不改。"
        yield Finding("remedy-answers-nothing", Severity.NOTE, message, hint=hint, path=("问题", i))
    elif set(problem.indicators) <= known - lost:
        which = "、".join(problem.indicators)
        message = f"问题{title}涉及的指标（{which}）都没有失分，它的 {plain(len(problem.remedies))} 条整改措施没有对应的扣分。"
        hint = "请核对“涉及指标”，或核对这几项的得分。"
        path = ("问题", i, "涉及指标")
        yield Finding("remedy-answers-nothing", Severity.WARNING, message, hint=hint, path=path)
