"""待用: modules that wait: importing one costs nothing until something in it is first used.

``import docxtpl`` or ``from generator import review`` at the top of a file then names a module that
loads itself at its first ``docxtpl.DocxTemplate``; ``from docxtpl import DocxTemplate`` loads at once.
A file inside a waiting package can be imported without its front door (``__init__``).
"""

from __future__ import annotations

import sys
from _thread import RLock
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import ModuleType
from typing import Any

__all__ = ["wait"]


def wait(names: frozenset[str]) -> None:
    """Let these modules wait, of those that are not loaded yet; for the whole process."""
    sys.meta_path.insert(0, _Waiting(names))


class _Waiting:
    """Finds the modules that wait, where they would be found anyway."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where a module that waits will be loaded from; None for all others."""
        spec = self._found(fullname, path, target) if fullname in self.names else None
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Later(spec.loader)
        return spec

    def _found(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None
    ) -> ModuleSpec | None:
        finders = sys.meta_path[sys.meta_path.index(self) + 1 :]
        found = (finder.find_spec(fullname, path, target) for finder in finders)
        return next((spec for spec in found if spec is not None), None)


class _Later(SourceFileLoader):
    """Leaves a module empty; ``loader`` is the one that fills it."""

    def __init__(self, loader: SourceFileLoader) -> None:
        super().__init__(loader.name, str(loader.path))
        self.loader = loader

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is loaded yet."""
        module.__class__ = _Empty


class _Empty(ModuleType):
    """A module that loads itself when something is asked of it that is not there."""

    def __getattr__(self, name: str) -> Any:
        spec = self.__spec__
        with _ONE_AT_A_TIME:
            if spec is not None and isinstance(spec.loader, _Later):
                self.__loader__ = spec.loader = spec.loader.loader
                spec.loader.exec_module(self)
                self.__class__ = ModuleType  # type: ignore[assignment]
        return ModuleType.__getattribute__(self, name)


_ONE_AT_A_TIME = RLock()
