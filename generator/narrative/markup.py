"""标记: the subset of Markdown that texts may use, read into a tree; what is outside it, told.

Each line is a paragraph; ``#`` headings, lists (``- `` and ``1. ``), ``**bold**``, pipe tables, and
pictures ``![caption](file)`` on lines of their own.
Nothing is dropped: other signs stay text, and a table that would lose a cell is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import (
    EmptyBlockProcessor,
    HashHeaderProcessor,
    ListIndentProcessor,
    OListProcessor,
    ParagraphProcessor,
    UListProcessor,
)
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import ESCAPE_RE, EscapeInlineProcessor, SimpleTagInlineProcessor
from markdown.preprocessors import NormalizeWhitespace
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor

from generator.findings import Finding, Severity

__all__ = [
    "Path",
    "broken_tables",
    "has_sign",
    "is_plain",
    "paragraphs",
    "picture_in",
    "tree",
    "uncaptioned",
    "unsupported",
]

Path = tuple[str | int, ...]

_KINDS = tuple(
    (name, re.compile(form))
    for name, form in (
        ("heading", r"#{1,4} "),
        ("table", r"\s*\|"),
        ("item", r"\s*(?:[-*+]|\d{1,2}\.) +\S"),
    )
)


def paragraphs(text: str) -> str:
    """The text with a blank line wherever a new paragraph begins: at each line, but inside lists
    and tables."""
    out: list[str] = []
    before = ""
    indents: list[int] = []
    for line in text.split("\n"):
        kind = next((name for name, pattern in _KINDS if pattern.match(line)), "plain")
        if kind != "item" and line.strip():
            indents.clear()
        if kind != before or kind in ("plain", "heading"):
            out.append("")
        written = _item(line, indents) if kind == "item" else line
        out.append(line.strip(" \u3000") if kind == "plain" else written)
        before = kind if line.strip() else ""
    return "\n".join(out)


def _item(line: str, indents: list[int]) -> str:
    """A list item as the reader wants it: four blanks a level, and its number kept in its text."""
    indent = len(line) - len(line.lstrip())
    while indents and indents[-1] >= indent:
        indents.pop()
    indents.append(indent)
    sign, _, text = line.strip().partition(" ")
    number = f"\x0f{sign[:-1]}\x0f" if sign[-1] == "." else ""
    return f"{'    ' * (len(indents) - 1)}{sign} {number}{text.strip()}"


class _Heading(HashHeaderProcessor):
    """Headings need a blank after the sign, so that ``#1号楼`` stays text."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,4}) +(?P<header>(?:\\.|[^\\])*?)(?:\n|$)")


class _Numbered(OListProcessor):
    """A list item's number has two digits at most: a year is none."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.RE = re.compile(r"^[ ]{0,3}\d{1,2}\.[ ]+(.*)")


class _Subset(Markdown):
    """Markdown with the steps that read the subset, and no others."""

    def build_parser(self) -> _Subset:
        own: Any = self  # where a registry of named steps is looked for, a list of them does
        own.parser = BlockParser(self)
        own.ESCAPED_CHARS = list("\\*#|｜{-+.")
        own.preprocessors = [NormalizeWhitespace(self)]
        own.parser.blockprocessors = [
            EmptyBlockProcessor(own.parser),
            ListIndentProcessor(own.parser),
            _Heading(own.parser),
            TableProcessor(own.parser, {"use_align_attribute": False}),
            _Numbered(own.parser),
            UListProcessor(own.parser),
            ParagraphProcessor(own.parser),
        ]
        bold = SimpleTagInlineProcessor(r"(\*\*)(.+?)\*\*", "strong")
        own.inlinePatterns = [EscapeInlineProcessor(ESCAPE_RE, self), bold]
        own.treeprocessors = [InlineProcessor(self), UnescapeTreeprocessor(self)]
        return self


@lru_cache(maxsize=256)  # a unit is read again and again while somebody writes it
def tree(text: str) -> ElementTree.Element:
    """The finished tree of a text: Markdown's own way, but for the HTML it would make in the end.

    It is the same tree for the same text; nobody changes it.
    """
    markdown = _Subset()
    lines = text.split("\n")
    for before in markdown.preprocessors:
        lines = before.run(lines)
    root = markdown.parser.parseDocument(lines).getroot()
    assert root is not None
    for step in markdown.treeprocessors if _INLINE.search(text) else ():
        step.run(root)
    return root


_INLINE = re.compile(r"[*\\]")  # a sign inside a line: bold, or one that is to stay a letter


_SIGN = re.compile(r"[\\*#|]")
_ITEM = re.compile(
    r"^\s*(?:[-+]|\d{1,2}\.) +\S|^[ \u3000]*(?:[-+]|\d{1,2}\.) +[^ \n]", re.MULTILINE
)


def has_sign(text: str) -> bool:
    """Whether a text has any sign of the subset; without one it is paragraphs, a line each."""
    return bool(_SIGN.search(text)) or (" " in text and bool(_ITEM.search(text)))


_UNSUPPORTED = (
    ("图片", re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")),
    ("链接", re.compile(r"(?<!!)\[[^\]\n]+\]\([^)\n]+\)")),
    ("引用", re.compile(r"^ {0,3}> ")),
    ("代码", re.compile(r"^```|`[^`\n]+`")),
    ("分隔线", re.compile(r"^ {0,3}(?:[-*_] ?){3,}$")),
    ("斜体", re.compile(r"(?<![*\\])\*(?![*\s])[^*\n]+\*(?!\*)")),
    ("五级以下标题", re.compile(r"^#{5,} ")),
    ("网页标记", re.compile(r"</?(?:br|b|i|u|p|div|span|font|img|a|strong|em|sup|sub)\b[^>\n]*>")),
)


_PICTURE = re.compile(r"[ \u3000]*!\[(?P<caption>[^\]\n]*)\]\((?P<file>[^)\n]*)\)[ \u3000]*")


def picture_in(line: str) -> re.Match[str] | None:
    """A line that is a picture with its ``caption`` and ``file``; None for any other."""
    return _PICTURE.fullmatch(line)


def uncaptioned(text: str, path: Path) -> Iterator[Finding]:
    """Pictures without a caption: a report names every picture, and says it to those who can't see."""
    if "![" not in text:
        return
    for number, line in enumerate(text.split("\n")):
        found = picture_in(line)
        if found and not found["caption"].strip(" \u3000"):
            message = f"图片“{found['file']}”没有图题。"
            hint = "图题写在方括号里，例如 ![图1 施工现场](图片/现场.jpg)。"
            yield Finding(
                "picture-without-caption", Severity.ERROR, message, None, hint, path, number, line
            )


_DOUBTFUL = re.compile(r"[\[>`*_#<｛｝-]")  # one of these is in all that is unsupported
_WIDE_BRACES = re.compile(r"｛｛|｝｝|\{｛|｛\{")


def unsupported(text: str, path: Path, *, pictures: bool) -> Iterator[Finding]:
    """What looks like Markdown outside the subset, line by line: printed as typed, and told.

    ``pictures``: a line that is a picture is one, not a sign.
    """
    hint = "可用：分段、# 标题、- 和 1. 清单、**加粗**、表格、单独一行的图片。"
    for number, line in enumerate(text.split("\n")):
        if not _DOUBTFUL.search(line):
            continue
        if wide := _WIDE_BRACES.search(line):
            message = f"“{wide[0]}”是全角的大括号，取不了数，将照原样印出。"
            yield Finding(
                "braces-wide", Severity.WARNING, message, None, "请改成半角的 {{ 和 }}。",
                path, number, wide[0],
            )  # fmt: skip
        for name, pattern in () if pictures and picture_in(line) else _UNSUPPORTED:
            if match := pattern.search(line):
                words = match[0]
                message = f"“{words[:20]}”像是 Markdown 的{name}，报告里不用它，将照原样印出。"
                yield Finding(
                    "markdown-unsupported",
                    Severity.WARNING,
                    message,
                    None,
                    hint,
                    path,
                    number,
                    words,
                )


_READ = re.compile(r"[\[>`*_#<{｛｝|｜\\\t+-]|\d\. ")


def is_plain(text: str) -> bool:
    """Whether a text has nothing that is read or told in any way: it is paragraphs, a line each."""
    return not _READ.search(text)


def broken_tables(text: str, path: Path) -> Iterator[Finding]:
    """Tables whose rows do not fit their header: no cell may be lost or move to another column."""
    if "|" not in text and "｜" not in text:
        return
    lines = text.split("\n")
    columns = 0
    for number, line in enumerate(lines):
        if not line.lstrip().startswith(("|", "｜")):
            continue
        first = not number or not lines[number - 1].lstrip().startswith(("|", "｜"))
        columns = len(_split_row(line)) if first else columns
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if first and not (
            "-" in below and set(below.strip()) <= set("|-: ") and len(_split_row(below)) == columns
        ):
            hint = f"表头下面一行应是 {'| --- ' * columns}|，竖线用英文的 |。"
            yield _of_table(
                "table-without-line",
                "表头下面缺少分隔线，或分隔线与表头的格数不同。",
                hint,
                path,
                number,
            )
        elif len(_split_row(line)) != columns:
            message = f"这一行有 {len(_split_row(line))} 格，表头有 {columns} 格。"
            yield _of_table(
                "table-ragged", message, "请补齐或删去多余的格；空格子也要留出 | |。", path, number
            )


def _split_row(line: str) -> list[str]:
    """The cells of a table's line."""
    return re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))


def _of_table(id: str, message: str, hint: str, path: Path, line: int) -> Finding:
    return Finding(id, Severity.ERROR, message, None, hint, path, line)
