"""What a process loads, and what waits until it is used; what is kept of it for the next process."""

from __future__ import annotations

import dataclasses
import json
import marshal
import os
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Desk
from hypothesis import given
from hypothesis import strategies as st

from generator import prepared
from generator.cache import NONE, Cache
from generator.prepared import Prepared
from generator.waiting import wait

ROOT = Path(__file__).parents[1]
MAKERS = frozenset({"pydantic_core", "jinja2", "lxml", "yaml", "markdown", "docx", "docxtpl"})
NEVER = frozenset(
    {
        "openpyxl",
        "xlsxwriter",
        "watchfiles",
        "http",
        "ssl",
        "asyncio",
        "logging.handlers",
        "pydantic_core.core_schema",
    }
)
ROOMS = frozenset(
    f"generator.{name}" for name in ("form", "intake", "paper", "pullback", "redline", "remarks")
)
LOADED = """
import json, os, sys
from generator import __main__ as door
leave = os._exit
os._exit = lambda code: (print(json.dumps([code, *sys.modules]), file=sys.stderr, flush=True), leave(0))
door.run()
"""


def loaded(desk: Desk, *words: str) -> set[str]:
    """The modules of a process that ran a command."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "JIXIAO_CACHE": str(desk.root / "cache")}
    run = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        cwd=desk.root, env=environment, capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    code, *names = json.loads(run.stderr.splitlines()[-1])
    assert code == 0
    return {*names}


def test_a_process_loads_only_what_its_command_needs(desk: Desk) -> None:
    unit = str(desk.unit)
    assert loaded(desk, "build", unit).isdisjoint(NEVER | ROOMS)
    unchanged = loaded(desk, "build", unit)
    assert unchanged.isdisjoint(MAKERS | NEVER | ROOMS | {"generator.model", "generator.template"})
    desk.edit("预算", "年度支付数: 850", "年度支付数: 900")
    changed = loaded(desk, "build", unit)
    assert "pydantic_core" in changed
    assert changed.isdisjoint({"docx", "docx.api", "docxtpl.template"} | NEVER | ROOMS)


def test_the_list_of_commands_loads_none_of_them(desk: Desk) -> None:
    listed = loaded(desk, "--help")
    assert listed.isdisjoint(MAKERS | NEVER | ROOMS)
    assert {name for name in listed if name.startswith("generator.cli.")} == {
        "generator.cli.chinese"
    }


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of two modules, of which the front door notes that it was opened."""
    before = {*sys.modules}
    package = tmp_path / "house_of_waiting"
    package.mkdir()
    (package / "__init__.py").write_text("import sys\nsys.opened = True\nkey = 1\n")
    (package / "room.py").write_text("window = 2\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.setattr(sys, "opened", False, raising=False)
    yield package
    for name in {*sys.modules} - before:
        del sys.modules[name]


def opened() -> bool:
    return bool(vars(sys)["opened"])


def test_a_module_waits_until_something_in_it_is_used(house: Path) -> None:
    wait(frozenset({house.name}))
    module = __import__(house.name)
    room = __import__(f"{house.name}.room", fromlist=["window"])
    assert (room.window, opened()) == (2, False)
    assert (module.key, opened()) == (1, True)
    with pytest.raises(AttributeError):
        _ = module.door


def test_what_stands_nowhere_does_not_wait(house: Path) -> None:
    wait(frozenset({"house_without_walls"}))
    with pytest.raises(ModuleNotFoundError):
        __import__("house_without_walls")


# ---------------------------------------------------------------- what is kept


class Count:
    """A cache in memory that counts what it is given and asked for."""

    def __init__(self, raw: bytes | None = None) -> None:
        self.kept = {prepared._volume(0): raw} if raw is not None else {}
        self.puts, self.gets = 0, 0

    def get(self, kind: str, key: str) -> bytes | None:
        self.gets += 1
        return self.kept.get(key)

    def put(self, kind: str, key: str, content: bytes) -> None:
        self.puts += 1
        self.kept[key] = content


def run(cache: Count, *patterns: str) -> int:
    """Make some patterns as one run; how often the cache was asked."""
    before = cache.gets
    made = Prepared(cache)
    for pattern in patterns:
        made.pattern(pattern)
    asked = cache.gets - before
    made.keep()
    return asked


PATTERNS: tuple[tuple[Any, int], ...] = (
    (r"(?P<year>\d{4})年(?P<month>\d+)月", 0),
    (r"[一-龥]+?(?=：)", re.MULTILINE),
    (rb"a|b(c)?", re.IGNORECASE),
    (r"(?i)[^a-z]{2,}", 0),
)


@pytest.mark.parametrize(("pattern", "flags"), PATTERNS)
def test_a_kept_pattern_is_the_one_re_makes(pattern: Any, flags: int) -> None:
    first = Prepared(Count())
    made = first.pattern(pattern, flags)
    again = Prepared(Count(marshal.dumps(first._new)))
    kept = again.pattern(pattern, flags)
    assert kept == made == re.compile(pattern, flags)
    assert (kept.flags, kept.groups, kept.groupindex) == (made.flags, made.groups, made.groupindex)
    assert again._new == {}


@pytest.mark.filterwarnings("ignore:Possible:FutureWarning")
@given(st.from_regex(r"[ab.*+?()|\[\]\\^$-]{1,9}", fullmatch=True), st.text("ab.", max_size=8))
def test_any_pattern_finds_the_same_or_is_refused_alike(pattern: str, text: str) -> None:
    first = Prepared(Count())
    try:
        expected = re.compile(pattern)
    except re.error:
        with pytest.raises(re.error):
            first.pattern(pattern)
        return
    first.pattern(pattern)
    kept = Prepared(Count(marshal.dumps(first._new))).pattern(pattern)
    assert [m.span() for m in kept.finditer(text)] == [m.span() for m in expected.finditer(text)]


def test_what_is_no_plain_text_is_made_as_ever() -> None:
    made = Prepared(Count())
    parsed = prepared._COMPILER._parser.parse("a+")
    assert made.pattern(parsed).match("aa")
    assert made._new == {}


def test_an_entry_the_interpreter_can_not_take_is_made_anew() -> None:
    odd = Count(marshal.dumps({("a+", 0): marshal.dumps((0, [99999], 0, {}, ()))}))
    assert Prepared(odd).pattern("a+").match("aa")


@pytest.fixture
def doors(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is put in place of Python's own goes again."""
    monkeypatch.setattr(prepared._COMPILER, "compile", prepared._COMPILER.compile)
    monkeypatch.setattr(dataclasses, "exec", exec, raising=False)
    monkeypatch.setattr(typing, "compile", compile, raising=False)


@pytest.mark.usefixtures("doors")
def test_dataclasses_and_types_made_from_what_is_kept_are_the_same() -> None:
    first = Prepared(Count())
    first.serve()
    fields: list[tuple[str, Any]] = [("a", int), ("b", str)]
    one = dataclasses.make_dataclass("Pair", fields, frozen=True)
    second = Prepared(Count(marshal.dumps(first._new)))
    second.serve()
    two = dataclasses.make_dataclass("Pair", fields, frozen=True)
    assert repr(two(1, "x")) == repr(one(1, "x"))
    assert hash(two(1, "x")) == hash(one(1, "x"))
    assert two(1, "x") == two(1, "x") != two(2, "x")
    assert typing.ForwardRef("int | None").__forward_arg__ == "int | None"


def types() -> dict[str, Any]:
    """What the maker of a new dataclass says of its types."""
    fields: list[tuple[str, Any]] = [("year", int), ("name", str | None)]
    maker = vars(dataclasses.make_dataclass("Unit", fields))["__init__"]
    told: dict[str, Any] = maker.__annotations__
    return told


@pytest.mark.usefixtures("doors")
def test_the_types_of_a_dataclass_are_no_texts() -> None:
    ordinary = types()
    first = Prepared(Count())
    first.serve()
    assert types() == ordinary == {"year": int, "name": str | None, "return": None}
    again = Prepared(Count(marshal.dumps(first._new)))
    again.serve()
    assert (types(), again._new) == (ordinary, {})


@pytest.mark.usefixtures("doors")
def test_what_was_kept_while_types_became_texts_is_not_taken() -> None:
    ordinary = types()
    first = Prepared(Count())
    first.serve()
    types()
    made: dict[Any, bytes] = {**first._new}
    texts = {key: marshal.dumps(compile(*key)) for key in made}
    cache = Count()
    cache.kept[f"{prepared._INTERPRETER}-0"] = marshal.dumps(texts)
    Prepared(cache).serve()
    assert types() == ordinary


def test_much_that_is_new_is_kept_little_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Count()
    few = Prepared(cache)
    few.pattern("a")
    assert not few.keep()
    assert cache.puts == 0
    monkeypatch.setattr(prepared, "_WORTH", 2)
    for number in range(3):
        few.pattern(f"a{number}")
    assert few.keep()
    assert cache.puts == 1
    assert run(cache, "a", "a0", "a1", "a2") == cache.puts == 1


@pytest.mark.parametrize("cache", [NONE, Cache(Path(__file__))])
def test_where_nothing_is_kept_no_run_is_the_first(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "_WORTH", 1)
    made = Prepared(cache)
    made.pattern("a")
    assert not made.keep()


def test_a_run_opens_no_more_after_others_have_been_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "_WORTH", 1)
    cache = Count()
    run(cache, "a", "b")
    for number in range(5):
        run(cache, "b", f"other{number}")
    assert len(cache.kept) == 6
    assert run(cache, "a", "b") == 1
    assert run(cache, "other1", "a", "other0") == 3
    assert run(cache, "never met", "nor this") == 7


def test_a_cache_too_large_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "_WORTH", 1)
    monkeypatch.setattr(prepared, "_MOST", 3)
    cache = Count()
    for pattern in "abcdefg":
        run(cache, pattern)
    assert len(cache.kept) == 3
    puts = cache.puts
    assert run(cache, "g", "f") == 2  # f began anew
    assert cache.puts == puts


@pytest.mark.parametrize("raw", [None, b"", b"?", b"\xff\xff", marshal.dumps([1])])
def test_what_is_kept_wrongly_is_nothing(raw: bytes | None) -> None:
    assert Prepared(Count(raw)).pattern("a+").match("aa")


def test_a_real_cache_serves_the_next_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "_WORTH", 1)
    first = Prepared(Cache(tmp_path))
    first.pattern("a+")
    first.keep()
    second = Prepared(Cache(tmp_path))
    assert second.pattern("a+").match("aa")
    assert (second._new, {*second._made}) == ({}, {("a+", 0)})
