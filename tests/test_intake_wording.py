"""The rule that an office's wording says, and the wordings that say none for certain."""

from __future__ import annotations

from decimal import Decimal

import pytest

from generator.intake.known_inputs import formula_in, inputs_for
from generator.intake.wording import rule_said

_KNOWN = (
    ("完成率≥95%，得满分；≤85%不得分；之间按比例计分。", 0, {"类型": "线性", "满分": "95%", "零分": "85%"}),
    ("1.控制率不超过100%的，得满分；2.大于等于110%的，得0分；3.介于两者之间的插值计算。", 0, {"类型": "线性", "满分": "100%", "零分": "110%"}),
    ("得分=拨款进度率×该指标分值。", 0, {"类型": "比例"}),
    ("符合全部三项（10）；符合其中两项（5）符合其中一项及以下（0）。", 3, {"类型": "要点", "档位": {"3": "10", "2": "5", "1": "0"}}),
    ("每发现一处账目不清的扣1分，扣完为止。", 0, {"类型": "次数", "情形": "账目不清", "每次扣": "1"}),
    ("完成率≥95%，得满分；每低于1个百分点扣0.5分，不足1个百分点的不扣分，扣完为止。", 0, {"类型": "递扣", "方向": "低于", "界限": "95%", "每": "1%", "扣": "0.5", "不足一步": "不计"}),
    ("每符合一项得2分。", 5, {"类型": "分项", "各点": {str(n): "2" for n in range(1, 6)}}),
)  # fmt: skip
_UNSURE = (
    "由评价组商定。",
    "全部符合（10）；其中两项不符合（0）。",
    "完成率≥95%，得满分。",
    "得分=甲数/乙数-1×该指标分值。",
)


@pytest.mark.parametrize(("text", "listed", "rule"), _KNOWN)
def test_a_known_wording_says_its_rule(text: str, listed: int, rule: dict[str, object]) -> None:
    heard = rule_said((text,), "某率", Decimal(10), listed)
    assert heard is not None
    assert heard.rule == rule


@pytest.mark.parametrize("text", _UNSURE)
def test_a_wording_that_is_not_certain_says_no_rule(text: str) -> None:
    assert rule_said((text,), "某率", Decimal(10), 3) is None


def test_a_formula_is_found_with_where_its_figures_stand() -> None:
    formula = formula_in(
        "看控制得如何。在职人员控制率=［在职人员数÷编制数］×100%。", "在职人员控制率"
    )
    assert formula == "在职人员数 / 编制数"
    assert inputs_for(formula)[1] == ()
    assert inputs_for("甲数 / 编制数")[1] == ("甲数",)
