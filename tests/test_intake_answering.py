"""The answers that give an indicator the points of the old table, and no other points."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.intake.answering import answer_for
from generator.intake.proof import report_of
from generator.rubric import Indicator, Rubric
from generator.scoring import score

_LINEAR = {
    "取数": {"甲": "预算.支出决算", "乙": "预算.年初预算"},
    "算式": "甲 / 乙",
    "规则": {"类型": "线性", "满分": "95%", "零分": "85%"},
}
_RULES: dict[str, dict[str, Any]] = {
    "等次": {"规则": {"类型": "等次", "档位": {"好": "10", "中": "5", "一般": "5", "差": "0"}}},
    "次数": {"规则": {"类型": "次数", "情形": "差错", "每次扣": "3"}},
    "要点": {"要点": ["甲", "乙", "丙"], "规则": {"类型": "要点", "档位": {"3": "10", "2": "5", "1": "0"}}},
    "分项": {"要点": ["甲", "乙", "丙"], "规则": {"类型": "分项", "各点": {"1": "5", "2": "3", "3": "2"}}},
    "评定": {"规则": {"类型": "评定", "办法": "商定"}},
    "线性": _LINEAR,
}  # fmt: skip


def _data(kind: str) -> dict[str, Any]:
    return {"名称": "某项", "分值": "10", "解释": "看某项。", "依据": "办法"} | _RULES[kind]


def _indicator(kind: str) -> Indicator:
    return Indicator.of(_data(kind))


_CASES = (
    ("等次", "10", {"等次": "好"}),
    ("等次", "5", "凭分数看不出"),
    ("等次", "7", "没有这个分数"),
    ("次数", "10", {"次数": 0}),
    ("次数", "4", {"次数": 2, "次数说明": "照原评分表"}),
    ("次数", "5", "没有这个分数"),
    ("次数", "13", "没有这个分数"),
    ("要点", "10", {"要点": {1: "是", 2: "是", 3: "是"}}),
    ("要点", "5", "凭分数看不出"),
    ("要点", "0", "凭分数看不出"),
    ("要点", "3", "没有这个分数"),
    ("分项", "10", {"要点": {1: "是", 2: "是", 3: "是"}}),
    ("分项", "3", {"要点": {1: "否", 2: "是", 3: "否"}}),
    ("分项", "5", "凭分数看不出"),
    ("分项", "6", "没有这个分数"),
    ("评定", "7.5", {"评定分": Decimal("7.5"), "评定理由": "照原评分表"}),
    ("评定", "11", "没有这个分数"),
    ("线性", "4", "没有计算所需的数据"),
)


@pytest.mark.parametrize(("kind", "points", "wanted"), _CASES)
def test_only_what_the_points_tell_for_certain_is_answered(
    kind: str, points: str, wanted: dict[str, Any] | str
) -> None:
    answer = answer_for(_indicator(kind), Decimal(points), None)
    if isinstance(wanted, dict):
        assert answer == wanted
    else:
        assert answer["核定分"] == Decimal(points)
        assert wanted in answer["核定理由"]


def test_none_of_the_criteria_held_where_only_that_gives_the_points() -> None:
    one = {"要点": ["甲"], "规则": {"类型": "要点", "档位": {"1": "10", "0": "0"}}}
    indicator = Indicator.of(_data("评定") | one)
    assert answer_for(indicator, Decimal(0), None) == {"要点": {1: "否"}}


def test_points_that_are_worked_out_need_no_answer_and_others_are_told() -> None:
    computed = _indicator("线性")
    assert answer_for(computed, Decimal(4), Decimal(4)) == {}
    assert "与按数据算出的得分不同" in answer_for(computed, Decimal(4), Decimal(5))["核定理由"]


def test_where_the_table_has_no_points_nothing_is_answered() -> None:
    assert [answer_for(_indicator(kind), None, None) for kind in _RULES] == [{}] * len(_RULES)


def _scored(kind: str, answer: dict[str, Any]) -> Decimal | None:
    group = {"名称": "投入", "分值": "10", "下级": [_data(kind)]}
    rubric = Rubric.of(
        {"名称": "某县", "适用年度": "2021", "依据": "办法", "满分": "10", "等级": {"差": "0"}, "指标": [group]}
    )  # fmt: skip
    unit = {"名称": "某局", "简称": "某局", "年度": "2021", "指标体系": "某县"}
    report = report_of({"单位": unit, "评分": {"某项": answer}})
    assert report is not None
    (found,) = score(report, rubric).scores
    return found.points


@given(
    st.sampled_from(sorted(_RULES)), st.decimals(0, 10, places=1, allow_nan=False), st.booleans()
)
def test_whatever_the_points_the_answer_gives_them(kind: str, points: Decimal, whole: bool) -> None:
    wanted = points.to_integral_value() if whole else points
    assert _scored(kind, answer_for(_indicator(kind), wanted, None)) == wanted
