"""Scoring tables as offices type them: columns, levels, points, and the rubric made of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

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


@pytest.mark.parametrize(
    ("name", "weight", "score"),
    [
        ("考核指标", "标准分", "单位自评"),
        ("考评指标", "权重（%）", "自评分"),
        ("绩效指标", "权重分值", "评价得分"),
        ("三级指标名称", "标准分数", "考核得分"),
        ("考核项目", "满分值", "单位自评分数"),
        ("评价指标", "指标权重", "评价分"),
    ],
)
def test_columns_are_known_by_whatever_heads_offices_use(
    name: str, weight: str, score: str
) -> None:
    grid = _grid((name, weight, "考核标准", score), ("计划完备", "100", "看计划。", "95"))
    assert find_score_tables([grid]) == (grid,)
    (row,) = read_table(grid).rows
    assert (row.name, row.standard) == ("计划完备", ("看计划。",))
    assert (row.weight, row.points) == (Decimal(100), Decimal(95))


@pytest.mark.parametrize("words", ["小计", "小 计：", "投入小计", "投入合计", "一级指标小计"])
def test_a_row_that_adds_up_a_part_is_no_indicator_and_no_total(words: str) -> None:
    part = (words, "", "60", "", "", "40", "")
    table = read_table(_grid(_HEAD, *_ROWS[:2], part, *_ROWS[2:]))
    assert [row.name for row in table.rows] == ["计划完备", "办事评价", "特色工作"]
    assert table.total == Decimal("75.5")


def test_of_several_totals_the_last_one_counts() -> None:
    first = ("合计", "", "60", "", "", "40", "")
    last = ("总得分", "", "100", "", "", "75.5", "")
    assert read_table(_grid(_HEAD, *_ROWS[:2], first, _ROWS[2], last)).total == Decimal("75.5")


def _merged(grid: Grid, row: int, *spans: tuple[int, int]) -> Grid:
    """The grid with areas of a row merged, from column to column."""
    cells = list(grid.rows[row])
    for first, last in spans:
        cells[first : last + 1] = [cells[first]] * (last - first + 1)
    return Grid((*grid.rows[:row], tuple(cells), *grid.rows[row + 1 :]), grid.where)


@pytest.mark.parametrize(
    "words", ["合计：75.5分", "总得分75.5", "自评总分（100分）：75.5分", "得分合计为７５.５分"]
)
def test_a_total_in_one_cell_with_its_words_is_read(words: str) -> None:
    grid = _merged(_grid(_HEAD, *_ROWS[:3], (words, "", "", "", "", "", "")), 4, (0, 6))
    table = read_table(grid)
    assert table.total == Decimal("75.5")
    assert len(table.rows) == 3


def test_the_words_of_a_total_with_full_marks_are_not_the_score() -> None:
    table = read_table(_grid(_HEAD, *_ROWS[:3], ("合计（100分）", "", "", "", "", "75.5", "")))
    assert table.total == Decimal("75.5")


_OTHERS = (
    (("序号", "姓名", "单位", "职务", "职称", "电话", "签字"), ("1", "甲", "某局", "组长", "", "", "")),
    (("项目", "年初", "调整", "支出", "结余", "比例", "备注"), ("办公", "3", "1", "4", "0", "100%", "")),
    (("一月", "3", "4", "5", "6", "好", ""),),
)  # fmt: skip


@pytest.mark.parametrize("other", _OTHERS)
def test_another_table_of_the_same_width_behind_is_not_joined(
    other: tuple[tuple[str, ...], ...],
) -> None:
    for rows in (_ROWS, _ROWS[:3]):
        (found,) = find_score_tables([_grid(_HEAD, *rows), _grid(*other)])
        assert len(found.rows) == len(rows) + 1


def test_behind_a_total_nothing_goes_on() -> None:
    tables = [_grid(_HEAD, *_ROWS), _grid(("", "另一项", "10", "看。", "看。", "9", ""))]
    assert [len(each.rows) for each in find_score_tables(tables)] == [5]


def test_the_rest_of_a_row_cut_in_two_goes_on() -> None:
    rest = _grid(("", "", "", "", "不符合（0）。", "", ""), *_ROWS[1:])
    (found,) = find_score_tables([_grid(_HEAD, _ROWS[0]), rest])
    assert read_table(found).rows[0].standard[-1] == "不符合（0）。"


def _told(*rows: tuple[str, ...], head: tuple[str, ...] = _HEAD) -> dict[str, list[str]]:
    """What the rubric made of a table tells: by id the messages, with their places."""
    made = rubric_text(read_table(_grid(head, *rows)), "某县", 2022, "评分表")
    told: dict[str, list[str]] = {}
    for each in made.findings:
        told.setdefault(each.id, []).append(f"{each.place}{each.message}")
    return told


@pytest.mark.parametrize(
    "note",
    [
        ("注：得分保留两位小数。", "", "", "", "", "", ""),
        ("备注", "得分保留两位小数。", "", "", "", "", ""),
        ("填表人：甲", "", "", "", "审核人：乙", "", ""),
        ("", "", "30", "", "", "28", ""),
    ],
)
def test_a_row_that_is_no_indicator_is_told_and_not_dropped(note: tuple[str, ...]) -> None:
    table = read_table(_grid(_HEAD, *_ROWS[:2], note, *_ROWS[2:]))
    assert [row.name for row in table.rows] == ["计划完备", "办事评价", "特色工作"]
    assert [row.above[0].name for row in table.rows] == ["投入", "投入", "产出"]
    (told,) = _told(*_ROWS[:2], note, *_ROWS[2:])["table-row-left"]
    assert "第3行" in told
    assert next(text for text in note if text) in told


def test_a_row_merged_over_the_whole_width_is_told() -> None:
    wide = ("本表由评价组填写。", "", "", "", "", "", "")
    table = read_table(_merged(_grid(_HEAD, *_ROWS, wide), 5, (0, 6)))
    assert [text for _, text in table.left] == ["本表由评价组填写。"]
    assert len(table.rows) == 3


def test_a_blank_row_and_a_row_of_a_heading_alone_are_not_told() -> None:
    blank, heading = ("",) * 7, ("产出（40分）", "", "40", "", "", "38", "")
    rows = (*_ROWS[:2], blank, heading, ("", *_ROWS[2][1:]), _ROWS[3])
    assert "table-row-left" not in _told(*rows)
    assert read_table(_grid(_HEAD, *rows)).rows[2].above[0].name == "产出"


def test_words_before_the_first_indicator_are_told() -> None:
    told = _told(("", "", "", "", "总的要求。", "", ""), *_ROWS)
    assert "总的要求。" in told["table-row-left"][0]


def test_the_rows_of_one_indicator_are_joined_with_all_that_they_say() -> None:
    more = ("", "", "10", "再看执行。", "好（10）。", "8", "慢")
    table = read_table(_grid(_HEAD, _ROWS[0], more, *_ROWS[1:]))
    first = table.rows[0]
    assert (first.weight, first.points) == (Decimal(30), Decimal(28))
    assert (first.explanation, first.standard[-1]) == (
        ("看计划是否完备。", "再看执行。"),
        "好（10）。",
    )
    assert first.reason == "慢"
    (told,) = _told(_ROWS[0], more, *_ROWS[1:])["table-rows-joined"]
    assert "计划完备" in told


def test_cells_merged_downwards_are_counted_once() -> None:
    grid = _grid(_HEAD, _ROWS[0], ("", "", "", "", "不看。", "", ""), *_ROWS[1:])
    first, second = list(grid.rows[1]), list(grid.rows[2])
    for at in (0, 1, 2, 3, 5):
        second[at] = first[at]
    table = read_table(Grid((grid.rows[0], tuple(first), tuple(second), *grid.rows[3:]), "表"))
    assert [table.rows[0].weight, table.rows[0].points] == [Decimal(20)] * 2
    assert table.rows[0].explanation == ("看计划是否完备。",)
    assert table.rows[0].standard[-1] == "不看。"
    assert table.joined == ()


def test_a_weight_beside_the_name_is_that_of_all_its_rows() -> None:
    rows = (
        ("预算（5分）", "2", "看。", "2"),
        ("", "3", "再看。", "1"),
        ("产出（95分）", "", "看。", "90"),
    )
    grid = _grid(("指标", "分值", "评分标准", "得分"), *rows)
    merged = (grid.rows[1][0], *grid.rows[2][1:])
    table = read_table(Grid((*grid.rows[:2], merged, grid.rows[3]), "表"))
    assert [row.weight for row in table.rows] == [5, 95]
    assert [row.points for row in table.rows] == [3, 90]
    assert table.joined == ("预算",)


def test_bands_of_a_survey_and_the_remark_go_into_the_rubric() -> None:
    survey = "满意度90%以上得满分，80%-90%得60分，80%以下不得分。不适用的，得满分。"
    rows = (("满意度", "100", survey, "60"), ("合计", "100", "", "60"))
    table = read_table(_grid(("指标", "分值", "评分标准", "得分"), *rows))
    made = rubric_text(table, "某县", 2022, "评分表")
    assert made.rubric is not None
    (placed,) = made.rubric.indicators()
    assert placed.indicator.rule.kind == "等次"
    assert placed.indicator.inapplicable is not None
    assert (placed.indicator.inapplicable.when, placed.indicator.inapplicable.then) == (
        "不适用",
        "满分",
    )
    assert placed.indicator.standard() == (survey,)
    assert made.answers == {"满意度": {"等次": "80%-90%"}}
    assert [each.id for each in made.findings] == ["table-without-levels"]
    assert [group.name for group in placed.above] == ["评价指标"]


def test_two_indicators_of_one_name_are_both_told_with_their_lines() -> None:
    rows = (_ROWS[0], ("", "计划完备", *_ROWS[1][2:]), *_ROWS[2:])
    made = rubric_text(read_table(_grid(_HEAD, *rows)), "某县", 2022, "评分表", "体系.yaml")
    assert made.rubric is None
    told = [each.place for each in made.findings if each.id == "indicator-twice" and each.place]
    lines = made.text.splitlines()
    assert [lines[place.line - 1].strip() for place in told] == ["- 名称: 计划完备"] * 2
    assert len({place.line for place in told}) == 2


_PLAIN = ("一级指标", "二级指标", "分值", "评分标准", "得分")
_LONG = "一二三四五六"
_FINDINGS: dict[str, tuple[str, tuple[tuple[str, ...], ...], str]] = {
    "no weight": ("weight-missing", (("投入", "甲", "", "商定。", "10"),), "“甲”。"),
    "many without": ("weight-missing", tuple(("投入", n, "", "商定。", "1") for n in _LONG), "“五”等。"),
    "no points": ("points-unread", (("投入", "甲", "100", "商定。", "优"), ("合计", "", "", "", "90")), "“甲”的得分读不出来"),
    "too many points": ("points-above-weight", (("投入", "甲", "100", "商定。", "101"),), "得101分，超过分值100"),
    "no such level": ("points-not-a-level", (("投入", "甲", "100", "好（100）一般（60）差（0）", "50"),), "得50分，评分标准没有这一档"),
    "another total": ("old-total-differs", (("投入", "甲", "100", "商定。", "90"), ("总分", "", "", "", "95")), "总分是95，各项得分合计是90"),
}  # fmt: skip


@pytest.mark.parametrize("case", _FINDINGS)
def test_what_the_table_leaves_open_or_contradicts_is_told(case: str) -> None:
    id_, rows, words = _FINDINGS[case]
    (told,) = _told(*rows, head=_PLAIN)[id_]
    assert words in told


@pytest.mark.parametrize(
    ("standard", "why"),
    [
        ("甲率=甲数÷乙数×100%。甲率≥90%得满分；否则不得分。", "“甲数”、“乙数”不知道取自哪里"),
        ("由评价组商定。", "不是已知的写法"),
        (
            "满意度优秀（100）；良好（60）；差（0）；附有材料（3分）。",
            "还有规则没有说到的数",
        ),
        ("优秀（100）；良好（60）；差（0）。年内90%的事项办结。", "不是已知的写法"),
    ],
)
def test_why_people_judge_is_told(standard: str, why: str) -> None:
    row = ("投入", "甲率", "100", standard, "90")
    (recognised,) = rubric_text(read_table(_grid(_PLAIN, row)), "某县", 2022, "表").recognised
    assert recognised.kind == "评定"
    assert why in recognised.why


def test_evidence_goes_with_the_answers() -> None:
    row = ("投入", "甲", "100", "商定。", "90", "甲账；\n乙账")
    made = rubric_text(read_table(_grid((*_PLAIN, "佐证材料"), row)), "某县", 2022, "表")
    assert made.answers["甲"]["佐证"] == ["甲账；", "乙账"]
    assert made.answers["甲"]["评定分"] == 90


def test_a_table_of_another_width_behind_is_not_joined() -> None:
    narrow = _grid(("", "另一项", "10", "看。", "9"))
    assert [len(each.rows) for each in find_score_tables([_grid(_HEAD, *_ROWS[:3]), narrow])] == [4]


def test_words_merged_over_two_columns_of_one_kind_are_read_once() -> None:
    head = ("指标", "指标解释", "评价要点", "分值", "评分标准", "得分")
    grid = _merged(_grid(head, ("甲", "看甲。", "", "100", "商定。", "90")), 1, (1, 2))
    assert read_table(grid).rows[0].explanation == ("看甲。",)


def test_a_formula_in_the_standard_does_not_hide_the_rule_behind_it() -> None:
    standard = "预算完成率=预算完成数÷预算数×100%。95%以上得100分，85%—95%得60分，85%以下不得分。"
    row = ("投入", "预算完成率", "100", standard, "100")
    (recognised,) = rubric_text(read_table(_grid(_PLAIN, row)), "某县", 2022, "表").recognised
    assert (recognised.kind, recognised.why) == ("分档", "")
