"""整填: a template filled as a whole: every step on the document itself, none prepared.

The way of every template, and the one whose messages say where a template can't be filled.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml import etree

from generator.findings import Finding, Refused, Severity
from generator.narrative import Manuscript
from generator.template import charts, pictures
from generator.template.checking import fronted
from generator.template.contents import from_page_one, front, with_contents
from generator.template.fields import sandbox
from generator.template.package import packed, unpacked, with_added, with_manifest
from generator.template.slots import Slots, UnprintableError, element, w

__all__ = ["closing_styles", "drop_foreign_properties", "filled", "keep_with_next"]


def filled(
    template: bytes,
    manuscript: Manuscript,
    images: Mapping[str, bytes],
    styles: Mapping[str, str],
) -> bytes:
    """The docx of a manuscript that passed the checks.

    ``images``: pictures by the file they are named by; ``styles``: style ids by name.
    """
    slots = Slots(styles, images)
    try:
        document = _rendered(template, manuscript, slots)
    except (TemplateError, UnprintableError) as error:
        raise Refused([_of_rendering(error)]) from None
    parts = unpacked(document)
    parts = with_added(parts, charts.added(slots.charts, charts.taken(parts)))
    whole = with_added(parts, pictures.added(slots.shown))
    return packed(with_manifest(whole, slots.marks))


class _Template(DocxTemplate):  # type: ignore[misc]
    """docxtpl, with values kept out of the XML it works on."""

    def __init__(self, template: bytes, slots: Slots) -> None:
        super().__init__(io.BytesIO(template))
        self.slots = slots

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        xml: str = super().render_xml_part(src_xml, part, context, jinja_env)
        return self.slots.in_attributes(xml)


def _rendered(template: bytes, manuscript: Manuscript, slots: Slots) -> bytes:
    document = _Template(template, slots)
    printing = sandbox().overlay(finalize=slots.finalize())
    document.render(manuscript.fields, jinja_env=printing, autoescape=True)
    word = document.docx
    slots.fill(word.element)
    for relation in word.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            slots.fill(relation.target_part.element)
    body = word.element.body
    before = front(body) if fronted(manuscript) else []
    if manuscript.annex_first:
        _last_section_first(body, len(before))
    _keep_together(body, slots.styles)
    if before:
        from_page_one(body, before)
        with_contents(body, before, word.styles.element, slots.styles)
    drop_foreign_properties(word.part.package)
    for name, value in manuscript.properties.items():
        setattr(word.core_properties, name, value)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def drop_foreign_properties(package: Any) -> None:
    """LibreOffice relates the core properties by a type of its own, beside which python-docx would
    put a second part of the same name."""
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/officedocument/2006/relationships/metadata/core-properties"):
            del package.rels[key]


def _keep_together(body: etree._Element, styles: Mapping[str, str]) -> None:
    """The signature never stands on a page alone (GB/T 9704—2012 7.3.5.4), nor a table's last row."""
    closing = closing_styles(styles)
    for paragraph in body.iterchildren(w("p")):
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        before = paragraph.getprevious()
        if style is not None and style.get(w("val")) in closing and before is not None:
            keep_with_next([before])
    for table in body.iter(w("tbl")):
        rows = table.findall(w("tr"))
        keep_with_next(p for row in rows[-2:-1] for p in row.iter(w("p")))


def closing_styles(styles: Mapping[str, str]) -> set[str]:
    """The ids of the styles of the signature and of what stands right before it."""
    return {styles[name] for name in ("附件说明", "落款单位") if name in styles}


def keep_with_next(paragraphs: Iterable[etree._Element]) -> None:
    """Each paragraph stays on the page of the one behind it, as far as it has properties."""
    for paragraph in paragraphs:
        properties = paragraph.find(w("pPr"))
        if properties is not None and properties.find(w("keepNext")) is None:
            style = properties.find(w("pStyle"))
            properties.insert(0 if style is None else 1, element("keepNext"))


def _last_section_first(body: etree._Element, front: int) -> None:
    """Move the last section (附件3) before the others; each keeps its own page set-up.

    ``front``: how many elements of cover and contents stay before it.

    A section's set-up stands in its last paragraph, that of the last section at the end of the body
    (ECMA-376 17.6.17).
    """
    breaks = [p for p in body if p.find(f"{w('pPr')}/{w('sectPr')}") is not None]
    if not breaks:
        return
    last_of_body = breaks[-1]
    annex = [e for e in last_of_body.itersiblings() if e.tag != w("sectPr")]
    annex_setup, end = body[-1], etree.Element(w("p"))
    body_properties = last_of_body.find(w("pPr"))
    assert body_properties is not None
    body_setup = body_properties.find(w("sectPr"))
    assert body_setup is not None
    for i, moved in enumerate(annex, front):
        body.insert(i, moved)
    etree.SubElement(end, w("pPr")).append(annex_setup)
    body.insert(front + len(annex), end)
    body.append(body_setup)


def _of_rendering(error: Exception) -> Finding:
    if isinstance(error, UnprintableError):
        return Finding("template-field-misplaced", Severity.ERROR, f"{error}。")
    lines = " ".join(line.strip() for line in getattr(error, "docx_context", ()) if line.strip())
    near = f"，在“{lines[:60]}”附近" if lines else ""
    message = f"模板填写不下去{near}。"
    return Finding(
        "template-unreadable", Severity.ERROR, message, hint="请核对循环、条件和字段的写法。"
    )
