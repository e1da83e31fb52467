"""Next year's folder: last year's figures in their place, what is carried over told until renewed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import Desk, Jixiao

from generator import rollover, source, workspace
from generator.findings import Finding, Refused
from generator.generate import Examined, examine, generate
from generator.model import Answer, Report

EXAMPLE = workspace.shipped().root / "data" / "units" / "wanghuzhai-2021"


def look(unit: Path) -> Examined:
    return examine(unit, workspace.of(unit), lambda step: None)


def ids(unit: Path) -> list[str]:
    try:
        return [finding.id for finding in look(unit).findings]
    except Refused as refused:
        return [finding.id for finding in refused.findings]


def still(unit: Path) -> list[tuple[object, ...]]:
    return [f.path for f in look(unit).findings if f.id == "still-to-update"]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(params=["example", "minimal"])
def unit(request: pytest.FixtureRequest, desk: Desk) -> Path:
    if request.param == "minimal":
        return desk.unit
    return Path(shutil.copytree(EXAMPLE, desk.unit.with_name("wanghuzhai-2021")))


@pytest.fixture
def next_year(desk: Desk, jixiao: Jixiao) -> Path:
    """The small unit's folder of 2022."""
    new = desk.unit.with_name("试验镇-2022")
    assert jixiao("rollover", desk.unit, new).code == 0
    return new


def test_figures_that_nobody_gave_are_asked_for_with_the_answer_that_stood_for_them(
    desk: Desk, jixiao: Jixiao, tmp_path: Path
) -> None:
    unit = Path(shutil.copytree(EXAMPLE, desk.unit.with_name("wanghuzhai-2021")))
    edit(unit / "预算.yaml", "  项目支出: 380", "  项目支出:")
    answer = "    核定分: 2\n    核定理由: 照原评分表填写\n"
    edit(unit / "评分.yaml", "  重点支出安排率:\n", f"  重点支出安排率:\n{answer}")
    new = unit.with_name("wanghuzhai-2022")
    assert jixiao("rollover", unit, new).code == 0
    built = generate(new, workspace.of(new), tmp_path / "2022.docx", lambda step: None)
    assert {finding.id for finding in built.findings} == {"still-to-update"}
    done = new / "待更新.yaml"
    lines = done.read_text(encoding="utf-8").splitlines(keepends=True)
    done.write_text("".join(x for x in lines if "重点支出安排率" not in x), encoding="utf-8")
    missing = [f for f in look(new).findings if f.id == "not-given"]
    assert [(f.path, f.stops) for f in missing] == [(("预算", "项目支出"), True)]


@pytest.mark.unmeasured
def test_two_years_on_a_report_is_built_and_only_what_is_carried_over_is_told(
    unit: Path, jixiao: Jixiao, tmp_path: Path
) -> None:
    for year in (2022, 2023):
        new = unit.with_name(f"{unit.name[:-4]}{year}")
        assert jixiao("rollover", unit, new).code == 0
        built = generate(new, workspace.of(new), tmp_path / f"{year}.docx", lambda step: None)
        assert {finding.id for finding in built.findings} == {"still-to-update"}
        assert all(finding.place and finding.place.line for finding in built.findings)
        assert look(new).report.unit.year == year
        unit = new


def test_a_report_without_all_answers_says_that_its_total_is_not_whole(
    next_year: Path, jixiao: Jixiao, tmp_path: Path
) -> None:
    run = jixiao("build", next_year, "-o", tmp_path / "a.docx")
    assert run.code == 0
    assert "（有指标不能计分，合计不全）" in run.out


def test_last_years_folder_is_not_touched(unit: Path, jixiao: Jixiao) -> None:
    before = contents(unit)
    jixiao("rollover", unit, unit.with_name("新"))
    assert contents(unit) == before


def test_last_years_figures_are_this_years_of_before(unit: Path, jixiao: Jixiao) -> None:
    new = unit.with_name("新")
    jixiao("rollover", unit, new)
    then, now = look(unit).report.budget, look(new).report.budget
    assert (now.income_before, now.spent_before, now.brought) == (
        then.income,
        then.spent,
        then.carried,
    )
    assert then.three_public is not None
    assert now.three_public is not None
    assert now.three_public.before == then.three_public.now
    kept = {"income_before", "spent_before", "brought", "three_public"}
    assert now.but(**dict.fromkeys(kept)) == then.but(**dict.fromkeys(kept))


def test_comments_stay_and_only_lines_that_the_year_changes_differ(
    jixiao: Jixiao, desk: Desk
) -> None:
    old = Path(shutil.copytree(EXAMPLE, desk.unit.with_name("wanghuzhai-2021")))
    new = desk.unit.with_name("wanghuzhai-2022")
    jixiao("rollover", old, new)
    same = ["成效", "职责", "问题", "评价组织", "组织架构", "人员编制", "资产", "项目"]
    assert all(
        (new / f"{name}.yaml").read_bytes() == (old / f"{name}.yaml").read_bytes() for name in same
    )
    unit = (new / "单位.yaml").read_text(encoding="utf-8")
    assert "  年度: 2022\n" in unit
    assert "  落款日期: # 示例日期，原报告未写落款日期\n" in unit
    answers = (new / "评分.yaml").read_text(encoding="utf-8")
    assert "      1: # 部门职责与“三定”方案一致\n    佐证:\n  活动合规性:\n" in answers


def test_answers_are_emptied_and_their_indicators_stay(desk: Desk, next_year: Path) -> None:
    then, now = look(desk.unit).report, look(next_year).report
    assert list(now.answers) == list(then.answers)
    assert {*map(repr, now.answers.values())} == {repr(Answer())}
    assert [m.actual for goal in now.goals.parts for m in goal.metrics] == ["", ""]
    assert [m.target for goal in now.goals.parts for m in goal.metrics] == ["90", "与上年持平"]


def test_the_date_of_the_new_year_is_asked_for_until_it_is_given(next_year: Path) -> None:
    (asked,) = (f for f in look(next_year).findings if f.path == ("单位", "落款日期"))
    assert asked.message == "还没有填本年的落款日期。"
    edit(next_year / "单位.yaml", "落款日期:", "落款日期: 2022-12-31")
    assert ("单位", "落款日期") not in still(next_year)


@pytest.mark.unmeasured
def test_a_text_that_was_edited_is_done(next_year: Path) -> None:
    before = still(next_year)
    edit(next_year / "文字.yaml", "全镇经济持续健康发展。", "全镇经济稳步发展。")
    assert [path for path in before if path not in still(next_year)] == [("目标", "总体")]


@pytest.mark.unmeasured
def test_an_entry_that_was_deleted_is_done(next_year: Path) -> None:
    before = still(next_year)
    marks = next_year / "待更新.yaml"
    lines = marks.read_text(encoding="utf-8").split("\n")
    kept = [line for line in lines if "位置: 资产/固定资产总额," not in line]
    marks.write_text("\n".join(kept), encoding="utf-8")
    assert [path for path in before if path not in still(next_year)] == [("资产", "固定资产总额")]


@pytest.mark.parametrize("left", ["待更新:\n", None])
def test_without_entries_all_that_is_missing_is_told(next_year: Path, left: str | None) -> None:
    marks = next_year / "待更新.yaml"
    marks.unlink() if left is None else marks.write_text(left, encoding="utf-8")
    found = set(ids(next_year))
    assert {"answer-missing", "rubric-of-another-year"} <= found
    assert "still-to-update" not in found


def test_a_text_is_known_again_where_it_moved_to(next_year: Path) -> None:
    edit(next_year / "文字.yaml", "成效:\n", "成效:\n  - 标题: 新的一条\n    内容: 新的内容。\n")
    paths = still(next_year)
    assert ("成效", 0, "标题") not in paths
    assert ("成效", 2, "内容") in paths
    moved = [f for f in look(next_year).findings if f.path == ("成效", 2, "内容")]
    assert [f.id for f in moved] == ["still-to-update"]
    assert "“成效/1/内容”" in moved[0].hint


def test_an_answer_half_given_is_asked_for_in_full(next_year: Path) -> None:
    edit(next_year / "评分.yaml", "      1:\n", "      1: 是\n")
    assert ("评分", "制度健全") not in still(next_year)
    assert ids(next_year).count("answer-missing") == 1


def errors(unit: Path) -> list[Finding]:
    return [finding for finding in look(unit).findings if finding.stops]


def test_an_error_that_is_not_the_years_stays(next_year: Path) -> None:
    edit(next_year / "文字.yaml", "内容: 项目稳步推进。", "内容: 支出{{ 预算.没有这个 }}。")
    assert [finding.path for finding in errors(next_year)] == [("成效", 1, "内容")]


def test_figures_of_two_years_are_not_held_against_each_other(desk: Desk, jixiao: Jixiao) -> None:
    desk.edit("预算", "  年初预算: 900\n", "  年初预算: 900\n  预算调整数: 50\n  调整后预算: 950\n")
    new = desk.unit.with_name("新")
    jixiao("rollover", desk.unit, new)
    edit(new / "预算.yaml", "调整后预算: 950", "调整后预算: 960")
    assert "budget-identity" not in ids(new)
    edit(new / "预算.yaml", "年初预算: 900", "年初预算: 901")
    edit(new / "预算.yaml", "预算调整数: 50", "预算调整数: 51")
    assert "budget-identity" in ids(new)


def test_what_reviewers_said_of_last_year_is_left_behind(desk: Desk, jixiao: Jixiao) -> None:
    remark = "意见:\n  - 编号: 1\n    内容: 再核对。\n"
    (desk.unit / "意见.yaml").write_text(remark, encoding="utf-8")
    new = desk.unit.with_name("新")
    assert jixiao("rollover", desk.unit, new).code == 0
    assert not (new / "意见.yaml").exists()
    (new / "意见.yaml").write_text(
        remark + "项目完成:\n  已完成项目数: 1\n  质量达标项目数: 1\n", encoding="utf-8"
    )
    newer = desk.unit.with_name("更新")
    assert jixiao("rollover", new, newer).code == 0
    assert "意见" not in (newer / "意见.yaml").read_text(encoding="utf-8")


def test_a_figure_not_given_leaves_last_years_empty(desk: Desk, jixiao: Jixiao) -> None:
    desk.edit("预算", "  年初预算: 900\n", "  年初预算: 900\n  上年结转: 3\n")
    new = desk.unit.with_name("新")
    jixiao("rollover", desk.unit, new)
    assert look(new).report.budget.brought is None


def test_other_files_of_the_folder_come_along(desk: Desk, jixiao: Jixiao) -> None:
    (desk.unit / "图").mkdir()
    (desk.unit / "图" / "一.png").write_bytes(b"\x89PNG")
    (desk.unit / "~$单位.yaml").write_bytes(b"lock")
    new = desk.unit.with_name("新")
    jixiao("rollover", desk.unit, new)
    assert (new / "图" / "一.png").read_bytes() == b"\x89PNG"
    assert not (new / "~$单位.yaml").exists()


def test_a_folder_that_holds_something_is_refused(desk: Desk, jixiao: Jixiao) -> None:
    new = desk.unit.with_name("新")
    new.mkdir()
    (new / "记录.txt").write_text("", encoding="utf-8")
    run = jixiao("rollover", desk.unit, new)
    assert run.code == 1
    assert "folder-not-empty" in run.out
    assert [file.name for file in new.iterdir()] == ["记录.txt"]
    assert sorted(p.name for p in new.parent.iterdir()) == sorted(["新", desk.unit.name])


def test_an_empty_folder_is_filled(desk: Desk, jixiao: Jixiao) -> None:
    new = desk.unit.with_name("新")
    new.mkdir()
    assert jixiao("rollover", desk.unit, new).code == 0
    assert (new / "单位.yaml").exists()


def test_a_place_that_cannot_be_written_is_refused(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("rollover", desk.unit, desk.unit / "单位.yaml" / "新")
    assert run.code == 1
    assert "folder-unwritable" in run.out


def test_a_year_in_a_text_is_listed_with_its_line(desk: Desk, jixiao: Jixiao) -> None:
    desk.edit("文字", "第二段有**重点**。", "2020年起有**重点**，比去年多2000人。")
    run = jixiao("rollover", desk.unit, desk.unit.with_name("新"))
    rows = re.findall(r"^  \S*(文字\.yaml:\d+:\d+)  (.*)$", run.out, re.MULTILINE)
    assert rows == [("文字.yaml:15:16", "上年"), ("文字.yaml:21:1", "2020年、去年")]


YEARS = [
    ("2021年", ["2021年"]),
    ("（2020-2021）", ["2020", "2021"]),
    ("二〇二一年", ["二〇二一年"]),
    ("本年度比上年", ["本年度", "上年"]),
    ("2000人、12020.5元、2021.5亩", []),
]


@pytest.mark.parametrize(("text", "words"), YEARS)
def test_a_year_is_told_from_a_figure(desk: Desk, text: str, words: list[str]) -> None:
    desk.edit("文字", "第二段有**重点**。", text)
    files = {file: file.read_bytes() for file in desk.unit.iterdir()}
    found = [each for each in rollover.looks(files) if each.place.line == 21]
    assert [list(each.words) for each in found] == ([words] if words else [])


def test_the_new_rubric_is_set_and_its_indicators_asked_for(desk: Desk, jixiao: Jixiao) -> None:
    rubrics = desk.root / "data" / "rubrics"
    text = (rubrics / "试验.yaml").read_text(encoding="utf-8")
    text = text.replace("适用年度: 2021", "适用年度: 2022").replace(
        "名称: 社会效益", "名称: 民生效益"
    )
    (rubrics / "试验-2022.yaml").write_text(text, encoding="utf-8")
    new = desk.unit.with_name("新")
    run = jixiao("rollover", desk.unit, new, "--rubric", "试验-2022")
    assert run.code == 0
    assert "指标体系暂用" not in run.out
    assert look(new).report.unit.rubric == "试验-2022"
    assert ("评分", "民生效益") in still(new)
    assert set(ids(new)) == {"still-to-update"}


def test_a_rubric_that_is_not_there_is_refused(desk: Desk, jixiao: Jixiao) -> None:
    new = desk.unit.with_name("新")
    run = jixiao("rollover", desk.unit, new, "--rubric", "没有")
    assert run.code == 1
    assert "file-not-found" in run.out
    assert not new.exists()


def test_a_second_turn_says_what_was_left_from_the_first(next_year: Path, jixiao: Jixiao) -> None:
    run = jixiao("rollover", next_year, next_year.with_name("新"))
    assert f"还有 {len(still(next_year))} 处待更新" in run.out


def test_turning_changes_nothing_in_the_files_it_is_given(desk: Desk) -> None:
    files = {file: file.read_bytes() for file in sorted(desk.unit.iterdir())}
    report = source.read(sorted(files), Report)
    once = rollover.turned(report, files, "", ["制度健全"])
    assert once == rollover.turned(report, files, "", ["制度健全"])
    assert files == {file: file.read_bytes() for file in sorted(desk.unit.iterdir())}
