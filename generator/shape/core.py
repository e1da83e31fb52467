"""核形: what a type declares, as a checker of pydantic-core that makes its values of plain data.

Each type is described once, under its name, so that types may hold themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from pydantic_core._pydantic_core import SchemaValidator

from generator.recall import Remembered
from generator.shape.marks import REQUIRED, Core, Field, OneOf, Only

__all__ = ["checker", "core", "hints", "marked"]

Kind: TypeAlias = type[Any]
"""A type with ``fields``."""
_PLAIN = {str: "str", int: "int", bool: "bool", Decimal: "decimal", date: "date", Any: "any"}


@lru_cache(maxsize=64)
def checker(kind: Kind) -> SchemaValidator:
    """What makes values of a type."""
    return SchemaValidator(core(kind), {"title": kind.__name__})


@Remembered
def core(kind: Kind) -> Core:
    """A type, and all that it holds, as pydantic-core is told."""
    known: dict[str, Core] = {}
    top = _of(kind, known)
    return {"type": "definitions", "schema": top, "definitions": [*known.values()]}


def hints(kind: Kind) -> dict[str, Any]:
    """The types of the fields of a type, without marks."""
    found = get_type_hints(kind)
    return {name: found[name] for name in kind.fields}


def marked(kind: Kind) -> dict[str, Any]:
    """The types of the fields of a type, with their marks."""
    found = get_type_hints(kind, include_extras=True)
    return {name: found[name] for name in kind.fields}


def _of(hint: Any, known: dict[str, Core]) -> Core:
    """What may be typed for a type."""
    make = _MADE.get(get_origin(hint))
    if make:
        return make(get_args(hint), known)
    if hasattr(hint, "fields"):
        return _named(hint, known)
    return {"type": _PLAIN[hint]} if hint in _PLAIN else {"type": "is-instance", "cls": hint}


def _maybe(parts: Sequence[Any], known: dict[str, Core]) -> Core:
    kind, *_ = (part for part in parts if part is not NoneType)
    return {"type": "nullable", "schema": _of(kind, known)}


def _list(parts: Sequence[Any], known: dict[str, Core]) -> Core:
    return {"type": "tuple", "items_schema": [_of(parts[0], known)], "variadic_item_index": 0}


def _table(parts: Sequence[Any], known: dict[str, Core]) -> Core:
    keys, values = (_of(part, known) for part in parts)
    return {"type": "dict", "keys_schema": keys, "values_schema": values}


def _word(parts: Sequence[Any], known: dict[str, Core]) -> Core:
    return {"type": "literal", "expected": [*parts]}


def _annotated(parts: Sequence[Any], known: dict[str, Core]) -> Core:
    hint, *marks = parts
    choice = next((mark for mark in marks if isinstance(mark, OneOf)), None)
    if choice:
        return _choice(choice, get_args(hint), known)
    made = {} if any(isinstance(mark, Only) for mark in marks) else _of(hint, known)
    for mark in marks:
        made = mark.around(made)
    return made


_MADE: Mapping[Any, Callable[[Sequence[Any], dict[str, Core]], Core]] = {
    Annotated: _annotated, Union: _maybe, UnionType: _maybe, tuple: _list, dict: _table, Literal: _word,
}  # fmt: skip


def _choice(choice: OneOf, kinds: tuple[Kind, ...], known: dict[str, Core]) -> Core:
    """One of several types, told apart."""
    if callable(choice.by):
        by: Any = choice.by
        names = {kind.__name__.lower(): kind for kind in kinds}
    else:
        by = [[kinds[0].fields[choice.by].key], [choice.by]]
        names = {get_args(hints(kind)[choice.by])[0]: kind for kind in kinds}
    choices = {name: _of(kind, known) for name, kind in names.items()}
    return {
        "type": "tagged-union",
        "discriminator": by,
        "choices": choices,
        "from_attributes": True,
        "strict": False,
    }


def _named(kind: Kind, known: dict[str, Core]) -> Core:
    """A type by its name, described where it was not."""
    name = f"{kind.__module__}.{kind.__qualname__}"
    if name not in known:
        known[name] = {}
        known[name].update({**_described(kind, known), "ref": name})
    return {"type": "definition-ref", "schema_ref": name}


def _described(kind: Kind, known: dict[str, Core]) -> Core:
    fields = {name: _field(kind, name, hint, known) for name, hint in marked(kind).items()}
    keys = frozenset(field.key for field in kind.fields.values())
    table = {"type": "model-fields", "fields": fields, "extra_behavior": "forbid"}
    made = {
        "type": "model",
        "cls": kind,
        "schema": _looked_at("before", partial(_without_empty, keys), table),
    }
    for check in _checks(kind, ""):
        made = _looked_at("after", check, made)
    return made


def _without_empty(keys: frozenset[str], given: Any) -> Any:
    """Data without what was left empty, which means not given."""
    if not isinstance(given, dict) or "" not in given.values():
        return given
    return {key: value for key, value in given.items() if value != "" or key not in keys}


def _field(kind: Kind, name: str, hint: Any, known: dict[str, Core]) -> Core:
    declared: Field = kind.fields[name]
    made = _of(hint, known)
    for check in _checks(kind, name):
        made = _looked_at("after", check, made)
    if declared.factory:
        made = {"type": "default", "schema": made, "default_factory": declared.factory}
    elif declared.default is not REQUIRED:
        made = {"type": "default", "schema": made, "default": declared.default}
    return {"type": "model-field", "schema": made, "validation_alias": declared.key}


def _checks(kind: Kind, name: str) -> Iterator[Callable[..., Any]]:
    """The checks of a field of a type; of the type as a whole where no field is named."""
    for own in dir(kind):
        check = getattr(kind, own)
        names = getattr(check, "fits", None)
        if names is not None and (name in names or name == "" == "".join(names)):
            yield check


def _looked_at(when: str, check: Callable[..., Any], inner: Core) -> Core:
    """Something that a function looks at, with what was read before where it asks for that."""
    asks = getattr(check, "__code__", None)
    kind = "with-info" if asks and asks.co_argcount > 1 else "no-info"
    return {
        "type": f"function-{when}",
        "function": {"type": kind, "function": check},
        "schema": inner,
    }
