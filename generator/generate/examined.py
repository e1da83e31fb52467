"""审读: one unit through the first four steps: read, scored, checked and written, nothing filled yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator import (
    checks,
    model,
    narrative,
    proofread,
    rollover,
    scoring,
    shape,
    source,
    template,
)
from generator.cache import NONE, Cache
from generator.findings import Finding, Place, Refused
from generator.generate.inputs import AS_ON_DISK, Inputs, read
from generator.generate.pictures import pictures
from generator.generate.texts import of_manuscript
from generator.model import Report
from generator.narrative import Manuscript
from generator.rubric import Rubric
from generator.scoring import Scorecard
from generator.workspace import Workspace, shipped

__all__ = ["REMEMBERED", "Examined", "Say", "examine"]

Say = Callable[[int], None]
REMEMBERED = (
    source.fitted, model.has_name, *shape.REMEMBERED, *narrative.REMEMBERED, *proofread.REMEMBERED,
)  # fmt: skip
"""What is asked alike in every run on data that have hardly changed."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A unit after the first four steps (审读): everything known, nothing written.

    ``inputs`` know the place of each part; ``findings`` are those of all four steps, each at its place;
    ``texts`` are those among them that proofreading made.  ``pictures``: the bytes of those it shows.
    ``cache``: where templates are kept prepared.
    """

    inputs: Inputs
    scorecard: Scorecard
    manuscript: Manuscript
    findings: tuple[Finding, ...]
    texts: tuple[Finding, ...]
    pictures: Mapping[str, bytes]
    cache: Cache = NONE

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


def examine(
    unit: Path,
    workspace: Workspace,
    say: Say,
    instead: Mapping[Path, bytes] = AS_ON_DISK,
    cache: Cache = NONE,
) -> Examined:
    """Steps 1 to 4: read, score, check, assemble; Refused only where reading fails.

    ``instead``: files of the unit as they would be, to try a change before it is written.
    ``cache``: where templates are kept prepared.
    """
    say(1)
    inputs = read(unit, workspace, instead)
    report, rubric = inputs.report.value, inputs.rubric.value
    say(2)
    scorecard = scoring.score(report, rubric)
    say(3)
    found = checks.check(report, rubric, scorecard, [each.value for each in inputs.rules])
    say(4)
    cache = cache.of_program() if _of_program(inputs) else cache
    ways = template.numbering(inputs.looks, cache)
    manuscript = narrative.assemble(report, rubric, scorecard, inputs.texts, ways)
    read_over = proofread.proofread(list(of_manuscript(manuscript)), report.unit.year)
    shown = pictures(manuscript, unit)
    scored_by = _figures(rubric) if report.carried else {}
    stale = rollover.stale(report, scored_by, [each.value for each in inputs.rules])
    said = (*found, *manuscript.findings, *shown.findings)
    told = (*stale.besides(said), *stale.findings())
    texts = tuple(inputs.located(finding) for finding in stale.besides(read_over))
    placed = (inputs.located(finding) for finding in told)
    findings = (*inputs.findings, *placed, *texts, *_of_template(inputs, manuscript, cache))
    inputs = replace(inputs, raw={**inputs.raw, **shown.files})
    return Examined(inputs, scorecard, manuscript, findings, texts, shown.raw, cache)


def _figures(rubric: Rubric) -> Mapping[str, tuple[str, ...]]:
    """For each indicator the figures that it is scored by."""
    found = (placed.indicator for placed in rubric.indicators())
    return {indicator.name: indicator.figures() for indicator in found}


def _of_program(inputs: Inputs) -> bool:
    """Whether the template is one that is shipped, or a copy of it (``jixiao new``)."""
    own = shipped().template(inputs.form.stem)
    return own is not None and (own == inputs.form or own.read_bytes() == inputs.looks)


def _of_template(inputs: Inputs, manuscript: Manuscript, cache: Cache) -> list[Finding]:
    place = Place(inputs.form.as_posix())
    return [finding.at(place) for finding in template.check(inputs.looks, manuscript, cache)]
