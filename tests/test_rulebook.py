"""A rubric by itself: printed as people read it, tested without a unit, and begun anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import source
from generator.findings import Finding, Severity, width
from generator.model import Report
from generator.rubric import Rubric, Rule
from generator.rulebook import LEVELS, as_text, check, of_year, skeleton
from generator.rulebook.specimen import specimen
from generator.shape import hints

ROOT = Path(__file__).parents[1]
SHIPPED = sorted((ROOT / "data" / "rubrics").glob("*.yaml"))
CAP = """\
  总分上限:
    - 情形: 执行率低
      取数:
        决算: 预算.支出决算
        预算: 预算.年初预算
      条件: 决算 / 预算 < 60%
      上限: 69
      依据: 试验办法第九条
"""
RUBRIC = """\
指标体系:
  名称: 试验指标体系
  适用年度: 2021-2023
  依据: 试验办法第一条
  等级:
    优: 90
    差: 0
  指标:
    - 名称: 过程
      分值: 60
      下级:
        - 名称: 预算执行
          分值: 60
          下级:
            - 名称: 支付进度率
              分值: 40
              解释: 反映支付的及时程度。
              取数:
                支付数: 预算.年度支付数
                任务数: 预算.年度任务数
              算式: 支付数 / 任务数
              规则:
                类型: 比例
              依据: 试验办法第二条
            - 名称: 制度健全
              分值: 20
              解释: 反映制度的完善程度。
              要点:
                - 制度齐全
              规则:
                类型: 要点
                档位:
                  1: 20
                  0: 0
              依据: 试验办法第三条
    - 名称: 产出
      分值: 40
      下级:
        - 名称: 职责履行
          分值: 40
          下级:
            - 名称: 质量达标率
              分值: 40
              解释: 反映履职的质量。
              取数:
                达标数: 项目完成.质量达标项目数
                完成数: 项目完成.已完成项目数
              规则:
                类型: 择一
                取: 情形
                各则:
                  - 情形: 有项目
                    条件: 完成数 > 0
                    算式: 达标数 / 完成数
                    规则: {类型: 比例}
                  - 情形: 没有项目
                    规则: {类型: 评定, 办法: 结合实际评定。}
              不适用:
                情形: 新设的单位
                处理: 分摊
              依据: 试验办法第四条
"""


def read(text: str, folder: Path, on: str = "2021-12-31") -> Rubric:
    file = folder / "试验.yaml"
    file.write_text(text, encoding="utf-8")
    return source.read([file], Rubric, under="指标体系", on=on).value


def edited(old: str, new: str) -> str:
    """The rubric with a text replaced that stands in it exactly once."""
    assert RUBRIC.count(old) == 1, f"{old!r} stands {RUBRIC.count(old)} times"
    return RUBRIC.replace(old, new)


def found(text: str, folder: Path) -> list[Finding]:
    """What the check finds, without the line that adds up the weights."""
    file = folder / "试验.yaml"
    file.write_text(text, encoding="utf-8")
    return [each for each in check(file) if each.id != "weights-in-sum"]


def rows(findings: list[Finding]) -> list[tuple[str, str]]:
    """Findings as id and the line they are about."""
    return [(each.id, each.place.excerpt.strip() if each.place else "") for each in findings]


# ---- printed --------------------------------------------------------------------------------


def test_a_rubric_is_printed_with_everything_people_look_for(tmp_path: Path) -> None:
    rubric = read(
        RUBRIC.replace("  指标:\n    - 名称: 过程", CAP + "  指标:\n    - 名称: 过程"), tmp_path
    )
    assert (
        as_text(rubric)
        == """\
试验指标体系
依据      试验办法第一条
适用年度  2021—2023
满分      100分，得分保留2位小数
等级      优 90分及以上，差 不到90分
总分上限  执行率低的，总分不超过69分
          条件：决算 / 预算 < 60%
          决算：预算.支出决算
          预算：预算.年初预算
          依据：试验办法第九条

过程（60分）
  预算执行（60分）
    1. 支付进度率（40分）
        解释      反映支付的及时程度。
                  支付进度率=（支付数/任务数）×100%。
        取数      支付数：预算.年度支付数
                  任务数：预算.年度任务数
        评分标准  得分=支付进度率×40；
                  支付进度率超过100%的，得40分。
        依据      试验办法第二条
    2. 制度健全（20分）
        解释      反映制度的完善程度。
                  评价要点：
                  1.制度齐全。
        评分标准  符合（20分）；
                  不符合（0分）。
        依据      试验办法第三条

产出（40分）
  职责履行（40分）
    3. 质量达标率（40分）
        解释      反映履职的质量。
                  【有项目】质量达标率=（达标数/完成数）×100%。
        取数      达标数：项目完成.质量达标项目数
                  完成数：项目完成.已完成项目数
        评分标准  按下列情形之一计分：
                  【有项目】
                  得分=质量达标率×40；
                  质量达标率超过100%的，得40分。
                  【没有项目】
                  结合实际评定。
                  在0至40分之间评定，并说明理由。
                  新设的单位的，不评此项，分值按比例分摊到同级指标。
        适用      有项目：完成数 > 0
                  没有项目：由单位填写“适用”
        不适用    新设的单位：由单位填写“不适用”（分摊）
        依据      试验办法第四条
"""
    )


def test_the_wording_of_the_bureau_stands_beside_the_rule(tmp_path: Path) -> None:
    wording = "              评分标准原文: 支付越快得分越高。\n              依据: 试验办法第二条"
    text = as_text(read(edited("              依据: 试验办法第二条", wording), tmp_path))
    assert (
        """\
        评分标准  支付越快得分越高。
                  （以上照财政部门原文印。按规则计分，规则的意思是：）
                  得分=支付进度率×40；
"""
        in text
    )


def test_a_condition_of_not_applying_is_shown(tmp_path: Path) -> None:
    new = "情形: 没有项目可评\n                条件: 完成数 == 0"
    text = as_text(read(edited("情形: 新设的单位", new), tmp_path))
    assert "        不适用    没有项目可评：完成数 == 0（分摊）\n" in text


def test_the_higher_of_several_rules_needs_no_conditions(tmp_path: Path) -> None:
    assert "        适用  " not in as_text(read(edited("取: 情形", "取: 较高"), tmp_path))


def test_a_heading_of_the_same_name_under_another_comes_up_again(tmp_path: Path) -> None:
    text = as_text(read(edited("名称: 职责履行", "名称: 预算执行"), tmp_path))
    assert text.count("\n  预算执行（") == 2


def test_a_rubric_with_one_grade_names_it(tmp_path: Path) -> None:
    assert "等级      合格 0分及以上\n" in as_text(
        read(edited("    优: 90\n    差: 0\n", "    合格: 0\n"), tmp_path)
    )


@pytest.mark.parametrize(("year", "weight"), [(2021, 20), (2022, 30), (None, 40)])
def test_a_rubric_is_read_as_of_a_year(tmp_path: Path, year: int | None, weight: int) -> None:
    text = dated(("2021-01-01", "20"), ("2022-05-01", "30"), ("2023-12-31", "40"))
    rubric = of_year(written(tmp_path, text), year)
    assert [p.indicator.weight for p in rubric.indicators()] == [40, weight, 40]


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_rubrics_fit_the_screen(file: Path) -> None:
    rubric = source.read([file], Rubric, under="指标体系", on="2021-12-31").value
    text = as_text(rubric)
    closing = "，。；：、）”"
    assert [line for line in text.split("\n") if width(line.rstrip(closing)) > 80] == []
    starts = [line.strip()[:1] for line in text.split("\n")]
    assert set(starts) & set(closing) == set()
    assert [line for line in text.split("\n") if (len(line) - len(line.lstrip())) % 2] == []
    for placed in rubric.indicators():
        assert f". {placed.indicator.name}（" in text


# ---- tested ---------------------------------------------------------------------------------


def test_a_sound_rubric_has_only_its_sum_to_tell(tmp_path: Path) -> None:
    file = tmp_path / "试验.yaml"
    file.write_text(RUBRIC, encoding="utf-8")
    (told,) = check(file)
    assert (told.id, told.severity, told.message) == (
        "weights-in-sum",
        Severity.NOTE,
        "一级指标：过程 60＋产出 40＝100 分，满分 100 分；末级指标 3 项。",
    )


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert [each.id for each in check(tmp_path / "没有.yaml")] == ["file-unreadable"]


MISTAKES: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("支付数: 预算.年度支付数", "支付数: 预算.年度支出数", [("unknown-name", "支付数: 预算.年度支出数")]),
    ("支付数: 预算.年度支付数", "支付数: 首个(预算.预算数, 预算.没有)", [("unknown-name", "支付数: 首个(预算.预算数, 预算.没有)")]),
    ("支付数: 预算.年度支付数", "支付数: 单位.名称", [("not-a-figure", "支付数: 单位.名称")]),
    ("支付数: 预算.年度支付数", "支付数: 预算.收入决算", [("not-one-figure", "算式: 支付数 / 任务数")]),
    ("支付数: 预算.年度支付数", "支付数: 合计(预算.收入决算)", []),
    ("支付数: 预算.年度支付数", "支付数: 预算.收入决算.财政拨款", []),
    ("支付数: 预算.年度支付数", "支付数: 个数(目标.分项)", []),
    ("支付数: 预算.年度支付数", "支付数: 个数(预算.年度支付数)", [("not-a-list", "算式: 支付数 / 任务数")]),
    ("算式: 支付数 / 任务数", "算式: 支付数 / 100", [("input-unused", "任务数: 预算.年度任务数")]),
    ("算式: 支付数 / 任务数", "算式: 支付数 / (任务数 - 任务数)", []),
    ("完成数: 项目完成.已完成项目数", "完成数: 项目完成.完工数", [("unknown-name", "完成数: 项目完成.完工数")]),
    ("条件: 完成数 > 0", "条件: 达标数 >= 0", []),
    ("分值: 20\n", "分值: 10\n", [("weights-do-not-add-up", "分值: 60"), ("level-above-weight", "档位:")]),
    ("  指标:\n    - 名称: 过程", CAP.replace("支出决算", "支出快算") + "  指标:\n    - 名称: 过程", [("unknown-name", "决算: 预算.支出快算")]),
    ("类型: 要点", "类型: 要电", [("union-tag-invalid", "规则:")]),
    ("  适用年度: 2021-2023", "  适用年度：2021", [("full-width-colon", "适用年度：2021")]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), MISTAKES)
def test_mistakes_of_a_rubric_are_told_at_their_line(
    tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    assert rows(found(edited(old, new), tmp_path)) == expected


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("预算.年度支出数", "预算.年度支付数"),
        ("予算.年度支付数", "预算.年度支付数"),
        ("预算.三公经费.本年度.接待费", "预算.三公经费.本年.接待费"),
    ],
)
def test_a_name_the_data_does_not_have_is_told_with_the_nearest(
    tmp_path: Path, name: str, near: str
) -> None:
    (told,) = found(edited("支付数: 预算.年度支付数", f"支付数: {name}"), tmp_path)
    assert told.severity is Severity.ERROR
    assert (told.message, told.hint) == (
        f"“支付进度率”取不到数：没有“{name}”这一项。",
        f"是不是“{near}”？",
    )
    assert told.place and told.place.excerpt[told.place.column - 1 :][: told.place.span] == name


def test_contradictions_are_as_severe_as_when_a_unit_is_checked(tmp_path: Path) -> None:
    told = found(edited("分值: 20\n", "分值: 10\n"), tmp_path)
    assert [each.severity for each in told] == [Severity.ERROR, Severity.WARNING]


def dated(*values: tuple[str, str]) -> str:
    """The rubric with a weight that holds from dates."""
    lines = [f"                {day}: {{值: {value}, 依据: 试验}}" for day, value in values]
    return edited("分值: 20\n", "\n".join(["分值:", *lines, ""]))


def test_what_is_wrong_in_some_years_says_in_which(tmp_path: Path) -> None:
    told = found(dated(("2021-01-01", "20"), ("2022-05-01", "30"), ("2023-01-01", "20")), tmp_path)
    assert [each.id for each in told] == ["weights-do-not-add-up", "level-below-weight"]
    assert told[0].message.startswith("按 2022 年末有效的取值，“预算执行”的下级指标合计 70 分")


def test_a_change_that_lasts_is_told_once(tmp_path: Path) -> None:
    told = found(dated(("2021-01-01", "20"), ("2022-05-01", "30")), tmp_path)
    assert [each.message[:4] for each in told] == ["按 20"] * 2


def test_a_value_missing_in_the_first_year_is_told(tmp_path: Path) -> None:
    (told,) = found(dated(("2022-01-01", "20")), tmp_path)
    assert told.id == "not-in-force"
    assert told.message.startswith("按 2021 年末有效的取值，")


def test_a_date_the_rubric_does_not_reach_is_told(tmp_path: Path) -> None:
    (told,) = found(dated(("2021-01-01", "20"), ("2024-01-01", "20")), tmp_path)
    assert (told.id, told.severity) == ("date-not-reached", Severity.NOTE)
    assert "2024-01-01" in told.message and "2023" in told.message


def test_two_dates_in_one_year_are_tried_as_of_its_end(tmp_path: Path) -> None:
    assert found(dated(("2021-01-01", "30"), ("2021-07-01", "20")), tmp_path) == []


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_rubrics_have_no_errors(file: Path) -> None:
    assert [each.message for each in check(file) if each.stops] == []


@pytest.mark.parametrize(
    "file", [f for f in SHIPPED if f.stem != "julu-2021"], ids=lambda f: f.stem
)
def test_general_rubrics_have_only_their_sum_to_tell(file: Path) -> None:
    assert [each.id for each in check(file)] == ["weights-in-sum"]


def missing(given: Any, known: Any) -> list[str]:
    """The names of given data that the specimen does not have."""
    if not isinstance(given, Mapping):
        return []
    return [
        name
        for key, below in given.items()
        for name in ([] if key in known else [key]) or missing(below, known[key])
    ]


def test_the_specimen_holds_whatever_a_unit_has_entered() -> None:
    from_files = source.read(sorted((ROOT / "data/units/wanghuzhai-2021").glob("*.yaml")), Report)
    assert missing(from_files.value.names(), specimen()) == []


def test_a_table_of_the_specimen_has_one_entry_under_any_key() -> None:
    table = specimen()["预算"]["收入决算"]
    assert (len(table), [*table.values()], table["财政拨款"]) == (1, [1], 1)


# ---- begun anew -----------------------------------------------------------------------------


def written(folder: Path, text: str) -> Path:
    file = folder / "新.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def kinds() -> list[str]:
    """The kinds of rules that a rubric can hold, as written in it."""
    union = get_args(Rule)[0]
    return [get_args(hints(rule)["kind"])[0] for rule in get_args(union)]


@pytest.mark.parametrize("levels", LEVELS)
def test_a_skeleton_reads_and_adds_up(tmp_path: Path, levels: int) -> None:
    file = written(tmp_path, skeleton("某县2024年指标体系", 2024, levels))
    assert [each.id for each in check(file)] == ["placeholder-left", "weights-in-sum"]
    rubric = source.read([file], Rubric, under="指标体系", on="2024-12-31").value
    assert {len(placed.above) + 1 for placed in rubric.indicators()} == {levels}
    assert (rubric.name, str(rubric.years)) == ("某县2024年指标体系", "2024")


def test_a_skeleton_shows_and_explains_every_kind_of_rule(tmp_path: Path) -> None:
    text = skeleton("试验", 2024)
    rubric = read(text, tmp_path, on="2024-12-31")
    assert sorted(p.indicator.rule.kind for p in rubric.indicators()) == sorted(kinds())
    assert [kind for kind in kinds() if f"# 【{kind}】" not in text] == []


def test_the_bound_in_a_skeleton_works_once_it_is_let_in(tmp_path: Path) -> None:
    lines = skeleton("试验", 2024).split("\n")
    start = lines.index("  #总分上限:")
    let_in = [
        line.replace("#", "", 1) if start <= i < start + 8 else line for i, line in enumerate(lines)
    ]
    rubric = read("\n".join(let_in), tmp_path, on="2024-12-31")
    assert [cap.name for cap in rubric.caps] == ["预算执行率低于60%"]
    assert {each.id for each in found("\n".join(let_in), tmp_path)} <= {
        "placeholder-left",
        "weights-in-sum",
    }


titles = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp"))).filter(str.strip)


@settings(max_examples=40, deadline=None)
@given(titles)
def test_a_skeleton_has_the_title_it_was_given(
    tmp_path_factory: pytest.TempPathFactory, title: str
) -> None:
    rubric = read(skeleton(title, 2024), tmp_path_factory.getbasetemp(), on="2024-12-31")
    assert rubric.name == " ".join(title.split())


def test_every_kind_of_rule_is_used_by_a_shipped_rubric() -> None:
    used = {
        placed.indicator.rule.kind
        for file in SHIPPED
        for placed in source.read([file], Rubric, "指标体系", "2023-12-31").value.indicators()
    }
    assert used == set(kinds())
