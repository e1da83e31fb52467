"""得分情况: the scores in words, as a table and as a chart, and what each deduction came from.

It scores nothing: words and figures are those of the scorecard.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from generator.figures import per_cent, plain, rounded
from generator.model import Problem, Report
from generator.narrative.blocks import Block, Chart, Path, Span, Table
from generator.narrative.numbering import numeral
from generator.rubric import Rubric
from generator.scoring import Scorecard, capped, deduction

__all__ = ["results"]

_PATH: Path = ("得分情况",)
Top = tuple[str, Decimal, Decimal]


def results(report: Report, rubric: Rubric, card: Scorecard) -> Iterator[Block | Table | Chart]:
    """The section 得分情况: the total, the level-1 indicators as table and chart, the deductions."""
    tops = tuple(_tops(card))
    lost = [(score, words) for score in card.scores if (words := deduction(score))]
    yield _paragraph(
        f"{report.unit.short}{report.unit.year}年自评得{plain(card.total)}分（满分{plain(rubric.full)}分），"
        f"等级为“{card.grade}”，{_lost(card)}"
        "各一级指标的得分和得分率如下表和下图所示。"
    )
    yield _table(tops, card)
    yield _chart(tops)
    if lost:
        yield _paragraph("扣分的指标和原因如下：")
    for i, (score, words) in enumerate(lost, 1):
        name = f"{score.indicator.name}（{score.worth}）"
        told = f"{words.removesuffix('。')}{_problems(report.problems, score.indicator.name)}。"
        yield Block("列表", (Span(f"{numeral(3, i)}{name}{told}"),), _PATH)


def _tops(card: Scorecard) -> Iterator[Top]:
    """The level-1 indicators that concern the unit: name, weight after what was shared out, points."""
    for each in card.subtotals:
        weight = sum((s.weight for s in card.scores if s.above[0] is each.group), Decimal(0))
        if not each.depth and weight:
            yield each.group.name, weight, each.points


def _lost(card: Scorecard) -> str:
    """How much was lost over how many indicators, and a bound on the total: the end of a sentence."""
    lost = [score.lost for score in card.scores if score.lost]
    words = f"{len(lost)}项指标共扣{plain(sum(lost, Decimal(0)))}分" if lost else "各项指标都得满分"
    bound = capped(card)
    return f"{words}；{bound}。" if bound else f"{words}。"


def _problems(problems: tuple[Problem, ...], indicator: str) -> str:
    """Where the report tells of the problem behind a deduction, by the numbers it prints."""
    numbers = [str(i) for i, each in enumerate(problems, 1) if indicator in each.indicators]
    return f"（见存在的问题第{'、'.join(numbers)}条）" if numbers else ""


def _table(tops: tuple[Top, ...], card: Scorecard) -> Table:
    """The level-1 indicators with weight, points and rate; all together, and the total if bounded."""
    whole = sum((weight for _, weight, _ in tops), Decimal(0))
    rows = (*tops, ("合计", whole, card.added))
    written = [
        (name, plain(weight), plain(got), per_cent(got / weight)) for name, weight, got in rows
    ]
    if card.capped_by:
        bounded = (f"总分（以{plain(card.capped_by.most)}分为限）", plain(whole), plain(card.total))
        written.append((*bounded, per_cent(card.total / whole)))
    header = ("一级指标", "分值", "得分", "得分率")
    return Table(tuple(tuple(_cell(text) for text in row) for row in (header, *written)), _PATH)


def _chart(tops: tuple[Top, ...]) -> Chart:
    rates = tuple(rounded(got / weight, 4) for _, weight, got in tops)
    return Chart("各一级指标得分率", "得分率", tuple(name for name, *_ in tops), rates)


def _paragraph(text: str) -> Block:
    return Block("正文", (Span(text),), _PATH)


def _cell(text: str) -> Block:
    return Block("表格", (Span(text),), _PATH)
