"""换算: claims that one figure is another in other units (A元，即B万元), and that so many at so much each make a sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from generator.proofread.judgement import Claim, agrees, alike, matches, other_readings, written
from generator.proofread.quantities import Quantity
from generator.proofread.ratios import countable
from generator.proofread.sentences import Sentence

__all__ = ["conversions"]

_THAT_IS = re.compile(
    r"[，（]?(?:也?即|也就是|折合|约?合|换算为|折算为|折合为|相当于)(?:人民币)?[约为]?"
)
_EACH = re.compile(
    r"每(?P<who>人|名|户|亩|个|家|村|头|只|件|套|台|公里|米|平方米|吨|座|辆|场|场次|株|栋|口|盏|处|所)"
    r"(?:学生|儿童|老人|对象|村民|党员|干部|职工|农户|人员|点|站|村|路灯|面积)?"
    r"(?:给予|按|标准|的|奖励|奖补|补助|补贴|补偿|发放|资助|救助|慰问|缴纳|缴费|投资|造价|安排|拨付|约|金|款|费|资金|标准为|租金|报酬|保费|单价|为|价)*$"
)
_RATE_BEHIND = re.compile(
    r"(?:/|每)(?P<who>人|户|亩|个|家|村|头|只|件|套|台|公里|吨|座|株|盏)(?![年月天日])"
)
_PER_TIME = re.compile(
    r"每个?(?:月|天|日|季|学期|年|次|期|轮|学年|小时)|[/／](?:月|天|年|日|次)|个月|连续|两年|三年|学期|\d天|人次"
)
_SUM = re.compile(
    r"(?:共|合计|总计|应发|应补|应付|发放|兑现|需|支出|支付|拨付|补贴|补助|奖励|资金|投入|投资|收入|总额|收取|收缴|征收|租金|慰问金|救助金)[^，。；]{0,8}$"
)
_LAND = {"公顷": Decimal(15), "平方公里": Decimal(1500)}


def conversions(sentence: Sentence) -> Iterator[Claim]:
    """Every figure said once more in another unit, and every product of 每… and a number."""
    said = sentence.quantities
    for first, second in pairwise(said):
        if _THAT_IS.fullmatch(second.gap) or _in_brackets(sentence, first, second):
            claim = _converted(first, second)
            if claim is not None:
                yield claim
    product = _product(sentence)
    if product is not None:
        yield product


def _in_brackets(sentence: Sentence, first: Quantity, second: Quantity) -> bool:
    """A（B）: meant as the same where the digits are, but for noughts and the point."""
    if second.gap != "（" or sentence.closing.get(second.start - 1) != second.end:
        return False
    digits = (f.value.normalize().as_tuple().digits for f in (first, second))
    return len(set(digits)) == 1


def _converted(first: Quantity, second: Quantity) -> Claim | None:
    first = _in_mu(first) if second.words.endswith("亩") else first
    if not (countable(first) and alike(first, second) and first.unit == second.unit):
        return None
    if first.factor == second.factor and first.words[-1] == second.words[-1]:
        return None
    slack = max(first.step if first.places else Decimal(0), second.step) / 2
    if first.vague or second.vague:
        slack = max(slack, first.value / 20)
    holds = abs(first.value - second.value) <= slack
    right = written(first.value, second)
    off = () if holds else other_readings(second, lambda a: a, (first,))
    extra = f"（{'或'.join(off)}时才是{second.words}）" if off else ""
    steps = f"{first.words}={right}"
    advice = f"或核对{first.words}{extra}"
    return Claim(
        "conversion", second.start, second.end, second.words, steps, first.value, holds, right, advice
    )  # fmt: skip


def _in_mu(quantity: Quantity) -> Quantity:
    """公顷 and 平方公里 in 亩."""
    written_as = next((u for u in _LAND if quantity.words.endswith(u)), "")
    if not written_as:
        return quantity
    factor = _LAND[written_as] * (
        quantity.factor if written_as == "公顷" else quantity.factor / 10**6
    )
    value = Decimal(quantity.figure) * factor
    return replace(quantity, unit="亩", value=value, step=factor.scaleb(-quantity.places))


def _product(sentence: Sentence) -> Claim | None:
    """每人N元，共M人，发放N×M元: when the sentence has one of each."""
    money = [q for q in sentence.quantities if q.unit == "元" and not q.within]
    if len(money) != 2 or _PER_TIME.search(sentence.words):
        return None
    told = _each(sentence, money)
    if told is None:
        return None
    price, who = told
    total = money[1] if price is money[0] else money[0]
    if not _SUM.search(total.label) or total.value <= price.value:
        return None
    number = [q for q in sentence.quantities if countable(q) and _counts(q, who)]
    if len(number) != 1 or number[0].vague:
        return None
    return _multiplied(price, number[0], total)


def _each(sentence: Sentence, money: Sequence[Quantity]) -> tuple[Quantity, str] | None:
    for price in money:
        before = _EACH.search(price.label)
        behind = _RATE_BEHIND.match(sentence.text, price.end)
        told = before or behind
        if told is not None:
            return price, told["who"]
    return None


def _counts(quantity: Quantity, who: str) -> bool:
    same = {"人": "人名位", "名": "人名位", "家": "家个户", "米": "米"}
    return quantity.unit != "元" and quantity.words.endswith(tuple(same.get(who, who)))


def _multiplied(price: Quantity, number: Quantity, total: Quantity) -> Claim:
    def formula(a: Decimal, b: Decimal) -> Decimal:
        return a * b

    value = price.value * number.value
    holds = agrees(total, formula, (price, number)) or matches(total, value, (price, number))
    right = written(value, total)
    steps = f"{price.words}×{number.words}={right}"
    off = () if holds else other_readings(total, formula, (price, number))
    extra = f"（{'或'.join(off)}时才是{total.words}）" if off else ""
    advice = f"或核对{price.words}、{number.words}{extra}"
    return Claim(
        "product", total.start, total.end, total.words, steps, value, holds, right, advice
    )  # fmt: skip
