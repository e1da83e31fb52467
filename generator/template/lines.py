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

_NOT_FIRST = frozenset("、。，；：？！）》〉”’】〕」』％…—·℃‰!),.:;?]}%")
_GIVING_WAY = frozenset("、。，；：？！")
_NOT_LAST = frozenset("（《〈“‘【〔「『([{￥$")
_WORD = re.compile(r"[!-~]+|.", re.DOTALL)
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


@lru_cache(maxsize=4096)
def _clusters(text: str, face: Face) -> tuple[tuple[float, float, float], ...]:
    """What stays on one line: the gap before it, its width, and what it spares at a line's end."""
    found: list[tuple[float, float, float]] = []
    before = " "
    for words in _kept(text):
        gaps = [face.size * _GAP * _meet(a[-1], b[0]) for a, b in pairwise((before, *words))]
        width = sum(_width(sign, face) for word in words for sign in word) + sum(gaps[1:])
        spare = _width(words[-1], face) if words[-1] in _GIVING_WAY else 0
        found.append((gaps[0], width, spare))
        before = words[-1]
    return tuple(found)


def _kept(text: str) -> Iterator[list[str]]:
    """Words and signs, with those together between which no line may end."""
    held: list[str] = []
    for word in _WORD.findall(text):
        if held and word[0] not in _NOT_FIRST and held[-1][-1] not in _NOT_LAST:
            yield held
            held = []
        held.append(word)
    if held:
        yield held


def _meet(one: str, other: str) -> bool:
    """A Chinese letter and a Latin one or a figure, between which there is a gap."""
    letters = [sign.isascii() for sign in (one, other) if sign.isalnum()]
    return len(letters) == 2 and letters[0] != letters[1]


def _width(sign: str, face: Face) -> float:
    em = _LATIN[ord(sign) - 32] / 1000 if " " <= sign <= "~" else 1
    return face.size * em + face.spacing
