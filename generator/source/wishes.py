"""改动: the changes asked for, sorted along the tree they are meant for, and what they make of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TypeAlias

from generator.source.tree import DataPath, Node, plain
from generator.source.writing import Value, bare

__all__ = [
    "Change",
    "Insert",
    "Move",
    "Put",
    "Remove",
    "Wish",
    "made",
    "moves",
    "result",
    "said",
    "sorted_out",
    "towards",
]


@dataclass(frozen=True, slots=True)
class Put:
    """改、补: the value at a path becomes this; keys that are missing are added at the end."""

    path: DataPath
    value: Value


@dataclass(frozen=True, slots=True)
class Insert:
    """插: a new item before the one at the path; at the length of the list it goes to the end."""

    path: DataPath
    value: Value


@dataclass(frozen=True, slots=True)
class Remove:
    """删: the key or item at the path goes, with its own lines and the comment on its line."""

    path: DataPath


@dataclass(frozen=True, slots=True)
class Move:
    """移: an item of a list goes before the item that stands at ``to`` (len(list): to the end).

    Its own lines go byte for byte; the comments above it stay, a blank line goes along from and to
    where items are parted by one.  ``to`` is a number in the same list before any change; the
    item's own or the next is no change.
    """

    path: DataPath
    to: int


Change: TypeAlias = Put | Insert | Remove | Move


@dataclass(slots=True)
class Wish:
    """What is wanted of one value: itself, what is inserted into it, moved in it, and of its parts."""

    put: Value | None = None
    gone: bool = False
    inserts: dict[int, list[Value]] = field(default_factory=dict)
    moves: dict[int, int] = field(default_factory=dict)
    below: dict[str | int, Wish] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether the value itself is to change as a whole."""
        return self.gone or self.put is not None

    def added(self, node: Node) -> dict[str, Value]:
        """The keys that the table does not have yet, with what they hold."""
        new = {key: wish for key, wish in self.below.items() if key not in node.children()}
        return {str(key): made(wish) for key, wish in new.items()}

    def keeps(self, part: str | int) -> bool:
        """Whether a part stays, changed or not."""
        return part not in self.below or not self.below[part].gone

    def shapes(self, node: Node) -> bool:
        """Whether parts come or go."""
        gone = any(wish.gone for wish in self.below.values())
        return gone or bool(self.inserts) or any(key not in node.children() for key in self.below)


def sorted_out(tree: Node, changes: Sequence[Change]) -> Wish:
    """The changes along the tree; ValueError for a path that is not there or an overlap."""
    top = Wish()
    for change in sorted(changes, key=lambda change: isinstance(change, Move)):
        wish, node = top, tree if change.path else None
        if not change.path:
            raise ValueError("the whole text has no path")
        steps = change.path[:-1] if isinstance(change, Insert | Move) else change.path
        for step in steps:
            wish, node = _step(wish, node, step, change)
        _set(wish, node, change)
    return top


def _step(
    wish: Wish, node: Node | None, step: str | int, change: Change
) -> tuple[Wish, Node | None]:
    """One step down; where nothing stands only a table can come to be."""
    _refuse_if(wish.whole, "overlap", change)
    if node is not None and node.kind == "list":
        _refuse_if(not isinstance(step, int) or not 0 <= step < len(node.items), "no item", change)
        below = node.items[step] if isinstance(step, int) else None
    elif node is not None and node.kind == "table":
        step = str(step)
        below = node.table.get(step)
    else:
        closed = node is not None and bool(node.text)
        _refuse_if(closed or isinstance(step, int) or bool(wish.inserts), "no table", change)
        below = None
    return wish.below.setdefault(step, Wish()), below


def _set(wish: Wish, node: Node | None, change: Change) -> None:
    _refuse_if(wish.whole, "overlap", change)
    if isinstance(change, Insert):
        at = change.path[-1]
        items = node.items if node is not None else []
        is_list = node is None or node.kind == "list" or (node.kind == "text" and not node.text)
        _refuse_if(not is_list or not isinstance(at, int), "no list", change)
        assert isinstance(at, int)
        _refuse_if(not 0 <= at <= len(items), "no item", change)
        _refuse_if(not items and bool(wish.below), "overlap", change)
        wish.inserts.setdefault(at, []).append(bare(change.value))
        return
    if isinstance(change, Move):
        _set_move(wish, node, change)
        return
    _refuse_if(bool(wish.below or wish.inserts), "overlap", change)
    if isinstance(change, Put):
        wish.put = bare(change.value)
    else:
        _refuse_if(node is None, "nothing to remove", change)
        wish.gone = True


def _set_move(wish: Wish, node: Node | None, change: Move) -> None:
    """Moves are sorted out last, so all else that is wanted of the item is known."""
    at = change.path[-1]
    if node is None or node.kind != "list" or not isinstance(at, int):
        raise ValueError(f"no list: {change}")
    there = 0 <= at < len(node.items) and 0 <= change.to <= len(node.items)
    _refuse_if(not there, "no item", change)
    _refuse_if(at in wish.moves or not wish.keeps(at), "overlap", change)
    wish.moves[at] = change.to


def _refuse_if(wrong: bool, why: str, change: Change) -> None:
    if wrong:
        raise ValueError(f"{why}: {change}")


def made(wish: Wish) -> Value:
    """What a wish makes where nothing stood."""
    if wish.put is not None:
        return wish.put
    if wish.inserts:
        return [value for _, values in sorted(wish.inserts.items()) for value in values]
    return {str(key): made(below) for key, below in wish.below.items()}


def result(node: Node, wish: Wish) -> Value:
    """What becomes of a value."""
    if wish.put is not None:
        return wish.put
    if not wish.inserts and not wish.below:
        return _plain(node)
    if node.kind == "text":
        return made(wish)
    parts = {
        at: result(below, wish.below.get(at, Wish()))
        for at, below in node.children().items()
        if wish.keeps(at)
    }
    if node.kind == "table":
        return {**{str(key): part for key, part in parts.items()}, **wish.added(node)}
    items: list[Value] = []
    for at in range(len(node.items) + 1):
        items += wish.inserts.get(at, [])
        items += [parts[at]] if at in parts else []
    return items


def moves(node: Node, wish: Wish, path: DataPath = ()) -> Iterator[Move]:
    """The moves one after the other, each by the numbers once all else and those before are done."""
    row = _row(node, wish)
    for at, part in node.children().items():
        if at in wish.below and not wish.below[at].whole:
            step = _ahead(row, (at, True)) if isinstance(at, int) else at
            yield from moves(part, wish.below[at], (*path, step))
    for at, to in wish.moves.items():
        if to not in (at, at + 1):
            old, new = _ahead(row, (at, True)), _ahead(row, (to, False))
            if new not in (old, old + 1):
                yield Move((*path, old), new)
            row.remove((at, True))
            row.insert(row.index((to, False)), (at, True))


def _row(node: Node, wish: Wish) -> list[tuple[int, bool]]:
    """Items of a list (True) by their old numbers, new ones as -1, and the places (False) between."""
    row = list[tuple[int, bool]]()
    for at in range(len(node.items) + 1):
        row += [(-1, True)] * len(wish.inserts.get(at, ()))
        row.append((at, False))
        row += [(at, True)] if at < len(node.items) and wish.keeps(at) else []
    return row


def _ahead(row: list[tuple[int, bool]], part: tuple[int, bool]) -> int:
    """How many items stand before a part of the row."""
    return sum(is_item for _, is_item in row[: row.index(part)])


def _plain(node: Node) -> Value:
    value: Value = plain(node)
    return value


def said(value: Value) -> str:
    """The value as one text, equal for equal values with their keys in the same order."""
    return json.dumps(value)


def towards(node: Node, value: Value) -> Wish:
    """What makes a value of the old one by changing only the parts that differ."""
    if node.kind == "table" and isinstance(value, Mapping):
        kept = [key for key in node.table if key in value]
        new = [key for key in value if key not in node.table]
        if kept and list(value) == kept + new:
            return _towards_table(node, value, new)
    if node.kind == "list" and value and not isinstance(value, str | Mapping):
        return _towards_list(node, value)
    return Wish(put=value)


def _towards_table(node: Node, value: Mapping[str, Value], new: list[str]) -> Wish:
    wish = Wish(below={key: Wish(put=value[key]) for key in new})
    for key, below in node.table.items():
        if key not in value:
            wish.below[key] = Wish(gone=True)
        elif said(plain(below)) != said(value[key]):
            wish.below[key] = towards(below, value[key])
    return wish


def _towards_list(node: Node, value: Sequence[Value]) -> Wish:
    """Items that stay are found as the lines of two texts are; of the others pairs are made."""
    old = [said(plain(item)) for item in node.items]
    wish, new = Wish(), [said(item) for item in value]
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        both = min(b - a, d - c)
        for i in range(both):
            wish.below[a + i] = towards(node.items[a + i], value[c + i])
        wish.below.update({i: Wish(gone=True) for i in range(a + both, b)})
        if c + both < d:
            wish.inserts[b] = list(value[c + both : d])
    return wish
