"""模板的来历: writes the Word templates that the generator fills.

It says how a report looks and in which order its parts stand, and nothing about figures or rules.
Layout after GB/T 9704—2012 党政机关公文格式; the clause stands beside each decision.  Each file is
written part by part, so that its changes can be reviewed here; a test holds the committed files
against this script.  ``python report_templates/make_template.py`` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annexes import annex, notes, when
from fronts import front
from looks import OTHER_NAMES, PORTRAIT, STYLES, paragraph
from pages import footers, section
from word_parts import font_table, pack, part, settings, styles, w

TITLE = "{{ 单位.年度 }}年部门整体支出绩效评价报告"
OPTIONAL = ("得分情况",)
Samples = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to order and number a report (样式): its file, and what stands under which heading.

    ``chapters``: a chapter's heading with its sections, each a heading (empty: none), the part that
    is printed, and how that part is numbered level by level (no samples: as GB/T 9704 does).
    """

    name: str
    chapters: tuple[tuple[str, tuple[tuple[str, str, Samples], ...]], ...]

    @property
    def target(self) -> Path:
        """The file it is written to."""
        return Path(__file__).with_name(f"{self.name}.docx")


NATIONAL: Samples = ()
ENTRIES: Samples = ("（1）", "①")  # below headings with decimal numbers
FORMS = (
    Form("部门整体支出绩效评价报告", (
        ("一、基本概况", (
            ("（一）主要职责职能", "职责", NATIONAL),
            ("（二）组织架构", "组织架构", NATIONAL),
            ("（三）人员编制情况", "人员编制", NATIONAL),
            ("（四）资产情况", "资产", NATIONAL),
            ("（五）部门履职总体目标", "总体目标", NATIONAL),
            ("（六）年度整体绩效目标", "年度目标", NATIONAL),
            ("（七）分项绩效目标和任务", "分项目标", NATIONAL),
            ("（八）预算资金安排及资金支出情况", "预算收支", NATIONAL),
        )),
        ("二、预算绩效管理开展及整体绩效实现情况", (("", "成效", NATIONAL), ("", "下一步", NATIONAL))),
        ("三、绩效评价的组织实施情况", (
            ("（一）绩效评价目标", "评价目的", NATIONAL),
            ("（二）绩效评价工作过程", "评价过程", NATIONAL),
            ("（三）绩效自评结论", "评价结论", NATIONAL),
            ("（四）得分情况", "得分情况", NATIONAL),
        )),
        ("四、存在问题、采取的纠偏措施及改进绩效管理建议", (
            ("（一）存在的问题", "问题", NATIONAL),
            ("（二）改进措施", "整改措施", NATIONAL),
        )),
    )),
    Form("部门整体支出绩效评价报告（得分在前）", (
        ("1 评价结论", (("1.1 综合得分", "评价结论", ENTRIES), ("1.2 得分情况", "得分情况", ENTRIES))),
        ("2 部门概况", (
            ("2.1 主要职责", "职责", ENTRIES),
            ("2.2 组织架构", "组织架构", ENTRIES),
            ("2.3 人员编制", "人员编制", ENTRIES),
            ("2.4 资产情况", "资产", ENTRIES),
        )),
        ("3 预算收支", (("", "预算收支", ENTRIES),)),
        ("4 绩效目标", (
            ("4.1 总体目标", "总体目标", ENTRIES),
            ("4.2 年度目标", "年度目标", ENTRIES),
            ("4.3 分项目标和指标", "分项目标", ("4.3.1 ", "（1）")),
        )),
        ("5 绩效实现情况", (
            ("", "成效", ("5.1 ", "5.1.1 ", "（1）")),
            ("", "下一步", NATIONAL),  # goes on in the numbers of 成效
        )),
        ("6 评价的组织实施", (("6.1 评价目的", "评价目的", ENTRIES), ("6.2 评价过程", "评价过程", ENTRIES))),
        ("7 问题和改进措施", (
            ("7.1 存在的问题", "问题", ("7.1.1 ", "（1）")),
            ("7.2 改进措施", "整改措施", ("7.2.1 ", "（1）")),
        )),
    )),
)  # fmt: skip


def report(form: Form) -> list[str]:
    """Cover, contents and the report proper (正文): the unit's own chapters, or else those of the form."""
    return [
        *front(TITLE),
        paragraph("公文标题", "{{ 单位.名称 }}"),
        paragraph("公文标题", TITLE),
        paragraph("公文正文"),  # 7.3.2: 标题下空一行位置
        *when("章节", paragraph("公文正文", "{{p 章节 }}"), otherwise=tuple(chapters(form))),
        *notes(),
        *signature(),
    ]


def chapters(form: Form) -> list[str]:
    """The chapters that a template prints, one after another."""
    inside = []
    for chapter, sections in form.chapters:
        inside.append(paragraph("heading 1", chapter))
        for heading, part_, samples in sections:
            printed = [paragraph("heading 2", heading)] if heading else []
            said = ", ".join(f'"{sample}"' for sample in samples)
            way = f"|编号({said})" if samples else ""
            printed.append(paragraph("公文正文", f"{{{{p {part_}{way} }}}}"))
            inside += when(part_, *printed) if part_ in OPTIONAL else printed
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


def build(form: Form) -> bytes:
    """A template's bytes, the same on each run and each machine."""
    return pack(
        form.name,
        {
            "document.xml": part("document", w("body", *report(form), *annex())),
            "styles.xml": styles(STYLES),
            "settings.xml": settings(),
            "fontTable.xml": font_table(OTHER_NAMES),
            **footers(),
        },
    )


if __name__ == "__main__":
    for each in FORMS:
        each.target.write_bytes(build(each))
