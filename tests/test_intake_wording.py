"""The rule that an office's wording says, and the wordings that say none for certain."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import source
from generator.intake.known_inputs import formula_of, inputs_of
from generator.intake.wording import Wording, criteria_in, rule_of
from generator.rubric import Bands, Linear, Rubric

_KNOWN = (
    ("完成率≥95%，得满分；≤85%不得分；之间按比例计分。", 0, {"类型": "线性", "满分": "95%", "零分": "85%"}),
    ("1.控制率不超过100%的，得满分；2.大于等于110%的，得0分；3.介于两者之间的插值计算。", 0, {"类型": "线性", "满分": "100%", "零分": "110%"}),
    ("得分=某率×该指标分值。", 0, {"类型": "比例"}),
    ("符合全部三项（10）；符合其中两项（5）符合其中一项及以下（0）。", 3, {"类型": "要点", "档位": {"3": "10", "2": "5", "1": "0"}}),
    ("每发现一处账目不清的扣1分，扣完为止。", 0, {"类型": "次数", "情形": "账目不清", "每次扣": "1"}),
    ("完成率≥95%，得满分；每低于1个百分点扣0.5分，不足1个百分点的不扣分，扣完为止。", 0, {"类型": "递扣", "方向": "低于", "界限": "95%", "每": "1%", "扣": "0.5", "不足一步": "不计"}),
    ("完成率≥90%得10分；80%（含）-90%得6分；80%以下不得分。", 0, {"类型": "分档", "档位": [{"从": "90%（含）", "得分": "10"}, {"从": "80%（含）", "到": "90%（不含）", "得分": "6"}, {"到": "80%（不含）", "得分": "0"}]}),
    ("控制率≤100%，得满分；否则不得分。", 0, {"类型": "分档", "档位": [{"从": "100%（不含）", "得分": "0"}, {"到": "100%（含）", "得分": "10"}]}),
    ("小于等于0的，得10分；大于0的，不得分。", 0, {"类型": "分档", "档位": [{"从": "0%（不含）", "得分": "0"}, {"到": "0%（含）", "得分": "10"}]}),
    ("制度健全得4分；执行到位得6分。", 0, {"类型": "分项", "各点": {"1": "4", "2": "6"}}),
    ("每有一项不符合扣4分，扣完为止。", 3, {"类型": "要点", "档位": {"3": "10", "2": "6", "1": "2", "0": "0"}}),
    ("优秀（10）良好（6）合格（3）不合格（0）", 0, {"类型": "等次", "档位": {"优秀": "10", "良好": "6", "合格": "3", "不合格": "0"}}),
    ("得分=甲数/乙数×10分，最高得10分。", 0, {"类型": "比例"}),
    ("全部符合的，得10分；符合其中两项的，得6分；符合其中一项的，得3分；都不符合的，得0分。", 3, {"类型": "要点", "档位": {"3": "10", "2": "6", "1": "3", "0": "0"}}),
    ("每符合一项得2分。", 5, {"类型": "分项", "各点": {str(n): "2" for n in range(1, 6)}}),
)  # fmt: skip
_UNSURE = (
    "由评价组商定。",
    "全部符合（10）；其中两项不符合（0）。",
    "完成率≥95%，得满分。",
    "得分=甲数/乙数-1×该指标分值。",
)


def worded(text: str, listed: int, *, ratio: bool) -> Wording:
    criteria = tuple(f"第{n}点" for n in range(listed))
    return Wording("某率", Decimal(10), criteria, (text,), ratio, "甲数 / 乙数")


@pytest.mark.parametrize(("text", "listed", "rule"), _KNOWN)
def test_a_known_wording_says_its_rule(text: str, listed: int, rule: dict[str, object]) -> None:
    ratio = rule["类型"] in ("线性", "比例", "递扣", "分档")
    heard = rule_of(worded(text, listed, ratio=ratio))
    assert heard is not None
    assert heard.rule == rule


@pytest.mark.parametrize("text", _UNSURE)
def test_a_wording_that_is_not_certain_says_no_rule(text: str) -> None:
    assert rule_of(worded(text, 3, ratio=True)) is None


def test_a_formula_is_found_with_where_its_figures_stand() -> None:
    formula = formula_of(
        "在职人员控制率", ("看控制得如何。在职人员控制率=［在职人员数÷编制数］×100%。",)
    )
    assert formula == "在职人员数 / 编制数"
    assert inputs_of(formula)[1] == ()
    assert inputs_of("甲数 / 编制数")[1] == ("甲数",)


def test_the_criteria_of_an_explanation_are_told_apart() -> None:
    lines = ("看制度是否健全。评价要点：", "1.有制度；", "2.制度合规。")
    assert criteria_in(lines) == ("有制度", "制度合规")
    assert criteria_in(("看制度是否健全。",)) == ()


def test_what_a_part_of_a_step_counts_is_asked_for_when_it_is_not_said() -> None:
    heard = rule_of(worded("完成率≥95%，得满分；每低1个百分点扣1分。", 0, ratio=True))
    assert heard is not None
    assert heard.rule["不足一步"] == "按比例"
    assert "请核对" in heard.doubt


@pytest.mark.parametrize(
    "text",
    [
        "每发现一处扣1分，最多扣5分。",
        "每发现一处扣1分；发现重大违规的不得分。",
        "完成率≥95%得满分；85%-95%得一半分；之间按比例计分；≤85%不得分。",
        "不得按比例计分，由评价组综合评定。",
        "得分=实际完成率÷目标值×该指标分值。",
        "得分=某率×50%×该指标分值。",
        "优秀（10）良好（6）差（0），由主管部门酌情扣分。",
        "制度健全得6分，基本健全得4分。",
        "前两项符合得6分，第三项符合得4分。",
    ],
)
def test_a_wording_that_says_more_than_a_rule_is_none(text: str) -> None:
    assert rule_of(worded(text, 0, ratio=True)) is None
    assert rule_of(worded(text, 0, ratio=False)) is None


_THREE = {"类型": "分档", "档位": [{"从": "90%（含）", "得分": "10"}, {"从": "80%（含）", "到": "90%（不含）", "得分": "6"}, {"到": "80%（不含）", "得分": "0"}]}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "90%以上得10分，80%—90%得6分，80%以下不得分",
        "90％以上得满分，80％～90％得6分，80％以下得0分。",
        "90%（含）以上得10分，80%（含）至90%（不含）得6分，80%以下不得分。",
        "90%以上（含90%），得10分，80%-90%，得6分，80%以下，不得分。",
        "完成率≥90%得10分，80%≤完成率<90%得6分，完成率<80%不得分",
        "完成率大于等于90%得10分，大于等于80%小于90%得6分，小于80%不得分",
        "本项满分10分，90%以上得10分，80%-90%得6分，80%以下不得分",
        "90%以上得10分，80%-90%得6分，其他不得分。",
        "1.90%以上的，得10分；2.80%-90%的，得6分；3.否则，不得分。",
        "80%以下不得分，80%-90%得6分，90%以上得10分。",
    ],
)
def test_bands_parted_by_commas_are_a_ladder(text: str) -> None:
    heard = rule_of(worded(text, 0, ratio=True))
    assert heard is not None
    assert heard.rule == _THREE


@given(
    st.lists(st.integers(1, 99), min_size=1, max_size=5, unique=True).map(sorted),
    st.sampled_from("，；。"),
)
def test_any_ladder_of_bands_meets_without_gap_or_overlap(ends: list[int], sign: str) -> None:
    between = [f"{a}%-{b}%得{n}分" for n, (a, b) in enumerate(pairwise(ends), 1)]
    said = [f"{ends[0]}%以下不得分", *between, f"{ends[-1]}%以上得满分"]
    for sentences in (said, said[::-1]):
        heard = rule_of(worded(sign.join(sentences), 0, ratio=True))
        assert heard is not None
        bands = Bands.of(heard.rule).bands
        assert [band.points for band in bands] == [10, *range(len(between), 0, -1), 0]
        assert all(band.low is None or band.low.closed for band in bands)


def test_a_ladder_down_from_the_best_may_name_the_rest_too() -> None:
    heard = rule_of(worded("控制率≤100%得10分，100%-110%得5分，否则不得分。", 0, ratio=True))
    assert heard is not None
    assert heard.rule["档位"][0] == {"从": "110%（含）", "得分": "0"}


def test_the_bands_of_a_survey_are_named_by_people() -> None:
    text = "满意度90%以上得满分，80%-90%得6分，80%以下不得分。"
    heard = rule_of(worded(text, 0, ratio=False))
    assert heard is not None
    levels = {"满意度90%以上": "10", "80%-90%": "6", "80%以下": "0"}
    assert heard.rule == {"类型": "等次", "档位": levels}


@pytest.mark.parametrize(
    ("text", "ratio", "when"),
    [
        ("完成率≥90%得10分，80%-90%得6分，80%以下不得分。不适用的，得满分。", True, "不适用"),
        ("1.90%以上得10分；2.80%-90%得6分；3.80%以下不得分；4.本年不涉及采购的得满分。", True, "本年不涉及采购"),
        ("每发现一处问题扣2分，扣完为止，不适用的视为满分。", False, "不适用"),
        ("率在5%（含）以下的，得10分；率在5%（不含）以上的，得0分。本年和上年都没有安排经费的，得满分。", True, "本年和上年都没有安排经费"),
        ("不涉及此项的按满分计，优秀（10）良好（6）合格（3）差（0）", False, "不涉及此项"),
    ],
)  # fmt: skip
def test_full_marks_where_it_does_not_apply_are_a_remark_beside_the_rule(
    text: str, ratio: bool, when: str
) -> None:
    heard = rule_of(worded(text, 0, ratio=ratio))
    assert heard is not None
    assert heard.inapplicable == {"情形": when, "处理": "满分"}
    assert heard.rule["类型"] in ("分档", "次数", "等次")


@pytest.mark.parametrize(
    "text",
    [
        "90%以上得10分，80%-90%得6分，80%以下不得分，由评价组核实后确定。",
        "90%以上得10分，80%-90%得6分，80%以下不得分。资料按时报送。",
        "90%以上且按时报送得10分，80%-90%得6分，80%以下不得分。",
        "90%以上得10分，85%-88%得6分，80%以下不得分。",
        "满意度90%以上得10分，未开展调查的不得分。",
        "满意度90%以上得10分，80%-90%得60%的分值，80%以下不得分。",
        "90%以上得10分，其他得5分，否则不得分。",
        "满意度90%以上得满分。",
        "不适用的，不得分。完成率≥95%得10分；否则不得分。",
        "不适用的得满分。",
        "每发现一处问题扣2分，不适用的另行评定。",
        "80%-90%得6分，其他不得分。",
    ],
)
def test_bands_beside_which_something_else_is_said_are_no_rule(text: str) -> None:
    assert rule_of(worded(text, 0, ratio=True)) is None
    assert rule_of(worded(text, 0, ratio=False)) is None


@pytest.mark.parametrize(
    "text",
    [
        "优秀（10）；良好（6）；差（0）。未开展调查的不得分。",
        "优秀（10）；良好（6）；差（0）；弄虚作假的，扣完本项得分。",
        "每发现一处账目不清的扣1分，扣完为止；拒不整改的不得分。",
        "每发现一处账目不清的扣1分；逾期未改的再扣分。",
        "每符合一项得2分；第1项不符合的不得分。",
        "完成率≥95%，得满分；每低1个百分点扣1分；没有完成计划的不得分。",
    ],
)
def test_a_case_beside_the_levels_leaves_the_wording_to_people(text: str) -> None:
    for listed in (0, 5):
        assert rule_of(worded(text, listed, ratio=True)) is None
        assert rule_of(worded(text, listed, ratio=False)) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("按调查的优秀、良好、差打分：优秀（10）；良好（6）；差（0）。", "等次"),
        ("没有发现问题的得满分，每发现一处账目不清的扣1分，扣完本项分值为止。", "次数"),
        ("每符合一项得2分，最高得10分。", "分项"),
        ("每低1个百分点扣1分，不足1个百分点的不扣分；完成率≥95%，得满分。", ""),
    ],
)
def test_words_that_decide_nothing_do_no_harm(text: str, kind: str) -> None:
    found = [rule_of(worded(text, 5, ratio=ratio)) for ratio in (True, False)]
    assert {each.rule["类型"] for each in found if each} == ({kind} if kind else set())


def test_the_printed_standard_of_a_line_is_read_as_the_line_it_is() -> None:
    path = Path(__file__).parents[1] / "data" / "rubrics" / "julu-2021.yaml"
    rubric = source.read([path], Rubric, under="指标体系", on="2021-12-31").value
    lines = [p.indicator for p in rubric.indicators() if p.indicator.rule.kind == "线性"]
    assert lines
    for each in lines:
        wording = Wording(each.name, each.weight, (), each.standard(), ratio=True)
        heard = rule_of(wording)
        assert heard is not None
        assert Linear.of(heard.rule) == each.rule


def test_a_weight_shared_out_where_it_does_not_apply_is_a_remark_beside_the_rule() -> None:
    text = "1.完成率≥95%，得满分；2.≤85%，得0分；3.之间按比例计分。没有项目的，不评此项，分值按比例分摊到同级指标。"
    heard = rule_of(worded(text, 0, ratio=True))
    assert heard is not None
    assert heard.rule == {"类型": "线性", "满分": "95%", "零分": "85%"}
    assert heard.inapplicable == {"情形": "没有项目", "处理": "分摊"}


@pytest.mark.parametrize(
    "text",
    [
        "完成率≥95%，得满分；≤85%，得0分；之间按比例计分。没有项目的，分值分摊到两项指标。",
        "完成率≥95%，得满分；≤85%，得0分；之间按比例计分。没有项目的，不评此项。",
        "没有违规的，得满分。完成率≥95%得10分；否则不得分。",
        "没有安排项目的，得满分。没有安排经费的，得满分。完成率≥95%得10分；否则不得分。",
    ],
)
def test_what_else_becomes_of_it_is_left_to_people(text: str) -> None:
    assert rule_of(worded(text, 0, ratio=True)) is None


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("不足1个百分点的按比例扣", "按比例"),
        ("不足1个百分点的按1个百分点扣", "按一步"),
        ("不足1个百分点的不扣", "不计"),
    ],
)
def test_what_a_part_of_a_step_counts_is_as_said(said: str, rest: str) -> None:
    heard = rule_of(worded(f"控制率≤100%，得满分；每高1个百分点扣1分，{said}。", 0, ratio=True))
    assert heard is not None
    assert (heard.rule["不足一步"], heard.doubt) == (rest, "")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("采购率等于100%的，得满分；小于或等于90%的，0分；之间按比例计分。", {"类型": "线性", "满分": "100%", "零分": "90%"}),
        ("0-50%得0分，50%-100%得10分", {"类型": "分档", "档位": [{"从": "50%（含）", "得分": "10"}, {"到": "50%（不含）", "得分": "0"}]}),
    ],
)  # fmt: skip
def test_ends_that_are_the_least_or_the_most_there_is_are_no_bounds(
    text: str, rule: dict[str, object]
) -> None:
    heard = rule_of(worded(text, 0, ratio=True))
    assert heard is not None
    assert heard.rule == rule


@pytest.mark.parametrize(
    "text",
    [
        "完成率≥95%，得满分；之间按比例计分。",
        "完成率≥95%，得满分；≥85%，得0分；之间按比例计分。",
        "完成率≥95%，得满分；≤95%，得0分；之间按比例计分。",
        "10%-50%得0分，50%-90%得10分",
        "符合其中三项（10）；符合其中两项（5）；符合其中两项的一般（0）。",
        "符合其中三项（10）；符合其中一项（5）。",
        "全部三项符合（10）；符合其中两项（6）；符合其中一项（3）；都不符合（0）；迟报扣2分。",
        "每有一项问题扣2分，扣完为止。",
        "全部符合（10）；符合其中一项（5）；其余不符合的不得分，材料不全的扣2分。",
    ],
)
def test_levels_with_a_gap_or_a_contradiction_are_no_rule(text: str) -> None:
    assert rule_of(worded(text, 3, ratio=True)) is None
    assert rule_of(worded(text, 0, ratio=False)) is None


def test_criteria_that_the_table_does_not_list_are_left_to_be_written() -> None:
    heard = rule_of(
        worded("全部三项符合（10）；符合两项（6）；符合一项（3）；都不符合（0）。", 0, ratio=False)
    )
    assert heard is not None
    assert len(heard.criteria) == 3
    assert all("请补写" in each for each in heard.criteria)


@pytest.mark.parametrize(
    ("line", "formula"),
    [
        ("某率=（甲数-乙数）÷（丙数）。", "(甲数 - 乙数) / (丙数)"),
        ("某率=（甲数÷乙数）。", "甲数 / 乙数"),
        ("某率=甲数÷÷乙数。", ""),
        ("某率=（甲数÷乙数。", ""),
        ("某率=（（甲数÷乙数）。", ""),
        ("某率=甲数+乙数。", ""),
    ],
)
def test_a_formula_is_read_only_where_it_is_one(line: str, formula: str) -> None:
    assert formula_of("某率", (line,)) == formula
