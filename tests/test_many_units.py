"""Many invented units: what benchmarks and batches build on is valid, varied and the same each time."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from many_units import make_units

from generator import workspace
from generator.generate import Generated, generate

COUNT = 30


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return make_units(tmp_path_factory.mktemp("many") / "data" / "units", COUNT)


@pytest.fixture(scope="module")
def made(units: list[Path]) -> list[Generated]:
    space = workspace.of(units[0])
    return [generate(unit, space, None, lambda step: None) for unit in units]


def contents(folder: Path, pattern: str = "*.yaml") -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob(pattern))
    }


@pytest.mark.unmeasured
def test_every_unit_builds_and_no_report_is_like_another(made: list[Generated]) -> None:
    assert len({each.version.docx() for each in made}) == COUNT


def test_totals_spread_over_all_grades(made: list[Generated]) -> None:
    assert {each.scorecard.grade for each in made} == {"优", "良", "中", "差"}
    assert len({each.scorecard.total for each in made}) > COUNT / 2


def test_some_units_have_something_to_look_at_and_some_have_not(made: list[Generated]) -> None:
    unexplained = [
        any(finding.id == "deduction-unexplained" for finding in each.findings) for each in made
    ]
    assert 0 < sum(unexplained) < COUNT / 2


def test_the_same_seed_writes_the_same_bytes(units: list[Path], tmp_path: Path) -> None:
    make_units(tmp_path, COUNT)
    assert contents(tmp_path) == contents(units[0].parent)


def test_another_seed_writes_other_units(units: list[Path], tmp_path: Path) -> None:
    make_units(tmp_path, COUNT, seed=1)
    budgets = contents(tmp_path, "预算.yaml"), contents(units[0].parent, "预算.yaml")
    assert not {*budgets[0].values()} & {*budgets[1].values()}


def test_the_first_units_are_the_same_however_many_are_made(
    units: list[Path], tmp_path: Path
) -> None:
    few = make_units(tmp_path, 3)
    assert [contents(each) for each in few] == [contents(each) for each in units[:3]]


def test_running_text_grows_as_many_times_as_asked_and_the_rest_stays(tmp_path: Path) -> None:
    (once,) = make_units(tmp_path / "1", 1)
    (tenfold,) = make_units(tmp_path / "10", 1, narrative=10)
    lines = [
        sum(line.endswith("。".encode()) for line in content.splitlines())
        for content in (contents(unit)["目标.yaml"] for unit in (once, tenfold))
    ]
    assert lines[1] == 10 * lines[0]
    assert contents(tenfold)["预算.yaml"] == contents(once)["预算.yaml"]


def test_the_bytes_are_those_of_every_machine(units: list[Path]) -> None:
    content = b"".join(contents(units[0].parent).values())
    assert (
        sha256(content).hexdigest()
        == "0a3445003617546bc0a31d76040c2d7312c30ba874833680b3e8ad5699241909"
    )
