"""样貌: which style a paragraph has, what is bold, and before which paragraphs Word puts a sign.

Resolved as ECMA-376 17.7 has it, as far as text and its looks need it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from generator.template import w

__all__ = ["Looks", "looks"]

_OFF = ("0", "false", "off", "none")
_LOOK, _BOLD, _OF_RUN = (w(name) for name in ("rPr", "b", "rStyle"))
_PROPERTIES, _STYLE, _LISTED, _VALUE = (w(name) for name in ("pPr", "pStyle", "numPr", "val"))
_BULLETS = ("bullet", "none")


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles and lists of one document (样貌).

    ``names``: style names by id, that of the default paragraph under None; ``bold``: ids of
    character styles that make bold; ``lists``: format by number of list and level.
    """

    names: Mapping[str | None, str]
    bold: frozenset[str]
    lists: Mapping[tuple[str, str], str]

    def of(self, paragraph: etree._Element) -> tuple[str, str]:
        """A paragraph's style by name, and ``bullet`` or ``number`` when it is itself one of a list."""
        style, listed = None, ""
        for properties in paragraph.iterchildren(_PROPERTIES):
            for each in properties:
                if each.tag == _STYLE:
                    style = each.get(_VALUE)
                elif each.tag == _LISTED:
                    listed = self._sign(each)
        return self.names.get(style, ""), listed

    def is_bold(self, run: etree._Element) -> bool:
        """Bold by its own look, or by its character style."""
        look = run[0] if len(run) and run[0].tag == _LOOK else next(run.iterchildren(_LOOK), None)
        if look is None:
            return False
        styled = False
        for each in look:
            if each.tag == _BOLD:
                return each.get(_VALUE) not in _OFF
            if each.tag == _OF_RUN:
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
    styles = etree.fromstring(parts["word/styles.xml"])
    numbering = etree.fromstring(parts.get("word/numbering.xml", b"<none/>"))
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
