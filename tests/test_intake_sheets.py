"""Sheets of a workbook as tables."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.figures import rounded
from generator.findings import Refused
from generator.intake.sheets import grids_of
from generator.intake.shown import shown


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


_ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "form", "seen"),
    [
        ("4.25", "General", "4.25"),
        ("4.25", "@", "4.25"),
        ("10", "0.0", "10.0"),
        ("4.25", '0.0"分"', "4.3分"),
        ("5", 'General"分"', "5分"),
        ("5", '0.##"分"', "5分"),
        ("5", r"0\分", "5分"),
        ("12345.6", "#,##0.00", "12,345.60"),
        ("12", "#,##0", "12"),
        ("12345.6", "#,##0,", "12"),
        ("7", "000", "007"),
        ("0.5", "#.00", ".50"),
        ("0.5", ".00", ".50"),
        ("0.7", "0%", "70%"),
        ("0.955", "0.0%", "95.5%"),
        ("0.12345", "0.00%", "12.35%"),
        ("-0.05", "0%", "-5%"),
        ("-3", "0.0_);(0.0)", "(3.0)"),
        ("-3", "0.0_);[Red](0.0)", "(3.0)"),
        ("0", '0;-0;"无"', "无"),
        ("0", "0;-0;;@", ""),
        ("3", _ACCOUNTING, "3.00"),
        ("-3", _ACCOUNTING, "-3.00"),
        ("0", _ACCOUNTING, "0"),
        ("3", "[$￥-804]#,##0", "￥3"),
        ("3", "[>=2]0.0;0", "3"),
        ("3", "[DBNum1]0", "3"),
        ("0.25", "# ?/?", "0.25"),
        ("12345", "0.00E+00", "12345"),
        ("1234567", "000-0000", "1234567"),
    ],
)
def test_a_figure_is_shown_as_its_cell_shows_it(value: str, form: str, seen: str) -> None:
    assert shown(Decimal(value), form) == seen


@given(st.decimals(-(10**6), 10**6, places=4), st.integers(1, 6))
def test_a_figure_with_fixed_places_is_the_rounded_one(value: Decimal, places: int) -> None:
    seen = shown(value, f"#,##0.{'0' * places}")
    assert len(seen.partition(".")[2]) == places
    assert Decimal(seen.replace(",", "")) == rounded(value, places)


@given(st.integers(0, 999), st.text("分约;[*_e0#%", min_size=1))
def test_words_in_quotation_marks_stand_as_they_are(value: int, words: str) -> None:
    assert shown(Decimal(value), f'"{words}"0"{words}"') == f"{words}{value}{words}"


def test_a_sheet_with_points_in_words_is_read_as_shown() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A1"].number_format = 4, '0.0"分"'
    raw = io.BytesIO()
    book.save(raw)
    (grid,) = grids_of(raw.getvalue(), "表.xlsx")
    assert grid.rows[0][0].text == "4.0分"


def test_a_workbook_that_can_not_be_read_is_refused() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as old, zipfile.ZipFile(raw, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            text = text.replace(b't="n"', b't="d"') if name.endswith("sheet1.xml") else text
            new.writestr(name, text)
    with pytest.raises(Refused, match="intake-damaged"):
        grids_of(raw.getvalue(), "表.xlsx")
