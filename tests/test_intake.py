"""Taking in an old report: nothing is lost, what is lifted is proven, the rebuilt report says the same."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Desk, Jixiao, tool
from docx import Document as Docx
from docx.oxml.ns import qn
from measure_import import largest_table, measured, paragraphs
from office import resaved
from old_documents import DOCUMENTS

from generator import pdf
from generator.intake import Imported, docx_from, imported, opened, parted
from generator.intake.plain import said
from generator.intake.proof import printed
from generator.intake.typed import Document, Line


@cache
def old(name: str) -> Document:
    return opened(DOCUMENTS[name](), f"{name}.docx")


@cache
def taken(name: str) -> Imported:
    return take(old(name))


def take(document: Document) -> Imported:
    return imported(document, "旧报告.docx", lambda wished: wished)


def data(found: Imported) -> dict[str, Any]:
    """All files as one, what has to be filled in left out."""
    parts: dict[str, Any] = {}
    for text in found.files.values():
        parts |= yaml.load(text, yaml.BaseLoader)
    return {
        name: {k: v for k, v in part.items() if v != ""} if isinstance(part, dict) else part
        for name, part in parts.items()
    }


def printed_again(found: Imported) -> list[str]:
    whole = data(found)
    again = printed(whole, whole["章节"])
    assert again is not None
    return again


def aside(found: Imported) -> list[str]:
    return [text for spoken in found.aside.values() for _, text in spoken]


def lines(texts: Sequence[str]) -> list[str]:
    """Texts as they are compared: a line each, without blanks."""
    return said([Line(text, "") for text in texts])


EVERY = pytest.mark.parametrize("name", DOCUMENTS)


# ---- nothing is lost ----------------------------------------------------------------------------


@pytest.mark.unmeasured
@EVERY
def test_the_sections_print_the_body_word_for_word(name: str) -> None:
    body = said(parted(old(name)).body)
    front_and_end = Counter(lines(aside(taken(name))))
    again = printed_again(taken(name))
    left = Counter(body) - Counter(again)
    assert not Counter(again) - Counter(body)
    assert not left - front_and_end
    start = body.index(again[0])
    assert body[start : start + len(again)] == again


@EVERY
def test_every_word_is_in_a_chapter_or_the_scoring_table_or_aside(name: str) -> None:
    document, found = old(name), taken(name)
    scored = said(parted(document).tables)
    whole = Counter(said(document.body)) + Counter(lines([words for _, words in document.around]))
    assert Counter([*printed_again(found), *scored, *lines(aside(found))]) == whole


@EVERY
def test_whatever_is_told_aside_or_noted_has_a_place_in_the_old_document(name: str) -> None:
    found = taken(name)
    spoken = [where for part in found.aside.values() for where, _ in part]
    noted = [note.old for note in found.notes if note.kind != "补填"]
    assert all([*spoken, *noted])


# ---- what is lifted -----------------------------------------------------------------------------

_STAFFED = {"人员编制.编制", "人员编制.在编"}
_COMMON = {*_STAFFED, "资产.固定资产总额", "预算.年初预算", "预算.收入决算"}
_BUDGET = {"预算.上年收入决算", "预算.支出决算", "预算.上年支出决算"}
_OFFICES = {"组织架构.说明", "组织架构.内设机构"}
_TEXTS = {"人员编制.说明", "资产.说明", "预算.说明"}
LIFTED: Mapping[str, set[str]] = {
    "other-chapters": {
        "职责", "目标.总体", "目标.分项", "成效", "问题", *_OFFICES, *_COMMON, *_BUDGET, *_TEXTS,
    },
    "decimal-numbers": {
        "职责", "目标.分项", "成效", "评价组织.过程", "问题", *_OFFICES, *_COMMON, *_BUDGET, *_TEXTS,
    },
    "word-styles": {
        "职责", "组织架构.内设机构", "成效", "评价组织.过程", "资产.说明", "预算.说明", *_COMMON, *_BUDGET,
    },
    "automatic-numbers": {"职责", "成效", "评价组织.过程", "问题", *_OFFICES, *_COMMON, *_BUDGET, *_TEXTS},
    "seven-columns": {"成效", "问题", *_COMMON, *_BUDGET, *_TEXTS},
    "split-table": {"职责", "成效", "评价组织.过程", "问题", *_OFFICES, *_COMMON, *_TEXTS},
}  # fmt: skip
LACKING: Mapping[str, set[str]] = {
    "other-chapters": set(),
    "decimal-numbers": {"单位.指标体系"},
    "word-styles": {"单位.指标体系"},
    "automatic-numbers": {"单位.指标体系"},
    "seven-columns": set(),
    "split-table": {"预算.上年收入决算", "预算.支出决算", "预算.上年支出决算"},
}
COMPLETE = {"other-chapters": "97.5", "seven-columns": "90.56"}


def paths(found: Imported, kind: str) -> set[str]:
    return {
        ".".join(map(str, note.path))
        for note in found.notes
        if note.kind == kind and note.path and note.path[0] != "指标体系"
    }


@EVERY
def test_what_is_lifted_is_known_exactly(name: str) -> None:
    assert paths(taken(name), "识别") == LIFTED[name]


@EVERY
def test_what_the_old_report_did_not_say_is_named(name: str) -> None:
    assert paths(taken(name), "补填") == LACKING[name]


@pytest.mark.unmeasured
@EVERY
def test_what_is_noted_as_lifted_is_in_the_files(name: str) -> None:
    for note in taken(name).notes:
        at: Any = data(taken(name))
        if note.kind == "识别" and note.path and note.path[0] != "指标体系":
            for step in note.path:
                at = at[step]
            assert at


def test_the_figures_of_a_report_are_those_it_states() -> None:
    budget = data(taken("other-chapters"))["预算"]
    assert {key: value for key, value in budget.items() if key != "说明"} == {
        "年初预算": "286.5",
        "收入决算": {"财政拨款收入": "301.2"},
        "上年收入决算": {"收入总额": "290"},
        "支出决算": "298.74",
        "上年支出决算": "288.9",
    }


@EVERY
def test_taking_in_twice_gives_the_same(name: str) -> None:
    assert take(old(name)) == taken(name)


# ---- to the end, by the real command ------------------------------------------------------------


def into_desk(desk: Desk, jixiao: Jixiao, name: str) -> Path:
    file = desk.root / f"{name}.docx"
    file.write_bytes(DOCUMENTS[name]())
    folder = desk.unit.with_name("甲")
    run = jixiao("import", file, folder)
    assert run.code == 0, run.err
    return folder


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", COMPLETE)
def test_the_rebuilt_report_says_what_the_old_one_said(
    desk: Desk, jixiao: Jixiao, name: str
) -> None:
    folder, target = into_desk(desk, jixiao, name), desk.root / "新.docx"
    built = jixiao("build", folder, "-o", target)
    assert built.code == 0, built.err
    found = measured(
        said([e for e in parted(old(name)).body if isinstance(e, Line)]), paragraphs(target)
    )
    assert found.percent >= 99
    assert found.numbers[0] == found.numbers[1]
    total = next(row[-1] for row in largest_table(target) if any("总分" in cell for cell in row))
    assert total.removesuffix("分") == COMPLETE[name]


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", [name for name, missing in LACKING.items() if missing])
def test_what_has_to_be_filled_in_is_pointed_at_in_its_file(
    desk: Desk, jixiao: Jixiao, name: str
) -> None:
    folder = into_desk(desk, jixiao, name)
    run = jixiao("check", folder)
    assert run.code == 1
    for path in LACKING[name]:
        part, key = path.split(".")
        text = (folder / f"{part}.yaml").read_text(encoding="utf-8").splitlines()
        line = next(i for i, each in enumerate(text, 1) if each.startswith(f"  {key}:"))
        assert f"{part}.yaml:{line}:" in run.out + run.err
        assert "请补填" in text[line - 1]


# ---- the same document in other forms -----------------------------------------------------------


def moved(raw: bytes) -> bytes:
    """The scoring table and the lines above it from one end of the document to the other."""
    docx = Docx(io.BytesIO(raw))
    body = list(docx.element.body)[:-1]
    at = next(i for i, each in enumerate(body) if each.tag == qn("w:tbl"))
    assert at < len(body) / 2
    for each in body[: at + 1]:
        docx.element.body.insert(len(docx.element.body) - 1, each)
    target = io.BytesIO()
    docx.save(target)
    return target.getvalue()


def test_an_annex_behind_the_body_gives_the_same_but_for_its_place() -> None:
    first = taken("other-chapters")
    then = take(opened(moved(DOCUMENTS["other-chapters"]()), "旧报告.docx"))
    assert data(first)["单位"]["评分表位置"] == "正文前"
    assert data(then)["单位"]["评分表位置"] == "正文后"
    for name in first.files:
        assert then.files[name].replace("正文后", "正文前") == first.files[name]
    assert then.rubric == first.rubric


@pytest.mark.unmeasured
def test_a_report_stored_by_libreoffice_or_as_doc_gives_the_same_files(tmp_path: Path) -> None:
    tool("soffice")
    file = tmp_path / "旧.docx"
    file.write_bytes(DOCUMENTS["other-chapters"]())
    file.with_suffix(".doc").write_bytes(pdf.converted(file, "doc:MS Word 97"))
    stored = opened(resaved(file).read_bytes(), "旧.docx")
    detour = opened(docx_from(file.with_suffix(".doc")), "旧.doc")
    wanted = taken("other-chapters")
    for document in (stored, detour):
        again = take(document)
        assert (again.files, again.rubric) == (wanted.files, wanted.rubric)
