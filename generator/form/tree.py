"""数据原样: a report as a tree of texts, as its files could say it, for comparing three of them.

Lists are tables with numbers for keys, so that an entry keeps its number while others come and go.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, TypeAlias

from generator.shape import Shape
from generator.source import Value

__all__ = [
    "Key",
    "Path",
    "Tree",
    "aligned",
    "below",
    "counted",
    "numbered",
    "plain",
    "said",
    "there",
    "written",
]

Key: TypeAlias = "str | int | float"
"""A name, or a place in a list; a new entry between 1 and 2 stands at 1.001."""

Path: TypeAlias = tuple[Key, ...]
Tree: TypeAlias = "str | dict[Key, Tree]"


def written(value: Any) -> Tree:
    """A value of the model as a tree of what was given; what was left empty is not in it."""
    if isinstance(value, Shape):
        given = {
            field.key: written(getattr(value, name))
            for name, field in type(value).fields.items()
            if name in value.given
        }
        return {key: part for key, part in given.items() if part not in ("", {})}
    if isinstance(value, Mapping):
        return {str(key): written(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return {number: written(part) for number, part in enumerate(value)}
    return _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def below(tree: Tree | None, key: Key) -> Tree | None:
    """What stands under a key; None when nothing does."""
    return tree.get(key) if isinstance(tree, dict) else None


def there(tree: Tree | None, path: Path) -> Tree | None:
    """What stands at a path; None when nothing does."""
    for key in path:
        tree = below(tree, key)
    return tree


def numbered(value: Value) -> Tree:
    """A value as read from a file, as tree."""
    if isinstance(value, str):
        return value
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
    return {key: numbered(part) for key, part in pairs}


def plain(tree: Tree) -> Value:
    """A tree as the value that a file would hold: lists in the order of their numbers."""
    if isinstance(tree, str):
        return tree
    if is_list(tree):
        return [plain(part) for _, part in _in_order(tree)]
    return {str(key): plain(part) for key, part in tree.items()}


def is_list(tree: dict[Key, Tree]) -> bool:
    """Whether a tree's keys are places in a list."""
    return bool(tree) and not any(isinstance(key, str) for key in tree)


def _in_order(tree: dict[Key, Tree]) -> list[tuple[Key, Tree]]:
    return sorted(tree.items(), key=lambda pair: float(pair[0]))


def counted(tree: Tree | None) -> Tree | None:
    """The same tree with the entries of its lists numbered anew from 0."""
    return None if tree is None else numbered(plain(tree))


def said(tree: Tree | None) -> str:
    """All texts of a tree in a row, for a person to see what it is."""
    if not isinstance(tree, dict):
        return tree or ""
    pairs = _in_order(tree) if is_list(tree) else tree.items()
    words = ((key, said(part)) for key, part in pairs)
    return "；".join(f"{key}：{text}" if isinstance(key, str) else text for key, text in words)


def aligned(base: dict[Key, Tree], now: dict[Key, Tree]) -> dict[Key, int]:
    """Which entry of a list is which of the list as it stands now, going by what they are called."""
    old, new = [_called(part) for part in base.values()], [_called(part) for part in now.values()]
    at: dict[Key, int] = {}
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal" or b - a == d - c:
            at.update(zip(range(a, b), range(c, d), strict=True))
    return at


def _called(entry: Tree) -> str:
    """How an entry of a list is called: its name or title, else its first text."""
    if isinstance(entry, str):
        return entry
    return next((part for part in entry.values() if isinstance(part, str)), "")
