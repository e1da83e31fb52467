"""得分表: what a report scored: each indicator with its points and where they come from; the total."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from generator.figures import plain
from generator.formula import Reason, Worked
from generator.model import Answer
from generator.rubric import Cap, Group, Indicator, Path, PerOccurrence, Placed
from generator.scoring.goals import Task

__all__ = ["OPEN", "Bounded", "Score", "Scorecard", "Subtotal"]


@dataclass(frozen=True, slots=True)
class Score:
    """One indicator scored (得分).

    ``weight``: the most it can give, after what others shared out.  ``computed``: what the rule
    gives, None when ``reason`` says why it can't.  ``points``: what is printed, the override (核定分)
    where there is one.  ``worked``: the arithmetic behind the ratio, None for rules without a
    formula.  ``award``: the arithmetic from there to the points.  ``rule``: the rule applied, in
    words with its figures.  ``tasks``: the goals behind it, where it is scored by goals.
    ``left_out``: it does not concern the unit and is not counted.
    """

    placed: Placed
    answer: Answer
    weight: Decimal
    worked: Worked | None
    award: Worked | None
    rule: str
    computed: Decimal | None
    reason: Reason | None = None
    tasks: tuple[Task, ...] = ()
    left_out: bool = False

    @property
    def indicator(self) -> Indicator:
        """The indicator that was scored."""
        return self.placed.indicator

    @property
    def above(self) -> tuple[Group, ...]:
        """The groups it belongs to, the top one first."""
        return self.placed.above

    @property
    def path(self) -> Path:
        """Its place in the rubric's file."""
        return self.placed.path

    @property
    def points(self) -> Decimal | None:
        """The points printed; None when there are neither computed points nor an override."""
        return self.computed if self.answer.override is None else self.answer.override

    @property
    def worth(self) -> str:
        """The weight as printed (分值): its own, and after what others shared out where it differs."""
        own, left = plain(self.indicator.weight), plain(self.weight)
        if self.left_out:
            return f"{own}分，不适用"
        return f"{own}分" if own == left else f"{own}分，分摊后{left}分"

    @property
    def overridden(self) -> bool:
        """True when the office's points stand in place of other computed ones."""
        return self.answer.override is not None and self.answer.override != self.computed

    @property
    def counts(self) -> bool:
        """The figure behind it is a number of times, no ratio."""
        return isinstance(self.indicator.rule, PerOccurrence)

    @property
    def lost(self) -> Decimal:
        """Points short of the weight; 0 where there are none to lose or none yet."""
        missing = self.points is None or self.left_out
        return Decimal(0) if missing else max(self.weight - (self.points or 0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Subtotal:
    """Points of one group of indicators (小计); ``depth`` 0 is the top level."""

    group: Group
    depth: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class Bounded:
    """A bound on the total (总分上限) asked: its condition worked out; ``holds`` None: it can't be."""

    cap: Cap
    number: int
    worked: Worked

    @property
    def holds(self) -> bool | None:
        """Whether the bound is in force."""
        return None if self.worked.value is None else bool(self.worked.value)


OPEN = "待定"
"""The grade of a total that still lacks points: what it amounts to can't be said yet."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All scores in the order of the rubric (得分表), their total and its grade (等级).

    ``added`` adds what could be scored; ``total`` is that, within the bounds that hold;
    ``complete`` says whether everything could be scored; until it is, the grade is :data:`OPEN`.
    """

    scores: tuple[Score, ...]
    subtotals: tuple[Subtotal, ...]
    added: Decimal
    caps: tuple[Bounded, ...]
    total: Decimal
    grade: str

    @property
    def complete(self) -> bool:
        """True when every indicator that counts has points."""
        return all(score.points is not None for score in self.scores)

    @property
    def capped_by(self) -> Cap | None:
        """The bound that lowered the total, the lowest of them; None when none did."""
        holding = [each.cap for each in self.caps if each.holds and each.cap.most < self.added]
        return min(holding, key=lambda cap: cap.most) if holding else None
