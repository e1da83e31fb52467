"""命令行: parse, call one function, print what was found, choose the exit code.

Exit codes: 0 done, 1 findings that stop, 2 a wrong call.  Everything prints on a GBK console too.
A command's module is loaded when it is called, so that none pays for what another needs; what it does
stands here for the list of all.
"""

from __future__ import annotations

import sys

import click

from generator import __version__
from generator.cli.chinese import Group

__all__ = ["jixiao", "main"]

_COMMANDS = {
    "build": ("build:build", "生成报告。不写文件夹时，生成 data/units/ 下的每个单位。"),
    "batch": (
        "batch:batch",
        "批量生成：很多单位一起做，一个出错不影响其余；中断了再运行，接着做。",
    ),
    "compare": ("compare:compare_", "比较单位：各指标得分率、差异大的单位和原因；也可以逐年比较。"),
    "watch": ("watch:watch", "守候：一保存就重新生成，说明分数和问题有什么变化；按 Ctrl+C 停止。"),
    "score": ("look:score", "只评分：每项指标的得分和计算过程。"),
    "check": ("look:check", "只核对：列出全部问题，不生成文件。"),
    "proofread": (
        "look:proofread_",
        "只查文字：文中的算术和公文写法。文件可以是 .docx、.txt、.md。",
    ),
    "paper": ("paper:paper_", "评分底稿：每项得分的取数、算式和理由，写成可以逐格核对的 Excel。"),
    "pull": ("pull:pull_", "回填：把 Word 里的改动收回到 data/ 的原处，先列出来，--write 才写。"),
    "form": ("form:form_", "填报表：把单位的数据写成可以填的 Excel，填好用 jixiao fill 收回。"),
    "fill": ("form:fill_", "收表：把填报表里填的收进 data/ 的原处，先列出来，--write 才写。"),
    "remarks": ("remarks:remarks_", "意见：把收回的报告里的批注记成清单，逐条办理。"),
    "redline": (
        "redline:redline_",
        "花脸稿：比较两份报告，生成带修订痕迹的 Word 文件，可逐处接受或拒绝。",
    ),
    "diff": ("redline:diff", "比较两份报告，列出改动、得分的变化、新增和消除的问题。"),
    "history": ("history:history", "版本档案：生成过哪几版，改了什么；取出一版，或删去旧的。"),
    "import": (
        "intake:import_",
        "导入：把去年的 Word 报告变成单位文件夹和指标体系，一句话也不丢。",
    ),
    "rollover": (
        "rollover:rollover_",
        "转年：由上一年的文件夹建新一年的，数字转为上年数，文字留作底稿，逐条提示更新。",
    ),
    "new": ("files:new", "新建工作区：带示例单位、指标体系、文字片段和模板。"),
    "rubric": ("rubric:rubric", "指标体系：新建、单独核对、打印。"),
    "schema": ("schema:schema_", "编辑提示：供编辑器提示怎样填、标出写错的地方。"),
    "template": ("files:template_", "Word 模板。"),
    "pdf": ("files:pdf_", "把报告转成 PDF（需要装有 LibreOffice），并说明哪些字体被替代。"),
}


@click.group(cls=Group, name="jixiao", waiting=_COMMANDS)
@click.version_option(__version__, "--version", help="显示版本号。", message="jixiao %(version)s")
def jixiao() -> None:
    """绩效报告生成器：从 data/ 里的数据和文字，生成部门整体支出绩效评价报告（Word）。"""


def main() -> None:
    """The command ``jixiao``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    jixiao.main(prog_name="jixiao")
