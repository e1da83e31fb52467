"""形制: what is read from files has a shape: fields with Chinese keys, checked as they are read, frozen.

A type is declared as a class of annotated fields; pydantic-core does the checking, by a description
that is made of the class when it is first needed and can be kept.  Declaring costs next to nothing;
what checks is taken from the compiled module of pydantic-core, behind its front door, which holds
hundreds of types for those who write such descriptions with their editor and may wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn, Self, cast, dataclass_transform

from pydantic_core._pydantic_core import ValidationError as Misfits

from generator.shape.core import checker, core, hints, marked
from generator.shape.marks import (
    REQUIRED,
    After,
    AsJson,
    Before,
    Field,
    Misfit,
    OneOf,
    Only,
    Within,
    field,
    fits,
)

__all__ = [
    "REMEMBERED", "REQUIRED", "After", "AsJson", "Before", "Field", "Misfit", "Misfits", "OneOf", "Only",
    "Shape", "Within", "field", "fits", "hints", "marked", "misfits",
]  # fmt: skip

_GIVEN = "__pydantic_fields_set__"
REMEMBERED = (core,)
"""The functions whose answers hold from one run to the next."""


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class Shape:
    """Base of all that is read from files: frozen, no unknown keys, empty text = not given."""

    __slots__ = (
        "__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__",
    )  # fmt: skip
    fields: ClassVar[Mapping[str, Field]] = MappingProxyType({})
    """What the type declares, by the names of its attributes."""

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        for name in own:
            delattr(cls, name)
        cls.fields = MappingProxyType({**cls.fields, **own})

    def __init__(self, **values: Any) -> None:
        """A value made by the program: nothing is checked; what is not given is as if left empty.

        Raises TypeError for what is no field, and for a field that must be given and is not.
        """
        wrong = values.keys() - self.fields.keys()
        missing = {name for name, each in self.fields.items() if each.required} - values.keys()
        if wrong or missing:
            raise TypeError(f"{type(self).__name__}: {sorted(wrong | missing)}")
        absent = {name: each.absent() for name, each in self.fields.items() if not each.required}
        self.__setstate__(({**absent, **values}, set(values)))

    @classmethod
    def of(cls, data: Any) -> Self:
        """The value that plain data make, under their Chinese keys; raises Misfits."""
        value: Self = checker(cast(Any, cls)).validate_python(data)
        return value

    def but(self, **values: Any) -> Self:
        """The same with other values in some fields; nothing is checked."""
        other = type(self).__new__(type(self))
        other.__setstate__(({**self._values(), **values}, self.given | set(values)))
        return other

    @property
    def given(self) -> frozenset[str]:
        """The fields that were given, by the names of their attributes."""
        return frozenset(getattr(self, _GIVEN))

    def names(self) -> dict[str, Any]:
        """The same values under their Chinese keys, with tables in place of types."""
        values = self.__dict__
        return {field.key: _named(values[name]) for name, field in self.fields.items()}

    def _values(self) -> dict[str, Any]:
        return {name: self.__dict__[name] for name in self.fields}

    def __getstate__(self) -> tuple[dict[str, Any], Set[str]]:
        return self._values(), getattr(self, _GIVEN)

    def __setstate__(self, state: tuple[dict[str, Any], Set[str]]) -> None:
        object.__setattr__(self, "__dict__", state[0])
        object.__setattr__(self, _GIVEN, state[1])

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), *self._values().values()))

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self._values().items())
        return f"{type(self).__name__}({told})"


def _named(value: Any) -> Any:
    if isinstance(value, Shape):
        return value.names()
    if type(value) is tuple:
        return tuple([_named(each) for each in value])
    if type(value) is dict:
        return {key: _named(each) for key, each in value.items()}
    return value


def misfits(
    kind: type[Shape], found: Iterable[tuple[Misfit, tuple[str | int, ...], Any]]
) -> Misfits:
    """Several things that do not fit a type at once: each with its path and what was typed."""
    details: list[Any] = [{"type": w, "loc": path, "input": given} for w, path, given in found]
    return Misfits.from_exception_data(kind.__name__, details)
