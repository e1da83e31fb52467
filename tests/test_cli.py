"""The command line as a clerk meets it: Chinese throughout, nothing lost, exit codes 0, 1 and 2."""

from __future__ import annotations

import errno
import gc
import io
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import click
import pytest
from conftest import UNIT, Desk, Jixiao, Run
from word import SHIPPED, body, changed, damaged

from generator import __version__, cli, pdf, prepared, waiting
from generator.findings import width
from generator.generate import STEPS
from generator.readback import read

TITLE = "试验镇人民政府2021年部门整体支出绩效评价报告"
REPORT = f"{TITLE}.docx"
PROJECT = Path(__file__).parents[1]


@pytest.fixture
def desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The desk, with the clerk sitting at it."""
    monkeypatch.chdir(desk.root)
    return desk


@pytest.fixture
def two(desk: Desk) -> Desk:
    """A second unit, 乙镇, before the first by name."""
    desk.second()
    return desk


def spoil(unit: Path) -> None:
    """A unit that can't even be read."""
    (unit / "预算.yaml").write_bytes(b"")


def built(desk: Desk) -> list[str]:
    """Names of all files that stand in build/, without the versions."""
    return sorted(f.name for f in desk.space.build.glob("*") if f.is_file())


def text_of(docx: Path) -> str:
    return str(read(docx.read_bytes()))


def failing(error: int) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(error, os.strerror(error))

    return fail


# ---------------------------------------------------------------- build


def test_one_unit_is_built_step_by_step(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("build", desk.unit)
    assert (run.code, run.err) == (0, "")
    assert run.out.splitlines() == [
        f"【{UNIT}】",
        *(f"  {number} {step}" for number, step in enumerate(STEPS, 1)),
        f"已生成：{desk.space.build / REPORT}",
        "自评总分 89，等级 良。错误 0 条，提醒 0 条。",
    ]
    assert built(desk) == [REPORT]


def test_all_units_are_built_with_progress(two: Desk, jixiao: Jixiao) -> None:
    run = jixiao("build")
    assert run.code == 0
    assert re.findall("【.*", run.out) == ["【乙镇-2021】（1/2）", f"【{UNIT}】（2/2）"]
    assert run.out.endswith("共 2 个单位，生成 2 个，未生成 0 个。\n")
    assert built(two) == [f"乙镇{TITLE[3:]}.docx", REPORT]


def test_a_bad_unit_does_not_stop_the_others(two: Desk, jixiao: Jixiao) -> None:
    spoil(two.unit.with_name("乙镇-2021"))
    run = jixiao("build")
    assert run.code == 1
    assert "乙镇-2021/预算.yaml  错误  file-empty" in run.out
    assert run.out.endswith("共 2 个单位，生成 1 个，未生成 1 个。\n")
    assert built(two) == [REPORT]


def test_two_units_of_one_name_do_not_overwrite_each_other(two: Desk, jixiao: Jixiao) -> None:
    file = two.unit.with_name("乙镇-2021") / "单位.yaml"
    shutil.copy(two.unit / "单位.yaml", file)
    two.edit("预算", "年度支付数: 850", "年度支付数: 900")
    run = jixiao("build")
    assert run.code == 1
    assert run.out.endswith("共 2 个单位，生成 1 个，未生成 1 个。\n")
    assert built(two) == [REPORT]


@pytest.mark.parametrize("option", ["-o", "--output"])
def test_a_report_is_stored_where_asked(desk: Desk, jixiao: Jixiao, option: str) -> None:
    run = jixiao("build", desk.unit, option, Path("上报") / "终稿.docx")
    assert run.code == 0
    assert f"已生成：{Path('上报') / '终稿.docx'}\n" in run.out
    assert (desk.root / "上报" / "终稿.docx").is_file()
    assert built(desk) == []


def test_the_only_unit_may_be_stored_where_asked(desk: Desk, jixiao: Jixiao) -> None:
    assert jixiao("build", "-o", "终稿.docx").code == 0
    assert (desk.root / "终稿.docx").is_file()


def test_several_units_do_not_go_into_one_file(two: Desk, jixiao: Jixiao) -> None:
    run = jixiao("build", "-o", "终稿.docx")
    assert (run.code, run.out) == (2, "")
    assert "-o" in run.err
    assert "单位" in run.err
    assert built(two) == []
    assert not (two.root / "终稿.docx").exists()


@pytest.mark.parametrize("name", ["终稿.pdf", "终稿", "终稿.doc", f"data/units/{UNIT}/单位.yaml"])
def test_a_report_is_stored_as_docx_only(desk: Desk, jixiao: Jixiao, name: str) -> None:
    before = desk.path("单位").read_bytes()
    run = jixiao("build", "-o", name)
    assert run.code != 0
    assert ".docx" in run.out + run.err
    assert desk.path("单位").read_bytes() == before


def test_quiet_says_nothing_when_all_is_well(desk: Desk, jixiao: Jixiao) -> None:
    desk.edit("单位", "年度: 2021", "年度: 2020")
    assert jixiao("build", "--quiet") == Run(0, "", "")
    assert len(built(desk)) == 1


def test_quiet_still_shows_errors(desk: Desk, jixiao: Jixiao) -> None:
    desk.edit("单位", "年度: 2021", "年度: 2020").edit("评分", "评定分: 18", "评定分: 25")
    run = jixiao("build", "--quiet")
    assert run.code == 1
    assert "judged-out-of-bounds" in run.out
    assert "rubric-of-another-year" not in run.out
    assert "读入" not in run.out
    assert run.out.endswith("没有生成报告：错误 1 条，提醒 1 条。\n")


def test_a_warning_is_shown_and_the_report_made(desk: Desk, jixiao: Jixiao) -> None:
    desk.edit("单位", "年度: 2021", "年度: 2020")
    run = jixiao("build")
    assert run.code == 0
    assert f"data/units/{UNIT}/单位.yaml:4:7  提醒  rubric-of-another-year" in run.out
    assert run.out.endswith("错误 0 条，提醒 1 条。\n")


@pytest.mark.parametrize("quiet", [[], ["--quiet"]])
def test_strict_makes_a_warning_stop_and_shows_it(
    desk: Desk, jixiao: Jixiao, quiet: list[str]
) -> None:
    desk.edit("单位", "年度: 2021", "年度: 2020")
    run = jixiao("build", "--strict", *quiet)
    assert run.code == 1
    assert "rubric-of-another-year" in run.out
    assert run.out.endswith("没有生成报告：错误 0 条，提醒 1 条。\n")
    assert built(desk) == []


def test_strict_lets_a_clean_unit_pass(desk: Desk, jixiao: Jixiao) -> None:
    assert jixiao("build", "--strict").code == 0
    assert built(desk) == [REPORT]


NOTE = "    评定理由: 民生事项全部办结。\n  三公经费变动率:\n    核定分: 10\n    核定理由: 上年没有支出。"


def test_notes_are_told_by_check_alone(desk: Desk, jixiao: Jixiao) -> None:
    desk.edit("预算", "公务接待费: 10", "公务接待费: 0").edit(
        "预算", "公务接待费: 9", "公务接待费: 0"
    )
    desk.edit("评分", "    评定理由: 民生事项全部办结。", NOTE)
    assert "说明" not in jixiao("build").out
    run = jixiao("check")
    assert run.code == 0
    assert run.out.endswith("错误 0 条、提醒 2 条、说明 1 条。\n")


def test_a_second_build_changes_nothing(desk: Desk, jixiao: Jixiao) -> None:
    jixiao("build")
    os.utime(desk.space.build / REPORT, ns=(1, 1))
    run = jixiao("build")
    assert run.code == 0
    assert f"没有变化：{Path('build') / REPORT}\n" in run.out
    assert (desk.space.build / REPORT).stat().st_mtime_ns == 1


def test_a_changed_figure_changes_the_report(desk: Desk, jixiao: Jixiao) -> None:
    jixiao("build")
    desk.edit("预算", "年度支付数: 850", "年度支付数: 900")
    assert "已生成：" in jixiao("build").out
    assert built(desk) == [REPORT]


def test_a_report_edited_in_word_is_kept(desk: Desk, jixiao: Jixiao) -> None:
    jixiao("build")
    report = desk.space.build / REPORT
    edited = changed(
        "word/document.xml", lambda x: x.replace("基本概况", "概况"), report.read_bytes()
    )
    report.write_bytes(edited)
    desk.edit("文字", "完成年度各项任务。", "全面完成年度任务。")
    run = jixiao("build")
    where = (Path("build") / REPORT).as_posix()
    beside = desk.space.build / f"{TITLE}（第2版）.docx"
    assert run.code == 0
    assert (
        f"{where}  提醒  edited-file-kept\n"
        f"  这个文件在 Word 里改过 1 段，没有动它，新的报告存为“{beside.name}”。"
        "改动：「一、基本概况」→「一、概况」。"
        f'要把改动收回数据，请运行 jixiao pull "{where}"。\n'
    ) in run.out
    assert f"已生成：{Path('build') / beside.name}\n" in run.out
    assert report.read_bytes() == edited
    assert "基本概况" in text_of(beside)
    assert built(desk) == [REPORT, beside.name]


BAD = [
    ("单位", "    行政: 22\n", "    行政: 二十二\n", "number-expected"),
    (
        "单位",
        "指标体系: 试验",
        "指标体系: 试炼",
        "没有找到指标体系“试炼”。现有：bumen-zhengti、julu-2021、xiangmu-ziping、试验。",
    ),
    ("单位", "指标体系: 试验", f"指标体系: {'长' * 300}", "没有找到指标体系"),
    ("单位", "指标体系: 试验", "指标体系: ../rubrics/试验", "没有找到指标体系"),
    ("单位", "指标体系: 试验", "指标体系: 试验\n  模板: 没有", "没有找到模板“没有”。现有："),
    ("单位", "指标体系: 试验", "指标体系: 试验\n  模板: 坏", "坏.docx  错误  template-not-docx"),
    ("评分", "评定分: 18", "评定分: 25", "judged-out-of-bounds"),
    ("文字", "{{ 预算.支出决算|万元 }}", "{{ 预算.支出快算|万元 }}", "是不是“支出决算”？"),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), BAD)
def test_an_error_leaves_build_empty(
    desk: Desk, jixiao: Jixiao, *, file: str, old: str, new: str, words: str
) -> None:
    (desk.root / "report_templates").mkdir()
    (desk.root / "report_templates" / "坏.docx").write_text("不是 Word", encoding="utf-8")
    desk.edit(file, old, new)
    run = jixiao("build")
    assert run.code == 1
    assert words in run.out
    assert "没有生成报告：错误 1 条" in run.out
    assert built(desk) == []


@pytest.mark.parametrize(("file", "old", "new", "words"), BAD)
def test_an_error_leaves_the_old_report_alone(
    desk: Desk, jixiao: Jixiao, *, file: str, old: str, new: str, words: str
) -> None:
    desk.space.build.mkdir()
    (desk.space.build / REPORT).write_bytes(b"old")
    (desk.root / "report_templates").mkdir()
    (desk.root / "report_templates" / "坏.docx").write_text("不是 Word", encoding="utf-8")
    assert jixiao("build", desk.edit(file, old, new).unit).code == 1
    assert built(desk) == [REPORT]
    assert (desk.space.build / REPORT).read_bytes() == b"old"


def test_what_reading_back_finds_stops_the_report(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = changed("word/document.xml", lambda x: x.replace("全镇经济", "全镇"), desk_docx(desk))
    monkeypatch.setattr("generator.template.fill", lambda *_, **__: lost)
    run = jixiao("build")
    assert run.code == 1
    assert run.out.count("错误") > 1
    assert not (desk.space.build / REPORT).exists()


def desk_docx(desk: Desk) -> bytes:
    """The desk's report, generated elsewhere."""
    return desk.generate(desk.root / "样.docx").stored.path.read_bytes()


def test_a_report_open_in_word_is_not_replaced(desk: Desk, jixiao: Jixiao) -> None:
    jixiao("build")
    (desk.space.build / f"~${REPORT[2:]}").touch()
    desk.edit("评分", "评定分: 18", "评定分: 17")
    before = (desk.space.build / REPORT).read_bytes()
    run = jixiao("build")
    assert run.code == 1
    assert f"“{REPORT}”正在 Word 或 WPS 里打开着，不能替换。" in run.out
    assert (desk.space.build / REPORT).read_bytes() == before


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("data/units/报告.docx", "已生成：data/units/报告.docx"),
        ("data", "这个名称已是一个文件夹。请核对 -o 后面的路径。"),
        (f"data/units/{UNIT}/单位.yaml/报告.docx", "路径中间有一段不是文件夹。"),
        (f"{'长' * 300}.docx", "文件名太长。请用 -o 起一个短些的名称。"),
    ],
)
def test_a_place_for_the_report_is_used_or_refused(
    desk: Desk, jixiao: Jixiao, output: str, words: str
) -> None:
    run = jixiao("build", "-o", output)
    assert run.code == (0 if "已生成" in words else 1)
    assert words in run.out


def test_a_full_disk_is_told(desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
    run = jixiao("build")
    assert run.code == 1
    assert (
        "disk-full\n  磁盘满了，存不下。版本要存在 build/ 里，请核对磁盘空间和文件夹的权限。"
        in run.out
    )
    assert built(desk) == []


@pytest.mark.parametrize("name", [REPORT, SHIPPED.name])
def test_a_file_that_may_not_be_read_is_told(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    jixiao("build")
    whole = Path.read_bytes

    def guarded(path: Path) -> bytes:
        return failing(errno.EACCES)() if path.name == name else whole(path)

    with monkeypatch.context() as rights:
        rights.setattr(Path, "read_bytes", guarded)
        run = jixiao("build")
    assert run.code == 1
    assert f"{name}  错误  " in run.out
    assert "没有生成报告：错误 1 条" in run.out


def test_an_interrupted_run_says_so(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    run = jixiao("build")
    assert run.code == 1
    assert run.err.strip() == "已中断，原有文件没有动过。"
    assert built(desk) == []


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("data/units/没有", "没有这个文件夹。请写单位所在的文件夹"),
        ("data/units", "文件夹里没有 .yaml 文件。请写单位所在的文件夹"),
        (f"data/units/{UNIT}/单位.yaml", "这是一个文件，不是文件夹。请写单位所在的文件夹"),
        ("长" * 300, "没有这个文件夹。请写单位所在的文件夹"),
    ],
)
@pytest.mark.parametrize("command", ["build", "score", "check"])
def test_a_folder_that_holds_no_unit_is_told(
    desk: Desk, jixiao: Jixiao, command: str, folder: str, words: str
) -> None:
    run = jixiao(command, folder)
    assert run.code == 1
    assert "unit-not-found" in run.out
    assert words in run.out
    assert built(desk) == []


@pytest.mark.parametrize("command", ["build", "score", "check"])
def test_outside_a_workspace_the_way_in_is_told(
    tmp_path: Path, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert jixiao(command) == Run(
        1,
        "错误  unit-not-found\n  这里没有 data/units/，找不到单位。"
        "请到工作区里运行，或先用 jixiao new 新建一个。\n",
        "",
    )


@pytest.mark.parametrize("command", ["score", "check"])
def test_outside_a_workspace_programs_still_get_json(
    tmp_path: Path, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    run = jixiao(command, "--json")
    assert run.code == 1
    assert [f["id"] for f in run.json["findings"]] == ["unit-not-found"]


@pytest.mark.parametrize("below", ["data", "data/units", f"data/units/{UNIT}"])
def test_a_clerk_may_stand_anywhere_in_the_workspace(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    monkeypatch.chdir(desk.root / below)
    assert jixiao("build").code == 0
    assert built(desk) == [REPORT]


# ---------------------------------------------------------------- score


def test_the_score_table_shows_how_each_figure_came_about(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("score", desk.unit)
    assert run.code == 0
    lines = run.out.splitlines()
    assert lines[0] == "试验镇人民政府2021年  试验指标体系"
    assert "【过程 31/40 · 预算执行 17/20】" in lines
    at = next(i for i, line in enumerate(lines) if "支付进度率 " in line)
    assert [" ".join(line.split()) for line in lines[at : at + 4]] == [
        "支付进度率 17/20 支付进度率 = 支付数/任务数 = 850/1000 = 85%",
        "支付数 = 预算.年度支付数 = 850",
        "任务数 = 预算.年度任务数 = 1000",
        "85%×20 → 17分",
    ]
    assert lines[-1] == "自评总分 89 / 100，等级 良"


def test_points_and_traces_stand_in_columns(desk: Desk, jixiao: Jixiao) -> None:
    lines = jixiao("score").out.splitlines()
    starts = {width(m[0]) for line in lines if (m := re.match(r"  \S+ +\S+/\d+ +", line))}
    assert len(starts) == 1


def test_the_total_is_the_same_everywhere(desk: Desk, jixiao: Jixiao) -> None:
    table, record, report = jixiao("score").out, jixiao("score", "--json").json, jixiao("build").out
    assert record["total"] == "89"
    assert "自评总分 89 / 100" in table
    assert "自评总分 89，" in report
    assert record["grade"] == "良"


def test_an_indicator_without_points_is_told_under_the_table(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("score", desk.edit("评分", "评定分: 18", "评定分: 25").unit)
    assert run.code == 1
    assert re.search(r"社会效益 +未计分/20 ", run.out)
    assert "自评总分 71 / 100，等级 待定（有指标不能计分，合计不全）\n" in run.out
    assert "judged-out-of-bounds" in run.out.rpartition("自评总分")[2]


def test_a_unit_that_cannot_be_read_has_no_table(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("score", desk.edit("单位", "  简称: 试验镇\n", "").unit)
    assert run.code == 1
    assert "缺少“简称”。" in run.out
    assert "自评总分" not in run.out


def test_scores_for_programs(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("score", "--json", desk.unit)
    record = run.json
    assert run.code == 0
    assert [record[key] for key in ("unit", "year", "complete", "findings")] == [
        "试验镇人民政府",
        2021,
        True,
        [],
    ]
    assert len(record["indicators"]) == 6
    assert record["indicators"][2] == {
        "groups": ["过程", "预算执行"],
        "indicator": "支付进度率",
        "weight": "20",
        "score": "17",
        "computed": "17",
        "overridden": False,
        "basis": "试验办法第四条",
        "evidence": [],
        "trace": [
            "支付进度率 = 支付数/任务数 = 850/1000 = 85%",
            "支付数 = 预算.年度支付数 = 850",
            "任务数 = 预算.年度任务数 = 1000",
            "85%×20 → 17分",
        ],
        "inputs": ["预算.年度支付数", "预算.年度任务数"],
    }
    assert record["indicators"][5]["inputs"] == []


def test_a_missing_score_is_null_for_programs(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("score", "--json", desk.edit("评分", "评定分: 18", "评定分: 25").unit)
    assert run.code == 1
    assert run.json["complete"] is False
    assert run.json["indicators"][5]["score"] is None
    assert [f["id"] for f in run.json["findings"]] == ["judged-out-of-bounds"]


def test_a_unit_that_cannot_be_read_gives_its_findings_as_json(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("score", "--json", desk.edit("单位", "  简称: 试验镇\n", "").unit)
    assert run.code == 1
    assert [f["id"] for f in run.json["findings"]] == ["missing"]


def test_scores_of_several_units_are_one_json(two: Desk, jixiao: Jixiao) -> None:
    run = jixiao("score", "--json")
    assert run.code == 0
    units = re.findall(r'"unit": "(.+)"', json.dumps(run.json, ensure_ascii=False, indent=1))
    assert units == ["乙镇人民政府", "试验镇人民政府"]


def test_every_unit_is_scored_though_one_is_bad(two: Desk, jixiao: Jixiao) -> None:
    spoil(two.unit.with_name("乙镇-2021"))
    run = jixiao("score")
    assert run.code == 1
    assert "乙镇-2021/预算.yaml  错误  file-empty" in run.out
    assert "试验镇人民政府2021年" in run.out


# ---------------------------------------------------------------- check


def test_a_clean_unit_has_nothing_to_tell(desk: Desk, jixiao: Jixiao) -> None:
    assert jixiao("check", desk.unit) == Run(0, "没有发现问题。\n", "")


def test_a_warning_does_not_fail_a_check(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("check", desk.edit("单位", "年度: 2021", "年度: 2020").unit)
    assert run.code == 0
    assert run.out.endswith("错误 0 条、提醒 1 条、说明 0 条。\n")


def test_check_lists_the_findings_of_all_units_and_writes_nothing(
    two: Desk, jixiao: Jixiao
) -> None:
    spoil(two.unit.with_name("乙镇-2021"))
    two.edit("评分", "评定分: 18", "评定分: 25")
    run = jixiao("check")
    assert run.code == 1
    assert run.out.index("file-empty") < run.out.index("judged-out-of-bounds")
    assert run.out.endswith("错误 2 条、提醒 0 条、说明 0 条。\n")
    assert built(two) == []


def test_findings_for_programs(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("check", "--json", desk.edit("评分", "评定分: 18", "评定分: 25").unit)
    assert run.code == 1
    assert run.json == {
        "counts": {"错误": 1, "提醒": 0, "说明": 0},
        "findings": [
            {
                "id": "judged-out-of-bounds",
                "severity": "错误",
                "message": "“社会效益”不能计分：评定分写成了 25，应在 0 至 20 分之间。",
                "file": (desk.unit / "评分.yaml").as_posix(),
                "line": 12,
                "column": 10,
                "hint": "请改在范围以内。",
            }
        ],
    }


def test_nothing_found_is_an_empty_list_for_programs(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("check", "--json")
    assert (run.code, run.json["findings"]) == (0, [])


# ---------------------------------------------------------------- new


def test_a_new_workspace_is_ready_to_build(
    tmp_path: Path, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = jixiao("new", "绩效")
    unit = Path("绩效/data/units/wanghuzhai-2021")
    assert (run.code, run.err) == (0, "")
    assert run.out == (
        "已建好工作区：绩效\n"
        f"下一步：用记事本修改 {unit} 里的文件，再运行\n  cd 绩效\n  jixiao build\n"
    )
    monkeypatch.chdir("绩效")
    assert jixiao("build").code == 0
    assert len(list(Path("build").glob("*.docx"))) == 1


def test_the_next_step_can_be_copied_though_the_name_has_a_space(
    tmp_path: Path, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert '\n  cd "绩效 2021"\n' in jixiao("new", "绩效 2021").out


def test_a_folder_with_content_is_not_made_a_workspace(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("new", desk.root)
    assert run.code == 1
    assert "folder-not-empty\n  这个文件夹已经有内容，没有动它。请换一个新的文件夹名。" in run.out
    assert not (desk.root / "build").exists()


def test_a_workspace_that_cannot_be_made_is_told(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("new", desk.path("单位") / "新")
    assert run.code == 1
    assert "folder-unwritable\n  文件夹建不起来。请换一个有写入权限的位置。" in run.out


# ---------------------------------------------------------------- template check

FIELDS = [
    "  第3段：单位.名称",
    "  第24段：职责",
    "  第1个表第4行第1格：行.一级指标",
    "  第1个表第6行第2格：评分表.总分",
]


def test_the_fields_of_a_template_are_listed_with_their_places(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("template", "check", SHIPPED)
    assert run.code == 0
    lines = run.out.splitlines()
    assert [line for line in lines if line in FIELDS] == FIELDS
    assert lines[-1] == f"要填 {len(lines) - 1} 处。错误 0 条，提醒 0 条。"


def test_the_fields_of_a_template_for_programs(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("template", "check", SHIPPED, "--json")
    assert run.code == 0
    assert run.json["findings"] == []
    assert run.json["fields"][0] == {"where": "第3段", "field": "单位.名称"}


def test_the_template_of_a_summary_is_held_against_a_summary(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("template", "check", SHIPPED.with_name("汇总报告.docx"))
    assert (run.code, run.out.splitlines()[-1]) == (0, "要填 7 处。错误 0 条，提醒 0 条。")
    own = desk.root / "汇总报告.docx"
    own.write_bytes(body("{{ 标题 }}", "{{p 得分排明 }}"))
    run = jixiao("template", "check", own)
    assert run.code == 1
    assert "没有“得分排明”这个字段。是不是“得分排名”？" in run.out


Change = tuple[str, str, str]
DOCUMENT, STYLES = "word/document.xml", "word/styles.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "words", "code"),
    [
        (
            DOCUMENT, "{{p 职责 }}", "{{p 职贵 }}",
            "  错误  template-field-unknown\n  模板第24段要填“职贵”，没有“职贵”这个字段。是不是“职责”？", 1,
        ),
        (
            DOCUMENT, "{{ 行.得分 }}", "{{ 行.得份 }}",
            "  模板第1个表第4行第6格要填“行.得份”，没有“得份”这个字段。是不是“得分”？", 1,
        ),
        (DOCUMENT, "{%tr endfor %}", "", "没有收尾。请补上 {% endfor %}。", 1),
        (DOCUMENT, "{%tr for 行 in 评分表.行 %}", "", "前面没有配对的开头。", 1),
        (DOCUMENT, "{{p 职责 }}", "{{p 职责 ", "里有不成对的“{{”。", 1),
        (DOCUMENT, "{{p 职责 }}", "", "提醒  template-part-unused\n  模板没有用到：职责；", 0),
        (STYLES, 'w:name w:val="heading 3"', 'w:name w:val="别的"', "template-style-missing", 1),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_template_is_named_with_its_place(
    desk: Desk, jixiao: Jixiao, *, part: str, old: str, new: str, words: str, code: int
) -> None:
    def change(xml: str) -> str:
        assert xml.count(old) == 1
        return xml.replace(old, new)

    file = desk.root / "改过的模板.docx"
    file.write_bytes(changed(part, change))
    run = jixiao("template", "check", file)
    assert run.code == code
    assert f"{file.as_posix()}  " in run.out
    assert words in run.out
    assert re.search(r"要填 \d+ 处。错误 \d+ 条，提醒 \d+ 条。\n$", run.out)


@pytest.mark.parametrize("name", ["表格.xlsx", "空.docx"])
def test_what_is_no_word_file_is_told(desk: Desk, jixiao: Jixiao, name: str) -> None:
    (desk.root / name).write_bytes(b"")
    run = jixiao("template", "check", name)
    assert run.code == 1
    assert run.out == (
        f"{name}  错误  template-not-docx\n"
        "  模板不是 Word 文档（.docx）。请在 Word 或 WPS 里另存为“Word 文档（*.docx）”。\n"
        "要填 0 处。错误 1 条，提醒 0 条。\n"
    )


@pytest.mark.parametrize("unit", ["good", "bad"])
def test_a_template_that_is_not_there_is_told(desk: Desk, jixiao: Jixiao, unit: str) -> None:
    if unit == "bad":
        desk.edit("单位", "  简称: 试验镇\n", "")
    run = jixiao("template", "check", "没有.docx")
    assert run.code == 1
    assert run.out == (
        "没有.docx  错误  file-unreadable\n  没有这个文件，或打不开。请核对文件名和路径。\n"
    )


def test_a_template_outside_any_workspace_is_held_against_the_example(
    tmp_path: Path, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SHIPPED, "模板.docx")
    run = jixiao("template", "check", "模板.docx")
    assert run.code == 0
    assert "错误 0 条，提醒 0 条。" in run.out


def test_a_template_may_be_held_against_a_unit(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert jixiao("template", "check", SHIPPED, "--unit", desk.unit).code == 0
    run = jixiao("template", "check", SHIPPED, "--unit", "没有")
    assert run.code == 1
    assert "没有这个文件夹。" in run.out


# ---------------------------------------------------------------- pdf


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, Path]]:
    """A printer that notes what it was given, with one font missing."""
    given: list[tuple[Path, Path]] = []

    def to_pdf(document: Path, target: Path) -> pdf.Printed:
        given.append((document, target))
        return pdf.Printed(target, (("仿宋_GB2312", "FandolFang"),))

    monkeypatch.setattr(pdf, "to_pdf", to_pdf)
    return given


@pytest.mark.parametrize(
    ("words", "target"),
    [(["甲.docx"], "甲.pdf"), (["甲.docx", "-o", "乙/丙.pdf"], "乙/丙.pdf")],
)
def test_a_report_is_printed_and_stand_ins_named(
    jixiao: Jixiao, printed: list[tuple[Path, Path]], words: list[str], target: str
) -> None:
    run = jixiao("pdf", *words)
    assert run.code == 0
    assert run.out.splitlines() == [
        f"已生成：{Path(target)}",
        "  本机没有字体“仿宋_GB2312”，用“FandolFang”代替；在装有该字体的电脑上页数可能不同。",
    ]
    assert printed == [(Path("甲.docx"), Path(target))]


@pytest.mark.parametrize(
    "words", [["甲.docx", "-o", "甲.docx"], ["甲.docx", "-o", "./甲.docx"], ["甲.pdf"]]
)
def test_a_pdf_never_takes_the_place_of_the_report(
    desk: Desk, jixiao: Jixiao, printed: list[tuple[Path, Path]], words: list[str]
) -> None:
    (desk.root / words[0]).touch()
    assert jixiao("pdf", *words).code != 0
    assert printed == []


def test_without_libreoffice_another_way_is_told(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_PROGRAMS", ())
    (desk.root / "甲.docx").write_bytes(desk_docx(desk))
    run = jixiao("pdf", "甲.docx")
    assert run == Run(
        1,
        "错误  libreoffice-missing\n  本机没有找到 LibreOffice，转成 PDF 需要用它排版。"
        "请安装 LibreOffice（免费）后再试；也可以用 Word 或 WPS 打开报告，另存为 PDF。\n",
        "",
    )
    assert not (desk.root / "甲.pdf").exists()


@pytest.mark.parametrize(
    ("name", "id"), [("没有.docx", "document-missing"), ("data", "document-missing")]
)
def test_a_report_that_is_not_there_is_told(desk: Desk, jixiao: Jixiao, name: str, id: str) -> None:
    run = jixiao("pdf", name)
    assert run.code == 1
    assert f"{name}  错误  {id}\n  没有找到文件“{name}”，无法转成 PDF。" in run.out


def test_findings_are_saved_as_a_page(desk: Desk, jixiao: Jixiao) -> None:
    desk.edit("单位", "简称: 试验镇", "简称: ''")
    run = jixiao("check", "--html", desk.root / "问题.html")
    page = (desk.root / "问题.html").read_text(encoding="utf-8")
    assert run.code == 1
    assert f"已生成：{desk.root / '问题.html'}\n" in run.out
    assert "缺少" not in page
    assert "“简称”空着。" in page


def test_a_page_for_programs_leaves_the_json_alone(desk: Desk, jixiao: Jixiao) -> None:
    run = jixiao("check", "--json", "--html", desk.root / "问题.html")
    assert run.json == {"counts": {"错误": 0, "提醒": 0, "说明": 0}, "findings": []}
    assert run.err == f"已生成：{desk.root / '问题.html'}\n"


def test_a_page_is_never_written_over_something_else(desk: Desk, jixiao: Jixiao) -> None:
    assert jixiao("check", "--html", "预算.yaml").code == 2


def test_a_review_copy_bears_the_warnings_as_comments(desk: Desk, jixiao: Jixiao) -> None:
    desk.edit("文字", "      - 制度健全\n", "")
    run = jixiao("build", "--review")
    copy = desk.space.build / f"{TITLE}（审阅稿）.docx"
    assert f"审阅稿：{Path('build') / copy.name}\n" in run.out
    (comment,) = read(copy.read_bytes()).comments
    assert comment.text.startswith("【提醒】“制度健全”扣4分：3个要点符合2个，得6分。")
    assert built(desk) == [REPORT, copy.name]


def test_a_review_copy_somebody_wrote_into_is_kept(desk: Desk, jixiao: Jixiao) -> None:
    jixiao("build", "--review")
    copy = desk.space.build / f"{TITLE}（审阅稿）.docx"
    copy.write_bytes(
        changed("word/document.xml", lambda x: x.replace("基本", "总体"), copy.read_bytes())
    )
    assert "已原样改名保存" in jixiao("build", "--review").out
    assert f"{TITLE}（审阅稿）（手改稿1）.docx" in built(desk)


# ---------------------------------------------------------------- proofreading

WRONG = "全镇任务874人，已接种762人，接种率87.16%。"


def test_the_text_of_a_unit_is_proofread_at_its_lines(desk: Desk, jixiao: Jixiao) -> None:
    desk.edit("文字", "      第二段有**重点**。\n", f"      第二段有**重点**。\n      {WRONG}\n")
    desk.edit("文字", "      - 制度健全\n", "")
    run = jixiao("proofread")
    assert run.code == 0
    assert "文字.yaml:22:27  提醒  share-differs" in run.out
    assert "deduction-unexplained" not in run.out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_file_is_proofread_in_the_encodings_of_windows(
    tmp_path: Path, jixiao: Jixiao, encoding: str
) -> None:
    file = tmp_path / "总结.txt"
    file.write_bytes(f"一年来成绩不小。\r\n\r\n{WRONG}\r\n".encode(encoding))
    out = jixiao("proofread", file).out
    assert f"{file}:3:21  提醒  share-differs" in out
    assert "762÷874=87.19%" in out


def test_a_word_file_is_proofread_by_paragraph(desk: Desk, jixiao: Jixiao) -> None:
    desk.edit("文字", "      第二段有**重点**。\n", f"      {WRONG}\n")
    jixiao("build", "-o", desk.root / "报告.docx")
    found = jixiao("proofread", desk.root / "报告.docx", "--json").json["findings"]
    (wrong,) = [each for each in found if each["id"] == "share-differs"]
    assert wrong["column"] == 21
    assert wrong["message"].startswith("“全镇任务874人，已接种762人，接种率【87.16%】。”")


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("假的.docx", b"PK", "这个文件不是 Word 文档（.docx），或已损坏。"),
        ("图片.txt", b"\xff\xff\xff", "这个文件不是文本。"),
    ],
)
def test_a_file_without_text_is_refused(
    tmp_path: Path, jixiao: Jixiao, name: str, raw: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(raw)
    run = jixiao("proofread", tmp_path / name)
    assert run.code == 1
    assert f"错误  text-unreadable\n  {words}" in run.out


def test_a_unit_that_can_not_be_read_can_not_be_proofread(desk: Desk, jixiao: Jixiao) -> None:
    desk.edit("单位", "简称: 试验镇", "简称: ")
    run = jixiao("proofread")
    assert run.code == 1
    assert "“简称”空着。" in run.out


# ---------------------------------------------------------------- rubrics and working papers


def test_a_rubric_is_begun_tried_and_shown(desk: Desk, jixiao: Jixiao) -> None:
    made = jixiao("rubric", "new", "某县-2022", "--year", "2022")
    assert made.code == 0
    assert "已建好：" in made.out
    assert "jixiao rubric check 某县-2022\n" in made.out
    assert jixiao("rubric", "check", "某县-2022").out.endswith(
        "错误 0 条、提醒 1 条、说明 1 条。\n"
    )
    assert jixiao("rubric", "show", "某县-2022").out.startswith("某县-2022")


def test_a_rubric_that_is_there_is_never_written_over(desk: Desk, jixiao: Jixiao) -> None:
    file = desk.path("试验")
    before = file.read_bytes()
    run = jixiao("rubric", "new", "试验", "--year", "2022")
    assert (run.code, file.read_bytes()) == (1, before)
    assert "错误  file-exists\n  “试验.yaml”已经有了，没有动它。" in run.out


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_rubric_nobody_knows_is_told_with_those_there_are(
    desk: Desk, jixiao: Jixiao, command: str
) -> None:
    run = jixiao("rubric", command, "没有")
    assert run.code == 1
    assert "没有找到指标体系“没有”。现有：" in run.out
    assert "试验" in run.out


def test_a_mistake_in_a_rubric_is_told_without_any_unit(desk: Desk, jixiao: Jixiao) -> None:
    desk.edit("试验", "任务数: 预算.年度任务数", "任务数: 预算.年度任务书")
    run = jixiao("rubric", "check", desk.path("试验"))
    assert run.code == 1
    assert "是不是“预算.年度任务数”？" in run.out


PAPER = "试验镇人民政府2021年评分底稿.xlsx"


def test_a_working_paper_is_written_and_written_again(desk: Desk, jixiao: Jixiao) -> None:
    assert jixiao("paper").out == f"已生成：{Path('build') / PAPER}\n"
    assert jixiao("paper").out == f"没有变化：{Path('build') / PAPER}\n"
    desk.edit("预算", "年度支付数: 850", "年度支付数: 900")
    assert jixiao("paper").out == f"已生成：{Path('build') / PAPER}\n"
    assert built(desk) == [PAPER]


def test_a_working_paper_somebody_worked_in_is_kept(desk: Desk, jixiao: Jixiao) -> None:
    jixiao("paper")
    paper = desk.space.build / PAPER
    paper.write_bytes(
        changed("xl/sharedStrings.xml", lambda xml: xml.replace("依据", "根据"), paper.read_bytes())
    )
    assert "原来的底稿有人改过，没有覆盖它，已原样改名保存。" in jixiao("paper").out
    assert len(built(desk)) == 2


def test_a_working_paper_of_a_unit_that_can_not_be_read_is_refused(
    desk: Desk, jixiao: Jixiao
) -> None:
    desk.edit("单位", "简称: 试验镇", "简称: ")
    run = jixiao("paper")
    assert run.code == 1
    assert "“简称”空着。" in run.out
    assert built(desk) == []


def test_one_file_can_not_hold_the_working_papers_of_several_units(
    desk: Desk, jixiao: Jixiao
) -> None:
    shutil.copytree(desk.unit, desk.unit.with_name("又一个"))
    run = jixiao("paper", "-o", "底稿.xlsx")
    assert run.code == 2
    assert "这里有多个单位" in run.err


# ---------------------------------------------------------------- help and wrong calls


def _commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*before, name)
        if isinstance(command, click.Group):
            yield from _commands(command, (*before, name))


COMMANDS = [(), *_commands(cli.jixiao)]
ENGLISH = re.compile(r"Usage|Options|Show this|Commands|OPTIONS|COMMAND|ARGS|Error|Try")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_is_chinese(jixiao: Jixiao, words: tuple[str, ...]) -> None:
    run = jixiao(*words, "--help")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(f"用法：{' '.join(('jixiao', *words))} [选项]")
    assert "显示这段说明。" in run.out
    assert not ENGLISH.search(run.out)
    assert re.search("[\u4e00-\u9fff].*。", run.out.splitlines()[2])


def test_every_command_asked_for_is_there() -> None:
    assert {" ".join(words) for words in COMMANDS if words} >= {
        "build", "score", "check", "proofread", "paper", "new", "rubric new", "rubric check", "rubric show",
        "template", "template check", "pdf",
    }  # fmt: skip


def test_commands_are_listed_in_the_order_a_clerk_needs_them(jixiao: Jixiao) -> None:
    listed = jixiao("--help").out.partition("命令")[2].rpartition("命令")[2]
    assert re.findall(r"^  (\w+) ", listed, re.MULTILINE) == cli.jixiao.list_commands(
        click.Context(cli.jixiao)
    )


@pytest.mark.parametrize("name", cli.jixiao.list_commands(click.Context(cli.jixiao)))
def test_the_list_of_all_says_of_a_command_what_it_says_itself(name: str) -> None:
    own = cli.jixiao.get_command(click.Context(cli.jixiao), name)
    assert own is not None
    assert cli.jixiao._does(name) == own.get_short_help_str(80)


def test_headings_of_help_end_alike(jixiao: Jixiao) -> None:
    assert re.findall("^(?:用法|选项|命令)(.)", jixiao("--help").out, re.MULTILINE) == ["："] * 3


def test_columns_of_help_stand_straight(jixiao: Jixiao) -> None:
    options = jixiao("build", "--help").out.partition("选项")[2].splitlines()[1:]
    starts = {width(m[0]) for line in options if (m := re.match(r"  .*?\S  +", line))}
    assert len(starts) == 1


def test_the_version_is_told(jixiao: Jixiao) -> None:
    assert jixiao("--version") == Run(0, f"jixiao {__version__}\n", "")


@pytest.mark.parametrize("words", [(), ("template",)], ids=["jixiao", "jixiao template"])
def test_a_bare_call_shows_what_there_is(jixiao: Jixiao, words: tuple[str, ...]) -> None:
    run = jixiao(*words)
    assert "命令写法不对" not in run.out + run.err
    assert "用法：" in run.out + run.err
    assert "check" in run.out + run.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["保存"], "没有“保存”这个命令。请看 jixiao --help。"),
        (["保'存"], "没有“保'存”这个命令。请看 jixiao --help。"),
        (["template", "fill"], "没有“fill”这个命令。请看 jixiao template --help。"),
        (["--nix"], "没有“--nix”这个选项。请看 jixiao --help。"),
        (["build", "--nix"], "没有“--nix”这个选项。请看 jixiao build --help。"),
        (["build", "-n"], "没有“-n”这个选项。请看 jixiao build --help。"),
        (["build", "-o"], "选项“-o”后面缺少内容。请看 jixiao build --help。"),
        (["template", "check", "a", "--unit"],
            "选项“--unit”后面缺少内容。请看 jixiao template check --help。"),
        (["score", "--json=1"], "选项“--json”后面不用写内容。请看 jixiao score --help。"),
        (["new"], "还缺少参数 新文件夹。请看 jixiao new --help。"),
        (["template", "check"], "还缺少参数 模板文件。请看 jixiao template check --help。"),
        (["pdf"], "还缺少参数 报告文件。请看 jixiao pdf --help。"),
        (["new", "甲", "乙"], "多出了参数：乙。请看 jixiao new --help。"),
        (["build", "甲", "乙", "丙"], "多出了参数：乙 丙。请看 jixiao build --help。"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_told_in_one_sentence(
    jixiao: Jixiao, words: list[str], sentence: str
) -> None:
    assert jixiao(*words) == Run(2, "", f"{sentence}\n")


@pytest.mark.parametrize(
    ("words", "near"),
    [(["biuld"], "build"), (["scor"], "score"), (["build", "--quite"], "--quiet")],
)
def test_a_misspelt_word_is_told_with_the_nearest(
    jixiao: Jixiao, words: list[str], near: str
) -> None:
    run = jixiao(*words)
    assert run.code == 2
    assert f"是不是“{near}”？" in run.err


def test_a_file_without_the_right_to_read_it_is_told(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    run = jixiao("build", desk.unit)
    assert run.code in (1, 2)
    assert UNIT in run.out + run.err
    assert "权限" in run.out + run.err


def test_output_that_is_no_console_is_written_as_it_is(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = io.StringIO()
    monkeypatch.setattr(sys, "stdout", paper)
    assert jixiao("check").code == 0
    assert paper.getvalue() == "没有发现问题。\n"


# ---------------------------------------------------------------- real runs


def python(desk: Desk, *words: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """``python -m generator`` at the desk, in a pipe; output as bytes."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), **more}
    command = [sys.executable, "-m", "generator", *words]
    return subprocess.run(
        command, cwd=desk.root, env=environment, capture_output=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (None, 0),
        (SystemExit(), 0),
        (SystemExit(0), 0),
        (SystemExit(2), 2),
        (SystemExit("不成"), 1),
        (BrokenPipeError(), 0),
    ],
    ids=repr,
)
def test_the_process_ends_with_the_code_of_the_command(
    monkeypatch: pytest.MonkeyPatch, outcome: BaseException | None, code: int
) -> None:
    def main() -> None:
        if outcome is not None:
            raise outcome

    def leave(with_code: int) -> NoReturn:
        left.append(with_code)
        raise InterruptedError

    left: list[int] = []
    monkeypatch.setattr(cli, "main", main)
    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(gc, "disable", lambda: None)
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)
    monkeypatch.setattr(waiting, "wait", lambda names: None)
    monkeypatch.setattr(prepared.Prepared, "serve", lambda self: None)
    with pytest.raises(InterruptedError):
        runpy.run_module("generator", run_name="__main__")
    assert left == [code]
    assert gc.isenabled()


@pytest.fixture
def rare(desk: Desk) -> Desk:
    """A unit whose name no GBK console can print, with a finding on its own line."""
    desk.edit("单位", "名称: 试验镇人民政府", "名称: 𠮷镇人民政府")
    return desk.edit("单位", "简称: 试验镇", "简称: 𠮷镇\n  𠮷: 1")


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (("build",), 1, "没有生成报告：错误 1 条，提醒 0 条。"),
        (("check",), 1, "没有“?”这一项。"),
        (("score",), 1, "4 │   ?: 1"),
        (("保存",), 2, "没有“保存”这个命令。"),
        (("build", "--help"), 0, "生成报告。"),
    ],
)
def test_every_message_prints_on_a_gbk_console(
    rare: Desk, words: tuple[str, ...], code: int, expected: str
) -> None:
    run = python(rare, *words, PYTHONIOENCODING="gbk")
    assert run.returncode == code
    assert expected in (run.stdout + run.stderr).decode("gbk")


def test_rare_characters_reach_the_report_though_the_console_lacks_them(desk: Desk) -> None:
    desk.edit("单位", "名称: 试验镇人民政府", "名称: 𠮷镇人民政府")
    run = python(desk, "build", PYTHONIOENCODING="gbk")
    assert run.returncode == 0
    (name,) = built(desk)
    assert name.startswith("𠮷镇人民政府2021年")
    assert f"已生成：build{os.sep}?镇人民政府2021年" in run.stdout.decode("gbk")
    assert "𠮷镇人民政府" in text_of(desk.space.build / name)


@pytest.mark.unmeasured
@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "ascii"])
def test_json_is_never_damaged_by_the_console(desk: Desk, encoding: str) -> None:
    desk.edit("单位", "名称: 试验镇人民政府", "名称: 𠮷镇人民政府")
    run = python(desk, "score", "--json", PYTHONIOENCODING=encoding)
    assert run.returncode == 0
    assert json.loads(run.stdout.decode(encoding))["unit"] == "𠮷镇人民政府"


def test_a_pipe_that_closes_early_is_no_accident(desk: Desk) -> None:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "generator", "score"]
    running = subprocess.Popen(
        command, cwd=desk.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_finds_no_room_is_told_in_one_line(desk: Desk) -> None:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "generator", "check"]
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            command,
            cwd=desk.root,
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert run.returncode == 1
    assert b"Traceback" not in run.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("proofread", "坏.docx"),
        ("template", "check", "坏.docx"),
        ("remarks", "坏.docx"),
        ("pull", "坏.docx"),
        ("redline", "坏.docx", "坏.docx"),
        ("diff", "坏.docx", "坏.docx"),
    ],
    ids="-".join,
)
def test_a_damaged_file_is_told_in_words(
    desk: Desk, jixiao: Jixiao, words: tuple[str, ...]
) -> None:
    desk.generate()
    Path("坏.docx").write_bytes(damaged(SHIPPED.read_bytes()))
    run = jixiao(*words)
    assert run.code == 1
    assert "不是 Word 文档" in run.out + run.err


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (("build",), f"build/{REPORT}"),
        (("paper", "-o", "底稿.xlsx"), "底稿.xlsx"),
        (("remarks", "-o", "意见.xlsx"), "意见.xlsx"),
    ],
    ids=["build", "paper", "remarks"],
)
def test_a_damaged_file_in_the_place_of_a_new_one_is_kept(
    desk: Desk, jixiao: Jixiao, words: tuple[str, ...], file: str
) -> None:
    assert jixiao(*words).code == 0
    part = "word/document.xml" if file.endswith(".docx") else "xl/workbook.xml"
    broken = damaged(Path(file).read_bytes(), part)
    Path(file).write_bytes(broken)
    assert jixiao(*words).code == 0
    assert broken in [each.read_bytes() for each in Path(file).parent.iterdir() if each.is_file()]
