"""得分情况: the scores in words, as a table and as a chart, and what each deduction came from.

It scores nothing: words and figures are those of the scorecard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from generator.figures import per_cent, plain, points, rounded
from generator.model import Problem, Report
from generator.narrative.prose import Block, Chart, Path, Span, Table, numeral
from generator.rubric import Rubric
from generator.scoring import Score, Scorecard, Subtotal

__all__ = ["deduction", "results"]

_PATH: Path = ("得分情况",)


def results(report: Report, rubric: Rubric, card: Scorecard) -> Iterator[Block | Table | Chart]:
    """The section 得分情况: the total, the level-1 indicators as table and chart, the deductions."""
    tops = [each for each in card.subtotals if not each.depth]
    lost = [(score, words) for score in card.scores if (words := deduction(score))]
    yield _paragraph(
        f"{report.unit.short}{report.unit.year}年自评得{plain(card.total)}分（满分{plain(rubric.full)}分），"
        f"等级为“{card.grade}”，{_lost(rubric.full - card.total, len(lost))}"
        "各一级指标的得分和得分率如下表和下图所示。"
    )
    yield _table(tops, card.total)
    yield _chart(tops)
    if lost:
        yield _paragraph("扣分的指标和原因如下：")
    for i, (score, words) in enumerate(lost, 1):
        name = f"{score.indicator.name}（{plain(score.indicator.weight)}分）"
        told = f"{words.removesuffix('。')}{_problems(report.problems, score.indicator.name)}。"
        yield Block("列表", (Span(f"{numeral(3, i)}{name}{told}"),), _PATH)


def deduction(score: Score) -> str:
    """Why points were lost (扣分说明), as it stands after the indicator's name; empty when none were.

    Points that the office insists on are told as such, beside those of the rule.
    """
    given = score.points
    if given is None or given >= score.indicator.weight:
        return ""
    lost = f"扣{plain(score.indicator.weight - given)}分"
    if score.overridden:
        rule = "按规则不能计分" if score.computed is None else f"按规则{plain(score.computed)}分"
        return f"{lost}。核定{plain(given)}分（{rule}）：{_sentence(score.answer.override_why)}"
    if score.worked is None or score.worked.value is None:
        return f"{lost}{'。' if '：' in score.rule else '：'}{_sentence(score.rule)}"
    value = f"{score.indicator.name}{per_cent(score.worked.value)}"
    told = re.search(r"得[\d.]+分$", score.rule)
    rule = score.rule if told else f"按{score.rule}计分，得{points(given)}分"
    return f"{lost}：{value}，{rule}。"


def _sentence(words: str) -> str:
    return f"{words.rstrip('。；;')}。"


def _lost(points: Decimal, indicators: int) -> str:
    """How much was lost over how many indicators, as the middle of a sentence."""
    if not indicators:
        return "各项指标都得满分。"
    return f"{indicators}项指标共扣{plain(points)}分。"


def _problems(problems: tuple[Problem, ...], indicator: str) -> str:
    """Where the report tells of the problem behind a deduction, by the numbers it prints."""
    numbers = [str(i) for i, each in enumerate(problems, 1) if indicator in each.indicators]
    return f"（见存在的问题第{'、'.join(numbers)}条）" if numbers else ""


def _table(tops: list[Subtotal], total: Decimal) -> Table:
    """The level-1 indicators with weight, points and rate, and all together."""
    whole = sum((each.group.weight for each in tops), Decimal(0))
    rows = [(each.group.name, each.group.weight, each.points) for each in tops]
    written = [
        (name, plain(weight), plain(got), per_cent(got / weight))
        for name, weight, got in (*rows, ("合计", whole, total))
    ]
    header = ("一级指标", "分值", "得分", "得分率")
    return Table(tuple(tuple(_cell(text) for text in row) for row in (header, *written)), _PATH)


def _chart(tops: list[Subtotal]) -> Chart:
    rates = tuple(rounded(each.points / each.group.weight, 4) for each in tops)
    return Chart("各一级指标得分率", "得分率", tuple(each.group.name for each in tops), rates)


def _paragraph(text: str) -> Block:
    return Block("正文", (Span(text),), _PATH)


def _cell(text: str) -> Block:
    return Block("表格", (Span(text),), _PATH)
