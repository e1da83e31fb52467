"""方格: a Word table → a rectangle of cells, each with its text and the area it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from generator.intake.styled import value
from generator.intake.typed import Cell, Grid
from generator.template import w

__all__ = ["grid"]

_MOST_COLUMNS = 64
_CONTINUED = ("", "continue")


@dataclass(slots=True)
class _Area:
    """A merged area while it is being found (合并区): where it begins, and all its lines."""

    row: int
    column: int
    down: bool = False
    lines: list[str] = field(default_factory=list)


def grid(
    table: etree._Element, where: str, lines: Callable[[etree._Element, str], Sequence[str]]
) -> Grid:
    """The table as a rectangle; ``lines`` reads the paragraphs of a cell, given its place.

    A row that is too short is filled with blank cells; columns at which no cell begins are none.
    """
    found: list[list[_Area]] = []
    for down, row in enumerate(_inner(table, "tr")):
        above = found[-1] if found else []
        found.append(list(_row(row, down, above)))
    starts = _starts(found)
    placed = {
        id(area): f"{where}第{area.row + 1}行第{starts.index(area.column) + 1}格"
        for row in found
        for area in row
    }
    for row, areas in zip(_inner(table, "tr"), found, strict=True):
        _read(row, areas, placed, lines)
    return Grid(
        tuple(_cells(row, at, starts, placed, where) for at, row in enumerate(found)), where
    )


def _row(row: etree._Element, down: int, above: Sequence[_Area]) -> Iterator[_Area]:
    """The area of each grid column of a row."""
    at = _whole(row, "trPr", "gridBefore", 0)
    yield from (_Area(down, i) for i in range(at))
    last: _Area | None = None
    for cell in _inner(row, "tc"):
        area = _area(cell, down, at, above, last)
        last, across = area, max(1, _whole(cell, "tcPr", "gridSpan", 1))
        yield from [area] * across
        at += across
    after = _whole(row, "trPr", "gridAfter", 0)
    yield from (_Area(down, at + i) for i in range(after))


def _area(
    cell: etree._Element, down: int, at: int, above: Sequence[_Area], last: _Area | None
) -> _Area:
    """The area a cell belongs to: that on its left, that above, or its own."""
    across, merged = (cell.find(f"{w('tcPr')}/{w(name)}") for name in ("hMerge", "vMerge"))
    if across is not None and value(across) in _CONTINUED and last is not None:
        return last
    if merged is not None and value(merged) in _CONTINUED and at < len(above) and above[at].down:
        return above[at]
    return _Area(down, at, merged is not None)


def _read(
    row: etree._Element,
    areas: Sequence[_Area],
    placed: dict[int, str],
    lines: Callable[[etree._Element, str], Sequence[str]],
) -> None:
    """Give every cell's lines to its area; what stands hidden in a continued cell is kept too."""
    at = _whole(row, "trPr", "gridBefore", 0)
    for cell in _inner(row, "tc"):
        areas[at].lines += lines(cell, placed[id(areas[at])])
        at += max(1, _whole(cell, "tcPr", "gridSpan", 1))


def _starts(found: Sequence[Sequence[_Area]]) -> list[int]:
    """The grid columns at which some cell begins: those a reader sees."""
    return sorted({area.column for row in found for area in row}) or [0]


def _cells(
    row: Sequence[_Area], down: int, starts: list[int], placed: dict[int, str], where: str
) -> tuple[Cell, ...]:
    cells = []
    for across, column in enumerate(starts):
        if column < len(row):
            area = row[column]
            origin = (area.row, starts.index(area.column))
            cells.append(Cell(tuple(area.lines), placed[id(area)], origin))
        else:
            cells.append(Cell((), f"{where}第{down + 1}行第{across + 1}格", (down, across)))
    return tuple(cells)


def _inner(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also those in content controls; not those inside."""
    for child in parent:
        if child.tag == w(name):
            yield child
        elif child.tag not in (w("tr"), w("tc"), w("p"), w("tbl")):
            yield from _inner(child, name)


def _whole(parent: etree._Element, properties: str, name: str, otherwise: int) -> int:
    written = value(parent.find(f"{w(properties)}/{w(name)}"))
    return (
        min(int(written), _MOST_COLUMNS) if written.isascii() and written.isdigit() else otherwise
    )
