"""填报表: a workbook in which a unit's data are filled in, and what it says brought home.

Its sheets are made from the model's own types, so form and model keep in step.  Nothing is scored.
"""

from __future__ import annotations

from generator.form.book import VERSION, filled
from generator.form.guide import Guide
from generator.form.home import Edit, Filled, fill
from generator.form.rows import LEFT_OUT, pages
from generator.form.tree import Tree, written
from generator.model import Report
from generator.paper.seal import sealed
from generator.rubric import Rubric

__all__ = ["Edit", "Filled", "fill", "form"]


def form(report: Report, rubric: Rubric, before: Report | None) -> bytes:
    """The form of a report as the bytes of an xlsx file; equal input gives equal bytes.

    ``before``: the same unit's report of the year before, whose figures stand beside.
    """
    unit = report.unit
    title = f"{unit.name}{unit.year}年绩效评价填报表"
    about = {"title": title, "version": VERSION, "unit": unit.name, "year": str(unit.year)}
    now, then = _entered(report), _entered(before) if before else None
    found = pages(now, Guide(rubric))
    return sealed(
        lambda book: filled(book, about, found, now, then),
        {"title": title, "author": unit.name},
        unit.dated,
    )


def _entered(report: Report) -> Tree:
    """What people enter of a report."""
    tree = written(report)
    assert isinstance(tree, dict)
    return {key: part for key, part in tree.items() if key not in LEFT_OUT}
