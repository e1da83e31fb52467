"""上年对照: what the same unit entered a year before, to stand beside what is to be entered now."""

from __future__ import annotations

from collections.abc import Mapping

from generator.form.rows import KEY, Row
from generator.form.tree import Path, Tree, aligned, below

__all__ = ["past"]

_LONGEST = 20
_CARRIED: Mapping[str, str] = {
    "上年收入决算": "收入决算", "上年支出决算": "支出决算", "上年": "本年", "上年结转": "结转结余",
}  # fmt: skip
"""What is called last year's now was this year's then."""


def past(row: Row, now: Tree, before: Tree | None) -> str:
    """The short values that a row had a year before, each with its head where there are several."""
    found = {}
    for head, cell in row.cells.items():
        then = _at(cell.path, now, before)
        if isinstance(then, str) and 0 < len(then) <= _LONGEST and head not in (KEY, "标题"):
            found[head] = then
    if len(row.cells) == 1 or (KEY in row.cells and len(row.cells) == 2):
        return next(iter(found.values()), "")
    return "，".join(f"{head} {text}" for head, text in found.items())


def _at(path: Path, now: Tree | None, before: Tree | None) -> Tree | None:
    """What stood at a path a year before; entries of lists are the same by their names."""
    for key in path:
        if isinstance(key, int) and isinstance(now, dict) and isinstance(before, dict):
            then = aligned(now, before).get(key)
            now, before = below(now, key), None if then is None else below(before, then)
        else:
            now, before = below(now, key), below(before, _CARRIED.get(str(key), key))
    return before
