"""``jixiao build`` of the example as a whole process against a bare script, in turn.

The bare script does what a programmer would write in ten minutes: ``yaml.safe_load`` of the very
values the template asks for, then docxtpl's ``render`` and ``save`` on the same template.  It checks
nothing, scores nothing and verifies nothing.  Prints median, spread and the ratio pair by pair.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from generator import workspace
from generator.generate import examine
from generator.narrative import Block, Merged, Table

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "data" / "units" / "wanghuzhai-2021"
RUNS = 15
BARE = """
import sys, yaml
from docxtpl import DocxTemplate
template, values, target = sys.argv[1:]
with open(values, encoding="utf-8") as file:
    context = yaml.safe_load(file)
document = DocxTemplate(template)
document.render(context, autoescape=True)
document.save(target)
"""


def plainly(value: Any) -> Any:
    """Manuscript values as YAML holds them: blocks as their text."""
    if isinstance(value, dict):
        return {key: plainly(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plainly(each) for each in value]
    if isinstance(value, Block | Merged):
        return value.text
    if isinstance(value, Table):
        return [[cell.text for cell in row] for row in value.rows]
    return value if isinstance(value, int | str | None) else str(value)


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def main() -> None:
    examined = examine(UNIT, workspace.of(UNIT), lambda step: None)
    with tempfile.TemporaryDirectory() as folder:
        values, target = Path(folder) / "values.yaml", Path(folder) / "报告.docx"
        values.write_text(
            yaml.safe_dump(plainly(dict(examined.manuscript.fields)), allow_unicode=True), "utf-8"
        )
        ours = [sys.executable, "-m", "generator", "build", str(UNIT), "-o", str(target), "--quiet"]
        bare = [
            sys.executable,
            "-c",
            BARE,
            str(examined.inputs.form),
            str(values),
            str(Path(folder) / "bare.docx"),
        ]
        pairs = []
        for number in range(RUNS + 1):
            target.unlink(missing_ok=True)
            pair = seconds(ours), seconds(bare)
            pairs += [pair] if number else []
    ratios = [a / b for a, b in pairs]
    rows = {
        "jixiao build": [a for a, _ in pairs],
        "bare script": [b for _, b in pairs],
        "ratio": ratios,
    }
    for name, each in rows.items():
        sys.stdout.write(
            f"{name:14}{statistics.median(each):7.3f}  ({min(each):.3f} to {max(each):.3f})\n"
        )


if __name__ == "__main__":
    main()
