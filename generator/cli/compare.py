"""比较: the command that holds units against each other, indicator by indicator and year by year."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import click

from generator import county, workspace
from generator.batch.key import key
from generator.batch.outcome import Mark, Outcome
from generator.cli.chinese import Command
from generator.cli.telling import only, or_exit, stored_as, tell, units_asked
from generator.county import RULE, Change, Compared, Lacking
from generator.figures import per_cent, plain, rounded
from generator.findings import Finding, Refused, Severity, close_to, width

__all__ = ["compare_"]

_MOST_COLUMNS, _MOST_OUTLIERS = 5, 20
_WIDEST = 30  # columns of the terminal that a name takes


@click.command(name="compare", cls=Command, epilog=RULE)
@click.argument("named", metavar="[单位…]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--years", is_flag=True, help="同一单位各年度比较，变化的指标逐项说明什么变了。")
@click.option("--indicator", metavar="指标", help="只比较这项指标，列出每个单位。")
@stored_as("只显示，不存文件")
def compare_(
    named: tuple[Path, ...], years: bool, indicator: str | None, output: Path | None
) -> None:
    """比较单位：各指标得分率、差异大的单位和原因；也可以逐年比较。

    单位可以写单位文件夹，也可以写批量生成留下的成绩文件或成绩文件夹（build/批量/成绩）；不写时是全部。

    没有批量成绩的单位，取最新一版报告的得分。
    """
    only(output, ".xlsx")
    outcomes, findings = _gathered(named or units_asked(None), years)
    without: tuple[Lacking, ...] = ()
    if indicator is not None:
        without = county.lacking(outcomes, indicator)
        outcomes = or_exit(lambda: _of_indicator(outcomes, indicator))
    compared, changes = county.compare(outcomes), county.changes(outcomes)
    each = indicator is not None
    lines = _changed(changes, outcomes, alone=each) if years else _compared(compared, each=each)
    click.echo("\n".join([*lines, *_without(without, indicator)]))
    if output is not None:
        single = _single(outcomes, alone=each) if years else []
        book = county.compared_book(compared, changes, [*without, *_untold(findings), *single])
        stored = or_exit(lambda: county.stored_over(book, output))
        if stored.kept:
            click.echo(f"原来的表有人改过，已改名保存：{stored.kept}")
        click.echo(f"{'没有变化' if stored.unchanged else '已生成'}：{stored.path}")
    sys.exit(1 if any(finding.stops for finding in findings) else 0)


# ---- what is compared -----------------------------------------------------------------------------


def _gathered(named: Sequence[Path], years: bool) -> tuple[list[Outcome], list[Finding]]:
    """The outcomes asked for, with ``years`` those of the same units in other years too; what was told."""
    outcomes, findings = county.gather(named, _build, _key)
    tell(findings)
    if years:
        asked = {(each.folder, each.year) for each in outcomes}
        units = {each.unit for each in outcomes}
        others, _ = county.gather(workspace.of(named[0]).units(), _build, _key)
        outcomes += [
            each for each in others if each.unit in units and (each.folder, each.year) not in asked
        ]
    if not any(each.marks for each in outcomes):
        tell([_nothing()])
        sys.exit(1)
    return outcomes, findings


def _build(unit: Path) -> Path:
    return workspace.of(unit).build


def _key(unit: Path) -> str:
    return key(unit, workspace.of(unit))


def _nothing() -> Finding:
    message = "没有可以比较的得分，原因见上面。"
    return Finding("nothing-to-compare", Severity.ERROR, message)


def _of_indicator(outcomes: Sequence[Outcome], name: str) -> list[Outcome]:
    """The outcomes with the marks of one indicator only; Refused when none has it."""
    known = {mark.indicator for each in outcomes for mark in each.marks}
    if name not in known:
        near = close_to(name, known)
        hint = f"是不是“{near}”？" if near else "名称要与指标体系里的一字不差。"
        told = "；".join(map(_lacks, county.lacking(outcomes, name)))
        message = f"没有指标“{name}”。{told}。"
        raise Refused([Finding("indicator-not-found", Severity.ERROR, message, hint=hint)])
    return [
        replace(each, marks=tuple(mark for mark in each.marks if mark.indicator == name))
        for each in outcomes
    ]


def _without(without: Sequence[Lacking], indicator: str | None) -> Iterator[str]:
    """The units that could not be compared on the indicator, and why."""
    if without:
        many = sum(len(each.names) for each in without)
        yield f"没有“{indicator}”的得分、没有比较的 {many} 个："
        yield from (f"  {_lacks(each)}。" for each in without)


def _untold(findings: Sequence[Finding]) -> Iterator[Lacking]:
    """The units that could not be compared at all; what is told of no place is of compared ones."""
    for each in findings:
        if each.place:
            yield Lacking((str(each.place),), f"{each.message}{each.hint}".removesuffix("。"))


def _lacks(lacking: Lacking) -> str:
    more = f"等{len(lacking.names)}个" if len(lacking.names) > _MOST_LACKING else ""
    return f"{'、'.join(lacking.names[:_MOST_LACKING])}{more}：{lacking.why}"


_MOST_LACKING = 50


# ---- units against each other ---------------------------------------------------------------------


def _compared(compared: Sequence[Compared], *, each: bool) -> Iterator[str]:
    if not compared:
        yield "没有可以比较得分率的单位。" if each else "没有印分值的指标，不能比较得分率。"
        return
    for (year, rubric), group in groupby(compared, lambda one: (one.year, one.rubric)):
        alike = list(group)
        units = {entry.name for one in alike for entry in one.entries}
        yield f"【{year}年  {rubric}  {len(units)}个单位】"
        yield from _table(_listed(alike) if each else _rows(alike, sorted(units)))
        yield from _outliers(alike)
        yield ""
    yield RULE


def _rows(compared: Sequence[Compared], units: Sequence[str]) -> list[tuple[str, ...]]:
    """A row an indicator: few units each in a column, of many the highest and the lowest."""
    few = len(units) <= _MOST_COLUMNS
    heads = units if few else ("最低", "最高", "差异大")
    return [
        ("指标", "中位得分率", *heads),
        *(_row(each, units if few else ()) for each in compared),
    ]


def _row(each: Compared, units: Sequence[str]) -> tuple[str, ...]:
    lead = (each.name, per_cent(each.middle))
    if units:
        rates = {entry.name: per_cent(entry.rate) for entry in each.entries}
        return (*lead, *(rates.get(name, "") for name in units))
    lowest, highest = each.entries[-1].rate, each.entries[0].rate
    apart = f"{len(each.outliers)}个" if each.outliers else ""
    return (*lead, per_cent(lowest), per_cent(highest), apart)


def _listed(compared: Sequence[Compared]) -> list[tuple[str, ...]]:
    """A row a unit, for one indicator."""
    rows: list[tuple[str, ...]] = [
        ("单位", "得分", "分值", "得分率", "与中位数相差（个百分点）", "")
    ]
    for each in compared:
        apart = {outlier.entry.name for outlier in each.outliers}
        for entry in each.entries:
            mark, sign = entry.mark, "差异大" if entry.name in apart else ""
            off = plain(rounded((entry.rate - each.middle) * 100, 2))
            got = (mark.points or "", mark.weight, per_cent(entry.rate))
            rows.append((entry.name, *got, off, sign))
    return rows


def _outliers(compared: Sequence[Compared]) -> Iterator[str]:
    found = [(each, outlier) for each in compared for outlier in each.outliers]
    found.sort(key=lambda one: -abs(one[1].entry.rate - one[0].middle))
    if found:
        yield f"差异大的 {len(found)} 处，相差多的在前："
    for each, outlier in found[:_MOST_OUTLIERS]:
        entry = outlier.entry
        rates = f"得分率{per_cent(entry.rate)}，中位数{per_cent(each.middle)}"
        yield f"  {entry.name}  {each.name}  {entry.mark.points}/{entry.mark.weight}  {rates}"
        *own, other = outlier.why
        yield from (f"    {line}" for line in own)
        yield from (f"      {line}" for line in entry.mark.trace)
        yield f"    {other}"
    if len(found) > _MOST_OUTLIERS:
        yield f"  ……其余 {len(found) - _MOST_OUTLIERS} 处用 -o 存成表格查看。"


# ---- years against each other ---------------------------------------------------------------------


def _changed(
    changes: Sequence[Change], outcomes: Sequence[Outcome], *, alone: bool
) -> Iterator[str]:
    totals = {(each.unit, each.year): f"{each.total}分 {each.grade}" for each in outcomes}
    for (unit, years), group in groupby(changes, lambda one: (one.unit, one.years)):
        told = (f"{year}年 {totals[unit, year]}" for year in years)
        yield f"【{unit}  {' → '.join(told)}】"
        for each in group:
            yield f"  {each.indicator}  {_got(each.before)} → {_got(each.after)}"
            yield f"    {each.why}"
        yield ""
    yield from _without_change({each.unit for each in changes}, outcomes, alone=alone)


def _without_change(
    changed: Collection[str], outcomes: Sequence[Outcome], *, alone: bool
) -> Iterator[str]:
    """The units not told of: those that have one year alone, and those whose years are alike.

    ``alone``: only one indicator was looked at, so nothing is said of the others.
    """
    same = "这项指标没有变化" if alone else "各项得分没有变化"
    alike = [unit for unit, n in _years(outcomes).items() if n > 1 and unit not in changed]
    if alike:
        yield f"{same}的 {len(alike)} 个：{_some(alike)}。"
    for single in _single(outcomes, alone=alone):
        yield f"{single.why}的 {len(single.names)} 个：{_some(single.names)}。"


def _single(outcomes: Sequence[Outcome], *, alone: bool) -> list[Lacking]:
    """The units that have one year alone; ``alone``: one that has the indicator looked at."""
    why = f"只有一个年度{'有这项指标' if alone else '的成绩'}、不能逐年比较"
    single = tuple(unit for unit, n in _years(outcomes).items() if n == 1)
    return [Lacking(single, why)] if single else []


def _years(outcomes: Sequence[Outcome]) -> Mapping[str, int]:
    """In how many years each unit has points."""
    years = {(each.unit, each.year) for each in outcomes if each.unit and each.marks}
    return Counter(unit for unit, _ in sorted(years))


def _some(units: Sequence[str]) -> str:
    return f"{'、'.join(units[:_MOST_NAMES])}{'等' if len(units) > _MOST_NAMES else ''}"


_MOST_NAMES = 5


def _got(mark: Mark | None) -> str:
    return "无" if mark is None else f"{mark.points or '未计分'}/{mark.weight or '？'}"


# ---- a table for the terminal ---------------------------------------------------------------------


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows in columns as wide characters show: the first to the left, figures to the right."""
    cut = [[_cut(text) for text in row] for row in rows]
    widest = [max(map(width, column)) for column in zip(*cut, strict=True)]
    for first, *rest in cut:
        cells = (
            " " * (wide - width(text)) + text for text, wide in zip(rest, widest[1:], strict=True)
        )
        yield f"  {first}{' ' * (widest[0] - width(first))}  {'  '.join(cells)}".rstrip()


def _cut(text: str) -> str:
    """A text on one line; one that is too wide loses its end."""
    text = " ".join(text.split())
    if width(text) <= _WIDEST:
        return text
    while width(text) > _WIDEST - 2:
        text = text[:-1]
    return f"{text}…"
