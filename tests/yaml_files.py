"""YAML files of random values in random ways of writing, and random changes of them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from generator.source import Change, Insert, Move, Put, Remove
from generator.source.tree import alone, plain

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
Path = tuple[str | int, ...]
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

Draw = Callable[[st.SearchStrategy[Any]], Any]
_BETWEEN = ("", "", "", "\n", "# 间\n", "    # 深\n")
_ENDS = ("\n", "\n", "", "\n\n", "\n# 尾\n", "\n# 尾", "\n...\n")
_NO_WORD = re.compile(r"[^0-9a-z\u4e00-\u9fff ]")


@st.composite
def files(draw: Draw) -> bytes:
    """The bytes of a file that the reader takes."""
    item = draw(st.dictionaries(keys, trees, min_size=1, max_size=3))
    text = one_of(draw, "", "# 头\n\n", "---\n") + by_indent(draw, item, 0) + one_of(draw, *_ENDS)
    assume(alone(text) is not None)
    raw = text.replace("\n", one_of(draw, "\n", "\r\n")).encode()
    return codecs.BOM_UTF8 + raw if draw(st.booleans()) else raw


def one_of(draw: Draw, *ways: str) -> str:
    return str(draw(st.sampled_from(ways)))


def by_indent(draw: Draw, item: Any, column: int) -> str:
    """A table or list on lines of its own, keys or dashes at the column."""
    rows: list[str] = []
    table = isinstance(item, Mapping)
    for key, part in item.items() if table else enumerate(item):
        row = " " * column + (quoted(str(key)) + ":" if table else "-")
        if not table and part and not isinstance(part, str) and draw(st.booleans()):
            row += " " + by_indent(draw, part, column + 2)[column + 2 :]
        else:
            row += behind(draw, part, column + (draw(st.sampled_from([1, 2, 4])) if table else 2))
        rows.append((one_of(draw, *_BETWEEN) if rows else "") + row)
    return "\n".join(rows)


def behind(draw: Draw, item: Any, column: int) -> str:
    """What stands behind a colon or dash; its own lines begin at the column."""
    remark = one_of(draw, "", "", "", " # 注", "  ")
    if isinstance(item, str):
        return scalar(draw, item, column, remark)
    if not item or draw(st.integers(0, 5)) == 0:
        return " " + brackets(draw, item) + remark
    return remark + "\n" + by_indent(draw, item, column + draw(st.sampled_from([0, 0, 2])))


def brackets(draw: Draw, item: Any) -> str:
    if isinstance(item, Mapping):
        pairs = [f"{quoted(key)}: {brackets(draw, part)}" for key, part in item.items()]
        return "{" + ", ".join(pairs) + one_of(draw, "}", " }", "\n  }")
    if isinstance(item, list):
        return "[" + ",".join(brackets(draw, part) for part in item) + "]"
    word = _NO_WORD.sub("", item).strip()
    return one_of(draw, word or "甲", f"'{word}'", quoted(item))


def scalar(draw: Draw, text: str, column: int, remark: str) -> str:
    """The text, or what some way of writing can hold of it."""
    rows = [_NO_WORD.sub("", row).strip() for row in text.split("\n")]
    header = one_of(draw, "|", ">") + one_of(draw, "", "", "-", "+")
    margin = " " * (column + draw(st.sampled_from([0, 0, 2])))
    body = "".join("\n" + (margin + row if row else "") for row in rows)
    tail = one_of(draw, "", "", "\n", "\n\n", "\n" + " " * column)
    return one_of(
        draw,
        remark,
        f" {rows[0] or '甲'}{remark}",
        f" '{rows[0]}'{remark}",
        f" {quoted(text)}{remark}",
        f" {rows[0]}甲\n{' ' * column} 乙{remark}",
        f" {header}{remark}{body if body.strip() else ''}{tail}",
        f" {header}{remark}{body if body.strip() else ''}{tail}",
    )


def quoted(text: str) -> str:
    return '"' + "".join(c if c.isalnum() else f"\\U{ord(c):08X}" for c in text) + '"'


# ---- random changes, and what they mean ---------------------------------------------------------


@st.composite
def changes(draw: Draw, item: Any) -> list[Change]:
    """Changes each of which is possible by itself."""
    chosen: list[Change] = []
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(places(item)))
        here = at(item, path)
        ways: list[st.SearchStrategy[Change]] = [
            st.builds(Remove, st.just(path)),
            st.builds(Put, st.just(path), texts | trees | varied(here)),
        ]
        if isinstance(here, list) or here == "":
            numbers = st.integers(0, len(here)).map(lambda i, path=path: (*path, i))  # type: ignore[misc]
            ways.append(st.builds(Insert, numbers, texts | trees))
        if isinstance(here, dict) or here == "":
            absent = sorted({"新", "a: b", ""} - set(here))
            more = st.tuples(st.sampled_from(absent)) | st.tuples(st.sampled_from(absent), keys)
            ways.append(st.builds(Put, more.map(lambda m, path=path: (*path, *m)), trees))  # type: ignore[misc]
        if isinstance(path[-1], int):
            to = st.integers(0, len(at(item, path[:-1])))
            ways.append(st.builds(Move, st.just(path), to))
        chosen.append(draw(st.one_of(ways)))
    return chosen


@st.composite
def varied(draw: Draw, item: Any) -> Any:
    """A value not unlike the old."""
    if isinstance(item, list):
        parts = [draw(varied(part)) if draw(st.booleans()) else part for part in item]
        cut = draw(st.integers(0, len(parts)))
        return parts[:cut] + draw(st.lists(trees, max_size=2)) + parts[cut + draw(st.booleans()) :]
    if isinstance(item, dict):
        kept = [(k, draw(varied(v)) if draw(st.booleans()) else v) for k, v in item.items()]
        kept = [*kept[draw(st.integers(0, 1)) :], *draw(st.dictionaries(keys, trees)).items()]
        return dict(kept if draw(st.integers(0, 3)) else reversed(kept))
    rows = item.split("\n")
    rows[draw(st.integers(0, len(rows))) :] = draw(st.lists(st.sampled_from(["", "甲", " 乙"])))
    return "\n".join(rows)


def places(item: Any, path: Path = ()) -> list[Path]:
    """The paths of all parts."""
    parts = item.items() if isinstance(item, dict) else enumerate(item)
    below = [] if isinstance(item, str) else [((*path, key), part) for key, part in parts]
    return [found for here, part in below for found in (here, *places(part, here))]


def at(item: Any, path: Path) -> Any:
    for step in path:
        item = item[step]
    return item


def apart(wanted: list[Change]) -> bool:
    """Whether no change is at or below a place that another changes as a whole or makes a list."""
    firm = [c.path for c in wanted if isinstance(c, Put | Remove)]
    lists = [c.path[:-1] for c in wanted if isinstance(c, Insert | Move)]
    sent = [c.path for c in wanted if isinstance(c, Move)]
    gone = [c.path for c in wanted if isinstance(c, Remove)]
    if len({*sent, *gone}) < len(sent) + len(set(gone)):
        return False
    within = [*firm, *lists]
    doubled = len(set(firm)) < len(firm) or any(
        path[: len(above)] == above and path is not above for above in firm for path in within
    )
    mixed = any(
        path[: len(place)] == place and isinstance([*path, 0][len(place)], str)
        for place in lists
        for path in within
    )
    return not doubled and not mixed


def changed(item: Any, wanted: Sequence[Change], path: Path = ()) -> Any:
    """What the changes make of a value, told without any text."""
    below = [c for c in wanted if c.path[: len(path)] == path]
    for change in below:
        if isinstance(change, Put) and change.path == path:
            return change.value
    inserted = [c for c in below if isinstance(c, Insert) and c.path[:-1] == path]
    if not below or (item == "" and inserted):
        return [c.value for c in inserted] or item
    gone = {c.path for c in below if isinstance(c, Remove)}
    moved = [c for c in below if isinstance(c, Move) and c.path[:-1] == path]
    further = [c for c in below if c not in inserted and c not in moved]
    if isinstance(item, list):
        kept = {i: part for i, part in enumerate(item) if (*path, i) not in gone}
        parts = {i: [changed(part, further, (*path, i))] for i, part in kept.items()}
        sent = {c.path[-1]: c.to for c in moved if c.to not in (c.path[-1], c.path[-1] + 1)}  # type: ignore[operator]
        made: list[Any] = []
        for i in range(len(item) + 1):
            made += [c.value for c in inserted if c.path[-1] == i]
            made += [part for old, to in sent.items() if to == i for part in parts[int(old)]]
            made += parts.get(i, []) if i not in sent else []
        return made
    new = {c.path[len(path)]: "" for c in further}
    table = {**new} if item == "" else {**item, **{k: v for k, v in new.items() if k not in item}}
    return {k: changed(v, further, (*path, k)) for k, v in table.items() if (*path, k) not in gone}
