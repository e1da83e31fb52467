"""压模: a template prepared once, and printing from it.

A press holds what docxtpl makes of a template, its tags compiled, and the members that no value
changes as they lie in the file.  What it prints is, byte for byte, what the slow way makes of the
same (整填); what it can't print, or prints wrongly formed, goes that way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import CodeType
from typing import Any, NamedTuple
from xml.parsers import expat

from jinja2 import Template
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from generator.narrative import Manuscript
from generator.template import charts, contents, pictures
from generator.template.arranging import Order, arranged, unmarked
from generator.template.checking import fronted
from generator.template.container import Member, contained, content, member
from generator.template.fields import sandbox
from generator.template.ink import Ink, UnusualError, attribute, escaped
from generator.template.opening import DOCUMENT
from generator.template.package import (
    MANIFEST,
    RELATIONS,
    TYPES,
    Added,
    digest,
    fingerprint_of,
    placed,
)
from generator.template.slots import w

__all__ = ["CORE", "HEAD", "PROPERTIES", "Press", "printed", "related_as", "typed_as"]

HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
CORE = "docProps/core.xml"
_STYLES = "word/styles.xml"
PROPERTIES = (
    "title", "subject", "author", "last_modified_by", "created", "modified", "revision",
)  # fmt: skip
"""The properties of a document that a manuscript gives, in its order."""
_OF_A_DICT = frozenset(dir(dict))
_SMALL = 8192
_LONGEST = 255  # signs of a property, as python-docx has it


class Press(NamedTuple):
    """A template prepared (压模); plain values throughout, so that it can be kept.

    ``codes``: the parts with tags, the document first, with what prints them, and whether marks
    stand inside their text.  ``members``: the
    others as they lie in the file, ``digests`` what they add to the fingerprint.  ``core``: the
    properties' part in pieces, with a property in every other place.  ``relations``, ``types``:
    those parts in two, before and behind what charts and pictures add.  ``item``: the manifest's
    name.  ``taken``: numbers of charts.  ``chart``, ``picture``: as :class:`Ink` has them.
    """

    codes: tuple[tuple[str, CodeType, bool], ...]
    members: tuple[tuple[str, int, int, bytes], ...]
    digests: dict[str, bytes]
    styles: dict[str, str]
    core: tuple[str, ...]
    relations: tuple[str, str]
    types: tuple[str, str]
    item: str
    taken: int
    chart: tuple[str, ...]
    picture: tuple[str, ...]


def printed(press: Press, manuscript: Manuscript, images: Mapping[str, bytes]) -> bytes | None:
    """The docx of a manuscript that passed the checks; None when it has to be filled as a whole."""
    try:
        return _printed(press, manuscript, images)
    except Exception:  # whatever it is, the slow way meets it too, and can say where
        return None


def _printed(press: Press, manuscript: Manuscript, images: Mapping[str, bytes]) -> bytes:
    ink = Ink(press.styles, press.chart, press.picture, images)
    parts = _rendered(press, manuscript, ink)
    more = charts.added(ink.charts, press.taken), pictures.added(ink.shown)
    for each in more:
        parts |= each.parts
    parts[CORE] = _core(press.core, manuscript.properties)
    parts[RELATIONS] = _between(press.relations, related_as, more)
    parts[TYPES] = _between(press.types, typed_as, more)
    if not press.digests.keys().isdisjoint(parts):
        raise UnusualError
    digests = press.digests | {name: digest(name, raw) for name, raw in parts.items()}
    parts[press.item] = _manifest(fingerprint_of(digests), ink.marks)
    for name, raw in parts.items():
        if name.endswith((".xml", ".rels")):
            (_check_small if len(raw) < _SMALL else _check)(raw)
    members = [
        *(Member(*each) for each in press.members),
        *(member(n, p) for n, p in parts.items()),
    ]
    return contained(sorted(members, key=lambda each: placed(each.name)))


def _check(part: bytes) -> None:
    """An error unless a part is well-formed."""
    expat.ParserCreate().Parse(part, True)


_check_small = lru_cache(maxsize=64)(_check)  # most are the same from one report to the next


def _rendered(press: Press, manuscript: Manuscript, ink: Ink) -> dict[str, bytes]:
    environment = sandbox().overlay(autoescape=False)
    environment.filters = {**environment.filters, **ink.filters()}
    environment.getattr = _quick(environment.getattr)  # type: ignore[assignment, method-assign]
    order = Order(fronted(manuscript), manuscript.annex_first)
    parts: dict[str, bytes] = {}
    for name, code, marked in press.codes:
        pieces = _run(code, environment, manuscript.fields)
        if ink.in_body:
            pieces = arranged(pieces, order)
        ink.in_body = False
        xml = "".join([HEAD, *pieces])
        parts[name] = (unmarked(xml) if marked else xml).encode()
    if order.front:
        parts[DOCUMENT] = _with_contents(parts[DOCUMENT], press)
    return parts


def _with_contents(document: bytes, press: Press) -> bytes:
    """The document with its contents, if it has a place for them behind the cover."""
    place = press.styles.get("toc 1")
    if place is None or f'<w:pStyle w:val="{attribute(place)}"/>'.encode() not in document:
        return document
    styles = next(Member(*each) for each in press.members if each[0] == _STYLES)
    root = etree.fromstring(document)
    body = next(root.iter(w("body")))
    contents.with_contents(
        body, contents.front(body), etree.fromstring(content(styles)), press.styles
    )
    return etree.tostring(root, encoding="UTF-8", standalone=True)


def _quick(otherwise: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """What the sandbox looks for as an attribute first, for a name that can only be an entry."""

    def find(thing: Any, name: str) -> Any:
        if type(thing) is dict and name in thing and name not in _OF_A_DICT:
            return thing[name]
        return otherwise(thing, name)

    return find


def _run(code: CodeType, environment: SandboxedEnvironment, fields: Mapping[str, Any]) -> list[str]:
    template = Template.from_code(environment, code, environment.make_globals(None))
    return list(template.root_render_func(template.new_context(dict(fields))))


def _core(pieces: tuple[str, ...], properties: Mapping[str, Any]) -> bytes:
    if tuple(properties) != PROPERTIES:
        raise UnusualError
    said = {name: _property(value) for name, value in properties.items()}
    texts = (said[each] if i % 2 else each for i, each in enumerate(pieces))
    return (HEAD + "".join(texts)).encode()


def _property(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    text = str(value)
    if not text or len(text) > _LONGEST:
        raise UnusualError
    return escaped(text)


def _between(
    halves: tuple[str, str], written: Callable[[Added], list[str]], more: tuple[Added, ...]
) -> bytes:
    rows = [row for each in more for row in written(each)]
    return "".join([HEAD, halves[0], *rows, halves[1]]).encode()


def related_as(more: Added) -> list[str]:
    """The relationships of what is added, as XML."""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return [
        f'<Relationship Id="{id}" Type="{base}/{kind}" Target="{target}"/>'
        for id, kind, target in more.relations
    ]


def typed_as(more: Added) -> list[str]:
    """The content types of what is added, as XML."""
    return [f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in more.types]


def _manifest(whole: str, marks: Sequence[str]) -> bytes:
    start = f'{HEAD}<manuscript xmlns="{MANIFEST}" sha256="{whole}"'
    return (f"{start}>{''.join(marks)}</manuscript>" if marks else f"{start}/>").encode()
