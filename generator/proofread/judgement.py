"""验算: whether a written figure can be the result of others, as exactly as all were written.

Counts are exact; a figure with decimals, or in 万 and 亿, may lie half a unit of its last digit away.
Rounding is half up; a figure said to be 约, 超过 or 不足 is wrong only when clearly so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, localcontext
from itertools import product
from typing import NamedTuple

from generator.figures import plain, rounded
from generator.proofread.quantities import PERCENT, POINTS, TIMES, Quantity

__all__ = [
    "Claim",
    "Formula",
    "agrees",
    "alike",
    "in_unit_of",
    "matches",
    "other_readings",
    "ratio",
    "sums_to",
    "written",
]

_CLEARLY = Decimal("0.05")
Formula = Callable[..., Decimal | None]


class Claim(NamedTuple):
    """One claim of arithmetic (算术断言): where its result stands, how it works out, whether it holds.

    ``right`` is the reading nearest to the text that would be right; ``advice`` what else to look at.
    """

    kind: str
    start: int
    end: int
    words: str
    steps: str
    value: Decimal
    holds: bool
    right: str
    advice: str = ""


def alike(a: Quantity, b: Quantity) -> bool:
    """Two figures of one kind, which can be added or compared; a figure without unit fits a decimal one."""
    if not a.unit or not b.unit:
        return a.unit == b.unit or (_bare(a) and b.unit == "元") or (_bare(b) and a.unit == "元")
    return a.unit == b.unit


def _bare(quantity: Quantity) -> bool:
    return not quantity.unit and quantity.places > 0


def in_unit_of(quantity: Quantity, other: Quantity) -> Quantity:
    """A figure written without its unit, read in the unit of another."""
    if quantity.unit or not other.unit:
        return quantity
    factor = other.factor / quantity.factor
    return quantity._replace(
        unit=other.unit, value=quantity.value * factor, step=quantity.step * factor
    )


def agrees(result: Quantity, formula: Formula, operands: Sequence[Quantity]) -> bool:
    """Whether the formula over figures as exact as written can give the result as written."""
    values = [v for v in _corners(formula, operands) if v is not None]
    if not values:
        return True
    low, high = min(values), max(values)
    vague = result.vague or next((o.vague for o in operands if o.vague), "")
    if vague:
        return _roughly(result.value, low, high, vague if result.vague else "~")
    half = result.step / 2
    return low < result.value + half and high >= result.value - half


def _corners(formula: Formula, operands: Sequence[Quantity]) -> Iterator[Decimal | None]:
    """The formula's values at the ends of each figure's interval; it is monotone in each."""
    ends = [(o.value - o.half, o.value + o.half) if o.half else (o.value,) for o in operands]
    return (formula(*values) for values in product(*ends))


def _roughly(said: Decimal, low: Decimal, high: Decimal, vague: str) -> bool:
    slack = abs(said) * _CLEARLY
    enough = high >= said - slack
    within = low <= said + slack
    if vague == ">":
        return enough and low <= said + 6 * slack
    return enough and within


def matches(said: Quantity, value: Decimal, operands: Sequence[Quantity]) -> bool:
    """Whether a sum or difference is the written figure: exactly, where all have the same decimals."""
    steps = {said.step, *(q.step for q in operands if q.places)}
    slack = max(steps) / 2 if len(steps) > 1 else Decimal(0)
    if any(q.vague for q in (said, *operands)):
        slack = max(slack, abs(said.value) * _CLEARLY)
    return abs(said.value - value) <= slack


def sums_to(total: Quantity, parts: Sequence[Quantity]) -> bool:
    """Whether parts add up to the total."""
    return matches(total, sum((p.value for p in parts), Decimal(0)), parts)


def written(value: Decimal, like: Quantity) -> str:
    """A value as the text would write it: in the unit and with the decimals of another figure."""
    figure = rounded(value / like.factor, like.places)
    exact = value / like.factor
    if like.unit not in (PERCENT, TIMES, POINTS) and exact != figure and exact == rounded(exact, 6):
        figure = exact
    unit = like.words.lstrip("0123456789.,０１２３４５６７８９．，一二两三四五六七八九零〇") or ""
    if like.unit == PERCENT:
        return f"{figure}%"
    shown = f"{figure}" if like.places else plain(figure)
    return f"{shown}{unit.strip()}"


def other_readings(
    result: Quantity, formula: Formula, operands: Sequence[Quantity]
) -> tuple[str, ...]:
    """Operands with one digit changed that would make the result right; at most one for each."""
    found = []
    for index, operand in enumerate(operands):
        near = [
            changed
            for changed in _one_digit_off(operand)
            if agrees(result, formula, [*operands[:index], changed, *operands[index + 1 :]])
        ]
        if len(near) == 1:
            found.append(near[0].words)
    return tuple(found)


def _one_digit_off(quantity: Quantity) -> Iterator[Quantity]:
    figure = quantity.figure
    if quantity.words[:1] not in "0123456789" or "," in quantity.words or len(figure) > 12:
        return
    factor = quantity.factor
    for at, old in enumerate(figure):
        for new in "0123456789" if old != "." else "":
            if new != old and not (at == 0 and new == "0"):
                changed = figure[:at] + new + figure[at + 1 :]
                yield quantity._replace(
                    figure=changed,
                    words=changed + quantity.words[len(figure) :],
                    value=Decimal(changed) * factor,
                )


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """Part of whole in per cent; None where there is no whole."""
    with localcontext(prec=40):
        return part / whole * 100 if whole else None
