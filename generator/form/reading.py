"""读填报表: the cells of a form that came back, by the path of their row and the head of their column.

Rows and columns are followed wherever they were moved; a row that was put in belongs to the list of
the row above it.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell as Place_
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from generator.findings import Finding, Place, Refused, Severity
from generator.form.book import PATH, RECORD
from generator.form.tree import Path, Tree, numbered
from generator.form.values import Typed

__all__ = ["Book", "Line", "Tab", "opened"]

_HEADS_WITHIN = 30  # rows among which the heads of the columns are looked for
_MOST_ROWS, _MOST_COLUMNS = 20_000, 200
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
    """A form as it came back (填报表): what it is known by, what was written out, and its sheets."""

    about: Mapping[str, str]
    base: Tree
    tabs: Mapping[str, Tab]


def opened(xlsx: bytes, name: str) -> Book:
    """The form in an xlsx file; Refused when there is none in it."""
    try:
        shown = openpyxl.load_workbook(io.BytesIO(xlsx), data_only=True)
        as_typed = openpyxl.load_workbook(io.BytesIO(xlsx))
    except _BROKEN:
        raise _refused(
            "form-broken", "这个文件不是 Excel 表格（.xlsx），或已损坏。", _RESAVE, name
        ) from None
    about, base = _record(shown, name)
    sheets = [sheet for sheet in shown.worksheets if sheet.title in as_typed.sheetnames]
    tabs = (_tab(sheet, as_typed[sheet.title]) for sheet in sheets)
    return Book(about, base, {tab.name: tab for tab in tabs if tab is not None})


_RESAVE = "请在 Excel 或 WPS 里另存为“Excel 工作簿（*.xlsx）”再试。"


def _refused(id: str, message: str, hint: str, name: str) -> Refused:
    return Refused([Finding(id, Severity.ERROR, message, Place(name), hint)])


def _record(book: Any, name: str) -> tuple[Mapping[str, str], Tree]:
    """What the hidden sheet says; Refused when it is gone or was changed."""
    if RECORD in book.sheetnames:
        rows = [
            tuple(str(v or "") for v in row)
            for row in book[RECORD].iter_rows(max_col=3, values_only=True)
        ]
        try:
            base = numbered(json.loads("".join(row[2] for row in rows if len(row) > 2)))
        except (ValueError, RecursionError, AttributeError):
            base = ""
        if isinstance(base, dict):
            return {row[0]: row[1] for row in rows if row[0]}, base
    message = "这个文件里没有填报表的记录页，不是 jixiao form 生成的表，或记录页被删改过。"
    raise _refused("form-unknown", message, "请用 jixiao form 生成的那一份填写。", name)


def _tab(shown: Worksheet, as_typed: Worksheet) -> Tab | None:
    """One sheet; None when it has no column of paths."""
    rows = min(shown.max_row, _MOST_ROWS)
    columns = min(shown.max_column, _MOST_COLUMNS)
    top = next(
        (row for row in shown.iter_rows(max_row=min(rows, _HEADS_WITHIN), max_col=columns)
         if any(cell.value == PATH for cell in row)),
        None,
    )  # fmt: skip
    if top is None:
        return None
    heads = {str(cell.value).strip(): cell for cell in reversed(top) if cell.value is not None}
    lines = tuple(_lines(shown, as_typed, heads, (top[0].row + 1, rows)))
    return Tab(shown.title, {head: cell.column_letter for head, cell in heads.items()}, lines)


def _lines(
    shown: Worksheet, as_typed: Worksheet, heads: Mapping[str, Any], span: tuple[int, int]
) -> Iterator[Line]:
    columns = {head: cell.column for head, cell in heads.items()}
    at = columns.pop(PATH)
    for row in range(span[0], span[1] + 1):
        typed = {
            head: _typed(shown.cell(row, column), as_typed.cell(row, column))
            for head, column in columns.items()
        }
        path = _path(shown.cell(row, at).value)
        if path or any(each.value is not None or each.unsolved for each in typed.values()):
            yield Line(path, row, typed)


def _path(value: object) -> Path:
    try:
        path = json.loads(value) if isinstance(value, str) else []
    except ValueError:
        return ()
    known = isinstance(path, list) and all(isinstance(key, str | int) for key in path)
    return tuple(path) if known else ()


def _typed(shown: Place_, as_typed: Place_) -> Typed:
    formula = as_typed.data_type == "f"
    value = shown.value
    percent = "%" in str(shown.number_format) and isinstance(value, int | float)
    return Typed(value, shown.data_type == "e", percent, formula and value is None)
