"""读数: what stands in a docx, from top to bottom: paragraphs, tables, comments, tracked changes.

Tracked changes are read as accepted, and listed beside.  Blank paragraphs are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from generator.narrative import Chart
from generator.readback.drawn import charts, drawn
from generator.readback.looks import Looks, looks
from generator.readback.revisions import Revision, accept, authors, revisions
from generator.template import BROKEN, fingerprint, seal, told, unpacked, w

__all__ = ["Cell", "Comment", "Paragraph", "Reading", "Rows", "Run", "edited", "read"]

_P, _RUN, _MARK, _MARK_END = w("p"), w("r"), w("bookmarkStart"), w("bookmarkEnd")
_TABLE, _ROW, _CELL = w("tbl"), w("tr"), w("tc")
_NAME, _VALUE, _ID = w("name"), w("val"), w("id")
_AROUND = frozenset(map(w, ("sdt", "sdtContent", "customXml", "smartTag")))
_ABOUT_CELL, _SPAN, _MERGE = (w(name) for name in ("tcPr", "gridSpan", "vMerge"))
_NOT_OF_IT = (_P, w("tabs"))
_PROPERTIES, _LOOK, _PLAIN = w("pPr"), w("rPr"), w("t")
_TEXT = (_PLAIN, w("tab"), w("br"), w("cr"), w("noBreakHyphen"))
_SIGNS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = w("txbxContent")
_DRAWN = (w("drawing"), w("pict"), w("object"))
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_ASIDE = {
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "document": "文本框",
}


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
class Comment:
    """A comment in the margin (批注): who says what, of which words, and the paragraph it stands in.

    ``words`` is empty when the comment stands at a point; ``date`` as the file gives it, empty when
    it gives none; ``done``: marked as resolved in Word.  ``row``: where the paragraph has no data
    path, that of the row of scores it stands in.
    """

    author: str
    text: str
    words: str
    paragraph: Paragraph
    date: str = ""
    done: bool = False
    row: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in a docx, from top to bottom (读数).

    ``body``: paragraphs and tables, tracked changes accepted; ``revisions``: those changes;
    ``around``: the paragraphs of headers, footers, notes and text boxes that hold more than a page
    number, each with where.  ``charts``: those whose data it holds; ``alts``: what is said of each
    picture it holds.  ``paths``: data path by bookmark of ours; ``seal``: the fingerprint, of the
    report as generated.
    """

    body: tuple[Paragraph | Rows, ...]
    comments: tuple[Comment, ...] = ()
    revisions: tuple[Revision, ...] = ()
    around: tuple[tuple[str, str], ...] = ()
    charts: tuple[Chart, ...] = ()
    alts: frozenset[str] = frozenset()
    paths: Mapping[str, str] = field(default_factory=dict)
    seal: str = ""

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every paragraph in order, those of tables row by row."""
        for element in self.body:
            if isinstance(element, Paragraph):
                yield element
            else:
                yield from (p for row in element for cell in row for p in cell.paragraphs)

    def tables(self) -> Iterator[Rows]:
        """Every table in order."""
        return (element for element in self.body if not isinstance(element, Paragraph))

    def __str__(self) -> str:
        """The reading as text with style names; a table row is a line."""
        lines: list[str] = []
        for element in self.body:
            if isinstance(element, Paragraph):
                lines.append(f"〔{element.style}〕 {element.text}")
            else:
                lines += ["｜".join(_shown(cell) for cell in row) for row in element]
        return "\n".join([*lines, ""])


def _shown(cell: Cell) -> str:
    return "〃" if cell.continues else cell.text.replace("\n", "⏎")


def read(docx: bytes) -> Reading:
    """Read a docx; text of tabs and line breaks is ``\\t`` and ``\\n``; one of BROKEN when it is none."""
    parts = unpacked(docx)
    root = etree.fromstring(parts["word/document.xml"])
    body = root[0]
    stated, paths = told(parts)
    eye = _Eye(looks(parts), paths, authors(body))
    changes = tuple(revisions(body))
    comments = tuple(_comments(body, parts, eye))
    accept(body)
    return Reading(
        tuple(eye.elements(body)),
        comments,
        changes,
        tuple(_around(parts, root)),
        charts(parts),
        drawn(parts, body),
        paths,
        stated,
    )


def edited(docx: bytes) -> bool:
    """True unless every part is byte for byte as it was generated."""
    try:
        parts = unpacked(docx)
        return seal(parts) != fingerprint(parts)
    except BROKEN:
        return True


@dataclass(frozen=True, slots=True)
class _Eye:
    """Reads elements by the looks of their document; ``paths``: data path by bookmark.

    ``by``: who changed a paragraph, by its element.
    """

    looks: Looks
    paths: Mapping[str, str]
    by: Mapping[etree._Element, tuple[tuple[str, str], ...]]

    def elements(self, parent: etree._Element) -> Iterator[Paragraph | Rows]:
        for element in parent:
            if element.tag == _P:
                yield self.paragraph(element)
            elif element.tag == _TABLE:
                yield tuple(tuple(self.cells(row)) for row in element.iterchildren(_ROW))
            elif element.tag in _AROUND:
                yield from self.elements(element)

    def cells(self, row: etree._Element) -> Iterator[Cell]:
        for cell in row.iterchildren(_CELL):
            across, continues = _spread(cell)
            yield Cell(tuple(_flat(self.elements(cell))), across, continues)

    def paragraph(self, element: etree._Element) -> Paragraph:
        runs, ours, drawn, properties = seen = list[Run](), list[str](), _Elements(), _Elements()
        self._see(element, seen)
        style, listed = self.looks.of(properties)
        return Paragraph(
            style,
            runs[0].text if len(runs) == 1 else "".join([run.text for run in runs]),
            self.paths[ours[0]] if ours else "",
            tuple(runs),
            tuple(ours),
            listed,
            sum(each.find(f".//{_BOX}") is None for each in drawn) if drawn else 0,
            tuple(_alts(element)) if drawn else (),
            self.by.get(element, ()) if self.by else (),
        )

    def _see(
        self, above: etree._Element, seen: _Seen, *, bold: bool = False, own: bool = True
    ) -> None:
        """Walk down; ``bold``: the run's look; ``own``: not in a text box that hangs on the paragraph."""
        runs, ours, drawn, properties = seen
        for each in above:
            tag = each.tag
            if tag == _RUN:
                self._see(each, seen, own=own)
            elif tag == _LOOK:
                bold = self.looks.is_bold(each)
            elif tag in _TEXT:
                text = each.text if tag == _PLAIN else _SIGNS[tag]
                if own and text:
                    if runs and runs[-1].bold == bold:
                        text = runs.pop().text + text
                    runs.append(Run(text, bold))
            elif tag == _MARK:
                name = _original(str(each.get(_NAME)))
                if name in self.paths:
                    ours.append(name)
            elif tag == _PROPERTIES:
                if own:
                    properties.append(each)
            elif tag != _MARK_END:
                if tag in _DRAWN:
                    drawn.append(each)
                self._see(each, seen, bold=bold, own=own and tag != _P)


_Elements = list[etree._Element]
_Seen = tuple[list[Run], list[str], _Elements, _Elements]


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
    for picture in paragraph.iter(_PICTURE):
        around = next(picture.iterancestors(*_DRAWN), None)
        said = None if around is None else around.find(".//{*}docPr")
        yield "" if said is None else str(said.get("descr") or "")


def _original(mark: str) -> str:
    """LibreOffice names the mark of what was cut and pasted while it recorded ``…_Copy_1``."""
    return mark.partition("_Copy_")[0]


def _flat(elements: Iterator[Paragraph | Rows]) -> Iterator[Paragraph]:
    """Paragraphs of a cell, those of a table inside it one by one."""
    for each in elements:
        if isinstance(each, Paragraph):
            yield each
        else:
            yield from (p for row in each for cell in row for p in cell.paragraphs)


def _pieces(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text elements of a paragraph itself, not those of a text box in it, nor where a tab stops."""
    for piece in paragraph.iter(*_TEXT):
        if next(piece.iterancestors(*_NOT_OF_IT)) is paragraph:
            yield piece


def _text(piece: etree._Element) -> str:
    return _SIGNS.get(str(piece.tag)) or piece.text or ""


def _around(parts: Mapping[str, bytes], document: etree._Element) -> Iterator[tuple[str, str]]:
    """What headers, footers, notes and text boxes say, beside numbers, each with where."""
    for name in sorted(parts):
        found = re.fullmatch(r"word/([a-z]+)[^/a-z]*[^/]*\.xml", name)
        if found is None or found[1] not in _ASIDE:
            continue
        for text in (
            "".join(map(_text, _pieces(p))) for p in _aside(parts[name], document, found[1])
        ):
            if text.strip("—-–－ \t\n0123456789"):
                yield _ASIDE[found[1]], text


def _aside(part: bytes, document: etree._Element, kind: str) -> Iterator[etree._Element]:
    """The paragraphs of a part that stand beside the text; of the document those in text boxes."""
    if kind == "document":
        boxed = next(document.iter(_BOX), None) is not None
        return filter(_boxed, document.iter(_P)) if boxed else iter(())
    root = etree.fromstring(part)
    accept(root)
    return root.iter(_P)


def _boxed(paragraph: etree._Element) -> bool:
    """It stands in a text box, and is not the copy of it for old programs."""
    inside = next(paragraph.iterancestors(_BOX), None)
    return inside is not None and next(inside.iterancestors(_FALLBACK), None) is None


# ---- comments --------------------------------------------------------------------------------------


def _comments(body: etree._Element, parts: Mapping[str, bytes], eye: _Eye) -> Iterator[Comment]:
    """The comments in the order of their marks in the text."""
    said = etree.fromstring(parts.get("word/comments.xml", b"<none/>"))
    known = {comment.get(_ID): comment for comment in said.iter(w("comment"))}
    if not known:
        return
    quoted, resolved = _quoted(body), _resolved(parts)
    for mark in body.iter(w("commentReference")):
        number = mark.get(_ID)
        comment, paragraph = known.get(number), next(mark.iterancestors(_P), None)
        if comment is None or paragraph is None:
            continue
        lines = ["".join(map(_text, p.iter(*_TEXT))) for p in comment.iter(_P)]
        idents = (str(p.get(key)) for p in comment.iter(_P) for key in p.attrib if "paraId" in key)
        yield Comment(
            str(comment.get(w("author")) or ""),
            "\n".join(lines),
            quoted.get(number, ""),
            eye.paragraph(paragraph),
            str(comment.get(w("date")) or ""),
            not resolved.isdisjoint(idents),
            _row(paragraph, eye),
        )


def _row(paragraph: etree._Element, eye: _Eye) -> str:
    """The data path of the indicator in whose row a paragraph stands; empty where there is none."""
    row = next(paragraph.iterancestors(_ROW), None)
    cells = () if row is None else row.iter(_P)
    paths = (eye.paragraph(each).path for each in cells)
    return next((p.rpartition("/")[0] for p in paths if p.startswith(_INDICATORS)), "")


_INDICATORS = "指标体系/"


def _resolved(parts: Mapping[str, bytes]) -> frozenset[str]:
    """The paragraphs of comments that were marked as done ([MS-DOCX] 2.5.4.1 commentEx)."""
    root = etree.fromstring(parts.get("word/commentsExtended.xml", b"<none/>"))
    found: Sequence[etree._Element] = [e for e in root if str(e.tag).endswith("}commentEx")]
    plain = ({etree.QName(key).localname: value for key, value in e.items()} for e in found)
    return frozenset(str(e.get("paraId")) for e in plain if e.get("done") in ("1", "true"))


def _quoted(body: etree._Element) -> Mapping[str | None, str]:
    """The words of each range that is commented on, by the comment's number."""
    quoted: dict[str | None, str] = {}
    reading: set[str | None] = set()
    for element in body.iter(w("commentRangeStart"), w("commentRangeEnd"), *_TEXT):
        number = element.get(_ID)
        if element.tag == w("commentRangeStart"):
            reading.add(number)
        elif element.tag == w("commentRangeEnd"):
            reading.discard(number)
        else:
            quoted.update({each: quoted.get(each, "") + _text(element) for each in reading})
    return quoted
