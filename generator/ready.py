"""备好: ``python -m generator.ready``: the last step of an installation, so that no run is the first.

The shipped example is made in a folder that goes away again, by the program as a user runs it: what
that compiles, keeps and binds beside itself is there from then on.  Nobody needs this step; where it
can't be done, the first runs take the time instead.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from generator import workspace
from generator.findings import Refused

__all__ = ["ready"]

_RUNS = (True, False, True)  # with a change or none: the first prepares, the others are bound
_LONGEST = 300  # seconds


def ready() -> bool:
    """Make the example; whether that went well.  Nothing stays of it but what a run keeps."""
    try:
        with tempfile.TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True) as folder:
            space = workspace.lay_out(Path(folder) / "workspace")
            return all(_made(space, Path(folder) / "cache", change) for change in _RUNS)
    except (OSError, Refused, subprocess.SubprocessError):
        return False


def _made(space: workspace.Workspace, cache: Path, change: bool) -> bool:
    """A run, after a change or not; whether it went well."""
    unit = space.units()[0]
    if change:
        file = workspace.data_files(unit)[0]
        file.write_bytes(file.read_bytes() + b"\n")
    run = subprocess.run(
        [sys.executable, "-m", "generator", "build", str(unit), "--quiet"],
        cwd=space.root,
        env={**os.environ, "JIXIAO_CACHE": str(cache)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_LONGEST,
        check=False,
    )
    return run.returncode == 0


if __name__ == "__main__":
    ready()
