"""导入一份旧报告: the document → the files of a unit's folder, its rubric, and the account of it all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from generator import source
from generator.figures import plain
from generator.findings import Finding, Severity
from generator.intake.branches import Heading, Outline
from generator.intake.draft import Draft, Note
from generator.intake.folder import files, lacking
from generator.intake.front import aside, sentences, unit
from generator.intake.outline import outlined
from generator.intake.parting import Parted, parted
from generator.intake.plain import said
from generator.intake.proof import printed, report_of
from generator.intake.rubric_file import Made, answer_for, rubric_text
from generator.intake.score_table import find_score_tables, read_table
from generator.intake.typed import Document, Grid, Line
from generator.model import Report
from generator.rubric import Rubric
from generator.scoring import score

__all__ = ["Imported", "imported", "rubric_of"]

Free = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Imported:
    """An old report as it was taken in (导入): the folder's files by name, and its rubric.

    ``rubric``: name and text, None where the report has no scoring table.  ``aside``: all words that
    went into no file, by what they are, each with its place.
    """

    files: Mapping[str, str]
    rubric: tuple[str, str] | None
    notes: tuple[Note, ...]
    aside: Mapping[str, Sequence[tuple[str, str]]]
    findings: tuple[Finding, ...]


def imported(document: Document, origin: str, free: Free) -> Imported:
    """Take in an old report; ``free`` gives the name that a rubric may have, from the wished one."""
    parts = parted(document)
    outline = outlined(parts.body)
    about = unit(outline, parts)
    draft = Draft({"单位": about})
    draft.read((*sentences(outline.front), *outline.content))
    findings = [*document.findings, *_unproven(draft, outline)]
    made = _rubric(parts.tables, about)
    rubric = None
    if made:
        rubric = free(_name(about)), made.text
        draft.data["单位"] = {**draft.data["单位"], "指标体系": rubric[0]}
        draft.data["评分"] = _answers(made, draft)
        findings += made.findings
        draft.notes += made.notes
    if draft.sections:
        draft.data["章节"] = draft.sections
    draft.notes += [Note("补填", ".".join(path), "", path) for path, _ in lacking(draft.data)]
    return Imported(
        files(draft.data, origin),
        rubric,
        tuple(draft.notes),
        aside(outline, parts, document.around),
        tuple(findings),
    )
