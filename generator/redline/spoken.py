"""说明: what has changed, in words, for the terminal and for lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from generator.redline.normal import eye_of, is_mark
from generator.redline.opened import Opened
from generator.redline.pairing import Block, Step
from generator.redline.plan import Eyes, steps_of, steps_of_rows
from generator.redline.wording import compared, sign_of
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
            yield self._paragraphs(step.old, step.new, place)
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

    def _paragraphs(self, old: Sequence[Block], new: Sequence[Block], place: str) -> Change:
        pairs = compared(
            [atom for block in old for atom in block.atoms],
            [atom for block in new for atom in block.atoms],
        )
        ends = bool(pairs) and is_mark(pairs[-1][1] or pairs[-1][0])  # type: ignore[arg-type]
        pieces = tuple(
            (sign, "".join((b or a).text for a, b in group))  # type: ignore[union-attr]
            for sign, group in groupby(pairs[:-1] if ends else pairs, key=sign_of)
        )
        return Change(
            _kind(old, new, {sign for sign, _ in pieces}),
            "\n".join(block.text for block in old),
            "\n".join(block.text for block in new),
            self._path((*new, *old)),
            place,
            pieces,
        )

    def _path(self, among: Sequence[Block]) -> str:
        names = (name for block in among for name in sorted(block.marks))
        return next((self.paths[name] for name in names if name in self.paths), "")

    def _table(self, old: etree._Element, new: etree._Element) -> Iterator[Change]:
        number = 0
        for step in steps_of_rows(old, new, self.eyes):
            number += len(step.new)
            if step.same:
                continue
            place = (
                f"{_title(new)}第 {number} 行" if step.new else f"{_title(new)}第 {number} 行之后"
            )
            if step.both:
                yield from self._row(step.old[0].element, step.new[0].element, place)
            else:
                yield _one_sided(step, "行", _row_text((step.old or step.new)[0].element), place)

    def _row(self, old: etree._Element, new: etree._Element, place: str) -> Iterator[Change]:
        found = [
            change
            for a, b in zip(old.iterchildren(w("tc")), new.iterchildren(w("tc")), strict=True)
            for change in self.story(a, b, place)
        ]
        yield from found or [Change("格式", _row_text(old), _row_text(new), place=place)]


def _kind(old: Sequence[Block], new: Sequence[Block], signs: set[str]) -> str:
    if not old or not new:
        return "删" if old else "增"
    if len(old) != len(new):
        return "拆" if len(old) < len(new) else "并"
    return "改" if signs & {"+", "-"} else "格式"


def _one_sided(step: Step, what: str, text: str, place: str) -> Change:
    if step.old:
        return Change(f"{what}删", text, "", place=place, pieces=(("-", text),))
    return Change(f"{what}增", "", text, place=place, pieces=(("+", text),))


def _row_text(row: etree._Element) -> str:
    cells = row.iterchildren(w("tc"))
    texts = ("".join(t.text or "" for t in cell.iter(w("t"))) for cell in cells)
    return "｜".join(text for text in texts if text)


def _title(table: etree._Element) -> str:
    """The number of a table among those of its body."""
    before = sum(1 for _ in table.itersiblings(w("tbl"), preceding=True))
    return f"表 {before + 1} "
