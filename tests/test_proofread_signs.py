"""What is looked for first, to save looking further, stands in all that would be found."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest

_PARSER: Any = import_module("re._parser")
compared, enumeration, moments, quantities, ratios, remainders, style = (
    import_module(f"generator.proofread.{name}")
    for name in (
        "compared", "enumeration", "moments", "quantities", "ratios", "remainders", "style",
    )
)  # fmt: skip


def always(pattern: str, sign: re.Pattern[str], *, last: bool = False) -> bool:
    """Whether any text that a pattern matches holds a sign; ``last``: ends with one."""
    return _always(list(_PARSER.parse(pattern)), sign, last)


def _always(parts: list[Any], sign: re.Pattern[str], last: bool) -> bool:
    kept = [part for part in parts if str(part[0]) not in ("ASSERT", "ASSERT_NOT", "AT")]
    if not last:
        return any(_has(part, sign, last) for part in kept)
    for part in reversed(kept):
        if not _may_be_empty(part):
            return _has(part, sign, last)
        if not _has(part, sign, last):
            return False
    return False


def _may_be_empty(part: tuple[Any, Any]) -> bool:
    kind, what = str(part[0]), part[1]
    if kind.endswith("REPEAT"):
        return bool(what[0] == 0)
    return kind == "SUBPATTERN" and all(_may_be_empty(each) for each in what[3])


def _has(part: tuple[Any, Any], sign: re.Pattern[str], last: bool) -> bool:
    kind, what = str(part[0]), part[1]
    if kind == "LITERAL":
        return bool(sign.search(chr(what)))
    if kind == "IN":
        return all(_covered(each, sign) for each in what)
    if kind == "BRANCH":
        return all(_always(list(branch), sign, last) for branch in what[1])
    if kind == "SUBPATTERN":
        return _always(list(what[3]), sign, last)
    if kind.endswith("REPEAT"):
        return (what[0] > 0 or last) and _always(list(what[2]), sign, last)
    return False


def _covered(member: tuple[Any, Any], sign: re.Pattern[str]) -> bool:
    kind, what = str(member[0]), member[1]
    if kind == "RANGE":
        return all(sign.search(chr(code)) for code in range(what[0], what[1] + 1))
    if kind == "CATEGORY":
        signs = {"CATEGORY_SPACE": " \t\n\u3000", "CATEGORY_DIGIT": "0123456789"}[str(what)]
        return all(sign.search(each) for each in signs)
    return kind == "LITERAL" and bool(sign.search(chr(what)))


@pytest.mark.parametrize(
    ("pattern", "sign", "expected"),
    [
        ("甲乙|丙甲", "甲", True),
        ("甲|乙", "甲", False),
        ("甲?乙", "甲", False),
        ("(?:甲丁|乙{2})丙*", "[甲乙]", True),
        ("[甲乙]", "甲", False),
        ("(?!甲)乙", "甲", False),
        (".甲", "甲", True),
    ],
)
def test_a_sign_is_known_to_stand_in_all_matches_or_not(
    pattern: str, sign: str, expected: bool
) -> None:
    assert always(pattern, re.compile(sign)) is expected


def test_a_sign_is_known_to_stand_at_the_end_of_all_matches_or_not() -> None:
    assert always("约[为是]?", re.compile("[约为是]"), last=True)
    assert not always("约[为是]?", re.compile("[约为]"), last=True)
    assert not always("约[为是]?", re.compile("[为是]"), last=True)


CHANGES = (
    moments.VERB.pattern,
    compared._VERBS,
    compared._HIGHER,
    compared._LOWER,
    compared._OVERSPENT.pattern,
    compared._APART.pattern,
    compared._OBJECT.pattern,
)


@pytest.mark.parametrize("pattern", CHANGES)
def test_what_tells_a_change_has_one_of_its_signs(pattern: str) -> None:
    assert always(pattern, compared._SIGN)


RESTS = (
    ratios.LEFT,
    remainders._MISSING,
    remainders._STILL,
    remainders._SAVED,
    remainders._STOCK,
    remainders._OVER,
)


@pytest.mark.parametrize("pattern", RESTS)
def test_what_tells_a_rest_has_one_of_its_signs(pattern: re.Pattern[str]) -> None:
    assert always(pattern.pattern, remainders._SIGN)


def test_what_is_enumerated_has_a_mark_between_or_round_its_names() -> None:
    assert always(enumeration._LAST_TITLES.pattern, enumeration._SEVERAL)
    assert enumeration._SEVERAL.search("、")


def test_what_says_about_ends_with_one_of_its_letters_or_a_blank() -> None:
    ends = "".join(quantities._ABOUT_ENDS)
    assert always(quantities._ABOUT.pattern, re.compile(rf"[{re.escape(ends)}\s]"), last=True)


@pytest.mark.parametrize("rule", [rule for rule in style._RULES if rule.sign is not bool])
def test_a_form_that_is_wrong_has_the_sign_it_is_looked_for_by(rule: Any) -> None:
    looked_for = rule.sign.__self__.pattern
    if not looked_for.startswith(r"\s*"):
        assert always(rule.form.pattern, re.compile(looked_for))
        return
    assert rule.form.pattern.count(r"^\s*") == len(re.split(r"\|(?=\^)", rule.form.pattern))
    beginning = re.compile(looked_for.removeprefix(r"\s*"))
    for one in re.split(r"\|(?=\^)", rule.form.pattern):
        first = next(iter(_PARSER.parse(one.removeprefix(r"^\s*"))))
        assert _has(first, beginning, last=False)
