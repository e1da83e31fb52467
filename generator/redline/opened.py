"""打开: a docx opened for comparing: no larger than sense, well-formed, its tracked changes accepted."""

from __future__ import annotations

import hashlib
import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from generator.findings import Finding, Refused, Severity
from generator.readback import accept
from generator.redline.lists import digests
from generator.template import BROKEN, element, marks, unpacked, w

__all__ = ["DOCUMENT", "RELATION", "Opened", "Relation", "no_docx", "opened", "relations_of"]

DOCUMENT = "word/document.xml"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LARGEST = 200_000_000  # bytes of all parts unpacked, a hundred times a report with its pictures
_TRACKED = tuple(
    w(name)
    for name in (
        "ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange",
        "sectPrChange", "tblGridChange", "tblPrExChange", "cellIns", "cellDel", "cellMerge",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """What a relation id stands for: its kind, the part or address, and a digest of what is there."""

    kind: str
    target: str
    digest: str
    external: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A docx to be compared (打开的稿子).

    ``root``: its document with all tracked changes accepted; ``tracked``: it held some;
    ``relations``: of the document, by id; ``paths``: data path by bookmark of ours; ``lists``: a
    digest of how each list numbers its paragraphs, by its number.
    """

    parts: Mapping[str, bytes]
    root: etree._Element
    tracked: bool
    relations: Mapping[str, Relation]
    paths: Mapping[str, str]
    lists: Mapping[str, str]

    @property
    def body(self) -> etree._Element:
        """What stands between the first and the last page."""
        found = self.root.find(w("body"))
        assert found is not None
        return found


def opened(docx: bytes, name: str, *, resolve: bool = True) -> Opened:
    """The docx opened; ``name`` says in Chinese which one it is when it must be refused.

    ``resolve``: accept its tracked changes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            if sum(entry.file_size for entry in package.infolist()) > _LARGEST:
                raise Refused([_too_large(name)])
        parts = unpacked(docx)
        root = _parsed(parts[DOCUMENT])
        if root.tag != w("document") or root.find(w("body")) is None:
            raise Refused([no_docx(name)])
        relations, paths = relations_of(parts, DOCUMENT), marks(parts)
        lists = dict(digests(parts))
    except BROKEN:
        raise Refused([no_docx(name)]) from None
    tracked = next(root.iter(*_TRACKED), None) is not None
    if resolve:
        accept(root)
    _plain_fields(root)
    return Opened(parts, root, tracked, relations, paths, lists)


def no_docx(name: str) -> Finding:
    """Said of what is no docx, or one with parts missing."""
    message = f"{name}不是 Word 文档（.docx），或已经损坏。"
    hint = "请在 Word 或 WPS 里打开它，另存为“Word 文档（*.docx）”，再比较一次。"
    return Finding("redline-not-docx", Severity.ERROR, message, hint=hint)


def _too_large(name: str) -> Finding:
    message = f"{name}解开后超过 {_LARGEST // 1_000_000} MB，不比较。"
    hint = "请核对是不是报告；图片太大的，请在 Word 里压缩图片后再比较。"
    return Finding("redline-too-large", Severity.ERROR, message, hint=hint)


def _parsed(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def relations_of(parts: Mapping[str, bytes], part: str, depth: int = 3) -> dict[str, Relation]:
    """The relations of a part by id; the digest covers what the target itself relates to."""
    folder, _, file = part.rpartition("/")
    held = parts.get(f"{folder}/_rels/{file}.rels")
    found: dict[str, Relation] = {}
    for each in [] if held is None else _parsed(held):
        kind, target = str(each.get("Type")), str(each.get("Target"))
        external = each.get("TargetMode") == "External"
        where = target if external else _resolved(folder, target)
        digest = where if external else _digest(parts, where, depth)
        found[str(each.get("Id"))] = Relation(kind, where, digest, external)
    return found


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _digest(parts: Mapping[str, bytes], part: str, depth: int) -> str:
    whole = hashlib.sha256(parts.get(part, b""))
    beyond = relations_of(parts, part, depth - 1) if depth else {}
    for id, relation in sorted(beyond.items()):
        whole.update(f"{id} {relation.kind} {relation.digest}".encode())
    return whole.hexdigest()


def _plain_fields(root: etree._Element) -> None:
    """Simple fields written as Word itself writes fields: in runs, which can be tracked."""
    for field in list(root.iter(w("fldSimple"))):
        code = element("instrText", text=str(field.get(w("instr")) or ""))
        signs = [element("fldChar", fldCharType=kind) for kind in ("begin", "separate", "end")]
        start, middle, end = (element("r", sign) for sign in signs)
        for each in (start, element("r", code), middle, *field, end):
            field.addprevious(each)
        parent = field.getparent()
        assert parent is not None
        parent.remove(field)
