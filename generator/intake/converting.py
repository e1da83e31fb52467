"""转存: what is no docx yet (.doc, .wps, .rtf, .odt) is turned into one by LibreOffice."""

from __future__ import annotations

from pathlib import Path

from generator import pdf
from generator.intake.guard import locked, read_guarded, refusal, told_kind, whole

__all__ = ["OLD_FORMS", "converted", "docx_from"]

OLD_FORMS = (".doc", ".wps", ".wpt", ".dot", ".rtf", ".odt")
"""The extensions of documents that are converted before they are opened."""

_OLD_WORD, _RICH_TEXT, _PACKAGE = b"\xd0\xcf\x11\xe0", b"{\\rtf", b"PK\x03\x04"
_ODF = b"mimetypeapplication/vnd.oasis.opendocument.text"
_DOCX = "docx:MS Word 2007 XML"


def docx_from(path: Path) -> bytes:
    """The docx that a file is, or can be turned into by its extension; guarded, else Refused."""
    if path.suffix.lower() in OLD_FORMS:
        return converted(path)
    return read_guarded(path, "docx")


def converted(path: Path) -> bytes:
    """The docx of a document of an older form; Refused when it can't be had, with the next step.

    A docx that only carries another extension is given as it is.  Web pages and the like are not
    converted, for they would fetch their pictures from anywhere.
    """
    raw = whole(path)
    if raw.startswith(_PACKAGE) and _ODF not in raw[:200]:
        return read_guarded(path, "docx")
    if not raw.startswith((_OLD_WORD, _RICH_TEXT, _PACKAGE)):
        raise refusal("intake-wrong-kind", path.name, told_kind(raw), "Word 文档（.docx）")
    if locked(raw):
        raise refusal("intake-locked", path.name)
    return pdf.converted(path, _DOCX)
