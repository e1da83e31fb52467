"""指纹: what a unit's report is made from, as one key: when it is the same, so is what comes of it.

It takes in more than is read (every rubric, not the unit's alone), so that it can be told without
reading any: a key that stands says nothing has changed, one that does not says look again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from generator import __version__
from generator.workspace import Workspace, shipped

__all__ = ["digest", "key"]

_FORM = 1
"""Of the records; one more when they or what they say change in form."""

_SHARED = ("data/rubrics", "data/checks", "data/fragments", "report_templates")
_READ = frozenset([".yaml", ".yml", ".md", ".docx"])
_EDITORS = ("~$", ".~")
_ANY = ("utf-8", "surrogatepass")  # a name on the disk may be no text at all


def key(unit: Path, space: Workspace) -> str:
    """The key of all that a unit's report may be made from, as it lies on the disk now."""
    whole = hashlib.sha256(f"{_FORM} {__version__} {unit.name}\n".encode(*_ANY))
    for name, file in (*_own(unit), *_shared(space)):
        whole.update(f"{name}\0{digest(file)}\n".encode(*_ANY))
    return whole.hexdigest()


def digest(file: Path) -> str:
    """The sha256 of a file; empty when it can't be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def _own(unit: Path) -> Iterator[tuple[str, Path]]:
    """The files in the unit's folder, those of its folders too."""
    for folder, below, names in os.walk(unit):
        below.sort()
        for name in sorted(names):
            if not name.startswith(_EDITORS):
                file = Path(folder, name)
                yield file.relative_to(unit).as_posix(), file


def _shared(space: Workspace) -> Iterator[tuple[str, Path]]:
    """The files that many units are made by: the workspace's own and those shipped."""
    for root, whose in ((space.root, "本"), (shipped().root, "自带")):
        for folder in _SHARED:
            found = sorted((root / folder).glob("*"))
            yield from ((f"{whose}/{folder}/{f.name}", f) for f in found if f.suffix in _READ)
