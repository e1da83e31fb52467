"""``jixiao history``: versions listed with what changed, taken out again, removed when asked."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import UNIT, Desk, Jixiao
from word import changed

from generator import archive
from generator.cli import clock

TITLE = "试验镇人民政府2021年部门整体支出绩效评价报告"
Called = Callable[..., tuple[int, str]]


@pytest.fixture
def called(desk: Desk, monkeypatch: pytest.MonkeyPatch, jixiao: Jixiao) -> Called:
    """Call the command from the desk, at a time that stands still."""
    monkeypatch.chdir(desk.root)
    monkeypatch.setattr("generator.cli.build.minute", lambda: "2022-03-15 09:30")

    def call(*words: str | Path, answer: str = "") -> tuple[int, str]:
        run = jixiao(*words, answer=answer)
        return run.code, run.out + run.err

    return call


@pytest.fixture
def twice(desk: Desk, called: Called) -> Desk:
    """A desk on which the unit was built, changed, and built again."""
    called("build")
    desk.edit("文字", "完成年度各项任务。", "全面完成年度任务。")
    desk.edit("评分", "    评定分: 18", "    评定分: 17")
    called("build")
    return desk


def folder(desk: Desk) -> Path:
    return desk.space.build / UNIT


def numbers(desk: Desk) -> list[int]:
    return [version.number for version in archive.versions(folder(desk))]


def test_the_clock_is_read_to_the_minute() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", clock.minute())


@pytest.mark.usefixtures("twice")
def test_versions_are_listed_with_what_changed(called: Called) -> None:
    assert called("history") == (
        0,
        f"【{UNIT}】\n"
        "  第1版  2022-03-15 09:30  89分 良  最早的一份\n"
        "  第2版  2022-03-15 09:30  88分 良  2 段文字，得分 89→88，文字.yaml、评分.yaml\n",
    )


def test_a_grade_that_changed_is_told(desk: Desk, called: Called) -> None:
    called("build")
    desk.edit("评分", "    评定分: 18", "    评定分: 2")
    called("build")
    assert "得分 89→73，等级 良→中，评分.yaml" in called("history", desk.unit)[1]


def test_a_version_of_the_same_words_says_so(desk: Desk, called: Called) -> None:
    called("build")
    desk.edit("文字", "{{ 预算.支出决算|万元 }}", "{{ 预算.支出决算 | 万元 }}")
    called("build")
    assert "第2版  2022-03-15 09:30  89分 良  文字.yaml\n" in called("history")[1]


def test_a_unit_without_versions_says_so(called: Called) -> None:
    assert called("history") == (0, f"【{UNIT}】\n  还没有版本，生成一次就有了。\n")


def test_all_units_are_listed(desk: Desk, called: Called) -> None:
    shutil.copytree(desk.unit, desk.unit.with_name("乙镇-2021"))
    code, out = called("history")
    assert (code, re.findall("【.*】", out)) == (0, ["【乙镇-2021】", f"【{UNIT}】"])
    units = json.loads(called("history", "--json")[1])["units"]
    assert [unit["unit"] for unit in units] == ["乙镇-2021", UNIT]


def test_a_file_that_came_back_is_listed_with_its_version(twice: Desk, called: Called) -> None:
    first, _ = archive.versions(folder(twice))
    edited = changed("word/document.xml", lambda xml: xml.replace("基本", "总体"), first.docx())
    archive.receive(folder(twice), edited, {})
    archive.receive(folder(twice), b"no docx", {})
    out = called("history")[1]
    assert out.endswith("  收稿001  由第1版改成\n  收稿002  不知由哪一版改成\n")
    record = json.loads(called("history", "--json")[1])
    assert [each["base"] for each in record["received"]] == [1, None]


def test_other_programs_get_the_same(twice: Desk, called: Called) -> None:
    record = json.loads(called("history", twice.unit, "--json")[1])
    assert record["unit"] == UNIT
    assert record["findings"] == record["received"] == []
    first, second = record["versions"]
    assert first["paragraphs"] is first["files"] is None
    assert {key: second[key] for key in ("number", "made", "total", "grade", "paragraphs")} == {
        "number": 2, "made": "2022-03-15 09:30", "total": "88", "grade": "良", "paragraphs": 2,
    }  # fmt: skip
    assert second["files"] == [f"data/units/{UNIT}/{name}.yaml" for name in ("文字", "评分")]
    assert Path(second["folder"]).is_dir()


def test_a_damaged_version_is_told(twice: Desk, called: Called) -> None:
    (folder(twice) / "第001版" / "报告.docx").unlink()
    code, out = called("history")
    assert code == 0
    assert "第2版  2022-03-15 09:30  88分 良  最早的一份\n" in out
    assert "build/试验镇-2021/第001版  提醒  version-damaged\n" in out
    assert json.loads(called("history", "--json")[1])["findings"][0]["id"] == "version-damaged"


def test_a_version_is_taken_out_under_its_number(twice: Desk, called: Called) -> None:
    target = Path("build") / f"{TITLE}（第1版）.docx"
    assert called("history", "--take", "1") == (0, f"已取出：{target}\n")
    assert target.read_bytes() == archive.versions(folder(twice))[0].docx()
    code, out = called("history", "--take", "1")
    assert (code, "file-exists" in out) == (1, True)
    assert called("history", "--take", "2", "-o", "终稿.docx")[0] == 0
    assert Path("终稿.docx").read_bytes() == archive.versions(folder(twice))[1].docx()


@pytest.mark.usefixtures("twice")
def test_a_version_there_is_not_is_told_with_those_there_are(called: Called) -> None:
    code, out = called("history", "--take", "7")
    assert code == 1
    assert "version-not-found\n  没有第7版。现有：第1版、第2版。" in out


def test_a_unit_without_versions_has_none_to_take(called: Called) -> None:
    assert "没有第1版。还没有版本，生成一次就有了。" in called("history", "--take", "1")[1]


@pytest.mark.parametrize(
    ("words", "answer", "told", "left"),
    [
        (["--yes"], "", "已删去第1版。\n", [2]),
        ([], "y\n", "已删去第1版。\n", [2]),
        ([], "n\n", "没有删。\n", [1, 2]),
        ([], "\n", "没有删。\n", [1, 2]),
        ([], "", "已中断，原有文件没有动过。\n", [1, 2]),
    ],
)
def test_old_versions_are_removed_when_the_clerk_is_sure(
    twice: Desk, called: Called, words: list[str], answer: str, told: str, left: list[int]
) -> None:
    _, out = called("history", "--prune", "1", *words, answer=answer)
    assert out.endswith(told)
    assert ("将删去第1版，删去后不能恢复" in out) == (words == [])
    assert numbers(twice) == left


def test_a_version_is_not_removed_while_an_edited_file_was_made_of_it(
    twice: Desk, called: Called
) -> None:
    first = archive.versions(folder(twice))[0]
    edited = changed("word/document.xml", lambda xml: xml.replace("基本", "总体"), first.docx())
    (twice.space.build / "领导改.docx").write_bytes(edited)
    assert called("history", "--prune", "1", "--yes") == (0, "没有可删的版本。\n")
    assert numbers(twice) == [1, 2]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--take", "1", "--prune", "1"], "--take 和 --prune 一次只能写一个。"),
        (["-o", "终稿.docx"], "-o 要和 --take 一起写。"),
        (["--prune", "0"], "--prune 后面的份数至少为 1。"),
        (["--take", "1", "-o", "终稿.pdf"], "-o 后面的文件名应以 .docx 结尾。"),
    ],
)
def test_a_wrong_call_is_told(called: Called, words: list[str], told: str) -> None:
    code, out = called("history", *words)
    assert code == 2
    assert told in out


def test_one_of_several_units_must_be_named(desk: Desk, called: Called) -> None:
    shutil.copytree(desk.unit, desk.unit.with_name("乙镇-2021"))
    assert called("history", "--take", "1")[0] == 2
    assert called("history", "--prune", "1")[0] == 2


def test_a_folder_that_is_no_unit_is_told(called: Called) -> None:
    code, out = called("history", "data/units/没有")
    assert (code, "unit-not-found" in out) == (1, True)


def test_versions_outlive_the_folder_of_their_unit(twice: Desk, called: Called) -> None:
    shutil.rmtree(twice.unit)
    code, out = called("history", twice.unit)
    assert code == 0
    assert "第2版" in out


def test_a_report_only_saved_again_is_told_on_the_console(desk: Desk, called: Called) -> None:
    called("build")
    path = desk.space.build / f"{TITLE}.docx"
    path.write_bytes(
        changed(
            "word/document.xml", lambda xml: xml.replace("<w:body>", "<w:body >"), path.read_bytes()
        )
    )
    code, out = called("build")
    assert code == 0
    assert "说明  saved-file-replaced\n  原来的文件在 Word 里另存过，文字没有改动" in out
    assert f"已生成：{Path('build') / path.name}\n" in out
    assert called("build", "--quiet") == (0, "")


@pytest.mark.parametrize("quiet", [True, False])
def test_a_clerk_is_told_to_wait(
    desk: Desk, called: Called, monkeypatch: pytest.MonkeyPatch, quiet: bool
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    with archive.locked(folder(desk)):
        code, out = called("build", *(["--quiet"] if quiet else []))
    assert code == 1
    assert ("另一个窗口正在使用这个单位，等它完成……" in out) == (not quiet)
    assert "unit-busy" in out
    assert [p for p in desk.space.build.iterdir() if p.is_file()] == []
