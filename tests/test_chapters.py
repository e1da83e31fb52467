"""A report in chapters of its own: titles as typed, parts where they are named, paragraphs run in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from conftest import Desk
from hypothesis import given
from hypothesis import strategies as st
from test_pullback import Change, Office, added, deleted, found, in_front, moved, replaced, split
from word import changed

from generator.narrative import Block, Manuscript, Span, Table
from generator.narrative.flow import joined, led, run_on
from generator.narrative.numbering import Levels, Numbering, parse

# ---- numbering by sample ---------------------------------------------------------------------------

SAMPLES = (
    ("一、", "十二、"), ("（一）", "（十二）"), ("(一)", "(十二)"), ("1.", "12."), ("1、", "12、"),
    ("1．", "12．"), ("（1）", "（12）"), ("(1)", "(12)"), ("①", "⑫"), ("一是", "十二是"),
    ("第一，", "第十二，"), ("第一章　", "第十二章　"), ("第一、", "第十二、"), ("1.1", "1.12"),
    ("2.3.1　", "2.3.12　"), ("（１）", "（１２）"), ("1. ", "12. "), ("", ""),
)  # fmt: skip


@pytest.mark.parametrize(("sample", "twelfth"), SAMPLES)
def test_a_sample_counts_on(sample: str, twelfth: str) -> None:
    numbering = parse(sample)
    assert numbering is not None
    assert (numbering.say(1), numbering.say(12)) == (sample, twelfth)


@pytest.mark.parametrize("sample", ["二、", "A.", "——", "3", "第十章", "1.10", "②"])
def test_a_sample_that_is_no_first_number_is_none(sample: str) -> None:
    assert parse(sample) is None


@pytest.mark.parametrize(
    ("number", "said"), [(20, "⑳"), (21, "㉑"), (35, "㉟"), (36, "㊱"), (50, "㊿"), (51, "（51）")]
)
def test_circled_numbers_go_as_far_as_the_signs_do(number: int, said: str) -> None:
    assert Numbering(first="①").say(number) == said


@given(sample=st.text(alphabet="一二十1209.、（）()①②是第章　 甲１", max_size=8))
def test_whatever_can_be_read_as_a_sample_says_itself_first(sample: str) -> None:
    numbering = parse(sample)
    assert numbering is None or numbering.say(1) == sample


def test_levels_beyond_the_samples_are_numbered_as_official_documents_are() -> None:
    levels = Levels(2, (Numbering(first="1", behind="）"),))
    assert [levels.say(level, 3) for level in (1, 2, 3, 4, 5)] == [
        "三、",
        "3）",
        "3.",
        "（3）",
        "（3）",
    ]


# ---- paragraphs made of several ----------------------------------------------------------------------

HEADING = Block(
    "标题2", (Span("（一）"), Span("题"), Span("7", source="甲.乙")), ("成效", 0, "标题")
)
TEXT = Block("正文", (Span("文。"),), ("成效", 0, "内容"))
TABLE = Table(((Block("表格", (Span("格"),)),),), ("成效", 0, "内容"))


@pytest.mark.parametrize(
    ("sign", "below", "expected"),
    [
        ("", (TEXT,), [("标题2", "（一）题7"), ("正文", "文。")]),
        ("。", (TEXT, TEXT), [("正文", "（一）题7。文。"), ("正文", "文。")]),
        ("：", (TEXT,), [("正文", "（一）题7：文。")]),
        ("。", (), [("正文", "（一）题7。")]),
        ("：", (), [("标题2", "（一）题7")]),
        ("。", (HEADING,), [("正文", "（一）题7。"), ("标题2", "（一）题7")]),
        ("。", (TABLE,), [("正文", "（一）题7。"), ("表", "")]),
    ],
)
def test_a_title_takes_the_first_paragraph_onto_its_line(
    sign: str, below: Sequence[Block | Table], expected: list[tuple[str, str]]
) -> None:
    assert [kind_and_text(block) for block in joined(HEADING, sign, below)] == expected


def test_a_paragraph_with_its_title_has_the_path_and_the_figures_of_its_text() -> None:
    (block,) = joined(HEADING, "。", (TEXT,))
    assert isinstance(block, Block)
    assert block.path == TEXT.path
    assert not any(span.source for span in block.spans)


def test_what_runs_on_has_the_path_that_all_of_it_has_in_common() -> None:
    one, table, other = run_on((HEADING, TEXT, TABLE, TEXT))
    assert isinstance(one, Block) and one.path == ("成效", 0)
    assert table is TABLE
    assert other == TEXT


@pytest.mark.parametrize(("blocks", "count"), [((), 1), ((TABLE,), 2), ((TEXT,), 1)])
def test_words_before_a_text_stand_alone_where_there_is_no_paragraph(
    blocks: Sequence[Block | Table], count: int
) -> None:
    first, *rest = led("甲：", blocks)
    assert kind_and_text(first)[1].startswith("甲：")
    assert len(rest) == count - 1


def kind_and_text(block: Any) -> tuple[str, str]:
    return (block.kind, block.text) if isinstance(block, Block) else ("表", "")


# ---- sections -------------------------------------------------------------------------------------------


class Chapters:
    """A desk whose unit has chapters of its own."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.desk.edit("单位", "  指标体系: 试验", "  指标体系: 试验\n  模板: 自己的章节")
        form = desk.root / "report_templates" / "自己的章节.docx"
        form.parent.mkdir(exist_ok=True)
        form.write_bytes(changed("word/document.xml", _with_chapters))

    @property
    def file(self) -> Any:
        return self.desk.unit / "章节.yaml"

    @property
    def manuscript(self) -> Manuscript:
        return self.desk.examine().manuscript

    def lines(self) -> list[str]:
        return [
            f"{kind} {text}" for kind, text in map(kind_and_text, self.manuscript.parts["章节"])
        ]

    def told(self, *ids: str) -> list[tuple[str, str, str, int]]:
        """Findings of some kinds: id, severity, file, line."""
        return [
            (f.id, f.severity.value, re.sub(r".*/|\.yaml", "", f.place.file), f.place.line)
            for f in self.desk.findings()
            if f.id in ids and f.place
        ]


def _with_chapters(xml: str) -> str:
    """The shipped template, which prints the unit's own chapters instead of its own."""
    assert xml.count("{{p 章节 }}") == 1
    return xml


@pytest.fixture
def chapters(desk: Desk) -> Chapters:
    return Chapters(desk)


WHOLE = """
  - 标题: 一、{{ 单位.简称 }}概况。
    下级:
      - 标题: 1. 主要职责
        内容: 职责
        编号: [（一）]
      - 标题: 2、目标
        内容: 分项目标
        编号: ["①"]
  - 标题: 二、成效
    正文: |
      概述。
      - 清单
    内容: 成效
    编号: [一、, ""]
    下级:
      - 内容: 下一步
        编号: [一是]
  - 标题: （一）问题
    接排: ：
    内容: 问题
    编号: [一是]
    连排: 是
  - 标题: 三、整改
    内容: 整改措施
  - 标题: （1）序
    接排: 。
    正文: 自己的话。
  - 标题: （一）过程
    接排: 。
    内容: 评价过程
  - 正文: 没有标题的一节。
"""


@pytest.fixture
def whole(chapters: Chapters) -> Chapters:
    chapters.file.write_text(f"章节:{WHOLE}", encoding="utf-8")
    return chapters


def test_sections_print_titles_as_typed_and_parts_numbered_by_their_samples(
    whole: Chapters,
) -> None:
    assert whole.lines() == [
        "标题1 一、试验镇概况。",
        "标题2 1. 主要职责",
        "正文 （一）执行上级决定。",
        "正文 （二）办理民生事项。",
        "标题2 2、目标",
        "标题3 ①促进发展",
        "正文 工作任务：调整产业结构。",
        "正文 绩效目标：农民收入稳步增长。",
        "正文 绩效指标：群众满意率不低于90%；会议费：与上年持平。",
        "标题1 二、成效",
        "正文 概述。",
        "列表 ——清单",
        "标题2 一、党的建设",
        "正文 第一段，支出950万元。",
        "正文 第二段有重点。",
        "标题3 学习教育",
        "正文 宣讲情况：",
        "列表 （1）第一项",
        "列表 （2）第二项",
        "表 ",
        "标题2 二、经济发展",
        "正文 项目稳步推进。",
        "正文 下一步继续努力。",
        "标题2 一是抓项目",
        "正文 引进项目。",
        "正文 （一）问题：一是支付进度偏慢。年底集中支付较多。",
        "标题1 三、整改",
        "标题2 （一）针对“支付进度偏慢”",
        "正文 1.按月通报支付进度。",
        "正文 （1）序。自己的话。",
        "正文 （一）过程。分前期准备和考核两步。",
        "正文 没有标题的一节。",
    ]


def test_every_paragraph_keeps_the_path_of_its_own_data(whole: Chapters) -> None:
    blocks = whole.manuscript.parts["章节"]
    paths = {b.text: "/".join(map(str, b.path)) for b in blocks if isinstance(b, Block)}
    assert paths["1. 主要职责"] == "章节/0/下级/0/标题"
    assert paths["（二）办理民生事项。"] == "职责/1"
    assert paths["概述。"] == "章节/1/正文"
    assert paths["下一步继续努力。"] == "下一步/引言"
    assert paths["（一）问题：一是支付进度偏慢。年底集中支付较多。"] == "问题/0/说明"


def test_only_what_sections_name_is_written(whole: Chapters) -> None:
    manuscript = whole.manuscript
    assert [name for name, part in manuscript.parts.items() if part] == ["章节"]
    assert str(manuscript).startswith("【章节】\n〔标题1〕 一、试验镇概况。")
    assert whole.told("part-not-printed", "numbered-twice", "part-empty") == [
        ("part-not-printed", "提醒", "章节", 1)
    ]


def test_without_sections_there_is_no_such_part(desk: Desk) -> None:
    manuscript = desk.examine().manuscript
    assert manuscript.parts["章节"] == ()
    assert "【章节】" not in str(manuscript)


def test_the_title_of_a_section_is_read_as_typed(chapters: Chapters) -> None:
    chapters.file.write_text(
        "章节:\n  - 标题: '1. 甲**乙**'\n  - 标题: '- {{ 单位.年度 }}年'\n  - 标题: '# 丙\\*'\n  - 标题: '{{ 无 }}'\n",
        encoding="utf-8",
    )
    assert chapters.lines() == ["标题1 1. 甲乙", "标题1 - 2021年", "标题1 # 丙*", "标题1 "]
    assert chapters.told("unknown-name") == [("unknown-name", "错误", "章节", 5)]


def test_a_fifth_level_of_sections_looks_like_the_fourth(chapters: Chapters) -> None:
    nested = "".join(
        f"{'  ' * (2 * i + 1)}- 标题: 第{i}\n{'  ' * (2 * i + 2)}下级:\n" for i in range(5)
    )
    chapters.file.write_text(f"章节:\n{nested}{'  ' * 11}- 正文: 底。\n", encoding="utf-8")
    assert chapters.lines()[-2:] == ["标题4 第4", "正文 底。"]


@pytest.mark.parametrize(
    ("yaml", "finding"),
    [
        ("  - 内容: 职责\n  - 内容: 主要职责\n", ("part-unknown", "错误", "章节", 3)),
        ("  - 内容: 无关的名字\n", ("part-unknown", "错误", "章节", 2)),
        ("  - 内容: 职责\n  - 内容: 职责\n  - 内容: 职责\n", ("part-twice", "提醒", "章节", 3)),
        ("  - 内容: 职责\n    编号: [二、]\n", ("numbering-unreadable", "错误", "章节", 3)),
        ("  - 内容: 职责\n    次序: [2, 3]\n", ("order-unknown", "提醒", "章节", 3)),
        ("  - 内容: 职责\n    次序: [2, 2]\n", ("order-unknown", "提醒", "章节", 3)),
        ("  - 内容: 资产\n    次序: [1]\n", ("order-unknown", "提醒", "章节", 3)),
    ],
)
def test_what_is_wrong_with_a_section_is_told_at_its_line(
    chapters: Chapters, yaml: str, finding: tuple[str, str, str, int]
) -> None:
    chapters.file.write_text(f"章节:\n{yaml}", encoding="utf-8")
    assert chapters.told(finding[0]) == [finding]


def test_the_results_stand_where_a_section_names_them(chapters: Chapters) -> None:
    chapters.file.write_text("章节:\n  - 内容: 得分情况\n", encoding="utf-8")
    assert chapters.lines()[0].startswith("正文 试验镇2021年自评得89分")


PRINTED = [
    ("内容: 职责\n次序: [2]", ["正文 1、办理民生事项。", "正文 2、执行上级决定。"]),
    ("内容: 职责\n连排: 是", ["正文 1、执行上级决定。2、办理民生事项。"]),
    ("内容: 职责\n标题: 职责\n接排: ：\n连排: 是", ["正文 职责：1、执行上级决定。2、办理民生事项。"]),
    ("内容: 职责\n标题: 职责\n接排: 。", ["正文 职责。1、执行上级决定。", "正文 2、办理民生事项。"]),
    ("内容: 职责\n正文: 如下：\n标题: 职责\n接排: 。\n连排: 是", ["正文 职责。如下：", "正文 1、执行上级决定。2、办理民生事项。"]),
    ("内容: 评价过程\n标题: 过程\n接排: 　", ["正文 过程　分前期准备和考核两步。"]),
    ("内容: 问题\n连排: 是", ["正文 1、支付进度偏慢。年底集中支付较多。2、人手不足。"]),
    ("内容: 问题\n次序: [2]", ["标题1 1、人手不足", "标题1 2、支付进度偏慢", "正文 年底集中支付较多。"]),
    ("内容: 整改措施", ["正文 1、按月通报支付进度。", "正文 2、加强培训。", "正文 3、调配人员。"]),
    ("内容: 整改措施\n次序: [2]\n连排: 是", ["正文 1、加强培训。2、调配人员。3、按月通报支付进度。"]),
    ("内容: 下一步\n标题: 打算\n接排: ：", ["正文 打算：下一步继续努力。", "标题2 1、抓项目", "正文 引进项目。"]),
    ("标题: 空的一节\n接排: 。", ["正文 空的一节。"]),
    ("正文: |\n  一。\n  二。", ["正文 一。", "正文 二。"]),
]  # fmt: skip


@pytest.mark.parametrize(("section", "expected"), PRINTED)
def test_a_section_prints_its_part_in_its_own_way(
    chapters: Chapters, section: str, expected: list[str]
) -> None:
    problem = "  - 标题: 人手不足\n    整改措施:\n      - 加强培训。\n      - 调配人员。\n"
    text = chapters.desk.path("文字").read_text(encoding="utf-8")
    chapters.desk.path("文字").write_text(text + problem, encoding="utf-8")
    first, *rest = f"编号: [1、]\n{section}".split("\n")
    lines = "\n".join([f"  - {first}", *(f"    {line}" for line in rest)])
    chapters.file.write_text(f"章节:\n{lines}\n", encoding="utf-8")
    assert chapters.lines() == expected


def test_a_goal_says_only_what_was_given(chapters: Chapters) -> None:
    chapters.file.write_text("章节:\n  - 内容: 分项目标\n    编号: [（一）]\n", encoding="utf-8")
    chapters.desk.edit("文字", "    - 名称: 促进发展\n", "    - 名称: 促进发展\n      接排: ：\n")
    chapters.desk.edit(
        "文字",
        "      目标: 农民收入稳步增长。\n",
        "      指标原文: 满意率大于{{ 40 + 50 }}%；会费\n",
    )
    assert chapters.lines() == [
        "正文 （一）促进发展：调整产业结构。",
        "正文 绩效指标：满意率大于90%；会费",
    ]
    chapters.desk.edit("文字", "接排: ：", "接排: 。").edit(
        "文字", "      任务: 调整产业结构。\n", ""
    )
    assert chapters.lines()[0] == "正文 （一）促进发展。"


@pytest.mark.parametrize(
    ("worded", "told"),
    [
        ("满意率大于90%", 0), ("满意率大于９０％", 0), ("百分之九十", 0), ("满意率达到190%", 1),
        ("满意率{{ 90 }}%", 0), ("满意率高", 1),
    ],
)  # fmt: skip
def test_a_target_that_the_offices_own_words_do_not_say_is_told(
    desk: Desk, worded: str, told: int
) -> None:
    desk.edit("文字", "      指标:\n", f"      指标原文: '{worded}'\n      指标:\n")
    rows = [row for row in desk.rows() if row[0] == "metric-not-worded"]
    assert rows == [("metric-not-worded", "文字", 12)] * told


def test_an_achievement_runs_in_also_in_the_chapters_of_the_template(desk: Desk) -> None:
    desk.edit("文字", "  - 标题: 经济发展\n", "  - 标题: 经济发展\n    接排: 。\n")
    blocks = desk.examine().manuscript.parts["成效"]
    assert kind_and_text(blocks[-1]) == ("正文", "（二）经济发展。项目稳步推进。")


# ---- what a report must say ---------------------------------------------------------------------------


def without(desk: Desk, file: str, key: str) -> Desk:
    """The unit without a top-level key."""
    path = desk.path(file)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(rf"^{key}:\n(?:(?: .*)?\n)*", "", text, flags=re.MULTILINE), encoding="utf-8"
    )
    return desk


@pytest.mark.parametrize(
    ("file", "key", "named"),
    [
        ("单位", "职责", "“职责”"), ("单位", "组织架构", "“组织架构”"),
        ("文字", "目标", "“总体目标”“年度目标”“分项目标”"), ("文字", "成效", "“成效”"),
        ("文字", "评价组织", "“评价目的”“评价过程”"), ("文字", "问题", "“问题”“整改措施”"),
    ],
)  # fmt: skip
def test_a_part_that_nobody_entered_stops_the_report(
    desk: Desk, file: str, key: str, named: str
) -> None:
    (finding,) = [f for f in without(desk, file, key).findings() if f.id == "part-empty"]
    assert finding.stops
    assert finding.place and finding.place.file == desk.unit.as_posix()
    assert named in finding.message


@pytest.mark.parametrize(
    ("file", "old", "new", "stops"),
    [
        ("单位", "    - 党政办公室\n    - 财政所\n", "", True),
        ("单位", "\n    - 党政办公室\n    - 财政所\n", " []\n", True),
        ("文字", "  总体: 全镇经济持续健康发展。\n", "", True),
        ("文字", "  目的: 促进资金使用效益。\n", "  目的: |\n    　\n", False),
    ],
)
def test_a_part_without_content_is_told(
    desk: Desk, file: str, old: str, new: str, stops: bool
) -> None:
    (finding,) = [f for f in desk.edit(file, old, new).findings() if f.id == "part-empty"]
    assert finding.stops is stops


def test_what_comes_next_need_not_be_said(desk: Desk) -> None:
    assert "part-empty" not in [row[0] for row in without(desk, "文字", "下一步").rows()]


def test_of_sections_only_the_parts_they_name_must_be_there(chapters: Chapters) -> None:
    chapters.file.write_text("章节:\n  - 内容: 下一步\n  - 内容: 职责\n", encoding="utf-8")
    for key in ("目标", "成效", "评价组织", "下一步"):
        without(chapters.desk, "文字", key)
    assert [row[1] for row in chapters.told("part-empty")] == ["提醒"]


# ---- edited in Word -----------------------------------------------------------------------------------


@pytest.fixture
def office(whole: Chapters) -> Office:
    whole.desk.edit("文字", "  - 标题: 经济发展\n", "  - 标题: 经济发展\n    接排: 。\n")
    whole.desk.edit("文字", "      - 社会效益\n", "      - 社会效益\n  - 标题: 人手不足\n")
    return Office(whole.desk)


EDITS: Sequence[tuple[str, Change, str, str]] = [
    ("a title", replaced("主要职责", "职责职能"), "章节", "      - 标题: 1. 职责职能"),
    ("a number of another kind", replaced("1. 主要", "一、主要"), "章节", "      - 标题: 一、主要职责"),
    ("a number typed", replaced("2、目标", "3、目标"), "章节", "      - 标题: 3、目标"),
    ("own text", replaced("概述。", "总的情况。"), "章节", "      总的情况。"),
    ("a text without a title", replaced("没有标题的一节", "最后一节"), "章节", "  - 正文: 最后一节。"),
    ("a part inside", replaced("办理民生", "办好民生"), "单位", "  - 办好民生事项。"),
    ("a text on its title's line", replaced("项目稳步", "项目加快"), "文字", "    内容: 项目加快推进。"),
    ("a paragraph more", added("没有标题的一节", "再一段。"), "章节", "  - 正文: |\n      没有标题的一节。\n      再一段。"),
    ("a section more", added("没有标题的一节", "四、附则", "Heading 1"), "章节", "  - 标题: 四、附则"),
    ("a duty in front", added("1. 主要职责", "（一）新的职责。", "公文正文"), "单位", "  - 新的职责。\n  - 执行上级决定。"),
    ("an entry with its title gone", deleted("项目稳步推进"), "文字", "          | 宣讲 | 75 |\n\n下一步:"),
    ("an entry with its title moved", in_front("一、党的建设", "项目稳步推进"), "文字", "成效:\n  - 标题: 经济发展"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "file", "expected"), EDITS, ids=[e[0] for e in EDITS])
def test_an_edit_in_a_section_comes_home(
    office: Office, name: str, change: Change, file: str, expected: str
) -> None:
    pulled = office.home(change)
    assert expected in office.text(file), office.text(file)
    assert [f for f in pulled.findings if f.id != "fixed-edited"] == [], name


def title_alone(document: Any) -> None:
    """Enter between a title and the text on its line."""
    split("二、经济发展。")(document)


def all_moved(document: Any) -> None:
    """A section with the part it prints, cut and pasted behind the next one."""
    for words in ("2、目标", "①促进发展", "工作任务：", "绩效目标：", "绩效指标："):
        found(document, "1. 主要职责")._p.addprevious(found(document, words)._p)


def section_into_part(document: Any) -> None:
    """A section with its part, cut and pasted between two entries of another part."""
    for words in ("（二）针对“人手不足”", "1.按月通报", "（一）针对", "三、整改"):
        found(document, "（一）执行上级")._p.addnext(found(document, words)._p)


TOLD: Sequence[tuple[str, Change, str, str, int]] = [
    ("a title on its text's line", replaced("经济发展", "经济工作"), "fixed-edited", "文字", 33),
    ("a number before a section's text", replaced("（1）序", "（2）序"), "fixed-edited", "章节", 26),
    ("a number before a section's part", replaced("（一）过程", "（二）过程"), "fixed-edited", "章节", 29),
    ("a title and its text parted", title_alone, "not-returned", "文字", 35),
    ("problems that run on", replaced("年底集中", "年末集中"), "calculated-edited", "文字", 47),
    ("the title of problems that run on", replaced("（一）问题", "（一）存在的问题"), "calculated-edited", "文字", 47),
    ("a title without its part", deleted("1. 主要职责"), "section-gone", "章节", 4),
    ("a title moved without its part", moved("三、整改", "没有标题的一节"), "entry-moved", "章节", 24),
    ("a section moved into a part", section_into_part, "entry-moved", "章节", 24),
    ("a section inside a part", added("（一）执行上级", "新的一节", "Heading 2"), "nowhere-to-put", "", 0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "id", "file", "line"), TOLD, ids=[e[0] for e in TOLD])
def test_an_edit_that_has_no_home_is_told(
    office: Office, name: str, change: Change, id: str, file: str, line: int
) -> None:
    before = office.text("文字"), office.text("章节"), office.text("单位")
    told = office.home(change).findings
    where = [(f.id, re.sub(r".*/|\.yaml", "", f.place.file), f.place.line) for f in told if f.place]
    assert (id, file, line) in where or (not file and id in [w[0] for w in where]), (name, where)
    assert (office.text("文字"), office.text("章节"), office.text("单位")) == before


def test_a_section_goes_with_the_paragraph_that_is_all_of_it(office: Office) -> None:
    pulled = office.home(deleted("自己的话"))
    assert [(edit.kind, edit.path) for edit in pulled.edits] == [("删", "章节/4")]


def test_a_title_that_stays_though_its_text_is_gone_is_told(office: Office) -> None:
    pulled = office.home(deleted("分前期准备"))
    assert [(edit.kind, edit.path) for edit in pulled.edits] == [("删", "评价组织/过程")]
    assert [f.id for f in pulled.findings] == ["fixed-edited"]
    assert "标题还会印" in pulled.findings[0].message


def test_words_behind_the_sign_that_closes_a_title_are_told(chapters: Chapters) -> None:
    chapters.file.write_text("章节:\n  - 标题: 一、概况\n    接排: 。\n", encoding="utf-8")
    office = Office(chapters.desk)

    def behind(document: Any) -> None:
        found(document, "一、概况。").add_run("后面的话")

    assert [f.id for f in office.home(behind).findings] == ["not-returned"]
    assert "后面的话" not in office.text("章节")


@pytest.mark.parametrize(
    "change",
    [
        deleted("办理民生"),
        added("办理民生", "（三）新的职责。"),
        in_front("（一）办理", "（二）执行"),
    ],
)
def test_a_list_that_is_printed_in_another_order_is_not_changed_by_number(
    chapters: Chapters, change: Change
) -> None:
    chapters.file.write_text(
        "章节:\n  - 标题: 职责\n    内容: 职责\n    编号: [（一）]\n    次序: [2]\n",
        encoding="utf-8",
    )
    office = Office(chapters.desk)
    before = office.text("单位")
    assert [f.id for f in office.home(change).findings] == ["list-reordered"]
    assert office.text("单位") == before


def test_the_number_of_an_entry_before_its_title_is_not_for_word_to_say(office: Office) -> None:
    def renumbered(document: Any) -> None:
        found(document, "二、经济发展").runs[0].text = "三、"

    pulled = office.home(renumbered)
    assert (pulled.edits, pulled.findings) == ((), ())


def test_a_section_moved_with_its_part_is_moved_alone(office: Office) -> None:
    pulled = office.home(all_moved)
    assert [(edit.kind, edit.path) for edit in pulled.edits] == [("移", "章节/0/下级/0")]
    assert pulled.findings == ()
