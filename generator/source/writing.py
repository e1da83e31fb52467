"""新写: a new value as lines of YAML, in the way the text around it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from generator.source.scalars import block_lines, double, header_for, key_text, one_line

__all__ = ["Hand", "Value", "bare", "in_brackets"]

Value: TypeAlias = "str | Mapping[str, Value] | Sequence[Value]"


def bare(value: Value) -> Value:
    """The value as tables and lists of the kind that the reader gives."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: bare(part) for key, part in value.items()}
    return [bare(part) for part in value]


def in_brackets(value: Value) -> str:
    """The value on one line, tables and lists in brackets."""
    if isinstance(value, str):
        return one_line(value, flow=True)
    if isinstance(value, Mapping):
        pairs = (f"{key_text(k, flow=True)}: {in_brackets(v)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    return "[" + ", ".join(map(in_brackets, value)) + "]"


@dataclass(frozen=True, slots=True)
class Hand:
    """How a text is written: its indents; ``careful`` writes texts of several lines in quotes."""

    step: int
    list_step: int
    floor: int = 0  # the least column of the lines of a block
    careful: bool = False

    def scalar(self, text: str, column: int, style: str | None = None) -> tuple[str, list[str]]:
        """What stands behind the key or dash, and the lines below at the column or right of it."""
        if self.careful:
            return double(text), []
        lines = block_lines(text, "|") if "\n" in text else None
        if not lines or not lines[0]:
            return one_line(text, style), []
        indent = " " * max(column, self.floor)
        return header_for(text, "|"), [indent + line if line else "" for line in lines]

    def entry(self, key: str, value: Value, column: int) -> list[str]:
        """A key with its value, the key at the column."""
        below = column + (self.list_step if isinstance(value, list) else self.step)
        head, lines = self.behind(value, below)
        return [" " * column + key_text(key) + ":" + " " * bool(head) + head, *lines]

    def behind(self, value: Value, column: int, style: str | None = None) -> tuple[str, list[str]]:
        """What stands behind a key or dash, and the lines below it, from the column on."""
        if isinstance(value, str):
            return self.scalar(value, column, style)
        return ("", self.lines(value, column)) if value else (in_brackets(value), [])

    def lines(self, value: Value, column: int) -> list[str]:
        """A table or list with its keys or dashes at the column."""
        if isinstance(value, Mapping):
            return [line for k, v in value.items() for line in self.entry(k, v, column)]
        return [line for part in value for line in self.item(part, column)]

    def item(self, value: Value, column: int, gap: int = 1) -> list[str]:
        """A list item with its dash at the column, a table beginning on the line of the dash."""
        dash, inner = " " * column + "-" + " " * gap, column + 1 + gap
        head, lines = self.behind(value, inner)
        return [dash + head, *lines] if head else [dash + lines[0][inner:], *lines[1:]]
