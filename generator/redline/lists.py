"""编号: how Word's own lists number paragraphs, and bringing such a list from one document to another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from copy import deepcopy

from lxml import etree

from generator.template import element, w
from generator.template.package import related, typed

__all__ = ["digests", "with_list"]

_NUMBERING = "word/numbering.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_NAMES = (w("nsid"), w("tmpl"), w("name"))


def digests(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Number and digest of each list's definition, but for the numbers Word gives to definitions."""
    root = etree.fromstring(parts.get(_NUMBERING, b"<none/>"))
    for each in root.iterchildren(w("num")):
        kind = _kind_of(each, root)
        inner = [] if kind is None else [e for e in kind if e.tag not in _NAMES]
        own = [e for e in each if e.tag != w("abstractNumId")]
        whole = b"".join(map(_written, [*inner, *own]))
        yield str(each.get(w("numId"))), hashlib.sha256(whole).hexdigest()


def _written(each: etree._Element) -> bytes:
    return etree.tostring(each, method="c14n", exclusive=True, with_tail=False)


def with_list(
    parts: Mapping[str, bytes], others: Mapping[str, bytes], number: str
) -> tuple[dict[str, bytes], str]:
    """The parts with a list of another document's added, and its number in them."""
    root = etree.fromstring(parts[_NUMBERING]) if _NUMBERING in parts else element("numbering")
    theirs = etree.fromstring(others[_NUMBERING])
    given = next(e for e in theirs.iterchildren(w("num")) if e.get(w("numId")) == number)
    kind = _kind_of(given, theirs)
    made = deepcopy(given)
    id = _free(root, "num", "numId")
    made.set(w("numId"), id)
    if kind is not None:
        copy, free = deepcopy(kind), _free(root, "abstractNum", "abstractNumId")
        copy.set(w("abstractNumId"), free)
        for each in made.iterchildren(w("abstractNumId")):
            each.set(w("val"), free)
        for each in copy.findall(w("nsid")):  # Word takes two of one nsid for the same
            copy.remove(each)
        root.insert(sum(1 for _ in root.iterchildren(w("numPicBullet"), w("abstractNum"))), copy)
    last = [*root.iterchildren(w("abstractNum"), w("num"))]
    root.insert(root.index(last[-1]) + 1 if last else 0, made)
    return _stored(parts, root), id


def _kind_of(given: etree._Element, root: etree._Element) -> etree._Element | None:
    kind = given.find(w("abstractNumId"))
    id = None if kind is None else kind.get(w("val"))
    return next(
        (e for e in root.iterchildren(w("abstractNum")) if e.get(w("abstractNumId")) == id), None
    )


def _free(root: etree._Element, tag: str, name: str) -> str:
    taken = (str(e.get(w(name)) or "") for e in root.iterchildren(w(tag)))
    return str(max((int(id) for id in taken if id.isdecimal()), default=0) + 1)


def _stored(parts: Mapping[str, bytes], root: etree._Element) -> dict[str, bytes]:
    xml = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    known = {} if _NUMBERING in parts else {
        _RELATIONS: related(parts[_RELATIONS], "rIdNumbering", "numbering", "numbering.xml"),
        _TYPES: typed(parts[_TYPES], f"/{_NUMBERING}", _TYPE),
    }  # fmt: skip
    return {**parts, **known, _NUMBERING: xml}
