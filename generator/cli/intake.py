"""导入: the commands that take in what an office has: an old report, a bureau's scoring table."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from generator import archive, intake, workspace
from generator.cli.chinese import Command, Wrong
from generator.cli.telling import or_exit, stored_as, tell
from generator.findings import Finding, Place, Refused, Severity
from generator.intake import Imported
from generator.workspace import Workspace

__all__ = ["import_", "rubric_import"]

_ACCOUNT = "导入说明.md"


@click.command(name="import", cls=Command)
@click.argument("file", metavar="旧报告", type=click.Path(path_type=Path))
@click.argument("folder", metavar="新单位文件夹", type=click.Path(path_type=Path))
def import_(file: Path, folder: Path) -> None:
    """导入：把去年的 Word 报告变成单位文件夹和指标体系，一句话也不丢。"""
    or_exit(lambda: _vacant(folder))
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
        f"哪一句取成了什么、留在哪里，写在 {folder / _ACCOUNT}。\n下一步：\n  jixiao build {_quoted(folder)}"
    )


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


def _vacant(folder: Path) -> None:
    """Refused when anything stands where the unit shall be."""
    if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        message = "这个文件夹已经有内容，没有动它。"
        place = Place(folder.as_posix())
        raise Refused(
            [Finding("folder-not-empty", Severity.ERROR, message, place, "请换一个新的文件夹名。")]
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
    """All files in one step: written beside, then moved into place; nothing is left on failure."""
    target = folder.absolute()
    rubrics = space.root / "data" / "rubrics"
    inside = space.root == folder
    rubric = None if taken.rubric is None or inside else rubrics / f"{taken.rubric[0]}.yaml"
    parent = _made(target.parent)
    beside = Path(tempfile.mkdtemp(prefix=archive.UNFINISHED, dir=parent))
    try:
        whole = dict(taken.files)
        if taken.rubric and inside:
            whole[f"data/rubrics/{taken.rubric[0]}.yaml"] = taken.rubric[1]
        whole[_ACCOUNT] = intake.account(taken, origin)
        for name, text in whole.items():
            _made((beside / name).parent)
            (beside / name).write_text(text, encoding="utf-8")
        if rubric and taken.rubric:
            archive.create(taken.rubric[1].encode(), rubric)
        beside.chmod(0o755)
        if target.is_dir():
            target.rmdir()
        beside.rename(target)
    except BaseException as error:
        shutil.rmtree(beside, ignore_errors=True)
        if rubric and taken.rubric and not target.is_dir():
            rubric.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise Refused([_unwritable(folder)]) from None
        raise


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _unwritable(folder: Path) -> Finding:
    message, hint = "文件夹建不起来。", "请换一个有写入权限的位置。"
    return Finding("folder-unwritable", Severity.ERROR, message, Place(folder.as_posix()), hint)


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
    click.echo(f"下一步：对照原表看一遍，再运行\n  jixiao rubric check {_quoted(stored.path)}")


def _grids(file: Path) -> tuple[intake.Grid, ...]:
    if file.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et"):
        return intake.grids_of(intake.read_guarded(file, "xlsx"), file.name)
    return tuple(intake.opened(intake.docx_from(file), file.name).grids())


def _no_table(file: Path) -> Finding:
    message = "文件里没有找到评分表：表头应有指标、评分标准、分值或得分。"
    hint = "请核对是不是这个文件；表头写法特别的，用 jixiao rubric new 新建一份照着填。"
    return Finding("intake-no-table", Severity.ERROR, message, Place(file.as_posix()), hint)
