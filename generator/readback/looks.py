"""样貌: which style a paragraph has, what is bold, and before which paragraphs Word puts a sign.

Resolved as ECMA-376 17.7 has it, as far as text and its looks need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from generator.template import w

__all__ = ["Looks", "looks"]

_OFF = ("0", "false", "off", "none")
_BOLD, _OF_RUN = w("b"), w("rStyle")
_STYLE, _LISTED, _VALUE = w("pStyle"), w("numPr"), w("val")
_BULLETS = ("bullet", "none")


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """The styles and lists of one document (样貌).

    ``names``: style names by id, that of the default paragraph under None; ``bold``: ids of
    character styles that make bold; ``lists``: format by number of list and level.
    """

    names: Mapping[str | None, str]
    bold: frozenset[str]
    lists: Mapping[tuple[str, str], str]

    def of(self, properties: Iterable[etree._Element]) -> tuple[str, str]:
        """What a paragraph's properties say: its style by name, and ``bullet`` or ``number`` in a list."""
        style, listed = None, ""
        for each in properties:
            tag = each.tag
            if tag == _STYLE:
                style = each.get(_VALUE)
            elif tag == _LISTED:
                listed = self._sign(each)
        return self.names.get(style, ""), listed

    def bolds(self, root: etree._Element) -> frozenset[etree._Element]:
        """The properties of runs that make bold."""
        told = {each.getparent() for each in root.iter(_BOLD, _OF_RUN)}
        return frozenset(look for look in told if look is not None and self._is_bold(look))

    def _is_bold(self, look: etree._Element) -> bool:
        """What a run's properties say of bold: by themselves, or by its character style."""
        styled = False
        for each in look:
            tag = each.tag
            if tag == _BOLD:
                return each.get(_VALUE) not in _OFF
            if tag == _OF_RUN:
                styled = each.get(_VALUE) in self.bold
        return styled

    def _sign(self, numbering: etree._Element) -> str:
        number, level = (numbering.find(w(name)) for name in ("numId", "ilvl"))
        key = (_value(number), _value(level) or "0")
        if key not in self.lists:
            return ""
        return "bullet" if self.lists[key] in _BULLETS else "number"


def looks(parts: Mapping[str, bytes]) -> Looks:
    """The looks that a document's parts define."""
    return _looks(parts["word/styles.xml"], parts.get("word/numbering.xml", b"<none/>"))


@lru_cache(maxsize=8)  # all reports of one template have the same
def _looks(styled: bytes, numbered: bytes) -> Looks:
    styles, numbering = etree.fromstring(styled), etree.fromstring(numbered)
    return Looks(_names(styles), _bold(styles), _lists(numbering))


def _names(styles: etree._Element) -> Mapping[str | None, str]:
    names: dict[str | None, str] = {}
    for style in styles.iter(w("style")):
        text = _value(style.find(w("name")))
        names[style.get(w("styleId"))] = text
        if style.get(w("default")) == "1" and style.get(w("type")) == "paragraph":
            names[None] = text
    return names


def _bold(styles: etree._Element) -> frozenset[str]:
    marked = (
        (style.get(w("styleId")), style.find(f"{w('rPr')}/{w('b')}"))
        for style in styles.iter(w("style"))
        if style.get(w("type")) == "character"
    )
    return frozenset(
        str(id) for id, bold in marked if bold is not None and bold.get(w("val")) not in _OFF
    )


def _lists(numbering: etree._Element) -> Mapping[tuple[str, str], str]:
    formats = {
        (abstract.get(w("abstractNumId")), level.get(w("ilvl"))): _value(level.find(w("numFmt")))
        for abstract in numbering.iter(w("abstractNum"))
        for level in abstract.iter(w("lvl"))
    }
    return {
        (str(number.get(w("numId"))), str(level)): form
        for number in numbering.iter(w("num"))
        for (abstract, level), form in formats.items()
        if abstract == _value(number.find(w("abstractNumId")))
    }


def _value(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get(w("val")) or "")
