"""Acts measured in turn, so that whatever slows the machine slows them all; ratios pair by pair.

A round runs every act once; the first rounds are not counted.  What is printed is the median and, in
brackets, the middle half (from the lower to the upper quartile).
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Act = Callable[[], Any]
Seconds = tuple[float, ...]


def seconds(act: Act) -> float:
    """How long an act takes; an act that measures itself gives its seconds as a float."""
    start = time.perf_counter()
    told = act()
    took = time.perf_counter() - start
    return told if isinstance(told, float) else took


def in_turn(acts: Mapping[str, Act], rounds: int, unmeasured: int = 1) -> dict[str, Seconds]:
    """The seconds of each act, round by round."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(rounds + unmeasured):
        for name, act in acts.items():
            took = seconds(act)
            if number >= unmeasured:
                taken[name].append(took)
    return {name: tuple(each) for name, each in taken.items()}


def ratios(these: Seconds, those: Seconds) -> Seconds:
    """Round by round, how many times as long these took as those."""
    return tuple(a / b for a, b in zip(these, those, strict=True))


def milliseconds(values: Iterable[float]) -> str:
    """``12.3 (12.1–13.0)`` of seconds."""
    return spread([1000 * value for value in values])


def spread(values: Sequence[float]) -> str:
    """Median and middle half, with three figures that count."""
    if len(values) < 2:
        return _figure(values[0])
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{_figure(middle)} ({_figure(low)}–{_figure(high)})"


def _figure(value: float) -> str:
    places = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:.{places}f}"


def show(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table in Markdown, as the README beside this file has it."""
    lines = [header, ["---"] * len(header), *rows]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    sys.stdout.write(f"\n**{title}**\n\n{table}")
    sys.stdout.flush()


def machine() -> str:
    """The machine in general terms."""
    cores = os.cpu_count() or 1
    system = platform.system()
    return f"{cores} 核，{system}，Python {platform.python_version()}（{platform.machine()}）"
