"""时钟: the only place that reads a clock: when something was made, to the minute."""

from __future__ import annotations

from datetime import datetime

__all__ = ["minute"]


def minute() -> str:
    """The time by the computer's clock (2022-03-15 09:30)."""
    return f"{datetime.now():%Y-%m-%d %H:%M}"
