"""段落与表格: what a paragraph or a table says, as it stands in a tree whose tracked changes are accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from generator.readback.looks import Looks
from generator.template import w

__all__ = [
    "BOX",
    "MARK",
    "PICTURE",
    "SIGNS",
    "TEXT",
    "Cell",
    "Eye",
    "Paragraph",
    "Rows",
    "Run",
    "named",
]

_P, _RUN, MARK, _MARK_END = w("p"), w("r"), w("bookmarkStart"), w("bookmarkEnd")
_TABLE, _ROW, _CELL = w("tbl"), w("tr"), w("tc")
_NAME, _VALUE = w("name"), w("val")
_AROUND = frozenset(map(w, ("sdt", "sdtContent", "customXml", "smartTag")))
_ABOUT_CELL, _SPAN, _MERGE = (w(name) for name in ("tcPr", "gridSpan", "vMerge"))
_PROPERTIES, _LOOK, _PLAIN = w("pPr"), w("rPr"), w("t")
SIGNS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011"}
TEXT = (_PLAIN, *SIGNS)
BOX = w("txbxContent")
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_DRAWN = (w("drawing"), w("pict"), w("object"))


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look (文字): bold or not, by its own look or that of its character style."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it stands in the file (段落): style by name, text, data path or empty.

    ``runs`` make up the text; ``marks`` are the bookmarks of ours in it, the first of which gives the
    path; ``listed`` is ``bullet`` or ``number`` when Word itself puts a sign before it; ``pictures``
    counts what is drawn in it, ``alts`` says it of its pictures; ``by``: who changed its text with tracked changes, and when.
    """

    style: str
    text: str
    path: str = ""
    runs: tuple[Run, ...] = field(default=(), compare=False)
    marks: tuple[str, ...] = field(default=(), compare=False)
    listed: str = ""
    pictures: int = 0
    alts: tuple[str, ...] = field(default=(), compare=False)
    by: tuple[tuple[str, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell (单元格): its paragraphs, how many columns it spans, one with the cell above?"""

    paragraphs: tuple[Paragraph, ...]
    span: int = 1
    continues: bool = False

    @property
    def text(self) -> str:
        """All paragraphs, a line each."""
        return "\n".join(p.text for p in self.paragraphs)


Rows = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Eye:
    """Reads elements by the looks of their document; ``paths``: data path by bookmark.

    ``bold``: the looks of runs that make bold; ``by``: who changed a paragraph, by its element;
    ``known``: paragraphs read before, by the hole in which each stands.
    """

    looks: Looks
    bold: frozenset[etree._Element]
    paths: Mapping[str, str]
    by: Mapping[etree._Element, tuple[tuple[str, str], ...]]
    known: Mapping[etree._Element, Paragraph]

    def elements(self, parent: etree._Element) -> Iterator[Paragraph | Rows]:
        """The paragraphs and tables that stand in an element."""
        for element in parent:
            if element in self.known:
                yield self.known[element]
            elif (tag := element.tag) == _P:
                yield self.paragraph(element)
            elif tag == _TABLE:
                yield tuple([tuple(self._cells(row)) for row in _within(element, _ROW)])
            elif tag in _AROUND:
                yield from self.elements(element)

    def _cells(self, row: etree._Element) -> Iterator[Cell]:
        for cell in _within(row, _CELL):
            across, continues = _spread(cell)
            yield Cell(tuple(_flat(self.elements(cell))), across, continues)

    def paragraph(self, element: etree._Element) -> Paragraph:
        """What a paragraph says."""
        runs, ours, drawn, properties = seen = list[Run](), list[str](), _Elements(), _Elements()
        self._see(element, seen, False, True)
        style, listed = self.looks.of(properties)
        return Paragraph(
            style,
            runs[0].text if len(runs) == 1 else "".join([run.text for run in runs]),
            self.paths[ours[0]] if ours else "",
            tuple(runs),
            tuple(ours),
            listed,
            sum(each.find(f".//{BOX}") is None for each in drawn) if drawn else 0,
            tuple(_alts(element)) if drawn else (),
            self.by.get(element, ()) if self.by else (),
        )

    def _see(self, above: etree._Element, seen: _Seen, bold: bool, own: bool) -> None:
        """Walk down; ``bold``: the run's look; ``own``: not in a text box that hangs on the paragraph."""
        runs, ours, drawn, properties = seen
        for each in above:
            tag = each.tag
            if tag == _RUN:
                self._see(each, seen, False, own)
            elif tag == _LOOK:
                bold = each in self.bold
            elif tag in TEXT:
                text = each.text if tag == _PLAIN else SIGNS[tag]
                if own and text:
                    if runs and runs[-1].bold == bold:
                        text = runs.pop().text + text
                    runs.append(Run(text, bold))
            elif tag == MARK:
                name = named(each)
                if name in self.paths:
                    ours.append(name)
            elif tag == _PROPERTIES:
                if own:
                    properties.extend(each)
            elif tag != _MARK_END:
                if tag in _DRAWN:
                    drawn.append(each)
                self._see(each, seen, bold, own and tag != _P)


_Elements = list[etree._Element]
_Seen = tuple[list[Run], list[str], _Elements, _Elements]


def _within(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The children of a tag, and those that something is put around, as a content control is."""
    for each in parent.iterchildren(tag, *_AROUND):
        if each.tag == tag:
            yield each
        else:
            yield from _within(each, tag)


def _spread(cell: etree._Element) -> tuple[int, bool]:
    """How many columns a cell spans, and whether it goes on with the cell above."""
    across, continues = 1, False
    for about in cell.iterchildren(_ABOUT_CELL):
        for each in about:
            if each.tag == _SPAN:
                across = int(each.get(_VALUE) or 1)
            elif each.tag == _MERGE:
                continues = each.get(_VALUE) != "restart"
    return across, continues


def _alts(paragraph: etree._Element) -> Iterator[str]:
    """What is said of each picture, for those who can't see it."""
    for picture in paragraph.iter(PICTURE):
        around = next(picture.iterancestors(*_DRAWN), None)
        said = None if around is None else around.find(".//{*}docPr")
        yield "" if said is None else str(said.get("descr") or "")


def named(mark: etree._Element) -> str:
    """The name of a bookmark; LibreOffice calls that of what was cut and pasted ``…_Copy_1``."""
    return str(mark.get(_NAME)).partition("_Copy_")[0]


def _flat(elements: Iterator[Paragraph | Rows]) -> Iterator[Paragraph]:
    """Paragraphs of a cell, those of a table inside it one by one."""
    for each in elements:
        if isinstance(each, Paragraph):
            yield each
        else:
            yield from (p for row in each for cell in row for p in cell.paragraphs)
