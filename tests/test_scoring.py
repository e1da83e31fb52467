"""From report and rubric to points: each with how it came about, and sums that add up."""

from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.figures import points
from generator.model import Report
from generator.rubric import Rubric
from generator.scoring import Score, Scorecard, capped, deduction, explain, score

BUDGET: dict[str, Any] = {
    "年初预算": "900",
    "收入决算": {"财政拨款": "1000.75"},
    "上年收入决算": {"财政拨款": "800"},
    "支出决算": "950",
    "上年支出决算": "1000",
    "年度任务数": "1000",
    "年度支付数": "850",
}
LESS = {"类型": "线性", "满分": "100%", "零分": "115%"}
MORE = {"类型": "线性", "满分": "95%", "零分": "85%"}
CRITERIA = {"类型": "要点", "档位": {"3": "10", "2": "6", "1": "2"}}
RATIO = {"类型": "比例"}
GRADE = {"类型": "等次", "档位": {"优秀": "10", "良好": "8", "不合格": "0"}}
JUDGED = {"类型": "评定", "办法": "结合履职内容测算。"}

modest = settings(max_examples=60, deadline=None)


def report(budget: dict[str, Any] | None = None, **answers: Any) -> Report:
    """A small unit; figures of its budget and its answers as told."""
    return Report.of(
        {
            "单位": {
                "名称": "试验镇人民政府",
                "简称": "试验镇",
                "年度": "2021",
                "指标体系": "试验",
                "落款日期": "2021-12-31",
            },
            "职责": ["执行上级决定。"],
            "组织架构": {"内设机构": ["财政所"]},
            "人员编制": {"编制": {"行政": "22", "事业": "36"}, "在编": {"行政": "57"}},
            "资产": {"固定资产总额": "0"},
            "预算": BUDGET | (budget or {}),
            "目标": {"总体": "发展。", "年度": "完成。", "分项": []},
            "成效": [],
            "评价组织": {"目的": "提高效益。", "过程": "两步。"},
            "问题": [],
            "评分": answers,
        }
    )


def indicator(**changes: Any) -> dict[str, Any]:
    """An indicator of 10 points as typed."""
    given = {"名称": "支付进度率", "分值": "10", "解释": "反映及时程度。", "依据": "试验办法"}
    return given | changes


def rubric(*indicators: dict[str, Any], places: int = 2) -> Rubric:
    """A rubric of one group, or of those told (entries with 下级)."""
    groups = [each for each in indicators if "下级" in each] or [
        {"名称": "过程", "分值": "100", "下级": list(indicators)}
    ]
    return Rubric.of(
        {
            "名称": "试验指标体系",
            "适用年度": "2021",
            "依据": "试验办法",
            "小数位": str(places),
            "等级": {"优": "90", "良": "80", "中": "60", "差": "0"},
            "指标": groups,
        }
    )


def scored(unit: Report | None = None, places: int = 2, **changes: Any) -> Score:
    """The one indicator scored, with changes to it."""
    return card(indicator(**changes), unit=unit, places=places).scores[0]


def card(*indicators: dict[str, Any], unit: Report | None = None, places: int = 2) -> Scorecard:
    return score(unit or report(), rubric(*indicators, places=places))


def ratio(text: str, rule: dict[str, Any], weight: str = "10") -> Score:
    return scored(算式=text, 规则=rule, 分值=weight)


def answered(rule: dict[str, Any], **answer: Any) -> Score:
    criteria = ["制度健全", "信息真实", "信息完整"] if rule["类型"] == "要点" else []
    return scored(report(支付进度率=answer), 规则=rule, 要点=criteria)


@pytest.mark.parametrize(
    ("text", "rule", "expected", "said"),
    [
        ("21 / 21", LESS, "10", "≤100%，得满分"),
        ("57 / 58", LESS, "10", "≤100%，得满分"),
        ("185 / 128", LESS, "0", "≥115%，得0分"),
        ("115%", LESS, "0", "≥115%，得0分"),
        ("103%", LESS, "8", "（115%-103%）÷15%×10"),
        ("95%", MORE, "10", "≥95%，得满分"),
        ("187.7%", MORE, "10", "≥95%，得满分"),
        ("85%", MORE, "0", "≤85%，得0分"),
        ("-5%", MORE, "0", "≤85%，得0分"),
        ("88.125%", MORE, "3.13", "（88.13%-85%）÷10%×10"),
        ("-2%", LESS | {"满分": "-5%", "零分": "10%"}, "8", "（10%-（-2%））÷15%×10"),
        ("-2%", MORE | {"满分": "5%", "零分": "-5%"}, "3", "（-2%-（-5%））÷10%×10"),
    ],
)
def test_linear_rules_give_points_between_two_thresholds(
    text: str, rule: dict[str, Any], expected: str, said: str
) -> None:
    got = ratio(text, rule)
    assert (got.points, got.rule) == (D(expected), said)


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("850 / 1000", "8.5", "85%×10"),
        ("72.74%", "7.27", "72.74%×10"),
        ("2 / 3", "6.67", "66.67%×10"),
        ("0", "0", "0%×10"),
    ],
)
def test_a_ratio_counts_for_so_much_of_the_weight(text: str, expected: str, said: str) -> None:
    got = ratio(text, RATIO)
    assert (got.points, got.rule) == (D(expected), said)


@pytest.mark.parametrize(("text", "expected"), [("187.7%", "10"), ("-5%", "0")])
def test_a_ratio_beyond_the_weight_is_bounded(text: str, expected: str) -> None:
    assert ratio(text, RATIO).points == D(expected)


@pytest.mark.parametrize(
    ("held", "expected", "said"),
    [
        ("是是是", "10", "3个要点符合3个，得10分"),
        ("是否是", "6", "3个要点符合2个，得6分"),
        ("否否是", "2", "3个要点符合1个，得2分"),
        ("否否否", "2", "3个要点符合0个，得2分"),
    ],
)
def test_criteria_that_hold_decide_the_level(held: str, expected: str, said: str) -> None:
    got = answered(CRITERIA, 要点={str(n): yes for n, yes in enumerate(held, 1)})
    assert (got.points, got.rule) == (D(expected), said)


def test_answers_to_criteria_that_are_not_asked_do_not_count() -> None:
    given = {"1": "否", "2": "否", "3": "否", "4": "是", "0": "是"}
    assert answered(CRITERIA, 要点=given).rule == "3个要点符合0个，得2分"


def test_a_grade_stands_for_its_points() -> None:
    got = answered(GRADE, 等次="良好")
    assert (got.points, got.rule) == (D(8), "等次为良好，得8分")


@pytest.mark.parametrize("judged", ["0", "9.5", "10"])
def test_judged_points_are_taken_within_the_weight(judged: str) -> None:
    got = answered(JUDGED, 评定分=judged, 评定理由="任务办结。")
    assert (got.points, got.rule) == (D(judged), f"评定{judged}分：任务办结。")


@pytest.mark.parametrize(
    ("rule", "answer", "expected"),
    [
        (CRITERIA, {}, ("answer-missing", "第1个（制度健全）、第2个（信息真实）、第3个（信息完整）要点还没有回答")),
        (CRITERIA, {"要点": {"1": "是", "3": "否"}}, ("answer-missing", "第2个（信息真实）要点还没有回答")),
        (GRADE, {}, ("answer-missing", "等次还没有填写，可选：优秀、良好、不合格")),
        (GRADE, {"等次": "好"}, ("unknown-grade", "等次写成了“好”，可选：优秀、良好、不合格")),
        (JUDGED, {}, ("answer-missing", "评定分还没有填写")),
        (JUDGED, {"评定分": "11"}, ("judged-out-of-bounds", "评定分写成了 11，应在 0 至 10 分之间")),
        (JUDGED, {"评定分": "-1"}, ("judged-out-of-bounds", "评定分写成了 -1，应在 0 至 10 分之间")),
    ],
)  # fmt: skip
def test_a_missing_or_wrong_answer_leaves_the_indicator_without_points(
    rule: dict[str, Any], answer: dict[str, Any], expected: tuple[str, str]
) -> None:
    got = answered(rule, **answer)
    assert got.points is None
    assert got.reason is not None
    assert (got.reason.id, got.reason.message) == expected


@pytest.mark.parametrize("rule", [LESS, RATIO])
def test_a_figure_not_given_leaves_the_indicator_without_points(rule: dict[str, Any]) -> None:
    got = scored(取数={"结余": "预算.结转结余"}, 算式="结余 / 2", 规则=rule)
    assert got.points is None
    assert got.reason is not None
    assert (got.reason.id, got.reason.name) == ("not-given", "预算.结转结余")


def test_points_beyond_the_weight_are_said_to_be_bounded() -> None:
    got = scored(
        report(支付进度率={"要点": {"1": "是"}}),
        分值="2",
        要点=["资产完整"],
        规则={"类型": "要点", "档位": {"1": "3"}},
    )
    assert (got.points, got.rule) == (D(2), "1个要点符合1个，得3分，以分值为限")


@pytest.mark.parametrize(
    ("rule", "answer", "text"), [(GRADE, {"等次": "优秀"}, ""), (RATIO, {}, "187.7%")]
)
def test_bounded_points_are_said_to_be_so_by_every_rule(
    rule: dict[str, Any], answer: dict[str, Any], text: str
) -> None:
    got = scored(report(支付进度率=answer), 分值="5", 算式=text, 规则=rule)
    assert got.points == 5
    assert got.rule.endswith("，以分值为限")


@pytest.mark.parametrize(
    ("places", "expected"), [(0, "7"), (1, "6.7"), (2, "6.67"), (6, "6.666667")]
)
def test_points_are_rounded_to_the_places_of_the_rubric(places: int, expected: str) -> None:
    assert scored(算式="2 / 3", 规则=RATIO, places=places).points == D(expected)


def test_rounding_to_places_does_not_lift_points_above_the_weight() -> None:
    got = scored(分值="2.5", 算式="100%", 规则=RATIO, places=0)
    assert got.points is not None
    assert got.points <= D("2.5")


def test_an_override_is_printed_in_place_of_the_computed_points() -> None:
    got = answered(GRADE, 等次="良好", 核定分="9", 核定理由="局里认定。")
    assert (got.computed, got.points, got.overridden) == (D(8), D(9), True)


def test_an_override_gives_points_where_none_can_be_computed() -> None:
    got = answered(GRADE, 核定分="9", 核定理由="局里认定。")
    assert (got.computed, got.points, got.overridden) == (None, D(9), True)


def test_an_override_of_the_same_points_overrides_nothing() -> None:
    assert not answered(GRADE, 等次="良好", 核定分="8.0").overridden


def test_a_score_knows_its_place_in_the_rubric() -> None:
    got = ratio("1", RATIO)
    assert got.path == ("指标体系", "指标", 0, "下级", 0)
    assert [group.name for group in got.above] == ["过程"]
    assert got.indicator.name == "支付进度率"


def groups() -> Scorecard:
    """投入 holds 配置 with two indicators and one of its own; 过程 holds one without points."""
    plain = {"规则": RATIO, "算式": "50%"}
    inner = {
        "名称": "配置",
        "分值": "20",
        "下级": [indicator(名称="甲", **plain), indicator(名称="乙", **plain | {"算式": "100%"})],
    }
    return card(
        {"名称": "投入", "分值": "30", "下级": [inner, indicator(名称="丙", **plain)]},
        {"名称": "过程", "分值": "10", "下级": [indicator(名称="丁", 规则=GRADE)]},
    )


def test_every_group_has_its_subtotal_in_the_order_of_the_table() -> None:
    assert [(each.group.name, each.depth, each.points) for each in groups().subtotals] == [
        ("投入", 0, D(20)),
        ("配置", 1, D(15)),
        ("过程", 0, D(0)),
    ]


def test_what_has_no_points_adds_nothing_and_leaves_the_card_incomplete() -> None:
    assert (groups().total, groups().grade, groups().complete) == (D(20), "待定", False)


def test_a_card_is_complete_with_all_points() -> None:
    given = card(*[indicator(名称=name, 规则=RATIO, 算式="89.5%", 分值="50") for name in "甲乙"])
    assert (given.total, given.grade, given.complete) == (D("89.5"), "良", True)


def test_groups_of_one_name_have_subtotals_of_their_own() -> None:
    given = card(
        *[
            {"名称": "过程", "分值": "10", "下级": [indicator(名称=n, 规则=RATIO, 算式="1")]}
            for n in "甲乙"
        ]
    )
    assert [each.points for each in given.subtotals] == [D(10), D(10)]


CHOICE = {
    "类型": "择一",
    "取": "情形",
    "各则": [
        {"情形": "有任务数", "条件": "任务 > 0", "算式": "支付 / 任务", "规则": RATIO},
        {"情形": "人评", "规则": JUDGED},
    ],
}
FIGURES = {"支付": "预算.年度支付数", "任务": "预算.年度任务数"}


def test_a_condition_needs_no_formula_of_the_indicator_itself() -> None:
    assert scored(取数=FIGURES, 规则=CHOICE).points == D("8.5")


def test_a_condition_that_can_not_be_worked_out_does_not_hold() -> None:
    unit = report(
        {"年度任务数": ""}, 支付进度率={"适用": "人评", "评定分": "7", "评定理由": "好。"}
    )
    assert scored(unit, 取数=FIGURES, 规则=CHOICE).points == D(7)


def test_what_does_not_apply_is_told_by_figures_without_a_formula() -> None:
    stated = {"情形": "没有任务", "条件": "任务 == 0", "处理": "满分"}
    unit = report({"年度任务数": "0"})
    got = scored(unit, 取数=FIGURES, 规则=GRADE, 不适用=stated)
    assert (got.points, got.rule) == (D(10), "不适用：没有任务，得满分")


def test_an_explanation_goes_from_the_formula_to_the_points() -> None:
    got = scored(
        取数={"在职人员数": "合计(人员编制.在编)", "编制数": "合计(人员编制.编制)"},
        算式="在职人员数 / 编制数",
        规则=LESS,
    )
    assert explain(got) == (
        "支付进度率 = 在职人员数/编制数 = 57/58 = 98.28%",
        "在职人员数 = 合计(人员编制.在编) = 57",
        "编制数 = 合计(人员编制.编制) = (22+36) = 58",
        "≤100%，得满分 → 10分",
    )


def test_an_explanation_names_each_figure_once() -> None:
    inputs = {"本年": "预算.年度支付数", "上年": "预算.年度任务数"}
    got = scored(取数=inputs, 算式="(本年 - 上年) / 上年", 规则=LESS)
    assert explain(got) == (
        "支付进度率 = (本年-上年)/上年 = (850-1000)/1000 = -15%",
        "本年 = 预算.年度支付数 = 850",
        "上年 = 预算.年度任务数 = 1000",
        "≤100%，得满分 → 10分",
    )


def test_an_explanation_says_what_could_not_be_computed() -> None:
    got = scored(取数={"总额": "资产.固定资产总额"}, 算式="1 / 总额", 规则=RATIO)
    assert explain(got) == (
        "支付进度率 = 1/总额 = 1/0 = 不能计算",
        "总额 = 资产.固定资产总额 = 0",
        "不能计分：“总额”为 0，不能作除数",
    )


def test_an_explanation_shows_no_figure_that_was_not_given() -> None:
    inputs = {"结余": "合计(预算.结转结余, 1)", "任务": "预算.年度任务数"}
    got = scored(取数=inputs, 算式="结余 / 任务", 规则=RATIO)
    assert "0/1000" not in explain(got)[0]


def test_an_explanation_of_a_ratio_under_one_name_ends_in_a_percentage() -> None:
    inputs = {"进度": "预算.年度支付数 / 预算.年初预算"}
    first, *_ = explain(scored(取数=inputs, 算式="进度", 规则=RATIO))
    assert first == "支付进度率 = 进度 = 0.944444 = 94.44%"


def test_an_explanation_shows_six_decimals_of_an_endless_figure() -> None:
    inputs = {"进度": "预算.年度支付数 / 预算.年初预算", "任务": "1"}
    _, second, *_ = explain(scored(取数=inputs, 算式="进度 / 任务", 规则=RATIO))
    assert second == "进度 = 预算.年度支付数/预算.年初预算 = 850/900 = 0.944444"


def test_an_explanation_says_where_a_single_name_comes_from() -> None:
    inputs = {"进度": "预算.年度支付数 / 预算.年初预算"}
    assert len(explain(scored(取数=inputs, 算式="进度", 规则=RATIO))) == 3


def test_an_explanation_without_formula_is_the_rule_and_the_points() -> None:
    assert explain(answered(GRADE, 等次="良好")) == ("等次为良好，得8分 → 8分",)


def test_an_explanation_ends_with_the_override() -> None:
    got = answered(GRADE, 核定分="9.50", 核定理由="局里认定。")
    assert explain(got) == (
        "不能计分：等次还没有填写，可选：优秀、良好、不合格",
        "核定 9.5分：局里认定。",
    )


def test_a_figure_beyond_all_measure_ends_in_no_exception() -> None:
    inputs = {"支付数": "*".join(["预算.年度支付数"] * 6), "任务数": "预算.年度任务数"}
    unit = report({"年度支付数": "9" * 20})
    assert explain(scored(unit, 取数=inputs, 算式="支付数 / 任务数", 规则=RATIO))


def half_up(value: Fraction) -> Fraction:
    return Fraction(floor(value * 100 + Fraction(1, 2)), 100)


@pytest.mark.parametrize(
    ("text", "full", "zero", "weight"),
    [("1/3", 50, 10, "13.5"), ("16/30", 90, 10, "15"), ("11/17", 90, 50, "8.5")],
)
def test_a_half_that_only_fractions_see_is_rounded_up(
    text: str, full: int, zero: int, weight: str
) -> None:
    part = (Fraction(text) - Fraction(zero, 100)) / Fraction(full - zero, 100)
    got = ratio(text, MORE | {"满分": f"{full}%", "零分": f"{zero}%"}, weight)
    assert got.points is not None
    assert Fraction(got.points) == half_up(part * Fraction(weight))


def test_printed_points_add_up_to_the_printed_total_with_three_places() -> None:
    given = card(*[indicator(名称=n, 算式="5 / 9", 规则=RATIO) for n in "甲乙丙"], places=3)
    printed = [points(each.points) for each in given.scores]
    assert D(points(given.total)) == sum(D(each) for each in printed)


def test_printed_overrides_add_up_to_the_printed_total() -> None:
    answer = {"核定分": "1.005", "核定理由": "局里认定。"}
    given = card(
        *[indicator(名称=n, 规则=GRADE) for n in "甲乙"], unit=report(甲=answer, 乙=answer)
    )
    printed = [points(each.points) for each in given.scores]
    assert D(points(given.total)) == sum(D(each) for each in printed)


percentages = st.decimals(min_value=-50, max_value=250, places=2)
weights = st.decimals(min_value="0.5", max_value=30, places=1)
thresholds = st.lists(st.integers(-20, 130), min_size=2, max_size=2, unique=True)


@modest
@given(st.lists(percentages, min_size=2, max_size=2), thresholds, weights)
def test_linear_points_follow_the_direction_within_bounds(
    values: list[D], ends: list[int], weight: D
) -> None:
    full, zero = ends
    rule = LESS | {"满分": f"{full}%", "零分": f"{zero}%"}
    low, high = (ratio(f"{value}%", rule, str(weight)).points for value in sorted(values))
    assert low is not None and high is not None
    assert 0 <= min(low, high) <= max(low, high) <= weight
    assert low >= high if full < zero else low <= high


@modest
@given(st.lists(percentages, min_size=2, max_size=2), weights)
def test_points_by_ratio_grow_with_it_within_bounds(values: list[D], weight: D) -> None:
    low, high = (ratio(f"{value}%", RATIO, str(weight)).points for value in sorted(values))
    assert low is not None and high is not None
    assert 0 <= low <= high <= weight


@modest
@given(st.lists(st.tuples(st.integers(1, 300), st.integers(1, 300), weights), min_size=1, max_size=6))  # fmt: skip
def test_the_total_is_the_sum_of_the_printed_points(given: list[tuple[int, int, D]]) -> None:
    whole = card(
        *[
            indicator(名称=f"指标{i}", 算式=f"{a}/{b}", 规则=RATIO, 分值=str(weight))
            for i, (a, b, weight) in enumerate(given)
        ]
    )
    assert whole.total == sum(D(points(each.points)) for each in whole.scores)
    assert whole.total == sum(each.points for each in whole.subtotals if each.depth == 0)


FORMULAS = [
    "支付 / 任务",
    "支付",
    "合计(收入) / 任务",
    "合计(收入, 支付) * 收入",
    "(支付 - 任务) / (任务 * 收入)",
    "绝对值(支付) + 首个(任务, 支付)",
    "个数(收入) > 任务",
]
figures = st.none() | st.decimals(min_value=-1000, max_value=1000, places=2).map(str)


@modest
@given(
    text=st.sampled_from(FORMULAS),
    rule=st.sampled_from([LESS, MORE, RATIO, GRADE, JUDGED, CRITERIA]),
    paid=figures,
    due=figures,
    income=st.dictionaries(st.sampled_from(["拨款", "基金"]), figures.filter(bool)),
    answer=st.fixed_dictionaries(
        {},
        optional={
            "要点": st.fixed_dictionaries({"1": st.sampled_from("是否")}),
            "等次": st.sampled_from(["优秀", "别的"]),
            "评定分": figures.filter(bool),
            "核定分": figures.filter(bool),
        },
    ),
)
def test_every_score_can_be_explained(
    text: str,
    rule: dict[str, Any],
    paid: str | None,
    due: str | None,
    income: dict[str, str],
    answer: dict[str, Any],
) -> None:
    budget = {"年度支付数": paid or "", "年度任务数": due or "", "收入决算": income}
    got = scored(
        report(budget, 支付进度率=answer),
        取数={"支付": "预算.年度支付数", "任务": "预算.年度任务数", "收入": "预算.收入决算"},
        算式=text,
        规则=rule,
        要点=["甲", "乙", "丙"],
    )
    assert explain(got)
    assert got.computed is None or 0 <= got.computed <= got.indicator.weight
    assert (got.computed is None) is (got.reason is not None)


COUNTED = {"类型": "次数", "情形": "被通报", "每次扣": "3"}
GOALS = {"类型": "目标", "定性": {"达成": "100%", "未达成": "0"}}


def test_a_count_from_the_data_is_written_as_a_number() -> None:
    got = scored(算式="7 - 5", 规则=COUNTED)
    assert explain(got) == ("支付进度率 = 7-5 = 2", "被通报2次，每次扣3分 → 4分")
    assert deduction(got) == "扣6分：被通报2次，每次扣3分。"


def test_no_points_lost_need_no_words() -> None:
    assert deduction(ratio("1", RATIO)) == ""
    assert deduction(ratio("1 / 0", RATIO)) == ""


@pytest.mark.parametrize(
    ("text", "answer", "words"),
    [
        ("85%", {}, "扣1.5分：支付进度率85%，按85%×10计分，得8.5分。"),
        ("85%", {"核定分": "8", "核定理由": "从严。"}, "扣2分。核定8分（按规则8.5分）：从严。"),
        ("1 / 0", {"核定分": "8", "核定理由": "从严。"}, "扣2分。核定8分：从严。"),
    ],
)
def test_a_deduction_is_told_with_its_figures(
    text: str, answer: dict[str, str], words: str
) -> None:
    got = scored(report(支付进度率=answer), 算式=text, 规则=RATIO)
    assert deduction(got) == words


def goal(**metric: str) -> dict[str, Any]:
    given = {"名称": "满意率", "方向": "越高越好", "目标值": "90"} | metric
    return {"名称": "促进发展", "任务": "一。", "目标": "一。", "指标": [given]}


def with_goals(*goals: dict[str, Any]) -> Report:
    base = report().names()
    return Report.of(base | {"目标": {"总体": "一。", "年度": "一。", "分项": goals}})


def test_the_tasks_behind_the_points_are_told_one_by_one() -> None:
    unit = with_goals(goal(实际值="72"), goal(方向="定性", 目标值="改善", 完成情况="达成"))
    assert explain(scored(unit, 规则=GOALS)) == (
        "促进发展（5分）：完成率80%，得4分；满意率80%",
        "促进发展（5分）：完成率100%，得5分；满意率100%",
        "完成率90%×10 → 9分",
    )


def test_a_task_without_an_actual_says_so() -> None:
    assert explain(scored(with_goals(goal()), 规则=GOALS)) == (
        "促进发展（10分）：完成率未填；满意率未填",
        "不能计分：“满意率”没有填写实际值",
    )


def test_the_trace_of_the_goals_leads_to_target_and_actual() -> None:
    got = scored(with_goals(goal(实际值="72")), 规则=GOALS)
    assert got.award is not None
    assert {leaf.name for leaf in got.award.leaves()} == {
        "目标.分项.0.指标.0.实际值", "目标.分项.0.指标.0.目标值",
    }  # fmt: skip


SHARED = {"不适用": {"情形": "没有采购", "处理": "分摊"}}


def test_an_indicator_left_out_gives_its_weight_to_those_beside_it() -> None:
    unit = report(采购率={"不适用": "是", "不适用理由": "当年没有采购。"})
    got = card(
        indicator(分值="6", 算式="50%", 规则=RATIO),
        indicator(名称="采购率", 分值="4", 算式="1", 规则=RATIO, **SHARED),
        unit=unit,
    )
    kept, left = got.scores
    assert (kept.weight, kept.points, left.points, left.left_out) == (D(10), D(5), D(0), True)
    assert (got.total, got.complete) == (D(5), True)
    assert explain(kept)[-1] == "50%×6，分摊后分值10 → 5分"
    assert explain(left) == ("不适用：当年没有采购，分值分摊到同级指标",)
    assert left.lost == 0
    assert (kept.worth, left.worth) == ("6分，分摊后10分", "4分，不适用")
    assert deduction(kept) == "扣5分：支付进度率50%，按50%×6计分，按分摊后的分值折算得5分。"


def test_a_bound_on_the_total_is_told() -> None:
    cap = {
        "情形": "执行率不到六成",
        "取数": {},
        "条件": "55% < 60%",
        "上限": "69",
        "依据": "试验办法",
    }
    whole = rubric(indicator(分值="100", 算式="1", 规则=RATIO)).names()
    got = score(report(), Rubric.of(whole | {"适用年度": "2021", "总分上限": [cap]}))
    assert (got.added, got.total, got.grade) == (D(100), D(69), "中")
    assert capped(got) == "各项合计100分；执行率不到六成，总分以69分为限"


def test_without_a_bound_nothing_is_told() -> None:
    assert capped(card(indicator(算式="1", 规则=RATIO))) == ""
