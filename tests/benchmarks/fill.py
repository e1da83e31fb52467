"""The fill stage, warm: ours against docxtpl and docxtemplater, with the text once, ×10 and ×100.

``--quick`` leaves out ×100.  Ours fills the shipped template (styles by kind, merged cells, charts,
marks); the others print the same paragraphs from the same template written as loops.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import opponents
from timing import Act, in_turn, machine, milliseconds, ratios, show, spread

from generator import template, workspace
from generator.generate import Examined, examine

UNIT = Path(__file__).parents[2] / "data" / "units" / "wanghuzhai-2021"
SIZES = {1: 25, 10: 11, 100: 5}
"""How many rounds for so many times the text."""


def acts(examined: Examined, folder: Path) -> dict[str, Act]:
    """Each engine on the same values; all results are read before anything is measured."""
    form, manuscript, pictures = examined.inputs.looks, examined.manuscript, examined.pictures
    values, loops = opponents.values(manuscript), opponents.looped(form)
    engines: dict[str, Act] = {
        "本程序": lambda: template.fill(form, manuscript, pictures),
        "docxtpl": lambda: opponents.docxtpl(loops, values),
    }
    for act in engines.values():
        opponents.paragraphs(act())
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
        made = {key: opponents.paragraphs(engines[key]()) for key in ("本程序", "docxtpl")}
        if "docxtemplater" in engines:
            last = engines["docxtemplater"]
            assert isinstance(last, opponents.Docxtemplater)
            made["docxtemplater"] = opponents.paragraphs(last.close())
    ours = taken["本程序"]
    return [
        [f"×{times}", key, str(made[key]), milliseconds(each), spread(ratios(each, ours))]
        for key, each in taken.items()
    ]


def main() -> None:
    quick = "--quick" in sys.argv
    rows = [
        row
        for times, rounds in SIZES.items()
        if times < 100 or not quick  # noqa: PLR2004
        for row in measured(times, rounds)
    ]
    header = ("正文", "程序", "段落数", "毫秒", "是本程序的几倍")
    show(f"填模板（{machine()}）", header, rows)
    if not opponents.has_docxtemplater():
        sys.stdout.write("\n没有 node 或 docxtemplater，没有与它比较。\n")


if __name__ == "__main__":
    main()
