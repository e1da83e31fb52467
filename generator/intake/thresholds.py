"""认界限: wordings that hold a ratio against thresholds, as rules: 线性、分档、递扣、比例."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from generator.figures import plain
from generator.intake.worded import Read, Wording, decides

__all__ = ["AT_LEAST", "AT_MOST", "READERS"]

_N = r"-?\d+(?:\.\d+)?%?"
_AT_LEAST = "达到或超过|达到或高于|等于或大于|等于或高于|大于或等于|大于等于|不低于|不少于|不小于|高于或等于|高于等于|达到|≥"
_AT_MOST = (
    "等于或小于|等于或低于|小于或等于|小于等于|不高于|不超过|不大于|低于或等于|低于等于|控制在|≤"
)
_OVER, _UNDER = "大于|高于|超过|>", "小于|低于|不足|不到|<"
_EXACT = "等于|为|="
_FULL, _NONE = r"(?:得|计)?满分", r"(?:得|计)?(?:零|0)分|不得分|不计分"


@dataclass(frozen=True, slots=True)
class _Bound:
    """A condition with its points (界): which side of which ratio, its end open or closed."""

    low: Decimal | None
    high: Decimal | None
    low_closed: bool
    high_closed: bool
    points: Decimal
    said: str = ""


def _ratio(text: str) -> Decimal:
    return Decimal(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


_SENTENCE = re.compile("[；;。]|(?<=分)，")
_REST = re.compile("(?:否则|其他|其余|其它)(?:情况|情形)?(?:的)?，?")
_HARMLESS = re.compile(
    r"(?:本|该)?(?:项|指标)*(?:满分|分值)为?\d+(?:\.\d+)?分|最高得?\d+(?:\.\d+)?分"
    r"|(?:具体)?(?:评分|计分)(?:标准|办法|方法|规则)(?:如下|为)?:?|[^=]{1,30}=.*|"
)
"""Sentences that say nothing of their own: full marks, a heading, the formula."""


def _conditions(wording: Wording) -> list[_Bound] | None:
    """Every sentence that gives points under a condition; None when one can't be read."""
    found: list[_Bound] = []
    for sentence in _sentences(wording.text):
        match = re.search(
            rf"(?P<points>{_FULL}|{_NONE}|(?:得|计)?\d+(?:\.\d+)?分)(?:[）]|$)", sentence
        )
        if _REST.match(sentence) or _HARMLESS.fullmatch(sentence):
            continue
        said = (sentence[: match.start()] if match else "").rstrip("（，的")
        bound = _bound(said, _points(match["points"], wording.weight)) if match else None
        if bound is None or _MORE.search(_beside(said, wording.name)):
            return None
        found.append(replace(bound, said=said))
    return found


_NUMBERED = re.compile(r"^(?:\d{1,2}[.、](?!\d)|（\d{1,2}）|[①-⑳]|[一二三四五六]、)")
_MORE = re.compile(r"[，、\d]|且|并|同时|或|[未由如若不无没]|经(?!费|济)")
"""What beside its threshold makes a condition say more."""


def _sentences(text: str) -> list[str]:
    """The sentences of a wording without their numbers; a comma behind points ends one, too."""
    found = [sentence for sentence in _SENTENCE.split(text) if sentence]
    counted = [re.fullmatch(r"(\d{1,2})[.、](.+)", sentence) for sentence in found]
    numbers = [int(each[1]) - at for at, each in enumerate(counted) if each]
    if len(numbers) == len(found) > 1 and len(set(numbers)) == 1:
        return [each[2] for each in counted if each]
    return [_NUMBERED.sub("", sentence) for sentence in found]


def _beside(said: str, name: str) -> str:
    """A condition without its threshold and the indicator's name."""
    match = _BOTH.search(said) or _RANGE.search(said)
    rest = said.replace(match[0], "") if match else _one_of(said)[1]
    return rest.replace(name, "")


def _points(said: str, weight: Decimal) -> Decimal:
    if "满" in said:
        return weight
    figure = re.search(r"\d+(?:\.\d+)?", said)
    return Decimal(figure[0]) if figure else Decimal(0)


_IN = rf"（不?含(?:本数|{_N})?）"
_RANGE = re.compile(
    rf"(?P<low>{_N})(?P<lc>{_IN})?(?:-|至|到|≤|<)+(?:[^\d-]{{0,12}}(?:≤|<))?(?P<high>{_N})(?P<hc>{_IN})?"
)
_BOTH = re.compile(
    rf"(?P<over>{_AT_LEAST}|{_OVER})(?P<low>{_N})[^\d-]{{0,6}}(?P<under>{_AT_MOST}|{_UNDER})(?P<high>{_N})"
)
_ONE = re.compile(
    rf"(?P<side>{_AT_LEAST}|{_AT_MOST}|{_OVER}|{_UNDER}|{_EXACT})?(?P<at>{_N})(?P<c1>{_IN})?"
    rf"(?P<behind>及?以上|及?以下|以内)?(?P<c2>{_IN})?"
)


def _bound(said: str, points: Decimal) -> _Bound | None:
    if match := _BOTH.search(said):
        closed = match["over"] in _AT_LEAST.split("|"), match["under"] in _AT_MOST.split("|")
        return _Bound(_ratio(match["low"]), _ratio(match["high"]), *closed, points)
    if match := _RANGE.search(said):
        low, high = _ratio(match["low"]), _ratio(match["high"])
        closed = _within(match["lc"]), _within(match["hc"])
        return _Bound(min(low, high), max(low, high), *closed, points)
    match, _ = _one_of(said)
    return _one_sided(match, points) if match else None


def _one_of(said: str) -> tuple[re.Match[str] | None, str]:
    """The single threshold of a condition, and what stands beside it."""
    matches = [m for m in _ONE.finditer(said) if m["side"] or m["behind"]]
    if len(matches) != 1:
        return None, said
    return matches[0], said.replace(matches[0][0], "")


def _within(said: str | None) -> bool:
    return bool(said) and not str(said).startswith("（不")


def _one_sided(match: re.Match[str], points: Decimal) -> _Bound:
    at = _ratio(match["at"])
    side, behind = match["side"] or "", match["behind"] or ""
    told = match["c1"] or match["c2"]
    excluded = bool(told) and not _within(told)
    if behind:
        included = not excluded and (
            behind[0] == "及" or behind in ("以上", "以内") or _within(told)
        )
        upper = behind.endswith("上")
        return _Bound(at if upper else None, None if upper else at, included, included, points)
    if side in _EXACT.split("|"):
        return _Bound(at, at, True, True, points)
    low = side in (*_AT_LEAST.split("|"), *_OVER.split("|"))
    closed = side in (*_AT_LEAST.split("|"), *_AT_MOST.split("|"))
    return _Bound(at if low else None, None if low else at, closed, closed, points)


_BETWEEN = re.compile("之间|按比例|插值|线性|计算确定|中间")


def _linear(wording: Wording) -> Read | None:
    """Full marks at one threshold, none at another, in between in proportion."""
    text = wording.text
    if not wording.ratio or not _BETWEEN.search(text) or "每" in text:
        return None
    kept = [
        s
        for s in _SENTENCE.split(text)
        if s and not _BETWEEN.search(s) and not s.startswith("得分=")
    ]
    found = _conditions(
        Wording(wording.name, wording.weight, (), tuple(f"{s}；" for s in kept), True)
    )
    full = [b for b in found or () if b.points == wording.weight]
    none = [b for b in found or () if b.points == 0]
    if len(full) != 1 or len(none) != 1 or len(found or ()) != 2:
        return None
    (best,), (worst,) = full, none
    zero, up = (worst.low, False) if worst.high is None else (worst.high, True)
    mark = best.low if up else best.high
    if zero is None or mark is None or mark == zero or (mark > zero) is not up:
        return None
    return Read({"类型": "线性", "满分": _shown(mark), "零分": _shown(zero)})


def _shown(ratio: Decimal) -> str:
    return f"{plain(ratio * 100)}%" if ratio else "0"


def _bands(wording: Wording) -> Read | None:
    """A ladder: every sentence a band; ends that two bands share belong to the better one said."""
    found = _ladder(wording)
    ordered = _sealed(found) if wording.ratio else None
    return (
        Read({"类型": "分档", "档位": [_band(each) for each in reversed(ordered)]})
        if ordered
        else None
    )


def _surveyed(wording: Wording) -> Read | None:
    """A ladder that the result of a survey is held against: people name the band, as it is said."""
    if wording.ratio or not re.search("满意", wording.name + wording.text):
        return None
    found = _ladder(wording)
    levels = {band.said: plain(band.points) for band in reversed(found)}
    if _sealed(found) is None or len(levels) < len(found):
        return None
    return Read({"类型": "等次", "档位": levels})


def _ladder(wording: Wording) -> list[_Bound]:
    """The bands of a wording that says nothing but bands, from below; empty when it is none."""
    if "每" in wording.text or _BETWEEN.search(wording.text):
        return []
    found = _with_rest(_in_order(_conditions(wording) or []), wording)
    return found if len({band.points for band in found}) >= 2 else []


def _in_order(found: Sequence[_Bound]) -> list[_Bound]:
    return sorted(found, key=lambda b: (b.low is not None, b.low or Decimal(0)))


def _with_rest(found: list[_Bound], wording: Wording) -> list[_Bound]:
    """With 否则 behind conditions that go on without end on one side, all that is on the other."""
    rests = [s for s in _sentences(wording.text) if _REST.match(s)]
    if not rests or not found:
        return found
    lowest, highest = found[0], found[-1]
    points = re.fullmatch(rf"{_FULL}|{_NONE}|(?:得|计)\d+(?:\.\d+)?分", _REST.sub("", rests[0]))
    if len(rests) > 1 or not points or (lowest.low is None) is (highest.high is None):
        return []
    worth = _points(points[0], wording.weight)
    if lowest.low is None:
        open_ = not highest.high_closed and not _vague(highest)
        return [*found, _Bound(highest.high, None, open_, open_, worth, "其他")]
    open_ = not lowest.low_closed and not _vague(lowest)
    return [_Bound(None, lowest.low, open_, open_, worth, "其他"), *found]


def _vague(bound: _Bound) -> bool:
    """From here to there, without a word on which of the ends belong to it."""
    return bool(_RANGE.search(bound.said)) and not re.search("不含|<", bound.said)


def _sealed(ordered: Sequence[_Bound]) -> list[_Bound] | None:
    """Neighbours meet at one figure; where both or neither claim it, the upper band has it.

    None when there is a gap, an overlap, or no band goes on without end.
    """
    if not ordered:
        return None
    if ordered[0].low is not None or ordered[-1].high is not None:
        first, last = ordered[0], ordered[-1]
        if first.low not in (None, Decimal(0)) or last.high not in (None, Decimal(1)):
            return None
    bands = [replace(ordered[0], low=None), *ordered[1:]]
    bands[-1] = replace(bands[-1], high=None)
    for i in range(1, len(bands)):
        below, above = bands[i - 1], bands[i]
        if below.high is None or below.high != above.low:
            return None
        if below.high_closed == above.low_closed:
            bands[i - 1] = replace(below, high_closed=False)
            bands[i] = replace(above, low_closed=True)
    return bands


def _band(band: _Bound) -> dict[str, str]:
    def end(at: Decimal, closed: bool) -> str:
        return f"{_shown(at) if at else '0%'}（{'含' if closed else '不含'}）"

    ends = {} if band.low is None else {"从": end(band.low, band.low_closed)}
    ends |= {} if band.high is None else {"到": end(band.high, band.high_closed)}
    return {**ends, "得分": plain(band.points)}


_STEP = re.compile(
    r"每(?P<way>降低|减少|少|低于|低|高于|高出|高|增加|超过|超出|超|多|提高|偏离)?(?:于|出)?"
    r"(?P<step>\d+(?:\.\d+)?)(?:个百分点|%|个百分比)(?:的)?，?扣(?:除)?(?P<off>\d+(?:\.\d+)?)分"
)
_HELD_AT = re.compile(rf"(?:{_AT_LEAST}|{_AT_MOST}|{_EXACT}){_N}(?:的)?，?得\d+(?:\.\d+)?分")
_DOWN = ("降低", "减少", "少", "低于", "低")


def _steps(wording: Wording) -> Read | None:
    """So many points off for each percentage point beyond a threshold."""
    match = _STEP.search(wording.text)
    if match is None or not wording.ratio:
        return None
    rest = re.sub(
        "|".join(pattern for _, pattern in _RESTS), "", wording.text.replace(match[0], "")
    )
    if decides(_HELD_AT.sub("", rest)):
        return None
    before = wording.text[: match.start()]
    limits = re.findall(rf"(?:{_AT_LEAST}|{_AT_MOST}|{_OVER}|{_UNDER}|{_EXACT})({_N})", before)
    if not limits or len(set(limits)) != 1:
        return None
    down = match["way"] in _DOWN or (
        not match["way"] and bool(re.search(rf"(?:{_AT_LEAST}){_N}", before))
    )
    said = next((rest for rest, pattern in _RESTS if re.search(pattern, wording.text)), "")
    doubt = "" if said else "原文没有说不足一步的零头怎样扣，先按比例扣，请核对“不足一步”"
    rule = {
        "类型": "递扣", "方向": "低于" if down else "高于", "界限": _shown(_ratio(limits[0])),
        "每": f"{match['step']}%", "扣": match["off"], "不足一步": said or "按比例",
    }  # fmt: skip
    return Read(rule, doubt=doubt)


_RESTS = (
    ("按比例", r"不足[^，；。]{1,8}按比例(?:扣|计)?"),
    ("按一步", r"不足[^，；。]{1,8}按[^，；。]{1,8}(?:计算|计|扣)"),
    ("不计", r"不足[^，；。]{1,8}(?:不扣|不计|不算)"),
)


def _by_ratio(wording: Wording) -> Read | None:
    """The ratio times the weight."""
    text = wording.text
    weight = plain(wording.weight)
    product = re.search(
        rf"得分=([^；。]*)[×*x](?:该|本)?(?:项)?(?:指标)?(?:的)?(?:分值|权重|满分|{weight}分?)",
        text,
    )
    product = product if product and wording.measured(product[1]) else None
    worded = re.search(
        "按(?:照)?(?:实际)?(?:完成|执行|支付)?(?:比例|比率|率)(?:计算)?(?:得|计)分", text
    )
    compared = re.search(f"{_AT_LEAST}|{_AT_MOST}", text)
    if not wording.ratio or "每" in text or not (product or (worded and not compared)):
        return None
    others = re.findall(r"(?:得|计)(\d+(?:\.\d+)?)分", text)
    return Read({"类型": "比例"}) if all(each == weight for each in others) else None


READERS: Sequence[Callable[[Wording], Read | None]] = (
    _by_ratio,
    _linear,
    _steps,
    _bands,
    _surveyed,
)
"""Each reads one kind of rule, or gives None."""
AT_LEAST, AT_MOST = _AT_LEAST, _AT_MOST
"""How offices say that a figure is no less, or no more."""
