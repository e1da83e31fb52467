"""汇总报告的表: tables under numbered captions, their figures centred; and how shares are printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from generator.figures import rounded
from generator.narrative import Block, Chart, Span, Table

__all__ = ["Column", "Piece", "share", "table", "text"]

Piece: TypeAlias = Block | Table | Chart
_KINDS = {"centre": "居中", "left": "表格"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column (栏): its head, its width in proportion, and where its texts stand."""

    head: str
    wide: int
    stands: Literal["centre", "left"] = "centre"


def text(words: str, path: str) -> Block:
    """A paragraph of a part."""
    return Block("正文", (Span(words),), (path,))


def share(ratio: Decimal) -> str:
    """A ratio per cent with two decimals, whatever they are, as charts and the workbook have it."""
    return f"{rounded(ratio * 100, 2):f}%"


def table(
    number: int,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    path: str,
) -> Iterator[Piece]:
    """A table under its caption, which stays with it; its cells bear the number of their row."""
    yield Block("表头", (Span(f"表{number}　{title}"),), (path,))
    kinds = [_KINDS[column.stands] for column in columns]
    lines = ([column.head for column in columns], *rows)
    cells = tuple(
        tuple(
            Block(kind if line else "表格", (Span(words),), (path, columns[0].head, line))
            for kind, words in zip(kinds, texts, strict=True)
        )
        for line, texts in enumerate(lines)
    )
    yield Table(cells, (path,), tuple(column.wide for column in columns))
