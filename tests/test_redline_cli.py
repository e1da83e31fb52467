"""The commands that compare, as a clerk meets them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Desk, Jixiao
from redline_pairs import filled
from word import changed

from generator import archive
from generator.generate.manifest import manifest
from generator.readback import read

TITLE = "试验镇人民政府2021年部门整体支出绩效评价报告"
Called = Callable[..., tuple[int, str]]


@pytest.fixture
def called(jixiao: Jixiao) -> Called:
    """Call the command in this process: exit code, and what it said."""

    def call(*words: str | Path) -> tuple[int, str]:
        run = jixiao(*words)
        return run.code, run.out + run.err

    return call


@pytest.fixture
def two(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Two reports, old and new, beside the data, and the same as versions 1 and 2."""
    monkeypatch.chdir(desk.root)
    for number, name in enumerate(("旧稿", "新稿"), 1):
        if number == 2:
            desk.edit("文字", "项目稳步推进。", "项目正稳步推进。")
            desk.edit("评分", "评定分: 18", "评定分: 17")
        docx = filled(desk.examine().manuscript)
        (desk.root / f"{name}.docx").write_bytes(docx)
        version(desk, number, docx)
    return desk


def version(desk: Desk, number: int, docx: bytes) -> None:
    findings = (
        archive.Noted("kept", "提醒", "两版都有。", "预算.yaml:1"),
        archive.Noted(f"n{number}", "提醒", f"第{number}版的。", "预算.yaml:2"),
    )
    about = replace(
        manifest(desk.examine(), docx, read(docx), desk.space, None),
        title=TITLE,
        total=str(90 - number),
        grade="良",
        scores={"社会效益": str(19 - number)},
        findings=findings,
    )
    archive.keep(archive.folder_of(desk.space.build, desk.unit), docx, about)


def test_a_redline_of_two_files_lies_in_build(two: Desk, called: Called) -> None:
    code, said = called(
        "redline", "旧稿.docx", "新稿.docx", "--author", "李四", "--date", "2022-01-05"
    )
    target = two.root / "build" / "新稿（花脸稿）.docx"
    assert (code, said) == (
        0, "已生成：build/新稿（花脸稿）.docx\n改动 4 处。全部接受即为新稿，全部拒绝即为旧稿。\n",
    )  # fmt: skip
    revisions = read(target.read_bytes()).revisions
    assert {(r.author, r.date[:10]) for r in revisions} == {("李四", "2022-01-05")}


def test_it_is_made_again_only_when_something_changed_and_an_edited_one_is_kept(
    two: Desk, called: Called
) -> None:
    called("redline", "旧稿.docx", "新稿.docx", "-o", "比较.docx")
    code, said = called("redline", "旧稿.docx", "新稿.docx", "-o", "比较.docx")
    assert code == 0
    assert said.startswith("没有变化：比较.docx")
    target = two.root / "比较.docx"
    by_hand = changed(
        "word/document.xml", lambda xml: xml.replace("稳步", "快速"), target.read_bytes()
    )
    target.write_bytes(by_hand)
    code, said = called("redline", "旧稿.docx", "新稿.docx", "-o", "比较.docx")
    assert "原有的文件在 Word 里改过，另存为：比较（手改稿1）.docx" in said
    assert (two.root / "比较（手改稿1）.docx").read_bytes() == by_hand


def test_versions_are_compared_by_their_numbers(two: Desk, called: Called) -> None:
    code, _ = called("redline", "1", "2")
    assert code == 0
    assert (two.root / "build" / f"{TITLE}（花脸稿）.docx").exists()
    code, said = called("redline", "1", "2", "--unit", two.unit)
    assert "没有变化" in said


def test_a_diff_of_files_shows_changes_and_scores(two: Desk, called: Called) -> None:
    code, said = called("diff", "旧稿.docx", "新稿.docx")
    assert code == 0
    assert "改  成效/1/内容\n    项目【+正+】稳步推进。\n" in said
    assert "得分的变化：\n  社会效益  18 → 17\n" in said
    assert said.endswith("改动 4 处。\n")
    assert "问题：" not in said


def test_a_diff_of_versions_shows_findings_new_and_gone(two: Desk, called: Called) -> None:
    code, said = called("diff", "1", "2")
    assert code == 0
    assert "  社会效益  18 → 17\n  总分  89 → 88\n" in said
    assert "新增的问题：\n  提醒  预算.yaml:2  第2版的。\n" in said
    assert "消除的问题：\n  提醒  预算.yaml:2  第1版的。\n" in said
    assert "两版都有" not in said


def test_a_diff_for_other_programs_is_json(two: Desk, called: Called) -> None:
    code, said = called("diff", "1", "2", "--json")
    record = json.loads(said)
    assert code == 0
    assert record["scores"] == {"社会效益": ["18", "17"], "总分": ["89", "88"]}
    assert [f["id"] for f in record["findings_new"]] == ["n2"]
    assert [f["id"] for f in record["findings_gone"]] == ["n1"]
    change = next(c for c in record["changes"] if c["path"] == "成效/1/内容")
    assert (change["kind"], change["old"]) == ("改", "项目稳步推进。")


def test_two_equal_files_differ_in_nothing(two: Desk, called: Called) -> None:
    shutil.copyfile("旧稿.docx", "副本.docx")
    code, said = called("redline", "旧稿.docx", "副本.docx")
    assert code == 0
    assert "两份文件的正文没有差别" in said
    assert not (two.root / "build" / "副本（花脸稿）.docx").exists()
    assert called("diff", "旧稿.docx", "副本.docx") == (0, "两份报告的正文没有差别。\n")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("坏.docx", "新稿.docx"), 1, "旧稿不是 Word 文档（.docx），或已经损坏。"),
        (("旧稿.docx", "没有.docx"), 1, "没有这个文件"),
        (("旧稿.docx", "新稿.txt"), 2, "“新稿.txt”应是 .docx 文件，或版本号。"),
        (("1", "9"), 1, "没有第 9 版"),
        (("1", "2", "--unit", "build"), 1, "没有第 1 版"),
    ],
)
def test_what_cannot_be_compared_is_said_plainly_and_nothing_is_written(
    two: Desk, called: Called, words: tuple[str, ...], code: int, said: str
) -> None:
    (two.root / "坏.docx").write_bytes(b"PK")
    before = sorted(two.root.rglob("*"))
    for command in ("redline", "diff"):
        got, told = called(command, *words)
        assert (got, said in told) == (code, True)
    assert sorted(two.root.rglob("*")) == before


def test_a_refusal_for_other_programs_is_json(two: Desk, called: Called) -> None:
    (two.root / "坏.docx").write_bytes(b"PK")
    code, said = called("diff", "坏.docx", "新稿.docx", "--json")
    assert code == 1
    assert [f["id"] for f in json.loads(said)["findings"]] == ["redline-not-docx"]


def test_a_number_needs_a_unit_where_there_are_several(two: Desk, called: Called) -> None:
    shutil.copytree(two.unit, two.unit.with_name("另一个镇"))
    code, said = called("diff", "1", "2")
    assert code == 2
    assert "请用 --unit 写明是哪个单位的版本。" in said


def test_a_wrong_date_or_ending_is_a_wrong_call(two: Desk, called: Called) -> None:
    assert called("redline", "1", "2", "--date", "昨天")[0] == 2
    assert called("redline", "1", "2", "-o", "比较.pdf")[0] == 2
