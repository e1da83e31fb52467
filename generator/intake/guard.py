"""门卫: a file from outside is looked at before it is opened: broken, locked, hostile or not the kind.

Nothing that a file says of itself is believed: its parts are inflated in small pieces up to a bound,
and their XML is walked through without building anything.  What is refused is refused with one
sentence and the next step.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Literal
from xml.parsers import expat

from generator.findings import Finding, Place, Refused, Severity

__all__ = ["Kind", "guarded", "locked", "read_guarded", "refusal", "told_kind", "whole"]

Kind = Literal["docx", "xlsx"]

LARGEST = 50 * 1024 * 1024
_MOST_PARTS = 5000
_MOST_INFLATED = 200 * 1024 * 1024
_MOST_XML = 64 * 1024 * 1024
_SPARSE, _MOST_SPARSE = (
    200,
    10 * 1024 * 1024,
)  # so many times its packed size, once it is this large
_DEEPEST, _MOST_ELEMENTS, _LONGEST_TAG = 200, 2_000_000, 10_000_000
_LONGEST_PATH, _MOST_FOLDERS = 255, 16
_PIECE = 64 * 1024

_MAIN: Mapping[Kind, str] = {"docx": "wordprocessingml", "xlsx": "spreadsheetml"}
_ROOT: Mapping[Kind, str] = {"docx": "document", "xlsx": "workbook"}
_CONTENTS = "[Content_Types].xml"
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError,
    RuntimeError,
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_SAID: Mapping[str, tuple[str, str]] = {
    "intake-file-unreadable": ("读不到文件“{name}”。",
        "请核对文件名和所在文件夹；文件正在别处打开着的，请先关闭。"),
    "intake-too-large": ("“{name}”有 {told}，超过了 50 MB。",
        "请在 Word 或 WPS 里压缩或删去图片，另存后再导入。"),
    "intake-empty": ("“{name}”是空文件，里面什么也没有。",
        "多半是复制或下载没有完成，请重新取得该文件。"),
    "intake-wrong-kind": ("“{name}”实际是{kind}，不是 {wanted}。",
        "请用能打开它的软件打开，另存为 {wanted}后再导入；只改扩展名不行。"),
    "intake-locked": ("“{name}”加了密码，打不开。",
        "文件加了密码，请在 Word 里去掉密码另存（文件—信息—保护文档—用密码进行加密，把密码清空）。"),
    "intake-macros": ("“{name}”带有宏（可运行的程序），为安全起见不导入。",
        "请在 Word 或 Excel 里另存为不带宏的 {wanted}后再导入。"),
    "intake-damaged": ("“{name}”已损坏或不完整（{told}）。",
        "请用 Word 或 WPS 打开，能显示的另存一份再导入；打不开的，请重新取得该文件。"),
    "intake-swollen": ("“{name}”解开后大得不正常（{told}），不予打开。",
        "正常的报告不会这样，请向给您文件的人核实；确是报告的，请在 Word 里全文复制到新文件另存。"),
    "intake-path-trick": ("“{name}”里有不合规的部件名“{told}”，不予打开。",
        "正常的 Word、Excel 不会这样保存，请向给您文件的人核实，或在 Word 里另存一份再导入。"),
    "intake-entities": ("“{name}”的部件“{told}”里带有外部引用或实体定义，为安全起见不予打开。",
        "正常的 Word、Excel 不会这样保存，请向给您文件的人核实，或在 Word 里另存一份再导入。"),
    "intake-too-deep": ("“{name}”的部件“{told}”层层嵌套过深，不予打开。",
        "请在 Word 里把内容复制到新文件，另存后再导入。"),
    "intake-strict-form": ("“{name}”是“严格的 Open XML”格式，读不了。",
        "请在 Word 或 Excel 里另存为普通的 {wanted}（不选“严格”）后再导入。"),
}  # fmt: skip

_WANTED: Mapping[Kind, str] = {"docx": "Word 文档（.docx）", "xlsx": "Excel 工作簿（.xlsx）"}


def read_guarded(path: Path, kind: Kind) -> bytes:
    """The bytes of a file fit to be opened; Refused otherwise, before it is read when it is huge."""
    raw = whole(path)
    guarded(raw, path.name, kind)
    return raw


def whole(path: Path) -> bytes:
    """All bytes of a file of any kind; Refused when it can't be read, is empty, or is too large."""
    try:
        size = path.stat().st_size
        raw = b"" if size > LARGEST else path.read_bytes()
    except OSError:
        raise refusal("intake-file-unreadable", path.name) from None
    _not_too_large(size, path.name)
    if not raw:
        raise refusal("intake-empty", path.name)
    return raw


def guarded(raw: bytes, name: str, kind: Kind) -> None:
    """Refused, with one finding, unless these bytes are a whole and harmless docx or xlsx."""
    _not_too_large(len(raw), name)
    if not raw:
        raise refusal("intake-empty", name)
    if locked(raw):
        raise refusal("intake-locked", name)
    if not raw.startswith(b"PK"):
        raise refusal("intake-wrong-kind", name, told_kind(raw), _WANTED[kind])
    if raw.count(b"PK\x01\x02") > _MOST_PARTS:
        raise refusal("intake-swollen", name, f"有 {_MOST_PARTS} 个以上的部件")
    try:
        with zipfile.ZipFile(BytesIO(raw)) as package:
            _Package(package, name, kind).examine()
    except _BROKEN:
        raise refusal("intake-damaged", name, "压缩包读不完整") from None


def locked(raw: bytes) -> bool:
    """A docx or xlsx with a password: it is packed, enciphered, into a file of the old form."""
    return raw.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in raw


def refusal(id_: str, name: str, told: str = "", wanted: str = "") -> Refused:
    """The refusal of a file in plain words; ``told`` is what was met, ``wanted`` what is asked for."""
    kind = f" {told}" if told[:1].isascii() else told
    message, hint = (
        text.format(name=name, told=told, kind=kind, wanted=wanted) for text in _SAID[id_]
    )
    return Refused([Finding(id_, Severity.ERROR, message, Place(name), hint)])


def _not_too_large(size: int, name: str) -> None:
    if size > LARGEST:
        raise refusal("intake-too-large", name, f"{size / 1024 / 1024:.0f} MB")


# ---- what a file is that is no package ---------------------------------------------------------

_BY_START: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"), (b"{\\rtf", "RTF 文件"), (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"), (b"BM", "图片"), (b"II*\x00", "图片"), (b"MM\x00*", "图片"), (b"RIFF", "图片"),
    (b"Rar!", "RAR 压缩包"), (b"7z\xbc\xaf", "7z 压缩包"), (b"\x1f\x8b", "压缩包"), (b"MZ", "程序"),
)  # fmt: skip
_OLE_KINDS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "旧版 Word 文档（.doc）或 WPS 文字（.wps）"),
    ("Workbook", "旧版 Excel 工作簿（.xls）或 WPS 表格（.et）"),
    ("PowerPoint Document", "旧版演示文稿（.ppt）"),
)


def told_kind(raw: bytes) -> str:
    """What a file that is no docx seems to be, in words."""
    if raw.startswith(_OLE):
        found = (told for stream, told in _OLE_KINDS if stream.encode("utf-16-le") in raw)
        return next(found, "旧版 Office 文件")
    start = raw[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    for sign, told in _BY_START:
        if start.startswith(sign):
            return told
    lower = start.lower()
    if b"<html" in lower or lower.startswith(b"<!doctype html"):
        return "网页（HTML）"
    if lower.startswith(b"mime-version:") or b"urn:schemas-microsoft-com:office" in lower:
        return "网页（MHT、HTML）"
    if lower.startswith(b"<?xml"):
        return "XML 文件"
    return "未知的二进制文件" if b"\x00" in start else "纯文本"


# ---- what is in a package ----------------------------------------------------------------------


class _Package:
    """A zip package under examination (包)."""

    def __init__(self, package: zipfile.ZipFile, name: str, kind: Kind) -> None:
        self.package, self.name, self.kind = package, name, kind
        self.entries = package.infolist()

    def examine(self) -> None:
        """Names first, then what the package says it is, then every part as it really inflates."""
        self._names()
        self._sizes()
        main = self._main()
        self._inflate(main)

    def _refused(self, id_: str, told: str = "") -> Refused:
        return refusal(id_, self.name, told, _WANTED[self.kind])

    def _names(self) -> None:
        seen: set[str] = set()
        for entry in self.entries:
            if _tricky(entry.orig_filename) or entry.filename.lower() in seen:
                shown = re.sub(r"[^\w./\\:\[\]-]", "?", entry.orig_filename[-60:])
                raise self._refused("intake-path-trick", shown)
            if entry.flag_bits & 1:
                raise self._refused("intake-locked")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self._refused("intake-damaged", "压缩方式不是 Office 所用的")
            seen.add(entry.filename.lower())
        if any(
            name.rpartition("/")[2] == "vbaproject.bin" or "/macrosheets/" in name for name in seen
        ):
            raise self._refused("intake-macros")

    def _sizes(self) -> None:
        """What the headers declare; they may lie, so it is counted again while inflating."""
        if sum(entry.file_size for entry in self.entries) > _MOST_INFLATED:
            raise self._refused("intake-swollen", "自称的总大小超过 200 MB")
        for entry in self.entries:
            _not_sparse(entry.file_size, entry, self._refused)

    def _main(self) -> str:
        """The name of the main part; refused when the package is of another kind."""
        if _CONTENTS not in self.package.namelist():
            raise self._refused("intake-wrong-kind", self._other_kind())
        with self.package.open(_CONTENTS) as part:
            contents = part.read(1024 * 1024).decode("utf-8", "replace")
        if "macroEnabled" in contents:
            raise self._refused("intake-macros")
        found = _main_parts(contents)
        if _MAIN[self.kind] not in found:
            raise self._refused("intake-wrong-kind", _told_office(found))
        name = found[_MAIN[self.kind]].lstrip("/")
        if name not in self.package.namelist():
            raise self._refused("intake-damaged", "缺少正文部件")
        return name

    def _other_kind(self) -> str:
        names = set(self.package.namelist())
        if "mimetype" in names:
            with self.package.open("mimetype") as part:
                told = part.read(200)
            if b"opendocument" in told:
                return "ODF 文件（.odt、.ods）"
        return "压缩包（.zip）" if names else "空的压缩包"

    def _inflate(self, main: str) -> None:
        """Inflate every part within bounds; walk through those of XML."""
        inflated = of_xml = 0
        for entry in self.entries:
            walk = self._walk(entry.filename, main) if _is_xml(entry.filename) else None
            size = 0
            for piece in self._pieces(entry):
                size += len(piece)
                inflated += len(piece)
                of_xml += len(piece) if walk else 0
                if inflated > _MOST_INFLATED or of_xml > _MOST_XML:
                    raise self._refused("intake-swollen", "解开后超过上限")
                _not_sparse(size, entry, self._refused)
                if walk:
                    walk(piece, False)
            if walk:
                walk(b"", True)

    def _pieces(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        with self.package.open(entry) as part:
            while piece := part.read(_PIECE):
                yield piece

    def _walk(self, part: str, main: str) -> Callable[[bytes, bool], None]:
        """A reader of one part's XML, to be fed in pieces."""
        reader = _Walk(lambda id_: self._refused(id_, part), self.kind if part == main else None)

        def feed(piece: bytes, last: bool) -> None:
            try:
                reader.feed(piece, last)
            except expat.ExpatError:
                raise self._refused("intake-damaged", f"部件“{part}”不是合格的 XML") from None

        return feed


class _Walk:
    """Walks through XML (走查): no document type, not too deep, the right root; builds nothing."""

    def __init__(self, refusal: Callable[[str], Refused], kind: Kind | None) -> None:
        self.refusal, self.kind = refusal, kind
        self.depth = self.elements = self.fed = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def feed(self, piece: bytes, last: bool) -> None:
        """Go on by a piece; what is kept back is a tag that has not ended yet."""
        self.parser.Parse(piece, last)
        self.fed += len(piece)
        if self.fed - self.parser.CurrentByteIndex > _LONGEST_TAG:
            raise self.refusal("intake-swollen")

    def _doctype(self, *_: object) -> None:
        raise self.refusal("intake-entities")

    def _start(self, name: str, _: object) -> None:
        self.depth += 1
        self.elements += 1
        if self.elements > _MOST_ELEMENTS:
            raise self.refusal("intake-swollen")
        if self.depth > _DEEPEST:
            raise self.refusal("intake-too-deep")
        if self.depth == 1 and self.kind:
            if name.startswith("http://purl.oclc.org/ooxml/"):
                raise self.refusal("intake-strict-form")
            if not name.endswith(f"/main {_ROOT[self.kind]}"):
                raise self.refusal("intake-damaged")

    def _end(self, _: str) -> None:
        self.depth -= 1


def _tricky(path: str) -> bool:
    """A part's name that leads out of the package or hides what it is."""
    steps = path.rstrip("/").split("/")
    return (
        len(path) > _LONGEST_PATH
        or len(steps) > _MOST_FOLDERS
        or any(step in ("", ".", "..") for step in steps)
        or any(c in "\\:" or ord(c) < 32 for c in path)
    )


def _not_sparse(size: int, entry: zipfile.ZipInfo, refusal: Callable[[str, str], Refused]) -> None:
    if size > _MOST_SPARSE and size > _SPARSE * max(entry.compress_size, 1):
        raise refusal("intake-swollen", f"一个部件胀到 {_SPARSE} 倍以上")


def _is_xml(part: str) -> bool:
    return part.lower().endswith((".xml", ".rels"))


def _main_parts(contents: str) -> dict[str, str]:
    """The main parts a package tells of, by kind of document."""
    found: dict[str, str] = {}
    for override in re.findall(r"<(?:\w+:)?Override\b[^>]*>", contents):
        kind = re.search(r"\.(\w+)\.(?:document|sheet|template|presentation)\.main\+xml", override)
        part = re.search(r"""PartName\s*=\s*["']([^"']+)["']""", override)
        if kind and part:
            found[kind[1]] = part[1]
    return found


def _told_office(found: Mapping[str, str]) -> str:
    names = {
        "wordprocessingml": "Word 文档",
        "spreadsheetml": "Excel 工作簿",
        "presentationml": "演示文稿",
    }
    return next((told for kind, told in names.items() if kind in found), "别的压缩包")
