"""成文: a scoring table that was read becomes the text of a rubric's file, and its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from generator import source
from generator.checks import contradictory
from generator.figures import plain, quoted
from generator.findings import Finding, Place, Refused, Severity
from generator.intake.answering import answer_for
from generator.intake.items import Row, ScoreTable
from generator.intake.known_inputs import formula_of, inputs_of
from generator.intake.wording import Wording, criteria_in, rule_of
from generator.rubric import Indicator, Rubric, of_indicator

__all__ = ["Made", "Recognised", "rubric_text"]

_GRADES = {"优": "90", "良": "80", "中": "60", "差": "0"}
_WITHOUT_HEADING = "评价指标"
"""The first level of indicators that have none in the table; a rubric needs one."""
_ON_FORMULA = ("线性", "比例", "递扣", "分档")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What became of an indicator's wording: the kind of its rule, and why it stayed 评定."""

    name: str
    kind: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A rubric made from a scoring table; ``rubric`` is None when the text does not hold yet."""

    text: str
    rubric: Rubric | None
    answers: Mapping[str, Mapping[str, Any]]
    points: Mapping[str, Decimal]
    recognised: tuple[Recognised, ...]
    findings: tuple[Finding, ...]


def rubric_text(table: ScoreTable, name: str, year: int, basis: str, file: str = "") -> Made:
    """The rubric's file of a scoring table, read back to be sure; ``basis``: what it is taken from.

    ``file``: what its file will be called, for the places of findings; empty: as the rubric.
    """
    made = [_indicator(row, f"{basis}第{n}项") for n, row in enumerate(table.rows, 1)]
    placed = [(row, data) for row, (data, _) in zip(table.rows, made, strict=True)]
    data: dict[str, Any] = {
        "名称": name, "适用年度": str(year), "依据": basis, "满分": "100", "小数位": "2",
        "等级": _GRADES, "指标": list(_groups(placed, 0)),
    }  # fmt: skip
    head = "# 由原评分表整理；原表文字保留在“解释原文”“评分标准原文”里。原表未列等级的，按通行的四档写。\n"
    text = head + source.written({"指标体系": data})
    rubric, findings = _read_back(text, file or f"{name}.yaml")
    points = {row.name: row.points for row in table.rows if row.points is not None}
    return Made(
        text, rubric, _answers(rubric, table), points, tuple(each for _, each in made),
        (*findings, *_of_rows(table), *_of_points(table), *_no_level(rubric, table)),
    )  # fmt: skip


def _indicator(row: Row, basis: str) -> tuple[dict[str, Any], Recognised]:
    weight = row.weight or Decimal(0)
    listed = criteria_in(row.explanation)
    formula = formula_of(row.name, (*row.explanation, *row.standard))
    heard = rule_of(Wording(row.name, weight, listed, row.standard, bool(formula), formula))
    inputs, unknown = inputs_of(formula)
    needs = heard is not None and heard.rule["类型"] in _ON_FORMULA
    why = "" if heard else "评分标准不是已知的写法"
    if needs and unknown:
        why = f"算式里的{'、'.join(map(quoted, unknown))}不知道取自哪里"
    rule = heard.rule if heard and not why else _judged(row)
    doubt = heard.doubt if heard else ""
    listed = listed or (heard.criteria if heard else ())
    first = row.explanation[0] if row.explanation else row.name
    data: dict[str, Any] = {"名称": row.name, "分值": plain(weight), "解释": first}
    data |= {"取数": dict(inputs), "算式": formula} if needs and not why else {}
    data |= {"要点": list(listed)} if listed else {}
    if not _holds(data | {"规则": rule, "依据": basis}):
        rule, why = _judged(row), why or "读出的规则自身不成立"
    elif _says_more(data | {"规则": rule, "依据": basis}, row):
        rule, why = _judged(row), why or "原文里还有规则没有说到的数"
    data |= {"规则": rule}
    if heard and not why and heard.inapplicable:
        data |= {"不适用": dict(heard.inapplicable)}
    data |= _kept(data | {"依据": basis}, row)
    return data | {"依据": basis}, Recognised(row.name, str(rule["类型"]), why or doubt)


def _holds(data: dict[str, Any]) -> bool:
    try:
        Indicator.of(data)
    except ValueError:
        return False
    return True


def _says_more(data: dict[str, Any], row: Row) -> bool:
    """The office's wording names figures that the rule does not, or the other way round."""
    indicator = Indicator.of({**data, "评分标准原文": "\n".join(row.standard)})
    found = of_indicator((), indicator, (row.name,))
    return any(each.id == "wording-differs-from-rule" for each in found)


def _judged(row: Row) -> Mapping[str, Any]:
    return {"类型": "评定", "办法": "".join(row.standard) or "按指标解释说明评定。"}


def _kept(data: dict[str, Any], row: Row) -> dict[str, Any]:
    """The office's own wording, where the generated print says it otherwise."""
    try:
        indicator = Indicator.of(data)
    except ValueError:
        said: tuple[tuple[str, ...], ...] = ((), ())
    else:
        said = (indicator.explanation(), indicator.standard())
    kept = (("解释原文", row.explanation, said[0]), ("评分标准原文", row.standard, said[1]))
    return {key: "\n".join(lines) for key, lines, made in kept if lines and lines != made}


def _groups(placed: Sequence[tuple[Row, dict[str, Any]]], depth: int) -> Iterator[dict[str, Any]]:
    """Rows beside one another under the same heading become one group."""
    for heading, rows in groupby(placed, lambda p: dict(enumerate(p[0].above)).get(depth)):
        below = list(rows)
        if heading is None and depth:
            yield from (data for _, data in below)
            continue
        weight = heading.weight if heading else None
        if weight is None:
            weight = sum((row.weight or Decimal(0) for row, _ in below), Decimal(0))
        yield {
            "名称": heading.name if heading else _WITHOUT_HEADING, "分值": plain(weight),
            "下级": list(_groups(below, depth + 1)),
        }  # fmt: skip


def _read_back(text: str, file: str) -> tuple[Rubric | None, tuple[Finding, ...]]:
    path = Path(file)
    try:
        read = source.read(
            [path], Rubric, under="指标体系", on="9999-12-31", instead={path: text.encode()}
        )
    except Refused as refused:
        return None, tuple(refused.findings)
    own = tuple(read.located(contradictory(each)) for each in read.value.contradictions)
    return read.value, (*read.findings, *own)


def _answers(rubric: Rubric | None, table: ScoreTable) -> Mapping[str, Mapping[str, Any]]:
    rows = {row.name: row for row in table.rows}
    answers = {}
    for placed in rubric.indicators() if rubric else ():
        indicator = placed.indicator
        row = rows[indicator.name]
        computed = row.points if indicator.rule.asks == "算式" else None
        answer = answer_for(indicator, row.points, computed)
        answers[indicator.name] = answer | ({"佐证": list(row.evidence)} if row.evidence else {})
    return answers


def _of_rows(table: ScoreTable) -> Iterator[Finding]:
    """Rows that are in no indicator, and those that were added up into one."""
    for where, words in table.left:
        message = f"原评分表的这一行不是指标，没有放进指标体系：{quoted(words)}。"
        hint = "需要保留的，请补写到有关指标的“解释原文”“评分标准原文”或报告正文里。"
        yield Finding("table-row-left", Severity.WARNING, message, Place(where), hint)
    if any(not row.above for row in table.rows):
        message = f"原评分表的指标没有上一级，都归在“{_WITHOUT_HEADING}”下。"
        hint = "要另分一级指标的，请在指标体系里改。"
        yield Finding("table-without-levels", Severity.WARNING, message, Place(table.where), hint)
    wheres = {row.name: row.where for row in table.rows}
    for name in dict.fromkeys(table.joined):
        message = f"{quoted(name)}在原评分表里占了几行，各行的分值、得分已经相加。"
        hint = "请核对相加后的分值和得分；本是几项指标的，请在指标体系里分开。"
        yield Finding("table-rows-joined", Severity.WARNING, message, Place(wheres[name]), hint)


def _of_points(table: ScoreTable) -> Iterator[Finding]:
    """Points that the table itself contradicts or does not give, and weights that it does not give."""
    lacking = [row.name for row in table.rows if not row.weight]
    if lacking:
        message = f"原评分表没有写分值：{'、'.join(map(quoted, lacking[:5]))}{'等' if len(lacking) > 5 else ''}。"
        hint = "请在指标体系里逐项补上“分值”。"
        yield Finding("weight-missing", Severity.WARNING, message, Place(table.where), hint)
    for row in table.rows:
        if row.points is None and table.total is not None:
            message = f"{quoted(row.name)}的得分读不出来。"
            hint = "请核对原评分表，在评分里补填。"
            yield Finding("points-unread", Severity.WARNING, message, Place(row.where), hint)
    for row in table.rows:
        if row.points is not None and row.weight is not None and row.points > row.weight:
            message = f"{quoted(row.name)}得{plain(row.points)}分，超过分值{plain(row.weight)}。"
            hint = "请核对原评分表的得分。"
            yield Finding("points-above-weight", Severity.WARNING, message, Place(row.where), hint)
    added = sum((row.points or Decimal(0) for row in table.rows), Decimal(0))
    if table.total is not None and table.total != added:
        message = f"原评分表的总分是{plain(table.total)}，各项得分合计是{plain(added)}。"
        hint = "请核对原评分表的总分和各项得分。"
        yield Finding("old-total-differs", Severity.WARNING, message, Place(table.where), hint)


def _no_level(rubric: Rubric | None, table: ScoreTable) -> Iterator[Finding]:
    """Points that no level of the rule gives."""
    rows = {row.name: row for row in table.rows}
    for placed in rubric.indicators() if rubric else ():
        indicator, row = placed.indicator, rows[placed.indicator.name]
        levels = [min(indicator.weight, each) for each in indicator.rule.levels_given()]
        if levels and row.points is not None and row.points not in levels:
            message = f"{quoted(row.name)}得{plain(row.points)}分，评分标准没有这一档。"
            hint = "请核对原评分表；导入后按“核定分”照填。"
            yield Finding("points-not-a-level", Severity.WARNING, message, Place(row.where), hint)
