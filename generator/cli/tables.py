"""得分表的样子: the scorecard for a console and for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.figures import plain, points
from generator.findings import as_record, width
from generator.generate import Examined
from generator.scoring import Score, capped, explain

__all__ = ["score_record", "score_table"]


def score_table(examined: Examined) -> str:
    """All indicators with weight, points and how they came about, for people."""
    card = examined.scorecard
    longest = max(width(score.indicator.name) for score in card.scores)
    lines = [
        f"{examined.report.unit.name}{examined.report.unit.year}年  {examined.rubric.name}",
        "",
    ]
    above: tuple[str, ...] = ()
    for score in card.scores:
        names = tuple(group.name for group in score.above)
        lines += _headings(examined, score) if names != above else []
        above = names
        lines += _lines(score, longest)
    state = "" if card.complete else "（有指标不能计分，合计不全）"
    bound = [f"{capped(card)}。"] if card.capped_by else []
    return "\n".join(
        [
            *lines,
            "",
            *bound,
            f"自评总分 {points(card.total)} / {plain(examined.rubric.full)}，等级 {card.grade}{state}",
        ]
    )


def _headings(examined: Examined, score: Score) -> list[str]:
    got = {id(each.group): points(each.points) for each in examined.scorecard.subtotals}
    names = [f"{group.name} {got[id(group)]}/{plain(group.weight)}" for group in score.above]
    return ["", "【" + " · ".join(names) + "】"]


def _lines(score: Score, longest: int) -> Iterator[str]:
    name = score.indicator.name
    mark = "未计分" if score.points is None else points(score.points)
    lead = f"  {name}{' ' * (longest - width(name))}  {mark:>6}/{plain(score.weight):<4} "
    first, *rest = explain(score) or ("",)
    yield f"{lead}{first}"
    for line in rest:
        yield f"{' ' * width(lead)}{line}"


def score_record(examined: Examined) -> dict[str, Any]:
    """The scorecard for other programs: points as text, exactly as printed; None if not scored."""
    card = examined.scorecard
    return {
        "unit": examined.report.unit.name,
        "year": examined.report.unit.year,
        "total": points(card.total),
        "grade": card.grade,
        "complete": card.complete,
        "indicators": [_record(score) for score in card.scores],
        "findings": [as_record(finding) for finding in examined.findings],
    }


def _record(score: Score) -> dict[str, Any]:
    return {
        "groups": [group.name for group in score.above],
        "indicator": score.indicator.name,
        "weight": plain(score.weight),
        "score": None if score.points is None else points(score.points),
        "computed": None if score.computed is None else points(score.computed),
        "overridden": score.overridden,
        "basis": score.indicator.basis,
        "evidence": list(score.answer.evidence),
        "trace": list(explain(score)),
        "inputs": [leaf.name for leaf in score.worked.leaves()] if score.worked else [],
    }
