"""An installation that ends with making ready leaves what the first run needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from generator.ready import ready

ROOT = Path(__file__).parents[1]
OF_THE_PROGRAM = {"prepared", "press", "form"}
OF_THE_EXAMPLE = {"answers": 1, "unchanged": 1}
WITHOUT_INTERPRETER = """
import runpy, sys
sys.executable = "/nowhere/python"
runpy.run_module("generator.ready", run_name="__main__")
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where all that a process writes goes: compiled modules, what is for a while, the user's."""
    for name in ("compiled", "for a while", "user's", "here"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "compiled"))
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("JIXIAO_CACHE", str(tmp_path / "user's"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "for a while"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "for a while"))
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


def kept(place: Path) -> set[str]:
    """What the program keeps beside its compiled modules, by kind."""
    files = [each for each in (place / "compiled").rglob("*") if each.is_file()]
    return {
        file.suffix if file.suffix == ".bound" else file.parent.name
        for file in files
        if file.suffix != ".pyc"
    }


def written(place: Path) -> list[Path]:
    """What is written neither there nor to the user's cache."""
    apart = {place / "compiled", place / "user's"}
    return [each for each in place.rglob("*") if apart.isdisjoint((each, *each.parents))]


def users(place: Path) -> dict[str, dict[str, int]]:
    """The entries of the user's cache by kind, and when each was written."""
    return {
        kind.name: {entry.name: entry.stat().st_mtime_ns for entry in kind.iterdir()}
        for kind in (place / "user's").iterdir()
    }


def step(*command: str) -> tuple[int, bytes, bytes]:
    """The code, the output and the complaints of Python that runs something."""
    run = subprocess.run([sys.executable, *command], capture_output=True, timeout=120, check=False)
    return run.returncode, run.stdout, run.stderr


def test_all_is_there_that_a_run_keeps_of_the_program_and_the_user_is_left_little(
    place: Path,
) -> None:
    before = written(place)
    assert step("-m", "generator.ready") == (0, b"", b"")
    assert written(place) == before
    assert {kind: len(entries) for kind, entries in users(place).items()} == OF_THE_EXAMPLE
    assert sum(each.stat().st_size for each in (place / "user's").rglob("*")) < 1_000_000
    state = {each: each.stat().st_mtime_ns for each in (place / "compiled").rglob("*.bound")}
    assert len(state) == 1 and OF_THE_PROGRAM | {".bound"} == kept(place)
    assert ready()
    assert {each: each.stat().st_mtime_ns for each in state} == state


def test_where_python_is_to_write_nothing_the_user_has_what_is_kept(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX")  # what is compiled already may be used
    before = written(place)
    assert ready()
    assert (kept(place), written(place)) == (set(), before)
    first = users(place)
    assert {*first} == OF_THE_PROGRAM | {*OF_THE_EXAMPLE}
    assert ready()
    assert {kind: users(place)[kind] for kind in OF_THE_PROGRAM} == {
        kind: first[kind] for kind in OF_THE_PROGRAM
    }


def test_a_user_who_wants_no_cache_has_none(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_CACHE", "")
    before = written(place)
    assert ready()
    assert (users(place), written(place)) == ({}, before)
    assert kept(place) == {".bound"}


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_what_was_left_out_is_told_and_fails_no_installation(
    place: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    code, said, told = step("-c", WITHOUT_INTERPRETER)
    line = "程序没有备好，这一步就省去了：不影响使用，只是第一次运行会慢一些。"
    assert (code, said) == (0, b"")
    assert told.splitlines() == [line.encode(encoding, "backslashreplace")]


HINDERED = {
    "no folder for a while": lambda patch: patch.setattr(tempfile, "tempdir", "/nowhere/at all"),
    "no library": lambda patch: patch.setenv("PYTHONHOME", "/nowhere"),
    "no interpreter": lambda patch: patch.setattr(sys, "executable", "/nowhere/python"),
    "no example": lambda patch: patch.setattr("generator.workspace._SHIPPED", Path("/nowhere")),
}


@pytest.mark.parametrize("hindered", HINDERED)
def test_what_hinders_it_stops_nobody(
    place: Path, monkeypatch: pytest.MonkeyPatch, hindered: str
) -> None:
    before = written(place)
    HINDERED[hindered](monkeypatch)
    assert not ready()
    assert written(place) == before


def test_the_installation_ends_with_it() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    steps = makefile.split("$(VENV)/run.stamp: ")[1].split("\n\n")[0].splitlines()
    assert steps[-2:] == ["\t$(BIN)/python -m generator.ready", "\ttouch $@"]
    assert ".venv\\Scripts\\python -m generator.ready\n" in (ROOT / "README.md").read_text("utf-8")
