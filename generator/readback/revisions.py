"""修订: the tracked changes of a docx listed, accepted or rejected, as Word would.

Works on the tree of one part (ECMA-376 17.13.5): inserted, deleted and moved runs, paragraph marks,
rows and cells, and changes of properties.  A deleted paragraph mark joins its paragraph to the next,
whose properties stay; before a table or at the end of a cell only an empty paragraph goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from generator.template import w

__all__ = ["Revision", "accept", "authors", "reject", "revisions", "tracked"]

_IN, _OUT = ("ins", "moveTo"), ("del", "moveFrom")
_RANGES = frozenset(
    w(f"{kind}Range{end}")
    for kind in (
        "moveFrom", "moveTo", "customXmlIns", "customXmlDel", "customXmlMoveFrom", "customXmlMoveTo",
    )
    for end in ("Start", "End")
)  # fmt: skip
_INSERTED, _DELETED = frozenset(map(w, _IN)), frozenset(map(w, _OUT))
_IN_CELL, _OUT_CELL, _MERGED = w("cellIns"), w("cellDel"), w("cellMerge")
_TEXTS = {w("delText"): w("t"), w("delInstrText"): w("instrText")}
_START, _END = w("bookmarkStart"), w("bookmarkEnd")
_MARKS = (_START, _END)
_CHANGES = tuple(
    w(f"{name}Change")
    for name in ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "numbering")
)
_BEHIND_MERGE = tuple(
    map(
        w,
        ("tcBorders", "shd", "noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark"),
    )
)
_TRACKED = (
    *_RANGES, *_INSERTED, *_DELETED, *_CHANGES, *_TEXTS, _IN_CELL, _OUT_CELL, _MERGED, w("hyperlink"),
)  # fmt: skip
"""What there is none of where nothing is to be resolved."""


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


def authors(root: etree._Element) -> dict[etree._Element, tuple[tuple[str, str], ...]]:
    """Who inserted or deleted text of a paragraph, and when; also what is to be joined to it."""
    found: dict[etree._Element, tuple[tuple[str, str], ...]] = {}
    if next(root.iter(*_INSERTED, *_DELETED), None) is None:
        return found
    joined: tuple[tuple[str, str], ...] = ()
    for paragraph in root.iter(w("p")):
        own = (
            (str(change.get(w("author")) or ""), str(change.get(w("date")) or ""))
            for change in paragraph.iter(*_INSERTED, *_DELETED)
            if not _of_mark(change)
        )
        found[paragraph] = tuple(dict.fromkeys((*joined, *own)))
        mark = paragraph.find(f"{w('pPr')}/{w('rPr')}/{w('del')}")
        joined = found[paragraph] if mark is not None else ()
    return found


def tracked(root: etree._Element) -> bool:
    """There is something to be accepted or rejected, or a link that may be empty then."""
    return next(root.iter(*_TRACKED), None) is not None


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
    if not tracked(root):
        return
    _properties(root, old=old)
    _lists(root, goes)
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
    for change in list(root.iter(*_CHANGES)):
        properties = change.getparent()
        if properties is None:
            continue
        _drop(change)
        if old and len(change):
            was = [e for e in change[0] if e.tag not in _OTHERS]
            kept = [e for e in properties if e.tag in _OTHERS]
            inner = [e for e in kept if e.tag in _LAST]
            properties[:] = [*(e for e in kept if e not in inner), *was, *inner]


# What changed properties do not speak of: of a paragraph its mark's look and its section, of a mark
# or row whether it is itself inserted or deleted, of a cell the same, of a section its headers.
_LAST = frozenset({w("rPr"), w("sectPr"), _IN_CELL, _OUT_CELL, _MERGED})
_OTHERS = _LAST | _INSERTED | _DELETED | {w("headerReference"), w("footerReference")}


def _lists(root: etree._Element, goes: frozenset[str]) -> None:
    """A paragraph put into a list: the sign stays or goes; nothing else of the list is tracked."""
    for numbering in list(root.iter(w("numPr"))):
        changes = [e for e in numbering if e.tag in _INSERTED | _DELETED]
        for change in changes:
            _drop(change)
        if any(change.tag in goes for change in changes):
            _drop(numbering)


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
        row = cell.getparent()
        _drop(cell)
        if row is not None and row.find(w("tc")) is None:
            _drop_row(row)
    for change in list(root.iter(_MERGED)):
        properties = change.getparent()
        assert properties is not None
        _drop(change)
        _merge(properties, change.get(w("vMergeOrig") if old else w("vMerge")))


def _merge(properties: etree._Element, value: str | None) -> None:
    """A cell merged with the one above, or with none."""
    for merge in properties.findall(w("vMerge")):
        _drop(merge)
    if value:
        merge = etree.Element(w("vMerge"))
        merge.set(w("val"), {"rest": "restart", "cont": "continue"}.get(value, value))
        behind = (i for i, e in enumerate(properties) if e.tag in _BEHIND_MERGE)
        properties.insert(next(behind, len(properties)), merge)


def _content(root: etree._Element, stays: frozenset[str], goes: frozenset[str]) -> None:
    """Runs, and whatever else stands in a change: unwrapped or gone, with links left empty."""
    for change in list(root.iter(*goes)):
        if not _of_mark(change):
            _drop(change)
    for change in list(root.iter(*stays)):
        if not _of_mark(change):
            _unwrap(change)
    for link in [each for each in root.iter(w("hyperlink")) if not len(each)]:
        _drop(link)


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
    """Give a paragraph's content to the next one; of an empty one only marks that reach beyond it."""
    following = paragraph.getnext()
    while following is not None and following.tag in _MARKS:
        following = following.getnext()
    content = [e for e in paragraph if e.tag != w("pPr")]
    empty = not any(e.tag not in _MARKS for e in content)
    if following is not None and following.tag == w("p"):
        at = 1 if following.find(w("pPr")) is not None else 0
        for each in reversed(_reaching(content) if empty else content):
            following.insert(at, each)
        _drop(paragraph)
    elif empty and _may_go(paragraph):
        for each in _reaching(content):
            paragraph.addprevious(each)
        _drop(paragraph)


def _reaching(marks: list[etree._Element]) -> list[etree._Element]:
    """Bookmarks that begin or end elsewhere."""
    ids = [mark.get(w("id")) for mark in marks]
    return [mark for mark in marks if ids.count(mark.get(w("id"))) == 1]


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
