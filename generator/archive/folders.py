"""文件夹: a new folder with its files, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from generator.archive.storing import UNFINISHED, write
from generator.findings import Finding, Place, Refused, Severity

__all__ = ["lay", "vacant"]


def vacant(target: Path) -> None:
    """Refused when anything stands where a new folder shall be."""
    if os.path.lexists(target) and (not target.is_dir() or any(target.iterdir())):
        raise Refused([_taken(target)])


def lay(files: Mapping[str, bytes], target: Path) -> Path:
    """Make a folder that holds these files, by their paths in it; one that stands must be empty.

    Raises Refused, and leaves everything as it was, when it holds anything or can't be made.
    """
    try:
        vacant(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=target.parent))
    except OSError:
        raise Refused([_unwritable(target)]) from None
    try:
        _fill(beside, files)
        if target.exists():
            target.rmdir()  # it is empty; a folder is not moved onto another everywhere
        beside.rename(target)
    except OSError:
        raise Refused([_unwritable(target)]) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.chmod(0o755)
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        write(os.open(file, _NEW, 0o644), content)


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def _taken(target: Path) -> Finding:
    message = "这个文件夹已经有内容，没有动它。"
    place = Place(target.as_posix())
    return Finding("folder-not-empty", Severity.ERROR, message, place, "请换一个新的文件夹名。")


def _unwritable(target: Path) -> Finding:
    message, hint = "文件夹建不起来。", "请换一个有写入权限的位置。"
    return Finding("folder-unwritable", Severity.ERROR, message, Place(target.as_posix()), hint)
