"""待更新: what a report still holds of last year, and what else was found only because of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.checks import CheckRule, CheckRules
from generator.findings import Finding, Severity
from generator.model import Report
from generator.rollover.carried import ANSWERS, RUBRIC, Path, fingerprint, general, spelt, to_renew

__all__ = ["Stale", "stale"]


@dataclass(frozen=True, slots=True)
class Stale:
    """What is still to be renewed (待更新): its data paths, and what each figures' rule asks for."""

    paths: tuple[Path, ...]
    asked: Mapping[str, tuple[Path, ...]]

    def findings(self) -> Iterator[Finding]:
        """One finding for each path."""
        return map(_still, self.paths)

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
        figures = self.asked.get(finding.id, ())
        return any(_within(a, b) or _within(b, a) for a in figures for b in self.paths)


_OF_RUBRIC = ("rubric-of-another-year",)


def _at(path: Path, finding: Finding) -> bool:
    about = finding.path
    if path == RUBRIC and (finding.id in _OF_RUBRIC or about[0] == RUBRIC[-1]):
        return not finding.stops
    return _within(about, path) or (not finding.stops and _within(path, about))


def _within(part: Path, whole: Path) -> bool:
    return part[: len(whole)] == whole


def stale(report: Report, indicators: Iterable[str], rules: Sequence[CheckRules]) -> Stale:
    """What of a report is carried over and still as it was; ``indicators``: those of its rubric."""
    paths = tuple(_still_there(report, indicators)) if report.carried else ()
    return Stale(paths, {rule.id: tuple(_figures(rule)) for file in rules for rule in file.rules})


def _still_there(report: Report, indicators: Iterable[str]) -> Iterator[Path]:
    """The paths of values that entries still know again: at their own place first, then moved ones."""
    there = {
        spelt(path): (path, fingerprint(value)) for path, value in to_renew(report, indicators)
    }
    waiting = [(entry.place, entry.was) for entry in report.carried]
    stayed = {place for place, was in waiting if place in there and there[place][1] == was}
    moved = Counter((general(place), was) for place, was in waiting if place not in stayed)
    for place, (path, now) in there.items():
        kind = (general(place), now)
        if place in stayed:
            yield path
        elif moved[kind]:
            moved[kind] -= 1
            yield path


def _figures(rule: CheckRule) -> Iterator[Path]:
    """The data paths that a rule speaks of."""
    left, _, right = rule.formula
    asked = [left, right, *rule.inputs.values(), *([rule.when] if rule.when else [])]
    names = [*rule.each.values(), *(name for formula in asked for name in formula.names)]
    yield from (tuple(name.split(".")) for name in names)


def _still(path: Path) -> Finding:
    hint = "请改成本年的；不用改的，请在 待更新.yaml 里删去这一条。"
    message = f"“{spelt(path)}”还是上一年的。"
    if path == RUBRIC:
        message = "指标体系还是上一年的。"
        hint = "请换成本年的指标体系；照旧用的，请在 待更新.yaml 里删去“单位/指标体系”这一条。"
    elif path[0] == ANSWERS:
        message = f"“{path[1]}”还没有填本年的评分和佐证。"
        hint = "请在 评分.yaml 里填写；没有要填的，请在 待更新.yaml 里删去这一条。"
    return Finding("still-to-update", Severity.WARNING, message, None, hint, path)
