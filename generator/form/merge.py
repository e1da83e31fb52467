"""三方对照: what a form changed, taken into data that may have changed themselves since.

``base`` is what was written out, ``theirs`` what the form says, ``ours`` what the data say now, and
``raw`` the value in the file.  Both changed differently is a conflict, and nothing is written there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from generator.form.tree import Key, Path, Tree, aligned, counted, is_list, plain, said
from generator.source import Value

__all__ = ["Change", "Clash", "Merge"]

_Sides: TypeAlias = "tuple[Tree | None, Tree | None, Tree | None]"  # base, theirs, ours


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changes (改动): its place in the data and in the form, and what it was and becomes."""

    path: Path
    cell: Path
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Clash:
    """One value that both changed (冲突), with its number.

    Number 0: the entry of a list it belongs to is not found again, so nobody can decide.
    """

    number: int
    path: Path
    cell: Path
    base: str
    theirs: str
    ours: str


def _open(_: int) -> str:
    """No conflict is decided."""
    return ""


@dataclass(slots=True)
class Merge:
    """What comes of taking a form in (收进).

    ``decided`` says of a conflict by its number whether ``theirs`` or ``ours`` stands; empty leaves it
    open.  ``held``: cells that are not taken whatever they say.  ``numbers``: how many conflicts there
    are, decided ones too.
    """

    decided: Callable[[int], str] = _open
    held: frozenset[Path] = frozenset()
    numbers: int = 0
    changes: list[Change] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)

    def part(
        self,
        sides: _Sides,
        raw: Value | None,
        path: Path,
        cell: Path,
    ) -> Value | None:
        """The value as it should stand; None where it should not."""
        base, theirs, ours = sides
        if theirs == base or counted(theirs) == ours:
            return raw
        trees = [each for each in sides if isinstance(each, dict)]
        if not trees:
            return self._text((base, theirs, ours), raw, path, cell)
        tables = tuple(each if isinstance(each, dict) else {} for each in sides)
        if any(is_list(each) for each in trees):
            return self._list(tables, raw, path, cell)
        return self._table(tables, raw, path, cell)

    def _text(
        self,
        sides: _Sides,
        raw: Value | None,
        path: Path,
        cell: Path,
    ) -> Value | None:
        base, theirs, ours = sides
        if ours != base:
            self.numbers += 1
            side = self.decided(self.numbers)
            if side == "":
                words = (said(base), said(theirs), said(ours))
                self.clashes.append(Clash(self.numbers, path, cell, *words))
            if side != "theirs":
                return raw
        if cell in self.held:
            return raw
        self.changes.append(Change(path, cell, said(ours), said(theirs)))
        return None if theirs is None else plain(theirs)

    def _table(
        self, sides: tuple[dict[Key, Tree], ...], raw: Value | None, path: Path, cell: Path
    ) -> Value | None:
        base, theirs, ours = sides
        old: Mapping[str, Value] = raw if isinstance(raw, Mapping) else {}
        new = dict[str, Value]()
        for key in dict.fromkeys([*old, *map(str, theirs)]):
            three = (base.get(key), theirs.get(key), ours.get(key))
            value = self.part(three, old.get(key), (*path, key), (*cell, key))
            if value is not None:
                new[key] = value
        return new or None

    def _list(
        self, sides: tuple[dict[Key, Tree], ...], raw: Value | None, path: Path, cell: Path
    ) -> Value | None:
        base, theirs, ours = sides
        old = list(raw) if isinstance(raw, list) else []
        at = aligned(base, ours)
        row: list[tuple[float, Value | None, Key]] = [(n, value, "") for n, value in enumerate(old)]
        for key in base:
            here, three = at.get(key), (base[key], theirs.get(key), ours.get(at.get(key, -1)))
            if three[0] == three[1]:
                continue
            if here is None:
                if three[1] is not None:
                    words = (said(three[0]), said(three[1]), "")
                    self.clashes.append(Clash(0, path, (*cell, key), *words))
            else:
                value = self.part(three, old[here], (*path, here), (*cell, key))
                row[here] = (here, value, "")
        row += [new for new in _new(sides, at) if (*cell, new[2]) not in self.held]
        left = [each for each in sorted(row, key=lambda each: each[0]) if each[1] is not None]
        for number, (_, _, key) in enumerate(left):
            if key != "":
                self.changes.append(Change((*path, number), (*cell, key), "", said(theirs[key])))
        return [value for _, value, _ in left if value is not None] or None


def _new(
    sides: tuple[dict[Key, Tree], ...], at: Mapping[Key, int]
) -> Iterator[tuple[float, Value, Key]]:
    """Entries that the form has and the data have not, each behind the one it stood behind."""
    base, theirs, ours = sides
    others = [part for n, part in ours.items() if n not in at.values()]
    for key in sorted(theirs, key=float):
        if key not in base and counted(theirs[key]) not in others:
            inside = float(key) < len(base)
            after = at.get(int(float(key)), len(ours) - 1) if inside else len(ours) - 1
            yield after + 0.5 + float(key) / 1e6, plain(theirs[key]), key
