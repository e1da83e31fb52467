"""认要点: wordings that people answer, as rules: 等次、分项、要点、次数."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from generator.figures import plain, read_number
from generator.intake.thresholds import AT_LEAST, AT_MOST
from generator.intake.worded import Read, Wording, decides

__all__ = ["READERS"]

_HELD = re.compile(
    r"(?P<said>(?:全部|均|都|其中|符合|满足|具备|达到|不符合|不满足|有|一项|完全|基本)[^；;。（）]*?)"
    r"(?:的)?，?(?:（(?P<a>\d+(?:\.\d+)?)分?）|(?:得|计)(?P<b>\d+(?:\.\d+)?)分|(?P<c>不得分))"
)
_COUNT = re.compile(r"([一二三四五六七八九十两零\d]+)(?:项|个|条|点)")


def _criteria(wording: Wording) -> Read | None:
    """How many criteria hold decides the level."""
    found = [(m["said"], Decimal(m["a"] or m["b"] or 0)) for m in _HELD.finditer(wording.text)]
    covered = sum(len(m[0]) for m in _HELD.finditer(wording.text))
    if len(found) < 2 or covered < len(wording.text) * 0.7 or re.search("[%每]", wording.text):
        return None
    if decides(_HELD.sub("", wording.text)):
        return None
    most = max([len(wording.criteria), *(_said_count(said) or 0 for said, _ in found)])
    number = max(most, 1)
    levels: dict[int, Decimal] = {}
    for said, points in found:
        count = _held_count(said, number)
        if count is None or count in levels:
            return None
        levels[count] = points
    if min(levels, default=0) + len(levels) != number + 1:
        return None
    if len(levels) < 2 or list(levels.values()) != sorted(levels.values(), reverse=True):
        return None
    named = wording.criteria if len(wording.criteria) >= number else ()
    criteria = named or tuple(_placeholder(wording.name, number))
    rule = {"类型": "要点", "档位": {str(count): plain(points) for count, points in levels.items()}}
    return Read(rule, () if named else criteria)


def _placeholder(name: str, number: int) -> list[str]:
    if number == 1:
        return [f"符合“{name}”的要求"]
    return [f"第{i}项评价要点（原表没有列出，请补写）" for i in range(1, number + 1)]


def _said_count(said: str) -> int | None:
    match = _COUNT.search(said)
    figure = read_number(match[1].replace("两", "二").replace("零", "〇")) if match else ""
    return int(figure) if figure else (0 if match and "零" in match[1] else None)


def _held_count(said: str, number: int) -> int | None:
    """How many criteria hold at a level, from the words of it."""
    count = _said_count(said)
    if re.search("不符合|不满足|不具备|未达到", said):
        if count is None:
            return 0
        return number - count if count <= number else None
    if re.search("全部|均|都|完全", said) and count in (None, number):
        return number
    return number if count is None else count


_EACH = re.compile(
    r"每(?:符合|满足|具备|达到|有)?(?:一|1)(?:项|个|条|点)[^扣得]{0,8}?(?P<way>得|扣)(?P<n>\d+(?:\.\d+)?)分"
)
_LACKING = re.compile("不符合|不满足|未|没有|缺|不具备")


def _each(wording: Wording) -> Read | None:
    """Every criterion is worth the same, or costs the same."""
    match, number = _EACH.search(wording.text), len(wording.criteria)
    if match is None or not number or decides(wording.text.replace(match[0], "")):
        return None
    each = Decimal(match["n"])
    if match["way"] == "得" and each * number == wording.weight:
        return Read({"类型": "分项", "各点": {str(i + 1): plain(each) for i in range(number)}})
    if match["way"] == "扣" and _LACKING.search(wording.text):
        left = [max(Decimal(0), wording.weight - each * lost) for lost in range(number + 1)]
        levels = {number - lost: points for lost, points in enumerate(left)}
        return Read({"类型": "要点", "档位": {str(k): plain(p) for k, p in levels.items()}})
    return None


_WORTH = re.compile(
    r"(?:^|(?<=[；;。，]))(?P<what>[^；;。，%]{3,40}?)(?:的)?，?得(?P<n>\d+(?:\.\d+)?)分"
)


_SHADED = re.compile("基本|较|部分|不|未|没有|前|第|其他|一般|每")
"""Words of clauses that are shades of one criterion, not criteria beside one another."""


def _worths(wording: Wording) -> Read | None:
    """Every clause is a criterion with points of its own, which add up to the weight."""
    found = [
        (re.sub(r"^(?:\d{1,2}[.、]|[①-⑳])", "", m["what"]), Decimal(m["n"]))
        for m in _WORTH.finditer(wording.text)
    ]
    if any(_SHADED.search(what) for what, _ in found):
        return None
    compared = re.search(rf"{AT_LEAST}|{AT_MOST}|符合其中|全部符合", wording.text)
    if len(found) < 2 or compared or sum(points for _, points in found) != wording.weight:
        return None
    worth = {str(i): plain(points) for i, (_, points) in enumerate(found, 1)}
    return Read({"类型": "分项", "各点": worth}, tuple(what for what, _ in found))


_TIMES = re.compile(
    r"(?:每)?(?:发现|发生|出现|存在|有|查出)(?P<n>一|1)?(?P<unit>次|处|起|项|例|个|笔|件|条)(?P<what>[^扣，；。]{0,20})(?:的)?，?扣(?P<off>\d+(?:\.\d+)?)分"
)


def _times(wording: Wording) -> Read | None:
    """So many points off each time something happened."""
    match = _TIMES.search(wording.text)
    if match is None or not match["n"] or wording.ratio or _EACH.search(wording.text):
        return None
    if decides(wording.text.replace(match[0], "")):
        return None
    what = match["what"].removesuffix("的") or f"不符合“{wording.name}”要求的情形"
    return Read({"类型": "次数", "情形": what, "每次扣": match["off"]})


_GRADES = re.compile(
    r"(优秀|良好|较好|一般|基本合格|不合格|合格|较差|优|良|中|差|好|满意|基本满意|不满意)(?:的)?，?(?:（|得|计|:|为)(\d+(?:\.\d+)?)分?）?"
)


def _grades(wording: Wording) -> Read | None:
    """A grade stands for so many points."""
    found = {name: Decimal(points) for name, points in _GRADES.findall(wording.text)}
    if len(found) < 3 or "%" in wording.text or max(found.values()) != wording.weight:
        return None
    if decides(_GRADES.sub("", wording.text)):
        return None
    return Read({"类型": "等次", "档位": {name: plain(points) for name, points in found.items()}})


READERS: Sequence[Callable[[Wording], Read | None]] = (_grades, _each, _criteria, _worths, _times)
"""Each reads one kind of rule, or gives None."""
