"""提纲: the lines of an old report → its chapters, sections and numbered items, as a tree.

``outlined(lines)`` gives an :class:`Outline`: ``front`` (what stands before the report's title: a
cover, a contents page), ``title`` (the lines of the title), ``content``: plain lines, tables and
:class:`Heading` in order, ``closing`` (附件：…, the unit, the date).  **Every paragraph that begins
with a number is a Heading**, also an entry of a list; one whose first sentence is too long for a
title has none (``title == ""``) and all its words in ``rest``.  What stands under a heading is in its
``content``, plain paragraphs and tables too.  No line is missing or twice: ``outline.flattened()``
are the very lines given.

Which kind of number stands above which is inferred from this document alone, from the order in which
they occur: 1、 may stand above （一）, and 一、 may begin anew inside chapter 二.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from generator.intake.branches import Heading, Outline
from generator.intake.marks import Mark, Words, marked, worded
from generator.intake.stamps import BRACKETED, is_stamp
from generator.intake.typed import Grid, Line

__all__ = ["Heading", "Outline", "nested", "outlined"]

_CONTENTS_LINE = re.compile(r".*(?:\t|[.．·]{3,}|…+)\s*[-—]?\s*\d{1,3}\s*[-—]?\s*")
_CONTENTS_STYLE = re.compile(r"(?:toc|目录)\s*(?:\d|标题|heading)", re.IGNORECASE)
_LONGEST_LOOKED = 40
_LARGE = Decimal(18)
_WIDEST_GAP, _FARTHEST = 2, 400


def outlined(lines: Iterable[Line | Grid]) -> Outline:
    """The tree of a report's lines; give it the body alone (see ``parted``)."""
    given = tuple(lines)
    start, end = _title(given)
    close = max(end, _closing(given))
    title = tuple(each for each in given[start:end] if isinstance(each, Line))
    content = nested(given[end:close])
    return Outline(given[:start], title, content, given[close:])


def nested(lines: Iterable[Line | Grid]) -> tuple[Heading | Line | Grid, ...]:
    """The lines as a tree, without looking for a title or a closing."""
    return _Nesting.of(tuple(lines)).content()


# ---- the title ---------------------------------------------------------------------------------


def _title(given: Sequence[Line | Grid]) -> tuple[int, int]:
    """From where to where the title's lines go: the last group of them before the first chapter."""
    chapter = next((i for i, each in enumerate(given) if _is_chapter(each)), len(given))
    names = [i for i in range(chapter) if _names_report(given[i])]
    if not names:
        return 0, 0
    start, end = names[-1], names[-1] + 1
    look = given[start]
    while start and _belongs(given, start - 1, look):
        start -= 1
    while end < chapter and _belongs(given, end, look):
        end += 1
    while end > start and not _text(given[end - 1]):
        end -= 1
    while not _text(given[start]):
        start += 1
    return start, end


def _is_chapter(each: Line | Grid) -> bool:
    return (
        isinstance(each, Line)
        and not _of_contents(each)
        and (0 < each.level <= 3 or ((mark := marked(each.text)) is not None and mark.ordinal == 1))
        and not _names_report(each)
    )


def _names_report(each: Line | Grid) -> bool:
    """It names a report on performance, as a title does: short, and ending with the word."""
    text = _text(each)
    return (
        len(text) <= 60
        and bool(re.search(rf"绩效.*报告(?:{BRACKETED})*$", text))
        and _prominent(each)
    )


def _prominent(each: Line | Grid) -> bool:
    return isinstance(each, Line) and (
        each.centred
        or bool(each.size and each.size >= _LARGE)
        or each.style.lower() in ("title", "标题")
    )


def _belongs(given: Sequence[Line | Grid], at: int, look: Line | Grid) -> bool:
    """A line beside that of the title that is part of it: in the middle too, and of no other kind."""
    each = given[at]
    if not isinstance(each, Line) or not isinstance(look, Line):
        return False
    text = _text(each)
    if not text:
        return not each.pictures
    return is_stamp(text) or (
        _prominent(each)
        and len(text) <= 40
        and re.fullmatch(r"目录|附件\d*[:：]?", text) is None
        and not _of_contents(each)
        and not _names_report(each)
    )


def _text(each: Line | Grid) -> str:
    return "".join(each.text.split()) if isinstance(each, Line) else "表"


def _of_contents(line: Line) -> bool:
    """A line of a contents page."""
    styled = _CONTENTS_STYLE.match(line.style) is not None
    return styled or _CONTENTS_LINE.fullmatch(line.text) is not None


_DATE = re.compile(
    r"[0-9〇○零一二三四五六七八九]{4}年[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}日)?"
)
_SIGNED = re.compile(r"[^。；：:]{2,30}(?:[（(](?:公章|盖章)[）)])?")
_ATTACHED = re.compile(r"附件?\d*[:：].{2,60}|\d{1,2}[.．、].{2,60}")


def _closing(given: Sequence[Line | Grid]) -> int:
    """Where the end begins: a date, the unit above it, and the attachments named above that."""
    at = _above(given, len(given))
    if at < 0 or not _DATE.fullmatch(_text(given[at])):
        return len(given)
    before = _above(given, at)
    if before >= 0 and _SIGNED.fullmatch(_text(given[before])) and _plain(given[before]):
        at, before = before, _above(given, before)
    named = before
    while named >= 0 and _ATTACHED.fullmatch(_text(given[named])):
        if _text(given[named]).startswith("附"):
            return named
        named = _above(given, named)
    return at


def _above(given: Sequence[Line | Grid], at: int) -> int:
    """The last element before this one that is not blank; -1 when there is none."""
    return next((i for i in range(at - 1, -1, -1) if _text(given[i])), -1)


def _plain(each: Line | Grid) -> bool:
    return isinstance(each, Line) and not each.level and marked(each.text) is None


# ---- the tree ----------------------------------------------------------------------------------

_Look = tuple[Decimal | None, str, bool]


@dataclass(slots=True)
class _Branch:
    """A heading while its content is being gathered (枝); the trunk has no line."""

    line: Line | None = None
    mark: Mark | None = None
    words: Words = field(default_factory=lambda: Words("", "", ""))
    content: list[_Branch | Line | Grid] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.mark.kind if self.mark else ""

    @property
    def ordinal(self) -> int:
        return self.mark.ordinal if self.mark else 0

    @property
    def level(self) -> int:
        return self.line.level if self.line else 0

    @property
    def bare(self) -> bool:
        """Nothing but its title so far."""
        return not self.words.rest and not any(
            _text(e) for e in self.content if not isinstance(e, _Branch)
        )

    @property
    def branches(self) -> list[_Branch]:
        return [each for each in self.content if isinstance(each, _Branch)]

    def heading(self, depth: int) -> Heading:
        assert self.line is not None
        number, words = self.mark.number if self.mark else "", self.words
        inner = _grown(self.content, depth + 1)
        return Heading(
            number,
            self.kind,
            self.ordinal,
            words.title,
            words.sign,
            words.rest,
            depth,
            self.line,
            inner,
        )


def _grown(
    content: Sequence[_Branch | Line | Grid], depth: int
) -> tuple[Heading | Line | Grid, ...]:
    return tuple(e.heading(depth) if isinstance(e, _Branch) else e for e in content)


def _look(line: Line) -> _Look:
    return line.size, line.font, line.bold


@dataclass(slots=True)
class _Nesting:
    """Hangs each heading where it belongs (归位); ``path``: the branches open now, trunk first."""

    branches: tuple[_Branch | Line | Grid, ...]
    path: list[_Branch]

    @classmethod
    def of(cls, given: Sequence[Line | Grid]) -> _Nesting:
        common = _common(given)
        return cls(tuple(_branch(each, common) for each in given), [_Branch()])

    def content(self) -> tuple[Heading | Line | Grid, ...]:
        for at, each in enumerate(self.branches):
            if isinstance(each, _Branch) and self._grows(each):
                del self.path[self._depth(each, at) :]
                self.path[-1].content.append(each)
                self.path.append(each)
            else:
                plain = each.line if isinstance(each, _Branch) else each
                assert plain is not None
                self.path[-1].content.append(plain)
        return _grown(self.path[0].content, 1)

    def _grows(self, each: _Branch) -> bool:
        """False of a figure that only looks like a decimal number: 1.62 stands below no 1."""
        if not each.mark or not each.mark.above or each.level:
            return True
        return self._parent(each.mark) is not None

    def _parent(self, mark: Mark) -> int | None:
        """Where the branch is open that a decimal number stands below and goes on: 1.2 below 1."""
        for at in range(len(self.path) - 1, 0, -1):
            open_ = self.path[at].mark
            above = (*open_.above, open_.ordinal) if open_ else ()
            if open_ and above == mark.above[: len(above)] and open_.kind not in ("一是", "①"):
                last = next((b.ordinal for b in reversed(self.path[at].branches) if b.mark), 0)
                return at if 0 < mark.ordinal - last <= _WIDEST_GAP else None
        return None

    def _depth(self, new: _Branch, at: int) -> int:
        """How many branches stay open when this one is hung up."""
        if new.level:
            return self._styled(new)
        if new.mark and new.mark.above and (parent := self._parent(new.mark)) is not None:
            return parent + 1
        return self._by_number(new, at) if new.mark else self._by_look(new)

    def _styled(self, new: _Branch) -> int:
        """By its style: under the last one of a higher level."""
        higher = (i for i in range(len(self.path) - 1, 0, -1) if 0 < self.path[i].level < new.level)
        return next(higher, 0) + 1

    def _by_look(self, new: _Branch) -> int:
        """Without a number: beside the open one of the same look, else inside."""
        assert new.line is not None
        for at in range(len(self.path) - 1, 0, -1):
            beside = self.path[at]
            if beside.line and _look(beside.line) == _look(new.line) and beside.words.title:
                return at
        return len(self.path)

    def _by_number(self, new: _Branch, at: int) -> int:
        """Beside the open one it follows; a first one begins a list inside, unless it stood beside."""
        same = [i for i in range(len(self.path) - 1, 0, -1) if self.path[i].kind == new.kind]
        follows = [i for i in same if self.path[i].ordinal + 1 == new.ordinal]
        alike = [i for i in follows if self._alike(self.path[i], new)]
        if follows:
            return (alike or follows)[0]
        if not same:
            return len(self.path)
        if new.ordinal > 1:
            return same[0]
        return len(self.path) if self._begins_inside(same[0], new, at) else same[0]

    def _alike(self, open_: _Branch, new: _Branch) -> bool:
        return bool(open_.line and new.line and _look(open_.line) == _look(new.line))

    def _begins_inside(self, open_at: int, new: _Branch, at: int) -> bool:
        """一、 anew while 二、 is open: a list inside it, or a second one beside it?

        Inside when the outer list goes on later with its next number, or when 二、 holds nothing yet.
        """
        outer = self.path[open_at]
        if bool(outer.level) != bool(new.level):
            return True
        expected = 1
        for each in self.branches[at : at + _FARTHEST]:
            if not isinstance(each, _Branch) or each.kind != new.kind:
                continue
            if each.ordinal not in (expected, 1) and each.ordinal == outer.ordinal + 1:
                return True
            expected = each.ordinal + 1
        return outer.bare and open_at == len(self.path) - 1


def _common(given: Sequence[Line | Grid]) -> _Look:
    """The look of most of the running text."""
    looks: Counter[_Look] = Counter()
    for each in given:
        if isinstance(each, Line):
            looks[_look(each)] += len(each.text)
    return max(looks, key=lambda look: looks[look], default=(None, "", False))


def _branch(each: Line | Grid, common: _Look) -> _Branch | Line | Grid:
    """A heading or numbered item as a branch, anything else as it is."""
    if not isinstance(each, Line) or not each.text.strip() or _of_contents(each):
        return each
    mark = marked(each.text)
    if mark:
        return _Branch(each, mark, worded(mark.behind, styled=bool(each.level)))
    if each.level or _looks_like_one(each, common):
        return _Branch(each, None, worded(each.text.strip(), styled=True))
    return each


def _looks_like_one(line: Line, common: _Look) -> bool:
    """A title by its look alone: short, not a sentence, and set apart by more than its place."""
    text = line.text.strip()
    apart = line.bold or "黑" in line.font or (line.size or 0) > (common[0] or 0)
    return (
        len(text) <= _LONGEST_LOOKED
        and apart
        and _look(line) != common
        and not line.pictures
        and text[-1] not in "。；;，,、！？"
        and re.match(r"[表图]\s?\d|单位[：:]|目\s*录$|附件", text) is None
    )
