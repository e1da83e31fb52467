"""办理: a run over many units: takes over what stands, does the rest, and settles what two units claim.

What comes of it depends on what the units hold and on their order alone: not on how many processes
did them, which was ready first, nor on how often the run was interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from generator.batch.key import key
from generator.batch.records import Book, Claims, Outcomes
from generator.batch.work import Done, Job, killed, name_of, space_of
from generator.findings import Refused

__all__ = ["Heard", "Through", "run", "share"]

Through: TypeAlias = Callable[[Iterable[Job]], Iterable[tuple[Job, Done | None]]]
"""Does jobs somewhere and gives each with what came of it; None: its process was killed twice."""

Heard: TypeAlias = Callable[[bool], None]
"""Hears of each unit as it is done: whether its report was made."""


def share(units: Sequence[Path], number: int, of: int) -> tuple[Path, ...]:
    """The units of one of several machines: every ``of``-th, from the ``number``-th on, from 1."""
    return tuple(units[number - 1 :: of])


def run(
    units: Sequence[Path],
    book: Book,
    made: str | None,
    through: Through,
    heard: Callable[[int], Heard],
) -> Outcomes:
    """Do every unit that is not done yet; gives what came of all, in the order of the units.

    ``heard`` is told how many are to be done, and gives who hears of each.  Raises Refused when the disk
    takes no records.
    """
    waiting = _waiting(units, book)
    _do(waiting, book, made, through, heard(len(waiting)))
    claims = Claims.of(units, book)
    if overwritten := _overwritten(claims, book):
        _do(overwritten, book, made, through, lambda made: None)
        claims = Claims.of(units, book)
    names = tuple(name_of(unit, space_of(unit, book.home)) for unit in units)
    return Outcomes(units, book, names, claims)


def _waiting(units: Iterable[Path], book: Book) -> list[Path]:
    """The units to be done: those without a report, of other inputs, or whose report is not there.

    Of units of one report's name the first has it; that the others have none is as it should be.
    """
    waiting, whose = [], set()
    for unit in units:
        record = book.record(unit)
        if (
            record is None
            or not record.outcome.made
            or record.key != key(unit, space_of(unit, book.home))
        ):
            waiting.append(unit)
        elif (name := record.target.casefold()) not in whose:
            whose.add(name)
            if not book.stands(record.outcome):
                waiting.append(unit)
    return waiting


def _overwritten(claims: Claims, book: Book) -> list[Path]:
    """The units whose report is not there, since another of the same name came after it."""
    owners = (claims.whose[name] for name in sorted(claims.contested))
    return [unit for unit in owners if not _stands(unit, book)]


def _stands(unit: Path, book: Book) -> bool:
    record = book.record(unit)
    return record is not None and book.stands(record.outcome)


def _do(
    units: Iterable[Path], book: Book, made: str | None, through: Through, heard: Heard
) -> None:
    for job, done in through(_jobs(units, book, made)):
        if done is None:
            book.keep(job.unit, killed(job))
        elif done.unkept:
            raise Refused(done.unkept)
        heard(done is not None and done.made)


def _jobs(units: Iterable[Path], book: Book, made: str | None) -> Iterator[Job]:
    return (Job(unit, book.home, made) for unit in units)
