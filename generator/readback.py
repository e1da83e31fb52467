"""成稿核验: what can be read in a docx, and whether it says what the manuscript meant.

Reads the file alone, as anyone who opens it would; knows no rules, no YAML, and writes nothing.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import accumulate

from lxml import etree

from generator.findings import Finding, Severity
from generator.narrative import Block, Chart, Manuscript, Merged, Table, points_column
from generator.template import STYLES, cell_kind, fingerprint, marks, seal, unpacked

__all__ = ["Cell", "Comment", "Paragraph", "Reading", "edited", "read", "verify"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = (f"{_W}t", f"{_W}tab", f"{_W}br")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it stands in the file (段落): style by name, text, data path or empty."""

    style: str
    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell (单元格): its paragraphs, how many columns it spans, one with the cell above?"""

    paragraphs: tuple[Paragraph, ...]
    span: int = 1
    continues: bool = False

    @property
    def text(self) -> str:
        """All paragraphs, a line each."""
        return "\n".join(p.text for p in self.paragraphs)


Rows = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in the margin (批注): who says what, of which words, and the paragraph it stands in.

    ``words`` is empty when the comment stands at a point.
    """

    author: str
    text: str
    words: str
    paragraph: Paragraph


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in a docx, from top to bottom (读数): paragraphs and tables, and the comments."""

    body: tuple[Paragraph | Rows, ...]
    comments: tuple[Comment, ...] = ()

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every paragraph in order, those of tables row by row."""
        for element in self.body:
            if isinstance(element, Paragraph):
                yield element
            else:
                yield from (p for row in element for cell in row for p in cell.paragraphs)

    def tables(self) -> Iterator[Rows]:
        """Every table in order."""
        return (element for element in self.body if not isinstance(element, Paragraph))

    def __str__(self) -> str:
        """The reading as text with style names; a table row is a line."""
        lines: list[str] = []
        for element in self.body:
            if isinstance(element, Paragraph):
                lines.append(f"〔{element.style}〕 {element.text}")
            else:
                lines += ["｜".join(_shown(cell) for cell in row) for row in element]
        return "\n".join([*lines, ""])


def _shown(cell: Cell) -> str:
    return "〃" if cell.continues else cell.text.replace("\n", "⏎")


def read(docx: bytes) -> Reading:
    """Read a docx; text of tabs and line breaks is ``\\t`` and ``\\n``."""
    parts = unpacked(docx)
    names = _style_names(etree.fromstring(parts["word/styles.xml"]))
    paths = marks(parts)
    body = etree.fromstring(parts["word/document.xml"])[0]
    said = etree.fromstring(parts.get("word/comments.xml", b"<none/>"))
    return Reading(tuple(_elements(body, names, paths)), tuple(_comments(body, said, names, paths)))


def edited(docx: bytes) -> bool:
    """True unless every part is byte for byte as it was generated."""
    try:
        parts = unpacked(docx)
        return seal(parts) != fingerprint(parts)
    except (zipfile.BadZipFile, KeyError):
        return True


def _style_names(styles: etree._Element) -> Mapping[str | None, str]:
    names: dict[str | None, str] = {}
    for style in styles.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        text = "" if name is None else str(name.get(f"{_W}val"))
        names[style.get(f"{_W}styleId")] = text
        if style.get(f"{_W}default") == "1" and style.get(f"{_W}type") == "paragraph":
            names[None] = text
    return names


def _elements(
    parent: etree._Element, names: Mapping[str | None, str], paths: Mapping[str, str]
) -> Iterator[Paragraph | Rows]:
    for element in parent:
        if element.tag == f"{_W}p":
            yield _paragraph(element, names, paths)
        elif element.tag == f"{_W}tbl":
            rows = element.iterchildren(f"{_W}tr")
            yield tuple(tuple(_cells(row, names, paths)) for row in rows)
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent"):
            yield from _elements(element, names, paths)


def _paragraph(
    element: etree._Element, names: Mapping[str | None, str], paths: Mapping[str, str]
) -> Paragraph:
    style = element.find(f"{_W}pPr/{_W}pStyle")
    marks = (str(m.get(f"{_W}name")) for m in element.iter(f"{_W}bookmarkStart"))
    path = next((paths[m] for m in marks if m in paths), "")
    text = "".join(_text(piece) for piece in element.iter(*_TEXT))
    return Paragraph(names.get(None if style is None else style.get(f"{_W}val"), ""), text, path)


def _text(piece: etree._Element) -> str:
    if piece.tag == f"{_W}t":
        return piece.text or ""
    inside_tab_stops = piece.getparent() is not None and piece.getparent().tag == f"{_W}tabs"  # type: ignore[union-attr]
    return "" if inside_tab_stops else "\t" if piece.tag == f"{_W}tab" else "\n"


def _comments(
    body: etree._Element,
    said: etree._Element,
    names: Mapping[str | None, str],
    paths: Mapping[str, str],
) -> Iterator[Comment]:
    """The comments in the order of their marks in the text."""
    known = {comment.get(f"{_W}id"): comment for comment in said.iter(f"{_W}comment")}
    quoted = _quoted(body)
    for mark in body.iter(f"{_W}commentReference"):
        number = mark.get(f"{_W}id")
        comment, paragraph = known[number], next(mark.iterancestors(f"{_W}p"))
        lines = ("".join(map(_text, p.iter(*_TEXT))) for p in comment.iter(f"{_W}p"))
        yield Comment(
            str(comment.get(f"{_W}author")),
            "\n".join(lines),
            quoted.get(number, ""),
            _paragraph(paragraph, names, paths),
        )


def _quoted(body: etree._Element) -> Mapping[str | None, str]:
    """The words of each range that is commented on, by the comment's number."""
    quoted: dict[str | None, str] = {}
    reading: set[str | None] = set()
    for element in body.iter(f"{_W}commentRangeStart", f"{_W}commentRangeEnd", *_TEXT):
        number = element.get(f"{_W}id")
        if element.tag == f"{_W}commentRangeStart":
            reading.add(number)
        elif element.tag == f"{_W}commentRangeEnd":
            reading.discard(number)
        else:
            quoted.update({each: quoted.get(each, "") + _text(element) for each in reading})
    return quoted


def _cells(
    row: etree._Element, names: Mapping[str | None, str], paths: Mapping[str, str]
) -> Iterator[Cell]:
    for cell in row.iterchildren(f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        inner = tuple(p for p in _elements(cell, names, paths) if isinstance(p, Paragraph))
        across = 1 if span is None else int(span.get(f"{_W}val") or 1)
        yield Cell(inner, across, merge is not None and merge.get(f"{_W}val") != "restart")


# ---- held against the manuscript ------------------------------------------------------------------


def verify(docx: bytes, manuscript: Manuscript, printed: Container[str]) -> list[Finding]:
    """Hold a docx against the manuscript: all text there, in order, in its style, sums right.

    ``printed``: the parts that the template asks for; others are not looked for.
    """
    reading = read(docx)
    findings = _leftovers(reading)
    shown = _charts(docx)
    marked = [p for p in reading.paragraphs() if p.path]
    for name, part in manuscript.parts.items():
        if name in printed:
            findings += _part(name, list(_wanted(part)), marked)
            findings += _charts_differ(name, part, shown)
    return [*findings, *_scorecard(reading, manuscript)]


def _error(id: str, message: str) -> Finding:
    hint = "没有保存任何文件。请把这条信息和模板一起交给维护人员。"
    return Finding(id, Severity.ERROR, message, hint=hint)


def _leftovers(reading: Reading) -> list[Finding]:
    """No paragraph of fixed text still holds a tag of the template."""
    return [
        _error("tag-left-over", f"成稿里留有没填的字段：“{p.text[:40]}”。")
        for p in reading.paragraphs()
        if not p.path and re.search(r"\{[{%]p? ", p.text)
    ]


def _wanted(part: Sequence[Block | Table | Chart]) -> Iterator[tuple[str, Block]]:
    """The paragraphs a part must give, each with its style."""
    for block in part:
        if isinstance(block, Block):
            yield STYLES[block.kind], block
        elif isinstance(block, Table):
            for i, row in enumerate(block.rows):
                yield from ((STYLES[cell_kind(cell, i == 0)], cell) for cell in row)


def _charts(docx: bytes) -> tuple[Chart, ...]:
    """Every chart as its part shows it."""
    parts = unpacked(docx)
    names = sorted(name for name in parts if re.fullmatch(r"word/charts/chart\d+\.xml", name))
    return tuple(_chart(etree.fromstring(parts[name])) for name in names)


def _chart(root: etree._Element) -> Chart:
    def texts(*path: str) -> tuple[str, ...]:
        where = "/".join(f"{{*}}{step}" for step in path)
        return tuple(found.text or "" for found in root.iterfind(f".//{where}"))

    title, series = (
        "".join(texts("title", "tx", "rich", "p", "r", "t")),
        "".join(texts("ser", "tx", "strRef", "strCache", "pt", "v")),
    )
    values = tuple(_points(text) for text in texts("val", "numRef", "numCache", "pt", "v"))
    return Chart(title, series, texts("cat", "strRef", "strCache", "pt", "v"), values)


def _charts_differ(
    name: str, part: Sequence[Block | Table | Chart], shown: tuple[Chart, ...]
) -> Iterator[Finding]:
    """Each chart of a part is in the docx with its names and values."""
    for chart in part:
        if isinstance(chart, Chart) and chart not in shown:
            yield _error("chart-differs", f"“{name}”的图应为“{chart.text[:60]}”，成稿里不一致。")


def _part(name: str, wanted: list[tuple[str, Block]], marked: Sequence[Paragraph]) -> list[Finding]:
    """A part stands in the docx as one unbroken run of its paragraphs."""
    if not wanted:
        return []
    first = "/".join(str(step) for step in wanted[0][1].path)
    starts = [i for i, p in enumerate(marked) if p.path == first and p.text == wanted[0][1].text]
    if not starts:
        return [_error("text-missing", f"“{name}”的内容没有写进成稿：“{wanted[0][1].text[:30]}”。")]
    found = marked[starts[0] : starts[0] + len(wanted)]
    return [f for pair in _pairs(wanted, found) for f in _compare(name, *pair)]


def _pairs(
    wanted: list[tuple[str, Block]], found: Sequence[Paragraph]
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
    columns = tuple(manuscript.rows[0]) if manuscript.rows else ()
    rows = _score_rows(reading, columns) if columns else ()
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
    column = points_column(manuscript.rows[0]) if columns else ""
    total = sum((_points(cells[column].text) for cells in rows), Decimal(0))
    printed = manuscript.total
    before = columns[: columns.index(column)] if columns else ()
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


def _points(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def _says_total(row: tuple[Cell, ...], place: int, printed: str) -> bool:
    """The row of the total: a label over several columns, and the figure in the column of points."""
    starts = accumulate((cell.span for cell in row), initial=0)
    here = (c.text for c, start in zip(row, starts, strict=False) if 0 <= place - start < c.span)
    figure = re.search(r"\d+(?:\.\d+)?", next(here, ""))
    return row[0].span > 1 and figure is not None and figure[0] == printed
