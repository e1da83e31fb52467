"""取成绩: the outcomes of units, as runs over many stored them, or else of their newest versions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator import archive, readback
from generator.archive import Manifest, Version
from generator.batch.key import digest
from generator.batch.outcome import Mark, Outcome, Said, of_record
from generator.findings import Finding, Place, Severity
from generator.readback import Rows

__all__ = ["OUTCOMES", "gather"]

OUTCOMES = Path("批量") / "成绩"
"""Where a run over many units keeps their outcomes in build/."""
_DOCX = "报告.docx"  # of a version
_BROKEN = (OSError, ValueError, TypeError, KeyError, AttributeError)
Found = tuple[list[Outcome], list[Finding]]


@dataclass(frozen=True, slots=True)
class _Known:
    """An outcome as it was found (所知); ``stale``: the unit's data are others by now."""

    outcome: Outcome
    stale: bool = False


def gather(
    asked: Iterable[Path], build: Callable[[Path], Path], key: Callable[[Path], str]
) -> Found:
    """The outcome of each unit asked for, and findings: which have none, no points, or those of old data.

    ``asked``: folders of units, files of outcomes, or folders of such files.  ``build``: where the
    reports of a unit go; ``key``: that of its inputs as they are now.  A report that was made anew
    since the run over many units stands for the outcome of that run.
    """
    known: dict[tuple[str, int], _Known] = {}
    findings: list[Finding] = []
    for path in asked:
        some, wrong = _of(path, build(path), key)
        known |= {(each.outcome.folder, each.outcome.year): each for each in some}
        findings += wrong
    findings += [_unscored(each.outcome) for each in known.values() if not _counts(each.outcome)]
    outcomes = [each.outcome for each in known.values() if _counts(each.outcome)]
    stale = [each.outcome for each in known.values() if each.stale and _counts(each.outcome)]
    return list(_named_alike(outcomes)), [*findings, *([_stale(stale)] if stale else [])]


def _counts(outcome: Outcome) -> bool:
    """Its report was made, so it stands in the summary of a run too."""
    return outcome.made and bool(outcome.marks)


def _of(path: Path, build: Path, key: Callable[[Path], str]) -> tuple[list[_Known], list[Finding]]:
    files = sorted(path.glob("*.json"))
    if path.suffix.lower() == ".json" and path.is_file():
        files = [path]
    if files and not any(path.glob("*.y*ml")):
        records, findings = _read(files)
        return [_Known(outcome) for outcome, _ in records], findings
    kept = build / OUTCOMES / f"{path.resolve().name}.json"
    records, findings = _read([kept]) if kept.is_file() else ([], [])
    newest = archive.versions(archive.folder_of(build, path))[-1:]
    about = newest[0].manifest() if newest else None
    if about and not any(_stands(outcome, about, path, build.parent) for outcome, _ in records):
        stale = not _of_now(about, path, build.parent)
        return [_Known(_of_version(newest[0], path), stale)], findings
    if not records and not findings:
        findings = [_nothing(path) if path.is_dir() else _absent(path)]
    there = path.is_dir()
    return [_Known(each, there and bool(of) and of != key(path)) for each, of in records], findings


def _stands(outcome: Outcome, newest: Manifest, unit: Path, root: Path) -> bool:
    """No report was made since; one that could not be made is the last word until its data are mended."""
    return outcome.docx == newest.docx if outcome.made else not _of_now(newest, unit, root)


def _of_now(about: Manifest, unit: Path, root: Path) -> bool:
    """A version is of the unit's data as they are; what is shipped with the program is left aside."""
    own = {name: made for name, made in about.files.items() if not name.startswith("自带/")}
    data = (digest(file) for file in unit.glob("*.y*ml") if file.name[0] not in "~.")
    return set(data) <= set(own.values()) and all(
        digest(root / name) == made for name, made in own.items()
    )


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


def _read(files: Sequence[Path]) -> tuple[list[tuple[Outcome, str]], list[Finding]]:
    """The outcomes of files, each with the key of what it was made from, if that is known."""
    records, findings = [], []
    for file in files:
        try:
            record = json.loads(file.read_bytes())
            outcome = of_record(record.get("outcome", record))
            records.append((outcome, str(record.get("key", ""))))
        except _BROKEN:
            findings.append(_unreadable(file))
    return records, findings


def _unreadable(file: Path) -> Finding:
    message, hint = "这不是成绩文件，或已损坏，没有读它。", "请对这个单位再运行一次 jixiao batch。"
    return Finding("outcome-unreadable", Severity.WARNING, message, Place(file.as_posix()), hint)


def _nothing(unit: Path) -> Finding:
    message, place = "这个单位还没有成绩，没有比较它。", Place(unit.as_posix())
    hint = "请先用 jixiao build 或 jixiao batch 生成报告。"
    return Finding("outcome-missing", Severity.WARNING, message, place, hint)


def _absent(path: Path) -> Finding:
    message, hint = (
        "没有这个单位文件夹或成绩文件。",
        "请核对路径，例如 data/units/wanghuzhai-2021。",
    )
    return Finding("unit-not-found", Severity.ERROR, message, Place(path.as_posix()), hint)


def _unscored(outcome: Outcome) -> Finding:
    errors = [said.message for said in outcome.findings if said.severity == Severity.ERROR.value]
    why = f"：{errors[0]}" if errors else "。"
    message = f"上次批量生成时没有做成这个单位，没有比较它{why}"
    hint = "请改好后再运行 jixiao batch。"
    return Finding("outcome-unscored", Severity.WARNING, message, Place(outcome.folder), hint)


def _stale(outcomes: Sequence[Outcome]) -> Finding:
    names = "、".join(each.unit or each.folder for each in outcomes[:_MOST_NAMES])
    more = "等" if len(outcomes) > _MOST_NAMES else ""
    message = f"有{len(outcomes)}个单位上次生成以后数据、指标体系或程序改过，成绩是上次的：{names}{more}。"
    hint = "要比较现在的成绩，请先运行 jixiao batch。"
    return Finding("outcome-stale", Severity.WARNING, message, hint=hint)


_MOST_NAMES = 10


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
