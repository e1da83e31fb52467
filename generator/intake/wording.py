"""认评分标准: the wording of a scoring standard, as bureaus word it, as one of the rules that score.

A wording is read as a rule only where all of it fits; else it stays what people judge by.
"""

from __future__ import annotations

import re

from generator.intake import held, thresholds
from generator.intake.worded import Read, Wording

__all__ = ["Read", "Wording", "criteria_in", "rule_of"]


_MORE = re.compile(
    "最多|至多|上限|酌情|视情|商定|综合评[定价]|一半|减半|重大|严重|但是?[^书]|另[外行]|此外|不得按|除外|任[一意]|否决|加分"
)
"""Words by which a wording says more than its levels: then people judge."""


def rule_of(wording: Wording) -> Read | None:
    """The rule a wording says; None where it is none that we know."""
    if _MORE.search(wording.text):
        return None
    readers = (*thresholds.READERS, *held.READERS)
    return next((found for read in readers if (found := read(wording)) is not None), None)


def criteria_in(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The 评价要点 that an explanation lists, without number and closing sign."""
    text = "".join(lines)
    _, sign, after = re.sub(r"评价要点为?[:：]", "\n", text).partition("\n")
    pieces = re.split(
        r"(?:^|(?<=[；;。]))\s*(?:\d+[.．、](?!\d)|[（(]\d+[）)]|[①②③④⑤⑥⑦⑧⑨⑩])", after
    )
    found = tuple(piece.strip().rstrip("；;。") for piece in pieces if piece.strip())
    return found if sign else ()
