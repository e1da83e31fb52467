"""读数: what stands in a docx, from top to bottom: paragraphs, tables, comments, tracked changes.

Tracked changes are read as accepted, and listed beside.  Blank paragraphs are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from generator.narrative import Chart
from generator.readback.cut import cut
from generator.readback.drawn import charts, drawn
from generator.readback.looks import looks
from generator.readback.paragraphs import BOX, SIGNS, TEXT, Cell, Eye, Paragraph, Rows
from generator.readback.revisions import Revision, accept, authors, revisions
from generator.template import BROKEN, fingerprint, seal, told, unpacked, w

__all__ = ["Comment", "Reading", "edited", "read"]

_P, _ROW, _ID = w("p"), w("tr"), w("id")
_NOT_OF_IT = (_P, w("tabs"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ASIDE = {
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "document": "文本框",
}


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
    stated, paths = told(parts)
    root, known = cut(parts, paths) or (etree.fromstring(parts["word/document.xml"]), {})
    body = next(root.iterchildren(w("body")), root[0])
    seen = looks(parts)
    eye = Eye(seen, seen.bolds(body), paths, authors(body), known)
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


def _pieces(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text elements of a paragraph itself, not those of a text box in it, nor where a tab stops."""
    for piece in paragraph.iter(*TEXT):
        if next(piece.iterancestors(*_NOT_OF_IT)) is paragraph:
            yield piece


def _text(piece: etree._Element) -> str:
    return SIGNS.get(str(piece.tag)) or piece.text or ""


def _around(parts: Mapping[str, bytes], document: etree._Element) -> Iterator[tuple[str, str]]:
    """What headers, footers, notes and text boxes say, beside numbers, each with where."""
    for name in sorted(parts):
        found = re.fullmatch(r"word/([a-z]+)[^/a-z]*[^/]*\.xml", name)
        if found is not None and found[1] in _ASIDE:
            said = _boxes(document) if found[1] == "document" else _aside(parts[name])
            yield from ((_ASIDE[found[1]], text) for text in said)


@lru_cache(maxsize=16)  # all reports of one template have the same
def _aside(part: bytes) -> tuple[str, ...]:
    """What a part says that stands beside the text."""
    root = etree.fromstring(part)
    accept(root)
    return _sayings(root.iter(_P))


def _boxes(document: etree._Element) -> tuple[str, ...]:
    """What the text boxes of a document say."""
    boxed = next(document.iter(BOX), None) is not None
    return _sayings(filter(_boxed, document.iter(_P))) if boxed else ()


def _sayings(paragraphs: Iterable[etree._Element]) -> tuple[str, ...]:
    texts = ("".join(map(_text, _pieces(paragraph))) for paragraph in paragraphs)
    return tuple(text for text in texts if text.strip("—-–－ \t\n0123456789"))


def _boxed(paragraph: etree._Element) -> bool:
    """It stands in a text box, and is not the copy of it for old programs."""
    inside = next(paragraph.iterancestors(BOX), None)
    return inside is not None and next(inside.iterancestors(_FALLBACK), None) is None


# ---- comments --------------------------------------------------------------------------------------


def _comments(body: etree._Element, parts: Mapping[str, bytes], eye: Eye) -> Iterator[Comment]:
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
        lines = ["".join(map(_text, p.iter(*TEXT))) for p in comment.iter(_P)]
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


def _row(paragraph: etree._Element, eye: Eye) -> str:
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
    for element in body.iter(w("commentRangeStart"), w("commentRangeEnd"), *TEXT):
        number = element.get(_ID)
        if element.tag == w("commentRangeStart"):
            reading.add(number)
        elif element.tag == w("commentRangeEnd"):
            reading.discard(number)
        else:
            quoted.update({each: quoted.get(each, "") + _text(element) for each in reading})
    return quoted
