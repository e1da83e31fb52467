"""填空: values printed by a template, kept out of its XML until that is whole.

Each value printed leaves a processing instruction in the XML (``<?jx 7?>``), which no text can
imitate; once the template is rendered, it gives way to the value.  So text from data is never
parsed, whatever characters it holds.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from lxml import etree
from markupsafe import Markup, escape

from generator.figures import long_date, plain
from generator.narrative import Block, Chart, Merged, Picture, Span, Table
from generator.template.charts import drawing
from generator.template.measure import measured
from generator.template.pictures import Shown, inline

__all__ = [
    "STYLES",
    "Slots",
    "UnprintableError",
    "cell_kind",
    "element",
    "pieces",
    "text_of",
    "w",
    "widths",
]

_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TEXT_WIDTH = 8844  # 156 mm in twentieths of a point, GB/T 9704—2012 5.2
_XML = "{http://www.w3.org/XML/1998/namespace}"


def w(name: str) -> str:
    """The qualified name of a WordprocessingML element or attribute."""
    return f"{{{_NS}}}{name}"


def element(
    tag: str, *children: etree._Element, text: str = "", **attributes: str
) -> etree._Element:
    """A WordprocessingML element with its attributes, children or text."""
    made = etree.Element(w(tag), nsmap={"w": _NS})
    for name, value in attributes.items():
        made.set(w(name), value)
    if text:
        made.text = text
        made.set(f"{_XML}space", "preserve")
    made.extend(children)
    return made


STYLES: Mapping[str, str] = {
    "标题1": "heading 1", "标题2": "heading 2", "标题3": "heading 3", "标题4": "heading 4",
    "正文": "公文正文", "列表": "公文列表", "表格": "正文表格", "表头": "正文表头",
    "图题": "图题", "居中": "图题", "评分": "表格正文", "评分表头": "表格表头",
    "网格": "公文表格", "加粗": "加粗",
}  # fmt: skip
"""The style of the Word template for each kind of block, by the style's name.

Captions and centred cells of tables share one: the same letters in the middle.
"""


class UnprintableError(Exception):
    """A value stands where the template can't take it; the text says what to do instead."""


@dataclass(slots=True)
class Slots:
    """The values of one filling, and the marks (bookmarks) given to paragraphs from data.

    ``styles``: style ids by name.  ``pictures``: their bytes by file.  ``marks``: data path by
    bookmark, filled as blocks are written, as are the ``charts`` and what is ``shown`` of pictures.
    """

    styles: Mapping[str, str]
    pictures: Mapping[str, bytes]
    marks: dict[str, str] = field(default_factory=dict)
    charts: list[Chart] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    _values: list[Any] = field(default_factory=list)

    def finalize(self) -> Callable[[Context, Any], Any]:
        """What the template engine calls for each value it prints."""

        @pass_context
        def keep(_: Context, value: Any) -> Any:
            if isinstance(value, Markup) or value is None:
                return "" if value is None else value
            str(value) if not isinstance(value, (tuple, Mapping)) else None
            self._values.append(value)
            return Markup(f"<?jx {len(self._values) - 1}?>")

        return keep

    def in_attributes(self, xml: str) -> str:
        """The XML with values put straight into attributes, where no instruction may stand."""

        def put(match: re.Match[str]) -> str:
            return f'="{escape(text_of(self._values[int(match[1])]))}"'

        return re.sub(r'="<\?jx (\d+)\?>"', put, xml)

    def fill(self, root: etree._Element) -> None:
        """Put every value in its place."""
        instructions = [e for e in root.iter(etree.PI) if e.target == "jx"]  # type: ignore[attr-defined]
        holders = dict.fromkeys(i.getparent() for i in instructions)
        for instruction in instructions:
            parent = instruction.getparent()
            if parent is not None and parent.tag != w("t"):
                self._put_blocks(instruction, self._value(instruction))
        for holder in holders:
            if holder is not None and holder.tag == w("t"):
                self._put_text(holder)

    def _value(self, instruction: etree._Element) -> Any:
        return self._values[int(instruction.text or "")]

    def _put_text(self, holder: etree._Element) -> None:
        """Write a ``w:t`` anew with the values in it, as many pieces as their text needs."""
        text = holder.text or ""
        for instruction in holder:
            value = self._value(instruction)
            if isinstance(value, Merged):
                _merge(holder, value)
            text += text_of(value) + (instruction.tail or "")
        for piece in pieces(text):
            holder.addprevious(piece)
        _remove(holder)

    def _put_blocks(self, instruction: etree._Element, value: Any) -> None:
        blocks = value if isinstance(value, tuple) else (Block("正文", (Span(text_of(value)),)),)
        for block in blocks:
            instruction.addprevious(self._block(block))
        cell = instruction.getparent()
        _remove(instruction)
        if cell is not None and cell.tag == w("tc") and (not len(cell) or cell[-1].tag != w("p")):
            cell.append(element("p"))

    def _block(self, block: Block | Table | Chart | Picture) -> etree._Element:
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Chart):
            self.charts.append(block)
            return self._drawn(drawing(block, len(self.charts)))
        return self._picture(block) if isinstance(block, Picture) else self._paragraph(block)

    def _picture(self, picture: Picture) -> etree._Element:
        """A picture, which stays on the page of the caption below it."""
        raw = self.pictures.get(picture.file, b"")
        size = measured(raw)
        if size is None:
            raise UnprintableError(f"没有图片“{picture.file}”，或不是 PNG、JPEG 图片")
        self.shown.append(Shown(picture, raw, size))
        return self._drawn(inline(self.shown[-1], len(self.shown)), element("keepNext"))

    def _drawn(self, run: etree._Element, *more: etree._Element) -> etree._Element:
        """A paragraph of its own, as high as what it shows: lines of an exact pitch would cut it."""
        properties = element(
            "pPr",
            element("pStyle", val=self._style("表格")),
            *more,
            element("spacing", line="240", lineRule="auto"),
            element("jc", val="center"),
        )
        return element("p", properties, run)

    def _paragraph(self, block: Block, kind: str = "") -> etree._Element:
        properties = element("pPr", element("pStyle", val=self._style(kind or block.kind)))
        runs = [self._run(span) for span in block.spans]
        if not block.path:
            return element("p", properties, *runs)
        number, name = str(len(self.marks) + 100), self._mark(block)
        # A point at the start: a mark that ends behind hanging punctuation makes LibreOffice 7.4
        # give the paragraph an empty line more.
        mark = element("bookmarkStart", id=number, name=name), element("bookmarkEnd", id=number)
        return element("p", properties, *mark, *runs)

    def _mark(self, block: Block) -> str:
        """A bookmark name of the data path and how often it occurred; ``_`` hides it in Word."""
        path = "/".join(str(step) for step in block.path)
        stem = f"_jx_{hashlib.sha256(path.encode()).hexdigest()[:12]}"
        name = next(n for i in range(len(self.marks) + 1) if (n := f"{stem}_{i}") not in self.marks)
        self.marks[name] = path
        return name

    def _run(self, span: Span) -> etree._Element:
        """A run; the hint makes Word take Chinese quotation marks from the Chinese font."""
        bold = [element("rStyle", val=self._style("加粗"))] if span.bold else []
        looks = element("rPr", *bold, element("rFonts", hint="eastAsia"))
        return element("r", looks, *pieces(span.text))

    def _table(self, table: Table) -> etree._Element:
        properties = element(
            "tblPr",
            element("tblStyle", val=self._style("网格")),
            element("tblW", w="5000", type="pct"),
        )
        columns = [element("gridCol", w=str(each)) for each in widths(table)]
        rows = [self._row(row, i == 0) for i, row in enumerate(table.rows)]
        return element("tbl", properties, element("tblGrid", *columns), *rows)

    def _row(self, cells: tuple[Block, ...], header: bool) -> etree._Element:
        looks = [element("cantSplit"), *([element("tblHeader")] if header else [])]
        row = element("tr", element("trPr", *looks))
        for cell in cells:
            row.append(element("tc", self._paragraph(cell, cell_kind(cell, header))))
        return row

    def _style(self, kind: str) -> str:
        return self.styles[STYLES[kind]]


def cell_kind(cell: Block, header: bool) -> str:
    """The kind of a table's cell; one of running text has a look of its own in the header."""
    return "表头" if header and cell.kind == "表格" else cell.kind


def widths(table: Table) -> list[int]:
    """Column widths by their shares, or by their longest text: four to twenty signs each."""
    if table.shares:
        return [_TEXT_WIDTH * each // sum(table.shares) for each in table.shares]
    columns = max(len(row) for row in table.rows)
    signs = [
        min(20, max(4, *(len(row[i].text) for row in table.rows if i < len(row)), 0))
        for i in range(columns)
    ]
    return [_TEXT_WIDTH * each // sum(signs) for each in signs]


def text_of(value: Any) -> str:
    """A value as the text it prints; blocks and tables are none."""
    if isinstance(value, (Decimal, int)) and not isinstance(value, bool):
        return plain(value)
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, Merged):
        return "" if value.continues else value.text
    if isinstance(value, (tuple, Mapping)):
        raise UnprintableError("这里要印的是成段的内容，字段应单独占一段并写成 {{p 名称 }}")
    return str(value)


def pieces(text: str) -> Iterator[etree._Element]:
    """A text as Word keeps it: tabs and line breaks are elements of their own."""
    for part in re.split("([\t\n])", text):
        if part == "\t":
            yield element("tab")
        elif part == "\n":
            yield element("br")
        elif part:
            yield element("t", text=part)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    element.tail = None
    parent.remove(element)


def _merge(inside: etree._Element, value: Merged) -> None:
    """Mark the cell as begun or continued; its place among the properties is fixed by schema."""
    cell = next(inside.iterancestors(w("tc")), None)
    if cell is None:
        return
    properties = cell.find(w("tcPr"))
    if properties is None:
        properties = element("tcPr")
        cell.insert(0, properties)
    merge = element("vMerge") if value.continues else element("vMerge", val="restart")
    before = [
        e
        for e in properties
        if etree.QName(e).localname in ("cnfStyle", "tcW", "gridSpan", "hMerge")
    ]
    properties.insert(len(before), merge)
