"""How near a rebuilt report comes to the old one: its text and its scoring table, measured.

Run as ``python tests/measure_import.py 报告.docx report.txt table.json``; the text has a paragraph a
line, the table a list ``rows`` of indicator, points, explanation, standard, score, and ``total``.
Read by python-docx alone, so that nothing of the generator judges itself.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn


@dataclass(frozen=True, slots=True)
class Measured:
    """How much of the old text stands in the new one, in order; ``lost``, ``added``: paragraphs."""

    paragraphs: tuple[int, int]
    characters: tuple[int, int]
    numbers: tuple[int, int]
    lost: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def percent(self) -> float:
        same, all_ = self.characters
        return 100 * same / all_ if all_ else 100.0


def bare(text: str) -> str:
    """A text without any blank."""
    return re.sub(r"\s", "", text)


def paragraphs(path: Path) -> list[str]:
    """The paragraphs of a docx outside of tables, those left blank gone."""
    body = docx.Document(str(path)).element.body
    texts = (_text(each) for each in body if each.tag == qn("w:p"))
    return [text for text in texts if text]


def _text(element: Any) -> str:
    return bare("".join(each.text or "" for each in element.iter(qn("w:t"))))


def largest_table(path: Path) -> list[list[str]]:
    """The cells of the longest table of a docx, row by row, as they stand in the file."""
    tables = docx.Document(str(path)).tables
    longest = max(tables, key=lambda table: len(table._tbl.tr_lst))
    return [[_text(cell) for cell in row.tc_lst] for row in longest._tbl.tr_lst]


def measured(old: Sequence[str], new: Sequence[str]) -> Measured:
    """The old paragraphs against the new ones."""
    before, after = "".join(old), "".join(new)
    changes = [op for op in _matcher(old, new).get_opcodes() if op[0] != "equal"]
    return Measured(
        (_same(old, new), len(old)),
        (_same(before, after), len(before)),
        (_same(_numbers(before), _numbers(after)), len(_numbers(before))),
        tuple(text for _, a, b, _, _ in changes for text in old[a:b]),
        tuple(text for _, _, _, a, b in changes for text in new[a:b]),
    )


def _matcher(old: Sequence[str], new: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, old, new, autojunk=False)


def _same(old: Sequence[str], new: Sequence[str]) -> int:
    return sum(block.size for block in _matcher(old, new).get_matching_blocks())


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", text)


def cells(table: Sequence[Sequence[str]], wanted: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The cells of a scoring table that should be and that are, in order."""
    rows = [row for row in table if any(re.search(r"（[\d.]+分）", cell) for cell in row)]
    for i, each in enumerate(wanted["rows"]):
        should = [
            f"{each['indicator']}（{each['points']}分）",
            "".join(each["explanation"]),
            "".join(each["standard"]),
            str(each["score"]),
        ]
        row = rows[i][-len(should) :] if i < len(rows) else [""] * len(should)
        yield from zip(map(bare, should), row, strict=True)


def told(report: Path, text: Path, table: Path) -> Iterator[str]:
    """The whole measure, line by line."""
    old = [bare(line) for line in text.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = measured(old, paragraphs(report))
    yield f"paragraphs equal in order: {found.paragraphs[0]} of {found.paragraphs[1]}"
    yield from (f"  - {each[:80]}" for each in found.lost)
    yield from (f"  + {each[:80]}" for each in found.added)
    yield f"characters in order: {found.percent:.3f} % of {found.characters[1]}"
    yield f"numbers identical: {found.numbers[0]} of {found.numbers[1]}"
    wanted, rows = json.loads(table.read_text(encoding="utf-8")), largest_table(report)
    compared = list(cells(rows, wanted))
    differing = [f"  {a[:60]} | {b[:60]}" for a, b in compared if a != b]
    yield f"cells different: {len(differing)} of {len(compared)}"
    yield from differing
    total = next((row[-1] for row in rows if any("总分" in cell for cell in row)), "none")
    yield f"total: {total}, wanted {wanted.get('total', 'unknown')}"


if __name__ == "__main__":
    sys.stdout.write("\n".join([*told(*map(Path, sys.argv[1:4])), ""]))
