"""认数字: figures in sentences become data, and the sentence says them by expressions.

A figure is replaced only where the expression prints the very characters that stood there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.figures import counted
from generator.intake.money import assets, budget
from generator.intake.plain import words
from generator.intake.proof import Path, names, with_parts
from generator.intake.spots import Spot, at
from generator.intake.staffing import staffing
from generator.narrative import written

__all__ = ["FIGURES", "Found", "told"]

Seeker = Callable[[str, Mapping[str, Any]], Iterator[Spot]]


@dataclass(frozen=True, slots=True)
class Found:
    """What sentences gave (所得): values by data path, and each sentence as Markdown with expressions.

    ``seen``: what was taken and from which words, for the account; ``left``: figures whose place in
    the data was taken by another figure already; ``stiff``: of each sentence the figures that stay as
    they were typed, though the data have them or speak of them: no expression prints them so.
    """

    parts: Mapping[Path, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    seen: tuple[tuple[Path, str], ...] = ()
    left: tuple[tuple[Path, str], ...] = ()
    stiff: tuple[tuple[tuple[Path, str], ...], ...] = ()


def told(subjects: Sequence[str], lines: Sequence[str], data: Mapping[str, Any]) -> Found:
    """Read the figures of some parts (人员编制, 资产 …) in lines; ``data``: what is known so far."""
    seekers = [FIGURES[subject] for subject in subjects if subject in FIGURES]
    if not seekers:
        return Found(lines=tuple(map(words, lines)), stiff=((),) * len(lines))
    parts: dict[Path, Any] = {}
    seen: list[tuple[Path, str]] = []
    left: list[tuple[Path, str]] = []
    for seek in seekers:
        for line in lines:
            for spot in seek(line, with_parts(data, parts)):
                if not spot.path:
                    continue
                known = parts.get(spot.path, at(data, spot.path))
                if known in (None, "") or known == {}:
                    parts[spot.path] = spot.value
                    seen.append((spot.path, line[spot.start : spot.end]))
                elif known != spot.value:
                    left.append((spot.path, line[spot.start : spot.end]))
    whole = with_parts(data, parts)
    known_names = names(whole)
    sentences = [_sentence(line, seekers, whole, known_names) for line in lines]
    texts, kept = (tuple(each) for each in zip(*sentences, strict=True)) if lines else ((), ())
    stiff = tuple(tuple(each for each in those if each not in left) for those in kept)
    return Found(parts, texts, tuple(seen), tuple(left), stiff)


def _sentence(
    line: str, seekers: Sequence[Seeker], data: Mapping[str, Any], known: Mapping[str, Any]
) -> tuple[str, Sequence[tuple[Path, str]]]:
    """The line as Markdown, an expression wherever one prints what stands there; and what has none."""
    found = (spot for seek in (*seekers, _years) for spot in seek(line, data))
    spots = sorted(found, key=lambda spot: (spot.start, -spot.end))
    pieces: list[str] = []
    printed: list[Spot] = []
    done = 0
    for spot in spots:
        stands = line[spot.start : spot.end]
        said = next((e for e in spot.expressions if written(e, known) == stands), "")
        if said and spot.start >= done:
            pieces += [line[done : spot.start], f"\0{said}\0"]
            printed.append(spot)
            done = spot.end
    text = words("".join([*pieces, line[done:]]))
    stiff = [(spot.path, line[spot.start : spot.end]) for spot in _apart(spots, printed)]
    return re.sub("\0(.*?)\0", r"{{ \1 }}", text), stiff


def _apart(spots: Iterable[Spot], printed: Sequence[Spot]) -> Iterator[Spot]:
    """The spots that touch none of the printed ones, of those that overlap the first."""
    taken = [*printed]
    for spot in spots:
        if all(spot.end <= each.start or each.end <= spot.start for each in taken):
            taken.append(spot)
            yield spot


def _years(line: str, data: Mapping[str, Any]) -> Iterator[Spot]:
    """The year of the report and the one before, where a sentence of figures names them."""
    year = str(at(data, ("单位", "年度")) or "")
    for match in re.finditer(r"(20\d{2})(?=年)", line):
        if year and int(year) - int(match[1]) in (0, 1):
            before = " - 1" if match[1] != year else ""
            yield Spot(*match.span(), (f"单位.年度{before}",))


# ---- organisation -------------------------------------------------------------------------------

_OFFICES = re.compile(
    r"(?P<n>[一二三四五六七八九十]{1,3}|\d{1,2})个(?P<what>[^：:，。、；\d]{0,10})"
    r"[，,]?(?:分别(?:是|为))?[：:]?(?P<list>[^。；：:]+?)(?=[。；]|$)"
)
_INNER = re.compile(
    r"(?:机构|部门|[股科处]室|办公室|(?<!支)部|[室股科处所站队办]|中心|单位)(?:，|$)"
)
_NAMED_FIRST = re.compile(
    r"(?:内设|下设|设有|设置)(?P<list>[^。；：:\d]+?)等?(?P<n>[一二三四五六七八九十]{1,3}|\d{1,2})个"
)


def _organisation(line: str, data: Mapping[str, Any]) -> Iterator[Spot]:
    for match in (*_OFFICES.finditer(line), *_NAMED_FIRST.finditer(line)):
        offices = [each.strip() for each in match["list"].split("、")]
        number = match["n"]
        what = match.groupdict().get("what") or ""
        if len(offices) < 2 or number not in (str(len(offices)), counted(len(offices))):
            continue
        if what and not _INNER.search(what):
            continue
        count = "组织架构.内设机构|个数"
        yield Spot(*match.span("n"), (f"{count}|中文数字", count))
        yield Spot(
            *match.span("list"), ("组织架构.内设机构|列举",), ("组织架构", "内设机构"), offices
        )
        return


FIGURES: Mapping[str, Seeker] = {
    "组织架构": _organisation,
    "人员编制": staffing,
    "资产": assets,
    "预算收支": budget,
}
"""Who finds the figures of a part in a sentence."""
