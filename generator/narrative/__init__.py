"""文字叙述: report, scorecard and text fragments become the manuscript: all text, no Word yet.

What stands in which order on the page is the Word template's business; here each part of the report
becomes blocks under its name (职责, 成效, …), and the scorecard the rows of 附件3.  Numbering of
headings follows GB/T 9704—2012 7.3.3, figures GB/T 15835—2011.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from generator.figures import long_date, points
from generator.findings import Finding
from generator.model import Achievement, Metric, Report
from generator.narrative.attachments import attachments, doubled
from generator.narrative.expressions import FILTERS, environment, names_in, written
from generator.narrative.prose import Block, Chart, Path, Picture, Prose, Span, Table, numeral
from generator.narrative.results import results
from generator.narrative.rows import Merged, Row, points_column, rows
from generator.narrative.workings import workings
from generator.rubric import Rubric
from generator.scoring import Scorecard

__all__ = [
    "FILTERS", "OWN_TEXTS", "Block", "Chart", "Manuscript", "Merged", "Picture", "Row", "Span", "Table", "assemble",
    "environment", "names_in", "points_column", "written",
]  # fmt: skip

Piece = Block | Table | Picture
Part = tuple[Piece | Chart, ...]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """All text of a report before it is a Word file (文稿).

    ``parts``: blocks by the name the template asks for.  ``rows``: the scorecard, a mapping by
    column a row; ``total``: its total as printed; ``added``: the sum of its points, where a bound
    makes the total less.  ``fields``: everything a template may name,
    values and blocks.  ``properties``: title, subject, author and times of the document.
    ``annex_first``: 附件3 stands before the body.
    """

    parts: Mapping[str, Part]
    rows: tuple[Row, ...]
    total: str
    fields: Mapping[str, Any]
    properties: Mapping[str, Any]
    annex_first: bool
    findings: tuple[Finding, ...]
    added: str = ""

    def paragraphs(self) -> Iterator[Block]:
        """Every paragraph of the parts in order, those of tables row by row."""
        for part in self.parts.values():
            for each in part:
                if isinstance(each, Block):
                    yield each
                elif isinstance(each, Table):
                    yield from (cell for row in each.rows for cell in row)

    def pictures(self) -> Iterator[Picture]:
        """Every picture of the parts in order."""
        return (each for part in self.parts.values() for each in part if isinstance(each, Picture))

    def __str__(self) -> str:
        """The manuscript as text, for reading and for comparing."""
        lines: list[str] = []
        for name, part in self.parts.items():
            lines += [f"【{name}】", *(line for block in part for line in _lines(block)), ""]
        lines.append("【评分表】")
        for row in self.rows:
            lines += [" | ".join(_cell(value) for value in row.values())]
        return "\n".join([*lines, f"自评总分 {self.total} {self.fields['评分表']['等级']}", ""])


def assemble(
    report: Report, rubric: Rubric, scorecard: Scorecard, fragments: Mapping[str, str]
) -> Manuscript:
    """Write the manuscript.  ``fragments``: default texts by part, used where a 说明 is empty."""
    data = report.names()
    card = _card(scorecard)
    prose = Prose({**data, "评分表": card})
    parts: dict[str, Part] = {}
    for name, write in _PARTS.items():
        if name not in _CONTINUED:
            prose.restart()
        parts[name] = tuple(write(report, prose, _Fragments(fragments, prose)))
        if not parts[name] and name in _NEVER_EMPTY:
            prose.report(
                "part-empty", f"“{name}”没有内容，报告里只有标题。", _NEVER_EMPTY[name], "请补上。"
            )
    unit = report.unit
    parts["得分情况"] = tuple(results(report, rubric, scorecard)) if unit.results else ()
    parts["计算过程"] = (workings(scorecard.scores),) if unit.workings else ()
    for path, text in (*_literals(report), *_answers(report, rubric)):
        prose.literal(text, path)
    table = tuple(rows(scorecard.scores, rubric))
    title = f"{unit.name}{unit.year}年部门整体支出绩效评价报告"
    return Manuscript(
        parts=parts,
        rows=table,
        total=points(scorecard.total),
        fields={
            **data,
            "数据": data,
            **parts,
            "评分表": {**card, "行": table},
            "附件": attachments(report),
            "单位": _unit(report),
        },
        properties=_properties(report, title),
        annex_first=unit.annex == "正文前",
        findings=(*prose.findings, *doubled(report)),
        added=points(scorecard.added) if scorecard.capped_by else "",
    )


def _properties(report: Report, title: str) -> Mapping[str, Any]:
    """Properties of the document; its times are the date of signature, as no clock is read."""
    name, signed = report.unit.name, datetime.combine(report.unit.dated, time())
    return {"title": title, "subject": "部门整体支出绩效评价", "author": name, "last_modified_by": name,
            "created": signed, "modified": signed, "revision": 1}  # fmt: skip


def _unit(report: Report) -> Mapping[str, Any]:
    signed = report.unit.signed
    return {**report.names()["单位"], "落款日期": long_date(signed) if signed else ""}


def _card(scorecard: Scorecard) -> dict[str, Any]:
    """What texts and templates may say of the scores (评分表.总分, 评分表.得分.预算调整率 …)."""
    return {
        "总分": scorecard.total,
        "等级": scorecard.grade,
        "得分": {score.indicator.name: score.points for score in scorecard.scores},
        "一级": {each.group.name: each.points for each in scorecard.subtotals if not each.depth},
    }


def _literals(report: Report) -> Iterator[tuple[Path, str]]:
    """Texts that are printed as they stand, without expressions or Markdown."""
    unit = report.unit
    yield from ((("单位", key), text) for key, text in (("名称", unit.name), ("简称", unit.short)))
    yield from ((("附件", i, "名称"), each.name) for i, each in enumerate(report.attachments))
    yield from (
        (("组织架构", "内设机构", i), name) for i, name in enumerate(report.organisation.offices)
    )
    for i, goal in enumerate(report.goals.parts):
        for k, metric in enumerate(goal.metrics):
            yield ("目标", "分项", i, "指标", k, "名称"), metric.name
            yield ("目标", "分项", i, "指标", k, "目标值"), metric.target


def _answers(report: Report, rubric: Rubric) -> Iterator[tuple[Path, str]]:
    """Reasons and evidence of the scores, where the report prints them as they stand."""
    unit, columns = report.unit, rubric.extra
    for name, answer in report.answers.items():
        if unit.results or unit.workings or "扣分原因" in columns:
            yield ("评分", name, "评定理由"), answer.judged_why
            yield ("评分", name, "核定理由"), answer.override_why
        if unit.workings or "佐证" in columns:
            yield from ((("评分", name, "佐证", i), text) for i, text in enumerate(answer.evidence))


class _Fragments:
    """A unit's own text where there is one, else the fragment of that name."""

    def __init__(self, texts: Mapping[str, str], prose: Prose) -> None:
        self.texts = texts
        self.prose = prose

    def of(self, name: str, own: str, path: Path) -> tuple[str, Path]:
        if not own and name not in self.texts:
            hint = f"请填写“说明”，或在 data/fragments 里放一个“{name}.md”。"
            self.prose.report("part-empty", f"“{name}”这一部分没有文字。", path, hint)
        return (own, path) if own else (self.texts.get(name, ""), ("文字片段", name))


def _duties(report: Report, prose: Prose, _: _Fragments) -> Iterator[Piece]:
    for i, duty in enumerate(report.duties):
        path: Path = ("职责", i)
        prose.numbered_by_hand(duty, path)
        yield from _led(numeral(3, i + 1), prose.blocks(duty, path, 3))


def _led(lead: str, blocks: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The blocks with a few words before the first; alone, when there is no paragraph to lead."""
    first, *rest = blocks or (Block("正文", ()),)
    if not isinstance(first, Block):
        return (Block("正文", (Span(lead),), first.path), *blocks)
    return (Block(first.kind, (Span(lead), *first.spans), first.path), *rest)


OWN_TEXTS: Mapping[str, Path] = {
    "组织架构": ("组织架构", "说明"), "人员编制": ("人员编制", "说明"), "资产": ("资产", "说明"),
    "预算收支": ("预算", "说明"),
}  # fmt: skip
"""Where a unit writes a text of its own instead of a fragment, by the fragment's name."""


def _noted(name: str, attribute: str = "") -> Any:
    """A part whose text is the 说明 of a part of the report, or else the fragment of its name."""

    def write(report: Report, prose: Prose, fragments: _Fragments) -> Iterable[Piece]:
        own = getattr(report, attribute).note if attribute else ""
        path = OWN_TEXTS.get(name, ("文字片段", name))
        return prose.blocks(*fragments.of(name, own, path), 2)

    return write


def _goals(report: Report, prose: Prose, _: _Fragments) -> Iterator[Piece]:
    for i, goal in enumerate(report.goals.parts):
        path: Path = ("目标", "分项", i)
        yield prose.heading(3, prose.line(goal.name, (*path, "名称")), (*path, "名称"))
        yield from _led("工作任务：", prose.blocks(goal.task, (*path, "任务"), 3))
        yield from _led("绩效目标：", prose.blocks(goal.aim, (*path, "目标"), 3))
        if goal.metrics:
            text = "绩效指标：" + "；".join(_metric(metric) for metric in goal.metrics) + "。"
            yield Block("正文", (Span(text),), (*path, "指标"))


_BOUNDS = {"越高越好": "不低于", "越低越好": "不高于", "区间": "在", "定性": "："}


def _metric(metric: Metric) -> str:
    inside = "之间" if metric.direction == "区间" else ""
    target = metric.target.replace("-", "—") if inside else metric.target.rstrip("。；;")
    return f"{metric.name}{_BOUNDS[metric.direction]}{target}{metric.unit}{inside}"


def _achievements(report: Report, prose: Prose, _: _Fragments) -> Iterator[Piece]:
    for i, achievement in enumerate(report.achievements):
        yield from _achievement(achievement, prose, ("成效", i), 2)


def _achievement(each: Achievement, prose: Prose, path: Path, level: int) -> Iterator[Piece]:
    yield prose.heading(level, prose.line(each.title, (*path, "标题")), (*path, "标题"))
    yield from prose.blocks(each.text, (*path, "内容"), level)
    for i, below in enumerate(each.below):
        yield from _achievement(below, prose, (*path, "下级", i), level + 1)


def _outlook(report: Report, prose: Prose, _: _Fragments) -> Iterator[Piece]:
    if not report.outlook.lead and not report.outlook.parts:
        return
    yield prose.heading(2, (Span("下一步工作打算"),), ("下一步",))
    yield from prose.blocks(report.outlook.lead, ("下一步", "引言"), 2)
    for i, part in enumerate(report.outlook.parts):
        yield from _achievement(part, prose, ("下一步", "分项", i), 3)


def _text(*path: str) -> Any:
    """A part that is one text of the report, by its data path."""

    def write(report: Report, prose: Prose, _: _Fragments) -> Iterable[Piece]:
        text: Any = report.names()
        for step in path:
            text = text[step]
        return prose.blocks(text, path, 2)

    return write


def _problems(report: Report, prose: Prose, _: _Fragments) -> Iterator[Piece]:
    for i, problem in enumerate(report.problems):
        path: Path = ("问题", i)
        yield prose.heading(3, prose.line(problem.title, (*path, "标题")), (*path, "标题"))
        yield from prose.blocks(problem.text, (*path, "说明"), 3)


def _remedies(report: Report, prose: Prose, _: _Fragments) -> Iterator[Piece]:
    for i, problem in enumerate(report.problems):
        path: Path = ("问题", i)
        title = (Span("针对“"), *prose.line(problem.title, (*path, "标题")), Span("”"))
        yield prose.heading(3, title, (*path, "标题"))
        for k, remedy in enumerate(problem.remedies):
            prose.numbered_by_hand(remedy, (*path, "整改措施", k))
            yield from _led(numeral(4, k + 1), prose.blocks(remedy, (*path, "整改措施", k), 4))


_PARTS: Mapping[str, Any] = {
    "职责": _duties,
    "组织架构": _noted("组织架构", "organisation"),
    "人员编制": _noted("人员编制", "staffing"),
    "资产": _noted("资产", "assets"),
    "总体目标": _text("目标", "总体"),
    "年度目标": _text("目标", "年度"),
    "分项目标": _goals,
    "预算收支": _noted("预算收支", "budget"),
    "成效": _achievements,
    "下一步": _outlook,
    "评价目的": _text("评价组织", "目的"),
    "评价过程": _text("评价组织", "过程"),
    "评价结论": _noted("评价结论"),
    "问题": _problems,
    "整改措施": _remedies,
}

_NEVER_EMPTY: Mapping[str, Path] = {
    "职责": ("职责",), "分项目标": ("目标", "分项"), "成效": ("成效",),
    "问题": ("问题",), "整改措施": ("问题",),
}  # fmt: skip
_CONTINUED = frozenset(["下一步"])  # its headings number on from 成效, in whose chapter it stands


def _lines(block: Piece | Chart) -> list[str]:
    if isinstance(block, Table):
        return [
            "〔表格〕 " + " | ".join(cell.text.replace("\n", "⏎") for cell in row)
            for row in block.rows
        ]
    if isinstance(block, Chart):
        return [f"〔图〕 {block.text}"]
    if isinstance(block, Picture):
        return [f"〔图片〕 {block.file}"]
    return [f"〔{block.kind}〕 {block.text}"]


def _cell(value: str | Merged | tuple[Block | Table, ...]) -> str:
    if isinstance(value, Merged):
        return "〃" if value.continues else _cell(value.text)
    if isinstance(value, str):
        return value.replace("\n", "")
    return "⏎".join(block.text for block in value if isinstance(block, Block))
