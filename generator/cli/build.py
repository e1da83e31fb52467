"""生成报告: the command that makes reports and says what came of each."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from generator import workspace
from generator.cli.chinese import Command
from generator.cli.clock import minute
from generator.cli.telling import DIR, WAITING, counts, shown, stored_as, tell, units_for
from generator.figures import points
from generator.findings import Refused, Severity
from generator.generate import STEPS, Examined, Generated, Wanted, examine, generate

__all__ = ["build"]


@click.command(cls=Command)
@DIR
@stored_as("按公文名存入 build/")
@click.option("--strict", is_flag=True, help="有提醒也不生成。")
@click.option("--quiet", is_flag=True, help="只显示错误。")
@click.option("--review", is_flag=True, help="另存一份审阅稿：提醒写成批注，标在所指的字句上。")
def build(folder: Path | None, output: Path | None, **flags: bool) -> None:
    """生成报告。不写文件夹时，生成 data/units/ 下的每个单位。"""
    units, asked = units_for(folder, output, ".docx"), _Asked(**flags)
    made: dict[Path, Path] = {}
    failed = []
    for i, unit in enumerate(units, 1):
        if not asked.quiet:
            click.echo(f"【{unit.name}】" + (f"（{i}/{len(units)}）" if len(units) > 1 else ""))
        if not _build(unit, output, asked, made):
            failed.append(unit)
    if len(units) > 1 and not asked.quiet:
        click.echo(
            f"共 {len(units)} 个单位，生成 {len(units) - len(failed)} 个，未生成 {len(failed)} 个。"
        )
    sys.exit(1 if failed else 0)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The flags of a call."""

    strict: bool
    quiet: bool
    review: bool


def _build(unit: Path, output: Path | None, asked: _Asked, made: dict[Path, Path]) -> bool:
    """Generate one unit and say what came of it; False when no report was stored.

    ``made``: which unit's report stands where, of this run.
    """
    quiet = asked.quiet
    say = (lambda number: None) if quiet else _say
    try:
        space = workspace.of(unit)
        if asked.strict:
            _strict(examine(unit, space, lambda number: None))
        done = generate(
            unit, space, output, say, Wanted(made, asked.review, minute(), lambda: _waiting(quiet))
        )
        made.update({path: unit for path in (done.stored.path, done.stored.kept) if path})
    except Refused as refused:
        tell(shown(refused.findings, quiet and any(f.stops for f in refused.findings)))
        click.echo(f"没有生成报告：{counts(refused.findings)}。")
        return False
    tell(shown(done.findings, quiet))
    if not quiet:
        tell(each for each in done.placing if each.severity is Severity.NOTE)
        click.echo(_done(done))
    return True


def _strict(examined: Examined) -> None:
    if any(f.severity is not Severity.NOTE for f in examined.findings):
        raise Refused(examined.findings)


def _waiting(quiet: bool) -> None:
    if not quiet:
        click.echo(WAITING)


def _say(number: int) -> None:
    click.echo(f"  {number} {STEPS[number - 1]}")


def _done(done: Generated) -> str:
    state = "没有变化" if done.stored.unchanged else "已生成"
    copy = f"\n审阅稿：{done.review.path}" if done.review else ""
    card = done.scorecard
    partial = "" if card.complete else "（有指标不能计分，合计不全）"
    return (
        f"{state}：{done.stored.path}{copy}\n"
        f"自评总分 {points(card.total)}，等级 {card.grade}{partial}。{counts(done.findings)}。"
    )
