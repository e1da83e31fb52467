"""连句: two sentences that speak of one thing, read as one: 共960份。其中大米420份…… or 以上两项合计…….

A sentence is joined to the one before when it opens by pointing back; that one may end a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.proofread.counts import counts
from generator.proofread.judgement import Claim
from generator.proofread.lists import Passage
from generator.proofread.products import products
from generator.proofread.sentences import Sentence, sentences, spans
from generator.proofread.sums import sums

__all__ = ["linked"]

_NUMBER = "[两二三四五六七八九十2-9]"
_BACK = re.compile(
    r"\s*(?:其中|分别|具体(?:为|是|包括)|包括|即(?!使|将|日|便|时)|由|以上|上述|这|前述|合计|共计|总计|总共|共(?!产|青|同|建|享)"
    rf"|{_NUMBER}(?:项|者|类|笔|批|村|个)[^，。；]{{0,8}}(?:合计|共|总计)|每|按|人均|户均|亩均)"
)
_BACK_WITHIN = re.compile(rf"[。！？!?\n]{_BACK.pattern}")
_LONGEST = 400


def linked(passages: Sequence[Passage]) -> Iterator[tuple[int, Claim]]:
    """The claims that two sentences make together, each with the index of its passage."""
    last: tuple[int, int, str] | None = None
    for index, passage in enumerate(passages):
        if passage.kind == "表格" or not passage.text.strip():
            last = None
            continue
        text = passage.text
        points = _BACK.match(text) or _BACK_WITHIN.search(text)
        for start, end in spans(text) if points else spans(text)[-1:]:
            words = text[start:end]
            if last is not None and _BACK.match(words) and len(words) <= _LONGEST:
                yield from _joined(last, (index, start, words))
            last = (index, start, words) if len(words) <= _LONGEST else None


def _joined(
    first: tuple[int, int, str], second: tuple[int, int, str]
) -> Iterator[tuple[int, Claim]]:
    """The claims of the two together that neither makes alone."""
    head, tail = first[2], second[2]
    if not re.search(r"[。：；]\s*$", head):
        return
    end = len(head.rstrip())
    text = f"{head[: end - 1]}，{' ' * (len(head) - end)}{tail}"
    for sentence in sentences(text):
        for claim in _of(sentence):
            index, start, by = (
                (first[0], first[1], 0)
                if claim.start < len(head)
                else (second[0], second[1], len(head))
            )
            moved = start - by
            yield index, claim._replace(start=claim.start + moved, end=claim.end + moved)


def _of(sentence: Sentence) -> Iterator[Claim]:
    yield from sums(sentence)
    yield from counts(sentence)
    yield from products(sentence)
