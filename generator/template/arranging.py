"""理版: what is left to do once a prepared template is printed, at the places the press has marked.

Marks are processing instructions, which no text from data can imitate.  Does to the text what
:mod:`whole` does to the elements.
"""

from __future__ import annotations

import re

from generator.template.ink import PART, UnusualError, pieces

__all__ = [
    "BREAK", "CLOSING", "EMPTY", "END", "EXTENT", "HELD", "HOLDER", "ROW", "SETUP", "START", "TABLE",
    "arranged", "unmarked",
]  # fmt: skip

ROW, TABLE = "<?r ?>", "<?t ?>"
"""Before each row of a table with loops or conditions; at the end of that table."""
CLOSING = "<?k ?>"
"""Before a paragraph that never begins a page alone."""
START, END = "<?o ?>", "<?z ?>"
"""At the start of the body; before the last section's set-up, which ends it."""
SETUP, BREAK = "<?s ?>", "<?e ?>"
"""On both sides of a section's set-up in a paragraph; behind that paragraph."""
EMPTY, EXTENT = "<?a ?>", "<?b ?>"
"""At the start and end of an element that may turn out empty."""
HOLDER, HELD = "<?h ?>", "<?i ?>"
"""At the start and end of a text with conditions or loops, and values, in it."""

_HOLDER = re.compile(r"(<w:t(?: [^>]*)?)><\?h \?>(.*?)<\?i \?></w:t>", re.DOTALL)
_EMPTY = re.compile(r"><\?a \?><\?b \?></[^>]*>")
_PROPERTIES = re.compile(
    r'(<w:p(?: [^>]*)?>)<w:pPr(?:/>|>(<w:pStyle w:val="[^"]*"/>)?(.*?)</w:pPr>)', re.DOTALL
)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&#13;", "\r"), ("&amp;", "&"))


def unmarked(xml: str) -> str:
    """A part with its texts and its empty elements as they should be."""
    if HOLDER in xml:
        xml = _HOLDER.sub(_held, xml)
    if EMPTY in xml:
        xml = _EMPTY.sub("/>", xml).replace(EMPTY, "").replace(EXTENT, "")
    return xml


def _held(found: re.Match[str]) -> str:
    """A text with conditions or loops: in pieces when a value was printed in it, else as it is."""
    start, content = found[1], found[2]
    if PART not in content:
        return f"{start}>{content}</w:t>" if content else f"{start}/>"
    text = content.replace(PART, "")
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return pieces(text)


def arranged(xml: str, *, front: bool, annex_first: bool, contents: str) -> str:
    """The document: rows and closing paragraphs kept together, sections in their order.

    ``front``: pages before the report itself are wanted.  ``contents``: the paragraph properties
    by which the place of the contents is known.
    """
    if TABLE in xml:
        *tables, rest = xml.split(TABLE)
        xml = "".join([*map(_table, tables), rest])
    if START in xml:
        xml = _in_order(xml, front=front, annex_first=annex_first, contents=contents)
    if CLOSING in xml:
        before, *behind = xml.split(CLOSING)
        xml = "".join([_kept_last(before), *map(_kept_last, behind[:-1]), behind[-1]])
    return xml


def _table(xml: str) -> str:
    """What ends with a table: its last row but one stays on the page of the last."""
    before, *rows = xml.split(ROW)
    if len(rows) > 1:
        rows[-2] = _kept(rows[-2])
    return before + "".join(rows)


def _kept(xml: str) -> str:
    if "<w:pPrChange" in xml:
        raise UnusualError
    return _PROPERTIES.sub(_keep, xml)


def _keep(found: re.Match[str]) -> str:
    start, style, rest = found[1], found[2] or "", found[3] or ""
    if "<w:keepNext" in rest:
        return found[0]
    if "<w:pStyle" in rest:
        raise UnusualError
    return f"{start}<w:pPr>{style}<w:keepNext/>{rest}</w:pPr>"


def _kept_last(xml: str) -> str:
    """What ends with a paragraph: that one stays with the next; anything else is left alone."""
    if not xml.endswith("</w:p>"):
        return xml
    start = max(xml.rfind("<w:p>"), xml.rfind("<w:p "))
    last = xml[start:]
    if start < 0 or last.count("</w:p>") > 1:  # a text box stands in it, or it is split by a mark
        raise UnusualError
    found = _PROPERTIES.match(last)
    return xml if found is None else xml[:start] + _kept(last)


def _in_order(xml: str, *, front: bool, annex_first: bool, contents: str) -> str:
    before, inside = xml.split(START)
    inside, end = inside.split(END)
    setup, _, behind = end.partition("</w:body>")
    *sections, last = inside.split(BREAK)
    first = [sections.pop(0)] if front and len(sections) > 1 else []
    if first and contents and contents in first[0]:
        raise UnusualError
    if annex_first and sections:
        left, own, right = sections[-1].split(SETUP)
        left, right = _without(left, right)
        moved = f"{last}<w:p><w:pPr>{SETUP}{setup}{SETUP}</w:pPr></w:p>"
        sections, last, setup = [moved, *sections[:-1]], f"{left}{right}", own
    body = "".join([*sections, last, SETUP, setup])
    if first:
        body = _from_page_one(body)
    return "".join([before, *first, body]).replace(SETUP, "") + "</w:body>" + behind


def _without(left: str, right: str) -> tuple[str, str]:
    """The two sides of a set-up that is taken out of its paragraph's properties."""
    opened, closed = "<w:pPr>", "</w:pPr>"
    if left.endswith(opened) and right.startswith(closed):
        return left.removesuffix(opened) + "<w:pPr/>", right.removeprefix(closed)
    return left, right


def _from_page_one(body: str) -> str:
    """The first page behind cover and contents is page 1."""
    before, setup, *behind = body.split(SETUP)
    at = setup.find("<w:cols")
    if at < 0:
        at = setup.find("</w:sectPr>")
    if at < 0 or "<w:sectPrChange" in setup:
        raise UnusualError
    numbered = f'{setup[:at]}<w:pgNumType w:start="1"/>{setup[at:]}'
    return "".join([before, numbered, *behind])
