"""不见的字: words of an old document that no reader sees: hidden ones, and those a revision deleted.

They are taken out of a part's tree, so that none is printed, and kept with the paragraph at which
they stood, so that all can be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from generator.intake.pieces import is_copy, made_plain, pieces
from generator.intake.styled import Styles
from generator.template import w

__all__ = ["DELETED", "HIDDEN", "Unseen", "taken_out"]

HIDDEN, DELETED = "隐藏的文字", "修订中删去的文字"
"""The kinds of words that nobody sees."""

_SIGNS: Mapping[str, str] = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n"}
_DRAWN = (w("drawing"), w("pict"), w("object"))
_Gone = tuple[etree._Element, str, str]  # paragraph, kind, words


@dataclass(frozen=True, slots=True)
class Unseen:
    """What was taken out of a part (不见的字): kind and words by the paragraph that tells the place.

    ``silent``: paragraphs of which nothing is seen, not even the end, so that none has a number.
    """

    words: Mapping[etree._Element, tuple[tuple[str, str], ...]]
    silent: frozenset[etree._Element]


def taken_out(root: etree._Element, styles: Styles) -> Unseen:
    """Leave in a part's tree what a reader sees, in place; what was taken out is given back."""
    order = list(root.iter(w("p")))
    deleted = list(_deleted(root))
    made_plain(root)
    hidden = list(_hidden(root, styles))
    silent = frozenset(each for each in root.iter(w("p")) if _is_silent(each, styles))
    for row in [each for each in root.iter(w("tr")) if _is_empty(each, silent)]:
        _drop(row)
    return Unseen(_placed((*deleted, *hidden), order, root), silent)


def _placed(
    gone: Iterable[_Gone], order: Sequence[etree._Element], root: etree._Element
) -> Mapping[etree._Element, tuple[tuple[str, str], ...]]:
    """Words at their paragraph, or where it is gone too at the next that is left, else the last."""
    left = set(root.iter(w("p")))
    near = next((each for each in reversed(order) if each in left), None)
    places: dict[etree._Element, etree._Element | None] = {}
    for paragraph in reversed(order):
        places[paragraph] = near = paragraph if paragraph in left else near
    found: dict[etree._Element, tuple[tuple[str, str], ...]] = {}
    for paragraph, kind, words in gone:
        place = places[paragraph]
        if place is not None:
            found[place] = (*found.get(place, ()), (kind, words))
    return found


def _deleted(root: etree._Element) -> Iterator[_Gone]:
    """What revisions deleted, with who did and when; what one person deleted in one go together."""
    groups: list[list[etree._Element]] = []
    for change in root.iter(w("del"), w("cellDel")):
        if groups and _goes_on(groups[-1][-1], change):
            groups[-1].append(change)
        elif not is_copy(change):
            groups.append([change])
    for group in groups:
        paragraph, by = _at(_scope(group[0])), _by(group[0])
        said = "".join(map(_struck, group)).strip()
        if said and paragraph is not None:
            yield paragraph, DELETED, f"{said}（{by}）" if by else said


def _goes_on(before: etree._Element, change: etree._Element) -> bool:
    return change.getprevious() is before and _by(before) == _by(change)


def _scope(change: etree._Element) -> etree._Element:
    """What a deletion takes away: itself with all in it, or the row or cell that it is a sign of."""
    parent = change.getparent()
    assert parent is not None
    around = parent.getparent() if parent.tag in (w("trPr"), w("tcPr")) else None
    return change if around is None else around


def _at(element: etree._Element) -> etree._Element | None:
    """The paragraph a deletion stands in; of a row, a cell, whole paragraphs the first one in it."""
    around = _around(element) if element.tag == w("del") else None
    return next(element.iter(w("p")), None) if around is None else around


def _struck(change: etree._Element) -> str:
    """The words of a deletion; of a row or cell those that are no deletion of their own."""
    scope = _scope(change)
    texts = (w("delText"), w("t")) if scope is change else (w("t"),)
    return "".join(
        e.text or "" if e.tag in texts else _SIGNS[str(e.tag)]
        for run in scope.iter(w("r"))
        for e in run.iterchildren(*texts, *_SIGNS)
    )


def _by(change: etree._Element) -> str:
    """Who deleted, and when, as the file has it."""
    day, _, time = str(change.get(w("date")) or "").partition("T")
    return " ".join(filter(None, (str(change.get(w("author")) or ""), day, time[:5])))


def _hidden(root: etree._Element, styles: Styles) -> Iterator[_Gone]:
    """The hidden runs, taken out; those that follow each other in a paragraph together."""
    for paragraph in list(root.iter(w("p"))):
        if root not in paragraph.iterancestors():
            continue
        said = ""
        for run in [each for each in paragraph.iter(w("r")) if _around(each) is paragraph]:
            if styles.hides(paragraph, run):
                said += _all_of(run)
                _drop(run)
            elif said:
                yield from _told(paragraph, said)
                said = ""
        yield from _told(paragraph, said)


def _around(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(w("p")), None)


def _all_of(run: etree._Element) -> str:
    """The words of a run, with those of the boxes that hang on it and go with it."""
    return "".join(text for each in (run, *run.iter(w("p"))) for _, text in pieces(each))


def _told(paragraph: etree._Element, said: str) -> Iterator[_Gone]:
    if said.strip():
        yield paragraph, HIDDEN, said.strip()


def _is_silent(paragraph: etree._Element, styles: Styles) -> bool:
    """Nothing is seen of a paragraph: its end is hidden, and no word of it is left."""
    end = paragraph.find(w("pPr"))
    hidden = styles.hides(paragraph, paragraph if end is None else end)
    spoken = any(text.strip() for _, text in pieces(paragraph))
    return hidden and not spoken and next(paragraph.iter(*_DRAWN), None) is None


def _is_empty(row: etree._Element, silent: frozenset[etree._Element]) -> bool:
    return all(paragraph in silent for paragraph in row.iter(w("p")))


def _drop(element: etree._Element) -> None:
    """Out of the tree, with a table that has no row left."""
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)
    if parent.tag == w("tbl") and next(parent.iter(w("tr")), None) is None:
        _drop(parent)
