"""原样: an old document as it was typed: its lines and tables in order, nothing judged yet.

What Word itself prints before a paragraph (an automatic number) is part of the line's text, as a
reader sees it.  Places are told as Word's reader counts: paragraph, or table, row and cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from generator.findings import Finding

__all__ = ["Cell", "Document", "Grid", "Line"]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph outside of tables (段); blank ones are there too.

    ``text``: all that is printed, automatic number included, tabs and line breaks as ``\\t`` and
    ``\\n``.  ``automatic``: the number that Word puts before it, empty when it is typed or there is
    none.  ``level``: the outline level by its style, 1 to 9; 0 for running text.  ``size`` in points,
    None when unknown; ``bold`` and ``centred`` of the paragraph as a whole.  ``pictures``: how many
    are drawn in it.  ``style``: the name of its style; ``font``: that of most of its text;
    ``lead``: how many characters at its start, the automatic number aside, are bold.
    """

    text: str
    where: str
    automatic: str = ""
    level: int = 0
    size: Decimal | None = None
    bold: bool = False
    centred: bool = False
    pictures: int = 0
    style: str = ""
    font: str = ""
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell (格): its paragraphs that are not blank, its place, and where its merged area begins.

    ``where``: ``第1个表第4行第3格`` in Word, ``评分表!B4`` in a spreadsheet.  ``origin``: row and column
    of the first cell of the area it belongs to, counted from 0.
    """

    lines: tuple[str, ...]
    where: str
    origin: tuple[int, int]

    @property
    def text(self) -> str:
        """All lines as one text, without any blank."""
        return "".join("".join(line.split()) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table (表): every row has a cell for each column; a merged area repeats its cell."""

    rows: tuple[tuple[Cell, ...], ...]
    where: str


@dataclass(frozen=True, slots=True)
class Document:
    """An old document (旧稿) from top to bottom; ``around``: text of headers, notes, boxes, with where.

    ``unseen``: words that stand in the file and that no reader sees, by kind, each with where.
    """

    body: tuple[Line | Grid, ...]
    around: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    unseen: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def lines(self) -> Iterator[Line]:
        """Every line that is not blank."""
        return (each for each in self.body if isinstance(each, Line) and each.text.strip())

    def grids(self) -> Iterator[Grid]:
        """Every table."""
        return (each for each in self.body if isinstance(each, Grid))
