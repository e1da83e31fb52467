"""符号: what the characters of symbol fonts show, as ordinary characters."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["symbol"]

_SYMBOL: Mapping[int, str] = {
    0xA3: "≤", 0xA5: "∞", 0xA8: "♦", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×",
    0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xD6: "√", 0xD7: "⋅", 0xE5: "∑",
}  # fmt: skip
_WINGDINGS: Mapping[int, str] = {
    0x4A: "☺", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "❐", 0x71: "❑", 0x72: "❒",
    0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9E: "·", 0x9F: "•", 0xA1: "○",
    0xA7: "▪", 0xA8: "◻", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓",
    0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x80 + i: sign for i, sign in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")},
}  # fmt: skip
_WINGDINGS_2: Mapping[int, str] = {0x50: "✓", 0x52: "☑", 0x53: "☒", 0xA3: "□", 0x97: "●"}
_FONTS: Mapping[str, Mapping[int, str]] = {
    "symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2,
}  # fmt: skip


def symbol(font: str, character: str) -> str:
    """What a character of this font shows; empty when it is of a private area and not known.

    Symbol fonts keep their signs at U+F000 and above (ECMA-376 17.3.3.30).
    """
    code = ord(character)
    signs = _FONTS.get(font.lower(), {})
    if 0xF000 <= code <= 0xF0FF:
        return signs.get(code - 0xF000, "")
    return signs.get(code, "" if 0xE000 <= code <= 0xF8FF else character)
