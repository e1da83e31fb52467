"""占比: claims that A of B is p per cent, in every order of the three figures.

The figures are looked for in the sentence before the rate, then in the sentences before, then behind
the rate; what can't be told apart is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.proofread.judgement import Claim, agrees, alike, ratio
from generator.proofread.quantities import PERCENT, Quantity
from generator.proofread.rates import named_rate, taken_out
from generator.proofread.ratios import (
    BASE,
    BASE_ONLY,
    countable,
    excluded,
    judged,
    overlap,
    seen_from,
    unbroken,
    words_of,
)
from generator.proofread.sentences import Sentence

__all__ = ["shares"]

_FAR = 10
_UP_TO = (
    r"(?:[为是约达到至在有仅只才已现则也就近超占：:\s]|高达|提[高升][到至]|[上回]?升[到至]|降[到至]"
    r"|保持|稳定|维持|超过|接近|突破|不足|（%）)*$"
)
_RATE = re.compile(
    rf"(?P<stem>[\u4e00-\u9fff]{{1,12}})(?:率|进度|完成度|覆盖面|(?<=满意)度)(?:（[^（）]*）)?{_UP_TO}"
)
_SHARE = re.compile(
    r"(?P<who>[^，。；：、]{0,24}?)(?:占比|占到?了?|比例|比重|比率)(?P<of>[^，。；：]{0,24}?)(?:的|比例|比重|之|总)*"
    + _UP_TO
)
_TASK = r"(?:任务|计划|目标|预算|指标)"
_DONE_OF = re.compile(
    rf"(?:完成(?:了)?(?:全年|年度|年初|总|预算|投资|计划|目标|任务|下达|既定|数|量|指标|额|的)*"
    rf"|(?:达到?|实现|相当于|为|是)(?:全年|年度|年初|总|既定)*{_TASK}(?:任务|目标|总|数|量|额)*的){_UP_TO}"
)
_GROWTH = re.compile(
    r"增长|增加|增幅|降幅|增速|涨幅|下降|减少|上升|上涨|提高(?!到|至)|提升(?!到|至)|降低|同比|环比|比上年|较上年|比去年|较去年|压减|节约"
)
_MANY = re.compile(
    r"均|各占|各为|都|分别|平均|目标(?!任务|[^，。；]{0,8}的)|不得|确保|力争|应达|要求|控制在|计划达|超额|超出|超计划|超任务|超预算"
)


def shares(sentence: Sentence) -> Iterator[Claim]:
    """Every rate and share of the sentence whose two figures the text gives near by."""
    for index, rate in enumerate(sentence.quantities):
        if rate.unit != PERCENT or _MANY.search(rate.label) or _GROWTH.search(rate.label):
            continue
        before = sentence.quantities[max(0, index - _FAR) : index]
        own = [q for q in seen_from(sentence, rate, before[::-1]) if countable(q)]
        claim = (
            _share(sentence, rate, own)
            or _across(sentence, rate, own)
            or _behind(sentence, rate, own, index)
        )
        if claim is not None:
            yield claim


def _share(sentence: Sentence, rate: Quantity, counted: Sequence[Quantity]) -> Claim | None:
    if not counted:
        return None
    inline = _equation(rate, counted) or _inline(sentence, rate, counted)
    return inline or _told(sentence, rate, counted)


def _told(sentence: Sentence, rate: Quantity, counted: Sequence[Quantity]) -> Claim | None:
    """What the words before the rate say it is: a named rate, a task done, a share."""
    label = rate.label
    named = _RATE.search(label)
    if named:
        those = _of_those(rate, counted) or taken_out(rate, counted)
        stem = "完成" if re.search("(?:形象|工程|建设|总体)进度", label) else named["stem"]
        return those or named_rate(rate, counted, stem)
    if _DONE_OF.search(label):
        return named_rate(rate, counted, "完成", strict=True)
    shared = _SHARE.search(label)
    if shared:
        those = _of_those(rate, counted) if "比例" in label else None
        part = those or _part(rate, counted, shared["who"], shared["of"])
        verb = _VERBAL.search(label) if part is None else None
        return named_rate(rate, counted, verb["stem"]) if verb else part
    return _part(rate, counted, "", "") if _bracketed(sentence, rate) else None


_VERBAL = re.compile(
    rf"^[^占]*?(?P<stem>[\u4e00-\u9fff]{{2,6}})(?:比例|比率)(?:（[^（）]*）)?{_UP_TO}"
)


def _of_those(rate: Quantity, counted: Sequence[Quantity]) -> Claim | None:
    """B个村中的A个, 比例p%."""
    if len(counted) < 2 or not alike(counted[0], counted[1]):
        return None
    part, base = counted[:2]
    inside = re.match(r"[^，。；]{0,10}中，?(?:的|有|已有)", part.gap)
    if inside is None or part.value > base.value:
        return None
    return judged(rate, part, base, counted)


def _bracketed(sentence: Sentence, rate: Quantity) -> bool:
    """A（p%）: the rate alone in brackets right behind a figure."""
    if not rate.within or rate.gap not in ("（", "人（", "户（"):
        return False
    return sentence.closing[rate.within[-1]] == rate.end


def _equation(rate: Quantity, counted: Sequence[Quantity]) -> Claim | None:
    """A÷B=p%, written out."""
    if len(counted) < 2 or not re.fullmatch(r"\s*[=＝]\s*", rate.gap):
        return None
    base, part = counted[:2]
    return judged(rate, part, base, counted) if re.match(r"\s*[÷/]", base.gap) else None


_SUM = re.compile(r"总|(?<!公)共(?!产|青|同|建|享)|现有")


def _across(sentence: Sentence, rate: Quantity, own: Sequence[Quantity]) -> Claim | None:
    """The base stands in a sentence before, and no other figure there could be it."""
    for group in (sentence.earlier, sentence.long_before):
        before = [q for q in reversed(group) if countable(q) and not q.within]
        if not own:
            if rate.start == sentence.quantities[0].start and _RATE.search(rate.label):
                return _share(sentence, rate, before) if len(before) == 2 else None
            return None
        if sum(alike(q, own[0]) for q in own) > 1:
            return None
        bases = _only([q for q in before if alike(q, own[0])], rate)
        claim = _share(sentence, rate, [*own, *bases])
        if claim is not None:
            return claim
    return None


def _only(before: Sequence[Quantity], rate: Quantity) -> list[Quantity]:
    """Of figures the one that is a whole: named by the rate, said to be one, or the only one."""
    shared = _SHARE.search(rate.label)
    named = _COMMON.sub("", shared["of"]) if shared else ""
    if named:
        found = [q for q in before if overlap(named, words_of(q))]
        if found:
            return found if len(found) == 1 else []
    found = [q for q in before if BASE_ONLY.search(q.label) or _SUM.search(q.label)]
    if not found and not shared:
        able = [q for q in before if not excluded(q)]
        found = [q for q in able if BASE.search(q.label)] or able
    return found if len(found) == 1 else []


def _behind(
    sentence: Sentence, rate: Quantity, own: Sequence[Quantity], index: int
) -> Claim | None:
    """A figure of the two, or both, follow the rate: 完成任务（B）的p%，即A; p%（应B，实A）."""
    after = _follow(sentence, rate, index)
    if not after:
        return None
    base = own[0] if own else None
    if base is not None and alike(base, after[0]) and _before_of(sentence, rate, base):
        told = re.match(r"，(?:即|共|计|合|折合|为|也就是)(?![^，。；]*[剩未])", after[0].gap)
        return judged(rate, after[0], base, [*own, after[0]]) if told else None
    named = _RATE.search(rate.label)
    if named is None:
        return _so_much(rate, own, after[0]) if _SHARE.search(rate.label) else None
    same = [q for q in own if alike(q, after[0])]
    if not same and len(after) == 2 and alike(*after):
        cued = any(BASE.search(words_of(q)) for q in after)
        return named_rate(rate, after, named["stem"]) if cued else None
    told = re.match(r"，(?:实际|共|累计|即)", after[0].gap)
    if len(same) == 1 and told and BASE_ONLY.search(words_of(same[0])):
        return named_rate(rate, [after[0], same[0]], named["stem"], strict=True)
    return None


def _so_much(rate: Quantity, own: Sequence[Quantity], part: Quantity) -> Claim | None:
    """B，其中甲占p%，为A."""
    told = re.fullmatch(r"，(?:约|共|计|即)?(?:为|有|共|计|即|达|约)", part.gap)
    bases = [q for q in own if alike(q, part)]
    if told is None or len(bases) != 1 or not _WHOLE.search(bases[0].label):
        return None
    return judged(rate, part, bases[0], [*own, part], complement=False)


def _follow(sentence: Sentence, rate: Quantity, index: int) -> list[Quantity]:
    """The next two figures behind a rate, in brackets opened by it or on its own level."""
    found: list[Quantity] = []
    for quantity in sentence.quantities[index + 1 : index + 3]:
        inner = (*rate.within, rate.end)
        if not countable(quantity) or re.search("；|。", quantity.gap):
            break
        if quantity.within not in (rate.within, inner):
            break
        found.append(quantity)
    return found


_THE = re.compile(r"(?:占|完成|为|是|达到|达|相当于)[^，。；：]{0,30}$")


def _before_of(sentence: Sentence, rate: Quantity, base: Quantity) -> bool:
    """B的p%: the base stands right before 的."""
    if base.end < 0 or not re.fullmatch(
        r"[^，。；：、（）]{0,8}）?的", sentence.text[base.end : rate.start]
    ):
        return False
    return bool(_THE.search(base.label))


def _inline(sentence: Sentence, rate: Quantity, counted: Sequence[Quantity]) -> Claim | None:
    """A占B的p%."""
    base = counted[0]
    if not _before_of(sentence, rate, base):
        return None
    parts = [q for q in counted[1:6] if alike(q, base)]
    who = re.split("占|完成|为|是|达|相当于", base.label)[0]
    if parts and base.label != base.gap and not _SELF.match(who):
        parts = [q for q in parts if overlap(who, words_of(q))]
    return judged(rate, parts[0], base, counted, complement=False) if parts else None


_ENTIRE = re.compile(
    r"总|共|全|合计|现有|辖|应|任务|计划|编制|预算|决算|人口|面积|拥有|收入为|户数|人数"
)
_COMMON = re.compile(
    r"全镇|全乡|全县|全区|全村|全街道|全部|全年|年度|我镇|我乡|我县|我局|本镇|总|数|量|额|的|应|本|其|所有|全|计划|任务|目标|投资|资金|面积|人口|金额|人员|人|户|约"
)
_SELF = re.compile(r"^(?:约|所|其|总体|面积|数量|人数|金额|整体|比例|，|也|就|已|仅|只|又|还)*$")


def _part(rate: Quantity, counted: Sequence[Quantity], who: str, of: str) -> Claim | None:
    """A, 占B的p%: the part stands nearest; the base is the one that 占… names, or the whole before."""
    part = _told_part(rate, counted, who)
    if part is None:
        return None
    bases = [q for q in counted if q.start < part.start and alike(q, part) and not excluded(q)]
    bases = bases or [
        q for q in counted if alike(q, part) and q is not part and _ADDED_UP.search(q.label)
    ]
    alone = len(bases) == 1 and not of and _opens_alone(counted, bases[0], part)
    named = _COMMON.sub("", of)
    if named:
        bases = [q for q in bases if overlap(named, words_of(q)) or _entire(q, of)]
    elif re.search("人口", of):
        bases = [q for q in bases if "人口" in words_of(q)]
    if re.search("^[总全]|合计", of) or (not named and "总" in of):
        bases = [q for q in bases if _ENTIRE.search(words_of(q))]
    base = next((q for q in bases if _WHOLE.search(q.label)), None) or (
        bases[-1] if bases else None
    )
    if base is None or not (
        alone or named or _WHOLE.search(base.label) or _opens_parts(counted, base)
    ):
        return None
    if re.search("任务|计划|目标|应", of) and not BASE_ONLY.search(words_of(base)):
        return None
    if part.value > base.value or (not named and _anew(counted, part, base)):
        return None
    if not _ENTIRE.search(words_of(base)) and _of_both(rate, part, base):
        return None
    return judged(rate, part, base, counted, complement=False)


_ADDED_UP = re.compile(r"^(?:共计|合计|总计|总共)")


def _of_both(rate: Quantity, part: Quantity, other: Quantity) -> bool:
    """男40人，女20人，占总数的p%: the whole is the two together."""
    return agrees(rate, lambda p, o: ratio(p, p + o), (part, other))


def _anew(counted: Sequence[Quantity], part: Quantity, base: Quantity) -> bool:
    """A rate or semicolon and no clear word for a whole stand between: two things side by side."""
    if _CLEAR.search(words_of(base)) or _opens_parts(counted, base):
        return False
    between = [q for q in counted if base.start < q.start <= part.start]
    return any("；" in q.gap for q in between) or not unbroken(counted, base, part)


_CLEAR = re.compile(r"总|(?<!公)共(?!产|青|同|建|享)|现有|应|任务|计划|编制|核定|合计|辖|人口")


def _opens_alone(counted: Sequence[Quantity], base: Quantity, part: Quantity) -> bool:
    """The only other figure stands right before, and the part is told as one of its kind."""
    if not unbroken(counted, base, part) or "；" in part.gap:
        return False
    told = re.search("其中|有|享受|参加|参与|已|完成|含|实现|的", part.label)
    return bool(told) or part.tail.startswith("的")


def _told_part(rate: Quantity, counted: Sequence[Quantity], who: str) -> Quantity | None:
    """The figure a share is told of: the nearest, or the one its clause names."""
    part = counted[0]
    if rate.gap == rate.label or _SELF.match(who):
        return part
    named_so = re.compile(f"(?<![非未不]){re.escape(who)}")
    part = next((q for q in counted[:5] if named_so.search(words_of(q))), part)
    return part if overlap(who, words_of(part)) else None


def _entire(quantity: Quantity, of: str) -> bool:
    """占农户总数 where the text says 全村725户: the whole is told by 全, 共 and its measure word."""
    measured = quantity.words[-1] in of
    return measured and bool(re.search("总|全", of)) and bool(_ALL.search(quantity.label))


_ALL = re.compile(
    r"(?:全[\u4e00-\u9fff]{1,2}|总|(?<!公)共|现有|辖区内?|登记)(?:共有?|现有|有|计)?[\u4e00-\u9fff]{0,4}$"
)


def _opens_parts(counted: Sequence[Quantity], base: Quantity) -> bool:
    """Whether 其中, 中有 or a colon stands behind the base: what follows are its parts."""
    after = next((q for q in reversed(counted) if q.start > base.start), base)
    opens = re.search("其中|：", after.gap) or re.match(r"[^，。；]{0,8}中[，有]", after.gap)
    return bool(opens) or "其中" in counted[0].gap


_WHOLE = re.compile(
    r"总|(?<!公)共(?!产|青|同|建|享)|全|现有|应|任务|计划|编制|核定|合计|辖|拥有|有"
)
