"""The redline: proved on pairs of real reports, valid, and read by LibreOffice as we mean it."""

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import ooxml_integrity
import pytest
import redline_pairs
from conftest import tool
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from redline_pairs import W, body
from sdk import Sdk
from test_validity import lint
from word import body as small
from word import changed, paragraph, table

from generator import readback, redline
from generator.findings import Refused
from generator.redline import Change, changes, notes, scores
from generator.template import packed, unpacked

NAMES = (*redline_pairs.EDITS, "levels", "annex", "by hand")
WAYS = [(name, way) for name in NAMES for way in ("there", "back")]
Pairs = dict[tuple[str, str], tuple[bytes, bytes, bytes]]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Pairs:
    """Old, new and redline of each pair, there and back."""
    found: Pairs = {}
    for name, (old, new) in redline_pairs.pairs(tmp_path_factory.mktemp("pairs")).items():
        for way, (a, b) in (("there", (old, new)), ("back", (new, old))):
            found[name, way] = a, b, redline.redline(a, b, "王五", "2022-01-05")
    return found


def texts(docx: bytes) -> list[str]:
    return [paragraph.text for paragraph in readback.read(docx).paragraphs()]


def resolved(docx: bytes, how: str) -> bytes:
    """The docx with every change accepted or rejected by our own hand."""
    act = {"accept": readback.accept, "reject": readback.reject}[how]
    return body(docx, act)


def tracked(docx: bytes) -> list[etree._Element]:
    root = etree.fromstring(unpacked(docx)["word/document.xml"])
    return list(root.iter(f"{W}ins", f"{W}del", f"{W}rPrChange", f"{W}pPrChange"))


# ---- pairs of real reports -------------------------------------------------------------------------


@pytest.mark.unmeasured
def test_there_are_more_than_ten_pairs_and_each_has_changes(pairs: Pairs) -> None:
    assert len(NAMES) >= 10
    for old, new, made in pairs.values():
        assert changes(old, new)
        assert tracked(made)


@pytest.mark.unmeasured
@pytest.mark.parametrize(("name", "way"), WAYS)
def test_accepted_it_reads_as_the_new_one_and_rejected_as_the_old_one(
    pairs: Pairs, name: str, way: str
) -> None:
    old, new, made = pairs[name, way]
    assert readback.read(resolved(made, "accept")).body == readback.read(new).body
    before, rejected = readback.read(old), readback.read(resolved(made, "reject"))
    assert [(p.style, p.text, p.runs) for p in rejected.paragraphs()] == [
        (p.style, p.text, p.runs) for p in before.paragraphs()
    ]


@pytest.mark.unmeasured
@pytest.mark.parametrize(("name", "way"), WAYS)
def test_it_passes_the_lint_as_it_is_accepted_and_rejected(
    pairs: Pairs, name: str, way: str
) -> None:
    made = pairs[name, way][2]
    for docx in (made, resolved(made, "accept"), resolved(made, "reject")):
        assert lint(docx) == []


@pytest.mark.unmeasured
@pytest.mark.parametrize(("name", "way"), WAYS)
def test_the_open_xml_sdk_finds_no_error(
    pairs: Pairs, sdk: Sdk, tmp_path: Path, name: str, way: str
) -> None:
    made = pairs[name, way][2]
    for state in (made, resolved(made, "accept"), resolved(made, "reject")):
        (tmp_path / "花脸稿.docx").write_bytes(state)
        assert sdk.errors(tmp_path / "花脸稿.docx") == []


@pytest.mark.unmeasured
@pytest.mark.parametrize(("name", "way"), WAYS)
def test_the_structural_checker_finds_nothing(
    pairs: Pairs, tmp_path: Path, name: str, way: str
) -> None:
    (tmp_path / "花脸稿.docx").write_bytes(pairs[name, way][2])
    found = ooxml_integrity.check(str(tmp_path / "花脸稿.docx"))
    assert [str(finding) for finding in found] == []


JUDGE = Path(__file__).with_name("judge_worker.py")
PYTHON = "/usr/bin/python3"


@pytest.fixture(scope="module")
def judged(pairs: Pairs, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], bytes]:
    """What LibreOffice makes of the redlines, and of old and new, all in one go."""
    tool("soffice")
    asked = subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False)
    if asked.returncode:
        tool("python3-uno")
    folder = tmp_path_factory.mktemp("judged")
    jobs: dict[tuple[bytes, str], Path] = {}  # old and new stand in many pairs, judged once
    targets = {}
    for key, (old, new, made) in pairs.items():
        asks = (
            ("old", old, ""),
            ("new", new, ""),
            ("accept", made, "accept"),
            ("reject", made, "reject"),
        )
        for name, docx, action in asks:
            targets[*key, name] = jobs.setdefault((docx, action), folder / f"{len(jobs)}-out.docx")
    told = []
    for number, ((docx, action), target) in enumerate(jobs.items()):
        source = folder / f"{number}.docx"
        source.write_bytes(docx)
        told.append([str(source), action, str(target)])
    (folder / "jobs.json").write_text(json.dumps(told), encoding="utf-8")
    subprocess.run([PYTHON, str(JUDGE), str(folder / "jobs.json")], check=True)
    return {key: target.read_bytes() for key, target in targets.items()}


@pytest.mark.unmeasured
@pytest.mark.parametrize(("name", "way"), WAYS)
def test_libreoffice_accepts_and_rejects_it_alike(
    judged: dict[tuple[str, ...], bytes], name: str, way: str
) -> None:
    for resolve, meant in (("accept", "new"), ("reject", "old")):
        got, want = (texts(judged[name, way, each]) for each in (resolve, meant))
        if name == "annex":  # it keeps an empty paragraph for a section break that goes
            got, want = (list(filter(None, each)) for each in (got, want))
        assert got == want


def test_the_examples_pair_takes_less_than_two_seconds(pairs: Pairs) -> None:
    old, new, _ = pairs["words", "there"]
    start = time.process_time()
    redline.redline(old, new, "王五", None)
    assert time.process_time() - start < (8 if sys.gettrace() else 2)


def test_the_same_pair_gives_the_same_bytes_and_no_clock_is_read(pairs: Pairs) -> None:
    old, new, made = pairs["rows", "there"]
    assert redline.redline(old, new, "王五", "2022-01-05") == made
    undated = redline.redline(old, new, "王五", None)
    assert {change.get(f"{W}date") for change in tracked(undated)} == {None}
    assert {change.get(f"{W}date") for change in tracked(made)} == {"2022-01-05T00:00:00Z"}
    assert {change.get(f"{W}author") for change in tracked(made)} == {"王五"}


def test_it_bears_a_fitting_fingerprint_and_the_new_ones_marks(pairs: Pairs) -> None:
    _, new, made = pairs["words", "there"]
    assert not readback.edited(made)
    marks = [[p.marks for p in readback.read(docx).paragraphs() if p.marks] for docx in (made, new)]
    assert marks[0] == marks[1]


def test_a_chart_that_changed_brings_the_old_one_along(pairs: Pairs) -> None:
    old, new, made = pairs["chart", "there"]
    charts = {unpacked(old)["word/charts/chart1.xml"], unpacked(new)["word/charts/chart1.xml"]}
    assert {v for k, v in unpacked(made).items() if re.search(r"charts/[^/]*\.xml$", k)} == charts


# ---- how a change reads ----------------------------------------------------------------------------


def told(old: str | bytes, new: str | bytes) -> list[str]:
    """The changes between two bodies, flattened to kind and marked text."""
    before, after = (small(x) if isinstance(x, str) else x for x in (old, new))
    return [f"{c.kind} {marked(c)}" for c in changes(before, after)]


def marked(change: Change) -> str:
    signs = {"=": "{}", "-": "[-{}-]", "+": "[+{}+]", "~": "[~{}~]"}
    return "".join(signs[sign].format(text) for sign, text in change.pieces)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("接种率87.16%，居前列", "接种率87.19%，居前列", "改 接种率[-87.16%-][+87.19%+]，居前列"),
        ("投资1,250万元", "投资1,350万元", "改 投资[-1,250-][+1,350+]万元"),
        ("执行率较高", "执行率很高", "改 执行率[-较-][+很+]高"),
        ("推进工作落实", "全面推进各项工作落实", "改 [+全面+]推进[+各项+]工作落实"),
        ("由办公室负责统筹", "由财政所承担统筹", "改 由[-办公室负责-][+财政所承担+]统筹"),
        ("使用Word软件", "使用WPS软件", "改 使用[-Word-][+WPS+]软件"),
        ("甲乙丙丁戊", "甲寅丙卯戊", "改 甲[-乙丙丁-][+寅丙卯+]戊"),
    ],
)  # fmt: skip
def test_a_change_reads_as_a_person_would_mark_it(old: str, new: str, found: str) -> None:
    assert told(old, new) == [found]


LONG = "加强评价队伍建设，组织有关人员学习预算法等法规制度，开展业务知识培训"
MORE = "建立部门支出绩效评价的长效机制，使绩效评价成为部门日常工作的一部分"


def test_a_paragraph_that_is_split_or_joined_keeps_its_words() -> None:
    one, two = small(LONG + MORE, "末"), small(LONG, MORE, "末")
    assert told(one, two) == [f"拆 {LONG}[+\n+]{MORE}"]
    assert told(two, one) == [f"并 {LONG}[-\n-]{MORE}"]


def test_words_that_wander_over_the_end_of_a_paragraph_are_not_written_twice() -> None:
    old, new = small(LONG, MORE + "。" + LONG[::-1]), small(LONG + MORE + "。", LONG[::-1])
    assert told(old, new) == [f"改 {LONG}[-\n-]{MORE}。[+\n+]{LONG[::-1]}"]


def test_a_paragraph_replaced_by_another_is_not_matched_by_chance() -> None:
    assert told(small("甲", LONG, "末"), small("甲", "今天天气很好", "末")) == [
        f"删 [-{LONG}-]", "增 [+今天天气很好+]",
    ]  # fmt: skip


def test_bold_is_a_change_of_looks_and_not_of_words() -> None:
    bold = "<w:p><w:r><w:t>共</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>3个</w:t></w:r></w:p>"
    assert told(small("共3个"), small(bold)) == ["格式 共[~3个~]"]
    made = redline.redline(small("共3个"), small(bold), "王五", None)
    assert [etree.QName(each).localname for each in tracked(made)] == ["rPrChange"]


def test_another_look_of_a_paragraph_is_told() -> None:
    centred = '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
    assert told(small("甲"), small(centred)) == ["格式 甲"]
    assert told(small("甲"), small("甲").replace(b"", b"")) == []


def test_rows_and_tables_are_told_with_their_place() -> None:
    rows = (("项目名称", "投资金额"), ("联轴器生产项目", "1.62"), ("工程车辆部件项目", "2.68"))
    old, new = small(table(*rows), "末"), small(table(rows[0], rows[2]), "末")
    assert [(c.kind, c.place, c.old) for c in changes(old, new)] == [
        ("行删", "表 1 第 1 行之后", "联轴器生产项目｜1.62")
    ]
    assert [(c.kind, c.place, c.new) for c in changes(new, old)] == [
        ("行增", "表 1 第 2 行", "联轴器生产项目｜1.62")
    ]
    assert [c.kind for c in changes(small(table(*rows), "末"), small("末"))] == ["表删"]
    wider = table(*((*row, "备注") for row in rows))
    assert [c.kind for c in changes(old, small(wider, "末"))] == ["表删", "表增"]


def test_another_width_of_columns_is_no_other_table() -> None:
    narrow = table(("项目名称", "投资金额"))
    wide = narrow.replace('<w:gridCol w:w="1000"/>', '<w:gridCol w:w="2000"/>', 1)
    old, new = small(narrow, "末"), small(wide, "末")
    assert [(c.kind, c.place) for c in changes(old, new)] == [("格式", "表 1 的列宽或版式")]
    made = redline.redline(old, new, "王五", None)
    assert b"tblGridChange" in unpacked(made)["word/document.xml"]


def test_a_look_of_a_cell_alone_is_told_with_its_row() -> None:
    plain = table(("项目名称", "投资金额"), ("联轴器", "1.62"))
    wide = plain.replace('w:w="1000" w:type', 'w:w="900" w:type', 1)
    found = changes(small(plain, "末"), small(wide, "末"))
    assert [(c.kind, c.place) for c in found] == [("格式", "表 1 第 1 行（项目名称｜投资金额…）")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("甲", table(("格",)), "末尾一段"), ("甲",)),
        (("甲",), ("甲", table(("格",)), "末尾一段")),
        (("甲", "删去的一段", table(("格",)), "末"), ("甲", table(("格",)), "末")),
        (
            ("甲", "一段旧的话", table(("格",)), "末"),
            ("甲", "另外几句", "没有关系", table(("格",)), "末"),
        ),
        (("甲", "乙", "丙"), ("丁", "戊")),
        (("旧", table(("格",)), "末"), (table(("格",)), "末")),
        (tuple(f"第{i}段{'旧' * 9}" for i in range(20)), tuple("新" * i for i in range(30))),
    ],
)
def test_the_end_of_a_text_and_the_text_before_a_table_resolve(
    old: tuple[str, ...], new: tuple[str, ...]
) -> None:
    before, after = small(*old), small(*new)
    made = redline.redline(before, after, "王五", None)
    assert texts(resolved(made, "accept")) == texts(after)
    assert texts(resolved(made, "reject")) == texts(before)


def test_hundreds_of_paragraphs_without_a_counterpart_are_compared_in_seconds() -> None:
    old, new = ([f"{sign * 40}{i}" for i in range(401)] for sign in "甲乙")
    start = time.process_time()
    assert len(changes(small(*old), small(*new))) >= 401
    assert time.process_time() - start < (30 if sys.gettrace() else 5)


def test_a_path_is_told_where_it_is_known(pairs: Pairs) -> None:
    old, new, _ = pairs["one character", "there"]
    assert [c.path for c in changes(old, new)] == [
        "职责/9", "成效/1/下级/0/内容", "成效/3/下级/0/内容", "问题/0/说明",
    ]  # fmt: skip


def test_scores_are_read_from_the_table(pairs: Pairs) -> None:
    old, new, _ = pairs["chart", "there"]
    before, after = scores(old), scores(new)
    differing = {n: (before[n], after[n]) for n in before if before[n] != after[n]}
    assert differing == {"职责明确": ("1", "0.5"), "总分": ("95.25", "94.75")}
    assert len(before) == 24
    assert scores(small("甲")) == {}


# ---- any edit --------------------------------------------------------------------------------------

RUN = st.tuples(st.text("甲乙丙丁，。12.%ab\t", max_size=6), st.booleans())
TEXT = st.lists(st.lists(RUN, max_size=4), max_size=6)


def written(paragraphs: list[list[tuple[str, bool]]]) -> bytes:
    """A docx of paragraphs of runs, each bold or not."""
    inner = "".join(
        "<w:p>" + "".join(
            f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t>{text}</w:t></w:r>"
            for text, bold in runs
        ) + "</w:p>"
        for runs in paragraphs
    )  # fmt: skip
    return small(inner or "<w:p/>")


def said(docx: bytes) -> list[list[tuple[str, bool]]]:
    """Each paragraph character by character, bold or not."""
    paragraphs = readback.read(docx).paragraphs()
    return [[(sign, run.bold) for run in p.runs for sign in run.text] for p in paragraphs]


@pytest.mark.unmeasured
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXT, TEXT)
def test_any_two_texts_accept_to_the_new_and_reject_to_the_old(
    old: list[list[tuple[str, bool]]], new: list[list[tuple[str, bool]]]
) -> None:
    before, after = written(old), written(new)
    if said(before) == said(after):
        assert changes(before, after) == ()
        with pytest.raises(Refused):
            redline.redline(before, after, "王五", None)
        return
    made = redline.redline(before, after, "王五", None)
    assert made == redline.redline(before, after, "王五", None)
    assert said(resolved(made, "accept")) == said(after)
    assert said(resolved(made, "reject")) == said(before)
    assert lint(made) == []
    for change in changes(before, after):
        pieces = change.pieces
        assert "".join(t for s, t in pieces if s != "+") == change.old
        assert "".join(t for s, t in pieces if s != "-") == change.new


@pytest.mark.unmeasured
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("甲乙丙丁"), min_size=1, max_size=5), st.lists(st.sampled_from("甲乙丙丁"), min_size=1, max_size=5), st.randoms(use_true_random=False))  # fmt: skip
def test_any_two_tables_with_merged_cells_resolve(
    old: list[str], new: list[str], chance: random.Random
) -> None:
    before, after = (small("首", merged(rows, chance), "末") for rows in (old, new))
    try:
        made = redline.redline(before, after, "王五", None)
    except Refused as refused:
        assert [f.id for f in refused.findings] == ["redline-no-difference"]
        return
    assert lint(made) == []
    for how, meant in (("accept", after), ("reject", before)):
        assert readback.read(resolved(made, how)).body == readback.read(meant).body


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ((("restart", "甲"), ("", "乙")), (("restart", "甲"), ("continue", "丙"))),
        ((("restart", "甲"), ("continue", "乙"), ("", "丙")), (("restart", "甲"), ("continue", "丁"), ("", "戊"))),
        ((("", "首"), ("restart", "甲"), ("continue", "乙")), (("restart", "首"), ("continue", "甲"), ("", "乙"))),
        ((("restart", "甲"), ("continue", "乙"), ("continue", "末")), (("", "甲"), ("restart", "乙"), ("continue", "末"))),
    ],
    ids=["new rows first", "with the row above", "from the top", "to the end"],
)  # fmt: skip
def test_merges_stay_whole_while_both_rows_are_there(
    old: tuple[tuple[str, str], ...], new: tuple[tuple[str, str], ...]
) -> None:
    before, after = (small("首", rows_merged(*rows), "末") for rows in (old, new))
    for a, b in ((before, after), (after, before)):
        made = redline.redline(a, b, "王五", None)
        assert lint(made) == []
        assert readback.read(resolved(made, "reject")).body == readback.read(a).body


_CELL = f'<w:tc><w:tcPr><w:tcW w:w="9" w:type="dxa"/></w:tcPr>{paragraph("指标名称和评分标准以及自评得分")}</w:tc>'
HEAD = f"<w:tr>{_CELL * 2}</w:tr>"


def rows_merged(*rows: tuple[str, str]) -> str:
    """A table whose first column is merged downwards as told."""
    made = ""
    for merge, text in rows:
        inner = f'<w:vMerge w:val="{merge}"/>' if merge else ""
        look = f'<w:tcPr><w:tcW w:w="9" w:type="dxa"/>{inner}</w:tcPr>'
        made += f"<w:tr><w:tc>{look}{paragraph('')}</w:tc><w:tc>{paragraph(text * 9)}</w:tc></w:tr>"
    grid = '<w:tblGrid><w:gridCol w:w="9"/><w:gridCol w:w="9"/></w:tblGrid>'
    return f"<w:tbl><w:tblPr/>{grid}{HEAD}{made}</w:tbl>"


def merged(rows: list[str], chance: random.Random) -> str:
    """A table whose first column is merged downwards here and there."""
    made, begun = [], False
    for text in rows:
        goes_on = begun and chance.random() < 0.5
        begun = goes_on or chance.random() < 0.5
        merge = "<w:vMerge/>" if goes_on else '<w:vMerge w:val="restart"/>' if begun else ""
        look = f'<w:tcPr><w:tcW w:w="9" w:type="dxa"/>{merge}</w:tcPr>'
        made.append(f"<w:tr><w:tc>{look}{paragraph('' if goes_on else text)}</w:tc><w:tc>{paragraph(text * 9)}</w:tc></w:tr>")  # fmt: skip
    grid = '<w:tblGrid><w:gridCol w:w="9"/><w:gridCol w:w="9"/></w:tblGrid>'
    return f"<w:tbl><w:tblPr/>{grid}{HEAD}{''.join(made)}</w:tbl>"


# ---- what else a document may hold -----------------------------------------------------------------


def sdt(text: str) -> str:
    return f'<w:sdt><w:sdtPr><w:tag w:val="a"/></w:sdtPr><w:sdtContent>{paragraph(text)}</w:sdtContent></w:sdt>'


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
LINK = '<w:hyperlink w:anchor="a"><w:r><w:t>见附件</w:t></w:r></w:hyperlink>'
SECTION = '<w:sectPr><w:cols w:num="{}"/></w:sectPr>'
HOLDING = {
    "a field": f"<w:p>{FIELD}<w:r><w:t>页</w:t></w:r></w:p>",
    "a simple field": '<w:p><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>',
    "a link": f"<w:p><w:r><w:t>说明</w:t></w:r>{LINK}</w:p>",
    "a tab and a line break": "<w:p><w:r><w:t>甲</w:t><w:tab/><w:br/><w:t>乙</w:t></w:r></w:p>",
    "an inline control": f"<w:p><w:sdt><w:sdtPr/><w:sdtContent>{paragraph('甲')[5:-6]}</w:sdtContent></w:sdt></w:p>",
    "a block in a control": sdt("原来的一段文字内容"),
    "a tag": "<w:p><w:smartTag><w:r><w:t>甲</w:t></w:r></w:smartTag></w:p>",
    "a section": f"<w:p><w:pPr>{SECTION.format(2)}</w:pPr></w:p>",
    "a table in a table": f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{table(('内',))}{paragraph('格')}</w:tc></w:tr></w:tbl>",
    "bookmarks": '<w:bookmarkStart w:id="1" w:name="a"/><w:p><w:r><w:t>甲</w:t></w:r><w:bookmarkEnd w:id="1"/></w:p>',
    "a mark in bold": "<w:p><w:pPr><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>",
}  # fmt: skip
OTHERWISE = {
    "a field": ("PAGE", "DATE"),
    "a simple field": ("PAGE", "DATE"),
    "a link": ("见附件", "见附表"),
    "a tab and a line break": ("<w:tab/>", ""),
    "an inline control": ("甲", "乙"),
    "a block in a control": ("原来的", "后来的"),
    "a tag": ("甲", "乙"),
    "a section": ('num="2"', 'num="3"'),
    "a table in a table": ("内", "外"),
    "bookmarks": ("甲", "乙"),
    "a mark in bold": ("<w:b/>", "<w:i/>"),
}


@pytest.mark.parametrize("name", HOLDING)
def test_whatever_comes_goes_or_changes_is_tracked(name: str) -> None:
    it, other = HOLDING[name], HOLDING[name].replace(*OTHERWISE[name])
    without, with_, changed_ = (small("首", *inner, "末") for inner in ((), (it,), (other,)))
    pairs = [(with_, changed_), (changed_, with_)]
    if name != "a block in a control":
        pairs += [(without, with_), (with_, without)]
    for old, new in pairs:
        made = redline.redline(old, new, "王五", None)
        assert tracked(made) or b"sectPrChange" in unpacked(made)["word/document.xml"]
        assert texts(resolved(made, "accept")) == texts(new)
        assert texts(resolved(made, "reject")) == texts(old)
        assert lint(made) == []
        assert changes(old, new)


@pytest.mark.parametrize(
    ("old", "new", "id"),
    [
        (small("首", "末"), small("首", sdt("新"), "末"), "redline-untrackable"),
        (small(f"<w:p>{LINK}</w:p>"), small(f"<w:p>{LINK.replace('<w:r>', '<w:proofErr/><w:sdt/><w:r>')}</w:p>"), "redline-untrackable"),
    ],
)  # fmt: skip
def test_what_word_cannot_track_is_refused(old: bytes, new: bytes, id: str) -> None:
    with pytest.raises(Refused) as refused:
        redline.redline(old, new, "王五", None)
    assert [finding.id for finding in refused.value.findings] == [id]
    assert changes(old, new)


def noted(text: str) -> bytes:
    note = f'<w:footnotes xmlns:w="{W[1:-1]}"><w:footnote w:id="2">{paragraph(text)}</w:footnote></w:footnotes>'
    reference = '<w:p><w:r><w:t>甲</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    return packed({**unpacked(small(reference)), "word/footnotes.xml": note.encode()})


def test_a_footnote_that_changed_is_refused_and_one_that_stays_is_not() -> None:
    with pytest.raises(Refused) as refused:
        redline.redline(noted("一"), noted("二"), "王五", None)
    assert [finding.id for finding in refused.value.findings] == ["redline-notes"]
    more = body(noted("一"), lambda root: next(root.iter(f"{W}t")).__setattr__("text", "甲乙"))
    assert tracked(redline.redline(noted("一"), more, "王五", None))


def test_a_list_of_word_comes_along_with_its_paragraph() -> None:
    document = Document()
    document.add_paragraph("甲", style="List Number")
    document.paragraphs[
        0
    ].paragraph_format.element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 1
    document.add_paragraph("末")
    target = io.BytesIO()
    document.save(target)
    old, new = target.getvalue(), small("末")
    made = redline.redline(old, new, "王五", None)
    numbering = etree.fromstring(unpacked(made)["word/numbering.xml"])
    lists = [n.get(f"{W}numId") for n in numbering.iter(f"{W}num")]
    used = [
        n.get(f"{W}val")
        for n in etree.fromstring(unpacked(made)["word/document.xml"]).iter(f"{W}numId")
    ]
    assert lists == used == ["1"]
    styles = etree.fromstring(unpacked(made)["word/styles.xml"])
    assert "ListNumber" in {s.get(f"{W}styleId") for s in styles.iter(f"{W}style")}


RELATIONS = "word/_rels/document.xml.rels"
OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PICTURE = f'<w:p><w:r><w:drawing xmlns:a="urn:a" xmlns:r="{OF_OFFICE}"><a:docPr id="1"/><a:blip r:embed="rIdX"/></w:drawing></w:r></w:p>'
LINKED = f'<w:p><w:hyperlink xmlns:r="{OF_OFFICE}" r:id="rIdX"><w:r><w:t>网址</w:t></w:r></w:hyperlink></w:p>'


def related(
    content: str, kind: str, target: str, *parts: tuple[str, bytes], mode: str = ""
) -> bytes:
    """A docx with one relation more, rIdX, and the parts it leads to."""
    relation = f'<Relationship Id="rIdX" Type="{OF_OFFICE}/{kind}" Target="{target}"{mode}/>'
    docx = unpacked(small("首", content, "末"))
    types = docx["[Content_Types].xml"].decode()
    if parts and 'Extension="png"' not in types:
        types = types.replace(
            "<Default", '<Default Extension="png" ContentType="image/png"/><Default', 1
        )
    rels = docx[RELATIONS].decode().replace("</Relationships>", f"{relation}</Relationships>")
    return packed(
        {**docx, RELATIONS: rels.encode(), "[Content_Types].xml": types.encode(), **dict(parts)}
    )


def test_a_picture_that_goes_comes_along_and_one_that_stays_does_not() -> None:
    one, two = (
        related(PICTURE, "image", "media/a.png", ("word/media/a.png", content))
        for content in (b"one", b"two")
    )
    made = unpacked(redline.redline(one, two, "王五", None))
    assert {made["word/media/a.png"], made["word/media/a_old1.png"]} == {b"one", b"two"}
    gone = unpacked(redline.redline(one, small("首", "末"), "王五", None))
    assert gone["word/media/a_old1.png"] == b"one"
    assert b'Extension="png"' in gone["[Content_Types].xml"]
    more = body(one, lambda root: next(root.iter(f"{W}t")).__setattr__("text", "首先"))
    assert "word/media/a_old1.png" not in unpacked(redline.redline(one, more, "王五", None))


def test_a_picture_of_a_type_of_its_own_keeps_it() -> None:
    old = related(PICTURE, "image", "media/a.png", ("word/media/a.png", b"one"))
    jpeg = b'<Override PartName="/word/media/a.png" ContentType="image/jpeg"/></Types>'
    types = unpacked(old)["[Content_Types].xml"].replace(b"</Types>", jpeg)
    made = unpacked(
        redline.redline(
            packed({**unpacked(old), "[Content_Types].xml": types}), small("首", "末"), "王五", None
        )
    )
    assert (
        b'PartName="/word/media/a_old1.png" ContentType="image/jpeg"' in made["[Content_Types].xml"]
    )


def test_an_address_that_goes_is_still_one() -> None:
    outside = ' TargetMode="External"'
    old = related(LINKED, "hyperlink", "https://example.org/a", mode=outside)
    made = redline.redline(old, small("首", "末"), "王五", None)
    assert b'Target="https://example.org/a" TargetMode="External"' in unpacked(made)[RELATIONS]
    again = redline.redline(
        old, related(LINKED, "hyperlink", "https://example.org/b", mode=outside), "王五", None
    )
    assert unpacked(again)[RELATIONS].count(b"https://example.org/") == 2


def test_a_picture_whose_part_is_missing_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        redline.redline(related(PICTURE, "image", "media/a.png"), small("首", "末"), "王五", None)
    assert [f.id for f in refused.value.findings] == ["redline-not-docx"]


# ---- broken and foreign ----------------------------------------------------------------------------


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 201_000_000)
    return target.getvalue()


@pytest.mark.parametrize(
    ("docx", "id"),
    [
        (b"", "redline-not-docx"),
        (b"PK\x03\x04 broken", "redline-not-docx"),
        (packed({"a.txt": b""}), "redline-not-docx"),
        (packed({"word/document.xml": b"<a"}), "redline-not-docx"),
        (packed({"word/document.xml": b"<a/>"}), "redline-not-docx"),
        (bomb(), "redline-too-large"),
    ],
    ids=["empty", "no zip", "no document", "no xml", "another document", "a bomb"],
)
def test_what_is_no_docx_is_refused_in_plain_words(docx: bytes, id: str) -> None:
    for old, new, name in ((docx, small("甲"), "旧稿"), (small("甲"), docx, "新稿")):
        for act in (lambda a, b: redline.redline(a, b, "王五", None), changes, notes):
            with pytest.raises(Refused) as refused:
                act(old, new)
            assert [f.id for f in refused.value.findings] == [id]
            assert name in refused.value.findings[0].message


def test_a_file_of_another_generator_is_compared_too() -> None:
    files = []
    for text in ("第一段文字说明", "第一段文字的说明"):
        document = Document()
        document.add_heading("标题", 1)
        document.add_paragraph(text)
        document.add_table(1, 2).rows[0].cells[0].text = text
        target = io.BytesIO()
        document.save(target)
        files.append(target.getvalue())
    made = redline.redline(files[0], files[1], "王五", "2022-01-05T08:00:00Z")
    assert texts(resolved(made, "reject")) == texts(files[0])
    assert [c.kind for c in changes(*files)] == ["改", "改"]


def test_two_equal_files_give_no_redline() -> None:
    with pytest.raises(Refused) as refused:
        redline.redline(small("甲"), small("甲"), "王五", None)
    assert [f.id for f in refused.value.findings] == ["redline-no-difference"]
    assert not refused.value.findings[0].stops
    assert changes(small("甲"), small("甲")) == ()


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        redline.redline(small("甲"), small("乙"), "王五", "昨天")
    assert [f.id for f in refused.value.findings] == ["redline-date"]


def test_earlier_changes_are_accepted_first_and_that_is_said(pairs: Pairs) -> None:
    old, new, made = pairs["words", "there"]
    assert [f.id for f in notes(made, old)] == ["redline-input-tracked"]
    assert notes(old, new) == ()
    again = redline.redline(made, old, "王五", None)
    assert texts(resolved(again, "reject")) == texts(new)


def test_headers_that_differ_are_said() -> None:
    other = changed("word/footer-portrait-default.xml", lambda xml: xml.replace("—", "－"))
    assert [f.id for f in notes(small("甲"), other)] == ["redline-headers-differ"]


def test_a_redline_that_cannot_be_proved_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redline, "reject", readback.accept)
    with pytest.raises(Refused) as refused:
        redline.redline(small("甲"), small("乙"), "王五", None)
    assert [f.id for f in refused.value.findings] == ["redline-unproved"]
