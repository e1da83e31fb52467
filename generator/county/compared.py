"""比较表: the workbook of a comparison: indicators over units, who stands out and why, year to year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from xlsxwriter import Workbook

from generator.batch.outcome import Mark
from generator.county.comparing import RULE, Change, Compared
from generator.county.lacking import Lacking
from generator.county.summary import points_of, weight_of
from generator.county.worded import gist
from generator.paper.looks import FIRST, Column, Sheet
from generator.paper.seal import sealed

__all__ = ["compared_book"]

_RATE, _POINTS = "0.00%", "0.00"
_UNDATED = date(1980, 1, 1)


def compared_book(
    compared: Sequence[Compared], changes: Sequence[Change], without: Sequence[Lacking] = ()
) -> bytes:
    """The workbook as the bytes of an xlsx file; equal input gives equal bytes.

    ``without``: the units that are not compared, on a sheet of their own where there are some.
    """
    return sealed(
        lambda into: _fill(into, compared, changes, without),
        {"title": "绩效自评比较表"},
        _UNDATED,
        gist,
    )


def _fill(
    into: Workbook,
    compared: Sequence[Compared],
    changes: Sequence[Change],
    without: Sequence[Lacking],
) -> None:
    _indicators(into, compared)
    _units(into, compared)
    _outliers(into, compared)
    _changes(into, changes)
    if without:
        _without(into, without)


_OF = (Column("年度", 7, "centred"), Column("指标", 26))
_MIDDLE = Column("中位得分率", 9, "figure")


def _indicators(into: Workbook, compared: Sequence[Compared]) -> None:
    columns = (
        *_OF, Column("单位数", 8, "figure"), _MIDDLE, Column("最高", 9, "figure"),
        Column("最低", 9, "figure"), Column("离差中位数（个百分点）", 12, "figure"),
        Column("差异大的单位", 50), Column("指标体系", 34),
    )  # fmt: skip
    sheet = Sheet(into, "各指标比较", columns, 2)
    for row, each in enumerate(compared, FIRST):
        apart = "、".join(outlier.entry.name for outlier in each.outliers)
        sheet.row(
            row,
            (each.year, each.name, len(each.entries), *[None] * 4, apart, each.rubric),
        )
        _put(sheet, row, 3, (each.middle, each.entries[0].rate, each.entries[-1].rate))
        _put_apart(sheet, row, 6, each.spread)
    sheet.headed("各指标得分率比较", RULE)


def _units(into: Workbook, compared: Sequence[Compared]) -> None:
    columns = (
        *_OF, Column("单位", 30), Column("分值", 8, "figure"), Column("得分", 8, "figure"),
        Column("得分率", 9, "figure"), _MIDDLE, Column("相差（个百分点）", 10, "figure"),
        Column("差异大", 8, "centred"), Column("指标体系", 34),
    )  # fmt: skip
    sheet = Sheet(into, "各单位得分", columns, 3)
    row = FIRST
    for each in compared:
        apart = {outlier.entry.name for outlier in each.outliers}
        for entry in each.entries:
            sign = "是" if entry.name in apart else ""
            got = (weight_of(entry.mark), points_of(entry.mark))
            sheet.row(row, (each.year, each.name, entry.name, *got, *[None] * 3, sign, each.rubric))
            _put(sheet, row, 5, (entry.rate, each.middle))
            _put_apart(sheet, row, 7, entry.rate - each.middle)
            row += 1
    sheet.headed("各单位各指标得分", f"相差＝得分率－中位得分率。{RULE}")


def _outliers(into: Workbook, compared: Sequence[Compared]) -> None:
    columns = (
        *_OF, Column("单位", 28), Column("得分率", 9, "figure"), _MIDDLE,
        Column("为什么不同", 50), Column("计算过程", 70), Column("指标体系", 34),
    )  # fmt: skip
    sheet = Sheet(into, "差异大", columns, 3)
    found = [(each, outlier) for each in compared for outlier in each.outliers]
    for row, (each, outlier) in enumerate(found, FIRST):
        words = ("\n".join(outlier.why), "\n".join(outlier.entry.mark.trace))
        sheet.row(row, (each.year, each.name, outlier.entry.name, None, None, *words, each.rubric))
        _put(sheet, row, 3, (outlier.entry.rate, each.middle))
    sheet.headed("差异大的单位和原因", RULE)


def _changes(into: Workbook, changes: Sequence[Change]) -> None:
    columns = (
        Column("单位", 28), Column("上次年度", 8, "centred"), Column("本次年度", 8, "centred"),
        Column("指标", 26), Column("上次得分", 9, "figure"), Column("本次得分", 9, "figure"),
        Column("相差", 8, "figure"), Column("什么变了", 70),
    )  # fmt: skip
    sheet = Sheet(into, "逐年变化", columns, 1)
    for row, each in enumerate(changes, FIRST):
        was, now = _points(each.before), _points(each.after)
        apart = None if was is None or now is None else now - was
        sheet.row(row, (each.unit, *each.years, each.indicator, was, now, apart, each.why))
    sheet.headed("同一单位逐年变化", "只列得分或分值有变化的指标；同名的单位按同一单位比较。")


def _without(into: Workbook, without: Sequence[Lacking]) -> None:
    sheet = Sheet(into, "没有比较", (Column("单位", 40), Column("原因", 90)), 1)
    rows = ((name, f"{each.why}。") for each in without for name in each.names)
    for row, texts in enumerate(rows, FIRST):
        sheet.row(row, texts)
    sheet.headed(
        "没有比较的单位和原因", "这些单位不在其他各表的比较里；只有一个年度的，只是没有逐年比较。"
    )


def _points(mark: Mark | None) -> Decimal | None:
    return None if mark is None or mark.points is None else points_of(mark)


def _put(sheet: Sheet, row: int, first: int, rates: Sequence[Decimal]) -> None:
    for at, rate in enumerate(rates, first):
        sheet.put(row, at, rate, shown=_RATE)


def _put_apart(sheet: Sheet, row: int, at: int, apart: Decimal) -> None:
    """What two rates differ by, which is no rate but 个百分点."""
    sheet.put(row, at, apart * 100, shown=_POINTS)
