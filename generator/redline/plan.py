"""排布: the steps from an old body, cell or table to the new one, in an order Word can show.

A cell and a body end in a paragraph that is there before and after, and so does the text before a
table; rows that came and went keep vertical merges whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from generator.redline.normal import Eye
from generator.redline.pairing import Block, Step, blocks, gathered, paired, rows_of
from generator.template import w

__all__ = ["Eyes", "steps_of", "steps_of_rows"]

Eyes = tuple[Eye, Eye]
"""Those of the old document and of the new one."""


def steps_of(old: etree._Element, new: etree._Element, eyes: Eyes) -> list[Step]:
    """What has become of the paragraphs and tables of a body or cell."""
    before, after = blocks(old, eyes[0]), blocks(new, eyes[1])
    steps = paired(before, after, joins=True)
    if before and after and _plain((*before[-1:], *after[-1:])):
        steps = _ended(steps)
    return _before_tables(steps)


def _plain(blocks: Sequence[Block]) -> bool:
    """Paragraphs that end no section."""
    return all(block.kind == ("p", ("¶", "")) for block in blocks)


def _ended(steps: list[Step]) -> list[Step]:
    """The last paragraph before and the last after are one: their mark can neither come nor go."""
    done = _closed(steps)
    if done[-1].both:
        return done
    at = len(steps)
    while at and not steps[at - 1].both:
        at -= 1
    at = max(at - 1, 0)
    old = [block for step in steps[at:] for block in step.old]
    new = [block for step in steps[at:] for block in step.new]
    return [*steps[:at], *_one_by_one(old[:-1], new[:-1]), Step((old[-1],), (new[-1],))]


def _closed(steps: list[Step]) -> list[Step]:
    """The same for the paragraphs at the end, where they can do it among themselves.

    What came or went behind the last that stays is one change with it; what replaces something
    else there ends where that ended.
    """
    at = len(steps)
    while at and not steps[at - 1].both and _plain((*steps[at - 1].old, *steps[at - 1].new)):
        at -= 1
    before, old, new = (
        steps[:at],
        tuple(block for step in steps[at:] for block in step.old),
        tuple(block for step in steps[at:] for block in step.new),
    )
    if old and new:
        return [*before, *_one_by_one(old[:-1], new[:-1]), Step(old[-1:], new[-1:])]
    if (old or new) and before and _plain((*before[-1].old, *before[-1].new)):
        return [*before[:-1], Step((*before[-1].old, *old), (*before[-1].new, *new))]
    return steps


def _one_by_one(old: Sequence[Block], new: Sequence[Block]) -> list[Step]:
    return [*(Step((block,), ()) for block in old), *(Step((), (block,)) for block in new)]


def _before_tables(steps: list[Step]) -> list[Step]:
    """No mark right before a table comes or goes: that of the last paragraph that stays does instead.

    A paragraph cannot be joined to a table; LibreOffice would leave an empty one behind.
    """
    done: list[Step] = []
    for step in steps:
        if (step.old or step.new)[0].element.tag == w("tbl"):
            done = _closed(done)
        done.append(step)
    return done


# ---- rows ------------------------------------------------------------------------------------------


def steps_of_rows(old: etree._Element, new: etree._Element, eyes: Eyes) -> list[Step]:
    """What has become of the rows of a table."""
    steps = paired(rows_of(old, eyes[0]), rows_of(new, eyes[1]), joins=False)
    while (torn := _torn(steps)) is not None:
        steps = torn
    return steps


def _torn(steps: list[Step]) -> list[Step] | None:
    """Steps that keep vertical merges whole where these tear one; None when they tear none.

    First the new rows before the old ones, then a row more on either side in the change.
    """
    for first, last in _changes(steps):
        if _whole(steps[: last + 1]):
            continue
        change = sorted(steps[first:last], key=lambda step: not step.new)
        turned = [*steps[:first], *change, *steps[last:]]
        if _whole(turned[: last + 1]):
            return turned
        if first or last < len(steps):
            return _widened(steps, max(first - 1, 0), last if first else last + 1)
    return None


def _widened(steps: list[Step], first: int, last: int) -> list[Step]:
    parted = [each for step in steps[first:last] for each in _one_by_one(step.old, step.new)]
    return gathered([*steps[:first], *parted, *steps[last:]])


def _changes(steps: Sequence[Step]) -> list[tuple[int, int]]:
    """First and behind the last of each stretch of rows that came or went."""
    bounds = [i for i, step in enumerate(steps) if not step.both]
    return [
        (i, next((k for k in range(i, len(steps)) if steps[k].both), len(steps)))
        for i in bounds
        if i == 0 or steps[i - 1].both
    ]


def _whole(steps: Sequence[Step]) -> bool:
    """Each continued cell continues one in its column."""
    begun: set[int] = set()
    for step in steps:
        row, at = (step.new or step.old)[0].element, 0
        still: set[int] = set()
        for cell in row.iterchildren(w("tc")):
            merge, span = (cell.find(f"{w('tcPr')}/{w(name)}") for name in ("vMerge", "gridSpan"))
            if merge is not None:
                if merge.get(w("val")) != "restart" and at not in begun:
                    return False
                still.add(at)
            at += 1 if span is None else int(span.get(w("val")) or 1)
        begun = still
    return True
