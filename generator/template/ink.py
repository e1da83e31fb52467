"""着墨: values printed by a prepared template, straight as XML text, escaped as they are written.

Each filter here belongs to one kind of place in a template; the press has put it there.  What it
gives is what :mod:`slots` puts in the same place by elements.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from generator.narrative import Block, Chart, Merged, Path, Picture, Span, Table
from generator.template.measure import measured
from generator.template.pictures import Shown, extent
from generator.template.slots import STYLES, cell_kind, text_of, widths

__all__ = [
    "EMPTY", "EXTENT", "HELD", "HOLDER", "MARKS", "PART", "Ink", "UnusualError", "attribute", "escaped", "pieces",
]  # fmt: skip

EMPTY, EXTENT = "<?a ?>", "<?b ?>"
"""At the start and end of an element that may turn out empty."""
HOLDER, HELD = "<?h ?>", "<?i ?>"
"""At the start and end of a text with conditions or loops, and values, in it."""
MARKS: Mapping[str, str] = MappingProxyType({
    name: f"<?jx {name}?>"
    for name in ("row", "table", "closing", "start", "end", "setup", "break")
})  # fmt: skip
"""``row``, ``table``: before each row of a table with loops or conditions, at the end of the table.
``closing``: before a paragraph that never begins a page alone.  ``start``, ``end``: at the start of the
body, before the last section's set-up.  ``setup``, ``break``: on both sides of a section's set-up in
a paragraph, behind that paragraph."""
PART = "<?v?>"
"""Stands before a value in a text that has conditions or loops in it."""
_NOTHING = '<w:t xml:space="preserve"/>'
_ODD = re.compile(r"[&<>\r\t\n]").search
_KEEP = "<w:keepNext/>"
_LINES = '<w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/></w:pPr>'


class UnusualError(Exception):
    """Something that is filled as a whole, as it is not worth a way of its own here."""


def escaped(text: str) -> str:
    """A text as content of an element."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    )


def attribute(text: str) -> str:
    """A text as the value of an attribute."""
    return escaped(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")


def pieces(text: str) -> str:
    """A text as Word keeps it: tabs and line breaks are elements of their own."""
    if not _ODD(text):
        return f'<w:t xml:space="preserve">{text}</w:t>' if text else ""
    if "\t" not in text and "\n" not in text:
        return f'<w:t xml:space="preserve">{escaped(text)}</w:t>'
    lines = ("<w:tab/>".join(map(pieces, line.split("\t"))) for line in text.split("\n"))
    return "<w:br/>".join(lines)


@lru_cache(maxsize=4096)
def _named(steps: Path) -> tuple[str, str]:
    """The beginning of the names of a path's bookmarks, and what the manifest says of it."""
    path = "/".join(map(str, steps))
    stem = f"_jx_{hashlib.sha256(path.encode()).hexdigest()[:12]}_"
    return stem, f' path="{attribute(path)}"/>'


def _shown(value: Any) -> str:
    """A value as the text it prints; None where it prints nothing."""
    if isinstance(value, str):
        if isinstance(value, Markup):
            raise UnusualError
        return value
    return text_of(value)


class Ink:
    """What one filling writes, with the charts and pictures it has come to (着墨).

    ``marks``: what the manifest says of each bookmark, as XML.

    ``styles``: style ids by name.  ``chart`` and ``picture``: their XML in pieces, with a name in
    every other place.  ``images``: bytes of pictures by file.
    """

    def __init__(
        self,
        styles: Mapping[str, str],
        chart: tuple[str, ...],
        picture: tuple[str, ...],
        images: Mapping[str, bytes],
    ) -> None:
        self.marks: list[str] = []
        self.charts: list[Chart] = []
        self.shown: list[Shown] = []
        self.in_body = True
        self._forms, self._images = (chart, picture), images
        self._times: dict[str, int] = {}
        self._numbers = 1000
        ids = {kind: attribute(styles[name]) for kind, name in STYLES.items() if name in styles}
        self._ids = ids
        self._starts = {kind: f'<w:p><w:pPr><w:pStyle w:val="{id}"/>' for kind, id in ids.items()}
        self._looks = tuple(
            f'<w:r><w:rPr>{bold}<w:rFonts w:hint="eastAsia"/></w:rPr>'
            for bold in ("", f'<w:rStyle w:val="{ids["加粗"]}"/>')
        )

    def filters(self) -> dict[str, Callable[..., str]]:
        """The filters by the names under which a press uses them."""
        return {
            "jx_text": self.text, "jx_line": self.line, "jx_part": self.part, "jx_attribute": self.attribute,
            "jx_blocks": self.blocks, "jx_cell": self.cell, "jx_merge": self.merge, "jx_whole": self.whole,
            "jx_single": self.single, "jx_number": self.number,
            "jx_mark": self.mark,
        }  # fmt: skip

    # ---- texts

    def text(self, value: Any) -> str:
        """A value that is all the text there is in its place."""
        return _NOTHING if value is None else pieces(_shown(value))

    def line(self, values: tuple[Any, ...]) -> str:
        """Values and the template's own words by turns, beginning and ending with words."""
        printed = [each for each in values[1::2] if each is not None]
        texts = [
            each if i % 2 == 0 else "" if each is None else _shown(each)
            for i, each in enumerate(values)
        ]
        text = "".join(texts)
        if not printed:
            return f'<w:t xml:space="preserve">{escaped(text)}</w:t>' if text else _NOTHING
        return pieces(text)

    def part(self, value: Any) -> str:
        """A value in a text that has conditions or loops in it."""
        return "" if value is None else PART + escaped(_shown(value))

    def attribute(self, value: Any) -> str:
        """The value of an attribute, where XML takes every kind of space for a blank."""
        if value is None:
            return ""
        text = _shown(value).replace("\r\n", " ").replace("\r", " ")
        return attribute(text.replace("\n", " ").replace("\t", " "))

    @pass_context  # so that the engine does not take it for a constant
    def number(self, _: Context, __: Any) -> str:
        """The next number of a drawing of the template."""
        self._numbers += 1
        return str(self._numbers)

    @pass_context
    def mark(self, _: Context, name: str) -> str:
        """A mark of that name."""
        return MARKS[name]

    # ---- cells

    def merge(self, values: tuple[Any, ...]) -> str:
        """What the properties of a cell say of its being one with the cell above."""
        marks = [
            "<w:vMerge/>" if value.continues else '<w:vMerge w:val="restart"/>'
            for value in values
            if isinstance(value, Merged)
        ]
        return "".join(reversed(marks))

    def whole(self, values: tuple[Any, ...]) -> str:
        """The properties of a cell that has none of its own."""
        marks = self.merge(values)
        return f"<w:tcPr>{marks}</w:tcPr>" if marks else ""

    def single(self, value: Any) -> Any:
        """A value in a cell that can't be one with others."""
        if isinstance(value, Merged):
            raise UnusualError
        return value

    # ---- blocks

    def blocks(self, value: Any) -> str:
        """A value in a place of paragraphs."""
        if value is None:
            return ""
        if not isinstance(value, tuple):
            return self._paragraph(Block("正文", (Span(_shown(value)),)), "正文")
        return "".join(map(self._block, value))

    def cell(self, value: Any) -> str:
        """A value at the end of a cell, which ends with a paragraph."""
        written = self.blocks(value)
        ends = isinstance(value, tuple) and (not value or isinstance(value[-1], Table))
        return f"{written}<w:p/>" if ends else written

    def _block(self, block: Block | Table | Chart | Picture) -> str:
        if isinstance(block, Block):
            return self._paragraph(block, block.kind)
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Chart):
            self.charts.append(block)
            said = {"title": attribute(block.title), "words": attribute(block.text)}
            return self._drawn(self._forms[0], len(self.charts), "", said)
        size = measured(raw := self._images.get(block.file, b""))
        if size is None:
            raise UnusualError
        self.shown.append(Shown(block, raw, size))
        width, height = extent(size)
        said = {"words": attribute(block.text), "width": str(width), "height": str(height)}
        return self._drawn(self._forms[1], len(self.shown), _KEEP, said)

    def _drawn(self, form: tuple[str, ...], number: int, more: str, said: Mapping[str, str]) -> str:
        """The paragraph of a chart or picture; ``form``: what its id counts from, then its XML."""
        whole = {**said, "number": str(number), "id": str(number + int(form[0]))}
        run = "".join(whole[each] if i % 2 else each for i, each in enumerate(form[1:]))
        return f"{self._starts['表格']}{more}{_LINES}{run}</w:p>"

    def _paragraph(self, block: Block, kind: str, more: str = "") -> str:
        looks, mark, runs = self._looks, "", ""
        for text, bold, _ in block.spans:
            runs += f"{looks[bold]}{pieces(text)}</w:r>"
        if block.path:
            stem, path = _named(block.path)
            times = self._times.get(stem, 0)
            self._times[stem] = times + 1
            number, name = str(len(self.marks) + 100), f"{stem}{times}"
            self.marks.append(f'<block mark="{name}"{path}')
            mark = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'
        return f"{self._starts[kind]}{more}</w:pPr>{mark}{runs}</w:p>"

    def _table(self, table: Table) -> str:
        last = len(table.rows) - 2 if self.in_body else -1
        columns = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths(table))
        rows = "".join(
            self._row(row, header=i == 0, more=_KEEP if i == last else "")
            for i, row in enumerate(table.rows)
        )
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self._ids["网格"]}"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
        )

    def _row(self, row: tuple[Block, ...], *, header: bool, more: str) -> str:
        cells = "".join(
            f"<w:tc>{self._paragraph(cell, cell_kind(cell, header), more)}</w:tc>" for cell in row
        )
        looks = "<w:cantSplit/><w:tblHeader/>" if header else "<w:cantSplit/>"
        return f"<w:tr><w:trPr>{looks}</w:trPr>{cells}</w:tr>"
