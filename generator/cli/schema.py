"""编辑提示: the command that writes the schemas by which an editor offers keys and marks slips."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from generator import archive, schema, workspace
from generator.cli.chinese import Command
from generator.cli.telling import or_exit

__all__ = ["schema_"]


@click.command(name="schema", cls=Command)
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    type=click.Path(path_type=Path, file_okay=False),
    help="存入这个文件夹；默认工作区的 data/schema/。",
)
def schema_(output: Path | None) -> None:
    """编辑提示：供编辑器提示怎样填、标出写错的地方。"""
    folder = output or workspace.of(Path()).root / schema.FOLDER
    for name, text in schema.schemas().items():
        file = folder / f"{name}.json"
        or_exit(partial(archive.store, text.encode(), file, keep=False))
    click.echo(f"已存入：{folder}（{'、'.join(schema.NAMES)}）")
