"""How a finding reads: place, the person's own line with a caret, message and next step."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.findings import (
    Finding,
    Place,
    Refused,
    Severity,
    as_record,
    close_to,
    count,
    show,
    width,
)

PLACE = Place("预算.yaml", 12, 3, "  简秤: 试验镇", 2)


def finding(**changes: Any) -> Finding:
    given: dict[str, Any] = {
        "id": "unknown-key",
        "severity": Severity.ERROR,
        "message": "没有“简秤”这一项。",
    }
    return Finding(**(given | changes))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("预算.yaml"), "预算.yaml"),
        (Place("预算.yaml", 12), "预算.yaml:12"),
        (Place("预算.yaml", 12, 3), "预算.yaml:12:3"),
    ],
)
def test_a_place_reads_as_editors_write_it(place: Place, expected: str) -> None:
    assert str(place) == expected


def test_a_place_narrows_to_words_that_stand_in_its_line() -> None:
    assert PLACE.on("试验镇") == Place("预算.yaml", 12, 7, "  简秤: 试验镇", 3)


@pytest.mark.parametrize("words", ["", "不在这一行"])
def test_a_place_stays_as_it_is_without_the_words(words: str) -> None:
    assert PLACE.on(words) is PLACE


@pytest.mark.parametrize("severity", list(Severity))
def test_only_an_error_stops(severity: Severity) -> None:
    assert finding(severity=severity).stops is (severity is Severity.ERROR)


def test_a_finding_is_put_at_its_very_words() -> None:
    assert finding(words="试验镇").at(PLACE).place == PLACE.on("试验镇")


def test_a_finding_can_lose_its_place() -> None:
    assert finding(place=PLACE).at(None).place is None


def test_a_refusal_says_all_its_findings() -> None:
    refused = Refused(iter([finding(place=PLACE), finding(id="missing")]))
    assert str(refused) == "预算.yaml:12:3 unknown-key;  missing"
    assert [each.id for each in refused.findings] == ["unknown-key", "missing"]


def test_a_finding_without_a_place_is_two_lines() -> None:
    assert show(finding(hint="是不是“简称”？")).splitlines() == [
        "错误  unknown-key",
        "  没有“简秤”这一项。是不是“简称”？",
    ]


def test_a_finding_on_a_whole_file_shows_no_line_of_it() -> None:
    assert show(finding(place=Place("预算.yaml"))).splitlines()[:-1] == [
        "预算.yaml  错误  unknown-key"
    ]


def test_a_place_without_a_span_draws_no_caret() -> None:
    assert show(finding(place=Place("预算.yaml", 2, 1, "简秤: 甲"))).splitlines() == [
        "预算.yaml:2:1  错误  unknown-key",
        "  2 │ 简秤: 甲",
        "  没有“简秤”这一项。",
    ]


def columns(text: str, mark: str) -> int:
    """How far from the left edge the mark stands."""
    return width(text[: text.index(mark)])


@pytest.mark.parametrize(
    ("line", "excerpt", "words"),
    [
        (5, "  简秤: 试验镇", "简秤"),
        (1234, "abc: x", "abc"),
        (12, "\t甲: 乙", "乙"),
        (12, "甲" * 50 + "误" + "乙" * 50, "误"),
    ],
)
def test_the_caret_stands_right_under_the_words(line: int, excerpt: str, words: str) -> None:
    shown = show(finding(place=Place("预算.yaml", line, 1, excerpt).on(words))).splitlines()
    assert columns(shown[2], "^") == columns(shown[1], words)
    assert shown[2].count("^") == width(words)


def test_a_long_line_is_cut_round_the_place() -> None:
    place = Place("预算.yaml", 3, 1, "甲" * 50 + "误" + "乙" * 50).on("误")
    assert show(finding(place=place)).splitlines()[1] == (
        "  3 │ …" + "甲" * 30 + "误" + "乙" * 29 + "…"
    )


def test_a_caret_behind_the_end_of_the_line_is_one_wide() -> None:
    place = Place("预算.yaml", 3, 4, "甲: ", 5)
    assert show(finding(place=place)).splitlines()[2].count("^") == 1


@settings(max_examples=100, deadline=None)
@given(
    excerpt=st.text(max_size=150),
    column=st.integers(0, 200),
    span=st.integers(0, 20),
)
def test_any_line_can_be_shown(excerpt: str, column: int, span: int) -> None:
    shown = show(finding(place=Place("预算.yaml", 1, column, excerpt, span)))
    assert shown.endswith("  没有“简秤”这一项。")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("abc", 3), ("简称", 4), ("ａ", 2), ("“”", 4), ("e\u0301", 1), ("", 0)],
)
def test_width_counts_terminal_columns(text: str, expected: int) -> None:
    assert width(text) == expected


def test_every_severity_is_counted_even_when_none_is_there() -> None:
    given = [finding(), finding(severity=Severity.NOTE), finding()]
    assert count(given) == {Severity.ERROR: 2, Severity.WARNING: 0, Severity.NOTE: 1}


def test_a_record_holds_the_place_in_parts() -> None:
    assert as_record(finding(place=PLACE, hint="改。")) == {
        "id": "unknown-key",
        "severity": "错误",
        "message": "没有“简秤”这一项。",
        "file": "预算.yaml",
        "line": 12,
        "column": 3,
        "hint": "改。",
    }


def test_a_record_without_a_place_has_no_file() -> None:
    record = as_record(finding())
    assert (record["file"], record["line"], record["column"]) == (None, 0, 0)


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("简秤", ["名称", "简称"], "简称"),
        ("简称", ["名称", "简称"], "简称"),
        ("年初预祘数", ["年初预算", "支出决算"], "年初预算"),
        ("甲乙丙丁", ["支出决算"], ""),
        ("简秤", [], ""),
    ],
)
def test_the_nearest_known_word_is_found(word: str, known: list[str], expected: str) -> None:
    assert close_to(word, known) == expected


@pytest.mark.parametrize("word", ["", "甲"])
def test_a_word_with_nothing_in_common_is_not_meant(word: str) -> None:
    assert close_to(word, ["乙"]) == ""
