"""汇总报告的文字: the summary as a manuscript: sentences, tables and charts that say the same figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import count
from types import MappingProxyType

from generator.county.causes import because
from generator.county.said import official
from generator.county.summary import Apart, Placed, Scored, Summary, Tally, mean, middle
from generator.county.tables import Column, Piece, share, table, text
from generator.figures import chinese, plain, quoted, rounded
from generator.findings import Severity
from generator.narrative import Block, Chart, Manuscript, Span

__all__ = ["manuscript"]

_MOST_PLACES, _MOST_LOST, _MOST_TOLD = 100, 10, 20
_MOST_BARS = 8  # more rates do not fit above the bars
_FEW = 6  # units from which on the last ones are named too


def manuscript(summary: Summary, order: Sequence[str] = ()) -> Manuscript:
    """The manuscript of the report; its times are the last day of its year, as no clock is read.

    Percentages have two decimals everywhere, as charts have them.  ``order``: the parts in the order
    in which the template prints them, by which tables are numbered; else in that of the shipped one.
    """
    lead = f"{summary.year}年" if summary.year else ""
    title = f"{lead}绩效自评汇总报告"
    tables = count(1)
    printed = dict.fromkeys(name for name in (*order, *_PARTS) if name in _PARTS)
    made = {name: tuple(_PARTS[name](summary, tables)) for name in printed}
    parts = {name: made[name] for name in _PARTS}
    day = datetime(max(summary.year, 1980), 12, 31)
    about = {
        "title": title,
        "subject": "绩效自评汇总",
        "created": day,
        "modified": day,
        "revision": 1,
    }
    return Manuscript(
        parts=parts,
        rows=(),
        total="",
        fields={"标题": title, **parts},
        properties=about,
        annex_first=False,
        findings=(),
    )


# ---- the whole ------------------------------------------------------------------------------------


def _whole(summary: Summary, tables: Iterator[int]) -> Iterator[Piece]:
    path, many = "总体情况", len(summary.ranked)
    yield text(_counted(summary), path)
    if not many:
        yield text("没有单位计入统计，以下各部分没有数据。", path)
        return
    yield text(_totals(summary.ranked), path)
    if many == 1:
        return
    shares = [(each.name or "未定等级", len(each.totals)) for each in summary.grades]
    told, number = "，".join(f"{quoted(name)}{k}个" for name, k in shares), next(tables)
    yield text(f"按等级分，{told}，占比见下图和表{number}。", path)
    names, counts = zip(*shares, strict=True)
    ratios = tuple(rounded(Decimal(k) / many, 4) for k in counts)
    yield Chart("各等级单位占比", "占比", names, ratios)
    columns = [Column(each, 1) for each in ("等级", *names, "合计")]
    all_ = (*counts, many)
    rows = (("单位数", *map(str, all_)), ("占比", *(share(Decimal(k) / many) for k in all_)))
    yield from table(number, "各等级单位数和占比", columns, rows, path)


def _counted(summary: Summary) -> str:
    """How many units there are, how many of them count, and that some may be of another year."""
    many, counted = summary.units, len(summary.ranked)
    if not many:
        told = "本年度没有读得出的单位。" if summary.undated else "没有要汇总的单位。"
    elif many == counted:
        told = f"本次汇总的单位共{many}个，{'都' if many > 1 else ''}已生成报告，各项指标都有得分。"
    else:
        apart = len(summary.apart)
        told = f"本次汇总的单位共{many}个，计入统计的{counted}个，未计入的{apart}个{_SEE}。"
    if summary.undated:
        told += f"另有{len(summary.undated)}个单位年度不明，不在其内{_SEE}。"
    return told


_SEE = "（见“未生成和需要核对的单位”）"


def _totals(ranked: Sequence[Placed]) -> str:
    totals = [placed.total for placed in ranked]
    if len(ranked) == 1:
        grade = ranked[0].outcome.grade
        return (
            f"{ranked[0].name}得{plain(totals[0])}分{f'，等级为{quoted(grade)}' if grade else ''}。"
        )
    if totals[0] == totals[-1]:
        return f"各单位都得{plain(totals[0])}分。"
    average = f"平均{_two(mean(totals))}分，中位数{_two(middle(totals))}分，"
    return (
        f"{average}最高{plain(totals[0])}分（{_who(ranked, totals[0])}），"
        f"最低{plain(totals[-1])}分（{_who(ranked, totals[-1])}），相差{plain(totals[0] - totals[-1])}分。"
    )


def _who(ranked: Sequence[Placed], total: Decimal) -> str:
    """Who has a total; of many only how many."""
    names = [placed.name for placed in ranked if placed.total == total]
    return "、".join(names) if len(names) <= 3 else f"{len(names)}个单位"


# ---- the ranking ----------------------------------------------------------------------------------


def _ranking(summary: Summary, tables: Iterator[int]) -> Iterator[Piece]:
    path, ranked = "得分排名", summary.ranked
    if not ranked:
        yield text("没有可以排名的单位。", path)
        return
    if len(ranked) == 1:
        yield text("计入统计的单位只有1个，不排名次。", path)
        return
    number = next(tables)
    more = len(ranked) - _MOST_PLACES
    listed = f"前{_MOST_PLACES}个单位的得分和等级见表{number}，其余{more}个见汇总表“排名”。"
    all_ = f"得分和等级见表{number}。"
    yield text(f"{_order(ranked)}{listed if more > 0 else all_}", path)
    several = len(summary.rubrics) > 1
    own = (Column("指标体系", 30, "left"), Column("本体系名次", 9))
    columns = (
        Column("名次", 7), Column("单位", 26 if several else 40, "left"), Column("总分", 9),
        Column("等级", 7), *(own if several else ()),
    )  # fmt: skip
    rows = []
    for each in ranked[:_MOST_PLACES]:
        within = (each.outcome.rubric, str(each.within)) if several else ()
        rows.append((str(each.rank), each.name, plain(each.total), each.outcome.grade, *within))
    yield from table(number, "得分排名", columns, rows, path)


def _order(ranked: Sequence[Placed]) -> str:
    """Who comes first and last; of few units all."""
    totals = [each.total for each in ranked]
    ties = "得分相同的名次相同。" if len(set(totals)) < len(totals) else ""
    if len(ranked) <= 3:
        told = "、".join(f"{each.name}（{plain(each.total)}分）" for each in ranked)
        return f"按得分从高到低，依次是{told}。{ties}"
    behind = f"得分靠后的是{_ends(ranked[::-1])}。" if len(ranked) > _FEW else ""
    return f"得分靠前的是{_ends(ranked)}。{behind}{ties}"


def _ends(ranked: Sequence[Placed]) -> str:
    """The first three of an order, with all who have the points of the third; of many only how many."""
    last = ranked[:3][-1].total
    ends = [each for at, each in enumerate(ranked) if at < 3 or each.total == last]
    if len(ends) <= _FEW:
        return "、".join(f"{each.name}（{plain(each.total)}分）" for each in ends)
    points = plain(last) if ends[0].total == last else f"{plain(ends[0].total)}分至{plain(last)}"
    return f"{len(ends)}个单位（{points}分）"


# ---- rates by level -------------------------------------------------------------------------------


def _rates(summary: Summary, tables: Iterator[int]) -> Iterator[Piece]:
    path = "各级指标得分率"
    if not summary.rubrics:
        yield text("没有可以计算得分率的单位。", path)
    for number, scored in enumerate(summary.rubrics, 1):
        if len(summary.rubrics) > 1:
            name = f"（{chinese(number)}）{scored.rubric}（{len(scored.units)}个单位）"
            yield Block("标题2", (Span(name),), (path, number))
        yield from _of_rubric(scored, f"{path}{number}", next(tables))


_TALLIED = (
    Column("指标", 30, "left"), Column("分值合计", 12), Column("得分合计", 12), Column("失分合计", 12),
    Column("得分率", 12),
)  # fmt: skip


def _of_rubric(scored: Scored, path: str, number: int) -> Iterator[Piece]:
    tops = scored.level(0) or scored.indicators
    best, worst = max(each.rate for each in tops), min(each.rate for each in tops)
    if worst == best:
        told = f"各一级指标的得分率都是{share(best)}"
    else:
        told = (
            f"一级指标中，{_at(tops, best)}得分率最高，为{share(best)}；"
            f"{_at(tops, worst)}最低，为{share(worst)}"
        )
    drawn = "一级指标的得分率如下图，" if len(tops) <= _MOST_BARS else ""
    yield text(f"{told}。{drawn}一、二级指标见表{number}。", path)
    shown = [
        each for each in scored.tallies if len(each.path) <= 2 and (not each.leaf or each in tops)
    ]
    rows = [
        (
            f"{'　' * (len(each.path) - 1)}{each.name}",
            *map(plain, (each.weight, each.points, each.lost)),
            share(each.rate),
        )
        for each in shown
    ]
    if drawn:
        rates = tuple(rounded(each.rate, 4) for each in tops)
        yield Chart("各一级指标得分率", "得分率", tuple(each.name for each in tops), rates)
    yield from table(number, "一、二级指标得分率", _TALLIED, rows, path)


def _at(tallies: Sequence[Tally], rate: Decimal) -> str:
    return "、".join(each.name for each in tallies if each.rate == rate)


# ---- lost points ----------------------------------------------------------------------------------


_LOST = (
    Column("指标", 20, "left"), Column("失分合计", 10), Column("失分单位数", 10), Column("占比", 10),
    Column("原因", 40, "left"),
)  # fmt: skip


def _lost(summary: Summary, tables: Iterator[int]) -> Iterator[Piece]:
    path, lost = "失分最多的指标", summary.lost
    if not lost:
        yield text("没有失分的指标。" if summary.ranked else "没有可以统计失分的单位。", path)
        return
    whole = sum((each.lost for each in lost), Decimal(0))
    shown, number = lost[:_MOST_LOST], next(tables)
    told = f"{len(lost)}项指标有失分，合计{plain(whole)}分"
    if len(lost) > _MOST_LOST:
        part = sum((each.lost for each in shown), Decimal(0))
        ratio = share(part / whole)
        told += f"。失分最多的{len(shown)}项共失{plain(part)}分，占{ratio}，见表{number}"
    else:
        told += f"，见表{number}"
    alone = len(summary.ranked) == 1
    example = "" if alone else "；“原因”取其中失分最多的单位为例"
    yield text(f"{told}{example}。", path)
    several = len(summary.rubrics) > 1
    rows = [(*_counts(each, whole, several), _why(each, alone)) for each in shown]
    yield from table(number, "失分最多的指标", _LOST, rows, path)


def _counts(tally: Tally, whole: Decimal, several: bool) -> tuple[str, ...]:
    name = f"{tally.name}（{tally.rubric}）" if several else tally.name
    return (name, plain(tally.lost), str(tally.short), share(tally.lost / whole))


def _why(tally: Tally, alone: bool) -> str:
    """Why points were lost: as the unit has it that lost most, which is named where there are others."""
    assert tally.worst is not None  # it is an indicator's
    name, mark = tally.worst
    return f"{'' if alone else name}得{mark.points}分（分值{mark.weight}分）：{because(mark)}"


# ---- who stands apart -----------------------------------------------------------------------------


_STATES = {"未生成": "未生成报告", "得分不全": "得分不全", "年度不明": "未生成报告、年度不明"}
_APART = (Column("单位", 22, "left"), Column("情况", 12), Column("原因", 46, "left"))


def _aside(summary: Summary, tables: Iterator[int]) -> Iterator[Piece]:
    yield from _apart(summary, tables)
    yield from _warned(summary, tables)


def _apart(summary: Summary, tables: Iterator[int]) -> Iterator[Piece]:
    path, aside = "未生成和需要核对的单位", (*summary.apart, *summary.undated)
    if not aside:
        if summary.units != 1:
            yield text("各单位都已生成报告，各项指标都有得分。", path)
        return
    number = next(tables)
    states = Counter(each.state for each in aside)
    counts = "，".join(f"{_STATES[state]}的单位{many}个" for state, many in states.items())
    more = len(aside) - _MOST_PLACES
    cut = f"的前{_MOST_PLACES}个，其余{more}个见汇总表“未生成”" if more > 0 else ""
    yield text(f"{counts}，没有计入排名和统计，见表{number}{cut}。", path)
    rows = [_row(each) for each in aside[:_MOST_PLACES]]
    yield from table(number, "没有计入统计的单位", _APART, rows, path)


def _row(apart: Apart) -> tuple[str, str, str]:
    """An unreadable unit's reason in words for readers who know no files; the workbook has the rest."""
    unmade = not apart.outcome.made
    return apart.name, apart.state, official(apart.outcome) if unmade else apart.reason


def _warned(summary: Summary, tables: Iterator[int]) -> Iterator[Piece]:
    """Whose findings should be looked at, and that shared files have some, which are nobody's."""
    path, counted = "未生成和需要核对的单位", {each.name for each in summary.ranked}
    warned = Counter(
        name
        for name, said in summary.said
        if said.severity == Severity.WARNING.value and name in counted
    )
    if len(warned) > 1:
        number, columns = next(tables), (Column("单位", 60, "left"), Column("提醒条数", 14))
        most = sorted(warned, key=lambda name: (-warned[name], name))[:_MOST_TOLD]
        cut = f"最多的{_MOST_TOLD}个" if len(warned) > _MOST_TOLD else ""
        yield text(
            f"计入统计的单位中，{len(warned)}个有提醒需要核对，共{warned.total()}条，{cut}见表{number}，"
            "内容见汇总表“问题”。",
            path,
        )
        rows = [(name, str(warned[name])) for name in most]
        yield from table(number, "有提醒的单位", columns, rows, path)
    elif warned:
        ((name, many),) = warned.items()
        yield text(f"{name}有{many}条提醒需要核对，内容见汇总表“问题”。", path)
    elif counted:
        yield text("计入统计的单位没有提醒。", path)
    if summary.shared:
        yield text(
            f"评分细则、核对规则、文字片段和模板等共用文件有{len(summary.shared)}条提醒或错误，"
            "不算作各单位的问题，内容见汇总表“共用文件的问题”。",
            path,
        )


# ---- notes ----------------------------------------------------------------------------------------


def _notes(summary: Summary, _: Iterator[int]) -> Iterator[Piece]:
    path = "数据说明"
    yield text("本报告由各单位自评报告的得分汇总而成，未对得分作任何调整。", path)
    yield text(
        "计入统计的，是已生成报告、各项指标都有得分的单位；平均分、中位数、得分率和失分只按它们计算。得分率为得分合计与分值合计之比，失分为分值与得分之差。"
        "指标不适用、得满分的，按满分计入；不适用、分值分摊到同级指标的，不计该项。百分比保留两位小数，各项之和可能不等于100%。",
        path,
    )
    if summary.rubrics:
        told = "、".join(f"《{each.rubric}》{len(each.units)}个" for each in summary.rubrics)
        caution = "指标体系不同，总分不宜直接比较。" if len(summary.rubrics) > 1 else ""
        yield text(f"采用的指标体系和单位数：{told}。{caution}", path)
    bounded = [each.name for each in summary.ranked if each.bounded]
    if bounded:
        yield text(f"总分受上限限制、低于各项合计的单位：{'、'.join(bounded)}。", path)


def _two(figure: Decimal) -> str:
    return plain(rounded(figure, 2))


_PARTS: Mapping[str, Callable[[Summary, Iterator[int]], Iterator[Piece]]] = MappingProxyType(
    {
        "总体情况": _whole,
        "得分排名": _ranking,
        "各级指标得分率": _rates,
        "失分最多的指标": _lost,
        "未生成和需要核对的单位": _aside,
        "数据说明": _notes,
    }
)
"""The parts in the order of the shipped template, each with what writes it."""
