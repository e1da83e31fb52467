"""Reading a docx back: what stands in it, and every way in which it can differ from what was meant."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from conftest import Desk
from word import NAMESPACE, SHIPPED, body, changed, paragraph, table

from generator import readback, template
from generator.narrative import Manuscript
from generator.readback import Cell, Comment, Paragraph
from generator.template.package import packed, unpacked


@pytest.fixture
def manuscript(desk: Desk) -> Manuscript:
    return desk.examine().manuscript


@pytest.fixture
def docx(manuscript: Manuscript) -> bytes:
    return template.fill(SHIPPED.read_bytes(), manuscript)


def document(docx: bytes, old: str, new: str) -> bytes:
    """The docx with the last of some piece of its text part changed."""

    def change(xml: str) -> str:
        before, found, after = xml.rpartition(old)
        assert found
        return before + new + after

    return changed("word/document.xml", change, docx)


def test_what_was_filled_reads_as_it_was_meant(docx: bytes, manuscript: Manuscript) -> None:
    assert readback.verify(docx, manuscript, set(manuscript.parts)) == []


def test_paragraphs_are_read_with_style_text_and_path(docx: bytes) -> None:
    paragraphs = list(readback.read(docx).paragraphs())
    assert paragraphs[0] == Paragraph("公文标题", "试验镇人民政府")
    assert Paragraph("公文正文", "1.执行上级决定。", "职责/0") in paragraphs
    assert Paragraph("heading 2", "（一）党的建设", "成效/0/标题") in paragraphs


def test_tables_are_read_with_spans_and_merges(docx: bytes) -> None:
    inner, scores = readback.read(docx).tables()
    assert [[cell.text for cell in row] for row in inner] == [["项目", "次数"], ["宣讲", "75"]]
    assert [cell.span for cell in scores[0]] == [1, 1, 2, 1, 1]
    assert scores[3][0] == Cell((Paragraph("表格居中", ""),), 1, True)
    assert scores[-1][-1].text == "89"


def test_tabs_breaks_and_content_controls_are_text() -> None:
    control = f"<w:sdt><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt>"
    stops = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/><w:br/></w:r></w:p>"
    )
    found = readback.read(body(control, stops)).paragraphs()
    assert [p.text for p in found] == ["控件", "甲\t\n"]


def test_a_reading_prints_as_text(docx: bytes) -> None:
    text = str(readback.read(docx))
    assert "〔heading 1〕 一、基本概况" in text
    assert "项目｜次数\n宣讲｜75" in text
    assert "〃｜〃｜三公经费变动率⏎（20分）｜" in text


def test_a_style_or_file_without_names_is_read_too() -> None:
    nameless = changed(
        "word/styles.xml",
        lambda xml: xml.replace("</w:styles>", '<w:style w:styleId="x"/></w:styles>'),
    )
    assert next(readback.read(body("甲")).paragraphs()).style == "Normal"
    assert readback.read(nameless).body


DAMAGE: list[tuple[str, str, str, str]] = [
    # what stands in the file, what is made of it, the finding, words of its message
    ("执行上级决定。", "执行上级的决定。", "text-missing", "“职责”的内容没有写进成稿"),
    ("办理民生事项。", "办理事项。", "text-differs", "成稿里是“2.办理事项。”"),
    ("第一段，支出", "第一段支出", "text-differs", "“成效”应为“第一段，支出950万元。”"),
    ("<w:t xml:space=\"preserve\">95", "<w:t xml:space=\"preserve\">{{ 95", "text-differs", ""),
    ("四、存在问题", "{{ 四 }}、存在问题", "tag-left-over", "没填的字段"),
    ("四、存在问题", "{%p 四 %}、存在问题", "tag-left-over", "没填的字段"),
    (">17<", ">18<", "table-cell-differs", "评分表第 3 行“得分”应为“17”，成稿里是“18”。"),
    (">17<", ">十七<", "table-total-differs", "自评总分应为 89"),
    (">89<", ">90<", "table-total-differs", "自评总分应为 89"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "id", "words"), DAMAGE)
def test_every_difference_is_found(
    docx: bytes, manuscript: Manuscript, old: str, new: str, id: str, words: str
) -> None:
    findings = readback.verify(document(docx, old, new), manuscript, set(manuscript.parts))
    assert [f.message for f in findings if f.id == id and words in f.message], findings
    assert all("没有保存任何文件" in f.hint for f in findings)


def without(part: str) -> Callable[[str], str]:
    """The document without the paragraph that holds the words."""

    def change(xml: str) -> str:
        at = xml.index(part)
        start, end = xml.rindex("<w:p>", 0, at), xml.index("</w:p>", at) + len("</w:p>")
        return xml[:start] + xml[end:]

    return change


@pytest.mark.parametrize(
    ("words", "part"), [("第二段有", "成效"), ("办理民生", "职责"), ("引进项目。", "下一步")]
)
def test_a_paragraph_that_is_gone_is_found(
    docx: bytes, manuscript: Manuscript, words: str, part: str
) -> None:
    damaged = changed("word/document.xml", without(words), docx)
    findings = readback.verify(damaged, manuscript, set(manuscript.parts))
    assert findings
    assert f"“{part}”" in findings[0].message


def test_a_wrong_style_is_found(docx: bytes, manuscript: Manuscript) -> None:
    findings = readback.verify(
        document(docx, '"ListParagraph"', '"BodyParagraph"'), manuscript, set(manuscript.parts)
    )
    assert [f.id for f in findings] == ["style-differs"]


def test_a_cell_that_lost_its_merge_is_found(docx: bytes, manuscript: Manuscript) -> None:
    findings = readback.verify(document(docx, "<w:vMerge/>", ""), manuscript, set(manuscript.parts))
    assert findings == [] or {f.id for f in findings} == {"table-cell-differs"}
    every = changed("word/document.xml", lambda xml: xml.replace("<w:vMerge/>", ""), docx)
    assert "table-cell-differs" in {
        f.id for f in readback.verify(every, manuscript, set(manuscript.parts))
    }


def test_a_missing_row_is_found(docx: bytes, manuscript: Manuscript) -> None:
    def change(xml: str) -> str:
        at = xml.index("三公经费变动率")
        start, end = xml.rindex("<w:tr>", 0, at), xml.index("</w:tr>", at) + len("</w:tr>")
        return xml[:start] + xml[end:]

    findings = readback.verify(
        changed("word/document.xml", change, docx), manuscript, set(manuscript.parts)
    )
    assert [f.message for f in findings] == ["评分表应有 6 行，成稿里有 5 行。"]


def test_a_part_without_text_is_not_looked_for(docx: bytes, manuscript: Manuscript) -> None:
    more = replace(manuscript, parts={**manuscript.parts, "空": ()})
    assert readback.verify(docx, more, set(more.parts)) == []


def test_a_missing_table_is_found(manuscript: Manuscript) -> None:
    form = changed("word/document.xml", lambda xml: xml.replace("评分表.行", "评分表.行[:0]"))
    findings = readback.verify(template.fill(form, manuscript), manuscript, set(manuscript.parts))
    assert [f.message for f in findings] == ["评分表应有 6 行，成稿里有 0 行。"]


def test_a_manuscript_without_scores_needs_no_table(manuscript: Manuscript) -> None:
    bare = replace(manuscript, rows=(), parts={})
    docx = template.fill(body("{{ 单位.名称 }}", table(("甲", "乙"))), bare)
    assert readback.verify(docx, bare, ()) == []


def test_a_file_as_generated_is_not_edited(docx: bytes) -> None:
    assert readback.edited(docx) is False


@pytest.mark.parametrize(
    "change",
    [
        lambda docx: document(docx, "执行上级决定。", "执行决定。"),
        lambda docx: document(docx, "<w:cantSplit/>", ""),
        lambda docx: body("甲"),
        lambda docx: b"not a docx",
        lambda docx: b"",
    ],
    ids=["words", "looks", "another docx", "no docx", "empty"],
)
def test_any_other_file_counts_as_edited(docx: bytes, change: Callable[[bytes], bytes]) -> None:
    assert readback.edited(change(docx)) is True


def test_a_foreign_custom_part_is_no_manifest(docx: bytes) -> None:
    target = io.BytesIO(docx)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("customXml/item0.xml", "<other/>")
    paths = [p.path for p in readback.read(target.getvalue()).paragraphs()]
    assert "职责/0" in paths


def test_a_changed_footer_counts_as_edited(docx: bytes) -> None:
    changed_footer = changed(
        "word/footer-portrait-even.xml", lambda xml: xml.replace("—", "－"), docx
    )
    assert readback.edited(changed_footer) is True


def test_a_part_the_template_leaves_out_is_not_looked_for(manuscript: Manuscript) -> None:
    form = changed("word/document.xml", lambda xml: xml.replace("{{p 资产 }}", ""))
    docx = template.fill(form, manuscript)
    assert readback.verify(docx, manuscript, template.used(form)) == []
    assert readback.verify(docx, manuscript, set(manuscript.parts)) != []


def commented(*elements: str) -> bytes:
    """A docx with two comments such as Word writes, whose marks stand in these elements."""
    said = "".join(
        f'<w:comment w:id="{i}" w:author="审阅人" w:date="2022-01-01T00:00:00Z">'
        f"<w:p><w:r><w:annotationRef/></w:r><w:r><w:t>{text}</w:t><w:br/><w:t>请改</w:t></w:r></w:p>"
        f"{paragraph('谢谢')}</w:comment>"
        for i, text in enumerate(("甲", "乙"))
    )
    xml = f'<w:comments xmlns:w="{NAMESPACE}">{said}</w:comments>'
    return packed({**unpacked(body(*elements)), "word/comments.xml": xml.encode()})


def test_a_comment_is_read_with_its_words_over_several_paragraphs() -> None:
    start, end = '<w:commentRangeStart w:id="{}"/>', '<w:commentRangeEnd w:id="{}"/>'
    mark = '<w:r><w:commentReference w:id="{}"/></w:r>'
    one = paragraph("头", "一").replace("<w:r><w:t>一", start.format(1) + "<w:r><w:t>一")
    two = paragraph("二", "尾").replace(
        "<w:r><w:t>尾", end.format(1) + mark.format(1) + mark.format(0) + "<w:r><w:t>尾"
    )
    at = Paragraph("Normal", "二尾")
    assert readback.read(commented(one, two)).comments == (
        Comment("审阅人", "乙\n请改\n谢谢", "一二", at, "2022-01-01T00:00:00Z"),
        Comment("审阅人", "甲\n请改\n谢谢", "", at, "2022-01-01T00:00:00Z"),
    )


def test_a_docx_without_comments_reads_as_having_none(docx: bytes) -> None:
    assert readback.read(docx).comments == ()


def test_a_page_with_a_colour_is_read_too() -> None:
    coloured = changed(
        "word/document.xml",
        lambda xml: xml.replace("<w:body>", '<w:background w:color="EEECE1"/><w:body>', 1),
        body("甲", table(("乙",))),
    )
    assert str(readback.read(coloured)) == str(readback.read(body("甲", table(("乙",)))))


def test_rows_and_cells_in_content_controls_are_read() -> None:
    plain = table(("甲", "乙"), ("丙", "丁"))
    controlled = plain
    for tag in ("tr", "tc"):
        controlled = controlled.replace(f"<w:{tag}>", f"<w:sdt><w:sdtContent><w:{tag}>").replace(
            f"</w:{tag}>", f"</w:{tag}></w:sdtContent></w:sdt>"
        )
    assert readback.read(body(controlled)).body == readback.read(body(plain)).body


def test_a_row_without_cells_says_no_total(docx: bytes, manuscript: Manuscript) -> None:
    with_one = document(docx, "</w:tbl>", "<w:tr/></w:tbl>")
    assert readback.verify(with_one, manuscript, set(manuscript.parts)) == []
    other = document(with_one, ">89<", ">90<")
    assert {f.id for f in readback.verify(other, manuscript, set(manuscript.parts))} == {
        "table-total-differs"
    }
