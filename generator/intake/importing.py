"""导入一份旧报告: the document → the files of a unit's folder, its rubric, and the account of it all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator import source
from generator.figures import plain, points, quoted
from generator.findings import Finding, Place, Refused, Severity
from generator.intake.answering import answer_for
from generator.intake.branches import Heading, Outline
from generator.intake.columns import heads_of
from generator.intake.contrary import contrary
from generator.intake.draft import Draft, Note
from generator.intake.folder import files, lacking
from generator.intake.front import aside, sentences, unit
from generator.intake.items import ScoreTable
from generator.intake.outline import outlined
from generator.intake.parting import parted
from generator.intake.plain import bare, said
from generator.intake.proof import printed, report_of, with_parts
from generator.intake.rubric_file import Made, rubric_text
from generator.intake.score_table import find_score_tables, read_table
from generator.intake.sums import is_sum
from generator.intake.typed import Document, Grid, Line
from generator.rubric import Rubric
from generator.scoring import score

__all__ = ["Imported", "imported", "rubric_of"]

Free = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Imported:
    """An old report as it was taken in (导入): the folder's files by name, and its rubric.

    ``rubric``: name and text, None where the report has no scoring table.  ``notes`` and ``findings``
    are what the account tells.  ``aside``: all words that went into no file, by what they are, each
    with its place.
    """

    files: Mapping[str, str]
    rubric: tuple[str, str] | None
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]
    aside: Mapping[str, Sequence[tuple[str, str]]]


def imported(document: Document, origin: str, free: Free) -> Imported:
    """Take in an old report; ``free`` gives the name that a rubric may have, from the wished one.

    ``origin``: the name of the old document, for the heads of the files.
    """
    parts = parted(document)
    outline = outlined(parts.body)
    draft = Draft({"单位": unit(outline, parts)})
    draft.read((*sentences(outline.front), *outline.content))
    typed = [each for each in _flat(outline.content) if isinstance(each, Line)]
    findings = [*document.findings, *_unproven(draft, outline), *contrary(typed, draft.data)]
    rubric = None
    left: list[tuple[str, str]] = []
    tables = find_score_tables(parts.tables)
    if not tables and not outline.title and not draft.taken:
        raise Refused([_no_report(origin)])
    for grid in tables[:1]:
        rubric, wrong = _scored(draft, read_table(grid), free)
        findings += wrong
        left = list(_left(grid, f"{rubric[1]}{source.written(draft.data)}"))
    draft.notes += _titles(outline, draft.data["单位"])
    if draft.sections:
        draft.data["章节"] = draft.sections
    draft.notes += [Note("补填", ".".join(path), "", path) for path, _ in lacking(draft.data)]
    told = {**aside(outline, parts, document.around), **document.unseen}
    told["评分表里没有放进数据的格"] = left
    return Imported(files(draft.data, origin), rubric, tuple(draft.notes), tuple(findings), told)


def _no_report(origin: str) -> Finding:
    message = "看不出这是绩效评价报告：没有报告的题目和评分表，也没有认得的章节。"
    hint = "请核对是不是这个文件。"
    return Finding("intake-no-report", Severity.ERROR, message, Place(origin), hint)


def _titles(outline: Outline, about: Mapping[str, Any]) -> Iterator[Note]:
    """That the template's title is another than the old one's, where it is."""
    ours = f"{about.get('名称', '')}{about.get('年度', '')}年部门整体支出绩效评价报告"
    if outline.title and outline.named != ours:
        what = f"题目由模板印成“{ours}”，旧报告的题目是“{outline.named}”"
        yield Note("请看", what, outline.title[0].where)


def _left(grid: Grid, kept: str) -> Iterator[tuple[str, str]]:
    """The cells below the heads whose words are in no file: each with its place."""
    whole = bare(kept).replace('\\"', '"').replace("''", "'")
    heads = {cell.text for row in grid.rows[: heads_of(grid)] for cell in row}
    seen: set[tuple[int, int]] = set()
    for row in grid.rows:
        for cell in row:
            if cell.origin in seen or not cell.text or cell.text in heads:
                continue
            seen.add(cell.origin)
            said = (bare(_WEIGHT.sub("", line)) for line in cell.lines)
            if not (_FIGURE.fullmatch(cell.text) or is_sum(cell.text)) and any(
                each not in whole for each in said
            ):
                yield cell.where, " ".join(cell.lines)


_WEIGHT = re.compile(r"[（(]\d+(?:\.\d+)?分?[）)]$")
_FIGURE = re.compile(r"-?\d+(?:\.\d+)?[%％]?分?")


def rubric_of(grids: Sequence[Grid], name: str, year: int) -> Made | None:
    """The rubric that a bureau's table states; None where none of the tables is a scoring table."""
    tables = find_score_tables(grids)
    if not tables:
        return None
    return rubric_text(read_table(tables[0]), name, year, f"{name}评分表")


def _unproven(draft: Draft, outline: Outline) -> Iterator[Finding]:
    """Where the whole prints otherwise than it was typed: there should be no such place."""
    lines = (*sentences(outline.front), *_flat(outline.content))
    typed = [(each, text) for each in lines for text in said([each])]
    again = printed(draft.data, draft.sections)
    texts = [text for _, text in typed]
    if not typed or again == texts:
        return
    pairs = zip(texts, again or (), strict=False)
    first = next((i for i, (a, b) in enumerate(pairs) if a != b), None)
    each, text = typed[min(len(again or ()), len(texts) - 1) if first is None else first]
    message = f"重新印出的正文从旧报告{each.where}（“{text[:_SHOWN]}”）起不完全一样。"
    hint = "请从这里起把生成的报告与旧报告对照。"
    yield Finding("intake-differs", Severity.WARNING, message, hint=hint)


_SHOWN = 20


def _flat(content: Sequence[Heading | Line | Grid]) -> Iterator[Line | Grid]:
    for each in content:
        if isinstance(each, Heading):
            yield from each.flattened()
        else:
            yield each


# ---- the scores ---------------------------------------------------------------------------------


def _scored(draft: Draft, table: ScoreTable, free: Free) -> tuple[tuple[str, str], list[Finding]]:
    """The rubric of the scoring table, its answers among the data, so that it scores as the table."""
    about = draft.data["单位"]
    year = int(about.get("年度", "2000"))
    called = f"{about.get('名称', '')}{year}年部门整体支出绩效评价指标体系"
    name = free(f"{about.get('简称', '') or '旧报告'}-{year}")
    made = rubric_text(table, called, year, f"{called}评分表", f"data/rubrics/{name}.yaml")
    draft.data["单位"] = {**about, "指标体系": name}
    paths = {p.indicator.name: p.path for p in made.rubric.indicators()} if made.rubric else {}
    for each in made.recognised:
        kind = "请看" if each.why else "识别"
        what = f"指标{quoted(each.name)}按“{each.kind}”计分{f'（{each.why}）' if each.why else ''}"
        draft.notes.append(Note(kind, what, _where(table, each.name), paths.get(each.name, ())))
    findings = list(made.findings)
    if made.rubric:
        draft.data["评分"] = _answers(made, table, draft.data)
        findings += _total(made.rubric, table, draft.data)
    return (name, made.text), findings


def _where(table: ScoreTable, name: str) -> str:
    return next((row.where for row in table.rows if row.name == name), table.where)


_WHY = ("核定理由", "评定理由", "次数说明")


def _answers(made: Made, table: ScoreTable, data: Mapping[str, Any]) -> dict[str, Any]:
    """What people answered, as far as the points tell; where figures are missing, the points stand."""
    assert made.rubric is not None
    rows = {row.name: row for row in table.rows}
    report = report_of(data)
    computed = (
        {each.indicator.name: each.computed for each in score(report, made.rubric).scores}
        if report
        else {}
    )
    answers: dict[str, Any] = {}
    for placed in made.rubric.indicators():
        indicator = placed.indicator
        row = rows[indicator.name]
        answer = answer_for(indicator, row.points, computed.get(indicator.name))
        for why in _WHY:
            if row.reason and why in answer:
                answer[why] = f"{answer[why]}。原表扣分原因：{row.reason}"
        if row.evidence:
            answer["佐证"] = list(row.evidence)
        if answer:
            answers[indicator.name] = _as_text(answer)
    return answers


def _as_text(value: Any) -> Any:
    """All figures as text, as a file has them."""
    if isinstance(value, Mapping):
        return {str(key): _as_text(each) for key, each in value.items()}
    if isinstance(value, str):
        return value
    return [_as_text(each) for each in value] if isinstance(value, list) else plain(value)


def _total(rubric: Rubric, table: ScoreTable, data: Mapping[str, Any]) -> Iterator[Finding]:
    report = report_of(with_parts(data, {}))
    if report is None or table.total is None:
        return
    total = score(report, rubric).total
    if total != table.total:
        message = f"按导入的数据总分是 {points(total)}，旧报告写的是 {points(table.total)}。"
        yield Finding("intake-total-differs", Severity.WARNING, message, hint="请逐项核对评分表。")
