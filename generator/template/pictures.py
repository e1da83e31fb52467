"""图片: pictures of a report: their place in the text, and their parts in the package.

A picture is as large as its file says, but never wider than the text block nor higher than 100 mm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax import saxutils

from lxml import etree

from generator.narrative import Picture
from generator.template.measure import Measured
from generator.template.package import Added

__all__ = ["Shown", "added", "drawn", "extent", "inline"]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MM = 36000  # EMU
_WIDEST, _HIGHEST = 156 * _MM, 100 * _MM  # 156 mm: GB/T 9704—2012 5.2.1
_FIRST_ID = 3000  # text boxes of the template and charts have ids of their own below


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture with its bytes and their size (图片)."""

    picture: Picture
    raw: bytes
    size: Measured


def inline(shown: Shown, number: int) -> etree._Element:
    """The run that shows the picture of that number (1, 2 …) where it stands in the text."""
    return etree.fromstring(drawn(number, shown.picture.text, extent(shown.size)))


def drawn(number: int, words: str, size: tuple[int, int]) -> str:
    """That run as XML; ``words``: the caption; ``size``: width and height in EMU."""
    width, height = size
    named = f'name="图片{number}" descr={saxutils.quoteattr(words)}'
    ids = f'id="{_FIRST_ID + number}" {named}'
    return (
        f'<w:r xmlns:w="{_WORD}"><w:drawing>'
        f'<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f"<wp:docPr {ids}/><wp:cNvGraphicFramePr/>"
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr {ids}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip xmlns:r="{_OFFICE}" r:embed="{_relation(number)}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def extent(size: Measured) -> tuple[int, int]:
    """Width and height in EMU: as large as printed, made smaller where that is too large."""
    width, height = (round(dots / size.density * 914400) for dots in (size.width, size.height))
    scale = min(1.0, _WIDEST / width, _HIGHEST / height)
    return max(1, int(width * scale)), max(1, int(height * scale))


def added(shown: Sequence[Shown]) -> Added:
    """What the pictures add to a docx; one that is shown twice is there once."""
    more = Added({}, [], [])
    files: dict[bytes, str] = {}
    for number, each in enumerate(shown, 1):
        if each.raw not in files:
            files[each.raw] = f"media/report{len(files) + 1}.{each.size.kind}"
            part = f"word/{files[each.raw]}"
            more.parts[part] = each.raw
            more.types.append((f"/{part}", f"image/{each.size.kind}"))
        more.relations.append((_relation(number), "image", files[each.raw]))
    return more


def _relation(number: int) -> str:
    return f"rIdReportPicture{number}"
