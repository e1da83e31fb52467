"""A summary that an editor only saved again, and one in which somebody put anything at all."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import tool
from lxml import etree
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, FormulaRule, Rule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from outcomes import county, unit
from word import changed

from generator import readback, template
from generator.archive import Stored
from generator.county import stored, stored_over, summarise
from generator.county.book import book
from generator.paper import edited
from generator.readback.gist import gist

TEMPLATE = Path(__file__).parents[1] / "report_templates" / "汇总报告.docx"
LATER = (*county(), unit("新局"))
Change = Callable[[bytes], bytes]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The report of a county, as made."""
    return stored(county(), tmp_path / "汇总", TEMPLATE)[1].path


def later(report: Path) -> Stored:
    """The report made again, as the figures are others now."""
    return stored(LATER, report.parent, TEMPLATE)[1]


def resaved(file: Path) -> None:
    """Open a file in LibreOffice and save it again."""
    folder = file.parent.parent
    subprocess.run(
        [tool("soffice"), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", file.suffix[1:], "--outdir", str(folder / "另存"), str(file)],
        capture_output=True, check=True, timeout=180,
    )  # fmt: skip
    (folder / "另存" / file.name).replace(file)
    shutil.rmtree(folder / "profile", ignore_errors=True)


# ---- only saved again -----------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 2])
def test_a_report_that_office_only_saved_again_is_replaced(report: Path, times: int) -> None:
    made = report.read_bytes()
    for _ in range(times):
        resaved(report)
    assert readback.edited(report.read_bytes())
    assert gist(report.read_bytes()) == gist(made)
    done = later(report)
    assert (done.kept, done.unchanged) == (None, False)
    assert not readback.edited(report.read_bytes())
    assert [each.name for each in report.parent.glob("*.docx")] == [report.name]


def spelled_otherwise(xml: str) -> str:
    """The document as Word saves it: runs split and spell-checked, marks of pages and of its own."""
    split = '</w:t></w:r><w:proofErr w:type="spellStart"/><w:r w:rsidR="00AA11BB"><w:t>'
    return (
        xml.replace("本次汇总的", f"本次{split}汇总的", 1)
        .replace("<w:r>", "<w:r><w:lastRenderedPageBreak/>", 1)
        .replace("</w:p>", '<w:bookmarkStart w:id="999" w:name="_GoBack"/><w:bookmarkEnd w:id="999"/></w:p>', 1)
        .replace("</w:p>", "</w:p><w:p><w:r><w:t> </w:t></w:r></w:p>", 1)
    )  # fmt: skip


def as_double(xml: str) -> str:
    """A figure of a chart as programs write numbers of their own: 17 digits."""
    assert "<c:v>0.6</c:v>" in xml
    return xml.replace("<c:v>0.6</c:v>", "<c:v>0.59999999999999998</c:v>")


FOOTER = "word/footer-portrait-default.xml"
SEPARATORS = (
    b'<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="-1">'
    b"<w:p><w:r><w:separator/></w:r></w:p></w:footnote></w:footnotes>"
)


def with_part(name: str, content: bytes) -> Change:
    """A docx with one part more."""

    def change(docx: bytes) -> bytes:
        target = io.BytesIO(docx)
        with zipfile.ZipFile(target, "a") as package:
            package.writestr(name, content)
        return target.getvalue()

    return change


def in_part(name: str, old: str, new: str) -> Change:
    """A docx with text of one part replaced, once."""

    def change(docx: bytes) -> bytes:
        def once(xml: str) -> str:
            assert old in xml
            return xml.replace(old, new, 1)

        return changed(name, once, docx)

    return change


def body(new: str, at: str = "</w:p>") -> Change:
    """Something put behind the first paragraph's last run, or instead of other text."""
    return in_part("word/document.xml", at, new)


FIRST = "<w:r><w:rPr>"
SAVED: dict[str, Change] = {
    "runs split, and signs of the editor's own": lambda docx: changed("word/document.xml", spelled_otherwise, docx),
    "a page counted anew": in_part(FOOTER, ">1<", ">12<"),
    "a page field written otherwise": in_part(FOOTER, '" PAGE "', '"page \\* MERGEFORMAT"'),
    "a chart's figures with more digits": lambda docx: changed("word/charts/chart1.xml", as_double, docx),
    "the parts that Word adds": with_part("word/footnotes.xml", SEPARATORS),
    "a page field of several runs": lambda docx: changed(
        FOOTER,
        lambda xml: re.sub(
            "<w:fldSimple.*</w:fldSimple>",
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE  \\\\* MERGEFORMAT</w:instrText>'
            '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:rPr><w:noProof/></w:rPr><w:t>3</w:t>'
            '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
            xml,
        ),
        docx,
    ),
    "what is no frame and no effect": body(
        f'{FIRST}<w:bdr w:val="nil"/><w:shadow w:val="0"/><w:effect w:val="none"/>', FIRST
    ),
    "a paragraph in no frame": body('<w:pPr><w:pBdr><w:top w:val="nil"/></w:pBdr>', "<w:pPr>"),
    "its settings": with_part("word/webSettings.xml", b"<w/>"),
    "what an office keeps beside": with_part("customXml/item7.xml", b"<a/>"),
}  # fmt: skip


@pytest.mark.parametrize("case", SAVED)
def test_what_a_program_does_by_itself_is_nobodys_work(report: Path, case: str) -> None:
    report.write_bytes(SAVED[case](report.read_bytes()))
    done = later(report)
    assert (done.kept, done.unchanged) == (None, False)


# ---- anything put in ------------------------------------------------------------------------------


def among(run: str) -> Change:
    """A run put at the end of the first paragraph."""
    return body(f"{run}</w:p>")


def picture(docx: bytes) -> bytes:
    """A picture drawn in the first paragraph."""
    drawn = (
        '<w:r><w:drawing><wp:inline xmlns:wp="urn:wp"><a:graphic '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="urn:picture"/></a:graphic></wp:inline></w:drawing></w:r>'
    )
    return among(drawn)(docx)


def commented(docx: bytes) -> bytes:
    """A comment on the first paragraph."""
    said = f'<w:comments {W}><w:comment w:id="0" w:author="王"><w:p><w:r><w:t>核</w:t></w:r></w:p></w:comment></w:comments>'
    marked = among('<w:r><w:commentReference w:id="0"/></w:r>')(docx)
    return template.packed(
        template.with_comments(template.unpacked(marked), etree.fromstring(said))
    )


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BY = 'w:id="900" w:author="王" w:date="2022-01-01T00:00:00Z"'
BOX = (
    '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>'
    "</w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>"
)
LINE = '<w:top w:val="single" w:sz="4" w:space="1" w:color="FF0000"/>'
TYPED: dict[str, Change] = {
    "a word": body("总体状况", "总体情况"),
    "a sign": body("总体情况 ", "总体情况"),
    "a figure in a table": body(">61.00%<", ">60.00%<"),
    "a paragraph": body("</w:p><w:p><w:r><w:t>请</w:t></w:r></w:p>"),
    "a paragraph in two": body("总体</w:t></w:r></w:p><w:p><w:r><w:t>情况", "总体情况"),
    "a line break": body("总体</w:t><w:br/><w:t>情况", "总体情况"),
    "a tracked insertion": among(f"<w:ins {BY}><w:r><w:t>请</w:t></w:r></w:ins>"),
    "a tracked deletion": among(f"<w:del {BY}><w:r><w:delText>请</w:delText></w:r></w:del>"),
    "a tracked paragraph mark": body(f"<w:pPr><w:rPr><w:ins {BY}/></w:rPr>", "<w:pPr>"),
    "a tracked look": body(f"{FIRST}<w:rPrChange {BY}><w:rPr/></w:rPrChange>", FIRST),
    "a comment": commented,
    "words marked yellow": body(f'{FIRST}<w:highlight w:val="yellow"/>', FIRST),
    "words struck out": body(f"{FIRST}<w:strike/>", FIRST),
    "words in red": body(f'{FIRST}<w:color w:val="FF0000"/>', FIRST),
    "words in a frame": body(f'{FIRST}<w:bdr w:val="single" w:sz="4" w:space="0" w:color="auto"/>', FIRST),
    "words outlined": body(f"{FIRST}<w:outline/>", FIRST),
    "words with a shadow": body(f"{FIRST}<w:shadow/>", FIRST),
    "words raised": body(f"{FIRST}<w:emboss/>", FIRST),
    "words engraved": body(f"{FIRST}<w:imprint/>", FIRST),
    "words with an effect": body(f'{FIRST}<w:effect w:val="blinkBackground"/>', FIRST),
    "a paragraph in a frame": body(f"<w:pPr><w:pBdr>{LINE}</w:pBdr>", "<w:pPr>"),
    "the title of a diagram": body('<wp:docPr title="请核" ', "<wp:docPr "),
    "a row in yellow": body('<w:tc><w:tcPr><w:shd w:val="clear" w:fill="FFFF00"/></w:tcPr>', "<w:tc>"),
    "a number before a paragraph": body('<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>', "<w:pPr>"),
    "a symbol": among('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'),
    "an equation": among('<m:oMath xmlns:m="urn:m"><m:r><m:t>x</m:t></m:r></m:oMath>'),
    "a link": among("<w:hyperlink><w:r><w:t/></w:r></w:hyperlink>"),
    "a field": among('<w:fldSimple w:instr="DATE"/>'),
    "a field begun": among('<w:r><w:fldChar w:fldCharType="begin"/></w:r>'),
    "a field of several runs": among(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ),
    "the end of no field": among('<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
    "a text box": among(BOX),
    "a picture": picture,
    "the bytes of a picture": with_part("word/media/image1.png", b"png"),
    "an old picture": among('<w:r><w:pict><v:shape xmlns:v="urn:v"/></w:pict></w:r>'),
    "another document": with_part("word/afchunk1.htm", b"<p>"),
    "handwriting": with_part("word/ink/ink1.xml", b"<ink/>"),
    "a header": with_part("word/header1.xml", f"<w:hdr {W}><w:p><w:r><w:t>密</w:t></w:r></w:p></w:hdr>".encode()),
    "a watermark": with_part(
        "word/header1.xml",
        f'<w:hdr {W}><w:p><w:r><w:pict><v:textpath xmlns:v="urn:v" string="样"/></w:pict></w:r></w:p></w:hdr>'.encode(),
    ),
    "words in the footer": in_part(FOOTER, "— <", "第 <"),
    "a number in the footer": in_part(FOOTER, "— <", "— 2 <"),
    "words in the page's number": in_part(FOOTER, ">1<", ">1 初稿<"),
    "a footnote": with_part(
        "word/footnotes.xml", SEPARATORS.replace(b"<w:separator/>", "<w:t>注</w:t>".encode())
    ),
    "the figure of a chart": in_part("word/charts/chart1.xml", "<c:v>0.6</c:v>", "<c:v>0.61</c:v>"),
    "the title of a chart": in_part("word/charts/chart1.xml", "占比</a:t>", "比例</a:t>"),
    "words in a chart": in_part("word/charts/chart1.xml", "</a:t>", "</a:t><a:t>注</a:t>"),
    "a note among its properties": in_part(
        "docProps/core.xml", "<dc:description></dc:description>", "<dc:description>报张局</dc:description>"
    ),
    "nothing: its manifest is gone": in_part("customXml/item1.xml", "urn:jixiao-report", "urn:other"),
    "nothing: it holds not what it said": lambda docx: in_part("customXml/item1.xml", " says=", " sad=")(
        in_part(FOOTER, ">1<", ">12<")(docx)
    ),
    "all of it": lambda docx: b"other",
}  # fmt: skip


@pytest.mark.parametrize("case", TYPED)
def test_a_report_into_which_anybody_put_anything_is_kept(report: Path, case: str) -> None:
    typed = TYPED[case](report.read_bytes())
    report.write_bytes(typed)
    kept = later(report).kept
    assert kept is not None
    assert kept.name == "2021年汇总报告（手改稿1）.docx"
    assert kept.read_bytes() == typed


KEPT_BY_OFFICE = (
    "a word", "a figure in a table", "a comment", "a paragraph", "a tracked insertion", "a tracked deletion",
    "a row in yellow", "words marked yellow", "words struck out", "words in red", "words in a frame",
    "words raised", "a paragraph in a frame", "a symbol", "words in the footer",
    "the figure of a chart", "the title of a chart", "a note among its properties",
)  # fmt: skip


@pytest.mark.parametrize("case", KEPT_BY_OFFICE)
def test_what_was_put_in_is_kept_through_office_too(report: Path, case: str) -> None:
    report.write_bytes(TYPED[case](report.read_bytes()))
    resaved(report)
    typed = report.read_bytes()
    kept = later(report).kept
    assert kept is not None
    assert kept.read_bytes() == typed


# ---- the workbook ---------------------------------------------------------------------------------


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The workbook of a county, as made."""
    return stored(county(), tmp_path / "汇总", TEMPLATE)[0].path


def table_later(table: Path) -> Stored:
    return stored(LATER, table.parent, TEMPLATE)[0]


@pytest.mark.parametrize("times", [1, 2])
def test_a_workbook_that_office_only_saved_again_is_replaced(table: Path, times: int) -> None:
    for _ in range(times):
        resaved(table)
    assert edited(table.read_bytes())
    assert table.read_bytes() != book(summarise(county()))
    done = table_later(table)
    assert (done.kept, done.unchanged) == (None, False)
    assert table.read_bytes() == book(summarise(LATER))
    assert [each.name for each in table.parent.glob("*.xlsx")] == [table.name]


def test_a_workbook_that_another_program_only_saved_again_is_replaced(table: Path) -> None:
    openpyxl.load_workbook(table).save(table)
    table.write_bytes(
        with_part("xl/printerSettings/printerSettings1.bin", b"x")(table.read_bytes())
    )
    assert table_later(table).kept is None


def test_a_workbook_is_known_as_one_however_its_ending_is_written(tmp_path: Path) -> None:
    made, file = book(summarise(county())), tmp_path / "甲.XLSX"
    assert stored_over(made, file) == Stored(file)
    assert stored_over(made, file) == Stored(file, unchanged=True)
    openpyxl.load_workbook(file).save(file)
    assert stored_over(made, file) == Stored(file, unchanged=True)
    assert stored_over(book(summarise(LATER)), file) == Stored(file)


Work = Callable[[Any], object]


def cell(work: Work, at: str = "B4") -> Work:
    """Work at one cell of the ranking."""
    return lambda book: work(book["排名"][at])


def put(name: str, new: Any) -> Work:
    return lambda thing: setattr(thing, name, new)


POINTS = "各指标得分2"
RED = PatternFill("solid", bgColor="FFFF0000")


def coloured(where: str, rule: Rule, sheet: str = "排名") -> Work:
    """Cells coloured by a rule (条件格式)."""
    return lambda book: book[sheet].conditional_formatting.add(where, rule)


def ruled(work: Work) -> Work:
    """Work at the first of our own rules."""
    return lambda book: work(next(iter(book[POINTS].conditional_formatting)).rules[0])


WORKED: dict[str, Work] = {
    "a name": cell(put("value", "改过")),
    "a sign": cell(put("value", "名次 "), "A3"),
    "a figure": cell(put("value", 99.5), "C4"),
    "a figure as text": cell(put("value", "100"), "C4"),
    "a formula": cell(put("value", "=SUM(C4:C9)"), "C20"),
    "a remark beside": cell(put("value", "请核"), "M4"),
    "a figure taken out": cell(put("value", None), "C4"),
    "a comment": cell(put("comment", Comment("核", "王"))),
    "a colour": cell(put("fill", PatternFill("solid", "FFFFFF00"))),
    "a colour of an empty cell": cell(put("fill", PatternFill("solid", "FFFFFF00")), "M4"),
    "red words": cell(put("font", Font(color="FFFF0000"))),
    "words struck out": cell(put("font", Font(strike=True))),
    "some words in red": cell(
        put("value", CellRichText(TextBlock(InlineFont(color="FFFF0000"), "=1"), "+1"))
    ),
    "cells coloured by a rule": coloured("B4:C9", CellIsRule("lessThan", ["60"], fill=RED)),
    "cells coloured by one rule more": coloured("D5", CellIsRule("lessThan", ["3"], fill=RED), POINTS),
    "cells coloured by a formula": coloured("C4:C9", FormulaRule(["$C4>60"], fill=RED)),
    "cells coloured by a scale": coloured("C4:C9", ColorScaleRule("min", None, "FF0000", "max", None, "00FF00")),
    "another colour by our rule": ruled(put("dxf", DifferentialStyle(fill=RED))),
    "red words by our rule": ruled(lambda rule: put("font", Font(color="FFFF0000"))(rule.dxf)),
    "a border by our rule": ruled(lambda rule: put("border", Border(top=Side("thin")))(rule.dxf)),
    "another limit of our rule": ruled(put("formula", ["5"])),
    "our rule the other way round": ruled(put("operator", "greaterThan")),
    "no rules": lambda book: put("conditional_formatting", ConditionalFormattingList())(book[POINTS]),
    "the colour of a sheet's tab": lambda book: put("tabColor", "FF0000")(book["排名"].sheet_properties),
    "a thick border": cell(put("border", Border(top=Side("thick")))),
    "a red border": cell(put("border", Border(top=Side("thin", "FFFF0000")))),
    "a thick border of an empty cell": cell(put("border", Border(top=Side("thick"))), "M4"),
    "a link": cell(put("hyperlink", "https://example.org")),
    "a sheet": lambda book: book.create_sheet("意见"),
    "the name of a sheet": lambda book: put("title", "名次")(book["排名"]),
    "a sheet taken out": lambda book: book.remove(book["等级"]),
    "the order of rows": lambda book: book["排名"].move_range("A4:K4", 20),
    "merged cells": lambda book: book["排名"].merge_cells("A14:B14"),
    "a header": lambda book: put("text", "密")(book["排名"].oddHeader.left),
    "a list to choose from": lambda book: book["排名"].add_data_validation(
        DataValidation("list", '"是,否"', sqref="M4")
    ),
    "a name of cells": lambda book: book.defined_names.add(DefinedName("总分", attr_text="排名!$C$4")),
    "a diagram": lambda book: book["排名"].add_chart(BarChart(), "M1"),
    "a note among its properties": lambda book: put("description", "报张局")(book.properties),
}  # fmt: skip


@pytest.mark.parametrize("case", WORKED)
def test_a_workbook_into_which_anybody_put_anything_is_kept(table: Path, case: str) -> None:
    opened = openpyxl.load_workbook(table)
    WORKED[case](opened)
    opened.save(table)
    worked = table.read_bytes()
    kept = table_later(table).kept
    assert kept is not None
    assert kept.read_bytes() == worked


NEWER = {
    "cells coloured by a newer rule": ("78C0D931-6437-407d-A8EE-F0AAD7539E65", "conditionalFormatting", "cfRule"),
    "a newer list to choose from": ("CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF", "dataValidations", "dataValidation"),
    "figures drawn in a cell": ("05C60535-1F16-4fd2-B633-F4F36F0B64E0", "sparklineGroups", "sparklineGroup"),
}  # fmt: skip


@pytest.mark.parametrize("case", NEWER)
def test_a_workbook_with_anything_of_a_newer_kind_in_a_sheet_is_kept(
    table: Path, case: str
) -> None:
    uri, several, one = NEWER[case]
    listed = f'<extLst><ext xmlns:x14="urn:x14" uri="{{{uri}}}"><x14:{several}><x14:{one}/></x14:{several}></ext></extLst>'
    worked = in_part("xl/worksheets/sheet1.xml", "</worksheet>", f"{listed}</worksheet>")(
        table.read_bytes()
    )
    table.write_bytes(worked)
    kept = table_later(table).kept
    assert kept is not None
    assert kept.read_bytes() == worked


@pytest.mark.parametrize(
    "part", ["xl/media/image1.png", "xl/drawings/drawing1.xml", "xl/comments1.xml"]
)
def test_a_workbook_with_anything_in_parts_of_its_own_is_kept(table: Path, part: str) -> None:
    table.write_bytes(with_part(part, b"<a/>")(table.read_bytes()))
    assert table_later(table).kept is not None


DAMAGED: dict[str, Change] = {
    "its list of sheets": in_part("xl/workbook.xml", "<sheets>", "<sheets"),
    "a sheet cut off": lambda xlsx: changed("xl/worksheets/sheet1.xml", lambda xml: xml[:200], xlsx),
    "a sheet in no known encoding": in_part("xl/worksheets/sheet1.xml", "UTF-8", "UTF-0"),
    "its looks in no known encoding": in_part("xl/styles.xml", "UTF-8", "UTF-0"),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGED)
def test_a_workbook_that_can_not_be_read_is_kept(table: Path, case: str) -> None:
    damaged = DAMAGED[case](table.read_bytes())
    table.write_bytes(damaged)
    kept = table_later(table).kept
    assert kept is not None
    assert kept.read_bytes() == damaged


WORKED_BY_OFFICE = (
    "a name", "a figure", "a remark beside", "a comment", "a colour", "red words", "words struck out",
    "some words in red", "a header", "a sheet", "a diagram", "cells coloured by a rule",
    "another colour by our rule", "the colour of a sheet's tab", "a thick border", "a red border",
)  # fmt: skip


@pytest.mark.parametrize("case", WORKED_BY_OFFICE)
def test_what_was_put_into_a_workbook_is_kept_through_office_too(table: Path, case: str) -> None:
    opened = openpyxl.load_workbook(table)
    WORKED[case](opened)
    opened.save(table)
    resaved(table)
    assert table_later(table).kept is not None
