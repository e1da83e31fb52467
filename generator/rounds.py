"""轮次: what came of building a unit again and again while its files are watched, in lines to say.

A round says only what is different from the rounds before.  Pure: it knows no disk and no clock;
which files changed and what was found is told to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path

from generator.figures import plain, points
from generator.findings import Finding, show

__all__ = ["Change", "Marks", "Round", "Standing", "Uses", "besides", "said"]


@dataclass(frozen=True, slots=True)
class Change:
    """A file or folder that was written (改动); ``moved``: it came, went or took another's place."""

    path: Path
    moved: bool


@dataclass(frozen=True, slots=True)
class Uses:
    """Which files a report is made of (所用文件): folders, each with a pattern of names in it."""

    files: tuple[tuple[Path, str], ...]

    def concerned_by(self, change: Change) -> bool:
        """One of the files was written; or a folder that holds some of them came or went."""
        path, name = change.path, change.path.name.lower()
        if name.startswith(_OF_EDITORS):
            return False
        written = any(
            path.parent == folder and fnmatchcase(name, pattern.lower())
            for folder, pattern in self.files
        )
        above = any(path in (folder, *folder.parents) for folder, _ in self.files)
        return written or (change.moved and above)


_OF_EDITORS = (".", "~$")  # locks and copies that editors keep beside a file


@dataclass(frozen=True, slots=True)
class Marks:
    """What a unit scores (得分): total, grade, and the points of each indicator by name."""

    total: Decimal
    grade: str
    points: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Round:
    """What came of one round (一轮): what was found, and the marks.

    ``marks`` is None when the unit could not be read; then nothing is known of what else stands.
    """

    findings: tuple[Finding, ...]
    marks: Marks | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands after some rounds (现状).

    ``judged`` and ``marks``: of the last round that could read the unit; ``unread``: what has kept
    the rounds since from reading it.
    """

    judged: tuple[Finding, ...] = ()
    unread: tuple[Finding, ...] = ()
    marks: Marks | None = None

    def after(self, latest: Round) -> Standing:
        """What stands after a further round."""
        if latest.marks is None:
            return Standing(self.judged, latest.findings, self.marks)
        return Standing(latest.findings, (), latest.marks)


def said(before: Standing, latest: Round) -> list[str]:
    """What a round brought: the change of marks, the findings that are new, those that are gone.

    Of the first round everything is new.  A finding whose words changed is told again, and not gone;
    what was found when the unit could be read is not gone because it can not be read now.
    """
    known = (*before.unread, *before.judged)
    new = besides(latest.findings, known)
    asked = before.unread if latest.marks is None else known
    gone = _without(besides(asked, latest.findings), new, _alike)
    lines = list(_marked(before.marks, latest.marks)) if latest.marks else []
    fresh = _without(new, besides(known, latest.findings), _alike)
    for head, told in (("新问题", fresh), ("有变化的问题", _without(new, fresh, id))):
        if told:
            lines += [f"{head} {len(told)} 条："] if before != Standing() else []
            lines += map(show, told)
    if gone:
        lines += [f"已消除 {len(gone)} 条：", *map(_briefly, gone)]
    return lines


def besides(these: Sequence[Finding], those: Iterable[Finding]) -> list[Finding]:
    """These findings less those of the same words on the same file, one for one."""
    return _without(these, those, _same)


def _without(
    these: Sequence[Finding], those: Iterable[Finding], key: Callable[[Finding], Hashable]
) -> list[Finding]:
    """These findings less those, one for one."""
    left = Counter(key(each) for each in those)
    rest = []
    for each in these:
        if left[key(each)]:
            left[key(each)] -= 1
        else:
            rest.append(each)
    return rest


def _same(finding: Finding) -> Hashable:
    """The same words on the same file; lines move when others are written above."""
    return finding.id, finding.severity, finding.message, _file(finding)


def _alike(finding: Finding) -> Hashable:
    return finding.id, finding.path, _file(finding)


def _file(finding: Finding) -> str:
    return finding.place.file if finding.place else ""


def _briefly(finding: Finding) -> str:
    where = f"{finding.place}  " if finding.place else ""
    return f"  {where}{finding.severity.value}  {finding.id}  {finding.message}"


def _marked(before: Marks | None, latest: Marks) -> Iterator[str]:
    """The total, when it is the first or changed, with the indicators it comes from."""
    if before is None:
        yield f"自评总分 {plain(latest.total)}，等级 {latest.grade}。"
        return
    moved = [
        f"{name} {_points(before, name)} → {_points(latest, name)}"
        for name in dict.fromkeys([*before.points, *latest.points])
        if _points(before, name) != _points(latest, name)
    ]
    why = f"（{'，'.join(moved)}）" if moved else ""
    grade = f"，等级 {before.grade} → {latest.grade}" if before.grade != latest.grade else ""
    if before.total != latest.total:
        yield f"总分 {plain(before.total)} → {plain(latest.total)}{why}{grade}"
    elif moved or grade:
        yield f"总分仍是 {plain(latest.total)}{why}{grade}"


def _points(marks: Marks, name: str) -> str:
    if name not in marks.points:
        return "无"
    return points(marks.points[name]) or "不能计分"
