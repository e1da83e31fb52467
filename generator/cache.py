"""缓存: what was worked out once is kept for the next run, in a folder of the user's own.

Nothing of a person's work lives there: deleting it costs time, never data.  An entry carries its own
hash in front, so a damaged, foreign or half-written one is none; no error of the disk reaches the
caller.  Rooms are handed a cache, they never look for it themselves.  What depends on the program
alone is kept beside its compiled modules where it is the user's own.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

__all__ = ["NONE", "Cache", "program", "users"]

_MOST = 2000
_HASH = hashlib.sha256().digest_size
# Where a system keeps caches: the variable that says it, else below the home, and our name there.
_PLACES = {
    "win32": ("LOCALAPPDATA", "AppData/Local", "jixiao/cache"),
    "darwin": ("", "Library/Caches", "jixiao"),
}
_PLACE = ("XDG_CACHE_HOME", ".cache", "jixiao")


@dataclass(frozen=True, slots=True)
class Cache:
    """Entries by kind and key (both plain file names) in a folder; without one, nothing is kept.

    ``program``: another folder, for entries that depend on the program alone.
    """

    folder: Path | None = None
    program: Path | None = None

    def of_program(self) -> Cache:
        """Where that is kept which depends on the program alone."""
        return Cache(self.program) if self.program else self

    def get(self, kind: str, key: str) -> bytes | None:
        """The content of an entry as it was put; None when there is no whole one."""
        if self.folder is None:
            return None
        try:
            raw = (self.folder / kind / key).read_bytes()
        except (OSError, ValueError):
            return None
        content = raw[_HASH:]
        return content if _hash(kind, key, content) == raw[:_HASH] else None

    def put(self, kind: str, key: str, content: bytes, most: int = _MOST) -> None:
        """Keep an entry, if the disk takes it; of more than ``most`` of a kind the oldest go."""
        if self.folder is None:
            return
        folder = self.folder / kind
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(folder / key, _hash(kind, key, content) + content)
            _thin(folder, most)
        except (OSError, ValueError):
            pass


NONE = Cache()
"""A cache that keeps nothing."""


def users() -> Cache:
    """The cache of the user who runs the program; one that keeps nothing where there can be none."""
    try:
        folder = _place(os.environ, sys.platform, Path.home())
        if folder is None:
            return NONE
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Cache(folder, _beside(Path.home())) if _own(folder) else NONE
    except (OSError, RuntimeError, ValueError):
        return NONE


def _beside(home: Path) -> Path | None:
    """The folder of the compiled modules, where Python writes them and nobody else can."""
    cached = __spec__.cached if __spec__ else None
    if cached is None or sys.dont_write_bytecode:
        return None
    folder = Path(cached).parent
    apart = hasattr(os, "getuid") or home in folder.parents
    return folder if apart and folder.is_dir() and _own(folder) else None


def _place(environment: Mapping[str, str], platform: str, home: Path) -> Path | None:
    """The folder; None when the user wants none."""
    wanted = environment.get("JIXIAO_CACHE")
    if wanted is not None:
        return Path(wanted) if wanted.strip() else None
    variable, below, name = _PLACES.get(platform, _PLACE)
    said = Path(environment.get(variable) or "")
    return (said if said.is_absolute() else home / below) / name


def _own(folder: Path) -> bool:
    """The folder can be written, and by nobody else: what lies in it is run as code."""
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    if not hasattr(os, "getuid"):  # Windows keeps the folders of users apart itself
        return True
    state = folder.stat()
    return state.st_uid == os.getuid() and not state.st_mode & 0o022


def _hash(kind: str, key: str, content: bytes) -> bytes:
    """Over the name too, so that an entry under another's name is none."""
    whole = hashlib.sha256(f"{kind}/{key}\0".encode())
    whole.update(content)
    return whole.digest()


def _write(target: Path, raw: bytes) -> None:
    """Write beside, then replace: who reads meanwhile finds the old entry or the new one."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(raw)
        beside.replace(target)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def _thin(folder: Path, most: int) -> None:
    """Let a quarter of the entries go, the oldest, when they are too many."""
    entries = list(folder.iterdir())
    if len(entries) <= most:
        return
    ages = []
    for entry in entries:
        try:
            ages.append((entry.stat().st_mtime_ns, entry))
        except OSError:  # another run was quicker
            continue
    for _, entry in sorted(ages)[: len(ages) - most * 3 // 4]:
        entry.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def program() -> str:
    """Which program runs: interpreter, code and libraries, as a glance at their files told first."""
    seen = hashlib.sha256(sys.version.encode())
    for line in (*_stamps(Path(__file__).parent), *_libraries()):
        seen.update(line.encode())
    return seen.hexdigest()


def _stamps(folder: Path) -> Iterator[str]:
    """Name, size and time of every source file below a folder."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            if entry.name.endswith(".py"):
                state = entry.stat()
                yield f"{entry.path} {state.st_size} {state.st_mtime_ns}\n"
            elif entry.is_dir() and entry.name not in ("__pycache__", "shipped"):
                yield from _stamps(Path(entry.path))


def _libraries() -> Iterable[str]:
    """Where libraries are installed, with the time when one last came, changed or went."""
    folders = (Path(each) for each in sys.path if each.endswith(("site-packages", "dist-packages")))
    return (f"{folder} {folder.stat().st_mtime_ns}\n" for folder in folders if folder.is_dir())
