"""Units held against each other: who stands out and why, what changed from year to year, the command."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Desk, Jixiao
from hypothesis import given
from hypothesis import strategies as st
from outcomes import HOSTILE, mark, unit, unmade

from generator import workspace
from generator.batch.key import key
from generator.batch.outcome import Mark, Outcome, written
from generator.county import RULE, changes, compare, compared_book, gather
from generator.county.causes import number
from generator.figures import plain, points
from generator.findings import width

PATH = ("过程", "预算", "支付进度率")


def of(*got: str) -> list[Outcome]:
    """Units that differ on one indicator, of ten points."""
    return [unit(f"单位{at}", 支付进度率=each) for at, each in enumerate(got)]


def on(outcomes: Sequence[Outcome]) -> Any:
    return next(each for each in compare(outcomes) if each.path == PATH)


# ---- who stands out -------------------------------------------------------------------------------

OUTLIERS: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "all alike": (("8", "8", "8", "8"), []),
    "one far below, the rest alike": (("8", "8", "8", "5"), ["单位3"]),
    "one far above": (("2", "2", "2", "9"), ["单位3"]),
    "ten points of rate are enough where the rest are alike": (("8", "8", "8", "7"), ["单位3"]),
    "less than ten are not": (("8", "8", "8", "7.1"), []),
    "three times the spread is not more than three times": (("8", "8.5", "9", "8.5", "7"), []),
    "beyond it is": (("8", "8.5", "9", "8.5", "6.9"), ["单位4"]),
    "two units are too few": (("10", "0"), []),
    "three are not": (("10", "10", "0"), ["单位2"]),
    "both ends": (("5", "5", "5", "5", "0", "10"), ["单位5", "单位4"]),
}


@pytest.mark.parametrize("case", OUTLIERS)
def test_a_unit_stands_out_by_the_stated_rule(case: str) -> None:
    got, names = OUTLIERS[case]
    assert [each.entry.name for each in on(of(*got)).outliers] == names


@given(st.lists(st.integers(0, 10), min_size=1, max_size=9))
def test_no_unit_near_the_median_stands_out_and_the_middle_never_does(drawn: list[int]) -> None:
    compared = on(of(*map(str, drawn)))
    assert len(compared.entries) == len(drawn)
    assert compared.entries[-1].rate <= compared.middle <= compared.entries[0].rate
    for outlier in compared.outliers:
        off = abs(outlier.entry.rate - compared.middle)
        assert off >= D("0.1")
        assert off > 3 * compared.spread
    assert 2 * len(compared.outliers) <= len(drawn)


def test_the_rule_is_told_with_its_figures() -> None:
    assert RULE == (
        "差异大：得分率与各单位中位数之差，大于这些差的中位数的3倍，并且不少于10个百分点；不足3个单位的不判断。"
    )


def test_an_outlier_is_explained_by_its_figure_its_rule_and_a_unit_in_the_middle() -> None:
    (outlier,) = on(of("8", "8", "9", "2")).outliers
    assert outlier.why == (
        "支付进度率为20%，各单位中位数为80%",
        "本单位：支付进度率20%，按比例计分",
        "单位0（得分率80%，最接近中位数）：支付进度率80%，按比例计分",
    )


def test_where_no_unit_is_at_the_median_the_nearest_is_named_with_its_rate() -> None:
    (outlier,) = on(of("8", "8.2", "8.4", "8.6", "1", "8.3")).outliers
    assert outlier.why[-1].startswith("单位1（得分率82%，最接近中位数）：")


def judged(outcome: Outcome, *trace: str, got: str) -> Outcome:
    marks = tuple(
        replace(each, trace=trace, points=got) if each.indicator == PATH[-1] else each
        for each in outcome.marks
    )
    return replace(outcome, marks=marks)


def test_where_no_figure_decides_the_rules_are_held_together() -> None:
    units = [judged(each, "3个要点符合3个，得10分 → 10分", got="10") for each in of("8", "8", "8")]
    low = judged(unit("丁"), "3个要点符合1个，得2分 → 2分", "佐证：台账", got="2")
    (outlier,) = on([*units, low]).outliers
    assert outlier.why == (
        "本单位：3个要点符合1个，得2分",
        "单位0（得分率100%，最接近中位数）：3个要点符合3个，得10分",
    )


def test_points_given_by_people_are_the_reason_where_the_figure_is_that_of_all() -> None:
    low = judged(
        unit("丁"), "支付进度率 = 8/10 = 80%", "≥80%，得8分 → 8分", "核定 1分：拖延。", got="1"
    )
    (outlier,) = on([*of("8", "8", "8"), low]).outliers
    assert outlier.why[0] == "本单位：支付进度率80%，≥80%，得8分，核定 1分：拖延"


def test_years_and_rubrics_are_not_mixed() -> None:
    units = [unit("甲"), unit("乙"), unit("甲", 2022), unit("丙", rubric="乙体系")]
    found = {(each.year, each.rubric, len(each.entries)) for each in compare(units)}
    assert found == {(2022, "甲体系", 1), (2021, "甲体系", 2), (2021, "乙体系", 1)}
    assert next(each.year for each in compare(units)) == 2022


def test_what_has_no_points_or_no_weight_is_not_compared() -> None:
    other = unit("乙", 支付进度率=None)
    free = replace(other, marks=(mark(PATH, "0", "0"), replace(other.marks[0], weight="")))
    assert compare([free, unmade("坏")]) == ()


@pytest.mark.parametrize(
    ("written", "figure"),
    [("85%", "0.85"), ("-10.94%", "-0.1094"), ("1360", "1360"), ("1.5", "1.5"), ("未填", None), ("", None)],
)  # fmt: skip
def test_figures_of_traces_are_read(written: str, figure: str | None) -> None:
    assert number(written) == (None if figure is None else D(figure))


# ---- from year to year ----------------------------------------------------------------------------


def moved(before: Outcome, after: Outcome) -> list[tuple[str, str]]:
    return [(each.indicator, each.why) for each in changes([before, after])]


def test_what_changed_is_told_by_the_figures_that_moved() -> None:
    assert moved(unit("甲", 2021, 支付进度率="8"), unit("甲", 2022, 支付进度率="9")) == [
        ("支付进度率", "支付进度率 80% → 90%；完成数 80 → 90")
    ]


def without(outcome: Outcome, name: str = PATH[-1]) -> Outcome:
    return replace(outcome, marks=tuple(each for each in outcome.marks if each.indicator != name))


WHY = {
    "new": (without(unit("甲"), "支付进度率"), unit("甲", 2022), "上一年没有这项指标"),
    "gone": (unit("甲"), without(unit("甲", 2022), "支付进度率"), "这一年没有这项指标"),
    "rules": (
        judged(unit("甲"), "2个要点符合1个，得5分 → 5分", got="5"),
        judged(unit("甲", 2022), "2个要点符合2个，得9分 → 9分", got="9"),
        "2个要点符合1个，得5分 → 2个要点符合2个，得9分",
    ),
    "no trace": (judged(unit("甲"), got="5"), judged(unit("甲", 2022), got="9"), "计算过程没有不同"),
    "a rule where there was none": (
        judged(unit("甲"), got="5"),
        judged(unit("甲", 2022), "得9分", got="9"),
        "无 → 得9分",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WHY)
def test_a_change_says_why(case: str) -> None:
    before, after, why = WHY[case]
    assert moved(before, after) == [("支付进度率", why)]


def test_another_weight_is_a_change_of_its_own() -> None:
    after = unit("甲", 2022)
    heavier = tuple(replace(m, weight="20") if m.indicator == PATH[-1] else m for m in after.marks)
    assert moved(unit("甲"), replace(after, marks=heavier)) == [("支付进度率", "分值 10 → 20")]


def test_only_units_of_the_same_name_are_held_together_year_after_year() -> None:
    units = [
        unit("甲", 2021),
        unit("甲", 2024, 目标明确="5"),
        unit("甲", 2023),
        unit("乙", 2022, 目标明确="1"),
    ]
    found = [(each.unit, each.years) for each in changes([*units, unmade("坏")])]
    assert found == [("甲", (2023, 2024))]


@given(st.integers(0, 10), st.integers(0, 10))
def test_nothing_changed_is_not_told(before: int, after: int) -> None:
    found = changes(
        [unit("甲", 2021, 支付进度率=str(before)), unit("甲", 2022, 支付进度率=str(after))]
    )
    assert len(found) == (before != after)


# ---- the workbook ---------------------------------------------------------------------------------


def test_the_workbook_says_the_comparison_and_keeps_names_text() -> None:
    units = [unit(name, 支付进度率="8") for name in HOSTILE]
    units += [unit("丙", 支付进度率="2"), unit("丙", 2022, 支付进度率="9")]
    compared, changed = compare(units), changes(units)
    xlsx = compared_book(compared, changed)
    assert xlsx == compared_book(compare(units[::-1]), changes(units[::-1]))
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    assert book.sheetnames == ["各指标比较", "各单位得分", "差异大", "逐年变化"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {cell.value for cell in book["各单位得分"]["C"][3:]} == {*HOSTILE, "丙"}
    (outlier,) = book["差异大"].iter_rows(min_row=4, values_only=True)
    assert outlier[:5] == (2021, "支付进度率", "丙", 0.2, 0.8)
    assert "支付进度率 = 完成数/计划数 = 20/100 = 20%" in outlier[6]
    for name in ("各指标比较", "各单位得分", "差异大"):
        *_, head = (cell.value for cell in book[name][3])
        assert head == "指标体系", name
        assert {row[len(book[name][3]) - 1].value for row in book[name].iter_rows(min_row=4)} == {
            "甲体系"
        }
    (change,) = book["逐年变化"].iter_rows(min_row=4, values_only=True)
    assert change[:7] == ("丙", 2021, 2022, "支付进度率", 2, 9, 7)


# ---- the command ----------------------------------------------------------------------------------


class Space:
    """A workspace whose units have outcomes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.outcomes = root / "build" / "批量" / "成绩"
        self.outcomes.mkdir(parents=True)

    def put(self, *units: Outcome, recorded: bool = False) -> Space:
        for each in units:
            name = Path(each.folder).name
            (self.root / each.folder).mkdir(parents=True, exist_ok=True)
            record = {"key": "k", "target": "t", "outcome": asdict(each)}
            raw = json.dumps(record).encode() if recorded else written(each)
            (self.outcomes / f"{name}.json").write_bytes(raw)
        return self


@pytest.fixture
def space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Space:
    monkeypatch.chdir(tmp_path)
    return Space(tmp_path)


def test_few_units_stand_side_by_side(space: Space, jixiao: Jixiao) -> None:
    space.put(*of("8", "8", "2"), recorded=True)
    run = jixiao("compare")
    assert run.code == 0
    assert "【2021年  甲体系  3个单位】" in run.out
    assert "  支付进度率         80%    80%    80%    20%" in run.out
    assert (
        "差异大的 1 处，相差多的在前：\n  单位2  支付进度率  2/10  得分率20%，中位数80%" in run.out
    )
    steps = run.out[run.out.index("    本单位：") :].split("\n")
    assert steps[1] == "      支付进度率 = 完成数/计划数 = 20/100 = 20%"
    assert steps[5:7] == [
        "      佐证：决算报表",
        "    单位0（得分率80%，最接近中位数）：支付进度率80%，按比例计分",
    ]
    assert run.out.rstrip().endswith(RULE)


def test_many_units_are_told_by_their_ends(space: Space, jixiao: Jixiao) -> None:
    space.put(*of("8", "8", "8", "8", "8", "2"))
    lines = jixiao("compare", space.outcomes).out.split("\n")
    assert lines[1] == "  指标        中位得分率  最低  最高  差异大"
    assert lines[4] == "  支付进度率         80%   20%   80%     1个"


def test_one_indicator_lists_every_unit_aligned_as_wide_signs_show(
    space: Space, jixiao: Jixiao
) -> None:
    space.put(*[unit(name, 支付进度率="8") for name in HOSTILE], unit("丙", 支付进度率="2"))
    out = jixiao("compare", "--indicator", "支付进度率").out
    rows = [
        line
        for line in out.split("\n")
        if "%" in line and line.startswith("  ") and "，" not in line
    ]
    assert "很长的名称很长的名称很长的名…" in out
    assert "预算执行率" not in out
    ends = {
        width(line.removesuffix("  差异大"))
        for line in rows
        if "最接近中位数" not in line and "=" not in line
    }
    assert len(ends) == 1


def test_what_two_rates_differ_by_is_told_in_percentage_points(
    space: Space, jixiao: Jixiao
) -> None:
    space.put(*of("8", "7.5", "6.97", "2"))
    head, *rows = jixiao("compare", "--indicator", "支付进度率").out.splitlines()[1:6]
    assert head.split() == ["单位", "得分", "分值", "得分率", "与中位数相差（个百分点）"]
    assert [row.split()[3:] for row in rows] == [
        ["80%", "7.65"], ["75%", "2.65"], ["69.7%", "-2.65"], ["20%", "-52.35", "差异大"],
    ]  # fmt: skip
    jixiao("compare", "-o", "比较.xlsx")
    book = openpyxl.load_workbook(space.root / "比较.xlsx")
    for sheet, head, value in (
        ("各单位得分", "相差（个百分点）", -52.35),
        ("各指标比较", "离差中位数（个百分点）", 5.15),
    ):
        heads = [cell.value for cell in book[sheet][3]]
        named = heads.index("指标")
        (*_, cell) = (
            row[heads.index(head)] for row in book[sheet] if row[named].value == "支付进度率"
        )
        assert (cell.value, cell.number_format) == (pytest.approx(value), "0.00"), sheet


def test_an_indicator_that_is_none_is_told_with_the_nearest(space: Space, jixiao: Jixiao) -> None:
    space.put(unit("甲"))
    run = jixiao("compare", "--indicator", "支付进度")
    assert run.code == 1
    assert "indicator-not-found" in run.out
    assert "是不是“支付进度率”？" in run.out
    assert "一字不差" in jixiao("compare", "--indicator", "xyz").out


def marked(outcome: Outcome, **new: Any) -> Outcome:
    """A unit with another mark on the indicator."""
    marks = (replace(m, **new) if m.indicator == "支付进度率" else m for m in outcome.marks)
    return replace(outcome, marks=tuple(marks))


UNSCORED = "不能计分：没有填“计划数”。"
NO_NEED = "不适用：没有项目支出，分值分摊到同级指标"
LACKING: dict[str, tuple[Outcome, str]] = {
    "another rubric": (without(unit("乙", rubric="乙体系")), "所用的指标体系“乙体系”没有这项指标"),
    "a rubric without a name": (without(unit("乙", rubric="")), "所用的指标体系没有这项指标"),
    "the rubric as it was": (
        without(unit("乙")),
        "所用的指标体系“甲体系”没有这项指标（别的单位或年度用的同名体系有，可能改过）",
    ),
    "not scored": (marked(unit("乙"), points=None, trace=(UNSCORED, "佐证：账册")), UNSCORED[:-1]),
    "not scored, and no reason known": (marked(unit("乙"), points=None, trace=()), "这项指标没有计分"),
    "not scored, with another trace": (
        marked(unit("乙"), points=None, trace=("按比例计分 → ？分",)), "这项指标没有计分：按比例计分"
    ),
    "not concerned": (marked(unit("乙"), weight="0", points="0", trace=(NO_NEED,)), NO_NEED),
    "not concerned, as printed": (marked(unit("乙"), weight="0", trace=()), "这项指标不适用，分值为0"),
    "no weight printed": (marked(unit("乙"), weight=""), "报告里没有印这项指标的分值，算不出得分率"),
}  # fmt: skip


@pytest.mark.parametrize("case", LACKING)
def test_units_that_lack_an_indicator_are_told_last_with_the_reason(
    space: Space, jixiao: Jixiao, case: str
) -> None:
    outcome, why = LACKING[case]
    space.put(unit("甲"), outcome)
    run = jixiao("compare", "--indicator", "支付进度率")
    assert run.code == 0
    assert run.out.endswith(f"没有“支付进度率”的得分、没有比较的 1 个：\n  乙：{why}。\n")
    assert "没有比较的" not in jixiao("compare").out


def test_units_that_lack_an_indicator_for_one_reason_are_told_together(
    space: Space, jixiao: Jixiao
) -> None:
    many = [without(unit(f"镇{at:02}", rubric="乙体系")) for at in range(51)]
    space.put(unit("甲"), marked(unit("乙"), points=None, trace=()), *many)
    *_, lead, first, second = jixiao("compare", "--indicator", "支付进度率").out.splitlines()
    assert lead == "没有“支付进度率”的得分、没有比较的 52 个："
    assert first.startswith("  镇00、镇01、")
    assert first.endswith("、镇49等51个：所用的指标体系“乙体系”没有这项指标。")
    assert second == "  乙：这项指标没有计分。"


def test_when_all_units_lack_an_indicator_it_is_said_of_each(space: Space, jixiao: Jixiao) -> None:
    space.put(*(marked(unit(name), points=None, trace=(UNSCORED,)) for name in "甲乙"))
    run = jixiao("compare", "--indicator", "支付进度率")
    assert run.out == (
        "没有可以比较得分率的单位。\n没有“支付进度率”的得分、没有比较的 2 个：\n"
        f"  乙、甲：{UNSCORED}\n"
    )
    space.put(*(without(unit(name, rubric=f"{name}体系")) for name in "甲乙"))
    run = jixiao("compare", "--indicator", "支付进度率")
    assert run.code == 1
    assert "甲：所用的指标体系“甲体系”没有这项指标" in run.out
    assert "乙：所用的指标体系“乙体系”没有这项指标" in run.out


def test_years_of_an_indicator_tell_in_which_it_is_lacking(space: Space, jixiao: Jixiao) -> None:
    space.put(unit("甲", 2021), without(unit("甲", 2022, "乙体系")))
    out = jixiao("compare", "data/units/甲-2022", "--years", "--indicator", "支付进度率").out
    assert out.endswith("的 1 个：\n  甲（甲-2022）：所用的指标体系“乙体系”没有这项指标。\n")


def test_years_find_the_other_years_of_a_unit(space: Space, jixiao: Jixiao) -> None:
    space.put(unit("甲", 2021, 支付进度率="8"), unit("甲", 2022, 支付进度率="9"), unit("乙", 2022))
    out = jixiao("compare", "data/units/甲-2022", "--years").out
    assert out.startswith("【甲  2021年 98分 优 → 2022年 99分 优】\n  支付进度率  8/10 → 9/10\n")
    assert "    支付进度率 80% → 90%；完成数 80 → 90" in out
    alone = jixiao("compare", "data/units/乙-2022", "--years").out
    assert alone == "只有一个年度的成绩、不能逐年比较的 1 个：乙。\n"
    space.put(unit("丙", 2021), unit("丙", 2022))
    alike = jixiao("compare", "data/units/丙-2022", "--years").out
    assert alike == "各项得分没有变化的 1 个：丙。\n"
    every = jixiao("compare", "--years").out
    assert every.startswith("【甲  ")
    assert every.endswith(
        "各项得分没有变化的 1 个：丙。\n只有一个年度的成绩、不能逐年比较的 1 个：乙。\n"
    )


def test_years_of_one_indicator_claim_nothing_of_the_others(space: Space, jixiao: Jixiao) -> None:
    space.put(unit("甲", 2021, 支付进度率="8"), unit("甲", 2022, 支付进度率="9"))
    space.put(unit("乙", 2021), unit("乙", 2022, 支付进度率="9"))
    space.put(unit("丙", 2021), without(unit("丙", 2022), "目标明确"))
    out = jixiao("compare", "--years", "--indicator", "目标明确").out
    assert "这项指标没有变化的 2 个：乙、甲。\n" in out
    assert "只有一个年度有这项指标、不能逐年比较的 1 个：丙。\n" in out
    assert "各项得分" not in out


def uncompared(space: Space) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(space.root / "比较.xlsx")
    return list(book["没有比较"].iter_rows(min_row=4, values_only=True))


def test_the_table_names_every_unit_that_lacks_the_indicator(space: Space, jixiao: Jixiao) -> None:
    many = [without(unit(f"镇{at:02}", rubric="乙体系")) for at in range(51)]
    space.put(unit("甲"), marked(unit("乙"), points=None, trace=(UNSCORED,)), *many)
    jixiao("compare", "--indicator", "支付进度率", "-o", "比较.xlsx")
    why = "所用的指标体系“乙体系”没有这项指标。"
    assert uncompared(space) == [*((f"镇{at:02}", why) for at in range(51)), ("乙", UNSCORED)]


def test_the_table_names_the_units_without_outcome_and_those_of_one_year(
    space: Space, jixiao: Jixiao
) -> None:
    space.put(*(unit(f"单位{at}") for at in range(6)), unmade("data/units/坏", "写成了“12a”。"))
    for name in ("空", "坏"):
        (space.root / "data/units" / name).mkdir(exist_ok=True)
    (space.root / "data/units/空/单位.yaml").touch()
    named = [space.outcomes, "data/units/空", "没有"]
    assert jixiao("compare", *named, "-o", "比较.xlsx").code == 1
    bare = [
        ("data/units/空", "这个单位还没有成绩，没有比较它。请先用 jixiao build 或 jixiao batch 生成报告。"),
        ("没有", "没有这个单位文件夹或成绩文件。请核对路径，例如 data/units/wanghuzhai-2021。"),
        ("data/units/坏", "上次批量生成时没有做成这个单位，没有比较它：写成了“12a”。请改好后再运行 jixiao batch。"),
    ]  # fmt: skip
    assert uncompared(space) == bare
    jixiao("compare", *named, "--years", "-o", "比较.xlsx")
    single = [(f"单位{at}", "只有一个年度的成绩、不能逐年比较。") for at in range(6)]
    assert uncompared(space) == [*bare, *single]
    jixiao("compare", *(f"data/units/单位{at}-2021" for at in range(6)), "-o", "比较.xlsx")
    assert "没有比较" not in openpyxl.load_workbook(space.root / "比较.xlsx").sheetnames


def test_the_table_is_stored_and_one_that_was_edited_is_set_aside(
    space: Space, jixiao: Jixiao
) -> None:
    space.put(*of("8", "8", "2"))
    assert "已生成：比较.xlsx" in jixiao("compare", "-o", "比较.xlsx").out
    assert "没有变化：比较.xlsx" in jixiao("compare", "-o", "比较.xlsx").out
    (space.root / "比较.xlsx").write_bytes(b"mine")
    assert "比较（手改稿1）.xlsx" in jixiao("compare", "-o", "比较.xlsx").out
    assert (space.root / "比较（手改稿1）.xlsx").read_bytes() == b"mine"
    assert jixiao("compare", "-o", "比较.docx").code == 2


def test_a_table_that_was_only_saved_again_is_no_work_of_a_persons(
    space: Space, jixiao: Jixiao
) -> None:
    file = space.root / "比较.xlsx"
    space.put(*of("8", "8", "2"))
    jixiao("compare", "-o", file.name)
    openpyxl.load_workbook(file).save(file)
    assert "没有变化：比较.xlsx" in jixiao("compare", "-o", file.name).out
    space.put(unit("新局"))
    assert jixiao("compare", "-o", file.name).out.endswith("已生成：比较.xlsx\n")
    assert not list(space.root.glob("*手改稿*"))
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["A20"] = "请核"
    book.save(file)
    assert "手改稿1" in jixiao("compare", "-o", file.name).out


def test_units_without_outcome_and_damaged_ones_are_told_and_the_rest_compared(
    space: Space, jixiao: Jixiao
) -> None:
    space.put(*of("8", "8", "2"))
    (space.root / "data/units/空").mkdir()
    (space.root / "data/units/空/单位.yaml").touch()
    (space.root / "data/units/空/别的.json").write_text("{}")
    broken = space.outcomes / "坏.json"
    broken.write_text('{"marks": 3}', encoding="utf-8")
    run = jixiao("compare", "data/units/空", broken, *space.root.glob("data/units/单位*"))
    assert run.code == 0
    assert "outcome-missing" in run.out
    assert "outcome-unreadable" in run.out
    assert "3个单位" in run.out


def test_long_lists_of_outliers_are_cut_and_small_ones_come_last(
    space: Space, jixiao: Jixiao
) -> None:
    lows = [unit(f"低{at:02}", 支付进度率="2") for at in range(22)]
    space.put(*lows, unit("最低", 支付进度率="1"), *[unit(f"常{at:02}") for at in range(40)])
    out = jixiao("compare").out
    assert "差异大的 23 处，相差多的在前：\n  最低  支付进度率  1/10" in out
    assert "  ……其余 3 处用 -o 存成表格查看。" in out


def test_units_whose_reports_print_no_weights_can_not_be_compared(
    space: Space, jixiao: Jixiao
) -> None:
    bare = unit("甲")
    space.put(replace(bare, marks=tuple(replace(each, weight="") for each in bare.marks)))
    run = jixiao("compare")
    assert (run.code, run.out) == (0, "没有印分值的指标，不能比较得分率。\n")


def test_a_unit_whose_last_run_failed_is_told_with_the_reason(space: Space, jixiao: Jixiao) -> None:
    space.put(
        *of("8", "8", "2"),
        unmade("data/units/坏", "“支出决算”写成了“12a”。"),
        unmade("data/units/亡"),
    )
    run = jixiao("compare")
    assert run.code == 0
    assert "3个单位" in run.out
    assert run.out.count("outcome-unscored") == 2
    assert "没有比较它：“支出决算”写成了“12a”。请改好后再运行 jixiao batch。" in run.out
    alone = jixiao("compare", "data/units/坏")
    assert (alone.code, "outcome-unscored" in alone.out) == (1, True)
    assert "没有可以比较的得分，原因见上面。" in alone.out


def test_a_folder_that_is_not_there_is_told_as_such(space: Space, jixiao: Jixiao) -> None:
    space.put(*of("8", "8", "2"))
    for absent in ("没有", "没有.json"):
        run = jixiao("compare", absent, space.outcomes)
        assert (run.code, "unit-not-found" in run.out, "3个单位" in run.out) == (1, True, True)
        assert "没有这个单位文件夹或成绩文件。" in jixiao("compare", absent).out


def test_nothing_to_compare_is_told(space: Space, jixiao: Jixiao) -> None:
    (space.root / "空").mkdir()
    (space.root / "空" / "甲.json").write_bytes(written(replace(unit("甲"), marks=())))
    run = jixiao("compare", "空")
    assert run.code == 1
    assert "nothing-to-compare" in run.out


def test_points_of_data_that_changed_since_are_told(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "甲乙":
        desk.second(f"{name}镇")
    monkeypatch.chdir(desk.root)
    jixiao("batch")
    assert "outcome-stale" not in jixiao("compare").out
    desk.edit("预算", "年度支付数: 850", "年度支付数: 700")
    run = jixiao("compare")
    assert (run.code, run.out.count("outcome-stale")) == (0, 1)
    assert (
        "有1个单位上次生成以后数据、指标体系或程序改过，成绩是上次的：试验镇人民政府。" in run.out
    )
    jixiao("batch")
    assert "outcome-stale" not in jixiao("compare").out


def test_of_many_units_with_other_data_some_are_named(tmp_path: Path) -> None:
    units = [tmp_path / "data" / "units" / f"单位{at:02}-2021" for at in range(12)]
    Space(tmp_path).put(*(unit(f"单位{at:02}") for at in range(12)), recorded=True)
    outcomes, findings = gather(units, build, now)
    assert len(outcomes) == 12
    assert [f.id for f in findings] == ["outcome-stale"]
    assert findings[0].message.endswith("单位08、单位09等。")


# ---- versions instead of outcomes -----------------------------------------------------------------


def build(unit: Path) -> Path:
    return workspace.of(unit).build


def now(unit: Path) -> str:
    return key(unit, workspace.of(unit))


def test_a_unit_that_was_only_built_is_compared_by_its_newest_version(desk: Desk) -> None:
    generated = desk.generate()
    card = generated.scorecard
    (outcome,), findings = gather([desk.unit], build, now)
    assert findings == []
    assert (outcome.unit, outcome.year, outcome.total) == (
        "试验镇人民政府",
        2021,
        points(card.total),
    )
    assert outcome.rubric == "试验"
    expected = [
        Mark(
            tuple(group.name for group in score.above),
            score.indicator.name,
            plain(score.weight),
            points(score.points),
            (),
        )
        for score in card.scores
        if score.points is not None
    ]
    assert sorted((replace(each, trace=()) for each in outcome.marks), key=str) == sorted(
        expected, key=str
    )
    assert all(each.trace for each in outcome.marks)


def recorded(desk: Desk, outcome: Outcome) -> None:
    """Keep an outcome as a run over many units does."""
    folder = desk.space.build / "批量" / "成绩"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{Path(outcome.folder).name}.json").write_bytes(written(outcome))


@pytest.mark.parametrize(("docx", "total"), [("same", "12"), ("other", "89"), ("", "89")])
def test_a_report_made_since_the_run_stands_for_its_outcome(
    desk: Desk, docx: str, total: str
) -> None:
    desk.generate()
    (of_version,), _ = gather([desk.unit], build, now)
    known = {"same": of_version.docx}.get(docx, docx)
    run = replace(of_version, folder=f"data/units/{desk.unit.name}", docx=known, report="甲.docx")
    recorded(desk, replace(run, total="12"))
    (outcome,), findings = gather([desk.unit], build, now)
    assert (outcome.total, findings) == (total, [])


def test_a_run_that_failed_is_the_last_word_until_a_report_is_made_of_the_mended_data(
    desk: Desk, jixiao: Jixiao
) -> None:
    jixiao("batch", desk.unit)
    desk.edit("预算", "年度支付数: 850", "年度支付数: 八百")
    jixiao("batch", desk.unit)
    outcomes, findings = gather([desk.unit], build, now)
    assert (outcomes, [f.id for f in findings]) == ([], ["outcome-unscored"])
    desk.edit("预算", "年度支付数: 八百", "年度支付数:")
    jixiao("batch", desk.unit)
    outcomes, findings = gather([desk.unit], build, now)
    assert (outcomes, [f.id for f in findings]) == ([], ["outcome-unscored"])
    desk.edit("预算", "年度支付数:\n", "年度支付数: 800\n")
    jixiao("build", desk.unit)
    (outcome,), findings = gather([desk.unit], build, now)
    assert (outcome.made, findings) == (True, [])


@pytest.mark.parametrize("change", ["data", "more data", "rubric"])
def test_a_version_of_data_that_changed_since_is_told(desk: Desk, change: str) -> None:
    desk.generate()
    changed = {"data": desk.path("文字"), "rubric": desk.path("试验")}
    file = changed.get(change, desk.unit / "另有.yaml")
    was = file.read_text(encoding="utf-8") if file.exists() else ""
    (desk.unit / "~$文字.yaml").write_bytes(b"x")
    assert gather([desk.unit], build, now)[1] == []
    file.write_text(f"{was}# 改过\n", encoding="utf-8")
    assert [f.id for f in gather([desk.unit], build, now)[1]] == ["outcome-stale"]


def test_a_unit_only_built_is_compared_with_those_of_a_run_by_the_same_indicators(
    desk: Desk,
) -> None:
    desk.generate()
    (of_version,), _ = gather([desk.unit], build, now)
    other = replace(
        of_version, folder="data/units/乙", unit="乙", rubric="试验指标体系", report="乙.docx"
    )
    recorded(desk, other)
    both, _ = gather([desk.unit, desk.unit.with_name("乙")], build, now)
    assert {each.rubric for each in both} == {"试验指标体系"}


def test_weights_are_read_from_a_column_of_their_own(desk: Desk) -> None:
    desk.edit(
        "试验",
        "  依据: 试验办法第一条\n  等级",
        "  依据: 试验办法第一条\n  附加列: [分值, 佐证]\n  等级",
    )
    desk.generate()
    (outcome,), _ = gather([desk.unit], build, now)
    card = desk.examine().scorecard
    assert {each.indicator: each.weight for each in outcome.marks} == {
        score.indicator.name: plain(score.weight) for score in card.scores
    }


def test_built_units_are_compared_by_the_command(
    desk: Desk, jixiao: Jixiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.generate()
    monkeypatch.chdir(desk.root)
    run = jixiao("compare")
    assert run.code == 0
    assert "【2021年  试验  1个单位】" in run.out
