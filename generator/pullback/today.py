"""今日数据: the data as they are now, and where in them stands what a report of before was made from.

Entries may have been added, taken away or moved since: they are known by their texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.findings import Place
from generator.generate import Examined
from generator.model import Section
from generator.narrative import OWN_TEXTS, reordered
from generator.pullback.alignment import Item, aligned
from generator.pullback.stretches import TITLES
from generator.readback import Paragraph
from generator.source import DataPath

__all__ = ["Today", "data_path", "paired"]

_FRAGMENT = "文字片段/"


def data_path(joined: str) -> DataPath:
    """A data path from its joined form; numbers are those of list items."""
    return tuple(int(step) if step.isdigit() else step for step in joined.split("/"))


@dataclass(frozen=True, slots=True)
class Today:
    """The unit as it is now (今日数据): ``sources`` by path; ``paths``: those of before by those of now."""

    examined: Examined
    sources: Mapping[str, str]
    paths: Mapping[str, str]

    def path(self, before: str) -> str | None:
        """Where a text of before stands now; None when its entry is gone, or is nobody's to edit.

        A fragment is shared by all units: what one writes otherwise is its own 说明.
        """
        if before.startswith(_FRAGMENT):
            own = OWN_TEXTS.get(before.removeprefix(_FRAGMENT))
            return "/".join(map(str, own)) if own else None
        if before in self.paths:
            return self.paths[before]
        above, _, last = before.rpartition("/")
        mapped = self.path(above) if above else ""
        return (
            None if mapped is None or (last.isdigit() and above) else f"{mapped}/{last}".strip("/")
        )

    def text(self, before: str, path: str) -> str:
        """The text that stands now; a fragment's own where the unit has none instead."""
        own = self.examined.inputs.report.text(data_path(path)) or ""
        if own.strip() or not before.startswith(_FRAGMENT):
            return own
        return self.examined.inputs.texts.get(before.removeprefix(_FRAGMENT), "").rstrip("\n")

    def place(self, path: str, line: int = 0) -> Place | None:
        """Where a path stands, and the line of its text."""
        report = self.examined.inputs.report
        return report.place(data_path(path), line) or self.examined.inputs.place(data_path(path))

    def entries(self, of: str) -> int:
        """How many items a list has, as far as the last that prints a text."""
        steps = {
            path.removeprefix(f"{of}/").partition("/")[0]
            for path in self.sources
            if path.startswith(f"{of}/")
        }
        return max((int(step) + 1 for step in steps if step.isdigit()), default=0)

    def reordered(self, of: str) -> bool:
        """A section prints the entries of this list in an order of its own, by their numbers."""
        return data_path(of) in reordered(self.examined.report)

    def held(self, entry: str) -> str:
        """Why an entry that is gone from the report can't go from the data: a trouble's id; else empty."""
        of, _, _ = entry.rpartition("/")
        if self.reordered(of):
            return "list-reordered"
        top, *steps = data_path(entry)
        sections = self.examined.report.sections
        return "section-gone" if top == "章节" and _prints_part(sections, steps) else ""

    def has(self, of: str, text: str) -> bool:
        """Some entry of a list, which was not there before, begins with just this text."""
        known = set(self.paths.values())
        return any(
            path.startswith(f"{of}/") and path not in known and source.strip() == text.strip()
            for path, source in self.sources.items()
        )


def _prints_part(sections: Sequence[Section], path: Sequence[str | int]) -> bool:
    """The section at a path, or one below it, prints a part of the report."""
    number, *below = (step for step in path if isinstance(step, int))
    section = sections[number]
    if below:
        return _prints_part(section.below, below)
    return bool(section.part) or any(
        _prints_part(section.below, (i,)) for i in range(len(section.below))
    )


def paired(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """For each path of before, entries included, the path of the same thing now."""
    return dict(_paired(before, now, "", ""))


def _paired(
    before: Mapping[str, str], now: Mapping[str, str], one: str, other: str
) -> Iterator[tuple[str, str]]:
    old, new = _below(before, one), _below(now, other)
    listed = bool(old) and all(step.isdigit() for step in old)
    pairs = (
        _same_entries(before, now, (one, old), (other, new)) if listed else [(s, s) for s in old]
    )
    for step, then in pairs:
        path, its = f"{one}/{step}".strip("/"), f"{other}/{then}".strip("/")
        yield path, its
        yield from _paired(before, now, path, its)


def _below(paths: Mapping[str, str], above: str) -> list[str]:
    """The steps right below a path, in order."""
    lead = f"{above}/" if above else ""
    below = (
        path[len(lead) :].partition("/")[0]
        for path in paths
        if path.startswith(lead) and path != above
    )
    return sorted(
        dict.fromkeys(below),
        key=lambda step: (not step.isdigit(), int(step) if step.isdigit() else 0),
    )


def _same_entries(
    before: Mapping[str, str],
    now: Mapping[str, str],
    old: tuple[str, Sequence[str]],
    new: tuple[str, Sequence[str]],
) -> list[tuple[str, str]]:
    """Which entries of a list are which: by their texts, what is left in order if there are as many."""
    ones = [_entry(before, f"{old[0]}/{step}") for step in old[1]]
    others = [_entry(now, f"{new[0]}/{step}") for step in new[1]]
    found = {m.old: m.new for m in aligned(ones, others) if m.old is not None and m.new is not None}
    left = [i for i in range(len(ones)) if i not in found]
    free = [j for j in range(len(others)) if j not in found.values()]
    if len(left) == len(free):
        found.update(zip(left, free, strict=True))
    return [(old[1][i], new[1][j]) for i, j in sorted(found.items())]


_TELLING = 80  # letters: the beginning of an entry tells it from others


def _entry(sources: Mapping[str, str], path: str) -> Item:
    """An entry as an item that can be aligned: its title, or how it begins."""
    texts = {p: t for p, t in sources.items() if p == path or p.startswith(f"{path}/")}
    titles = (texts[f"{path}/{key}"] for key in TITLES if f"{path}/{key}" in texts)
    text = next(titles, next(iter(texts.values()), ""))[:_TELLING]
    return Item(Paragraph("", text), text, frozenset())
