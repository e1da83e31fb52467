"""How figures are written and rounded: GB/T 15835 and the habits of official documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.figures import (
    amount,
    change,
    chinese,
    counted,
    grown,
    long_date,
    per_cent,
    plain,
    points,
    read_number,
    rounded,
)

modest = settings(max_examples=100, deadline=None)
figures = st.decimals(min_value=-(10**12), max_value=10**12, places=8)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("2.345", 2, "2.35"),
        ("2.344999", 2, "2.34"),
        ("-2.345", 2, "-2.35"),
        ("0.5", 0, "1"),
        ("2.5", 0, "3"),
        ("-0.5", 0, "-1"),
        ("7", 2, "7.00"),
        ("1" * 120, 0, "1" * 120),
        ("1739.324899", 4, "1739.3249"),
        ("12345678901234567890123456789.125", 2, "12345678901234567890123456789.13"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: str, places: int, expected: str) -> None:
    assert str(rounded(D(value), places)) == expected


@modest
@given(figures, st.integers(0, 6))
def test_rounding_is_half_up_away_from_zero(value: D, places: int) -> None:
    steps = abs(value) * 10**places
    away = int(steps + D("0.5")) if value >= 0 else -int(steps + D("0.5"))
    assert rounded(value, places) == D(away).scaleb(-places)


@modest
@given(figures, st.integers(0, 6))
def test_rounding_twice_changes_nothing(value: D, places: int) -> None:
    once = rounded(value, places)
    assert str(rounded(once, places)) == str(once)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (D("1739.324899"), "1739.324899"),
        (D("100.00"), "100"),
        (D("100"), "100"),
        (D("1E+3"), "1000"),
        (D("1E-7"), "0.0000001"),
        (D("-0.00"), "0"),
        (D("-5.10"), "-5.1"),
        (0, "0"),
        (20, "20"),
    ],
)
def test_a_figure_has_no_exponent_and_no_idle_zeros(value: D | int, expected: str) -> None:
    assert plain(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, ""), (D("4.25"), "4.25"), (D("4.255"), "4.255"), (D("5.00"), "5"), (D(0), "0")],
)
def test_points_are_written_as_they_were_rounded(value: D | None, expected: str) -> None:
    assert points(value) == expected


@pytest.mark.parametrize(
    ("ratio", "places", "expected"),
    [
        ("0.985", 2, "98.5%"),
        ("1.4453125", 2, "144.53%"),
        ("0.982758620689655", 2, "98.28%"),
        ("0.98275", 1, "98.3%"),
        ("0.895", 0, "90%"),
        ("-0.05", 2, "-5%"),
        ("-0.00001", 2, "0%"),
        ("1.33333", None, "133.333%"),
        ("1", 2, "100%"),
    ],
)
def test_a_ratio_is_written_as_a_percentage(ratio: str, places: int | None, expected: str) -> None:
    assert per_cent(D(ratio), places) == expected


@pytest.mark.parametrize(
    ("unit", "places", "expected"),
    [
        ("万元", None, "1801.424899万元"),
        ("万元", 2, "1801.42万元"),
        ("元", None, "18014248.99元"),
        ("元", 0, "18014249元"),
        ("亿元", None, "0.1801424899亿元"),
        ("亿元", 2, "0.18亿元"),
    ],
)
def test_an_amount_is_written_in_the_unit_asked_for(
    unit: str, places: int | None, expected: str
) -> None:
    assert amount(D("1801.424899"), unit, places) == expected


def test_growth_over_nothing_does_not_exist() -> None:
    assert grown(D(5), D(0)) is None


@pytest.mark.parametrize(
    ("now", "before", "expected"), [("110", "100", "0.1"), ("-5", "-10", "0.5"), ("0", "4", "-1")]
)
def test_growth_is_relative_to_the_earlier_figure(now: str, before: str, expected: str) -> None:
    assert grown(D(now), D(before)) == D(expected)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ("1739.324899", "1027.847", "增加69.22%"),
        ("95", "100", "减少5%"),
        ("100", "100.00", "持平"),
        ("0", "0", "持平"),
        ("12", "0", "无可比增幅"),
        ("-5", "-10", "增加50%"),
    ],
)
def test_growth_is_said_in_words(now: str, before: str, expected: str) -> None:
    assert change(D(now), D(before)) == expected


def test_growth_too_small_to_print_is_not_an_increase_of_nothing() -> None:
    assert change(D("100.0001"), D(100)) == "基本持平"
    assert change(D("99.9999"), D(100)) == "基本持平"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "零"),
        (8, "八"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (10000, "一万"),
        (10010, "一万零一十"),
        (100000, "十万"),
        (100500, "十万零五百"),
        (121000, "十二万一千"),
        (99999999, "九千九百九十九万九千九百九十九"),
    ],
)
def test_whole_numbers_in_chinese_numerals(number: int, expected: str) -> None:
    assert chinese(number) == expected


@pytest.mark.parametrize("number", [-1, 10**8])
def test_numbers_beyond_the_numerals_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=f"中文数字只写 0 至 99999999，这里是 {number}"):
        chinese(number)


@pytest.mark.parametrize(("number", "expected"), [(2, "两"), (3, "三"), (12, "十二")])
def test_two_before_a_measure_word_is_liang(number: int, expected: str) -> None:
    assert counted(number) == expected


def test_a_date_has_no_leading_zeros() -> None:
    assert long_date(date(2021, 1, 5)) == "2021年1月5日"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("１２３", "123"),
        ("1,234.5", "1234.5"),
        ("1，234", "1234"),
        ("1 234", "1234"),
        ("+5", "5"),
        ("－5", "-5"),
        ("98.5%", "98.5"),
        ("98％", "98"),
        ("12万元", "12"),
        ("1,234万元", "1234"),
        ("12,345,678.9", "12345678.9"),
        ("57人", "57"),
        ("3个", "3"),
        ("二十一", "21"),
        ("一十二", "12"),
        ("百二十", "120"),
        ("两万", "20000"),
        ("两", "2"),
        ("零", "0"),
        ("二〇二一", "2021"),
        ("十万零五百", "100500"),
        ("百", "100"),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, expected: str) -> None:
    assert read_number(text) == expected


@pytest.mark.parametrize("text", ["959.76 960", "2021 2022", "1 2", "12 3456", "1 234 56"])
def test_two_figures_side_by_side_are_no_number(text: str) -> None:
    assert read_number(text) == ""


@pytest.mark.parametrize(("text", "meant"), [("1 234 567.89", "1234567.89"), ("12 000", "12000")])
def test_blanks_may_part_a_figure_in_threes(text: str, meant: str) -> None:
    assert read_number(text) == meant


@pytest.mark.parametrize(
    "text", ["", "很多", "1e5", "1.", ".5", "3-5", "1.2.3", "约20", "--5", "+-5", "负五"]
)
def test_what_is_no_plain_number_is_not_guessed_at(text: str) -> None:
    assert read_number(text) == ""


@pytest.mark.parametrize("text", ["万", "一二十", "五十百", "十十", "万万万"])
def test_numerals_out_of_order_are_not_guessed_at(text: str) -> None:
    assert read_number(text) == ""


@pytest.mark.parametrize("text", ["1,5", "3，4", "1,2,3"])
def test_a_comma_that_separates_no_thousands_is_not_guessed_at(text: str) -> None:
    assert read_number(text) == ""


@pytest.mark.parametrize(("text", "meant"), [("1.5亿元", "15000"), ("5000元", "0.5")])
def test_another_unit_is_converted_or_left_alone(text: str, meant: str) -> None:
    assert read_number(text) in ("", meant)


@pytest.mark.parametrize("text", ["一" * 5000, "万" * 5000, "九千" * 5000, "9" * 5000, "٣"])
def test_the_number_read_is_in_plain_digits_or_nothing(text: str) -> None:
    assert all(c in "0123456789.-" for c in read_number(text))


@modest
@given(st.text() | st.text(alphabet="零〇一二两九十百千万0123456789.,，%元 +-"))
def test_any_text_is_read_or_left_alone(text: str) -> None:
    assert all(c.isdecimal() or c in ".-" for c in read_number(text))


@modest
@given(st.integers(0, 10**8 - 1))
def test_a_chinese_numeral_reads_back(number: int) -> None:
    assert read_number(chinese(number)) == str(number)


@modest
@given(figures)
def test_a_plain_figure_reads_back(value: D) -> None:
    assert D(read_number(plain(value))) == value
