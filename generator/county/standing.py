"""现存的汇总: whether the file of a summary that stands was worked in, and whether it still says the same.

A summary holds, as a hash, what it said when it was made.  One that an editor only saved again still
says that, and is no work of a person's.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator import readback, template
from generator.county import worded
from generator.paper import edited
from generator.paper.seal import said
from generator.readback.gist import gist

__all__ = ["as_good", "saved_again", "saying_itself", "worked_in"]

_BROKEN = (
    *template.BROKEN, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, TypeError, AttributeError,
    LookupError, SyntaxError,
)  # fmt: skip
"""What reading a damaged file raises: an error of XML in a sheet is a SyntaxError, an encoding that
nobody knows a LookupError."""


def worked_in(target: Path) -> bool:
    """Somebody saved the file since it was made; so it is held of one that can't be read."""
    try:
        content = target.read_bytes() if target.is_file() else None
    except OSError:
        return True
    if content is None:
        return False
    return edited(content) if _is_book(target) else readback.edited(content)


def as_good(target: Path, made: bytes) -> bool:
    """The file says all that the one made now says, and nothing else: it was saved again, or its looks
    were changed, and can stay."""
    says = _sheets if _is_book(target) else _report
    try:
        return bool(says(target.read_bytes()) == says(made))
    except _BROKEN:
        return False


def saying_itself(docx: bytes) -> bytes:
    """The report with what it says held in it, from where :func:`saved_again` knows it."""
    return template.packed(template.saying(template.unpacked(docx), gist(docx)))


def saved_again(target: Path) -> bytes | None:
    """The content of a file that says what it said when it was made, whoever saved it since; else None."""
    try:
        content = target.read_bytes()
        told, says = _of_book(content) if _is_book(target) else _of_report(content)
        return content if told and told == says else None
    except _BROKEN:
        return None


def _is_book(target: Path) -> bool:
    return target.suffix.lower() == ".xlsx"


def _of_report(docx: bytes) -> tuple[str, str]:
    """What it said when it was made, and what it says."""
    return template.said(template.unpacked(docx)), gist(docx)


def _of_book(xlsx: bytes) -> tuple[str, str]:
    return said(xlsx), worded.gist(xlsx)


def _report(docx: bytes) -> Any:
    """The text of every paragraph that has any, and what the charts show."""
    reading = readback.read(docx)
    return [p.text for p in reading.paragraphs() if p.text.strip()], reading.charts


def _sheets(xlsx: bytes) -> Any:
    """The value of every cell that has one, sheet by sheet."""
    return [(sheet.title, list(_values(sheet))) for sheet in worded.opened(xlsx).worksheets]


def _values(sheet: Any) -> Iterator[tuple[str, Any]]:
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return ((cell.coordinate, worded.value(cell.value)) for cell in cells if cell.value is not None)
