"""What sentences and entries give as data, and that any text is printed as it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.intake import entries, imported
from generator.intake.amounts import told
from generator.intake.front import unit
from generator.intake.metrics import metrics
from generator.intake.outline import Heading, outlined
from generator.intake.parting import parted
from generator.intake.plain import said, text_of
from generator.intake.proof import printed
from generator.intake.subjects import about
from generator.intake.typed import Cell, Document, Grid, Line

UNIT = {"单位": {"名称": "甲局", "简称": "甲局", "年度": "2021", "指标体系": "某体系"}}
RISE = "(((预算.收入决算|合计) - (预算.上年收入决算|合计)) / (预算.上年收入决算|合计))|百分比"
FALL = "((预算.上年支出决算 - 预算.支出决算) / 预算.上年支出决算)|百分比"

# ---- figures ------------------------------------------------------------------------------------

FIGURES: Mapping[str, tuple[str, str, Mapping[str, Any], str]] = {
    "posts and staff by kind": (
        "人员编制", "行政编制20名、事业编制28名。2021年底，在编人员46人，其中行政19人，事业27人。",
        {"人员编制.编制": {"行政": "20", "事业": "28"}, "人员编制.在编": {"行政": "19", "事业": "27"}},
        "行政编制{{ 人员编制.编制.行政 }}名、事业编制{{ 人员编制.编制.事业 }}名。{{ 单位.年度 }}年底，"
        "在编人员{{ 人员编制.在编|合计 }}人，其中行政{{ 人员编制.在编.行政 }}人，事业{{ 人员编制.在编.事业 }}人。",
    ),
    "posts and staff as a whole": (
        "人员编制", "编制人数20人，实有职工18人。",
        {"人员编制.编制": {"全部": "20"}, "人员编制.在编": {"全部": "18"}},
        "编制人数{{ 人员编制.编制|合计 }}人，实有职工{{ 人员编制.在编|合计 }}人。",
    ),
    "offices listed behind their number": (
        "组织架构", "内设3个股室：办公室、财务股、业务股。",
        {"组织架构.内设机构": ["办公室", "财务股", "业务股"]},
        "内设{{ 组织架构.内设机构|个数 }}个股室：{{ 组织架构.内设机构|列举 }}。",
    ),
    "offices listed before their number": (
        "组织架构", "设有办公室、财务股、业务股三个股室。",
        {"组织架构.内设机构": ["办公室", "财务股", "业务股"]},
        "设有{{ 组织架构.内设机构|列举 }}{{ 组织架构.内设机构|个数|中文数字 }}个股室。",
    ),
    "a number of offices that is not theirs stays": (
        "组织架构", "内设4个股室：办公室、财务股、业务股。", {}, "内设4个股室：办公室、财务股、业务股。",
    ),
    "assets": (
        "资产", "固定资产总额为312.46万元，其中在用固定资产300万元。",
        {"资产.固定资产总额": "312.46", "资产.在用固定资产": "300"},
        "固定资产总额为{{ 资产.固定资产总额 }}万元，其中在用固定资产{{ 资产.在用固定资产 }}万元。",
    ),
    "assets in 元": (
        "资产", "固定资产总额为3124600元。", {"资产.固定资产总额": "312.46"}, "固定资产总额为{{ 资产.固定资产总额|元 }}。",
    ),
    "assets in 亿元": (
        "资产", "固定资产总额为1.5亿元。", {"资产.固定资产总额": "15000"}, "固定资产总额为{{ 资产.固定资产总额|亿元 }}。",
    ),
    "a figure with thousands told apart stays as it is typed": (
        "资产", "固定资产总额为1,312.46万元。", {"资产.固定资产总额": "1312.46"}, "固定资产总额为1,312.46万元。",
    ),
    "a figure with an idle nought stays as it is typed": (
        "资产", "固定资产312.40万元。", {"资产.固定资产总额": "312.4"}, "固定资产312.40万元。",
    ),
    "income that grew by 增长": (
        "预算收支", "年初预算收入100万元，收入决算数120万元，较上年100万元增长20%。",
        {"预算.年初预算": "100", "预算.收入决算": {"收入总额": "120"}, "预算.上年收入决算": {"收入总额": "100"}},
        "年初预算收入{{ 预算.年初预算 }}万元，收入决算数{{ 预算.收入决算|合计 }}万元，"
        f"较上年{{{{ 预算.上年收入决算|合计 }}}}万元增长{{{{ {RISE} }}}}。",
    ),
    "spending that fell by 减少": (
        "预算收支", "支出决算数80万元，较上年100万元减少20%。",
        {"预算.支出决算": "80", "预算.上年支出决算": "100"},
        "支出决算数{{ 预算.支出决算 }}万元，较上年{{ 预算.上年支出决算 }}万元{{ 预算.支出决算|较(预算.上年支出决算) }}。",
    ),
    "spending that fell by 下降": (
        "预算收支", "支出决算数80万元，较上年100万元下降20%。",
        {"预算.支出决算": "80", "预算.上年支出决算": "100"},
        f"支出决算数{{{{ 预算.支出决算 }}}}万元，较上年{{{{ 预算.上年支出决算 }}}}万元下降{{{{ {FALL} }}}}。",
    ),
    "a ratio that is wrong stays": (
        "预算收支", "支出决算数80万元，较上年100万元减少21%。",
        {"预算.支出决算": "80", "预算.上年支出决算": "100"},
        "支出决算数{{ 预算.支出决算 }}万元，较上年{{ 预算.上年支出决算 }}万元减少21%。",
    ),
    "a ratio that goes the other way stays": (
        "预算收支", "支出决算数80万元，较上年100万元增长20%。",
        {"预算.支出决算": "80", "预算.上年支出决算": "100"},
        "支出决算数{{ 预算.支出决算 }}万元，较上年{{ 预算.上年支出决算 }}万元增长20%。",
    ),
    "income by sources that add up": (
        "预算收支", "总收入200万元，其中财政拨款收入150万元、其他收入50万元。",
        {"预算.收入决算": {"财政拨款收入": "150", "其他收入": "50"}},
        "总收入{{ 预算.收入决算|合计 }}万元，其中财政拨款收入{{ 预算.收入决算.财政拨款收入 }}万元、其他收入{{ 预算.收入决算.其他收入 }}万元。",
    ),
    "income by sources that do not": (
        "预算收支", "总收入200万元，其中财政拨款收入150万元、其他收入60万元。",
        {"预算.收入决算": {"收入总额": "200"}},
        "总收入{{ 预算.收入决算|合计 }}万元，其中财政拨款收入150万元、其他收入60万元。",
    ),
    "what was added, carried in and left": (
        "预算收支", "预算调整数12万元，上年结转3.5万元，结转结余2万元。",
        {"预算.预算调整数": "12", "预算.上年结转": "3.5", "预算.结转结余": "2"},
        "预算调整数{{ 预算.预算调整数 }}万元，上年结转{{ 预算.上年结转 }}万元，结转结余{{ 预算.结转结余 }}万元。",
    ),
    "a part without figures": ("职责", "负责3个项目。", {}, "负责3个项目。"),
}  # fmt: skip


@pytest.mark.parametrize("case", FIGURES)
def test_figures_become_data_and_the_sentence_says_them(case: str) -> None:
    subject, sentence, parts, written = FIGURES[case]
    found = told([subject], [sentence], UNIT)
    assert {".".join(path): value for path, value in found.parts.items()} == parts
    assert found.lines == (written,)
    assert not found.left


CONTRARY = {
    "资产": ("固定资产312.4万元。", "固定资产400万元。", "400"),
    "人员编制": ("行政编制20名。", "行政编制21名。", "21"),
    "预算收支": ("年初预算100万元。", "年初预算101万元。", "101"),
}


@pytest.mark.parametrize("subject", CONTRARY)
def test_a_figure_that_contradicts_another_stays_and_is_told(subject: str) -> None:
    first, second, figure = CONTRARY[subject]
    found = told([subject], [first, second], UNIT)
    assert found.lines[1] == second
    assert [stood for _, stood in found.left] == [figure]


def test_a_figure_that_is_known_is_not_taken_again() -> None:
    known = {**UNIT, "资产": {"固定资产总额": "312.4"}}
    found = told(["资产"], ["固定资产312.4万元。"], known)
    assert (found.parts, found.lines) == ({}, ("固定资产{{ 资产.固定资产总额 }}万元。",))


# ---- metrics ------------------------------------------------------------------------------------

METRICS: Mapping[str, Sequence[tuple[str, ...]]] = {
    "数字化加工数量≥30万页；著录差错率≤0.5%；查档平均用时小于等于15分钟。": [
        ("数字化加工数量", "越高越好", "30", "万页"),
        ("著录差错率", "越低越好", "0.5", "%"),
        ("查档平均用时", "越低越好", "15", "分钟"),
    ],
    "供水保证率不低于95%，水质合格率不低于90%。": [
        ("供水保证率", "越高越好", "95", "%"),
        ("水质合格率", "越高越好", "90", "%"),
    ],
    "培训人数不得少于20人；差错率不得高于1%；投诉不超过3件": [
        ("培训人数", "越高越好", "20", "人"),
        ("差错率", "越低越好", "1", "%"),
        ("投诉", "越低越好", "3", "件"),
    ],
    "年增长率在5%-8%之间": [("年增长率", "区间", "5-8", "%")],
    "合格率100%": [("合格率", "越高越好", "100", "%")],
    "新增就业人数大于200人，同比增长5%": [
        ("新增就业人数", "越高越好", "200", "人"),
        ("新增就业人数同比增长", "越高越好", "5", "%"),
    ],
    "工作进度按时完成": [("工作进度", "定性", "按时完成")],
    "确保全年无事故": [],
    "完成植树300亩": [],
}


@pytest.mark.parametrize("sentence", METRICS)
def test_metrics_have_name_direction_target_and_unit(sentence: str) -> None:
    assert [tuple(each.values()) for each in metrics(sentence)] == METRICS[sentence]


# ---- entries ------------------------------------------------------------------------------------


def chapter(*texts: str) -> Heading:
    """The first chapter of a report with these lines."""
    lines = ("某县某局2021年部门整体支出绩效评价报告", *texts)
    return outlined([Line(text, f"第{i}段") for i, text in enumerate(lines, 1)]).headings[0]


RUNS: Mapping[str, Sequence[str]] = {
    "一是进度慢。二是不规范。": ["进度慢。", "不规范。"],
    "一是甲；二是乙；三是丙。": ["甲；", "乙；", "丙。"],
    "一是只有一条。": [],
    "前面有话。一是甲。二是乙。": [],
    "没有编号。": [],
    "一是甲。三是丙。": [],
}


@pytest.mark.parametrize("text", RUNS)
def test_entries_in_one_paragraph_are_told_apart(text: str) -> None:
    assert entries.run(text) == RUNS[text]


def test_duties_are_numbered_paragraphs_or_plain_ones() -> None:
    assert entries.duties(chapter("一、主要职责", "1.管档案。", "2.管利用。")) == [
        "管档案。",
        "管利用。",
    ]
    assert entries.duties(chapter("一、主要职责", "管档案。", "管利用。")) == [
        "管档案。",
        "管利用。",
    ]
    assert entries.duties(chapter("一、主要职责", "包括：", "1.管档案。", "2.管利用。")) is None


def test_a_goal_has_task_aim_and_metrics() -> None:
    found = entries.goals(
        chapter(
            "一、年度目标",
            "1.馆藏数字化：扫描著录。",
            "绩效目标：缩短查档时间。",
            "绩效指标：加工数量≥30万页；提升水平。",
        )
    )
    assert found == [
        {
            "名称": "馆藏数字化",
            "接排": "：",
            "任务": "扫描著录。",
            "目标": "缩短查档时间。",
            "指标原文": "加工数量≥30万页；提升水平。",
            "指标": [{"名称": "加工数量", "方向": "越高越好", "目标值": "30", "单位": "万页"}],
        }
    ]


def test_goals_that_do_not_count_up_are_text() -> None:
    assert entries.goals(chapter("一、年度目标", "1.甲：乙。", "3.丙：丁。")) is None


def test_achievements_keep_their_levels_and_numbers() -> None:
    found = entries.achievements(
        chapter("一、成效", "（一）党建加强", "1.阵地提档。改造6处。", "2.队伍夯实。培训2次。", "（二）民生改善", "发放补助。").content
    )  # fmt: skip
    assert found is not None
    assert found[1] == ["（一）", "1."]
    assert [each["标题"] for each in found[0]] == ["党建加强", "民生改善"]
    assert [each["标题"] for each in found[0][0]["下级"]] == ["阵地提档", "队伍夯实"]
    assert found[0][1]["内容"] == "发放补助。"


PROBLEMS = [{"标题": "预算编制不细"}, {"标题": "专业人员不足", "说明": "质检进度偏慢。"}]
PAIRED: Mapping[str, tuple[Sequence[str], list[int] | None]] = {
    "each in its place": (["细化预算编制。", "培训专业人员。"], [0, 1]),
    "the other way round": (["充实专业人员力量。", "细化预算编制工作。"], [1, 0]),
    "two for one": (["细化预算编制。", "公开预算编制。", "培训专业人员。"], [0, 0, 1]),
    "as many, one of them certain": (["细化预算编制。", "加强培训。"], [0, 1]),
    "none certain": (["加强领导。", "落实责任。"], None),
    "one of three not certain": (["细化预算编制。", "培训专业人员。", "加强领导。"], None),
}


@pytest.mark.parametrize("case", PAIRED)
def test_remedies_are_given_to_problems_only_where_that_is_certain(case: str) -> None:
    measures, chosen = PAIRED[case]
    assert entries.paired(PROBLEMS, measures) == chosen


# ---- titles and the unit ------------------------------------------------------------------------

TITLES: Mapping[str, tuple[str, ...]] = {
    "部门职责": ("职责",),
    "机构与人员": ("组织架构", "人员编制"),
    "内设机构": ("组织架构",),
    "人员编制情况": ("人员编制",),
    "资产状况": ("资产",),
    "预算收支情况": ("预算收支",),
    "总体目标": ("总体目标",),
    "存在问题和改进措施": ("问题", "整改措施"),
    "取得的成效": ("成效",),
    "下一步工作打算": ("下一步",),
    "自评结论": ("评价结论",),
    "其他需要说明的情况": (),
}


@pytest.mark.parametrize("title", TITLES)
def test_a_title_names_its_parts(title: str) -> None:
    assert about(title) == TITLES[title]


UNITS: Mapping[str, tuple[Sequence[str], Mapping[str, str]]] = {
    "a township that is called by its short name": (
        ("北滩县沙河乡人民政府2021年部门整体支出绩效评价报告", "一、概况", "沙河乡在县城东面。", "北滩县沙河乡人民政府", "2022年1月12日"),
        {"名称": "北滩县沙河乡人民政府", "简称": "沙河乡", "年度": "2021", "落款日期": "2022-01-12"},
    ),
    "a date in Chinese numerals": (
        ("甲县乙局2021年部门整体支出绩效评价报告", "一、概况", "无。", "甲县乙局", "二〇二二年十二月二十一日"),
        {"名称": "甲县乙局", "简称": "甲县乙局", "年度": "2021", "落款日期": "2022-12-21"},
    ),
    "no date and no year": (
        ("甲县乙局部门整体支出绩效评价报告", "一、概况", "无。"), {"名称": "甲县乙局", "简称": "甲县乙局"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNITS)
def test_the_title_and_the_closing_tell_the_unit(case: str) -> None:
    texts, expected = UNITS[case]
    title = Line(texts[0], "", centred=True)
    parts = parted(Document((title, *(Line(text, "") for text in texts[1:]))))
    found = unit(outlined(parts.body), parts)
    assert found == {**expected, "评分表位置": "正文后", "附件说明": "否"}


# ---- any text -----------------------------------------------------------------------------------

_SIGNS = st.sampled_from(
    [*"#|*\\{}[]()!-+`_~<>&%$:：。，. 1一、（）①“”\n\t　｜", "{{", "}}", "{%", "![](", "**", "| --- |", "1. ", "- ", "\u00a0", "\u2028", "\x85"]
)  # fmt: skip
_TEXTS = st.lists(_SIGNS, max_size=10).map("".join)
_LINES = _TEXTS.map(lambda text: Line(text, ""))


def grid(rows: Sequence[Sequence[str]]) -> Grid:
    return Grid(
        tuple(
            tuple(Cell(tuple(text.split("\n")), "", (i, k)) for k, text in enumerate(row))
            for i, row in enumerate(rows)
        ),
        "",
    )


_GRIDS = st.integers(1, 3).flatmap(
    lambda n: st.lists(st.lists(_TEXTS, min_size=n, max_size=n), min_size=1, max_size=3).map(grid)
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_LINES | _GRIDS, min_size=1, max_size=4))
def test_any_text_and_table_is_printed_as_it_was_typed(content: Sequence[Line | Grid]) -> None:
    text = text_of(content)
    assert (printed(UNIT, [{"正文": text}]) if text else []) == said(content)


@settings(max_examples=100, deadline=None)
@given(st.lists(_TEXTS, min_size=1, max_size=3))
def test_any_sentence_of_figures_is_printed_as_it_was_typed(texts: Sequence[str]) -> None:
    typed = [f"固定资产312.4万元{text}".split("\n")[0] for text in texts]
    found = told(["资产"], typed, UNIT)
    data = {**UNIT, "资产": {"固定资产总额": "312.4"}}
    text = "\n".join(found.lines)
    assert printed(data, [{"正文": text}]) == said([Line(each, "") for each in typed])


_TYPED = (
    "一、部门职责", "（一）机构设置。内设2个股室：甲股、乙股。", "二、人员编制", "编制20名，在编19人。", "三、预算收支",
    "收入决算数120万元，较上年100万元增长20%。", "四、绩效目标", "（一）年度目标", "1.甲：乙。", "绩效目标：丙。",
    "绩效指标：率≥3%。", "2.丁：戊。", "五、成效", "一是甲好。乙。", "二是丙好。", "（一）甲。乙丙。", "（二）丁。", "1.子。",
    "①丑。", "六、存在问题及整改措施", "（一）存在的问题：一是甲慢。二是乙差。", "（二）整改措施：一是快甲。二是好乙。",
    "下一步，将努力。", "", "七、评价过程", "正文。说明。", "附件：表", "1 基本", "1.1 资产", "固定资产12.3万元。",
    "第一部分 成效", "措施：改。", "问题：有。", "第一，甲。", "总体目标",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_TYPED), max_size=14))
def test_a_report_in_whatever_order_is_printed_as_it_was_typed(texts: Sequence[str]) -> None:
    title = Line("某县某局2021年部门整体支出绩效评价报告", "第1段", centred=True)
    lines = (Line(text, f"第{i}段") for i, text in enumerate(texts, 2))
    found = imported(Document((title, *lines)), "旧报告.docx", str)
    assert not found.findings


WHOLE: Mapping[str, tuple[Sequence[str], str, str]] = {
    "what comes next, in entries": (
        ("一、工作成效", "（一）甲事。办完。", "（二）乙事。办好。", "下一步，将做好以下工作。", "（一）丙事。要办。", "（二）丁事。也办。"),
        "成效.yaml", "下一步:",
    ),
    "text before the first chapter": (("本报告按要求编写，内容真实完整。", "一、部门职责", "1.管甲。", "2.管乙。"), "章节.yaml", "- 正文: 本报告按要求编写"),
}  # fmt: skip


@pytest.mark.parametrize("case", WHOLE)
def test_a_part_of_its_own_kind_is_told_apart(case: str) -> None:
    texts, file, words = WHOLE[case]
    title = Line("某县某局2021年部门整体支出绩效评价报告", "第1段", centred=True)
    lines = (Line(text, f"第{i}段") for i, text in enumerate(texts, 2))
    found = imported(Document((title, *lines)), "旧报告.docx", str)
    assert not found.findings
    assert words in found.files[file]
