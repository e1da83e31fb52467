"""Lifting: a sentence's figures, lists, metrics and texts become data, or stay as they were typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.intake import entries
from generator.intake.amounts import told
from generator.intake.branches import Heading
from generator.intake.metrics import metrics
from generator.intake.plain import kept, said, table, words
from generator.intake.proof import names, printed, with_parts
from generator.intake.subjects import about
from generator.intake.typed import Cell, Grid, Line
from generator.narrative import written

_UNIT = {
    "单位": {"名称": "清水县柳河镇人民政府", "简称": "柳河镇", "年度": "2021", "指标体系": "甲"}
}


def _lifted(subject: str, *lines: str) -> dict[str, Any]:
    return {".".join(path): value for path, value in told([subject], lines, _UNIT).parts.items()}


# ---- figures: what is certain is taken --------------------------------------------------------

_BOTH_YEARS = {"预算.收入决算": {"收入总额": "660"}, "预算.上年收入决算": {"收入总额": "600"}}
_TAKEN: Mapping[str, tuple[str, str, dict[str, Any]]] = {
    "this year and the last": ("预算收支", "2020年收入决算数600万元，2021年收入决算数660万元。", _BOTH_YEARS),
    "last year in words": ("预算收支", "上年收入决算数600万元，本年收入决算数660万元。", _BOTH_YEARS),
    "last year behind": ("预算收支", "收入决算数660万元；上年收入决算数600万元，增加10%。", _BOTH_YEARS),
    "held against": ("预算收支", "全年收入决算数660万元，与2020年的600万元相比，增加10%。", _BOTH_YEARS),
    "proven by its growth": ("预算收支", "2021年度收入决算数为660万元，较2020年收入600增加10%。", _BOTH_YEARS),
    "fallen": ("预算收支", "支出决算数90万元，较上年100减少10%。", {"预算.支出决算": "90", "预算.上年支出决算": "100"}),
    "spent in two lines": ("预算收支", "2021年支出90万元，较2020年支出100万元减少10%。", {"预算.支出决算": "90", "预算.上年支出决算": "100"}),
    "by source": ("预算收支", "收入合计66万元，其中事业收入60万元、其他收入6万元。", {"预算.收入决算": {"事业收入": "60", "其他收入": "6"}}),
    "in 亿元": ("预算收支", "收入决算0.09亿元。", {"预算.收入决算": {"收入总额": "900"}}),
    "the year's own budget": ("预算收支", "2020年年初预算80万元，2021年年初预算90万元。", {"预算.年初预算": "90"}),
    "the whole behind a part": ("预算收支", "人员经费支出30万元，全年支出决算数50万元。", {"预算.支出决算": "50"}),
    "carried over": ("预算收支", "上年结转12万元，年末结转结余8万元，追加预算5万元。", {"预算.上年结转": "12", "预算.结转结余": "8", "预算.预算调整数": "5"}),
    "assets of the year": ("资产", "2020年末固定资产总额100万元，2021年末固定资产总额120万元。", {"资产.固定资产总额": "120"}),
    "assets in use": ("资产", "柳河镇固定资产总额120万元，其中在用固定资产110万元。", {"资产.固定资产总额": "120", "资产.在用固定资产": "110"}),
    "posts and staff": ("人员编制", "行政编制20名、事业编制28名。在编人员46人，其中行政19人，事业27人。",
                        {"人员编制.编制": {"行政": "20", "事业": "28"}, "人员编制.在编": {"行政": "19", "事业": "27"}}),
    "kinds of one name": ("人员编制", "行政编制20名、全额拨款事业编制8名，在编人员27人，其中行政19人、事业8人。",
                          {"人员编制.编制": {"行政": "20", "全额拨款事业": "8"}, "人员编制.在编": {"行政": "19", "全额拨款事业": "8"}}),
    "all without kinds": ("人员编制", "编制15名，在编人员14人。", {"人员编制.编制": {"全部": "15"}, "人员编制.在编": {"全部": "14"}}),
    "offices counted in words": ("组织架构", "下设三个办公室：党政办公室、经济办公室、民生办公室。", {"组织架构.内设机构": ["党政办公室", "经济办公室", "民生办公室"]}),
    "offices named first": ("组织架构", "内设综合股、工程股、供水股3个股室。", {"组织架构.内设机构": ["综合股", "工程股", "供水股"]}),
}  # fmt: skip


@pytest.mark.parametrize(("subject", "line", "parts"), _TAKEN.values(), ids=_TAKEN)
def test_a_figure_that_is_certain_goes_to_its_place(
    subject: str, line: str, parts: dict[str, Any]
) -> None:
    assert _lifted(subject, line) == parts


@pytest.mark.parametrize(("subject", "line", "parts"), _TAKEN.values(), ids=_TAKEN)
def test_a_sentence_with_expressions_prints_as_it_was_typed(
    subject: str, line: str, parts: dict[str, Any]
) -> None:
    found = told([subject], [line], _UNIT)
    assert "{{" in found.lines[0]
    data = with_parts(_UNIT, found.parts)
    assert printed(data, [{"正文": found.lines[0]}]) == kept([line])


# ---- figures: what could be of something else stays -------------------------------------------

_LEFT = {
    "growth is no amount of last year": ("预算收支", "上年收入增加10.2万元。"),
    "spending of one kind": ("预算收支", "三公经费支出5万元，其中公务接待费支出1万元。"),
    "spent of a small budget": ("预算收支", "三公经费预算6万元，全年实际支出5万元。"),
    "one kind behind a colon": ("预算收支", "三公经费：支出5万元。"),
    "income of one kind": ("预算收支", "财政拨款收入决算数301.2万元。"),
    "budget of one kind": ("预算收支", "三公经费年初预算5万元，年初预算安排项目支出3万元。"),
    "counts are no money": ("预算收支", "年初预算批复文件3份，本年支出12笔。"),
    "another year": ("预算收支", "2018年支出决算490万元。"),
    "about so much": ("预算收支", "全年支出决算数500万元左右。"),
    "two in one": ("预算收支", "全年收入、支出决算数分别为301万元、298万元。"),
    "pieces are no money": ("资产", "固定资产共12台（套）。"),
    "new assets": ("资产", "新增固定资产20万元。"),
    "assets of one kind": ("资产", "固定资产中房屋价值80万元。"),
    "staff that do not add up": ("人员编制", "在编人员46人，其中行政19人，事业28人。"),
    "posts named last": ("人员编制", "在编人员46人，其中行政19人，事业27人，行政编制20名，事业编制28名。"),
    "a list of another length": ("组织架构", "下设三个办公室：党政办公室、经济办公室。"),
    "branches of the party": ("组织架构", "共有2个党支部：机关党支部、农村党支部。"),
}  # fmt: skip


@pytest.mark.parametrize(("subject", "line"), _LEFT.values(), ids=_LEFT)
def test_a_figure_of_something_else_is_never_taken(subject: str, line: str) -> None:
    assert _lifted(subject, line) == {}


def test_staff_of_a_kind_that_could_be_either_of_two_is_not_taken() -> None:
    line = "全额事业编制10名，差额事业编制5名，在编人员14人，其中事业14人。"
    assert _lifted("人员编制", line) == {"人员编制.编制": {"全额事业": "10", "差额事业": "5"}}


def test_growth_in_amounts_is_not_taken_for_the_year_before() -> None:
    line = "收入决算数301.2万元，比上年增加10.2万元，增长3.5%。"
    assert _lifted("预算收支", line) == {"预算.收入决算": {"收入总额": "301.2"}}


def test_a_bare_amount_without_its_proof_stays() -> None:
    line = "2021年度收入决算数为660万元，较2020年收入600增加12%。"
    assert _lifted("预算收支", line) == {"预算.收入决算": {"收入总额": "660"}}


def test_the_year_is_not_guessed_where_the_title_names_none() -> None:
    found = told(["预算收支"], ["2021年支出决算数90万元。"], {"单位": {}})
    assert found.parts == {}


def test_a_second_figure_for_a_place_is_told_and_stays_as_typed() -> None:
    found = told(["资产"], ["固定资产总额120万元。", "固定资产总额125万元。"], _UNIT)
    assert found.parts == {("资产", "固定资产总额"): "120"}
    assert found.left == ((("资产", "固定资产总额"), "125"),)
    assert found.lines[1] == "固定资产总额125万元。"


def test_an_amount_with_signs_for_thousands_is_taken_but_printed_as_typed() -> None:
    found = told(["资产"], ["固定资产总额1,208.35万元。"], _UNIT)
    assert found.parts == {("资产", "固定资产总额"): "1208.35"}
    assert found.lines == ("固定资产总额1,208.35万元。",)
    assert found.stiff == (((("资产", "固定资产总额"), "1,208.35"),),)


_STIFF: Mapping[str, tuple[str, str, list[str]]] = {
    "an idle nought": ("资产", "固定资产总额12.50万元。", ["12.50"]),
    "in 元 with signs": ("资产", "固定资产总额1,250,000.5元。", ["1,250,000.5元"]),
    "growth that is wrong": ("预算收支", "支出决算数80万元，较上年100万元减少21%。", ["减少21%"]),
    "a source of the rest": ("预算收支", "收入决算数200万元，其中财政拨款收入150万元。", ["150"]),
    "all of it printed": ("预算收支", "收入决算数200万元，其中财政拨款收入200万元。", []),
    "no figure": ("职责", "负责3个项目。", []),
}


@pytest.mark.parametrize("case", _STIFF)
def test_a_figure_that_does_not_follow_the_data_is_known(case: str) -> None:
    subject, line, stiff = _STIFF[case]
    (those,) = told([subject], [line], _UNIT).stiff
    assert [stood for _, stood in those] == stiff


_NESTED = (
    "总收入200万元，其中财政拨款收入150万元（一般公共预算财政拨款收入120万元、"
    "政府性基金预算财政拨款收入30万元），其他收入50万元。"
)


def test_a_sum_of_sources_is_said_by_what_it_adds_up() -> None:
    found = told(["预算收支"], [_NESTED], _UNIT)
    sources = {
        "一般公共预算财政拨款收入": "120", "政府性基金预算财政拨款收入": "30", "其他收入": "50",
    }  # fmt: skip
    assert found.parts == {("预算", "收入决算"): sources}
    both = "预算.收入决算.一般公共预算财政拨款收入 + 预算.收入决算.政府性基金预算财政拨款收入"
    assert f"其中财政拨款收入{{{{ ({both}) }}}}万元（" in found.lines[0]
    assert printed(with_parts(_UNIT, found.parts), [{"正文": found.lines[0]}]) == kept([_NESTED])
    assert found.stiff == ((),)


def test_a_sum_that_its_parts_do_not_add_up_to_stays() -> None:
    line = _NESTED.replace("150", "151").replace("其他收入50", "其他收入49")
    found = told(["预算收支"], [line], _UNIT)
    assert found.parts == {("预算", "收入决算"): {"收入总额": "200"}}
    assert "财政拨款收入151万元" in found.lines[0]


_NUMBER = st.integers(1, 10**7).map(str) | st.decimals(
    min_value=1, max_value=10**6, places=2, allow_nan=False
).map(str)


@pytest.mark.unmeasured
@settings(max_examples=150, deadline=None)
@given(_NUMBER, _NUMBER, st.sampled_from(["增加", "减少"]), _NUMBER)
def test_whatever_the_figures_the_sentence_prints_as_typed(
    now: str, before: str, word: str, rate: str
) -> None:
    line = f"全年收入决算数{now}万元，与2020年的{before}万元相比，{word}{rate}%。"
    found = told(["预算收支"], [line], _UNIT)
    data = with_parts(_UNIT, found.parts)
    assert printed(data, [{"正文": found.lines[0]}]) == kept([line])


def test_an_expression_says_the_growth_in_the_words_of_the_sentence() -> None:
    found = told(["预算收支"], ["支出决算数90万元，较上年100万元减少10%。"], _UNIT)
    known = names(with_parts(_UNIT, found.parts))
    assert written("预算.支出决算|较(预算.上年支出决算)", known) == "减少10%"
    assert "预算.支出决算|较(预算.上年支出决算)" in found.lines[0]


# ---- texts ------------------------------------------------------------------------------------

_SIGNS = st.lists(
    st.sampled_from([
        *"甲乙，。：1234.、（）()*_#|>-+`[]!{}%\\<>&~^=$\"'/@ ①\u3000\t",
        "{{", "}}", "{%", "![", "](", "**", "__", "1. ", "- ", "# ", "| ", "<b>", "&amp;", "> ", "```",
        "---", "\n",
    ]),
    min_size=1, max_size=14,
).map("".join)  # fmt: skip


@pytest.mark.unmeasured
@settings(max_examples=400, deadline=None)
@given(_SIGNS)
def test_any_text_prints_as_it_was_typed(text: str) -> None:
    section = {"标题": "一、甲", "正文": words(text)} if words(text) else {"标题": "一、甲"}
    assert printed({}, [section]) == kept(["一、甲", *text.split("\n")])


@settings(max_examples=200, deadline=None)
@given(_SIGNS.filter(lambda text: "\n" not in text and bool(kept([text]))))
def test_any_title_prints_as_it_was_typed(text: str) -> None:
    assert printed({}, [{"标题": words(text)}]) == kept([text])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(_SIGNS, min_size=2, max_size=2), min_size=2, max_size=3))
def test_any_table_prints_cell_by_cell_as_it_was_typed(rows: list[list[str]]) -> None:
    grid = Grid(
        tuple(
            tuple(Cell(tuple(text.split("\n")), "", (r, c)) for c, text in enumerate(row))
            for r, row in enumerate(rows)
        ),
        "",
    )
    expected = ["".join(kept(text.split("\n"))) for row in rows for text in row]
    assert printed({}, [{"正文": table(grid)}]) == [text for text in expected if text]
    assert [text.replace("\n", "") for text in said([grid])] == [t for t in expected if t]


# ---- metrics ----------------------------------------------------------------------------------

_METRICS = {
    "数字化加工数量≥30万元": ("数字化加工数量", "越高越好", "30", "万元"),
    "著录差错率≤0.5%": ("著录差错率", "越低越好", "0.5", "%"),
    "达标率大于98%": ("达标率", "越高越好", "98", "%"),
    "满意度达到99.5%": ("满意度", "越高越好", "99.5", "%"),
    "查档用时小于等于15分钟": ("查档用时", "越低越好", "15", "分钟"),
    "增长率8%-10%": ("增长率", "区间", "8-10", "%"),
}


@pytest.mark.parametrize(("clause", "expected"), _METRICS.items(), ids=_METRICS)
def test_a_metric_is_told_by_name_direction_target_and_unit(
    clause: str, expected: tuple[str, str, str, str]
) -> None:
    (found,) = metrics(f"{clause}。")
    assert tuple(found[key] for key in ("名称", "方向", "目标值", "单位")) == expected


def test_a_metric_in_words_is_of_quality_and_an_unclear_one_is_none() -> None:
    assert [m["方向"] for m in metrics("办件数量与去年持平")] == ["定性"]
    assert metrics("加强领导") == ()


# ---- lists ------------------------------------------------------------------------------------


def _heading(number: str, title: str, *content: Heading | Line, sign: str = "", rest: str = "") -> Heading:  # fmt: skip
    line = Line(f"{number}{title}{sign}{rest}", "第1段")
    ordinal = "一二三四五".index(number[1]) + 1 if number.startswith("（") else 0
    return Heading(number, "（一）", ordinal, title, sign, rest, 1, line, content)


def test_what_runs_on_in_one_paragraph_is_a_list() -> None:
    assert entries.run("一是进度慢。二是档案乱。") == ["进度慢。", "档案乱。"]
    assert entries.run("总的看，一是进度慢。二是档案乱。") == []
    assert entries.run("一是进度慢。") == []


def test_remedies_go_to_the_problems_they_share_words_with() -> None:
    found = [{"标题": "支出进度较慢"}, {"标题": "档案资料不规范"}]
    assert entries.paired(found, ["专人归档档案资料", "按月调度支出进度"]) == [1, 0]


def test_remedies_that_fit_no_problem_for_certain_are_not_given_to_any() -> None:
    found = [{"标题": "支出进度较慢"}, {"标题": "档案资料不规范"}]
    assert entries.paired(found, ["加强学习", "提高认识", "压实责任"]) is None


def test_entries_that_do_not_count_up_are_no_list() -> None:
    chapter = _heading("", "职责", _heading("（一）", "甲"), _heading("（三）", "乙"))
    assert entries.items(chapter) == ()
    assert entries.duties(chapter) is None


def test_a_title_names_its_parts_in_order() -> None:
    assert about("（三）机构设置和人员情况") == ("组织架构", "人员编制")
    assert about("存在的问题及改进措施") == ("问题", "整改措施")
    assert about("附则") == ()
