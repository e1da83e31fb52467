"""汇总表: the workbook of a summary: ranking, grades, points and lost points by indicator, findings.

Figures are numbers and texts are texts, whatever sign they begin with; there is no formula.  Equal
input gives equal bytes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from xlsxwriter import Workbook

from generator.batch.outcome import Mark
from generator.county.summary import (
    Placed,
    Scored,
    Summary,
    Tally,
    mean,
    middle,
    points_of,
    weight_of,
)
from generator.county.worded import gist
from generator.figures import plain, rounded
from generator.paper.looks import FIRST, Column, Content, Sheet
from generator.paper.seal import sealed

__all__ = ["BANDS", "book", "title"]

BANDS = ((Decimal("0.4"), "#F4B084"), (Decimal("0.2"), "#FFD966"), (Decimal(0), "#FFF2CC"))
"""From which share of its points lost a cell has which colour; at the last any loss counts."""
_LEAST = Decimal("0.000001")  # the smallest loss that is coloured
_COLOURS = "颜色：失分四成以上为橙色，二成以上为黄色，不到二成为浅黄，没有失分不着色。"
_RATE = "0.00%"
_FIRST_YEAR = 1900
Rows = Iterable[Sequence[Content]]


def title(summary: Summary) -> str:
    """What the summary is called, with its year where there is one."""
    return f"{summary.year}年绩效自评汇总" if summary.year else "绩效自评汇总"


def book(summary: Summary) -> bytes:
    """The workbook as the bytes of an xlsx file.

    A seal among its properties tells later whether somebody worked in it, and what it says stands
    beside; it bears the last day of its year, as no clock is read.
    """
    day = date(max(summary.year, _FIRST_YEAR), 12, 31)
    name = f"{title(summary)}表"
    return sealed(lambda into: _fill(into, summary), {"title": name}, day, gist)


def _fill(into: Workbook, summary: Summary) -> None:
    _ranking(into, summary)
    _grades(into, summary)
    for number, scored in enumerate(summary.rubrics, 1):
        _points(into, summary, scored, str(number) if len(summary.rubrics) > 1 else "")
    _rates(into, summary)
    _lost(into, summary)
    _findings(into, summary)
    _shared(into, summary)
    _apart(into, summary)


def _sheet(
    into: Workbook, name: str, columns: Sequence[Column], rows: Rows, said: tuple[str, str]
) -> Sheet:
    """A sheet of rows under a title and a note; its first two columns stay in sight."""
    sheet = Sheet(into, name, columns, min(2, len(columns)))
    nothing = (("无", *[None] * (len(columns) - 1)),)
    for at, row in enumerate(tuple(rows) or nothing, FIRST):
        sheet.row(at, row)
    sheet.headed(*said)
    return sheet


def _ranking(into: Workbook, summary: Summary) -> None:
    several = len(summary.rubrics) > 1
    columns = (
        Column("名次", 6, "centred"), Column("单位", 32), Column("总分", 9, "sum"),
        Column("满分", 7, "figure"), Column("得分率", 9, "figure"), Column("等级", 8, "centred"),
        Column("指标体系", 34), Column("本体系名次", 8, "centred", hidden=not several),
        Column("错误和提醒", 8, "figure"), Column("报告", 40), Column("备注", 30),
    )  # fmt: skip
    told = Counter(name for name, _ in summary.said)
    note = f"共{summary.units}个单位，{len(summary.ranked)}个计入统计；得分相同的名次相同。"
    if several:
        note += "指标体系不同的单位，总分不宜直接比较，请同时看本体系名次。"
    sheet = _sheet(
        into, "排名", columns,
        ([each.rank, each.name, each.total, each.full, None, each.outcome.grade,
          each.outcome.rubric, each.within, told[each.name], each.outcome.report, _remark(each)]
         for each in summary.ranked),
        (f"{title(summary)}：得分排名", note),
    )  # fmt: skip
    for row, each in enumerate(summary.ranked, FIRST):
        if each.full:
            sheet.put(row, 4, each.total / each.full, shown=_RATE)


def _remark(placed: Placed) -> str:
    if not placed.bounded:
        return ""
    added = sum(map(points_of, placed.outcome.marks), Decimal(0))
    return f"各项合计{plain(added)}分，总分受上限限制"


def _grades(into: Workbook, summary: Summary) -> None:
    columns = (
        Column("等级", 16, "centred"), Column("单位数", 10, "figure"), Column("占比", 10, "figure"),
        Column("最高分", 10, "figure"), Column("最低分", 10, "figure"), Column("平均分", 10, "figure"),
        Column("中位数", 10, "figure"),
    )  # fmt: skip
    lines = [(each.name or "未定等级", each.totals) for each in summary.grades]
    lines += [("合计", summary.totals)] if summary.ranked else []
    sheet = _sheet(
        into, "等级", columns,
        ([name, len(totals), None, totals[0], totals[-1],
          rounded(mean(totals), 2), rounded(middle(totals), 2)]
         for name, totals in lines),
        (f"{title(summary)}：等级", "按计入统计的单位计算；平均分、中位数保留两位小数。"),
    )  # fmt: skip
    for row, (_, totals) in enumerate(lines, FIRST):
        sheet.put(row, 2, Decimal(len(totals)) / len(summary.ranked), shown=_RATE)


# ---- points by indicator --------------------------------------------------------------------------


def _points(into: Workbook, summary: Summary, scored: Scored, number: str) -> None:
    """Units by indicators: what each got, coloured by the share it lost of what it could get."""
    indicators = scored.indicators
    columns = (
        Column("名次", 5, "centred"), Column("单位", 24), Column("总分", 7.5, "sum"),
        *(Column(each.name, 6.6, "figure") for each in indicators),
    )  # fmt: skip
    sheet = Sheet(into, f"各指标得分{number}", columns, 2)
    places = {each.path: at for at, each in enumerate(indicators, 3)}
    shades: dict[tuple[int, Decimal], list[int]] = defaultdict(list)
    rows = range(FIRST + 1, FIRST + 1 + len(scored.units))
    for row, placed in zip(rows, scored.units, strict=True):
        marks = {places[path]: mark for path, mark in _by_path(placed) if path in places}
        points = (_got(marks.get(at)) for at in places.values())
        sheet.row(row, (placed.within, placed.name, placed.total, *points))
        for at, mark in marks.items():
            if weight_of(mark):
                shades[at, weight_of(mark)].append(row)
    for (at, weight), shaded in sorted(shades.items()):
        sheet.shade(shaded, at, _bands(weight))
    _full(sheet, scored, indicators)
    _whole(sheet, rows.stop, indicators)
    own = "有的单位分值经过分摊，颜色按其本身的分值。"
    note = f"指标体系：{scored.rubric}。{_COLOURS}空格表示不涉及该指标；{own}"
    sheet.headed(f"{title(summary)}：各指标得分", note)


def _by_path(placed: Placed) -> Iterator[tuple[tuple[str, ...], Mark]]:
    return (((*mark.levels, mark.indicator), mark) for mark in placed.outcome.marks)


def _got(mark: Mark | None) -> Decimal | None:
    return points_of(mark) if mark and weight_of(mark) else None


def _bands(weight: Decimal) -> Iterator[tuple[Decimal, str]]:
    """The most points at which a cell has each colour."""
    return ((weight - max(weight * share, _LEAST), colour) for share, colour in BANDS)


def _full(sheet: Sheet, scored: Scored, indicators: Sequence[Tally]) -> None:
    """The row of weights: for each indicator that of most units."""
    common: dict[tuple[str, ...], Counter[Decimal]] = defaultdict(Counter)
    for placed in scored.units:
        for path, mark in _by_path(placed):
            if weight_of(mark):
                common[path][weight_of(mark)] += 1
    usual = [_most(common[each.path]) for each in indicators]
    _line(sheet, FIRST, "分值", (sum(usual, Decimal(0)), *usual))


def _most(counted: Counter[Decimal]) -> Decimal:
    return min(counted, key=lambda weight: (-counted[weight], weight))


def _whole(sheet: Sheet, row: int, indicators: Sequence[Tally]) -> None:
    """The row of rates over all units."""
    weight = sum((each.weight for each in indicators), Decimal(0))
    points = sum((each.points for each in indicators), Decimal(0))
    rates = (points / weight, *(each.rate for each in indicators))
    _line(sheet, row, "得分率", rates, _RATE)


def _line(sheet: Sheet, row: int, label: str, contents: Sequence[Content], shown: str = "") -> None:
    sheet.merge((row, 0, row, 1), label, "label")
    for at, content in enumerate(contents, 2):
        sheet.put(row, at, content, "sum", shown=shown)


# ---- all units together ---------------------------------------------------------------------------

_OF_ALL = (
    Column("单位数", 8, "figure"), Column("分值合计", 10, "figure"), Column("得分合计", 10, "figure"),
    Column("失分合计", 10, "figure"), Column("得分率", 9, "figure"), Column("失分单位数", 9, "figure"),
)  # fmt: skip


def _of_all(tally: Tally) -> tuple[Content, ...]:
    return (tally.units, tally.weight, tally.points, tally.lost, None, tally.short)


def _rates(into: Workbook, summary: Summary) -> None:
    """Every level of every rubric, a group before what is in it."""
    columns = (Column("指标体系", 34), Column("指标", 34), *_OF_ALL)
    tallies = [tally for each in summary.rubrics for tally in each.tallies]
    sheet = _sheet(
        into, "得分率", columns,
        ([each.rubric, f"{'　' * (len(each.path) - 1)}{each.name}", *_of_all(each)]
         for each in tallies),
        (f"{title(summary)}：各级指标得分率", "得分率＝得分合计÷分值合计，分值按各单位分摊后的计算。"),
    )  # fmt: skip
    for row, each in enumerate(tallies, FIRST):
        sheet.put(row, 6, each.rate, shown=_RATE)
        if not each.leaf:
            sheet.put(row, 1, f"{'　' * (len(each.path) - 1)}{each.name}", "heading")


def _lost(into: Workbook, summary: Summary) -> None:
    columns = (
        Column("序号", 6, "centred"), Column("指标", 28), *_OF_ALL, Column("占全部失分", 9, "figure"),
        Column("指标体系", 30), Column("失分最多的单位", 28), Column("它的计算过程", 60),
    )  # fmt: skip
    whole = sum((each.lost for each in summary.lost), Decimal(0))
    sheet = _sheet(
        into, "失分", columns,
        ([number, each.name, *_of_all(each), None, each.rubric, *_worst(each)]
         for number, each in enumerate(summary.lost, 1)),
        (f"{title(summary)}：各指标失分", "失分＝分值－得分，从多到少；没有失分的指标不列。"),
    )  # fmt: skip
    for row, each in enumerate(summary.lost, FIRST):
        sheet.put(row, 6, each.rate, shown=_RATE)
        sheet.put(row, 8, each.lost / whole, shown=_RATE)


def _worst(tally: Tally) -> tuple[str, str]:
    assert tally.worst is not None  # it is an indicator's
    name, mark = tally.worst
    return f"{name}（{mark.points}/{mark.weight}）", "\n".join(mark.trace)


# ---- findings -------------------------------------------------------------------------------------


def _findings(into: Workbook, summary: Summary) -> None:
    columns = (
        Column("单位", 28), Column("轻重", 6, "centred"), Column("问题", 60), Column("位置", 38),
        Column("怎样处理", 46), Column("编号", 24),
    )  # fmt: skip
    _sheet(
        into, "问题", columns,
        ([name, said.severity, said.message, said.place, said.hint, said.id]
         for name, said in summary.said),
        (f"{title(summary)}：各单位的问题",
         "列出各单位自己的文件里的错误和提醒；位置是文件名和行号。共用文件的见“共用文件的问题”。"),
    )  # fmt: skip
    kinds = (
        Column("轻重", 6, "centred"), Column("编号", 28), Column("条数", 8, "figure"),
        Column("单位数", 8, "figure"), Column("举例", 70),
    )  # fmt: skip
    _sheet(
        into, "问题分类", kinds,
        ([each.severity, each.id, each.count, each.units, each.example] for each in summary.kinds),
        (f"{title(summary)}：问题分类", "按种类合计，错误在前；举例是其中第一条。"),
    )  # fmt: skip


def _shared(into: Workbook, summary: Summary) -> None:
    columns = (
        Column("轻重", 6, "centred"), Column("问题", 60), Column("位置", 42),
        Column("涉及单位数", 8, "figure"), Column("怎样处理", 46), Column("编号", 24),
    )  # fmt: skip
    _sheet(
        into, "共用文件的问题", columns,
        ([each.said.severity, each.said.message, each.said.place, each.units, each.said.hint,
          each.said.id]
         for each in summary.shared),
        (f"{title(summary)}：共用文件的问题",
         "评分细则、核对规则、文字片段和模板里的错误和提醒，各列一次，不算作各单位的问题。"),
    )  # fmt: skip


def _apart(into: Workbook, summary: Summary) -> None:
    columns = (
        Column("单位", 32), Column("情况", 10, "centred"), Column("原因", 70), Column("文件夹", 36),
    )  # fmt: skip
    _sheet(
        into, "未生成", columns,
        ([each.name, each.state, each.reason, each.outcome.folder]
         for each in (*summary.apart, *summary.undated)),
        (f"{title(summary)}：未生成和得分不全的单位", "这些单位没有计入排名和各项统计。"),
    )  # fmt: skip
