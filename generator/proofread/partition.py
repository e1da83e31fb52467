"""划分: whether parts that are named after a whole were meant to be all of it.

其中 may name some of the parts only.  It named all where the sum misses the whole by a slip of the
pen, or where its parts are known to be all there are; never where they may overlap.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from generator.proofread.quantities import Quantity

__all__ = ["closed", "crossing", "exhaustive", "misread", "slip"]

_PAIRS = tuple(
    tuple(re.compile(word) for word in words.split("/"))
    for words in (
        "基本支出/项目支出", "男/女", "城镇/农村|乡村", "线上/线下", "续建/新建", "水田/旱地|旱土", "上半年/下半年",
        "(?<!非)税收/非税", "流动资产/固定资产|非流动资产", "国税/地税", "行政编/事业编", "一季度/二季度/三季度/四季度",
        "一级/二级/三级/四级", "公务员|行政人员/事业/工勤|临聘|聘用", "中央/省级?/市级?/县级?",
    )
)  # fmt: skip
_GROUPS = tuple(
    re.compile(words)
    for words in (
        "党员|团员|群众|非党", "女|妇女|男", "本科|大专|专科|研究生|硕士|高中|(?<!其)中专|初中|小学|学历",
        "高级|中级|初级|正高|副高",
        "岁", "民族|汉族", "青年", "退役|代表|骨干", "低保|残疾|老人|儿童|脱贫|监测|特困|五保",
    )
)  # fmt: skip
_SMALL = Decimal("0.1")
_SHUT = Decimal("0.2")
_TELLING = Decimal("0.15")
_ROUND = 2


def closed(words: str, parts: Sequence[Quantity]) -> bool:
    """Whether the enumeration says it is over: A、B和C; or its parts are all there can be."""
    last = parts[-1].gap
    if re.match(r"\s*(?:和|及|以及|与)", last) and len(parts) > 2:
        return True
    return exhaustive(parts)


def exhaustive(parts: Sequence[Quantity]) -> bool:
    """Whether the parts are all there can be: men and women, the four quarters."""
    labels = [q.label + q.tail[:4] for q in parts]
    return any(_each_one(pair, labels) for pair in _PAIRS)


def _each_one(forms: Sequence[re.Pattern[str]], labels: Sequence[str]) -> bool:
    return len(forms) == len(labels) and all(
        form.search(label) for form, label in zip(forms, labels, strict=True)
    )


def crossing(whole: Quantity, parts: Sequence[Quantity]) -> bool:
    """Parts told by several features (党员120人、女性90人) overlap and need not make up the whole."""
    if whole.unit not in ("人", "户", "个", "家"):
        return False
    labels = [q.label + q.tail for q in parts]
    told = [[bool(group.search(label)) for label in labels] for group in _GROUPS]
    if any(any(row) and not all(row) for row in told):
        return True
    same = len({found[0] for label in labels if (found := _GROUPS[-1].search(label))}) == 1
    return (any(told[-1]) and not same) or (any(told[1]) and len(parts) > 2)


def misread(whole: Quantity, total: Decimal, shut: bool, few: bool = False) -> bool:
    """Whether a sum that differs was meant to be the whole: it is near, and one slip away."""
    if whole.vague or not total:
        return False
    off = abs(whole.value - total)
    if shut and off <= whole.value * _SHUT:
        return True
    if _shifted(whole.value, total):
        return True
    figures = len(f"{whole.value.normalize():f}".strip("0.").replace(".", ""))
    limit = _TELLING if figures > _ROUND else _SMALL / 2 if few else _SMALL
    return off <= whole.value * limit and slip(whole, total)


def _shifted(said: Decimal, due: Decimal) -> bool:
    return any(said == due.scaleb(by) for by in (-2, -1, 1, 2))


def slip(said: Quantity, due: Decimal) -> bool:
    """Whether the written figure is the due one with a digit changed or two changed about."""
    figure = due / said.step
    if figure != int(figure) or due < 0:
        return False
    mine, right = str(int(said.value / said.step)), str(int(figure))
    size = max(len(mine), len(right))
    mine, right = mine.zfill(size), right.zfill(size)
    return sum(a != b for a, b in zip(mine, right, strict=True)) == 1 or sorted(mine) == sorted(
        right
    )
