"""填法: what the rubric asks of the unit's answers: which cells, which words, which bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from generator.figures import plain
from generator.form.kinds import Leaf
from generator.form.tree import Path
from generator.rubric import Alternatives, ByGoals, ByGrade, Indicator, Rubric, SimpleRule

__all__ = ["ANSWERS", "Guide"]

ANSWERS = "评分"
_ASKED: Mapping[str, tuple[str, ...]] = {
    "等次": ("等次",), "评定分": ("评定分", "评定理由"), "次数": ("次数", "次数说明"),
}  # fmt: skip
_ALWAYS = frozenset({"核定分", "核定理由", "填报人"})
_POINTS = ("评定分", "核定分")


@dataclass(frozen=True, slots=True)
class Guide:
    """What a rubric knows of the cells of a form (填法)."""

    rubric: Rubric
    _known: Mapping[str, Indicator] = field(init=False)

    def __post_init__(self) -> None:
        known = {placed.indicator.name: placed.indicator for placed in self.rubric.indicators()}
        object.__setattr__(self, "_known", known)

    def keys(self, path: Path) -> tuple[str, ...]:
        """The keys that a table has by the rubric: indicators, and their 评价要点 by number."""
        if path == (ANSWERS,):
            return tuple(self._known)
        known = self._of(path)
        return tuple(str(n + 1) for n in range(len(known.criteria))) if known else ()

    def label(self, path: Path) -> str:
        """What stands before a row of answers; empty for all else."""
        known = self._of(path)
        if known is None:
            return str(path[1]) if path[0] == ANSWERS and len(path) == 2 else ""
        if len(path) == 2:
            return f"{known.name}（{plain(known.weight)}分）"
        number = str(path[-1])
        if path[2] != "要点" or number not in self.keys(path[:-1]):
            return ""
        return f"要点{number} {known.criteria[int(number) - 1]}"

    def leaf(self, path: Path, leaf: Leaf) -> Leaf | None:
        """What may be entered at a path by the rubric; None where it asks for nothing."""
        name = str(path[-1])
        if path[0] == "问题" and "涉及指标" in path:
            return replace(leaf, kind="choice", choices=tuple(self._known))
        if path[0] == "目标" and name == "完成情况":
            return self._worded(leaf)
        known = self._of(path)
        return leaf if known is None or len(path) > 3 else _answer(known, name, leaf)

    def _of(self, path: Path) -> Indicator | None:
        return self._known.get(str(path[1])) if path[0] == ANSWERS and len(path) > 1 else None

    def _worded(self, leaf: Leaf) -> Leaf:
        """The words for how far a metric was met, where the rubric scores by them."""
        rules = [rule for known in self._known.values() for rule in _rules(known)]
        words = [word for rule in rules if isinstance(rule, ByGoals) for word in rule.words]
        return replace(leaf, kind="choice", choices=tuple(dict.fromkeys(words))) if words else leaf


def _rules(indicator: Indicator) -> Iterator[SimpleRule]:
    rule = indicator.rule
    if isinstance(rule, Alternatives):
        yield from (option.rule for option in rule.options)
    else:
        yield rule


def _answer(indicator: Indicator, name: str, leaf: Leaf) -> Leaf | None:
    """One part of an answer, if the indicator's rule asks for it."""
    rule, rules = indicator.rule, tuple(_rules(indicator))
    asked = {key for each in rules for key in _ASKED.get(each.asks, ())} | _ALWAYS
    if indicator.inapplicable is not None:
        asked |= {"不适用", "不适用理由"}
    if isinstance(rule, Alternatives) and rule.choice == "情形":
        asked.add("适用")
    if name not in asked:
        return None
    if name in _POINTS:
        return replace(leaf, least=Decimal(0), most=indicator.weight)
    words: list[str] = []
    if name == "等次":
        words = [level for each in rules if isinstance(each, ByGrade) for level in each.levels]
    elif name == "适用" and isinstance(rule, Alternatives):
        words = [option.name for option in rule.options]
    return replace(leaf, kind="choice", choices=tuple(dict.fromkeys(words))) if words else leaf
