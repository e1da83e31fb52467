"""指标体系: the commands about a rubric by itself: begin one, try it, print it as people read it."""

from __future__ import annotations

from pathlib import Path

import click

from generator import archive, rulebook, workspace
from generator.cli.chinese import Group, Wrong
from generator.cli.intake import rubric_import
from generator.cli.telling import JSON, PAGE, listed, only, or_exit, stored_as
from generator.findings import Finding, Refused, Severity

__all__ = ["file_of", "rubric"]

_FIRST, _LAST = 2000, 2100
_WHICH = click.argument("which", metavar="名称或文件")


@click.group(name="rubric", cls=Group)
def rubric() -> None:
    """指标体系：新建、单独核对、打印。"""


@rubric.command(name="new")
@click.argument("name", metavar="名称")
@click.option(
    "--year",
    metavar="年度",
    type=int,
    default=0,
    help="适用年度，四位数字，必须写。",
)
@click.option(
    "--levels",
    metavar="级数",
    type=int,
    default=3,
    help="指标分几级，2 至 4，默认 3。",
)
@stored_as("存入 data/rubrics/")
def new(name: str, year: int, levels: int, output: Path | None) -> None:
    """新建指标体系：带说明的样稿，每种规则各有一例，照着改。"""
    only(output, ".yaml")
    if not _FIRST <= year <= _LAST:
        raise Wrong(f"请用 --year 写明适用年度，{_FIRST} 至 {_LAST} 之间，例如 --year 2022。")
    if levels not in rulebook.LEVELS:
        raise Wrong("--levels 后面只能写 2、3、4。")
    target = output or workspace.of(Path()).root / "data" / "rubrics" / f"{name}.yaml"
    text = rulebook.skeleton(name, year, levels)
    stored = or_exit(lambda: archive.create(text.encode(), target))
    click.echo(
        f"已建好：{stored.path}\n下一步：对照财政部门的表格改，改完运行\n  jixiao rubric check {name}"
    )


@rubric.command(name="check")
@_WHICH
@JSON
@PAGE
def check(which: str, as_json: bool, page: Path | None) -> None:
    """单独核对一套指标体系，不需要单位的数据。"""
    only(page, ".html")
    try:
        findings = rulebook.check(file_of(which))
    except Refused as refused:
        findings = refused.findings
    listed(findings, as_json, page, which)


@rubric.command(name="show")
@_WHICH
@click.option("--year", metavar="年度", type=int, help="看哪一年的取值；默认看最后一个适用年度。")
def show(which: str, year: int | None) -> None:
    """照人读的样子打印：指标、分值、算式、评分标准、依据。"""
    click.echo(or_exit(lambda: rulebook.as_text(rulebook.of_year(file_of(which), year))))


rubric.add_command(rubric_import)


def file_of(which: str, start: Path = Path()) -> Path:
    """The file meant: a path, or the name of a rubric of the workspace at hand; else Refused."""
    path, space = Path(which), workspace.of(start)
    found = path if path.suffix in (".yaml", ".yml") else space.rubric(which)
    if found is not None:
        return found
    known = "、".join(space.known("data/rubrics", ".yaml"))
    message = f"没有找到指标体系“{which}”。"
    raise Refused([Finding("file-not-found", Severity.ERROR, message, hint=f"现有：{known}。")])
