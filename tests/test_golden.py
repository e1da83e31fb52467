"""The example, held against what was reviewed: its manuscript and its report as text."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import pytest

from generator import readback, workspace
from generator.findings import Severity
from generator.generate import Examined, examine, generate
from generator.narrative import Block

ROOT = Path(__file__).parents[1]
UNIT = ROOT / "data" / "units" / "wanghuzhai-2021"
GOLDEN = Path(__file__).parent / "golden" / UNIT.name
RESULTS = ROOT / "build" / "test-results"


@pytest.fixture(scope="module")
def example() -> Examined:
    return examine(UNIT, workspace.of(UNIT), lambda step: None)


@pytest.fixture(scope="module")
def docx(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    target = tmp_path_factory.mktemp("example") / "报告.docx"
    return generate(UNIT, workspace.of(UNIT), target, lambda step: None).stored.path.read_bytes()


def difference(name: str, got: str, renew: bool) -> str:
    """How a text differs from its golden file; what was got is then left in build/test-results/."""
    golden = GOLDEN / name
    if renew:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(got, encoding="utf-8", newline="\n")
    want = golden.read_text(encoding="utf-8")
    if got != want:
        RESULTS.mkdir(parents=True, exist_ok=True)
        (RESULTS / name).write_text(got, encoding="utf-8")
    lines = want.split("\n"), got.split("\n")
    return "\n".join(difflib.unified_diff(*lines, "golden", "got", "", "", 1))


def test_the_manuscript_is_the_reviewed_one(example: Examined, pytestconfig: pytest.Config) -> None:
    renew = pytestconfig.getoption("--renew-golden")
    assert difference("manuscript.txt", str(example.manuscript), renew) == ""


def test_the_report_reads_as_the_reviewed_one(docx: bytes, pytestconfig: pytest.Config) -> None:
    renew = pytestconfig.getoption("--renew-golden")
    assert difference("report.txt", str(readback.read(docx)), renew) == ""


def test_every_score_is_that_of_the_reference(example: Examined) -> None:
    expected = json.loads((GOLDEN / "scores.json").read_text(encoding="utf-8"))
    got = {row["三级指标"]: row["得分"] for row in example.manuscript.rows}
    assert {str(name).split("\n")[0]: points for name, points in got.items()} == expected[
        "indicators"
    ]
    assert (example.manuscript.total, example.scorecard.grade) == (
        expected["total"],
        expected["grade"],
    )
    assert len(example.scorecard.scores) == 23


# 3.76 for 3.82, 96.69 % with 314 left, 87.16 % for 87.19 %
ERRORS_OF_ARITHMETIC = ("parts-differ", "share-differs", "share-differs")


def test_the_contradictions_of_the_reference_are_told(example: Examined) -> None:
    assert [finding.id for finding in example.findings] == [
        "other-indicator-named",
        "level-above-weight",
        "override-between-levels",
        *["metric-without-actual"] * 5,
        "carry-over",
        "completion-and-progress",
        "income-change",
        "spending-change",
        *ERRORS_OF_ARITHMETIC,
    ]


def test_spending_that_no_carry_over_explains_is_told_with_both_sides(example: Examined) -> None:
    (finding,) = [f for f in example.findings if f.id == "carry-over"]
    assert finding.severity is Severity.WARNING
    assert finding.place is not None
    assert finding.place.excerpt.startswith("  结转结余: 0")
    assert finding.message == (
        "上年结转＋收入决算合计－支出决算为 -62.1 万元（0＋（887.59806＋851.726839）－1801.424899），"
        "结转结余为 0 万元，相差 62.1 万元。"
    )


def test_what_is_told_besides_the_known_contradictions_is_only_noted(example: Examined) -> None:
    warned = [finding.id for finding in example.findings if finding.severity is not Severity.NOTE]
    assert warned == [
        "other-indicator-named",
        "level-above-weight",
        "override-between-levels",
        "carry-over",
        *ERRORS_OF_ARITHMETIC,
    ]


def test_without_the_override_a_point_less_and_a_finding_less(tmp_path: Path) -> None:
    space = workspace.lay_out(tmp_path / "区")
    (unit,) = space.units()
    answers = unit / "评分.yaml"
    kept = [
        line
        for line in answers.read_text(encoding="utf-8").split("\n")
        if "核定" not in line.split("#")[0]
    ]
    answers.write_text("\n".join(kept), encoding="utf-8")
    examined = examine(unit, space, lambda step: None)
    assert examined.manuscript.total == "94.25"
    warned = [f.id for f in examined.findings if f.severity is not Severity.NOTE]
    assert warned == [
        "other-indicator-named",
        "level-above-weight",
        "carry-over",
        *ERRORS_OF_ARITHMETIC,
    ]


HEADINGS = (
    "一、基本概况", "主要职责职能", "组织架构", "人员编制情况", "资产情况", "部门履职总体目标", "年度整体绩效目标",
    "分项绩效目标", "预算资金安排及资金支出情况", "二、预算绩效管理开展及整体绩效实现情况", "下一步",
    "三、绩效评价的组织实施情况", "绩效评价目标", "绩效评价工作过程",
    "四、存在问题、采取的纠偏措施及改进绩效管理建议", "存在的问题", "改进措施",
)  # fmt: skip


def test_the_chapters_and_sections_of_the_reference_stand_in_its_order(docx: bytes) -> None:
    found = [p.text for p in readback.read(docx).paragraphs() if p.style.startswith("heading")]
    places = [next((i for i, text in enumerate(found) if h in text), -1) for h in HEADINGS]
    assert -1 not in places
    assert places == sorted(places)


FIGURES = {
    "组织架构": ("八个",),
    "人员编制": ("22", "36", "2021", "57", "21"),
    "资产": ("269.21",),
    "预算收支": (
        "959.76", "1739.324899", "1027.821897", "69.22%", "887.59806", "851.726839", "1801.424899",
        "1170.669404", "53.88%",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("part", "figures"), FIGURES.items())
def test_every_figure_of_the_reference_is_in_the_text_and_comes_from_the_data(
    example: Examined, part: str, figures: tuple[str, ...]
) -> None:
    blocks = [block for block in example.manuscript.parts[part] if isinstance(block, Block)]
    calculated = "".join(span.text for block in blocks for span in block.spans if span.source)
    for figure in figures:
        assert figure.rstrip("个") in calculated


def test_every_entered_figure_stands_on_one_line_of_the_data() -> None:
    lines = [
        line.split("#")[0]
        for file in UNIT.glob("*.yaml")
        for line in file.read_text(encoding="utf-8").split("\n")
    ]
    entered = (
        "269.21",
        "959.76",
        "1027.821897",
        "887.59806",
        "851.726839",
        "1801.424899",
        "1170.669404",
    )
    assert {figure: sum(figure in line for line in lines) for figure in entered} == dict.fromkeys(
        entered, 1
    )
