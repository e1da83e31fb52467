"""The little language of the tests: a desk with a small unit on it, findings flattened to rows."""

from __future__ import annotations

import gc
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage
from sdk import Sdk

from generator import cli, workspace
from generator.findings import Finding, Refused
from generator.generate import Examined, Generated, examine, generate
from generator.template.keeping import slowly

MINIMAL = Path(__file__).parent / "minimal"
UNIT = "试验镇-2021"
LONGEST = (
    "redline", "word_edits", "fill", "interruption", "batch_cli", "watch", "unchanged", "pullback",
    "splice", "intake_guard", "form", "paper", "batch", "press", "pull", "rule_shapes", "intake",
    "intake_cli", "pullback_kinds", "contents", "cli", "scoretable", "batch_dask", "schema", "county",
    "many_units", "rollover", "review", "validity", "proofread", "chapters",
)  # fmt: skip
"""The rooms whose tests take longest, as far as measured: the longest first."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write golden files anew")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests stay to the end: the garbage collector need not go over them each time.

    What the program loads late is loaded now, while lines are counted.
    """
    gc.disable()
    for late in ("pressing", "whole"):
        slowly(late)
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that two processes are done at the same time."""
    place = {f"test_{room}": number for number, room in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


@contextmanager
def unmeasured() -> Iterator[None]:
    """Do something without counting the lines it comes by, which takes half of the time."""
    counting = list[Coverage]()
    while (each := Coverage.current()) is not None:  # beside another process there are two
        each.stop()
        counting.append(each)
    try:
        yield
    finally:
        for each in reversed(counting):
            each.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test marked ``unmeasured`` proves what it proves; its lines are counted with other tests."""
    with unmeasured() if item.get_closest_marker("unmeasured") else nullcontext():
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The user's cache is neither read nor written by tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("JIXIAO_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


class Desk:
    """A workspace of its own with one small unit, to be edited and generated."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(MINIMAL, root, dirs_exist_ok=True)
        self.root = root
        self.unit = root / "data" / "units" / UNIT
        self.space = workspace.of(self.unit)

    def second(self, name: str = "乙镇") -> Path:
        """The folder of a second unit, like the first but for its name."""
        folder = self.unit.with_name(f"{name}-2021")
        shutil.copytree(self.unit, folder)
        file = folder / "单位.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(
            text.replace("名称: 试验镇人民政府", f"名称: {name}人民政府"), encoding="utf-8"
        )
        return folder

    def edit(self, file: str, old: str, new: str) -> Desk:
        """Replace a text that stands exactly once in a file of the unit."""
        path = self.path(file)
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return self

    def path(self, file: str) -> Path:
        inside = self.unit / f"{file}.yaml"
        return inside if inside.exists() else self.root / "data" / "rubrics" / f"{file}.yaml"

    def examine(self) -> Examined:
        return examine(self.unit, self.space, lambda step: None)

    def generate(self, output: Path | None = None) -> Generated:
        return generate(self.unit, self.space, output, lambda step: None)

    def findings(self) -> tuple[Finding, ...]:
        try:
            return self.examine().findings
        except Refused as refused:
            return refused.findings

    def rows(self) -> list[tuple[str, str, int]]:
        """Findings as (id, file, line)."""
        return [row(finding) for finding in self.findings()]


def row(finding: Finding) -> tuple[str, str, int]:
    place = finding.place
    return finding.id, Path(place.file).stem if place else "", place.line if place else 0


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk")


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a call."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Jixiao = Callable[..., Run]


@pytest.fixture
def jixiao(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Jixiao:
    """Call the command in this process; ``answer``: what the clerk types when asked."""

    def call(*words: str | Path, answer: str = "") -> Run:
        monkeypatch.setattr(sys, "argv", ["jixiao", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        code: object = 0
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code
        out, err = capsys.readouterr()
        assert isinstance(code, int)
        return Run(code, out, err)

    return call


def tool(name: str) -> str:
    """A program the full test needs; without it a test is skipped, or fails where all must be there."""
    program = shutil.which(name)
    if program is None:
        if os.environ.get("JIXIAO_REQUIRE_TOOLS"):
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return program


@pytest.fixture(scope="session")
def sdk() -> Iterator[Sdk]:
    """The Open XML SDK's validator."""
    opened = Sdk(tool("ooxml-validator"))
    yield opened
    opened.close()
