"""认评分标准: the wording of a scoring standard, as bureaus word it, as one of the rules that score.

A wording is read as a rule only where all of it fits; else it stays what people judge by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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
    whole, inapplicable = _applicable(wording)
    if re.search("不适用|不涉及|不评|分摊", whole.text):
        return None
    readers = (*thresholds.READERS, *held.READERS)
    found = next((found for read in readers if (found := read(whole)) is not None), None)
    return replace(found, inapplicable=inapplicable) if found else None


_BEGINS = r"(?:^|(?<=[；;。])|(?<=分，)|(?<=为止，))(?:\d{1,2}[.、]|（\d{1,2}）|[①-⑳])?"
_FULL = r"(?:的)?，?(?:视同|视为|直接|按|计|给|得)*满分(?:计算|计)?(?:[，；;。]|$)"
_NOT_THIS = re.compile(
    rf"{_BEGINS}(?P<when>[^，；;。\d%]{{0,16}}(?:不适用|不涉及|无此项|没有此项)[^，；;。\d%得]{{0,12}}?){_FULL}"
)
_NOTHING = re.compile(
    rf"{_BEGINS}(?P<when>[^；;。\d%]{{0,20}}(?:没有|无|未)(?:安排|支出|预算|结转|结余|项目|任务|采购|政府采购|交办|发生|编制)"
    rf"[^；;。\d%得]{{0,20}}?){_FULL}"
)
_SHARED = re.compile(
    rf"{_BEGINS}(?P<when>[^，；;。\d%]{{2,30}}?)(?:的)?，(?:不评(?:此|本|该)项|(?:此|本|该)项不评)，"
    r"(?:其)?分值(?:按比例)?分摊(?:到|给|至)[^，；;。]{1,12}(?:[；;。]|$)"
)


def _applicable(wording: Wording) -> tuple[Wording, Mapping[str, str]]:
    """The wording without the sentence on what becomes of an indicator that does not apply (不适用).

    That there is nothing to work a ratio out of is such a case, too.
    """
    full = (_NOT_THIS, _NOTHING) if wording.ratio else (_NOT_THIS,)
    ways = [*((pattern, "满分") for pattern in full), (_SHARED, "分摊")]
    found = [(m, then) for pattern, then in ways for m in pattern.finditer(wording.text)]
    if len(found) != 1:
        return wording, {}
    ((match, then),) = found
    rest = wording.text[: match.start()] + wording.text[match.end() :]
    return replace(wording, lines=(rest,)), {"情形": match["when"], "处理": then}


def criteria_in(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The 评价要点 that an explanation lists, without number and closing sign."""
    text = "".join(lines)
    _, sign, after = re.sub(r"评价要点为?[:：]", "\n", text).partition("\n")
    pieces = re.split(
        r"(?:^|(?<=[；;。]))\s*(?:\d+[.．、](?!\d)|[（(]\d+[）)]|[①②③④⑤⑥⑦⑧⑨⑩])", after
    )
    found = tuple(piece.strip().rstrip("；;。") for piece in pieces if piece.strip())
    return found if sign else ()
