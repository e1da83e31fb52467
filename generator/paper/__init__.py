"""评分底稿: the working paper of a scored report, a workbook that an auditor can work through.

Every figure stands once with the place where it was entered; ratios, points, sums, total and grade
are formulas over these cells, made from the very arithmetic that was worked out.  It scores nothing
itself.  Equal input gives equal bytes.
"""

from __future__ import annotations

from collections.abc import Callable

from xlsxwriter import Workbook

from generator.figures import long_date, plain
from generator.findings import Place
from generator.model import Report
from generator.paper import goals, inputs, totals
from generator.paper.indicators import NAME, Table, columns
from generator.paper.inputs import Inputs, Path
from generator.paper.looks import FIRST, Sheet, cell
from generator.paper.seal import edited, sealed
from generator.rubric import Rubric
from generator.scoring import Scorecard

__all__ = ["edited", "paper"]


def paper(
    report: Report, rubric: Rubric, scorecard: Scorecard, place: Callable[[Path], Place | None]
) -> bytes:
    """The working paper as the bytes of an xlsx file; ``place`` says where a data path stands.

    Sheets: 评分底稿, 取数, and 目标完成 where some indicator is scored by goals.  A seal among its
    properties tells later whether somebody worked in it, see :func:`edited`.
    """

    unit = report.unit
    title = f"{unit.name}{unit.year}年部门整体支出绩效评价"
    return sealed(
        lambda book: _fill(book, title, (report, rubric, scorecard), place),
        {"title": f"{title}评分底稿", "author": unit.name},
        unit.dated,
    )


def _fill(
    book: Workbook,
    title: str,
    scored: tuple[Report, Rubric, Scorecard],
    place: Callable[[Path], Place | None],
) -> None:
    report, rubric, card = scored
    criteria = {placed.indicator.name: placed.indicator.criteria for placed in rubric.indicators()}
    figures = Inputs(report.names(), criteria, place)
    kept = 2 + max(len(score.above) for score in card.scores)
    table = Table(Sheet(book, NAME, columns(card), kept), card, figures, _points(rubric, card))
    taken = Sheet(book, inputs.NAME, inputs.COLUMNS, 2)
    if any(score.tasks for score in card.scores):
        met = Sheet(book, goals.NAME, goals.COLUMNS, 2)
        met.headed(f"{title}目标完成情况", "目标值、实际值取自“取数”；完成率、得分由公式算出。")
        _goals(met, table)
    table.write()
    totals.write(table, rubric)
    figures.write(taken)
    table.sheet.headed(f"{title}评分底稿", _note(report, rubric))
    taken.headed(f"{title}取数", _TINTED)


def _goals(sheet: Sheet, table: Table) -> None:
    row = FIRST
    weight = table.sheet.column("分值")
    for at, score in zip(table.rows, table.card.scores, strict=True):
        if score.tasks:
            row = goals.write(sheet, row, score, cell(at, weight, NAME), table.inputs)


_TINTED = "有底色的是录入的数，改了以后各处得分随之重算；没有底色的是公式或文字。金额为万元。"


def _note(report: Report, rubric: Rubric) -> str:
    unit = report.unit
    return (
        f"单位：{unit.name}　年度：{unit.year}年　落款日期：{long_date(unit.dated)}　"
        f"指标体系：{rubric.name}（{rubric.basis}）　满分：{plain(rubric.full)}分\n"
        f"{_TINTED}适用哪条规则、是否适用，按录入时的数判定，写在“适用规则”里。"
        "　编制人：　　　　　　复核人：　　　　　　日期："
    )


def _points(rubric: Rubric, card: Scorecard) -> str:
    """The number format of points: the places of the rubric, more where people gave more."""
    given = [score.answer.override for score in card.scores if score.answer.override is not None]
    places = max([rubric.places, *(len(plain(each).partition(".")[2]) for each in given)])
    return f"0.{'0' * places}" if places else "0"
