"""汇总的数: what came of many units, counted: ranking, grades, rates by level, lost points, findings.

Pure arithmetic over outcomes; it scores nothing and knows no file.  Everything is counted over the
units that have a report and points for every indicator (计入统计的单位); the others stand apart with
the reason.  The order in which outcomes come does not matter.

A unit whose year is unknown (年度不明, it could not be read) is told of once: in the summary of the
year most units have, the newest of several.  Where there is one year alone it counts among its
units; where there are several it may be of any, so it stands aside and is in nobody's count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from sys import intern

from generator.batch.outcome import Mark, Outcome
from generator.county.said import Kind, Shared, Told, kinds, parted
from generator.findings import Severity

__all__ = [
    "Apart", "Grade", "Placed", "Scored", "Summary", "Tally", "mean", "middle", "named", "points_of",
    "summaries", "summarise", "weight_of",
]  # fmt: skip

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit in the ranking (名次): equal totals share a rank; ``within``: its rank in its rubric."""

    rank: int
    within: int
    name: str
    total: Decimal
    full: Decimal
    outcome: Outcome

    @property
    def bounded(self) -> bool:
        """A bound made the total less than the sum of the points (总分上限)."""
        return self.total < sum(map(points_of, self.outcome.marks))


@dataclass(frozen=True, slots=True)
class Apart:
    """A unit that is not counted (未计入), its state in two words and the reason."""

    name: str
    state: str
    reason: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade (等级) with the totals of its units, the highest first."""

    name: str
    totals: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What all units of a rubric got on an indicator or a level above (合计).

    ``path``: the names from the highest level to its own.  ``units``: how many it concerns, ``short``:
    how many of these lost points.  ``worst``: the indicator as the unit has it that lost most.
    """

    rubric: str
    path: tuple[str, ...]
    leaf: bool
    weight: Decimal
    points: Decimal
    units: int
    short: int
    worst: tuple[str, Mark] | None = None

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path[-1]

    @property
    def lost(self) -> Decimal:
        """Points short of the weight, over all units."""
        return self.weight - self.points

    @property
    def rate(self) -> Decimal:
        """Points over weight (得分率); there is always some weight."""
        return self.points / self.weight


@dataclass(frozen=True, slots=True)
class Scored:
    """The units of one rubric in the order of the ranking (按指标体系), and its levels and indicators."""

    rubric: str
    units: tuple[Placed, ...]
    tallies: tuple[Tally, ...]

    def level(self, depth: int) -> tuple[Tally, ...]:
        """The tallies of groups that lie so many levels below the highest, which is 0."""
        return tuple(t for t in self.tallies if not t.leaf and len(t.path) == depth + 1)

    @property
    def indicators(self) -> tuple[Tally, ...]:
        """Those of indicators, in the rubric's order."""
        return tuple(tally for tally in self.tallies if tally.leaf)


@dataclass(frozen=True, slots=True)
class Summary:
    """All that is told of a county's units (汇总); ``year`` is 0 when no unit has one.

    ``units``: how many there are, those ``ranked`` and those ``apart``.  ``undated``: those that
    stand aside as their year is unknown, in no count.  ``said``: errors and warnings with the unit's
    name, unit by unit, and their ``kinds``; ``shared``: those of files that units share.  Notes and
    those about stored reports are left out.
    """

    year: int
    units: int
    ranked: tuple[Placed, ...]
    apart: tuple[Apart, ...]
    undated: tuple[Apart, ...]
    grades: tuple[Grade, ...]
    rubrics: tuple[Scored, ...]
    said: tuple[Told, ...]
    kinds: tuple[Kind, ...]
    shared: tuple[Shared, ...]

    @property
    def totals(self) -> tuple[Decimal, ...]:
        """The totals of the ranking, the highest first."""
        return tuple(placed.total for placed in self.ranked)

    @property
    def lost(self) -> tuple[Tally, ...]:
        """Indicators that lost points, those that lost most first."""
        found = (t for each in self.rubrics for t in each.indicators if t.lost > 0)
        return tuple(sorted(found, key=lambda t: (-t.lost, t.rubric, t.path)))


def mean(totals: Sequence[Decimal]) -> Decimal:
    """The average (平均数); there must be some."""
    return sum(totals, _NONE) / len(totals)


def middle(totals: Sequence[Decimal]) -> Decimal:
    """The one in the middle, or the mean of both (中位数); there must be some."""
    return Decimal(median(totals))


def summaries(outcomes: Sequence[Outcome]) -> Iterator[Summary]:
    """A summary for each year, that of most units first, then the newest; of year 0 only where no
    unit has one."""
    found = Counter(each.year for each in outcomes)
    years = sorted(found.keys() - {0}, key=lambda year: (-found[year], -year)) or sorted(found)
    for year in years:
        told = (year, 0) if year == years[0] else (year,)
        yield summarise((each for each in outcomes if each.year in told), aside=len(years) > 1)


def summarise(outcomes: Iterable[Outcome], *, aside: bool = False) -> Summary:
    """The summary of one year's units; of several rubrics each is counted by itself.

    ``aside``: units of unknown year stand aside, as there are other years.  Outcomes are looked at
    one by one and not kept whole, so there may be many.
    """
    worst: _Worst = {}
    found = _ordered(_thinned(each, worst if each.year or not aside else {}) for each in outcomes)
    names = named(found)
    units = [each for each in found if each.year or not aside]
    ranked = _ranked([(names[each.folder], each) for each in units if _counts(each)])
    own, shared = parted([(names[each.folder], s) for each in found for s in each.findings])
    return Summary(
        year=max((each.year for each in units), default=0),
        units=len(units),
        ranked=ranked,
        apart=tuple(_apart(names[each.folder], each) for each in units if not _counts(each)),
        undated=tuple(
            replace(_apart(names[each.folder], each), state="年度不明")
            for each in found
            if aside and not each.year
        ),
        grades=_grades(ranked),
        rubrics=tuple(_rubrics(ranked, worst)),
        said=own,
        kinds=kinds(own),
        shared=shared,
    )


def named(outcomes: Sequence[Outcome]) -> Mapping[str, str]:
    """How each unit is called, by its folder: its name, with the folder where another has it too."""
    own = {each.folder: each.unit or _last(each.folder) for each in outcomes}
    many = Counter(own.values())
    return {
        folder: f"{name}（{_last(folder)}）" if many[name] > 1 else name
        for folder, name in own.items()
    }


def weight_of(mark: Mark) -> Decimal:
    """The most an indicator could give; 0 where it does not concern the unit or isn't known."""
    return Decimal(mark.weight or 0)


def points_of(mark: Mark) -> Decimal:
    """The points of an indicator; 0 where there are none."""
    return Decimal(mark.points or 0)


_Path = tuple[str, ...]
_Worst = dict[tuple[str, _Path], tuple[Decimal, str, Mark]]


def _thinned(outcome: Outcome, worst: _Worst) -> Outcome:
    """The outcome without traces and notes; of its marks the worst yet of their kind are kept."""
    if _counts(outcome):
        for mark in outcome.marks:
            key = (outcome.rubric, (*mark.levels, mark.indicator))
            lost = weight_of(mark) - points_of(mark)
            known = worst.get(key)
            if known is None or (-lost, outcome.folder) < (-known[0], known[1]):
                worst[key] = (lost, outcome.folder, mark)
    told = tuple(said for said in outcome.findings if said.severity != Severity.NOTE.value)
    return replace(outcome, marks=tuple(map(_bare, outcome.marks)), findings=told)


def _bare(mark: Mark) -> Mark:
    return Mark(
        tuple(map(intern, mark.levels)), intern(mark.indicator), mark.weight, mark.points, ()
    )


def _ordered(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    return tuple(sorted(outcomes, key=lambda each: (each.rubric, each.folder)))


def _last(folder: str) -> str:
    return folder.replace("\\", "/").rstrip("/").rpartition("/")[2] or folder


def _counts(outcome: Outcome) -> bool:
    return outcome.made and outcome.complete and outcome.total is not None


# ---- units ----------------------------------------------------------------------------------------


def _ranked(counted: Sequence[tuple[str, Outcome]]) -> tuple[Placed, ...]:
    totals = [(Decimal(each.total or 0), each.rubric) for _, each in counted]
    ranks = _ranks(total for total, _ in totals)
    within = {
        rubric: _ranks(total for total, of in totals if of == rubric)
        for rubric in {each.rubric for _, each in counted}
    }
    placed = [
        Placed(
            rank=ranks[total],
            within=within[rubric][total],
            name=name,
            total=total,
            full=sum(map(weight_of, each.marks), _NONE),
            outcome=each,
        )
        for (total, rubric), (name, each) in zip(totals, counted, strict=True)
    ]
    return tuple(sorted(placed, key=lambda each: (-each.total, each.name, each.outcome.folder)))


def _ranks(totals: Iterable[Decimal]) -> Mapping[Decimal, int]:
    """The rank of each total: one more than there are higher ones."""
    ranks: dict[Decimal, int] = {}
    for rank, total in enumerate(sorted(totals, reverse=True), 1):
        ranks.setdefault(total, rank)
    return ranks


def _apart(name: str, outcome: Outcome) -> Apart:
    errors = [said for said in outcome.findings if said.severity == Severity.ERROR.value]
    silent = [mark.indicator for mark in outcome.marks if mark.points is None]
    if not outcome.made:
        more = f"（另有{len(errors) - 1}条错误）" if len(errors) > 1 else ""
        why = f"{errors[0].message}{more}" if errors else "没有生成报告。"
        return Apart(name, "未生成", why, outcome)
    why = f"{len(silent)}项指标没有得分：{'、'.join(silent)}。" if silent else "得分不全。"
    return Apart(name, "得分不全", why, outcome)


def _grades(ranked: Sequence[Placed]) -> tuple[Grade, ...]:
    """Grades that some unit has, the better first, as their best totals tell."""
    found: dict[str, list[Decimal]] = defaultdict(list)
    for placed in ranked:
        found[placed.outcome.grade].append(placed.total)
    return tuple(Grade(name, tuple(totals)) for name, totals in found.items())


# ---- indicators -----------------------------------------------------------------------------------


def _rubrics(ranked: Sequence[Placed], worst: _Worst) -> Iterator[Scored]:
    for rubric in sorted({placed.outcome.rubric for placed in ranked}):
        units = tuple(placed for placed in ranked if placed.outcome.rubric == rubric)
        tallies = tuple(_tallies(rubric, units, worst))
        if tallies:
            yield Scored(rubric, units, tallies)


_Of = tuple[_Path, bool]


def _tallies(rubric: str, units: Sequence[Placed], worst: _Worst) -> Iterator[Tally]:
    """Groups and indicators in the rubric's order, a group before what is in it."""
    marks: dict[_Of, list[tuple[str, Mark]]] = defaultdict(list)
    names = {placed.outcome.folder: placed.name for placed in units}
    for placed in units:
        for mark in placed.outcome.marks:
            for of in _belongs(mark):
                marks[of] += [(placed.name, mark)] if weight_of(mark) else []
    for path, leaf in (of for of in _in_order(list(marks)) if marks[of]):
        known = worst.get((rubric, path)) if leaf else None
        most = (names[known[1]], known[2]) if known else None
        yield _tally(Tally(rubric, path, leaf, _NONE, _NONE, 0, 0, most), marks[path, leaf])


def _belongs(mark: Mark) -> Iterator[_Of]:
    for depth in range(1, len(mark.levels) + 1):
        yield mark.levels[:depth], False
    yield (*mark.levels, mark.indicator), True


def _in_order(found: Sequence[_Of]) -> list[_Of]:
    """Each group with all that is in it, though some units have parts that the first lacks."""
    first: dict[_Path, int] = {}
    for at, (path, _) in enumerate(found):
        for depth in range(1, len(path) + 1):
            first.setdefault(path[:depth], at)
    return sorted(found, key=lambda of: [first[of[0][:d]] for d in range(1, len(of[0]) + 1)])


def _tally(empty: Tally, of: list[tuple[str, Mark]]) -> Tally:
    lost: dict[str, Decimal] = defaultdict(Decimal)
    for name, mark in of:
        lost[name] += weight_of(mark) - points_of(mark)
    return replace(
        empty,
        weight=sum((weight_of(mark) for _, mark in of), _NONE),
        points=sum((points_of(mark) for _, mark in of), _NONE),
        units=len(lost),
        short=sum(each > 0 for each in lost.values()),
    )
