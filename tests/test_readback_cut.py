"""A document cut at its paragraphs, most of them known, reads as the one that is read whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from conftest import Desk
from hypothesis import example, given, settings
from hypothesis import strategies as some
from word import NAMESPACE, SHIPPED, body, changed, paragraph, table

from generator import template
from generator.readback import Paragraph, read
from generator.readback import cut as cutting
from generator.readback.cut import cut
from generator.readback.looks import Looks, looks
from generator.template import BROKEN
from generator.template.package import packed, unpacked, with_manifest

_A = "http://schemas.openxmlformats.org/drawingml/2006"
_MARK = '<w:bookmarkStart w:id="1" w:name="{}"/><w:bookmarkEnd w:id="1"/>'
_DRAWING = (
    f'<w:p><w:r><w:drawing><a:graphic xmlns:a="{_A}/main">{{}}</a:graphic></w:drawing>'
    "<w:t>图后</w:t></w:r></w:p>"
)
_BOX = (
    "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent>"
    "</w:pict></w:r><w:r><w:t>框外</w:t></w:r></w:p>"
)

CUT = {
    "two runs, two paragraphs": paragraph("甲", "乙") + paragraph("丙"),
    "the same twice": paragraph("甲") * 2,
    "attributes": '<w:p w:rsidR="00A1" w:rsidP="1"><w:r w:rsidR="2"><w:t>甲</w:t></w:r></w:p>',
    "empty": '<w:p/><w:p></w:p><w:p w:rsidR="1"/>' + paragraph("甲"),
    "a table": table(("甲", "乙"), ("丙", "丁")),
    "a table in a table": table(("甲", "乙")).replace(
        paragraph("乙"), table(("丙", "丁")) + paragraph("乙")
    ),
    "merged cells": table(("甲", "乙")).replace(
        "</w:tcPr>", '<w:gridSpan w:val="2"/><w:vMerge/></w:tcPr>', 1
    ),
    "a content control": f"<w:sdt><w:sdtContent>{paragraph('甲')}</w:sdtContent></w:sdt>",
    "a row in a content control": table(("甲",))
    .replace("<w:tr>", "<w:sdt><w:sdtContent><w:tr>")
    .replace("</w:tr>", "</w:tr></w:sdtContent></w:sdt>"),
    "a control in the line": "<w:p><w:sdt><w:sdtContent><w:r><w:t>甲</w:t></w:r></w:sdtContent></w:sdt></w:p>",
    "bold, breaks and tabs": (
        '<w:p><w:pPr><w:pStyle w:val="ListParagraph"/><w:tabs><w:tab/></w:tabs></w:pPr>'
        "<w:r><w:rPr><w:b/></w:rPr><w:t>甲</w:t><w:br/></w:r><w:r><w:tab/><w:t>乙</w:t></w:r></w:p>"
    ),
    "signs written as such": paragraph("<w:p>", "&amp;"),
    "a field": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        "<w:r><w:t>1</w:t></w:r></w:p>"
    ),
    "marks of others": "<w:p>" + _MARK.format("_GoBack") + "<w:r><w:t>甲</w:t></w:r></w:p>",
    "a mark between paragraphs": paragraph("甲") + _MARK.format("x") + paragraph("乙"),
    "something drawn": _DRAWING.format(""),
    "no paragraph": "<w:tbl/>",
}
WHOLE = {
    "a comment": "<w:tbl/><!-- <w:p>甲</w:p> -->" + paragraph("乙"),
    "a comment inside": "<w:p><!-- </w:p> --><w:r><w:t>甲</w:t></w:r></w:p>",
    "text as it is": "<w:p><w:r><w:t><![CDATA[<w:p>甲</w:p>]]></w:t></w:r></w:p>",
    "an instruction": "<w:tbl/><?x <w:p>甲</w:p> ?>" + paragraph("乙"),
    "an instruction inside": "<w:p><?x ?><w:r><w:t>甲</w:t></w:r></w:p>",
    "an insertion": '<w:p><w:ins w:author="人" w:date="2022-01-01"><w:r><w:t>甲</w:t></w:r></w:ins></w:p>',
    "a row inserted": table(("甲",)).replace("<w:tr>", "<w:tr><w:trPr><w:ins/></w:trPr>"),
    "a mark deleted": "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:p>" + paragraph("甲"),
    "a link": "<w:p><w:hyperlink><w:r><w:t>甲</w:t></w:r></w:hyperlink></w:p>",
    "a text box": _BOX,
    "a text box whose paragraph ends with a space": _BOX[:-1] + " >",
    "a text box in no paragraph": f"<w:sdt><w:txbxContent>{paragraph('甲')}</w:txbxContent></w:sdt>",
    "a mark two paragraphs deep": (
        "<w:p><w:x><w:p>" + _MARK.format("x") + "</w:p></w:x></w:p >" + paragraph("甲")
    ),
    "a space in the end tag": "<w:p><w:r><w:t>甲</w:t></w:r></w:p >" + paragraph("乙"),
    "comments that make up for each other": (
        '<w:p><!-- </w:p><w:p> --><w:r><w:t>甲</w:t></w:r></w:p><w:p w:a="1"/><w:p\n></w:p>'
    ),
    "a picture": _DRAWING.format(f'<p:pic xmlns:p="{_A}/picture"/>'),
    "a remark": '<w:p><w:r><w:t>甲</w:t><w:commentReference w:id="0"/></w:r></w:p>',
    "another name for the same": f'<w:tbl xmlns:v="{NAMESPACE}"/><v:p xmlns:v="{NAMESPACE}"/>',
    "the name for another": f'<w:sdt xmlns:w="urn:x">{paragraph("甲")}</w:sdt>{paragraph("乙")}',
    "a hole": "<w:tbl/><hole/>" + paragraph("甲"),
    "a paragraph in a paragraph": f"<w:p>{paragraph('甲')}<w:r><w:t>乙</w:t></w:r></w:p>",
    "one within that ends itself": '<w:p><w:p w:x="1"/><w:r><w:t>甲</w:t></w:r></w:p>',
    "a line break in the tag": "<w:p\n><w:r><w:t>甲</w:t></w:r></w:p>" + paragraph("乙"),
    "pieces that make up for each other": (
        '<w:p w:a="1"/><w:p\n><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:p\n></w:p><w:p w:a="1"/></w:p>'
    ),
}  # fmt: skip
FRAGMENTS = {**CUT, **WHOLE}


def whole(docx: bytes) -> str:
    """All that is read of a docx that is not cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.readback.reading.cut", lambda parts, paths: None)
        return told(docx)


def told(docx: bytes) -> str:
    """All that is read of a docx, or why nothing is."""
    try:
        return repr(read(docx))
    except BROKEN as error:
        return type(error).__name__


def is_cut(docx: bytes) -> bool:
    return cut(unpacked(docx), {}) is not None


@pytest.mark.parametrize("fragment", FRAGMENTS.values(), ids=FRAGMENTS)
def test_a_document_reads_the_same_cut_or_whole(fragment: str) -> None:
    docx = body("头", fragment, "尾")
    assert "头" in whole(docx)
    assert told(docx) == told(docx) == whole(docx)


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_document_is_cut_unless_something_concerns_it_as_a_whole(name: str) -> None:
    assert is_cut(body("头", FRAGMENTS[name])) is (name in CUT)


@settings(max_examples=150, deadline=None)
@given(some.lists(some.sampled_from(sorted(FRAGMENTS)), max_size=6))
def test_whatever_stands_together_reads_the_same(names: Sequence[str]) -> None:
    docx = body(*(FRAGMENTS[name] for name in names))
    assert told(docx) == whole(docx)


_TOKENS = (
    "<w:p>", "</w:p>", "<w:p/>", '<w:p w:a="1"/>', "<w:p\n>", "<w:p ", "<!--", "-->", "<w:r>", "</w:r>",
    "<w:tbl>", "</w:tbl>", "<hole/>", "&lt;", "<![CDATA[", "]]>", ">", "<", " ", "</w:body>",
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(some.lists(some.sampled_from(_TOKENS), max_size=7), some.integers(0, 40))
@example(['<w:p w:a="1"/>', "<w:p\n>", "</w:p>", "<w:p>", "<w:p\n>", "</w:p>"], 0)
def test_what_is_damaged_reads_or_fails_the_same(tokens: Sequence[str], at: int) -> None:
    sound = paragraph("甲") + table(("乙",))
    at = min(at, len(sound))
    docx = body("<w:tbl/>" + sound[:at] + "".join(tokens) + sound[at:])
    assert told(docx) == whole(docx)


def filled() -> bytes:
    """A report with a data path at a paragraph."""
    plain = body("<w:p>" + _MARK.format("甲甲") + "<w:r><w:t>甲</w:t></w:r></w:p>", "乙")
    return packed(with_manifest(unpacked(plain), {"甲甲": "职责/0"}))


def test_a_paragraph_straight_inside_another_is_read_whole() -> None:
    parts = unpacked(body("子", "丑"))
    raw = re.sub(rb"<w:p [^>]*>", b"<w:p>", parts["word/document.xml"])
    inner = raw.replace(b"</w:p>", b'<w:p w:rsidR="2"></w:p></w:p>', 1)
    docx = packed({**parts, "word/document.xml": inner})
    assert not is_cut(docx)
    assert "'子'" in told(docx)


def test_a_known_paragraph_has_the_data_path_of_its_own_report() -> None:
    other = packed(with_manifest(unpacked(body(*_elements(filled()))), {"甲甲": "成效/3"}))
    bare = body(*_elements(filled()))
    found = [next(read(docx).paragraphs()) for docx in (filled(), other, bare, filled())]
    assert [p.path for p in found] == ["职责/0", "成效/3", "", "职责/0"]
    assert [p.marks for p in found] == [("甲甲",), ("甲甲",), (), ("甲甲",)]


def _elements(docx: bytes) -> tuple[str, ...]:
    xml = unpacked(docx)["word/document.xml"].decode()
    return (xml[xml.index("<w:p>") : xml.index("<w:sectPr/>")],)


def test_a_known_paragraph_has_the_style_of_its_own_report() -> None:
    renamed = changed(
        "word/styles.xml", lambda xml: xml.replace('w:val="Normal"', 'w:val="正文"'), body("甲")
    )
    assert next(read(body("甲")).paragraphs()) == Paragraph("Normal", "甲")
    assert next(read(renamed).paragraphs()) == Paragraph("正文", "甲")


def test_the_same_bytes_in_another_language_say_something_else() -> None:
    foreign = changed(
        "word/document.xml",
        lambda xml: xml.replace('<w:document xmlns:w="', '<w:document xmlns:w="urn:x:', 1),
        body("甲"),
    )
    assert "甲" in told(body("甲"))
    assert "甲" not in told(foreign)
    assert told(foreign) == whole(foreign)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(b"UTF-8", b"GB18030"),
        lambda raw: raw.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        lambda raw: raw.split(b"?>", 1)[1],
        lambda raw: raw.replace(b"<w:document", b"<!DOCTYPE w:document><w:document", 1),
    ],
    ids=["another encoding", "two bytes a sign", "no declaration", "a document type"],
)
def test_a_document_that_begins_otherwise_is_read_whole(change: Callable[[bytes], bytes]) -> None:
    parts = unpacked(body("A"))
    docx = packed({**parts, "word/document.xml": change(parts["word/document.xml"])})
    assert not is_cut(docx)
    assert "'A'" in told(docx)


def test_only_so_many_paragraphs_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    few = body("子")
    there = len(cutting._pieces(unpacked(few)["word/document.xml"])[1])
    monkeypatch.setattr(cutting, "_MANY", there + 2)
    for texts in (["子", "丑", "寅"], ["丑", "卯"], ["子", "丑", "辰"], ["巳", "午"]):
        docx = body(*texts)
        assert is_cut(docx)
        assert [p.text for p in read(docx).paragraphs()] == texts
    assert len(cutting._known(*_known_of(few))) < there + 5


def test_a_document_of_more_paragraphs_than_are_known_is_read_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cutting, "_MANY", 2)
    texts = ["子", "丑", "寅"]
    assert not is_cut(body(*texts))
    assert [p.text for p in read(body(*texts)).paragraphs()] == texts


def _known_of(docx: bytes) -> tuple[bytes, Looks]:
    parts = unpacked(docx)
    root = cutting._ROOT.match(parts["word/document.xml"])
    assert root is not None
    return root[0], looks(parts)


def test_a_report_reads_the_same_when_all_of_it_is_known(desk: Desk) -> None:
    docx = template.fill(SHIPPED.read_bytes(), desk.examine().manuscript)
    assert is_cut(docx)
    assert told(docx) == told(docx) == whole(docx)
