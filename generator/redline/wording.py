"""字句: how the words of a paragraph have changed, so that a person can read it.

Numbers and Latin words change as a whole; a few characters between two changes are part of the
change; where little is left of a text it is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from generator.redline.normal import Atom, is_mark, text_of

__all__ = ["Pair", "compared", "sign_of"]

Pair = tuple[Atom | None, Atom | None]
"""An atom before and after; one of them None when it came or went."""

_TOKEN = re.compile(r"\d+(?:[.,，]\d+)*[%％‰]?|[A-Za-z]+|.", re.DOTALL)
_LITTLE = 0.3


def sign_of(pair: Pair) -> str:
    """``=`` as it was, ``~`` looks otherwise, ``-`` went, ``+`` came."""
    old, new = pair
    if old is None or new is None:
        return "+" if old is None else "-"
    return "=" if old.look == new.look else "~"


def compared(old: Sequence[Atom], new: Sequence[Atom]) -> list[Pair]:
    """The two texts atom by atom.  When both end in a mark, these two marks are one."""
    ends = bool(old and new and is_mark(old[-1]) and is_mark(new[-1]))
    if ends:
        return [*_compared(old[:-1], new[:-1]), (old[-1], new[-1])]
    return _compared(old, new)


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch that is the same on both sides, or has changed; bounds in tokens."""

    same: bool
    old: tuple[int, int]
    new: tuple[int, int]

    @property
    def longest(self) -> int:
        return max(self.old[1] - self.old[0], self.new[1] - self.new[0])


def _compared(old: Sequence[Atom], new: Sequence[Atom]) -> list[Pair]:
    a, b = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(None, [_key(t) for t in a], [_key(t) for t in b], autojunk=False)
    parts = [_Part(tag == "equal", (i, k), (j, m)) for tag, i, k, j, m in matcher.get_opcodes()]
    pairs: list[Pair] = []
    for part in _readable(parts, a):
        before = [atom for token in a[slice(*part.old)] for atom in token]
        after = [atom for token in b[slice(*part.new)] for atom in token]
        if part.same:
            pairs += zip(before, after, strict=True)
        else:
            pairs += [*((atom, None) for atom in before), *((None, atom) for atom in after)]
    return pairs


def _tokens(atoms: Sequence[Atom]) -> list[Sequence[Atom]]:
    text = text_of(atoms)
    return [atoms[m.start() : m.end()] for m in _TOKEN.finditer(text)]


def _key(token: Sequence[Atom]) -> object:
    return tuple(atom.key for atom in token)


def _readable(parts: Sequence[_Part], tokens: Sequence[Sequence[Atom]]) -> list[_Part]:
    """Changes with too little between them are one change."""
    kept = sum(p.longest for p in parts if p.same)
    little = bool(parts) and kept < _LITTLE * min(parts[-1].old[1], parts[-1].new[1])
    merged = list(parts)
    at = 1
    while at < len(merged) - 1:
        before, part, behind = merged[at - 1 : at + 2]
        if part.same and (little or _island(before, part, behind)) and not _fixed(part, tokens):
            merged[at - 1 : at + 2] = [_joined(before, behind)]
        else:
            at += 1
    return merged


def _island(before: _Part, part: _Part, behind: _Part) -> bool:
    return part.longest <= 1 or (
        part.longest <= 3 and part.longest < min(before.longest, behind.longest)
    )


def _fixed(part: _Part, tokens: Sequence[Sequence[Atom]]) -> bool:
    """Ends of paragraphs and drawings stay what they are."""
    return any(token[0].holds != "piece" or token[0].nodes for token in tokens[slice(*part.old)])


def _joined(before: _Part, behind: _Part) -> _Part:
    return _Part(False, (before.old[0], behind.old[1]), (before.new[0], behind.new[1]))
