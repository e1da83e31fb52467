"""The county's summary: counts that agree with one another, a workbook and a report that say them."""

from __future__ import annotations

import importlib
import io
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import tool
from hypothesis import given, settings
from hypothesis import strategies as st
from outcomes import FULL, HOSTILE, WEIGHTS, county, error, mark, told, unit, unmade
from word import changed

from generator import readback, template, workspace
from generator.batch.outcome import Outcome
from generator.county import stored, summaries, summarise
from generator.county.book import BANDS, book
from generator.county.causes import because, figures
from generator.county.report import manuscript
from generator.county.summary import Summary, mean, middle
from generator.findings import Finding, Refused
from generator.narrative import Block, Table

TEMPLATE = Path(__file__).parents[1] / "report_templates" / "汇总报告.docx"
FORM = TEMPLATE.read_bytes()


def opened(xlsx: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx))


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    """What stands below the heads of the columns."""
    return [tuple(row) for row in sheet.iter_rows(min_row=4, values_only=True)]


# ---- counting -------------------------------------------------------------------------------------

RANKS = {
    "none": ([], []),
    "one": (["90"], [1]),
    "no ties": (["70", "90", "80"], [1, 2, 3]),
    "two first": (["90", "80", "90", "70"], [1, 1, 3, 4]),
    "two in the middle": (["90", "80", "80", "70"], [1, 2, 2, 4]),
    "all alike": (["88.5"] * 3, [1, 1, 1]),
    "alike though written otherwise": (["80", "80.0", "79.99"], [1, 1, 3]),
}


@pytest.mark.parametrize("case", RANKS)
def test_equal_totals_share_a_rank_and_the_next_ones_are_left_out(case: str) -> None:
    totals, ranks = RANKS[case]
    units = [replace(unit(f"单位{i}"), total=total) for i, total in enumerate(totals)]
    ranked = summarise(units).ranked
    assert [each.rank for each in ranked] == ranks
    assert [each.total for each in ranked] == sorted(map(D, totals), reverse=True)


def test_a_rank_among_units_of_the_same_rubric_is_told_too() -> None:
    units = [unit("甲"), unit("乙", rubric="乙体系", 目标明确="0"), unit("丙", 目标明确="5")]
    told_of = [(each.name, each.rank, each.within) for each in summarise(units).ranked]
    assert told_of == [("甲", 1, 1), ("丙", 2, 2), ("乙", 3, 1)]


APART = {
    "not read": (unmade("data/units/坏", "第三行不对。"), "未生成", "第三行不对。"),
    "several errors": (unmade("坏", "一。", "二。", "三。"), "未生成", "一。（另有2条错误）"),
    "no reason": (unmade("坏"), "未生成", "没有生成报告。"),
    "not stored": (replace(unit("甲"), docx=""), "未生成", "没有生成报告。"),
    "no points": (unit("甲", 目标明确=None), "得分不全", "1项指标没有得分：目标明确。"),
    "not complete": (replace(unit("甲"), complete=False), "得分不全", "得分不全。"),
}


@pytest.mark.parametrize("case", APART)
def test_a_unit_that_is_not_counted_stands_apart_with_the_reason(case: str) -> None:
    outcome, state, reason = APART[case]
    summary = summarise([outcome, unit("好局")])
    assert [(each.state, each.reason) for each in summary.apart] == [(state, reason)]
    assert [each.name for each in summary.ranked] == ["好局"]


def test_units_of_one_name_are_told_apart_by_their_folders() -> None:
    twins = [replace(unit("城关镇"), folder=f"data/units/{key}") for key in ("a", "b")]
    assert {each.name for each in summarise(twins).ranked} == {"城关镇（a）", "城关镇（b）"}


def test_a_unit_without_a_name_bears_that_of_its_folder() -> None:
    summary = summarise([unmade("data/units/坏局-2021"), unmade("data\\units\\乙")])
    assert [each.name for each in summary.apart] == ["坏局-2021", "乙"]


def test_grades_are_counted_the_better_first() -> None:
    units = [unit("甲"), unit("乙", 完成质量="35"), unit("丙", 完成质量="0"), unit("丁")]
    found = [(each.name, each.totals) for each in summarise(units).grades]
    assert found == [("优", (D(100), D(100))), ("良", (D(85),)), ("差", (D(50),))]


@pytest.mark.parametrize(
    ("totals", "average", "centre"),
    [(["80"], "80", "80"), (["70", "80", "96"], "82", "80"), (["70", "75"], "72.5", "72.5")],
)
def test_average_and_median(totals: list[str], average: str, centre: str) -> None:
    assert mean(list(map(D, totals))) == D(average)
    assert middle(list(map(D, totals))) == D(centre)


def test_rates_are_told_level_by_level_a_group_before_what_is_in_it() -> None:
    (scored,) = summarise([unit("甲", 预算执行率="15"), unit("乙", 支付进度率="5")]).rubrics
    found: Any = [
        ("/".join(each.path), each.lost, each.rate, each.short) for each in scored.tallies
    ]
    assert found == [
        ("投入", 0, 1, 0), ("投入/目标", 0, 1, 0), ("投入/目标/目标明确", 0, 1, 0),
        ("过程", 20, D("0.75"), 2), ("过程/预算", 20, D("0.75"), 2),
        ("过程/预算/预算执行率", 15, D("0.75"), 1), ("过程/预算/支付进度率", 5, D("0.75"), 1),
        ("产出", 0, 1, 0), ("产出/质量", 0, 1, 0), ("产出/质量/完成质量", 0, 1, 0),
    ]  # fmt: skip


def test_an_indicator_that_does_not_concern_a_unit_is_not_counted_for_it() -> None:
    other = unit("乙")
    without = (mark(("投入", "目标", "目标明确"), "0", "0"), *other.marks[1:])
    (scored,) = summarise([unit("甲", 目标明确="5"), replace(other, marks=without)]).rubrics
    aims = next(each for each in scored.indicators if each.name == "目标明确")
    sheet = opened(book(summarise([unit("甲", 目标明确="5"), replace(other, marks=without)])))
    assert [row[3] for row in rows(sheet["各指标得分"])] == [10, None, 5, 0.5]
    assert (aims.units, aims.weight, aims.rate) == (1, D(10), D("0.5"))


def test_the_indicator_that_lost_most_comes_first_with_the_unit_that_lost_most() -> None:
    units = [unit("甲", 完成质量="40", 目标明确="9"), unit("乙", 完成质量="20"), unit("丙")]
    first, second = summarise(units).lost
    assert (first.name, first.lost, first.short, second.name) == ("完成质量", D(40), 2, "目标明确")
    assert first.worst is not None
    assert (first.worst[0], first.worst[1].points) == ("乙", "20")


def test_findings_are_told_by_unit_and_by_kind_without_notes() -> None:
    low, note = error("低。", "提醒", "rate-low"), error("说明。", "说明", "note-only")
    summary = summarise(
        [told(unit("甲"), low, low, note), told(unit("乙"), low, error("错。")), unit("丙")]
    )
    kinds = [(each.severity, each.id, each.count, each.units) for each in summary.kinds]
    assert kinds == [("错误", "number-expected", 1, 1), ("提醒", "rate-low", 3, 2)]
    assert [name for name, _ in summary.said] == ["乙", "乙", "甲", "甲"]


RULES = (
    "data/rubrics/julu-2021.yaml:124", "自带/data/rubrics/julu-2021.yaml", "data/checks/通用.yaml:3",
    "自带/data/fragments/资产.md:1", "report_templates/报告.docx", "/srv/共享/data/checks/a.yaml:9",
)  # fmt: skip
OF_A_UNIT = (
    "data/units/甲/预算.yaml:3",
    "data/units/甲",
    "甲.docx",
    "",
    "/srv/甲/目标.yaml:1",
    "data/units/甲/data/checks/a.yaml:1",
)


@pytest.mark.parametrize("place", RULES)
def test_a_finding_in_a_file_that_units_share_is_told_once_and_of_no_unit(place: str) -> None:
    common = replace(error("评分标准写错。", "提醒", "rubric-odd"), place=place)
    low = error("低。", "提醒", "rate-low")
    outcomes = [told(unit("甲"), common, common, low), told(unit("乙"), common), unit("丙")]
    found = summarise(outcomes)
    assert [(each.said, each.units) for each in found.shared] == [(common, 2)]
    assert found.said == (("甲", low),)
    assert [(each.id, each.count) for each in found.kinds] == [("rate-low", 1)]
    made = opened(book(found))
    assert {row[1]: row[8] for row in rows(made["排名"])} == {"甲": 1, "乙": 0, "丙": 0}
    assert [row[:4] for row in rows(made["共用文件的问题"])] == [
        ("提醒", "评分标准写错。", place, 2)
    ]
    assert len(rows(made["问题"])) == 1
    said = words(outcomes)
    assert "甲有1条提醒需要核对，内容见汇总表“问题”。" in said
    assert "共用文件有1条提醒或错误，不算作各单位的问题" in said


@pytest.mark.parametrize("place", OF_A_UNIT)
def test_a_finding_elsewhere_is_the_units(place: str) -> None:
    own_one = replace(error("低。", "提醒"), place=place)
    found = summarise([told(unit("甲"), own_one)])
    assert (found.said, found.shared) == ((("甲", own_one),), ())


@pytest.mark.parametrize("id", ["edited-file-kept", "review-copy-kept"])
def test_a_file_that_was_kept_is_no_finding_of_the_units_data(id: str) -> None:
    kept = replace(error("在 Word 里改过，没有动它。", "提醒", id), place="build/甲.docx")
    outcomes = [told(unit("甲"), kept), told(unit("乙"), kept, error("低。", "提醒", "rate-low"))]
    found = summarise(outcomes)
    assert [(name, said.id) for name, said in found.said] == [("乙", "rate-low")]
    assert ([each.id for each in found.kinds], found.shared) == (["rate-low"], ())
    made = opened(book(found))
    assert {row[1]: row[8] for row in rows(made["排名"])} == {"甲": 0, "乙": 1}
    assert [row[0] for row in rows(made["问题"])] == ["乙"]
    assert "乙有1条提醒需要核对" in words(outcomes)
    assert "计入统计的单位没有提醒。" in words(outcomes[:1])


def test_a_finding_of_a_severity_unknown_here_comes_last() -> None:
    odd = [error("怪。", "怪", "odd"), error("低。", "提醒", "low")]
    assert [each.id for each in summarise([told(unit("甲"), *odd)]).kinds] == ["low", "odd"]


def test_findings_of_shared_files_are_in_one_order_errors_first() -> None:
    common = [
        replace(error(message, severity), place=f"data/rubrics/{file}.yaml:1")
        for severity in ("提醒", "错误") for file in "乙甲" for message in ("二。", "一。")
    ]  # fmt: skip
    orders = (common, common[::-1])
    one, other = (summarise([told(unit("甲"), *order)]).shared for order in orders)
    assert one == other
    assert [each.said.severity for each in one] == ["错误"] * 4 + ["提醒"] * 4


def test_the_year_of_most_units_is_first_and_none_is_told_only_where_there_is_no_other() -> None:
    one, other, more = unit("甲", 2021), unit("乙", 2022), unit("丙", 2021)
    cases: Any = (([one, other, unmade("坏")], [2022, 2021]), ([one, more, other], [2021, 2022]),
             ([unmade("坏")], [0]), ([], []))  # fmt: skip
    for outcomes, years in cases:
        assert [each.year for each in summaries(outcomes)] == years


POINTS = st.tuples(*(st.integers(0, int(D(weight))) for weight in WEIGHTS.values()))
UNITS = st.lists(st.tuples(POINTS, st.sampled_from(["甲体系", "乙体系"])), max_size=8)


def of(drawn: list[tuple[tuple[int, ...], str]]) -> list[Outcome]:
    return [
        unit(f"单位{at}", 2021, rubric, **dict(zip(FULL, map(str, points), strict=True)))
        for at, (points, rubric) in enumerate(drawn)
    ]


@given(UNITS)
def test_lost_points_are_weights_less_points_on_every_level(drawn: Any) -> None:
    summary = summarise(of(drawn))
    for scored in summary.rubrics:
        full = sum((each.full for each in scored.units), D(0))
        got = sum((each.total for each in scored.units), D(0))
        for level in (scored.level(0), scored.level(1), scored.indicators):
            assert sum(each.weight for each in level) == full
            assert sum(each.points for each in level) == got
            assert sum(each.lost for each in level) == full - got
            assert all(0 <= each.rate <= 1 for each in level)
    whole = sum((each.full - each.total for each in summary.ranked), D(0))
    assert sum((each.lost for each in summary.lost), D(0)) == whole


@given(UNITS, st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_every_unit_is_told_once_whatever_the_order(drawn: Any, chance: random.Random) -> None:
    units = [*of(drawn), unmade("坏", "错。"), unit("缺", 目标明确=None)]
    summary = summarise(units)
    assert len(summary.ranked) + len(summary.apart) == summary.units == len(units)
    assert sum(len(each.totals) for each in summary.grades) == len(summary.ranked)
    assert sum(len(each.units) for each in summary.rubrics) == len(summary.ranked)
    chance.shuffle(units)
    assert summarise(units) == summary


@pytest.mark.unmeasured
@given(UNITS)
@settings(max_examples=20, deadline=None)
def test_the_report_says_what_it_should_for_any_units(drawn: Any) -> None:
    text = manuscript(summarise(of(drawn)))
    assert readback.verify(template.fill(FORM, text), text, template.used(FORM)) == []


# ---- the cause ------------------------------------------------------------------------------------

CAUSES = {
    "figure and rule": (("甲 = 一/二 = 3/4 = 75%", "一 = 预算.一 = 3", "≥90%，得0分 → 0分"), "甲75%，≥90%，得0分"),
    "rule alone": (("4个要点符合2个，得1分 → 1分", "佐证：账册"), "4个要点符合2个，得1分"),
    "an override": (("按规则 → 1分", "核定 2分：情况特殊。"), "按规则，核定 2分：情况特殊"),
    "a long reason": ((f"评定3分：{'好' * 60} → 3分",), f"评定3分：{'好' * 35}……"),
    "nothing": ((), "没有计算过程"),
}  # fmt: skip


@pytest.mark.parametrize("case", CAUSES)
def test_the_cause_is_the_deciding_figure_and_the_rule(case: str) -> None:
    trace, words = CAUSES[case]
    assert because(replace(unit("甲").marks[0], indicator="甲", trace=trace)) == words


def test_the_figures_of_a_trace_are_known_by_name() -> None:
    assert figures(unit("甲", 支付进度率="5").marks[2]) == {
        "支付进度率": "50%", "完成数": "50", "计划数": "100",
    }  # fmt: skip


# ---- the workbook ---------------------------------------------------------------------------------


def summary() -> Summary:
    return summarise(county())


def test_the_workbook_has_a_sheet_for_each_question() -> None:
    assert opened(book(summary())).sheetnames == [
        "排名", "等级", "各指标得分1", "各指标得分2", "得分率", "失分", "问题", "问题分类", "共用文件的问题",
        "未生成",
    ]  # fmt: skip
    assert "各指标得分" in opened(book(summarise([unit("甲")]))).sheetnames


def test_names_stay_text_whatever_sign_they_begin_with_and_figures_are_numbers() -> None:
    sheet = opened(book(summary()))["排名"]
    names = {cell.value: cell for cell in sheet["B"][3:]}
    for name in HOSTILE:
        assert names[name].data_type == "s"
    assert names["=1+1"].quotePrefix
    found = [(row[0], row[2], row[3]) for row in rows(sheet)]
    assert found[0] == (1, 100, 100)
    assert all(isinstance(figure, int | float) for row in found for figure in row)


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    for sheet in opened(book(summary())).worksheets:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_every_sheet_prints_across_with_its_heads_on_each_page_and_in_sight() -> None:
    for sheet in opened(book(summary())).worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.freeze_panes is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def colour(sheet: Any, cell: str) -> str:
    """The colour that a program shows a cell in, by its conditional formats."""
    value = sheet[cell].value
    for held in sheet.conditional_formatting:
        if cell in held.sqref:
            for rule in sorted(held.rules, key=lambda each: each.priority):
                if value <= float(rule.formula[0]):
                    return str(rule.dxf.fill.bgColor.rgb)[2:]
    return ""


@pytest.mark.parametrize(
    ("points", "shown"),
    [("30", ""), ("29.9", BANDS[2][1]), ("24.1", BANDS[2][1]), ("24", BANDS[1][1]), ("18", BANDS[0][1]),
     ("0", BANDS[0][1])],
)  # fmt: skip
def test_a_cell_is_coloured_by_the_share_it_lost(points: str, shown: str) -> None:
    sheet = opened(book(summarise([unit("甲", 预算执行率=points)])))["各指标得分"]
    at = next(cell.column_letter for cell in sheet[3] if cell.value == "预算执行率")
    assert colour(sheet, f"{at}5") == shown.removeprefix("#")


def test_a_weight_of_its_own_colours_a_cell_by_that_weight() -> None:
    other = unit("乙")
    shared = (*other.marks[:1], mark(("过程", "预算", "预算执行率"), "40", "30"), *other.marks[2:])
    summed = summarise([unit("甲"), replace(other, marks=shared, total="100"), unit("丙")])
    sheet = opened(book(summed))["各指标得分"]
    at = next(cell.column_letter for cell in sheet[3] if cell.value == "预算执行率")
    colours = {sheet[f"B{row}"].value: colour(sheet, f"{at}{row}") for row in (5, 6, 7)}
    assert colours == {"甲": "", "乙": BANDS[1][1].removeprefix("#"), "丙": ""}
    assert sheet[f"{at}4"].value == 30


def test_the_sheets_agree_with_the_summary() -> None:
    found, made = summary(), opened(book(summary()))
    lost = rows(made["失分"])
    assert [row[1] for row in lost] == [each.name for each in found.lost]
    assert sum(row[5] for row in lost) == pytest.approx(float(sum(t.lost for t in found.lost)))
    assert sum(row[8] for row in lost) == pytest.approx(1)
    grades = rows(made["等级"])
    assert grades[-1][:2] == ("合计", len(found.ranked))
    assert sum(row[1] for row in grades[:-1]) == len(found.ranked)
    assert [row[0] for row in rows(made["未生成"])] == ["坏局-2021", "缺项局"]
    assert rows(made["问题"])[0][3:5] == ("data/units/甲/预算.yaml:3", "请改为数字。")


def test_units_none_of_which_was_made_give_a_workbook_and_a_report() -> None:
    found = summarise([unmade("甲", "错。"), unmade("乙")])
    made = opened(book(found))
    assert [row[1] for row in rows(made["未生成"])] == ["未生成", "未生成"]
    text = manuscript(found)
    docx = template.fill(FORM, text)
    assert readback.verify(docx, text, template.used(FORM)) == []
    said = str(readback.read(docx))
    assert "没有可以排名的单位。" in said
    assert "没有失分的指标。" not in said


def test_a_unit_without_any_indicator_is_ranked_and_no_more() -> None:
    found = summarise([replace(unit("甲"), marks=())])
    assert (len(found.ranked), found.rubrics, found.lost) == (1, (), ())
    assert rows(opened(book(found))["排名"])[0][1:5] == ("甲", 100, 0, None)
    assert "没有可以计算得分率的单位。" in words([replace(unit("甲"), marks=())])


# ---- the report -----------------------------------------------------------------------------------


def words(outcomes: Sequence[Outcome]) -> str:
    return str(readback.read(template.fill(FORM, manuscript(summarise(outcomes)))))


def test_the_template_is_the_one_its_script_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TEMPLATE.parent))
    try:
        assert importlib.import_module("make_summary").build() == FORM
    finally:
        for name in ("make_summary", "looks", "pages", "word_parts"):
            sys.modules.pop(name, None)


def test_the_report_tells_counts_ranking_rates_losses_and_who_stands_apart() -> None:
    text = words(county())
    assert "本次汇总的单位共12个" in text
    assert "计入统计的10个，未计入的2个（见“未生成和需要核对的单位”）。" in text
    assert "1｜=1+1｜100｜优｜甲体系｜1" in text
    assert "（二）甲体系（9个单位）" in text
    assert "预算执行率（甲体系）｜87｜8｜90.16%" in text
    assert "坏局-2021｜未生成｜录入的数据有2处错误，未能生成报告。" in text
    assert "12a" not in text
    assert "未生成报告的单位1个，得分不全的单位1个，没有计入排名和统计，见表6。" in text
    assert "缺项局｜得分不全｜1项指标没有得分：支付进度率。" in text
    assert "<&>局有1条提醒需要核对，内容见汇总表“问题”。" in text


SAID = {
    "one unit": ([unit("甲镇")], "甲镇得100分，等级为“优”。"),
    "one unit without a grade": ([replace(unit("甲镇"), grade="")], "甲镇得100分。"),
    "one unit, all made": ([unit("甲镇")], "本次汇总的单位共1个，已生成报告，各项指标都有得分。"),
    "several, all made": (
        [unit("甲"), unit("乙", 目标明确="8")],
        "本次汇总的单位共2个，都已生成报告，各项指标都有得分。",
    ),
    "one unit has no rank": ([unit("甲镇")], "计入统计的单位只有1个，不排名次。"),
    "one unit's lost points": (
        [unit("甲镇", 目标明确="8")],
        "1项指标有失分，合计2分，见表2。",
    ),
    "few units are all named": (
        [unit("甲"), unit("乙", 目标明确="8")],
        "按得分从高到低，依次是甲（100分）、乙（98分）。得分和等级见表2。",
    ),
    "few with a tie": ([unit("甲"), unit("乙")], "甲（100分）。得分相同的名次相同。得分和等级见表2。"),
    "few units' lost points": (
        [unit("甲"), unit("乙", 目标明确="8", 完成质量="49")],
        "2项指标有失分，合计3分，见表4；“原因”取其中失分最多的单位为例。",
    ),
    "many indicators that lost points": (
        [replace(unit("甲"), marks=tuple(mark((f"指标{at}",), "5", "4") for at in range(11)))],
        "11项指标有失分，合计11分。失分最多的10项共失10分，占90.91%，见表2。",
    ),
    "all with the same points": ([unit("甲"), unit("乙")], "各单位都得100分。"),
    "none counted": ([unmade("坏", "错。")], "计入统计的0个，未计入的1个"),
    "grades": (
        [unit("甲"), unit("乙", 完成质量="35")],
        "按等级分，“优”1个，“良”1个，占比见下图和表1。",
    ),
    "several warned": (
        [told(unit(name), error("低。", "提醒")) for name in "甲乙"],
        "计入统计的单位中，2个有提醒需要核对，共2条，见表4，内容见汇总表“问题”。",
    ),
    "very many warned": (
        [told(unit(f"单位{at}"), error("低。", "提醒")) for at in range(21)],
        "共21条，最多的20个见表4，内容见汇总表“问题”。",
    ),
    "a tie for the lowest": (
        [unit("甲"), unit("乙", 目标明确="8"), unit("丙", 目标明确="8")],
        "最高100分（甲），最低98分（丙、乙），相差2分。",
    ),
    "many at the top": ([unit(f"单位{at}") for at in range(8)], "得分靠前的是8个单位（100分）。"),
    "rates alike": (
        [unit("甲", 预算执行率="15")],
        "一级指标中，投入、产出得分率最高，为100.00%；过程最低，为62.50%。一级指标的得分率如下图，一、二级指标见表1。",
    ),
    "all rates alike": ([unit("甲")], "各一级指标的得分率都是100.00%。"),
    "nothing lost": ([unit("甲")], "没有失分的指标。"),
    "nobody to lose": ([unmade("坏")], "没有可以统计失分的单位。"),
    "what does not apply": (
        [unit("甲")],
        "指标不适用、得满分的，按满分计入；不适用、分值分摊到同级指标的，不计该项。",
    ),
    "all made": ([unit("甲"), unit("乙")], "各单位都已生成报告，各项指标都有得分。"),
    "a bound": (
        [replace(unit("甲"), total="69"), unit("乙")],
        "总分受上限限制、低于各项合计的单位：甲。",
    ),
    "no grade": ([replace(unit(name), grade="") for name in "甲乙"], "“未定等级”2个，占比见"),
    "many not made": (
        [unmade(f"坏{at}") for at in range(104)],
        "没有计入排名和统计，见表1的前100个，其余4个见汇总表“未生成”。",
    ),
    "long rankings": ([unit(f"单位{at}") for at in range(103)], "前100个单位的得分和等级见表2，其余3个见汇总表“排名”。"),
}  # fmt: skip


@pytest.mark.parametrize("case", SAID)
def test_a_sentence_of_the_report(case: str) -> None:
    outcomes, sentence = SAID[case]
    assert sentence in words(outcomes)


@pytest.mark.parametrize(("many", "charts"), [(1, 1), (8, 1), (9, 0)])
def test_a_rubric_without_levels_is_told_by_its_indicators_and_drawn_while_they_are_few(
    many: int, charts: int
) -> None:
    flat = tuple(mark((f"指标{at}",), "5", "4") for at in range(many))
    text = manuscript(summarise([replace(unit("甲"), marks=flat)]))
    docx = template.fill(FORM, text)
    assert readback.verify(docx, text, template.used(FORM)) == []
    assert "指标0｜5｜4｜1｜80.00%" in str(readback.read(docx))
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        assert sum(name.startswith("word/charts/chart") for name in package.namelist()) == charts


def pieces(outcomes: Sequence[Outcome]) -> list[Any]:
    return [each for part in manuscript(summarise(outcomes)).parts.values() for each in part]


BAD = error("低。", "提醒")


@pytest.mark.parametrize(
    "outcomes",
    [
        county(),
        [unit("甲", 目标明确="1")],
        [told(unit(name, 目标明确="1"), BAD) for name in "甲乙"],
        [],
    ],
    ids=["many", "one", "two", "none"],
)
def test_every_table_has_a_caption_above_it_in_order_and_is_named_before_it(
    outcomes: Sequence[Outcome],
) -> None:
    found = pieces(outcomes)
    tables = [at for at, each in enumerate(found) if isinstance(each, Table)]
    for number, at in enumerate(tables, 1):
        assert re.match(f"表{number}　.", found[at - 1].text)
        assert found[at - 1].kind == "表头"
        before = [each.text for each in found[: at - 1] if isinstance(each, Block)]
        assert any(re.search(rf"表{number}(?!\d)", text) for text in before[-2:]), number
    named = {
        int(n)
        for each in found
        if isinstance(each, Block)
        for n in re.findall(r"表(\d+)", each.text)
    }
    assert named == set(range(1, len(tables) + 1))


def test_figures_stand_in_the_middle_of_their_columns_and_names_at_the_left() -> None:
    centred: set[str] = set()
    left: set[str] = set()
    for table in (each for each in pieces(county()) if isinstance(each, Table)):
        heads, *lines = table.rows
        for row in lines:
            for head, cell in zip(heads, row, strict=True):
                (centred if cell.kind == "居中" else left).add(head.text)
    assert left == {"单位", "指标体系", "指标", "原因"}
    assert {"名次", "总分", "等级", "得分率", "占比", "失分合计", "情况"} <= centred
    assert not centred & left


def test_a_share_has_two_decimals_in_the_text_the_tables_the_charts_and_the_workbook() -> None:
    outcomes = [unit("甲", 预算执行率="15"), unit("乙"), unit("丙")]
    said = words(outcomes)
    assert {"66.67%", "33.33%", "100.00%", "87.50%"} <= set(re.findall(r"[\d.]+%", said))
    rest = (
        said.replace("各项之和可能不等于100%", "")
        .replace("完成数 = 50%", "")
        .replace("预算执行率50%", "")
    )
    assert [
        each for each in re.findall(r"[\d.]+%", rest) if not re.fullmatch(r"\d+\.\d\d%", each)
    ] == []
    docx = template.fill(FORM, manuscript(summarise(outcomes)))
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        chart = package.read("word/charts/chart1.xml").decode()
    assert '<c:numFmt formatCode="0.00%" sourceLinked="0"/>' in chart
    made = opened(book(summarise(outcomes)))
    shown = {
        sheet.title: {cell.number_format for row in sheet.iter_rows(min_row=4) for cell in row}
        for sheet in made
    }
    assert all(formats <= {"General", "0.00%"} for formats in shown.values())
    assert [
        made[name][cell].number_format
        for name, cell in (("排名", "E4"), ("等级", "C4"), ("得分率", "G4"))
    ] == ["0.00%"] * 3


def test_points_are_printed_alike_on_all_sheets() -> None:
    found = summarise([unit("甲", 预算执行率="14.5"), unit("乙"), unit("丙", 目标明确="7")])
    made = opened(book(found))
    assert [
        made[name][cell].number_format
        for name, cell in (("排名", "C4"), ("等级", "D4"), ("各指标得分", "C5"))
    ] == ["General"] * 3
    assert [row[2] for row in rows(made["排名"])] == [100, 97, 84.5]
    assert rows(made["等级"])[-1][3:] == (100, 84.5, 93.83, 97)


def test_a_sheet_without_rows_says_so() -> None:
    made = opened(book(summarise([unit("甲")])))
    for name in ("失分", "问题", "问题分类", "共用文件的问题", "未生成"):
        assert [row[0] for row in rows(made[name])] == ["无"], name
    none = opened(book(summarise([unmade("坏")])))
    for name in ("排名", "等级", "得分率", "失分"):
        assert [row[0] for row in rows(none[name])] == ["无"], name


WHY = {
    "no error": ((), "没有生成报告。"),
    "data": ((error("“支出决算”写成了“12a”。"),), "录入的数据有错误，未能生成报告。"),
    "data, twice": ((error("一。"), error("二。")), "录入的数据有2处错误，未能生成报告。"),
    "a warning is none": ((error("低。", "提醒"), error("错。")), "录入的数据有错误，未能生成报告。"),
    "the rubric": (
        (replace(error("错。"), place="data/rubrics/甲.yaml:3"),),
        "评分细则、模板等共用文件有错误，未能生成报告。",
    ),
    "a list": ((error("错。", id="batch-bad-row"),), "名单所列的单位没有数据，未能生成报告。"),
    "an open file": ((error("错。", id="output-open"),), "报告没有保存成功，未能生成报告。"),
    "a name twice": ((error("错。", id="output-twice"),), "与其他单位的报告同名，未能生成报告。"),
}  # fmt: skip


@pytest.mark.parametrize("case", WHY)
def test_the_report_says_why_a_unit_has_none_in_plain_words_and_the_workbook_in_detail(
    case: str,
) -> None:
    findings, reason = WHY[case]
    outcomes = [told(unmade("data/units/坏"), *findings), unit("好局")]
    assert f"坏｜未生成｜{reason}" in words(outcomes)
    (row,) = rows(opened(book(summarise(outcomes)))["未生成"])
    errors = [each for each in findings if each.severity == "错误"]
    assert row[2].startswith(errors[0].message if errors else "没有生成报告。")


def test_a_unit_that_has_no_report_is_called_by_its_name_where_it_is_known() -> None:
    bad = replace(unmade("data/units/坏", "错。"), unit="城关镇")
    assert "城关镇｜未生成｜" in words([bad, unit("好局")])


def test_a_template_without_the_style_of_the_figures_is_refused(tmp_path: Path) -> None:
    bare = changed("word/styles.xml", lambda xml: xml.replace('w:val="图题"', 'w:val="别的"'), FORM)
    assert [
        each.id for each in refused(county(), tmp_path / "a", own(tmp_path, bare)) if each.stops
    ] == ["template-style-missing"]


def test_a_bound_is_told_only_where_the_total_is_less_than_the_points() -> None:
    for total, remark in (("69", "各项合计99分，总分受上限限制"), ("100", None)):
        units = [replace(unit("甲", 目标明确="9"), total=total)]
        assert rows(opened(book(summarise(units)))["排名"])[0][10] == remark
        assert ("总分受上限限制" in words(units)) == bool(remark)


def test_the_report_draws_a_chart_of_grades_and_one_of_rates_for_each_rubric() -> None:
    docx = template.fill(FORM, manuscript(summary()))
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        charts = [package.read(f"word/charts/chart{n}.xml").decode() for n in (1, 2, 3)]
    assert "各等级单位占比" in charts[0]
    assert all("各一级指标得分率" in chart for chart in charts[1:])


# ---- files ----------------------------------------------------------------------------------------


def write(outcomes: Sequence[Outcome], folder: Path, form: Path = TEMPLATE) -> list[Path]:
    """Where the files of a summary are stored."""
    return [each.path for each in stored(outcomes, folder, form)]


def own(folder: Path, form: bytes) -> Path:
    """A template of the office's own."""
    target = folder / "汇总报告.docx"
    target.write_bytes(form)
    return target


def refused(outcomes: Sequence[Outcome], folder: Path, form: Path = TEMPLATE) -> list[Finding]:
    """What is said of a summary that can't be stored as a whole."""
    with pytest.raises(Refused) as told:
        stored(outcomes, folder, form)
    return list(told.value.findings)


def test_a_year_has_two_files_and_the_same_units_the_same_bytes(tmp_path: Path) -> None:
    first = write(county(), tmp_path / "一")
    again = write(list(reversed(county())), tmp_path / "二")
    assert [each.name for each in first] == ["2021年汇总表.xlsx", "2021年汇总报告.docx"]
    assert [each.read_bytes() for each in first] == [each.read_bytes() for each in again]


def test_a_unit_of_unknown_year_stands_aside_in_the_summary_of_the_year_most_units_have(
    tmp_path: Path,
) -> None:
    outcomes = [unit("甲", 2021), unit("乙", 2021), unit("甲", 2022), unmade("坏", "错。")]
    files = write(outcomes, tmp_path)
    assert [each.name[:5] for each in files] == ["2021年", "2021年", "2022年", "2022年"]
    first, other = (str(readback.read(file.read_bytes())) for file in files[1::2])
    assert "本次汇总的单位共2个" in first
    assert "另有1个单位年度不明，不在其内" in first
    assert "坏｜年度不明｜" in first
    assert "未生成报告、年度不明的单位1个，没有计入排名和统计，见表4。" in first
    assert "本次汇总的单位共1个" in other
    assert "年度不明" not in other
    apart = [rows(opened(file.read_bytes())["未生成"]) for file in files[::2]]
    assert apart == [[("坏", "年度不明", "错。", "坏")], [("无", None, None, None)]]


def test_a_unit_of_unknown_year_counts_where_there_is_one_year_alone(tmp_path: Path) -> None:
    _, report = write([unit("甲"), unmade("坏", "错。")], tmp_path)
    said = str(readback.read(report.read_bytes()))
    assert "本次汇总的单位共2个" in said
    assert "未生成报告的单位1个，没有计入排名和统计，见表2。" in said
    assert "年度不明" not in said


@given(st.lists(st.sampled_from([0, 2020, 2021, 2022]), max_size=9))
def test_every_unit_is_in_the_summary_of_one_year_and_in_no_other(drawn: list[int]) -> None:
    outcomes = [
        unit(f"单位{at}", year) if at % 3 and year else replace(unmade(f"单位{at}"), year=year)
        for at, year in enumerate(drawn)
    ]
    made = list(summaries(outcomes))
    everyone = [each.name for s in made for each in s.ranked]
    everyone += [each.name for s in made for each in (*s.apart, *s.undated)]
    assert sorted(everyone) == sorted(each.unit or each.folder for each in outcomes)
    assert sum(s.units + len(s.undated) for s in made) == len(outcomes)
    assert all(each.outcome.year == s.year for s in made for each in s.ranked)
    assert len([s for s in made if s.undated]) <= 1


def test_units_of_unknown_year_alone_have_files_without_one(tmp_path: Path) -> None:
    files = write([unit("甲", 0), unmade("坏")], tmp_path)
    assert [each.name for each in files] == ["汇总表.xlsx", "汇总报告.docx"]
    assert write([], tmp_path / "无") == []


def test_of_a_year_in_which_no_unit_counts_nothing_is_stored(tmp_path: Path) -> None:
    write([unit("甲"), unit("乙", 2022)], tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    idle = [replace(unmade("甲"), year=2021), unit("丙", 2021, 支付进度率=None)]
    done = write([*idle, unit("丁", 2022)], tmp_path)
    assert [each.name for each in done] == ["2022年汇总表.xlsx", "2022年汇总报告.docx"]
    after = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {each.name for each in done}
    assert write([unmade("坏")], tmp_path / "无") == []


def test_files_that_somebody_edited_are_set_aside(tmp_path: Path) -> None:
    sheet, report = write(county(), tmp_path)
    edited = changed(
        "word/document.xml", lambda xml: xml.replace("总体", "整体"), report.read_bytes()
    )
    report.write_bytes(edited)
    worked = openpyxl.load_workbook(sheet)
    worked["排名"]["B4"] = "改过"
    worked.save(sheet)
    done = stored(county(), tmp_path, TEMPLATE)
    kept = [each.kept.name for each in done if each.kept]
    assert kept == ["2021年汇总表（手改稿1）.xlsx", "2021年汇总报告（手改稿1）.docx"]
    assert (tmp_path / kept[1]).read_bytes() == edited
    assert all(each.unchanged for each in stored(county(), tmp_path, TEMPLATE))


def test_files_that_were_only_saved_again_stay_while_they_say_the_same(tmp_path: Path) -> None:
    sheet, report = write(county(), tmp_path)
    soffice_like = changed(
        "word/document.xml",
        lambda xml: xml.replace("<w:body>", "<w:body><w:p/>"),
        report.read_bytes(),
    )
    report.write_bytes(soffice_like)
    openpyxl.load_workbook(sheet).save(sheet)
    saved = [sheet.read_bytes(), report.read_bytes()]
    again = stored(list(reversed(county())), tmp_path, TEMPLATE)
    assert [(each.kept, each.unchanged) for each in again] == [(None, True)] * 2
    assert [each.read_bytes() for each in (sheet, report)] == saved
    other = stored([*county(), unit("新局")], tmp_path, TEMPLATE)
    assert [(each.kept, each.unchanged) for each in other] == [(None, False)] * 2


def resaved(file: Path, profile: Path) -> None:
    """Open a file in LibreOffice and save it again in its own format."""
    target = profile.parent / "另存"
    subprocess.run(
        [tool("soffice"), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to",
         file.suffix[1:], "--outdir", str(target), str(file)],
        capture_output=True, check=True, timeout=180,
    )  # fmt: skip
    (target / file.name).replace(file)


def test_files_that_office_saved_again_stay(tmp_path: Path) -> None:
    files = write(county(), tmp_path / "汇总")
    before = [each.read_bytes() for each in files]
    for each in files:
        resaved(each, tmp_path / "profile")
    assert before != [each.read_bytes() for each in files]
    done = stored(county(), tmp_path / "汇总", TEMPLATE)
    assert [(each.kept, each.unchanged) for each in done] == [(None, True)] * 2
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)


@pytest.mark.parametrize("lock", ["~$21年汇总报告.docx", ".~2021年汇总表.xlsx"])
def test_a_file_that_is_open_is_told_and_left(tmp_path: Path, lock: str) -> None:
    files = write([unit("甲")], tmp_path)
    before = [each.read_bytes() for each in files]
    (tmp_path / lock).touch()
    said = refused([unit("乙", 目标明确="3")], tmp_path)
    assert [each.id for each in said] == ["output-open", "summary-part-stored"]
    name = lock[-9:]
    assert [each.read_bytes() for each in files if each.name.endswith(name)] == [
        content for content, each in zip(before, files, strict=True) if each.name.endswith(name)
    ]


BROKEN = {
    "no Word file": (b"xx", "template-not-docx"),
    "of another kind": (TEMPLATE.with_name("部门整体支出绩效评价报告.docx").read_bytes(), "template-field-unknown"),
    "one that loses a part it asks for": (
        changed(
            "word/document.xml",
            lambda xml: xml.replace("{{p 数据说明 }}", "{% if 数据说明 %}有{% endif %}"),
            FORM,
        ),
        "text-missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_template_is_named_and_the_workbooks_are_written_all_the_same(
    tmp_path: Path, case: str
) -> None:
    raw, id = BROKEN[case]
    form, target = own(tmp_path, raw), tmp_path / "汇总"
    outcomes = [*county(), unit("甲", 2022)]
    said = refused(outcomes, target, form)
    wrong = [each for each in said if each.stops]
    assert id in {each.id for each in wrong}
    assert {str(each.place) for each in wrong} == {form.as_posix()}
    assert len(wrong) == len(set(wrong))
    assert all("没有保存任何文件" not in each.hint for each in wrong)
    books = [target / f"{year}年汇总表.xlsx" for year in (2021, 2022)]
    assert sorted(target.iterdir()) == books
    assert [str(each.place) for each in said if not each.stops] == [b.as_posix() for b in books]
    assert [each.read_bytes() for each in books] == list(map(book, summaries(outcomes)))


def test_a_template_that_is_gone_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "没有.docx"
    said = refused(county(), tmp_path, gone)
    assert [(each.id, str(each.place)) for each in said if each.stops] == [
        ("file-unreadable", gone.as_posix())
    ]


def test_a_workbook_set_aside_is_told_though_the_template_is_broken(tmp_path: Path) -> None:
    sheet, _ = write(county(), tmp_path)
    sheet.write_bytes(b"mine")
    told_of = refused(county(), tmp_path, own(tmp_path.parent, b"xx"))[-1]
    assert told_of.hint.endswith(f"{tmp_path / '2021年汇总表（手改稿1）.xlsx'}。")


def test_a_file_that_can_not_be_read_is_held_to_be_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write([unit("甲")], tmp_path)

    monkeypatch.setattr(workspace, "bytes_of", lambda file: FORM)

    def locked(path: Path) -> bytes:
        raise PermissionError(13, "locked", str(path))

    with monkeypatch.context() as disk:
        disk.setattr(Path, "read_bytes", locked)
        said = refused([unit("甲")], tmp_path)
    assert [each.id for each in said] == ["output-unwritable"] * 2


def test_a_template_that_leaves_a_part_out_is_the_clerks_choice(tmp_path: Path) -> None:
    short = changed("word/document.xml", lambda xml: xml.replace("{{p 数据说明 }}", "略"), FORM)
    _, report = write(county(), tmp_path, own(tmp_path, short))
    assert "未对得分作任何调整" not in str(readback.read(report.read_bytes()))


PARTS = (
    "总体情况",
    "得分排名",
    "各级指标得分率",
    "失分最多的指标",
    "未生成和需要核对的单位",
    "数据说明",
)


def arranged(order: Sequence[str]) -> bytes:
    """The shipped template with its parts in another order; those not named are left out."""

    def change(xml: str) -> str:
        for at, name in enumerate(PARTS):
            new = order[at] if at < len(order) else ""
            xml = xml.replace(f"{{{{p {name} }}}}", f"{{{{p <{new}> }}}}" if new else "略", 1)
        return re.sub("<(" + "|".join(PARTS) + ")>", r"\1", xml)

    return changed("word/document.xml", change, FORM)


ORDERS = {
    "as shipped": PARTS,
    "the other way": PARTS[::-1],
    "the ranking first": ("得分排名", "总体情况", *PARTS[2:]),
    "some parts left out": ("失分最多的指标", "总体情况"),
}


@pytest.mark.parametrize("case", ORDERS)
def test_tables_are_numbered_in_the_order_in_which_they_are_printed(
    tmp_path: Path, case: str
) -> None:
    _, report = write(county(), tmp_path, own(tmp_path, arranged(ORDERS[case])))
    texts = [p.text for p in readback.read(report.read_bytes()).paragraphs()]
    captions = [int(m[1]) for text in texts if (m := re.match(r"表(\d+)　", text))]
    assert captions == list(range(1, len(captions) + 1))
    assert len(captions) > 1
    referred = [int(n) for text in texts if "　" not in text for n in re.findall(r"表(\d+)", text)]
    assert sorted(set(referred)) == captions
    assert referred == sorted(referred)


@pytest.mark.unmeasured
def test_office_opens_both_files(tmp_path: Path) -> None:
    soffice = tool("soffice")
    for file in write(county(), tmp_path):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        target = tmp_path / "pdf"
        subprocess.run(
            [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(target), str(file)],
            capture_output=True, check=True, timeout=180,
        )  # fmt: skip
        assert (target / f"{file.stem}.pdf").stat().st_size > 10_000
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)
