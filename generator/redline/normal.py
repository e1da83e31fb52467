"""范式: what a document says, without what Word itself does not care about.

Forgotten are: revision save ids and paragraph ids, spelling marks, page breaks of the last
rendering, how text is split into runs, empty runs and empty properties, the order of properties,
numbers of drawings, bookmarks and places of comments (Word tracks none of these), and the headers
a section refers to (they are parts of their own).  A relation stands for what it leads to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from generator.redline.opened import RELATION, Opened, relations_of
from generator.template import w

__all__ = ["POINTS", "Atom", "Eye", "Normal", "eye_of", "is_mark", "keyed", "text_of"]

Normal = tuple["Normal", ...] | str

POINTS = frozenset(
    w(name)
    for name in (
        "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "proofErr", "permStart", "permEnd",
    )
)  # fmt: skip
_NOWHERE = frozenset({w("lastRenderedPageBreak"), w("rPr"), w("annotationRef")})
_ATTRIBUTES = frozenset({"paraId", "textId", "anchorId", "editId", "space"})
_CLEAR = frozenset({w("smartTag"), w("customXml")})
_SIGNS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011"}
_NOTES = {w("footnoteReference"): "footnote", w("endnoteReference"): "endnote"}


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest thing that is there or not (最小单位): a character, a sign or drawing, a mark.

    ``key``: what it is; ``look``: how it looks; ``text``: as it is shown, one character.
    ``rpr``: its run's properties; ``nodes``: the elements it stands for, none for a character;
    ``lead``: points that stand before it.  ``holds``: a piece of a run, whole runs, or a paragraph.
    """

    key: Normal
    look: Normal
    text: str
    rpr: etree._Element | None = None
    nodes: tuple[etree._Element, ...] = ()
    holds: str = "piece"
    lead: tuple[etree._Element, ...] = field(default=(), compare=False)


def is_mark(atom: Atom) -> bool:
    """The end of a paragraph."""
    return atom.holds == "paragraph"


def text_of(atoms: Iterable[Atom]) -> str:
    """The text of atoms; what is drawn shows as ￼, a paragraph's end as a new line."""
    return "".join(atom.text for atom in atoms)


def keyed(normal: Normal) -> str:
    """A short key of a normal form."""
    return hashlib.blake2b(repr(normal).encode(), digest_size=16).hexdigest()


def eye_of(document: Opened) -> Eye:
    """The eye that reads a document by what its relations and notes lead to."""
    parts = document.parts
    digests = {id: f"{r.kind} {r.digest}" for id, r in document.relations.items()}
    notes: dict[tuple[str, str], Normal] = {}
    for kind in _NOTES.values():
        for note in etree.fromstring(parts.get(f"word/{kind}s.xml", b"<none/>")):
            inner = relations_of(parts, f"word/{kind}s.xml")
            eye = Eye({id: r.digest for id, r in inner.items()}, {}, document.lists)
            notes[kind, str(note.get(w("id")))] = tuple(eye.paragraph(p) for p in note.iter(w("p")))
    return Eye(digests, notes, document.lists)


@dataclass(frozen=True, slots=True)
class Eye:
    """Reads elements of one document into their normal form."""

    digests: Mapping[str, str]
    notes: Mapping[tuple[str, str], Normal]
    lists: Mapping[str, str]

    def story(self, holder: etree._Element) -> Normal:
        """A body, a cell: paragraphs, tables and whatever else stands in it."""
        return tuple(self.block(each) for each in holder if each.tag not in _NO_BLOCKS)

    def block(self, element: etree._Element) -> Normal:
        """A paragraph, table or content control."""
        if element.tag == w("p"):
            return self.paragraph(element)
        if element.tag == w("tbl"):
            return self.table(element)
        if element.tag == w("sectPr"):
            return self.section(element)
        if element.tag == w("sdt"):
            content = element.find(w("sdtContent"))
            inner = () if content is None else self.story(content)
            return ("sdt", self.look(element.find(w("sdtPr"))), inner)
        return self.plain(element)

    def paragraph(self, paragraph: etree._Element) -> Normal:
        """Its atoms with their looks, and its own look with its mark's and section's."""
        return tuple((atom.key, atom.look) for atom in self.atoms(paragraph))

    def table(self, table: etree._Element) -> Normal:
        """Properties, grid and rows."""
        rows = tuple(
            self.row(each) for each in table if each.tag not in (*POINTS, w("tblPr"), w("tblGrid"))
        )
        return ("tbl", self.look(table.find(w("tblPr"))), self.grid(table), rows)

    def grid(self, table: etree._Element) -> Normal:
        """The widths of the columns."""
        columns = table.find(w("tblGrid"))
        return (
            ()
            if columns is None
            else tuple(str(c.get(w("w"))) for c in columns if c.tag == w("gridCol"))
        )

    def row(self, row: etree._Element) -> Normal:
        """A row's own look, that of each cell, and what stands in them."""
        looks = (self.look(row.find(w("trPr"))), self.look(row.find(w("tblPrEx"))))
        cells = tuple(
            (self.look(each.find(w("tcPr"))), self.story(each))
            if each.tag == w("tc")
            else self.plain(each)
            for each in row
            if each.tag not in (*POINTS, w("trPr"), w("tblPrEx"))
        )
        return (looks, cells)

    def section(self, section: etree._Element | None) -> Normal:
        """A section's set-up, but for the headers it refers to."""
        return self.look(section, (w("headerReference"), w("footerReference")))

    def look(self, properties: etree._Element | None, without: Sequence[str] = ()) -> Normal:
        """Properties in a fixed order; none is the same as empty ones."""
        found = (
            self.plain(each)
            for each in (() if properties is None else properties)
            if isinstance(each.tag, str)
            and each.tag not in without
            and not each.tag.endswith("Change")
        )
        return tuple(sorted((each for each in found if each != (w("rPr"), (), "", ())), key=repr))

    def plain(self, element: etree._Element) -> Normal:
        """Any element: tag, attributes, text, children; for a list's number what it stands for."""
        if element.tag == w("numId"):
            number = str(element.get(w("val")))
            return ("list", self.lists.get(number, number))
        attributes = tuple(
            (name, self.digests.get(value, value) if name.startswith(RELATION) else value)
            for name, value in sorted((str(k), str(v)) for k, v in element.attrib.items())
            if not _forgotten(element, name)
        )
        inner = tuple(
            self.plain(each)
            for each in element
            if isinstance(each.tag, str) and each.tag not in POINTS and each.tag not in _EMPTY
        )
        return (str(element.tag), attributes, (element.text or "").strip("\n\t "), inner)

    # ---- paragraphs --------------------------------------------------------------------------------

    def atoms(self, paragraph: etree._Element) -> list[Atom]:
        """The paragraph atom by atom, its mark at last; points go with the atom behind them."""
        atoms: list[Atom] = []
        lead: list[etree._Element] = []
        for found in self._inside(paragraph):
            if isinstance(found, Atom):
                atoms.append(_led(found, lead))
                lead = []
            else:
                lead.append(found)
        return [*atoms, _led(self._mark(paragraph), lead)]

    def _mark(self, paragraph: etree._Element) -> Atom:
        properties = paragraph.find(w("pPr"))
        inner = (w("rPr"), w("sectPr"))
        own, section = (
            (None, None) if properties is None else (properties.find(name) for name in inner)
        )
        looks = (self.look(properties, inner), self.look(own, _TRACKS), self.section(section))
        key = ("¶", "" if section is None else "§")
        return Atom(key, looks, "\n", own, (paragraph,), "paragraph")

    def _inside(self, holder: etree._Element) -> Iterator[Atom | etree._Element]:
        within: list[etree._Element] = []  # a field from its begin to its end
        for each in _fielded(holder):
            if isinstance(each, list):
                within = each
                looks = tuple(self.look(run.find(w("rPr"))) for run in within)
                key = ("field", tuple(self._fielded(run) for run in within))
                yield Atom(key, looks, "\ufffc", None, tuple(within), "whole")
            elif each.tag == w("r"):
                yield from self._run(each)
            elif each.tag in POINTS:
                yield each
            elif each.tag in _CLEAR:
                yield from self._inside(each)
            elif each.tag == w("hyperlink") and not any(True for _ in each.iter(w("r"))):
                continue
            elif each.tag not in (w("pPr"), w("smartTagPr"), w("customXmlPr")):
                yield Atom(self.plain(each), (), "\ufffc", None, (each,), "whole")

    def _fielded(self, run: etree._Element) -> Normal:
        return tuple(atom.key for atom in self._run(run) if isinstance(atom, Atom))

    def _run(self, run: etree._Element) -> Iterator[Atom | etree._Element]:
        properties = run.find(w("rPr"))
        look = self.look(properties)
        for piece in run:
            if not isinstance(piece.tag, str) or piece.tag in _NOWHERE:
                continue
            if piece.tag == w("commentReference"):
                yield run
            elif piece.tag == w("t"):
                for sign in piece.text or "":
                    yield Atom(sign, look, sign, properties)
            else:
                text = _SIGNS.get(piece.tag, "\ufffc")
                yield Atom(self._piece(piece), look, text, properties, (piece,))

    def _piece(self, piece: etree._Element) -> Normal:
        note = _NOTES.get(str(piece.tag))
        if note is None:
            return self.plain(piece)
        return (note, self.notes.get((note, str(piece.get(w("id")))), ""))


_TRACKS = tuple(map(w, ("ins", "del", "moveFrom", "moveTo")))
_NO_BLOCKS = (*POINTS, w("tcPr"))
_EMPTY = frozenset({w("proofErr"), w("lastRenderedPageBreak")})


def _forgotten(element: etree._Element, name: str) -> bool:
    local = name.rpartition("}")[2]
    numbered = str(element.tag).endswith("}docPr") and local == "id"
    return local.startswith("rsid") or local in _ATTRIBUTES or numbered


def _led(atom: Atom, lead: Sequence[etree._Element]) -> Atom:
    if not lead:
        return atom
    return Atom(atom.key, atom.look, atom.text, atom.rpr, atom.nodes, atom.holds, tuple(lead))


def _fielded(holder: etree._Element) -> Iterator[etree._Element | list[etree._Element]]:
    """The elements in it; the runs of a field that ends where it begins are one list."""
    elements = [each for each in holder if isinstance(each.tag, str)]
    at = 0
    while at < len(elements):
        end = _field_end(elements, at)
        if end > at:
            yield elements[at:end]
            at = end
        else:
            yield elements[at]
            at += 1


def _field_end(elements: Sequence[etree._Element], start: int) -> int:
    """Behind the run that ends the field begun at ``start``; 0 when none begins or it does not end."""
    depth = 0
    for at in range(start, len(elements)):
        if elements[at].tag != w("r"):
            return 0
        for sign in elements[at].iterchildren(w("fldChar")):
            depth += {"begin": 1, "end": -1}.get(str(sign.get(w("fldCharType"))), 0)
        if depth == 0:
            return at + 1 if at > start else 0
    return 0
