"""印得对: whether a change of the data prints what it was meant to, in the report made with it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.narrative import Block, Manuscript
from generator.pullback.lines import Line, is_rule, line, row
from generator.source import Change, Put

__all__ = ["prints"]

_FIGURE = "\x00"
_NOT_PRINTED = frozenset(["评分"])


def prints(change: Change, manuscript: Manuscript) -> bool:
    """Each line of the text prints its own paragraph, with no sign read otherwise than meant."""
    if not isinstance(change, Put) or not isinstance(change.value, str):
        return True
    if change.path[0] in _NOT_PRINTED:
        return True
    wanted, form = list(_wanted(change.value)), _form(change.path)
    printed: dict[tuple[str | int, ...], list[str]] = {}
    for block in manuscript.paragraphs():
        if _form(block.path) == form:
            printed.setdefault(block.path, []).append(_literal(block))
    return any(_says(texts, wanted) for texts in printed.values()) or not wanted


def _form(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """A path without the numbers of its entries, which other changes may have shifted."""
    return tuple("" if isinstance(step, int) else step for step in path)


def _says(texts: list[str], wanted: list[str]) -> bool:
    once = texts[: len(wanted)]
    return len(once) == len(wanted) and all(w in t for w, t in zip(wanted, once, strict=True))


def _literal(block: Block) -> str:
    return "".join(_FIGURE if span.source else span.text for span in block.spans)


def _wanted(text: str) -> Iterator[str]:
    lines = text.split("\n")
    for number, each in enumerate(lines):
        if is_rule(each) and number and lines[number - 1].lstrip().startswith("|"):
            continue
        if each.lstrip().startswith("|"):
            yield from (_signs(cell).strip(" \u3000") for cell in row(each, iter(())))
        elif each.strip(" \u3000"):
            yield _signs(line(each, iter(())))


def _signs(of: Line) -> str:
    return "".join(_FIGURE if atom.expression else atom.printed for atom in of.atoms)
