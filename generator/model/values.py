"""取值: the kinds of single values that people type, and what is said about wrong ones.

All arrive as text; the sentences are meant for the person who wrote them.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from generator.shape import AsJson, Before, Misfit

__all__ = [
    "Amount",
    "Count",
    "Day",
    "Line",
    "Texts",
    "YesNo",
    "answered",
    "number",
    "some",
    "typed",
]


def number(given: object) -> Decimal:
    """A figure in plain Arabic digits, exact; anything else is the error ``number-expected``."""
    if isinstance(given, Decimal):
        return given
    if isinstance(given, str) and re.fullmatch(r"[-+]?[0-9]{1,20}(\.[0-9]{1,12})?", given):
        return Decimal(given)
    raise Misfit("number-expected", "写成了“{given}”，应为阿拉伯数字", {"given": _shown(given)})


def _whole(given: object) -> int:
    value = int(given) if isinstance(given, int) else number(given)
    if value < 0 or value != int(value) or re.match(r"[+-]?0[0-9]", str(given)):
        raise Misfit(
            "count-expected", "写成了“{given}”，应为不小于 0 的整数", {"given": _shown(given)}
        )
    return int(value)


def _day(given: object) -> date:
    if isinstance(given, date):
        return given
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", str(given))
    try:
        return date(*(int(part) for part in match.groups())) if match else date.fromisoformat("")
    except ValueError:
        raise Misfit(
            "date-expected",
            "写成了“{given}”，应为日期，例如 2021-12-31",
            {"given": _shown(given)},
        ) from None


def _yes(given: object) -> bool:
    if isinstance(given, bool):
        return given
    if given in ("是", "否"):
        return given == "是"
    raise Misfit(
        "yes-or-no-expected", "写成了“{given}”，只能写“是”或“否”", {"given": _shown(given)}
    )


def answered(given: Any) -> Any:
    """A table without the entries that are still empty."""
    if not isinstance(given, dict):
        return given
    return {key: value for key, value in given.items() if value != ""}


def some(given: Any) -> Any:
    """A list or table with at least one entry; an empty one is the error ``empty``."""
    if given in ([], {}, (), ""):
        raise Misfit("empty", "是空的", {})
    return given


def _shown(given: object) -> str:
    """The words as written, for a message; what is not one value is named by its kind."""
    if isinstance(given, dict):
        return "下级各项"
    return "清单" if isinstance(given, list) else str(given)[:40]


def typed(pattern: str, plain: str = "number") -> AsJson:
    """How a value may be typed, for an editor: bare, as a number, or as a text of the pattern."""
    return AsJson({"anyOf": [{"type": plain}, {"type": "string", "pattern": pattern}]})


Amount = Annotated[Decimal, Before(number), typed(r"^[-+]?[0-9]{1,20}(\.[0-9]{1,12})?$")]
Count = Annotated[int, Before(_whole), typed(r"^\+?(0|[1-9][0-9]{0,19})(\.0{1,12})?$", "integer")]
Day = Annotated[
    date,
    Before(_day),
    AsJson({"type": "string", "pattern": "^[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?$"}),
]
YesNo = Annotated[bool, Before(_yes), AsJson({"enum": ["是", "否"]})]
Line = Annotated[str, Before(some)]
Texts = tuple[Line, ...]
