"""勾稽比对: a report held against the rules about figures.

A rule that asks amiss is told where the rule stands; one whose figures were not given has nothing to
compare and is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from functools import cached_property
from typing import Any

from generator.checks.rules import CheckRule, CheckRules
from generator.figures import per_cent, plain, quoted, rounded
from generator.findings import Finding, Severity, close_to
from generator.formula import Formula, Worked, parse
from generator.model import Report, has_name, number
from generator.rubric import Path

__all__ = ["held", "nearest"]


def held(report: Report, files: Sequence[CheckRules]) -> Iterator[Finding]:
    """What every rule of every file finds in the report, in the order of the files."""
    values = _values(report)
    seen: set[str] = set()
    for number_of_file, file in enumerate(files):
        for i, rule in enumerate(file.rules):
            path: Path = ("勾稽核对", number_of_file, i)
            if rule.id in seen:
                yield _twice(rule, path)
            seen.add(rule.id)
            wrong = list(_misspelt(rule, path, values))
            yield from wrong or _Held(rule, path).findings(values)


_EXACT = Context(prec=100)
_SIGNED = "单位.落款年份"


def _values(report: Report) -> dict[str, Any]:
    """What rules may speak of: the data, and the year of the signature."""
    values = dict(report.names())
    return {**values, "单位": {**values["单位"], "落款年份": report.unit.dated.year}}


def _twice(rule: CheckRule, path: Path) -> Finding:
    message = f"勾稽规则的编号“{rule.id}”用了两次。"
    hint = "每条规则要有自己的编号，请改一处。"
    return Finding("rule-twice", Severity.ERROR, message, hint=hint, path=(*path, "编号"))


def _misspelt(rule: CheckRule, path: Path, values: Mapping[str, Any]) -> Iterator[Finding]:
    """Names that no report can have, whether or not this one would have got that far."""
    own = {*rule.inputs, *rule.each, _SIGNED}
    left, _, right = rule.formula
    asked: list[tuple[Path, tuple[str, ...]]] = [(("式",), left.names + right.names)]
    asked += [(("仅当",), rule.when.names)] if rule.when else []
    asked += [(("取数", key), formula.names) for key, formula in rule.inputs.items()]
    asked += [(("逐项", key), (name,)) for key, name in rule.each.items()]
    for key, names in asked:
        for name in names:
            if name not in own and not has_name(name):
                message = f"勾稽规则{quoted(rule.name)}里的{quoted(name)}，数据里没有这一项。"
                near = nearest(name, values)
                hint = f"是不是“{near}”？" if near else "请对照 data/units 里的名称改正。"
                yield Finding(
                    "unknown-name", Severity.ERROR, message, None, hint, (*path, *key), words=name
                )


def nearest(name: str, known: Mapping[str, Any]) -> str:
    """The dotted name of the data that was most likely meant; empty when none is close enough."""
    right = ""
    for step in name.split("."):
        if not isinstance(known, Mapping):
            return ""
        found = step if step in known else close_to(step, known)
        if not found:
            return ""
        right, known = f"{right}.{found}" if right else found, known[found]
    return right


_PASSED_OVER = ("not-given", "nothing-given", "divided-by-zero")
"""Reasons that lie in the data, not in the rule: there is nothing to compare."""

_MUST: Mapping[str, tuple[str, Callable[[Decimal, Decimal], bool]]] = {
    "=": ("等于", lambda over, allowed: abs(over) <= allowed),
    "!=": ("不等于", lambda over, allowed: abs(over) > allowed),
    "<=": ("不大于", lambda over, allowed: over <= allowed),
    ">=": ("不小于", lambda over, allowed: -over <= allowed),
    "<": ("小于", lambda over, allowed: over < allowed),
    ">": ("大于", lambda over, allowed: -over < allowed),
}
"""What a sign asks for, in words and of the left side's excess over the right one."""


@dataclass(frozen=True, slots=True)
class _Held:
    """One rule being held against a report; ``path`` is the rule's own place."""

    rule: CheckRule
    path: Path

    def findings(self, values: Mapping[str, Any]) -> Iterator[Finding]:
        rule = self.rule
        named = {name: formula.work(values) for name, formula in rule.inputs.items()}
        known = {**values, **named} if named else values
        if not rule.each:
            yield from self._compared(known)
            return
        tables = {label: parse(name).work(values) for label, name in rule.each.items()}
        no_table = next((t for t in tables.values() if not _is_table(t)), None)
        if no_table:
            yield from self._no_table(no_table)
            return
        kinds = {label: _by_key(table) for label, table in tables.items()}
        for key in dict.fromkeys(key for table in kinds.values() for key in table):
            if all(key in table for table in kinds.values()):
                yield from self._compared(
                    {**known, **{label: table[key] for label, table in kinds.items()}}, key
                )
            else:
                yield self._kinds_differ(key, kinds)

    def _no_table(self, given: Worked) -> Iterator[Finding]:
        if given.reason is None:
            why = f"“{given.name}”是一个数，不是一张表"
            yield self._refused("table-expected", why, "逐项")
        yield from self._not_computed("逐项", given)

    def _kinds_differ(self, key: str, kinds: Mapping[str, Mapping[str, Worked]]) -> Finding:
        has = next(label for label, table in kinds.items() if key in table)
        lacks = next(label for label, table in kinds.items() if key not in table)
        tables = self.rule.each
        message = f"{quoted(_label(tables[has]))}里有{quoted(key)}，{quoted(_label(tables[lacks]))}里没有。"
        return Finding(
            id="kinds-differ",
            severity=Severity(self.rule.severity),
            message=message,
            hint="各表的分类要一致；没有的请填 0。",
            path=(*tables[has].split("."), key),
        )

    def _compared(self, values: Mapping[str, Any], key: str = "") -> Iterator[Finding]:
        """The comparison for one set of values; ``key`` names the entry when there are several."""
        when = self.rule.when.work(values) if self.rule.when else None
        if when and not when.value:
            yield from self._not_computed("仅当", when)
            return
        left, sign, right = self.rule.formula
        a, b = left.work(values), right.work(values)
        if a.reason or b.reason:
            yield from self._not_computed("式", a, b)
            return
        assert a.value is not None and b.value is not None
        with localcontext(_EXACT):
            allowed = _allowed(self.rule.tolerance, max(abs(a.value), abs(b.value)))
            if _MUST[sign][1](a.value - b.value, allowed):
                return
        one, other = _Side(left, a, self.rule.unit), _Side(right, b, self.rule.unit)
        yield Finding(
            id=self.rule.id,
            severity=Severity(self.rule.severity),
            message=f"{quoted(key) + '的' if key else ''}{_sentence(one, sign, other)}{self.rule.said}",
            hint=self.rule.hint,
            path=_meant(one, sign, other) or (*self.path, "式"),
        )

    def _not_computed(self, key: str, *worked: Worked) -> Iterator[Finding]:
        """What can't be compared because of the rule, never because of a figure left open."""
        for reason in (each.reason for each in worked):
            if reason is not None and reason.id not in _PASSED_OVER:
                yield self._refused(reason.id, reason.message, key)

    def _refused(self, id: str, why: str, key: str) -> Finding:
        message = f"勾稽规则{quoted(self.rule.name)}不能核对：{why}。"
        return Finding(id, Severity.ERROR, message, None, "请改正这条规则。", (*self.path, key))


def _is_table(worked: Worked) -> bool:
    return worked.reason is not None and worked.reason.id == "not-one-figure"


def _by_key(table: Worked) -> dict[str, Worked]:
    return {part.name.removeprefix(f"{table.name}."): part for part in table.parts}


def _allowed(tolerance: str, larger: Decimal) -> Decimal:
    """How far the sides may be apart; a percentage is one of the larger side."""
    if tolerance.endswith("%"):
        return number(tolerance.removesuffix("%")) * larger / 100
    return number(tolerance)


@dataclass(frozen=True)
class _Side:
    """One side of a comparison that was worked out, and how it is written (一边)."""

    formula: Formula
    worked: Worked
    unit: str

    @property
    def value(self) -> Decimal:
        assert self.worked.value is not None
        return self.worked.value

    @cached_property
    def deciding(self) -> Worked | None:
        """The figure of the data that has the side's own value, else its first one."""
        leaves = self.worked.leaves()
        same = (leaf for leaf in leaves if leaf.value == self.value)
        return next(same, leaves[0] if leaves else None)

    @property
    def extreme(self) -> Worked | None:
        """The figure that a smallest or largest one is."""
        found = self.deciding if _EXTREME.fullmatch(self.formula.text) else None
        return found if found and found.value == self.value else None

    @property
    def path(self) -> Path:
        """Where that figure stands in the data; empty when the side has none."""
        name = self.deciding.name if self.deciding else ""
        if name == _SIGNED:
            return ("单位", "落款日期")
        return tuple(name.split(".")) if name else ()

    def written(self) -> str:
        """The value with its unit."""
        return _written(self.value, self.unit)

    def words(self) -> str:
        """What the side is called: of a smallest or largest figure, the figure that it is."""
        if self.extreme:
            return _label(self.extreme.name)
        text = _FIRST.sub(r"\1", self.formula.text)
        text = _SUM.sub(r"\1合计", text)
        return _NAME.sub(lambda name: _label(name[0]), text).translate(_FULL_WIDTH)

    def steps(self) -> str:
        """The figures put in, in brackets; empty when they would only say the value again."""
        handed_on = self.worked.name and self.worked.parts
        steps = self.worked.parts[0].steps if handed_on else self.worked.steps
        idle = self.extreme or re.fullmatch(r"-?[\d.]+%?", steps)
        bare = re.sub(r"^\(([^()]*)\)$", r"\1", steps)
        return "" if idle else f"（{bare.translate(_FULL_WIDTH)}）"


def _meant(one: _Side, sign: str, other: _Side) -> Path:
    """The figure most likely wrong: of the side of fewer figures, else what was to agree or to stay within."""
    sides = [side for side in ((other, one) if sign == "=" else (one, other)) if side.path]
    fewest = min(sides, key=lambda side: len(side.worked.leaves()), default=None)
    return fewest.path if fewest else ()


_EXTREME = re.compile(r"(?:最小|最大|min|max)\((?:[^()]|\([^()]*\))*\)")
_FIRST = re.compile(r"(?:首个|first)\(([^(),]+),[^()]*\)")
_SUM = re.compile(r"(?:合计|sum)\(([\w.]+)\)")
_NAME = re.compile(r"[^\W\d]\w*(?:\.\w+)+")
_FULL_WIDTH = str.maketrans("+-*/(),", "＋－×÷（）、")


def _label(name: str) -> str:
    """A dotted name as said in a sentence: without the part of the report it stands in."""
    return "".join(name.split(".")[1:]) or name


def _written(value: Decimal, unit: str) -> str:
    if unit == "%":
        return per_cent(value)
    return f"{plain(rounded(value, 6))} {unit}".rstrip()


def _sentence(one: _Side, sign: str, other: _Side) -> str:
    """Both sides with their figures, what was to hold, and by how much it does not."""
    first = f"{one.words()}为 {one.written()}{one.steps()}"
    must = _MUST[sign][0]
    gap = abs(one.value - other.value)
    apart = (
        f"{plain(rounded(gap * 100, 2))} 个百分点" if one.unit == "%" else _written(gap, one.unit)
    )
    if other.deciding is None:
        return f"{first}，应{must} {other.written()}。"
    second = f"{other.words()}为 {other.written()}{other.steps()}"
    if sign == "=":
        return f"{first}，{second}，相差 {apart}。"
    return f"{first}，{second}，前者应{must}后者，相差 {apart}。"
