"""得分对照: the scores that the scoring table of a report gives, by indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.readback import Cell, Rows, read

__all__ = ["TOTAL", "scores"]

TOTAL = "总分"
_RULE = "指标体系/指标/"


def scores(docx: bytes) -> Mapping[str, str]:
    """Points by indicator as the table prints them, the total at last; none without such a table."""
    found: dict[str, str] = {}
    for table in read(docx).tables():
        given = dict(_points(table))
        if given:
            found |= given | {TOTAL: table[-1][-1].text}
    return found


def _points(table: Rows) -> Sequence[tuple[str, str]]:
    """The indicator stands in the cell before the first that comes from its rule, its points last."""
    return [
        (row[at - 1].text.partition("\n")[0], row[-1].text)
        for row in table
        for at in [next((i for i, cell in enumerate(row) if _ruled(cell)), 0)]
        if at
    ]


def _ruled(cell: Cell) -> bool:
    return any(paragraph.path.startswith(_RULE) for paragraph in cell.paragraphs)
