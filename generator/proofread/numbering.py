"""序号: the numbers of headings and points (一、 （一） 1. （1）, 一是 二是) in their order.

A number may begin anew at one anywhere; whatever else does not follow the one before is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.figures import chinese, read_number
from generator.findings import Finding, Severity
from generator.proofread.enumeration import spoken
from generator.proofread.lists import Passage

__all__ = ["numbering"]

_W = Severity.WARNING
_LABEL = re.compile(
    r"\s*(?:(?P<一>[一二三四五六七八九十]{1,3})、|（(?P<甲>[一二三四五六七八九十]{1,3})）"
    r"|(?P<数>\d{1,2})[.．、](?!\d)|[（(](?P<括>\d{1,2})[）)])"
)
_SHOWN = {"一": "{}、", "甲": "（{}）", "数": "{}.", "括": "（{}）"}


def numbering(passages: Sequence[Passage]) -> Iterator[tuple[int, int, Finding]]:
    """Numbers that do not follow: at the heads of paragraphs, and 一是, 二是 inside."""
    levels: list[tuple[str, int]] = []
    ordinal = 0
    for index, passage in enumerate(passages):
        if passage.kind == "表格":
            continue
        match = _LABEL.match(passage.text)
        if match is not None:
            yield from _heads(index, passage, match, levels)
        if match is not None or passage.kind.startswith("标题"):
            ordinal = 0
        for number, at in spoken(passage.text):
            again = number == 1 == ordinal
            if again or (ordinal and number not in (1, ordinal + 1)):
                yield index, at, _ordinal(passage, number, ordinal)
            ordinal = number


_DEEPEST = 12


def _heads(
    index: int, passage: Passage, match: re.Match[str], levels: list[tuple[str, int]]
) -> Iterator[tuple[int, int, Finding]]:
    """The label of one paragraph against the last of its form; deeper forms begin anew.

    A number one begins a series inside the one before; that one may go on behind it.
    """
    form = str(match.lastgroup)
    number = int(read_number(match[form]) or 0)
    while levels and levels[-1][0] != form and any(known == form for known, _ in levels):
        levels.pop()
    last = levels[-1][1] if levels and levels[-1][0] == form else 0
    if last and number != 1 and not _goes_on(form, number, levels):
        levels.pop()
        yield index, match.start(form), _out_of_order(passage, match[0].strip(), form, last)
    levels.append((form, number))
    del levels[:-_DEEPEST]


def _goes_on(form: str, number: int, levels: list[tuple[str, int]]) -> bool:
    """Leave the series inside the one that the number goes on with; False when there is none."""
    for at in reversed(range(len(levels))):
        if levels[at] == (form, number - 1):
            del levels[at:]
            return True
    return False


def _out_of_order(passage: Passage, words: str, form: str, last: int) -> Finding:
    spell = chinese if form in ("一", "甲") else str
    before, due = (_SHOWN[form].format(spell(n)) for n in (last, last + 1))
    message = f"“{words}{passage.text.strip().removeprefix(words)[:12]}”：前一个序号是“{before}”。"
    return Finding(
        "numbering-out-of-order", _W, message, hint=f"应为“{due}”；或核对前面的序号。",
        path=passage.path, line=passage.line, words=words,
    )  # fmt: skip


def _ordinal(passage: Passage, number: int, last: int) -> Finding:
    said, before, due = (f"{chinese(n)}是" for n in (number, last, last + 1))
    hint = f"应为“{due}”；或核对是否有遗漏。"
    if number <= last:
        message = f"“{said}”前面已经到了“{before}”，序次重复。"
        return Finding(
            "ordinal-repeated", _W, message, hint=hint,
            path=passage.path, line=passage.line, words=said,
        )  # fmt: skip
    message = f"“{before}”之后是“{said}”，缺“{due}”。"
    return Finding(
        "ordinal-missing", _W, message, hint=hint,
        path=passage.path, line=passage.line, words=said,
    )  # fmt: skip
