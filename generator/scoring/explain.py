"""计算过程: how points came about, and why some were lost, a line a step, for people."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from generator.figures import per_cent, plain, points
from generator.formula import Worked, shown
from generator.scoring.card import Score, Scorecard

__all__ = ["capped", "deduction", "explain", "inputs"]


def explain(score: Score) -> tuple[str, ...]:
    """How the points came about (计算过程), a line a step."""
    lines: list[str] = []
    if score.worked is not None:
        written = shown if score.counts else per_cent
        lines.append(_line(score.indicator.name, score.worked, written))
        lines += [_line(part.name, part.parts[0], shown) for part in inputs(score.worked)]
    lines += _tasks(score)
    if score.reason is not None:
        lines.append(f"不能计分：{score.reason.message}")
    elif score.left_out:
        lines.append(score.rule)
    else:
        share = (
            "" if score.weight == score.indicator.weight else f"，分摊后分值{plain(score.weight)}"
        )
        lines.append(f"{score.rule}{share} → {points(score.computed)}分")
    if score.answer.override is not None:
        lines.append(f"核定 {plain(score.answer.override)}分：{score.answer.override_why}")
    if score.answer.evidence:
        lines.append(f"佐证：{'、'.join(score.answer.evidence)}")
    return tuple(lines)


def deduction(score: Score) -> str:
    """Why points were lost (扣分说明), behind the indicator's name; empty when none were."""
    if not score.lost:
        return ""
    lost = f"扣{plain(score.lost)}分"
    if score.overridden:
        rule = "" if score.computed is None else f"（按规则{points(score.computed)}分）"
        return f"{lost}。核定{points(score.points)}分{rule}：{_ended(score.answer.override_why)}"
    return f"{lost}{'。' if '：' in score.rule else '：'}{_ended(_because(score))}"


def _because(score: Score) -> str:
    """What applied, as a whole clause: the figure behind it, the rule, and what it gave."""
    lead, colon, rule = score.rule.rpartition("”：")
    figure = ""
    if score.worked is not None and score.worked.value is not None and not score.counts:
        figure = f"{score.indicator.name}{per_cent(score.worked.value)}，"
    said = re.search(r"[得扣定][\d.]+分", rule)
    whole = rule.rstrip("。") if said else f"按{rule}计分"
    got = "" if said else f"，得{points(score.points)}分"
    if score.weight != score.indicator.weight:
        got = f"，按分摊后的分值折算得{points(score.points)}分"
    return f"{lead}{colon}{figure}{whole}{got}{_unmet(score)}"


def _unmet(score: Score) -> str:
    """The metrics that fell short, where goals were scored."""
    short = [
        f"{metric.name}{_rate(worked)}"
        for task in score.tasks
        for metric, worked in task.metrics
        if worked.value is not None and worked.value < 1
    ]
    return f"，没有全部完成的是{'、'.join(short)}" if short else ""


def _ended(words: str) -> str:
    return f"{words.rstrip('。；;')}。"


def capped(card: Scorecard) -> str:
    """Why the total is below the sum of the points (总分上限); empty when it is not."""
    cap = card.capped_by
    if cap is None:
        return ""
    return f"各项合计{points(card.added)}分；{cap.name}，总分以{plain(cap.most)}分为限"


def _tasks(score: Score) -> list[str]:
    """The goals behind the points: what each was worth, and how far each metric was met."""
    lines = []
    for task in score.tasks:
        worth = score.weight * task.share
        metrics = "、".join(f"{metric.name}{_rate(worked)}" for metric, worked in task.metrics)
        got = "" if task.worked.value is None else f"，得{shown(worth * task.worked.value)}分"
        lines.append(f"{task.name}（{shown(worth)}分）：完成率{_rate(task.worked)}{got}；{metrics}")
    return lines


def _rate(worked: Worked) -> str:
    return "未填" if worked.value is None else per_cent(worked.value)


def _line(name: str, worked: Worked, written: Callable[[Decimal], str]) -> str:
    """name = expression = steps = value, leaving out what repeats."""
    value = "不能计算" if worked.value is None else written(worked.value)
    chain = [name, worked.expression, worked.steps, value]
    return " = ".join(dict.fromkeys(part for part in chain if part))


def inputs(worked: Worked) -> tuple[Worked, ...]:
    """The named figures of a formula, each once."""
    if worked.name and worked.parts:
        return (worked,)
    found = {each.name: each for part in worked.parts for each in inputs(part)}
    return tuple(found.values())
