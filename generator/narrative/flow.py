"""接排与连排: what stands in one paragraph though it comes from several texts of the data.

Such a paragraph has the data path of the text it holds; of several, of what they have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from generator.narrative.blocks import Block, Chart, Path, Picture, Span, Table

__all__ = ["Piece", "joined", "led", "run_on"]

Piece = Block | Table | Chart | Picture


def led(lead: str | tuple[Span, ...], blocks: Sequence[Piece]) -> tuple[Piece, ...]:
    """The blocks with a few words before the first; alone, when there is no paragraph to lead."""
    before = (Span(lead),) if isinstance(lead, str) else lead
    if not before:
        return tuple(blocks)
    first, *rest = blocks or (Block("正文", ()),)
    if not isinstance(first, Block):
        return (Block("正文", before, getattr(first, "path", ())), *blocks)
    return (Block(first.kind, (*before, *first.spans), first.path), *rest)


def joined(heading: Block, sign: str, blocks: Sequence[Piece]) -> Iterator[Piece]:
    """A heading and what stands below it; with a sign, the first paragraph on the heading's line.

    The paragraph is one of running text, and its title no text of its own to calculate in.  A
    heading below, a table or nothing leaves the title alone, closed by a full stop where that is
    the sign.
    """
    first, *rest = blocks or (None,)
    if sign and isinstance(first, Block) and not _is_heading(first):
        title = tuple(span._replace(source="") for span in heading.spans)
        yield Block("正文", (*title, Span(sign), *first.spans), first.path)
        yield from rest
        return
    yield Block("正文", (*heading.spans, Span(sign)), heading.path) if sign == "。" else heading
    yield from blocks


def run_on(blocks: Iterable[Piece]) -> Iterator[Piece]:
    """The blocks as one paragraph of running text; a table or chart ends it, and another begins."""
    held: list[Block] = []
    for block in blocks:
        if isinstance(block, Block):
            held.append(block)
            continue
        yield from _one(held)
        held = []
        yield block
    yield from _one(held)


def _one(blocks: Sequence[Block]) -> Iterator[Block]:
    if len(blocks) == 1:
        yield replace(blocks[0], kind="正文")
    elif blocks:
        spans = tuple(span for block in blocks for span in block.spans)
        yield Block("正文", spans, _common([block.path for block in blocks]))


def _common(paths: Sequence[Path]) -> Path:
    """What all paths begin with."""
    first, last = min(paths, key=_in_order), max(paths, key=_in_order)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    return first[: min(len(first), len(last))] if same is None else first[:same]


def _in_order(path: Path) -> tuple[str, ...]:
    return tuple(str(step) for step in path)


def _is_heading(block: Block) -> bool:
    return block.kind.startswith("标题")
