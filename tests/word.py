"""Small Word templates for tests: the shipped one, with other paragraphs in its body."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

SHIPPED = Path(__file__).parents[1] / "report_templates" / "部门整体支出绩效评价报告.docx"
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


_WIDTH = '<w:tcPr><w:tcW w:w="1000" w:type="dxa"/></w:tcPr>'


def changed(part: str, change: Callable[[str], str], docx: bytes = b"") -> bytes:
    """A docx with one part's text changed."""
    target = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(docx or SHIPPED.read_bytes()))
    with source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            raw = source.read(name)
            package.writestr(name, change(raw.decode()).encode() if name == part else raw)
    return target.getvalue()


def body(*elements: str) -> bytes:
    """The shipped template with these elements as its body; a plain text is a paragraph."""
    inner = "".join(e if e.startswith("<w:") else paragraph(e) for e in elements)

    def change(xml: str) -> str:
        start = xml.index("<w:body>") + len("<w:body>")
        return f"{xml[:start]}{inner}<w:sectPr/></w:body></w:document>"

    return changed("word/document.xml", change)


def paragraph(*runs: str) -> str:
    """A paragraph; each text is a run of its own, as Word splits them."""
    texts = (run.replace("&", "&amp;").replace("<", "&lt;") for run in runs)
    return "<w:p>" + "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts) + "</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of texts."""
    columns = max(map(len, rows))
    grid = "<w:tblGrid>" + '<w:gridCol w:w="1000"/>' * columns + "</w:tblGrid>"
    cells = ("".join(f"<w:tc>{_WIDTH}{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl><w:tblPr/>{grid}{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def damaged(package: bytes, part: str = "word/document.xml") -> bytes:
    """A docx or xlsx whose list of parts is whole, while what one of them holds can't be unpacked."""
    entry = zipfile.ZipFile(io.BytesIO(package)).getinfo(part)
    start = entry.header_offset + 30 + len(entry.filename.encode())
    raw = bytearray(package)
    raw[start : start + 60] = bytes(byte ^ 0xFF for byte in raw[start : start + 60])
    return bytes(raw)
