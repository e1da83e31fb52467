"""汇总模板的来历: writes the Word template of a county's summary report (汇总报告).

The same paper, grid, fonts and styles as the reports it sums up (GB/T 9704—2012, see looks.py); a
test holds the committed file against this script.  ``python report_templates/make_summary.py``
writes it.
"""

from __future__ import annotations

from pathlib import Path

from looks import OTHER_NAMES, PORTRAIT, STYLES, paragraph
from pages import footers, section
from word_parts import font_table, pack, part, settings, styles, w

TARGET = Path(__file__).with_name("汇总报告.docx")
CHAPTERS = (
    "总体情况",
    "得分排名",
    "各级指标得分率",
    "失分最多的指标",
    "未生成和需要核对的单位",
    "数据说明",
)
NUMBERS = "一二三四五六"


def report() -> list[str]:
    """The title, one empty line (7.3.2), and the chapters; the bureau signs it by hand."""
    inside = [paragraph("公文标题", "{{ 标题 }}"), paragraph("公文正文")]
    for number, chapter in zip(NUMBERS, CHAPTERS, strict=True):
        inside.append(paragraph("heading 1", f"{number}、{chapter}"))
        inside.append(paragraph("公文正文", f"{{{{p {chapter} }}}}"))
    return [*inside, section(PORTRAIT, "portrait")]


def build() -> bytes:
    """The template's bytes, the same on each run and each machine."""
    upright = {name: foot for name, foot in footers().items() if "portrait" in name}
    return pack(
        TARGET.stem,
        {
            "document.xml": part("document", w("body", *report())),
            "styles.xml": styles(STYLES),
            "settings.xml": settings(),
            "fontTable.xml": font_table(OTHER_NAMES),
            **upright,
        },
    )


if __name__ == "__main__":
    TARGET.write_bytes(build())
