"""对齐: which block of the old document is which of the new one, and which is split or joined.

Equal ones first, unique ones as anchors (patience); between anchors the pairing of greatest
likeness, by dynamic programming.  Old before new where neither has a counterpart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from lxml import etree

from generator.redline.normal import Atom, Eye, Normal, keyed, text_of
from generator.template import w

__all__ = ["Block", "Step", "blocks", "gathered", "paired", "rows_of"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a table, a row (块): only blocks of one ``kind`` may be paired.

    ``key``: equal for equal blocks; ``grams``: what its text is made of, for likeness;
    ``marks``: bookmarks of ours; ``lead``: points of the body before it.
    """

    element: etree._Element
    kind: Normal
    key: str
    text: str
    grams: frozenset[str]
    marks: frozenset[str]
    atoms: tuple[Atom, ...] = ()
    lead: tuple[etree._Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Old blocks and what has become of them (一步): one or several, or none."""

    old: tuple[Block, ...]
    new: tuple[Block, ...]

    @property
    def both(self) -> bool:
        """Something stands on both sides."""
        return bool(self.old and self.new)

    @property
    def same(self) -> bool:
        """Nothing has changed."""
        return [b.key for b in self.old] == [b.key for b in self.new]


def blocks(holder: etree._Element, eye: Eye) -> list[Block]:
    """The blocks of a body or cell."""
    found: list[Block] = []
    lead: list[etree._Element] = []
    for each in holder:
        if each.tag in _POINTS:
            lead.append(each)
        elif isinstance(each.tag, str) and each.tag not in (w("sectPr"), w("tcPr")):
            found.append(_block(each, eye, tuple(lead)))
            lead = []
    return found


_POINTS = tuple(map(w, ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd")))


def _block(element: etree._Element, eye: Eye, lead: tuple[etree._Element, ...]) -> Block:
    if element.tag == w("p"):
        atoms = tuple(eye.atoms(element))
        key = keyed(tuple((atom.key, atom.look) for atom in atoms))
        text = text_of(atoms[:-1])
        return Block(element, ("p", atoms[-1].key), key, text, _grams(text), _marks(element), atoms, lead)  # fmt: skip
    normal = eye.block(element)
    if element.tag == w("tbl") and _regular(element):
        kind: Normal = ("tbl", str(len(eye.grid(element))))
    elif element.tag == w("sdt"):
        kind = ("sdt", eye.look(element.find(w("sdtPr"))))
    else:
        kind = ("other", normal)
    text = "".join(t.text or "" for t in element.iter(w("t")))
    return Block(element, kind, keyed(normal), text, _grams(text), _marks(element), (), lead)


def _regular(table: etree._Element) -> bool:
    """Rows of cells and nothing else, which content controls round them would be."""
    rows = [each for each in table if each.tag not in (w("tblPr"), w("tblGrid"), *_POINTS)]
    cells = [each for row in rows for each in row if each.tag not in (w("trPr"), w("tblPrEx"))]
    return all(row.tag == w("tr") for row in rows) and all(
        each.tag == w("tc") or each.tag in _POINTS for each in cells
    )


def rows_of(table: etree._Element, eye: Eye) -> list[Block]:
    """The rows of a table; rows whose cells are merged otherwise are of another kind."""
    found = []
    for row in table.iterchildren(w("tr")):
        cells = list(row.iterchildren(w("tc")))
        merges = tuple(
            (eye.look(tc.find(f"{w('tcPr')}/{w('gridSpan')}")), _merge(tc), _value(tc, "gridSpan"))
            for tc in cells
        )
        kind = ("tr", merges, eye.look(row.find(w("tblPrEx"))))
        text = "".join(t.text or "" for t in row.iter(w("t")))
        found.append(Block(row, kind, keyed(eye.row(row)), text, _grams(text), _marks(row)))
    return found


def _merge(cell: etree._Element) -> str:
    merge = cell.find(f"{w('tcPr')}/{w('vMerge')}")
    return "" if merge is None else str(merge.get(w("val")) or "continue")


def _value(cell: etree._Element, name: str) -> str:
    found = cell.find(f"{w('tcPr')}/{w(name)}")
    return "" if found is None else str(found.get(w("val")))


def _grams(text: str) -> frozenset[str]:
    return frozenset(text) | {a + b for a, b in pairwise(text)}


def _marks(element: etree._Element) -> frozenset[str]:
    names = (str(mark.get(w("name"))) for mark in element.iter(w("bookmarkStart")))
    return frozenset(name for name in names if name.startswith("_jx_"))


# ---- pairing ---------------------------------------------------------------------------------------


def paired(old: Sequence[Block], new: Sequence[Block], *, joins: bool) -> list[Step]:
    """What has become of each block, in the order of the text; ``joins``: also split and joined."""
    steps: list[Step] = []
    a = b = 0
    for i, j in [*_anchors(old, new), (len(old), len(new))]:
        steps += _between(old[a:i], new[b:j], joins)
        if i < len(old):
            steps.append(Step((old[i],), (new[j],)))
        a, b = i + 1, j + 1
    return gathered(steps)


def gathered(steps: Sequence[Step]) -> list[Step]:
    """Where several have no counterpart, the old ones stand before the new ones."""
    ordered: list[Step] = []
    for _, group in groupby(steps, key=lambda step: step.both):
        ordered += sorted(group, key=lambda step: not step.old)
    return ordered


def _anchors(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[int, int]]:
    """Blocks that are equal and unique on both sides, as many as keep their order."""
    at, counted = {b.key: j for j, b in enumerate(new)}, Counter(b.key for b in new)
    mine = Counter(b.key for b in old)
    pairs = [
        (i, at[b.key]) for i, b in enumerate(old) if mine[b.key] == 1 and counted.get(b.key) == 1
    ]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        k = bisect_left(tails, j)
        before.append(ends[k - 1] if k else -1)
        tails[k : k + 1], ends[k : k + 1] = [j], [n]
    chain: list[tuple[int, int]] = []
    n = ends[-1] if ends else -1
    while n >= 0:
        chain.append(pairs[n])
        n = before[n]
    return chain[::-1]


def _between(old: Sequence[Block], new: Sequence[Block], joins: bool) -> list[Step]:
    """A gap between anchors: equal ends off, then the best pairing of the rest."""
    head = 0
    while head < min(len(old), len(new)) and old[head].key == new[head].key:
        head += 1
    tail, most = 0, min(len(old), len(new)) - head
    while tail < most and old[-1 - tail].key == new[-1 - tail].key:
        tail += 1
    before = [Step((a,), (b,)) for a, b in zip(old[:head], new[:head], strict=True)]
    behind = zip(old[len(old) - tail :], new[len(new) - tail :], strict=True)
    middle = _best(old[head : len(old) - tail], new[head : len(new) - tail], joins)
    return [*before, *middle, *(Step((a,), (b,)) for a, b in behind)]


_MOST = 160_000  # pairs weighed in one gap: some seconds
_SHAPES = ((1, 0), (0, 1), (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))


def _best(old: Sequence[Block], new: Sequence[Block], joins: bool) -> list[Step]:
    if not old or not new or len(old) * len(new) > _MOST:
        return [*(Step((a,), ()) for a in old), *(Step((), (b,)) for b in new)]
    gap, shapes = _Gap(old, new), _SHAPES if joins else _SHAPES[:3]
    best = {(0, 0): (0.0, (0, 0))}
    for i in range(len(old) + 1):
        for j in range(len(new) + 1):
            ways = (
                (best[i - m, j - n][0] + gain, (m, n))
                for m, n in shapes
                if m <= i and n <= j and (gain := gap.gain((i - m, i), (j - n, j))) is not None
            )
            if i or j:
                best[i, j] = max(ways)
    return list(reversed(list(_back(old, new, lambda i, j: best[i, j][1]))))


def _back(
    old: Sequence[Block], new: Sequence[Block], way: Callable[[int, int], tuple[int, int]]
) -> Iterator[Step]:
    i, j = len(old), len(new)
    while i or j:
        m, n = way(i, j)
        yield Step(tuple(old[i - m : i]), tuple(new[j - n : j]))
        i, j = i - m, j - n


_ALIKE = 0.4
_BONUS = 0.25  # of one place in the data
_PRICE_OF_JOINING = 0.03
_GAIN_OF_CROSSING = 0.1
_WITHIN = 0.7
_PLAIN = ("p", ("¶", ""))

Span = tuple[int, int]


class _Gap:
    """Weighs what may be paired between two anchors; ``common``: grams that two blocks share."""

    def __init__(self, old: Sequence[Block], new: Sequence[Block]) -> None:
        self.old, self.new = old, new
        self.common = [[len(a.grams & b.grams) for b in new] for a in old]

    def gain(self, o: Span, n: Span) -> float | None:
        """How much is kept by pairing these; None when they may not be paired."""
        if o[0] == o[1] or n[0] == n[1]:
            return 0.0
        one = o[1] - o[0] == n[1] - n[0] == 1
        alike = self._one(o[0], n[0]) if one else self._joined(o, n)
        if alike is None:
            return None
        bonus = _BONUS if self.old[o[0]].marks & self.new[n[0]].marks else 0
        if alike + bonus < _ALIKE:
            return None
        length = sum(len(b.text) for b in (*self.old[slice(*o)], *self.new[slice(*n)]))
        return (alike + bonus - _ALIKE + 0.01) * (length + 2)

    def _one(self, i: int, j: int) -> float | None:
        a, b = self.old[i], self.new[j]
        if a.kind != b.kind:
            return None
        return 1.0 if a.key == b.key else 0.99 * self._dice(i, j)

    def _dice(self, i: int, j: int) -> float:
        size = len(self.old[i].grams) + len(self.new[j].grams)
        return 2 * self.common[i][j] / size if size else 1.0

    def _joined(self, o: Span, n: Span) -> float | None:
        """Paragraphs split or joined: each on the one side stands in those on the other."""
        olds, news = self.old[slice(*o)], self.new[slice(*n)]
        inside = all(
            sum(self.common[i][slice(*n)]) >= _WITHIN * len(self.old[i].grams) for i in range(*o)
        ) and all(
            sum(self.common[i][j] for i in range(*o)) >= _WITHIN * len(self.new[j].grams)
            for j in range(*n)
        )
        if not inside or any(b.kind != _PLAIN or not b.text for b in (*olds, *news)):
            return None
        alike = _alike(*(frozenset().union(*(b.grams for b in side)) for side in (olds, news)))
        if len(olds) == len(news):
            apart = [self._dice(i, j) for i, j in zip(range(*o), range(*n), strict=True)]
            if alike < sum(apart) / len(apart) + _GAIN_OF_CROSSING:
                return None
        return alike - _PRICE_OF_JOINING


def _alike(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0
