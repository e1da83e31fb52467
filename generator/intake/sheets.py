"""电子表: the sheets of a workbook as tables, each cell as the office sees it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import openpyxl

from generator.findings import Finding, Place, Refused, Severity
from generator.intake.guard import guarded, refusal
from generator.intake.shown import shown
from generator.intake.typed import Cell, Grid

__all__ = ["grids_of"]


def grids_of(xlsx: bytes, name: str) -> tuple[Grid, ...]:
    """Each sheet that has something in it, as a table.

    Raises Refused when the file is not a sound workbook, or a formula in it has no stored value.
    """
    guarded(xlsx, name, "xlsx")
    try:
        values = openpyxl.load_workbook(io.BytesIO(xlsx), data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(xlsx))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise refusal("intake-damaged", name, str(error)[:40]) from None
    missing = [
        _without_value(name, sheet.title, cell.coordinate)
        for sheet in formulas.worksheets
        for row in sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS)
        for cell in row
        if cell.data_type == "f" and values[sheet.title][cell.coordinate].value is None
    ]
    if missing:
        raise Refused(missing)
    return tuple(_grid(sheet) for sheet in values.worksheets if any(_filled(sheet)))


def _without_value(name: str, sheet: str, address: str) -> Finding:
    message = f"{sheet}!{address} 是公式，文件里没有存它算出的数。"
    hint = "请用 Excel 或 WPS 打开，保存一次再导入。"
    return Finding("formula-without-value", Severity.ERROR, message, Place(name), hint)


def _filled(sheet: Any) -> Iterator[bool]:
    rows = sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS)
    return (cell.value is not None for row in rows for cell in row)


def _grid(sheet: Any) -> Grid:
    """The cells down to the last one that holds something, far ones left aside."""
    held = [cell for row in sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS) for cell in row
            if cell.value is not None]  # fmt: skip
    last_row = max(cell.row for cell in held)
    last_column = max(cell.column for cell in held)
    origins = _origins(sheet, last_row, last_column)
    rows = tuple(
        tuple(_cell(sheet, *origins.get((r, c), (r, c))) for c in range(1, last_column + 1))
        for r in range(1, last_row + 1)
    )
    return Grid(rows, sheet.title)


_MOST_ROWS, _MOST_COLUMNS = 2000, 40  # more than any scoring table has


def _origins(
    sheet: Any, last_row: int, last_column: int
) -> Mapping[tuple[int, int], tuple[int, int]]:
    """Where the merged area of each cell begins, as far as the table goes."""
    return {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, min(area.max_row, last_row) + 1)
        for column in range(area.min_col, min(area.max_col, last_column) + 1)
    }


def _cell(sheet: Any, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    lines = tuple(line for line in _shown(cell).splitlines() if line.strip())
    return Cell(lines, f"{sheet.title}!{cell.coordinate}", (row - 1, column - 1))


_DIGITS = 12


def _shown(cell: Any) -> str:
    """The value as its format shows it, as far as formats matter for points and ratios."""
    value = cell.value
    if value is None or isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    exact = Decimal(f"{value:.{_DIGITS}g}")  # binary noise is none of the office's
    return shown(exact, cell.number_format)
