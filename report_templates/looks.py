"""版式: paper, grid, fonts and paragraph styles of the reports, after GB/T 9704—2012.

The clause stands beside each decision; lengths are in twips (1/1440 inch).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from word_parts import Style, w

__all__ = [
    "CHARACTER", "CHARACTER_SPACE", "IDS", "LANDSCAPE", "NUMBER_EDGE", "NUMBER_GAP", "NUMBER_LINE",
    "OTHER_NAMES", "PITCH", "PORTRAIT", "STYLES", "Page", "mm", "paragraph", "run",
]  # fmt: skip


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

SONG, HEI, KAI, FANG = "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312"
TITLE_SONG = "方正小标宋简体"
# What Word takes where a font of the standard is not installed.
OTHER_NAMES = {
    FANG: "仿宋",
    KAI: "楷体",
    TITLE_SONG: "方正小标宋_GBK",
    HEI: "SimHei",
    SONG: "SimSun",
}


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
COVER = Style(
    "封面标题", "CoverTitle", TITLE_SONG, 26, "center", line=2 * PITCH - 300, before=5, squeeze=0
)
ENTRY_1 = Style("toc 1", "TOC1", align="left", tab=PORTRAIT.text_width, leader="dot")
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
    # The cover: the title in the upper third, unit and date in the lower.
    COVER,
    replace(COVER, name="封面标题续", id="CoverTitleNext", before=0),
    replace(COVER, name="封面单位", id="CoverUnit", font=KAI, size=16, line=PITCH, before=9),
    replace(COVER, name="封面日期", id="CoverDate", font=KAI, size=16, line=PITCH, before=0),
    replace(TITLE, name="目录标题", id="ContentsTitle", font=HEI, after=1),
    ENTRY_1,
    replace(ENTRY_1, name="toc 2", id="TOC2", indent=_characters(left=1)),
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
    # A caption stands under its figure, in the size of tables.
    replace(ENTRY, name="图题", id="FigureCaption", align="center"),
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
