"""比较: units held against each other on every indicator, and each unit against its year before.

Pure: it scores nothing, and explains a difference by the traces of those it holds together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from generator.batch.outcome import Mark, Outcome
from generator.county.causes import because, decisive, figures, number, rules
from generator.county.summary import middle, named, points_of, weight_of
from generator.figures import per_cent, plain, rounded

__all__ = ["RULE", "Change", "Compared", "Entry", "Outlier", "changes", "compare"]

_TIMES, _LEAST, _FEWEST = 3, Decimal("0.1"), 3
RULE = (
    f"差异大：得分率与各单位中位数之差，大于这些差的中位数的{_TIMES}倍，并且不少于{plain(_LEAST * 100)}个百分点；"
    f"不足{_FEWEST}个单位的不判断。"
)
"""When a unit stands out, in words (差异大)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one unit got on an indicator (得分); ``rate`` is points over weight."""

    name: str
    mark: Mark
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Outlier:
    """A unit that stands out on an indicator (差异大), and by what, line by line."""

    entry: Entry
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """An indicator over the units of one rubric and year (比较).

    ``entries``: the highest rate first.  ``spread``: the median of the distances from the median.
    """

    year: int
    rubric: str
    path: tuple[str, ...]
    entries: tuple[Entry, ...]
    middle: Decimal
    spread: Decimal
    outliers: tuple[Outlier, ...]

    @property
    def name(self) -> str:
        """The indicator's name."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Change:
    """What changed on an indicator of a unit from a year to the next there is (逐年变化).

    A mark is None when the indicator was not scored that year; ``why`` says what moved.
    """

    unit: str
    years: tuple[int, int]
    indicator: str
    before: Mark | None
    after: Mark | None
    why: str


def compare(outcomes: Iterable[Outcome]) -> tuple[Compared, ...]:
    """Every indicator over the units that have points on it, by year and rubric."""
    groups: dict[tuple[int, str], list[Outcome]] = defaultdict(list)
    for outcome in sorted(outcomes, key=lambda each: each.folder):
        if outcome.marks:
            groups[-outcome.year, outcome.rubric].append(outcome)
    return tuple(
        _compared(-year, rubric, path, entries)
        for (year, rubric), units in sorted(groups.items())
        for path, entries in _entries(units).items()
    )


def _entries(units: Sequence[Outcome]) -> Mapping[tuple[str, ...], list[Entry]]:
    names = named(units)
    found: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for outcome in units:
        for mark in outcome.marks:
            if mark.points is not None and weight_of(mark):
                rate = points_of(mark) / weight_of(mark)
                found[*mark.levels, mark.indicator].append(Entry(names[outcome.folder], mark, rate))
    return found


def _compared(year: int, rubric: str, path: tuple[str, ...], entries: list[Entry]) -> Compared:
    rates = [entry.rate for entry in entries]
    centre = middle(rates)
    spread = middle([abs(rate - centre) for rate in rates])
    order = sorted(entries, key=lambda entry: (-entry.rate, entry.name))
    apart = [
        entry
        for entry in order
        if len(entries) >= _FEWEST
        and abs(entry.rate - centre) > _TIMES * spread
        and abs(entry.rate - centre) >= _LEAST
    ]
    typical = min(order, key=lambda entry: (abs(entry.rate - centre), entry.name))
    outliers = tuple(Outlier(entry, tuple(_why(entry, typical, order))) for entry in apart)
    return Compared(year, rubric, path, tuple(order), centre, spread, outliers)


def _why(entry: Entry, typical: Entry, entries: Sequence[Entry]) -> Iterator[str]:
    """The figure by which a unit differs, what the rules made of it, and of the unit nearest the middle."""
    own = decisive(entry.mark)
    known = [f for each in entries if (f := number(decisive(each.mark))) is not None]
    if len(known) == len(entries) and number(own) != (centre := rounded(middle(known), 4)):
        shown = per_cent(centre) if own.endswith("%") else plain(centre)
        yield f"{entry.mark.indicator}为{own}，各单位中位数为{shown}"
    yield f"本单位：{because(entry.mark)}"
    nearest = f"得分率{per_cent(typical.rate)}，最接近中位数"
    yield f"{typical.name}（{nearest}）：{because(typical.mark)}"


# ---- from year to year ----------------------------------------------------------------------------


def changes(outcomes: Iterable[Outcome]) -> tuple[Change, ...]:
    """What each unit got more or less than in the year before, unit by unit, with the cause."""
    units: dict[str, dict[int, Outcome]] = defaultdict(dict)
    for outcome in sorted(outcomes, key=lambda each: each.folder):
        if outcome.unit and outcome.marks:
            units[outcome.unit].setdefault(outcome.year, outcome)
    return tuple(
        change
        for _, years in sorted(units.items())
        for one, other in pairwise(sorted(years))
        for change in _changes(years[one], years[other])
    )


def _changes(before: Outcome, after: Outcome) -> Iterator[Change]:
    was = {mark.indicator: mark for mark in before.marks}
    now = {mark.indicator: mark for mark in after.marks}
    years = (before.year, after.year)
    for name in dict.fromkeys([*now, *was]):
        one, other = was.get(name), now.get(name)
        if _got(one) != _got(other):
            yield Change(after.unit, years, name, one, other, _cause(one, other))


def _got(mark: Mark | None) -> tuple[str | None, str]:
    return (mark.points, mark.weight) if mark else (None, "")


def _cause(before: Mark | None, after: Mark | None) -> str:
    """What moved: figures that are others now, else the rules that applied."""
    if before is None:
        return "上一年没有这项指标"
    if after is None:
        return "这一年没有这项指标"
    was, now = figures(before), figures(after)
    moved = [
        f"{name} {was.get(name, '无')} → {now.get(name, '无')}"
        for name in dict.fromkeys([*now, *was])
        if was.get(name) != now.get(name)
    ]
    if before.weight != after.weight:
        moved.insert(0, f"分值 {before.weight} → {after.weight}")
    one, other = "，".join(rules(before)), "，".join(rules(after))
    if one != other:
        moved.append(f"{one or '无'} → {other or '无'}")
    return "；".join(moved) or "计算过程没有不同"
