"""``jixiao watch`` as a process beside a clerk who saves, breaks, renames and mends files."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner, Result
from conftest import UNIT, Desk
from test_pictures import png
from watched import Watching, wait
from watchfiles import Change

from generator.cli import jixiao
from generator.readback import read

SOON = 3  # seconds; half a second is what is promised, see benchmarks/watching.py


POSIX = pytest.mark.skipif("sys.platform == 'win32'", reason="signals are sent as on POSIX")


@pytest.fixture(params=[(), ("--poll",)], ids=["notified", "polled"])
def watching(desk: Desk, request: pytest.FixtureRequest) -> Iterator[Watching]:
    with Watching(desk.root, *request.param) as process:
        yield process


def report(desk: Desk, name: str = "试验镇") -> Path:
    return desk.space.build / f"{name}人民政府2021年部门整体支出绩效评价报告.docx"


def test_a_save_is_in_the_report_soon_and_its_points_are_told(
    desk: Desk, watching: Watching
) -> None:
    before = report(desk).read_bytes()
    desk.edit("单位", "行政: 21", "行政: 22").edit("单位", "事业: 36\n\n资产", "事业: 37\n\n资产")
    took = wait(lambda: report(desk).read_bytes() != before, SOON)
    told = watching.until("已生成")
    assert took < SOON
    assert f"【{UNIT}】单位.yaml 有改动\n" in told
    assert "22" in str(read(report(desk).read_bytes()))
    assert watching.silent()  # what it wrote itself wakes it not again


def test_points_that_change_are_told_with_their_indicator(desk: Desk, watching: Watching) -> None:
    desk.edit("评分", "等次: 良好", "等次: 优秀")
    told = watching.until("已生成")
    assert told.splitlines()[1] == "总分 89 → 91（服务对象满意度 8 → 10），等级 良 → 优"


def test_a_file_half_written_is_told_and_the_report_stays(desk: Desk, watching: Watching) -> None:
    file, before = desk.path("预算"), report(desk).read_bytes()
    whole = file.read_bytes()
    file.write_bytes(whole.replace("支出决算:".encode(), "支出决算：".encode(), 1))
    told = watching.until("没有生成报告")
    assert "full-width-colon" in told
    assert "已消除" not in told
    assert report(desk).read_bytes() == before
    file.write_bytes(whole)
    told = watching.until("没有变化：")
    assert "已消除 1 条：" in told
    assert "full-width-colon" in told
    assert "新问题" not in told


def test_an_empty_file_in_the_middle_of_a_save_is_survived(desk: Desk, watching: Watching) -> None:
    file = desk.path("预算")
    whole = file.read_bytes()
    file.write_bytes(b"")
    assert "file-empty" in watching.until("没有生成报告")
    file.write_bytes(whole)
    assert "已消除" in watching.until("没有变化：")


def test_an_editor_that_replaces_the_file_is_seen(desk: Desk, watching: Watching) -> None:
    file = desk.path("单位")
    fresh = file.with_name("单位.yaml.tmp")
    fresh.write_text(
        file.read_text(encoding="utf-8").replace("民生事项", "民生实事"), encoding="utf-8"
    )
    fresh.rename(file)
    assert f"【{UNIT}】单位.yaml 有改动\n" in watching.until("已生成")
    assert "办理民生实事" in str(read(report(desk).read_bytes()))


def test_two_saves_within_a_second_are_both_in_the_report(desk: Desk, watching: Watching) -> None:
    desk.edit("单位", "办理民生事项", "办理民生实事")
    watching.until("已生成")
    desk.edit("单位", "办理民生实事", "办理民生要事")
    watching.until("已生成")
    assert "办理民生要事" in str(read(report(desk).read_bytes()))


def test_a_file_that_goes_and_comes_back_is_missed_meanwhile(
    desk: Desk, watching: Watching
) -> None:
    file = desk.path("预算")
    away = file.rename(file.with_name("预算.旧"))
    told = watching.until("没有生成报告")
    assert "预算.yaml 不见了" in told
    assert "缺少“预算”" in told
    away.rename(file)
    told = watching.until("没有变化：")
    assert "预算.yaml 有改动" in told
    assert "已消除 1 条：" in told


def test_a_unit_folder_that_appears_is_built_and_one_that_goes_is_let_go(
    desk: Desk, watching: Watching
) -> None:
    folder = desk.second()
    wait(report(desk, "乙镇").exists, SOON)
    watching.until("已生成")
    desk.edit("单位", "办理民生事项", "办理民生实事")
    assert "乙镇" not in watching.until("已生成")
    shutil.rmtree(folder)
    assert "【乙镇-2021】单位文件夹不见了，不再守候。" in watching.until("不见了")
    desk.second()
    assert "【乙镇-2021】" in watching.until("已生成")


def test_what_units_share_concerns_all_that_use_it(desk: Desk) -> None:
    other = desk.second()
    with Watching(desk.root) as watching:
        assert report(desk).exists()
        assert report(desk, "乙镇").exists()
        rubric = desk.path("试验")
        rubric.write_text(rubric.read_text(encoding="utf-8") + "\n# 说明\n", encoding="utf-8")
        told = watching.until("没有变化：") + watching.until("没有变化：")
        assert f"【{UNIT}】data/rubrics/试验.yaml 有改动" in told
        assert f"【{other.name}】data/rubrics/试验.yaml 有改动" in told
        (rubric.parent / "别县.yaml").write_text("名称: 别县\n", encoding="utf-8")
        assert watching.silent()


def test_a_folder_of_the_workspace_that_appears_is_used(desk: Desk) -> None:
    with Watching(desk.root, str(desk.unit)) as watching:
        fragments = desk.root / "data" / "fragments"
        fragments.mkdir(exist_ok=True)
        (fragments / "评价结论.md").write_text("自评结论另行印发。\n", encoding="utf-8")
        watching.until("已生成")
        assert "自评结论另行印发。" in str(read(report(desk).read_bytes()))


def test_a_workspace_that_is_moved_away_and_back_is_watched_again(desk: Desk) -> None:
    data, away = desk.root / "data", desk.root / "别处"
    with Watching(desk.root) as watching:
        data.rename(away)
        watching.until("不见了")
        away.rename(data)
        watching.until("没有变化：")
        desk.edit("单位", "办理民生事项", "办理民生实事")
        watching.until("已生成")
        assert "办理民生实事" in str(read(report(desk).read_bytes()))


def test_a_report_open_in_word_is_told_and_tried_again(desk: Desk) -> None:
    with Watching(desk.root) as watching:
        lock = report(desk).with_name(f"~${report(desk).name[2:]}")
        lock.touch()
        desk.edit("单位", "办理民生事项", "办理民生实事")
        told = watching.until("没有生成报告")
        assert "output-open" in told
        lock.unlink()
        desk.edit("单位", "办理民生实事", "办理民生要事")
        assert "output-open" in watching.until("已生成")
        assert "办理民生要事" in str(read(report(desk).read_bytes()))


def test_a_report_edited_in_word_stays_and_the_new_one_is_beside(desk: Desk) -> None:
    with Watching(desk.root) as watching:
        report(desk).write_bytes(b"edited")
        desk.edit("单位", "办理民生事项", "办理民生实事")
        told = watching.until("已生成")
        assert "edited-file-kept" in told
        assert "（第2版）.docx" in told
        assert report(desk).read_bytes() == b"edited"


@POSIX
def test_ctrl_c_says_so_and_ends_well(desk: Desk, watching: Watching) -> None:
    assert watching.interrupted() == 0
    assert watching.until("已停止。") == "已停止。\n"


# ---------------------------------------------------------------- in this process, step by step

Notices = set[tuple[Change, str]]
Act = Callable[[], Notices]
Watch = Callable[..., Result]


@pytest.fixture
def watch(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """``jixiao watch`` with the notices of each act of a script, then Ctrl+C.

    It is quiet after each act; of a tuple only after the last.
    """
    monkeypatch.chdir(desk.root)

    def call(*acts: Act | tuple[Act, ...], words: tuple[str, ...] = ()) -> Result:
        script = iter(acts)

        def notices(*_: object, **__: object) -> Iterator[Notices]:
            yield set()
            for act in script:
                for each in act if isinstance(act, tuple) else (act,):
                    yield each()
                yield set()
            raise KeyboardInterrupt

        monkeypatch.setattr("generator.cli.watch.notified", notices)
        return CliRunner().invoke(jixiao, ["watch", *words])

    return call


def written(path: Path, text: str = "") -> Callable[[], Notices]:
    """A file is written, in whole or, without a text, as it was; one that is none comes."""
    kind = Change.modified if path.exists() else Change.added

    def act() -> Notices:
        path.write_text(text or path.read_text(encoding="utf-8"), encoding="utf-8")
        return {(kind, str(path))}

    return act


def raising(error: Exception) -> Callable[..., NoReturn]:
    def act(*_: object, **__: object) -> NoReturn:
        raise error

    return act


def test_a_whole_sitting_word_for_word(desk: Desk, watch: Watch) -> None:
    file = desk.path("单位")
    text = file.read_text(encoding="utf-8")
    broken, mended = text.replace("年度: 2021", "年度：2021"), text.replace("民生事项", "民生实事")
    result = watch(written(file, broken), written(file, mended))
    place = file.relative_to(desk.root)
    stored = report(desk).relative_to(desk.root)
    wrong = "“年度”后面是中文冒号“：”。"
    line = next(n for n, each in enumerate(broken.splitlines(), 1) if "年度：" in each)
    told = [
        each
        for each in result.output.splitlines()
        if each[:2] not in ("  ", f"{place}"[:2]) or "已" in each
    ]
    assert told == [
        f"【{UNIT}】",
        "自评总分 89，等级 良。",
        f"已生成：{stored}（错误 0 条，提醒 0 条）",
        "正在守候 1 个单位，一保存就重新生成。按 Ctrl+C 停止。",
        f"【{UNIT}】单位.yaml 有改动",
        "新问题 1 条：",
        f"没有生成报告：错误 1 条，提醒 0 条。先看 {place}:{line}:5：{wrong}"
        "原来的报告没有动过，下次保存时再试。",
        f"【{UNIT}】单位.yaml 有改动",
        "已消除 1 条：",
        f"已生成：{stored}（错误 0 条，提醒 0 条）",
        "已停止。",
    ]
    assert result.exit_code == 0


def test_a_burst_of_writes_is_one_round(desk: Desk, watch: Watch) -> None:
    def burst() -> Notices:
        for _ in range(3):
            written(desk.path("评分"))()
        return written(desk.path("单位"))()

    def more() -> Notices:
        return {(Change.modified, str(desk.path("评分")))}

    told = [line for line in watch((burst, more)).output.splitlines() if line.startswith("【")]
    assert told == [f"【{UNIT}】", f"【{UNIT}】单位.yaml、评分.yaml 有改动"]


def test_files_that_no_report_is_made_of_wake_nothing(desk: Desk, watch: Watch) -> None:
    swap = written(desk.unit / ".预算.yaml.swp", "x")
    assert watch(swap).output.count(f"【{UNIT}】") == 1


def test_a_picture_that_is_named_and_comes_later_wakes_its_unit(desk: Desk, watch: Watch) -> None:
    desk.edit("文字", "    第二段", "    ![图1 施工现场](图片/现场.png)\n      第二段")
    picture = desk.unit / "图片" / "现场.png"

    def comes() -> Notices:
        picture.parent.mkdir()
        picture.write_bytes(png(30, 20))
        return {(Change.added, str(picture))}

    told = watch(comes).output.splitlines()
    at = told.index(f"【{UNIT}】图片/现场.png 有改动")
    assert any("没有图片“图片/现场.png”" in line for line in told[:at])
    assert told[at + 1] == "已消除 1 条："
    assert f"已生成：{report(desk).relative_to(desk.root)}（错误 0 条，提醒 0 条）" in told[at:]


def test_a_unit_that_goes_is_let_go(desk: Desk, watch: Watch) -> None:
    folder = desk.second()

    def go() -> Notices:
        shutil.rmtree(folder)
        return {(Change.deleted, str(folder))}

    output = watch(go).output
    assert output.splitlines()[-2:] == ["【乙镇-2021】单位文件夹不见了，不再守候。", "已停止。"]
    assert "正在守候 2 个单位" in output


def test_folders_that_went_in_between_are_asked_for_again(desk: Desk, watch: Watch) -> None:
    result = watch(raising(FileNotFoundError()), written(desk.path("评分")))
    assert result.output.count(f"【{UNIT}】") == 3
    assert result.exit_code == 0


@pytest.mark.parametrize("error", [OSError("limit reached"), RuntimeError("no notices")])
def test_a_system_that_notifies_nothing_is_told(watch: Watch, error: Exception) -> None:
    result = watch(raising(error))
    assert result.exit_code == 1
    assert "watch-unavailable" in result.output
    assert "--poll" in result.output


def test_a_disk_that_can_not_be_read_just_now_stops_nothing(
    desk: Desk, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose() -> Notices:
        monkeypatch.setattr("generator.cli.watch.examine", raising(PermissionError()))
        return written(desk.path("评分"))()

    result = watch(lose)
    assert "刚才读不到" in result.output
    assert result.output.endswith("已停止。\n")


def test_a_unit_alone_outside_any_workspace_is_watched(
    desk: Desk, watch: Watch, tmp_path: Path
) -> None:
    alone = tmp_path / "别处" / "单位"
    shutil.copytree(desk.unit, alone)
    (alone / "单位.yaml").write_text(
        (alone / "单位.yaml")
        .read_text(encoding="utf-8")
        .replace("指标体系: 试验", "指标体系: julu-2021"),
        encoding="utf-8",
    )
    result = watch(written(alone / "预算.yaml"), words=(str(alone),))
    assert result.output.count("【单位】") == 2
    assert "【单位】预算.yaml 有改动" in result.output


def test_looking_at_the_disk_tells_what_was_written_came_and_went(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.root)
    note = desk.unit / "备注.txt"
    acts: Iterator[Callable[[], Any]] = iter(
        [
            bool, written(note, "备忘"), bool, note.unlink, bool, written(desk.path("评分")), bool,
        ]
    )  # fmt: skip

    def sleep(_: float) -> None:
        act = next(acts, None)
        if act is None:
            raise KeyboardInterrupt
        act()

    monkeypatch.setattr(time, "sleep", sleep)
    output = CliRunner().invoke(jixiao, ["watch", "--poll"]).output
    told = [line for line in output.splitlines() if line.startswith("【")]
    assert told == [
        f"【{UNIT}】",
        f"【{UNIT}】备注.txt 有改动",
        f"【{UNIT}】备注.txt 不见了",
        f"【{UNIT}】评分.yaml 有改动",
    ]


def test_a_folder_that_is_none_is_a_wrong_call(watch: Watch) -> None:
    result = watch(words=("没有的",))
    assert result.exit_code == 2
    assert "没有“没有的”这个文件夹。" in result.output
