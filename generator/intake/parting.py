"""分开: which part of an old report is the annex with the scoring table, and which is the body.

The annex is the scoring table, also one cut in two, with the lines above and below that belong to it
(附件3, its title, 单位名称, 填表人); it stands before the body or behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.intake.typed import Document, Grid, Line

__all__ = ["Parted", "is_scoring", "parted"]

_COLUMNS = (
    "一级指标", "二级指标", "三级指标", "四级指标", "指标名称", "指标解释", "指标说明", "评分标准", "评分细则",
    "评价标准", "分值", "权重", "标准分", "得分", "自评分", "扣分",
)  # fmt: skip
_FEWEST_COLUMNS, _HEADER_ROWS = 3, 3
_ABOVE = re.compile(
    r"附件\d*[:：]?|附\d*[:：]?|附表\d*[:：]?"
    r"|.{0,40}(?:评分表|评价表|自评表|指标体系|指标表|计分表|打分表)(?:[（(].*[）)])?"
    r"|.{0,6}(?:单位|部门)(?:名称)?(?:[（(].{1,4}[）)])?[:：].*|单位名称.*|.*(?:公章|盖章).*"
    r"|[（(]?20\d{2}年?度?[）)]?|单位[:：].{1,4}|满分.*|总分.*|续表.*|表\d.*"
)
_BELOW = re.compile(
    r"(?:填表|填报|联系|审核|负责|评价|单位负责)人?.{0,8}[:：].*|注[:：].*|(?:备注|说明)[:：].*|续表.*"
)


@dataclass(frozen=True, slots=True)
class Parted:
    """A document in two (分开): ``annex`` with the scoring table, ``body`` all else, each in order.

    ``tables``: the scoring table, in as many pieces as it is cut into; ``first``: the annex stands
    before the body.  Both parts together are the whole document; ``annex`` is empty without a table.
    """

    annex: tuple[Line | Grid, ...]
    body: tuple[Line | Grid, ...]
    tables: tuple[Grid, ...]
    first: bool


def parted(document: Document) -> Parted:
    """The annex and the body of a document."""
    all_ = document.body
    groups = _groups(all_)
    if not groups:
        return Parted((), all_, (), False)
    first, last = max(groups, key=lambda group: _rows(all_[group[0] : group[1] + 1]))
    start, end = _upwards(all_, first), _downwards(all_, last)
    annex, before, behind = all_[start:end], all_[:start], all_[end:]
    tables = tuple(each for each in annex if isinstance(each, Grid))
    return Parted(annex, (*before, *behind), tables, not any(map(_says, before)))


def is_scoring(grid: Grid) -> bool:
    """A scoring table by the words in its first rows: indicators, standard, points."""
    words = {cell.text for row in grid.rows[:_HEADER_ROWS] for cell in row}
    known = {column for column in _COLUMNS if any(word.startswith(column) for word in words)}
    scored = any("分" in column or column == "权重" for column in known)
    return scored and len(known) >= _FEWEST_COLUMNS and any("指标" in column for column in known)


def _groups(all_: Sequence[Line | Grid]) -> list[tuple[int, int]]:
    """Scoring tables with their continuations: from which element to which."""
    groups: list[tuple[int, int]] = []
    for at, each in enumerate(all_):
        if not isinstance(each, Grid):
            continue
        if groups and _continues(all_, groups[-1][1], at):
            groups[-1] = groups[-1][0], at
        elif is_scoring(each):
            groups.append((at, at))
    return groups


def _continues(all_: Sequence[Line | Grid], before: int, at: int) -> bool:
    """A table that goes on with the one before: as wide, and nothing said between but 续表."""
    above, below = all_[before], all_[at]
    assert isinstance(above, Grid) and isinstance(below, Grid)
    between = all_[before + 1 : at]
    silent = all(not _says(each) or _text(each).startswith("续表") for each in between)
    as_wide = bool(below.rows and above.rows) and len(below.rows[0]) == len(above.rows[0])
    return silent and (as_wide or is_scoring(below))


def _rows(part: Sequence[Line | Grid]) -> int:
    return sum(len(each.rows) for each in part if isinstance(each, Grid))


def _upwards(all_: Sequence[Line | Grid], at: int) -> int:
    """Where the lines above the table begin that belong to it; blank ones before them do not."""
    start = at
    for i in range(at - 1, -1, -1):
        each = all_[i]
        if not isinstance(each, Line) or not _is_above(each):
            break
        start = i if _text(each) else start
        if re.fullmatch(r"附件?\d*[:：]?|附表\d*[:：]?", _text(each)):
            break
    return start


def _is_above(line: Line) -> bool:
    text = _text(line)
    named = line.centred and len(text) <= 40 and re.search(r"报告$", text) is None
    return not text or named or _ABOVE.fullmatch(text) is not None


def _downwards(all_: Sequence[Line | Grid], at: int) -> int:
    """Where the lines below the table end that belong to it."""
    end = at + 1
    for i in range(at + 1, len(all_)):
        each = all_[i]
        if not isinstance(each, Line) or not (_BELOW.fullmatch(_text(each)) or not _text(each)):
            break
        end = i + 1 if _text(each) else end
    return end


def _text(line: Line | Grid) -> str:
    return "".join(line.text.split()) if isinstance(line, Line) else ""


def _says(each: Line | Grid) -> bool:
    return isinstance(each, Grid) or bool(each.text.strip())
