"""行: one line of a text as its writer typed it, and as it prints, sign by sign.

A line is a heading, an item of a list, a row of a table or plain; behind its sign stand atoms: letters,
and expressions with the value they print.  What is written and what is printed can so be told apart,
and a change of what is printed becomes a change of what is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

__all__ = ["Atom", "Line", "broken", "cells", "is_rule", "line", "row", "trimmed", "typed"]

_EXPRESSION = re.compile(r"(?<!\\)\{\{(.*?)\}\}")
_BAR = re.compile(r"(?<!\\)\|")
_OPENS = re.compile(r"(?<!\\)\{\{")
_ESCAPED = r"\*#|｜{-+."
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_SIGN = re.compile(r"(?P<sign>#{1,4} +|\s*(?:[-*+]|\d{1,2}\.) ++(?=.))")
_PICTURE = re.compile(
    r"(?P<sign>[ \u3000]*!\[)(?P<words>[^\]\n]*)(?P<file>\]\([^)\n]*\)[ \u3000]*)"
)
_BLANK = " \u3000"


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest piece of a line (字): as written, as printed, whether bold.

    ``expression``: what is printed was calculated by it; empty for a letter.
    """

    written: str
    printed: str
    bold: bool = False
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text (行): the sign before it with its blanks, its atoms, and the blanks behind.

    Of a picture the atoms are its caption, and its file stands behind them.
    """

    sign: str
    atoms: tuple[Atom, ...]
    behind: str = ""

    @property
    def printed(self) -> str:
        """What it prints, without the number or dash that its sign gives."""
        return "".join(atom.printed for atom in self.atoms)

    @property
    def written(self) -> str:
        """The line as a writer types it."""
        return f"{self.sign}{_marked(self.atoms)}{self.behind}"

    @property
    def kind(self) -> str:
        """``heading``, ``bullet``, ``number``, ``picture`` or empty for a plain line."""
        sign = self.sign.strip(_BLANK)
        return {"": "", "#": "heading", "!": "picture"}.get(
            sign[:1], "number" if sign.endswith(".") else "bullet"
        )


def line(written: str, values: Iterator[str], *, signs: bool = True) -> Line:
    """A line read; ``values``: what its expressions print, in their order.

    An expression for which there is no value prints nothing.  Without ``signs`` it is plain whatever
    it begins with, as in a table's cell.
    """
    picture = _PICTURE.fullmatch(written) if signs else None
    if picture:
        atoms = tuple(_bold(tuple(_atoms(picture["words"], values))))
        return Line(picture["sign"], atoms, picture["file"])
    sign = _SIGN.match(written) if signs else None
    lead = sign[0] if sign else written[: len(written) - len(written.lstrip(_BLANK))]
    rest = written[len(lead) :]
    text = rest.rstrip(_BLANK)
    return Line(lead, tuple(_bold(tuple(_atoms(text, values)))), rest[len(text) :])


def row(written: str, values: Iterator[str]) -> tuple[Line, ...]:
    """The cells of a table's line, each a line of its own."""
    return tuple(line(cell, values, signs=False) for cell in cells(written))


def cells(written: str) -> list[str]:
    """The cells of a table's line as written, with their blanks."""
    return _BAR.split(written.strip().removeprefix("|").removesuffix("|"))


def is_rule(written: str) -> bool:
    """The line between a table's header and its body."""
    plain = written.strip()
    return "-" in plain and "|" in plain and set(plain) <= set("|-: ")


def _atoms(text: str, values: Iterator[str]) -> Iterator[Atom]:
    at = 0
    while at < len(text):
        expression = _EXPRESSION.match(text, at)
        if expression:
            yield Atom(expression[0], next(values, ""), False, expression[1].strip())
            at = expression.end()
        elif text[at] == "\\" and text[at + 1 : at + 2] in tuple(_ESCAPED):
            yield Atom(text[at : at + 2], text[at + 1])
            at += 2
        else:
            yield Atom(text[at], text[at])
            at += 1


def _bold(atoms: tuple[Atom, ...]) -> Iterator[Atom]:
    """The atoms with the stars that make bold read; stars written otherwise stay letters."""
    masked = "".join(a.written if len(a.written) == 1 else "\x0e" for a in atoms)
    at = 0
    for found in _BOLD.finditer(masked):
        yield from atoms[at : found.start()]
        yield from (replace(a, bold=True) for a in atoms[found.start(1) : found.end(1)])
        at = found.end()
    yield from atoms[at:]


def _marked(atoms: Iterable[Atom]) -> str:
    """Atoms as written, with stars where bold begins and ends."""
    out, bold = "", False
    for atom in atoms:
        if atom.bold != bold:
            out += "**"
            bold = atom.bold
        out += atom.written
    return f"{out}**" if bold else out


def typed(sign: str, atoms: Sequence[Atom], behind: str = "", *, signs: bool = True) -> Line | None:
    """A line of these atoms that reads back to just them; None when no way of writing it does.

    Letters that would be taken for signs are escaped, as few as are needed.
    """
    ways = (lambda a: a, _guarded_if_new, _guarded)
    for way in ways:
        made = Line(sign, tuple(map(way, atoms)), behind)
        values = iter([a.printed for a in atoms if a.expression])
        if _same(line(made.written, values, signs=signs), made) and not _misread(made, signs=signs):
            return made
    return None


def broken(atoms: Sequence[Atom]) -> list[list[Atom]]:
    """Atoms line by line."""
    parts: list[list[Atom]] = [[]]
    for atom in atoms:
        if atom.printed == "\n" and not atom.expression:
            parts.append([])
        else:
            parts[-1].append(atom)
    return parts


def trimmed(atoms: Sequence[Atom]) -> list[Atom]:
    """Atoms without blanks at either end, which print nothing."""
    kept = list(atoms)
    while kept and kept[0].printed in tuple(_BLANK):
        kept.pop(0)
    while kept and kept[-1].printed in tuple(_BLANK):
        kept.pop()
    return kept


def _misread(made: Line, *, signs: bool) -> bool:
    """Read as a table's row, the end of a cell, a second sign, or the beginning of an expression."""
    plain = _EXPRESSION.sub("", made.written)
    barred = plain.lstrip().startswith(("|", "｜")) if signs else bool(_BAR.search(plain))
    again = signs and bool(_SIGN.match(plain[len(made.sign) :]))
    return barred or again or bool(_OPENS.search(plain))


def _same(one: Line, other: Line) -> bool:
    return (one.sign, one.behind, *_looks(one)) == (other.sign, other.behind, *_looks(other))


def _looks(of: Line) -> Iterator[tuple[str, bool, str]]:
    """What prints, letter by letter, with its look and origin."""
    return ((a.printed, a.bold, a.expression) for a in of.atoms)


def _guarded_if_new(atom: Atom) -> Atom:
    """Stars, braces and bars are the signs met inside a line."""
    return _guarded(atom) if atom.printed in tuple("*{|｜\\") else atom


def _guarded(atom: Atom) -> Atom:
    if atom.expression or len(atom.written) > 1 or atom.printed not in tuple(_ESCAPED):
        return atom
    return replace(atom, written=f"\\{atom.printed}")
