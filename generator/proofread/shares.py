"""占比: claims that A of B is p per cent, and that of B so much is left (剩余)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.figures import rounded
from generator.proofread.judgement import (
    Claim,
    agrees,
    alike,
    matches,
    other_readings,
    ratio,
    written,
)
from generator.proofread.quantities import PERCENT, TIMES, Quantity
from generator.proofread.sentences import Sentence

__all__ = ["remainders", "shares"]

_FAR = 10
_UP_TO = r"(?:为|是|约为|达到|达|仅为|仅|占|：|:|约|近|超过|超|高达|提高到|提升到|提升至|提高至|升至|降至|\s)*$"
_RATE = re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{1,12}})(?:率|进度|完成度)(?:（[^（）]*）)?{_UP_TO}")
_SHARE = re.compile(
    r"(?P<who>[^，。；：、]{0,24}?)(?:占比|占|比例|比重|比率)(?P<of>[^，。；：]{0,24}?)(?:的|比例|比重|之|总)*"
    + _UP_TO
)
_DONE_OF = re.compile(
    rf"完成(?:了)?(?P<of>(?:全年|年度|年初|总|预算|投资|计划|目标|任务|下达|既定|的)*){_UP_TO}"
)
_GROWTH = re.compile(
    r"增长|增加|增幅|降幅|增速|涨幅|下降|减少|上升|上涨|提高(?!到|至)|提升(?!到|至)|降低|同比|环比|比上年|较上年|比去年|较去年|压减|节约"
)
_MANY = re.compile(r"均|各占|各为|都|分别|平均|目标|不得|确保|力争|应达|要求|控制在|计划达")
_BASE = re.compile(
    r"核编|申请|总|(?<!公)共(?!产|青|同|建|享)|应|任务|计划|目标|编制|核定|预算|全镇|全乡|全县|全区|全村|现有|原有|登记|排查|受理|接到|发现|抽检|抽查|检查|摸排|确定"
    r"|下达|申报|常住|户籍|在册|涉及|需|适龄|年初|辖区|收到|发放问卷|符合条件|安排"
)
_DONE = re.compile(
    r"完成|实际|实有|实到|已|累计|其中|在编|在岗|在职|支出|拨付|到位|使用|发放|执行|落实|办结|化解|整改|接种|合格|达标|参加|参保|签订"
    r"|通过|建成|兑现|改造|覆盖|销号|脱贫|入库|收缴|征收|缴纳|发展|实现|批复|有"
)
_LEFT = re.compile(
    r"剩余|还剩|尚余|尚有|尚未|余下|仍有|仅剩|未完成|未办结|未[\u4e00-\u9fff]{1,4}$|空编|缺编|空缺|欠缺|差额|缺口|结余(?!上)|余额"
)
_NOT_SO = re.compile(
    r"不合格|未|不达标|剩余|还剩|尚余|缺勤|缺席|请假|不满意|超标|不符合|不通过|逾期"
)
_EARLIER = re.compile(r"上年|去年|上期|同期|前年|年初结转|上年结余|结转|期初|新增|增加|追加|减少")
_TAKEN_OUT = re.compile(r"刨除|剔除|扣除|除去|排除|去除|不含|除外")
_SYNONYMS = {
    "编制使用": "在编|在职|实有|在岗",
    "完成": "执行|支付|使用|投入|拨付|完成|实现|落实|实际|已|累计|改造|投资|建成|支出|达",
    "执行": "支出|执行|完成|使用|拨付|支付",
    "支付": "支出|支付|拨付",
    "支出": "支出|支付|拨付|使用|执行",
    "使用": "支出|使用|支付",
    "满编": "在编|在职|实有|在岗|现有|实",
    "在编": "在编|在职|实有|在岗|实",
    "在岗": "在岗|实有|到岗",
    "控制": "在编|在职|实有|实际|支出",
    "参加": "参加|实到|参会|实际",
    "参会": "参加|实到|到会|参会|实际",
    "到会": "参加|实到|到会|参会|出席",
    "出席": "参加|实到|到会|参会|出席",
    "出勤": "实到|出勤|到岗|实际",
    "到岗": "实到|到岗|在岗|实际",
    "接种": "接种|已接|完成",
    "覆盖": "覆盖|已|建成|完成|安装|配备|其中|开通|设立|建立|通",
    "合格": "合格|达标|通过",
    "达标": "合格|达标|通过",
    "办结": "办结|已办|完成|办理|结案",
    "结案": "结案|办结",
    "化解": "化解|调处|调解|成功|办结",
    "成功": "成功|化解|调处",
    "整改": "整改|完成|销号",
    "参保": "参保|缴费|参加|已",
    "参合": "参合|参加|缴费|参保",
    "收缴": "收缴|征收|缴纳|已收|入库|实收",
    "征缴": "收缴|征收|缴纳|已收|入库|征缴|实缴",
    "兑现": "兑现|发放|已|拨付",
    "发放": "发放|已发|领取",
    "签约": "签约|签订|已签",
    "签订": "签约|签订|已签",
    "入学": "入学|在校|就读",
    "到位": "到位|已到",
    "录取": "录取|录用",
    "回收": "收回|回收",
    "普及": "普及|改厕|安装|完成|已|使用",
    "入户": "入户|走访",
    "走访": "走访|入户",
    "绿化": "绿化|覆盖",
    "开工": "开工",
    "就业": "就业|上岗",
    "满意": "满意",
    "脱贫": "脱贫|退出",
}


def shares(sentence: Sentence) -> Iterator[Claim]:
    """Every rate and share of the sentence whose two figures the sentence gives."""
    said = sentence.quantities
    for index, rate in enumerate(said):
        if rate.unit != PERCENT:
            continue
        before = _seen_from(rate, said[max(0, index - _FAR) : index])
        claim = _share(sentence, rate, before) or _across(sentence, rate, before)
        if claim is not None:
            yield claim


def _seen_from(at: Quantity, earlier: Sequence[Quantity]) -> list[Quantity]:
    """The figures before it that stand in its own brackets or outside of them, nearest first."""
    return [q for q in reversed(earlier) if at.within[: len(q.within)] == q.within]


def _share(sentence: Sentence, rate: Quantity, before: Sequence[Quantity]) -> Claim | None:
    counted = [q for q in before if q.unit not in (PERCENT, TIMES, "百分点", "")]
    if not counted:
        return None
    label = rate.label
    if _MANY.search(label) or _GROWTH.search(label):
        return None
    inline = _equation(rate, counted) or _inline(sentence, rate, counted)
    if inline is not None:
        return inline
    named = _RATE.search(label)
    if named:
        return _taken_out(rate, counted) or _rate(rate, counted, named["stem"])
    if _DONE_OF.search(label):
        return _rate(rate, counted, "完成", named=True)
    shared = _SHARE.search(label)
    return _part(rate, counted, shared["who"], shared["of"]) if shared else None


def _equation(rate: Quantity, counted: Sequence[Quantity]) -> Claim | None:
    """A÷B=p%, written out."""
    if len(counted) < 2 or not re.fullmatch(r"\s*[=＝]\s*", rate.gap):
        return None
    base, part = counted[:2]
    return _judged(rate, part, base, counted) if re.match(r"\s*[÷/]", base.gap) else None


def _across(sentence: Sentence, rate: Quantity, before: Sequence[Quantity]) -> Claim | None:
    """The base stands in the sentence before, and no other figure could be it."""
    if not before or sum(alike(q, before[0]) for q in before) > 1:
        return None
    earlier = [
        q for q in reversed(sentence.earlier) if _BASE_ONLY.search(q.label) or _SUM.search(q.label)
    ]
    same = [q for q in earlier if alike(q, before[0]) and not q.within]
    return _share(sentence, rate, [*before, *same]) if len(same) == 1 else None


_SUM = re.compile(r"总|(?<!公)共(?!产|青|同|建|享)|现有")
_THE = re.compile(r"(?:占|完成|为|是|达到|达|相当于)[^，。；：]{0,30}$")


def _inline(sentence: Sentence, rate: Quantity, counted: Sequence[Quantity]) -> Claim | None:
    """A占B的p%: the base stands right before 的."""
    base = counted[0]
    if not re.fullmatch(r"[^，。；：、（）]{0,8}的", sentence.text[base.end : rate.start]):
        return None
    if not _THE.search(base.label):
        return None
    parts = [q for q in counted[1:6] if alike(q, base)]
    who = re.split("占|完成|为|是|达|相当于", base.label)[0]
    if parts and base.label != base.gap and not _SELF.match(who):
        parts = [q for q in parts if _overlap(who, q.label + q.tail)]
    return _judged(rate, parts[0], base, counted) if parts else None


def _rate(
    rate: Quantity, counted: Sequence[Quantity], stem: str, named: bool = False
) -> Claim | None:
    """接种率 of 任务 and 累计接种: who is base and who is done is told by the words beside them."""
    done = next((q for q in counted[:5] if _is_done(q, stem) and not _is_base_only(q, stem)), None)
    if done is None:
        return None
    bases = [q for q in counted if q is not done and alike(q, done) and not _excluded(q)]
    earlier = [q for q in bases if q.start < done.start]
    cue = _BASE_ONLY if named else _BASE
    base = next((q for q in (*earlier, *bases) if cue.search(q.label + q.tail)), None)
    if base is None and len(earlier) == 1 and not named and "；" not in done.gap:
        base = earlier[0]
    return None if base is None else _judged(rate, done, base, counted)


_ENTIRE = re.compile(
    r"总|共|全|合计|现有|辖|应|任务|计划|编制|预算|决算|人口|面积|拥有|收入为|户数|人数"
)


def _excluded(quantity: Quantity) -> bool:
    return bool(_LEFT.search(quantity.label) or _EARLIER.search(quantity.label[-6:]))


def _is_done(quantity: Quantity, stem: str) -> bool:
    words = quantity.label + quantity.tail
    if _LEFT.search(quantity.label):
        return False
    near = stem[-4:]
    if any(near[i : i + 2] in words for i in range(len(near) - 1)):
        return True
    synonyms = next((s for word, s in _SYNONYMS.items() if word in stem[-6:]), "")
    return bool(synonyms and re.search(synonyms, words))


_BASE_ONLY = re.compile(
    r"核编|核定|安排|应|任务|计划|目标|编制|预算|总数|总人数|需|抽检|抽查|检查|受理|排查|发现"
)
_DONE_ONLY = re.compile(r"实|已|累计|完成|在编|合格|支出|办结|化解|整改")


def _is_base_only(quantity: Quantity, stem: str) -> bool:
    words = quantity.label + quantity.tail
    found = _BASE_ONLY.search(words)
    return bool(found) and not _DONE_ONLY.search(words)


_COMMON = re.compile(
    r"全镇|全乡|全县|全区|全村|全街道|全部|全年|年度|我镇|我乡|我县|我局|本镇|总|数|量|额|的|应|本|其|所有|全|计划|任务|目标|投资|资金|面积|人口|金额|人员|人|户|约"
)
_SELF = re.compile(r"^(?:约|所|其|总体|面积|数量|人数|金额|整体|比例|，|也|就|已|仅|只|又|还)*$")


def _part(rate: Quantity, counted: Sequence[Quantity], who: str, of: str) -> Claim | None:
    """A, 占B的p%: the part stands nearest; the base is the one that 占… names, or the whole before."""
    part = counted[0]
    same_clause = rate.gap == rate.label
    if not (same_clause or _SELF.match(who)):
        named_so = re.compile(f"(?<![非未不]){re.escape(who)}")
        part = next((q for q in counted[:5] if named_so.search(q.label + q.tail)), part)
    if not (same_clause or _SELF.match(who) or _overlap(who, part.label + part.tail)):
        return None
    bases = [q for q in counted if q.start < part.start and alike(q, part) and not _excluded(q)]
    if not bases:
        return None
    named = _COMMON.sub("", of)
    if named:
        bases = [q for q in bases if _overlap(named, q.label + q.tail)]
    elif re.search("人口", of):
        bases = [q for q in bases if "人口" in q.label + q.tail]
    if re.search("总|全|合计", of):
        bases = [q for q in bases if _ENTIRE.search(q.label + q.tail)]
    base = next((q for q in bases if _WHOLE.search(q.label)), None) or (
        bases[-1] if bases else None
    )
    if base is None or not (named or _WHOLE.search(base.label) or _opens_parts(counted, base)):
        return None
    if re.search("任务|计划|目标|应", of) and not _BASE_ONLY.search(base.label + base.tail):
        return None
    return _judged(rate, part, base, counted) if part.value <= base.value else None


def _opens_parts(counted: Sequence[Quantity], base: Quantity) -> bool:
    """Whether 其中 or a colon stands behind the base: what follows are its parts."""
    after = next((q for q in reversed(counted) if q.start > base.start), base)
    return bool(re.search("其中|：", after.gap)) or "其中" in counted[0].gap


_WHOLE = re.compile(
    r"总|(?<!公)共(?!产|青|同|建|享)|全|现有|应|任务|计划|编制|核定|合计|辖|拥有|有"
)


def _overlap(words: str, others: str) -> bool:
    if len(words) == 1:
        return words in others
    return any(words[i : i + 2] in others for i in range(len(words) - 1))


def _judged(
    rate: Quantity, part: Quantity, base: Quantity, others: Sequence[Quantity]
) -> Claim | None:
    missed = bool(_NOT_SO.search(part.label)) and not _NOT_SO.search(rate.label)

    def formula(p: Decimal, b: Decimal) -> Decimal | None:
        return ratio(b - p if missed else p, b)

    value = formula(part.value, base.value)
    if value is None:
        return None
    holds = agrees(rate, formula, (part, base)) or _some_pair(rate, others)
    a, b = _figure(part), _figure(base)
    top = f"（{b}-{a}）" if missed else a
    places = max(rate.places, 2)
    steps = f"{top}÷{b}={rounded(value, places)}%"
    off = () if holds else other_readings(rate, formula, (part, base))
    doubt = "、".join((a, b))
    extra = f"（{'或'.join(off)}时才是{rate.words}）" if off else ""
    advice = f"或核对{doubt}{extra}"
    right = f"{rounded(value, rate.places)}%"
    return Claim("share", rate.start, rate.end, rate.words, steps, value, holds, right, advice)


def _figure(quantity: Quantity) -> str:
    return quantity.words if quantity.unit == "元" and quantity.factor > 1 else quantity.figure


def _some_pair(rate: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether another pair near by gives the rate: then the text meant that one."""
    near = [q for q in others[:5] if q.value]
    for whole in near:
        parts = [q for q in near if q.start > whole.start and alike(q, whole)]
        together = sum((q.value for q in parts), Decimal(0))
        if len(parts) > 1 and agrees(rate, lambda w, t=together: ratio(t, w), (whole,)):
            return True
        for part in near:
            if part is not whole and alike(part, whole) and not rate.vague:
                if agrees(rate, ratio, (part, whole)):
                    return True
                if agrees(rate, lambda p, b: ratio(b - p, b), (part, whole)):
                    return True
    return False


def _taken_out(rate: Quantity, counted: Sequence[Quantity]) -> Claim | None:
    """刨除……人员, 实际剩余R: the base is the whole less what is left; or done of done and left."""
    left = counted[0]
    rest = counted[1:]
    if not _LEFT.search(left.label) or not re.search(r"实际|仅", left.label):
        return None
    if not _TAKEN_OUT.search(left.gap):
        return None
    base = next((q for q in rest if _BASE.search(q.label) and alike(q, left)), None)
    if base is None:
        return None
    done = next((q for q in rest if q.start > base.start and _DONE.search(q.label)), None)
    value = ratio(base.value - left.value, base.value) or Decimal(0)
    holds = agrees(rate, lambda r, b: ratio(b - r, b), (left, base))
    steps = f"（{base.figure}-{left.figure}）÷{base.figure}={rounded(value, max(2, rate.places))}%"
    advice = f"或核对{left.words}"
    if done is not None:
        other = ratio(done.value, done.value + left.value) or Decimal(0)
        holds = holds or agrees(rate, lambda r, d: ratio(d, d + r), (left, done))
        steps += f"，{done.figure}÷（{done.figure}+{left.figure}）={rounded(other, max(2, rate.places))}%"
        near = other_readings(rate, lambda r: ratio(done.value, done.value + r), (left,))
        advice += f"（剩余{near[0]}才是{rate.words}）" if near else ""
    right = f"{rounded(value, rate.places)}%"
    return Claim("share", rate.start, rate.end, rate.words, steps, value, holds, right, advice)


def remainders(sentence: Sentence) -> Iterator[Claim]:
    """Every 剩余 whose whole and done part the sentence gives before it."""
    said = sentence.quantities
    for index, left in enumerate(said):
        if _LEFT.search(left.label) and not _EARLIER.search(left.label) and left.unit:
            before = _seen_from(left, said[max(0, index - 6) : index])
            claim = _left(sentence, left, before)
            if claim is not None:
                yield claim


def _left(sentence: Sentence, left: Quantity, before: Sequence[Quantity]) -> Claim | None:
    if _TAKEN_OUT.search(left.gap) or re.search(r"实际剩", left.label):
        return None
    same = [q for q in before if alike(q, left)]
    whole = next((q for q in same if _BASE.search(q.label) and not _only_done(q)), None)
    if whole is None:
        return None
    others = [q for q in same if q is not whole]
    done = [q for q in others if q.start > whole.start] or [q for q in others if _only_done(q)][:1]
    if len(done) == 0 or len(done) > 3 or any(_EARLIER.search(q.label) for q in same):
        return None
    used = sum((q.value for q in done), Decimal(0))
    value = whole.value - used
    operands = (whole, *done)

    def formula(total: Decimal, *parts: Decimal) -> Decimal:
        return total - sum(parts, Decimal(0))

    holds = matches(left, value, operands) or any(
        matches(left, whole.value - q.value, (whole, q)) for q in done
    )
    if not holds and (value < 0 or not all(_DONE.search(q.label + q.tail) for q in done)):
        return None
    steps = f"{'-'.join(_figure(q) for q in operands)}={written(value, left)}"
    off = () if holds else other_readings(left, formula, operands)
    extra = f"（{'或'.join(off)}时才是{left.words}）" if off else ""
    advice = f"或核对{'、'.join(q.words for q in operands)}{extra}"
    right = written(value, left)
    return Claim("remaining", left.start, left.end, left.words, steps, value, holds, right, advice)


def _only_done(quantity: Quantity) -> bool:
    return bool(re.search(r"已|完成|实际|累计|在编|在岗|办结|支出", quantity.label)) and not (
        re.search(r"应|任务|计划|编制数|预算|总", quantity.label)
    )
