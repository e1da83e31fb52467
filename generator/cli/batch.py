"""批量生成: the command that makes the reports of many units at once, and says what came of all."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

import click

from generator import county, workspace
from generator.archive import Stored
from generator.batch.listed import Listed, listed
from generator.batch.outcome import Outcome
from generator.batch.pool import in_processes
from generator.batch.records import Book, Outcomes
from generator.batch.run import Heard, Through, run, share
from generator.batch.work import one
from generator.cache import users
from generator.cli.chinese import Command, Wrong
from generator.cli.clock import minute
from generator.cli.progress import Progress
from generator.cli.tally import Tally, names_of, told
from generator.cli.telling import or_exit, tell, units_asked

__all__ = ["batch"]


@click.command(cls=Command)
@click.argument("named", metavar="[单位…]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--workers", metavar="个数", help="同时几个进程，1–256；默认与处理器核数相同。")
@click.option("--shard", metavar="i/n", help="分给 n 台电脑做，这里做第 i 份。")
@click.option("--dask", metavar="地址", help="交给 dask 集群做，写调度程序的地址。")
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    type=click.Path(path_type=Path, file_okay=False),
    help="报告、成绩和汇总存到这个文件夹；默认 build/。",
)
def batch(
    named: tuple[Path, ...],
    workers: str | None,
    shard: str | None,
    dask: str | None,
    output: Path | None,
) -> None:
    """批量生成：很多单位一起做，一个出错不影响其余；中断了再运行，接着做。

    单位可以写单位文件夹、装着它们的文件夹，或列出它们的表格（.xlsx、.csv，有“单位文件夹”一列）；不写时是 data/units/ 下的全部。

    只做一部分单位，不改动全部单位的汇总；只要这一部分的汇总，用 -o 另存到一个文件夹。
    """
    part = _part(shard)
    through = _on_cluster(dask) if dask else _here(_processes(workers))
    found = listed(named or _all(), workspace.of(Path()))
    tell(found.findings)
    if not found.units:
        sys.exit(1)
    home = _home(found, output)
    book = Book(home)
    units = share(found.units, *part) if part else found.units
    lost = 0 if part else len(found.unmade)
    begun = partial(_begun, _lead(found, units, part), lost, len(units))
    try:
        outcomes = or_exit(lambda: run(units, book, minute(), through, begun))
    except KeyboardInterrupt:
        click.echo("\n已停止，做完的都已保存；再运行一次，接着做其余的。", err=True)
        sys.exit(1)
    if part:
        tally = told(outcomes, book, summed=False)
        click.echo("各份都做完后，不带 --shard 再运行一次，得到全部单位的汇总。")
    else:
        outcomes = replace(outcomes, unmade=found.unmade)
        tally = _together(outcomes, book, units if named else None, output)
    sys.exit(1 if tally.bad or found.findings else 0)


def _together(
    outcomes: Outcomes, book: Book, asked: Sequence[Path] | None, output: Path | None
) -> Tally:
    """Say what came of all units and write their summary, unless it is of more than were asked for."""
    more = _left_out(outcomes, book, asked) if asked else []
    tally = told(outcomes, book, summed=not more)
    if more:
        whole = f"jixiao batch -o {output}" if output else "jixiao batch"
        click.echo(
            f"汇总没有改动：这次只做 {len(outcomes)} 个单位，以前做过的还有 {len(more)} 个：{names_of(more)}。\n"
            f"  要重做全部单位的汇总，请运行 {whole}；只要这次这些单位的汇总，请用 -o 另存到一个新文件夹。"
        )
        return tally
    for stored in or_exit(lambda: _summary(outcomes, book.home)):
        click.echo(f"汇总：{stored.path}")
        if stored.kept:
            click.echo(f"  原来的改过，没有覆盖，已改名保存：{stored.kept}")
    if tally.uncounted:
        years = "、".join(f"{year}年" for year in tally.uncounted if year)
        click.echo(
            f"没有写{years}汇总：没有一个单位计入统计（都没有生成报告，或得分不全）；原来有汇总的，保留没动。\n"
            "  请按上面列出的问题改好，再运行一次。"
        )
    return tally


def _left_out(outcomes: Outcomes, book: Book, asked: Sequence[Path]) -> list[Outcome]:
    """What came before of units that stand in the same years' summaries and were not asked for now."""
    years = {each.year for each in outcomes} - {0}  # unknown: with those of every year
    roots = {workspace.of(unit).root for unit in asked}
    return [
        each
        for each in book.others(asked)
        if (not years or each.year in {0, *years})
        and any(workspace.is_folder(root / each.folder) for root in roots)
    ]


def _summary(outcomes: Sequence[Outcome], home: Path) -> list[Stored]:
    """What is said of all units together, in the workspace's own template or the shipped one."""
    space = workspace.of(Path())
    form = space.template(workspace.SUMMARY) or workspace.shipped().template(workspace.SUMMARY)
    if form is None:
        return []
    return county.stored(outcomes, home / "汇总", form, users())


def _all() -> tuple[Path, ...]:
    units_asked(None)
    return ()


def _part(shard: str | None) -> tuple[int, int] | None:
    """Which part of how many."""
    if shard is None:
        return None
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", shard)
    number, of = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= of:
        raise Wrong("--shard 后面写第几份和总份数，例如 --shard 1/4。")
    return number, of


def _home(found: Listed, output: Path | None) -> Path:
    """The folder that everything goes to."""
    if output is not None:
        return Path(os.path.abspath(output))  # noqa: PTH100 - links stay
    spaces = ((unit, workspace.of(unit)) for unit in found.units)
    here = workspace.of(Path(os.path.abspath("")))  # noqa: PTH100 - for units that lie in none
    homes = {(here if space.root == unit else space).build for unit, space in spaces}
    if len(homes) > 1:
        raise Wrong("这些单位分属几个工作区，请用 -o 写明结果存到哪个文件夹。")
    return homes.pop()


def _processes(workers: str | None) -> int:
    """How many processes were asked for, or as many as there are processors."""
    if workers is None:
        return os.cpu_count() or 1
    if not re.fullmatch(r"\d{1,3}", workers) or not 1 <= int(workers) <= _MOST_PROCESSES:
        raise Wrong(f"--workers 后面写同时几个进程，1–{_MOST_PROCESSES} 的整数，例如 --workers 4。")
    return int(workers)


_MOST_PROCESSES = 256


def _here(workers: int) -> Through:
    """Jobs go to processes on this machine."""
    return lambda jobs: in_processes(jobs, one, workers)


def _on_cluster(address: str) -> Through:
    """Jobs go to a cluster; a wrong call when the package for it is not installed."""
    try:
        cluster = import_module("generator.batch.cluster")
    except ModuleNotFoundError:
        raise Wrong("用 --dask 要先安装：pip install jixiao-report[dask]。") from None
    return lambda jobs: cluster.on_cluster(jobs, one, address)


def _lead(found: Listed, units: Sequence[Path], part: tuple[int, int] | None) -> str:
    """How many units there are, or which part of them is done here."""
    if part is None:
        return f"共 {len(units) + len(found.unmade)} 个单位"
    number, of = part
    return f"第 {number} 份（分 {of} 份）：全部 {len(found.units)} 个单位里的 {len(units)} 个"


def _begun(lead: str, lost: int, all_: int, left: int) -> Heard:
    """Say how many units there are, and give who tells of each that is done."""
    details = [
        *([f"{lost} 个做不了（见上面）"] if lost else []),
        *([f"{all_ - left} 个以前做好、没有变化"] if all_ > left else []),
    ]
    among = f"，其中 {'，'.join(details)}" if details else ""
    click.echo(f"{lead}{among}，要做 {left} 个。")
    terminal = sys.stdout.isatty()
    write = partial(click.echo, nl=False)
    return Progress(left, terminal, time.monotonic, write).heard
