"""身份: whose report it would be, of a unit that could not be read: its name and year, where they are known.

Nothing is guessed: they are what the unit's own file says, or what was known of the unit before.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.batch.outcome import Outcome
from generator.source import text_at
from generator.workspace import data_files, is_folder

__all__ = ["identified"]

_YEARS = range(2000, 2101)


def identified(outcome: Outcome, unit: Path, earlier: Outcome | None = None) -> Outcome:
    """The outcome with the unit's name and year, unless it has them or nothing tells them.

    ``earlier``: what came of the unit in the run before this one.
    """
    files = data_files(unit) if is_folder(unit) else ()
    known = earlier if earlier and earlier.folder == outcome.folder else outcome
    return replace(
        outcome,
        unit=outcome.unit or text_at(("单位", "名称"), files) or known.unit,
        year=outcome.year or _year(text_at(("单位", "年度"), files)) or known.year,
    )


def _year(text: str) -> int:
    """A year as a report may have it; 0 when the text is none."""
    return int(text) if text.isdecimal() and int(text) in _YEARS else 0
