"""评分表的行: the scorecard row by row, as 附件3 prints it: which columns, which words in each.

The order of a row's keys is that of the columns.  A rubric's 附加列 have their places: 分值 before
评分标准, 自评得分 before 得分, 扣分原因 and 佐证 behind, in the order of the rubric.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from generator.figures import plain, points
from generator.narrative.blocks import Block, Path, Span, Table
from generator.rubric import Group, Rubric
from generator.scoring import Score, deduction

__all__ = ["Merged", "Row", "points_column", "rows"]


@dataclass(frozen=True, slots=True)
class Merged:
    """A cell that is one with the cell above it when ``continues`` (合并单元格)."""

    text: str
    continues: bool


Row = Mapping[str, str | Merged | tuple[Block | Table, ...]]
_LEVELS = ("一级指标", "二级指标", "三级指标", "四级指标")


def rows(scores: tuple[Score, ...], rubric: Rubric) -> Iterator[Row]:
    """The scorecard row by row; a group's cell continues as long as the row above has the group.

    An indicator of fewer levels than others has empty cells between its groups and its name.
    """
    deepest = max((len(score.above) for score in scores), default=0)
    for before, score in pairwise((None, *scores)):
        assert score is not None
        cells: dict[str, str | Merged | tuple[Block | Table, ...]] = dict.fromkeys(
            _LEVELS[:deepest], ""
        )
        for depth, group in enumerate(score.above):
            continues = before is not None and _same_group(before, score, depth)
            cells[_LEVELS[depth]] = Merged(_weighed(group), continues)
        yield {**cells, **_own(score, rubric, _LEVELS[deepest])}


def points_column(row: Row) -> str:
    """The column in which a row has the points (得分) that add up to the total."""
    return "自评得分" if "自评得分" in row else "得分"


def _own(score: Score, rubric: Rubric, name: str) -> Row:
    """The cells of the indicator itself, those of the rubric's 附加列 at their places."""
    indicator = score.indicator

    def asked(*names: str) -> Row:
        return {each: _EXTRA[each](score) for each in rubric.extra if each in names}

    return {
        name: indicator.name if "分值" in rubric.extra else f"{indicator.name}\n（{score.worth}）",
        "指标解释": _cells(indicator.explanation(), (*score.path, "解释")),
        **asked("分值"),
        "评分标准": _cells(indicator.standard(), (*score.path, "规则")),
        **asked("自评得分"),
        "得分": "" if "自评得分" in rubric.extra else points(score.points),
        **asked("扣分原因", "佐证"),
    }


_EXTRA: Mapping[str, Callable[[Score], str | tuple[Block, ...]]] = {
    "分值": lambda score: plain(score.weight),
    "自评得分": lambda score: points(score.points),
    "扣分原因": lambda score: _cells((deduction(score),), (*score.path, "规则")),
    "佐证": lambda score: _cells(score.answer.evidence, ("评分", score.indicator.name, "佐证")),
}


def _weighed(entry: Group) -> str:
    """A name over its weight, as narrow cells show it."""
    return f"{entry.name}\n（{plain(entry.weight)}分）"


def _same_group(one: Score, other: Score, depth: int) -> bool:
    return depth < len(one.above) and one.above[depth] is other.above[depth]


def _cells(lines: tuple[str, ...], path: Path) -> tuple[Block, ...]:
    return tuple([Block("评分", (Span(line),), path) for line in lines if line])
