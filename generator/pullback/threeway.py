"""三方合并: changes of lines that were made on an old text, laid on the text as it is now.

A line that only Word changed takes the change; one that says so already stays; one that was changed
on both sides is a conflict, which nobody but a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

__all__ = ["Merge", "Op", "merged"]


@dataclass(frozen=True, slots=True)
class Op:
    """A change of lines (改行): ``lines`` come in place of the old line ``at``, or behind it.

    ``at`` counts the old lines from 0; -1 with ``behind`` is the beginning.  ``was`` and ``says`` are
    what was printed and what Word says now; ``by`` is who changed it, with the date, where known.
    ``number`` counts the changes of a file, whatever the data are by then.
    """

    at: int
    lines: tuple[str, ...]
    was: str = ""
    says: str = ""
    behind: bool = False
    kind: str = "改"
    by: tuple[tuple[str, str], ...] = ()
    number: int = 0


@dataclass(slots=True)
class Merge:
    """Changes on their way into a text of today (合并).

    ``lines``: the text of today.  ``done``: the changes with the number of today's line they change
    or come behind; ``clashes``: those whose old line was changed since, with the number of the line
    that stands there now, None when it is gone.
    """

    lines: Sequence[str]
    done: list[tuple[Op, int]] = field(default_factory=list)
    clashes: list[tuple[Op, int | None]] = field(default_factory=list)

    def text(self, taken: Iterable[tuple[Op, int | None]] = ()) -> str:
        """The text with all changes that are sure, and those of the clashes that are taken."""
        instead: dict[int, tuple[str, ...]] = {}
        behind: dict[int, list[str]] = {}
        ends = max((i for i, line in enumerate(self.lines) if line.strip()), default=-1)
        for op, at in (*self.done, *taken):
            if op.behind or at is None:
                behind.setdefault(ends if at is None else at, []).extend(op.lines)
            else:
                instead[at] = op.lines
        out = [*behind.get(-1, ())]
        for number, line in enumerate(self.lines):
            out += [*instead.get(number, (line,)), *behind.get(number, ())]
        return "\n".join(out)


def merged(old: Sequence[str], now: Sequence[str], ops: Sequence[Op]) -> Merge:
    """Lay changes of the old lines on those of today."""
    same, instead = _known(old, now)
    merge = Merge(now)
    wanted = Merge(old, [(op, op.at) for op in ops]).text()
    if wanted.strip("\n") == "\n".join(now).strip("\n"):
        return merge  # all of it has come home before
    known = set(same.values())
    for op in ops:
        if op.behind:
            stands = {**instead, **same}
            at = next((stands[i] for i in range(op.at, -1, -1) if i in stands), -1)
            there = range(at + 1, at + 1 + len(op.lines))
            if tuple(now[at + 1 : there.stop]) != op.lines or not known.isdisjoint(there):
                merge.done.append((op, at))
        elif op.at in same:
            merge.done.append((op, same[op.at]))
        elif not _said(op, now, instead.get(op.at)):
            merge.clashes.append((op, instead.get(op.at)))
    return merge


def _said(op: Op, now: Sequence[str], at: int | None) -> bool:
    """Today's text says already what the change would make it say."""
    if at is None:
        return not op.lines or any(
            tuple(now[i : i + len(op.lines)]) == op.lines for i in range(len(now))
        )
    return tuple(now[at : at + len(op.lines)]) == op.lines and bool(op.lines)


def _known(old: Sequence[str], now: Sequence[str]) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """Where old lines stand today unchanged, and which line stands today for a changed one."""
    same: dict[int, int] = {}
    instead: dict[int, int] = {}
    matcher = SequenceMatcher(None, old, now, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            same.update(zip(range(a, b), range(c, d), strict=True))
        elif kind == "replace":
            instead.update(zip(range(a, b), range(c, d), strict=False))
    return same, instead
