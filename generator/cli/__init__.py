"""命令行: parse, call one function, print what was found, choose the exit code.

Exit codes: 0 done, 1 findings that stop, 2 a wrong call.  Everything prints on a GBK console too.
A command's module is loaded when it is called, so that none pays for what another needs.
"""

from __future__ import annotations

import sys

import click

from generator import __version__
from generator.cli.chinese import Group

__all__ = ["jixiao", "main"]

_COMMANDS = {
    "build": "generator.cli.build:build",
    "batch": "generator.cli.batch:batch",
    "compare": "generator.cli.compare:compare_",
    "watch": "generator.cli.watch:watch",
    "score": "generator.cli.look:score",
    "check": "generator.cli.look:check",
    "proofread": "generator.cli.look:proofread_",
    "paper": "generator.cli.paper:paper_",
    "pull": "generator.cli.pull:pull_",
    "form": "generator.cli.form:form_",
    "fill": "generator.cli.form:fill_",
    "remarks": "generator.cli.remarks:remarks_",
    "redline": "generator.cli.redline:redline_",
    "diff": "generator.cli.redline:diff",
    "history": "generator.cli.history:history",
    "import": "generator.cli.intake:import_",
    "rollover": "generator.cli.rollover:rollover_",
    "new": "generator.cli.files:new",
    "rubric": "generator.cli.rubric:rubric",
    "schema": "generator.cli.schema:schema_",
    "template": "generator.cli.files:template_",
    "pdf": "generator.cli.files:pdf_",
}


@click.group(cls=Group, name="jixiao", waiting=_COMMANDS)
@click.version_option(__version__, "--version", help="显示版本号。", message="jixiao %(version)s")
def jixiao() -> None:
    """绩效报告生成器：从 data/ 里的数据和文字，生成部门整体支出绩效评价报告（Word）。"""


def main() -> None:
    """The command ``jixiao``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    jixiao.main(prog_name="jixiao")
