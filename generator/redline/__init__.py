"""花脸稿: two docx compared: what has changed, and one docx with real tracked changes.

Built on the new docx.  Before it is handed out it is proved: accepting every change gives the new
body, rejecting every change the old one, both in their normal form (:mod:`normal`).
"""

from __future__ import annotations

import re

from lxml import etree

from generator.findings import Finding, Refused, Severity
from generator.readback import accept, reject
from generator.redline.carry import Luggage
from generator.redline.marked import Pen
from generator.redline.normal import Normal, eye_of
from generator.redline.opened import DOCUMENT, Opened, opened
from generator.redline.scores import scores
from generator.redline.spoken import Change, changes_between
from generator.template import packed, sealed, w

__all__ = ["Change", "changes", "notes", "redline", "scores"]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?")


def redline(old: bytes, new: bytes, author: str, date: str | None) -> bytes:
    """The new docx with what has changed since the old one as tracked changes (花脸稿).

    ``date``: ``2022-01-05``, or None for changes without a date.  Refused when the two are equal,
    when one is no docx, or when the proof fails.
    """
    before, after = _both(old, new)
    was, becomes = _said(before), _said(after)
    if was == becomes:
        raise Refused([_no_difference()])
    luggage = Luggage(before, after)
    pen = Pen(luggage, (eye_of(before), eye_of(after)), author, _moment(date))
    root = _root(before, after)
    body = etree.SubElement(root, w("body"))
    body.extend(pen.story(before.body, after.body))
    body.extend(pen.section(*(each.body.find(w("sectPr")) for each in (before, after))))
    luggage.packed_styles()
    luggage.parts[DOCUMENT] = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    made = packed(sealed(luggage.parts))
    _prove(made, was, becomes)
    return made


def changes(old: bytes, new: bytes) -> tuple[Change, ...]:
    """What has changed, from top to bottom; nothing when the two are equal."""
    before, after = _both(old, new)
    if _said(before) == _said(after):
        return ()
    return tuple(changes_between(before, after))


def notes(old: bytes, new: bytes) -> tuple[Finding, ...]:
    """What the redline does not show: earlier tracked changes, and headers that differ."""
    both = dict(zip(("旧稿", "新稿"), _both(old, new), strict=True))
    found = [_tracked(name) for name, each in both.items() if each.tracked]
    around = [_around_of(each) for each in both.values()]
    return tuple(found + ([_headers_differ()] if around[0] != around[1] else []))


def _around_of(document: Opened) -> set[str]:
    """What stands in headers and footers."""
    kinds = ("/header", "/footer")
    return {r.digest for r in document.relations.values() if r.kind.endswith(kinds)}


def _both(old: bytes, new: bytes) -> tuple[Opened, Opened]:
    return opened(old, "旧稿"), opened(new, "新稿")


def _said(document: Opened) -> Normal:
    return eye_of(document).story(document.body)


def _moment(date: str | None) -> str | None:
    if date is None:
        return None
    if not _DATE.fullmatch(date):
        message = f"日期“{date}”看不懂。"
        hint = "请写成 2022-01-05 的样子。"
        raise Refused([Finding("redline-date", Severity.ERROR, message, hint=hint)])
    return date if "T" in date else f"{date}T00:00:00Z"


_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"


def _root(old: Opened, new: Opened) -> etree._Element:
    """The document with the prefixes of both, which properties of later editions of Word use."""
    prefixes = {**old.root.nsmap, **new.root.nsmap}
    root = etree.Element(w("document"), nsmap=prefixes)  # type: ignore[arg-type]
    for name, value in new.root.attrib.items():
        root.set(name, value)
    may = [str(each.root.get(_IGNORABLE) or "").split() for each in (new, old)]
    if any(may):
        root.set(_IGNORABLE, " ".join(dict.fromkeys(prefix for both in may for prefix in both)))
    return root


def _prove(made: bytes, was: Normal, becomes: Normal) -> None:
    """Accepting all gives the new body, rejecting all the old one; Refused otherwise."""
    for resolve, meant in ((accept, becomes), (reject, was)):
        again = opened(made, "花脸稿", resolve=False)
        resolve(again.body)
        if _said(again) != meant:
            raise Refused([_unproved()])


def _no_difference() -> Finding:
    return Finding(
        "redline-no-difference", Severity.NOTE, "两份文件的正文没有差别，没有生成花脸稿。"
    )


def _unproved() -> Finding:
    message = "花脸稿没有通过核验（全部接受应得到新稿，全部拒绝应得到旧稿），没有交出。"
    hint = "请在 Word 里用“审阅—比较”比较这两份文件。"
    return Finding("redline-unproved", Severity.ERROR, message, hint=hint)


def _tracked(name: str) -> Finding:
    message = f"{name}里本来有修订痕迹，已按全部接受来比较。"
    return Finding("redline-input-tracked", Severity.NOTE, message)


def _headers_differ() -> Finding:
    message = "两份文件的页眉、页脚不同；花脸稿用新稿的页眉、页脚，不标痕迹。"
    return Finding("redline-headers-differ", Severity.NOTE, message)
