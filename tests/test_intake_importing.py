"""The scores of an old report as they are taken in: answers, reasons, evidence, and what is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import yaml
from old_documents import DOCUMENTS

from generator.findings import Refused
from generator.intake import Imported, imported, importing, opened
from generator.intake.typed import Cell, Document, Grid, Line

_HEAD = ("一级指标", "二级指标", "分值", "评分标准", "得分", "扣分原因", "佐证材料")
_ROWS = (
    ("投入", "计划完备", "20", "由评价组商定。", "18", "少一份附件", "计划"),
    ("投入", "账目管理", "40", "每发现一处账目不清的扣2分，扣完为止。", "36", "两处不清", ""),
    ("产出", "办事评价", "40", "优秀（40）良好（30）合格（10）不合格（0）", "25", "反馈慢", ""),
)
_TOTAL = ("合计", "", "100", "", "79", "", "")


def _with(*rows: Sequence[str]) -> Document:
    """An old report whose scoring table has these rows."""
    cells = tuple(
        tuple(Cell((text,) if text else (), f"第1个表第{r}行第{c}格", (r, c)) for c, text in enumerate(row))
        for r, row in enumerate((_HEAD, *rows))
    )  # fmt: skip
    old = opened(DOCUMENTS["other-chapters"](), "旧.docx")
    body = [Grid(cells, "第1个表") if isinstance(each, Grid) else each for each in old.body]
    return replace(old, body=tuple(body))


def _taken(*rows: Sequence[str]) -> Imported:
    return imported(_with(*rows), "旧.docx", lambda wished: wished)


def _answers(found: Imported) -> dict[str, Any]:
    text = found.files["评分.yaml"]
    answers: dict[str, Any] = yaml.load(text, yaml.BaseLoader)["评分"]
    return answers


def _ids(found: Imported) -> list[str]:
    return [each.id for each in found.findings]


def test_the_reasons_of_the_table_stand_with_the_answers() -> None:
    answers = _answers(_taken(*_ROWS, _TOTAL))
    assert answers["计划完备"] == {
        "评定分": "18", "评定理由": "照原评分表。原表扣分原因：少一份附件", "佐证": ["计划"],
    }  # fmt: skip
    assert answers["账目管理"] == {
        "次数": "2", "次数说明": "照原评分表。原表扣分原因：两处不清",
    }  # fmt: skip
    assert answers["办事评价"]["核定分"] == "25"
    assert answers["办事评价"]["核定理由"].endswith("原表扣分原因：反馈慢")


def test_a_total_that_the_data_do_not_give_is_told() -> None:
    assert "intake-total-differs" not in _ids(_taken(*_ROWS, _TOTAL))
    found = _taken(*_ROWS, ("合计", "", "100", "", "80", "", ""))
    (told,) = [each for each in found.findings if each.id == "intake-total-differs"]
    assert "总分是 79" in told.message
    assert "写的是 80" in told.message


def test_a_table_of_which_no_rubric_comes_leaves_the_answers_to_be_filled_in() -> None:
    twice = (_ROWS[0][0], "账目管理", *_ROWS[0][2:])
    found = _taken(twice, *_ROWS[1:], _TOTAL)
    assert _ids(found).count("indicator-twice") == 2
    assert "计划完备" not in "".join(found.files.values())
    assert found.rubric is not None
    assert found.rubric[1].count("名称: 账目管理") == 2


def test_the_words_of_a_row_that_is_no_indicator_are_told_with_their_place() -> None:
    found = _taken(*_ROWS, _TOTAL, ("注：得分保留一位小数。", "", "", "", "", "", ""))
    left = found.aside["评分表里没有放进数据的格"]
    assert ("第1个表第5行第0格", "注：得分保留一位小数。") in left
    assert "table-row-left" in _ids(found)


def test_what_is_no_report_is_refused() -> None:
    letter = Document((Line("请各单位于月底前报送材料。", "第1段"),))
    with pytest.raises(Refused, match="intake-no-report"):
        imported(letter, "通知.docx", lambda wished: wished)


def test_a_body_that_would_print_otherwise_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "printed", lambda *_: ["别的"])
    assert "intake-differs" in _ids(_taken(*_ROWS, _TOTAL))
