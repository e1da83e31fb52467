"""告知: what every command shares: the folders asked for, findings told, JSON that is never damaged."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

import click

from generator import archive, cache, generate, listing, rounds, workspace
from generator.cli.chinese import Wrong
from generator.findings import Finding, Refused, Severity, as_record, count, show

__all__ = [
    "DIR", "JSON", "PAGE", "WAITING", "counts", "dump", "examined_or_exit", "listed", "looked_at", "marks", "only", "or_exit",
    "shown", "stored_as", "tell", "units_asked", "units_for",
]  # fmt: skip

T = TypeVar("T")

DIR = click.argument(
    "folder", metavar="[单位文件夹]", required=False, type=click.Path(path_type=Path)
)
PAGE = click.option(
    "--html",
    "page",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="另存为网页，可以发送、打印、逐条打勾。",
)
WAITING = "  另一个窗口正在使用这个单位，等它完成……"
JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供其他程序使用。")


def stored_as(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option ``-o``; ``default`` says in Chinese where the file goes without it."""
    return click.option(
        "-o",
        "--output",
        metavar="文件",
        type=click.Path(path_type=Path),
        help=f"存为这个文件；默认{default}。",
    )


def only(output: Path | None, suffix: str) -> None:
    """A wrong call, when a file to be written has another ending than it must."""
    if output is not None and output.suffix.lower() != suffix and not output.is_dir():
        raise Wrong(f"-o 后面的文件名应以 {suffix} 结尾。")


def units_for(folder: Path | None, output: Path | None, suffix: str) -> tuple[Path, ...]:
    """The units to write a file for each; a wrong call when one file should hold several."""
    units = units_asked(folder)
    if output and len(units) > 1:
        raise Wrong("这里有多个单位，-o 只能存一个；请写明单位文件夹。")
    only(output, suffix)
    return units


def units_asked(folder: Path | None, as_json: bool = False) -> tuple[Path, ...]:
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
            dump({"findings": [as_record(nothing)]})
        else:
            tell([nothing])
        sys.exit(1)
    return units


def counts(findings: Sequence[Finding]) -> str:
    """How many errors and warnings, in words."""
    return "，".join(
        f"{severity.value} {n} 条"
        for severity, n in count(findings).items()
        if severity is not Severity.NOTE
    )


def shown(findings: Iterable[Finding], quiet: bool) -> list[Finding]:
    """Notes only on request, which is ``check``; with --quiet only errors."""
    return [f for f in findings if f.stops or (f.severity is Severity.WARNING and not quiet)]


def tell(findings: Iterable[Finding]) -> None:
    """Show findings, each with its place and the next step."""
    for finding in findings:
        click.echo(show(finding))


def or_exit(act: Callable[[], T], as_json: bool = False) -> T:
    """What the act gives; a refusal is told, or given as JSON, and ends the run with exit code 1."""
    try:
        return act()
    except Refused as refused:
        if as_json:
            dump({"findings": [as_record(f) for f in refused.findings]})
        else:
            tell(refused.findings)
        sys.exit(1)


def listed(findings: Sequence[Finding], as_json: bool, page: Path | None, about: str) -> NoReturn:
    """One report of findings in the form asked for; ends the run, with 1 when one of them stops.

    ``about``: what was looked at, for the title of a page.
    """
    if page is not None:
        html = listing.as_html(findings, f"问题报告：{about}")
        stored = or_exit(lambda: archive.store(html.encode(), page, keep=False))
        click.echo(f"已生成：{stored.path}", err=as_json)
    if as_json:
        counted = {severity.value: n for severity, n in count(findings).items()}
        dump({"counts": counted, "findings": [as_record(f) for f in findings]})
    else:
        click.echo(listing.as_text(findings))
    sys.exit(1 if any(f.stops for f in findings) else 0)


_AS_ON_DISK: Mapping[Path, bytes] = MappingProxyType({})


def looked_at(unit: Path, instead: Mapping[Path, bytes] = _AS_ON_DISK) -> generate.Examined:
    """A unit through the first four steps, none of which is told; Refused when it can't be read.

    ``instead``: files of the unit as they would be.
    """
    space = workspace.of(unit)
    return generate.examine(unit, space, lambda number: None, instead, cache.users())


def examined_or_exit(unit: Path, as_json: bool) -> generate.Examined:
    """A unit examined; what can't be read is told and ends the run with exit code 1."""
    return or_exit(lambda: looked_at(unit), as_json)


def marks(examined: generate.Examined) -> rounds.Marks:
    """What a unit scores, to be held against what it scores another time."""
    card = examined.scorecard
    return rounds.Marks(card.total, card.grade, {s.indicator.name: s.points for s in card.scores})


def dump(record: object) -> None:
    """JSON in the console's own letters where it has them all, else escaped: never damaged."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(record, ensure_ascii=not unicode, indent=2))
