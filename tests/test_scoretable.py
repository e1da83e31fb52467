"""The scoring table fitted to rubrics of 2 to 4 levels and to extra columns, from one template."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import ooxml_integrity
import pytest
import rubrics
from conftest import Desk
from lxml import etree
from rubrics import EXTRA, rubric
from sdk import Sdk
from test_validity import lint
from word import NAMESPACE, SHIPPED, changed

from generator import readback, template
from generator.model import Report
from generator.narrative import Manuscript
from generator.template.scoretable import fitted

W = f"{{{NAMESPACE}}}"
DOCUMENT = zipfile.ZipFile(SHIPPED).read("word/document.xml")
BLOCK = 12756  # 225 mm
SHAPES = [(levels, EXTRA[:count]) for levels in (2, 3, 4) for count in (0, 1, 2, 4)]
SHAPES += [(3, ("佐证", "扣分原因")), (2, ("扣分原因",)), (4, ("自评得分",))]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Desk(tmp_path_factory.mktemp("small") / "desk").examine().report


def columns(levels: int, extra: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of a scoring table as the offices know them."""
    names = ("一级指标", "二级指标", "三级指标", "四级指标")[:levels]
    return (
        *names, "指标解释", *(e for e in extra if e == "分值"), "评分标准",
        *(e for e in extra if e == "自评得分"), "得分", *(e for e in extra if e in ("扣分原因", "佐证")),
    )  # fmt: skip


def score_table(docx: bytes) -> etree._Element:
    """The table of the annex: the last of the document."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return list(etree.fromstring(package.read("word/document.xml")).iter(f"{W}tbl"))[-1]


def filled(manuscript: Manuscript) -> bytes:
    return template.fill(SHIPPED.read_bytes(), manuscript)


@pytest.mark.parametrize(("levels", "extra"), SHAPES)
def test_any_rubric_comes_out_of_the_shipped_template(
    report: Report, levels: int, extra: tuple[str, ...]
) -> None:
    manuscript = rubrics.manuscript(report, rubric(levels, extra))
    assert tuple(manuscript.rows[0]) == columns(levels, extra)
    docx = filled(manuscript)
    assert readback.verify(docx, manuscript, set(manuscript.parts)) == []
    assert lint(docx) == []


@pytest.mark.unmeasured
@pytest.mark.parametrize(("levels", "extra"), SHAPES)
def test_the_validators_find_nothing(
    report: Report, sdk: Sdk, tmp_path: Path, levels: int, extra: tuple[str, ...]
) -> None:
    file = tmp_path / "报告.docx"
    file.write_bytes(filled(rubrics.manuscript(report, rubric(levels, extra))))
    assert [str(finding) for finding in ooxml_integrity.check(str(file))] == []
    assert sdk.errors(file) == []


@pytest.mark.parametrize(("levels", "extra"), SHAPES)
def test_the_columns_are_together_as_wide_as_the_block(
    report: Report, levels: int, extra: tuple[str, ...]
) -> None:
    table = score_table(filled(rubrics.manuscript(report, rubric(levels, extra))))
    grid = [int(c.get(f"{W}w", "0")) for c in table.iter(f"{W}gridCol")]
    assert len(grid) == len(columns(levels, extra))
    assert sum(grid) == BLOCK
    assert min(grid) >= 600
    for row in table.iter(f"{W}tr"):
        widths = [int(w.get(f"{W}w", "0")) for w in row.iter(f"{W}tcW")]
        assert sum(widths) == BLOCK


LABELS = {
    (2, ()): [["一级指标", "二级指标", "评分标准", "得分"], ["", "指标名称", "指标解释说明", "", ""]],
    (3, ("分值",)): [
        ["一级指标", "二级指标", "三级指标", "分值", "评分标准", "得分"],
        ["", "", "指标名称", "指标解释说明", "", "", ""],
    ],
    (4, EXTRA): [
        ["一级指标", "二级指标", "三级指标", "四级指标", "分值", "评分标准", "自评得分", "得分", "扣分原因", "佐证"],
        ["", "", "", "指标名称", "指标解释说明", "", "", "", "", "", ""],
    ],
}  # fmt: skip


@pytest.mark.parametrize("shape", LABELS)
def test_the_header_says_what_stands_below(
    report: Report, shape: tuple[int, tuple[str, ...]]
) -> None:
    rows = list(readback.read(filled(rubrics.manuscript(report, rubric(*shape)))).tables())[-1]
    assert [[cell.text for cell in row] for row in rows[:2]] == LABELS[shape]
    assert [cell.span for cell in rows[0] if cell.span > 1] == [2]
    assert all(cell.continues for cell in rows[1] if not cell.text)


TOTALS: list[tuple[int, tuple[str, ...], list[tuple[str, int]]]] = [
    (2, (), [("自评总分", 4), ("97.75", 1)]),
    (4, (), [("自评总分", 6), ("97.75", 1)]),
    (3, ("分值", "佐证"), [("自评总分", 6), ("97.75", 1), ("", 1)]),
    (3, EXTRA, [("自评总分", 6), ("97.75", 1), ("", 1), ("", 1), ("", 1)]),
]


@pytest.mark.parametrize(("levels", "extra", "cells"), TOTALS)
def test_the_total_stands_under_the_points(
    report: Report, levels: int, extra: tuple[str, ...], cells: list[tuple[str, int]]
) -> None:
    rows = list(readback.read(filled(rubrics.manuscript(report, rubric(levels, extra)))).tables())[
        -1
    ]
    assert [(cell.text, cell.span) for cell in rows[-1]] == cells


def test_extra_columns_hold_weight_points_deduction_and_evidence(report: Report) -> None:
    first, second, third, *_ = rubrics.manuscript(report, rubric(2, EXTRA)).rows
    assert (first["二级指标"], first["分值"], first["自评得分"], first["得分"]) == (
        "指标1甲", "25", "23.75", "",
    )  # fmt: skip
    said = [
        ["".join(block.text for block in row["扣分原因"]) for row in (first, second, third)],  # type: ignore[union-attr]
        ["、".join(block.text for block in row["佐证"]) for row in (first, second)],  # type: ignore[union-attr]
    ]
    assert said == [
        [
            "扣1.25分。评定23.75分：一项任务延期。",
            "扣1分。核定24分（按规则25分）：材料归档不齐。",
            "",
        ],
        ["年度工作总结、验收报告", ""],
    ]


def test_a_group_keeps_its_weight_beside_a_column_of_weights(report: Report) -> None:
    rows = rubrics.manuscript(report, rubric(3, ("分值",))).rows
    assert getattr(rows[0]["一级指标"], "text", "") == "评价方面1\n（50分）"


def test_an_indicator_of_fewer_levels_has_its_name_in_the_last_column(report: Report) -> None:
    deep, flat = rubric(4), rubric(2)
    mixed = deep.but(groups=(deep.groups[0], flat.groups[1]))
    manuscript = rubrics.manuscript(report, mixed)
    last = manuscript.rows[-1]
    assert [last[name] for name in ("二级指标", "三级指标", "四级指标")] == [
        "",
        "",
        "指标2乙\n（25分）",
    ]
    assert readback.verify(filled(manuscript), manuscript, set(manuscript.parts)) == []


def test_a_table_that_fits_is_left_byte_for_byte() -> None:
    assert fitted(DOCUMENT, columns(3, ())) is DOCUMENT


@pytest.mark.parametrize(("levels", "extra"), SHAPES)
def test_any_table_can_be_fitted_back(levels: int, extra: tuple[str, ...]) -> None:
    other = fitted(DOCUMENT, columns(levels, extra))
    back = fitted(other, columns(3, ()))
    assert etree.canonicalize(back.decode("utf-8").split("?>", 1)[1]) == etree.canonicalize(
        DOCUMENT.decode("utf-8").split("?>", 1)[1]
    )


LABEL = re.compile(r"<w:tc>(?:(?!<w:tc>).)*?自评总分.*?</w:tc>")


def one_cell(xml: str) -> str:
    """The row of the total as one cell over all columns."""
    end = xml.index("</w:tbl>")
    row = NOTE.replace("注：略", "自评总分：{{ 评分表.总分 }}分")
    return xml[: xml.rindex("<w:tr>", 0, end)] + row + xml[end:]


OWN_COPIES: dict[str, Callable[[str], str]] = {
    "another variable": lambda xml: xml.replace("for 行 in", "for 项 in").replace("行.", "项.").replace("评分表.项", "评分表.行"),
    "split runs": lambda xml: xml.replace("{{ 行.三级指标 }}", "{{ 行.三</w:t></w:r><w:r><w:t>级指标 }}"),
    "widths by percent and without cell widths": lambda xml: xml.replace('<w:tcW w:w="1077" w:type="dxa"/>', ""),
    "no cell properties": lambda xml: xml.replace('<w:tcPr><w:tcW w:w="736" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>', ""),
    "a title row above": lambda xml: xml.replace("</w:tblGrid>", f"</w:tblGrid>{NOTE}", 1),
    "a note below": lambda xml: xml.replace("</w:tbl>", f"{NOTE}</w:tbl>"),
    "label and total in one cell": one_cell,
    "cells behind the total": lambda xml: xml.replace(
        '<w:gridSpan w:val="5"/>', '<w:gridSpan w:val="4"/>').replace("</w:tr></w:tbl>", f"{EMPTY}</w:tr></w:tbl>"),
}  # fmt: skip
EMPTY = '<w:tc><w:tcPr><w:tcW w:w="736" w:type="dxa"/></w:tcPr><w:p/></w:tc>'
NOTE = (
    '<w:tr><w:tc><w:tcPr><w:tcW w:w="12756" w:type="dxa"/><w:gridSpan w:val="6"/></w:tcPr>'
    "<w:p><w:r><w:t>注：略</w:t></w:r></w:p></w:tc></w:tr>"
)


@pytest.mark.parametrize("shape", [(2, ()), (4, EXTRA)])
@pytest.mark.parametrize("copy", OWN_COPIES)
def test_an_offices_own_copy_is_fitted_too(
    report: Report, copy: str, shape: tuple[int, tuple[str, ...]]
) -> None:
    form = changed("word/document.xml", OWN_COPIES[copy])
    assert form != SHIPPED.read_bytes()
    manuscript = rubrics.manuscript(report, rubric(*shape))
    docx = template.fill(form, manuscript)
    assert readback.verify(docx, manuscript, set(manuscript.parts)) == []
    assert lint(docx) == []


def test_grid_columns_that_word_split_are_fitted_too(report: Report) -> None:
    """Dragging a border in one row makes Word split a grid column and span it in all others."""

    def split(xml: str) -> str:
        xml = xml.replace(
            '<w:gridCol w:w="4394"/>', '<w:gridCol w:w="4000"/><w:gridCol w:w="394"/>'
        )
        wide = '<w:tcW w:w="4394" w:type="dxa"/>'
        xml = xml.replace(wide, f'{wide}<w:gridSpan w:val="2"/>')
        for old in (6, 5):
            xml = xml.replace(f'<w:gridSpan w:val="{old}"/>', f'<w:gridSpan w:val="{old + 1}"/>')
        three = '<w:tcW w:w="5868" w:type="dxa"/><w:gridSpan w:val="{}"/>'
        return xml.replace(three.format(2), three.format(3))

    manuscript = rubrics.manuscript(report, rubric(4, EXTRA))
    docx = template.fill(changed("word/document.xml", split), manuscript)
    assert readback.verify(docx, manuscript, set(manuscript.parts)) == []
    assert lint(docx) == []


UNFIT: dict[str, Callable[[str], str]] = {
    "two fields in a cell": lambda xml: xml.replace("{{ 行.二级指标 }}", "{{ 行.一级指标 }}{{ 行.二级指标 }}"),
    "a cell of its own": lambda xml: xml.replace("{{ 行.二级指标 }}", "甲"),
    "words behind the total": lambda xml: xml.replace(
        '<w:gridSpan w:val="5"/>', '<w:gridSpan w:val="4"/>').replace(
        "</w:tr></w:tbl>", EMPTY.replace("<w:p/>", "<w:p><w:r><w:t>优</w:t></w:r></w:p>") + "</w:tr></w:tbl>"),
    "a column twice": lambda xml: xml.replace("{{ 行.得分 }}", "{{ 行.三级指标 }}"),
    "levels in another order": lambda xml: xml.replace("行.一级指标", "行.某级").replace(
        "行.二级指标", "行.一级指标").replace("行.某级", "行.二级指标"),
    "a ragged row": lambda xml: xml.replace('<w:gridSpan w:val="2"/>', ""),
    "no grid": lambda xml: xml.replace("w:gridCol ", "w:gridSon "),
}  # fmt: skip


@pytest.mark.parametrize("change", UNFIT)
def test_a_table_of_another_form_is_told_when_the_levels_differ(
    report: Report, change: str
) -> None:
    form = changed("word/document.xml", UNFIT[change])
    found = template.check(form, rubrics.manuscript(report, rubric(4)))
    assert [f.id for f in found if f.stops] == ["template-levels-differ"]
    assert "有 4 级" in found[0].message


def test_a_label_that_leaves_no_room_for_fewer_levels_is_told(report: Report) -> None:
    def split(xml: str) -> str:
        label = LABEL.search(xml)
        assert label
        narrow = label[0].replace('<w:gridSpan w:val="5"/>', "")
        return xml.replace(label[0], narrow + EMPTY * 4)

    form = changed("word/document.xml", split)
    found = template.check(form, rubrics.manuscript(report, rubric(2)))
    assert [f.id for f in found if f.stops] == ["template-levels-differ"]


def test_a_template_without_levels_is_left_alone() -> None:
    bare = DOCUMENT.decode().replace("级指标 }}", "级 }}").encode()
    assert fitted(bare, columns(2, ())) is bare


def test_a_docx_whose_total_stands_elsewhere_is_found(report: Report) -> None:
    manuscript = rubrics.manuscript(report, rubric(3, EXTRA))
    docx = filled(manuscript)
    moved = changed(
        "word/document.xml",
        lambda xml: xml.replace('<w:gridSpan w:val="6"/>', '<w:gridSpan w:val="7"/>'),
        docx,
    )
    found = readback.verify(moved, manuscript, set(manuscript.parts))
    assert {f.id for f in found} == {"table-total-differs"}
