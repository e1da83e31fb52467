"""历次取值: values that hold from a date on, each with its basis; the one in force is taken.

Wherever a value may stand, a table of dates may stand instead: ``2023-01-01: {值: 4, 依据: …}``.  A
change adds a date and overwrites nothing, so an old year's report can be made again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from generator.findings import Finding, Place, Severity
from generator.source.tree import Node, place_of

__all__ = ["dates", "in_force"]

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_PARTS = ("值", "依据")


def in_force(tree: Node, on: str) -> list[Finding]:
    """Put the value in force on a day (``2021-12-31``) in place of each dated one, in the tree.

    Findings: an entry that is not made of 值 and 依据, and a day before the first date.
    """
    findings: list[Finding] = []
    for key, below in tree.table.items():
        tree.table[key] = _taken(below, on, findings)
    tree.items[:] = [_taken(below, on, findings) for below in tree.items]
    for below in tree.children().values():
        findings += in_force(below, on)
    return findings


def dates(tree: Node) -> Iterator[str]:
    """Every date from which some value of the tree holds."""
    if _is_dated(tree):
        yield from tree.table
    for below in tree.children().values():
        yield from dates(below)


_NEARLY = re.compile(r"\d{4}[-年./]\d{1,2}[-月./]\d{1,2}日?")


def _misdated(node: Node) -> Iterator[Finding]:
    """Keys that are meant as dates and are not written as one."""
    if node.table and all(_NEARLY.fullmatch(key) for key in node.table):
        for key, below in node.table.items():
            if not _DATE.fullmatch(key):
                message = f"日期写成了“{key}”。"
                hint = "日期要写成四位年、两位月、两位日，例如 2022-01-01。"
                yield _error("dated-entry", message, place_of(below, on_key=True), hint)


def _is_dated(node: Node) -> bool:
    return bool(node.table) and all(_DATE.fullmatch(key) for key in node.table)


def _taken(node: Node, on: str, findings: list[Finding]) -> Node:
    """The value in force of a dated node; another node is given back as it is."""
    if not _is_dated(node):
        findings += _misdated(node)
        return node
    broken = [each for each in node.table.values() if not _is_whole(each)]
    findings += [_of_entry(each) for each in broken]
    holding = max((day for day in node.table if day <= on), default="")
    if not holding:
        findings.append(_too_early(node, on))
    if broken or not holding:
        return node
    value = node.table[holding].table["值"]
    assert value.key is not None
    value.key = replace(value.key, text=node.key.text if node.key else "")
    return value


def _is_whole(entry: Node) -> bool:
    return set(entry.table) == set(_PARTS) and bool(entry.table["依据"].text)


def _of_entry(entry: Node) -> Finding:
    message = "从某日起的取值要写“值”和“依据”两项。"
    hint = "例如“2023-01-01:”下面分两行写“值: 4”和“依据: 某文件某条”。"
    return _error("dated-entry", message, place_of(entry, on_key=True), hint)


def _too_early(node: Node, on: str) -> Finding:
    message = f"这里的取值最早从 {min(node.table)} 起，{on} 还没有。"
    return _error("not-in-force", message, place_of(node, on_key=True), "请补上较早的取值。")


def _error(id: str, message: str, place: Place, hint: str) -> Finding:
    return Finding(id, Severity.ERROR, message, place, hint)
