"""意见: the command that takes reviewers' comments into the unit's data, lists and ticks them off."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from generator import archive, remarks, template, workspace
from generator.cli.chinese import Command, Wrong
from generator.cli.telling import examined_or_exit, or_exit, stored_as, tell, units_asked
from generator.findings import Finding, Place, Refused, Severity
from generator.generate import Examined
from generator.generate.texts import reading_of
from generator.model import Remark
from generator.paper import edited
from generator.pullback import origin
from generator.workspace import bytes_of

__all__ = ["remarks_"]


@click.command(name="remarks", cls=Command)
@click.argument(
    "what", metavar="[收回的报告.docx] [单位文件夹]", nargs=-1, type=click.Path(path_type=Path)
)
@click.option(
    "--done", "done", metavar="编号", type=int, multiple=True, help="记为已办；可以写几次。"
)
@stored_as("只显示；以 .md 或 .xlsx 结尾")
def remarks_(what: tuple[Path, ...], done: tuple[int, ...], output: Path | None) -> None:
    """意见：把收回的报告里的批注记成清单，逐条办理。"""
    if output is not None and output.suffix.lower() not in (".md", ".xlsx"):
        raise Wrong("-o 后面的文件名应以 .md 或 .xlsx 结尾。")
    file, folder = _told_apart(what)
    units = units_asked(folder)
    if file and len(units) > 1:
        units = _units_of(file, units)
    if len(units) > 1 and (file or done or output):
        raise Wrong("这里有多个单位，请写明单位文件夹。")
    for unit in units:
        if file:
            _of_this_unit(file, unit)
            _changed(unit, lambda examined: _taken(examined, file))
        if done:
            _changed(unit, lambda examined: _ticked(examined, done))
        _listed(unit, examined_or_exit(unit, as_json=False), output)


def _told_apart(what: tuple[Path, ...]) -> tuple[Path | None, Path | None]:
    """The file that came back and the unit's folder, in whatever order."""
    files = [each for each in what if each.suffix.lower() == ".docx"]
    folders = [each for each in what if each not in files]
    if len(files) > 1 or len(folders) > 1:
        raise Wrong("一次写一个 .docx 文件和一个单位文件夹。")
    return next(iter(files), None), next(iter(folders), None)


def _units_of(file: Path, units: tuple[Path, ...]) -> tuple[Path, ...]:
    """The units of whose versions the file is one, going by the seal inside; all when none is."""
    or_exit(lambda: reading_of(file))
    seal = template.origin(template.unpacked(file.read_bytes()))
    known = [
        unit
        for unit in units
        if archive.by_seal(archive.folder_of(workspace.of(unit).build, unit), seal)
    ]
    return tuple(known) or units


def _of_this_unit(file: Path, unit: Path) -> None:
    """A file of another unit is refused; one that no version is the base of is taken with a word."""
    docx, space = or_exit(lambda: bytes_of(file)), workspace.of(unit)
    home = archive.folder_of(space.build, unit)
    try:
        origin(docx, file, [home], archive.folders(space.build))
    except Refused as refused:
        if any(f.id in ("returned-other-unit", "returned-not-docx") for f in refused.findings):
            tell(refused.findings)
            sys.exit(1)
        click.echo(f"提醒：认不出“{file.name}”是不是这个单位的报告，批注照收，请核对。")


def _changed(unit: Path, change: Callable[[Examined], tuple[bytes, Path] | None]) -> None:
    """Change the file that holds the list, while no other window works on the unit."""

    def act() -> None:
        with archive.locked(archive.folder_of(workspace.of(unit).build, unit)):
            changed = change(examined_or_exit(unit, as_json=False))
            if changed:
                archive.store(*changed, keep=False)

    or_exit(act)


def _taken(examined: Examined, file: Path) -> tuple[bytes, Path] | None:
    known, target = examined.report.remarks, _file(examined)
    new = remarks.collected(reading_of(file).comments, known)
    click.echo(f"从“{file.name}”取来新的意见 {len(new)} 条。")
    if not new:
        return None
    raw = target.read_bytes() if target.exists() else None
    return remarks.added(raw, len(known), new, target.as_posix()), target


def _ticked(examined: Examined, numbers: Sequence[int]) -> tuple[bytes, Path]:
    known, target = examined.report.remarks, _file(examined)
    for number in numbers:
        if number not in [each.number for each in known]:
            raise Wrong(f"没有编号为 {number} 的意见。")
    return remarks.marked_done(target.read_bytes(), known, numbers, target.as_posix()), target


def _file(examined: Examined) -> Path:
    """The file that holds the list, or the one that shall."""
    place = examined.inputs.report.place((remarks.PART,))
    return Path(place.file) if place else examined.inputs.unit / f"{remarks.PART}.yaml"


def _listed(unit: Path, examined: Examined, output: Path | None) -> None:
    known, about = examined.report.remarks, examined.report.unit

    def place_of(remark: Remark) -> Place | None:
        steps = (int(step) if step.isdecimal() else step for step in remark.path.split("/"))
        about = Finding("", Severity.NOTE, "", path=tuple(steps), words=remark.words)
        inputs = examined.inputs
        return inputs.report.located(inputs.rubric.located(about)).place

    click.echo(f"【{unit.name}】{remarks.as_text(known, place_of)}")
    if output is None:
        return
    if output.suffix.lower() == ".md":
        made, keep = remarks.as_markdown(known, place_of).encode(), False
    else:
        title = f"{about.name}{about.year}年绩效评价报告审阅意见"
        made = remarks.as_xlsx(known, place_of, title, about.dated)
        keep = output.is_file() and edited(output.read_bytes())
    stored = or_exit(lambda: archive.store(made, output, keep=keep))
    if stored.kept:
        click.echo(f"原来的文件有人改过，已改名保存：{stored.kept}")
    click.echo(f"{'没有变化' if stored.unchanged else '已生成'}：{stored.path}")
