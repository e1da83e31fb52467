"""The rules held against cases that officials can read and add to, and against their 依据."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from generator.checks import check
from generator.findings import Finding, Severity
from generator.model import Amount, Report
from generator.rubric import Rubric, Rule
from generator.scoring import Score, score
from generator.shape import Misfits, Shape, field, hints

ROOT = Path(__file__).parents[1]
RUBRICS = sorted((ROOT / "data" / "rubrics").glob("*.yaml"))
NAME = "某项指标"


class Case(Shape):
    """What all cases have: a sentence that names them."""

    name: str = field(key="name")


class RuleCase(Case):
    """One indicator and what becomes of it."""

    weight: Amount = field(key="分值", default=Decimal(10))
    rule: dict[str, Any] = field(key="规则")
    formula: str = field(key="算式", default="")
    criteria: tuple[str, ...] = field(key="要点", default=())
    answer: dict[str, Any] = field(key="评分", default={})
    goals: tuple[dict[str, Any], ...] = field(key="目标", default=())
    inapplicable: dict[str, Any] | None = field(key="不适用", default=None)
    points: Amount | None = field(key="得分", default=None)
    findings: tuple[str, ...] = field(key="问题", default=())
    refused: str = field(key="拒收", default="")

    @property
    def kind(self) -> str:
        return str(self.rule["类型"])

    @property
    def overrides(self) -> bool:
        return "核定分" in self.answer

    @property
    def passes(self) -> bool:
        """True when points are won without a word."""
        return bool(self.points) and not self.findings


class GradeCase(Case):
    """A total and its grade."""

    total: Amount = field(key="总分")
    grade: str = field(key="等级")


class WeightsCase(Case):
    """Weights at the top of a rubric and whether they add up."""

    weights: tuple[str, ...] = field(key="分值")
    full: str = field(key="满分")
    findings: tuple[str, ...] = field(key="问题", default=())


class ShareCase(Case):
    """Weights of one group, which of them do not concern the unit, and what becomes of all."""

    weights: tuple[Amount, ...] = field(key="分值")
    left_out: tuple[int, ...] = field(key="不适用")
    shared: tuple[Amount, ...] = field(key="分摊后")


class CapCase(Case):
    """Points of some indicators and a bound on their total."""

    points: tuple[str, ...] = field(key="得分")
    condition: str = field(key="条件")
    most: str = field(key="上限")
    total: Amount = field(key="总分")
    findings: tuple[str, ...] = field(key="问题", default=())


class Cases(Shape):
    """All that stands in cases/rules.yaml."""

    rules: tuple[RuleCase, ...] = field(key="规则")
    grades: tuple[GradeCase, ...] = field(key="等级")
    weights: tuple[WeightsCase, ...] = field(key="分值合计")
    shares: tuple[ShareCase, ...] = field(key="分摊")
    caps: tuple[CapCase, ...] = field(key="总分上限")


def read(path: Path) -> Any:
    """A YAML file with all its values as text, as the project reads its own."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


CASES = Cases.of(read(Path(__file__).parent / "cases" / "rules.yaml"))


def indicator(case: RuleCase) -> dict[str, Any]:
    return {
        "名称": NAME,
        "分值": case.weight,
        "解释": case.name,
        "算式": case.formula,
        "要点": case.criteria,
        "规则": case.rule,
        "依据": "试验办法",
    } | ({"不适用": case.inapplicable} if case.inapplicable else {})


def rubric(*groups: tuple[str, dict[str, Any]], full: str, **more: Any) -> Rubric:
    """A rubric of groups, each with its weight and its one indicator."""
    return Rubric.of(
        more
        | {
            "名称": "试验指标体系",
            "适用年度": "2021",
            "依据": "试验办法",
            "满分": full,
            "等级": {"优": "90", "良": "80", "中": "60", "差": "0"},
            "指标": [
                {"名称": f"一级指标{i}", "分值": weight, "下级": [below]}
                for i, (weight, below) in enumerate(groups, 1)
            ],
        }
    )


def report(goals: tuple[dict[str, Any], ...] = (), **answers: Any) -> Report:
    return Report.of(
        {
            "单位": {
                "名称": "试验镇人民政府",
                "简称": "试验镇",
                "年度": "2021",
                "指标体系": "试验",
                "落款日期": "2021-12-31",
            },
            "职责": ["执行上级决定。"],
            "组织架构": {"内设机构": ["财政所"]},
            "人员编制": {"编制": {}, "在编": {}},
            "资产": {"固定资产总额": "100"},
            "预算": {
                "年初预算": "900",
                "收入决算": {},
                "上年收入决算": {},
                "支出决算": "950",
                "上年支出决算": "1000",
            },
            "目标": {"总体": "发展。", "年度": "完成。", "分项": goals},
            "成效": [],
            "评价组织": {"目的": "提高效益。", "过程": "两步。"},
            "问题": [],
            "评分": answers,
        }
    )


def judged(case: RuleCase) -> tuple[Score, list[Finding]]:
    """The score and all findings of a case."""
    whole = rubric((str(case.weight), indicator(case)), full=str(case.weight))
    unit = report(case.goals, **{NAME: case.answer})
    card = score(unit, whole)
    found = check(unit, whole, card, [])
    return card.scores[0], [each for each in found if not beside(each)]


def beside(finding: Finding) -> bool:
    """What is told of the report around the rule: no problem behind, no evidence, no actual."""
    ids = ("deduction-unexplained", "full-marks-unsupported")
    return finding.id in ids or (
        finding.severity is Severity.NOTE and finding.id == "metric-without-actual"
    )


def by_name(cases: Sequence[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


@by_name(tuple(case for case in CASES.rules if not case.refused))
def test_a_rule_gives_the_points_and_findings_of_its_case(case: RuleCase) -> None:
    got, findings = judged(case)
    assert (got.points, [each.id for each in findings]) == (case.points, [*case.findings])


@by_name(tuple(case for case in CASES.rules if case.refused))
def test_a_rule_that_can_not_work_is_refused_as_in_its_case(case: RuleCase) -> None:
    with pytest.raises(Misfits) as refused:
        rubric((str(case.weight), indicator(case)), full=str(case.weight))
    assert [each["type"] for each in refused.value.errors()] == [case.refused]


@by_name(CASES.grades)
def test_a_total_has_the_grade_of_its_case(case: GradeCase) -> None:
    whole = rubric(("100", indicator(CASES.rules[0])), full="100")
    assert whole.grade(case.total) == case.grade


@by_name(CASES.weights)
def test_weights_add_up_as_in_their_case(case: WeightsCase) -> None:
    groups = [
        (weight, indicator(CASES.rules[0]) | {"名称": f"指标{i}", "分值": weight})
        for i, weight in enumerate(case.weights)
    ]
    found = [each.id for each in rubric(*groups, full=case.full).contradictions]
    assert found == [*case.findings]


@by_name(CASES.shares)
def test_weights_left_over_are_shared_out_as_in_their_case(case: ShareCase) -> None:
    below = [
        indicator(CASES.rules[0]) | {"名称": f"指标{i}", "分值": str(weight)}
        for i, weight in enumerate(case.weights, 1)
    ]
    group = {"名称": "组", "分值": "10", "下级": below}
    whole = rubric(("10", group), full="10")
    shared = whole.weights(frozenset(f"指标{n}" for n in case.left_out))
    assert tuple(shared.values()) == case.shared
    assert sum(case.shared) == sum(case.weights)


@by_name(CASES.caps)
def test_a_total_is_bounded_as_in_its_case(case: CapCase) -> None:
    judged = {"规则": {"类型": "评定", "办法": "酌情评定。"}, "算式": "", "分值": "100"}
    groups = [
        ("100", indicator(CASES.rules[0]) | judged | {"名称": f"指标{i}"})
        for i, _ in enumerate(case.points)
    ]
    cap = {
        "情形": "执行慢",
        "取数": {},
        "条件": case.condition,
        "上限": case.most,
        "依据": "试验办法",
    }
    whole = rubric(*groups, full=str(100 * len(groups)), 总分上限=[cap])
    answers: dict[str, Any] = {
        f"指标{i}": {"评定分": points, "评定理由": "属实。"} for i, points in enumerate(case.points)
    }
    unit = report(**answers)
    card = score(unit, whole)
    found = [each.id for each in check(unit, whole, card, []) if not beside(each)]
    assert (card.total, found) == (case.total, [*case.findings])


def kinds() -> list[str]:
    """The kinds of rules that a rubric can hold, as written in it."""
    union = get_args(Rule)[0]
    return [get_args(hints(rule)["kind"])[0] for rule in get_args(union)]


def test_there_are_cases_of_rules_that_exist_and_of_no_others() -> None:
    assert {case.kind for case in CASES.rules} == set(kinds())


@pytest.mark.parametrize("passes", [True, False], ids=["passing", "failing"])
@pytest.mark.parametrize("kind", kinds())
def test_every_kind_of_rule_has_a_passing_and_a_failing_case(kind: str, passes: bool) -> None:
    of_kind = [case for case in CASES.rules if case.kind == kind and not case.overrides]
    assert [case.name for case in of_kind if case.passes is passes]


@pytest.mark.parametrize("passes", [True, False], ids=["passing", "failing"])
@pytest.mark.parametrize("less_is_better", [True, False])
def test_linear_rules_have_cases_in_both_directions(less_is_better: bool, passes: bool) -> None:
    def direction(case: RuleCase) -> bool:
        full, zero = (Decimal(case.rule[key].rstrip("%")) for key in ("满分", "零分"))
        return full < zero

    ruled = [case for case in CASES.rules if not case.overrides and not case.refused]
    linear = [case for case in ruled if case.kind == "线性"]
    assert any(direction(case) is less_is_better and case.passes is passes for case in linear)


@pytest.mark.parametrize("passes", [True, False], ids=["passing", "failing"])
def test_overrides_have_a_passing_and_a_failing_case(passes: bool) -> None:
    assert any(case.overrides and case.passes is passes for case in CASES.rules)


def test_every_case_has_a_name_of_its_own() -> None:
    cases: list[Case] = [*CASES.rules, *CASES.grades, *CASES.weights, *CASES.shares, *CASES.caps]
    names = [case.name for case in cases]
    assert sorted({*names}) == sorted(names)


def entries(file: Path) -> Iterator[dict[str, Any]]:
    """Every indicator of a rubric as typed, at whatever depth."""

    def below(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if "下级" not in entry:
            yield entry
        for each in entry.get("下级", []):
            yield from below(each)

    for group in read(file)["指标体系"]["指标"]:
        yield from below(group)


@pytest.mark.parametrize(
    ("file", "entry"),
    [
        pytest.param(file, entry, id=f"{file.stem}-{entry.get('名称')}")
        for file in RUBRICS
        for entry in entries(file)
    ],
)
def test_every_indicator_says_what_it_rests_on(file: Path, entry: dict[str, Any]) -> None:
    assert entry.get("依据", "").strip(), f"{file.name} 里的“{entry.get('名称')}”没有写依据"


@pytest.mark.parametrize("file", RUBRICS, ids=lambda file: file.stem)
def test_every_rubric_says_what_it_rests_on(file: Path) -> None:
    assert read(file)["指标体系"].get("依据", "").strip()


def test_there_are_rubrics() -> None:
    assert RUBRICS
