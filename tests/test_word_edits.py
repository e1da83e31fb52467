"""Edits made in Word come home: each to the line it came from, or told with the right reason."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import hands
import ooxml_integrity
import pytest
import word_edits
from office import REQUIRED, Office, missing
from word_edits import Case, Judgements, call, cases, desk, file_named, report, texts_of, ways

from generator.readback import read
from generator.template import marks, seal, unpacked

LACKING = missing()
EVERY = 1 if os.environ.get("JIXIAO_ALL_EDITS") else 3  # all of them: make edits
PAIRS = [(case, way) for case in cases()[::EVERY] for way in ways(case)]
UNIT = word_edits.UNIT


def shown(value: object) -> str | None:
    return value["name"] if isinstance(value, dict) else None


def drivable(way: str) -> None:
    """Skip what LibreOffice must do where it is not to be had, unless tools are required."""
    if way == "office" and LACKING and not REQUIRED:
        pytest.skip(LACKING)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the example, built once; nobody changes it."""
    root = tmp_path_factory.mktemp("desk")
    desk(root)
    return root


@pytest.fixture(scope="session")
def judged(base: Path, request: pytest.FixtureRequest) -> Judgements:
    """What came of every edit that is asked for in this session."""
    calls = (getattr(item, "callspec", None) for item in request.session.items)
    pairs = [
        (c.params["case"], c.params["way"]) for c in calls if c and {"case", "way"} <= set(c.params)
    ]
    return word_edits.run([p for p in pairs if not (p[1] == "office" and LACKING)], base)


@pytest.fixture
def space(base: Path, tmp_path: Path) -> Path:
    """A workspace of one's own with the example built."""
    return Path(shutil.copytree(base, tmp_path / "desk"))


@pytest.mark.unmeasured
@pytest.mark.parametrize(("case", "way"), PAIRS, ids=shown)
def test_an_edit_made_in_word_comes_back_to_its_line(
    case: Case, way: str, judged: Judgements
) -> None:
    drivable(way)
    assert judged[case["name"], way] == ()


# ---- nothing was edited


def test_an_unedited_report_gives_nothing_and_nothing_is_written(space: Path) -> None:
    returned = report(space)
    before = [(p, p.stat().st_mtime_ns, p.read_bytes()) for p in _files(space / "data")]
    told = call(space, "pull", returned, UNIT, "--json").json
    assert (told["changes"], told["conflicts"], told["findings"]) == ([], [], [])
    assert call(space, "pull", returned, UNIT, "--write").code == 0
    assert [(p, p.stat().st_mtime_ns, p.read_bytes()) for p in _files(space / "data")] == before


def test_without_write_a_pull_only_shows(space: Path, tmp_path: Path) -> None:
    returned = tmp_path / "改后.docx"
    returned.write_bytes(_with(report(space), "不断深化", "逐步深化"))
    before = [(p, p.stat().st_mtime_ns, p.read_bytes()) for p in _files(space / "data")]
    shown = call(space, "pull", returned, UNIT)
    assert shown.code == 0
    assert "成效.yaml:81" in shown.out
    assert "逐步深化" in shown.out
    assert [(p, p.stat().st_mtime_ns, p.read_bytes()) for p in _files(space / "data")] == before


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


def test_a_report_renamed_and_moved_is_still_known(space: Path, tmp_path: Path) -> None:
    returned = tmp_path / "改 好 了(2).docx"
    returned.write_bytes(_with(report(space), "不断深化", "逐步深化"))
    (change,) = call(space, "pull", returned, "--json").json["changes"]
    assert (Path(change["file"]).name, change["line"]) == ("成效.yaml", 81)


# ---- files of other makes


@pytest.mark.parametrize(("mark", "newline"), [("\ufeff", "\n"), ("", "\r\n"), ("\ufeff", "\r\n")])
def test_marks_and_line_ends_of_a_file_stay(
    space: Path, tmp_path: Path, mark: str, newline: str
) -> None:
    path = space / UNIT / "成效.yaml"
    original = mark + path.read_bytes().decode().replace("\n", newline)
    path.write_bytes(original.encode())
    call(space, "build", UNIT)
    returned = tmp_path / "改后.docx"
    steps = [
        {"do": "replace", "at": "殡葬改革不断深化", "old": "不断深化", "new": "逐步深化"},
        {"do": "insert_after", "at": "二是抓场所建设", "text": "三是抓作风建设。"},
    ]
    returned.write_bytes(hands.edited(report(space).read_bytes(), steps))
    assert call(space, "pull", returned, UNIT, "--write").code == 0
    wanted = original.replace("殡葬改革不断深化", "殡葬改革逐步深化").replace(
        f"以党建推动发展。{newline}", f"以党建推动发展。{newline}        三是抓作风建设。{newline}"
    )
    assert path.read_bytes().decode() == wanted


# ---- the data went on meanwhile


def _with(docx: Path, old: str, new: str) -> bytes:
    steps = [{"do": "replace", "at": "殡葬改革", "old": old, "new": new}]
    return hands.edited(docx.read_bytes(), steps)


def _retyped(space: Path, old: str, new: str) -> None:
    path = space / UNIT / "成效.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_data_edited_elsewhere_meanwhile_are_kept_beside_words_edit(
    space: Path, tmp_path: Path
) -> None:
    returned = tmp_path / "改后.docx"
    returned.write_bytes(_with(report(space), "不断深化", "逐步深化"))
    _retyped(space, "全年新办低保10户11人", "全年新办低保12户13人")
    before = texts_of(space)
    assert call(space, "pull", returned, UNIT, "--json").json["conflicts"] == []
    assert call(space, "pull", returned, UNIT, "--write").code == 0
    name = file_named("成效", before)
    wanted = before[name].replace("殡葬改革不断深化", "殡葬改革逐步深化")
    assert texts_of(space) == {**before, name: wanted}


def test_the_same_edit_made_in_both_is_no_change(space: Path, tmp_path: Path) -> None:
    returned = tmp_path / "改后.docx"
    returned.write_bytes(_with(report(space), "不断深化", "逐步深化"))
    _retyped(space, "殡葬改革不断深化", "殡葬改革逐步深化")
    told = call(space, "pull", returned, UNIT, "--json").json
    assert (told["changes"], told["conflicts"]) == ([], [])


@pytest.fixture
def torn(space: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A workspace and a returned report that say the same words differently."""
    returned = tmp_path / "改后.docx"
    returned.write_bytes(_with(report(space), "不断深化", "逐步深化"))
    _retyped(space, "殡葬改革不断深化", "殡葬改革持续深化")
    return space, returned


def test_words_edited_in_both_are_shown_and_not_resolved(torn: tuple[Path, Path]) -> None:
    space, returned = torn
    before = texts_of(space)
    told = call(space, "pull", returned, UNIT, "--json").json
    assert told["changes"] == []
    (conflict,) = told["conflicts"]
    assert (conflict["number"], Path(conflict["file"]).name, conflict["line"]) == (
        1,
        "成效.yaml",
        81,
    )
    assert "不断深化" in conflict["base"]
    assert "逐步深化" in conflict["word"]
    assert "持续深化" in conflict["data"]
    assert call(space, "pull", returned, UNIT, "--write").code == 1
    assert texts_of(space) == before


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        (("--ours", "1"), "持续深化"),
        (("--theirs", "1"), "逐步深化"),
        (("--ours", "全部"), "持续深化"),
        (("--theirs", "全部"), "逐步深化"),
    ],
)
def test_a_conflict_is_resolved_by_choice(
    torn: tuple[Path, Path], choice: tuple[str, str], kept: str
) -> None:
    space, returned = torn
    before = texts_of(space)
    assert call(space, "pull", returned, UNIT, "--write", *choice).code == 0
    name = file_named("成效", before)
    wanted = before[name].replace("殡葬改革持续深化", f"殡葬改革{kept}")
    assert texts_of(space) == {**before, name: wanted}


# ---- the drivers themselves


def test_the_corpus_is_as_large_as_was_asked() -> None:
    names = [case["name"] for case in cases()]
    assert len(names) == len(set(names))
    assert len(names) >= 44
    assert len([1 for case in cases() if "office" in ways(case)]) >= 44


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """LibreOffice, for tests of what it does to a report."""
    drivable("office")
    with Office() as opened:
        yield opened


SAME_IN_BOTH = [case for case in cases() if ways(case)[:2] == ("office", "docx")][::9]


@pytest.mark.unmeasured
@pytest.mark.parametrize("index", range(len(SAME_IN_BOTH)), ids=lambda i: SAME_IN_BOTH[i]["name"])
def test_libreoffice_and_the_edited_file_say_the_same(
    index: int, base: Path, office: Office, tmp_path: Path
) -> None:
    made = [
        word_edits.edit(SAME_IN_BOTH[index], way, report(base), office, tmp_path)
        for way in ("office", "docx")
    ]
    one, two = (word_edits.said(read(docx)) for docx in made)
    assert one == two


def test_marks_and_manifest_come_through_libreoffice(
    base: Path, office: Office, tmp_path: Path
) -> None:
    target = tmp_path / "另存.docx"
    office.edit(report(base), target)
    before, after = (unpacked(path.read_bytes()) for path in (report(base), target))
    assert (marks(after), seal(after)) == (marks(before), seal(before))
    one, two = (list(read(p.read_bytes()).paragraphs()) for p in (report(base), target))
    assert [(p.text, p.marks) for p in one] == [(p.text, p.marks) for p in two]


def test_changes_recorded_by_libreoffice_bear_name_and_date(
    base: Path, office: Office, tmp_path: Path
) -> None:
    target = tmp_path / "修订.docx"
    steps = [{"do": "replace", "at": "殡葬改革", "old": "不断深化", "new": "逐步深化"}]
    office.edit(report(base), target, steps, "张书记")
    found = read(target.read_bytes()).revisions
    assert [(r.kind, r.author, r.words) for r in found] == [
        ("删", "张书记", "不断深化"),
        ("增", "张书记", "逐步深化"),
    ]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", r.date) for r in found)


def test_an_edit_that_cannot_be_made_is_said(base: Path, office: Office, tmp_path: Path) -> None:
    steps = [{"do": "replace", "at": "没有这样一段", "old": "甲", "new": "乙"}]
    with pytest.raises(RuntimeError, match="没有这样一段"):
        office.edit(report(base), tmp_path / "无.docx", steps)


def test_hands_keep_bookmarks_as_word_does_and_lose_them_when_rough(base: Path) -> None:
    source = report(base).read_bytes()
    steps = [{"do": "replace", "at": "殡葬改革", "old": "殡葬改革", "new": "殡葬事业"}]

    def marked(rough: bool) -> tuple[str, ...]:
        made = read(hands.edited(source, steps, rough=rough))
        (found,) = [p for p in made.paragraphs() if p.text.startswith("殡葬事业")]
        return found.marks

    assert len(marked(rough=False)) == 1
    assert marked(rough=True) == ()


@pytest.mark.unmeasured
def test_hands_leave_a_document_that_word_can_open(base: Path, tmp_path: Path) -> None:
    source = report(base).read_bytes()
    for case in cases():
        made = tmp_path / "改后.docx"
        made.write_bytes(hands.edited(source, case["steps"], case.get("author", "")))
        found = (str(each) for each in ooxml_integrity.check(str(made)))
        assert [each for each in found if each.startswith("[ERROR")] == [], case["name"]
