"""保存: how a generated report is named and stored, so that no file of a person is ever lost.

A report is written beside its place and moved there in one step: at any moment the old or the new
file stands whole.  It reads nothing of a report's content.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from generator.findings import Finding, Place, Refused, Severity

__all__ = ["UNFINISHED", "Stored", "create", "file_name", "store", "tag", "unkept", "write"]

UNFINISHED = ".jixiao-"
"""How the name of everything begins that is still being written."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a report stands now (存档).

    ``kept`` is where the file edited by hand that stood there was kept, None when there was none;
    ``unchanged`` is True when the very same bytes stood there already and nothing was written.
    """

    path: Path
    kept: Path | None = None
    unchanged: bool = False


_FORBIDDEN = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")


def file_name(title: str, suffix: str = ".docx") -> str:
    """A report's title as the name of its file; signs no Windows file name may hold are widened."""
    plain = "".join(c for c in title.translate(_FORBIDDEN) if c.isprintable())
    return f"{_cut(plain).strip(' .')}{suffix}"


_LONGEST = 220  # bytes: 255 less the suffix, （手改稿N） and an editor's lock
_TAIL = 24  # characters: year and kind of report, by which files of one unit differ


def _cut(name: str) -> str:
    """A name too long loses its middle."""
    if len(name.encode()) <= _LONGEST:
        return name
    tail = f"…{name[-_TAIL:]}"
    return name.encode()[: _LONGEST - len(tail.encode())].decode(errors="ignore") + tail


def store(
    docx: bytes,
    target: Path,
    *,
    keep: bool,
    over: bytes | None = None,
    unit_folder: Path | None = None,
) -> Stored:
    """Store a report at its place; ``keep``: what stands there was edited and is set aside first.

    ``over``: what is known to stand there; what was saved there since is not replaced.
    ``unit_folder``: whose run it is, so that the next one knows what a killed one left.  Raises
    Refused, and leaves everything as it was, when the place can't be written.
    """
    try:
        if target.is_file() and target.read_bytes() == docx:
            return Stored(target, unchanged=True)
        if target.exists() and _opened_in(target):
            raise Refused([_open_in_word(target)])
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = _written_beside(docx, target, unit_folder)
        return Stored(target, _put(beside, target, keep, over))
    except OSError as error:
        raise Refused([_unwritable(target, error)]) from None


def create(content: bytes, target: Path) -> Stored:
    """Store a file where none stands; Refused when one does, whatever it holds, or on failure.

    The name is taken before the content is written, so that of two who want it only one has it.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not _taken(target):
            raise Refused([_exists(target)])
    except OSError as error:
        raise Refused([_unwritable(target, error)]) from None
    try:
        return store(content, target, keep=False)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _taken(target: Path) -> bool:
    """Whether the name could be taken, by a file that holds nothing yet."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    return True


def _exists(target: Path) -> Finding:
    message = f"“{target.name}”已经有了，没有动它。"
    hint = "请换一个名称，或用 -o 存到别处。"
    return Finding("file-exists", Severity.ERROR, message, Place(target.as_posix()), hint)


def _put(beside: Path, target: Path, keep: bool, over: bytes | None) -> Path | None:
    """Move the new file into its place; what fails is undone.  Gives where the old one is kept."""
    kept = None
    try:
        if over is not None and target.read_bytes() != over:
            raise Refused([_saved_meanwhile(target)])
        kept = _set_aside(target) if keep and target.exists() else None
        beside.replace(target)
    except BaseException:
        if kept is not None:
            kept.rename(target)
        beside.unlink(missing_ok=True)
        raise
    return kept


def _opened_in(target: Path) -> bool:
    """An editor's lock file stands beside: of Word (``~$``), WPS (``.~``), LibreOffice."""
    name = target.name
    owners = (f"~${name[2:]}", f"~${name}", f".~{name}", f".~lock.{name}#")
    return any(os.path.exists(target.parent / owner) for owner in owners)  # noqa: PTH110


def _written_beside(docx: bytes, target: Path, unit_folder: Path | None) -> Path:
    begun = UNFINISHED + (tag(unit_folder) if unit_folder else "")
    handle, name = tempfile.mkstemp(prefix=begun, suffix=".tmp", dir=target.parent)
    beside = Path(name)
    try:
        write(handle, docx)
        beside.chmod(0o644)
    except BaseException:  # an interruption too leaves nothing half written
        beside.unlink(missing_ok=True)
        raise
    return beside


def tag(unit_folder: Path) -> str:
    """What stands in the names of files that a unit's run has begun outside its folder."""
    return f"{hashlib.sha256(unit_folder.name.encode()).hexdigest()[:8]}-"


def write(handle: int, content: bytes) -> None:
    """Write to an open file, down to the disk, and close it."""
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _set_aside(target: Path) -> Path:
    """Rename an edited report to the first free name of its kind."""
    number = 1
    while (kept := target.with_name(f"{target.stem}（手改稿{number}）{target.suffix}")).exists():
        number += 1
    target.rename(kept)
    return kept


def _open_in_word(target: Path) -> Finding:
    message = f"“{target.name}”正在 Word 或 WPS 里打开着，不能替换。"
    return _error("output-open", message, target, "请先保存并关闭它，再生成一次。")


def _saved_meanwhile(target: Path) -> Finding:
    message = f"生成的这一会儿，“{target.name}”又有人保存过，没有替换它。"
    return _error("output-changed", message, target, "请再生成一次。")


_CAUSES = {
    errno.ENOSPC: ("disk-full", "磁盘满了，存不下。", "请清理磁盘，或用 -o 存到别处。"),
    errno.EACCES: (
        "output-unwritable",
        "没有写入权限，或文件正打开着。",
        "请关闭打开的文件，或用 -o 存到别处。",
    ),
    errno.EPERM: (
        "output-unwritable",
        "没有写入权限，或文件正打开着。",
        "请关闭打开的文件，或用 -o 存到别处。",
    ),
    errno.EROFS: ("output-unwritable", "所在的盘是只读的。", "请用 -o 存到别处。"),
    errno.ENOTDIR: ("output-unwritable", "路径中间有一段不是文件夹。", "请核对 -o 后面的路径。"),
    errno.EEXIST: ("output-unwritable", "路径中间有一段不是文件夹。", "请核对 -o 后面的路径。"),
    errno.EISDIR: ("output-unwritable", "这个名称已是一个文件夹。", "请核对 -o 后面的路径。"),
    errno.ENAMETOOLONG: ("output-unwritable", "文件名太长。", "请用 -o 起一个短些的名称。"),
}


def _unwritable(target: Path, error: OSError, instead: str = "") -> Finding:
    """Why a file could not be written and what to do, which ``instead`` says otherwise."""
    id, message, hint = _CAUSES.get(
        error.errno or 0, ("output-unwritable", "写入失败。", "请用 -o 存到别处。")
    )
    return _error(id, message, target, instead or hint)


def unkept(folder: Path, error: OSError) -> Finding:
    """The same of the versions, which are kept in one place only."""
    return _unwritable(folder, error, "版本要存在 build/ 里，请核对磁盘空间和文件夹的权限。")


def _error(id: str, message: str, target: Path, hint: str) -> Finding:
    return Finding(
        id, Severity.ERROR, message, Place(target.as_posix()), hint + "原有文件没有动过。"
    )
