"""记得: what a pure function answered once it answers again, in this run and, if kept, in the next.

A report of which one figure was changed asks of nearly all its texts, rules and expressions what the
last run asked.  An answer depends on what was asked and on the program alone; a door that has a
cache lets a run begin with the answers of the last one about the same unit.
"""

from __future__ import annotations

import hashlib
from _pickle import dumps, loads  # and not all that can be done without it
from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import Any, Generic, Protocol, TypeVar, TypeVarTuple

__all__ = ["Keeps", "Memory", "Remembered"]

_KIND = "answers"
_WORTH, _MOST = 8, 200  # new answers: fewer are not kept; entries
_PROTOCOL = 5
_MANY = 4096  # answers of a function
_Asked = TypeVarTuple("_Asked")
_Answer = TypeVar("_Answer")


class Keeps(Protocol):
    """What keeps entries from run to run (缓存)."""

    def get(self, kind: str, key: str) -> bytes | None:
        """An entry as it was put; None when there is none."""

    def put(self, kind: str, key: str, content: bytes, most: int) -> None:
        """Keep an entry, if that can be, and so many at most."""


class Remembered(Generic[*_Asked, _Answer]):
    """A function that remembers its answers; what it raises is not one."""

    def __init__(self, function: Callable[[*_Asked], _Answer]) -> None:
        self._function = function
        self._before: dict[tuple[Any, ...], _Answer] = {}
        self.answers: dict[tuple[Any, ...], _Answer] = {}
        self.new = 0
        update_wrapper(self, function)

    def __call__(self, *asked: *_Asked) -> _Answer:
        """The answer to what is asked, worked out where it was never given."""
        try:
            return self.answers[asked]
        except KeyError:
            pass
        if asked in self._before:
            answer = self._before[asked]
        else:
            answer = self._function(*asked)
            self.new += 1
        if len(self.answers) >= _MANY:
            self.answers.clear()
        self.answers[asked] = answer
        return answer

    def begin(self, before: dict[tuple[Any, ...], _Answer]) -> None:
        """Begin anew, with answers given before; those of this process remain good."""
        known = {**self._before, **self.answers} if len(self._before) < _MANY else {}
        self._before, self.answers, self.new = {**known, **before}, {}, 0


class Memory:
    """The answers that some functions gave in the last run about the same thing (记忆)."""

    def __init__(
        self, cache: Keeps, key: str, functions: Sequence[Remembered[*tuple[Any, ...], Any]]
    ) -> None:
        self._cache, self._functions = cache, functions
        self._key = hashlib.sha256(key.encode()).hexdigest()
        told = _told(cache.get(_KIND, self._key))
        for function in functions:
            function.begin(told.get(_name(function), {}))

    def keep(self) -> None:
        """Leave to the next run what was asked in this one."""
        if sum(function.new for function in self._functions) >= _WORTH:
            told = {_name(function): function.answers for function in self._functions}
            raw = dumps(told, _PROTOCOL)
            self._cache.put(_KIND, self._key, raw, _MOST)


def _told(raw: bytes | None) -> dict[str, dict[tuple[Any, ...], Any]]:
    """What was kept; its hash has been checked, and nobody else writes to the cache."""
    try:
        told = loads(raw or b"")
    except Exception:  # whatever a record of other classes may raise
        return {}
    return told if isinstance(told, dict) else {}


def _name(function: Remembered[*tuple[Any, ...], Any]) -> str:
    return f"{function.__module__}.{vars(function)['__qualname__']}"
