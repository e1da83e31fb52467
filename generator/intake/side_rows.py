"""备注行: rows of a scoring table that stand beside its indicators: notes, signatures, remarks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.intake.typed import Cell

__all__ = ["is_note", "words_of"]

_NOTE = re.compile(
    r"(?:备?注|注释|说明|填[表报]说明)\d*(?:[:：]|$)"
    r"|(?:填[表报]|审核|复核|经办|联系|(?:单位)?负责)人(?:[（(][^）)]*[）)])?[:：]|评价组(?:成员|组长)?[^。]{0,8}[:：]"
)


def is_note(cells: Sequence[Cell]) -> bool:
    """A note or signatures: by the words it begins with, or as one cell over the whole width."""
    first = next((cell for cell in cells if cell.text), None)
    wide = len(cells) > 1 and len({cell.origin for cell in cells}) == 1
    return first is not None and (wide or bool(_NOTE.match(first.text)))


def words_of(cells: Sequence[Cell]) -> tuple[str, str]:
    """The place of a row and all its words, each merged cell once."""
    said = {cell.origin: cell for cell in cells if cell.text}
    words = " ".join(line for cell in said.values() for line in cell.lines)
    return next(cell.where for cell in said.values()), words
