"""What goes wrong at a unit in a process of its own; named like :func:`generator.batch.work.one`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.batch import work
from generator.batch.work import Done, Job

__all__ = ["dying", "dying_once", "here", "slowly_dying_once"]


def here(jobs: Iterable[Job]) -> Iterator[tuple[Job, Done]]:
    """Every job in this very process, in turn."""
    return ((job, work.one(job)) for job in jobs)


def dying(job: Job) -> Done:
    """The process is gone whenever it does a unit whose name begins so."""
    if job.unit.name.startswith("亡"):
        os._exit(9)
    return work.one(job)


def dying_once(job: Job) -> Done:
    """The process is gone at each unit the first time, when all is done but for telling so."""
    done = work.one(job)
    if _first(job.home / "试过" / job.unit.name):
        os._exit(9)
    return done


def slowly_dying_once(job: Job) -> Done:
    """The process tells its number at the unit whose name begins so, and waits there to be killed."""
    mark = job.home / "试过" / job.unit.name
    if job.unit.name.startswith("亡") and _first(mark):
        mark.write_text(str(os.getpid()), encoding="utf-8")
        while True:
            os.sched_yield()
    return work.one(job)


def _first(mark: Path) -> bool:
    mark.parent.mkdir(parents=True, exist_ok=True)
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
