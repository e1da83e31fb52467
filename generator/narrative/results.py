"""得分情况: the scores in words: what each deduction came from.

It scores nothing: words and figures are those of the scorecard.
"""

from __future__ import annotations

import re

from generator.figures import per_cent, plain, points
from generator.scoring import Score

__all__ = ["deduction"]


def deduction(score: Score) -> str:
    """Why points were lost (扣分说明), as it stands after the indicator's name; empty when none were.

    Points that the office insists on are told as such, beside those of the rule.
    """
    given = score.points
    if given is None or given >= score.indicator.weight:
        return ""
    lost = f"扣{plain(score.indicator.weight - given)}分"
    if score.overridden:
        rule = "按规则不能计分" if score.computed is None else f"按规则{plain(score.computed)}分"
        return f"{lost}。核定{plain(given)}分（{rule}）：{_sentence(score.answer.override_why)}"
    if score.worked is None or score.worked.value is None:
        return (
            f"{lost}。{_sentence(score.rule)}"
            if "：" in score.rule
            else f"{lost}：{_sentence(score.rule)}"
        )
    value = f"{score.indicator.name}{per_cent(score.worked.value)}"
    ends = "" if re.search(r"得[\d.]+分$", score.rule) else f"，得{points(given)}分"
    return f"{lost}：{value}，{score.rule}{ends}。"


def _sentence(words: str) -> str:
    return f"{words.rstrip('。；;')}。"
