"""计算过程: the annex that shows for each indicator how its points came about, by what, proved by what."""

from __future__ import annotations

from collections.abc import Iterable

from generator.narrative.blocks import Block, Span, Table
from generator.scoring import Score, explain

__all__ = ["workings"]

_SHARES = (14, 46, 20, 20)


def workings(scores: Iterable[Score]) -> Table:
    """A row an indicator: 指标, 计算过程, 依据, 佐证; several steps or papers are a line each."""
    header = ("指标", "计算过程", "依据", "佐证")
    head = tuple(Block("评分表头", (Span(text),), ("计算过程",)) for text in header)
    return Table((head, *map(_row, scores)), ("计算过程",), _SHARES)


def _row(score: Score) -> tuple[Block, ...]:
    indicator = score.indicator
    steps = [line for line in explain(score) if not line.startswith("佐证：")]
    name = f"{indicator.name}\n（{score.worth}）"
    texts = (name, "\n".join(steps), indicator.basis, "\n".join(score.answer.evidence))
    return tuple(Block("评分", (Span(text),), ("计算过程", indicator.name)) for text in texts)
