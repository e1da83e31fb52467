"""单位文件夹: the data that were lifted as the files of a unit's folder, one a part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator import source

__all__ = ["files", "lacking"]

_FILES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "单位": (("单位",), "是哪个单位、哪一年的报告，用哪套指标体系和哪个 Word 模板。"),
    "章节": (
        ("章节",),
        "报告正文的章节，照旧报告的次序和题目。“内容”指印哪一部分，那部分的文字在同名的文件里改。\n"
        "# 删去这个文件，就照 Word 模板的章节印；但“正文”里的话只有这里有，要先挪到各自的文件里（见 导入说明.md）。",
    ),
    "职责": (("职责",), "主要职责，一条一项。"),
    "组织架构": (("组织架构",), "内设机构，一行一个。"),
    "人员编制": (("人员编制",), "编制数和年末在编人数，各类的名称两处要一致。"),
    "资产": (("资产",), "年末固定资产，单位：万元。"),
    "预算": (("预算",), "全年预算、收入和支出，单位：万元。同一个数只写一处。"),
    "目标": (("目标",), "绩效目标：总体、年度、分项。“指标原文”照印，“指标”供计分和核对。"),
    "成效": (("成效", "下一步"), "一年来的成效和下一步打算。"),
    "评价组织": (("评价组织",), "为什么评价、怎样评价。"),
    "问题": (("问题",), "存在的问题和整改措施。“涉及指标”请补上：扣了分的指标要有问题涉及它。"),
    "评分": (("评分",), "需要由人回答的评分内容。“核定分”照旧评分表填，补齐数据以后可以删去。"),
}
_NEEDED: Mapping[str, Mapping[str, str]] = {
    "单位": {"名称": "", "简称": "", "年度": "", "指标体系": "data/rubrics 里的文件名，例如 bumen-zhengti"},
    "人员编制": {"编制": "按类写，例如 行政: 22", "在编": "按类写，类名与编制一致"},
    "资产": {"固定资产总额": "万元"},
    "预算": {
        "年初预算": "万元", "收入决算": "按来源写，万元", "上年收入决算": "按来源写，万元", "支出决算": "万元",
        "上年支出决算": "万元",
    },
}  # fmt: skip


_MODELINE = "# yaml-language-server: $schema=../../schema/单位.json"
"""Leads an editor from a unit's folder to the schema of its workspace."""


def files(data: Mapping[str, Any], origin: str) -> dict[str, str]:
    """The text of each file by its name; ``origin``: the name of the old document."""
    found: dict[str, str] = {}
    for name, (keys, told) in _FILES.items():
        parts = (
            {key: _whole(key, data[key]) for key in keys if key in data or key in _NEEDED}
            if (any(key in data for key in keys))
            else {key: _whole(key, {}) for key in keys if key in _NEEDED}
        )
        if parts:
            body = _with_remarks(name, source.written(parts), data)
            found[f"{name}.yaml"] = f"{_MODELINE}\n# 由旧报告“{origin}”导入。{told}\n\n{body}"
    return found


def _whole(key: str, value: Any) -> Any:
    """A part with every figure that it must have, those not found left empty."""
    needed = _NEEDED.get(key, {})
    return _closed({**dict.fromkeys(needed, ""), **value} if needed else value)


def _closed(value: Any) -> Any:
    """The value with every text of several lines ended by a line break, as a ``|`` block has it."""
    if isinstance(value, Mapping):
        return {key: _closed(part) for key, part in value.items()}
    if isinstance(value, str):
        return f"{value}\n" if "\n" in value else value
    return [_closed(part) for part in value]


def lacking(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """What a report must have and the old one did not say: data path, and how it is written."""
    for part, needed in _NEEDED.items():
        for key, how in needed.items():
            if not data.get(part, {}).get(key):
                yield (part, key), how


def _with_remarks(part: str, text: str, data: Mapping[str, Any]) -> str:
    """The text with a remark behind each figure that has to be filled in."""
    for (owner, key), how in lacking(data):
        if owner == part:
            line = next(each for each in text.split("\n") if each.startswith(f"  {key}:"))
            remark = f"旧报告里没有找到，请补填{f'（{how}）' if how else ''}"
            text = text.replace(f"{line}\n", f"  {key}: # {remark}\n", 1)
    return text
