"""评分细则: what the rules say: indicators, weights, levels, thresholds, and the basis of each.

It computes no score.  The printed 评分标准 is made here from the very rule that is computed, so text
and computation can't differ; where an office keeps its bureau's wording, that wording is held
against the rule.  Shapes of rules follow the rubrics in use (线性、要点、比例、等次、评定).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, field_validator, model_validator
from pydantic_core import PydanticCustomError

from generator.figures import plain, quoted
from generator.formula import Formula, parse
from generator.model import Amount, Count, Shape, some
from generator.rubric.rules import ByCriteria, ByGrade, ByRatio, Judged, Linear, Rule

__all__ = [
    "ByCriteria", "ByGrade", "ByRatio", "Contradiction", "Group", "Indicator", "Judged", "Linear",
    "Rubric", "Rule",
]  # fmt: skip


class Indicator(Shape):
    """One indicator that is scored (末级指标) with its rule and the basis of the rule.

    ``formula`` speaks the printed names; ``inputs`` says for each of them where its figure stands
    in the data.  ``verbatim`` is the bureau's own wording of the standard, printed instead of the
    generated one; empty means: print the generated one.
    """

    name: str = Field(alias="名称")
    weight: Amount = Field(alias="分值", gt=0)
    meaning: str = Field(alias="解释")
    inputs: dict[str, str] = Field(alias="取数", default={})
    formula: str = Field(alias="算式", default="")
    glossary: tuple[str, ...] = Field(alias="名词", default=())
    criteria: tuple[str, ...] = Field(alias="要点", default=())
    rule: Rule = Field(alias="规则")
    verbatim: str = Field(alias="评分标准原文", default="")
    basis: str = Field(alias="依据")

    @field_validator("inputs")
    @classmethod
    def _readable(cls, inputs: dict[str, str]) -> dict[str, str]:
        for text in inputs.values():
            _parsed(text)
        return inputs

    @field_validator("formula")
    @classmethod
    def _names_known(cls, text: str, info: Any) -> str:
        inputs = info.data.get("inputs")
        for name in _parsed(text).names if inputs is not None else ():
            if name not in inputs:
                raise PydanticCustomError(
                    "unknown-name",
                    "里的“{name}”在“取数”里没有，已有：{known}",
                    {"name": name, "known": "、".join(inputs) or "无"},
                )
        return text

    @model_validator(mode="after")
    def _has_what_its_rule_needs(self) -> Indicator:
        if isinstance(self.rule, Linear | ByRatio) and not self.formula:
            raise PydanticCustomError(
                "formula-missing", "“{n}”按算式计分，却没有“算式”", {"n": self.name}
            )
        needed = max(1, *self.rule.levels) if isinstance(self.rule, ByCriteria) else 0
        if needed > len(self.criteria):
            raise PydanticCustomError(
                "level-beyond-criteria",
                "“{n}”只有 {have} 个要点，档位却写到 {level} 项",
                {"n": self.name, "have": len(self.criteria), "level": needed},
            )
        return self

    def arithmetic(self) -> tuple[Formula, Mapping[str, Formula]]:
        """The formula and, by printed name, where each figure comes from."""
        return parse(self.formula), {name: parse(text) for name, text in self.inputs.items()}

    def explanation(self) -> tuple[str, ...]:
        """The printed 指标解释说明: meaning, formula, terms, and the 评价要点, a line each."""
        lines = [self.meaning]
        if self.formula:
            lines.append(f"{self.name}={_printed(self.formula)}×100%。")
        lines += self.glossary
        if self.criteria:
            ends = ["；"] * (len(self.criteria) - 1) + ["。"]
            lines.append("评价要点：")
            lines += [
                f"{i}.{c}{e}" for i, (c, e) in enumerate(zip(self.criteria, ends, strict=True), 1)
            ]
        return tuple(lines)

    def standard(self) -> tuple[str, ...]:
        """The printed 评分标准: the bureau's wording where given, else made from the rule."""
        return tuple(self.verbatim.splitlines()) if self.verbatim else self.rule.standard(self)


def _parsed(text: str) -> Formula:
    try:
        return parse(text)
    except ValueError as error:
        raise PydanticCustomError(
            "formula-unreadable", "看不懂：{why}", {"why": str(error)}
        ) from None


def _printed(formula: str) -> str:
    """A formula in the signs of print: brackets inside brackets are round ones in square ones."""
    text = formula.translate(str.maketrans("()*", "（）×", " "))
    return f"［{text}］" if "（" in text else f"（{text}）"


class Group(Shape):
    """Indicators under one heading with the weight they must add up to (一级、二级指标)."""

    name: str = Field(alias="名称")
    weight: Amount = Field(alias="分值", gt=0)
    below: Annotated[tuple[Entry, ...], BeforeValidator(some)] = Field(alias="下级")


def _which(given: Any) -> str:
    has_below = "下级" in given if isinstance(given, dict) else isinstance(given, Group)
    return "group" if has_below else "indicator"


Path = tuple[str | int, ...]
Entry = Annotated[
    Annotated[Group, Tag("group")] | Annotated[Indicator, Tag("indicator")], Discriminator(_which)
]


_MOST_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where a rubric disagrees with itself (矛盾): a stable id, the words, path inside the rubric."""

    id: str
    message: str
    path: Path
    line: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """An indicator with its path in the rubric's file and the groups above it, top one first."""

    indicator: Indicator
    above: tuple[Group, ...]
    path: Path


class Rubric(Shape):
    """A finance bureau's indicators and rules for one year (指标体系)."""

    name: str = Field(alias="名称")
    year: Count = Field(alias="适用年度")
    basis: str = Field(alias="依据")
    full: Amount = Field(alias="满分", default=Decimal(100))
    places: Count = Field(alias="小数位", default=2, le=6)
    grades: Annotated[dict[str, Amount], BeforeValidator(some)] = Field(alias="等级")
    extra: tuple[Literal["分值", "自评得分", "扣分原因", "佐证"], ...] = Field(
        alias="附加列", default=(), description="评分表另加的列，一行一个"
    )
    groups: Annotated[tuple[Group, ...], BeforeValidator(some)] = Field(alias="指标")

    @field_validator("grades")
    @classmethod
    def _down_to_zero(cls, grades: dict[str, Decimal]) -> dict[str, Decimal]:
        if min(grades.values()) != 0:
            raise PydanticCustomError("grades-without-floor", "里最低一等应从 0 分起", {})
        return grades

    @field_validator("groups")
    @classmethod
    def _names_once(cls, groups: tuple[Group, ...]) -> tuple[Group, ...]:
        seen: set[str] = set()
        for _, above, entry in _walk(groups, (), ()):
            if len(above) >= _MOST_LEVELS:
                message = "套了 {n} 级，最多 {most} 级"
                raise PydanticCustomError(
                    "too-many-levels", message, {"n": len(above) + 1, "most": _MOST_LEVELS}
                )
            if isinstance(entry, Indicator) and entry.name in seen:
                raise PydanticCustomError(
                    "indicator-twice", "里“{n}”出现了两次，名称不能重复", {"n": entry.name}
                )
            seen |= {entry.name} if isinstance(entry, Indicator) else set()
        return groups

    def indicators(self) -> Iterator[Placed]:
        """Every indicator in the order of the table."""
        for path, above, entry in _walk(self.groups, ("指标体系", "指标"), ()):
            if isinstance(entry, Indicator):
                yield Placed(entry, above, path)

    def grade(self, total: Decimal) -> str:
        """The grade (等级) of a total: the highest whose lower bound it reaches; 89.5 is not 90.

        A total below 0, which only an override out of bounds can give, has the lowest grade.
        """
        reached = [
            (bound, name) for name, bound in self.grades.items() if max(total, Decimal(0)) >= bound
        ]
        return max(reached)[1]

    def contradictions(self) -> Iterator[Contradiction]:
        """All places where weights, levels and wording disagree with one another."""
        top = sum((group.weight for group in self.groups), Decimal(0))
        if top != self.full:
            yield _off("一级指标", top, "满分", self.full, ("指标体系", "满分"))
        for path, _, entry in _walk(self.groups, ("指标体系", "指标"), ()):
            yield from _of_group(path, entry) if isinstance(entry, Group) else self._of(path, entry)

    def _of(self, path: Path, indicator: Indicator) -> Iterator[Contradiction]:
        name = quoted(indicator.name)
        levels = getattr(indicator.rule, "levels", {})
        above = [plain(points) for points in levels.values() if points > indicator.weight]
        if above:
            yield Contradiction(
                id="level-above-weight",
                message=f"{name}分值为 {plain(indicator.weight)}，最高档却给"
                f" {above[0]} 分；计分时以分值为限。",
                path=(*path, "规则", "档位"),
            )
        for other in self._others_named_in(indicator):
            line = next(i for i, text in enumerate(indicator.verbatim.split("\n")) if other in text)
            yield Contradiction(
                id="other-indicator-named",
                message=f"{name}的评分标准原文里写着另一项指标{quoted(other)}。",
                path=(*path, "评分标准原文"),
                line=line,
                words=other,
            )
        odd = _only_on_one_side(indicator) if indicator.verbatim else set()
        if odd:
            yield Contradiction(
                id="wording-differs-from-rule",
                message=f"{name}的评分标准原文与规则不一致，"
                f"只在一边出现的数：{'、'.join(sorted(odd))}。",
                path=(*path, "评分标准原文"),
            )

    def _others_named_in(self, indicator: Indicator) -> list[str]:
        text = indicator.verbatim.replace(indicator.name, "")
        names = [placed.indicator.name for placed in self.indicators()]
        return [name for name in names if name != indicator.name and name in text]


def _walk(
    entries: tuple[Group | Indicator, ...], path: Path, above: tuple[Group, ...]
) -> Iterator[tuple[Path, tuple[Group, ...], Group | Indicator]]:
    for i, entry in enumerate(entries):
        yield (*path, i), above, entry
        if isinstance(entry, Group):
            yield from _walk(entry.below, (*path, i, "下级"), (*above, entry))


def _of_group(path: Path, group: Group) -> Iterator[Contradiction]:
    below = sum((entry.weight for entry in group.below), Decimal(0))
    if below != group.weight:
        yield _off(f"{quoted(group.name)}的下级指标", below, "分值", group.weight, (*path, "分值"))


def _off(parts: str, got: Decimal, whole: str, want: Decimal, path: Path) -> Contradiction:
    return Contradiction(
        id="weights-do-not-add-up",
        message=f"{parts}合计 {plain(got)} 分，{whole}为 {plain(want)} 分，相差 {plain(abs(got - want))} 分。",
        path=path,
    )


_FIGURE = re.compile(
    r"(?<![\d%值率数额）])-?\d+(?:\.\d+)?%|\d+(?:\.\d+)?%"
    r"|(?<=（)\d+(?:\.\d+)?(?=分?）)|(?<=得)\d+(?:\.\d+)?(?=分)"
)


def _only_on_one_side(indicator: Indicator) -> set[str]:
    """Thresholds and points that only the wording or only the rule names.

    Full marks, 0 and what follows from the thresholds may be said or left unsaid.
    """
    free = {plain(indicator.weight), "0", "100%" if isinstance(indicator.rule, ByRatio) else ""}
    free |= {indicator.rule.span()} if isinstance(indicator.rule, Linear) else set()
    rule = _figures("".join(indicator.rule.standard(indicator)))
    return (_figures(indicator.verbatim) ^ rule) - free


def _figures(text: str) -> set[str]:
    """Thresholds and points that a wording names; what it says twice counts once."""
    return set(_FIGURE.findall(text.replace("％", "%")))
