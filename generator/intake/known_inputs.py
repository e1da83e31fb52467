"""已知数: where the figures stand that the formulas of scoring tables usually name."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["formula_in", "inputs_for"]

_BUDGET = "首个(预算.预算数, 预算.年初预算)"
_PATHS: tuple[tuple[str, str], ...] = (
    ("(年末|实际|实有)?在职(实有|实际)?人(员|)(总)?数", "合计(人员编制.在编)"),
    ("(核定|批复|人员)?编制(人)?数", "合计(人员编制.编制)"),
    ("本年(度)?三公经费(预算)?(总额|数)?", "合计(预算.三公经费.本年)"),
    ("上年(度)?三公经费(预算)?(总额|数)?", "合计(预算.三公经费.上年)"),
    ("(部门)?重点项目(预算)?支出(数|总额)?", "预算.重点项目支出"),
    ("(部门)?项目(预算)?总支出|项目支出(总额|总数|预算数)", "预算.项目支出"),
    ("(本年度|年度)?预算(完成|执行)数|(本年)?(实际)?支出(决算)数", "首个(预算.预算完成数, 预算.支出决算)"),
    ("(本年度|年度|部门)?(支出)?预算(总)?数|年初预算数", _BUDGET),
    ("(本年度|年度)?预算调整(总)?数", "绝对值(预算.预算调整数)"),
    ("(年度|实际)?支付(总)?数", "预算.年度支付数"),
    ("(年度)?任务(总)?数", "预算.年度任务数"),
    ("(本年度|年末)?结转(和)?结余(资金)?(总额|数)?", "预算.结转结余"),
    ("实际支出(的)?公用经费(总额)?|公用经费(实际)?支出(总)?(额|数)", "预算.公用经费.实际支出"),
    ("预算安排(的)?公用经费(总额)?|公用经费预算(总)?(额|数)", "预算.公用经费.预算安排"),
    ("实际政府采购(预算)?项目(个)?数", "预算.政府采购.实际项目数"),
    ("政府采购预算项目(个)?数", "预算.政府采购.预算项目数"),
    ("(实际)?在用固定资产(总额|数)?", "资产.在用固定资产"),
    ("(所有|全部)?固定资产总(额|数)", "资产.固定资产总额"),
    ("(已完成项目中)?质量达标(的)?项目(个)?数", "项目完成.质量达标项目数"),
    ("已完成(的)?项目(个|总)?数", "项目完成.已完成项目数"),
)  # fmt: skip
_SIGNS = str.maketrans("（）［］[]｛｝÷／－—×", "()()()()//--*")


def formula_in(text: str, name: str) -> str:
    """The formula that a 指标解释说明 says (算式), without ×100%; empty when it says none.

    Its name may differ a little from the indicator's, but both are of one kind (率).
    """
    bare = re.sub(r"[\s“”\"]", "", text).translate(_SIGNS)
    for said, formula in re.findall(r"([^=。：；，]+)=([^=。；，]+?)\*100[%％]", bare):
        if said[-1:] == name[-1:] and set(said) <= set(name) | set("本年度部门"):
            return _unwrapped(formula)
    return ""


def _unwrapped(formula: str) -> str:
    inner = formula[1:-1]
    whole = formula[:1] == "(" and formula[-1:] == ")" and _closed(inner)
    return re.sub(r"([/*+-])", r" \1 ", inner if whole else formula)


def _closed(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def inputs_for(formula: str) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Where each name of a formula stands in the data (取数), and the names that are not known."""
    names = dict.fromkeys(re.findall(r"[一-鿿]+", formula))
    found = {name: _path(name) for name in names}
    return {n: p for n, p in found.items() if p}, tuple(n for n, p in found.items() if not p)


def _path(name: str) -> str:
    return next((path for words, path in _PATHS if re.fullmatch(words, name)), "")
