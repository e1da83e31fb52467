"""佐证核对: what is claimed without anything behind it: full marks, and goals nobody measured or counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.figures import quoted
from generator.findings import Finding, Severity
from generator.model import Report
from generator.rubric import ByGoals, Rubric
from generator.scoring import Score

__all__ = ["unclassed", "unmeasured", "unsupported"]


_BY_PEOPLE = frozenset(["要点", "等次", "评定分", "次数"])


def unsupported(score: Score) -> Iterator[Finding]:
    """Full marks by people's answers with neither evidence nor a figure behind them."""
    answer, indicator = score.answer, score.indicator
    by_people = indicator.rule.asks in _BY_PEOPLE and score.worked is None
    supported = answer.evidence or re.search(r"\d", answer.judged_why)
    if by_people and score.award and score.computed == score.weight and not supported:
        message = f"{quoted(indicator.name)}得满分，既没有佐证，理由里也没有数字。"
        path = ("评分", indicator.name)
        hint = "请在“佐证”里列出材料。"
        yield Finding("full-marks-unsupported", Severity.WARNING, message, None, hint, path)


def unmeasured(report: Report) -> Iterator[Finding]:
    """Goals with metrics of which nobody says what was reached, a finding a goal."""
    for i, goal in enumerate(report.goals.parts):
        silent = [m.name for m in goal.metrics if not m.actual and not m.done]
        if silent:
            names = "、".join(silent)
            message = f"{quoted(goal.name)}有 {len(silent)} 项指标只有目标值，没有实际值：{names}。"
            path = ("目标", "分项", i, "指标")
            hint = "有完成数的，请补上“实际值: ”；定性的，可写“完成情况: ”。"
            yield Finding("metric-without-actual", Severity.NOTE, message, None, hint, path)


def unclassed(report: Report, rubric: Rubric) -> Iterator[Finding]:
    """Metrics of a 类别 that no rule of the rubric counts, where it counts by 类别."""
    rules = [placed.indicator.rule for placed in rubric.indicators()]
    known = sorted({kind for rule in rules if isinstance(rule, ByGoals) for kind in rule.kinds})
    for i, goal in enumerate(report.goals.parts):
        for k, metric in enumerate(goal.metrics):
            if known and metric.kind not in known:
                written = f"类别写成了“{metric.kind}”" if metric.kind else "没有写类别"
                message = f"绩效指标{quoted(metric.name)}{written}，计分时不会算它。"
                hint = f"指标体系里的类别有：{'、'.join(known)}。"
                path = ("目标", "分项", i, "指标", k, "类别")
                yield Finding("metric-class-unknown", Severity.WARNING, message, None, hint, path)
