"""A filled form comes home: only what was changed, all of it, exactly, or it is said why not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import Desk, Jixiao
from filled_in import NAME, Form, converted, ids, loaded, stored
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from generator import workspace
from generator.findings import Refused
from generator.form.book import RECORD, path_text
from generator.form.kinds import Leaf
from generator.form.rows import FILL, KEY
from generator.form.tree import Key, Tree, counted, there, written
from generator.form.values import Reason, Typed, text_of

EXAMPLE = workspace.shipped().root / "data" / "units" / "wanghuzhai-2021"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Form:
    """The form of the small unit, made once, and where its cells are."""
    form = Form(Desk(tmp_path_factory.mktemp("small") / "desk").unit)
    assert form.addresses
    return form


@pytest.fixture
def small(made: Form, desk: Desk) -> Form:
    """It, with a unit of one's own to bring it home to."""
    return made.moved(desk.unit)


# ---- nothing changed, and all changed ----------------------------------------------------------------


@pytest.mark.unmeasured
@pytest.mark.parametrize("office", [False, True], ids=["as it was made", "saved by another office"])
def test_a_form_in_which_nothing_was_changed_moves_no_byte(
    office: bool, tmp_path: Path, desk: Desk
) -> None:
    desk.edit("文字", "调整产业结构。", '" ＝ 前后有空格 _x000D_ "').edit(
        "预算", "950", "1739.324899"
    )
    for made in (Form(EXAMPLE), Form(desk.unit)):
        xlsx = converted(made.xlsx, tmp_path, "xlsx").read_bytes() if office else made.xlsx
        filled = made.fill(xlsx)
        assert (filled.files, filled.edits, filled.findings) == ({}, (), ())


def other(leaf: Leaf, was: str, number: int) -> str:
    """Another valid value."""
    if leaf.choices:
        return next((word for word in leaf.choices if word != was), leaf.choices[0])
    if leaf.kind == "amount":
        return "0.5" if leaf.most is not None and was != "0.5" else str(Decimal(was or 0) + 1)
    if leaf.kind == "count":
        return str(int(was or 0) + 1)
    return "2022-01-31" if leaf.kind == "date" else f"新{number}"


def put(tree: dict[Key, Tree], path: tuple[Key, ...], text: str) -> None:
    for key in path[:-1]:
        inner = tree.setdefault(key, {})
        assert isinstance(inner, dict)
        tree = inner
    tree[path[-1]] = text


def all_others(made: Form) -> tuple[dict[str, Any], dict[Key, Tree]]:
    """Another value for every cell, and the data that they make."""
    typed, names, tree = dict[str, Any](), dict[tuple[Key, ...], str](), dict[Key, Tree]()
    for number, (_, _, head, cell) in enumerate(made.cells()):
        value = other(cell.leaf, cell.was, number)
        if cell.path[-1] in ("目标值", "实际值"):
            value = str(number)
        if cell.path in (("单位", "指标体系"), ("单位", "模板")):
            value = cell.was
        name = ".".join(map(str, cell.path))
        if head == KEY and cell.path[0] in ("预算", "人员编制"):
            names[cell.path] = value
            typed[f"{name}@"] = value
            continue
        typed[name] = float(value) if cell.leaf.figure and value else value or None
        if value:
            end = "\n" if cell.was.endswith("\n") else ""
            put(tree, (*cell.path[:-1], names.get(cell.path, cell.path[-1])), value + end)
    return typed, tree


@pytest.mark.parametrize("which", ["the example", "a small unit"])
def test_every_changed_cell_arrives(which: str, desk: Desk) -> None:
    made = Form(EXAMPLE if which == "the example" else desk.unit)
    typed, tree = all_others(made)
    filled = made.take(typed)
    assert ids(filled) == []
    assert made.tree(filled) == counted(tree)


def test_what_was_brought_home_is_not_brought_home_again(small: Form) -> None:
    xlsx = small.typed(all_others(small)[0] | {"单位.名称": "试验镇人民政府", "单位.年度": 2021})
    for file, raw in small.fill(xlsx).files.items():
        file.write_bytes(raw)
    again = small.fill(xlsx)
    assert (again.files, again.edits, again.findings) == ({}, (), ())


# ---- what may be typed, and what it means ------------------------------------------------------------

MEANT = [
    ("预算.年初预算", 901, "901"),
    ("预算.年初预算", 0.1 + 0.2, "0.3"),
    ("预算.年初预算", 1739.324899, "1739.324899"),
    ("预算.年初预算", "1739.324899", "1739.324899"),
    ("预算.年初预算", " 12.50 ", "12.50"),
    ("预算.预算调整数", -3.5, "-3.5"),
    ("预算.政府采购.预算项目数", "4", None),
    ("资产.在用固定资产", None, None),
    ("单位.落款日期", datetime(2022, 1, 31), "2022-01-31"),
    ("单位.落款日期", "2022年1月31日", "2022-01-31"),
    ("单位.得分情况", True, "是"),
    ("单位.计算过程附表", "否", "否"),
    ("单位.负责人", "  李四 \n", "李四"),
    ("单位.简称", 2021, "2021"),
    ("职责.0", "第一段\r\n第二段", "第一段\n第二段\n"),
    ("成效.0.内容", "只有一段", "只有一段\n"),
    ("目标.分项.0.接排", "　", "　"),
    ("目标.分项.0.指标.0.实际值", 97.5, "97.5"),
    ("评分.社会效益.评定分", 0, "0"),
]


@pytest.mark.parametrize(("name", "typed", "meant"), MEANT)
def test_what_is_typed_is_taken_as_it_is_meant(
    small: Form, name: str, typed: object, meant: str
) -> None:
    filled = small.take({name: typed})
    if meant is None and typed is not None:
        assert ids(filled) == ["missing"]  # 政府采购 asks for both numbers
    else:
        assert ids(filled) == [] and small.value(filled, name) == meant


WRONG = [
    ("预算.年初预算", "１２３４", "form-number-expected", "是不是 1234？"),
    ("预算.年初预算", "1,234.5", "form-number-expected", "是不是 1234.5？"),
    ("预算.年初预算", "九百万元", "form-number-expected", "只填阿拉伯数字"),
    ("预算.年初预算", "900万元", "form-number-expected", "是不是 900？"),
    ("预算.年初预算", True, "form-truth-value", "重新填写"),
    ("预算.年初预算", datetime(2021, 3, 5), "form-unexpected-date", "常规"),
    ("预算.年初预算", "=1+1", "form-formula", "保存一次"),
    ("预算.年初预算", "#REF!", "form-error-value", "改正公式"),
    ("预算.年初预算", None, "missing", ""),
    ("单位.年度", 1999, "form-out-of-range", "核对"),
    ("人员编制.编制.行政", 2.5, "form-count-expected", "整数"),
    ("人员编制.编制.行政", -1, "form-out-of-range", "核对"),
    ("评分.社会效益.评定分", 21, "form-out-of-range", "核对"),
    ("评分.社会效益.评定分", -1, "form-out-of-range", "核对"),
    ("评分.服务对象满意度.等次", "好极了", "form-not-listed", "良好"),
    ("评分.制度健全.要点.1", "对", "form-not-listed", "是、否"),
    ("单位.落款日期", "明天", "form-date-expected", "2021-12-31"),
    ("单位.落款日期", "2021-02-30", "form-date-expected", "2021-12-31"),
    ("单位.落款日期", 5, "form-out-of-range", "2021-12-31"),
    ("单位.负责人", datetime(2021, 3, 5), "form-unexpected-date", "文本"),
    ("目标.分项.0.指标.0.实际值", "九成", "number-expected", "阿拉伯数字"),
    ("预算.收入决算.2@", "其他", "form-value-missing", "名称也清空"),
    ("预算.收入决算.2", 5, "form-name-missing", "哪一类"),
]


@pytest.mark.parametrize(("name", "typed", "id", "says"), WRONG)
def test_what_cannot_be_taken_is_told_at_its_cell_and_nothing_is_written(
    small: Form, name: str, typed: object, id: str, says: str
) -> None:
    filled = small.take({name: typed, "资产.固定资产总额": 101})
    assert ids(filled) == [id] and filled.files == {}
    (finding,) = filled.findings
    sheet, address = small.where(name)
    if not name.endswith("@"):
        assert finding.place is not None and finding.place.file == f"{NAME}:{sheet}!{address}"
    assert says in finding.hint


UNPRINTED = {
    "an expression that is not closed": ("评价组织.目的", "合计{{ 预算.支出决算", "{{"),
    "a name that is none": ("目标.总体", "用去{{ 预算.没有 }}万元。", "没有“没有”"),
    "an expression among several lines": ("评价组织.过程", "一行。\n二行{{ 1 + }}。", "看不懂"),
    "an expression where words are wanted": (
        "组织架构.内设机构.0",
        "{{ 单位.名称 }}办",
        "照原样印出",
    ),
    "a table of ragged rows": ("目标.年度", "| 甲 | 乙 |\n| --- | --- |\n| 丙 |", "1 格"),
    "a new entry": ("职责.3", "{{ 无此数 }}", "没有“无此数”"),
    "a filter that is none": ("成效.0.标题", "{{ 预算.支出决算|兆元 }}", "没有“兆元”"),
}


@pytest.mark.unmeasured
@pytest.mark.parametrize("case", UNPRINTED)
def test_a_text_that_no_report_can_print_is_left_out_by_itself(case: str, small: Form) -> None:
    name, typed, says = UNPRINTED[case]
    sheet, address = small.where(name)
    filled = small.take({name: typed, "资产.固定资产总额": 101})
    (finding,) = filled.findings
    assert (finding.id, finding.stops) == ("form-text-unprinted", True)
    assert finding.place is not None and finding.place.file == f"{NAME}:{sheet}!{address}"
    assert says in finding.message and "没有收" in finding.message
    assert [".".join(map(str, edit.path)) for edit in filled.edits] == ["资产.固定资产总额"]
    assert [file.name for file in filled.files] == ["单位.yaml"]


def test_a_text_is_found_among_entries_that_moved(small: Form) -> None:
    filled = small.take({"职责.0": None, "职责.1": "{{ 无此数 }}"})
    (finding,) = filled.findings
    sheet, address = small.where("职责.1")
    assert finding.place is not None and finding.place.file == f"{NAME}:{sheet}!{address}"
    assert small.value(filled, "职责.0") == small.tree(small.take({}))["职责"][1]  # type: ignore[index]


def test_a_text_that_failed_before_keeps_nothing_else_from_being_taken(
    small: Form, desk: Desk
) -> None:
    desk.edit("文字", "调整产业结构。", "调整{{ 无此数 }}。")
    filled = small.take({"资产.固定资产总额": 101})
    assert ids(filled) == [] and len(filled.files) == 1


def test_the_command_writes_all_but_a_text_that_can_not_be_printed(
    small: Form, jixiao: Jixiao, tmp_path: Path
) -> None:
    file = tmp_path / NAME
    file.write_bytes(small.typed({"评价组织.目的": "{{ 没写完", "预算.支出决算": 951}))
    run = jixiao("fill", small.unit, file, "--write")
    sheet, address = small.where("评价组织.目的")
    assert run.code == 1 and f"{sheet}!{address}" in run.out and "没有收" in run.out
    assert "支出决算: 951" in (small.unit / "预算.yaml").read_text(encoding="utf-8")
    assert jixiao("check", small.unit).code == 0


def test_a_name_used_twice_is_told(small: Form) -> None:
    twice = {"预算.收入决算.2@": "政府性基金预算财政拨款", "预算.收入决算.2": 5}
    assert ids(small.take(twice)) == ["form-name-twice"]


def test_a_percent_format_leaves_open_what_is_meant(small: Form) -> None:
    filled = small.take({"目标.分项.0.指标.0.实际值": 0.97}, style="0.00%")
    assert ids(filled) == ["form-percent"] and "97" in filled.findings[0].hint


def test_a_formula_with_its_result_is_a_figure(small: Form, tmp_path: Path) -> None:
    worked = converted(small.typed({"预算.年初预算": "=900+0.5"}), tmp_path, "xlsx").read_bytes()
    filled = small.fill(worked)
    assert small.value(filled, "预算.年初预算") == "900.5" and ids(filled) == []


@pytest.mark.parametrize(
    ("typed", "leaf", "meant"),
    [
        (Typed(datetime(2021, 1, 1).time()), Leaf("text"), "form-not-text"),
        (Typed(False), Leaf("text"), "form-truth-value"),
        (Typed(1e-7), Leaf("amount"), "0.0000001"),
        (Typed(0.1 + 0.2), Leaf("amount"), "0.3"),
        (Typed(1234567.123456), Leaf("amount"), "1234567.123456"),
        (Typed(3.0), Leaf("count"), "3"),
        (Typed(None), Leaf("date"), ""),
        (Typed("+5"), Leaf("amount"), "5"),
        (Typed(5), Leaf("date"), "form-date-expected"),
        (Typed(""), Leaf("choice", ("是", "否")), ""),
    ],
)
def test_a_value_of_any_kind_has_a_meaning_or_a_reason(
    typed: Typed, leaf: Leaf, meant: str
) -> None:
    said = text_of(typed, leaf, "")
    assert (said.id if isinstance(said, Reason) else said) == meant


TEXT = some.text(some.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1)
TEXTS = ("评价组织.目的", "评价组织.过程", "目标.总体", "目标.年度", "下一步.引言", "单位.负责人")


@pytest.mark.unmeasured
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=some.lists(TEXT, min_size=len(TEXTS), max_size=len(TEXTS)))
def test_any_text_arrives_as_it_was_typed_but_for_blanks_at_its_ends(
    small: Form, texts: list[str]
) -> None:
    typed = {name: text.removeprefix("=") for name, text in zip(TEXTS, texts, strict=True)}
    filled = small.take(typed)
    if set(ids(filled)) <= {"form-text-unprinted"}:
        left_out = {finding.place.file for finding in filled.findings if finding.place}
        for name, text in typed.items():
            was = there(written(small.before.report), tuple(name.split(".")))
            kept = "{}:{}!{}".format(NAME, *small.where(name)) in left_out
            assert (small.value(filled, name) or "") == ((was or "") if kept else text.strip())
    else:
        assert filled.files == {}


# ---- entries come and go -----------------------------------------------------------------------------


def test_new_entries_go_to_the_end_of_their_list(small: Form) -> None:
    new = {
        "职责.3": "新职责。", "预算.收入决算.2@": "其他收入", "预算.收入决算.2": 5,
        "目标.分项.0.指标.2.名称": "新指标", "目标.分项.0.指标.2.方向": "定性",
        "目标.分项.0.指标.2.目标值": "完成", "问题.0.整改措施.1": "再一条。",
        "评分.社会效益.佐证.0": "验收单", "成效.1.下级.0.标题": "下一级",
    }  # fmt: skip
    filled = small.take(new)
    assert ids(filled) == []
    assert small.value(filled, "职责.2") == "新职责。"
    assert small.value(filled, "预算.收入决算.其他收入") == "5"
    assert small.value(filled, "目标.分项.0.指标.2.目标值") == "完成"
    assert small.value(filled, "问题.0.整改措施.1") == "再一条。"
    assert small.value(filled, "评分.社会效益.佐证.0") == "验收单"
    assert small.value(filled, "成效.1.下级.0.标题") == "下一级"


def test_an_emptied_entry_goes_with_all_below_it(small: Form) -> None:
    gone = {name: None for name in small.addresses if name.startswith("成效.0.")}
    filled = small.take({**gone, "职责.0": None})
    assert ids(filled) == []
    assert small.value(filled, "成效.0.标题") == "经济发展"
    assert small.value(filled, "职责.0") == "办理民生事项。"
    assert [edit.after for edit in filled.edits if edit.path[0] == "职责"] == [""]


def test_a_part_filled_for_the_first_time_has_a_file_of_its_own(small: Form) -> None:
    filled = small.take({"项目完成.已完成项目数": 9, "项目完成.质量达标项目数": 8})
    (file,) = filled.files
    assert (file.name, ids(filled)) == ("项目完成.yaml", [])
    assert small.value(filled, "项目完成.质量达标项目数") == "8"


def test_a_part_emptied_wholly_is_no_longer_given(small: Form) -> None:
    gone = {name: None for name in small.addresses if name.startswith("预算.三公经费.")}
    filled = small.take({**gone, "职责.0": None, "职责.1": None})
    assert ids(filled) == []
    assert small.value(filled, "预算.三公经费") is None and small.value(filled, "职责") is None


def test_other_lines_and_remarks_of_the_file_stay_as_they_are(small: Form) -> None:
    file = small.unit / "预算.yaml"
    file.write_text("# 说明\n" + file.read_text(encoding="utf-8") + "  # 尾注\n", encoding="utf-8")
    old = file.read_text(encoding="utf-8")
    filled = Form(small.unit).take({"预算.支出决算": 951})
    assert filled.files[file].decode() == old.replace("支出决算: 950\n", "支出决算: 951\n")


# ---- the data changed meanwhile ----------------------------------------------------------------------


def test_the_same_value_changed_on_both_sides_is_a_conflict(small: Form, desk: Desk) -> None:
    xlsx = small.typed({"预算.支出决算": 951, "预算.年初预算": 901})
    desk.edit("预算", "支出决算: 950", "支出决算: 952")
    filled = small.fill(xlsx)
    assert ids(filled) == ["form-conflict"] and filled.conflicts == 1
    assert small.value(filled, "预算.支出决算") == "952"
    assert small.value(filled, "预算.年初预算") == "901"


@pytest.mark.parametrize(("side", "stands"), [("--theirs", "951"), ("--ours", "952")])
def test_a_conflict_is_decided_by_a_person(
    small: Form, desk: Desk, jixiao: Jixiao, tmp_path: Path, side: str, stands: str
) -> None:
    file = tmp_path / NAME
    file.write_bytes(small.typed({"预算.支出决算": 951, "预算.年初预算": 901}))
    desk.edit("预算", "支出决算: 950", "支出决算: 952")
    open_ = jixiao("fill", small.unit, file)
    assert open_.code == 1 and "冲突 1" in open_.out
    assert jixiao("fill", small.unit, file, side, "2").code == 2
    assert jixiao("fill", small.unit, file, side, "一").code == 2
    assert jixiao("fill", small.unit, file, "--theirs", "1", "--ours", "1").code == 2
    assert jixiao("fill", small.unit, file, side, "全部", "--write").code == 0
    written = (small.unit / "预算.yaml").read_text(encoding="utf-8")
    assert f"支出决算: {stands}" in written and "年初预算: 901" in written


def test_an_entry_is_found_again_by_its_name(small: Form, desk: Desk) -> None:
    xlsx = small.typed({"目标.分项.0.指标.1.实际值": "略降"})
    desk.edit(
        "文字",
        "        - {名称: 群众满意率",
        "        - {名称: 早的, 方向: 定性, 目标值: 好}\n        - {名称: 群众满意率",
    )
    filled = small.fill(xlsx)
    assert ids(filled) == [] and small.value(filled, "目标.分项.0.指标.2.实际值") == "略降"


def test_an_entry_that_is_gone_is_told(small: Form, desk: Desk) -> None:
    xlsx = small.typed({"职责.1": "改了的。"})
    desk.edit("单位", "  - 办理民生事项。\n", "")
    filled = small.fill(xlsx)
    assert ids(filled) == ["form-data-changed"] and filled.conflicts == 1 and filled.files == {}


# ---- the sheet itself was changed --------------------------------------------------------------------

Deed = Callable[[Any], object]


def changed(made: Form, sheet: str, deed: Deed, values: Mapping[str, Any]) -> bytes:
    book = loaded(made.typed(values))
    deed(book[sheet])
    return stored(book)


def last_first(sheet: Any) -> None:
    """Put the last row with anything in it before the first."""
    rows = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=4)]
    for number, line in enumerate(reversed(rows), 4):
        for column, value in enumerate(line, 1):
            sheet.cell(number, column).value = value


MOVED: list[tuple[str, Deed]] = [
    ("职责", last_first), ("预算", last_first), ("预算", lambda sheet: sheet.insert_cols(2)),
    ("职责", lambda sheet: sheet.insert_rows(1, 3)), ("预算", lambda sheet: sheet.insert_rows(9)),
]  # fmt: skip


@pytest.mark.unmeasured
@pytest.mark.parametrize(("sheet", "deed"), MOVED)
def test_rows_and_columns_are_followed_where_they_went(small: Form, sheet: str, deed: Deed) -> None:
    values = {"预算.支出决算": 951, "职责.1": "改了的。"}
    filled = small.fill(changed(small, sheet, deed, values))
    assert ids(filled) == [] and len(filled.edits) == 2
    assert small.value(filled, "职责.0") == "执行上级决定。"


def test_a_row_put_in_is_an_entry_behind_the_row_above(small: Form) -> None:
    def deed(sheet: Any) -> None:
        rows = {sheet.cell(n, 1).value: n for n in range(4, sheet.max_row + 1)}
        at = rows[path_text(("职责", 0))]
        sheet.insert_rows(at + 1, 2)
        column = next(cell.column for cell in sheet[3] if cell.value == FILL)
        sheet.cell(at + 1, column).value = "夹进来的。"
        sheet.cell(at + 2, column).value = "又一条。"

    filled = small.fill(changed(small, "职责", deed, {}))
    assert [small.value(filled, f"职责.{n}") for n in (1, 2, 3)] == [
        "夹进来的。",
        "又一条。",
        "办理民生事项。",
    ]


def test_a_row_put_in_where_no_list_is_cannot_be_placed(small: Form) -> None:
    def deed(sheet: Any) -> None:
        sheet.insert_rows(5)
        sheet.cell(5, 3).value = "不知何处"

    assert ids(small.fill(changed(small, "评价组织", deed, {}))) == ["form-row-unknown"]


MISSING: list[tuple[str, Deed, str]] = [
    ("资产", lambda sheet: sheet.parent.remove(sheet), "form-sheet-missing"),
    ("资产", lambda sheet: sheet.delete_cols(3), "form-column-missing"),
    ("资产", lambda sheet: sheet.delete_rows(4), "form-row-missing"),
    ("资产", lambda sheet: sheet.delete_cols(1), "form-sheet-missing"),
]


@pytest.mark.parametrize(("sheet", "deed", "id"), MISSING)
def test_what_was_deleted_is_told_and_its_data_stay(
    small: Form, sheet: str, deed: Deed, id: str
) -> None:
    filled = small.fill(changed(small, sheet, deed, {"预算.支出决算": 951}))
    assert ids(filled) == [id]
    assert small.value(filled, "预算.支出决算") == "951"
    assert small.value(filled, "资产.固定资产总额") == "100"


def test_words_in_a_cell_that_asks_for_nothing_are_told(small: Form) -> None:
    def deed(sheet: Any) -> None:
        heads = {cell.value: cell.column for cell in sheet[3]}
        sheet.cell(4, heads["等次"]).value = "优"

    assert ids(small.fill(changed(small, "评分", deed, {}))) == ["form-cell-unused"]


def test_a_row_that_the_rubric_no_longer_asks_for_is_told(small: Form, desk: Desk) -> None:
    xlsx = small.typed({"评分.社会效益.佐证.0": "验收单"})
    rubric = desk.path("试验")
    text = rubric.read_text(encoding="utf-8")
    rubric.write_text(text.replace("名称: 支付进度率", "名称: 支付快慢"), encoding="utf-8")
    typed = loaded(xlsx)
    sheet = typed["评分"]
    rows = {sheet.cell(n, 1).value: n for n in range(4, sheet.max_row + 1)}
    heads = {cell.value: cell.column for cell in sheet[3]}
    sheet.cell(rows[path_text(("评分", "支付进度率"))], heads["填报人"]).value = "张三"
    filled = small.fill(stored(typed))
    assert ids(filled) == ["form-path-unknown"]
    assert small.value(filled, "评分.社会效益.佐证.0") == "验收单"


# ---- what is no form of this unit --------------------------------------------------------------------


def record(made: Form, key: str, value: str) -> bytes:
    book = made.book()
    for line in book[RECORD].iter_rows():
        if line[0].value == key:
            line[1].value = value
    return stored(book)


def without_record(made: Form) -> bytes:
    book = made.book()
    del book[RECORD]
    return stored(book)


def torn_record(made: Form) -> bytes:
    book = made.book()
    book[RECORD]["C1"].value = "{"
    return stored(book)


def bomb(_: Form) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * 300_000_000)
    return raw.getvalue()


def hollow(made: Form) -> bytes:
    """A workbook without its workbook."""
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made.xlsx)) as old, zipfile.ZipFile(raw, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<a/>" if name.endswith("workbook.xml") else old.read(name))
    return raw.getvalue()


FOREIGN: list[tuple[Callable[[Form], bytes], str]] = [
    (lambda made: record(made, "version", "0"), "form-version"),
    (lambda made: record(made, "unit", "别的镇"), "form-other-unit"),
    (lambda made: record(made, "year", "2020"), "form-other-unit"),
    (without_record, "form-unknown"), (torn_record, "form-unknown"), (hollow, "intake-damaged"),
    (lambda made: b"no xlsx", "intake-wrong-kind"), (lambda made: b"", "intake-empty"),
    (lambda made: made.xlsx[:2000], "intake-damaged"), (bomb, "intake-swollen"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "id"), FOREIGN)
def test_what_is_no_form_of_this_unit_is_refused(
    small: Form, make: Callable[[Form], bytes], id: str
) -> None:
    with pytest.raises(Refused) as refused:
        small.fill(make(small))
    assert [finding.id for finding in refused.value.findings] == [id]


# ---- the command -------------------------------------------------------------------------------------


def test_the_command_shows_first_and_writes_when_asked(
    small: Form, jixiao: Jixiao, tmp_path: Path
) -> None:
    file = tmp_path / NAME
    file.write_bytes(
        small.typed(
            {"预算.支出决算": 951, "项目完成.已完成项目数": 2, "项目完成.质量达标项目数": 2}
        )
    )
    budget = small.unit / "预算.yaml"
    old = budget.read_bytes()
    shown = jixiao("fill", small.unit, file)
    assert shown.code == 0 and "- 950\n  + 951" in shown.out and "--write" in shown.out
    assert budget.read_bytes() == old
    written = jixiao("fill", small.unit, file, "--write")
    assert written.code == 0 and "已写入 2 个文件" in written.out
    assert "支出决算: 951" in budget.read_text(encoding="utf-8")
    kept = next(path for path in (small.unit.parents[2] / "build").rglob(NAME))
    assert (
        kept.read_bytes() == file.read_bytes() and (kept.parent / "预算.yaml").read_bytes() == old
    )
    assert "没有数据还没有的改动" in jixiao("fill", small.unit, file).out


def test_the_command_writes_nothing_while_anything_is_wrong(
    small: Form, jixiao: Jixiao, tmp_path: Path
) -> None:
    file = tmp_path / NAME
    file.write_bytes(small.typed({"预算.支出决算": "九百", "预算.年初预算": 901}))
    run = jixiao("fill", small.unit, file, "--write")
    assert run.code == 1 and "什么也没有写" in run.out
    assert "年初预算: 900" in (small.unit / "预算.yaml").read_text(encoding="utf-8")


def test_the_command_tells_other_programs(small: Form, jixiao: Jixiao, tmp_path: Path) -> None:
    file = tmp_path / NAME
    file.write_bytes(small.typed({"预算.支出决算": 951}))
    told = jixiao("fill", small.unit, file, "--json").json
    (change,) = told["changes"]
    assert (change["path"], change["before"], change["after"]) == ("预算.支出决算", "950", "951")
    assert (
        change["line"] == 8
        and change["cell"].startswith(f"{NAME}:预算!")
        and told["written"] is None
    )


def test_the_command_says_when_the_report_cannot_be_made_any_more(
    small: Form, jixiao: Jixiao, tmp_path: Path
) -> None:
    file = tmp_path / NAME
    file.write_bytes(small.typed({"单位.模板": "没有的模板"}))
    run = jixiao("fill", small.unit, file)
    assert "报告还生成不了" in run.out and "没有的模板" in run.out


def test_the_command_writes_nothing_over_what_somebody_else_just_saved(
    small: Form, jixiao: Jixiao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, budget = tmp_path / NAME, small.unit / "预算.yaml"
    file.write_bytes(small.typed({"预算.支出决算": 951}))

    def meanwhile(*_: object) -> None:
        budget.write_bytes(budget.read_bytes() + b"# \n")

    monkeypatch.setattr("generator.archive.clear", meanwhile)
    run = jixiao("fill", small.unit, file, "--write")
    assert run.code == 1 and "changed-meanwhile" in run.out
    assert "951" not in budget.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_so_is_told(
    small: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> bytes:
        raise ValueError

    monkeypatch.setattr("generator.form.home.spliced", never)
    filled = small.take({"预算.支出决算": 951})
    assert ids(filled) == ["form-unwritable"] and filled.files == {}


def test_a_far_larger_workbook_is_refused_before_it_is_read(small: Form) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(small.xlsx)) as old, zipfile.ZipFile(raw, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/media/picture.bin", bytes(13_000_000))
    with pytest.raises(Refused) as refused:
        small.fill(raw.getvalue())
    assert [finding.id for finding in refused.value.findings] == ["form-too-large"]
