"""段首: what stands before a paragraph: its number, dash or fixed words; and the sign that writes it.

Numbers are given anew with each report, so a number that somebody typed over is not theirs to keep;
that of a list's item is, as the data have it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.pullback.lines import Line
from generator.pullback.stretches import number_of
from generator.readback import Paragraph, Run
from generator.template import STYLES

__all__ = ["Lead", "bare", "lead_of", "sign_for", "stripped"]

_DASH = re.compile(r"\s*(?:[—–―-]{1,2}|[•●·◆■])\s*")
_BLANK = " \u3000"


@dataclass(frozen=True, slots=True)
class Lead:
    """What a report prints before the text of a paragraph (段首): a number or dash, then fixed words."""

    number: str
    words: str


def lead_of(text: str, *, dashed: bool) -> Lead:
    """The lead told apart; ``dashed``: the line is an item led by a dash."""
    number = _DASH.match(text) if dashed else number_of(text)
    return Lead(text[: number.end()], text[number.end() :]) if number else Lead("", text)


def bare(runs: Sequence[Run], lead: Lead, line: Line) -> tuple[tuple[Run, ...], str]:
    """The runs without the number before them, and the line's sign as that number makes it."""
    text = "".join(run.text for run in runs)
    if not lead.number:
        return tuple(runs), line.sign
    if text.startswith(lead.number.strip()):
        return stripped(_cut(runs, len(lead.number.strip()))), line.sign
    found = number_of(text) if line.kind != "bullet" else _DASH.match(text)
    if found is None:
        return tuple(runs), line.sign if line.kind in ("", "heading") else ""
    digit = number_of(text) if line.kind == "number" else None
    sign = _renumbered(line.sign, digit) if digit else line.sign
    return stripped(_cut(runs, found.end())), sign


def _renumbered(sign: str, number: re.Match[str]) -> str:
    digits = number["a"] or number["c"] or ""
    return re.sub(r"\d+", digits, sign) if digits.isdigit() else sign


def sign_for(paragraph: Paragraph, before: str, depth: int) -> tuple[str, int]:
    """The sign of a new paragraph, and how many letters of it that sign prints itself.

    ``before``: the sign of the line it comes behind; ``depth``: how far its heading lies below that
    of the text, 0 when it is none.
    """
    number = number_of(paragraph.text)
    if depth:
        return f"{'#' * depth} ", number.end() if number else 0
    if paragraph.listed:
        return _next(before) if paragraph.listed == "number" else "- ", 0
    dash = re.match(r"——\s*", paragraph.text)
    if dash:
        return "- ", dash.end()
    if paragraph.style == STYLES["列表"] and re.match(r"\s*[-*+] ", before):
        return before, 0
    digits = (number["a"] or number["c"] or "") if number else ""
    if number and digits.isdigit() and re.match(r"\s*\d", before):
        return re.sub(r"\d+", digits, before), number.end()
    return "", 0


def _next(before: str) -> str:
    """The sign of the next item of a numbered list."""
    found = re.match(r"\s*(\d{1,2})\.", before)
    return re.sub(r"\d+", str(int(found[1]) + 1), before) if found else "1. "


def stripped(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs without blanks at either end, which print nothing."""
    kept = [run for run in runs if run.text]
    while kept and not kept[0].text.strip(_BLANK):
        kept.pop(0)
    while kept and not kept[-1].text.strip(_BLANK):
        kept.pop()
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip(_BLANK))
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(_BLANK))
    return tuple(kept)


def _cut(runs: Sequence[Run], letters: int) -> tuple[Run, ...]:
    """The runs without so many letters at the start."""
    left: list[Run] = []
    for run in runs:
        left.append(replace(run, text=run.text[letters:]))
        letters = max(0, letters - len(run.text))
    return tuple(run for run in left if run.text)
