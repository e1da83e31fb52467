"""时点: when each figure of a passage holds and what it is of: its year, 上年 or 今年, and its names.

It looks back into the sentences before, and gives out years and names told in a list (分别为).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.proofread.quantities import DOUBLINGS, POINTS, TIMES, Quantity

__all__ = [
    "PAST",
    "VERB",
    "Level",
    "alike_words",
    "is_change",
    "levels",
    "likeness",
    "moment_of",
    "same_thing",
    "shared",
    "stripped",
]

_UP = "增产|增收|增长|增加|上升|提高|提升|上涨|增幅|涨幅|增速|多|扩大|净增|增"
_DOWN = "减产|压缩|缩短|下降|减少|降低|压减|降幅|回落|缩减|下滑|少|节约|减"
VERB = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:率|幅度?|额)?(?:了|约|近|超过?|为|达到?|：|共|\s)*$"
)
_TO = re.compile(r"(?:到|至|达到|达|为)(?:了|约)?[^，。；]{0,6}$")
PAST = -1
_BEFORE_LAST = -2
_TIME = re.compile(
    r"20\d\d(?=年)|今年|本年|目前|现有|本期|本月|上一年|上年|去年|前年|上期|上一期|上月|同期|原先|原来|最初"
    r"|年初(?!预算|计划|目标|绩效|下达|任务|安排|设定|确定)|期初"
)
_LEADING = re.compile(r"(?:比|较|与|同|和|由|从|是|为|占|于|在|超|到|当)$")


def is_change(quantity: Quantity) -> bool:
    """Whether a figure tells by how much something changed, not how much there is."""
    if quantity.unit in (POINTS, TIMES, DOUBLINGS):
        return True
    return VERB.search(quantity.label) is not None and not _TO.search(quantity.label)


@dataclass(frozen=True, slots=True)
class Level:
    """A figure with its moment (a year, ``PAST``, 0 for now, None unknown) and the words for what it is of.

    ``compared``: it stands only to be compared with (比上年100万元).
    """

    quantity: Quantity
    moment: int | None
    words: str
    compared: bool


def moment_of(words: str) -> int | None:
    """The last moment a text names."""
    named = _TIME.findall(words)
    if not named:
        return None
    last = named[-1]
    if last == "同期" and len(named) > 1:
        last = named[-2]
    return _moment(last)


def _moment(last: str) -> int:
    if last.isdigit():
        return int(last)
    if last == "前年":
        return _BEFORE_LAST
    return 0 if last in ("今年", "本年", "目前", "现有", "本期", "本月") else PAST


def levels(quantities: Sequence[Quantity]) -> list[Level]:
    """Every figure with its moment, those of one list with the years or names they are given."""
    running: int | None = None
    found: list[Level] = []
    for quantity in quantities:
        gap = quantity.gap
        own = moment_of(gap)
        words = quantity.label + quantity.tail
        moment = running if own is None else own
        clause = re.split("[，。；：、]", gap[:-1])[-1] if gap.endswith("（") else quantity.label
        found.append(Level(quantity, moment, words, bool(_COMPARED.search(clause))))
        running = _going_on(gap, running)
    return _given_out(found)


_COMPARED = re.compile(r"(?:比(?!例|重)|较|与|同|高于|低于|超过|相当于|是)[^，。；：、]*$")


def _going_on(gap: str, running: int | None) -> int | None:
    """The moment the words behind stand in too: years named to be compared with leave it."""
    for match in _TIME.finditer(gap):
        moment = _moment(match[0])
        if moment != PAST and not _LEADING.search(gap[: match.start()]):
            running = moment
    return running


_LIST = re.compile(
    r"(?P<items>(?:20\d\d年?(?:至|到|—|-|－|–)20\d\d年|(?:[^，。；：、]{1,12}[、和与及]){1,9}[^，。；：、]{1,24}?)[^。；：]{0,24}?)分别"
)


def _given_out(found: list[Level]) -> list[Level]:
    """甲、乙……分别为A、B: A is of 甲, B of 乙."""
    for index, level in enumerate(found):
        listed = _LIST.search(level.quantity.gap)
        if listed is None:
            continue
        items = _items(listed["items"])
        run = found[index : index + len(items)]
        if (
            not items
            or len(run) < len(items)
            or not all(_goes_on(each.quantity) for each in run[1:])
        ):
            continue
        common = items[-1]
        for at, item in enumerate(items):
            moment = moment_of(item)
            moment = level.moment if moment is None else moment
            words = item if at == len(items) - 1 else f"{item}，{common}"
            found[index + at] = Level(run[at].quantity, moment, words, False)
    return found


_SPAN = re.compile(r"(20\d\d)年?(?:至|到|—|-|－|–)(20\d\d)年")


def _items(listed: str) -> list[str]:
    """What is listed; 2018年至2020年 are three years."""
    span = _SPAN.search(listed)
    if span is not None:
        rest = listed[span.end() :]
        return [f"{year}年{rest}" for year in range(int(span[1]), int(span[2]) + 1)]
    return re.split("[、和与及]", listed)


def _goes_on(quantity: Quantity) -> bool:
    return quantity.gap.strip() in ("、", "，", "和", "与", "及", "以及")


_STOP = re.compile(
    r"20\d\d年[度末底初]?|\d+月|上半年|下半年|第?[一二三四]季度|年[末底]|全年|年度|[，。；：、（）“”\s]"
    r"|今年|本年|当年|目前|现有|本期|上一年|上年|去年|前年|上期|同期|原先|原来|年初|截至|仅有|只有|仅"
    r"|增加到|增长到|提高到|提升到|上升到|扩大到|发展到|下降到|降低到|减少到|压减到|达到|增至|升至|降至|减至|提至|提高至|提升至|上升至|下降至|扩大至|减少至|压减至"
    r"|全市|全县|全省|全国|全区|全镇|全乡|全村|本县|本市|本镇|本乡|本村|本区|我县|我市|我镇|我乡|我局|我单位|平均|水平|年初|绩效|设定|预期|指标值?|下达|既定|规定|标准|要求|目标值?|计划数?|实际|预算数?|决算数?|任务数?"
    r"|完成|实现|同比|环比|提高|提升|上升|增加|减少|降低|扩大|压减|高于|低于|超过|高出|超出|相当于|增长|下降|增速|增幅|降幅|涨幅|累计|共计|合计|总|共|比|较|由|从|是|为|有|的|约|到|至|达|在|与|数|量|额|了|其中"
)


def stripped(words: str) -> str:
    """Words without moments, verbs and places."""
    return _STOP.sub("", words)


def nouns(words: str) -> list[str]:
    """What a label is of: its words without moments, verbs and places."""
    return [each for each in _STOP.split(words) if len(each) > 1]


def shared(a: str, b: str) -> int:
    """How many pairs of neighbouring characters the nouns of two labels have in common."""
    first, second = _pairs(a), _pairs(b)
    return len(first & second)


def _pairs(words: str) -> set[str]:
    return {each[i : i + 2] for each in nouns(words) for i in range(len(each) - 1)}


_MEAN = re.compile("[人户亩村]均|每")


def same_thing(new: Level, old: Level) -> bool:
    """Two figures of one thing."""
    return alike_words(new.words, old.words)


def alike_words(new: str, old: str) -> bool:
    """Labels of one thing: they share nouns, or one leaves them out."""
    first, second = nouns(new), nouns(old)
    if not first or not second:
        return True
    return bool(_MEAN.search(new)) == bool(_MEAN.search(old)) and shared(new, old) > 0


def likeness(name: str, words: str) -> int:
    """How much of a name the words hold."""
    if name in words:
        return 2 * len(name)
    return sum(name[i : i + 2] in words for i in range(len(name) - 1))
