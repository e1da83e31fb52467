"""拆读: what a paragraph says is read once for all documents in which it stands byte for byte.

From one report to the next most paragraphs are the same.  A document is cut at its paragraphs as
text, which is sound where every ``<`` begins a tag and no paragraph holds another: what parses then
from ``<w:p`` to the next ``</w:p>`` is one.  What needs the tree as a whole is not cut.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from lxml import etree

from generator.readback.looks import Looks, looks
from generator.readback.paragraphs import BOX, MARK, PICTURE, Eye, Paragraph, named
from generator.readback.revisions import tracked
from generator.template import w

__all__ = ["cut"]

_ROOT = re.compile(
    rb"<\?xml version=.1\.0. encoding=.(?i:UTF-8).[^<>]*\?>\s*<w:document(?: [^<>]*[^/])?>"
)
_P, _END, _HOLE = w("p"), b"</w:p>", b"<hole/>"
_OF_WHOLE = (BOX, PICTURE, w("commentReference"))
_MANY = 2048  # paragraphs known; a document of more is sooner read as a whole

_Known = dict[bytes, Paragraph]


def cut(
    parts: Mapping[str, bytes], paths: Mapping[str, str]
) -> tuple[etree._Element, dict[etree._Element, Paragraph]] | None:
    """The document with a hole for each paragraph, and what stood in each; None when it is not cut."""
    xml = parts["word/document.xml"]
    root = _ROOT.match(xml)
    if root is None or xml.count(_END) > _MANY:
        return None
    rest, pieces = _pieces(xml[root.end() :])
    try:
        tree = None if b"xmlns" in rest else _tree(root[0], rest)
        said = None if tree is None else _said(pieces, root[0], looks(parts), paths)
    except etree.XMLSyntaxError:
        return None
    if tree is None or said is None or any(map(len, tree.iter(_P))):
        return None
    holes = list(tree.iter("hole"))
    return (tree, dict(zip(holes, said, strict=True))) if len(holes) == len(said) else None


def _pieces(text: bytes) -> tuple[bytes, list[bytes]]:
    """The text with holes, and what was cut out."""
    rest, pieces = [], []
    *before, last = text.split(_END)
    for each in before:
        at = each.rfind(b"<w:p>")
        if at < 0:
            at = each.rfind(b"<w:p ")
        rest.append(each[:at])
        pieces.append(each[at:] + _END)
    return _HOLE.join([*rest, last]), pieces


def _tree(root: bytes, text: bytes) -> etree._Element | None:
    """The tree of a text under the document's root; None when it is not to be read piece by piece."""
    if b"<!" in text or b"<?" in text:
        return None
    tree = etree.fromstring(root + text)
    return None if tracked(tree) or next(tree.iter(*_OF_WHOLE), None) is not None else tree


def _said(
    pieces: Sequence[bytes], root: bytes, seen: Looks, paths: Mapping[str, str]
) -> list[Paragraph] | None:
    """What each piece says; None when one is not to be read alone."""
    known = _known(root, seen)
    found = {piece: said for piece in pieces if (said := known.get(piece))}
    new = [piece for piece in dict.fromkeys(pieces) if piece not in found]
    if new:
        tree = _tree(root, b"".join([*new, b"</w:document>"]))
        if tree is None or not len(new) == len(tree) == len(list(tree.iter(_P))):
            return None
        names = {named(mark): "" for mark in tree.iter(MARK)}
        eye = Eye(seen, seen.bolds(tree), {**names, **paths}, {}, {})
        read = dict(zip(new, map(eye.paragraph, tree), strict=True))
        if len(known) >= _MANY:
            known.clear()
        known.update(read)
        found.update(read)
    return [_placed(found[piece], paths) for piece in pieces]


@lru_cache(maxsize=4)
def _known(root: bytes, seen: Looks) -> _Known:
    """Paragraphs read before in documents of the same root and looks."""
    return {}


def _placed(said: Paragraph, paths: Mapping[str, str]) -> Paragraph:
    """A paragraph with those of its bookmarks that are ours now, and the data path of the first."""
    ours = [mark for mark in said.marks if mark in paths]
    path = paths[ours[0]] if ours else ""
    if path == said.path and len(ours) == len(said.marks):
        return said
    return Paragraph(
        said.style, said.text, path, said.runs, tuple(ours), said.listed, said.pictures, said.alts
    )
