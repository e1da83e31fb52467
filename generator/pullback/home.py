"""收回: one returned file from its bytes to changed data files: planned, tried, and stored on request.

What is proposed was read, scored and written out again before: the new report says what Word says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator import archive, readback, template
from generator.archive import Version
from generator.findings import Finding, Place, Refused, Severity
from generator.generate import Examined, examine, sources
from generator.pullback.alignment import captions, items
from generator.pullback.drafts import Sheets
from generator.pullback.plan import Conflict, Edit, Plan, changes_of, planned
from generator.pullback.printing import prints
from generator.pullback.scores import is_scorecard, scored
from generator.pullback.today import Today, data_path, paired
from generator.pullback.told import of_fixed, of_homeless, of_trouble
from generator.readback import Comment, Reading
from generator.review import AUTHOR
from generator.source import Change, spliced
from generator.workspace import Workspace

__all__ = ["Pulled", "origin", "pull", "store"]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a returned file has that the data have not (回填).

    ``edits`` are those that would be written; ``conflicts`` those that a person must decide first;
    ``findings`` what can't be brought home, each with the place to change.  ``files``: the data files
    as they would be, ``were``: all the unit's files as they were read.  ``copies``: files with both
    sides of each conflict marked.  ``before`` and ``after``: the unit without and with the edits.
    ``comments``: what people wrote in the margin; ``numbers``: those of all conflicts, decided ones too.
    """

    version: Version
    edits: tuple[Edit, ...]
    conflicts: tuple[Conflict, ...]
    findings: tuple[Finding, ...]
    files: dict[Path, bytes]
    were: dict[Path, bytes]
    copies: dict[Path, bytes]
    before: Examined
    after: Examined
    comments: tuple[Comment, ...] = ()
    numbers: tuple[int, ...] = ()


def origin(
    docx: bytes, file: Path, unit_folders: Iterable[Path], others: Iterable[Path] = ()
) -> tuple[Path, Version]:
    """The unit's folder in the archive, and the version, that a returned file was made as; else Refused.

    ``others``: the folders of all units, to say whose file it is instead.
    """
    try:
        seal = template.origin(template.unpacked(docx))
        readback.read(docx)
    except template.BROKEN:
        message = "这个文件不是 Word 文档（.docx），或已损坏。"
        hint = "请在 Word 或 WPS 里另存为“Word 文档（*.docx）”再试。"
        raise _refused("returned-not-docx", message, hint, file) from None
    if not seal:
        message = "这个文件里没有生成时留下的记号，不是本工具生成的报告，或记号已被别的软件去掉。"
        hint = "请用本工具生成、在 Word 或 WPS 里改过的那一份。"
        raise _refused("returned-unknown", message, hint, file)
    for folder in unit_folders:
        version = archive.by_seal(folder, seal)
        if version is not None:
            return folder, version
    for folder in others:
        version = archive.by_seal(folder, seal)
        if version is not None:
            message = f"这个文件是“{folder.name}”第 {version.number} 版改成的，不是这个单位的。"
            hint = "请写对单位文件夹；单位文件夹改过名的，把 build/ 里的那个也改成同名。"
            raise _refused("returned-other-unit", message, hint, file)
    message = "版本档案里没有它所依据的那一版，无法比对。"
    hint = (
        "那一版可能已用 --prune 删去，或在另一台电脑上生成；"
        "在那里回填，或把那里 build/ 下这个单位的文件夹拷过来。"
    )
    raise _refused("version-unknown", message, hint, file)


def _refused(id: str, message: str, hint: str, file: Path) -> Refused:
    return Refused([Finding(id, Severity.ERROR, message, Place(file.as_posix()), hint)])


def pull(
    docx: bytes,
    version: Version,
    unit: Path,
    workspace: Workspace,
    decided: Callable[[Conflict], str] = lambda _: "",
) -> Pulled:
    """What a returned file has that the unit's data have not.

    ``decided`` says of a conflict whether ``word`` or ``data`` stands; empty leaves it open.  Raises
    Refused when the unit's data can't be read.
    """
    before = examine(unit, workspace, _silent)
    old, new = readback.read(version.docx()), readback.read(docx)
    plan, sheets, today = _planned(old, new, version, before)
    findings = [*_findings(plan, today), *_around(old, new, before)]
    for was, now in plan.fixed:
        if now is not None and is_scorecard(was):
            made = scored(was, now, sheets, today)
            plan.proposals += made.proposals
            findings += made.findings
    open_ = [each for each in plan.conflicts if decided(each) not in ("word", "data")]
    taken = [each for each in plan.conflicts if decided(each) == "word"]
    tried = _tried(plan, taken, before, unit, workspace)
    findings += [*tried.findings, *_pictures_gone(old, new, tried.after)]
    return Pulled(
        version,
        tuple(e for p in plan.proposals if p.path not in tried.dropped for e in p.edits)
        + tuple(_as_edit(c) for c in taken if c.path not in tried.dropped),
        tuple(open_),
        tuple(findings),
        tried.files,
        tried.were,
        _marked(plan, open_, before),
        before,
        tried.after,
        tuple(each for each in new.comments if each.author != AUTHOR),
        tuple(each.number for each in plan.conflicts),
    )


def _silent(_: int) -> None:
    """Nobody is told the steps of a trial."""


def _planned(
    old: Reading, new: Reading, version: Version, now: Examined
) -> tuple[Plan, Sheets, Today]:
    manifest = version.manifest()
    blocks = {block.mark: block for block in manifest.blocks}
    known = captions(old)
    both = items(old, known), items(new, known)
    sheets = Sheets(*both, blocks, manifest.sources, new.revisions)
    own = sources(now)
    today = Today(now, own, paired(manifest.sources, own))
    return planned(manifest, sheets, today), sheets, today


def _findings(plan: Plan, today: Today) -> list[Finding]:
    troubles = (of_trouble(each, today) for each in plan.troubles)
    fixed = (
        finding
        for old, new in plan.fixed
        if new is None or not is_scorecard(old)
        for finding in of_fixed(old, new, today)
    )
    return [*filter(None, troubles), *fixed, *(of_homeless(i, today) for i in plan.homeless)]


def _around(old: Reading, new: Reading, now: Examined) -> list[Finding]:
    """What was written into headers, footers, notes and text boxes."""
    place = Place(now.inputs.form.as_posix())
    hint = "页眉、页脚是模板的；要留下的话，请写进正文再回填。"
    return [
        Finding("not-returned", Severity.WARNING, f"{where}里写了“{text[:40]}”，回填不了。", place, hint)
        for where, text in new.around
        if (where, text) not in old.around
    ]  # fmt: skip


def _pictures_gone(old: Reading, new: Reading, after: Examined) -> list[Finding]:
    """Pictures that are gone from the report while their captions are not."""
    shown = {alt for p in new.paragraphs() for alt in p.alts}
    gone = {alt for p in old.paragraphs() for alt in p.alts} - shown
    hint = "不要这张图，请在数据里删去这一行；要换图，请换掉单位文件夹里的图片文件。"
    return [
        Finding(
            "picture-gone",
            Severity.WARNING,
            f"Word 里删去了图片“{each.text}”，图题还在，没有回填。",
            after.inputs.report.place(each.path, each.line),
            hint,
        )
        for each in after.manuscript.pictures()
        if each.text in gone
    ]


def _as_edit(conflict: Conflict) -> Edit:
    op = conflict.op
    return Edit(op.kind, conflict.path, conflict.place, conflict.data, conflict.word, op.by)


# ---- tried before it is proposed ---------------------------------------------------------------------


@dataclass(slots=True)
class _Tried:
    """Changes made for a trial: the files as they would be, and the unit examined with them."""

    files: dict[Path, bytes]
    were: dict[Path, bytes]
    after: Examined
    findings: list[Finding]
    dropped: set[str]


def _tried(
    plan: Plan, taken: Sequence[Conflict], before: Examined, unit: Path, workspace: Workspace
) -> _Tried:
    """Make all changes for a trial, leaving out those that do not come out as they should."""
    were = {file: file.read_bytes() for file in before.inputs.data}
    tried = _Tried({}, were, before, [], set())
    while True:
        changes = [each for each in changes_of(plan, taken) if each[0] not in tried.dropped]
        files, failed = _written(changes, before, were)
        if not failed:
            tried.files = files
            failed = _examined(tried, changes, unit, workspace) if files else []
        if not failed:
            return tried
        for path in failed:
            tried.dropped.add(path)
            place = before.inputs.place(data_path(path))
            message = "这一处改了以后印出来会与 Word 里的不一样，没有回填。"
            hint = "请照 Word 里的样子，自己改这个位置的文字。"
            tried.findings.append(Finding("not-returned", Severity.WARNING, message, place, hint))


def _written(
    changes: Sequence[tuple[str, Change]], before: Examined, were: dict[Path, bytes]
) -> tuple[dict[Path, bytes], list[str]]:
    """The files with the changes, and the paths of those that can't be written."""
    by_file: dict[Path, list[tuple[str, Change]]] = {}
    failed: list[str] = []
    for path, change in changes:
        name = before.inputs.report.file(change.path)
        if name is None:
            failed.append(path)
        else:
            by_file.setdefault(Path(name), []).append((path, change))
    files: dict[Path, bytes] = {}
    for file, own in by_file.items():
        try:
            files[file] = spliced(were[file], [change for _, change in own])
        except ValueError:
            failed += _unwritable(were[file], own)
    return {f: raw for f, raw in files.items() if raw != were[f]}, failed


def _unwritable(raw: bytes, own: Sequence[tuple[str, Change]]) -> list[str]:
    """Which of a file's changes can't be written; all of them, when each could alone."""
    bad: list[str] = []
    for path, change in own:
        try:
            spliced(raw, [change])
        except ValueError:
            bad.append(path)
    return bad or [path for path, _ in own]


def _examined(
    tried: _Tried, changes: Sequence[tuple[str, Change]], unit: Path, workspace: Workspace
) -> list[str]:
    """Examine the unit with the changed files; gives the paths that do not print as they should."""
    try:
        tried.after = examine(unit, workspace, _silent, instead=tried.files)
    except Refused as refused:
        tried.findings += [replace(f, severity=Severity.WARNING) for f in refused.findings]
        tried.dropped.update(path for path, _ in changes)
        tried.files = {}
        return []
    manuscript = tried.after.manuscript
    return [path for path, change in changes if not prints(change, manuscript)]


# ---- conflicts, for a person to decide ---------------------------------------------------------------


def _marked(plan: Plan, conflicts: Sequence[Conflict], before: Examined) -> dict[Path, bytes]:
    """Each file that has open conflicts, with both sides of them marked."""
    marked = [(c, replace(c.op, behind=False, lines=_both(c))) for c in conflicts]
    files: dict[Path, list[Change]] = {}
    for path, change in changes_of(plan, [replace(c, op=op) for c, op in marked]):
        name = before.inputs.report.file(change.path)
        if name is not None and any(c.path == path for c in conflicts):
            files.setdefault(Path(name), []).append(change)
    return {file: spliced(file.read_bytes(), changes) for file, changes in files.items()}


def _both(conflict: Conflict) -> tuple[str, ...]:
    data = (conflict.data,) if conflict.at is not None else ()
    return ("<<<<<<< Word", *conflict.op.lines, "=======", *data, ">>>>>>> 数据")


# ---- stored --------------------------------------------------------------------------------------------


def store(
    pulled: Pulled, docx: bytes, unit_folder: Path, waiting: Callable[[], None], left: str = ""
) -> Path | None:
    """Write the changed data files; before, keep the returned file and the data as they were.

    ``left``: in words, what has not come home yet.  Gives the folder where they are kept; None when
    there was nothing to write and the file is kept already.  Raises Refused, and writes nothing,
    when a data file was changed by somebody else meanwhile.
    """
    if not pulled.files and archive.received(unit_folder, docx):
        return None
    with archive.locked(unit_folder, waiting):
        archive.clear(unit_folder, *{file.parent for file in pulled.files})
        changed = [f for f, raw in pulled.were.items() if not f.is_file() or f.read_bytes() != raw]
        if changed:
            message = "回填时这个文件又被改动，没有写入。"
            raise Refused([
                Finding("changed-meanwhile", Severity.ERROR, message, Place(f.as_posix()), "请再运行一次。")
                for f in changed
            ])  # fmt: skip
        were = {file.name: raw for file, raw in pulled.were.items()}
        kept = archive.receive(unit_folder, docx, were, left)
        for file, raw in pulled.files.items():
            archive.store(raw, file, keep=False, unit_folder=unit_folder)
        for file, raw in pulled.copies.items():
            copy = unit_folder / "冲突" / file.name
            archive.store(raw, copy, keep=False, unit_folder=unit_folder)
    return kept
