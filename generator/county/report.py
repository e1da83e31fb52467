"""汇总报告的文字: the summary as a manuscript: sentences, tables and charts that say the same figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from generator.county.causes import because
from generator.county.summary import Apart, Placed, Scored, Summary, Tally, mean, middle
from generator.figures import chinese, per_cent, plain, quoted, rounded
from generator.findings import Severity
from generator.narrative import Block, Chart, Manuscript, Span, Table

__all__ = ["manuscript"]

Piece = Block | Table | Chart
_MOST_PLACES, _MOST_LOST, _MOST_TOLD = 100, 10, 20
_MOST_BARS = 12  # more names do not fit under the bars
_FEW = 6  # units from which on the last ones are named too


def manuscript(summary: Summary) -> Manuscript:
    """The manuscript of the report; its times are the last day of its year, as no clock is read."""
    lead = f"{summary.year}年" if summary.year else ""
    title = f"{lead}绩效自评汇总报告"
    parts = {
        "总体情况": tuple(_whole(summary)),
        "得分排名": tuple(_ranking(summary)),
        "各级指标得分率": tuple(_rates(summary)),
        "失分最多的指标": tuple(_lost(summary)),
        "未生成和需要核对的单位": tuple(_apart(summary)),
        "数据说明": tuple(_notes(summary)),
    }
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


def _whole(summary: Summary) -> Iterator[Piece]:
    path = "总体情况"
    aside = (
        f"，未计入的{len(summary.apart)}个（见“未生成和需要核对的单位”）" if summary.apart else ""
    )
    yield _text(
        f"本次汇总的单位共{summary.units}个，其中已生成报告、各项指标都有得分并计入统计的"
        f"{len(summary.ranked)}个{aside}。{_undated(summary)}",
        path,
    )
    if not summary.ranked:
        yield _text("没有计入统计的单位，以下各部分没有数据。", path)
        return
    yield _text(_totals(summary.ranked), path)
    shares = [(each.name or "未定等级", len(each.totals)) for each in summary.grades]
    many = len(summary.ranked)
    told = "，".join(f"{quoted(n)}{k}个，占{per_cent(Decimal(k) / many)}" for n, k in shares)
    yield _text(f"按等级分：{told}。各等级的单位数和占比如下表和下图所示。", path)
    rows = [(name, str(k), per_cent(Decimal(k) / many)) for name, k in shares]
    yield _table(("等级", "单位数", "占比"), (*rows, ("合计", str(many), "100%")), path)
    names, values = zip(*shares, strict=True)
    yield Chart(
        "各等级单位占比", "占比", names, tuple(rounded(Decimal(k) / many, 4) for k in values)
    )


def _undated(summary: Summary) -> str:
    """That there are units which may be of this year or another."""
    if not summary.undated:
        return ""
    return f"另有{len(summary.undated)}个单位年度不明，不在其内（见“未生成和需要核对的单位”）。"


def _totals(ranked: Sequence[Placed]) -> str:
    totals = [placed.total for placed in ranked]
    if len(ranked) == 1:
        return f"{ranked[0].name}得{plain(totals[0])}分。"
    return (
        f"计入统计的单位平均得{_two(mean(totals))}分，中位数{_two(middle(totals))}分；"
        f"最高{plain(totals[0])}分（{_who(ranked, totals[0])}），"
        f"最低{plain(totals[-1])}分（{_who(ranked, totals[-1])}），相差{plain(totals[0] - totals[-1])}分。"
    )


def _who(ranked: Sequence[Placed], total: Decimal) -> str:
    """Who has a total; of many only how many."""
    names = [placed.name for placed in ranked if placed.total == total]
    return "、".join(names) if len(names) <= 3 else f"{len(names)}个单位"


# ---- the ranking ----------------------------------------------------------------------------------


def _ranking(summary: Summary) -> Iterator[Piece]:
    path, ranked = "得分排名", summary.ranked
    if not ranked:
        yield _text("没有可以排名的单位。", path)
        return
    behind = f"得分靠后的是{_ends(ranked[::-1])}。" if len(ranked) > _FEW else ""
    more = len(ranked) - _MOST_PLACES
    cut = f"下表列前{_MOST_PLACES}个，其余{more}个见汇总表“排名”。" if more > 0 else ""
    yield _text(f"得分靠前的是{_ends(ranked)}。{behind}得分相同的名次相同。{cut}", path)
    several = len(summary.rubrics) > 1
    heads = ("名次", "单位", "总分", "等级", *(("指标体系", "本体系名次") if several else ()))
    rows = []
    for each in ranked[:_MOST_PLACES]:
        own = (each.outcome.rubric, str(each.within)) if several else ()
        rows.append((str(each.rank), each.name, plain(each.total), each.outcome.grade, *own))
    yield _table(heads, rows, path, (7, 26, 9, 7, 30, 9) if several else (8, 40, 12, 10))


def _ends(ranked: Sequence[Placed]) -> str:
    """The first three of an order, with all who have the points of the third; of many only how many."""
    last = ranked[:3][-1].total
    ends = [each for at, each in enumerate(ranked) if at < 3 or each.total == last]
    if len(ends) <= _FEW:
        return "、".join(f"{each.name}（{plain(each.total)}分）" for each in ends)
    points = plain(last) if ends[0].total == last else f"{plain(ends[0].total)}分至{plain(last)}"
    return f"{len(ends)}个单位（{points}分）"


# ---- rates by level -------------------------------------------------------------------------------


def _rates(summary: Summary) -> Iterator[Piece]:
    path = "各级指标得分率"
    if not summary.rubrics:
        yield _text("没有可以计算得分率的单位。", path)
    for number, scored in enumerate(summary.rubrics, 1):
        if len(summary.rubrics) > 1:
            name = f"（{chinese(number)}）{scored.rubric}（{len(scored.units)}个单位）"
            yield Block("标题2", (Span(name),), (path, number))
        yield from _of_rubric(scored, f"{path}{number}")


def _of_rubric(scored: Scored, path: str) -> Iterator[Piece]:
    tops = scored.level(0) or scored.indicators
    best, worst = max(each.rate for each in tops), min(each.rate for each in tops)
    told = f"{_at(tops, best)}得分率最高，为{per_cent(best)}"
    if worst < best:
        told += f"；{_at(tops, worst)}最低，为{per_cent(worst)}"
    drawn = "，一级指标如下图" if len(tops) <= _MOST_BARS else ""
    yield _text(f"一级指标中，{told}。一、二级指标的得分率如下表{drawn}所示。", path)
    shown = [
        each for each in scored.tallies if len(each.path) <= 2 and (not each.leaf or each in tops)
    ]
    rows = [
        (
            f"{'　' * (len(each.path) - 1)}{each.name}",
            plain(each.weight),
            plain(each.points),
            plain(each.lost),
            per_cent(each.rate),
        )
        for each in shown
    ]
    yield _table(
        ("指标", "分值合计", "得分合计", "失分合计", "得分率"), rows, path, (30, 12, 12, 12, 12)
    )
    rates = tuple(rounded(each.rate, 4) for each in tops)
    if drawn:
        yield Chart("各一级指标得分率", "得分率", tuple(each.name for each in tops), rates)


def _at(tallies: Sequence[Tally], rate: Decimal) -> str:
    return "、".join(each.name for each in tallies if each.rate == rate)


# ---- lost points ----------------------------------------------------------------------------------


def _lost(summary: Summary) -> Iterator[Piece]:
    path, lost = "失分最多的指标", summary.lost
    if not lost:
        yield _text("没有失分的指标。", path)
        return
    whole = sum((each.lost for each in lost), Decimal(0))
    shown = lost[:_MOST_LOST]
    part = sum((each.lost for each in shown), Decimal(0))
    yield _text(
        f"{len(lost)}项指标有失分，合计{plain(whole)}分。失分最多的{len(shown)}项共失{plain(part)}分，"
        f"占{per_cent(part / whole)}，列在下表；“原因”取其中失分最多的单位为例。",
        path,
    )
    several = len(summary.rubrics) > 1
    rows = [(*_counts(each, whole, several), _example(each)) for each in shown]
    yield _table(
        ("指标", "失分合计", "失分单位数", "占比", "原因"), rows, path, (20, 10, 10, 10, 40)
    )


def _counts(tally: Tally, whole: Decimal, several: bool) -> tuple[str, ...]:
    name = f"{tally.name}（{tally.rubric}）" if several else tally.name
    return (name, plain(tally.lost), str(tally.short), per_cent(tally.lost / whole))


def _example(tally: Tally) -> str:
    assert tally.worst is not None  # it is an indicator's
    name, mark = tally.worst
    return f"{name}得{mark.points}分（分值{mark.weight}分）：{because(mark)}"


# ---- who stands apart -----------------------------------------------------------------------------


def _apart(summary: Summary) -> Iterator[Piece]:
    path = "未生成和需要核对的单位"
    aside = (*summary.apart, *summary.undated)
    if aside:
        states = Counter(each.state for each in aside)
        counts = "，".join(
            f"{words}的单位{states[state]}个" for state, words in _STATES.items() if states[state]
        )
        more = len(aside) - _MOST_PLACES
        cut = f"下表列前{_MOST_PLACES}个，其余{more}个见汇总表“未生成”。" if more > 0 else ""
        yield _text(f"{counts}，没有计入排名和统计。{cut}", path)
        shown = aside[:_MOST_PLACES]
        yield _table(("单位", "情况", "原因"), map(_row, shown), path, (22, 12, 46))
    else:
        yield _text("各单位都已生成报告，各项指标都有得分。", path)
    counted = {each.name for each in summary.ranked}
    warned = Counter(
        name
        for name, said in summary.said
        if said.severity == Severity.WARNING.value and name in counted
    )
    if summary.shared:
        yield _text(
            f"评分细则、核对规则、文字片段和模板等共用文件有{len(summary.shared)}条提醒或错误，"
            "不算作各单位的问题，内容见汇总表“共用文件的问题”。",
            path,
        )
    if not warned:
        yield _text("计入统计的单位没有提醒。", path)
        return
    most = sorted(warned, key=lambda name: (-warned[name], name))[:_MOST_TOLD]
    cut = f"下表列最多的{_MOST_TOLD}个，" if len(warned) > _MOST_TOLD else "列在下表，"
    yield _text(
        f"计入统计的单位中，{len(warned)}个有提醒需要核对，共{warned.total()}条，{cut}"
        "内容见汇总表“问题”。",
        path,
    )
    yield _table(("单位", "提醒条数"), ((name, str(warned[name])) for name in most), path, (60, 14))


_STATES = {"未生成": "未生成报告", "得分不全": "得分不全", "年度不明": "未生成报告、年度不明"}


def _row(apart: Apart) -> tuple[str, str, str]:
    return apart.name, apart.state, apart.reason


# ---- notes ----------------------------------------------------------------------------------------


def _notes(summary: Summary) -> Iterator[Piece]:
    path = "数据说明"
    yield _text("本报告由各单位自评报告的得分汇总而成，未对得分作任何调整。", path)
    yield _text(
        "平均分、中位数、得分率和失分只按计入统计的单位计算；得分率为得分合计与分值合计之比，失分为分值与得分之差，"
        "指标不适用的单位不计该项。百分比保留两位小数，各项之和可能不等于100%。",
        path,
    )
    if summary.rubrics:
        told = "、".join(f"《{each.rubric}》{len(each.units)}个" for each in summary.rubrics)
        caution = "指标体系不同，总分不宜直接比较。" if len(summary.rubrics) > 1 else ""
        yield _text(f"采用的指标体系和单位数：{told}。{caution}", path)
    bounded = [each.name for each in summary.ranked if each.bounded]
    if bounded:
        yield _text(f"总分受上限限制、低于各项合计的单位：{'、'.join(bounded)}。", path)


# ---- pieces ---------------------------------------------------------------------------------------


def _text(words: str, path: str) -> Block:
    return Block("正文", (Span(words),), (path,))


def _table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    path: str,
    shares: tuple[int, ...] = (),
) -> Table:
    """A table whose cells bear the number of their row in their path."""
    cells = tuple(
        tuple(Block("表格", (Span(text),), (path, heads[0], number)) for text in row)
        for number, row in enumerate((heads, *rows))
    )
    return Table(cells, (path,), shares)


def _two(figure: Decimal) -> str:
    return plain(rounded(figure, 2))
