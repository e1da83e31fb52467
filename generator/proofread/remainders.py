"""剩余: claims that of a whole so much is left, missing, saved or over, and of a stock what it now is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from generator.proofread.judgement import Claim, alike, matches, other_readings, written
from generator.proofread.quantities import Quantity
from generator.proofread.rates import TAKEN_OUT
from generator.proofread.ratios import BASE, DONE, LEFT, countable, seen_from, shown, words_of
from generator.proofread.sentences import Sentence

__all__ = ["remainders"]

_FAR = 6
_PENDING = re.compile(
    r"^[\u4e00-\u9fff]{0,6}?(?:未|没有|待|正在|在办|仍在|还在|尚在|不能|无法|暂缓|有待)"
)
_STILL = re.compile(
    r"(?:还|尚|仍|另)有$|^[剩余]$|缺额$|(?:还|尚)(?:差|缺)[\u4e00-\u9fff]{0,4}$|其余(?:的)?$|余$"
)
_MISSING = re.compile(
    r"(?:缺席|缺勤|未到|未参加|缺岗|短缺|尚缺|还缺|还差|相差|尚差|尚欠|还欠|仍欠|尚需|还需|仍需|结转下年|结转下年使用)[\u4e00-\u9fff]{0,4}$"
    r"|^(?:尚|还|仍)?待[\u4e00-\u9fff]{1,3}$"
)
_SAVED = re.compile(
    r"(?:节约|节余|节省|节支|审减|核减|结余)(?:资金|经费|支出|投资|财政资金|预算|金额|费用|成本)?(?:了|约|共|计|为|达)*$"
)
_STOCK = re.compile(
    r"(?:库存|(?:年末|年底|期末|月末|目前|现在|现有|现|末|底)[\u4e00-\u9fff]{0,10}|结存(?:为|余额)?)$"
)
_SIGN = re.compile("[剩余缺差空欠结需待未尚还仍另节审核超库现目末底]")  # one is in all of these
_NOT_YET = re.compile(r"^(?:资金|款项)?(?:尚未|还未|仍未|暂未|尚在|仍在|还在)")
_OVER = re.compile(
    r"(?:超支|超编|超出|超过预算|超预算|超计划|超任务|超额完成|超额|超配|超收|超员|超标)(?:资金|面积)?(?:了|约|共|计|为|达)*$"
)
_OPENING = re.compile(r"年初|期初|月初|上年末|上年底|原有|去年底|建档立卡之初|之初|最初|原")
_IN = re.compile(
    r"新增|增加|转入|迁入|调入|收入|新纳入|纳入|购入|采购|购进|购置|接收|举借|新进|新招|发展|吸收|招录|出生|入库|增"
)
_OUT = re.compile(
    r"减少|死亡|去世|清退|退出|化解|偿还|归还|转出|迁出|调出|发放|支出|使用|出库|拨付|脱贫|退休|辞职|注销|核销|报废|出栏|售出|销售|消耗|领用|整改|办结|完成|减|清偿|解除|毕业|调离"
)
_PERIOD = re.compile(r"上年|去年|上期|同期|前年|年初结转|上年结余|结转(?!下)|期初")
_CARRIED = re.compile(r"(?:上年|年初|以前年度)(?:结[转余]|余额)|追加|调整后")
_PLANNED = re.compile(r"预算|计划|概算|安排|控制|限价|估算|合同|送审|招标|指标|下达|批复")
_SPENT = re.compile(
    r"实际|支出|使用|中标|成交|审定|采购|开支|花费|执行|投入|支付|完成|定案|审核后|结算|决算"
)
_CHANGED = re.compile(r"同比|比上年|较上年|比去年|较去年|增长|下降|[较比](?!例|重)")


def remainders(sentence: Sentence) -> Iterator[Claim]:
    """Every 剩余, 结余, 节约 and 库存 whose whole and done part the text gives."""
    for index, left in enumerate(sentence.quantities):
        if left.label and not _SIGN.search(left.label):
            continue
        if not countable(left) or _PERIOD.search(left.label) or _CHANGED.search(left.label):
            continue
        before = sentence.quantities[max(0, index - _FAR) : index]
        same = [q for q in seen_from(sentence, left, before[::-1]) if alike(q, left)]
        claim = _kept(sentence, left, same) or _left(sentence, left, same, index)
        if claim is not None:
            yield claim


def _is_left(left: Quantity) -> bool:
    if TAKEN_OUT.search(left.gap) or re.search(r"实际剩", left.label):
        return False
    if LEFT.search(left.label) or _MISSING.search(left.label):
        return True
    if not left.label and _NOT_YET.match(left.tail):
        return True
    return bool(_STILL.search(left.label)) and (
        bool(re.search("其余|差|缺额|剩", left.label)) or bool(_PENDING.search(left.tail))
    )


def _left(sentence: Sentence, left: Quantity, same: Sequence[Quantity], index: int) -> Claim | None:
    """剩余: what is left of a whole when the done parts are taken away."""
    if _OVER.search(left.label):
        return _over(sentence, left, same)
    if not _is_left(left):
        return _saved(sentence, left, same) if _SAVED.search(left.label) else None
    same = [q for q in same if not _other_left(q, left)]
    whole, done = _whole_and_done(same)
    if whole is None:
        whole, done = _across(sentence, left, same)
    if whole is None or not done:
        saved = _saved(sentence, left, same) if _SAVED.search(left.label) else None
        return saved or _around(sentence, left, same, index)
    if len(done) > 3 or any(_PERIOD.search(q.label) for q in (whole, *done)):
        return None
    if re.search("结余|余额", left.label) and _CARRIED.search(_round(sentence, left)):
        return None
    return _claim(left, whole, done)


def _round(sentence: Sentence, left: Quantity) -> str:
    """The words of the sentence near a figure."""
    first = max(sentence.start, left.start - 200)
    return sentence.text[first : min(sentence.end, left.end + 60)]


def _other_left(quantity: Quantity, left: Quantity) -> bool:
    return bool(LEFT.search(quantity.label)) and quantity.start < left.start - 60


def _whole_and_done(same: Sequence[Quantity]) -> tuple[Quantity | None, list[Quantity]]:
    """The whole of a sentence's own figures (nearest first), and what was done of it."""
    whole = next((q for q in same if BASE.search(words_of(q)) and not _only_done(q)), None)
    if whole is None and len(same) == 2 and same[1].value >= same[0].value:
        whole = same[1] if DONE.search(words_of(same[0])) else None
    if whole is None:
        return None, []
    others = [q for q in same if q is not whole]
    done = [q for q in others if q.start > whole.start]
    return whole, done or [q for q in others if _only_done(q)][:1]


def _across(
    sentence: Sentence, left: Quantity, same: Sequence[Quantity]
) -> tuple[Quantity | None, list[Quantity]]:
    """The whole stands in a sentence before; the done part there too, or in this one."""
    if len(same) > 1:
        return None, []
    for group in (sentence.earlier, sentence.long_before):
        before = [q for q in reversed(group) if alike(q, left) and not q.within]
        wholes = [q for q in before if BASE.search(words_of(q)) and not _only_done(q)]
        if len(same) == 1 and DONE.search(words_of(same[0])):
            found = wholes or before
            return (found[0], [*same]) if len(found) == 1 else (None, [])
        if not same and len(before) == 2 and wholes == [before[1]]:
            return before[1], [before[0]]
        if before:
            return None, []
    return None, []


def _around(
    sentence: Sentence, left: Quantity, same: Sequence[Quantity], index: int
) -> Claim | None:
    """剩余C，已办A，共B: the whole, or both, stand behind what is left."""
    behind = [q for q in sentence.quantities[index + 1 : index + 3] if q.within == left.within]
    if len(same) > 1 or any(not alike(q, left) for q in behind):
        return None
    three = [*same, *behind]
    if len(three) != 2 or any(_CHANGED.search(q.label) for q in three):
        return None
    wholes = [q for q in three if re.search(r"共|总|合计|应|任务|需", q.label)]
    if len(wholes) != 1:
        return None
    done = next(q for q in three if q is not wholes[0])
    told = DONE.search(words_of(done)) or "其余" in done.label
    return _claim(left, wholes[0], [done]) if told else None


def _saved(sentence: Sentence, left: Quantity, same: Sequence[Quantity]) -> Claim | None:
    """预算B，实际支出A，节约B-A; the budget may stand in the sentence before."""
    spent = next((q for q in same if _SPENT.search(words_of(q))), None)
    if spent is None or spent is not same[0]:
        return None
    earlier = [q for q in reversed(sentence.earlier) if alike(q, left) and not q.within]
    own = [q for q in same[1:] if _PLANNED.search(words_of(q))]
    planned = own or [q for q in earlier if _PLANNED.search(words_of(q))]
    if len(planned) != 1 or planned[0].value < spent.value:
        return None
    return _claim(left, planned[0], [spent])


def _over(sentence: Sentence, left: Quantity, same: Sequence[Quantity]) -> Claim | None:
    """编制B，实有A，超编A-B; the plan may stand in the sentence before."""
    earlier = [q for q in reversed(sentence.earlier) if alike(q, left) and not q.within]
    two = same if len(same) > 1 else [*same, *earlier]
    if len(two) != 2 or not re.search(
        r"编|任务|计划|预算|应|指标|目标|标准|核定|批复", two[1].label
    ):
        return None
    if two[0].value < two[1].value or not _REALLY.search(words_of(two[0])):
        return None
    return _claim(left, two[0], [two[1]])


_REALLY = re.compile(r"实|已|完成|支出|使用|在编|在岗|在职|开支|执行|现有|达")


@dataclass(frozen=True, slots=True)
class _Flow:
    """A stock's opening and its signed changes (期初加减)."""

    opening: Quantity | None
    plus: tuple[Quantity, ...]
    minus: tuple[Quantity, ...]

    @property
    def figures(self) -> tuple[Quantity, ...]:
        first = (self.opening,) if self.opening else ()
        return (*first, *self.plus, *self.minus)


def _kept(sentence: Sentence, left: Quantity, same: Sequence[Quantity]) -> Claim | None:
    """年初B，新增P，减少M，年末B+P-M; 年初无库存 counts as nought."""
    if not _STOCK.search(left.label):
        return None
    flow = _flow(sentence, left, same[::-1])
    if flow is None or not (flow.minus or (flow.opening and flow.plus)):
        return None
    return _claim(left, *_as_whole(flow))


def _flow(sentence: Sentence, left: Quantity, told: Sequence[Quantity]) -> _Flow | None:
    openings = [q for q in told if _OPENING.search(q.label) and not _PERIOD.search(q.label)]
    none = re.search(r"(?:年初|期初)(?:无|没有|未有)", _round(sentence, left))
    if len(openings) != (0 if none else 1) or (openings and openings[0] is not told[0]):
        return None
    plus: list[Quantity] = []
    minus: list[Quantity] = []
    for quantity in told[len(openings) :]:
        out, into = _OUT.search(words_of(quantity)), _IN.search(words_of(quantity))
        if bool(out) == bool(into):
            return None
        (minus if out else plus).append(quantity)
    return _Flow(openings[0] if openings else None, tuple(plus), tuple(minus))


def _as_whole(flow: _Flow) -> tuple[Quantity, list[Quantity], list[Quantity]]:
    whole = flow.opening or flow.plus[0]
    plus = [q for q in flow.plus if q is not whole]
    return whole, list(flow.minus), plus


def _claim(
    left: Quantity, whole: Quantity, done: Sequence[Quantity], plus: Sequence[Quantity] = ()
) -> Claim | None:
    signs = [1] * (1 + len(plus)) + [-1] * len(done)
    operands = (whole, *plus, *done)

    def formula(*figures: Decimal) -> Decimal:
        return sum((s * f for s, f in zip(signs, figures, strict=True)), Decimal(0))

    value = formula(*(q.value for q in operands))
    holds = matches(left, value, operands) or _otherwise(left, whole, done)
    clear = len(done) == 1 or all(DONE.search(words_of(q)) or _OUT.search(q.label) for q in done)
    if not holds and (value < 0 or not clear):
        return None
    minus = "".join(f"-{shown(q)}" for q in done)
    steps = f"{shown(whole)}{''.join(f'+{shown(q)}' for q in plus)}{minus}={written(value, left)}"
    off = () if holds else other_readings(left, formula, operands)
    extra = f"（{'或'.join(off)}时才是{left.words}）" if off else ""
    advice = f"或核对{'、'.join(q.words for q in operands)}{extra}"
    right = written(value, left)
    return Claim("remaining", left.start, left.end, left.words, steps, value, holds, right, advice)


def _otherwise(left: Quantity, whole: Quantity, done: Sequence[Quantity]) -> bool:
    """Whether some of the done parts alone give what is left."""
    some = (c for n in range(1, len(done)) for c in combinations(done, n))
    if any(matches(left, whole.value - sum(q.value for q in c), (whole, *c)) for c in some):
        return True
    return any(matches(left, a.value - b.value, (a, b)) for a, b in combinations(done, 2)) or any(
        matches(left, b.value - a.value, (a, b)) for a, b in combinations(done, 2)
    )


def _only_done(quantity: Quantity) -> bool:
    words = words_of(quantity)
    return bool(re.search(r"已|完成|实际|累计|在编|在岗|办结|支出", words)) and not (
        re.search(r"应|任务|计划|编制数|预算|总", words)
    )
