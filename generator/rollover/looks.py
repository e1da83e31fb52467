"""年份: years and words like 去年 in running text, which turning the year can't judge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as File

from generator import source
from generator.findings import Place
from generator.model import Report
from generator.rollover.carried import RUBRIC, Path, to_renew

__all__ = ["Look", "looks"]

_YEAR = re.compile(
    r"(?<![0-9.])(?:19|20)[0-9]{2}(?:年|(?![0-9.\u4e00-\u9fff]))"
    r"|[前去今上本]年度?|二[〇○零][〇○零一二三四五六七八九]{2}年?"
)
"""A year, not a figure such as 2000人; and words that mean one."""


@dataclass(frozen=True, slots=True)
class Look:
    """A line of text worth a look (看一看): its place, and the words on it that speak of a year."""

    place: Place
    words: tuple[str, ...]


def looks(files: Mapping[File, bytes]) -> Iterator[Look]:
    """Every line of a new folder's texts that speaks of a year, in the order of the data."""
    report = source.read(sorted(files), Report, instead=files)
    for path, value in to_renew(report.value, ()):
        for where, text in _texts(value, path):
            for line, said in enumerate(text.split("\n")):
                words = tuple(dict.fromkeys(_YEAR.findall(said)))
                place = report.place(where, line)
                if words and place is not None and where != RUBRIC:
                    yield Look(place, words)


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, (*path, key))
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value):
            yield from _texts(part, (*path, number))
