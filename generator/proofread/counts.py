"""列举: claims that so many things are named: 四项工作：一是……, 八个办公室：甲、乙, 甲、乙等3个项目."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.figures import counted, plain
from generator.proofread.judgement import Claim
from generator.proofread.quantities import Quantity
from generator.proofread.sentences import Sentence

__all__ = ["counts", "spoken"]

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
    }
)
_NTH = "一二三四五六七八九十"


def counts(sentence: Sentence) -> Iterator[Claim]:
    """Every count of the sentence held against the names beside it."""
    for quantity in sentence.quantities:
        if quantity.unit not in _COUNTED or quantity.vague or not 2 <= quantity.value <= 60:
            continue
        if quantity.value != int(quantity.value):
            continue
        named = (
            _ordinals(sentence, quantity)
            or _behind(sentence, quantity)
            or _in_bracket(sentence, quantity)
            or _ahead(sentence, quantity)
        )
        if named is not None:
            yield _claim(quantity, *named)


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


def spoken(text: str) -> list[tuple[int, int]]:
    """The 一是, 二是 … of a text: (number, place)."""
    found = []
    for match in re.finditer(
        r"(?:(?<=[：；。，！:;）])|(?<=^))\s*([一二三四五六七八九十]{1,2})(?:是|要(?!素|点|件))",
        text,
    ):
        nth = _number(match[1])
        if nth:
            found.append((nth, match.start(1)))
    return found


def _number(words: str) -> int:
    if words in _NTH:
        return _NTH.index(words) + 1 if len(words) == 1 else 0
    if words.startswith("十") and words[1] in _NTH:
        return 11 + _NTH.index(words[1])
    return 0


_LEAD = re.compile(r"[^，。；：、（）]{0,16}[：，。](?=一(?:是|要))")


def _ordinals(sentence: Sentence, quantity: Quantity) -> tuple[list[int], bool] | None:
    """N项工作：一是…二是…: counted to the end of the paragraph."""
    lead = _LEAD.match(sentence.text, quantity.end)
    if lead is None:
        return None
    behind = sentence.text[lead.end() - 1 : lead.end() + 6000]
    numbers: list[int] = []
    for nth, _ in spoken(behind):
        if nth == 1 and numbers:
            break
        numbers.append(nth)
    if numbers != list(range(1, len(numbers) + 1)):
        return None
    return ([len(numbers)], False) if len(numbers) > 1 else None


_VERBAL = re.compile(
    r"[0-9０-９%]|其中|为了|通过|确保|实现|完成|投资|共|总|是|有(?!限)|达|已|将|进行|分别|按|根据|由于"
)


def _behind(sentence: Sentence, quantity: Quantity) -> tuple[list[int], bool] | None:
    """N个X：甲、乙、丙。"""
    text = sentence.text[quantity.end : min(sentence.end, quantity.end + 600)]
    lead = re.match(
        r"[^，。；：、（）]{0,14}?(?:[，]?(?:分别(?:为|是)|即|具体为|具体是|包括)[：]?|：(?:分别(?:为|是)：?)?)",
        text,
    )
    if lead is None or re.search(r"[等约]", lead[0]):
        return None
    if "包括" in lead[0] and "：" not in lead[0]:
        return None
    listed = re.split(r"[。\n]", text[lead.end() :], maxsplit=1)[0].rstrip("。！）")
    return _names(listed, quantity, 30)


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
    return _names(listed, quantity, 16)


def _names(listed: str, quantity: Quantity, longest: int) -> tuple[list[int], bool] | None:
    """How many names a clean enumeration holds, in every way it can be read; None when it is not clean."""
    flat = _flat(listed)
    if "，" in flat or "；" in flat or "：" in flat or "、" not in flat:
        return None
    names = flat.split("、")
    if any(len(name) > longest or not name.strip() for name in names) or _VERBAL.search(flat):
        return None
    open_end = bool(re.search(r"等(?:[^、]{0,8})$", names[-1]))
    return _readings(names), open_end


def _flat(listed: str) -> str:
    """The enumeration without what stands in brackets and quotation marks."""
    for pattern in (r"（[^（）]*）", r"“[^“”]*”", r"《[^《》]*》"):
        listed = re.sub(pattern, lambda m: "□" * min(len(m[0]), 3), listed)
    return listed


def _readings(names: Sequence[str]) -> list[int]:
    """Numbers of names, with and without splitting at 和, 及 and 以及; the last one first."""
    ends = {name[-1] for name in names if "和" not in name}
    firm = [part for name in names for part in name.split("和")]
    if len(ends) == 1 and all(part and part[-1] in ends for part in firm):
        return [len(firm)]
    joints = [len(re.findall(r"和|以及|及|与|暨", name)) for name in names]
    count = len(names)
    last = count + (1 if joints[-1] and names[-1].count("和") + names[-1].count("及") else 0)
    return [last, *range(count, count + sum(joints) + 1)]


_NOUNS = re.compile(
    r"^(?:重点|行政|自然|贫困|示范|试点|村级|基层|内设|下属|乡镇|工业|产业|建设|基建|民生|专项|惠民|主要|大|行|规上|省级|市级|县级|在建|续建|新建|特色|成员|责任)*"
    r"(?:村|社区|乡镇|项目|办公室|部门|单位|镇|乡|企业|站所|科室|股室|方面|机构|组织|奖项|荣誉|称号|村庄|行业|系统|专题|课题|品牌|基地|街道|县|市|网格|党组织|专班|小组|支部|环节|领域|工程|公司|合作社|园区|片区|学校|站|中心|平台)"
)
_LEADING = re.compile(
    r"^.*?(?:完成了?|实施了?|推进了?|建成了?|新建了?|引进了?|包括|设立了?|成立了?|开展了?|涉及|为|在|对|由|到|打造了?|争取了?|谋划了?|组织|覆盖|培育了?|下设|设有|设|抓好|将|把|以)(?=[^、]{2,})"
)


def _ahead(sentence: Sentence, quantity: Quantity) -> tuple[list[int], bool] | None:
    """甲、乙等N个项目, where fewer names are right; 甲、乙N个项目, where they must agree."""
    before = sentence.text[max(sentence.start, quantity.start - 240) : quantity.start]
    clause = re.split(r"[。；：\n]", _flat(before))[-1]
    if quantity.within:
        clause = clause.rsplit("（", maxsplit=1)[-1]
    clause = clause.rsplit("，", maxsplit=1)[-1]
    if "、" not in clause or re.search(r"[0-9]", clause):
        return None
    open_end = clause.endswith("等")
    names = clause.removesuffix("等").removesuffix("这").split("、")
    tail = sentence.text[quantity.end : quantity.end + 10]
    if any(len(name) > 28 or not name.strip() for name in names) or not _NOUNS.match(tail):
        return None
    items = _readings(names)
    said = int(quantity.value)
    if open_end:
        return [min(items), *items], True
    if re.search(r"[\u4e00-\u9fff]", clause[-1:]) is None or abs(len(names) - said) > 2:
        return None
    return (items, False) if _proper(names, tail) else None


def _proper(names: Sequence[str], tail: str) -> bool:
    """Names that end alike or in the noun counted are the things counted, not their kinds."""
    ends = {name[-1] for name in names}
    return len(ends) == 1 or all(name[-1] in tail[:4] for name in names)
