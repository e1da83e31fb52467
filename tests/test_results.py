"""得分情况 and 计算过程: deductions in words, the table, the chart in the file, the second annex."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import ooxml_integrity
import pytest
import rubrics
from conftest import Desk
from lxml import etree
from sdk import Sdk
from test_validity import lint
from word import SHIPPED, changed

from generator import readback, template
from generator.generate import Examined
from generator.narrative import Block, Chart, Manuscript, Table
from generator.scoring import deduction

HEAD = "  负责人: 某某\n"


@pytest.fixture
def whole(desk: Desk) -> Examined:
    """The small unit with both optional parts."""
    return desk.edit("单位", HEAD, f"{HEAD}  得分情况: 是\n  计算过程附表: 是\n").examine()


@pytest.fixture
def docx(whole: Examined) -> bytes:
    return template.fill(SHIPPED.read_bytes(), whole.manuscript)


def words(manuscript: Manuscript, part: str) -> list[str]:
    return [block.text for block in manuscript.parts[part] if isinstance(block, Block)]


# ---------------------------------------------------------------- deductions

WORDS = {
    "在职人员控制率": "",
    "三公经费变动率": "",
    "支付进度率": "扣3分：支付进度率85%，按85%×20计分，得17分。",
    "制度健全": "扣4分：3个要点符合2个，得6分。",
    "服务对象满意度": "扣2分：等次为良好，得8分。",
    "社会效益": "扣2分。评定18分：民生事项全部办结。",
}


def test_each_deduction_is_told_by_the_rule_applied(whole: Examined) -> None:
    told = {score.indicator.name: deduction(score) for score in whole.scorecard.scores}
    assert told == WORDS


OVERRIDES: list[tuple[str, str, str]] = [
    ("制度健全", "8", "扣2分。核定8分（按规则6分）：制度已修订。"),
    ("制度健全", "10", ""),
    ("制度健全", "6", "扣4分：3个要点符合2个，得6分。"),
]


@pytest.mark.parametrize(("indicator", "given", "told"), OVERRIDES)
def test_an_override_says_what_the_rule_gave(
    whole: Examined, indicator: str, given: str, told: str
) -> None:
    score = next(s for s in whole.scorecard.scores if s.indicator.name == indicator)
    answer = score.answer.but(override=Decimal(given), override_why="制度已修订")
    assert deduction(replace(score, answer=answer)) == told


def test_what_can_not_be_scored_has_no_deduction_but_an_override_has(whole: Examined) -> None:
    score = replace(whole.scorecard.scores[3], computed=None)
    assert deduction(score) == ""
    answer = score.answer.but(override=Decimal(1), override_why="另行核定。")
    assert deduction(replace(score, answer=answer)) == ("扣9分。核定1分：另行核定。")


def test_a_threshold_missed_is_told_with_the_value(desk: Desk) -> None:
    desk.edit("预算", "公务接待费: 9\n", "公务接待费: 12\n")
    score = desk.examine().scorecard.scores[1]
    assert deduction(score) == "扣20分：三公经费变动率20%，≥10%，得0分。"


# ---------------------------------------------------------------- 得分情况


def test_the_section_tells_total_rates_and_deductions(whole: Examined) -> None:
    assert words(whole.manuscript, "得分情况") == [
        "试验镇2021年自评得89分（满分100分），等级为“良”，4项指标共扣11分。"
        "各一级指标的得分和得分率如下表和下图所示。",
        "扣分的指标和原因如下：",
        "1.支付进度率（20分）扣3分：支付进度率85%，按85%×20计分，得17分（见存在的问题第1条）。",
        "2.制度健全（10分）扣4分：3个要点符合2个，得6分（见存在的问题第1条）。",
        "3.服务对象满意度（10分）扣2分：等次为良好，得8分（见存在的问题第1条）。",
        "4.社会效益（20分）扣2分。评定18分：民生事项全部办结（见存在的问题第1条）。",
    ]


def test_its_table_adds_up_and_its_chart_shows_the_rates(whole: Examined) -> None:
    table, chart = (b for b in whole.manuscript.parts["得分情况"] if not isinstance(b, Block))
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["一级指标", "分值", "得分", "得分率"],
        ["投入", "40", "40", "100%"],
        ["过程", "40", "31", "77.5%"],
        ["效果", "20", "18", "90%"],
        ["合计", "100", "89", "89%"],
    ]
    assert isinstance(chart, Chart)
    assert chart.text == "各一级指标得分率：投入100%、过程77.5%、效果90%"


def test_full_marks_need_no_list(desk: Desk) -> None:
    report, card = rubrics.scored(desk.examine().report, rubrics.rubric(2))
    full = {
        name: answer.but(judged=Decimal(25), override=None)
        for name, answer in report.answers.items()
    }
    unit = report.unit.but(results=True)
    perfect = report.but(answers=full, unit=unit)
    manuscript = rubrics.assembled(perfect, rubrics.rubric(2))
    assert card.total < 100
    assert words(manuscript, "得分情况") == [
        "试验镇2021年自评得100分（满分100分），等级为“优”，各项指标都得满分。"
        "各一级指标的得分和得分率如下表和下图所示。"
    ]


def test_a_unit_that_does_not_ask_for_it_has_neither_section_nor_annex(desk: Desk) -> None:
    docx = desk.generate().stored.path.read_bytes()
    text = str(readback.read(docx))
    assert "得分情况" not in text
    assert "计算过程" not in text
    assert not [name for name in zipfile.ZipFile(io.BytesIO(docx)).namelist() if "chart" in name]


@pytest.mark.parametrize(("asked", "warned"), [("是", True), ("否", False)])
def test_an_older_template_warns_only_when_the_part_is_asked_for(
    desk: Desk, asked: str, warned: bool
) -> None:
    def older(xml: str) -> str:
        start = xml.index("{%p if 得分情况 %}")
        end = xml.index("{%p endif %}", start)
        start, end = xml.rindex("<w:p>", 0, start), xml.index("</w:p>", end) + len("</w:p>")
        return xml[:start] + xml[end:]

    manuscript = desk.edit("单位", HEAD, f"{HEAD}  得分情况: {asked}\n").examine().manuscript
    form = changed("word/document.xml", older)
    assert [f.message for f in template.check(form, manuscript)] == (
        ["模板没有用到：得分情况；这些内容不会印出来。"] if warned else []
    )
    docx = template.fill(form, manuscript)
    assert readback.verify(docx, manuscript, template.used(form)) == []


# ---------------------------------------------------------------- the file


def test_what_was_filled_reads_as_it_was_meant(whole: Examined, docx: bytes) -> None:
    assert readback.verify(docx, whole.manuscript, set(whole.manuscript.parts)) == []


def test_the_chart_says_its_values_in_words_too(docx: bytes) -> None:
    document = etree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml"))
    (properties,) = document.iter("{*}docPr")
    assert properties.get("descr") == "各一级指标得分率：投入100%、过程77.5%、效果90%"


def test_the_workbook_behind_the_chart_holds_its_data(docx: bytes) -> None:
    raw = zipfile.ZipFile(io.BytesIO(docx)).read("word/embeddings/chart1.xlsx")
    sheet = etree.fromstring(zipfile.ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml"))
    cells = {str(c.get("r")): "".join(map(str, c.itertext())) for c in sheet.iter("{*}c")}
    assert cells == {
        "A1": "", "B1": "得分率", "A2": "投入", "B2": "1", "A3": "过程", "B3": "0.775", "A4": "效果",
        "B4": "0.9",
    }  # fmt: skip


DAMAGE = [("0.775", "0.785"), ("<c:v>过程", "<c:v>过成"), ("各一级指标得分率", "得分率")]


@pytest.mark.parametrize(("old", "new"), DAMAGE)
def test_a_chart_that_shows_something_else_is_found(
    whole: Examined, docx: bytes, old: str, new: str
) -> None:
    damaged = changed_beside_workbook(docx, old, new)
    found = readback.verify(damaged, whole.manuscript, set(whole.manuscript.parts))
    assert [f.id for f in found] == ["chart-differs"]


def changed_beside_workbook(docx: bytes, old: str, new: str) -> bytes:
    target = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(docx))
    with zipfile.ZipFile(target, "w") as package:
        for name in source.namelist():
            raw = source.read(name)
            if name == "word/charts/chart1.xml":
                assert old in raw.decode()
                raw = raw.decode().replace(old, new).encode()
            package.writestr(name, raw)
    return target.getvalue()


def test_a_template_with_a_chart_of_its_own_keeps_it(whole: Examined) -> None:
    target = io.BytesIO(SHIPPED.read_bytes())
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("word/charts/chart4.xml", "<own/>")
    source = zipfile.ZipFile(target)
    related = (
        '<Relationship Id="own" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/chart" Target="charts/chart4.xml"/></Relationships>'
    )
    form = io.BytesIO()
    with zipfile.ZipFile(form, "w") as package:
        for name in source.namelist():
            raw = source.read(name)
            if name == "word/_rels/document.xml.rels":
                raw = raw.replace(b"</Relationships>", related.encode())
            package.writestr(name, raw)
    names = zipfile.ZipFile(io.BytesIO(template.fill(form.getvalue(), whole.manuscript))).namelist()
    assert [n for n in names if re.fullmatch(r"word/charts/chart\d+.xml", n)] == [
        "word/charts/chart4.xml", "word/charts/chart5.xml",
    ]  # fmt: skip


def test_equal_input_gives_equal_bytes(whole: Examined, docx: bytes) -> None:
    assert template.fill(SHIPPED.read_bytes(), whole.manuscript) == docx


FORMS: dict[str, Callable[[Manuscript], Manuscript]] = {
    "annex last": lambda manuscript: manuscript,
    "annex first": lambda manuscript: replace(manuscript, annex_first=True),
}


@pytest.mark.unmeasured
@pytest.mark.parametrize("form", FORMS)
def test_the_validators_and_the_lint_find_nothing(
    whole: Examined, sdk: Sdk, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "报告.docx"
    file.write_bytes(template.fill(SHIPPED.read_bytes(), FORMS[form](whole.manuscript)))
    assert lint(file.read_bytes()) == []
    assert [str(finding) for finding in ooxml_integrity.check(str(file))] == []
    assert sdk.errors(file) == []


# ---------------------------------------------------------------- 计算过程


def test_the_annex_of_workings_shows_steps_basis_and_evidence(whole: Examined) -> None:
    (table,) = whole.manuscript.parts["计算过程"]
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0]] == ["指标", "计算过程", "依据", "佐证"]
    assert len(table.rows) == 1 + len(whole.scorecard.scores)
    name, steps, basis, evidence = (cell.text for cell in table.rows[4])
    assert name == "制度健全\n（10分）"
    assert "6分" in steps
    assert "佐证" not in steps
    assert (basis, evidence) == ("试验办法第五条", "财务制度汇编")


def test_it_follows_the_scoring_table_on_a_page_of_its_own(docx: bytes) -> None:
    text = [p.text for p in readback.read(docx).paragraphs()]
    assert text.index("附件3") < text.index("附件4")
    assert text[text.index("附件4") + 2] == (
        "试验镇人民政府\n2021年部门整体支出绩效评价评分计算过程"
    )
    document = zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml").decode()
    assert document.count("<w:pageBreakBefore/>") == 1
    assert document.count("<w:sectPr>") == 2  # it shares the landscape section and its footers


def test_both_annexes_are_listed_under_the_text(docx: bytes) -> None:
    notes = [(p.style, p.text) for p in readback.read(docx).paragraphs() if "附件说明" in p.style]
    assert notes == [
        ("附件说明", "附件：3. 试验镇人民政府2021年部门整体支出绩效评价指标体系评分表"),
        ("附件说明续", "4. 试验镇人民政府2021年部门整体支出绩效评价评分计算过程"),
    ]


def test_with_the_annex_first_both_stand_before_the_text(whole: Examined) -> None:
    first = replace(whole.manuscript, annex_first=True)
    text = [p.text for p in readback.read(template.fill(SHIPPED.read_bytes(), first)).paragraphs()]
    places = [text.index(words) for words in ("附件3", "附件4", "一、基本概况")]
    assert places == sorted(places)


def test_reasons_are_held_to_be_literal_only_where_they_are_printed(desk: Desk) -> None:
    desk.edit("评分", "民生事项全部办结。", "办结{{ 预算.支出决算 }}。").edit(
        "评分", "财务制度汇编", "财务**制度**汇编"
    )
    assert desk.rows() == []
    desk.edit("单位", HEAD, f"{HEAD}  得分情况: 是\n")
    assert [id for id, _, _ in desk.rows()] == ["literal-only"]
    desk.edit("单位", "得分情况: 是", "计算过程附表: 是")
    assert [id for id, _, _ in desk.rows()] == ["literal-only"] * 2


def test_a_bound_on_the_total_is_told_and_the_points_still_add_up(desk: Desk) -> None:
    bound = """\
  总分上限:
    - 情形: 支付进度率低于九成
      取数:
        支付数: 预算.年度支付数
        任务数: 预算.年度任务数
      条件: 支付数 / 任务数 < 90%
      上限: 69
      依据: 试验办法
"""
    desk.edit("试验", "  指标:\n    - 名称: 投入\n", f"{bound}  指标:\n    - 名称: 投入\n")
    manuscript = desk.edit("单位", HEAD, f"{HEAD}  得分情况: 是\n").examine().manuscript
    told = "共扣11分；各项合计89分；支付进度率低于九成，总分以69分为限。"
    assert told in words(manuscript, "得分情况")[0]
    docx = template.fill(SHIPPED.read_bytes(), manuscript)
    assert readback.verify(docx, manuscript, set(manuscript.parts)) == []
