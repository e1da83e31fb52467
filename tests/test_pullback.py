"""Bringing Word edits home: each to its line, or told with the right reason; nothing lost or guessed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from conftest import Desk
from docx import Document
from docx.text.paragraph import Paragraph as Written
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from word import SHIPPED

from generator import archive, readback
from generator.findings import Refused
from generator.generate import Wanted, generate
from generator.pullback import Pulled, origin, pull, store

Change = Callable[[Any], None]


class Office:
    """A desk whose report goes out, is edited, and comes back."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.report = desk.generate().stored.path
        self.folder = archive.folder_of(desk.space.build, desk.unit)

    def edited(self, *changes: Change) -> bytes:
        """The report with these changes made in it."""
        document = Document(str(self.report))
        for change in changes:
            change(document)
        target = io.BytesIO()
        document.save(target)
        return target.getvalue()

    def pull(self, docx: bytes, decided: Callable[[Any], str] = lambda _: "") -> Pulled:
        _, version = origin(docx, self.report, [self.folder])
        return pull(docx, version, self.desk.unit, self.desk.space, decided)

    def home(self, *changes: Change) -> Pulled:
        """Make these changes, bring them home, and write them."""
        docx = self.edited(*changes)
        pulled = self.pull(docx)
        store(pulled, docx, self.folder, lambda: None)
        return pulled

    def text(self, file: str = "文字") -> str:
        return self.desk.path(file).read_text(encoding="utf-8")


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


# ---- what a leader does in Word ---------------------------------------------------------------------


def found(document: Any, words: str) -> Any:
    """The first paragraph, also of a table, that holds these words."""
    cells = (c for t in document.tables for r in t.rows for c in r.cells)
    everywhere = [*document.paragraphs, *(p for c in cells for p in c.paragraphs)]
    return next(p for p in everywhere if words in p.text)


def replaced(old: str, new: str) -> Change:
    """Type over some words, as Word does: the runs around them stay."""

    def change(document: Any) -> None:
        run = next(run for run in found(document, old).runs if old in run.text)
        run.text = run.text.replace(old, new, 1)

    return change


def retyped(words: str, *runs: tuple[str, bool]) -> Change:
    """The whole paragraph typed anew, with bold where asked for; its bookmark is lost."""

    def change(document: Any) -> None:
        paragraph = found(document, words)
        paragraph.text = ""
        for text, bold in runs:
            paragraph.add_run(text).bold = bold or None

    return change


def added(behind: str, text: str, style: str = "") -> Change:
    def change(document: Any) -> None:
        before = found(document, behind)
        copy = deepcopy(before._p)
        for child in list(copy):
            if not child.tag.endswith("}pPr"):
                copy.remove(child)
        before._p.addnext(copy)
        new = Written(copy, before._parent)
        new.add_run(text)
        if style:
            new.style = document.styles[style]

    return change


def deleted(words: str) -> Change:
    def change(document: Any) -> None:
        paragraph = found(document, words)._p
        paragraph.getparent().remove(paragraph)

    return change


def moved(words: str, behind: str) -> Change:
    def change(document: Any) -> None:
        found(document, behind)._p.addnext(found(document, words)._p)

    return change


def in_front(before: str, *words: str) -> Change:
    """Cut some paragraphs and paste them in front of another."""

    def change(document: Any) -> None:
        place = found(document, before)._p
        for each in words:
            place.addprevious(found(document, each)._p)

    return change


def split(words: str) -> Change:
    """Enter typed behind these words."""

    def change(document: Any) -> None:
        paragraph = found(document, words)
        head, tail = paragraph.text.split(words)
        paragraph.runs[0].text = head + words
        for run in paragraph.runs[1:]:
            run.text = ""
        added(words, tail)(document)

    return change


def joined(first: str, second: str) -> Change:
    def change(document: Any) -> None:
        one, other = found(document, first)._p, found(document, second)._p
        for child in list(other):
            if not child.tag.endswith("}pPr"):
                one.append(child)
        other.getparent().remove(other)

    return change


def cell(old: str, new: str) -> Change:
    """Type over a cell that says just this."""

    def change(document: Any) -> None:
        cells = (c for t in document.tables for r in t.rows for c in r.cells)
        next(c for c in cells if c.text == old).paragraphs[0].runs[0].text = new

    return change


def points(indicator: str, text: str) -> Change:
    def change(document: Any) -> None:
        row = next(r for r in document.tables[-1].rows if any(indicator in c.text for c in r.cells))
        row.cells[-1].paragraphs[0].runs[0].text = text

    return change


# ---- each edit to its line -----------------------------------------------------------------------------

EDITS: Sequence[tuple[str, tuple[Change, ...], str, str, str]] = [
    ("words in a duty", (replaced("执行上级", "认真执行上级"),), "单位", "  - 执行上级决定。", "  - 认真执行上级决定。"),
    ("words in a block", (replaced("第一段，", "第一自然段，"),), "文字", "      第一段，支出{{ 预算.支出决算|万元 }}。", "      第一自然段，支出{{ 预算.支出决算|万元 }}。"),
    ("words in bold", (replaced("重点", "难点"),), "文字", "      第二段有**重点**。", "      第二段有**难点**。"),
    ("a title", (replaced("党的建设", "党建工作"),), "文字", "  - 标题: 党的建设", "  - 标题: 党建工作"),
    ("a plain value", (replaced("项目稳步推进", "项目加快推进"),), "文字", "    内容: 项目稳步推进。", "    内容: 项目加快推进。"),
    ("a list's item", (replaced("第二项", "第二件"),), "文字", "          2. 第二项", "          2. 第二件"),
    ("a table's cell", (cell("75", "76"),), "文字", "          | 宣讲 | 75 |", "          | 宣讲 | 76 |"),
    ("a remedy", (replaced("按月", "按周"),), "文字", "      - 按月通报支付进度。", "      - 按周通报支付进度。"),
    ("bold put on", (retyped("第二段有", ("第二段", True), ("有", False), ("重点", True), ("。", False)),), "文字", "      第二段有**重点**。", "      **第二段**有**重点**。"),
    ("bold taken off", (retyped("第二段有", ("第二段有重点。", False)),), "文字", "      第二段有**重点**。", "      第二段有重点。"),
    ("signs of Markdown", (replaced("项目稳步推进。", "**甲**与{{乙}}、#丙<丁>&。"),), "文字", "    内容: 项目稳步推进。", "    内容: \\*\\*甲\\*\\*与\\{\\{乙}}、#丙<丁>&。"),
    ("a paragraph split", (split("项目稳步"),), "文字", "    内容: 项目稳步推进。", "    内容: |\n      项目稳步\n      推进。"),
]  # fmt: skip


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("changes", "file", "line", "becomes"), [pytest.param(*e[1:], id=e[0]) for e in EDITS]
)
def test_an_edit_comes_home_to_its_line_and_moves_no_other_byte(
    office: Office, changes: tuple[Change, ...], file: str, line: str, becomes: str
) -> None:
    before = office.text(file)
    assert before.count(f"{line}\n") == 1
    pulled = office.home(*changes)
    assert office.text(file) == before.replace(f"{line}\n", f"{becomes}\n")
    (edit,) = pulled.edits
    assert edit.place is not None
    assert edit.place.line == before[: before.index(line)].count("\n") + 1
    assert pulled.findings == ()


def said(docx: bytes) -> list[str]:
    """What a report says, without the numbers it gives by itself."""
    number = r"^(?:[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|\d+[.、]|——)"
    texts = (p.text.strip(" \u3000") for p in readback.read(docx).paragraphs())
    return [re.sub(number, "", text) for text in texts if text]


WHOLE: Sequence[tuple[str, tuple[Change, ...]]] = [
    ("a new paragraph", (added("第二段有", "新写的一段。"),)),
    ("a new first paragraph", (added("（一）党的建设", "开头一段。", "公文正文"),)),
    ("a paragraph deleted", (deleted("第二段有"),)),
    ("a paragraph moved", (moved("第一段，支出", "第二段有"),)),
    ("a paragraph moved to another text", (moved("第二段有", "项目稳步推进"),)),
    ("two paragraphs joined", (joined("第一段，支出", "第二段有"),)),
    ("a split behind a figure", (split("第一段，"),)),
    ("an item added", (added("第二项", "（3）第三项"),)),
    ("an item deleted", (deleted("第一项"),)),
    ("a duty added", (added("办理民生事项", "3.完成其他任务。"),)),
    ("a duty deleted", (deleted("办理民生事项"),)),
    ("a remedy added", (added("按月通报", "（2）加强考核。"),)),
    ("a heading under a text", (added("项目稳步推进", "1.工业", "heading 3"),)),
    ("a new entry", (added("项目稳步推进", "（三）社会治理", "heading 2"), added("社会治理", "网格化管理。", "公文正文"))),
    ("an entry deleted", (deleted("经济发展"), deleted("项目稳步推进"))),
    ("two edits in one paragraph", (replaced("第一段", "首段"), replaced("，支出", "，全年支出"))),
    ("two duties changed places", (moved("执行上级", "办理民生"),)),
    ("an entry moved with all below it", (in_front("（一）党的建设", "经济发展", "项目稳步推进"),)),
    ("an entry moved and edited", (in_front("（一）党的建设", "经济发展", "项目稳步推进"), replaced("项目稳步推进", "项目加快推进"))),
    ("a figure left out for words", (retyped("第一段，支出", ("第一段见附表。", False)),)),
    ("a figure left out with its words", (retyped("第一段，支出", ("第一段。", False)),)),
]  # fmt: skip


@pytest.mark.parametrize("changes", [pytest.param(c, id=n) for n, c in WHOLE])
def test_after_pull_and_build_the_report_says_what_word_said(
    office: Office, changes: tuple[Change, ...]
) -> None:
    docx = office.edited(*changes)
    pulled = office.pull(docx)
    assert pulled.findings == ()
    store(pulled, docx, office.folder, lambda: None)
    office.report.unlink()
    again = office.desk.generate().stored.path.read_bytes()
    assert said(again) == said(docx)
    assert office.pull(docx).edits == ()


def test_an_unedited_report_gives_nothing(office: Office) -> None:
    pulled = office.pull(office.report.read_bytes())
    assert (pulled.edits, pulled.conflicts, pulled.findings, pulled.files) == ((), (), (), {})


def test_a_report_saved_again_gives_nothing(office: Office) -> None:
    assert office.pull(office.edited()).files == {}


# ---- what can't come home is told -------------------------------------------------------------------------

REASONS: Sequence[tuple[str, Change, str, str, int, str]] = [
    ("a calculated figure", replaced("950万元", "960万元"), "calculated-edited", "预算", 0, "支出决算"),
    ("words of the template", replaced("组织架构", "机构"), "fixed-edited", "部门整体支出绩效评价报告", 0, "第25段"),
    ("the unit's name in the title", replaced("试验镇人民政府", "试验镇政府"), "calculated-edited", "单位", 2, "单位.名称"),
    ("words that lead a text", replaced("工作任务：", "主要任务："), "fixed-edited", "文字", 6, "工作任务："),
    ("the words of a metric", replaced("群众满意率不低于90", "群众满意率不低于95"), "calculated-edited", "文字", 11, "群众满意率"),
    ("a standard of the rubric", replaced("支付进度率", "付款进度率"), "rubric-edited", "试验", 0, "支付进度率"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "id", "file", "line", "words"), [pytest.param(*r[1:], id=r[0]) for r in REASONS]
)
def test_what_cannot_come_home_is_told_with_the_place_to_change(
    office: Office, change: Change, id: str, file: str, line: int, words: str
) -> None:
    pulled = office.pull(office.edited(change))
    assert pulled.files == {}
    finding = pulled.findings[0]
    assert (finding.id, Path(finding.place.file).stem if finding.place else "") == (id, file)
    assert not line or (finding.place and finding.place.line == line)
    assert words in finding.message + finding.hint


def test_a_problem_moved_without_its_remedies_is_told_and_nothing_is_lost(office: Office) -> None:
    office.desk.edit(
        "文字",
        "问题:\n",
        "问题:\n  - 标题: 制度不全\n    说明: 制度还要完善。\n    整改措施:\n      - 修订制度。\n    涉及指标:\n      - 制度健全\n",
    )
    office.report = office.desk.generate(office.report.with_name("二.docx")).stored.path
    pulled = office.pull(office.edited(in_front("改进措施", "制度不全", "制度还要完善")))
    assert ([f.id for f in pulled.findings], pulled.files) == (["entry-moved"], {})


def test_a_title_gone_without_its_entry_is_told(office: Office) -> None:
    pulled = office.pull(office.edited(deleted("1.支付进度偏慢")))
    assert ([f.id for f in pulled.findings], pulled.files) == (["title-gone"], {})


def test_words_and_figures_rewritten_together_are_not_half_taken(office: Office) -> None:
    pulled = office.pull(
        office.edited(retyped("第一段，支出", ("第一段，开支12.5亿元和3万元。", False)))
    )
    assert ([f.id for f in pulled.findings], pulled.files) == (["not-returned"], {})
    finding = pulled.findings[0]
    assert "第一段，开支12.5亿元和3万元。" in finding.message
    assert (finding.place.line if finding.place else 0) == 20


def test_what_is_shown_is_what_will_be_printed(office: Office) -> None:
    pulled = office.pull(office.edited(replaced("第一段", "首段"), replaced("950万元", "960万元")))
    assert [edit.after for edit in pulled.edits] == ["首段，支出950万元。"]
    assert [f.id for f in pulled.findings] == ["calculated-edited"]


def test_points_that_the_data_have_changed_meanwhile_are_a_persons_to_decide(
    office: Office,
) -> None:
    docx = office.edited(points("社会效益", "17"))
    office.desk.edit("评分", "    评定分: 18", "    评定分: 19")
    pulled = office.pull(docx)
    assert ([f.id for f in pulled.findings], pulled.files) == (["points-changed-since"], {})
    assert "由18改成了17" in pulled.findings[0].message
    assert "已是19" in pulled.findings[0].message


def test_a_conflict_keeps_its_number_when_others_are_settled(office: Office) -> None:
    docx = office.edited(
        replaced("执行上级", "认真执行上级"),
        replaced("重点", "难点"),
        replaced("项目稳步", "项目加快"),
    )
    office.desk.edit("单位", "执行上级决定", "执行决定").edit("文字", "**重点**", "**亮点**")
    first = office.pull(docx)
    assert [c.number for c in first.conflicts] == [1, 2]
    office.desk.edit("单位", "执行决定", "认真执行上级决定")
    assert [c.number for c in office.pull(docx).conflicts] == [2]


# ---- the scoring table -------------------------------------------------------------------------------------


def test_edited_points_become_an_override_with_a_reason(office: Office) -> None:
    pulled = office.home(points("社会效益", "17"))
    (edit,) = pulled.edits
    assert (edit.kind, edit.path, edit.before, edit.after) == (
        "评分",
        "评分/社会效益",
        "社会效益：18",
        "社会效益：17",
    )
    text = office.text("评分")
    assert "    核定分: 17\n" in text
    assert "    核定理由: 审阅人在送回的报告里把得分由18分改为17分，请补写理由。\n" in text
    assert pulled.after.scorecard.total == pulled.before.scorecard.total - 1


@pytest.mark.parametrize(
    ("text", "id"),
    [("99", "points-beyond-weight"), ("很好", "points-unreadable"), ("", "points-unreadable")],
)
def test_points_that_cannot_be_are_told(office: Office, text: str, id: str) -> None:
    pulled = office.pull(office.edited(points("社会效益", text)))
    assert pulled.files == {}
    assert [finding.id for finding in pulled.findings] == [id]


def test_the_total_is_no_ones_to_edit(office: Office) -> None:
    pulled = office.pull(office.edited(points("自评总分", "100")))
    assert [(f.id, f.place.file[-7:] if f.place else "") for f in pulled.findings] == [
        ("total-edited", "评分.yaml")
    ]


# ---- three ways ----------------------------------------------------------------------------------------------


def test_what_only_the_data_changed_stays(office: Office) -> None:
    docx = office.edited(replaced("重点", "难点"))
    office.desk.edit("文字", "第一段，", "首段，").edit(
        "文字", "  - 标题: 党的建设", "  - 标题: 党建"
    )
    pulled = office.pull(docx)
    assert [(e.before, e.after) for e in pulled.edits] == [
        ("第二段有**重点**。", "第二段有**难点**。")
    ]


def test_what_both_changed_the_same_way_is_nothing(office: Office) -> None:
    docx = office.edited(replaced("重点", "难点"))
    office.desk.edit("文字", "**重点**", "**难点**")
    pulled = office.pull(docx)
    assert (pulled.edits, pulled.conflicts) == ((), ())


def test_what_both_changed_otherwise_waits_for_a_person(office: Office) -> None:
    docx = office.edited(replaced("重点", "难点"))
    office.desk.edit("文字", "**重点**", "**亮点**")
    pulled = office.pull(docx)
    (conflict,) = pulled.conflicts
    assert pulled.files == {}
    assert (conflict.number, conflict.base, conflict.word) == (
        1,
        "第二段有**重点**。",
        "第二段有**难点**。",
    )
    assert conflict.data == "第二段有**亮点**。"
    (copy,) = pulled.copies.values()
    assert (
        "<<<<<<< Word\n      第二段有**难点**。\n      =======\n      第二段有**亮点**。\n      >>>>>>> 数据\n"
        in copy.decode()
    )
    by_word = office.pull(docx, lambda _: "word")
    assert "      第二段有**难点**。\n" in by_word.files[office.desk.path("文字")].decode()
    assert by_word.conflicts == ()
    by_data = office.pull(docx, lambda _: "data")
    assert (by_data.files, by_data.conflicts, by_data.edits) == ({}, (), ())


def test_entries_put_in_before_do_not_mislead(office: Office) -> None:
    docx = office.edited(replaced("项目稳步推进", "项目加快推进"))
    office.desk.edit("文字", "成效:\n", "成效:\n  - 标题: 新的一章\n    内容: 新的内容。\n")
    pulled = office.pull(docx)
    (edit,) = pulled.edits
    assert edit.path == "成效/2/内容"
    assert "    内容: 项目加快推进。\n" in pulled.files[office.desk.path("文字")].decode()


def test_an_entry_gone_in_word_but_changed_in_the_data_stays(office: Office) -> None:
    docx = office.edited(deleted("经济发展"), deleted("项目稳步推进"))
    office.desk.edit("文字", "项目稳步推进", "项目稳步推进，成效明显")
    pulled = office.pull(docx)
    assert (pulled.edits, [f.id for f in pulled.findings]) == ((), ["entry-gone-but-changed"])


def test_data_changed_while_pulling_are_not_overwritten(office: Office) -> None:
    docx = office.edited(replaced("重点", "难点"))
    pulled = office.pull(docx)
    office.desk.edit("文字", "第一段，", "首段，")
    before = office.text()
    with pytest.raises(Refused) as refused:
        store(pulled, docx, office.folder, lambda: None)
    assert [f.id for f in refused.value.findings] == ["changed-meanwhile"]
    assert office.text() == before


def test_the_returned_file_and_the_data_of_before_are_kept(office: Office) -> None:
    docx = office.edited(replaced("重点", "难点"))
    before = office.text()
    kept = store(office.pull(docx), docx, office.folder, lambda: None)
    assert kept is not None
    assert (kept / "报告.docx").read_bytes() == docx
    assert (kept / "文字.yaml").read_text(encoding="utf-8") == before
    assert archive.received(office.folder, docx)


# ---- whose file it is ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "id"),
    [(b"no docx", "returned-not-docx"), (SHIPPED.read_bytes(), "returned-unknown")],
)
def test_a_foreign_file_is_refused(office: Office, content: bytes, id: str) -> None:
    with pytest.raises(Refused) as refused:
        origin(content, Path("甲.docx"), [office.folder])
    assert [f.id for f in refused.value.findings] == [id]


def test_a_report_of_no_known_version_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        origin(office.report.read_bytes(), office.report, [tmp_path])
    assert [f.id for f in refused.value.findings] == ["version-unknown"]


def test_an_edited_review_copy_comes_home_too(office: Office) -> None:
    generate(office.desk.unit, office.desk.space, None, lambda _: None, Wanted(review=True))
    copy = office.report.with_name(f"{office.report.stem}（审阅稿）.docx")
    office.report = copy
    assert [e.after for e in office.pull(office.edited(replaced("重点", "难点"))).edits] == [
        "第二段有**难点**。"
    ]


# ---- for all texts -----------------------------------------------------------------------------------------------

# What Word can hold in a paragraph; blanks at its ends print nothing, a control character is refused.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXTS = st.one_of(
    st.text(LETTERS, min_size=1, max_size=30),
    st.text(st.sampled_from("甲乙丙1.、（）()#-*|｜{}\\`_+<>&\" '：:— 　\t"), min_size=1, max_size=14),
).map(str.strip).filter(bool)  # fmt: skip


@pytest.mark.unmeasured
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(TEXTS, min_size=5, max_size=5))
@example(texts=["- \t1", "1. \t2", "* \t3", "- \u30004", "1. \u00a05"])
def test_any_edit_of_any_block_comes_home_as_it_was_typed(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    office = Office(Desk(tmp_path_factory.mktemp("office")))
    words = (
        "全镇经济持续健康发展。",
        "第二段有",
        "项目稳步推进。",
        "引进项目。",
        "年底集中支付较多。",
    )
    was = {file: file.read_bytes() for file in office.desk.unit.iterdir()}
    docx = office.edited(*(retyped(w, (t, False)) for w, t in zip(words, texts, strict=True)))
    pulled = office.pull(docx)
    assert pulled.findings == ()
    store(pulled, docx, office.folder, lambda: None)
    changed = office.desk.path("文字")
    assert {f: f.read_bytes() for f in was if f != changed} == {
        f: raw for f, raw in was.items() if f != changed
    }
    again = readback.read(
        office.desk.generate(office.report.with_name("再.docx")).stored.path.read_bytes()
    )
    printed = {p.path: p.text for p in again.paragraphs()}
    for path, text in zip(
        ("目标/总体", "成效/0/内容", "成效/1/内容", "下一步/分项/0/内容", "问题/0/说明"),
        texts,
        strict=True,
    ):
        assert printed[path] == text
    assert office.pull(docx).edits == ()
