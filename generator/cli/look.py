"""查看: the commands that look at a unit and write nothing: scores and findings."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator import proofread
from generator.cli.chinese import Command
from generator.cli.tables import score_record, score_table
from generator.cli.telling import (
    DIR,
    JSON,
    PAGE,
    dump,
    listed,
    looked_at,
    only,
    or_exit,
    tell,
    units_asked,
)
from generator.findings import Finding, Place, Refused, as_record
from generator.generate import Examined, texts

__all__ = ["check", "proofread_", "score"]


@click.command(cls=Command)
@DIR
@JSON
def score(folder: Path | None, as_json: bool) -> None:
    """只评分：每项指标的得分和计算过程。"""
    units = units_asked(folder, as_json)
    results = [_tried(unit) for unit in units]
    if as_json:
        records = [_record(result) for result in results]
        dump(records[0] if len(records) == 1 else {"units": records})
    else:
        for result in results:
            if isinstance(result, Examined):
                click.echo(score_table(result))
                tell(f for f in result.findings if f.stops)
            else:
                tell(result.findings)
    sys.exit(1 if any(f.stops for result in results for f in result.findings) else 0)


def _tried(unit: Path) -> Examined | Refused:
    try:
        return looked_at(unit)
    except Refused as refused:
        return refused


def _record(result: Examined | Refused) -> dict[str, object]:
    if isinstance(result, Examined):
        return score_record(result)
    return {"findings": [as_record(f) for f in result.findings]}


@click.command(cls=Command)
@DIR
@JSON
@PAGE
def check(folder: Path | None, as_json: bool, page: Path | None) -> None:
    """只核对：列出全部问题，不生成文件。"""
    only(page, ".html")
    units = units_asked(folder, as_json)
    findings = [f for unit in units for f in _found(unit)]
    listed(findings, as_json, page, "、".join(unit.resolve().name for unit in units))


def _found(unit: Path) -> tuple[Finding, ...]:
    try:
        return looked_at(unit).findings
    except Refused as refused:
        return refused.findings


@click.command(name="proofread", cls=Command)
@click.argument(
    "what", metavar="[单位文件夹或文件]", required=False, type=click.Path(path_type=Path)
)
@JSON
@PAGE
def proofread_(what: Path | None, as_json: bool, page: Path | None) -> None:
    """只查文字：文中的算术和公文写法。文件可以是 .docx、.txt、.md。"""
    only(page, ".html")
    if what is not None and (what.is_file() or what.suffix.lower() in _TEXTS):
        listed(or_exit(lambda: _of_file(what)), as_json, page, what.name)
    findings: list[Finding] = []
    units = units_asked(what, as_json)
    for unit in units:
        tried = _tried(unit)
        findings += tried.texts if isinstance(tried, Examined) else tried.findings
    listed(findings, as_json, page, "、".join(unit.resolve().name for unit in units))


_TEXTS = (".docx", ".txt", ".md")


def _of_file(path: Path) -> list[Finding]:
    """What is wrong in a file's text, each at its line; in a Word file at its paragraph."""
    passages = texts.of_file(path)
    lines = {passage.line: passage.text for passage in passages}
    return [
        each.at(Place(path.as_posix(), each.line + 1, 1, lines[each.line]))
        for each in proofread.proofread(passages)
    ]
