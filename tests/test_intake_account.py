"""The account of an old report (导入说明): whatever was not taken as it stood is told, with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest
from word import body, table

from generator.findings import Refused
from generator.intake import account, imported, importing, opened
from generator.intake.importing import Imported

TITLE = (
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    "<w:r><w:t>某县某局2021年部门整体支出绩效评价报告</w:t></w:r></w:p>"
)
HIDDEN = "<w:p><w:r><w:t>负责档案工作。</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>此处待核。</w:t></w:r></w:p>"
STRUCK = (
    "<w:p><w:r><w:t>保管档案。</w:t></w:r>"
    '<w:del w:id="1" w:author="李明" w:date="2021-03-02T09:30:00Z"><w:r><w:delText>收购旧书。</w:delText></w:r></w:del></w:p>'
)


def taken(*elements: str, title: str = TITLE) -> Imported:
    """A report of these chapters, taken in; a plain text is a paragraph, the title the first."""
    raw = body(*filter(None, (title, *elements)))
    return imported(opened(raw, "旧.docx"), "旧.docx", lambda wished: wished)


def printed(found: Imported) -> str:
    """All that was taken in, as one text."""
    return "\n".join(found.files.values())


def told(found: Imported, head: str) -> list[str]:
    """The lines of the account under a heading."""
    page = account(found, "旧.docx")
    part = re.split(r"^#+ ", page.partition(f"# {head}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    return [line.removeprefix("- ") for line in part.split("\n") if line.startswith("- ")]


def test_words_that_nobody_sees_are_told_in_full_and_printed_nowhere() -> None:
    found = taken("一、基本情况", HIDDEN, STRUCK)
    assert "负责档案工作。" in printed(found)
    assert "待核" not in printed(found) and "旧书" not in printed(found)
    assert told(found, "隐藏的文字") == ["第3段：此处待核。"]
    assert told(found, "修订中删去的文字") == ["第4段：收购旧书。（李明 2021-03-02 09:30）"]
    assert [each.id for each in found.findings] == ["intake-unseen-words"] * 2


def test_which_draft_it_is_goes_into_no_name_and_is_told_with_the_title() -> None:
    found = taken("一、基本情况", "无。", title=TITLE.replace("报告<", "报告（送审稿）<"))
    assert "  名称: 某县某局\n  简称: 某县某局\n" in found.files["单位.yaml"]
    assert "送审稿" not in printed(found)
    assert told(found, "题目") == ["第1段：某县某局2021年部门整体支出绩效评价报告（送审稿）"]


ONLY_THERE: Mapping[str, tuple[Sequence[str], Sequence[tuple[str, str]]]] = {
    "below the title": (
        ("本报告按要求编写。", "一、其他情况"),
        [("标题下面的一段：第2段", "本报告")],
    ),
    "a chapter": (("一、其他情况", "无。"), [("“一、其他情况”：第2段", "无。")]),
    "a section": (("一、其他", "（一）甲", "无。"), [("“（一）甲”：第3段", "无。")]),
    "behind a section": (
        ("一、其他", "（一）甲", "无。", "（二）好。"),
        [("“（一）甲”：第3段", "无。"), ("“（二）好。”：第5段", "（二）好。")],
    ),
    "what comes next": (
        (
            "一、工作成效",
            "（一）改革。完成3项。",
            "下一步打算",
            "1.抓落实。推进。",
            "3.强监督。通报。",
        ),
        [("下一步打算：第4段", "下一步打算")],
    ),
}


@pytest.mark.parametrize("case", ONLY_THERE)
def test_each_passage_that_stands_among_the_chapters_alone_is_told_with_both_places(
    case: str,
) -> None:
    lines, passages = ONLY_THERE[case]
    found = taken(*lines)
    notes = told(found, "照原样留作文字的（只有 章节.yaml 里有）")
    chapters = found.files["章节.yaml"].split("\n")
    assert [note.partition(" → ")[0] for note in notes] == [old for old, _ in passages]
    for note, (_, words) in zip(notes, passages, strict=True):
        at = int(note.partition(" → 章节.yaml:")[2])
        assert words in "".join(chapters[at - 1 : at + 1])


@pytest.mark.parametrize(
    "lines", [("一、其他情况", "无。"), ("一、主要职责", "1.管甲。", "2.管乙。")]
)
def test_what_deleting_the_chapters_would_lose_is_said_where_it_would_lose_something(
    lines: Sequence[str],
) -> None:
    found = taken(*lines)
    lost = "正文: " in found.files["章节.yaml"]
    assert ("先把这些话挪到各自的文件" in account(found, "旧.docx")) == lost
    assert "“正文”里的话只有这里有" in found.files["章节.yaml"]


# ---- figures that an old report gives twice -----------------------------------------------------

CONTRARY: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "assets in two chapters": (
        ("一、资产情况", "固定资产总额400万元。", "二、其他情况", "年末固定资产总额500万元。"),
        ("资产.固定资产总额", "第3段是“400”，第5段是“500”", "数据里是第3段的“400”"),
    ),
    "assets in one paragraph": (
        ("一、资产情况", "固定资产总额400万元。固定资产总额为500万元。"), ("第3段是“400”，第3段是“500”",),
    ),
    "staff in two chapters": (
        ("一、人员编制", "编制20名，在编人员17人。", "二、人员管理", "现有在编人员19人。"),
        ("人员编制.在编", "第3段是“17”，第5段是“19”", "数据里是第3段的“17”"),
    ),
    "staff in one sentence": (
        ("一、人员编制", "编制20名，在编人员17人，实有人数19人。"), ("第3段", "“17”、“19”"),
    ),
    "staff by kind that do not add up": (
        ("一、人员编制", "行政编制20名。在编人员17人，其中行政9人、事业10人。"),
        ("第3段", "合计是“17”，各类相加是“19”"),
    ),
    "kinds that are others": (
        ("一、人员编制", "行政编制20名，事业编制5名。", "二、队伍建设", "行政编制19名，事业编制6名。"),
        ("第3段是“行政20、事业5”，第5段是“行政19、事业6”",),
    ),
    "income that is never taken": (
        ("一、基本情况", "收入决算数10万元。", "二、预算收支情况", "收入决算数12万元。"),
        ("预算.收入决算", "第3段是“10”，第5段是“12”", "数据里是第5段的“12”"),
    ),
    "in another unit": (
        ("一、资产情况", "固定资产总额400万元。", "二、其他情况", "固定资产总额5000000元。"), ("是“400”", "是“500”"),
    ),
}  # fmt: skip


def differing(*elements: str) -> list[str]:
    page = told(taken(*elements), "旧报告里收不进来的和前后矛盾的")
    return [line for line in page if "前后不一样" in line]


@pytest.mark.parametrize("case", CONTRARY)
def test_figures_that_contradict_each_other_are_told_with_both_places(case: str) -> None:
    lines, says = CONTRARY[case]
    (line,) = differing(*lines)
    assert [each for each in says if each not in line] == []


ALIKE: Mapping[str, Sequence[str]] = {
    "rounded": ("一、资产情况", "固定资产总额400.26万元。", "二、其他情况", "固定资产总额400.3万元。"),
    "in 亿元": ("一、资产情况", "固定资产总额17326万元。", "二、其他情况", "固定资产总额1.73亿元。"),
    "in 元": ("一、资产情况", "固定资产总额400万元。", "二、其他情况", "固定资产总额4000000元。"),
    "of another year": ("一、资产情况", "固定资产总额400万元。", "二、其他情况", "2020年末固定资产总额500万元。"),
    "with its kinds": ("一、人员编制", "编制20名，在编人员19人。", "二、队伍建设", "在编人员19人，其中行政9人、事业10人。"),
    "people taught": ("一、人员编制", "编制20名，在编人员17人。", "二、成效", "培训在职人员26人。在职干部30人次受训。"),
}  # fmt: skip


@pytest.mark.parametrize("case", ALIKE)
def test_figures_that_agree_are_not_told(case: str) -> None:
    assert differing(*ALIKE[case]) == []


def test_a_figure_that_will_not_follow_the_data_is_told_with_its_paragraph() -> None:
    found = taken("一、资产情况", "2021年情况如下。", "固定资产总额1,234.56万元。")
    assert "固定资产总额: 1234.56" in printed(found)
    assert "固定资产总额1,234.56万元" in printed(found)
    (note,) = told(found, "请看一看的")
    assert note.startswith(
        "“1,234.56”（资产.固定资产总额）照原样留在文字里，改数据时不会跟着变：第4段 → 资产.yaml:"
    )


# ---- the whole against the old report -----------------------------------------------------------

REPRINTED: Mapping[str, tuple[Sequence[str] | None, str]] = {
    "another word": (("一、职责", "负责档案工作。", "好。"), "旧报告第4段（“二、其他”）起"),
    "a paragraph less": (("一、职责", "负责档案工作。", "二、其他"), "旧报告第5段（“无。”）起"),
    "a paragraph more": (("一、职责", "负责档案工作。", "二、其他", "无。", "多。"), "旧报告第5段（“无。”）起"),
    "nothing at all": (None, "旧报告第2段（“一、职责”）起"),
}  # fmt: skip


@pytest.mark.parametrize("case", REPRINTED)
def test_a_text_that_would_print_otherwise_is_told_with_its_paragraph(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    again, says = REPRINTED[case]
    monkeypatch.setattr(importing, "printed", lambda *_: None if again is None else list(again))
    (finding,) = taken("一、职责", "负责档案工作。", "二、其他", "无。").findings
    assert finding.id == "intake-differs" and says in finding.message


# ---- the scoring table --------------------------------------------------------------------------

HEADS = ("一级指标", "二级指标", "三级指标", "指标解释", "评分标准", "得分", "扣分原因")
SCORED = (
    ("投入（50分）", "配置（50分）", "工作质量（50分）", "工作的质量。", "工作质量好，酌情给分。", "45", "材料不全"),
    ("过程（50分）", "执行（50分）", "违规次数（50分）", "违规的次数。", "每发生一次违规扣5分，扣完为止。", "40", "两次违规"),
)  # fmt: skip


def scored(total: str) -> Imported:
    rows = (HEADS, *SCORED, ("总分", "", "", "", "", total, ""))
    return taken("一、基本情况", "无。", "附件3：", table(*rows))


def test_why_points_were_lost_goes_with_the_answer() -> None:
    found = scored("85")
    assert found.findings == ()
    assert "评定理由: 照原评分表。原表扣分原因：材料不全" in found.files["评分.yaml"]
    assert "次数说明: 照原评分表。原表扣分原因：两次违规" in found.files["评分.yaml"]


def test_a_total_that_the_points_do_not_make_is_told() -> None:
    assert [each.id for each in scored("95").findings] == [
        "old-total-differs",
        "intake-total-differs",
    ]
    assert any("总分是 85，旧报告写的是 95" in each.message for each in scored("95").findings)


# ---- the files ----------------------------------------------------------------------------------


def test_a_file_leads_an_editor_to_the_schema_and_lines_are_told_rightly() -> None:
    found = taken("一、资产情况", "固定资产总额400万元。")
    for text in found.files.values():
        assert text.startswith("# yaml-language-server: $schema=../../schema/单位.json\n# 由旧报告")
    (place,) = (
        re.search(r"资产\.yaml:(\d+)", line)
        for line in told(found, "取成数据的（改数据，报告里的文字跟着变）")
        if "固定资产总额" in line
    )
    assert place is not None
    assert "固定资产总额: 400" in found.files["资产.yaml"].split("\n")[int(place[1]) - 1]


def test_what_a_file_really_is_is_told_with_blanks_around_foreign_words() -> None:
    with pytest.raises(Refused) as caught:
        opened(b"%PDF-1.7", "旧.docx")
    (finding,) = caught.value.findings
    assert finding.message == "“旧.docx”实际是 PDF 文件，不是 Word 文档（.docx）。"
    assert "另存为 Word 文档" in finding.hint
