"""表中所言: all that anyone could have put into a workbook, in one hash, whichever program saved it.

What a program that saves a workbook writes otherwise (fonts by name, widths, its own parts) is left
out; what is not known here as a matter of saving counts as put in.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock

__all__ = ["gist", "value"]

_SAVED = re.compile(
    r"\[Content_Types\]\.xml|(?:.*/)?_rels/.*|docProps/.*|docMetadata/.*|customXml/.*|xl/theme/.*"
    r"|xl/(?:workbook|styles|sharedStrings|metadata)\.xml|xl/worksheets/sheet\d+\.xml|xl/persons/.*"
    r"|xl/printerSettings/.*"
)
"""Parts that are read, or in which nobody writes; comments, pictures and all else are told by their bytes."""
_ABOUT = ("title", "subject", "description", "keywords", "category")
_BLACK = ("", "theme 1", "rgb FF000000", "indexed 8", "indexed 64")


def gist(xlsx: bytes) -> str:
    """A hash of all that a workbook says; an error of the packages that read it when it is none."""
    whole = hashlib.sha256()
    for said in chain(_parts(xlsx), _said(xlsx)):
        whole.update(repr(said).encode())
    return whole.hexdigest()


def value(content: Any) -> str:
    """What a cell holds, of a number no more than the twelve digits that all programs keep."""
    return f"{content:.12g}" if isinstance(content, int | float) else str(content)


def _parts(xlsx: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        others = [name for name in package.namelist() if not _SAVED.fullmatch(name)]
        return sorted(hashlib.sha256(package.read(name)).hexdigest() for name in others)


def _said(xlsx: bytes) -> Iterator[Any]:
    book = openpyxl.load_workbook(io.BytesIO(xlsx), rich_text=True)
    yield [getattr(book.properties, name) or "" for name in _ABOUT]
    yield _named(book)
    looks = _Looks()
    for sheet in book.worksheets:
        yield sheet.title, sheet.sheet_state, _named(sheet), sorted(map(str, sheet.merged_cells))
        yield (
            list(_around(sheet)),
            *map(len, (sheet.data_validations.dataValidation, sheet.scenarios.scenario)),
        )
        yield from _cells(sheet, looks)


def _named(where: Any) -> list[tuple[str, str]]:
    """The names that were given to cells."""
    return sorted((name, str(found.attr_text)) for name, found in where.defined_names.items())


def _around(sheet: Any) -> Iterator[str]:
    """What its pages say above and below."""
    for when in ("odd", "even", "first"):
        for end in ("Header", "Footer"):
            words = getattr(sheet, f"{when}{end}")
            yield from (getattr(words, at).text or "" for at in ("left", "center", "right"))


class _Looks:
    """How the cells of a workbook look (样子), known by the number of their style once it was asked."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, Any, str]] = {}

    def of(self, cell: Any) -> tuple[str, Any, str]:
        """How its words are marked, the colour behind them, and how a figure is shown."""
        style = cell.style_id
        if style not in self._known:
            fill = cell.fill
            coloured = fill.fill_type and (fill.fill_type, _colour(fill.fgColor))
            self._known[style] = _marks(cell.font), coloured, cell.number_format
        return self._known[style]


def _cells(sheet: Any, looks: _Looks) -> Iterator[tuple[Any, ...]]:
    """What each cell holds, with what a person marks it and its words with."""
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        marks, coloured, shown = looks.of(cell)
        if cell.value is not None or coloured:
            link = cell.hyperlink
            linked = link and (link.target, link.location)
            held = list(_runs(cell.value, marks))
            yield cell.coordinate, cell.data_type, shown, held, coloured, linked


def _runs(content: Any, own: str) -> Iterator[tuple[str, str]]:
    """The words of a cell by how they are marked, whatever their font; ``own``: the cell's marks."""
    blocks = content if isinstance(content, CellRichText) else (content,)
    runs = (
        (_marks(each.font), each.text) if isinstance(each, TextBlock) else (own, value(each))
        for each in blocks
    )
    for marks, alike in groupby(runs, itemgetter(0)):
        yield marks, "".join(words for _, words in alike)


def _marks(font: Any) -> str:
    names = (name for name in ("b", "i", "strike", "u", "vertAlign") if getattr(font, name))
    return " ".join((*names, _colour(font.color)))


def _colour(colour: Any) -> str:
    """A colour; black is none, as programs name it in several ways."""
    if colour is None:
        return ""
    named = f"{colour.type} {colour.value}"
    return "" if named in _BLACK else named + (f" {colour.tint}" if colour.tint else "")
