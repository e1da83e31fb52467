"""Scoring tables as offices type them: columns, levels, points, and the rubric made of them."""

from __future__ import annotations

from decimal import Decimal

from generator.figures import plain
from generator.intake.rubric_file import rubric_text
from generator.intake.score_table import find_score_tables, read_table
from generator.intake.typed import Cell, Grid

_HEAD = ("一级指标", "二级指标", "分值", "指标说明", "评分标准", "自评得分", "扣分原因")
_ROWS = (
    ("投入（60分）", "计划完备", "20", "看计划是否完备。", "符合（20）；\n不符合（0）。", "20", ""),
    ("", "办事评价", "40", "看群众的评价。", "按评价等次计分：\n优秀（40）；良好（20）；合格（10）。", "20", "反馈慢"),
    ("产出（40分）", "特色工作", "40", "看特色工作。", "由评价组商定。", "35.5", ""),
    ("合计", "", "100", "", "", "75.5", ""),
)  # fmt: skip


def _grid(*rows: tuple[str, ...]) -> Grid:
    return Grid(
        tuple(
            tuple(
                Cell(tuple(text.split("\n")) if text else (), f"第{r}行第{c}格", (r, c))
                for c, text in enumerate(row)
            )
            for r, row in enumerate(rows)
        ),
        "第1个表",
    )


def test_levels_left_blank_below_belong_to_the_heading_above() -> None:
    table = read_table(_grid(_HEAD, *_ROWS))
    assert [[each.name for each in row.above] for row in table.rows] == [
        ["投入"],
        ["投入"],
        ["产出"],
    ]
    assert [row.weight for row in table.rows] == [20, 40, 40]
    assert table.total == Decimal("75.5")
    assert table.rows[1].reason == "反馈慢"


def test_a_table_cut_in_two_is_one_again() -> None:
    for second in (_grid(_HEAD, *_ROWS[2:]), _grid(*_ROWS[2:])):
        (joined,) = find_score_tables([_grid(_HEAD, *_ROWS[:2]), second])
        assert read_table(joined).total == Decimal("75.5")
        assert [row.name for row in read_table(joined).rows] == ["计划完备", "办事评价", "特色工作"]


def test_a_table_of_other_things_is_no_scoring_table() -> None:
    assert find_score_tables([_grid(("项目", "金额"), ("办公", "3"))]) == ()


def test_the_rubric_made_of_a_table_says_its_very_words_and_gives_its_points() -> None:
    table = read_table(_grid(_HEAD, *_ROWS))
    made = rubric_text(table, "某县指标体系", 2022, "评分表")
    assert made.rubric is not None
    for placed, row in zip(made.rubric.indicators(), table.rows, strict=True):
        assert placed.indicator.explanation() == row.explanation
        assert placed.indicator.standard() == row.standard
    assert [each.kind for each in made.recognised] == ["要点", "等次", "评定"]
    assert made.answers["办事评价"] == {"等次": "良好"}
    assert made.answers["特色工作"]["评定分"] == Decimal("35.5")


def test_a_total_that_is_not_the_sum_is_told() -> None:
    wrong = ("合计", "", "100", "", "", "80", "")
    made = rubric_text(read_table(_grid(_HEAD, *_ROWS[:3], wrong)), "某县", 2022, "评分表")
    assert "old-total-differs" in [each.id for each in made.findings]


def test_a_rule_that_does_not_hold_in_itself_is_left_to_people() -> None:
    rows = (
        ("投入（100分）", "计划完备", "100", "看计划。", "符合（0）；\n不符合（100）。", "100", ""),
        ("合计", "", "100", "", "", "100", ""),
    )
    made = rubric_text(read_table(_grid(_HEAD, *rows)), "某县", 2022, "评分表")
    assert made.rubric is not None
    assert [each.kind for each in made.recognised] == ["评定"]


_SHARES = ("一级指标", "二级指标", "权重", "评分标准", "得分")


def _weights(head: tuple[str, ...], *rows: tuple[str, ...]) -> list[str]:
    """The weights above and of each indicator."""
    rows_read = read_table(_grid(head, *rows)).rows
    chains = [[*(each.weight for each in row.above), row.weight] for row in rows_read]
    return [" ".join(str(each and plain(each)) for each in chain) for chain in chains]


def test_weights_in_percent_that_add_up_to_the_whole_are_points() -> None:
    rows = [("投入", "预算", "30%", "看。", "30"), ("产出", "数量", "70％", "看。", "65")]
    assert _weights(_SHARES, *rows) == ["None 30", "None 70"]


def test_weights_as_parts_of_one_are_points_of_a_hundred() -> None:
    rows = [("投入", "预算", "0.3", "看。", "30"), ("产出", "数量", "0.7", "看。", "65")]
    assert _weights(_SHARES, *rows) == ["None 30", "None 70"]


def test_shares_of_the_level_above_are_multiplied_down_to_points() -> None:
    head = ("一级指标", "权重", "二级指标", "权重", "评分标准", "得分")
    rows = [
        ("投入", "40%", "预算", "25%", "看。", "10"),
        ("投入", "40%", "管理", "75%", "看。", "30"),
        ("产出", "60%", "数量", "100%", "看。", "55"),
    ]
    assert _weights(head, *rows) == ["40 10", "40 30", "60 60"]


def test_points_go_before_percent_where_an_indicator_has_both() -> None:
    head = ("指标", "分值", "权重", "评分标准", "得分")
    rows = [("预算", "15", "30%", "看。", "15"), ("数量", "35", "70%", "看。", "33")]
    assert _weights(head, *rows) == ["15", "35"]


def test_percent_that_adds_up_to_no_whole_stays_and_is_told() -> None:
    rows = [("投入", "预算", "30%", "看。", "30"), ("产出", "数量", "60%", "看。", "55")]
    table = read_table(_grid(_SHARES, *rows))
    assert [row.weight for row in table.rows] == [30, 60]
    made = rubric_text(table, "某县", 2022, "评分表")
    assert "weights-do-not-add-up" in [each.id for each in made.findings]
