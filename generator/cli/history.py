"""版本: the command that lists a unit's versions, takes one out again, and removes old ones."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from generator import archive, workspace
from generator.archive import Manifest, Version
from generator.cli.chinese import Command, Wrong
from generator.cli.telling import (
    DIR,
    JSON,
    WAITING,
    dump,
    only,
    or_exit,
    stored_as,
    tell,
    units_asked,
)
from generator.findings import Finding, Place, Refused, Severity, as_record
from generator.generate import base_of, edits
from generator.readback import edited

__all__ = ["history"]


@click.command(cls=Command)
@DIR
@JSON
@click.option("--take", metavar="版号", type=int, help="取出这一版，例如 --take 3。")
@stored_as("按公文名加版号存入 build/")
@click.option("--prune", metavar="份数", type=int, help="只保留最新的几份，删去更早的。")
@click.option("--yes", is_flag=True, help="删去前不再询问。")
def history(
    folder: Path | None, as_json: bool, take: int | None, output: Path | None, **more: Any
) -> None:
    """版本档案：生成过哪几版，改了什么；取出一版，或删去旧的。"""
    only(output, ".docx")
    most = more["prune"]
    if take is not None and most is not None:
        raise Wrong("--take 和 --prune 一次只能写一个。")
    if output is not None and take is None:
        raise Wrong("-o 要和 --take 一起写。")
    if most is not None and most < 1:
        raise Wrong("--prune 后面的份数至少为 1。")
    units = units_asked(folder, as_json)
    or_exit(lambda: _known(units))
    if take is None and most is None:
        _list(units, as_json)
    elif len(units) > 1:
        raise Wrong("这里有多个单位，请写明单位文件夹。")
    elif take is not None:
        _take(units[0], take, output)
    else:
        _prune(units[0], most, more["yes"])


def _known(units: tuple[Path, ...]) -> None:
    """Refused for a folder that is no unit's, nor ever was."""
    for unit in units:
        if not workspace.is_folder(unit) and not workspace.is_folder(_folder(unit)):
            message, place = "没有这个文件夹。", Place(unit.as_posix())
            hint = "请写单位所在的文件夹，例如 data/units/wanghuzhai-2021。"
            raise Refused([Finding("unit-not-found", Severity.ERROR, message, place, hint)])


def _folder(unit: Path) -> Path:
    return archive.folder_of(workspace.of(unit).build, unit)


# ---- the list -------------------------------------------------------------------------------------


def _list(units: tuple[Path, ...], as_json: bool) -> None:
    if as_json:
        records = [_record(unit) for unit in units]
        dump(records[0] if len(records) == 1 else {"units": records})
        return
    for unit in units:
        click.echo("\n".join(_lines(_folder(unit))))
        tell(archive.damaged(_folder(unit)))


def _read(folder: Path) -> list[tuple[Version, Manifest, Manifest | None]]:
    """Each version with its manifest and that of the version before."""
    read = [(version, version.manifest()) for version in archive.versions(folder)]
    befores = (None, *(manifest for _, manifest in read))
    return [(*each, before) for each, before in zip(read, befores, strict=False)]


def _lines(folder: Path) -> Iterator[str]:
    yield f"【{folder.name}】"
    versions = _read(folder)
    for version, manifest, before in versions:
        said = "，".join(_changed(before, manifest)) or "文字相同" if before else "最早的一份"
        made = manifest.made or "时间不详"
        yield f"  第{version.number}版  {made}  {manifest.total}分 {manifest.grade}  {said}"
    for received in archive.receipts(folder):
        base = _base(received, folder)
        made = f"由第{base}版改成" if base else "不知由哪一版改成"
        left = not archive.received(folder, (received / "报告.docx").read_bytes())
        rest = "，还有没收回的" if left else ""
        yield f"  {received.name}  {made}{rest}"
    if not versions:
        yield "  还没有版本，生成一次就有了。"


def _changed(before: Manifest, after: Manifest) -> Iterator[str]:
    """What a version changed against the one before, in a few words."""
    if paragraphs := _paragraphs(before, after):
        yield f"{paragraphs} 段文字"
    for what, was, now_is in (
        ("得分", before.total, after.total),
        ("等级", before.grade, after.grade),
        ("程序", before.program, after.program),
    ):
        if was != now_is:
            yield f"{what} {was}→{now_is}"
    if files := _files(before, after):
        yield "、".join(Path(name).name for name in files)


def _paragraphs(before: Manifest, after: Manifest) -> int:
    was, now_is = ([block.text for block in each.blocks] for each in (before, after))
    return len(edits(was, now_is))


def _files(before: Manifest, after: Manifest) -> list[str]:
    """The files that are new, changed or gone."""
    names = sorted({*before.files, *after.files})
    return [name for name in names if before.files.get(name) != after.files.get(name)]


def _base(received: Path, folder: Path) -> int | None:
    """The number of the version that a file which came back was made of."""
    base = base_of((received / "报告.docx").read_bytes(), folder)
    return base.number if base else None


def _record(unit: Path) -> dict[str, Any]:
    folder = _folder(unit)
    return {
        "unit": folder.name,
        "versions": [_of_version(*each) for each in _read(folder)],
        "received": [
            {"folder": each.as_posix(), "base": _base(each, folder)}
            for each in archive.receipts(folder)
        ],
        "findings": [as_record(finding) for finding in archive.damaged(folder)],
    }


def _of_version(version: Version, manifest: Manifest, before: Manifest | None) -> dict[str, Any]:
    """A version for other programs; what changed is None for the first."""
    return {
        "number": version.number,
        "made": manifest.made,
        "total": manifest.total,
        "grade": manifest.grade,
        "folder": version.folder.as_posix(),
        "paragraphs": _paragraphs(before, manifest) if before else None,
        "files": _files(before, manifest) if before else None,
    }


# ---- one version taken out, old ones removed ------------------------------------------------------


def _take(unit: Path, number: int, output: Path | None) -> None:
    space, folder = workspace.of(unit), _folder(unit)
    version = next((each for each in archive.versions(folder) if each.number == number), None)
    if version is None:
        tell([_no_version(folder, number)])
        sys.exit(1)
    name = archive.file_name(version.manifest().title)
    target = output or space.build / f"{Path(name).stem}（第{number}版）.docx"
    stored = or_exit(lambda: archive.take_out(version, target))
    click.echo(f"已取出：{stored.path}")


def _no_version(folder: Path, number: int) -> Finding:
    known = "、".join(f"第{each.number}版" for each in archive.versions(folder))
    message = f"没有第{number}版。"
    hint = f"现有：{known}。" if known else "还没有版本，生成一次就有了。"
    return Finding("version-not-found", Severity.ERROR, message, Place(folder.as_posix()), hint)


def _prune(unit: Path, most: int, sure: bool) -> None:
    folder = _folder(unit)
    old = archive.outdated(folder, keep=most, spare=_needed(folder))
    if not old:
        click.echo("没有可删的版本。")
        return
    names = "、".join(f"第{version.number}版" for version in old)
    if not sure and not _confirmed(
        f"将删去{names}，删去后不能恢复；由它们改成、还没有收回的报告就不能回填了。"
    ):
        click.echo("没有删。")
        return
    or_exit(lambda: _removed(folder, old))
    click.echo(f"已删去{names}。")


def _needed(folder: Path) -> set[int]:
    """The versions of which files in ``build/`` were made by hand; without them no edit can be told."""
    docx = (file.read_bytes() for file in sorted(folder.parent.glob("*.docx")))
    bases = (base_of(each, folder) for each in docx if edited(each))
    return {base.number for base in bases if base}


def _confirmed(question: str) -> bool:
    answer = click.prompt(f"{question}确定的请输入 y", default="n", show_default=False)
    return str(answer).strip().lower() in ("y", "yes", "是")


def _removed(folder: Path, old: tuple[Version, ...]) -> None:
    with archive.locked(folder, lambda: click.echo(WAITING)):
        archive.prune(old)
