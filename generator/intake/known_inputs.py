"""认算式: the formula of an indicator, and where the figures of its names stand in the data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from generator.formula import parse

__all__ = ["formula_of", "inputs_of"]

_SIGNS = str.maketrans("［］[]【】｛｝{}（）÷／＊×－＋％＝", "()()()()()()//**-+%=")
_FORMULA = re.compile(
    r"(?:^|(?<=[。；;，：:]))([^。；;\n=＝]{2,40})[=＝]([^=＝。；;\n]+?)(?:[×*xX]\s*100\s*[%％])?(?=[。；;，]|$)"
)
_PATHS: Mapping[str, str] = {
    r"(?:实际)?(?:在职|在编|实有)(?:在编)?(?:人员)?(?:人数|数)|年末实有人数": "合计(人员编制.在编)",
    r"(?:核定)?编制(?:人数|数|总数)": "合计(人员编制.编制)",
    r"(?:本年度?|当年)三公经费(?:预算)?(?:总额|数|预算数|合计)?|三公经费预算(?:安排)?(?:数|总额)": "合计(预算.三公经费.本年)",
    r"上(?:一)?年度?三公经费(?:预算)?(?:总额|数|预算数|合计)?": "合计(预算.三公经费.上年)",
    r"三公经费(?:实际支出|决算|支出)(?:数|总额)?|(?:本年度?)?三公经费实际(?:支出)?数": "合计(预算.三公经费.实际支出)",
    r"重点项目支出(?:数|总额)?": "预算.重点项目支出",
    r"项目总支出|项目支出(?:总额|数)?": "预算.项目支出",
    r"预算完成数|预算执行数|预算支出完成数": "首个(预算.预算完成数, 预算.支出决算)",
    r"(?:实际)?支出决算数|决算支出数|(?:部门)?实际支出数|决算数": "预算.支出决算",
    r"(?:部门)?(?:年度)?支出预算数|(?:年度|全年)?预算(?:总)?数|预算总额|部门预算数": "首个(预算.预算数, 预算.年初预算)",
    r"年初预算(?:数|总额)?": "预算.年初预算",
    r"预算调整数|调整预算数的绝对值|预算调整额": "绝对值(预算.预算调整数)",
    r"调整后(?:的)?预算(?:数)?": "预算.调整后预算",
    r"(?:年度)?(?:实际)?支付数|实际支付(?:数|总额|进度)": "预算.年度支付数",
    r"(?:年度)?(?:支付)?任务数|应支付数|既定支付(?:数|进度)": "预算.年度任务数",
    r"(?:年末)?结转(?:和)?结余(?:资金)?(?:总额|数|额)?": "预算.结转结余",
    r"实际支出(?:的)?公用经费(?:总额|数)?|公用经费实际支出(?:数|总额)?|公用经费支出(?:数|总额)?": "预算.公用经费.实际支出",
    r"预算安排(?:的)?公用经费(?:总额|数)?|公用经费预算(?:安排)?(?:数|总额)?": "预算.公用经费.预算安排",
    r"实际(?:执行)?(?:的)?政府采购(?:预算)?项目(?:个)?数|实际采购项目数|实际执行政府采购预算项目个数": "预算.政府采购.实际项目数",
    r"政府采购预算项目(?:个)?数|列入政府采购预算的?项目(?:个)?数": "预算.政府采购.预算项目数",
    r"实际政府采购(?:金额|数|额)|政府采购实际(?:支出|金额)": "预算.政府采购.实际金额",
    r"政府采购预算(?:数|金额|额)": "预算.政府采购.预算金额",
    r"(?:实际)?在用(?:的)?固定资产(?:总额|数|价值|金额)?": "资产.在用固定资产",
    r"(?:所有|全部)?固定资产(?:总额|总值|原值|金额)": "资产.固定资产总额",
    r"(?:已完成项目中)?质量达标(?:的)?项目(?:个)?数": "项目完成.质量达标项目数",
    r"(?:已|实际)?完成(?:的)?项目(?:个)?数": "项目完成.已完成项目数",
    r"(?:实际)?完成(?:的)?(?:工作|任务)(?:项|个)?数": "履职工作.实际完成工作数",
    r"计划(?:完成)?(?:的)?(?:工作|任务)(?:项|个)?数|(?:工作|任务)总数": "履职工作.计划工作数",
    r"及时完成(?:的)?(?:实际)?(?:工作|任务)(?:项|个)?数": "履职工作.及时完成工作数",
    r"质量达标(?:的)?(?:实际)?(?:工作|任务)(?:项|个)?数": "履职工作.质量达标工作数",
    r"(?:已)?完成(?:的)?重点工作(?:项|个)?数|重点工作(?:实际)?完成数": "履职工作.重点工作完成数",
    r"(?:交办|下达)(?:的)?重点工作(?:项|个)?数|重点工作(?:总|交办)数": "履职工作.重点工作交办数",
}  # fmt: skip


def formula_of(name: str, lines: Sequence[str]) -> str:
    """The formula that an explanation or a standard states for an indicator; empty without one."""
    text = re.sub(r"\s", "", "。".join(lines))
    said = [m[2] for m in _FORMULA.finditer(text) if _alike(m[1], name) or m[1].endswith("得分")]
    compared = re.findall(
        r"(?:^|(?<=[。；;，]))([^=＝。；;，]+?/[^=＝。；;，]+?)(?:≤|≥|<|>|小于|大于|等于)", text
    )
    return next(filter(None, map(_readable, (*said, *compared))), "")


def _alike(said: str, name: str) -> bool:
    """The formula is for this indicator: its name, or one that shares most of its letters."""
    letters = set(re.sub(r"[“”\"]", "", name))
    return len(letters & set(said)) >= len(letters) * 0.6


def _readable(written: str) -> str:
    """The formula in the signs of ours; empty where it can't be read."""
    bare = re.sub(r"[“”\"\s]", "", written).translate(_SIGNS)
    bare = re.sub(r"\*(?:该|本)?(?:项)?(?:指标)?(?:的)?(?:分值|权重|\d+(?:\.\d+)?分)$", "", bare)
    while re.fullmatch(r"\(.*\)", bare) and _closes(bare):
        bare = bare[1:-1]
    try:
        parsed = parse(re.sub(r"([-+*/])", r" \1 ", bare))
    except ValueError:
        return ""
    return re.sub(r"([-+*/])", r" \1 ", bare) if parsed.names and "/" in bare else ""


def _closes(text: str) -> bool:
    """The first bracket is closed by the last one."""
    depth = 0
    for i, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return i == len(text) - 1
    return False


def inputs_of(formula: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Where each name of a formula stands in the data (取数), and the names that are not known."""
    names = parse(formula).names if formula else ()
    found = {name: _path(name) for name in names}
    return {n: p for n, p in found.items() if p}, tuple(n for n, p in found.items() if not p)


def _path(name: str) -> str:
    bare = re.sub(r"^(?:部门|本部门|单位|某部门)", "", name)
    return next((path for pattern, path in _PATHS.items() if re.fullmatch(pattern, bare)), "")
