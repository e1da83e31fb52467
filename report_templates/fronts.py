"""封面和目录: the pages before the report itself, printed where the unit wants them."""

from __future__ import annotations

from annexes import when
from looks import PORTRAIT, paragraph
from pages import section
from word_parts import w

__all__ = ["front"]


def front(title: str) -> list[str]:
    """Cover and contents in a section of their own, without page numbers.

    ``title``: the report's name behind that of its unit.
    """
    cover = (
        paragraph("封面标题", "{{ 单位.名称 }}"),
        paragraph("封面标题续", title),
        paragraph("封面单位", "{{ 单位.名称 }}"),
        *when("单位.落款日期", paragraph("封面日期", "{{ 单位.落款日期 }}")),
    )
    # The filling puts the entries in the place of the paragraph in the style of entries.
    contents = (paragraph("目录标题", "目　录", w("pageBreakBefore")), paragraph("toc 1"))
    # One point high, it never opens a page of its own.
    end = w("spacing", line=20, lineRule="exact"), section(PORTRAIT)
    return when(
        "单位.封面 or 单位.目录",
        *when("单位.封面", *cover),
        *when("单位.目录", *contents),
        paragraph("公文正文", "", *end),
    )
