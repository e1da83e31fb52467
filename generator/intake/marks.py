"""序号: the number a paragraph begins with, whatever its kind, and the title and text behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator.figures import chinese

__all__ = ["Mark", "Words", "marked", "worded"]

_CN = "[一二三四五六七八九十百]{1,5}"
_ANY = rf"(?:{_CN}|[0-9]{{1,2}})"
_UNITS = "[%％‰亿万元倍吨亩米]|公里|公顷|平方|个百分点"  # then it is a figure
_GAP = r"[ \t\u3000\u00a0]"
_KINDS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "第一部分": rf"第({_ANY})(?:部分|篇)[、，：:]?",
        "第一章": rf"第({_ANY})章[、，：:]?",
        "第一节": rf"第({_ANY})节[、，：:]?",
        "一、": rf"({_CN})\s?[、．.]",
        "（一）": rf"[（(]\s?({_CN})\s?[）)][、.．]?",
        "1.1": rf"([0-9]{{1,2}}(?:[.．][0-9]{{1,2}}){{1,3}})(?:[.．、]|(?={_GAP}|[^0-9\s])(?!\s*(?:{_UNITS})))",
        "1、": r"([0-9]{1,2})\s?、",
        "1.": r"([0-9]{1,2})\s?[.．](?![0-9])",
        "（1）": r"[（(]\s?([0-9]{1,2})\s?[）)][、.．]?",
        "1）": r"([0-9]{1,2})[）)]",
        "①": r"([①-⑳])[、.．]?",
        "1": rf"([0-9]{{1,2}})(?={_GAP}+[^0-9\s])",
        "第一，": rf"第({_CN})[，、：:]",
        "一是": rf"({_CN})是",
        "A.": r"([A-Z])[.．、]",
    }.items()
}
_CHINESE: Mapping[str, int] = {chinese(number): number for number in range(1, 200)}
_LONGEST_TITLE, _LONGEST_BARE = 40, 60
_UNFINISHED = "；;，,、"


@dataclass(frozen=True, slots=True)
class Mark:
    """A number as typed (序号): its kind, which it is of its list, and what it stands below.

    ``above``: of 1.2.3 the numbers 1 and 2, else empty; ``behind``: the text that follows.
    """

    number: str
    kind: str
    ordinal: int
    behind: str
    above: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Title, the sign that ends it, and the text that runs on (题文)."""

    title: str
    sign: str
    rest: str


def marked(text: str) -> Mark | None:
    """The number a paragraph begins with; None when it begins with none."""
    bare = text.strip()
    for kind, pattern in _KINDS.items():
        found = pattern.match(bare)
        if found is None:
            continue
        steps = tuple(map(_value, re.split("[.．]", found[1])))
        if steps[-1]:
            named = ".".join("1" for _ in steps) if kind == "1.1" else kind
            return Mark(found[0], named, steps[-1], bare[found.end() :].lstrip(), steps[:-1])
    return None


def _value(written: str) -> int:
    """The number that is written, 0 when it is none that a list reaches."""
    if written.isascii():
        return ord(written) - 64 if written.isalpha() else int(written)
    if "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    return _CHINESE.get(written, 0)


def worded(text: str, *, styled: bool = False) -> Words:
    """The title of a paragraph and what follows it; ``styled``: its style says that it is a title.

    A title ends at the first 。 or ：, unless it would be too long for one.
    """
    found = re.search("[。：]|(?<![0-9]):", text)
    if found and found.start() <= _LONGEST_TITLE:
        return Words(text[: found.start()].rstrip(), found[0], text[found.end() :].strip())
    unbroken = "。" not in text and (styled or len(text) <= _LONGEST_BARE)
    if unbroken and not text.endswith(tuple(_UNFINISHED)):
        return Words(text, "", "")
    return Words("", "", text)
