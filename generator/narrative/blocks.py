"""文字块: what the manuscript is made of: paragraphs of spans, tables, pictures, charts; plain values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from generator.figures import per_cent
from generator.narrative.markup import Path

__all__ = ["Block", "Chart", "Path", "Picture", "Span", "Table", "text_of"]


class Span(NamedTuple):
    """Text of one look (文字); ``source`` is the expression it was calculated by, else empty."""

    text: str
    bold: bool = False
    source: str = ""

    def saying(self, text: str) -> Span:
        """Another text of the same look and source."""
        return Span(text, self.bold, self.source)


def text_of(spans: tuple[Span, ...]) -> str:
    """The text of spans without their looks."""
    return spans[0].text if len(spans) == 1 else "".join([span.text for span in spans])


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph (段落): its kind (标题1—标题4, 正文, 列表, 图题, 表格, 居中, 评分 …), text, and data path."""

    kind: str
    spans: tuple[Span, ...]
    path: Path = ()

    @property
    def text(self) -> str:
        """The text without its looks."""
        return text_of(self.spans)


@dataclass(frozen=True, slots=True)
class Table:
    """A table (表格): rows of cells, the first row is the header.

    ``shares``: widths of the columns in proportion; empty lets their texts decide.
    """

    rows: tuple[tuple[Block, ...], ...]
    path: Path = ()
    shares: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (图片): its file as the text names it, its caption, and where it is named."""

    file: str
    text: str
    path: Path = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart (图): what it shows, its bars by name, their values as ratios from 0 to 1.

    ``series`` names the values, as the sheet of data behind the chart does.
    """

    title: str
    series: str
    categories: tuple[str, ...]
    values: tuple[Decimal, ...]

    @property
    def text(self) -> str:
        """The chart in words, for those who can't see it and for comparing."""
        bars = (
            f"{name}{per_cent(value)}"
            for name, value in zip(self.categories, self.values, strict=True)
        )
        return f"{self.title}：{'、'.join(bars)}"
