"""模板: a Word template: which fields it asks for, and filling it with a manuscript.

The template decides look and order; this room only puts text into it, in the styles it names, and
knows nothing of rules, YAML or files.  The same template and manuscript give the same bytes.  Layout
follows GB/T 9704—2012 through the template's styles.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml import etree

from generator.findings import Finding, Refused, Severity
from generator.narrative import Manuscript
from generator.template.charts import with_charts
from generator.template.contents import from_page_one, front, with_contents
from generator.template.fields import (
    Asked,
    asked,
    check_fields,
    expressions,
    numbered,
    paragraphs,
    printed_names,
    sandbox,
)
from generator.template.measure import Measured, measured
from generator.template.package import (
    BROKEN,
    MANIFEST,
    fingerprint,
    marks,
    origin,
    packed,
    seal,
    sealed,
    unpacked,
    with_comments,
    with_manifest,
)
from generator.template.pictures import with_pictures
from generator.template.scoretable import fitted
from generator.template.slots import STYLES, Slots, UnprintableError, cell_kind, element, pieces, w

__all__ = [
    "BROKEN", "MANIFEST", "STYLES", "Measured", "cell_kind", "check", "element", "fields", "fill", "fingerprint",
    "marks", "measured", "numbering", "origin", "packed", "pieces", "seal", "sealed", "unpacked", "used", "w",
    "with_comments", "words",
]  # fmt: skip

_DOCUMENT = "word/document.xml"


NO_PICTURES: Mapping[str, bytes] = MappingProxyType({})
"""A manuscript shows no picture."""


def fill(
    template: bytes, manuscript: Manuscript, pictures: Mapping[str, bytes] = NO_PICTURES
) -> bytes:
    """The docx of a manuscript; Refused when the template can't take it, with everything wrong.

    ``pictures``: the bytes of those that the manuscript shows, by the file it names.
    """
    opened = _opened(template)
    parts = _fitted(opened, manuscript)
    findings = [f for f in _check(parts, manuscript) if f.stops]
    if findings:
        raise Refused(findings)
    slots = Slots(_style_ids(parts), pictures)
    form = template if parts is opened else packed(parts)
    try:
        document = _rendered(form, manuscript, slots)
    except (TemplateError, UnprintableError) as error:
        raise Refused([_of_rendering(error)]) from None
    whole = with_pictures(with_charts(unpacked(document), slots.charts), slots.shown)
    return packed(with_manifest(whole, slots.marks))


def check(template: bytes, manuscript: Manuscript) -> list[Finding]:
    """Everything that stands in the way of filling, and parts the template leaves out."""
    try:
        return _check(_fitted(_opened(template), manuscript), manuscript)
    except Refused as refused:
        return list(refused.findings)


def fields(template: bytes) -> list[Asked]:
    """Every field the template asks for, in its order; Refused when it is no Word file."""
    return [
        tag for tag in asked(_opened(template)) if isinstance(tag, Asked) and tag.kind == "print"
    ]


def words(template: bytes) -> tuple[tuple[str, str], ...]:
    """Every paragraph of the body, its tags as they are, with its place in words."""
    return paragraphs(_opened(template)[_DOCUMENT])


def numbering(template: bytes) -> Mapping[str, tuple[str, ...]]:
    """How the template numbers parts in a way of its own; none when it is no Word file."""
    try:
        return numbered(_opened(template))
    except Refused:
        return {}


def used(template: bytes) -> frozenset[str]:
    """The first words of all names the template prints; Refused when it is no Word file."""
    return printed_names(_opened(template))


def _opened(template: bytes) -> dict[str, bytes]:
    try:
        parts = unpacked(template)
        for name in (_DOCUMENT, "word/styles.xml"):
            etree.fromstring(parts[name])
        return parts
    except BROKEN:
        message = "模板不是 Word 文档（.docx）。"
        hint = "请在 Word 或 WPS 里另存为“Word 文档（*.docx）”。"
        raise Refused([Finding("template-not-docx", Severity.ERROR, message, hint=hint)]) from None


def _fitted(parts: dict[str, bytes], manuscript: Manuscript) -> dict[str, bytes]:
    """The template with its scoring table fitted to the rubric; the same parts where it fits."""
    columns = tuple(manuscript.rows[0]) if manuscript.rows else ()
    document = fitted(parts[_DOCUMENT], columns) if columns else parts[_DOCUMENT]
    return parts if document is parts[_DOCUMENT] else {**parts, _DOCUMENT: document}


def _check(parts: Mapping[str, bytes], manuscript: Manuscript) -> list[Finding]:
    differing = _levels_differ(parts, manuscript)
    if differing is not None:
        return [differing]
    written = [name for name, part in manuscript.parts.items() if part]
    findings = check_fields(parts, manuscript.fields, [*written, "评分表"])
    findings += _check_scorecard(findings, parts, manuscript)
    findings += _check_front(parts, manuscript)
    known = _style_ids(parts)
    for name in STYLES.values():
        if name not in known and (name != STYLES["图题"] or any(manuscript.pictures())):
            shown = name.replace("heading", "标题")
            message = f"模板里没有样式“{shown}”。"
            hint = "请从自带的模板里复制这个样式，名称要一致。"
            findings.append(Finding("template-style-missing", Severity.ERROR, message, hint=hint))
    return findings


def _levels_differ(parts: Mapping[str, bytes], manuscript: Manuscript) -> Finding | None:
    """A scoring table of another number of levels than the rubric has, that could not be fitted."""
    names = {name.partition(".")[2] for name in expressions(parts) if name.startswith("行.")}
    printed = {name for name in names if name.endswith("级指标")}
    have = {name for row in manuscript.rows[:1] for name in row if name.endswith("级指标")}
    if not printed or not have or len(printed) == len(have):
        return None
    message = f"模板的评分表印 {len(printed)} 级指标，这套指标体系有 {len(have)} 级，列数调整不了。"
    hint = "评分表每格只印一个字段、没有另加的列时才能自动增减列；请照自带模板的评分表改。"
    return Finding("template-levels-differ", Severity.ERROR, message, hint=hint)


def _check_scorecard(
    before: list[Finding], parts: Mapping[str, bytes], manuscript: Manuscript
) -> list[Finding]:
    """附件3 belongs to the report: its rows with every column of the rubric, and its total."""
    if not manuscript.rows or any(finding.stops for finding in before):
        return []
    columns = {f"行.{name}" for name in manuscript.rows[0]}
    missing = sorted((columns | {"评分表.行", "评分表.总分"}) - expressions(parts))
    if not missing:
        return []
    message = f"模板的评分表没有印：{'、'.join(missing)}。"
    hint = "请对照自带的模板补上。"
    return [Finding("template-scorecard-incomplete", Severity.ERROR, message, hint=hint)]


def _check_front(parts: Mapping[str, bytes], manuscript: Manuscript) -> list[Finding]:
    """Cover and contents that the unit wants, and the template has no place for."""
    unit, known = manuscript.fields.get("单位", {}), expressions(parts)
    wanted = [key for key in _FRONT if unit.get(key)]
    findings = [
        Finding(
            "template-front-missing",
            Severity.WARNING,
            f"单位要印{key}，模板里没有放{key}的地方。",
            hint=f"请用自带的模板，或照它的样子加上{key}。",
        )
        for key in wanted
        if f"单位.{key}" not in known
    ]
    if "目录" in wanted and not findings:
        message = "目录的页码是按版面推算的，表格、图片多的报告可能差一页。"
        hint = "在 Word 里改过正文后，请右键点目录，选“更新域”。"
        findings.append(Finding("contents-counted", Severity.NOTE, message, hint=hint))
    return findings


def _style_ids(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Style ids by name; built-in names in lower case, as Word itself compares them."""
    ids: dict[str, str] = {}
    for style in etree.fromstring(parts["word/styles.xml"]).iter(w("style")):
        name = style.find(w("name"))
        if name is not None:
            written = str(name.get(w("val")))
            built_in = written.lower().startswith(("heading", "toc "))
            ids[written.lower() if built_in else written] = str(style.get(w("styleId")))
    return ids


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
    before = front(body) if _fronted(manuscript) else []
    if manuscript.annex_first:
        _last_section_first(body, len(before))
    _keep_together(body, slots.styles)
    if before:
        from_page_one(body, before)
        with_contents(body, before, word.styles.element, slots.styles)
    _drop_foreign_properties(word.part.package)
    for name, value in manuscript.properties.items():
        setattr(word.core_properties, name, value)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def _fronted(manuscript: Manuscript) -> bool:
    """The unit wants pages before the report itself."""
    unit = manuscript.fields.get("单位", {})
    return any(unit.get(key) for key in _FRONT)


_FRONT = ("封面", "目录")


def _drop_foreign_properties(package: Any) -> None:
    """LibreOffice relates the core properties by a type of its own, beside which python-docx would
    put a second part of the same name."""
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/officedocument/2006/relationships/metadata/core-properties"):
            del package.rels[key]


def _keep_together(body: etree._Element, styles: Mapping[str, str]) -> None:
    """The signature never stands on a page alone (GB/T 9704—2012 7.3.5.4), nor a table's last row."""
    closing = {styles[name] for name in ("附件说明", "落款单位") if name in styles}
    for paragraph in body.iterchildren(w("p")):
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        before = paragraph.getprevious()
        if style is not None and style.get(w("val")) in closing and before is not None:
            _keep_with_next([before])
    for table in body.iter(w("tbl")):
        rows = table.findall(w("tr"))
        _keep_with_next(p for row in rows[-2:-1] for p in row.iter(w("p")))


def _keep_with_next(paragraphs: Iterable[etree._Element]) -> None:
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
