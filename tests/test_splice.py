"""Changes in YAML text: the value becomes what was asked for, and every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from generator.source import Change, Insert, Put, Remove, spliced
from generator.source.tree import Node, alone, plain

UNITS = sorted((Path(__file__).parents[1] / "data" / "units").glob("*/*.yaml"))
NASTY = (
    "- x", "#x", "x #y", "a: b", "a:", '"', "'", "{{ 单位.年度 }}", "**粗**", "| a | b |", "yes", "~",
    "\\", "\t", "a\tb", "\ta", "𠮷", "　　正文", "字" * 2000, "", " ", " a", "a ", "\n", "\na", "a\n\n",
    "a\n", "a\nb", "a\n\nb\n", " a\nb", "a\n b\n", "\x85", "a\u2028b", "\u2029", "\ufeff", "\x7f", "---",
    "...", "%", "@a", "&a", "*a", "!a", "? a", ":", "-", "[a]", "{a: b}", "a, b", "> a", "|", "`", "=",
    "a\n# b\n", "# a\nb", "- a\n- b\n", "a\r", "<<", "null", "010", "1:30", "“引”", "a\n   \nb\n", "a\n  ",
)  # fmt: skip
letters = st.characters(
    exclude_categories=["Cs"],
    exclude_characters="".join(map(chr, [*range(9), *range(11, 32), 0xFFFE, 0xFFFF])),
)
lines = st.lists(st.text(letters, max_size=6), max_size=5).map("\n".join)
texts = st.sampled_from([t for t in NASTY if "\r" not in t]) | st.text(letters, max_size=9) | lines
keys = st.sampled_from(["名称", "a", "b b", "1", "说明", "- k", "", "x#y"])
trees = st.recursive(
    texts,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(keys, below, max_size=3),
    max_leaves=6,
)


def normal(raw: bytes) -> str:
    return raw.decode("utf-8-sig").replace("\r\n", "\n")


def value(raw: bytes) -> Any:
    tree = alone(normal(raw))
    assert tree is not None, raw
    return plain(tree)


# ---- files of random values in random ways of writing -------------------------------------------


def quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(c):08X}" if not c.isalnum() else c for c in text) + '"'


def written(draw: Any, item: Any, column: int, flow: bool = False) -> str:
    """What stands behind a colon or dash at a column to the left of the given one."""
    if isinstance(item, str):
        return scalar(draw, item, column, flow)
    if flow or not item or draw(st.integers(0, 5)) == 0:
        return comment(draw, brackets(draw, item), flow)
    shift = draw(st.sampled_from([0, 0, 0, 2]))
    body = table_or_list(draw, item, column + shift)
    return comment(draw, "") + "\n" + body


def brackets(draw: Any, item: Any) -> str:
    if isinstance(item, Mapping):
        pairs = [f"{quoted(k)}: {written(draw, v, 0, True)}" for k, v in item.items()]
        return " {" + ", ".join(pairs) + draw(st.sampled_from(["}", " }", "\n  }"]))
    return " [" + ",".join(written(draw, v, 0, True) for v in item) + "]"


def comment(draw: Any, text: str, flow: bool = False) -> str:
    return text + ("" if flow else draw(st.sampled_from(["", "", "", " # 注", "  "])))


def scalar(draw: Any, text: str, column: int, flow: bool) -> str:
    way = draw(st.sampled_from(["plain", "'", '"', "|", ">", "empty", "two"]))
    word = re.sub(r"[^0-9a-z\u4e00-\u9fff]", "", text)[:9]
    if way == "empty" and not flow:
        return comment(draw, "")
    if way == "plain" and word:
        return comment(draw, f" {word}", flow)
    if way == "'":
        return comment(draw, f" '{word}'", flow)
    if way == "two" and not flow:
        return comment(draw, f" {word}甲\n{' ' * column} 乙")
    if way in ("|", ">") and not flow:
        indent = draw(st.sampled_from([0, 0, 2]))
        header = way + draw(st.sampled_from(["", "", "-", "+"]))
        rows = [re.sub(r"[^0-9a-z\u4e00-\u9fff ]", "", row).strip() for row in text.split("\n")]
        body = "\n".join(" " * (column + indent) + row if row else "" for row in rows)
        tail = draw(st.sampled_from(["", "", "\n", "\n\n", "\n" + " " * column]))
        return comment(draw, f" {header}") + ("\n" + body if body.strip() else "") + tail
    return comment(draw, f" {quoted(text)}", flow)


def table_or_list(draw: Any, item: Any, column: int) -> str:
    rows = []
    pairs = item.items() if isinstance(item, Mapping) else ((None, part) for part in item)
    for key, part in pairs:
        row = " " * column + ("-" if key is None else quoted(key) + ":")
        compact = key is None and part and not isinstance(part, str) and draw(st.booleans())
        if compact:
            row += " " + table_or_list(draw, part, column + 2)[column + 2 :]
        else:
            row += written(
                draw, part, column + (2 if key is None else draw(st.sampled_from([1, 2, 4])))
            )
        if rows:
            row = (
                draw(st.sampled_from(["", "", "", "\n", " " * column + "# 间\n", "    # 深\n"]))
                + row
            )
        rows.append(row)
    return "\n".join(rows)


@st.composite
def files(draw: Any) -> bytes:
    item = draw(st.dictionaries(keys, trees, min_size=1, max_size=3))
    text = draw(st.sampled_from(["", "# 头\n\n", "---\n"])) + table_or_list(draw, item, 0)
    text += draw(st.sampled_from(["\n", "\n", "", "\n\n", "\n# 尾\n", "\n# 尾", "\n...\n"]))
    raw = text.replace("\n", "\r\n") if draw(st.booleans()) else text
    tree = alone(text)
    assume(tree is not None)
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + raw.encode()


def places(item: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    below = (
        item.items()
        if isinstance(item, dict)
        else enumerate(item)
        if isinstance(item, list)
        else ()
    )
    return [place for key, part in below for place in [(*path, key), *places(part, (*path, key))]]


@st.composite
def changes(draw: Any, item: Any, most: int = 4) -> list[Change]:
    chosen: list[Change] = []
    for _ in range(draw(st.integers(1, most))):
        path = draw(st.sampled_from(places(item)))
        way = draw(st.sampled_from([Put, Put, Insert, Remove, "add"]))
        here = at(item, path)
        if way is Remove:
            chosen.append(Remove(path))
        elif way is Put:
            chosen.append(Put(path, draw(texts | trees)))
        elif way is Insert and (isinstance(here, list) or here == ""):
            chosen.append(Insert((*path, draw(st.integers(0, len(here)))), draw(texts | trees)))
        elif way == "add" and (isinstance(here, dict) or here == ""):
            missing = [
                *draw(
                    st.lists(
                        keys.filter(lambda k, here=here or (): k not in here),
                        min_size=1,
                        max_size=1,
                    )
                ),
                *draw(st.lists(keys, max_size=1)),
            ]
            chosen.append(Put((*path, *missing), draw(trees)))
    return chosen


def at(item: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        item = item[step]
    return item


def changed(item: Any, wanted: list[Change], path: tuple[str | int, ...] = ()) -> Any:
    """What the changes make of a value, told without any text."""
    for change in wanted:
        if isinstance(change, Put) and change.path == path:
            return change.value
    mine = [c for c in wanted if c.path[: len(path)] == path and len(c.path) > len(path)]
    if not mine or isinstance(item, str):
        inserted = [
            c.value
            for c in sorted(mine, key=lambda c: c.path[-1] if isinstance(c, Insert) else 0)
            if isinstance(c, Insert) and c.path[:-1] == path
        ]
        if inserted or not mine:
            return inserted or item
        item = {}
    gone = {c.path for c in mine if isinstance(c, Remove)}
    if isinstance(item, dict):
        new = {c.path[len(path)]: "" for c in mine if c.path[len(path)] not in item}
        return {
            k: changed(v, mine, (*path, k))
            for k, v in {**item, **new}.items()
            if (*path, k) not in gone
        }
    made = []
    for i in range(len(item) + 1):
        made += [c.value for c in mine if isinstance(c, Insert) and c.path == (*path, i)]
        if i < len(item) and (*path, i) not in gone:
            made.append(
                changed(
                    item[i],
                    [
                        c
                        for c in mine
                        if not (isinstance(c, Insert) and len(c.path) == len(path) + 1)
                    ],
                    (*path, i),
                )
            )
    return made


def apart(wanted: list[Change]) -> bool:
    """Whether no change lies at or below another that changes all of its place."""
    firm = [c.path for c in wanted if not isinstance(c, Insert)]
    others = [c.path[:-1] for c in wanted if isinstance(c, Insert)]
    mixed = any(  # a list and a table at once
        path[: len(place)] == place and any(isinstance(s, str) for s in path[len(place) :][:1])
        for place in others
        for path in [c.path for c in wanted]
    )
    if len(set(firm)) < len(firm) or mixed:
        return False
    return not any(
        below != above and below[: len(above)] == above or below in others and above == below
        for above in firm
        for below in [*firm, *others]
    )


@settings(max_examples=4000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_changes_give_the_tree_with_just_these(data: st.DataObject) -> None:
    raw = data.draw(files())
    old = value(raw)
    wanted = data.draw(changes(old))
    assume(apart(wanted))
    new = spliced(raw, wanted)
    assert value(new) == changed(old, wanted)
