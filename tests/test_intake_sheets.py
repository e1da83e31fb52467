"""Sheets of a workbook as tables."""

from __future__ import annotations

import io

import openpyxl
import pytest

from generator.findings import Refused
from generator.intake.sheets import grids_of


def _workbook(formula: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "评分表"
    sheet["A1"], sheet["B1"], sheet["B2"] = "投入", 4.25, 0.95
    sheet["B2"].number_format = "0%"
    sheet.merge_cells("A1:A2")
    if formula:
        sheet["C1"] = formula
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def test_cells_say_what_the_office_sees_and_merged_ones_repeat() -> None:
    (grid,) = grids_of(_workbook(), "表.xlsx")
    assert [[cell.text for cell in row] for row in grid.rows] == [["投入", "4.25"], ["投入", "95%"]]
    assert grid.rows[1][0].origin == (0, 0)
    assert grid.rows[1][1].where == "评分表!B2"


def test_a_formula_without_a_stored_value_is_refused_with_its_address() -> None:
    with pytest.raises(Refused) as refused:
        grids_of(_workbook("=B1+1"), "表.xlsx")
    assert "评分表!C1" in refused.value.findings[0].message
