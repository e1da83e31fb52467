"""改动: which paragraphs of a text differ from those of another."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

__all__ = ["edits", "shown"]


def edits(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The paragraphs that differ, as they were and as they are; empty where one is new or gone."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(
        pair
        for kind, i, k, m, n in matcher.get_opcodes()
        if kind != "equal"
        for pair in zip_longest(before[i:k], after[m:n], fillvalue="")
    )


_LONGEST = 24
_LEAD = 6


def shown(edit: tuple[str, str]) -> str:
    """An edit in words, cut to where it begins: 「…原文…」→「…现文…」."""
    before, after = edit
    same = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), None)
    start = max(0, (min(len(before), len(after)) if same is None else same) - _LEAD)
    return "→".join(_cut(text, start) for text in edit)


def _cut(text: str, start: int) -> str:
    if not text:
        return "（没有）"
    piece = text[start : start + _LONGEST]
    lead, tail = "…" if start else "", "…" if start + len(piece) < len(text) else ""
    return f"「{lead}{piece}{tail}」"
