"""Seconds from the last write of a file of the example until its new report stands on the disk."""

from __future__ import annotations

import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from watched import Watching, wait

from generator import workspace

RUNS = 10


def _differs(report: Path, before: bytes) -> bool:
    return report.read_bytes() != before


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        space = workspace.lay_out(Path(folder) / "工作区")
        file = space.units()[0] / "预算.yaml"
        original = file.read_text(encoding="utf-8")
        with Watching(space.root) as watching:
            report = next(space.build.glob("*.docx"))
            taken = []
            for number in range(RUNS):
                before = report.read_bytes()
                text = original.replace("年度支付数: 1360", f"年度支付数: 13{number}1", 1)
                file.write_text(text, encoding="utf-8")
                taken.append(wait(partial(_differs, report, before), seconds=30))
                watching.until("已生成")
    median = statistics.median(taken)
    sys.stdout.write(f"save to report  {median:.3f}  ({min(taken):.3f} to {max(taken):.3f})\n")


if __name__ == "__main__":
    main()
