"""段: which paragraphs of the edited report belong to which text of the data.

A stretch is what one data path prints in one place.  A new paragraph belongs to the text before it;
behind a heading to the text under it; a new heading of the level of an entry begins a new entry.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.pullback.alignment import Item, Match
from generator.readback import Paragraph

__all__ = ["TITLES", "Stretch", "Walk", "heading_level", "number_of", "stretches", "walked"]

TITLES = ("标题", "名称")
"""The keys under which an entry has its title."""

_TEXTS = {"成效": "内容", "下一步": "内容", "问题": "说明", "目标": "任务", "章节": "正文"}
_CHAPTERS = "章节/"
_NUMBER = re.compile(
    r"\s*(?:[（(](?P<a>[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
    r"|(?P<b>[一二三四五六七八九十]{1,3})、|(?P<c>\d{1,2})[.、．](?!\d))\s*"
)


@dataclass(slots=True)
class Stretch:
    """What one data path prints in one place (段).

    ``path`` is empty for words of the template and for what was calculated.  ``level``: of the
    heading it is or stands under.  ``old``: numbers of its items in the generated report; ``steps``:
    what became of them and what came between, in the order of today.  ``after``: for an entry that
    is new, the path of the entry it comes behind; ``before`` instead, where it comes first; ``titled``
    when its first item is its title.
    """

    path: str
    level: int
    old: list[int] = field(default_factory=list)
    steps: list[Match] = field(default_factory=list)
    after: str = ""
    before: str = ""
    titled: bool = False

    @property
    def is_title(self) -> bool:
        """It prints the title of an entry."""
        return self.path.rpartition("/")[2] in TITLES

    @property
    def verbatim(self) -> bool:
        """It prints the title of a section: as typed, its number too."""
        return self.is_title and self.path.startswith(_CHAPTERS)

    @property
    def is_new(self) -> bool:
        """It is an entry that the data do not have yet."""
        return bool(self.after or self.before)

    @property
    def of_list(self) -> bool:
        """It is an item of a list of texts, numbered by itself."""
        return self.path.rpartition("/")[2].isdigit()

    @property
    def entry(self) -> str:
        """The path of the entry it is part of."""
        return self.path if self.of_list else self.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Walk:
    """All stretches in order, new entries behind, and the new items that have no place in the data."""

    stretches: tuple[Stretch, ...]
    homeless: tuple[int, ...]


def heading_level(item: Item) -> int:
    """The level of a heading; 0 for anything else."""
    style = item.content.style.lower() if isinstance(item.content, Paragraph) else ""
    found = re.fullmatch(r"(?:heading|标题) ?([1-9])", style)
    return int(found[1]) if found else 0


def number_of(text: str) -> re.Match[str] | None:
    """The number typed before a text, such as （二）or 3."""
    return _NUMBER.match(text)


def stretches(old: Sequence[Item], entered: frozenset[str]) -> list[Stretch]:
    """The stretches of a generated report; ``entered``: the paths that hold text somebody wrote."""
    found: list[Stretch] = []
    level = 0
    for number, item in enumerate(old):
        path = item.path if item.path in entered else ""
        level = heading_level(item) or level
        if not path or not found or found[-1].path != path:
            found.append(Stretch(path, level))
        found[-1].old.append(number)
    return found


def walked(
    old: Sequence[Item], new: Sequence[Item], matches: Sequence[Match], known: list[Stretch]
) -> Walk:
    """Give every item its stretch."""
    return _Walker(old, new, known).walk(matches)


@dataclass(slots=True)
class _Walker:
    old: Sequence[Item]
    new: Sequence[Item]
    known: list[Stretch]
    at: int = -1
    current: Stretch | None = None
    made: list[Stretch] = field(default_factory=list)
    homeless: list[int] = field(default_factory=list)

    def walk(self, matches: Sequence[Match]) -> Walk:
        of = {number: i for i, stretch in enumerate(self.known) for number in stretch.old}
        for match in matches:
            if match.old is not None and not match.moved:
                self.at = of[match.old]
                self.known[self.at].steps.append(match)
                if match.new is not None:
                    self.current = self.known[self.at]
            elif match.new is not None:
                self._place(match, self.new[match.new])
        return Walk((*self.known, *self.made), tuple(self.homeless))

    def _place(self, match: Match, item: Item) -> None:
        """Find the stretch of a new item."""
        level = heading_level(item)
        stretch = self._entry(level) if level and level <= self._level() else self._text(item)
        if stretch is None:
            assert match.new is not None
            self.homeless.append(match.new)
            return
        stretch.steps.append(match)
        self.current = stretch

    def _level(self) -> int:
        return self.current.level if self.current else 0

    def _following(self) -> Stretch | None:
        return self.known[self.at + 1] if self.at + 1 < len(self.known) else None

    def _text(self, item: Item) -> Stretch | None:
        """The text that a paragraph belongs to."""
        current, following = self.current, self._following()
        if current is None or not (current.path or current.is_new):
            return self._first(item, following)
        if current.is_title:
            return self._under(current, following, item)
        if self._numbered(item) and self._ends_item(current):
            after, before = current.after or current.path, current.before
            return self._made(
                Stretch("", current.level, after="" if before else after, before=before)
            )
        return current

    def _first(self, item: Item, following: Stretch | None) -> Stretch | None:
        """Behind words of the template: the first paragraph of the text that follows."""
        if following is None or not following.path or following.is_title:
            return None
        if following.of_list and self._numbered(item):
            return self._made(Stretch("", following.level, before=following.path))
        return following

    def _under(self, title: Stretch, following: Stretch | None, item: Item) -> Stretch | None:
        """The text under a title, which may be none yet; the list under one that is printed again."""
        again = [s.path for s in self.known[: self.at + 1]].count(title.path) > 1
        if again or (
            following and following.of_list and following.path.startswith(f"{title.entry}/")
        ):
            listed = following and following.of_list and self._numbered(item)
            return (
                self._made(Stretch("", title.level, before=following.path))
                if following and listed
                else None
            )
        listed = following and following.of_list and self._numbered(item)
        if following and listed and title.path.startswith(_CHAPTERS):
            return self._made(Stretch("", title.level, before=following.path))
        top = title.path.partition("/")[0]
        path = f"{title.entry}/{_TEXTS.get(top, '')}"
        if following and following.path == path:
            return following
        return self._made(Stretch(path, title.level)) if top in _TEXTS else None

    def _ends_item(self, stretch: Stretch) -> bool:
        """The stretch is an item of a list of texts, all of which stands before the place reached."""
        if stretch.is_new:
            return not stretch.titled
        return stretch.of_list and not self._goes_on(stretch)

    def _numbered(self, item: Item) -> bool:
        listed = isinstance(item.content, Paragraph) and item.content.listed == "number"
        return listed or number_of(item.text) is not None

    def _goes_on(self, stretch: Stretch) -> bool:
        """More of a known stretch stands behind the place reached."""
        return bool(stretch.old) and len([s for s in stretch.steps if s.old is not None]) < len(
            stretch.old
        )

    def _entry(self, level: int) -> Stretch | None:
        """A new entry behind the last one of its level, when that one is complete."""
        current, following = self.current, self._following()
        if current and current.titled and current.level == level:
            return self._made(Stretch("", level, after=current.after, titled=True))
        before = self.known[: self.at + 1]
        last = next((s for s in reversed(before) if s.is_title and s.level == level), None)
        again = last and [s.path for s in before].count(last.path) > 1
        inside = current is not None and bool(current.path) and self._goes_on(current)
        if (
            last is None
            or again
            or inside
            or (following and following.path.startswith(f"{last.entry}/"))
            or (following and self._of_section(last, following))
        ):
            return None
        return self._made(Stretch("", level, after=last.entry, titled=True))

    def _of_section(self, last: Stretch, following: Stretch) -> bool:
        """What follows is of a part of the report that the last section prints."""
        path = self.old[following.old[0]].path
        return last.path.startswith(_CHAPTERS) and bool(path) and not path.startswith(_CHAPTERS)

    def _made(self, stretch: Stretch) -> Stretch:
        self.made.append(stretch)
        return stretch
