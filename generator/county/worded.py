"""表中所言: all that anyone could have put into a workbook, in one hash, whichever program saved it.

What a program that saves a workbook writes otherwise (fonts by name, widths, its own parts) is left
out; what is not known here as a matter of saving counts as put in.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock

__all__ = ["gist", "opened", "value"]

_SAVED = re.compile(
    r"\[Content_Types\]\.xml|(?:.*/)?_rels/.*|docProps/.*|docMetadata/.*|customXml/.*|xl/theme/.*"
    r"|xl/(?:workbook|styles|sharedStrings|metadata)\.xml|xl/worksheets/sheet\d+\.xml|xl/persons/.*"
    r"|xl/printerSettings/.*"
)
"""Parts that are read, or in which nobody writes; comments, pictures and all else are told by their bytes."""
_ABOUT = ("title", "subject", "description", "keywords", "category")
_BLACK = ("", "theme 1", "rgb FF000000", "indexed 8", "indexed 64", "auto True")
_NEWER = re.compile(rb"<\w+:(?:cfRule|dataValidation|sparklineGroup)\b")
"""What stands in a sheet for newer programs only: rules, drop-downs, small diagrams in cells."""
_PLAIN = ("thin",)  # how the cells of a table are framed
_SIDES = ("left", "right", "top", "bottom", "diagonal")


def gist(xlsx: bytes) -> str:
    """A hash of all that a workbook says; an error of the packages that read it when it is none."""
    whole = hashlib.sha256()
    for said in chain(_parts(xlsx), _newer(xlsx), _said(xlsx)):
        whole.update(repr(said).encode())
    return whole.hexdigest()


def opened(xlsx: bytes) -> Any:
    """The workbook as the package that reads it has it, which warns of newer kinds it passes over."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(xlsx), rich_text=True)


def value(content: Any) -> str:
    """What a cell holds, of a number no more than the twelve digits that all programs keep."""
    return f"{content:.12g}" if isinstance(content, int | float) else str(content)


def _parts(xlsx: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        others = [name for name in package.namelist() if not _SAVED.fullmatch(name)]
        return sorted(hashlib.sha256(package.read(name)).hexdigest() for name in others)


def _newer(xlsx: bytes) -> list[bytes]:
    """What is of a newer kind, by name, as the package that reads workbooks passes it over."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        return sorted(chain.from_iterable(_NEWER.findall(package.read(name)) for name in sheets))


def _said(xlsx: bytes) -> Iterator[Any]:
    book = opened(xlsx)
    yield [getattr(book.properties, name) or "" for name in _ABOUT]
    yield _named(book)
    looks = _Looks()
    for sheet in book.worksheets:
        yield sheet.title, sheet.sheet_state, _named(sheet), sorted(map(str, sheet.merged_cells))
        yield (
            list(_around(sheet)),
            *map(len, (sheet.data_validations.dataValidation, sheet.scenarios.scenario)),
        )
        yield _colour(sheet.sheet_properties.tabColor), sorted(_ruled(sheet))
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


def _ruled(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The cells that rules colour (条件格式), with the rules in the order in which they hold."""
    for cells in sheet.conditional_formatting:
        rules = sorted(cells.rules, key=attrgetter("priority"))
        yield sorted(str(cells.sqref).split()), [_rule(each) for each in rules]


def _rule(rule: Any) -> tuple[Any, ...]:
    """When a rule holds, and how cells then look."""
    limits, look = list(map(_limit, rule.formula)), rule.dxf
    if look is None:
        return rule.type, rule.operator, limits
    behind = look.fill and _colour(look.fill.bgColor)
    marks = look.font and _marks(look.font)
    around = _lines(look.border, ())
    return rule.type, rule.operator, limits, behind or "", marks or "", around


def _limit(formula: str) -> str:
    """A limit that is a number, which programs spell in several ways, as one; else the formula."""
    try:
        return value(float(formula))
    except ValueError:
        return formula


class _Look(NamedTuple):
    """How a cell looks: its words, what is behind and around them, and how a figure is shown."""

    marks: str
    behind: Any
    around: list[tuple[str, str, str]]
    shown: str


class _Looks:
    """How the cells of a workbook look (样子), known by the number of their style once it was asked."""

    def __init__(self) -> None:
        self._known: dict[int, _Look] = {}

    def of(self, cell: Any) -> _Look:
        """The look of one cell."""
        style = cell.style_id
        if style not in self._known:
            fill = cell.fill
            behind = fill.fill_type and (fill.fill_type, _colour(fill.fgColor))
            around = _lines(cell.border, _PLAIN)
            self._known[style] = _Look(_marks(cell.font), behind, around, cell.number_format)
        return self._known[style]


def _cells(sheet: Any, looks: _Looks) -> Iterator[tuple[Any, ...]]:
    """What each cell holds, with what a person marks it and its words with."""
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        look = looks.of(cell)
        if cell.value is not None or look.behind or look.around:
            link = cell.hyperlink
            linked = link and (link.target, link.location)
            held = list(_runs(cell.value, look.marks))
            yield (
                cell.coordinate,
                cell.data_type,
                look.shown,
                held,
                look.behind,
                look.around,
                linked,
            )


def _runs(content: Any, own: str) -> Iterator[tuple[str, str]]:
    """The words of a cell by how they are marked, whatever their font; ``own``: the cell's marks."""
    blocks = content if isinstance(content, CellRichText) else (content,)
    runs = (
        (_marks(each.font), each.text) if isinstance(each, TextBlock) else (own, value(each))
        for each in blocks
    )
    for marks, alike in groupby(runs, itemgetter(0)):
        yield marks, "".join(words for _, words in alike)


def _lines(border: Any, plain: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """The lines around a cell that are more than plain."""
    sides = ((name, getattr(border, name, None)) for name in _SIDES)
    drawn = ((name, side.style, _colour(side.color)) for name, side in sides if side and side.style)
    return [line for line in drawn if line[1] not in plain or line[2]]


def _marks(font: Any) -> str:
    names = (name for name in ("b", "i", "strike", "u", "vertAlign") if getattr(font, name))
    return " ".join((*names, _colour(font.color)))


def _colour(colour: Any) -> str:
    """A colour; black is none, as programs name it in several ways."""
    if colour is None:
        return ""
    named = f"{colour.type} {colour.value}"
    return "" if named in _BLACK else named + (f" {colour.tint}" if colour.tint else "")
