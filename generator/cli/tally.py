"""清点: what came of many units, counted one by one and said in a few lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import click

from generator.batch.outcome import Outcome, Said
from generator.batch.records import Book, Outcomes
from generator.county import in_shared_file
from generator.figures import plain, rounded
from generator.findings import Severity

__all__ = ["Tally", "names_of", "told"]

_MOST_SHOWN = 10
_MOST_KINDS = 5
_MOST_NAMES = 3
_LONGEST = 50
_KEPT = "edited-file-kept"


@dataclass(slots=True)
class Tally:
    """What is said of all units at the end (清点), counted one by one.

    ``years``: those that units are of; ``totals``: those of whole scorecards by year and grade.
    ``shared``: errors of files that units share, with how many they stopped; ``own``: how many other
    errors stopped.  ``unmade`` and ``kept``: the first few of these, with why, and the units whose
    report was edited by hand, with where the new one is.
    """

    made: int = 0
    bad: int = 0
    years: set[int] = field(default_factory=set)
    totals: dict[int, dict[str, list[Decimal]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    shared: Counter[Said] = field(default_factory=Counter)
    own: int = 0
    unmade: list[tuple[str, Said]] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        """One more unit."""
        self.years.add(outcome.year)
        shared = [] if outcome.made else [said for said in _errors(outcome) if in_shared_file(said)]
        if outcome.made:
            self.made += 1
        else:
            self._not_made(outcome, list(dict.fromkeys(shared)))
        if outcome.made and outcome.complete and outcome.total is not None:
            self.totals[outcome.year][outcome.grade].append(Decimal(outcome.total))
        said = {
            (each.severity, each.id): each.message
            for each in outcome.findings
            if each not in shared  # these are told by themselves
        }
        if outcome.made and any(id == _KEPT for _, id in said):
            self.kept.append((outcome.folder, outcome.report))
            said = {kind: words for kind, words in said.items() if kind[1] != _KEPT}
        self.kinds.update(said.keys())
        self.words = {**said, **self.words}

    @property
    def uncounted(self) -> list[int]:
        """The years in which no unit counts (没有单位计入统计), so that they have no summary."""
        return sorted((self.years - {0} or self.years) - self.totals.keys(), reverse=True)

    def _not_made(self, outcome: Outcome, shared: Collection[Said]) -> None:
        self.bad += 1
        self.shared.update(shared)
        own = [said for said in _errors(outcome) if said not in shared]
        if own or not shared:
            self.own += 1
        if len(self.unmade) < _MOST_SHOWN:
            self.unmade += [(outcome.folder, said) for said in own[:1]]


def _errors(outcome: Outcome) -> list[Said]:
    return [said for said in outcome.findings if said.severity == Severity.ERROR.value]


def told(outcomes: Outcomes, book: Book, *, summed: bool) -> Tally:
    """Count all units and say what came of them; ``summed``: a summary of them is written next."""
    tally = Tally()
    for outcome in outcomes:
        tally.count(outcome)
    bad = f"，未生成 {tally.bad} 个" if tally.bad else ""
    click.echo(f"共 {len(outcomes)} 个单位，已生成 {tally.made} 个{bad}。")
    in_book = summed and not tally.uncounted
    for line in (
        *_grades(tally),
        *_shared(tally),
        *_unmade(tally, in_book),
        *_kept(tally),
        *_kinds(tally),
    ):
        click.echo(line)
    click.echo(f"报告：{book.home}\n成绩：{book.folder}")
    return tally


def _grades(tally: Tally) -> Iterator[str]:
    """How many have each grade, the better first, and the average, year by year."""
    for year, grades in sorted(tally.totals.items(), reverse=True):
        lead = f"{year}年等级" if len(tally.totals) > 1 else "等级"
        order = sorted(grades.items(), key=lambda each: -max(each[1]))
        counted = "，".join(f"{name} {len(totals)} 个" for name, totals in order)
        every = [total for totals in grades.values() for total in totals]
        average = plain(rounded(sum(every, Decimal(0)) / len(every), 2))
        yield f"{lead}：{counted}；平均 {average} 分。"


def _shared(tally: Tally) -> Iterator[str]:
    """The errors of files that units share, each once, those first that stopped most."""
    found = tally.shared.most_common()
    for said, number in found[:_MOST_SHOWN]:
        stopped = f"{number} 个单位{'都' if number > 1 else ''}因此没有生成。"
        yield f"  共用文件  {said.place}：{said.id}  {said.message}{said.hint}{stopped}"
    if len(found) > _MOST_SHOWN:
        yield f"  ……等 {len(found)} 处，其余用 jixiao check 查看。"


def _unmade(tally: Tally, summed: bool) -> Iterator[str]:
    for folder, said in tally.unmade:
        at = f"（{said.place}）" if said.place else ""
        yield f"  未生成  {folder}：{said.id}  {said.message}{said.hint}{at}"
    if tally.own > len(tally.unmade):
        rest = "其余见汇总表“未生成”" if summed else "其余用 jixiao check 查看"
        yield f"  ……等 {tally.own} 个，{rest}。"


def _kept(tally: Tally) -> Iterator[str]:
    """The reports that somebody edited, which stay, and where the new ones are."""
    if tally.kept:
        yield f"  {len(tally.kept)} 个单位的报告在 Word 里改过，没有动它，新的存在旁边："
    for folder, report in tally.kept[:_MOST_SHOWN]:
        yield f"    {folder}：{report}"
    if len(tally.kept) > _MOST_SHOWN:
        yield f"    ……等 {len(tally.kept)} 个。"


def _kinds(tally: Tally) -> Iterator[str]:
    for kind, number in sorted(tally.kinds.items(), key=_worst)[:_MOST_KINDS]:
        words = tally.words[kind]
        cut = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
        yield f"  {number} 个单位有  {kind[0]}  {kind[1]}：{cut}"


def _worst(counted: tuple[tuple[str, str], int]) -> tuple[bool, int, str]:
    """Errors first, then what most units have."""
    (severity, id), number = counted
    return severity != Severity.ERROR.value, -number, id


def names_of(outcomes: Sequence[Outcome]) -> str:
    """The first few units by name."""
    names = "、".join(each.unit or each.folder for each in outcomes[:_MOST_NAMES])
    return f"{names}等" if len(outcomes) > _MOST_NAMES else names
