"""转年: the files of a unit's folder as they are for the next year, comments and layout kept.

Only what the year changes is written into the files; what stays is not touched.  Pure: bytes to
bytes, nothing is read or stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as File

from generator import source
from generator.model import Report
from generator.rollover.carried import ANSWERS, RUBRIC, Path, fingerprint, spelt, to_renew
from generator.source import Change, Put, Remove, Sourced, Value

__all__ = ["turned"]

MARKS = "待更新"
_GONE = ("意见", MARKS)
"""Parts that a new year begins without."""
_YEARS: tuple[tuple[Path, Path], ...] = (
    (("预算", "收入决算"), ("预算", "上年收入决算")),
    (("预算", "支出决算"), ("预算", "上年支出决算")),
    (("预算", "三公经费", "本年"), ("预算", "三公经费", "上年")),
    (("预算", "结转结余"), ("预算", "上年结转")),
)
"""This year's figures and where they stand as last year's."""
_ANSWER = (
    "等次", "评定分", "评定理由", "次数", "次数说明", "适用", "不适用", "不适用理由", "核定分", "核定理由",
    "佐证", "填报人",
)  # fmt: skip
_REACHED = ("实际值", "完成情况")


def turned(
    report: Sourced[Report], files: Mapping[File, bytes], rubric: str, indicators: Iterable[str]
) -> dict[File, bytes]:
    """The files of the next year's folder, by the same names; those of last year are not changed.

    ``files``: the unit's data files as read for ``report``.  ``rubric``: the name of the new year's
    rubric, empty when it is not known yet; ``indicators``: those of the rubric that is to hold.
    """
    new = dict(_spliced(report, files, rubric))
    marks = next(iter(files)).with_name(f"{MARKS}.yaml")
    return {**new, marks: _marks(new, indicators, known=bool(rubric))}


def _spliced(
    report: Sourced[Report], files: Mapping[File, bytes], rubric: str
) -> Iterator[tuple[File, bytes]]:
    """The files that go on, each with its changes."""
    changes: dict[str, list[Change]] = defaultdict(list)
    for change in _changes(report, rubric):
        changes[report.file(change.path) or ""].append(change)
    parts: dict[str, list[str]] = defaultdict(list)
    for field in Report.fields.values():
        parts[report.file((field.key,)) or ""].append(field.key)
    for file, raw in files.items():
        name = file.as_posix()
        gone = [part for part in parts[name] if part in _GONE]
        if gone != parts[name]:
            yield file, source.spliced(raw, [*changes[name], *(Remove((part,)) for part in gone)])


def _changes(report: Sourced[Report], rubric: str) -> Iterator[Change]:
    unit = report.value.unit
    yield Put(("单位", "年度"), str(unit.year + 1))
    yield from _emptied(report, [("单位", "落款日期")])
    if rubric:
        yield Put(RUBRIC, rubric)
    for this, last in _YEARS:
        value = _as_written(report, this)
        if value is not None or report.text(last):
            yield Put(last, value or "")
    yield from _emptied(report, _answers(report.value))
    yield from _emptied(report, _reached(report.value))


def _as_written(report: Sourced[Report], path: Path) -> Value | None:
    """A figure, or a table of figures, as the unit typed them; None where nothing stands."""
    table: object = report.value.names()
    for step in path:
        table = table.get(step) if isinstance(table, Mapping) else None
    if isinstance(table, Mapping):
        return {str(key): report.text((*path, key)) or "" for key in table}
    return report.text(path)


def _emptied(report: Sourced[Report], paths: Iterable[Path]) -> Iterator[Change]:
    return (Put(path, "") for path in paths if report.has(path) and report.text(path) != "")


def _answers(report: Report) -> Iterator[Path]:
    """What people answered for the year's indicators; the indicators' names stay."""
    for name, answer in report.answers.items():
        yield from ((ANSWERS, name, "要点", number) for number in answer.criteria)
        yield from ((ANSWERS, name, key) for key in _ANSWER)


def _reached(report: Report) -> Iterator[Path]:
    """What the metrics of the goals reached."""
    for i, goal in enumerate(report.goals.parts):
        for k in range(len(goal.metrics)):
            yield from (("目标", "分项", i, "指标", k, key) for key in _REACHED)


_HEAD = """\
# 这份文件列着从上一年带过来、还要改成本年的内容，由 jixiao rollover 写成；jixiao check 逐条提示。
# 怎样用：照提示到各文件里改；改过的，这里不用动，自己就算完成。
#         核对过、本年不用改的，把它那一行整行删去。全部完成后，这份文件可以删去。
# 不要动：“原文”后面的字，它记着上一年的内容，好知道改过没有。

"""


def _marks(files: Mapping[File, bytes], indicators: Iterable[str], *, known: bool) -> bytes:
    """The file that says what is carried over, a line for each value."""
    report = source.read(sorted(files), Report, instead=files).value
    lines = [
        f"  - {source.in_brackets({'位置': spelt(path), '原文': fingerprint(value)})}"
        for path, value in to_renew(report, indicators)
        if not (known and path == RUBRIC)
    ]
    return "\n".join([f"{_HEAD}{MARKS}:", *lines, ""]).encode()
