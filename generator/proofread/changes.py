"""变动: works out a change once the figures before and after it are known, and says what is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.figures import grown, plain, rounded
from generator.proofread.judgement import (
    Claim,
    Formula,
    agrees,
    matches,
    other_readings,
    ratio,
    written,
)
from generator.proofread.quantities import PERCENT, Quantity

__all__ = ["added", "amount", "doubled", "points", "rate", "times"]


def rate(change: Quantity, pair: tuple[Quantity, Quantity], sign: int) -> Claim | None:
    """By how many per cent the figure grew or fell."""
    new, old = pair

    def formula(a: Decimal, b: Decimal) -> Decimal | None:
        share = grown(a, b)
        return None if share is None else sign * share * 100

    value = formula(new.value, old.value)
    if value is None:
        return None
    holds = agrees(change, formula, pair) and not _on_new_base(change, pair, sign)
    steps = f"（{new.words}-{old.words}）÷{old.words}={plain(rounded(sign * value, max(2, change.places)))}%"
    right = _directed(value, sign, f"{rounded(abs(value), change.places)}%")
    off = () if holds else other_readings(change, formula, pair)
    return _made("growth", change, _Verdict(value, holds, right, steps), pair, off=off)


def _on_new_base(change: Quantity, pair: tuple[Quantity, Quantity], sign: int) -> bool:
    """Whether the rate was taken of the new figure: exactly so, and of the old one only by rounding."""
    new, old = pair
    difference = sign * (new.value - old.value) * 100
    if not new.value or not old.value or change.vague or (new.whole and old.whole):
        return False
    right, wrong = difference / old.value, difference / new.value
    said = change.value
    return rounded(wrong, change.places) == said != rounded(right, change.places)


def _directed(value: Decimal, sign: int, words: str) -> str:
    if value >= 0:
        return words
    return f"{'增长' if sign < 0 else '下降'}{words}"


def added(change: Quantity, new: Quantity, more: Quantity, sign: int) -> Claim | None:
    """A，比上年增加X，增长p%: the figure before is A less X."""

    def formula(a: Decimal, x: Decimal) -> Decimal | None:
        return ratio(x, a - sign * x)

    value = formula(new.value, more.value)
    if value is None or value < 0:
        return None
    base = written(new.value - sign * more.value, new)
    return _part(change, formula, (new, more), f"{more.words}÷{base}")


def _part(change: Quantity, formula: Formula, pair: tuple[Quantity, Quantity], shown: str) -> Claim:
    value = formula(*(q.value for q in pair)) or Decimal(0)
    holds = agrees(change, formula, pair)
    steps = f"{shown}={rounded(value, max(2, change.places))}%"
    right = f"{rounded(value, change.places)}%"
    off = () if holds else other_readings(change, formula, pair)
    return _made("growth", change, _Verdict(value, holds, right, steps), pair, off=off)


def amount(change: Quantity, pair: tuple[Quantity, Quantity], sign: int) -> Claim:
    """By how much the figure grew or fell."""
    new, old = pair
    value = sign * (new.value - old.value)
    holds = _differs_by(change, pair, sign)
    right = _directed(value, sign, written(abs(value), change)).replace("增长", "增加")
    right = right.replace("下降", "减少")
    first, second = (new, old) if sign > 0 else (old, new)
    shown = f"{first.words}-{second.words}={written(value, change)}"
    off = () if holds else other_readings(change, lambda a, b: sign * (a - b), pair)
    return _made("change", change, _Verdict(value, holds, right, shown), pair, off=off)


def _differs_by(change: Quantity, pair: tuple[Quantity, Quantity], sign: int) -> bool:
    """Whether the two differ by so much; 超过 and 不足 leave room on their own side."""
    new, old = pair
    if change.vague in ("<", ">"):
        return agrees(change, lambda a, b: sign * (a - b), pair)
    return matches(change, sign * (new.value - old.value), pair)


def points(change: Quantity, new: Quantity, old: Quantity, sign: int) -> Claim | None:
    """From one percentage to another: the difference is in percentage points (百分点)."""
    value = sign * (new.value - old.value)
    holds = _differs_by(change, (new, old), sign)
    shown = f"{new.words}-{old.words}={plain(sign * value)}个百分点"
    right = _directed(value, sign, f"{plain(abs(value))}个百分点")
    kind = "points"
    if change.unit == PERCENT:
        relative = sign * (grown(new.value, old.value) or Decimal(0)) * 100
        holds = value != change.value and agrees(
            change, lambda a, b: sign * (grown(a, b) or Decimal(0)) * 100, (new, old)
        )
        right += f"或{plain(rounded(relative, 2))}%"
        kind = "percent-for-points"
    return _made(kind, change, _Verdict(value, holds, right, shown), (new, old))


def times(change: Quantity, pair: tuple[Quantity, Quantity], more: int) -> Claim | None:
    """A is n times B (``more`` 0), or more than it by n times (1)."""
    new, old = pair
    if old.value == 0:
        return None

    def formula(a: Decimal, b: Decimal) -> Decimal:
        return a / b - more

    value = formula(new.value, old.value)
    rough = change if change.places else change._replace(vague=change.vague or "~")
    holds = agrees(rough, formula, pair)
    top = f"（{new.words}-{old.words}）" if more else new.words
    places = max(2, change.places)
    steps = f"{top}÷{old.words}={plain(rounded(value, places))}倍"
    right = f"{plain(rounded(value, change.places or 2))}倍"
    off = () if holds else other_readings(change, formula, pair)
    return _made("times", change, _Verdict(value, holds, right, steps), pair, off=off)


def doubled(change: Quantity, pair: tuple[Quantity, Quantity]) -> Claim | None:
    """翻一番 is twice as much, 翻两番 four times."""
    new, old = pair
    if old.value == 0:
        return None
    value = new.value / old.value
    due = 2**change.value
    holds = abs(value - due) <= due / 10
    steps = f"{new.words}÷{old.words}={plain(rounded(value, 2))}倍"
    right = {2: "翻一番", 4: "翻两番", 8: "翻三番"}.get(int(value), f"{plain(rounded(value, 2))}倍")
    right = right if value == int(value) else f"{plain(rounded(value, 2))}倍"
    return _made("times", change, _Verdict(value, holds, right, steps), pair)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a change works out to (验算结果), and how."""

    value: Decimal
    holds: bool
    right: str
    steps: str


def _made(
    kind: str,
    change: Quantity,
    verdict: _Verdict,
    operands: Sequence[Quantity],
    off: Sequence[str] = (),
) -> Claim:
    extra = f"（{'或'.join(off)}时才是{change.words}）" if off else ""
    advice = f"或核对{'、'.join(q.words for q in operands)}{extra}"
    v = verdict
    return Claim(
        kind, change.start, change.end, change.words, v.steps, v.value, v.holds, v.right, advice
    )
