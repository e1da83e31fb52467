"""读稿: the paragraphs to be proofread, of a manuscript or of a file that anybody wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator import readback, template
from generator.findings import Finding, Place, Refused, Severity
from generator.narrative import Block, Manuscript, Table
from generator.proofread import Passage
from generator.workspace import bytes_of

__all__ = ["of_file", "of_manuscript", "reading_of"]


def of_manuscript(manuscript: Manuscript) -> Iterator[Passage]:
    """Every paragraph and table row that people wrote, with its data path."""
    for name, part in manuscript.parts.items():
        for block in part if name not in _WORKED_OUT else ():
            if isinstance(block, Block):
                yield Passage(block.text, block.path, 0, block.kind)
            elif isinstance(block, Table):
                for row in block.rows:
                    yield Passage("｜".join(cell.text for cell in row), block.path, 0, "表格")


_WORKED_OUT = frozenset(["计算过程"])  # formulas and names of data, no sentences


def of_file(path: Path) -> list[Passage]:
    """The paragraphs of a Word file or of a text, each with its number from 0 as its line.

    A text may be UTF-8 or, as Windows writes it, GBK.  Refused when it is neither.
    """
    if path.suffix.lower() == ".docx":
        return list(_of_docx(reading_of(path)))
    raw = bytes_of(path)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            lines = raw.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
        return [Passage(line, (), number) for number, line in enumerate(lines) if line.strip()]
    raise _unreadable(path, "这个文件不是文本。", "请另存为 .docx，或编码为 UTF-8 的 .txt。")


def reading_of(path: Path) -> readback.Reading:
    """What stands in a Word file that anybody wrote; Refused when it is none."""
    try:
        return readback.read(bytes_of(path))
    except template.BROKEN:
        hint = "请在 Word 或 WPS 里另存为“Word 文档（*.docx）”。"
        raise _unreadable(path, "这个文件不是 Word 文档（.docx），或已损坏。", hint) from None


def _of_docx(reading: readback.Reading) -> Iterator[Passage]:
    for number, each in enumerate(reading.body):
        if isinstance(each, readback.Paragraph):
            if each.text.strip():
                yield Passage(each.text, (), number, _KINDS.get(each.style, "正文"))
        else:
            for row in each:
                yield Passage("｜".join(cell.text for cell in row), (), number, "表格")


_KINDS = {f"heading {level}": f"标题{level}" for level in range(1, 5)} | {"公文列表": "列表"}


def _unreadable(path: Path, message: str, hint: str) -> Refused:
    place = Place(path.as_posix())
    return Refused([Finding("text-unreadable", Severity.ERROR, message, place, hint)])
