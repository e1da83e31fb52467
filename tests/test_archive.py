"""Storing a report: at any moment the old or the new file stands whole, and nobody's work is lost."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.archive import Stored, file_name, store
from generator.findings import Finding, Refused, show

NAME = "试验镇人民政府2021年部门整体支出绩效评价报告.docx"
LONGEST = 255  # bytes in a name on Linux and macOS, UTF-16 units on Windows


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """The place of a report that is stored there already."""
    place = tmp_path / NAME
    place.write_bytes(b"old")
    return place


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def refusal(docx: bytes, target: Path, *, keep: bool = False) -> Finding:
    """The one finding with which storing is refused."""
    with pytest.raises(Refused) as refused:
        store(docx, target, keep=keep)
    (finding,) = refused.value.findings
    assert finding.stops
    return finding


def failing(error: int) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(error, os.strerror(error))

    return fail


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("试验镇2021年报告", "试验镇2021年报告.docx"),
        ('<>:"/\\|?*', "＜＞：＂／＼｜？＊.docx"),
        ("../../试验镇", "／..／试验镇.docx"),
        ("试验\x00镇\x1f\x7f\r\n报告", "试验镇报告.docx"),
        ("试验镇\u200b\u202e报告", "试验镇报告.docx"),
        ("  试验镇报告. ", "试验镇报告.docx"),
        ("第1.5版", "第1.5版.docx"),
        ("𠮷镇报告", "𠮷镇报告.docx"),
    ],
)
def test_a_title_becomes_a_name_that_any_system_takes(title: str, name: str) -> None:
    assert file_name(title) == name


@pytest.mark.parametrize("before", [*range(20, 130)])
def test_a_title_cut_short_ends_in_no_space(before: int) -> None:
    stem = file_name("字" * before + " . " + "字" * 200).removesuffix(".docx")
    assert stem == stem.strip(" .")


@given(st.text(min_size=1, max_size=300))
def test_no_title_gives_a_name_with_forbidden_signs(title: str) -> None:
    stem = file_name(title).removesuffix(".docx")
    assert not set(stem) & set('<>:"/\\|?*')
    assert all(c.isprintable() for c in stem)
    assert stem == stem.strip(" .")


@pytest.mark.parametrize("sign", ["a", "字", "𠮷"])
def test_a_very_long_title_leaves_room_for_a_report_set_aside(sign: str, tmp_path: Path) -> None:
    target = tmp_path / file_name(sign * 300)
    assert len(target.name.encode()) <= LONGEST - len("（手改稿99）".encode())
    store(b"old", target, keep=False)
    kept = store(b"new", target, keep=True).kept
    assert kept is not None
    assert kept.read_bytes() == b"old"


# ---------------------------------------------------------------- what is stored


def test_folders_that_are_missing_are_made(tmp_path: Path) -> None:
    target = tmp_path / "build" / "2021" / NAME
    assert store(b"new", target, keep=False) == Stored(target)
    assert target.read_bytes() == b"new"
    assert names(target.parent) == [NAME]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_everyone_in_the_office_may_read_the_report(target: Path) -> None:
    store(b"new", target, keep=False)
    assert target.stat().st_mode & 0o777 == 0o644


def test_a_report_nobody_edited_is_replaced(target: Path) -> None:
    assert store(b"new", target, keep=False) == Stored(target)
    assert target.read_bytes() == b"new"
    assert names(target.parent) == [NAME]


@pytest.mark.parametrize("keep", [True, False])
def test_the_same_bytes_write_nothing(target: Path, keep: bool) -> None:
    os.utime(target, ns=(1, 1))
    assert store(b"old", target, keep=keep) == Stored(target, unchanged=True)
    assert target.stat().st_mtime_ns == 1
    assert names(target.parent) == [NAME]


def test_an_edited_report_is_set_aside_under_the_first_free_name(target: Path) -> None:
    for number, free in enumerate((1, 2, 3), 1):
        kept = store(f"new {number}".encode(), target, keep=True).kept
        assert kept == target.with_name(f"{target.stem}（手改稿{free}）.docx")
    target.with_name(f"{target.stem}（手改稿2）.docx").unlink()
    kept = store(b"last", target, keep=True).kept
    assert kept == target.with_name(f"{target.stem}（手改稿2）.docx")
    assert kept.read_bytes() == b"new 3"
    assert target.with_name(f"{target.stem}（手改稿1）.docx").read_bytes() == b"old"
    assert target.read_bytes() == b"last"


def test_where_nothing_stands_nothing_is_set_aside(tmp_path: Path) -> None:
    assert store(b"new", tmp_path / NAME, keep=True).kept is None
    assert names(tmp_path) == [NAME]


# ---------------------------------------------------------------- opened elsewhere


@pytest.mark.parametrize(
    "lock",
    [
        pytest.param(f"~${NAME[2:]}", id="Word"),
        pytest.param(f"~${NAME}", id="Word, short name"),
        pytest.param(f".~{NAME}", id="WPS"),
        pytest.param(f".~lock.{NAME}#", id="LibreOffice"),
    ],
)
def test_a_report_that_is_open_is_not_replaced(target: Path, lock: str) -> None:
    target.with_name(lock).touch()
    before = names(target.parent)
    assert show(refusal(b"new", target)) == (
        f"{target.as_posix()}  错误  output-open\n"
        f"  “{NAME}”正在 Word 或 WPS 里打开着，不能替换。"
        "请先保存并关闭它，再生成一次。原有文件没有动过。"
    )
    assert target.read_bytes() == b"old"
    assert names(target.parent) == before


def test_an_open_report_with_the_same_bytes_disturbs_nobody(target: Path) -> None:
    target.with_name(f"~${NAME[2:]}").touch()
    assert store(b"old", target, keep=False).unchanged


def test_the_lock_of_another_report_does_not_matter(target: Path) -> None:
    target.with_name("~$乙镇人民政府2021年报告.docx").touch()
    assert store(b"new", target, keep=False) == Stored(target)


def test_a_lock_left_behind_without_its_report_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / f"~${NAME[2:]}").touch()
    assert store(b"new", tmp_path / NAME, keep=False) == Stored(tmp_path / NAME)


# ---------------------------------------------------------------- what fails

ELSEWHERE = "请关闭打开的文件，或用 -o 存到别处。"
PATH = "请核对 -o 后面的路径。"


@pytest.mark.parametrize(
    ("error", "id", "words"),
    [
        (errno.ENOSPC, "disk-full", "磁盘满了，存不下。请清理磁盘，或用 -o 存到别处。"),
        (errno.EACCES, "output-unwritable", f"没有写入权限，或文件正打开着。{ELSEWHERE}"),
        (errno.EPERM, "output-unwritable", f"没有写入权限，或文件正打开着。{ELSEWHERE}"),
        (errno.EROFS, "output-unwritable", "所在的盘是只读的。请用 -o 存到别处。"),
        (errno.ENOTDIR, "output-unwritable", f"路径中间有一段不是文件夹。{PATH}"),
        (errno.EIO, "output-unwritable", "写入失败。请用 -o 存到别处。"),
    ],
)
def test_a_failed_write_says_what_to_do(
    target: Path, monkeypatch: pytest.MonkeyPatch, error: int, id: str, words: str
) -> None:
    monkeypatch.setattr(os, "fsync", failing(error))
    assert show(refusal(b"new", target)) == (
        f"{target.as_posix()}  错误  {id}\n  {words}原有文件没有动过。"
    )


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize(
    ("owner", "act"),
    [
        pytest.param(Path, "mkdir", id="making the folder"),
        pytest.param(tempfile, "mkstemp", id="opening"),
        pytest.param(os, "fsync", id="writing"),
        pytest.param(Path, "chmod", id="giving permission"),
        pytest.param(Path, "replace", id="moving into place"),
    ],
)
def test_whatever_fails_leaves_the_old_file_whole_in_its_place(
    target: Path, monkeypatch: pytest.MonkeyPatch, owner: object, act: str, keep: bool
) -> None:
    monkeypatch.setattr(owner, act, failing(errno.ENOSPC))
    finding = refusal(b"new", target, keep=keep)
    assert finding.id == "disk-full"
    assert finding.hint.endswith("原有文件没有动过。")
    assert names(target.parent) == [NAME]
    assert target.read_bytes() == b"old"


def test_an_edited_report_that_cannot_be_set_aside_stays_in_its_place(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "rename", failing(errno.EACCES))
    assert refusal(b"new", target, keep=True).id == "output-unwritable"
    assert names(target.parent) == [NAME]
    assert target.read_bytes() == b"old"


def test_an_interruption_leaves_nothing_half_written(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store(b"new", target, keep=False)
    assert names(target.parent) == [NAME]
    assert target.read_bytes() == b"old"


def test_what_was_saved_since_it_was_looked_at_is_not_replaced(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: target.write_bytes(b"saved by a clerk"))
    with pytest.raises(Refused) as refused:
        store(b"new", target, keep=False, over=b"old")
    assert [f.id for f in refused.value.findings] == ["output-changed"]
    assert target.read_bytes() == b"saved by a clerk"
    assert names(target.parent) == [NAME]
    assert store(b"new", target, keep=False, over=b"saved by a clerk") == Stored(target)


def test_an_old_report_that_cannot_be_read_is_told_not_raised(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_bytes", failing(errno.EACCES))
    assert refusal(b"new", target).id == "output-unwritable"
    assert names(target.parent) == [NAME]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("单位.yaml/报告.docx", "路径中间有一段不是文件夹。请核对 -o 后面的路径。"),
        ("单位.yaml/又/报告.docx", "路径中间有一段不是文件夹。请核对 -o 后面的路径。"),
        ("文件夹", "这个名称已是一个文件夹。请核对 -o 后面的路径。"),
        (f"{'长' * 300}.docx", "文件名太长。请用 -o 起一个短些的名称。"),
        (f"{'长' * 300}/报告.docx", "文件名太长。请用 -o 起一个短些的名称。"),
    ],
)
def test_a_place_where_no_report_can_stand_is_named(tmp_path: Path, place: str, words: str) -> None:
    (tmp_path / "单位.yaml").write_bytes(b"old")
    (tmp_path / "文件夹").mkdir()
    finding = refusal(b"new", tmp_path / place)
    assert finding.id == "output-unwritable"
    assert finding.message + finding.hint == f"{words}原有文件没有动过。"
    assert (tmp_path / "单位.yaml").read_bytes() == b"old"
    assert names(tmp_path / "文件夹") == []
    assert not [name for name in names(tmp_path) if name.endswith(".tmp")]


def test_the_longest_name_that_fits_is_stored_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / f"{'a' * (LONGEST - 5)}.docx"
    store(b"old", target, keep=False)
    store(b"new", target, keep=False)
    assert target.read_bytes() == b"new"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        finding = refusal(b"new", tmp_path / NAME)
    finally:
        tmp_path.chmod(0o700)
    assert finding.message == "没有写入权限，或文件正打开着。"
    assert names(tmp_path) == []
