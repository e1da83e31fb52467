"""措辞: the wording of a scoring standard in one form, and what is read from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

__all__ = ["Read", "Rule", "Wording", "decides"]

Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a rule is read from (措辞): name and weight of the indicator, its criteria, the standard.

    ``formula`` is that of the indicator.  ``ratio``: the indicator has a formula, so thresholds have
    something to be held against.
    """

    name: str
    weight: Decimal
    criteria: tuple[str, ...]
    lines: tuple[str, ...]
    ratio: bool
    formula: str = ""

    def measured(self, said: str) -> bool:
        """The words are the indicator's own ratio: its name, or its formula."""
        return _plain(said) in (
            _plain(self.name),
            _plain(self.formula),
            _plain(f"某部门{self.name}"),
        )

    @property
    def text(self) -> str:
        """The standard on one line, its signs and digits in one form."""
        return _folded("".join(self.lines))


@dataclass(frozen=True, slots=True)
class Read:
    """A rule as data (所读), the criteria that its wording itself names, and what is not quite sure.

    ``inapplicable``: when the indicator does not concern a unit, and what becomes of its weight, as
    data (不适用); empty: not said.
    """

    rule: Rule
    criteria: tuple[str, ...] = ()
    doubt: str = ""
    inapplicable: Rule = field(default_factory=dict)


_DECIDES = re.compile(r"不得分|不计分|(?<!不)扣(?!完[^，；。得]{0,8}为止)|得[零0-9]")
_AT_BEST = re.compile(r"(?:最[高多]|本项|该项|满分)+(?:得|为)?\d+(?:\.\d+)?分|满分")


def decides(rest: str) -> bool:
    """What is left of a wording gives or takes points of its own; full marks and an end are no matter."""
    return bool(_DECIDES.search(_AT_BEST.sub("", rest)))


def _plain(text: str) -> str:
    return re.sub(r"[（）()［］\[\]“”\s]|[×*]100%$", "", text).replace("÷", "/")


def _folded(text: str) -> str:
    signs = str.maketrans(
        "％＝＜＞≦≧－—–―~～﹣()，,：0１２３４５６７８９", "%=<>≤≥-------（），，:0123456789"
    )
    text = re.sub(r"\s", "", text).translate(signs)
    return text.replace("<=", "≤").replace(">=", "≥")
