"""文件: the commands about files beside the report: a new workspace, a template, a PDF."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator import county, pdf, template, workspace
from generator.cli.chinese import Command, Group, Wrong
from generator.cli.telling import (
    JSON,
    counts,
    dump,
    examined_or_exit,
    only,
    or_exit,
    stored_as,
    tell,
)
from generator.findings import Finding, Place, as_record

__all__ = ["new", "pdf_", "quoted", "template_"]


@click.command(cls=Command)
@click.argument("folder", metavar="新文件夹", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """新建工作区：带示例单位、指标体系、文字片段和模板。"""
    space = or_exit(lambda: workspace.lay_out(folder))
    click.echo(f"已建好工作区：{space.root}")
    click.echo(
        f"下一步：用记事本修改 {space.units()[0]} 里的文件，再运行\n  cd {quoted(space.root)}\n  jixiao build"
    )


def quoted(path: Path) -> str:
    """A path as it is typed at the prompt."""
    return f'"{path}"' if " " in str(path) else str(path)


@click.group(name="template", cls=Group)
def template_() -> None:
    """Word 模板。"""


@template_.command(name="check")
@click.argument("file", metavar="模板文件", type=click.Path(path_type=Path))
@click.option(
    "--unit",
    metavar="单位文件夹",
    type=click.Path(path_type=Path),
    help="按这个单位的数据核对；默认取工作区里第一个，没有则取示例。",
)
@JSON
def template_check(file: Path, unit: Path | None, as_json: bool) -> None:
    """核对模板：要填哪些字段，哪些没有，在什么位置。"""
    form = or_exit(lambda: workspace.bytes_of(file))
    told = _checked(file, form, unit, as_json)
    findings = [each.at(Place(file.as_posix())) for each in told]
    asked = [] if any(f.id == "template-not-docx" for f in findings) else template.fields(form)
    if as_json:
        record = {"fields": [{"where": a.where, "field": a.expression} for a in asked]}
        dump({**record, "findings": [as_record(f) for f in findings]})
    else:
        for each in asked:
            click.echo(f"  {each.where}：{each.expression}")
        tell(findings)
        click.echo(f"要填 {len(asked)} 处。{counts(findings)}。")
    sys.exit(1 if any(f.stops for f in findings) else 0)


def _checked(file: Path, form: bytes, unit: Path | None, as_json: bool) -> list[Finding]:
    """What there is to say of a template, held against a report of its kind."""
    if file.stem == workspace.SUMMARY:
        return template.check(form, county.blank())
    spaces = (workspace.of(file.parent), workspace.of(Path()), workspace.shipped())
    unit = unit or next(unit for space in spaces for unit in space.units())
    return template.check(form, examined_or_exit(unit, as_json).manuscript)


@click.command(cls=Command, name="pdf")
@click.argument("file", metavar="报告文件", type=click.Path(path_type=Path))
@stored_as("与报告同名")
def pdf_(file: Path, output: Path | None) -> None:
    """把报告转成 PDF（需要装有 LibreOffice），并说明哪些字体被替代。"""
    if file.suffix.lower() == ".pdf":
        raise Wrong("要转的应是 .docx 文件。")
    only(output, ".pdf")
    target = output or file.with_suffix(".pdf")
    printed = or_exit(lambda: pdf.to_pdf(file, target))
    click.echo(f"已生成：{printed.path}")
    for asked, used in printed.stand_ins:
        click.echo(f"  本机没有字体“{asked}”，用“{used}”代替；在装有该字体的电脑上页数可能不同。")
