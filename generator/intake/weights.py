"""分值: weights as offices type them, in points, in percent, or as shares of the level above, in points."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from generator.intake.items import Heading, Row

__all__ = ["in_points", "number_of", "weight_of"]

_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?)分?")
_FULL = Decimal(100)
_Level = Mapping[Heading | Row, Decimal | None]


def number_of(text: str) -> Decimal | None:
    """A figure, ``分`` behind it or not; None for all else."""
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text))
    return Decimal(match[1]) if match else None


def weight_of(texts: Sequence[str]) -> Decimal | None:
    """The weight that the cells beside a name say: points before percent, a percent as one of 100 points."""
    bare = [unicodedata.normalize("NFKC", text) for text in texts]
    figures = (number_of(text) for text in (*bare, *(_share(text) for text in bare)))
    return next((each for each in figures if each is not None), None)


def _share(text: str) -> str:
    return text.removesuffix("%") if text.endswith("%") else ""


def in_points(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with weights that are points: parts of a 1, or of the level above, made parts of 100.

    What they add up to decides; where no reading adds up, they stay as typed.
    """
    leaves = [row.weight or Decimal(0) for row in rows]
    levels = _levels(rows)
    if sum(leaves) == _FULL:
        return tuple(rows)
    if sum(leaves) == 1 and _most(levels) <= 1:
        return tuple(_times(row, _FULL) for row in rows)
    whole = next((each for each in (_FULL, Decimal(1)) if _all_add_up(levels, each)), None)
    return tuple(_multiplied(row, whole) for row in rows) if whole else tuple(rows)


def _levels(rows: Sequence[Row]) -> Mapping[tuple[Heading, ...], _Level]:
    """What stands directly under each chain of headings, with its weight."""
    found: dict[tuple[Heading, ...], dict[Heading | Row, Decimal | None]] = {}
    for row in rows:
        chain: tuple[Heading | Row, ...] = (*row.above, row)
        for depth, each in enumerate(chain):
            found.setdefault(row.above[:depth], {})[each] = each.weight
    return found


def _most(levels: Mapping[tuple[Heading, ...], _Level]) -> Decimal:
    return max(weight or Decimal(0) for level in levels.values() for weight in level.values())


def _all_add_up(levels: Mapping[tuple[Heading, ...], _Level], whole: Decimal) -> bool:
    return all(
        None not in level.values() and sum(filter(None, level.values())) == whole
        for level in levels.values()
    )


def _times(row: Row, factor: Decimal) -> Row:
    above = tuple(replace(each, weight=each.weight and each.weight * factor) for each in row.above)
    return replace(row, above=above, weight=row.weight and row.weight * factor)


def _multiplied(row: Row, whole: Decimal) -> Row:
    """A row whose weight is a share of the level above, which is a share of the one above it."""
    share, above = _FULL, list[Heading]()
    for each in row.above:
        share = share * (each.weight or 0) / whole
        above.append(replace(each, weight=share))
    return replace(row, above=tuple(above), weight=share * (row.weight or 0) / whole)
