"""The door: what is broken, locked, hostile or of another kind is refused in one plain sentence."""

from __future__ import annotations

import io
import os
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from old_documents import DOCUMENTS
from word import SHIPPED, changed, damaged

from generator import pdf
from generator.findings import Refused, show
from generator.intake.converting import converted, docx_from
from generator.intake.guard import LARGEST, Kind, guarded, read_guarded
from generator.intake.opening import opened

DOCX = SHIPPED.read_bytes()
WORKER = Path(__file__).with_name("guard_worker.py")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
DOCUMENT = "word/document.xml"
MEGABYTE = 1024 * 1024
Made = bytes | Callable[[], bytes]


def workbook() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.add_worksheet("评分表").write(0, 0, "指标")
    book.close()
    return target.getvalue()


def with_part(
    name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED, level: int = 1
) -> bytes:
    """The shipped docx with one part more."""
    target = io.BytesIO(DOCX)
    with zipfile.ZipFile(target, "a", method) as package:
        package.writestr(zipfile.ZipInfo(name), content, method, level)
    return target.getvalue()


def without_part(name: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DOCX)) as source, zipfile.ZipFile(target, "w") as package:
        for each in source.namelist():
            if each != name:
                package.writestr(each, source.read(each))
    return target.getvalue()


def zipped(**parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def lying(size: int = 10) -> bytes:
    """A docx whose part of 60 MB says in both of its headers that it has ten bytes."""
    raw = bytearray(with_part("word/media/big.bin", bytes(60 * MEGABYTE)))
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = raw.rfind(sign)
        raw[start + at : start + at + 4] = struct.pack("<I", size)
    return bytes(raw)


def typed_as(content_type: str) -> bytes:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return changed("[Content_Types].xml", lambda xml: xml.replace(main, content_type))


def entities(declared: str, used: str = "") -> bytes:
    def change(xml: str) -> str:
        head, rest = xml.split("?>", 1) if xml.startswith("<?xml") else ("<?xml version='1.0'", xml)
        return f"{head}?><!DOCTYPE w:document [{declared}]>{rest.replace('<w:body>', f'<w:body>{used}', 1)}"

    return changed(DOCUMENT, change)


LAUGHS = "".join(
    f'<!ENTITY a{i} "{"".join(f"&a{i - 1};" for _ in range(10)) if i else "哈"}">'
    for i in range(12)
)
DEEP = "<w:customXml>" * 5000 + "</w:customXml>" * 5000

REFUSED: Mapping[str, tuple[str, Made, str]] = {
    "an empty file": ("报告.docx", lambda: b"", "intake-empty"),
    "a text": ("报告.docx", "一、基本情况".encode(), "intake-wrong-kind"),
    "a text of the old coding": ("报告.docx", "一、基本情况".encode("gbk"), "intake-wrong-kind"),
    "a web page saved as .doc": ("报告.doc", b"\xef\xbb\xbf<html xmlns:o='x'>", "intake-wrong-kind"),
    "a PDF": ("报告.docx", b"%PDF-1.7 ...", "intake-wrong-kind"),
    "a picture": ("报告.docx", b"\x89PNG\r\n\x1a\n", "intake-wrong-kind"),
    "a photo": ("报告.docx", b"\xff\xd8\xff\xe0", "intake-wrong-kind"),
    "rich text": ("报告.docx", b"{\\rtf1 ", "intake-wrong-kind"),
    "an archive of another kind": ("报告.docx", b"Rar!\x1a\x07", "intake-wrong-kind"),
    "an old Word file": ("报告.docx", OLE + "WordDocument".encode("utf-16-le"), "intake-wrong-kind"),
    "an old Excel file": ("报告.docx", OLE + "Workbook".encode("utf-16-le"), "intake-wrong-kind"),
    "an old file of whatever kind": ("报告.docx", OLE, "intake-wrong-kind"),
    "Word 2003 XML": ("报告.docx", b'<?xml version="1.0"?><a/>', "intake-wrong-kind"),
    "a mail of a page": ("报告.docx", b"MIME-Version: 1.0\r\n", "intake-wrong-kind"),
    "binary rubbish": ("报告.docx", bytes(range(256)), "intake-wrong-kind"),
    "a workbook": ("报告.docx", workbook, "intake-wrong-kind"),
    "a zip of photos": ("报告.docx", lambda: zipped(a="1"), "intake-wrong-kind"),
    "an empty zip": ("报告.docx", zipped, "intake-wrong-kind"),
    "a text document of LibreOffice": (
        "报告.docx",
        lambda: zipped(mimetype="application/vnd.oasis.opendocument.text"),
        "intake-wrong-kind",
    ),
    "a presentation": (
        "报告.docx",
        lambda: typed_as("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"),
        "intake-wrong-kind",
    ),
    "a document with a password": ("报告.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "intake-locked"),
    "macros by their part": ("报告.docx", lambda: with_part("word/vbaProject.bin", b"x"), "intake-macros"),
    "macros by their type": (
        "报告.docx",
        lambda: typed_as("application/vnd.ms-word.document.macroEnabled.main+xml"),
        "intake-macros",
    ),
    "a file cut off": ("报告.docx", DOCX[: len(DOCX) // 2], "intake-damaged"),
    "a file cut off at its start": ("报告.docx", b"PK" + DOCX[1000:], "intake-damaged"),
    "a part that does not inflate": ("报告.docx", damaged(DOCX), "intake-damaged"),
    "no main part": ("报告.docx", lambda: without_part(DOCUMENT), "intake-damaged"),
    "a part that is no XML": (
        "报告.docx",
        lambda: changed(DOCUMENT, lambda xml: xml.replace("</w:body>", "")),
        "intake-damaged",
    ),
    "another root": (
        "报告.docx",
        lambda: changed(DOCUMENT, lambda xml: "<a/>"),
        "intake-damaged",
    ),
    "the strict form": (
        "报告.docx",
        lambda: changed(
            DOCUMENT,
            lambda xml: '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>',
        ),
        "intake-strict-form",
    ),
    "another way of packing": ("报告.docx", lambda: with_part("word/x.bin", b"x" * 99, zipfile.ZIP_LZMA), "intake-damaged"),
    "headers that lie": ("报告.docx", lying, "intake-damaged"),
    "a path upwards": ("报告.docx", lambda: with_part("../x.xml", b"<a/>"), "intake-path-trick"),
    "a path from the root": ("报告.docx", lambda: with_part("/etc/x", b"x"), "intake-path-trick"),
    "a path of Windows": ("报告.docx", lambda: with_part("word\\x", b"x"), "intake-path-trick"),
    "a drive": ("报告.docx", lambda: with_part("C:/x", b"x"), "intake-path-trick"),
    "folders without end": ("报告.docx", lambda: with_part("a/" * 30 + "x", b"x"), "intake-path-trick"),
    "the same part twice": ("报告.docx", lambda: with_part("WORD/document.xml", b"<a/>"), "intake-path-trick"),
    "an external entity": (
        "报告.docx",
        lambda: entities('<!ENTITY x SYSTEM "file:///etc/passwd">', "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>"),
        "intake-entities",
    ),
    "a billion laughs": ("报告.docx", lambda: entities(LAUGHS, "<w:p>&a11;</w:p>"), "intake-entities"),
    "a document type elsewhere": (
        "报告.docx",
        lambda: with_part("customXml/item9.xml", b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x"><a/>'),
        "intake-entities",
    ),
    "a document type in another coding": (
        "报告.docx",
        lambda: with_part("word/x.xml", '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16")),
        "intake-entities",
    ),
    "XML without a floor": (
        "报告.docx",
        lambda: changed(DOCUMENT, lambda xml: xml.replace("<w:body>", f"<w:body>{DEEP}")),
        "intake-too-deep",
    ),
    "a part that swells": ("报告.docx", lambda: with_part("word/x.xml", bytes(60 * MEGABYTE), level=9), "intake-swollen"),
    "parts without number": ("报告.docx", lambda: DOCX[:-22] + b"PK\x01\x02" * 6000 + DOCX[-22:], "intake-swollen"),
}  # fmt: skip


def refusal(raw: bytes, name: str, kind: Kind = "docx") -> Refused:
    with pytest.raises(Refused) as caught:
        guarded(raw, name, kind)
    return caught.value


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_not_be_taken_is_refused_with_fact_and_next_step(case: str) -> None:
    name, made, id_ = REFUSED[case]
    found = refusal(made() if callable(made) else made, name)
    assert [f.id for f in found.findings] == [id_]
    (finding,) = found.findings
    assert name in finding.message and finding.message.endswith("。")
    assert finding.hint.startswith(("请", "多半", "正常", "文件加了密码"))
    assert not any(word in show(finding) for word in ("Error", "Traceback", "xml.", "/tmp"))


def test_a_document_with_a_password_says_how_to_take_it_off() -> None:
    raw = OLE + "EncryptedPackage".encode("utf-16-le")
    kinds: tuple[Kind, ...] = ("docx", "xlsx")
    for kind in kinds:
        (finding,) = refusal(raw, "报告.docx", kind).findings
        assert "文件加了密码，请在 Word 里去掉密码另存" in finding.hint


def test_a_document_is_no_workbook() -> None:
    (finding,) = refusal(DOCX, "评分表.xlsx", "xlsx").findings
    assert "Word 文档" in finding.message and "Excel" in finding.message


def test_excel_macro_sheets_are_macros() -> None:
    target = io.BytesIO(workbook())
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("xl/macrosheets/sheet1.xml", "<a/>")
    assert refusal(target.getvalue(), "评分表.xlsx", "xlsx").findings[0].id == "intake-macros"


def test_what_is_whole_is_taken(tmp_path: Path) -> None:
    guarded(DOCX, "模板.docx", "docx")
    guarded(workbook(), "评分表.xlsx", "xlsx")
    for name, made in DOCUMENTS.items():
        path = tmp_path / f"{name}.docx"
        path.write_bytes(made())
        assert read_guarded(path, "docx") == path.read_bytes()


@pytest.mark.unmeasured
def test_a_big_document_with_pictures_is_taken() -> None:
    picture = random.Random(1).randbytes(20 * MEGABYTE)  # such as no packing makes smaller
    raw = changed(
        DOCUMENT,
        lambda xml: xml.replace(
            "<w:body>", "<w:body>" + "<w:p><w:r><w:t>各项工作按期办结。</w:t></w:r></w:p>" * 20000
        ),
        with_part("word/media/image1.jpeg", picture, zipfile.ZIP_STORED),
    )
    guarded(raw, "报告.docx", "docx")
    assert len(list(opened(raw, "报告.docx").lines())) > 20000


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "无.docx", tmp_path):
        with pytest.raises(Refused) as caught:
            read_guarded(path, "docx")
        assert caught.value.findings[0].id == "intake-file-unreadable"


def hundred(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100 * MEGABYTE)


def bomb(path: Path) -> None:
    """Twenty parts of a hundred megabytes each, in some two megabytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml", zipfile.ZipFile(io.BytesIO(DOCX)).read("[Content_Types].xml")
        )
        package.writestr(DOCUMENT, zipfile.ZipFile(io.BytesIO(DOCX)).read(DOCUMENT))
        for i in range(4):
            with package.open(f"word/media/{i}.bin", "w") as part:
                for _ in range(100):
                    part.write(bytes(MEGABYTE))


def dense(path: Path) -> None:
    """A hundred megabytes of XML that are packed no more than a real document's."""
    texts = [os.urandom(64).hex() for _ in range(2000)]
    with zipfile.ZipFile(io.BytesIO(DOCX)) as source:
        contents, document = source.read("[Content_Types].xml"), source.read(DOCUMENT)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("[Content_Types].xml", contents)
        package.writestr(DOCUMENT, document)
        with package.open("word/styles.xml", "w") as part:
            part.write(b"<a>")
            for _ in range(300):
                part.write("".join(f"<b><c>{text}</c></b>" for text in texts).encode())
            part.write(b"</a>")


def laughing(path: Path) -> None:
    path.write_bytes(entities(LAUGHS, "<w:p>&a11;</w:p>"))


def crowded(path: Path) -> None:
    """More than two million elements of four bytes."""
    signs = [format(byte, "08b").replace("0", "<a/>").replace("1", "<b/>") for byte in range(256)]
    text = "".join(map(signs.__getitem__, os.urandom(300_000)))
    path.write_bytes(with_part("word/x.xml", f"<c>{text}</c>".encode()))


def long_tag(path: Path) -> None:
    """A tag that does not end for forty megabytes."""
    path.write_bytes(
        with_part("word/x.xml", f'<c a="{os.urandom(20 * MEGABYTE).hex()}"/>'.encode())
    )


MEASURED: Mapping[str, tuple[Callable[[Path], None], str]] = {
    "a hundred megabytes": (hundred, "intake-too-large"),
    "a bomb": (bomb, "intake-swollen"),
    "XML without end": (dense, "intake-swollen"),
    "elements without number": (crowded, "intake-swollen"),
    "a tag without end": (long_tag, "intake-swollen"),
    "a billion laughs": (laughing, "intake-entities"),
}


@pytest.mark.unmeasured
@pytest.mark.parametrize("case", MEASURED)
def test_refusing_takes_two_seconds_and_two_hundred_megabytes_at_most(
    case: str, tmp_path: Path
) -> None:
    make, id_ = MEASURED[case]
    path = tmp_path / "报告.docx"
    make(path)
    before = sorted(tmp_path.iterdir())
    told = subprocess.run(
        [sys.executable, str(WORKER), str(path)], capture_output=True, text=True, check=True
    )
    said, seconds, megabytes = told.stdout.split()
    assert said == id_
    assert float(seconds) < 2
    assert float(megabytes) < 200
    assert sorted(tmp_path.iterdir()) == before


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_file_with_any_byte_changed_is_taken_or_refused(data: st.DataObject) -> None:
    raw = bytearray(DOCX)
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(raw) // 2, len(raw)))
    try:
        guarded(bytes(raw[:cut]), "报告.docx", "docx")
    except Refused as refused:
        assert len(refused.findings) == 1


# ---- older forms -------------------------------------------------------------------------------


def test_an_old_form_is_converted_and_a_docx_given_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def convert(path: Path, form: str) -> bytes:
        asked.append((path.name, form))
        return DOCX

    monkeypatch.setattr(pdf, "converted", convert)
    for name, raw in {
        "a.doc": OLE + "WordDocument".encode("utf-16-le"),
        "b.RTF": b"{\\rtf1",
        "c.odt": zipped(mimetype="application/vnd.oasis.opendocument.text"),
    }.items():
        (tmp_path / name).write_bytes(raw)
        assert docx_from(tmp_path / name) == DOCX
    assert asked == [(name, "docx:MS Word 2007 XML") for name in ("a.doc", "b.RTF", "c.odt")]
    for name in ("d.doc", "d.docx"):
        (tmp_path / name).write_bytes(DOCX)
        assert docx_from(tmp_path / name) == DOCX
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("raw", "id_"),
    [
        (b"<html><img src='http://127.0.0.1/'>", "intake-wrong-kind"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "intake-locked"),
        (b"", "intake-empty"),
        (b"PK\x03\x04rest", "intake-damaged"),
    ],
)
def test_what_could_do_harm_is_not_converted(tmp_path: Path, raw: bytes, id_: str) -> None:
    (tmp_path / "旧.doc").write_bytes(raw)
    with pytest.raises(Refused) as caught:
        converted(tmp_path / "旧.doc")
    assert caught.value.findings[0].id == id_


def test_without_libreoffice_the_way_by_word_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda *_: None)
    (tmp_path / "旧.doc").write_bytes(OLE + "WordDocument".encode("utf-16-le"))
    with pytest.raises(Refused) as caught:
        converted(tmp_path / "旧.doc")
    (finding,) = caught.value.findings
    assert finding.id == "convert-no-libreoffice" and "另存为" in finding.hint


def test_what_libreoffice_can_not_convert_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_PROGRAMS", ("true",))
    (tmp_path / "旧.doc").write_bytes(OLE + "WordDocument".encode("utf-16-le"))
    with pytest.raises(Refused) as caught:
        converted(tmp_path / "旧.doc")
    assert caught.value.findings[0].id == "convert-failed"


def test_the_largest_is_fifty_megabytes() -> None:
    assert LARGEST == 50 * MEGABYTE
    assert refusal(bytes(LARGEST + 1), "报告.docx").findings[0].id == "intake-too-large"
