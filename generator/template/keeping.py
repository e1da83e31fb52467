"""存模: forms and presses of templates, kept in memory and, where there is a cache, between runs.

What it takes to make them is loaded only when one has to be made.  A key says everything that an
entry depends on: the template, the columns, and the versions of all that made it.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import MAGIC_NUMBER, find_spec
from pathlib import Path
from typing import Any, TypeVar

from lxml import etree

from generator.cache import Cache
from generator.findings import Finding
from generator.template.fields import Asked, Form, form_of
from generator.template.opening import opened_for
from generator.template.press import Press

__all__ = ["form", "press", "slowly"]

_MOST = 40
_IN_MEMORY = 8
_Kept = TypeVar("_Kept")


def slowly(name: str) -> Any:
    """A module of this room whose libraries take long to load, when it is needed."""
    return import_module(f"generator.template.{name}")


@lru_cache(maxsize=_IN_MEMORY)
def form(template: bytes, columns: tuple[str, ...], keeper: Cache) -> Form:
    """The form of a template with these columns; Refused when it is no Word file."""
    key = _key(template, columns)
    kept = _loaded(keeper.get("form", key), _form_again)
    if kept is not None:
        return kept
    made = form_of(opened_for(template, columns)[0])
    if not any(isinstance(tag, Finding) for tag in made.tags):
        tags = tuple((t.where, t.kind, t.expression) for t in made.tags if isinstance(t, Asked))
        plain = (tags, dict(made.names), tuple(sorted(made.known)), dict(made.styles))
        keeper.put("form", key, marshal.dumps(plain), _MOST)
    return made


@lru_cache(maxsize=_IN_MEMORY)
def press(template: bytes, columns: tuple[str, ...], keeper: Cache) -> Press | None:
    """The press of a template with these columns; None when it can only be filled as a whole."""
    key = _key(template, columns)
    kept = _loaded(keeper.get("press", key), _press_again)
    if kept is not None:
        return kept[0]
    made: Press | None = slowly("pressing").pressed(
        opened_for(template, columns)[0], form(template, columns, keeper)
    )
    keeper.put("press", key, marshal.dumps(() if made is None else tuple(made)), _MOST)
    return made


def _loaded(raw: bytes | None, again: Callable[[Any], _Kept]) -> _Kept | None:
    """What was kept; its hash has been checked, and nobody else writes to the cache."""
    if raw is None:
        return None
    try:
        return again(marshal.loads(raw))
    except (EOFError, TypeError, ValueError):
        return None


def _form_again(plain: Any) -> Form:
    tags, names, known, styles = plain
    return Form(tuple(Asked(*tag) for tag in tags), names, frozenset(known), styles)


def _press_again(plain: Any) -> tuple[Press | None]:
    """The press; one that is None says that the template has none."""
    return (Press(*plain) if plain != () else None,)


def _key(template: bytes, columns: tuple[str, ...]) -> str:
    whole = hashlib.sha256(_versions())
    whole.update(repr(columns).encode())
    whole.update(hashlib.sha256(template).digest())
    return whole.hexdigest()


@cache
def _versions() -> bytes:
    """Of the interpreter, the libraries (whose first file says it), and of what is written here."""
    found = [find_spec(name) for name in ("jinja2", "docxtpl", "docx")]
    here = Path(__file__).parent
    own = [*sorted(here.glob("*.py")), here.parent / "narrative" / "expressions.py"]
    files = [*(Path(spec.origin) for spec in found if spec and spec.origin), *own]
    whole = hashlib.sha256(f"{sys.version}{etree.LXML_VERSION}".encode() + MAGIC_NUMBER)
    for file in files:
        whole.update(file.read_bytes())
    return whole.digest()
