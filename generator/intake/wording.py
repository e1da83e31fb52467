"""认评分标准: the wording of a scoring standard, as bureaus word it, as one of the rules that score.

A wording is read as a rule only where all of it fits; else it stays what people judge by.
"""

from __future__ import annotations

import re
from dataclasses import replace

from generator.intake import held, thresholds
from generator.intake.worded import Read, Wording

__all__ = ["Read", "Wording", "criteria_in", "rule_of"]


_MORE = re.compile(
    "最多|至多|上限|酌情|视情|商定|综合评[定价]|一半|减半|重大|严重|但是?[^书]|另[外行]|此外|不得按|除外|任[一意]|否决|加分|核实|评价组|专家|封顶|加倍|双倍"
)
"""Words by which a wording says more than its levels: then people judge."""


def rule_of(wording: Wording) -> Read | None:
    """The rule a wording says; None where it is none that we know."""
    if _MORE.search(wording.text):
        return None
    whole, when = _applicable(wording)
    if re.search("不适用|不涉及", whole.text):
        return None
    readers = (*thresholds.READERS, *held.READERS)
    found = next((found for read in readers if (found := read(whole)) is not None), None)
    return replace(found, inapplicable=when) if found and when else found


_INAPPLICABLE = re.compile(
    r"(?:^|(?<=[；;。])|(?<=分，)|(?<=为止，))(?:\d{1,2}[.、]|（\d{1,2}）|[①-⑳])?"
    r"(?P<when>(?:(?:如|若|因)?(?:本|该|此)(?:项|指标|项指标)|[^，；;。\d%]{0,12})"
    r"(?:不适用|不涉及|无此项|没有此项)[^，；;。\d%得]{0,12}?)"
    r"(?:的)?，?(?:视同|视为|直接|按|计|给|得)*满分(?:计算|计)?(?:[，；;。]|$)"
)


def _applicable(wording: Wording) -> tuple[Wording, str]:
    """The wording without the sentence that gives full marks where the indicator does not apply."""
    found = list(_INAPPLICABLE.finditer(wording.text))
    if len(found) != 1:
        return wording, ""
    (match,) = found
    rest = wording.text[: match.start()] + wording.text[match.end() :]
    return replace(wording, lines=(rest,)), match["when"]


def criteria_in(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The 评价要点 that an explanation lists, without number and closing sign."""
    text = "".join(lines)
    _, sign, after = re.sub(r"评价要点为?[:：]", "\n", text).partition("\n")
    pieces = re.split(
        r"(?:^|(?<=[；;。]))\s*(?:\d+[.．、](?!\d)|[（(]\d+[）)]|[①②③④⑤⑥⑦⑧⑨⑩])", after
    )
    found = tuple(piece.strip().rstrip("；;。") for piece in pieces if piece.strip())
    return found if sign else ()
