"""成包: the parts of a docx as one file: the same parts give the same bytes.

Members are sorted (OPC, ECMA-376 part 2).  The manifest, a
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
from typing import NamedTuple

from lxml import etree

from generator.template.container import contained, member

__all__ = [
    "BROKEN", "MANIFEST", "RELATIONS", "TYPES", "Added", "digest", "fingerprint", "fingerprint_of",
    "for_manifest", "marks", "origin", "packed", "placed", "related", "said", "saying", "seal", "sealed",
    "told", "typed", "unpacked", "with_added", "with_comments", "with_manifest",
]  # fmt: skip

MANIFEST = "urn:jixiao-report:manuscript"
_ITEM = "customXml/item{}.xml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_DATASTORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
TYPES = "[Content_Types].xml"
RELATIONS = "word/_rels/document.xml.rels"
_COMMENTS = "word/comments.xml"


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
    return contained(member(name, parts[name]) for name in sorted(parts, key=placed))


def placed(name: str) -> tuple[bool, str]:
    """The place of a part in the file."""
    return name != TYPES, name


class Added(NamedTuple):
    """What is added to a docx (添件): parts by name, relationships of the document, content types."""

    parts: dict[str, bytes]
    relations: list[tuple[str, str, str]]
    types: list[tuple[str, str]]


def with_added(parts: Mapping[str, bytes], more: Added) -> dict[str, bytes]:
    """The parts of a docx with more of them."""
    whole = {**parts, **more.parts}
    for relation in more.relations:
        whole[RELATIONS] = related(whole[RELATIONS], *relation)
    for kind in more.types:
        whole[TYPES] = typed(whole[TYPES], *kind)
    return whole


def with_manifest(parts: Mapping[str, bytes], marks: Mapping[str, str]) -> dict[str, bytes]:
    """The parts with the manifest added under the first free name."""
    item, more = for_manifest(parts)
    whole = with_added(parts, more)
    return {**whole, item: _manifest(fingerprint(whole), marks)}


def for_manifest(parts: Mapping[str, bytes]) -> tuple[str, Added]:
    """The first free name for a manifest, and what is added with it."""
    number = next(n for n in range(1, len(parts) + 2) if _ITEM.format(n) not in parts)
    item, props = _ITEM.format(number), f"customXml/itemProps{number}.xml"
    about = {
        props: _properties(),
        f"customXml/_rels/item{number}.xml.rels": _relations(f"itemProps{number}.xml"),
    }
    return item, Added(
        about, [("rIdManuscript", "customXml", f"../{item}")], [(f"/{props}", _PROPERTIES)]
    )


def with_comments(parts: Mapping[str, bytes], comments: etree._Element) -> dict[str, bytes]:
    """The parts with these as the comments of the document."""
    known = {} if _COMMENTS in parts else {
        RELATIONS: related(parts[RELATIONS], "rIdComments", "comments", "comments.xml"),
        TYPES: typed(parts[TYPES], f"/{_COMMENTS}", f"{_WORD}.comments+xml"),
    }  # fmt: skip
    return {**parts, **known, _COMMENTS: _bytes(comments)}


def told(parts: Mapping[str, bytes]) -> tuple[str, dict[str, str]]:
    """The fingerprint that the manifest gives, and the data path of each bookmark it knows.

    Empty and none without a manifest.
    """
    _, root = _found(parts)
    if root is None:
        return "", {}
    paths = {str(block.get("mark")): str(block.get("path")) for block in root}
    return str(root.get("sha256")), paths


def marks(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The data path of each bookmark the manifest knows; none without a manifest."""
    return told(parts)[1]


def seal(parts: Mapping[str, bytes]) -> str:
    """The fingerprint that the manifest gives; empty without a manifest."""
    return told(parts)[0]


def sealed(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts with the fingerprint in their manifest made to fit them; its origin stays known."""
    name, root = _found(parts)
    if root is None:
        return dict(parts)
    return {**parts, name: _manifest(fingerprint(parts), marks(parts), origin(parts))}


def origin(parts: Mapping[str, bytes]) -> str:
    """The fingerprint of the report as generated, of which this may be a copy; empty when unknown."""
    _, root = _found(parts)
    return "" if root is None else str(root.get("origin") or root.get("sha256") or "")


def saying(parts: Mapping[str, bytes], gist: str) -> dict[str, bytes]:
    """The parts with a manifest that holds what the document said when it was made, as a hash."""
    name, root = _found(parts)
    if root is None:
        return dict(parts)
    root.set(_SAYS, gist)
    return {**parts, name: _bytes(root)}


def said(parts: Mapping[str, bytes]) -> str:
    """What the document said when it was made; empty when its manifest does not hold it."""
    _, root = _found(parts)
    return "" if root is None else str(root.get(_SAYS) or "")


_SAYS = "says"


def _found(parts: Mapping[str, bytes]) -> tuple[str, etree._Element | None]:
    """The name of the part that is the manifest, and its root; neither when there is none."""
    for name, part in parts.items():
        if re.fullmatch(r"customXml/item\d+\.xml", name):
            root = etree.fromstring(part)
            if etree.QName(root).namespace == MANIFEST:
                return name, root
    return "", None


def fingerprint(parts: Mapping[str, bytes]) -> str:
    """A hash over all parts but the manifest itself, which carries it."""
    return fingerprint_of({n: digest(n, raw) for n, raw in parts.items()})


def digest(name: str, part: bytes) -> bytes:
    """What a part adds to the fingerprint; nothing, when it is the manifest."""
    if name.startswith("customXml/item") and MANIFEST.encode() in part:
        return b""
    return hashlib.sha256(part).digest()


def fingerprint_of(digests: Mapping[str, bytes]) -> str:
    """The fingerprint of parts whose digests are known, by name."""
    found = sorted((name, each) for name, each in digests.items() if each)
    return hashlib.sha256(
        b"".join(name.encode() + b"\0" + each for name, each in found)
    ).hexdigest()


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
