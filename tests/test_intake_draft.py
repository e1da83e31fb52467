"""Chapters of an old report as chapters of data: lifted whole, piece by piece, and never with a loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_intake import data
from test_intake_account import taken

from generator.findings import Refused

ITEMS = (
    "完成改造3处，受益群众20人。", "负责档案工作。", "支出进度较慢。前期工作不细。", "加快支出进度。按月调度支出进度。",
    "甲工作：完成甲。", "绩效目标：好。", "绩效指标：甲数量≥3件；差错率≤1%。", "固定资产总额400万元，其中在用固定资产390.50万元。",
    "编制20名，在编人员19人。", "年初预算100万元，收入决算数120万元，较上年100万元增长20%。", "支出决算数80万元。",
    "内设2个股室：办公室、业务股。", "下一步打算", "下一步，继续努力。", "一是进度慢。二是不规范。", "无。",
    "我单位在日常管理过程中始终坚持厉行节约的原则，不断压缩一般性支出，并且按月公开，接受群众监督和上级检查，取得了群众的一致认可和好评。",
)  # fmt: skip
TITLES = (
    "主要职责", "组织架构", "人员编制", "资产情况", "资产和人员情况", "预算收支情况", "总体目标", "年度目标", "分项目标",
    "工作成效", "主要成效及下一步打算", "存在问题", "整改措施", "问题及整改措施", "评价目的", "评价过程", "其他情况", "",
)  # fmt: skip
CN = "一二三四五六七八九"


GOALS = (
    "（一）甲工作：完成甲。",
    "绩效指标：甲数量≥3件。",
    "（二）乙工作：完成乙。",
    "绩效指标：乙数量≥3件。",
)
CHAPTERS = (*TITLES, ITEMS[-1], "年度目标", "分项目标")


@st.composite
def bodies(draw: st.DrawFn) -> list[str]:
    """Chapters with sections and entries, numbered in one way or another, some with a text behind."""
    lines: list[str] = []
    for chapter in range(draw(st.integers(1, 4))):
        lines.append(f"{CN[chapter]}、{draw(st.sampled_from(CHAPTERS))}")
        if draw(st.booleans()):
            lines += GOALS
            continue
        for part in range(draw(st.integers(0, 3))):
            sign = draw(st.sampled_from(["", "。", "："]))
            behind = draw(st.sampled_from(ITEMS)) if sign else ""
            lines.append(f"（{CN[part]}）{draw(st.sampled_from(TITLES))}{sign}{behind}")
            lines += [
                f"{draw(st.sampled_from(['', f'{n}.', f'（{n}）', f'{CN[n]}是']))}{item}"
                for n, item in enumerate(draw(st.lists(st.sampled_from(ITEMS), max_size=4)), 1)
            ]
    return lines


@settings(max_examples=100, deadline=None)
@given(bodies())
def test_whatever_the_chapters_no_word_is_lost(lines: list[str]) -> None:
    assert [f.message for f in taken(*lines).findings if "重新印出" in f.message] == []


def chapters(*lines: str) -> Any:
    return data(taken(*lines))["章节"]


def test_goals_given_twice_are_lifted_once_and_kept_as_text_then() -> None:
    found = taken("一、年度目标", *GOALS, "二、分项目标", *(g.replace("甲", "丙") for g in GOALS))
    assert [goal["名称"] for goal in data(found)["目标"]["分项"]] == ["甲工作", "乙工作"]
    first, second = data(found)["章节"]
    assert first["内容"] == "分项目标"
    assert [each["标题"] for each in second["下级"]] == ["（一）丙工作", "（二）乙工作"]


def test_a_chapter_that_is_a_sentence_keeps_its_number() -> None:
    assert chapters(f"一、{ITEMS[-1]}", "二、其他", "无。") == [
        {"正文": f"一、{ITEMS[-1]}"},
        {"标题": "二、其他", "正文": "无。"},
    ]


def test_a_sentence_behind_a_section_is_a_text_in_its_place() -> None:
    (chapter,) = chapters("一、管理情况", "（一）制度情况", "制度健全。", f"（二）{ITEMS[-1]}")
    assert chapter["下级"] == [
        {"标题": "（一）制度情况", "正文": "制度健全。"},
        {"正文": f"（二）{ITEMS[-1]}"},
    ]


LISTS: dict[str, tuple[Sequence[str], Any]] = {
    "the last of a list": (
        ("有以下目的：", "1.检验落实情况；", "2.方便群众监督；", "3.树立和巩固信任。"),
        [
            {
                "标题": "（一）其他目的",
                "正文": "有以下目的：\n1.检验落实情况；\n2.方便群众监督；\n3.树立和巩固信任。\n",
            }
        ],
    ),
    "with a paragraph behind": (
        ("（1）编制科学；", "（2）保值增值，不发生流失。", "财务公开率不低于98%。"),
        [
            {
                "标题": "（一）其他目的",
                "正文": "（1）编制科学；\n（2）保值增值，不发生流失。\n财务公开率不低于98%。\n",
            }
        ],
    ),
    "sentences": (
        ("1.建立长效机制。", "2.定期分析。"),
        [{"标题": "（一）其他目的", "正文": "1.建立长效机制。\n2.定期分析。\n"}],
    ),
    "titles ended like sentences": (
        ("1.机制。", "建立长效机制。", "2.分析。", "定期分析。"),
        [
            {
                "标题": "（一）其他目的",
                "下级": [
                    {"标题": "1.机制。", "正文": "建立长效机制。"},
                    {"标题": "2.分析。", "正文": "定期分析。"},
                ],
            }
        ],
    ),
    "titles": (
        ("1.机制", "2.分析"),
        [{"标题": "（一）其他目的", "下级": [{"标题": "1.机制"}, {"标题": "2.分析"}]}],
    ),
}


@pytest.mark.parametrize("case", LISTS)
def test_a_sentence_is_an_entry_of_its_list_and_no_title(case: str) -> None:
    lines, below = LISTS[case]
    (chapter,) = chapters("一、其他情况", "（一）其他目的", *lines)
    assert chapter["下级"] == below


DONE = ("一、工作成效", "（一）改革推进。完成3项。", "（二）服务提升。接待20人。")
NEXT: dict[str, tuple[Sequence[str], Any]] = {
    "with entries": (
        ("下一步，继续努力。", "（一）抓落实。持续推进。", "（二）强监督。按月通报。"),
        {"引言": "下一步，继续努力。", "分项": [
            {"标题": "抓落实", "接排": "。", "内容": "持续推进。"}, {"标题": "强监督", "接排": "。", "内容": "按月通报。"},
        ]},
    ),
    "in words alone": (("下一步打算", "继续努力。"), {"引言": "下一步打算\n继续努力。\n", "分项": []}),
}  # fmt: skip


@pytest.mark.parametrize("case", NEXT)
def test_what_comes_next_is_told_apart_from_what_was_achieved(case: str) -> None:
    lines, plan = NEXT[case]
    found = taken(*DONE, *lines)
    assert len(data(found)["成效"]) == 2
    assert data(found)["下一步"] == plan
    (chapter,) = data(found)["章节"]
    assert [each["内容"] for each in chapter["下级"]] == ["成效", "下一步"]


def test_achievements_on_the_line_of_their_title_are_text() -> None:
    assert chapters("一、工作成效：全年完成3项任务。") == [
        {"标题": "一、工作成效", "接排": "：", "正文": "全年完成3项任务。"}
    ]


def test_remedies_in_another_order_than_their_problems_keep_it() -> None:
    found = taken(
        "一、存在问题", "（一）支出进度较慢。前期工作不细。", "（二）档案资料不规范。归档不及时。",
        "二、整改措施", "（一）规范档案资料。专人归档档案资料。", "（二）加快支出进度。按月调度支出进度。",
    )  # fmt: skip
    assert data(found)["章节"][1]["次序"] == ["2", "1"]
    assert [each["整改措施"] for each in data(found)["问题"]] == [
        ["加快支出进度。按月调度支出进度。"],
        ["规范档案资料。专人归档档案资料。"],
    ]


def test_a_figure_behind_a_number_is_the_unit_s() -> None:
    sentence = f"1.固定资产总额400万元，{ITEMS[-1]}"
    found = taken("一、资产和人员情况", sentence, "2.编制20名。")
    assert data(found)["资产"] == {"固定资产总额": "400"}


def test_a_document_that_is_no_report_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        taken("今天下午开会。", title="")
    (finding,) = caught.value.findings
    assert (finding.id, str(finding.place)) == ("intake-no-report", "旧.docx")
