"""认章节: which part of a report an office's title is about, by the words offices use for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["about"]

_WORDS: Mapping[str, str] = {
    "职责": r"职责|职能|主要任务$",
    "组织架构": r"组织架构|机构设置|内设机构|组织机构|机构情况|机构与|机构和|机构、",
    "人员编制": r"人员编制|人员情况|编制情况|编制人数|人员构成|人员$|与人员|和人员|人员和编制|编制和人员",
    "资产": r"资产",
    "总体目标": r"总体(?:绩效)?目标|中长期目标|整体目标(?!.*年度)",
    "年度目标": r"年度(?:整体|总体|工作)?(?:绩效)?目标",
    "分项目标": r"分项|具体(?:绩效)?目标|目标(?:和|及|与)(?:任务|指标)|目标任务|目标作任务|绩效指标",
    "预算收支": r"收支|资金(?:安排|情况|收支|来源|使用)|预算(?:资金)?(?:安排|执行|情况|支出|收入)"
    r"|决算|财政资金|支出(?:管理|情况|$)|^收入|收入情况",
    "成效": r"成效|绩效实现|履职(?:情况|效果|完成)|主要做法|工作开展|完成情况|目标完成|工作成绩|取得的成绩|主要工作|绩效情况",
    "下一步": r"下一步|今后|打算|工作计划|工作安排",
    "评价目的": r"评价(?:目的|目标)",
    "评价过程": r"评价(?:工作)?(?:过程|程序|方法|实施)|组织实施|自评工作|评价组织|评价工作开展",
    "评价结论": r"评价结论|自评结论|评价结果|自评结果",
    "问题": r"问题|不足",
    "整改措施": r"措施|整改|改进|纠偏",
}  # fmt: skip


def about(title: str) -> tuple[str, ...]:
    """The parts that a title names, in the order they are named; none where it names none."""
    found = (
        (match.start(), name)
        for name, pattern in _WORDS.items()
        if (match := re.search(pattern, title))
    )
    return tuple(name for _, name in sorted(found))
