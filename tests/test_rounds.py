"""Rounds: what is said of a unit built again and again is what is different, and nothing else."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.findings import Finding, Place, Severity
from generator.rounds import Change, Marks, Round, Standing, Uses, said

UNIT = Path("/区/data/units/甲镇")
USES = Uses(
    (
        (UNIT, "*.yaml"),
        (UNIT.parents[1] / "rubrics", "某县.yaml"),
        (UNIT.parents[1] / "checks", "*.y*ml"),
        (UNIT.parents[2] / "report_templates", "某模板.docx"),
    )
)


@pytest.mark.parametrize(
    ("path", "moved", "concerned"),
    [
        ("data/units/甲镇/预算.yaml", False, True),
        ("data/units/甲镇/预算.YAML", False, True),
        ("data/units/乙镇/预算.yaml", True, False),
        ("data/units/甲镇/预算.yaml~", True, False),
        ("data/units/甲镇/~$预算.yaml", True, False),
        ("data/units/甲镇/.#预算.yaml", True, False),
        ("data/units/甲镇/4913", True, False),
        ("data/units/甲镇/旧/预算.yaml", True, False),
        ("data/rubrics/某县.yaml", False, True),
        ("data/rubrics/别县.yaml", False, False),
        ("data/checks/本县.yml", False, True),
        ("report_templates/某模板.docx", False, True),
        ("report_templates/~$模板.docx", True, False),
        ("data/units/甲镇", True, True),
        ("data/units/甲镇", False, False),
        ("data/units", True, True),
        ("report_templates", True, True),
        ("build/报告.docx", True, False),
    ],
)
def test_a_unit_is_concerned_by_what_its_report_is_made_of(
    path: str, moved: bool, concerned: bool
) -> None:
    assert USES.concerned_by(Change(Path("/区") / path, moved)) is concerned


def finding(message: str, line: int = 1, severity: Severity = Severity.WARNING) -> Finding:
    return Finding("some-rule", severity, message, Place("预算.yaml", line), path=("预算", message))


def marks(total: str, grade: str = "优", **points: str | None) -> Marks:
    known = {name: None if each is None else Decimal(each) for name, each in points.items()}
    return Marks(Decimal(total), grade, known)


BEFORE = Standing((finding("甲。"),), (), marks("95.25", 调整率="5", 进度率="4.25"))


def test_the_first_round_tells_everything() -> None:
    now = Round((finding("甲。"), finding("乙。", 2)), marks("95.25"))
    assert said(Standing(), now) == [
        "自评总分 95.25，等级 优。",
        "预算.yaml:1  提醒  some-rule\n  甲。",
        "预算.yaml:2  提醒  some-rule\n  乙。",
    ]


def test_nothing_is_said_when_only_lines_moved() -> None:
    assert said(BEFORE, Round((finding("甲。", 9),), BEFORE.marks)) == []


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (marks("94.25", 调整率="4", 进度率="4.25"), "总分 95.25 → 94.25（调整率 5 → 4）"),
        (
            marks("89", "良", 调整率="0", 进度率="3"),
            "总分 95.25 → 89（调整率 5 → 0，进度率 4.25 → 3），等级 优 → 良",
        ),
        (
            marks("95.25", 调整率="4.25", 进度率="5"),
            "总分仍是 95.25（调整率 5 → 4.25，进度率 4.25 → 5）",
        ),
        (
            marks("95.25", "良", 调整率="5", 进度率="4.25"),
            "总分仍是 95.25，等级 优 → 良",
        ),
        (
            marks("90.25", 调整率=None, 进度率="4.25"),
            "总分 95.25 → 90.25（调整率 5 → 不能计分）",
        ),
        (
            marks("91", 进度率="4.25", 完成率="1"),
            "总分 95.25 → 91（调整率 5 → 无，完成率 无 → 1）",
        ),
        (marks("69", 调整率="5", 进度率="4.25"), "总分 95.25 → 69"),
    ],
)
def test_a_change_of_the_total_names_the_indicators_it_comes_from(now: Marks, line: str) -> None:
    assert said(BEFORE, Round(BEFORE.judged, now)) == [line]


def test_what_is_new_and_what_is_gone_is_told_apart() -> None:
    assert said(BEFORE, Round((finding("乙。", 3),), BEFORE.marks)) == [
        "新问题 1 条：",
        "预算.yaml:3  提醒  some-rule\n  乙。",
        "已消除 1 条：",
        "  预算.yaml:1  提醒  some-rule  甲。",
    ]


def test_a_finding_with_other_words_is_not_called_gone() -> None:
    before = Finding("sum", Severity.WARNING, "差 3。", Place("预算.yaml", 4), path=("预算",))
    now = Finding("sum", Severity.WARNING, "差 2。", Place("预算.yaml", 4), path=("预算",))
    lines = said(Standing((before,), (), BEFORE.marks), Round((now,), BEFORE.marks))
    assert lines == ["有变化的问题 1 条：", "预算.yaml:4  提醒  sum\n  差 2。"]


def test_a_file_that_can_not_be_read_makes_nothing_else_gone_or_new() -> None:
    broken = Round((finding("引号没有配对。", 7, Severity.ERROR),), None)
    assert said(BEFORE, broken)[0] == "新问题 1 条："
    then = BEFORE.after(broken)
    assert said(then, broken) == []
    assert said(then, Round(BEFORE.judged, BEFORE.marks)) == [
        "已消除 1 条：",
        "  预算.yaml:7  错误  some-rule  引号没有配对。",
    ]
    assert then.after(Round(BEFORE.judged, BEFORE.marks)) == BEFORE


findings = st.lists(st.builds(finding, st.sampled_from("甲乙丙丁"), st.integers(1, 3)), max_size=6)


@given(findings, findings)
def test_each_finding_is_new_or_known_and_each_known_one_stays_or_goes(
    old: list[Finding], now: list[Finding]
) -> None:
    lines = said(Standing(tuple(old), (), BEFORE.marks), Round(tuple(now), BEFORE.marks))
    new = sum((Counter(each.message for each in now) - Counter(e.message for e in old)).values())
    gone = sum((Counter(each.message for each in old) - Counter(e.message for e in now)).values())
    assert (f"新问题 {new} 条：" in lines) is bool(new)
    assert (f"已消除 {gone} 条：" in lines) is bool(gone)
