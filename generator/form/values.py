"""格里的内容: what somebody typed into a cell, as the text that the data would hold, or why it can't be.

A spreadsheet keeps figures as binary fractions, dates as days, and turns words into both; what was
meant is taken only where there is no doubt.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from generator.figures import plain
from generator.form.kinds import Leaf

__all__ = ["FIRST_YEAR", "LAST_YEAR", "Reason", "Typed", "same", "text_of"]

_FIGURE = re.compile(r"[-+]?[0-9]{1,20}(\.[0-9]{1,12})?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
FIRST_YEAR, LAST_YEAR = 2000, 2100
_NOISE_FROM, _KEPT = 15, 12  # a figure of more digits than the first is kept to the second


@dataclass(frozen=True, slots=True)
class Typed:
    """What a cell holds (格里的内容): its value, and whether it is an error, percent, or not worked out."""

    value: Any
    error: bool = False
    percent: bool = False
    unsolved: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a cell can't be taken (缘由): a stable id, the rest of the sentence, and the next step."""

    id: str
    message: str
    hint: str


def text_of(typed: Typed, leaf: Leaf, was: str) -> str | Reason:
    """The text that a cell means; that which was there where it means the same."""
    value = typed.value
    if _is_odd(typed):
        return _odd(typed)
    if isinstance(value, bool):
        return _of_truth(value, leaf)
    if isinstance(value, date):
        return _of_day(value, leaf)
    if isinstance(value, int | float):
        return _of_number(value, typed.percent, leaf, was)
    text = value or ""
    if leaf.choices:
        return text if text in (was, *leaf.choices) else _of_words(text, leaf, was)
    return was if same(text, was) else _of_words(text, leaf, was)


def _is_odd(typed: Typed) -> bool:
    known = typed.value is None or isinstance(typed.value, str | int | float | date)
    return typed.unsolved or typed.error or not known


def _odd(typed: Typed) -> Reason:
    """What a spreadsheet holds that no data can be."""
    if typed.unsolved:
        hint = "请在 Excel 或 WPS 里打开并保存一次，让公式算出结果；或直接填数。"
        return Reason("form-formula", "是公式，文件里没有它算出的结果", hint)
    if typed.error:
        message = f"是“{typed.value}”，公式出错了"
        return Reason("form-error-value", message, "请改正公式，或直接填内容。")
    return Reason("form-not-text", f"是“{typed.value}”（时间）", "请改成文字或数字。")


def same(text: str, was: str) -> bool:
    """Whether two texts say the same but for blanks at the ends of lines and of the text."""
    return text == was or _trimmed(text) == _trimmed(was)


def _trimmed(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _of_truth(value: bool, leaf: Leaf) -> str | Reason:
    word = "是" if value else "否"
    if word in leaf.choices:
        return word
    shown = "TRUE" if value else "FALSE"
    return Reason("form-truth-value", f"是“{shown}”，不是要填的内容", "请重新填写。")


def _of_day(value: date, leaf: Leaf) -> str | Reason:
    day = value.date() if isinstance(value, datetime) else value
    if leaf.kind == "date":
        return _in_our_time(day)
    hint = "请把这格的格式改成“常规”或“文本”，再重新填写。"
    return Reason("form-unexpected-date", f"被表格软件变成了日期 {day.isoformat()}", hint)


def _of_number(value: int | float, percent: bool, leaf: Leaf, was: str) -> str | Reason:
    if _FIGURE.fullmatch(was) and float(was) == value and not percent:
        return was
    text = _digits(value)
    if percent:
        shown = plain(Decimal(text) * 100)
        hint = f"请把这格的格式改成“常规”，再填 {shown} 或 {text}。"
        return Reason("form-percent", f"设成了百分比格式，分不清是 {text} 还是 {shown}", hint)
    if leaf.kind == "date":
        return Reason("form-date-expected", f"写成了“{text}”，应为日期", "例如 2021-12-31。")
    return _of_words(text, leaf, was)


def _digits(value: int | float) -> str:
    """A number without the noise of binary fractions: 0.30000000000000004 is 0.3."""
    exact = Decimal(repr(value))
    if len(exact.as_tuple().digits) > _NOISE_FROM:
        exact = Decimal(f"{value:.{_KEPT}g}")
    return plain(exact)


def _of_words(text: str, leaf: Leaf, was: str) -> str | Reason:
    words = _trimmed(text)
    if leaf.choices:
        return words if words in ("", *leaf.choices) else _not_listed(words, leaf)
    if leaf.kind == "date":
        return _as_day(words)
    if leaf.figure:
        return _as_figure(words, leaf, was)
    ended = was.endswith("\n") or ("\n" in words and "\n" not in was)
    return words + "\n" if words and ended else words


def _not_listed(words: str, leaf: Leaf) -> Reason:
    message = f"写成了“{words[:40]}”，不在可选的词里"
    return Reason("form-not-listed", message, f"请从这些词里选：{'、'.join(leaf.choices)}。")


def _as_day(words: str) -> str | Reason:
    match = _DATE.fullmatch(words)
    try:
        return _in_our_time(date(*map(int, match.groups()))) if match else _no_day(words)
    except ValueError:
        return _no_day(words)


def _in_our_time(day: date) -> str | Reason:
    """A date that a report can bear; a small number in a cell of dates is a day of 1900."""
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day.isoformat()
    message = f"写成了 {day.isoformat()}，不在 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间"
    return Reason("form-out-of-range", message, "请照这样填：2021-12-31。")


def _no_day(words: str) -> str | Reason:
    message = f"写成了“{words[:40]}”，应为日期"
    hint = "请照这样填：2021-12-31。"
    return Reason("form-date-expected", message, hint) if words else ""


def _as_figure(words: str, leaf: Leaf, was: str) -> str | Reason:
    if not _FIGURE.fullmatch(words):
        return _no_figure(words, leaf) if words else ""
    figure = Decimal(words)
    if _FIGURE.fullmatch(was) and figure == Decimal(was):
        return was
    if leaf.kind == "count" and figure != int(figure):
        return Reason("form-count-expected", f"写成了“{words}”，应为整数", "请填整数。")
    beyond = _beyond(figure, leaf)
    if beyond:
        return Reason("form-out-of-range", f"写成了 {words}，{beyond}", "请核对后重填。")
    return plain(figure) if leaf.kind == "count" else words.removeprefix("+")


def _no_figure(words: str, leaf: Leaf) -> Reason:
    """No figure as it stands; with the figure that was meant, where there is no doubt."""
    kind = "整数" if leaf.kind == "count" else "数字"
    narrow = re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", words))
    meant = re.sub(r"(万元|元|人|个|项|次|分)$", "", narrow)
    hint = f"是不是 {meant}？请改成它。" if _FIGURE.fullmatch(meant) else "请只填阿拉伯数字。"
    return Reason("form-number-expected", f"写成了“{words[:40]}”，应为{kind}", hint)


def _beyond(figure: Decimal, leaf: Leaf) -> str:
    if leaf.least is not None and figure < leaf.least:
        return f"不能小于 {plain(leaf.least)}"
    if leaf.most is not None and figure > leaf.most:
        return f"不能大于 {plain(leaf.most)}"
    return ""
