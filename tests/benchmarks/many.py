"""``jixiao batch`` over 10, 100 and 1,000 invented units: time, rate, memory, and whether growth is linear.

``--most N`` stops at N units; ``--workers N`` is handed on.  Growth is linear when each further unit
costs as much among the last as among the first; the start of the program counts in neither.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from many_units import make_units
from timing import machine, show

ROOT = Path(__file__).parents[2]
SIZES = (10, 100, 1000)
PROCESSES = Path("/proc")


@dataclass(slots=True)
class Memory:
    """The most memory that a process and those it started ever held, looked at many times a second."""

    top: int
    own: int = 0
    workers: dict[int, int] = field(default_factory=dict)
    together: int = 0

    def look(self) -> None:
        """Read the peaks as they stand; kilobytes."""
        family = _family(self.top)
        held = {number: _held(number) for number in family}
        self.own = max(self.own, held.pop(self.top)[0])
        for number, (peak, _) in held.items():
            self.workers[number] = max(self.workers.get(number, 0), peak)
        self.together = max(self.together, sum(_held(number)[1] for number in family))


def _family(top: int) -> dict[int, int]:
    """A process and all below it, each with its parent."""
    parents = {
        int(folder.name): _figure(folder / "status", "PPid") for folder in PROCESSES.glob("[0-9]*")
    }
    family = {top: 0}
    for _ in parents:
        below = {
            number: up for number, up in parents.items() if up in family and number not in family
        }
        if not below:
            break
        family |= below
    return family


def _held(number: int) -> tuple[int, int]:
    """Peak and present resident memory of a process; none when it has ended."""
    status = PROCESSES / str(number) / "status"
    return _figure(status, "VmHWM"), _figure(status, "VmRSS")


def _figure(status: Path, key: str) -> int:
    try:
        lines = status.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{key}:")), 0)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a batch: how many units, in how many seconds, with how much memory."""

    count: int
    seconds: float
    memory: Memory


def run(count: int, workers: int) -> Run:
    """One batch in a workspace of its own, with a cache that is empty at first."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_units(folder / "data" / "units", count)
        command = [sys.executable, "-m", "generator", "batch", str(folder / "data" / "units")]
        environment = {**os.environ, "JIXIAO_CACHE": str(folder / "cache")}
        start = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--workers", str(workers)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        memory, ended = Memory(process.pid), threading.Event()
        watcher = threading.Thread(target=_watch, args=(memory, ended))
        watcher.start()
        _, errors = process.communicate()
        took = time.perf_counter() - start
        ended.set()
        watcher.join()
        _complete(folder, count, process.returncode, errors.decode(errors="replace"))
    return Run(count, took, memory)


def _watch(memory: Memory, ended: threading.Event) -> None:
    while PROCESSES.is_dir() and not ended.wait(0.2):
        memory.look()


def _complete(folder: Path, count: int, code: int, errors: str) -> None:
    """Stop when a unit has no report: a batch that leaves units out is not measured."""
    made = len(list((folder / "build").glob("*/第*版/报告.docx")))
    if code or made != count:
        raise SystemExit(f"{count} units gave {made} reports (exit code {code}).\n{errors[-2000:]}")


def linear(runs: list[Run]) -> str:
    """How much dearer a further unit is among the last than among the first."""
    costs = [
        (first.count, last.count, (last.seconds - first.seconds) / (last.count - first.count))
        for first, last in pairwise(runs)
    ]
    told = "、".join(f"{first}→{last} 个每个 {1000 * cost:.0f} 毫秒" for first, last, cost in costs)
    grown = f"，相差 {100 * (costs[-1][2] / costs[0][2] - 1):+.1f}%" if len(costs) > 1 else ""
    return f"每多一个单位：{told}{grown}。"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    runs = [run(count, asked.workers) for count in SIZES if count <= asked.most]
    rows = [
        [
            str(each.count),
            f"{each.seconds:.1f}",
            f"{each.count / each.seconds:.1f}",
            f"{each.memory.own / 1024:.0f}",
            f"{max(each.memory.workers.values(), default=0) / 1024:.0f}",
            f"{each.memory.together / 1024:.0f}",
        ]
        for each in runs
    ]
    header = (
        "单位数",
        "秒",
        "每秒几个",
        "主进程最多占内存（MB）",
        "最大的工作进程（MB）",
        "合起来最多（MB）",
    )
    show(f"批量，{asked.workers} 个进程（{machine()}）", header, rows)
    sys.stdout.write(f"\n{linear(runs)}\n")


if __name__ == "__main__":
    main()
