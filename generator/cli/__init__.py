"""命令行: parse, call one function, print what was found, choose the exit code.

Exit codes: 0 done, 1 findings that stop, 2 a wrong call.  Everything prints on a GBK console too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from generator import __version__, pdf, template, workspace
from generator.cli.chinese import Group, Wrong
from generator.cli.tables import score_record, score_table
from generator.figures import points
from generator.findings import Finding, Place, Refused, Severity, as_record, count, show
from generator.generate import STEPS, Examined, Generated, examine, generate

__all__ = ["main"]

T = TypeVar("T")

_DIR = click.argument(
    "folder", metavar="[单位文件夹]", required=False, type=click.Path(path_type=Path)
)
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供其他程序使用。")


@click.group(cls=Group, name="jixiao")
@click.version_option(__version__, "--version", help="显示版本号。", message="jixiao %(version)s")
def jixiao() -> None:
    """绩效报告生成器：从 data/ 里的数据和文字，生成部门整体支出绩效评价报告（Word）。"""


def main() -> None:
    """The command ``jixiao``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    jixiao.main(prog_name="jixiao")


@jixiao.command()
@_DIR
@click.option(
    "-o",
    "--output",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="存为这个文件；默认按公文名存入 build/。",
)
@click.option("--strict", is_flag=True, help="有提醒也不生成。")
@click.option("--quiet", is_flag=True, help="只显示错误。")
def build(folder: Path | None, output: Path | None, strict: bool, quiet: bool) -> None:
    """生成报告。不写文件夹时，生成 data/units/ 下的每个单位。"""
    units = _units(folder)
    if output and len(units) > 1:
        raise Wrong("这里有多个单位，-o 只能存一个；请写明单位文件夹。")
    _only(output, ".docx")
    made: dict[Path, Path] = {}
    failed = []
    for i, unit in enumerate(units, 1):
        if not quiet:
            click.echo(f"【{unit.name}】" + (f"（{i}/{len(units)}）" if len(units) > 1 else ""))
        if not _build(unit, output, strict, quiet, made):
            failed.append(unit)
    if len(units) > 1 and not quiet:
        click.echo(
            f"共 {len(units)} 个单位，生成 {len(units) - len(failed)} 个，未生成 {len(failed)} 个。"
        )
    sys.exit(1 if failed else 0)


def _only(output: Path | None, suffix: str) -> None:
    if output is not None and output.suffix.lower() != suffix and not output.is_dir():
        raise Wrong(f"-o 后面的文件名应以 {suffix} 结尾。")


def _units(folder: Path | None, as_json: bool = False) -> tuple[Path, ...]:
    """The unit asked for, or all of the workspace."""
    if folder is not None:
        return (folder,)
    units = workspace.of(Path()).units()
    if not units:
        hint = "请到工作区里运行，或先用 jixiao new 新建一个。"
        nothing = Finding(
            "unit-not-found", Severity.ERROR, "这里没有 data/units/，找不到单位。", hint=hint
        )
        if as_json:
            _dump({"findings": [as_record(nothing)]})
        else:
            _tell([nothing])
        sys.exit(1)
    return units


def _build(
    unit: Path, output: Path | None, strict: bool, quiet: bool, made: dict[Path, Path]
) -> bool:
    """Generate one unit and say what came of it; False when no report was stored.

    ``made``: which unit's report stands where, of this run.
    """
    say = (lambda number: None) if quiet else _say
    try:
        space = workspace.of(unit)
        if strict:
            _strict(examine(unit, space, lambda number: None))
        done = generate(unit, space, output, say, made)
        made[done.stored.path] = unit
    except Refused as refused:
        _tell(_shown(refused.findings, quiet and any(f.stops for f in refused.findings)))
        click.echo(f"没有生成报告：{_counts(refused.findings)}。")
        return False
    _tell(_shown(done.findings, quiet))
    if not quiet:
        click.echo(_done(done))
    return True


def _strict(examined: Examined) -> None:
    if any(f.severity is not Severity.NOTE for f in examined.findings):
        raise Refused(examined.findings)


def _say(number: int) -> None:
    click.echo(f"  {number} {STEPS[number - 1]}")


def _done(done: Generated) -> str:
    state = "没有变化" if done.stored.unchanged else "已生成"
    card = done.scorecard
    return f"{state}：{done.stored.path}\n自评总分 {points(card.total)}，等级 {card.grade}。{_counts(done.findings)}。"


def _counts(findings: Sequence[Finding]) -> str:
    return "，".join(
        f"{severity.value} {n} 条"
        for severity, n in count(findings).items()
        if severity is not Severity.NOTE
    )


def _shown(findings: Iterable[Finding], quiet: bool) -> list[Finding]:
    """Notes only on request, which is ``check``; with --quiet only errors."""
    return [f for f in findings if f.stops or (f.severity is Severity.WARNING and not quiet)]


def _tell(findings: Iterable[Finding]) -> None:
    for finding in findings:
        click.echo(show(finding))


@jixiao.command()
@_DIR
@_JSON
def score(folder: Path | None, as_json: bool) -> None:
    """只评分：每项指标的得分和计算过程。"""
    units = _units(folder, as_json)
    results = [_tried(unit) for unit in units]
    if as_json:
        records = [_record(result) for result in results]
        _dump(records[0] if len(records) == 1 else {"units": records})
    else:
        for result in results:
            if isinstance(result, Examined):
                click.echo(score_table(result))
                _tell(f for f in result.findings if f.stops)
            else:
                _tell(result.findings)
    sys.exit(1 if any(f.stops for result in results for f in result.findings) else 0)


def _tried(unit: Path) -> Examined | Refused:
    try:
        return examine(unit, workspace.of(unit), lambda number: None)
    except Refused as refused:
        return refused


def _record(result: Examined | Refused) -> dict[str, object]:
    if isinstance(result, Examined):
        return score_record(result)
    return {"findings": [as_record(f) for f in result.findings]}


def _examined(unit: Path, as_json: bool) -> Examined:
    try:
        return examine(unit, workspace.of(unit), lambda number: None)
    except Refused as refused:
        if as_json:
            _dump({"findings": [as_record(f) for f in refused.findings]})
        else:
            _tell(refused.findings)
        sys.exit(1)


def _dump(record: object) -> None:
    """JSON in the console's own letters where it has them all, else escaped: never damaged."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(record, ensure_ascii=not unicode, indent=2))


@jixiao.command()
@_DIR
@_JSON
def check(folder: Path | None, as_json: bool) -> None:
    """只核对：列出全部问题，不生成文件。"""
    findings = [f for unit in _units(folder, as_json) for f in _found(unit)]
    if as_json:
        _dump({"findings": [as_record(f) for f in findings]})
    else:
        _tell(findings)
        click.echo(
            "、".join(f"{severity.value} {n} 条" for severity, n in count(findings).items()) + "。"
        )
    sys.exit(1 if any(f.stops for f in findings) else 0)


def _found(unit: Path) -> tuple[Finding, ...]:
    try:
        return examine(unit, workspace.of(unit), lambda number: None).findings
    except Refused as refused:
        return refused.findings


@jixiao.command()
@click.argument("folder", metavar="新文件夹", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """新建工作区：带示例单位、指标体系、文字片段和模板。"""
    space = _or_exit(lambda: workspace.lay_out(folder))
    click.echo(f"已建好工作区：{space.root}")
    click.echo(
        f"下一步：用记事本修改 {space.units()[0]} 里的文件，再运行\n  cd {_quoted(space.root)}\n  jixiao build"
    )


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


@jixiao.group(name="template", cls=Group)
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
@_JSON
def template_check(file: Path, unit: Path | None, as_json: bool) -> None:
    """核对模板：要填哪些字段，哪些没有，在什么位置。"""
    spaces = (workspace.of(file.parent), workspace.of(Path()), workspace.shipped())
    unit = unit or next(unit for space in spaces for unit in space.units())
    form = _or_exit(lambda: workspace.bytes_of(file))
    examined = _examined(unit, as_json)
    findings = [f.at(Place(file.as_posix())) for f in template.check(form, examined.manuscript)]
    asked = [] if any(f.id == "template-not-docx" for f in findings) else template.fields(form)
    if as_json:
        record = {"fields": [{"where": a.where, "field": a.expression} for a in asked]}
        _dump({**record, "findings": [as_record(f) for f in findings]})
    else:
        for each in asked:
            click.echo(f"  {each.where}：{each.expression}")
        _tell(findings)
        click.echo(f"要填 {len(asked)} 处。{_counts(findings)}。")
    sys.exit(1 if any(f.stops for f in findings) else 0)


@jixiao.command(name="pdf")
@click.argument("file", metavar="报告文件", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="存为这个文件；默认与报告同名。",
)
def pdf_(file: Path, output: Path | None) -> None:
    """把报告转成 PDF（需要装有 LibreOffice），并说明哪些字体被替代。"""
    if file.suffix.lower() == ".pdf":
        raise Wrong("要转的应是 .docx 文件。")
    _only(output, ".pdf")
    target = output or file.with_suffix(".pdf")
    printed = _or_exit(lambda: pdf.to_pdf(file, target))
    click.echo(f"已生成：{printed.path}")
    for asked, used in printed.stand_ins:
        click.echo(f"  本机没有字体“{asked}”，用“{used}”代替；在装有该字体的电脑上页数可能不同。")


def _or_exit(act: Callable[[], T]) -> T:
    """What the act gives; a refusal is told and ends the run with exit code 1."""
    try:
        return act()
    except Refused as refused:
        _tell(refused.findings)
        sys.exit(1)
