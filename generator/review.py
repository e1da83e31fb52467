"""审阅稿: a copy of the report with each finding as a comment (批注) at the words it means.

The text stays as it is, and the copy carries a fingerprint of its own.  It decides where a comment
stands; what is wrong was decided before.  Comments bear no date, as no clock is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import PurePosixPath

from lxml import etree

from generator.findings import Finding, Place
from generator.narrative import Block, Manuscript, Span, names_in
from generator.template import element, marks, packed, pieces, sealed, unpacked, w, with_comments

__all__ = ["AUTHOR", "Remark", "annotated", "remarks"]

AUTHOR = "绩效报告生成器"
"""Who writes the comments of a review copy."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment to be placed (批注).

    ``path``: the data path of its paragraph, ``成效/1/内容``; empty for the report as a whole.
    ``words``: the very words meant, where they stand in that paragraph; empty for all of it.
    ``text``: what the comment says; a line is a paragraph.
    """

    path: str
    words: str
    text: str


def remarks(findings: Sequence[Finding], manuscript: Manuscript) -> tuple[Remark, ...]:
    """A remark for each finding; one about a figure goes where the manuscript prints the figure."""
    blocks = list(manuscript.paragraphs())
    return tuple(Remark(*_whereabouts(each, blocks), _said(each)) for each in findings)


def _whereabouts(finding: Finding, blocks: Sequence[Block]) -> tuple[str, str]:
    """Path and words: the finding's own if its data has a place, else of what prints the data."""
    own = finding.path[:1] in _PLACED or any(
        block.path[: len(finding.path)] == finding.path for block in blocks
    )
    prints = [] if own else list(_printing(".".join(map(str, finding.path)), blocks))
    if not prints:
        return _joined(finding.path), finding.words
    _, block, span = max(prints, key=lambda found: found[0])
    beside = "\n".join(each.text for each in blocks if each.path == block.path)
    return _joined(block.path), span.text if beside.count(span.text) == 1 else block.text


_PLACED = ((), ("单位",), ("评分",), ("指标体系",))  # at the title or in the table of scores


def _printing(name: str, blocks: Sequence[Block]) -> Iterator[tuple[int, Block, Span]]:
    """What is calculated from the named figure, the whole it is part of, or a part of it."""
    for block in blocks:
        for span in block.spans:
            for used in names_in(span.source) if span.source else ():
                if f"{name}.".startswith(f"{used}."):
                    yield len(used), block, span
                elif used.startswith(f"{name}."):
                    yield 0, block, span


def _joined(path: Sequence[str | int]) -> str:
    return "/".join(str(step) for step in path)


def _said(finding: Finding) -> str:
    """Severity and message, the next step, the words meant unless said, and where they were written."""
    words = finding.words if finding.words not in finding.message else ""
    return "\n".join(
        line
        for line in (
            f"【{finding.severity.value}】{finding.message}",
            finding.hint,
            f"所指文字：{words}" if words else "",
            _written(finding.place) if finding.place else "",
        )
        if line
    )


def _written(place: Place) -> str:
    name = PurePosixPath(place.file).name
    return f"录入处：{name} 第 {place.line} 行" if place.line else f"录入处：{name}"


# ---- placed in the document ------------------------------------------------------------------------


def annotated(docx: bytes, remarks: Sequence[Remark], author: str = AUTHOR) -> bytes:
    """The docx with the remarks as comments: all of them, and the same bytes for the same remarks.

    A remark whose path has no paragraph stands at the nearest parent that has, at last at the
    title.  Signs that XML forbids show as U+FFFD, the sign for a lost one.
    """
    parts = unpacked(docx)
    document = etree.fromstring(parts["word/document.xml"])
    places = _places(document, marks(parts))
    comments = _comments_in(parts)
    taken = [int(comment.get(w("id"), "0")) for comment in comments]
    for number, remark in enumerate(remarks, max(taken, default=-1) + 1):
        paragraph = _nearest(places, remark)
        _enclose(_meant(paragraph, remark.words), paragraph, str(number))
        comments.append(_comment(str(number), remark.text, author))
    changed = etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True)
    return packed(sealed(with_comments({**parts, "word/document.xml": changed}, comments)))


def _comments_in(parts: Mapping[str, bytes]) -> etree._Element:
    """The comments there are already, which a template may bring."""
    there = parts.get("word/comments.xml")
    return element("comments") if there is None else etree.fromstring(there)


_Places = Mapping[str, Sequence[etree._Element]]


def _places(document: etree._Element, marks: Mapping[str, str]) -> _Places:
    """The paragraphs a comment may stand at, by data path; a row of scores by its own two paths.

    What concerns all scores or the report as a whole stands at the title.
    """
    title = _title(document)
    places: dict[str, list[etree._Element]] = {path: [title] for path in ("", "评分", "指标体系")}
    for row in document.iter(w("tr")):
        _add_row(places, row, marks)
    for paragraph in document.iter(w("p")):
        path = _path(paragraph, marks)
        if path and not path.startswith(_RUBRIC):
            places.setdefault(path, []).append(paragraph)
    return places


_RUBRIC = "指标体系/指标/"


def _title(document: etree._Element) -> etree._Element:
    """The first paragraph with text; Word allows no comment in a text box."""
    paragraphs = [p for p in document.iter(w("p")) if not _boxed(p)]
    return next((p for p in paragraphs if _text(p)), paragraphs[0])


def _boxed(paragraph: etree._Element) -> bool:
    return next(paragraph.iterancestors(w("txbxContent")), None) is not None


def _path(paragraph: etree._Element, marks: Mapping[str, str]) -> str:
    """The data path of a paragraph that may bear a comment; empty when it has none."""
    names = (str(mark.get(w("name"))) for mark in paragraph.iterchildren(w("bookmarkStart")))
    path = next((marks[name] for name in names if name in marks), "")
    return "" if path and _boxed(paragraph) else path


def _add_row(
    places: dict[str, list[etree._Element]], row: etree._Element, marks: Mapping[str, str]
) -> None:
    """An indicator's row: remarks on its answer and its rule stand at its points, the last cell."""
    cells = [list(cell.iter(w("p"))) for cell in row.iterchildren(w("tc"))]
    ruled = [
        (i, path.rpartition("/")[0], paragraph)
        for i, cell in enumerate(cells)
        for paragraph in cell
        if (path := _path(paragraph, marks)).startswith(_RUBRIC)
    ]
    if not ruled or not ruled[0][0]:
        return
    first, indicator, _ = ruled[0]
    name = "\n".join(map(_text, cells[first - 1])).partition("\n")[0]
    points = cells[-1][0]
    places[f"评分/{name}"] = [points]
    places[indicator] = [points, *(paragraph for _, _, paragraph in ruled)]


def _nearest(places: _Places, remark: Remark) -> etree._Element:
    """The paragraph of the path or its nearest parent: the one that holds the words, or the first."""
    path = remark.path
    while path not in places and path:
        below = [p for known, ps in places.items() if known.startswith(f"{path}/") for p in ps]
        if below:
            return _holding(below, remark.words)
        path = path.rpartition("/")[0]
    return _holding(places[path], remark.words)


def _holding(paragraphs: Sequence[etree._Element], words: str) -> etree._Element:
    return next((p for p in paragraphs if words and words in _text(p)), paragraphs[0])


# ---- runs of a paragraph ---------------------------------------------------------------------------


def _text(holder: etree._Element) -> str:
    """The text of a paragraph's own runs, or of a run."""
    if holder.tag == w("p"):
        return "".join(map(_text, holder.iterchildren(w("r"))))
    return "".join(map(_sign, holder))


def _sign(piece: etree._Element) -> str:
    if piece.tag == w("t"):
        return piece.text or ""
    return {w("tab"): "\t", w("br"): "\n"}.get(str(piece.tag), "")


def _meant(paragraph: etree._Element, words: str) -> list[etree._Element]:
    """The runs that are the words, cut out of longer ones; all with text when they don't stand there."""
    start = _text(paragraph).find(words) if words else -1
    end = start + len(words)
    if start >= 0:
        _cut(paragraph, start)
        _cut(paragraph, end)
    meant, at = [], 0
    for run in paragraph.iterchildren(w("r")):
        length = len(_text(run))
        if length and (start < 0 or start <= at < end):
            meant.append(run)
        at += length
    return meant


def _cut(paragraph: etree._Element, at: int) -> None:
    """End a run at so many characters of the paragraph's text."""
    for run in paragraph.iterchildren(w("r")):
        length = len(_text(run))
        if 0 < at < length:
            _split(run, at)
            return
        at -= length


def _split(run: etree._Element, at: int) -> None:
    """Two runs of the same looks for one."""
    looks = [deepcopy(each) for each in run.iterchildren(w("rPr"))]
    rest = element("r", *looks)
    for piece in [each for each in run if each.tag != w("rPr")]:
        sign = _sign(piece)
        if at <= 0:
            rest.append(piece)
        elif at < len(sign):
            piece.addprevious(element("t", text=sign[:at]))
            run.remove(piece)
            rest.append(element("t", text=sign[at:]))
        at -= len(sign)
    run.addnext(rest)


def _enclose(meant: Sequence[etree._Element], paragraph: etree._Element, number: str) -> None:
    """Put the comment's marks round the runs, inside those of earlier comments at the end."""
    start, end = element("commentRangeStart", id=number), element("commentRangeEnd", id=number)
    mark = element("r", element("commentReference", id=number))
    if not meant:
        paragraph.extend([start, end, mark])
        return
    meant[0].addprevious(start)
    last = meant[-1]
    while (behind := last.getnext()) is not None and _marks_comment(behind):
        last = behind
    last.addnext(end)
    end.addnext(mark)


def _marks_comment(piece: etree._Element) -> bool:
    return piece.tag == w("commentRangeEnd") or piece.find(w("commentReference")) is not None


# ---- what a comment says ---------------------------------------------------------------------------


_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _comment(number: str, text: str, author: str) -> etree._Element:
    lines = _FORBIDDEN.sub("\ufffd", re.sub("\r\n?", "\n", text)).split("\n")
    paragraphs = [element("p", _layout(), _worded(line)) for line in lines]
    paragraphs[0].insert(1, element("r", element("annotationRef")))
    return element("comment", *paragraphs, id=number, author=author, initials="绩效")


def _layout() -> etree._Element:
    """Plain lines: the report's own paragraphs are large and set to a grid."""
    return element(
        "pPr",
        element("snapToGrid", val="0"),
        element("spacing", before="0", after="0", line="240", lineRule="auto"),
        element("ind", firstLine="0"),
        element("jc", val="left"),
    )


def _worded(line: str) -> etree._Element:
    size = [element("sz", val="20"), element("szCs", val="20")]
    looks = element("rPr", element("rFonts", hint="eastAsia"), element("spacing", val="0"), *size)
    return element("r", looks, *pieces(line))
