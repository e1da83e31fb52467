"""填报表: the commands that write a unit's data as a workbook to be filled in, and bring it home."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from generator import archive, workspace
from generator.cli.chinese import Command
from generator.cli.sides import decided, known, sides
from generator.cli.telling import (
    DIR,
    JSON,
    WAITING,
    dump,
    examined_or_exit,
    looked_at,
    marks,
    or_exit,
    stored_as,
    tell,
    units_for,
)  # fmt: skip
from generator.findings import Finding, Place, Refused, Severity, as_record
from generator.form import Edit, Filled, fill, form
from generator.generate import Examined
from generator.model import Report
from generator.paper import edited
from generator.rounds import Round, Standing, said
from generator.workspace import bytes_of

__all__ = ["fill_", "form_"]

_KEPT_AS = "填报表.xlsx"


# ---- the form ----------------------------------------------------------------------------------------


@click.command(name="form", cls=Command)
@DIR
@click.option(
    "--last-year",
    metavar="单位文件夹",
    type=click.Path(path_type=Path),
    help="上年的数取自这个文件夹；默认在同一工作区里找同名、上一年度的单位。",
)
@stored_as("存入 build/")
def form_(folder: Path | None, last_year: Path | None, output: Path | None) -> None:
    """填报表：把单位的数据写成可以填的 Excel，填好用 jixiao fill 收回。"""
    done = [_written(unit, last_year, output) for unit in units_for(folder, output, ".xlsx")]
    sys.exit(0 if all(done) else 1)


def _written(unit: Path, last_year: Path | None, output: Path | None) -> bool:
    """Write one form and say where; False when it could not be made."""
    space = workspace.of(unit)
    try:
        now = looked_at(unit)
        before = _read(last_year) if last_year else _year_before(unit, now.report, space.units())
        about = now.report.unit
        target = output or space.build / archive.file_name(
            f"{about.name}{about.year}年填报表", ".xlsx"
        )
        made = form(now.report, now.rubric, before)
        stored = archive.store(made, target, keep=target.is_file() and edited(target.read_bytes()))
    except Refused as refused:
        tell(f for f in refused.findings if f.stops)
        return False
    if stored.kept:
        message = "原来的填报表有人填过，没有覆盖它，已原样改名保存。"
        hint = f'填好的请用 jixiao fill "{unit}" "{stored.kept}" 收回。'
        place = Place(stored.kept.as_posix())
        tell([Finding("form-kept", Severity.WARNING, message, place, hint)])
    click.echo(f"{'没有变化' if stored.unchanged else '已生成'}：{stored.path}")
    if before is None:
        click.echo(f"  没有找到“{about.name}”{about.year - 1}年的数据，表里没有上年数。")
    return True


def _read(unit: Path) -> Report:
    return looked_at(unit).report


def _year_before(unit: Path, now: Report, units: tuple[Path, ...]) -> Report | None:
    """The same unit's report of the year before; one that can't be read is none."""
    for other in units:
        try:
            found = _read(other).unit if other != unit else None
        except Refused:
            continue
        if found and (found.name, found.year) == (now.unit.name, now.unit.year - 1):
            return _read(other)
    return None


# ---- brought home ------------------------------------------------------------------------------------


@click.command(name="fill", cls=Command)
@click.argument("folder", metavar="单位文件夹", type=click.Path(path_type=Path))
@click.argument("returned", metavar="填报表.xlsx", type=click.Path(path_type=Path))
@click.option("--write", "writing", is_flag=True, help="写进 data/；不写这个选项只看不动。")
@sides("填报表")
@JSON
def fill_(
    folder: Path, returned: Path, writing: bool, as_json: bool, **said_right: tuple[str, ...]
) -> None:
    """收表：把填报表里填的收进 data/ 的原处，先列出来，--write 才写。"""
    xlsx = or_exit(lambda: bytes_of(returned), as_json)
    now = examined_or_exit(folder, as_json)
    were = {file: file.read_bytes() for file in now.inputs.data}
    right, asked = decided(said_right["theirs"], said_right["ours"])
    data = (now.inputs.report, now.rubric, were)
    filled = or_exit(lambda: fill(xlsx, returned.name, *data, decided=right), as_json)
    known(asked, filled.numbers)
    kept = None
    if writing and filled.files:
        kept = or_exit(lambda: _stored(filled, xlsx, folder, were), as_json)
    if as_json:
        dump(_record(filled, kept))
    else:
        _show(filled, now, folder)
        _end(filled, kept, folder, returned)
    sys.exit(1 if filled.conflicts or any(f.stops for f in filled.findings) else 0)


def _stored(filled: Filled, xlsx: bytes, unit: Path, were: Mapping[Path, bytes]) -> Path:
    """Write the changed files; before, keep the form and the data as they were.

    Refused, and nothing is written, when a file was changed by somebody else meanwhile.
    """
    home = archive.folder_of(workspace.of(unit).build, unit)
    with archive.locked(home, lambda: click.echo(WAITING)):
        archive.clear(home, unit)
        changed = [f for f, raw in were.items() if not f.is_file() or f.read_bytes() != raw]
        changed += [f for f in filled.files if f not in were and f.exists()]
        if changed:
            message = "收表时这个文件又被改动，没有写入。"
            raise Refused([
                Finding("changed-meanwhile", Severity.ERROR, message, Place(f.as_posix()), "请再运行一次。")
                for f in changed
            ])  # fmt: skip
        names = {file.name: raw for file, raw in were.items()}
        left = "\n".join(f"{f.place or ''}  {f.message}{f.hint}" for f in filled.findings)
        kept = archive.receive(home, xlsx, names, left, name=_KEPT_AS)
        for file, raw in filled.files.items():
            archive.store(raw, file, keep=False, unit_folder=home)
    return kept


def _show(filled: Filled, now: Examined, folder: Path) -> None:
    """What the form has that the data have not, and what it would change elsewhere."""
    for edit in filled.edits:
        click.echo("\n".join(_edit(edit)))
    if filled.findings:
        click.echo("收不了、要自己改的：")
        tell(filled.findings)
    if not (filled.edits or filled.findings):
        click.echo("填报表里没有数据还没有的改动。")
        return
    click.echo(f"可以收进 {len(filled.edits)} 处，收不了 {len(filled.findings)} 处。")
    if filled.files:
        _elsewhere(filled, now, folder)


def _edit(edit: Edit) -> list[str]:
    was = [f"  - {line}" for line in edit.before.split("\n") if line]
    head = f"{edit.place or '新文件'}  {'.'.join(map(str, edit.path))}"
    return [head, *was, *(f"  + {line}" for line in edit.after.split("\n") if line)]


def _elsewhere(filled: Filled, before: Examined, folder: Path) -> None:
    """What the changes do elsewhere: the total, findings that are new and gone."""
    stood = Standing(before.findings, (), marks(before))
    try:
        after = looked_at(folder, filled.files)
    except Refused as refused:
        click.echo("收进以后，报告还生成不了：")
        tell(f for f in refused.findings if f.stops)
        return
    lines = said(stood, Round(after.findings, marks(after)))
    for line in ["收进以后：", *lines] if lines else []:
        click.echo(line)


def _end(filled: Filled, kept: Path | None, folder: Path, returned: Path) -> None:
    """What was written and how to undo it, or how to go on."""
    if kept is not None:
        click.echo(f"已写入 {len(filled.files)} 个文件；送回的表和改动前的数据存在 {kept}。")
        click.echo("要撤回，把那里的 .yaml 文件拷回原处。")
    elif filled.files:
        click.echo(f'要写入，请运行：jixiao fill "{folder}" "{returned}" --write')
    elif any(f.stops for f in filled.findings):
        click.echo("有错误，什么也没有写；请在填报表里改正后再收。")


# ---- for other programs ------------------------------------------------------------------------------


def _record(filled: Filled, kept: Path | None) -> dict[str, object]:
    return {
        "changes": [
            {
                "file": edit.place.file if edit.place else "",
                "line": edit.place.line if edit.place else 0,
                "path": ".".join(map(str, edit.path)),
                "cell": edit.cell.file if edit.cell else "",
                "before": edit.before,
                "after": edit.after,
            }
            for edit in filled.edits
        ],
        "conflicts": filled.conflicts,
        "findings": [as_record(finding) for finding in filled.findings],
        "written": None if kept is None else kept.as_posix(),
    }
