"""未变: a report that stands, and would be made again as it is, is told again without being made.

After a run the cache is given what was told, and with it everything the run depended on: which files
were read and their hashes, the program itself, the report and its version.  The next run takes the
answer only when all of that is the same; any doubt, and the report is made.  It imports none of the
rooms that make one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from generator.cache import program
from generator.findings import Finding, Place, Severity
from generator.workspace import Workspace, data_files, ignored_files

__all__ = ["Keeps", "Looked", "Made", "Told", "keep", "known", "look"]

_KIND = "unchanged"
_BEGUN = ".jixiao-"  # how a killed run's leavings begin, which the next full run takes away


class Keeps(Protocol):
    """What keeps entries from run to run (缓存)."""

    def get(self, kind: str, key: str) -> bytes | None:
        """An entry as it was put; None when there is none."""

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Keep an entry, if that can be."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a run says of the report it stored (回话)."""

    path: Path
    findings: tuple[Finding, ...]
    total: str
    grade: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Made:
    """What a run made its report from (出处), beside what it told.

    ``files``: all that were read; ``rubric`` and ``template`` are the names asked for; ``pictures``
    their bytes by name; ``version`` is the folder the report is kept in.
    """

    told: Told
    files: tuple[Path, ...]
    rubric: str
    template: str
    pictures: Mapping[str, bytes]
    version: Path


@dataclass(frozen=True, slots=True)
class Looked:
    """A unit as it stands before a run (前状): the hash of every file that may be read."""

    key: str
    unit: Path
    space: Workspace
    hashes: Mapping[Path, str]


def look(unit: Path, space: Workspace, output: Path | None) -> Looked | None:
    """Look at a unit before a run; None where a file can't be read."""
    asked = (os.path.abspath(""), unit, space.root, output or "")  # noqa: PTH100 - links stay
    key = _sha256("\0".join(map(str, asked)).encode())
    try:
        hashes = {file: _sha256(file.read_bytes()) for file in _may_be_read(unit, space)}
    except (OSError, ValueError):
        return None
    return Looked(key, unit, space, hashes)


def _may_be_read(unit: Path, space: Workspace) -> Iterator[Path]:
    yield from data_files(unit)
    yield from space.fragments().values()
    yield from space.checks().values()
    rubrics = (space.rubric(name) for name in space.known("data/rubrics", ".yaml"))
    templates = (space.template(name) for name in space.known("report_templates", ".docx"))
    yield from (file for file in (*rubrics, *templates) if file is not None)


def known(cache: Keeps, looked: Looked) -> Told | None:
    """What the last run told, when all it depended on is as it was then; None on any doubt."""
    raw = cache.get(_KIND, looked.key)
    try:
        record = json.loads(raw) if raw else None
        if record is None or _leavings(Path(record["told"]["path"]).parent):
            return None
        same = _state(looked, record["asked"]) == record["state"]
        return _told(record["told"]) if same else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep(cache: Keeps, looked: Looked, made: Made) -> None:
    """Keep what a run told, unless a file changed while it ran."""
    asked = {
        "rubric": made.rubric,
        "template": made.template,
        "pictures": list(made.pictures),
        "report": str(made.told.path),
        "version": str(made.version),
    }
    try:
        state = _state(looked, asked)
        if _as_read(looked, made, state) and state["report"] in state["version"].values():
            record = {"asked": asked, "state": state, "told": _recorded(made.told)}
            cache.put(_KIND, looked.key, json.dumps(record).encode())
    except OSError:
        pass


def _as_read(looked: Looked, made: Made, state: Mapping[str, Any]) -> bool:
    """The files are those the run read, and hold what they held before it."""
    files: Mapping[str, str] = state["files"]
    pictures = {_picture(looked, name): raw for name, raw in made.pictures.items()}
    return (
        {*files} == {str(file) for file in made.files if file not in pictures}
        and all(_sha256(Path(file).read_bytes()) == was for file, was in files.items())
        and [where[1] for where in state["pictures"]] == [*map(_sha256, pictures.values())]
    )


def _state(looked: Looked, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that a report and what is told of it depend on."""
    unit, space, version = looked.unit, looked.space, Path(asked["version"])
    files = (
        *data_files(unit),
        *filter(None, (space.rubric(asked["rubric"]), space.template(asked["template"]))),
        *space.fragments().values(),
        *space.checks().values(),
    )
    pictures = [_picture(looked, name) for name in asked["pictures"]]
    return {
        "program": program(),
        "files": {str(file): looked.hashes.get(file) for file in files},
        "ignored": [file.name for file in ignored_files(unit)],
        "pictures": [[os.path.realpath(file), _sha256(file.read_bytes())] for file in pictures],
        "report": _sha256(Path(asked["report"]).read_bytes()),
        "versions": sorted(os.listdir(version.parent)),  # noqa: PTH208 - names
        "version": {file.name: _sha256(file.read_bytes()) for file in sorted(version.iterdir())},
    }


def _picture(looked: Looked, name: str) -> Path:
    return looked.unit / name.replace("\\", "/")


def _leavings(folder: Path) -> bool:
    return any(name.startswith(_BEGUN) for name in os.listdir(folder))  # noqa: PTH208 - names


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _recorded(told: Told) -> dict[str, Any]:
    return {
        "path": str(told.path),
        "findings": [_finding_record(finding) for finding in told.findings],
        "total": told.total,
        "grade": told.grade,
        "complete": told.complete,
    }


def _finding_record(finding: Finding) -> dict[str, Any]:
    at = finding.place
    place = (at.file, at.line, at.column, at.excerpt, at.span) if at else None
    return {
        "id": finding.id,
        "severity": finding.severity.value,
        "message": finding.message,
        "place": place,
        "hint": finding.hint,
    }


def _told(record: Mapping[str, Any]) -> Told:
    found = tuple(
        Finding(
            each["id"],
            Severity(each["severity"]),
            each["message"],
            Place(*each["place"]) if each["place"] else None,
            each["hint"],
        )
        for each in record["findings"]
    )
    return Told(
        Path(record["path"]), found, record["total"], record["grade"], bool(record["complete"])
    )
