"""缺漏: parts of the report that would be headings with nothing below.

What every report must say, and nobody entered, stops it; what was entered and left empty is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.findings import Finding, Severity
from generator.model import Report
from generator.narrative.blocks import Path
from generator.narrative.flow import Piece
from generator.shape import Shape

__all__ = ["wanting"]


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a part comes from: its data path; whether every report must enter it."""

    path: Path
    required: bool = True


_SOURCES: Mapping[str, _Source] = {
    "职责": _Source(("职责",)),
    "组织架构": _Source(("组织架构", "内设机构")),
    "总体目标": _Source(("目标", "总体")),
    "年度目标": _Source(("目标", "年度")),
    "分项目标": _Source(("目标", "分项")),
    "成效": _Source(("成效",)),
    "下一步": _Source(("下一步",), required=False),
    "评价目的": _Source(("评价组织", "目的")),
    "评价过程": _Source(("评价组织", "过程")),
    "问题": _Source(("问题",)),
    "整改措施": _Source(("问题",)),
}


def wanting(
    report: Report, parts: Mapping[str, Sequence[Piece]], *, chosen: bool
) -> Iterator[Finding]:
    """What the printed parts lack; ``chosen``: sections name them, those that no report must have too."""
    missing: dict[str, list[str]] = {}
    for name, blocks in parts.items():
        source = _SOURCES.get(name)
        if source is None or not _empty(name, report, blocks):
            continue
        top = str(source.path[0])
        if source.required and not _entered(report, (top,)):
            missing.setdefault(top, []).append(name)
        elif source.required or chosen:
            yield _nothing(name, source, report)
    for top, names in missing.items():
        message = f"没有录入“{top}”，报告里的“{'”“'.join(names)}”没有内容。"
        yield Finding("part-empty", Severity.ERROR, message, hint="请补上。", path=(top,))


def _empty(name: str, report: Report, blocks: Sequence[Piece]) -> bool:
    """Nothing is printed, or, of offices, only the common text that counts them."""
    organisation = report.organisation
    counted = bool(organisation.offices or organisation.note)
    return not (counted if name == "组织架构" else blocks)


def _nothing(name: str, source: _Source, report: Report) -> Finding:
    must = source.required and not _entered(report, source.path)
    severity = Severity.ERROR if must or name == "组织架构" else Severity.WARNING
    message = f"“{name}”没有内容，报告里只有标题。"
    return Finding("part-empty", severity, message, hint="请补上。", path=source.path)


def _entered(shape: Shape, path: Path) -> bool:
    """The key stands in the data, though perhaps with nothing in it."""
    step, *rest = path
    name = next(n for n, field in type(shape).fields.items() if field.key == step)
    return name in shape.given and (not rest or _entered(getattr(shape, name), tuple(rest)))
