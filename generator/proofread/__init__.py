"""文字审校: reads every sentence of a narrative for claims of arithmetic and works them out, and looks at its style.

It knows no data of the report: only what the text itself says.  What can't be told with confidence
it passes over.  Figures follow GB/T 15835—2011, punctuation GB/T 15834—2011, form GB/T 9704—2012.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType

from generator.findings import Finding, Severity
from generator.proofread.conversions import conversions
from generator.proofread.counts import counts
from generator.proofread.growth import growths
from generator.proofread.judgement import Claim
from generator.proofread.linked import linked
from generator.proofread.lists import Passage, listed
from generator.proofread.products import products
from generator.proofread.quantities import Quantity
from generator.proofread.remainders import remainders
from generator.proofread.sentences import Sentence, figures, sentences
from generator.proofread.shares import shares
from generator.proofread.style import faults, style
from generator.proofread.sums import sums
from generator.recall import Remembered

__all__ = ["ARITHMETIC", "REMEMBERED", "Claim", "Passage", "claims", "proofread"]


def proofread(passages: Sequence[Passage], year: int | None = None) -> list[Finding]:
    """What is wrong in the text, in its order; ``year``: the report's, None leaves 截至 unchecked."""
    found: list[tuple[int, int, Finding]] = []
    for index, claim in _all(passages):
        if not claim.holds:
            found.append((index, claim.start, _finding(passages[index], claim)))
    found += style(passages, year)
    return [finding for _, _, finding in sorted(found, key=lambda item: item[:2])]


def claims(text: str) -> list[Claim]:
    """Every claim of arithmetic recognised in a text, right ones too, with its figures worked out.

    Lines are paragraphs; spans count from the beginning of the text.
    """
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    passages = [Passage(line) for line in lines]
    moved = [_moved(claim, starts[index]) for index, claim in _all(passages)]
    return sorted(moved, key=lambda claim: (claim.start, claim.end, claim.kind))


def _all(passages: Sequence[Passage]) -> list[tuple[int, Claim]]:
    """The claims of all passages, with the index of each; what one sentence says goes before two."""
    found = [*_of_texts(passages), *listed(passages)]
    known = {(index, claim.start) for index, claim in found}
    found += [each for each in linked(passages) if (each[0], each[1].start) not in known]
    return found


def _moved(claim: Claim, by: int) -> Claim:
    return claim._replace(start=claim.start + by, end=claim.end + by)


def _of_texts(passages: Sequence[Passage]) -> Iterator[tuple[int, Claim]]:
    """The claims of every paragraph, which may look back into the paragraphs before."""
    before = past = ""
    for index, passage in enumerate(passages):
        if passage.kind == "表格":
            before = past = ""
            continue
        if passage.kind.startswith("标题"):
            past = ""
        found, figured = _of_text(passage.text, before, past)
        yield from ((index, claim) for claim in found)
        before = passage.text
        past = before if figured else past


@Remembered
def _of_text(text: str, before: str, past: str) -> tuple[tuple[Claim, ...], bool]:
    """The claims of one paragraph, each result once; and whether it has any figures.

    ``before`` is the paragraph before, ``past`` the last one that had figures.
    """
    earlier, remembered = _last(before), _remembered(past)
    told = list(sentences(text, earlier, remembered))
    found = [c for sentence in told for c in _of_sentence(sentence)]
    found.sort(key=lambda claim: (claim.start, claim.kind == "percent-for-points", not claim.holds))
    once = (next(same) for _, same in groupby(found, key=_result))
    claims = tuple(c._replace(words=text[c.start : c.end]) for c in once)
    return claims, any(each.quantities for each in told)


def _last(before: str) -> tuple[Quantity, ...]:
    """The last figures of the paragraph before, at places below nought."""
    by = len(before) + 1
    last = figures(before)[-1:]
    return tuple([Quantity(q.start - by, q.end - by, *q[2:]) for own in last for q in own[-4:]])


def _remembered(past: str) -> tuple[Quantity, ...]:
    """The figures of a paragraph's last two sentences that have any."""
    last = [own for own in figures(past) if own][-2:]
    return tuple([each for own in last for each in own])[-8:]


def _result(claim: Claim) -> tuple[int, bool]:
    """What is claimed once: a figure that any reading gives is right, its form may still be wrong."""
    return claim.start, claim.kind == "percent-for-points"


def _of_sentence(sentence: Sentence) -> Iterator[Claim]:
    yield from counts(sentence)
    if not sentence.quantities:
        return
    yield from shares(sentence)
    yield from remainders(sentence)
    yield from conversions(sentence)
    if len(sentence.quantities) > _TWO:
        yield from sums(sentence)
        yield from products(sentence)
    yield from growths(sentence)


_TWO = 2  # a total has two parts, or a rate and a number


_LONGEST = 40


def _quoted(text: str, start: int, end: int) -> str:
    """The sentence round the wrong span, cut to a sensible length, the span marked by 【】."""
    first = max(0, start - _LONGEST)
    last = min(len(text), end + _LONGEST // 2)
    stop = max(text.rfind(mark, first, start) for mark in "。！？\n")
    first = max(first, stop + 1)
    if first != stop + 1:
        first = next((at + 1 for at in range(first, start) if text[at] in "，；：、（"), first)
    ends = [at for at in (text.find(mark, end, last) for mark in "。！？\n") if at >= 0]
    last = min([last, *(at + 1 for at in ends)])
    lead = "…" if first and first != stop + 1 else ""
    cut = "…" if last < len(text) and text[last - 1] not in "。！？" else ""
    return f"“{lead}{text[first:start]}【{text[start:end]}】{text[end:last]}{cut}”"


def _finding(passage: Passage, claim: Claim) -> Finding:
    message = (
        f"{_quoted(passage.text, claim.start, claim.end)}：{claim.steps}，{_SAYS[claim.kind]}。"
    )
    words = passage.text[claim.start : claim.end]
    told = _TELL[claim.kind](message)
    hint = f"应为{claim.right}；{claim.advice}。"
    return replace(told, hint=hint, path=passage.path, line=passage.line, words=words)


_SAYS = MappingProxyType(
    {
        "share": "与文中的百分比不符",
        "remaining": "与文中的剩余数不符",
        "conversion": "与文中换算后的数不符",
        "product": "与文中的总额不符",
        "parts": "与文中的总数不符",
        "growth": "与文中的增减幅度不符",
        "change": "与文中的增减数不符",
        "times": "与文中的倍数不符",
        "points": "与文中的百分点不符",
        "percent-for-points": "两个百分比之差用“个百分点”，不用“%”",
        "count": "与文中的个数不符",
        "column": "与文中的总数不符",
    }
)
_W = Severity.WARNING
_TELL: MappingProxyType[str, Callable[[str], Finding]] = MappingProxyType(
    {
        "share": lambda m: Finding("share-differs", _W, m),
        "remaining": lambda m: Finding("remaining-differs", _W, m),
        "conversion": lambda m: Finding("conversion-differs", _W, m),
        "product": lambda m: Finding("product-differs", _W, m),
        "parts": lambda m: Finding("parts-differ", _W, m),
        "growth": lambda m: Finding("growth-differs", _W, m),
        "change": lambda m: Finding("change-differs", _W, m),
        "times": lambda m: Finding("times-differ", _W, m),
        "points": lambda m: Finding("points-differ", _W, m),
        "percent-for-points": lambda m: Finding("percentage-points", _W, m),
        "count": lambda m: Finding("count-differs", _W, m),
        "column": lambda m: Finding("column-differs", _W, m),
    }
)
ARITHMETIC = frozenset(tell("").id for tell in _TELL.values())
"""The ids of findings on arithmetic; all others are on the form of writing."""
REMEMBERED = (_of_text, faults)
"""What is asked of each text, and depends on nothing else."""
