"""原文: the office's own wording of a goal's metrics, held against the figures that are scored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from generator.figures import chinese, plain, quoted
from generator.findings import Finding, Severity
from generator.model import Metric, Report

__all__ = ["worded"]

_LARGEST = 10**8


def worded(report: Report) -> Iterator[Finding]:
    """Figures to be reached that the printed wording does not say; what it calculates is not read."""
    for i, goal in enumerate(report.goals.parts):
        read = goal.worded and "{{" not in goal.worded
        for k, metric in enumerate(goal.metrics if read else ()):
            unsaid = _unsaid(metric, goal.worded)
            if unsaid:
                figures = "、".join(plain(figure) for figure in unsaid)
                message = f"指标{quoted(metric.name)}的目标值 {figures}，“指标原文”里没有写到。"
                hint = "印出来的是原文，计分用的是目标值；请核对两边。"
                path = ("目标", "分项", i, "指标", k, "目标值")
                yield Finding("metric-not-worded", Severity.WARNING, message, hint=hint, path=path)


def _unsaid(metric: Metric, text: str) -> list[Decimal]:
    """The figures of a target that a text has neither in digits nor in Chinese numerals."""
    if metric.direction == "定性":
        return []
    folded = unicodedata.normalize("NFKC", text)
    said = {Decimal(figure) for figure in re.findall(r"\d+(?:\.\d+)?", folded, re.ASCII)}
    figures = [abs(Decimal(figure)) for figure in re.findall(r"[\d.]+", metric.target)]
    return [each for each in figures if each not in said and not _spelt(each, text)]


def _spelt(figure: Decimal, text: str) -> bool:
    return figure == int(figure) and figure < _LARGEST and chinese(int(figure)) in text
