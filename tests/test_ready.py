"""An installation that ends with making ready leaves what the first run needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from generator.ready import ready

ROOT = Path(__file__).parents[1]


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
    return [each for each in place.rglob("*") if (place / "compiled") not in (each, *each.parents)]


def test_all_is_there_that_a_run_keeps_of_the_program_and_nothing_is_written_elsewhere(
    place: Path,
) -> None:
    before = written(place)
    step = subprocess.run(
        [sys.executable, "-m", "generator.ready"], capture_output=True, timeout=120, check=False
    )
    assert (step.returncode, step.stdout, step.stderr) == (0, b"", b"")
    assert written(place) == before
    state = {each: each.stat().st_mtime_ns for each in (place / "compiled").rglob("*.bound")}
    assert len(state) == 1 and {".bound", "prepared", "press"} <= kept(place)
    assert ready()
    assert {each: each.stat().st_mtime_ns for each in state} == state


def test_where_python_is_to_write_nothing_nothing_is_kept(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX")  # what is compiled already may be used
    before = written(place)
    assert ready()
    assert (kept(place), written(place)) == (set(), before)


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
