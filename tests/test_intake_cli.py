"""The commands that take in old documents: both folder and rubric or nothing; no file is touched."""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Desk, Jixiao
from old_documents import DOCUMENTS
from test_intake_guard import REFUSED

from generator import archive
from generator.findings import Finding, Refused, Severity
from generator.intake import opened

RUBRIC = "档案馆-2022.yaml"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """An old report with its scoring table, outside of any workspace."""
    path = tmp_path / "旧报告.docx"
    path.write_bytes(DOCUMENTS["other-chapters"]())
    return path


def stored(root: Path) -> Mapping[str, bytes]:
    """All files below a folder and what is in them."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


# ---- where it is stored -------------------------------------------------------------------------


def test_inside_a_workspace_the_rubric_goes_to_the_others(
    desk: Desk, jixiao: Jixiao, report: Path
) -> None:
    before = stored(desk.root)
    folder = desk.unit.with_name("档案馆")
    run = jixiao("import", report, folder)
    assert (run.code, run.err) == (0, "")
    after = stored(desk.root)
    assert before.items() <= after.items()
    new = {name for name in after if name not in before}
    assert f"data/rubrics/{RUBRIC}" in new
    assert {"单位.yaml", "章节.yaml", "导入说明.md"} <= {path.name for path in folder.iterdir()}
    assert "jixiao build" in run.out
    assert jixiao("check", folder).code == 0


def test_outside_of_a_workspace_the_folder_has_its_own_rubric(
    tmp_path: Path, jixiao: Jixiao, report: Path
) -> None:
    folder = tmp_path / "桌面" / "档案馆"
    folder.parent.mkdir()
    assert jixiao("import", report, folder).code == 0
    assert (folder / "data" / "rubrics" / RUBRIC).exists()
    assert [path.name for path in folder.parent.iterdir()] == ["档案馆"]
    assert jixiao("check", folder).code == 0


def test_a_report_without_a_scoring_table_makes_no_rubric(desk: Desk, jixiao: Jixiao) -> None:
    file = desk.root / "旧.docx"
    file.write_bytes(DOCUMENTS["word-styles"]())
    before = stored(desk.root / "data" / "rubrics")
    run = jixiao("import", file, desk.unit.with_name("馆"))
    assert run.code == 0
    assert "需要补填：单位.指标体系" in run.out
    assert stored(desk.root / "data" / "rubrics") == before


def test_another_name_is_taken_where_a_rubric_has_it(
    desk: Desk, jixiao: Jixiao, report: Path
) -> None:
    for name in ("甲", "乙", "丙"):
        assert jixiao("import", report, desk.unit.with_name(name)).code == 0
    rubrics = {path.name for path in (desk.root / "data" / "rubrics").iterdir()}
    assert {RUBRIC, "档案馆-2022（导入2）.yaml", "档案馆-2022（导入3）.yaml"} <= rubrics
    text = (desk.unit.with_name("乙") / "单位.yaml").read_text(encoding="utf-8")
    assert "指标体系: 档案馆-2022（导入2）" in text
    assert jixiao("check", desk.unit.with_name("乙")).code == 0


def test_a_folder_named_with_a_blank_is_quoted_in_the_next_step(
    desk: Desk, jixiao: Jixiao, report: Path
) -> None:
    folder = desk.unit.with_name("档 案馆")
    assert f'jixiao build "{folder}"' in jixiao("import", report, folder).out


@pytest.mark.parametrize(("key", "part"), [("目的", "评价目的"), ("过程", "评价过程")])
def test_a_part_added_to_a_unit_whose_chapters_do_not_print_it_is_told(
    desk: Desk, jixiao: Jixiao, key: str, part: str
) -> None:
    file, folder = desk.root / "旧.docx", desk.unit.with_name("局")
    file.write_bytes(DOCUMENTS["seven-columns"]())
    assert jixiao("import", file, folder).code == 0
    assert "part-not-printed" not in jixiao("check", folder).out
    (folder / "评价组织.yaml").write_text(f"评价组织:\n  {key}: 自己加的。\n", encoding="utf-8")
    out = jixiao("check", folder).out
    assert "part-not-printed" in out and f"“{part}”录入了内容" in out


# ---- nothing is left behind ---------------------------------------------------------------------


def test_a_folder_that_is_not_empty_is_left_alone(desk: Desk, jixiao: Jixiao, report: Path) -> None:
    before = stored(desk.root)
    run = jixiao("import", report, desk.unit)
    assert run.code == 1
    assert "错误" in run.out
    assert stored(desk.root) == before


def test_a_file_in_the_place_of_the_folder_is_left_alone(
    desk: Desk, jixiao: Jixiao, report: Path
) -> None:
    before = stored(desk.root)
    run = jixiao("import", report, desk.unit / "单位.yaml")
    assert run.code == 1
    assert stored(desk.root) == before


def refusing(*_: object) -> None:
    raise Refused([Finding("not-stored", Severity.ERROR, "存不进去。")])


@pytest.mark.parametrize("step", ["create", "lay"])
def test_when_one_can_not_be_stored_neither_is(
    desk: Desk, jixiao: Jixiao, report: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = stored(desk.root)
    monkeypatch.setattr(archive, step, refusing)
    run = jixiao("import", report, desk.unit.with_name("档案馆"))
    assert run.code == 1
    assert "存不进去" in run.out + run.err
    assert stored(desk.root) == before
    assert not desk.unit.with_name("档案馆").exists()


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_leaves_nothing_behind(desk: Desk, jixiao: Jixiao, case: str) -> None:
    name, made, id_ = REFUSED[case]
    file = desk.root / name
    file.write_bytes(made if isinstance(made, bytes) else made())
    before = stored(desk.root)
    run = jixiao("import", file, desk.unit.with_name("新"))
    assert run.code == 1
    assert id_ in run.out
    assert "Traceback" not in run.out + run.err
    assert stored(desk.root) == before
    assert not desk.unit.with_name("新").exists()


# ---- the rubric alone ---------------------------------------------------------------------------


def workbook(path: Path) -> Path:
    """The scoring table of the old report as a sheet."""
    table = next(opened(DOCUMENTS["other-chapters"](), "旧.docx").grids())
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for i, row in enumerate(table.rows):
        sheet.append([cell.text if cell.origin == (i, k) else None for k, cell in enumerate(row)])
    target = io.BytesIO()
    book.save(target)
    path.write_bytes(target.getvalue())
    return path


def both(folder: Path, report: Path) -> Iterator[Path]:
    yield report
    yield workbook(folder / "评分表.xlsx")


@pytest.mark.unmeasured
def test_a_rubric_comes_from_word_and_excel_alike(
    tmp_path: Path, jixiao: Jixiao, report: Path
) -> None:
    made = []
    for file in both(tmp_path, report):
        target = tmp_path / f"{file.suffix[1:]}.yaml"
        run = jixiao("rubric", "import", file, "县级体系", "--year", "2022", "-o", target)
        assert run.code == 0, run.err
        assert "指标 9 项" in run.out
        assert jixiao("rubric", "check", target).code == 0
        made.append(target.read_bytes())
    assert made[0] == made[1]


def test_a_rubric_that_exists_is_not_written_over(
    tmp_path: Path, jixiao: Jixiao, report: Path
) -> None:
    target = tmp_path / "体系.yaml"
    target.write_text("我的", encoding="utf-8")
    run = jixiao("rubric", "import", report, "体系", "--year", "2022", "-o", target)
    assert run.code == 1
    assert target.read_text(encoding="utf-8") == "我的"


def test_without_a_target_the_rubric_goes_to_the_workspace(
    desk: Desk, jixiao: Jixiao, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.root)
    assert jixiao("rubric", "import", report, "县级体系", "--year", "2022").code == 0
    assert (desk.root / "data" / "rubrics" / "县级体系.yaml").exists()


def test_a_document_without_a_scoring_table_makes_no_rubric(tmp_path: Path, jixiao: Jixiao) -> None:
    file = tmp_path / "旧.docx"
    file.write_bytes(DOCUMENTS["word-styles"]())
    target = tmp_path / "体系.yaml"
    run = jixiao("rubric", "import", file, "体系", "--year", "2022", "-o", target)
    assert run.code == 1
    assert "没有找到评分表" in run.out + run.err
    assert not target.exists()


WRONG = {
    "no folder": ("import", "旧.docx"),
    "no file": ("import",),
    "no year": ("rubric", "import", "旧.docx", "体系"),
    "a year of two digits": ("rubric", "import", "旧.docx", "体系", "--year", "22"),
    "a year that is none": ("rubric", "import", "旧.docx", "体系", "--year", "今年"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_is_told_in_chinese(jixiao: Jixiao, case: str) -> None:
    run = jixiao(*WRONG[case])
    assert run.code == 2
    assert any("\u4e00" <= letter <= "\u9fff" for letter in run.err)
    assert "Traceback" not in run.err


def test_a_file_that_is_not_there_is_told(tmp_path: Path, jixiao: Jixiao) -> None:
    run = jixiao("import", tmp_path / "没有.docx", tmp_path / "新")
    assert run.code == 1
    assert "读不到文件“没有.docx”" in run.out
    assert not (tmp_path / "新").exists()


def test_of_two_imports_at_once_one_has_the_name_and_the_other_is_told(
    tmp_path: Path, jixiao: Jixiao, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "体系.yaml"
    write = archive.storing.write

    def with_another(handle: int, content: bytes) -> None:
        with pytest.raises(Refused, match="file-exists"):
            archive.create("后来的".encode(), target)
        write(handle, content)

    monkeypatch.setattr(archive.storing, "write", with_another)
    run = jixiao("rubric", "import", report, "体系", "--year", "2022", "-o", target)
    assert run.code == 0
    assert "指标体系:" in target.read_text(encoding="utf-8")


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "full")


def test_a_name_taken_for_nothing_is_given_back(
    tmp_path: Path, jixiao: Jixiao, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive.storing, "write", full)
    target = tmp_path / "新" / "体系.yaml"
    run = jixiao("rubric", "import", report, "体系", "--year", "2022", "-o", target)
    assert run.code == 1
    assert list(target.parent.iterdir()) == []


def test_a_name_that_can_not_be_taken_is_told(tmp_path: Path, jixiao: Jixiao, report: Path) -> None:
    (tmp_path / "新").write_text("不是文件夹", encoding="utf-8")
    run = jixiao(
        "rubric", "import", report, "体系", "--year", "2022", "-o", tmp_path / "新" / "体系.yaml"
    )
    assert run.code == 1
    assert "output-unwritable" in run.out


def bureau_sheet(path: Path) -> Path:
    """A bureau's sheet as it comes: a title, weights in percent, sums of parts, a note, a second table."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows: list[list[Any]] = [
        ["部门整体支出绩效评价评分表"],
        ["一级指标", "考核指标", "权重", "考核标准", "单位自评", "指标说明"],
        ["投入", "预算完成率", 0.4, "95%以上得40分，85%—95%得20分，85%以下不得分。", 40, "预算完成率=预算完成数/预算数×100%。"],
        ["小计", None, 0.4, None, 40],
        ["效果", "群众满意度", 0.6, "满意度90%以上得满分，80%-90%得30分，80%以下不得分。", 60, "看群众是否满意。"],
        ["合计", None, 1, None, 100],
        ["注：本表由评价组填写。"],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    for address in ("C3", "C4", "C5", "C6"):
        sheet[address].number_format = "0%"
    for address in ("E3", "E4", "E5", "E6"):
        sheet[address].number_format = '0.00"分"'
    other = book.create_sheet("名单")
    other.append(["序号", "姓名", "单位", "职务", "电话", "签字"])
    other.append([1, "甲", "某局", "组长", "5550123", "甲"])
    book.save(path)
    return path


def test_a_sheet_as_bureaus_make_them_becomes_a_rubric_that_holds(
    tmp_path: Path, jixiao: Jixiao
) -> None:
    target = tmp_path / "体系.yaml"
    file = bureau_sheet(tmp_path / "评分表.xlsx")
    run = jixiao("rubric", "import", file, "县级体系", "--year", "2022", "-o", target)
    assert run.code == 0
    assert "指标 2 项，认出计分规则 2 项" in run.out
    assert "注：本表由评价组填写。" in run.out
    text = target.read_text(encoding="utf-8")
    assert [line.strip() for line in text.splitlines() if "分值:" in line] == [
        "分值: 40", "分值: 40", "分值: 60", "分值: 60",
    ]  # fmt: skip
    assert jixiao("rubric", "check", target).code == 0
