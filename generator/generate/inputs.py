"""读入: everything one unit's report is made of, from its folder and its workspace, with its places.

Which files belong to a unit, which rubric, template, fragments and consistency rules it is made by;
and where in them a finding of any room stands.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from generator import source
from generator.checks import CheckRules
from generator.findings import Finding, Place, Refused, Severity
from generator.model import Report
from generator.rubric import Rubric
from generator.source import Sourced
from generator.workspace import Workspace, bytes_of, data_files, ignored_files, is_folder

__all__ = ["AS_ON_DISK", "Inputs", "read"]

AS_ON_DISK: Mapping[Path, bytes] = MappingProxyType({})
"""No file is to be read otherwise than it stands."""

DataPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that was read (读入): the unit's data, rubric and rules, text fragments, and the template.

    ``data``: the unit's files; ``raw``: the bytes of them and of all others that were read.
    ``texts``: fragments by name; ``findings``: what was noticed on the way, none of which stops.
    """

    unit: Path
    data: tuple[Path, ...]
    raw: Mapping[Path, bytes]
    report: Sourced[Report]
    rubric: Sourced[Rubric]
    rules: tuple[Sourced[CheckRules], ...]
    fragments: Mapping[str, Path]
    texts: Mapping[str, str]
    form: Path
    findings: tuple[Finding, ...]

    @property
    def looks(self) -> bytes:
        """The template's bytes."""
        return self.raw[self.form]

    def place(self, path: DataPath) -> Place | None:
        """Where a data path of the unit or the rubric stands; None when no file has it."""
        return self.report.place(path) or self.rubric.place(path)

    def text(self, path: DataPath) -> str | None:
        """The text as entered at a data path, which may be a fragment's; None where none stands."""
        if path[0] == "文字片段":
            return self.texts.get(str(path[1]))
        own = self.report.text(path)
        return self.rubric.text(path) if own is None else own

    def located(self, finding: Finding) -> Finding:
        """A finding of any room with its place in a file; that of the folder when no file has it."""
        top, *rest = finding.path or ("",)
        if finding.place is not None or not top:
            return finding
        if top == "文字片段" and rest[0] in self.fragments:
            return self._in_fragment(finding, str(rest[0]))
        if top == "勾稽核对":
            return finding.at(self.rules[int(rest[0])].place((top, *rest[1:])))
        placed = self.rubric.located(self.report.located(finding))
        return placed if placed.place else placed.at(Place(self.unit.as_posix()))

    def _in_fragment(self, finding: Finding, name: str) -> Finding:
        lines = self.texts[name].split("\n")
        line = source.line_of(finding, lines)
        file = self.fragments[name].as_posix()
        return finding.at(Place(file, line + 1, 1, lines[line] if line < len(lines) else ""))


def read(unit: Path, workspace: Workspace, instead: Mapping[Path, bytes] = AS_ON_DISK) -> Inputs:
    """Read a unit's folder and what it is made by; Refused with everything that stands in the way.

    ``instead``: the unit's files whose bytes are others than on disk, or not on disk at all.
    """
    data = sorted({*_files(unit), *instead})
    raw = {**_on_disk(data), **instead}
    report = source.read(data, Report, instead=raw)
    year_end = f"{report.value.unit.year}-12-31"
    scored_by = _rubric(report, workspace)
    fragments, checked_by = workspace.fragments(), tuple(workspace.checks().values())
    raw |= _on_disk((scored_by, *fragments.values(), *checked_by))
    rubric = source.read(
        [scored_by], Rubric, under="指标体系", on=year_end, instead=raw, lasting=True
    )
    texts = {name: source.read_text(file, raw) for name, file in fragments.items()}
    rules = tuple(source.read([file], CheckRules, instead=raw, lasting=True) for file in checked_by)
    form = _template(report, workspace)
    raw[form] = bytes_of(form)
    of_rules = [finding for file in rules for finding in file.findings]
    return Inputs(
        unit=unit,
        data=tuple(data),
        raw=raw,
        report=report,
        rubric=rubric,
        rules=rules,
        fragments=fragments,
        texts=texts,
        form=form,
        findings=(*report.findings, *rubric.findings, *of_rules, *_ignored(unit)),
    )


def _on_disk(files: Iterable[Path]) -> dict[Path, bytes]:
    """The bytes of files, each read once; whoever needs one that can't be read says why it can't."""
    raw = {}
    for file in files:
        with suppress(OSError):
            raw[file] = file.read_bytes()
    return raw


def _files(unit: Path) -> tuple[Path, ...]:
    here = is_folder(unit)
    files = data_files(unit) if here else ()
    if files:
        return files
    message = "文件夹里没有 .yaml 文件。" if here else "没有这个文件夹。"
    if not here and os.path.exists(unit):  # noqa: PTH110 - Path.exists raises for a name too long
        message = "这是一个文件，不是文件夹。"
    hint = "请写单位所在的文件夹，例如 data/units/wanghuzhai-2021；新建工作区用 jixiao new。"
    raise Refused(
        [Finding("unit-not-found", Severity.ERROR, message, Place(unit.as_posix()), hint)]
    )


def _ignored(unit: Path) -> list[Finding]:
    """Files that a clerk may think are read, such as 预算.yaml.txt."""
    hint = "要用它，请把文件名改成以 .yaml 结尾（在资源管理器里先显示扩展名）。"
    message = "这个文件没有读。"
    return [
        Finding("file-ignored", Severity.WARNING, message, Place(file.as_posix()), hint)
        for file in ignored_files(unit)
    ]


def _rubric(report: source.Sourced[Report], workspace: Workspace) -> Path:
    name = report.value.unit.rubric
    found = workspace.rubric(name)
    return found or _absent(report, "指标体系", name, workspace.known("data/rubrics", ".yaml"))


def _template(report: source.Sourced[Report], workspace: Workspace) -> Path:
    name = report.value.unit.template
    found = workspace.template(name)
    return found or _absent(report, "模板", name, workspace.forms())


def _absent(report: source.Sourced[Report], key: str, name: str, known: tuple[str, ...]) -> Path:
    finding = Finding(
        "file-not-found",
        Severity.ERROR,
        f"没有找到{key}“{name}”。",
        report.place(("单位", key)),
        f"现有：{'、'.join(known) or '无'}。",
    )
    raise Refused([finding])
