"""读图: the pictures that a report shows, from the files in the unit's folder; what is wrong is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from generator import template
from generator.findings import Finding, Severity
from generator.narrative import Manuscript, Picture

__all__ = ["Pictures", "pictures"]

_LARGEST = 20_000_000  # bytes
_KINDS = "图片只能用 PNG 或 JPEG（.png、.jpg）"


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of a report (图片): their bytes by the name in the text and by file, what is wrong."""

    raw: Mapping[str, bytes]
    files: Mapping[Path, bytes]
    findings: tuple[Finding, ...]


def pictures(manuscript: Manuscript, unit: Path) -> Pictures:
    """Read every picture that the manuscript names, relative to the unit's folder."""
    raw: dict[str, bytes] = {}
    files: dict[Path, bytes] = {}
    findings: list[Finding] = []
    for picture in manuscript.pictures():
        file = _inside(unit, picture.file)
        read = _outside(picture) if file is None else _read(file, picture)
        if isinstance(read, Finding):
            findings.append(read)
            continue
        assert file is not None
        raw[picture.file] = files[file] = read
        findings += _turned(picture, read)
    return Pictures(raw, files, tuple(findings))


def _inside(unit: Path, name: str) -> Path | None:
    """The file meant; None when it lies outside the unit's folder, by its name or by a link."""
    plain = name.replace("\\", "/")
    if not plain or PurePosixPath(plain).is_absolute() or PureWindowsPath(plain).anchor:
        return None
    file = unit / plain
    try:
        return file if file.resolve().is_relative_to(unit.resolve()) else None
    except (OSError, ValueError, RuntimeError):
        return None


def _read(file: Path, picture: Picture) -> bytes | Finding:
    try:
        size = file.stat().st_size
        if size > _LARGEST:
            message = f"图片“{picture.file}”有 {size / 1e6:.1f} MB，超过 20 MB。"
            return _wrong("picture-too-large", picture, message, "请压缩图片后再用。")
        raw = file.read_bytes()
    except (OSError, ValueError):
        message = f"没有图片“{picture.file}”，或打不开。"
        hint = "文件名从单位文件夹写起，例如 图片/现场.jpg；请核对文件夹、文件名和扩展名。"
        return _wrong("picture-missing", picture, message, hint)
    if template.measured(raw) is None:
        message = f"“{picture.file}”不是能用的图片，{_KINDS}。"
        hint = "请用画图打开它，另存为 PNG 或 JPEG；光改扩展名没有用。"
        return _wrong("picture-kind", picture, message, hint)
    return raw


def _outside(picture: Picture) -> Finding:
    message = f"图片“{picture.file}”不在单位文件夹里。"
    hint = "请把图片放进单位文件夹（例如 图片/），这里写从单位文件夹起的路径。"
    return _wrong("picture-outside", picture, message, hint)


def _turned(picture: Picture, raw: bytes) -> Iterator[Finding]:
    size = template.measured(raw)
    if size is not None and size.turned:
        message = f"图片“{picture.file}”是转着拍的，印出来可能是横的。"
        hint = "请用看图软件转正，保存后再用。"
        yield _finding("picture-turned", picture, (message, hint), Severity.WARNING)


def _wrong(id: str, picture: Picture, message: str, hint: str) -> Finding:
    return _finding(id, picture, (message, hint), Severity.ERROR)


def _finding(id: str, picture: Picture, said: tuple[str, str], severity: Severity) -> Finding:
    message, hint = said
    return Finding(
        id, severity, message, hint=hint, path=picture.path, line=picture.line, words=picture.file
    )
