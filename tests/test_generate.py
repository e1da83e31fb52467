"""One unit from folder to stored report: the order, and that nothing is stored when it should not."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import Desk, row
from word import SHIPPED, changed

from generator import readback
from generator.findings import Refused
from generator.generate import STEPS, generate


def test_the_seven_steps_are_told_in_order(desk: Desk) -> None:
    told: list[int] = []
    generate(desk.unit, desk.space, None, told.append)
    assert told == [1, 2, 3, 4, 5, 6, 7]
    assert STEPS == ("读入", "评分", "核对", "成文", "填模板", "核验", "保存")


def test_a_report_is_named_as_an_office_would_name_it(desk: Desk) -> None:
    stored = desk.generate().stored
    assert stored.path == desk.root / "build" / "试验镇人民政府2021年部门整体支出绩效评价报告.docx"
    assert stored.path.is_file()


def test_equal_input_gives_equal_bytes_and_is_not_stored_again(desk: Desk) -> None:
    first = desk.generate().stored.path.read_bytes()
    again = desk.generate().stored
    assert again.unchanged
    assert again.path.read_bytes() == first


def test_another_place_may_be_named(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "别处" / "报告.docx"
    assert desk.generate(target).stored.path == target
    assert [p.name for p in (desk.root / "build").iterdir()] == [desk.unit.name]


def test_what_was_generated_is_replaced_when_the_data_change(desk: Desk) -> None:
    before = desk.generate().stored
    desk.edit("文字", "完成年度各项任务。", "全面完成年度任务。")
    after = desk.generate()
    assert after.stored.path == before.path
    assert after.stored.kept is None
    assert after.findings == ()


@pytest.mark.parametrize("worked_on", [False, True])
def test_the_report_of_another_unit_is_not_replaced(desk: Desk, worked_on: bool) -> None:
    path = desk.generate().stored.path
    if worked_on:
        path.write_bytes(
            changed(
                "word/document.xml",
                lambda xml: xml.replace("完成年度", "超额完成"),
                path.read_bytes(),
            )
        )
    stands = path.read_bytes()
    copy = shutil.copytree(desk.unit, desk.unit.with_name("另一个单位"))
    (copy / "预算.yaml").write_text(
        (copy / "预算.yaml").read_text("utf-8").replace("850", "900"), "utf-8"
    )
    with pytest.raises(Refused) as refused:
        generate(copy, desk.space, None, lambda step: None)
    (finding,) = (each for each in refused.value.findings if each.stops)
    assert (finding.id, desk.unit.name in finding.message) == ("output-twice", True)
    assert path.read_bytes() == stands
    desk.edit("单位", "名称: 试验镇人民政府", "名称: 试验市人民政府")
    desk.generate()
    assert generate(copy, desk.space, None, lambda step: None).version.number == 1


def test_a_report_edited_by_hand_stays_where_it_is(desk: Desk) -> None:
    path = desk.generate().stored.path
    edited = changed(
        "word/document.xml", lambda xml: xml.replace("完成年度", "超额完成"), path.read_bytes()
    )
    path.write_bytes(edited)
    done = desk.generate()
    assert done.stored.kept == path
    assert path.read_bytes() == edited
    assert done.stored.path == path.with_name(f"{path.stem}（第1版）.docx")
    assert readback.edited(done.stored.path.read_bytes()) is False
    assert [row(f)[0] for f in done.findings] == ["edited-file-kept"]


@pytest.mark.parametrize(
    ("file", "old", "new", "id"),
    [
        ("单位", "  简称: 试验镇", "  简称：试验镇", "full-width-colon"),
        ("评分", "    评定分: 18", "    评定分: 25", "judged-out-of-bounds"),
        ("文字", "完成年度各项任务。", "完成{{ 预算.无 }}。", "unknown-name"),
        ("试验", "    - 名称: 效果\n      分值: 20", "    - 名称: 效果\n      分值: 30", "weights-do-not-add-up"),
    ],
)  # fmt: skip
def test_an_error_in_any_step_stores_nothing_and_touches_nothing(
    desk: Desk, file: str, old: str, new: str, id: str
) -> None:
    path = desk.generate().stored.path
    before = path.read_bytes()
    desk.edit(file, old, new)
    with pytest.raises(Refused) as refused:
        desk.generate()
    assert id in [f.id for f in refused.value.findings]
    assert path.read_bytes() == before
    assert [p for p in path.parent.iterdir() if p.is_file()] == [path]


def template(desk: Desk, docx: bytes) -> Path:
    folder = desk.root / "report_templates"
    folder.mkdir(exist_ok=True)
    path = folder / SHIPPED.name
    path.write_bytes(docx)
    return path


def test_a_template_of_the_workspace_goes_before_the_shipped_one(desk: Desk) -> None:
    template(
        desk, changed("word/document.xml", lambda xml: xml.replace("一、基本概况", "一、单位概况"))
    )
    reading = readback.read(desk.generate().stored.path.read_bytes())
    assert "一、单位概况" in [p.text for p in reading.paragraphs()]


def test_a_mistake_in_the_template_names_the_template(desk: Desk) -> None:
    path = template(
        desk, changed("word/document.xml", lambda xml: xml.replace("单位.名称", "单位.名字"))
    )
    with pytest.raises(Refused) as refused:
        desk.generate()
    assert {f.place.file for f in refused.value.findings if f.place} == {path.as_posix()}


def test_what_only_filling_shows_names_the_template_too(desk: Desk) -> None:
    path = template(
        desk, changed("word/document.xml", lambda xml: xml.replace("单位.名称", "单位.名称.甲"))
    )
    with pytest.raises(Refused) as refused:
        desk.generate()
    assert [row(f)[:2] for f in refused.value.findings] == [("template-unreadable", path.stem)]


def test_a_docx_that_does_not_say_what_was_meant_is_not_stored(desk: Desk) -> None:
    total = "{{ 评分表.总分 }}"
    template(
        desk,
        changed(
            "word/document.xml",
            lambda xml: xml.replace(total, "100").replace("一、基本概况", f"一、基本概况{total}"),
        ),
    )
    with pytest.raises(Refused) as refused:
        desk.generate()
    assert [f.id for f in refused.value.findings] == ["table-total-differs"]
    assert not (desk.root / "build").exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("指标体系: 试验", "指标体系: 实验", "没有找到指标体系“实验”。"),
        ("指标体系: 试验", "指标体系: ../试验", "没有找到指标体系“../试验”。"),
        ("年度: 2021", "年度: 2021\n  模板: 另一份", "没有找到模板“另一份”。"),
    ],
)
def test_a_file_that_is_named_but_not_there_is_told_with_those_there_are(
    desk: Desk, old: str, new: str, message: str
) -> None:
    (finding,) = desk.edit("单位", old, new).findings()
    assert (finding.id, finding.message) == ("file-not-found", message)
    assert finding.hint.startswith("现有：")
    assert finding.place is not None and finding.place.line > 1


@pytest.mark.parametrize(
    ("name", "message"), [("没有", "没有这个文件夹。"), ("空的", "文件夹里没有 .yaml 文件。")]
)
def test_a_folder_without_a_unit_is_told(desk: Desk, name: str, message: str) -> None:
    (desk.root / "空的").mkdir()
    with pytest.raises(Refused) as refused:
        generate(desk.root / name, desk.space, None, lambda step: None)
    assert [f.message for f in refused.value.findings] == [message]


def test_a_file_a_clerk_may_think_is_read_is_named(desk: Desk) -> None:
    (desk.unit / "预算.yaml.txt").write_text("预算: 无", encoding="utf-8")
    (desk.unit / "~$单位.yaml").write_text("单位: 无", encoding="utf-8")
    assert [f.id for f in desk.findings()] == ["file-ignored"]


def test_a_finding_without_a_place_names_the_folder(desk: Desk) -> None:
    desk.path("评分").unlink()
    places = {f.place.file for f in desk.findings() if f.place}
    assert places == {desk.unit.as_posix()}


@pytest.mark.parametrize(
    ("old", "words"), [("{{ 评分表.总分 }}", "评分表.总分"), ("{{ 行.得分 }}", "行.得分")]
)
def test_a_template_without_the_whole_scorecard_is_told(desk: Desk, old: str, words: str) -> None:
    template(desk, changed("word/document.xml", lambda xml: xml.replace(old, "")))
    (finding,) = desk.findings()
    assert finding.id == "template-scorecard-incomplete"
    assert words in finding.message


def test_a_template_for_another_number_of_levels_is_told(desk: Desk) -> None:
    template(desk, changed("word/document.xml", lambda xml: xml.replace("{{ 行.二级指标 }}", "")))
    (finding,) = desk.findings()
    assert finding.id == "template-levels-differ"
    assert finding.message == "模板的评分表印 2 级指标，这套指标体系有 3 级，列数调整不了。"


def test_a_template_saved_by_another_office_has_one_set_of_properties(desk: Desk) -> None:
    kind = "officeDocument/2006/relationships/metadata/core-properties"
    foreign = changed(
        "_rels/.rels",
        lambda xml: xml.replace(
            "package/2006/relationships/metadata/core-properties", kind.lower()
        ),
    )
    template(desk, foreign)
    names = zipfile.ZipFile(desk.generate().stored.path).namelist()
    assert names.count("docProps/core.xml") == 1


def test_findings_of_a_fragment_are_placed_in_its_file(desk: Desk) -> None:
    folder = desk.root / "data" / "fragments"
    folder.mkdir()
    (folder / "资产.md").write_text("好。\n坏{{ 资产.无 }}。\n", encoding="utf-8")
    assert desk.rows() == [("unknown-name", "资产", 2)]


def test_the_annex_stands_where_the_unit_wants_it(desk: Desk) -> None:
    desk.edit("单位", "落款日期: 2021-12-31", "落款日期: 2021-12-31\n  评分表位置: 正文前")
    reading = readback.read(desk.generate().stored.path.read_bytes())
    assert next(reading.paragraphs()).text == "附件3"
