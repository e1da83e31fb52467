"""矛盾: where a rubric disagrees with itself, its weights, its levels or its own wording."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.figures import plain, quoted
from generator.rubric.indicators import Group, Indicator, Path
from generator.rubric.ratios import ByRatio, Linear

__all__ = ["Contradiction", "cap_idle", "of_group", "of_indicator", "weights_off"]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where a rubric disagrees with itself (矛盾): a stable id, the words, path inside the rubric."""

    id: str
    message: str
    path: Path
    line: int = 0
    words: str = ""


def of_indicator(path: Path, indicator: Indicator, names: Sequence[str]) -> Iterator[Contradiction]:
    """Levels against the weight, and the bureau's wording against the rule.

    ``names``: those of all indicators; a wording that names another one was copied amiss.
    """
    yield from _of_levels(path, indicator)
    yield from _of_criteria(path, indicator)
    for other in _others_named_in(indicator, names):
        line = next(i for i, text in enumerate(indicator.verbatim.split("\n")) if other in text)
        yield Contradiction(
            id="other-indicator-named",
            message=f"{quoted(indicator.name)}的评分标准原文里写着另一项指标{quoted(other)}。",
            path=(*path, "评分标准原文"),
            line=line,
            words=other,
        )
    odd = _said_otherwise(indicator) if indicator.verbatim else ""
    if odd:
        yield Contradiction(
            id="wording-differs-from-rule",
            message=f"{quoted(indicator.name)}的评分标准原文与规则不一致，{odd}。",
            path=(*path, "评分标准原文"),
        )


def _others_named_in(indicator: Indicator, names: Sequence[str]) -> list[str]:
    text = indicator.verbatim.replace(indicator.name, "")
    return [name for name in names if name != indicator.name and name in text]


def of_group(path: Path, group: Group) -> Iterator[Contradiction]:
    """The weights below a group against its own."""
    below = sum((entry.weight for entry in group.below), Decimal(0))
    if below != group.weight:
        yield weights_off(
            f"{quoted(group.name)}的下级指标", below, "分值", group.weight, (*path, "分值")
        )


def cap_idle(name: str, most: Decimal, full: Decimal, path: Path) -> Contradiction:
    """A bound on the total that bounds nothing."""
    message = f"总分上限“{name}”写成 {plain(most)} 分，不小于满分 {plain(full)} 分，限不住总分。"
    return Contradiction("cap-idle", message, path)


def weights_off(parts: str, got: Decimal, whole: str, want: Decimal, path: Path) -> Contradiction:
    """Weights that do not add up to what they should."""
    return Contradiction(
        id="weights-do-not-add-up",
        message=f"{parts}合计 {plain(got)} 分，{whole}为 {plain(want)} 分，相差 {plain(abs(got - want))} 分。",
        path=path,
    )


def _of_levels(path: Path, indicator: Indicator) -> Iterator[Contradiction]:
    """Levels against the weight: none above it, and full marks within reach."""
    name, weight, rule = quoted(indicator.name), indicator.weight, indicator.rule
    levels = rule.levels_given()
    if not levels or max(levels) == weight:
        return
    where = (*path, "规则", {"分项": "各点", "择一": "各则"}.get(rule.kind, "档位"))
    most, told = plain(max(levels)), plain(weight)
    if max(levels) > weight:
        message = f"{name}分值为 {told}，最高档却给 {most} 分；计分时以分值为限。"
        yield Contradiction("level-above-weight", message, where)
    else:
        message = f"{name}分值为 {told}，最高档只给 {most} 分，得不到满分。"
        yield Contradiction("level-below-weight", message, where)


def _of_criteria(path: Path, indicator: Indicator) -> Iterator[Contradiction]:
    """Criteria that are asked for and give nothing."""
    have, rule = len(indicator.criteria), indicator.rule
    if rule.kind == "分项" and len(rule.worth) < have:
        counted = len(rule.worth)
        message = f"{quoted(indicator.name)}有 {have} 个要点，“各点”只写到第 {counted} 个，其余的符合了也没有分。"
        yield Contradiction("criterion-without-points", message, (*path, "规则", "各点"))


_FIGURE = re.compile(
    r"(?<![\d%值率数额）])-?\d+(?:\.\d+)?%|\d+(?:\.\d+)?%"
    r"|(?<=（)\d+(?:\.\d+)?(?=分?）)|(?<=得)\d+(?:\.\d+)?(?=分)"
)

_IN_PER_CENT = re.compile(r"[×*xX]\s*100%")
"""The end of a formula, which is no threshold."""


def _said_otherwise(indicator: Indicator) -> str:
    """How the bureau's wording disagrees with the rule; empty when it does not.

    A wording that can be read as a rule is held against it; of another, the thresholds and points
    that only the wording or only the rule names.  Full marks, 0 and what follows from the
    thresholds may be said or left unsaid.
    """
    heard = indicator.heard(indicator.verbatim.splitlines())
    if heard is not None:
        same = heard.standard(indicator) == indicator.rule.standard(indicator)
        return "" if same else f"原文读起来是另一种计分办法（{heard.kind}）"
    free = {
        plain(indicator.weight),
        "0",
        "0%",
        "100%" if isinstance(indicator.rule, ByRatio) else "",
    }
    free |= {indicator.rule.span()} if isinstance(indicator.rule, Linear) else set()
    odd = (_figures(indicator.verbatim) ^ _figures("".join(indicator.worded()))) - free
    return f"只在一边出现的数：{'、'.join(sorted(odd))}" if odd else ""


def _figures(text: str) -> set[str]:
    """Thresholds and points that a wording names; what it says twice counts once."""
    return set(_FIGURE.findall(_IN_PER_CENT.sub("", text.replace("％", "%"))))
