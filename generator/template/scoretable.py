"""评分表的列: fits a template's scoring table to the columns that a rubric asks for.

The table is known by its loop over 评分表.行.  One that has the columns already is left byte for byte
as it is; one of a shape that can't be fitted is left too, and the check then says what differs.
Works on the grid of ECMA-376 17.4: a cell covers one grid column or several (gridSpan).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from generator.template.slots import element, w

__all__ = ["fitted"]

_LEVELS = ("一级指标", "二级指标", "三级指标", "四级指标")
# Columns that a rubric may ask for, with the column whose look a new one takes and how it is printed.
_EXTRA: Mapping[str, tuple[str, str]] = {
    "分值": ("得分", "{{{{ {} }}}}"),
    "自评得分": ("得分", "{{{{ {} }}}}"),
    "扣分原因": ("评分标准", "{{{{p {} }}}}"),
    "佐证": ("评分标准", "{{{{p {} }}}}"),
}
_KNOWN = frozenset([*_LEVELS, *_EXTRA, "指标解释", "评分标准", "得分"])

# Widths in twips: of narrow columns as they should be and when there are many; the rest of the
# width is shared by the wide ones in these proportions.
_NARROW: Mapping[str, tuple[int, int]] = {
    "group": (1077, 960),
    "name": (1474, 1240),
    "分值": (700, 600),
    "自评得分": (900, 900),
    "得分": (736, 700),
}
_WIDE: Mapping[str, int] = {"指标解释": 4394, "评分标准": 3998, "扣分原因": 2600, "佐证": 2200}
_MANY = 7


def fitted(document: bytes, columns: tuple[str, ...]) -> bytes:
    """The template's document with its scoring table printing these columns, by name in order."""
    root = etree.fromstring(document)
    grid = next((g for t in root.iter(w("tbl")) if (g := _grid(t)) is not None), None)
    if grid is None or grid.columns == columns or not _fit(grid, columns):
        return document
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


@dataclass(slots=True)
class _Grid:
    """A scoring table: rows above the loop, the loop's own, the row it repeats, and those below.

    ``columns``: what the cells of the repeated row print, by name.
    """

    table: etree._Element
    heads: list[etree._Element]
    loop: list[etree._Element]
    body: etree._Element
    feet: list[etree._Element]
    variable: str
    columns: tuple[str, ...]

    def at(self, name: str) -> range:
        """The grid columns of a column."""
        return _ranges(self.body)[self.columns.index(name)]

    def levels(self) -> list[str]:
        """The columns of levels, the last of which is that of the indicator's name."""
        return [name for name in self.columns if name in _LEVELS]

    def rename(self, *columns: str) -> None:
        self.columns = columns


_LOOP = re.compile(r"\{%tr\s+for\s+(\S+)\s+in\s+评分表\.行\s*%\}")


def _grid(table: etree._Element) -> _Grid | None:
    """The table as a scoring table; None when it is none of the usual form."""
    rows = table.findall(w("tr"))
    for i, row in enumerate(rows[:-2]):
        begins, ends = _LOOP.search(_text(row)), re.search(r"\{%tr\s+endfor", _text(rows[i + 2]))
        if begins and ends:
            body, variable = rows[i + 1], begins[1]
            names = tuple(_printed(cell, variable) for cell in _cells(body))
            loop, feet = [row, rows[i + 2]], rows[i + 3 :]
            return _Grid(table, rows[:i], loop, body, feet, variable, names)
    return None


def _printed(cell: etree._Element, variable: str) -> str:
    """The column that a cell of the repeated row prints; empty when it prints none or several."""
    found = re.findall(r"\{\{p?\s*" + re.escape(variable) + r"\.([^\s|}]+)", _text(cell))
    return found[0] if len(found) == 1 else ""


def _fit(grid: _Grid, columns: tuple[str, ...]) -> bool:
    """Fit the table; False, and the table half done, when that can't be."""
    wanted = [name for name in columns if name in _LEVELS]
    width = sum(_number(c, "w") for c in grid.table.findall(f"{w('tblGrid')}/{w('gridCol')}"))
    if not _usual(grid, columns) or not width:
        return False
    while len(grid.levels()) > len(wanted):
        _drop(grid, grid.levels()[-2])
    _number_levels(grid)
    while len(grid.levels()) < len(wanted):
        _insert_level(grid)
    for name in grid.columns:
        if name not in columns:
            _drop(grid, name)
    for before, name in pairwise(columns):
        if name not in grid.columns:
            _insert_extra(grid, before, name)
    if not all(_fit_foot(row, grid) for row in (*grid.loop, *grid.feet)):
        return False
    _set_widths(grid, width)
    return True


def _usual(grid: _Grid, columns: tuple[str, ...]) -> bool:
    """Levels first and in order, every column once, those that no rubric does without, even rows."""
    have, levels = set(grid.columns), len(grid.levels())
    needed = set(columns) - set(_EXTRA) - set(_LEVELS)
    ends = {sum(map(_span, _cells(row))) for row in grid.table.findall(w("tr"))}
    return (
        levels > 1
        and grid.columns[:levels] == _LEVELS[:levels]
        and len(have) == len(grid.columns)
        and needed <= have <= _KNOWN
        and len(ends) == 1
    )


# ---- columns ---------------------------------------------------------------------------------------


def _drop(grid: _Grid, name: str) -> None:
    """Take a column out of the rows above the loop and of the repeated one."""
    place = grid.at(name)
    for row in (*grid.heads, grid.body):
        for at in reversed(place):
            _narrow(row, at)
    grid.rename(*(each for each in grid.columns if each != name))


def _insert_level(grid: _Grid) -> None:
    """One level more, before the last and looking like the one above it."""
    *_, like, last = grid.levels()
    _insert(grid, grid.at(last).start, grid.at(like))
    at = grid.columns.index(last)
    grid.rename(*grid.columns[:at], like, *grid.columns[at:])
    _number_levels(grid)


def _insert_extra(grid: _Grid, before: str, name: str) -> None:
    """A column of its own behind another, looking like its kind, with its label and its field."""
    like, field = _EXTRA[name]
    label, (printing,) = _insert(grid, grid.at(before).stop, grid.at(like))
    for i, cell in enumerate(cell for cell in label if not _continues(cell)):
        _say(cell, "" if i else name)
    _say(printing, field.format(f"{grid.variable}.{name}"))
    at = grid.columns.index(before) + 1
    grid.rename(*grid.columns[:at], name, *grid.columns[at:])


def _insert(grid: _Grid, at: int, like: range) -> tuple[list[etree._Element], list[etree._Element]]:
    """A grid column at a place; the new cells of the rows above the loop and of the repeated one."""
    new = [
        [cell for row in rows for cell in _widen(row, at, like)]
        for rows in (grid.heads, [grid.body])
    ]
    return new[0], new[1]


def _number_levels(grid: _Grid) -> None:
    """Give the columns of levels their names anew from the first on, in labels and fields."""
    old, columns = grid.levels(), list(grid.columns)
    places = [i for i, name in enumerate(columns) if name in _LEVELS]
    cells = _cells(grid.body)
    for new, was, i in zip(_LEVELS, old, places, strict=False):
        start = _ranges(grid.body)[i].start
        _reword(cells[i], f"{grid.variable}.{was}", f"{grid.variable}.{new}")
        for row in grid.heads:
            for cell, covered in zip(_cells(row), _ranges(row), strict=True):
                if covered.start == start:
                    _reword(cell, "[一二三四]级指标", new)
        columns[i] = new
    grid.rename(*columns)


def _fit_foot(row: etree._Element, grid: _Grid) -> bool:
    """Let a row below span the table, the total behind its label standing in the column of the points."""
    cells, end = _cells(row), _ranges(grid.body)[-1].stop
    total = next((cell for cell in cells if "评分表.总分" in _text(cell)), None)
    if total is None or total is cells[0]:
        return _stretch(cells, end)
    behind = cells[cells.index(total) + 1 :]
    if any(_text(cell).strip() for cell in behind):
        return False
    for cell in behind:
        row.remove(cell)
    place = grid.at("自评得分" if "自评得分" in grid.columns else "得分")
    _set_span(total, len(place))
    for _ in range(place.stop, end):
        total.addnext(_blank(total))
    return _stretch(cells[: cells.index(total)], place.start)


def _stretch(cells: list[etree._Element], end: int) -> bool:
    """Let the first of some cells take what room the others leave; False when there is none."""
    room = end - sum(map(_span, cells[1:]))
    _set_span(cells[0], max(room, 1))
    return room > 0


# ---- cells -----------------------------------------------------------------------------------------


def _narrow(row: etree._Element, at: int) -> None:
    """Take one grid column out of a row."""
    for cell, covered in zip(_cells(row), _ranges(row), strict=True):
        if at in covered and len(covered) > 1:
            _set_span(cell, len(covered) - 1)
        elif at in covered:
            row.remove(cell)


def _widen(row: etree._Element, at: int, like: range) -> list[etree._Element]:
    """Put one grid column into a row: inside a cell that reaches over the place, else as a new cell."""
    cells = dict(zip(_ranges(row), _cells(row), strict=True))
    for covered, cell in cells.items():
        if covered.start < at < covered.stop:
            _set_span(cell, len(covered) + 1)
            return []
    left = next(cell for covered, cell in cells.items() if covered.stop == at)
    new = copy.deepcopy(cells.get(like, left))
    _set_span(new, 1)
    left.addnext(new)
    return [new]


def _blank(cell: etree._Element) -> etree._Element:
    """An empty cell that looks like another."""
    new = copy.deepcopy(cell)
    _set_span(new, 1)
    _say(new, "")
    return new


def _say(cell: etree._Element, text: str) -> None:
    """Give a cell this text, in the look of its first words."""
    texts = list(cell.iter(w("t")))
    for i, holder in enumerate(texts):
        holder.text = "" if i else text


def _reword(cell: etree._Element, pattern: str, new: str) -> None:
    """Replace words of a cell; words that are split over runs come together in the first."""
    text = _text(cell)
    changed = re.sub(pattern, new, text)
    if changed != text:
        _say(cell, changed)


def _text(part: etree._Element) -> str:
    return "".join(holder.text or "" for holder in part.iter(w("t")))


def _continues(cell: etree._Element) -> bool:
    merge = cell.find(f"{w('tcPr')}/{w('vMerge')}")
    return merge is not None and merge.get(w("val")) != "restart"


# ---- the grid --------------------------------------------------------------------------------------


def _cells(row: etree._Element) -> list[etree._Element]:
    return row.findall(w("tc"))


def _ranges(row: etree._Element) -> list[range]:
    """The grid columns that each cell of a row covers."""
    found: list[range] = []
    for cell in _cells(row):
        start = found[-1].stop if found else 0
        found.append(range(start, start + _span(cell)))
    return found


def _span(cell: etree._Element) -> int:
    span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
    return 1 if span is None else _number(span, "val")


def _set_span(cell: etree._Element, columns: int) -> None:
    """Let a cell cover so many grid columns; the place of gridSpan is fixed by schema."""
    properties = _properties(cell)
    for span in properties.findall(w("gridSpan")):
        properties.remove(span)
    if columns > 1:
        width = properties.find(w("tcW"))
        assert width is not None
        width.addnext(element("gridSpan", val=str(columns)))


def _properties(cell: etree._Element) -> etree._Element:
    """The properties of a cell, with a width among them."""
    properties = cell.find(w("tcPr"))
    if properties is None:
        properties = element("tcPr")
        cell.insert(0, properties)
    if properties.find(w("tcW")) is None:
        style = properties.find(w("cnfStyle"))
        properties.insert(0 if style is None else 1, element("tcW", w="0", type="dxa"))
    return properties


def _number(part: etree._Element, attribute: str) -> int:
    written = str(part.get(w(attribute)))
    return int(written) if written.isdigit() else 0


def _set_widths(grid: _Grid, width: int) -> None:
    """Give every grid column and every cell its width; together they are as wide as before."""
    shares = _shares(grid.columns, width)
    columns = [
        part
        for share, covered in zip(shares, _ranges(grid.body), strict=True)
        for part in _parts(share, len(covered))
    ]
    frame = grid.table.find(w("tblGrid"))
    assert frame is not None
    frame[:] = [element("gridCol", w=str(each)) for each in columns]
    for row in grid.table.findall(w("tr")):
        for cell, covered in zip(_cells(row), _ranges(row), strict=True):
            _set_width(cell, sum(columns[covered.start : covered.stop]))


def _set_width(cell: etree._Element, width: int) -> None:
    own = _properties(cell).find(w("tcW"))
    assert own is not None
    own.set(w("w"), str(width))
    own.set(w("type"), "dxa")


def _shares(columns: tuple[str, ...], width: int) -> list[int]:
    """Widths by kind of column: narrow ones as they should be, the others share what is left."""
    kinds = [_kind(name, columns) for name in columns]
    narrow = {kind: _NARROW[kind][len(columns) > _MANY] for kind in kinds if kind in _NARROW}
    left = width - sum(narrow.get(kind, 0) for kind in kinds)
    wide = sum(_WIDE.get(kind, 0) for kind in kinds)
    shares = [narrow.get(kind) or left * _WIDE[kind] // wide for kind in kinds]
    shares[kinds.index("指标解释")] += width - sum(shares)
    return shares


def _kind(name: str, columns: tuple[str, ...]) -> str:
    if name not in _LEVELS:
        return name
    last = max((each for each in columns if each in _LEVELS), key=_LEVELS.index)
    return "name" if name == last else "group"


def _parts(width: int, count: int) -> Iterator[int]:
    """A width in so many parts that differ by one at most."""
    for i in range(count):
        yield width * (i + 1) // count - width * i // count
