"""取成绩: the outcomes of units, as runs over many stored them, or else of their newest versions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator import archive, readback
from generator.archive import Manifest, Version
from generator.batch.outcome import Mark, Outcome, Said, of_record
from generator.findings import Finding, Place, Severity
from generator.readback import Rows

__all__ = ["OUTCOMES", "gather"]

OUTCOMES = Path("批量") / "成绩"
"""Where a run over many units keeps their outcomes in build/."""
_DOCX = "报告.docx"  # of a version
_BROKEN = (OSError, ValueError, TypeError, KeyError, AttributeError)
Found = tuple[list[Outcome], list[Finding]]


def gather(asked: Iterable[Path], build: Callable[[Path], Path]) -> Found:
    """The outcome of each unit asked for, and a finding for each that has none.

    ``asked``: folders of units, files of outcomes, or folders of such files.  ``build``: where the
    reports of a unit go.  A report that was made anew since the run over many units stands for the
    outcome of that run.
    """
    outcomes: dict[tuple[str, int], Outcome] = {}
    findings: list[Finding] = []
    for path in asked:
        some, wrong = _of(path, build(path))
        outcomes |= {(each.folder, each.year): each for each in some}
        findings += wrong
    return list(_named_alike(outcomes.values())), findings


def _of(path: Path, build: Path) -> Found:
    if path.suffix.lower() == ".json":
        return _read([path])
    files = sorted(path.glob("*.json"))
    if files and not any(path.glob("*.y*ml")):
        return _read(files)
    kept = build / OUTCOMES / f"{path.resolve().name}.json"
    outcomes, findings = _read([kept]) if kept.is_file() else ([], [])
    newest = archive.versions(archive.folder_of(build, path))[-1:]
    if newest and not any(_stands(each, newest[0]) for each in outcomes):
        return [_of_version(newest[0], path)], findings
    return outcomes, findings if outcomes or findings else [_nothing(path)]


def _stands(outcome: Outcome, newest: Version) -> bool:
    """No report was made since; one that could not be made is the last word as well."""
    return not outcome.made or outcome.docx == newest.manifest().docx


def _named_alike(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The outcomes of versions with the rubric named as those of runs name it.

    It is the same one where a year's indicators are the same, level by level.
    """
    found = list(outcomes)
    names = {_indicators(each): each.rubric for each in found if not _from_version(each)}
    for each in found:
        known = names.get(_indicators(each)) if _from_version(each) else None
        yield replace(each, rubric=known) if known else each


def _indicators(outcome: Outcome) -> tuple[int, frozenset[tuple[str, ...]]]:
    marks = ((*mark.levels, mark.indicator) for mark in outcome.marks)
    return outcome.year, frozenset(marks)


def _from_version(outcome: Outcome) -> bool:
    return Path(outcome.report).name == _DOCX


def _read(files: Sequence[Path]) -> Found:
    outcomes, findings = [], []
    for file in files:
        try:
            record = json.loads(file.read_bytes())
            outcomes.append(of_record(record.get("outcome", record)))
        except _BROKEN:
            findings.append(_unreadable(file))
    return outcomes, findings


def _unreadable(file: Path) -> Finding:
    message, hint = "这不是成绩文件，或已损坏，没有读它。", "请对这个单位再运行一次 jixiao batch。"
    return Finding("outcome-unreadable", Severity.WARNING, message, Place(file.as_posix()), hint)


def _nothing(unit: Path) -> Finding:
    message, place = "这个单位还没有成绩，没有比较它。", Place(unit.as_posix())
    hint = "请先用 jixiao build 或 jixiao batch 生成报告。"
    return Finding("outcome-missing", Severity.WARNING, message, place, hint)


# ---- of a version ---------------------------------------------------------------------------------


def _of_version(version: Version, unit: Path) -> Outcome:
    about = version.manifest()
    return Outcome(
        folder=unit.as_posix(),
        unit=about.unit,
        year=about.year,
        rubric=_rubric(about),
        total=about.total,
        grade=about.grade,
        complete=all(about.scores.values()),
        marks=tuple(_marks(about, version.docx())),
        findings=tuple(Said(f.id, f.severity, f.message, f.place) for f in about.findings),
        report=(version.folder / _DOCX).as_posix(),
        docx=about.docx,
    )


def _rubric(about: Manifest) -> str:
    """The file of the rubric, without its ending, as a manifest knows no other name."""
    found = (Path(name) for name in about.files if "data/rubrics/" in name)
    return next((file.stem for file in found), "")


def _marks(about: Manifest, docx: bytes) -> Iterator[Mark]:
    """The marks, with levels and weights as the report's scoring table prints them."""
    printed = _printed(docx, about.scores)
    for name, points in about.scores.items():
        levels, weight = printed.get(name, ((), ""))
        yield Mark(levels, name, weight, points or None, about.traces.get(name, ()))


_Printed = tuple[tuple[str, ...], str]


def _printed(docx: bytes, names: Mapping[str, str]) -> Mapping[str, _Printed]:
    """Levels and weight by indicator, of the table that has most of them."""
    found = (dict(_rows(table, names)) for table in readback.read(docx).tables())
    return max(found, key=len, default={})


_WEIGHT = re.compile(r"（([\d.]+)分(?:，分摊后([\d.]+)分|(，不适用))?）")


def _rows(table: Rows, names: Mapping[str, str]) -> Iterator[tuple[str, _Printed]]:
    """Indicators of a table with the levels before them and their weight."""
    above: dict[int, str] = {}
    heads = [cell.text for cell in table[0]] if table else []
    for row in table:
        texts = [cell.text for cell in row]
        for at, cell in enumerate(row):
            above[at] = above.get(at, "") if cell.continues else _first(cell.text)
        place = next((i for i, text in enumerate(texts) if _first(text) in names), None)
        if place is not None:
            levels = tuple(above[i] for i in range(place) if above[i])
            yield above[place], (levels, _weight(texts, place, heads))


def _first(text: str) -> str:
    return text.partition("\n")[0]


def _weight(texts: Sequence[str], at: int, heads: Sequence[str]) -> str:
    """The weight beside the name, or in a column of its own; empty where none is printed."""
    found = _WEIGHT.search(texts[at])
    if found:
        return "0" if found[3] else found[2] or found[1]
    own = next((i for i, head in enumerate(heads) if head == "分值"), None)
    behind = texts[at + 1 :] if own is not None else []
    return next((text for text in behind if re.fullmatch(r"[\d.]+", text)), "")
