"""县级汇总: what came of a county's units, told together: a workbook, and a report in Word.

It scores nothing: all figures are those of the outcomes.  The same outcomes, in whatever order they
come, give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator import archive, readback, template
from generator.archive import Stored
from generator.batch.outcome import Outcome
from generator.cache import NONE, Cache
from generator.county.book import book
from generator.county.compared import compared_book
from generator.county.comparing import (
    RULE,
    Change,
    Compared,
    Entry,
    Outlier,
    changes,
    compare,
)
from generator.county.gathering import gather
from generator.county.report import manuscript
from generator.county.summary import Summary, summaries, summarise
from generator.findings import Refused
from generator.narrative import Manuscript
from generator.paper import edited

__all__ = [
    "RULE", "Change", "Compared", "Entry", "Outlier", "Summary", "blank", "changes", "compare", "compared_book",
    "gather", "stored", "summaries", "summarise",
]  # fmt: skip


def blank() -> Manuscript:
    """The report of no unit at all: everything that a template of it can print."""
    return manuscript(summarise(()))


def stored(
    outcomes: Sequence[Outcome], folder: Path, template: bytes, cache: Cache = NONE
) -> list[Stored]:
    """Store the summary of each year in a folder: 汇总表 (xlsx) and 汇总报告 (docx).

    A file that somebody edited is set aside first.  ``cache``: where templates are kept prepared.
    Raises Refused when the template can't be filled or a file is open in an editor.
    """
    made = [(each.year, *_made(each, template, cache)) for each in summaries(outcomes)]
    done = []
    for year, xlsx, docx in made:
        lead = f"{year}年" if year else ""
        for content, name in ((xlsx, f"{lead}汇总表.xlsx"), (docx, f"{lead}汇总报告.docx")):
            target = folder / name
            done.append(archive.store(content, target, keep=_worked_in(target)))
    return done


def _made(summary: Summary, form: bytes, cache: Cache) -> tuple[bytes, bytes]:
    """The workbook and the report of a summary, the report held against what it should say."""
    text = manuscript(summary)
    docx = template.fill(form, text, cache=cache)
    wrong = readback.verify(docx, text, template.used(form, cache))
    if wrong:
        raise Refused(wrong)
    return book(summary), docx


def _worked_in(target: Path) -> bool:
    """Somebody changed the file since it was made; so it is held of one that can't be read."""
    try:
        content = target.read_bytes() if target.is_file() else None
    except OSError:
        return True
    if content is None:
        return False
    return edited(content) if target.suffix == ".xlsx" else readback.edited(content)
