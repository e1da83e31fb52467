"""备料: what Python makes of texts while modules load is made once and kept.

Every process compiles the same hundreds of regular expressions, methods of dataclasses and names of
types anew, a third of the time of a run.  They depend on nothing but their text and the interpreter,
so the door takes them from the cache; what is not there, or can't be taken, is made as ever.  A run
leaves what was new to it in a volume of its own, opened when the earlier ones have not what is asked
for: what another command needs is not read.
"""

from __future__ import annotations

import dataclasses
import marshal
import sys
import typing
from importlib import import_module
from types import CodeType
from typing import Any, Protocol

__all__ = ["Keeps", "Prepared"]

_KIND = "prepared"
_WORTH = 40  # entries: fewer new ones are not written
_MOST = 40  # volumes: when there are more, all begins anew
_WAY = 2  # of making, counted on when it changes: what was made before is not taken
_INTERPRETER = f"{sys.implementation.cache_tag}-{sys.hexversion:x}-{sys.maxsize:x}"
_COMPILER: Any = import_module("re._compiler")
_ENGINE: Any = import_module("_sre")
_CLASSES: Any = dataclasses
_TYPES: Any = typing


class Keeps(Protocol):
    """What keeps entries from run to run (缓存)."""

    def get(self, kind: str, key: str) -> bytes | None:
        """An entry as it was put; None when there is none."""

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Keep an entry, if that can be."""


class Prepared:
    """What was compiled in earlier runs, and what this one has to add (备料)."""

    def __init__(self, cache: Keeps) -> None:
        self._cache = cache
        self._made: dict[object, bytes] = {}
        self._new: dict[object, bytes] = {}
        self._opened, self._last = 0, False
        self._compile = _COMPILER.compile

    def serve(self) -> None:
        """From now on patterns and dataclasses of this process are made from what is there."""
        _COMPILER.compile = self.pattern
        _CLASSES.exec = self.execute
        _TYPES.compile = self.compiled

    def pattern(self, pattern: Any, flags: int = 0) -> Any:
        """A compiled pattern, as ``re`` would make it."""
        if type(pattern) not in (str, bytes):
            return self._compile(pattern, flags)
        key = (pattern, int(flags))
        raw = self._kept(key)
        try:
            if raw is None:
                raw = self._new[key] = marshal.dumps(_program(pattern, flags))
            return _ENGINE.compile(pattern, *marshal.loads(raw))
        except Exception:
            return self._compile(pattern, flags)

    def execute(self, text: str, names: dict[str, Any], own: dict[str, Any]) -> None:
        """Run a text as ``exec`` does."""
        exec(self.compiled(text, "<string>", "exec"), names, own)

    def compiled(self, text: str, name: str, mode: str) -> CodeType:
        """The code of a text, as ``compile`` makes it."""
        key = (text, name, mode)
        raw = self._kept(key)
        if raw is None:
            raw = self._new[key] = marshal.dumps(compile(*key, dont_inherit=True))
        code: CodeType = marshal.loads(raw)
        return code

    def _kept(self, key: object) -> bytes | None:
        """What is there of a key: one volume after the other is opened until it is found."""
        while key not in self._made and not self._last:
            raw = self._cache.get(_KIND, _volume(self._opened))
            self._made.update(_unpacked(raw))
            self._opened += bool(raw)
            self._last = not raw or self._opened == _MOST
        return self._made.get(key)

    def keep(self) -> bool:
        """Leave to the next run what was new in this one; whether that was much, and is there."""
        if len(self._new) < _WORTH:
            return False
        number = self._opened % _MOST
        self._cache.put(_KIND, _volume(number), marshal.dumps(self._new))
        if number != self._opened:
            self._cache.put(_KIND, _volume(1), b"")
        return self._cache.get(_KIND, _volume(number)) is not None


def _volume(number: int) -> str:
    return f"{_INTERPRETER}-{_WAY}-{number}"


def _unpacked(raw: bytes | None) -> dict[object, bytes]:
    try:
        whole = marshal.loads(raw or b"")
    except (ValueError, EOFError, TypeError):
        return {}
    return whole if isinstance(whole, dict) else {}


def _program(pattern: str | bytes, flags: int) -> tuple[Any, ...]:
    """All that the engine is given of a pattern, as ``re._compiler.compile`` gives it."""
    parsed = _COMPILER._parser.parse(pattern, flags)
    state = parsed.state
    names = [None] * state.groups
    for name, number in state.groupdict.items():
        names[number] = name
    code = [int(each) for each in _COMPILER._code(parsed, flags)]
    groups = {str(name): int(number) for name, number in state.groupdict.items()}
    return int(flags | state.flags), code, state.groups - 1, groups, tuple(names)
