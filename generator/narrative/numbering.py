"""序号: how entries are numbered, told by a sample of the first: ``（一）``, ``1.``, ``一是``, ``①``.

The last number of a sample is the one that counts up; what stands around it stays as typed, blanks
too.  An empty sample numbers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from generator.figures import chinese

__all__ = ["NATIONAL", "OFFICIAL", "POSSIBLE", "Levels", "Numbering", "numeral", "parse"]

POSSIBLE = "一、（一）1.（1）①、一是、第一，、第一章、1.1 等，写第一个"
"""What a sample can be, for a person who wrote another."""

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _circled(number: int) -> str:
    """Circled up to fifty, which is as far as the signs go; in brackets beyond."""
    for first, last, sign in ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱")):
        if first <= number <= last:
            return chr(ord(sign) + number - first)
    return f"（{number}）"


_FIRST: Mapping[str, Callable[[int], str]] = {
    "一": chinese,
    "1": str,
    "①": _circled,
    "１": lambda number: str(number).translate(_FULL_WIDTH),
}
_NUMBER = re.compile("[零一二三四五六七八九十百千万]+|[0-9]+|[０-９]+|[①-⑳㉑-㉟㊱-㊿]")


@dataclass(frozen=True, slots=True)
class Numbering:
    """A way of numbering (序号): the first number as written, and the words before and behind it."""

    before: str = ""
    first: str = ""
    behind: str = ""

    def say(self, number: int) -> str:
        """The number as it stands before its entry; nothing where nothing is numbered."""
        return f"{self.before}{_FIRST[self.first](number)}{self.behind}" if self.first else ""


def parse(sample: str) -> Numbering | None:
    """The way of numbering that a sample shows; None when it shows none."""
    if not sample:
        return Numbering()
    numbers = list(_NUMBER.finditer(sample))
    if not numbers or numbers[-1][0] not in _FIRST:
        return None
    return Numbering(sample[: numbers[-1].start()], numbers[-1][0], sample[numbers[-1].end() :])


NATIONAL = (
    Numbering("", "一", "、"),
    Numbering("（", "一", "）"),
    Numbering("", "1", "."),
    Numbering("（", "1", "）"),
)
"""The four levels of an official document (GB/T 9704—2012 7.3.3)."""


def numeral(level: int, number: int) -> str:
    """The number before a heading of an official document: 一、（一）1.（1）by level 1 to 4."""
    return NATIONAL[min(level, len(NATIONAL)) - 1].say(number)


@dataclass(frozen=True, slots=True)
class Levels:
    """How headings are numbered level by level (各级序号): samples from level ``first`` on.

    Levels without a sample are numbered as in an official document.  A sample that goes on from the
    one above it (``5.1``, ``5.1.1``) has the number of the heading above before its own.
    """

    first: int = 1
    samples: tuple[Numbering, ...] = ()

    def say(self, level: int, number: int, above: str = "") -> str:
        """The number before an entry of a level; empty where the level is not numbered.

        ``above``: the number of the heading above, empty where there is none.
        """
        if not self.known(level):
            return numeral(level, number)
        sample = self.samples[level - self.first]
        outer = self.samples[level - self.first - 1] if self.known(level - 1) else Numbering()
        begun = outer.say(1).strip()
        if begun and above and sample.before.startswith(begun):
            return above.strip() + replace(sample, before=sample.before[len(begun) :]).say(number)
        return sample.say(number)

    def known(self, level: int) -> bool:
        """There is a sample for the level."""
        return 0 <= level - self.first < len(self.samples)


OFFICIAL = Levels()
"""All levels as in an official document."""
