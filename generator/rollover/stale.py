"""待更新: what a report still holds of last year, and what else was found only because of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.checks import CheckRule, CheckRules
from generator.findings import Finding, Severity
from generator.model import Report
from generator.rollover.carried import (
    ANSWERS,
    RUBRIC,
    SIGNED,
    Path,
    fingerprint,
    general,
    spelt,
    to_renew,
)

__all__ = ["Stale", "stale"]


@dataclass(frozen=True, slots=True)
class Stale:
    """What is still to be renewed (待更新): data paths with the 位置 of their entries.

    ``asked``: what each rule about figures speaks of, by the rule's id.  ``scored``: the figures of
    indicators that are to be answered anew; none of them may have been given ever.
    """

    paths: Mapping[Path, str]
    asked: Mapping[str, tuple[Path, ...]]
    scored: frozenset[Path] = frozenset()

    def findings(self) -> Iterator[Finding]:
        """One finding for each path."""
        return (_still(path, place) for path, place in self.paths.items())

    def besides(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that stand whatever is renewed."""
        return [each for each in findings if not self.explains(each)]

    def explains(self, finding: Finding) -> bool:
        """Whether a finding is about what is still last year's.

        An error is only where it stands in such a value itself; what is no error also where it is
        about something that holds one.
        """
        if not finding.path:
            return False
        if any(_at(path, finding) for path in self.paths):
            return True
        if finding.id in _MISSING and finding.path in self.scored:
            return True
        figures = self.asked.get(finding.id, ())
        return any(_within(a, b) or _within(b, a) for a in figures for b in self.paths)


_MISSING = ("not-given", "nothing-given")
_OF_RUBRIC = ("rubric-of-another-year",)


def _at(path: Path, finding: Finding) -> bool:
    about = finding.path
    if path == RUBRIC and (finding.id in _OF_RUBRIC or about[0] == RUBRIC[-1]):
        return not finding.stops
    return _within(about, path) or (not finding.stops and _within(path, about))


def _within(part: Path, whole: Path) -> bool:
    return part[: len(whole)] == whole


def stale(
    report: Report, indicators: Mapping[str, Sequence[str]], rules: Sequence[CheckRules]
) -> Stale:
    """What of a report is carried over and still as it was.

    ``indicators``: those of its rubric, each with the dotted names of the figures it is scored by.
    """
    if not report.carried:
        return Stale({}, {})
    paths = dict(_still_there(report, indicators))
    asked = {rule.id: tuple(_figures(rule)) for file in rules for rule in file.rules}
    open_ = (names for name, names in indicators.items() if (ANSWERS, name) in paths)
    return Stale(paths, asked, frozenset(tuple(n.split(".")) for names in open_ for n in names))


def _still_there(report: Report, indicators: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """The values that entries still know again: at their own place first, then moved ones."""
    there = {
        spelt(path): (path, fingerprint(value)) for path, value in to_renew(report, indicators)
    }
    moved: dict[tuple[str, str], list[str]] = defaultdict(list)
    stayed = set[str]()
    for entry in report.carried:
        if entry.place in there and there[entry.place][1] == entry.was:
            stayed.add(entry.place)
        else:
            moved[general(entry.place), entry.was].append(entry.place)
    for place, (path, now) in there.items():
        if place in stayed:
            yield path, place
        elif from_elsewhere := moved[general(place), now]:
            yield path, from_elsewhere.pop(0)


def _figures(rule: CheckRule) -> Iterator[Path]:
    """The data paths that a rule speaks of."""
    left, _, right = rule.formula
    asked = [left, right, *rule.inputs.values(), *([rule.when] if rule.when else [])]
    names = [*rule.each.values(), *(name for formula in asked for name in formula.names)]
    yield from (tuple(name.split(".")) for name in names)


def _still(path: Path, place: str) -> Finding:
    message, act = f"“{path[0]}”里的这一处还是上一年的。", "请改成本年的；不用改的"
    if path == RUBRIC:
        message, act = "指标体系还是上一年的。", "请换成本年的指标体系；照旧用的"
    elif path == SIGNED:
        message, act = "还没有填本年的落款日期。", "请在 单位.yaml 里填写；不印落款的"
    elif path[0] == ANSWERS:
        message = f"“{path[1]}”还没有填本年的评分和佐证。"
        act = "请在 评分.yaml 里填写；没有要填的"
    hint = f"{act}，请在 待更新.yaml 里删去“{place}”这一条。"
    return Finding("still-to-update", Severity.WARNING, message, None, hint, path)
