"""The review copy: every finding is a comment at the right words, and the report stays as it was."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import ooxml_integrity
import pytest
from conftest import Desk, tool
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from sdk import Sdk
from test_validity import UNIT, lint
from word import NAMESPACE, SHIPPED, body, changed, paragraph

from generator import readback, template, workspace
from generator.archive import store
from generator.findings import Finding, Place, Severity
from generator.generate import Examined, examine
from generator.narrative import Block, Span, Table
from generator.readback import Comment
from generator.review import Remark, annotated, remarks
from generator.template.package import with_manifest

W = f"{{{NAMESPACE}}}"
TITLE = "巨鹿县王虎寨镇人民政府"


@pytest.fixture(scope="module")
def example() -> Examined:
    return examine(UNIT, workspace.of(UNIT), lambda step: None)


@pytest.fixture(scope="module")
def docx(example: Examined) -> bytes:
    return template.fill(SHIPPED.read_bytes(), example.manuscript)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The report of the small unit."""
    manuscript = Desk(tmp_path_factory.mktemp("small") / "desk").examine().manuscript
    return template.fill(SHIPPED.read_bytes(), manuscript)


def about(*path: str | int, words: str = "", message: str = "有误。") -> Finding:
    return Finding("x", Severity.WARNING, message, path=path, words=words)


def placed(docx: bytes, example: Examined, *findings: Finding) -> tuple[Comment, ...]:
    """The comments that a review copy of these findings has."""
    return readback.read(annotated(docx, remarks(findings, example.manuscript))).comments


def comment(docx: bytes, remark: Remark) -> Comment:
    (one,) = readback.read(annotated(docx, [remark])).comments
    return one


# ---- where a finding goes --------------------------------------------------------------------------

OWN_TEXT = [
    (("成效", 1, "下级", 0, "内容"), "中科力创", "中科力创", "成效/1/下级/0/内容"),
    (("成效", 1, "下级", 0, "标题"), "", None, "成效/1/下级/0/标题"),
    (("成效", 1, "下级", 0), "", None, "成效/1/下级/0/标题"),
    (("职责", 3), "{{ 不在文中 }}", None, "职责/3"),
    (("问题", 2, "涉及指标", 0), "", None, "问题/2/标题"),
    (("问题",), "", None, "问题/0/标题"),
    (("文字片段", "资产"), "", None, "文字片段/资产"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "words", "quoted", "where"), OWN_TEXT)
def test_a_finding_about_a_text_stands_at_its_paragraph(
    docx: bytes,
    example: Examined,
    path: tuple[str | int, ...],
    words: str,
    quoted: str | None,
    where: str,
) -> None:
    (found,) = placed(docx, example, about(*path, words=words))
    assert found.paragraph.path == where
    assert found.words == (found.paragraph.text if quoted is None else quoted)


def test_of_several_paragraphs_the_one_with_the_words_is_taken(docx: bytes) -> None:
    texts = [p.text for p in readback.read(docx).paragraphs() if p.path == "成效/1/下级/0/内容"]
    for text in texts[:5]:
        found = comment(docx, Remark("成效/1/下级/0/内容", text[2:9], "看这里"))
        assert (found.paragraph.text, found.words) == (text, text[2:9])


AT_THE_TITLE = [
    (),
    ("单位", "年度"),
    ("评分", "没有的指标"),
    ("评分",),
    ("指标体系", "满分"),
    ("从来没有", "的", "路径"),
]


@pytest.mark.parametrize("path", AT_THE_TITLE)
def test_what_concerns_the_whole_report_stands_at_the_title(
    docx: bytes, example: Examined, path: tuple[str, ...]
) -> None:
    (found,) = placed(docx, example, about(*path))
    assert (found.paragraph.style, found.words) == ("公文标题", TITLE)


PRINTED = [
    # the data, the words that print it, where
    (("预算", "支出决算"), "1801.424899万元", "全年支出决算数"),
    (("预算", "年初预算"), "959.76万元", "年初预算安排收入"),
    (("预算", "收入决算", "一般公共预算财政拨款收入"), "1739.324899万元", "年初预算安排收入"),
    (("组织架构", "内设机构", 2), "八", "个内设机构"),
    (("预算",), "959.76万元", "年初预算安排收入"),
]


@pytest.mark.parametrize(("path", "words", "beside"), PRINTED)
def test_a_finding_about_a_figure_stands_where_the_figure_is_printed(
    docx: bytes, example: Examined, path: tuple[str | int, ...], words: str, beside: str
) -> None:
    (found,) = placed(docx, example, about(*path, words="12a"))
    assert found.words == words
    assert beside in found.paragraph.text


def test_a_figure_that_stands_twice_is_commented_on_with_its_paragraph(example: Examined) -> None:
    twice = Block("正文", (Span("共5人，其中"), Span("5", source="甲.乙"), Span("人")), ("文", 0))
    manuscript = replace(example.manuscript, parts={"文": (twice,)})
    assert remarks([about("甲", "乙")], manuscript) == (
        Remark("文/0", "共5人，其中5人", "【提醒】有误。"),
    )


def test_a_figure_printed_in_a_table_is_found(example: Examined) -> None:
    cell = Block("表格", (Span("75次", source="甲.乙"),), ("文", 0))
    manuscript = replace(example.manuscript, parts={"文": (Table(((cell,),), ("文", 0)),)})
    assert remarks([about("甲", "乙")], manuscript)[0].words == "75次"


def rows(docx: bytes) -> Iterator[tuple[str, str, str]]:
    """Name, rubric path and points of each indicator, as the table of scores has them."""
    for table in readback.read(docx).tables():
        for row in table:
            paths = [p.path for cell in row for p in cell.paragraphs if p.path]
            if paths and paths[0].startswith("指标体系/"):
                name = row[-4].text.partition("\n")[0]
                yield name, paths[0].rpartition("/")[0], row[-1].text


def own_row(docx: bytes, found: str) -> str:
    """The name of the indicator in whose row the comment's mark stands, by the file alone."""
    root = etree.fromstring(template.unpacked(docx)["word/document.xml"])
    mark = next(m for m in root.iter(f"{W}commentReference") if m.get(f"{W}id") == found)
    row = next(mark.iterancestors(f"{W}tr"))
    cells = row.findall(f"{W}tc")
    assert next(mark.iterancestors(f"{W}tc")) is cells[-1]
    return next(t.text or "" for t in cells[-4].iter(f"{W}t"))


def test_every_answer_and_rule_is_commented_on_at_its_own_points(
    docx: bytes, example: Examined
) -> None:
    known = list(rows(docx))
    assert len(known) == len(example.scorecard.scores) > 20
    findings = [about("评分", name, "核定分") for name, _, _ in known]
    findings += [about(*path.split("/"), "规则", "档位") for _, path, _ in known]
    copy = annotated(docx, remarks(findings, example.manuscript))
    names = [own_row(copy, str(i)) for i in range(len(findings))]
    assert names == [name for name, _, _ in known] * 2
    assert sorted(c.words for c in readback.read(copy).comments) == sorted(
        points for _, _, points in known * 2
    )


def test_a_rule_is_commented_on_at_the_words_when_the_row_has_them(
    docx: bytes, example: Examined
) -> None:
    path = ("指标体系", "指标", 0, "下级", 1, "下级", 1, "评分标准原文")
    (found,) = placed(docx, example, about(*path, words="在职人员控制率"))
    assert found.words == "在职人员控制率"
    assert found.paragraph.path == "指标体系/指标/0/下级/1/下级/1/规则"


def test_a_group_of_indicators_is_commented_on_at_its_first_row(docx: bytes) -> None:
    copy = annotated(docx, [Remark("指标体系/指标/1/分值", "", "合计不符")])
    first = next(name for name, path, _ in rows(docx) if path.startswith("指标体系/指标/1/"))
    assert own_row(copy, "0") == first


def test_a_name_that_begins_another_name_is_not_mistaken_for_it(docx: bytes) -> None:
    name = next(name for name, _, _ in rows(docx))
    assert comment(docx, Remark(f"评分/{name[:-1]}", "", "看")).words == TITLE


def test_a_row_without_a_cell_before_its_rule_takes_no_comment() -> None:
    row = '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9"/></w:tblGrid>{}</w:tbl>'
    marked = '<w:bookmarkStart w:id="1" w:name="m"/><w:bookmarkEnd w:id="1"/>'
    cell = paragraph("规则").replace("<w:p>", f"<w:p>{marked}")
    bare = body("题", row.format(f"<w:tr><w:tc>{cell}</w:tc></w:tr>"))
    parts = template.unpacked(bare)
    known = with_manifest(parts, {"m": "指标体系/指标/0/规则"})
    assert comment(template.packed(known), Remark("指标体系/指标/0", "", "看")).words == "题"


# ---- what a comment says ---------------------------------------------------------------------------


def test_a_comment_says_severity_message_next_step_words_and_where_it_was_written(
    example: Examined,
) -> None:
    place = Place("data/units/甲/预算.yaml", 12, 3, "  收入: 12a")
    finding = Finding(
        "x", Severity.ERROR, "应为数字。", place, "请改。", ("预算", "收入"), 0, "12a"
    )
    assert remarks([finding], example.manuscript)[0].text.split("\n") == [
        "【错误】应为数字。",
        "请改。",
        "所指文字：12a",
        "录入处：预算.yaml 第 12 行",
    ]
    said = replace(finding, message="“12a”应为数字。", place=Place("预算.yaml"), hint="")
    assert (
        remarks([said], example.manuscript)[0].text == "【错误】“12a”应为数字。\n录入处：预算.yaml"
    )


def kept(text: str) -> str:
    """What is left of a text in XML: line ends are one sign, and what XML forbids shows as lost."""
    ends = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", ends)


PATHS = ["", "成效/1/下级/0/内容", "评分/基础信息完善性", "指标体系/指标/1", "职责/0", "无/此/路径"]


@pytest.mark.unmeasured
@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.builds(
            Remark,
            st.sampled_from(PATHS),
            st.text(max_size=3) | st.sampled_from("的一，1"),
            st.text(),
        ),
        max_size=6,
    )
)
def test_any_remarks_survive_exactly_and_leave_the_text_as_it_was(
    small: bytes, given: list[Remark]
) -> None:
    copy = annotated(small, given)
    reading = readback.read(copy)
    assert sorted(c.text for c in reading.comments) == sorted(kept(r.text) for r in given)
    assert reading.body == readback.read(small).body
    assert looks(copy) == looks(small)
    assert lint(copy) == []
    assert not readback.edited(copy)


@given(st.text(min_size=1), st.text(), st.text())
def test_message_next_step_and_words_of_any_finding_are_in_its_comment(
    example: Examined, message: str, hint: str, words: str
) -> None:
    finding = Finding("x", Severity.NOTE, message, None, hint, ("职责", 0), 0, words)
    (remark,) = remarks([finding], example.manuscript)
    assert remark.text.startswith("【说明】")
    assert all(each in remark.text for each in (message, hint, words))


def looks(docx: bytes) -> list[tuple[str, bytes]]:
    """Each character of the text with the looks of its run."""
    root = etree.fromstring(template.unpacked(docx)["word/document.xml"])
    found = []
    for run in root.iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        own = b"" if properties is None else etree.tostring(properties, method="c14n")
        found += [(sign, own) for t in run.iter(f"{W}t") for sign in t.text or ""]
    return found


# ---- how it stands in the file ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["支出\t决算", "全", "年支", "\t", "决算数\n1200", "元", "1200万元"]
)
def test_words_are_cut_out_of_runs_and_keep_their_looks(words: str) -> None:
    bold = '<w:r><w:rPr><w:b/></w:rPr><w:tab/><w:t xml:space="preserve">决算数</w:t><w:br/>'
    runs = paragraph("全年支出", "1200万元").replace("<w:r><w:t>1", f"{bold}<w:t>1")
    one = body(runs)
    assert comment(one, Remark("", words, "看")).words == words
    copy = annotated(one, [Remark("", words, "看"), Remark("", "出\t决", "看")])
    assert readback.read(copy).body == readback.read(one).body
    assert looks(copy) == looks(one)


def test_comments_on_one_place_stand_in_their_order(docx: bytes) -> None:
    given = [
        Remark("职责/0", words, words or "全段") for words in ("", "宣传", "", "传和落", "宣传")
    ]
    copy = annotated(docx, given)
    found = {c.text: c.words for c in readback.read(copy).comments}
    assert [c.text for c in readback.read(copy).comments].count("宣传") == 2
    assert found["传和落"] == "传和落"
    assert found["全段"].startswith("1.宣传和落实")
    whole = [Remark("职责/0", "", text) for text in "甲乙丙"]
    assert [c.text for c in readback.read(annotated(docx, whole)).comments] == ["甲", "乙", "丙"]


def test_a_paragraph_without_text_takes_a_comment_too() -> None:
    found = comment(body("<w:p/>"), Remark("", "", "空白"))
    assert (found.text, found.words, found.paragraph.text) == ("空白", "", "")


def test_a_text_box_takes_no_comment() -> None:
    box = (
        f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('框里')}</w:txbxContent></w:pict></w:r></w:p>"
    )
    assert comment(body(box, "题目"), Remark("", "", "看")).words == "题目"


def test_comments_of_the_template_stay(docx: bytes) -> None:
    first = annotated(docx, [Remark("职责/0", "", "甲")], "模板作者")
    second = annotated(first, [Remark("职责/0", "", "乙"), Remark("职责/1", "", "丙")])
    found = readback.read(second).comments
    assert [(c.author, c.text) for c in found] == [
        ("模板作者", "甲"),
        ("绩效报告生成器", "乙"),
        ("绩效报告生成器", "丙"),
    ]
    relations = template.unpacked(second)["word/_rels/document.xml.rels"].decode()
    assert relations.count("comments.xml") == 1


def test_author_and_initials_are_given_and_no_date(docx: bytes) -> None:
    parts = template.unpacked(annotated(docx, [Remark("", "", "甲")]))
    (one,) = etree.fromstring(parts["word/comments.xml"])
    assert {str(name): given for name, given in one.attrib.items()} == {
        f"{W}id": "0",
        f"{W}author": "绩效报告生成器",
        f"{W}initials": "绩效",
    }


def test_the_same_remarks_give_the_same_bytes(docx: bytes, example: Examined) -> None:
    given = remarks(example.findings, example.manuscript)
    assert annotated(docx, given) == annotated(docx, given)


def test_every_finding_of_the_example_is_one_comment(docx: bytes, example: Examined) -> None:
    found = placed(docx, example, *example.findings)
    assert len(found) == len(example.findings) >= 3
    assert {c.text.partition("\n")[0] for c in found} == {
        f"【{f.severity.value}】{f.message}" for f in example.findings
    }
    assert {"在职人员控制率", "2", "3"} < {c.words for c in found}


def test_a_review_copy_still_says_what_the_manuscript_meant(docx: bytes, example: Examined) -> None:
    copy = annotated(docx, remarks(example.findings, example.manuscript))
    assert readback.verify(copy, example.manuscript, template.used(example.inputs.looks)) == []


def test_a_docx_without_manifest_is_annotated_and_counts_as_edited() -> None:
    copy = annotated(body("题目"), [Remark("职责/0", "", "甲")])
    assert [c.words for c in readback.read(copy).comments] == ["题目"]
    assert readback.edited(copy)


def test_an_untouched_review_copy_may_be_replaced_and_one_written_into_is_kept(
    docx: bytes, tmp_path: Path
) -> None:
    target = tmp_path / "报告（审阅稿）.docx"
    copy = annotated(docx, [Remark("职责/0", "", "甲")])
    other = annotated(docx, [Remark("职责/0", "", "乙")])
    store(copy, target, keep=False)
    assert store(other, target, keep=readback.edited(target.read_bytes())).kept is None
    answered = changed("word/comments.xml", lambda xml: xml.replace("乙", "已核对"), other)
    target.write_bytes(answered)
    kept = store(copy, target, keep=readback.edited(target.read_bytes())).kept
    assert kept is not None
    assert kept.read_bytes() == answered


# ---- the judges ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copy(docx: bytes, example: Examined) -> bytes:
    """A review copy with all kinds of places."""
    made_up = [about(*path, words=words) for path, words, _, _ in OWN_TEXT]
    made_up += [about(*path) for path in AT_THE_TITLE] + [about(*path) for path, _, _ in PRINTED]
    return annotated(docx, remarks([*example.findings, *made_up], example.manuscript))


def test_the_open_xml_sdk_finds_no_error(copy: bytes, sdk: Sdk, tmp_path: Path) -> None:
    file = tmp_path / "审阅稿.docx"
    file.write_bytes(copy)
    assert sdk.errors(file) == []


def test_the_structural_checker_and_our_own_lint_find_nothing(copy: bytes, tmp_path: Path) -> None:
    file = tmp_path / "审阅稿.docx"
    file.write_bytes(copy)
    assert [str(finding) for finding in ooxml_integrity.check(str(file))] == []
    assert lint(copy) == []


def test_each_comment_has_one_start_one_end_and_one_mark(copy: bytes) -> None:
    parts = template.unpacked(copy)
    root = etree.fromstring(parts["word/document.xml"])
    said = [c.get(f"{W}id") for c in etree.fromstring(parts["word/comments.xml"])]
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert sorted(str(e.get(f"{W}id")) for e in root.iter(W + tag)) == sorted(map(str, said))


def test_libreoffice_keeps_every_comment_where_it_stands(copy: bytes, tmp_path: Path) -> None:
    (tmp_path / "in.docx").write_bytes(copy)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [tool("soffice"), profile, "--headless", "--convert-to", "docx:MS Word 2007 XML"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "out"), str(tmp_path / "in.docx")],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    opened = readback.read((tmp_path / "out" / "in.docx").read_bytes()).comments
    meant = readback.read(copy).comments
    assert sorted(map(seen, opened)) == sorted(map(seen, meant))


def seen(comment: Comment) -> tuple[str, str, str, str]:
    return comment.author, comment.text, comment.words, comment.paragraph.text
