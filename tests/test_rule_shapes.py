"""What must hold for every shape of rule, whatever its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_rules import CASES, NAME, kinds, report, rubric
from test_rules import indicator as typed

from generator.figures import plain, rounded
from generator.formula import Worked
from generator.rubric import Indicator
from generator.rubric.rules import hear
from generator.scoring import Score, score

modest = settings(max_examples=40, deadline=None)
D = Decimal
WHOLE = D(1)


def tenths(least: int, most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(least * 10, most * 10).map(lambda n: D(n) / 10)


def written(ratio: Decimal) -> str:
    return f"{plain(ratio * 100)}%"


RATIOS = st.integers(-2000, 3000).map(lambda n: D(n) / 1000)
WEIGHTS = st.integers(1, 40).map(D)
THRESHOLDS = st.integers(-50, 200).map(lambda n: D(n) / 100)


@st.composite
def linear(draw: st.DrawFn, _: Decimal) -> dict[str, Any]:
    full, zero = draw(st.lists(THRESHOLDS, min_size=2, max_size=2, unique=True))
    return {"类型": "线性", "满分": written(full), "零分": written(zero)}


@st.composite
def ladder(draw: st.DrawFn, weight: Decimal) -> dict[str, Any]:
    ends = sorted(draw(st.lists(THRESHOLDS, min_size=1, max_size=4, unique=True)), reverse=True)
    got = sorted(
        draw(st.lists(tenths(0, int(weight)), min_size=len(ends) + 1, max_size=len(ends) + 1)),
        reverse=True,
    )
    above = draw(st.booleans())
    in_upper, in_lower = ("（含）", "（不含）") if above else ("（不含）", "（含）")
    bands: list[dict[str, str]] = []
    for i, points in enumerate(got):
        band = {"得分": plain(points)}
        if i < len(ends):
            band["从"] = written(ends[i]) + in_upper
        if i:
            band["到"] = written(ends[i - 1]) + in_lower
        bands.append(band)
    return {"类型": "分档", "档位": bands}


@st.composite
def steps(draw: st.DrawFn, _: Decimal) -> dict[str, Any]:
    return {
        "类型": "递扣",
        "方向": draw(st.sampled_from(["低于", "高于"])),
        "界限": written(draw(THRESHOLDS)),
        "每": f"{draw(st.integers(1, 20))}%",
        "扣": plain(draw(tenths(0, 5).filter(bool))),
        "不足一步": draw(st.sampled_from(["按比例", "不计", "按一步"])),
    }


@st.composite
def criteria(draw: st.DrawFn, weight: Decimal) -> dict[str, Any]:
    counts = sorted(draw(st.sets(st.integers(0, 9), min_size=2, max_size=5)), reverse=True)
    got = sorted(
        draw(st.lists(tenths(0, int(weight)), min_size=len(counts), max_size=len(counts))),
        reverse=True,
    )
    return {"类型": "要点", "档位": {str(n): plain(p) for n, p in zip(counts, got, strict=True)}}


@st.composite
def worth(draw: st.DrawFn, _: Decimal) -> dict[str, Any]:
    got = draw(st.lists(tenths(0, 9), min_size=1, max_size=9))
    return {"类型": "分项", "各点": {str(i): plain(p) for i, p in enumerate(got, 1)}}


@st.composite
def occurrences(draw: st.DrawFn, _: Decimal) -> dict[str, Any]:
    return {"类型": "次数", "情形": "被通报", "每次扣": plain(draw(tenths(0, 5).filter(bool)))}


@st.composite
def graded(draw: st.DrawFn, weight: Decimal) -> dict[str, Any]:
    got = draw(st.lists(tenths(0, int(weight)), min_size=3, max_size=3))
    return {"类型": "等次", "档位": dict(zip(("优秀", "良好", "差"), map(plain, got), strict=True))}


@st.composite
def goals(draw: st.DrawFn, _: Decimal) -> dict[str, Any]:
    words = {"达成": "100%", "部分达成": f"{draw(st.integers(0, 100))}%", "未达成": "0%"}
    return {
        "类型": "目标",
        "类别": draw(st.sampled_from([[], ["数量"], ["数量", "质量"]])),
        "定性": words,
    }


def always(rule: dict[str, Any]) -> Callable[[Decimal], st.SearchStrategy[dict[str, Any]]]:
    return lambda weight: st.just(rule)


@st.composite
def either(draw: st.DrawFn, weight: Decimal) -> dict[str, Any]:
    first, second = draw(linear(weight)), draw(st.one_of(steps(weight), ladder(weight)))
    options = [{"情形": "一", "规则": first}, {"情形": "二", "规则": second}]
    return {"类型": "择一", "取": draw(st.sampled_from(["情形", "较高"])), "各则": options}


SHAPES: Mapping[str, Callable[[Decimal], st.SearchStrategy[dict[str, Any]]]] = {
    "线性": linear, "比例": always({"类型": "比例"}), "分档": ladder, "递扣": steps, "要点": criteria,
    "分项": worth, "次数": occurrences, "等次": graded, "评定": always({"类型": "评定", "办法": "酌情评定。"}),
    "目标": goals, "择一": either,
}  # fmt: skip
OF_RATIOS = ("线性", "比例", "分档", "递扣")


@st.composite
def answered(draw: st.DrawFn, weight: Decimal) -> dict[str, Any]:
    """An answer that serves whatever the rule asks for."""
    held = draw(st.lists(st.sampled_from(["是", "否"]), min_size=9, max_size=9))
    return {
        "要点": {str(i): each for i, each in enumerate(held, 1)},
        "次数": str(draw(st.integers(0, 12))),
        "次数说明": "属实。",
        "等次": draw(st.sampled_from(["优秀", "良好", "差"])),
        "评定分": plain(draw(tenths(0, int(weight)))),
        "评定理由": "属实。",
        "适用": draw(st.sampled_from(["一", "二"])),
    }


@st.composite
def parts(draw: st.DrawFn) -> tuple[dict[str, Any], ...]:
    """Goals with metrics of every direction."""
    figures = st.integers(0, 200).map(str)
    made = []
    for i in range(draw(st.integers(1, 3))):
        metrics = []
        for k in range(draw(st.integers(1, 3))):
            direction = draw(st.sampled_from(["越高越好", "越低越好", "区间", "定性"]))
            target = {"区间": "10-20", "定性": "改善"}.get(
                direction, str(draw(st.integers(1, 200)))
            )
            metric = {"名称": f"指标{k}", "方向": direction, "目标值": target, "类别": "数量",
                      "权重": str(draw(st.integers(1, 5)))}  # fmt: skip
            words = st.sampled_from(["达成", "部分达成", "未达成"])
            metric |= (
                {"完成情况": draw(words)} if direction == "定性" else {"实际值": draw(figures)}
            )
            metrics.append(metric)
        made.append({"名称": f"任务{i}", "任务": "一。", "目标": "一。", "指标": metrics})
    return tuple(made)


def of(weight: Decimal, rule: dict[str, Any], ratio: Decimal = WHOLE) -> dict[str, Any]:
    """An indicator of the rule whose ratio is as told."""
    needs = rule["类型"] in (*OF_RATIOS, "择一")
    nine = [f"要点{n}" for n in range(1, 10)]
    base = typed(CASES.rules[0]) | {"分值": plain(weight), "规则": rule, "要点": nine}
    return base | {"算式": f"({plain(ratio)})" if needs else ""}


def scored(weight: Decimal, rule: dict[str, Any], ratio: Decimal, answer: dict[str, Any],
           goals: tuple[dict[str, Any], ...] = (), places: int = 2) -> Score:  # fmt: skip
    whole = rubric((plain(weight), of(weight, rule, ratio)), full=plain(weight), 小数位=str(places))
    return score(report(goals, **{NAME: answer}), whole).scores[0]


def test_every_shape_is_tried_here() -> None:
    assert set(SHAPES) == set(kinds())


@pytest.mark.unmeasured
@pytest.mark.parametrize("kind", SHAPES)
@modest
@given(data=st.data(), weight=WEIGHTS, ratio=RATIOS, places=st.integers(0, 4))
def test_points_lie_between_nothing_and_the_weight(
    kind: str, data: st.DataObject, weight: Decimal, ratio: Decimal, places: int
) -> None:
    rule = data.draw(SHAPES[kind](weight))
    got = scored(weight, rule, ratio, data.draw(answered(weight)), data.draw(parts()), places)
    assert got.reason is None
    assert got.computed is not None
    assert 0 <= got.computed <= weight
    assert got.computed == rounded(got.computed, places)


@pytest.mark.parametrize("kind", OF_RATIOS)
@modest
@given(data=st.data(), weight=WEIGHTS, one=RATIOS, other=RATIOS)
def test_a_better_ratio_never_gives_fewer_points(
    kind: str, data: st.DataObject, weight: Decimal, one: Decimal, other: Decimal
) -> None:
    rule = data.draw(SHAPES[kind](weight))
    made = Indicator.of(of(weight, rule)).rule
    worse, better = sorted((one, other), reverse=getattr(made, "less_is_better", False))
    low, high = (scored(weight, rule, ratio, {}).computed for ratio in (worse, better))
    assert low is not None
    assert high is not None
    assert low <= high


@modest
@given(data=st.data(), weight=WEIGHTS, rule_of=st.sampled_from(["要点", "分项"]))
def test_another_criterion_that_holds_never_costs_points(
    data: st.DataObject, weight: Decimal, rule_of: str
) -> None:
    rule, answer = data.draw(SHAPES[rule_of](weight)), data.draw(answered(weight))
    more = {**answer, "要点": {**answer["要点"], data.draw(st.sampled_from("123456789")): "是"}}
    before, after = (scored(weight, rule, D(1), each).computed for each in (answer, more))
    assert (before or 0) <= (after or 0)


@modest
@given(data=st.data(), weight=WEIGHTS, times=st.integers(0, 20))
def test_once_more_never_gives_more_points(
    data: st.DataObject, weight: Decimal, times: int
) -> None:
    rule = data.draw(occurrences(weight))
    fewer, more = (
        scored(weight, rule, D(1), {"次数": str(n), "次数说明": "属实。"}).computed
        for n in (times, times + 1)
    )
    assert (more or 0) <= (fewer or 0)


WORK: Mapping[str, Callable[..., Decimal]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": lambda a, b: a / b, "<": lambda a, b: D(a < b), ">": lambda a, b: D(a > b),
    "<=": lambda a, b: D(a <= b), ">=": lambda a, b: D(a >= b), "==": lambda a, b: D(a == b),
    "min": min, "max": max, "abs": abs, "()": lambda a: a, "": lambda a: a, "first": lambda a: a,
    "sum": lambda *each: sum(each, D(0)),
    "floor": lambda a: rounded(a, 20).to_integral_value(ROUND_FLOOR),
    "ceil": lambda a: rounded(a, 20).to_integral_value(ROUND_CEILING),
    "round": lambda a, n: rounded(rounded(a, 20), int(n)),
}  # fmt: skip


def again(worked: Worked) -> Decimal:
    """The value worked out anew from the leaves alone."""
    if not worked.parts:
        assert worked.value is not None
        return worked.value
    if worked.act == "if":
        return again(worked.parts[1 if again(worked.parts[0]) else 2])
    return D(WORK[worked.act](*(again(part) for part in worked.parts)))


@pytest.mark.unmeasured
@pytest.mark.parametrize("kind", SHAPES)
@modest
@given(data=st.data(), weight=WEIGHTS, ratio=RATIOS)
def test_the_leaves_of_the_trace_give_the_points_again(
    kind: str, data: st.DataObject, weight: Decimal, ratio: Decimal
) -> None:
    rule = data.draw(SHAPES[kind](weight))
    got = scored(weight, rule, ratio, data.draw(answered(weight)), data.draw(parts()))
    assert got.award is not None
    with localcontext(Context(prec=50)):
        assert again(got.award) == got.computed


@pytest.mark.unmeasured
@pytest.mark.parametrize("kind", SHAPES)
@modest
@given(data=st.data(), weight=WEIGHTS)
def test_the_printed_standard_reads_back_to_the_same_rule(
    kind: str, data: st.DataObject, weight: Decimal
) -> None:
    made = Indicator.of(of(weight, data.draw(SHAPES[kind](weight))))
    assert hear(made.worded(), made) == made.rule


@modest
@given(data=st.data(), weight=WEIGHTS, when=st.sampled_from(["满分", "分摊"]))
def test_a_standard_with_its_exception_reads_back_as_well(
    data: st.DataObject, weight: Decimal, when: str
) -> None:
    exception = {"不适用": {"情形": "没有政府采购", "处理": when}}
    made = Indicator.of(of(weight, data.draw(steps(weight))) | exception)
    assert made.heard(made.worded()) == made.rule


@pytest.mark.parametrize("kind", SHAPES)
@modest
@given(data=st.data(), weight=WEIGHTS)
def test_a_standard_with_a_line_changed_is_not_read_as_the_same_rule(
    kind: str, data: st.DataObject, weight: Decimal
) -> None:
    made = Indicator.of(of(weight, data.draw(SHAPES[kind](weight))))
    lines = list(made.worded())
    at = data.draw(st.integers(0, len(lines) - 1))
    changed = lines[at].replace("得", "扣") if "得" in lines[at] else f"{lines[at]}又"
    assume(changed != lines[at])
    assert hear([*lines[:at], changed, *lines[at + 1 :]], made) != made.rule
