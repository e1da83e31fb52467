"""生成: one unit from its folder to the stored report: the seven steps in order, nothing else.

1 读入 · 2 评分 · 3 核对 · 4 成文 · 5 填模板 · 6 核验 · 7 保存.  Findings of all steps are collected; an
error among them stops before anything is stored.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from generator import archive, checks, narrative, readback, scoring, source, template
from generator.findings import Finding, Place, Refused, Severity
from generator.model import Report
from generator.narrative import Manuscript
from generator.rubric import Rubric
from generator.scoring import Scorecard
from generator.workspace import Workspace, bytes_of, is_folder

__all__ = ["STEPS", "Examined", "Generated", "examine", "generate"]

STEPS = ("读入", "评分", "核对", "成文", "填模板", "核验", "保存")
Say = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Examined:
    """A unit after the first four steps (审读): everything known, nothing written.

    ``printed``: the fields the template asks for.  ``located`` gives a finding of any room its place in a file.
    """

    report: Report
    rubric: Rubric
    scorecard: Scorecard
    manuscript: Manuscript
    template: Path
    printed: frozenset[str]
    findings: tuple[Finding, ...]
    located: Callable[[Finding], Finding]

    def stop_on_errors(self) -> None:
        """Raise Refused with all findings when one of them is an error."""
        if any(finding.stops for finding in self.findings):
            raise Refused(self.findings)


@dataclass(frozen=True, slots=True)
class Generated:
    """A stored report with what was found on the way (成稿)."""

    stored: archive.Stored
    scorecard: Scorecard
    findings: tuple[Finding, ...]


def generate(
    unit: Path,
    workspace: Workspace,
    output: Path | None,
    say: Say,
    taken: Mapping[Path, Path] = MappingProxyType({}),
) -> Generated:
    """Generate one unit's report; ``output`` None names it as an office would, in ``build/``.

    ``say`` is told the number of each step as it begins.  ``taken``: places that reports of other
    units were stored at in the same run, which are not written again.  Raises Refused with every
    finding when the report can't be made; then nothing was written.
    """
    examined = examine(unit, workspace, say)
    examined.stop_on_errors()
    say(5)
    docx = _filled(examined)
    say(6)
    wrong = readback.verify(docx, examined.manuscript, examined.printed)
    if wrong:
        raise Refused([*examined.findings, *wrong])
    say(7)
    title = str(examined.manuscript.properties["title"])
    target = output or workspace.build / archive.file_name(title)
    if target in taken:
        raise Refused([*examined.findings, _output_twice(target, taken[target])])
    stored = archive.store(docx, target, keep=_edited(target))
    return Generated(stored, examined.scorecard, (*examined.findings, *_kept(stored)))


def _output_twice(target: Path, other: Path) -> Finding:
    message = f"与“{other.name}”的报告同名，会互相覆盖，没有保存。"
    hint = "请核对两个单位的名称和年度，或用 -o 另起文件名。"
    return Finding("output-twice", Severity.ERROR, message, Place(target.as_posix()), hint)


def examine(unit: Path, workspace: Workspace, say: Say) -> Examined:
    """Steps 1 to 4: read, score, check, assemble; Refused only where reading fails."""
    say(1)
    report = source.read(_files(unit), Report)
    rubric = source.read([_rubric(report, workspace)], Rubric, under="指标体系")
    fragments = workspace.fragments()
    texts = {name: source.read_text(file) for name, file in fragments.items()}
    form = _template(report, workspace)
    looks = bytes_of(form)
    say(2)
    scorecard = scoring.score(report.value, rubric.value)
    say(3)
    found = checks.check(report.value, rubric.value, scorecard)
    say(4)
    manuscript = narrative.assemble(report.value, rubric.value, scorecard, texts)
    placed = [*found, *manuscript.findings]

    def located(finding: Finding) -> Finding:
        file = fragments.get(str(finding.path[1])) if finding.path[:1] == ("文字片段",) else None
        if file is not None:
            return finding.at(Place(file.as_posix(), finding.line + 1))
        placed = report.located(rubric.located(finding))
        return placed if placed.place or not placed.path else placed.at(Place(unit.as_posix()))

    read = (*report.findings, *rubric.findings, *_ignored(unit))
    findings = (*read, *(located(f) for f in placed), *_of_template(form, looks, manuscript))
    printed = template.used(looks)
    return Examined(
        report.value, rubric.value, scorecard, manuscript, form, printed, findings, located
    )


def _files(unit: Path) -> list[Path]:
    here = is_folder(unit)
    files = sorted(file for file in unit.iterdir() if _is_data(file)) if here else []
    if files:
        return files
    message = "文件夹里没有 .yaml 文件。" if here else "没有这个文件夹。"
    if not here and os.path.exists(unit):  # noqa: PTH110 - Path.exists raises for a name too long
        message = "这是一个文件，不是文件夹。"
    hint = "请写单位所在的文件夹，例如 data/units/wanghuzhai-2021；新建工作区用 jixiao new。"
    raise Refused(
        [Finding("unit-not-found", Severity.ERROR, message, Place(unit.as_posix()), hint)]
    )


def _is_data(file: Path) -> bool:
    """A YAML file, and not the lock file of an editor."""
    return file.suffix.lower() in (".yaml", ".yml") and not file.name.startswith(("~$", ".~"))


def _ignored(unit: Path) -> list[Finding]:
    """Files that a clerk may think are read, such as 预算.yaml.txt."""
    hint = "要用它，请把文件名改成以 .yaml 结尾（在资源管理器里先显示扩展名）。"
    names = sorted(file for file in unit.iterdir() if file.suffix.lower() in (".txt", ".bak"))
    message = "这个文件没有读。"
    return [
        Finding("file-ignored", Severity.WARNING, message, Place(f.as_posix()), hint) for f in names
    ]


def _rubric(report: source.Sourced[Report], workspace: Workspace) -> Path:
    name = report.value.unit.rubric
    found = workspace.rubric(name)
    return found or _absent(report, "指标体系", name, workspace.known("data/rubrics", ".yaml"))


def _template(report: source.Sourced[Report], workspace: Workspace) -> Path:
    name = report.value.unit.template
    found = workspace.template(name)
    return found or _absent(report, "模板", name, workspace.known("report_templates", ".docx"))


def _absent(report: source.Sourced[Report], key: str, name: str, known: tuple[str, ...]) -> Path:
    finding = Finding(
        "file-not-found",
        Severity.ERROR,
        f"没有找到{key}“{name}”。",
        report.place(("单位", key)),
        f"现有：{'、'.join(known) or '无'}。",
    )
    raise Refused([finding])


def _of_template(form: Path, looks: bytes, manuscript: Manuscript) -> list[Finding]:
    place = Place(form.as_posix())
    return [finding.at(place) for finding in template.check(looks, manuscript)]


def _filled(examined: Examined) -> bytes:
    try:
        return template.fill(examined.template.read_bytes(), examined.manuscript)
    except Refused as refused:
        place = Place(examined.template.as_posix())
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
