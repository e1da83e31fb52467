"""编辑提示: JSON Schema of the files people write, so that an editor offers keys and marks slips.

Made from the very types that the files are read into, and loosened to what the reader takes: every
scalar is text to it, an empty value is one not given, a value of a rubric may be dated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from generator.checks import CheckRules
from generator.model import Report
from generator.rubric import Rubric

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


class _Quiet(GenerateJsonSchema):
    """Rules refer to rules, so that a discriminator can't be resolved early; it is not used."""

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default", "skipped-discriminator"}  # noqa: RUF012


@dataclass(frozen=True, slots=True)
class _Way:
    """How a file is read: whether its values may be dated, and the 类型 of each kind of rule."""

    dated: bool
    marks: Mapping[str, str]


def _of(kind: type[BaseModel], *, dated: bool = False, spread: bool = False) -> Schema:
    """The schema of a type; nothing is required where its keys are ``spread`` over files."""
    raw = _in_chinese(
        kind.model_json_schema(by_alias=True, mode="validation", schema_generator=_Quiet)
    )
    parts = raw.get("$defs", {})
    way = _Way(dated, {name: mark for name, each in parts.items() if (mark := _mark(each))})
    top = _table(_resolved(raw), way)
    if spread:
        top.pop("required", None)
    return {**top, "definitions": {name: _table(each, way) for name, each in parts.items()}}


_TERM = re.compile(r"[（(]([\u4e00-\u9fff、]+)")


def _in_chinese(raw: Schema) -> Schema:
    """The tables under the Chinese terms of their types, by which an editor offers them."""
    parts = raw.get("$defs", {})
    terms = {name: _term(name, each) for name, each in parts.items()}
    text = json.dumps({**raw, "$defs": {terms[name]: each for name, each in parts.items()}})
    refer = re.compile(r'"#/\$defs/(\w+)"')
    whole: Schema = json.loads(refer.sub(lambda to: f'"#/$defs/{terms[to[1]]}"', text))
    return whole


def _term(name: str, table: Schema) -> str:
    found = _TERM.search(table.get("description", ""))
    return found[1] if found else name


def _mark(table: Schema) -> str:
    return str(table.get("properties", {}).get("类型", {}).get("const", ""))


def _resolved(raw: Schema) -> Schema:
    """The type's own table, where it is named among the definitions because it holds itself."""
    name = raw.get("$ref", "").rpartition("/")[2]
    return dict(raw["$defs"][name]) if name else raw


def _under(key: str, words: str, schema: Schema) -> Schema:
    """A file that has everything under one key."""
    kinds = {**schema.pop("definitions"), key: schema}
    place = {"description": words, "allOf": [_ref(key)]}
    return {
        "type": "object",
        "properties": {key: place},
        "required": [key],
        "additionalProperties": False,
        "definitions": kinds,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _table(raw: Schema, way: _Way) -> Schema:
    """One table with its keys; without the words for programmers and the names of their types."""
    if "properties" not in raw:
        return _value(raw, way)
    required = raw.get("required", [])
    keys = {key: _key(key, each, key in required, way) for key, each in raw["properties"].items()}
    kept: Schema = {"type": "object", "properties": keys, "additionalProperties": False}
    return {**kept, "required": required} if required else kept


def _key(key: str, raw: Schema, required: bool, way: _Way) -> Schema:
    """What may stand at a key: words for people, what counts if nothing stands there, the value."""
    bare = {k: v for k, v in raw.items() if k not in ("title", "description", "default")}
    value = _value(bare, way)
    if not required:
        value = _or_nothing(value)
    told: Schema = {"description": raw["description"]} if "description" in raw else {}
    default = raw.get("default")
    if default not in (None, "", [], {}):
        told["default"] = _as_typed(default)
    return {**told, **(_dated(value) if way.dated else value)}


def _as_typed(default: Any) -> Any:
    """A default in the words of a file."""
    if isinstance(default, bool):
        return "是" if default else "否"
    return default


_NOTHING: Mapping[str, Any] = MappingProxyType(
    {"not": {"type": ["string", "number", "boolean", "array", "object"]}}
)
"""What is left empty; said so that no editor offers ``null``, which would be a text here."""


def _or_nothing(value: Schema) -> Schema:
    choices = value["anyOf"] if set(value) == {"anyOf"} else [value]
    return {"anyOf": [*(each for each in choices if each != {"type": "null"}), dict(_NOTHING)]}


def _value(raw: Schema, way: _Way) -> Schema:
    """A value: text may look like a number, lists and tables by their parts, kinds by their mark."""
    if "oneOf" in raw:
        return _one_of([each["$ref"].rpartition("/")[2] for each in raw["oneOf"]], way.marks)
    if "$ref" in raw:
        return {"allOf": [_ref(raw["$ref"].rpartition("/")[2])]}
    if "anyOf" in raw:
        return {"anyOf": [_value(each, way) for each in raw["anyOf"]]}
    if raw.get("type") == "array":
        below = _value(raw["items"], way)
        return {"type": "array", "items": _dated(below) if way.dated else below}
    if raw.get("type") == "object":
        below = _value(raw["additionalProperties"], way)
        return {"type": "object", "additionalProperties": _dated(below) if way.dated else below}
    bare = {k: v for k, v in raw.items() if k != "title"}
    return {"type": ["string", "number"]} if bare == {"type": "string"} else bare


def _one_of(names: list[str], marks: Mapping[str, str]) -> Schema:
    """One of several tables, told apart by 类型, or by 下级 which only groups of indicators have."""
    if not set(names) <= set(marks):
        group, indicator = names
        return {
            "if": {"type": "object", "required": ["下级"]},
            "then": _ref(group),
            "else": _ref(indicator),
        }
    kinds = {marks[name]: name for name in names}
    return {
        "type": "object",
        "required": ["类型"],
        "properties": {"类型": {"description": "怎样计分", "enum": list(kinds)}},
        "allOf": [
            {
                "if": {"required": ["类型"], "properties": {"类型": {"const": mark}}},
                "then": _ref(name),
            }
            for mark, name in kinds.items()
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
