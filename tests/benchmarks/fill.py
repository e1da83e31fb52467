"""The fill stage, warm: ours against docxtpl and docxtemplater, with the text once, ×10 and ×100.

Ours fills the shipped template (styles by kind, tables, merged cells,
charts, marks), and as the others do the same template written as loops over plain paragraphs.  The
last result of each engine is read through; its paragraphs are counted.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import opponents
from timing import Act, in_turn, machine, milliseconds, ratios, show, spread

from generator import template, workspace
from generator.generate import Examined, examine

UNIT = Path(__file__).parents[2] / "data" / "units" / "wanghuzhai-2021"
OURS, LOOPED = "本程序", "本程序，循环写法"
SIZES = {1: 25, 10: 11, 100: 5}
"""How many rounds for so many times the text."""


def acts(examined: Examined, folder: Path) -> dict[str, Act]:
    """Each engine on the same values."""
    form, manuscript, pictures = examined.inputs.looks, examined.manuscript, examined.pictures
    values, loops = opponents.values(manuscript, form), opponents.looped(form)
    plain = replace(manuscript, parts={}, fields=values)
    engines: dict[str, Act] = {
        OURS: lambda: template.fill(form, manuscript, pictures),
        LOOPED: lambda: template.fill(loops, plain),
        "docxtpl": lambda: opponents.docxtpl(loops, values),
    }
    if opponents.has_docxtemplater():
        engines["docxtemplater"] = opponents.Docxtemplater(
            opponents.sectioned(loops), values, folder
        )
    return engines


def measured(times: int, rounds: int) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        unit = opponents.grown(UNIT, folder, times)
        engines = acts(examine(unit, workspace.of(unit), lambda step: None), folder)
        taken = in_turn(engines, rounds, unmeasured=3)
        made = {key: opponents.paragraphs(_docx(act)) for key, act in engines.items()}
    return [
        [
            f"×{times}",
            key,
            str(made[key]),
            milliseconds(each),
            spread(ratios(each, taken[OURS])),
            spread(ratios(each, taken[LOOPED])),
        ]
        for key, each in taken.items()
    ]


def _docx(act: Act) -> bytes:
    made = act.close() if isinstance(act, opponents.Docxtemplater) else act()
    assert isinstance(made, bytes)
    return made


def main() -> None:
    rows = [row for times, rounds in SIZES.items() for row in measured(times, rounds)]
    header = ("正文", "程序", "段落数", "毫秒", f"是“{OURS}”的几倍", f"是“{LOOPED}”的几倍")
    show(f"填模板（{machine()}）", header, rows)
    if not opponents.has_docxtemplater():
        sys.stdout.write("\n没有 node 或 docxtemplater，没有与它比较。\n")


if __name__ == "__main__":
    main()
