"""批量生成: the command that makes the reports of many units at once, and says what came of all."""

from __future__ import annotations

import os
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from importlib import import_module
from pathlib import Path

import click

from generator import county, workspace
from generator.archive import Stored
from generator.batch.listed import Listed, listed
from generator.batch.outcome import Outcome, Said
from generator.batch.pool import in_processes
from generator.batch.records import Book, Outcomes
from generator.batch.run import Heard, Through, run, share
from generator.batch.work import one
from generator.cache import users
from generator.cli.chinese import Command, Wrong
from generator.cli.clock import minute
from generator.cli.progress import Progress
from generator.cli.telling import or_exit, tell, units_asked
from generator.figures import plain, rounded
from generator.findings import Severity

__all__ = ["batch"]


@click.command(cls=Command)
@click.argument("named", metavar="[单位…]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--workers", metavar="个数", type=click.IntRange(1, 256), help="同时几个进程；默认与处理器核数相同。")  # fmt: skip
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
    workers: int | None,
    shard: str | None,
    dask: str | None,
    output: Path | None,
) -> None:
    """批量生成：很多单位一起做，一个出错不影响其余；中断了再运行，接着做。

    单位可以写单位文件夹、装着它们的文件夹，或列出它们的表格（.xlsx、.csv，有“单位文件夹”一列）；不写时是 data/units/ 下的全部。
    """
    part = _part(shard)
    through = _on_cluster(dask) if dask else _here(workers or os.cpu_count() or 1)
    found = listed(named or _all(), workspace.of(Path()))
    tell(found.findings)
    home = _home(found, output)
    units = share(found.units, *part) if part else found.units
    try:
        outcomes = or_exit(
            lambda: run(units, Book(home), minute(), through, partial(_begun, units))
        )
    except KeyboardInterrupt:
        click.echo("\n已停止，做完的都已保存；再运行一次，接着做其余的。", err=True)
        sys.exit(1)
    tally = _told(outcomes, home)
    if part:
        click.echo("各份都做完后，不带 --shard 再运行一次，得到全部单位的汇总。")
    else:
        for stored in or_exit(lambda: _summary(outcomes, home)):
            click.echo(f"汇总：{stored.path}")
            if stored.kept:
                click.echo(f"  原来的改过，没有覆盖，已改名保存：{stored.kept}")
    sys.exit(1 if tally.bad or found.findings else 0)


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
    homes = {workspace.of(unit).build for unit in found.units}
    if len(homes) > 1:
        raise Wrong("这些单位分属几个工作区，请用 -o 写明结果存到哪个文件夹。")
    if not homes:
        sys.exit(1)
    return homes.pop()


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


def _begun(units: Sequence[Path], left: int) -> Heard:
    """Say how many units there are, and give who tells of each that is done."""
    standing = len(units) - left
    taken = f"，其中 {standing} 个以前做好、没有变化" if standing else ""
    click.echo(f"共 {len(units)} 个单位{taken}，要做 {left} 个。")
    terminal = sys.stdout.isatty()
    write = partial(click.echo, nl=False)
    return Progress(left, terminal, time.monotonic, write).heard


_MOST_SHOWN = 10
_MOST_KINDS = 5
_LONGEST = 50


@dataclass(slots=True)
class _Tally:
    """What is said of all units at the end, counted one by one."""

    made: int = 0
    bad: int = 0
    grades: Counter[str] = field(default_factory=Counter)
    whole: int = 0
    sum: Decimal = Decimal(0)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    unmade: list[tuple[str, Said]] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        """One more unit."""
        if outcome.made:
            self.made += 1
        else:
            self.bad += 1
            stops = (said for said in outcome.findings if said.severity == Severity.ERROR.value)
            if len(self.unmade) < _MOST_SHOWN:
                self.unmade += [(outcome.folder, said) for said in list(stops)[:1]]
        if outcome.made and outcome.complete and outcome.total is not None:
            self.grades[outcome.grade] += 1
            self.whole += 1
            self.sum += Decimal(outcome.total)
        said = {(each.severity, each.id): each.message for each in outcome.findings}
        self.kinds.update(said.keys())
        self.words = {**said, **self.words}


def _told(outcomes: Outcomes, home: Path) -> _Tally:
    """Count all units and say what came of them."""
    tally = _Tally()
    for outcome in outcomes:
        tally.count(outcome)
    bad = f"，未生成 {tally.bad} 个" if tally.bad else ""
    click.echo(f"共 {len(outcomes)} 个单位，已生成 {tally.made} 个{bad}。")
    if tally.whole:
        average = plain(rounded(tally.sum / tally.whole, 2))
        grades = "，".join(f"{name} {number} 个" for name, number in tally.grades.most_common())
        click.echo(f"等级：{grades}；平均 {average} 分。")
    for folder, said in tally.unmade:
        at = f"（{said.place}）" if said.place else ""
        click.echo(f"  未生成  {folder}：{said.id}  {said.message}{said.hint}{at}")
    if tally.bad > len(tally.unmade):
        click.echo(f"  ……等 {tally.bad} 个，其余见成绩。")
    for kind, number in sorted(tally.kinds.items(), key=_worst)[:_MOST_KINDS]:
        words = tally.words[kind]
        cut = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
        click.echo(f"  {number} 个单位有  {kind[0]}  {kind[1]}：{cut}")
    click.echo(f"报告：{home}\n成绩：{outcomes.book.folder}")
    return tally


def _worst(counted: tuple[tuple[str, str], int]) -> tuple[bool, int, str]:
    """Errors first, then what most units have."""
    (severity, id), number = counted
    return severity != Severity.ERROR.value, -number, id
