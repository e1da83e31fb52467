"""The forms a report can take by its unit's choice: chapters of its own, with or without signature."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from conftest import Desk
from lxml import etree
from word import NAMESPACE, SHIPPED

from generator import readback, template
from generator.narrative import Block, Manuscript, Span
from generator.readback import Paragraph

W = f"{{{NAMESPACE}}}"
DATED = "落款日期: 2021-12-31"


def made(manuscript: Manuscript) -> bytes:
    return template.fill(SHIPPED.read_bytes(), manuscript)


def lines(docx: bytes) -> list[tuple[str, str]]:
    """The paragraphs outside tables, as style and text."""
    body = readback.read(docx).body
    return [(p.style, p.text) for p in body if isinstance(p, Paragraph)]


def document(docx: bytes) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml"))


def test_chapters_of_the_units_own_take_the_place_of_the_templates(desk: Desk) -> None:
    whole = desk.examine().manuscript
    own = (
        Block("标题1", (Span("一、自己的章"),)),
        Block("正文", (Span("自己的话。"),), ("章节", 0)),
    )
    found = lines(made(replace(whole, fields={**whole.fields, "章节": own})))
    assert found[2:6] == [
        ("公文正文", ""),
        ("heading 1", "一、自己的章"),
        ("公文正文", "自己的话。"),
        ("附件说明", "附件：3. 试验镇人民政府2021年部门整体支出绩效评价指标体系评分表"),
    ]
    assert ("heading 1", "一、基本概况") not in found


def test_without_chapters_of_its_own_the_templates_are_printed(desk: Desk) -> None:
    found = lines(made(desk.examine().manuscript))
    assert [text for style, text in found if style == "heading 1"][:2] == [
        "一、基本概况",
        "二、预算绩效管理开展及整体绩效实现情况",
    ]


@pytest.mark.parametrize(("date", "signed"), [(DATED, True), ("落款日期: ", False)])
def test_a_report_without_a_date_is_not_signed_and_keeps_both_sections(
    desk: Desk, date: str, signed: bool
) -> None:
    docx = made(desk.edit("单位", DATED, date).examine().manuscript)
    styles = {style for style, _ in lines(docx)}
    assert ({"落款单位", "落款日期"} <= styles) is signed
    widths = [s.find(f"{W}pgSz").get(f"{W}w") for s in document(docx).iter(f"{W}sectPr")]  # type: ignore[union-attr]
    assert widths == ["11906", "16838"]


def test_a_unit_may_leave_out_the_note_on_annexes(desk: Desk) -> None:
    docx = made(desk.edit("单位", DATED, f"{DATED}\n  附件说明: 否").examine().manuscript)
    assert not [text for style, text in lines(docx) if text.startswith("附件：")]
    signed = next(p for p in document(docx).iter(f"{W}p") if _style(p) == "SignedUnit")
    before = signed.getprevious()
    assert before is not None
    assert before.find(f"{W}pPr/{W}keepNext") is not None


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else str(style.get(f"{W}val"))


# ---------------------------------------------------------------- attachments

TABLE = "试验镇人民政府2021年部门整体支出绩效评价指标体系评分表"
WORKINGS = "试验镇人民政府2021年部门整体支出绩效评价评分计算过程"


def listed(desk: Desk, attachments: str, *unit: str) -> list[tuple[str, str]]:
    """The note on annexes, as style and text."""
    desk.edit("单位", DATED, "\n  ".join((DATED, *unit)))
    (desk.unit / "附件.yaml").write_text(f"附件:\n{attachments}", encoding="utf-8")
    found = lines(made(desk.examine().manuscript))
    return [(style, text) for style, text in found if style.startswith("附件说明")]


def test_attachments_are_listed_with_the_scoring_table_in_the_order_of_their_numbers(
    desk: Desk,
) -> None:
    own = "  - 名称: 情况表\n  - {名称: 照片, 序号: 5}\n  - 名称: 名单\n  - {名称: 批复, 序号: 2}\n"
    assert listed(desk, own) == [
        ("附件说明", "附件：1. 情况表"),
        ("附件说明续", "2. 批复"),
        ("附件说明续", f"3. {TABLE}"),
        ("附件说明续", "5. 照片"),
        ("附件说明续", "6. 名单"),
    ]


def test_attachments_without_numbers_pass_over_those_of_the_table_and_the_workings(
    desk: Desk,
) -> None:
    own = "  - 名称: 情况表\n  - 名称: 照片\n"
    found = listed(desk, own, "附件序号: 1", "计算过程附表: 是")
    assert [text for _, text in found] == [
        f"附件：1. {TABLE}",
        f"2. {WORKINGS}",
        "3. 情况表",
        "4. 照片",
    ]


@pytest.mark.parametrize(
    ("own", "place"),
    [
        ("  - {名称: 照片, 序号: 3}\n", ("attachment-number-twice", "附件", 2)),
        (
            "  - {名称: 甲, 序号: 1}\n  - {名称: 乙, 序号: 1}\n",
            ("attachment-number-twice", "附件", 3),
        ),
    ],
)
def test_a_number_that_two_annexes_bear_is_found(
    desk: Desk, own: str, place: tuple[str, str, int]
) -> None:
    (desk.unit / "附件.yaml").write_text(f"附件:\n{own}", encoding="utf-8")
    assert place in desk.rows()


def test_the_name_of_an_attachment_is_printed_as_it_stands(desk: Desk) -> None:
    (desk.unit / "附件.yaml").write_text("附件:\n  - 名称: '{{ 甲 }}'\n", encoding="utf-8")
    assert ("literal-only", "附件", 2) in desk.rows()
