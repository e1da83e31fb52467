"""认单位: what the title, the closing and the lines around the scoring table say of the unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator.figures import read_number
from generator.intake.branches import Outline
from generator.intake.parting import Parted
from generator.intake.plain import bare
from generator.intake.typed import Grid, Line

__all__ = ["aside", "sentences", "unit"]

_DATE = re.compile(
    r"(\d{4}|[〇○零一二三四五六七八九]{4})年(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def unit(outline: Outline, parts: Parted) -> dict[str, Any]:
    """The unit (单位) as data: what is not told is left out."""
    found: dict[str, Any] = {}
    if outline.unit:
        found["名称"] = outline.unit
        found["简称"] = _short(outline)
    if outline.year:
        found["年度"] = str(outline.year)
    closing = bare(_text(outline.closing))
    if date := _DATE.search(closing):
        found["落款日期"] = _iso(date)
    above = bare(_text(parts.annex))
    if number := re.search(r"附件?(\d{1,2})", above):
        found["附件序号"] = number[1]
    if head := re.search(
        r"单位负责人(?:（签字）|（签章）)?[：:]([\u4e00-\u9fff·]{2,6})(?=$|填|联|日)", above
    ):
        found["负责人"] = head[1]
    found["评分表位置"] = "正文前" if parts.first and parts.annex else "正文后"
    found["附件说明"] = "是" if re.search(r"附件[：:]", closing) else "否"
    return found


def _short(outline: Outline) -> str:
    """What the text calls the unit: its name without the county and 人民政府, where it says so."""
    name = outline.unit
    text = _text(outline.flattened()).replace(name, "")
    without = re.sub(r"^.{2,8}?[省市县区旗](?=.{2,})", "", name)
    tries = (without.removesuffix("人民政府"), name.removesuffix("人民政府"), without)
    return next((each for each in tries if len(each) > 1 and each != name and each in text), name)


def _iso(date: re.Match[str]) -> str:
    year = date[1].translate(_DIGITS)
    month, day = (read_number(date[i]) or "0" for i in (2, 3))
    return f"{year}-{int(month):02}-{int(day):02}"


def sentences(lines: Iterable[Line | Grid]) -> tuple[Line | Grid, ...]:
    """Of the lines before the title those that are no cover and no contents: sentences and tables."""
    return tuple(
        each
        for each in lines
        if isinstance(each, Grid) or ("。" in each.text and len(each.text) > _SENTENCE)
    )


_SENTENCE = 15


def aside(
    outline: Outline, parts: Parted, around: Sequence[tuple[str, str]]
) -> Mapping[str, list[tuple[str, str]]]:
    """All words that no chapter holds, by what they are, each with its place."""
    front = [each for each in outline.front if each not in sentences(outline.front)]
    return {
        "封面、目录": _words(front),
        "题目": _words(outline.title),
        "文末": _words(outline.closing),
        "评分表前后": _words(each for each in parts.annex if isinstance(each, Line)),
        "页眉、页脚、脚注、批注": list(around),
    }


def _words(lines: Iterable[Line | Grid]) -> list[tuple[str, str]]:
    return [(e.where, e.text.strip()) for e in lines if isinstance(e, Line) and e.text.strip()]


def _text(lines: Iterable[Line | Grid]) -> str:
    return "\n".join(each.text for each in lines if isinstance(each, Line))
