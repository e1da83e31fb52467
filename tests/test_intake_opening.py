"""Opening an old document: everything a reader sees is there, numbers as Word prints them."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import tool
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from old_documents import DOCUMENTS
from word import body, changed

from generator import pdf
from generator.findings import Refused
from generator.intake.converting import docx_from
from generator.intake.numbering import formatted
from generator.intake.opening import opened
from generator.intake.symbols import symbol
from generator.intake.typed import Cell, Document, Grid, Line

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)


def document(*elements: str, parts: Mapping[str, str] | None = None) -> Document:
    """A document of these elements; ``parts``: XML that stands for parts of the shipped one."""
    raw = changed("word/document.xml", _declared, body(*elements))
    for name, xml in (parts or {}).items():
        raw = with_part(raw, name, xml)
    return opened(raw, "旧报告.docx")


def _declared(xml: str) -> str:
    start = xml.index("<w:body>")
    return f"<w:document {NS}>{xml[start:]}"


def with_part(raw: bytes, name: str, xml: str) -> bytes:
    """A docx with a part put in or replaced, related to the main one by its name."""
    target = io.BytesIO()
    kind = "".join(c for c in name.rpartition("/")[2].removesuffix(".xml") if c.isalpha())
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = (
        f'<Relationship Id="rIdT{kind}" Type="{base}/{kind}" Target="{name.partition("/")[2]}"/>'
    )
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for each in source.namelist():
            content = source.read(each)
            if each.endswith("document.xml.rels") and name not in source.namelist():
                content = content.replace(
                    b"</Relationships>", f"{relation}</Relationships>".encode()
                )
            if each != name:
                package.writestr(each, content)
        package.writestr(name, xml)
    return target.getvalue()


def p(inner: str, properties: str = "") -> str:
    """A paragraph of raw XML."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def r(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def texts(read: Document) -> list[str]:
    return [line.text for line in read.lines()]


def ids(read: Document) -> list[str]:
    return [finding.id for finding in read.findings]


# ---- nothing is lost ---------------------------------------------------------------------------


def walked(raw: bytes) -> Counter[str]:
    """Every character of every w:t of the body, counted without regard to this program."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return Counter("".join("".join(t.text or "" for t in root.iter(f"{W}t")).split()))


def kept(read: Document) -> Counter[str]:
    """Every character of a document without its automatic numbers; a merged cell counts once."""
    found: list[str] = []
    for each in read.body:
        if isinstance(each, Line):
            found.append(each.text.removeprefix(each.automatic))
        else:
            cells = {cell.where: cell for row in each.rows for cell in row}
            found += [cell.text for cell in cells.values()]
    return Counter("".join("".join(found).split()))


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_character_of_an_old_report_is_read(name: str) -> None:
    raw = DOCUMENTS[name]()
    assert kept(opened(raw, name)) == walked(raw)


WORDS = st.text(st.sampled_from("职责资产预算一二（）、。12 "), max_size=8)
INLINE = st.recursive(
    WORDS.map(r),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("".join),
        inner.map(lambda x: f"<w:hyperlink>{x}</w:hyperlink>"),
        inner.map(lambda x: f'<w:smartTag w:element="a">{x}</w:smartTag>'),
        inner.map(lambda x: f"<w:sdt><w:sdtContent>{x}</w:sdtContent></w:sdt>"),
        inner.map(lambda x: f'<w:ins w:id="1" w:author="张三">{x}</w:ins>'),
        inner.map(lambda x: f'<w:fldSimple w:instr="REF a">{x}</w:fldSimple>'),
        inner.map(
            lambda x: (
                f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p(x)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
            )
        ),
    ),
    max_leaves=6,
)
CELLS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(["", "<w:vMerge/>", '<w:vMerge w:val="restart"/>']),
        INLINE,
    ),
    min_size=1,
    max_size=4,
)


def _table(rows: list[list[tuple[int, str, str]]]) -> str:
    def cell(span: int, merge: str, inner: str) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>{p(inner)}</w:tc>'

    made = "".join(f"<w:tr>{''.join(cell(*each) for each in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{made}</w:tbl>"


BLOCKS = st.one_of(
    INLINE.map(p),
    st.lists(CELLS, min_size=1, max_size=3).map(_table),
    INLINE.map(lambda x: f"<w:sdt><w:sdtContent>{p(x)}</w:sdtContent></w:sdt>"),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=5))
def test_no_character_is_lost_and_every_table_is_a_rectangle(blocks: list[str]) -> None:
    raw = changed("word/document.xml", _declared, body(*blocks))
    read = opened(raw, "旧报告.docx")
    assert kept(read) == walked(raw)
    for grid in read.grids():
        assert len({len(row) for row in grid.rows}) == 1
        for row in grid.rows:
            for cell in row:
                down, across = cell.origin
                assert grid.rows[down][across] == cell


# ---- text --------------------------------------------------------------------------------------

SEEN = {
    "split runs": (r("一、基") + r("本情况"), "一、基本情况"),
    "deleted text": (f'{r("编制")}<w:del w:id="1"><w:r><w:delText>删</w:delText></w:r></w:del>{r("数")}', "编制数"),
    "inserted text": (f'<w:ins w:id="1">{r("新增")}</w:ins>', "新增"),
    "moved text": (f'<w:moveFrom w:id="1">{r("旧")}</w:moveFrom><w:moveTo w:id="2">{r("处")}</w:moveTo>', "处"),
    "hidden text": (r("编") + r("隐藏", "<w:vanish/>") + r("制", '<w:vanish w:val="0"/>'), "编制"),
    "tabs and breaks": ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:cr/><w:t>丁</w:t></w:r>", "甲\t乙\n丙\n丁"),
    "a page break": ('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>', "甲乙"),
    "hyphens": ("<w:r><w:t>0310</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>555</w:t></w:r>", "0310\u2011555"),
    "a sign of Wingdings": ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
    "a sign that is no sign": ('<w:r><w:t>甲</w:t><w:sym w:font="Wingdings" w:char="zz"/></w:r>', "甲"),
    "a field": (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("2021年") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "2021年",
    ),
    "a field inside a field's code": (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("暗") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("明") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "明",
    ),
    "words over words": (f"<w:r><w:ruby><w:rt>{r('pu')}</w:rt><w:rubyBase>{r('浦')}</w:rubyBase></w:ruby></w:r>", "pu浦"),
    "an equation": (f"{r('率')}<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>", "率a+b"),
    "one of two copies": (
        f"<mc:AlternateContent><mc:Choice Requires=\"wps\">{r('新')}</mc:Choice><mc:Fallback>{r('旧')}</mc:Fallback></mc:AlternateContent>",
        "新",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SEEN)
def test_text_is_what_a_reader_sees(case: str) -> None:
    inner, seen = SEEN[case]
    assert [line.text for line in document(p(inner)).body if isinstance(line, Line)] == [seen]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    first = p(r("一、基本"), '<w:rPr><w:del w:id="1"/></w:rPr>')
    assert texts(document(first, p(r("情况")))) == ["一、基本情况"]


def test_a_text_box_stands_behind_its_paragraph_as_lines_of_their_own() -> None:
    box = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p(r('注'))}{_table([[(1, '', r('格'))]])}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    read = document(p(r("首段")), p(r("正文") + box), p(r("后文")))
    shown = [(e.where, e.text if isinstance(e, Line) else e.rows[0][0].text) for e in read.body]
    assert shown == [
        ("第1段", "首段"),
        ("第2段", "正文"),
        ("第2段的文本框", "注"),
        ("第1个表", "格"),
        ("第3段", "后文"),
    ]
    assert ids(read) == []


def test_blank_paragraphs_are_lines_too() -> None:
    read = document("甲", p(""), "乙")
    assert [line.text for line in read.body if isinstance(line, Line)] == ["甲", "", "乙"]
    assert [line.where for line in read.lines()] == ["第1段", "第3段"]


# ---- words that nobody sees ---------------------------------------------------------------------

HIDE = "<w:vanish/>"
STYLED_AWAY = {
    "word/styles.xml": f"<w:styles {NS}>"
    f'<w:style w:type="character" w:styleId="c"><w:name w:val="暗"/><w:rPr>{HIDE}</w:rPr></w:style>'
    f'<w:style w:type="paragraph" w:styleId="p"><w:name w:val="底"/><w:rPr>{HIDE}</w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="q"><w:name w:val="面"/><w:basedOn w:val="p"/></w:style>'
    "</w:styles>"
}
GONE = "修订中删去的文字"


def struck(text: str, who: str = 'w:author="李明" w:date="2021-03-02T09:30:00Z"') -> str:
    return f'<w:del w:id="1" {who}><w:r><w:delText>{text}</w:delText></w:r></w:del>'


BOXED = f"<w:pict><v:shape><v:textbox><w:txbxContent>{p(r('盒') + r('底', HIDE))}</w:txbxContent></v:textbox></v:shape></w:pict>"
UNSEEN: Mapping[str, tuple[str, list[str], str, list[tuple[str, str]]]] = {
    "hidden by itself": (p(r("甲") + r("暗", HIDE) + r("处", HIDE) + r("乙") + r("角", HIDE)), ["甲乙"],
                         "隐藏的文字", [("第1段", "暗处"), ("第1段", "角")]),
    "hidden by its style": (p(r("甲") + r("暗", '<w:rStyle w:val="c"/>')), ["甲"], "隐藏的文字", [("第1段", "暗")]),
    "hidden by its paragraph's style": (p(r("暗"), '<w:pStyle w:val="q"/>'), [], "隐藏的文字", [("第1段", "暗")]),
    "shown in a hidden paragraph": (p(r("明", '<w:vanish w:val="0"/>'), '<w:pStyle w:val="q"/>'), ["明"], "", []),
    "a box on hidden words": (p(f"<w:r><w:rPr>{HIDE}</w:rPr><w:t>暗</w:t>{BOXED}</w:r>"), [], "隐藏的文字", [("第1段", "暗盒底")]),
    "hidden words in a box": (p(f"<w:r>{BOXED}</w:r>"), ["盒"], "隐藏的文字", [("第1段的文本框", "底")]),
    "deleted, cut in two": (p(r("甲") + struck("旧") + struck("话") + r("乙")), ["甲乙"], GONE, [("第1段", "旧话（李明 2021-03-02 09:30）")]),
    "deleted by two": (p(struck("旧") + struck("话", 'w:author="王强"')), [], GONE,
                       [("第1段", "旧（李明 2021-03-02 09:30）"), ("第1段", "话（王强）")]),
    "deleted by nobody": (p(r("甲") + struck("旧", "")), ["甲"], GONE, [("第1段", "旧")]),
    "a deleted paragraph": (
        p(r("甲")) + p(struck("旧", ""), '<w:rPr><w:del w:id="2"/></w:rPr>') + p(r("乙")), ["甲", "乙"], GONE, [("第2段", "旧")],
    ),
    "a deleted break and tab": (
        p(r("甲") + '<w:del w:id="1"><w:r><w:delText>旧</w:delText><w:tab/><w:delText>话</w:delText></w:r></w:del>'), ["甲"], GONE, [("第1段", "旧\t话")],
    ),
    "deleted in one of two copies": (
        p(f"<w:r><mc:AlternateContent><mc:Choice>{struck('旧', '')}</mc:Choice><mc:Fallback>{struck('旧', '')}</mc:Fallback></mc:AlternateContent></w:r>"),
        [], GONE, [("第1段", "旧")],
    ),
    "moved": (p(f'<w:moveFrom w:id="1">{r("旧")}</w:moveFrom><w:moveTo w:id="2">{r("旧")}</w:moveTo>'), ["旧"], "", []),
}  # fmt: skip


@pytest.mark.parametrize("case", UNSEEN)
def test_words_that_nobody_sees_are_not_read_but_told(case: str) -> None:
    xml, seen, kind, told = UNSEEN[case]
    read = document(xml, parts=STYLED_AWAY)
    assert texts(read) == seen
    assert read.unseen == ({kind: tuple(told)} if kind else {})
    assert ids(read) == (["intake-unseen-words"] if kind else [])


def test_a_hidden_paragraph_has_no_number() -> None:
    hidden = p(
        r("暗", HIDE),
        f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr>{HIDE}</w:rPr>',
    )
    read = document(item("甲"), hidden, item("乙"), parts=numbering(*THREE))
    assert texts(read) == ["一、甲", "二、乙"]
    assert read.unseen == {"隐藏的文字": (("第2段", "暗"),)}


def test_rows_of_which_nothing_is_seen_are_none() -> None:
    end = f"<w:rPr>{HIDE}</w:rPr>"
    hidden = f"<w:tr><w:tc>{p(r('暗', HIDE), end)}</w:tc></w:tr>"
    struck_row = (
        f'<w:tr><w:trPr><w:del w:id="3" w:author="李明"/></w:trPr><w:tc>{p(r("旧"))}</w:tc></w:tr>'
    )
    read = document(
        f"<w:tbl>{hidden}{tr(tc('甲'))}{struck_row}{tr(tc('乙'))}</w:tbl>", f"<w:tbl>{hidden}</w:tbl>", "尾"
    )  # fmt: skip
    assert [shown(grid) for grid in read.grids()] == [["甲", "乙"]]
    assert read.unseen == {
        "修订中删去的文字": (("第1个表第2行第1格", "旧（李明）"),),
        "隐藏的文字": (("第1个表第1行第1格", "暗"), ("第1段", "暗")),
    }


def test_what_nobody_sees_of_a_header_is_told_too() -> None:
    header = f"<w:hdr {NS}>{p(r('明') + r('暗', HIDE) + struck('旧'))}</w:hdr>"
    read = document("甲", parts={"word/header7.xml": header})
    assert ("页眉", "明") in read.around
    assert read.unseen == {
        "修订中删去的文字": (("页眉", "旧（李明 2021-03-02 09:30）"),),
        "隐藏的文字": (("页眉", "暗"),),
    }


# ---- numbers -----------------------------------------------------------------------------------


def level(at: int, form: str, text: str, more: str = "", behind: str = "nothing") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:suff w:val="{behind}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(
    *levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
) -> dict[str, str]:
    return {
        "word/numbering.xml": f'<w:numbering {NS}><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}</w:numbering>'
    }


def item(text: str, at: int = 0, list_: int = 1) -> str:
    return p(r(text), f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{list_}"/></w:numPr>')


THREE = (
    level(0, "chineseCounting", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3.", behind="tab"),
)


def test_automatic_numbers_count_as_word_counts_them() -> None:
    items = (item("甲"), item("乙", 1), item("丙", 1), item("丁", 2), item("戊"), item("己", 1))
    read = document(*items, parts=numbering(*THREE))
    assert texts(read) == ["一、甲", "（一）乙", "（二）丙", "1. 丁", "二、戊", "（一）己"]
    assert [line.automatic for line in read.lines()] == [
        "一、",
        "（一）",
        "（二）",
        "1.",
        "二、",
        "（一）",
    ]


def test_numbers_of_higher_levels_are_printed_in_lower_ones() -> None:
    levels = (
        level(0, "chineseCounting", "第%1章"),
        level(1, "decimal", "%1.%2"),
        level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
        level(3, "decimal", "%1.%2.%3.%4", "<w:isLgl/>"),
    )
    items = (item("甲"), item("乙", 1), item("丙", 2), item("丁", 3), item("戊"), item("己", 2))
    read = document(*items, parts=numbering(*levels))
    assert [line.automatic for line in read.lines()] == [
        "第一章", "一.1", "1.1.1", "1.1.1.1", "第二章", "2.1.1",
    ]  # fmt: skip


def test_a_list_begins_anew_where_it_is_told_to_and_else_counts_on() -> None:
    nums = "".join(
        f'<w:num w:numId="{i}"><w:abstractNumId w:val="0"/>{more}</w:num>'
        for i, more in (
            (1, ""),
            (2, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
            (3, ""),
            (4, f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1.")}</w:lvlOverride>'),
        )
    )
    items = (
        item("甲"),
        item("乙"),
        item("丙", 0, 2),
        item("丁", 0, 2),
        item("戊", 0, 3),
        item("己", 0, 4),
    )
    read = document(*items, parts=numbering(level(0, "decimal", "%1、"), nums=nums))
    assert [line.automatic for line in read.lines()] == ["1、", "2、", "1、", "2、", "3、", "D."]


@pytest.mark.parametrize(("restart", "second"), [("", "1."), ('<w:lvlRestart w:val="0"/>', "2.")])
def test_a_lower_level_begins_anew_unless_told_not_to(restart: str, second: str) -> None:
    levels = (level(0, "decimal", "%1、"), level(1, "decimal", "%2.", restart))
    items = (item("甲"), item("乙", 1), item("丙"), item("丁", 1))
    assert list(document(*items, parts=numbering(*levels)).lines())[-1].automatic == second


def test_a_style_numbers_its_paragraphs_and_those_based_on_it() -> None:
    styles = (
        f"<w:styles {NS}>"
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="章"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="节"/><w:basedOn w:val="a"/></w:style>'
        "</w:styles>"
    )
    levels = (
        level(0, "chineseCounting", "%1、"),
        level(1, "decimal", "%2.", '<w:pStyle w:val="b"/>'),
    )
    elements = (
        p(r("甲"), '<w:pStyle w:val="a"/>'),
        p(r("乙"), '<w:pStyle w:val="b"/>'),
        p(r("丙"), '<w:pStyle w:val="a"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
    )
    read = document(*elements, parts={**numbering(*levels), "word/styles.xml": styles})
    assert texts(read) == ["一、甲", "1.乙", "丙"]


def test_a_list_defined_by_a_style_is_found() -> None:
    styles = (
        f'<w:styles {NS}><w:style w:type="numbering" w:styleId="s"><w:name w:val="列"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    )
    xml = (
        f'<w:numbering {NS}><w:abstractNum w:abstractNumId="0"><w:styleLink w:val="s"/>{THREE[0]}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="s"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    parts = {"word/numbering.xml": xml, "word/styles.xml": styles}
    assert texts(document(item("甲", 0, 2), parts=parts)) == ["一、甲"]


def test_a_bullet_is_shown_as_its_font_shows_it() -> None:
    font = '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>'
    bullet = level(0, "bullet", "\uf06e").replace("</w:lvl>", f"{font}</w:lvl>")
    assert texts(document(item("甲"), parts=numbering(bullet))) == ["■甲"]


def test_a_number_of_no_list_is_none() -> None:
    assert texts(document(item("甲", 0, 77), item("乙", 5), parts=numbering(*THREE))) == [
        "甲",
        "乙",
    ]


WRITTEN = {
    "chineseCounting": ["一", "十", "十一", "二十"],
    "japaneseCounting": ["一", "十", "十一", "二十"],
    "ideographTraditional": ["甲", "癸", "11", "20"],
    "ideographZodiac": ["子", "酉", "戌", "20"],
    "ideographDigital": ["一", "一〇", "一一", "二〇"],
    "chineseLegalSimplified": ["壹", "拾", "拾壹", "贰拾"],
    "decimal": ["1", "10", "11", "20"],
    "decimalZero": ["01", "10", "11", "20"],
    "decimalFullWidth": ["１", "１０", "１１", "２０"],
    "decimalEnclosedCircle": ["①", "⑩", "⑪", "⑳"],
    "decimalEnclosedParen": ["⑴", "⑽", "⑾", "⒇"],
    "decimalEnclosedFullstop": ["⒈", "⒑", "⒒", "⒛"],
    "upperLetter": ["A", "J", "K", "T"],
    "lowerLetter": ["a", "j", "k", "t"],
    "upperRoman": ["I", "X", "XI", "XX"],
    "lowerRoman": ["i", "x", "xi", "xx"],
    "none": ["", "", "", ""],
    "cardinalText": ["1", "10", "11", "20"],
}


@pytest.mark.parametrize("form", WRITTEN)
def test_numbers_are_written_in_every_format_of_chinese_offices(form: str) -> None:
    assert [formatted(number, form) for number in (1, 10, 11, 20)] == WRITTEN[form]


def test_formats_go_on_where_their_signs_go_on() -> None:
    assert [formatted(n, "decimalEnclosedCircle") for n in (21, 35, 36, 50, 51)] == [
        "㉑",
        "㉟",
        "㊱",
        "㊿",
        "51",
    ]
    assert [formatted(n, "lowerLetter") for n in (26, 27, 53, 781)] == ["z", "aa", "aaa", "781"]
    assert [formatted(n, "upperRoman") for n in (4, 1999, 4000)] == ["IV", "MCMXCIX", "4000"]
    assert formatted(0, "chineseCounting") == "0"


def test_signs_of_symbol_fonts_are_ordinary_ones_where_known() -> None:
    assert [symbol("Wingdings", "\uf0fc"), symbol("Symbol", "\uf0b7"), symbol("宋体", "√")] == [
        "✓",
        "•",
        "√",
    ]
    assert [symbol("Wingdings", "\uf001"), symbol("某体", "\ue001")] == ["", ""]


# ---- looks -------------------------------------------------------------------------------------


def line_of(inner: str, properties: str = "", styles: str = "") -> Line:
    parts = {"word/styles.xml": f"<w:styles {NS}>{styles}</w:styles>"}
    return next(document(p(inner, properties), parts=parts).lines())


def style(id_: str, name: str, more: str = "", kind: str = "paragraph") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{id_}"><w:name w:val="{name}"/>{more}</w:style>'


LEVELS = {
    "Word's own": (style("1", "heading 1"), 1),
    "that of LibreOffice": (style("1", "Heading 2"), 2),
    "that of WPS": (style("1", "标题 3"), 3),
    "without a blank": (style("1", "标题4"), 4),
    "by its level": (style("1", "章", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'), 1),
    "by what it is based on": (
        style("1", "节", '<w:basedOn w:val="2"/>') + style("2", "heading 2"),
        2,
    ),
    "told to be text": (style("1", "heading 1", '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>'), 0),
    "of no level": (style("1", "正文"), 0),
    "based on itself": (style("1", "环", '<w:basedOn w:val="1"/>'), 0),
    "unknown": ("", 0),
}


@pytest.mark.parametrize("case", LEVELS)
def test_the_level_of_a_heading_is_that_of_its_style(case: str) -> None:
    styles, expected = LEVELS[case]
    assert line_of(r("甲"), '<w:pStyle w:val="1"/>', styles).level == expected


def test_a_paragraph_may_have_a_level_of_its_own() -> None:
    assert line_of(r("甲"), '<w:outlineLvl w:val="1"/>').level == 2


def test_looks_come_from_the_run_its_style_its_paragraph_and_the_defaults() -> None:
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + style("1", "章", '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="44"/><w:rFonts w:eastAsia="黑体"/></w:rPr>')
        + style("2", "细", '<w:rPr><w:b w:val="0"/></w:rPr>', "character")
    )  # fmt: skip
    styled = line_of(r("甲"), '<w:pStyle w:val="1"/>', styles)
    assert (styled.size, styled.bold, styled.centred, styled.font, styled.style) == (
        Decimal(22),
        True,
        True,
        "黑体",
        "章",
    )
    assert line_of(r("甲", '<w:rStyle w:val="2"/>'), '<w:pStyle w:val="1"/>', styles).bold is False
    assert line_of(r("甲"), "", styles).size == Decimal("10.5")
    assert line_of(r("甲", '<w:sz w:val="32"/>'), "", styles).size == Decimal(16)
    assert line_of(r("甲")).size is None
    assert line_of(r("甲"), '<w:jc w:val="center"/>').centred


def test_bold_is_of_the_whole_and_the_bold_beginning_is_counted() -> None:
    mixed = line_of(r("（一）目的。", "<w:b/>") + r("促进工作。"))
    assert (mixed.bold, mixed.lead) == (False, 6)
    assert (
        line_of(r("甲", "<w:b/>") + r(" ")).bold,
        line_of(r("甲") + r("乙", "<w:b/>")).lead,
    ) == (True, 0)


# ---- tables ------------------------------------------------------------------------------------


def tc(text: str, properties: str = "", more: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(r(text))}{more}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def grid_of(*rows: str) -> Grid:
    return next(document(f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>").grids())


def shown(grid: Grid) -> list[str]:
    return ["|".join(cell.text for cell in row) for row in grid.rows]


SPAN, DOWN, ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_merged_cells_repeat_over_their_area() -> None:
    grid = grid_of(
        tr(tc("指标", SPAN), tc("得分", DOWN)),
        tr(tc("一级", DOWN), tc("二级"), tc("", ON)),
        tr(tc("", ON), tc("三级"), tc("5")),
    )
    assert shown(grid) == ["指标|指标|得分", "一级|二级|得分", "一级|三级|5"]
    assert grid.rows[2][0] == Cell(("一级",), "第1个表第2行第1格", (1, 0))


def test_cells_merged_in_the_old_way_are_merged_too() -> None:
    grid = grid_of(
        tr(tc("合计", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("9")),
        tr(tc("甲"), tc("乙"), tc("丙")),
    )
    assert shown(grid) == ["合计|合计|9", "甲|乙|丙"]


def test_rows_of_unequal_length_are_filled_with_blank_cells() -> None:
    before, after = '<w:gridBefore w:val="1"/>', '<w:gridAfter w:val="1"/>'
    grid = grid_of(
        tr(tc("甲"), tc("乙"), tc("丙")),
        tr(tc("丁"), properties=before),
        tr(tc("戊"), tc("己"), properties=after),
    )
    assert shown(grid) == ["甲|乙|丙", "|丁|", "戊|己|"]
    assert grid.rows[1][2].where == "第1个表第2行第3格"


def test_a_cell_that_goes_on_without_a_beginning_is_one_of_its_own() -> None:
    assert shown(grid_of(tr(tc("甲", ON), tc("乙")), tr(tc("丙"), tc("丁", ON)))) == [
        "甲|乙",
        "丙|丁",
    ]


def test_text_hidden_in_a_merged_cell_is_kept_in_the_area() -> None:
    grid = grid_of(tr(tc("甲", DOWN)), tr(tc("乙", ON)))
    assert grid.rows[1][0].lines == ("甲", "乙")


def test_columns_at_which_no_cell_begins_are_none() -> None:
    grid = grid_of(
        tr(tc("甲", SPAN), tc("乙", '<w:gridSpan w:val="3"/>')), tr(tc("丙", SPAN), tc("丁"))
    )
    assert shown(grid) == ["甲|乙", "丙|丁"]


def test_a_table_in_a_cell_is_read_as_lines_and_told() -> None:
    inner = f"<w:tbl>{tr(tc('内一'), tc('内二'))}</w:tbl>{p('')}"
    read = document(f"<w:tbl>{tr(tc('外', more=inner), tc('旁'))}</w:tbl>")
    assert next(read.grids()).rows[0][0].lines == ("外", "内一", "内二")
    assert ids(read) == ["intake-nested-table"]


def test_rows_and_cells_in_content_controls_are_read() -> None:
    row = f"<w:sdt><w:sdtContent>{tr(tc('甲'), '<w:sdt><w:sdtContent>' + tc('乙') + '</w:sdtContent></w:sdt>')}</w:sdtContent></w:sdt>"
    assert shown(grid_of(row)) == ["甲|乙"]


# ---- what can't be kept, and what stands around -----------------------------------------------

PICTURE = "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
KEPT_OUT = {
    "a picture": (p(r("见图") + PICTURE), "第1段（“见图”）有图片"),
    "a picture in a cell": (f"<w:tbl>{tr('<w:tc>' + p(r('图') + PICTURE) + '</w:tc>')}</w:tbl>", "第1个表第1行第1格（“图”）有图片"),
    "an equation": (p("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"), "有公式，只读到其中的文字"),
    "an object": (p("<w:r><w:object><v:shape/><o:OLEObject/></w:object></w:r>"), "有嵌入的对象"),
    "a drawing": (p("<w:r><w:pict><v:line/></w:pict></w:r>"), "有图形"),
    "another file": ('<w:altChunk r:id="x" xmlns:r="r"/>', "有并入的外部文件"),
}  # fmt: skip


@pytest.mark.parametrize("case", KEPT_OUT)
def test_what_can_not_be_kept_is_told_with_its_place(case: str) -> None:
    xml, said = KEPT_OUT[case]
    read = document(xml)
    assert ids(read) == ["intake-not-text"]
    assert said in read.findings[0].message and read.findings[0].hint


def test_pictures_are_counted() -> None:
    assert [
        line.pictures for line in document(p(PICTURE + PICTURE)).body if isinstance(line, Line)
    ] == [2]


def test_a_sign_that_only_a_font_knows_is_told() -> None:
    assert ids(document(p('<w:r><w:sym w:font="某体" w:char="F0AA"/></w:r>'))) == [
        "intake-unknown-symbol"
    ]


def test_headers_notes_and_comments_stand_around_and_page_numbers_do_not() -> None:
    parts = {
        "word/header7.xml": f"<w:hdr {NS}>{p(r('内部资料'))}</w:hdr>",
        "word/footer7.xml": f"<w:ftr {NS}>{p(r('— 1 —'))}{p(r('第 3 页 共 9 页'))}</w:ftr>",
        "word/footnotes.xml": f"<w:footnotes {NS}><w:footnote>{p(r('口径为决算。'))}</w:footnote></w:footnotes>",
        "word/comments.xml": f'<w:comments {NS}><w:comment w:id="1" w:author="李明">{p(r("请核对"))}</w:comment></w:comments>',
    }
    around = document("甲", parts=parts).around
    for said in (("页眉", "内部资料"), ("脚注", "口径为决算。"), ("批注（李明）", "请核对")):
        assert said in around
    assert not any("页" in text for _, text in around)


def test_a_main_part_of_another_name_is_found() -> None:
    def renamed(xml: str) -> str:
        return xml.replace("word/document.xml", "word/document2.xml")

    raw = changed("_rels/.rels", renamed, changed("[Content_Types].xml", renamed, body("甲")))
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(target, "w") as package:
        for name in source.namelist():
            package.writestr(renamed(name), source.read(name))
    assert texts(opened(target.getvalue(), "旧报告.docx")) == ["甲"]


def test_a_document_without_a_body_is_damaged() -> None:
    raw = changed("word/document.xml", lambda xml: f"<w:document {NS}/>")
    with pytest.raises(Refused) as caught:
        opened(raw, "旧报告.docx")
    assert caught.value.findings[0].id == "intake-damaged"


# ---- by way of LibreOffice --------------------------------------------------------------------


def test_a_detour_by_an_old_form_changes_nothing_that_is_read(tmp_path: Path) -> None:
    tool("soffice")
    raw = DOCUMENTS["other-chapters"]()
    (tmp_path / "旧.docx").write_bytes(raw)
    (tmp_path / "旧.doc").write_bytes(pdf.converted(tmp_path / "旧.docx", "doc:MS Word 97"))
    again = opened(docx_from(tmp_path / "旧.doc"), "旧.doc")
    first = opened(raw, "旧.docx")
    assert texts(again) == texts(first)
    assert [shown(grid) for grid in again.grids()] == [shown(grid) for grid in first.grids()]
