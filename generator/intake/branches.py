"""枝叶: an outline as a value: headings with what stands under them; see ``outlined``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.intake.stamps import BRACKETED, is_stamp, unstamped
from generator.intake.typed import Grid, Line

__all__ = ["Heading", "Outline"]

_YEAR = re.compile(r"[（(]20\d{2}年度?[）)]|20\d{2}年度?")
_REPORT = r"(?:关于|部门|预算)?(?:整体|绩效).*?报告"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title or numbered item (标题): ``number + title + sign + rest`` are its words, blanks aside.

    ``number``: as typed or put by Word, ``（一）``, ``1、``, ``1.1``, ``一是``; empty without one.
    ``kind``: its kind, whatever the width of its signs: ``（一）``, ``一、``, ``1.1``, ``1.``, ``①`` …;
    empty for a heading by style or look.  ``ordinal``: which of its list, 0 without a number.
    ``sign``: what ends the title, ``。`` or ``：`` or empty; ``rest``: the text that runs on behind it
    in the same paragraph.  ``level``: 1 for chapters.
    """

    number: str
    kind: str
    ordinal: int
    title: str
    sign: str
    rest: str
    level: int
    line: Line
    content: tuple[Heading | Line | Grid, ...] = ()

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings right below, in order."""
        return tuple(each for each in self.content if isinstance(each, Heading))

    @property
    def own(self) -> tuple[Line | Grid, ...]:
        """The plain lines and tables right below, blank lines left out."""
        return tuple(_shown(self.content))

    def flattened(self) -> Iterator[Line | Grid]:
        """Its own line and everything below, in the order of the document."""
        yield self.line
        yield from _flat(self.content)


@dataclass(frozen=True, slots=True)
class Outline:
    """A report as a tree (提纲): the lines before its title, those of the title, all else.

    ``closing``: what stands behind the last chapter: attachments named, the unit, the date.
    """

    front: tuple[Line | Grid, ...]
    title: tuple[Line, ...]
    content: tuple[Heading | Line | Grid, ...]
    closing: tuple[Line | Grid, ...] = ()

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The chapters, in order."""
        return tuple(each for each in self.content if isinstance(each, Heading))

    @property
    def named(self) -> str:
        """The title as one text, without blanks."""
        return "".join("".join(line.text.split()) for line in self.title)

    @property
    def year(self) -> int | None:
        """The year that the title names."""
        found = re.search(r"(20\d{2})年", self._unstamped)
        return int(found[1]) if found else None

    @property
    def unit(self) -> str:
        """The unit that the title names; empty when it names none.

        What stands in brackets behind the word 报告 is no name, unless there is no other.
        """
        bare = _YEAR.sub("", self._unstamped)
        tries = (re.sub(title, "", bare) for title in (f"{_REPORT}(?:{BRACKETED})*", _REPORT))
        return next(filter(None, map(_name, tries)), "")

    @property
    def _unstamped(self) -> str:
        lines = ("".join(line.text.split()) for line in self.title)
        return "".join(unstamped(text) for text in lines if not is_stamp(text))

    def flattened(self) -> Iterator[Line | Grid]:
        """All lines and tables, in the order of the document."""
        yield from (*self.front, *self.title)
        yield from _flat(self.content)
        yield from self.closing


def _name(left: str) -> str:
    """A name out of what is left of a title; a name all in brackets stands without them."""
    name = re.sub(r"^关于|(?:关于|的)$", "", left)
    return name[1:-1] if re.fullmatch(BRACKETED, name) else name


def _shown(content: tuple[Heading | Line | Grid, ...]) -> Iterator[Line | Grid]:
    for each in content:
        if isinstance(each, Grid) or (isinstance(each, Line) and each.text.strip()):
            yield each


def _flat(content: tuple[Heading | Line | Grid, ...]) -> Iterator[Line | Grid]:
    for each in content:
        if isinstance(each, Heading):
            yield from each.flattened()
        else:
            yield each
