"""样本: a report that holds 1 wherever a unit may enter a figure, to try formulas on.

It is made from the data model, so a name that a formula can't find in it no unit can ever give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin

from generator.model import Report
from generator.shape import Shape, hints

__all__ = ["specimen"]

_SOME_KEY = "任一项"


class _Table(Mapping[str, Any]):
    """A table whose keys the unit chooses (按类): it has whatever it is asked for."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __getitem__(self, key: str) -> Any:
        return self.value

    def __contains__(self, key: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter([_SOME_KEY])

    def __len__(self) -> int:
        return 1


def specimen() -> Mapping[str, Any]:
    """All that a report can hold, by its Chinese names."""
    whole: Mapping[str, Any] = _filled(Report)
    return whole


def _filled(kind: Any) -> Any:
    """A value of a type: 1 for a figure, one entry for a table or list, else some words."""
    if isinstance(kind, type) and issubclass(kind, Shape):
        return {kind.fields[name].key: _filled(hint) for name, hint in hints(kind).items()}
    if kind in (int, Decimal):
        return Decimal(1)
    of = [each for each in get_args(kind) if each is not type(None)]
    origin = get_origin(kind)
    if origin is dict:
        return _Table(_filled(of[1]))
    if origin is tuple:
        return (_SOME_KEY,)
    return _filled(of[0]) if of and (origin is Annotated or len(of) == 1) else _SOME_KEY
