"""算式: arithmetic written as data; parsed, worked out over named values, shown with its steps.

The grammar: names with dots (``预算.支出决算``), numbers, percentages, ``+ - * / ( )`` and their
full-width and printed forms (``×  ÷  （ ）``), comparisons, and the functions of
:data:`FUNCTIONS`.  All figures are Decimal.  What can't be computed (上年为 0) is a result with a
reason, never an exception; only a misspelt expression is a ``ValueError``.  Nothing here is ever
evaluated as Python.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext
from functools import lru_cache
from typing import Any, NamedTuple

from generator.figures import plain, rounded

__all__ = ["FUNCTIONS", "Formula", "Reason", "Worked", "parse", "shown"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something can't be computed (原因): a stable id, the words, and the name concerned."""

    id: str
    message: str
    name: str = ""


class Worked(NamedTuple):
    """A formula worked out (演算): as written, with figures put in, its value, and its parts.

    ``value`` is None exactly when ``reason`` says why.  ``name`` is the dotted name for a leaf
    taken from the data, else empty.  ``act`` is the sign or function that made the value from the
    parts (``+``, ``sum``, ``()``), empty for a figure or a name.
    """

    expression: str
    value: Decimal | None
    steps: str = ""
    parts: tuple[Worked, ...] = ()
    name: str = ""
    reason: Reason | None = None
    act: str = ""

    def leaves(self) -> tuple[Worked, ...]:
        """All figures taken from data that this value rests on, in the order of the text."""
        if self.name and not self.parts:
            return (self,)
        return tuple(leaf for part in self.parts for leaf in part.leaves())


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula (算式): its text, the dotted names it asks for, and its tree."""

    text: str
    names: tuple[str, ...]
    tree: _Node

    @property
    def compares(self) -> bool:
        """It is a comparison, which holds or does not, and no figure."""
        return self.tree.kind == "operation" and self.tree.text not in ("+", "-", "*", "/")

    def work(self, values: Mapping[str, Any]) -> Worked:
        """Work it out over nested values; a value may itself be a :class:`Worked`.

        A missing name, a value that was not given (None) and a division by 0 give a result with
        its reason.
        """
        with localcontext(_EXACT):
            return _work(self.tree, values)


@lru_cache(maxsize=2048)  # a county is scored by the same formulas, unit after unit
def parse(text: str) -> Formula:
    """Read a formula; ValueError with a Chinese sentence names what can't be read and where."""
    tokens = _tokens(text)
    if len(tokens) > _MOST_TOKENS:
        raise ValueError(f"“{text[:20]}…”太长，最多 {_MOST_TOKENS} 个数和符号")
    reader = _Reader(text, tokens)
    tree = reader.comparison()
    reader.end()
    return Formula(text, tuple(dict.fromkeys(_names(tree))), tree)


FUNCTIONS = {"合计": "sum", "最小": "min", "最大": "max", "绝对值": "abs", "个数": "count",
             "首个": "first", "若": "if", "取整": "floor", "进整": "ceil", "四舍五入": "round"}  # fmt: skip
"""Functions by their Chinese name with the English spelling that is understood as well.

合计/sum adds all figures, also those of a table; 个数/count says how many entries a list has;
首个/first takes the first that was given; 若/if takes the second figure where the comparison holds,
else the third; 取整/floor and 进整/ceil go to the next whole number; 四舍五入/round takes the places
as its second figure.
"""

_TAKES = {"abs": (1, "一个数"), "floor": (1, "一个数"), "ceil": (1, "一个数"),
          "round": (2, "一个数和小数位数"), "if": (3, "一个比较和两个数")}  # fmt: skip
_CHINESE = {english: chinese for chinese, english in FUNCTIONS.items()}
_EXACT = Context(prec=50)
_ABSENT = object()
_MOST_TOKENS = 200
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)(%?)|(<=|>=|==|!=|[-+*/(),<>=])|([^\W\d]\w*(?:\.\w+)*))")
_PRINTED = str.maketrans("（），＋－×÷＊／％＜＞＝", "(),+-*/*/%<>=")


@dataclass(frozen=True, slots=True)
class _Node:
    """Number, name, operation or call: what stands at one place of the tree."""

    kind: str
    text: str
    below: tuple[_Node, ...] = ()


def _tokens(text: str) -> list[tuple[str, str]]:
    plain = text.translate(_PRINTED).rstrip()
    plain = plain.replace("≤", "<=").replace("≥", ">=").replace("≠", "!=")
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(plain):
        match = _TOKEN.match(plain, at)
        if not match:
            raise ValueError(f"“{text}”里“{plain[at:].strip()[:10]}”这一处不认识")
        digits, percent, sign, name = match.groups()
        found.append(
            ("number", digits + percent) if digits else ("name", name) if name else (sign, sign)
        )
        at = match.end()
    return found


class _Reader:
    """Recursive descent over the tokens, one method a level of the grammar."""

    def __init__(self, text: str, tokens: list[tuple[str, str]]) -> None:
        self.text = text
        self.tokens = [*tokens, ("end", "")]
        self.at = 0
        self.depth = 0

    def take(self, *kinds: str) -> str | None:
        kind, text = self.tokens[self.at]
        if kind not in kinds:
            return None
        self.at += 1
        return text

    def need(self, kind: str) -> None:
        if self.take(kind) is None:
            raise ValueError(f"“{self.text}”{self._here()}缺少“{kind}”")

    def end(self) -> None:
        if self.tokens[self.at][0] != "end":
            raise ValueError(f"“{self.text}”{self._here()}多出了内容")

    def _here(self) -> str:
        text = self.tokens[self.at][1]
        return f"在“{text}”处" if text else "在末尾"

    def comparison(self) -> _Node:
        return self._row(("<=", ">=", "==", "!=", "<", ">", "="), self._sum)

    def _sum(self) -> _Node:
        return self._row(("+", "-"), self._product)

    def _product(self) -> _Node:
        return self._row(("*", "/"), self._factor)

    def _row(self, signs: tuple[str, ...], part: Callable[[], _Node]) -> _Node:
        node = part()
        while (sign := self.take(*signs)) is not None:
            node = _Node("operation", sign, (node, part()))
        return node

    def _factor(self) -> _Node:
        self.depth += 1
        if self.depth > 40:
            raise ValueError(f"“{self.text[:20]}…”套得太深，最多 40 层")
        node = self._atom()
        self.depth -= 1
        return node

    def _atom(self) -> _Node:
        if self.take("-") is not None:
            return _Node("operation", "-", (_Node("number", "0"), self._factor()))
        if self.take("(") is not None:
            node = _Node("group", "", (self.comparison(),))
            self.need(")")
            return node
        if (digits := self.take("number")) is not None:
            return _Node("number", digits)
        name = self.take("name")
        if name is None:
            raise ValueError(f"“{self.text}”{self._here()}缺少一个数或名称")
        return self._call(name) if self.take("(") is not None else _Node("name", name)

    def _call(self, name: str) -> _Node:
        function = FUNCTIONS.get(name, name)
        if function not in FUNCTIONS.values():
            raise ValueError(f"“{self.text}”里没有“{name}”这种算法，可用：{'、'.join(FUNCTIONS)}")
        below = [self.comparison()]
        while self.take(",") is not None:
            below.append(self.comparison())
        self.need(")")
        many, what = _TAKES.get(function, (len(below), ""))
        if len(below) != many:
            raise ValueError(f"“{self.text}”里“{name}”的括号里应是{what}")
        return _Node("call", function, tuple(below))


def _names(node: _Node) -> list[str]:
    here = [node.text] if node.kind == "name" else []
    return here + [name for part in node.below for name in _names(part)]


def _work(node: _Node, values: Mapping[str, Any]) -> Worked:
    if node.kind == "number":
        return Worked(node.text, _number(node.text), node.text)
    if node.kind == "name":
        return _leaf(node.text, _look_up(node.text, values))
    parts = tuple([_work(part, values) for part in node.below])
    if node.kind == "group":
        inner = parts[0]
        return Worked(
            f"({inner.expression})", inner.value, f"({inner.steps})", parts, "", inner.reason, "()"
        )
    return _operation(node, parts) if node.kind == "operation" else _called(node, parts)


def _number(text: str) -> Decimal:
    return Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)


@lru_cache(maxsize=4096)  # the same points and amounts come up in many formulas
def shown(value: Decimal) -> str:
    """A value inside the steps: at most six decimals, no idle zeros; the value itself stays exact."""
    return plain(rounded(value, 6))


def _look_up(name: str, values: Mapping[str, Any]) -> Any:
    if name in values:
        return values[name]
    found: Any = values
    try:
        for step in name.split("."):
            found = found[step]
    except (KeyError, TypeError):
        return None if found is None else _ABSENT
    return found


def _leaf(name: str, found: Any) -> Worked:
    """What stands behind a name: a figure, a table of figures, a list, or the reason why not."""
    if isinstance(found, Worked):
        steps = name if found.value is None else shown(found.value) if found.parts else found.steps
        return Worked(name, found.value, steps, (found,), name, found.reason)
    if isinstance(found, (int, Decimal)):
        value = Decimal(found)
        return Worked(name, value, shown(value), (), name)
    parts: tuple[Worked, ...] = ()
    if isinstance(found, Mapping):
        parts = tuple(_leaf(f"{name}.{key}", value) for key, value in found.items())
    elif isinstance(found, (tuple, list)):
        parts = tuple(_leaf(name, value) for value in found)
    return Worked(name, None, "", parts, name, _no_figure(name, found))


def _no_figure(name: str, found: Any) -> Reason:
    if found is None:
        return Reason("not-given", f"“{name}”没有填写", name)
    if found is _ABSENT:
        return Reason("unknown-name", f"没有“{name}”这一项", name)
    if isinstance(found, (Mapping, tuple, list)):
        return Reason("not-one-figure", f"“{name}”是一组内容，不是一个数", name)
    return Reason("not-a-figure", f"“{name}”不是数字", name)


_OPERATIONS: Mapping[str, tuple[str, Callable[[Decimal, Decimal], Any]]] = {
    "+": ("+", operator.add), "-": ("-", operator.sub), "*": ("×", operator.mul),
    "/": ("/", operator.truediv), "<": ("<", operator.lt), ">": (">", operator.gt),
    "<=": ("≤", operator.le), ">=": ("≥", operator.ge), "==": ("==", operator.eq),
    "=": ("=", operator.eq), "!=": ("!=", operator.ne),
}  # fmt: skip


def _operation(node: _Node, parts: tuple[Worked, ...]) -> Worked:
    left, right = parts
    sign, worked_out = _OPERATIONS[node.text]
    lead = "" if left.expression == "0" and sign == "-" else left.expression
    expression = f"{lead}{sign}{right.expression}"
    behind = f"({right.steps})" if right.steps.startswith("-") else right.steps
    steps = f"{left.steps if lead else ''}{sign}{behind}"
    missing = left.reason or right.reason
    if missing:
        return Worked(expression, None, steps, parts, "", missing, node.text)
    assert left.value is not None and right.value is not None
    if node.text == "/" and right.value == 0:
        reason = Reason("divided-by-zero", f"“{right.expression}”为 0，不能作除数", right.name)
        return Worked(expression, None, steps, parts, "", reason, node.text)
    value = Decimal(worked_out(left.value, right.value))
    return Worked(expression, value, steps, parts, act=node.text)


_GUARD = 20  # places: 13.4999… that is 13.5 but for an endless fraction counts as 13.5
_OF_FIGURES: Mapping[str, Callable[..., Decimal]] = {
    "min": lambda *figures: min(figures),
    "max": lambda *figures: max(figures),
    "abs": abs,
    "floor": lambda figure: rounded(figure, _GUARD).to_integral_value(ROUND_FLOOR),
    "ceil": lambda figure: rounded(figure, _GUARD).to_integral_value(ROUND_CEILING),
    "round": lambda figure, places: rounded(rounded(figure, _GUARD), int(places)),
}
_OF_TABLES = frozenset(["sum", "min", "max"])


def _called(node: _Node, parts: tuple[Worked, ...]) -> Worked:
    name = _CHINESE[node.text]
    expression = f"{name}({', '.join([part.expression for part in parts])})"
    special = _SPECIAL.get(node.text)
    return special(expression, parts) if special else _figured(node.text, name, expression, parts)


def _figured(act: str, name: str, expression: str, parts: tuple[Worked, ...]) -> Worked:
    """A function of figures; those of tables are taken one by one where it may have many."""
    figures = _spread(parts) if act in _OF_TABLES else parts
    missing = next((f.reason for f in figures if f.reason), None)
    if missing:
        return Worked(expression, None, expression, figures, "", missing, act)
    known = [f.value for f in figures if f.value is not None]
    if act == "sum":
        return Worked(expression, sum(known, Decimal(0)), _added(figures), figures, act=act)
    if not known:
        reason = Reason("nothing-given", f"{expression}没有数")
        return Worked(expression, None, expression, (), "", reason, act)
    steps = f"{name}({'、'.join(f.steps for f in figures)})"
    return Worked(expression, _OF_FIGURES[act](*known), steps, figures, act=act)


def _first(_: str, parts: tuple[Worked, ...]) -> Worked:
    """The first figure that was given; the last, with its reason, when none was."""
    given = next((p for p in parts if not p.reason or p.reason.id != "not-given"), parts[-1])
    return Worked(given.expression, given.value, given.steps, (given,), "", given.reason, "first")


def _chosen(expression: str, parts: tuple[Worked, ...]) -> Worked:
    """The figure that the comparison chooses; what is wrong with the other does not matter."""
    condition, first, second = parts
    if condition.reason:
        return Worked(expression, None, expression, parts, "", condition.reason, "if")
    taken = first if condition.value else second
    return Worked(expression, taken.value, taken.steps, parts, "", taken.reason, "if")


def _counted(expression: str, parts: tuple[Worked, ...]) -> Worked:
    """How many entries the lists have; what is no list has none to count."""
    lists = [_ungrouped(part) for part in parts]
    wrong = next((_not_a_list(p) for p in lists if not _is_list(p)), None)
    entries = Decimal(sum(len(part.parts) for part in lists))
    return Worked(expression, None if wrong else entries, expression, parts, "", wrong, "count")


def _is_list(part: Worked) -> bool:
    return bool(part.name) and part.reason is not None and part.reason.id == "not-one-figure"


def _not_a_list(part: Worked) -> Reason:
    return part.reason or Reason("not-a-list", f"“{part.expression}”不是清单，没有个数", part.name)


def _spread(parts: tuple[Worked, ...]) -> tuple[Worked, ...]:
    """Tables among the parts give way to their figures."""
    spread: list[Worked] = []
    for each in parts:
        part = _ungrouped(each)
        spread += _spread(part.parts) if _is_list(part) else [each]
    return tuple(spread)


def _ungrouped(part: Worked) -> Worked:
    """What stands inside brackets, or behind a name that was worked out before."""
    while len(part.parts) == 1 and part.reason and part.reason is part.parts[0].reason:
        part = part.parts[0]
    return part


def _added(figures: tuple[Worked, ...]) -> str:
    text = "+".join(f.steps for f in figures) or "0"
    return f"({text})" if len(figures) > 1 else text


_SPECIAL = {"count": _counted, "first": _first, "if": _chosen}
