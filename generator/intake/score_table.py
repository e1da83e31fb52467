"""评分表: a scoring table as it was typed becomes levels, weights, wording and points, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from generator.intake.columns import Columns, columns_of, heads_of
from generator.intake.items import Heading, Row, ScoreTable
from generator.intake.typed import Cell, Grid
from generator.intake.weights import in_points, number_of, weight_of

__all__ = ["find_score_tables", "read_table"]

_WEIGHT = re.compile(r"[（(]([0-9]+(?:\.[0-9]+)?)分?[）)]$")
_TOTAL = re.compile(r"(自评)?(总得分|总分|合计|总计|得分合计)[:：]?")


def find_score_tables(grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """The scoring tables among a document's tables; the parts of one that was cut are joined."""
    found: list[Grid] = []
    open_ = False
    for grid in grids:
        if _scores(grid) and not (open_ and _goes_on(found[-1], grid)):
            found.append(grid)
            open_ = True
        elif open_ and grid.rows and len(grid.rows[0]) == len(found[-1].rows[0]):
            found[-1] = _joined(found[-1], grid)
        else:
            open_ = False
    return tuple(found)


def _scores(grid: Grid) -> bool:
    columns = columns_of(grid)
    return "名称" in columns and bool({"标准", "得分"} & set(columns)) and len(columns) >= 3


def _goes_on(first: Grid, second: Grid) -> bool:
    """Whether a table with heads of its own is the rest of the one before: same heads, not ended."""
    if _heads(first) != _heads(second):
        return False
    return not any(_is_total(cell.text) for cell in first.rows[-1])


def _heads(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows[: heads_of(grid)]]


def _joined(first: Grid, second: Grid) -> Grid:
    again = heads_of(second) if _heads(second) == _heads(first) else 0
    shift = len(first.rows) - again
    more = tuple(
        tuple(Cell(c.lines, c.where, (c.origin[0] + shift, c.origin[1])) for c in row)
        for row in second.rows[again:]
    )
    return Grid((*first.rows, *more), first.where)


def read_table(grid: Grid) -> ScoreTable:
    """What a scoring table says, row by row; levels from merged, blank or repeated cells."""
    columns = columns_of(grid)
    rows: list[Row] = []
    total: Decimal | None = None
    above: tuple[Heading, ...] = ()
    for cells in grid.rows[heads_of(grid) :]:
        if any(_is_total(cells[at].text) for at in range(len(cells))):
            total = _total_of(cells, columns) if total is None else total
            continue
        above = _above(cells, columns, above)
        row = _row(cells, columns, above)
        if row is not None:
            rows = _added(rows, row)
    return ScoreTable(in_points(rows), total, grid.where)


def _is_total(text: str) -> bool:
    return bool(_TOTAL.fullmatch(text))


def _total_of(cells: Sequence[Cell], columns: Columns) -> Decimal | None:
    scored = (number_of(cells[at].text) for at in columns.get("得分", ()))
    return next((each for each in scored if each is not None), None)


def _levels(columns: Columns) -> tuple[tuple[int, ...], Mapping[int, tuple[int, ...]]]:
    """The columns of names, and for a name's column those of its weight."""
    names, weights = columns.get("名称", ()), columns.get("分值", ())
    own: dict[int, tuple[int, ...]] = dict.fromkeys(names, ())
    for weight in weights:
        owner = max((name for name in names if name < weight), default=names[-1])
        own[owner] = (*own[owner], weight)
    return names, own


def _named(cells: Sequence[Cell], at: int, weights: Sequence[int]) -> Heading:
    cell = cells[at]
    match = _WEIGHT.search(cell.text)
    name = cell.text[: match.start()] if match else cell.text
    said = weight_of([cells[each].text for each in weights])
    return Heading(name, Decimal(match[1]) if match else said, cell.where)


def _above(
    cells: Sequence[Cell], columns: Columns, before: tuple[Heading, ...]
) -> tuple[Heading, ...]:
    """The levels over a row: its own, or, where cells are blank, those of the row before."""
    names, own = _levels(columns)
    found: list[Heading] = []
    for depth, at in enumerate(names[:-1]):
        given = _named(cells, at, own[at])
        if given.name and cells[at].origin != cells[names[-1]].origin:
            same = depth < len(before) and before[depth].name == given.name
            found.append(before[depth] if same and found == list(before[:depth]) else given)
        elif depth < len(before):
            found.append(before[depth])
    return tuple(found)


def _row(cells: Sequence[Cell], columns: Columns, above: tuple[Heading, ...]) -> Row | None:
    names, own = _levels(columns)
    at = names[-1]
    named = _named(cells, at, own[at])
    points = _total_of(cells, columns)
    texts = {
        role: _lines(cells, columns.get(role, ())) for role in ("解释", "标准", "原因", "佐证")
    }
    if not named.name and not any(texts.values()):
        return None
    reason = "\n".join(texts["原因"])
    return Row(
        above, named.name, named.weight, texts["解释"], texts["标准"], points, reason,
        texts["佐证"], cells[at].where,
    )  # fmt: skip


def _lines(cells: Sequence[Cell], columns: Sequence[int]) -> tuple[str, ...]:
    return tuple(_each_line(cells, columns))


def _each_line(cells: Sequence[Cell], columns: Sequence[int]) -> Iterator[str]:
    seen: set[tuple[int, int]] = set()
    for at in columns:
        if cells[at].origin not in seen:
            seen.add(cells[at].origin)
            for line in cells[at].lines:
                yield from (part.strip() for part in line.split("\n") if part.strip())


def _added(rows: list[Row], row: Row) -> list[Row]:
    """A row without a name goes on with the indicator of the row before (跨页拆开的一行)."""
    if rows and (not row.name or row.where == rows[-1].where):
        last = rows[-1]
        new = row.explanation if row.explanation != last.explanation else ()
        more = row.standard if row.standard != last.standard else ()
        return [
            *rows[:-1],
            Row(
                last.above, last.name, last.weight, last.explanation + new, last.standard + more,
                last.points if last.points is not None else row.points, last.reason, last.evidence,
                last.where,
            ),
        ]  # fmt: skip
    return [*rows, row]
