"""名单: which units are to be done, from folders and from spreadsheets that list them; each once, in order.

What was asked for and can't be done is an outcome too, so that it is counted and told with the others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator import workspace
from generator.batch.identity import identified
from generator.batch.outcome import Outcome
from generator.batch.records import Book, said
from generator.batch.roster import Row, rows
from generator.batch.work import name_of
from generator.findings import Finding, Place, Refused, Severity
from generator.workspace import Workspace, is_folder

__all__ = ["Listed", "listed"]

_MOST_DEEP = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """The units to be done (名单): whole paths in order.

    ``findings``: what could not be taken.  ``unmade``: the units among that, each once, as outcomes.
    """

    units: tuple[Path, ...]
    findings: tuple[Finding, ...]
    unmade: tuple[Outcome, ...] = ()


@dataclass(slots=True)
class _Met:
    """What was met on the way (所见)."""

    units: list[Path] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unmade: dict[str, Outcome] = field(default_factory=dict)

    def wrong(self, outcome: Outcome, finding: Finding, where: str) -> None:
        """A unit that can't be done; ``where``: the finding's place from the workspace."""
        self.findings.append(finding)
        told = replace(said(finding), place=where)
        self.unmade.setdefault(outcome.folder, replace(outcome, findings=(told,)))


def listed(named: Sequence[Path], space: Workspace) -> Listed:
    """The units meant by what was named: their folders, folders that hold them, spreadsheets.

    Nothing named are all units of the workspace.  They are in the order of their folders' names from
    the workspace, which is the same on every machine.
    """
    met = _Met()
    for each in [_whole(each) for each in named] or [_whole(space.root) / "data" / "units"]:
        if is_folder(each) and _holds_no_units(each):
            met.wrong(Outcome(_name(each)), _no_unit_there(each), _name(each))
        elif is_folder(each):
            met.units += _units(each)
        elif not os.path.exists(each) and each.suffix.lower() not in _SHEETS:  # noqa: PTH110
            name = _name(each)
            met.wrong(Outcome(name), _no_folder(each), name)
        else:
            _of_list(each, space, met)
    units = _apart(sorted(dict.fromkeys(met.units), key=_order), met)
    return Listed(units, tuple(met.findings), tuple(met.unmade.values()))


def _holds_no_units(folder: Path) -> bool:
    """It lies where a workspace, or a run, keeps other things than the data of units."""
    root = workspace.of(folder).root
    first, *rest = (*folder.relative_to(root).parts, "")
    if first == "data" and rest[0]:
        return rest[0] != "units"
    return first in ("build", "report_templates") or is_folder(Book(folder).folder)


def _no_unit_there(folder: Path) -> Finding:
    message = "这个文件夹里放的不是单位的数据，没有做。"
    hint = "单位的数据在 data/units/ 下；要做全部单位，运行 jixiao batch，不写文件夹。"
    return _error("unit-not-found", message, folder.as_posix(), hint)


def _whole(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links stay


def _order(unit: Path) -> tuple[str, str]:
    return _name(unit), unit.as_posix()


def _name(path: Path) -> str:
    """A file or folder from its workspace."""
    return name_of(path, workspace.of(path.parent))


def _apart(units: Sequence[Path], met: _Met) -> tuple[Path, ...]:
    """Units of one folder's name would be kept in one place: only the first is done."""
    whose: dict[str, Path] = {}
    for unit in units:
        whose.setdefault(unit.name.casefold(), unit)
    first = set(whose.values())
    for unit in units:
        if unit not in first:
            other = whose[unit.name.casefold()]
            name = unit.as_posix() if _name(unit) == _name(other) else _name(unit)
            met.wrong(identified(Outcome(name), unit), _twice(unit, other), name)
    return tuple(unit for unit in units if unit in first)


def _twice(unit: Path, other: Path) -> Finding:
    message = f"与“{_name(other)}”的文件夹同名，版本会存在一处，没有做这一个。"
    hint = "请给其中一个文件夹改名。"
    return _error("unit-twice", message, unit.as_posix(), hint)


def _units(folder: Path, deep: int = 0) -> Iterator[Path]:
    """The units in a folder: itself when it holds data, else those of its folders.

    One that holds neither is a unit without data, which is told when it is done.
    """
    space = Workspace(folder.parent if folder.name == "data" else folder)
    if is_folder(space.root / "data" / "units"):
        yield from space.units()
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


_SHEETS = (".xlsx", ".xlsm", ".csv")


def _no_folder(folder: Path) -> Finding:
    message = "没有这个文件夹。"
    hint = "请核对路径，例如 data/units/wanghuzhai-2021；名单要写全文件名，例如 名单.xlsx。"
    return _error("unit-not-found", message, folder.as_posix(), hint)


def _of_list(file: Path, space: Workspace, met: _Met) -> None:
    """The units that a spreadsheet lists; what is wrong with a row is told with its cell."""
    try:
        for row in rows(file):
            unit = _meant(row.folder, file, space) if row.folder else None
            if unit is None:
                where = f"{_name(file)}:{row.cell}"
                blank = Outcome(row.folder or f"{file.name}:{row.cell}", unit=row.unit)
                met.wrong(blank, _bad_row(row, file), where)
            else:
                met.units.append(unit)
    except Refused as refused:
        met.findings += refused.findings


def _bad_row(row: Row, file: Path) -> Finding:
    whose = f"“{row.unit}”" if row.unit else ""
    message = f"没有“{row.folder}”这个文件夹。" if row.folder else f"{whose}这一行没有写文件夹。"
    hint = "请写从名单所在处或工作区算起的路径，例如 data/units/wanghuzhai-2021。"
    return _error("batch-bad-row", message, f"{file.as_posix()}:{row.cell}", hint)


def _error(id: str, message: str, where: str, hint: str) -> Finding:
    return Finding(id, Severity.ERROR, message, Place(where), hint)


def _meant(text: str, file: Path, space: Workspace) -> Path | None:
    """The folder that a row means: from where the list lies, its workspace, then the one worked in."""
    plain = text.replace("\\", "/")
    roots = (_whole(workspace.of(file.parent).root), _whole(space.root))
    bases = (file.parent, *(base for root in roots for base in (root, root / "data" / "units")))
    return next((_whole(base / plain) for base in bases if is_folder(base / plain)), None)
