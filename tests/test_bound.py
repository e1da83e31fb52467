"""Modules bound into one file are those that Python would find, or they are not taken from it."""

from __future__ import annotations

import importlib
import inspect
import os
import re
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

import pytest
from conftest import Desk

from generator import bound
from generator.bound import Bound, beside
from generator.waiting import wait

ROOT = Path(__file__).parents[1]
MANY = 100  # modules, which is more than a sheet holds
Patch = pytest.MonkeyPatch
NEW = "word = 'new'\n"


class Shelf:
    """A folder on Python's path with a package of many modules, a front door and a bound file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "library"
        self.file = folder / "all.bound"
        self.package = self.folder / "bound_house"
        self.package.mkdir(parents=True)
        (self.package / "__init__.py").write_text("word = 'door'\n")
        for number in range(MANY):
            (self.package / f"room{number}.py").write_text(f"word = 'old{number:03}'\n")
        (self.folder / "bound_alone.py").write_text("word = 'old'\ndef fail():\n    1 / 0\n")

    def bind(self) -> Shelf:
        """Load all as one run would, and leave it to the next."""
        volume = Bound(str(self.file))
        load(*NAMES)
        volume.keep()
        forget()
        return self

    def opened(self) -> Bound:
        volume = Bound(str(self.file))
        volume.serve()
        return volume


NAMES = ["bound_alone", "bound_house", *(f"bound_house.room{number}" for number in range(MANY))]


def load(*names: str) -> list[ModuleType]:
    return [importlib.import_module(name) for name in names]


def forget() -> None:
    for name in [name for name in sys.modules if name.startswith("bound_")]:
        del sys.modules[name]
    importlib.invalidate_caches()


def from_bound(module: ModuleType) -> bool:
    return isinstance(module.__spec__ and module.__spec__.loader, bound._Leaf)


def word(name: str) -> str:
    """What a module says, loaded anew."""
    forget()
    said: str = vars(importlib.import_module(name))["word"]
    return said


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: Patch) -> Iterator[Shelf]:
    before = tmp_path / "searched before"
    before.mkdir()
    shelf = Shelf(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "path", [str(before), *sys.path, str(shelf.folder)])
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    yield shelf
    forget()


def test_all_that_was_loaded_is_taken_from_one_file(shelf: Shelf) -> None:
    ordinary = [(each.__name__, vars(each)["word"], place(each)) for each in load(*NAMES)]
    forget()
    shelf.bind().opened()
    modules = load(*NAMES)
    assert all(map(from_bound, modules))
    assert [(each.__name__, vars(each)["word"], place(each)) for each in modules] == ordinary


def place(module: ModuleType) -> tuple[object, ...]:
    """All by which a module says where it comes from."""
    spec = module.__spec__
    assert spec is not None
    where = (spec.origin, spec.cached, spec.submodule_search_locations, spec.has_location)
    own = (module.__file__, vars(module)["__cached__"], vars(module).get("__path__"))
    return (*where, spec.parent, *own)


def test_the_source_of_what_is_bound_can_be_read_and_shown(shelf: Shelf) -> None:
    shelf.bind().opened()
    (alone,) = load("bound_alone")
    assert "1 / 0" in inspect.getsource(alone)
    with pytest.raises(ZeroDivisionError) as raised:
        alone.fail()
    assert traceback.extract_tb(raised.value.__traceback__)[-1].line == "1 / 0"
    again = vars(alone)["__loader__"].get_code("bound_alone")
    assert again and again.co_filename == alone.__file__
    assert vars(importlib.reload(alone))["word"] == "old"


def overwrite(file: Path, text: str, *, same_time: bool = False) -> None:
    state = file.stat()
    file.write_text(text)
    later = 0 if same_time else 3_000_000_000
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns + later))


Change = Callable[[Shelf], object]
CHANGES: dict[str, tuple[str, Change]] = {
    "a source": ("bound_alone", lambda s: overwrite(s.folder / "bound_alone.py", NEW)),
    "a source, its time as it was": (
        "bound_alone", lambda s: overwrite(s.folder / "bound_alone.py", NEW, same_time=True),
    ),
    "a source of the same size": (
        "bound_house.room7", lambda s: overwrite(s.package / "room7.py", "word = 'new'   \n"),
    ),
    "a module found before": (
        "bound_alone", lambda s: Path(sys.path[0], "bound_alone.py").write_text(NEW),
    ),
    "a package found before": (
        "bound_alone", lambda s: shutil.copytree(s.package, Path(sys.path[0], "bound_alone")),
    ),
    "a package in place of a module": (
        "bound_alone", lambda s: shutil.copytree(s.package, s.folder / "bound_alone"),
    ),
    "a package in place of a module within": (
        "bound_house.room3", lambda s: shutil.copytree(s.package, s.package / "room3"),
    ),
    "the package, moved forward": (
        "bound_house", lambda s: shutil.copytree(s.package, Path(sys.path[0], "bound_house")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_since_is_found_as_ever(shelf: Shelf, change: str) -> None:
    name, make = CHANGES[change]
    shelf.bind()
    make(shelf)
    expected = word(name)
    shelf.opened()
    assert word(name) == expected
    assert not from_bound(sys.modules[name])


def test_what_is_gone_is_not_found(shelf: Shelf) -> None:
    shelf.bind()
    (shelf.folder / "bound_alone.py").unlink()
    shelf.opened()
    with pytest.raises(ModuleNotFoundError):
        load("bound_alone")


def test_a_folder_that_is_no_longer_searched_gives_nothing(shelf: Shelf) -> None:
    shelf.bind().opened()
    sys.path.remove(str(shelf.folder))
    with pytest.raises(ModuleNotFoundError):
        load("bound_alone")


def test_behind_an_archive_nothing_is_taken(shelf: Shelf, tmp_path: Path) -> None:
    shelf.bind()
    shutil.make_archive(str(tmp_path / "modules"), "zip", shelf.folder)
    sys.path.insert(0, str(tmp_path / "modules.zip"))
    shelf.opened()
    assert str(load("bound_alone")[0].__file__).startswith(str(tmp_path / "modules.zip"))


def test_what_can_not_be_taken_is_not_bound_again(shelf: Shelf, monkeypatch: Patch) -> None:
    monkeypatch.setattr(bound, "_WORTH", 1)
    shelf.bind()
    written = shelf.file.stat().st_mtime_ns
    sys.path.insert(0, shutil.make_archive(str(shelf.folder), "zip", sys.path[0]))
    run(shelf, NAMES, monkeypatch)
    assert shelf.file.stat().st_mtime_ns == written


def test_what_is_never_compiled_is_not_bound(shelf: Shelf) -> None:
    (shelf.package / "__pycache__").write_text("where a folder should be")
    shelf.bind()
    assert not shelf.file.exists()


def test_behind_a_folder_that_is_none_all_is_taken(shelf: Shelf, tmp_path: Path) -> None:
    shelf.bind()
    sys.path.insert(0, str(tmp_path / "nowhere"))
    shelf.opened()
    assert all(map(from_bound, load(*NAMES)))


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda raw: b"",
    "half written": lambda raw: raw[: len(raw) // 2],
    "without its end": lambda raw: raw[:-3],
    "foreign": lambda raw: b"PK\3\4 something else altogether" * 9,
    "of zeros": lambda raw: bytes(len(raw)),
    "another index": lambda raw: raw[:-100] + bytes([raw[-100] ^ 1]) + raw[-99:],
    "longer": lambda raw: raw + b"x",
    "of another Python": lambda raw: raw.replace(sys.version.encode(), b"?" * len(sys.version)),
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_damaged_file_is_none_and_is_bound_anew(shelf: Shelf, spoil: str) -> None:
    shelf.bind()
    shelf.file.write_bytes(SPOILT[spoil](shelf.file.read_bytes()))
    volume = shelf.opened()
    assert not any(map(from_bound, load(*NAMES)))
    volume.keep()
    forget()
    shelf.opened()
    assert all(map(from_bound, load(*NAMES)))


def test_a_damaged_sheet_is_passed_over_and_the_others_are_not(shelf: Shelf) -> None:
    shelf.bind()
    raw = bytearray(shelf.file.read_bytes())
    raw[len(raw) // 3] ^= 1
    shelf.file.write_bytes(raw)
    volume = shelf.opened()
    taken = [volume.take(name) for name in NAMES]
    assert 0 < sum(map(bool, taken)) < len(taken)
    words = [vars(each)["word"] for each in load(*NAMES)]
    assert words == ["old", "door", *(f"old{number:03}" for number in range(MANY))]


@pytest.mark.parametrize("replaced", [False, True])
def test_the_file_may_go_while_it_is_in_use(shelf: Shelf, replaced: bool) -> None:
    volume = shelf.bind().opened()
    assert from_bound(load("bound_alone")[0])
    raw = shelf.file.read_bytes()
    shelf.file.unlink()
    if replaced:
        shelf.file.write_bytes(raw[1:] + raw)
    last = load(NAMES[-1])[0]
    assert (vars(last)["word"], volume.take(NAMES[-1])) == (f"old{MANY - 1:03}", None)


def test_only_what_was_compiled_from_the_source_as_it_stands_is_bound(shelf: Shelf) -> None:
    volume = Bound(str(shelf.file))
    load(*NAMES)
    overwrite(shelf.folder / "bound_alone.py", NEW)
    Path(importlib.util.cache_from_source(str(shelf.package / "room1.py"))).unlink()
    (shelf.package / "room2.py").unlink()
    volume.keep()
    forget()
    assert {*NAMES} - {*shelf.opened()._pages} == {
        "bound_alone", "bound_house.room1", "bound_house.room2",
    }  # fmt: skip


def test_little_that_is_new_is_not_bound_and_much_is_added(shelf: Shelf) -> None:
    volume = Bound(str(shelf.file))
    load(*NAMES[:5])
    volume.keep()
    assert not shelf.file.exists()
    load(*NAMES[:50])
    volume.keep()
    forget()
    volume = shelf.opened()
    load(*NAMES[:2], *NAMES[50:])
    volume.keep()
    assert {*NAMES} <= {*shelf.opened()._pages}


def run(shelf: Shelf, names: list[str], patch: Patch) -> int:
    """Load these modules as one run, and leave it to the next; the bytes read of sheets."""
    sizes: list[int] = []
    volume = shelf.opened()

    def counted(start: int, size: int) -> bytes:
        sizes.append(size)
        return Bound._read(volume, start, size)

    patch.setattr(volume, "_read", counted)
    load(*names)
    volume.keep()
    forget()
    sys.meta_path[:] = [each for each in sys.meta_path if each is not volume]
    return sum(sizes)


def test_a_run_reads_no_more_after_others_have_been_made(shelf: Shelf, monkeypatch: Patch) -> None:
    first, *others = NAMES[10:30], NAMES[5:20], NAMES[:90], [*reversed(NAMES)]
    assert run(shelf, first, monkeypatch) == 0
    alone = run(shelf, first, monkeypatch)
    for other in others:
        run(shelf, other, monkeypatch)
    assert 0 < run(shelf, [*reversed(first)], monkeypatch) == alone
    assert alone < run(shelf, NAMES, monkeypatch)


def test_what_is_now_found_elsewhere_is_bound_from_there_once(
    shelf: Shelf, monkeypatch: Patch
) -> None:
    shelf.bind()
    shutil.copytree(shelf.package, Path(sys.path[0], "bound_house"))
    run(shelf, NAMES, monkeypatch)
    volume = shelf.opened()
    assert all(map(from_bound, load(*NAMES))) and len(volume._sheets) == 1 + 3


def test_of_what_waits_nothing_is_read(shelf: Shelf, monkeypatch: Patch) -> None:
    volume = shelf.bind().opened()
    wait(frozenset(NAMES))
    monkeypatch.setattr(volume, "_read", lambda *where: pytest.fail("something is read"))
    room = load(*NAMES[:5])[2]
    monkeypatch.undo()
    assert "word" not in vars(room) and room.word == "old000" and from_bound(room)


def test_nothing_is_bound_where_python_is_to_write_nothing(
    shelf: Shelf, monkeypatch: Patch
) -> None:
    volume = Bound(str(shelf.file))
    load(*NAMES)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    volume.keep()
    assert not shelf.file.exists()


@pytest.mark.parametrize("there", ["", "missing/all.bound", "library"])
def test_a_file_that_can_not_be_written_is_not(shelf: Shelf, there: str) -> None:
    volume = Bound(str(shelf.file.parent / there) if there else "")
    volume.serve()
    load(*NAMES)
    before = sorted(shelf.file.parent.iterdir())
    volume.keep()
    assert sorted(shelf.file.parent.iterdir()) == before


def test_it_lies_beside_the_compiled_form(monkeypatch: Patch) -> None:
    spec = ModuleSpec("door", None)
    spec.cached = "somewhere/__pycache__/door.cpython-311.pyc"
    here = beside(spec)._file
    assert re.fullmatch(r"somewhere/__pycache__/door\.cpython-311\.[0-9a-f]{8}\.bound", here)
    monkeypatch.setattr(sys, "prefix", "another environment")
    assert beside(spec)._file != here
    assert beside(ModuleSpec("door", None))._file == beside(None)._file == ""


def test_without_a_search_through_folders_nothing_is_served(shelf: Shelf) -> None:
    shelf.bind()
    sys.meta_path.remove(PathFinder)
    assert shelf.opened()._pages == {}


def test_many_that_bind_at_once_leave_a_whole_file(shelf: Shelf) -> None:
    volumes = [Bound(str(shelf.file)) for _ in range(4)]
    load(*NAMES)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Bound.keep, volumes))
    forget()
    shelf.opened()
    assert all(map(from_bound, load(*NAMES)))
    assert [each.name for each in shelf.file.parent.glob("all*")] == ["all.bound"]


def test_a_later_process_takes_its_modules_from_the_bound_file_and_says_the_same(
    desk: Desk, tmp_path: Path
) -> None:
    own = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(tmp_path / "compiled")}
    environment = {**os.environ, **own, "PYTHONDONTWRITEBYTECODE": ""}
    said = []
    for figure in (900, 901, 902):  # what is compiled is kept, bound, used
        desk.edit("预算", "年度支付数: ", f"年度支付数: {figure} # ")
        command = [sys.executable, "-v", "-m", "generator", "check", str(desk.unit)]
        run = subprocess.run(
            command, cwd=desk.root, env=environment, capture_output=True, timeout=120, check=False
        )
        said.append((run.returncode, re.sub(rb"90[12]", b"900", run.stdout)))
        desk.edit("预算", f"年度支付数: {figure} # ", "年度支付数: ")
    assert said[0] == said[1] == said[2]
    assert len([*(tmp_path / "compiled").rglob("*.bound")]) == 1
    assert b"import 'generator.model' # <generator.bound._Leaf" in run.stderr
