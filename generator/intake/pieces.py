"""字句: the text of a paragraph as a reader sees it, in pieces; and what is in it that is no text.

A tree is first made plain: tracked changes accepted, the copies for old programs and what a field
was made from taken out.  Only text stays that stands on the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from generator.intake.symbols import symbol
from generator.readback import accept
from generator.template import w

__all__ = [
    "BOX",
    "boxes",
    "is_copy",
    "kept_out",
    "made_plain",
    "pictures",
    "pieces",
    "private",
    "tree",
]

BOX = w("txbxContent")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_COPY = f"{_MC}Fallback"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWN = (w("drawing"), w("pict"), w("object"))
_SIGNS: Mapping[str, str] = {
    w("tab"): "\t", w("ptab"): "\t", w("cr"): "\n", w("noBreakHyphen"): "\u2011",
}  # fmt: skip
_PROPERTIES = frozenset(map(w, ("pPr", "rPr", "tabs", "sectPr", "instrText", "delText", "rubyPr")))
_TEXTS = (w("t"), f"{_MATH}t")


def tree(part: bytes) -> etree._Element:
    """The tree of a part's XML: no entity resolved, nothing fetched, no size beyond the usual."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    return etree.fromstring(part, parser)


def made_plain(root: etree._Element) -> None:
    """Leave in a part's tree what a reader sees, in place."""
    accept(root)
    for fallback in list(root.iter(_COPY)):
        around = fallback.getparent()
        if around is not None and _is_second(fallback):
            around.remove(fallback)
    for hidden in list(_codes(root)):
        hidden.text = ""


def _is_second(fallback: etree._Element) -> bool:
    return any(each.tag == f"{_MC}Choice" for each in fallback.itersiblings(preceding=True))


def is_copy(element: etree._Element) -> bool:
    """It stands in a copy for old programs of what stands before it."""
    return any(map(_is_second, element.iterancestors(_COPY)))


def _codes(root: etree._Element) -> Iterator[etree._Element]:
    """Text inside the codes of fields: results of fields that only feed another one."""
    open_: list[bool] = []
    for each in root.iter(w("fldChar"), w("t")):
        kind = each.get(w("fldCharType"))
        if kind == "begin":
            open_.append(True)
        elif kind == "separate" and open_:
            open_[-1] = False
        elif kind == "end" and open_:
            open_.pop()
        elif each.tag == w("t") and any(open_):
            yield each


def pieces(paragraph: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The text of a paragraph itself, not that of boxes in it, each piece with its element."""
    for child in paragraph:
        if child.tag in _TEXTS:
            yield child, child.text or ""
        elif child.tag in _SIGNS:
            yield child, _SIGNS[str(child.tag)]
        elif child.tag == w("br"):
            yield child, "" if child.get(w("type")) in ("page", "column") else "\n"
        elif child.tag == w("sym"):
            yield child, _symbol(child)
        elif child.tag not in _PROPERTIES and child.tag not in (BOX, w("tbl")):
            yield from pieces(child)


def _symbol(sign: etree._Element) -> str:
    try:
        character = chr(int(str(sign.get(w("char"))), 16))
    except (ValueError, OverflowError):
        return ""
    return symbol(str(sign.get(w("font")) or ""), character) or character


def boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes that are anchored in a paragraph, not those inside a box."""
    for child in paragraph:
        if child.tag == BOX:
            yield child
        else:
            yield from boxes(child)


def pictures(paragraph: etree._Element) -> int:
    """How many pictures, charts and drawings without text stand in a paragraph."""
    return sum(1 for each in _drawings(paragraph) if each.find(f".//{BOX}") is None)


def _drawings(paragraph: etree._Element) -> Iterator[etree._Element]:
    for child in paragraph:
        if child.tag in _DRAWN:
            yield child
        elif child.tag != BOX:
            yield from _drawings(child)


_KEPT_OUT: Mapping[str, str] = {
    "pic": "图片", "imagedata": "图片", "chart": "图表", "relIds": "智能图形", "OLEObject": "嵌入的对象",
    "control": "控件", "oMath": "公式", "altChunk": "并入的外部文件", "subDoc": "子文档",
}  # fmt: skip


def kept_out(element: etree._Element) -> Iterator[str]:
    """What stands in an element and can't be kept as it is, in words; that of boxes not."""
    found = [
        name
        for e in (element, *_below(element))
        if (name := _KEPT_OUT.get(etree.QName(e).localname))
    ]
    yield from dict.fromkeys(found)
    if not found and pictures(element):
        yield "图形"


def _below(element: etree._Element) -> Iterator[etree._Element]:
    for child in element.iterchildren("*"):
        if child.tag not in (BOX, w("tbl")):
            yield child
            yield from _below(child)


def private(text: str) -> bool:
    """It holds characters whose sign only a certain font knows."""
    return any("\ue000" <= c <= "\uf8ff" for c in text)
