"""改表: what was changed in a table of running text, as changes of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from generator.pullback.alignment import Item, aligned, paragraphs
from generator.pullback.changes import laid
from generator.pullback.drafts import Drafts
from generator.pullback.lines import Atom, is_rule, row, typed
from generator.pullback.signs import stripped
from generator.pullback.threeway import Op
from generator.readback import Cell, Paragraph, Rows

__all__ = ["drafted", "fresh"]

Row = tuple[Cell, ...]


def drafted(drafts: Drafts, lines: Sequence[str], at: Sequence[int], old: Item, new: Item) -> None:
    """Draft the changes of a table; ``at``: the line of each of its old rows."""
    before, now = old.content, new.content
    assert not isinstance(before, Paragraph) and not isinstance(now, Paragraph)
    by = drafts.sheets.by(*paragraphs(new))
    if any(len(cells) != len(before[0]) for cells in now):
        drafts.refuse("table-reshaped", at[0], (_shown(before[0]), _shown(now[0])), by)
        return
    last = -1
    for match in aligned(_rows(before), _rows(now)):
        if match.old is not None and (match.new is None or match.moved):
            kind = "移" if match.moved else "删"
            drafts.change(Op(at[match.old], (), _shown(before[match.old]), "", False, kind), by)
        if match.new is not None and (match.old is None or match.moved):
            line = _row(now[match.new])
            behind = _behind(lines, at[last] if last >= 0 else at[0])
            own = drafts.sheets.by(*(p for cell in now[match.new] for p in cell.paragraphs))
            drafts.change(Op(behind, (line,), "", _shown(now[match.new]), True, "增"), own)
        elif match.new is not None and match.old is not None:
            last = match.old
            _edited(drafts, (at[last], lines[at[last]]), before[last], now[match.new])


def fresh(rows: Rows) -> list[str]:
    """The lines of a table that is new."""
    head, *others = (_row(cells) for cells in rows)
    return [head, "|" + " --- |" * len(rows[0]), *others]


def _rows(rows: Rows) -> list[Item]:
    return [Item((cells,), "\x01".join(c.text for c in cells), frozenset()) for cells in rows]


def _behind(lines: Sequence[str], at: int) -> int:
    """What comes behind the header comes behind the rule below it too."""
    return at + 1 if at + 1 < len(lines) and is_rule(lines[at + 1]) else at


def _row(cells: Row) -> str:
    atoms = (
        [Atom(s, s, r.bold) for p in c.paragraphs for r in p.runs for s in r.text] for c in cells
    )
    written = (typed("", _on_one_line(each), signs=False) for each in atoms)
    return "| " + " | ".join("" if each is None else each.written for each in written) + " |"


def _on_one_line(atoms: Sequence[Atom]) -> list[Atom]:
    """A cell of running text has one line."""
    return [atom for atom in atoms if atom.printed != "\n"]


def _edited(drafts: Drafts, was: tuple[int, str], old: Row, new: Row) -> None:
    at, whole = was
    by = drafts.sheets.by(*(p for cell in new for p in cell.paragraphs))
    values = chain.from_iterable(drafts.sheets.values(p) for cell in old for p in cell.paragraphs)
    written: list[str] = []
    for cell, before, now in zip(row(whole, values), old, new, strict=True):
        runs = stripped([run for p in now.paragraphs for run in p.runs])
        atoms, touched = laid(cell.atoms, runs) if before.text != now.text else (cell.atoms, [])
        if not atoms:
            written.append(f"{cell.sign}{cell.behind}" or " ")
            continue
        made = typed(cell.sign, _on_one_line(atoms), cell.behind, signs=False)
        drafts.tell(touched, at, (before.text, now.text), by)
        written.append(cell.written if made is None else made.written)
    lead = whole[: len(whole) - len(whole.lstrip().removeprefix("|"))]
    behind = whole[len(whole.rstrip().removesuffix("|")) :]
    line = f"{lead}{'|'.join(written)}{behind}"
    if line != whole:
        drafts.change(Op(at, (line,), _shown(old), _shown(new)), by)


def _shown(cells: Row) -> str:
    return "｜".join(cell.text.replace("\n", " ") for cell in cells)
