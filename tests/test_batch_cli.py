"""``jixiao batch``: what it says, and that it may be killed at any moment and taken up again."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from conftest import Desk, Jixiao
from outcomes import error, unmade
from outcomes import told as told_of
from test_batch import as_csv, as_xlsx, many, standing, twins
from word import changed

from generator import archive
from generator.cli.progress import Progress, lasting
from generator.cli.tally import Tally

PROJECT = Path(__file__).parents[1]
KILLS = 4

on_unix = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")


# ---------------------------------------------------------------- progress


def told(times: list[float], terminal: bool, bad: tuple[int, ...] = ()) -> str:
    """What is shown of units done at these seconds."""
    shown: list[str] = []
    clock = iter([0.0, *times])
    progress = Progress(len(times), terminal, lambda: next(clock), shown.append)
    for number in range(len(times)):
        progress.heard(number not in bad)
    return "".join(shown)


def test_progress_is_one_line_on_a_terminal() -> None:
    assert told([1, 2, 4], terminal=True, bad=(1,)) == (
        "\r1/3，每秒 1.0 个，还需 2 秒"
        "\r2/3，每秒 1.0 个，还需 1 秒，未生成 1 个"
        "\r3/3，每秒 0.8 个，还需 0 秒，未生成 1 个\n"
    )


def test_a_shorter_line_hides_the_longer_one() -> None:
    shown = told([200, 200.3, 200.6], terminal=True)
    assert shown.split("\r")[1:3] == [
        "1/3，每秒 0.0 个，还需 6 分 40 秒", "2/3，每秒 0.0 个，还需 1 分 40 秒",
    ]  # fmt: skip
    assert told([3000, 3001], terminal=True).endswith(
        "\r2/2，每秒 0.0 个，还需 0 秒  " + " " * 4 + "\n"
    )


def test_progress_is_a_line_now_and_then_elsewhere() -> None:
    shown = told([float(second) for second in range(1, 26)], terminal=False)
    assert [line.split("，")[0] for line in shown.splitlines()] == ["10/25", "20/25", "25/25"]


def test_units_done_in_no_time_have_no_rate() -> None:
    assert told([0.0], terminal=False) == "1/1，每秒 0.0 个\n"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 秒"), (59, "59 秒"), (61, "1 分 1 秒"), (7320, "2 小时 2 分")]
)
def test_a_stretch_of_time_in_words(seconds: float, words: str) -> None:
    assert lasting(seconds) == words


# ---------------------------------------------------------------- the command


def test_a_batch_says_how_many_which_grades_and_where(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(desk, "甲乙")
    monkeypatch.chdir(desk.root)
    run = jixiao("batch", "--workers", "2")
    lines = run.out.splitlines()
    assert run.code == 0
    assert lines[0] == "共 3 个单位，要做 3 个。"
    assert lines[1].startswith("3/3，每秒 ")
    assert lines[2:4] == ["共 3 个单位，已生成 3 个。", "等级：良 3 个；平均 89 分。"]
    assert lines[-4:] == [
        f"报告：{desk.space.build}",
        f"成绩：{desk.space.build / '批量' / '成绩'}",
        f"汇总：{desk.space.build / '汇总' / '2021年汇总表.xlsx'}",
        f"汇总：{desk.space.build / '汇总' / '2021年汇总报告.docx'}",
    ]
    again = jixiao("batch")
    assert again.out.splitlines()[0] == "共 3 个单位，其中 3 个以前做好、没有变化，要做 0 个。"
    assert again.out.splitlines()[1:] == lines[2:]


def test_a_unit_that_is_not_made_is_named_and_the_code_is_1(desk: Desk, jixiao: Jixiao) -> None:
    many(desk, "甲乙")
    desk.edit("预算", "年度支付数: 850", "年度支付数: 八百")
    run = jixiao("batch", desk.unit.parent)
    assert run.code == 1
    assert "共 3 个单位，已生成 2 个，未生成 1 个。" in run.out
    (told,) = (line for line in run.out.splitlines() if line.startswith("  未生成  "))
    assert told.startswith(f"  未生成  data/units/{desk.unit.name}：number-expected  “年度支付数”")
    line = desk.path("预算").read_text(encoding="utf-8").partition("年度支付数")[0].count("\n") + 1
    assert told.endswith(f"（data/units/{desk.unit.name}/预算.yaml:{line}）")
    assert "  1 个单位有  错误  number-expected：" in run.out


def test_of_very_many_that_are_not_made_some_are_named(desk: Desk, jixiao: Jixiao) -> None:
    for number in range(12):
        (desk.unit.parent / f"空{number:02}").mkdir()
    run = jixiao("batch", desk.unit.parent, "--workers", "1")
    assert run.code == 1
    assert run.out.count("  未生成  data/units/空") == 10
    assert "  ……等 12 个，其余见汇总表“未生成”。" in run.out


def slip(desk: Desk) -> Path:
    """A rule of all units with a colon that is none; gives its file."""
    file = desk.root / "data" / "checks" / "本县.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("勾稽核对:\n  - 编号: own\n    容差：0.01\n    式: 1 = 1\n", encoding="utf-8")
    return file


def test_when_no_unit_counts_the_summary_that_stands_stays(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(desk, "甲乙")
    monkeypatch.chdir(desk.root)
    jixiao("batch")
    folder = desk.space.build / "汇总"
    before = {file: file.read_bytes() for file in folder.iterdir()}
    assert len(before) == 2
    slip(desk)
    run = jixiao("batch")
    assert run.code == 1
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
    assert run.out.splitlines()[-2:] == [
        "没有写2021年汇总：没有一个单位计入统计（都没有生成报告，或得分不全）；原来有汇总的，保留没动。",
        "  请按上面列出的问题改好，再运行一次。",
    ]
    slip(desk).unlink()
    assert f"汇总：{folder}" in jixiao("batch").out


def test_a_mistake_in_a_file_of_all_is_told_once_with_how_many_units_it_stops(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(desk, "甲乙")
    monkeypatch.chdir(desk.root)
    slip(desk)
    out = jixiao("batch").out
    assert out.count("full-width-colon") == 1
    assert "  未生成  " not in out
    assert "个单位有  错误" not in out
    (told,) = (line for line in out.splitlines() if line.startswith("  共用文件  "))
    assert told.startswith("  共用文件  data/checks/本县.yaml:3：full-width-colon  “容差”后面是")
    assert told.endswith("3 个单位都因此没有生成。")


def test_a_unit_stopped_by_its_own_data_is_named_beside_the_mistake_of_all(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(desk, "甲")
    monkeypatch.chdir(desk.root)
    slip(desk)
    desk.edit("预算", "年度支付数: 850", "年度支付数: 八百")
    out = jixiao("batch").out
    assert "”。1 个单位因此没有生成。" in out
    assert f"  未生成  data/units/{desk.unit.name}：number-expected" in out
    assert "  1 个单位有  错误  number-expected：" in out
    assert "……等" not in out


def test_of_very_many_mistakes_in_files_of_all_some_are_told(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.root)
    rules = (f"  - {{编号: own-{at}, 名称: 甲, 式: 1 = 1, 轻重: 大}}\n" for at in range(12))
    slip(desk).write_text(f"勾稽核对:\n{''.join(rules)}", encoding="utf-8")
    out = jixiao("batch").out
    lines = [line for line in out.splitlines() if line.startswith("  共用文件  ")]
    assert len(lines) == 10
    assert "本县.yaml:2：" in lines[0]
    assert "  ……等 24 处，其余用 jixiao check 查看。" in out


def test_mistakes_of_all_and_of_a_unit_are_counted_apart() -> None:
    of_all = replace(error("错。"), place="data/rubrics/甲.yaml:3")
    tally = Tally()
    for outcome in (
        told_of(unmade("甲"), of_all, error("别的。")),
        unmade("乙", "一。"),
        unmade("丙"),
    ):
        tally.count(outcome)
    assert (tally.bad, tally.own, dict(tally.shared)) == (3, 3, {of_all: 1})
    assert [(folder, said.message) for folder, said in tally.unmade] == [
        ("甲", "别的。"),
        ("乙", "一。"),
    ]


def test_where_no_summary_is_written_it_is_not_pointed_to(desk: Desk, jixiao: Jixiao) -> None:
    for number in range(12):
        (desk.root / "空" / f"空{number:02}").mkdir(parents=True)
    run = jixiao("batch", *(desk.root / "空").iterdir(), "-o", desk.root / "另")
    assert run.code == 1
    assert "  ……等 12 个，其余用 jixiao check 查看。" in run.out
    assert "没有写汇总：没有一个单位计入统计" in run.out
    assert not (desk.root / "另" / "汇总").exists()


def test_bad_rows_of_a_list_are_told_and_the_rest_is_done(desk: Desk, jixiao: Jixiao) -> None:
    many(desk, "甲")
    file = as_xlsx(desk.root / "名单.xlsx", [["单位文件夹"], ["甲镇-2021"], ["没有镇"]])
    run = jixiao("batch", file)
    assert run.code == 1
    assert "batch-bad-row" in run.out
    assert ":" in run.out
    assert "A3" in run.out
    assert "共 2 个单位，其中 1 个做不了（见上面），要做 1 个。" in run.out
    assert "共 2 个单位，已生成 1 个，未生成 1 个。" in run.out
    assert "  未生成  没有镇：batch-bad-row  没有“没有镇”这个文件夹。" in run.out
    summary = openpyxl.load_workbook(desk.space.build / "汇总" / "2021年汇总表.xlsx")
    unmade = [cell.value for row in summary["未生成"].iter_rows() for cell in row]
    assert "没有镇" in unmade
    assert "没有“没有镇”这个文件夹。" in unmade


def test_a_list_with_nothing_in_it_does_nothing(desk: Desk, jixiao: Jixiao) -> None:
    file = as_csv(desk.root / "名单.csv", [["单位文件夹"], ["没有镇"]])
    for options in ([], ["-o", desk.root / "别处"]):
        run = jixiao("batch", file, *options)
        assert run.code == 1
        assert run.out.count("batch-bad-row") == 1
        assert not [word for word in ("共", "报告：", "汇总") if word in run.out]
    assert not (desk.root / "别处").exists()


def test_a_part_of_the_units_does_not_change_the_summary_of_all(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(desk, "甲乙丙丁")
    monkeypatch.chdir(desk.root)
    jixiao("batch")
    before = standing(desk)
    run = jixiao("batch", desk.unit, "data/units/甲镇-2021")
    assert run.code == 0
    assert run.out.splitlines()[-2:] == [
        "汇总没有改动：这次只做 2 个单位，以前做过的还有 3 个：丁镇人民政府、丙镇人民政府、乙镇人民政府。",
        "  要重做全部单位的汇总，请运行 jixiao batch；只要这次这些单位的汇总，请用 -o 另存到一个新文件夹。",
    ]
    assert standing(desk) == before
    apart = jixiao("batch", desk.unit, "-o", "单独")
    assert "汇总/2021年汇总表.xlsx" in apart.out
    assert (
        "请运行 jixiao batch -o 单独；" in jixiao("batch", "data/units/甲镇-2021", "-o", "单独").out
    )


def test_a_part_is_the_whole_of_its_year_or_where_the_others_are_gone(
    desk: Desk, jixiao: Jixiao
) -> None:
    first, second = many(desk, "甲")
    jixiao("batch", first, second)
    text = (first / "单位.yaml").read_text(encoding="utf-8").replace("2021", "2022")
    (first / "单位.yaml").write_text(text, encoding="utf-8")
    assert "汇总没有改动" not in jixiao("batch", first).out
    assert (desk.space.build / "汇总" / "2022年汇总表.xlsx").exists()
    (second / "单位.yaml").write_text("单位: [", encoding="utf-8")
    jixiao("batch", second)
    (second / "单位.yaml").write_text(text, encoding="utf-8")
    jixiao("batch", second)
    assert "汇总没有改动" in jixiao("batch", first).out
    shutil.rmtree(second)
    assert "汇总没有改动" not in jixiao("batch", first).out


def test_grades_stand_in_their_order_and_years_apart(desk: Desk, jixiao: Jixiao) -> None:
    units = {unit.name[0]: unit for unit in many(desk, "甲乙丙")}
    edits = {"甲": "年度支付数: 200", "乙": "年度支付数: 999"}
    for name, words in edits.items():
        file = units[name] / "预算.yaml"
        text = file.read_text(encoding="utf-8").replace("年度支付数: 850", words)
        file.write_text(text, encoding="utf-8")
    lines = jixiao("batch", desk.unit.parent).out.splitlines()
    (told,) = (line for line in lines if line.startswith("等级："))
    assert [each[0] for each in told.removeprefix("等级：").split("，")] == ["优", "良", "中"]
    file = units["丙"] / "单位.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("2021", "2022"), encoding="utf-8")
    lines = jixiao("batch", desk.unit.parent).out.splitlines()
    years = [line.partition("：")[0] for line in lines if "等级：" in line]
    assert years == ["2022年等级", "2021年等级"]


def test_reports_edited_by_hand_are_named_with_where_the_new_ones_are(
    desk: Desk, jixiao: Jixiao
) -> None:
    for unit in many(desk, "甲乙丙丁戊己庚辛壬癸"):
        jixiao("build", unit)
    reports = list(desk.space.build.glob("*.docx"))
    for report in reports:
        edited = changed(
            "word/document.xml", lambda xml: xml.replace("绩效", "业绩", 1), report.read_bytes()
        )
        report.write_bytes(edited)
    out = jixiao("batch", desk.unit.parent).out
    lines = out.splitlines()
    at = lines.index("  11 个单位的报告在 Word 里改过，没有动它，新的存在旁边：")
    assert all("（第1版）.docx" in line for line in lines[at + 1 : at + 11])
    assert lines[at + 11] == "    ……等 11 个。"
    assert "edited-file-kept" not in out


@pytest.mark.parametrize("workers", ["0", "257", "x", "-1", "1.5", "１０００"])
def test_a_number_of_processes_out_of_bounds_is_a_wrong_call(
    desk: Desk, jixiao: Jixiao, workers: str
) -> None:
    run = jixiao("batch", desk.unit, f"--workers={workers}")
    assert (run.code, "1–256" in run.err) == (2, True)


def test_no_units_here_is_told(
    tmp_path: Path, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = jixiao("batch")
    assert (run.code, "unit-not-found" in run.out) == (1, True)


def test_everything_goes_to_the_folder_asked_for(
    desk: Desk, jixiao: Jixiao, tmp_path: Path
) -> None:
    many(desk, "甲")
    there = tmp_path / "别处"
    run = jixiao("batch", desk.unit.parent, "-o", there)
    assert run.code == 0
    assert len(list(there.glob("*.docx"))) == 2
    assert len(list((there / "批量" / "成绩").glob("*.json"))) == 2
    assert not list(desk.space.build.glob("*.docx"))
    assert len(archive.versions(desk.space.build / desk.unit.name)) == 1
    assert "要做 0 个" in jixiao("batch", desk.unit.parent, "-o", there).out


@pytest.fixture
def here(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The desk, worked at from its root."""
    monkeypatch.chdir(desk.root)
    return desk


@pytest.mark.parametrize(
    "folder", ["build", "build/试验镇-2021", "data/rubrics", "report_templates", "出"]
)
def test_where_other_things_are_kept_there_are_no_units(
    here: Desk, jixiao: Jixiao, folder: str
) -> None:
    jixiao("batch")
    jixiao("batch", "-o", "出")
    Path(folder).mkdir(exist_ok=True)
    before = standing(here)
    run = jixiao("batch", folder)
    assert run.code == 1
    assert "unit-not-found\n  这个文件夹里放的不是单位的数据，没有做。" in run.out
    assert standing(here) == before


def test_the_folder_of_all_data_is_that_of_its_units(here: Desk, jixiao: Jixiao) -> None:
    Path("data/schema").mkdir()
    assert "共 1 个单位，已生成 1 个。" in jixiao("batch", "data").out


def test_units_that_lie_in_no_workspace_are_done_in_this_one(
    here: Desk, tmp_path: Path, jixiao: Jixiao
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    for name in ("甲镇", "乙镇"):
        here.second(name).rename(stick / name)
    (stick / "名单.csv").write_text("单位文件夹\n甲镇\n乙镇\n", encoding="utf-8")
    run = jixiao("batch", stick / "名单.csv")
    assert (run.code, "共 2 个单位，已生成 2 个。" in run.out) == (0, True)
    records = {each.name for each in (here.space.build / "批量/成绩").iterdir()}
    assert records == {"甲镇.json", "乙镇.json"}
    assert {each.name for each in (stick / "甲镇").iterdir()} == {
        each.name for each in here.unit.iterdir()
    }


def test_of_two_folders_of_one_name_the_one_left_out_is_named(
    desk: Desk, tmp_path: Path, jixiao: Jixiao
) -> None:
    other = Desk(tmp_path / "另")
    run = jixiao("batch", desk.unit, other.unit, "-o", tmp_path / "出")
    left = {desk.unit, other.unit} - {min(desk.unit, other.unit)}
    assert f"  未生成  {left.pop().as_posix()}：unit-twice" in run.out


def test_units_of_two_workspaces_need_a_folder(tmp_path: Path, jixiao: Jixiao) -> None:
    one, two = Desk(tmp_path / "一"), Desk(tmp_path / "二")
    unit = two.second("甲镇")
    run = jixiao("batch", one.unit, unit)
    assert (run.code, "分属几个工作区" in run.err) == (2, True)
    assert jixiao("batch", one.unit, unit, "-o", tmp_path / "三").code == 0


@pytest.mark.parametrize("shard", ["0/2", "3/2", "2", "a/b", "1/0"])
def test_a_share_that_is_none_is_a_wrong_call(desk: Desk, jixiao: Jixiao, shard: str) -> None:
    run = jixiao("batch", desk.unit, "--shard", shard)
    assert (run.code, "--shard 1/4" in run.err) == (2, True)


def test_shares_and_then_the_whole_leave_what_one_run_leaves(
    tmp_path: Path, jixiao: Jixiao
) -> None:
    whole, shared = Desk(tmp_path / "一"), Desk(tmp_path / "二")
    for desk in (whole, shared):
        twins(desk)
    assert jixiao("batch", whole.unit.parent).code == 1
    for shard in ("2/2", "1/2"):
        run = jixiao("batch", shared.unit.parent, "--shard", shard)
        assert "不带 --shard 再运行一次" in run.out
        assert run.out.startswith(f"第 {shard[0]} 份（分 2 份）：全部 3 个单位里的 ")
    assert not (shared.space.build / "汇总").exists()
    jixiao("batch", shared.unit.parent)
    assert "汇总/2021年汇总报告.docx" in standing(whole)
    assert standing(shared) == standing(whole)


def test_a_summary_that_was_worked_in_is_set_aside(desk: Desk, jixiao: Jixiao) -> None:
    jixiao("batch", desk.unit)
    report = desk.space.build / "汇总" / "2021年汇总报告.docx"
    made = report.read_bytes()
    edited = changed("word/document.xml", lambda xml: xml.replace("汇总", "总结", 1), made)
    report.write_bytes(edited)
    run = jixiao("batch", desk.unit)
    kept = report.with_name("2021年汇总报告（手改稿1）.docx")
    assert run.out.splitlines()[-1] == f"  原来的改过，没有覆盖，已改名保存：{kept}"
    assert (report.read_bytes(), kept.read_bytes()) == (made, edited)


def test_a_broken_template_of_the_summary_is_named_and_the_workbook_is_written(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.root)
    form = desk.root / "report_templates" / "汇总报告.docx"
    form.parent.mkdir(exist_ok=True)
    form.write_bytes(b"xx")
    run = jixiao("batch", desk.unit)
    folder = desk.space.build / "汇总"
    assert run.code == 1
    assert "report_templates/汇总报告.docx  错误  template-not-docx" in run.out
    assert [each.name for each in folder.iterdir()] == ["2021年汇总表.xlsx"]
    assert f"{(folder / '2021年汇总表.xlsx').as_posix()}  说明  summary-part-stored" in run.out


def test_without_the_package_for_clusters_it_is_said_how_to_get_it(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "generator.batch.cluster", None)
    run = jixiao("batch", desk.unit, "--dask", "tcp://nowhere:1")
    assert (run.code, "jixiao-report[dask]" in run.err) == (2, True)


def test_a_disk_that_is_full_is_told(desk: Desk, jixiao: Jixiao) -> None:
    desk.space.build.mkdir()
    (desk.space.build / "批量").write_bytes(b"no folder")
    run = jixiao("batch", desk.unit)
    assert (run.code, "output-unwritable" in run.out) == (1, True)


# ---------------------------------------------------------------- interrupted


def process(desk: Desk) -> subprocess.Popen[bytes]:
    """``jixiao batch`` as a whole process."""
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "batch", "--workers", "2"],
        cwd=desk.root,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def records(desk: Desk) -> int:
    return len(list((desk.space.build / "批量" / "成绩").glob("*.json")))


def until(condition: Callable[[], bool]) -> None:
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError


def county(root: Path) -> Desk:
    """A desk with ten units, two of one name, and one that can't be read."""
    desk = Desk(root)
    units = [*twins(desk), *(desk.second(f"{name}镇") for name in "丙丁戊己庚辛壬癸")]
    (units[-1] / "单位.yaml").write_text("单位: [", encoding="utf-8")
    return desk


@on_unix
def test_killed_again_and_again_and_taken_up_it_is_as_if_never_interrupted(tmp_path: Path) -> None:
    whole, killed = county(tmp_path / "一"), county(tmp_path / "二")
    with process(whole) as running:
        said = running.communicate()[0].decode().splitlines()
    assert running.returncode == 1
    chance = random.Random(6)
    for number in range(KILLS):
        before = records(killed)
        with process(killed) as running:
            until(lambda: records(killed) > before or running.poll() is not None)  # noqa: B023
            time.sleep(chance.uniform(0, 0.15))
            running.kill()
        assert running.returncode in (-signal.SIGKILL, 1), number
    with process(killed) as running:
        again = running.communicate()[0].decode().splitlines()
    assert standing(killed) == standing(whole)
    assert [line.replace(str(killed.root), str(whole.root)) for line in again[-6:]] == said[-6:]
    assert not list(killed.root.rglob(".jixiao-*"))
    for folder in archive.folders(killed.space.build):
        assert len(archive.versions(folder)) <= 1


@on_unix
def test_two_at_once_on_one_folder_both_end_well(tmp_path: Path) -> None:
    whole, shared = county(tmp_path / "一"), county(tmp_path / "二")
    with process(whole) as running:
        running.communicate()
    runs = [process(shared), process(shared)]
    told = [run.communicate()[0].decode() for run in runs]
    assert [run.returncode for run in runs] == [1, 1], told
    assert standing(shared) == standing(whole)
    assert not list(shared.root.rglob(".jixiao-*"))


@on_unix
def test_interrupted_by_the_keyboard_it_finishes_what_is_in_hand_and_says_so(
    tmp_path: Path,
) -> None:
    desk = county(tmp_path / "一")
    with process(desk) as running:
        until(lambda: records(desk) > 0)
        running.send_signal(signal.SIGINT)
        out = running.communicate()[0].decode()
    assert running.returncode == 1
    assert "再运行一次，接着做其余的" in out
    assert "Traceback" not in out
    assert 0 < records(desk) < 11
    with process(desk) as running:
        assert "以前做好" in running.communicate()[0].decode()
