"""目录: the table of contents, whose page numbers are right when the report is opened.

It is Word's own field (ECMA-376 part 1, 17.16.5.68), with every entry in it already: asking Word to
update fields on opening (w:updateFields, w:dirty) would make it ask the reader first, and other
programs would not do it at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from generator.template.pages import begun
from generator.template.slots import element, pieces, w

__all__ = ["from_page_one", "front", "with_contents"]

_LEVELS = (1, 2)
_FIRST_ID = 50_000  # of bookmarks; those of the data have ids of their own below


def front(body: etree._Element) -> list[etree._Element]:
    """What stands before the report itself, cover and contents: its first section of three or more."""
    ends = [p for p in body if p.find(f"{w('pPr')}/{w('sectPr')}") is not None]
    return list(body)[: body.index(ends[0]) + 1] if len(ends) > 1 else []


def from_page_one(body: etree._Element, before: Sequence[etree._Element]) -> None:
    """The first page behind the cover and contents is page 1."""
    setups = [s for e in body if e not in before for s in e.iter(w("sectPr"))]
    start, columns = element("pgNumType", start="1"), setups[0].find(w("cols"))
    if columns is None:
        setups[0].append(start)
    else:
        columns.addprevious(start)


def with_contents(
    body: etree._Element,
    before: Sequence[etree._Element],
    styles: etree._Element,
    names: Mapping[str, str],
) -> None:
    """Put the entries in the place of the paragraph of the style ``toc 1``.

    ``before``: what stands before the report itself; ``names``: style ids by name.
    """
    place = next((p for p in before if _style(p) == names.get("toc 1")), None)
    if place is None:
        return
    levels = {names[f"heading {level}"]: f"toc {level}" for level in _LEVELS}
    elements = [e for e in body if e not in before and e.tag != w("sectPr")]
    headings = [e for e in elements if _style(e) in levels]
    pages = begun(elements, body[-1], styles)
    entries = [
        _entry(
            number,
            heading,
            pages.get(heading, 1),
            names.get(levels[_style(heading)], names["toc 1"]),
        )
        for number, heading in enumerate(headings)
    ]
    if entries:
        _as_field(entries)
        for entry in entries:
            place.addprevious(entry)
        body.remove(place)


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    return "" if style is None else str(style.get(w("val")))


def _entry(number: int, heading: etree._Element, page: int, style: str) -> etree._Element:
    """A line of the contents, which leads to its heading; the heading gets a bookmark."""
    name = f"_Toc{_FIRST_ID + number}"
    properties = heading.find(w("pPr"))
    assert properties is not None
    end = element("bookmarkEnd", id=str(_FIRST_ID + number))
    properties.addnext(end)
    properties.addnext(element("bookmarkStart", id=str(_FIRST_ID + number), name=name))
    heading.append(end)
    text = "".join(t.text or "" for t in heading.iter(w("t")))
    link = element("hyperlink", _run(*pieces(text)), _run(element("tab")), anchor=name, history="1")
    link.extend(_field(f" PAGEREF {name} \\h ", str(page)))
    return element("p", element("pPr", element("pStyle", val=style)), link)


def _field(instruction: str, shown: str) -> Iterator[etree._Element]:
    yield _run(element("fldChar", fldCharType="begin"))
    yield _run(element("instrText", text=instruction))
    yield _run(element("fldChar", fldCharType="separate"))
    yield _run(element("t", text=shown))
    yield _run(element("fldChar", fldCharType="end"))


def _as_field(entries: Sequence[etree._Element]) -> None:
    """The entries together are one field, which begins in the first and ends in the last."""
    begin, instruction, separate, _, end = _field(' TOC \\o "1-2" \\h \\z \\u ', "")
    for run in (separate, instruction, begin):
        entries[0].insert(1, run)
    entries[-1].append(end)


def _run(*inside: etree._Element) -> etree._Element:
    return element("r", element("rPr", element("rFonts", hint="eastAsia")), *inside)
