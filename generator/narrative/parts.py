"""各部分: how each part of a report becomes blocks, in the chapters of the template or of its own.

A part is written from a level of headings on; in a section of the office's own (章节) its entries
may follow one another in one paragraph, and in another order than that of the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from generator.model import Achievement, Goal, Metric, Report, Section
from generator.narrative.blocks import Block, Path, Span
from generator.narrative.flow import Piece, joined, led
from generator.narrative.prose import Prose

__all__ = ["OWN_TEXTS", "PARTS", "Form", "Fragments", "Part"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Form:
    """How a part is printed (印法): the level of its outermost entries, and the section it is in.

    ``section`` None: in the chapters of the template.
    """

    level: int
    section: Section | None = None

    @property
    def sign(self) -> str:
        """What closes the title of an entry that others follow in one paragraph."""
        return "。" if self.section and self.section.run_on else ""

    @property
    def flat(self) -> bool:
        """Remedies stand without the problems they are for."""
        return bool(self.section and (self.section.run_on or len(self.section.numbering) == 1))

    def ordered(self, entries: Sequence[T]) -> list[tuple[int, T]]:
        """The entries with their places in the data, in the order they are printed."""
        wanted = [number - 1 for number in (self.section.order if self.section else ())]
        first = [i for i in dict.fromkeys(wanted) if 0 <= i < len(entries)]
        rest = [i for i in range(len(entries)) if i not in first]
        return [(i, entries[i]) for i in (*first, *rest)]


class Fragments:
    """A unit's own text where there is one, else the fragment of that name (文字片段)."""

    def __init__(self, texts: Mapping[str, str], prose: Prose) -> None:
        self.texts = texts
        self.prose = prose

    def of(self, name: str, own: str, path: Path) -> tuple[str, Path]:
        """The text of a part and its data path; that there is none is told."""
        if not own and name not in self.texts:
            hint = f"请填写“说明”，或在 data/fragments 里放一个“{name}.md”。"
            self.prose.report("part-empty", f"“{name}”这一部分没有文字。", path, hint)
        return (own, path) if own else (self.texts.get(name, ""), ("文字片段", name))


class _Writer(Protocol):
    def __call__(
        self, report: Report, prose: Prose, fragments: Fragments, form: Form, /
    ) -> Iterable[Piece]: ...


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report (部分): who writes it, the level it has in the template's chapters.

    ``entries``: the data path of the list that its section may put in another order.
    """

    write: _Writer
    level: int = 3
    entries: Path = ()


OWN_TEXTS: Mapping[str, Path] = {
    "组织架构": ("组织架构", "说明"), "人员编制": ("人员编制", "说明"), "资产": ("资产", "说明"),
    "预算收支": ("预算", "说明"),
}  # fmt: skip
"""Where a unit writes a text of its own instead of a fragment, by the fragment's name."""


def _duties(report: Report, prose: Prose, _: Fragments, form: Form) -> Iterator[Piece]:
    for number, (i, duty) in enumerate(form.ordered(report.duties), 1):
        path: Path = ("职责", i)
        lead = prose.number(form.level, number, duty, path)
        yield from led(lead, prose.blocks(duty, path, form.level))


def _noted(name: str, attribute: str = "") -> _Writer:
    """A part whose text is the 说明 of a part of the report, or else the fragment of its name."""

    def write(report: Report, prose: Prose, fragments: Fragments, form: Form) -> Iterable[Piece]:
        own = getattr(report, attribute).note if attribute else ""
        path = OWN_TEXTS.get(name, ("文字片段", name))
        return prose.blocks(*fragments.of(name, own, path), form.level - 1)

    return write


def _text(*path: str) -> _Writer:
    """A part that is one text of the report, by its data path."""

    def write(_: Report, prose: Prose, __: Fragments, form: Form) -> Iterable[Piece]:
        text: Any = prose.names
        for step in path:
            text = text[step]
        return prose.blocks(text, path, form.level - 1)

    return write


def _goals(report: Report, prose: Prose, _: Fragments, form: Form) -> Iterator[Piece]:
    for i, goal in form.ordered(report.goals.parts):
        path: Path = ("目标", "分项", i)
        heading = prose.heading(form.level, prose.line(goal.name, (*path, "名称")), (*path, "名称"))
        sign = goal.joined or form.sign
        task = prose.blocks(goal.task, (*path, "任务"), form.level)
        yield from joined(heading, sign, task if sign else _labelled("工作任务：", task))
        yield from _labelled("绩效目标：", prose.blocks(goal.aim, (*path, "目标"), form.level))
        yield from _metrics(goal, prose, path, form.level)


def _labelled(label: str, blocks: Sequence[Piece]) -> Sequence[Piece]:
    """A text with the words before it that say what it is; nothing where there is no text."""
    return led(label, blocks) if blocks else blocks


def _metrics(goal: Goal, prose: Prose, path: Path, level: int) -> Iterator[Piece]:
    """The metrics of a goal: in the office's own words, else made from the data."""
    if goal.worded:
        worded = prose.blocks(goal.worded, (*path, "指标原文"), level)
        yield from _labelled("绩效指标：", worded)
    elif goal.metrics:
        text = "绩效指标：" + "；".join(_metric(metric) for metric in goal.metrics) + "。"
        yield Block("正文", (Span(text),), (*path, "指标"))


_BOUNDS = {"越高越好": "不低于", "越低越好": "不高于", "区间": "在", "定性": "："}


def _metric(metric: Metric) -> str:
    inside = "之间" if metric.direction == "区间" else ""
    target = metric.target.replace("-", "—") if inside else metric.target.rstrip("。；;")
    return f"{metric.name}{_BOUNDS[metric.direction]}{target}{metric.unit}{inside}"


def _achievements(report: Report, prose: Prose, _: Fragments, form: Form) -> Iterator[Piece]:
    for i, achievement in form.ordered(report.achievements):
        yield from _achievement(achievement, prose, ("成效", i), form)


def _achievement(each: Achievement, prose: Prose, path: Path, form: Form) -> Iterator[Piece]:
    title: Path = (*path, "标题")
    heading = prose.heading(form.level, prose.line(each.title, title), title)
    text = prose.blocks(each.text, (*path, "内容"), form.level)
    yield from joined(heading, each.joined or form.sign, text)
    below = Form(form.level + 1, form.section)
    for i, entry in enumerate(each.below):
        yield from _achievement(entry, prose, (*path, "下级", i), below)


def _outlook(report: Report, prose: Prose, _: Fragments, form: Form) -> Iterator[Piece]:
    """What comes next; in a section of its own the section's title stands for the heading."""
    outlook = report.outlook
    if form.section is None and (outlook.lead or outlook.parts):
        yield prose.heading(form.level - 1, (Span("下一步工作打算"),), ("下一步",))
    yield from prose.blocks(outlook.lead, ("下一步", "引言"), form.level - 1)
    for i, part in form.ordered(outlook.parts):
        yield from _achievement(part, prose, ("下一步", "分项", i), form)


def _problems(report: Report, prose: Prose, _: Fragments, form: Form) -> Iterator[Piece]:
    for i, problem in form.ordered(report.problems):
        path: Path = ("问题", i, "标题")
        heading = prose.heading(form.level, prose.line(problem.title, path), path)
        text = prose.blocks(problem.text, ("问题", i, "说明"), form.level)
        yield from joined(heading, problem.joined or form.sign, text)


def _remedies(report: Report, prose: Prose, _: Fragments, form: Form) -> Iterator[Piece]:
    number, level = 0, form.level if form.flat else form.level + 1
    for i, problem in form.ordered(report.problems):
        path: Path = ("问题", i)
        if not form.flat:
            title = (Span("针对“"), *prose.line(problem.title, (*path, "标题")), Span("”"))
            yield prose.heading(form.level, title, (*path, "标题"))
            number = 0
        for k, remedy in enumerate(problem.remedies):
            number += 1
            lead = prose.number(level, number, remedy, (*path, "整改措施", k))
            yield from led(lead, prose.blocks(remedy, (*path, "整改措施", k), level))


PARTS: Mapping[str, Part] = {
    "职责": Part(_duties, 3, ("职责",)),
    "组织架构": Part(_noted("组织架构", "organisation")),
    "人员编制": Part(_noted("人员编制", "staffing")),
    "资产": Part(_noted("资产", "assets")),
    "总体目标": Part(_text("目标", "总体")),
    "年度目标": Part(_text("目标", "年度")),
    "分项目标": Part(_goals, 3, ("目标", "分项")),
    "预算收支": Part(_noted("预算收支", "budget")),
    "成效": Part(_achievements, 2, ("成效",)),
    "下一步": Part(_outlook, 3, ("下一步", "分项")),
    "评价目的": Part(_text("评价组织", "目的")),
    "评价过程": Part(_text("评价组织", "过程")),
    "评价结论": Part(_noted("评价结论")),
    "问题": Part(_problems, 3, ("问题",)),
    "整改措施": Part(_remedies, 3, ("问题",)),
}
"""The parts that are written from the data, in the order of the template's chapters."""
