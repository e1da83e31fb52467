"""分摊: the weight of indicators that do not concern a unit, shared out among those beside them.

Shares go by weight and are cut to the places of points, so that the sum stays exactly the same
(largest remainder first, in the order of the table).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

__all__ = ["shared"]


def shared(
    entries: Sequence[Any], left_out: frozenset[str], places: int, budget: Decimal | None = None
) -> Mapping[str, Decimal]:
    """The weight of every indicator below the entries by name, those left out at 0.

    ``entries``: groups (with ``below``) and indicators.  ``budget``: what they have together; None
    is the sum of their own weights.
    """
    own = sum((entry.weight for entry in entries), Decimal(0))
    live = [entry for entry in entries if not _gone(entry, left_out)]
    weights = {id(entry): entry.weight for entry in live}
    if len(live) < len(entries) or budget not in (None, own):
        parts = _split(own if budget is None else budget, [e.weight for e in live], places)
        weights = {id(entry): part for entry, part in zip(live, parts, strict=True)}
    found: dict[str, Decimal] = {}
    for entry in entries:
        weight = weights.get(id(entry), Decimal(0))
        if not hasattr(entry, "below"):
            found[entry.name] = weight
        elif id(entry) in weights and weight != entry.weight:
            found |= shared(entry.below, left_out, places, weight)
        else:
            found |= shared(entry.below, left_out, places)
    return found


def _gone(entry: Any, left_out: frozenset[str]) -> bool:
    """Nothing of an entry concerns the unit."""
    if hasattr(entry, "below"):
        return all(_gone(each, left_out) for each in entry.below)
    return entry.name in left_out


def _split(whole: Decimal, by: Sequence[Decimal], places: int) -> list[Decimal]:
    """A whole in parts by weight, each of so many places, adding up to it exactly."""
    least = Decimal(1).scaleb(-places)
    total = sum(by, Decimal(0))
    exact = [whole * each / total for each in by]
    parts = [each.quantize(least, ROUND_DOWN) for each in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    rest = int((whole - sum(parts, Decimal(0))) / least)
    for i in order[:rest]:
        parts[i] += least
    return parts
