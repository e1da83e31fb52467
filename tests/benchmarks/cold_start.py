"""``jixiao build`` of the example as a whole process against a bare script, in turn.

The bare script does what a programmer would write in ten minutes: ``yaml.safe_load`` of the very
values the template asks for, then docxtpl's ``render`` and ``save`` on a template written as loops.
It checks nothing, scores nothing, verifies nothing and keeps no version.  Ours runs five ways: a
figure changed since the last report, nothing changed, with an empty cache of the user's, for the first
time ever since it was installed: only the ``.pyc`` files are there, as they are of the script; and for
the first time after an installation that made it ready as the Makefile does.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

import opponents
import yaml
from timing import Act, in_turn, machine, milliseconds, ratios, show, spread

from generator import workspace
from generator.generate import examine

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "data" / "units" / "wanghuzhai-2021"
ROUNDS = 15
BARE = "yaml.safe_load＋docxtpl 的脚本"


class Builds:
    """``jixiao build`` of a copy of the example, each way of being run an act."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.unit = opponents.grown(UNIT, folder, 1)
        self.file = self.unit / "资产.yaml"
        self.text = self.file.read_text(encoding="utf-8")
        self.numbers = count(300)
        self.cache = folder / "cache"

    def changed(self) -> None:
        """A figure was changed since the last report."""
        self._change()
        self._build(self.cache)

    def unchanged(self) -> None:
        """The report stands there already and nothing was changed."""
        self._build(self.cache)

    def first(self) -> None:
        """A figure was changed, and the user's cache is empty."""
        self._change()
        self._build(self.folder / f"cache-{next(self.numbers)}")

    def installed(self) -> float:
        """The program has only just been installed; the seconds without that."""
        return self._first_of(self._installed())

    def ready(self) -> float:
        """The program has been installed and made ready; the seconds without that."""
        program = self._installed()
        _run([sys.executable, "-m", "generator.ready"], {"PYTHONPATH": str(program)}, program)
        return self._first_of(program)

    def _installed(self) -> Path:
        program = self.folder / f"program-{next(self.numbers)}"
        for part in ("generator", "report_templates", "data"):
            shutil.copytree(ROOT / part, program / part, ignore=_kept)
        (program / "build").mkdir()
        return program

    def _first_of(self, program: Path) -> float:
        self._change()
        start = time.perf_counter()
        self._build(program / "cache", program)
        return time.perf_counter() - start

    def _change(self) -> None:
        changed = re.sub(r"(固定资产总额: )[\d.']+", rf"\g<1>{next(self.numbers)}", self.text)
        self.file.write_text(changed, encoding="utf-8")

    def _build(self, cache: Path, program: Path = ROOT) -> None:
        command = [sys.executable, "-m", "generator", "build", str(self.unit), "--quiet"]
        _run(command, {"JIXIAO_CACHE": str(cache), "PYTHONPATH": str(program)}, program)


def _kept(folder: str, names: list[str]) -> list[str]:
    """Of a folder of compiled modules all but those."""
    beside = Path(folder).name == "__pycache__"
    return [name for name in names if beside and not name.endswith(".pyc")]


def _run(command: list[str], also: dict[str, str], folder: Path = ROOT) -> None:
    known = {name: each for name, each in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env={**known, **also})


def acts(folder: Path) -> dict[str, Act]:
    examined = examine(UNIT, workspace.of(UNIT), lambda step: None)
    values, form = folder / "values.yaml", folder / "form.docx"
    values.write_text(
        yaml.safe_dump(
            opponents.values(examined.manuscript, examined.inputs.looks), allow_unicode=True
        ),
        "utf-8",
    )
    form.write_bytes(opponents.looped(examined.inputs.looks))
    script = [
        sys.executable,
        "-c",
        opponents.BARE,
        str(form),
        str(values),
        str(folder / "bare.docx"),
    ]
    builds = Builds(folder)
    return {
        BARE: lambda: _run(script, {}),
        "jixiao build，数据改过": builds.changed,
        "jixiao build，没有改动": builds.unchanged,
        "jixiao build，首次运行（缓存是空的）": builds.first,
        "jixiao build，安装以来第一次": builds.installed,
        "jixiao build，安装并备好以后第一次": builds.ready,
        "解释器什么都不做": lambda: _run([sys.executable, "-c", ""], {}),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        taken = in_turn(acts(Path(folder)), ROUNDS)
    rows = [
        [name, milliseconds(each), spread(ratios(each, taken[BARE]))]
        for name, each in taken.items()
    ]
    show(f"整个进程（{machine()}）", ("运行什么", "毫秒", "是脚本的几倍"), rows)


if __name__ == "__main__":
    main()
