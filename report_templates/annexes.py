"""附件: the list of annexes below the text, the annex with the score table, and that of the workings."""

from __future__ import annotations

from looks import LANDSCAPE, paragraph
from pages import section
from word_parts import w

__all__ = ["annex", "notes", "when"]

# 一级指标 | 二级指标 | 指标名称 | 指标解释说明 | 评分标准 | 得分: together the block's 225 mm
COLUMNS = (1077, 1077, 1474, 4394, 3998, 736)


SCORE_TABLE = "部门整体支出绩效评价指标体系评分表"
WORKINGS = "部门整体支出绩效评价评分计算过程"


def when(condition: str, *inside: str, otherwise: tuple[str, ...] = ()) -> list[str]:
    """Paragraphs that are printed only when a field or part has content, or else others."""
    return [
        _tag(f"if {condition}"),
        *inside,
        *([_tag("else"), *otherwise] if otherwise else []),
        _tag("endif"),
    ]


def _tag(statement: str) -> str:
    """A paragraph that only tells the filling what to do, and is not printed."""
    return paragraph("公文正文", f"{{%p {statement} %}}")


def notes() -> list[str]:
    """附件说明: which annexes there are, unless the unit leaves it out."""
    numbered = "{{ 项.序号 }}. {{ 项.名称 }}"
    return when(
        "单位.附件说明",
        _tag("for 项 in 附件"),
        *when(
            "loop.first",
            paragraph("附件说明", "附件：" + numbered),
            otherwise=(paragraph("附件说明续", numbered),),
        ),
        _tag("endfor"),
    )


def annex() -> list[str]:
    """The annex (附件): its label, title and the score table (评分表)."""
    heads = "单位名称（公章）：{{ 单位.名称 }}\t单位负责人：{{ 单位.负责人 }}"
    # Word wants a paragraph after a table; one point high, it never opens a page of its own.
    last = w("spacing", line=20, lineRule="exact")
    return [
        paragraph("附件标号", "附件{{ 单位.附件序号 }}"),
        paragraph("附件标号"),
        paragraph("附件标题", "{{ 单位.名称 }}\n{{ 单位.年度 }}年" + SCORE_TABLE),
        paragraph("评分表单位行", heads),
        score_table(),
        paragraph("表格正文", "", last),
        *when(
            "计算过程",
            paragraph("附件标号", "附件{{ 单位.附件序号 + 1 }}", w("pageBreakBefore")),
            paragraph("附件标号"),
            paragraph("附件标题", "{{ 单位.名称 }}\n{{ 单位.年度 }}年" + WORKINGS),
            paragraph("表格正文", "{{p 计算过程 }}"),
            paragraph("表格正文", "", last),
        ),
        section(LANDSCAPE, "landscape"),
    ]


def cell(text: str, style: str, columns: range, merge: str = "") -> str:
    """A cell over some grid columns; merge is "", "restart" or "continue" (纵向合并)."""
    widths = [COLUMNS[i] for i in columns]
    return w(
        "tc",
        w(
            "tcPr",
            w("tcW", w=sum(widths), type="dxa"),
            w("gridSpan", val=len(widths)) if len(widths) > 1 else "",
            w("vMerge", val=merge) if merge else "",
            w("vAlign", val="center"),
        ),
        paragraph(style, text),
    )


def row(*cells: str, header: bool = False) -> str:
    """A row that is never torn by a page; a header row comes again on each page."""
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader") if header else ""), *cells)


def score_table() -> str:
    """评分表: two header rows, the loop over its rows, and the total (自评总分)."""
    grid = w("tblGrid", *(w("gridCol", w=width) for width in COLUMNS))
    shape = w(
        "tblPr",
        w("tblStyle", val="OfficialTable"),
        w("tblW", w=sum(COLUMNS), type="dxa"),
        w("jc", val="center"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0000"),
    )
    whole = range(6)
    return w(
        "tbl", shape, grid, *header_rows(),
        row(cell("{%tr for 行 in 评分表.行 %}", "表格正文", whole)),
        row(*(
            cell(text, style, range(i, i + 1)) for i, (text, style) in enumerate(SCORE_CELLS)
        )),
        row(cell("{%tr endfor %}", "表格正文", whole)),
        row(
            cell("自评总分", "表格表头", range(5)),
            cell("{{ 评分表.总分 }}", "表格居中", range(5, 6)),
        ),
    )  # fmt: skip


SCORE_CELLS = (
    ("{{ 行.一级指标 }}", "表格居中"),
    ("{{ 行.二级指标 }}", "表格居中"),
    ("{{ 行.三级指标 }}", "表格居中"),
    ("{{p 行.指标解释 }}", "表格正文"),
    ("{{p 行.评分标准 }}", "表格正文"),
    ("{{ 行.得分 }}", "表格居中"),
)


def header_rows() -> tuple[str, str]:
    """The two header rows: 三级指标 spans its name and explanation, the others both rows."""
    single = {0: "一级指标", 1: "二级指标", 4: "评分标准", 5: "得分"}
    upper = {i: cell(text, "表格表头", range(i, i + 1), "restart") for i, text in single.items()}
    lower = {i: cell("", "表格表头", range(i, i + 1), "continue") for i in single}
    upper[2] = cell("三级指标", "表格表头", range(2, 4))
    lower[2] = cell("指标名称", "表格表头", range(2, 3))
    lower[3] = cell("指标解释说明", "表格表头", range(3, 4))
    first, second = (row(*(c for _, c in sorted(r.items())), header=True) for r in (upper, lower))
    return first, second
