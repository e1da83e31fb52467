"""文字写法: how a text is written as a YAML scalar so that the reader gets that very text back.

Plain where that reads back, quoted where it does not, a ``|`` block for several lines, and escapes
in double quotes for what no other way of writing can hold.
"""

from __future__ import annotations

import re

from generator.source.tree import alone, plain

__all__ = ["BREAK", "HEADER", "block_lines", "double", "header_for", "key_text", "one_line"]

BREAK = "\n\r\x85\u2028\u2029"  # what ends a line for the YAML parser
HEADER = re.compile(r"[|>][-+]?[1-9]?[-+]?")
_HOLDABLE = re.compile(
    "[\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def one_line(text: str, style: str | None = None, *, flow: bool = False) -> str:
    """The text on one line, in the given style if that can hold it (``flow``: inside brackets)."""
    if style not in ("'", '"') and _reads_plain(text, flow):
        return text
    if not _HOLDABLE.fullmatch(text):
        return double(text)
    escaped = '"' in text or "\\" in text
    single = style == "'" or (escaped and style != '"')
    return "'" + text.replace("'", "''") + "'" if single else double(text)


def _reads_plain(text: str, flow: bool) -> bool:
    """Whether the bare text reads back wherever a value may stand; full-width blanks are too."""
    if text != text.strip() or not text or not _HOLDABLE.fullmatch(text):
        return False
    sample = f"a: [{text}, {{b: {text}}}]\n" if flow else f"a: {text} #\nb:\n  - {text} #\n"
    expected = {"a": [text, {"b": text}]} if flow else {"a": text, "b": [text]}
    tree = alone(sample)
    return tree is not None and plain(tree) == expected


def key_text(text: str, *, flow: bool = False) -> str:
    """The text as a key."""
    tree = alone(f"{{{text}: a}}\n" if flow else f"{text}: a\n")
    reads = tree is not None and plain(tree) == {text: "a"}
    bare = reads and text == text.strip() and _HOLDABLE.fullmatch(text)
    return text if bare else double(text)


def double(text: str) -> str:
    """The text in double quotes, with escapes; holds every text."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES or _HOLDABLE.fullmatch(char):
        return _ESCAPES.get(char, char)
    return f"\\x{ord(char):02X}" if ord(char) < 256 else f"\\u{ord(char):04X}"


def block_lines(text: str, header: str) -> list[str] | None:
    """The lines of the text under a ``|`` header; None when such a block cannot hold it."""
    lines = text.removesuffix("\n").split("\n") if text else []
    if not _HOLDABLE.fullmatch("".join(lines)):
        return None
    first = next(filter(None, lines), "")
    measured = any(char.isdecimal() for char in header) or first[:1] not in (" ", "\t")
    lasts = "+" in header or not lines or lines[-1].strip()
    return lines if measured and lasts else None


def header_for(text: str, header: str) -> str:
    """The header, with another chomping when the text would lose or gain its last newline."""
    held = "-" not in header if text.endswith("\n") else "-" in header
    if held or not text:
        return header
    digits = "".join(filter(str.isdecimal, header))
    return header[0] + digits + ("" if text.endswith("\n") else "-")
