"""句子: a paragraph cut into sentences, each figure with the words of its clause round it.

It knows brackets and clauses and no arithmetic.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from generator.proofread.quantities import Quantity, fold, quantities

__all__ = ["Sentence", "brackets", "figures", "sentences", "spans"]

_BREAK = re.compile(r"[。！？\n]")
_BRACKET = re.compile(r"[（）]")
_PAST = 8
_CLAUSE = re.compile(r"[，。；：、！？（）\n]")


class Sentence(NamedTuple):
    """A sentence (句子) of a paragraph: folded text of the whole paragraph, its own span, its figures.

    ``earlier`` are the last figures of the sentence before, ``long_before`` those of the one before
    that; ``past`` are those of the two sentences before that have any.  All may stand in the paragraph
    before.
    """

    text: str
    start: int
    end: int
    quantities: tuple[Quantity, ...]
    closing: Mapping[int, int]
    earlier: tuple[Quantity, ...] = ()
    long_before: tuple[Quantity, ...] = ()
    past: tuple[Quantity, ...] = ()

    @property
    def words(self) -> str:
        """The sentence itself."""
        return self.text[self.start : self.end]


def sentences(
    text: str, earlier: tuple[Quantity, ...] = (), past: tuple[Quantity, ...] = ()
) -> Iterator[Sentence]:
    """The sentences of a paragraph in order; a full stop inside brackets does not end one.

    ``earlier`` and ``past`` are figures of the paragraph before, the former at places below nought.
    """
    folded, closing, parted = _parted(text)
    long_before: tuple[Quantity, ...] = ()
    last = past
    for (start, end), own in zip(parted, figures(text), strict=True):
        yield Sentence(folded, start, end, own, closing, earlier, long_before, past)
        long_before, earlier = earlier, own[-4:]
        past, last = ((*last, *own)[-_PAST:], own[-_PAST:]) if own else (past, last)


@lru_cache(maxsize=1024)  # a paragraph is looked back at by those after it, and read again
def figures(text: str) -> tuple[tuple[Quantity, ...], ...]:
    """The figures of a paragraph, those of each sentence by themselves."""
    folded, closing, parted = _parted(text)
    found = _in_context(folded, closing)
    starts = [quantity.start for quantity in found]
    return tuple(
        [
            tuple(found[bisect_left(starts, start) : bisect_left(starts, end)])
            for start, end in parted
        ]
    )


def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a paragraph begin and end."""
    return _parted(text)[2]


_Parted = tuple[str, Mapping[int, int], tuple[tuple[int, int], ...]]


@lru_cache(maxsize=4096)
def _parted(text: str) -> _Parted:
    """The folded text, its brackets, and where its sentences begin and end."""
    folded = fold(text)
    closing = brackets(folded)
    stops = dict.fromkeys([0, *_ends(folded, closing), len(folded)])
    return folded, MappingProxyType(closing), tuple(pairwise(stops))


def brackets(folded: str) -> dict[int, int]:
    """Where each opened round bracket is closed; those without a partner are left out."""
    waiting: list[int] = []
    closing: dict[int, int] = {}
    for match in _BRACKET.finditer(folded) if "（" in folded else ():
        if match[0] == "（":
            waiting.append(match.start())
        elif waiting:
            closing[waiting.pop()] = match.start()
    return closing


def _ends(folded: str, closing: Mapping[int, int]) -> Iterator[int]:
    """Where sentences end: at full stops outside brackets."""
    outer = _outermost(closing)
    starts = [start for start, _ in outer]
    for match in _BREAK.finditer(folded):
        at = bisect_right(starts, match.start()) - 1
        if at < 0 or outer[at][1] < match.start():
            yield match.end()


def _outermost(closing: Mapping[int, int]) -> list[tuple[int, int]]:
    outer: list[tuple[int, int]] = []
    for start, end in sorted(closing.items()):
        if not outer or start > outer[-1][1]:
            outer.append((start, end))
    return outer


def _in_context(folded: str, closing: Mapping[int, int]) -> list[Quantity]:
    """The figures with their gap, label, tail and brackets."""
    bare = list(quantities(folded))
    if not bare:
        return []
    opened = sorted(closing)
    found: list[Quantity] = []
    within: tuple[int, ...] = ()
    nth = before = 0
    for quantity, next_start in zip(bare, [*(q.start for q in bare[1:]), len(folded)], strict=True):
        start, end = quantity.start, quantity.end
        while nth < len(opened) and opened[nth] < start:
            within = (*within, opened[nth])
            nth += 1
        if within:
            within = tuple([at for at in within if closing[at] > start])
        gap = folded[max(before, start - 120) : start]
        label = _CLAUSE.split(gap.rstrip("： "))[-1]
        behind = min(next_start, end + 60)
        stop = _CLAUSE.search(folded, end, behind)
        tail = folded[end : stop.start() if stop else behind]
        found.append(quantity.in_words(gap, label, tail, within))
        before = end
    return found
