"""合计行: the rows of a scoring table that add up others, of a part of it or of the whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from generator.intake.columns import Columns
from generator.intake.typed import Cell
from generator.intake.weights import number_of

__all__ = ["is_sum", "is_total", "points_of", "total_of"]

_TOTAL = re.compile(
    r"(?:单位)?(?:自评|评价|考核|综合|最终)?(?:总得分|总评分|总分|合计|总计|得分合计|合计得分)"
    r"(?:\([0-9.]+分?\))?[:为]?(?P<points>[0-9]+(?:\.[0-9]+)?分?)?"
)
_PART = re.compile(r".{0,10}(?:小计|合计)(?:\([0-9.]+分?\))?:?")
_SAYING = ("解释", "标准", "原因", "佐证", "分值", "得分")
"""Roles of columns whose words say nothing of what kind of row it is."""


def is_sum(text: str) -> bool:
    """The words of a row that adds up others."""
    return bool(_total(text) or _PART.fullmatch(_bare(text)))


def is_total(cells: Sequence[Cell], columns: Columns) -> bool | None:
    """Whether the row adds up the whole table; None where it adds up nothing."""
    labels = _labels(cells, columns)
    if any(_total(text) for text in labels):
        return True
    return False if any(map(is_sum, labels)) else None


def points_of(cells: Sequence[Cell], columns: Columns) -> Decimal | None:
    """The points of a row."""
    scored = (number_of(cells[at].text) for at in columns.get("得分", ()))
    return next((each for each in scored if each is not None), None)


def total_of(cells: Sequence[Cell], columns: Columns) -> Decimal | None:
    """The total that a row states, in the column of points or right behind its words."""
    said = (number_of(m["points"]) for text in _labels(cells, columns) if (m := _total(text)) and m["points"])  # fmt: skip
    found = points_of(cells, columns)
    return found if found is not None else next(said, None)


def _labels(cells: Sequence[Cell], columns: Columns) -> list[str]:
    saying = {at for role in _SAYING for at in columns.get(role, ())}
    return [cell.text for at, cell in enumerate(cells) if at not in saying]


def _total(text: str) -> re.Match[str] | None:
    return _TOTAL.fullmatch(_bare(text))


def _bare(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
