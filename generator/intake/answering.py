"""照填: the answers that give an indicator exactly the points which the old table has."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import Any

from generator.rubric import ByCriteria, ByGrade, ByPoints, Indicator, Judged, PerOccurrence

__all__ = ["answer_for"]

_JUDGED = "照原评分表"
_NONE_GIVES = "照原评分表填写，评分标准各档没有这个分数，请核对"
_SEVERAL = "照原评分表填写，凭分数看不出各要点是否符合，请核对"
_NOT_COMPUTED = "照原评分表填写，没有计算所需的数据，请核对"
_COMPUTED = "照原评分表填写，与按数据算出的得分不同，请核对"


def answer_for(
    indicator: Indicator, points: Decimal | None, computed: Decimal | None
) -> dict[str, Any]:
    """The answer in ``评分.yaml`` by which an indicator has these points; empty when none is needed.

    ``computed``: the points its formula gives with the report's figures, None when it can't be
    worked out.
    """
    if points is None:
        return {}
    rule = indicator.rule
    if isinstance(rule, Judged) and points <= indicator.weight:
        return {"评定分": points, "评定理由": _JUDGED}
    if rule.asks == "算式":
        why = _NOT_COMPUTED if computed is None else _COMPUTED
        return {} if computed == points else {"核定分": points, "核定理由": why}
    found = _ways(indicator, points)
    if len(found) == 1:
        return found[0]
    return {"核定分": points, "核定理由": _SEVERAL if found else _NONE_GIVES}


def _ways(indicator: Indicator, points: Decimal) -> list[dict[str, Any]]:
    """The answers that give these points; two are enough to see that it is not one alone."""
    rule = indicator.rule
    if isinstance(rule, ByGrade):
        return [{"等次": grade} for grade, worth in rule.levels.items() if worth == points]
    if isinstance(rule, PerOccurrence):
        times = (indicator.weight - points) / rule.off
        exact = times == int(times) and times >= 0
        return [{"次数": int(times), **({"次数说明": _JUDGED} if times else {})}] if exact else []
    if isinstance(rule, ByCriteria):
        return _by_count(rule, indicator, points)
    return _by_worth(rule, points) if isinstance(rule, ByPoints) else []


def _by_count(rule: ByCriteria, indicator: Indicator, points: Decimal) -> list[dict[str, Any]]:
    """All or none of the criteria hold; between these, which of them is not to be seen."""
    of = len(indicator.criteria)
    given = [_points_with(rule, indicator, held) for held in range(of + 1)]
    if given[of] == points:
        return [_held(of, frozenset(range(1, of + 1)))]
    counts = [held for held, worth in enumerate(given) if worth == points]
    if counts == [0]:
        return [_held(of, frozenset())]
    return [_held(of, frozenset(range(1, held + 1))) for held in counts] * 2


def _points_with(rule: ByCriteria, indicator: Indicator, held: int) -> Decimal:
    floor = min(rule.levels.values())
    reached = next((worth for count, worth in rule.levels.items() if held >= count), floor)
    return min(indicator.weight, reached)


def _by_worth(rule: ByPoints, points: Decimal) -> list[dict[str, Any]]:
    numbers = tuple(rule.worth)
    return [
        _held(len(numbers), frozenset(chosen))
        for size in range(len(numbers) + 1)
        for chosen in combinations(numbers, size)
        if sum((rule.worth[n] for n in chosen), Decimal(0)) == points
    ]


def _held(of: int, holding: frozenset[int]) -> dict[str, Any]:
    return {"要点": {n: "是" if n in holding else "否" for n in range(1, of + 1)}}
