"""认数字: figures in sentences become data, and the sentence says them by expressions.

A figure is replaced only where the expression prints the very characters that stood there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from generator.figures import counted, plain
from generator.intake.plain import words
from generator.intake.proof import Path, names, with_parts
from generator.narrative import written

__all__ = ["FIGURES", "Found", "told"]


@dataclass(frozen=True, slots=True)
class Found:
    """What sentences gave (所得): values by data path, and each sentence as Markdown with expressions.

    ``seen``: what was taken and from which words, for the account; ``left``: figures whose place in
    the data was taken by another figure already.
    """

    parts: Mapping[Path, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    seen: tuple[tuple[Path, str], ...] = ()
    left: tuple[tuple[Path, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Spot:
    """A stretch of a sentence that an expression may stand for (处)."""

    start: int
    end: int
    expressions: tuple[str, ...]
    path: Path = ()
    value: Any = None


Seeker = Callable[[str, Mapping[str, Any]], Iterator[_Spot]]


def told(subjects: Sequence[str], lines: Sequence[str], data: Mapping[str, Any]) -> Found:
    """Read the figures of some parts (人员编制, 资产 …) in lines; ``data``: what is known so far."""
    seekers = [FIGURES[subject] for subject in subjects if subject in FIGURES]
    if not seekers:
        return Found(lines=tuple(map(words, lines)))
    parts: dict[Path, Any] = {}
    seen: list[tuple[Path, str]] = []
    left: list[tuple[Path, str]] = []
    for seek in seekers:
        for line in lines:
            for spot in seek(line, with_parts(data, parts)):
                if not spot.path:
                    continue
                known = parts.get(spot.path, _at(data, spot.path))
                if known in (None, "") or known == {}:
                    parts[spot.path] = spot.value
                    seen.append((spot.path, line[spot.start : spot.end]))
                elif known != spot.value:
                    left.append((spot.path, line[spot.start : spot.end]))
    whole = with_parts(data, parts)
    known_names = names(whole)
    sentences = tuple(_sentence(line, seekers, whole, known_names) for line in lines)
    return Found(parts, sentences, tuple(seen), tuple(left))


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _sentence(
    line: str, seekers: Sequence[Seeker], data: Mapping[str, Any], known: Mapping[str, Any]
) -> str:
    """The line as Markdown, an expression wherever one prints what stands there."""
    spots = [spot for seek in (*seekers, _years) for spot in seek(line, data)]
    pieces: list[str] = []
    at = 0
    for spot in sorted(spots, key=lambda spot: (spot.start, -spot.end)):
        stands = line[spot.start : spot.end]
        said = next((e for e in spot.expressions if written(e, known) == stands), "")
        if said and spot.start >= at:
            pieces += [line[at : spot.start], f"\0{said}\0"]
            at = spot.end
    text = words("".join([*pieces, line[at:]]))
    return re.sub("\0(.*?)\0", r"{{ \1 }}", text)


def _years(line: str, data: Mapping[str, Any]) -> Iterator[_Spot]:
    """The year of the report and the one before, where a sentence of figures names them."""
    year = str(_at(data, ("单位", "年度")) or "")
    for match in re.finditer(r"(20\d{2})(?=年)", line):
        if year and int(year) - int(match[1]) in (0, 1):
            before = " - 1" if match[1] != year else ""
            yield _Spot(*match.span(), (f"单位.年度{before}",))


# ---- organisation -------------------------------------------------------------------------------

_OFFICES = re.compile(
    r"(?P<n>[一二三四五六七八九十]{1,3}|\d{1,2})个(?P<what>[^：:，。、；\d]{0,10})"
    r"[，,]?(?:分别(?:是|为))?[：:]?(?P<list>[^。；：:]+?)(?=[。；]|$)"
)
_NAMED_FIRST = re.compile(
    r"(?:内设|下设|设有|设置)(?P<list>[^。；：:\d]+?)等?(?P<n>[一二三四五六七八九十]{1,3}|\d{1,2})个"
)


def _organisation(line: str, data: Mapping[str, Any]) -> Iterator[_Spot]:
    for match in (*_OFFICES.finditer(line), *_NAMED_FIRST.finditer(line)):
        offices = [each.strip() for each in match["list"].split("、")]
        number = match["n"]
        if len(offices) < 2 or number not in (str(len(offices)), counted(len(offices))):
            continue
        count = "组织架构.内设机构|个数"
        yield _Spot(*match.span("n"), (f"{count}|中文数字", count))
        yield _Spot(
            *match.span("list"), ("组织架构.内设机构|列举",), ("组织架构", "内设机构"), offices
        )
        return


# ---- staffing -----------------------------------------------------------------------------------

_KIND = (
    r"(?:全额拨款|财政拨款|差额拨款|全额|差额|自收自支|参公管理|参公|机关|公益一类|公益二类)?"
    r"(?:行政|事业|工勤|政法专项)|参公管理|参公|自收自支"
)
_POSTS = re.compile(rf"(?P<kind>{_KIND})(?:人员)?编制(?:人数|数|为|共|核定)*\s*(?P<n>\d+)")
_STAFF = re.compile(
    rf"(?P<kind>{_KIND})(?:编制)?(?:在编|在职)?(?:人员|人数|在编|在职)*(?:为|有)?\s*(?P<n>\d+)(?=\s*[人名])"
)
_ALL_POSTS = re.compile(
    r"(?<![政业参公支勤])编制(?:人数|总数|数|为|共|总额)*\s*(?P<n>\d+)(?=\s*[人名个])"
)
_ALL_STAFF = re.compile(
    r"(?:在编(?:在职|在岗)?|在职(?:在编)?|实有)(?:人员|人数|职工|干部)*(?:共有|总数|共|为|有|共计)*\s*(?P<n>\d+)(?=\s*[人名])"
)


def _staffing(line: str, data: Mapping[str, Any]) -> Iterator[_Spot]:
    posts = list(_POSTS.finditer(line))
    start = min((m.start() for m in re.finditer("在编|在职|实有", line)), default=len(line))
    posts = [m for m in posts if m.start() < start]
    staff = list(_STAFF.finditer(line, start))
    authorised = {m["kind"]: m["n"] for m in posts}
    known = authorised or dict(_at(data, ("人员编制", "编制")) or {})
    whole, all_staff = _ALL_POSTS.search(line), _ALL_STAFF.search(line)
    if not authorised and whole and whole.start() < start:
        authorised = {"全部": whole["n"]}
        known = known or authorised
    filled = {_same(m["kind"], known): m["n"] for m in staff}
    if not filled and all_staff:
        filled = {next(iter(known), "全部") if len(known) < 2 else "全部": all_staff["n"]}
    where: tuple[tuple[str, Mapping[str, str], Sequence[re.Match[str]]], ...] = (
        ("编制", authorised, posts),
        ("在编", filled, staff),
    )
    for name, heads, matches in where:
        path: Path = ("人员编制", name)
        for i, match in enumerate(matches):
            kind = _same(match["kind"], known)
            first = (path, dict(heads)) if i == 0 else ((), None)
            yield _Spot(*match.span("n"), (f"人员编制.{name}.{kind}",), *first)
    for name, heads, match_ in (("编制", authorised, whole), ("在编", filled, all_staff)):
        if match_ and heads:
            found = ("人员编制", name), dict(heads)
            yield _Spot(*match_.span("n"), (f"人员编制.{name}|合计",), *found)


def _same(kind: str, known: Mapping[str, str]) -> str:
    """The kind of posts that a kind of staff fills: the one of its name, or the only one that ends so."""
    alike = [name for name in known if name.endswith(kind) or kind.endswith(name)]
    return kind if kind in known or len(alike) != 1 else alike[0]


# ---- amounts of money ---------------------------------------------------------------------------

_AMOUNT = r"(?P<n>\d[\d,]*(?:\.\d+)?)\s*(?P<u>万元|亿元|元)?(?![\d.%％个倍])"
_IN_WAN = {"万元": Decimal(1), "": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10000)}
_BETWEEN = r"[^\d，。；,;]{0,12}?"


def _money(match: re.Match[str]) -> str:
    """The amount in 万元, as data has it."""
    value = Decimal(match["n"].replace(",", "")) * _IN_WAN[match["u"] or ""]
    return plain(value)


def _spot(match: re.Match[str], expression: str, path: Path = (), value: Any = None) -> _Spot:
    places = len(match["n"].partition(".")[2])
    said = (
        tuple(f"{expression}{each}" for each in ("", f"|{match['u']}", f"|{match['u']}({places})"))
        if match["u"] in ("元", "亿元")
        else (expression,)
    )
    end = match.end("u") if match["u"] in ("元", "亿元") else match.end("n")
    return _Spot(match.start("n"), end, said, path, value)


_ASSETS = (
    (("资产", "在用固定资产"), re.compile(rf"(?:实际)?(?:在用|使用)(?:的)?固定资产{_BETWEEN}{_AMOUNT}")),
    (("资产", "固定资产总额"), re.compile(rf"(?<![在使]用)(?<!用的)固定资产{_BETWEEN}{_AMOUNT}")),
)  # fmt: skip


def _assets(line: str, data: Mapping[str, Any]) -> Iterator[_Spot]:
    for path, pattern in _ASSETS:
        for match in pattern.finditer(line):
            yield _spot(match, ".".join(path), path, _money(match))


_SOURCES = re.compile(
    r"(?P<source>(?:一般公共预算|政府性基金(?:预算)?|国有资本经营预算)(?:财政)?(?:拨款)?收入|(?:一般公共预算|政府性基金)(?:财政)?拨款"
    r"|财政拨款收入|事业收入|经营收入|上级补助收入|附属单位上缴收入|其他收入|非财政拨款收入)"
    rf"(?:决算数)?(?:为|：|:)?\s*{_AMOUNT}"
)
_INITIAL = re.compile(rf"年初(?:部门)?预算{_BETWEEN}{_AMOUNT}")
_INCOME = re.compile(
    rf"(?:收入决算(?:数|总额)?|决算收入(?:数)?|收入总额|总收入|收入合计|实际收入|收入总计){_BETWEEN}{_AMOUNT}"
)
_SPENT = re.compile(
    rf"(?<!项目)(?<!基本)(?<!公用)(?<!预算)(?:支出决算(?:数|总额)?|决算支出|支出总额|总支出|支出合计|实际支出|支出总计|支出)(?:数|为|共|共计|合计)*{_AMOUNT}"
)
_BEFORE = re.compile(rf"[较比与同](?P<when>20\d\d年|上年|去年|上一年)度?(?:的)?{_BETWEEN}{_AMOUNT}")
_CHANGE = re.compile(r"(?P<word>增加|增长|上升|减少|下降|降低)(?:了)?(?P<n>\d+(?:\.\d+)?)[%％]")
_SINGLE = (
    (("预算", "预算调整数"), re.compile(rf"(?:预算调整|调整预算|追加预算|预算追加)(?:数)?{_BETWEEN}{_AMOUNT}")),
    (("预算", "上年结转"), re.compile(rf"(?:上年结转|年初结转)(?:和?结余)?{_BETWEEN}{_AMOUNT}")),
    (("预算", "结转结余"), re.compile(rf"(?<!上年)(?<!年初)结转(?:和)?结余{_BETWEEN}{_AMOUNT}")),
)  # fmt: skip


def _budget(line: str, data: Mapping[str, Any]) -> Iterator[_Spot]:
    if match := _INITIAL.search(line):
        yield _spot(match, "预算.年初预算", ("预算", "年初预算"), _money(match))
    for path, pattern in _SINGLE:
        if match := pattern.search(line):
            yield _spot(match, ".".join(path), path, _money(match))
    yield from _income(line)
    for match in _SPENT.finditer(line):
        if not re.search(r"[较比与同](?:20\d\d年|上年|去年)度?(?:的)?$", line[: match.start()]):
            yield _spot(match, "预算.支出决算", ("预算", "支出决算"), _money(match))
            break
    yield from _last_year(line)
    yield from _changes(line)


def _income(line: str) -> Iterator[_Spot]:
    """Income by its sources where they add up to the total, else the total alone."""
    whole = _INCOME.search(line)
    sources = {m["source"]: m for m in _SOURCES.finditer(line)}
    total = Decimal(_money(whole)) if whole else None
    inner = {name: m for name, m in sources.items() if m["n"] != (whole["n"] if whole else "")}
    path: Path = ("预算", "收入决算")
    if whole and inner and sum(Decimal(_money(m)) for m in inner.values()) == total:
        table: dict[str, str] = {name: _money(m) for name, m in inner.items()}
        for name, match in inner.items():
            yield _spot(match, f"预算.收入决算.{name}")
        for match in re.finditer(_AMOUNT, line):
            if match["n"] == whole["n"]:
                yield _spot(match, "预算.收入决算|合计", path, table)
    elif whole:
        yield _spot(whole, "预算.收入决算|合计", path, {"收入总额": _money(whole)})


def _subject(line: str, end: int) -> str:
    """Whether income or spending is spoken of where the line has come to; empty when neither is."""
    said = line[:end]
    income, spent = said.rfind("收入"), said.rfind("支出")
    return "" if income == spent else "收入" if income > spent else "支出"


def _last_year(line: str) -> Iterator[_Spot]:
    for match in _BEFORE.finditer(line):
        subject = _subject(line, match.start("n"))
        if subject == "收入":
            value = {"收入总额": _money(match)}
            yield _spot(match, "预算.上年收入决算|合计", ("预算", "上年收入决算"), value)
        elif subject == "支出":
            yield _spot(match, "预算.上年支出决算", ("预算", "上年支出决算"), _money(match))


_PAIRS = {
    "收入": ("(预算.收入决算|合计)", "(预算.上年收入决算|合计)"),
    "支出": ("预算.支出决算", "预算.上年支出决算"),
}


def _changes(line: str) -> Iterator[_Spot]:
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
        yield _Spot(*match.span(), (f"{now.strip('()')}|较({before.strip('()')})",))
        yield _Spot(match.start("n"), match.end(), (ratio, f"{ratio}({places})"))


FIGURES: Mapping[str, Seeker] = {
    "组织架构": _organisation,
    "人员编制": _staffing,
    "资产": _assets,
    "预算收支": _budget,
}
"""Who finds the figures of a part in a sentence."""
