"""对照: finds the two figures a change compares, by the moment, the thing or the goal it names.

The figure compared with may stand anywhere before, also in the sentence before; without words that
name it, it is the one of the moment before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.proofread import changes
from generator.proofread.compared import Compared, apart, compared, topic
from generator.proofread.judgement import Claim, alike, in_unit_of
from generator.proofread.moments import (
    PAST,
    Level,
    is_change,
    levels,
    likeness,
    moment_of,
    same_thing,
    shared,
)
from generator.proofread.quantities import DOUBLINGS, PERCENT, POINTS, TIMES, Quantity
from generator.proofread.sentences import Sentence

__all__ = ["Scene", "by_moment"]

_GOAL = re.compile(r"目标|计划|任务|预算|预期|要求|指标值|标准|定额")
_FAR = 10
_BEHIND = 3


@dataclass(frozen=True, slots=True)
class Meant:
    """The two figures meant; ``named``: both by words of their own, so no other pair can be."""

    new: Quantity
    old: Quantity
    named: bool
    others: Sequence[Level] = ()


_SIGNED = re.compile(
    r"(?:(?P<down>减产|压缩|缩短|下降|减少|降低|压减|降幅|回落|缩减|下滑|节约|少支出|少|低|减|降|慢)|(?P<gap>相差|差距|差额|差))(?:率|幅度?|额|了|约|近|超过?|达到?|为)*$"
    r"|[比较][^，。；]{1,12}?(?P<fewer>减少|少|节约)了?[^，。；：、了率]{2,6}$"
)


def by_moment(scene: Scene, said: Sequence[Quantity], index: int) -> Claim | None:
    """A change held against the figures its words compare; None unless they are beyond doubt."""
    change = said[index]
    by = compared(change)
    if by is None:
        return None
    meant = scene.meant(index, by)
    if meant is None:
        return _with_amount(scene, said, index, by)
    claim = _judged(change, by, meant.new, meant.old)
    if claim is None or claim.holds or meant.named:
        return claim
    return None if _otherwise(change, by, meant) else claim


def _with_amount(scene: Scene, said: Sequence[Quantity], index: int, by: Compared) -> Claim | None:
    """比2020年增加X，增长p%: the rate is of the figures the amount compares."""
    change = said[index]
    amount = said[index - 1] if index else None
    if amount is None or change.unit != PERCENT or by.ref or by.who:
        return None
    if not is_change(amount) or amount.unit in (PERCENT, POINTS, TIMES, DOUBLINGS):
        return None
    first = compared(amount)
    meant = scene.meant(index - 1, first) if first else None
    if meant is None or len(change.gap) > _SHORT:
        return None
    return _judged(change, by, meant.new, meant.old)


_SHORT = 8


def _judged(change: Quantity, by: Compared, new: Quantity, old: Quantity) -> Claim | None:
    down = _SIGNED.search(change.label)
    sign = by.sign or (-1 if down and (down["down"] or down["fewer"]) else 1)
    if down and down["gap"] and new.value < old.value:
        sign = -1
    if POINTS in (change.unit, old.unit) or old.unit == PERCENT:
        return changes.points(change, new, old, sign)
    if change.unit == DOUBLINGS:
        return changes.doubled(change, (new, old))
    if change.unit == TIMES:
        return None if sign < 0 else changes.times(change, (new, old), int(not _of(change)))
    if change.unit == PERCENT:
        return changes.rate(change, (new, old), sign)
    return changes.amount(change, (new, old), sign)


def _of(change: Quantity) -> bool:
    """是B的n倍, not n倍 more than B."""
    return bool(re.search(r"(?:的|是|为|[达到至])(?:约|近|超过?)?$", change.label))


def _otherwise(change: Quantity, by: Compared, meant: Meant) -> bool:
    """Whether another pair near by gives the change: then the text meant that one."""
    for new in meant.others:
        for old in meant.others:
            a, b = new.quantity, old.quantity
            if new is old or not alike(a, b) or not b.value or (a, b) == (meant.old, meant.new):
                continue
            claim = _judged(change, by, a, b)
            if claim is not None and claim.holds:
                return True
    return False


class Scene:
    """The figures of a sentence and of those before it, with their moments, seen from each change."""

    def __init__(self, sentence: Sentence) -> None:
        self._past = len(sentence.past)
        self._levels = levels((*sentence.past, *sentence.quantities))

    def meant(self, index: int, by: Compared) -> Meant | None:
        """The pair that the change at an index of the sentence compares."""
        at = index + self._past
        change = self._levels[at].quantity
        first = max(0, at - _FAR)
        before = [each for each in self._levels[first:at] if _counts(each, change)]
        behind = [each for each in self._levels[at + 1 : at + 1 + _BEHIND] if _counts(each, change)]
        if change.unit == PERCENT:
            rates = bool(before) and before[-1].quantity.unit == PERCENT
            before = [each for each in before if (each.quantity.unit == PERCENT) == rates]
        ran = _ran(behind)
        if ran is not None:
            return Meant(*ran, True)
        own = {id(each) for each in self._levels[self._past :]}
        here = [each for each in before if id(each) in own]
        if apart(change):
            return _apart(here)
        return _pair(change, by, _Round(before, here, behind))


@dataclass(frozen=True, slots=True)
class _Round:
    """The figures round a change it may compare: before it, those of its own sentence, behind it."""

    before: Sequence[Level]
    here: Sequence[Level]
    behind: Sequence[Level]


def _counts(level: Level, change: Quantity) -> bool:
    """Whether a figure may be one of the two a change compares."""
    quantity = level.quantity
    if change.unit == POINTS:
        return quantity.unit == PERCENT
    if quantity.unit in (POINTS, TIMES, DOUBLINGS) or is_change(quantity):
        return False
    if change.unit in (PERCENT, TIMES, DOUBLINGS):
        return change.unit == PERCENT or quantity.unit != PERCENT
    return alike(quantity, change)


_FROM = re.compile(r"^，?(?:即|主要是)?(?:由|从)[^，。；]*$")
_UNTO = re.compile(r"^[^，。；]{0,14}?(?:到|至|为|达)[^，。；]{0,10}$")


def _ran(behind: Sequence[Level]) -> tuple[Quantity, Quantity] | None:
    """下降X，由B降为A: both stand behind the change."""
    if len(behind) < 2:
        return None
    old, new = behind[0].quantity, behind[1].quantity
    told = _FROM.match(old.gap) and _UNTO.match(new.gap) and alike(new, old)
    return (new, in_unit_of(old, new)) if told else None


def _apart(here: Sequence[Level]) -> Meant | None:
    """A、B，相差X: the only two there are."""
    if len(here) != 2 or not same_thing(*here):
        return None
    first, second = (each.quantity for each in here)
    return Meant(first, in_unit_of(second, first), True) if alike(first, second) else None


def _planned(old: Level, new: Level, near: Sequence[Level]) -> bool:
    """预算A，实际支出B: one right behind the other."""
    done = re.search("实际|完成|决算|支出|支付", new.words)
    return [each is old or each is new for each in near] == [True, True] and bool(
        done and _GOAL.search(old.words)
    )


_REACHES = re.compile(
    r"^，?(?:总[量额])?(?:已|全年)?(?:达到|达|增至|增加到|增长到|升至|降至|降到|减至|减少到|提高到|提升到|扩大到)$"
)


def _pair(change: Quantity, by: Compared, round_: _Round) -> Meant | None:
    new, told = _new(change, by, round_)
    if new is None:
        return None
    old = _told_behind(new, round_.behind) or _beside(round_.here, new)
    if old is None:
        olds = _olds(by, new, [each for each in round_.before if each is not new])
        olds = [each for each in olds if alike(each.quantity, new.quantity)]
        if not (told and by.ref):
            near = round_.here[-2:]
            olds = [each for each in olds if same_thing(new, each) or _planned(each, new, near)]
        old = _nearest(new, olds)
    if old is None or old.quantity.value == 0:
        return None
    named = told and moment_of(by.ref) not in (None, PAST) and bool(moment_of(by.who))
    return Meant(
        new.quantity,
        in_unit_of(old.quantity, new.quantity),
        named,
        (*round_.before, *round_.behind),
    )


def _new(change: Quantity, by: Compared, round_: _Round) -> tuple[Level | None, bool]:
    """The figure that has changed, and whether words name it."""
    if round_.behind and _REACHES.match(round_.behind[0].quantity.gap):
        return round_.behind[0], False
    who = topic(by.who)
    when = moment_of(who)
    if when is not None:
        found = [each for each in round_.before if _is_at(each, when, None)]
        return (found[-1] if found else None), True
    if who:
        return _by_name(who, round_.here, last=True), True
    named = _by_name(by.ref, round_.before) if by.ref and moment_of(by.ref) is None else None
    own = [each for each in round_.here if not each.compared and each is not named]
    if not own or _far(change, own[-1]):
        return None, False
    return _later(own), False


def _later(own: Sequence[Level]) -> Level:
    """The last figure, or where that is the earlier one of two years, the one of the later year."""
    last = own[-1]
    if last.moment is None or last.moment == 0 or len(own) < 2:
        return last
    other = own[-2]
    if not alike(other.quantity, last.quantity) or not same_thing(other, last):
        return last
    later = other.moment == last.moment + 1 if last.moment > 0 else (other.moment or 0) >= 0
    return other if later else last


def _far(change: Quantity, new: Level) -> bool:
    """Whether other matters stand between a figure and the change told of it."""
    between = [each for each in re.split("[，；：（）]", change.gap)[1:-1] if each]
    if any(not re.search("相比|对比", each) for each in between):
        return True
    return "。" in change.gap or "；" in change.gap or (change.start - new.quantity.end) > _WIDE


_WIDE = 60


def _told_behind(new: Level, behind: Sequence[Level]) -> Level | None:
    """（上年为B）, ，上年为B right behind the change."""
    for old in [each for each in behind[:2] if each is not new][:1]:
        if not _AFTERWARDS.match(old.quantity.gap):
            continue
        if not alike(old.quantity, new.quantity) or not same_thing(new, old):
            continue
        if old.moment is not None and old.moment != 0:
            return old
    return None


_AFTERWARDS = re.compile(
    r"^[，（]?(?:而)?(?:上年度?|去年|上年同期|去年同期|20\d\d年(?:同期)?|上期)(?:同期)?[^，。；\d]{0,8}$"
)


def _beside(here: Sequence[Level], new: Level) -> Level | None:
    """A，比上年B增长: the figure compared with stands right before the change."""
    last = here[-1] if here else None
    if last is None or last is new or not last.compared or not same_thing(new, last):
        return None
    return last if alike(last.quantity, new.quantity) else None


def _is_at(level: Level, moment: int, present: int | None) -> bool:
    if level.moment == moment:
        return True
    if level.moment is None:
        return moment == 0
    if moment == PAST and present and level.moment > 0:
        return level.moment == present - 1
    return bool(level.moment == PAST and present and moment == present - 1)


def _olds(by: Compared, new: Level, others: Sequence[Level]) -> list[Level]:
    """The figures that could be the one compared with."""
    when = moment_of(by.ref)
    if _GOAL.search(by.ref):
        goals = [each for each in others if _GOAL.search(each.words)]
        named = _by_name(by.ref, goals)
        return [named] if named else goals
    if when is not None:
        return [each for each in others if _is_at(each, when, new.moment)]
    if by.ref:
        named = _by_name(by.ref, others)
        return [named] if named else []
    present = new.moment
    olds = [each for each in others if each.moment is not None and each.moment != 0]
    if present is None or present == 0:
        return [each for each in olds if each.moment == PAST]
    return [each for each in olds if each.moment == PAST or PAST < (each.moment or 0) < present]


def _by_name(name: str, among: Sequence[Level], last: bool = False) -> Level | None:
    """The one figure whose words name a thing best, ``last``: or the last of several."""
    name = re.sub("的|平均|水平|总体|整体", "", name)
    scored = [(likeness(name, each.words), each) for each in among]
    best = max((score for score, _ in scored), default=0)
    found = [each for score, each in scored if score == best]
    if not best or (not last and len({each.quantity.value for each in found}) > 1):
        return None
    return found[-1]


def _nearest(new: Level, olds: Sequence[Level]) -> Level | None:
    """The one likest to the new figure; None where two are equally like it."""
    if not olds:
        return None
    scores = [shared(new.words, each.words) for each in olds]
    found = [each for each, score in zip(olds, scores, strict=True) if score == max(scores)]
    return found[-1] if len({each.quantity.value for each in found}) == 1 else None
