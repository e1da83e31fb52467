"""打印: a rubric as people read it on a screen: what it is for, then every indicator with its rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from generator.figures import plain
from generator.findings import width
from generator.rubric import Alternatives, Cap, Group, Inapplicable, Indicator, Rubric

__all__ = ["as_text"]

_COLUMNS = 80
_LABEL = 10  # columns of a label with the gap behind it
_STEP = 2
Row = tuple[str, Sequence[str]]


def as_text(rubric: Rubric) -> str:
    """The rubric as people read it, aligned for a screen of 80 columns; ends in a line break."""
    lines = [rubric.name, *_rows(_of_rubric(rubric), 0)]
    shown: tuple[Group, ...] = ()
    for number, placed in enumerate(rubric.indicators(), 1):
        lines += _headings(placed.above, shown)
        shown = placed.above
        indent = len(shown) * _STEP
        lines.append(f"{' ' * indent}{number}. {_headed(placed.indicator)}")
        lines += _rows(_of_indicator(placed.indicator), indent + 2 * _STEP)
    return "\n".join(lines) + "\n"


def _headings(above: tuple[Group, ...], shown: tuple[Group, ...]) -> Iterator[str]:
    """The headings that come up anew; a blank line before each top one."""
    same = True
    for depth, group in enumerate(above):
        same = same and shown[depth : depth + 1] == (group,)
        if not same:
            yield from [] if depth else [""]
            yield f"{' ' * (depth * _STEP)}{_headed(group)}"


def _headed(entry: Group | Indicator) -> str:
    return f"{entry.name}（{plain(entry.weight)}分）"


def _of_rubric(rubric: Rubric) -> Iterator[Row]:
    yield "依据", [rubric.basis]
    yield "适用年度", [str(rubric.years)]
    yield "满分", [f"{plain(rubric.full)}分，得分保留{rubric.places}位小数"]
    yield "等级", ["，".join(_grades(rubric.grades.items()))]
    for cap in rubric.caps:
        yield "总分上限", _of_cap(cap)


def _grades(grades: Iterable[tuple[str, Decimal]]) -> Iterator[str]:
    """Each grade with the totals it stands for, the best one first."""
    above = ""
    for name, bound in sorted(grades, key=lambda grade: -grade[1]):
        yield f"{name} {plain(bound)}分及以上" if bound or not above else f"{name} 不到{above}分"
        above = plain(bound)


def _of_cap(cap: Cap) -> list[str]:
    inputs = [f"{name}：{text}" for name, text in cap.inputs.items()]
    return [
        f"{cap.name}的，总分不超过{plain(cap.most)}分",
        f"条件：{cap.condition}",
        *inputs,
        f"依据：{cap.basis}",
    ]


def _of_indicator(indicator: Indicator) -> Iterator[Row]:
    yield "解释", indicator.explanation()
    yield "取数", [f"{name}：{text}" for name, text in indicator.inputs.items()]
    yield "评分标准", indicator.standard()
    if indicator.verbatim:
        yield "", ["（以上照财政部门原文印。按规则计分，规则的意思是：）", *indicator.worded()]
    yield "适用", _conditions(indicator)
    yield "不适用", _stated(indicator.inapplicable)
    yield "依据", [indicator.basis]


def _conditions(indicator: Indicator) -> list[str]:
    """When each of several rules applies."""
    rule = indicator.rule
    if not isinstance(rule, Alternatives) or rule.choice != "情形":
        return []
    return [f"{each.name}：{each.condition or '由单位填写“适用”'}" for each in rule.options]


def _stated(stated: Inapplicable | None) -> list[str]:
    if stated is None:
        return []
    return [f"{stated.when}：{stated.condition or '由单位填写“不适用”'}（{stated.then}）"]


def _rows(rows: Iterable[Row], indent: int) -> Iterator[str]:
    """Rows with their labels aligned; lines too long go on under their own beginning."""
    for label, texts in rows:
        broken = [part for text in texts for part in _broken(text, _COLUMNS - indent - _LABEL)]
        for i, line in enumerate(broken):
            lead = "" if i else label
            yield f"{' ' * indent}{lead}{' ' * (_LABEL - width(lead))}{line}"


_PIECE = re.compile(r"[!-~]+|.")
_NEVER_FIRST = "，。；：、！？）］】》”’"


def _broken(text: str, columns: int) -> Iterator[str]:
    """A text in lines of so many columns; figures stay whole, closing marks stay with their word."""
    line = ""
    for piece in _PIECE.findall(text):
        fits = not line or width(line + piece) <= columns or piece in _NEVER_FIRST
        if not fits:
            yield line
        line = line + piece if fits else piece.lstrip(" ")
    yield line
