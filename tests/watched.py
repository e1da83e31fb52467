"""A process of ``jixiao watch`` in a workspace, its words read as they come."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).parents[1]


class Watching:
    """``jixiao watch`` as long as the block runs; what it says is read step by step."""

    def __init__(self, root: Path, *words: str) -> None:
        self.root = root
        self._log = root.parent / f"{root.name}.log"
        self._told = 0
        environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}  # fmt: skip
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "generator", "watch", *words],
                cwd=root, env=environment, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def __enter__(self) -> Watching:
        self.until("正在守候", seconds=30)
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def until(self, words: str, seconds: float = 10) -> str:
        """What was said since, as soon as these words are in it."""
        wait(lambda: words in self._new(), seconds, lambda: f"{words!r} not in {self._new()!r}")
        said = self._new()
        end = said.index("\n", said.index(words)) + 1 if "\n" in said else len(said)
        self._told += end
        return said[:end]

    def silent(self, seconds: float = 0.8) -> bool:
        """Nothing more is said for a while."""
        time.sleep(seconds)
        return self._new() == ""

    def interrupted(self) -> int:
        """Ctrl+C, and the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=10)

    def _new(self) -> str:
        return self._log.read_text(encoding="utf-8")[self._told :]


def wait(met: Callable[[], bool], seconds: float, why: Callable[[], str] = str) -> float:
    """Seconds until the condition was met; an AssertionError when it is not in time."""
    start = time.perf_counter()
    while not met():
        assert time.perf_counter() - start < seconds, why()
        time.sleep(0.002)
    return time.perf_counter() - start
