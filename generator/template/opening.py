"""打开: the parts of a template, its scoring table fitted to the columns of a rubric."""

from __future__ import annotations

from lxml import etree

from generator.findings import Finding, Refused, Severity
from generator.template.package import BROKEN, unpacked
from generator.template.scoretable import fitted

__all__ = ["DOCUMENT", "opened", "opened_for"]

DOCUMENT = "word/document.xml"


def opened(template: bytes) -> dict[str, bytes]:
    """The parts of a template; Refused when it is no Word file."""
    try:
        parts = unpacked(template)
        for name in (DOCUMENT, "word/styles.xml"):
            etree.fromstring(parts[name])
        return parts
    except BROKEN:
        message = "模板不是 Word 文档（.docx）。"
        hint = "请在 Word 或 WPS 里另存为“Word 文档（*.docx）”。"
        raise Refused([Finding("template-not-docx", Severity.ERROR, message, hint=hint)]) from None


def opened_for(template: bytes, columns: tuple[str, ...]) -> tuple[dict[str, bytes], bool]:
    """The parts with the scoring table fitted to these columns, and whether that changed them."""
    parts = opened(template)
    document = fitted(parts[DOCUMENT], columns) if columns else parts[DOCUMENT]
    return {**parts, DOCUMENT: document}, document is not parts[DOCUMENT]
