"""办一个单位: one unit through all steps, and its record; whatever happens to it stays with it.

It runs in a process of its own, here or on another machine, and gives the same wherever it runs.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from generator import archive, workspace
from generator.batch.identity import identified
from generator.batch.key import digest, key
from generator.batch.outcome import Mark, Outcome, Said
from generator.batch.records import Book, Record, said
from generator.cache import users
from generator.figures import plain
from generator.findings import Finding, Place, Refused, Severity
from generator.generate import Examined, Generated, Wanted, complete, examine
from generator.scoring import Score, explain
from generator.workspace import Workspace

__all__ = ["Done", "Job", "killed", "name_of", "one", "space_of"]


@dataclass(frozen=True, slots=True)
class Job:
    """One unit to be done (任务): its whole path, where its report goes, the time for its version."""

    unit: Path
    home: Path
    made: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What the run needs to know of a unit done (办结); ``unkept``: why its record is not on the disk."""

    made: bool
    unkept: tuple[Finding, ...] = ()


def one(job: Job) -> Done:
    """Do one unit: its report and its record are stored; never raises, whatever the unit holds."""
    book = Book(job.home)
    try:
        record = _record(job, space_of(job.unit, job.home))
        book.keep(job.unit, record)
    except Refused as refused:
        return Done(made=False, unkept=refused.findings)
    return Done(record.outcome.made)


def name_of(unit: Path, space: Workspace) -> str:
    """A unit's folder from its workspace; of one that does not lie in it, its name."""
    near = unit.is_relative_to(space.root) and unit != space.root
    return unit.relative_to(space.root).as_posix() if near else unit.name


def space_of(unit: Path, home: Path) -> Workspace:
    """The workspace that a unit is made in: its own, or that of the results when it lies in none."""
    own = workspace.of(unit)
    return workspace.of(home) if own.root == unit else own


def killed(job: Job) -> Record:
    """The record of a unit whose process was ended from outside, twice."""
    name = name_of(job.unit, space_of(job.unit, job.home))
    message = "做到这个单位时，进程两次被系统中止，没有生成。"
    hint = "多半是内存不够：请关闭别的程序，或减少 --workers，再运行一次。"
    told = Finding("batch-killed", Severity.ERROR, message, Place(name), hint)
    return Record("", "", _identified(job, Outcome(name, findings=(said(told),))))


def _identified(job: Job, outcome: Outcome) -> Outcome:
    """The outcome with the unit's name and year, though it could not be read."""
    earlier = Book(job.home).record(job.unit)
    return identified(outcome, job.unit, earlier.outcome if earlier else None)


def _record(job: Job, space: Workspace) -> Record:
    mark = key(job.unit, space)
    blank = Outcome(name_of(job.unit, space))
    try:
        target, outcome = _tried(job, space, blank)
    except Exception:  # a bug: of the program's, told as such and never the end of the run
        crashed = replace(blank, findings=(said(_crashed(job, blank.folder)),))
        return Record(mark, "", _identified(job, crashed))
    if not outcome.year:
        outcome = _identified(job, outcome)
    with suppress(OSError):
        Book(job.home).trace_of(job.unit).unlink()  # of a run before this one
    return Record(mark, target, _told_from(outcome, space, job.home))


def _crashed(job: Job, name: str) -> Finding:
    """The trace goes to a file for whoever mends the program."""
    file = Book(job.home).trace_of(job.unit)
    archive.store(traceback.format_exc().encode(), file, keep=False)
    message = "程序在这个单位上出错，没有生成；这是程序的毛病，不是数据的问题。"
    hint = f"请把“批量/出错/{file.name}”发给维护人员；其他单位不受影响。"
    return Finding("batch-crashed", Severity.ERROR, message, Place(name), hint)


_AGAIN = frozenset(["data-changed", "output-changed"])
"""Somebody saved a file in the very moment; what the program says is: once more."""


def _tried(job: Job, space: Workspace, blank: Outcome, again: bool = True) -> tuple[str, Outcome]:
    """The name of the report and what came of the unit."""
    target, outcome = "", blank
    try:
        examined = examine(job.unit, space, _silent, cache=users())
        target, outcome = _target(examined), _of(examined, blank)
        wanted = Wanted(made=job.made, cache=users(), yields=False)
        done = complete(examined, space, job.home / target, _silent, wanted)
    except Refused as refused:
        if again and any(finding.id in _AGAIN for finding in refused.findings):
            return _tried(job, space, blank, again=False)
        return target, replace(outcome, findings=_worth_telling(refused.findings))
    return target, _stored(outcome, done, job.home)


def _silent(step: int) -> None:
    """Nobody watches the steps of one among many."""


def _target(examined: Examined) -> str:
    return archive.file_name(str(examined.manuscript.properties["title"]))


def _of(examined: Examined, blank: Outcome) -> Outcome:
    unit, card = examined.report.unit, examined.scorecard
    return replace(
        blank,
        unit=unit.name,
        year=unit.year,
        rubric=examined.rubric.name,
        total=plain(card.total),
        grade=card.grade,
        complete=card.complete,
        marks=tuple(_mark(score) for score in card.scores),
    )


def _mark(score: Score) -> Mark:
    return Mark(
        levels=tuple(group.name for group in score.above),
        indicator=score.indicator.name,
        weight=plain(score.weight),
        points=None if score.points is None else plain(score.points),
        trace=explain(score),
    )


def _stored(outcome: Outcome, done: Generated, home: Path) -> Outcome:
    path = done.stored.path
    return replace(
        outcome,
        findings=_worth_telling(done.findings),
        report=path.relative_to(home).as_posix(),
        docx=digest(path),
    )


def _worth_telling(findings: Iterable[Finding]) -> tuple[Said, ...]:
    """Errors and warnings; notes are for whoever looks at the unit alone."""
    return tuple(said(each) for each in findings if each.severity is not Severity.NOTE)


def _told_from(outcome: Outcome, space: Workspace, home: Path) -> Outcome:
    """All files named from the workspace, so that it says the same on every machine."""
    roots = ((space.root, ""), (workspace.shipped().root, "自带/"), (home, ""))
    return replace(
        outcome,
        findings=tuple(
            replace(
                each,
                message=_from(each.message, roots),
                place=_from(each.place, roots),
                hint=_from(each.hint, roots),
            )
            for each in outcome.findings
        ),
    )


def _from(words: str, roots: Iterable[tuple[Path, str]]) -> str:
    for root, before in roots:
        words = words.replace(f"{root.as_posix()}/", before)
    return words
