"""The outline of an old report: chapters by style, number or look; annex and body told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from old_documents import DOCUMENTS

from generator.intake.marks import marked, worded
from generator.intake.opening import opened
from generator.intake.outline import Heading, Outline, outlined
from generator.intake.parting import is_scoring, parted
from generator.intake.typed import Cell, Document, Grid, Line


def line(text: str, **look: object) -> Line:
    given_: dict[str, object] = {"size": Decimal(16), "font": "仿宋_GB2312", **look}
    return Line(text, "第1段", **given_)  # type: ignore[arg-type]


def chapter(text: str) -> Line:
    return line(text, font="黑体")


def section(text: str) -> Line:
    return line(text, font="楷体_GB2312", bold=True)


def titled(*texts: str) -> list[Line]:
    return [line(text, size=Decimal(22), font="方正小标宋简体", centred=True) for text in texts]


def grid(*rows: str, where: str = "第1个表") -> Grid:
    return Grid(
        tuple(
            tuple(
                Cell((text,) if text else (), f"{where}第{i}行", (i, j))
                for j, text in enumerate(row.split("|"))
            )
            for i, row in enumerate(rows)
        ),
        where,
    )


SCORES = ("一级指标|二级指标|三级指标|指标解释|评分标准|得分", "投入|配置|控制率|比率|满分|5")


def drawn(content: Iterable[Heading | Line | Grid], depth: int = 0) -> list[str]:
    """A tree as lines: headings with their number and title, what runs on behind a bar."""
    shown: list[str] = []
    for each in content:
        if isinstance(each, Heading):
            rest = f"|{each.rest}" if each.rest else ""
            shown.append("  " * depth + each.number + each.title + each.sign + rest)
            shown += drawn(each.content, depth + 1)
        else:
            shown.append(
                "  " * depth + "- " + (each.text if isinstance(each, Line) else each.where)
            )
    return shown


def tree(*lines: Line | Grid | str) -> list[str]:
    return drawn(outlined([line(e) if isinstance(e, str) else e for e in lines]).content)


# ---- numbers and titles ------------------------------------------------------------------------

NUMBERS = {
    "一、基本情况": ("一、", "一、", 1, "基本情况"),
    "十二、附则": ("十二、", "一、", 12, "附则"),
    "二 、概况": ("二 、", "一、", 2, "概况"),
    "（一）职责": ("（一）", "（一）", 1, "职责"),
    "(三)职责": ("(三)", "（一）", 3, "职责"),
    "（二）、职责": ("（二）、", "（一）", 2, "职责"),
    "1、职责": ("1、", "1、", 1, "职责"),
    "2.职责": ("2.", "1.", 2, "职责"),
    "3．职责": ("3．", "1.", 3, "职责"),
    "1.2 职责": ("1.2", "1.1", 2, "职责"),
    "1.2.3职责": ("1.2.3", "1.1.1", 3, "职责"),
    "1.2、职责": ("1.2、", "1.1", 2, "职责"),
    "4 职责": ("4", "1", 4, "职责"),
    "（1）职责": ("（1）", "（1）", 1, "职责"),
    "1）职责": ("1）", "1）", 1, "职责"),
    "③职责": ("③", "①", 3, "职责"),
    "第二章 预算": ("第二章", "第一章", 2, "预算"),
    "第三部分　预算": ("第三部分", "第一部分", 3, "预算"),
    "第1节 预算": ("第1节", "第一节", 1, "预算"),
    "三是加强管理": ("三是", "一是", 3, "加强管理"),
    "第一，加强管理": ("第一，", "第一，", 1, "加强管理"),
    "B. 管理": ("B.", "A.", 2, "管理"),
    "　　一、基本情况": ("一、", "一、", 1, "基本情况"),
}


@pytest.mark.parametrize("text", NUMBERS)
def test_a_typed_number_is_known_by_its_kind(text: str) -> None:
    mark = marked(text)
    assert mark is not None
    assert (mark.number, mark.kind, mark.ordinal, mark.behind) == NUMBERS[text]


@pytest.mark.parametrize(
    "text",
    ["2021年收支", "3.87亿元", "1.5 %以上", "1.2万元", "95%以上", "共3人", "一般公共预算", "三公经费", "第一季度", "一百一十百、甲", "10倍", ""],
)  # fmt: skip
def test_a_figure_at_the_start_is_no_number_of_a_heading(text: str) -> None:
    assert marked(text) is None


TITLES = {
    "目的。促进工作。": ("目的", "。", "促进工作。"),
    "存在的问题：一是慢。": ("存在的问题", "：", "一是慢。"),
    "基本概况。": ("基本概况", "。", ""),
    "基本概况": ("基本概况", "", ""),
    "每天9:30开会": ("每天9:30开会", "", ""),
    "提高质量；": ("", "", "提高质量；"),
    "甲" * 41 + "。": ("", "", "甲" * 41 + "。"),
    "甲" * 61: ("", "", "甲" * 61),
}


@pytest.mark.parametrize("text", TITLES)
def test_a_title_ends_at_its_first_stop_when_it_is_short(text: str) -> None:
    words = worded(text)
    assert (words.title, words.sign, words.rest) == TITLES[text]


def test_a_title_by_style_may_be_long() -> None:
    assert worded("甲" * 61, styled=True).title == "甲" * 61


# ---- which stands above which ------------------------------------------------------------------


def test_kinds_nest_in_the_order_in_which_they_occur() -> None:
    assert tree("一、甲", "1、乙", "（一）丙", "（二）丁", "2、戊", "二、己", "（一）庚") == [
        "一、甲", "  1、乙", "    （一）丙", "    （二）丁", "  2、戊", "二、己", "  （一）庚",
    ]  # fmt: skip


def test_a_list_of_the_same_kind_may_stand_inside_a_chapter() -> None:
    shown = tree(
        "一、甲", "二、乙", "一、丙", "（一）丁", "二、戊", "三、己", "四、庚", "三、辛", "四、壬"
    )
    assert shown == [
        "一、甲", "二、乙", "  一、丙", "    （一）丁", "  二、戊", "  三、己", "  四、庚", "三、辛", "四、壬",
    ]  # fmt: skip


def test_it_stands_inside_also_behind_an_introduction_when_the_chapters_go_on() -> None:
    shown = tree("一、甲", "二、乙", "概述如下。", "一、丙", "二、丁", "三、戊", "三、己")
    assert shown == [
        "一、甲",
        "二、乙",
        "  - 概述如下。",
        "  一、丙",
        "  二、丁",
        "  三、戊",
        "三、己",
    ]


def test_a_second_list_beside_the_first_stays_beside_it() -> None:
    shown = tree(
        "一、甲",
        "（一）乙。文字。",
        "（二）丙。文字。",
        "下一步，要：",
        "（一）丁。文字。",
        "（二）戊。文字。",
    )
    assert shown == [
        "一、甲", "  （一）乙。|文字。", "  （二）丙。|文字。", "    - 下一步，要：", "  （一）丁。|文字。", "  （二）戊。|文字。",
    ]  # fmt: skip


def test_of_two_lists_that_go_on_the_one_of_the_same_look_does() -> None:
    shown = tree(chapter("一、甲"), chapter("二、乙"), "一、丙", "二、丁", chapter("三、戊"))
    assert shown == ["一、甲", "二、乙", "  一、丙", "  二、丁", "三、戊"]


def test_a_number_left_out_does_not_break_the_list() -> None:
    assert tree("一、甲", "（一）乙", "（三）丙", "三、丁") == [
        "一、甲",
        "  （一）乙",
        "  （三）丙",
        "三、丁",
    ]


def test_decimal_numbers_stand_below_what_they_name_and_figures_do_not() -> None:
    shown = tree(
        "1 甲", "1.1 乙", "1.1.1 丙", "1.1.2 丁", "1.2 戊", "2 己", "2.1 庚", "1.62平的渠", "2.9 表"
    )
    assert shown == [
        "1甲", "  1.1乙", "    1.1.1丙", "    1.1.2丁", "  1.2戊", "2己", "  2.1庚", "    - 1.62平的渠", "    - 2.9 表",
    ]  # fmt: skip


def test_styles_decide_over_numbers() -> None:
    shown = tree(
        line("甲", level=1), line("乙", level=2), "1.丙", line("丁", level=2), line("戊", level=1)
    )
    assert shown == ["甲", "  乙", "    1.丙", "  丁", "戊"]


def test_a_chapter_whose_style_was_forgotten_stands_with_the_others() -> None:
    shown = tree(line("一、甲", level=1), "（一）乙", "二、丙", line("三、丁", level=1))
    assert shown == ["一、甲", "  （一）乙", "二、丙", "三、丁"]


def test_a_list_inside_a_styled_chapter_is_inside() -> None:
    shown = tree(line("二、甲", level=1), "概述。", "一、乙。文字。", "二、丙。文字。")
    assert shown == ["二、甲", "  - 概述。", "  一、乙。|文字。", "  二、丙。|文字。"]


def test_headings_without_number_are_known_by_their_look() -> None:
    shown = tree(
        chapter("基本情况"), section("职责"), "负责管理。" * 20, section("人员"), "共有三人。", chapter("预算"), "收入如下。",
    )  # fmt: skip
    assert shown == [
        "基本情况", "  职责", "    - " + "负责管理。" * 20, "  人员", "    - 共有三人。", "预算", "  - 收入如下。",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "plain",
    [
        section("这是一句加粗的话。"), section("表1 收支情况"), section("目 录"), section("附件：评分表"),
        section("甲" * 41), line("普通"), line("一、概况\t3", style="toc 1"), line("一、概况……3"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_heading_is_none(plain: Line) -> None:
    assert outlined([line("文字" * 50), plain]).headings == ()


def test_a_table_belongs_to_the_section_it_stands_in() -> None:
    shown = tree("一、收支", "见下表。", grid("收入|9"), "二、资产")
    assert shown == ["一、收支", "  - 见下表。", "  - 第1个表", "二、资产"]


def test_a_heading_tells_its_kind_level_and_what_is_its_own() -> None:
    (first,) = outlined([line("一、甲"), line(""), line("文字。"), line("(一)乙：丙")]).headings
    assert [each.text for each in first.own if isinstance(each, Line)] == ["文字。"]
    (inner,) = first.headings
    assert (inner.number, inner.kind, inner.ordinal, inner.level) == ("(一)", "（一）", 1, 2)
    assert (inner.title, inner.sign, inner.rest, inner.line.text) == (
        "乙",
        "：",
        "丙",
        "(一)乙：丙",
    )


@pytest.mark.unmeasured
def test_a_long_document_of_one_kind_of_number_is_no_burden() -> None:
    many = [line("（一）甲。文字。") for _ in range(2000)]
    assert len(outlined(many).headings) == 2000


# ---- the title, the front, the closing ---------------------------------------------------------

TITLED: Mapping[tuple[str, ...], tuple[str, int | None]] = {
    ("甲县乙局", "2021年部门整体支出绩效评价报告"): ("甲县乙局", 2021),
    ("甲县乙局2022年度部门整体支出绩效自评报告",): ("甲县乙局", 2022),
    ("甲县乙局", "部门整体支出绩效评价报告", "（2023年度）"): ("甲县乙局", 2023),
    ("2021年甲县乙局", "关于部门整体支出绩效评价的报告"): ("甲县乙局", 2021),
    ("部门整体支出绩效评价报告",): ("", None),
}


@pytest.mark.parametrize("texts", TITLED)
def test_the_title_tells_unit_and_year(texts: tuple[str, ...]) -> None:
    outline = outlined([line(""), *titled(*texts), line(""), line("一、甲")])
    assert outline.named == "".join(texts)
    assert (outline.unit, outline.year) == TITLED[texts]
    assert [each.title for each in outline.headings] == ["甲"]


STAMPED: Mapping[tuple[str, ...], str] = {
    ("甲县乙局", "2021年部门整体支出绩效评价报告（送审稿）"): "甲县乙局",
    ("甲县乙局", "2021年部门整体支出绩效评价报告", "（征求意见稿）"): "甲县乙局",
    ("甲县乙局", "2021年部门整体支出绩效评价报告(讨论稿)"): "甲县乙局",
    ("甲县乙局", "2021年部门整体支出绩效评价报告（送审稿）（盖章）"): "甲县乙局",
    ("甲县乙局", "2021年部门整体支出绩效评价报告（2022年3月10日）"): "甲县乙局",
    ("甲县乙局（盖章）", "2021年部门整体支出绩效评价报告"): "甲县乙局",
    ("甲县乙局（单位公章）2021年部门整体支出绩效评价报告（初稿）",): "甲县乙局",
    ("征求意见稿", "甲县乙局", "2021年部门整体支出绩效评价报告"): "甲县乙局",
    ("（2022年3月送审稿）", "甲县乙局2021年部门整体支出绩效评价报告"): "甲县乙局",
    ("甲县丙中心（丁站）", "2021年部门整体支出绩效评价报告"): "甲县丙中心（丁站）",
    (
        "甲县丙中心（丁站）（盖章）",
        "2021年部门整体支出绩效评价报告（第二稿）",
    ): "甲县丙中心（丁站）",
    ("甲县教育局（本级）2021年部门整体支出绩效评价报告",): "甲县教育局（本级）",
    ("2021年部门整体支出绩效评价报告", "（甲县乙局）"): "甲县乙局",
    ("2021年部门整体支出绩效评价报告（送审稿）",): "",
    ("关于于都县乙局的", "2021年部门整体支出绩效评价报告"): "于都县乙局",
}


@pytest.mark.parametrize("texts", STAMPED)
def test_which_draft_or_copy_it_is_is_no_part_of_the_name(texts: tuple[str, ...]) -> None:
    outline = outlined([*titled(*texts), line(""), line("一、甲")])
    assert outline.named == "".join(texts)
    assert (outline.unit, outline.year) == (STAMPED[texts], 2021)


def test_a_draft_is_told_as_part_of_the_title_however_it_looks() -> None:
    title = [*titled("甲局", "2021年部门整体支出绩效评价报告"), line("（送审稿）")]
    outline = outlined([*title, line("一、甲")])
    assert (list(outline.title), outline.unit) == (title, "甲局")


def test_cover_and_contents_stand_in_front() -> None:
    report = titled("甲局", "2021年部门整体支出绩效评价报告")
    cover = [
        *report,
        line("目录", bold=True, centred=True),
        line("一、概况\t1", style="toc 1"),
        line("二、预算……2"),
    ]
    outline = outlined([*cover, *report, line("一、概况"), line("文字。")])
    assert list(outline.front) == cover
    assert list(outline.title) == report


def test_a_body_without_title_begins_at_once() -> None:
    outline = outlined([line("说明。"), line("一、甲")])
    assert (outline.front, outline.title) == ((), ())
    assert drawn(outline.content) == ["- 说明。", "一、甲"]


CLOSINGS = {
    "unit and date": (["甲局", "2022年1月10日"], 2),
    "attachments too": (["附件：1.评分表", "2.依据", "", "甲局（公章）", "二〇二二年一月"], 5),
    "a date alone": (["2022年1月10日"], 1),
    "no date": (["甲局"], 0),
    "a sentence above": (["已按时完成。", "2022年1月10日"], 1),
}


@pytest.mark.parametrize("case", CLOSINGS)
def test_a_report_closes_with_attachments_unit_and_date(case: str) -> None:
    texts, many = CLOSINGS[case]
    outline = outlined([line("一、甲"), line("文字。"), *(line(text) for text in texts), line("")])
    assert [each.text for each in outline.closing if isinstance(each, Line) and each.text] == [
        text for text in texts[len(texts) - many :] if text
    ]


# ---- nothing is lost ---------------------------------------------------------------------------


def squeezed(text: str) -> str:
    return "".join(text.split())


def all_headings(content: Iterable[Heading | Line | Grid]) -> Iterable[Heading]:
    for each in content:
        if isinstance(each, Heading):
            yield each
            yield from all_headings(each.content)


def complete(outline: Outline, lines: list[Line | Grid]) -> bool:
    words = all(
        squeezed(h.number + h.title + h.sign + h.rest) == squeezed(h.line.text)
        for h in all_headings(outline.content)
    )
    flat = list(outline.flattened())
    return (
        words and len(flat) == len(lines) and all(a is b for a, b in zip(flat, lines, strict=True))
    )


STARTS = st.sampled_from(
    ["", "一、", "二、", "三、", "（一）", "（二）", "1、", "2.", "1.1 ", "1.2 ", "2.1.1 ", "第一章 ", "①", "一是", "1 ", "（1）", "　"]
)  # fmt: skip
LINES = st.builds(
    lambda start, text, level, font, centred: line(
        start + text, level=level, font=font, centred=centred
    ),
    STARTS,
    st.text(st.sampled_from("职责绩效评价报告2021年1月日。：；、 \t"), max_size=12),
    st.sampled_from([0, 0, 0, 0, 1, 2, 3]),
    st.sampled_from(["仿宋", "仿宋", "黑体", "楷体"]),
    st.booleans(),
)
GRIDS = st.sampled_from([grid("甲|乙"), grid(*SCORES)])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(LINES, LINES, LINES, GRIDS), max_size=30))
def test_no_line_is_missing_or_twice_in_any_outline(lines: list[Line | Grid]) -> None:
    assert complete(outlined(lines), lines)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(LINES, GRIDS), max_size=20))
def test_no_line_is_missing_or_twice_in_annex_and_body(lines: list[Line | Grid]) -> None:
    parts = parted(Document(tuple(lines)))
    rest = list(lines)
    for each in (*parts.annex, *parts.body):
        at = next(i for i, other in enumerate(rest) if other is each)
        del rest[at]
    assert rest == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_old_report_is_kept_whole(name: str) -> None:
    document = opened(DOCUMENTS[name](), name)
    parts = parted(document)
    whole = (*parts.annex, *parts.body) if parts.first else (*parts.body, *parts.annex)
    assert whole == document.body
    assert complete(outlined(parts.body), list(parts.body))


EXPECTED = {
    "other-chapters": ("临溪县档案馆", 2022, 1, ["一、部门概况", "二、部门整体支出管理及使用情况", "三、绩效目标及完成情况", "四、存在的主要问题", "五、改进措施", "六、绩效评价工作开展情况", "七、其他需要说明的情况"]),
    "decimal-numbers": ("云阳县水利服务中心", 2021, 0, ["1基本情况", "2预算安排与执行", "3绩效目标与成效", "4评价组织", "5问题与整改"]),
    "word-styles": ("青石县文化馆", 2023, 0, ["单位基本情况", "预算收支情况", "工作成效", "自评工作", "存在问题和改进措施"]),
    "automatic-numbers": ("东河县城东街道办事处", 2022, 0, ["一、基本概况", "二、预算执行情况", "三、履职成效", "四、评价组织实施", "五、存在问题及整改措施"]),
    "seven-columns": ("南岭县市场监督管理局", 2022, 1, ["第一部分部门基本情况", "第二部分预算收支情况", "第三部分履职成效", "第四部分问题及建议"]),
    "split-table": ("北滩县沙河乡人民政府", 2021, 2, ["一、基本概况", "二、整体绩效实现情况", "三、绩效评价组织实施情况", "四、存在的问题及改进措施"]),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_title_chapters_annex_and_closing_of_every_old_report_are_seen(name: str) -> None:
    unit, year, tables, chapters = EXPECTED[name]
    parts = parted(opened(DOCUMENTS[name](), name))
    outline = outlined(parts.body)
    assert (outline.unit, outline.year, len(parts.tables)) == (unit, year, tables)
    assert [each.number + each.title for each in outline.headings] == chapters
    assert any(isinstance(each, Line) and each.text.endswith("日") for each in outline.closing)
    assert parts.first is (name == "other-chapters")


# ---- the annex ---------------------------------------------------------------------------------

LABEL = [
    line("附件3："),
    *titled("甲局2021年部门整体支出绩效评价指标体系评分表"),
    line("单位名称：（公章）  单位负责人："),
]
REPORT = [
    *titled("甲局", "2021年部门整体支出绩效评价报告"),
    line("一、甲"),
    line("文字。"),
    line("甲局"),
    line("2022年1月1日"),
]


@pytest.mark.parametrize("first", [True, False])
def test_the_annex_is_found_before_the_body_and_behind_it(first: bool) -> None:
    annex: list[Line | Grid] = [*LABEL, grid(*SCORES), line("填表人：李明")]
    whole = (*annex, *REPORT) if first else (*REPORT, line(""), *annex)
    parts = parted(Document(whole))
    assert (list(parts.annex), parts.first) == (annex, first)
    assert [each for each in parts.body if not isinstance(each, Line) or each.text] == REPORT


def test_a_table_cut_in_two_is_one_annex() -> None:
    pieces = (
        grid(*SCORES),
        line("续表"),
        grid(*SCORES, where="第2个表"),
        line(""),
        grid("|||||6", where="第3个表"),
    )
    parts = parted(Document((*LABEL, *pieces, *REPORT)))
    assert [each.where for each in parts.tables] == ["第1个表", "第2个表", "第3个表"]
    assert list(parts.body) == REPORT


def test_a_table_after_other_words_is_no_continuation() -> None:
    parts = parted(
        Document((grid(*SCORES), line("一、收支"), grid("a|b|c|d|e|f", where="第2个表")))
    )
    assert [each.where for each in parts.tables] == ["第1个表"]


def test_a_report_without_scoring_table_is_all_body() -> None:
    parts = parted(Document((line("一、甲"), grid("项目|金额"))))
    assert (parts.annex, parts.tables, len(parts.body)) == ((), (), 2)


@pytest.mark.parametrize(
    ("header", "scoring"),
    [
        (SCORES[0], True),
        ("序号|一级指标|二级指标|分值|评分标准|自评得分|扣分原因", True),
        ("指标|目标值|完成值", False),
        ("项目|分值|得分", False),
        ("一级指标|二级指标|三级指标", False),
    ],
)
def test_a_scoring_table_is_known_by_its_header(header: str, scoring: bool) -> None:
    assert is_scoring(grid(header)) is scoring
