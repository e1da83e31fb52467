"""认编制: posts and staff in a sentence, by kind, as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.intake.proof import Path
from generator.intake.spots import THIS, Spot, at, when

__all__ = ["at_odds", "staffing"]

_KIND = (
    r"(?:全额拨款|财政拨款|差额拨款|全额|差额|自收自支|参公管理|参公|机关|公益一类|公益二类)?"
    r"(?:行政|事业|工勤|政法专项)|参公管理|参公|自收自支"
)
_POSTS = re.compile(rf"(?P<kind>{_KIND})(?:人员)?编制(?:人数|数|为|共|核定)*\s*(?P<n>\d+)")
_STAFF = re.compile(
    rf"(?P<kind>{_KIND})(?:编制)?(?:在编|在职)?(?:人员|人数|在编|在职)*(?:为|有)?\s*(?P<n>\d+)(?=\s*[人名])"
)
_ALL_POSTS = re.compile(
    r"(?<![政业参公支勤])编制(?:人数|总数|数|为|共|总额)*\s*(?P<n>\d+)(?=\s*[人名个])"
)
_ALL_STAFF = re.compile(
    r"(?:在编(?:在职|在岗)?|在职(?:在编)?|实有)(?:人员|人数|职工|干部)*(?:共有|总数|共|为|有|共计)*\s*(?P<n>\d+)(?=\s*(?:人(?!次)|名))"
)


_OTHERS = re.compile("退休|离休|离退|临时|聘用|编外|遗属|借调")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a line says of posts or of staff (编制、在编): by kind, and of all of them."""

    name: str
    kinds: Sequence[re.Match[str]]
    whole: re.Match[str] | None


def _said(line: str, data: Mapping[str, Any]) -> tuple[_Said, _Said]:
    start = min((m.start() for m in re.finditer("在编|在职|实有", line)), default=len(line))
    end = next((m.start() for m in _OTHERS.finditer(line, start)), len(line))
    posts = [m for m in _POSTS.finditer(line) if m.start() < start]
    staff = list(_STAFF.finditer(line, start, end))
    whole = next((m for m in _ALL_POSTS.finditer(line) if m.start() < start), None)
    all_staff = next(
        (m for m in _ALL_STAFF.finditer(line) if when(line, m.start("n"), data) == THIS), None
    )
    return _Said("编制", posts, whole), _Said("在编", staff, all_staff)


def staffing(line: str, data: Mapping[str, Any]) -> Iterator[Spot]:
    """Posts and staff, by kind where the kinds add up to what is said of all, else all together."""
    posts, staff = _said(line, data)
    known: Mapping[str, str] = dict(at(data, ("人员编制", "编制")) or {})
    authorised = _by_kind(posts, {}, _ALL)
    known = authorised or known
    filled = _by_kind(staff, known, next(iter(known)) if len(known) == 1 else _ALL)
    if any(_unclear(kind, known) for kind in filled):
        filled = {}
    yield from _spots(posts, authorised, known)
    yield from _spots(staff, filled, known)


def at_odds(line: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Where a line contradicts itself: 编制 or 在编, and what it says of it in words."""
    for each in _said(line, data):
        if each.kinds and each.whole and _sum(each.kinds) != int(each.whole["n"]):
            yield each.name, f"合计是“{each.whole['n']}”，各类相加是“{_sum(each.kinds)}”"
    all_ = (m for m in _ALL_STAFF.finditer(line) if when(line, m.start("n"), data) == THIS)
    figures = list(dict.fromkeys(match["n"] for match in all_))
    if len(figures) > 1:
        yield "在编", "、".join(f"“{figure}”" for figure in figures)


def _sum(kinds: Sequence[re.Match[str]]) -> int:
    return sum(int(match["n"]) for match in kinds)


_ALL = "全部"


def _by_kind(said: _Said, known: Mapping[str, str], alone: str) -> dict[str, str]:
    """Figures by kind; nothing when a kind is named twice, or when they do not add up to the whole."""
    if not said.kinds:
        return {alone: said.whole["n"]} if said.whole else {}
    found = {_same(m["kind"], known): m["n"] for m in said.kinds}
    adds_up = said.whole is None or _sum(said.kinds) == int(said.whole["n"])
    return found if len(found) == len(said.kinds) and adds_up else {}


def _spots(said: _Said, heads: Mapping[str, str], known: Mapping[str, str]) -> Iterator[Spot]:
    """The figures of posts or of staff; the first of them brings the data."""
    if not heads:
        return
    path: Path = ("人员编制", said.name)
    figures = [(m, f"人员编制.{said.name}.{_same(m['kind'], known)}") for m in said.kinds]
    figures += [(said.whole, f"人员编制.{said.name}|合计")] if said.whole else []
    for match, expression in figures:
        yield Spot(*match.span("n"), (expression,), path, dict(heads))


def _unclear(kind: str, known: Mapping[str, str]) -> bool:
    """A kind of staff that could be one of several kinds of posts."""
    return kind not in known and sum(name.endswith(kind) for name in known) > 1


def _same(kind: str, known: Mapping[str, str]) -> str:
    """The kind of posts that a kind of staff fills: the one of its name, or the only one that ends so."""
    alike = [name for name in known if name.endswith(kind) or kind.endswith(name)]
    return kind if kind in known or len(alike) != 1 else alike[0]
