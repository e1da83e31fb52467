"""移位: entries that were moved as wholes: an item of a list of texts, a heading with all below it.

Their paragraphs are then taken as standing where they stood, so that what was edited in them comes
home too; the move itself is one change.  A part of an entry that was moved is told, and left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from generator.pullback.alignment import Item, Match
from generator.pullback.stretches import TITLES

__all__ = ["Moved", "settled"]


@dataclass(frozen=True, slots=True)
class Moved:
    """An entry that stands elsewhere (移位): its path, that of the entry it comes behind, its words.

    ``after`` is the nearest before it that was not moved itself, empty when there is none; None when
    the entry went to another list, or only in part, or is no entry but words of the template.
    ``next_to`` is the entry right before it, moved or not.
    """

    entry: str
    after: str | None
    text: str
    next_to: str = ""


def settled(
    old: Sequence[Item], matches: Sequence[Match], entered: frozenset[str]
) -> tuple[list[Match], list[Moved]]:
    """The matches with moved entries taken as unmoved, and those entries."""
    moved = {m.old: m for m in matches if m.moved and m.old is not None}
    entries = list(dict.fromkeys(_entry(i, old) for i in moved if old[i].path in entered))
    outer = [e for e in entries if e and not any(_within(e, other) for other in entries if other)]
    outer.sort(key=lambda entry: not entry.startswith(_CHAPTERS))
    found: list[Moved] = []
    still = {i for i in moved if old[i].path not in entered}
    found += [Moved(old[i].path, None, old[i].text) for i in sorted(still)]
    for entry in outer:
        own = _own(entry, old)
        if own[0] in still:
            continue  # it went with the section it is printed in
        whole = all(i in moved for i in own if _stands(i, matches))
        after = _after(entry, own, old, matches) if whole else None
        found.append(Moved(entry, after, old[own[0]].text, _next_to(entry, own, old, matches)))
        still.update(i for i in own if i in moved)
    kept = [replace(m, moved=False) if m.old in still else m for m in matches]
    return kept, found


_CHAPTERS = "章节/"


def _entry(number: int, old: Sequence[Item]) -> str:
    """The entry whose title or whole text an item is, or its first text, which stands on its title's
    line where no paragraph has the title; empty for a part of a text."""
    above, _, last = old[number].path.rpartition("/")
    if last in TITLES or last.isdigit():
        return above if last in TITLES else old[number].path
    begins = above.rpartition("/")[2].isdigit() and _own(above, old)[0] == number
    return above if begins else ""


def _own(entry: str, old: Sequence[Item]) -> list[int]:
    """The items of an entry; of a section, with those of the part that it prints."""
    own = [i for i, item in enumerate(old) if _within(item.path, entry) or item.path == entry]
    if entry.startswith(_CHAPTERS):
        behind = range(own[-1] + 1, len(old))
        end = next((i for i in behind if _apart(old[i].path)), len(old))
        own = list(range(own[0], end))
    return own


def _apart(path: str) -> bool:
    """Of the template, or of a section: what ends the section before it."""
    return not path or path.startswith(_CHAPTERS)


def _within(path: str, entry: str) -> bool:
    return path.startswith(f"{entry}/")


def _stands(number: int, matches: Sequence[Match]) -> bool:
    return any(m.old == number and m.new is not None for m in matches)


def _after(
    entry: str, own: Sequence[int], old: Sequence[Item], matches: Sequence[Match]
) -> str | None:
    """The entry of the same list that now stands before; empty for none, None in another list."""
    of = entry.rpartition("/")[0]
    here = sorted(m.new for m in matches if m.old in own and m.new is not None)
    was: Mapping[int, str] = {
        m.new: old[m.old].path
        for m in matches
        if m.new is not None and m.old is not None and not m.moved
    }
    behind = next((path for j, path in sorted(was.items()) if j > here[-1]), "")
    if entry.startswith(_CHAPTERS):
        if not _apart(behind):
            return None  # it stands inside another section now
        was = {j: path for j, path in was.items() if path.startswith(_CHAPTERS)}
    before = next((was[j] for j in range(here[0] - 1, -1, -1) if j in was), "")
    if _within(before, of):
        return _first(before, of)
    return "" if _within(behind, of) else None


def _next_to(entry: str, own: Sequence[int], old: Sequence[Item], matches: Sequence[Match]) -> str:
    """The entry of the same list that stands right before, moved or not; empty for none."""
    of = entry.rpartition("/")[0]
    here = min(m.new for m in matches if m.old in own and m.new is not None)
    before = (
        (m.new, _first(old[m.old].path, of))
        for m in matches
        if m.new is not None and m.old is not None and m.new < here and _within(old[m.old].path, of)
    )
    return max(before, default=(-1, ""))[1]


def _first(path: str, of: str) -> str:
    """The entry of a list that a path lies in."""
    return f"{of}/{path.removeprefix(f'{of}/').partition('/')[0]}"
