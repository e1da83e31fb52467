"""成包: the parts of a docx as one file: the same parts give the same bytes.

Zip times are fixed and members sorted (OPC, ECMA-376 part 2); no clock is read.  The manifest, a
custom XML part, says for each marked paragraph the data path it came from, and the fingerprint of
all other parts as generated.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping

from lxml import etree

__all__ = [
    "BROKEN", "MANIFEST", "fingerprint", "marks", "origin", "packed", "related", "seal", "sealed", "typed", "unpacked",
    "with_comments", "with_manifest",
]  # fmt: skip

MANIFEST = "urn:jixiao-report:manuscript"
_ITEM = "customXml/item{}.xml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_DATASTORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_FIRST = "[Content_Types].xml"
_RELATIONS = "word/_rels/document.xml.rels"
_COMMENTS = "word/comments.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)


BROKEN = (
    zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError, KeyError, RuntimeError, ValueError,
    IndexError,
)  # fmt: skip
"""What reading a file raises that is no docx, or a damaged one: its package, its parts, their XML."""


def unpacked(docx: bytes) -> dict[str, bytes]:
    """The parts of a docx by name; one of :data:`BROKEN` when it is none."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a docx, content types first and the rest by name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda n: (n != _FIRST, n)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, parts[name])
    return target.getvalue()


def with_manifest(parts: Mapping[str, bytes], marks: Mapping[str, str]) -> dict[str, bytes]:
    """The parts with the manifest added under the first free name."""
    number = next(n for n in range(1, len(parts) + 2) if _ITEM.format(n) not in parts)
    item, props = _ITEM.format(number), f"customXml/itemProps{number}.xml"
    whole = {
        **parts,
        props: _properties(),
        f"customXml/_rels/item{number}.xml.rels": _relations(f"itemProps{number}.xml"),
        _RELATIONS: related(parts[_RELATIONS], "rIdManuscript", "customXml", f"../{item}"),
        _FIRST: typed(parts[_FIRST], f"/{props}", _PROPERTIES),
    }
    return {**whole, item: _manifest(fingerprint(whole), marks)}


def with_comments(parts: Mapping[str, bytes], comments: etree._Element) -> dict[str, bytes]:
    """The parts with these as the comments of the document."""
    known = {} if _COMMENTS in parts else {
        _RELATIONS: related(parts[_RELATIONS], "rIdComments", "comments", "comments.xml"),
        _FIRST: typed(parts[_FIRST], f"/{_COMMENTS}", f"{_WORD}.comments+xml"),
    }  # fmt: skip
    return {**parts, **known, _COMMENTS: _bytes(comments)}


def marks(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The data path of each bookmark the manifest knows; none without a manifest."""
    name = _named(parts)
    blocks = etree.fromstring(parts[name]) if name else ()
    return {str(block.get("mark")): str(block.get("path")) for block in blocks}


def seal(parts: Mapping[str, bytes]) -> str:
    """The fingerprint that the manifest gives; empty without a manifest."""
    name = _named(parts)
    return str(etree.fromstring(parts[name]).get("sha256")) if name else ""


def sealed(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts with the fingerprint in their manifest made to fit them; its origin stays known."""
    name = _named(parts)
    if not name:
        return dict(parts)
    return {**parts, name: _manifest(fingerprint(parts), marks(parts), origin(parts))}


def origin(parts: Mapping[str, bytes]) -> str:
    """The fingerprint of the report as generated, of which this may be a copy; empty when unknown."""
    name = _named(parts)
    root = etree.fromstring(parts[name]) if name else None
    return "" if root is None else str(root.get("origin") or root.get("sha256") or "")


def _named(parts: Mapping[str, bytes]) -> str:
    """The name of the part that is the manifest; empty when there is none."""
    items = (name for name in parts if re.fullmatch(r"customXml/item\d+\.xml", name))
    return next(
        (n for n in items if etree.QName(etree.fromstring(parts[n])).namespace == MANIFEST), ""
    )


def fingerprint(parts: Mapping[str, bytes]) -> str:
    """A hash over all parts but the manifest itself, which carries it."""
    whole = hashlib.sha256()
    for name in sorted(parts):
        if MANIFEST.encode() not in parts[name] or not name.startswith("customXml/item"):
            whole.update(name.encode() + b"\0" + hashlib.sha256(parts[name]).digest())
    return whole.hexdigest()


def _manifest(whole: str, marks: Mapping[str, str], origin: str = "") -> bytes:
    root = etree.Element("manuscript", nsmap={None: MANIFEST})  # type: ignore[dict-item]
    root.set("sha256", whole)
    if origin and origin != whole:
        root.set("origin", origin)
    for name, path in marks.items():
        etree.SubElement(root, "block", mark=name, path=path)
    return _bytes(root)


def _properties() -> bytes:
    root = etree.Element(f"{{{_DATASTORE}}}datastoreItem", nsmap={"ds": _DATASTORE})
    root.set(f"{{{_DATASTORE}}}itemID", "{6A6978E9-616F-4D53-8000-6D616E757363}")
    schemas = etree.SubElement(root, f"{{{_DATASTORE}}}schemaRefs")
    etree.SubElement(schemas, f"{{{_DATASTORE}}}schemaRef").set(f"{{{_DATASTORE}}}uri", MANIFEST)
    return _bytes(root)


def _relations(target: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    root = etree.Element(f"{{{namespace}}}Relationships", nsmap={None: namespace})  # type: ignore[dict-item]
    kind = f"{_RELATED}/customXmlProps"
    etree.SubElement(root, f"{{{namespace}}}Relationship", Id="rId1", Type=kind, Target=target)
    return _bytes(root)


def related(relations: bytes, id: str, kind: str, target: str) -> bytes:
    """A part's relationships with one more."""
    root = etree.fromstring(relations)
    tag = f"{root.tag}".replace("Relationships", "Relationship")
    etree.SubElement(root, tag, Id=id, Type=f"{_RELATED}/{kind}", Target=target)
    return _bytes(root)


def typed(types: bytes, part: str, kind: str) -> bytes:
    """The content types with that of one part more."""
    root = etree.fromstring(types)
    etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=part, ContentType=kind)
    return _bytes(root)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
