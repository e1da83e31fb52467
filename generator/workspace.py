"""工作区: where a workspace keeps its things, what is shipped with the program, and a fresh layout.

A workspace is a folder with ``data/``.  What it does not have of its own (rubrics, fragments,
templates) is taken from what is shipped.  It reads no file's content.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from generator.findings import Finding, Place, Refused, Severity

__all__ = [
    "SUMMARY", "Workspace", "bytes_of", "data_files", "ignored_files", "is_folder", "lay_out", "of", "shipped",
]  # fmt: skip

SUMMARY = "汇总报告"
"""The name of the template of a county's summary, which is no unit's."""

_HERE = Path(__file__).resolve().parent
_SHIPPED = _HERE / "shipped" if (_HERE / "shipped").is_dir() else _HERE.parent


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with ``data/``, ``report_templates/`` and ``build/`` (工作区)."""

    root: Path

    @property
    def build(self) -> Path:
        """Where reports are stored."""
        return self.root / "build"

    def units(self) -> tuple[Path, ...]:
        """The folders of all units, by name; empty when there are none."""
        folder = self.root / "data" / "units"
        return tuple(sorted(p for p in folder.iterdir() if p.is_dir())) if is_folder(folder) else ()

    def rubric(self, name: str) -> Path | None:
        """The file of a rubric, the workspace's own before the shipped one."""
        return self._own_or_shipped("data/rubrics", f"{name}.yaml")

    def template(self, name: str) -> Path | None:
        """The file of a Word template, the workspace's own before the shipped one."""
        return self._own_or_shipped("report_templates", f"{name}.docx")

    def fragments(self) -> dict[str, Path]:
        """The files of the text fragments by name, own ones before shipped ones."""
        return self._by_name("data/fragments", "*.md")

    def checks(self) -> dict[str, Path]:
        """The files of consistency rules by name, own ones before shipped ones."""
        return self._by_name("data/checks", "*.y*ml")

    def _by_name(self, folder: str, pattern: str) -> dict[str, Path]:
        folders = (_SHIPPED / folder, self.root / folder)
        return {file.stem: file for each in folders for file in sorted(each.glob(pattern))}

    def forms(self) -> tuple[str, ...]:
        """Names of templates that a unit's report can be made with."""
        return tuple(each for each in self.known("report_templates", ".docx") if each != SUMMARY)

    def known(self, folder: str, suffix: str) -> tuple[str, ...]:
        """Names that :meth:`rubric` or :meth:`template` would find."""
        folders = (self.root / folder, _SHIPPED / folder)
        return tuple(sorted({file.stem for f in folders for file in f.glob(f"*{suffix}")}))

    def _own_or_shipped(self, folder: str, name: str) -> Path | None:
        if Path(name).name != name:
            return None
        candidates = (self.root / folder / name, _SHIPPED / folder / name)
        return next((file for file in candidates if os.path.isfile(file)), None)  # noqa: PTH113


def of(start: Path) -> Workspace:
    """The workspace that a folder lies in: the nearest above with ``data/``, else the folder."""
    near = () if ".." in start.parts else (start, *start.parents)
    whole = Path(os.path.abspath(start))  # noqa: PTH100 - ".." goes, links stay
    for folder in (*near, whole, *whole.parents):
        if is_folder(folder / "data"):
            return Workspace(folder)
    return Workspace(start)


def is_folder(path: Path) -> bool:
    """A folder stands there; a name too long to exist is none (Path.is_dir raises before 3.14)."""
    return os.path.isdir(path)  # noqa: PTH112


def data_files(unit: Path) -> tuple[Path, ...]:
    """A unit's YAML files by name, without the lock files of editors."""
    return tuple(sorted(file for file in unit.iterdir() if _is_data(file)))


def _is_data(file: Path) -> bool:
    return file.suffix.lower() in (".yaml", ".yml") and not file.name.startswith(("~$", ".~"))


def ignored_files(unit: Path) -> tuple[Path, ...]:
    """Files in a unit's folder that are not read, though a clerk may think so (预算.yaml.txt)."""
    return tuple(sorted(f for f in unit.iterdir() if f.suffix.lower() in (".txt", ".bak")))


def shipped() -> Workspace:
    """The workspace that is shipped with the program: example, rubrics, fragments, templates."""
    return Workspace(_SHIPPED)


def bytes_of(file: Path) -> bytes:
    """The bytes of a file a person named; Refused when it can't be read."""
    try:
        return file.read_bytes()
    except OSError:
        message = "没有这个文件，或打不开。"
        place = Place(file.as_posix())
        finding = Finding("file-unreadable", Severity.ERROR, message, place, "请核对文件名和路径。")
        raise Refused([finding]) from None


_LAYOUT = (
    "data/units",
    "data/rubrics",
    "data/checks",
    "data/fragments",
    "data/schema",
    "report_templates",
    "build",
)


def lay_out(target: Path) -> Workspace:
    """A fresh workspace with the example; Refused when the folder holds anything already."""
    try:
        taken = target.exists() and (not target.is_dir() or any(target.iterdir()))
    except OSError:
        raise Refused([_unwritable(target)]) from None
    if taken:
        raise Refused([_taken(target)])
    try:
        for folder in _LAYOUT:
            shutil.copytree(_SHIPPED / folder, target / folder, ignore=_left_out)
    except OSError:
        for top in {Path(folder).parts[0] for folder in _LAYOUT}:  # it was empty: all is ours
            shutil.rmtree(target / top, ignore_errors=True)
        raise Refused([_unwritable(target)]) from None
    return Workspace(target)


def _left_out(folder: str, names: list[str]) -> list[str]:
    """Scripts, caches and whatever was generated stay behind."""
    if Path(folder).name == "build":
        return [n for n in names if n != "README.md"]
    kept = {".yaml", ".md", ".docx", ".json"}
    return [
        n
        for n in names
        if n == "__pycache__" or not (_is_folder(folder, n) or Path(n).suffix in kept)
    ]


def _is_folder(folder: str, name: str) -> bool:
    return (Path(folder) / name).is_dir()


def _unwritable(target: Path) -> Finding:
    message, hint = "文件夹建不起来。", "请换一个有写入权限的位置。"
    return Finding("folder-unwritable", Severity.ERROR, message, Place(target.as_posix()), hint)


def _taken(target: Path) -> Finding:
    message = "这个文件夹已经有内容，没有动它。"
    place = Place(target.as_posix())
    return Finding("folder-not-empty", Severity.ERROR, message, place, "请换一个新的文件夹名。")
