"""比率: which two figures a named rate (接种率, 支付进度) speaks of: what should be done and what was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from generator.figures import rounded
from generator.proofread.judgement import Claim, agrees, alike, other_readings, ratio
from generator.proofread.quantities import Quantity
from generator.proofread.ratios import (
    BASE,
    BASE_ONLY,
    DONE,
    LEFT,
    excluded,
    is_base_only,
    judged,
    named_as,
    overlap,
    unbroken,
    words_of,
)

__all__ = ["TAKEN_OUT", "named_rate", "taken_out"]

TAKEN_OUT = re.compile(r"刨除|剔除|扣除|除去|排除|去除|不含|除外")
_SYNONYMS = {
    "编制使用": "在编|在职|实有|在岗",
    "完成": "执行|支付|使用|投入|拨付|完成|实现|落实|实际|已|累计|改造|投资|建成|支出|决算|达",
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
    "覆盖": "覆盖|已|建成|完成|安装|配备|享受|其中|开通|设立|建立|通",
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

_SHOULD = re.compile(r"应|需")
_REALLY = re.compile(r"实|已")
_QUALITY = re.compile(
    r"满意|合格|优|良|成功|好评|赞|及格|知晓|有效|准确|成活|入住|就业|贫困|失业|公开|覆盖|普及|绿化|利|税|费|发生"
)


def named_rate(
    rate: Quantity, counted: Sequence[Quantity], stem: str, strict: bool = False
) -> Claim | None:
    """接种率 of 任务 and 累计接种: which is base and which is done is told by the words beside them.

    ``strict`` wants the base named as one.
    """
    if rate.start - len(rate.gap) > counted[0].end:
        stem = stem[-2:]
    done = next((q for q in counted[:5] if _is_done(q, stem) and not is_base_only(q)), None)
    if done is None and not _QUALITY.search(stem):
        done = next((q for q in counted[:2] if _really_done(q, counted)), None)
    if done is None or _part_of_it(done, counted) or _several(counted, stem):
        return None
    bases = [q for q in counted if q is not done and alike(q, done) and not excluded(q)]
    earlier = [q for q in bases if q.start < done.start]
    cue = BASE_ONLY if strict else BASE
    base = next((q for q in (*earlier, *bases) if cue.search(words_of(q))), None)
    if base is None and len(earlier) == 1 and not strict and _of_one_thing(done):
        base = earlier[0] if unbroken(counted, earlier[0], done) else None
    if base is None or (done.value > base.value and not _TASK.search(words_of(base))):
        return None
    told = _TASK.search(words_of(base)) or _WHOLE.search(base.label)
    if not told and not unbroken(counted, *sorted((base, done), key=lambda q: q.start)):
        return None
    claim = judged(rate, done, base, counted)
    changed = any(_ADDED.search(q.label) for q in counted if alike(q, done))
    return None if changed and claim is not None and not claim.holds else claim


_ADDED = re.compile(r"追加|调增|调减|调整|结转")


def _several(counted: Sequence[Quantity], stem: str) -> bool:
    """满意, 基本满意: a rate of quality may speak of several figures together."""
    if not _QUALITY.search(stem):
        return False
    if len(counted) < 3 or not alike(counted[0], counted[1]):
        return False
    able = [q for q in counted[:5] if not BASE.search(words_of(q))]
    return sum(_is_done(q, stem) and not is_base_only(q) for q in able) > 1


_WHOLE = re.compile(r"总|(?<!公)共(?!产|青|同|建|享)|现有|登记|排查|受理|发现")
_TASK = re.compile(r"任务|计划|目标|预算|编|应(?![收付])|指标|下达|核定|批复|需|安排|申请")


def _part_of_it(done: Quantity, counted: Sequence[Quantity]) -> bool:
    """Between done and the rate stands 其中 with another figure: the rate may be that one's."""
    later = [q for q in counted if q.start > done.start and alike(q, done)]
    return any("其中" in q.gap for q in later)


def _of_one_thing(done: Quantity) -> bool:
    """项目18个，开工15个: the second names no thing of its own."""
    if "；" in done.gap:
        return False
    return len(done.label) <= 3 or bool(
        re.search(
            "其中|实|已|累计|完成|的|成功|办结|结案|化解|合格|通过|达标|整改|支付|到位|收回|工|建成",
            words_of(done),
        )
    )


def _really_done(quantity: Quantity, counted: Sequence[Quantity]) -> bool:
    """实…, 已… beside the only 应… of the same unit: no word in common is needed."""
    if not _REALLY.search(quantity.label) or LEFT.search(quantity.label):
        return False
    same = [q for q in counted if q is not quantity and alike(q, quantity)]
    return len(same) == 1 and bool(_SHOULD.search(same[0].label))


def _is_done(quantity: Quantity, stem: str) -> bool:
    words = words_of(quantity)
    if LEFT.search(quantity.label):
        return False
    good = _QUALITY.search(stem)
    near = good[0] if good else stem[-4:]
    if overlap(near, words) or named_as(stem, quantity):
        return True
    synonyms = next((s for word, s in _SYNONYMS.items() if word in stem[-6:]), "")
    return bool(synonyms and re.search(synonyms, words))


def taken_out(rate: Quantity, counted: Sequence[Quantity]) -> Claim | None:
    """刨除……人员, 实际剩余R: the base is the whole less what is left; or done of done and left."""
    left = counted[0]
    rest = counted[1:]
    if not LEFT.search(left.label) or not re.search(r"实际|仅", left.label):
        return None
    if not TAKEN_OUT.search(left.gap):
        return None
    base = next((q for q in rest if BASE.search(q.label) and alike(q, left)), None)
    if base is None:
        return None
    done = next((q for q in rest if q.start > base.start and DONE.search(q.label)), None)
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
