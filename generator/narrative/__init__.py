"""文字叙述: report, scorecard and text fragments become the manuscript: all text, no Word yet.

What stands in which order on the page is the Word template's business; here each part of the report
becomes blocks under its name (职责, 成效, …), and the scorecard the rows of 附件3.  Numbering of
headings follows GB/T 9704—2012 7.3.3, figures GB/T 15835—2011.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from types import MappingProxyType
from typing import Any

from generator.figures import long_date, points
from generator.findings import Finding
from generator.model import Report
from generator.narrative.attachments import attachments, doubled
from generator.narrative.blocks import Block, Chart, Path, Picture, Span, Table
from generator.narrative.expressions import FILTERS, REMEMBERED, environment, names_in, written
from generator.narrative.flow import Piece
from generator.narrative.numbering import NATIONAL, Levels, Numbering, parse
from generator.narrative.parts import OWN_TEXTS, PARTS, Form, Fragments
from generator.narrative.prose import Prose
from generator.narrative.results import results
from generator.narrative.rows import Merged, Row, points_column, rows
from generator.narrative.sections import NAME as SECTIONS
from generator.narrative.sections import named, reordered, sections, wrong
from generator.narrative.wanting import wanting
from generator.narrative.workings import workings
from generator.rubric import Rubric
from generator.scoring import Scorecard

__all__ = [
    "FILTERS", "OWN_TEXTS", "REMEMBERED", "Block", "Chart", "Manuscript", "Merged", "Path", "Picture", "Row", "Span",
    "Table", "assemble", "environment", "names_in", "points_column", "reordered", "written",
]  # fmt: skip

Part = tuple[Piece, ...]
_OFFICIAL: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Manuscript:
    """All text of a report before it is a Word file (文稿).

    ``parts``: blocks by the name the template asks for.  ``rows``: the scorecard, a mapping by
    column a row, none where there is no such table; ``total``: its total as printed; ``added``: the
    sum of its points, where a bound makes the total less.  ``fields``: everything a template may
    name, values and blocks.  ``properties``: title, subject, author and times of the document.
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
        own = bool(self.parts.get(SECTIONS))
        for name, part in self.parts.items():
            if not part and (own or name == SECTIONS):
                continue
            lines += [f"【{name}】", *(line for block in part for line in _lines(block)), ""]
        lines.append("【评分表】")
        for row in self.rows:
            lines += [" | ".join(_cell(value) for value in row.values())]
        return "\n".join([*lines, f"自评总分 {self.total} {self.fields['评分表']['等级']}", ""])


def assemble(
    report: Report,
    rubric: Rubric,
    scorecard: Scorecard,
    fragments: Mapping[str, str],
    numbered: Mapping[str, tuple[str, ...]] = _OFFICIAL,
) -> Manuscript:
    """Write the manuscript.  ``fragments``: default texts by part, used where a 说明 is empty.

    ``numbered``: for parts that the template numbers in a way of its own, a sample of each level.
    """
    data = report.names()
    card = _card(scorecard)
    prose = Prose({**data, "评分表": card})
    unit, signed = report.unit, report.unit.signed
    parts = _parts(report, rubric, scorecard, (prose, fragments, numbered))
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
            "单位": {**data["单位"], "落款日期": long_date(signed) if signed else ""},
        },
        properties=_properties(report, title),
        annex_first=unit.annex == "正文前",
        findings=(*prose.findings, *doubled(report)),
        added=points(scorecard.added) if scorecard.capped_by else "",
    )


def _parts(
    report: Report,
    rubric: Rubric,
    card: Scorecard,
    by: tuple[Prose, Mapping[str, str], Mapping[str, tuple[str, ...]]],
) -> dict[str, Part]:
    """The parts by name: in the order of the template's chapters, or all within those of the report."""
    prose, fragments, numbered = by
    texts = Fragments(fragments, prose)
    written: dict[str, Part] = {}

    def write(name: str, form: Form) -> Part:
        if name in PARTS:
            written[name] = tuple(PARTS[name].write(report, prose, texts, form))
            return written[name]
        return scores() if name == _RESULTS else ()

    def scores() -> Part:
        return tuple(results(report, rubric, card))

    if report.sections:
        chapters = sections(report, prose, write)
        prose.findings += wrong(report, (*PARTS, _RESULTS))
        parts: dict[str, Part] = {**dict.fromkeys((*PARTS, _RESULTS), ()), SECTIONS: chapters}
    else:
        for name, part in PARTS.items():
            if name not in _CONTINUED:
                prose.restart(Levels(part.level, tuple(_samples(numbered.get(name, ())))))
            write(name, Form(part.level))
        shown = scores() if report.unit.results else ()
        parts = {**written, _RESULTS: shown, SECTIONS: ()}
    prose.findings += wanting(report, written, chosen=bool(report.sections))
    return parts


def _samples(samples: Iterable[str]) -> Iterator[Numbering]:
    """The ways of numbering; a sample that can't be read numbers as the national ones do."""
    for level, sample in enumerate(samples):
        yield parse(sample) or NATIONAL[min(level, len(NATIONAL) - 1)]


_RESULTS = "得分情况"
_CONTINUED = frozenset(["下一步"])  # its headings number on from 成效, in whose chapter it stands


def _properties(report: Report, title: str) -> Mapping[str, Any]:
    """Properties of the document; its times are the date of signature, as no clock is read."""
    name, signed = report.unit.name, datetime.combine(report.unit.dated, time())
    return {"title": title, "subject": "部门整体支出绩效评价", "author": name, "last_modified_by": name,
            "created": signed, "modified": signed, "revision": 1}  # fmt: skip


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
        told = unit.results or _RESULTS in named(report)
        if told or unit.workings or "扣分原因" in columns:
            yield ("评分", name, "评定理由"), answer.judged_why
            yield ("评分", name, "核定理由"), answer.override_why
        if unit.workings or "佐证" in columns:
            yield from ((("评分", name, "佐证", i), text) for i, text in enumerate(answer.evidence))


def _lines(block: Piece) -> list[str]:
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
