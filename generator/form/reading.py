"""读填报表: the cells of a form that came back, by the path of their row and the head of their column.

Rows and columns are followed wherever they were moved; a row that was put in belongs to the list of
the row above it.
"""

from __future__ import annotations

import io
import json
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from generator.findings import Finding, Place, Refused, Severity
from generator.form.book import PATH, RECORD
from generator.form.tree import Path, Tree, written
from generator.form.values import Typed
from generator.model import Report

__all__ = ["Book", "Line", "Tab", "base_of", "opened"]

_HEADS_WITHIN = 30  # rows among which the heads of the columns are looked for
_MOST_ROWS, _MOST_COLUMNS = 3_000, 100
_MOST_INFLATED = 12_000_000
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, OSError,
    AttributeError, IndexError, EOFError, SyntaxError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it came back (行): its path, empty where it has none, its number, and what it holds."""

    path: Path
    number: int
    typed: Mapping[str, Typed]


@dataclass(frozen=True, slots=True)
class Tab:
    """A sheet as it came back (表): the letter of each column by its head, and the rows with anything."""

    name: str
    letters: Mapping[str, str]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A form as it came back (填报表): what it is known by, its record as it stands, and its sheets."""

    about: Mapping[str, str]
    record: str
    tabs: Mapping[str, Tab]


def opened(xlsx: bytes, name: str) -> Book:
    """The form in an xlsx file; Refused when there is none in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
            size = sum(part.file_size for part in package.infolist())
        if size > _MOST_INFLATED:
            raise _refused(
                "form-too-large", f"文件展开有 {size / 1e6:.0f} MB，不会是填报表。", _OURS, name
            )
        shown, as_typed = _rows(xlsx, values=True), _rows(xlsx, values=False)
    except _BROKEN:
        message = "这个文件不是 Excel 表格（.xlsx），或已损坏。"
        raise _refused("form-broken", message, _RESAVE, name) from None
    record = [[str(cell.value or "") for cell in row[:3]] for row in shown.pop(RECORD, ())]
    if not record:
        raise _unknown(name)
    tabs = (_tab(title, rows, as_typed[title]) for title, rows in shown.items())
    return Book(
        {row[0]: row[1] for row in record if row[0]},
        "".join(row[2] for row in record),
        {tab.name: tab for tab in tabs if tab is not None},
    )


_RESAVE = "请在 Excel 或 WPS 里另存为“Excel 工作簿（*.xlsx）”再试。"
_OURS = "请用 jixiao form 生成的那一份填写。"

Rows: TypeAlias = Sequence[Sequence[Any]]


def _refused(id: str, message: str, hint: str, name: str) -> Refused:
    return Refused([Finding(id, Severity.ERROR, message, Place(name), hint)])


def _rows(xlsx: bytes, *, values: bool) -> dict[str, Rows]:
    """The cells of each sheet by row, with the formulas or with what they came to.

    Read as a stream: merged cells and far corners of a sheet cost nothing.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # drop-downs of newer kinds, which reading need not know
        book = openpyxl.load_workbook(io.BytesIO(xlsx), read_only=True, data_only=values)
        return {
            sheet.title: tuple(sheet.iter_rows(1, _MOST_ROWS, 1, _MOST_COLUMNS))
            for sheet in book.worksheets
        }


def base_of(book: Book, name: str) -> Tree:
    """What was written out into a form: a report as it was then; Refused when it was tampered with."""
    try:
        return written(Report.of(json.loads(book.record)))
    except (ValueError, TypeError, RecursionError):
        raise _unknown(name) from None


def _unknown(name: str) -> Refused:
    message = "这个文件里没有填报表的记录页，不是 jixiao form 生成的表，或记录页被删改过。"
    return _refused("form-unknown", message, _OURS, name)


def _tab(title: str, shown: Rows, as_typed: Rows) -> Tab | None:
    """One sheet; None when it has no column of paths."""
    tops = (n for n, row in enumerate(shown[:_HEADS_WITHIN]) if any(c.value == PATH for c in row))
    top = next(tops, None)
    if top is None:
        return None
    named = [(n, cell.value) for n, cell in enumerate(shown[top]) if cell.value is not None]
    columns = {str(head).strip(): n for n, head in reversed(named)}
    lines = tuple(_lines(shown, as_typed, columns, top + 1))
    return Tab(title, {head: get_column_letter(n + 1) for head, n in columns.items()}, lines)


def _lines(shown: Rows, as_typed: Rows, columns: Mapping[str, int], first: int) -> Iterator[Line]:
    for n in range(first, len(shown)):
        typed = {
            head: _typed(shown[n][column], as_typed[n][column])
            for head, column in columns.items()
            if head != PATH
        }
        path = _path(shown[n][columns[PATH]].value)
        if path or any(each.value is not None or each.unsolved for each in typed.values()):
            yield Line(path, n + 1, typed)


def _path(value: object) -> Path:
    try:
        path = json.loads(value) if isinstance(value, str) else []
    except (ValueError, RecursionError):
        return ()
    known = isinstance(path, list) and all(isinstance(key, str | int) for key in path)
    return tuple(path) if known else ()


def _typed(shown: Any, as_typed: Any) -> Typed:
    """A cell by what it shows and by what was typed; one that was never filled has neither."""
    value = shown.value
    if value is None:
        return Typed(None, unsolved=as_typed.value is not None and as_typed.data_type == "f")
    percent = isinstance(value, int | float) and "%" in str(shown.number_format)
    return Typed(value, shown.data_type == "e", percent)
