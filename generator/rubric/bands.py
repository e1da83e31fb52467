"""分档: a ladder of bands of a ratio, each end open or closed, without gap or overlap."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from generator.figures import plain
from generator.model import Amount, some, typed
from generator.rubric.ratios import PERCENTAGE, RATIO, Given, Scored, all_digits, in_formula, ratio
from generator.rubric.wording import Phrase
from generator.shape import Before, Misfit, Shape, Within, field, fits

__all__ = ["Band", "Bands", "End"]


@dataclass(frozen=True, slots=True)
class End:
    """One end of a band (端点): the threshold, and whether it belongs to the band (含)."""

    at: Decimal
    closed: bool

    def __str__(self) -> str:
        return f"{all_digits(self.at)}（{'含' if self.closed else '不含'}）"


def _end(closed: bool, given: object) -> End:
    """Reads ``95%``, ``95%（含）`` or ``95%（不含）``; what is not said is as told."""
    match = re.fullmatch(r"(.*?)(?:[（(](含|不含)[）)])?", str(given), re.DOTALL)
    assert match is not None
    return End(ratio(match[1]), match[2] == "含" if match[2] else closed)


_AS_END = typed(f"{PERCENTAGE}([（(](含|不含)[）)])?$")


class Band(Shape):
    """One band of a ladder (档): from and to, each end open or closed, and its points.

    An end that is None does not bound.  What is not said: the lower end belongs to the band (含),
    the upper one does not.
    """

    low: Annotated[End | None, Before(partial(_end, True)), _AS_END] = field(
        key="从", default=None, description="例如 80%；最低一档不写"
    )
    high: Annotated[End | None, Before(partial(_end, False)), _AS_END] = field(
        key="到", default=None, description="例如 90%（含）；最高一档不写"
    )
    points: Annotated[Amount, Within(ge=0)] = field(key="得分", description="这一档得几分")

    @fits()
    def _upwards(self) -> Band:
        if self.low and self.high and self.low.at > self.high.at:
            message = "的“从”{low}大于“到”{high}，写反了"
            ends = {"low": all_digits(self.low.at), "high": all_digits(self.high.at)}
            raise Misfit("band-reversed", message, ends)
        return self

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return f"{self.low}以上" if self.low else f"{self.high}以下"
        return f"{self.low}至{self.high}"


class Bands(Shape):
    """A ladder of bands, each giving so many points, without gap or overlap (分档)."""

    asks: ClassVar[str] = "算式"
    kind: Literal["分档"] = field(key="类型", description="按所在的档计分")
    bands: Annotated[tuple[Band, ...], Before(some)] = field(
        key="档位", description="各档首尾相接，每档以“- ”开头"
    )

    @staticmethod
    @fits("bands")
    def _cover_everything_once(bands: tuple[Band, ...]) -> tuple[Band, ...]:
        ordered = sorted(bands, key=lambda b: (b.low is not None, b.low.at if b.low else 0))
        for ends in (ordered[0].low, ordered[-1].high):
            if ends is not None:
                raise _gap(f"{'低于' if ends is ordered[0].low else '高于'}{all_digits(ends.at)}")
        for below, above in pairwise(ordered):
            _meet(below.high, above.low)
        return bands

    def levels_given(self) -> tuple[Decimal, ...]:
        """The points that some band gives."""
        return tuple(band.points for band in self.bands)

    def award(self, indicator: Scored) -> str:
        """The formula of the points: the bands asked from above, the lowest left over."""
        lowest, *upper = sorted(
            self.bands, key=lambda b: (b.low is not None, b.low.at if b.low else 0)
        )
        formula = plain(lowest.points)
        for band in upper:
            assert band.low is not None
            sign = ">=" if band.low.closed else ">"
            formula = (
                f"若({RATIO} {sign} {in_formula(band.low.at)}, {plain(band.points)}, {formula})"
            )
        return formula

    def applied(self, indicator: Scored, points: Decimal, given: Given) -> str:
        """What applied, in words with its figures."""
        return f"在“{self._of(given.figures[RATIO])}”一档，得{plain(points)}分"

    def _of(self, value: Decimal) -> Band:
        return next(band for band in self.bands if _inside(value, band))

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准, a band a line."""
        lines = [
            _BAND.said(name=indicator.name, band=str(band), points=plain(band.points))
            for band in self.bands
        ]
        return (*(f"{line}；" for line in lines[:-1]), f"{lines[-1]}。")

    @classmethod
    def heard(cls, lines: tuple[str, ...], indicator: Scored) -> dict[str, Any] | None:
        """The rule as data, read from its printed standard; None when it is another kind's."""
        found = [_BAND.heard(line[:-1], name=indicator.name) for line in lines]
        bands = [_band_heard(each["band"], each["points"]) for each in found if each]
        return {"档位": bands} if len(bands) == len(lines) else None


_BAND = Phrase("{name}在{band}的，得{points}分")


def _band_heard(band: str, points: str) -> dict[str, str]:
    low, _, high = band.partition("至")
    if high:
        return {"从": low, "到": high, "得分": points}
    return {"从" if band.endswith("以上") else "到": band[:-2], "得分": points}


def _inside(value: Decimal, band: Band) -> bool:
    low, high = band.low, band.high
    above = low is None or value > low.at or (low.closed and value == low.at)
    return above and (high is None or value < high.at or (high.closed and value == high.at))


def _meet(high: End | None, low: End | None) -> None:
    """Neighbouring bands meet at one figure that belongs to just one of them."""
    if (
        high is None
        or low is None
        or high.at > low.at
        or (high.at == low.at and high.closed and low.closed)
    ):
        where = all_digits(low.at) if low else "下限"
        raise Misfit("bands-overlap", "里，两档在 {at} 处重叠", {"at": where})
    if high.at < low.at:
        raise _gap(f"{high}与{low}之间")
    if not high.closed and not low.closed:
        raise _gap(f"正好 {all_digits(low.at)}")


def _gap(where: str) -> Misfit:
    return Misfit("bands-gap", "里，{where}没有归入任何一档", {"where": where})
