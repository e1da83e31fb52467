"""县级汇总: what came of a county's units, told together: a workbook, and a report in Word.

It scores nothing: all figures are those of the outcomes.  The same outcomes, in whatever order they
come, give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from generator import archive, readback, template, workspace
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
from generator.county.lacking import Lacking, lacking
from generator.county.report import manuscript
from generator.county.said import in_shared_file
from generator.county.standing import as_good, saved_again, saying_itself, worked_in
from generator.county.summary import Summary, summaries, summarise
from generator.findings import Finding, Place, Refused, Severity
from generator.narrative import Manuscript

__all__ = [
    "RULE", "Change", "Compared", "Entry", "Lacking", "Outlier", "Summary", "blank", "changes", "compare",
    "compared_book", "gather", "in_shared_file", "lacking", "stored", "stored_over", "summaries", "summarise",
]  # fmt: skip


def blank() -> Manuscript:
    """The report of no unit at all: everything that a template of it can print."""
    return manuscript(summarise(()))


def stored(
    outcomes: Sequence[Outcome], folder: Path, form: Path, cache: Cache = NONE
) -> list[Stored]:
    """Store the summary of each year in a folder: 汇总表 (xlsx) and 汇总报告 (docx).

    A file that somebody edited is set aside first, unless it says what the one made now says: then
    it stays.  A report that was only saved again is replaced like one that nobody touched.
    ``form``: the template of the report; ``cache``: where templates are kept prepared.  What can't
    be made or stored, as its template is broken or an editor has it open, keeps no other file from
    being stored; Refused says at last what is wrong, and what was stored all the same.  Of a year in
    which no unit counts nothing is stored: what stands there of an earlier run says more.
    """
    done: list[Stored] = []
    wrong: list[Finding] = []
    for summary in (each for each in summaries(outcomes) if each.ranked):
        lead = f"{summary.year}年" if summary.year else ""
        made = {
            f"{lead}汇总表.xlsx": partial(book, summary),
            f"{lead}汇总报告.docx": partial(_report, summary, form, cache),
        }
        for name, make in made.items():
            try:
                done.append(stored_over(make(), folder / name))
            except Refused as refused:
                wrong += refused.findings
    if wrong:
        raise Refused((*dict.fromkeys(wrong), *map(_all_the_same, done)))
    return done


def stored_over(made: bytes, target: Path) -> Stored:
    """Store a file of ours, over one that nobody worked in; what somebody did is kept, or stays.

    Refused, with everything as it was, when the place can't be written.
    """
    worked = worked_in(target)
    if worked and as_good(target, made):
        return Stored(target, unchanged=True)
    saved = saved_again(target) if worked else None
    return archive.store(made, target, keep=worked and saved is None, over=saved)


def _report(summary: Summary, form: Path, cache: Cache) -> bytes:
    """The report of a summary, held against what it should say; what is wrong is the template's."""
    try:
        looks = workspace.bytes_of(form)
        text = manuscript(summary, template.order(looks, cache))
        docx = template.fill(looks, text, cache=cache)
        differing = readback.verify(docx, text, template.used(looks, cache))
        wrong = [replace(each, hint=_DIFFERING) for each in differing]
    except Refused as refused:
        wrong = list(refused.findings)
    if wrong:
        place = Place(form.as_posix())
        raise Refused(each if each.place else each.at(place) for each in wrong)
    return saying_itself(docx)


_DIFFERING = "没有保存汇总报告。请把这条信息和模板一起交给维护人员。"


def _all_the_same(stored: Stored) -> Finding:
    message = "这一份不受影响，已写好。"
    hint = f"原来的改过，没有覆盖，已改名保存：{stored.kept}。" if stored.kept else ""
    place = Place(stored.path.as_posix())
    return Finding("summary-part-stored", Severity.NOTE, message, place, hint)
