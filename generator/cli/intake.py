"""导入: the commands that take in what an office has: an old report, a bureau's scoring table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from generator import archive, intake, workspace
from generator.cli.chinese import Command, Wrong
from generator.cli.files import quoted
from generator.cli.telling import or_exit, stored_as, tell
from generator.findings import Finding, Place, Severity
from generator.intake import Imported
from generator.workspace import Workspace

__all__ = ["import_", "rubric_import"]

_ACCOUNT = "导入说明.md"


@click.command(name="import", cls=Command)
@click.argument("file", metavar="旧报告", type=click.Path(path_type=Path))
@click.argument("folder", metavar="新单位文件夹", type=click.Path(path_type=Path))
def import_(file: Path, folder: Path) -> None:
    """导入：把去年的 Word 报告变成单位文件夹和指标体系，一句话也不丢。"""
    or_exit(lambda: archive.vacant(folder))
    raw = or_exit(lambda: intake.docx_from(file))
    space = _space(folder)
    taken = or_exit(lambda: intake.imported(intake.opened(raw, file.name), file.name, _free(space)))
    or_exit(lambda: _stored(taken, file.name, folder, space))
    _told(taken, folder)


def _told(taken: Imported, folder: Path) -> None:
    click.echo(f"已导入：{folder}")
    click.echo(f"  {intake.summed(taken.notes)}。")
    for note in taken.notes:
        if note.kind == "补填":
            click.echo(f"  需要补填：{note.what}")
    tell(taken.findings)
    click.echo(
        f"哪一句取成了什么、留在哪里，写在 {folder / _ACCOUNT}。\n下一步：\n  jixiao build {quoted(folder)}"
    )


def _space(folder: Path) -> Workspace:
    """The workspace that the unit will lie in; the folder itself where it is in none."""
    near = workspace.of(folder.absolute().parent)
    return near if workspace.is_folder(near.root / "data") else Workspace(folder)


def _free(space: Workspace) -> Callable[[str], str]:
    """Gives a name that no rubric has yet, from the wished one."""

    def free(wished: str) -> str:
        name = archive.file_name(wished, "")
        tries = (name, *(f"{name}（导入{n}）" for n in range(2, 1000)))
        return next(each for each in tries if space.rubric(each) is None)

    return free


def _stored(taken: Imported, origin: str, folder: Path, space: Workspace) -> None:
    """The unit's folder and its rubric, both or none."""
    texts = {**taken.files, _ACCOUNT: intake.account(taken, origin)}
    whole = {name: text.encode() for name, text in texts.items()}
    if taken.rubric is None:
        archive.lay(whole, folder)
        return
    name = f"data/rubrics/{taken.rubric[0]}.yaml"
    if space.root == folder:
        archive.lay({**whole, name: taken.rubric[1].encode()}, folder)
        return
    rubric = archive.create(taken.rubric[1].encode(), space.root / name)
    try:
        archive.lay(whole, folder)
    except BaseException:
        rubric.path.unlink(missing_ok=True)
        raise


@click.command(name="import", cls=Command)
@click.argument("file", metavar="表格文件", type=click.Path(path_type=Path))
@click.argument("name", metavar="名称")
@click.option("--year", metavar="年度", type=int, default=0, help="适用年度，四位数字，必须写。")
@stored_as("存入 data/rubrics/")
def rubric_import(file: Path, name: str, year: int, output: Path | None) -> None:
    """把财政部门印发的评分表（Word 或 Excel）变成指标体系。"""
    if not 2000 <= year <= 2100:
        raise Wrong("请用 --year 写明适用年度，2000 至 2100 之间，例如 --year 2022。")
    grids = or_exit(lambda: _grids(file))
    made = or_exit(lambda: intake.rubric_of(grids, name, year))
    if made is None:
        tell([_no_table(file)])
        raise SystemExit(1)
    target = output or workspace.of(Path()).root / "data" / "rubrics" / f"{name}.yaml"
    stored = or_exit(lambda: archive.create(made.text.encode(), target))
    rules = [each for each in made.recognised if each.kind != "评定"]
    click.echo(f"已建好：{stored.path}")
    click.echo(f"指标 {len(made.recognised)} 项，认出计分规则 {len(rules)} 项。")
    for each in made.recognised:
        if each.why:
            click.echo(f"  {each.name}（{each.kind}）：{each.why}")
    tell(made.findings)
    click.echo(f"下一步：对照原表看一遍，再运行\n  jixiao rubric check {quoted(stored.path)}")


def _grids(file: Path) -> tuple[intake.Grid, ...]:
    if file.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et"):
        return intake.grids_of(intake.read_guarded(file, "xlsx"), file.name)
    return tuple(intake.opened(intake.docx_from(file), file.name).grids())


def _no_table(file: Path) -> Finding:
    message = "文件里没有找到评分表：表头应有指标、评分标准、分值或得分。"
    hint = "请核对是不是这个文件；表头写法特别的，用 jixiao rubric new 新建一份照着填。"
    return Finding("intake-no-table", Severity.ERROR, message, Place(file.as_posix()), hint)
