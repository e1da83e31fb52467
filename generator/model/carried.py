"""待更新: what a new year's folder still holds of the year before."""

from __future__ import annotations

from generator.shape import Shape, field

__all__ = ["Carried"]


class Carried(Shape):
    """A value carried over from last year (待更新): where, and the fingerprint of what it was.

    It is done by itself once another value stands there.
    """

    place: str = field(key="位置", description="数据里的位置，例如 目标/总体")
    was: str = field(key="原文", description="上一年内容的指纹，不要改")
