"""The form: every field has its cell, only cells to be filled can be, and it opens everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Desk, Jixiao
from filled_in import Form, converted, loaded
from test_paper import typed

from generator import workspace
from generator.form import form
from generator.form.book import PATH
from generator.form.guide import Guide
from generator.form.kinds import Keyed, Leaf, Listed, Shaped, What, parts
from generator.form.rows import LEFT_OUT, pages
from generator.form.tree import Key, Tree, written
from generator.form.tree import Path as DataPath
from generator.model import Report
from generator.shape import Shape

EXAMPLE = workspace.shipped().root / "data" / "units" / "wanghuzhai-2021"


@pytest.fixture(scope="module")
def example() -> Form:
    return Form(EXAMPLE)


def fields(shape: type[Shape], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The names on the way to every value that the model knows, lists and keys passed over."""
    for part in parts(shape):
        yield from below(part.what, (*above, part.name), shape)


def below(what: What, names: tuple[str, ...], shape: type[Shape]) -> Iterator[tuple[str, ...]]:
    while isinstance(what, Listed | Keyed):
        what = what.inner
    if isinstance(what, Leaf):
        yield names
    elif isinstance(what, Shaped) and what.shape is not shape:
        yield from fields(what.shape, names)


def names(path: DataPath) -> tuple[str, ...]:
    """The names of the model on a data path."""
    what: What = Shaped(Report)
    found = list[str]()
    for key in path:
        if isinstance(what, Shaped):
            found.append(str(key))
            what = next(part.what for part in parts(what.shape) if part.name == key)
        elif isinstance(what, Listed | Keyed):
            what = what.inner
    return tuple(found)


def test_every_field_of_the_model_has_a_cell(example: Form) -> None:
    chapter: dict[Key, Tree] = {"标题": "一", "编号": {0: "1."}}
    answer: dict[Key, Tree] = {"别的指标": {"要点": {"1": "是"}}}
    tree: Tree = {"章节": {0: chapter}, "评分": answer}
    found = pages(tree, Guide(example.before.rubric))
    cells = {names(c.path) for page in found for line in page.rows for c in line.cells.values()}
    asked = {each for each in fields(Report) if each[0] not in LEFT_OUT}
    assert asked - cells == set()


def test_the_same_data_give_the_same_bytes_and_other_data_others(desk: Desk) -> None:
    first = Form(desk.unit).xlsx
    assert Form(desk.unit).xlsx == first
    assert Form(desk.edit("预算", "900", "901").unit).xlsx != first


def test_cells_to_be_filled_are_tinted_and_open_and_all_others_locked(example: Form) -> None:
    book = example.book()
    open_ = {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for line in sheet.iter_rows()
        for cell in line
        if not cell.protection.locked
    }
    assert open_ == set(example.addresses.values())
    pages_ = [book[page.name] for page in example.pages()]
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in pages_)
    assert all(book[s][a].fill.fgColor.rgb == "FFFFF2CC" for s, a in open_)


def test_paths_and_the_record_are_there_but_not_seen(example: Form) -> None:
    book = example.book()
    for page in example.pages():
        sheet = book[page.name]
        assert sheet["A3"].value == PATH and sheet.column_dimensions["A"].hidden
    assert {s.title for s in book.worksheets if s.sheet_state == "hidden"} == {"选项", "记录"}


def test_sheets_print_one_page_wide_on_a4_across(example: Form) -> None:
    book = example.book()
    for page in example.pages():
        setup = book[page.name].page_setup
        assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("预算.年初预算", "decimal", "请填数字"),
        ("履职工作.计划工作数", "whole", "不小于 0"),
        ("单位.落款日期", "date", "请填日期"),
        ("单位.评分表位置", "list", "正文后、正文前"),
        ("目标.分项.0.指标.0.方向", "list", "越高越好、越低越好"),
        ("评分.职责明确.要点.1", "list", "是、否"),
        ("评分.职责明确.核定分", "decimal", "不大于"),
    ],
)
def test_what_may_be_typed_is_checked_by_the_spreadsheet_in_chinese(
    example: Form, name: str, kind: str, says: str
) -> None:
    sheet, address = example.where(name)
    rules = example.book()[sheet].data_validations.dataValidation
    rule = next(rule for rule in rules if address in rule.sqref)
    assert rule.type == kind and says in rule.error


ASKED = [
    ("一级直属", {"评定分", "评定理由"}), ("支付进度率", set()), ("不涉及的", {"不适用", "不适用理由"}),
    ("次数扣分", {"次数", "次数说明"}), ("满意程度", {"等次"}), ("由人选的", {"适用"}),
    ("免评满分", {"评定分", "评定理由", "不适用", "不适用理由"}), ("分项要点", set()), ("取高的", set()),
]  # fmt: skip


@pytest.mark.parametrize(("indicator", "asked"), ASKED)
def test_only_what_the_rule_asks_for_can_be_answered(indicator: str, asked: set[str]) -> None:
    report, rubric, _ = typed()
    answers = report.but(answers={})
    (page,) = (p for p in pages(written(answers), Guide(rubric)) if p.name == "评分")
    (line,) = (line for line in page.rows if line.path == ("评分", indicator))
    assert set(line.cells) - {"核定分", "核定理由", "填报人"} == asked


def test_the_words_to_choose_among_are_the_rubrics() -> None:
    report, rubric, _ = typed()
    found = pages(written(report), Guide(rubric))
    cells = {c.path: c.leaf.choices for p in found for line in p.rows for c in line.cells.values()}
    assert cells["评分", "由人选的", "适用"] == ("甲类", "乙类")
    assert cells["评分", "满意程度", "等次"] == ("优秀", "良好", "差")
    assert cells["目标", "分项", 0, "指标", 0, "完成情况"] == ("完成", "基本完成", "未完成")


def test_a_text_that_looks_like_a_formula_stays_a_text(desk: Desk) -> None:
    made = Form(desk.edit("单位", "办理民生事项。", '"=1+1"').unit)
    sheet, address = made.where("职责.1")
    cell = made.book()[sheet][address]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=1+1", True)


def test_a_figure_longer_than_a_spreadsheet_keeps_is_written_as_text(desk: Desk) -> None:
    made = Form(desk.edit("预算", "年初预算: 900", "年初预算: 123456789012.345678").unit)
    sheet, address = made.where("预算.年初预算")
    assert made.book()[sheet][address].value == "123456789012.345678"
    assert made.fill(made.xlsx).files == {}


def test_a_text_longer_than_a_cell_is_locked_and_left_alone(desk: Desk) -> None:
    made = Form(desk.edit("文字", "促进资金使用效益。", "很长。" * 12000).unit)
    sheet, address = made.where("评价组织.目的")
    assert made.book()[sheet][address].protection.locked
    assert made.fill(made.xlsx) == made.fill(made.typed({"评价组织.目的": "改"}))


def test_chapters_have_a_sheet_only_where_the_unit_has_them(desk: Desk) -> None:
    assert "章节" not in Form(desk.unit).book().sheetnames
    (desk.unit / "章节.yaml").write_text(
        "章节:\n  - 标题: 一、职责\n    内容: 职责\n", encoding="utf-8"
    )
    made = Form(desk.unit)
    assert made.fill(made.typed({"章节.0.标题": "一、部门职责"})).edits[0].after == "一、部门职责"


def test_last_years_figures_stand_beside(desk: Desk) -> None:
    before = Form(desk.unit).before.report
    now = Form(desk.edit("预算", "支出决算: 950", "支出决算: 960").unit).before
    sheet = loaded(form(now.report, now.rubric, before))["预算"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    shown = {
        str(line[1].value).strip("　"): line[heads["上年填报"] - 1].value
        for line in sheet.iter_rows()
    }
    assert shown["支出决算"] == shown["上年支出决算"] == "950"


def test_a_metric_shows_its_own_figures_of_last_year(desk: Desk) -> None:
    before = Form(desk.unit).before.report
    now = Form(desk.edit("文字", "实际值: 96", "实际值: 97").unit).before
    sheet = loaded(form(now.report, now.rubric, before))["目标分项"]
    assert "实际值 96" in str([cell.value for cell in sheet[5]])


def test_it_opens_and_prints_in_another_office(example: Form, tmp_path: Path) -> None:
    assert converted(example.xlsx, tmp_path, "pdf").read_bytes().startswith(b"%PDF")


def test_the_command_writes_a_form_and_sets_a_filled_one_aside(desk: Desk, jixiao: Jixiao) -> None:
    file = desk.root / "填报表.xlsx"
    assert "没有上年数" in jixiao("form", desk.unit, "-o", file).out
    assert "没有变化" in jixiao("form", desk.unit, "-o", file).out
    file.write_bytes(Form(desk.unit).typed({"预算.年初预算": 901}))
    again = jixiao("form", desk.unit, "-o", file)
    assert again.code == 0 and "form-kept" in again.out
    assert len(list(desk.root.glob("填报表*.xlsx"))) == 2


def test_the_command_finds_the_year_before_among_the_units(desk: Desk, jixiao: Jixiao) -> None:
    earlier = desk.second("旧")
    text = (desk.unit / "单位.yaml").read_text(encoding="utf-8")
    (earlier / "单位.yaml").write_text(text.replace("年度: 2021", "年度: 2020"), encoding="utf-8")
    rubric = desk.path("试验")
    years = rubric.read_text(encoding="utf-8").replace("适用年度: 2021", "适用年度: 2020-2021")
    rubric.write_text(years, encoding="utf-8")
    file = desk.root / "填报表.xlsx"
    assert "没有上年数" not in jixiao("form", desk.unit, "-o", file).out
    assert "上年填报" in [cell.value for cell in loaded(file.read_bytes())["预算"][3]]
    named = jixiao("form", desk.unit, "--last-year", earlier, "-o", file)
    assert "没有变化" in named.out


def test_the_command_leaves_out_a_neighbour_that_cannot_be_read(desk: Desk, jixiao: Jixiao) -> None:
    (desk.second("坏") / "预算.yaml").write_text("预算: ", encoding="utf-8")
    assert jixiao("form", desk.unit, "-o", desk.root / "填报表.xlsx").code == 0


def test_the_command_says_what_stands_in_the_way(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("form", desk.edit("预算", "年初预算: 900", "年初预算: 九百").unit)
    assert run.code == 1 and "number-expected" in run.out
