"""Kinds of edits that are met less often: each comes home, or is told with where to change."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from conftest import Desk
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from test_pullback import (
    TEXTS,
    Change,
    Office,
    added,
    deleted,
    found,
    in_front,
    moved,
    replaced,
    retyped,
    said,
)

from generator import readback
from generator.findings import Refused
from generator.pullback import store


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


# ---- what a leader does in Word --------------------------------------------------------------------------


def row_of(document: Any, first: str) -> Any:
    """The row of a table whose first cell says just this."""
    found_rows = (r for t in document.tables for r in t.rows)
    return next(r for r in found_rows if r.cells[0].text == first)._tr


def rows(*change: tuple[str, tuple[str, ...]]) -> Change:
    """The table of running text with a row deleted (no texts) or put behind another."""

    def act(document: Any) -> None:
        for behind, texts in change:
            row = row_of(document, behind)
            if not texts:
                row.getparent().remove(row)
                continue
            new = deepcopy(row)
            for cell, text in zip(new.iterchildren(qn("w:tc")), texts, strict=True):
                holders = list(cell.iter(qn("w:t")))
                holders[0].text = text
            row.addnext(new)

    return act


def emptied(first: str) -> Change:
    """The second cell of a row with nothing in it."""

    def act(document: Any) -> None:
        for piece in list(row_of(document, first)[-1].iter(qn("w:t"))):
            piece.text = ""

    return act


def row_moved(words: str, behind: str) -> Change:
    def act(document: Any) -> None:
        row, other = row_of(document, words), row_of(document, behind)
        other.addnext(row)

    return act


def column(header: str, text: str) -> Change:
    """One column more in the table of running text."""

    def act(document: Any) -> None:
        table = next(t for t in document.tables if t.rows[0].cells[0].text == header)
        for row in table.rows:
            row._tr.append(deepcopy(row.cells[-1]._tc))
        table.rows[0].cells[-1].text = text

    return act


def table(behind: str, *texts: tuple[str, ...]) -> Change:
    def act(document: Any) -> None:
        made = document.add_table(len(texts), len(texts[0]))
        for row, cells in zip(made.rows, texts, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        found(document, behind)._p.addnext(made._tbl)

    return act


def styled(words: str, style: str) -> Change:
    def act(document: Any) -> None:
        found(document, words).style = document.styles[style]

    return act


def drawn(words: str) -> Change:
    """A picture put behind some words."""

    def act(document: Any) -> None:
        found(document, words).add_run()._r.append(
            etree.SubElement(etree.Element("x"), qn("w:pict"))
        )

    return act


def boxed(words: str, text: str) -> Change:
    """A text box with words of its own."""

    def act(document: Any) -> None:
        run = found(document, words).add_run()._r
        box = etree.SubElement(etree.SubElement(run, qn("w:pict")), qn("w:txbxContent"))
        piece = etree.SubElement(
            etree.SubElement(etree.SubElement(box, qn("w:p")), qn("w:r")), qn("w:t")
        )
        piece.text = text

    return act


def listed(behind: str, form: str, *texts: str) -> Change:
    """Paragraphs that Word's own button made a list of."""

    def act(document: Any) -> None:
        last = behind
        for text in texts:
            added(last, text, "公文正文")(document)
            last = text
        numbering = _numbering(document, form)
        for text in texts:
            properties = found(document, text)._p.get_or_add_pPr()
            listing = etree.SubElement(properties, qn("w:numPr"))
            etree.SubElement(listing, qn("w:ilvl")).set(qn("w:val"), "0")
            etree.SubElement(listing, qn("w:numId")).set(qn("w:val"), numbering)

    return act


def _numbering(document: Any, form: str) -> str:
    """A list of a form, of which the document had none."""

    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = (
        f'<w:numbering xmlns:w="{w}"><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0">'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
    part = Part(PackURI("/word/numbering.xml"), kind, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return "5"


def together(*changes: Change) -> Change:
    def act(document: Any) -> None:
        for change in changes:
            change(document)

    return act


# ---- what comes home --------------------------------------------------------------------------------------

HOME: Sequence[tuple[str, Change, str, str]] = [
    ("a row added", rows(("宣讲", ("培训", "12"))), "          | 宣讲 | 75 |", "          | 宣讲 | 75 |\n          | 培训 | 12 |"),
    ("a row behind the header", together(rows(("宣讲", ("培训", "12"))), row_moved("培训", "项目")), "          | --- | --- |", "          | --- | --- |\n          | 培训 | 12 |"),
    ("a row deleted", rows(("宣讲", ())), "          | 宣讲 | 75 |\n", ""),
    ("a bar in a cell", rows(("宣讲", ("甲|乙", "12"))), "          | 宣讲 | 75 |", "          | 宣讲 | 75 |\n          | 甲\\|乙 | 12 |"),
    ("a cell emptied", emptied("宣讲"), "          | 宣讲 | 75 |", "          | 宣讲 |  |"),
    ("a paragraph copied behind itself", added("项目稳步推进", "项目稳步推进。"), "    内容: 项目稳步推进。", "    内容: |\n      项目稳步推进。\n      项目稳步推进。"),
    ("a row copied behind itself", rows(("宣讲", ("宣讲", "75"))), "          | 宣讲 | 75 |", "          | 宣讲 | 75 |\n          | 宣讲 | 75 |"),
    ("a new table", table("引进项目", ("项目", "投资"), ("甲", "3")), "      内容: 引进项目。", "      内容: |\n        引进项目。\n        | 项目 | 投资 |\n        | --- | --- |\n        | 甲 | 3 |"),
    ("a list by Word's button", listed("引进项目", "bullet", "甲项目", "乙项目"), "      内容: 引进项目。", "      内容: |\n        引进项目。\n        - 甲项目\n        - 乙项目"),
    ("a numbered list by Word's button", listed("引进项目", "decimal", "甲项目", "乙项目"), "      内容: 引进项目。", "      内容: |\n        引进项目。\n        1. 甲项目\n        2. 乙项目"),
    ("a dash typed", added("引进项目", "——甲项目"), "      内容: 引进项目。", "      内容: |\n        引进项目。\n        - 甲项目"),
    ("an item's number typed over", replaced("（2）", "（3）"), "          2. 第二项", "          3. 第二项"),
    ("an item made a paragraph", retyped("（2）第二项", ("第二项", False)), "          2. 第二项", "          第二项"),
    ("a paragraph made a heading", styled("引进项目", "heading 4"), "      内容: 引进项目。", "      内容: \"# 引进项目。\""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "line", "becomes"), [pytest.param(*h[1:], id=h[0]) for h in HOME]
)
def test_it_comes_home(office: Office, change: Change, line: str, becomes: str) -> None:
    before = office.text()
    docx = office.edited(change)
    pulled = office.pull(docx)
    assert pulled.findings == ()
    store(pulled, docx, office.folder, lambda: None)
    assert office.text() == before.replace(line, becomes)
    assert office.pull(docx).files == {}


def test_numbers_that_are_given_anew_are_no_edits(office: Office) -> None:
    def renumbered(document: Any) -> None:
        found(document, "经济发展").runs[0].text = "（三）"
        found(document, "办理民生").runs[0].text = "3."

    pulled = office.pull(office.edited(renumbered))
    assert (pulled.edits, pulled.findings, pulled.files) == ((), (), {})


def test_a_text_printed_twice_comes_home_from_either_place(office: Office) -> None:
    def second(document: Any) -> None:
        paragraph = next(p for p in document.paragraphs if p.text.endswith("偏慢”"))
        run = next(r for r in paragraph.runs if "偏慢" in r.text)
        run.text = run.text.replace("偏慢", "较慢")

    assert [e.after for e in office.pull(office.edited(second)).edits] == ["1.针对“支付进度较慢”"]
    docx = office.edited(second, replaced("支付进度偏慢", "支付太慢"))
    assert [f.id for f in office.pull(docx).findings] == ["edited-twice"]


def test_a_moved_paragraph_takes_its_figures_along(office: Office) -> None:
    pulled = office.pull(office.edited(moved("第一段，支出", "项目稳步推进")))
    text = pulled.files[office.desk.path("文字")].decode()
    assert "      项目稳步推进。\n      第一段，支出{{ 预算.支出决算|万元 }}。\n" in text


# ---- what is told ---------------------------------------------------------------------------------------------


def heading_gone(document: Any) -> None:
    deleted("（四）资产情况")(document)


def header(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = "内部资料"


TOLD: Sequence[tuple[str, Change, str, str, str]] = [
    ("a picture in a text", drawn("引进项目"), "not-returned", "文字", "图片"),
    ("a picture in words of the template", drawn("（四）资产情况"), "not-returned", "部门整体支出绩效评价报告", "图片"),
    ("a text box", boxed("引进项目", "重点看这里"), "not-returned", "部门整体支出绩效评价报告", "文本框里写了“重点看这里”"),
    ("a header", header, "not-returned", "部门整体支出绩效评价报告", "内部资料"),
    ("a table of another shape", column("项目", "备注"), "table-reshaped", "文字", "列数"),
    ("a heading too high", styled("引进项目", "heading 2"), "not-returned", "文字", "自己改"),
    ("a heading of the template gone", heading_gone, "fixed-edited", "部门整体支出绩效评价报告", "删去了"),
    ("words of the template moved", in_front("一、基本概况", "（四）资产情况"), "entry-moved", "", "（四）资产情况"),
    ("the only paragraph of a shared text gone", deleted("固定资产总额"), "not-returned", "单位", "通用文字"),
    ("words before a label", retyped("工作任务：", ("特别说明：工作任务：调整产业结构。", False)), "not-returned", "文字", "特别说明"),
    ("a paragraph that belongs nowhere", added("一、基本概况", "写在哪里？", "公文正文"), "nowhere-to-put", "试验镇-2021", "写在哪里？"),
    ("a shared text", replaced("对照本地财政部门", "对照县财政局"), "fragment-edited", "评价结论", "共用"),
    ("a score's reason", replaced("民生事项全部", "民生大事全部"), "calculated-edited", "评分", ""),
    ("a date", replaced("2021年12月31日", "2022年1月5日"), "calculated-edited", "单位", "落款日期"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "id", "file", "words"), [pytest.param(*t[1:], id=t[0]) for t in TOLD]
)
def test_it_is_told(desk: Desk, change: Change, id: str, file: str, words: str) -> None:
    if words == "":
        desk.edit("单位", "  落款日期: 2021-12-31\n", "  落款日期: 2021-12-31\n  得分情况: 是\n")
    office = Office(desk)
    pulled = office.pull(office.edited(change))
    assert (id, file) in [
        (f.id, Path(f.place.file).stem if f.place else "") for f in pulled.findings
    ]
    assert any(words in f.message + f.hint for f in pulled.findings)
    assert pulled.files == {}


# ---- the scoring table --------------------------------------------------------------------------------------


def score_cell(indicator: str, column: int, text: str) -> Change:
    def act(document: Any) -> None:
        row = next(r for r in document.tables[-1].rows if any(indicator in c.text for c in r.cells))
        paragraphs = row.cells[column].paragraphs
        paragraphs[0].runs[0].text = text
        for other in [*paragraphs[0].runs[1:], *(r for p in paragraphs[1:] for r in p.runs)]:
            other.text = ""

    return act


def score_row_gone(document: Any) -> None:
    row = next(r for r in document.tables[-1].rows if any("社会效益" in c.text for c in r.cells))
    row._tr.getparent().remove(row._tr)


@pytest.mark.parametrize(
    ("change", "id"),
    [
        (score_cell("社会效益", 2, "经济效益（20分）"), "rubric-edited"),
        (score_cell("在职人员控制率", 3, "另一种说法"), "rubric-edited"),
        (score_cell("指标名称", 3, "别的"), "fixed-edited"),
        (score_row_gone, "score-rows-edited"),
    ],
)
def test_what_the_rubric_says_is_told_with_its_line(
    office: Office, change: Change, id: str
) -> None:
    pulled = office.pull(office.edited(change))
    assert ([f.id for f in pulled.findings], pulled.files) == ([id], {})
    assert pulled.findings[0].place is not None


def test_papers_in_the_table_go_to_the_answers(desk: Desk) -> None:
    desk.edit(
        "试验",
        "  依据: 试验办法第一条\n  等级",
        "  依据: 试验办法第一条\n  附加列: [佐证, 扣分原因]\n  等级",
    )
    office = Office(desk)
    pulled = office.home(score_cell("制度健全", -2, "财务制度汇编（修订）"))
    assert [e.path for e in pulled.edits] == ["评分/制度健全"]
    assert "    佐证:\n      - 财务制度汇编（修订）\n" in office.text("评分")


# ---- what can't be read -----------------------------------------------------------------------------------------


def test_edits_that_the_data_can_not_hold_are_told_and_nothing_is_written(office: Office) -> None:
    pulled = office.pull(
        office.edited(
            deleted("支付进度偏慢"), *(deleted(w) for w in ("年底集中", "偏慢”", "按月通报"))
        )
    )
    assert [e.kind for e in pulled.edits] == ["删"]
    assert "part-empty" in [f.id for f in pulled.after.findings]


def test_a_unit_that_can_not_be_read_is_refused(office: Office) -> None:
    docx = office.edited(replaced("重点", "难点"))
    office.desk.edit("单位", "  简称: 试验镇", "  简称：试验镇")
    with pytest.raises(Refused):
        office.pull(docx)


# ---- for all texts ------------------------------------------------------------------------------------------------

WRITTEN = st.lists(TEXTS, min_size=1, max_size=4).map("\n".join)


@pytest.mark.unmeasured
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(WRITTEN, min_size=3, max_size=3))
def test_whatever_stands_in_a_text_an_unedited_report_gives_nothing(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("office"))
    for old, text in zip(
        ("    内容: 项目稳步推进。", "      内容: 引进项目。", "  总体: 全镇经济持续健康发展。"),
        texts,
        strict=True,
    ):
        indent = " " * (len(old) - len(old.lstrip()) + 2)
        block = "\n".join(f"{indent}{line}" for line in text.split("\n"))
        desk.edit("文字", old, f"{old.split(':')[0]}: |\n{block}")
    if any(finding.stops for finding in desk.findings()):
        return
    office = Office(desk)
    pulled = office.pull(office.report.read_bytes())
    assert (pulled.edits, pulled.conflicts, pulled.findings, pulled.files) == ((), (), (), {})


def test_what_is_said_of_an_edited_report_is_what_stands_in_it(office: Office) -> None:
    docx = office.edited(replaced("重点", "难点"))
    assert "第二段有难点。" in said(docx)
    assert readback.read(docx).revisions == ()


def test_a_paragraph_put_before_a_labelled_one_is_told(office: Office) -> None:
    pulled = office.pull(office.edited(added("1.促进发展", "先写一段。", "公文正文")))
    assert [f.id for f in pulled.findings] == ["fixed-edited"]
    assert "工作任务：" in pulled.findings[0].message


def test_a_heading_typed_into_the_middle_of_a_text_is_told(office: Office) -> None:
    pulled = office.pull(office.edited(added("第一段，支出", "（三）中间的标题", "heading 2")))
    assert ([f.id for f in pulled.findings], pulled.files) == (["nowhere-to-put"], {})


def test_rows_moved_and_edited_come_home_once(office: Office) -> None:
    office.desk.edit(
        "文字",
        "          | 宣讲 | 75 |\n",
        "          | 宣讲 | 75 |\n          | 培训 | 12 |\n          | 走访 | 30 |\n",
    )
    office.report = office.desk.generate(office.report.with_name("二.docx")).stored.path
    docx = office.edited(row_moved("宣讲", "走访"), replaced("培训", "大培训"))
    pulled = office.pull(docx)
    store(pulled, docx, office.folder, lambda: None)
    table = "          | 大培训 | 12 |\n          | 走访 | 30 |\n          | 宣讲 | 75 |\n"
    assert table in office.text()
    assert (office.pull(docx).edits, office.pull(docx).files) == ((), {})


def test_a_list_turned_round_comes_home_once(desk: Desk) -> None:
    desk.edit(
        "单位",
        "  - 办理民生事项。\n",
        "  - 办理民生事项。\n  - 维护社会稳定。\n  - 发展集体经济。\n",
    )
    office = Office(desk)
    turned = [
        moved("维护社会", "发展集体"),
        moved("办理民生", "维护社会"),
        moved("执行上级", "办理民生"),
    ]
    docx = office.edited(*turned)
    pulled = office.pull(docx)
    store(pulled, docx, office.folder, lambda: None)
    duties = "  - 发展集体经济。\n  - 维护社会稳定。\n  - 办理民生事项。\n  - 执行上级决定。\n"
    assert duties in office.text("单位")
    assert (office.pull(docx).edits, office.pull(docx).files) == ((), {})
