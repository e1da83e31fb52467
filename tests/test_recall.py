"""What was answered once is answered again, in a run and in the next, and never otherwise."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from conftest import Desk

from generator import generate, recall, shape, source, workspace
from generator.cache import NONE, Cache, program
from generator.checks import CheckRules
from generator.findings import Refused
from generator.generate import REMEMBERED, Wanted
from generator.model import Count
from generator.narrative import names_in, written
from generator.recall import Memory, Remembered
from generator.rubric import Rubric
from generator.shape import Shape, field

ROOT = Path(__file__).parents[1]
ASKED: list[int] = []


def _double(number: int) -> int:
    ASKED.append(number)
    if number < 0:
        raise ValueError(number)
    return 2 * number


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Remembered[int, int]:
    monkeypatch.setattr(recall, "_WORTH", 1)
    ASKED.clear()
    return Remembered(_double)


def test_what_is_asked_twice_is_worked_out_once(double: Remembered[int, int]) -> None:
    assert [double(1), double(2), double(1)] == [2, 4, 2]
    assert ASKED == [1, 2]


def test_what_fails_fails_again(double: Remembered[int, int]) -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="-1"):
            double(-1)
    assert ASKED == [-1, -1]


def test_the_next_run_is_answered_from_the_last(
    double: Remembered[int, int], tmp_path: Path
) -> None:
    memory = Memory(Cache(tmp_path), "unit", [double])
    double(1)
    memory.keep()
    ASKED.clear()
    again = Remembered(_double)
    Memory(Cache(tmp_path), "unit", [again])
    assert (again(1), again(2), ASKED) == (2, 4, [2])
    other = Remembered(_double)
    Memory(Cache(tmp_path), "another unit", [other])
    assert (other(1), ASKED) == (2, [2, 1])


def test_only_what_was_asked_in_the_last_run_is_kept(
    double: Remembered[int, int], tmp_path: Path
) -> None:
    for numbers in ((1, 2), (2, 3)):
        memory = Memory(Cache(tmp_path), "unit", [double])
        for number in numbers:
            double(number)
        memory.keep()
    assert ASKED == [1, 2, 3]
    again = Remembered(_double)
    Memory(Cache(tmp_path), "unit", [again])
    assert {*again._before} == {(2,), (3,)}


def test_one_process_may_go_from_unit_to_unit(double: Remembered[int, int], tmp_path: Path) -> None:
    for key in ("one", "two", "one"):
        memory = Memory(Cache(tmp_path), key, [double])
        double(1)
        memory.keep()
    assert ASKED == [1]


def test_too_many_answers_begin_anew(
    double: Remembered[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall, "_MANY", 3)
    for number in range(5):
        assert double(number) == 2 * number
        assert len(double.answers) <= 3
    for _ in range(4):
        Memory(NONE, "", [double])
        assert double(7) == double(7) == 14
    assert len(double._before) <= 5


def test_little_that_is_new_is_not_kept(tmp_path: Path) -> None:
    double = Remembered(_double)
    memory = Memory(Cache(tmp_path), "unit", [double])
    double(1)
    memory.keep()
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    "raw", [b"", b"?", pickle.dumps(3), b"cno.such.module\nName\n.", pickle.dumps(None)]
)
def test_what_is_no_record_is_nothing(
    raw: bytes, double: Remembered[int, int], tmp_path: Path
) -> None:
    memory = Memory(Cache(tmp_path), "unit", [double])
    Cache(tmp_path).put("answers", memory._key, raw)
    Memory(Cache(tmp_path), "unit", [double])
    assert (double(1), ASKED) == (2, [1])


def test_runs_at_once_find_whole_records(double: Remembered[int, int], tmp_path: Path) -> None:
    def run(number: int) -> int:
        own = Remembered(_double)
        memory = Memory(Cache(tmp_path), "unit", [own])
        value = own(number) + own(number + 1)
        memory.keep()
        return value

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(run, range(60))) == [4 * number + 2 for number in range(60)]


# ---------------------------------------------------------------- of a unit


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing was ever asked."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    source._read.cache_clear()
    vars(sys.modules[names_in.__module__])["_compiled"].cache_clear()
    for function in REMEMBERED:
        function._before, function.answers, function.new = {}, {}, 0


def _made(desk: Desk, cache: Cache) -> tuple[Any, ...]:
    """A unit made as a new process makes it, with what the last one left; then left to the next."""
    _forget()
    memory = Memory(cache, "unit", REMEMBERED)
    done = generate.generate(desk.unit, workspace.of(desk.unit), None, lambda _: None, Wanted())
    memory.keep()
    new = {vars(function)["__name__"]: function.new for function in REMEMBERED}
    return done.stored.path.read_bytes(), done.findings, done.scorecard, new


TEXTS = [
    ("预算", "年度支付数: 850", "年度支付数: 900"),
    ("预算", "年度支付数: 900", "年度支付数: 850"),
    ("文字", "镇", "镇增长"),
]


@pytest.mark.usefixtures("fresh")
def test_with_and_without_memory_the_same_is_made(desk: Desk, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    _made(desk, cache)
    for file, old, new in TEXTS:
        path = desk.path(file)
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        *remembered, asked = _made(desk, cache)
        *plain, afresh = _made(desk, NONE)
        assert remembered == plain
        assert asked["fitted"] == asked["_code"] == 0 < afresh["fitted"] < afresh["_code"]
        assert sum(asked.values()) < sum(afresh.values()) / 2


class Box(Shape):
    """Something to be read."""

    count: Count = field(key="个数")


def test_a_type_is_checked_by_what_was_remembered_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "箱.yaml"
    file.write_text("个数: 3\n", "utf-8")
    (core,) = shape.REMEMBERED
    monkeypatch.setattr(core, "answers", {(Box,): pickle.loads(pickle.dumps(core(Box)))})
    monkeypatch.setattr(core, "_function", None)
    box = source.read([file], Box).value
    assert (box, box.names()) == (Box(count=3), {"个数": 3})
    file.write_text("个数: 三\n", "utf-8")
    with pytest.raises(Refused) as refused:
        source.read([file], Box)
    assert [finding.id for finding in refused.value.findings] == ["number-expected"]


READS = """
import pickle, sys
from pathlib import Path
from generator import shape, source
from generator.model import Report
kept, unit = map(Path, sys.argv[1:])
(core,) = shape.REMEMBERED
if kept.exists():
    core.begin(pickle.loads(kept.read_bytes()))
    core._function = None
report = source.read(sorted(unit.glob("*.yaml")), Report).value
kept.write_bytes(pickle.dumps(core.answers))
print(repr(report), report.names(), Report.of(report.names()) == report)
try:
    source.read([unit / "单位.yaml"], Report)
except source.Refused as refused:
    print(refused.findings)
"""


def test_a_type_reads_and_writes_alike_by_what_was_remembered_of_it(tmp_path: Path) -> None:
    unit = ROOT / "data" / "units" / "wanghuzhai-2021"
    call = [sys.executable, "-c", READS, str(tmp_path / "kept"), str(unit)]
    first, second = (
        subprocess.run(call, check=True, capture_output=True, cwd=ROOT, text=True) for _ in range(2)
    )
    assert first.stdout == second.stdout
    assert "True" in first.stdout and "Finding" in first.stdout
    assert first.stderr == second.stderr == ""


@pytest.mark.usefixtures("fresh")
def test_a_rubric_and_rules_come_back_as_they_were(tmp_path: Path) -> None:
    def read() -> tuple[Any, ...]:
        source._read.cache_clear()
        files = (*workspace.shipped().checks().values(), *rubrics())
        types = [CheckRules] * len(workspace.shipped().checks())
        rules = [
            source.read([file], into, lasting=True).value
            for file, into in zip(files, types, strict=False)
        ]
        scored = [
            source.read([file], Rubric, under="指标体系", on="2021-12-31", lasting=True).value
            for file in rubrics()
        ]
        return (*rules, *scored)

    def rubrics() -> list[Path]:
        return sorted((workspace.shipped().root / "data/rubrics").glob("*.yaml"))[:2]

    memory = Memory(Cache(tmp_path), "unit", REMEMBERED)
    first = read()
    source.fitted.new += 8
    memory.keep()
    _forget()
    Memory(Cache(tmp_path), "unit", REMEMBERED)
    assert read() == first
    assert source.fitted.new == 0


@pytest.mark.usefixtures("fresh")
def test_an_expression_works_alike_from_what_was_kept(tmp_path: Path) -> None:
    names = {"甲": 3, "乙": {"丙": "文"}}
    expressions = ["甲 + 1", "甲|万元", "乙.丙", "乙.丁", "甲|", "甲|没有", "甲 // 2", "乙"]

    def said() -> list[Any]:
        return [(written(each, names), names_in(each)) for each in expressions]

    memory = Memory(Cache(tmp_path), "unit", REMEMBERED)
    first = said()
    memory.keep()
    _forget()
    Memory(Cache(tmp_path), "unit", REMEMBERED)
    assert said() == first


def test_of_another_program_nothing_is_remembered(tmp_path: Path) -> None:
    """The state of the program stands in the key: each process looks at its files once."""
    copy = tmp_path / "program"
    for name in ("__init__", "cache"):
        (copy / "generator").mkdir(parents=True, exist_ok=True)
        text = (ROOT / "generator" / f"{name}.py").read_text("utf-8")
        (copy / "generator" / f"{name}.py").write_text(text, "utf-8")

    def state() -> str:
        command = [sys.executable, "-c", "from generator.cache import program; print(program())"]
        environment = {**os.environ, "PYTHONPATH": str(copy)}
        run = subprocess.run(
            command, env=environment, cwd=copy, capture_output=True, check=True, timeout=60
        )
        return run.stdout.decode()

    first = state()
    assert state() == first
    (copy / "generator" / "room.py").write_text("1\n")
    assert state() != first
    assert program() == program() != first


def test_a_build_remembers_the_one_before(desk: Desk, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "JIXIAO_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "generator", "build", str(desk.unit)]

    def build() -> list[bytes]:
        run = subprocess.run(
            command, env=environment, cwd=desk.root, capture_output=True, check=True, timeout=60
        )
        (record,) = (tmp_path / "cache" / "answers").iterdir()
        return [run.stdout, record.read_bytes()]

    first = build()
    desk.edit("预算", "年度支付数: 850", "年度支付数: 900")
    second = build()
    desk.edit("预算", "年度支付数: 900", "年度支付数: 850")
    assert first[0].splitlines()[-1] == build()[0].splitlines()[-1] != second[0].splitlines()[-1]
