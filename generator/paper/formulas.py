"""公式: arithmetic that was worked out, written as the formula of a spreadsheet.

It knows no rule: signs and functions of :mod:`generator.formula` have their Excel counterparts, and
whatever has a cell of its own stands there as that cell.  Spreadsheets count in binary fractions;
what is compared, cut or rounded is therefore first rounded to nine places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from generator.figures import plain
from generator.formula import Worked

__all__ = ["condition", "excel"]

Cells = Callable[[Worked], str]
_Said = tuple[str, int]  # a text and how tightly it binds
_LOOSE, _TIGHT, _WHOLE = 1, 2, 3
_NOTHING = "NA()"
_COMPARED: Mapping[str, str] = {
    "<": "<", ">": ">", "<=": "<=", ">=": ">=", "==": "=", "!=": "<>",
}  # fmt: skip


def excel(worked: Worked, cells: Cells) -> str:
    """The formula without its ``=``; ``cells`` names the cell of what has one, else is empty."""
    return _said(worked, cells)[0]


def condition(worked: Worked, cells: Cells) -> str:
    """A comparison as IF takes it; of any other figure, that it is not 0."""
    inner = worked
    while inner.act in ("()", "") and _stands_for_another(inner) and not cells(inner):
        inner = inner.parts[0]
    if inner.act in _COMPARED:
        return _compared(inner, cells)
    return f"{_operand(inner, cells, _WHOLE)}<>0"


def _said(worked: Worked, cells: Cells) -> _Said:
    cell = cells(worked)
    if cell:
        return cell, _WHOLE
    if worked.act in _COMPARED:
        return f"N({_compared(worked, cells)})", _WHOLE
    return _BY_ACT.get(worked.act, _call)(worked, cells)


def _stands_for_another(worked: Worked) -> bool:
    """A name for what was worked out before, or brackets round it; a table is none of these."""
    return len(worked.parts) == 1 and worked.value == worked.parts[0].value


def _figure(worked: Worked, cells: Cells) -> _Said:
    """A number as written, or what a name stands for; a table in the place of a figure is nothing."""
    if _stands_for_another(worked):
        return _said(worked.parts[0], cells)
    if worked.value is None:
        return _NOTHING, _WHOLE
    if worked.expression.endswith("%"):
        return f"{plain(worked.value * 100)}%", _WHOLE
    return plain(worked.value), _WHOLE


def _operand(worked: Worked, cells: Cells, least: int) -> str:
    text, rank = _said(worked, cells)
    return text if rank >= least else f"({text})"


def _bracketed(worked: Worked, cells: Cells) -> _Said:
    return f"({_said(worked.parts[0], cells)[0]})", _WHOLE


def _added(worked: Worked, cells: Cells) -> _Said:
    left, right = worked.parts
    if worked.act == "-" and left == Worked("0", Decimal(0), "0"):
        return f"-{_operand(right, cells, _WHOLE)}", _LOOSE
    text = f"{_operand(left, cells, _LOOSE)}{worked.act}{_operand(right, cells, _TIGHT)}"
    return text, _LOOSE


def _multiplied(worked: Worked, cells: Cells) -> _Said:
    left, right = worked.parts
    text = f"{_operand(left, cells, _TIGHT)}{worked.act}{_operand(right, cells, _WHOLE)}"
    return text, _TIGHT


def _compared(worked: Worked, cells: Cells) -> str:
    left, right = worked.parts
    apart = f"{_operand(left, cells, _LOOSE)}-{_operand(right, cells, _TIGHT)}"
    return f"ROUND({apart},9){_COMPARED[worked.act]}0"


def _chosen(worked: Worked, cells: Cells) -> _Said:
    asked, first, second = worked.parts
    return f"IF({condition(asked, cells)},{excel(first, cells)},{excel(second, cells)})", _WHOLE


def _call(worked: Worked, cells: Cells) -> _Said:
    """A function of figures, neighbouring cells as a range."""
    if not worked.parts:
        return ("0" if worked.act == "sum" else _NOTHING), _WHOLE
    arguments = list(_ranges([excel(part, cells) for part in worked.parts]))
    return _CALLS[worked.act].format(*arguments, all=",".join(arguments)), _WHOLE


_CALLS: Mapping[str, str] = {
    "sum": "SUM({all})", "min": "MIN({all})", "max": "MAX({all})", "abs": "ABS({all})",
    "floor": "INT(ROUND({0},9))", "ceil": "-INT(-ROUND({0},9))", "round": "ROUND(ROUND({0},9),{1})",
    "count": _NOTHING,
}  # fmt: skip
_BY_ACT: Mapping[str, Callable[[Worked, Cells], _Said]] = {
    "": _figure, "first": _figure, "()": _bracketed, "if": _chosen,
    "+": _added, "-": _added, "*": _multiplied, "/": _multiplied,
}  # fmt: skip
_CELL = re.compile(r"((?:'(?:[^']|'')*'!)?\$[A-Z]+\$)([0-9]+)")


def _ranges(arguments: Sequence[str]) -> Iterator[str]:
    """Cells that follow one another in a column become a range."""
    first = last = arguments[0]
    for each in arguments[1:]:
        if not _follows(last, each):
            yield _range(first, last)
            first = each
        last = each
    yield _range(first, last)


def _follows(one: str, other: str) -> bool:
    above, below = _CELL.fullmatch(one), _CELL.fullmatch(other)
    same = above is not None and below is not None and above[1] == below[1]
    return same and above is not None and below is not None and int(below[2]) == int(above[2]) + 1


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first}:{last.rpartition('!')[2]}"
