"""增减: claims that a figure grew or fell: by p per cent, by so much, n-fold, by percentage points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.proofread import changes
from generator.proofread.compared import elsewhere, may_change
from generator.proofread.judgement import Claim, alike, in_unit_of
from generator.proofread.moments import VERB, alike_words, is_change
from generator.proofread.pairs import Scene, by_moment
from generator.proofread.quantities import DOUBLINGS, PERCENT, POINTS, TIMES, Quantity
from generator.proofread.sentences import Sentence

__all__ = ["growths"]

_FAR = 7
_BEFORE = re.compile(
    r"较|比(?!例|重)|上年|去年|前年|同期|上期|由|从(?!业)|年初|原来|原先|基础|上一年|20\d\d年|以前|往年|改造前|相比"
)
_NOW = re.compile(r"今年|本年|当年|目前|现在|现有|达到|达|至|到|20\d\d年|年末|年底|本期|改造后")
_TO = re.compile(r"(?:到|至|达到|达|为)(?:了|约)?[^，。；]{0,6}$")
_NEW_TOPIC = re.compile(
    r"其中|分别|平均|年均|月均|可比|不变价|名义|扣除|各|预计|目标|计划(?!数)|力争|每"
)
_PER = re.compile(r"每[人户亩个]?(?:每?[年月天日])?|（平均）")
_YEAR = re.compile(r"20\d\d(?=年)")


def growths(sentence: Sentence) -> Iterator[Claim]:
    """Every change of the sentence whose figures before and after it gives."""
    said = sentence.quantities
    scene: Scene | None = None
    for index, change in enumerate(said):
        if not may_change(change):
            continue
        claim = _by_cue(said, index)
        if claim is None:
            scene = scene or Scene(sentence)
            claim = by_moment(scene, said, index)
        if claim is not None:
            yield claim


def _by_cue(said: Sequence[Quantity], index: int) -> Claim | None:
    change = said[index]
    verb = VERB.search(change.label)
    if verb is None and change.unit not in (TIMES, DOUBLINGS):
        return None
    near = [
        q for q in said[max(0, index - _FAR) : index] if change.within[: len(q.within)] == q.within
    ]
    behind = said[index + 1] if index + 1 < len(said) else None
    return _claim(change, verb, near, behind)


def _claim(
    change: Quantity, verb: re.Match[str] | None, near: list[Quantity], behind: Quantity | None
) -> Claim | None:
    if _NEW_TOPIC.search(change.gap) or elsewhere(change, "".join(q.gap + q.tail for q in near)):
        return None
    sign = _sign(verb)
    rates = change.unit in (PERCENT, POINTS)
    if rates and near and near[-1].unit == PERCENT:
        pair = _pair([q for q in near if q.unit == PERCENT], change, behind)
        return changes.points(change, *pair, sign) if pair else None
    amounts = [q for q in near if q.unit not in (PERCENT, POINTS, TIMES, DOUBLINGS)]
    if change.unit == POINTS or not amounts:
        return None
    pair = _pair(amounts, change, behind)
    return _of_amounts(change, verb, pair, amounts)


def _pair(
    near: Sequence[Quantity], change: Quantity, behind: Quantity | None
) -> tuple[Quantity, Quantity] | None:
    """The figure now and the one before it grew, by the words that stand beside them."""
    steady = [q for q in near if not is_change(q)]
    if behind is not None and steady and _told_after(steady[-1], behind, change):
        return steady[-1], in_unit_of(behind, steady[-1])
    for at in range(len(steady) - 1, -1, -1):
        old = steady[at]
        if not _BEFORE.search(old.label) or _NEW_TOPIC.search(_PER.sub("", old.gap[-30:])):
            continue
        new = _present(steady, at, behind)
        if new is not None:
            return new, in_unit_of(old, new)
        if re.search(r"较|比|上年|去年|同期", old.label):
            return None
    return None


def _present(steady: Sequence[Quantity], at: int, behind: Quantity | None) -> Quantity | None:
    """The figure that grew out of the one at a place: right behind it, before it, or behind the change."""
    old = steady[at]
    after = steady[at + 1] if at + 1 < len(steady) else None
    if after is not None and _follows(old, after):
        return after
    if after is not None and at + 2 < len(steady):
        return None
    before = next((q for q in reversed(steady[max(0, at - 2) : at]) if alike(q, old)), None)
    if before is not None and alike(before, old) and _continues(old, before):
        return before
    return behind if after is None and behind is not None and _reached(old, behind) else None


def _of_amounts(
    change: Quantity,
    verb: re.Match[str] | None,
    pair: tuple[Quantity, Quantity] | None,
    amounts: Sequence[Quantity],
) -> Claim | None:
    sign = _sign(verb)
    if change.unit == DOUBLINGS:
        return changes.doubled(change, pair) if pair else None
    if change.unit == TIMES:
        return _times(change, verb, pair or _multiple(change, amounts))
    if change.unit == PERCENT:
        return changes.rate(change, pair, sign) if pair else _from_change(change, amounts, sign)
    return changes.amount(change, pair, sign) if pair and alike(pair[0], change) else None


def _sign(verb: re.Match[str] | None) -> int:
    return -1 if verb is not None and verb["down"] else 1


def _told_after(new: Quantity, behind: Quantity, change: Quantity) -> bool:
    """A，同比上升X，去年为B."""
    told = re.match(r"，(?:而)?(?:上年|去年|上年同期|去年同期)[^，。；]{0,4}$", behind.gap)
    compared = re.search(r"同比|比上年|较上年|比去年|较去年", change.label)
    return bool(told and compared and alike(new, behind))


def _follows(old: Quantity, after: Quantity) -> bool:
    """由B到A; 上年B，本年A."""
    years = _YEAR.findall(after.label), _YEAR.findall(old.label)
    if not alike(old, after) or (years[0] and years[1] and years[1][-1] >= years[0][-1]):
        return False
    if not re.search("由|从|基础", old.label) and not alike_words(after.label, old.label):
        return False
    if re.search(r"由|从|上年|去年|前年|同期|20\d\d年|年初|原", old.label):
        return bool(_TO.search(after.label) or _NOW.search(after.label)) and not re.search(
            r"上年|去年|同期|年初|预算|计划|目标", after.label
        )
    return False


def _continues(old: Quantity, new: Quantity) -> bool:
    """A，较上年B: the clause of B begins with the comparison, or names no other thing."""
    if _NEW_TOPIC.search(old.gap) or "；" in old.gap:
        return False
    years = _YEAR.findall(new.label), _YEAR.findall(old.label)
    if years[0] and years[1] and years[1][-1] >= years[0][-1]:
        return False
    own = old.gap.removeprefix(new.tail)
    own = own.lstrip("，（。：、 ")
    return bool(
        re.match(
            r"(?:而|仅|也|总量|总额)?(?:较|比|同比|与|同|环比|上年|去年|前年|20\d\d年|相比|对比)",
            own,
        )
    )


def _reached(old: Quantity, ahead: Quantity) -> bool:
    """由B增长p%，达到A; 在上年B的基础上增长p%，达到A."""
    if not alike(old, ahead) or not re.search(r"由|从|基础|[比较]", old.label + old.tail):
        return False
    return bool(re.match(r"[，]?(?:达到|达|至|到|增至|增加到|增长到)", ahead.gap))


def _from_change(change: Quantity, amounts: Sequence[Quantity], sign: int) -> Claim | None:
    """A，比上年增加X，增长p%: the figure before is A less X."""
    if len(amounts) < 2 or not is_change(amounts[-1]) or is_change(amounts[-2]):
        return None
    new, added = amounts[-2], amounts[-1]
    if not alike(new, added) or not _continues(added, new) or len(change.gap.strip("，")) > 12:
        return None
    return changes.added(change, new, added, sign)


def _multiple(change: Quantity, amounts: Sequence[Quantity]) -> tuple[Quantity, Quantity] | None:
    """A，是上年B的n倍: both amounts right before the multiple."""
    if len(amounts) < 2 or not re.fullmatch(r"[^，。；、]{0,4}的", change.gap):
        return None
    new, old = amounts[-2], amounts[-1]
    is_of = re.search(r"(?:是|为|相当于|达到|达)[^，。；]{0,16}$", old.label)
    return (new, in_unit_of(old, new)) if is_of and alike(new, old) else None


def _times(
    change: Quantity, verb: re.Match[str] | None, pair: tuple[Quantity, Quantity] | None
) -> Claim | None:
    if pair is None or (verb is not None and verb["down"]):
        return None
    if verb is None and not re.search(r"(?:的|是|为|[达到至])$", change.label):
        return None
    return changes.times(change, pair, 0 if verb is None else 1)
