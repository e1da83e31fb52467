"""表的排法: which rows and cells a form has, made from the model's types and the values there are.

Writing and reading a form both lay it out anew from the same values, so a cell is found again by the
path of its row and the head of its column, wherever it was moved to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from generator.form.guide import Guide
from generator.form.kinds import Keyed, Leaf, Listed, Part, Shaped, parts
from generator.form.tree import Key, Path, Tree, below
from generator.model import Report
from generator.shape import Shape

__all__ = ["FILL", "KEY", "LEFT_OUT", "Cell", "Page", "Row", "pages"]

FILL, KEY = "填写", "名称"
"""The heads of the columns that most sheets are filled in by: the value, and its name where people choose it."""

LEFT_OUT = ("意见",)
"""Parts that are not entered by hand: the list of remarks has a command of its own."""

_MAY_LACK = ("章节",)
_SPARE = (3, 2)  # empty rows for new entries, by how deep the list lies; one where it is deeper
_LONGEST = 32000  # characters that a cell holds for certain
_NAMED = Leaf("text")
_MEASURES: Mapping[tuple[str, str], str] = {
    ("预算", "amount"): "万元", ("资产", "amount"): "万元", ("人员编制", "count"): "人",
    ("预算", "count"): "个", ("项目完成", "count"): "个", ("履职工作", "count"): "项",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell to be filled (格): where its value belongs, what it may be, and what stands there."""

    path: Path
    leaf: Leaf
    was: str
    about: str = ""

    @property
    def held(self) -> bool:
        """Whether its text is longer than a cell can hold, so that it is changed in its file only."""
        return len(self.was) > _LONGEST


@dataclass(frozen=True, slots=True)
class Row:
    """A row (行): its own path, what stands before its cells, and the cells by the head of a column.

    ``entry``: an entry of a list or of a table by name, which goes when it is emptied.  ``named``: its
    name is a cell, too.
    """

    path: Path
    label: str
    level: int = 0
    about: str = ""
    measure: str = ""
    cells: Mapping[str, Cell] = field(default_factory=dict)
    entry: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet (表): its name, the heads of the columns to be filled, and its rows."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def pages(tree: Tree, guide: Guide) -> tuple[Page, ...]:
    """The sheets of a form for these values, a part of the report each."""
    layout = _Layout(guide)
    found = [
        page
        for part in parts(Report)
        if part.name not in LEFT_OUT and (part.name not in _MAY_LACK or below(tree, part.name))
        for page in layout.pages(part, below(tree, part.name))
    ]
    return tuple(page for page in found if page.rows)


Rows: TypeAlias = Iterator[Row]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How parts become rows."""

    guide: Guide

    def pages(self, part: Part, tree: Tree | None) -> Iterator[Page]:
        path = (part.name,)
        if _tabular(part):
            yield _page(part.name, self._entries(path, part, tree, 0), part)
            return
        yield _page(part.name, self._lines(path, part, tree, 0))
        for sub in parts(part.what.shape) if isinstance(part.what, Shaped) else ():
            if _tabular(sub):
                rows = self._entries((*path, sub.name), sub, below(tree, sub.name), 0)
                yield _page(part.name + sub.name, rows, sub)

    # ---- one value a row -------------------------------------------------------------------------

    def _lines(self, path: Path, part: Part, tree: Tree | None, level: int) -> Rows:
        what = part.what
        if isinstance(what, Leaf):
            cell = Cell(path, what, _said(tree), part.about)
            measure = _measure(path, what)
            yield Row(path, part.name, level, part.about, measure, {FILL: cell})
            return
        if level or not isinstance(what, Shaped):
            yield Row(path, part.name, level, part.about)
        if isinstance(what, Shaped):
            inner = level + 1 if len(path) > 1 else level
            for sub in parts(what.shape):
                if not _tabular(sub):
                    yield from self._lines(
                        (*path, sub.name), sub, below(tree, sub.name), max(inner, 1)
                    )
        elif isinstance(what.inner, Leaf):
            keys: tuple[Key, ...] = (*(tree if isinstance(tree, dict) else ()), *_spare(tree, 0))
            for at, key in enumerate(keys):
                yield self._line((*path, key), what, at, tree, level=level + 1)

    def _line(
        self, path: Path, what: Listed | Keyed, at: int, tree: Tree | None, *, level: int
    ) -> Row:
        """One entry of a list of texts, or of figures by name."""
        key = path[-1]
        assert isinstance(what.inner, Leaf)
        cells = {FILL: Cell(path, what.inner, _said(below(tree, key)))}
        if isinstance(what, Listed):
            return Row(path, str(at + 1), level, cells=cells, entry=True)
        name = Cell(path, _NAMED, key if isinstance(key, str) else "")
        measure = _measure(path, what.inner)
        cells = {KEY: name, **cells}
        return Row(path, f"第{at + 1}项", level, "", measure, cells, entry=True, named=True)

    # ---- one entry a row -------------------------------------------------------------------------

    def _entries(self, path: Path, part: Part, tree: Tree | None, level: int) -> Rows:
        what = part.what
        assert isinstance(what, Listed | Keyed) and isinstance(what.inner, Shaped)
        for key in self._keys(path, what, tree, level):
            label = self.guide.label((*path, key)) or f"{part.name}{_ordinal(key)}"
            row = Row((*path, key), label, level, part.about, entry=True)
            yield from self._entry(row, what.inner, below(tree, key))

    def _entry(self, row: Row, what: Shaped, tree: Tree | None) -> Rows:
        cells = dict[str, Cell]()
        for part in parts(what.shape):
            if isinstance(part.what, Leaf):
                cells |= self._cell(part, (*row.path, part.name), part.what, tree)
        yield Row(row.path, row.label, row.level, row.about, cells=cells, entry=True)
        for part in parts(what.shape):
            path, own, level = (*row.path, part.name), below(tree, part.name), row.level + 1
            if _tabular(part):
                yield from self._entries(path, part, own, level)
            elif not isinstance(part.what, Leaf):
                yield from self._texts(path, part, own, level)

    def _texts(self, path: Path, part: Part, tree: Tree | None, level: int) -> Rows:
        """The entries of a list of texts below an entry, or the answers to 评价要点."""
        what = part.what
        assert isinstance(what, Listed | Keyed) and isinstance(what.inner, Leaf)
        for key in self._keys(path, what, tree, level):
            own = (*path, key)
            label = self.guide.label(own) or f"{part.name}{_ordinal(key)}"
            cells = self._cell(part, own, what.inner, tree)
            yield Row(own, label, level, part.about, cells=cells, entry=True)

    def _keys(
        self, path: Path, what: Listed | Keyed, tree: Tree | None, level: int
    ) -> Iterator[Key]:
        there = tree if isinstance(tree, dict) else {}
        if isinstance(what, Keyed):
            yield from dict.fromkeys([*self.guide.keys(path), *there])
        else:
            yield from (*there, *_spare(tree, level))

    def _cell(self, part: Part, path: Path, leaf: Leaf, tree: Tree | None) -> dict[str, Cell]:
        """The cell of a part, unless the rubric asks for nothing there and nothing was given."""
        was = _said(below(tree, path[-1]))
        narrowed = self.guide.leaf(path, leaf)
        if narrowed is None and not was:
            return {}
        return {part.name: Cell(path, narrowed or leaf, was, part.about)}


def _tabular(part: Part) -> bool:
    """Whether a part is a list of entries that have parts of their own."""
    return isinstance(part.what, Listed | Keyed) and isinstance(part.what.inner, Shaped)


def _spare(tree: Tree | None, level: int) -> range:
    there = len(tree) if isinstance(tree, dict) else 0
    return range(there, there + (_SPARE[level] if level < len(_SPARE) else min(there, 1)))


def _said(tree: Tree | None) -> str:
    return tree if isinstance(tree, str) else ""


def _ordinal(key: Key) -> str:
    return str(key + 1) if isinstance(key, int) else str(key)


def _measure(path: Path, leaf: Leaf) -> str:
    return _MEASURES.get((str(path[0]), leaf.kind), "")


def _page(name: str, rows: Rows, part: Part | None = None) -> Page:
    """A sheet with the columns that its rows need, those of its entries in the model's order."""
    kept = tuple(rows)
    order = [KEY]
    if part is not None and isinstance(part.what, Listed | Keyed):
        order = [each.name for each in parts(_shape(part.what))]
    heads = dict.fromkeys(head for row in kept for head in row.cells)
    placed = sorted(heads, key=lambda head: order.index(head) if head in order else len(order))
    return Page(name, tuple(placed), kept)


def _shape(what: Listed | Keyed) -> type[Shape]:
    assert isinstance(what.inner, Shaped)
    return what.inner.shape
