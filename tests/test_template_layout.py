"""The Word template and its print against GB/T 9704—2012, by the file's XML and by measuring a PDF.

Tools that are not installed skip the tests of the print; JIXIAO_REQUIRE_TOOLS=1 makes them fail.
"""

from __future__ import annotations

import importlib
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from generator import pdf
from generator.findings import Refused

TEMPLATES = Path(__file__).parents[1] / "report_templates"
TEMPLATE = TEMPLATES / "部门整体支出绩效评价报告.docx"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
NS = {"w": W[1:-1]}
TWIPS = 1440 / 25.4  # in a millimetre
BLOCKS = (
    "职责", "组织架构", "人员编制", "资产", "总体目标", "年度目标", "分项目标", "预算收支", "成效",
    "下一步", "评价目的", "评价过程", "评价结论", "得分情况", "问题", "整改措施",
)  # fmt: skip
NAME, TABLE = "青禾县柳溪镇人民政府", "部门整体支出绩效评价指标体系评分表"
TEXT = "为政之要莫先于得人理财之道重在务实" * 60  # no punctuation: each line is full


# ---------------------------------------------------------------- the file


def xml(name: str, source: Path | io.BytesIO = TEMPLATE) -> etree._Element:
    """A part of a docx."""
    with zipfile.ZipFile(source) as package:
        return etree.fromstring(package.read(f"word/{name}"))


def value(element: etree._Element, path: str) -> str:
    """The attribute at a path like w:pPr/w:jc@val; empty when it is not there."""
    where, _, attribute = path.partition("@")
    found = element.find(where, NS)
    return "" if found is None else found.get(W + attribute, "")


def style(name: str) -> etree._Element:
    """A style by its name."""
    return next(s for s in xml("styles.xml").iter(f"{W}style") if value(s, "w:name@val") == name)


def sections() -> list[etree._Element]:
    """The portrait section, as it ends a report that is not signed, and the landscape section."""
    return list(xml("document.xml").iter(f"{W}sectPr"))[2:]


def margins(section: etree._Element) -> list[int]:
    """Top, right, bottom and left in whole millimetres."""
    return [
        round(int(value(section, f"w:pgMar@{side}")) / TWIPS)
        for side in ("top", "right", "bottom", "left")
    ]


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(TEMPLATES))
        yield importlib.import_module("make_template")


def test_the_committed_template_is_what_the_script_writes(script: ModuleType) -> None:
    for form in script.FORMS:
        assert form.target.read_bytes() == script.build(form)


def test_the_template_holds_only_the_parts_it_needs() -> None:
    with zipfile.ZipFile(TEMPLATE) as package:
        assert not [n for n in package.namelist() if "theme" in n or "customXml" in n]
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_portrait_page_has_the_margins_of_the_standard() -> None:
    assert margins(sections()[0]) == [37, 26, 35, 28]


def test_the_landscape_page_has_them_turned_to_the_left() -> None:
    assert margins(sections()[1]) == [28, 37, 26, 35]
    assert value(sections()[1], "w:pgSz@orient") == "landscape"


def test_twenty_two_exact_lines_fill_the_page() -> None:
    height = 16838 - sum(int(value(sections()[0], f"w:pgMar@{side}")) for side in ("top", "bottom"))
    pitch = int(value(style("公文正文"), "w:pPr/w:spacing@line"))
    assert value(style("公文正文"), "w:pPr/w:spacing@lineRule") == "exact"
    assert height // pitch == 22
    assert height - 22 * pitch < 20  # less than a point is left over


def test_twenty_eight_characters_fill_the_line() -> None:
    width = 11906 - sum(int(value(sections()[0], f"w:pgMar@{side}")) for side in ("left", "right"))
    squeeze = int(value(style("公文正文"), "w:rPr/w:spacing@val"))
    assert width // (16 * 20 + squeeze) == 28
    space = int(value(sections()[0], "w:docGrid@charSpace"))
    assert width / 20 // (16 + space / 4096) == 28
    assert value(sections()[0], "w:docGrid@type") == "linesAndChars"
    assert value(sections()[0], "w:docGrid@linePitch") == "579"


@pytest.mark.parametrize(
    ("name", "font", "half_points"),
    [
        ("公文标题", "方正小标宋简体", 44),
        ("heading 1", "黑体", 32),
        ("heading 2", "楷体_GB2312", 32),
        ("heading 3", "仿宋_GB2312", 32),
        ("heading 4", "仿宋_GB2312", 32),
        ("公文正文", "仿宋_GB2312", 32),
        ("公文列表", "仿宋_GB2312", 32),
        ("附件标号", "黑体", 32),
        ("附件标题", "方正小标宋简体", 44),
        ("公文页码", "宋体", 28),
    ],
)
def test_each_element_has_its_font_and_size(name: str, font: str, half_points: int) -> None:
    assert value(style(name), "w:rPr/w:rFonts@eastAsia") == font
    assert value(style(name), "w:rPr/w:rFonts@hint") == "eastAsia"
    assert value(style(name), "w:rPr/w:sz@val") == str(half_points)
    assert style(name).find("w:rPr/w:b", NS) is None
    assert style(name).find("w:rPr/w:color", NS) is None


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_headings_are_those_of_words_navigation(level: int) -> None:
    heading = style(f"heading {level}")
    assert value(heading, "w:pPr/w:outlineLvl@val") == str(level - 1)
    assert value(heading, "w:pPr/w:ind@firstLineChars") == "200"
    assert heading.find("w:pPr/w:keepNext", NS) is not None


@pytest.mark.parametrize("name", ["公文正文", "公文列表"])
def test_a_paragraph_starts_two_characters_in(name: str) -> None:
    assert value(style(name), "w:pPr/w:ind@firstLineChars") == "200"


@pytest.mark.parametrize(
    "name",
    ["Normal", "附件说明", "落款单位", "落款日期", "评分表单位行", "表格表头", "表格正文", "表格居中",
     "公文表格", "加粗"],
)  # fmt: skip
def test_a_style_the_filling_needs_is_there(name: str) -> None:
    assert style(name).get(f"{W}styleId")


def test_every_style_named_in_the_document_is_defined() -> None:
    known = {s.get(f"{W}styleId") for s in xml("styles.xml").iter(f"{W}style")}
    for tag in ("pStyle", "tblStyle", "rStyle"):
        assert {e.get(f"{W}val") for e in xml("document.xml").iter(W + tag)} <= known


def test_the_signature_stays_with_the_text_above_it() -> None:
    for name in ("附件说明", "落款单位"):
        assert style(name).find("w:pPr/w:keepNext", NS) is not None
    assert style("落款日期").find("w:pPr/w:keepLines", NS) is not None


def test_the_portrait_section_is_the_same_whether_the_report_is_signed_or_not() -> None:
    _, signed, unsigned, _ = xml("document.xml").iter(f"{W}sectPr")
    assert etree.tostring(signed) == etree.tostring(unsigned)


def test_odd_and_even_pages_have_footers_of_their_own() -> None:
    assert xml("settings.xml").find("w:evenAndOddHeaders", NS) is not None
    for section in sections():
        kinds = {
            reference.get(f"{W}type"): xml(f"{reference.get(f'{R}id')}.xml")
            for reference in section.iter(f"{W}footerReference")
        }
        assert set(kinds) == {"default", "even"}
        for footer in kinds.values():
            assert [f.get(f"{W}instr") for f in footer.iter(f"{W}fldSimple")] == [" PAGE "]


def test_page_numbers_run_on_into_the_annex() -> None:
    assert all(section.find("w:pgNumType", NS) is None for section in sections())


def test_the_score_table_is_as_wide_as_the_text_and_its_header_comes_again() -> None:
    table = next(xml("document.xml").iter(f"{W}tbl"))
    widths = [int(c.get(f"{W}w", "0")) for c in table.iter(f"{W}gridCol")]
    assert len(widths) == 6
    assert sum(widths) == 16838 - sum(
        int(value(sections()[1], f"w:pgMar@{side}")) for side in ("left", "right")
    )
    rows = list(table.iter(f"{W}tr"))
    assert [row.find("w:trPr/w:tblHeader", NS) is not None for row in rows[:3]] == [1, 1, 0]
    assert all(row.find("w:trPr/w:cantSplit", NS) is not None for row in rows)


def lint(document: etree._Element) -> list[str]:
    """What no validator sees: stray text, ragged rows, cells without paragraph, lost merges."""
    wrong = []
    for element in document.iter(f"{W}p", f"{W}tr", f"{W}tc", f"{W}body"):
        if "".join([element.text or "", *(child.tail or "" for child in element)]).strip():
            wrong.append(f"text directly in {element.tag}")
    for table in document.iter(f"{W}tbl"):
        wrong += ragged(table)
    wrong += ["cell without paragraph" for c in document.iter(f"{W}tc") if c[-1].tag != f"{W}p"]
    ids = [e.get("id") for e in document.iter(f"{DRAWING}docPr")]
    return wrong + (["double docPr id"] if len(ids) != len(set(ids)) else [])


def ragged(table: etree._Element) -> list[str]:
    """Rows whose cells do not fill the grid, and merges with nothing above them to go on from."""
    wrong, merging = [], set[int]()
    for row in table.iter(f"{W}tr"):
        column, still = 0, set[int]()
        for cell in row.iter(f"{W}tc"):
            merge = cell.find("w:tcPr/w:vMerge", NS)
            if merge is not None:
                still.add(column)
                if merge.get(f"{W}val", "continue") == "continue" and column not in merging:
                    wrong.append("merge without start")
            column += int(value(cell, "w:tcPr/w:gridSpan@val") or 1)
        merging = still
        if column != len(table.findall("w:tblGrid/w:gridCol", NS)):
            wrong.append("ragged row")
    return wrong


def paragraphs(style_id: str, *texts: str) -> Markup:
    """Block content as the filling code gives it."""
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/></w:pPr><w:r><w:t>{t}</w:t></w:r></w:p>'
        for t in texts
    )
    return Markup("".join(body))


def fields() -> dict[str, object]:
    """A report of dummy text: three full pages of it in the first block, then little."""
    cells = {
        "指标解释": paragraphs("TableText", TEXT[:60], "评价要点：", "1." + TEXT[:20]),
        "评分标准": paragraphs("TableText", TEXT[:40]),
    }
    names = {"一级指标": "投入", "二级指标": "预算执行", "三级指标": "预算调整率", "得分": "3"}
    return {
        **{block: paragraphs("BodyParagraph", TEXT[:90]) for block in BLOCKS},
        "职责": paragraphs("BodyParagraph", (TEXT * 2)[:1800]),
        "计算过程": paragraphs("TableText", TEXT[:200]),
        "单位": {"名称": "青禾县柳溪镇人民政府", "年度": 2021, "附件序号": 3, "负责人": "张三",
                "附件说明": True, "封面": False, "目录": False, "落款日期": "2021年12月31日"},
        "章节": (),
        "附件": [{"序号": 3, "名称": f"{NAME}2021年{TABLE}"}, {"序号": 4, "名称": f"{NAME}2021年部门整体支出绩效评价评分计算过程"}],
        "评分表": {"行": [{**names, **cells}] * 16, "总分": "95.25"},
    }  # fmt: skip


@pytest.fixture(scope="module")
def filled() -> bytes:
    template = DocxTemplate(TEMPLATE)
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    template.render(fields(), jinja_env=environment, autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def test_the_template_asks_for_exactly_these_fields() -> None:
    assert DocxTemplate(TEMPLATE).get_undeclared_template_variables() == set(fields())


def test_the_template_is_well_formed_beyond_the_schema() -> None:
    assert lint(xml("document.xml")) == []


def test_a_filled_report_is_well_formed_and_holds_no_tag(filled: bytes) -> None:
    document = xml("document.xml", io.BytesIO(filled))
    assert lint(document) == []
    text = "".join(map(str, document.itertext()))
    assert "{{" not in text
    assert "{%" not in text


# ---------------------------------------------------------------- the print


@dataclass(frozen=True)
class Line:
    """A line of the PDF in millimetres from the page's left upper corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


LINE = re.compile(r'<line xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</line>', re.S)
NUMBER = re.compile(r"—\d+—")
MM = 25.4 / 72


def lines(page: str) -> list[Line]:
    """The lines of a page, its number among them."""
    found = []
    for *edges, inside in LINE.findall(page):
        left, top, right, bottom = (float(edge) * MM for edge in edges)
        text = "".join(re.findall(r">([^<]*)</word>", inside))
        found.append(Line(left, top, right, bottom, text))
    return found


@dataclass(frozen=True)
class Sheets:
    """The printed report: its file and the lines of each page (page 1 is pages[0])."""

    printed: pdf.Printed
    pages: list[list[Line]]

    def body(self, page: int) -> list[Line]:
        """The lines of a page without its number."""
        return [line for line in self.pages[page - 1] if not NUMBER.fullmatch(line.text)]

    def number(self, page: int) -> Line:
        """The page's number."""
        return next(line for line in self.pages[page - 1] if NUMBER.fullmatch(line.text))

    def landscape(self, remainder: int) -> int:
        """The first page of the annex that is odd (1) or even (0)."""
        return self.annex if self.annex % 2 == remainder else self.annex + 1

    @property
    def annex(self) -> int:
        """The first page of the annex."""
        return next(n for n in range(1, len(self.pages) + 1) if self.body(n)[0].text == "附件3")


@pytest.fixture(scope="module")
def sheets(filled: bytes, tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    missing = [tool for tool in ("soffice", "pdftotext", "pdftoppm") if not shutil.which(tool)]
    if missing and os.environ.get("JIXIAO_REQUIRE_TOOLS") != "1":
        pytest.skip(f"not installed: {', '.join(missing)}")
    assert missing == []
    folder = tmp_path_factory.mktemp("印件")
    (folder / "报告.docx").write_bytes(filled)
    printed = pdf.to_pdf(folder / "报告.docx", folder / "报告.pdf")
    command = ["pdftotext", "-bbox-layout", str(printed.path), "-"]
    text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    return Sheets(printed, [lines(page) for page in text.split("<page ")[1:]])


def dash(sheets: Sheets, page: int, corner: tuple[float, float]) -> tuple[float, float]:
    """Middle of the ink in the 3 mm square at a corner, in mm: where a dash of the number lies."""
    dpi, side = 300, 3.0
    scale = dpi / 25.4
    crop = [str(round(n * scale)) for n in (*corner, side, side)]
    flags = [part for pair in zip(("-x", "-y", "-W", "-H"), crop, strict=True) for part in pair]
    command = ["pdftoppm", "-gray", "-r", str(dpi), "-f", str(page), "-l", str(page), *flags]
    image = subprocess.run([*command, str(sheets.printed.path)], capture_output=True, check=True)
    _, size, _, pixels = image.stdout.split(b"\n", 3)
    width = int(size.split()[0])
    ink = [divmod(i, width) for i, pixel in enumerate(pixels) if pixel < 200]
    assert ink, "no dash there"
    x = sum(column for _, column in ink) / len(ink) + 0.5
    y = sum(row for row, _ in ink) / len(ink) + 0.5
    return corner[0] + x / scale, corner[1] + y / scale


def test_a_full_page_prints_twenty_two_lines_of_twenty_eight_characters(sheets: Sheets) -> None:
    assert [len(line.text) for line in sheets.body(2)] == [28] * 22


def test_the_printed_text_keeps_within_the_margins_and_fills_them(sheets: Sheets) -> None:
    body = sheets.body(2)
    assert min(line.left for line in body) == pytest.approx(28, abs=1)
    assert max(line.right for line in body) == pytest.approx(210 - 26, abs=1)
    assert body[0].top > 37
    assert body[-1].bottom < 297 - 35
    assert body[-1].top - body[0].top == pytest.approx(21 * 28.95 * MM, abs=0.3)


def test_a_first_line_starts_two_characters_in(sheets: Sheets) -> None:
    first = next(line for line in sheets.body(1) if line.text == TEXT[:26])
    assert first.left - 28 == pytest.approx(2 * 156 / 28, abs=1)


def test_an_odd_page_number_stands_at_the_right_one_character_in(sheets: Sheets) -> None:
    assert sheets.number(3).right == pytest.approx(210 - 26 - 14 * MM, abs=0.5)


def test_an_even_page_number_stands_at_the_left_one_character_in(sheets: Sheets) -> None:
    assert sheets.number(2).left == pytest.approx(28 + 14 * MM, abs=0.5)


@pytest.mark.parametrize("page", [2, 3])
def test_its_dash_lies_seven_millimetres_under_the_text(sheets: Sheets, page: int) -> None:
    number = sheets.number(page)
    _, y = dash(sheets, page, (number.left + 0.5, 297 - 35 + 7 - 1.5))
    assert y - (297 - 35) == pytest.approx(7, abs=0.5)


def test_a_landscape_page_has_its_number_where_portrait_pages_have_it(sheets: Sheets) -> None:
    odd, even = sheets.landscape(1), sheets.landscape(0)
    assert sheets.number(odd).bottom == pytest.approx(210 - 26 - 14 * MM, abs=0.5)
    assert sheets.number(even).top == pytest.approx(28 + 14 * MM, abs=0.5)
    for page in (odd, even):
        x, _ = dash(sheets, page, (35 - 7 - 1.5, sheets.number(page).top + 0.5))
        assert 35 - x == pytest.approx(7, abs=0.5)


def test_the_annex_has_its_label_on_the_first_line_and_its_title_on_the_third(
    sheets: Sheets,
) -> None:
    label, title = sheets.body(sheets.annex)[:2]
    assert (label.text, title.text) == ("附件3", "青禾县柳溪镇人民政府")
    assert label.left == pytest.approx(35, abs=0.5)
    assert title.bottom - label.bottom == pytest.approx(2 * 28.95 * MM, abs=1.5)


def test_the_second_annex_has_a_page_of_its_own_with_its_number_in_place(sheets: Sheets) -> None:
    page = len(sheets.pages)
    label, title = sheets.body(page)[:2]
    assert (label.text, title.text) == ("附件4", "青禾县柳溪镇人民政府")
    assert sheets.number(page).right == pytest.approx(sheets.number(sheets.annex).right, abs=0.5)


def test_a_second_annex_is_listed_under_the_first(sheets: Sheets) -> None:
    found = [line for line in sheets.body(sheets.annex - 1) if re.search(r"[34]\.", line.text)]
    first, second = found
    assert (first.text[:5], second.text[:2]) == ("附件：3.", "4.")
    assert second.left - first.left == pytest.approx(3 * 156 / 28, abs=1)
    assert second.right == pytest.approx(first.right, abs=1)


def test_page_numbers_are_those_of_the_sheets(sheets: Sheets) -> None:
    count = len(sheets.pages)
    assert [sheets.number(n).text for n in range(1, count + 1)] == [
        f"—{n}—" for n in range(1, count + 1)
    ]


def test_the_unit_stands_over_the_middle_of_the_date(sheets: Sheets) -> None:
    unit, date = sheets.body(sheets.annex - 1)[-2:]
    assert (unit.text, date.text) == ("青禾县柳溪镇人民政府", "2021年12月31日")
    assert (unit.left + unit.right) / 2 == pytest.approx((date.left + date.right) / 2, abs=3)


def test_fonts_that_stood_in_are_named_and_only_these(sheets: Sheets) -> None:
    if shutil.which("fc-match"):
        asked = [font for font, _ in sheets.printed.stand_ins]
        assert set(asked) <= set(pdf._STAND_INS)
        assert all(font != taken for font, taken in sheets.printed.stand_ins)


# ---------------------------------------------------------------- refusals

posix = pytest.mark.skipif(
    sys.platform == "win32", reason="the false LibreOffice is a shell script"
)


def refusal(document: Path, target: Path, *, timeout: float = 30) -> str:
    """The id of the one finding printing was refused with, its message shown to be whole."""
    with pytest.raises(Refused) as caught:
        pdf.to_pdf(document, target, timeout=timeout)
    (finding,) = caught.value.findings
    assert finding.hint
    assert "{" not in finding.message
    return finding.id


@pytest.fixture
def false_office(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A LibreOffice that does what the test's parameter says, in shell."""
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nfor last; do :; done\n{request.param}\n")
    program.chmod(0o755)
    monkeypatch.setattr(pdf, "_PROGRAMS", (str(program),))


def test_a_missing_document_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "无.docx", tmp_path / "无.pdf") == "document-missing"


def test_a_file_that_is_no_docx_is_refused(tmp_path: Path) -> None:
    (tmp_path / "假.docx").write_text("不是压缩包")
    with zipfile.ZipFile(tmp_path / "空.docx", "w") as package:
        package.writestr("别的.txt", "")
    for name in ("假.docx", "空.docx"):
        assert refusal(tmp_path / name, tmp_path / "假.pdf") == "not-a-docx"


def test_a_machine_without_libreoffice_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_PROGRAMS", ("no-such-office",))
    assert refusal(TEMPLATE, tmp_path / "报告.pdf") == "libreoffice-missing"


@posix
@pytest.mark.parametrize("false_office", ["exit 0"], indirect=True)
@pytest.mark.usefixtures("false_office")
def test_a_run_that_makes_no_pdf_is_refused(tmp_path: Path) -> None:
    assert refusal(TEMPLATE, tmp_path / "报告.pdf") == "pdf-not-made"


@posix
@pytest.mark.parametrize("false_office", ["sleep 60 & wait"], indirect=True)
@pytest.mark.usefixtures("false_office")
def test_a_run_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    assert refusal(TEMPLATE, tmp_path / "报告.pdf", timeout=0.2) == "pdf-too-slow"


@posix
@pytest.mark.parametrize("false_office", ['echo > "${last%.docx}.pdf"'], indirect=True)
@pytest.mark.usefixtures("false_office")
def test_a_pdf_that_cannot_be_put_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "挡路").write_text("")
    assert refusal(TEMPLATE, tmp_path / "挡路" / "报告.pdf") == "pdf-not-stored"


@posix
@pytest.mark.parametrize("false_office", ['echo > "${last%.docx}.pdf"'], indirect=True)
@pytest.mark.usefixtures("false_office")
def test_without_fontconfig_nothing_is_said_of_fonts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "fc-match" else which(name))
    printed = pdf.to_pdf(TEMPLATE, tmp_path / "新" / "报告.pdf")
    assert printed == pdf.Printed(tmp_path / "新" / "报告.pdf", ())
    assert printed.path.is_file()
