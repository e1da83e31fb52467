"""对齐: which paragraph of the generated report is which of the edited one.

Equal texts are found first, in order; between them bookmarks and likeness decide; what is left on
both sides and is the same text, or bears the same mark, was moved.  Tables are aligned as wholes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from generator.pullback.changes import likeness
from generator.readback import Paragraph, Reading, Rows, Run
from generator.template import STYLES

__all__ = ["Item", "Match", "aligned", "captions", "items", "paragraphs", "shown"]

_LIKE = 0.5
_LIKE_WITH_MARK = 0.2
_TELLING = 4  # letters that are not found in a foreign text by chance


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph or a table of a reading (段落或表), and the text by which it is told apart."""

    content: Paragraph | Rows
    text: str
    marks: frozenset[str]

    @property
    def path(self) -> str:
        """The data path of a paragraph, or of the first cell of a table that has one."""
        if isinstance(self.content, Paragraph):
            return self.content.path
        cells = (p.path for row in self.content for cell in row for p in cell.paragraphs)
        return next((path for path in cells if path), "")


@dataclass(frozen=True, slots=True)
class Match:
    """Where an item is now (对应): numbers of the old and of the new item, None when it has none.

    ``moved``: it stands elsewhere in the order.
    """

    old: int | None
    new: int | None
    moved: bool = False


def paragraphs(item: Item) -> tuple[Paragraph, ...]:
    """The paragraphs of an item, those of a table cell by cell."""
    if isinstance(item.content, Paragraph):
        return (item.content,)
    return tuple(p for row in item.content for cell in row for p in cell.paragraphs)


def shown(item: Item) -> str:
    """An item for a person to read: bold between stars, a table row by row."""
    if isinstance(item.content, Paragraph):
        return "".join(f"**{r.text}**" if r.bold else r.text for r in item.content.runs)
    rows = ("｜".join(c.text.replace("\n", " ") for c in cells) for cells in item.content)
    return "\n".join(rows)


def captions(reading: Reading) -> frozenset[str]:
    """What the pictures that the data name are called."""
    return frozenset(p.text for p in reading.paragraphs() if p.style == STYLES["图题"] and p.path)


def items(reading: Reading, known: frozenset[str] = frozenset()) -> tuple[Item, ...]:
    """What a reading holds, without blank paragraphs; a line broken by hand is a paragraph each.

    ``known``: the captions of pictures that the data name; those go with their captions.  Contents
    are no text of their own.
    """
    return tuple(item for content in reading.body for item in _items(content, known))


def _items(content: Paragraph | Rows, known: frozenset[str]) -> Iterator[Item]:
    if isinstance(content, Paragraph):
        for part in () if content.style.lower().startswith("toc ") else _lines(content):
            strange = part.pictures and not (part.alts and known.issuperset(part.alts))
            if part.text.strip(" \u3000\t") or strange:
                yield Item(part, part.text, frozenset(part.marks))
        return
    cells = [cell for row in content for cell in row]
    marks = frozenset(mark for cell in cells for p in cell.paragraphs for mark in p.marks)
    yield Item(content, "\x00" + "\x01".join(cell.text for cell in cells), marks)


def _lines(paragraph: Paragraph) -> Iterator[Paragraph]:
    """A paragraph of ours without its own line breaks as it is; others line by line."""
    if "\n" not in paragraph.text:
        yield paragraph
        return
    lines: list[list[Run]] = [[]]
    for run in paragraph.runs:
        first, *others = run.text.split("\n")
        lines[-1].append(replace(run, text=first))
        lines += [[replace(run, text=text)] for text in others]
    for number, runs in enumerate(lines):
        text = "".join(run.text for run in runs)
        mine = {"marks": (), "path": "", "pictures": 0, "alts": ()} if number else {}
        yield replace(paragraph, text=text, runs=tuple(r for r in runs if r.text), **mine)  # type: ignore[arg-type]


def aligned(old: Sequence[Item], new: Sequence[Item]) -> tuple[Match, ...]:
    """Every old and every new item once, in the order of the new ones; lost ones at their old place."""
    pairs = dict(_equal(old, new))
    for some, others in _gaps(old, new, pairs):
        pairs.update(_alike(old, new, some, others))
    moved = dict(_moved(old, new, pairs))
    return tuple(_in_order(len(old), len(new), pairs, moved))


def _equal(old: Sequence[Item], new: Sequence[Item]) -> Iterator[tuple[int, int]]:
    matcher = SequenceMatcher(None, [i.text for i in old], [i.text for i in new], autojunk=False)
    for block in matcher.get_matching_blocks():
        yield from ((block.a + k, block.b + k) for k in range(block.size))


def _gaps(
    old: Sequence[Item], new: Sequence[Item], pairs: dict[int, int]
) -> Iterator[tuple[range, range]]:
    """The stretches on both sides that lie between items found already."""
    a = b = 0
    for i, j in [*sorted(pairs.items()), (len(old), len(new))]:
        yield range(a, i), range(b, j)
        a, b = i + 1, j + 1


def _alike(
    old: Sequence[Item], new: Sequence[Item], some: range, others: range
) -> Iterator[tuple[int, int]]:
    """Pairs in order with the most likeness together (Needleman and Wunsch's table)."""
    if not some or not others:
        return
    score = [[_worth(old[i], new[j]) for j in others] for i in some]
    best = [[0.0] * (len(others) + 1) for _ in range(len(some) + 1)]
    for i in reversed(range(len(some))):
        for j in reversed(range(len(others))):
            pair = score[i][j] + best[i + 1][j + 1] if score[i][j] else 0.0
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(some) and j < len(others):
        if score[i][j] and best[i][j] == score[i][j] + best[i + 1][j + 1]:
            yield some[i], others[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _worth(old: Item, new: Item) -> float:
    """How sure it is that two items are one; 0 when they are not."""
    if isinstance(old.content, Paragraph) != isinstance(new.content, Paragraph):
        return 0.0
    like, marked = likeness(old.text, new.text), not old.marks.isdisjoint(new.marks)
    shorter, longer = sorted((old.text, new.text), key=len)
    inside = len(shorter) >= _TELLING and shorter in longer
    if like >= (_LIKE_WITH_MARK if marked else _LIKE) or inside:
        return like + marked
    return 0.01 if marked else 0.0


def _moved(
    old: Sequence[Item], new: Sequence[Item], pairs: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """What stands elsewhere now: the very text, or the same mark and like enough."""
    taken = set(pairs.values())
    for i, item in enumerate(old):
        for j, other in enumerate(new):
            if i in pairs or j in taken or not item.text:
                continue
            marked = not item.marks.isdisjoint(other.marks)
            if item.text == other.text or (marked and likeness(item.text, other.text) >= _LIKE):
                taken.add(j)
                yield i, j
                break


def _in_order(
    olds: int, news: int, pairs: dict[int, int], moved: dict[int, int]
) -> Iterator[Match]:
    """Lost old items come behind the item that stood before them."""
    was = {j: i for i, j in pairs.items()}
    came = {j: i for i, j in moved.items()}
    at = 0
    for j in range(news):
        i = was.get(j)
        while i is not None and at < i:
            yield from _lost(at, moved)
            at += 1
        at = at if i is None else at + 1
        yield Match(i, j) if j not in came else Match(came[j], j, moved=True)
    for i in range(at, olds):
        yield from _lost(i, moved)


def _lost(i: int, moved: dict[int, int]) -> Iterator[Match]:
    if i not in moved:
        yield Match(i, None)
