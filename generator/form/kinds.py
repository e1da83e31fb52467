"""格子的种类: what may be entered for each part of a report, taken from the model's own types.

Nothing is listed here by hand: a new field of the model is a new cell of the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from generator.shape import Field, Shape, Within, marked

__all__ = ["Keyed", "Leaf", "Listed", "Part", "Shaped", "parts"]

Kind = Literal["amount", "count", "date", "choice", "text"]
_KINDS: dict[Any, Kind] = {Decimal: "amount", int: "count", date: "date", str: "text"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One cell's worth (格): its kind, the words or bounds allowed, and whether it must be filled."""

    kind: Kind
    choices: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    required: bool = False

    @property
    def figure(self) -> bool:
        """Whether it holds a number."""
        return self.kind in ("amount", "count")


@dataclass(frozen=True, slots=True)
class Shaped:
    """A table of named parts (表)."""

    shape: type[Shape]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of equals (清单)."""

    inner: What


@dataclass(frozen=True, slots=True)
class Keyed:
    """A table whose keys people choose (按类)."""

    inner: What


What: TypeAlias = Leaf | Shaped | Listed | Keyed


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a table: its Chinese name, what it is, and what is said about it."""

    name: str
    what: What
    about: str = ""


def parts(shape: type[Shape]) -> tuple[Part, ...]:
    """The parts of a table in the model's order."""
    return tuple(
        Part(field.key, _field(field, hint), field.description)
        for field, hint in zip(shape.fields.values(), marked(shape).values(), strict=True)
    )


def _field(field: Field, hint: Any) -> What:
    what = _what(hint)
    if not isinstance(what, Leaf):
        return what
    marks = get_args(hint) if get_origin(hint) is Annotated else ()
    return replace(_bounded(what, marks), required=field.required)


def _bounded(leaf: Leaf, marks: Sequence[Any]) -> Leaf:
    """Figures with the bounds that the model gives them; a number of things is never below 0."""
    within = next((mark for mark in marks if isinstance(mark, Within)), Within())
    never_below = 0 if leaf.kind == "count" or within.gt is not None else None
    least, most = never_below if within.ge is None else within.ge, within.le
    return replace(leaf, least=_figure(least), most=_figure(most))


def _figure(bound: int | None) -> Decimal | None:
    return None if bound is None else Decimal(bound)


def _what(kind: Any) -> What:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _what(inner[0])
    if origin in (Union, UnionType):
        return _what(next(each for each in inner if each is not NoneType))
    if origin is tuple:
        return Listed(_what(inner[0]))
    if origin is dict:
        return Keyed(_what(inner[1]))
    return _single(kind)


def _single(kind: Any) -> What:
    """One value, or a table of named parts."""
    if get_origin(kind) is Literal:
        return Leaf("choice", tuple(filter(None, get_args(kind))))
    if kind is bool:
        return Leaf("choice", ("是", "否"))
    if kind in _KINDS:
        return _bounded(Leaf(_KINDS[kind]), ())
    return Shaped(kind)
