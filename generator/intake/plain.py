"""照录: words of an old document as texts of ours: Markdown that prints the very words.

Whatever sign Markdown or an expression would have a use for is kept as a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from generator.intake.branches import Heading
from generator.intake.typed import Grid, Line

__all__ = ["bare", "kept", "said", "table", "text_of", "words"]

_BREAKS = re.compile("[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


def words(text: str) -> str:
    """One paragraph as Markdown; a line break in it begins a paragraph, blanks at its ends go."""
    lines = (line.strip() for line in _BREAKS.sub(" ", text).split("\n"))
    return "\n".join(_start(_signs(line)) for line in lines if line)


def _signs(line: str) -> str:
    line = re.sub(r"([\\*])", r"\\\1", line)
    return line.replace("{{", "\\{\\{")


def _start(line: str) -> str:
    """Headings, lists and tables begin by a sign, which is a letter here."""
    line = re.sub(r"^(\d{1,2})\.(?= )", r"\1\\.", line)
    return re.sub(r"^(?=[#|｜]|[-+](?: |$))", r"\\", line)


def table(grid: Grid) -> str:
    """A table as Markdown: the first row is its head, a merged area has its words in its first cell."""
    rows = [
        [_cell(cell.lines) if cell.origin == (i, k) else "" for k, cell in enumerate(row)]
        for i, row in enumerate(grid.rows)
    ]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]])


def _cell(lines: Sequence[str]) -> str:
    return re.sub(r"([|｜])", r"\\\1", _signs(" ".join(" ".join(lines).split())))


def text_of(content: Iterable[Heading | Line | Grid]) -> str:
    """Lines, tables and whatever headings hold as one text, in order."""
    parts: list[str] = []
    for each in content:
        if isinstance(each, Heading):
            parts.append(text_of(each.flattened()))
        elif isinstance(each, Grid):
            parts.append(f"\n{table(each)}\n")
        elif each.text.strip():
            parts.append(words(each.text))
    return "\n".join(parts).strip("\n")


def said(content: Iterable[Line | Grid]) -> list[str]:
    """What is printed, for comparing: a paragraph, or a cell of a table, an entry; without blanks."""
    found: list[str] = []
    for each in content:
        if isinstance(each, Line):
            found += each.text.split("\n")
        else:
            found += [
                cell.text
                for i, row in enumerate(each.rows)
                for k, cell in enumerate(row)
                if cell.origin == (i, k)
            ]
    return kept(found)


def kept(texts: Iterable[str]) -> list[str]:
    """The texts without any blank, those left empty gone."""
    return [text for text in map(bare, texts) if text]


def bare(text: str) -> str:
    """A text without any blank."""
    return "".join(text.split())
