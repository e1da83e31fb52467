"""守候: the command that builds on every save, as long as it runs, and says what is different.

What changed between two rounds is worked out in :mod:`generator.rounds`; here stand the loop and the
disk.
"""

from __future__ import annotations

import glob
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from watchfiles import Change as Kind
from watchfiles import watch as notified

from generator import workspace
from generator.cache import users
from generator.cli.chinese import Command, Wrong
from generator.cli.clock import minute
from generator.cli.telling import counts, marks, or_exit, shown, units_asked
from generator.findings import Finding, Place, Refused, Severity
from generator.generate import Examined, Generated, Wanted, complete, examine
from generator.rounds import Change, Round, Standing, Uses, said
from generator.workspace import Workspace

__all__ = ["watch"]

_QUIET = 100  # milliseconds without a further write that end a burst of writes
_STEP = 20  # milliseconds between two looks at what was notified
_LOOK = 0.2  # seconds between two looks at the disk itself


@click.command(cls=Command)
@click.argument("folders", metavar="[单位文件夹…]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--poll", is_flag=True, help="自己隔一会儿看一遍；网络盘收不到改动通知时用。")
def watch(folders: tuple[Path, ...], poll: bool) -> None:
    """守候：一保存就重新生成，说明分数和问题有什么变化；按 Ctrl+C 停止。"""
    for folder in folders:
        if not workspace.is_folder(folder):
            raise Wrong(f"没有“{folder}”这个文件夹。")
    desk = _Desk(folders or units_asked(None), whole=not folders)
    try:
        or_exit(lambda: _keep_building(desk, poll))
    except KeyboardInterrupt:
        click.echo("已停止。")


def _keep_building(desk: _Desk, poll: bool) -> None:
    for changes in _saved(desk.roots, poll):
        desk.rebuild(changes)


class _Desk:
    """The units watched, and what stands of each (案头).

    ``whole``: all units of the workspace, also those that come later.
    """

    def __init__(self, units: tuple[Path, ...], whole: bool) -> None:
        self._units = units
        self._space = workspace.of(Path()) if whole else None
        self._standing: dict[Path, Standing] = {}
        self._uses: dict[Path, Uses] = {}
        self._stored: dict[Path, list[Path]] = {}

    def units(self) -> tuple[Path, ...]:
        """The units asked for, or all there are now."""
        return self._space.units() if self._space else self._units

    def roots(self) -> Mapping[Path, int]:
        """The folders to be watched that are there, each with its number on the disk."""
        spaces = {self._space} if self._space else {workspace.of(unit) for unit in self._units}
        folders = {_whole(space.root / each) for space in spaces for each in _WATCHED}
        alone = {_whole(unit) for unit in self._units}
        folders |= {unit for unit in alone if not folders & {*unit.parents}}
        return {folder: _number(folder) for folder in sorted(folders) if _number(folder)}

    def rebuild(self, changes: frozenset[Change]) -> None:
        """Build each unit that the changes concern, and say what is different."""
        first = not self._standing
        units = self.units()
        for unit in units:
            uses = self._uses.get(unit) or _uses(unit, workspace.of(unit), None)
            own = [change for change in changes if uses.concerned_by(change)]
            if own or unit not in self._standing:
                self._round(unit, own)
        for unit in [unit for unit in self._standing if unit not in units]:
            click.echo(f"【{unit.name}】单位文件夹不见了，不再守候。")
            for known in (self._standing, self._uses, self._stored):
                known.pop(unit, None)
        if first:
            click.echo(f"正在守候 {len(units)} 个单位，一保存就重新生成。按 Ctrl+C 停止。")

    def _round(self, unit: Path, changes: list[Change]) -> None:
        space, before = workspace.of(unit), self._standing.get(unit, Standing())
        click.echo(f"【{unit.name}】{_named(unit, space, changes) if before != Standing() else ''}")
        others = ((other, paths) for other, paths in self._stored.items() if other != unit)
        taken = {path: other for other, paths in others for path in paths}
        tried = _tried(unit, space, taken)
        came = Round(
            tuple(shown(tried.found, quiet=False)),
            marks(tried.examined) if tried.examined else None,
        )
        for line in [*said(before, came), _outcome(tried)]:
            click.echo(line)
        self._standing[unit] = before.after(came)
        self._uses[unit] = _uses(unit, space, tried.examined)
        if tried.done:
            stored = tried.done.stored
            self._stored[unit] = [path for path in (stored.path, stored.kept) if path]


_WATCHED = ("data", "report_templates")


def _number(folder: Path) -> int:
    """The number of a folder on the disk; 0 when none is there."""
    try:
        return folder.stat().st_ino or 1 if folder.is_dir() else 0  # some disks number nothing
    except OSError:
        return 0


def _whole(path: Path) -> Path:
    """The path as the disk knows it, by which notices name it too."""
    return Path(os.path.realpath(path))


def _uses(unit: Path, space: Workspace, examined: Examined | None) -> Uses:
    """What a unit's report is made of; while it can't be read, it may be any rubric and template."""
    named = examined.report.unit if examined else None
    rubric = glob.escape(named.rubric) if named else "*"
    template = glob.escape(named.template) if named else "*"
    of_unit = [(_whole(unit), f"*{suffix}") for suffix in (".yaml", ".yml", ".txt", ".bak")]
    of_space = [
        (_whole(space.root) / folder, pattern)
        for folder, pattern in (
            ("data/rubrics", f"{rubric}.yaml"),
            ("data/fragments", "*.md"),
            ("data/checks", "*.y*ml"),
            ("report_templates", f"{template}.docx"),
        )
    ]
    return Uses((*of_unit, *of_space, *_shown(unit, examined)))


def _shown(unit: Path, examined: Examined | None) -> list[tuple[Path, str]]:
    """The pictures that the report names, whether they are there yet or not."""
    named = examined.manuscript.pictures() if examined else ()
    files = [unit / picture.file.replace("\\", "/") for picture in named]
    return [(_whole(file.parent), glob.escape(file.name)) for file in files]


def _named(unit: Path, space: Workspace, changes: list[Change]) -> str:
    """The files that changed, named from the unit's folder or else from the workspace."""
    paths = sorted({change.path for change in changes})
    written = "、".join(_name(path, unit, space) for path in paths if path.exists())
    gone = "、".join(_name(path, unit, space) for path in paths if not path.exists())
    parts = [f"{written} 有改动" if written else "", f"{gone} 不见了" if gone else ""]
    return "，".join(part for part in parts if part)


def _name(path: Path, unit: Path, space: Workspace) -> str:
    for folder in (_whole(unit), _whole(space.root)):
        if folder in path.parents:
            return path.relative_to(folder).as_posix()
    return path.name


@dataclass(frozen=True, slots=True)
class _Tried:
    """What came of trying to build a unit; ``examined`` and ``done`` as far as it got."""

    found: tuple[Finding, ...]
    examined: Examined | None = None
    done: Generated | None = None


def _tried(unit: Path, space: Workspace, taken: Mapping[Path, Path]) -> _Tried:
    examined = None
    try:
        examined = examine(unit, space, _silent, cache=users())
        done = complete(
            examined,
            space,
            None,
            _silent,
            Wanted(taken, made=minute(), waiting=_waiting, cache=users()),
        )
    except Refused as refused:
        return _Tried(refused.findings, examined)
    except OSError as error:  # a folder that goes while it is read
        return _Tried((_unreadable(unit, error),))
    return _Tried(done.findings, examined, done)


def _silent(step: int) -> None:
    """The steps are not told round by round."""


def _waiting() -> None:
    click.echo("另一个窗口正在使用这个单位，等它完成……")


def _outcome(tried: _Tried) -> str:
    """Where the report stands now, or what to mend before there is one."""
    if tried.done:
        state = "没有变化" if tried.done.stored.unchanged else "已生成"
        return f"{state}：{tried.done.stored.path}（{counts(tried.done.findings)}）"
    first = next(finding for finding in tried.found if finding.stops)
    where = f"先看 {first.place}：" if first.place else ""
    return (
        f"没有生成报告：{counts(tried.found)}。{where}{first.message}"
        "原来的报告没有动过，下次保存时再试。"
    )


def _unreadable(unit: Path, error: OSError) -> Finding:
    place = Place(Path(error.filename or unit).as_posix())
    hint = "请核对文件和权限。"
    return Finding("file-unreadable", Severity.ERROR, "刚才读不到。", place, hint)


# ---- what changes on the disk ----------------------------------------------------------------------


def _saved(roots: Callable[[], Mapping[Path, int]], poll: bool) -> Iterator[frozenset[Change]]:
    """What was written, each time it has been quiet for a moment; at first the folders themselves.

    A folder that goes and comes back is another one on the disk and is watched anew.
    """
    here: Mapping[Path, int] = {}
    while True:
        gone, here = here, roots()
        waiting = {Change(folder, moved=True) for folder in {*gone, *here}}
        for changes in _looked(here) if poll else _notified(here):
            waiting |= changes
            if waiting and not changes:
                yield frozenset(waiting)
                waiting = set()
            if not changes and roots() != here:
                break


def _notified(roots: Mapping[Path, int]) -> Iterator[set[Change]]:
    """What the system notifies; an empty set when it was quiet."""
    notices = notified(
        *roots,
        watch_filter=None,
        debounce=_QUIET,
        step=_STEP,
        rust_timeout=_QUIET,
        yield_on_timeout=True,
        force_polling=False,
        ignore_permission_denied=True,
    )
    try:
        for changes in notices:
            yield {Change(Path(path), kind is not Kind.modified) for kind, path in changes}
    except FileNotFoundError:
        return  # a folder went just now: which there are is asked again
    except (OSError, RuntimeError):
        message, hint = "系统不给文件改动的通知。", "请加 --poll 再运行。"
        raise Refused([Finding("watch-unavailable", Severity.ERROR, message, hint=hint)]) from None


def _looked(roots: Mapping[Path, int]) -> Iterator[set[Change]]:
    """What differs between two looks at the disk; an empty set when nothing does.

    The library's own polling tells times apart by whole seconds: of two saves within a second it
    would miss the later one.
    """
    before = _stamps(roots)
    while True:
        time.sleep(_LOOK)
        after = _stamps(roots)
        differing = {path for path in {*before, *after} if before.get(path) != after.get(path)}
        yield {Change(path, path not in before or path not in after) for path in differing}
        before = after


def _stamps(roots: Mapping[Path, int]) -> Mapping[Path, tuple[int, int]]:
    """Time and size of every file under the folders; folders themselves bear none."""
    stamps: dict[Path, tuple[int, int]] = {}
    for root in roots:
        for folder, _, names in os.walk(root):
            stamps[Path(folder)] = (0, 0)
            for path in (Path(folder) / name for name in names):
                try:
                    status = path.stat()
                except OSError:
                    continue
                stamps[path] = (status.st_mtime_ns, status.st_size)
    return stamps
