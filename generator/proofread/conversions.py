"""换算: claims that one figure is another in other units (A元，即B万元; A公顷，合B亩)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from generator.proofread.judgement import Claim, alike, other_readings, written
from generator.proofread.quantities import Quantity
from generator.proofread.ratios import countable
from generator.proofread.sentences import Sentence

__all__ = ["conversions"]

_THAT_IS = re.compile(
    r"[，（]?(?:也?即|也就是|折合|约?合|换算为|折算为|折合为|相当于)(?:人民币)?[约为]?"
)
_LAND = {"公顷": Decimal(15), "平方公里": Decimal(1500)}


def conversions(sentence: Sentence) -> Iterator[Claim]:
    """Every figure said once more in another unit."""
    said = sentence.quantities
    for first, second in pairwise(said):
        if _THAT_IS.fullmatch(second.gap) or _in_brackets(sentence, first, second):
            claim = _converted(first, second)
            if claim is not None:
                yield claim


def _in_brackets(sentence: Sentence, first: Quantity, second: Quantity) -> bool:
    """A（B）: meant as the same where the digits are, but for noughts and the point."""
    if second.gap != "（" or sentence.closing.get(second.start - 1) != second.end:
        return False
    digits = (f.value.normalize().as_tuple().digits for f in (first, second))
    return len(set(digits)) == 1


def _converted(first: Quantity, second: Quantity) -> Claim | None:
    first = _in_mu(first) if second.words.endswith("亩") else first
    if not (countable(first) and alike(first, second) and first.unit == second.unit):
        return None
    if first.factor == second.factor and first.words[-1] == second.words[-1]:
        return None
    slack = max(first.step if first.places else Decimal(0), second.step) / 2
    if first.vague or second.vague:
        slack = max(slack, first.value / 20)
    holds = abs(first.value - second.value) <= slack
    right = written(first.value, second)
    off = () if holds else other_readings(second, lambda a: a, (first,))
    extra = f"（{'或'.join(off)}时才是{second.words}）" if off else ""
    steps = f"{first.words}={right}"
    advice = f"或核对{first.words}{extra}"
    return Claim(
        "conversion", second.start, second.end, second.words, steps, first.value, holds, right, advice
    )  # fmt: skip


def _in_mu(quantity: Quantity) -> Quantity:
    """公顷 and 平方公里 in 亩."""
    written_as = next((u for u in _LAND if quantity.words.endswith(u)), "")
    if not written_as:
        return quantity
    factor = _LAND[written_as] * (
        quantity.factor if written_as == "公顷" else quantity.factor / 10**6
    )
    value = Decimal(quantity.figure) * factor
    return quantity._replace(unit="亩", value=value, step=factor.scaleb(-quantity.places))
