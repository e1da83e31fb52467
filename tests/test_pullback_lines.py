"""Lines as written and as printed: what is typed here is read so by the writer of texts himself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_pullback import TEXTS

from generator.narrative import Block, Picture, Table
from generator.narrative.prose import Prose
from generator.pullback.changes import laid
from generator.pullback.lines import Atom, line, row, typed
from generator.readback import Run

RUNS = st.lists(st.tuples(TEXTS, st.booleans()), min_size=1, max_size=4)
SIGNS = st.sampled_from(["", "- ", "3. ", "# ", "  - "])


def printed(written: str) -> list[Block | Table | Picture]:
    prose = Prose({"数": 57, "名": "甲镇"})
    blocks = list(prose.blocks(written, ("成效", 0, "内容"), 2))
    assert not any(finding.stops for finding in prose.findings)
    return blocks


def looks(text: str, bold: bool) -> list[tuple[str, bool]]:
    return [(sign, bold) for sign in text]


@pytest.mark.unmeasured
@settings(max_examples=400, deadline=None)
@given(sign=SIGNS, runs=RUNS)
def test_any_letters_written_as_a_line_print_as_themselves(
    sign: str, runs: list[tuple[str, bool]]
) -> None:
    wanted = [(s, b) for text, bold in runs for s, b in looks(text, bold)]
    made = typed(sign, [Atom(s, s, bold) for s, bold in wanted])
    assert made is not None
    (block,) = printed(made.written)
    assert isinstance(block, Block)
    got = [(s, b) for span in block.spans for s, b in looks(span.text, span.bold)]
    assert got[len(got) - len(wanted) :] == wanted


@pytest.mark.unmeasured
@settings(max_examples=200, deadline=None)
@given(cells=st.lists(TEXTS, min_size=2, max_size=4))
def test_any_letters_written_in_a_cell_print_as_themselves(cells: list[str]) -> None:
    written = [typed("", [Atom(s, s) for s in cell], signs=False) for cell in cells]
    inside = " | ".join(each.written for each in written if each)
    (table,) = printed(
        f"| {'甲 | ' * (len(cells) - 1)}乙 |\n|{' --- |' * len(cells)}\n| {inside} |"
    )
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[1]] == cells


@settings(max_examples=200, deadline=None)
@given(runs=RUNS, other=RUNS)
def test_changes_laid_on_a_line_print_what_they_say_and_none_change_nothing(
    runs: list[tuple[str, bool]], other: list[tuple[str, bool]]
) -> None:
    atoms = tuple(Atom(s, s, bold) for text, bold in runs for s in text)
    was = [Run(text, bold) for text, bold in runs]
    now = [Run(text, bold) for text, bold in other]
    assert laid(atoms, was) == (atoms, [])
    out, touched = laid(atoms, now)
    assert [(a.printed, a.bold) for a in out] == [(s, r.bold) for r in now for s in r.text]
    assert touched == []


@pytest.mark.parametrize(
    ("written", "values", "now", "becomes", "told"),
    [
        ("共{{ 数 }}人", ["57"], "共有57人", "共有{{ 数 }}人", []),
        ("共{{ 数 }}人", ["57"], "合计58人", "合计{{ 数 }}人", [("57", "58")]),
        ("{{ 名 }}共{{ 数 }}人", ["甲镇", "57"], "共57人", "共{{ 数 }}人", []),
        ("支出{{ 数 }}，比{{ 名 }}多", ["1801.4万元", "11"], "总支出1802.4万元，较12增多", "总支出{{ 数 }}，较{{ 名 }}增多", [("1801.4万元", "1802.4万元"), ("11", "12")]),
        ("{{ 数 }}。", ["2021年12月31日"], "2021年12月30日。", "{{ 数 }}。", [("2021年12月31日", "2021年12月30日")]),
        ("甲{{ 数 }}乙{{ 名 }}", ["57", "丙"], "完全另写一句", "甲{{ 数 }}乙{{ 名 }}", [("57", ""), ("丙", "")]),
        ("甲{{ 数 }}乙", [""], "丁乙", "丁{{ 数 }}乙", []),
    ],
)  # fmt: skip
def test_a_figure_is_never_typed_over(
    written: str, values: list[str], now: str, becomes: str, told: list[tuple[str, str]]
) -> None:
    read = line(written, iter(values))
    out, touched = laid(read.atoms, [Run(now)])
    made = typed(read.sign, out, read.behind)
    assert made is not None
    assert (made.written, [(t.was, t.now) for t in touched]) == (becomes, told)


@pytest.mark.parametrize(
    ("written", "kind", "text"),
    [
        ("# 标题", "heading", "标题"),
        ("12. 第十二", "number", "第十二"),
        ("  - 下级", "bullet", "下级"),
        ("2021. 年", "", "2021. 年"),
        ("#1号楼", "", "#1号楼"),
        ("**粗**细\\*", "", "粗细*"),
        ("\\{{ 数 }}", "", "{{ 数 }}"),
    ],
)
def test_a_line_is_read_as_the_writer_of_texts_reads_it(written: str, kind: str, text: str) -> None:
    read = line(written, iter(()))
    assert (read.kind, read.printed, read.written) == (kind, text, written)
    (block,) = printed(written)
    assert isinstance(block, Block)
    assert block.text.endswith(text)


def test_the_cells_of_a_row_keep_their_blanks() -> None:
    assert [cell.written for cell in row("|  甲 | \\| |乙|", iter(()))] == ["  甲 ", " \\| ", "乙"]
