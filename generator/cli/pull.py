"""回填: the command that brings what was edited in Word home into the data."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from generator import archive, remarks, workspace
from generator.cli.chinese import Command
from generator.cli.sides import decided, known, sides
from generator.cli.telling import JSON, WAITING, dump, marks, or_exit, tell, units_asked
from generator.figures import points
from generator.findings import Place, as_record
from generator.pullback import Conflict, Edit, Pulled, origin, pull, store
from generator.rounds import Round, Standing, besides, said
from generator.workspace import bytes_of

__all__ = ["pull_"]

_AS_PULLED = MappingProxyType({"theirs": "word", "ours": "data", "": ""})


@click.command(name="pull", cls=Command)
@click.argument("returned", metavar="改过的报告.docx", type=click.Path(path_type=Path))
@click.argument("folder", metavar="[单位文件夹]", required=False, type=click.Path(path_type=Path))
@click.option("--write", "writing", is_flag=True, help="写进 data/；不写这个选项只看不动。")
@sides(" Word ")
@JSON
def pull_(
    returned: Path,
    folder: Path | None,
    writing: bool,
    as_json: bool,
    **said_right: tuple[str, ...],
) -> None:
    """回填：把 Word 里的改动收回到 data/ 的原处，先列出来，--write 才写。"""
    docx = or_exit(lambda: bytes_of(returned), as_json)
    units = {_archived(unit): unit for unit in units_asked(folder, as_json)}
    others = [each for unit in units.values() for each in archive.folders(workspace.of(unit).build)]
    home, version = or_exit(lambda: origin(docx, returned, units, others), as_json)
    unit = units[home]
    space = workspace.of(unit)
    right, asked = decided(said_right["theirs"], said_right["ours"])
    pulled = or_exit(
        lambda: pull(docx, version, unit, space, lambda c: _AS_PULLED[right(c.number)]), as_json
    )
    known(asked, pulled.numbers)
    comments = remarks.collected(pulled.comments, pulled.before.report.remarks)
    left = _left(pulled, len(comments))
    kept = None
    if writing:
        kept = or_exit(
            lambda: store(pulled, docx, home, lambda: click.echo(WAITING), "\n".join(left)),
            as_json,
        )
    if as_json:
        dump(_record(pulled, kept))
    else:
        _show(pulled, len(comments), returned)
        if writing:
            _written(pulled, kept, left, home)
        else:
            _offered(pulled, returned)
            waits = docx != version.docx() and not archive.received(home, docx)
            if waits and not (asked or pulled.edits or pulled.conflicts or pulled.findings):
                click.echo(f'收进档案（数据不动），就能生成新的：jixiao pull "{returned}" --write')
    sys.exit(1 if pulled.conflicts else 0)


def _archived(unit: Path) -> Path:
    return archive.folder_of(workspace.of(unit).build, unit)


# ---- for people --------------------------------------------------------------------------------------


def _show(pulled: Pulled, comments: int, returned: Path) -> None:
    """What Word has that the data have not, and what it would change elsewhere."""
    if not (pulled.edits or pulled.conflicts or pulled.findings):
        click.echo("Word 里没有数据还没有的文字改动。")
    for edit in pulled.edits:
        click.echo("\n".join(_edit(edit)))
    for conflict in pulled.conflicts:
        click.echo("\n".join(_conflict(conflict)))
    if pulled.findings:
        click.echo("回填不了、要自己改的：")
        tell(pulled.findings)
    if pulled.edits or pulled.conflicts or pulled.findings:
        click.echo(_sum(pulled))
    for line in _elsewhere(pulled):
        click.echo(line)
    if comments:
        click.echo(f'还没有记下的批注 {comments} 条；记成清单：jixiao remarks "{returned}"')


def _offered(pulled: Pulled, returned: Path) -> None:
    """How to go on, when nothing was written yet."""
    if pulled.conflicts:
        click.echo("冲突请加 --theirs 号（以 Word 为准）或 --ours 号（以数据为准）。")
    if pulled.files:
        click.echo(f'要写入，请运行：jixiao pull "{returned}" --write')


def _written(pulled: Pulled, kept: Path | None, left: Sequence[str], home: Path) -> None:
    """What was written, what is left to do, and how to undo it."""
    if kept is None:
        return
    if pulled.files:
        click.echo(f"已写入 {len(pulled.files)} 个文件；送回的报告和改动前的数据存在 {kept}。")
        click.echo("要撤回，把那里的 .yaml 文件拷回原处。")
    if pulled.copies:
        click.echo(f"两边都改的，对照着写在 {home / '冲突'} 里，仅供查看。")
    if left:
        click.echo(f"还有 {len(left)} 处没有收回，列在 {kept / '没有收回的.txt'}；办完再生成。")
    else:
        click.echo("下一步：jixiao build")


def _left(pulled: Pulled, comments: int) -> list[str]:
    """What has not come home, a line each."""
    return [
        *(
            f"冲突 {c.number}  {c.place or c.path}  Word：{c.word}  数据：{c.data}"
            for c in pulled.conflicts
        ),
        *(f"要自己改  {f.place or ''}  {f.message}{f.hint}" for f in pulled.findings),
        *([f"批注 {comments} 条没有记成清单"] if comments else []),
    ]


def _edit(edit: Edit) -> list[str]:
    by = "；".join(_by(author, date) for author, date in edit.by)
    head = f"{edit.place or edit.path}  {edit.kind}{f'  （{by}）' if by else ''}"
    was = [f"  - {line}" for line in edit.before.split("\n") if line]
    return [head, *was, *(f"  + {line}" for line in edit.after.split("\n") if line)]


def _by(author: str, date: str) -> str:
    return " ".join(part for part in (author or "未署名", date[:10]) if part)


def _conflict(conflict: Conflict) -> list[str]:
    return [
        f"{conflict.place or conflict.path}  冲突 {conflict.number}：Word 和数据都改了",
        f"    原来  {conflict.base or '（没有）'}",
        f"    Word  {conflict.word or '（删去）'}",
        f"    数据  {conflict.data or '（删去）'}",
    ]


def _sum(pulled: Pulled) -> str:
    parts = [f"可以回填 {len(pulled.edits)} 处"]
    parts += [f"冲突 {len(pulled.conflicts)} 处"] if pulled.conflicts else []
    parts += [f"要自己改 {len(pulled.findings)} 处"] if pulled.findings else []
    return "，".join(parts) + f"（对照第 {pulled.version.number} 版）。"


def _elsewhere(pulled: Pulled) -> list[str]:
    """What the edits change elsewhere: the total, findings that are new and gone."""
    before, after = pulled.before, pulled.after
    stood = Standing(before.findings, (), marks(before))
    lines = said(stood, Round(after.findings, marks(after)))
    return ["回填以后：", *lines] if lines else []


# ---- for other programs ------------------------------------------------------------------------------


def _record(pulled: Pulled, kept: Path | None) -> dict[str, Any]:
    before, after = pulled.before, pulled.after
    return {
        "version": pulled.version.number,
        "changes": [_change(edit) for edit in pulled.edits],
        "conflicts": [
            {
                "number": c.number,
                **_where(c.place),
                "path": c.path,
                "base": c.base,
                "word": c.word,
                "data": c.data,
            }
            for c in pulled.conflicts
        ],
        "findings": [as_record(f) for f in pulled.findings],
        "score": {
            "before": points(before.scorecard.total),
            "after": points(after.scorecard.total),
        },
        "comments": [
            {"author": c.author, "date": c.date, "words": c.words, "text": c.text}
            for c in pulled.comments
        ],
        "new": [as_record(f) for f in besides(after.findings, before.findings)],
        "gone": [as_record(f) for f in besides(before.findings, after.findings)],
        "written": None if kept is None else kept.as_posix(),
    }


def _change(edit: Edit) -> dict[str, Any]:
    return {
        "kind": edit.kind,
        **_where(edit.place),
        "path": edit.path,
        "before": edit.before,
        "after": edit.after,
        "by": [{"author": author, "date": date} for author, date in edit.by],
    }


def _where(place: Place | None) -> dict[str, Any]:
    return {"file": place.file if place else "", "line": place.line if place else 0}
