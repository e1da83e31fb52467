"""改动: what was changed in a printed line, laid on the line as it is written.

Letters may change freely.  An expression stays as it is: when the figure it printed was overwritten,
that is told (:class:`Touched`), as the figure follows from data.  Numbers are compared whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from generator.pullback.lines import Atom
from generator.readback import Run

__all__ = ["Touched", "laid", "likeness"]

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|.", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Touched:
    """A calculated figure that was overwritten (动了计算数): the expression, its value, what it says now.

    ``now`` is empty when that can't be told apart from the words around; then these words are as
    they were.
    """

    expression: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class _Token:
    """A letter or a whole number; ``atoms``: the numbers of the atoms it is printed by."""

    text: str
    bold: bool
    atoms: tuple[int, ...] = ()


def laid(atoms: Sequence[Atom], runs: Sequence[Run]) -> tuple[tuple[Atom, ...], list[Touched]]:
    """The atoms as they must be to print these runs, and the figures that can't be made to."""
    old, new = list(_of_atoms(atoms)), list(_of_runs(runs))
    match = _whole(atoms, old, _matched(old, new))
    out: list[Atom] = []
    touched: list[Touched] = []
    stops = [
        (-1, -1),
        *((i, j) for i, j in enumerate(match) if j is not None),
        (len(old), len(new)),
    ]
    for (before, j), (here, k) in pairwise(stops):
        region, told = _region(atoms, old[before + 1 : here], new[j + 1 : k])
        out += region
        touched += told
        if here < len(old) and (not here or old[here - 1].atoms != old[here].atoms):
            out += (replace(atoms[n], bold=new[k].bold) for n in old[here].atoms)
    return tuple(out), touched


def likeness(one: str, other: str) -> float:
    """How like two texts are, from 0 to 1, letter by letter."""
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > 0.3 else 0.0


def _of_atoms(atoms: Sequence[Atom]) -> Iterator[_Token]:
    """Tokens of the printed text; a number is one token unless an expression prints part of it.

    An expression that prints nothing goes with the letters behind it.
    """
    for figure, group in groupby(enumerate(atoms), lambda each: _kind(*each)):
        numbers = [number for number, _ in group]
        if isinstance(figure, tuple):
            (number,) = numbers
            yield from (
                _Token(t, figure[1], (number,)) for t in _TOKEN.findall(atoms[number].printed)
            )
        else:
            yield from _of_letters(atoms, numbers)


def _kind(number: int, atom: Atom) -> tuple[int, bool] | bool:
    """What keeps atoms together: letters of one look; each expression stands alone."""
    return (number, atom.bold) if atom.expression and atom.printed else atom.bold


def _of_letters(atoms: Sequence[Atom], letters: Sequence[int]) -> Iterator[_Token]:
    printing = [n for n in letters if atoms[n].printed]
    text = "".join(atoms[n].printed for n in printing)
    before = letters[0] if letters else 0
    for found in _TOKEN.finditer(text):
        last = printing[found.end() - 1] + 1 if found.end() < len(printing) else letters[-1] + 1
        yield _Token(found[0], atoms[letters[0]].bold, tuple(range(before, last)))
        before = last


def _of_runs(runs: Sequence[Run]) -> Iterator[_Token]:
    return (_Token(text, run.bold) for run in runs for text in _TOKEN.findall(run.text))


def _matched(old: Sequence[_Token], new: Sequence[_Token]) -> list[int | None]:
    """For each old token the number of the new one that it is now."""
    one, other = [t.text for t in old], [t.text for t in new]
    match: list[int | None] = [None] * len(old)
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    start = min(len(one), len(other)) if start is None else start
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    match[:start] = range(start)
    match[len(one) - end :] = range(len(other) - end, len(other))
    inner = SequenceMatcher(
        None, one[start : len(one) - end], other[start : len(other) - end], autojunk=False
    )
    for block in inner.get_matching_blocks():
        for k in range(block.size):
            match[start + block.a + k] = start + block.b + k
    return match


def _whole(
    atoms: Sequence[Atom], old: Sequence[_Token], match: list[int | None]
) -> list[int | None]:
    """An expression is there still only when all it printed is, in one piece."""
    for number, atom in enumerate(atoms):
        own = [i for i, token in enumerate(old) if atom.expression and token.atoms == (number,)]
        found = [match[i] for i in own]
        first = found[0] if found else None
        if first is None or found != list(range(first, first + len(own))):
            for i in own:
                match[i] = None
    return match


def _region(
    atoms: Sequence[Atom], old: Sequence[_Token], new: Sequence[_Token]
) -> tuple[list[Atom], list[Touched]]:
    """What stands where old tokens gave way to new ones."""
    numbers = list(dict.fromkeys(n for token in old for n in token.atoms))
    figures = [atoms[n] for n in numbers if atoms[n].expression]
    letters = [Atom(sign, sign, token.bold) for token in new for sign in token.text]
    if not figures or not new:
        return letters, []
    text = "".join(a.printed for a in letters)
    spans = _found(figures, text)
    if spans is None and len(figures) == len(numbers) == 1:
        spans = [(0, len(letters))]
    if (
        spans is None
        and not _NUMBER.search(text)
        and all(_NUMBER.search(f.printed) for f in figures)
    ):
        return letters, []  # words without a figure in place of words with figures
    if spans is None:
        return [atoms[n] for n in numbers], [Touched(f.expression, f.printed, "") for f in figures]
    out: list[Atom] = []
    told: list[Touched] = []
    at = 0
    for figure, (start, end) in zip(figures, spans, strict=True):
        now = "".join(a.printed for a in letters[start:end])
        out += [*letters[at:start], figure]
        told += [] if now == figure.printed else [Touched(figure.expression, figure.printed, now)]
        at = end
    return [*out, *letters[at:]], told


def _found(figures: Sequence[Atom], text: str) -> list[tuple[int, int]] | None:
    """Where in a text stand other figures of the same form, in order; None when that is not sure."""
    forms = [f"({_NUMBER.pattern})".join(map(re.escape, _NUMBER.split(f.printed))) for f in figures]
    found = re.fullmatch(
        ".*?".join(["", *(f"(?P<f{i}>{form})" for i, form in enumerate(forms)), ""]), text
    )
    if found is None or len(_NUMBER.findall(text)) != sum(
        len(_NUMBER.findall(f.printed)) for f in figures
    ):
        return None
    return [found.span(f"f{i}") for i in range(len(figures))]
