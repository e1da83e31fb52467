"""问题归类: what was found in the units' own files, by kind, and apart from it in the files they share.

A finding in a rubric, in rules, text fragments or a template comes up again with every unit that is
made by it, and no unit can mend it: it is told once, with how many units it concerns.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from generator.batch.outcome import Said
from generator.findings import Severity

__all__ = ["Kind", "Shared", "Told", "kinds", "parted"]

Told = tuple[str, Said]
"""A finding with the name of the unit it was told of."""

_SHARED = re.compile(
    r"(?!(?:.*/)?data/units/)(?:.*/)?(?:data/(?:rubrics|checks|fragments)|report_templates)/"
)


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


def parted(told: Sequence[Told]) -> tuple[tuple[Told, ...], tuple[Shared, ...]]:
    """The findings of the units' own files, and those of shared ones, each once, errors first."""
    own: list[Told] = []
    shared: dict[Said, set[str]] = defaultdict(set)
    for name, said in told:
        if _SHARED.match(said.place):
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
