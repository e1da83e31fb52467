"""生成: one unit from its folder to the stored report: the seven steps in order, nothing else.

1 读入 · 2 评分 · 3 核对 · 4 成文 · 5 填模板 · 6 核验 · 7 保存.  Findings of all steps are collected; an
error among them stops before anything is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from generator import (
    archive,
    checks,
    narrative,
    proofread,
    readback,
    review,
    scoring,
    template,
)
from generator.findings import Finding, Place, Refused, Severity
from generator.generate.inputs import Inputs, read
from generator.generate.texts import of_manuscript
from generator.model import Report
from generator.narrative import Manuscript
from generator.rubric import Rubric
from generator.scoring import Scorecard
from generator.workspace import Workspace

__all__ = ["STEPS", "Examined", "Generated", "complete", "examine", "generate"]

STEPS = ("读入", "评分", "核对", "成文", "填模板", "核验", "保存")
Say = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Examined:
    """A unit after the first four steps (审读): everything known, nothing written.

    ``inputs`` know the place of each part; ``findings`` are those of all four steps, each at its place;
    ``texts`` are those among them that proofreading made.
    """

    inputs: Inputs
    scorecard: Scorecard
    manuscript: Manuscript
    findings: tuple[Finding, ...]
    texts: tuple[Finding, ...]

    @property
    def report(self) -> Report:
        """What the unit entered."""
        return self.inputs.report.value

    @property
    def rubric(self) -> Rubric:
        """The rubric it was scored by."""
        return self.inputs.rubric.value

    def stop_on_errors(self) -> None:
        """Raise Refused with all findings when one of them is an error."""
        if any(finding.stops for finding in self.findings):
            raise Refused(self.findings)


@dataclass(frozen=True, slots=True)
class Generated:
    """A stored report with what was found on the way (成稿); ``review`` is its review copy, if asked for."""

    stored: archive.Stored
    scorecard: Scorecard
    findings: tuple[Finding, ...]
    review: archive.Stored | None = None


def generate(
    unit: Path,
    workspace: Workspace,
    output: Path | None,
    say: Say,
    *,
    taken: Mapping[Path, Path] = MappingProxyType({}),
    with_review: bool = False,
) -> Generated:
    """Generate one unit's report; ``output`` None names it as an office would, in ``build/``.

    ``say`` is told the number of each step as it begins.  ``taken``: places that reports of other
    units were stored at in the same run, which are not written again.  ``with_review``: beside it a
    review copy that bears the findings as comments.  Raises Refused with every finding when the
    report can't be made; then nothing was written.
    """
    examined = examine(unit, workspace, say)
    return complete(examined, workspace, output, say, taken=taken, with_review=with_review)


def complete(
    examined: Examined,
    workspace: Workspace,
    output: Path | None,
    say: Say,
    *,
    taken: Mapping[Path, Path] = MappingProxyType({}),
    with_review: bool = False,
) -> Generated:
    """Steps 5 to 7 of a unit examined: fill, verify, store; as :func:`generate`."""
    examined.stop_on_errors()
    say(5)
    docx = _filled(examined)
    say(6)
    wrong = readback.verify(docx, examined.manuscript, template.used(examined.inputs.looks))
    if wrong:
        raise Refused([*examined.findings, *wrong])
    say(7)
    title = str(examined.manuscript.properties["title"])
    target = output or workspace.build / archive.file_name(title)
    if target in taken:
        raise Refused([*examined.findings, _output_twice(target, taken[target])])
    stored = archive.store(docx, target, keep=_edited(target))
    copy = _reviewed(examined, docx, target) if with_review else None
    kept = (finding for each in (stored, copy) if each for finding in _kept(each))
    return Generated(stored, examined.scorecard, (*examined.findings, *kept), copy)


def _reviewed(examined: Examined, docx: bytes, report: Path) -> archive.Stored:
    """The review copy beside a report: what is worth a leader's look, at the very words."""
    told = [each for each in examined.findings if each.severity is not Severity.NOTE]
    copy = review.annotated(docx, review.remarks(told, examined.manuscript))
    target = report.with_name(f"{report.stem}（审阅稿）{report.suffix}")
    return archive.store(copy, target, keep=_edited(target))


def _output_twice(target: Path, other: Path) -> Finding:
    message = f"与“{other.name}”的报告同名，会互相覆盖，没有保存。"
    hint = "请核对两个单位的名称和年度，或用 -o 另起文件名。"
    return Finding("output-twice", Severity.ERROR, message, Place(target.as_posix()), hint)


def examine(unit: Path, workspace: Workspace, say: Say) -> Examined:
    """Steps 1 to 4: read, score, check, assemble; Refused only where reading fails."""
    say(1)
    inputs = read(unit, workspace)
    report, rubric = inputs.report.value, inputs.rubric.value
    say(2)
    scorecard = scoring.score(report, rubric)
    say(3)
    found = checks.check(report, rubric, scorecard, [each.value for each in inputs.rules])
    say(4)
    manuscript = narrative.assemble(report, rubric, scorecard, inputs.texts)
    read_over = proofread.proofread(list(of_manuscript(manuscript)), report.unit.year)
    placed = (inputs.located(finding) for finding in (*found, *manuscript.findings))
    texts = tuple(inputs.located(finding) for finding in read_over)
    findings = (*inputs.findings, *placed, *texts, *_of_template(inputs, manuscript))
    return Examined(inputs, scorecard, manuscript, findings, texts)


def _of_template(inputs: Inputs, manuscript: Manuscript) -> list[Finding]:
    place = Place(inputs.form.as_posix())
    return [finding.at(place) for finding in template.check(inputs.looks, manuscript)]


def _filled(examined: Examined) -> bytes:
    try:
        return template.fill(examined.inputs.looks, examined.manuscript)
    except Refused as refused:
        place = Place(examined.inputs.form.as_posix())
        raise Refused([*examined.findings, *(f.at(place) for f in refused.findings)]) from None


def _edited(target: Path) -> bool:
    try:
        return target.is_file() and readback.edited(target.read_bytes())
    except OSError:
        return False  # the archive says why


def _kept(stored: archive.Stored) -> list[Finding]:
    if stored.kept is None:
        return []
    message = "原来的文件在 Word 里改过，没有覆盖它，已原样改名保存。"
    place = Place(stored.kept.as_posix())
    hint = "请把改动写回 data/ 里，再生成一次。"
    return [Finding("edited-file-kept", Severity.WARNING, message, place, hint)]
