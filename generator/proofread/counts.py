"""列举: claims that so many things are named: 四项工作：一是……, 八个办公室：甲、乙, 甲、乙等3个项目."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.figures import counted, plain, read_number
from generator.proofread.enumeration import ahead, names, ordinals
from generator.proofread.judgement import Claim
from generator.proofread.quantities import ONE, Quantity
from generator.proofread.sentences import Sentence

__all__ = ["countable", "counts"]

_COUNTED = frozenset(
    {
        "个",
        "家",
        "条",
        "类",
        "种",
        "组",
        "支",
        "所",
        "处",
        "部",
        "件",
        "场",
        "次",
        "村",
        "人",
        "片",
        "门",
        "本",
        "座",
        "张",
    }
)
_NTH = "一二三四五六七八九十"
_BIG = re.compile(
    r"(?P<n>[两二三四五六七八九十]|(?<![\d.])(?:[2-9]|1\d))(?P<u>大(?![年月于小型量户]|约|概|多数|雪|寒|暑|学|桥)|点(?=[。：，意措建要体])|道|级(?!别|以上|英|工)|轮|步(?=[：走])|方面)"
)
_PERHAPS_BIG = re.compile(r"[两二三四五六七八九十\d][大点道级轮步方]")


def counts(sentence: Sentence) -> Iterator[Claim]:
    """Every count of the sentence held against the names beside it."""
    for quantity in countable(sentence):
        named = (
            ordinals(sentence, quantity)
            or _behind(sentence, quantity)
            or _in_bracket(sentence, quantity)
            or ahead(sentence, quantity)
        )
        if named is not None:
            yield _claim(quantity, *named)


_NEAR = 200
_NUMERAL = re.compile(r"[一二两三四五六七八九十0-9]")


def countable(sentence: Sentence) -> Iterator[Quantity]:
    """The counts of a sentence: its whole figures of things, and 六大, 四点, 三级, which are no units."""
    for quantity in sentence.quantities:
        if quantity.unit not in _COUNTED or quantity.vague or not 2 <= quantity.value <= 60:
            continue
        more = _NUMERAL.match(sentence.text, quantity.end)
        if quantity.value == int(quantity.value) and more is None:
            yield quantity
    words = sentence.words
    if not _PERHAPS_BIG.search(words):
        return
    known = {q.start for q in sentence.quantities}
    for match in _BIG.finditer(words):
        start = sentence.start + match.start()
        text = sentence.text
        near = max(sentence.start, start - _NEAR)
        quoted = text.rfind("“", near, start) > text.rfind("”", near, start)
        before = text[max(sentence.start, start - 1) : start]
        if start in known or quoted or before in tuple("第前后每十百千万几"):
            continue
        yield _big(sentence, match, start)


def _big(sentence: Sentence, match: re.Match[str], start: int) -> Quantity:
    value = Decimal(read_number(match["n"]) or 0)
    opened = sentence.text.rfind("（", max(sentence.start, start - _NEAR), start)
    inside = sentence.closing.get(opened, -1) > start
    return Quantity(
        start, start + len(match[0]), match[0], match["n"], value, match["u"], ONE, True,
        within=(opened,) if inside else (),
    )  # fmt: skip


def _claim(quantity: Quantity, items: Sequence[int], open_end: bool) -> Claim:
    said = int(quantity.value)
    holds = said in items or (open_end and min(items) < said)
    number = items[0]
    words = quantity.words
    unit = (
        words[len(quantity.figure) :]
        if words[0].isdigit()
        else words.lstrip("一二两三四五六七八九十百零")
    )
    right = f"{plain(number) if words[0].isdigit() else counted(number)}{unit}"
    steps = f"列出{number}{'项' if unit in ('', '项') else unit}"
    return Claim(
        "count", quantity.start, quantity.end, words, steps, Decimal(number), holds, right,
        "或核对所列内容是否有遗漏、重复",
    )  # fmt: skip


_LEAD = re.compile(
    r"(?P<noun>[^，。；：、（）]{0,14}?)(?:（[^（）]{0,12}）)?"
    r"(?:，?(?P<sure>分别(?:为|是|有)|即|具体为|具体是)：?|：(?:分别(?:为|是)：?)?|，?(?P<some>包括|包含|涵盖|具体包括|主要有|主要包括|主要是|主要为)：?)"
)


def _behind(sentence: Sentence, quantity: Quantity) -> tuple[list[int], bool] | None:
    """N个X：甲、乙、丙。"""
    text = sentence.text[quantity.end : min(sentence.end, quantity.end + 600)]
    lead = _LEAD.match(text)
    if (
        lead is None
        or re.search(r"[等约各]", lead[0])
        or re.fullmatch("[^，。；：]{0,6}、", quantity.gap)
    ):
        return None
    listed = re.split(r"[。\n]", text[lead.end() :], maxsplit=1)[0].rstrip("。！）")
    found = names(listed, lead["noun"], 30)
    return found and (found[0], found[1] or bool(lead["some"]))


def _in_bracket(sentence: Sentence, quantity: Quantity) -> tuple[list[int], bool] | None:
    """N个X（甲、乙、丙）."""
    found = re.match(r"[^，。；：、（）]{0,10}（", sentence.text[quantity.end : quantity.end + 14])
    if found is None:
        return None
    opened = quantity.end + found.end() - 1
    if opened not in sentence.closing:
        return None
    listed = sentence.text[opened + 1 : sentence.closing[opened]]
    listed = re.sub(r"^(?:分别为|分别是|即|即：)：?", "", listed)
    if (
        re.match(r"含|其中|如|例如|包括|来自|为|不含|以下|简称|覆盖|涉及|由|主要", listed)
        or "，" in listed
    ):
        return None
    return names(listed, found[0][:-1], 16)
