"""履职完成: how far a unit's goals were met, metric by metric, each with its own arithmetic.

A metric's completion lies between 0 and 1; a goal's is the weighted mean of its metrics, that of all
the weighted mean of the goals.  A metric without an actual can't be worked out and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.figures import plain
from generator.formula import Reason, Worked, parse
from generator.model import Goal, Goals, Metric
from generator.rubric import ByGoals

__all__ = ["Completion", "Task", "completion"]


@dataclass(frozen=True, slots=True)
class Task:
    """One goal as far as it counts (任务): its completion, its metrics' and its share of the whole.

    ``share``: how much of the indicator's points the goal is worth, between 0 and 1.
    """

    name: str
    worked: Worked
    metrics: tuple[tuple[Metric, Worked], ...]
    share: Decimal


@dataclass(frozen=True, slots=True)
class Completion:
    """How far all goals were met (完成率), and the tasks it is made of."""

    worked: Worked
    tasks: tuple[Task, ...]


def completion(goals: Goals, rule: ByGoals) -> Completion | Reason:
    """The completion of the goals by the metrics the rule counts; a reason when there are none."""
    counted = [
        (i, goal, metrics)
        for i, goal in enumerate(goals.parts)
        if (metrics := tuple(_counted(goal, rule)))
    ]
    if not counted:
        kinds = "、".join(rule.kinds)
        return Reason(
            "nothing-given", f"目标里没有{f'类别为“{kinds}”的' if kinds else ''}指标", "目标.分项"
        )
    whole = sum((goal.weight for _, goal, _ in counted), Decimal(0))
    tasks = tuple(
        _task(i, goal, metrics, rule, goal.weight / whole) for i, goal, metrics in counted
    )
    worked = _mean(
        "任务",
        [(task.worked, goal.weight) for task, (_, goal, _) in zip(tasks, counted, strict=True)],
    )
    return Completion(worked, tasks)


def _counted(goal: Goal, rule: ByGoals) -> Iterator[tuple[int, Metric]]:
    return (
        (k, metric)
        for k, metric in enumerate(goal.metrics)
        if not rule.kinds or metric.kind in rule.kinds
    )


def _task(
    i: int, goal: Goal, metrics: Sequence[tuple[int, Metric]], rule: ByGoals, share: Decimal
) -> Task:
    worked = [(metric, _metric(metric, f"目标.分项.{i}.指标.{k}", rule)) for k, metric in metrics]
    mean = _mean("指标", [(each, metric.weight) for metric, each in worked])
    return Task(goal.name, mean, tuple(worked), share)


def _mean(name: str, parts: Sequence[tuple[Worked, Decimal]]) -> Worked:
    """The weighted mean of some completions, as a formula over their names."""
    values = {f"{name}{n}": worked for n, (worked, _) in enumerate(parts, 1)}
    if len(values) == 1:
        return parse(f"{name}1").work(values)
    weights = [weight for _, weight in parts]
    terms = " + ".join(
        name if weight == 1 else f"{name} * {plain(weight)}"
        for name, weight in zip(values, weights, strict=True)
    )
    return parse(f"({terms}) / {plain(sum(weights, Decimal(0)))}").work(values)


_BY_DIRECTION: Mapping[str, str] = {
    "越高越好": "最大(0, 最小(1, 实际值 / 目标值))",
    "越低越好": "若(实际值 <= 目标值, 1, 最大(0, 目标值 / 实际值))",
    "区间": "若(实际值 < 下限, 最大(0, 实际值 / 下限), 若(实际值 > 上限, 最大(0, 上限 / 实际值), 1))",
    "定性": "完成情况",
}


def _metric(metric: Metric, path: str, rule: ByGoals) -> Worked:
    formula = parse(_BY_DIRECTION[metric.direction])
    if metric.direction == "定性":
        return formula.work({"完成情况": _word(metric, path, rule)})
    if not metric.actual:
        reason = Reason("metric-without-actual", f"“{metric.name}”没有填写实际值", path)
        return formula.work(
            {"实际值": Worked(path, None, reason=reason), "目标值": Decimal(1)} | _ends("1-1", path)
        )
    actual = _figure(metric.actual, f"{path}.实际值")
    if metric.direction == "区间":
        return formula.work({"实际值": actual, **_ends(metric.target, path)})
    return formula.work({"实际值": actual, "目标值": _figure(metric.target, f"{path}.目标值")})


def _ends(target: str, path: str) -> dict[str, Worked]:
    low, _, high = target.partition("-")
    where = f"{path}.目标值"
    return {"下限": _figure(low, where), "上限": _figure(high, where)}


def _figure(written: str, name: str) -> Worked:
    value = Decimal(written)
    return Worked(name, value, plain(value), (), name)


def _word(metric: Metric, path: str, rule: ByGoals) -> Worked:
    """What the word for a qualitative metric stands for."""
    where = f"{path}.完成情况"
    if metric.done in rule.words:
        return Worked(where, rule.words[metric.done], metric.done, (), where)
    choices = "、".join(rule.words)
    if not metric.done:
        reason = Reason(
            "metric-without-actual", f"“{metric.name}”没有填写完成情况，可选：{choices}", path
        )
    else:
        message = f"“{metric.name}”的完成情况写成了“{metric.done}”，可选：{choices}"
        reason = Reason("unknown-grade", message, where)
    return Worked(where, None, "", (), where, reason)
