"""The report of findings: its order, what it shows, and that a page of it is safe and stands alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import listing
from generator.findings import Finding, Place, Severity, show

ERROR, WARNING, NOTE = Severity


def at(severity: Severity, file: str, line: int = 0, id: str = "x") -> Finding:
    place = Place(file, line) if file else None
    return Finding(id, severity, f"{file}第{line}行。", place)


MIXED = [
    at(NOTE, "甲.yaml", 3),
    at(WARNING, "", 0),
    at(WARNING, "乙.yaml", 9),
    at(WARNING, "乙.yaml", 2, "first"),
    at(WARNING, "乙.yaml", 2, "second"),
    at(WARNING, "丙.yaml"),
    at(ERROR, "乙.yaml", 1),
]
MARKED = Finding(
    "unknown-key",
    ERROR,
    "没有“简秤”这一项。",
    Place("单位.yaml", 12, 3, "  简秤: 试验镇", 2),
    "是不是“简称”？",
)


class Page(HTMLParser):
    """What a browser sees: tags with attributes, the text in each kind of tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {}
        self.inside: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        kind = self.inside[-1] if self.inside else ""
        self.words.setdefault(kind, []).append(data)

    @property
    def text(self) -> str:
        shown = (w for kind, words in self.words.items() if kind != "style" for w in words)
        return "".join(shown)


def test_groups_go_by_severity_then_file_and_those_without_one_come_last() -> None:
    assert [(g.severity, g.file) for g in listing.grouped(MIXED)] == [
        (ERROR, "乙.yaml"),
        (WARNING, "丙.yaml"),
        (WARNING, "乙.yaml"),
        (WARNING, ""),
        (NOTE, "甲.yaml"),
    ]


def test_inside_a_group_findings_go_by_line_and_else_as_given() -> None:
    group = listing.grouped(MIXED)[2]
    assert [(f.place.line, f.id) for f in group.findings if f.place] == [
        (2, "first"),
        (2, "second"),
        (9, "x"),
    ]


@given(st.permutations(MIXED))
def test_grouping_loses_nothing(findings: list[Finding]) -> None:
    groups = listing.grouped(findings)
    assert sorted(map(repr, findings)) == sorted(repr(f) for g in groups for f in g.findings)
    assert len({(g.severity, g.file) for g in groups}) == len(groups)


def test_the_text_shows_every_finding_and_ends_with_the_counts() -> None:
    text = listing.as_text([MARKED, *MIXED])
    assert text.startswith("【错误】乙.yaml（1 条）\n")
    assert text.endswith("\n\n错误 2 条、提醒 5 条、说明 1 条。")
    assert "\n\n【提醒】没有指明文件（1 条）\n" in text
    assert all(show(finding) in text for finding in [MARKED, *MIXED])


def test_nothing_found_is_said_in_words() -> None:
    assert listing.as_text([]) == "没有发现问题。"
    assert Page(listing.as_html([], "核对")).words["p"] == ["没有发现问题。"]


def test_a_card_shows_place_line_message_next_step_and_id() -> None:
    page = Page(listing.as_html([MARKED], "核对"))
    assert page.words["p"] == ["没有“简秤”这一项。", "下一步：是不是“简称”？", "编号 unknown-key"]
    assert page.words["mark"] == ["简秤"]
    assert page.words["pre"] == [": 试验镇"]
    assert page.words["span"] == ["1", "0", "0", "□", "错误", "单位.yaml:12"]
    assert page.words["h1"] == page.words["title"] == ["核对"]


def test_a_card_leaves_out_what_a_finding_does_not_say() -> None:
    page = Page(listing.as_html([at(NOTE, ""), at(NOTE, "甲.yaml")], "核对"))
    assert page.words["p"] == ["甲.yaml第0行。", "编号 x", "第0行。", "编号 x"]
    assert {"pre", "mark"}.isdisjoint(page.words)
    assert page.words["h3"] == ["甲.yaml", "没有指明文件"]
    assert page.words["span"].count("甲.yaml") == 1


def test_a_finding_with_a_line_and_no_words_shows_the_line_unmarked() -> None:
    finding = Finding("x", NOTE, "空。", Place("甲.yaml", 1, 3, "  名称:"))
    page = Page(listing.as_html([finding], ""))
    assert page.words["pre"] == ["名称:"]
    assert "mark" not in page.words


def test_a_long_line_is_cut_round_the_words_meant() -> None:
    excerpt = "前" * 500 + "中" * 500 + "后" * 500
    page = Page(
        listing.as_html([Finding("x", NOTE, "长。", Place("甲.yaml", 1, 501, excerpt, 500))], "")
    )
    assert page.words["pre"] == ["…" + "前" * 60, "后" * 60 + "…"]
    assert page.words["mark"] == ["中" * 240 + "…"]


def test_the_summary_counts_by_severity_and_by_file() -> None:
    page = Page(listing.as_html(MIXED, "核对"))
    assert page.words["span"][:3] == ["1", "5", "1"]
    assert page.words["th"][5:] == ["丙.yaml", "乙.yaml", "甲.yaml", "没有指明文件"]
    assert page.words["td"][4:8] == ["1", "3", "—", "4"]
    assert page.words["td"][12:] == ["—", "1", "—", "1"]


def test_every_finding_has_a_box_to_tick_and_a_number() -> None:
    page = Page(listing.as_html(MIXED, "核对"))
    assert page.words["span"].count("□") == len(MIXED)
    numbers = [int(n) for words in page.words["h4"] for n in re.findall(r"(\d+)\. ", words)]
    assert numbers == list(range(1, len(MIXED) + 1))


def test_the_page_is_chinese_and_fetches_and_runs_nothing() -> None:
    html = listing.as_html([MARKED, *MIXED], "核对")
    page = Page(html)
    assert ("html", {"lang": "zh-CN"}) in page.tags
    assert {"script", "link", "img", "iframe", "a", "form"}.isdisjoint(tag for tag, _ in page.tags)
    assert not {"src", "href", "style"} & {
        name for _, attributes in page.tags for name in attributes
    }
    assert not re.search(r"url\(|@import|https?:", html)
    assert "break-inside: avoid" in html
    assert "@media print" in html


def test_the_page_does_not_depend_on_the_order_of_finding() -> None:
    other = sorted(MIXED, key=lambda finding: finding.severity.value)
    assert other != MIXED
    assert listing.as_html(other, "核对") == listing.as_html(MIXED, "核对")


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=y>',
    "</pre></style>",
    "&lt;&amp;",
    "]]>",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_stands_in_data_is_text(words: str) -> None:
    finding = Finding(words, ERROR, words, Place(words, 1, 1, words, len(words)), words)
    page = Page(listing.as_html([finding], words))
    plain = Page(listing.as_html([Finding("a", ERROR, "a", Place("a", 1, 1, "a", 1), "a")], "a"))
    assert page.tags == plain.tags
    for kind in ("title", "h1", "h3", "mark"):
        assert page.words[kind] == [words]


@given(st.text(), st.text(), st.text(), st.integers(0, 50), st.integers(0, 50))
def test_any_text_makes_a_whole_page(
    message: str, excerpt: str, file: str, column: int, span: int
) -> None:
    finding = Finding("x", WARNING, message, Place(file, 1, column, excerpt, span), message)
    html = listing.as_html([finding], file)
    page = Page(html.encode().decode())
    assert page.inside == []
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", html)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")))
def test_a_printable_message_stands_on_the_page_as_it_is(message: str) -> None:
    assert Page(listing.as_html([Finding("x", NOTE, message)], "")).text.count(message)
