"""收进数据: a form that came back, from its bytes to the data files as they would be.

What would be written is read again as a whole before it is proposed; an error anywhere leaves every
file as it is.  Only a text that no report can print is left out by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as File

from generator import source
from generator.findings import Finding, Place, Refused, Severity
from generator.form.book import VERSION
from generator.form.guide import Guide
from generator.form.kinds import Keyed, Listed, parts
from generator.form.merge import Change, Clash, Merge
from generator.form.reading import Book, base_of, opened
from generator.form.rows import LEFT_OUT
from generator.form.taking import Taking, taken
from generator.form.tree import Path, below, said, there, written
from generator.intake.guard import guarded
from generator.model import Report, Unit
from generator.narrative import assemble
from generator.rubric import Rubric
from generator.scoring import score
from generator.source import Put, Sourced, Value, spliced

__all__ = ["Edit", "Filled", "fill"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One value that changes (改动): where it stands in the data, where in the form, was and becomes."""

    path: Path
    place: Place | None
    cell: Place | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form has that the data have not (收表).

    ``files``: the data files as they would be, none when a finding stops; only a text that can't be
    printed is left out by itself.  ``conflicts``: how many values both changed, which stay as the data
    have them; ``numbers`` those of all conflicts, decided ones too.
    """

    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    files: Mapping[File, bytes]
    conflicts: int = 0
    numbers: tuple[int, ...] = ()


def fill(
    xlsx: bytes,
    name: str,
    now: Sourced[Report],
    rubric: Rubric,
    were: Mapping[File, bytes],
    *,
    decided: Callable[[int], str] = lambda _: "",
) -> Filled:
    """What a form changes in a unit's data; ``were``: all data files of the unit as they are.

    ``name``: how the form's file is called.  ``decided`` says of a conflict by its number whether
    ``theirs`` (the form) or ``ours`` (the data) stands; empty leaves it open.  Raises Refused when it
    is no form of this unit and year.
    """
    guarded(xlsx, name, "xlsx")
    book = opened(xlsx, name)
    _stop_unless_own(book, now.value.unit, name)
    taking = taken(book, base_of(book, name), Guide(rubric), name)
    draft = _draft(taking, Merge(decided), now, were)
    unprinted = list(_unprinted(draft, taking, rubric))
    if unprinted:
        held = frozenset(change.cell for change, _ in unprinted)
        draft = _draft(taking, Merge(decided, held), now, were)
    merge = draft.merge
    findings = (
        *taking.findings,
        *(_conflict(each, taking, now) for each in merge.clashes),
        *draft.findings,
    )
    files = {} if any(finding.stops for finding in findings) else draft.files
    edits = tuple(_edit(change, taking, now) for change in merge.changes)
    numbers = tuple(range(1, merge.numbers + 1))
    return Filled(
        edits, (*findings, *(told for _, told in unprinted)), files, len(merge.clashes), numbers
    )


_OF_TABLES = ("table-without-line", "table-ragged")  # the text as a whole, no words in it


@dataclass(frozen=True, slots=True)
class _Draft:
    """The data as a form would make them (草稿): their files, and the report where they make one."""

    merge: Merge
    files: Mapping[File, bytes]
    report: Report | None
    findings: tuple[Finding, ...]


def _draft(
    taking: Taking, merge: Merge, now: Sourced[Report], were: Mapping[File, bytes]
) -> _Draft:
    files, failed = _files(dict(_merged(taking, merge, now)), now, were)
    try:
        read = source.read(sorted({*were, *files}), Report, instead={**were, **files})
    except Refused as refused:
        wrong = [_at_cell(f, merge.changes, taking) for f in refused.findings if f.stops]
        return _Draft(merge, files, None, (*failed, *wrong))
    return _Draft(merge, files, read.value, tuple(failed))


def _unprinted(draft: _Draft, taking: Taking, rubric: Rubric) -> Iterator[tuple[Change, Finding]]:
    """Texts of the form that no report can print, such as one whose expression fails."""
    if draft.report is None:
        return
    tree = written(draft.report)
    manuscript = assemble(draft.report, rubric, score(draft.report, rubric), {})
    for finding in manuscript.findings:
        own = finding.stops and (finding.words or finding.id in _OF_TABLES)
        at = finding.path if own else ()
        text = said(there(tree, at)) if at else ""
        mine = [c for c in draft.merge.changes if text and _says(c, at[0], text)]
        if mine:
            change = next((c for c in mine if at[: len(c.path)] == c.path), mine[0])
            place = _address(change.cell, taking)
            message = f"{finding.message}印不进报告，这一格没有收，数据照旧。"
            hint = f"{finding.hint}请在填报表里改正这一格再收；别的格不受影响。"
            yield change, Finding("form-text-unprinted", Severity.ERROR, message, place, hint)


def _says(change: Change, part: str | int, text: str) -> bool:
    """A change brings a text into a part; entries may have moved, so its place there is open."""
    return change.path[0] == part and text in change.after


def _stop_unless_own(book: Book, unit: Unit, name: str) -> None:
    if book.about.get("version") != VERSION:
        message = (
            f"这是第 {book.about.get('version') or '？'} 版格式的填报表，本程序用第 {VERSION} 版。"
        )
        hint = "请用 jixiao form 重新生成填报表，把填好的内容拷过去。"
        raise Refused([Finding("form-version", Severity.ERROR, message, Place(name), hint)])
    whose = (book.about.get("unit"), book.about.get("year"))
    if whose != (unit.name, str(unit.year)):
        message = f"这是“{whose[0]}”{whose[1]}年的填报表，不是“{unit.name}”{unit.year}年的。"
        hint = "请写对单位文件夹，或用这个单位、这一年的填报表。"
        raise Refused([Finding("form-other-unit", Severity.ERROR, message, Place(name), hint)])


def _merged(taking: Taking, merge: Merge, now: Sourced[Report]) -> Iterable[tuple[str, Value]]:
    """Each part of the report that changes, as it should be."""
    ours = written(now.value)
    for part in parts(Report):
        key = part.name
        if key in LEFT_OUT:
            continue
        raw = now.as_written((key,))
        sides = (below(taking.base, key), below(taking.theirs, key), below(ours, key))
        new = merge.part(sides, raw, (key,), (key,))
        if new is not None and new != raw:
            yield key, new
        elif new is None and raw not in (None, "", [], {}):
            empty: Value = [] if isinstance(part.what, Listed) else ""
            yield key, {} if isinstance(part.what, Keyed) else empty


def _files(
    changes: Mapping[str, Value], now: Sourced[Report], were: Mapping[File, bytes]
) -> tuple[dict[File, bytes], list[Finding]]:
    """The files that change; a new part of the report has a file of its own."""
    folder = next(iter(were)).parent
    wanted: dict[File, list[Put]] = {}
    for key, value in changes.items():
        held = now.file((key,))
        file = File(held) if held else folder / f"{key}.yaml"
        wanted.setdefault(file, []).append(Put((key,), value))
    files, failed = dict[File, bytes](), list[Finding]()
    for file, puts in wanted.items():
        start = were.get(file, f"{puts[0].path[0]}: \n".encode())
        try:
            files[file] = spliced(start, puts)
        except ValueError:
            message, hint = "填报表里的改动写不进这个文件。", "请照填报表自己改这个文件。"
            place = Place(file.as_posix())
            failed.append(Finding("form-unwritable", Severity.ERROR, message, place, hint))
    return files, failed


def _at_cell(finding: Finding, changes: Iterable[Change], taking: Taking) -> Finding:
    """A finding about the data to be, at the cell that said so; else as it is."""
    for change in changes:
        path, above = finding.path, change.path
        short = path[: len(above)]
        if path and short == above[: len(short)]:
            place = _address((*change.cell, *path[len(above) :]), taking)
            return replace(finding, place=place or _address(change.cell, taking) or finding.place)
    return finding


def _address(cell: Path, taking: Taking) -> Place | None:
    """The address of a cell, or of the first one below a path."""
    if cell in taking.places:
        return taking.places[cell]
    return next((p for path, p in taking.places.items() if path[: len(cell)] == cell), None)


def _edit(change: Change, taking: Taking, now: Sourced[Report]) -> Edit:
    place = now.place(_steps(change.path))
    return Edit(change.path, place, _address(change.cell, taking), change.before, change.after)


def _steps(path: Path) -> tuple[str | int, ...]:
    return tuple(key if isinstance(key, str) else int(key) for key in path)


def _conflict(clash: Clash, taking: Taking, now: Sourced[Report]) -> Finding:
    """What both changed, or what the data no longer have."""
    cell = _address(clash.cell, taking)
    if not clash.number:
        message = f"“{clash.theirs[:60]}”所改的那一条，数据里已经不在原处，没有收。"
        hint = "数据在生成填报表以后改过，请重新生成填报表再填。"
        return Finding("form-data-changed", Severity.WARNING, message, cell, hint)
    place = now.place(_steps(clash.path))
    message = (
        f"冲突 {clash.number}：填报表和数据都改了，原来“{clash.base or '（空）'}”，填报表“{clash.theirs or '（空）'}”，"
        f"数据“{clash.ours or '（空）'}”，没有收。"
    )
    hint = (
        f"数据在 {place or '文件里没有'}。请加 --theirs {clash.number}（以填报表为准）"
        f"或 --ours {clash.number}（以数据为准）。"
    )
    return Finding("form-conflict", Severity.WARNING, message, cell, hint)
