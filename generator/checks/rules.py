"""勾稽规则: the form of a rule about figures, as an official writes it in data/checks.

A rule is one comparison in the grammar of formulas.  What can't be read is refused with its place;
what names no data is told when the rule is held against a report.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

from generator.formula import Formula, parse
from generator.model import number, some
from generator.shape import After, AsJson, Before, Misfit, Only, Shape, field, fits

__all__ = ["CheckRule", "CheckRules"]


def _slug(given: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", given):
        message = "写成了“{given}”，应为小写英文词，用“-”连接，例如 carry-over"
        raise Misfit("slug-expected", message, {"given": given})
    return given


def _tolerance(given: str) -> str:
    """As written, ``0.01`` or ``1%``, applied where the sides are compared."""
    text = given.replace("％", "%")
    if number(text.removesuffix("%")) < 0:
        message = "写成了“{given}”，容差不能小于 0"
        raise Misfit("tolerance-negative", message, {"given": given})
    return text


_PLAIN = str.maketrans(
    {
        "（": "(",
        "）": ")",
        "，": ",",
        "＜": "<",
        "＞": ">",
        "＝": "=",
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
    }
)


def _sides(text: str) -> tuple[Formula, str, Formula]:
    """A comparison as its left side, sign and right side; ValueError when it is not exactly one."""
    parse(text)
    compact = "".join(text.split()).translate(_PLAIN)
    signs = [sign for sign in re.finditer("[<>!=]+", compact) if _closed(compact[: sign.start()])]
    if len(signs) != 1:
        raise ValueError(f"“{text}”应当只比较一次，例如 甲 <= 乙")
    left, right = compact[: signs[0].start()], compact[signs[0].end() :]
    return parse(left), signs[0][0].replace("==", "="), parse(right)


def _closed(text: str) -> bool:
    return text.count("(") == text.count(")")


def _condition(text: str) -> Formula:
    """A comparison as one formula, which is 1 where it holds."""
    _sides(text)
    return parse(text)


def _understood(read: Callable[[str], Any], given: object) -> Any:
    """A text read once, by the grammar of formulas, when the file is."""
    if not isinstance(given, str):
        raise Misfit("string_type", "应为一段文字")
    try:
        return read(given)
    except ValueError as error:
        message, why = "看不懂：{why}", {"why": str(error)}
        raise Misfit("formula-unreadable", message, why) from None


_AS_TEXT = AsJson({"type": ["string", "number"]})
_Comparison = Annotated[tuple[Formula, str, Formula], Only(partial(_understood, _sides)), _AS_TEXT]
_Condition = Annotated[Formula, Only(partial(_understood, _condition)), _AS_TEXT]
_Input = Annotated[Formula, Only(partial(_understood, parse)), _AS_TEXT]


class CheckRule(Shape):
    """One rule about figures (勾稽规则); the values it speaks of have the names of the data.

    ``inputs`` gives figures names of their own, for a shorter sentence.  With ``each`` the rule
    holds for every key of the tables named there, and all of them must have the same keys.
    """

    id: Annotated[str, After(_slug)] = field(key="编号", description="英文代号，印在消息里")
    name: str = field(key="名称", description="规则说的是什么")
    formula: _Comparison = field(key="式", description="一个比较，例如 甲 <= 乙")
    when: _Condition | None = field(key="仅当", default=None, description="成立时才核对")
    inputs: dict[str, _Input] = field(
        key="取数", default_factory=dict, description="给数起名，用在“式”里"
    )
    each: dict[str, str] = field(
        key="逐项", default_factory=dict, description="对表里的每一项各核对一次"
    )
    tolerance: Annotated[str, After(_tolerance)] = field(
        key="容差", default="0", description="相差不超过它不算错，例如 0.01 或 1%"
    )
    severity: Literal["错误", "提醒", "说明"] = field(
        key="轻重", description="错误：不改不能生成；说明：只在核对时列出"
    )
    unit: str = field(key="单位", default="", description="消息里数字的单位；% 表示比率")
    basis: str = field(key="依据", description="哪份文件的哪一条；纯算术的写“算术关系”")
    said: str = field(key="说法", default="", description="消息末尾另加的一句")
    hint: str = field(key="下一步", default="请核对这些数。", description="请填报人做什么")

    @staticmethod
    @fits("each")
    def _tables(tables: dict[str, str]) -> dict[str, str]:
        for name in tables.values():
            if not re.fullmatch(r"[^\W\d]\w*(\.\w+)*", name):
                message = "里写成了“{name}”，应为一张表的名称，例如 人员编制.在编"
                raise Misfit("table-expected", message, {"name": name})
        return tables


class CheckRules(Shape):
    """A file of such rules (勾稽核对)."""

    rules: Annotated[tuple[CheckRule, ...], Before(some)] = field(
        key="勾稽核对", description="各条规则，每条以“- ”开头"
    )
