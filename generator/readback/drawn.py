"""图形: the charts and pictures of a docx: what they show, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from lxml import etree

from generator.narrative import Chart

__all__ = ["charts", "drawn", "figure"]

_RELATIONS = "word/_rels/document.xml.rels"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"


def charts(parts: Mapping[str, bytes]) -> tuple[Chart, ...]:
    """Every chart as its part shows it."""
    names = sorted(name for name in parts if re.fullmatch(r"word/charts/chart\d+\.xml", name))
    return tuple(_chart(etree.fromstring(parts[name])) for name in names)


def _chart(root: etree._Element) -> Chart:
    def texts(*path: str) -> tuple[str, ...]:
        where = "/".join(f"{{*}}{step}" for step in path)
        return tuple(found.text or "" for found in root.iterfind(f".//{where}"))

    title, series = (
        "".join(texts("title", "tx", "rich", "p", "r", "t")),
        "".join(texts("ser", "tx", "strRef", "strCache", "pt", "v")),
    )
    values = tuple(figure(text) for text in texts("val", "numRef", "numCache", "pt", "v"))
    return Chart(title, series, texts("cat", "strRef", "strCache", "pt", "v"), values)


def figure(text: str) -> Decimal:
    """The figure of a text; 0 of an empty one, and none (NaN) of any other."""
    try:
        return Decimal(text or 0)
    except InvalidOperation:
        return Decimal("NaN")


def drawn(parts: Mapping[str, bytes], body: etree._Element) -> frozenset[str]:
    """What is said of every picture whose bytes are in the docx."""
    pictures = tuple(body.iter(_PICTURE))
    if not pictures:
        return frozenset()
    relations = etree.fromstring(parts.get(_RELATIONS, b"<none/>"))
    held = {each.get("Id") for each in relations if f"word/{each.get('Target')}" in parts}
    return frozenset(
        _said(picture)
        for picture in pictures
        if held.intersection(blip.get(_EMBED) for blip in picture.iter("{*}blip"))
    )


def _said(picture: etree._Element) -> str:
    named = picture.find("{*}nvPicPr/{*}cNvPr")
    return "" if named is None else str(named.get("descr"))
