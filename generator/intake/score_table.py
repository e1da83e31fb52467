"""认评分表: a scoring table, whatever its columns and levels, as rows that each are one indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from generator.intake.parting import is_scoring
from generator.intake.typed import Cell, Grid

__all__ = ["Row", "ScoreTable", "find_score_tables", "joined", "read_table"]

_HEADS: Mapping[str, str] = {
    "自评": r"自评得?分|单位自评",
    "复核": r"(?:财政|复核|核定|主管部门|评价组|第三方).{0,4}得?分",
    "得分": r"得分|实得分|评价分",
    "分值": r"分值|权重|标准分|满分|指标分",
    "扣分原因": r"(?:扣|失)分(?:原因|理由|说明|情况)",
    "佐证": r"佐证|证明材料|支撑材料|依据材料",
    "标准": r"(?:评分|评价|计分|扣分|打分)(?:标准|细则|办法|方法|规则)",
    "解释": r"指标(?:解释|说明|内容|释义|内涵|定义)|评价(?:内容|要点)|解释",
    "名称": r"指标名称|评价指标$",
    "一级": r"一级指标",
    "二级": r"二级指标",
    "三级": r"三级指标",
    "四级": r"四级指标",
    "备注": r"备注|说明",
}
_LEVELS = ("一级", "二级", "三级", "四级")
_TOTAL = re.compile(r"(?:自评|评价|得分)?(?:总分|合计|总计|总得分|合计得分)(?:[（(]?\d+分?[）)]?)?")
_WEIGHED = re.compile(r"(.+?)[（(](\d+(?:\.\d+)?)分?[）)]")
_MOST_HEADS, _FEWEST_HEADS = 3, 3


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator as its row says (一行): its groups with their weights, and its cells as they stand.

    A weight is None where the table gives none; ``points`` None where the cell holds no figure.
    """

    groups: tuple[tuple[str, Decimal | None], ...]
    name: str
    weight: Decimal | None
    meaning: tuple[str, ...]
    standard: tuple[str, ...]
    points: Decimal | None
    reason: str
    evidence: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """A scoring table read (评分表): its indicators in order, the total, the columns that it adds.

    ``extra``: 分值, 自评得分, 扣分原因, 佐证 as far as there are such columns, in their order.
    """

    rows: tuple[Row, ...]
    total: Decimal | None
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column holds what; ``levels`` from the top one on, the last is the indicator's name."""

    levels: tuple[int, ...]
    roles: Mapping[str, int] = field(default_factory=dict)

    def of(self, row: Sequence[Cell], role: str) -> Cell | None:
        at = self.roles.get(role)
        return None if at is None else row[at]


def find_score_tables(grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """Of some tables those that are scoring tables, a table cut in pieces as one."""
    found: list[list[Grid]] = []
    for grid in grids:
        if found and grid.rows and len(grid.rows[0]) == len(found[-1][0].rows[0]):
            found[-1].append(grid)
        elif is_scoring(grid):
            found.append([grid])
    return tuple(joined(pieces) for pieces in found)


def joined(pieces: Sequence[Grid]) -> Grid:
    """Pieces of one table as one; heads that are repeated stay, and are passed over in reading."""
    rows: list[tuple[Cell, ...]] = []
    for piece in pieces:
        start = len(rows)
        rows += [
            tuple(replace(c, origin=(c.origin[0] + start, c.origin[1])) for c in row)
            for row in piece.rows
        ]
    return Grid(tuple(rows), pieces[0].where)


def read_table(grid: Grid) -> ScoreTable:
    """The indicators of a scoring table; no rows where its heads are not understood."""
    head = _head(grid)
    columns = _columns(grid.rows[: head + 1])
    if not columns.levels:
        return ScoreTable((), None)
    heads = {_texts(row) for row in grid.rows[: head + 1]}
    rows, total = _Reader(columns).read([row for row in grid.rows if _texts(row) not in heads])
    return ScoreTable(tuple(rows), total, _extra(columns))


def _texts(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(cell.text for cell in row)


def _head(grid: Grid) -> int:
    """The last row of heads."""
    last = 0
    for i, row in enumerate(grid.rows[: _MOST_HEADS + 1]):
        known = [cell for cell in row if _role(cell.text)]
        if len({cell.origin for cell in known}) >= _FEWEST_HEADS or (
            i == last + 1 and any(c.origin[0] < i for c in row) and known and not _weighed_any(row)
        ):
            last = i
    return last


def _weighed_any(row: Sequence[Cell]) -> bool:
    return any(_WEIGHED.fullmatch(cell.text) for cell in row)


def _role(text: str) -> str:
    """What a head says its column holds; empty when it is none that we know."""
    if len(text) > 20:
        return ""
    bare = re.sub(r"[（(].*?[）)]", "", text)
    return next((role for role, pattern in _HEADS.items() if re.search(pattern, bare)), "")


def _columns(heads: Sequence[Sequence[Cell]]) -> _Columns:
    """The role of each column by its lowest head that has one."""
    roles: dict[str, int] = {}
    for at in range(len(heads[0])):
        found = [role for row in reversed(heads) if (role := _role(row[at].text))]
        if found and found[0] not in roles:
            roles[found[0]] = at
    named = [roles[level] for level in _LEVELS if level in roles]
    if "名称" in roles:
        named = [at for at in named if at < roles["名称"]] + [roles["名称"]]
    if "自评" not in roles and "得分" not in roles and "复核" in roles:
        roles["得分"] = roles["复核"]
    return _Columns(tuple(named), roles)


def _extra(columns: _Columns) -> tuple[str, ...]:
    named = {"分值": "分值", "自评": "自评得分", "扣分原因": "扣分原因", "佐证": "佐证"}
    present = sorted((at, named[role]) for role, at in columns.roles.items() if role in named)
    both = "得分" in columns.roles or "复核" in columns.roles
    return tuple(name for _, name in present if name != "自评得分" or both)


@dataclass(slots=True)
class _Reader:
    """Reads row by row; what stands above counts on where a cell is merged with it, or blank."""

    columns: _Columns
    above: list[tuple[str, Decimal | None]] = field(default_factory=list)

    def read(self, rows: Sequence[Sequence[Cell]]) -> tuple[list[Row], Decimal | None]:
        found: list[Row] = []
        total: Decimal | None = None
        before: Sequence[Cell] = ()
        for row in rows:
            if any(_TOTAL.fullmatch(row[at].text) for at in self.columns.levels):
                total = _total(row) if total is None else total
                continue
            name = row[self.columns.levels[-1]]
            if not any(cell.text for cell in row):
                continue
            self._groups(row)
            if found and (not name.text or (before and _same(name, before, self.columns.levels[-1]))):
                found[-1] = self._continued(found[-1], row)
            elif name.text:
                found.append(self._row(row))
            before = row
        return found, total

    def _groups(self, row: Sequence[Cell]) -> None:
        """The groups that are open from this row on: a name given anew closes those below it."""
        for depth, at in enumerate(self.columns.levels[:-1]):
            text = row[at].text
            if not text:
                continue
            found = _weighed(text)
            if depth < len(self.above) and self.above[depth] == found:
                continue
            self.above[depth:] = [found]

    def _row(self, row: Sequence[Cell]) -> Row:
        cell = row[self.columns.levels[-1]]
        name, weight = _weighed(cell.text)
        given = self.columns.of(row, "分值")
        if given is not None and (figure := _figure(given.text)) is not None:
            weight = figure
        points = self.columns.of(row, "自评") or self.columns.of(row, "得分")
        reason = self.columns.of(row, "扣分原因")
        return Row(
            tuple(self.above), name, weight, self._lines(row, "解释"), self._lines(row, "标准"),
            None if points is None else _figure(points.text), reason.text if reason else "",
            self._lines(row, "佐证"), cell.where,
        )  # fmt: skip

    def _continued(self, before: Row, row: Sequence[Cell]) -> Row:
        """The rest of an indicator that is torn by a page, or told in several rows."""
        def more(known: tuple[str, ...], role: str) -> tuple[str, ...]:
            lines = self._lines(row, role)
            return known if lines == known[-len(lines) :] else (*known, *lines)

        return replace(
            before, meaning=more(before.meaning, "解释"), standard=more(before.standard, "标准")
        )

    def _lines(self, row: Sequence[Cell], role: str) -> tuple[str, ...]:
        cell = self.columns.of(row, role)
        return tuple(line.strip() for line in cell.lines if line.strip()) if cell else ()


def _same(cell: Cell, before: Sequence[Cell], at: int) -> bool:
    return cell.origin == before[at].origin


def _weighed(text: str) -> tuple[str, Decimal | None]:
    """A name and the weight that stands behind it."""
    match = _WEIGHED.fullmatch(text)
    return (match[1], Decimal(match[2])) if match else (text, None)


def _figure(text: str) -> Decimal | None:
    match = re.fullmatch(r"(-?\d+(?:\.\d+)?)分?", text)
    return Decimal(match[1]) if match else None


def _total(row: Sequence[Cell]) -> Decimal | None:
    """The last figure of the row of the total."""
    figures: Iterator[Decimal | None] = (_figure(cell.text) for cell in reversed(row))
    return next((figure for figure in figures if figure is not None), None)
