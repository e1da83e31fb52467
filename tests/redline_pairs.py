"""Pairs of real reports, an old and a new one, that differ as reports do when they go round."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import rubrics
from conftest import Desk
from lxml import etree
from word import NAMESPACE, SHIPPED, changed

from generator import template, workspace
from generator.generate import examine
from generator.narrative import Manuscript

ROOT = Path(__file__).parents[1]
W = f"{{{NAMESPACE}}}"
Edit = tuple[str, str, str]
"""File, and a text in it that stands once, and what it becomes."""

_GROUP = "        - 名称: 活动设定情况\n          分值: 4\n          下级:\n"
_NEW_INDICATOR = """            - 名称: 活动及时性
              分值: 1
              解释: 看各项活动是否按时开展，评价活动安排是否及时。
              要点:
                - 各项活动按计划时间开展
              规则:
                类型: 要点
                档位:
                  1: 1
                  0: 0
              依据: 试验办法第二条

"""
_NEW_ANSWER = "  活动及时性:\n    要点:\n      1: 是\n    佐证:\n      - 活动记录\n"

EDITS: Mapping[str, tuple[Edit, ...]] = {
    "words": (
        ("成效", "宣讲小分队走村入户，宣讲党史75次", "宣讲小分队走进村组农户，宣讲党史和新思想175次"),
        ("成效", "；坚持每周集中学习一次，科级干部轮流担任领学人", ""),
        ("问题", "追加的预算因此较多", "追加的预算因此较多，全年共追加三次"),
        ("单位", "简称: 王虎寨镇", "简称: 王虎寨"),
    ),
    "one character": (
        ("成效", "87.16%", "87.19%"),
        ("成效", "3.76亿元", "3.82亿元"),
        ("职责", "完成上级党委", "办成上级党委"),
        ("问题", "较多。", "很多。"),
    ),
    "rows": (
        ("成效", "          | 河北三特橡塑制品有限公司 | 年产1500万米超高压胶管 | 0.6 |\n", ""),
        ("成效", "          | 邢台荣利机电设备有限公司 |", "          | 巨鹿县华北机件有限公司 | 年产200万套轴承 | 0.6 |\n          | 邢台荣利机电设备有限公司 |"),
        ("julu-2021", "              分值: 2\n              解释: 看所设活动是否明确合理", "              分值: 1\n              解释: 看所设活动是否明确合理"),
        ("julu-2021", "              依据: 巨鹿县2021年部门整体支出绩效评价指标体系评分表（附件3）第3项“活动合理性”\n\n", "              依据: 试验办法\n\n" + _NEW_INDICATOR),
        ("julu-2021", "                - 关键指标已分解为具体目标和工作任务\n              规则:\n                类型: 要点\n                档位:\n                  2: 2\n", "                - 关键指标已分解为具体目标和工作任务\n              规则:\n                类型: 要点\n                档位:\n                  2: 1\n"),
        ("评分", "  在职人员控制率:\n", f"{_NEW_ANSWER}  在职人员控制率:\n"),
    ),
    "merges": (
        ("julu-2021", "          分值: 5\n          下级:\n            - 名称: 职责明确", "          分值: 1\n          下级:\n            - 名称: 职责明确"),
        ("julu-2021", "            - 名称: 活动合规性", f"{_GROUP}            - 名称: 活动合规性"),
    ),
    "moved": (
        ("职责", "  - 完成上级党委、人大和政府交给的其他任务。\n", ""),
        ("职责", "职责:\n", "职责:\n  - 完成上级党委、人大和政府交给的其他任务。\n"),
        ("成效", "          - 统一物业管理。\n", ""),
        ("成效", "          - 统一标准化厂房建设；\n", "          - 统一物业管理。\n          - 统一标准化厂房建设；\n"),
    ),
    "split and joined": (
        ("成效", "向党员宣讲党史90余次。深化", "向党员宣讲党史90余次。\n          深化"),
        ("成效", "监督体系更加严密，全面从严治党不断深化。\n", "监督体系更加严密。\n          全面从严治党不断深化。\n"),
        ("成效", "授专题党课；坚持每周集中学习一次，科级干部轮流担任领学人。\n          “小马扎”", "授专题党课；坚持每周集中学习一次，科级干部轮流担任领学人。“小马扎”"),
    ),
    "headings": (
        ("问题", "  - 标题: 绩效评价的管理制度还不健全\n", "  - 标题: 资产账册更新不够及时\n    说明: 个别资产处置后未及时销账。\n    整改措施:\n      - 每季度核对一次资产账册。\n\n  - 标题: 绩效评价的管理制度还不健全\n"),
        ("成效", "  - 标题: 突出重点提质效，镇域经济发展质量稳步提高\n", "  - 标题: 抓好安全稳定，保持社会大局平稳\n    内容: 全年没有发生较大安全事故。\n  - 标题: 突出重点提质效，镇域经济发展质量稳步提高\n"),
    ),
    "bold": (
        ("成效", "**续建项目。**共3个", "续建项目。共**3个**"),
        ("成效", "**壮大村集体经济。**", "**发展壮大村集体经济。**"),
    ),
    "chart": (
        ("评分", "    佐证:\n      - 部门“三定”方案\n", "    核定分: 0.5\n    核定理由: 职责有交叉\n    佐证:\n      - 部门“三定”方案\n"),
    ),
    "no scores": (("单位", "得分情况: 是", "得分情况: 否"),),
}  # fmt: skip


def report(folder: Path, *edits: Edit) -> bytes:
    """The example's report, its data edited before."""
    unit = folder / "data" / "units" / "wanghuzhai-2021"
    shutil.copytree(ROOT / "data" / "units" / unit.name, unit)
    shutil.copytree(ROOT / "data" / "rubrics", folder / "data" / "rubrics")
    for file, old, new in edits:
        path = unit / f"{file}.yaml"
        path = path if path.exists() else folder / "data" / "rubrics" / path.name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    examined = examine(unit, workspace.of(unit), lambda step: None)
    assert not any(finding.stops for finding in examined.findings), examined.findings
    return filled(examined.manuscript)


def filled(manuscript: Manuscript) -> bytes:
    return template.fill(SHIPPED.read_bytes(), manuscript)


def small(folder: Path) -> Desk:
    return Desk(folder / "small")


def levels(folder: Path) -> tuple[bytes, bytes]:
    """A rubric of two levels against one of three."""
    desk = small(folder)
    given = desk.examine().report
    two, three = (filled(rubrics.manuscript(given, rubrics.rubric(n))) for n in (2, 3))
    return two, three


def annex(folder: Path) -> tuple[bytes, bytes]:
    """The annex behind and before the report: sections change places."""
    manuscript = small(folder).examine().manuscript
    return filled(manuscript), filled(replace(manuscript, annex_first=True))


def body(docx: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """A docx with its body changed as an element."""

    def edit(xml: str) -> str:
        root = etree.fromstring(xml.encode())
        change(root[0])
        return etree.tostring(root, encoding="unicode")

    return changed("word/document.xml", edit, docx)


def by_hand(docx: bytes) -> bytes:
    """What a person may do in Word: centre, indent, a paragraph on top and at the end, margins."""

    def change(root: etree._Element) -> None:
        paragraphs = root.findall(f"{W}p")
        one = paragraphs[5].find(f"{W}pPr")
        assert one is not None
        etree.SubElement(one, f"{W}jc").set(f"{W}val", "center")
        root.insert(0, deepcopy(paragraphs[7]))
        for mark in root[0].findall(f"{W}bookmarkStart") + root[0].findall(f"{W}bookmarkEnd"):
            root[0].remove(mark)
        root.remove(paragraphs[20])
        margins = next(root.iter(f"{W}pgMar"))
        margins.set(f"{W}top", "1000")
        table = list(root.iter(f"{W}tbl"))[-1]
        cell = next(table.iter(f"{W}tc"))
        cell.append(deepcopy(cell[-1]))
        width = next(table.iter(f"{W}tcW"))
        width.set(f"{W}w", "777")
        next(table.iter(f"{W}gridCol")).set(f"{W}w", "777")

    return body(docx, change)


def pairs(folder: Path) -> dict[str, tuple[bytes, bytes]]:
    """All pairs by name, each both ways round."""
    old = report(folder / "old")
    found = {name: (old, report(folder / name, *edits)) for name, edits in EDITS.items()}
    found["levels"] = levels(folder / "levels")
    found["annex"] = annex(folder / "annex")
    found["by hand"] = (old, by_hand(old))
    return found
