"""备好: ``python -m generator.ready``: the last step of an installation, so that no run is the first.

The shipped example is made in a folder that goes away again, by the program as a user runs it: what
that compiles, keeps and binds is there from then on, beside the program or, where that can't be
written, in the user's cache.  What the cache is left of the example itself is small, two entries,
and goes as all that is old there goes.  Nobody needs this step; where it can't be done, one line
says so, and the first runs take the time instead.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from generator import workspace
from generator.findings import Refused

__all__ = ["ready"]

_RUNS = (True, False, True)  # with a change or none: the first prepares, the others are bound
_LONGEST = 300  # seconds
_LEFT_OUT = "程序没有备好，这一步就省去了：不影响使用，只是第一次运行会慢一些。\n"


def ready() -> bool:
    """Make the example; whether that went well.  Nothing stays of it but what its runs keep."""
    try:
        with tempfile.TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True) as folder:
            space = workspace.lay_out(Path(folder) / "workspace")
            return all(_made(space, change) for change in _RUNS)
    except (OSError, Refused, subprocess.SubprocessError):
        return False


def _made(space: workspace.Workspace, change: bool) -> bool:
    """A run, after a change or not; whether it went well."""
    unit = space.units()[0]
    if change:
        file = workspace.data_files(unit)[0]
        file.write_bytes(file.read_bytes() + b"\n")
    run = subprocess.run(
        [sys.executable, "-m", "generator", "build", str(unit), "--quiet"],
        cwd=space.root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_LONGEST,
        check=False,
    )
    return run.returncode == 0


if __name__ == "__main__":
    if not ready():
        sys.stderr.write(_LEFT_OUT)
