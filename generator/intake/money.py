"""认金额: amounts of assets and of the budget in a sentence, as data in 万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from generator.figures import grown, plain, rounded
from generator.intake.proof import Path
from generator.intake.spots import LAST, THIS, Spot, of_the_unit, when

__all__ = ["assets", "budget", "step"]

_AMOUNT = r"(?P<n>\d[\d,]*(?:\.\d+)?)\s*(?P<u>万元|亿元|元)(?!以上|以下|以内|左右|/)"
_IN_WAN = {"万元": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10000)}
_TO = r"(?:收入|支出|收支|资金|金额|安排|核定|下达|总额|总值|总计|合计|原值|价值|余额|数额|[总数额共计为是有的：:])*\s*"


def _money(match: re.Match[str]) -> str:
    """The amount in 万元, as data has it."""
    return plain(Decimal(match["n"].replace(",", "")) * _IN_WAN[match["u"] or "万元"])


def step(typed: str) -> Decimal:
    """How far the digits of an amount go, in 万元: 0.01 where it was typed to the hundredth."""
    places = len(re.sub(r"[^\d.]", "", typed).partition(".")[2])
    unit = re.search("(?:[万亿]?元)?$", typed)
    return Decimal(1).scaleb(-places) * _IN_WAN[(unit and unit[0]) or "万元"]


def _spot(match: re.Match[str], path: Path, value: Any, expression: str = "") -> Spot:
    """The amount as an expression, with its unit where that is not 万元."""
    said = expression or ".".join(path)
    places = len(match["n"].partition(".")[2])
    if match["u"] in (None, "万元"):
        return Spot(match.start("n"), match.end("n"), (said,), path, value)
    ways = (f"{said}|{match['u']}", f"{said}|{match['u']}({places})")
    return Spot(match.start("n"), match.end("u"), ways, path, value)


def _own(pattern: re.Pattern[str], line: str, data: Mapping[str, Any]) -> Iterator[re.Match[str]]:
    """What a pattern finds of the unit as a whole in the report's year."""
    for match in pattern.finditer(line):
        ours = of_the_unit(line, match.start(), data)
        if ours and when(line, match.start("n"), data) == THIS:
            yield match


# ---- assets -------------------------------------------------------------------------------------

_IN_USE = re.compile(rf"(?:实际)?(?:在用|使用)(?:的)?固定资产{_TO}{_AMOUNT}")
_ASSETS = re.compile(rf"固定资产{_TO}{_AMOUNT}")


def assets(line: str, data: Mapping[str, Any]) -> Iterator[Spot]:
    """Fixed assets at the end of the year, all and those in use."""
    for match in _IN_USE.finditer(line):
        if when(line, match.start("n"), data) == THIS:
            yield _spot(match, ("资产", "在用固定资产"), _money(match))
    for match in _own(_ASSETS, line, data):
        yield _spot(match, ("资产", "固定资产总额"), _money(match))


# ---- the budget ---------------------------------------------------------------------------------

_SOURCES = re.compile(
    r"(?P<source>(?:一般公共预算|政府性基金(?:预算)?|国有资本经营预算)(?:财政)?(?:拨款)?收入|(?:一般公共预算|政府性基金)(?:财政)?拨款"
    r"|财政拨款收入|事业收入|经营收入|上级补助收入|附属单位上缴收入|其他收入|非财政拨款收入)"
    rf"(?:决算数)?(?:为|：|:)?\s*{_AMOUNT}"
)
_INCOME = re.compile(
    rf"(?:收入决算|决算收入|收入总额|总收入|收入合计|收入总计|(?P<bare>实际收入)){_TO}{_AMOUNT}"
)
_SPENT = re.compile(
    rf"(?:支出决算|决算支出|支出总额|总支出|支出合计|支出总计|(?P<bare>实际支出|支出)){_TO}{_AMOUNT}"
)
_GRANTS = re.compile(rf"财政拨款收入(?:决算)?{_TO}{_AMOUNT}")
_PART = re.compile("费|项目|专项|购置|补助|工资|奖金|三公|其中|公用|基本|用于")
_BEFORE = re.compile(
    r"[较比与同](?P<when>20\d\d年|上年|去年|上一年)(?:收入|支出|决算|总额|同期|[度的数为])*\s*"
    r"(?P<n>\d[\d,]*(?:\.\d+)?)\s*(?P<u>万元|亿元|元)?"
    r"(?P<rate>(?:相比)?，?(?:增加|增长|上升|减少|下降|降低)了?(?P<p>\d+(?:\.\d+)?)[%％])?"
)
_CHANGE = re.compile(r"(?P<word>增加|增长|上升|减少|下降|降低)(?:了)?(?P<n>\d+(?:\.\d+)?)[%％]")
_SINGLE = (
    (("预算", "年初预算"), re.compile(rf"年初(?:部门)?预算{_TO}{_AMOUNT}")),
    (("预算", "预算调整数"), re.compile(rf"(?:预算调整|调整预算|追加预算|预算追加){_TO}{_AMOUNT}")),
    (("预算", "上年结转"), re.compile(rf"(?:上年结转|年初结转)(?:和?结余)?{_TO}{_AMOUNT}")),
    (("预算", "结转结余"), re.compile(rf"(?<!上年)(?<!年初)结转(?:和)?结余{_TO}{_AMOUNT}")),
)  # fmt: skip


def budget(line: str, data: Mapping[str, Any]) -> Iterator[Spot]:
    """The budget, income and spending of the year and of the one before, and their growth."""
    for path, pattern in _SINGLE:
        for match in _own(pattern, line, data):
            yield _spot(match, path, _money(match))
    income, spent = (list(_totals(each, line, data)) for each in (_INCOME, _SPENT))
    yield from _income(line, [m for m, year in income if year == THIS], data)
    for match, year in spent:
        name = "上年支出决算" if year == LAST else "支出决算"
        yield _spot(match, ("预算", name), _money(match))
    for match, year in income:
        if year == LAST:
            yield _income_before(match)
    yield from _compared(line, income, spent, data)
    yield from _changes(line)


_Totals = Sequence[tuple[re.Match[str], int]]


def _totals(
    pattern: re.Pattern[str], line: str, data: Mapping[str, Any]
) -> Iterator[tuple[re.Match[str], int]]:
    """What a pattern finds of the unit as a whole, each with its year: the report's or the one before."""
    for match in pattern.finditer(line):
        if not of_the_unit(line, match.start(), data):
            continue
        sentence = line[line.rfind("。", 0, match.start()) + 1 : match.start()]
        if match["bare"] and _PART.search(sentence):
            continue
        year = when(line, match.start("n"), data)
        if year in (THIS, LAST):
            yield match, year


def _income(line: str, found: Sequence[re.Match[str]], data: Mapping[str, Any]) -> Iterator[Spot]:
    """Income by its sources where they add up to the total, else the total alone."""
    for whole in found:
        path: Path = ("预算", "收入决算")
        total = "预算.收入决算|合计"
        named = [m for m in _SOURCES.finditer(line) if when(line, m.start("n"), data) == THIS]
        sources = _sources(named, _money(whole))
        by_name = {m["source"]: _money(m) for m in sources} or {"收入总额": _money(whole)}
        yield _spot(whole, path, by_name, total)
        for match in sources:
            yield _spot(match, (), None, f"预算.收入决算.{match['source']}")
        if sources and all("拨款" in name for name in by_name):
            grants = (m for m in _GRANTS.finditer(line) if _money(m) == _money(whole))
            yield from (_spot(match, (), None, total) for match in grants)
        for match in named:
            if match not in sources:
                yield _spot(match, (), None, _sum_of(_grants(sources), _money(match)))


def _sources(named: Sequence[re.Match[str]], whole: str) -> Sequence[re.Match[str]]:
    """Of the sources of income that a line names those that add up to the whole, each once; else none.

    A source that is itself the sum of the grants named beside it is none of its own.
    """
    parts = [m for m in named if _money(m) != whole]
    grants = _added(_grants(named))
    leaves = [m for m in parts if m["source"] != _ALL_GRANTS or _money(m) != grants]
    for each in (named, parts, leaves):
        if len({m["source"] for m in each}) == len(each) and _added(each) == whole:
            return each
    return ()


_ALL_GRANTS = "财政拨款收入"


def _grants(sources: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """The kinds of grants, not the name for all of them."""
    return [
        m
        for m in sources
        if "拨款" in m["source"] and m["source"] != _ALL_GRANTS and "非" not in m["source"]
    ]


def _added(sources: Sequence[re.Match[str]]) -> str:
    return plain(sum((Decimal(_money(m)) for m in sources), Decimal(0)))


def _sum_of(sources: Sequence[re.Match[str]], amount: str) -> str:
    """An expression of the sources that adds up to an amount; empty when they do not."""
    said = " + ".join(f"预算.收入决算.{m['source']}" for m in sources)
    return f"({said})" if sources and _added(sources) == amount else ""


def _income_before(match: re.Match[str]) -> Spot:
    path: Path = ("预算", "上年收入决算")
    return _spot(match, path, {"收入总额": _money(match)}, "预算.上年收入决算|合计")


def _compared(
    line: str, income: _Totals, spent: _Totals, data: Mapping[str, Any]
) -> Iterator[Spot]:
    """Last year's amount that a total of this year is held against: no amount stands between them.

    Where it is typed without its unit, the growth behind it has to prove that it is in 万元.
    """
    amounts = list(re.finditer(_AMOUNT, line))
    for match in _BEFORE.finditer(line):
        now = next((m for m in reversed(amounts) if m.start() < match.start("n")), None)
        if now is None or when(line, match.start("n"), data) != LAST:
            continue
        if not match["u"] and not _grown(_money(now), match):
            continue
        if (now.start("n"), THIS) in [(m.start("n"), year) for m, year in income]:
            yield _income_before(match)
        elif (now.start("n"), THIS) in [(m.start("n"), year) for m, year in spent]:
            yield _spot(match, ("预算", "上年支出决算"), _money(match))


def _grown(now: str, before: re.Match[str]) -> bool:
    """The growth said behind last year's amount is that of this year's, taken to be in 万元."""
    ratio = grown(Decimal(now), Decimal(_money(before)))
    if not before["rate"] or ratio is None:
        return False
    down = re.search("减少|下降|降低", before["rate"])
    places = len(before["p"].partition(".")[2])
    return rounded((-ratio if down else ratio) * 100, places) == Decimal(before["p"])


def _subject(line: str, end: int) -> str:
    """Whether income or spending is spoken of where the line has come to; empty when neither is."""
    said = line[:end]
    income, spent = said.rfind("收入"), said.rfind("支出")
    return "" if income == spent else "收入" if income > spent else "支出"


_PAIRS = {
    "收入": ("(预算.收入决算|合计)", "(预算.上年收入决算|合计)"),
    "支出": ("预算.支出决算", "预算.上年支出决算"),
}


def _changes(line: str) -> Iterator[Spot]:
    """Growth against last year, with its word where we have it, else the ratio alone."""
    for match in _CHANGE.finditer(line):
        subject = _subject(line, match.start())
        if not subject:
            continue
        now, before = _PAIRS[subject]
        down = match["word"] in ("减少", "下降", "降低")
        over = f"({before} - {now})" if down else f"({now} - {before})"
        places = len(match["n"].partition(".")[2])
        ratio = f"({over} / {before})|百分比"
        yield Spot(*match.span(), (f"{now.strip('()')}|较({before.strip('()')})",))
        yield Spot(match.start("n"), match.end(), (ratio, f"{ratio}({places})"))
