"""移位: an item of a list written at another place of it, its lines as they were.

One move at a time, in a text in which all other changes are made.  What stands between the items
stays where it is, but for the blank line that parts the item from its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from generator.source.layout import Layout, Slot
from generator.source.original import Original
from generator.source.scalars import BREAK, header_for
from generator.source.tree import FLOW, DataPath, alone, plain
from generator.source.wishes import Move, said

__all__ = ["moved"]


def moved(original: Original, move: Move) -> str | None:
    """The text with one item moved; None when it cannot be written so that it reads back."""
    tree = alone(original.read)
    assert tree is not None
    at, old = move.path[:-1], move.path[-1]
    assert isinstance(old, int)
    expected = said(_as_moved(plain(tree), at, old, move.to))
    layout = Layout(original.read, tree)
    slot = layout.whole()
    for step in at:
        slot = layout.slots(slot)[step]
    for written in _Row(original, layout, slot).ways(old, move.to):
        reads = alone(Original(written).read)
        if reads is not None and said(plain(reads)) == expected:
            return written
    return None


def _as_moved(value: Any, path: DataPath, old: int, to: int) -> Any:
    items = value
    for step in path:
        items = items[step]
    items.insert(to - (old < to), items.pop(old))
    return value


@dataclass(frozen=True, slots=True)
class _Way:
    """What a move may need besides: lines of a comment that end a block, a last line end (写法)."""

    mark_old: bool
    mark_new: bool
    closed: bool  # the text ends with a line end though it did not
    alone: bool  # no blank line goes along


@dataclass(frozen=True)
class _Row:
    """The items of a list in the text, and what stands between them."""

    original: Original
    layout: Layout
    slot: Slot

    @cached_property
    def items(self) -> list[Slot]:
        """Where the items stand."""
        return [*self.layout.slots(self.slot).values()]

    def ways(self, old: int, to: int) -> Iterator[str]:
        """The whole text with the item moved, the least intrusive way first."""
        if self.slot.node.style == FLOW:
            yield self._in_brackets(old, to)
        else:
            for way in product((False, True), repeat=4):
                yield self._by_lines(old, to, _Way(*way))

    def _in_brackets(self, old: int, to: int) -> str:
        """Commas and what else stands between the items stay where they are."""
        spans = [(item.begin, self.layout.flow_end(item.node)) for item in self.items]
        order = [*spans]
        order.insert(to - (old < to), order.pop(old))
        pieces, done = [self.original.until(0)], 0
        for (start, end), span in zip(spans, order, strict=True):
            pieces += [self.original.span(done, start), self.original.span(*span)]
            done = end
        return "".join([*pieces, self.original.since(done)])

    # ---- whole lines -------------------------------------------------------------------------

    def _by_lines(self, old: int, to: int, way: _Way) -> str:
        """The lines of the item, and a blank one that parts it from others, at another place."""
        last = len(self.items) - 1
        opened = self._open_end and last in (old, to - 1)
        items = [self._lines(item) for item in self.items[:last]]
        items.append(self._sealed() if opened else self._lines(self.items[last]))
        start, end = self._start(self.items[0]), self.layout.after(self.items[last].node)
        line_end, column = self.original.line_end(start), self.items[0].column
        between, blank = self._between(old, to, way)
        mark = " " * column + "#" + line_end
        item = items[old] + mark * way.mark_new
        items[old] = mark * way.mark_old
        pieces = [piece for pair in zip(["", *between], items, strict=True) for piece in pair]
        pieces.insert(2 * to, blank + item if to else item + blank)
        body = "".join(pieces)
        if not self.layout.opens_line(self.items[0].begin, column):
            joins = body.startswith(" " * column + "-")
            body = body[column:] if joins else line_end + body
        if opened and not way.closed:
            body = body.removesuffix(line_end)
        return self.original.until(start) + body + self.original.since(end)

    @property
    def _open_end(self) -> bool:
        """Whether the list ends with a last line that has no line end."""
        text = self.layout.text
        ends = self.layout.after(self.items[-1].node) == len(text)
        return ends and text[-1:] not in tuple(BREAK)

    def _start(self, item: Slot) -> int:
        """Where the lines of an item begin; the first may stand behind a dash or colon."""
        opens = self.layout.opens_line(item.begin, item.column)
        return item.begin - item.column if opens else item.begin

    def _lines(self, item: Slot) -> str:
        """The lines of an item, as they are where they open their first line."""
        start, end = self._start(item), self.layout.after(item.node)
        return " " * (item.column - item.begin + start) + self.original.span(start, end)

    def _sealed(self) -> str:
        """The lines of a last item with the line end that it lacks; a block in it stays as it is."""
        item, original = self.items[-1], self.original
        node = item.node
        while parts := [*node.children().values()]:
            node = parts[-1]
        start, at, header = self._start(item), node.start.index, self.layout.header(node)
        new = header_for(node.text, header) if node.style in ("|", ">") else header
        behind = original.since(at + len(header)) + original.line_end(at)
        return original.span(start, at) + new + behind

    def _between(self, old: int, to: int, way: _Way) -> tuple[list[str], str]:
        """What stands between the items, and the blank line that goes along with the moved one."""
        ends = [self.layout.after(item.node) for item in self.items[:-1]]
        starts = [self._start(item) for item in self.items[1:]]
        between = list(map(self.original.span, ends, starts))
        leaves, comes = max(old, 1), max(1, min(to, len(ends)))
        spaced = all(self.layout.spaced(self.items, gap) for gap in (leaves, comes))
        if way.alone or not spaced:
            return between, ""
        begins = self.layout.line_end(ends[leaves - 1])
        between[leaves - 1] = self.original.span(begins, starts[leaves - 1])
        return between, self.original.span(ends[leaves - 1], begins)
