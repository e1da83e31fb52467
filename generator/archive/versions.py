"""版本: every generated version of a unit's report, and every file that came back, byte for byte.

Each lies in a folder of its own in the unit's folder, which is written beside and moved there in
one step: a folder of the name of a version is whole, or was damaged from outside.  Numbers go on
from the highest there is, and the newest version is never removed.  Whoever writes holds the
unit's lock.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator.archive.manifest import Manifest, read, written
from generator.archive.storing import UNFINISHED, Stored, create, tag, unkept, write
from generator.findings import Finding, Place, Refused, Severity

__all__ = [
    "Version", "by_seal", "clear", "damaged", "folder_of", "folders", "keep", "outdated", "prune", "receipts", "receive",
    "received", "take_out", "versions",
]  # fmt: skip

_DOCX, _MANIFEST, _LEFT = "报告.docx", "清单.json", "没有收回的.txt"
_VERSION, _RECEIPT = "第{:03}版", "收稿{:03}"


@dataclass(frozen=True, slots=True)
class Version:
    """A generated report as it was (版本): its number and its folder."""

    number: int
    folder: Path

    def docx(self) -> bytes:
        """The very bytes of the report."""
        return (self.folder / _DOCX).read_bytes()

    def manifest(self) -> Manifest:
        """What it was made from and what it says."""
        return read((self.folder / _MANIFEST).read_bytes())


def folder_of(build: Path, unit: Path) -> Path:
    """Where the versions of a unit lie in ``build/``."""
    return build / os.path.basename(os.path.abspath(unit))  # noqa: PTH100, PTH119 - links stay


def folders(build: Path) -> tuple[Path, ...]:
    """The folders of all units that have anything in ``build/``, by name."""
    return tuple(each for name in sorted(_in(build)) if (each := build / name).is_dir())


def keep(unit_folder: Path, docx: bytes, manifest: Manifest) -> Version:
    """Keep a report as a version; the newest one when it says the same from the same sources.

    Raises Refused, and leaves everything as it was, when the folder can't be written.
    """
    last, _ = next(_numbered(unit_folder, _VERSION), (0, unit_folder))
    if holds(unit_folder, docx):
        newest, about = next(_read(unit_folder), (None, None))
        if newest and about and _same(about, manifest):
            return newest
    files = {_DOCX: docx, _MANIFEST: written(manifest)}
    return Version(last + 1, _folder(unit_folder / _VERSION.format(last + 1), files))


def _same(one: Manifest, other: Manifest) -> bool:
    return (one.docx, one.sources, one.blocks) == (other.docx, other.sources, other.blocks)


def versions(unit_folder: Path) -> tuple[Version, ...]:
    """All versions that are whole, the oldest first."""
    return tuple(reversed(list(_whole(unit_folder))))


def damaged(unit_folder: Path) -> tuple[Finding, ...]:
    """A finding for each version that is not whole any more."""
    whole = {version.number for version in versions(unit_folder)}
    there = reversed([*_numbered(unit_folder, _VERSION)])
    return tuple(_damaged(folder) for number, folder in there if number not in whole)


def _damaged(folder: Path) -> Finding:
    message = f"“{folder.name}”里的文件缺少或改动过，不能当作一个版本，没有列出。"
    hint = f"里面应有“{_DOCX}”和“{_MANIFEST}”，请不要改动；有备份的请还原。"
    return Finding("version-damaged", Severity.WARNING, message, Place(folder.as_posix()), hint)


def by_seal(unit_folder: Path, seal: str) -> Version | None:
    """The newest version whose report bears the fingerprint; None when none does."""
    found = (version for version, about in _read(unit_folder) if seal and about.seal == seal)
    return next(found, None)


def holds(unit_folder: Path, docx: bytes) -> bool:
    """Whether some version's report is just these bytes."""
    return any(_holds(folder / _DOCX, docx) for _, folder in _numbered(unit_folder, _VERSION))


def take_out(version: Version, target: Path) -> Stored:
    """A copy of a version's report at a place where nothing stands; else Refused."""
    return create(version.docx(), target)


def outdated(unit_folder: Path, *, keep: int, spare: Container[int] = ()) -> tuple[Version, ...]:
    """All versions but the newest and those to be spared; the newest is never among them."""
    old = versions(unit_folder)[: -max(1, keep)]
    return tuple(version for version in old if version.number not in spare)


def prune(old: Iterable[Version]) -> None:
    """Remove versions, each whole or not at all; Refused when one can't be removed."""
    for version in old:
        gone = version.folder.with_name(f"{UNFINISHED}{version.folder.name}")
        try:
            _remove(gone)
            version.folder.rename(gone)
        except OSError as error:
            raise Refused([unkept(version.folder, error)]) from None
        _remove(gone)


def receive(
    unit_folder: Path,
    returned: bytes,
    files: Mapping[str, bytes],
    left: str = "",
    *,
    name: str = _DOCX,
) -> Path:
    """Keep a file that came back, with the data as they were then; gives the folder.

    ``files``: the data files by name.  ``left``: in words, what of the file has not come home; empty
    when all has.  ``name``: how the file is called there.  Raises Refused, and keeps nothing, on
    failure.
    """
    last, _ = next(_numbered(unit_folder, _RECEIPT), (0, unit_folder))
    rest = {_LEFT: left.encode()} if left else {}
    return _folder(unit_folder / _RECEIPT.format(last + 1), {**files, **rest, name: returned})


def receipts(unit_folder: Path) -> tuple[Path, ...]:
    """The folders of all files that came back, the oldest first."""
    return tuple(folder for _, folder in reversed([*_numbered(unit_folder, _RECEIPT)]))


def received(unit_folder: Path, docx: bytes) -> bool:
    """True when these very bytes are kept, as a version or as a file that came home wholly."""
    kept = (
        folder / _DOCX
        for kind in (_VERSION, _RECEIPT)
        for _, folder in _numbered(unit_folder, kind)
    )
    return any(_holds(file, docx) and not (file.parent / _LEFT).exists() for file in kept)


def _holds(file: Path, content: bytes) -> bool:
    try:
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except OSError:
        return False


def clear(unit_folder: Path, *others: Path) -> None:
    """Remove what a killed run of the unit left unfinished, in its folder and in others."""
    mine = UNFINISHED + tag(unit_folder)
    for folder, begun in ((unit_folder, UNFINISHED), *((other, mine) for other in others)):
        for name in _in(folder):
            if name.startswith(begun):
                _remove(folder / name)


def _remove(left: Path) -> None:
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        with suppress(OSError):
            left.unlink()


def _folder(target: Path, files: Mapping[str, bytes]) -> Path:
    """A folder with these files, whole or not at all."""
    beside = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=target.parent))
        for name, content in files.items():
            write(os.open(beside / name, _NEW, 0o644), content)
        beside.chmod(0o755)
        beside.rename(target)
    except BaseException as error:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
        if isinstance(error, OSError):
            raise Refused([unkept(target, error)]) from None
        raise
    return target


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def _whole(unit_folder: Path) -> Iterator[Version]:
    """The versions that are whole, the newest first."""
    return (version for version, _ in _read(unit_folder))


def _read(unit_folder: Path) -> Iterator[tuple[Version, Manifest]]:
    """The versions that are whole with their manifests, the newest first."""
    for number, folder in _numbered(unit_folder, _VERSION):
        version = Version(number, folder)
        try:
            about = version.manifest()
            whole = hashlib.sha256(version.docx()).hexdigest() == about.docx
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue
        if whole:
            yield version, about


def _numbered(unit_folder: Path, kind: str) -> Iterator[tuple[int, Path]]:
    """The folders of a kind by number, the newest first."""
    before, _, after = kind.partition("{:03}")
    names = map(re.compile(rf"{before}(\d{{3,}}){after}").fullmatch, _in(unit_folder))
    found = sorted(((int(name[1]), name[0]) for name in names if name), reverse=True)
    return ((number, unit_folder / name) for number, name in found)


def _in(folder: Path) -> list[str]:
    """The names of all that lies in a folder; none where it can't be read."""
    try:
        return os.listdir(folder)  # noqa: PTH208 - names
    except OSError:
        return []
