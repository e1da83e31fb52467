"""版面: where in a YAML text the lines of each key, item and value begin and end.

The parser says where scalars and brackets stand; tables and lists by indentation end with their
last part, and what is only a blank line or a comment belongs to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from generator.source.scalars import BREAK, HEADER
from generator.source.tree import FLOW, Node

__all__ = ["Body", "Layout", "Line", "Slot"]

_BREAK = re.compile(f"[{BREAK}]")
_BLANKS = re.compile(f"[ \t{BREAK}]*")
_WIDEST_GAP = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block scalar: its span with its line end, and what it says."""

    start: int
    end: int
    says: str


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a block scalar that make its text, and how far they are indented, if known."""

    start: int
    lines: tuple[Line, ...]
    indent: int | None

    @property
    def end(self) -> int:
        """Where the last line ends."""
        return self.lines[-1].end if self.lines else self.start


@dataclass(frozen=True, slots=True)
class Slot:
    """A value with what holds it: a key, a dash, or nothing for the whole (位子)."""

    node: Node
    begin: int  # where its key or dash stands
    column: int  # the column of that
    held: int  # where its colon or dash ends
    dash: bool = False
    flow: bool = False  # inside brackets


@dataclass(frozen=True)
class Layout:
    """A text with its tree, as lines and columns."""

    text: str
    root: Node

    def whole(self) -> Slot:
        """The whole text as a slot."""
        start = self.root.start
        return Slot(self.root, start.index, start.column - self.step, start.index)

    @cached_property
    def step(self) -> int:
        """By how much this text indents a table below its key."""
        return next((by for by in _indents(self.root, "table") if by > 0), 2)

    @cached_property
    def list_step(self) -> int:
        """By how much this text indents a list below its key; may be nothing."""
        return next((by for by in _indents(self.root, "list") if by >= 0), self.step)

    def below(self, slot: Slot, *, is_list: bool) -> int:
        """The column at which what the slot holds is written on lines of its own."""
        if slot.dash:
            return slot.column + 2
        return slot.column + (self.list_step if is_list else self.step)

    def line_end(self, offset: int) -> int:
        """Where the next line begins; the end of the text when there is none."""
        found = _BREAK.search(self.text, offset)
        return found.end() if found else len(self.text)

    def before_break(self, line_end: int) -> int:
        """Where the line that ends there has its line end."""
        return line_end - (self.text[line_end - 1 : line_end] in tuple(BREAK))

    def rest(self, offset: int) -> str:
        """What stands on the line from there on, without its line end."""
        return self.text[offset : self.before_break(self.line_end(offset))]

    def opens_line(self, offset: int, column: int) -> bool:
        """Whether there is nothing but blanks before an offset on its line."""
        return not self.text[offset - column : offset].strip(" ")

    def after(self, node: Node) -> int:
        """Where the lines of a value end: the beginning of the next line."""
        if node.style in ("|", ">"):
            return self.body(node).end
        if node.kind == "text" or node.style == FLOW:
            return self.line_end(self.flow_end(node))
        return self.after([*node.children().values()][-1])

    def flow_end(self, node: Node) -> int:
        """Where a value ends that stands on its line; a lone pair in a list has no end of its own."""
        pair = node.kind == "table" and self.text[node.start.index] != "{"
        end: int = node.end.index
        return self.flow_end([*node.table.values()][-1]) if pair else end

    def body(self, node: Node) -> Body:
        """The lines of a block scalar, without the blank lines behind it that are not its own."""
        start = self.line_end(node.start.index)
        spans = list(self._spans(start, node.end.index))
        raw = [self.text[a : self.before_break(b)] for a, b in spans]
        indent = _indent(raw, node)
        says = [line[indent or 0 :] for line in raw]
        keeps = "+" in self.header(node)
        while says and not says[-1] and not keeps:
            says.pop()
        if indent is None and not keeps:
            says = []
        lines = (Line(*span, line) for span, line in zip(spans, says, strict=False))
        return Body(start, tuple(lines), indent)

    def header(self, node: Node) -> str:
        """The header of a block scalar, such as ``|`` or ``>-``."""
        found = HEADER.match(self.text, node.start.index)
        return found[0] if found else ""

    def _spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        while start < end:
            following = self.line_end(start)
            yield start, following
            start = following

    def slots(self, slot: Slot) -> dict[str | int, Slot]:
        """The parts of a table or list, by key or number."""
        flow, column = slot.flow or slot.node.style == FLOW, slot.node.start.column
        if slot.node.kind == "table":
            table = slot.node.table.items()
            return {key: self._keyed(below, flow, column) for key, below in table}
        dashes = slot.node.items if flow else ()
        starts = [below.start.index for below in dashes] or list(self._dashes(slot.node))
        return {
            i: Slot(below, at, column, at + (not flow), not flow, flow)
            for i, (below, at) in enumerate(zip(slot.node.items, starts, strict=True))
        }

    def _keyed(self, node: Node, flow: bool, column: int) -> Slot:
        assert node.key is not None
        end = node.key.end.index
        colon = _BLANKS.match(self.text, end)
        behind = colon.end() if colon else end
        held = behind + 1 if self.text[behind : behind + 1] == ":" else end
        if flow:
            return Slot(node, node.key.start.index, column, held, flow=True)
        begin = node.key.start.index - node.key.start.column + column  # a "?" may stand before it
        return Slot(node, begin, column, held)

    def _dashes(self, node: Node) -> Iterator[int]:
        """Where the dashes of a list stand: each is the first sign on its line but for the first."""
        column, at = node.start.column, node.start.index
        dash = re.compile(f"(?<![^{BREAK}]) {{{column}}}-")
        for below in node.items:
            yield at
            found = dash.search(self.text, self.after(below))
            at = found.end() - 1 if found else at

    def gap(self, slot: Slot) -> int:
        """How many blanks stand between a dash and what follows on its line."""
        blanks = slot.node.start.index - slot.held
        between = self.text[slot.held : slot.node.start.index]
        return blanks if between == " " * blanks and 1 <= blanks <= _WIDEST_GAP else 1

    def floor(self, offset: int, column: int) -> int:
        """The least column for block text before an offset so that it takes in nothing behind it."""
        while offset < len(self.text):
            line = self.rest(offset)
            width = len(line) - len(line.lstrip(" "))
            if line.strip(" "):
                return max(column, width + 1) if line[width] == "#" else column
            column, offset = max(column, width), self.line_end(offset)
        return column

    def spaced(self, slots: list[Slot], index: int) -> bool:
        """Whether a blank line stands between two parts, the second being that at the index."""
        if not 0 < index < len(slots):
            return False
        start = self.after(slots[index - 1].node)
        return not self.rest(start).strip(" ") and start < slots[index].begin


def _indent(raw: list[str], node: Node) -> int | None:
    """How far a block is indented: what its first line with words has more than the text."""
    says = re.split("[\n\u2028\u2029]", node.text)
    for line, text in zip(raw, says, strict=False):
        if line.strip(" "):
            return len(line) - len(text) if node.style == "|" else len(line) - len(line.lstrip(" "))
    return None


def _indents(node: Node, kind: str) -> Iterator[int]:
    """By how much tables or lists stand to the right of their keys, all through the text."""
    for below in node.children().values():
        if below.kind == kind and below.key is not None and below.style != FLOW:
            yield below.start.column - below.key.start.column
        yield from _indents(below, kind)
