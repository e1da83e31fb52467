"""The Open XML SDK at the desk of the tests: one process for many files."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

WORKER = Path(__file__).with_name("sdk_worker.mjs")


class Sdk:
    """The validator, kept open: starting it takes a quarter of what judging a file does."""

    def __init__(self, program: str) -> None:
        library = Path(program).resolve().with_name("index.js")
        self._worker = subprocess.Popen(
            ["node", str(WORKER), str(library)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def errors(self, file: Path) -> list[Any]:
        """What it finds wrong with a Word file."""
        assert self._worker.stdin is not None and self._worker.stdout is not None
        self._worker.stdin.write(f"{file}\n")
        self._worker.stdin.flush()
        told = json.loads(self._worker.stdout.readline())
        assert told["ok"] == (not told["errors"])
        found: list[Any] = told["errors"]
        return found

    def close(self) -> None:
        """End the process."""
        self._worker.communicate()
