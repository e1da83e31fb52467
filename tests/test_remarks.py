"""Reviewers' remarks: taken from the margin once, kept beside the data, ticked off one by one."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from conftest import UNIT, Desk
from hypothesis import given
from hypothesis import strategies as st

from generator import remarks, review, source
from generator.cli import jixiao
from generator.findings import Place, Refused, Severity
from generator.model import Remark, Report
from generator.paper import edited
from generator.readback import Comment, Paragraph, read
from generator.template import packed, unpacked

MANIFEST = "customXml/item1.xml"
WHEN = "2022-03-15T09:30:05Z"


def comment(text: str, words: str = "支出", author: str = "王局长", **more: object) -> Comment:
    paragraph = Paragraph("Normal", f"全年{words}。", "成效/0/内容")
    return Comment(author, text, words, paragraph, **{"date": WHEN, **more})  # type: ignore[arg-type]


def remark(number: int, text: str = "请核对", **more: object) -> Remark:
    given = {"编号": number, "内容": text, "批注人": "王局长", "日期": "2022-03-15 09:30", **more}
    return Remark.of(given)


# ---------------------------------------------------------------- what is new


def test_a_comment_becomes_an_open_remark_with_its_place() -> None:
    (new,) = remarks.collected([comment("数对不上：\n\n请核对 ")], ())
    assert new == Remark.of(
        {
            "编号": "1", "批注人": "王局长", "日期": "2022-03-15 09:30", "引文": "支出",
            "位置": "成效/0/内容", "内容": "数对不上：\n请核对", "状态": "未办",
        }
    )  # fmt: skip
    assert new.open


def test_what_was_resolved_in_word_is_done() -> None:
    (new,) = remarks.collected([comment("已改", done=True)], ())
    assert not new.open
    assert "Word" in new.done


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (comment("数对不上"), True),
        (comment("", author="王局长"), False),
        (comment(" \n\t"), False),
        (comment("【提醒】……", author="绩效报告生成器"), False),
    ],
)
def test_empty_comments_and_our_own_are_left_out(given: Comment, kept: bool) -> None:
    assert bool(remarks.collected([given], ())) is kept


def test_what_is_known_is_taken_once_and_numbers_go_on() -> None:
    first, second = comment("甲"), comment("乙")
    known = (remark(7, "甲", 引文="支出"),)
    (new,) = remarks.collected([first, second], known)
    assert (new.number, new.text) == (8, "乙")
    assert remarks.collected([second, first], (*known, new)) == ()


@pytest.mark.parametrize(
    "other",
    [
        comment("甲", author="李科长"),
        comment("甲", words="收入"),
        comment("甲", date="2022-03-16T09:30:00Z"),
        comment("乙"),
    ],
)
def test_another_author_day_word_or_text_makes_another_remark(other: Comment) -> None:
    assert len(remarks.collected([comment("甲"), other], ())) == 2


def test_two_equal_comments_are_two_remarks_also_when_one_is_known() -> None:
    twice = [comment("同上"), comment("同上")]
    both = remarks.collected(twice, ())
    assert [each.number for each in both] == [1, 2]
    assert len(remarks.collected(twice, both[:1])) == 1


# ---------------------------------------------------------------- kept in the unit's data


def test_the_first_remark_makes_the_file_with_its_head(tmp_path: Path) -> None:
    new = remarks.collected([comment("数对不上：\n请核对 # 3.76")], ())
    made = remarks.added(None, 0, new, "意见.yaml").decode()
    assert made.startswith("# 这份文件记着")
    assert made.endswith(
        "意见:\n"
        "  - 编号: 1\n"
        "    批注人: 王局长\n"
        "    日期: 2022-03-15 09:30\n"
        "    引文: 支出\n"
        "    位置: 成效/0/内容\n"
        "    内容: |-\n"
        "      数对不上：\n"
        "      请核对 # 3.76\n"
        "    状态: 未办\n"
    )


KEPT = """\
# 说明
意见:
  - 编号: 1 # 头一条
    内容: 甲
    状态: 未办   # 等财政所
    办理: 已问


  - 编号: 2
    内容: "乙: 丙"
# 末尾
"""


def test_marking_as_done_moves_no_other_byte() -> None:
    known = (remark(1, "甲"), remark(2, "乙: 丙"))
    made = remarks.marked_done(KEPT.encode(), known, [1], "意见.yaml").decode()
    assert made == KEPT.replace("状态: 未办", "状态: 已办")
    made = remarks.marked_done(KEPT.encode(), known, [2], "意见.yaml").decode()
    assert made == KEPT.replace('"乙: 丙"\n', '"乙: 丙"\n    状态: 已办\n')


def test_further_remarks_leave_every_byte_before_them() -> None:
    made = remarks.added(KEPT.encode(), 2, [remark(3, "丁")], "意见.yaml").decode()
    assert [line for line in KEPT.splitlines() if line not in made.splitlines()] == []
    assert "\n  - 编号: 3\n" in made


def test_a_file_that_can_not_take_them_is_told_and_left() -> None:
    with pytest.raises(Refused) as refused:
        remarks.added(KEPT.encode(), 5, [remark(6)], "意见.yaml")
    assert [finding.id for finding in refused.value.findings] == ["remarks-unwritable"]


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.unmeasured
@given(st.lists(st.tuples(words, words, words), max_size=4))
def test_whatever_reviewers_write_reads_back_as_it_was_taken(
    said: list[tuple[str, str, str]],
) -> None:
    comments = [comment(text, quoted, author) for text, quoted, author in said]
    new = remarks.collected(comments, ())
    made = remarks.added(None, 0, new, "意见.yaml")
    file = Path("意见.yaml")
    read_again = source.read([file], _Kept, instead={file: made}).value.remarks if new else ()
    assert read_again == new
    assert remarks.collected(comments, read_again) == ()


class _Kept(Report):
    """Only the remarks of a report."""


_Kept.fields = {
    name: each if name == "remarks" else each._replace(default=None, factory=None)
    for name, each in Report.fields.items()
}


# ---------------------------------------------------------------- for people to read

SOME = (
    remark(1, "数对不上：\n1. 请核对 | *3.76*", 引文="续建" * 30, 位置="成效/0/内容"),
    remark(2, "写得好", 状态="已办", 办理="已谢过", 日期="", 批注人=""),
)


def place_of(each: Remark) -> Place | None:
    return Place("data/units/某镇/成效.yaml", 35, 7) if each.path else None


def test_the_list_for_the_console() -> None:
    assert remarks.as_text(SOME, place_of).splitlines() == [
        "意见 2 条，未办 1 条。",
        "1  未办  王局长  2022-03-15 09:30  成效.yaml:35",
        f"  “{'续建' * 20}…”",
        "  数对不上：",
        "  1. 请核对 | *3.76*",
        "2  已办",
        "  写得好",
        "  办理：已谢过",
    ]


def test_the_list_in_markdown_shows_its_words_as_they_are() -> None:
    text = remarks.as_markdown(SOME, place_of)
    assert text.index("## 未办") < text.index("## 已办")
    assert "\n\n\\1. 请核对 \\| \\*3.76\\*\n\n位置：成效.yaml:35\n" in text
    assert text.endswith("\n\n写得好\n\n办理：已谢过\n")
    assert remarks.as_markdown((), place_of) == "# 意见\n\n意见 0 条，未办 0 条。\n"


def test_the_list_as_a_workbook_lets_states_be_chosen() -> None:
    made = remarks.as_xlsx(SOME, place_of, "某镇意见", date(2021, 12, 31))
    assert made == remarks.as_xlsx(SOME, place_of, "某镇意见", date(2021, 12, 31))
    assert not edited(made)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert (book.properties.created, book.properties.modified) == (datetime(2021, 12, 31),) * 2
    sheet = book["意见"]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert rows[0] == ("编号", "批注人", "日期", "引文", "位置", "意见", "状态", "办理")
    assert rows[1] == (
        1, "王局长", "2022-03-15 09:30", "续建" * 30, "成效.yaml:35",
        "数对不上：\n1. 请核对 | *3.76*", "未办", None,
    )  # fmt: skip
    assert [cell[6] for cell in rows[1:]] == ["未办", "已办"]
    (choice,) = sheet.data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == ("G4:G5", '"未办,已办"')
    assert remarks.as_xlsx((), place_of, "某镇意见", date(2021, 12, 31))


# ---------------------------------------------------------------- the command

Call = Callable[..., Result]


@pytest.fixture
def call(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(desk.root)
    return lambda *said: CliRunner().invoke(jixiao, ["remarks", *map(str, said)])


def returned(desk: Desk, said: Sequence[review.Remark], name: str = "回.docx") -> Path:
    """The unit's report as it came back from the bureau, with comments."""
    made = desk.generate().stored.path.read_bytes()
    docx = review.annotated(made, said, author="王局长")
    parts = unpacked(review.annotated(docx, [review.Remark("成效/0/内容", "", "我们自己的")]))
    dated = parts["word/comments.xml"].decode().replace('w:author="王局长"', f'w:author="王局长" w:date="{WHEN}"')  # fmt: skip
    path = desk.root / name
    sealed = {MANIFEST: unpacked(made)[MANIFEST]}  # Word leaves it as it was
    path.write_bytes(packed({**parts, **sealed, "word/comments.xml": dated.encode()}))
    return path


SAID = (
    review.Remark("成效/0/内容", "第二段", "写得太短"),
    review.Remark("指标体系/指标/0/下级/0/下级/0/规则", "", "评分标准请照原文"),
)


def test_comments_are_taken_shown_and_ticked_off(desk: Desk, call: Call) -> None:
    file = returned(desk, SAID)
    result = call(file.name)
    assert result.exit_code == 0
    assert "从“回.docx”取来新的意见 2 条。" in result.output
    assert "我们自己的" not in result.output
    kept = desk.unit / "意见.yaml"
    before = kept.read_text(encoding="utf-8")
    again = call(file, desk.unit, "--done", "1")
    assert "取来新的意见 0 条" in again.output
    assert "意见 2 条，未办 1 条。" in again.output
    assert kept.read_text(encoding="utf-8") == before.replace("未办\n", "已办\n", 1)
    states = [each.open for each in desk.examine().report.remarks]
    assert states == [False, True]


def test_open_ones_are_noted_at_their_line(desk: Desk, call: Call) -> None:
    call(returned(desk, SAID))
    found = [each for each in desk.findings() if each.id == "remark-open"]
    assert [each.severity for each in found] == [Severity.NOTE] * 2
    lines = (desk.unit / "意见.yaml").read_text(encoding="utf-8").splitlines()
    assert found[0].place
    assert "写得太短" in lines[found[0].place.line - 1]
    assert "王局长（2022-03-15 09:30）对“第二段”提出：“写得太短”" in found[0].message
    call("--done", "1", "--done", "2")
    assert "remark-open" not in [each.id for each in desk.findings()]


def test_a_number_given_twice_is_warned_about(desk: Desk) -> None:
    text = "意见:\n  - {编号: 1, 内容: 甲, 状态: 已办}\n  - {编号: 1, 内容: 乙}\n"
    (desk.unit / "意见.yaml").write_text(text, encoding="utf-8")
    ids = [(each.id, each.place.line) for each in desk.findings() if each.place]
    assert ("remark-number-twice", 3) in ids
    assert ("remark-open", 3) in ids


def test_a_remark_on_a_cell_of_points_is_about_its_indicator(desk: Desk, call: Call) -> None:
    result = call(returned(desk, SAID))
    row = next(each for each in result.output.splitlines() if "试验.yaml" in each)
    assert row.startswith(("1", "2"))


def test_remarks_that_stand_in_another_file_are_kept_there(desk: Desk, call: Call) -> None:
    other = desk.unit / "其他.yaml"
    other.write_text("意见:\n  - 编号: 4\n    内容: 旧的\n    状态: 已办\n", encoding="utf-8")
    call(returned(desk, SAID))
    assert not (desk.unit / "意见.yaml").exists()
    assert "编号: 6" in other.read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", [".md", ".xlsx"])
def test_the_list_is_written_to_a_file(desk: Desk, call: Call, ending: str) -> None:
    call(returned(desk, SAID))
    target = desk.root / f"意见{ending}"
    assert f"已生成：意见{ending}" in call("-o", target.name).output
    assert f"没有变化：意见{ending}" in call("-o", target.name).output
    assert target.stat().st_size


def test_a_workbook_somebody_filled_in_is_kept(desk: Desk, call: Call) -> None:
    call(returned(desk, SAID), "-o", "意见.xlsx")
    book = openpyxl.load_workbook(desk.root / "意见.xlsx")
    book.active["H4"] = "已改"
    book.save(desk.root / "意见.xlsx")
    assert "已改名保存：意见（手改稿1）.xlsx" in call("-o", "意见.xlsx").output


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("甲.docx", "乙.docx"), "一次写一个"),
        (("甲", "乙"), "一次写一个"),
        (("-o", "意见.txt"), "应以 .md 或 .xlsx 结尾"),
        (("--done", "3"), "没有编号为 3 的意见"),
    ],
)
def test_wrong_calls_are_told(desk: Desk, call: Call, said: tuple[str, ...], told: str) -> None:
    result = call(*said)
    assert result.exit_code == 2
    assert told in result.output


def test_a_file_that_is_no_word_file_is_told(desk: Desk, call: Call) -> None:
    (desk.root / "坏.docx").write_bytes(b"no")
    for said in (("坏.docx",), ("没有.docx",)):
        assert call(*said).exit_code == 1


def test_of_several_units_the_one_is_taken_whose_version_came_back(desk: Desk, call: Call) -> None:
    file = returned(desk, SAID)
    second = desk.unit.with_name("乙镇-2021")
    shutil.copytree(desk.unit, second)
    result = call(file)
    assert f"【{UNIT}】意见 2 条" in result.output
    assert "乙镇" not in result.output
    assert result.exit_code == 0
    assert call("--done", "1").exit_code == 2
    listed = call().output
    assert "【乙镇-2021】意见 0 条" in listed
    assert f"【{UNIT}】意见 2 条" in listed
    stranger = desk.root / "别的.docx"
    parts = unpacked(file.read_bytes())
    stranger.write_bytes(packed({n: p for n, p in parts.items() if n != MANIFEST}))
    assert "请写明单位文件夹" in call(stranger).output


def test_a_comment_in_the_table_of_scores_knows_its_row(desk: Desk) -> None:
    docx = returned(desk, SAID).read_bytes()
    in_table = next(each for each in read(docx).comments if "评分标准" in each.text)
    assert (in_table.paragraph.path, in_table.row) == ("", "指标体系/指标/0/下级/0/下级/0")
