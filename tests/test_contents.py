"""Cover and contents: printed where wanted, with the page numbers a reader finds on opening."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import ooxml_integrity
import pytest
from conftest import Desk, tool
from lxml import etree
from test_pullback import Office, replaced
from test_validity import lint
from word import NAMESPACE, SHIPPED, body

from generator import pdf, readback, template, workspace
from generator.generate import Examined, examine
from generator.narrative import Block, Manuscript, Span, Table
from generator.template.lines import Face, lines

W = f"{{{NAMESPACE}}}"
DATED = "落款日期: 2021-12-31"
EXAMPLE = Path(__file__).parents[1] / "data" / "units" / "wanghuzhai-2021"
EM = Face(100)


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [
        ("", 1000, 1),
        ("一" * 10, 1000, 1),
        ("一" * 11, 1000, 2),
        ("一" * 10 + "。", 1000, 1),
        ("一" * 9 + "二》", 1000, 2),
        ("一" * 9 + "（二", 1000, 2),
        ("一" * 8 + "12", 1000, 1),
        ("一" * 9 + "123", 1000, 2),
        ("一" * 9 + "1", 1000, 1),
        ("1" * 40, 1000, 2),
        ("1" * 41, 1000, 3),
        ("一\n二", 1000, 2),
    ],
)
def test_a_text_takes_the_lines_that_chinese_rules_make_of_it(
    text: str, width: float, count: int
) -> None:
    assert lines(text, EM, width, width) == count


def test_a_first_line_may_be_shorter_and_letters_may_be_squeezed() -> None:
    assert lines("一" * 20, EM, 1000, 800) == 3
    assert lines("一" * 11, Face(100, -10), 1000, 1000) == 1


# ---------------------------------------------------------------- the file


def wanting(desk: Desk, *keys: str) -> Desk:
    return desk.edit("单位", DATED, "".join([DATED, *(f"\n  {key}: 是" for key in keys)]))


def made(desk: Desk) -> bytes:
    return template.fill(SHIPPED.read_bytes(), desk.examine().manuscript)


def document(docx: bytes) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml"))


def entries(docx: bytes) -> list[tuple[str, str]]:
    """Each line of the contents: its words, and its page."""
    found = (p for p in readback.read(docx).paragraphs() if p.style.startswith("toc "))
    return [(words, page) for words, _, page in (p.text.partition("\t") for p in found)]


def test_without_them_nothing_stands_before_the_report(desk: Desk) -> None:
    root = document(made(desk))
    assert len(list(root.iter(f"{W}sectPr"))) == 2
    assert not list(root.iter(f"{W}pgNumType"))
    assert not list(root.iter(f"{W}fldChar"))


def test_a_cover_bears_title_unit_and_date_and_no_page_number(desk: Desk) -> None:
    docx = made(wanting(desk, "封面"))
    first = [(p.style, p.text) for p in readback.read(docx).paragraphs()][:6]
    assert first == [
        ("封面标题", "试验镇人民政府"),
        ("封面标题续", "2021年部门整体支出绩效评价报告"),
        ("封面单位", "试验镇人民政府"),
        ("封面日期", "2021年12月31日"),
        ("公文正文", ""),
        ("公文标题", "试验镇人民政府"),
    ]
    setups = list(document(docx).iter(f"{W}sectPr"))
    assert [len(s.findall(f"{W}footerReference")) for s in setups] == [0, 2, 2]
    starts = [s.find(f"{W}pgNumType") for s in setups]
    assert [None if s is None else s.get(f"{W}start") for s in starts] == [None, "1", None]


def test_a_cover_without_a_date_leaves_it_out(desk: Desk) -> None:
    docx = made(wanting(desk, "封面").edit("单位", DATED, "落款日期: "))
    assert "封面日期" not in {p.style for p in readback.read(docx).paragraphs()}


@pytest.mark.parametrize("place", ["正文后", "正文前"])
def test_numbering_begins_behind_the_contents_wherever_the_annex_stands(
    desk: Desk, place: str
) -> None:
    wanting(desk, "封面", "目录")
    docx = made(desk.edit("单位", DATED, f"{DATED}\n  评分表位置: {place}"))
    setups = list(document(docx).iter(f"{W}sectPr"))
    assert [s.find(f"{W}pgNumType") is not None for s in setups] == [False, True, False]
    widths = [s.find(f"{W}pgSz").get(f"{W}w") for s in setups]  # type: ignore[union-attr]
    assert widths == ["11906", *(["11906", "16838"] if place == "正文后" else ["16838", "11906"])]


def test_the_contents_are_words_own_field_with_every_heading_in_it(desk: Desk) -> None:
    docx = made(wanting(desk, "目录"))
    headings = [
        p.text for p in readback.read(docx).paragraphs() if p.style in ("heading 1", "heading 2")
    ]
    assert [words for words, _ in entries(docx)] == headings
    root = document(docx)
    kinds = [str(c.get(f"{W}fldCharType")) for c in root.iter(f"{W}fldChar")]
    assert (kinds[0], kinds[-1]) == ("begin", "end")
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
    assert kinds.count("begin") == 1 + len(headings)
    marks = {str(b.get(f"{W}name")) for b in root.iter(f"{W}bookmarkStart")}
    assert {str(link.get(f"{W}anchor")) for link in root.iter(f"{W}hyperlink")} <= marks


def test_nothing_asks_the_reader_to_update_fields_on_opening(desk: Desk) -> None:
    docx = made(wanting(desk, "封面", "目录"))
    for name, part in template.unpacked(docx).items():
        assert b"updateFields" not in part, name
        assert b"w:dirty" not in part, name


def test_equal_input_gives_equal_bytes_and_a_sound_file(desk: Desk, tmp_path: Path) -> None:
    docx = made(wanting(desk, "封面", "目录"))
    assert docx == made(desk)
    assert lint(docx) == []
    (tmp_path / "报告.docx").write_bytes(docx)
    assert not list(ooxml_integrity.check(tmp_path / "报告.docx"))


def test_the_unit_is_told_that_pages_are_counted(desk: Desk) -> None:
    assert ("contents-counted", "部门整体支出绩效评价报告", 0) in wanting(desk, "目录").rows()


def test_a_template_without_a_place_for_them_is_told(desk: Desk) -> None:
    whole = wanting(desk, "封面", "目录").examine().manuscript
    form = body("{{ 单位.名称 }}")
    told = [f.message for f in template.check(form, whole) if f.id == "template-front-missing"]
    assert told == [
        "单位要印封面，模板里没有放封面的地方。",
        "单位要印目录，模板里没有放目录的地方。",
    ]


def test_contents_without_headings_stay_empty() -> None:
    place = '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr></w:p>'
    ends = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
    form = body("{{ 单位.目录 }}", place, ends, "甲", ends, "乙")
    whole = Manuscript({}, (), "0", {"评分表": {}, "单位": {"目录": True}}, {}, False, ())
    docx = template.fill(form, whole)
    assert entries(docx) == [("", "")]
    assert len(list(document(docx).iter(f"{W}pgNumType"))) == 1


def test_contents_that_word_made_anew_are_no_edit_of_the_report(desk: Desk) -> None:
    office = Office(wanting(desk, "封面", "目录"))

    def updated(root: object) -> None:
        for paragraph in root.paragraphs:  # type: ignore[attr-defined]
            if paragraph.style.name.startswith("toc "):
                next(iter(paragraph._p.iter(f"{W}t"))).text = "别的"

    pulled = office.pull(office.edited(updated))
    assert (pulled.edits, pulled.findings) == ((), ())
    pulled = office.home(updated, replaced("第二段有", "第二段仍有"))
    assert [edit.after for edit in pulled.edits] == ["第二段仍有**重点**。"]


# ---------------------------------------------------------------- held against a print


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Examined:
    """The example, with cover, contents, the chart, and the workings."""
    unit = tmp_path_factory.mktemp("工作区") / "data" / "units" / "例"
    shutil.copytree(EXAMPLE, unit)
    file = unit / "单位.yaml"
    text = file.read_text(encoding="utf-8").replace("计算过程附表: 否", "计算过程附表: 是")
    file.write_text(text.replace("封面: 否", "封面: 是").replace("目录: 否", "目录: 是"), "utf-8")
    return examine(unit, workspace.of(unit), lambda _: None)


def varied(whole: Manuscript, seed: int) -> Manuscript:
    """Other reports: paragraphs gone and doubled by chance, tables put in, the annex before."""
    rng = random.Random(seed)
    parts = {n: tuple(b for each in p for b in other(each, rng)) for n, p in whole.parts.items()}
    parts |= {"计算过程": whole.parts["计算过程"] if seed % 2 else ()}
    return replace(whole, parts=parts, fields={**whole.fields, **parts}, annex_first=seed == 3)


def other(block: Any, rng: random.Random) -> Iterator[Any]:
    chance = rng.random()
    if not isinstance(block, Block) or block.kind not in ("正文", "列表"):
        yield block
    elif chance > 0.12:
        yield from [block] * (2 if chance > 0.9 else 1)
        if chance > 0.98:
            yield rows(rng)


def rows(rng: random.Random) -> Table:
    cells = [("项目名称", "建设内容", "金额（万元）")]
    cells += [
        (f"第{i}个项目", "建设内容" * rng.randint(1, 9), "12.5") for i in range(rng.randint(2, 12))
    ]
    return Table(tuple(tuple(Block("表格", (Span(c),)) for c in row) for row in cells))


def printed(docx: bytes, folder: Path) -> list[str]:
    """The text of every printed page, without blanks."""
    (folder / "报告.docx").write_bytes(docx)
    file = pdf.to_pdf(folder / "报告.docx", folder / "报告.pdf").path
    text = subprocess.run(
        [tool("pdftotext"), "-layout", str(file), "-"], capture_output=True, check=True
    ).stdout.decode()
    return [re.sub(r"\s", "", page) for page in text.split("\f")]


def found(contents: list[tuple[str, str]], pages: list[str]) -> list[str]:
    """The page number that is printed where each heading of the contents stands."""
    numbers = [(re.findall(r"—(\d+)—", page) or [""])[-1] for page in pages]
    at = numbers.index("1")
    where = []
    for words, _ in contents:
        key = re.sub(r"\s", "", words)[:20]
        at = next(i for i in range(at, len(pages)) if key in pages[i])
        where.append(numbers[at])
    return where


@pytest.mark.unmeasured
@pytest.mark.parametrize("seed", range(4))
def test_the_contents_say_the_pages_of_the_print(
    example: Examined, seed: int, tmp_path: Path
) -> None:
    """Of 690 entries of thirty such reports all but a few agree; none is off by more than one."""
    tool("soffice")
    whole = varied(example.manuscript, seed) if seed else example.manuscript
    docx = template.fill(example.inputs.looks, whole)
    contents = entries(docx)
    pages = found(contents, printed(docx, tmp_path))
    off = [abs(int(said) - int(page)) for (_, said), page in zip(contents, pages, strict=True)]
    assert max(off) <= (1 if seed else 0)
    assert sum(map(bool, off)) <= 1
