"""承接: claims a lead sentence makes about the table or list that follows it, and a table's own totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from generator.figures import counted, plain, read_number
from generator.proofread.counts import countable
from generator.proofread.judgement import Claim
from generator.proofread.quantities import Quantity
from generator.proofread.sentences import sentences

__all__ = ["Passage", "listed"]


class Passage(NamedTuple):
    """One paragraph as printed (一段文字), with its data path and the line it comes from.

    ``kind`` is that of the manuscript's blocks (标题1—标题4, 正文, 列表, 表格).  A row of a table is one
    passage of kind 表格, its cells joined by ``｜``; the first row is the header.
    """

    text: str
    path: tuple[str | int, ...] = ()
    line: int = 0
    kind: str = "正文"


def listed(passages: Sequence[Passage]) -> list[tuple[int, Claim]]:
    """Claims that reach over paragraphs, each with the index of the passage it stands in."""
    found: list[tuple[int, Claim]] = []
    index = 0
    while index < len(passages):
        kind = passages[index].kind
        end = index + 1
        if kind in ("表格", "列表"):
            while end < len(passages) and passages[end].kind == kind:
                end += 1
            lead = passages[index - 1] if index else None
            leads = lead is not None and lead.text.rstrip().endswith(("：", ":", "如下表。"))
            block = passages[index:end]
            if lead is not None and leads and kind == "表格":
                found += [(index - 1, claim) for claim in _table(lead.text, block)]
            elif lead is not None and leads:
                found += [(index - 1, claim) for claim in _list(lead.text, block)]
            if kind == "表格":
                found += [(index + row, claim) for row, claim in _totals(block)]
        elif passages[index].text.rstrip().endswith(_LEADING):
            found += [(index, claim) for claim in _numbered(passages, index)]
        index = end
    return found


_LEADING = (
    "：", ":", "问题。", "不足。", "建议。", "意见。", "措施。", "做法。", "经验。", "成效。", "工作。", "要求。",
    "原因。", "点。", "条。",
)  # fmt: skip
_LABELS = (
    re.compile(r"[（(]([一二三四五六七八九十]{1,3})[）)]"),
    re.compile(r"(\d{1,2})[.．、](?!\d)"),
    re.compile(r"[（(](\d{1,2})[）)]"),
    re.compile(r"([一二三四五六七八九十]{1,2})[是、]"),
    re.compile(r"第([一二三四五六七八九十])[，、是]"),
)
_FAR = 60


def _numbered(passages: Sequence[Passage], lead: int) -> Iterator[Claim]:
    """A lead sentence before paragraphs numbered alike, one directly after the other."""
    first = passages[lead + 1] if lead + 1 < len(passages) else None
    label = next((form for form in _LABELS if first and form.match(first.text.strip())), None)
    if first is None or label is None or first.kind != "正文":
        return
    items: list[Passage] = []
    for passage in passages[lead + 1 : lead + _FAR]:
        found = label.match(passage.text.strip())
        if passage.kind != "正文" or (found and read_number(found[1]) != str(len(items) + 1)):
            break
        items += [passage] if found else []
    yield from _list(passages[lead].text, items)


_COUNTING = re.compile(
    r"^[^，。；：、]{0,16}(?:，?(?:分别为|分别是|具体如下|具体为|即|主要有|包括))?(?:如下|具体如下|具体为|分别为|分别是|即|包括|主要有|是|有|为)?[：:。]?$"
)


def _counts(text: str) -> Iterator[Quantity]:
    """The counts of things in the last sentence of a lead."""
    last = list(sentences(text.rstrip()))[-1:]
    for sentence in last:
        yield from (q for q in sentence.quantities if q.unit and not q.within)


def _list(lead: str, items: Sequence[Passage]) -> Iterator[Claim]:
    *_, sentence = sentences(lead.rstrip())
    counts = [q for q in countable(sentence) if q.unit in _THINGS and not q.within]
    last = max(counts, key=lambda q: q.start, default=None)
    if last is not None and not last.vague and _COUNTING.match(lead.rstrip()[last.end :]):
        yield _count(last, len(items))


_THINGS = frozenset({"个", "条", "类", "种", "件", "家", "处", "大", "点", "道", "步", "部"})


def _count(said: Quantity, number: int) -> Claim:
    unit = (
        said.words[len(said.figure) :]
        if said.words[0].isdigit()
        else said.words.lstrip("一二两三四五六七八九十百零")
    )
    right = f"{plain(number) if said.words[0].isdigit() else counted(number)}{unit}"
    return Claim(
        "count", said.start, said.end, said.words, f"下面列出{number}{unit}", Decimal(number),
        said.value == number, right, "或核对所列内容是否有遗漏、重复",
    )  # fmt: skip


_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|共\s*计)$")
_RATE = re.compile(r"率|%|％|比|单价|均|年龄|序号|标准|年度|日期|时间|电话|编号|编码")
_MONEY = re.compile(r"[（(](亿元|万元|元|千元)[）)]")
_WORTH = {"亿元": 10**8, "万元": 10**4, "千元": 1000, "元": 1}


def _rows(block: Sequence[Passage]) -> list[list[str]]:
    rows = [[cell.strip() for cell in passage.text.split("｜")] for passage in block]
    return rows if all(len(row) == len(rows[0]) for row in rows) else []


def _table(lead: str, block: Sequence[Passage]) -> Iterator[Claim]:
    """The count and the amount of a lead held against the rows and the column of that amount."""
    rows = _rows(block)
    body = [row for row in rows[1:] if not any(_TOTAL.match(cell) for cell in row[:2])]
    if len(body) < 2:
        return
    said = list(_counts(lead))
    things = [q for q in said if q.unit in ("个", "家", "处", "条", "件") and not q.vague]
    if len(things) == 1 and things[0].value == int(things[0].value):
        yield _count(things[0], len(body))
    money = [q for q in said if q.unit == "元" and not q.vague]
    columns = [
        at for at, head in enumerate(rows[0]) if _MONEY.search(head) and not _RATE.search(head)
    ]
    if len(money) == 1 and len(columns) == 1:
        yield from _column(money[0], rows[0][columns[0]], [row[columns[0]] for row in body])


def _column(said: Quantity, head: str, cells: Sequence[str]) -> Iterator[Claim]:
    figures = [read_number(cell) for cell in cells]
    unit = _MONEY.search(head)
    if unit is None or not all(figures):
        return
    worth = _WORTH[unit[1]]
    total = sum((Decimal(figure) for figure in figures), Decimal(0))
    places = max(len(figure.partition(".")[2]) for figure in figures)
    slack = max(said.step, worth * Decimal(1).scaleb(-places)) / 2
    exact = said.step == worth * Decimal(1).scaleb(-places)
    off = abs(total * worth - said.value)
    holds = off == 0 or (not exact and off <= slack)
    steps = (
        f"“{head}”一列{'+'.join(figures[:12])}{'+…' if len(figures) > 12 else ''}={plain(total)}"
    )
    right = f"{plain(total * worth / said.factor)}{said.words.lstrip('0123456789.,')}"
    yield Claim(
        "column", said.start, said.end, said.words, steps, total * worth, holds, right, "或核对表中各行"
    )  # fmt: skip


def _totals(block: Sequence[Passage]) -> Iterator[tuple[int, Claim]]:
    """The 合计 row at the foot of a table held against its columns."""
    rows = _rows(block)
    if len(rows) < 4 or not any(_TOTAL.match(cell) for cell in rows[-1][:2]):
        return
    body = rows[1:-1]
    if any(re.search(r"小计|其中|合计|总计", cell) for row in body for cell in row[:2]):
        return
    at = 0
    for column, cell in enumerate(rows[-1]):
        start, at = at, at + len(cell) + 1
        figures = [read_number(row[column]) for row in body]
        said = read_number(cell)
        if not said or not all(figures) or _RATE.search(rows[0][column]):
            continue
        total = sum((Decimal(figure) for figure in figures), Decimal(0))
        right = plain(total)
        steps = f"“{rows[0][column]}”一列{'+'.join(figures[:12])}{'+…' if len(figures) > 12 else ''}={right}"
        places = {len(figure.partition(".")[2]) for figure in [*figures, said]}
        slack = Decimal(0) if len(places) == 1 else Decimal(1).scaleb(-min(places)) / 2
        begin = block[-1].text.find(cell, start)
        holds = abs(total - Decimal(said)) <= slack
        yield (
            len(block) - 1,
            Claim(
                "column",
                begin,
                begin + len(cell),
                cell,
                steps,
                total,
                holds,
                right,
                "或核对表中各行",
            ),
        )
