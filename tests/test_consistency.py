"""Rules about figures: the shipped ones held against cases, and the grammar of such rules."""

from __future__ import annotations

import copy
import json
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Desk
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.checks import CheckRule, CheckRules
from generator.checks.consistency import held
from generator.findings import Finding, Severity
from generator.model import Report
from generator.schema import schemas
from generator.shape import Misfits, Shape, field

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "data" / "checks").glob("*.yaml"))

BASE: dict[str, Any] = {
    "单位": {"名称": "试验镇人民政府", "简称": "试验镇", "年度": "2021", "指标体系": "试验", "落款日期": "2022-01-10"},
    "职责": ["执行上级决定。"],
    "组织架构": {"内设机构": ["财政所"]},
    "人员编制": {"编制": {"行政": "22", "事业": "36"}, "在编": {"行政": "21", "事业": "36"}},
    "资产": {"固定资产总额": "100", "在用固定资产": "98"},
    "预算": {
        "年初预算": "900", "预算调整数": "20", "调整后预算": "920",
        "上年结转": "10", "收入决算": {"拨款": "800", "基金": "100"}, "收入合计": "900",
        "支出决算": "880", "结转结余": "30",
        "上年收入决算": {"拨款": "850"}, "上年支出决算": "840", "预算完成数": "870",
        "年度任务数": "800", "年度支付数": "760",
        "三公经费": {"本年": {"接待": "3", "用车": "4"}, "上年": {"接待": "4", "用车": "5"}, "本年合计": "7"},
        "公用经费": {"预算安排": "60", "实际支出": "58"},
        "项目支出": "300", "重点项目支出": "200", "政府采购": {"预算项目数": "6", "实际项目数": "5"},
    },
    "项目完成": {"已完成项目数": "9", "质量达标项目数": "8"},
    "目标": {"总体": "发展。", "年度": "完成。", "分项": []},
    "成效": [],
    "评价组织": {"目的": "提高效益。", "过程": "两步。"},
    "问题": [],
}  # fmt: skip


class Case(Shape):
    """One case of cases/checks.yaml."""

    name: str = field(key="name")
    rule: str = field(key="规则")
    data: dict[str, Any] = field(key="数据", default={})
    findings: tuple[str, ...] = field(key="问题", default=())

    @property
    def fails(self) -> bool:
        return self.rule in self.findings


def read(path: Path) -> Any:
    """A YAML file with all its values as text, as the project reads its own."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


SHIPPED = [CheckRules.of(read(file)) for file in FILES]
RULES = {rule.id: rule for file in SHIPPED for rule in file.rules}
CASES = [Case.of(case) for case in read(ROOT / "tests/cases/checks.yaml")["例子"]]


def report(**changes: Any) -> Report:
    """The base report with some values, by dotted name, put in."""
    data = copy.deepcopy(BASE)
    for name, value in changes.items():
        *above, last = name.split(".")
        table = data
        for step in above:
            table = table[step]
        table[last] = value
    return Report.of(data)


def rule(formula: str, **keys: Any) -> dict[str, Any]:
    known = {"编号": "trial", "名称": "试验", "式": formula, "轻重": "提醒", "依据": "算术关系"}
    return known | keys


def found(formula: str, data: dict[str, Any] | None = None, **keys: Any) -> list[Finding]:
    """What one rule finds in the base report with changes."""
    rules = CheckRules.of({"勾稽核对": [rule(formula, **keys)]})
    return list(held(report(**(data or {})), [rules]))


def said(formula: str, data: dict[str, Any] | None = None, **keys: Any) -> str:
    (finding,) = found(formula, data, **keys)
    assert finding.id == "trial"
    return finding.message


def refused(**keys: Any) -> list[tuple[Any, ...]]:
    """Kind and place of what is wrong with a rule as written."""
    with pytest.raises(Misfits) as wrong:
        CheckRules.of({"勾稽核对": [rule("1 = 1") | keys]})
    return [(each["type"], *each["loc"][2:]) for each in wrong.value.errors()]


# ---------------------------------------------------------------- the shipped rules


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_shipped_rules_find_what_is_said_in_the_case(case: Case) -> None:
    assert [finding.id for finding in held(report(**case.data), SHIPPED)] == [*case.findings]


def test_where_all_agrees_nothing_is_found() -> None:
    assert list(held(report(), SHIPPED)) == []


def test_every_case_is_of_a_rule_and_has_a_name_of_its_own() -> None:
    assert {case.rule for case in CASES} <= set(RULES)
    assert len({case.name for case in CASES}) == len(CASES)


def compares(case: Case) -> bool:
    """The case's rule has all its figures, so that its silence means something."""
    checked, values = RULES[case.rule], report(**case.data).names()
    named: dict[str, Any] = {name: each.work(values) for name, each in checked.inputs.items()}
    named |= {name: D(1) for name in checked.each}
    signed = {**values["单位"], "落款年份": 2021}
    known = {**values, **named, "单位": signed}
    when = checked.when.work(known).value if checked.when else True
    left, _, right = checked.formula
    return bool(when) and None not in (left.work(known).value, right.work(known).value)


@pytest.mark.parametrize("id", RULES)
def test_every_rule_has_a_case_that_passes_and_one_that_fails(id: str) -> None:
    cases = [case for case in CASES if case.rule == id]
    assert [case.name for case in cases if case.fails]
    assert [case.name for case in cases if not case.findings and compares(case)]


def test_the_shipped_rules_are_many_and_each_says_what_it_rests_on() -> None:
    assert len(RULES) == sum(len(file.rules) for file in SHIPPED) >= 20
    assert [rule.id for rule in RULES.values() if not rule.basis.strip()] == []


# ---------------------------------------------------------------- a comparison


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "预算.支出决算 - 1 <= 合计(预算.收入决算)",
            ("预算.支出决算-1", "<=", "合计(预算.收入决算)"),
        ),
        ("首个（预算.上年结转， 0） ＋ 1 ＝ 5％", ("首个(预算.上年结转,0)＋1", "=", "5％")),
        ("(1 > 0) == 预算.年初预算", ("(1>0)", "=", "预算.年初预算")),
        ("预算.年初预算 ≠ -2", ("预算.年初预算", "!=", "-2")),
        ("1 ≥ 2", ("1", ">=", "2")),
    ],
)
def test_a_comparison_has_two_sides(text: str, expected: tuple[str, str, str]) -> None:
    left, sign, right = CheckRule.of(rule(text)).formula
    assert (left.text, sign, right.text) == expected


@pytest.mark.parametrize("text", ["预算.年初预算", "(1 < 2)", "1 < 2 < 3", "合计(1 < 2, 3)"])
def test_what_does_not_compare_just_once_is_refused(text: str) -> None:
    with pytest.raises(Misfits) as wrong:
        CheckRule.of(rule(text))
    (error,) = wrong.value.errors()
    assert error["msg"] == f"看不懂：“{text}”应当只比较一次，例如 甲 <= 乙"


# ---------------------------------------------------------------- what is said


def test_both_sides_are_said_with_their_figures_and_the_difference() -> None:
    assert found(
        "首个(预算.上年结转, 0) + 合计(预算.收入决算) - 预算.支出决算 = 预算.结转结余",
        {"预算.上年结转": "", "预算.结转结余": "0"},
        单位="万元",
        说法="请看一眼。",
        下一步="请核对结转结余。",
    ) == [
        Finding(
            "trial",
            Severity.WARNING,
            "上年结转＋收入决算合计－支出决算为 20 万元（0＋（800＋100）－880），结转结余为 0 万元，相差 20 万元。请看一眼。",
            hint="请核对结转结余。",
            path=("预算", "结转结余"),
        )
    ]


@pytest.mark.parametrize(
    ("formula", "keys", "message"),
    [
        (
            "预算.公用经费.实际支出 <= 预算.项目支出 - 250",
            {"单位": "万元"},
            "公用经费实际支出为 58 万元，项目支出－250为 50 万元（300－250），前者应不大于后者，相差 8 万元。",
        ),
        ("资产.在用固定资产 ≥ 99", {}, "在用固定资产为 98，应不小于 99。"),
        (
            "合计(预算.收入决算) <= 800",
            {"单位": "万元"},
            "收入决算合计为 900 万元（800＋100），应不大于 800 万元。",
        ),
        ("预算.支出决算 ＝ 1", {"单位": "万元"}, "支出决算为 880 万元，应等于 1 万元。"),
        ("预算.支出决算 ≠ 880", {}, "支出决算为 880，应不等于 880。"),
        (
            "预算.年度支付数 > 预算.支出决算",
            {},
            "年度支付数为 760，支出决算为 880，前者应大于后者，相差 120。",
        ),
        (
            "最小(预算.支出决算, 首个(预算.年度支付数, 0)) < 0",
            {"单位": "万元"},
            "年度支付数为 760 万元，应小于 0 万元。",
        ),
        (
            "最小(预算.支出决算 - 1, 预算.年度支付数 * 2) < 0",
            {},
            "最小（支出决算－1、年度支付数×2）为 879（最小（880－1、760×2）），应小于 0。",
        ),
        (
            "变动 <= 1%",
            {"单位": "%", "取数": {"变动": "预算.支出决算 / 预算.上年支出决算 - 1"}},
            "变动为 4.76%（880÷840－1），应不大于 1%。",
        ),
        (
            "预算.支出决算 / 预算.年初预算 = 预算.年度支付数 / 预算.年度任务数",
            {"单位": "%"},
            "支出决算÷年初预算为 97.78%（880÷900），年度支付数÷年度任务数为 95%（760÷800），相差 2.78 个百分点。",
        ),
        (
            "单位.落款年份 = 单位.年度",
            {"单位": "年"},
            "落款年份为 2022 年，年度为 2021 年，相差 1 年。",
        ),
    ],
)
def test_the_sentence_says_what_was_to_hold(
    formula: str, keys: dict[str, Any], message: str
) -> None:
    assert said(formula, **keys) == message


@pytest.mark.parametrize(
    ("formula", "path"),
    [
        ("预算.支出决算 = 预算.年初预算", ("预算", "年初预算")),
        ("预算.支出决算 = 1", ("预算", "支出决算")),
        ("合计(预算.收入决算) = 1", ("预算", "收入决算", "拨款")),
        ("最小(预算.收入决算) > 100", ("预算", "收入决算", "基金")),
        ("单位.落款年份 = 1", ("单位", "落款日期")),
        ("1 = 2", ("勾稽核对", 0, 0, "式")),
    ],
)
def test_a_finding_stands_at_the_figure_of_the_data_that_was_to_agree(
    formula: str, path: tuple[str, ...]
) -> None:
    (finding,) = found(formula)
    assert finding.path == path


@pytest.mark.parametrize("severity", list(Severity))
def test_a_rule_says_how_bad_it_is(severity: Severity) -> None:
    (finding,) = found("1 = 2", 轻重=severity.value)
    assert finding.severity is severity


# ---------------------------------------------------------------- entry by entry

EACH = {"在编数": "人员编制.在编", "编制数": "人员编制.编制"}


def test_a_rule_by_entries_names_the_entry() -> None:
    posts = {"人员编制.在编.行政": "23", "人员编制.在编.事业": "37"}
    told = found("在编数 <= 编制数", posts, 逐项=EACH, 单位="人")
    assert [(f.message, f.path) for f in told] == [
        (
            "“行政”的在编数为 23 人，编制数为 22 人，前者应不大于后者，相差 1 人。",
            ("人员编制", "在编", "行政"),
        ),
        (
            "“事业”的在编数为 37 人，编制数为 36 人，前者应不大于后者，相差 1 人。",
            ("人员编制", "在编", "事业"),
        ),
    ]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("在编", "“在编”里有“工勤”，“编制”里没有。"),
        ("编制", "“编制”里有“工勤”，“在编”里没有。"),
    ],
)
def test_an_entry_that_only_one_table_has_is_told_where_it_stands(table: str, message: str) -> None:
    (finding,) = found("在编数 <= 编制数", {f"人员编制.{table}.工勤": "1"}, 逐项=EACH, 轻重="错误")
    assert (finding.id, finding.stops, finding.message) == ("kinds-differ", True, message)
    assert finding.path == ("人员编制", table, "工勤")


def test_tables_not_given_have_no_entries_to_compare() -> None:
    each = {"本年数": "预算.三公经费.本年"}
    assert found("本年数 < 0", {"预算.三公经费": ""}, 逐项=each) == []
    assert len(found("本年数 < 0", 逐项=each)) == 2


# ---------------------------------------------------------------- when a rule speaks


def test_a_rule_with_a_condition_speaks_only_where_it_holds() -> None:
    assert len(found("1 = 2", 仅当="预算.年度支付数 < 预算.年度任务数")) == 1
    assert found("1 = 2", 仅当="预算.年度支付数 > 预算.年度任务数") == []
    assert found("1 = 2", {"预算.年度支付数": ""}, 仅当="预算.年度支付数 > 0") == []


@pytest.mark.parametrize(
    "formula",
    ["预算.上年结转 = 1", "预算.支出决算 / 预算.上年结转 = 1", "1 = 预算.公用经费.实际支出"],
)
def test_a_rule_whose_figures_were_not_given_is_passed_over(formula: str) -> None:
    assert found(formula, {"预算.上年结转": "", "预算.公用经费": ""}) == []


@pytest.mark.parametrize("formula", ["预算.支出决算 / 预算.上年结转 = 1", "最大(预算.收入决算) = 1"])  # fmt: skip
def test_a_rule_that_the_figures_leave_nothing_to_compare_is_passed_over(formula: str) -> None:
    assert found(formula, {"预算.上年结转": "0", "预算.收入决算": {}}) == []


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=6)
few = st.decimals(min_value=-100, max_value=100, places=4)


@settings(max_examples=200, deadline=None)
@given(amounts, few, few)
def test_an_equation_speaks_just_when_its_sides_differ_by_more_than_the_tolerance(
    left: D, gap: D, tolerance: D
) -> None:
    told = found(f"({left}) = ({left + gap})", 容差=str(abs(tolerance)))
    assert bool(told) is (abs(gap) > abs(tolerance))


@settings(max_examples=100, deadline=None)
@given(amounts, few.map(abs), st.booleans())
def test_an_equation_is_silent_at_the_tolerance_and_speaks_beyond_it(
    left: D, tolerance: D, up: bool
) -> None:
    edge = left + (tolerance if up else -tolerance)
    beyond = edge + (D("0.000001") if up else -D("0.000001"))
    assert found(f"({left}) = ({edge})", 容差=str(tolerance)) == []
    assert len(found(f"({left}) = ({beyond})", 容差=str(tolerance))) == 1


@pytest.mark.parametrize(
    ("formula", "tolerance", "speaks"),
    [
        ("100 = 99", "1%", False),
        ("99 = 100", "1％", False),
        ("100 = 98.99", "1%", True),
        ("-100 = -99", "1%", False),
        ("101 <= 100", "1", False),
        ("101.01 <= 100", "1", True),
        ("99 >= 100", "1", False),
        ("98 >= 100", "1", True),
        ("100 < 100", "0", True),
        ("99 < 100", "0", False),
        ("100 > 100", "0", True),
        ("101 > 100", "0", False),
        ("100 != 101", "0", False),
        ("100 != 101", "1", True),
        ("100 == 100", "0", False),
    ],
)
def test_the_tolerance_widens_what_holds(formula: str, tolerance: str, speaks: bool) -> None:
    assert bool(found(formula, 容差=tolerance)) is speaks


# ---------------------------------------------------------------- rules that ask amiss


@pytest.mark.parametrize(
    ("keys", "key", "name", "hint"),
    [
        ({"式": "预算.支出绝算 = 1"}, ("式",), "预算.支出绝算", "是不是“预算.支出决算”？"),
        ({"式": "预算.上年结转 = 预算.生造"}, ("式",), "预算.生造", "请对照 data/units 里的名称改正。"),
        ({"式": "预算.支出决算.款 = 1"}, ("式",), "预算.支出决算.款", "请对照 data/units 里的名称改正。"),
        ({"式": "预算.公用经费.实际支付 = 1"}, ("式",), "预算.公用经费.实际支付", "是不是“预算.公用经费.实际支出”？"),
        ({"仅当": "预算.年度支附数 > 1"}, ("仅当",), "预算.年度支附数", "是不是“预算.年度支付数”？"),
        ({"取数": {"甲": "预算.乙"}}, ("取数", "甲"), "预算.乙", "请对照 data/units 里的名称改正。"),
        ({"逐项": {"甲": "人员编制.在偏"}}, ("逐项", "甲"), "人员编制.在偏", "是不是“人员编制.在编”？"),
        ({"式": "收入 = 1"}, ("式",), "收入", "请对照 data/units 里的名称改正。"),
    ],
)  # fmt: skip
def test_a_misspelt_name_is_told_at_the_rule_even_where_nothing_would_be_compared(
    keys: dict[str, Any], key: tuple[str, ...], name: str, hint: str
) -> None:
    (finding,) = found("1 = 1", {"预算.上年结转": ""}, **keys)
    assert (finding.id, finding.stops, finding.hint) == ("unknown-name", True, hint)
    assert finding.message == f"勾稽规则“试验”里的“{name}”，数据里没有这一项。"
    assert (finding.path, finding.words) == (("勾稽核对", 0, 0, *key), name)


@pytest.mark.parametrize(
    ("keys", "id", "why", "key"),
    [
        ({"式": "预算.收入决算 = 1"}, "not-one-figure", "“预算.收入决算”是一组内容，不是一个数", "式"),
        ({"式": "1 = 单位.简称"}, "not-a-figure", "“单位.简称”不是数字", "式"),
        ({"式": "个数(预算.支出决算) = 1"}, "not-a-list", "“预算.支出决算”不是清单，没有个数", "式"),
        ({"式": "预算.收入决算.别的 = 1"}, "unknown-name", "没有“预算.收入决算.别的”这一项", "式"),
        ({"式": "预算.上年结转 = 预算.收入决算"}, "not-one-figure", "“预算.收入决算”是一组内容，不是一个数", "式"),
        ({"仅当": "预算.收入决算 > 1"}, "not-one-figure", "“预算.收入决算”是一组内容，不是一个数", "仅当"),
        ({"逐项": {"甲": "预算.支出决算"}}, "table-expected", "“预算.支出决算”是一个数，不是一张表", "逐项"),
        ({"逐项": {"甲": "单位.简称"}}, "not-a-figure", "“单位.简称”不是数字", "逐项"),
    ],
)  # fmt: skip
def test_a_rule_that_asks_for_no_figure_is_told_at_the_rule(
    keys: dict[str, Any], id: str, why: str, key: str
) -> None:
    (finding,) = found("1 = 2", {"预算.上年结转": ""}, **keys)
    assert (finding.id, finding.stops) == (id, True)
    assert finding.message == f"勾稽规则“试验”不能核对：{why}。"
    assert finding.path == ("勾稽核对", 0, 0, key)


def test_an_id_used_twice_is_told_at_the_second_rule_though_files_are_two() -> None:
    files = [CheckRules.of({"勾稽核对": [rule("1 = 1")]})] * 2
    (finding,) = held(report(), files)
    assert (finding.id, finding.path) == ("rule-twice", ("勾稽核对", 1, 0, "编号"))
    assert finding.message == "勾稽规则的编号“trial”用了两次。"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"编号": "收支"}, ("slug-expected", "编号")),
        ({"编号": "Carry_Over"}, ("slug-expected", "编号")),
        ({"容差": "-1"}, ("tolerance-negative", "容差")),
        ({"容差": "一分"}, ("number-expected", "容差")),
        ({"式": "预算.支出决算"}, ("formula-unreadable", "式")),
        ({"式": "1 < 2 < 3"}, ("formula-unreadable", "式")),
        ({"式": "1 + = 2"}, ("formula-unreadable", "式")),
        ({"式": "1 2 = 12"}, ("formula-unreadable", "式")),
        ({"式": "1 =< 2"}, ("formula-unreadable", "式")),
        ({"式": ["1 = 1"]}, ("string_type", "式")),
        ({"仅当": "预算.支出决算"}, ("formula-unreadable", "仅当")),
        ({"取数": {"甲": "1 +"}}, ("formula-unreadable", "取数", "甲")),
        ({"逐项": {"甲": "合计(人员编制.在编)"}}, ("table-expected", "逐项")),
        ({"依据": ""}, ("missing", "依据")),
        ({"轻重": "警告"}, ("literal_error", "轻重")),
    ],
)
def test_a_rule_that_can_not_work_is_refused(
    keys: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert refused(**keys) == [expected]


def test_a_file_without_rules_is_refused() -> None:
    with pytest.raises(Misfits, match="是空的"):
        CheckRules.of({"勾稽核对": []})


def test_editors_are_told_that_a_comparison_is_a_text() -> None:
    keys = json.loads(schemas()["勾稽核对"])["definitions"]["勾稽规则"]["properties"]
    assert "string" in keys["式"]["type"]
    assert "string" in keys["取数"]["anyOf"][0]["additionalProperties"]["type"]


def test_a_rule_needs_no_more_than_its_required_keys() -> None:
    made = CheckRule.of(rule("1 = 1"))
    assert (made.tolerance, made.when, made.inputs, made.each) == ("0", None, {}, {})


# ---------------------------------------------------------------- a workspace's own rules


def own(desk: Desk, *lines: str) -> list[tuple[str, str, int]]:
    """The findings of a desk with a rule of its own, as (id, file, line)."""
    folder = desk.root / "data" / "checks"
    folder.mkdir()
    head = (
        "勾稽核对:",
        "  - 编号: own-rule",
        "    名称: 本县的规则",
        "    轻重: 提醒",
        "    依据: 县里的办法",
    )
    (folder / "本县.yaml").write_text("\n".join([*head, *lines, ""]), encoding="utf-8")
    return desk.rows()


def test_a_rule_of_ones_own_speaks_beside_the_shipped_ones(desk: Desk) -> None:
    desk.edit("预算", "年度支付数: 850", "年度支付数: 1001")
    assert own(desk, "    式: 预算.支出决算 <= 900") == [
        ("paid-within-spent", "预算", 11),
        ("paid-within-due", "预算", 11),
        ("own-rule", "预算", 8),
    ]


def test_a_misspelt_rule_of_ones_own_is_told_on_its_line(desk: Desk) -> None:
    assert own(desk, "    式: 预算.支出绝算 <= 900") == [("unknown-name", "本县", 6)]


def test_an_id_of_a_shipped_rule_is_told_on_its_line(desk: Desk) -> None:
    told = own(desk, "    式: 1 = 1", "  - 编号: carry-over", "    名称: 又一条", "    轻重: 提醒",
               "    依据: 县里的办法", "    式: 1 = 1")  # fmt: skip
    assert told == [("rule-twice", "本县", 7)]


def test_a_rule_that_can_not_be_read_is_refused_on_its_line(desk: Desk) -> None:
    assert own(desk, "    式: 预算.支出决算 <<= 900") == [("formula-unreadable", "本县", 6)]
