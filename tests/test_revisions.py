"""Tracked changes listed, accepted and rejected, kind by kind, as ECMA-376 17.13.5 and Word have it."""

from __future__ import annotations

import pytest
from lxml import etree
from word import NAMESPACE

from generator.readback import Revision, accept, reject
from generator.readback.revisions import revisions

WHO = 'w:id="1" w:author="王五" w:date="2022-01-05T00:00:00Z"'
END = "<w:p><w:r><w:t>末</w:t></w:r></w:p>"


def body(inner: str) -> etree._Element:
    return etree.fromstring(f'<w:body xmlns:w="{NAMESPACE}">{inner}</w:body>')


def text(inner: str) -> str:
    """The body as text, without the namespace."""
    return shown(body(inner))


def shown(root: etree._Element) -> str:
    return etree.tostring(root, encoding="unicode").replace(f' xmlns:w="{NAMESPACE}"', "")


def run(words: str, look: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}<w:t>{words}</w:t></w:r>"


def gone(words: str) -> str:
    return f"<w:r><w:delText>{words}</w:delText></w:r>"


def ins(inner: str = "") -> str:
    return f"<w:ins {WHO}>{inner}</w:ins>" if inner else f"<w:ins {WHO}/>"


def dele(inner: str = "") -> str:
    return f"<w:del {WHO}>{inner}</w:del>" if inner else f"<w:del {WHO}/>"


def p(*inner: str, mark: str = "", style: str = "") -> str:
    kind = f'<w:pStyle w:val="{style}"/>' if style else ""
    look = f"<w:rPr>{mark}</w:rPr>" if mark else ""
    properties = f"<w:pPr>{kind}{look}</w:pPr>" if kind or look else ""
    return f"<w:p>{properties}{''.join(inner)}</w:p>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def row(words: str, track: str = "", cell: str = "") -> str:
    """A row of one cell; properties given as a blank are there, but empty."""
    look = f"<w:trPr>{track.strip()}</w:trPr>" if track else ""
    inner = f"<w:tcPr>{cell.strip()}</w:tcPr>" if cell else ""
    return f"<w:tr>{look}<w:tc>{inner}{p(run(words))}</w:tc></w:tr>"


EMPTY_LOOK = "<w:pPr><w:rPr/></w:pPr>"

CASES: dict[str, tuple[str, str, str]] = {
    "inserted words": (p(run("甲"), ins(run("乙"))), p(run("甲"), run("乙")), p(run("甲"))),
    "deleted words": (p(run("甲"), dele(gone("乙"))), p(run("甲")), p(run("甲"), run("乙"))),
    "an insertion that was deleted again": (p(run("甲"), ins(dele(gone("乙")))), p(run("甲")), p(run("甲"))),
    "a deletion inside a link": (
        p(f'<w:hyperlink w:anchor="a">{dele(gone("乙"))}{run("丙")}</w:hyperlink>'),
        p(f'<w:hyperlink w:anchor="a">{run("丙")}</w:hyperlink>'),
        p(f'<w:hyperlink w:anchor="a">{run("乙")}{run("丙")}</w:hyperlink>'),
    ),
    "a link of which nothing is left goes": (
        p(f'<w:hyperlink w:anchor="a">{dele(gone("乙"))}</w:hyperlink>', run("甲")),
        p(run("甲")),
        p(f'<w:hyperlink w:anchor="a">{run("乙")}</w:hyperlink>', run("甲")),
    ),
    "a deleted field code": (
        p(dele("<w:r><w:delInstrText>PAGE</w:delInstrText></w:r>")),
        p(),
        p("<w:r><w:instrText>PAGE</w:instrText></w:r>"),
    ),
    "moved words": (
        p(f'<w:moveFromRangeStart {WHO} w:name="a"/><w:moveFrom {WHO}>{run("乙")}</w:moveFrom><w:moveFromRangeEnd w:id="1"/>')
        + p(f'<w:moveToRangeStart {WHO} w:name="a"/><w:moveTo {WHO}>{run("乙")}</w:moveTo><w:moveToRangeEnd w:id="1"/>'),
        p() + p(run("乙")),
        p(run("乙")) + p(),
    ),
    "a moved paragraph": (
        p(f"<w:moveFrom {WHO}>{run('乙')}</w:moveFrom>", mark=f"<w:moveFrom {WHO}/>") + END
        + p(f"<w:moveTo {WHO}>{run('乙')}</w:moveTo>", mark=f"<w:moveTo {WHO}/>") + END,
        END + f"<w:p>{EMPTY_LOOK}{run('乙')}</w:p>" + END,
        f"<w:p>{EMPTY_LOOK}{run('乙')}</w:p>" + END + END,
    ),
    "an inserted paragraph": (
        p(ins(run("新")), mark=ins()) + END, f"<w:p>{EMPTY_LOOK}{run('新')}</w:p>" + END, END,
    ),
    "a deleted paragraph": (
        p(dele(gone("旧")), mark=dele()) + END, END, f"<w:p>{EMPTY_LOOK}{run('旧')}</w:p>" + END,
    ),
    "joined paragraphs keep the properties of the second": (
        p(run("甲"), mark=dele(), style="A") + p(run("乙"), style="B"),
        p(run("甲"), run("乙"), style="B"),
        f'<w:p><w:pPr><w:pStyle w:val="A"/><w:rPr/></w:pPr>{run("甲")}</w:p>' + p(run("乙"), style="B"),
    ),
    "three joined": (
        p(run("甲"), mark=dele()) + p(run("乙"), mark=dele()) + p(run("丙")),
        p(run("甲"), run("乙"), run("丙")),
        f"<w:p>{EMPTY_LOOK}{run('甲')}</w:p><w:p>{EMPTY_LOOK}{run('乙')}</w:p>" + p(run("丙")),
    ),
    "a split paragraph": (
        p(run("甲"), mark=ins()) + p(run("乙")),
        f"<w:p>{EMPTY_LOOK}{run('甲')}</w:p>" + p(run("乙")),
        p(run("甲"), run("乙")),
    ),
    "a deleted paragraph before a table goes": (
        p(dele(gone("旧")), mark=dele()) + table(row("格")) + END,
        table(row("格")) + END,
        f"<w:p>{EMPTY_LOOK}{run('旧')}</w:p>" + table(row("格")) + END,
    ),
    "words cannot be joined to a table": (
        p(run("甲"), mark=dele()) + table(row("格")) + END,
        f"<w:p>{EMPTY_LOOK}{run('甲')}</w:p>" + table(row("格")) + END,
        f"<w:p>{EMPTY_LOOK}{run('甲')}</w:p>" + table(row("格")) + END,
    ),
    "the only paragraph of a cell stays": (
        table(f"<w:tr><w:tc>{p(dele(gone('旧')), mark=dele())}</w:tc></w:tr>"),
        table(f"<w:tr><w:tc><w:p>{EMPTY_LOOK}</w:p></w:tc></w:tr>"),
        table(f"<w:tr><w:tc><w:p>{EMPTY_LOOK}{run('旧')}</w:p></w:tc></w:tr>"),
    ),
    "a paragraph that ends a section stays with its set-up": (
        f"<w:p><w:pPr><w:rPr>{dele()}</w:rPr><w:sectPr/></w:pPr></w:p>" + table(row("格")) + END,
        "<w:p><w:pPr><w:rPr/><w:sectPr/></w:pPr></w:p>" + table(row("格")) + END,
        "<w:p><w:pPr><w:rPr/><w:sectPr/></w:pPr></w:p>" + table(row("格")) + END,
    ),
    "a bookmark inside a deleted paragraph goes with it": (
        p('<w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkEnd w:id="1"/>', dele(gone("旧")), mark=dele()) + END,
        END,
        f'<w:p>{EMPTY_LOOK}<w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkEnd w:id="1"/>{run("旧")}</w:p>' + END,
    ),
    "a bookmark that reaches beyond a deleted paragraph stays": (
        p('<w:bookmarkStart w:id="1" w:name="a"/>', dele(gone("旧")), mark=dele()) + p(run("末"), '<w:bookmarkEnd w:id="1"/>'),
        p('<w:bookmarkStart w:id="1" w:name="a"/>', run("末"), '<w:bookmarkEnd w:id="1"/>'),
        f'<w:p>{EMPTY_LOOK}<w:bookmarkStart w:id="1" w:name="a"/>{run("旧")}</w:p>' + p(run("末"), '<w:bookmarkEnd w:id="1"/>'),
    ),
    "an inserted row": (table(row("甲"), row("乙", ins())), table(row("甲"), row("乙", " ")), table(row("甲"))),
    "a deleted row": (table(row("甲"), row("乙", dele())), table(row("甲")), table(row("甲"), row("乙", " "))),
    "a row that was inserted and deleted again": (table(row("甲"), row("乙", ins() + dele())), table(row("甲")), table(row("甲"))),
    "a table of which no row is left goes": (table(row("甲", dele())) + END, END, table(row("甲", " ")) + END),
    "an inserted cell": (
        table("<w:tr><w:tc>" + p(run("甲")) + f"</w:tc><w:tc><w:tcPr><w:cellIns {WHO}/></w:tcPr>" + p(run("乙")) + "</w:tc></w:tr>"),
        table("<w:tr><w:tc>" + p(run("甲")) + "</w:tc><w:tc><w:tcPr/>" + p(run("乙")) + "</w:tc></w:tr>"),
        table("<w:tr><w:tc>" + p(run("甲")) + "</w:tc></w:tr>"),
    ),
    "deleted cells, and their row": (
        table(row("甲"), row("乙", cell=f"<w:cellDel {WHO}/>")),
        table(row("甲")),
        table(row("甲"), row("乙", cell=" ")),
    ),
    "a cell merged with the one above": (
        table(row("甲", cell=f'<w:cellMerge {WHO} w:vMerge="cont" w:vMergeOrig="rest"/><w:vAlign w:val="center"/>')),
        table(row("甲", cell='<w:vMerge w:val="continue"/><w:vAlign w:val="center"/>')),
        table(row("甲", cell='<w:vMerge w:val="restart"/><w:vAlign w:val="center"/>')),
    ),
    "a cell no longer merged": (
        table(row("甲", cell=f'<w:vMerge w:val="restart"/><w:cellMerge {WHO} w:vMergeOrig="cont"/>')),
        table(row("甲", cell=" ")),
        table(row("甲", cell='<w:vMerge w:val="continue"/>')),
    ),
    "another look of words": (
        p(run("甲", f"<w:b/><w:rPrChange {WHO}><w:rPr><w:i/></w:rPr></w:rPrChange>")),
        p(run("甲", "<w:b/>")),
        p(run("甲", "<w:i/>")),
    ),
    "another look of a paragraph leaves its mark and section alone": (
        f'<w:p><w:pPr><w:jc w:val="center"/><w:rPr><w:b/></w:rPr><w:sectPr/><w:pPrChange {WHO}><w:pPr><w:keepNext/></w:pPr></w:pPrChange></w:pPr></w:p>',
        '<w:p><w:pPr><w:jc w:val="center"/><w:rPr><w:b/></w:rPr><w:sectPr/></w:pPr></w:p>',
        "<w:p><w:pPr><w:keepNext/><w:rPr><w:b/></w:rPr><w:sectPr/></w:pPr></w:p>",
    ),
    "another look of a mark that came too": (
        p(run("甲"), mark=f"{ins()}<w:b/><w:rPrChange {WHO}><w:rPr>{ins()}</w:rPr></w:rPrChange>") + p(run("乙")),
        p(run("甲"), mark="<w:b/>") + p(run("乙")),
        p(run("甲"), run("乙")),
    ),
    "another look of a row that went too": (
        table(row("甲"), row("乙", f"<w:cantSplit/>{dele()}<w:trPrChange {WHO}><w:trPr/></w:trPrChange>")),
        table(row("甲")),
        table(row("甲"), row("乙", " ")),
    ),
    "another look of a section leaves its headers": (
        f'<w:sectPr><w:headerReference w:type="default"/><w:cols w:num="2"/><w:sectPrChange {WHO}><w:sectPr><w:cols/></w:sectPr></w:sectPrChange></w:sectPr>',
        '<w:sectPr><w:headerReference w:type="default"/><w:cols w:num="2"/></w:sectPr>',
        '<w:sectPr><w:headerReference w:type="default"/><w:cols/></w:sectPr>',
    ),
    "another grid": (
        f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="2"/><w:tblGridChange w:id="1"><w:tblGrid><w:gridCol w:w="1"/></w:tblGrid></w:tblGridChange></w:tblGrid>{row("甲")}</w:tbl>',
        f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="2"/></w:tblGrid>{row("甲")}</w:tbl>',
        f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="1"/></w:tblGrid>{row("甲")}</w:tbl>',
    ),
    "a paragraph put into a list": (
        f'<w:p><w:pPr><w:numPr><w:numId w:val="1"/>{ins()}</w:numPr></w:pPr>{run("甲")}</w:p>',
        f'<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>{run("甲")}</w:p>',
        f"<w:p><w:pPr/>{run('甲')}</w:p>",
    ),
    "content controls that came": (
        p(f"<w:customXmlInsRangeStart {WHO}/>", run("甲"), '<w:customXmlInsRangeEnd w:id="1"/>'), p(run("甲")), p(run("甲")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_accepted_it_is_as_it_was_changed(case: str) -> None:
    marked, accepted, _ = CASES[case]
    root = body(marked)
    accept(root)
    assert shown(root) == text(accepted)


@pytest.mark.parametrize("case", CASES)
def test_rejected_it_is_as_it_was(case: str) -> None:
    marked, _, rejected = CASES[case]
    root = body(marked)
    reject(root)
    assert shown(root) == text(rejected)


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_left_to_be_decided(case: str) -> None:
    for resolve in (accept, reject):
        root = body(CASES[case][0])
        resolve(root)
        assert list(revisions(root)) == []
        once = shown(root)
        resolve(root)
        assert shown(root) == once


def test_what_came_and_went_is_listed_with_who_and_when() -> None:
    root = body(
        p('<w:bookmarkStart w:id="3" w:name="_jx_a_0"/>', ins(run("新")), dele(gone("旧")))
        + p(f"<w:moveTo {WHO}>{run('来')}</w:moveTo>", mark='<w:del w:id="9"/>')
        + table(row("甲", ins()))
    )
    day = "2022-01-05T00:00:00Z"
    assert list(revisions(root)) == [
        Revision("增", "王五", day, "新", ("_jx_a_0",)),
        Revision("删", "王五", day, "旧", ("_jx_a_0",)),
        Revision("删", "", "", ""),
        Revision("增", "王五", day, "来"),
        Revision("增", "王五", day, ""),
    ]
