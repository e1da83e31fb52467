"""比率规则: rules that turn a ratio into points: 线性、比例、递扣.

Each rule is data; from it come the formula of the points, the printed 评分标准, and the words for
what applied.  Thresholds are ratios (``95%``); 个百分点 are hundredths of a ratio.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Protocol

from generator.figures import per_cent, plain, rounded
from generator.model import Amount, number, typed
from generator.rubric.wording import Phrase
from generator.shape import Before, Misfit, Shape, Within, field, fits

__all__ = [
    "PERCENTAGE", "RATIO", "ByRatio", "Given", "Linear", "Percentage", "Scored", "Steps", "all_digits",
    "in_formula", "ratio",
]  # fmt: skip

RATIO = "实际值"  # the name of the ratio in the formulas of points


@dataclass(frozen=True, slots=True)
class Given:
    """What a rule was given (所给): figures by the names of its formula, and a word of people.

    ``word`` is the grade, or the reason of a judgement; empty where the rule asks for none.
    """

    figures: Mapping[str, Decimal]
    word: str = ""


class Scored(Protocol):
    """What a rule needs to know of its indicator (指标)."""

    @property
    def name(self) -> str:
        """As printed."""

    @property
    def weight(self) -> Decimal:
        """The most it can give."""

    @property
    def criteria(self) -> tuple[str, ...]:
        """Its 评价要点."""


def ratio(given: object) -> Decimal:
    """A threshold: ``115%`` or ``1.15``; Decimal, 1 is the whole."""
    if isinstance(given, str) and given.endswith(("%", "％")):
        return number(given[:-1]) / 100
    share = number(given)
    if abs(share) > _LARGEST_RATIO:
        message = "写成了“{given}”，百分数后面要写 %"
        raise Misfit("per-cent-missing", message, {"given": str(given)})
    return share


_LARGEST_RATIO = 3
PERCENTAGE = r"^[-+]?[0-9]{1,20}(\.[0-9]{1,12})?[%％]?"
Percentage = Annotated[Decimal, Before(ratio), typed(f"{PERCENTAGE}$")]


def all_digits(ratio: Decimal) -> str:
    """A threshold as a percentage with every digit it has."""
    return per_cent(ratio, None)


def in_formula(ratio: Decimal) -> str:
    """A threshold as a formula has it: below zero in brackets."""
    return f"({all_digits(ratio)})" if ratio < 0 else all_digits(ratio)


class Linear(Shape):
    """Full marks up to one threshold, none from the other on, in between in proportion (线性).

    Whichever threshold is larger tells the direction: with the full mark below the zero mark, less
    is better.  Both thresholds belong to their own side (含).
    """

    asks: ClassVar[str] = "算式"
    kind: Literal["线性"] = field(key="类型", description="两个界限之间按比例计分")
    full: Percentage = field(key="满分", description="到这个界限得满分，例如 100%")
    zero: Percentage = field(key="零分", description="到这个界限得 0 分，例如 115%")

    @fits()
    def _two_thresholds(self) -> Linear:
        if self.full == self.zero:
            raise Misfit("thresholds-equal", "“满分”与“零分”是同一个数，无法按比例计分", {})
        return self

    @property
    def less_is_better(self) -> bool:
        """The full mark is the lower threshold."""
        return self.full < self.zero

    def levels_given(self) -> tuple[Decimal, ...]:
        """Points by levels: none, they are continuous."""
        return ()

    def award(self, indicator: Scored) -> str:
        """The formula of the points, before bounds and rounding."""
        zero, weight = in_formula(self.zero), plain(indicator.weight)
        over = f"{zero} - {RATIO}" if self.less_is_better else f"{RATIO} - {zero}"
        return f"({over}) / {self.span()} * {weight}"

    def applied(self, indicator: Scored, points: Decimal, given: Given) -> str:
        """What applied, in words with its figures."""
        value = given.figures[RATIO]
        if points >= indicator.weight:
            return f"{'≤' if self.less_is_better else '≥'}{per_cent(self.full)}，得满分"
        if points <= 0:
            return f"{'≥' if self.less_is_better else '≤'}{per_cent(self.zero)}，得0分"
        high, low = (self.zero, value) if self.less_is_better else (value, self.zero)
        return (
            f"（{per_cent(high)}-{_bracketed(low)}）÷{per_cent(abs(self.zero - self.full))}"
            f"×{plain(indicator.weight)}"
        )

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准, a line a sentence."""
        name, full, zero = indicator.name, all_digits(self.full), all_digits(self.zero)
        good, bad = ("不高于", "不低于") if self.less_is_better else ("不低于", "不高于")
        low, high = (full, zero) if self.less_is_better else (zero, full)
        behind = f"（{zero}）" if self.zero < 0 else zero
        over = f"{zero}-实际值" if self.less_is_better else f"实际值-{behind}"
        return (
            _FULL.said(name=name, bound=good, full=full),
            _ZERO.said(name=name, bound=bad, zero=zero),
            f"3.{name}介于{low}与{high}之间，按比例计分：",
            f"得分=（{over}）÷{self.span()}×{plain(indicator.weight)}。",
        )

    @classmethod
    def heard(cls, lines: tuple[str, ...], indicator: Scored) -> dict[str, Any] | None:
        """The rule as data, read from its printed standard; None when it is another kind's."""
        if len(lines) != 4:
            return None
        full = _FULL.heard(lines[0], name=indicator.name)
        zero = _ZERO.heard(lines[1], name=indicator.name)
        return {"满分": full["full"], "零分": zero["zero"]} if full and zero else None

    def span(self) -> str:
        """How far the thresholds are apart, as printed."""
        return all_digits(abs(self.full - self.zero))


_FULL = Phrase("1.{name}{bound:不低于|不高于}{full}，得满分；")
_ZERO = Phrase("2.{name}{bound:不低于|不高于}{zero}，得0分；")


def _bracketed(ratio: Decimal) -> str:
    return f"（{per_cent(ratio)}）" if ratio < 0 else per_cent(ratio)


class ByRatio(Shape):
    """The ratio itself times the weight, never above the weight and never below 0 (比例)."""

    asks: ClassVar[str] = "算式"
    kind: Literal["比例"] = field(key="类型", description="比率乘分值")

    def levels_given(self) -> tuple[Decimal, ...]:
        """Points by levels: none, they are continuous."""
        return ()

    def award(self, indicator: Scored) -> str:
        """The formula of the points, before bounds and rounding."""
        return f"{RATIO} * {plain(indicator.weight)}"

    def applied(self, indicator: Scored, points: Decimal, given: Given) -> str:
        """What applied, in words with its figures."""
        return f"{per_cent(given.figures[RATIO])}×{plain(indicator.weight)}"

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准, a line a sentence."""
        weight = plain(indicator.weight)
        return (
            f"得分={indicator.name}×{weight}；",
            f"{indicator.name}超过100%的，得{weight}分。",
        )

    @classmethod
    def heard(cls, lines: tuple[str, ...], indicator: Scored) -> dict[str, Any] | None:
        """The rule as data, read from its printed standard; None when it is another kind's."""
        return {} if lines[0] == f"得分={indicator.name}×{plain(indicator.weight)}；" else None


class Steps(Shape):
    """So many points off for each step beyond a threshold, down to 0 (递扣).

    ``side``: 低于 loses below the threshold, 高于 above it.  ``step`` in ratios (1% is one 个百分点).
    ``rest``: what a part of a step counts: 按比例 in proportion, 不计 nothing, 按一步 a whole one.
    """

    asks: ClassVar[str] = "算式"
    kind: Literal["递扣"] = field(key="类型", description="超过界限后逐步扣分")
    side: Literal["低于", "高于"] = field(key="方向", description="高于还是低于界限时扣分")
    limit: Percentage = field(key="界限", description="例如 5%")
    step: Annotated[Percentage, Within(gt=0)] = field(
        key="每", description="多少个百分点算一步，例如 1%"
    )
    off: Annotated[Amount, Within(gt=0)] = field(key="扣", description="一步扣几分")
    rest: Literal["按比例", "不计", "按一步"] = field(key="不足一步", description="零头怎样算")

    @property
    def less_is_better(self) -> bool:
        """Points are lost above the threshold."""
        return self.side == "高于"

    def levels_given(self) -> tuple[Decimal, ...]:
        """Points by levels: none that are named."""
        return ()

    def award(self, indicator: Scored) -> str:
        """The formula of the points, before bounds and rounding."""
        limit = in_formula(self.limit)
        beyond = f"{RATIO} - {limit}" if self.less_is_better else f"{limit} - {RATIO}"
        steps = f"最大(0, {beyond}) / {all_digits(self.step)}"
        whole = {"按比例": steps, "不计": f"取整({steps})", "按一步": f"进整({steps})"}[self.rest]
        return f"{plain(indicator.weight)} - {whole} * {plain(self.off)}"

    def applied(self, indicator: Scored, points: Decimal, given: Given) -> str:
        """What applied, in words with its figures."""
        beyond = given.figures[RATIO] - self.limit
        beyond = beyond if self.less_is_better else -beyond
        good, word = self._words()
        if beyond <= 0:
            return f"{per_cent(given.figures[RATIO])}，{good}{per_cent(self.limit)}，得满分"
        lost = min(indicator.weight, indicator.weight - points)
        far = plain(rounded(beyond * 100, 2))
        return f"比{per_cent(self.limit)}{word}{far}个百分点，扣{plain(rounded(lost, 2))}分"

    def _words(self) -> tuple[str, str]:
        return ("不高于", "高") if self.less_is_better else ("不低于", "低")

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准, a line a sentence."""
        good, bad = self._words()
        step = all_digits(self.step).removesuffix("%")
        rest = _REST[self.rest].format(step=step)
        return (
            _WITHIN.said(name=indicator.name, good=good, limit=all_digits(self.limit)),
            _BEYOND.said(bad=bad, step=step, off=plain(self.off), rest=rest),
        )

    @classmethod
    def heard(cls, lines: tuple[str, ...], indicator: Scored) -> dict[str, Any] | None:
        """The rule as data, read from its printed standard; None when it is another kind's."""
        within = _WITHIN.heard(lines[0], name=indicator.name)
        beyond = _BEYOND.heard(lines[-1])
        if not within or not beyond:
            return None
        rests = [k for k, t in _REST.items() if t.format(step=beyond["step"]) == beyond["rest"]]
        return {
            "方向": f"{beyond['bad']}于", "界限": within["limit"], "每": f"{beyond['step']}%",
            "扣": beyond["off"], "不足一步": "".join(rests),
        }  # fmt: skip


_WITHIN = Phrase("1.{name}{good:不低于|不高于}{limit}的，得满分；")
_BEYOND = Phrase("2.每{bad:低|高}{step}个百分点扣{off}分，{rest}，扣完为止。")
_REST = {
    "按比例": "不足{step}个百分点的按比例扣",
    "不计": "不足{step}个百分点的不扣",
    "按一步": "不足{step}个百分点的按{step}个百分点扣",
}
