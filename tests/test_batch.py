"""Many units: each by itself, in any order, by any number of hands, interrupted or not: the same comes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import batch_acts
import openpyxl
import pytest
from batch_acts import here
from conftest import Desk

from generator import archive, generate, workspace
from generator.batch.key import digest, key
from generator.batch.listed import listed
from generator.batch.outcome import Outcome, read, written
from generator.batch.pool import in_processes
from generator.batch.records import Book, Outcomes
from generator.batch.run import run, share
from generator.batch.work import Done, Job, one
from generator.findings import Finding, Refused, Severity

TITLE = "人民政府2021年部门整体支出绩效评价报告.docx"


def many(desk: Desk, names: str = "甲乙丙") -> list[Path]:
    """So many units beside the first, in order."""
    for name in names:
        desk.second(f"{name}镇")
    return list(listed([], desk.space).units)


def done(desk: Desk, units: list[Path], through: Any = here) -> Outcomes:
    return run(
        units, Book(units[0].parents[2] / "build"), None, through, lambda left: lambda made: None
    )


def standing(desk: Desk) -> dict[str, bytes]:
    """All that a run leaves, but for when: the time in the manifests, and locks."""
    files = (file for file in desk.space.build.rglob("*") if file.is_file())
    return {
        file.relative_to(desk.space.build).as_posix(): file.read_bytes()
        for file in files
        if file.name not in ("清单.json", ".lock") and "试过" not in file.parts
    }


def ids(outcome: Outcome) -> list[str]:
    return [said.id for said in outcome.findings]


def counted(desk: Desk, units: list[Path]) -> list[str]:
    """The units that a run does anew."""
    did = []

    def through(jobs: Iterator[Job]) -> Iterator[tuple[Job, Done]]:
        for job in jobs:
            did.append(job.unit.name)
            yield job, one(job)

    done(desk, units, through)
    return did


# ---------------------------------------------------------------- what comes of a unit


def test_an_outcome_says_what_the_unit_scored_and_where_its_report_is(desk: Desk) -> None:
    (outcome,) = done(desk, many(desk, ""))
    card = desk.examine().scorecard
    assert outcome.made
    assert (outcome.folder, outcome.unit, outcome.year) == (
        "data/units/试验镇-2021", "试验镇人民政府", 2021,
    )  # fmt: skip
    assert (outcome.total, outcome.grade, outcome.complete) == ("89", "良", True)
    assert outcome.report == f"试验镇{TITLE}"
    assert [mark.indicator for mark in outcome.marks] == [s.indicator.name for s in card.scores]
    assert outcome.marks[0].levels == ("投入", "预算配置")
    assert outcome.marks[0].trace[0].startswith("在职人员控制率 = ")


def test_an_outcome_comes_back_from_its_json(desk: Desk) -> None:
    (outcome,) = done(desk, many(desk, ""))
    assert read(written(outcome)) == outcome


def test_a_bad_unit_among_good_ones_stops_none(desk: Desk) -> None:
    units = many(desk)
    (units[1] / "单位.yaml").write_text("单位: [", encoding="utf-8")
    desk.edit("预算", "年度支付数: 850", "年度支付数: 八百")
    outcomes = done(desk, units)
    assert [outcome.made for outcome in outcomes] == [True, False, True, False]
    assert outcomes[1].total is None
    assert outcomes[1].findings[0].place.startswith("data/units/")
    assert not list(desk.space.build.glob("试验镇*.docx"))


def test_a_unit_that_can_not_be_read_is_known_by_its_own_file_where_that_can_be(desk: Desk) -> None:
    desk.edit("预算", "年度支付数: 850", "年度支付数: 八百")
    (outcome,) = done(desk, many(desk, ""))
    assert (outcome.made, outcome.unit, outcome.year) == (False, "试验镇人民政府", 2021)
    desk.path("预算").write_text("预算: [", encoding="utf-8")
    (outcome,) = done(desk, many(desk, ""))
    assert (outcome.unit, outcome.year) == ("试验镇人民政府", 2021)


@pytest.mark.parametrize("year", ["明年", "1821", "２０２１年", ""])
def test_a_year_that_is_none_is_not_guessed(desk: Desk, year: str) -> None:
    desk.edit("单位", "年度: 2021", f"年度: {year}")
    (outcome,) = done(desk, many(desk, ""))
    assert (outcome.unit, outcome.year) == ("试验镇人民政府", 0)


def test_a_unit_that_says_nothing_of_itself_is_known_by_what_it_was_before(desk: Desk) -> None:
    units = many(desk, "甲")
    (units[0] / "单位.yaml").write_text("单位: [", encoding="utf-8")
    assert done(desk, units)[0].year == 0
    whole = (units[1] / "单位.yaml").read_text(encoding="utf-8")
    (units[0] / "单位.yaml").write_text(whole, encoding="utf-8")
    was = done(desk, units)[0]
    for _ in range(2):
        (units[0] / "单位.yaml").write_text("单位: [", encoding="utf-8")
        outcome = done(desk, units)[0]
        assert (outcome.made, outcome.unit, outcome.year) == (False, was.unit, 2021)


def test_a_unit_refused_after_scoring_keeps_its_scores(desk: Desk) -> None:
    (outcome,) = done(desk, many(desk, ""))
    points = [mark.points for mark in outcome.marks]
    desk.edit("文字", "完成年度各项任务。", "完成年度{{没有这一项}}任务。")
    (outcome,) = done(desk, many(desk, ""))
    assert not outcome.made
    assert [mark.points for mark in outcome.marks] == points
    assert outcome.total == "89"


def test_a_fault_of_the_program_is_told_of_its_unit_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = many(desk, "甲")

    def faulty(unit: Path, *rest: Any, **more: Any) -> Any:
        if unit.name.startswith("甲"):
            raise RuntimeError("a bug")
        return generate.examine(unit, *rest, **more)

    monkeypatch.setattr("generator.batch.work.examine", faulty)
    outcomes = done(desk, units)
    (crashed,) = [outcome for outcome in outcomes if not outcome.made]
    assert ids(crashed) == ["batch-crashed"]
    assert crashed.findings[0].place == "data/units/甲镇-2021"
    trace = desk.space.build / "批量" / "出错" / "甲镇-2021.txt"
    assert "RuntimeError: a bug" in trace.read_text(encoding="utf-8")
    monkeypatch.undo()
    assert all(outcome.made for outcome in done(desk, units))
    assert not trace.exists()


def test_files_are_named_from_the_workspace_wherever_it_lies(tmp_path: Path) -> None:
    told = []
    for where in ("此", "彼"):
        desk = Desk(tmp_path / where)
        desk.edit("预算", "年度支付数: 850", "年度支付数: 八百")
        many(desk, "甲")
        done(desk, many(desk, ""))
        told.append(standing(desk))
    assert told[0] == told[1]


@pytest.mark.parametrize(("times", "made"), [(1, True), (2, False)])
def test_a_file_saved_in_the_very_moment_is_tried_once_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, times: int, made: bool
) -> None:
    saved = list(range(times))

    def saved_meanwhile(*given: Any) -> Any:
        if saved:
            saved.pop()
            raise Refused([Finding("output-changed", Severity.ERROR, "又有人保存过。")])
        return generate.complete(*given)

    monkeypatch.setattr("generator.batch.work.complete", saved_meanwhile)
    (outcome,) = done(desk, many(desk, ""))
    assert (outcome.made, ids(outcome)) == (made, [] if made else ["output-changed"])


def test_a_report_edited_by_hand_stays_and_the_new_one_lies_beside(desk: Desk) -> None:
    units = many(desk, "")
    (first,) = done(desk, units)
    report = desk.space.build / first.report
    report.write_bytes(b"edited by hand")
    (outcome,) = done(desk, units)
    assert report.read_bytes() == b"edited by hand"
    assert outcome.report == f"试验镇{TITLE.removesuffix('.docx')}（第1版）.docx"
    assert ids(outcome) == ["edited-file-kept"]
    assert counted(desk, units) == []


# ---------------------------------------------------------------- what is taken over


def test_a_second_run_does_nothing_and_says_the_same(desk: Desk) -> None:
    units = many(desk)
    before = list(done(desk, units)), standing(desk)
    assert counted(desk, units) == []
    assert (list(done(desk, units)), standing(desk)) == before


def changed_data(desk: Desk, unit: Path) -> None:
    file = unit / "文字.yaml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n", encoding="utf-8")


def new_file(desk: Desk, unit: Path) -> None:
    (unit / "说明.txt").write_text("另有", encoding="utf-8")


def report_gone(desk: Desk, unit: Path) -> None:
    (desk.space.build / f"乙镇{TITLE}").unlink()


def record_gone(desk: Desk, unit: Path) -> None:
    (Book(desk.space.build).folder / f"{unit.name}.json").unlink()


def record_damaged(desk: Desk, unit: Path) -> None:
    (Book(desk.space.build).folder / f"{unit.name}.json").write_bytes(b'{"key": 1')


@pytest.mark.parametrize(
    "change",
    [changed_data, new_file, report_gone, record_gone, record_damaged],
    ids=lambda c: c.__name__,
)
def test_what_no_longer_fits_is_done_anew_and_only_that(desk: Desk, change: Any) -> None:
    units = many(desk)
    done(desk, units)
    unit = next(unit for unit in units if unit.name.startswith("乙"))
    change(desk, unit)
    assert counted(desk, units) == [unit.name]
    assert counted(desk, units) == []


def test_a_rubric_that_changed_concerns_every_unit(desk: Desk) -> None:
    units = many(desk)
    done(desk, units)
    rubric = desk.path("试验")
    rubric.write_text(f"{rubric.read_text(encoding='utf-8')}\n", encoding="utf-8")
    assert counted(desk, units) == [unit.name for unit in units]


def test_a_unit_that_was_not_made_is_done_anew(desk: Desk) -> None:
    units = many(desk)
    good = (units[1] / "单位.yaml").read_text(encoding="utf-8")
    (units[1] / "单位.yaml").write_text("单位: [", encoding="utf-8")
    done(desk, units)
    assert counted(desk, units) == [units[1].name]
    (units[1] / "单位.yaml").write_text(good, encoding="utf-8")
    assert all(outcome.made for outcome in done(desk, units))


def test_the_lock_file_of_an_editor_changes_no_key(desk: Desk) -> None:
    before = key(desk.unit, desk.space)
    (desk.unit / "~$单位.yaml").write_bytes(b"x")
    assert key(desk.unit, desk.space) == before


def test_a_disk_that_takes_no_records_ends_the_run_with_its_words(desk: Desk) -> None:
    units = many(desk, "")
    desk.space.build.mkdir()
    (desk.space.build / "批量").write_bytes(b"no folder")
    with pytest.raises(Refused) as refused:
        done(desk, units)
    assert refused.value.findings[0].id == "output-unwritable"


def test_a_record_gone_meanwhile_is_told(desk: Desk) -> None:
    units = many(desk, "甲")
    outcomes = done(desk, units)
    record_gone(desk, units[0])
    assert [ids(outcome) for outcome in outcomes] == [["batch-unrecorded"], []]


def test_outcomes_are_a_sequence(desk: Desk) -> None:
    outcomes = done(desk, many(desk))
    assert len(outcomes) == 4
    assert list(outcomes) == [outcomes[i] for i in range(4)] == list(outcomes[:])
    assert outcomes[1:3] == (outcomes[1], outcomes[2])
    assert outcomes[-1] == outcomes[3]
    more = replace(outcomes, unmade=(Outcome("没有镇"),))
    assert len(more) == 5
    assert list(more) == [*outcomes, Outcome("没有镇")] == [more[i] for i in range(5)]
    assert more[-1] == more.unmade[0]
    with pytest.raises(IndexError):
        more[5]


# ---------------------------------------------------------------- two of one name


def twins(desk: Desk) -> list[Path]:
    """Two units whose reports bear one name, and one other."""
    units = many(desk, "甲乙")
    names = {unit.name[0]: unit for unit in units}
    text = (names["乙"] / "单位.yaml").read_text(encoding="utf-8").replace("乙镇", "甲镇")
    (names["乙"] / "单位.yaml").write_text(text, encoding="utf-8")
    words = (names["乙"] / "文字.yaml").read_text(encoding="utf-8")
    (names["乙"] / "文字.yaml").write_text(words.replace("各项任务", "全部任务"), encoding="utf-8")
    return units


@pytest.mark.parametrize("turned", [False, True], ids=["in-order", "turned"])
def test_of_two_reports_of_one_name_the_first_unit_has_it_whoever_is_ready_first(
    desk: Desk, turned: bool
) -> None:
    units = twins(desk)

    def through(jobs: Iterator[Job]) -> Iterator[tuple[Job, Done]]:
        return here(sorted(jobs, key=lambda job: job.unit.name, reverse=turned))

    outcomes = done(desk, units, through)
    by_name = {outcome.folder[-7]: outcome for outcome in outcomes}
    first, second = (by_name[name] for name in sorted("甲乙"))
    assert first.made
    assert first.docx == digest(desk.space.build / first.report)
    assert not second.made
    assert ids(second) == ["output-twice"]
    assert Path(first.folder).name in second.findings[0].message
    assert second.total == "89"
    assert counted(desk, units) == []


def test_the_name_is_free_again_when_the_first_unit_changes_it(desk: Desk) -> None:
    units = twins(desk)
    first, second = sorted(unit for unit in units if unit.name[0] in "甲乙")
    done(desk, units)
    text = (first / "单位.yaml").read_text(encoding="utf-8").replace("甲镇", "丁镇")
    (first / "单位.yaml").write_text(text, encoding="utf-8")
    outcomes = {outcome.folder: outcome for outcome in done(desk, units)}
    assert all(outcome.made for outcome in outcomes.values())
    assert outcomes[f"data/units/{second.name}"].report == f"甲镇{TITLE}"


# ---------------------------------------------------------------- hands


@pytest.mark.unmeasured
def test_any_number_of_processes_leaves_the_same(tmp_path: Path) -> None:
    left = []
    for number in (0, 1, 3):
        desk = Desk(tmp_path / str(number))
        units = twins(desk)
        through = here if not number else lambda jobs, n=number: in_processes(jobs, one, n)
        outcomes = list(done(desk, units, through))
        left.append((outcomes, standing(desk)))
    assert left[0] == left[1] == left[2]


def test_a_process_killed_twice_at_a_unit_is_told_of_it_alone(desk: Desk) -> None:
    units = many(desk, "亡甲乙")
    outcomes = done(desk, units, lambda jobs: in_processes(jobs, batch_acts.dying, 2))
    assert {outcome.folder: ids(outcome) for outcome in outcomes if not outcome.made} == {
        "data/units/亡镇-2021": ["batch-killed"]
    }
    assert {outcome.unit for outcome in outcomes if not outcome.made} == {"亡镇人民政府"}
    assert len(outcomes) == 4
    assert all(outcome.made for outcome in done(desk, units))


def test_a_process_killed_once_costs_nothing(tmp_path: Path) -> None:
    whole, killed = (Desk(tmp_path / name) for name in "一二")
    expected = list(done(whole, many(whole)))
    units = many(killed)
    through = lambda jobs: in_processes(jobs, batch_acts.dying_once, 2)  # noqa: E731
    assert list(done(killed, units, through)) == expected
    assert standing(killed) == standing(whole)
    assert len(archive.versions(killed.space.build / units[0].name)) == 1


def test_no_more_jobs_are_taken_than_there_are_processes() -> None:
    taken: list[int] = []

    def jobs() -> Iterator[int]:
        for number in range(6):
            taken.append(number)
            yield number

    came = in_processes(jobs(), abs, 2)
    next(iter(came))
    assert len(taken) <= 3
    came.close()  # type: ignore[attr-defined]


def test_processes_are_followed_by_fresh_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.batch.pool._Hand.__init__", _short_lived)
    came = dict(in_processes(iter(range(-5, 0)), abs, 1))
    assert came == {-n: n for n in range(1, 6)}


def _short_lived(hand: Any, process: Any, pipe: Any, job: Any, again: bool) -> None:
    hand.process, hand.pipe, hand.job, hand.again, hand.left = process, pipe, job, again, 2


# ---------------------------------------------------------------- shares


def test_shares_are_apart_and_together_all(desk: Desk) -> None:
    units = many(desk, "甲乙丙丁")
    shares = [share(units, number, 3) for number in (1, 2, 3)]
    assert sorted(unit for each in shares for unit in each) == sorted(units)
    assert [len(each) for each in shares] == [2, 2, 1]


def test_shares_on_one_folder_and_a_whole_run_leave_what_one_run_leaves(tmp_path: Path) -> None:
    whole, shared = (Desk(tmp_path / name) for name in "一二")
    expected = list(done(whole, twins(whole)))
    units = twins(shared)
    for number in (3, 1, 2):
        done(shared, list(share(units, number, 3)))
    assert list(done(shared, units)) == expected
    assert standing(shared) == standing(whole)


def test_shares_on_several_machines_laid_together_need_nothing_more(tmp_path: Path) -> None:
    machines = [Desk(tmp_path / name) for name in "一二三"]
    expected = list(done(machines[2], many(machines[2])))
    for number, desk in enumerate(machines[:2], 1):
        done(desk, list(share(many(desk), number, 2)))
    first, second = machines[:2]
    for name, content in standing(second).items():
        file = first.space.build / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    units = list(listed([], first.space).units)
    assert counted(first, units) == []
    assert list(done(first, units)) == expected


# ---------------------------------------------------------------- which units


def names(units: Any) -> list[str]:
    return [unit.name for unit in units]


def test_units_are_named_by_folders_and_folders_of_them_each_once(desk: Desk) -> None:
    units = many(desk)
    inside = desk.unit.parent
    both = listed([units[2], inside, units[2]], desk.space)
    assert (both.units, both.findings) == (tuple(units), ())
    assert listed([desk.root], desk.space).units == tuple(units)
    assert listed([], workspace.of(desk.unit)).units == tuple(units)
    assert listed([units[0]], desk.space).units == (units[0],)


def test_units_lie_in_folders_of_folders(desk: Desk) -> None:
    unit = desk.second("甲镇")
    deep = unit.parent / "市直" / "教育" / unit.name
    deep.parent.mkdir(parents=True)
    unit.rename(deep)
    empty = unit.parent / "空"
    empty.mkdir()
    assert set(listed([unit.parent], desk.space).units) == {desk.unit, deep, empty}


def test_a_second_folder_of_one_name_is_told_and_not_done(desk: Desk) -> None:
    unit = desk.second("甲镇")
    (unit.parent / "市直").mkdir()
    twin = desk.second("乙镇").rename(unit.parent / "市直" / unit.name)
    found = listed([unit.parent], desk.space)
    assert len({unit, twin} & set(found.units)) == 1
    assert [f.id for f in found.findings] == ["unit-twice"]


def test_a_folder_that_is_not_there_is_told(desk: Desk) -> None:
    found = listed([desk.root / "没有"], desk.space)
    assert (found.units, [f.id for f in found.findings]) == ((), ["unit-not-found"])


Rows = Sequence[Sequence[object]]

ROWS: Rows = [
    ["各单位名单"],
    ["序号", "单位", "单位文件夹"],
    [1, "甲镇", "data/units/甲镇-2021"],
    [2, "没有的镇", "没有镇-2021"],
    [3, "乙镇", "乙镇-2021"],
    [4, "漏填的镇", None],
    [None, None, None],
    [5, "甲镇又一次", "data\\units\\甲镇-2021"],
]


def as_xlsx(file: Path, rows: Rows) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名单"
    for row in rows:
        sheet.append(list(row))
    book.save(file)
    book.close()
    return file


def as_csv(file: Path, rows: Rows, encoding: str = "utf-8-sig") -> Path:
    lines = (",".join("" if value is None else str(value) for value in row) for row in rows)
    file.write_text("\n".join(lines), encoding=encoding)
    return file


def test_a_workbook_lists_units_and_bad_rows_are_told_with_their_cell(desk: Desk) -> None:
    many(desk)
    file = as_xlsx(desk.root / "名单.xlsx", ROWS)
    found = listed([file], desk.space)
    assert sorted(names(found.units)) == sorted(["甲镇-2021", "乙镇-2021"])
    assert [(f.id, str(f.place)) for f in found.findings] == [
        ("batch-bad-row", f"{file.as_posix()}:名单!C4"),
        ("batch-bad-row", f"{file.as_posix()}:名单!C6"),
    ]


WAYS = [
    ("\t", "\r\n", "utf-16"),
    (";", "\n", "utf-8"),
    ("，", "\n", "gb18030"),
    (",", "\r", "utf-8-sig"),
]


@pytest.mark.parametrize(("between", "end", "encoding"), WAYS)
def test_a_csv_is_read_in_every_way_it_is_saved(
    desk: Desk, between: str, end: str, encoding: str
) -> None:
    many(desk)
    lines = (between.join("" if value is None else str(value) for value in row) for row in ROWS)
    file = desk.root / "名单.csv"
    file.write_bytes(end.join(lines).encode(encoding))
    found = listed([file], desk.space)
    assert sorted(names(found.units)) == sorted(["甲镇-2021", "乙镇-2021"])
    assert [str(f.place).rpartition(":")[2] for f in found.findings] == ["C4", "C6"]


@pytest.mark.parametrize("head", ["单位　文件夹", " 单位 文件夹", "文 件　夹", "单位\n文件夹"])
def test_blanks_in_the_head_of_the_column_do_not_matter(desk: Desk, head: str) -> None:
    many(desk)
    file = as_xlsx(desk.root / "名单.xlsx", [["单位", head], ["甲镇", "甲镇-2021"]])
    assert names(listed([file], desk.space).units) == ["甲镇-2021"]


def test_a_list_on_the_desktop_means_folders_of_the_workspace_worked_in(
    desk: Desk, tmp_path: Path
) -> None:
    many(desk)
    desktop = tmp_path / "桌面"
    (desktop / "乙镇-2021").mkdir(parents=True)
    rows: Rows = [["文件夹"], ["甲镇-2021"], ["data/units/丙镇-2021"], ["乙镇-2021"], ["丁镇-2021"]]
    found = listed([as_csv(desktop / "名单.csv", rows)], desk.space)
    assert {unit.relative_to(tmp_path).as_posix() for unit in found.units} == {
        "desk/data/units/甲镇-2021", "desk/data/units/丙镇-2021", "桌面/乙镇-2021",
    }  # fmt: skip
    assert [f.id for f in found.findings] == ["batch-bad-row"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_a_csv_lists_units_in_the_letters_of_excel(desk: Desk, encoding: str) -> None:
    many(desk)
    file = as_csv(desk.root / "名单.csv", ROWS, encoding)
    found = listed([file], desk.space)
    assert sorted(names(found.units)) == sorted(["甲镇-2021", "乙镇-2021"])
    assert [str(f.place).rpartition(":")[2] for f in found.findings] == ["C4", "C6"]


def test_paths_are_from_where_the_list_lies_first(desk: Desk, tmp_path: Path) -> None:
    many(desk)
    file = as_csv(desk.unit.parent / "名单.csv", [["文件夹"], ["甲镇-2021"]])
    assert names(listed([file], desk.space).units) == ["甲镇-2021"]


@pytest.mark.parametrize(
    "rows", [[("单位", "名称"), ("a", "b")], [("文件夹",)]], ids=["other-heads", "no-rows"]
)
def test_a_list_without_folders_is_told(desk: Desk, rows: Rows) -> None:
    found = listed([as_xlsx(desk.root / "名单.xlsx", rows)], desk.space)
    assert [f.id for f in found.findings] == ["batch-no-column"]


def test_a_column_far_down_is_not_looked_for(desk: Desk) -> None:
    rows: Rows = [*[["x"]] * 40, ["文件夹"], ["甲镇-2021"]]
    found = listed([as_csv(desk.root / "名单.csv", rows)], desk.space)
    assert [f.id for f in found.findings] == ["batch-no-column"]


def test_what_is_wrong_with_a_row_is_an_outcome_too_named_from_the_workspace(desk: Desk) -> None:
    many(desk)
    file = as_xlsx(desk.root / "名单.xlsx", [*ROWS, [6, "没有的镇", "没有镇-2021"]])
    found = listed([file, desk.root / "data" / "units" / "也没有"], desk.space)
    assert [(each.folder, each.unit, ids(each), each.findings[0].place) for each in found.unmade] == [
        ("没有镇-2021", "没有的镇", ["batch-bad-row"], "名单.xlsx:名单!C4"),
        ("名单.xlsx:名单!C6", "漏填的镇", ["batch-bad-row"], "名单.xlsx:名单!C6"),
        ("data/units/也没有", "", ["unit-not-found"], "data/units/也没有"),
    ]  # fmt: skip
    assert len(found.findings) == 4
    assert "“漏填的镇”这一行没有写文件夹。" in [f.message for f in found.findings]


def test_a_unit_given_twice_is_an_outcome_too_with_its_name(desk: Desk) -> None:
    unit = desk.second("甲镇")
    (unit.parent / "市直").mkdir()
    twin = desk.second("乙镇").rename(unit.parent / "市直" / unit.name)
    (outcome,) = listed([twin, unit], desk.space).unmade
    assert (outcome.unit, outcome.year, ids(outcome)) == ("甲镇人民政府", 2021, ["unit-twice"])
    assert outcome.findings[0].message.startswith("与“data/units/市直/甲镇-2021”的文件夹同名")


BROKEN = {
    "a csv by its true kind": ("名单.xlsx", "单位文件夹\n甲".encode("gb18030"), "实际是纯文本", ".csv"),
    "an old workbook": ("名单.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
        "旧版 Excel", "另存为"),
    "a locked workbook": ("名单.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "加了密码", "Excel"),
    "a damaged workbook": ("名单.xlsx", b"PK\x03\x04 damaged", "已损坏", "另存为"),
    "an empty file": ("名单.xlsx", b"", "空文件", "另存为"),
    "a workbook named csv": ("名单.csv", b"PK\x03\x04\0\0", "实际是 Excel 工作簿（.xlsx）", ".xlsx"),
    "an old workbook named csv": ("名单.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0" + "Workbook".encode("utf-16-le"),
        "实际是旧版 Excel", "CSV"),
    "a cell without end": ("名单.csv", b'a,"' + b"x" * 200_000, "读不成表格", "另存为"),
    "another kind of table": ("名单.xls", b"x", "只能是 .xlsx 或 .csv", "另存为“Excel 工作簿（*.xlsx）”"),
    "a file of a unit": ("单位.yaml", b"x", "只能是 .xlsx 或 .csv", "它所在的文件夹"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_list_that_can_not_be_read_is_told_as_one_with_its_whole_path(
    desk: Desk, case: str
) -> None:
    name, raw, message, hint = BROKEN[case]
    file = desk.root / name
    file.write_bytes(raw)
    found = listed([file], desk.space)
    (finding,) = found.findings
    assert (finding.id, str(finding.place)) == ("batch-list-broken", file.as_posix())
    assert message in finding.message
    assert hint in finding.hint
    assert "Word" not in finding.hint
    assert found.unmade == ()


def test_a_workbook_broken_inside_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> NoReturn:
        raise KeyError("xl/sheet1.xml")

    file = as_xlsx(desk.root / "名单.xlsx", ROWS)
    monkeypatch.setattr("openpyxl.load_workbook", broken)
    assert [f.id for f in listed([file], desk.space).findings] == ["batch-list-broken"]


def test_a_list_that_is_not_there_is_told(desk: Desk) -> None:
    found = listed([desk.root / "没有.xlsx"], desk.space)
    assert [(f.id, f.message) for f in found.findings] == [
        ("file-unreadable", "没有这个文件，或打不开。")
    ]


def test_a_list_does_not_hide_the_folders_beside_it(desk: Desk) -> None:
    units = many(desk)
    broken = desk.root / "名单.csv"
    broken.write_bytes(b"")
    found = listed([broken, units[0]], desk.space)
    assert (found.units, [f.id for f in found.findings]) == ((units[0],), ["batch-no-column"])


def test_records_are_json_for_other_programs(desk: Desk) -> None:
    done(desk, many(desk, ""))
    record = json.loads((Book(desk.space.build).folder / "试验镇-2021.json").read_bytes())
    assert sorted(record) == ["key", "outcome", "target"]
    assert record["outcome"]["unit"] == "试验镇人民政府"


def never(*_: object) -> NoReturn:
    raise AssertionError


def test_nothing_to_do_starts_no_process(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    units = many(desk)
    done(desk, units)
    monkeypatch.setattr("generator.batch.pool._Hands._begin", never)
    assert len(done(desk, units, lambda jobs: in_processes(jobs, one, 2))) == 4
