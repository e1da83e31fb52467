"""名单表: the rows of a spreadsheet that lists units, as Excel and WPS store it, or as CSV in any of their ways."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import openpyxl

from generator import workspace
from generator.findings import Finding, Place, Refused, Severity
from generator.intake.guard import guarded, locked, told_kind

__all__ = ["Row", "rows"]

_HEADS = ("文件夹", "单位文件夹")
_NAMES = ("单位", "单位名称", "名称")
_HEADS_WITHIN = 30  # rows among which the heads of the columns are looked for
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, zipfile.BadZipFile)

Cells: TypeAlias = Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list (一行): where its folder stands, the folder as written, and the unit's name.

    The folder and the name may be empty.
    """

    cell: str
    folder: str
    unit: str


def rows(file: Path) -> list[Row]:
    """The rows below the head of the column of folders; Refused when the file is no such list."""
    found = [
        replace(row, cell=f"{before}{row.cell}")
        for before, cells in _sheets(file)
        for row in _column(cells)
    ]
    if not found:
        message = "表里没有名为“文件夹”或“单位文件夹”的一列，或列下面是空的。"
        hint = "请在表头写上“单位文件夹”，下面每行写一个单位的文件夹。"
        raise Refused([_error("batch-no-column", message, file, hint)])
    return found


def _error(id: str, message: str, file: Path, hint: str) -> Finding:
    return Finding(id, Severity.ERROR, message, Place(file.as_posix()), hint)


def _broken(file: Path, message: str, hint: str = "") -> Refused:
    again = "请在 Excel 或 WPS 里打开它，另存为“Excel 工作簿（*.xlsx）”再试。"
    return Refused([_error("batch-list-broken", message, file, hint or again)])


def _sheets(file: Path) -> Iterator[tuple[str, Cells]]:
    """The sheets of a list: what stands before the address of a cell, and the cells row by row."""
    raw = workspace.bytes_of(file)
    if file.suffix.lower() == ".csv":
        yield "", _of_csv(raw, file)
    elif file.suffix.lower() in (".xlsx", ".xlsm"):
        yield from _of_workbook(raw, file)
    else:
        message = "这个文件不能当名单，名单只能是 .xlsx 或 .csv 表格。"
        hint = (
            "是表格的，请在 Excel 或 WPS 里打开它，另存为“Excel 工作簿（*.xlsx）”再试；"
            "是单位的数据，请写它所在的文件夹。"
        )
        raise _broken(file, message, hint)


# ---- of a workbook --------------------------------------------------------------------------------


def _of_workbook(raw: bytes, file: Path) -> Iterator[tuple[str, Cells]]:
    _fit(raw, file)
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        for sheet in book.worksheets:
            yield f"{sheet.title}!", list(sheet.iter_rows(values_only=True))
    except _BROKEN:
        raise _broken(file, "这个文件不是 Excel 工作簿（.xlsx），或已损坏。") from None


def _fit(raw: bytes, file: Path) -> None:
    """Refused, in words that fit a list, when the file can't be opened or should not be."""
    if locked(raw):
        hint = "请在 Excel 里去掉密码另存（文件—信息—保护工作簿—用密码进行加密，把密码清空）。"
        raise _broken(file, "这个名单加了密码，打不开。", hint)
    if raw and not raw.startswith((b"PK", _OLD)):
        hint = "请把扩展名改回来；不是 .csv 的，在 Excel 或 WPS 里另存为“Excel 工作簿（*.xlsx）”。"
        raise _broken(file, f"这个名单实际是{_kind(raw)}，不是 Excel 工作簿（.xlsx）。", hint)
    try:
        guarded(raw, file.name, "xlsx")
    except Refused as refused:
        raise _broken(file, refused.findings[0].message) from None


_OLD = b"\xd0\xcf\x11\xe0"  # how files of the old Excel begin


# ---- of a CSV -------------------------------------------------------------------------------------


def _of_csv(raw: bytes, file: Path) -> Cells:
    text = _decoded(raw)
    if "\0" in text:
        kind = _kind(raw)
        hint = "请把扩展名改回来，例如 .xlsx；或在 Excel 或 WPS 里另存为 CSV 再试。"
        raise _broken(file, f"这个名单实际是{kind}，不是 CSV。", hint)
    try:
        tried = [list(csv.reader(io.StringIO(text, None), delimiter=d)) for d in _BETWEEN]
    except csv.Error:
        raise _broken(file, "这个名单读不成表格。") from None
    return next((cells for cells in tried if any(_column(cells))), tried[0])


_BETWEEN = (",", "\t", ";", "，")


def _decoded(raw: bytes) -> str:
    """The text of a CSV in UTF-16 (Excel: Unicode 文本) or UTF-8, else as Excel for China writes it."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _kind(raw: bytes) -> str:
    """What a file is, whatever its ending says."""
    if raw.startswith(b"PK"):
        return " Excel 工作簿（.xlsx）或压缩包"
    kind = told_kind(raw)
    return f" {kind}" if kind[0].isascii() else kind


# ---- the column -----------------------------------------------------------------------------------


def _column(cells: Cells) -> Iterator[Row]:
    """The cells below the head of the column of folders, where a row has anything."""
    at = name = None
    for number, row in enumerate(cells, 1):
        texts = ["" if value is None else str(value).strip() for value in row]
        if at is None:
            if number > _HEADS_WITHIN:
                return
            heads = [re.sub(r"\s", "", text) for text in texts]
            at, name = _headed(heads, _HEADS), _headed(heads, _NAMES)
        elif any(texts):
            letter = openpyxl.utils.get_column_letter(at + 1)
            yield Row(f"{letter}{number}", _at(texts, at), _at(texts, name))


def _headed(heads: Sequence[str], names: Sequence[str]) -> int | None:
    return next((i for i, head in enumerate(heads) if head in names), None)


def _at(texts: Sequence[str], at: int | None) -> str:
    return texts[at] if at is not None and at < len(texts) else ""
