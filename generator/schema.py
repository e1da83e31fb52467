"""编辑提示: JSON Schema of the files people write, so that an editor offers keys and marks slips.

Made from the very types that the files are read into, and loosened to what the reader takes: every
scalar is text to it, an empty value is one not given, a value of a rubric may be dated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from generator.checks import CheckRules
from generator.model import Report
from generator.rubric import Rubric
from generator.shape import REQUIRED, AsJson, Field, OneOf, Shape, hints, marked

__all__ = ["FOLDER", "NAMES", "schemas"]

FOLDER = "data/schema"
"""Where the schemas lie in a workspace."""
NAMES = ("单位", "指标体系", "勾稽核对")
"""The kinds of files there are a schema for."""

Schema = dict[str, Any]
_DRAFT = "http://json-schema.org/draft-07/schema#"


def schemas() -> Mapping[str, str]:
    """The text of each schema by its name."""
    made = {
        "单位": _of(Report, spread=True),
        "指标体系": _under("指标体系", "一套指标体系", _of(Rubric, dated=True)),
        "勾稽核对": _of(CheckRules),
    }
    return MappingProxyType({name: _text(name, schema) for name, schema in made.items()})


def _text(name: str, schema: Schema) -> str:
    whole = {"$schema": _DRAFT, "title": name, **schema}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _of(kind: type[Shape], *, dated: bool = False, spread: bool = False) -> Schema:
    """The schema of a type; nothing is required where its keys are ``spread`` over files."""
    top = _table(kind, dated)
    if spread:
        top.pop("required", None)
    below = {_term(each): _table(each, dated) for each in _below(kind)}
    return {**top, "definitions": below}


def _below(kind: type[Shape]) -> tuple[type[Shape], ...]:
    """The types that a type holds, each once, in the order they are met."""
    met: dict[type[Shape], None] = {}
    left = [*_held(kind)]
    while left:
        each = left.pop(0)
        if each not in met:
            met[each] = None
            left += _held(each)
    return tuple(met)


def _held(kind: type[Shape]) -> Iterator[type[Shape]]:
    for hint in hints(kind).values():
        yield from _named(hint)


def _named(hint: Any) -> Iterator[type[Shape]]:
    if isinstance(hint, type) and issubclass(hint, Shape):
        yield hint
    for part in get_args(hint):
        yield from _named(part)


_TERM = re.compile(r"[（(]([\u4e00-\u9fff、]+)")


def _term(kind: type[Shape]) -> str:
    """The Chinese term of a type, by which an editor offers its table."""
    found = _TERM.search(kind.__doc__ or "")
    return found[1] if found else kind.__name__


def _under(key: str, words: str, schema: Schema) -> Schema:
    """A file that has everything under one key."""
    kinds = {**schema.pop("definitions"), key: schema}
    place = {"description": words, "allOf": [{"$ref": f"#/definitions/{key}"}]}
    return {
        "type": "object",
        "properties": {key: place},
        "required": [key],
        "additionalProperties": False,
        "definitions": kinds,
    }


def _ref(kind: type[Shape]) -> Schema:
    return {"$ref": f"#/definitions/{_term(kind)}"}


def _table(kind: type[Shape], dated: bool) -> Schema:
    """One table with its keys."""
    keys = {
        field.key: _key(field, hint, dated)
        for field, hint in zip(kind.fields.values(), marked(kind).values(), strict=True)
    }
    required = [field.key for field in kind.fields.values() if field.required]
    kept: Schema = {"type": "object", "properties": keys, "additionalProperties": False}
    return {**kept, "required": required} if required else kept


def _key(field: Field, hint: Any, dated: bool) -> Schema:
    """What may stand at a key: words for people, what counts if nothing stands there, the value."""
    value = _value(hint, dated)
    if not field.required:
        value = _or_nothing(value)
    told: Schema = {"description": field.description} if field.description else {}
    if not field.factory and field.default not in (REQUIRED, None, "", (), {}):
        told["default"] = _as_typed(field.default)
    return {**told, **(_dated(value) if dated else value)}


def _as_typed(default: Any) -> Any:
    """A default in the words of a file."""
    if isinstance(default, bool):
        return "是" if default else "否"
    return str(default) if isinstance(default, Decimal) else default


_NOTHING: Mapping[str, Any] = MappingProxyType(
    {"not": {"type": ["string", "number", "boolean", "array", "object"]}}
)
"""What is left empty; said so that no editor offers ``null``, which would be a text here."""


def _or_nothing(value: Schema) -> Schema:
    choices = value["anyOf"] if set(value) == {"anyOf"} else [value]
    return {"anyOf": [*choices, dict(_NOTHING)]}


_TEXT: Mapping[str, Any] = MappingProxyType({"type": ["string", "number"]})
"""A text, which may look like a number."""


def _value(hint: Any, dated: bool) -> Schema:
    """A value: as its mark says, else by its kind."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(parts[0], parts[1:], dated)
    if origin in (Union, UnionType):
        return _value(next(part for part in parts if part is not NoneType), dated)
    if origin is Literal:
        return (
            {"const": parts[0], "type": "string"}
            if len(parts) == 1
            else {"enum": [*parts], "type": "string"}
        )
    if origin is tuple:
        return {"type": "array", "items": _in_force(parts[0], dated)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _in_force(parts[1], dated)}
    return dict(_TEXT) if hint is str else {"allOf": [_ref(hint)]}


def _in_force(hint: Any, dated: bool) -> Schema:
    value = _value(hint, dated)
    return _dated(value) if dated else value


def _annotated(hint: Any, marks: Sequence[Any], dated: bool) -> Schema:
    for mark in marks:
        if isinstance(mark, AsJson):
            return dict(mark.schema)
        if isinstance(mark, OneOf):
            return _one_of(get_args(hint), mark)
    return _value(hint, dated)


def _one_of(kinds: Sequence[type[Shape]], mark: OneOf) -> Schema:
    """One of several tables, told apart by 类型, or by 下级 which only groups of indicators have."""
    if callable(mark.by):
        group, indicator = kinds
        return {
            "if": {"type": "object", "required": ["下级"]},
            "then": _ref(group),
            "else": _ref(indicator),
        }
    words = {get_args(hints(kind)[mark.by])[0]: kind for kind in kinds}
    return {
        "type": "object",
        "required": ["类型"],
        "properties": {"类型": {"description": "怎样计分", "enum": list(words)}},
        "allOf": [
            {
                "if": {"required": ["类型"], "properties": {"类型": {"const": word}}},
                "then": _ref(kind),
            }
            for word, kind in words.items()
        ],
    }


_DAY = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


def _dated(value: Schema) -> Schema:
    """The value, or a table of the days from which it is another, each with its basis."""
    words = {
        "值": {"description": "从这一天起的取值", **value},
        "依据": {"description": "哪份文件的哪一条", "type": ["string", "number"]},
    }
    entry = {
        "type": "object",
        "properties": words,
        "required": list(words),
        "additionalProperties": False,
    }
    is_dated = {"type": "object", "minProperties": 1, "propertyNames": {"pattern": _DAY}}
    return {
        "if": is_dated,
        "then": {"type": "object", "additionalProperties": entry},
        "else": value,
    }
