"""What nobody can go below: starting Python, importing what is needed, deflating and parsing a docx."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
import zlib
from functools import partial
from pathlib import Path
from xml.parsers import expat

from lxml import etree
from timing import Act, in_turn, machine, milliseconds, show

from generator import workspace
from generator.generate import examine, filled

UNIT = Path(__file__).parents[2] / "data" / "units" / "wanghuzhai-2021"
ROUNDS, SHORT_ROUNDS = 15, 75
STARTS = {
    "解释器什么都不做": ["-c", ""],
    "解释器，不读 site（-I -S）": ["-I", "-S", "-c", ""],
    **{
        f"import {name}": ["-c", f"import {name}"]
        for name in ("zipfile", "yaml", "click", "pydantic_core", "jinja2", "lxml.etree", "docxtpl")
    },
}


def starts() -> list[list[str]]:
    acts = {
        name: lambda options=options: subprocess.run([sys.executable, *options], check=True)
        for name, options in STARTS.items()
    }
    return [[name, milliseconds(each)] for name, each in in_turn(acts, ROUNDS).items()]


def squeezed(parts: list[bytes]) -> list[list[str]]:
    """Each level of deflate on all parts of the report."""
    acts: dict[str, Act] = {
        f"deflate {level} 级": partial(_deflated, parts, level) for level in range(10)
    }
    size = {name: sum(len(part) for part in act()) for name, act in acts.items()}
    taken = in_turn(acts, SHORT_ROUNDS)
    return [[name, milliseconds(each), f"{size[name] / 1024:.1f}"] for name, each in taken.items()]


def _deflated(parts: list[bytes], level: int) -> list[bytes]:
    made = []
    for part in parts:
        packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
        made.append(packer.compress(part) + packer.flush())
    return made


def parsed(document: bytes) -> list[list[str]]:
    """Reading the main part once, with and without a tree of it."""
    taken = in_turn(
        {
            "expat 读一遍": lambda: expat.ParserCreate().Parse(document, True),
            "lxml 建成树": lambda: etree.fromstring(document),
            "lxml 建成树再写出": lambda: etree.tostring(etree.fromstring(document)),
        },
        SHORT_ROUNDS,
    )
    size = f"{len(document) / 1024:.1f}"
    return [[name, milliseconds(each), size] for name, each in taken.items()]


def main() -> None:
    docx = filled(examine(UNIT, workspace.of(UNIT), lambda step: None))
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
        document = archive.read("word/document.xml")
    show(f"启动（{machine()}）", ("做什么", "毫秒"), starts())
    show("压缩和解析示例的报告", ("做什么", "毫秒", "KB"), [*squeezed(parts), *parsed(document)])


if __name__ == "__main__":
    main()
