"""排布: the steps from an old body, cell or table to the new one, in an order Word can show.

A cell and a body end in a paragraph that is there before and after; a table that went never
touches one that came, as Word would make them one; rows that came and went keep vertical merges whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

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
    if before and after and before[-1].kind == after[-1].kind == _PLAIN:
        steps = _ended(steps)
    return _apart(steps)


_PLAIN = ("p", ("¶", ""))


def _ended(steps: list[Step]) -> list[Step]:
    """The last paragraph before and the last after are one: their mark can neither come nor go."""
    at = len(steps)
    while at and not steps[at - 1].both:
        at -= 1
    if at == len(steps):
        return steps
    at = max(at - 1, 0)
    old = [block for step in steps[at:] for block in step.old]
    new = [block for step in steps[at:] for block in step.new]
    if all(block.kind == _PLAIN for block in (*old, *new)) and old and new:
        return [*steps[:at], Step(tuple(old), tuple(new))]
    if not old or not new:
        return _ended([*steps[: at - 1], *_parted(steps[at - 1]), *steps[at:]]) if at else steps
    ends = Step((old[-1],), (new[-1],))
    return [*steps[:at], *_one_by_one(old[:-1], new[:-1]), ends]


def _parted(step: Step) -> list[Step]:
    return _one_by_one(step.old, step.new)


def _one_by_one(old: Sequence[Block], new: Sequence[Block]) -> list[Step]:
    return [*(Step((block,), ()) for block in old), *(Step((), (block,)) for block in new)]


def _apart(steps: list[Step]) -> list[Step]:
    """Where a table that went would touch one that came, the paragraph before goes with them."""
    for at, (step, following) in enumerate(pairwise(steps)):
        went, came = step.old[-1:], following.new[:1]
        if not (went and came and not step.new and not following.old):
            continue
        if went[0].element.tag == came[0].element.tag == w("tbl"):
            return _apart(_taken_in(steps, at))
    return steps


def _taken_in(steps: list[Step], at: int) -> list[Step]:
    """The paragraph before the change, or else the one behind it, is changed too."""
    first = at
    while first and not steps[first - 1].both:
        first -= 1
    last = at
    while last < len(steps) and not steps[last].both:
        last += 1
    if first and _is_paragraph(steps[first - 1]):
        first -= 1
    elif last < len(steps) and _is_paragraph(steps[last]):
        last += 1
    changed = gathered([each for step in steps[first:last] for each in _parted(step)])
    return [*steps[:first], *changed, *steps[last:]]


def _is_paragraph(step: Step) -> bool:
    return all(block.element.tag == w("p") for block in (*step.old, *step.new))


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
        change = steps[first:last]
        if _whole(steps[:last + 1]):
            continue
        turned = [*steps[:first], *sorted(change, key=lambda step: not step.new), *steps[last:]]
        if _whole(turned[:last + 1]):
            return turned
        if first or last < len(steps):
            first, last = max(first - 1, 0), min(last + (0 if first else 1), len(steps))
            return gathered(
                [*steps[:first], *(e for s in steps[first:last] for e in _parted(s)), *steps[last:]]
            )
    return None


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
