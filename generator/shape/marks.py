"""写法: how a type says which values it takes: keys, checks, bounds and kinds, as marks on types.

Marks say what holds and do nothing by themselves; :mod:`.core` makes checkers of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from pydantic_core._pydantic_core import PydanticCustomError as Misfit

__all__ = [
    "REQUIRED", "After", "AsJson", "Before", "Core", "Field", "Misfit", "OneOf", "Only", "Within", "field", "fits",
]  # fmt: skip

Core = dict[str, Any]
"""A schema of pydantic-core."""
Check = TypeVar("Check", bound=Callable[..., Any])
REQUIRED: Any = type("REQUIRED", (), {})()
"""The default of a key that must be there."""


class Field(NamedTuple):
    """A value of a type as its files have it (项): its key, what people are told, what counts if absent."""

    key: str
    description: str
    default: Any
    factory: Callable[[], Any] | None

    @property
    def required(self) -> bool:
        """The key must be there."""
        return self.default is REQUIRED and self.factory is None

    def absent(self) -> Any:
        """The value that counts when the key is not there."""
        return self.factory() if self.factory else self.default


def field(
    *,
    key: str,
    description: str = "",
    default: Any = REQUIRED,
    default_factory: Callable[[], Any] | None = None,
) -> Any:
    """Declare a value of a type with its Chinese key."""
    return Field(key, description, default, default_factory)


def fits(*names: str) -> Callable[[Check], Check]:
    """Mark a check of the values of these fields, or, with no names, of a value of the type as a whole.

    It is given what was read, for fields also ``info`` with the ``data`` of the fields above if it
    takes that, gives what counts, and raises Misfit where that can't be.
    """

    def marked(check: Check) -> Check:
        vars(check)["fits"] = names
        return check

    return marked


class Before(NamedTuple):
    """A text is made a value by this before the type looks at it."""

    read: Callable[[Any], Any]

    def around(self, inner: Core) -> Core:
        """The type with this mark."""
        function = {"type": "no-info", "function": self.read}
        return {"type": "function-before", "function": function, "schema": inner}


class After(NamedTuple):
    """What the type made of a value is looked at by this."""

    check: Callable[[Any], Any]

    def around(self, inner: Core) -> Core:
        """The type with this mark."""
        function = {"type": "no-info", "function": self.check}
        return {"type": "function-after", "function": function, "schema": inner}


class Only(NamedTuple):
    """A value is made by this alone, whatever the type says."""

    read: Callable[[Any], Any]

    def around(self, inner: Core) -> Core:
        """The type with this mark."""
        return {"type": "function-plain", "function": {"type": "no-info", "function": self.read}}


class Within(NamedTuple):
    """Bounds of a number; None: not bounded there."""

    gt: int | None = None
    ge: int | None = None
    le: int | None = None

    def around(self, inner: Core) -> Core:
        """The type with this mark, at its very core."""
        if "schema" in inner:
            return {**inner, "schema": self.around(inner["schema"])}
        return {**inner, **{name: n for name, n in self._asdict().items() if n is not None}}


class AsJson:
    """How an editor is told what may be typed, as JSON Schema; for a reader it is no mark."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema

    def around(self, inner: Core) -> Core:
        """The type itself."""
        return inner


class OneOf(NamedTuple):
    """Which of several types a value is: by the word in a field of each, or by a function.

    The function is given the value and names the type, in small letters.
    """

    by: str | Callable[[Any], str]
