"""An unchanged report is told again without being made; whatever changed, no other word is said."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from conftest import UNIT, Desk, Jixiao, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_pictures import FILE, LINE, NAMED, png
from word import changed

from generator import generate, workspace
from generator.archive import storing
from generator.cache import Cache, _stamps, program
from generator.findings import Finding, Place, Severity
from generator.generate import unchanged
from generator.generate.unchanged import Looked, Told, known, look

REPORT = Path("build/试验镇人民政府2021年部门整体支出绩效评价报告.docx")
FIRST = Path("build") / UNIT / "第001版"
SHIPPED = workspace.shipped().root
OWN_CHECK = """勾稽核对:
- id: own-rule
  名称: 自定
  公式: 预算.支出决算 - 预算.支出决算
  容差: 0
  严重程度: 提醒
  说明: 试一试。
"""

Change = Callable[[Desk], object]


def write(desk: Desk, name: str, content: str | bytes) -> None:
    file = desk.root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())


def file(desk: Desk, name: str) -> Path:
    return desk.root / "data" / "units" / UNIT / name


def own(folder: str, name: str) -> Change:
    """A file of the workspace's own, as it is shipped, but for a word."""

    def lay(desk: Desk) -> None:
        write(desk, f"{folder}/{name}", (SHIPPED / folder / name).read_bytes() + b"\n")

    return lay


def spoilt(name: Path, content: bytes = b"?") -> Change:
    return lambda desk: (desk.root / name).write_bytes(content)


def reworded(desk: Desk) -> None:
    """The report edited in Word."""
    docx = desk.root / REPORT
    reworded = changed(
        "word/document.xml", lambda xml: xml.replace("稳步推进", "稳稳推进"), docx.read_bytes()
    )
    docx.write_bytes(reworded)


CHANGES: Mapping[str, Change] = {
    "a figure": lambda desk: desk.edit("预算", "年度支付数: 850", "年度支付数: 900"),
    "a comment": lambda desk: desk.edit("预算", "年度支付数: 850", "年度支付数: 850 # 已核"),
    "a new file": lambda desk: write(desk, f"data/units/{UNIT}/补充.yaml", "待办: 无\n"),
    "a file no clerk sees": lambda desk: write(desk, f"data/units/{UNIT}/补充.YML", "待办: 无\n"),
    "a file that is ignored": lambda desk: write(desk, f"data/units/{UNIT}/预算.yaml.txt", "x"),
    "a file gone": lambda desk: file(desk, "评分.yaml").unlink(),
    "a file renamed": lambda desk: file(desk, "评分.yaml").rename(file(desk, "分数.yaml")),
    "the rubric": lambda desk: desk.edit("试验", "名称: 支付进度率", "名称: 支付的进度率"),
    "a fragment of one's own": own("data/fragments", "资产.md"),
    "another fragment": lambda desk: write(desk, "data/fragments/又一段.md", "又一段。\n"),
    "checks of one's own": own("data/checks", "通用.yaml"),
    "another check": lambda desk: write(desk, "data/checks/自定.yaml", OWN_CHECK),
    "a template of one's own": own("report_templates", "部门整体支出绩效评价报告.docx"),
    "the report edited": reworded,
    "the report damaged": spoilt(REPORT),
    "the report gone": lambda desk: (desk.root / REPORT).unlink(),
    "the version gone": lambda desk: shutil.rmtree(desk.root / FIRST),
    "the version damaged": spoilt(FIRST / "报告.docx"),
    "the version's manifest damaged": spoilt(FIRST / "清单.json"),
    "a newer version": lambda desk: shutil.copytree(
        desk.root / FIRST, (desk.root / FIRST).with_name("第002版")
    ),
    "the year's build gone": lambda desk: shutil.rmtree(desk.root / "build"),
    "a killed run's leavings": lambda desk: write(desk, "build/.jixiao-0.tmp", "x"),
    "nothing": lambda desk: None,
    "a note beside the report": lambda desk: write(desk, "build/记事.txt", "x"),
    "a note among the data": lambda desk: write(desk, f"data/units/{UNIT}/记事.docx", "x"),
    "the same figure saved again": lambda desk: os.utime(file(desk, "预算.yaml"), ns=(1, 1)),
}
STILL = list(CHANGES)[-4:]
CALLS: Sequence[Sequence[str]] = (
    [],
    ["--quiet"],
    ["--strict"],
    ["--review"],
    ["-o", "报告.docx"],
    ["没有"],
)
"""What may be asked; the last is a folder that is none."""


class Twin:
    """Two desks alike: one has a cache, the other none; both see the same changes and calls."""

    def __init__(self, folder: Path, jixiao: Jixiao, patched: pytest.MonkeyPatch) -> None:
        self.desks = Desk(folder / "one"), Desk(folder / "two")
        self.caches = str(folder / "cache"), ""
        self.jixiao, self.patched = jixiao, patched
        self.examined = 0
        examine = generate.examine

        def counted(*given: Any, **more: Any) -> generate.Examined:
            self.examined += 1
            return examine(*given, **more)

        patched.setattr(generate, "examine", counted)

    def change(self, change: Change) -> None:
        for desk in self.desks:
            change(desk)

    def build(self, *words: str) -> tuple[Run, int]:
        """What the one with a cache says, and how often it read a unit; the other says the same."""
        runs, counts = [], []
        for desk, cache in zip(self.desks, self.caches, strict=True):
            self.patched.chdir(desk.root)
            self.patched.setenv("JIXIAO_CACHE", cache)
            self.examined = 0
            runs.append(self.jixiao("build", *words))
            counts.append(self.examined)
        assert runs[0] == runs[1]
        assert standing(self.desks[0]) == standing(self.desks[1])
        return runs[0], counts[0]


def standing(desk: Desk) -> dict[str, bytes]:
    """All files of a workspace but the manifests, which know the time."""
    files = (each for each in sorted(desk.root.rglob("*")) if each.is_file())
    return {
        each.relative_to(desk.root).as_posix(): each.read_bytes()
        for each in files
        if each.name != "清单.json"
    }


@pytest.fixture
def twin(tmp_path: Path, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch) -> Twin:
    return Twin(tmp_path, jixiao, monkeypatch)


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", CHANGES)
def test_whatever_changed_the_same_is_said_as_without_a_cache(twin: Twin, name: str) -> None:
    assert twin.build()[1] == 1
    assert twin.build()[1] == 0
    twin.change(CHANGES[name])
    run, examined = twin.build()
    assert (examined == 0) == (name in STILL)
    assert ("没有变化" in run.out) or name not in STILL
    if run.code == 0 and "（第1版" not in run.out:
        assert "没有变化" in twin.build()[0].out


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_whatever_is_asked_the_same_is_said_as_without_a_cache(
    twin: Twin, words: Sequence[str]
) -> None:
    for _ in range(3):
        twin.build(*words)
    twin.build()
    twin.build(*words)


def test_a_review_copy_and_a_strict_run_are_made_each_time(twin: Twin) -> None:
    twin.build()
    assert twin.build("--review")[1] == 1
    assert twin.build("--strict")[1] > 0


def test_another_place_is_a_report_of_its_own(twin: Twin) -> None:
    twin.build()
    assert twin.build("-o", "报告.docx")[1] == 1
    assert twin.build("-o", "报告.docx")[1] == 0
    assert twin.build()[1] == 0


def test_of_several_units_only_the_changed_one_is_made(twin: Twin) -> None:
    twin.change(Desk.second)
    assert twin.build()[1] == 2
    twin.change(CHANGES["a figure"])
    run, examined = twin.build()
    assert examined == 1
    assert (run.out.count("没有变化"), run.out.count("已生成")) == (1, 1)


def test_two_units_of_one_name_are_told_as_without_a_cache(twin: Twin) -> None:
    twin.change(Desk.second)
    twin.build()
    second = "data/units/乙镇-2021/单位.yaml"
    twin.change(lambda desk: write(desk, second, file(desk, "单位.yaml").read_bytes()))
    twin.change(CHANGES["a figure"])
    for _ in range(2):
        assert twin.build()[0].code == 1
    twin.build("data/units/乙镇-2021")
    assert twin.build()[0].code == 1


def test_a_picture_changed_gone_or_linked_elsewhere_is_noticed(twin: Twin, tmp_path: Path) -> None:
    pictured = f"data/units/{UNIT}/{FILE}"
    twin.change(lambda desk: write(desk, pictured, png(40, 30)))
    twin.change(lambda desk: desk.edit("文字", LINE, NAMED))
    twin.build()
    assert twin.build()[1] == 0
    twin.change(lambda desk: write(desk, pictured, png(60, 30)))
    assert twin.build()[1] == 1
    assert twin.build()[1] == 0
    (tmp_path / "elsewhere.png").write_bytes(png(60, 30))
    for desk in twin.desks:
        (desk.root / pictured).unlink()
        (desk.root / pictured).symlink_to(tmp_path / "elsewhere.png")
    assert twin.build()[0].code == 1
    twin.change(lambda desk: (desk.root / pictured).unlink())
    assert twin.build()[0].code == 1


def test_a_shipped_file_that_changed_is_noticed(
    twin: Twin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("data", "report_templates"):
        shutil.copytree(SHIPPED / part, tmp_path / "shipped" / part)
    monkeypatch.setattr(workspace, "_SHIPPED", tmp_path / "shipped")
    twin.build()
    assert twin.build()[1] == 0
    fragment = tmp_path / "shipped" / "data" / "fragments" / "资产.md"
    fragment.write_text(fragment.read_text("utf-8") + "\n又一段。\n", "utf-8")
    assert twin.build()[1] == 1


def test_a_warning_is_told_again_with_the_line_it_stands_on(twin: Twin) -> None:
    twin.change(lambda desk: desk.edit("文字", LINE, "共3家，其中甲1家、乙1家。"))
    first = twin.build()[0].out
    again, examined = twin.build()
    assert examined == 0
    assert "提醒" in first
    assert again.out.replace("没有变化", "已生成") == first


@pytest.mark.unmeasured
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(sorted(CHANGES)), min_size=2, max_size=4, unique=True))
def test_any_row_of_changes_is_told_as_without_a_cache(
    tmp_path_factory: pytest.TempPathFactory, jixiao: Jixiao, names: list[str]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        twin = Twin(tmp_path_factory.mktemp("twin"), jixiao, patched)
        twin.build()
        for name in names:
            try:
                twin.change(CHANGES[name])
            except (OSError, AssertionError):  # an earlier change took its file
                return
            twin.build()
            twin.build()


# ---------------------------------------------------------------- the record itself


class Shelf(dict[tuple[str, str], bytes]):
    """A cache in memory, which keeps the records and nothing of templates."""

    def of_program(self) -> Shelf:
        return self

    __hash__ = object.__hash__  # type: ignore[assignment]

    def put(self, kind: str, key: str, content: bytes, most: int = 0) -> None:
        if kind == "unchanged":
            self[kind, key] = content

    def get(self, kind: str, key: str) -> bytes | None:  # type: ignore[override]
        return super().get((kind, key))


@pytest.fixture
def shelf(desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """A cache that has seen one run."""
    shelf = Shelf()
    monkeypatch.setattr("generator.cache.users", lambda: shelf)
    monkeypatch.chdir(desk.root)
    jixiao("build", desk.unit)
    yield shelf


def seen(desk: Desk) -> Looked:
    looked = look(desk.unit, desk.space, None)
    assert looked is not None
    return looked


def test_a_record_damaged_in_any_way_is_none(desk: Desk, shelf: Shelf) -> None:
    ((key, whole),) = shelf.items()
    record = json.loads(whole)
    assert known(shelf, seen(desk)) is not None
    without = [{k: v for k, v in record.items() if k != gone} for gone in record]
    odd: list[Any] = [[], {}, 3, "x", None, *without, {**record, "told": 1}]
    for content in (b"", b"{", *(json.dumps(each).encode() for each in odd)):
        shelf[key] = content
        assert known(shelf, seen(desk)) is None


def test_another_program_or_library_tells_nothing(
    desk: Desk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "site-packages").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path / "site-packages"))
    program.cache_clear()
    assert known(shelf, seen(desk)) is None
    program.cache_clear()


def test_every_source_file_counts(tmp_path: Path) -> None:
    (tmp_path / "room" / "__pycache__").mkdir(parents=True)
    code = tmp_path / "room" / "code.py"
    code.write_text("1")
    (tmp_path / "room" / "__pycache__" / "code.py").write_text("1")
    before = [*_stamps(tmp_path)]
    assert len(before) == 1
    code.write_text("22")
    assert [*_stamps(tmp_path)] != before


@pytest.mark.parametrize("name", ["预算.yaml", "试验.yaml", FILE])
def test_a_file_saved_while_the_report_was_made_is_not_taken_for_read(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shelf, numbers = Shelf(), count()
    write(desk, f"data/units/{UNIT}/{FILE}", png(40, 30))
    desk.edit("文字", LINE, NAMED)
    complete = generate.complete
    kept = desk.root / "data/rubrics" / name if name == "试验.yaml" else desk.unit / name

    def slowly(*given: Any) -> generate.Generated:
        done = complete(*given)
        kept.write_bytes(kept.read_bytes() + b" " * next(numbers))
        kept.write_bytes(kept.read_bytes() + b" ")
        return done

    monkeypatch.setattr("generator.cache.users", lambda: shelf)
    monkeypatch.setattr(generate, "complete", slowly)
    monkeypatch.chdir(desk.root)
    assert jixiao("build", desk.unit).code == 0
    assert shelf == {}


def test_a_report_gone_before_it_is_recorded_is_not(
    desk: Desk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = seen(desk)
    told = known(shelf, looked)
    assert told is not None
    shelf.clear()
    made = unchanged.Made(told, tuple(looked.hashes), "试验", "没有这个", {}, desk.root / FIRST)
    unchanged.keep(shelf, looked, made)
    gone = replace(told, path=desk.root / "没有.docx")
    unchanged.keep(shelf, looked, replace(made, told=gone))
    assert shelf == {}


def test_what_was_told_comes_back_as_it_was() -> None:
    place = Place("预算.yaml", 3, 2, "年度支付数: 850", 4)
    found = (
        Finding("carry-over", Severity.WARNING, "话", place, "下一步"),
        Finding("note", Severity.NOTE, "话"),
    )
    told = Told(Path("build/a.docx"), found, "95.25", "优", False)
    assert unchanged._told(json.loads(json.dumps(unchanged._recorded(told)))) == told


def test_a_killed_runs_leavings_are_known_by_their_names() -> None:
    assert unchanged._BEGUN == storing.UNFINISHED


def test_a_real_cache_will_do(tmp_path: Path) -> None:
    keeps: unchanged.Keeps = Cache(tmp_path)
    assert keeps.get("unchanged", "x") is None
