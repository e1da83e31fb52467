"""修订: the tracked changes of a docx listed, accepted or rejected, as Word would.

Works on the tree of one part (ECMA-376 17.13.5): inserted, deleted and moved runs, paragraph marks,
rows and cells, and changes of properties.  A deleted paragraph mark joins its paragraph to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from generator.template import w

__all__ = ["Revision", "accept", "reject", "revisions"]

_IN, _OUT = ("ins", "moveTo"), ("del", "moveFrom")
_RANGES = frozenset(
    w(f"{kind}Range{end}") for kind in ("moveFrom", "moveTo") for end in ("Start", "End")
)
_INSERTED, _DELETED = frozenset(map(w, _IN)), frozenset(map(w, _OUT))
_IN_CELL, _OUT_CELL, _MERGED = w("cellIns"), w("cellDel"), w("cellMerge")
_TEXTS = {w("delText"): w("t"), w("delInstrText"): w("instrText")}
_MARKS = (w("bookmarkStart"), w("bookmarkEnd"))


@dataclass(frozen=True, slots=True)
class Revision:
    """One tracked change (修订): who and when, as the file says, the words, and the paragraph's marks.

    ``kind``: 增 or 删.  ``words`` is empty for a paragraph mark or a row.
    """

    kind: str
    author: str
    date: str
    words: str
    marks: tuple[str, ...] = ()


def revisions(root: etree._Element) -> Iterator[Revision]:
    """Every tracked insertion and deletion in the order of the text."""
    for change in root.iter(*_INSERTED, *_DELETED):
        paragraph = next(change.iterancestors(w("p")), None)
        own = () if paragraph is None else paragraph.iter(w("bookmarkStart"))
        yield Revision(
            "增" if change.tag in _INSERTED else "删",
            str(change.get(w("author")) or ""),
            str(change.get(w("date")) or ""),
            "".join(t.text or "" for t in change.iter(w("t"), w("delText"))),
            tuple(str(mark.get(w("name"))) for mark in own),
        )


def accept(root: etree._Element) -> None:
    """Accept every tracked change of a part's tree, in place."""
    _resolve(root, _INSERTED, _DELETED, (_IN_CELL, _OUT_CELL), old=False)


def reject(root: etree._Element) -> None:
    """Reject every tracked change of a part's tree, in place."""
    _resolve(root, _DELETED, _INSERTED, (_OUT_CELL, _IN_CELL), old=True)


def _resolve(
    root: etree._Element,
    stays: frozenset[str],
    goes: frozenset[str],
    cells: tuple[str, str],
    *,
    old: bool,
) -> None:
    _properties(root, old=old)
    _rows(root, stays, goes)
    _cells(root, *cells, old=old)
    _content(root, stays, goes)
    _paragraph_marks(root, stays, goes)
    for each in list(root.iter(*_RANGES)):
        _drop(each)
    for was, text in _TEXTS.items():
        for each in root.iter(was):
            each.tag = text


def _properties(root: etree._Element, *, old: bool) -> None:
    """Changed properties: the old ones come back, or are forgotten."""
    changes = [e for e in root.iter(etree.Element) if str(e.tag).endswith("Change")]
    for change in changes:
        properties = change.getparent()
        if properties is None:
            continue
        _drop(change)
        if old and len(change):
            kept = [e for e in properties if _survives(properties, e)]
            properties[:] = [*change[0], *kept]


def _survives(properties: etree._Element, inner: etree._Element) -> bool:
    """What the old properties of a paragraph do not speak of: its mark's, its section's."""
    return properties.tag == w("pPr") and inner.tag in (w("rPr"), w("sectPr"))


def _rows(root: etree._Element, stays: frozenset[str], goes: frozenset[str]) -> None:
    for row in list(root.iter(w("tr"))):
        properties = row.find(w("trPr"))
        for change in [] if properties is None else list(properties):
            if change.tag in stays:
                _drop(change)
            elif change.tag in goes:
                _drop_row(row)


def _drop_row(row: etree._Element) -> None:
    table = row.getparent()
    _drop(row)
    if table is not None and table.find(w("tr")) is None:
        _drop(table)


def _cells(root: etree._Element, stays: str, goes: str, *, old: bool) -> None:
    for change in list(root.iter(stays)):
        _drop(change)
    for change in list(root.iter(goes)):
        cell = next(change.iterancestors(w("tc")))
        _drop(cell)
    for change in list(root.iter(_MERGED)):
        value = change.get(w("vMergeOrig") if old else w("vMerge"))
        properties = change.getparent()
        assert properties is not None
        _drop(change)
        for merge in properties.findall(w("vMerge")):
            _drop(merge)
        if value:
            merge = etree.SubElement(properties, w("vMerge"))
            merge.set(w("val"), {"rest": "restart", "cont": "continue"}.get(value, value))


def _content(root: etree._Element, stays: frozenset[str], goes: frozenset[str]) -> None:
    """Runs, and whatever else stands in a change: unwrapped or gone."""
    for change in list(root.iter(*goes)):
        if not _of_mark(change):
            _drop(change)
    for change in list(root.iter(*stays)):
        if not _of_mark(change):
            _unwrap(change)


def _of_mark(change: etree._Element) -> bool:
    parent = change.getparent()
    return parent is not None and parent.tag in (w("rPr"), w("trPr"), w("numPr"))


def _paragraph_marks(root: etree._Element, stays: frozenset[str], goes: frozenset[str]) -> None:
    for paragraph in list(root.iter(w("p"))):
        look = paragraph.find(f"{w('pPr')}/{w('rPr')}")
        changes = [] if look is None else [e for e in look if e.tag in stays | goes]
        for change in changes:
            _drop(change)
        if any(change.tag in goes for change in changes):
            _join_to_next(paragraph)


def _join_to_next(paragraph: etree._Element) -> None:
    """Give a paragraph's content to the next one; what is left empty goes."""
    following = paragraph.getnext()
    while following is not None and following.tag in _MARKS:
        following = following.getnext()
    content = [e for e in paragraph if e.tag != w("pPr")]
    empty = not any(e.tag not in _MARKS for e in content)
    if following is not None and following.tag == w("p"):
        at = 1 if following.find(w("pPr")) is not None else 0
        for each in reversed([] if empty else content):
            following.insert(at, each)
        _drop(paragraph)
    elif empty and _may_go(paragraph):
        _drop(paragraph)


def _may_go(paragraph: etree._Element) -> bool:
    """A cell ends in a paragraph; a paragraph that ends a section holds its set-up."""
    parent, before = paragraph.getparent(), paragraph.getprevious()
    if paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None or parent is None:
        return False
    following = paragraph.getnext()
    last = following is None or following.tag == w("sectPr")
    return not last or (before is not None and before.tag == w("p"))


def _unwrap(wrapper: etree._Element) -> None:
    parent = wrapper.getparent()
    assert parent is not None
    at = parent.index(wrapper)
    for each in reversed(wrapper):
        parent.insert(at, each)
    _drop(wrapper)


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
