"""回填方案: what Word has that the data have not, as changes of the data.

Each text is merged three ways: as it was when the report was made, as Word has it, as the data have
it now.  What both changed is a conflict, and nobody but a person decides it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.archive import Manifest
from generator.findings import Place
from generator.pullback import texts
from generator.pullback.alignment import Item, aligned, paragraphs
from generator.pullback.drafts import By, Drafts, Sheets, Trouble
from generator.pullback.moves import Moved, settled
from generator.pullback.stretches import Stretch, number_of, stretches, walked
from generator.pullback.threeway import Merge, Op, merged
from generator.pullback.today import Today, data_path
from generator.source import Change, Insert, Move, Put, Remove

__all__ = ["Conflict", "Edit", "Plan", "Proposal", "changes_of", "planned"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that Word has otherwise (改动): what kind, where in the data, was and is, and by whom.

    ``before`` is empty for what is new, ``after`` for what is gone.
    """

    kind: str
    path: str
    place: Place | None
    before: str
    after: str
    by: By = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that Word and the data have both changed (冲突), each in its own way.

    ``number`` is the same however often the file is pulled.  ``base``: as it was; ``word`` and
    ``data``: as they are.  ``at``: the line of the text that stands there now, None when it is gone.
    """

    number: int
    path: str
    place: Place | None
    base: str
    word: str
    data: str
    op: Op
    at: int | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Changes of one text or entry that belong together (方案), with what they are for a person."""

    path: str
    edits: tuple[Edit, ...]
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Plan:
    """All that is to be done (回填方案), what needs a person, and what can't be brought home."""

    proposals: list[Proposal] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    merges: dict[str, Merge] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    homeless: list[Item] = field(default_factory=list)
    fixed: list[tuple[Item, Item | None]] = field(default_factory=list)


def planned(manifest: Manifest, sheets: Sheets, today: Today) -> Plan:
    """Plan the changes of all texts; ``manifest``: that of the version the edited report was."""
    entered = frozenset(p for p in manifest.sources if p.partition("/")[0] not in _NOT_TEXTS)
    known = stretches(sheets.old, entered)
    matches, moved = settled(sheets.old, aligned(sheets.old, sheets.new), entered)
    walk = walked(sheets.old, sheets.new, matches, known)
    planner = _Planner(manifest, sheets, today, walk.stretches, Plan())
    planner.plan.homeless = [sheets.new[i] for i in walk.homeless]
    planner.entries_moved(moved)
    planner.entries_gone()
    planner.texts()
    planner.entries_new()
    planner.not_from_texts()
    return planner.plan


_NOT_TEXTS = frozenset(["指标体系", "评分"])


@dataclass(slots=True)
class _Planner:
    manifest: Manifest
    sheets: Sheets
    today: Today
    stretches: Sequence[Stretch]
    plan: Plan
    gone: set[str] = field(default_factory=set)
    counted: int = 0

    # ---- entries that are elsewhere ------------------------------------------------------------

    def entries_moved(self, moved: Sequence[Moved]) -> None:
        """Entries that stand behind another one of their list now."""
        for each in moved:
            path = self.today.path(each.entry)
            if each.after is None or path is None:
                self.plan.troubles.append(Trouble("entry-moved", each.entry, each.text, each.text))
            else:
                self._move(path, each.after, each.text, each.next_to)

    def _move(self, path: str, after: str, title: str, next_to: str) -> None:
        of, _, number = path.rpartition("/")
        if self.today.reordered(of):
            self.plan.troubles.append(Trouble("list-reordered", path, title, title))
            return
        beside = self.today.path(next_to) if next_to else f"{of}/-1"
        if beside == f"{of}/{int(number) - 1}":
            return  # it stands there by now
        before = self.today.path(after) if after else ""
        if before is None or (before and before.rpartition("/")[0] != of):
            self.plan.troubles.append(Trouble("entry-moved", path, title, title))
            return
        to = int(before.rpartition("/")[2]) + 1 if before else 0
        if to in (int(number), int(number) + 1):
            return  # it stands there by now
        behind = next(
            (t.strip() for p, t in self.today.sources.items() if before and p.startswith(before)),
            "",
        )
        where = f"“{_brief(behind)}”之后" if behind else "最前"
        says = f"{_brief(title)}（移到{where}）"
        edit = Edit("移", path, self.today.place(path), "", says)
        self.plan.proposals.append(Proposal(path, (edit,), (Move(data_path(path), to),)))

    # ---- entries that are gone -----------------------------------------------------------------

    def entries_gone(self) -> None:
        """Entries of which nothing is left: their titles, their texts, all below."""
        left = {s.path for s in self.stretches if s.path and s.old and _left(s)}
        for entry in self._entries():
            if any(entry.startswith(f"{each}/") for each in self.gone):
                continue
            if not any(path == entry or path.startswith(f"{entry}/") for path in left):
                self.gone.add(entry)
                self._remove(entry)

    def _entries(self) -> list[str]:
        """Every entry of a list that the report printed, the outer before the inner."""
        found = {
            "/".join(steps[: i + 1])
            for s in self.stretches
            if s.path and s.old
            for steps in [s.path.split("/")]
            for i, step in enumerate(steps)
            if step.isdigit()
        }
        return sorted(found, key=lambda entry: (entry.count("/"), data_path(entry)[-1], entry))

    def _remove(self, entry: str) -> None:
        path = self.today.path(entry)
        if path is None:
            return  # gone from the data too
        parts, now = _part_of(self.manifest.sources, entry), _part_of(self.today.sources, path)
        items = [self.sheets.old[i] for s in self.stretches if s.path in parts for i in s.old]
        was, by = "\n".join(item.text for item in items), self.sheets.by_gone(*items)
        held = self.today.held(path)
        if held:
            self.plan.troubles.append(Trouble(held, entry, was, "", by=by))
            return
        if list(parts.values()) != [now.get(f"{path}{p[len(entry) :]}") for p in parts]:
            self.plan.troubles.append(Trouble("entry-gone-but-changed", entry, was, "", by=by))
            return
        edit = Edit("删", path, self.today.place(path), was, "", by)
        self.plan.proposals.append(Proposal(path, (edit,), (Remove(data_path(path)),)))

    def _is_gone(self, path: str) -> bool:
        return any(path == entry or path.startswith(f"{entry}/") for entry in self.gone)

    # ---- texts ---------------------------------------------------------------------------------

    def texts(self) -> None:
        """Merge the changes of every text into the text of today."""
        ops: dict[str, list[Op]] = {}
        for stretch in self.stretches:
            if not stretch.path or self._is_gone(stretch.path):
                continue
            if stretch.is_title and not any(step.new is not None for step in stretch.steps):
                self._title_gone(stretch)
                continue
            drafts = self._drafts(stretch)
            self.plan.troubles += drafts.troubles
            self._gather(ops.setdefault(stretch.path, []), drafts)
        for before, each in ops.items():
            self._merge(before, each)

    def _title_gone(self, stretch: Stretch) -> None:
        """A title that is gone while its entry is not."""
        was = self.sheets.old[stretch.old[0]].text
        self.plan.troubles.append(Trouble("title-gone", stretch.path, was, ""))

    def _drafts(self, stretch: Stretch) -> Drafts:
        if stretch.old:
            return texts.drafted(stretch, self.manifest.sources[stretch.path], self.sheets)
        lines, drafts = texts.fresh(stretch, stretch.steps, self.sheets)
        drafts.ops[:] = [op for op in drafts.ops if lines]
        return drafts

    def _gather(self, ops: list[Op], drafts: Drafts) -> None:
        """Changes of a text that is printed twice count once; two that differ are told."""
        for each in drafts.ops:
            self.counted += bool(each.was or each.says)
            op = replace(each, number=self.counted)
            same = [each for each in ops if (each.at, each.behind) == (op.at, op.behind)]
            if op.behind or not same:
                ops.append(op)
            elif same[0].lines != op.lines:
                trouble = Trouble("edited-twice", drafts.path, same[0].says, op.says, by=op.by)
                self.plan.troubles.append(trouble)

    def _merge(self, before: str, ops: Sequence[Op]) -> None:
        if not ops:
            return
        path = self.today.path(before)
        if path is None:
            self.plan.troubles += [
                Trouble("nowhere-to-put", before, op.was, op.says, by=op.by) for op in ops
            ]
            return
        old = self.manifest.sources.get(before, "").split("\n")
        merge = merged(old, self.today.text(before, path).split("\n"), ops)
        if before.startswith("文字片段/") and not merge.text().strip():
            self.plan.troubles += [
                Trouble("common-text-gone", before, op.was, "", by=op.by) for op in ops
            ]
            return
        self.plan.merges[path] = merge
        edits = [self._edit(path, op, at) for op, at in merge.done if op.was or op.says]
        for op, at in merge.clashes:
            self.plan.conflicts.append(self._conflict(path, op, at, merge))
        if edits:
            self.plan.proposals.append(Proposal(path, tuple(edits), ()))

    def _edit(self, path: str, op: Op, at: int) -> Edit:
        return Edit(op.kind, path, self.today.place(path, max(at, 0)), op.was, op.says, op.by)

    def _conflict(self, path: str, op: Op, at: int | None, merge: Merge) -> Conflict:
        data = "" if at is None else merge.lines[at]
        place = self.today.place(path, at or 0)
        return Conflict(op.number, path, place, op.was, op.says, data, op, at)

    # ---- entries that are new --------------------------------------------------------------------

    def entries_new(self) -> None:
        """New items of lists of texts, and new headings with what stands under them."""
        for stretch in self.stretches:
            if stretch.is_new:
                self._insert(stretch)

    def _insert(self, stretch: Stretch) -> None:
        head, *body = stretch.steps
        behind = stretch.after or stretch.before
        above, _, number = behind.rpartition("/")
        mapped, of = self.today.path(behind), self.today.path(above)
        items = [self.sheets.new[s.new] for s in stretch.steps if s.new is not None]
        says = "\n".join(item.text for item in items)
        by = self.sheets.by(*(p for item in items for p in paragraphs(item)))
        lines, drafts = texts.fresh(stretch, body if stretch.titled else stretch.steps, self.sheets)
        self.plan.troubles += drafts.troubles
        title = items[0].text if above.startswith(_CHAPTERS) else _unnumbered(items[0].text)
        value = self._value(above, title, lines) if stretch.titled else _first_bare(lines)
        if of is None or value is None or head.new is None or self.today.reordered(of):
            id = "list-reordered" if of and self.today.reordered(of) else "nowhere-to-put"
            self.plan.troubles.append(Trouble(id, behind, "", says, by=by))
            return
        if self.today.has(of, title if stretch.titled else str(value)):
            return
        at = (int(mapped.rpartition("/")[2]) if mapped else int(number)) + bool(stretch.after)
        path = f"{of}/{min(at, self.today.entries(of))}"
        place = self.today.place(mapped or of)
        edit = Edit("增", path, place, "", says, by)
        self.plan.proposals.append(Proposal(path, (edit,), (Insert(data_path(path), value),)))

    def _value(self, of: str, title: str, lines: Sequence[str]) -> Mapping[str, str] | None:
        key = _BODY.get(re.sub(r"\d+", "*", of))
        if key is None:
            return None
        return {"标题": title, key: _text(lines)} if lines else {"标题": title}

    # ---- what no text holds ----------------------------------------------------------------------

    def not_from_texts(self) -> None:
        """Words of the template and calculated paragraphs that were changed or are gone."""
        for stretch in self.stretches:
            if stretch.path or stretch.is_new:
                continue
            for step in stretch.steps:
                if step.old is None or step.moved:
                    continue
                old = self.sheets.old[step.old]
                new = None if step.new is None else self.sheets.new[step.new]
                if new is None or new.text != old.text or _pictures(old) < _pictures(new):
                    self.plan.fixed.append((old, new))


_BODY = {
    "成效": "内容",
    "成效/*/下级": "内容",
    "成效/*/下级/*/下级": "内容",
    "下一步/分项": "内容",
    "问题": "说明",
    "章节": "正文",
    "章节/*/下级": "正文",
    "章节/*/下级/*/下级": "正文",
    "章节/*/下级/*/下级/*/下级": "正文",
}
_CHAPTERS = "章节"


def _part_of(sources: Mapping[str, str], entry: str) -> dict[str, str]:
    """The texts of an entry, by path."""
    return {p: t for p, t in sources.items() if p == entry or p.startswith(f"{entry}/")}


def _brief(text: str) -> str:
    """How a text begins."""
    first = text.partition("\n")[0]
    return first if len(first) <= _BRIEF else f"{first[:_BRIEF]}…"


_BRIEF = 24


def _left(stretch: Stretch) -> bool:
    return any(
        step.old is not None and step.new is not None and not step.moved for step in stretch.steps
    )


def _unnumbered(text: str) -> str:
    number = number_of(text)
    return (text[number.end() :] if number else text).strip(" \u3000")


def _first_bare(lines: Sequence[str]) -> str | None:
    """A new item of a list of texts, without the number before it."""
    if not lines:
        return None
    first = lines[0].replace("\\.", ".", 1)
    return _text([_unnumbered(first), *lines[1:]])


def _text(lines: Sequence[str]) -> str:
    return "\n".join([*lines, ""]) if len(lines) > 1 else "".join(lines)


def _pictures(item: Item) -> int:
    return getattr(item.content, "pictures", 0)


def changes_of(plan: Plan, taken: Sequence[Conflict]) -> Iterator[tuple[str, Change]]:
    """Every change of the data by its path; ``taken``: conflicts decided for Word."""
    for path, merge in plan.merges.items():
        own = [(c.op, c.at) for c in taken if c.path == path]
        text = merge.text(own)
        if text != "\n".join(merge.lines):
            yield path, Put(data_path(path), _ended(text, merge.lines))
    for proposal in plan.proposals:
        yield from ((proposal.path, change) for change in proposal.changes)


def _ended(text: str, lines: Sequence[str]) -> str:
    """A text ends as it did; one that becomes several lines ends with a newline, as a block does."""
    kept = text.rstrip("\n")
    block = "\n" in kept or (len(lines) > 1 and not lines[-1])
    return f"{kept}\n" if block and kept else kept
