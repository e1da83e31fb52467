"""评分底稿: the command that writes the working paper of each unit."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator import archive, workspace
from generator.cli.chinese import Command
from generator.cli.telling import DIR, looked_at, stored_as, tell, units_for
from generator.findings import Finding, Place, Refused, Severity
from generator.paper import edited, paper

__all__ = ["paper_"]


@click.command(name="paper", cls=Command)
@DIR
@stored_as("存入 build/")
def paper_(folder: Path | None, output: Path | None) -> None:
    """评分底稿：每项得分的取数、算式和理由，写成可以逐格核对的 Excel。"""
    done = [_written(unit, output) for unit in units_for(folder, output, ".xlsx")]
    sys.exit(0 if all(done) else 1)


def _written(unit: Path, output: Path | None) -> bool:
    """Write one working paper and say where; False when it could not be made."""
    space = workspace.of(unit)
    try:
        examined = looked_at(unit)
        made = paper(examined.report, examined.rubric, examined.scorecard, examined.inputs.place)
        about = examined.report.unit
        target = output or space.build / archive.file_name(
            f"{about.name}{about.year}年评分底稿", ".xlsx"
        )
        stored = archive.store(made, target, keep=_worked_in(target))
    except Refused as refused:
        tell(f for f in refused.findings if f.stops)
        return False
    if stored.kept:
        tell([_kept(stored.kept)])
    click.echo(f"{'没有变化' if stored.unchanged else '已生成'}：{stored.path}")
    return True


def _worked_in(target: Path) -> bool:
    return target.is_file() and edited(target.read_bytes())


def _kept(path: Path) -> Finding:
    message = "原来的底稿有人改过，没有覆盖它，已原样改名保存。"
    hint = "要正式改，请改 data/ 里的文件再生成。"
    return Finding("edited-file-kept", Severity.WARNING, message, Place(path.as_posix()), hint)
