"""待办核对: reviewers' remarks that nobody has dealt with yet, and numbers given twice."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Finding, Severity
from generator.model import Report

__all__ = ["pending"]


def pending(report: Report) -> Iterator[Finding]:
    """A note for each open remark, with who said what; a warning where a number stands twice."""
    numbers = [remark.number for remark in report.remarks]
    for i, remark in enumerate(report.remarks):
        path = ("意见", i)
        if numbers.index(remark.number) != i:
            message = f"意见编号 {remark.number} 用了两次。"
            hint = "请把其中一条改成没有用过的编号。"
            yield Finding(
                "remark-number-twice", Severity.WARNING, message, None, hint, (*path, "编号")
            )
        if remark.open:
            who = (remark.author or "有人") + (f"（{remark.date}）" if remark.date else "")
            about = f"对“{remark.words}”" if remark.words else ""
            told = remark.text.replace("\n", " ")
            message = f"意见 {remark.number} 还没有办：{who}{about}提出：“{told}”。"
            hint = f"办完请把“状态”改成“已办”，或运行 jixiao remarks --done {remark.number}。"
            yield Finding("remark-open", Severity.NOTE, message, None, hint, (*path, "内容"))
