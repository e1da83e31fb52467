"""评分底稿: one row an indicator, from its figures to its points, each step a formula or in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from generator.figures import chinese, plain
from generator.formula import Worked
from generator.model import Answer
from generator.paper.inputs import Inputs, places
from generator.paper.looks import FIRST, Column, Content, Live, Sheet, cell, digits, height
from generator.rubric import Group, Indicator
from generator.scoring import Score, Scorecard, deduction, explain

__all__ = ["NAME", "Table", "columns"]

NAME = "评分底稿"


def columns(card: Scorecard) -> tuple[Column, ...]:
    """The columns of the sheet, as many levels among them as the rubric has."""
    levels = 1 + max(len(score.above) for score in card.scores)
    return (
        Column("序号", 4.5, "centred"),
        *(Column(f"{chinese(n)}级指标", 9.5, "centred") for n in range(1, levels + 1)),
        Column("分值", 6, "figure"), Column("算式", 22), Column("计算过程", 30),
        Column("实际值", 9, "figure"), Column("适用规则", 17), Column("按规则得分", 7, "figure"),
        Column("核定分", 6.5, "judged"), Column("核定理由", 15, "words"), Column("得分", 8, "sum"),
        Column("扣分", 6, "figure"), Column("扣分说明", 16), Column("佐证", 14),
        Column("取数位置", 15), Column("填报人", 7, "centred"), Column("依据", 16),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of all indicators on their sheet; ``shown`` is the number format of points."""

    sheet: Sheet
    card: Scorecard
    inputs: Inputs
    shown: str

    def at(self, head: str, row: int) -> str:
        """The cell of a column in a row."""
        return cell(row, self.sheet.column(head))

    def column(self, head: str, rows: range) -> str:
        """The cells of a column in some rows."""
        return f"{self.at(head, rows[0])}:{self.at(head, rows[-1])}"

    @property
    def rows(self) -> range:
        """The rows of the indicators, in the order of the rubric."""
        return range(FIRST, FIRST + len(self.card.scores))

    def below(self, group: Group) -> range:
        """The rows of the indicators of one group, which follow one another."""
        own = [
            row
            for row, score in zip(self.rows, self.card.scores, strict=True)
            if any(each is group for each in score.above)
        ]
        return range(own[0], own[-1] + 1)

    def write(self) -> None:
        """Fill the rows, and the cells of the levels that several rows have in common."""
        for row, score in zip(self.rows, self.card.scores, strict=True):
            contents = self._row(row, score)
            for head, content in contents.items():
                at = self.sheet.column(head)
                self.sheet.put(row, at, content, shown=self._shown(head, score))
            self._level(row, score)
            texts = [(c, head) for head, c in contents.items() if isinstance(c, str)]
            texts.append((_weighed(score.indicator), "一级指标"))
            wide = {column.head: column.wide for column in self.sheet.columns}
            self.sheet.rise(row, height((text, wide[head]) for text, head in texts))
        for each in self.card.subtotals:
            rows, at = self.below(each.group), 1 + each.depth
            self.sheet.merge((rows[0], at, rows[-1], at), _weighed(each.group))

    def _shown(self, head: str, score: Score) -> str:
        if head == "实际值":
            return "0.00%" if _is_ratio(score) else ""
        if head == "分值":
            return digits(score.weight)
        return self.shown if head in ("按规则得分", "核定分", "得分", "扣分") else ""

    def _row(self, row: int, score: Score) -> Mapping[str, Content]:
        """The contents of a row by the head of their column."""
        actual, rule, rated = self._figures(row, score)
        answer, name = score.answer, score.indicator.name
        return {
            "序号": row - FIRST + 1,
            "分值": score.weight,
            "算式": _as_written(score),
            "计算过程": "\n".join(explain(replace(score, answer=Answer()))),
            "实际值": actual,
            "适用规则": rule,
            "按规则得分": rated,
            "核定分": answer.override,
            "核定理由": answer.override_why,
            "得分": Live(self._points(row, score), _known(score.points)),
            "扣分": Live(self._lost(row), score.lost if score.points is not None else ""),
            "扣分说明": deduction(score),
            "佐证": "\n".join(answer.evidence),
            "取数位置": places(self.inputs.of(name)),
            "填报人": answer.by,
            "依据": score.indicator.basis,
        }

    def _figures(self, row: int, score: Score) -> tuple[Content, str, Content]:
        """The actual figure, the rule that applied in words, and the points it gives."""
        name = score.indicator.name
        figure = score.worked or _sole_figure(score)
        actual = self.inputs.live(figure, name) if figure else None
        if figure is not None:
            self.inputs.stands(figure, self.at("实际值", row))
        if score.award is not None:
            return actual, score.rule, self.inputs.live(score.award, name)
        if score.reason is not None:
            return actual, f"不能计分：{score.reason.message}", None
        return actual, score.rule, score.computed

    def _points(self, row: int, score: Score) -> str:
        """Points of people where there are some, else those of the rule; none where neither is."""
        judged, rated = self.at("核定分", row), self.at("按规则得分", row)
        otherwise = '""' if score.computed is None else rated
        return f'IF({judged}="",{otherwise},{judged})'

    def _lost(self, row: int) -> str:
        got, weight = self.at("得分", row), self.at("分值", row)
        return f'IF({got}="","",MAX(ROUND({weight}-{got},9),0))'

    def _level(self, row: int, score: Score) -> None:
        """The indicator's own name, over the levels that it does not have."""
        levels = sum(column.head.endswith("级指标") for column in self.sheet.columns)
        box = (row, 1 + len(score.above), row, levels)
        self.sheet.merge(box, _weighed(score.indicator))


def _known(points: Decimal | None) -> Decimal | str:
    return "" if points is None else points


def _sole_figure(score: Score) -> Worked | None:
    """The one figure that the points are made from; None where there are several, or none."""
    named = {} if score.award is None else dict(_named(score.award))
    return next(iter(named.values())) if len(named) == 1 else None


def _named(worked: Worked) -> Iterator[tuple[str, Worked]]:
    """What was worked out before and goes into a formula by a name of its own."""
    if worked.name and worked.parts:
        yield worked.name, worked.parts[0]
        return
    for part in worked.parts:
        yield from _named(part)


def _is_ratio(score: Score) -> bool:
    """The figure is a share of a whole, by formula or by goals."""
    return bool(score.tasks) or (score.worked is not None and not score.counts)


def _weighed(entry: Group | Indicator) -> str:
    """A name over its weight, as narrow cells show it."""
    return f"{entry.name}\n（{plain(entry.weight)}分）"


def _as_written(score: Score) -> str:
    """The formulas as they were worked out: of the figure, and of the points."""
    lines = [("实际值", score.worked), ("得分", score.award)]
    return "\n".join(f"{name}={worked.expression}" for name, worked in lines if worked is not None)
