"""生成报告: the command that makes reports and says what came of each."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from generator import cache, figures, generate, workspace
from generator.cli.chinese import Command
from generator.cli.clock import minute
from generator.cli.telling import DIR, WAITING, counts, shown, stored_as, tell, units_for
from generator.findings import Refused, Severity
from generator.generate.steps import STEPS
from generator.generate.unchanged import Looked, Made, Told, keep, known, look
from generator.recall import Memory

__all__ = ["build"]


@click.command(cls=Command)
@DIR
@stored_as("按公文名存入 build/")
@click.option("--strict", is_flag=True, help="有提醒也不生成。")
@click.option("--quiet", is_flag=True, help="只显示错误。")
@click.option("--review", is_flag=True, help="另存一份审阅稿：提醒写成批注，标在所指的字句上。")
def build(folder: Path | None, output: Path | None, **flags: bool) -> None:
    """生成报告。不写文件夹时，生成 data/units/ 下的每个单位。"""
    units = units_for(folder, output, ".docx")
    asked = _Asked(**flags, output=output, kept=cache.users())
    made: dict[Path, Path] = {}
    failed = []
    for i, unit in enumerate(units, 1):
        if not asked.quiet:
            click.echo(f"【{unit.name}】" + (f"（{i}/{len(units)}）" if len(units) > 1 else ""))
        if not _build(unit, asked, made):
            failed.append(unit)
    if len(units) > 1 and not asked.quiet:
        click.echo(
            f"共 {len(units)} 个单位，生成 {len(units) - len(failed)} 个，未生成 {len(failed)} 个。"
        )
    sys.exit(1 if failed else 0)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a call asks for, and the cache it has."""

    strict: bool
    quiet: bool
    review: bool
    output: Path | None
    kept: cache.Cache


def _build(unit: Path, asked: _Asked, made: dict[Path, Path]) -> bool:
    """Generate one unit and say what came of it; False when no report was stored.

    ``made``: which unit's report stands where, of this run.
    """
    try:
        looked = look(unit, workspace.of(unit), asked.output)
        told = _still_told(looked, asked)
        if told is None or told.path in made:
            _generate(unit, looked, asked, made)
        else:
            made[told.path] = unit
            _say_all(told, asked.quiet)
    except Refused as refused:
        stops = any(finding.stops for finding in refused.findings)
        tell(shown(refused.findings, asked.quiet and stops))
        click.echo(f"没有生成报告：{counts(refused.findings)}。")
        return False
    return True


def _still_told(looked: Looked | None, asked: _Asked) -> Told | None:
    """What was told of a report that would be made as it stands; None when it is to be made."""
    to_be_made = looked is None or asked.strict or asked.review
    return None if to_be_made or looked is None else known(asked.kept, looked)


def _say_all(told: Told, quiet: bool) -> None:
    if not quiet:
        for number in range(1, len(STEPS) + 1):
            _say(number)
    tell(shown(told.findings, quiet))
    if not quiet:
        click.echo(f"没有变化：{told.path}\n{_sum(told)}")


def _generate(unit: Path, looked: Looked | None, asked: _Asked, made: dict[Path, Path]) -> None:
    space, quiet = workspace.of(unit), asked.quiet
    say = (lambda number: None) if quiet else _say
    if asked.strict:
        _strict(generate.examine(unit, space, lambda number: None, cache=asked.kept))
    wanted = generate.Wanted(made, asked.review, minute(), lambda: _waiting(quiet), asked.kept)
    memory = Memory(
        asked.kept, f"{cache.program()}{looked.key if looked else ''}", generate.REMEMBERED
    )
    examined = generate.examine(unit, space, say, cache=asked.kept)
    done = generate.complete(examined, space, asked.output, say, wanted)
    made.update({path: unit for path in (done.stored.path, done.stored.kept) if path})
    memory.keep()
    told = _told(done)
    tell(shown(done.findings, quiet))
    if not quiet:
        tell(each for each in done.placing if each.severity is Severity.NOTE)
        state = "没有变化" if done.stored.unchanged else "已生成"
        copy = f"\n审阅稿：{done.review.path}" if done.review else ""
        click.echo(f"{state}：{told.path}{copy}\n{_sum(told)}")
    if looked is not None and not done.placing and not done.review:
        keep(asked.kept, looked, _made(examined, done, told))


def _strict(examined: generate.Examined) -> None:
    if any(f.severity is not Severity.NOTE for f in examined.findings):
        raise Refused(examined.findings)


def _waiting(quiet: bool) -> None:
    if not quiet:
        click.echo(WAITING)


def _say(number: int) -> None:
    click.echo(f"  {number} {STEPS[number - 1]}")


def _told(done: generate.Generated) -> Told:
    card = done.scorecard
    return Told(
        done.stored.path, done.findings, figures.points(card.total), card.grade, card.complete
    )


def _made(examined: generate.Examined, done: generate.Generated, told: Told) -> Made:
    unit = examined.report.unit
    return Made(
        told,
        tuple(examined.inputs.raw),
        unit.rubric,
        unit.template,
        examined.pictures,
        done.version.folder,
    )


def _sum(told: Told) -> str:
    partial = "" if told.complete else "（有指标不能计分，合计不全）"
    return f"自评总分 {told.total}，等级 {told.grade}{partial}。{counts(told.findings)}。"
