"""勾稽核对: report and scorecard held against each other, the rubric's own words, and rules as data.

Finds; changes nothing.  Findings carry data paths, since files are no business of this room.  What
a reviewer of the finance bureau would stumble over is said here before the report is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.checks.consistency import held, nearest
from generator.checks.rules import CheckRule, CheckRules
from generator.checks.support import unmeasured, unsupported
from generator.figures import plain, points, quoted, rounded
from generator.findings import Finding, Severity, close_to
from generator.formula import Worked
from generator.model import Report
from generator.rubric import ByCriteria, ByGrade, Contradiction, Judged, Path, Rubric
from generator.scoring import Score, Scorecard

__all__ = ["CheckRule", "CheckRules", "check"]


def check(
    report: Report, rubric: Rubric, scorecard: Scorecard, rules: Sequence[CheckRules]
) -> list[Finding]:
    """All findings on one report scored by one rubric: in the order of the rubric, then the rules'.

    ``rules``: the files of consistency rules; a finding on a rule itself has the path
    ``勾稽核对``, number of the file, number of the rule.
    """
    findings = [_of_rubric(each) for each in rubric.contradictions()]
    findings += _year(report, rubric)
    for score in scorecard.scores:
        findings += [*_unscored(score, report), *_answered(score)]
        findings += [*_overridden(score, rubric.places), *unsupported(score)]
    findings += [*_strangers(report, scorecard), *unmeasured(report)]
    return [*findings, *held(report, rules)]


def _of_rubric(each: Contradiction) -> Finding:
    severity = Severity.ERROR if each.id == "weights-do-not-add-up" else Severity.WARNING
    hint = "请与财政部门印发的指标体系核对。"
    return Finding(each.id, severity, each.message, None, hint, each.path, each.line, each.words)


def _year(report: Report, rubric: Rubric) -> Iterator[Finding]:
    if report.unit.year != rubric.year:
        message = (
            f"报告年度是 {report.unit.year}，指标体系{quoted(rubric.name)}适用于 {rubric.year} 年。"
        )
        hint = "请核对“年度”和“指标体系”。"
        yield Finding(
            "rubric-of-another-year", Severity.WARNING, message, hint=hint, path=("单位", "年度")
        )


_NEXT_STEP = {
    "answer-missing": "请在“评分”里补上。",
    "unknown-grade": "请照可选的写。",
    "judged-out-of-bounds": "请改在范围以内。",
    "not-given": "请补填这个数；确实没有的，在“评分”里写“核定分”和“核定理由”。",
    "divided-by-zero": "请核对这个数；确实为 0 的，在“评分”里写“核定分”和“核定理由”。",
    "unknown-name": "请核对指标体系“取数”里的名称。",
    "not-one-figure": "请在“取数”里用 合计() 或写到具体一项。",
    "not-a-figure": "请在“取数”里改成数字所在的一项。",
    "not-a-list": "请在“取数”里改成清单所在的一项。",
    "nothing-given": "请补填这些数。",
}


def _unscored(score: Score, report: Report) -> Iterator[Finding]:
    """No points from the rule: an error, unless the office set points of its own."""
    reason = score.reason
    if reason is None:
        return
    severity = Severity.NOTE if score.answer.override is not None else Severity.ERROR
    message = f"{quoted(score.indicator.name)}不能计分：{reason.message}。"
    near = nearest(reason.name, report.names()) if reason.id == "unknown-name" else ""
    hint = f"是不是“{near}”？" if near else _NEXT_STEP[reason.id]
    yield Finding(reason.id, severity, message, hint=hint, path=_where(score))


def _where(score: Score) -> Path:
    """The data a missing score is about: the answer, the figure, or the rubric that asks amiss."""
    assert score.reason is not None
    answer = ("评分", score.indicator.name)
    if isinstance(score.indicator.rule, ByCriteria):
        return (*answer, "要点")
    if isinstance(score.indicator.rule, ByGrade):
        return (*answer, "等次")
    if isinstance(score.indicator.rule, Judged):
        return (*answer, "评定分")
    name = score.reason.name
    if score.reason.id == "not-given":
        return tuple(name.split("."))
    if score.reason.id == "divided-by-zero" and (zero := _zero_behind(name, score.worked)):
        return tuple(zero.split("."))
    asking = [key for key, text in score.indicator.inputs.items() if name and name in text]
    return (*score.path, "取数", *asking[:1])


def _zero_behind(name: str, worked: Worked | None) -> str:
    """The data name of a divisor that is 0; empty when it is worked out from several figures."""
    if worked is None or not name:
        return ""
    if worked.name == name:
        leaves = worked.leaves()
        return leaves[0].name if leaves and not any(leaf.value for leaf in leaves) else ""
    return next((found for part in worked.parts if (found := _zero_behind(name, part))), "")


def _answered(score: Score) -> Iterator[Finding]:
    """Answers nobody asked for, and judgements without a reason."""
    name, answer, rule = score.indicator.name, score.answer, score.indicator.rule
    for number in answer.criteria:
        if not 1 <= number <= len(score.indicator.criteria):
            have = len(score.indicator.criteria)
            message = f"{quoted(name)}回答了第 {number} 个评价要点，指标体系里只有 {have} 个。"
            hint = "请对照指标体系删去或改正编号。"
            path: Path = ("评分", name, "要点", number)
            yield Finding("answer-to-no-criterion", Severity.ERROR, message, hint=hint, path=path)
    if answer.grade and not isinstance(rule, ByGrade):
        yield _not_asked(name, "等次")
    if answer.judged is not None and not isinstance(rule, Judged):
        yield _not_asked(name, "评定分")
    if answer.judged is not None and not answer.judged_why:
        yield _without_reason(name, answer.judged, "评定")
    if answer.override is not None and not answer.override_why:
        yield _without_reason(name, answer.override, "核定")


def _not_asked(name: str, key: str) -> Finding:
    message = f"{quoted(name)}不按{key}计分，这里写的{key}没有用到。"
    hint = "要改变得分，请写“核定分”和“核定理由”；否则请删去。"
    return Finding(
        "answer-not-asked", Severity.WARNING, message, hint=hint, path=("评分", name, key)
    )


def _without_reason(name: str, given: Decimal, act: str) -> Finding:
    message = f"{quoted(name)}写了{act}分 {plain(given)}，没有写{act}理由。"
    path = ("评分", name, f"{act}分")
    return Finding(
        "reason-missing", Severity.ERROR, message, hint=f"请补上“{act}理由: ”。", path=path
    )


def _overridden(score: Score, places: int) -> Iterator[Finding]:
    """Points set by the office: within the weight, one of the rule's levels, and always said."""
    given = score.answer.override
    if given is None:
        return
    name, weight = score.indicator.name, score.indicator.weight
    path = ("评分", name, "核定分")
    if not 0 <= given <= weight:
        message = f"{quoted(name)}核定分 {plain(given)} 不在 0 至分值 {plain(weight)} 之间。"
        yield Finding(
            "override-out-of-bounds", Severity.ERROR, message, hint="请改正核定分。", path=path
        )
        return
    if given != rounded(given, places):
        message = f"{quoted(name)}核定分 {plain(given)} 的小数超过 {places} 位。"
        hint = f"指标体系里得分保留 {places} 位小数，请照此改正。"
        yield Finding("override-places", Severity.ERROR, message, hint=hint, path=path)
        return
    computed = "不能计分" if score.computed is None else f"得 {points(score.computed)} 分"
    levels = getattr(score.indicator.rule, "levels", {}).values()
    if levels and given not in [min(level, weight) for level in levels]:
        steps = "、".join(plain(level) for level in levels)
        message = f"{quoted(name)}按规则{computed}，核定为 {plain(given)} 分，而评分标准只有 {steps} 分几档。"
        yield Finding(
            "override-between-levels",
            Severity.WARNING,
            message,
            hint="请与财政部门核对。",
            path=path,
        )
    elif score.overridden:
        message = f"{quoted(name)}按规则{computed}，核定为 {plain(given)} 分，以核定分印出。"
        yield Finding(
            "override-differs", Severity.WARNING, message, hint="请确认核定理由充分。", path=path
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
            hint = f"是不是“{near}”？" if near else "请对照指标体系改正名称。"
            message = f"指标体系里没有{quoted(name)}这项指标。"
            yield Finding("unknown-indicator", Severity.ERROR, message, hint=hint, path=path)
