"""回答核对: what people answered for the indicators, and the points they set by hand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from generator.figures import plain, points, quoted, rounded
from generator.findings import Finding, Severity
from generator.rubric import Alternatives, Indicator, Path
from generator.scoring import Score

__all__ = ["answered", "overridden"]


def answered(score: Score) -> Iterator[Finding]:
    """Answers nobody asked for, and judgements without a reason."""
    name, answer = score.indicator.name, score.answer
    for number in answer.criteria:
        if not 1 <= number <= len(score.indicator.criteria):
            have = len(score.indicator.criteria)
            message = f"{quoted(name)}回答了第 {number} 个评价要点，指标体系里只有 {have} 个。"
            hint = "请对照指标体系删去或改正编号。"
            path: Path = ("评分", name, "要点", number)
            yield Finding("answer-to-no-criterion", Severity.ERROR, message, hint=hint, path=path)
    rules = _rules_of(score.indicator)
    for key, value in answer.asked().items():
        if value and not any(_asks(rule, key) for rule in rules):
            yield _not_asked(name, key)
    if answer.inapplicable is not None and score.indicator.inapplicable is None:
        yield _not_asked(name, "不适用")
    for key, given, reason, why in answer.reasons():
        if given is not None and not why:
            yield _without_reason(name, key, given, reason)


def _rules_of(indicator: Indicator) -> list[Any]:
    """The rule, and the rules it chooses among."""
    rule = indicator.rule
    return (
        [rule, *(option.rule for option in rule.options)]
        if isinstance(rule, Alternatives)
        else [rule]
    )


def _asks(rule: Any, key: str) -> bool:
    """Whether a rule looks at this part of an answer."""
    return bool(rule.asks == key)


def _not_asked(name: str, key: str) -> Finding:
    message = f"{quoted(name)}不按{key}计分，这里写的{key}没有用到。"
    hint = "要改变得分，请写“核定分”和“核定理由”；否则请删去。"
    return Finding(
        "answer-not-asked", Severity.WARNING, message, hint=hint, path=("评分", name, key)
    )


def _without_reason(name: str, key: str, given: Decimal | int, reason: str) -> Finding:
    written = "" if given is True else f" {plain(given)}"
    message = f"{quoted(name)}写了{key}{written}，没有写{reason}。"
    path = ("评分", name, key)
    return Finding(
        "reason-missing", Severity.ERROR, message, hint=f"请补上“{reason}: ”。", path=path
    )


def overridden(score: Score, places: int) -> Iterator[Finding]:
    """Points set by the office: within the weight, one of the rule's levels, and always said."""
    given = score.answer.override
    if given is None:
        return
    name, weight = score.indicator.name, score.indicator.weight
    path = ("评分", name, "核定分")
    if not 0 <= given <= weight:
        message = f"{quoted(name)}核定分 {plain(given)} 不在 0 至分值 {plain(weight)} 之间。"
        yield Finding(
            "override-out-of-bounds", Severity.ERROR, message, hint="请改正核定分。", path=path
        )
        return
    if given != rounded(given, places):
        message = f"{quoted(name)}核定分 {plain(given)} 的小数超过 {places} 位。"
        hint = f"指标体系里得分保留 {places} 位小数，请照此改正。"
        yield Finding("override-places", Severity.ERROR, message, hint=hint, path=path)
        return
    computed = "不能计分" if score.computed is None else f"得 {points(score.computed)} 分"
    levels = score.indicator.rule.levels_given()
    if levels and given not in [min(level, weight) for level in levels]:
        steps = "、".join(plain(level) for level in levels)
        message = f"{quoted(name)}按规则{computed}，核定为 {plain(given)} 分，而评分标准只有 {steps} 分几档。"
        yield Finding(
            "override-between-levels",
            Severity.WARNING,
            message,
            hint="请与财政部门核对。",
            path=path,
        )
    elif score.overridden:
        message = f"{quoted(name)}按规则{computed}，核定为 {plain(given)} 分，以核定分印出。"
        yield Finding(
            "override-differs", Severity.WARNING, message, hint="请确认核定理由充分。", path=path
        )
