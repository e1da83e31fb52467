"""印证: nothing is lifted unless printing it gives back the very words that were typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

from generator.intake.plain import kept
from generator.model import Report
from generator.narrative import Block, Chart, Picture, Table, assemble
from generator.rubric import Rubric, Years
from generator.scoring import Scorecard

__all__ = ["Data", "Path", "names", "printed", "report_of", "with_parts"]

Path: TypeAlias = tuple[str, ...]
Data: TypeAlias = Mapping[str, Any]

_NO_RUBRIC = Rubric(name="", years=Years(2000, 2000), basis="", grades={}, groups=(), extra=())
_NO_SCORES = Scorecard((), (), Decimal(0), (), Decimal(0), "")
_ZERO = "0"
_NEEDED: Mapping[Path, Any] = MappingProxyType({
    ("单位",): {"名称": "某单位", "简称": "某单位", "年度": "2000", "指标体系": "某体系"},
    ("人员编制",): {"编制": {}, "在编": {}},
    ("资产",): {"固定资产总额": _ZERO},
    ("预算",): {"年初预算": _ZERO, "收入决算": {}, "上年收入决算": {}, "支出决算": _ZERO, "上年支出决算": _ZERO},
})  # fmt: skip


def with_parts(data: Data, parts: Mapping[Path, Any]) -> dict[str, Any]:
    """The data with values at their paths, tables on the way made as needed; nothing is changed."""
    whole = dict(data)
    for path, value in parts.items():
        at = whole
        for step in path[:-1]:
            at[step] = dict(at.get(step, {}))
            at = at[step]
        at[path[-1]] = value
    return whole


def report_of(data: Data) -> Report | None:
    """The report that the data make, with nothing where a figure is needed; None when they make none."""
    needed = {path: {**base, **data.get(path[0], {})} for path, base in _NEEDED.items()}
    try:
        return Report.of(with_parts(data, needed))
    except ValueError:
        return None


def names(data: Data) -> Mapping[str, Any]:
    """The names that expressions speak, over the data; none when they make no report."""
    report = report_of(data)
    return report.names() if report else {}


def printed(data: Data, sections: Sequence[Data]) -> list[str] | None:
    """What the sections print over the data, without blanks; None when they can't be printed."""
    report = report_of({**data, "章节": list(sections)})
    if report is None:
        return None
    manuscript = assemble(report, _NO_RUBRIC, _NO_SCORES, {})
    if any(finding.stops for finding in manuscript.findings):
        return None
    return kept(_texts(manuscript.parts["章节"]))


def _texts(blocks: Sequence[Block | Table | Chart | Picture]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row)
        elif not isinstance(block, Picture):  # its caption is a paragraph of its own
            yield block.text
