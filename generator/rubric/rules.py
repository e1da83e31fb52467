"""计分规则: the shapes a rule can have; one of several where it depends; read back from print.

What is printed is made from the very figures that are computed with, so the two can't differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from generator.model import Line
from generator.rubric.answers import (
    ByCriteria,
    ByGoals,
    ByGrade,
    ByPoints,
    Judged,
    PerOccurrence,
)
from generator.rubric.bands import Bands
from generator.rubric.ratios import ByRatio, Linear, Scored, Steps
from generator.shape import Misfit, Misfits, OneOf, Shape, field, fits

__all__ = ["Alternatives", "Option", "Rule", "SimpleRule", "hear"]

SimpleRule = Annotated[
    Linear
    | ByRatio
    | Bands
    | Steps
    | ByCriteria
    | ByPoints
    | PerOccurrence
    | ByGrade
    | Judged
    | ByGoals,
    OneOf("kind"),
]


class Option(Shape):
    """One of several rules (情形): when it applies, its own formula where it has one, its rule.

    ``condition`` is a comparison over the indicator's 取数; empty: people say which applies.
    """

    name: Line = field(key="情形", description="这种情形的名称")
    condition: str = field(key="条件", default="", description="一个比较；空着由人选")
    formula: str = field(key="算式", default="", description="这种情形自己的算式")
    rule: SimpleRule = field(key="规则", description="这种情形怎样计分")


class Alternatives(Shape):
    """One of several rules applies (择一).

    ``choice``: 情形 takes the first whose condition holds, or the one that people named; 较高 takes
    the one that gives the most points.
    """

    asks: ClassVar[str] = "适用"
    kind: Literal["择一"] = field(key="类型", description="几种规则里用一种")
    choice: Literal["情形", "较高"] = field(
        key="取", description="情形：用条件成立的第一种；较高：用得分最高的"
    )
    options: tuple[Option, ...] = field(key="各则", description="各种情形，每种以“- ”开头")

    @staticmethod
    @fits("options")
    def _several_and_told_apart(options: tuple[Option, ...]) -> tuple[Option, ...]:
        if len({option.name for option in options}) < max(2, len(options)):
            raise Misfit("options-not-apart", "应有两种以上名称不同的情形", {})
        return options

    def levels_given(self) -> tuple[Decimal, ...]:
        """The points that some level of some option gives; none when one of them is continuous."""
        given = [option.rule.levels_given() for option in self.options]
        return tuple(p for each in given for p in each) if all(given) else ()

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准: each option with its own."""
        lines = [_HEADS[self.choice]]
        for option in self.options:
            lines += [f"【{option.name}】", *option.rule.standard(indicator)]
        return tuple(lines)

    @classmethod
    def heard(cls, lines: tuple[str, ...], indicator: Scored) -> dict[str, Any] | None:
        """The rule as data, read from its printed standard; conditions and formulas are not in it."""
        choice = next((choice for choice, head in _HEADS.items() if head == lines[0]), "")
        starts = [i for i, line in enumerate(lines) if line[:1] == "【"]
        if not choice or not starts:
            return None
        ends = [*starts[1:], len(lines)]
        rules = [hear(lines[a + 1 : b], indicator) for a, b in zip(starts, ends, strict=True)]
        if None in rules:
            return None
        options = [
            {"情形": lines[at][1:-1], "规则": rule} for at, rule in zip(starts, rules, strict=True)
        ]
        return {"取": choice, "各则": options}


_HEADS: Mapping[str, str] = {
    "情形": "按下列情形之一计分：",
    "较高": "按下列办法分别计分，取较高的：",
}

Rule = Annotated[
    Linear | ByRatio | Bands | Steps | ByCriteria | ByPoints | PerOccurrence | ByGrade | Judged
    | ByGoals | Alternatives,
    OneOf("kind"),
]  # fmt: skip
_KINDS: Mapping[str, Any] = {
    "线性": Linear, "比例": ByRatio, "分档": Bands, "递扣": Steps, "要点": ByCriteria, "分项": ByPoints,
    "次数": PerOccurrence, "等次": ByGrade, "目标": ByGoals, "评定": Judged, "择一": Alternatives,
}  # fmt: skip


def hear(lines: Sequence[str], indicator: Scored) -> Any:
    """The rule that a printed 评分标准 says; None when it is not worded as this program words one.

    What was read is printed again and must be the same, so nothing is half understood.
    """
    said = tuple(lines)
    for name, kind in _KINDS.items() if said else ():
        found = kind.heard(said, indicator)
        if found is None:
            continue
        try:
            rule = kind.of({"类型": name, **found})
        except Misfits:
            continue
        if rule.standard(indicator) == said:
            return rule
    return None
