"""成绩: what came of one unit in a run over many: its score, its findings, its report; as JSON and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Mark", "Outcome", "Said", "of_record", "read", "written"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a unit scored on one indicator (单项得分).

    ``levels``: the names of the levels above it, the highest first.  ``weight`` and ``points`` are
    figures as printed; ``points`` is None when the indicator could not be scored.  ``trace``: how the
    points came about, line by line.
    """

    levels: tuple[str, ...]
    indicator: str
    weight: str
    points: str | None
    trace: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A finding as it was told (问题): ``place`` is ``file:line`` from the workspace; may be empty."""

    id: str
    severity: str
    message: str
    place: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one unit (成绩).

    ``folder``: the unit's folder from the workspace.  ``report``: the stored report from ``build/``,
    ``docx`` its sha256; both empty when none was made.  ``total`` is None, and ``unit``, ``rubric`` and
    ``grade`` may be empty, when the unit could not even be read; ``complete`` is False while
    indicators could not be scored.  ``year`` is 0 when unknown.
    """

    folder: str
    unit: str = ""
    year: int = 0
    rubric: str = ""
    total: str | None = None
    grade: str = ""
    complete: bool = False
    marks: tuple[Mark, ...] = ()
    findings: tuple[Said, ...] = ()
    report: str = ""
    docx: str = ""

    @property
    def made(self) -> bool:
        """A report was stored."""
        return bool(self.docx)


def written(outcome: Outcome) -> bytes:
    """The outcome as JSON: sorted, Chinese as it is; the same outcome gives the same bytes."""
    text = json.dumps(asdict(outcome), ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def read(raw: bytes) -> Outcome:
    """The outcome of its JSON; ValueError, TypeError or KeyError when it is none."""
    return of_record(json.loads(raw))


def of_record(record: Mapping[str, Any]) -> Outcome:
    """The outcome of what its JSON holds; errors as :func:`read`."""
    marks = tuple(_mark(each) for each in record["marks"])
    said = tuple(Said(**each) for each in record["findings"])
    return Outcome(**{**record, "marks": marks, "findings": said})


def _mark(record: Mapping[str, Any]) -> Mark:
    tuples = {key: tuple(record[key]) for key in ("levels", "trace")}
    return Mark(**{**record, **tuples})
