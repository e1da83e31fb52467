"""比较: what the clause of a change compares: 比2020年, 是北山村的, 低于全市, 高于目标, 同比, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.proofread.moments import VERB, likeness, stripped
from generator.proofread.quantities import DOUBLINGS, PERCENT, POINTS, TIMES, Quantity

__all__ = ["Compared", "apart", "compared", "elsewhere", "may_change", "topic"]

_HIGHER = "高于|高出|超出|超过|超|领先于?|优于|多于|大于|好于|快于"
_LOWER = "低于|落后于?|不及|少于|小于|慢于"
_VERBS = (
    "增产|增收|增长|增加|上升|提高|提升|上涨|扩大|净增|增幅|涨幅|增|翻|多出|高出|高|多|快|超出|超支|超"
    "|减产|压缩|缩短|下降|减少|降低|压减|降幅|回落|缩减|下滑|节约|少支出|少|低|减|降|慢|相差|差"
)
_TO = re.compile(
    rf"(?P<who>[^，。；：、]{{0,20}}?)(?P<how>{_HIGHER}|{_LOWER}|(?<![同环占对])比(?!例|重|率|上[^年]|较)|较(?!高|大|多|快|好|低|少)|与|同(?!比|期|步)|相比于?|相当于|达到(?:了)?|是|为)"
    rf"(?P<ref>[^，。；：、]{{1,20}}?)(?P<rest>(?:的基础上?|相比，?|对比，?|的|(?:总体|整体|平均)?水平|也|又|还|均|共|{_VERBS}|了|率|幅度?|额|约|近|超过?|达到?|为)*)$"
)
_OBJECT = re.compile(
    r"(?P<who>[^，。；：、]{0,12}?)(?P<how>[比较](?!例|重|率))(?P<ref>[^，。；：、]{1,12}?)(?:增加|减少|多|少|节约)了?(?P<what>[^，。；：、了率]{2,6})$"
)
_BARE = re.compile(
    rf"^(?P<who>[^，。；：、]{{0,12}}?)(?P<same>同比|环比|两年相比|两者)?(?:{_VERBS}|了|率|幅度?|额|约|近|超过?|达到?|为|共|也)*$"
)
_OVERSPENT = re.compile(r"超支(?:了|约|达|为)*$")
_APART = re.compile(
    r"^(?:两者|二者|两村|两县|两乡|两镇|两地|城乡)?(?:之间)?(?:相差|差距为?|差额为?)$"
)
_TOPIC = re.compile(
    r"其中|平均(?!水平|值|数)|年均|月均|可比|不变价|名义|扣除|剔除|预计|力争|每|将|确保|要求"
)


@dataclass(frozen=True, slots=True)
class Compared:
    """The words that compare: who with what (``ref`` empty: 同比 or nothing), up or down by the word itself."""

    who: str
    how: str
    ref: str
    sign: int


def compared(change: Quantity) -> Compared | None:
    """What the clause of a change compares; None where it speaks of something else."""
    clause = re.split("[。；：（]", change.gap)[-1]
    if _OVERSPENT.fullmatch(change.label):
        return Compared("", "", "预算", 1)
    match = _TO.search(clause) or _OBJECT.search(clause)
    if match is not None and "，" in clause[match.end("ref") :].replace("相比，", "").replace(
        "对比，", ""
    ):
        match = None
    if _TOPIC.search(clause if match is None else clause[: match.start("how")]):
        return None
    if match is None or match["ref"] in ("同", "上"):
        bare = _BARE.match(change.label)
        if bare is None:
            return None
        if bare["who"].startswith("的"):
            return Compared("", "", "", 0)
        return Compared(bare["who"], "", "上年" if bare["same"] == "同比" else "", 0)
    who = match["who"] or match.groupdict().get("what", "")
    return Compared(who, match["how"], match["ref"], _signed(match["how"]))


_RISING = re.compile(_VERBS)
_SIGN = re.compile(
    "[增升高涨多扩翻减缩降低落滑少节超差领优大好快及小慢]"
)  # one is in each of these verbs
_IS = ("是", "为", "达到", "相当于", "达到了")


def may_change(quantity: Quantity) -> bool:
    """Whether a figure may tell a change: its unit or its clause says so."""
    if quantity.unit in (POINTS, TIMES, DOUBLINGS):
        return True
    if not _SIGN.search(quantity.label):
        return False
    if VERB.search(quantity.label):
        return True
    if _OVERSPENT.search(quantity.label) or _APART.search(quantity.label):
        return True
    by = _TO.search(quantity.label)
    if by is None and quantity.unit != PERCENT:
        return _OBJECT.search(quantity.label) is not None
    return by is not None and (
        bool(_signed(by["how"])) or (by["how"] not in _IS and bool(_RISING.search(by["rest"])))
    )


def _signed(how: str) -> int:
    return 1 if re.fullmatch(_HIGHER, how) else -1 if re.fullmatch(_LOWER, how) else 0


_HABITUAL = re.compile(
    r"年内|期间|一年来?|两年来?|净|同比|分别|增速|增幅|涨幅|降幅|而|并|较|实际|合计|总计|也|还|均|已|又|仍|约|共|增加|增长|扩大|提高|发展|上升|相当|达|数量|总量|总额|总体|整体|规模|金额|面积|人数|[，、]"
)


def topic(who: str) -> str:
    """Whom a clause is about, without the words that any clause may have."""
    return _HABITUAL.sub("", who)


_LIKE = 0.4


def elsewhere(change: Quantity, words: str) -> bool:
    """Whether the clause of a change is about a thing the words before it don't name."""
    by = compared(change)
    who = topic(by.who) if by else ""
    who = who if stripped(who) else ""
    return len(who) > 1 and likeness(who, words) < _LIKE * (len(who) - 1)


def apart(change: Quantity) -> bool:
    """两者相差X."""
    return _APART.search(change.label) is not None
