"""What is kept between runs: whole entries only, and never an error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import cache
from generator.cache import NONE, Cache, _place


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def entry(kept: Cache, key: str = "a1", kind: str = "press") -> Path:
    assert kept.folder is not None
    return kept.folder / kind / key


def test_what_was_put_is_got(kept: Cache) -> None:
    assert kept.get("press", "a1") is None
    kept.put("press", "a1", b"one")
    kept.put("press", "a1", b"two")
    kept.put("other", "a1", b"")
    assert (kept.get("press", "a1"), kept.get("other", "a1")) == (b"two", b"")
    assert [p.name for p in entry(kept).parent.iterdir()] == ["a1"]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda raw: raw[:-1], id="half written"),
        pytest.param(lambda raw: b"", id="empty"),
        pytest.param(lambda raw: raw[:10], id="shorter than its hash"),
        pytest.param(lambda raw: bytes([raw[0] ^ 1]) + raw[1:], id="another hash"),
        pytest.param(lambda raw: raw[:-1] + b"\0", id="another content"),
        pytest.param(lambda raw: raw + b"x", id="longer"),
    ],
)
def test_a_damaged_entry_is_none_and_is_made_anew(
    kept: Cache, spoil: Callable[[bytes], bytes]
) -> None:
    kept.put("press", "a1", b"content")
    entry(kept).write_bytes(spoil(entry(kept).read_bytes()))
    assert kept.get("press", "a1") is None
    kept.put("press", "a1", b"content")
    assert kept.get("press", "a1") == b"content"


def test_an_entry_under_the_name_of_another_is_none(kept: Cache) -> None:
    kept.put("press", "a1", b"content")
    entry(kept).rename(entry(kept, "b2"))
    assert kept.get("press", "b2") is None


@given(content=st.binary(), at=st.integers(0, 200), with_=st.integers(1, 255))
def test_no_changed_byte_goes_unseen(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, at: int, with_: int
) -> None:
    kept = Cache(tmp_path_factory.mktemp("cache"))
    kept.put("press", "a1", content)
    raw = bytearray(entry(kept).read_bytes())
    raw[at % len(raw)] ^= with_
    entry(kept).write_bytes(raw)
    assert kept.get("press", "a1") is None


def test_none_keeps_nothing() -> None:
    NONE.put("press", "a1", b"content")
    assert NONE.get("press", "a1") is None


def test_no_error_of_the_disk_is_seen(kept: Cache) -> None:
    assert kept.folder is not None
    kept.folder.write_bytes(b"a file where the folder should be")
    kept.put("press", "a1", b"content")
    assert kept.get("press", "a1") is None


def test_an_entry_that_can_not_be_replaced_leaves_nothing_beside_it(kept: Cache) -> None:
    entry(kept).mkdir(parents=True)
    (entry(kept) / "inside").touch()
    kept.put("press", "a1", b"content")
    assert kept.get("press", "a1") is None
    assert [p.name for p in entry(kept).parent.iterdir()] == ["a1"]


@pytest.mark.parametrize("key", ["a\0b", "missing/b"])
def test_a_key_that_is_no_file_name_is_not_kept(kept: Cache, key: str) -> None:
    kept.put("press", key, b"content")
    assert kept.get("press", key) is None


def test_the_oldest_entries_go(kept: Cache) -> None:
    for number in range(9):
        kept.put("press", str(number), b"content", most=8)
        if entry(kept, str(number)).exists():
            os.utime(entry(kept, str(number)), (number, number))
    left = sorted(p.name for p in entry(kept).parent.iterdir())
    assert left == ["3", "4", "5", "6", "7", "8"]


def test_an_entry_that_is_gone_meanwhile_does_not_matter(
    kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.put("press", "a1", b"content")
    monkeypatch.setattr(
        Path, "iterdir", lambda folder: iter([folder / "gone", folder / "a1", folder / "b2"])
    )
    kept.put("press", "b2", b"content", most=2)
    assert kept.get("press", "b2") == b"content"


def test_many_at_once_find_whole_entries_only(kept: Cache) -> None:
    contents = {str(n).encode() * 20_000 for n in range(8)}

    def work(content: bytes) -> set[bytes | None]:
        found: set[bytes | None] = set()
        for _ in range(40):
            kept.put("press", "a1", content)
            found.add(kept.get("press", "a1"))
        return found

    with ThreadPoolExecutor(8) as pool:
        found = set().union(*pool.map(work, contents))
    assert found <= contents
    assert [p.name for p in entry(kept).parent.iterdir()] == ["a1"]


HOME = Path("/home/she").absolute()
PLACES = [
    ({}, "linux", HOME / ".cache/jixiao"),
    ({"XDG_CACHE_HOME": str(HOME / "x")}, "linux", HOME / "x/jixiao"),
    ({"XDG_CACHE_HOME": "relative"}, "linux", HOME / ".cache/jixiao"),
    ({"LOCALAPPDATA": str(HOME / "local")}, "win32", HOME / "local/jixiao/cache"),
    ({}, "win32", HOME / "AppData/Local/jixiao/cache"),
    ({"XDG_CACHE_HOME": str(HOME / "x")}, "darwin", HOME / "Library/Caches/jixiao"),
    ({"JIXIAO_CACHE": str(HOME / "mine")}, "win32", HOME / "mine"),
    ({"JIXIAO_CACHE": ""}, "linux", None),
    ({"JIXIAO_CACHE": "  "}, "linux", None),
]


@pytest.mark.parametrize(("environment", "platform", "folder"), PLACES)
def test_each_system_has_its_place(
    environment: dict[str, str], platform: str, folder: Path | None
) -> None:
    assert _place(environment, platform, HOME) == folder


def test_the_user_has_a_folder_of_his_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_CACHE", str(tmp_path / "a" / "b"))
    found = cache.users()
    assert found.folder == tmp_path / "a" / "b"
    if sys.platform != "win32":
        assert found.folder.stat().st_mode & 0o777 == 0o700


def test_without_a_place_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_CACHE", "")
    assert cache.users() == NONE
    (tmp_path / "file").touch()
    monkeypatch.setenv("JIXIAO_CACHE", str(tmp_path / "file"))
    assert cache.users() == NONE


@pytest.mark.skipif(sys.platform == "win32", reason="rights are those of POSIX")
@pytest.mark.parametrize("mode", [0o777, 0o720, 0o702])
def test_a_folder_that_others_write_to_is_not_used(
    mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(mode)
    monkeypatch.setenv("JIXIAO_CACHE", str(folder))
    assert cache.users() == NONE


def test_a_folder_of_another_or_without_the_right_to_write_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIXIAO_CACHE", str(tmp_path))
    tmp_path.chmod(0o700)
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1, raising=False)
    assert cache.users() == NONE
    monkeypatch.undo()
    monkeypatch.setenv("JIXIAO_CACHE", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert cache.users() == NONE


def test_where_users_are_kept_apart_by_the_system_only_the_right_to_write_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIXIAO_CACHE", str(tmp_path))
    monkeypatch.delattr(os, "getuid", raising=False)
    assert cache.users().folder == tmp_path


# ---------------------------------------------------------------- beside the program


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of compiled modules, in the user's home, of a Python that writes them."""
    folder = tmp_path / "home" / "program" / "__pycache__"
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    spec = ModuleSpec("cache", None)
    spec.cached = str(folder / "cache.cpython-311.pyc")
    monkeypatch.setattr(cache, "__spec__", spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.setenv("JIXIAO_CACHE", str(tmp_path / "cache"))
    return folder


def test_what_depends_on_the_program_alone_lies_beside_it(compiled: Path) -> None:
    users = cache.users()
    users.of_program().put("press", "a1", b"content")
    users.put("press", "b2", b"of a person")
    assert [p.name for p in compiled.rglob("*1")] == ["a1"]
    assert users.of_program().get("press", "a1") == b"content"
    assert (users.get("press", "a1"), users.of_program().get("press", "b2")) == (None, None)


def lies_elsewhere(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "getuid", raising=False)
    monkeypatch.setattr(Path, "home", lambda: compiled / "another")


UNFIT: Mapping[str, Callable[[Path, pytest.MonkeyPatch], object]] = {
    "Python writes none": lambda c, m: m.setattr(sys, "dont_write_bytecode", True),
    "no place is known": lambda c, m: m.setattr(cache, "__spec__", None),
    "it is not there": lambda c, m: c.rmdir(),
    "it may not be written": lambda c, m: m.setattr(os, "access", lambda p, _: p != c),
    "outside the home, where only homes are kept apart": lies_elsewhere,
    "there is no cache at all": lambda c, m: m.setenv("JIXIAO_CACHE", ""),
}


@pytest.mark.parametrize("reason", UNFIT)
def test_where_that_can_not_be_it_lies_with_the_rest(
    reason: str, compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    UNFIT[reason](compiled, monkeypatch)
    users = cache.users()
    assert users.of_program() == users


@pytest.mark.skipif(sys.platform == "win32", reason="rights are those of POSIX")
def test_beside_a_program_that_others_write_to_nothing_is_kept(compiled: Path) -> None:
    compiled.chmod(0o777)
    assert cache.users().program is None


def test_in_a_home_that_the_system_keeps_apart_it_lies_beside(
    compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "getuid", raising=False)
    assert cache.users().program == compiled
