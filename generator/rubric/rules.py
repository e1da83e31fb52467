"""计分规则: the shapes a rule can have, and the 评分标准 that is printed for each.

What is printed is made from the very figures that are computed with, so the two can't differ.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Protocol

from pydantic import BeforeValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from generator.figures import counted, per_cent, plain
from generator.model import Amount, Count, Shape, number, some

__all__ = ["ByCriteria", "ByGrade", "ByRatio", "Judged", "Linear", "Rule", "Scored"]


class Scored(Protocol):
    """What a rule needs to know of its indicator (指标)."""

    @property
    def name(self) -> str:
        """As printed."""

    @property
    def weight(self) -> Decimal:
        """The most it can give."""

    @property
    def criteria(self) -> tuple[str, ...]:
        """Its 评价要点."""


def _ratio(given: object) -> Decimal:
    """A threshold: ``115%`` or ``1.15``; Decimal, 1 is the whole."""
    if isinstance(given, str) and given.endswith(("%", "％")):
        return number(given[:-1]) / 100
    ratio = number(given)
    if abs(ratio) > _LARGEST_RATIO:
        message = "写成了“{given}”，百分数后面要写 %"
        raise PydanticCustomError("per-cent-missing", message, {"given": str(given)})
    return ratio


_LARGEST_RATIO = 3
Ratio = Annotated[Decimal, BeforeValidator(_ratio)]


class Linear(Shape):
    """Full marks up to one threshold, none from the other on, in between in proportion (线性).

    Whichever threshold is larger tells the direction: with the full mark below the zero mark, less
    is better.  Both thresholds belong to their own side (含).
    """

    kind: Literal["线性"] = Field(alias="类型")
    full: Ratio = Field(alias="满分")
    zero: Ratio = Field(alias="零分")

    @model_validator(mode="after")
    def _two_thresholds(self) -> Linear:
        if self.full == self.zero:
            raise PydanticCustomError(
                "thresholds-equal", "“满分”与“零分”是同一个数，无法按比例计分", {}
            )
        return self

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准, a line a sentence."""
        name, full, zero = indicator.name, per_cent(self.full, None), per_cent(self.zero, None)
        less_is_better = self.full < self.zero
        good, bad = ("不高于", "不低于") if less_is_better else ("不低于", "不高于")
        low, high = (full, zero) if less_is_better else (zero, full)
        behind = f"（{zero}）" if self.zero < 0 else zero
        over = f"{zero}-实际值" if less_is_better else f"实际值-{behind}"
        return (
            f"1.{name}{good}{full}，得满分；",
            f"2.{name}{bad}{zero}，得0分；",
            f"3.{name}介于{low}与{high}之间，按比例计分：",
            f"得分=（{over}）÷{self.span()}×{plain(indicator.weight)}。",
        )

    def span(self) -> str:
        """How far the thresholds are apart, as printed."""
        return per_cent(abs(self.full - self.zero), None)


class ByCriteria(Shape):
    """How many of the 评价要点 hold decides the level (要点).

    ``levels``: from so many criteria on, so many points; the smallest number is the floor for all
    below it.  More criteria never give fewer points.
    """

    kind: Literal["要点"] = Field(alias="类型")
    levels: Annotated[dict[Count, Amount], BeforeValidator(some)] = Field(alias="档位")

    @field_validator("levels")
    @classmethod
    def _more_is_never_less(cls, levels: dict[int, Decimal]) -> dict[int, Decimal]:
        ordered = dict(sorted(levels.items(), reverse=True))
        if any(more < less for more, less in pairwise(ordered.values())):
            raise PydanticCustomError(
                "levels-out-of-order", "里，符合的要点多，得分反而少，请核对各档得分", {}
            )
        return ordered

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准, a level a line; together the lines say every number of criteria."""
        counts = list(self.levels)
        tops = [len(indicator.criteria), *(count - 1 for count in counts)]
        lines = [
            f"{_held(count, top, len(indicator.criteria), count == counts[-1])}（{plain(points)}分）"
            for (count, points), top in zip(self.levels.items(), tops, strict=False)
        ]
        return (*(f"{line}；" for line in lines[:-1]), f"{lines[-1]}。")


def _held(count: int, top: int, of: int, last: bool) -> str:
    """From ``count`` to ``top`` of so many criteria hold, in words; the last level goes down to 0."""
    if of == 1:
        return "符合" if count else "不符合"
    if top == 0:
        return "一项也不符合"
    if last:
        return f"符合{_items(top)}及以下"
    if top == of:
        return f"符合全部{_items(of)}" if count == of else f"符合{_items(count)}及以上"
    return (
        f"符合其中{_items(count)}"
        if count == top
        else f"符合其中{counted(count)}至{counted(top)}项"
    )


def _items(count: int) -> str:
    return f"{counted(count)}项"


class ByRatio(Shape):
    """The ratio itself times the weight, never above the weight and never below 0 (比例)."""

    kind: Literal["比例"] = Field(alias="类型")

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准, a line a sentence."""
        weight = plain(indicator.weight)
        return (
            f"得分={indicator.name}×{weight}；",
            f"{indicator.name}超过100%的，得{weight}分。",
        )


class ByGrade(Shape):
    """A grade given by people or a survey stands for so many points (等次)."""

    kind: Literal["等次"] = Field(alias="类型")
    levels: Annotated[dict[str, Amount], BeforeValidator(some)] = Field(alias="档位")

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准, all grades on one line."""
        grades = "；".join(f"{grade}（{plain(points)}分）" for grade, points in self.levels.items())
        return (f"按{indicator.name}的等次计分：", f"{grades}。")


class Judged(Shape):
    """People judge within the weight and give their reason (评定)."""

    kind: Literal["评定"] = Field(alias="类型")
    measure: str = Field(alias="办法")

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准: how it is judged, and the bound."""
        return (self.measure, f"在0至{plain(indicator.weight)}分之间评定，并说明理由。")


Rule = Annotated[Linear | ByCriteria | ByRatio | ByGrade | Judged, Field(discriminator="kind")]
