"""原因: the figure and the rule that decided an indicator's points, taken from its trace.

A trace says ``name = expression = steps = value`` a line a figure, then the rule that applied; see
:func:`generator.scoring.explain`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from generator.batch.outcome import Mark

__all__ = ["because", "decisive", "figures", "number", "rules"]

_APART = " = "
_PROOF = "佐证："
_LONGEST = 40  # characters of a rule or reason


def figures(mark: Mark) -> Mapping[str, str]:
    """The figures of a trace by name, in their order, each as printed."""
    lines = (line.split(_APART) for line in mark.trace if not line.startswith(_PROOF))
    return {steps[0]: steps[-1] for steps in lines if len(steps) > 1}


def decisive(mark: Mark) -> str:
    """The figure that decided the points, as printed; empty where the rule needs none."""
    return figures(mark).get(mark.indicator, "")


def because(mark: Mark) -> str:
    """Why an indicator has its points, in a few words: the figure, and what the rule made of it."""
    figure = decisive(mark)
    said = [f"{mark.indicator}{figure}"] if figure else []
    return "，".join([*said, *map(_short, rules(mark))]) or "没有计算过程"


def rules(mark: Mark) -> Iterator[str]:
    """What a trace says beside figures and papers: the rule that applied, and what people gave."""
    for line in mark.trace:
        if _APART not in line and not line.startswith(_PROOF):
            yield line.partition(" → ")[0].rstrip("。；")


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}……"


def number(figure: str) -> Decimal | None:
    """A figure as printed, per cent as a ratio; None when it is none."""
    match = re.fullmatch(r"(-?\d+(?:\.\d+)?)(%?)", figure)
    return Decimal(match[1]) / (100 if match[2] else 1) if match else None
