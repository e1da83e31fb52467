"""成绩册: what came of each unit, a file a unit, written whole: the run can stop and go on at any moment.

A record holds nothing of when and in which order units were done, so a run that was interrupted and
taken up again leaves the same bytes as one that was not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import overload

from generator import archive
from generator.batch.identity import identified
from generator.batch.key import digest
from generator.batch.outcome import Outcome, Said, of_record
from generator.findings import Finding, Place, Severity

__all__ = ["Book", "Claims", "Outcomes", "Record", "said"]

_BROKEN = (OSError, ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True, slots=True)
class Record:
    """What came of one unit, and of what (记录).

    ``key``: of its inputs.  ``target``: the name of its report by its title, empty when there is none;
    the report is stored at another when a file edited by hand stands there.
    """

    key: str
    target: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Book:
    """The records of a run in the folder that its reports go to (成绩册)."""

    home: Path

    @property
    def folder(self) -> Path:
        """Where the records lie."""
        return self.home / "批量" / "成绩"

    def trace_of(self, unit: Path) -> Path:
        """Where the program's own words about its failure at a unit lie."""
        return self.home / "批量" / "出错" / f"{unit.name}.txt"

    def record(self, unit: Path) -> Record | None:
        """The record of a unit; None when there is none that can be read."""
        return _record(self._file(unit))

    def others(self, units: Iterable[Path]) -> Iterator[Outcome]:
        """What came of units that are none of these, as it was recorded, by their folders' names."""
        mine = {self._file(unit).name for unit in units}
        files = (file for file in sorted(self.folder.glob("*.json")) if file.name not in mine)
        return (record.outcome for record in map(_record, files) if record is not None)

    def keep(self, unit: Path, record: Record) -> None:
        """Write the record of a unit; Refused when the disk does not take it."""
        text = json.dumps(asdict(record), ensure_ascii=False, indent=1, sort_keys=True)
        content = f"{text}\n".encode(errors="surrogatepass")
        busy = self.home / "批量" / "占用" / unit.name
        with archive.locked(busy):
            archive.clear(busy, self.folder)
            archive.store(content, self._file(unit), keep=False, unit_folder=unit)

    def stands(self, outcome: Outcome) -> bool:
        """The report of an outcome lies at its place, byte for byte."""
        return outcome.made and digest(self.home / outcome.report) == outcome.docx

    def _file(self, unit: Path) -> Path:
        return self.folder / f"{unit.name}.json"


def _record(file: Path) -> Record | None:
    try:
        found = json.loads(file.read_bytes())
        return Record(found["key"], found["target"], of_record(found["outcome"]))
    except _BROKEN:
        return None


@dataclass(frozen=True, slots=True)
class Claims:
    """Whose each report's name is (同名): the first unit's it was made for, in order, and which have others."""

    whose: Mapping[str, Path]
    contested: frozenset[str]

    @classmethod
    def of(cls, units: Iterable[Path], book: Book) -> Claims:
        """The claims of units as their records have them."""
        whose: dict[str, Path] = {}
        contested = set()
        for unit in units:
            record = book.record(unit)
            if record is not None and record.outcome.made:
                name = record.target.casefold()
                if whose.setdefault(name, unit) != unit:
                    contested.add(name)
        return cls(whose, frozenset(contested))


@dataclass(frozen=True)
class Outcomes(Sequence[Outcome]):
    """What came of every unit, in order (全部成绩); read from the disk each time one is looked at.

    Of units whose reports bear the same name only the first has one.  ``unmade``: behind them, what was
    asked for and is no unit that could be done.
    """

    units: Sequence[Path]
    book: Book
    names: tuple[str, ...]
    claims: Claims
    unmade: tuple[Outcome, ...] = ()

    def __len__(self) -> int:
        return len(self.units) + len(self.unmade)

    @overload
    def __getitem__(self, at: int) -> Outcome: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Outcome, ...]: ...
    def __getitem__(self, at: int | slice) -> Outcome | tuple[Outcome, ...]:
        if isinstance(at, slice):
            return tuple(self[i] for i in range(*at.indices(len(self))))
        at = range(len(self))[at]
        done = len(self.units)
        return (
            self._outcome(self.units[at], self.names[at]) if at < done else self.unmade[at - done]
        )

    def __iter__(self) -> Iterator[Outcome]:
        return chain(map(self._outcome, self.units, self.names), self.unmade)

    def _outcome(self, unit: Path, name: str) -> Outcome:
        record = self.book.record(unit)
        if record is None:
            return identified(Outcome(name, findings=(said(_unrecorded(name)),)), unit)
        owner = self.claims.whose.get(record.target.casefold(), unit)
        if owner == unit or not record.outcome.made:
            return record.outcome
        twice = said(_output_twice(record.target, owner))
        return replace(
            record.outcome, report="", docx="", findings=(*record.outcome.findings, twice)
        )


def said(finding: Finding) -> Said:
    """A finding as an outcome keeps it: its place is the file and the line."""
    place = finding.place
    where = "" if place is None else f"{place.file}:{place.line}" if place.line else place.file
    return Said(finding.id, finding.severity.value, finding.message, where, finding.hint)


def _unrecorded(name: str) -> Finding:
    message = "这个单位的成绩没有了，或读不了。"
    return Finding("batch-unrecorded", Severity.ERROR, message, Place(name), "请再运行一次。")


def _output_twice(target: str, owner: Path) -> Finding:
    message = f"与“{owner.name}”的报告同名，会互相覆盖，没有保存。"
    hint = "请核对两个单位的名称和年度。"
    return Finding("output-twice", Severity.ERROR, message, Place(target), hint)
