"""The second form of the report: scores first, decimal numbers, chosen by the unit, from the same data."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from conftest import Desk

from generator import readback, template
from generator.narrative.numbering import Levels, parse
from generator.readback import Paragraph, Reading

FORMS = Path(__file__).parents[1] / "report_templates"
SCORES_FIRST = "部门整体支出绩效评价报告（得分在前）"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk")


def built(desk: Desk) -> Reading:
    return readback.read(desk.generate().stored.path.read_bytes())


def headings(reading: Reading) -> list[str]:
    found = (each for each in reading.body if isinstance(each, Paragraph))
    return [each.text for each in found if each.style.startswith("heading")]


def chosen(desk: Desk) -> Desk:
    """The unit with the second form, whichever file holds it."""
    files = [
        f for f in desk.unit.glob("*.yaml") if f.read_text(encoding="utf-8").startswith("单位:\n")
    ]
    (file,) = files
    text = file.read_text(encoding="utf-8")
    file.write_text(f"单位:\n  模板: {SCORES_FIRST}\n{text[4:]}", encoding="utf-8")
    return desk


def test_the_unit_chooses_the_form_and_scores_stand_first(desk: Desk) -> None:
    standard = built(desk)
    found = built(chosen(desk))
    assert headings(standard)[0] == "一、基本概况"
    assert headings(found)[:2] == ["1 评价结论", "1.1 综合得分"]
    assert list(found.tables())[-1] == list(standard.tables())[-1]


def test_the_numbers_in_a_part_go_on_from_those_of_its_chapter(desk: Desk) -> None:
    found = headings(built(chosen(desk)))
    inside = [each for each in found if each.startswith("5.")]
    assert inside[0].startswith("5.1 ")
    assert any(each.startswith("5.1.1 ") for each in inside)
    assert next(each for each in found if each.startswith("7.1.")).startswith("7.1.1 ")


@pytest.mark.parametrize(
    ("samples", "said"),
    [
        (("5.1 ", "5.1.1 "), ["5.2 ", "5.2.3 "]),
        (("1.", "1.1"), ["2.", "2.3"]),
        (("第一节 ", "（一）"), ["第二节 ", "（三）"]),
        (("", "（1）"), ["", "（3）"]),
    ],
)
def test_a_sample_that_goes_on_from_the_one_above_has_its_number(
    samples: tuple[str, ...], said: list[str]
) -> None:
    levels = Levels(2, tuple(found for each in samples if (found := parse(each)) is not None))
    above = levels.say(2, 2)
    assert [above, levels.say(3, 3, above)] == said


def test_a_template_edited_in_word_says_how_its_parts_are_numbered() -> None:
    document = docx.Document(str(FORMS / f"{SCORES_FIRST}.docx"))
    for paragraph in document.paragraphs:
        if "成效" in paragraph.text:
            paragraph.text = "{{p 成效|编号(“5-1 ”, '5-1-1 ') }}"
    edited = io.BytesIO()
    document.save(edited)
    assert template.numbering(edited.getvalue())["成效"] == ("5-1 ", "5-1-1 ")
    assert template.numbering(b"") == {}
