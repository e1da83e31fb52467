"""合计: claims that parts make up a whole: 分别为, 即, 由……组成, in brackets, 合计."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.proofread.judgement import Claim, alike, in_unit_of, sums_to, written
from generator.proofread.quantities import PERCENT, POINTS, TIMES, Quantity
from generator.proofread.sentences import Sentence

__all__ = ["sums"]

_MOST = 40
_UNLIKE = re.compile(
    r"较|比(?!例)|上年|去年|同期|增长|增加|减少|下降|人均|户均|亩均|平均|剩余|未|每|单价|标准|不低于|奖励|罚款|控股|累计|编制数"
)


def sums(sentence: Sentence) -> Iterator[Claim]:
    """Every whole of the sentence that its parts are said to make up."""
    said = sentence.quantities
    taken = -1
    for index, whole in enumerate(said):
        if whole.unit in (PERCENT, POINTS, TIMES) or index <= taken or not whole.unit:
            continue
        claim, last = _listed(sentence, whole, said[index + 1 : index + _MOST])
        if claim is None:
            claim = _added_up(whole, said[max(0, index - _MOST) : index])
        else:
            taken = index + last
        if claim is not None:
            yield claim


def _listed(
    sentence: Sentence, whole: Quantity, behind: Sequence[Quantity]
) -> tuple[Claim | None, int]:
    """The parts that follow a whole: in a bracket of their own, or after 分别为 or 其中."""
    if not behind or _UNLIKE.search(whole.label[-8:]):
        return None, 0
    opened = sentence.text.find("（", whole.end, whole.end + 14)
    if opened >= 0 and opened in sentence.closing and _clear(sentence, whole, opened):
        return _in_bracket(sentence, whole, behind, opened)
    first = next((q for q in behind if q.within == whole.within), None)
    if first is None:
        return None, 0
    return _running(sentence, whole, [q for q in behind if q.within == whole.within])


def _clear(sentence: Sentence, whole: Quantity, opened: int) -> bool:
    return not re.search(r"[，。；、]", sentence.text[whole.end : opened])


def _in_bracket(
    sentence: Sentence, whole: Quantity, behind: Sequence[Quantity], opened: int
) -> tuple[Claim | None, int]:
    closed = sentence.closing[opened]
    inside = [q for q in behind if q.start < closed and q.within == (*whole.within, opened)]
    words = sentence.text[opened + 1 : closed]
    parts = _parts(whole, inside)
    head = words[: inside[0].start - opened - 1] if inside else ""
    open_end = bool(re.search(r"其中|包括|含|主要|例如|不含|刨除|剔除|另|等", head)) or bool(
        re.search(r"等(?:[^，。；、（）]{0,4})[。，]?$", words)
    )
    if re.search(r"刨除|剔除|扣除|不含|另|原|截至|标准|[较比]", words):
        return None, 0
    if len(parts) < 2 or len([q for q in inside if q.unit == whole.unit]) > len(parts):
        return None, 0
    return _claim(whole, parts, open_end), len(inside)


def _parts(whole: Quantity, inside: Sequence[Quantity]) -> list[Quantity]:
    """The figures of the whole's unit; none when one of them is about something else."""
    shared = next((q.unit for q in reversed(inside) if q.unit), "")
    bare = shared == whole.unit and all(not q.unit or q is inside[-1] for q in inside)
    parts = [
        in_unit_of(q, inside[-1]) if bare else in_unit_of(q, whole)
        for q in inside
        if alike(q, whole) or (bare and not q.unit)
    ]
    return [] if any(_UNLIKE.search(q.label) or _UNLIKE.search(q.tail) for q in parts) else parts


def _running(
    sentence: Sentence, whole: Quantity, behind: Sequence[Quantity]
) -> tuple[Claim | None, int]:
    """Parts in running text behind 分别为, 即, 由……组成 (complete) or 其中 (perhaps not)."""
    if _sexes(whole, behind[:2]):
        return _claim(whole, behind[:2], False), 2
    first = next((q for q in behind[:4] if alike(q, whole)), behind[0])
    cue = sentence.text[whole.end : first.start]
    if len(cue) > _LONGEST_CUE or _NO_CUE.search(cue):
        return None, 0
    ahead = sentence.text[first.end : min(sentence.end, first.end + 300)]
    composed = "由" in cue and re.search("组成|构成", ahead)
    partial = bool(_PARTIAL.search(cue)) and "分别" not in cue
    complete = not partial and bool(composed or _COMPLETE.search(cue))
    whole_said = complete and (composed or "分别" in cue or _whole_of(whole))
    if not partial and not whole_said:
        return None, 0
    run = _run([q for q in behind if q.start >= first.start], partial and "：" not in cue)
    parts = _parts(whole, run)
    if len(parts) < 2 or _mixed(run, parts):
        return None, 0
    tail = sentence.text[run[-1].end : run[-1].end + 12]
    if partial and any(alike(q, whole) and sums_to(q, parts) for q in _before(sentence, whole)):
        return None, 0
    open_end = partial or bool(re.match(r"[^，。；]{0,10}等", tail))
    return _claim(whole, parts, open_end), len(run)


def _before(sentence: Sentence, whole: Quantity) -> list[Quantity]:
    """The figures not far before, one of which 其中 may mean instead."""
    return [q for q in sentence.quantities if whole.start - 80 < q.start < whole.start]


_LONGEST_CUE = 60
_NO_CUE = re.compile(r"分别(?:较|比|增|减)|较|[。；]")
_PARTIAL = re.compile(r"其中|包括|主要|例如|如：")
_COMPLETE = re.compile(
    r"分别(?:为|是|有)|(?<![立当随])即(?:[：，]|[\u4e00-\u9fff])|具体(?:为|是|如下)|：[^，。；]{0,20}$"
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
        if _UNLIKE.search(quantity.label) or (run and narrow and _ANEW.search(gap)):
            break
        run.append(quantity)
    return run


_ANEW = re.compile(
    r"；|(?<=[，、])[^，、]{0,4}(?:开展|召开|新建|新增|完成|举办|组织|发放|培训|处理|解决|整改|查处|研究|发现|取缔|建成|实施|办理|带动|修缮|给予|受益|惠及|化解|检查|排查|走访|维修|改造|安装|另|取得|获|约谈|通报|诫勉|移交|立案|问责)"
)


def _claim(whole: Quantity, parts: Sequence[Quantity], open_end: bool) -> Claim | None:
    total = sum((q.value for q in parts), Decimal(0))
    holds = sums_to(whole, parts)
    rounding = sum((q.step / 2 for q in parts if q.places), Decimal(0))
    if not holds and open_end and total <= whole.value + rounding:
        return None
    if not holds and open_end and _nested(whole, parts):
        return None
    if not holds and _subtotals(whole, parts):
        return None
    return _made(whole, parts, total, holds)


def _nested(whole: Quantity, parts: Sequence[Quantity]) -> bool:
    """其中 groups that may overlap (党员120人、女性90人) exceed the whole and are right."""
    words = "".join(q.label + q.tail for q in parts)
    return whole.unit in ("人", "户", "个", "家") and bool(_OVERLAPPING.search(words))


_OVERLAPPING = re.compile(
    r"党员|民族|青年|大专|本科|学历|以上|以下|高级|中级|退役|代表|骨干|低保|残疾|老人|儿童|脱贫|妇女|女"
)


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


def _added_up(whole: Quantity, before: Sequence[Quantity]) -> Claim | None:
    """A、B，合计C: the parts stand before the whole."""
    if not re.match(
        r"^(?:以上|[两三四五六七八九十]项|三者|两者|各项)?(?:共计|合计|总计|总共|两项合计|三项合计)",
        whole.label,
    ):
        return None
    parts: list[Quantity] = []
    for quantity in reversed(before):
        if quantity.within != whole.within or not alike(quantity, whole):
            break
        if _UNLIKE.search(quantity.label) or re.search(r"共计|总|合计|其中", quantity.label):
            return None
        parts.insert(0, in_unit_of(quantity, whole))
        if "。" in quantity.gap or "；" in quantity.gap:
            break
    if len(parts) < 2:
        return None
    total = sum((q.value for q in parts), Decimal(0))
    holds = any(sums_to(whole, parts[n:]) for n in range(len(parts) - 1))
    return _made(whole, parts, total, holds)
