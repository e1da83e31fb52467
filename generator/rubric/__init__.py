"""评分细则: what the rules say: indicators, weights, levels, thresholds, and the basis of each.

It computes no score.  The printed 评分标准 is made here from the very rule that is computed, so text
and computation can't differ; where an office keeps its bureau's wording, that wording is held
against the rule.  Shapes of rules follow the rubrics in use (see :mod:`.ratios` and :mod:`.answers`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from generator.model import Amount, Count, Line, some, typed
from generator.rubric.answers import ByCriteria, ByGoals, ByGrade, ByPoints, Judged, PerOccurrence
from generator.rubric.bands import Bands
from generator.rubric.contradictions import (
    Contradiction,
    cap_idle,
    of_group,
    of_indicator,
    weights_off,
)
from generator.rubric.indicators import (
    Group,
    Inapplicable,
    Indicator,
    Inputs,
    Path,
    Placed,
    comparison,
    walk,
)
from generator.rubric.ratios import RATIO, ByRatio, Given, Linear, Steps
from generator.rubric.rules import Alternatives, Option, Rule, SimpleRule, hear
from generator.rubric.shares import shared
from generator.shape import Before, Misfit, Shape, Within, field, fits, misfits

__all__ = [
    "RATIO", "Alternatives", "Bands", "ByCriteria", "ByGoals", "ByGrade", "ByPoints", "ByRatio",
    "Cap", "Contradiction", "Given", "Group", "Inapplicable", "Indicator", "Judged", "Linear",
    "Option", "Path", "PerOccurrence", "Placed", "Rubric", "Rule", "SimpleRule", "Steps", "Years",
    "hear", "of_indicator",
]  # fmt: skip


_MOST_LEVELS = 4


class Cap(Shape):
    """A bound on the total that depends on another figure (总分上限).

    ``condition`` is a comparison over ``inputs``; where it holds the total is ``most`` at most.
    """

    name: Line = field(key="情形", description="什么情形下有上限")
    inputs: Inputs = field(key="取数", description="左边起名，右边写数在哪里")
    condition: str = field(key="条件", description="一个比较，例如 甲 < 60%")
    most: Annotated[Amount, Within(ge=0)] = field(key="上限", description="总分最多多少")
    basis: Line = field(key="依据", description="哪份文件的哪一条")

    @staticmethod
    @fits("condition")
    def _speaks_known_names(text: str, info: Any) -> str:
        return comparison(text, info.data.get("inputs"))


@dataclass(frozen=True, slots=True)
class Years:
    """The years a rubric is for (适用年度), first and last; ``2021`` or ``2021-2023``."""

    first: int
    last: int

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}—{self.last}"


def _years(given: object) -> Years:
    match = re.fullmatch(r"([0-9]{4})(?:[-—至]([0-9]{4}))?", str(given))
    if not match or int(match[2] or match[1]) < int(match[1]):
        message = "写成了“{given}”，应为年度，例如 2021 或 2021-2023"
        raise Misfit("years-expected", message, {"given": str(given)[:40]})
    return Years(int(match[1]), int(match[2] or match[1]))


def _twice(name: str, path: Path) -> tuple[Misfit, Path, str]:
    """That another indicator has the same name, at the name of this one."""
    message = "写了“{n}”，另一项指标也叫这个名称，名称不能重复"
    return Misfit("indicator-twice", message, {"n": name}), path, name


class Rubric(Shape):
    """A finance bureau's indicators and rules for some years (指标体系)."""

    name: str = field(key="名称", description="指标体系的全称")
    years: Annotated[Years, Before(_years), typed("^[0-9]{4}([-—至][0-9]{4})?$", "integer")] = (
        field(key="适用年度", description="例如 2021 或 2021-2023")
    )
    basis: str = field(key="依据", description="评分表的文件名称和文号")
    full: Amount = field(key="满分", default=Decimal(100), description="一级指标分值之和")
    places: Annotated[Count, Within(le=6)] = field(
        key="小数位", default=2, description="得分保留几位小数"
    )
    grades: Annotated[dict[str, Amount], Before(some)] = field(
        key="等级", description="各等级从多少分起，最低一等写 0"
    )
    caps: tuple[Cap, ...] = field(key="总分上限", default=(), description="限制总分的各种情形")
    extra: tuple[Literal["分值", "自评得分", "扣分原因", "佐证"], ...] = field(
        key="附加列", default=(), description="评分表另加的列，一行一个"
    )
    groups: Annotated[tuple[Group, ...], Before(some)] = field(
        key="指标", description="一级指标，每个以“- ”开头"
    )

    @staticmethod
    @fits("grades")
    def _down_to_zero(grades: dict[str, Decimal]) -> dict[str, Decimal]:
        if min(grades.values()) != 0:
            raise Misfit("grades-without-floor", "里最低一等应从 0 分起", {})
        return grades

    @staticmethod
    @fits("groups")
    def _names_once(groups: tuple[Group, ...]) -> tuple[Group, ...]:
        places: dict[str, list[Path]] = {}
        for path, above, entry in walk(groups, (), ()):
            if len(above) >= _MOST_LEVELS:
                message = "套了 {n} 级，最多 {most} 级"
                raise Misfit(
                    "too-many-levels", message, {"n": len(above) + 1, "most": _MOST_LEVELS}
                )
            if isinstance(entry, Indicator):
                places.setdefault(entry.name, []).append((*path, "名称"))
        twice = [(name, path) for name, at in places.items() if len(at) > 1 for path in at]
        if twice:
            raise misfits(Rubric, [_twice(*each) for each in twice])
        return groups

    def indicators(self) -> Iterator[Placed]:
        """Every indicator in the order of the table."""
        for path, above, entry in walk(self.groups, ("指标体系", "指标"), ()):
            if isinstance(entry, Indicator):
                yield Placed(entry, above, path)

    def weights(self, left_out: frozenset[str]) -> Mapping[str, Decimal]:
        """The weight of each indicator by name, when those left out share theirs out (分摊)."""
        return shared(self.groups, left_out, self.places)

    def grade(self, total: Decimal) -> str:
        """The grade (等级) of a total: the highest whose lower bound it reaches; 89.5 is not 90.

        A total below 0, which only an override out of bounds can give, has the lowest grade.
        """
        reached = [
            (bound, name) for name, bound in self.grades.items() if max(total, Decimal(0)) >= bound
        ]
        return max(reached)[1]

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """All places where weights, levels and wording disagree with one another."""
        return tuple(self._contradictions())

    def _contradictions(self) -> Iterator[Contradiction]:
        top = sum((group.weight for group in self.groups), Decimal(0))
        if top != self.full:
            yield weights_off("一级指标", top, "满分", self.full, ("指标体系", "满分"))
        for i, cap in enumerate(self.caps):
            if cap.most >= self.full:
                yield cap_idle(cap.name, cap.most, self.full, ("指标体系", "总分上限", i, "上限"))
        names = [placed.indicator.name for placed in self.indicators()]
        for path, _, entry in walk(self.groups, ("指标体系", "指标"), ()):
            if isinstance(entry, Group):
                yield from of_group(path, entry)
            else:
                yield from of_indicator(path, entry, names)
