"""评分项: the indicators of a scoring table as they were typed, the levels above them, the total."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Heading", "Row", "ScoreTable"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A level above indicators (一级、二级指标); ``weight`` None when the table does not say it."""

    name: str
    weight: Decimal | None
    where: str


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of the table (末级指标) as it was typed."""

    above: tuple[Heading, ...]
    name: str
    weight: Decimal | None
    explanation: tuple[str, ...]
    standard: tuple[str, ...]
    points: Decimal | None
    reason: str
    evidence: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """A scoring table (评分表): its indicators from top to bottom and its total as typed.

    ``left``: rows that are no indicator (备注行), each with its place and words.  ``joined``: names of
    indicators whose points or weights stood in several rows and were added up.
    """

    rows: tuple[Row, ...]
    total: Decimal | None
    where: str
    left: tuple[tuple[str, str], ...] = ()
    joined: tuple[str, ...] = ()
