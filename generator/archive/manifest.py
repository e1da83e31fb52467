"""清单: what a version was made from and what it says, paragraph by paragraph.

A manifest is written once with its version and never edited.  Points and figures are text, exactly
as printed; names of files are relative to the workspace.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from json.encoder import encode_basestring as _text
from typing import Any, NamedTuple

__all__ = ["Calculated", "Manifest", "Marked", "Noted", "read", "written"]


class Calculated(NamedTuple):
    """A piece of a paragraph that an expression gave (算出的内容).

    ``value``: as printed, from the character ``start`` of the paragraph on.  ``places``: where the
    data that the expression names stand, as ``file:line``.
    """

    expression: str
    value: str
    start: int
    places: tuple[str, ...]


class Marked(NamedTuple):
    """A paragraph that came from data (带书签的段落): its bookmark, data path, text and kind.

    ``origin`` is ``entered`` when somebody wrote the text at the path, also where figures are
    filled into it, and ``calculated`` when the program put the words together.
    """

    mark: str
    path: str
    text: str
    kind: str
    origin: str
    calculated: tuple[Calculated, ...] = ()


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding as it was told (问题): so that those of two versions can be compared."""

    id: str
    severity: str
    message: str
    place: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version was made from and what it says (清单).

    ``program``: the generator's version.  ``made``: when, as the door told; None when it did not.
    ``files``: the sha256 of every file it was made from, by name.  ``docx``: the sha256 of the
    report; ``seal``: the fingerprint inside it, by which a renamed file is known.  ``scores`` and
    ``traces`` are by indicator; ``sources``: by data path, the text as entered.
    """

    program: str
    unit: str
    year: int
    title: str
    made: str | None
    files: Mapping[str, str]
    docx: str
    seal: str
    total: str
    grade: str
    findings: tuple[Noted, ...]
    scores: Mapping[str, str]
    traces: Mapping[str, tuple[str, ...]]
    blocks: tuple[Marked, ...]
    sources: Mapping[str, str]


def written(manifest: Manifest) -> bytes:
    """The manifest as JSON: sorted, Chinese as it is, each entry of a list or table on its own line."""
    names = sorted(field.name for field in fields(manifest))
    parts = (f"{_text(name)}: {_part(getattr(manifest, name))}" for name in names)
    return f"{{\n{_NEXT.join(parts)}\n}}\n".encode()


def _part(value: Any) -> str:
    if isinstance(value, Mapping):
        entries = (f"{_text(key)}: {_json(value[key])}" for key in sorted(value))
        return f"{{\n{_NEXT.join(entries)}\n}}"
    if isinstance(value, tuple):
        return f"[\n{_NEXT.join(map(_json, value))}\n]"
    return _json(value)


def _json(value: Any) -> str:
    return _WRITTEN.get(type(value), json.dumps)(value)


def _texts(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _noted(each: Noted) -> str:
    return (
        f'{{"id": {_text(each.id)}, "message": {_text(each.message)},'
        f' "place": {_text(each.place)}, "severity": {_text(each.severity)}}}'
    )


def _calculated(each: Calculated) -> str:
    return (
        f'{{"expression": {_text(each.expression)}, "places": {_texts(each.places)},'
        f' "start": {each.start}, "value": {_text(each.value)}}}'
    )


@lru_cache(maxsize=4096)  # most are the same from one report to the next
def _block(each: Marked) -> str:
    return (
        f'{{"calculated": [{", ".join(map(_calculated, each.calculated))}],'
        f' "kind": {_text(each.kind)}, "mark": {_text(each.mark)}, "origin": {_text(each.origin)},'
        f' "path": {_text(each.path)}, "text": {_text(each.text)}}}'
    )


_NEXT = ",\n"
_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    str: _text,
    tuple: _texts,
    Noted: _noted,
    Marked: _block,
}


def read(raw: bytes) -> Manifest:
    """The manifest of its JSON; ValueError, TypeError or KeyError when it is none.

    Keys that a later program may add are passed over.
    """
    record = json.loads(raw)
    known = {field.name: record[field.name] for field in fields(Manifest)}
    return Manifest(
        **{
            **known,
            "findings": tuple(Noted(**each) for each in record["findings"]),
            "traces": {name: tuple(lines) for name, lines in record["traces"].items()},
            "blocks": tuple(_marked(each) for each in record["blocks"]),
        }
    )


def _marked(record: Mapping[str, Any]) -> Marked:
    pieces = (
        Calculated(**{**each, "places": tuple(each["places"])}) for each in record["calculated"]
    )
    return Marked(**{**record, "calculated": tuple(pieces)})
