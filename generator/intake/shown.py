"""数字格式: a figure as the number format of its cell shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from generator.figures import plain, rounded

__all__ = ["shown"]

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<pad>[_*].)|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]'
    r"|\[(?P<told>[^\]]*)\]|(?P<general>General|G/通用格式)"
    r"|(?P<digits>[#0?][#0?,]*(?:\.[#0?]*,*)?|\.[#0?]+)|(?P<sign>.)",
    re.DOTALL | re.IGNORECASE,
)
_SECTION = re.compile(r'(?:"[^"]*"|\\.|[_*].|\[[^\]]*\]|[^;])+|(?<=;)(?=;|$)', re.DOTALL)
_COLOUR = re.compile(
    r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|[黑蓝青绿红白黄]色|洋红|颜色 ?\d+",
    re.IGNORECASE,
)
_DASHES = re.compile(r"[-—–－\s]+")


def shown(value: Decimal, number_format: str) -> str:
    """The figure in the digits and words of the format; plain where the format says something else.

    Dates, fractions, exponents, conditions and Chinese numerals are no matter of points and ratios.
    A 0 that is shown as a mere dash stays 0.
    """
    section, figure = _chosen(value, _SECTION.findall(number_format) or [""])
    pieces = list(_PIECE.finditer(section))
    if not all(map(_known, pieces)) or sum(map(_holds_figure, pieces)) > 1:
        return plain(value)
    figure *= 100 ** sum(piece["sign"] == "%" for piece in pieces)
    minus = "-" if figure < 0 else ""
    text = minus + "".join(_said(piece, abs(figure)) for piece in pieces).strip()
    return plain(value) if _DASHES.fullmatch(text) else text


def _chosen(value: Decimal, sections: Sequence[str]) -> tuple[str, Decimal]:
    """The section that a figure falls under, and what it shows of it: a section for minus has its own sign."""
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    return sections[2] if value == 0 and len(sections) > 2 else sections[0], value


def _known(piece: re.Match[str]) -> bool:
    if piece["told"] is not None:
        return bool(_COLOUR.fullmatch(piece["told"]))
    return not re.fullmatch("[A-Za-z@/]", piece["sign"] or "")


def _holds_figure(piece: re.Match[str]) -> bool:
    return bool(piece["digits"] or piece["general"])


def _said(piece: re.Match[str], figure: Decimal) -> str:
    if piece["digits"]:
        return _in_digits(figure, piece["digits"])
    if piece["general"]:
        return plain(figure)
    return piece["quoted"] or piece["escaped"] or piece["currency"] or piece["sign"] or ""


def _in_digits(figure: Decimal, form: str) -> str:
    """As many digits as the form has places for: 0 prints always, # and ? only what is there."""
    body = form.rstrip(",")
    scaled = figure / 1000 ** (len(form) - len(body))
    before, _, after = body.partition(".")
    whole, _, rest = f"{rounded(scaled, len(after)):f}".partition(".")
    rest = rest.rstrip("0").ljust(len(after[: after.rfind("0") + 1]), "0")
    whole = whole.lstrip("0").rjust(before.count("0"), "0")
    if "," in before:
        whole = f"{int(whole or 0):,}" if before.count("0") <= 1 else whole
    return f"{whole}.{rest}" if rest else whole
