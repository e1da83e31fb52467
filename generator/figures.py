"""数字写法: how figures, money, percentages, dates and growth are written in official documents.

It knows no report and no rule; it is the only place where a figure is rounded.  Writing follows
GB/T 15835—2011 (出版物上数字用法).  Amounts are in 万元 unless a name says otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

__all__ = [
    "amount", "change", "chinese", "counted", "grown", "long_date", "per_cent", "plain", "points", "quoted",
    "read_number", "rounded",
]  # fmt: skip

_DIGITS = "零一二三四五六七八九"
_MOST_DIGITS = 100
_EXACT = Context(prec=_MOST_DIGITS + 2)


def rounded(value: Decimal, places: int) -> Decimal:
    """The value to so many decimal places, half away from zero (四舍五入).

    A value of more than a hundred digits, which no office has, is given back as it is.
    """
    if value.adjusted() + places > _MOST_DIGITS:
        return value
    return value.quantize(_last_place(places), ROUND_HALF_UP, _EXACT)


@lru_cache(maxsize=64)
def _last_place(places: int) -> Decimal:
    """One in the last of so many decimal places."""
    return Decimal(1).scaleb(-places)


def plain(value: Decimal | int) -> str:
    """A figure as written by hand: no exponent, no zeros that say nothing (``1739.324899``)."""
    text = str(value)
    if "E" in text:
        text = format(Decimal(value), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def points(value: Decimal | None) -> str:
    """Points (得分) as they stand, rounded where they were scored; an empty text when there are none."""
    return "" if value is None else plain(value)


def per_cent(ratio: Decimal, places: int | None = 2) -> str:
    """A ratio as a percentage: 0.985 becomes ``98.5%``; None keeps every digit."""
    figure = ratio * 100
    return f"{plain(figure if places is None else rounded(figure, places))}%"


def amount(value: Decimal, unit: str = "万元", places: int | None = None) -> str:
    """An amount of 万元 in the unit asked for (元, 万元, 亿元); None keeps every digit given."""
    factor = {"元": Decimal(10000), "万元": Decimal(1), "亿元": Decimal("0.0001")}[unit]
    figure = value * factor
    return f"{plain(figure if places is None else rounded(figure, places))}{unit}"


def grown(now: Decimal, before: Decimal) -> Decimal | None:
    """The rate of growth over an earlier figure; None when that was 0 and no rate exists."""
    return None if before == 0 else (now - before) / abs(before)


def change(now: Decimal, before: Decimal, places: int = 2) -> str:
    """Growth in words: ``增加69.22%``, ``减少5%``, ``持平`` (``基本持平`` where
    the change is too small to print); with no earlier figure ``无可比增幅``."""
    rate = grown(now, before)
    if rate is None:
        return "持平" if now == 0 else "无可比增幅"
    if rounded(rate * 100, places) == 0:
        return "基本持平" if rate else "持平"
    return f"{'增加' if rate > 0 else '减少'}{per_cent(abs(rate), places)}"


def chinese(number: int) -> str:
    """A whole number from 0 to 99999999 in Chinese numerals: 8 八, 10 十, 21 二十一, 105 一百零五.

    Raises ValueError outside that range.
    """
    if not 0 <= number < 10**8:
        raise ValueError(f"中文数字只写 0 至 99999999，这里是 {number}")
    if number >= 10000:
        high, low = divmod(number, 10000)
        gap = "零" if 0 < low < 1000 else ""
        return f"{chinese(high)}万{gap}{_four_digits(low) if low else ''}"
    text = _four_digits(number) if number else "零"
    return text[1:] if text.startswith("一十") else text


def counted(number: int) -> str:
    """A count before its measure word: as :func:`chinese`, but 2 is 两."""
    return "两" if number == 2 else chinese(number)


def _four_digits(number: int) -> str:
    """1 to 9999 with every unit said; a run of zeros inside is one 零."""
    text = ""
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            text += _DIGITS[digit] + unit
        elif text and number and not text.endswith("零"):
            text += "零"
    return text


def quoted(words: str) -> str:
    """Words in quotation marks; those inside become single ones (GB/T 15834—2011 4.8.3)."""
    return f"“{words.replace('“', '‘').replace('”', '’')}”"


def long_date(day: date) -> str:
    """A date as the signature has it: ``2021年12月31日`` (GB/T 9704 7.3.5.4: no leading zeros)."""
    return f"{day.year}年{day.month}月{day.day}日"


_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万]{1,20}")
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(?![0-9,])")
_WRITTEN = re.compile(r"(-?[0-9]{1,20}(?:\.[0-9]{1,12})?)(?:万元|[个人名户次项年分%])?")
_UNITS = {"十": 10, "百": 100, "千": 1000}


@lru_cache(maxsize=4096)
def read_number(text: str) -> str:
    """What number a person most likely meant, in plain digits; empty when that can't be told.

    Reads full-width digits, thousands separators or blanks, a unit that changes nothing behind the
    figure, and Chinese numerals in their proper order.  Two figures side by side are none.
    """
    folded = unicodedata.normalize("NFKC", text)
    if _APART.search(folded) and not _IN_THREES.match(folded):
        return ""
    folded = folded.replace(" ", "")
    folded = re.sub(r"^\+(?=[0-9])", "", folded)
    if _NUMERAL.fullmatch(folded):
        return _numeral(folded)
    if _GROUPED.match(folded):
        folded = folded.replace(",", "")
    match = _WRITTEN.fullmatch(folded)
    return match[1] if match else ""


_APART = re.compile(r"[0-9] +[0-9]")
_IN_THREES = re.compile(r" *[-+]?[0-9]{1,3}(?: [0-9]{3})+(?! ?[0-9])")


def _numeral(text: str) -> str:
    """A Chinese numeral in digits; digits in a row (二〇二一) are read one by one."""
    digits = {c: i for i, c in enumerate(_DIGITS)} | {"〇": 0, "两": 2}
    if len(text) > 1 and all(c in digits for c in text):
        return "".join(str(digits[c]) for c in text)
    total = section = digit = 0
    for c in text:
        if c in digits:
            digit = digits[c]
        elif c == "万":
            total, section, digit = (total + section + digit) * 10000, 0, 0
        else:
            section, digit = section + (digit or 1) * _UNITS[c], 0
    number = total + section + digit
    proper = chinese(number) if number < 10**8 else ""
    spelt = text.replace("两", "二").replace("〇", "零")
    tens = f"一{proper}" if proper.startswith("十") else proper
    return str(number) if spelt in (proper, tens) or proper == f"一{spelt}" else ""
