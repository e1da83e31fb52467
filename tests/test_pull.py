"""The command pull as a clerk meets it: looks first, writes on request, killed at any moment nothing is torn."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import UNIT, Desk, Jixiao
from docx import Document
from lxml import etree
from test_pullback import Office, cell, deleted, points, replaced
from word import SHIPPED

from generator import cli

PROJECT = Path(__file__).parents[1]
KILLS = 100


@pytest.fixture
def desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The desk, with the clerk sitting at it."""
    monkeypatch.chdir(desk.root)
    return desk


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def returned(office: Office, *changes: object, name: str = "送回.docx") -> Path:
    """The edited report as it came back, under another name."""
    file = office.desk.root / name
    file.write_bytes(office.edited(*changes))  # type: ignore[arg-type]
    return file


def test_a_look_changes_nothing_and_says_how_to_go_on(office: Office, jixiao: Jixiao) -> None:
    file = returned(office, replaced("重点", "难点"))
    before = {path: path.read_bytes() for path in office.desk.unit.iterdir()}
    run = jixiao("pull", file)
    assert run.code == 0
    assert f"data/units/{UNIT}/文字.yaml:21:1  改\n" in run.out.replace(f"{office.desk.root}/", "")
    assert "  - 第二段有**重点**。\n  + 第二段有**难点**。\n" in run.out
    assert "可以回填 1 处（对照第 1 版）。" in run.out
    assert f'jixiao pull "{file}" --write' in run.out
    assert {path: path.read_bytes() for path in office.desk.unit.iterdir()} == before


def test_an_unedited_report_is_told_as_such(office: Office, jixiao: Jixiao) -> None:
    run = jixiao("pull", office.report)
    assert (run.code, run.out) == (0, "Word 里没有数据还没有的文字改动。\n")
    assert jixiao("pull", office.report, "--write").out == run.out


def test_a_report_whose_edits_were_made_by_hand_too_can_be_put_away(
    office: Office, jixiao: Jixiao
) -> None:
    file = returned(office, replaced("重点", "难点"))
    office.report.write_bytes(file.read_bytes())
    office.desk.edit("文字", "**重点**", "**难点**")
    office.desk.edit("预算", "年度支付数: 850", "年度支付数: 900")
    assert "edited-file-kept" in jixiao("build").out
    run = jixiao("pull", office.report)
    told = f'收进档案（数据不动），就能生成新的：jixiao pull "{office.report}" --write\n'
    assert run.out == f"Word 里没有数据还没有的文字改动。\n{told}"
    assert jixiao("pull", office.report, "--write").code == 0
    assert "已生成" in jixiao("build").out
    assert "没收回" not in jixiao("history").out
    assert any("难点" in p.text for p in Document(str(office.report)).paragraphs)


def test_writing_says_what_changed_elsewhere(office: Office, jixiao: Jixiao) -> None:
    run = jixiao("pull", returned(office, points("社会效益", "17")), "--write")
    assert run.code == 0
    assert "回填以后：\n总分 89 → 88（社会效益 18 → 17）\n" in run.out
    assert "已写入 1 个文件；送回的报告和改动前的数据存在" in run.out
    assert "下一步：jixiao build" in run.out


def test_a_conflict_is_shown_with_all_three_and_decided_by_number(
    office: Office, jixiao: Jixiao
) -> None:
    file = returned(office, replaced("重点", "难点"))
    office.desk.edit("文字", "**重点**", "**亮点**")
    run = jixiao("pull", file)
    assert run.code == 1
    assert "冲突 1：Word 和数据都改了\n" in run.out
    assert (
        "    原来  第二段有**重点**。\n    Word  第二段有**难点**。\n    数据  第二段有**亮点**。\n"
        in run.out
    )
    assert "--theirs" in run.out
    assert jixiao("pull", file, "--ours", "1").out == "Word 里没有数据还没有的文字改动。\n"
    assert jixiao("pull", file, "--theirs", "全部", "--write").code == 0
    assert "第二段有**难点**。" in office.text()


def test_a_refusal_is_json_too(office: Office, jixiao: Jixiao) -> None:
    Path("别人的.docx").write_bytes(SHIPPED.read_bytes())
    run = jixiao("pull", "别人的.docx", "--json")
    assert run.code == 1
    assert [finding["id"] for finding in run.json["findings"]] == ["returned-unknown"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--theirs", "甲"), "--theirs 和 --ours 后面写冲突号"),
        (("--theirs", "1", "--ours", "1"), "同一处冲突不能"),
    ],
)
def test_a_wrong_call_is_one_sentence(
    office: Office, jixiao: Jixiao, words: tuple[str, ...], told: str
) -> None:
    run = jixiao("pull", office.report, *words)
    assert run.code == 2
    assert told in run.err


def test_json_has_every_edit_with_file_line_and_who(office: Office, jixiao: Jixiao) -> None:
    record = jixiao(
        "pull", returned(office, cell("75", "76"), deleted("项目稳步推进")), "--json"
    ).json
    assert record["version"] == 1
    assert [(c["kind"], Path(c["file"]).name, c["line"]) for c in record["changes"]] == [
        ("改", "文字.yaml", 32),
        ("删", "文字.yaml", 34),
    ]
    assert record["score"]["before"] == record["score"]["after"]


def test_tracked_changes_bring_their_author_and_date(office: Office, jixiao: Jixiao) -> None:
    record = jixiao(
        "pull", returned(office, tracked("项目稳步推进。", "稳步", "加快")), "--json"
    ).json
    (change,) = record["changes"]
    assert change["after"] == "项目加快推进。"
    assert change["by"] == [{"author": "李局长", "date": "2022-01-05T09:00:00Z"}]


def tracked(paragraph: str, old: str, new: str) -> object:
    """Words replaced while Word recorded."""

    def change(document: object) -> None:
        run = next(p for p in document.paragraphs if p.text == paragraph).runs[0]  # type: ignore[attr-defined]
        before, after = paragraph.split(old)
        run.text = before
        xml = run._r.getparent()
        who = 'w:id="9{}" w:author="李局长" w:date="2022-01-05T09:00:00Z"'
        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        for piece in (
            f"<w:del {space} {who.format(1)}><w:r><w:delText>{old}</w:delText></w:r></w:del>",
            f"<w:ins {space} {who.format(2)}><w:r><w:t>{new}</w:t></w:r></w:ins>",
            f"<w:r {space}><w:t>{after}</w:t></w:r>",
        ):
            xml.append(etree.fromstring(piece))

    return change


def test_the_unit_is_found_by_the_report_among_several(office: Office, jixiao: Jixiao) -> None:
    shutil.copytree(office.desk.unit, office.desk.unit.with_name("乙镇-2021"))
    run = jixiao("pull", returned(office, replaced("重点", "难点")), "--write")
    assert run.code == 0
    assert "难点" in office.text()
    assert "难点" not in (office.desk.unit.with_name("乙镇-2021") / "文字.yaml").read_text(
        encoding="utf-8"
    )


# ---- killed at any moment ------------------------------------------------------------------------------------


def forked(file: Path) -> int:
    """``jixiao pull --write`` in a child that has everything loaded."""
    child = os.fork()
    if child:
        return child
    try:
        sys.settrace(None)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.argv = ["jixiao", "pull", str(file), "--write"]
        cli.main()
    finally:
        os._exit(0)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no fork and no SIGKILL")
def test_a_pull_that_is_killed_leaves_every_file_old_or_new_and_the_next_one_finishes(
    office: Office,
) -> None:
    old = {path: path.read_bytes() for path in office.desk.unit.iterdir()}
    file = returned(
        office,
        replaced("重点", "难点"),
        replaced("执行上级", "认真执行上级"),
        points("社会效益", "17"),
    )
    start = time.perf_counter()
    os.waitpid(forked(file), 0)
    lasting = time.perf_counter() - start
    new = {path: path.read_bytes() for path in office.desk.unit.iterdir()}
    assert sorted(p.name for p in new if new[p] != old.get(p)) == [
        "单位.yaml",
        "文字.yaml",
        "评分.yaml",
    ]
    chance = random.Random(7)
    killed = 0
    for _ in range(KILLS):
        for path, raw in old.items():
            path.write_bytes(raw)
        child = forked(file)
        time.sleep(chance.uniform(0.3, 1.0) * lasting)
        os.kill(child, signal.SIGKILL)
        hit = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        killed += hit
        lasting *= 1.02 if hit else 0.95  # a machine runs now fast, now slow
        for path, raw in old.items():
            assert path.read_bytes() in (raw, new[path])
    assert killed > KILLS / 4
    os.waitpid(forked(file), 0)
    assert {path: path.read_bytes() for path in old} == new
    assert [p.name for p in office.desk.root.rglob(".jixiao-*")] == []
    for kept in office.folder.glob("收稿*"):
        assert (kept / "报告.docx").read_bytes() == file.read_bytes()


def test_a_pull_waits_for_a_build_of_the_same_unit(office: Office) -> None:
    file = returned(office, replaced("重点", "难点"))
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "generator", *words],
            cwd=office.desk.root,
            env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for words in (("pull", str(file), "--write"), ("build", str(office.desk.unit)))
    ]
    told = [run.communicate()[0].decode() for run in runs]
    assert runs[0].returncode == 0, told
    assert "难点" in office.text()
    assert runs[1].returncode == 0 or "data-changed" in told[1], told
    assert Document(str(office.report)).paragraphs
    assert json.dumps(told)
