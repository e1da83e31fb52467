"""改文: what was changed in the paragraphs of one text, as changes of its lines.

Each line of a text prints one paragraph or one row of a table.  A paragraph that was split gives
two lines, two that were joined give one; bold and lists are written as the data write them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from generator.pullback import tables
from generator.pullback.alignment import Item, Match, paragraphs, shown
from generator.pullback.changes import Touched, laid, likeness
from generator.pullback.drafts import FIXED, Drafts, Sheets, Trouble
from generator.pullback.lines import Atom, Line, broken, is_rule, line, row, trimmed, typed
from generator.pullback.signs import Lead, bare, lead_of, sign_for, stripped
from generator.pullback.stretches import Stretch, heading_level
from generator.pullback.threeway import Op
from generator.readback import Paragraph, Run

__all__ = ["drafted", "fresh"]

_BREAK = Atom("\n", "\n")
_SURER, _SURE = 0.05, 0.75


def drafted(stretch: Stretch, source: str, sheets: Sheets) -> Drafts:
    """The changes of a stretch's text; ``source``: the text as it was when the report was made."""
    drafter = _Drafter(stretch, source.split("\n"), sheets, Drafts(stretch.path, sheets))
    if drafter.changed():
        drafter.draft()
    return drafter.made


def fresh(stretch: Stretch, steps: Sequence[Match], sheets: Sheets) -> tuple[list[str], Drafts]:
    """The lines of a text that is new, from the items of these steps."""
    drafter = _Drafter(stretch, (), sheets, Drafts(stretch.path, sheets))
    for step in steps:
        drafter.insert(step, -1)
    return [each for op in drafter.made.ops for each in op.lines], drafter.made


@dataclass(slots=True)
class _Drafter:
    """Drafts one stretch; ``at``: the lines that each old item is printed by."""

    stretch: Stretch
    lines: Sequence[str]
    sheets: Sheets
    made: Drafts
    at: dict[int, list[int]] = field(default_factory=dict)
    sign: str = ""

    def changed(self) -> bool:
        """Anything was edited, is new, gone or elsewhere."""
        old, new = self.sheets.old, self.sheets.new
        kept = [
            step.old
            for step in self.stretch.steps
            if step.old is not None and step.new is not None and not step.moved
            if _same(old[step.old], new[step.new])
        ]
        return len(kept) != len(self.stretch.steps) or kept != self.stretch.old

    def draft(self) -> None:
        """Draft all changes; none when lines and paragraphs do not go together."""
        if not self._known():
            was = "\n".join(self.sheets.old[i].text for i in self.stretch.old)
            items = [self.sheets.new[s.new] for s in self.stretch.steps if s.new is not None]
            by = self.sheets.by(*(p for i in items for p in paragraphs(i)))
            self.made.refuse("not-returned", 0, (was, "\n".join(i.text for i in items)), by)
            return
        last = -1
        for olds, news in _groups(self.stretch.steps, self.sheets):
            self._group(olds, news, last)
            last = max((at for i in olds for at in self.at.get(i, ())), default=last)
        here = {step.old for step in self.stretch.steps if not step.moved}
        for number in self.stretch.old:
            if number not in here:
                self._delete(number, "移")

    def _known(self) -> bool:
        """Find the lines of each item; False when lines and paragraphs don't go together."""
        printing = [i for i, text in enumerate(self.lines) if text.strip() and not self._rule(i)]
        for number in self.stretch.old:
            content = self.sheets.old[number].content
            count = 1 if isinstance(content, Paragraph) else len(content)
            self.at[number], printing = printing[:count], printing[count:]
            if len(self.at[number]) != count or not self._prints(number):
                return False
        return not printing

    def _rule(self, i: int) -> bool:
        return is_rule(self.lines[i]) and i > 0 and self.lines[i - 1].lstrip().startswith("|")

    def _prints(self, number: int) -> bool:
        content, at = self.sheets.old[number].content, self.at[number]
        if isinstance(content, Paragraph):
            return self._line(number).printed in content.text
        rows = zip(at, content, strict=True)
        return all(len(row(self.lines[i], iter(()))) == len(cells) for i, cells in rows)

    def _line(self, number: int) -> Line:
        content = self.sheets.old[number].content
        assert isinstance(content, Paragraph)
        values = iter(self.sheets.values(content))
        return line(self.lines[self.at[number][0]], values, signs=not self.stretch.verbatim)

    def _group(self, olds: Sequence[int], news: Sequence[Match], last: int) -> None:
        new = [self.sheets.new[step.new] for step in news if step.new is not None]
        texts = [i for i in olds if isinstance(self.sheets.old[i].content, Paragraph)]
        if not olds:
            for step in news:
                self.insert(step, last)
        elif not new:
            for number in olds:
                self._delete(number, "删")
        elif texts:
            self._edit(olds, new)
        else:
            tables.drafted(
                self.made, self.lines, self.at[olds[0]], self.sheets.old[olds[0]], new[0]
            )

    def insert(self, step: Match, last: int) -> None:
        """A new item behind the line ``last``, or one that stood elsewhere."""
        if step.new is None:
            return
        item = self.sheets.new[step.new]
        if 0 <= last < len(self.lines):
            self.sign = self.sign or line(self.lines[last], iter(())).sign
        content = item.content
        lines = (
            self._written(content, self._as_it_was(step.old))
            if isinstance(content, Paragraph)
            else tables.fresh(content)
        )
        says, by = shown(item), self.sheets.by(*paragraphs(item))
        if last < 0 and self.stretch.old:
            self._label_gone(self.stretch.old[0])
        if lines:
            kind = "移" if step.moved else "增"
            self.made.change(Op(last, tuple(lines), "", says, True, kind), by)
        else:
            drawn = isinstance(content, Paragraph) and content.pictures
            id = "picture-added" if drawn else "not-returned"
            self.made.refuse(id, max(last, 0), ("", says), by)

    def _as_it_was(self, number: int | None) -> Line | None:
        """The line that printed a paragraph which now stands elsewhere, for its figures to go along."""
        if number is None:
            return None
        item = self.sheets.old[number]
        assert isinstance(item.content, Paragraph)
        values = self.sheets.values(item.content)
        written = self.sheets.sources.get(item.path, "").split("\n")
        lines = (line(each, iter(values)) for each in written if each.strip())
        return max(
            (ln for ln in lines if ln.printed in item.text),
            key=lambda ln: len(ln.printed),
            default=None,
        )

    def _written(self, paragraph: Paragraph, before: Line | None) -> list[str]:
        """A new paragraph as a line; none when it can't be one.  ``before``: as it stood elsewhere."""
        depth = self._depth(paragraph)
        sign, skipped = sign_for(paragraph, self.sign, depth)
        atoms = [Atom(s, s, run.bold and not depth) for run in paragraph.runs for s in run.text]
        if before is not None:
            lead, _, rest = paragraph.text.partition(before.printed)
            known = [*(Atom(s, s) for s in lead), *before.atoms, *(Atom(s, s) for s in rest)]
            atoms = list(laid(known, paragraph.runs)[0])
            sign, skipped = (before.sign, len(lead)) if before.kind and lead else (sign, skipped)
        behind = ""
        if before is not None and before.kind == "picture":
            sign, behind = before.sign, before.behind
        made = typed(sign, trimmed(atoms[skipped:]), behind)
        self.sign = sign
        return [made.written] if made and made.atoms and depth >= 0 else []

    def _depth(self, paragraph: Paragraph) -> int:
        """How far a heading lies below that of the text; 0 when it is none."""
        level = heading_level(Item(paragraph, "", frozenset()))
        return level - self.stretch.level if level else 0

    def _delete(self, number: int, kind: str) -> None:
        item, lines = self.sheets.old[number], self.at[number]
        if kind == "删" and number == self.stretch.old[0]:
            self._label_gone(number, "fixed-edited" if len(self.stretch.old) > 1 else "title-stays")
        for at in range(lines[0], lines[-1] + 1):
            was = shown(item) if at == lines[0] else ""
            self.made.change(Op(at, (), was, "", False, kind), self.sheets.by_gone(item))

    def _label_gone(self, number: int, id: str = "fixed-edited") -> None:
        """Words before a text will stand before another paragraph, or, if a title, alone."""
        item = self.sheets.old[number]
        if not isinstance(item.content, Paragraph):
            return
        read = self._line(number)
        words = self._lead(_around(item, read)[0], read).words
        if words:
            told = Touched(f"{FIXED}{words}", words, "")
            at, by = self.at[number][0], self.sheets.by_gone(item)
            self.made.troubles.append(Trouble(id, self.made.path, item.text, "", at, told, by))

    # ---- paragraphs that are others now --------------------------------------------------------

    def _edit(self, olds: Sequence[int], new: Sequence[Item]) -> None:
        """Old paragraphs that are these now: edited, split or joined."""
        old = [self.sheets.old[i] for i in olds]
        was, says = ("\n".join(map(shown, each)) for each in (old, new))
        at, by = [self.at[number][0] for number in olds], self.sheets.by(*_paragraphs(new))
        first, lead, tail, atoms = self._atoms(olds)
        runs, sign = bare(_runs(new), lead, first)
        sign = self._restyled(old[0], new[0], sign)
        out, touched = laid([*_fixed(lead.words), *atoms, *_fixed(tail)], stripped(runs))
        lost = [a for a in (*_fixed(lead.words), *_fixed(tail)) if a not in out]
        touched += [Touched(a.expression, a.printed, "") for a in lost]
        ends = ((_fixed(lead.words), 0), (_fixed(tail), len(out) - 1))
        moved = any(word in out and out.index(word) != at for words, at in ends for word in words)
        joined = len(olds) > 1 and any(self._line(i).kind == "picture" for i in olds)
        if joined or moved:
            self.made.refuse("not-returned", at[0], (was, says), by)
            return
        if _pictures(new) > _pictures(old):
            self.made.refuse("picture-added", at[0], (was, says), by)
        if any(not each.now and not each.expression.startswith(FIXED) for each in touched):
            self.made.refuse("figure-rewritten", at[0], (was, says), by)
            return
        self.made.tell(touched, at[0], (was, says), by)
        kept = [a for a in out if not a.expression.startswith(FIXED)]
        lines = self._lines(kept, sign, first, new)
        if lines is None or (len(lines) > 1 and self.stretch.is_title):
            self.made.refuse("not-returned", at[0], (was, says), by)
            return
        if lines == (self.lines[at[0]],) and len(new) > len(at):
            self.made.refuse("not-returned", at[0], (was, says), by)
        elif lines != (self.lines[at[0]],) or len(at) > 1:
            says = says if not touched else "".join(a.printed for a in out)
            self.made.change(Op(at[0], lines, was, says), by)
        for each in at[1:]:
            self.made.change(Op(each, (), "", "", False, "并"), by)

    def _atoms(self, olds: Sequence[int]) -> tuple[Line, Lead, str, list[Atom]]:
        """The first line, what stands before and behind it, and the atoms of all, line by line."""
        first = self._line(olds[0])
        before, behind = _around(self.sheets.old[olds[0]], first)
        found = list(first.atoms)
        for number in olds[1:]:
            other = self._line(number)
            lead, _ = _around(self.sheets.old[number], other)
            found += [_BREAK, *(Atom(s, s) for s in lead), *other.atoms]
        return first, self._lead(before, first), behind, found

    def _lead(self, before: str, read: Line) -> Lead:
        """What stands before a text; of a title on its line the number may be the title's own."""
        told = lead_of(before, dashed=read.kind == "bullet")
        return Lead("", before) if told.words and not self.stretch.is_title else told

    def _restyled(self, old: Item, new: Item, sign: str) -> str:
        """The sign as a change of style or Word's own numbering makes it."""
        content, before = new.content, old.content
        assert isinstance(content, Paragraph) and isinstance(before, Paragraph)
        was, now = heading_level(old), heading_level(new)
        if self.stretch.is_title or self.stretch.of_list:
            return sign
        if was != now:
            depth = now - self.stretch.level if now else 0
            if now and depth < 1:
                self.made.refuse("not-returned", 0, (old.text, new.text), content.by)
                return sign
            return f"{'#' * depth} " if depth else ""
        if content.listed and not before.listed and not sign.strip():
            sign, _ = sign_for(content, self.sign, 0)
        self.sign = sign
        return sign

    def _lines(
        self, atoms: Sequence[Atom], sign: str, first: Line, new: Sequence[Item]
    ) -> tuple[str, ...] | None:
        """Atoms as lines; None when one can't be written."""
        made: list[str] = []
        parts = broken(atoms)
        for number, part in enumerate(parts):
            lead, skipped = sign, 0
            if number:
                content = new[min(number, len(new) - 1)].content
                assert isinstance(content, Paragraph)
                text = "".join(a.printed for a in part)
                lead, skipped = sign_for(replace(content, text=text), sign, 0)
            behind = first.behind if number == len(parts) - 1 else ""
            signs = not self.stretch.verbatim
            written = typed(lead, trimmed(part[skipped:]), behind, signs=signs)
            if written is None:
                return None
            made += [written.written] if written.atoms else []
        return tuple(made)


def _same(old: Item, new: Item) -> bool:
    """Nothing that the data could hold differs."""
    one, other = old.content, new.content
    if not isinstance(one, Paragraph) or not isinstance(other, Paragraph):
        return old.text == new.text
    looks = [(stripped(p.runs), p.listed, p.pictures) for p in (one, other)]
    return looks[0] == looks[1] and heading_level(old) == heading_level(new)


def _around(item: Item, line: Line) -> tuple[str, str]:
    """What a paragraph prints before and behind the text of its line, which mostly ends it."""
    if item.text.endswith(line.printed):
        return item.text.removesuffix(line.printed), ""
    before, _, behind = item.text.partition(line.printed)
    return before, behind


def _paragraphs(items: Sequence[Item]) -> list[Paragraph]:
    return [paragraph for item in items for paragraph in paragraphs(item)]


def _pictures(items: Sequence[Item]) -> int:
    return sum(item.content.pictures for item in items if isinstance(item.content, Paragraph))


def _fixed(words: str) -> list[Atom]:
    """Words of the template as an atom that can't be edited; ``words`` makes each its own."""
    return [Atom("", words, False, f"{FIXED}{words}")] if words else []


def _runs(items: Sequence[Item]) -> list[Run]:
    """The runs of paragraphs, with a line break between two."""
    runs: list[Run] = []
    for number, item in enumerate(items):
        assert isinstance(item.content, Paragraph)
        runs += [Run("\n")] if number else []
        runs += item.content.runs
    return runs


# ---- which old paragraphs are which new ones ---------------------------------------------------------

_Group = tuple[list[int], list[Match]]


def _groups(steps: Sequence[Match], sheets: Sheets) -> Iterator[_Group]:
    """The steps, with those taken together that split or join a paragraph."""
    groups: list[_Group] = [
        (
            [] if step.old is None or step.moved else [step.old],
            [] if step.new is None else [step],
        )
        for step in steps
    ]
    i = 0
    while i < len(groups):
        if all(groups[i]):
            while _better(groups, i, i + 1, sheets):
                groups[i : i + 2] = [_taken(groups, i, i + 1)]
            while _better(groups, i, i - 1, sheets):
                groups[i - 1 : i + 1] = [_taken(groups, i, i - 1)]
                i -= 1
        i += 1
    yield from groups


def _taken(groups: Sequence[_Group], i: int, neighbour: int) -> _Group:
    first, second = sorted((i, neighbour))
    olds = [*groups[first][0], *groups[second][0]]
    return olds, [*groups[first][1], *groups[second][1]]


def _better(groups: Sequence[_Group], i: int, neighbour: int, sheets: Sheets) -> bool:
    """Taken together with its neighbour a group is more like what it was."""
    if not 0 <= neighbour < len(groups):
        return False
    olds, news = groups[neighbour]
    if (olds and news) or not (olds or news) or any(step.moved for step in news):
        return False
    whole = _taken(groups, i, neighbour)
    items = [sheets.old[n] for n in whole[0]] + [
        sheets.new[s.new] for s in whole[1] if s.new is not None
    ]
    if not all(isinstance(item.content, Paragraph) for item in items):
        return False
    likely = _likeness(whole, sheets)
    return likely > _likeness(groups[i], sheets) + _SURER and likely > _SURE


def _likeness(group: _Group, sheets: Sheets) -> float:
    old = "".join(sheets.old[n].text for n in group[0])
    return likeness(old, "".join(sheets.new[s.new].text for s in group[1] if s.new is not None))
