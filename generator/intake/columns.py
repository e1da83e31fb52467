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
    ("标准", "评分标准|评价标准|计分办法|计分方法|评分办法|评分细则|评分规则|计分标准|扣分标准"),
    ("解释", "指标解释.*|指标说明|指标内涵|指标含义|评价内容|评价要点|解释说明"),
    ("得分", "得分|自评得分|自评分|自评分数|评价得分|实际得分|单位自评得分|实得分|财政评价得分|复核得分"),
    ("分值", "分值|权重|标准分|标准分值|指标分值|权重（分）|满分|分数"),
    ("名称", "(一|二|三|四)级指标|指标名称|指标|评价指标|评价项目|末级指标|具体指标"),
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
