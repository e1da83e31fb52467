"""小计、总分和等级: the sums below the indicators, each a formula over their cells."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from generator.figures import plain
from generator.paper.indicators import Table
from generator.paper.looks import Content, Live, height
from generator.rubric import Rubric
from generator.scoring import OPEN, Bounded, Subtotal

__all__ = ["write"]

_ADDED = ("分值", "得分", "扣分")


def write(table: Table, rubric: Rubric) -> None:
    """Fill the rows below the table: every group, the sum, its bounds, the total and the grade."""
    top = table.rows.stop + 1
    _line(table, top, "小计", {head: head for head in _ADDED}, "head")
    for row, subtotal in enumerate(table.card.subtotals, top + 1):
        _added(table, row, _indented(subtotal), (table.below(subtotal.group), subtotal.points))
    added = top + 1 + len(table.card.subtotals)
    _added(table, added, "各项合计", (table.rows, table.card.added))
    bounds = range(added + 1, added + 1 + len(table.card.caps))
    for row, bound in zip(bounds, table.card.caps, strict=True):
        _bound(table, row, bound)
    _total(table, bounds, added)
    _grades(table, bounds.stop + 1, rubric)


def _indented(subtotal: Subtotal) -> str:
    return f"{'　' * subtotal.depth}{subtotal.group.name}"


def _line(
    table: Table, row: int, label: Content, contents: dict[str, Content], look: str = "sum"
) -> None:
    """A row with a label over the levels and contents by the head of their column."""
    before = table.sheet.column("分值")
    table.sheet.merge((row, 0, row, before - 1), label, "head" if look == "head" else "label")
    for at, column in enumerate(table.sheet.columns[before:], before):
        content = contents.get(column.head)
        words = isinstance(content, str) and look != "head"
        shown = "" if column.head == "分值" else table.shown
        table.sheet.put(row, at, content, "text" if words else look, shown=shown)
    texts = [
        (content, column.wide)
        for column in table.sheet.columns
        if isinstance(content := contents.get(column.head), str)
    ]
    table.sheet.rise(row, height(texts))


def _added(table: Table, row: int, label: str, of: tuple[range, Decimal]) -> None:
    rows, points = of
    scores = [table.card.scores[each - table.rows.start] for each in rows]
    weight = sum((score.weight for score in scores), Decimal(0))
    lost = sum((score.lost for score in scores), Decimal(0))
    sums = zip(_ADDED, (weight, points, lost), strict=True)
    contents: dict[str, Content] = {
        head: Live(f"ROUND(SUM({table.column(head, rows)}),9)", value) for head, value in sums
    }
    _line(table, row, label, contents)


def _bound(table: Table, row: int, bound: Bounded) -> None:
    """A bound on the total: its figure stands under the points where its condition holds."""
    cap, worked = bound.cap, bound.worked
    user = f"总分上限：{cap.name}"
    words = f"{worked.expression}，总分以{plain(cap.most)}分为限"
    got: Content = None
    if worked.value is None:
        table.inputs.live(worked, user)
        words = f"{words}。不能判断：{worked.reason.message if worked.reason else ''}"
    else:
        holds = table.inputs.holds(worked, user)
        got = Live(f'IF({holds},{plain(cap.most)},"")', cap.most if bound.holds else "")
    steps = f"{worked.expression}：{worked.steps}"
    contents: dict[str, Content] = {
        "计算过程": steps, "适用规则": words, "得分": got, "依据": cap.basis,
    }  # fmt: skip
    _line(table, row, user, contents)


def _total(table: Table, bounds: range, added: int) -> None:
    """The sum within its bounds; its label says when some indicator has no points yet."""
    silent, total = _silent(table), table.card.total
    missing = sum(score.points is None for score in table.card.scores)
    label = Live(
        f'IF({silent}>0,"总分（不全，"&({silent})&"项没有得分）","总分")',
        f"总分（不全，{missing}项没有得分）" if missing else "总分",
    )
    cells = [table.at("得分", row) for row in (added, *bounds)]
    _line(table, bounds.stop, label, {"得分": Live(f"MIN({','.join(cells)})", total)})


def _silent(table: Table) -> str:
    """How many indicators have no points."""
    return f"{len(table.card.scores)}-COUNT({table.column('得分', table.rows)})"


def _grades(table: Table, row: int, rubric: Rubric) -> None:
    """The grade of the total, looked up in the table of grades that stands below it."""
    ladder: Sequence[tuple[Decimal, str]] = sorted(
        (bound, name) for name, bound in rubric.grades.items()
    )
    rows = range(row + 3, row + 3 + len(ladder))
    total = table.at("得分", row - 1)
    bounds, names = table.column("分值", rows), table.column("序号", rows)
    looked_up = f"LOOKUP(MAX(0,ROUND({total},9)),{bounds},{names})"
    grade = Live(f'IF({_silent(table)}>0,"{OPEN}",{looked_up})', table.card.grade)
    _line(table, row, "等级", {"得分": grade})
    last = table.sheet.column("分值") - 1
    table.sheet.merge((rows.start - 1, 0, rows.start - 1, last), "等级标准", "head")
    table.sheet.put(rows.start - 1, last + 1, "起点分", "head")
    for at, (bound, name) in zip(rows, ladder, strict=True):
        table.sheet.merge((at, 0, at, last), name, "centred")
        table.sheet.put(at, last + 1, bound)
