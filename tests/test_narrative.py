"""From texts to blocks: nothing dropped, nothing run, every figure from the data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from conftest import Desk
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import narrative, scoring
from generator.narrative import Block, Chart, Manuscript, Merged, Picture, Table
from generator.narrative.expressions import Failed, names_in, value_of, written
from generator.narrative.numbering import numeral
from generator.narrative.prose import Prose

NAMES: dict[str, Any] = {
    "预算": {
        "支出决算": Decimal("1801.424899"),
        "上年": Decimal("1170.669404"),
        "收入": {"财政拨款": Decimal("887.5"), "其他": Decimal("12.25")},
        "空着": None,
    },
    "机构": ("党政办", "财政所"),
    "日期": date(2021, 12, 31),
    "公开": True,
    "年度": 2021,
}


def lines(text: str, level: int = 2, names: dict[str, Any] | None = None) -> list[str]:
    """Blocks as ``kind text``, tables as ``table cell|cell``."""
    prose = Prose(NAMES if names is None else names)
    return [_line(block) for block in prose.blocks(text, ("文",), level)]


def _line(block: Block | Table | Chart | Picture) -> str:
    if isinstance(block, Picture):
        return f"图片 {block.file} {block.text}"
    if not isinstance(block, Table):
        return f"{block.kind if isinstance(block, Block) else '图'} {block.text}"
    return "表 " + "／".join("|".join(cell.text for cell in row) for row in block.rows)


def findings(text: str) -> list[tuple[str, int]]:
    prose = Prose(NAMES)
    prose.blocks(text, ("文",), 2)
    return [(f.id, f.line) for f in prose.findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一段。\n又一段。", ["正文 一段。", "正文 又一段。"]),
        ("\n\n　　首行有全角空格。  \n", ["正文 首行有全角空格。"]),
        ("", []),
        ("# 小标题\n正文。", ["标题3 1.小标题", "正文 正文。"]),
        ("# 甲\n## 子\n# 乙", ["标题3 1.甲", "标题4 （1）子", "标题3 2.乙"]),
        ("#1号楼\n# 号后有空格", ["正文 #1号楼", "标题3 1.号后有空格"]),
        ("有：\n1. 甲\n2. 乙\n完。", ["正文 有：", "列表 1.甲", "列表 2.乙", "正文 完。"]),
        ("3. 丙\n4. 丁", ["列表 3.丙", "列表 4.丁"]),
        ("1.没有空格的不是清单", ["正文 1.没有空格的不是清单"]),
        ("2021. 四位数不是清单", ["正文 2021. 四位数不是清单"]),
        ("- 甲\n- 乙", ["列表 ——甲", "列表 ——乙"]),
        ("1. 甲\n    1. 子\n2. 乙", ["列表 1.甲", "列表 （1）子", "列表 2.乙"]),
        ("1. 甲\n   - 子\n5. 乙", ["列表 1.甲", "列表 ——子", "列表 5.乙"]),
        ("1. 甲\n\n5. 五", ["列表 1.甲", "列表 5.五"]),
        ("- 甲\n  - 子\n    - 孙\n- 乙", ["列表 ——甲", "列表 ——子", "列表 ——孙", "列表 ——乙"]),
        ("# 标题\n1. 清单比标题低一级", ["标题3 1.标题", "列表 （1）清单比标题低一级"]),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", ["表 甲|乙／1|2"]),
        ("| 甲 | 乙 |\n|:--|--:|\n| 1 | |", ["表 甲|乙／1|"]),
        ("甲 | 乙\n---|---\n1 | 2", ["正文 甲 | 乙", "正文 ---|---", "正文 1 | 2"]),
        (r"| 甲 |" "\n|---|\n" r"| a\|b |", ["表 甲／a|b"]),
        (r"\# 不是标题，\*不是加粗\*，\{{ 不取数 }}，C:\盘", ["正文 # 不是标题，*不是加粗*，{{ 不取数 }}，C:\\盘"]),
        ("A&B <甲> \"乙\" {%x%} {# y #} &nbsp; &lt;", ["正文 A&B <甲> \"乙\" {%x%} {# y #} &nbsp; &lt;"]),
        ("制\t表", ["正文 制\t表"]),
    ],
)  # fmt: skip
def test_text_becomes_blocks(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


def test_bold_is_a_span_of_its_own() -> None:
    (block,) = Prose(NAMES).blocks("前**重点{{ 年度 }}**后", ("文",), 2)
    assert isinstance(block, Block)
    looks = [(span.text, span.bold, span.source) for span in block.spans]
    assert looks == [
        ("前", False, ""),
        ("重点", True, ""),
        ("2021", True, "年度"),
        ("后", False, ""),
    ]


def test_items_apart_are_still_one_list() -> None:
    assert lines("1. 甲\n\n2. 乙\n") == ["列表 1.甲", "列表 2.乙"]


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("见![图](a.png)", "图片"), ("[字](http)", "链接"), ("> 引用", "引用"), ("`码`", "代码"),
        ("---", "分隔线"), ("这是*斜体*字", "斜体"), ("##### 深", "五级以下标题"), ("a<br>b", "网页标记"),
    ],
)  # fmt: skip
def test_markdown_outside_the_subset_is_printed_as_typed_and_reported(text: str, id: str) -> None:
    prose = Prose(NAMES)
    (block,) = prose.blocks(text, ("文",), 2)
    assert isinstance(block, Block)
    assert block.text == text
    assert [f.id for f in prose.findings] == ["markdown-unsupported"]
    assert f"像是 Markdown 的{id}" in prose.findings[0].message


@pytest.mark.parametrize(
    ("text", "id", "line"),
    [
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 | 3 |", "table-ragged", 2),
        ("| 甲 | 乙 |\n|---|---|\n| 1 |", "table-ragged", 2),
        ("前\n| 甲 | 乙 |\n| 1 | 2 |", "table-without-line", 1),
        ("| 甲 | 乙 |\n|---|", "table-without-line", 0),
        ("| 甲 | 乙 |", "table-without-line", 0),
        ("｜ 甲 ｜ 乙 ｜", "table-without-line", 0),
    ],
)
def test_a_table_that_would_lose_a_cell_is_an_error(text: str, id: str, line: int) -> None:
    assert (id, line) in findings(text)


@pytest.mark.parametrize(
    "title", ["（一）疫情", "(1)疫情", "一、疫情", "1.疫情", "2、疫情", "十二、疫情"]
)
def test_a_number_typed_before_a_heading_is_told(title: str) -> None:
    prose = Prose(NAMES)
    prose.heading(2, prose.line(title, ("题",)), ("题",))
    assert [f.id for f in prose.findings] == ["numbered-twice"]


@pytest.mark.parametrize("title", ["3.5亿元项目落地", "“一村一品”见效", "第一书记到村"])
def test_a_heading_that_only_begins_with_a_figure_is_fine(title: str) -> None:
    prose = Prose(NAMES)
    prose.heading(2, prose.line(title, ("题",)), ("题",))
    assert prose.findings == []


def test_braces_of_the_chinese_keyboard_are_told() -> None:
    assert findings("｛｛ 单位.简称 ｝｝") == [("braces-wide", 0)]


def test_a_fifth_level_of_headings_is_reported_and_printed_as_the_fourth() -> None:
    prose = Prose(NAMES)
    (block,) = prose.blocks("# 深", ("文",), 4)
    assert isinstance(block, Block)
    assert (block.kind, block.text) == ("标题4", "（1）深")
    assert prose.findings[0].id == "heading-too-deep"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("预算.支出决算", "1801.424899"),
        ("预算.支出决算|万元", "1801.424899万元"),
        ("预算.支出决算|万元(2)", "1801.42万元"),
        ("预算.支出决算|亿元(2)", "0.18亿元"),
        ("预算.支出决算|元", "18014248.99元"),
        ("预算.支出决算|较(预算.上年)", "增加53.88%"),
        ("预算.上年|较(预算.支出决算)", "减少35.01%"),
        ("预算.收入|合计", "899.75"),
        ('预算.收入|逐项("收入", "万元")', "财政拨款收入887.5万元、其他收入12.25万元"),
        ("机构|列举", "党政办、财政所"),
        ("机构|个数|中文数字", "两"),
        ("(1 / 3)|百分比", "33.33%"),
        ("日期", "2021年12月31日"),
        ("日期|年月日", "2021年12月31日"),
        ("公开", "是"),
        ("not 公开", "否"),
        ("年度 - 1", "2020"),
        ("年度 * 2", "4042"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 4", "0.25"),
        ("[1, 2]|合计", "3"),
        ("'字'", "字"),
    ],
)
def test_an_expression_yields_its_text(expression: str, text: str) -> None:
    assert written(expression, NAMES) == text


@pytest.mark.parametrize(
    ("expression", "id", "hint"),
    [
        ("预算.支出绝算", "unknown-name", "是不是“支出决算”？"),
        ("预算.支出绝算|万元", "unknown-name", "是不是“支出决算”？"),
        ("毫不相干的名称", "unknown-name", "请核对名称。"),
        ("预算.支出决算|万圆", "unknown-filter", "是不是“万元”？"),
        ("预算.支出决算|全不是", "unknown-filter", "可用：元、"),
        ("1 +", "expression-unreadable", "写法例如"),
        ("预算.收入", "not-one-value", "|合计"),
        ("预算.空着", "not-given", "补填"),
        ("预算.空着|万元", "expression-failed", "核对"),
        ("预算.收入|万元", "expression-failed", "核对"),
        ("预算.支出决算 / 0", "expression-failed", "核对"),
        ("'长' * 999999999", "expression-failed", "核对"),
        ("9 ** 9 ** 9", "expression-forbidden", "只能取数"),
        ("'%999999999d' % 1", "expression-forbidden", "只能取数"),
        ("机构|合计", "expression-failed", "核对"),
        ("'字' + '字'", "expression-failed", "核对"),
        ("无名 + 1", "unknown-name", "请核对名称。"),
        ("机构.__class__.__mro__", "expression-forbidden", "只能取数"),
        ("range(9)", "unknown-name", "请核对名称。"),
    ],
)
def test_an_expression_that_fails_says_why(expression: str, id: str, hint: str) -> None:
    failed = written(expression, NAMES)
    assert isinstance(failed, Failed)
    assert failed.id == id
    assert hint in failed.hint


def test_a_failed_expression_is_told_with_its_line_and_words() -> None:
    prose = Prose(NAMES)
    prose.blocks("好。\n坏{{ 预算.无 }}。", ("成效", 0), 2)
    (finding,) = prose.findings
    assert (finding.path, finding.line, finding.words) == (("成效", 0), 1, "{{ 预算.无 }}")


def test_a_brace_that_is_never_closed_is_told() -> None:
    assert findings("好。\n坏{{ 预算") == [("brace-unclosed", 1)]


def test_what_an_expression_yields_is_never_read_as_markup() -> None:
    names = {"名": "**粗** {{ 年度 }} # [a](b) | \\* <b>"}
    assert lines("{{ 名 }}", names=names) == [f"正文 {names['名']}"]


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("预算.支出决算|较(预算.上年)", ("预算.支出决算", "预算.上年")),
        ("行.得分", ("行.得分",)),
        ("1 + 2", ()),
        ("'a'.b", ()),
        ("坏 +", ()),
    ],
)
def test_the_names_an_expression_asks_for_are_known(
    expression: str, names: tuple[str, ...]
) -> None:
    assert names_in(expression) == names


def test_a_value_is_given_as_it_is() -> None:
    assert value_of("机构", NAMES) == ("党政办", "财政所")


@pytest.mark.parametrize(
    ("level", "number", "text"), [(1, 3, "三、"), (2, 12, "（十二）"), (3, 4, "4."), (4, 5, "（5）"), (6, 1, "（1）")]
)  # fmt: skip
def test_headings_are_numbered_as_official_documents_do(level: int, number: int, text: str) -> None:
    assert numeral(level, number) == text


plain_text = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"], exclude_characters="*#|{\\`[<>\ufffe\uffff"),
    min_size=1,
    max_size=60,
).filter(lambda text: text[0] not in "-+_" and not text[0].isdigit())  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(paragraphs=st.lists(plain_text, min_size=1, max_size=4))
def test_any_words_come_out_as_they_went_in(paragraphs: list[str]) -> None:
    assert lines("\n".join(paragraphs)) == [f"正文 {paragraph}" for paragraph in paragraphs]


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="#*-|{}\\`[]()<>!1. \n\t甲", max_size=80))
def test_no_sign_of_a_text_without_expressions_is_lost(text: str) -> None:
    prose = Prose({})
    blocks = prose.blocks(text.replace("{", "("), ("文",), 2)
    kept = "".join(_line(block) for block in blocks)
    assert text.count("甲") == kept.count("甲")


# ---- the whole manuscript -----------------------------------------------------------------------


def part(manuscript: Manuscript, name: str) -> list[str]:
    return [_line(block) for block in manuscript.parts[name]]


def test_parts_are_numbered_and_led(desk: Desk) -> None:
    manuscript = desk.examine().manuscript
    assert part(manuscript, "职责") == ["正文 1.执行上级决定。", "正文 2.办理民生事项。"]
    assert part(manuscript, "分项目标")[0] == "标题3 1.促进发展"
    assert part(manuscript, "下一步")[0] == "标题2 （三）下一步工作打算"
    assert part(manuscript, "整改措施") == [
        "标题3 1.针对“支付进度偏慢”",
        "正文 （1）按月通报支付进度。",
    ]


@pytest.mark.parametrize(
    ("direction", "target", "unit", "text"),
    [
        ("越高越好", "90", "%", "群众满意率不低于90%"),
        ("越低越好", "5", "件", "群众满意率不高于5件"),
        ("区间", "10-20", "次", "群众满意率在10—20次之间"),
        ("定性", "明显提高", "", "群众满意率：明显提高"),
    ],
)
def test_a_metric_is_a_sentence_by_its_direction(
    desk: Desk, direction: str, target: str, unit: str, text: str
) -> None:
    desk.edit("文字", "方向: 越高越好", f"方向: {direction}")
    desk.edit("文字", "目标值: 90", f"目标值: {target}").edit(
        "文字", '单位: "%"', f'单位: "{unit}"'
    )
    assert text in part(desk.examine().manuscript, "分项目标")[-1]


def test_a_goal_without_metrics_says_nothing_of_them(desk: Desk) -> None:
    text = desk.path("文字").read_text(encoding="utf-8")
    start, end = text.index("      指标:"), text.index("成效:")
    desk.path("文字").write_text(text[:start] + "\n" + text[end:], encoding="utf-8")
    assert part(desk.examine().manuscript, "分项目标")[-1] == "正文 绩效目标：农民收入稳步增长。"


def test_a_part_without_a_next_step_has_no_heading_for_it(desk: Desk) -> None:
    text = desk.path("文字").read_text(encoding="utf-8")
    start, end = text.index("下一步:"), text.index("评价组织:")
    desk.path("文字").write_text(text[:start] + text[end:], encoding="utf-8")
    assert part(desk.examine().manuscript, "下一步") == []


def test_a_units_own_words_replace_the_fragment(desk: Desk) -> None:
    desk.edit(
        "单位",
        "  固定资产总额: 100",
        "  说明: 共有{{ 资产.固定资产总额|万元 }}。\n  固定资产总额: 100",
    )
    assert part(desk.examine().manuscript, "资产") == ["正文 共有100万元。"]


def test_a_duty_that_is_a_table_keeps_its_number(desk: Desk) -> None:
    desk.edit("单位", "  - 执行上级决定。", "  - |\n    | 甲 |\n    |---|\n    | 乙 |")
    assert part(desk.examine().manuscript, "职责")[:2] == ["正文 1.", "表 甲／乙"]


def test_an_empty_item_is_told_at_its_line(desk: Desk) -> None:
    desk.edit("单位", "  - 执行上级决定。", "  -")
    assert desk.rows() == [("empty", "单位", 10)]


def test_a_fragment_that_is_missing_is_reported(desk: Desk) -> None:
    examined = desk.examine()
    card = scoring.score(examined.report, examined.rubric)
    manuscript = narrative.assemble(examined.report, examined.rubric, card, {})
    assert {f.id for f in manuscript.findings} == {"part-empty"}
    assert len(manuscript.findings) == 5


def test_the_scorecards_rows_merge_groups_downwards(desk: Desk) -> None:
    rows = desk.examine().manuscript.rows
    assert [row["一级指标"] for row in rows[:3]] == [
        Merged("投入\n（40分）", False),
        Merged("投入\n（40分）", True),
        Merged("过程\n（40分）", False),
    ]
    assert list(rows[0]) == ["一级指标", "二级指标", "三级指标", "指标解释", "评分标准", "得分"]


def test_the_manuscript_prints_as_text(desk: Desk) -> None:
    text = str(desk.examine().manuscript)
    assert "【职责】\n〔正文〕 1.执行上级决定。" in text
    assert "〔表格〕 宣讲 | 75" in text
    assert "〃 | 〃 | 三公经费变动率（20分）" in text
    assert text.endswith("自评总分 89 良\n")


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("单位", "    - 财政所", "    - 财政{{ 单位.简称 }}所", 16),
        ("单位", "  简称: 试验镇", "  简称: '**试验**镇'", 3),
        ("文字", "目标值: 与上年持平", "目标值: 与{{ 单位.年度 }}持平", 15),
    ],
)
def test_an_expression_where_none_is_read_is_told(
    desk: Desk, file: str, old: str, new: str, line: int
) -> None:
    assert desk.edit(file, old, new).rows() == [("literal-only", file, line)]


def test_a_part_with_nothing_in_it_is_told(desk: Desk) -> None:
    text = desk.path("文字").read_text(encoding="utf-8")
    desk.path("文字").write_text(text[: text.index("问题:")] + "问题: []\n", encoding="utf-8")
    rows = [row for row in desk.rows() if row[0] != "deduction-unexplained"]
    assert rows == [("part-empty", "文字", 46), ("part-empty", "文字", 46)]
