"""模板的来历: writes 部门整体支出绩效评价报告.docx, the Word template the generator fills.

It says how the report looks and in which order its parts stand, and nothing about figures or rules.
Layout after GB/T 9704—2012 党政机关公文格式; the clause stands beside each decision.  The file is
written part by part, so that its changes can be reviewed here; a test holds the committed file against
this script.  ``python report_templates/make_template.py`` writes it.
"""

from __future__ import annotations

from pathlib import Path

from annexes import annex, notes, when
from looks import OTHER_NAMES, PORTRAIT, STYLES, paragraph
from pages import footers, section
from word_parts import font_table, pack, part, settings, styles, w

TARGET = Path(__file__).with_name("部门整体支出绩效评价报告.docx")

OPTIONAL = ("得分情况",)
CHAPTERS = (
    ("一、基本概况", (
        ("（一）主要职责职能", "职责"),
        ("（二）组织架构", "组织架构"),
        ("（三）人员编制情况", "人员编制"),
        ("（四）资产情况", "资产"),
        ("（五）部门履职总体目标", "总体目标"),
        ("（六）年度整体绩效目标", "年度目标"),
        ("（七）分项绩效目标和任务", "分项目标"),
        ("（八）预算资金安排及资金支出情况", "预算收支"),
    )),
    ("二、预算绩效管理开展及整体绩效实现情况", (("", "成效"), ("", "下一步"))),
    ("三、绩效评价的组织实施情况", (
        ("（一）绩效评价目标", "评价目的"),
        ("（二）绩效评价工作过程", "评价过程"),
        ("（三）绩效自评结论", "评价结论"),
        ("（四）得分情况", "得分情况"),
    )),
    ("四、存在问题、采取的纠偏措施及改进绩效管理建议", (
        ("（一）存在的问题", "问题"),
        ("（二）改进措施", "整改措施"),
    )),
)  # fmt: skip


def report() -> list[str]:
    """The report proper (正文), down to its date: the unit's own chapters, or else CHAPTERS."""
    return [
        paragraph("公文标题", "{{ 单位.名称 }}"),
        paragraph("公文标题", "{{ 单位.年度 }}年部门整体支出绩效评价报告"),
        paragraph("公文正文"),  # 7.3.2: 标题下空一行位置
        *when("章节", paragraph("公文正文", "{{p 章节 }}"), otherwise=tuple(chapters())),
        *notes(),
        *signature(),
    ]


def chapters() -> list[str]:
    """The chapters that this template prints, one after another."""
    inside = []
    for chapter, sections in CHAPTERS:
        inside.append(paragraph("heading 1", chapter))
        for heading, block in sections:
            printed = [paragraph("heading 2", heading)] if heading else []
            printed.append(paragraph("公文正文", f"{{{{p {block} }}}}"))
            inside += when(block, *printed) if block in OPTIONAL else printed
    return inside


def signature() -> list[str]:
    """署名和成文日期, where the report is dated; the last paragraph ends the section either way."""
    end = section(PORTRAIT, "portrait")
    # One point high, it never opens a page of its own.
    bare = paragraph("公文正文", "", w("spacing", line=20, lineRule="exact"), end)
    return when(
        "单位.落款日期",
        paragraph("落款单位", "{{ 单位.名称 }}"),
        paragraph("落款日期", "{{ 单位.落款日期 }}", end),
        otherwise=(bare,),
    )


def build() -> bytes:
    """The template's bytes, the same on each run and each machine."""
    return pack(
        TARGET.stem,
        {
            "document.xml": part("document", w("body", *report(), *annex())),
            "styles.xml": styles(STYLES),
            "settings.xml": settings(),
            "fontTable.xml": font_table(OTHER_NAMES),
            **footers(),
        },
    )


if __name__ == "__main__":
    TARGET.write_bytes(build())
