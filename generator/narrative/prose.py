"""行文: one person's text becomes blocks: expressions filled in, Markdown read, nothing dropped.

Markdown subset: each line is a paragraph; ``#`` headings, lists (``- `` and ``1. ``), ``**bold**``,
pipe tables, and pictures with their caption on lines of their own.  Whatever else looks like
Markdown stays in the text as typed and is reported.  Values that expressions yield are never read
as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from generator.findings import Finding, Severity
from generator.narrative.blocks import Block, Path, Picture, Span, Table, text_of
from generator.narrative.expressions import Failed, written
from generator.narrative.markup import (
    broken_tables,
    has_sign,
    is_plain,
    paragraphs,
    picture_in,
    tree,
    uncaptioned,
    unsupported,
)
from generator.narrative.numbering import NATIONAL, OFFICIAL, Levels, numeral

__all__ = ["Prose"]

_DEEPEST = len(NATIONAL)
_TYPED_NUMBER = (
    r"[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、．](?!\d)"
)


@dataclass(slots=True)
class Prose:
    """Writes blocks from texts over one set of names; numbers its headings; collects findings."""

    names: Mapping[str, Any]
    findings: list[Finding] = field(default_factory=list)
    levels: Levels = OFFICIAL
    _counts: dict[int, int] = field(default_factory=dict)
    _said: dict[int, str] = field(default_factory=dict)

    def blocks(self, text: str, path: Path, level: int) -> tuple[Block | Table | Picture, ...]:
        """The blocks of a text that stands under a heading of the given level."""
        self.findings += uncaptioned(text, path)
        return self._blocks(text, path, level, pictures=True)

    def _blocks(
        self, text: str, path: Path, level: int, *, pictures: bool
    ) -> tuple[Block | Table | Picture, ...]:
        if not _MOVING.search(text):
            blocks, findings = _fixed(text, path, level, pictures)
            self.findings += findings
            return blocks
        return self._read(text, path, level, pictures=pictures)

    def _read(
        self, text: str, path: Path, level: int, *, pictures: bool
    ) -> tuple[Block | Table | Picture, ...]:
        self.findings += unsupported(text, path, pictures=pictures)
        self.findings += broken_tables(text, path)
        stash = _Stash(self.names, path)
        hidden = stash.hidden(stash.unpictured(text) if pictures else text)
        self.findings += stash.findings
        reading = _Reading(stash, path, level)
        if has_sign(hidden):
            return tuple(self._walk(tree(paragraphs(hidden)), reading))
        return tuple(block for line in hidden.split("\n") for block in reading.bare(line))

    def line(self, text: str, path: Path) -> tuple[Span, ...]:
        """The spans of a text of one line, such as a heading."""
        blocks = self._blocks(text, path, 4, pictures=False)
        found = [b for b in blocks if isinstance(b, Block)]
        return tuple(span for block in found for span in block.spans)

    def verbatim(self, text: str, path: Path) -> tuple[Span, ...]:
        """The spans of a line as typed: its number or dash is no sign of a list, nor ``#`` a heading."""
        stash = _Stash(self.names, path)
        lines = (stash.plain() + stash.hidden(line) for line in text.split("\n"))
        root = tree("\n\n".join(lines))
        self.findings += stash.findings
        reading = _Reading(stash, path, 0)
        return tuple(s for each in root for b in reading.lines("", each) for s in b.spans)

    def heading(self, level: int, spans: tuple[Span, ...], path: Path) -> Block:
        """A heading of the level with the next number of its kind."""
        if level > _DEEPEST:
            message = f"标题“{text_of(spans)[:20]}”套到第 {level} 层，公文只有四层。"
            self.report("heading-too-deep", message, path, "请减少一层，或改成正文。")
        at = level if self.levels.known(level) else min(level, _DEEPEST)
        self._counts[at] = self._counts.get(at, 0) + 1
        self._counts = {k: n for k, n in self._counts.items() if k <= at}
        lead = self.number(at, self._counts[at], text_of(spans), path)
        self._said[at] = text_of(lead)
        return Block(f"标题{min(level, _DEEPEST)}", lead + spans, path)

    def number(self, level: int, number: int, text: str, path: Path) -> tuple[Span, ...]:
        """What stands before an entry of the level, if it is numbered; ``text`` then brings no number."""
        said = self.levels.say(level, number, self._said.get(level - 1, ""))
        if said and (typed := re.match(_TYPED_NUMBER, text)):
            message = f"“{text[:20]}”自带序号“{typed[0]}”，印出来会有两个序号。"
            self.report("numbered-twice", message, path, "序号会自动编，请删去自带的。")
        return (Span(said),) if said else ()

    def literal(self, text: str, path: Path) -> None:
        """Note expressions and bold where they are not read, but would be printed as typed."""
        for sign, use in (("{{", "取数"), ("**", "加粗")):
            if sign in text:
                message = f"这里的“{text[:20]}”会照原样印出，此处不能{use}。"
                hint = "请直接写出文字。"
                self.findings.append(
                    Finding("literal-only", Severity.ERROR, message, None, hint, path, 0, sign)
                )

    def restart(self, levels: Levels = OFFICIAL) -> None:
        """Headings number from one again, as a new part of the report begins, in a way of its own."""
        self._counts, self._said = {}, {}
        self.levels = levels

    def report(self, id: str, message: str, path: Path, hint: str) -> None:
        """Note what a person should look at, though the text is printed."""
        self.findings.append(Finding(id, Severity.WARNING, message, hint=hint, path=path))

    def _walk(
        self, root: ElementTree.Element, reading: _Reading
    ) -> Iterator[Block | Table | Picture]:
        level = reading.level
        for element in root:
            if element.tag in _HEADINGS:
                level = reading.level + int(element.tag[1])
                yield self.heading(level, reading.spans(element), reading.path)
            elif element.tag in ("ul", "ol"):
                yield from _items(element, replace(reading, level=level))
            elif element.tag == "table":
                yield _table(element, reading)
            elif picture := reading.stash.picture(element.text or ""):
                yield from reading.pictured(picture, reading.spans(element))
            else:
                yield from reading.lines("正文", element)


_MOVING = re.compile(r"\{\{|#")  # figures from elsewhere, headings numbered among others


@lru_cache(maxsize=1024)  # of the texts of a unit that is made again, all but one are as they were
def _fixed(
    text: str, path: Path, level: int, pictures: bool
) -> tuple[tuple[Block | Table | Picture, ...], tuple[Finding, ...]]:
    """The blocks of a text that are the same whatever else the report says, and what is wrong in it."""
    if is_plain(text):
        lines = [line.strip(_BLANKS) for line in text.split("\n") if line.strip()]
        return tuple([Block("正文", (Span(line),), path) for line in lines]), ()
    prose = Prose({})
    return prose._read(text, path, level, pictures=pictures), tuple(prose.findings)


_BLANKS = " \u3000"
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_EXPRESSION = re.compile(r"(?<!\\)\{\{(.*?)\}\}")
_OPENED = re.compile(r"(?<!\\)\{\{")
_STASHED = re.compile("\x0e(\\d+)\x0f")


class _Stash:
    """Expressions, tabs and backquotes taken out of a text before Markdown reads it, and put back after.

    Marks are control characters, which no text from a file can hold.
    """

    def __init__(self, names: Mapping[str, Any], path: Path) -> None:
        self.names = names
        self.path = path
        self.spans: list[Span] = []
        self.findings: list[Finding] = []
        self.pictures: dict[str, Picture] = {}

    def unpictured(self, text: str) -> str:
        """The text with captions in place of pictures, a mark before each that prints nothing."""
        if "![" not in text:
            return text
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if found := picture_in(line):
                mark = self._mark(Span(""))
                self.pictures[mark] = Picture(found["file"], "", self.path, number)
                lines[number] = mark + found["caption"]
        return "\n".join(lines)

    def picture(self, text: str) -> Picture | None:
        """The picture whose caption a marked text is; None for any other."""
        mark = re.match("\x0e\\d+\x0f", text)
        return self.pictures.get(mark[0]) if mark else None

    def plain(self) -> str:
        """A mark that prints nothing: what it stands before is no sign at the start of a line."""
        return self._mark(Span(""))

    def hidden(self, text: str) -> str:
        """The text with a mark in place of each expression; what fails is a finding."""
        for sign in ("\t", "`"):  # letters here, though Markdown has a use for them
            if sign in text:
                text = text.replace(sign, self._mark(Span(sign)))
        if "{{" not in text:
            return text
        lines = text.split("\n")
        return "\n".join(self._line(line, number) for number, line in enumerate(lines))

    def _line(self, line: str, number: int) -> str:
        def worked(match: re.Match[str]) -> str:
            expression = match[1].strip()
            result = written(expression, self.names)
            if isinstance(result, Failed):
                self._fail(result, number, match[0])
                return ""
            return self._mark(Span(result, source=expression))

        hidden = _EXPRESSION.sub(worked, line)
        if _OPENED.search(hidden):
            message = "“{{”后面没有配对的“}}”"
            self._fail(
                Failed("brace-unclosed", message, "请补上“}}”；确要印出“{{”的，写成“\\{{”。"),
                number,
                "{{",
            )
        return hidden

    def _fail(self, failed: Failed, number: int, words: str) -> None:
        message = f"{failed.message}。"
        finding = Finding(
            failed.id, Severity.ERROR, message, None, failed.hint, self.path, number, words
        )
        self.findings.append(finding)

    def _mark(self, span: Span) -> str:
        self.spans.append(span)
        return f"\x0e{len(self.spans) - 1}\x0f"

    def shown(self, text: str, bold: bool) -> Iterator[Span]:
        """The spans of a marked text; neighbours of one look are one."""
        for i, part in enumerate(_STASHED.split(text)):
            if i % 2:
                span = self.spans[int(part)]
                yield Span(span.text, bold, span.source)
            elif part:
                yield Span(part, bold)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a walk over the Markdown tree carries down."""

    stash: _Stash
    path: Path
    level: int

    def spans(self, element: ElementTree.Element) -> tuple[Span, ...]:
        """All text in and under an element, without that of nested lists."""
        found = [*self.stash.shown(_numbered(element.text or "")[1], element.tag == "strong")]
        for child in element:
            if child.tag not in ("ul", "ol"):
                found += self.spans(child)
            found += self.stash.shown(child.tail or "", element.tag == "strong")
        return tuple(found)

    def bare(self, line: str) -> Iterator[Block | Picture]:
        """A line without any sign of Markdown as a block, unless it is blank."""
        spans = tuple(self.stash.shown(line.strip(_BLANKS), False))
        if picture := self.stash.picture(line):
            yield from self.pictured(picture, spans)
        elif line.strip() and (kept := _stripped(spans)):
            yield Block("正文", kept, self.path)

    def pictured(self, picture: Picture, caption: tuple[Span, ...]) -> Iterator[Block | Picture]:
        """A picture and the paragraph of its caption."""
        yield replace(picture, text=text_of(caption))
        yield Block("图题", tuple(span for span in caption if span.text), self.path)

    def lines(self, kind: str, element: ElementTree.Element, lead: str = "") -> Iterator[Block]:
        """Blocks of an element's text, a line each; ``lead`` stands before the first."""
        for spans in filter(None, _split(self.spans(element))):
            yield Block(kind, (Span(lead), *spans) if lead else spans, self.path)
            lead = ""


def _split(spans: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
    """The spans line by line, without blanks at either end; of an empty line there are none."""
    line: list[Span] = []
    for span in (*spans, Span("\n")):
        if span.source or "\n" not in span.text:
            line.append(span)
            continue
        first, *others = span.text.split("\n")
        for text in others:
            yield _stripped([*line, span.saying(first)])
            line, first = [], text
        line.append(span.saying(first))


def _stripped(line: Sequence[Span]) -> tuple[Span, ...]:
    kept = [span for span in line if span.text]
    if kept and not kept[0].source:
        kept[0] = kept[0].saying(kept[0].text.lstrip(_BLANKS))
    if kept and not kept[-1].source:
        kept[-1] = kept[-1].saying(kept[-1].text.rstrip(_BLANKS))
    return tuple([span for span in kept if span.text])


def _items(element: ElementTree.Element, reading: _Reading) -> Iterator[Block]:
    """List items: numbered ones as the level below the heading, others led by a dash."""
    for item in element:
        number = _typed_number(item)
        lead = numeral(reading.level + 1, number) if number else "——"
        paragraphs = [child for child in item if child.tag == "p"] or [item]
        for paragraph in paragraphs:
            yield from reading.lines("列表", paragraph, lead)
            lead = ""
        for nested in item:
            if nested.tag in ("ul", "ol"):
                yield from _items(nested, replace(reading, level=reading.level + 1))


def _typed_number(item: ElementTree.Element) -> int:
    """The number typed before a list item; 0 when there was none."""
    return next((number for e in (item, *item) if (number := _numbered(e.text or "")[0])), 0)


def _numbered(text: str) -> tuple[int, str]:
    """The number typed before the text of a list item, and the text; 0 where there is none."""
    _, number, behind = text.split("\x0f", 2) if text.startswith("\x0f") else ("", "0", text)
    return int(number), behind


def _table(element: ElementTree.Element, reading: _Reading) -> Table:
    rows = [
        tuple(Block("表格", reading.spans(cell), reading.path) for cell in row)
        for row in element.iter("tr")
    ]
    return Table(tuple(rows), reading.path)
