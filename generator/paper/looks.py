"""版式: how the sheets of a working paper look and print, and how one cell is filled.

What people wrote is always text in its cell, whatever sign it begins with.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from generator.figures import plain
from generator.findings import width

__all__ = [
    "FIRST", "HEAD", "Column", "Content", "Live", "Sheet", "cell", "digits", "height",
]  # fmt: skip

HEAD, FIRST = 2, 3  # title and note stand above the heads of the columns
_LONGEST = 32767  # characters that a cell can hold
_GB2312 = 134  # the character set by which a font is replaced where it is missing
_PLAIN: dict[str, Any] = {
    "font_name": "宋体", "font_charset": _GB2312, "font_size": 11, "border": 1, "text_wrap": True,
    "valign": "vcenter",
}  # fmt: skip
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font_name": "黑体", "font_size": 16, "align": "center", "border": 0},
    "note": {"font_name": "仿宋_GB2312", "align": "left", "border": 0},
    "head": {"font_name": "黑体", "align": "center", "bg_color": "#E7E6E6"},
    "text": {"align": "left"},
    "centred": {"align": "center"},
    "figure": {"align": "center"},
    "input": {"align": "right", "bg_color": "#FFF2CC"},
    "judged": {"align": "center", "bg_color": "#FFF2CC"},
    "words": {"align": "left", "bg_color": "#FFF2CC"},
    "label": {"align": "center", "bold": True},
    "sum": {"align": "center", "bold": True},
    "entry": {"align": "left", "bg_color": "#FFF2CC", "locked": False},
    "amount": {"align": "right", "bg_color": "#FFF2CC", "locked": False},
    "choice": {"align": "center", "bg_color": "#FFF2CC", "locked": False},
    "barred": {"bg_color": "#E7E6E6"},
    "past": {"align": "right", "font_color": "#595959"},
    "heading": {"align": "left", "bold": True},
}
_READ_AS_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Live:
    """A formula (公式) with the value it has, for viewers that don't calculate."""

    formula: str
    value: Decimal | str


Content = str | Decimal | int | Live | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column (栏): its head, its width in characters, the look of its cells, whether it is hidden."""

    head: str
    wide: float
    look: str = "text"
    hidden: bool = False


def digits(value: Decimal) -> str:
    """The number format that shows a figure as it was entered, thousands set apart."""
    places = len(plain(value).partition(".")[2])
    return f"#,##0.{'0' * places}" if places else "#,##0"


def cell(row: int, column: int, sheet: str = "") -> str:
    """The absolute reference of a cell, rows and columns counted from 0."""
    lead = f"'{sheet}'!" if sheet else ""
    return lead + str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def height(texts: Iterable[tuple[str, float]]) -> float:
    """How high a row must be for its texts, each with the width of its column."""
    lines = [
        sum(max(1, math.ceil(width(line) / max(1.0, wide * 0.95 - 1))) for line in text.split("\n"))
        for text, wide in texts
    ]
    return min(409.0, max([1, *lines]) * 14.5 + 7)


class Sheet:
    """One sheet (表): columns under a title and a note, printed one page wide on A4 across."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[Column], kept: int) -> None:
        self.name = name
        self.columns = columns
        self._book = book
        self._formats: dict[tuple[str, str, bool], Format] = {}
        self._shades: dict[str, Format] = {}
        self._sheet: Worksheet = book.add_worksheet(name)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(left=0.25, right=0.25, top=0.4, bottom=0.55)
        self._sheet.repeat_rows(HEAD)
        self._sheet.set_footer("&C第 &P 页 共 &N 页")
        self._sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._sheet.freeze_panes(FIRST, kept)
        for at, column in enumerate(columns):
            self._sheet.set_column(at, at, column.wide, None, {"hidden": column.hidden})
            self.put(HEAD, at, column.head, "head")
        self.rise(HEAD, height((column.head, column.wide) for column in columns))

    def headed(self, title: str, note: str) -> None:
        """Write the title and the note above the columns."""
        last = len(self.columns) - 1
        self.merge((0, 0, 0, last), title, "title")
        self.merge((1, 0, 1, last), note, "note")
        self.rise(0, 28)
        self.rise(1, height([(note, sum(column.wide for column in self.columns))]))

    def column(self, head: str) -> int:
        """The number of a column by its head."""
        return next(at for at, column in enumerate(self.columns) if column.head == head)

    def put(self, row: int, at: int, content: Content, look: str = "", *, shown: str = "") -> None:
        """Fill one cell; ``look`` empty is that of the column, ``shown`` a number format."""
        style = self._format(look or self.columns[at].look, shown)
        if content is None or content == "":
            self._sheet.write_blank(row, at, None, style)
        elif isinstance(content, str):
            whole = len(content) <= _LONGEST
            words = content if whole else f"{content[: _LONGEST - 1]}…"
            if content.startswith(_READ_AS_FORMULA):
                style = self._format(look or self.columns[at].look, shown, quoted=True)
            self._sheet.write_string(row, at, words, style)
        elif isinstance(content, Live):
            value = content.value if isinstance(content.value, str) else float(content.value)
            self._sheet.write_formula(row, at, f"={content.formula}", style, value)
        else:
            self._sheet.write_number(row, at, float(content), style)

    def merge(
        self, box: tuple[int, int, int, int], content: Content, look: str = "", *, shown: str = ""
    ) -> None:
        """Fill the cells from row and column to row and column as one."""
        row, at, last_row, last_at = box
        if (row, at) != (last_row, last_at):
            style = self._format(look or self.columns[at].look, shown)
            self._sheet.merge_range(row, at, last_row, last_at, "", style)
        self.put(row, at, content, look, shown=shown)

    def row(self, row: int, contents: Sequence[Content]) -> None:
        """Fill a row, as high as its texts need."""
        for at, content in enumerate(contents):
            self.put(row, at, content)
        wide = (column.wide for column in self.columns)
        self.rise(row, height(zip(map(str, contents), wide, strict=True)))

    def choice(self, head: str, rows: int, words: Sequence[str]) -> None:
        """Let the cells of a column, in as many rows, be one of some words."""
        at = self.column(head)
        listed = {"validate": "list", "source": list(words)}
        self._sheet.data_validation(FIRST, at, FIRST + rows - 1, at, listed)

    def shade(self, rows: Sequence[int], at: int, bands: Iterable[tuple[Decimal, str]]) -> None:
        """Colour those cells of a column that are at most a figure; the first band that fits holds."""
        runs: list[list[int]] = []
        for row in rows:
            if not runs or row != runs[-1][-1] + 1:
                runs.append([])
            runs[-1].append(row)
        where = " ".join(xl_range(run[0], at, run[-1], at) for run in runs)
        for most, colour in bands:
            look = self._shades.setdefault(colour, self._book.add_format({"bg_color": colour}))
            self._sheet.conditional_format(
                rows[0], at, rows[-1], at,
                {"type": "cell", "criteria": "<=", "value": float(most), "format": look,
                 "multi_range": where, "stop_if_true": True},
            )  # fmt: skip

    def check(self, row: int, at: int, rule: Mapping[str, Any]) -> None:
        """Let a cell be filled by a rule only, as the library words it (数据验证)."""
        self._sheet.data_validation(row, at, row, at, dict(rule))

    def lock(self) -> None:
        """Keep all but the cells to be filled from being changed by mistake; there is no password."""
        allowed = ("format_cells", "format_columns", "format_rows", "insert_rows", "autofilter")
        self._sheet.protect("", dict.fromkeys(allowed, True))

    def rise(self, row: int, high: float) -> None:
        """Set the height of a row, in points."""
        self._sheet.set_row(row, high)

    def _format(self, look: str, shown: str, *, quoted: bool = False) -> Format:
        """``quoted``: the text stays text when somebody edits its cell."""
        known = (look, shown, quoted)
        if known not in self._formats:
            more = {"num_format": shown} if shown else {}
            quote = {"quote_prefix": True} if quoted else {}
            self._formats[known] = self._book.add_format(_PLAIN | _LOOKS[look] | more | quote)
        return self._formats[known]
