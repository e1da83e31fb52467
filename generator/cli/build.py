"""生成报告: the command that makes reports and says what came of each."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator import workspace
from generator.cli.chinese import Command, Wrong
from generator.cli.telling import DIR, counts, only, shown, tell, units_asked
from generator.figures import points
from generator.findings import Refused, Severity
from generator.generate import STEPS, Examined, Generated, examine, generate

__all__ = ["build"]


@click.command(cls=Command)
@DIR
@click.option(
    "-o",
    "--output",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="存为这个文件；默认按公文名存入 build/。",
)
@click.option("--strict", is_flag=True, help="有提醒也不生成。")
@click.option("--quiet", is_flag=True, help="只显示错误。")
def build(folder: Path | None, output: Path | None, strict: bool, quiet: bool) -> None:
    """生成报告。不写文件夹时，生成 data/units/ 下的每个单位。"""
    units = units_asked(folder)
    if output and len(units) > 1:
        raise Wrong("这里有多个单位，-o 只能存一个；请写明单位文件夹。")
    only(output, ".docx")
    made: dict[Path, Path] = {}
    failed = []
    for i, unit in enumerate(units, 1):
        if not quiet:
            click.echo(f"【{unit.name}】" + (f"（{i}/{len(units)}）" if len(units) > 1 else ""))
        if not _build(unit, output, strict, quiet, made):
            failed.append(unit)
    if len(units) > 1 and not quiet:
        click.echo(
            f"共 {len(units)} 个单位，生成 {len(units) - len(failed)} 个，未生成 {len(failed)} 个。"
        )
    sys.exit(1 if failed else 0)


def _build(
    unit: Path, output: Path | None, strict: bool, quiet: bool, made: dict[Path, Path]
) -> bool:
    """Generate one unit and say what came of it; False when no report was stored.

    ``made``: which unit's report stands where, of this run.
    """
    say = (lambda number: None) if quiet else _say
    try:
        space = workspace.of(unit)
        if strict:
            _strict(examine(unit, space, lambda number: None))
        done = generate(unit, space, output, say, made)
        made[done.stored.path] = unit
    except Refused as refused:
        tell(shown(refused.findings, quiet and any(f.stops for f in refused.findings)))
        click.echo(f"没有生成报告：{counts(refused.findings)}。")
        return False
    tell(shown(done.findings, quiet))
    if not quiet:
        click.echo(_done(done))
    return True


def _strict(examined: Examined) -> None:
    if any(f.severity is not Severity.NOTE for f in examined.findings):
        raise Refused(examined.findings)


def _say(number: int) -> None:
    click.echo(f"  {number} {STEPS[number - 1]}")


def _done(done: Generated) -> str:
    state = "没有变化" if done.stored.unchanged else "已生成"
    card = done.scorecard
    return f"{state}：{done.stored.path}\n自评总分 {points(card.total)}，等级 {card.grade}。{counts(done.findings)}。"
