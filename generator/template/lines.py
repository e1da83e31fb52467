"""断行: how many lines a text takes: widths of signs, and where a Chinese line may end.

Chinese signs are an em wide, Latin ones as in Times New Roman; a quarter of an em stands between
the two.  Some signs may not begin a line and some not end one (GB/T 15834—2011 5.1).  One sign of
punctuation more goes on a full line: LibreOffice lets it stand outside, Word makes room for it by
pressing the line's punctuation together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

__all__ = ["Face", "lines"]

_NOT_FIRST = "、。，；：？！）》〉”’】〕」』％…—·℃‰!),.:;?]}%"
_GIVING_WAY = frozenset("、。，；：？！")
_NOT_LAST = "（《〈“‘【〔「『([{￥$"
_WORD = "(?:[!-~]+|.)"
_CLUSTER = re.compile(
    f"{_WORD}(?:(?=[{re.escape(_NOT_FIRST)}]){_WORD}|(?<=[{re.escape(_NOT_LAST)}]){_WORD})*",
    re.DOTALL,
)  # words and signs, with those together between which no line may end
_GAP = 0.25

# The widths of Times New Roman in thousandths of an em, from the blank (0x20) to the tilde.
_LATIN = (
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278,
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
    921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
    556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
    333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500,
    500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Face:
    """The size of letters and what is put between two of them (字面), both in twips."""

    size: float
    spacing: float = 0


def lines(text: str, face: Face, width: float, first: float) -> int:
    """How many lines a text takes; ``first``: the width of its first line."""
    return sum(_lines(part, face, width, first) for part in text.split("\n"))


@lru_cache(maxsize=4096)  # the texts of a table's cells, and of a report made again
def _lines(text: str, face: Face, width: float, first: float) -> int:
    count, room, left = 1, first, first
    for gap, breadth, spare in _clusters(text, face):
        if gap + breadth - spare > left + 1 and left < room:
            count, room, left = count + 1, width, width - breadth
        else:
            left -= gap + breadth
        while left < -1 - spare:  # a word longer than a line
            count, left = count + 1, left + width
    return count


def _clusters(text: str, face: Face) -> Iterator[tuple[float, float, float]]:
    """What stays on one line: the gap before it, its width, and what it spares at a line's end."""
    before = " "
    for cluster in _CLUSTER.findall(text):
        gap = face.size * _GAP if _meet(before, cluster[0]) else 0
        breadth, spare = _measured(cluster, face)
        yield gap, breadth, spare
        before = cluster[-1]


@lru_cache(maxsize=4096)  # nearly all are single signs
def _measured(cluster: str, face: Face) -> tuple[float, float]:
    """The width of a cluster, and of its last sign where that may give way."""
    gaps = sum(face.size * _GAP for one, other in pairwise(cluster) if _meet(one, other))
    width = sum(_width(sign, face) for sign in cluster) + gaps
    return width, _width(cluster[-1], face) if cluster[-1] in _GIVING_WAY else 0


def _meet(one: str, other: str) -> bool:
    """A Chinese letter and a Latin one or a figure, between which there is a gap."""
    return one.isascii() != other.isascii() and one.isalnum() and other.isalnum()


def _width(sign: str, face: Face) -> float:
    em = _LATIN[ord(sign) - 32] / 1000 if " " <= sign <= "~" else 1
    return face.size * em + face.spacing
