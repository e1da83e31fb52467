"""Formulas: what can be written, what comes out, and how it came about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.formula import FUNCTIONS, Worked, parse, shown

VALUES: dict[str, Any] = {
    "在编": {"行政": 21, "事业": 36},
    "编制数": 58,
    "收入": {"拨款": D("887.59806"), "基金": {"土地": D("851.5"), "其他": D("0.226839")}},
    "支出": D("-5"),
    "零": D(0),
    "空着": None,
    "没有一类": {},
    "日期": date(2021, 12, 31),
    "简称": "试验镇",
    "机构": ("党政办公室", "财政所", "统计站"),
}

modest = settings(max_examples=100, deadline=None)


def work(text: str, **values: Any) -> Worked:
    return parse(text).work(VALUES | values)


def why(text: str) -> tuple[str, str]:
    """The reason's id and words, of a formula that can't be computed."""
    worked = work(text)
    assert worked.value is None
    assert worked.reason is not None
    return worked.reason.id, worked.reason.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("12 / 4 / 3", "1"),
        ("-2 * 3 + 10", "4"),
        ("2 * -3", "-6"),
        ("--2", "2"),
        ("(" * 39 + "1" + ")" * 39, "1"),
        ("5% + 115%", "1.2"),
        ("（１ ＋ ２） × ３ ÷ ２", "4.5"),
        ("6 ／ 4 － 1 ＊ 1", "0.5"),
        ("5％", "0.05"),
        ("编制数 > 57", "1"),
        ("编制数 ＞ 58", "0"),
        ("编制数 ≥ 58", "1"),
        ("编制数 ≤ 57", "0"),
        ("编制数 ＜ 59", "1"),
        ("编制数 == 58", "1"),
        ("编制数 != 58", "0"),
        ("编制数 ≠ 57", "1"),
        ("编制数 = 58", "1"),
        ("编制数 ＝ 57", "0"),
        ("首个(空着, 0)", "0"),
        ("在编.行政 / 编制数", "0.36206896551724137931034482758620689655172413793103"),
        ("合计(在编) / 57", "1"),
        ("合计(收入)", "1739.324899"),
        ("合计(收入, 编制数, 1)", "1798.324899"),
        ("合计((在编))", "57"),
        ("合计(没有一类)", "0"),
        ("最小(在编, 3)", "3"),
        ("最大(在编)", "36"),
        ("绝对值(支出)", "5"),
        ("个数(机构)", "3"),
        ("个数(收入)", "2"),
        ("个数(机构) + 个数(在编)", "5"),
        ("首个(空着, 编制数)", "58"),
        ("首个(编制数, 空着)", "58"),
        ("sum(在编) - max(1, 2) - min(1, 2) - abs(支出) - count(机构) - first(零)", "46"),
    ],
)
def test_a_formula_gives_its_value(text: str, expected: str) -> None:
    worked = work(text)
    assert (worked.value, worked.reason) == (D(expected), None)


@pytest.mark.parametrize(
    ("text", "expression", "steps"),
    [
        ("在编.行政*编制数", "在编.行政×编制数", "21×58"),
        ("(编制数 - 57) / 编制数", "(编制数-57)/编制数", "(58-57)/58"),
        ("编制数 >= 57", "编制数≥57", "58≥57"),
        ("-编制数", "-编制数", "-58"),
        ("合计(在编)/编制数", "合计(在编)/编制数", "(21+36)/58"),
        ("合计(编制数)", "合计(编制数)", "58"),
        ("合计(没有一类)", "合计(没有一类)", "0"),
        ("max(在编, 1)", "最大(在编, 1)", "最大(21、36、1)"),
        ("首个(空着, 编制数)", "编制数", "58"),
        ("个数(机构)", "个数(机构)", "个数(机构)"),
        ("5% * 编制数", "5%×编制数", "5%×58"),
    ],
)
def test_a_value_is_shown_as_written_and_with_figures(
    text: str, expression: str, steps: str
) -> None:
    worked = work(text)
    assert (worked.expression, worked.steps) == (expression, steps)


@pytest.mark.parametrize(("text", "steps"), [("10 - 支出", "10-(-5)"), ("-支出", "-(-5)")])
def test_a_negative_figure_stands_in_brackets_behind_a_sign(text: str, steps: str) -> None:
    assert work(text).steps == steps


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不存在 + 1", ("unknown-name", "没有“不存在”这一项")),
        ("在编.工勤", ("unknown-name", "没有“在编.工勤”这一项")),
        ("编制数.行政", ("unknown-name", "没有“编制数.行政”这一项")),
        ("空着 * 2", ("not-given", "“空着”没有填写")),
        ("空着.本年", ("not-given", "“空着.本年”没有填写")),
        ("(空着)", ("not-given", "“空着”没有填写")),
        ("合计(空着, 1)", ("not-given", "“空着”没有填写")),
        ("首个(空着, 空着.本年)", ("not-given", "“空着.本年”没有填写")),
        ("首个(不存在, 编制数)", ("unknown-name", "没有“不存在”这一项")),
        ("日期 + 1", ("not-a-figure", "“日期”不是数字")),
        ("1 + 简称", ("not-a-figure", "“简称”不是数字")),
        ("在编 / 2", ("not-one-figure", "“在编”是一组内容，不是一个数")),
        ("机构", ("not-one-figure", "“机构”是一组内容，不是一个数")),
        ("最大(没有一类)", ("nothing-given", "最大(没有一类)没有数")),
        ("编制数 / 零", ("divided-by-zero", "“零”为 0，不能作除数")),
        ("编制数 / (零 * 2) + 1", ("divided-by-zero", "“(零×2)”为 0，不能作除数")),
        ("合计(1 / 0, 2)", ("divided-by-zero", "“0”为 0，不能作除数")),
        ("不存在 / 零", ("unknown-name", "没有“不存在”这一项")),
        ("空着 / 不存在", ("not-given", "“空着”没有填写")),
    ],
)
def test_what_can_not_be_computed_says_why(text: str, expected: tuple[str, str]) -> None:
    assert why(text) == expected


def test_a_reason_names_the_figure_concerned() -> None:
    reason = work("编制数 / 零").reason
    assert reason is not None
    assert reason.name == "零"


@pytest.mark.parametrize("text", ["合计(在编 - 100)", "合计(在编 * 2)", "最大((在编 + 1))"])
def test_arithmetic_on_a_table_is_no_table(text: str) -> None:
    assert why(text) == ("not-one-figure", "“在编”是一组内容，不是一个数")


@pytest.mark.parametrize("text", ["绝对值(在编)", "abs((在编))"])
def test_a_table_has_no_absolute_value(text: str) -> None:
    assert why(text) == ("not-one-figure", "“在编”是一组内容，不是一个数")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("个数(不存在)", ("unknown-name", "没有“不存在”这一项")),
        ("个数(空着)", ("not-given", "“空着”没有填写")),
    ],
)
def test_what_is_not_there_is_not_counted_as_none(text: str, expected: tuple[str, str]) -> None:
    assert why(text) == expected


@pytest.mark.parametrize("text", ["个数(编制数)", "个数(1 + 2)", "个数(机构, 3)"])
def test_a_figure_has_no_entries_to_count(text: str) -> None:
    assert work(text).value is None


def test_a_list_in_brackets_is_counted_like_the_list() -> None:
    assert work("个数((机构))").value == 3


def test_a_list_of_words_has_no_sum() -> None:
    assert why("合计(机构)") == ("not-a-figure", "“机构”不是数字")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "“”在末尾缺少一个数或名称"),
        ("1 +", "“1 +”在末尾缺少一个数或名称"),
        ("* 2", "“* 2”在“*”处缺少一个数或名称"),
        ("(1 + 2", "“(1 + 2”在末尾缺少“)”"),
        ("合计(1, 2", "“合计(1, 2”在末尾缺少“)”"),
        ("1 2", "“1 2”在“2”处多出了内容"),
        ("1)", "“1)”在“)”处多出了内容"),
        ("支出 & 收入", "“支出 & 收入”里“& 收入”这一处不认识"),
        ("1.2.3", "“1.2.3”里“.3”这一处不认识"),
        ("平均(1, 2)", "“平均(1, 2)”里没有“平均”这种算法，可用：合计、最小、最大、绝对值、个数、首个、若、取整、进整、四舍五入"),
        ("abs(1, 2)", "“abs(1, 2)”里“abs”的括号里应是一个数"),
        ("若(1 > 0, 2)", "“若(1 > 0, 2)”里“若”的括号里应是一个比较和两个数"),
        ("四舍五入(2.5)", "“四舍五入(2.5)”里“四舍五入”的括号里应是一个数和小数位数"),
        ("(" * 40 + "1" + ")" * 40, "“" + "(" * 20 + "…”套得太深，最多 40 层"),
        ("-" * 60 + "1", "“" + "-" * 20 + "…”套得太深，最多 40 层"),
    ],
)  # fmt: skip
def test_a_misspelt_formula_is_refused_with_the_spot(text: str, message: str) -> None:
    with pytest.raises(ValueError) as error:
        parse(text)
    assert str(error.value) == message


def test_a_formula_of_very_many_terms_is_refused() -> None:
    with pytest.raises(ValueError, match=r"“1\+1\+1.*…”太长，最多 200 个数和符号"):
        parse("+".join(["1"] * 5000))


def test_a_formula_of_many_terms_is_worked_out() -> None:
    assert work("+".join(["1"] * 100)).value == 100


def test_names_are_told_once_in_the_order_of_the_text() -> None:
    assert parse("乙.一 / 甲 + 合计(乙.一, 丙)").names == ("乙.一", "甲", "丙")


def test_the_functions_are_chinese_with_an_english_spelling() -> None:
    many = {"if": "(1, 2, 3)", "round": "(1, 2)"}
    for chinese, english in FUNCTIONS.items():
        behind = many.get(english, "(1)")
        assert parse(f"{chinese}{behind}").tree == parse(f"{english}{behind}").tree


def test_the_leaves_are_the_figures_of_the_data_in_order() -> None:
    leaves = work("合计(收入) / 编制数 + 1").leaves()
    assert [(leaf.name, leaf.value) for leaf in leaves] == [
        ("收入.拨款", D("887.59806")),
        ("收入.基金.土地", D("851.5")),
        ("收入.基金.其他", D("0.226839")),
        ("编制数", D(58)),
    ]


def test_a_value_that_was_worked_out_keeps_its_figures() -> None:
    part = work("合计(在编)")
    worked = parse("人数 / 编制").work({"人数": part, "编制": work("编制数")})
    assert (worked.expression, worked.steps) == ("人数/编制", "57/58")
    assert [leaf.name for leaf in worked.leaves()] == ["在编.行政", "在编.事业", "编制数"]


def test_a_table_handed_on_can_be_added_up() -> None:
    assert parse("合计(人数)").work({"人数": work("在编")}).value == 57


def test_a_missing_value_handed_on_shows_no_figure() -> None:
    worked = parse("人数 / 编制").work({"人数": work("空着 + 1"), "编制": work("编制数")})
    assert worked.reason == work("空着").reason
    assert worked.steps == "人数/58"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("57", "57"),
        ("57.00", "57"),
        ("1E+3", "1000"),
        ("0.982758620689", "0.982759"),
        ("0.5", "0.5"),
        ("-5", "-5"),
        ("0", "0"),
    ],
)
def test_a_figure_in_steps_has_six_decimals_at_most(value: str, expected: str) -> None:
    assert shown(D(value)) == expected


@pytest.mark.parametrize(("value", "expected"), [("0.1234565", "0.123457"), ("2.0000005", "2.000001")])  # fmt: skip
def test_a_figure_in_steps_is_rounded_half_up_as_everywhere(value: str, expected: str) -> None:
    assert shown(D(value)) == expected


@pytest.mark.parametrize("value", ["-0", "-0.0000001"])
def test_nothing_is_shown_as_zero_without_a_sign(value: str) -> None:
    assert shown(D(value)) == "0"


@dataclass(frozen=True)
class Twin:
    """One formula twice: as an official writes it, and for Python's own arithmetic."""

    text: str
    python: str

    def exact(self, values: dict[str, Fraction]) -> Fraction:
        names = {"F": Fraction, "total": lambda *parts: sum(parts), **values}
        return Fraction(eval(self.python, names))


NAMES = ("甲", "乙数", "丙_3")
few_figures = st.decimals(min_value=-100, max_value=100, places=2)
not_zero = few_figures.filter(bool)


def numbers(figures: st.SearchStrategy[D]) -> st.SearchStrategy[Twin]:
    """A number or percentage; below 0 it is a sign and a number."""
    plain = figures.map(lambda d: Twin(f"({d})", f"F('{d}')"))
    return plain | figures.map(lambda d: Twin(f"({d}%)", f"(F('{d}') / 100)"))


names = st.sampled_from(NAMES).map(lambda name: Twin(name, name))


def larger(below: st.SearchStrategy[Twin]) -> st.SearchStrategy[Twin]:
    """Signs, brackets and functions over smaller formulas; only figures are divisors."""
    joined: Callable[[Twin, str, Twin], Twin] = lambda a, sign, b: Twin(  # noqa: E731
        f"{a.text} {sign} {b.text}", f"{a.python} {sign} {b.python}"
    )
    called: Callable[[tuple[str, str], list[Twin]], Twin] = lambda function, parts: Twin(  # noqa: E731
        f"{function[0]}({', '.join(p.text for p in parts)})",
        f"{function[1]}({', '.join(p.python for p in parts)})",
    )
    return st.one_of(
        st.builds(joined, below, st.sampled_from("+-*"), below),
        st.builds(joined, below, st.just("/"), names | numbers(not_zero)),
        below.map(lambda a: Twin(f"({a.text})", f"({a.python})")),
        below.map(lambda a: Twin(f"-({a.text})", f"-({a.python})")),
        below.map(lambda a: Twin(f"绝对值({a.text})", f"abs({a.python})")),
        st.builds(
            called,
            st.sampled_from([("合计", "total"), ("最小", "min"), ("最大", "max")]),
            st.lists(below, min_size=2, max_size=3),
        ),
    )


formulas = st.recursive(numbers(few_figures) | names, larger, max_leaves=6)
figures_by_name = st.fixed_dictionaries(dict.fromkeys(NAMES, not_zero))


@modest
@given(formulas, figures_by_name)
def test_the_leaves_recompute_to_the_value(formula: Twin, values: dict[str, D]) -> None:
    worked = parse(formula.text).work(values)
    assert worked.value is not None
    leaves = {leaf.name: Fraction(leaf.value or 0) for leaf in worked.leaves()}
    assert abs(Fraction(worked.value) - formula.exact(leaves)) < Fraction(1, 10**20)


@modest
@given(formulas, figures_by_name)
def test_full_width_signs_change_nothing(formula: Twin, values: dict[str, D]) -> None:
    printed = formula.text.translate(str.maketrans("()+-*/%, ", "（）＋－×÷％，　"))
    assert parse(printed).work(values) == parse(formula.text).work(values)


@modest
@given(formulas, formulas, st.sampled_from(["{a} / 零", "({a}) / ({b} - {b} * 1)", "1 / (零 * ({b})) + {a}",
    "合计({a}, {b} / (1 - 1))", "最大({b}, -(2 / 零%)) / ({a})", "({a}) / 零 > {b}"]))  # fmt: skip
def test_division_by_zero_is_a_reason_wherever_it_stands(a: Twin, b: Twin, around: str) -> None:
    text = around.format(a=a.text, b=f"({b.text})").replace("零%", "0%")
    worked = parse(text).work({"甲": D(3), "乙数": D("0.5"), "丙_3": D(-7), "零": D(0)})
    assert worked.value is None
    assert worked.reason is not None
    assert worked.reason.id == "divided-by-zero"


@modest
@given(st.text() | st.text(alphabet="预算合计个数.+-*/()%<>=!,，（）0123456789 "))
def test_any_text_is_a_formula_or_a_value_error(text: str) -> None:
    try:
        formula = parse(text)
    except ValueError:
        return
    assert formula.text == text
    formula.work(VALUES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("若(1 > 0, 5, 1 / 0)", "5"),
        ("若(1 < 0, 1 / 0, 3)", "3"),
        ("取整(2.7)", "2"),
        ("取整(-2.1)", "-3"),
        ("进整(2.1)", "3"),
        ("进整(2)", "2"),
        ("进整((1 - 1 / 3 - 1 / 6) / 50%)", "1"),
        ("四舍五入(2.345, 2)", "2.35"),
        ("四舍五入(-2.5, 0)", "-3"),
        ("四舍五入(9 / 2 * 3 / 9, 0)", "2"),
    ],
)
def test_a_choice_and_whole_numbers(text: str, value: str) -> None:
    assert parse(text).work({}).value == D(value)


def test_a_choice_that_can_not_be_made_says_why() -> None:
    worked = parse("若(1 / 0 > 1, 1, 2)").work({})
    assert (worked.value, worked.reason and worked.reason.id) == (None, "divided-by-zero")
