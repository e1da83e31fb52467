"""The versions of a report: kept whole, never twice, found again, and a file edited by hand stays."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import UNIT, Desk
from hypothesis import given
from hypothesis import strategies as st
from word import SHIPPED, body, changed

from generator import archive, readback, template
from generator.archive import Calculated, Manifest, Marked, Noted, Version
from generator.archive.manifest import read, written
from generator.findings import Finding, Place, Refused, Severity
from generator.generate import Generated, Wanted, edits, generate
from generator.generate.edits import shown
from generator.generate.manifest import manifest as of_report

DOCUMENT = "word/document.xml"
MANIFEST = Manifest(
    program="0.1.0",
    unit="试验镇人民政府",
    year=2021,
    title="试验镇报告",
    made=None,
    files={"data/units/试验镇-2021/单位.yaml": "ab"},
    docx="",
    seal="",
    total="89",
    grade="良",
    findings=(Noted("carry-over", "提醒", "不等。", "data/units/试验镇-2021/预算.yaml:3"),),
    scores={"效果": "18"},
    traces={"效果": ("评定 18分",)},
    blocks=(
        Marked("_jx_0_0", "职责/0", "共3项", "正文", "entered", (Calculated("职责|个数", "3", 1, ("职责.yaml:1",)),)),
    ),
    sources={"职责/0": "共{{ 职责|个数 }}项"},
)  # fmt: skip


def manifest(docx: bytes, **more: object) -> Manifest:
    """A manifest that belongs to these bytes."""
    sha = hashlib.sha256(docx).hexdigest()
    return replace(MANIFEST, docx=sha, seal=f"seal of {docx!r}", **more)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a unit's versions, not there yet."""
    return tmp_path / "build" / "试验镇-2021"


def kept(folder: Path, *reports: bytes) -> list[Version]:
    return [archive.keep(folder, docx, manifest(docx)) for docx in reports]


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def refusal(act: Callable[[], object]) -> Finding:
    with pytest.raises(Refused) as refused:
        act()
    (finding,) = refused.value.findings
    assert finding.stops
    return finding


# ---------------------------------------------------------------- keeping and finding


def test_a_version_holds_the_very_bytes_and_its_manifest(folder: Path) -> None:
    (version,) = kept(folder, b"one")
    assert version == Version(1, folder / "第001版")
    assert names(version.folder) == ["报告.docx", "清单.json"]
    assert version.docx() == b"one"
    assert version.manifest() == manifest(b"one")


def test_versions_are_numbered_on_and_listed_oldest_first(folder: Path) -> None:
    versions = kept(folder, b"one", b"two", b"three")
    assert [v.number for v in versions] == [1, 2, 3]
    assert archive.versions(folder) == tuple(versions)
    assert archive.versions(folder.with_name("没有")) == ()


def test_the_same_report_from_the_same_sources_makes_no_new_version(folder: Path) -> None:
    (first,) = kept(folder, b"one")
    assert archive.keep(folder, b"one", manifest(b"one", made="2022-03-15 09:30")) == first
    assert kept(folder, b"two", b"one")[-1].number == 3


@pytest.mark.parametrize("change", [{"sources": {"职责/0": "共3项"}}, {"blocks": ()}])
def test_the_same_report_from_other_sources_is_a_version(
    folder: Path, change: dict[str, object]
) -> None:
    kept(folder, b"one")
    assert archive.keep(folder, b"one", manifest(b"one", **change)).number == 2


def test_a_version_is_found_by_its_seal_the_newest_first(folder: Path) -> None:
    _, _, third = kept(folder, b"one", b"two", b"one")
    assert archive.by_seal(folder, manifest(b"one").seal) == third
    assert archive.by_seal(folder, "other") is None
    assert archive.by_seal(folder, "") is None


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda f: (f / "报告.docx").unlink(), id="no report"),
        pytest.param(lambda f: (f / "报告.docx").write_bytes(b"tow"), id="another report"),
        pytest.param(lambda f: (f / "清单.json").unlink(), id="no manifest"),
        pytest.param(lambda f: (f / "清单.json").write_bytes(b"\xff{"), id="no JSON"),
        pytest.param(lambda f: (f / "清单.json").write_text("[]"), id="no table"),
        pytest.param(lambda f: (f / "清单.json").write_text("{}"), id="empty"),
    ],
)
def test_a_damaged_version_is_passed_over_and_told(
    folder: Path, damage: Callable[[Path], object]
) -> None:
    first, second, third = kept(folder, b"one", b"two", b"three")
    damage(second.folder)
    assert archive.versions(folder) == (first, third)
    (finding,) = archive.damaged(folder)
    assert (finding.id, finding.severity) == ("version-damaged", Severity.WARNING)
    assert str(finding.place) == second.folder.as_posix()
    assert archive.by_seal(folder, manifest(b"two").seal) is None


def test_the_number_of_a_damaged_version_is_not_used_again(folder: Path) -> None:
    _, second = kept(folder, b"one", b"two")
    (second.folder / "清单.json").unlink()
    assert kept(folder, b"three")[0].number == 3


def test_a_report_below_a_damaged_version_is_not_kept_again(folder: Path) -> None:
    first, second = kept(folder, b"one", b"two")
    (second.folder / "报告.docx").unlink()
    assert kept(folder, b"one") == [first]


def test_other_folders_are_no_versions(folder: Path) -> None:
    kept(folder, b"one")
    for name in ("第2版", "第002版 - 副本", "第003版（旧）", "旧"):
        (folder / name).mkdir()
    assert [v.number for v in archive.versions(folder)] == [1]
    assert archive.damaged(folder) == ()


def test_every_version_is_taken_out_byte_for_byte_and_never_over_a_file(folder: Path) -> None:
    for version, docx in zip(kept(folder, b"one", b"two"), (b"one", b"two"), strict=True):
        target = folder.parent / f"第{version.number}版.docx"
        assert archive.take_out(version, target).path.read_bytes() == docx
        assert refusal(lambda v=version, t=target: archive.take_out(v, t)).id == "file-exists"  # type: ignore[misc]


def test_old_versions_go_only_when_asked_and_the_newest_never(folder: Path) -> None:
    kept(folder, b"1", b"2", b"3", b"4")
    old = archive.outdated(folder, keep=1, spare={2})
    assert [v.number for v in old] == [1, 3]
    archive.prune(old)
    assert names(folder) == ["第002版", "第004版"]
    assert [v.number for v in archive.outdated(folder, keep=0)] == [2]
    assert kept(folder, b"5")[0].number == 5


def test_old_versions_can_be_removed_where_a_killed_removal_left_one(folder: Path) -> None:
    first, second = kept(folder, b"1", b"2")
    (folder / ".jixiao-第001版").mkdir()
    (folder / ".jixiao-第001版" / "报告.docx").write_bytes(b"half gone")
    archive.prune([first])
    assert archive.versions(folder) == (second,)
    assert names(folder) == ["第002版"]


def test_a_version_that_cannot_be_removed_stays_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = kept(folder, b"1", b"2")

    def fail(*_: object) -> None:
        raise PermissionError(errno.EACCES, "held")

    monkeypatch.setattr(Path, "rename", fail)
    finding = refusal(lambda: archive.prune(versions[:1]))
    assert finding.id == "output-unwritable"
    assert archive.versions(folder) == tuple(versions)


# ---------------------------------------------------------------- files that came back


def test_a_file_that_came_back_is_kept_with_the_data_of_then(folder: Path) -> None:
    first = archive.receive(folder, b"edited", {"单位.yaml": b"a", "预算.yaml": b"b"})
    second = archive.receive(folder, b"again", {})
    assert archive.receipts(folder) == (first, second) == (folder / "收稿001", folder / "收稿002")
    assert names(first) == ["单位.yaml", "报告.docx", "预算.yaml"]
    assert (first / "报告.docx").read_bytes() == b"edited"
    assert (first / "预算.yaml").read_bytes() == b"b"


def test_bytes_that_are_kept_are_known_whatever_kept_them(folder: Path) -> None:
    assert not archive.received(folder, b"one")
    kept(folder, b"one")
    archive.receive(folder, b"two", {})
    assert archive.received(folder, b"one")
    assert archive.received(folder, b"two")
    assert not archive.received(folder, b"owt")
    (folder / "收稿002").mkdir()
    assert not archive.received(folder, b"three")


# ---------------------------------------------------------------- the manifest

TEXTS = st.text(max_size=8)
TABLES = st.dictionaries(TEXTS, TEXTS, max_size=3)
PIECES = st.builds(Calculated, TEXTS, TEXTS, st.integers(), st.lists(TEXTS, max_size=2).map(tuple))
BLOCKS = st.builds(
    Marked, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.lists(PIECES, max_size=2).map(tuple)
)
MANIFESTS = st.builds(
    Manifest,
    program=TEXTS,
    unit=TEXTS,
    year=st.integers(),
    title=TEXTS,
    made=st.none() | TEXTS,
    files=TABLES,
    docx=TEXTS,
    seal=TEXTS,
    total=TEXTS,
    grade=TEXTS,
    findings=st.lists(st.builds(Noted, TEXTS, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    scores=TABLES,
    traces=st.dictionaries(TEXTS, st.lists(TEXTS, max_size=2).map(tuple), max_size=2),
    blocks=st.lists(BLOCKS, max_size=2).map(tuple),
    sources=TABLES,
)


@given(MANIFESTS)
def test_a_manifest_is_read_as_it_was_written(given: Manifest) -> None:
    assert read(written(given)) == given
    assert written(read(written(given))) == written(given)


def test_a_manifest_of_a_later_program_is_read_too() -> None:
    record = {**json.loads(written(MANIFEST)), "signed": True}
    assert read(json.dumps(record).encode()) == MANIFEST


def test_a_manifest_is_sorted_and_in_chinese() -> None:
    text = written(MANIFEST).decode()
    assert '"unit": "试验镇人民政府"' in text
    keys = [line.split('"')[1] for line in text.split("\n") if line.startswith(' "')]
    assert keys == sorted(keys)


def test_a_manifest_says_what_a_report_was_made_from(desk: Desk) -> None:
    version = desk.generate().version
    about, docx = version.manifest(), version.docx()
    assert (about.unit, about.year, about.total, about.grade) == (
        "试验镇人民政府",
        2021,
        "89",
        "良",
    )
    assert about.made is None
    assert about.docx == hashlib.sha256(docx).hexdigest()
    assert about.seal == template.seal(template.unpacked(docx))
    budget = desk.path("预算").read_bytes()
    assert about.files["data/units/试验镇-2021/预算.yaml"] == hashlib.sha256(budget).hexdigest()
    assert "data/rubrics/试验.yaml" in about.files
    assert "自带/report_templates/部门整体支出绩效评价报告.docx" in about.files
    assert "自带/data/checks/通用.yaml" in about.files
    assert set(about.scores) == set(about.traces)


def test_a_manifest_knows_every_paragraph_from_data(desk: Desk) -> None:
    version = desk.generate().version
    about, parts = version.manifest(), template.unpacked(version.docx())
    assert {b.mark: b.path for b in about.blocks} == template.marks(parts)
    marked = [p.text for p in readback.read(version.docx()).paragraphs() if p.path]
    assert [b.text for b in about.blocks] == marked
    assert {b.path for b in about.blocks if b.origin == "entered"} == set(about.sources)
    for block in about.blocks:
        for piece in block.calculated:
            assert block.text[piece.start :].startswith(piece.value)


def test_a_part_that_a_template_prints_twice_is_known_twice(desk: Desk) -> None:
    def twice(xml: str) -> str:
        (printed,) = re.findall(r"<w:p\b(?:(?!</w:p>).)*\{\{p 总体目标 \}\}.*?</w:p>", xml)
        return xml.replace(printed, printed * 2)

    (desk.root / "report_templates").mkdir()
    (desk.root / "report_templates" / SHIPPED.name).write_bytes(changed(DOCUMENT, twice))
    version = desk.generate().version
    marks = template.marks(template.unpacked(version.docx()))
    assert list(marks.values()).count("目标/总体") == 2
    assert {b.mark: b.path for b in version.manifest().blocks} == marks


def test_a_calculated_piece_names_its_expression_and_where_its_data_stand(desk: Desk) -> None:
    about = desk.generate().version.manifest()
    ((path, piece), *_) = (
        (b.path, p) for b in about.blocks for p in b.calculated if "支出决算" in p.expression
    )
    assert piece.expression == "预算.支出决算|万元"
    (place,) = piece.places
    file, line = place.split(":")
    assert file == "data/units/试验镇-2021/预算.yaml"
    assert "支出决算" in desk.path("预算").read_text(encoding="utf-8").split("\n")[int(line) - 1]
    assert "{{ 预算.支出决算|万元 }}" in about.sources[path]


def test_the_text_of_a_fragment_is_a_source(desk: Desk) -> None:
    folder = desk.root / "data" / "fragments"
    folder.mkdir()
    (folder / "资产.md").write_text("资产{{ 单位.年度 }}。\n", encoding="utf-8")
    about = desk.generate().version.manifest()
    assert about.sources["文字片段/资产"] == "资产{{ 单位.年度 }}。\n"
    assert "data/fragments/资产.md" in about.files


@pytest.mark.parametrize("start", [".", "data/units"])
def test_a_manifest_does_not_depend_on_where_the_clerk_stands(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    first = desk.generate().version.manifest()
    monkeypatch.chdir(desk.root / start)
    unit = Path(os.path.relpath(desk.unit))
    space = replace(desk.space, root=Path(os.path.relpath(desk.root)))
    again = generate(unit, space, None, lambda step: None)
    assert again.version.number == 1
    assert again.version.manifest() == first


def test_a_finding_is_noted_as_far_as_its_place_is_known(desk: Desk) -> None:
    files = (desk.root.with_name("甲.yaml"), desk.unit / "预算.yaml")
    places = (
        None,
        *(Place(file.as_posix(), line) for file, line in zip(files, (3, 0), strict=True)),
    )
    found = tuple(Finding("carry-over", Severity.NOTE, "不等。", place) for place in places)
    examined = replace(desk.examine(), findings=found)
    docx = desk.generate().version.docx()
    noted = of_report(examined, docx, readback.read(docx), desk.space, None).findings
    assert [each.place for each in noted] == ["", "甲.yaml:3", f"data/units/{UNIT}/预算.yaml"]


# ---------------------------------------------------------------- generating again


def test_building_again_from_the_same_inputs_makes_no_version(desk: Desk) -> None:
    first = generate(desk.unit, desk.space, None, lambda step: None, Wanted(made="早上"))
    again = generate(desk.unit, desk.space, None, lambda step: None, Wanted(made="晚上"))
    assert again.version == first.version
    assert again.version.manifest().made == "早上"
    desk.edit("文字", "完成年度各项任务。", "全面完成年度任务。")
    assert desk.generate().version.number == 2


def test_a_report_stored_elsewhere_has_its_version_in_the_workspace(
    desk: Desk, tmp_path: Path
) -> None:
    done = desk.generate(tmp_path / "终稿.docx")
    assert done.version.folder == desk.space.build / desk.unit.name / "第001版"
    assert done.version.docx() == done.stored.path.read_bytes()


def test_an_older_version_in_the_place_is_replaced(desk: Desk) -> None:
    first = desk.generate()
    desk.edit("文字", "完成年度各项任务。", "全面完成年度任务。")
    desk.generate()
    path = first.stored.path
    path.write_bytes(first.version.docx())
    done = desk.generate()
    assert (done.stored.path, done.stored.kept, done.findings) == (path, None, ())
    assert path.read_bytes() == done.version.docx()


def edit(path: Path, old: str, new: str) -> bytes:
    """Edit a report in its place, as Word would."""
    assert old in str(readback.read(path.read_bytes()))
    edited = changed(DOCUMENT, lambda xml: xml.replace(old, new), path.read_bytes())
    path.write_bytes(edited)
    return edited


def others(done: Generated) -> list[str]:
    """What stands in build/ beside the report."""
    target = done.stored.kept or done.stored.path
    return sorted(p.name for p in target.parent.iterdir() if p.is_file() and p != target)


def test_an_edited_report_is_told_paragraph_by_paragraph(desk: Desk) -> None:
    path = desk.generate().stored.path
    edited = edit(path, "一、基本概况", "一、概况")
    edited = edit(path, "完成年度各项任务。", "完成年度各项任务，成绩突出。")
    desk.edit("文字", "完成年度各项任务。", "全面完成年度任务。")
    done = desk.generate()
    (finding,) = done.placing
    assert finding.message == (
        "这个文件在 Word 里改过 2 段，没有动它，"
        f"新的报告存为“{path.stem}（第2版）.docx”。改动：「一、基本概况」→「一、概况」；"
        "「…年度各项任务。」→「…年度各项任务，成绩突出。」。"
    )
    assert finding.hint == f'要把改动收回数据，请运行 jixiao pull "{path.as_posix()}"。'
    assert path.read_bytes() == edited
    assert done.stored.path.read_bytes() == done.version.docx()


def test_building_again_beside_an_edited_report_piles_nothing_up(desk: Desk) -> None:
    edit(desk.generate().stored.path, "一、基本概况", "一、概况")
    first = desk.generate()
    again = desk.generate()
    assert again.stored.unchanged
    assert others(again) == others(first) == [f"{first.stored.kept.stem}（第1版）.docx"]  # type: ignore[union-attr]


def test_a_report_beside_that_was_edited_in_its_turn_stays_too(desk: Desk) -> None:
    edit(desk.generate().stored.path, "一、基本概况", "一、概况")
    beside = desk.generate().stored.path
    edited = edit(beside, "一、基本概况", "一、镇情概况")
    done = desk.generate()
    assert beside.read_bytes() == edited
    assert done.stored.path.name == beside.name.replace("（第1版）", "（第1版-2）")
    assert desk.generate().stored.unchanged


def test_an_edited_report_that_was_received_is_replaced_in_silence(desk: Desk) -> None:
    first = desk.generate()
    edited = edit(first.stored.path, "一、基本概况", "一、概况")
    archive.receive(first.version.folder.parent, edited, {})
    done = desk.generate()
    assert (done.stored.path, done.placing) == (first.stored.path, ())
    assert done.stored.path.read_bytes() == first.version.docx()


def test_a_report_that_word_only_saved_again_is_received_and_replaced(desk: Desk) -> None:
    first = desk.generate()
    path = first.stored.path
    saved = changed(DOCUMENT, lambda xml: xml.replace("<w:body>", "<w:body >"), path.read_bytes())
    path.write_bytes(saved)
    done = desk.generate()
    (finding,) = done.placing
    assert (finding.id, finding.severity) == ("saved-file-replaced", Severity.NOTE)
    assert path.read_bytes() == first.version.docx()
    (receipt,) = archive.receipts(first.version.folder.parent)
    assert (receipt / "报告.docx").read_bytes() == saved
    for file in desk.unit.iterdir():
        assert (receipt / file.name).read_bytes() == file.read_bytes()


def test_a_renamed_base_does_not_matter_as_the_seal_knows_it(desk: Desk) -> None:
    first = desk.generate()
    desk.edit("文字", "完成年度各项任务。", "全面完成年度任务。")
    path = desk.generate().stored.path
    path.write_bytes(first.version.docx())
    edit(path, "一、基本概况", "一、概况")
    assert "改过 1 段" in desk.generate().placing[0].message


def torn(part: str) -> bytes:
    """A report with a part that can't be read."""
    return changed(part, lambda _: "<torn", body("会议记录"))


def broken() -> bytes:
    """A zip file whose bytes were spoilt on the way."""
    docx = bytearray(body("会议记录"))
    docx[200:400] = bytes(200)
    return bytes(docx)


@pytest.mark.parametrize(
    "foreign",
    [
        pytest.param(torn(DOCUMENT), id="torn"),
        pytest.param(broken(), id="broken"),
        pytest.param(b"", id="empty"),
        pytest.param("会议记录".encode(), id="no docx"),
        pytest.param(body("会议记录"), id="another docx"),
    ],
)
def test_a_file_that_is_no_report_stays(desk: Desk, foreign: bytes) -> None:
    path = desk.generate().stored.path
    path.write_bytes(foreign)
    done = desk.generate()
    assert path.read_bytes() == foreign
    assert done.stored.path.name == f"{path.stem}（第1版）.docx"
    assert "不是现存的哪一版改成的" in done.placing[0].message


def test_a_report_whose_version_is_gone_stays(desk: Desk) -> None:
    first = desk.generate()
    edit(first.stored.path, "一、基本概况", "一、概况")
    (first.version.folder / "清单.json").unlink()
    desk.edit("文字", "完成年度各项任务。", "全面完成年度任务。")
    done = desk.generate()
    assert done.version.number == 2
    assert "不是现存的哪一版改成的" in done.placing[0].message


def test_the_same_rules_hold_for_another_place(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "终稿.docx"
    desk.generate(target)
    edited = edit(target, "一、基本概况", "一、概况")
    done = desk.generate(target)
    assert done.stored.path == tmp_path / "终稿（第1版）.docx"
    assert target.read_bytes() == edited


@pytest.mark.parametrize("part", [DOCUMENT, "customXml/item1.xml"])
def test_a_report_of_which_a_part_cannot_be_read_stays(desk: Desk, part: str) -> None:
    path = desk.generate().stored.path
    torn_report = changed(part, lambda _: "<torn", path.read_bytes())
    assert torn_report != path.read_bytes()
    path.write_bytes(torn_report)
    assert "不是现存的哪一版改成的" in desk.generate().placing[0].message
    assert path.read_bytes() == torn_report


def test_a_folder_of_the_name_is_passed_over(desk: Desk) -> None:
    path = desk.generate().stored.path
    edit(path, "一、基本概况", "一、概况")
    path.with_name(f"{path.stem}（第1版）.docx").mkdir()
    assert desk.generate().stored.path.name == f"{path.stem}（第1版-2）.docx"


def test_a_comment_in_the_margin_is_an_edit(desk: Desk) -> None:
    path = desk.generate().stored.path
    parts = template.unpacked(path.read_bytes())
    said = template.element(
        "comment",
        template.element("p", template.element("r", template.element("t", text="请核"))),
        id="0",
        author="审核",
    )
    parts = template.with_comments(parts, template.element("comments", said))
    mark = b'<w:r><w:commentReference w:id="0"/></w:r></w:p>'
    parts[DOCUMENT] = parts[DOCUMENT].replace(b"</w:p>", mark, 1)
    path.write_bytes(template.packed(parts))
    (finding,) = desk.generate().placing
    assert "（没有）→「批注：请核」" in finding.message


# ---------------------------------------------------------------- edits in words


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("甲 乙 丙", "甲 乙 丙", []),
        ("甲 乙 丙", "甲 丁 丙", [("乙", "丁")]),
        ("甲 乙 丙", "甲 丙", [("乙", "")]),
        ("甲 丙", "甲 乙 丙", [("", "乙")]),
        ("甲 乙", "丙 丁 戊", [("甲", "丙"), ("乙", "丁"), ("", "戊")]),
    ],
)
def test_paragraphs_that_differ_are_paired(
    before: str, after: str, found: list[tuple[str, str]]
) -> None:
    assert list(edits(before.split(), after.split())) == found


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("概况", "", "「概况」→（没有）"),
        ("", "概况", "（没有）→「概况」"),
        ("一二三四五六七八", "一二三四五六七九", "「…二三四五六七八」→「…二三四五六七九」"),
        ("一二三四五六七八", "一二三四五六七", "「…二三四五六七八」→「…二三四五六七」"),
        ("甲" * 40, "乙" * 40, f"「{'甲' * 24}…」→「{'乙' * 24}…」"),
    ],
)
def test_an_edit_is_shown_where_it_begins(before: str, after: str, words: str) -> None:
    assert shown((before, after)) == words


# ---------------------------------------------------------------- one run at a time


def test_a_unit_in_use_is_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    holding = archive.locked(desk.space.build / desk.unit.name)
    holding.__enter__()

    def pause(_: float) -> None:
        told.append("slept")
        if len(told) == 4:
            holding.__exit__(None, None, None)

    monkeypatch.setattr(time, "sleep", pause)
    wanted = Wanted(waiting=lambda: told.append("waiting"))
    done = generate(desk.unit, desk.space, None, lambda step: None, wanted)
    assert told == ["waiting", "slept", "slept", "slept"]
    assert done.stored.path.is_file()


def test_data_that_changed_while_waiting_make_no_stale_report(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding = archive.locked(desk.space.build / desk.unit.name)
    holding.__enter__()

    def pause(_: float) -> None:
        desk.edit("文字", "完成年度各项任务。", "全面完成年度任务。")
        holding.__exit__(None, None, None)

    monkeypatch.setattr(time, "sleep", pause)
    assert refusal(desk.generate).id == "data-changed"
    assert names(desk.space.build / desk.unit.name) == [".lock"]
    assert "全面完成" in str(readback.read(desk.generate().version.docx()))


@pytest.mark.parametrize("step", range(2, 8))
def test_data_saved_after_they_were_read_make_no_stale_report(desk: Desk, step: int) -> None:
    def say(number: int) -> None:
        if number == step:
            desk.edit("文字", "完成年度各项任务。", "全面完成年度任务。")

    refused = refusal(lambda: generate(desk.unit, desk.space, None, say))
    assert refused.id == "data-changed"
    assert not list(desk.space.build.glob("*.docx"))
    assert names(desk.space.build / desk.unit.name) == [".lock"]
    assert "全面完成" in str(readback.read(desk.generate().version.docx()))


def test_a_unit_in_use_for_long_is_told_and_not_touched(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    with archive.locked(desk.space.build / desk.unit.name):
        finding = refusal(desk.generate)
    assert finding.id == "unit-busy"
    assert "等了 10 秒" in finding.message
    assert sum(slept) == pytest.approx(10)
    assert names(desk.space.build) == [desk.unit.name]
    assert names(desk.space.build / desk.unit.name) == [".lock"]


def test_two_units_do_not_wait_for_each_other(folder: Path) -> None:
    with archive.locked(folder), archive.locked(folder.with_name("乙镇-2021")):
        assert folder.is_dir()


def test_a_disk_without_locks_is_used_without(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    with archive.locked(folder):
        assert folder.is_dir()


def test_a_place_where_no_versions_can_be_kept_is_named(folder: Path) -> None:
    folder.parent.write_bytes(b"a file")

    def hold() -> None:
        with archive.locked(folder):
            pass

    finding = refusal(hold)
    assert finding.id == "output-unwritable"
    assert finding.hint.startswith("版本要存在 build/ 里")
