"""语境: of which year a figure in a sentence speaks, and of whom; a figure of other things is not ours.

That a figure prints as it stood does not prove that it is in its right place; the words around it do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.intake.proof import Path

__all__ = ["LAST", "THIS", "Spot", "at", "of_the_unit", "when"]

THIS, LAST = 0, 1
_OTHER = 99
_DELIMITER = re.compile("[，,。；;：:、（）()\n]")
_COMPARED = "[较比与同]"
_TIME = re.compile(
    rf"(?P<compared>{_COMPARED}?)(?:(?P<year>20\d\d)年|(?P<last>上年|去年|上一年)(?!度?末?结[转余])"
    r"|(?P<this>本年|当年|今年|全年))"
)
_OWNERS = re.compile(
    r"(?:^|^\d{1,2}[.．]\s*|年度?|年?[末底初]|20\d\d年\d{1,2}月(?:\d{1,2}日)?|全年|当年|本年|上年|去年|单位|部门|整体|本级|批复"
    r"|政府|街道|[镇乡县局馆校院办处]|中心|[共总有])$"
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a sentence that an expression may stand for (处)."""

    start: int
    end: int
    expressions: tuple[str, ...]
    path: Path = ()
    value: Any = None


def at(data: Any, path: Path) -> Any:
    """What stands at a path of data; None where nothing does."""
    for step in path:
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def when(line: str, start: int, data: Mapping[str, Any]) -> int:
    """How many years before the report's a figure is of; without a word of time it is the report's.

    The year in the figure's own clause tells, else the last one named before that was no comparison.
    """
    mentions = list(_TIME.finditer(line, 0, start))
    clause = _clause_start(line, start)
    near = [each for each in mentions if each.start() >= clause]
    told = near or [each for each in mentions if not each["compared"]]
    if not told or told[-1]["this"]:
        return THIS
    if told[-1]["last"]:
        return LAST
    year = str(at(data, ("单位", "年度")) or "")
    return int(year) - int(told[-1]["year"]) if year else _OTHER


def of_the_unit(line: str, start: int, data: Mapping[str, Any]) -> bool:
    """The words of the clause before are a time or the unit, so that what follows is the unit's whole."""
    before = line[_clause_start(line, start) : start]
    named = (at(data, ("单位", "名称")), at(data, ("单位", "简称")))
    return any(before.endswith(name) for name in named if name) or bool(_OWNERS.search(before))


def _clause_start(line: str, start: int) -> int:
    return max((each.end() for each in _DELIMITER.finditer(line, 0, start)), default=0)
