"""Killed, short of disk or run twice at once: the old or the new file stands whole, and nothing is lost."""

from __future__ import annotations

import errno
import gc
import hashlib
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import pytest
from conftest import Desk

from generator import archive, cli
from generator.archive.manifest import read
from generator.findings import Refused

PROJECT = Path(__file__).parents[1]
SAVING = "7 保存"
KILLS, CORES, WHOLE_PROCESSES = 200, 2, 5

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no fork and no SIGKILL")


class Clerk:
    """A clerk who changes a figure of speech and builds, again and again."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.text = desk.path("文字").read_text(encoding="utf-8")
        self.folder = desk.space.build / desk.unit.name
        self.report = desk.generate().stored.path
        self.checked = 0

    def change(self, number: int) -> None:
        text = self.text.replace("完成年度各项任务。", f"完成年度{number}项任务。")
        self.desk.path("文字").write_text(text, encoding="utf-8")

    def check(self) -> None:
        """Every version is whole, and so are those files of a build that stand there."""
        numbers = []
        for each in self.folder.iterdir():
            name = re.fullmatch(r"第(\d{3})版", each.name)
            assert name or each.name == ".lock" or each.name.startswith(".jixiao-")
            numbers += [int(name[1])] if name else []
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        for number in range(self.checked + 1, len(numbers) + 1):
            folder = self.folder / f"第{number:03}版"
            assert sorted(file.name for file in folder.iterdir()) == ["报告.docx", "清单.json"]
            sha = hashlib.sha256((folder / "报告.docx").read_bytes()).hexdigest()
            assert read((folder / "清单.json").read_bytes()).docx == sha
        self.checked = len(numbers)

    def check_after(self, old: bytes) -> None:
        """After an interruption: old or new, whole; the next build succeeds and leaves nothing over."""
        standing = self.report.read_bytes()
        self.check()
        child, reading = forked(self)
        assert "已生成" in (told := until(reading, "等级")) or "没有变化" in told
        assert ended(child) == 0
        os.close(reading)
        new = self.report.read_bytes()
        assert standing in (old, new)
        self.check()
        assert (self.folder / f"第{self.checked:03}版" / "报告.docx").read_bytes() == new
        assert left_over(self.desk) == []
        assert [f for f in self.report.parent.iterdir() if f.is_file()] == [self.report]


def left_over(desk: Desk) -> list[Path]:
    return list(desk.root.rglob(".jixiao-*"))


@pytest.fixture
def clerk(desk: Desk) -> Clerk:
    return Clerk(desk)


# ---------------------------------------------------------------- kill -9


def forked(clerk: Clerk) -> tuple[int, int]:
    """``jixiao build`` in a child that has everything loaded: its number, and what it prints."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    code = 3
    try:  # in the child, which must never come back into the tests
        sys.settrace(None)
        gc.disable()
        sys.stdout = os.fdopen(writing, "w", buffering=1, encoding="utf-8")
        sys.argv = ["jixiao", "build", str(clerk.desk.unit)]
        cli.main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        os._exit(code)


def until(reading: int, words: str) -> str:
    """What the child prints up to some words, or to its end."""
    told = b""
    while words.encode() not in told and (piece := os.read(reading, 1000)):
        told += piece
    return told.decode()


def ended(child: int) -> int:
    """How the child ended: its code, or minus the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def durations(clerk: Clerk) -> tuple[float, float]:
    """How long a build takes, and how long its saving."""
    times = []
    for number in range(5):
        clerk.change(1000 + number)
        start = time.perf_counter()
        child, reading = forked(clerk)
        until(reading, SAVING)
        saving = time.perf_counter()
        assert ended(child) == 0
        os.close(reading)
        times.append((time.perf_counter() - start, time.perf_counter() - saving))
    return statistics.median(t for t, _ in times), statistics.median(t for _, t in times)


def killed_again_and_again(clerk: Clerk, kills: int, chance: random.Random) -> None:
    whole, saving = durations(clerk)
    killed = 0
    for number in range(kills):
        clerk.change(number)
        old = clerk.report.read_bytes()
        child, reading = forked(clerk)
        if number % 2:
            until(reading, SAVING)  # where it writes, which is the smaller part of its time
        time.sleep(chance.uniform(0, 0.9 * (saving if number % 2 else whole)))
        os.kill(child, signal.SIGKILL)
        killed += ended(child) == -signal.SIGKILL
        os.close(reading)
        clerk.check_after(old)
    assert killed > kills / 4  # on a machine that runs now fast, now slow, some end before
    clerk.checked = 0
    clerk.check()


def apart(act: Callable[[], None]) -> int:
    """Do something in a child, beside others; its number."""
    child = os.fork()
    if not child:
        code = 1
        try:
            sys.settrace(None)
            act()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return child


def test_a_build_that_is_killed_leaves_the_old_or_the_new_file_whole(tmp_path: Path) -> None:
    clerks = [Clerk(Desk(tmp_path / str(number))) for number in range(CORES)]
    children = [
        apart(lambda c=clerk, n=n: killed_again_and_again(c, KILLS // CORES, random.Random(n)))  # type: ignore[misc]
        for n, clerk in enumerate(clerks)
    ]
    assert [ended(child) for child in children] == [0] * CORES


def process(clerk: Clerk) -> subprocess.Popen[bytes]:
    """``jixiao build`` as a whole process."""
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "build", str(clerk.desk.unit)],
        cwd=clerk.desk.root,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@pytest.mark.parametrize("number", range(WHOLE_PROCESSES))
def test_a_whole_process_that_is_killed_leaves_the_old_or_the_new_file_whole(
    clerk: Clerk, number: int
) -> None:
    clerk.change(number)
    old = clerk.report.read_bytes()
    with process(clerk) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if SAVING.encode() in line:
                break
        time.sleep(random.Random(number).uniform(0, 0.02))
        running.kill()
    clerk.check_after(old)


def test_what_a_killed_run_left_is_removed_by_the_next(clerk: Clerk) -> None:
    half = clerk.folder / ".jixiao-abc"
    half.mkdir()
    (half / "报告.docx").write_bytes(b"half")
    target = clerk.report
    with pytest.raises(KeyboardInterrupt):
        stopped_at_replace(clerk)
    other = target.with_name(".jixiao-other.tmp")
    other.write_bytes(b"of another unit")
    clerk.desk.generate()
    assert left_over(clerk.desk) == [other]


def stopped_at_replace(clerk: Clerk) -> None:
    """A run that ends without a chance to tidy up, just before the file comes to its place."""
    clerk.change(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        patch.setattr(Path, "unlink", lambda *_, **__: None)
        clerk.desk.generate()


def interrupted(*_: object) -> NoReturn:
    raise KeyboardInterrupt


# ---------------------------------------------------------------- the disk is full


os_open = os.open


class Full:
    """A disk that takes ``left`` more calls, and is full from then on."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.refused = 0

    def spend(self) -> None:
        if not self.left:
            self.refused += 1
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.left -= 1

    def guarded(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            if act is not os_open or given[1] & os.O_CREAT:  # reading needs no room
                self.spend()
            return act(*given, **named)

        return call

    def opened(self, open_: Callable[..., Any]) -> Callable[..., Any]:
        """``os.fdopen`` whose files write half of what no longer fits."""

        def call(*given: Any, **named: Any) -> Any:
            file = open_(*given, **named)
            return _Filling(file, self)

        return call


class _Filling:
    def __init__(self, file: Any, disk: Full) -> None:
        self.file, self.disk = file, disk

    def __enter__(self) -> _Filling:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def write(self, content: bytes) -> int:
        try:
            self.disk.spend()
        except OSError:
            self.file.write(content[: len(content) // 2])
            raise
        return int(self.file.write(content))


CALLS = ("open", "mkdir", "fsync", "rename", "replace", "chmod")


def on_a_full_disk(left: int, act: Callable[[], object]) -> Full:
    """Do something while the disk takes only so many calls more; gives the disk."""
    disk = Full(left)
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, disk.guarded(getattr(os, name)))
        patch.setattr(os, "fdopen", disk.opened(os.fdopen))
        with suppress(Refused):
            act()
    return disk


@pytest.mark.unmeasured
def test_a_disk_that_is_full_at_any_moment_leaves_the_old_or_the_new_file_whole(
    clerk: Clerk,
) -> None:
    refused = 0
    for left in range(100):
        clerk.change(left)
        old = clerk.report.read_bytes()
        disk = on_a_full_disk(left, clerk.desk.generate)
        assert left_over(clerk.desk) == []
        if not disk.refused:
            break
        refused += 1
        assert clerk.report.read_bytes() == old
        clerk.check_after(old)
    assert not disk.refused
    assert refused >= 10


def test_a_full_disk_is_told_whatever_call_meets_it(clerk: Clerk) -> None:
    for left in range(100):
        clerk.change(left)
        told: list[str] = []

        def build(told: list[str] = told) -> None:
            try:
                clerk.desk.generate()
            except Refused as refused:
                told += [finding.id for finding in refused.findings]

        if not on_a_full_disk(left, build).refused:
            break
        assert told == ["disk-full"]
    assert left >= 10


def test_a_file_that_came_back_is_received_whole_or_not_at_all(clerk: Clerk) -> None:
    files = {"单位.yaml": b"a", "预算.yaml": b"b"}
    for left in range(100):
        before = archive.receipts(clerk.folder)
        docx = f"edited {left}".encode()
        disk = on_a_full_disk(left, lambda d=docx: archive.receive(clerk.folder, d, files))  # type: ignore[misc]
        assert left_over(clerk.desk) == []
        if not disk.refused:
            break
        assert archive.receipts(clerk.folder) == before == ()
    assert archive.received(clerk.folder, docx)
    assert left >= 6


# ---------------------------------------------------------------- two at once


def test_two_processes_on_one_unit_both_end_well(clerk: Clerk) -> None:
    clerk.change(1)
    runs = [process(clerk), process(clerk)]
    told = [run.communicate()[0].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], told
    clerk.check()
    assert len(archive.versions(clerk.folder)) == 2
    assert clerk.report.read_bytes() == archive.versions(clerk.folder)[-1].docx()
    assert left_over(clerk.desk) == []


def test_a_process_waits_for_one_that_holds_the_unit(clerk: Clerk) -> None:
    clerk.change(1)
    old = clerk.report.read_bytes()
    with archive.locked(clerk.folder):
        running = process(clerk)
        assert running.stdout is not None
        told = b""
        while "等它完成".encode() not in told:
            line = running.stdout.readline()
            assert line, told.decode()
            told += line
        assert clerk.report.read_bytes() == old
    told += running.communicate()[0]
    assert running.returncode == 0
    assert "已生成" in told.decode()
    clerk.check_after(old)


def test_a_lock_goes_with_the_process_that_held_it(clerk: Clerk) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(clerk.folder)],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    holder.kill()
    holder.communicate()
    waited: list[int] = []
    with archive.locked(clerk.folder, lambda: waited.append(1)):
        assert waited == []


HOLD = """
import sys, time, pathlib
from generator import archive
with archive.locked(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
