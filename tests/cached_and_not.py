"""The example edited at random, built again and again with a cache and without: both say and write the same.

``make cached`` runs it for a few minutes; ``--rounds N`` and ``--seed N`` choose how long and which.
Each build is a process of its own, as a person would run it.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
UNIT = Path("data/units/wanghuzhai-2021")
RUBRIC, RULES = Path("data/rubrics/julu-2021.yaml"), Path("data/checks/通用.yaml")
OTHER_FORM = "部门整体支出绩效评价报告（得分在前）"
WORDS = (
    "，其中100万元占总额200万元的51%",
    "，共三项",
    "（{{ 预算.年初预算|万元 }}）",
    "**重点**",
    "截止2021年末",
)
SEVERITIES = ("提醒", "说明")


@dataclass(frozen=True, slots=True)
class Told:
    """What a build told and wrote."""

    code: int
    out: str
    report: bytes


class Desk:
    """A workspace with the example, edited by chance."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.chance = folder, random.Random(seed)
        for name in ("data", "report_templates"):
            shutil.copytree(ROOT / name, folder / name)
        self.acts: tuple[Callable[[], None], ...] = (
            self.figure, self.figure, self.words, self.rubric, self.rules, self.fragment, self.front, self.form,
        )  # fmt: skip

    def edit(self) -> list[str]:
        """Most often begin with the example as it is, then do one thing or two; what was done."""
        if self.chance.random() < 0.6:
            for file in (*(ROOT / UNIT).glob("*.yaml"), ROOT / RUBRIC, ROOT / RULES):
                shutil.copyfile(file, self.folder / file.relative_to(ROOT))
        done = [self.chance.choice(self.acts) for _ in range(self.chance.choice((1, 1, 2)))]
        for act in done:
            act()
        return [act.__name__ for act in done]

    def figure(self) -> None:
        """Another figure in one of the unit's files."""
        self._put(self._file(), r"(?<=: )\d[\d.]*(?=\n)", lambda was: f"{float(was) + 1}")

    def words(self) -> None:
        """More words at the end of a sentence."""
        self._put(self._file(), "[一-龥]{4,}(?=。)", lambda was: was + self.chance.choice(WORDS))

    def rubric(self) -> None:
        """Another bound in the rubric."""
        self._put(RUBRIC, r"(?<=: )\d+%(?=\n)", lambda _: f"{self.chance.choice((80, 90, 95))}%")

    def rules(self) -> None:
        """Another severity of a rule."""
        self._put(RULES, "(?<=轻重: )(?:提醒|说明)", lambda _: self.chance.choice(SEVERITIES))

    def fragment(self) -> None:
        """One sentence more in a fragment."""
        files = sorted((self.folder / "data/fragments").glob("*.md"))
        with self.chance.choice(files).open("a", encoding="utf-8") as file:
            file.write("\n又一句话。")

    def front(self) -> None:
        """Cover or contents wanted, or not any more."""
        turned = {"是": "否", "否": "是"}
        self._put(UNIT / "单位.yaml", "(?<=(?:封面|目录): )[是否]", lambda was: turned[was])

    def form(self) -> None:
        """The other template."""
        self._put(UNIT / "单位.yaml", "  年度: .*", lambda was: f"  模板: {OTHER_FORM}\n{was}")

    def _file(self) -> Path:
        files = sorted((self.folder / UNIT).glob("*.yaml"))
        return self.chance.choice(files).relative_to(self.folder)

    def _put(self, name: Path, pattern: str, new: Callable[[str], str]) -> None:
        """Replace one of what a pattern finds in a file."""
        file = self.folder / name
        text = file.read_text(encoding="utf-8")
        if found := list(re.finditer(pattern, text)):
            at = self.chance.choice(found)
            file.write_text(text[: at.start()] + new(at[0]) + text[at.end() :], encoding="utf-8")

    def build(self, cache: str, afresh: bool) -> Told:
        """Build the unit; ``afresh``: where no report stands."""
        target = self.folder / ("afresh" if afresh else "kept") / "报告.docx"
        if afresh:
            target.unlink(missing_ok=True)
        run = subprocess.run(
            [sys.executable, "-m", "generator", "build", "-o", str(target)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "JIXIAO_CACHE": cache},
            capture_output=True,
            check=False,
        )
        said = (run.stdout + run.stderr).decode().replace(f"{target.parent}", "")
        said = said.replace("没有变化：", "已生成：")
        made = target.read_bytes() if run.returncode == 0 else b""
        return Told(run.returncode, said, made)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=200)
    asked.add_argument("--seed", type=int, default=0)
    told = asked.parse_args()
    codes: Counter[int] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), told.seed)
        for number in range(told.rounds):
            done = desk.edit()
            cached = desk.build(str(Path(folder) / "cache"), afresh=False)
            plain = desk.build("", afresh=True)
            codes[cached.code] += 1
            if cached != plain:
                sys.exit(f"round {number} ({done}) differs:\n{cached.out}\n----\n{plain.out}")
    sys.stdout.write(f"{told.rounds} rounds alike, {codes[0]} of them with a report\n")


if __name__ == "__main__":
    main()
