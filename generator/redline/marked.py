"""标记: the tracked changes themselves, as Word writes them (ECMA-376 17.13.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from itertools import count

from lxml import etree

from generator.findings import Finding, Refused, Severity
from generator.redline.carry import Luggage
from generator.redline.normal import Atom, is_mark
from generator.redline.pairing import Block, Step, blocks
from generator.redline.plan import Eyes, steps_of, steps_of_rows
from generator.redline.wording import Pair, compared, sign_of
from generator.template import element, w

__all__ = ["Pen"]

_NAMES = {"+": "ins", "-": "del"}
_GONE = {w("t"): w("delText"), w("instrText"): w("delInstrText")}
_TRACKS = tuple(map(w, ("ins", "del", "moveFrom", "moveTo")))
_REFERENCES = tuple(map(w, ("headerReference", "footerReference")))


class Pen:
    """Writes what has changed (笔): in the name of an author, dated or not."""

    def __init__(self, luggage: Luggage, eyes: Eyes, author: str, date: str | None) -> None:
        self.luggage, self.eyes = luggage, eyes
        self.who = {"author": author} | ({"date": date} if date else {})
        taken = luggage.new.root.iter(w("bookmarkStart"), w("commentRangeStart"))
        ids = (str(each.get(w("id")) or "") for each in taken)
        self.ids = count(max((int(id) for id in ids if id.isdecimal()), default=0) + 1)

    def _change(self, name: str, *children: etree._Element) -> etree._Element:
        made = element(name, *children)
        made.set(w("id"), str(next(self.ids)))
        for key, value in self.who.items():
            made.set(w(key), value)
        return made

    # ---- bodies and cells --------------------------------------------------------------------------

    def story(self, old: etree._Element, new: etree._Element) -> list[etree._Element]:
        """The blocks of a body or cell, with what has changed marked."""
        written: list[etree._Element] = []
        for step in steps_of(old, new, self.eyes):
            written += [deepcopy(point) for block in step.new for point in block.lead]
            written += self._step(step)
        return written

    def _step(self, step: Step) -> list[etree._Element]:
        if step.same:
            return [_clean(block.element) for block in step.new]
        first = (step.old or step.new)[0]
        if first.element.tag == w("p"):
            return self._paragraphs(step.old, step.new)
        if first.kind[0] == "other" or (first.kind[0] == "sdt" and not step.both):
            raise Refused([_untrackable(first)])
        if first.kind[0] == "sdt":
            return [self._control(step.old[0].element, step.new[0].element)]
        if step.both:
            return [self._table(step.old[0].element, step.new[0].element)]
        side = "-" if step.old else "+"
        return [self._whole(first.element, side)]

    def _control(self, old: etree._Element, new: etree._Element) -> etree._Element:
        """A content control round blocks: what is in it."""
        made = _clean(new)
        inner, before, after = (each.find(w("sdtContent")) for each in (made, old, new))
        assert inner is not None and before is not None and after is not None
        inner[:] = self.story(before, after)
        return made

    def _of(self, node: etree._Element, side: str) -> etree._Element:
        """A copy of an element that came or went."""
        return self.luggage.home(node) if side == "-" else _clean(node)

    # ---- paragraphs --------------------------------------------------------------------------------

    def _paragraphs(self, old: Sequence[Block], new: Sequence[Block]) -> list[etree._Element]:
        pairs = compared(
            [atom for block in old for atom in block.atoms],
            [atom for block in new for atom in block.atoms],
        )
        written: list[etree._Element] = []
        content: list[Pair] = []
        for pair in pairs:
            if not is_mark(pair[0] or pair[1] or _NONE):
                content.append(pair)
                continue
            made = element("p")
            properties = self._mark(*pair)
            if len(properties):
                made.append(properties)
            made.extend(self._content(content))
            made.extend(deepcopy(each) for each in (pair[1].lead if pair[1] else ()))
            written.append(made)
            content = []
        return written

    def _mark(self, old: Atom | None, new: Atom | None) -> etree._Element:
        """The properties of a paragraph, and what has become of its end."""
        side = sign_of((old, new))
        stays = new or old or _NONE
        given = stays.nodes[0].find(w("pPr"))
        made = element("pPr") if given is None else self._of(given, side)
        if side in _NAMES:
            _own_look(made).insert(0, self._change(_NAMES[side]))
        elif old and new and side == "~":
            self._marked_otherwise(made, old, new)
        return made

    def _marked_otherwise(self, made: etree._Element, old: Atom, new: Atom) -> None:
        was = old.nodes[0].find(w("pPr"))
        before = element("pPr") if was is None else self.luggage.home(was)
        for name in ("rPr", "sectPr"):
            own, section = before.find(w(name)), made.find(w(name))
            if own is not None:
                before.remove(own)
            if name == "sectPr" and section is not None and old.look[2] != new.look[2]:
                self._section(section, own)
        if old.look[1] != new.look[1]:
            look = _own_look(made)
            earlier = element("rPr") if old.rpr is None else self.luggage.home(old.rpr)
            look.append(self._change("rPrChange", earlier))
        if old.look[0] != new.look[0]:
            made.append(self._change("pPrChange", before))

    def _section(self, section: etree._Element, old: etree._Element | None) -> None:
        before = element("sectPr") if old is None else self.luggage.home(old)
        for each in before.findall(_REFERENCES[0]) + before.findall(_REFERENCES[1]):
            before.remove(each)
        section.append(self._change("sectPrChange", before))

    def section(
        self, old: etree._Element | None, new: etree._Element | None
    ) -> list[etree._Element]:
        """The set-up of the last section, with what has changed in it."""
        made = [] if new is None else [_clean(new)]
        if made and self.eyes[0].section(old) != self.eyes[1].section(new):
            self._section(made[0], old)
        return made

    # ---- runs --------------------------------------------------------------------------------------

    def _content(self, pairs: Sequence[Pair]) -> list[etree._Element]:
        """Runs for the atoms; those that follow one another with one look and fate are one."""
        written: list[etree._Element] = []
        at = 0
        while at < len(pairs):
            end = at + 1
            while end < len(pairs) and _alike(pairs[at], pairs[end]):
                end += 1
            new = pairs[at][1]
            written += [deepcopy(each) for each in (new.lead if new else ())]
            written += self._stretch(pairs[at:end])
            at = end
        return _together(written)

    def _stretch(self, pairs: Sequence[Pair]) -> list[etree._Element]:
        side, atoms = sign_of(pairs[0]), [new or old or _NONE for old, new in pairs]
        if atoms[0].holds == "whole":
            return [made for node in atoms[0].nodes for made in self._wholly(node, side)]
        run = element("r")
        look = atoms[0].rpr
        if look is not None and len(look):
            run.append(self._of(look, side))
        if side == "~":
            was = (pairs[0][0] or _NONE).rpr
            earlier = element("rPr") if was is None else self.luggage.home(was)
            _look_of(run).append(self._change("rPrChange", earlier))
        run.extend(self._pieces(atoms, side))
        return [self._change(_NAMES[side], run)] if side in _NAMES else [run]

    def _pieces(self, atoms: Sequence[Atom], side: str) -> Iterable[etree._Element]:
        text, name = "", "delText" if side == "-" else "t"
        for atom in atoms:
            if not atom.nodes:
                text += atom.text
                continue
            if text:
                yield element(name, text=text)
            text = ""
            yield _sent(self._of(atom.nodes[0], side), side)
        if text:
            yield element(name, text=text)

    def _wholly(self, node: etree._Element, side: str) -> list[etree._Element]:
        """Something that holds runs, or a run of a field, that came, went or stays."""
        made = self._of(node, side) if side in _NAMES else _clean(node)
        if side not in _NAMES:
            return [made]
        if made.tag in (w("r"), w("sdt")):
            for run in made.iter(w("r")):
                _sent_all(run, side)
            return [self._change(_NAMES[side], made)]
        if made.tag != w("hyperlink") or any(each.tag != w("r") for each in made):
            raise Refused([_untrackable_inside(node)])
        runs = list(made)
        for run in runs:
            _sent_all(run, side)
        made[:] = [self._change(_NAMES[side], *runs)]
        return [made]

    # ---- tables ------------------------------------------------------------------------------------

    def _table(self, old: etree._Element, new: etree._Element) -> etree._Element:
        made = element("tbl")
        made.append(self._properties("tblPr", old, new))
        made.extend(self._grid(old, new))
        for step in steps_of_rows(old, new, self.eyes):
            if step.same:
                made.append(_clean(step.new[0].element))
            elif step.both:
                made.append(self._row(step.old[0].element, step.new[0].element))
            else:
                made.append(
                    self._whole_row((step.old or step.new)[0].element, "-" if step.old else "+")
                )
        return made

    def _grid(self, old: etree._Element, new: etree._Element) -> list[etree._Element]:
        """The widths of the columns, and what they were; Word names no author for these."""
        was, given = old.find(w("tblGrid")), new.find(w("tblGrid"))
        made = [] if given is None else [_clean(given)]
        if made and was is not None and self.eyes[0].grid(old) != self.eyes[1].grid(new):
            change = element("tblGridChange", _clean(was))
            change.set(w("id"), str(next(self.ids)))
            made[0].append(change)
        return made

    def _properties(self, name: str, old: etree._Element, new: etree._Element) -> etree._Element:
        """Properties of a table, row or cell, and what they were."""
        was, given = old.find(w(name)), new.find(w(name))
        made = element(name) if given is None else _clean(given)
        if self.eyes[0].look(was) != self.eyes[1].look(given):
            before = element(name) if was is None else self.luggage.home(was)
            made.append(self._change(f"{name}Change", before))
        return made

    def _row(self, old: etree._Element, new: etree._Element) -> etree._Element:
        made = element("tr")
        own = new.find(w("tblPrEx"))
        made.extend([] if own is None else [_clean(own)])
        properties = self._properties("trPr", old, new)
        made.extend([properties] if len(properties) else [])
        for before, after in zip(old.iterchildren(w("tc")), new.iterchildren(w("tc")), strict=True):
            look = self._properties("tcPr", before, after)
            made.append(element("tc", *([look] if len(look) else []), *self.story(before, after)))
        return made

    def _whole(self, table: etree._Element, side: str) -> etree._Element:
        """A table that came or went."""
        made = element("tbl")
        for each in table:
            if each.tag in (w("tblPr"), w("tblGrid")):
                made.append(self._of(each, side))
            elif each.tag == w("tr"):
                made.append(self._whole_row(each, side))
        return made

    def _whole_row(self, row: etree._Element, side: str) -> etree._Element:
        made = element("tr")
        for each in row:
            if each.tag == w("tblPrEx"):
                made.append(self._of(each, side))
        given = row.find(w("trPr"))
        properties = element("trPr") if given is None else self._of(given, side)
        properties.append(self._change(_NAMES[side]))
        made.append(properties)
        for cell in row.iterchildren(w("tc")):
            look = cell.find(w("tcPr"))
            made.append(
                element(
                    "tc", *([] if look is None else [self._of(look, side)]), *self._all(cell, side)
                )
            )
        return made

    def _all(self, cell: etree._Element, side: str) -> list[etree._Element]:
        """Everything in a cell that came or went."""
        written: list[etree._Element] = []
        for block in blocks(cell, self.eyes[side == "+"]):
            one: tuple[tuple[Block, ...], tuple[Block, ...]] = (
                ((block,), ()) if side == "-" else ((), (block,))
            )
            written += [deepcopy(each) for each in (block.lead if side == "+" else ())]
            written += self._step(Step(*one))
        return written


_NONE = Atom("", (), "")


def _alike(first: Pair, other: Pair) -> bool:
    """Both can be one run: one fate, one look before and after, and nothing stands between."""
    if (other[1] and other[1].lead) or sign_of(first) != sign_of(other):
        return False
    return all(
        (a.look, a.holds) == (b.look, b.holds) and a.holds == "piece"
        for a, b in zip(first, other, strict=True)
        if a and b
    )


def _together(written: Iterable[etree._Element]) -> list[etree._Element]:
    """Neighbouring insertions are one, and neighbouring deletions."""
    kept: list[etree._Element] = []
    for each in written:
        if kept and each.tag == kept[-1].tag and each.tag in _TRACKS:
            kept[-1].extend(list(each))
        else:
            kept.append(each)
    return kept


def _own_look(properties: etree._Element) -> etree._Element:
    """The look of a paragraph's mark, made where there is none: before section and change."""
    look = properties.find(w("rPr"))
    if look is None:
        look = element("rPr")
        behind = [each for each in properties if each.tag in (w("sectPr"), w("pPrChange"))]
        if behind:
            behind[0].addprevious(look)
        else:
            properties.append(look)
    return look


def _look_of(run: etree._Element) -> etree._Element:
    look = run.find(w("rPr"))
    if look is None:
        look = element("rPr")
        run.insert(0, look)
    return look


def _clean(node: etree._Element) -> etree._Element:
    copy = deepcopy(node)
    copy.tail = None
    return copy


def _sent(piece: etree._Element, side: str) -> etree._Element:
    """Text that went has a name of its own."""
    if side == "-":
        piece.tag = _GONE.get(str(piece.tag), str(piece.tag))
    return piece


def _sent_all(run: etree._Element, side: str) -> None:
    for piece in run:
        _sent(piece, side)


def _untrackable(block: Block) -> Finding:
    shown = f"（“{block.text[:20]}”）" if block.text else ""
    message = f"有改动的地方用了内容控件、公式等写法{shown}，花脸稿标不出它的增删。"
    hint = "请在 Word 里用“审阅—比较”比较这两份文件。"
    return Finding("redline-untrackable", Severity.ERROR, message, hint=hint)


def _untrackable_inside(node: etree._Element) -> Finding:
    text = "".join(t.text or "" for t in node.iter("{*}t"))
    shown = f"（“{text[:20]}”）" if text else ""
    message = f"有改动的段落里有公式等写法{shown}，花脸稿标不出它的增删。"
    hint = "请在 Word 里用“审阅—比较”比较这两份文件。"
    return Finding("redline-untrackable", Severity.ERROR, message, hint=hint)
