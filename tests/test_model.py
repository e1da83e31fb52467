"""What a unit enters: which values are taken, and what is said about those that are not."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.figures import plain
from generator.model import (
    Answer,
    Assets,
    Goals,
    Metric,
    Organisation,
    Procurement,
    Report,
    Staffing,
    Unit,
    has_name,
    number,
    some,
)
from generator.schema import schemas
from generator.shape import Misfits, Shape

REPORT: dict[str, Any] = {
    "单位": {
        "名称": "试验镇人民政府",
        "简称": "试验镇",
        "年度": "2021",
        "指标体系": "试验",
        "落款日期": "2021-12-31",
    },
    "职责": ["执行上级决定。"],
    "组织架构": {"内设机构": ["财政所"]},
    "人员编制": {"编制": {"行政": "22"}, "在编": {"行政": "21"}},
    "资产": {"固定资产总额": "100"},
    "预算": {
        "年初预算": "900",
        "收入决算": {"财政拨款": "1000.75"},
        "上年收入决算": {"财政拨款": "800"},
        "支出决算": "950",
        "上年支出决算": "1000",
    },
    "目标": {"总体": "全镇发展。", "年度": "完成任务。", "分项": []},
    "成效": [{"标题": "党的建设"}],
    "评价组织": {"目的": "提高效益。", "过程": "两步。"},
    "问题": [],
}


def report(**changes: Any) -> Report:
    return Report.of(REPORT | changes)


def unit(**changes: Any) -> Unit:
    return Unit.of(REPORT["单位"] | changes)


def metric(**changes: Any) -> Metric:
    return Metric.of({"名称": "满意率", "方向": "越高越好", "目标值": "90"} | changes)


def complaints(shape: type[Shape], given: Any) -> list[tuple[str, str]]:
    """What is wrong with the values: kind and, for our own kinds, the Chinese sentence."""
    with pytest.raises(Misfits) as refused:
        shape.of(given)
    return [(each["type"], each["msg"]) for each in refused.value.errors()]


def kinds(shape: type[Shape], given: Any) -> list[str]:
    return [kind for kind, _ in complaints(shape, given)]


def test_a_report_of_required_values_is_complete() -> None:
    assert report().unit.template == "部门整体支出绩效评价报告"
    assert (report().unit.annex_number, report().unit.annex) == (3, "正文后")
    assert report().outlook.parts == ()
    assert report().answers == {}


def test_a_report_can_not_be_changed() -> None:
    with pytest.raises(AttributeError, match="frozen"):
        report().unit.__setattr__("name", "别的镇")


def test_an_empty_value_counts_as_not_given() -> None:
    assert unit(负责人="", 模板="").template == "部门整体支出绩效评价报告"
    assert Assets.of({"固定资产总额": "1", "在用固定资产": ""}).in_use is None


def test_an_empty_value_of_a_required_key_is_missing() -> None:
    assert kinds(Unit, REPORT["单位"] | {"名称": ""}) == ["missing"]


@pytest.mark.parametrize("value", ["某", ""])
def test_an_unknown_key_is_refused_even_when_empty(value: str) -> None:
    assert kinds(Unit, REPORT["单位"] | {"简秤": value}) == ["extra_forbidden"]


@pytest.mark.parametrize("given", ["一句话", ["甲"], None])
def test_what_is_no_table_is_no_part_of_a_report(given: Any) -> None:
    assert kinds(Unit, given) == ["model_type"]


def test_an_attribute_name_is_no_key() -> None:
    assert kinds(Organisation, {"offices": ["财政所"]}) == ["extra_forbidden"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("1739.324899", D("1739.324899")),
        ("-5", D("-5")),
        ("+5.10", D("5.10")),
        ("007", D("7")),
        (D("1E+3"), D("1000")),
    ],
)
def test_a_figure_is_taken_exactly_as_entered(given: object, expected: D) -> None:
    assert number(given) == expected


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("二十一", "二十一"),
        ("1,234", "1,234"),
        ("1e5", "1e5"),
        ("１２", "１２"),
        ("٣", "٣"),
        (".5", ".5"),
        ("5.", "5."),
        ("5\n", "5\n"),
        ("NaN", "NaN"),
        ("1" * 21, "1" * 21),
        ("0." + "1" * 13, "0." + "1" * 13),
        ("很" * 50, "很" * 40),
        (1.5, "1.5"),
        ({"甲": "1"}, "下级各项"),
        (["1"], "清单"),
    ],
)
def test_what_is_no_figure_is_told_as_written(given: object, said: str) -> None:
    assert complaints(Assets, {"固定资产总额": given}) == [
        ("number-expected", f"写成了“{said}”，应为阿拉伯数字")
    ]


@settings(max_examples=100, deadline=None)
@given(st.decimals(min_value=-(10**19), max_value=10**19, places=8))
def test_every_figure_written_plainly_is_taken(value: D) -> None:
    assert number(plain(value)) == value


@pytest.mark.parametrize(("given", "expected"), [("21", 21), ("0", 0), ("2.00", 2), (7, 7)])
def test_a_count_is_a_whole_number(given: object, expected: int) -> None:
    tally = Procurement.of({"预算项目数": given, "实际项目数": "0"})
    assert tally.budgeted == expected


@pytest.mark.parametrize("given", ["2.5", "-1", -1])
def test_a_count_is_neither_broken_nor_below_zero(given: object) -> None:
    assert complaints(Procurement, {"预算项目数": given, "实际项目数": "0"}) == [
        ("count-expected", f"写成了“{given}”，应为不小于 0 的整数")
    ]


def test_a_count_in_words_is_no_figure() -> None:
    assert kinds(Staffing, {"编制": {"行政": "二十"}, "在编": {}}) == ["number-expected"]


@pytest.mark.parametrize(
    "given",
    [
        "2021-12-31",
        "2021/12/31",
        "2021年12月31日",
        "2021年12月31",
        date(2021, 12, 31),
    ],
)
def test_a_date_is_read_as_people_write_it(given: object) -> None:
    assert unit(落款日期=given).signed == date(2021, 12, 31)


@pytest.mark.parametrize("given", ["昨天", "2021-13-31", "2021-02-30", "21-12-31", "2021-12"])
def test_what_is_no_day_of_the_calendar_is_told_with_an_example(given: str) -> None:
    assert complaints(Unit, REPORT["单位"] | {"落款日期": given}) == [
        ("date-expected", f"写成了“{given}”，应为日期，例如 2021-12-31")
    ]


@pytest.mark.parametrize(("year", "kind"), [("1999", "greater_than_equal"), ("2101", "less_than_equal")])  # fmt: skip
def test_a_year_lies_in_this_century(year: str, kind: str) -> None:
    assert kinds(Unit, REPORT["单位"] | {"年度": year}) == [kind]


def test_the_annex_stands_before_or_after_the_body() -> None:
    assert unit(评分表位置="正文前").annex == "正文前"
    assert kinds(Unit, REPORT["单位"] | {"评分表位置": "前"}) == ["literal_error"]


@pytest.mark.parametrize(("given", "expected"), [("是", True), ("否", False), (True, True)])
def test_a_criterion_holds_or_not(given: object, expected: bool) -> None:
    assert Answer.of({"要点": {"1": given}}).criteria == {1: expected}


def test_a_criterion_left_empty_is_not_answered() -> None:
    answer = Answer.of({"要点": {"1": "", "2": "否"}})
    assert answer.criteria == {2: False}


@pytest.mark.parametrize("given", ["不", "yes", 1])
def test_a_criterion_is_answered_yes_or_no(given: object) -> None:
    assert complaints(Answer, {"要点": {"1": given}}) == [
        ("yes-or-no-expected", f"写成了“{given}”，只能写“是”或“否”")
    ]


def test_criteria_are_answered_by_number() -> None:
    assert kinds(Answer, {"要点": {"第一个": "是"}}) == ["number-expected"]


def test_nothing_answered_leaves_all_open() -> None:
    answer = Answer()
    assert (answer.criteria, answer.grade, answer.judged, answer.override) == ({}, "", None, None)


@pytest.mark.parametrize(
    ("direction", "target", "actual"),
    [
        ("越高越好", "90", "85.5"),
        ("越低越好", "5", ""),
        ("区间", "90-95", "92"),
        ("定性", "与上年持平", "持平"),
    ],
)
def test_a_metric_has_the_target_its_direction_asks_for(
    direction: str, target: str, actual: str
) -> None:
    given = metric(方向=direction, 目标值=target, 实际值=actual)
    assert (given.target, given.actual) == (target, actual)


@pytest.mark.parametrize(
    "changes",
    [
        {"目标值": "九成"},
        {"实际值": "约85"},
        {"方向": "越低越好", "目标值": "5%"},
    ],
)
def test_a_measured_metric_has_figures(changes: dict[str, str]) -> None:
    assert kinds(Metric, {"名称": "甲", "方向": "越高越好", "目标值": "90"} | changes) == [
        "number-expected"
    ]


@pytest.mark.parametrize("target", ["90", "1-2-3", "90-九十五", "95-90", "90-.", "1.2.3-4"])
def test_a_range_has_two_ends(target: str) -> None:
    wrong = {"名称": "甲", "方向": "区间", "目标值": target}
    assert complaints(Metric, wrong) == [
        ("range-expected", f"写成了“{target}”，区间应从小到大写成两个数，例如 10-20")
    ]


@pytest.mark.parametrize("actual", ["92", "-1", ""])
def test_what_was_measured_against_a_range_is_one_figure(actual: str) -> None:
    assert metric(方向="区间", 目标值="90-95", 实际值=actual).actual == actual


@pytest.mark.parametrize("actual", ["约92", "91-93"])
def test_what_was_measured_against_a_range_is_nothing_else(actual: str) -> None:
    wrong = {"名称": "甲", "方向": "区间", "目标值": "90-95", "实际值": actual}
    assert complaints(Metric, wrong) == [("number-expected", f"写成了“{actual}”，应为阿拉伯数字")]


def test_a_wrong_direction_is_the_only_complaint() -> None:
    assert kinds(Metric, {"名称": "甲", "方向": "高", "目标值": "九成"}) == ["literal_error"]


def test_achievements_hold_further_ones() -> None:
    given = report(成效=[{"标题": "甲", "下级": [{"标题": "乙", "下级": [{"标题": "丙"}]}]}])
    assert given.achievements[0].below[0].below[0].title == "丙"


def test_goals_keep_their_order() -> None:
    parts = [{"名称": name, "任务": "做事。", "目标": "做成。"} for name in "丙甲乙"]
    goals = Goals.of({"总体": "一", "年度": "二", "分项": parts})
    assert "".join(goal.name for goal in goals.parts) == "丙甲乙"


@pytest.mark.parametrize("given", [[], {}, (), ""])
def test_an_empty_list_or_table_is_told_as_such(given: object) -> None:
    with pytest.raises(ValueError) as refused:
        some(given)
    assert str(refused.value) == "是空的"


@pytest.mark.parametrize("given", [["甲"], {"甲": 1}, 0, None])
def test_what_is_not_empty_is_left_alone(given: object) -> None:
    assert some(given) is given


def test_values_stand_under_their_chinese_names() -> None:
    names = report(评分={"社会效益": {"评定分": "4.5"}}).names()
    assert names["预算"]["收入决算"] == {"财政拨款": D("1000.75")}
    assert names["单位"]["落款日期"] == date(2021, 12, 31)
    assert names["评分"]["社会效益"]["评定分"] == D("4.5")
    assert names["预算"]["结转结余"] is None
    assert names["项目完成"] is None


def test_every_key_of_every_part_is_chinese() -> None:
    schema = json.loads(schemas()["单位"])
    tables = [schema, *schema["definitions"].values()]
    keys = [key for table in tables for key in table["properties"]]
    assert len(keys) > 80
    assert [key for key in keys if key.isascii()] == []


def test_a_criterion_numbered_twice_is_refused() -> None:
    with pytest.raises(Misfits):
        Answer.of({"要点": {"1": "是", "01": "否"}})


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("资产", True),
        ("预算.上年结转", True),
        ("预算.三公经费.本年.任何一类", True),
        ("人员编制.在编.行政", True),
        ("评分.支付进度率.评定分", True),
        ("预算.三公经费.本念", False),
        ("预算.支出决算.拨款", False),
        ("目标.分项.名称", False),
        ("budget.spent", False),
        ("", False),
    ],
)
def test_a_name_is_known_whatever_this_report_holds(name: str, known: bool) -> None:
    assert has_name(name) is known


@pytest.mark.parametrize("written", ["3-5", "3～5", "3—5", "3至5", "3 ~ 5"])
def test_a_range_is_read_in_the_signs_people_use(written: str) -> None:
    given = {"名称": "甲", "方向": "区间", "目标值": written}
    assert Metric.of(given).target == "3-5"


@pytest.mark.parametrize("given", ["是", ["是"]])
def test_answers_to_criteria_are_a_table(given: Any) -> None:
    assert kinds(Answer, {"要点": given}) == ["dict_type"]
