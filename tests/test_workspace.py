"""Where things are: one's own before what is shipped, nothing outside, and a fresh layout."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Desk

from generator import workspace
from generator.findings import Finding, Refused, show
from generator.generate import generate

RUBRIC = "julu-2021"
RUBRICS = ("bumen-zhengti", RUBRIC, "xiangmu-ziping")
TEMPLATE = "部门整体支出绩效评价报告"


def put(file: Path, text: str = "") -> Path:
    """A file with its folders."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def refusal(act: Callable[[], object]) -> Finding:
    with pytest.raises(Refused) as refused:
        act()
    (finding,) = refused.value.findings
    assert finding.stops
    return finding


def layout(folder: Path) -> list[str]:
    """All files below a folder."""
    return sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())


# ---------------------------------------------------------------- finding a workspace


@pytest.mark.parametrize(
    "start",
    [
        "",
        "data",
        "data/units",
        "data/units/甲",
        "data/units/甲/单位.yaml",
        "data/units/没有",
        "build",
    ],
)
@pytest.mark.parametrize("relative", [True, False])
def test_the_workspace_is_the_nearest_folder_above_with_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str, relative: bool
) -> None:
    (tmp_path / "data").mkdir()
    put(tmp_path / "工作区/data/units/甲/单位.yaml")
    monkeypatch.chdir(tmp_path / "工作区")
    found = workspace.of(Path(start) if relative else Path.cwd() / start)
    assert found.root.resolve() == tmp_path / "工作区"


@pytest.mark.parametrize("below", ["build", "data/units/甲"])
def test_a_workspace_is_found_from_within(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    (tmp_path / "data/units/甲").mkdir(parents=True)
    (tmp_path / "build").mkdir()
    monkeypatch.chdir(tmp_path / below)
    assert workspace.of(Path()).root.resolve() == tmp_path


@pytest.mark.parametrize("start", ["../乙/data/units/丙", "../乙/build", "../散放/丁"])
def test_a_path_upwards_finds_the_workspace_it_leads_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    for folder in ("甲/data", "乙/data/units/丙", "乙/build", "散放/丁"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "甲")
    absolute = workspace.of((tmp_path / "甲" / start).resolve())
    assert workspace.of(Path(start)).root.resolve() == absolute.root


def test_a_folder_outside_any_workspace_is_its_own(tmp_path: Path) -> None:
    space = workspace.of(tmp_path / "散放")
    assert space.root == tmp_path / "散放"
    assert space.build == tmp_path / "散放" / "build"
    assert space.units() == ()


def test_a_path_too_long_to_exist_finds_no_workspace(tmp_path: Path) -> None:
    assert workspace.of(tmp_path / ("长" * 300)).units() == ()


def test_units_are_folders_by_name(tmp_path: Path) -> None:
    for name in ("乙镇-2021", "a镇-2021", "甲镇-2020"):
        (tmp_path / "data/units" / name).mkdir(parents=True)
    put(tmp_path / "data/units/说明.txt")
    units = workspace.of(tmp_path).units()
    assert [unit.name for unit in units] == ["a镇-2021", "乙镇-2021", "甲镇-2020"]


# ---------------------------------------------------------------- own before shipped


def test_what_a_workspace_does_not_have_is_shipped(tmp_path: Path) -> None:
    space, shipped = workspace.of(tmp_path), workspace.shipped()
    assert space.rubric(RUBRIC) == shipped.rubric(RUBRIC) is not None
    assert space.template(TEMPLATE) == shipped.template(TEMPLATE) is not None
    assert space.fragments() == shipped.fragments() != {}
    assert space.checks() == shipped.checks() != {}


def test_ones_own_stands_before_the_shipped(tmp_path: Path) -> None:
    rubric = put(tmp_path / f"data/rubrics/{RUBRIC}.yaml")
    template = put(tmp_path / f"report_templates/{TEMPLATE}.docx")
    fragment = put(tmp_path / "data/fragments/资产.md")
    more = put(tmp_path / "data/fragments/本单位特有.md")
    general = put(tmp_path / "data/checks/通用.yaml")
    county = put(tmp_path / "data/checks/本县.yml")
    space = workspace.of(tmp_path)
    assert space.rubric(RUBRIC) == rubric
    assert space.template(TEMPLATE) == template
    assert space.fragments() == {
        **workspace.shipped().fragments(),
        "资产": fragment,
        "本单位特有": more,
    }
    assert space.checks() == {"通用": general, "本县": county}


def test_known_names_are_ones_own_and_the_shipped(tmp_path: Path) -> None:
    put(tmp_path / "data/rubrics/本县-2021.yaml")
    put(tmp_path / f"data/rubrics/{RUBRIC}.yaml")
    space = workspace.of(tmp_path)
    assert space.known("data/rubrics", ".yaml") == tuple(sorted((*RUBRICS, "本县-2021")))
    forms = ("汇总报告", TEMPLATE, f"{TEMPLATE}（得分在前）")
    assert space.known("report_templates", ".docx") == forms
    assert space.forms() == forms[1:]


@pytest.mark.parametrize(
    "name",
    ["", "..", "没有", "../秘密", "../../秘密", "下级/甲", "/etc/hostname", "甲\0", "长" * 300],
)
def test_a_name_never_leaves_its_folder(tmp_path: Path, name: str) -> None:
    for file in ("秘密", "data/秘密", "data/rubrics/下级/甲", "report_templates/下级/甲"):
        put(tmp_path / f"{file}.yaml")
        put(tmp_path / f"{file}.docx")
    space = workspace.of(tmp_path)
    assert space.rubric(name) is None
    assert space.template(name) is None


def test_a_folder_of_that_name_is_no_template(tmp_path: Path) -> None:
    (tmp_path / "report_templates/甲.docx").mkdir(parents=True)
    assert workspace.of(tmp_path).template("甲") is None


def test_the_shipped_workspace_holds_the_example() -> None:
    assert "wanghuzhai-2021" in [unit.name for unit in workspace.shipped().units()]


# ---------------------------------------------------------------- a file a person named


def test_a_named_file_is_read(tmp_path: Path) -> None:
    assert workspace.bytes_of(put(tmp_path / "甲.docx", "甲")) == "甲".encode()


@pytest.mark.parametrize("name", ["没有.docx", "文件夹", "甲.docx/乙.docx", "长" * 300])
def test_a_named_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    put(tmp_path / "甲.docx")
    (tmp_path / "文件夹").mkdir()
    file = tmp_path / name
    assert show(refusal(lambda: workspace.bytes_of(file))) == (
        f"{file.as_posix()}  错误  file-unreadable\n  没有这个文件，或打不开。请核对文件名和路径。"
    )


# ---------------------------------------------------------------- a fresh layout


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for what is shipped, with all that must stay behind."""
    root = tmp_path / "shipped"
    for file in (
        "data/units/示例/单位.yaml", "data/rubrics/细则.yaml", "data/fragments/资产.md",
        "data/checks/通用.yaml", "data/schema/单位.json", "data/不是工作区的.yaml", "data/rubrics/旧稿.bak", "build/README.md",
        "build/报告.docx", "build/示例/.lock", "build/示例/第001版/清单.json",
        "build/示例/收稿001/单位.yaml", "report_templates/模板.docx", "report_templates/make_template.py",
        "report_templates/__pycache__/make_template.pyc",
        "report_templates/__pycache__/误放.md", "README.md",
    ):  # fmt: skip
        put(root / file)
    monkeypatch.setattr(workspace, "_SHIPPED", root)
    return root


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("exists", [True, False])
def test_a_fresh_workspace_holds_what_a_person_fills_in(tmp_path: Path, exists: bool) -> None:
    target = tmp_path / "新" / "工作区"
    if exists:
        target.mkdir(parents=True)
    assert workspace.lay_out(target) == workspace.Workspace(target)
    assert layout(target) == [
        "build/README.md",
        "data/checks/通用.yaml",
        "data/fragments/资产.md",
        "data/rubrics/细则.yaml",
        "data/schema/单位.json",
        "data/units/示例/单位.yaml",
        "report_templates/模板.docx",
    ]
    assert not (target / "report_templates/__pycache__").exists()


@pytest.mark.usefixtures("shipped")
def test_the_folder_one_stands_in_may_become_a_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "新").mkdir()
    monkeypatch.chdir(tmp_path / "新")
    workspace.lay_out(Path())
    assert "data/units/示例/单位.yaml" in layout(tmp_path / "新")


def test_the_real_layout_is_complete_and_generates(tmp_path: Path) -> None:
    space = workspace.lay_out(tmp_path / "新")
    files = layout(space.root)
    assert "build/README.md" in files
    assert f"data/rubrics/{RUBRIC}.yaml" in files
    assert "data/checks/通用.yaml" in files
    assert f"report_templates/{TEMPLATE}.docx" in files
    assert {Path(f).suffix for f in files} == {".yaml", ".md", ".docx", ".json"}
    assert [f for f in files if f.startswith("build/")] == ["build/README.md"]
    assert space.fragments().keys() == workspace.shipped().fragments().keys()
    assert space.checks().keys() == workspace.shipped().checks().keys()
    (unit,) = space.units()
    assert generate(unit, space, None, lambda step: None).stored.path.parent == space.build


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("taken", ["文件", "有内容"])
def test_a_place_that_holds_something_is_not_touched(tmp_path: Path, taken: str) -> None:
    put(tmp_path / "新/文件", "旧")
    target = tmp_path / "新/文件" if taken == "文件" else tmp_path / "新"
    assert show(refusal(lambda: workspace.lay_out(target))) == (
        f"{target.as_posix()}  错误  folder-not-empty\n"
        "  这个文件夹已经有内容，没有动它。请换一个新的文件夹名。"
    )
    assert layout(tmp_path / "新") == ["文件"]
    assert (tmp_path / "新/文件").read_text(encoding="utf-8") == "旧"


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("place", ["文件/新", "长" * 300])
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, place: str) -> None:
    put(tmp_path / "文件")
    target = tmp_path / place
    assert show(refusal(lambda: workspace.lay_out(target))) == (
        f"{target.as_posix()}  错误  folder-unwritable\n"
        "  文件夹建不起来。请换一个有写入权限的位置。"
    )


@pytest.mark.usefixtures("shipped")
def test_a_folder_that_cannot_be_looked_into_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    kept = put(tmp_path / "新/data/units/甲/单位.yaml")
    with monkeypatch.context() as rights:
        rights.setattr(Path, "iterdir", locked)
        finding = refusal(lambda: workspace.lay_out(tmp_path / "新"))
    assert finding.id == "folder-unwritable"
    assert kept.exists()


@pytest.mark.usefixtures("shipped")
def test_a_layout_that_fails_midway_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, target = shutil.copytree, tmp_path / "新"

    def full(source: Path, folder: Path, *rest: Any, **options: Any) -> Path:
        if Path(folder).name == "report_templates":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return copy(source, folder, *rest, **options)

    with monkeypatch.context() as disk:
        disk.setattr(shutil, "copytree", full)
        assert refusal(lambda: workspace.lay_out(target)).id == "folder-unwritable"
    assert workspace.lay_out(target).units()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_read_only_place_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        finding = refusal(lambda: workspace.lay_out(tmp_path / "新"))
    finally:
        tmp_path.chmod(0o700)
    assert finding.id == "folder-unwritable"


def test_a_unit_of_a_workspace_uses_its_own_rubric(desk: Desk) -> None:
    assert desk.space.rubric("试验") == desk.root / "data/rubrics/试验.yaml"
    assert desk.examine().rubric.name == "试验指标体系"
