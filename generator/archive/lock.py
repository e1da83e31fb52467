"""占用: one run at a time on a unit: a lock of the operating system, gone with the process that holds it."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from generator.archive.storing import unkept
from generator.findings import Finding, Place, Refused, Severity

__all__ = ["locked"]

_ON_WINDOWS = os.name == "nt"
_SYSTEM: Any = import_module("msvcrt" if _ON_WINDOWS else "fcntl")
_STEP = 0.1  # seconds
_BUSY = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


@contextmanager
def locked(
    unit_folder: Path, waiting: Callable[[], None] = lambda: None, *, tries: int = 100
) -> Iterator[None]:
    """Hold a unit; ``waiting`` is called once when another run holds it.

    Raises Refused when it is still held after so many tries, a tenth of a second each.
    """
    try:
        unit_folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(unit_folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise Refused([unkept(unit_folder, error)]) from None
    try:
        _wait(handle, unit_folder, waiting, tries)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, unit_folder: Path, waiting: Callable[[], None], tries: int) -> None:
    if _taken(handle):
        return
    waiting()
    for _ in range(tries):
        time.sleep(_STEP)
        if _taken(handle):
            return
    message = f"“{unit_folder.name}”正由另一个窗口使用，等了 {tries * _STEP:.0f} 秒还没有完成，没有动任何文件。"
    hint = "请等那个窗口做完，再运行一次。"
    place = Place(unit_folder.as_posix())
    raise Refused([Finding("unit-busy", Severity.ERROR, message, place, hint)])


def _taken(handle: int) -> bool:
    """Take the lock; False when another has it.  A disk that knows no locks is used without."""
    try:
        if _ON_WINDOWS:
            _SYSTEM.locking(handle, _SYSTEM.LK_NBLCK, 1)
        else:
            _SYSTEM.flock(handle, _SYSTEM.LOCK_EX | _SYSTEM.LOCK_NB)
    except OSError as error:
        return error.errno not in _BUSY
    return True
