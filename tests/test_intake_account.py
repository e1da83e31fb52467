"""The account of an old report (导入说明): whatever was not taken as it stood is told, with its place."""

from __future__ import annotations

import re

from word import body

from generator.intake import account, imported, opened
from generator.intake.importing import Imported

TITLE = (
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    "<w:r><w:t>某县某局2021年部门整体支出绩效评价报告</w:t></w:r></w:p>"
)
HIDDEN = "<w:p><w:r><w:t>负责档案工作。</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>此处待核。</w:t></w:r></w:p>"
STRUCK = (
    "<w:p><w:r><w:t>保管档案。</w:t></w:r>"
    '<w:del w:id="1" w:author="李明" w:date="2021-03-02T09:30:00Z"><w:r><w:delText>收购旧书。</w:delText></w:r></w:del></w:p>'
)


def taken(*elements: str) -> Imported:
    """A report of these chapters, taken in; a plain text is a paragraph, the title the first."""
    return imported(opened(body(TITLE, *elements), "旧.docx"), "旧.docx", lambda wished: wished)


def printed(found: Imported) -> str:
    """All that was taken in, as one text."""
    return "\n".join(found.files.values())


def told(found: Imported, head: str) -> list[str]:
    """The lines of the account under a heading."""
    page = account(found, "旧.docx")
    part = re.split(r"^#+ ", page.partition(f"# {head}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    return [line.removeprefix("- ") for line in part.split("\n") if line.startswith("- ")]


def test_words_that_nobody_sees_are_told_in_full_and_printed_nowhere() -> None:
    found = taken("一、基本情况", HIDDEN, STRUCK)
    assert "负责档案工作。" in printed(found)
    assert "待核" not in printed(found) and "旧书" not in printed(found)
    assert told(found, "隐藏的文字") == ["第3段：此处待核。"]
    assert told(found, "修订中删去的文字") == ["第4段：收购旧书。（李明 2021-03-02 09:30）"]
    assert [each.id for each in found.findings] == ["intake-unseen-words"] * 2
