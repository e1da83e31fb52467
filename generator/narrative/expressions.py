"""取数表达式: ``{{ 预算.支出决算|万元 }}`` in a text, worked out over the data.

Jinja2 expressions only: sandboxed, strict (an unknown name is a failure, never a blank), with no
statements, no globals and no power to grow without bound.  What can't be worked out is a
:class:`Failed` with the reason in Chinese.
"""

from __future__ import annotations

import marshal
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import CodeType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.environment import TemplateExpression
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from generator.figures import amount, change, counted, long_date, per_cent, plain
from generator.findings import close_to
from generator.recall import Remembered

__all__ = ["FILTERS", "REMEMBERED", "Failed", "environment", "names_in", "value_of", "written"]


@dataclass(frozen=True, slots=True)
class Failed:
    """An expression that gives no text (取数失败): stable id, what is wrong, the next step."""

    id: str
    message: str
    hint: str = ""


class _Named(StrictUndefined):
    """An unknown name whose error says just the name."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name)


_ARITHMETIC: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


class _Sandbox(SandboxedEnvironment):
    """Arithmetic on figures alone, and exact: no text can grow without bound, no figure is lost."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])

    def call_binop(self, context: Any, sign: str, left: Any, right: Any) -> Any:
        if sign not in _ARITHMETIC:
            raise SecurityError(sign)
        return _ARITHMETIC[sign](_figure(left), _figure(right))


class _Compiler(_Sandbox):
    """Gives the code of an expression, and makes nothing of it."""

    def from_string(self, source: Any, *_: Any) -> Any:
        return self.compile(source)


def _figure(value: Any) -> Decimal:
    """A figure as Decimal; TypeError for anything else."""
    if isinstance(value, Undefined):
        str(value)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise TypeError(type(value))
    return Decimal(str(value))


@cache
def environment() -> SandboxedEnvironment:
    """The sandbox in which expressions of texts and templates are worked out; no globals."""
    return _set_up(_Sandbox)


@cache
def _set_up(kind: type[_Sandbox]) -> _Sandbox:
    sandbox = kind(undefined=_Named, autoescape=True)
    sandbox.globals.clear()
    sandbox.filters = dict(FILTERS)
    return sandbox


def written(expression: str, names: Mapping[str, Any]) -> str | Failed:
    """The text that an expression yields over the names, or why it yields none."""
    value = value_of(expression, names)
    return value if isinstance(value, Failed) else _as_text(expression, value)


def value_of(expression: str, names: Mapping[str, Any]) -> Any:
    """The value of an expression over the names; a Failed when there is none."""
    try:
        value = _compiled(expression)(**names)
        if isinstance(value, Undefined):
            str(value)
        return value
    except TemplateSyntaxError as error:
        return _of_syntax(expression, str(error))
    except UndefinedError as error:
        return _unknown(str(error), names)
    except SecurityError:
        return Failed(
            "expression-forbidden", f"“{expression}”用了不允许的写法", "这里只能取数和用过滤器。"
        )
    except ZeroDivisionError:
        return Failed("expression-failed", f"“{expression}”算不出来：除数为 0", "请核对除数。")
    except (TypeError, ValueError, KeyError, ArithmeticError) as error:
        given = "有的数没有填写" if "NoneType" in str(error) else "取到的内容不是这个过滤器要的"
        return Failed(
            "expression-failed", f"“{expression}”算不出来：{given}", "请核对取数的名称和过滤器。"
        )


@cache
def _compiled(expression: str) -> Callable[..., Any]:
    sandbox, code = environment(), marshal.loads(_code(expression))
    whole = Template.from_code(sandbox, code, sandbox.make_globals(None))
    return TemplateExpression(whole, undefined_to_none=False)


@Remembered
def _code(expression: str) -> bytes:
    """What the engine makes of an expression, as Python keeps code."""
    code: CodeType = vars(_set_up(_Compiler).compile_expression(expression))["_template"]
    return marshal.dumps(code)


def _of_syntax(expression: str, message: str) -> Failed:
    unknown = re.match(r"No filter named '(.+)'", message)
    if unknown:
        near = close_to(unknown[1], FILTERS)
        hint = f"是不是“{near}”？" if near else f"可用：{'、'.join(FILTERS)}。"
        return Failed("unknown-filter", f"没有“{unknown[1]}”这个过滤器", hint)
    return Failed(
        "expression-unreadable", f"“{expression}”看不懂", "写法例如 {{ 预算.支出决算|万元 }}。"
    )


def _unknown(name: str, names: Mapping[str, Any]) -> Failed:
    near = close_to(name, _all_names(names))
    return Failed(
        "unknown-name", f"数据里没有“{name}”", f"是不是“{near}”？" if near else "请核对名称。"
    )


def _all_names(names: Any) -> set[str]:
    if not isinstance(names, Mapping):
        return set()
    return {str(k) for k in names} | {n for value in names.values() for n in _all_names(value)}


def _as_text(expression: str, value: Any) -> str | Failed:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float, Decimal)):
        return plain(_figure(value))
    if isinstance(value, date):
        return long_date(value)
    if value is None:
        return Failed("not-given", f"“{expression}”没有填写", "请在数据里补填这一项。")
    return Failed(
        "not-one-value",
        f"“{expression}”是一组内容，不是一个数",
        "请加上 |合计、|个数、|列举 或 |逐项。",
    )


@Remembered
def names_in(expression: str) -> tuple[str, ...]:
    """The dotted names an expression asks for, outermost each, in order; none if unreadable."""
    try:
        tree = environment().parse("{{" + expression + "}}")
    except TemplateSyntaxError:
        return ()
    inner = {id(n.node) for n in tree.find_all(nodes.Getattr)}
    chains = [_chain(n) for n in tree.find_all((nodes.Getattr, nodes.Name)) if id(n) not in inner]
    return tuple(dict.fromkeys(c for c in chains if c))


def _chain(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        before = _chain(node.node)
        return f"{before}.{node.attr}" if before else ""
    return node.name if isinstance(node, nodes.Name) else ""


def _total(values: Mapping[str, Any] | Sequence[Any]) -> Decimal:
    figures = values.values() if isinstance(values, Mapping) else values
    return sum((_figure(each) for each in figures), Decimal(0))


def _each(table: Mapping[str, Any], word: str = "", unit: str = "") -> str:
    return "、".join(f"{name}{word}{plain(_figure(value))}{unit}" for name, value in table.items())


def _amount(unit: str) -> Callable[..., str]:
    return lambda value, places=None: amount(_figure(value), unit, places)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "元": _amount("元"),
    "万元": _amount("万元"),
    "亿元": _amount("亿元"),
    "百分比": lambda ratio, places=2: per_cent(_figure(ratio), places),
    "较": lambda now, before, places=2: change(_figure(now), _figure(before), places),
    "合计": _total,
    "个数": len,
    "中文数字": counted,
    "列举": "、".join,
    "逐项": _each,
    "年月日": long_date,
}
"""Filters for texts and templates, by the word a person writes behind the bar."""

REMEMBERED = (_code, names_in)
"""What is asked of each expression, and depends on nothing else."""
