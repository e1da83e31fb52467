"""The shipped rubrics: each scored with a whole small unit, its points worked out by hand."""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import source, workspace
from generator.generate import generate
from generator.model import Report
from generator.rubric import Rubric
from generator.scoring import Score, Scorecard, score
from generator.shape import Shape, field

HERE = Path(__file__).parent
RUBRICS = HERE.parent / "data" / "rubrics"
WITH_FIGURES = {"线性", "比例", "分档", "递扣", "次数", "目标", "择一"}
WHOLE = sorted(file.stem for file in (HERE / "whole").glob("*.yaml"))


class Case(Shape):
    """A whole unit with some figures changed, and what some indicators give then."""

    name: str = field(key="name")
    rubric: str = field(key="指标体系")
    changes: dict[str, str] = field(key="改", default={})
    points: dict[str, str] = field(key="得分")


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


CASES = tuple(Case.of(each) for each in read(HERE / "cases" / "rubrics.yaml")["例子"])


def put(data: Any, path: str, value: Any) -> None:
    """Set what a dotted path leads to; steps in digits count entries of a list."""
    *steps, last = path.split(".")
    for step in steps:
        data = data[int(step)] if isinstance(data, list) else data.setdefault(step, {})
    data[last] = value


def rubric(name: str, year: int) -> Rubric:
    file = RUBRICS / f"{name}.yaml"
    return source.read([file], Rubric, under="指标体系", on=f"{year}-12-31").value


def unit(name: str, **changes: Any) -> Report:
    data = read(HERE / "whole" / f"{name}.yaml")
    for path, value in changes.items():
        put(data, path, value)
    return Report.of(data)


def card(name: str, **changes: Any) -> Scorecard:
    report = unit(name, **changes)
    return score(report, rubric(name, report.unit.year))


def outcome(got: Score) -> str:
    return "不评" if got.left_out else "无" if got.points is None else str(got.points)


def alike(got: str, expected: str) -> bool:
    words = {"不评", "无"}
    return got == expected if {got, expected} & words else D(got) == D(expected)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_indicators_give_the_points_of_their_case(case: Case) -> None:
    scores = {each.indicator.name: each for each in card(case.rubric, **case.changes).scores}
    got = {name: outcome(scores[name]) for name in case.points}
    assert {n: g for n, g in got.items() if not alike(g, case.points[n])} == {}


def test_every_case_of_a_rubric_has_a_name_of_its_own() -> None:
    names = [case.name for case in CASES]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("passes", [True, False], ids=["passing", "failing"])
@pytest.mark.parametrize(
    ("name", "indicator"),
    [
        (name, placed.indicator)
        for name in WHOLE
        for placed in rubric(name, 2023).indicators()
        if placed.indicator.rule.kind in WITH_FIGURES
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_every_indicator_with_figures_has_cases(name: str, indicator: Any, passes: bool) -> None:
    full = {
        case.points[indicator.name] == str(indicator.weight)
        for case in CASES
        if case.rubric == name and case.points.get(indicator.name, "不评") != "不评"
    }
    assert passes in full


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_unit_becomes_a_report(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "units" / "试验"
    folder.mkdir(parents=True)
    (folder / "单位.yaml").write_bytes((HERE / "whole" / f"{name}.yaml").read_bytes())
    made = generate(folder, workspace.of(folder), None, lambda step: None)
    assert made.scorecard.total == card(name).total


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("year", [2020, 2023, 2030])
def test_a_general_rubric_does_not_contradict_itself(name: str, year: int) -> None:
    assert [each.message for each in rubric(name, year).contradictions] == []


def test_the_total_of_a_department_is_that_worked_out_by_hand() -> None:
    # 投入 3+2+3+3+3 = 14；过程 19.7（支付 900/1000×3 = 2.7，其余满分 17）+12+8 = 39.7；
    # 产出 8+4.75+6+6 = 24.75（及时 19/20×5 = 4.75）；效果 5+4.5+4+5 = 18.5
    got = card("bumen-zhengti")
    tops = [each.points for each in got.subtotals if each.depth == 0]
    assert tops == [D(14), D("39.7"), D("24.75"), D("18.5")]
    assert (got.total, got.grade) == (D("96.95"), "优")


def test_a_department_without_procurement_shares_its_weight_out() -> None:
    # 预算执行 20 分由其余七项按 3:2:3:2:2:2:3 分：3×20/17 = 3.5294，2×20/17 = 2.3529；截到分，
    # 余下 0.04 给零头大的：三个 3.53，第一个 2.36，其余 2.35。支付 0.9×3.53 = 3.177，得 3.18。
    # 失 0.35，原来失 0.30：96.95 - 0.05 = 96.9
    got = card("bumen-zhengti", **{"预算.政府采购.预算金额": "0", "预算.政府采购.实际金额": "0"})
    weights = [each.weight for each in got.scores[5:13]]
    assert weights == [D("3.53"), D("2.36"), D("3.53"), *[D("2.35")] * 3, D("3.53"), D(0)]
    assert got.total == D("96.9")


def test_a_department_far_from_ecology_shares_its_weight_out() -> None:
    # 效果 20 分由其余三项按 5:5:6 分：6.25、6.25、7.5；社会 4.5×6.25÷5 = 5.625，得 5.63；
    # 满意度 5×7.5÷6 = 6.25；合计 6.25+5.63+6.25 = 18.13，原来 18.5：96.95 - 0.37 = 96.58
    why = {"评分.生态效益.不适用": "是", "评分.生态效益.不适用理由": "没有这项职责。"}
    assert card("bumen-zhengti", **why).total == D("96.58")


def test_criteria_of_disclosure_are_those_in_force_in_the_year() -> None:
    def last(year: int) -> str:
        by_name = {
            p.indicator.name: p.indicator for p in rubric("bumen-zhengti", year).indicators()
        }
        return by_name["预决算信息公开性"].criteria[-1]

    assert last(2019) == "公开的预决算信息完整、准确"
    assert "按功能分类公开到项" in last(2020)


def test_the_total_of_a_project_is_that_worked_out_by_hand() -> None:
    # 执行 0.95×10 = 9.5；数量 (1×2+0.9)/3×15 = 14.5，质量 15，时效 10，成本 1.6/2×10 = 8；
    # 效益 10+8+5+5 = 28；满意度 10：9.5+47.5+28+10 = 95
    got = card("xiangmu-ziping")
    assert (got.total, got.grade, got.capped_by) == (D(95), "优", None)


@pytest.mark.parametrize(
    ("spent", "added", "total", "grade"),
    [
        ("60", "91.5", "91.5", "优"),  # 正好 60%，不低于，不封顶
        ("59.99", "91.5", "69", "中"),  # 5.999 得 6.00
        ("55", "91", "69", "中"),
        ("30", "88.5", "69", "中"),
        ("25", "88", "59", "差"),  # 两条都成立，取低的
    ],
)
def test_a_project_that_hardly_spends_is_capped(
    spent: str, added: str, total: str, grade: str
) -> None:
    got = card("xiangmu-ziping", **{"预算.支出决算": spent})
    assert (got.added, got.total, got.grade) == (D(added), D(total), grade)


def test_a_project_without_people_served_and_ecology_shares_both_out() -> None:
    # 满意度 10 分由 10:50:30 分：11.11、55.56、33.33；执行 0.95×11.11 = 10.55
    # 产出 16.67、16.67、11.11、11.11：16.11+16.67+11.11+8.89 = 52.78
    # 效益 33.33 由 10:10:5 分：13.33、13.33、6.67：13.33+10.66+6.67 = 30.66；合计 93.99
    left = {
        f"评分.{name}.不适用": "是" for name in ("服务对象满意度指标完成率", "生态效益指标完成率")
    }
    got = card("xiangmu-ziping", **left)
    tops = [each.points for each in got.subtotals if each.depth == 0]
    assert tops == [D("10.55"), D("52.78"), D("30.66"), D(0)]
    assert got.total == D("93.99")
    assert sum(each.weight for each in got.scores) == 100
