"""佐证核对: what is claimed without anything behind it: full marks, and goals nobody measured."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.figures import quoted
from generator.findings import Finding, Severity
from generator.model import Report
from generator.rubric import ByCriteria, ByGrade, Judged
from generator.scoring import Score

__all__ = ["unmeasured", "unsupported"]


def unsupported(score: Score) -> Iterator[Finding]:
    """Full marks by people's answers with neither evidence nor a figure behind them."""
    answer, indicator = score.answer, score.indicator
    by_people = isinstance(indicator.rule, ByCriteria | ByGrade | Judged)
    supported = answer.evidence or re.search(r"\d", answer.judged_why)
    if by_people and score.computed == indicator.weight and not supported:
        message = f"{quoted(indicator.name)}得满分，既没有佐证，理由里也没有数字。"
        path = ("评分", indicator.name)
        hint = "请在“佐证”里列出材料。"
        yield Finding("full-marks-unsupported", Severity.WARNING, message, None, hint, path)


def unmeasured(report: Report) -> Iterator[Finding]:
    """Metrics of goals of which nobody says what was reached."""
    for i, goal in enumerate(report.goals.parts):
        for k, metric in enumerate(goal.metrics):
            if not metric.actual:
                message = f"绩效指标{quoted(metric.name)}只有目标值，没有实际值。"
                path = ("目标", "分项", i, "指标", k, "名称")
                hint = "有完成数的，请补上“实际值: ”。"
                yield Finding("metric-without-actual", Severity.NOTE, message, None, hint, path)
