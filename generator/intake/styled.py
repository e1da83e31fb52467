"""样式: how a paragraph of an old document looks: by itself, by its style, by the styles below that.

Resolved as ECMA-376 17.7.2 has it, as far as telling a title from text needs it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from generator.template import w

__all__ = ["Look", "Styles", "value"]

_OFF = ("0", "false", "off", "none")
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_MOST_BASED = 20


def value(element: etree._Element | None) -> str:
    """The ``w:val`` of an element, empty when there is none."""
    return "" if element is None else str(element.get(w("val")) or "")


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks (样貌): size in points and font of most of its text; bold as a whole.

    ``lead``: how many of its first characters are bold.
    """

    size: Decimal | None
    font: str
    bold: bool
    lead: int


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of one document (样式表), by id; the default paragraph style under None."""

    known: Mapping[str | None, etree._Element]
    defaults: etree._Element | None

    @classmethod
    def of(cls, styles: etree._Element | None) -> Styles:
        """The styles of ``word/styles.xml``, which may be missing."""
        if styles is None:
            return cls({}, None)
        known: dict[str | None, etree._Element] = {}
        for style in styles.iter(w("style")):
            known[style.get(w("styleId"))] = style
            if style.get(w("type")) == "paragraph" and style.get(w("default")) in ("1", "true"):
                known[None] = style
        return cls(known, styles.find(w("docDefaults")))

    def of_paragraph(self, paragraph: etree._Element) -> str:
        """The name of a paragraph's style."""
        return self._name(self.known.get(self.of_id(paragraph)))

    def of_id(self, paragraph: etree._Element) -> str | None:
        """The id of a paragraph's style; None for the default one."""
        return value(paragraph.find(f"{w('pPr')}/{w('pStyle')}")) or None

    def numbered(self, style: str | None) -> tuple[str, str]:
        """The list and level that a style asks for, each empty when it asks for none."""
        found = list(self._asked(style, "pPr", "numPr"))
        return self._first(found, "numId"), self._first(found, "ilvl")

    def level(self, paragraph: etree._Element) -> int:
        """The outline level, 1 to 9; 0 for running text."""
        own = paragraph.find(f"{w('pPr')}/{w('outlineLvl')}")
        if own is not None:
            return _level(own)
        for style in self._chain(self.of_id(paragraph)):
            asked = style.find(f"{w('pPr')}/{w('outlineLvl')}")
            named = _HEADING.fullmatch(self._name(style).strip())
            if asked is not None:
                return _level(asked)
            if named:
                return int(named[1])
        return 0

    def centred(self, paragraph: etree._Element) -> bool:
        """Set in the middle of the line."""
        own = paragraph.find(f"{w('pPr')}/{w('jc')}")
        asked = [own] if own is not None else self._asked(self.of_id(paragraph), "pPr", "jc")
        return value(next(iter(asked), None)) == "center"

    def hides(self, paragraph: etree._Element, part: etree._Element) -> bool:
        """Whether a part of a paragraph, a run or the properties of its end, is hidden."""
        return self._on(self._of_run(paragraph, part, "vanish"))

    def look(self, paragraph: etree._Element, texts: Iterable[tuple[etree._Element, str]]) -> Look:
        """The look of a paragraph; ``texts``: its text in pieces, each with the element it stands in."""
        sizes, fonts = Counter[str](), Counter[str]()
        lead = seen = 0
        for piece, text in texts:
            shown = len(text.strip())
            run = next(piece.iterancestors(w("r")), None)
            if not shown or run is None:
                continue
            bold = self._on(self._of_run(paragraph, run, "b"))
            lead += len(text) if bold and lead == seen else 0
            seen += len(text)
            sizes[value(self._of_run(paragraph, run, "sz"))] += shown
            fonts[self._font(paragraph, run)] += shown
        size = _most(sizes)
        points = Decimal(size) / 2 if re.fullmatch(r"[0-9]{1,4}(?:\.[0-9])?", size) else None
        return Look(points, _most(fonts), 0 < seen == lead, lead)

    def _font(self, paragraph: etree._Element, run: etree._Element) -> str:
        fonts = self._of_run(paragraph, run, "rFonts")
        return "" if fonts is None else str(fonts.get(w("eastAsia")) or "")

    def _of_run(
        self, paragraph: etree._Element, run: etree._Element, name: str
    ) -> etree._Element | None:
        """What holds of a run: by itself, by its style, by its paragraph's style, by default."""
        own = run.find(f"{w('rPr')}/{w(name)}")
        if own is not None:
            return own
        by_run = value(run.find(f"{w('rPr')}/{w('rStyle')}"))
        by_style = self._styled(by_run, "rPr", name) if by_run else ()
        return next(iter((*by_style, *self._asked(self.of_id(paragraph), "rPr", name))), None)

    def _asked(self, style: str | None, kind: str, name: str) -> Iterator[etree._Element]:
        """A property along the chain of styles, then by default: the first holds."""
        yield from self._styled(style, kind, name)
        if self.defaults is not None:
            yield from self.defaults.iterfind(f"{w(kind + 'Default')}/{w(kind)}/{w(name)}")

    def _styled(self, style: str | None, kind: str, name: str) -> Iterator[etree._Element]:
        for each in self._chain(style):
            yield from each.iterfind(f"{w(kind)}/{w(name)}")

    def _chain(self, style: str | None) -> Iterator[etree._Element]:
        found = self.known.get(style, self.known.get(None))
        for _ in range(_MOST_BASED):
            if found is None:
                return
            yield found
            found = self.known.get(value(found.find(w("basedOn"))))

    def _name(self, style: etree._Element | None) -> str:
        return "" if style is None else value(style.find(w("name")))

    def _first(self, found: Iterable[etree._Element], name: str) -> str:
        return next((v for each in found if (v := value(each.find(w(name))))), "")

    def _on(self, sign: etree._Element | None) -> bool:
        return sign is not None and sign.get(w("val")) not in _OFF


def _level(outline: etree._Element) -> int:
    written = value(outline)
    return int(written) + 1 if written in tuple("012345678") else 0


def _most(counted: Counter[str]) -> str:
    """What holds of most characters; of equals the first."""
    return max(counted, key=lambda each: counted[each], default="")
