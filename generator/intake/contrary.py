"""矛盾: figures that an old report gives more than once and not alike; which one is right people know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from generator.findings import Finding, Severity
from generator.intake.amounts import FIGURES
from generator.intake.money import step
from generator.intake.proof import Path
from generator.intake.spots import Spot, at
from generator.intake.staffing import at_odds
from generator.intake.typed import Line

__all__ = ["contrary"]

_SUBJECTS = ("人员编制", "资产", "预算收支")
_OF_OTHERS = re.compile("培训|慰问|走访|体检|覆盖|组织|补助|安置|服务")


@dataclass(frozen=True, slots=True)
class _Stated:
    """One statement of a figure (说法): where, its value as data, and how far its digits go."""

    where: str
    value: Any
    step: Decimal

    @property
    def shown(self) -> str:
        parts = self.value.items() if isinstance(self.value, Mapping) else [("", self.value)]
        return "、".join(f"{'' if name in _WHOLE else name}{figure}" for name, figure in parts)


_WHOLE = ("全部", "收入总额")


def contrary(lines: Iterable[Line], data: Mapping[str, Any]) -> Iterator[Finding]:
    """What the lines of a whole report say of one figure, where they do not agree."""
    stated: dict[Path, list[_Stated]] = {}
    for line in lines:
        yield from _by_itself(line, data)
        for spot in _spots(line.text, data):
            said = stated.setdefault(spot.path, [])
            if (line.where, spot.value) not in [(each.where, each.value) for each in said]:
                digits = step(line.text[spot.start : spot.end])
                said.append(_Stated(line.where, spot.value, digits))
    for path, said in stated.items():
        others = [each for each in said if not _alike(each, said[0])]
        if others:
            yield _differing(path, [said[0], *others], at(data, path))


def _spots(text: str, data: Mapping[str, Any]) -> Iterator[Spot]:
    """The figures of a line that have a place in the data, each value once; those of others not."""
    for subject in _SUBJECTS:
        for spot in FIGURES[subject](text, data):
            clause = re.split("[，。；：]", text[: spot.start])[-1]
            if spot.path and not _OF_OTHERS.search(clause):
                yield spot


def _alike(one: _Stated, other: _Stated) -> bool:
    """They say the same, as far as the coarser one goes; by kind where both name the same kinds."""
    off = max(one.step, other.step) / 2
    a, b = _figures(one.value), _figures(other.value)
    if a.keys() == b.keys():
        return all(abs(a[name] - b[name]) <= off for name in a)
    return abs(sum(a.values(), -sum(b.values(), Decimal(0)))) <= off


def _figures(value: Any) -> Mapping[str, Decimal]:
    parts = value if isinstance(value, Mapping) else {"": value}
    return {name: Decimal(figure) for name, figure in parts.items()}


def _differing(path: Path, said: list[_Stated], taken: Any) -> Finding:
    told = "，".join(f"{each.where}是“{each.shown}”" for each in said)
    mine = next((each for each in said if each.value == taken), None)
    message = f"旧报告里“{'.'.join(path)}”前后不一样：{told}。"
    kept = f"数据里是{mine.where}的“{mine.shown}”" if mine else "数据里没有照它们填"
    hint = f"请核对哪个对：{kept}，别处照原样留在文字里。"
    return Finding("intake-differs", Severity.WARNING, message, None, hint, path)


def _by_itself(line: Line, data: Mapping[str, Any]) -> Iterator[Finding]:
    for name, told in at_odds(line.text, data):
        message = f"旧报告{line.where}里“人员编制.{name}”前后不一样：{told}。"
        hint = "请核对哪个对，改数据和文字。"
        path: Path = ("人员编制", name)
        yield Finding("intake-differs", Severity.WARNING, message, None, hint, path)
