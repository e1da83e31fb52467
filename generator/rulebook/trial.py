"""试读: a rubric held against itself and the data model, for every year it is for, without a unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as File

from generator import source
from generator.checks import contradictory, nearest
from generator.figures import plain, quoted
from generator.findings import Finding, Place, Refused, Severity
from generator.formula import Reason, parse
from generator.rubric import Alternatives, Cap, Indicator, Path, Rubric, Years
from generator.rulebook.specimen import specimen

__all__ = ["check", "of_year"]

_TOP = "指标体系"
_LAST_DAY = "9999-12-31"


def of_year(path: File, year: int | None = None) -> Rubric:
    """A rubric with the values in force at the end of a year; None is the last year it is for.

    Raises Refused as :func:`source.read`.
    """
    if year is None:
        year = source.read([path], Rubric, under=_TOP, on=_LAST_DAY).value.years.last
    return source.read([path], Rubric, under=_TOP, on=f"{year:04}-12-31").value


def check(path: File) -> tuple[Finding, ...]:
    """All that is wrong with a rubric, each once, and what it adds up to.

    Values that hold from a date are tried as of the end of each year the rubric is for; what is
    wrong in some of these years only says in which.
    """
    try:
        latest = source.read([path], Rubric, under=_TOP, on=_LAST_DAY)
        dates = source.turning_points([path])
    except Refused as refused:
        return refused.findings
    years = latest.value.years
    found: dict[Finding, list[str]] = {}
    days = _days(years, dates)
    for day in days:
        for finding in _as_of(path, day):
            found.setdefault(finding, []).append(day)
    told = [_dated(finding, on, days) for finding, on in found.items()]
    return (*told, *_too_late(path, years, dates))


def _days(years: Years, dates: Sequence[str]) -> list[str]:
    """The ends of years as of which some value differs from the year before; the first at least."""
    ends = [f"{year:04}-12-31" for year in range(years.first, years.last + 1)]
    holding = {sum(date <= end for date in dates): end for end in reversed(ends)}
    return sorted(holding.values())


def _dated(finding: Finding, on: Sequence[str], days: Sequence[str]) -> Finding:
    """A finding that does not hold in all years says from which year's values it comes."""
    if len(on) == len(days):
        return finding
    years = "、".join(day[:4] for day in on)
    return replace(finding, message=f"按 {years} 年末有效的取值，{finding.message}")


def _too_late(path: File, years: Years, dates: Sequence[str]) -> Iterator[Finding]:
    for date in dates:
        if date > f"{years.last:04}-12-31":
            message = f"有从 {date} 起的取值，“适用年度”只到 {years.last} 年，用不上它。"
            hint = "请核对日期，或把“适用年度”往后延。"
            place = Place(path.as_posix())
            yield Finding("date-not-reached", Severity.NOTE, message, place, hint)


def _as_of(path: File, day: str) -> tuple[Finding, ...]:
    """All findings on the rubric with the values in force on a day."""
    try:
        read = source.read([path], Rubric, under=_TOP, on=day)
    except Refused as refused:
        return refused.findings
    of_it = [contradictory(each) for each in read.value.contradictions]
    for asking in _askings(read.value):
        of_it += [*_unknown(asking), *_unworkable(asking), *_unused(asking)]
    of_it += [*_unfilled(read.value), _summed(read.value)]
    return (*read.findings, *(read.located(finding) for finding in of_it))


def _unfilled(rubric: Rubric) -> Iterator[Finding]:
    """Words of the skeleton that ask for something and still stand there."""
    left = [placed for placed in rubric.indicators() if _ASKS in placed.indicator.basis]
    if left:
        names = "、".join(placed.indicator.name for placed in left)
        message = f"{len(left)} 项指标的依据还没有写：{names}。"
        hint = "请写明文件的名称、文号和条款。"
        path = (*left[0].path, "依据")
        yield Finding("placeholder-left", Severity.WARNING, message, None, hint, path)


_ASKS = "请写明"


def _summed(rubric: Rubric) -> Finding:
    """What the weights add up to, by top level."""
    parts = "＋".join(f"{group.name} {plain(group.weight)}" for group in rubric.groups)
    total = plain(sum(group.weight for group in rubric.groups))
    many = sum(1 for _ in rubric.indicators())
    message = f"一级指标：{parts}＝{total} 分，满分 {plain(rubric.full)} 分；末级指标 {many} 项。"
    return Finding("weights-in-sum", Severity.NOTE, message, path=(_TOP, "指标"))


@dataclass(frozen=True, slots=True)
class _Asking:
    """What asks for figures (取数的): its name, path and inputs, and its formulas by their path."""

    name: str
    path: Path
    inputs: Mapping[str, str]
    formulas: tuple[tuple[Path, str], ...]


def _askings(rubric: Rubric) -> Iterator[_Asking]:
    for i, cap in enumerate(rubric.caps):
        yield _of_cap((_TOP, "总分上限", i), cap)
    for placed in rubric.indicators():
        formulas = tuple((p, text) for p, text in _formulas(placed.indicator) if text)
        yield _Asking(placed.indicator.name, placed.path, placed.indicator.inputs, formulas)


def _of_cap(path: Path, cap: Cap) -> _Asking:
    return _Asking(cap.name, path, cap.inputs, ((("条件",), cap.condition),))


def _formulas(indicator: Indicator) -> Iterator[tuple[Path, str]]:
    """The formula and conditions of an indicator, empty ones too, by their path inside it."""
    yield ("算式",), indicator.formula
    if indicator.inapplicable:
        yield ("不适用", "条件"), indicator.inapplicable.condition
    options = indicator.rule.options if isinstance(indicator.rule, Alternatives) else ()
    for i, option in enumerate(options):
        yield ("规则", "各则", i, "条件"), option.condition
        yield ("规则", "各则", i, "算式"), option.formula


def _unknown(asking: _Asking) -> Iterator[Finding]:
    """Names in 取数 that the data does not have, or that hold words instead of a figure."""
    known = specimen()
    for key, text in asking.inputs.items():
        for name in parse(text).names:
            reason = parse(name).work(known).reason
            if reason is None or reason.id not in ("unknown-name", "not-a-figure"):
                continue
            near = nearest(name, known) if reason.id == "unknown-name" else ""
            hint = f"是不是“{near}”？" if near else "请对照单位的数据文件改正名称。"
            path = (*asking.path, "取数", key)
            yield _wrong(asking, reason, path, hint, name)


def _unworkable(asking: _Asking) -> Iterator[Finding]:
    """Formulas that take a whole table for one figure, or count what is no list."""
    known = specimen()
    inputs = {name: parse(text).work(known) for name, text in asking.inputs.items()}
    for path, text in asking.formulas:
        reason = parse(text).work(inputs).reason
        if reason and reason.id in ("not-one-figure", "not-a-list"):
            hint = "一组数请用 合计() 加起来，或在“取数”里写到具体一项；个数() 里要是清单。"
            yield _wrong(asking, reason, (*asking.path, *path), hint)


def _wrong(asking: _Asking, reason: Reason, path: Path, hint: str, words: str = "") -> Finding:
    message = f"{quoted(asking.name)}取不到数：{reason.message}。"
    return Finding(reason.id, Severity.ERROR, message, None, hint, path, words=words)


def _unused(asking: _Asking) -> Iterator[Finding]:
    """Inputs that no formula and no condition speaks of."""
    used = {name for _, text in asking.formulas for name in parse(text).names}
    for key in asking.inputs:
        if key not in used:
            message = f"{quoted(asking.name)}取了{quoted(key)}，算式和条件里都没有用到。"
            path = (*asking.path, "取数", key)
            hint = "请核对算式；用不到的可以删去。"
            yield Finding("input-unused", Severity.NOTE, message, None, hint, path)
