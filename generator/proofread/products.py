"""乘积: claims that so much each of so many makes so much (每人500元，84人，共4.2万元).

The average of so many (户均, 人均) is the same claim the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.proofread.judgement import Claim, agrees, written
from generator.proofread.quantities import Quantity
from generator.proofread.sentences import Sentence

__all__ = ["products"]

_MEASURE = {
    "人": "人",
    "名": "人",
    "位": "人",
    "户": "户",
    "亩": "亩",
    "吨": "公斤",
    "公斤": "公斤",
    "斤": "公斤",
}
_EACH_WORD = (
    "平方米|公里|人次|人|名|位|户|亩|吨|公斤|斤|台|套"
    "|座|件|个|村|家|辆|间|栋|株|棵|头|只|盏|处|张|份|场|期|次|米|口|眼|条|所"
)
_EACH = re.compile(
    rf"(?:每一?|按)(?P<a>{_EACH_WORD})(?!月|年|天|季)|(?P<b>[人户亩村个台])均|(?P<c>亩)产"
)
_PER = re.compile(rf"^\s*(?:[/／]|每)(?P<a>{_EACH_WORD})(?![\u4e00-\u9fff]{{0,2}}[年月天])")
_NO_RATE = re.compile(
    r"每[^，。；]{0,3}[年月天日季]|[年月日天]人?均|/[年月天]|增收|增长|增加|提高|不低于|不少于|不超过|以上|以下|较|比|其中|纯收入|可支配|奖"
)
_TOTAL = re.compile(
    r"总|共|合计|累计|全年|发放|拨付|兑付|兑现|支付|支出|投入|投资|补贴|补助|资金|金额|收入|产值|产量|产|需|应|费|安排|销售额|奖金|救助金|慰问金|落实"
)
_UNLIKE = re.compile(
    r"较|比(?!例)|上年|去年|同期|增长|增加|减少|下降|剩余|未|其中|预算|结余|本级|自筹|配套|县级|市级|省级|中央"
)
_NEAR = Decimal("0.35")


def products(sentence: Sentence) -> Iterator[Claim]:
    """Every total of the sentence with its rate and number."""
    said = sentence.quantities
    rates = [(index, unit) for index, q in enumerate(said) if (unit := _of_each(sentence, q))]
    for nth, (index, unit) in enumerate(rates):
        first = rates[nth - 1][0] + 1 if nth else 0
        last = rates[nth + 1][0] if nth + 1 < len(rates) else len(said)
        claim = _product(said[index], unit, said[max(first, index - 5) : min(last, index + 6)])
        if claim is not None:
            yield claim


def _of_each(sentence: Sentence, quantity: Quantity) -> str:
    """The unit of the things each of which has so much; empty where it is no rate."""
    if quantity.vague in ("<", ">") or not quantity.value:
        return ""
    if _IN_TURN.match(quantity.label):
        return "各"
    if quantity.label.endswith(("单价", "单价为")):
        return "单"
    return _named_unit(sentence, quantity) if quantity.unit in ("元", "公斤") else ""


def _named_unit(sentence: Sentence, quantity: Quantity) -> str:
    """The unit behind 每 or before 均."""
    behind = sentence.text[quantity.end : quantity.end + 10]
    after = _PER.match(behind)
    before = list(_EACH.finditer(quantity.label))
    words = f"{quantity.label[-16:]}{behind[:4] if after else ''}"
    if _NO_RATE.search(words) or (after is None and not before):
        return ""
    found = after["a"] if after else next(word for word in before[-1].groups() if word)
    if after is None and len(quantity.label) - before[-1].end() > _LONGEST:
        return ""
    return _MEASURE.get(found, {"公里": "米", "个": "个"}.get(found, found))


_LONGEST = 12
_IN_TURN = re.compile(
    r"^(?:行政村|自然村|村|社区|乡镇|镇|乡|单位|学校|站所|组|点|小区)各(?!类|项|级|种|方|界|村)"
)


def _product(rate: Quantity, unit: str, near: Sequence[Quantity]) -> Claim | None:
    """The total among the figures near, held against rate and number."""
    numbers = _numbers(rate, unit, near)
    totals = [
        q
        for q in near
        if q is not rate
        and q.unit == rate.unit
        and q.within == rate.within
        and not _UNLIKE.search(q.label)
        and _TOTAL.search(q.label + q.tail)
    ]
    if len(numbers) != 1 or len(totals) != 1 or numbers[0].within != rate.within:
        return None
    number, total = numbers[0], totals[0]
    if unit in ("各", "单") and not re.match(r"[^，]{0,4}(?:共|合计|总)", total.label):
        return None
    if unit in ("公斤", "米") or number.value <= 1 or number.unit == rate.unit:
        return None
    if total.start > rate.start and re.search("均|亩产", rate.label) and number.start > total.start:
        return None
    return _judged(rate, number, total)


def _numbers(rate: Quantity, unit: str, near: Sequence[Quantity]) -> list[Quantity]:
    """The figures that may say how many there are."""
    before = [q for q in near if q.start < rate.start]
    if unit == "各":
        return [q for q in before[-1:] if q.unit == "个" and q.end + len(rate.gap) == rate.start]
    if unit == "单":
        return [q for q in before[-1:] if q.unit not in ("元", "%", "人")]
    others = [q for q in near if q is not rate and not _UNLIKE.search(q.label)]
    named = [q for q in others if q.unit == unit or (q.unit == "个" and q.tail.startswith(unit))]
    return named or [q for q in others if (q.unit, unit) == ("人次", "人")]


def _judged(rate: Quantity, number: Quantity, total: Quantity) -> Claim | None:
    mean = bool(re.search("均|亩产", rate.label))
    each = rate._replace(whole=False) if mean else rate
    value = each.value * number.value

    def formula(r: Decimal, n: Decimal) -> Decimal:
        return r * n

    holds = agrees(total, formula, (each, number))
    ratio = total.value / value
    meant = abs(ratio - 1) <= _NEAR or any(
        ratio == Decimal(1).scaleb(by) for by in (-3, -2, -1, 1, 2, 3)
    )
    if not holds and not meant:
        return None
    right = written(value, total)
    steps = f"{rate.words}×{number.words}={right}"
    advice = f"或核对{rate.words}、{number.words}"
    return Claim(
        "product", total.start, total.end, total.words, steps, value, holds, right, advice
    )  # fmt: skip
