"""Measure anew and put the tables into the README beside this file, each between its marks.

``python tests/benchmarks/refresh.py`` takes the quick ones; name those wanted, ``many`` among them.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
README = HERE / "README.md"
QUICK = ("fill", "unit", "cold_start", "floor")


def measured(name: str) -> str:
    """What a benchmark prints."""
    run = subprocess.run(
        [sys.executable, str(HERE / f"{name}.py")],
        check=True,
        capture_output=True,
        cwd=HERE.parents[1],
    )
    return run.stdout.decode("utf-8").strip()


def put(text: str, name: str, tables: str) -> str:
    """The README with the tables of one benchmark in place of those that stood there."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    whole = re.compile(f"{start}.*{end}", re.DOTALL)
    if not whole.search(text):
        raise SystemExit(f"README.md has no place for {name}")
    return whole.sub(lambda _: f"{start}\n{tables}\n{end}", text)


def main() -> None:
    for name in sys.argv[1:] or QUICK:
        tables = measured(name)
        README.write_text(put(README.read_text("utf-8"), name, tables), "utf-8", newline="\n")
        sys.stdout.write(f"{name}\n{tables}\n")


if __name__ == "__main__":
    main()
