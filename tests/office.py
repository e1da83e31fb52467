"""LibreOffice at the desk of the tests: one process a session, edits in, a stored docx out.

The worker beside (office_worker.py) runs under the system's Python, which alone has ``uno``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

PYTHON = "/usr/bin/python3"
WORKER = Path(__file__).with_name("office_worker.py")
PACKAGE = "python3-uno"
REQUIRED = bool(os.environ.get("JIXIAO_REQUIRE_TOOLS"))

Step = Mapping[str, Any]


def missing() -> str:
    """What keeps LibreOffice from being driven here; empty when nothing does."""
    if shutil.which("soffice") is None:
        return "没有安装 LibreOffice（libreoffice-writer-nogui）"
    if not Path(PYTHON).exists():
        return f"没有 {PYTHON}"
    asked = subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return "" if asked.returncode == 0 else f"没有安装 {PACKAGE}"


def resaved(docx: Path) -> Path:
    """A docx opened and stored again, without UNO: through it, 7.4 breaks down on comments."""
    folder = docx.with_name("另存")
    profile = docx.with_name("profile").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless",
         "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(docx)],
        capture_output=True, check=True,
    )  # fmt: skip
    return folder / docx.name


class Office:
    """LibreOffice, kept open for many documents."""

    def __init__(self) -> None:
        self._worker = subprocess.Popen(
            [PYTHON, str(WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._answer()

    def edit(
        self, source: Path, target: Path, steps: Sequence[Step] = (), author: str = ""
    ) -> None:
        """Open a docx, do the steps (recorded as changes of an author, if one is named), store it."""
        assert self._worker.stdin is not None
        job = {"source": str(source), "target": str(target), "steps": list(steps), "author": author}
        self._worker.stdin.write(json.dumps(job) + "\n")
        self._worker.stdin.flush()
        self._answer()

    def _answer(self) -> None:
        assert self._worker.stdout is not None
        line = self._worker.stdout.readline()
        wrong = json.loads(line)["wrong"] if line else "LibreOffice 没有回答"
        if wrong:
            raise RuntimeError(wrong)

    def close(self) -> None:
        """End the process; it takes LibreOffice with it."""
        assert self._worker.stdin is not None
        self._worker.stdin.write("\n")  # closing alone is no end while another process holds it
        self._worker.stdin.close()
        self._worker.wait()
        assert self._worker.stdout is not None
        self._worker.stdout.close()

    def __enter__(self) -> Office:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
