"""新文件夹: a folder with all its files in one step, where nothing stood: whole, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from generator.archive.storing import UNFINISHED
from generator.findings import Finding, Place, Refused, Severity

__all__ = ["fresh", "vacant"]

_READABLE = 0o755


def vacant(folder: Path) -> None:
    """Refused when anything stands where a new folder shall be."""
    if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        message, hint = "这个文件夹已经有内容，没有动它。", "请换一个新的文件夹名。"
        place = Place(folder.as_posix())
        raise Refused([Finding("folder-not-empty", Severity.ERROR, message, place, hint)])


def fresh(folder: Path, files: Mapping[str, str]) -> None:
    """Make a folder with files by their names inside; Refused, and nothing left, when it can't be."""
    vacant(folder)
    target = folder.absolute()
    beside: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=target.parent))
        for name, text in files.items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).write_text(text, encoding="utf-8", newline="\n")
        beside.chmod(_READABLE)
        if target.is_dir():
            target.rmdir()
        beside.rename(target)
    except OSError:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
        message, hint = "文件夹建不起来。", "请换一个有写入权限的位置。"
        place = Place(folder.as_posix())
        raise Refused(
            [Finding("folder-unwritable", Severity.ERROR, message, place, hint)]
        ) from None
