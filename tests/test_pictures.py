"""Pictures in running text: printed with their caption, told when wrong, and left alone by pulling."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Desk, row
from lxml import etree
from test_pullback import Office, deleted, found, moved, replaced
from test_validity import lint
from word import NAMESPACE, SHIPPED

from generator import readback, template
from generator.findings import Refused
from generator.narrative import Block
from generator.narrative.prose import Prose
from generator.template import Measured, measured

W = f"{{{NAMESPACE}}}"
LINE = "第二段有**重点**。"
FILE = "图片/现场.jpg"
NAMED = f"![图1 施工现场]({FILE})"
MM = 36000


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, dots_a_metre: int = 0) -> bytes:
    """A grey picture that any program opens."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    density = chunk(b"pHYs", struct.pack(">IIB", dots_a_metre, dots_a_metre, 1))
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    middle = density if dots_a_metre else b""
    return b"\x89PNG\r\n\x1a\n" + head + middle + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg(width: int, height: int, *before: bytes) -> bytes:
    """The head of a JPEG file: nobody here unpacks the picture itself."""
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    return b"\xff\xd8" + b"".join(before) + frame + b"\xff\xd9"


def jfif(unit: int, dots: int) -> bytes:
    return segment(0xE0, b"JFIF\0\x01\x01" + struct.pack(">BHHBB", unit, dots, dots, 0, 0))


def exif(order: str, orientation: int, tag: int = 0x0112) -> bytes:
    mark = b"II" if order == "<" else b"MM"
    entry = struct.pack(f"{order}HHIHH", tag, 3, 1, orientation, 0)
    body = struct.pack(f"{order}HI", 42, 8) + struct.pack(f"{order}H", 1) + entry
    return segment(0xE1, b"Exif\0\0" + mark + body)


@pytest.mark.parametrize(
    ("raw", "size"),
    [
        (png(30, 20), Measured("png", 30, 20, 96)),
        (png(30, 20, 11811), Measured("png", 30, 20, 11811 * 0.0254)),
        (png(30, 20, 1), Measured("png", 30, 20, 96)),
        (jpeg(300, 200, jfif(1, 150)), Measured("jpeg", 300, 200, 150)),
        (jpeg(300, 200, jfif(2, 100)), Measured("jpeg", 300, 200, 254)),
        (jpeg(300, 200, jfif(0, 1)), Measured("jpeg", 300, 200, 96)),
        (jpeg(300, 200, exif("<", 1)), Measured("jpeg", 300, 200, 96)),
        (jpeg(300, 200, exif(">", 6)), Measured("jpeg", 300, 200, 96, turned=True)),
        (jpeg(300, 200, exif("<", 6, tag=1)), Measured("jpeg", 300, 200, 96)),
        (jpeg(300, 200, segment(0xE1, b"Exif\0\0??")), Measured("jpeg", 300, 200, 96)),
        (jpeg(300, 200, segment(0xE1, b"Exif\0\0II*\0")), Measured("jpeg", 300, 200, 96)),
        (jpeg(300, 200, b"\xff", b"\xff\x01"), Measured("jpeg", 300, 200, 96)),
    ],
)  # fmt: skip
def test_the_head_of_a_picture_says_how_large_it_is(raw: bytes, size: Measured) -> None:
    assert measured(raw) == size


@pytest.mark.parametrize(
    "raw",
    [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", png(0, 5), png(3, 3)[:20], jpeg(0, 0), jpeg(3, 3)[:9],
     b"\xff\xd8\xff\xd9", b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"")],
)  # fmt: skip
def test_what_is_no_picture_or_damaged_has_no_size(raw: bytes) -> None:
    assert measured(raw) is None


# ---------------------------------------------------------------- printed


@pytest.fixture
def shown(desk: Desk) -> Desk:
    """A desk whose text shows a picture between two paragraphs."""
    keep(desk, png(300, 200))
    return desk.edit("文字", LINE, f"{LINE}\n      {NAMED}\n      第三段。")


def keep(desk: Desk, raw: bytes, file: str = FILE) -> None:
    (desk.unit / file).parent.mkdir(exist_ok=True)
    (desk.unit / file).write_bytes(raw)


def document(docx: bytes) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml"))


def printed(desk: Desk) -> bytes:
    examined = desk.examine()
    return template.fill(SHIPPED.read_bytes(), examined.manuscript, examined.pictures)


def test_a_picture_stands_in_its_place_with_its_caption_below(shown: Desk) -> None:
    paragraphs = list(readback.read(shown.generate().stored.path.read_bytes()).paragraphs())
    at = next(i for i, p in enumerate(paragraphs) if p.text == "图1 施工现场")
    around = [(p.style, p.text, p.pictures) for p in paragraphs[at - 2 : at + 2]]
    assert around == [
        ("公文正文", "第二段有重点。", 0),
        ("正文表格", "", 1),
        ("图题", "图1 施工现场", 0),
        ("公文正文", "第三段。", 0),
    ]
    assert paragraphs[at - 1].alts == ("图1 施工现场",)


def test_the_manuscript_names_its_pictures(shown: Desk) -> None:
    assert f"〔图片〕 {FILE}\n〔图题〕 图1 施工现场\n" in str(shown.examine().manuscript)


@pytest.mark.parametrize(
    ("raw", "width", "height"),
    [
        (png(96, 48), 25.4, 12.7),
        (png(3000, 1000), 156, 52),
        (png(1000, 3000), 33.3, 100),
        (png(1, 3000), 0.03, 100),
        (jpeg(600, 600, jfif(1, 300)), 50.8, 50.8),
    ],
)
def test_a_picture_is_as_large_as_it_says_and_fits_the_text_block(
    shown: Desk, raw: bytes, width: float, height: float
) -> None:
    keep(shown, raw)
    extent = next(document(printed(shown)).iter("{*}extent"))
    sides = [int(extent.get(side, "0")) / MM for side in ("cx", "cy")]
    assert sides == pytest.approx([width, height], abs=0.05)


def test_a_picture_shown_twice_is_kept_once_and_numbers_of_drawings_are_unique(shown: Desk) -> None:
    keep(shown, png(30, 20), "图片/乙.png")
    shown.edit("文字", "第三段。", f"第三段。\n      ![图2]({FILE})\n      ![图3](图片/乙.png)")
    docx = printed(shown)
    names = [n for n in zipfile.ZipFile(io.BytesIO(docx)).namelist() if "/media/" in n]
    assert names == ["word/media/report1.png", "word/media/report2.png"]
    assert lint(docx) == []
    assert printed(shown) == docx


def test_a_caption_may_be_calculated_and_is_said_to_those_who_cannot_see(shown: Desk) -> None:
    shown.edit("文字", "![图1 施工现场]", "![图1 **支出**{{ 预算.支出决算|万元 }}]")
    (picture,) = shown.examine().manuscript.pictures()
    assert picture.text.startswith("图1 支出")
    (drawn,) = document(printed(shown)).iter("{*}docPr")
    assert drawn.get("descr") == picture.text


def test_a_label_before_a_picture_is_a_paragraph_of_its_own(desk: Desk) -> None:
    keep(desk, png(30, 20))
    desk.edit("文字", "任务: 调整产业结构。", f"任务: '{NAMED}'")
    text = str(desk.examine().manuscript)
    assert f"〔正文〕 工作任务：\n〔图片〕 {FILE}\n〔图题〕 图1 施工现场\n" in text


def test_a_picture_in_a_line_or_a_title_is_a_sign_that_is_told() -> None:
    prose = Prose({})
    (block,) = prose.blocks("见![图](a.png)。", (), 2)
    assert isinstance(block, Block)
    assert block.text == "见![图](a.png)。"
    prose.line("![图](a.png)", ())
    assert [f.id for f in prose.findings] == ["markdown-unsupported"] * 2


# ---------------------------------------------------------------- wrong


def keep_at(unit: Path, raw: bytes) -> None:
    (unit / "图片").mkdir()
    (unit / FILE).write_bytes(raw)


def large(unit: Path) -> None:
    keep_at(unit, png(3, 3))
    os.truncate(unit / FILE, 20_000_001)


def link(unit: Path) -> None:
    (unit.parent / "别处.jpg").write_bytes(png(3, 3))
    (unit / "图片").mkdir()
    (unit / FILE).symlink_to(unit.parent / "别处.jpg")


WRONG: list[tuple[str, Callable[[Path], Any], str, str]] = [
    ("no such file", lambda unit: None, NAMED, "picture-missing"),
    ("a folder", lambda unit: (unit / "图片" / "现场.jpg").mkdir(parents=True), NAMED, "picture-missing"),
    ("another kind", lambda unit: keep_at(unit, b"GIF89a"), NAMED, "picture-kind"),
    ("too large", large, NAMED, "picture-too-large"),
    ("above the folder", lambda unit: None, "![图](../现场.jpg)", "picture-outside"),
    ("from the root", lambda unit: None, "![图](/etc/现场.jpg)", "picture-outside"),
    ("of a drive", lambda unit: None, r"![图](C:\现场.jpg)", "picture-outside"),
    ("of another computer", lambda unit: None, r"![图](\\甲\现场.jpg)", "picture-outside"),
    ("no name", lambda unit: None, "![图]()", "picture-outside"),
    ("an impossible name", lambda unit: None, f"![图]({'长' * 300}.png)", "picture-missing"),
    ("a link that leads out", link, NAMED, "picture-outside"),
    ("no caption", lambda unit: keep_at(unit, png(3, 3)), f"![ ]({FILE})", "picture-without-caption"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "line", "id"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG]
)
def test_a_picture_that_cannot_be_shown_is_told_with_file_and_line(
    desk: Desk, before: Callable[[Path], Any], line: str, id: str
) -> None:
    before(desk.unit)
    desk.edit("文字", LINE, f"{LINE}\n      {line}")
    told = [f for f in desk.findings() if f.id.startswith("picture")]
    assert [row(f) for f in told] == [(id, "文字", 22)]
    assert told[0].place
    assert told[0].place.excerpt.strip() == line
    with pytest.raises(Refused):
        desk.generate()


def test_a_name_with_the_signs_of_windows_is_found(shown: Desk) -> None:
    shown.edit("文字", f"({FILE})", r"(图片\现场.jpg)")
    assert "图1 施工现场" in str(readback.read(printed(shown)))


def test_a_picture_taken_with_the_camera_turned_is_told(shown: Desk) -> None:
    keep(shown, jpeg(300, 200, exif("<", 8)))
    assert ("picture-turned", "文字", 22) in shown.rows()


def test_a_picture_without_bytes_is_refused_in_plain_words(shown: Desk) -> None:
    with pytest.raises(Refused) as caught:
        template.fill(SHIPPED.read_bytes(), shown.examine().manuscript)
    assert "没有图片“图片/现场.jpg”" in caught.value.findings[0].message


def test_a_template_without_the_style_of_captions_is_told_only_where_one_is_needed(
    desk: Desk, shown: Desk
) -> None:
    form = SHIPPED.read_bytes()
    with zipfile.ZipFile(io.BytesIO(form)) as package:
        styles = package.read("word/styles.xml").decode()
    assert '"图题"' in styles
    parts = {
        **template.unpacked(form),
        "word/styles.xml": styles.replace('"图题"', '"甲"').encode(),
    }
    older, manuscript = template.packed(parts), shown.examine().manuscript
    assert [f.id for f in template.check(older, manuscript)] == ["template-style-missing"]
    bare = replace(manuscript, parts={"成效": ()})
    assert [f for f in template.check(older, bare) if f.stops] == []


def test_a_picture_lost_on_the_way_is_found_by_verifying(shown: Desk) -> None:
    examined, docx = shown.examine(), printed(shown)
    assert readback.verify(docx, examined.manuscript, {"成效"}) == []
    without = dict(template.unpacked(docx))
    del without["word/media/report1.png"]
    wrong = readback.verify(template.packed(without), examined.manuscript, {"成效"})
    assert [f.id for f in wrong] == ["picture-lost"]


def test_a_changed_picture_is_a_changed_input(shown: Desk) -> None:
    before = shown.generate().version.manifest().files
    keep(shown, png(31, 20))
    after = shown.generate().version.manifest().files
    assert [name for name in after if after[name] != before[name]] == [
        f"data/units/{shown.unit.name}/{FILE}"
    ]


# ---------------------------------------------------------------- brought home


@pytest.fixture
def office(shown: Desk) -> Office:
    return Office(shown)


def without_picture(document: Any) -> None:
    drawn = next(p for p in document.paragraphs if "graphicData" in p._p.xml)._p
    drawn.getparent().remove(drawn)


def test_a_report_with_a_picture_comes_back_as_it_went(office: Office) -> None:
    pulled = office.pull(office.edited())
    assert (pulled.edits, pulled.findings, pulled.files) == ((), (), {})


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (replaced("施工现场", "施工的现场"), "图1 施工现场", "图1 施工的现场"),
        (replaced("第三段。", "第三段改了。"), "第三段。", "第三段改了。"),
        (replaced("第二段有", "第二段仍有"), "第二段有", "第二段仍有"),
    ],
    ids=["its caption", "the text behind it", "the text before it"],
)
def test_what_is_edited_around_a_picture_comes_home_and_the_picture_stays(
    office: Office, change: Any, old: str, new: str
) -> None:
    before = office.text()
    pulled = office.home(change)
    assert pulled.findings == ()
    assert office.text() == before.replace(old, new)


def test_a_picture_deleted_with_its_caption_is_gone_from_the_data(office: Office) -> None:
    before = office.text()
    pulled = office.home(without_picture, deleted("图1 施工现场"))
    assert pulled.findings == ()
    assert office.text() == before.replace(f"      {NAMED}\n", "")


def test_a_picture_deleted_without_its_caption_is_told(office: Office) -> None:
    pulled = office.pull(office.edited(without_picture))
    assert [row(f) for f in pulled.findings] == [("picture-gone", "文字", 22)]
    assert pulled.files == {}


def test_a_picture_moved_with_its_caption_keeps_its_file(office: Office) -> None:
    before = office.text()
    pulled = office.home(moved("图1 施工现场", "第三段。"))
    assert pulled.findings == ()
    assert office.text() == before.replace(
        f"      {NAMED}\n      第三段。\n", f"      第三段。\n      {NAMED}\n"
    )


def test_a_caption_joined_with_the_text_before_it_is_told(office: Office) -> None:
    def join(document: Any) -> None:
        caption = found(document, "图1 施工现场")._p
        before = found(document, "第二段有")
        for run in [r for r in caption if r.tag == f"{W}r"]:
            before._p.append(run)
        caption.getparent().remove(caption)

    pulled = office.pull(office.edited(join))
    assert [f.id for f in pulled.findings] == ["not-returned", "picture-gone"][
        : len(pulled.findings)
    ]
    assert pulled.files == {}


def test_a_picture_put_in_with_word_is_told(office: Office) -> None:
    def draw(document: Any) -> None:
        found(document, "第三段。").add_run().add_picture(io.BytesIO(png(9, 9)))

    pulled = office.pull(office.edited(draw))
    assert [f.id for f in pulled.findings] == ["not-returned"]
