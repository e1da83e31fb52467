"""勾稽核对: report and scorecard held against each other, the rubric's own words, and rules as data.

Finds; changes nothing.  Findings carry data paths, since files are no business of this room.  What
a reviewer of the finance bureau would stumble over is said here before the report is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.checks.answers import answered, overridden
from generator.checks.consistency import held, nearest
from generator.checks.pending import pending
from generator.checks.problems import problems
from generator.checks.rules import CheckRule, CheckRules
from generator.checks.support import unclassed, unmeasured, unsupported
from generator.checks.unscored import uncapped, unscored
from generator.checks.worded import worded
from generator.figures import quoted
from generator.findings import Finding, Severity, close_to
from generator.model import Report
from generator.rubric import Contradiction, Path, Rubric
from generator.scoring import Scorecard

__all__ = ["CheckRule", "CheckRules", "check", "contradictory", "nearest"]


def check(
    report: Report, rubric: Rubric, scorecard: Scorecard, rules: Sequence[CheckRules]
) -> list[Finding]:
    """All findings on one report scored by one rubric: in the order of the rubric, then the rules'.

    ``rules``: the files of consistency rules; a finding on a rule itself has the path
    ``勾稽核对``, number of the file, number of the rule.
    """
    findings = [contradictory(each) for each in rubric.contradictions]
    findings += _year(report, rubric)
    for score in scorecard.scores:
        findings += [*unscored(score, report), *answered(score)]
        findings += [*overridden(score, rubric.places), *unsupported(score)]
    findings += [*uncapped(scorecard), *_strangers(report, scorecard)]
    findings += [*problems(report, scorecard), *unmeasured(report)]
    findings += [*unclassed(report, rubric), *worded(report)]
    return [*findings, *held(report, rules), *pending(report)]


def contradictory(each: Contradiction) -> Finding:
    """A place where a rubric disagrees with itself, as finding."""
    severity = Severity.ERROR if each.id == "weights-do-not-add-up" else Severity.WARNING
    hint = "请与财政部门印发的指标体系核对。"
    return Finding(each.id, severity, each.message, None, hint, each.path, each.line, each.words)


def _year(report: Report, rubric: Rubric) -> Iterator[Finding]:
    if report.unit.year not in rubric.years:
        message = f"报告年度是 {report.unit.year}，指标体系{quoted(rubric.name)}适用于 {rubric.years} 年。"
        hint = "请核对“年度”和“指标体系”。"
        yield Finding(
            "rubric-of-another-year", Severity.WARNING, message, hint=hint, path=("单位", "年度")
        )


def _strangers(report: Report, scorecard: Scorecard) -> Iterator[Finding]:
    """Names of indicators that the rubric does not have."""
    known = [score.indicator.name for score in scorecard.scores]
    named: list[tuple[str, Path]] = [(name, ("评分", name)) for name in report.answers]
    for i, problem in enumerate(report.problems):
        named += [(name, ("问题", i, "涉及指标", k)) for k, name in enumerate(problem.indicators)]
    for name, path in named:
        if name not in known:
            near = close_to(name, known)
            hint = f"是不是{quoted(near)}？" if near else "请对照指标体系改正名称。"
            message = f"指标体系里没有{quoted(name)}这项指标。"
            yield Finding("unknown-indicator", Severity.ERROR, message, hint=hint, path=path)
