"""目标完成: how far the goals were met, metric by metric, for indicators that are scored by goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.formula import Worked
from generator.model import Metric
from generator.paper.inputs import Inputs
from generator.paper.looks import Column, Content, Live, Sheet, cell, digits, height
from generator.scoring import Score, Task

__all__ = ["COLUMNS", "NAME", "completion", "write"]

NAME = "目标完成"
COLUMNS = (
    Column("指标", 18, "centred"), Column("任务", 24), Column("任务权重", 10, "figure"),
    Column("绩效指标", 30), Column("方向", 11, "centred"), Column("目标值", 16, "figure"),
    Column("实际值", 16, "figure"), Column("单位", 9, "centred"), Column("指标权重", 9, "figure"),
    Column("指标完成率", 11, "figure"), Column("任务完成率", 11, "figure"),
    Column("任务得分", 11, "figure"),
)  # fmt: skip
_INDICATOR, _TASK, _SHARE, _RATE, _OF_TASK, _POINTS = 0, 1, 2, 9, 10, 11
_PER_CENT, _EXACT_POINTS = "0.00%", "0.0000"


def completion(score: Score) -> Worked | None:
    """The completion of all goals behind a score's points; None where there is none."""
    found = [] if score.award is None or not score.tasks else [*_named("完成率", score.award)]
    return found[0] if found else None


def _named(name: str, worked: Worked) -> Iterator[Worked]:
    if worked.name == name:
        yield worked.parts[0]
    for part in worked.parts:
        yield from _named(name, part)


def write(sheet: Sheet, row: int, score: Score, weight: str, inputs: Inputs) -> int:
    """Fill the rows of one indicator from a row on; ``weight`` is the cell of its 分值.

    Gives the row behind them.
    """
    name, top = score.indicator.name, row
    for task in score.tasks:
        last = row + len(task.metrics) - 1
        for at, (metric, worked) in enumerate(task.metrics, row):
            _metric(sheet, at, (metric, worked), inputs, name)
        _task(sheet, (row, last), task, score, (weight, inputs))
        row = last + 1
    sheet.merge((top, _INDICATOR, row, _INDICATOR), name)
    _whole(sheet, (top, row), score, inputs)
    return row + 1


def _metric(
    sheet: Sheet, row: int, measured: tuple[Metric, Worked], inputs: Inputs, user: str
) -> None:
    metric, worked = measured
    rate = inputs.live(worked, user)
    target, actual = _as_written(metric, worked, inputs, user)
    contents: Sequence[Content] = (
        metric.name, metric.direction, target, actual, metric.unit, metric.weight, rate,
    )  # fmt: skip
    for at, content in enumerate(contents, 3):
        shown = _PER_CENT if at == _RATE else ""
        sheet.put(row, at, content, shown=shown or _format(content))
    texts = ((metric.name, COLUMNS[3].wide), (metric.target, COLUMNS[5].wide))
    sheet.rise(row, height(texts))


def _format(content: Content) -> str:
    value = content.value if isinstance(content, Live) else content
    return digits(value) if isinstance(value, Decimal) else ""


def _as_written(
    metric: Metric, worked: Worked, inputs: Inputs, user: str
) -> tuple[Content, Content]:
    """Target and actual: figures by their cells, words and ranges as they were written."""
    figures = {leaf.name.rpartition(".")[2]: leaf for leaf in worked.leaves()}
    target = None if metric.direction == "区间" else figures.get("目标值")
    actual = figures.get("实际值")
    return (
        metric.target if target is None else inputs.live(target, user),
        (metric.actual or metric.done) if actual is None else inputs.live(actual, user),
    )


def _task(
    sheet: Sheet, rows: tuple[int, int], task: Task, score: Score, beside: tuple[str, Inputs]
) -> None:
    weight, inputs = beside
    first, last = rows
    rate = inputs.live(task.worked, score.indicator.name)
    inputs.stands(task.worked, cell(first, _OF_TASK, NAME))
    got = None
    if task.worked.value is not None:
        formula = f"{weight}*{cell(first, _SHARE)}*{cell(first, _OF_TASK)}"
        got = Live(formula, score.weight * task.share * task.worked.value)
    sheet.merge((first, _TASK, last, _TASK), task.name)
    sheet.merge((first, _SHARE, last, _SHARE), task.share, shown=_PER_CENT)
    sheet.merge((first, _OF_TASK, last, _OF_TASK), rate, shown=_PER_CENT)
    sheet.merge((first, _POINTS, last, _POINTS), got, shown=_EXACT_POINTS)


def _whole(sheet: Sheet, rows: tuple[int, int], score: Score, inputs: Inputs) -> None:
    """The row of all goals together; without figures where some metric has none."""
    top, row = rows
    sheet.merge((row, _TASK, row, _RATE), "合计（未取整）", "label")
    whole = completion(score)
    if whole is None or whole.value is None:
        sheet.put(row, _OF_TASK, None)
        sheet.put(row, _POINTS, None)
        return
    sheet.put(row, _OF_TASK, inputs.live(whole, score.indicator.name), "sum", shown=_PER_CENT)
    inputs.stands(whole, cell(row, _OF_TASK, NAME))
    got = Live(f"SUM({cell(top, _POINTS)}:{cell(row - 1, _POINTS)})", score.weight * whole.value)
    sheet.put(row, _POINTS, got, "sum", shown=_EXACT_POINTS)
