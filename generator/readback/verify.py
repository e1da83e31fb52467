"""核验: whether a docx says what the manuscript meant: all text, in order, in its style, sums right."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate

from generator.findings import Finding, Severity
from generator.narrative import Block, Chart, Manuscript, Merged, Picture, Table, points_column
from generator.readback.drawn import figure
from generator.readback.paragraphs import Cell, Paragraph
from generator.readback.reading import Reading, read
from generator.template import STYLES, cell_kind

__all__ = ["compare", "verify"]


def verify(docx: bytes, manuscript: Manuscript, printed: Container[str]) -> list[Finding]:
    """Hold a docx against the manuscript; as :func:`compare` of what is read in it."""
    return compare(read(docx), manuscript, printed)


def compare(reading: Reading, manuscript: Manuscript, printed: Container[str]) -> list[Finding]:
    """Hold what a docx says against the manuscript: all text there, in order, in its style, sums right.

    ``printed``: the parts that the template asks for; others are not looked for.
    """
    paragraphs = list(reading.paragraphs())
    findings = _leftovers(paragraphs)
    marked = [p for p in paragraphs if p.path]
    first = {(p.path, p.text): i for i, p in reversed(list(enumerate(marked)))}
    for name, part in manuscript.parts.items():
        if name in printed:
            findings += _part(name, list(_wanted(part)), marked, first)
            findings += _charts_differ(name, part, reading.charts)
            findings += _pictures_missing(name, part, reading.alts)
    return [*findings, *(_scorecard(reading, manuscript) if manuscript.rows else ())]


def _error(id: str, message: str) -> Finding:
    hint = "没有保存任何文件。请把这条信息和模板一起交给维护人员。"
    return Finding(id, Severity.ERROR, message, hint=hint)


def _leftovers(paragraphs: Sequence[Paragraph]) -> list[Finding]:
    """No paragraph of fixed text still holds a tag of the template."""
    return [
        _error("tag-left-over", f"成稿里留有没填的字段：“{p.text[:40]}”。")
        for p in paragraphs
        if not p.path and "{" in p.text and re.search(r"\{[{%]p? ", p.text)
    ]


def _wanted(part: Sequence[Block | Table | Chart | Picture]) -> Iterator[tuple[str, Block]]:
    """The paragraphs a part must give, each with its style."""
    for block in part:
        if isinstance(block, Block):
            yield STYLES[block.kind], block
        elif isinstance(block, Table):
            for i, row in enumerate(block.rows):
                yield from ((STYLES[cell_kind(cell, i == 0)], cell) for cell in row)


def _charts_differ(
    name: str, part: Sequence[Block | Table | Chart | Picture], shown: tuple[Chart, ...]
) -> Iterator[Finding]:
    """Each chart of a part is in the docx with its names and values."""
    for chart in part:
        if isinstance(chart, Chart) and chart not in shown:
            yield _error("chart-differs", f"“{name}”的图应为“{chart.text[:60]}”，成稿里不一致。")


def _pictures_missing(
    name: str, part: Sequence[Block | Table | Chart | Picture], drawn: frozenset[str]
) -> Iterator[Finding]:
    """Each picture of a part is in the docx, with its caption for those who can't see it."""
    for picture in part:
        if isinstance(picture, Picture) and picture.text not in drawn:
            yield _error("picture-lost", f"“{name}”的图片“{picture.text[:60]}”没有写进成稿。")


def _part(
    name: str,
    wanted: Sequence[tuple[str, Block]],
    marked: Sequence[Paragraph],
    first: Mapping[tuple[str, str], int],
) -> list[Finding]:
    """A part stands in the docx as one unbroken run of its paragraphs.

    ``first``: where the first paragraph of a data path and text stands among those marked.
    """
    if not wanted:
        return []
    begin = wanted[0][1]
    start = first.get(("/".join(map(str, begin.path)), begin.text))
    if start is None:
        return [_error("text-missing", f"“{name}”的内容没有写进成稿：“{begin.text[:30]}”。")]
    found = marked[start : start + len(wanted)]
    return [f for pair in _pairs(wanted, found) for f in _compare(name, *pair)]


def _pairs(
    wanted: Sequence[tuple[str, Block]], found: Sequence[Paragraph]
) -> Iterator[tuple[str, Block, Paragraph]]:
    missing = Paragraph("", "")
    for i, (style, block) in enumerate(wanted):
        yield style, block, found[i] if i < len(found) else missing


def _compare(name: str, style: str, block: Block, found: Paragraph) -> Iterator[Finding]:
    if found.text != block.text:
        yield _error(
            "text-differs", f"“{name}”应为“{block.text[:30]}”，成稿里是“{found.text[:30]}”。"
        )
    elif found.style.lower() != style.lower():
        yield _error(
            "style-differs", f"“{block.text[:30]}”应为样式“{style}”，成稿里是“{found.style}”。"
        )


def _scorecard(reading: Reading, manuscript: Manuscript) -> Iterator[Finding]:
    """附件3: each row as meant, cells merged as meant, and the total the sum of the points."""
    columns = tuple(manuscript.rows[0])
    rows = _score_rows(reading, columns)
    if len(rows) != len(manuscript.rows):
        yield _error(
            "table-rows-differ", f"评分表应有 {len(manuscript.rows)} 行，成稿里有 {len(rows)} 行。"
        )
        return
    for number, (wanted, cells) in enumerate(zip(manuscript.rows, rows, strict=True), 1):
        for column, value in wanted.items():
            text, continues = _cell_wanted(value)
            cell = cells[column]
            if (cell.text, cell.continues) != (text, continues):
                message = (
                    f"评分表第 {number} 行“{column}”应为“{text[:30]}”，成稿里是“{cell.text[:30]}”。"
                )
                yield _error("table-cell-differs", message)
    column = points_column(manuscript.rows[0])
    total = sum((figure(cells[column].text) for cells in rows), Decimal(0))
    printed = manuscript.total
    before = columns[: columns.index(column)]
    place = sum(rows[0][each].span for each in before)
    if total != Decimal(manuscript.added or printed) or not any(
        _says_total(row, place, printed) for t in reading.tables() for row in t
    ):
        yield _error(
            "table-total-differs", f"评分表各项合计 {total}，自评总分应为 {printed}，成稿里不一致。"
        )


def _score_rows(reading: Reading, columns: tuple[str, ...]) -> tuple[Mapping[str, Cell], ...]:
    """The rows of scores by column: those of the table holding them with every cell of its own column."""
    for table in reading.tables():
        rows = tuple(
            dict(zip(columns, row, strict=True))
            for row in table
            if len(row) == len(columns) and any(p.path for c in row for p in c.paragraphs)
        )
        if rows and any(p.path.startswith("指标体系/") for p in rows[0]["评分标准"].paragraphs):
            return rows
    return ()


def _cell_wanted(value: str | Merged | Sequence[Block | Table]) -> tuple[str, bool]:
    if isinstance(value, Merged):
        return ("" if value.continues else value.text), value.continues
    if isinstance(value, str):
        return value, False
    return "\n".join(block.text for block in value if isinstance(block, Block)), False


def _says_total(row: tuple[Cell, ...], place: int, printed: str) -> bool:
    """The row of the total: a label over several columns, and the figure in the column of points."""
    if not row or row[0].span == 1:
        return False
    starts = accumulate((cell.span for cell in row), initial=0)
    here = (c.text for c, start in zip(row, starts, strict=False) if 0 <= place - start < c.span)
    figure = re.search(r"\d+(?:\.\d+)?", next(here, ""))
    return figure is not None and figure[0] == printed
