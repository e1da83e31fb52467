"""成数: what rates, shares and remainders share: the words of wholes and parts, and the proof of a ratio.

It knows which figures can be seen from another and whether one in per cent follows from two; what
a rate or a share speaks of is told by those who ask.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from generator.figures import rounded
from generator.proofread.judgement import Claim, agrees, alike, other_readings, ratio
from generator.proofread.quantities import DOUBLINGS, PERCENT, POINTS, TIMES, Quantity
from generator.proofread.sentences import Sentence

__all__ = [
    "BASE", "BASE_ONLY", "DONE", "DONE_ONLY", "LEFT", "countable", "excluded", "is_base_only",
    "is_earlier", "judged", "left_over", "named_as", "overlap", "seen_from", "shown", "unbroken", "words_of",
]  # fmt: skip

BASE = re.compile(
    r"核编|申请|总|(?<!公)共(?!产|青|同|建|享)|应|任务|计划|目标|编制|核定|预算|全镇|全乡|全县|全区|全村|全市|全省|全局|现有|原有|登记|排查|受理|接到|发现|抽检|抽查|检查|摸排|确定"
    r"|下达|申报|常住|户籍|在册|涉及|需|适龄|年初|辖区|收到|发放[\u4e00-\u9fff]{0,4}问卷|查处|立案|征集|收集|交办|承办|梳理|符合条件|安排|采购了?$|购入|购进|购置|接收|识别|筹集|筹措|列入|纳入|派发|流转|合同"
)
DONE = re.compile(
    r"完成|实际|实有|实到|已|累计|其中|在编|在岗|在职|支出|拨付|到位|使用|发放|执行|落实|办结|化解|整改|接种|合格|达标|参加|参保|签订"
    r"|通过|建成|兑现|改造|覆盖|销号|脱贫|入库|收缴|征收|缴纳|发展|实现|批复|有"
)
BASE_ONLY = re.compile(
    r"核编|核定|安排|应|任务|计划|目标|编制|预算|总数|总人数|需|抽检|抽查|检查|受理|排查|发现|下达"
)
DONE_ONLY = re.compile(r"实|已|累计|完成|在编|合格|支出|办结|化解|整改")
LEFT = re.compile(
    r"剩余|剩下|还剩|尚剩|只剩|尚余|尚有|尚未|余下|仍有|仅剩|未完成|未办结|未[\u4e00-\u9fff]{1,4}$|空编|空余|缺编|空缺|欠缺|差额(?!拨款|补助|补贴|事业)|缺口|结余(?!上)|余额"
)
_NOT_SO = re.compile(
    r"不合格|未|不达标|剩余|还剩|尚余|缺勤|缺席|请假|不满意|超标|不符合|不通过|逾期"
)
_EARLIER = re.compile(r"上年|去年|上期|同期|前年|年初结转|上年结余|结转|期初|新增|增加|追加|减少")


def words_of(quantity: Quantity) -> str:
    """The words of its clause on both sides of a figure."""
    return quantity.label + quantity.tail


def countable(quantity: Quantity) -> bool:
    """Whether it counts or measures things, and is no ratio or bare number."""
    return quantity.unit not in (PERCENT, TIMES, POINTS, DOUBLINGS, "")


def is_earlier(quantity: Quantity) -> bool:
    """Whether it is told of another period or is itself a change."""
    return bool(_EARLIER.search(quantity.label[-6:]))


def unbroken(counted: Sequence[Quantity], first: Quantity, last: Quantity) -> bool:
    """Whether no rate stands between two figures; ``counted`` are the others, nearest first."""
    chain = [q for q in reversed(counted) if first.start <= q.start <= last.start]
    return all(b.start - len(b.gap) <= a.end for a, b in pairwise(chain))


def left_over(quantity: Quantity) -> bool:
    """Whether it is what is left of a whole."""
    return bool(LEFT.search(quantity.label))


def excluded(quantity: Quantity) -> bool:
    """Whether it can't be a whole: left over, or of another period."""
    return left_over(quantity) or is_earlier(quantity)


def is_base_only(quantity: Quantity) -> bool:
    """Whether its words say 应, 计划 … and nothing of what was done."""
    words = words_of(quantity)
    if re.search(r"应|需|任务|计划", words) and not re.search(r"实|已|累计|完成|占", words):
        return True
    return bool(BASE_ONLY.search(words)) and not DONE_ONLY.search(words)


def overlap(words: str, others: str) -> bool:
    """Whether two neighbouring characters of some words stand in others."""
    if len(words) == 1:
        return words in others
    return any(words[i : i + 2] in others for i in range(len(words) - 1))


_EMPTY = frozenset("的了人户数总全量额年度员金资性应实已率和与及为在个名家中一二三未不所有成办")


def named_as(stem: str, quantity: Quantity) -> bool:
    """Whether a rate's stem shares its verb with the words right beside a figure: 受检 and 实检."""
    near = quantity.label[-6:] + quantity.tail[:6]
    return any(c in near for c in stem[-2:] if c not in _EMPTY)


def seen_from(sentence: Sentence, at: Quantity, figures: Sequence[Quantity]) -> list[Quantity]:
    """Of figures those in its own brackets, outside of any, or alone in brackets: 任务（3200亩）."""
    seen = []
    for quantity in figures:
        if at.within[: len(quantity.within)] == quantity.within:
            seen.append(quantity)
        elif len(quantity.within) == len(at.within) + 1:
            opened = quantity.within[-1]
            alone = sentence.closing.get(opened) == quantity.end
            if alone and opened >= quantity.start - 4:
                seen.append(_apposed(sentence, quantity, opened))
    return seen


def _apposed(sentence: Sentence, quantity: Quantity, opened: int) -> Quantity:
    """A figure in brackets of its own belongs to the words before them."""
    before = re.split(r"[，。；：、！？（）\n]", sentence.text[max(0, opened - 40) : opened])[-1]
    label = re.split(r"\d", before)[-1] + quantity.label
    return quantity._replace(label=label, gap=label, within=quantity.within[:-1])


def judged(
    rate: Quantity,
    part: Quantity,
    base: Quantity,
    others: Sequence[Quantity],
    complement: bool = True,
) -> Claim | None:
    """The claim that a rate is part of base; ``others`` are the figures near by it could mean instead."""
    missed = complement and bool(_NOT_SO.search(part.label)) and not _NOT_SO.search(rate.label)

    def formula(p: Decimal, b: Decimal) -> Decimal | None:
        return ratio(b - p if missed else p, b)

    value = formula(part.value, base.value)
    if value is None:
        return None
    rate = _hedged(rate)
    holds = agrees(rate, formula, (part, base)) or _some_pair(rate, (part, base), others)
    top = f"（{shown(base)}-{shown(part)}）" if missed else shown(part)
    places = max(rate.places, 2)
    steps = f"{top}÷{shown(base)}={rounded(value, places)}%"
    off = () if holds else other_readings(rate, formula, (part, base))
    extra = f"（{'或'.join(off)}时才是{rate.words}）" if off else ""
    advice = f"或核对{shown(part)}、{shown(base)}{extra}"
    right = f"{rounded(value, rate.places)}%"
    return Claim("share", rate.start, rate.end, rate.words, steps, value, holds, right, advice)


def _hedged(rate: Quantity) -> Quantity:
    """约占p%: the hedge stands before the verb."""
    if not rate.vague and re.search(r"(?:约|大致|基本|接近)占[^，。；：]{0,16}$", rate.label):
        return rate._replace(vague="~")
    return rate


def shown(quantity: Quantity) -> str:
    """A figure as it stands in a formula: with its unit where that has a scale."""
    return quantity.words if quantity.unit == "元" and quantity.factor > 1 else quantity.figure


def _some_pair(
    rate: Quantity, meant: tuple[Quantity, Quantity], others: Sequence[Quantity]
) -> bool:
    """Whether another pair near by gives the rate: then the text meant that one."""
    near = [q for q in others[:6] if q.value]
    for whole in near:
        parts = [q for q in near if q.start > whole.start and alike(q, whole)]
        together = sum((q.value for q in parts), Decimal(0))
        if len(parts) > 1 and agrees(rate, lambda w, t=together: ratio(t, w), (whole,)):
            return True
        pairs = (p for p in near if p is not whole and alike(p, whole) and not rate.vague)
        if any(_gives(rate, part, whole, meant) for part in pairs):
            return True
    return False


def _gives(
    rate: Quantity, part: Quantity, whole: Quantity, meant: tuple[Quantity, Quantity]
) -> bool:
    """Whether part of whole, or what is left of it, is the rate; the meant pair upside down is an error."""
    if (whole.start, part.start) != (meant[0].start, meant[1].start) and agrees(
        rate, ratio, (part, whole)
    ):
        return True
    return agrees(rate, lambda p, b: ratio(b - p, b), (part, whole))
