"""Reading what people typed: every mistake is told with its place, and nothing else happens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Desk, row
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator import source
from generator.findings import Finding, Place, Refused, Severity, show
from generator.model import Amount, Report, Unit
from generator.shape import Shape, field


class Bare(Shape):
    """What one file holds, and a key of another."""

    unit: Any = field(key="单位")
    staffing: Any = field(key="人员编制")
    assets: Any = field(key="资产", default=None)
    duties: Any = field(key="职责", default=None)
    organisation: Any = field(key="组织架构", default=None)
    other: Any = field(key="别处", default=None)


NESTED = "[" * 60 + "]" * 60

# file, what stands there, what is typed instead, the finding: id, line, words of the message
MISTAKES = [
    ("单位", "  简称: 试验镇", "  简秤: 试验镇", "unknown-key", 3, "是不是“简称”？"),
    ("单位", "  简称: 试验镇", "  完全无关的一项: 1", "missing", 1, "缺少“简称”。"),
    ("单位", "  简称: 试验镇", "  简称: 试验镇\n  完全无关的一项: 1", "unknown-key", 4, "可用：名称、"),
    ("单位", "  简称: 试验镇", "  简称:", "missing", 3, "“简称”空着。请填写。"),
    ("单位", "    行政: 22\n", "    行政: 二十一\n", "number-expected", 20, "请改为 21。"),
    ("单位", "    行政: 22\n", "    行政: 很多\n", "number-expected", 20, "请改为阿拉伯数字（0—9）"),
    ("预算", "年初预算: 900", "年初预算: 一千万", "number-expected", 2, "一千万元写 1000。"),
    ("预算", "年初预算: 900", "年初预算: 3亿元", "number-expected", 2, "一千万元写 1000。"),
    ("预算", "年初预算: 900", "年初预算: 9000000元", "number-expected", 2, "一千万元写 1000。"),
    ("预算", "年初预算: 900", "年初预算: 九百万元", "number-expected", 2, "一千万元写 1000。"),
    ("预算", "年初预算: 900", "年初预算: 900万元", "number-expected", 2, "请改为 900。"),
    ("单位", "    行政: 22\n", "    行政: 2.5\n", "count-expected", 20, "应为不小于 0 的整数"),
    ("单位", "    行政: 22\n", "    行政:\n", "number-expected", 20, "空着，应为阿拉伯数字"),
    ("单位", "    行政: 22\n", "    行政：22\n", "full-width-colon", 20, "中文冒号"),
    ("单位", "    行政: 22\n    事业: 36\n  在编", "    行政：22\n  在编", "dict-type", 20, "英文的“:”"),
    ("单位", "    行政: 22\n", "    行政: 22.5\n", "count-expected", 20, "请改为整数"),
    ("单位", "    行政: 22\n", "    行政: 无\n", "number-expected", 20, "没有就写 0"),
    ("单位", "固定资产总额: 100", "固定资产总额: /", "number-expected", 27, "没有就写 0"),
    ("单位", "固定资产总额: 100", "固定资产总额:100", "blank-missing", 27, "“固定资产总额”的冒号后面没有空格"),
    ("单位", "固定资产总额: 100", "固定资产总额:　100", "full-width-blank", 27, "全角空格"),
    ("单位", "  简称: 试验镇", "　　简称: 试验镇", "full-width-blank", 3, "全角空格"),
    ("单位", "  简称: 试验镇", "  简称: 试验镇 #南区", "text-after-hash", 3, "不会印出来"),
    ("文字", "  - 标题: 党的建设", '  - 标题: "党的"建设', "sign-first", 18, "以引号或括号开头"),
    ("文字", "  - 标题: 党的建设", "  - 标题: {{ 单位.简称 }}建设", "sign-first", 18, "以 [ 或 {{ 开头"),
    ("文字", "      - 按月通报支付进度。", "      - 一是: 按月通报。", "string-type", 50, "请用中文的“：”"),
    ("评分", "      3: 否", "      第三: 否", "number-expected", 6, "编号写成了“第三”"),
    ("试验", "满分: 100%", "满分: 100", "per-cent-missing", 26, "百分数后面要写 %"),
    ("试验", "    差: 0\n", "", "grades-without-floor", 5, "从 0 分起"),
    ("单位", "固定资产总额: 100", "固定资产总额: １２３", "number-expected", 27, "请改为 123。"),
    ("单位", "固定资产总额: 100", "固定资产总额: 1,234.5", "number-expected", 27, "请改为 1234.5。"),
    ("单位", "固定资产总额: 100", "固定资产总额: 1e5", "number-expected", 27, "写成了“1e5”"),
    ("单位", "  简称: 试验镇", "\t简称: 试验镇", "tab-indent", 3, "Tab 键"),
    ("单位", "  简称: 试验镇", "  简称：试验镇", "full-width-colon", 3, "“简称”后面是中文冒号"),
    ("单位", "  简称: 试验镇", "  简称 试验镇", "colon-missing", 3, "英文冒号"),
    ("单位", "  简称: 试验镇", '  简称: "试验镇', "quote-unclosed", 3, "只有一半"),
    ("单位", "  简称: 试验镇", '  简称: "甲\\乙"', "backslash", 3, "双引号"),
    ("单位", "  简称: 试验镇", "  简称: 试验镇\n  简称: 又", "double-key", 4, "第 3 行"),
    ("单位", "  简称: 试验镇", "  简称: &a 试验镇", "yaml-feature", 3, "锚点“&a”"),
    ("单位", "  简称: 试验镇", "  简称: *a", "yaml-feature", 3, "引用“*a”"),
    ("单位", "  简称: 试验镇", "  简称: !x 试验镇", "yaml-feature", 3, "类型标记“!x”"),
    ("单位", "  简称: 试验镇", "  简称: [甲, 乙", "bracket-unclosed", 3, "没有配对"),
    ("单位", "  简称: 试验镇", "  简称: [甲, 乙]", "string-type", 3, "应为一段文字"),
    ("单位", "  年度: 2021", "  年度: 1021", "greater-than-equal", 4, "应不小于 2000"),
    ("单位", "落款日期: 2021-12-31", "落款日期: 昨天", "date-expected", 7, "例如 2021-12-31"),
    ("单位", "落款日期: 2021-12-31", "落款日期: 2021-13-31", "date-expected", 7, "应为日期"),
    ("单位", "  落款日期: 2021-12-31", "  落款日期: 2021-12-31\n  评分表位置: 前", "literal-error", 8, "可选：正文后、正文前。"),
    ("单位", "    - 财政所", "  - 财政所", "indent", 16, "对不齐"),
    ("预算", "预算:\n", "资产: 1\n预算:\n", "double-key", 1, "单位.yaml 第 26 行"),
    ("预算", "    本年:", "    本念:", "unknown-key", 13, "是不是“本年”？"),
    ("评分", "      3: 否", "      3: 不", "yes-or-no-expected", 6, "只能写“是”或“否”"),
    ("文字", "过程: 分", "过程: 分\x02", "control-character", 44, "控制字符"),
    ("文字", "过程: 分前期准备和考核两步。", '过程: "分\\x01"', "control-character", 44, "U+0001"),
    ("文字", "过程: 分前期准备和考核两步。", f"过程: {NESTED}", "nested-too-deep", 44, "30 层"),
    ("文字", "过程: 分前期准备", "过程: 分前期准备\n    ", "folded-text", 44, "另起一行"),
    ("文字", "目标: 农民收入稳步增长。", "目标: 农民: 收入", "colon-inside", 7, "英文冒号"),
    ("文字", "目标: 农民收入稳步增长。", "目标: - 农民", "list-on-key-line", 7, "另起一行"),
    ("文字", "总体: 全镇", "总体: @全镇", "sign-first", 2, "用引号括起来"),
    ("文字", "  总体: 全镇", "---\n  总体: 全镇", "yaml-feature", 2, "第二份内容"),
    ("文字", "目标值: 90", "目标值: 九十", "number-expected", 11, "请改为 90。"),
    ("文字", "成效:\n", "成效: 无\n又:\n", "tuple-type", 17, "以“- ”开头"),
    ("试验", "类型: 比例", "类型: 比列", "union-tag-invalid", 54, "可选：线性、比例、分档、递扣、要点、分项、次数、等次、评定、目标、择一。"),
    ("试验", "                类型: 比例\n", "                办法: 无\n", "union-tag-not-found", 54, "缺少“类型”"),
    ("试验", "                满分: 100%\n", "", "missing", 24, "缺少“满分”。"),
    ("试验", "算式: 支付数 / 任务数", "算式: 支付数 / 任物数", "unknown-name", 53, "已有：支付数、任务数"),
    ("试验", "算式: 支付数 / 任务数", "算式: 支付数 /", "formula-unreadable", 53, "“算式”看不懂"),
    ("试验", "  等级:\n    优: 90\n    良: 80\n    中: 60\n    差: 0\n", "  等级: {}\n", "empty", 5, "是空的"),
    ("试验", "  适用年度: 2021", "  适用年度: 2021\n  小数位: 9", "less-than-equal", 4, "应不大于 6"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "id", "line", "words"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_the_next_step(
    desk: Desk, file: str, old: str, new: str, id: str, line: int, words: str
) -> None:
    findings = [f for f in desk.edit(file, old, new).findings() if f.id == id]
    assert [row(f) for f in findings] == [(id, file, line)]
    assert words in show(findings[0])


def test_a_file_that_is_not_there_is_missed_by_what_stands_in_it(desk: Desk) -> None:
    (desk.unit / "预算.yaml").unlink()
    (missing,) = desk.findings()
    assert missing.message == "缺少“预算”。"
    assert "写它的文件不见了的，请找回，或从示例单位复制一份再填" in missing.hint


def test_a_key_typed_wrongly_is_told_once(desk: Desk) -> None:
    desk.edit("单位", "  简称: 试验镇", "  简秤: 试验镇").edit(
        "预算", "  年初预算: 900", "  年初予算: 900"
    )
    assert desk.rows() == [("unknown-key", "单位", 3), ("unknown-key", "预算", 2)]


def test_the_small_unit_has_nothing_wrong(desk: Desk) -> None:
    assert desk.rows() == []


@pytest.mark.parametrize(
    ("change", "id", "words"),
    [
        (lambda raw: raw.decode().encode("gbk"), "encoding", "是 GBK（记事本里叫“ANSI”）编码，应为 UTF-8"),
        (lambda raw: raw.decode().encode("utf-16"), "encoding", "是 UTF-16（记事本里叫“Unicode”）编码"),
        (lambda raw: b"\xff\xff\x81", "encoding", "是无法识别的编码"),
        (lambda raw: b"", "file-empty", "文件是空的"),
        (lambda raw: b"# only a remark\n", "file-empty", "文件是空的"),
        (lambda raw: b"- a\n", "file-empty", "没有“名称: 内容”这样的行"),
        (lambda raw: b"#" * 10_000_000, "file-too-large", "文件有 10.0 MB"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_utf8_yaml_is_refused_as_a_whole(
    desk: Desk, change: object, id: str, words: str
) -> None:
    path = desk.path("单位")
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]
    (finding,) = [f for f in desk.findings() if f.id == id]
    assert words in finding.message


@pytest.mark.parametrize(
    "change",
    [lambda raw: b"\xef\xbb\xbf" + raw, lambda raw: raw.replace(b"\n", b"\r\n")],
    ids=["byte-order mark", "Windows line ends"],
)
def test_what_windows_editors_add_changes_nothing(desk: Desk, change: object) -> None:
    before = desk.examine().manuscript
    path = desk.path("文字")
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]
    assert str(desk.examine().manuscript) == str(before)


def test_places_behind_a_byte_order_mark_are_not_shifted(desk: Desk) -> None:
    path = desk.edit("单位", "单位:\n", "单伟:\n").path("单位")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    (finding,) = [f for f in desk.findings() if f.id == "unknown-key"]
    assert (finding.place.line, finding.place.column) == (1, 1)  # type: ignore[union-attr]


def test_all_files_that_cannot_be_decoded_are_named_at_once(desk: Desk) -> None:
    for file in ("单位", "预算"):
        path = desk.path(file)
        path.write_bytes(path.read_bytes().decode().encode("gbk"))
    assert [row(f)[:2] for f in desk.findings()] == [("encoding", "单位"), ("encoding", "预算")]


def test_mistakes_in_several_files_are_told_together(desk: Desk) -> None:
    desk.edit("单位", "  简称: 试验镇", "  简称：试验镇").edit("评分", "评分:", '评分: "')
    assert {row(f)[:2] for f in desk.findings()} == {
        ("full-width-colon", "单位"),
        ("quote-unclosed", "评分"),
    }


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        source.read([tmp_path / "无.yaml"], Unit)
    assert "没有这个文件" in refused.value.findings[0].message


def test_a_folder_in_place_of_a_file_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        source.read_text(tmp_path)
    assert "这是一个文件夹" in refused.value.findings[0].message


def test_the_caret_stands_under_the_words_meant(desk: Desk) -> None:
    desk.edit("单位", "    行政: 22\n", "    行政: 二十一\n")
    (finding,) = desk.findings()
    assert show(finding).splitlines()[1:] == [
        "  20 │     行政: 二十一",
        "     │           ^^^^^^",
        "  “行政”写成了“二十一”，应为阿拉伯数字。请改为 21。",
    ]


def test_a_place_inside_a_block_of_text_is_the_very_line(desk: Desk) -> None:
    sourced = source.read(sorted(desk.unit.glob("*.yaml")), Report)
    place = sourced.place(("成效", 0, "内容"), line=1)
    assert place is not None
    assert place.excerpt.strip() == "第二段有**重点**。"


def test_the_place_of_a_block_without_a_line_is_its_first_line(desk: Desk) -> None:
    sourced = source.read(sorted(desk.unit.glob("*.yaml")), Report)
    place = sourced.place(("成效", 0, "内容"))
    assert place is not None
    assert place.excerpt.strip().startswith("第一段")


def test_a_finding_keeps_the_place_it_has_and_gets_the_one_it_lacks(desk: Desk) -> None:
    sourced = source.read(sorted(desk.unit.glob("*.yaml")), Report)
    placed = Finding("a", Severity.NOTE, "", Place("b.yaml"), path=("预算",))
    assert sourced.located(placed) is placed
    assert sourced.located(Finding("a", Severity.NOTE, "")).place is None
    found = sourced.located(Finding("a", Severity.NOTE, "", path=("预算",), words="预算"))
    assert found.place is not None and found.place.line == 1


def test_a_path_no_file_knows_has_no_place(desk: Desk) -> None:
    sourced = source.read(sorted(desk.unit.glob("*.yaml")), Report)
    assert sourced.place(("指标体系", "满分")) is None


def test_the_file_and_the_text_of_a_path_are_told(desk: Desk) -> None:
    sourced = source.read(sorted(desk.unit.glob("*.yaml")), Report)
    assert sourced.file(("单位", "简称")) == desk.path("单位").as_posix()
    assert sourced.file(("目标", "分项", 99, "名称")) == desk.path("文字").as_posix()
    assert sourced.file(("别处",)) is None
    assert sourced.text(("单位", "简称")) == "试验镇"
    assert sourced.text(("单位", "别处")) is sourced.text(("单位",)) is sourced.text(()) is None


def test_bytes_are_read_instead_of_those_on_disk(desk: Desk) -> None:
    path, absent = desk.path("单位"), desk.unit / "没有.yaml"
    instead = {
        path: path.read_bytes().replace("试验镇".encode(), "新镇".encode()),
        absent: "别处: 是\n".encode(),
    }
    sourced = source.read([path, absent], Bare, instead=instead)
    assert sourced.text(("单位", "简称")) == "新镇"
    assert sourced.text(("别处",)) == source.read_text(absent, instead)[4:-1] == "是"
    assert source.read([path], Bare).text(("单位", "简称")) == "试验镇"


def test_bytes_that_cannot_be_read_are_refused_as_those_on_disk(desk: Desk) -> None:
    path = desk.path("单位")
    with pytest.raises(Refused) as refused:
        source.read([path], Bare, instead={path: "单位: 镇".encode("gbk")})
    assert [finding.id for finding in refused.value.findings] == ["encoding"]


def test_a_value_that_was_not_given_is_placed_at_what_it_belongs_to(desk: Desk) -> None:
    sourced = source.read(sorted(desk.unit.glob("*.yaml")), Report)
    place = sourced.place(("预算", "结转结余"))
    assert place is not None
    assert place.excerpt == "预算:"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("单位", "年度"), "2021"),
        (("成效", 0, "内容"), "第一段"),
        (("单位",), None),
        (("成效", 0), None),
        (("单位", "简称", 0), None),
        (("没有",), None),
        ((), None),
    ],
)
def test_the_text_at_a_path_is_what_was_typed(
    desk: Desk, path: tuple[str | int, ...], text: str | None
) -> None:
    found = source.read(sorted(desk.unit.glob("*.yaml")), Report).text(path)
    assert found is None if text is None else found is not None and found.startswith(text)


class Words(Shape):
    """A table of texts, to see what becomes of them."""

    word: str = field(key="word", default="")


@pytest.mark.parametrize("word", ["9:30", "010101", "no", "3.10", "~", "0x1F", "1_000", "true"])
def test_a_word_that_looks_like_something_else_stays_what_was_typed(
    tmp_path: Path, word: str
) -> None:
    file = tmp_path / "词.yaml"
    file.write_text(f"word: {word}\n", encoding="utf-8")
    assert source.read([file], Words).value.word == word


printable = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=printable)
def test_any_text_in_quotes_is_read_as_it_stands(tmp_path: Path, text: str) -> None:
    file = tmp_path / "词.yaml"
    quoted = text.replace("'", "''")
    file.write_text(f"word: '{quoted}'\n", encoding="utf-8", newline="")
    joined = text.replace("\x85", " ").replace("\u2028", " ").replace("\u2029", " ")
    if joined.strip() == text.strip():
        assert source.read([file], Words).value.word == text


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    raw=st.one_of(
        st.binary(max_size=60), st.text(alphabet="单位:- |>&*!'\"[]{}#,\n\t：", max_size=60)
    )
)
@example(raw=b"?")
@example(raw="\u5355\u4f4d: #\n")
def test_whatever_a_file_holds_it_is_read_or_refused_with_reasons(
    tmp_path: Path, raw: bytes | str
) -> None:
    file = tmp_path / "乱.yaml"
    file.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    try:
        source.read([file], Report)
    except Refused as refused:
        assert any(f.severity is Severity.ERROR for f in refused.findings)
        assert all(show(f) for f in refused.findings)


DATED = """指标体系:
  满分:
    2020-01-01: {值: 100, 依据: 甲办〔2019〕1号}
    2023-01-01:
      值: 1二0
      依据: 甲办〔2022〕9号
  等级: 无
  各项:
    - 分值:
        2022-06-01: {值: 5, 依据: 乙}
"""


class Dated(Shape):
    """A value that changed with the years."""

    full: Amount = field(key="满分")
    grades: str = field(key="等级")
    entries: tuple[dict[str, Amount], ...] = field(key="各项")


@pytest.mark.parametrize(
    ("written", "line", "hint"),
    [
        ("# 说明\n指标体糸:\n  满分: 5\n", 2, "请把“指标体糸”改成“指标体系”。"),
        ("满分: 5\n", 0, "请在最上面写“指标体系:”。"),
    ],
)
def test_a_file_without_its_one_key_is_told_what_was_meant_by_it(
    tmp_path: Path, written: str, line: int, hint: str
) -> None:
    file = tmp_path / "细则.yaml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        source.read([file], Dated, under="指标体系")
    (finding,) = refused.value.findings
    assert (finding.id, finding.place and finding.place.line, finding.hint) == (
        "missing",
        line,
        hint,
    )
    assert finding.message == "缺少“指标体系”，这份文件的内容都写在它下面。"


def dated(tmp_path: Path, on: str, text: str = DATED) -> tuple[Dated | None, list[tuple[str, int]]]:
    """What a dated file gives on a day, or the findings as (id, line)."""
    file = tmp_path / "细则.yaml"
    file.write_text(text, encoding="utf-8")
    try:
        return source.read([file], Dated, under="指标体系", on=on).value, []
    except Refused as refused:
        return None, [(f.id, f.place.line if f.place else 0) for f in refused.findings]


def test_a_dated_value_is_that_of_the_last_date_before(tmp_path: Path) -> None:
    value, findings = dated(tmp_path, "2022-12-31")
    assert findings == []
    assert value is not None
    assert [value.full, value.entries[0]["分值"]] == [100, 5]


def test_a_wrong_dated_value_points_at_its_own_line(tmp_path: Path) -> None:
    assert dated(tmp_path, "2023-12-31") == (None, [("number-expected", 5)])


def test_a_wrong_dated_value_is_called_by_the_name_it_stands_for(tmp_path: Path) -> None:
    file = tmp_path / "细则.yaml"
    file.write_text(DATED, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        source.read([file], Dated, under="指标体系", on="2023-12-31")
    assert refused.value.findings[0].message == "“满分”写成了“1二0”，应为阿拉伯数字。"


def test_a_day_before_the_first_date_is_told(tmp_path: Path) -> None:
    assert dated(tmp_path, "2021-12-31") == (None, [("not-in-force", 9)])


def test_a_dated_value_needs_its_basis(tmp_path: Path) -> None:
    bare = DATED.replace("{值: 100, 依据: 甲办〔2019〕1号}", "{值: 100}")
    assert dated(tmp_path, "2022-12-31", bare) == (None, [("dated-entry", 3)])
    empty = DATED.replace("依据: 乙", "依据: ")
    assert dated(tmp_path, "2022-12-31", empty) == (None, [("dated-entry", 10)])


def test_dates_stay_names_where_no_day_is_asked_for(tmp_path: Path) -> None:
    assert dated(tmp_path, "")[1][0] == ("number-expected", 2)


def test_the_turning_points_of_a_file_are_its_dates_in_order(tmp_path: Path) -> None:
    file = tmp_path / "细则.yaml"
    file.write_text(DATED, encoding="utf-8")
    assert source.turning_points([file]) == ("2020-01-01", "2022-06-01", "2023-01-01")


def test_an_old_year_is_scored_as_it_was_after_the_rubric_changed(desk: Desk) -> None:
    before = desk.examine().scorecard.total
    rule = "              规则:\n                类型: 比例\n"
    changed = """              规则:
                2019-01-01:
                  值:
                    类型: 比例
                  依据: 试验办法第四条
                2022-01-01:
                  值: {类型: 线性, 满分: 100%, 零分: 90%}
                  依据: 试验办法（2022年修订）第四条
"""
    desk.edit("试验", rule, changed)
    assert desk.examine().scorecard.total == before
    desk.edit("单位", "年度: 2021", "年度: 2022").edit(
        "试验", "适用年度: 2021", "适用年度: 2021-2022"
    )
    assert desk.examine().scorecard.total == before - 17


def test_a_date_written_otherwise_is_told(tmp_path: Path) -> None:
    odd = DATED.replace("2020-01-01:", "2020年1月1日:")
    assert dated(tmp_path, "2022-12-31", odd)[1][0] == ("dated-entry", 3)


def test_a_wrong_key_in_a_rule_is_held_against_the_keys_of_that_rule(desk: Desk) -> None:
    desk.edit("试验", "                零分: 115%\n", "                零芬: 115%\n")
    told = [f for f in desk.findings() if f.id == "unknown-key"]
    assert [f.hint for f in told] == ["是不是“零分”？"]
