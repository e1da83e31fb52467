"""问题清单: what is wrong, how bad, where, and what to do.

A problem in the input is a value, never an exception of its own; only :class:`Refused` carries
findings out of a step that can't go on.  This room decides the form of a message and nothing else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

__all__ = [
    "Finding",
    "Place",
    "Refused",
    "Severity",
    "as_record",
    "close_to",
    "count",
    "show",
    "width",
]


class Severity(Enum):
    """How bad a finding is (轻重): 错误 stops, 提醒 is shown and counted, 说明 only on request."""

    ERROR = "错误"
    WARNING = "提醒"
    NOTE = "说明"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file (位置). Line and column count from 1; 0 means the file as a whole.

    ``excerpt`` is the person's own line as it stands; ``span`` is how many characters of it are
    meant, from ``column`` on (0: no caret is drawn).
    """

    file: str
    line: int = 0
    column: int = 0
    excerpt: str = ""
    span: int = 0

    def on(self, words: str) -> Place:
        """The same line with the caret under some words of it, when they stand there."""
        start = self.excerpt.find(words) if words else -1
        return self if start < 0 else replace(self, column=start + 1, span=len(words))

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found (问题): a stable English id, the fact and rule in words, and the next step.

    ``path`` names the data the finding is about (``预算.支出决算``) for rooms that know no files;
    :func:`located` of the step that reads files turns it into a place.  ``line`` is the line inside
    a text of several lines, counted from 0; ``words`` are the very words meant.
    """

    id: str
    severity: Severity
    message: str
    place: Place | None = None
    hint: str = ""
    path: tuple[str | int, ...] = ()
    line: int = 0
    words: str = ""

    @property
    def stops(self) -> bool:
        """True when nothing may be stored while this stands (错误)."""
        return self.severity is Severity.ERROR

    def at(self, place: Place | None) -> Finding:
        """The same finding with its place in a file, on its very words where they stand there."""
        return replace(self, place=place.on(self.words) if place else None)


class Refused(Exception):  # noqa: N818 - it is no error of the program
    """A step can't go on; ``findings`` say why, all of them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__("; ".join(f"{f.place or ''} {f.id}" for f in self.findings))


def show(finding: Finding) -> str:
    """The finding as a person reads it: place and id, their own line with a caret, message, hint."""
    where = f"{finding.place}  " if finding.place else ""
    lines = [f"{where}{finding.severity.value}  {finding.id}"]
    if finding.place and finding.place.excerpt:
        lines += _excerpt(finding.place)
    return "\n".join([*lines, f"  {finding.message}{finding.hint}"])


_LONGEST_EXCERPT = 60


def _excerpt(place: Place) -> list[str]:
    """The person's line, cut round the place when long, and a caret under what is meant."""
    start = max(0, place.column - 1 - _LONGEST_EXCERPT // 2)
    shown = place.excerpt[start : start + _LONGEST_EXCERPT].replace("\t", " ")
    lead = "…" if start else ""
    number = f"  {place.line} │ "
    lines = [f"{number}{lead}{shown}{'…' if len(place.excerpt) > start + len(shown) else ''}"]
    if place.span:
        before = shown[: place.column - 1 - start]
        meant = shown[place.column - 1 - start :][: place.span] or " "
        blank = " " * (width(number) - width("│ ")) + "│ "
        lines.append(blank + " " * (width(lead) + width(before)) + "^" * width(meant))
    return lines


def width(text: str) -> int:
    """How many columns of a terminal the text takes: East Asian wide characters count two."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WFA" else 1
        for c in text
    )


def count(findings: Sequence[Finding]) -> Mapping[Severity, int]:
    """How many findings of each severity, all three always named."""
    return {s: sum(f.severity is s for f in findings) for s in Severity}


def as_record(finding: Finding) -> dict[str, str | int | None]:
    """The finding for other programs: id, severity, message, file, line, column, hint.

    ``file`` is None and the numbers are 0 when the finding has no place.
    """
    place = finding.place
    return {
        "id": finding.id,
        "severity": finding.severity.value,
        "message": finding.message,
        "file": place.file if place else None,
        "line": place.line if place else 0,
        "column": place.column if place else 0,
        "hint": finding.hint,
    }


def close_to(word: str, known: Iterable[str]) -> str:
    """The known word nearest to a misspelt one; empty when none is close enough to be meant."""
    candidates = sorted(
        (_distance(word, other), other) for other in known if set(word) & set(other)
    )
    if not candidates or candidates[0][0] > max(1, round(0.4 * len(word))):
        return ""
    return candidates[0][1]


def _distance(a: str, b: str) -> int:
    """Edit distance in characters."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]
