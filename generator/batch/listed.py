"""名单: which units are to be done, from folders and from spreadsheets that list them; each once, in order."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import openpyxl

from generator import intake, workspace
from generator.batch.work import name_of
from generator.findings import Finding, Place, Refused, Severity
from generator.workspace import Workspace, is_folder

__all__ = ["Listed", "listed"]

_HEADS = ("文件夹", "单位文件夹")
_HEADS_WITHIN = 30  # rows among which the heads of the columns are looked for
_MOST_DEEP = 4
_SPREADSHEETS = (".xlsx", ".xlsm", ".csv")
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, zipfile.BadZipFile)

Rows: TypeAlias = Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Listed:
    """The units to be done (名单): whole paths in order; ``findings``: what could not be taken."""

    units: tuple[Path, ...]
    findings: tuple[Finding, ...]


def listed(named: Sequence[Path], space: Workspace) -> Listed:
    """The units meant by what was named: their folders, folders that hold them, spreadsheets.

    Nothing named are all units of the workspace.  They are in the order of their folders' names from
    the workspace, which is the same on every machine.
    """
    found: list[Path] = []
    findings: list[Finding] = []
    for each in [_whole(each) for each in named] or [_whole(space.root) / "data" / "units"]:
        if is_folder(each):
            found += _units(each)
            continue
        try:
            found += _of_file(each, findings)
        except Refused as refused:
            findings += refused.findings
    units, twice = _apart(sorted(dict.fromkeys(found), key=_order))
    return Listed(units, (*findings, *twice))


def _whole(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links stay


def _order(unit: Path) -> tuple[str, str]:
    return name_of(unit, workspace.of(unit)), unit.as_posix()


def _apart(units: Sequence[Path]) -> tuple[tuple[Path, ...], list[Finding]]:
    """Units of one folder's name would be kept in one place: only the first is done."""
    whose: dict[str, Path] = {}
    for unit in units:
        whose.setdefault(unit.name.casefold(), unit)
    first = set(whose.values())
    twice = [_twice(unit, whose[unit.name.casefold()]) for unit in units if unit not in first]
    return tuple(unit for unit in units if unit in first), twice


def _twice(unit: Path, other: Path) -> Finding:
    message = f"与“{other.as_posix()}”的文件夹同名，版本会存在一处，没有做这一个。"
    hint = "请给其中一个文件夹改名。"
    return _error("unit-twice", message, unit.as_posix(), hint)


def _units(folder: Path, deep: int = 0) -> Iterator[Path]:
    """The units in a folder: itself when it holds data, else those of its folders.

    One that holds neither is a unit without data, which is told when it is done.
    """
    if is_folder(folder / "data" / "units"):
        yield from Workspace(folder).units()
        return
    inside = sorted(folder.iterdir())
    folders = [each for each in inside if each.is_dir() and not each.name.startswith(".")]
    if not folders or deep == _MOST_DEEP or any(_is_data(each) for each in inside):
        yield folder
        return
    for each in folders:
        yield from _units(each, deep + 1)


def _is_data(file: Path) -> bool:
    return file.suffix.lower() in (".yaml", ".yml")


def _of_file(file: Path, findings: list[Finding]) -> Iterator[Path]:
    """The units that a spreadsheet lists; what is wrong with a row is told with its cell."""
    if file.suffix.lower() not in _SPREADSHEETS:
        message = "没有这个文件夹；名单也只能是 .xlsx 或 .csv 表格。"
        hint = "请核对路径，例如 data/units/wanghuzhai-2021。"
        raise Refused([_error("unit-not-found", message, file.as_posix(), hint)])
    places = 0
    for before, rows in _sheets(file):
        for where, text in _column(rows):
            places += 1
            unit = _meant(text, file) if text else None
            if unit is None:
                findings.append(_bad_row(f"{file.as_posix()}:{before}{where}", text))
            else:
                yield unit
    if not places:
        message = "表里没有名为“文件夹”或“单位文件夹”的一列，或列下面是空的。"
        hint = "请在表头写上“单位文件夹”，下面每行写一个单位的文件夹。"
        raise Refused([_error("batch-no-column", message, file.as_posix(), hint)])


def _bad_row(where: str, text: str) -> Finding:
    message = f"没有“{text}”这个文件夹。" if text else "这一行没有写文件夹。"
    hint = "请写从名单所在处或工作区算起的路径，例如 data/units/wanghuzhai-2021。"
    return _error("batch-bad-row", message, where, hint)


def _error(id: str, message: str, where: str, hint: str) -> Finding:
    return Finding(id, Severity.ERROR, message, Place(where), hint)


def _sheets(file: Path) -> Iterator[tuple[str, Rows]]:
    """The sheets of a spreadsheet: what stands before the address of a cell, and the rows."""
    if file.suffix.lower() == ".csv":
        yield "", csv.reader(io.StringIO(_decoded(workspace.bytes_of(file))))
        return
    raw = intake.read_guarded(file, "xlsx")
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        for sheet in book.worksheets:
            yield f"{sheet.title}!", list(sheet.iter_rows(values_only=True))
    except _BROKEN:
        message = "这个文件不是 Excel 表格（.xlsx），或已损坏。"
        hint = "请在 Excel 或 WPS 里另存为“Excel 工作簿（*.xlsx）”再试。"
        raise Refused([_error("batch-list-broken", message, file.as_posix(), hint)]) from None


def _decoded(raw: bytes) -> str:
    """The text of a CSV as UTF-8, else as Excel for China writes it."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _column(rows: Rows) -> Iterator[tuple[str, str]]:
    """The cells below the head of the column of folders, where a row has anything: address and text."""
    at = None
    for number, row in enumerate(rows, 1):
        texts = ["" if value is None else str(value).strip() for value in row]
        if at is None:
            if number > _HEADS_WITHIN:
                return
            at = next((i for i, text in enumerate(texts) if text in _HEADS), None)
        elif any(texts):
            letter = openpyxl.utils.get_column_letter(at + 1)
            yield f"{letter}{number}", texts[at] if at < len(texts) else ""


def _meant(text: str, file: Path) -> Path | None:
    """The folder that a row means: from where the list lies, its workspace, or the folder of units."""
    root = _whole(workspace.of(file.parent).root)
    plain = text.replace("\\", "/")
    tries = (base / plain for base in (file.parent, root, root / "data" / "units"))
    return next((_whole(each) for each in tries if is_folder(each)), None)
