"""回填落笔: changes to values in YAML text that leave every other byte as it was.

Each change is written into the lines of its own value; what comes out is read again and must be the
old tree with just these changes, or nothing is given back at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from generator.source.layout import Body, Layout, Slot
from generator.source.moving import moved
from generator.source.original import Original
from generator.source.scalars import BREAK, block_lines, header_for, one_line
from generator.source.tree import FLOW, Node, alone, plain
from generator.source.wishes import (
    Change,
    Insert,
    Move,
    Put,
    Remove,
    Wish,
    moves,
    result,
    said,
    sorted_out,
    towards,
)
from generator.source.writing import Hand, Value, in_brackets

__all__ = ["Change", "Insert", "Move", "Put", "Remove", "Value", "spliced"]


@dataclass(frozen=True, slots=True)
class _Edit:
    """A span of the text and what stands there instead."""

    start: int
    end: int
    text: str = ""


def spliced(raw: bytes, changes: Sequence[Change]) -> bytes:
    """The bytes of a file of ours with the changes made, and all other bytes as they were.

    All paths are those before any change.  ValueError when a path is not there, changes overlap, or
    the result would not read back as the old values with the changes.  Items are moved last: where
    new ones and moved ones go to the same place, the new ones stand first.
    """
    original = Original(raw.decode("utf-8"))
    tree = alone(original.read)
    if tree is None:
        raise ValueError("this text is not read")
    wish = sorted_out(tree, changes)
    written = _written(original, tree, wish)
    for move in moves(tree, wish):
        written = written and moved(Original(written), move)
    if written is None:
        raise ValueError(f"cannot be written so that it reads back: {changes}")
    return written.encode("utf-8")


def _written(original: Original, tree: Node, wish: Wish) -> str | None:
    """The text with all that is wanted but the moves; None when it cannot be written."""
    expected = said(result(tree, wish))
    for careful in (False, True):
        page = _Page(original.read, tree, careful)
        written = _with_edits(original, page.sealed([*page.edits(page.whole(), wish)]))
        reads = alone(Original(written).read)
        if reads is not None and said(plain(reads)) == expected:
            return written
    return None


def _with_edits(original: Original, edits: list[_Edit]) -> str:
    """Edits of the text as it is read, made in the text with its own line ends."""
    pieces, done = [original.until(0)], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        text = edit.text.replace("\n", original.line_end(edit.start))
        pieces += [original.span(done, edit.start), text]
        done = edit.end
    return "".join([*pieces, original.since(done)])


@dataclass(frozen=True)
class _Page(Layout):
    """A text with its layout, on which changes become edits."""

    careful: bool

    def edits(self, slot: Slot, wish: Wish) -> Iterator[_Edit]:
        """All edits that a wish needs in the value of a slot, in the order of the text."""
        node, old = slot.node, slot.node.children()
        wish = wish if wish.put is None else towards(node, wish.put)
        if wish.put is not None:
            yield from self._replaced(slot, wish.put)
        elif wish.shapes(node) and not any(wish.keeps(part) for part in old):
            yield from self._replaced(slot, result(node, wish))
        elif wish.shapes(node) and (slot.flow or node.style == FLOW):
            yield _Edit(node.start.index, self.flow_end(node), self._brackets(slot, wish))
        else:
            yield from self._parts(slot, wish)

    def sealed(self, edits: list[_Edit]) -> list[_Edit]:
        """The edits, and one for a block that ends the text without a newline and now gets one."""
        node = self.root
        while parts := [*node.children().values()]:
            node = parts[-1]
        start, header = node.start.index, self.header(node)
        goes_on = any(edit.start == len(self.text) and edit.text[:1] == "\n" for edit in edits)
        stands = not any(edit.start <= start < edit.end for edit in edits)
        if node.style in ("|", ">") and node.text[-1:] not in ("", "\n") and goes_on and stands:
            edits.append(_Edit(start, start + len(header), header_for(node.text, header)))
        return edits

    def _parts(self, slot: Slot, wish: Wish) -> Iterator[_Edit]:
        """The edits in the parts of a table or list that goes on as it is."""
        parts = self.slots(slot) if wish.below or wish.inserts else {}
        order = list(parts.values())
        for at, (key, part) in enumerate(parts.items()):
            if at in wish.inserts:
                yield self._inserted(order, at, wish.inserts[at], wish.keeps(key))
            if not wish.keeps(key):
                yield self._removed(parts, key, wish)
            elif key in wish.below:
                yield from self.edits(part, wish.below[key])
        if len(order) in wish.inserts:
            yield self._inserted(order, len(order), wish.inserts[len(order)], True)
        added = wish.added(slot.node)
        if added:
            yield self._added(slot, order, added)

    # ---- parts that come and go --------------------------------------------------------------

    def _hand(self, offset: int) -> Hand:
        return Hand(self.step, self.list_step, self.floor(offset, 0), self.careful)

    def _lines_at(self, offset: int, lines: Sequence[str]) -> _Edit:
        """Whole lines put in where a line begins, or behind a last line that has no end."""
        open_end = offset == len(self.text) and self.text[-1:] not in tuple(BREAK)
        text = "\n".join(lines)
        return _Edit(offset, offset, ("\n" + text if open_end else text + "\n") if lines else "")

    def _blank(self, order: list[Slot], at: int) -> list[str]:
        """The blank line that parts new from old where the old parts have one between them."""
        return [""] if self.spaced(order, at) and not self.careful else []

    def _inserted(self, order: list[Slot], at: int, values: Sequence[Value], stays: bool) -> _Edit:
        """New items behind the one before; or where the first stands, if that stays, before it."""
        first = order[0]
        gap, column = self.gap(first), first.column
        offset = self.after(order[at - 1].node) if at else first.begin
        blank = self._blank(order, max(1, min(at, len(order) - 1)))
        lines = list[str]()
        for value in values:
            item = self._hand(offset).item(value, column, gap)
            lines += [*blank, *item] if at else [*item, *blank]
        if at == 0 and not self.opens_line(offset, column):
            tail = "\n" + " " * column if stays else ""
            return _Edit(offset, offset, "\n".join(lines)[column:] + tail)
        return self._lines_at(offset if at else offset - column, lines)

    def _added(self, slot: Slot, order: list[Slot], added: dict[str, Value]) -> _Edit:
        """New keys behind the last one; in the whole text at its very end."""
        offset = self.after(order[-1].node)
        if slot.node is self.root:
            over = re.compile(f"(?<![^{BREAK}])\\.\\.\\.").search(self.text, offset)
            offset = over.start() if over else len(self.text)
        hand, column = self._hand(offset), order[0].column
        parted = self.text[:offset].endswith("\n\n")
        blank = [] if parted else self._blank(order, len(order) - 1)
        return self._lines_at(
            offset,
            [line for k, v in added.items() for line in [*blank, *hand.entry(k, v, column)]],
        )

    def _removed(self, parts: Mapping[str | int, Slot], key: str | int, wish: Wish) -> _Edit:
        """A part without its lines; the first leaves the dash above that stands on its line."""
        begin, end = parts[key].begin, self.after(parts[key].node)
        column = parts[key].column
        if self.opens_line(begin, column):
            # a comment ends the block above where it would take in what stands below
            return _Edit(begin - column, end, " " * column + "#\n" if self.careful else "")
        for second in list(parts)[1:2]:
            joins = wish.keeps(second) and not {0, 1} & wish.inserts.keys()
            if joins and parts[second].begin == end + column:
                return _Edit(begin, parts[second].begin)
        return _Edit(begin, self.before_break(end))

    def _brackets(self, slot: Slot, wish: Wish) -> str:
        """A table or list in brackets, of old parts as they were and of new ones."""
        texts = list[str]()
        slots = self.slots(slot)
        for number, (at, part) in enumerate(slots.items()):
            texts += map(in_brackets, wish.inserts.get(number, ()))
            if at not in wish.below:
                texts.append(self.text[part.begin : max(part.held, self.flow_end(part.node))])
            elif wish.keeps(at):
                new = in_brackets(result(part.node, wish.below[at]))
                key = part.node.key
                name = self.text[key.start.index : key.end.index] + ": " if key is not None else ""
                texts.append(name + new)
        texts += map(in_brackets, wish.inserts.get(len(slots), ()))
        if slot.node.kind == "list":
            return "[" + ", ".join(texts) + "]"
        texts += [in_brackets({key: value})[1:-1] for key, value in wish.added(slot.node).items()]
        return "{" + ", ".join(texts) + "}"

    # ---- a value for another -----------------------------------------------------------------

    def _replaced(self, slot: Slot, value: Value) -> Iterator[_Edit]:
        node = slot.node
        if said(plain(node)) == said(value):
            return
        if slot.flow:
            yield self._in_flow(slot, value)
        elif node.style == "|" and isinstance(value, str) and self._holds(slot, value):
            yield from self._in_block(slot, value)
        else:
            yield from self._anew(slot, value)

    def _in_flow(self, slot: Slot, value: Value) -> _Edit:
        node = slot.node
        style = node.style if node.kind == "text" else None
        new = one_line(value, style, flow=True) if isinstance(value, str) else in_brackets(value)
        start, end = node.start.index, self.flow_end(node)
        if start < end:
            return _Edit(start, end, new)
        colon = "" if self.text[slot.held - 1] == ":" else ":"
        return _Edit(slot.held, slot.held, f"{colon} {new}")

    def _anew(self, slot: Slot, value: Value) -> Iterator[_Edit]:
        """The old value goes; the new begins on the line of the key or dash, or goes on below it."""
        start, end, lines_at = self._head(slot)
        column = self.below(slot, is_list=isinstance(value, list))
        head, lines = self._hand(lines_at).behind(value, column, slot.node.style)
        if value == "" and not slot.dash and not self.careful:
            head = ""  # nothing behind the key is the empty text, as people leave it
        whole = slot.node is self.root
        close = not whole and not self.text[slot.held : start].strip(" ")
        opens = whole or (slot.dash and close)
        if not head and opens and not self.rest(end).strip(" "):
            head, lines = lines[0].lstrip(" "), lines[1:]
        yield _Edit(slot.held if close else start, end, " " * (close and bool(head)) + head)
        yield from self._gone_below(slot, lines_at)
        yield self._lines_at(lines_at, lines)

    def _head(self, slot: Slot) -> tuple[int, int, int]:
        """The span of the old value on its first line, and where lines below it begin."""
        node = slot.node
        start, end = node.start.index, node.end.index
        if node.style in ("|", ">"):
            return start, start + len(self.header(node)), self.body(node).start
        if node.kind == "text" or node.style == FLOW:
            return start, end, self.line_end(end)
        if slot.node is not self.root and self.opens_line(start, node.start.column):
            return slot.held, slot.held, self.line_end(slot.held)
        return start, start + len(self.rest(start)), self.line_end(start)

    def _gone_below(self, slot: Slot, lines_at: int) -> Iterator[_Edit]:
        """The lines of the old value below its first."""
        node = slot.node
        if node.style in ("|", ">"):
            yield _Edit(lines_at, self.body(node).end)
        elif node.kind != "text" and node.style != FLOW:
            for part in self.slots(slot).values():
                own = self.opens_line(part.begin, part.column) and part.begin >= lines_at
                yield _Edit(part.begin - part.column if own else lines_at, self.after(part.node))

    # ---- the lines of a block ----------------------------------------------------------------

    def _holds(self, slot: Slot, text: str) -> bool:
        header = self.header(slot.node)
        return not self.careful and block_lines(text, header) is not None

    def _in_block(self, slot: Slot, text: str) -> Iterator[_Edit]:
        """Only the lines of the block that differ change."""
        node, header = slot.node, self.header(slot.node)
        body = self.body(node)
        indent = body.indent
        if indent is None:
            header = re.sub(r"\d", "", header)
            indent = self.floor(body.start, self.below(slot, is_list=False))
        new = header_for(text, header)
        if new != self.header(node):
            yield _Edit(node.start.index, node.start.index + len(self.header(node)), new)
        yield from self._line_edits(body, indent, text, block_lines(text, header) or [])

    def _line_edits(self, body: Body, indent: int, text: str, lines: list[str]) -> Iterator[_Edit]:
        broken = [self.text[line.start : line.end][-1:] for line in body.lines]
        old = [
            line.says if end in ("\n", "\r", "\x85") else line.says + end + "\n"
            for line, end in zip(body.lines, broken, strict=True)
        ]
        for tag, a, b, c, d in SequenceMatcher(None, old, lines, autojunk=False).get_opcodes():
            if tag != "equal":
                start = body.lines[a].start if a < len(old) else body.end
                end = body.lines[b - 1].end if b > a else start
                written = [" " * indent + line if line else "" for line in lines[c:d]]
                open_end = end == len(self.text) and not text.endswith("\n")
                yield self._block_lines(_Edit(start, end), written, open_end)

    def _block_lines(self, span: _Edit, lines: Sequence[str], open_end: bool) -> _Edit:
        text = "".join(line + "\n" for line in lines)
        if span.start == len(self.text) and self.text[-1:] not in tuple(BREAK):
            text = "\n" + text
        return replace(span, text=text.removesuffix("\n") if open_end and lines else text)
