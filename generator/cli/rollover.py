"""转年: the command that makes next year's folder of a unit out of this year's."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from generator import archive, rollover, rulebook, workspace
from generator.cli.chinese import Command
from generator.cli.files import quoted
from generator.cli.rubric import file_of
from generator.cli.telling import examined_or_exit, or_exit
from generator.generate import Examined

__all__ = ["rollover_"]

_FOLDER = click.Path(path_type=Path)


@click.command(name="rollover", cls=Command)
@click.argument("old", metavar="上一年的文件夹", type=_FOLDER)
@click.argument("new", metavar="新一年的文件夹", type=_FOLDER)
@click.option(
    "--rubric", metavar="名称", default="", help="新一年的指标体系；不写则沿用，并提示待更新。"
)
def rollover_(old: Path, new: Path, rubric: str) -> None:
    """转年：由上一年的文件夹建新一年的，数字转为上年数，文字留作底稿，逐条提示更新。"""
    examined = examined_or_exit(old, as_json=False)
    files, others = or_exit(lambda: _read(examined, old))
    names = or_exit(lambda: _indicators(examined, rubric, new))
    turned = rollover.turned(examined.inputs.report, files, rubric, names)
    there = {new / file.relative_to(old): content for file, content in turned.items()}
    inside = {file.relative_to(new).as_posix(): content for file, content in there.items()}
    or_exit(lambda: archive.lay({**others, **inside}, new))
    _tell(examined, rollover.looks(there), new, rubric)


def _read(examined: Examined, old: Path) -> tuple[dict[Path, bytes], dict[str, bytes]]:
    """The data files of the folder, and all others by their names in it."""
    files = {file: workspace.bytes_of(file) for file in examined.inputs.data}
    others = {
        file.relative_to(old).as_posix(): workspace.bytes_of(file)
        for file in sorted(old.rglob("*"))
        if file.is_file()
        and file not in files
        and not file.name.startswith(("~$", "."))
        and file.relative_to(old).parts[0] != "build"
    }
    return files, others


def _indicators(examined: Examined, rubric: str, new: Path) -> list[str]:
    """The indicators of the rubric that the new year is scored by."""
    scored_by = examined.rubric
    if rubric:
        year = examined.report.unit.year + 1
        scored_by = rulebook.of_year(file_of(rubric, new), year)
    return [placed.indicator.name for placed in scored_by.indicators()]


def _tell(examined: Examined, found: Iterable[rollover.Look], new: Path, rubric: str) -> None:
    last = examined.report.unit.year
    click.echo(f"已建好：{new}（{last} 年 → {last + 1} 年）")
    left = sum(each.id == "still-to-update" for each in examined.findings)
    if left:
        click.echo(f"注意：{last} 年的文件夹里还有 {left} 处待更新，带过来的也许是更早一年的。")
    seen = list(found)
    if seen:
        click.echo(f"文字里提到年份的有 {len(seen)} 行，请逐行看一看：")
    for look in seen:
        click.echo(f"  {look.place}  {'、'.join(look.words)}")
    if not rubric:
        name = examined.report.unit.rubric
        click.echo(
            f"指标体系暂用上一年的“{name}”：请向财政部门要来 {last + 1} 年的，改在 单位.yaml 里，"
            "或转年时写 --rubric 名称。"
        )
    click.echo(f"下一步：运行\n  jixiao check {quoted(new)}\n照着逐条更新；改过的自己消去。")
