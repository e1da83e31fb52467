"""The working paper: its formulas, recalculated by another program, give what was scored."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal as D
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from conftest import unmeasured
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from generator import workspace
from generator.findings import Place
from generator.formula import Worked, parse
from generator.generate import examine
from generator.model import Report
from generator.paper import edited, paper
from generator.paper.formulas import excel
from generator.paper.inputs import Inputs
from generator.paper.looks import FIRST, HEAD, height
from generator.rubric import Rubric
from generator.scoring import Scorecard, score

UNIT = Path(__file__).parents[1] / "data" / "units" / "wanghuzhai-2021"
CASE = Path(__file__).parent / "cases" / "paper.yaml"
Scored = tuple[Report, Rubric, Scorecard]
Recalculate = Callable[[bytes], Any]


def nowhere(_: tuple[str | int, ...]) -> Place | None:
    return None


def typed(change: Callable[[dict[str, Any]], None] = lambda _: None) -> Scored:
    """The unit of the case file, with changes to what was typed."""
    data = yaml.load(CASE.read_text(encoding="utf-8"), yaml.BaseLoader)
    change(data)
    rubric = Rubric.of(data.pop("指标体系"))
    report = Report.of(data)
    return report, rubric, score(report, rubric)


@cache
def example() -> tuple[Scored, bytes]:
    done = examine(UNIT, workspace.of(UNIT), lambda step: None)
    scored = (done.report, done.rubric, done.scorecard)
    return scored, paper(*scored, done.inputs.place)


@cache
def of_all_rules() -> tuple[Scored, bytes]:
    scored = typed()
    return scored, paper(*scored, nowhere)


UNITS = {"the example": example, "every kind of rule": of_all_rules}


@cache
def opened(xlsx: bytes, values: bool = False) -> Any:
    """A workbook to be looked at."""
    return worked_in(xlsx, values)


def worked_in(xlsx: bytes, values: bool = False) -> Any:
    """A workbook to be changed."""
    with unmeasured():
        return openpyxl.load_workbook(io.BytesIO(xlsx), data_only=values)


def without_values(xlsx: bytes) -> bytes:
    """The workbook with the formulas' values taken out, so that whoever shows some has calculated."""
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as old, zipfile.ZipFile(stored, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = re.sub(rb"</f><v>[^<]*</v>", b"</f>", text)
            new.writestr(name, text)
    return stored.getvalue()


@pytest.fixture(scope="module")
def recalculate(tmp_path_factory: pytest.TempPathFactory) -> Recalculate:
    """Opens a workbook in LibreOffice and gives the values that it calculates."""
    program, home = shutil.which("soffice"), tmp_path_factory.mktemp("office")
    if program is None:
        if os.environ.get("JIXIAO_REQUIRE_TOOLS"):
            pytest.fail("soffice is not installed")
        pytest.skip("soffice is not installed")

    def run(xlsx: bytes) -> Any:
        file = home / "paper.xlsx"
        file.write_bytes(xlsx)
        profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
        arguments = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
        subprocess.run(
            [program, profile, *arguments, str(home / "out"), str(file)],
            capture_output=True, check=True, timeout=120,
        )  # fmt: skip
        return worked_in((home / "out" / "paper.xlsx").read_bytes(), values=True)

    return run


def heads(sheet: Any) -> dict[str, int]:
    """The numbers of the columns by their head."""
    return {cell.value: cell.column for cell in sheet[HEAD + 1]}


def column(sheet: Any, head: str, rows: int) -> list[Any]:
    at = heads(sheet)[head]
    return [sheet.cell(FIRST + 1 + row, at).value for row in range(rows)]


def below(sheet: Any, head: str) -> dict[str, Any]:
    """What stands below the indicators, by the label of its row."""
    at = heads(sheet)[head]
    rows = [(str(row[0].value or "").strip("　"), row[at - 1].value) for row in sheet.iter_rows()]
    start = next(n for n, (label, _) in enumerate(rows) if label == "小计")
    return dict(rows[start:])


def numbers(values: Sequence[D | None]) -> list[Any]:
    return [None if value is None else pytest.approx(float(value), abs=1e-9) for value in values]


def no_text(values: Sequence[Any]) -> list[Any]:
    """An empty text that a formula gives is nothing."""
    return [None if value == "" else value for value in values]


def says_the_scorecard(book: Any, card: Scorecard) -> None:
    sheet, scores = book["评分底稿"], card.scores
    many = len(scores)
    assert column(sheet, "按规则得分", many) == numbers([each.computed for each in scores])
    assert no_text(column(sheet, "得分", many)) == numbers([each.points for each in scores])
    lost = [None if each.points is None else each.lost for each in scores]
    assert no_text(column(sheet, "扣分", many)) == numbers(lost)
    ratios = [each.worked.value for each in scores if each.worked]
    found = column(sheet, "实际值", many)
    assert [v for v, e in zip(found, scores, strict=True) if e.worked] == numbers(ratios)
    sums = below(sheet, "得分")
    assert {each.group.name: sums[each.group.name] for each in card.subtotals} == {
        each.group.name: pytest.approx(float(each.points)) for each in card.subtotals
    }
    assert sums["各项合计"] == pytest.approx(float(card.added))
    missing = sum(each.points is None for each in scores)
    label = "总分" if card.complete else f"总分（不全，{missing}项没有得分）"
    assert sums[label] == pytest.approx(float(card.total))
    assert sums["等级"] == card.grade


@pytest.mark.parametrize("unit", UNITS)
def test_recalculated_formulas_give_what_was_scored(unit: str, recalculate: Recalculate) -> None:
    (_, _, card), xlsx = UNITS[unit]()
    bare = without_values(xlsx)
    assert set(column(opened(bare, values=True)["评分底稿"], "得分", len(card.scores))) == {None}
    says_the_scorecard(recalculate(bare), card)


@pytest.mark.parametrize("unit", UNITS)
def test_a_viewer_that_does_not_calculate_shows_what_was_scored(unit: str) -> None:
    (_, _, card), xlsx = UNITS[unit]()
    says_the_scorecard(opened(xlsx, values=True), card)


@pytest.mark.parametrize("unit", UNITS)
def test_no_formula_fails(unit: str, recalculate: Recalculate) -> None:
    _, xlsx = UNITS[unit]()
    found = recalculate(without_values(xlsx))
    values = [cell.value for sheet in found for row in sheet.iter_rows() for cell in row]
    assert [value for value in values if str(value).startswith("#")] == []


def change(data: dict[str, Any]) -> None:
    data["预算"]["年度支付数"] = "2.75"
    data["人员编制"]["在编"]["事业"] = "38"
    data["目标"]["分项"][0]["指标"][0]["实际值"] = "120.5"
    data["评分"]["档位要点"]["要点"]["2"] = "是"
    data["评分"]["次数扣分"]["次数"] = "5"
    data["预算"]["公用经费"]["实际支出"] = "59"


CHANGED = {
    "预算.年度支付数": 2.75,
    "人员编制.在编.事业": 38,
    "目标.分项.生态环保.指标.植树面积.实际值": 120.5,
    "评分.档位要点.要点.2": 1,
    "评分.次数扣分.次数": 5,
    "预算.公用经费.实际支出": 59,
}


@pytest.mark.unmeasured
def test_changed_inputs_lead_to_the_points_of_the_changed_unit(recalculate: Recalculate) -> None:
    _, xlsx = of_all_rules()
    book = worked_in(xlsx)
    inputs = book["取数"]
    for row in inputs.iter_rows(min_row=FIRST + 1):
        row[2].value = CHANGED.get(row[1].value, row[2].value)
    stored = io.BytesIO()
    book.save(stored)
    _, _, card = typed(change)
    assert card.total != typed()[2].total
    says_the_scorecard(recalculate(stored.getvalue()), card)


@pytest.mark.unmeasured
def test_an_override_that_is_taken_out_gives_way_to_the_rule(recalculate: Recalculate) -> None:
    _, xlsx = of_all_rules()
    book = worked_in(xlsx)
    sheet = book["评分底稿"]
    for row in range(FIRST + 1, FIRST + 30):
        sheet.cell(row, heads(sheet)["核定分"]).value = None
    stored = io.BytesIO()
    book.save(stored)

    def judged_by_rule(data: dict[str, Any]) -> None:
        for answer in data["评分"].values():
            answer.pop("核定分", None)

    found = recalculate(stored.getvalue())["评分底稿"]
    card = typed(judged_by_rule)[2]
    assert no_text(column(found, "得分", len(card.scores))) == numbers(
        [s.points for s in card.scores]
    )


def test_equal_input_gives_equal_bytes() -> None:
    assert paper(*typed(), nowhere) == of_all_rules()[1]


def test_the_file_is_of_the_day_of_signature_and_of_no_other() -> None:
    with zipfile.ZipFile(io.BytesIO(of_all_rules()[1])) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        days = re.findall(r">(\d{4}-[^<]*)<", package.read("docProps/core.xml").decode())
    assert days == ["2021-12-31T00:00:00Z"] * 2


def test_what_people_wrote_is_no_formula() -> None:
    sheet = opened(of_all_rules()[1])["评分底稿"]
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=FIRST + 1)}
    at = heads(sheet)
    written = [
        (cell.value, cell.data_type)
        for row in sheet.iter_rows(min_row=FIRST + 1, max_row=FIRST + 20)
        for head in ("核定理由", "佐证", "填报人", "依据", "适用规则")
        if str((cell := row[at[head] - 1]).value).startswith(("=", "+", "@", "-"))
    ]
    assert rows
    assert written == [
        ('=HYPERLINK("x")\n+86 材料', "s"), ("@张三", "s"), ("=试验办法第一条", "s"),
        ("=SUM(A1:A9)", "s"),
    ]  # fmt: skip
    taken = opened(of_all_rules()[1])["取数"]
    assert ("=丙：是", "s") in [(cell.value, cell.data_type) for cell in taken["E"]]


def test_a_text_too_long_for_a_cell_is_seen_to_go_on() -> None:
    def wordy(data: dict[str, Any]) -> None:
        data["评分"]["核定的"]["核定理由"] = "理由" * 20000

    sheet = opened(paper(*typed(wordy), nowhere))["评分底稿"]
    (found,) = [each for each in column(sheet, "核定理由", 20) if str(each).startswith("理由")]
    assert len(found) == 32767
    assert found.endswith("由…")


def test_a_figure_stands_once_with_all_who_use_it() -> None:
    taken = opened(of_all_rules()[1])["取数"]
    rows = {
        row[1].value: [cell.value for cell in row] for row in taken.iter_rows(min_row=FIRST + 1)
    }
    twice = "目标.分项.生态环保.指标.水位.目标值"  # the two ends of a range
    assert len(rows) == taken.max_row - FIRST - 1
    assert [row[2].value for row in taken if row[1].value == twice] == [2.5, 3.5]
    assert rows["预算.年度支付数"] == [
        rows["预算.年度支付数"][0], "预算.年度支付数", 2, None, None, "万元", None, None,
        "支付进度率、取高的、由人选的",
    ]  # fmt: skip


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("name", "value", "digits", "content", "unit"),
    [
        ("预算.上年收入决算.收入总额", 12345678901234567.89, "12345678901234567.89", None, "万元"),
        ("预算.收入决算.一般公共预算.财政拨款", 887.59806, None, None, "万元"),
        ("预算.收入决算.政府性“基金”", 851.726839, None, None, "万元"),
        ("评分.档位要点.要点.2", 0, None, "乙：否", "是1 否0"),
        ("评分.满意程度.等次", 4.2, None, "良好", "分"),
        ("评分.一级直属.评定分", 4.5, None, "=1+1", "分"),
        ("评分.次数扣分.次数", 2, None, "两起信访。", "次"),
        ("个数(组织架构.内设机构)", 3, None, None, "个"),
        ("目标.分项.生态环保.指标.植树面积.实际值", 271, None, None, "亩"),
        ("目标.分项.为民服务.指标.群众认可.完成情况", 0.8, None, "基本完成", None),
        ("人员编制.在编.行政", 21, None, None, "人"),
        ("预算.结转结余", None, None, "“预算.结转结余”没有填写", "万元"),
    ],
)
def test_an_input_has_its_figure_words_and_unit(
    name: str, value: float | None, digits: str | None, content: str | None, unit: str | None
) -> None:
    taken = opened(of_all_rules()[1])["取数"]
    (row,) = [row for row in taken.iter_rows(min_row=FIRST + 1) if row[1].value == name]
    assert [row[at].value or None for at in (3, 4, 5)] == [digits, content, unit]
    assert row[2].value == (value if value is None else pytest.approx(value))


def test_inputs_name_the_file_and_line_where_they_were_entered() -> None:
    xlsx = example()[1]
    taken, sheet = opened(xlsx)["取数"], opened(xlsx)["评分底稿"]
    rows = {row[1].value: (row[6].value, row[7].value) for row in taken.iter_rows()}
    lines = (UNIT / "预算.yaml").read_text(encoding="utf-8").split("\n")
    file, line = rows["预算.年度支付数"]
    assert (file, lines[line - 1].split(":")[0].strip()) == ("预算.yaml", "年度支付数")
    found = column(sheet, "取数位置", 10)
    assert found[8] == f"预算.yaml:{line}、{rows['预算.年度任务数'][1]}"


def test_goals_are_shown_metric_by_metric() -> None:
    scored, xlsx = of_all_rules()
    sheet = opened(xlsx, values=True)["目标完成"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST + 1)]
    first = rows[0]
    assert first[:9] == ["目标完成率", "生态环保", 0.5, "植树面积", "越高越好", 300, 271, "亩", 3]
    assert [row[5:7] for row in rows[2:4]] == [["2.5-3.5", 3.9], ["普遍认可", "基本完成"]]
    (goals, _) = [
        each for each in scored[2].scores if each.tasks or each.indicator.name == "数量目标"
    ]
    got = [row[11] for row in rows if isinstance(row[11], float)]
    assert sum(got[:-1]) == pytest.approx(got[-1])
    assert round(got[-1], 2) == pytest.approx(float(goals.computed or 0))


def test_a_metric_without_an_actual_leaves_its_goals_without_points(
    recalculate: Recalculate,
) -> None:
    def silent(data: dict[str, Any]) -> None:
        data["目标"]["分项"][1]["指标"][0]["完成情况"] = ""

    scored = typed(silent)
    xlsx = without_values(paper(*scored, nowhere))
    found = recalculate(xlsx)
    says_the_scorecard(found, scored[2])
    rows = [[cell.value for cell in row] for row in found["目标完成"].iter_rows(min_row=FIRST + 1)]
    assert rows[3][9:12] == [None, None, None]
    assert rows[5][9:12] == [None, None, None]


def test_there_is_no_sheet_of_goals_where_none_are_scored() -> None:
    assert opened(example()[1]).sheetnames == ["评分底稿", "取数"]


def test_groups_are_merged_over_their_indicators() -> None:
    merged = {str(box) for box in opened(of_all_rules()[1])["评分底稿"].merged_cells.ranges}
    assert {"C4:D4", "B5:B13", "C5:C8", "C9:C13", "B14:B23", "C14:D14"} <= merged


def test_bounds_say_whether_they_hold() -> None:
    sheet = opened(of_all_rules()[1], values=True)["评分底稿"]
    sums, words = below(sheet, "得分"), below(sheet, "适用规则")
    got = [
        sums[f"总分上限：{name}"] or None for name in ("公用经费超支", "资产闲置", "三公经费超支")
    ]
    assert got == [58.5, None, None]
    assert words["总分上限：三公经费超支"].endswith("不能判断：“预算.三公经费.本年”没有填写")


def test_sheets_print_one_page_wide_across_with_their_heads() -> None:
    for sheet in opened(of_all_rules()[1]):
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.freeze_panes[1:] == "4"


def test_a_row_is_as_high_as_its_longest_cell() -> None:
    assert height([("字", 10), ("", 5)]) < height([("字" * 20, 10)]) < height([("字" * 40, 10)])
    assert height([("字" * 9999, 4)]) == 409


VALUES: dict[str, Any] = {
    "甲": D("3.5"), "乙": D("-2"), "丙": 7, "空": None, "零": 0, "厅": ("一", "二"),
    "表": {"x": D("1.25"), "y": D("-0.5"), "z": 4}, "单": {"x": 9}, "无": {},
    "率": parse("3 / 4").work({}),
}  # fmt: skip


def inputs() -> Inputs:
    return Inputs(VALUES, {}, nowhere)


def translated(worked: Worked, book: Inputs | None = None) -> str:
    live = (book or inputs()).live(worked, "甲")
    assert live is not None
    return live.formula.replace("'取数'!", "")


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("甲 + 乙 * 丙", "$C$4+$C$5*$C$6"),
        ("(甲 + 乙) * 甲", "($C$4+$C$5)*$C$4"),
        ("甲 - (乙 - 丙)", "$C$4-($C$5-$C$6)"),
        ("-甲 * 2", "(-$C$4)*2"),
        ("2 * -3", "2*(-3)"),
        ("1 - -5%", "1-(-5%)"),
        ("甲 * 率", "$C$4*(3/4)"),
        ("甲 / 率", "$C$4/(3/4)"),
        ("甲 / 115%", "$C$4/115%"),
        ("合计(表)", "SUM($C$4:$C$6)"),
        ("合计(表, 甲, 1)", "SUM($C$4:$C$7,1)"),
        ("合计(甲, 1, 乙)", "SUM($C$4,1,$C$5)"),
        ("合计(无)", "0"),
        ("最大(0, 最小(1, 甲))", "MAX(0,MIN(1,$C$4))"),
        ("绝对值(乙)", "ABS($C$4)"),
        ("个数(厅) * 2", "$C$4*2"),
        ("首个(空, 丙)", "$C$4"),
        ("取整(甲)", "INT(ROUND($C$4,9))"),
        ("进整(甲)", "-INT(-ROUND($C$4,9))"),
        ("四舍五入(甲, 1)", "ROUND(ROUND($C$4,9),1)"),
        ("若(甲 >= 1, 甲, 乙)", "IF(ROUND($C$4-1,9)>=0,$C$4,$C$5)"),
        ("若((甲 != 1), 甲, 乙)", "IF(ROUND($C$4-1,9)<>0,$C$4,$C$5)"),
        ("若(甲 + 1, 甲, 乙)", "IF(($C$4+1)<>0,$C$4,$C$5)"),
        ("若(甲 > 1, 甲, 空)", "IF(ROUND($C$4-1,9)>0,$C$4,$C$5)"),
        ("若(甲 > 1, 甲, 表)", "IF(ROUND($C$4-1,9)>0,$C$4,NA())"),
        ("若(甲 > 1, 甲, 最大(无))", "IF(ROUND($C$4-1,9)>0,$C$4,NA())"),
        ("(甲 == 1) + 1", "(N(ROUND($C$4-1,9)=0))+1"),
    ],
)
def test_arithmetic_is_written_as_a_spreadsheet_has_it(text: str, formula: str) -> None:
    assert translated(parse(text).work(VALUES)) == formula


def test_what_has_a_cell_of_its_own_stands_as_that_cell() -> None:
    book = inputs()
    book.stands(VALUES["率"], "$H$7")
    assert translated(parse("率 * 甲").work(VALUES), book) == "$H$7*$C$4"


def test_what_can_not_be_worked_out_is_no_formula() -> None:
    assert inputs().live(parse("甲 / 零").work(VALUES), "甲") is None


FIGURES = {name: value for name, value in VALUES.items() if isinstance(value, D | int)}
trees = st.recursive(
    st.sampled_from([*FIGURES, "率", "1", "0.07", "12%", "3", "合计(表)", "最大(表)", "个数(厅)"]),
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from("+-*/"), part).map(" ".join),
        part.map("({})".format),
        part.map("-{}".format),
        st.tuples(st.sampled_from(["取整", "进整", "绝对值"]), part).map(
            lambda p: f"{p[0]}({p[1]})"
        ),
        st.tuples(part, st.sampled_from("0123")).map(lambda p: f"四舍五入({p[0]}, {p[1]})"),
        st.tuples(st.sampled_from(["最小", "最大", "合计"]), part, part).map(
            lambda p: f"{p[0]}({p[1]}, {p[2]})"
        ),
        st.tuples(part, st.sampled_from(["<", ">", "<=", ">=", "==", "!="]), part, part, part).map(
            lambda p: f"若({p[0]} {p[1]} {p[2]}, {p[3]}, {p[4]})"
        ),
        st.tuples(part, st.sampled_from(["<", ">="]), part).map(lambda p: f"({' '.join(p)})"),
    ),
    max_leaves=12,
)


def parts(worked: Worked) -> Iterator[Worked]:
    yield worked
    for part in worked.parts:
        yield from parts(part)


def clear(worked: Worked) -> bool:
    """No part of it is a matter of the sixteenth digit, where binary fractions fall to either side."""
    return all(_clear(part) for part in parts(worked))


def _clear(worked: Worked) -> bool:
    known = [part.value for part in worked.parts if part.value is not None]
    if worked.act in ("<", ">", "<=", ">=", "==", "!=") and len(known) == 2:
        return known[0] == known[1] or abs(known[0] - known[1]) > D("1e-6")
    if worked.act in ("floor", "ceil", "round") and known:
        places = int(known[1]) if len(known) == 2 else 0
        half = known[0].scaleb(places) * 2
        off = abs(half - half.to_integral_value())
        return off == 0 or off > D("1e-5")
    return all(abs(value) < D("1e6") for value in known)


@pytest.mark.unmeasured
def test_random_arithmetic_gives_the_same_in_a_spreadsheet(recalculate: Recalculate) -> None:
    found: list[Worked] = []

    @settings(
        max_examples=600, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(trees)
    def collect(text: str) -> None:
        worked = parse(text).work(VALUES)
        if worked.value is not None and clear(worked):
            found.append(worked)

    collect()
    values = [(name, D(value)) for name, value in FIGURES.items()]
    values += [(f"表.{key}", D(value)) for key, value in VALUES["表"].items()]
    values.append(("厅", D(2)))
    at = {name: f"$B${n}" for n, (name, _) in enumerate(values, 1)}

    def cells(worked: Worked) -> str:
        counted = worked.act == "count"
        return (
            at["厅"] if counted else "" if worked.parts or worked.act else at.get(worked.name, "")
        )

    stored = io.BytesIO()
    book = Workbook(stored, {"in_memory": True})
    sheet = book.add_worksheet()
    for row, (_, value) in enumerate(values):
        sheet.write_number(row, 1, float(value))
    for row, worked in enumerate(found):
        sheet.write_formula(row, 2, f"={excel(worked, cells)}")
    book.close()
    computed = recalculate(without_values(stored.getvalue())).active
    assert len(found) > 300
    wrong = [
        (worked.expression, excel(worked, cells), worked.value, value)
        for row, worked in enumerate(found, 1)
        if (value := computed.cell(row, 3).value)
        != pytest.approx(float(worked.value or 0), abs=1e-6, rel=1e-9)
    ]
    assert wrong == []


def test_an_indicator_that_is_silent_has_its_reason_for_points() -> None:
    sheet = opened(of_all_rules()[1], values=True)["评分底稿"]
    (row,) = [
        r for r in sheet.iter_rows(min_row=FIRST + 1) if str(r[3].value).startswith("三公变动率")
    ]
    at = heads(sheet)
    assert row[at["适用规则"] - 1].value == "不能计分：“预算.三公经费.本年”没有填写"
    assert (row[at["得分"] - 1].value or None, row[at["按规则得分"] - 1].value) == (None, None)


def test_a_rubric_without_decimals_prints_none() -> None:
    scored = typed()
    whole = scored[1].but(places=0)
    bare = replace(
        scored[2], scores=tuple(each for each in scored[2].scores if each.answer.override is None)
    )
    sheet = opened(paper(scored[0], whole, bare, nowhere))["评分底稿"]
    assert sheet.cell(FIRST + 1, heads(sheet)["得分"]).number_format == "0"


def test_a_paper_as_it_was_made_is_known_from_one_somebody_worked_in() -> None:
    _, made = example()
    assert not edited(made)
    book = openpyxl.load_workbook(io.BytesIO(made))
    book.worksheets[0]["A1"] = "批注"
    changed = io.BytesIO()
    book.save(changed)
    assert edited(changed.getvalue())
    assert edited(b"")
