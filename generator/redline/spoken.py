"""说明: what has changed, in words, for the terminal and for lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from generator.redline.normal import Atom, Normal, eye_of, is_mark
from generator.redline.opened import Opened
from generator.redline.pairing import Block, Step
from generator.redline.plan import Eyes, steps_of, steps_of_rows
from generator.redline.wording import Pair, compared, sign_of
from generator.template import w

__all__ = ["Change", "changes_between"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change (改动).

    ``kind``: 增 删 改 格式 拆 并, 行增 行删, 表增 表删, 版面.  ``old`` and ``new``: the texts, or empty.
    ``path``: the data path of the paragraph when known.  ``pieces``: the text in pieces, each with
    ``=`` as it was, ``-`` went, ``+`` came, ``~`` looks otherwise.  ``place``: the row of a table.
    """

    kind: str
    old: str
    new: str
    path: str = ""
    place: str = ""
    pieces: tuple[tuple[str, str], ...] = ()


def changes_between(old: Opened, new: Opened) -> Iterator[Change]:
    """The changes of the body from top to bottom."""
    teller = _Teller((eye_of(old), eye_of(new)), {**old.paths, **new.paths})
    yield from teller.story(old.body, new.body)
    sections = (each.body.find(w("sectPr")) for each in (old, new))
    before, after = (eye.section(each) for eye, each in zip(teller.eyes, sections, strict=True))
    if before != after:
        yield Change("版面", "", "")


@dataclass(frozen=True, slots=True)
class _Teller:
    eyes: Eyes
    paths: Mapping[str, str]

    def story(self, old: etree._Element, new: etree._Element, place: str = "") -> Iterator[Change]:
        for step in steps_of(old, new, self.eyes):
            if not step.same:
                yield from self._step(step, place)

    def _step(self, step: Step, place: str) -> Iterator[Change]:
        first = (step.old or step.new)[0]
        if first.element.tag == w("p"):
            yield from self._paragraphs(step.old, step.new, place)
        elif step.both and first.element.tag == w("tbl"):
            yield from self._table(step.old[0].element, step.new[0].element)
        elif step.both and first.element.tag == w("sdt"):
            before, after = (b.element.find(w("sdtContent")) for b in (step.old[0], step.new[0]))
            if before is not None and after is not None:
                yield from self.story(before, after, place)
        else:
            rows = (step.old or step.new)[0].element.iterchildren(w("tr"))
            shown = "\n".join(map(_row_text, rows)) or first.text
            yield _one_sided(step, "表" if first.element.tag == w("tbl") else "", shown, place)

    def _paragraphs(
        self, old: Sequence[Block], new: Sequence[Block], place: str
    ) -> Iterator[Change]:
        pairs = compared(
            [atom for block in old for atom in block.atoms],
            [atom for block in new for atom in block.atoms],
        )
        lines = list(_lines(pairs))
        path = self._path((*new, *old))
        if len(old) == len(new) == 1 or any(_signs(line) in ({"-"}, {"+"}) for line in lines):
            for line in lines:
                yield from _of_line(line, path, place)
        else:
            kind = "拆" if len(old) < len(new) else "并" if len(old) > len(new) else "改"
            yield _told(kind, pairs[:-1], path, place)

    def _path(self, among: Sequence[Block]) -> str:
        names = (name for block in among for name in sorted(block.marks))
        return next((self.paths[name] for name in names if name in self.paths), "")

    def _table(self, old: etree._Element, new: etree._Element) -> Iterator[Change]:
        if self._frame(old, 0) != self._frame(new, 1):
            yield Change("格式", "", "", place=f"{_title(new)}的列宽或版式")
        number = 0
        for step in steps_of_rows(old, new, self.eyes):
            number += len(step.new)
            if step.same:
                continue
            text = _row_text((step.new or step.old)[0].element)
            if step.both:
                place = f"{_title(new)}第 {number} 行（{text[:_LABEL].rstrip('｜')}…）"
                yield from self._row(step.old[0].element, step.new[0].element, place)
            else:
                place = f"{_title(new)}第 {number} 行{'' if step.new else '之后'}"
                yield _one_sided(step, "行", text, place)

    def _frame(self, table: etree._Element, side: int) -> tuple[Normal, Normal]:
        eye = self.eyes[side]
        return eye.look(table.find(w("tblPr"))), eye.grid(table)

    def _row(self, old: etree._Element, new: etree._Element, place: str) -> Iterator[Change]:
        found = [
            change
            for a, b in zip(old.iterchildren(w("tc")), new.iterchildren(w("tc")), strict=True)
            for change in self.story(a, b, place)
        ]
        yield from found or [Change("格式", _row_text(old), _row_text(new), place=place)]


def _lines(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    """The pairs of each paragraph, its mark at last."""
    start = 0
    for at, pair in enumerate(pairs):
        if any(atom is not None and is_mark(atom) for atom in pair):
            yield pairs[start : at + 1]
            start = at + 1


def _signs(line: Sequence[Pair]) -> set[str]:
    return set(map(sign_of, line[:-1]))


def _of_line(line: Sequence[Pair], path: str, place: str) -> Iterator[Change]:
    """What has become of one paragraph; nothing when it is as it was."""
    signs = _signs(line) or {sign_of(line[-1])}
    if signs & {"+", "-"}:
        kind = {"+": "增", "-": "删"}.get("".join(signs), "改")
        yield _told(kind, line[:-1], path, place)
    elif "~" in signs | {sign_of(line[-1])}:
        old, new = line[-1]
        section = old and new and old.look[2] != new.look[2]
        yield _told("版面" if section and signs == {"="} else "格式", line[:-1], path, place)


def _told(kind: str, pairs: Sequence[Pair], path: str, place: str) -> Change:
    pieces = tuple(
        (sign, "".join(_shown(b or a) for a, b in group)) for sign, group in groupby(pairs, sign_of)
    )
    old, new = ("".join(_shown(pair[side]) for pair in pairs) for side in (0, 1))
    return Change(kind, old, new, path, place, pieces)


def _shown(atom: Atom | None) -> str:
    return "" if atom is None else _SIGNS.get(atom.text, atom.text)


_SIGNS = {"\ufffc": "〔图〕"}


def _one_sided(step: Step, what: str, text: str, place: str) -> Change:
    if step.old:
        return Change(f"{what}删", text, "", place=place, pieces=(("-", text),))
    return Change(f"{what}增", "", text, place=place, pieces=(("+", text),))


_LABEL = 16


def _row_text(row: etree._Element) -> str:
    cells = row.iterchildren(w("tc"))
    texts = ("".join(t.text or "" for t in cell.iter(w("t"))) for cell in cells)
    return "｜".join(text for text in texts if text)


def _title(table: etree._Element) -> str:
    """The number of a table among those of its body."""
    before = sum(1 for _ in table.itersiblings(w("tbl"), preceding=True))
    return f"表 {before + 1} "
