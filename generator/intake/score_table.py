"""评分表: a scoring table as it was typed becomes levels, weights, wording and points, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from generator.intake.columns import Columns, columns_of, heads_of
from generator.intake.items import Heading, Row, ScoreTable
from generator.intake.side_rows import is_note, words_of
from generator.intake.sums import is_total, points_of, total_of
from generator.intake.typed import Cell, Grid
from generator.intake.weights import in_points, weight_of

__all__ = ["find_score_tables", "read_table"]

_WEIGHT = re.compile(r"[（(]([0-9]+(?:\.[0-9]+)?)分?[）)]$")


def find_score_tables(grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """The scoring tables among a document's tables; the parts of one that was cut are joined."""
    found: list[Grid] = []
    open_ = False
    for grid in grids:
        if open_ and _goes_on(found[-1], grid):
            found[-1] = _joined(found[-1], grid)
            continue
        open_ = _scores(grid)
        found += [grid] if open_ else []
    return tuple(found)


def _scores(grid: Grid) -> bool:
    columns = columns_of(grid)
    return "名称" in columns and bool({"标准", "得分"} & set(columns)) and len(columns) >= 3


def _goes_on(first: Grid, second: Grid) -> bool:
    """Whether a table is the rest of the one before: the same heads or none, and rows that fit."""
    columns = columns_of(first)
    if not second.rows or len(second.rows[0]) != len(first.rows[0]):
        return False
    if is_total(first.rows[-1], columns) or (heads_of(second) and _heads(first) != _heads(second)):
        return False
    return heads_of(second) > 0 or _fits(second, columns)


def _fits(grid: Grid, columns: Columns) -> bool:
    """Rows whose figures stand where the heads say; or the rest of a row that was cut."""
    names, own = _levels(columns)
    figures = (*columns.get("得分", ()), *columns.get("分值", ()))
    rows = [row for row in grid.rows if len({cell.origin for cell in row}) > 1]
    told = [[row[at].text for at in figures if row[at].text] for row in rows]
    if any(weight_of([text]) is None for texts in told for text in texts):
        return False
    weighed = any(_named(row, at, own[at]).weight is not None for row in rows for at in names)
    return weighed or any(told) or not any(row[names[-1]].text for row in rows)


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
    reading = _Reading(columns_of(grid))
    for cells in grid.rows[heads_of(grid) :]:
        reading.take(cells)
    rows, left, joined = in_points(reading.rows), tuple(reading.left), tuple(reading.joined)
    return ScoreTable(rows, reading.total, grid.where, left, joined)


@dataclass(slots=True)
class _Reading:
    """What was read of a table so far (读表), and the row before with the levels over it."""

    columns: Columns
    rows: list[Row] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    total: Decimal | None = None
    above: tuple[Heading, ...] = ()
    before: Sequence[Cell] = ()

    def take(self, cells: Sequence[Cell]) -> None:
        """Read one more row."""
        whole = is_total(cells, self.columns)
        if whole is not None:
            said = total_of(cells, self.columns) if whole else None
            self.total = self.total if said is None else said
        elif is_note(cells):
            self.left.append(words_of(cells))
        else:
            self._indicator(cells)

    def _indicator(self, cells: Sequence[Cell]) -> None:
        above = _above(cells, self.columns, self.above)
        rest = above == self.above and self._goes_on(cells)
        row = _row(_unmerged(cells, self.before) if rest else cells, self.columns, above)
        if rest and _WEIGHT.search(self._name(cells).text):
            row = replace(row, weight=None)  # the weight stands with the name, for all its rows
        figures = row.weight is not None or row.points is not None
        texts = row.explanation or row.standard or row.reason or row.evidence
        if row.name:
            self.rows.append(row)
        elif rest and (texts or (figures and self._name(cells).text)):
            self.joined += [self.rows[-1].name] if figures else []
            self.rows[-1] = _more(self.rows[-1], row)
        elif texts or (figures and above == self.above):
            self.left.append(words_of(cells))
        self.above, self.before = above, cells

    def _name(self, cells: Sequence[Cell]) -> Cell:
        return cells[self.columns["名称"][-1]]

    def _goes_on(self, cells: Sequence[Cell]) -> bool:
        """A row goes on with the indicator before: its name is blank, or merged with that one's."""
        name = self._name(cells)
        merged = bool(self.before) and name.origin == self._name(self.before).origin
        return bool(self.rows) and (merged or not name.text)


def _unmerged(cells: Sequence[Cell], before: Sequence[Cell]) -> tuple[Cell, ...]:
    """The row with nothing in the cells that are merged with those of the row before."""
    known = {cell.origin for cell in before}
    return tuple(
        Cell((), cell.where, cell.origin) if cell.origin in known else cell for cell in cells
    )


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


def _row(cells: Sequence[Cell], columns: Columns, above: tuple[Heading, ...]) -> Row:
    names, own = _levels(columns)
    at = names[-1]
    named = _named(cells, at, own[at])
    explanation, standard, reason, evidence = (
        _lines(cells, columns.get(role, ())) for role in ("解释", "标准", "原因", "佐证")
    )
    return Row(
        above, named.name, named.weight, explanation, standard, points_of(cells, columns),
        "\n".join(reason), evidence, cells[at].where,
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


def _more(last: Row, row: Row) -> Row:
    """An indicator with what a further row of it says (跨页拆开的一行): words behind words, figures added."""
    new = row.explanation if row.explanation != last.explanation else ()
    more = row.standard if row.standard != last.standard else ()
    return replace(
        last,
        weight=_sum(last.weight, row.weight),
        explanation=last.explanation + new,
        standard=last.standard + more,
        points=_sum(last.points, row.points),
        reason="\n".join(filter(None, (last.reason, row.reason))),
        evidence=last.evidence + row.evidence,
    )


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one + (other or 0)
