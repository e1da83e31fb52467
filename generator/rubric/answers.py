"""回答规则: rules that turn what people answered into points: 要点、分项、次数、等次、评定、目标.

Each rule is data; from it come the formula of the points, the printed 评分标准, and the words for
what applied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from generator.figures import counted, per_cent, plain, read_number
from generator.model import Amount, Count, Line, some
from generator.rubric.ratios import Given, Percentage, Scored, all_digits
from generator.rubric.wording import Phrase
from generator.shape import Before, Misfit, Shape, Within, field, fits

__all__ = ["ByCriteria", "ByGoals", "ByGrade", "ByPoints", "Judged", "PerOccurrence"]


class ByCriteria(Shape):
    """How many of the 评价要点 hold decides the level (要点).

    ``levels``: from so many criteria on, so many points; the smallest number is the floor for all
    below it, and is kept as the largest of these.  More criteria never give fewer points.
    """

    asks: ClassVar[str] = "要点"
    kind: Literal["要点"] = field(key="类型", description="按符合几个要点计分")
    levels: Annotated[dict[Count, Amount], Before(some)] = field(
        key="档位", description="符合几项: 得几分"
    )

    @staticmethod
    @fits("levels")
    def _more_is_never_less(levels: dict[int, Decimal]) -> dict[int, Decimal]:
        ordered = dict(sorted(levels.items(), reverse=True))
        if any(more < less for more, less in pairwise(ordered.values())):
            raise Misfit("levels-out-of-order", "里，符合的要点多，得分反而少，请核对各档得分", {})
        *upper, (_, floor) = ordered.items()
        return {**dict(upper), upper[-1][0] - 1: floor} if upper else ordered

    def needs_criteria(self) -> int:
        """How many 评价要点 the rule speaks of."""
        return max(1, *self.levels)

    def levels_given(self) -> tuple[Decimal, ...]:
        """The points that some level gives."""
        return tuple(self.levels.values())

    def award(self, indicator: Scored) -> str:
        """The formula of the points: the levels asked from above, the lowest left over."""
        *upper, (_, lowest) = self.levels.items()
        formula = plain(lowest)
        for count, points in reversed(upper):
            formula = f"若(符合项数 >= {count}, {plain(points)}, {formula})"
        return formula

    def applied(self, indicator: Scored, points: Decimal, given: Given) -> str:
        """What applied, in words with its figures."""
        held = plain(given.figures["符合项数"])
        return f"{len(indicator.criteria)}个要点符合{held}个，得{plain(points)}分"

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准, a level a line; together the lines say every number of criteria."""
        counts = list(self.levels)
        tops = [len(indicator.criteria), *(count - 1 for count in counts)]
        lines = [
            _LEVEL.said(
                held=_held(count, top, len(indicator.criteria), count == counts[-1]),
                points=plain(points),
            )
            for (count, points), top in zip(self.levels.items(), tops, strict=False)
        ]
        return (*(f"{line}；" for line in lines[:-1]), f"{lines[-1]}。")

    @classmethod
    def heard(cls, lines: tuple[str, ...], indicator: Scored) -> dict[str, Any] | None:
        """The rule as data, read from its printed standard; None when it is another kind's."""
        found = [_LEVEL.heard(line[:-1]) for line in lines]
        levels = {_count_heard(each["held"]): each["points"] for each in found if each}
        known = len(levels) == len(lines) and "" not in levels
        return {"档位": levels} if known else None


_LEVEL = Phrase("{held}（{points}分）")


def _held(count: int, top: int, of: int, last: bool) -> str:
    """From ``count`` to ``top`` of so many criteria hold, in words; the last level goes down to 0."""
    if of == 1:
        return "符合" if count else "不符合"
    if top == 0:
        return "一项也不符合"
    if last:
        return f"符合{_items(top)}及以下"
    if top == of:
        return f"符合全部{_items(of)}" if count == of else f"符合{_items(count)}及以上"
    return (
        f"符合其中{_items(count)}"
        if count == top
        else f"符合其中{counted(count)}至{counted(top)}项"
    )


def _items(count: int) -> str:
    return f"{counted(count)}项"


def _count_heard(held: str) -> str:
    """The number of criteria from which a level holds, in digits; empty when none is said."""
    known = {"符合": "1", "不符合": "0", "一项也不符合": "0"}
    match = re.match(r"符合(?:其中|全部)?([零一二两三四五六七八九十百]+)(?:至|项)", held)
    return known.get(held) or (read_number(match[1]) if match else "")


class ByPoints(Shape):
    """Each of the 评价要点 that holds is worth its own points, added up (分项)."""

    asks: ClassVar[str] = "要点"
    kind: Literal["分项"] = field(key="类型", description="每个要点各值几分")
    worth: Annotated[dict[Count, Amount], Before(some)] = field(
        key="各点", description="要点编号: 几分"
    )

    @staticmethod
    @fits("worth")
    def _numbered_from_one(worth: dict[int, Decimal]) -> dict[int, Decimal]:
        ordered = dict(sorted(worth.items()))
        if list(ordered) != list(range(1, len(ordered) + 1)):
            raise Misfit("points-not-numbered", "应从 1 起依次编号，中间不空", {})
        return ordered

    def needs_criteria(self) -> int:
        """How many 评价要点 the rule speaks of."""
        return len(self.worth)

    def levels_given(self) -> tuple[Decimal, ...]:
        """The points that some of the criteria can add up to, from all of them down to none."""
        sums = {Decimal(0)}
        for points in self.worth.values():
            sums |= {each + points for each in sums}
        return tuple(sorted(sums, reverse=True))

    def award(self, indicator: Scored) -> str:
        """The formula of the points: each criterion is 1 where it holds, else 0."""
        return " + ".join(f"要点{n} * {plain(points)}" for n, points in self.worth.items())

    def applied(self, indicator: Scored, points: Decimal, given: Given) -> str:
        """What applied, in words with its figures."""
        held = [n for n in self.worth if given.figures[f"要点{n}"]]
        which = "、".join(f"第{n}个（{plain(self.worth[n])}分）" for n in held)
        return f"符合的要点：{which or '无'}，得{plain(points)}分"

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准, a criterion a line."""
        lines = [_POINT.said(number=str(n), points=plain(p)) for n, p in self.worth.items()]
        return (*lines, _ADDED)

    @classmethod
    def heard(cls, lines: tuple[str, ...], indicator: Scored) -> dict[str, Any] | None:
        """The rule as data, read from its printed standard; None when it is another kind's."""
        found = [_POINT.heard(line) for line in lines[:-1]]
        worth = {each["number"]: each["points"] for each in found if each}
        return {"各点": worth} if lines[-1] == _ADDED and len(worth) == len(lines) - 1 else None


_POINT = Phrase("第{number}个要点符合的，得{points}分；")
_ADDED = "各要点得分相加。"


class PerOccurrence(Shape):
    """So many points off each time something happened, down to 0 (次数).

    How often comes from the indicator's 算式 where it has one, else from the answer's 次数.
    """

    asks: ClassVar[str] = "次数"
    kind: Literal["次数"] = field(key="类型", description="每发生一次扣几分")
    what: Line = field(key="情形", description="发生了什么")
    off: Annotated[Amount, Within(gt=0)] = field(key="每次扣", description="一次扣几分")

    def levels_given(self) -> tuple[Decimal, ...]:
        """Points by levels: none that are named."""
        return ()

    def award(self, indicator: Scored) -> str:
        """The formula of the points, before bounds and rounding."""
        return f"{plain(indicator.weight)} - 次数 * {plain(self.off)}"

    def applied(self, indicator: Scored, points: Decimal, given: Given) -> str:
        """What applied, in words with its figures."""
        times = given.figures["次数"]
        return (
            f"{self.what}{plain(times)}次，每次扣{plain(self.off)}分"
            if times
            else f"没有{self.what}，得满分"
        )

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准, a line a sentence."""
        return (_NONE.said(what=self.what), _EACH.said(off=plain(self.off)))

    @classmethod
    def heard(cls, lines: tuple[str, ...], indicator: Scored) -> dict[str, Any] | None:
        """The rule as data, read from its printed standard; None when it is another kind's."""
        none, each = _NONE.heard(lines[0]), _EACH.heard(lines[-1])
        return {"情形": none["what"], "每次扣": each["off"]} if none and each else None


_NONE = Phrase("没有{what}的，得满分；")
_EACH = Phrase("每发生一次扣{off}分，扣完为止。")


class ByGrade(Shape):
    """A grade given by people or a survey stands for so many points (等次)."""

    asks: ClassVar[str] = "等次"
    kind: Literal["等次"] = field(key="类型", description="按等次计分")
    levels: Annotated[dict[str, Amount], Before(some)] = field(
        key="档位", description="等次: 得几分"
    )

    def levels_given(self) -> tuple[Decimal, ...]:
        """The points that some grade gives."""
        return tuple(self.levels.values())

    def award(self, indicator: Scored) -> str:
        """The formula of the points: those of the grade."""
        return "等次得分"

    def applied(self, indicator: Scored, points: Decimal, given: Given) -> str:
        """What applied, in words."""
        return f"等次为{given.word}，得{plain(points)}分"

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准, all grades on one line."""
        grades = "；".join(
            _LEVEL.said(held=grade, points=plain(points)) for grade, points in self.levels.items()
        )
        return (_GRADES.said(name=indicator.name), f"{grades}。")

    @classmethod
    def heard(cls, lines: tuple[str, ...], indicator: Scored) -> dict[str, Any] | None:
        """The rule as data, read from its printed standard; None when it is another kind's."""
        if lines[0] != _GRADES.said(name=indicator.name):
            return None
        found = [_LEVEL.heard(each) for each in lines[-1].removesuffix("。").split("；")]
        return {"档位": {each["held"]: each["points"] for each in found if each}}


_GRADES = Phrase("按{name}的等次计分：")


class Judged(Shape):
    """People judge within the weight and give their reason (评定)."""

    asks: ClassVar[str] = "评定分"
    kind: Literal["评定"] = field(key="类型", description="由人在分值以内评定")
    measure: Line = field(key="办法", description="怎样评定")

    def levels_given(self) -> tuple[Decimal, ...]:
        """Points by levels: none, people judge."""
        return ()

    def award(self, indicator: Scored) -> str:
        """The formula of the points: as judged."""
        return "评定分"

    def applied(self, indicator: Scored, points: Decimal, given: Given) -> str:
        """What applied, in words."""
        return f"评定{plain(points)}分" + (f"：{given.word}" if given.word else "")

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准: how it is judged, and the bound."""
        return (self.measure, _JUDGED.said(weight=plain(indicator.weight)))

    @classmethod
    def heard(cls, lines: tuple[str, ...], indicator: Scored) -> dict[str, Any] | None:
        """The rule as data, read from its printed standard; None when it is another kind's."""
        bound = _JUDGED.said(weight=plain(indicator.weight))
        return {"办法": "\n".join(lines[:-1])} if lines[-1] == bound else None


_JUDGED = Phrase("在0至{weight}分之间评定，并说明理由。")


class ByGoals(Shape):
    """How far the unit's goals were met, by their metrics, times the weight (目标).

    ``kinds``: which metrics count, by their 类别; empty means all.  ``words``: how much of a
    qualitative metric (定性) each word of its 完成情况 stands for.
    """

    asks: ClassVar[str] = "目标"
    kind: Literal["目标"] = field(key="类型", description="按绩效目标的完成率计分")
    kinds: tuple[Line, ...] = field(
        key="类别", default=(), description="只看哪几类指标；空着看全部"
    )
    words: Annotated[dict[str, Percentage], Before(some)] = field(
        key="定性", description="完成情况的说法: 算几成，例如 80%"
    )

    @staticmethod
    @fits("words")
    def _within_the_whole(words: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
        if any(not 0 <= ratio <= 1 for ratio in words.values()):
            raise Misfit("ratio-out-of-bounds", "里的比率应在 0 至 100% 之间", {})
        return words

    def levels_given(self) -> tuple[Decimal, ...]:
        """Points by levels: none, they are continuous."""
        return ()

    def award(self, indicator: Scored) -> str:
        """The formula of the points, before bounds and rounding."""
        return f"完成率 * {plain(indicator.weight)}"

    def applied(self, indicator: Scored, points: Decimal, given: Given) -> str:
        """What applied, in words with its figures."""
        return f"完成率{per_cent(given.figures['完成率'])}×{plain(indicator.weight)}"

    def standard(self, indicator: Scored) -> tuple[str, ...]:
        """The printed 评分标准, a line a sentence."""
        which = f"{'、'.join(self.kinds)}指标" if self.kinds else "全部指标"
        words = "、".join(f"{word}计{all_digits(ratio)}" for word, ratio in self.words.items())
        return (
            _GOALS.said(which=which, weight=plain(indicator.weight)),
            _COMPLETION,
            _WORDS.said(words=words),
        )

    @classmethod
    def heard(cls, lines: tuple[str, ...], indicator: Scored) -> dict[str, Any] | None:
        """The rule as data, read from its printed standard; None when it is another kind's."""
        goals, said = _GOALS.heard(lines[0]), _WORDS.heard(lines[-1])
        if not goals or not said:
            return None
        which = goals["which"].removesuffix("指标")
        words = dict(re.findall(r"(.+?)计(-?[\d.]+%)(?:、|$)", said["words"]))
        return {"类别": [] if which == "全部" else which.split("、"), "定性": words}


_GOALS = Phrase("按绩效目标{which}的完成率计分，得分=完成率×{weight}；")
_COMPLETION = (
    "越高越好的指标，完成率=实际值÷目标值；越低越好的，完成率=目标值÷实际值；"
    "区间的，在区间内为100%；完成率最高为100%；"
)
_WORDS = Phrase("定性指标按完成情况：{words}。")
