"""生成: one unit from its folder to the stored report: the seven steps in order, nothing else.

1 读入 · 2 评分 · 3 核对 · 4 成文 · 5 填模板 · 6 核验 · 7 保存.  Findings of all steps are collected; an
error among them stops before anything is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator import archive, readback, review, template
from generator.cache import NONE, Cache
from generator.findings import Finding, Place, Refused, Severity
from generator.generate.edits import edits
from generator.generate.examined import REMEMBERED, Examined, Say, examine
from generator.generate.manifest import manifest, outrun, sources
from generator.generate.placing import base_of, owner, place
from generator.generate.steps import STEPS
from generator.scoring import Scorecard
from generator.workspace import Workspace

__all__ = [
    "REMEMBERED", "STEPS", "Examined", "Generated", "Wanted", "base_of", "complete", "edits", "examine",
    "filled", "generate", "sources",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a door asks of a run, and what it knows and hears (要求).

    ``taken``: places that reports of other units were stored at in the same run, which are not
    written again.  ``review``: beside the report, a copy that bears the findings as comments.
    ``made``: the time, for the version's manifest.  ``waiting`` is called once when another run
    holds the unit.  ``cache``: where templates are kept prepared.  ``yields``: the report of another
    unit that stands in the place is left there; a batch, which knows all units, decides itself.
    """

    taken: Mapping[Path, Path] = field(default_factory=dict)
    review: bool = False
    made: str | None = None
    waiting: Callable[[], None] = lambda: None
    cache: Cache = NONE
    yields: bool = True


@dataclass(frozen=True, slots=True)
class Generated:
    """A stored report with what was found on the way (成稿).

    ``stored.kept`` is the file edited by hand that stands in the report's place, if one does, and
    ``placing`` says what became of it.  ``review`` is the review copy, if asked for.
    """

    version: archive.Version
    stored: archive.Stored
    scorecard: Scorecard
    findings: tuple[Finding, ...]
    placing: tuple[Finding, ...] = ()
    review: archive.Stored | None = None


def generate(
    unit: Path,
    workspace: Workspace,
    output: Path | None,
    say: Say,
    wanted: Wanted = Wanted(),
) -> Generated:
    """Generate one unit's report; ``output`` None names it as an office would, in ``build/``.

    The report is kept as a version first, then put at its place.  ``say`` is told the number of each
    step as it begins.  Raises Refused with every finding when the report can't be made; then nothing
    that stood there was touched.
    """
    examined = examine(unit, workspace, say, cache=wanted.cache)
    return complete(examined, workspace, output, say, wanted)


def complete(
    examined: Examined,
    workspace: Workspace,
    output: Path | None,
    say: Say,
    wanted: Wanted = Wanted(),
) -> Generated:
    """Steps 5 to 7 of a unit examined: fill, verify, store; as :func:`generate`."""
    examined.stop_on_errors()
    say(5)
    docx = filled(examined)
    say(6)
    reading = readback.read(docx)
    wrong = readback.compare(
        reading, examined.manuscript, template.used(examined.inputs.looks, examined.cache)
    )
    if wrong:
        raise Refused([*examined.findings, *wrong])
    say(7)
    about = manifest(examined, docx, reading, workspace, wanted.made)
    target = output or workspace.build / archive.file_name(about.title)
    other = wanted.taken.get(target)
    if other is None and wanted.yields:
        other = owner(target, workspace, examined.inputs.unit)
    if other:
        raise Refused([*examined.findings, _output_twice(target, other)])
    folder = archive.folder_of(workspace.build, examined.inputs.unit)
    with archive.locked(folder, wanted.waiting):
        if outrun(examined.inputs):
            raise Refused([*examined.findings, _outrun(examined.inputs.unit)])
        archive.clear(folder, folder.parent, target.parent)
        version = archive.keep(folder, docx, about)
        stored, placing = place(docx, target, version, examined.inputs.data)
        copy = _reviewed(examined, docx, target, folder) if wanted.review else None
    findings = (*examined.findings, *placing, *(_set_aside(copy) if copy else ()))
    return Generated(version, stored, examined.scorecard, findings, placing, copy)


def _reviewed(examined: Examined, docx: bytes, report: Path, folder: Path) -> archive.Stored:
    """The review copy beside a report: what is worth a leader's look, at the very words."""
    told = [each for each in examined.findings if each.severity is not Severity.NOTE]
    copy = review.annotated(docx, review.remarks(told, examined.manuscript))
    target = report.with_name(f"{report.stem}（审阅稿）{report.suffix}")
    standing = target.read_bytes() if target.is_file() else b""
    return archive.store(copy, target, keep=readback.edited(standing), unit_folder=folder)


def _output_twice(target: Path, other: Path) -> Finding:
    message = f"与“{other.name}”的报告同名，会互相覆盖，没有保存。"
    hint = "请核对两个单位的名称和年度，或用 -o 另起文件名。"
    return Finding("output-twice", Severity.ERROR, message, Place(target.as_posix()), hint)


def _outrun(unit: Path) -> Finding:
    message = "生成的这一会儿，数据又改过，没有保存。"
    return Finding(
        "data-changed", Severity.ERROR, message, Place(unit.as_posix()), "请再生成一次。"
    )


def filled(examined: Examined) -> bytes:
    """The docx of an examined unit, stored nowhere; Refused when the template can't be filled."""
    inputs, checked = examined.inputs, not any(finding.stops for finding in examined.findings)
    try:
        return template.fill(
            inputs.looks, examined.manuscript, examined.pictures, examined.cache, checked=checked
        )
    except Refused as refused:
        place = Place(inputs.form.as_posix())
        raise Refused([*examined.findings, *(f.at(place) for f in refused.findings)]) from None


def _set_aside(copy: archive.Stored) -> list[Finding]:
    if copy.kept is None:
        return []
    message = "原来的审阅稿在 Word 里改过，没有覆盖它，已原样改名保存。"
    hint = "上面的意见处理完以后，可以删去它。"
    return [
        Finding("review-copy-kept", Severity.WARNING, message, Place(copy.kept.as_posix()), hint)
    ]
