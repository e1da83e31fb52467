"""制模: makes a press of a template: what docxtpl makes of it, each tag at its place in the tree.

docxtpl itself prepares the XML, reads and writes the file; instead of rendering, each tag becomes a
processing instruction (``<?jx 7?>``), so that the steps which follow the rendering can be taken on
the template, once.  A template in which one of them depends on values in a way that is not
foreseen here has no press, and is filled as a whole each time.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import nodes
from lxml import etree

from generator.narrative import FILTERS
from generator.template import charts, pictures
from generator.template.container import member
from generator.template.fields import NUMBERED, Form, sandbox
from generator.template.ink import EMPTY, HOLDER, Ink, UnusualError
from generator.template.marking import Tag, marked, place, source
from generator.template.opening import DOCUMENT
from generator.template.package import (
    RELATIONS,
    TYPES,
    Added,
    digest,
    for_manifest,
    packed,
    related,
    typed,
    unpacked,
)
from generator.template.press import CORE, HEAD, PROPERTIES, Press, related_as, typed_as
from generator.template.slots import element
from generator.template.whole import drop_foreign_properties

__all__ = ["pressed"]

_USUAL = frozenset([
    "abs", "capitalize", "count", "default", "d", "first", "float", "int", "join", "last", "length", "list", "lower",
    "max", "min", "replace", "reverse", "round", "sort", "string", "sum", "title", "trim", "unique", "upper",
])  # fmt: skip
"""Filters of the engine that give no XML, whatever is given to them."""
_FOOTNOTES = ".wordprocessingml.footnotes+xml"
_TAG = re.compile(r"\{[{%#]|\{_[{%]|[}%]_\}")
_NUMBER = 7_654_000  # of a chart or picture that stands for all, which no other number is like
_TIMES = {"created": datetime(1501, 2, 3, 4, 5, 6), "modified": datetime(1602, 3, 4, 5, 6, 7)}


def pressed(parts: Mapping[str, bytes], form: Form) -> Press | None:
    """The press of a template, given by its parts; None when it can only be filled as a whole."""
    try:
        return _pressed(parts, form)
    except (
        Exception
    ):  # a template that fails here fails in the slow way, which says where, or passes
        return None


class _Marked(DocxTemplate):  # type: ignore[misc]
    """docxtpl, with the tags standing in its XML instead of what they print."""

    def __init__(self, template: bytes) -> None:
        super().__init__(io.BytesIO(template))
        self.tags: list[Tag] = []

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        if part.content_type.endswith(_FOOTNOTES):
            if _TAG.search(src_xml):
                raise UnusualError
            xml: str = super().render_xml_part(src_xml, part, context, jinja_env)
            return xml
        return marked(src_xml, self.tags, body=part is self.docx.part)


def _pressed(parts: Mapping[str, bytes], form: Form) -> Press:
    template = _Marked(packed(parts))
    template.render_init()
    properties = template.docx.core_properties
    written = ("author", "comments", "identifier", "language", "subject", "title")
    if any("{" in getattr(properties, name) for name in written):
        raise UnusualError
    template.render({}, jinja_env=sandbox().overlay(), autoescape=True)
    word = template.docx
    names = _with_tags(word, template.tags, form.styles)
    forms = _forms(word.element, form.styles)
    saved = _saved(word)
    sources = {
        name: source(_without_head(saved.pop(name).decode()), template.tags) for name in names
    }
    core = _core(saved.pop(CORE).decode())
    item, about = for_manifest(saved)
    ends = (_ends(saved.pop(RELATIONS), related, related_as(about)),
            _ends(saved.pop(TYPES), typed, typed_as(about)))  # fmt: skip
    saved |= about.parts
    return Press(
        codes=tuple(
            (name, _compiled(text), EMPTY in text or HOLDER in text)
            for name, text in sources.items()
        ),
        members=tuple(tuple(member(name, part)) for name, part in saved.items()),
        digests={name: digest(name, part) for name, part in saved.items()},
        styles=dict(form.styles),
        core=core,
        relations=ends[0],
        types=ends[1],
        item=item,
        taken=charts.taken(saved),
        chart=forms[0],
        picture=forms[1],
    )


def _with_tags(word: Any, tags: list[Tag], styles: Mapping[str, str]) -> list[str]:
    """Take the steps on each part that has tags; their names, in the order of printing."""
    roots = {DOCUMENT: word.element}
    for relation in word.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            part = relation.target_part
            name = str(part.partname).removeprefix("/")
            if name in roots:
                raise UnusualError
            roots[name] = part.element
    if str(word.part.partname) != f"/{DOCUMENT}":
        raise UnusualError
    for name, root in roots.items():
        place(root, tags, styles if name == DOCUMENT else None)
    return [
        name for name, root in roots.items() if name == DOCUMENT or b"<?jx" in etree.tostring(root)
    ]


def _saved(word: Any) -> dict[str, bytes]:
    """The parts as they are saved, the properties standing for themselves."""
    drop_foreign_properties(word.part.package)
    for name in PROPERTIES:
        value = _TIMES.get(name, _NUMBER if name == "revision" else f"\ue002{name}\ue002")
        setattr(word.core_properties, name, value)
    target = io.BytesIO()
    word.save(target)
    return unpacked(target.getvalue())


def _core(xml: str) -> tuple[str, ...]:
    """The properties' part without its head, in pieces with a property in every other place."""
    for name, time in _TIMES.items():
        xml = xml.replace(f"{time:%Y-%m-%dT%H:%M:%SZ}", f"\ue002{name}\ue002")
    xml = xml.replace(str(_NUMBER), "\ue002revision\ue002")
    pieces = tuple(_without_head(xml).split("\ue002"))
    if sorted(pieces[1::2]) != sorted(PROPERTIES):
        raise UnusualError
    return pieces


def _without_head(xml: str) -> str:
    if not xml.startswith(HEAD):
        raise UnusualError
    return xml.removeprefix(HEAD)


def _ends(part: bytes, more: Any, last: list[str]) -> tuple[str, str]:
    """A part before and behind what charts and pictures add to it, ``last`` coming behind."""
    sample = ("rIdX", "kind", "target") if more is related else ("/part", "kind")
    by = Added({}, [sample], []) if more is related else Added({}, [], [sample])  # type: ignore[list-item]
    (row,) = related_as(by) or typed_as(by)
    before, found, behind = _without_head(more(part, *sample).decode()).partition(row)
    if not found or not behind.startswith("</"):
        raise UnusualError
    return before, "".join([*last, behind])


def _compiled(text: str) -> Any:
    """What prints a part.  Values are escaped where they are written, so that nothing is left to
    the engine; what works otherwise then has no press."""
    environment = sandbox().overlay(autoescape=False)
    own = Ink({"加粗": "x"}, (), (), {}).filters()
    environment.filters = {**environment.filters, **own}
    tree = environment.parse(text)
    usual = {*FILTERS, NUMBERED, *own, *_USUAL}
    if any(each.name not in usual for each in tree.find_all(nodes.Filter)):
        raise UnusualError
    if next(tree.find_all((nodes.Concat, nodes.Call)), None) is not None:
        raise UnusualError
    return environment.compile(tree)


def _forms(root: etree._Element, styles: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """The runs that show charts and pictures, as they are written inside this document."""
    title, words = "\ue002title\ue002", "\ue002words\ue002"
    size = (_NUMBER + 3, _NUMBER + 5)
    runs = charts.drawn(_NUMBER, title, words), pictures.drawn(_NUMBER, words, size)
    return tuple(_form(root, run, size) for run in runs)


def _form(root: etree._Element, run: str, size: tuple[int, int]) -> tuple[str, ...]:
    inside = etree.fromstring(etree.tostring(root))
    paragraph = element("p", etree.fromstring(run))
    inside.append(paragraph)
    whole = etree.tostring(inside, encoding="unicode")
    xml = whole[whole.rindex("<w:p><w:r>") + len("<w:p>") : whole.rindex("</w:p>")]
    first = re.search(r'docPr id="(\d+)"', xml)
    assert first is not None
    for name, number in (
        ("id", first[1]),
        ("width", size[0]),
        ("height", size[1]),
        ("number", _NUMBER),
    ):
        xml = xml.replace(str(number), f"\ue002{name}\ue002")
    return (str(int(first[1]) - _NUMBER), *xml.split("\ue002"))
