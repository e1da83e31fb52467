"""Filling Word templates: every text arrives whole, every mistake is told with its place."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from conftest import Desk
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from word import NAMESPACE, SHIPPED, body, changed, paragraph, table

from generator import readback, template
from generator.findings import Refused
from generator.narrative import Block, Manuscript, Merged, Span, Table

W = f"{{{NAMESPACE}}}"
HOSTILE = [
    "A&B <甲> \"乙\" '丙'", "{{ 名 }} {% for %} {# #}", "{_{ }_} {_% %_}", "]]> <![CDATA[", "&amp;&lt;",
    "𠮷𬨎𪚥", "<?jx 0?>", "<w:p/>", "\ue000\ufffd", "一\t二\n三", "  首尾空格  ", "\u200b\u2028\x85",
]  # fmt: skip


def manuscript(**fields: Any) -> Manuscript:
    parts = {name: value for name, value in fields.items() if isinstance(value, tuple)}
    return Manuscript(parts, (), "0", {"评分表": {}, **fields}, {"title": "题"}, False, ())


def block(text: str, kind: str = "正文", *path: str) -> Block:
    return Block(kind, (Span(text),), path)


def filled(form: bytes, **fields: Any) -> readback.Reading:
    return readback.read(template.fill(form, manuscript(**fields)))


def texts(reading: readback.Reading) -> list[str]:
    return [p.text for p in reading.paragraphs()]


def refused(form: bytes, **fields: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(Refused) as caught:
        template.fill(form, manuscript(**fields))
    return [(f.id, f.message, f.hint) for f in caught.value.findings]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_arrives_whole_whatever_signs_it_holds(text: str) -> None:
    form = body("前{{ 名 }}后{{ 名 }}。", "{{p 段 }}", table(("{{ 名 }}", "{{p 段 }}")))
    reading = filled(form, 名=text, 段=(block(text, "正文", "段"),))
    assert texts(reading) == [f"前{text}后{text}。", text, text, text]


@settings(max_examples=40, deadline=None)
@given(
    text=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff\r\v\f")
    ).map(lambda t: "".join(c for c in t if c >= " " or c in "\t\n"))
)
def test_any_text_survives_filling_and_reading(text: str) -> None:
    reading = filled(body("{{ 名 }}", "{{p 段 }}"), 名=text, 段=(block(text),))
    assert texts(reading) == [text, text]


def test_fifty_thousand_signs_arrive(desk: Desk) -> None:
    long = "长" * 50_000
    assert texts(filled(body("{{ 名 }}"), 名=long)) == [long]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("959.760"), "959.76"),
        (2021, "2021"),
        (None, ""),
        (True, "True"),
        ("", ""),
        (date(2021, 1, 2), "2021年1月2日"),
    ],
)
def test_a_value_is_printed_as_official_documents_write_it(value: Any, text: str) -> None:
    assert texts(filled(body("{{ 名 }}"), 名=value)) == [text]


def test_a_tag_split_over_runs_is_one_tag() -> None:
    assert texts(
        filled(body(paragraph("前{", "{ 单位.", "名称 }", "}后")), 单位={"名称": "镇"})
    ) == ["前镇后"]


def test_filters_and_conditions_work_in_templates() -> None:
    form = body(
        "{{ 数|万元(1) }}", "{%p if 数 > 1 %}", "大", "{%p else %}", "小", "{%p endif %}", "{{ 数|个数 if 无 else '无' }}"
    )  # fmt: skip
    assert texts(filled(form, 数=Decimal("2.25"), 无="")) == ["2.3万元", "大", "无"]


def test_blocks_take_the_styles_of_the_template() -> None:
    kinds = ("标题1", "标题2", "标题3", "标题4", "正文", "列表", "评分")
    reading = filled(body("{{p 段 }}"), 段=tuple(block(kind, kind) for kind in kinds))
    styles = {p.text: p.style for p in reading.paragraphs()}
    assert styles == {kind: template.STYLES[kind] for kind in kinds}


def test_an_empty_part_leaves_no_paragraph_but_a_cell_keeps_one() -> None:
    reading = filled(body("前", "{{p 段 }}", "后", table(("{{p 段 }}",))), 段=())
    assert texts(reading) == ["前", "后", ""]


def test_a_plain_text_may_stand_where_blocks_do() -> None:
    (only,) = filled(body("{{p 名 }}"), 名="甲").paragraphs()
    assert (only.style, only.text) == ("公文正文", "甲")


def test_bold_is_a_style_of_the_template() -> None:
    part = (Block("正文", (Span("轻"), Span("重", bold=True))),)
    docx = template.fill(body("{{p 段 }}"), manuscript(段=part))
    runs = etree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml")).iter(
        f"{W}r"
    )
    bold = [r.find(f"{W}rPr/{W}rStyle") is not None for r in runs]
    assert bold == [False, True]


def test_a_table_in_running_text_has_a_header_and_widths_by_its_words() -> None:
    rows = ((block("建设单位名称很长", "表格"), block("数", "表格")), (block("甲", "表格"),))
    docx = template.fill(body("{{p 段 }}"), manuscript(段=(Table(rows),)))
    (read,) = readback.read(docx).tables()
    assert [[cell.text for cell in row] for row in read] == [["建设单位名称很长", "数"], ["甲"]]
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml"))
    assert [g.get(f"{W}w") for g in root.iter(f"{W}gridCol")] == ["5896", "2948"]
    assert len(list(root.iter(f"{W}tblHeader"))) == 1


def test_cells_merge_downwards_as_the_values_say() -> None:
    form = body(
        table(
            ("{%tr for 行 in 行们 %}", ""), ("{{ 行.组 }}", "{{ 行.名 }}"), ("{%tr endfor %}", "")
        )
    )
    rows = tuple({"组": Merged("甲组", i not in (0, 3)), "名": str(i)} for i in range(5))
    (read,) = filled(form, 行们=rows).tables()
    assert [(row[0].text, row[0].continues) for row in read] == [
        ("甲组", False), ("", True), ("", True), ("甲组", False), ("", True),
    ]  # fmt: skip


def test_a_merged_cell_without_properties_gets_them() -> None:
    bare = table(("{%tr for 行 in 行们 %}",), ("{{ 行.组 }}",), ("{%tr endfor %}",)).replace(
        '<w:tcPr><w:tcW w:w="1000" w:type="dxa"/></w:tcPr>', ""
    )
    (read,) = filled(
        body(bare), 行们=({"组": Merged("甲", False)}, {"组": Merged("甲", True)})
    ).tables()
    assert [row[0].continues for row in read] == [False, True]


def test_a_merged_value_outside_a_table_is_just_its_text() -> None:
    assert texts(filled(body("{{ 组 }}"), 组=Merged("甲", False))) == ["甲"]


def test_values_may_stand_in_attributes_as_docxtpl_allows() -> None:
    form = body(table(("{% colspan 宽 %}{{ 名 }}",)))
    ((row,),) = filled(form, 宽=2, 名="甲").tables()
    assert (row[0].span, row[0].text) == (2, "甲")


def test_headers_and_footers_are_filled(desk: Desk) -> None:
    form = changed(
        "word/footer-portrait-default.xml", lambda xml: xml.replace("—", "{{ 单位.名称 }}", 1)
    )
    docx = template.fill(form, desk.examine().manuscript)
    footer = zipfile.ZipFile(io.BytesIO(docx)).read("word/footer-portrait-default.xml").decode()
    assert "试验镇人民政府" in footer
    assert "jx" not in footer


def test_paragraphs_from_data_carry_their_path_and_unique_marks() -> None:
    part = (block("甲", "正文", "成效", "0"), block("乙", "正文", "成效", "0"), block("丙"))
    docx = template.fill(body("{{p 段 }}"), manuscript(段=part))
    assert [p.path for p in readback.read(docx).paragraphs()] == ["成效/0", "成效/0", ""]
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml"))
    names = [str(b.get(f"{W}name")) for b in root.iter(f"{W}bookmarkStart")]
    assert len(set(names)) == 2
    assert all(n.startswith("_jx_") and n.isascii() and len(n) <= 40 for n in names)


def test_a_mark_stands_before_the_words_and_holds_none_of_them() -> None:
    docx = template.fill(body("{{p 段 }}"), manuscript(段=(block("甲", "正文", "段"),)))
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml"))
    tags = [etree.QName(e).localname for e in next(root.iter(f"{W}p"))]
    assert tags == ["pPr", "bookmarkStart", "bookmarkEnd", "r"]


def test_equal_input_gives_equal_bytes(desk: Desk) -> None:
    manuscript = desk.examine().manuscript
    first = template.fill(SHIPPED.read_bytes(), manuscript)
    assert template.fill(SHIPPED.read_bytes(), desk.examine().manuscript) == first


def test_properties_name_the_report_and_its_unit(desk: Desk) -> None:
    docx = template.fill(SHIPPED.read_bytes(), desk.examine().manuscript)
    core = zipfile.ZipFile(io.BytesIO(docx)).read("docProps/core.xml").decode()
    for words in (
        "试验镇人民政府2021年部门整体支出绩效评价报告",
        "部门整体支出绩效评价<",
        "2021-12-31T00:00:00Z",
    ):
        assert words in core


def test_the_annex_can_stand_before_the_body(desk: Desk) -> None:
    before = replace(desk.examine().manuscript, annex_first=True)
    docx = template.fill(SHIPPED.read_bytes(), before)
    words = texts(readback.read(docx))
    assert words[0] == "附件3"
    assert words.index("附件3") < words.index("一、基本概况")
    sections = list(
        etree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml")).iter(
            f"{W}sectPr"
        )
    )
    sizes = [s.find(f"{W}pgSz").get(f"{W}w") for s in sections]  # type: ignore[union-attr]
    assert sizes == ["16838", "11906"]


def test_a_template_of_one_section_has_no_annex_to_move() -> None:
    docx = template.fill(body("{{ 名 }}"), replace(manuscript(名="甲"), annex_first=True))
    assert texts(readback.read(docx)) == ["甲"]


@pytest.mark.parametrize(
    ("elements", "id", "message", "hint"),
    [
        (["{{ 单位.名字 }}"], "template-field-unknown", "模板第1段要填“单位.名字”，没有“名字”这个字段。", "是不是“名称”？"),
        (["甲", "{{ 毫不相干的字段 }}"], "template-field-unknown", "模板第2段要填“毫不相干的字段”，没有“毫不相干的字段”这个字段。", "可用：单位、段、评分表。"),
        ([table(("甲", "乙"), ("丙", "{{ 丁 }}"))], "template-field-unknown", "模板第1个表第2行第2格要填“丁”，没有“丁”这个字段。", ""),
        (["{%p for 项 in 段 %}", "{{ 项 }}"], "template-loop-unclosed", "模板第1段的“{% for %}”没有收尾。", "请补上 {% endfor %}。"),
        (["{%p if 段 %}"], "template-loop-unclosed", "模板第1段的“{% if %}”没有收尾。", "请补上 {% endif %}。"),
        (["{%p endfor %}"], "template-loop-unopened", "模板第1段的“{% endfor %}”前面没有配对的开头。", ""),
        (["{{ 单位.名称 "], "template-tag-broken", "模板第1段的“{{ 单位.名称”里有不成对的“{{”。", ""),
        (["{{ 单位. }}"], "template-field-unreadable", "模板第1段的“单位.”看不懂。", "字段写成 {{ 名称 }}。"),
        (["{% macro x() %}"], "template-tag-unknown", "模板第1段的“{% macro %}”看不懂。", ""),
        (["甲{{ 段 }}乙"], "template-field-misplaced", "这里要印的是成段的内容，字段应单独占一段并写成 {{p 名称 }}。", ""),
    ],
)  # fmt: skip
def test_a_mistake_in_a_template_is_told_with_its_place(
    elements: list[str], id: str, message: str, hint: str
) -> None:
    found = refused(body(*elements), 单位={"名称": "镇"}, 段=(block("甲"),))
    assert (id, message) in [(i, m) for i, m, _ in found]
    assert any(hint in h for i, _, h in found if i == id)


def test_a_condition_may_use_any_known_field() -> None:
    form = body("{%p if 单位.名称 %}", "甲", "{%p elif 单位.简称 %}", "乙", "{%p endif %}")
    assert texts(filled(form, 单位={"名称": "", "简称": "镇"})) == ["乙"]


def test_loops_may_hold_loops() -> None:
    form = body(
        "{%p for 甲 in 外 %}",
        "{%p for 乙 in 甲.内 %}",
        "{{ 甲.名 }}{{ 乙.名 }}",
        "{%p endfor %}",
        "{%p endfor %}",
    )
    outer = ({"名": "一", "内": ({"名": "a"}, {"名": "b"})}, {"名": "二", "内": ()})
    assert texts(filled(form, 外=outer)) == ["一a", "一b"]


def test_an_unknown_field_inside_a_loop_is_found() -> None:
    form = body("{%p for 甲 in 外 %}", "{{ 甲.明 }}", "{%p endfor %}")
    assert (
        "template-field-unknown" in {i for i, _, _ in refused(form, 外=({"名": "一"},))}
    ) is True


def test_a_missing_style_is_named() -> None:
    form = changed(
        "word/styles.xml",
        lambda xml: xml.replace('"公文正文"', '"正文甲"').replace('"heading 2"', '"x"'),
        body("{{ 名 }}"),
    )
    assert refused(form, 名="甲") == [
        (
            "template-style-missing",
            f"模板里没有样式“{name}”。",
            "请从自带的模板里复制这个样式，名称要一致。",
        )
        for name in ("标题 2", "公文正文")
    ]


def test_a_style_without_a_name_is_passed_over() -> None:
    form = changed(
        "word/styles.xml",
        lambda xml: xml.replace("</w:styles>", '<w:style w:styleId="x"/></w:styles>'),
    )
    assert template.check(form, manuscript(评分表={})) == template.check(
        SHIPPED.read_bytes(), manuscript(评分表={})
    )


@pytest.mark.parametrize("raw", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_a_file_that_is_no_word_document_is_refused(raw: bytes) -> None:
    assert [i for i, _, _ in refused(raw)] == ["template-not-docx"]
    assert [f.id for f in template.check(raw, manuscript())] == ["template-not-docx"]


def test_a_zip_of_something_else_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("a.txt", "a")
    assert [i for i, _, _ in refused(target.getvalue())] == ["template-not-docx"]


def test_what_only_filling_shows_is_told_with_the_words_around() -> None:
    found = refused(body("甲", "乙{{ 数.一.二 }}"), 数={"一": "字"})
    assert found == [
        ("template-unreadable", "模板填写不下去。", "请核对循环、条件和字段的写法。"),
    ]


@pytest.mark.parametrize(
    ("filter", "hint"), [("万圆", "是不是“万元”？"), ("全不是", "可用：元、万元、")]
)
def test_an_unknown_filter_is_told_with_its_place(filter: str, hint: str) -> None:
    ((id, message, said),) = refused(body("甲", "{{ 数|" + filter + " }}"), 数=Decimal(1))
    assert (id, message) == (
        "template-filter-unknown",
        f"模板第2段用了“{filter}”，没有这个过滤器。",
    )
    assert hint in said


def test_the_engines_own_functions_and_filters_work_too() -> None:
    form = body("{%p for 号 in range(2) %}", "{{ 号 + 1 }}{{ 名|upper }}", "{%p endfor %}")
    assert texts(filled(form, 名="a")) == ["1A", "2A"]


def test_a_broken_statement_is_told_with_the_words_around() -> None:
    found = refused(body("甲", "{% else %}丙"), 名="字")
    assert [i for i, _, _ in found] == ["template-unreadable"]
    assert "丙" in found[0][1]


def test_a_part_nobody_prints_is_a_warning(desk: Desk) -> None:
    form = changed("word/document.xml", lambda xml: xml.replace("{{p 资产 }}", ""))
    (finding,) = template.check(form, desk.examine().manuscript)
    assert (finding.id, finding.stops) == ("template-part-unused", False)
    assert "资产" in finding.message


def test_the_shipped_template_asks_for_nothing_unknown(desk: Desk) -> None:
    assert template.check(SHIPPED.read_bytes(), desk.examine().manuscript) == []


def test_the_fields_of_a_template_are_listed_with_their_places() -> None:
    asked = template.fields(
        body("{{ 甲.乙 }}和{{ 丙 }}", "{%p if 丁 %}", "{%p endif %}", table(("{{p 戊 }}",)))
    )
    assert [(a.where, a.expression) for a in asked] == [
        ("第1段", "甲.乙"), ("第1段", "丙"), ("第1个表第1行第1格", "戊"),
    ]  # fmt: skip
