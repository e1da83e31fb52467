"""Outcomes of invented units for tests: a rubric of four indicators, points as the test says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from generator.batch.outcome import Mark, Outcome, Said
from generator.figures import plain, rounded

WEIGHTS: Mapping[tuple[str, ...], str] = {
    ("投入", "目标", "目标明确"): "10",
    ("过程", "预算", "预算执行率"): "30",
    ("过程", "预算", "支付进度率"): "10",
    ("产出", "质量", "完成质量"): "50",
}
FULL: Mapping[str, str] = {path[-1]: weight for path, weight in WEIGHTS.items()}
HOSTILE = ("=1+1", "<&>局", "+加镇", "-减镇", "@局", "“引号”局", "很长的名称" * 20, "甲\t乙局")


def mark(path: tuple[str, ...], weight: str, points: str | None) -> Mark:
    """A mark with a trace: the figure is the rate itself, of two figures."""
    *levels, name = path
    rate = Decimal(points or 0) / Decimal(weight) * 100 if Decimal(weight) else Decimal(0)
    got = plain(rounded(rate, 2))
    trace = (
        f"{name} = 完成数/计划数 = {got}/100 = {got}%",
        f"完成数 = 预算.完成数 = {got}",
        "计划数 = 预算.计划数 = 100",
        f"按比例计分 → {points}分",
        "佐证：决算报表",
    )
    return Mark(tuple(levels), name, weight, points, trace)


def unit(name: str, year: int = 2021, rubric: str = "甲体系", **points: str | None) -> Outcome:
    """A unit that has a report; indicators not named have all their points."""
    got = {**FULL, **points}
    marks = tuple(mark(path, weight, got[path[-1]]) for path, weight in WEIGHTS.items())
    total = sum((Decimal(each.points or 0) for each in marks), Decimal(0))
    grade = next(
        word for least, word in ((90, "优"), (80, "良"), (60, "中"), (0, "差")) if total >= least
    )
    return Outcome(
        folder=f"data/units/{name[:20]}-{year}",
        unit=name,
        year=year,
        rubric=rubric,
        total=str(total),
        grade=grade,
        complete=None not in got.values(),
        marks=marks,
        findings=(),
        report=f"{name}.docx",
        docx="ab" * 32,
    )


def unmade(folder: str, *messages: str) -> Outcome:
    """A unit that could not be read, with its errors."""
    return Outcome(folder, findings=tuple(error(message) for message in messages))


def error(message: str, severity: str = "错误", id: str = "number-expected") -> Said:
    return Said(id, severity, message, "data/units/甲/预算.yaml:3", "请改为数字。")


def told(outcome: Outcome, *findings: Said) -> Outcome:
    """The unit with findings."""
    return replace(outcome, findings=findings)


def county() -> Sequence[Outcome]:
    """Eight units with hostile names, ties, two rubrics, one not made and one incomplete."""
    units = [unit(name, 预算执行率=str(30 - 3 * at)) for at, name in enumerate(HOSTILE)]
    warned = told(
        units[1], error("执行率偏低。", "提醒", "rate-low"), error("一句话。", "说明", "note")
    )
    return (
        units[0], warned, *units[2:], unit("同分局", 预算执行率="27"),
        unit("乙类局", rubric="乙体系", 完成质量="40.5"), unit("缺项局", 支付进度率=None),
        unmade("data/units/坏局-2021", "“支出决算”写成了“12a”。", "没有年度。"),
    )  # fmt: skip
