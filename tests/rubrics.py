"""Small rubrics for tests: of any number of levels, with any extra columns, and a report they score."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from generator import narrative, scoring
from generator.model import Answer, Report
from generator.narrative import Manuscript
from generator.rubric import Rubric
from generator.scoring import Scorecard

EXTRA = ("分值", "自评得分", "扣分原因", "佐证")
_GRADES = {"优": "90", "良": "80", "中": "60", "差": "0"}
_MEANING = "评价部门履职是否规范有效，考察年度任务的安排、执行和验收各个环节的实际情况。"


def rubric(levels: int, extra: Sequence[str] = (), top: int = 2) -> Rubric:
    """A rubric of so many levels: equal groups, each lowest group with two indicators."""
    share = 100 // top
    groups = [_group(f"评价方面{i}", share, levels - 1, str(i)) for i in range(1, top + 1)]
    return Rubric.of(
        {"名称": "试验", "适用年度": "2021", "依据": "试验办法", "等级": _GRADES, "指标": groups,
         "附加列": list(extra)}
    )  # fmt: skip


def _group(name: str, weight: int, depth: int, mark: str) -> dict[str, Any]:
    halves = [weight // 2, weight - weight // 2]
    below = (
        [_indicator(f"指标{mark}{c}", half) for c, half in zip("甲乙", halves, strict=True)]
        if depth == 1
        else [_group(f"{name}之{c}", half, depth - 1, mark + c) for c, half in zip("甲乙", halves, strict=True)]
    )  # fmt: skip
    return {"名称": name, "分值": str(weight), "下级": below}


def _indicator(name: str, weight: int) -> dict[str, Any]:
    rule = {"类型": "评定", "办法": "结合履职内容和特点，测算年度任务目标的完成程度。"}
    return {"名称": name, "分值": str(weight), "解释": _MEANING, "规则": rule, "依据": "试验办法第二条"}  # fmt: skip


def answers(rubric: Rubric) -> dict[str, Answer]:
    """Full marks for all but the first two indicators: one judged lower, one overridden."""
    given = {
        placed.indicator.name: Answer.of(
            {"评定分": placed.indicator.weight, "评定理由": "任务全部完成", "佐证": ["年度工作总结", "验收报告"]}
        )
        for placed in rubric.indicators()
    }  # fmt: skip
    low, high = list(given)[:2]
    less = {"judged": given[low].judged - Decimal("1.25"), "judged_why": "一项任务延期"}  # type: ignore[operator]
    given[low] = given[low].but(**less)
    more = {"override": given[high].judged - 1, "override_why": "材料归档不齐", "evidence": ()}  # type: ignore[operator]
    given[high] = given[high].but(**more)
    return given


def scored(report: Report, rubric: Rubric) -> tuple[Report, Scorecard]:
    """The report with answers to the rubric, and its scorecard."""
    answered = report.but(answers=answers(rubric))
    return answered, scoring.score(answered, rubric)


def manuscript(report: Report, rubric: Rubric) -> Manuscript:
    """The manuscript of a report scored by the rubric."""
    answered, _ = scored(report, rubric)
    return assembled(answered, rubric)


def assembled(report: Report, rubric: Rubric) -> Manuscript:
    """The manuscript of a report as it is."""
    return narrative.assemble(report, rubric, scoring.score(report, rubric), {})
