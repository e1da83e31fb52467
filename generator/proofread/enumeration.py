"""罗列: how many things an enumeration names: 甲、乙和丙, 《甲》《乙》, 一是……二是……, （1）……（2）…….

An enumeration that can be read in several ways has several numbers; the likeliest stands first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.proofread.quantities import Quantity
from generator.proofread.sentences import Sentence

__all__ = ["ahead", "names", "ordinals", "spoken"]

Named = tuple[list[int], bool]
_NTH = "一二三四五六七八九十"
_RINGS = "①②③④⑤⑥⑦⑧⑨⑩"


def spoken(text: str) -> list[tuple[int, int]]:
    """The 一是, 二是 … of a text: (number, place)."""
    found = []
    for match in _SPOKEN.finditer(text):
        nth = _number(match[1])
        if nth and text[: match.start()].rstrip()[-1:] in _OPENS:
            found.append((nth, match.start()))
    return found


_SPOKEN = re.compile(r"([一二三四五六七八九十]{1,2})(?:是|要(?!素|点|件))")
_OPENS = frozenset(["", *"：；。，！:;）"])


def _number(words: str) -> int:
    if words.isdigit() and words not in _RINGS:
        return int(words)
    if words in _RINGS:
        return _RINGS.index(words) + 1
    if words in _NTH:
        return _NTH.index(words) + 1 if len(words) == 1 else 0
    if words.startswith("十") and words[1] in _NTH:
        return 11 + _NTH.index(words[1])
    return 0


_FORMS = (
    re.compile(r"（(\d{1,2})）"),
    re.compile(r"（([一二三四五六七八九十]{1,2})）"),
    re.compile(r"(?<=[：；。，])\s*(\d{1,2})[.．、](?!\d)"),
    re.compile(rf"([{_RINGS}])"),
    re.compile(r"(?<=[：；。，])第([一二三四五六七八九十])(?=[，、是])"),
)
_LEAD = re.compile(r"[^，。；：、（）]{0,16}[：，。](?=一(?:是|要))")
_LEAD_BY = re.compile(r"[^，。；：、（）]{0,16}[：。]\s*")
_FAR = 6000


def ordinals(sentence: Sentence, quantity: Quantity) -> Named | None:
    """N项工作：一是…二是…, or （1）…（2）…: counted to the end of the paragraph."""
    lead = _LEAD.match(sentence.text, quantity.end)
    if lead is not None:
        behind = sentence.text[lead.end() - 1 : lead.end() + _FAR]
        return _in_order([nth for nth, _ in spoken(behind)])
    lead = _LEAD_BY.match(sentence.text, quantity.end)
    if lead is None:
        return None
    behind = sentence.text[lead.end() - 1 : lead.end() + _FAR]
    form = next((form for form in _FORMS if form.match(behind, 1)), None)
    return _in_order([_number(m[1]) for m in form.finditer(behind)]) if form else None


def _in_order(found: Sequence[int]) -> Named | None:
    """Numbers that run from one; they end where they begin anew."""
    numbers: list[int] = []
    for nth in found:
        if nth == 1 and numbers:
            break
        numbers.append(nth)
    if numbers != list(range(1, len(numbers) + 1)):
        return None
    return ([len(numbers)], False) if len(numbers) > 1 else None


_VERBAL = re.compile(
    r"[0-9０-９%]|其中|为了|通过|确保|实现|完成|投资|共|总|是|有(?!限)|达|已|将|进行|分别|按|根据|由于"
)
_TITLES = re.compile(r"(?:(?:《[^《》]{1,60}》|“[^“”]{1,30}”)(?:、|和|以及|及|与|，)?){2,}")
_TITLE = re.compile(r"《[^《》]{1,60}》|“[^“”]{1,30}”")


def names(listed: str, noun: str, longest: int) -> Named | None:
    """How many names a clean enumeration holds, in every way it can be read; None when it is not clean."""
    titles = _TITLES.match(listed)
    if titles is not None and re.match(r"等|[，。；]|$", listed[titles.end() :]):
        ends = listed[titles.end() :].startswith("等")
        return [len(_TITLE.findall(titles[0]))], ends
    flat = _flat(listed)
    if "：" in flat or "；" in flat:
        return _segments(flat)
    return _plain(flat, noun, longest)


def _plain(flat: str, noun: str, longest: int) -> Named | None:
    """甲、乙和丙, up to a comma where all before it are clearly names."""
    first, comma, rest = flat.partition("，")
    each = first.split("、")
    if len(each) < 2 or any(len(name) > longest or not name.strip() for name in each):
        return None
    if comma and not (_alike(each) or _of_kind(each, noun) or _figures_follow(each, rest)):
        return None
    if _VERBAL.search(first):
        return None
    return _readings(each), bool(re.search(r"等(?:[^、]{0,8})$", each[-1]))


def _figures_follow(each: Sequence[str], rest: str) -> bool:
    """财政所、农技站、文化站，在职人员36人: short names, then a new clause with a figure."""
    return all(len(name) <= _SHORT for name in each) and bool(
        re.search("[0-9]", rest.partition("，")[0])
    )


_SHORT = 8


def _segments(flat: str) -> Named | None:
    """Whole clauses parted by semicolons."""
    each = [part for part in flat.split("；") if part.strip()]
    if (
        len(each) < 2
        or re.search(r"[0-9%□：]|等$|分别|其中", flat)
        or any(len(p) > 60 for p in each)
    ):
        return None
    return [len(each)], False


def _flat(listed: str) -> str:
    """The enumeration without what stands in brackets and quotation marks."""
    for pattern in (r"（[^（）]*）", r"“[^“”]*”", r"《[^《》]*》"):
        listed = re.sub(pattern, lambda m: "□" * min(len(m[0]), 3), listed)
    return listed


_JOINT = re.compile(r"以及|和(?!谐|平|睦)|(?<![普涉])及|(?<!参)与|暨")


def _readings(each: Sequence[str]) -> list[int]:
    """Numbers of names, with and without splitting at 和, 及 and 以及; the last one first."""
    ends = {name[-1] for name in each if not _JOINT.search(name)}
    firm = [part for name in each for part in _JOINT.split(name)]
    if len(ends) == 1 and all(part and part[-1] in ends for part in firm):
        return [len(firm)]
    joints = [len(_JOINT.findall(name)) for name in each]
    count = len(each)
    size = min(len(name) for name in each[:-1])
    if sum(joints) == joints[-1] == 1 and all(size <= len(p) <= 6 for p in _JOINT.split(each[-1])):
        return [count + 1]
    last = count + (1 if joints[-1] else 0)
    return [last, *range(count, count + sum(joints) + 1)]


_NOUNS = re.compile(
    r"^(?:重点|行政|自然|贫困|示范|试点|村级|基层|内设|下属|乡镇|工业|产业|建设|基建|民生|专项|惠民|主要|大|行|规上|省级|市级|县级|在建|续建|新建|特色|成员|责任|配套|基础|公益|帮扶|扶贫|文化|水利|农业|党|工作)*"
    r"(?:村|社区|乡镇|项目|办公室|部门|单位|镇|乡|企业|站所|科室|股室|方面|机构|组织|奖项|荣誉|称号|村庄|行业|系统|专题|课题|品牌|基地|街道|县|市|网格|党组织|专班|小组|支部|环节|领域|工程|公司|合作社|园区|片区|学校|站|中心|平台"
    r"|制度|办法|文件|方案|措施|行动|任务|活动|产业|指标|维度|阶段|步骤|层面|场所|设施|路段|河流|水库|农场|大棚|队伍|窗口|岗位|清单|桥梁|水厂|山塘|公厕|机制|专业|课程|问题|工作|职能|业务)"
)
_PLACES = re.compile(
    r"^(?:行政|自然|贫困|示范|试点|重点)*(?:村|社区|乡镇|镇|乡|县|市|街道|方面|环节|维度|层面|科室|股室|站所)"
)
_TAKEN = re.compile(r"[0-9]|的|各$|每$|分别|其中|等.")


def ahead(sentence: Sentence, quantity: Quantity) -> Named | None:
    """甲、乙等N个项目, where fewer names are right; 甲、乙N个项目, where they must agree."""
    before = sentence.text[max(sentence.start, quantity.start - 240) : quantity.start]
    if not _SEVERAL.search(before):
        return None
    if quantity.within:
        before = before.rsplit("（", maxsplit=1)[-1]
    titles = _LAST_TITLES.search(before)
    if titles is not None:
        number = len(_TITLE.findall(titles[0]))
        near = quantity.unit in _TITLED and abs(number - quantity.value) <= _OFF + 1
        return ([number], bool(titles["more"])) if near else None
    clause = re.split(r"[，。；：\n]", _flat(before))[-1]
    tail = _TITLE.sub("", sentence.text[quantity.end : quantity.end + 16], count=1)
    of_things = quantity.unit in ("大", "类", "种", "级", "道", "轮") or _NOUNS.match(tail)
    if "、" not in clause or _TAKEN.search(clause) or not of_things:
        return None
    each = re.sub(r"等?这?$", "", clause).split("、")
    if any(len(name) > _LONGEST or not name.strip() for name in each):
        return None
    items = _readings(each)
    if re.search("等这?$", clause):
        return [min(items), *items], True
    return _agreeing(each, items, quantity, tail)


_SEVERAL = re.compile("[、》”]")
_LAST_TITLES = re.compile(_TITLES.pattern + r"(?P<more>等)?这?$")
_TITLED = frozenset({"个", "类", "种", "大", "件", "部"})
_LONGEST = 28


def _agreeing(each: Sequence[str], items: list[int], quantity: Quantity, tail: str) -> Named | None:
    """Names without 等 must be as many as said; fewer may be their kinds (蔬菜、水果3个基地)."""
    said = int(quantity.value)
    if said not in items and min(abs(n - said) for n in items) > _OFF:
        return None
    longest = 3 if quantity.unit == "级" else 10
    short = all(len(name) <= longest for name in each[1:])
    if re.search(r"[\u4e00-\u9fff]", each[-1][-1:]) is None:
        return None
    exact = _alike(each) or _of_kind(each, tail)
    if not exact and quantity.unit in ("大", "类", "种", "级"):
        exact = short
    if not exact and (_PLACES.match(tail) or min(items) > said):
        exact = short and all(len(name) > 1 for name in each)
    return (items, False) if exact else None


_OFF = 2


def _alike(each: Sequence[str]) -> bool:
    """Names that end alike are the things counted, not their kinds."""
    return len({name[-1] for name in each}) == 1


def _of_kind(each: Sequence[str], noun: str) -> bool:
    """Names that end in the noun counted."""
    return all(name[-1] in noun[:4] for name in each)
