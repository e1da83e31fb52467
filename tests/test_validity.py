"""Generated files against the judges: the Open XML SDK, a structural checker, and our own lint.

A tool that is not installed skips its test; JIXIAO_REQUIRE_TOOLS=1 makes that a failure.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import ooxml_integrity
import pytest
from conftest import Desk
from lxml import etree
from outcomes import county
from sdk import Sdk
from word import NAMESPACE, SHIPPED, changed

from generator import template, workspace
from generator.county import summarise
from generator.county.report import manuscript
from generator.generate import examine

W = f"{{{NAMESPACE}}}"
UNIT = Path(__file__).parents[1] / "data" / "units" / "wanghuzhai-2021"
SCORES_FIRST = SHIPPED.with_name("部门整体支出绩效评价报告（得分在前）.docx")
SUMMARY = SHIPPED.with_name("汇总报告.docx")


def lint(docx: bytes) -> list[str]:
    """What no schema check sees: leftovers, stray text, merges without a start, widths, twins."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    words = "".join(t.text or "" for t in root.iter(f"{W}t"))
    found = ["tag left"] if re.search(r"\{\{|\{%", words) else []
    found += [
        f"text in {etree.QName(e).localname}"
        for e in root.iter(f"{W}p", f"{W}tr", f"{W}tc", f"{W}body")
        if (e.text or "").strip() or any((c.tail or "").strip() for c in e)
    ]
    found += [problem for table in root.iter(f"{W}tbl") for problem in table_lint(table)]
    found += [
        "cell without paragraph at its end"
        for cell in root.iter(f"{W}tc")
        if not len(cell) or cell[-1].tag != f"{W}p"
    ]
    for twins in (
        [str(b.get(f"{W}name")) for b in root.iter(f"{W}bookmarkStart")],
        [str(b.get(f"{W}id")) for b in root.iter(f"{W}bookmarkStart")],
        [str(d.get("id")) for d in root.iter("{*}docPr")],
    ):
        found += [f"twice: {name}" for name in set(twins) if twins.count(name) > 1]
    return found


def table_lint(table: etree._Element) -> list[str]:
    """Each row fills the grid, and each continued cell has a cell to continue above it."""
    found = []
    columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
    open_in: set[int] = set()
    for row in table.findall(f"{W}tr"):
        at = 0
        still_open: set[int] = set()
        for cell in row.findall(f"{W}tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None:
                if merge.get(f"{W}val") != "restart" and at not in open_in:
                    found.append("merge continues nothing")
                still_open.add(at)
            at += 1 if span is None else int(span.get(f"{W}val") or 1)
        open_in = still_open
        if at != columns:
            found.append(f"row of {at} in a grid of {columns}")
    return found


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The example, the example with its annex first, the small unit, and a county's summary."""
    example = examine(UNIT, workspace.of(UNIT), lambda step: None).manuscript
    small = Desk(tmp_path_factory.mktemp("small") / "desk").examine().manuscript
    form = SHIPPED.read_bytes()
    return {
        "example": template.fill(form, example),
        "annex first": template.fill(form, replace(example, annex_first=True)),
        "small": template.fill(form, small),
        "scores first": template.fill(SCORES_FIRST.read_bytes(), example),
        "summary": template.fill(SUMMARY.read_bytes(), manuscript(summarise(county()))),
    }


NAMES = ("example", "annex first", "small", "scores first", "summary")


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", NAMES)
def test_the_open_xml_sdk_finds_no_error(
    documents: dict[str, bytes], sdk: Sdk, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "报告.docx"
    file.write_bytes(documents[name])
    assert sdk.errors(file) == []


def test_the_open_xml_sdk_sees_what_has_no_place(
    documents: dict[str, bytes], sdk: Sdk, tmp_path: Path
) -> None:
    file = tmp_path / "报告.docx"
    file.write_bytes(
        changed(
            "word/document.xml",
            lambda xml: xml.replace("<w:body>", "<w:body><w:jc/>"),
            documents["small"],
        )
    )
    assert [error["errorType"] for error in sdk.errors(file)] == ["Schema"]


@pytest.mark.parametrize("name", NAMES)
def test_the_structural_checker_finds_nothing(
    documents: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    file = tmp_path / "报告.docx"
    file.write_bytes(documents[name])
    assert [str(finding) for finding in ooxml_integrity.check(str(file))] == []


@pytest.mark.parametrize("name", NAMES)
def test_our_own_lint_finds_nothing(documents: dict[str, bytes], name: str) -> None:
    assert lint(documents[name]) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("一、基本概况", "{{ 漏 }}", "tag left"),
        ("</w:pPr><", "</w:pPr>字<", "text in p"),
        ('<w:vMerge w:val="restart"/>', "", "merge continues nothing"),
        ('<w:gridSpan w:val="2"/>', "", "row of 5 in a grid of 6"),
        ('w:id="101"', 'w:id="100"', "twice: 100"),
    ],
)
def test_the_lint_sees_what_it_is_there_for(
    documents: dict[str, bytes], old: str, new: str, found: str
) -> None:
    damaged = changed("word/document.xml", lambda xml: xml.replace(old, new), documents["small"])
    assert found in lint(damaged)
