"""装订: the compiled modules of a run, bound into one file that the next run takes them from.

Python looks for a module in one folder after another and reads it from a file of its own; for the
hundreds that a report takes, that is slow.  The bound file lies where Python keeps compiled modules,
is trusted as they are, and holds what was compiled there, nothing else.  A module is taken from it
only while its source and its folder are as they were, and no folder that is searched before has one
of its name; all others are found as ever.  What was first loaded in one run lies on sheets of its
own, so that a run reads nothing more after another command has been called.
"""

from __future__ import annotations

import marshal
import os
import sys
import zlib
from _collections_abc import Iterator, Sequence  # the rest of what it lies in is not loaded yet
from _thread import get_ident
from importlib._bootstrap_external import MAGIC_NUMBER
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from itertools import islice
from types import CodeType, ModuleType

__all__ = ["Bound", "beside"]

_WORTH = 8  # modules: fewer new ones are not bound
_SHEET = 40  # modules read at once: the names they share are read once
_WORD = 4
_INTERPRETER = f"{sys.version} {sys.flags.optimize}"
_DAMAGED = (OSError, ValueError, EOFError, TypeError, IndexError)
_State = tuple[int, int]
_Source = tuple[str, str, bool]
"""Of a module: its source, its compiled form, and whether it is a package."""
_Page = tuple[_Source, _State, _State, int]
"""A module bound: how its folder and its source were, and the number of its sheet."""


def beside(spec: ModuleSpec | None) -> Bound:
    """What is bound beside the compiled form of a module, by each environment for itself."""
    cached = spec.cached if spec else None
    environment = f"{zlib.crc32(sys.prefix.encode()):08x}"
    return Bound(f"{cached.removesuffix('.pyc')}.{environment}.bound" if cached else "")


class Bound:
    """Finds the modules that are bound, and binds those of this run."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._pages: dict[str, _Page] = {}
        self._sheets: list[tuple[int, int, int]] = []
        self._codes: dict[str, CodeType] = {}
        self._states: dict[str, _State | None] = {}
        self._names: dict[str, frozenset[str] | None] = {}
        self._before = frozenset(sys.modules)

    def serve(self) -> None:
        """From now on take modules from what is bound, where folders would be searched for them."""
        try:
            size, check = _numbers(self._read(-2 * _WORD, 2 * _WORD))
            index = self._read(-2 * _WORD - size, size)
            interpreter, pages, sheets = marshal.loads(_whole(index, check))
            if interpreter == _INTERPRETER:
                sys.meta_path.insert(sys.meta_path.index(PathFinder), self)
                self._pages, self._sheets = pages, sheets
        except _DAMAGED:
            pass

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where a module that is bound is loaded from; None for all that would be found otherwise."""
        page = self._pages.get(fullname)
        if page is None or not self._found(fullname, page, sys.path if path is None else path):
            return None
        origin, cached, package = page[0]
        spec = ModuleSpec(fullname, _Leaf(fullname, origin, self), origin=origin)
        spec.has_location = True
        spec.cached = cached
        spec.submodule_search_locations = [_folder(origin)] if package else None
        return spec

    def _found(self, name: str, page: _Page, path: Sequence[str]) -> bool:
        """Whether a search through the folders would end at the very source that was compiled."""
        source, home_was, source_was, _ = page
        home, last = _home(source), name.rpartition(".")[2]
        for folder in path:
            if folder == home:
                return self._state(home) == home_was and _state(source[0]) == source_was
            if self._may_hold(folder, last):
                return False
        return False

    def _state(self, folder: str) -> _State | None:
        if folder not in self._states:
            self._states[folder] = _state(folder)
        return self._states[folder]

    def _may_hold(self, folder: str, name: str) -> bool:
        """Whether there is something of a name in a folder, or that can't be told."""
        if folder not in self._names:
            self._names[folder] = _names(folder)
        names = self._names[folder]
        return names is None or name in names

    def take(self, name: str) -> CodeType | None:
        """The code of a module, its whole sheet read; None when that is damaged."""
        try:
            if name not in self._codes:
                start, size, check = self._sheets[self._pages[name][-1]]
                self._codes.update(marshal.loads(_whole(self._read(start, size), check)))
        except _DAMAGED:
            return None
        return self._codes.pop(name, None)

    def _read(self, start: int, size: int) -> bytes:
        with open(self._file, "rb", buffering=0) as file:  # noqa: PTH123 - pathlib is not loaded yet
            file.seek(start, os.SEEK_SET if start >= 0 else os.SEEK_END)
            return file.read(size)

    def keep(self) -> None:
        """Leave to the next run what was loaded in this one, if that adds much."""
        loaded = {name: spec for name, spec in _loaded() if name not in self._before}
        if sys.dont_write_bytecode or not self._file or not self._much(loaded):
            return
        sheets: list[dict[str, _Source]] = [{} for _ in self._sheets]
        for name, (source, *_, number) in self._pages.items():
            if name not in loaded or loaded[name].origin == source[0]:
                sheets[number][name] = source
        kept = {name for sheet in sheets for name in sheet}
        more = [each for each in loaded.items() if each[0] not in kept]
        sheets += [_sources(more[i : i + _SHEET]) for i in range(0, len(more), _SHEET)]
        try:
            _write(self._file, _volume(sheets))
        except OSError:
            pass

    def _much(self, loaded: dict[str, ModuleSpec]) -> bool:
        """Whether many modules can be bound that are not, or not as they are now."""
        found = [each for each in loaded.items() if type(each[1].loader) is SourceFileLoader]
        new = (name for name, source in _sources(found).items() if self._adds(name, source))
        return len([*islice(new, _WORTH)]) == _WORTH

    def _adds(self, name: str, source: _Source) -> bool:
        page = self._pages.get(name)
        state = _state(source[0])
        if page is not None and page[:-1] == (source, _state(_home(source)), state):
            return False
        return _compiled(source[1], state) is not None


class _Leaf(SourceFileLoader):
    """Loads a module from what is bound; until then nothing is read."""

    def __init__(self, fullname: str, path: str, bound: Bound) -> None:
        super().__init__(fullname, path)
        self._bound: Bound | None = bound

    def get_code(self, fullname: str) -> CodeType | None:
        """What is bound; whoever asks again is given what Python keeps."""
        bound, self._bound = self._bound, None
        return (bound and bound.take(fullname)) or super().get_code(fullname)


def _loaded() -> Iterator[tuple[str, ModuleSpec]]:
    """The modules loaded from a source, each by its own name."""
    for name, module in [*sys.modules.items()]:
        spec = getattr(module, "__spec__", None)
        if not isinstance(spec, ModuleSpec) or spec.name != name:
            continue
        if type(spec.loader) in (SourceFileLoader, _Leaf):
            yield name, spec


def _home(source: _Source) -> str:
    """The folder in which a module is found."""
    origin, _, package = source
    return _folder(_folder(origin)) if package else _folder(origin)


def _folder(file: str) -> str:
    return file.rpartition(os.sep)[0]


def _state(file: str) -> _State | None:
    """What changes when a file does, or what stands in a folder."""
    try:
        found = os.stat(file)  # noqa: PTH116
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _names(folder: str) -> frozenset[str] | None:
    """What a folder may hold modules of; None when that can't be told, as of an archive."""
    try:
        return frozenset(name.partition(".")[0] for name in os.listdir(folder or "."))  # noqa: PTH208
    except FileNotFoundError:
        return frozenset()
    except OSError:
        return None


def _sources(loaded: list[tuple[str, ModuleSpec]]) -> dict[str, _Source]:
    return {
        name: (spec.origin or "", spec.cached or "", spec.submodule_search_locations is not None)
        for name, spec in loaded
    }


def _volume(sheets: list[dict[str, _Source]]) -> bytes:
    """These modules as they are kept: sheets with the code of some of them each, and an index."""
    pages: dict[str, _Page] = {}
    bodies: list[bytes] = []
    for sheet in sheets:
        body = {}
        for name, source in sheet.items():
            home_is, source_is = _state(_home(source)), _state(source[0])
            code = _compiled(source[1], source_is)
            if code is not None and home_is is not None and source_is is not None:
                pages[name] = source, home_is, source_is, len(bodies)
                body[name] = code
        if body:
            bodies.append(marshal.dumps(body))
    return _bound(pages, bodies)


def _bound(pages: dict[str, _Page], bodies: list[bytes]) -> bytes:
    """Sheets, the index of what stands on them, and how long that is."""
    sheets, start = [], 0
    for body in bodies:
        sheets.append((start, len(body), zlib.crc32(body)))
        start += len(body)
    index = marshal.dumps((_INTERPRETER, pages, sheets))
    return b"".join((*bodies, index, _word(len(index)), _word(zlib.crc32(index))))


def _compiled(cached: str, source: _State | None) -> CodeType | None:
    """What Python keeps of a module, where that was compiled from the source as it stands."""
    if source is None:
        return None
    changed, size = source
    head = b"".join((MAGIC_NUMBER, _word(0), _word(changed // 10**9), _word(size)))
    try:
        with open(cached, "rb") as file:  # noqa: PTH123
            raw = file.read()
    except (OSError, ValueError):
        return None
    code: CodeType | None = marshal.loads(raw[len(head) :]) if raw.startswith(head) else None
    return code


def _whole(raw: bytes, check: int) -> bytes:
    if zlib.crc32(raw) != check:
        raise ValueError
    return raw


def _word(number: int) -> bytes:
    return (number & 0xFFFFFFFF).to_bytes(_WORD, "little")


def _numbers(words: bytes) -> tuple[int, int]:
    return int.from_bytes(words[:_WORD], "little"), int.from_bytes(words[_WORD:], "little")


def _write(target: str, raw: bytes) -> None:
    """Write beside, then replace: who reads meanwhile finds the old file or the new one."""
    beside = f"{target}.{os.getpid()}.{get_ident()}"
    try:
        with open(beside, "wb") as file:  # noqa: PTH123
            file.write(raw)
        os.replace(beside, target)  # noqa: PTH105
    except OSError:
        os.unlink(beside)  # noqa: PTH108
        raise
