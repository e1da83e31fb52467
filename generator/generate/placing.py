"""落位: the new report comes to its place, unless a file edited by hand stands there.

Such a file is neither overwritten nor renamed: the new report is written beside it, and what was
edited is told.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from generator import archive, readback, template
from generator.archive import Stored, Version
from generator.findings import Finding, Place, Severity
from generator.generate.edits import edits, shown
from generator.workspace import Workspace

__all__ = ["base_of", "owner", "place"]

_MOST_SHOWN = 3
_COMMENT = "批注："


def place(
    docx: bytes, target: Path, version: Version, data: Sequence[Path]
) -> tuple[Stored, tuple[Finding, ...]]:
    """Store a report, which is the version's, and say what became of the file that stood there.

    ``data``: the unit's files, kept with a file that only was saved again.
    """
    unit_folder = version.folder.parent
    stands = _bytes(target)
    if stands is None or stands == docx or _replaceable(stands, unit_folder):
        return archive.store(docx, target, keep=False, over=stands, unit_folder=unit_folder), ()
    changes = _changes(stands, unit_folder)
    if changes is not None and not changes:
        archive.receive(unit_folder, stands, {file.name: file.read_bytes() for file in data})
        stored = archive.store(docx, target, keep=False, over=stands, unit_folder=unit_folder)
        return stored, (_saved_again(target),)
    free = _beside(docx, target, version)
    stored = archive.store(docx, free, keep=False, unit_folder=unit_folder)
    return replace(stored, kept=target), (_kept(target, free, changes),)


def owner(target: Path, space: Workspace, unit: Path) -> Path | None:
    """The other unit of the workspace whose report stands at a place; None when it is no other's.

    A unit that was generated under another name since has left the place.
    """
    stands, own = _bytes(target), archive.folder_of(space.build, unit)
    if stands is None or archive.holds(own, stands) or base_of(stands, own):
        return None
    others = {archive.folder_of(space.build, each): each for each in space.units()}
    there = (home for home in others if home != own and base_of(stands, home))
    return next((others[home] for home in there if _claims(home, target)), None)


def _claims(home: Path, target: Path) -> bool:
    """The unit's newest version is called as what stands at a place."""
    newest = archive.versions(home)[-1]
    return archive.file_name(newest.manifest().title) == target.name


def base_of(docx: bytes, unit_folder: Path) -> Version | None:
    """The version a file was before it was edited, by the seal inside it; None when it was none."""
    try:
        return archive.by_seal(unit_folder, template.origin(template.unpacked(docx)))
    except template.BROKEN:
        return None


def _bytes(target: Path) -> bytes | None:
    try:
        return target.read_bytes()
    except OSError:
        return None  # nothing stands there, or the archive says why not


def _replaceable(docx: bytes, unit_folder: Path) -> bool:
    return archive.received(unit_folder, docx) or not readback.edited(docx)


def _changes(docx: bytes, unit_folder: Path) -> tuple[tuple[str, str], ...] | None:
    """The paragraphs and comments that differ from the version a file was; None when it was none."""
    base = base_of(docx, unit_folder)
    try:
        return None if base is None else edits(_said(base.docx()), _said(docx))
    except template.BROKEN:
        return None


def _said(docx: bytes) -> Sequence[str]:
    reading = readback.read(docx)
    texts = (
        "".join(f"**{r.text}**" if r.bold else r.text for r in p.runs) for p in reading.paragraphs()
    )
    comments = (f"{_COMMENT}{comment.text}" for comment in reading.comments)
    return [*texts, *(f"{where}：{text}" for where, text in reading.around), *comments]


def _beside(docx: bytes, target: Path, version: Version) -> Path:
    """The first name for the version's report at which nothing edited stands."""
    numbers = ("" if number == 1 else f"-{number}" for number in count(1))
    names = (f"{target.stem}（第{version.number}版{again}）{target.suffix}" for again in numbers)
    places = (target.with_name(name) for name in names)
    return next(each for each in places if _free(each, docx, version.folder.parent))


def _free(target: Path, docx: bytes, unit_folder: Path) -> bool:
    stands = _bytes(target)
    if stands is None:
        return not os.path.lexists(target)
    return stands == docx or _replaceable(stands, unit_folder)


def _saved_again(target: Path) -> Finding:
    message = "原来的文件在 Word 里另存过，文字没有改动（颜色、字体等格式不收），已收进版本档案，换成了新的。"
    return Finding("saved-file-replaced", Severity.NOTE, message, Place(target.as_posix()))


def _kept(target: Path, free: Path, changes: Sequence[tuple[str, str]] | None) -> Finding:
    where, place = f"没有动它，新的报告存为“{free.name}”", Place(target.as_posix())
    if changes is None:
        message = f"这个文件不是现存的哪一版改成的，{where}。"
        hint = "还要用的，请改名或移到别处；不要的，请删去，再生成一次。"
    else:
        some = "；".join(shown(change) for change in changes[:_MOST_SHOWN])
        more = f"等 {len(changes)} 处" if len(changes) > _MOST_SHOWN else ""
        message = f"这个文件在 Word 里改过 {len(changes)} 段，{where}。改动：{some}{more}。"
        only_comments = all(said.startswith(_COMMENT) for pair in changes for said in pair if said)
        act = "把批注记成清单" if only_comments else "把改动收回数据"
        command = "remarks" if only_comments else "pull"
        hint = f'要{act}，请运行 jixiao {command} "{target.as_posix()}"。'
    return Finding("edited-file-kept", Severity.WARNING, message, place, hint)
