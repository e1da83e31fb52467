"""What a rubric says: what can be written, what is printed from it, where it contradicts itself."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

import pytest

from generator.rubric import Contradiction, Group, Indicator, Rubric
from generator.shape import Misfits

LINEAR = {"类型": "线性", "满分": "100%", "零分": "115%"}
CRITERIA = {"类型": "要点", "档位": {"3": "10", "2": "6", "1": "2", "0": "0"}}
RATIO = {"类型": "比例"}
GRADE = {"类型": "等次", "档位": {"优秀": "5", "良好": "3", "不合格": "0"}}
JUDGED = {"类型": "评定", "办法": "结合履职内容测算。"}


def given(**changes: Any) -> dict[str, Any]:
    """An indicator as typed."""
    return {
        "名称": "在职人员控制率",
        "分值": "5",
        "解释": "反映人员成本。",
        "取数": {"在职人员数": "合计(人员编制.在编)", "编制数": "合计(人员编制.编制)"},
        "算式": "在职人员数 / 编制数",
        "规则": LINEAR,
        "依据": "试验办法第二条",
    } | changes


def indicator(**changes: Any) -> Indicator:
    return Indicator.of(given(**changes))


def by_criteria(count: int, levels: dict[str, str], **changes: Any) -> Indicator:
    criteria = [f"要点{n}" for n in range(1, count + 1)]
    rule = {"类型": "要点", "档位": levels}
    return indicator(**({"分值": "10", "要点": criteria, "规则": rule} | changes))


def rubric(*indicators: dict[str, Any], **changes: Any) -> Rubric:
    """A rubric of one group that weighs what its indicators weigh, unless said otherwise."""
    weight = str(sum(D(each["分值"]) for each in indicators))
    group = {"名称": "投入", "分值": weight, "下级": list(indicators)}
    return Rubric.of(
        {
            "名称": "试验指标体系",
            "适用年度": "2021",
            "依据": "试验办法第一条",
            "满分": weight,
            "等级": {"优": "90", "良": "80", "中": "60", "差": "0"},
            "指标": [group],
        }
        | changes
    )


def complaints(shape: type[Indicator] | type[Rubric], value: Any) -> list[tuple[str, str]]:
    with pytest.raises(Misfits) as refused:
        shape.of(value)
    return [(each["type"], each["msg"]) for each in refused.value.errors()]


def said(*indicators: dict[str, Any], **changes: Any) -> list[Contradiction]:
    return list(rubric(*indicators, **changes).contradictions)


@pytest.mark.parametrize(
    ("written", "ratio"),
    [("115%", "1.15"), ("115％", "1.15"), ("1.15", "1.15"), ("0", "0"), ("-5%", "-0.05")],
)
def test_a_threshold_is_a_percentage_or_a_ratio(written: str, ratio: str) -> None:
    rule = indicator(规则=LINEAR | {"零分": written}).rule
    assert getattr(rule, "zero", None) == D(ratio)


@pytest.mark.parametrize("written", ["％", "十分之一", "5 %", "%"])
def test_another_threshold_is_refused(written: str) -> None:
    wrong = given(规则=LINEAR | {"零分": written})
    assert [kind for kind, _ in complaints(Indicator, wrong)] == ["number-expected"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"规则": LINEAR | {"零分": "1.00"}},
            ("thresholds-equal", "“满分”与“零分”是同一个数，无法按比例计分"),
        ),
        (
            {"规则": CRITERIA | {"档位": {"2": "1", "1": "3"}}, "要点": ["甲", "乙"]},
            ("levels-out-of-order", "里，符合的要点多，得分反而少，请核对各档得分"),
        ),
        (
            {"规则": CRITERIA, "要点": ["甲", "乙"]},
            ("level-beyond-criteria", "“在职人员控制率”只有 2 个要点，档位却写到 3 项"),
        ),
        ({"规则": CRITERIA | {"档位": {}}}, ("empty", "是空的")),
        ({"规则": GRADE | {"档位": {}}}, ("empty", "是空的")),
        ({"算式": ""}, ("formula-missing", "“在职人员控制率”按算式计分，却没有“算式”")),
        (
            {"规则": RATIO, "算式": ""},
            ("formula-missing", "“在职人员控制率”按算式计分，却没有“算式”"),
        ),
        (
            {"算式": "在编数 / 编制数"},
            ("unknown-name", "里的“在编数”在“取数”里没有，已有：在职人员数、编制数"),
        ),
        ({"取数": {}}, ("unknown-name", "里的“在职人员数”在“取数”里没有，已有：无")),
        (
            {"算式": "在职人员数 /"},
            ("formula-unreadable", "看不懂：“在职人员数 /”在末尾缺少一个数或名称"),
        ),
        (
            {"取数": {"在职人员数": "合计(", "编制数": "1"}, "算式": "1"},
            ("formula-unreadable", "看不懂：“合计(”在末尾缺少一个数或名称"),
        ),
    ],
)
def test_a_rule_that_can_not_work_is_refused(
    changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert complaints(Indicator, given(**changes)) == [expected]


def test_an_unreadable_input_is_the_only_complaint() -> None:
    wrong = given(取数={"在职人员数": "合计(", "编制数": "1"})
    assert [kind for kind, _ in complaints(Indicator, wrong)] == ["formula-unreadable"]


def test_criteria_are_asked_for_where_they_decide() -> None:
    with pytest.raises(Misfits, match="“在职人员控制率”只有 0 个要点，档位却写到 1 项"):
        by_criteria(0, {"0": "5"})


def test_two_levels_may_give_the_same_points() -> None:
    rule = by_criteria(2, {"2": "5", "1": "5", "0": "0"}).rule
    assert getattr(rule, "levels", None) == {2: 5, 1: 5, 0: 0}


@pytest.mark.parametrize("weight", ["0", "-1"])
def test_a_weight_is_above_zero(weight: str) -> None:
    assert [kind for kind, _ in complaints(Indicator, given(分值=weight))] == ["greater_than"]


def test_a_kind_of_rule_nobody_knows_is_refused() -> None:
    wrong = given(规则={"类型": "阶梯"})
    assert [kind for kind, _ in complaints(Indicator, wrong)] == ["union_tag_invalid"]


def test_an_indicator_has_its_basis() -> None:
    wrong = given()
    del wrong["依据"]
    assert [kind for kind, _ in complaints(Indicator, wrong)] == ["missing"]


def test_less_is_better_when_the_full_mark_is_the_lower_one() -> None:
    assert indicator().standard() == (
        "1.在职人员控制率不高于100%，得满分；",
        "2.在职人员控制率不低于115%，得0分；",
        "3.在职人员控制率介于100%与115%之间，按比例计分：",
        "得分=（115%-实际值）÷15%×5。",
    )


def test_more_is_better_when_the_full_mark_is_the_higher_one() -> None:
    assert indicator(规则=LINEAR | {"满分": "95%", "零分": "85%"}).standard() == (
        "1.在职人员控制率不低于95%，得满分；",
        "2.在职人员控制率不高于85%，得0分；",
        "3.在职人员控制率介于85%与95%之间，按比例计分：",
        "得分=（实际值-85%）÷10%×5。",
    )


def test_a_threshold_below_zero_stands_in_brackets_behind_a_minus() -> None:
    last = indicator(规则=LINEAR | {"满分": "5%", "零分": "-10%"}).standard()[-1]
    assert last == "得分=（实际值-（-10%））÷15%×5。"


def test_a_threshold_is_printed_with_all_its_digits() -> None:
    lines = indicator(规则=LINEAR | {"零分": "133.333%"}).standard()
    assert lines[1] == "2.在职人员控制率不低于133.333%，得0分；"


@pytest.mark.parametrize(
    ("count", "levels", "expected"),
    [
        (1, {"1": "1", "0": "0"}, ("符合（1分）；", "不符合（0分）。")),
        (2, {"2": "2", "1": "0"}, ("符合全部两项（2分）；", "符合一项及以下（0分）。")),
        (
            5,
            {"5": "4", "2": "1", "0": "0"},
            ("符合全部五项（4分）；", "符合其中两至四项（1分）；", "符合一项及以下（0分）。"),
        ),
        (3, {"2": "2", "0": "0"}, ("符合两项及以上（2分）；", "符合一项及以下（0分）。")),
        (3, {"0": "5"}, ("符合三项及以下（5分）。",)),
        (
            3,
            {"0": "0", "1": "2", "2": "6", "3": "10"},
            (
                "符合全部三项（10分）；",
                "符合其中两项（6分）；",
                "符合其中一项（2分）；",
                "一项也不符合（0分）。",
            ),
        ),
    ],
)
def test_levels_are_printed_from_the_top(
    count: int, levels: dict[str, str], expected: tuple[str, ...]
) -> None:
    assert by_criteria(count, levels).standard() == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (RATIO, ("得分=在职人员控制率×5；", "在职人员控制率超过100%的，得5分。")),
        (
            GRADE,
            ("按在职人员控制率的等次计分：", "优秀（5分）；良好（3分）；不合格（0分）。"),
        ),
        (JUDGED, ("结合履职内容测算。", "在0至5分之间评定，并说明理由。")),
    ],
)
def test_the_standard_is_made_from_the_rule(rule: Any, expected: tuple[str, ...]) -> None:
    assert indicator(规则=rule).standard() == expected


def test_the_wording_of_the_bureau_is_printed_instead() -> None:
    assert indicator(评分标准原文="第一句；\n第二句。\n").standard() == ("第一句；", "第二句。")


def test_an_explanation_holds_meaning_formula_terms_and_criteria() -> None:
    given = indicator(名词=["编制数：核定的编制。"], 要点=["制度健全", "信息真实"])
    assert given.explanation() == (
        "反映人员成本。",
        "在职人员控制率=（在职人员数/编制数）×100%。",
        "编制数：核定的编制。",
        "评价要点：",
        "1.制度健全；",
        "2.信息真实。",
    )


def test_an_explanation_may_be_the_meaning_alone() -> None:
    assert indicator(规则=JUDGED, 取数={}, 算式="").explanation() == ("反映人员成本。",)


def test_brackets_round_brackets_are_square() -> None:
    given = indicator(取数={"甲": "1", "乙": "2"}, 算式="(甲 - 乙) * 2 / 乙")
    assert given.explanation()[1] == "在职人员控制率=［（甲-乙）×2/乙］×100%。"


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("89.5", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
    ],
)
def test_grades_are_half_open(total: str, grade: str) -> None:
    assert rubric(given()).grade(D(total)) == grade


def test_a_total_below_every_grade_has_none() -> None:
    with pytest.raises(Misfits, match="最低一等应从 0 分起"):
        rubric(given(), 等级={"合格": "60"})


def test_places_of_points_are_six_at_most() -> None:
    assert rubric(given()).places == 2
    with pytest.raises(Misfits, match="less than or equal to 6"):
        rubric(given(), 小数位="7")


@pytest.mark.parametrize(("key", "empty"), [("等级", {}), ("指标", [])])
def test_a_rubric_has_grades_and_indicators(key: str, empty: object) -> None:
    with pytest.raises(Misfits, match="是空的"):
        rubric(given(), **{key: empty})


def test_a_group_is_not_empty() -> None:
    with pytest.raises(Misfits, match="是空的"):
        rubric(given(), 指标=[{"名称": "投入", "分值": "5", "下级": []}])


def test_indicators_are_named_once() -> None:
    with pytest.raises(Misfits, match="另一项指标也叫这个名称，名称不能重复") as wrong:
        rubric(given(), given(名称="另一项"), given())
    assert [each["loc"][-2:] for each in wrong.value.errors()] == [(0, "名称"), (2, "名称")]


@pytest.mark.parametrize("below", ["一句话", None, ["甲"]])
def test_what_is_no_table_is_no_indicator(below: object) -> None:
    with pytest.raises(Misfits, match="model_type"):
        rubric(given(), 指标=[{"名称": "投入", "分值": "5", "下级": [below]}])


def test_indicators_come_in_the_order_of_the_table_with_their_place() -> None:
    inner = {"名称": "配置", "分值": "5", "下级": [given()]}
    whole = rubric(inner, given(名称="预算完成率"))
    assert [
        (each.indicator.name, [group.name for group in each.above], each.path)
        for each in whole.indicators()
    ] == [
        (
            "在职人员控制率",
            ["投入", "配置"],
            ("指标体系", "指标", 0, "下级", 0, "下级", 0),
        ),
        ("预算完成率", ["投入"], ("指标体系", "指标", 0, "下级", 1)),
    ]


def test_a_group_is_made_of_finished_groups_and_indicators_too() -> None:
    inner = Group.of({"名称": "配置", "分值": D(5), "下级": (indicator(),)})
    outer = Group.of({"名称": "投入", "分值": D(5), "下级": (inner,)})
    assert outer.below == (inner,)


def test_a_sound_rubric_does_not_contradict_itself() -> None:
    assert said(given(), given(名称="满意度", 规则=GRADE, 取数={}, 算式="")) == []


def test_weights_at_the_top_add_up_to_the_full_mark() -> None:
    assert said(given(), 满分="4.5") == [
        Contradiction(
            "weights-do-not-add-up",
            "一级指标合计 5 分，满分为 4.5 分，相差 0.5 分。",
            ("指标体系", "满分"),
        )
    ]


def test_weights_of_a_group_add_up_to_its_own() -> None:
    inner = {"名称": "配置", "分值": "110", "下级": [given(分值="100")]}
    assert said(inner) == [
        Contradiction(
            "weights-do-not-add-up",
            "“配置”的下级指标合计 100 分，分值为 110 分，相差 10 分。",
            ("指标体系", "指标", 0, "下级", 0, "分值"),
        )
    ]


def test_a_level_above_the_weight_is_a_contradiction() -> None:
    assert said(given(规则=GRADE, 分值="2")) == [
        Contradiction(
            "level-above-weight",
            "“在职人员控制率”分值为 2，最高档却给 5 分；计分时以分值为限。",
            ("指标体系", "指标", 0, "下级", 0, "规则", "档位"),
        )
    ]


def test_a_wording_that_names_another_indicator_is_a_contradiction() -> None:
    wording = "\n".join(indicator().standard()) + "预算完成率不计。"
    assert said(given(评分标准原文=wording), given(名称="预算完成率")) == [
        Contradiction(
            "other-indicator-named",
            "“在职人员控制率”的评分标准原文里写着另一项指标“预算完成率”。",
            ("指标体系", "指标", 0, "下级", 0, "评分标准原文"),
            3,
            "预算完成率",
        )
    ]


@pytest.mark.parametrize(("criteria", "expected"), [(2, []), (3, ["criterion-without-points"])])
def test_every_criterion_that_is_asked_for_gives_points(criteria: int, expected: list[str]) -> None:
    rule = {"类型": "分项", "各点": {"1": "60", "2": "40"}}
    found = said(given(分值="100", 规则=rule, 要点=["甲", "乙", "丙"][:criteria]))
    assert [each.id for each in found] == expected


def test_a_name_with_quotation_marks_is_quoted_with_single_ones() -> None:
    found = rubric(given(名称="“三公经费”变动率", 分值="1", 规则=GRADE)).contradictions
    assert [c.message.partition("分值")[0] for c in found if c.id == "level-above-weight"] == [
        "“‘三公经费’变动率”"
    ]


def test_more_than_four_levels_are_refused() -> None:
    entry: dict[str, Any] = given()
    for depth in range(4):
        entry = {"名称": f"第{depth}组", "分值": "5", "下级": [entry]}
    with pytest.raises(Misfits, match="套了 5 级，最多 4 级"):
        rubric(given(), 指标=[entry])


def test_a_wording_that_speaks_other_figures_is_a_contradiction() -> None:
    wording = "在职人员控制率不高于100%，得满分；达到120%，得0分；中间差15%按比例。"
    assert said(given(评分标准原文=wording)) == [
        Contradiction(
            "wording-differs-from-rule",
            "“在职人员控制率”的评分标准原文与规则不一致，只在一边出现的数：115%、120%。",
            ("指标体系", "指标", 0, "下级", 0, "评分标准原文"),
        )
    ]


@pytest.mark.parametrize(
    "wording",
    [
        "不高于100%得满分，达到115%得0分，中间按（115%-实际值）÷15%计分。",
        "不高于100%得满分，达到115%得0分，在100%-115%之间的，每超15%按比例计分。",
        "不高于100％得满分，达到115％得0分，中间按（115％-实际值）÷15％计分。",
        "不高于100%得5分，达到115%得0分，中间按（115%-实际值）÷15%计分。",
        "控制率=在职人员数÷编制数×100%。不高于100%得满分，达到115%得0分，中间按比例。",
    ],
)
def test_a_wording_of_its_own_that_says_the_same_is_none(wording: str) -> None:
    assert said(given(评分标准原文=wording)) == []


def test_the_hundred_per_cent_of_a_formula_is_no_threshold() -> None:
    rule = {"类型": "线性", "满分": "95%", "零分": "85%"}
    wording = "控制率=在职人员数÷编制数×100％。不低于95%得满分，不高于85%得0分，之间按比例。"
    assert said(given(规则=rule, 评分标准原文=wording)) == []
    (told,) = said(given(规则=LINEAR, 评分标准原文="控制率×100%；达到115%得0分。"))
    assert "只在一边出现的数：100%" in told.message


def test_a_wording_that_reads_as_another_rule_is_a_contradiction() -> None:
    other = indicator(规则={"类型": "比例"}, 算式="1").standard()
    (told,) = rubric(given(评分标准原文="\n".join(other))).contradictions
    assert told.id == "wording-differs-from-rule"
    assert "原文读起来是另一种计分办法（比例）" in told.message


def test_a_wording_that_reads_as_the_very_rule_is_none() -> None:
    same = indicator().standard()
    assert [*rubric(given(评分标准原文="\n".join(same))).contradictions] == []


def test_a_wording_of_thresholds_that_can_be_no_rule_is_not_read() -> None:
    lines = [line.replace("115%", "100%") for line in indicator().standard()]
    assert indicator().heard(lines) is None


@pytest.mark.parametrize(
    ("written", "years"),
    [("2021", (2021, 2021)), ("2021-2023", (2021, 2023)), ("2021—2023", (2021, 2023))],
)
def test_a_rubric_is_for_a_year_or_for_several(written: str, years: tuple[int, int]) -> None:
    span = rubric(given(), 适用年度=written).years
    assert (span.first, span.last) == years
    assert [year in span for year in (2020, 2021, 2024)] == [False, True, False]
    assert str(span) == written.replace("-", "—")


@pytest.mark.parametrize("written", ["二〇二一", "2023-2021", "21", "2021-"])
def test_what_is_no_year_is_refused(written: str) -> None:
    with pytest.raises(Misfits, match="应为年度，例如 2021 或 2021-2023"):
        rubric(given(), 适用年度=written)


def test_a_cap_speaks_only_names_it_explains() -> None:
    cap = {"情形": "慢", "取数": {"甲": "1"}, "条件": "乙 < 1", "上限": "69", "依据": "试验办法"}
    with pytest.raises(Misfits, match="里的“乙”在“取数”里没有，已有：甲"):
        rubric(given(), 总分上限=[cap])


def test_the_weight_of_a_whole_group_left_out_goes_to_the_groups_beside_it() -> None:
    entries = [given(名称=name, 分值="5") for name in "甲乙丙"]
    groups = [
        {"名称": "一", "分值": "5", "下级": entries[:1]},
        {"名称": "二", "分值": "10", "下级": entries[1:]},
    ]
    whole = rubric(given(), 指标=groups, 满分="15")
    assert {**whole.weights(frozenset("甲"))} == {"甲": 0, "乙": D("7.5"), "丙": D("7.5")}


def test_alternatives_print_their_own_formulas() -> None:
    options = [
        {"情形": "有基数", "算式": "在职人员数 / 编制数", "规则": {"类型": "比例"}},
        {"情形": "无基数", "规则": {"类型": "评定", "办法": "酌情评定。"}},
    ]
    made = indicator(规则={"类型": "择一", "取": "情形", "各则": options}, 算式="")
    assert "【有基数】在职人员控制率=（在职人员数/编制数）×100%。" in made.explanation()
    assert made.standard()[:2] == ("按下列情形之一计分：", "【有基数】")


def test_a_count_is_no_percentage() -> None:
    rule = {"类型": "次数", "情形": "超期", "每次扣": "1"}
    assert (
        "在职人员控制率=（在职人员数-编制数）。"
        in indicator(规则=rule, 算式="在职人员数 - 编制数").explanation()
    )


@pytest.mark.parametrize("condition", ["甲", "甲 / 2", "1"])
def test_a_condition_is_a_comparison(condition: str) -> None:
    cap = {"情形": "慢", "取数": {"甲": "1"}, "条件": condition, "上限": "3", "依据": "试验办法"}
    with pytest.raises(Misfits, match="应是一个比较，例如 支出数 / 预算数 < 60%"):
        rubric(given(), 总分上限=[cap])


def test_a_bound_that_bounds_nothing_is_a_contradiction() -> None:
    cap = {"情形": "慢", "取数": {}, "条件": "1 < 2", "上限": "5", "依据": "试验办法"}
    (told,) = said(given(), 总分上限=[cap])
    assert (told.id, told.path) == ("cap-idle", ("指标体系", "总分上限", 0, "上限"))


def test_a_band_written_backwards_says_so() -> None:
    bands = [{"从": "10%", "到": "5%", "得分": "5"}, {"到": "5%", "得分": "0"}]
    with pytest.raises(Misfits, match="的“从”10%大于“到”5%，写反了"):
        indicator(规则={"类型": "分档", "档位": bands})
