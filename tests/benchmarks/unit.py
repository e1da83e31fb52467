"""A whole unit, warm, one figure changed each time: against docxtpl's fill alone, and stage by stage."""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Mapping
from itertools import count, pairwise
from pathlib import Path

import opponents
from timing import Seconds, in_turn, machine, milliseconds, ratios, show, spread

from generator import workspace
from generator.generate import STEPS, Generated, examine, generate

UNIT = Path(__file__).parents[2] / "data" / "units" / "wanghuzhai-2021"
SIZES = {1: 25, 10: 9, 100: 3}
"""How many rounds for so many times the text."""
OURS, THEIRS = "本程序：读入到保存", "docxtpl：只填模板"


class Unit:
    """A unit generated again and again, each time with another figure; the seconds of each step."""

    def __init__(self, unit: Path) -> None:
        self.unit, self.space = unit, workspace.of(unit)
        self.steps: list[Seconds] = []
        self.file = unit / "资产.yaml"
        self.text = self.file.read_text(encoding="utf-8")
        self.figures = count(300)

    def __call__(self) -> float:
        changed = re.sub(r"(固定资产总额: )[\d.']+", rf"\g<1>{next(self.figures)}", self.text)
        self.file.write_text(changed, encoding="utf-8")
        moments: list[float] = []
        made = generate(
            self.unit, self.space, None, lambda step: moments.append(time.perf_counter())
        )
        moments.append(time.perf_counter())
        assert isinstance(made, Generated) and not made.stored.unchanged
        self.steps.append(tuple(b - a for a, b in pairwise(moments)))
        return moments[-1] - moments[0]


def measured(times: int, rounds: int) -> tuple[Mapping[str, Seconds], list[float]]:
    """Both in turn; and of ours the median seconds of each step."""
    with tempfile.TemporaryDirectory() as folder:
        path = opponents.grown(UNIT, Path(folder), times)
        examined = examine(path, workspace.of(path), lambda step: None)
        values, loops = (
            opponents.values(examined.manuscript, examined.inputs.looks),
            opponents.looped(examined.inputs.looks),
        )
        unit = Unit(path)
        taken = in_turn(
            {OURS: unit, THEIRS: lambda: opponents.docxtpl(loops, values)}, rounds, unmeasured=2
        )
    return taken, [statistics.median(each) for each in zip(*unit.steps[2:], strict=True)]


def main() -> None:
    all_measured = {times: measured(times, rounds) for times, rounds in SIZES.items()}
    rows = [
        [f"×{times}", name, milliseconds(each), spread(ratios(taken[THEIRS], each))]
        for times, (taken, _) in all_measured.items()
        for name, each in taken.items()
    ]
    header = ("正文", "做什么", "毫秒", "docxtpl 是它的几倍")
    show(f"整个单位（{machine()}）", header, rows)
    steps = [
        [name, *(f"{1000 * medians[number]:.1f}" for _, medians in all_measured.values())]
        for number, name in enumerate(STEPS)
    ]
    show("各步的毫秒", ("步骤", *(f"正文×{times}" for times in SIZES)), steps)


if __name__ == "__main__":
    main()
