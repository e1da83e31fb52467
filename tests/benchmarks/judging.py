"""How long the example takes once everything is loaded: read, score, check, assemble, proofread."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generator import checks, narrative, proofread, scoring, workspace
from generator.generate import inputs
from generator.generate.texts import of_manuscript

UNIT = Path(__file__).parents[2] / "data" / "units" / "wanghuzhai-2021"
RUNS = 9


def milliseconds(act: Callable[[], Any]) -> float:
    """The median of several runs, the first of which is not counted."""
    taken = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[1:])


def main() -> None:
    given = inputs.read(UNIT, workspace.of(UNIT))
    report, rubric = given.report.value, given.rubric.value
    rules = [each.value for each in given.rules]
    card = scoring.score(report, rubric)
    manuscript = narrative.assemble(report, rubric, card, given.texts)
    passages = list(of_manuscript(manuscript))
    steps: dict[str, Callable[[], Any]] = {
        "read": lambda: inputs.read(UNIT, workspace.of(UNIT)),
        "score": lambda: scoring.score(report, rubric),
        "check": lambda: checks.check(report, rubric, card, rules),
        "assemble": lambda: narrative.assemble(report, rubric, card, given.texts),
        "proofread": lambda: proofread.proofread(passages, report.unit.year),
    }
    for name, act in steps.items():
        sys.stdout.write(f"{name:12}{milliseconds(act):8.1f} ms\n")
    for times in (1, 10, 100):
        took = milliseconds(lambda n=times: proofread.proofread(passages * n))  # type: ignore[misc]
        sys.stdout.write(f"proofread ×{times:<4}{took:8.1f} ms\n")


if __name__ == "__main__":
    main()
