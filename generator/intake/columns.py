"""栏目: which column of a scoring table is which, by the words at its head."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.intake.typed import Grid

__all__ = ["Columns", "columns_of", "heads_of"]

Columns = Mapping[str, tuple[int, ...]]

_ROLES: tuple[tuple[str, str], ...] = (
    ("序号", "序号|编号"),
    ("原因", "扣分原因|扣分理由|扣分说明|得分理由|原因.*|备注"),
    ("佐证", "佐证.*|证明材料|支撑材料|评价依据|资料来源"),
    ("标准", "(评分|评价|考核|考评|计分|扣分|打分)(标准|办法|方法|细则|规则)|指标评分标准|标准"),
    ("解释", "指标解释.*|指标(说明|内涵|含义|定义|内容)|(评价|考核|考评)(内容|要点)|解释说明"),
    ("得分", "(单位|自我|财政|部门|专家|最终)?(自评|评价|考核|考评|复核|核定|实际|实)?(得分|评分|评价分|分数)|(单位)?自评(分数?)?"
             "|(评价|考核|考评|复核)分|实得分数?"),
    ("分值", "(指标|标准)?(分值|权重|满分|权数)(分值|分|值)?|标准分数?值?|分数"),
    ("名称", "([一二三四]级|评价|考核|考评|绩效|末级|具体)?指标(名称)?|(评价|考核|考评)项目"),
)  # fmt: skip


def _role(head: str) -> str:
    bare = re.sub(r"（[^）]*）|\([^)]*\)", "", head)
    return next((role for role, words in _ROLES if re.fullmatch(words, bare)), "")


def heads_of(grid: Grid) -> int:
    """How many rows at its top are heads (表头), a title row across all columns included; 0: none."""
    last = 0
    for number, row in enumerate(grid.rows[:4], 1):
        roles = {_role(cell.text) for cell in row} - {""}
        if len(roles) >= 2:
            last = number
    return last


def columns_of(grid: Grid) -> Columns:
    """The columns of each role (栏目), left to right; under two rows of heads the lower one tells."""
    found: dict[str, tuple[int, ...]] = {}
    heads = grid.rows[: heads_of(grid)]
    for column in range(len(grid.rows[0]) if grid.rows else 0):
        told = [_role(row[column].text) for row in reversed(heads)]
        role = next((each for each in told if each), "")
        if role:
            found[role] = (*found.get(role, ()), column)
    return found
