"""所言: all that anyone could have put into a docx, in one hash, whichever program saved it.

A program that saves a docx splits its runs, renames its parts and styles, counts its pages anew; its
words and what stands among them stay.  What is not known here as a matter of saving counts as put in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from generator.readback.drawn import figure
from generator.template import unpacked, w

__all__ = ["gist"]

_SAVED = re.compile(
    r"\[Content_Types\]\.xml|(?:.*/)?_rels/.*|docProps/.*|docMetadata/.*|customXml/.*|word/theme/.*"
    r"|word/(?:styles|stylesWithEffects|settings|webSettings|fontTable|numbering|people)\.xml"
    r"|word/charts/(?:style|colors)\d*\.xml"
)
"""Parts in which nobody writes."""
_TOLD = re.compile(r"word/(document|header|footer|footnotes|endnotes|comments)[^/a-z]*[^/]*\.xml")
_CHART = re.compile(r"word/charts/chart[^/]*\.xml")
_ABOUT = ("title", "subject", "description", "keywords", "category")

_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_INK = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FALLBACK = f"{_COMPATIBLE}Fallback"
_HOLDERS = (
    "document", "body", "hdr", "ftr", "footnotes", "footnote", "endnotes", "endnote", "comments", "tbl", "txbxContent",
    "sdt", "sdtContent", "smartTag", "customXml",
)  # fmt: skip
_THROUGH = frozenset({f"{_COMPATIBLE}AlternateContent", f"{_COMPATIBLE}Choice", *map(w, _HOLDERS)})
_SILENT = frozenset(
    (
        _FALLBACK,
        *map(w, ("bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak", "sdtPr", "sdtEndPr",
         "smartTagPr", "customXmlPr", "separator", "continuationSeparator")),
    )
)  # fmt: skip
_PROPERTIES = frozenset(
    map(w, ("pPr", "rPr", "tblPr", "tblPrEx", "trPr", "tcPr", "sectPr", "tblGrid"))
)
_PUT = re.compile(r"\w+Change|ins|del|moveFrom|moveTo|cellIns|cellDel|cellMerge|numPr")
"""What is no layout among properties: tracked changes, and numbers that stand before a paragraph."""
_LOOK: Mapping[str, str] = {
    w(name): name
    for name in (
        "b", "i", "strike", "dstrike", "u", "em", "highlight", "color", "shd", "sz", "vertAlign", "vanish",
        "bdr", "outline", "shadow", "emboss", "imprint", "effect",
    )
}  # fmt: skip
"""What a person marks words with."""
_NONE = ("0", "false", "off", "none", "nil", "auto", "baseline")
_SIGNS = {w("tab"): "\t", w("cr"): "\n", w("noBreakHyphen"): "\u2011"}
_COUNTED = ("PAGE", "NUMPAGES", "SECTIONPAGES")
"""Fields that every program counts anew."""
_PAGE = re.compile(r"[\sivxlcdmIVXLCDM0-9０-９〇零一二三四五六七八九十百]*")
_MARK = "\ue000"  # before the name of what is no text


def gist(docx: bytes) -> str:
    """A hash of all that a docx says; one of BROKEN when it is none."""
    lines = sorted(set(_said(unpacked(docx))))
    return hashlib.sha256("\0".join(lines).encode()).hexdigest()


def _said(parts: Mapping[str, bytes]) -> Iterator[str]:
    """What each part says, and what no program here can read by its bytes."""
    for name, part in parts.items():
        told = _TOLD.fullmatch(name)
        if told:
            words = "".join(_Hand().words(etree.fromstring(part)))
            lines = "\n".join(line for line in words.split("\n") if line.strip())
            if lines:
                yield f"{told[1]}\n{lines}"
        elif _CHART.fullmatch(name):
            yield "\n".join(_charted(etree.fromstring(part)))
        elif not _SAVED.fullmatch(name):
            yield hashlib.sha256(part).hexdigest()
    about = etree.fromstring(parts.get("docProps/core.xml", b"<none/>"))
    yield from (f"{name} {about.findtext(f'{{*}}{name}') or ''}" for name in _ABOUT)


def _charted(chart: etree._Element) -> Iterator[str]:
    """All that is written in a chart, and its figures to the digits that every program keeps."""
    for each in chart.iter("{*}t", "{*}v"):
        counts = next(each.iterancestors("{*}numCache"), None) is not None
        yield f"{float(figure(each.text or '')):.12g}" if counts else each.text or ""


class _Hand:
    """Goes along what stands in a part (手指); knows the fields it is in, and how the last words look."""

    def __init__(self) -> None:
        self._fields: list[_Field] = []
        self._look = ""

    def words(self, above: Iterable[etree._Element]) -> Iterator[str]:
        """The text, a paragraph a line, and the name of each thing among it."""
        for each in above:
            tag = each.tag
            if tag in _THROUGH:
                yield from self.words(each)
            elif tag == w("p"):
                self._look = ""
                yield from (*self.words(each), "\n")
            elif tag == w("r"):
                yield from self._run(each)
            elif tag in _PROPERTIES:
                yield from (f"{_MARK}{name}\n" for name in _put(each))
            elif isinstance(tag, str) and tag not in _SILENT:
                yield from self._thing(each)

    def _run(self, run: etree._Element) -> Iterator[str]:
        look = _looked(run.find(w("rPr")))
        if look != self._look and any(each.tag != w("rPr") for each in run):
            self._look = look
            yield f"{_MARK}{look}{_MARK}"
        yield from self.words(run)

    def _thing(self, each: etree._Element) -> Iterator[str]:
        """Text, a sign, a field, or whatever else stands there, by its name."""
        name = etree.QName(each).localname
        if name in ("fldChar", "instrText", "fldSimple") and each.tag == w(name):
            yield from self._field(each, name)
        elif each.tag == w("t"):
            text = each.text or ""
            yield "" if _PAGE.fullmatch(text) and any(f.counted for f in self._fields) else text
        elif each.tag in _SIGNS or each.tag == w("br"):
            yield _SIGNS.get(each.tag, "\n")
        elif each.tag == w("drawing"):
            yield from self._drawn(each)
        else:
            said = each.text or each.get("string") or each.get(w("char")) or ""
            yield f"\n{_MARK}{name} {said}\n"
            yield from self.words(each)

    def _field(self, each: etree._Element, name: str) -> Iterator[str]:
        kind = each.get(w("fldCharType"))
        if name == "fldSimple" or kind == "begin":
            yield _MARK
        if name == "fldSimple":
            self._fields.append(_Field(each.get(w("instr")) or "", inside=True))
            yield from self.words(each)
        elif kind == "begin":
            self._fields.append(_Field())
        elif not self._fields:
            yield f"{_MARK}{name}"
        elif name == "instrText":
            self._fields[-1].asks += each.text or ""
        elif kind == "separate":
            self._fields[-1].inside = True
        if self._fields and (name == "fldSimple" or kind == "end"):
            yield f"{_MARK}{self._fields.pop()}{_MARK}"

    def _drawn(self, drawing: etree._Element) -> Iterator[str]:
        """What kind of thing is drawn, the title of it, and the words in it.

        Its description (替代文字) is not told: programs drop that of a chart.
        """
        yield from (
            f"{_MARK}title {each.get('title')}\n"
            for each in drawing.iter("{*}docPr")
            if each.get("title")
        )
        for each in drawing.iter(f"{_INK}graphicData", f"{_INK}t", w("txbxContent")):
            if next(each.iterancestors(_FALLBACK), None) is None:
                yield f"\n{_MARK}drawn {each.get('uri') or each.text or ''}\n"
                yield from self.words(each.iterchildren(w("p"), w("tbl"), w("sdt")))


class _Field:
    """A field (域) that is being read: what it asks for, and whether this is its result."""

    def __init__(self, asks: str = "", *, inside: bool = False) -> None:
        self.asks, self.inside = asks, inside

    @property
    def counted(self) -> bool:
        """Its result is a number of pages."""
        return self.inside and str(self) in _COUNTED

    def __str__(self) -> str:
        """What it asks for; of pages without how their number is written."""
        words = self.asks.split()
        return words[0].upper() if words and words[0].upper() in _COUNTED else " ".join(words)


def _put(properties: etree._Element) -> Iterator[str]:
    """What somebody put in by way of properties, and what is coloured or framed: a cell, a paragraph."""
    for each in properties.iter(etree.Element):
        name = etree.QName(each).localname
        if _PUT.fullmatch(name):
            yield name
        elif name == "pBdr":
            sides = (side for side in each.iterchildren("{*}*") if side.get(w("val")) not in _NONE)
            yield from (f"{name} {etree.QName(side).localname}" for side in sides)
        elif name == "shd" and properties.tag != w("rPr"):
            yield from (f"{name} {how}" for how in (each.get(w("fill")),) if how not in _NONE)


def _looked(properties: etree._Element | None) -> str:
    """What marks the words of a run by itself."""
    marks = () if properties is None else (e for e in properties if e.tag in _LOOK)
    shown = ((_LOOK[e.tag], e.get(w("fill")) or e.get(w("val")) or "on") for e in marks)
    return " ".join(
        f"{name} {'on' if how in ('1', 'true') else how}"
        for name, how in sorted(shown)
        if how not in _NONE
    )
