"""合计: claims that parts make up a whole: 分别为, 即, 由……组成, in brackets, 合计."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.proofread.judgement import Claim, alike, in_unit_of, sums_to, written
from generator.proofread.partition import closed, crossing, exhaustive, misread
from generator.proofread.quantities import PERCENT, POINTS, TIMES, Quantity
from generator.proofread.sentences import Sentence

__all__ = ["sums"]

_MOST = 40
_PARTS = 2  # at least
_NO_UNITS = frozenset({PERCENT, POINTS, TIMES, ""})
_UNLIKE = re.compile(
    r"较|比(?!例)|上年|去年|同期|增长|增加|减少|下降|人均|户均|亩均|平均|剩余|未|每|单价|标准(?!农田|化)|不低于|奖励|罚款|控股|累计"
)
_NO_PART = re.compile(_UNLIKE.pattern.replace("|剩余|未|", "|"))


def sums(sentence: Sentence) -> Iterator[Claim]:
    """Every whole of the sentence that its parts are said to make up."""
    said = sentence.quantities
    units = [quantity.unit for quantity in said]
    taken = -1
    for index, whole in enumerate(said):
        near = units[max(0, index - _MOST) : index + _MOST]
        if whole.unit in _NO_UNITS or near.count(whole.unit) + near.count("") <= _PARTS:
            continue
        behind = said[index + 1 : index + _MOST]
        if index <= taken:
            claim, _ = _bracketed(sentence, whole, behind)
        else:
            claim, last = _listed(sentence, whole, behind)
            taken = index + last if claim is not None else taken
            claim = claim or _added_up(sentence, whole, said[max(0, index - _MOST) : index])
        if claim is not None:
            yield claim


def _listed(
    sentence: Sentence, whole: Quantity, behind: Sequence[Quantity]
) -> tuple[Claim | None, int]:
    """The parts that follow a whole: in a bracket of their own, or after 分别为 or 其中."""
    if not behind or _UNLIKE.search(whole.label[-8:]):
        return None, 0
    inside = _bracketed(sentence, whole, behind)
    if inside[0] is not None:
        return inside
    first = next((q for q in behind if q.within == whole.within), None)
    if first is None:
        return None, 0
    return _running(sentence, whole, [q for q in behind if q.within == whole.within])


def _bracketed(
    sentence: Sentence, whole: Quantity, behind: Sequence[Quantity]
) -> tuple[Claim | None, int]:
    """The parts in a bracket right behind the whole."""
    opened = sentence.text.find("（", whole.end, whole.end + 14)
    if not behind or opened not in sentence.closing or not _clear(sentence, whole, opened):
        return None, 0
    return _in_bracket(sentence, whole, behind, opened)


def _clear(sentence: Sentence, whole: Quantity, opened: int) -> bool:
    return not re.search(r"[，。；、]", sentence.text[whole.end : opened])


def _in_bracket(
    sentence: Sentence, whole: Quantity, behind: Sequence[Quantity], opened: int
) -> tuple[Claim | None, int]:
    end = sentence.closing[opened]
    inside = [q for q in behind if q.start < end and q.within == (*whole.within, opened)]
    words = sentence.text[opened + 1 : end]
    parts = _parts(whole, inside)
    head = words[: inside[0].start - opened - 1] if inside else ""
    more = bool(_SAMPLE.search(head) or _REST.search(words)) or bool(
        re.search(r"等(?:[^，。；、（）]{0,4})[。，]?$", words)
    )
    how = "sample" if more else "partial" if re.search("其中|包括|含", head) else ""
    if re.search(r"刨除|剔除|扣除|不含|另|原|截至|标准|[较比]", words):
        return None, 0
    if len(parts) < 2 or len([q for q in inside if q.unit == whole.unit]) > len(parts):
        return None, 0
    return _claim(whole, parts, how, closed(words, parts)), len(inside)


def _parts(whole: Quantity, inside: Sequence[Quantity]) -> list[Quantity]:
    """The figures of the whole's unit; none when one of them is about something else."""
    shared = next((q.unit for q in reversed(inside) if q.unit), "")
    bare = shared == whole.unit and all(not q.unit or q is inside[-1] for q in inside)
    parts = [
        in_unit_of(q, inside[-1]) if bare else in_unit_of(q, whole)
        for q in inside
        if alike(q, whole) or (bare and not q.unit)
    ]
    return [] if any(_NO_PART.search(q.label) or _NO_PART.search(q.tail) for q in parts) else parts


def _running(
    sentence: Sentence, whole: Quantity, behind: Sequence[Quantity]
) -> tuple[Claim | None, int]:
    """Parts in running text behind 分别为, 即, 由……组成 (complete) or 其中 (perhaps not)."""
    if _sexes(whole, behind[:2]):
        return _claim(whole, behind[:2], "", True), 2
    first = next((q for q in behind[:4] if alike(q, whole)), behind[0])
    cue = sentence.text[whole.end : first.start]
    if len(cue) > _LONGEST_CUE or _NO_CUE.search(cue):
        return None, 0
    how = _how(sentence, whole, first, cue)
    if how is None:
        return None, 0
    run = _run([q for q in behind if q.start >= first.start], bool(how) and "：" not in cue)
    parts = _parts(whole, run)
    if len(parts) < 2 or _mixed(run, parts):
        return None, 0
    if how == "partial" and any(
        alike(q, whole) and sums_to(q, parts) for q in _before(sentence, whole)
    ):
        return None, 0
    end = parts[-1].end
    if re.match(r"[^，。；]{0,10}等", sentence.text[end : end + 12]) or _REST.search(
        sentence.text[end : min(sentence.end, end + 24)]
    ):
        how = "sample"
    words = sentence.text[parts[0].start : end]
    return _claim(whole, parts, how, closed(words, parts)), len(run)


def _how(sentence: Sentence, whole: Quantity, first: Quantity, cue: str) -> str | None:
    """How the parts are announced: complete (empty), ``partial`` or a ``sample``; None: not at all."""
    if _SAMPLE.search(cue):
        return "sample"
    if _PARTIAL.search(cue) and "分别" not in cue:
        return "partial"
    ahead = sentence.text[first.end : min(sentence.end, first.end + 300)]
    composed = "由" in cue and re.search("组成|构成", ahead)
    complete = bool(composed or _COMPLETE.search(cue))
    if complete and (composed or "分别" in cue or _whole_of(whole)):
        return ""
    return "partial" if _LOOSE.search(cue) and _whole_of(whole) else None


def _before(sentence: Sentence, whole: Quantity) -> list[Quantity]:
    """The figures not far before, one of which 其中 may mean instead."""
    first = bisect_right(sentence.quantities, whole.start - 80, key=_start)
    last = bisect_left(sentence.quantities, whole.start, key=_start)
    return list(sentence.quantities[first:last])


def _start(quantity: Quantity) -> int:
    return quantity.start


_LONGEST_CUE = 60
_NO_CUE = re.compile(r"分别(?:较|比|增|减)|较|[。；]")
_PARTIAL = re.compile(r"其中|包括|包含")
_SAMPLE = re.compile(r"主要(?!包括|由|用于)|例如|如：|特别|尤其|不含|刨除|剔除|另")
_REST = re.compile(r"其余|剩余|剩下|其他|其它|另有|另外|余下|以及其|未列")
_COMPLETE = re.compile(
    r"分别(?:为|是|有)|(?<![立当随])即(?:[：，]|[\u4e00-\u9fff])|具体(?:为|是|如下)|：[^，。；]{0,20}$"
)
_LOOSE = re.compile(
    r"^[^，。；：、]{0,8}[，：]?(?:用于|分为|分成|涉及|涵盖|含|来源于|来自|按[^，。]{0,12}分|从[^，。]{0,12}看)"
)


def _sexes(whole: Quantity, two: Sequence[Quantity]) -> bool:
    """Men and women are all there are."""
    if len(two) < 2 or not all(alike(q, whole) for q in two) or "。" in two[0].gap:
        return False
    words = [re.sub("男女", "", q.label)[-6:] + q.tail[:4] for q in two]
    return bool(re.search("男", words[0]) and re.search("女", words[1])) or bool(
        re.search("女", words[0]) and re.search("男", words[1])
    )


_WHOLE_CUE = re.compile(
    r"总|共|合计|累计|全|收入|支出|投资|资金|编|预算|面积|人口|安排|拨付|争取|完成|筹|投入|得分|干部|党员|人员|项目"
)


def _whole_of(whole: Quantity) -> bool:
    return bool(_WHOLE_CUE.search(whole.label + whole.tail)) or not whole.label


def _mixed(run: Sequence[Quantity], parts: Sequence[Quantity]) -> bool:
    """Parts of several units in one enumeration are no parts of one sum."""
    own = {q.unit for q in run if q.unit not in (PERCENT, TIMES, POINTS)} - {parts[0].unit, ""}
    return any({"人", "人次"} == {unit, parts[0].unit} for unit in own)


def _run(behind: Sequence[Quantity], narrow: bool) -> list[Quantity]:
    """The figures up to where the enumeration ends: another whole, a comparison, a new topic."""
    run: list[Quantity] = []
    for quantity in behind:
        gap = quantity.gap
        if run and re.search(r"其中|共计|合计|总计|。|总投资(?=[^，；、]*$)|；[^；]*总", gap):
            break
        if _UNLIKE.search(quantity.label) or (run and _ended(run, quantity)):
            break
        if run and narrow and _ANEW.search(gap) and quantity.label[-2:] != run[0].label[-2:]:
            break
        run.append(quantity)
    return run


def _ended(run: Sequence[Quantity], quantity: Quantity) -> bool:
    """A、B，C: the comma ends what the enumeration commas list; 实有 and the like begin anew."""
    if _STAFF.match(quantity.label) and not _STAFF.match(run[0].label.removeprefix("其中")):
        return True
    listed = len(run) > 1 and all(q.gap.startswith("、") for q in run[1:])
    return listed and quantity.gap.startswith(("，", "；"))


_STAFF = re.compile(r"(?:实有|现有|实际|在职|退休|离退休)(?:人员|干部|职工|教师|在职|在编)*$")
_ANEW = re.compile(
    r"；|(?<=，)[^，、]{0,4}(?:开展|召开|新建|新增|完成|举办|组织|发放|培训|处理|解决|整改|查处|研究|发现|取缔|建成|实施|办理|带动|修缮|给予|受益|惠及|化解|检查|排查|走访|维修|改造|安装|另|取得|获|约谈|通报|诫勉|移交|立案|问责)"
)


def _claim(whole: Quantity, parts: Sequence[Quantity], how: str, shut: bool) -> Claim | None:
    """A complete enumeration must agree; one that may be partial is told only where it was clearly meant."""
    if _both_ways(parts):
        return None
    total = sum((q.value for q in parts), Decimal(0))
    holds = sums_to(whole, parts)
    if holds or not how:
        return None if not holds and _subtotals(whole, parts) else _made(whole, parts, total, holds)
    short = total < whole.value
    if _rounded_off(whole, total, parts) or _subtotals(whole, parts) or crossing(whole, parts):
        return None
    if how == "sample" and short:
        return None
    told = misread(whole, total, shut, len(parts) == 2) if short else _exceeded(whole, total, parts)
    return _made(whole, parts, total, holds) if told else None


_AWAY = re.compile(
    "(?:减|减少|退休|退出|辞职|辞退|调出|转出|迁出|报废|核销|注销|死亡|去世|流出|归还)了?$"
)


def _both_ways(parts: Sequence[Quantity]) -> bool:
    """Some parts were added and some taken away, as 追加 and 追减: their sum is no total."""
    return len({bool(_AWAY.search(q.label)) for q in parts}) > 1


def _rounded_off(whole: Quantity, total: Decimal, parts: Sequence[Quantity]) -> bool:
    """Whether the parts' own rounding makes the difference, as it may where there are two decimals."""
    off = abs(whole.value - total)
    return whole.places > 1 and off <= sum((q.step / 2 for q in parts if q.places), Decimal(0))


def _exceeded(whole: Quantity, total: Decimal, parts: Sequence[Quantity]) -> bool:
    """More than the whole: wrong, unless what follows the parts was taken for one of them."""
    listed = all(re.fullmatch(r"[、和及以与]{1,2}[^，；]*", q.gap) for q in parts[1:])
    return listed or total <= whole.value * _MUCH or misread(whole, total, True)


_MUCH = Decimal("1.4")


def _subtotals(whole: Quantity, parts: Sequence[Quantity]) -> bool:
    """Whether the parts up to some point make up the whole: the rest are parts of parts."""
    return any(sums_to(whole, parts[:n]) for n in range(2, len(parts)))


def _made(whole: Quantity, parts: Sequence[Quantity], total: Decimal, holds: bool) -> Claim:
    right = written(total, whole)
    one = all(q.factor == whole.factor for q in parts)
    shown = "+".join(q.figure if one else q.words for q in parts)
    steps = f"{shown}={right}"
    advice = f"或核对{'、'.join(q.words for q in parts)}"
    return Claim("parts", whole.start, whole.end, whole.words, steps, total, holds, right, advice)


_SURE = re.compile(
    r"^(?:以上|上述|前述|这|三者|两者|二者|各项|各类)?(?:[^，、]{0,2})(?:共计|合计|总计|总共)"
)
_COUNTED = re.compile(r"^[^，、]{0,10}?(?:共计|合计|总计|总共|累计|总|共)")
_LIKELY = re.compile(
    r"^(?:[两三四五]年来?(?:共|累计)|(?:总|综合|最终|自评)得分|(?:全年|全镇|全乡|全县|全区|全村|全局|总|累计)?共(?!产|青|同|建|享|有))"
)
_NEAR = Decimal("0.15")


def _added_up(sentence: Sentence, whole: Quantity, before: Sequence[Quantity]) -> Claim | None:
    """A、B，合计C; A、B，以上两项合计C; A、B，共C: the parts stand before the whole."""
    label, earlier = _said_of(whole, before)
    number = _number_of(sentence, label, earlier)
    if number:
        earlier = earlier[:-1]
    elif not _SURE.match(label) and not _LIKELY.match(label) and not label.startswith("全年"):
        return None
    parts = _parts_before(whole, earlier, number)
    if len(parts) < max(2, number):
        return None
    parts = parts[-number:]
    total = sum((q.value for q in parts), Decimal(0))
    ends = [parts] if number else [parts[n:] for n in range(len(parts) - 1)]
    holds = any(sums_to(whole, end) for end in ends)
    if label.startswith("全年") and not _LIKELY.match(label) and not exhaustive(parts):
        return None
    sure = number or _SURE.match(label) or abs(total - whole.value) <= whole.value * _NEAR
    return _made(whole, parts, total, holds) if sure or holds else None


def _said_of(whole: Quantity, before: Sequence[Quantity]) -> tuple[str, Sequence[Quantity]]:
    """The words before a total; of 共50户210人 both figures have those of the first."""
    if before and not whole.gap and before[-1].end == whole.start:
        return before[-1].label, before[:-1]
    return whole.label, before


def _number_of(sentence: Sentence, label: str, before: Sequence[Quantity]) -> int:
    """How many things 以上两项……合计 adds up; 0 where it does not say so."""
    if not before or not _COUNTED.match(label):
        return 0
    last = before[-1]
    ahead = sentence.text[max(sentence.start, last.start - 3) : last.start]
    pointed = re.search(r"(?:以上|上述|前述|这|，|；)\s*$", ahead)
    small = last.unit in ("个", "类", "笔", "批", "村", "家") and 2 <= last.value <= 9
    return int(last.value) if pointed and small and len(last.words) == 2 else 0


def _parts_before(whole: Quantity, before: Sequence[Quantity], number: int) -> list[Quantity]:
    """The figures that lead up to a total; none where one of them is about something else."""
    parts: list[Quantity] = []
    for quantity in reversed(before):
        if quantity.within != whole.within:
            break
        if not alike(quantity, whole):
            if _beside(quantity, before):
                continue
            break
        if _UNLIKE.search(quantity.label) or re.search(r"共计|总|合计|其中", quantity.label):
            return []
        parts.insert(0, in_unit_of(quantity, whole))
        if len(parts) == number or (not number and re.search("[。；]", quantity.gap)):
            break
    return parts


def _beside(quantity: Quantity, before: Sequence[Quantity]) -> bool:
    """Whether it is one of two figures for one thing: 30户120人."""
    return not quantity.gap or any(q.start == quantity.end for q in before)
