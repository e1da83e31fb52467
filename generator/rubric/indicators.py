"""指标: what is scored: an indicator with its rule and basis, in groups that have a weight.

What an indicator prints (指标解释说明, 评分标准) is made from the same data that it is scored by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from generator.formula import Formula, parse
from generator.model import Amount, Line, some
from generator.rubric.answers import ByCriteria, ByPoints
from generator.rubric.rules import Alternatives, Option, Rule, SimpleRule, hear
from generator.shape import After, Before, Misfit, OneOf, Shape, Within, field, fits

__all__ = [
    "Group", "Inapplicable", "Indicator", "Inputs", "Path", "Placed", "comparison", "known_names", "walk",
]  # fmt: skip


def _readable(inputs: dict[str, str]) -> dict[str, str]:
    for text in inputs.values():
        _parsed(text)
    return inputs


def known_names(text: str, inputs: Mapping[str, str] | None) -> str:
    """A formula that speaks only the printed names which the 取数 explains."""
    for name in _parsed(text).names if inputs is not None else ():
        if name not in (inputs or {}):
            raise Misfit(
                "unknown-name",
                "里的“{name}”在“取数”里没有，已有：{known}",
                {"name": name, "known": "、".join(inputs or {}) or "无"},
            )
    return text


def comparison(text: str, inputs: Mapping[str, str] | None) -> str:
    """A condition: a comparison in printed names that the 取数 explains."""
    if not _parsed(known_names(text, inputs)).compares:
        message = "写成了“{given}”，应是一个比较，例如 支出数 / 预算数 < 60%"
        raise Misfit("comparison-expected", message, {"given": text[:40]})
    return text


Inputs = Annotated[dict[str, str], After(_readable)]


class Inapplicable(Shape):
    """When an indicator does not concern a unit, and what becomes of its weight (不适用).

    ``condition`` is a comparison over the indicator's 取数; empty: people say so.  ``then``: 满分
    gives full marks, 分摊 shares the weight out among the indicators beside it.
    """

    when: Line = field(key="情形", description="什么情形下不评")
    condition: str = field(key="条件", default="", description="一个比较；空着由单位填")
    then: Literal["满分", "分摊"] = field(key="处理", description="给满分，或把分值分摊给同级各项")

    def standard(self) -> str:
        """The sentence of the printed 评分标准."""
        what = "得满分" if self.then == "满分" else "不评此项，分值按比例分摊到同级指标"
        return f"{self.when}的，{what}。"


class Indicator(Shape):
    """One indicator that is scored (末级指标) with its rule and the basis of the rule.

    ``formula`` speaks the printed names; ``inputs`` says for each of them where its figure stands
    in the data.  ``verbatim`` is the bureau's own wording of the standard, printed instead of the
    generated one; empty means: print the generated one.  ``explained`` is its own wording of the
    whole 指标解释说明 in the same way.
    """

    name: str = field(key="名称", description="照印发的表，一字不差")
    weight: Annotated[Amount, Within(gt=0)] = field(key="分值", description="这一项的满分")
    meaning: str = field(key="解释", description="这项指标评的是什么")
    inputs: Inputs = field(
        key="取数", default_factory=dict, description="左边是印出的名称，右边写数在哪里"
    )
    formula: str = field(key="算式", default="", description="用“取数”左边的名称写")
    glossary: tuple[str, ...] = field(
        key="名词", default=(), description="需要解释的名词，一行一个"
    )
    criteria: tuple[str, ...] = field(
        key="要点", default=(), description="评价要点，一行一个，句末不加标点"
    )
    rule: Rule = field(key="规则", description="怎样计分，先写“类型”")
    inapplicable: Inapplicable | None = field(
        key="不适用", default=None, description="什么情形下不评这一项"
    )
    verbatim: str = field(
        key="评分标准原文", default="", description="照原文印出的评分标准；空着由规则生成"
    )
    explained: str = field(
        key="解释原文", default="", description="照原文印出的指标解释说明；空着自动生成"
    )
    basis: str = field(key="依据", description="出自哪份文件的哪一处")

    @staticmethod
    @fits("formula")
    def _speaks_known_names(text: str, info: Any) -> str:
        return known_names(text, info.data.get("inputs"))

    @fits()
    def _has_what_its_rule_needs(self) -> Indicator:
        options = self.rule.options if isinstance(self.rule, Alternatives) else ()
        for option in options:
            comparison(option.condition, self.inputs) if option.condition else None
            known_names(option.formula, self.inputs) if option.formula else None
        if self.inapplicable and self.inapplicable.condition:
            comparison(self.inapplicable.condition, self.inputs)
        for formula, rule in self._rules():
            self._enough_for(formula, rule)
        return self

    def _rules(self) -> Iterator[tuple[str, SimpleRule]]:
        """Each rule that may apply, with the formula it would be worked out by."""
        if not isinstance(self.rule, Alternatives):
            yield self.formula, self.rule
            return
        for option in self.rule.options:
            yield option.formula or self.formula, option.rule

    def _enough_for(self, formula: str, rule: SimpleRule) -> None:
        if rule.asks == "算式" and not formula:
            raise Misfit("formula-missing", "“{n}”按算式计分，却没有“算式”", {"n": self.name})
        needed = rule.needs_criteria() if isinstance(rule, ByCriteria | ByPoints) else 0
        if needed > len(self.criteria):
            raise Misfit(
                "level-beyond-criteria",
                "“{n}”只有 {have} 个要点，档位却写到 {level} 项",
                {"n": self.name, "have": len(self.criteria), "level": needed},
            )

    def by(self, option: Option) -> Indicator:
        """The indicator as if one of its alternatives were its only rule."""
        formula = option.formula or self.formula
        return self.but(rule=option.rule, formula=formula)

    def figures(self) -> tuple[str, ...]:
        """The dotted names of the data that its 取数 asks for."""
        return tuple(name for text in self.inputs.values() for name in _parsed(text).names)

    def explanation(self) -> tuple[str, ...]:
        """The printed 指标解释说明: the bureau's wording where given, else made from the data."""
        return tuple(self.explained.splitlines()) if self.explained else self._made()

    def _made(self) -> tuple[str, ...]:
        """Meaning, formula, terms, and the 评价要点, a line each."""
        lines = [self.meaning]
        if self.formula:
            unit = "" if self.rule.kind == "次数" else "×100%"
            lines.append(f"{self.name}={_printed(self.formula)}{unit}。")
        options = self.rule.options if isinstance(self.rule, Alternatives) else ()
        lines += [
            f"【{each.name}】{self.name}={_printed(each.formula)}×100%。"
            for each in options
            if each.formula
        ]
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
        return tuple(self.verbatim.splitlines()) if self.verbatim else self.worded()

    def worded(self) -> tuple[str, ...]:
        """The 评分标准 made from the rule, whatever the bureau's wording is."""
        last = (self.inapplicable.standard(),) if self.inapplicable else ()
        return (*self.rule.standard(self), *last)

    def heard(self, lines: Sequence[str]) -> Any:
        """The rule that a 评分标准 says for this indicator; None when it is worded otherwise."""
        last = self.inapplicable.standard() if self.inapplicable else ""
        return hear(lines[:-1] if last and last == lines[-1] else lines, self)


def _parsed(text: str) -> Formula:
    try:
        return parse(text)
    except ValueError as error:
        raise Misfit("formula-unreadable", "看不懂：{why}", {"why": str(error)}) from None


def _printed(formula: str) -> str:
    """A formula in the signs of print: brackets inside brackets are round ones in square ones."""
    text = formula.translate(str.maketrans("()*", "（）×", " "))
    return f"［{text}］" if "（" in text else f"（{text}）"


class Group(Shape):
    """Indicators under one heading with the weight they must add up to (一级、二级指标)."""

    name: str = field(key="名称", description="照印发的表，一字不差")
    weight: Annotated[Amount, Within(gt=0)] = field(key="分值", description="等于下级分值之和")
    below: Annotated[tuple[Entry, ...], Before(some)] = field(
        key="下级", description="下一级指标，每个以“- ”开头"
    )


def _which(given: Any) -> str:
    has_below = "下级" in given if isinstance(given, dict) else isinstance(given, Group)
    return "group" if has_below else "indicator"


Path = tuple[str | int, ...]
Entry = Annotated[Group | Indicator, OneOf(_which)]


@dataclass(frozen=True, slots=True)
class Placed:
    """An indicator with its path in the rubric's file and the groups above it, top one first."""

    indicator: Indicator
    above: tuple[Group, ...]
    path: Path


def walk(
    entries: tuple[Group | Indicator, ...], path: Path, above: tuple[Group, ...]
) -> Iterator[tuple[Path, tuple[Group, ...], Group | Indicator]]:
    """Every group and indicator in the order of the table, with its path and the groups above."""
    for i, entry in enumerate(entries):
        yield (*path, i), above, entry
        if isinstance(entry, Group):
            yield from walk(entry.below, (*path, i, "下级"), (*above, entry))
