"""What a reviewer would stumble over, said before the report is written."""

from __future__ import annotations

from typing import Any

import pytest

from generator.checks import check
from generator.findings import Finding, Severity
from generator.model import Report
from generator.rubric import Rubric
from generator.scoring import score

NAME = "支付进度率"
ENTRY = ("指标体系", "指标", 0, "下级", 0)

RATIO = {"类型": "比例"}
CRITERIA = {"类型": "要点", "档位": {"2": "10", "1": "4", "0": "0"}}
GRADE = {"类型": "等次", "档位": {"优秀": "10", "良好": "8", "不合格": "0"}}
EVIDENCE = {"佐证": ["台账"]}
JUDGED = {"类型": "评定", "办法": "结合履职内容测算。"}


def indicator(**changes: Any) -> dict[str, Any]:
    """An indicator of 10 points as typed, scored 8.5 by 年度支付数 over 年度任务数."""
    return {
        "名称": NAME,
        "分值": "10",
        "解释": "反映及时程度。",
        "取数": {"支付数": "预算.年度支付数", "任务数": "预算.年度任务数"},
        "算式": "支付数 / 任务数",
        "规则": RATIO,
        "依据": "试验办法",
    } | changes


def report(**changes: Any) -> Report:
    """A small unit; parts of it as told, its budget with changes."""
    budget = {
        "年初预算": "900",
        "收入决算": {"财政拨款": "1000.75"},
        "上年收入决算": {"财政拨款": "800"},
        "支出决算": "950",
        "上年支出决算": "1000",
        "年度任务数": "1000",
        "年度支付数": "850",
    } | changes.pop("预算", {})
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
            "人员编制": {"编制": {"行政": "22"}, "在编": {"行政": "21"}},
            "资产": {"固定资产总额": "100"},
            "预算": budget,
            "目标": {"总体": "发展。", "年度": "完成。", "分项": []},
            "成效": [],
            "评价组织": {"目的": "提高效益。", "过程": "两步。"},
            "问题": [{"标题": "支付偏慢", "整改措施": ["按月通报。"], "涉及指标": [NAME]}],
        }
        | changes
    )


def found(unit: Report, *indicators: dict[str, Any], **changes: Any) -> list[Finding]:
    """All findings on the unit by a rubric of these indicators."""
    entries = list(indicators) or [indicator()]
    weight = str(sum(int(entry["分值"]) for entry in entries))
    rubric = Rubric.of(
        {
            "名称": "试验指标体系",
            "适用年度": "2021",
            "依据": "试验办法",
            "满分": weight,
            "等级": {"优": "90", "差": "0"},
            "指标": [{"名称": "过程", "分值": weight, "下级": entries}],
        }
        | changes
    )
    findings = check(unit, rubric, score(unit, rubric), [])
    return [each for each in findings if each.id not in LINKS]


LINKS = ("deduction-unexplained", "remedy-missing", "remedy-answers-nothing")


def answered(rule: dict[str, Any], **answer: Any) -> list[Finding]:
    criteria = ["制度健全", "信息真实"] if rule is CRITERIA else []
    ruled = indicator(取数={}, 算式="", 规则=rule, 要点=criteria)
    backed = {NAME: EVIDENCE | answer}
    return found(report(评分=backed), indicator() if rule is RATIO else ruled)


def test_a_sound_report_has_no_findings() -> None:
    assert found(report()) == []


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        (CRITERIA, {"要点": {"1": "是", "2": "否"}}),
        (GRADE, {"等次": "良好"}),
        (JUDGED, {"评定分": "9", "评定理由": "任务办结。"}),
    ],
)
def test_an_answer_of_the_kind_asked_for_has_no_findings(
    rule: dict[str, Any], answer: dict[str, Any]
) -> None:
    assert answered(rule, **answer) == []


def test_weights_that_do_not_add_up_stop() -> None:
    assert found(report(), 满分="110") == [
        Finding(
            "weights-do-not-add-up",
            Severity.ERROR,
            "一级指标合计 10 分，满分为 110 分，相差 100 分。",
            hint="请与财政部门印发的指标体系核对。",
            path=("指标体系", "满分"),
        )
    ]


def test_other_contradictions_of_the_rubric_only_warn() -> None:
    grades = {"类型": "等次", "档位": {"优秀": "12"}}
    unit = report(评分={NAME: EVIDENCE | {"等次": "优秀"}})
    (finding,) = found(unit, indicator(取数={}, 算式="", 规则=grades))
    assert (finding.id, finding.severity) == ("level-above-weight", Severity.WARNING)


def test_a_rubric_of_another_year_is_told() -> None:
    assert found(report(), 适用年度="2020") == [
        Finding(
            "rubric-of-another-year",
            Severity.WARNING,
            "报告年度是 2021，指标体系“试验指标体系”适用于 2020 年。",
            hint="请核对“年度”和“指标体系”。",
            path=("单位", "年度"),
        )
    ]


@pytest.mark.parametrize(
    ("rule", "answer", "expected"),
    [
        (
            CRITERIA,
            {"要点": {"1": "是"}},
            Finding(
                "answer-missing",
                Severity.ERROR,
                "“支付进度率”不能计分：第2个（信息真实）要点还没有回答。",
                hint="请在 评分.yaml 的“支付进度率:”下面写“要点:”，再一行一个，例如“1: 是”“2: 否”。",
                path=("评分", NAME, "要点"),
            ),
        ),
        (
            GRADE,
            {},
            Finding(
                "answer-missing",
                Severity.ERROR,
                "“支付进度率”不能计分：等次还没有填写，可选：优秀、良好、不合格。",
                hint="请在 评分.yaml 的“支付进度率:”下面写“等次: ”和等次的名称。",
                path=("评分", NAME, "等次"),
            ),
        ),
        (
            GRADE,
            {"等次": "好"},
            Finding(
                "unknown-grade",
                Severity.ERROR,
                "“支付进度率”不能计分：等次写成了“好”，可选：优秀、良好、不合格。",
                hint="请照可选的写。",
                path=("评分", NAME, "等次"),
            ),
        ),
        (
            JUDGED,
            {"评定分": "11", "评定理由": "任务办结。"},
            Finding(
                "judged-out-of-bounds",
                Severity.ERROR,
                "“支付进度率”不能计分：评定分写成了 11，应在 0 至 10 分之间。",
                hint="请改在范围以内。",
                path=("评分", NAME, "评定分"),
            ),
        ),
    ],
)
def test_a_missing_or_wrong_answer_points_at_its_place(
    rule: dict[str, Any], answer: dict[str, Any], expected: Finding
) -> None:
    assert answered(rule, **answer) == [expected]


def test_a_figure_not_given_points_at_its_place() -> None:
    assert found(report(预算={"年度支付数": ""})) == [
        Finding(
            "not-given",
            Severity.ERROR,
            "“支付进度率”不能计分：“预算.年度支付数”没有填写。",
            hint="请补填这个数；确实没有的，在“评分”里写“核定分”和“核定理由”。",
            path=("预算", "年度支付数"),
        )
    ]


def test_a_divisor_of_zero_points_at_its_place() -> None:
    assert found(report(预算={"年度任务数": "0"})) == [
        Finding(
            "divided-by-zero",
            Severity.ERROR,
            "“支付进度率”不能计分：“任务数”为 0，不能作除数。",
            hint="请核对这个数；确实为 0 的，在“评分”里写“核定分”和“核定理由”。",
            path=("预算", "年度任务数"),
        )
    ]


def test_a_figure_not_given_is_told_even_beside_a_zero() -> None:
    (finding,) = found(report(预算={"年度支付数": "", "年度任务数": "0"}))
    assert (finding.id, finding.path) == ("not-given", ("预算", "年度支付数"))


def test_the_divisor_is_told_even_with_another_zero_behind_it() -> None:
    entry = indicator(
        取数={"任务数": "预算.年度任务数", "支付数": "预算.年度支付数"}, 算式="1 / 任务数 * 支付数"
    )
    (finding,) = found(report(预算={"年度支付数": "0", "年度任务数": "0"}), entry)
    assert finding.path == ("预算", "年度任务数")


def test_a_sum_of_one_zero_points_at_the_zero() -> None:
    entry = indicator(取数={"支付数": "1", "任务数": "合计(预算.收入决算)"})
    (finding,) = found(report(预算={"收入决算": {"财政拨款": "0"}}), entry)
    assert finding.path == ("预算", "收入决算", "财政拨款")


def test_a_sum_of_several_zeros_points_at_the_first_of_them() -> None:
    entry = indicator(取数={"支付数": "1", "任务数": "合计(预算.收入决算)"})
    (finding,) = found(report(预算={"收入决算": {"财政拨款": "0", "其他": "0"}}), entry)
    assert finding.path == ("预算", "收入决算", "财政拨款")


def test_an_override_of_too_many_decimals_stops() -> None:
    (finding,) = answered(RATIO, 核定分="3.125", 核定理由="局里认定。")
    assert (finding.id, finding.stops) == ("override-places", True)
    assert finding.message == "“支付进度率”核定分 3.125 的小数超过 2 位。"


def test_a_difference_of_zero_points_at_the_rubric() -> None:
    entry = indicator(算式="1 / (支付数 - 任务数)")
    (finding,) = found(report(预算={"年度支付数": "1000"}), entry)
    assert (finding.id, finding.path) == ("divided-by-zero", (*ENTRY, "取数"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "预算.年度支附数",
            ("unknown-name", "没有“预算.年度支附数”这一项。", "是不是“预算.年度支付数”？"),
        ),
        (
            "预祘.年度支付数",
            ("unknown-name", "没有“预祘.年度支付数”这一项。", "是不是“预算.年度支付数”？"),
        ),
        (
            "完全无关的一项",
            (
                "unknown-name",
                "没有“完全无关的一项”这一项。",
                "请核对指标体系“取数”里的名称。",
            ),
        ),
        (
            "预算.支出决算.拨款",
            (
                "unknown-name",
                "没有“预算.支出决算.拨款”这一项。",
                "请核对指标体系“取数”里的名称。",
            ),
        ),
        (
            "预算.收入决算",
            (
                "not-one-figure",
                "“预算.收入决算”是一组内容，不是一个数。",
                "请在“取数”里用 合计() 或写到具体一项。",
            ),
        ),
        (
            "单位.简称",
            ("not-a-figure", "“单位.简称”不是数字。", "请在“取数”里改成数字所在的一项。"),
        ),
    ],
)
def test_a_rubric_that_asks_amiss_is_told_where_it_asks(
    source: str, expected: tuple[str, str, str]
) -> None:
    entry = indicator(取数={"支付数": source, "任务数": "预算.年度任务数"})
    (finding,) = found(report(), entry)
    said = finding.message.removeprefix("“支付进度率”不能计分：")
    assert (finding.id, said, finding.hint) == expected
    assert finding.path == (*ENTRY, "取数", "支付数")


def test_a_name_asked_for_twice_is_told_where_it_first_stands() -> None:
    entry = indicator(取数={"支付数": "预算.生造", "任务数": "预算.生造 + 1"})
    (finding,) = found(report(), entry)
    assert finding.path == (*ENTRY, "取数", "支付数")


def test_a_table_without_entries_has_no_largest_figure() -> None:
    entry = indicator(取数={"最高": "最大(预算.收入决算)"}, 算式="最高 / 1")
    (finding,) = found(report(预算={"收入决算": {}}), entry)
    assert (finding.id, finding.hint) == ("nothing-given", "请补填这些数。")
    assert finding.message == "“支付进度率”不能计分：最大(预算.收入决算)没有数。"


def test_points_set_by_the_office_turn_what_can_not_be_computed_into_a_note() -> None:
    set_points = {NAME: {"核定分": "9", "核定理由": "局里认定。"}}
    told = found(report(预算={"年度支付数": ""}, 评分=set_points))
    assert [(each.id, each.severity) for each in told] == [
        ("not-given", Severity.NOTE),
        ("override-differs", Severity.WARNING),
    ]
    assert told[1].message == "“支付进度率”按规则不能计分，核定为 9 分，以核定分印出。"


@pytest.mark.parametrize("number", ["0", "3"])
def test_an_answer_to_no_criterion_is_told(number: str) -> None:
    given = {"1": "是", "2": "是", number: "是"}
    assert answered(CRITERIA, 要点=given) == [
        Finding(
            "answer-to-no-criterion",
            Severity.ERROR,
            f"“支付进度率”回答了第 {number} 个评价要点，指标体系里只有 2 个。",
            hint="请对照指标体系删去或改正编号。",
            path=("评分", NAME, "要点", int(number)),
        )
    ]


@pytest.mark.parametrize(
    ("rule", "answer", "key"),
    [
        (RATIO, {"评定分": "9", "评定理由": "任务办结。"}, "评定分"),
        (RATIO, {"等次": "优秀"}, "等次"),
        (GRADE, {"等次": "优秀", "评定分": "9", "评定理由": "任务办结。"}, "评定分"),
    ],
)
def test_an_answer_of_a_kind_not_asked_for_is_told(
    rule: dict[str, Any], answer: dict[str, Any], key: str
) -> None:
    assert answered(rule, **answer) == [
        Finding(
            "answer-not-asked",
            Severity.WARNING,
            f"“支付进度率”不按{key}计分，这里写的{key}没有用到。",
            hint="要改变得分，请写“核定分”和“核定理由”；否则请删去。",
            path=("评分", NAME, key),
        )
    ]


def test_a_judgement_needs_its_reason() -> None:
    assert answered(JUDGED, 评定分="9.0") == [
        Finding(
            "reason-missing",
            Severity.ERROR,
            "“支付进度率”写了评定分 9，没有写评定理由。",
            hint="请补上“评定理由: ”。",
            path=("评分", NAME, "评定分"),
        )
    ]


def test_an_override_needs_its_reason_even_when_it_changes_nothing() -> None:
    assert answered(GRADE, 等次="良好", 核定分="8") == [
        Finding(
            "reason-missing",
            Severity.ERROR,
            "“支付进度率”写了核定分 8，没有写核定理由。",
            hint="请补上“核定理由: ”。",
            path=("评分", NAME, "核定分"),
        )
    ]


def test_an_override_of_the_computed_points_has_no_findings() -> None:
    assert answered(RATIO, 核定分="8.50", 核定理由="局里认定。") == []


def test_an_override_may_take_all_points() -> None:
    (finding,) = answered(RATIO, 核定分="0", 核定理由="局里认定。")
    assert finding.message == "“支付进度率”按规则得 8.5 分，核定为 0 分，以核定分印出。"


def test_an_override_that_differs_is_always_said() -> None:
    assert answered(RATIO, 核定分="9", 核定理由="局里认定。") == [
        Finding(
            "override-differs",
            Severity.WARNING,
            "“支付进度率”按规则得 8.5 分，核定为 9 分，以核定分印出。",
            hint="请确认核定理由充分。",
            path=("评分", NAME, "核定分"),
        )
    ]


def test_an_override_at_another_level_differs() -> None:
    (finding,) = answered(GRADE, 等次="良好", 核定分="10", 核定理由="局里认定。")
    assert finding.id == "override-differs"


@pytest.mark.parametrize(
    ("rule", "answer", "message"),
    [
        (
            GRADE,
            {"等次": "良好", "核定分": "9"},
            "“支付进度率”按规则得 8 分，核定为 9 分，而评分标准只有 10、8、0 分几档。",
        ),
        (
            CRITERIA,
            {"要点": {"1": "是", "2": "否"}, "核定分": "7"},
            "“支付进度率”按规则得 4 分，核定为 7 分，而评分标准只有 10、4、0 分几档。",
        ),
    ],
)
def test_an_override_between_levels_is_told(
    rule: dict[str, Any], answer: dict[str, Any], message: str
) -> None:
    assert answered(rule, **answer, 核定理由="局里认定。") == [
        Finding(
            "override-between-levels",
            Severity.WARNING,
            message,
            hint="请与财政部门核对。",
            path=("评分", NAME, "核定分"),
        )
    ]


def test_an_override_of_bounded_points_is_not_between_levels() -> None:
    rule = {"类型": "等次", "档位": {"优秀": "12", "良好": "8"}}
    answer = {"等次": "优秀", "核定分": "10", "核定理由": "局里认定。"}
    unit = report(评分={NAME: EVIDENCE | answer})
    told = found(unit, indicator(取数={}, 算式="", 规则=rule))
    assert [each.id for each in told] == ["level-above-weight"]


@pytest.mark.parametrize("given", ["10.5", "-1"])
def test_an_override_out_of_bounds_stops(given: str) -> None:
    assert answered(RATIO, 核定分=given, 核定理由="局里认定。") == [
        Finding(
            "override-out-of-bounds",
            Severity.ERROR,
            f"“支付进度率”核定分 {given} 不在 0 至分值 10 之间。",
            hint="请改正核定分。",
            path=("评分", NAME, "核定分"),
        )
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("支付进度", "是不是“支付进度率”？"), ("完全无关", "请对照指标体系改正名称。")],
)
def test_an_answer_for_no_indicator_is_told(name: str, hint: str) -> None:
    assert found(report(评分={name: {"佐证": ["进度表"]}})) == [
        Finding(
            "unknown-indicator",
            Severity.ERROR,
            f"指标体系里没有“{name}”这项指标。",
            hint=hint,
            path=("评分", name),
        )
    ]


def test_a_problem_concerns_indicators_of_the_rubric() -> None:
    problems = [
        {"标题": "甲", "整改措施": ["改。"], "涉及指标": [NAME]},
        {"标题": "乙", "整改措施": ["改。"], "涉及指标": [NAME, "满意度"]},
    ]
    (finding,) = found(report(问题=problems))
    assert (finding.id, finding.path) == ("unknown-indicator", ("问题", 1, "涉及指标", 1))


def test_findings_stand_in_the_order_of_the_rubric() -> None:
    graded = {"取数": {}, "算式": "", "规则": GRADE}
    told = found(
        report(评分={"生人": {}, "乙": {"核定分": "20"}}, 问题=[]),
        indicator(名称="甲", **graded),
        indicator(名称="乙", **graded),
        适用年度="2020",
        满分="30",
    )
    assert [each.id for each in told] == [
        "weights-do-not-add-up",
        "rubric-of-another-year",
        "answer-missing",
        "answer-missing",
        "reason-missing",
        "override-out-of-bounds",
        "unknown-indicator",
    ]


def linked(
    *problems: dict[str, Any], **answer: Any
) -> list[tuple[str, Severity, tuple[str | int, ...]]]:
    """Findings on problems and deductions: id, severity, place."""
    unit = report(
        问题=[{"标题": "支付偏慢", "整改措施": ["按月通报。"]} | each for each in problems]
    )
    rubric = Rubric.of(
        {
            "名称": "试验指标体系",
            "适用年度": "2021",
            "依据": "试验办法",
            "满分": "20",
            "等级": {"优": "90", "差": "0"},
            "指标": [
                {
                    "名称": "过程",
                    "分值": "20",
                    "下级": [indicator(), indicator(名称="完成率", 取数={}, 算式="1")],
                }
            ],
        }
    )
    found = check(unit, rubric, score(unit, rubric), ())
    return [(each.id, each.severity, each.path) for each in found if each.id in LINKS]


def test_a_deduction_with_its_problem_and_remedy_is_in_order() -> None:
    assert linked({"涉及指标": [NAME]}) == []


def test_a_deduction_no_problem_speaks_of_is_told() -> None:
    assert linked() == [("deduction-unexplained", Severity.WARNING, ("评分", NAME))]


def test_a_problem_without_a_remedy_is_told() -> None:
    assert linked({"涉及指标": [NAME], "整改措施": []}) == [
        ("remedy-missing", Severity.WARNING, ("问题", 0))
    ]


def test_a_remedy_for_indicators_that_lost_nothing_answers_nothing() -> None:
    assert linked({"涉及指标": [NAME]}, {"涉及指标": ["完成率"]}) == [
        ("remedy-answers-nothing", Severity.WARNING, ("问题", 1, "涉及指标"))
    ]
    assert linked({"涉及指标": [NAME, "完成率"]}) == []


def test_a_problem_of_no_indicator_is_only_noted() -> None:
    assert linked({"涉及指标": [NAME]}, {}) == [
        ("remedy-answers-nothing", Severity.NOTE, ("问题", 1))
    ]


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        (CRITERIA, {"要点": {"1": "是", "2": "是"}}),
        (GRADE, {"等次": "优秀"}),
        (JUDGED, {"评定分": "10", "评定理由": "任务全部办结。"}),
    ],
)
def test_full_marks_by_people_need_something_behind_them(
    rule: dict[str, Any], answer: dict[str, Any]
) -> None:
    assert answered(rule, **answer, 佐证=[]) == [
        Finding(
            "full-marks-unsupported",
            Severity.WARNING,
            "“支付进度率”得满分，既没有佐证，理由里也没有数字。",
            hint="请在“佐证”里列出材料。",
            path=("评分", NAME),
        )
    ]


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        (CRITERIA, {"要点": {"1": "是", "2": "否"}}),
        (GRADE, {"等次": "良好"}),
        (JUDGED, {"评定分": "9.5", "评定理由": "任务全部办结。"}),
        (JUDGED, {"评定分": "10", "评定理由": "33件任务全部办结。"}),
        (RATIO, {}),
    ],
)
def test_less_than_full_marks_or_a_figure_in_the_reason_need_no_evidence(
    rule: dict[str, Any], answer: dict[str, Any]
) -> None:
    assert answered(rule, **answer, 佐证=[]) == []


def test_full_marks_by_arithmetic_need_no_evidence() -> None:
    assert found(report(预算={"年度支付数": "1000"})) == []


def test_metrics_without_an_actual_are_noted_goal_by_goal() -> None:
    metric = {"方向": "越高越好", "目标值": "90"}
    goal = {"名称": "发展", "任务": "调整。", "目标": "增收。"}
    met, open_ = metric | {"名称": "甲率", "实际值": "91"}, metric | {"名称": "乙率"}
    told = {"名称": "环境", "方向": "定性", "目标值": "改善", "完成情况": "达成"}
    parts = [goal, goal | {"指标": [met, open_, told]}]
    goals = {"总体": "发展。", "年度": "完成。", "分项": parts}
    assert found(report(目标=goals)) == [
        Finding(
            "metric-without-actual",
            Severity.NOTE,
            "“发展”有 1 项指标只有目标值，没有实际值：乙率。",
            hint="有完成数的，请补上“实际值: ”；定性的，可写“完成情况: ”。",
            path=("目标", "分项", 1, "指标"),
        )
    ]


CLASSED = {"类型": "目标", "类别": ["数量"], "定性": {"达成": "100%"}}


@pytest.mark.parametrize(
    ("kind", "words"),
    [("数量", []), ("数量指标", ["类别写成了“数量指标”"]), ("", ["没有写类别"])],
)
def test_a_metric_of_a_class_the_rubric_does_not_count_is_told(kind: str, words: list[str]) -> None:
    counted = {"名称": "乙", "方向": "越高越好", "目标值": "9", "实际值": "9", "类别": "数量"}
    goal = {
        "名称": "发展",
        "任务": "一。",
        "目标": "一。",
        "指标": [counted, counted | {"名称": "甲", "类别": kind}],
    }
    unit = report(目标={"总体": "一。", "年度": "一。", "分项": [goal]})
    told = [
        f for f in found(unit, indicator(规则=CLASSED, 算式="")) if f.id == "metric-class-unknown"
    ]
    assert [word in f.message for f in told for word in words] == [True] * len(words)
    assert len(told) == len(words)
