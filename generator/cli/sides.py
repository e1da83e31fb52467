"""取舍: who is right where both sides changed something: the options that pull and fill share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeAlias

import click

from generator.cli.chinese import Wrong

__all__ = ["Side", "decided", "known", "sides"]

Side: TypeAlias = Literal["theirs", "ours", ""]
_ALL = "全部"
_WHICH = "冲突号，或“全部”；可以写几次"


def sides(theirs: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options ``--theirs`` and ``--ours``; ``theirs``: what the file that came back is called."""

    def both(command: Callable[..., Any]) -> Callable[..., Any]:
        of_data = click.option(
            "--ours", metavar="号", multiple=True, help=f"冲突以数据为准：{_WHICH}。"
        )
        of_file = click.option(
            "--theirs", metavar="号", multiple=True, help=f"冲突以{theirs}为准：{_WHICH}。"
        )
        return of_file(of_data(command))

    return both


def decided(
    theirs: Sequence[str], ours: Sequence[str]
) -> tuple[Callable[[int], Side], frozenset[int]]:
    """Who is right in which conflict, as asked for; and the numbers asked for."""
    for each in (*theirs, *ours):
        if each != _ALL and not each.isdigit():
            raise Wrong("--theirs 和 --ours 后面写冲突号（1、2……），或写“全部”。")
    if set(theirs) & set(ours):
        raise Wrong("同一处冲突不能又以送回的为准、又以数据为准。")
    said: dict[str, Side] = {**dict.fromkeys(ours, "ours"), **dict.fromkeys(theirs, "theirs")}
    otherwise = said.get(_ALL, "")
    return (
        lambda number: said.get(str(number), otherwise),
        frozenset(int(each) for each in said if each != _ALL),
    )


def known(asked: frozenset[int], there: Sequence[int]) -> None:
    """A number that no conflict has is a wrong call, and nothing is written."""
    unknown = sorted(asked - set(there))
    if unknown:
        have = "、".join(map(str, there)) or "没有冲突"
        raise Wrong(f"没有冲突 {unknown[0]}，现有：{have}。什么也没有写。")
