"""模板的来历: writes 部门整体支出绩效评价报告.docx, the Word template the generator fills.

It says how the report looks and in which order its parts stand, and nothing about figures or rules.
Layout after GB/T 9704—2012 党政机关公文格式; the clause stands beside each decision.  The file is
written part by part, so that its changes can be reviewed here; a test holds the committed file against
this script.  ``python report_templates/make_template.py`` writes it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

from word_parts import Style, font_table, pack, part, settings, styles, text_box, w

TARGET = Path(__file__).with_name("部门整体支出绩效评价报告.docx")

# ---------------------------------------------------------------- figures


def mm(length: float) -> int:
    """Millimetres in twips (1/1440 inch), the unit of WordprocessingML."""
    return round(length * 1440 / 25.4)


@dataclass(frozen=True, slots=True)
class Page:
    """Paper and margins of a section in twips (页面)."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    footer: int

    @property
    def text_width(self) -> int:
        """Width of the text block (版心宽度)."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        """Height of the text block (版心高度)."""
        return self.height - self.top - self.bottom


A4_SHORT, A4_LONG = 11906, 16838  # 5.1: A4, 210 × 297 mm
TOP, RIGHT, BOTTOM, LEFT = mm(37), mm(26), mm(35), mm(28)  # 5.2.1: 天头 37, 订口 28, 版心 156 × 225
LINES, CHARACTERS = 22, 28  # 5.2.3: 每面 22 行，每行 28 字
PITCH = 579  # 28.95 pt: 22 lines are 12738 of the block's 12756 twips; 580 would leave only 21
CHARACTER = (A4_SHORT - LEFT - RIGHT) / CHARACTERS  # 315.9 twips, a little less than 3号 = 320
CHARACTER_SPACE = math.floor((CHARACTER / 20 - 16) * 4096)  # docGrid counts 1/4096 pt from Normal
NUMBER_LINE = 320  # line of the page number, exact, so low that its dash lies in its middle
NUMBER_GAP = mm(7)  # 7.5: 一字线上距版心下边缘 7 mm
NUMBER_EDGE = 280  # 7.5: 单页码居右空一字，双页码居左空一字; one character of 4号 = 14 pt

# w:footer counts from the paper's edge to the lower edge of the number's line.
PORTRAIT = Page(A4_SHORT, A4_LONG, TOP, RIGHT, BOTTOM, LEFT, BOTTOM - NUMBER_GAP - NUMBER_LINE // 2)
# 8, A4 纸型的表格横排: the page is turned to the left to be bound, so that the landscape
# page's top is bound where portrait pages have their left; each margin goes with its edge.
LANDSCAPE = Page(A4_LONG, A4_SHORT, LEFT, TOP, RIGHT, BOTTOM, mm(10))

# 一级指标 | 二级指标 | 指标名称 | 指标解释说明 | 评分标准 | 得分: together the block's 225 mm
COLUMNS = (1077, 1077, 1474, 4394, 3998, 736)

SONG, HEI, KAI, FANG = "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312"
TITLE_SONG = "方正小标宋简体"


def run(text: str) -> str:
    r"""A run of text, which may hold tags of docxtpl; ``\t`` is a tab, ``\n`` a new line."""
    marks = {"\t": w("tab"), "\n": w("br")}
    pieces = [
        marks.get(piece) or f'<w:t xml:space="preserve">{escape(piece)}</w:t>'
        for piece in re.split("([\t\n])", text)
        if piece
    ]
    return w("r", w("rPr", w("rFonts", hint="eastAsia")), *pieces)


def paragraph(style: str, text: str = "", *more: str) -> str:
    """A paragraph in a style of STYLES, named by its Chinese name; more goes after the style."""
    return w("p", w("pPr", w("pStyle", val=IDS[style]), *more), run(text) if text else "")


# ---------------------------------------------------------------- styles


def _characters(**amounts: float) -> dict[str, int]:
    """Indents in characters of 3号, with the twips beside them for readers that know no *Chars."""
    chars = {f"{side}Chars": round(n * 100) for side, n in amounts.items()}
    return {**chars, **{side: round(n * CHARACTER) for side, n in amounts.items()}}


FIRST_LINE = _characters(firstLine=2)  # 7.3.3: 每个自然段左空二字，回行顶格
NEXT, WHOLE = "keepNext", "keepLines"

BODY = Style("公文正文", "BodyParagraph", indent=FIRST_LINE)
HEADING = Style("heading 3", "Heading3", indent=FIRST_LINE, keep=(NEXT,), follow=BODY.id, outline=2)
TITLE = Style("公文标题", "ReportTitle", TITLE_SONG, 22, "center", keep=(NEXT,), squeeze=0)
SIGNED = Style("落款单位", "SignedUnit", keep=(NEXT, WHOLE))
ANNEX = Style("附件标号", "AnnexLabel", HEI, align="left", keep=(NEXT,))
# 小五 in the scoring table, whose longest cells hold fifteen lines: three to five indicators a page;
# 小四 in tables of running text
CELL = Style("表格正文", "TableText", SONG, 9, "left", line=270, squeeze=0)
ENTRY = Style("正文表格", "BodyTable", FANG, 12, "left", line=400, squeeze=0)

STYLES = (
    Style("Normal", "Normal"),
    # 7.3.3: 第一层用黑体字、第二层用楷体字、第三层和第四层用仿宋体字
    replace(HEADING, name="heading 1", id="Heading1", font=HEI, outline=0),
    replace(HEADING, name="heading 2", id="Heading2", font=KAI, outline=1),
    HEADING,
    replace(HEADING, name="heading 4", id="Heading4", outline=3),
    TITLE,  # 7.3.1: 2号小标宋体字，分一行或多行居中；two lines of it fill two lines of the grid
    BODY,
    replace(BODY, name="公文列表", id="ListParagraph"),
    # 7.3.4: 在正文下空一行左空二字编排“附件”二字；回行与名称的首字对齐 (附件：3. is four characters)
    Style(
        "附件说明",
        "AnnexNote",
        before=1,
        keep=(NEXT, WHOLE),
        indent={"left": round(6 * CHARACTER), "hanging": round(4 * CHARACTER)},
    ),
    # 7.3.4: 如有多个附件，…标注附件顺序号; the second number stands under the first
    Style(
        "附件说明续",
        "AnnexNoteNext",
        keep=(NEXT, WHOLE),
        indent={"left": round(6 * CHARACTER), "hanging": round(CHARACTER)},
    ),
    # 7.3.5.1: 成文日期右空四字，以成文日期为准居中编排署名. The name's box of 16 characters has its
    # middle over that of a date, 8 wide with its gaps; the seal needs the two lines above.
    replace(SIGNED, align="center", before=2, indent=_characters(left=CHARACTERS - 16)),
    replace(
        SIGNED,
        name="落款日期",
        id="SignedDate",
        align="right",
        keep=(WHOLE,),
        indent=_characters(right=4),
    ),
    ANNEX,  # 7.3.7: “附件”二字及顺序号用 3号黑体字顶格编排在版心左上角第一行
    replace(TITLE, name="附件标题", id="AnnexTitle"),  # 7.3.7: 标题居中编排在版心第三行
    Style(
        "评分表单位行",
        "ScoreUnitLine",
        size=12,
        squeeze=0,
        align="left",
        keep=(NEXT,),
        tab=LANDSCAPE.text_width - mm(60),
    ),
    CELL,
    replace(CELL, name="表格居中", id="TableCentred", align="center"),
    replace(CELL, name="表格表头", id="TableHead", font=HEI, align="center", keep=(NEXT,)),
    ENTRY,
    replace(ENTRY, name="正文表头", id="BodyTableHead", font=HEI, align="center", keep=(NEXT,)),
    Style(  # 7.5: 4号半角宋体阿拉伯数字
        "公文页码",
        "PageNumber",
        SONG,
        14,
        "right",
        {"right": NUMBER_EDGE},
        NUMBER_LINE,
        latin=SONG,
        squeeze=0,
    ),
)
IDS = {style.name: style.id for style in STYLES}


# ---------------------------------------------------------------- body


def report() -> list[str]:
    """The report proper (正文), down to its date; CHAPTERS says what stands in it."""
    inside = [
        paragraph("公文标题", "{{ 单位.名称 }}"),
        paragraph("公文标题", "{{ 单位.年度 }}年部门整体支出绩效评价报告"),
        paragraph("公文正文"),  # 7.3.2: 标题下空一行位置
    ]
    for chapter, sections in CHAPTERS:
        inside.append(paragraph("heading 1", chapter))
        for heading, block in sections:
            printed = [paragraph("heading 2", heading)] if heading else []
            printed.append(paragraph("公文正文", f"{{{{p {block} }}}}"))
            inside += when(block, *printed) if block in OPTIONAL else printed
    title = "{{ 单位.名称 }}{{ 单位.年度 }}年"
    inside.append(paragraph("附件说明", "附件：{{ 单位.附件序号 }}. " + title + SCORE_TABLE))
    inside += when(
        "计算过程", paragraph("附件说明续", "{{ 单位.附件序号 + 1 }}. " + title + WORKINGS)
    )
    inside.append(paragraph("落款单位", "{{ 单位.名称 }}"))
    inside.append(paragraph("落款日期", "{{ 单位.落款日期 }}", section(PORTRAIT, "portrait")))
    return inside


def when(part_: str, *inside: str) -> list[str]:
    """Paragraphs that are printed only when a part of the report has content."""
    return [
        paragraph("公文正文", f"{{%p if {part_} %}}"),
        *inside,
        paragraph("公文正文", "{%p endif %}"),
    ]


SCORE_TABLE = "部门整体支出绩效评价指标体系评分表"
WORKINGS = "部门整体支出绩效评价评分计算过程"
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


def section(page: Page, orientation: str) -> str:
    """sectPr: paper, margins, footers and the grid of 22 lines by 28 characters."""
    margins = {"top": page.top, "right": page.right, "bottom": page.bottom, "left": page.left}
    footers = [
        f'<w:footerReference w:type="{kind}" r:id="footer-{orientation}-{kind}"/>'
        for kind in FOOTERS
    ]
    turned = {"orient": orientation} if page.width > page.height else {}
    # A landscape line is no whole number of characters; LibreOffice would move the table inwards.
    grid: dict[str, str | int] = (
        {"type": "lines"} if turned else {"type": "linesAndChars", "charSpace": CHARACTER_SPACE}
    )
    return w(
        "sectPr",
        *footers,
        w("type", val="nextPage"),
        w("pgSz", w=page.width, h=page.height, **turned),
        w("pgMar", **margins, header=mm(15), footer=page.footer, gutter=0),
        w("cols", space=425),
        w("docGrid", linePitch=PITCH, **grid),
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


# ---------------------------------------------------------------- page numbers

FOOTERS = {"default": "right", "even": "left"}


def page_number(side: str) -> str:
    """— 1 — at the right (单页) or the left (双页), one character from the block's edge (7.5)."""
    left = [w("ind", left=NUMBER_EDGE, right=0), w("jc", val="left")]
    field_ = w("fldSimple", run("1"), instr=" PAGE ")
    style = w("pPr", w("pStyle", val=IDS["公文页码"]), *(left if side == "left" else []))
    return w("p", style, run("— "), field_, run(" —"))


def turned_number(side: str) -> str:
    """The page number of a landscape page, standing where portrait pages have it (8).

    A text box as high as the text block lies in the left margin, its text turned clockwise, the
    middle of its line 7 mm from the block: read with the page turned upright, this is a footer.
    """
    x = LANDSCAPE.left - NUMBER_GAP - NUMBER_LINE // 2
    place = {"x": x, "y": LANDSCAPE.top, "cx": NUMBER_LINE, "cy": LANDSCAPE.text_height}
    box = text_box(page_number(side), 901 if side == "right" else 902, place)
    return w("p", w("pPr", w("pStyle", val=IDS["公文页码"])), w("r", box))


# ---------------------------------------------------------------- the file

# What Word takes where a font of the standard is not installed.
OTHER_NAMES = {
    FANG: "仿宋",
    KAI: "楷体",
    TITLE_SONG: "方正小标宋_GBK",
    HEI: "SimHei",
    SONG: "SimSun",
}
NUMBERS = {"portrait": page_number, "landscape": turned_number}


def build() -> bytes:
    """The template's bytes, the same on each run and each machine."""
    parts = {
        "document.xml": part("document", w("body", *report(), *annex())),
        "styles.xml": styles(STYLES),
        "settings.xml": settings(),
        "fontTable.xml": font_table(OTHER_NAMES),
    }
    for orientation, number in NUMBERS.items():
        for kind, side in FOOTERS.items():
            parts[f"footer-{orientation}-{kind}.xml"] = part("ftr", number(side))
    return pack(TARGET.stem, parts)


if __name__ == "__main__":
    TARGET.write_bytes(build())
