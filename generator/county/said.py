"""问题归类: what was found in the units' own files, by kind, and apart from it in the files they share.

A finding in a rubric, in rules, text fragments or a template comes up again with every unit that is
made by it, and no unit can mend it: it is told once, with how many units it concerns.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from generator.batch.outcome import Outcome, Said
from generator.findings import Severity

__all__ = ["Kind", "Shared", "Told", "in_shared_file", "kinds", "official", "parted"]

Told = tuple[str, Said]
"""A finding with the name of the unit it was told of."""

_SHARED = re.compile(
    r"(?!(?:.*/)?data/units/)(?:.*/)?(?:data/(?:rubrics|checks|fragments)|report_templates)/"
)
# These tell what a run did with a file stored before, not what is wrong in the unit's data; the run
# itself tells them.
_OF_STORED = frozenset({"edited-file-kept", "review-copy-kept"})


@dataclass(frozen=True, slots=True)
class Kind:
    """Findings of one kind (问题种类): how many, in how many units, and one of them."""

    id: str
    severity: str
    count: int
    units: int
    example: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A finding in a file that units share (共用文件的问题), and how many of them it concerns."""

    said: Said
    units: int


def in_shared_file(said: Said) -> bool:
    """It was found in a file that units share, so no unit can mend it."""
    return bool(_SHARED.match(said.place))


def parted(told: Sequence[Told]) -> tuple[tuple[Told, ...], tuple[Shared, ...]]:
    """The findings of the units' own files, and those of shared ones, each once, errors first.

    Those about stored reports (已存的报告) are left out.
    """
    own: list[Told] = []
    shared: dict[Said, set[str]] = defaultdict(set)
    for name, said in told:
        if said.id in _OF_STORED:
            continue
        if in_shared_file(said):
            shared[said].add(name)
        else:
            own.append((name, said))
    found = (Shared(said, len(names)) for said, names in shared.items())
    return tuple(own), tuple(sorted(found, key=_place))


def _place(shared: Shared) -> tuple[int, str, str, str]:
    said = shared.said
    return _rank(said.severity), said.place, said.id, said.message


def kinds(told: Sequence[Told]) -> tuple[Kind, ...]:
    """Findings by kind, errors first, then those that are most."""
    found: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for name, said in told:
        found[said.severity, said.id].append((name, said))
    all_ = (
        Kind(id, severity, len(these), len({name for name, _ in these}), these[0][1].message)
        for (severity, id), these in found.items()
    )
    return tuple(sorted(all_, key=lambda k: (_rank(k.severity), -k.count, k.id)))


def _rank(severity: str) -> int:
    """The place of a severity, the worst first; records written elsewhere may hold any word."""
    known = [each.value for each in Severity]
    return known.index(severity) if severity in known else len(known)


_UNMADE = "未能生成报告。"
_BLAMED = {
    "unit-not-found": "没有找到单位的数据", "batch-bad-row": "名单所列的单位没有数据",
    "unit-twice": "与其他单位的文件夹同名", "output-twice": "与其他单位的报告同名",
    "batch-crashed": "程序没有做完这个单位", "batch-killed": "程序没有做完这个单位",
    "batch-unrecorded": "成绩没有保存",
}  # fmt: skip
_UNSAVED = ("output-", "folder-", "unit-busy")


def official(outcome: Outcome) -> str:
    """Why a unit has no report, for readers who know neither files nor rules; details are elsewhere."""
    errors = [said for said in outcome.findings if said.severity == Severity.ERROR.value]
    if not errors:
        return "没有生成报告。"
    first = errors[0]
    if first.id in _BLAMED:
        return f"{_BLAMED[first.id]}，{_UNMADE}"
    if first.id.startswith(_UNSAVED):
        return f"报告没有保存成功，{_UNMADE}"
    if in_shared_file(first):
        return f"评分细则、模板等共用文件有错误，{_UNMADE}"
    many = f"{len(errors)}处" if len(errors) > 1 else ""
    return f"录入的数据有{many}错误，{_UNMADE}"
