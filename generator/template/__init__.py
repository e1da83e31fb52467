"""模板: a Word template: which fields it asks for, and filling it with a manuscript.

The template decides look and order; this room only puts text into it, in the styles it names, and
knows nothing of rules, YAML or files.  The same template and manuscript give the same bytes.  Layout
follows GB/T 9704—2012 through the template's styles.

A template is prepared once (压模) and then printed from as often as wanted; what can't be prepared
or printed so is filled as a whole (整填), to the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from generator.cache import NONE, Cache
from generator.findings import Finding, Refused
from generator.narrative import Manuscript
from generator.template import checking, keeping
from generator.template.fields import Asked, asked, numbered, paragraphs
from generator.template.measure import Measured, measured
from generator.template.opening import DOCUMENT, opened, opened_for
from generator.template.package import (
    BROKEN,
    MANIFEST,
    fingerprint,
    marks,
    origin,
    packed,
    said,
    saying,
    seal,
    sealed,
    told,
    unpacked,
    with_comments,
)
from generator.template.press import printed
from generator.template.slots import STYLES, cell_kind, element, pieces, w

__all__ = [
    "BROKEN", "MANIFEST", "STYLES", "Measured", "cell_kind", "check", "element", "fields", "fill", "fingerprint",
    "marks", "measured", "numbering", "order", "origin", "packed", "pieces", "said", "saying", "seal", "sealed", "told",
    "unpacked", "used", "w", "with_comments", "words",
]  # fmt: skip

NO_PICTURES: Mapping[str, bytes] = MappingProxyType({})
"""A manuscript shows no picture."""


def fill(
    template: bytes,
    manuscript: Manuscript,
    pictures: Mapping[str, bytes] = NO_PICTURES,
    cache: Cache = NONE,
    *,
    checked: bool = False,
) -> bytes:
    """The docx of a manuscript; Refused when the template can't take it, with everything wrong.

    ``pictures``: the bytes of those that the manuscript shows, by the file it names.  ``checked``:
    :func:`check` has found no error in the same.
    """
    columns = _columns(manuscript)
    form = keeping.form(template, columns, cache)
    findings = [] if checked else [f for f in checking.check(form, manuscript) if f.stops]
    if findings:
        raise Refused(findings)
    press = keeping.press(template, columns, cache)
    quick = None if press is None else printed(press, manuscript, pictures)
    if quick is not None:
        return quick
    parts, changed = opened_for(template, columns)
    whole = packed(parts) if changed else template
    return keeping.slowly("whole").filled(whole, manuscript, pictures, form.styles)  # type: ignore[no-any-return]


def check(template: bytes, manuscript: Manuscript, cache: Cache = NONE) -> list[Finding]:
    """Everything that stands in the way of filling, and parts the template leaves out."""
    try:
        return checking.check(keeping.form(template, _columns(manuscript), cache), manuscript)
    except Refused as refused:
        return list(refused.findings)


def fields(template: bytes) -> list[Asked]:
    """Every field the template asks for, in its order; Refused when it is no Word file."""
    return [
        tag for tag in asked(opened(template)) if isinstance(tag, Asked) and tag.kind == "print"
    ]


def words(template: bytes) -> tuple[tuple[str, str], ...]:
    """Every paragraph of the body, its tags as they are, with its place in words."""
    return paragraphs(opened(template)[DOCUMENT])


def numbering(template: bytes, cache: Cache = NONE) -> Mapping[str, tuple[str, ...]]:
    """How the template numbers parts in a way of its own; none when it is no Word file."""
    try:
        return numbered(keeping.form(template, (), cache))
    except Refused:
        return {}


def used(template: bytes, cache: Cache = NONE) -> frozenset[str]:
    """The first words of all names the template prints; Refused when it is no Word file."""
    return keeping.form(template, (), cache).printed


def order(template: bytes, cache: Cache = NONE) -> tuple[str, ...]:
    """Those names in the order in which the template prints them; Refused as :func:`used`."""
    return keeping.form(template, (), cache).order


def _columns(manuscript: Manuscript) -> tuple[str, ...]:
    return tuple(manuscript.rows[0]) if manuscript.rows else ()
