"""理版: what is left to do once a prepared template is printed, at the places the press has marked.

Does to the pieces that were printed what :mod:`whole` does to the elements.  A mark is a piece of
its own, which is told by what it is and not by how it reads; a few stand inside the text, as
processing instructions, which no text from data can imitate.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.template.ink import EMPTY, EXTENT, HOLDER, MARKS, PART, UnusualError, pieces

__all__ = ["Order", "arranged", "unmarked"]

_HOLDER = re.compile(r"(<w:t(?: [^>]*)?)><\?h \?>(.*?)<\?i \?></w:t>", re.DOTALL)
_EMPTY = re.compile(r"(?<!/)><\?a \?><\?b \?></[^>]*>")
_PROPERTIES = re.compile(
    r'(<w:p(?: [^>]*)?>)<w:pPr(?:/>|>(<w:pStyle w:val="[^"]*"/>)?(.*?)</w:pPr>)', re.DOTALL
)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&#13;", "\r"), ("&amp;", "&"))


class Order(NamedTuple):
    """What a manuscript says of the order of sections (次序).

    ``front``: pages before the report itself are wanted.
    """

    front: bool
    annex_first: bool


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


def arranged(printed: list[str], order: Order) -> list[str]:
    """The document: rows and closing paragraphs kept together, sections in their order."""
    known = frozenset(MARKS.values())
    marks = [i for i, piece in enumerate(printed) if piece in known]
    if not marks:
        return printed
    _keep_rows(printed, marks)
    if MARKS["start"] in printed:
        printed = _in_order(printed, order)
    done = known - {MARKS["closing"]}
    printed = [piece for piece in printed if piece not in done]
    while MARKS["closing"] in printed:
        _keep_closing(printed, printed.index(MARKS["closing"]))
    return printed


def _keep_rows(printed: list[str], marks: list[int]) -> None:
    """The last row but one of each table stays on the page of the last."""
    rows: list[int] = []
    for mark in marks:
        if printed[mark] == MARKS["row"]:
            rows.append(mark)
        elif printed[mark] == MARKS["table"]:
            if len(rows) > 1:
                first, behind = rows[-2] + 1, rows[-1]
                row = _kept("".join(printed[first:behind]))
                printed[first:behind] = [row, *[""] * (behind - first - 1)]
            rows = []


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


def _keep_closing(printed: list[str], at: int) -> None:
    """The paragraph before a closing one stays with it; anything else is left alone."""
    first, last, start = at, "", -1
    while first > 0 and start < 0:
        first -= 1
        last = printed[first] + last
        if last and not last.endswith("</w:p>"):
            break
        start = _start(last)
    if start >= 0:
        before, paragraph = last[:start], last[start:]
        if paragraph.count("</w:p>") > 1:  # a text box stands in it
            raise UnusualError
        if _PROPERTIES.match(paragraph):
            paragraph = _kept(paragraph)
        printed[first:at] = [before + paragraph, *[""] * (at - first - 1)]
    printed[at] = ""


def _start(xml: str) -> int:
    """Where the last paragraph starts; -1 when it starts before."""
    start = xml.rfind("<w:p")
    while start >= 0 and xml[start + 4] not in " >":
        start = xml.rfind("<w:p", 0, start)
    return start


def _in_order(printed: list[str], order: Order) -> list[str]:
    begin, last = printed.index(MARKS["start"]), printed.index(MARKS["end"])
    end, _, behind = "".join(printed[last + 1 :]).partition("</w:body>")
    setup = ["", end]
    *sections, rest = _split(printed[begin + 1 : last], MARKS["break"])
    front = sections.pop(0) if order.front and len(sections) > 1 else []
    if order.annex_first and sections:
        left, own, right = _split(sections[-1], MARKS["setup"])
        moved = [*rest, "<w:p><w:pPr>", MARKS["setup"], *setup, MARKS["setup"], "</w:pPr></w:p>"]
        sections, rest = [moved, *sections[:-1]], _without(left, right)
        setup = own
    body = [piece for section in (*sections, rest) for piece in section]
    body += [MARKS["setup"], *setup, MARKS["setup"]]
    if front:
        _from_page_one(body)
    return [*printed[:begin], *front, *body, "</w:body>", behind]


def _split(printed: list[str], mark: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for piece in printed:
        if piece == mark:
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts


def _without(left: list[str], right: list[str]) -> list[str]:
    """The two sides of a set-up that is taken out of its paragraph's properties."""
    opened, closed = "<w:pPr>", "</w:pPr>"
    if left[-1].endswith(opened) and right[0].startswith(closed):
        ends = left[-1].removesuffix(opened) + "<w:pPr/>" + right[0].removeprefix(closed)
        return [*left[:-1], ends, *right[1:]]
    return [*left, *right]


def _from_page_one(body: list[str]) -> None:
    """The first page behind cover and contents is page 1."""
    first = body.index(MARKS["setup"]) + 1
    behind = body.index(MARKS["setup"], first)
    setup = "".join(body[first:behind])
    if setup.endswith("/>") and setup.count("<") == 1:
        setup = f"{setup.removesuffix('/>')}></w:sectPr>"
    at = setup.find("<w:cols")
    if at < 0:
        at = setup.find("</w:sectPr>")
    if at < 0 or "<w:sectPrChange" in setup:
        raise UnusualError
    numbered = f'{setup[:at]}<w:pgNumType w:start="1"/>{setup[at:]}'
    body[first:behind] = [numbered]
