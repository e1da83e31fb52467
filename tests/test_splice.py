"""Changes in YAML text: the value becomes what was asked for, and every other byte stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from yaml_files import NASTY, apart, at, changed, changes, files, normal, places, texts, value

from generator.source import Change, Insert, Move, Put, Remove, spliced
from generator.source.tree import alone

UNITS = sorted((Path(__file__).parents[1] / "data" / "units").glob("*/*.yaml"))
P, N, R, M = Put, Insert, Remove, Move
often = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))

# the text before, the changes, the text after
CASES: list[tuple[str, list[Change], str]] = [
    ("a: x\n", [P(('a',), 'x')], "a: x\n"),
    ("a: x # 注\nb: y\n", [P(('a',), 'z')], "a: z # 注\nb: y\n"),
    ("a:   x   # 注\n", [P(('a',), 'x: y')], "a: \"x: y\"   # 注\n"),
    ("a: 'x' # 注\n", [P(('a',), "it's")], "a: 'it''s' # 注\n"),
    ("a: \"x\"\n", [P(('a',), '"q" \\')], "a: \"\\\"q\\\" \\\\\"\n"),
    ("a: x\n", [P(('a',), '"q" \\')], "a: '\"q\" \\'\n"),
    ("a: x\n", [P(('a',), '{{ 单位.年度 }}年')], "a: \"{{ 单位.年度 }}年\"\n"),
    ("a: x\n", [P(('a',), 'x #y')], "a: \"x #y\"\n"),
    ("a: x\n", [P(('a',), 'yes')], "a: yes\n"),
    ("a: x # 注\n", [P(('a',), '')], "a: # 注\n"),
    ("a:\n  - x\nb: c\n", [P(('a',), '')], "a:\nb: c\n"),
    ("a: {b: x}\n", [P(('a', 'b'), '')], 'a: {b: ""}\n'),
    ("a: x\n", [P(('a',), '\u3000\u3000正文')], "a: \"\u3000\u3000正文\"\n"),
    ("a: x\n", [P(('a',), 'a\x85b\u2028\x7f𠮷')], "a: \"a\\x85b\\u2028\\x7F𠮷\"\n"),
    ("a: x\n", [P(('a',), ' a\nb')], "a: \" a\\nb\"\n"),
    ("a: x\n", [P(('a',), 'a\nb\n\n')], "a: \"a\\nb\\n\\n\"\n"),
    ("a: x # 注\nb: y\n", [P(('a',), '甲\n\n乙\n')], "a: | # 注\n  甲\n\n  乙\nb: y\n"),
    ("a: x # 注\nb: y\n", [P(('a',), '甲\n乙')], "a: |- # 注\n  甲\n  乙\nb: y\n"),
    ("a:\n  # 深\nb: y\n", [P(('a',), '甲\n乙\n')], "a: |\n   甲\n   乙\n  # 深\nb: y\n"),
    ("a:\n      \n  \nb: y\n", [P(('a',), '甲\n乙\n')], "a: |\n      甲\n      乙\n      \n  \nb: y\n"),
    ("a:\n  x\n  y # 注\nb: z\n", [P(('a',), 'w')], "a:\n  w # 注\nb: z\n"),
    ("a: # 注\nb: z\n", [P(('a',), 'w')], "a: w # 注\nb: z\n"),
    ("a:\nb: z\n", [P(('a',), 'w')], "a: w\nb: z\n"),
    ("a: |\n  一 \n  二\n\n  三\n\n# 尾\n", [P(('a',), '一 \n贰\n\n三\n四\n')], "a: |\n  一 \n  贰\n\n  三\n  四\n\n# 尾\n"),
    ("a: |\r\n  一\n  二\r\n  三\r\n", [P(('a',), '一\n二\n2\n三\n')], "a: |\r\n  一\n  二\r\n  2\r\n  三\r\n"),
    ("a: |-\n    一\n    二\nb: c\n", [P(('a',), '一\n三')], "a: |-\n    一\n    三\nb: c\n"),
    ("a: |+\n  一\n\nb: c\n", [P(('a',), '二\n\n\n')], "a: |+\n  二\n\n\nb: c\n"),
    ("a: | # 注\n  一\n\nb: c\n", [P(('a',), '二')], "a: |- # 注\n  二\n\nb: c\n"),
    ("a: | # 注\n  一\n\nb: c\n", [P(('a',), '')], "a: | # 注\n\nb: c\n"),
    ("a: | # 注\n\nb: c\n", [P(('a',), '二\n')], "a: | # 注\n  二\n\nb: c\n"),
    ("a: | # 注\n  一\n  二\n\nb: c\n", [P(('a',), '二\n\n\n')], "a: \"二\\n\\n\\n\" # 注\n\nb: c\n"),
    ("a: |2\n   一\n  二\n", [P(('a',), ' 一\n三\n')], "a: |2\n   一\n  三\n"),
    ("a: |2\n   一\n", [P(('a',), ' 一')], "a: |2-\n   一\n"),
    ("a: |\n  一", [P(('a',), '二')], "a: |-\n  二"),
    ("a: |\n  一", [P(('a',), '二\n三\n')], "a: |\n  二\n  三\n"),
    ("a: |\n  一", [P(('b',), '二')], "a: |-\n  一\nb: 二"),
    ("a: |\n  一\n  二", [P(('a',), '一')], "a: |-\n  一\n"),
    ("a: |", [P(("a",), "二\n")], "a: |\n  二\n"),
    ("a: |\n  一\n", [P(("a",), "二\x85\n三\n")], "a: \"二\\x85\\n三\\n\"\n"),
    ("a: >-\n  一\n  二\n\nb: c\n", [P(('a',), '三')], "a: 三\n\nb: c\n"),
    ("a: >\n  一\n  二\n\nb: c\n", [P(('a',), '三\n四\n')], "a: |\n  三\n  四\n\nb: c\n"),
    ("a: {b: x, c: , d}\ne: [y]\n", [P(('a', 'b'), '1, 2'), P(('a', 'c'), 'z'), P(('a', 'd'), 'w\nv'), P(('e', 0), 'u')], "a: {b: \"1, 2\", c: z , d: \"w\\nv\"}\ne: [u]\n"),
    ("a: x\n# 尾\n", [P(('b',), 'y')], "a: x\n# 尾\nb: y\n"),
    ("a: x", [P(('b',), 'y')], "a: x\nb: y"),
    ("a: x\n...\n", [P(('b',), 'y')], "a: x\nb: y\n...\n"),
    ("a:\n    b: x\n\n# 间\nc: d\n", [P(('a', 'e', 'f'), 'y'), P(('a', 'e', 'g'), ['z'])], "a:\n    b: x\n    e:\n        f: y\n        g:\n            - z\n\n# 间\nc: d\n"),
    ("a: # 注\n  - x\n", [P(('a',), 'y')], "a: y # 注\n"),
    ("a: x # 注\n", [P(('a',), {'b': 'c', 'd e': ['f']})], "a: # 注\n  b: c\n  d e:\n    - f\n"),
    ("a:\n  - x # 注\n", [P(('a', 0), {'b': 'c'})], "a:\n  - # 注\n    b: c\n"),
    ("a:\n  - x\n", [P(('a', 0), {'b': 'c', 'd': 'e'})], "a:\n  - b: c\n    d: e\n"),
    ("a:\n  - b: x\n    c: y # 注\n", [P(('a', 0), 'z')], "a:\n  - z\n"),
    ("a:\n  - b: x\n    c: y # 注\n", [P(('a', 0), {'c': 'y', 'b': 'x'})], "a:\n  - c: y\n    b: x\n"),
    ("a:\n  - b: x\n    c: y # 注\n  - b: z\n", [P(('a',), [{'b': 'x', 'c': 'w'}, {'b': 'n'}, {'b': 'z', 'c': 'm'}])], "a:\n  - b: x\n    c: w # 注\n  - b: n\n  - b: z\n    c: m\n"),
    ("a:\n  - x\n  # 间\n  - y # 注\n", [P(("a",), ["y"])], "a:\n  # 间\n  - y # 注\n"),
    ("a:\n  - x\n  - z\n", [P(("a",), ["v", "w", "z", "y"])], "a:\n  - v\n  - w\n  - z\n  - y\n"),
    ("a:\n  b: x # 注\n  c: y # 注\n", [P(("a",), {"c": "y", "d": "z"})], "a:\n  c: y # 注\n  d: z\n"),
    ("# 头\na: x # 注\nb: y\n", [R(("a",)), R(("b",)), P(("c",), "z"), P(("d",), ["w"])], "# 头\nc: z\nd:\n  - w\n"),
    ("{a: x} # 注\n", [R(("a",)), P(("c",), "z"), P(("d",), ["w"])], " # 注\nc: z\nd:\n  - w\n"),
    ("?   a\n: b: x\n? c\n: - y\n", [P(("a", "d"), {"e": "z"}), P(("f",), ["w"]), R(("c",))], "?   a\n: b: x\n  d:\n    e: z\nf:\n- w\n"),
    ("a:\n  -\n      x\n", [P(("a", 0), {"b": "c", "d": "e"})], "a:\n  -\n      \n    b: c\n    d: e\n"),
    ("a:\n- x\n- y # 注\n", [N(('a', 0), '1'), N(('a', 1), '2'), N(('a', 1), '3'), N(('a', 2), '4'), R(('a', 1))], "a:\n- 1\n- x\n- 2\n- 3\n- 4\n"),
    ("a:\n  -   x\n", [N(('a', 1), {'b': 'c', 'd': 'e\nf\n'})], "a:\n  -   x\n  -   b: c\n      d: |\n        e\n        f\n"),
    ("a:\n  - b: x\n\n  # 间\n  - b: y\n\nc: d\n", [N(('a', 0), {'b': '1'}), N(('a', 1), {'b': '2'}), N(('a', 2), {'b': '3'})], "a:\n  - b: 1\n\n  - b: x\n\n  - b: 2\n\n  # 间\n  - b: y\n\n  - b: 3\n\nc: d\n"),
    ("a: [x] # 注\nb: []\nc:\n", [N(('a', 1), 'y'), N(('b', 0), 'y'), N(('c', 0), 'y'), N(('d', 0), 'y')], "a: [x, y] # 注\nb:\n  - y\nc:\n  - y\nd:\n  - y\n"),
    ("a:\n  # 头\n  - x # 注\n  # 间\n  - y\nb: c\n", [R(('a', 0)), R(('a', 1))], "a: []\n  # 头\n  # 间\nb: c\n"),
    ("a:\n  b: x\nc: d\n", [R(('a', 'b'))], "a: {}\nc: d\n"),
    ("# 头\na: x\n", [R(('a',))], "# 头\n{}\n"),
    ("a:\n  - b: x # 注\n    c: y\n", [R(('a', 0, 'b'))], "a:\n  - c: y\n"),
    ("a:\n  - b: x # 注\n    # 间\n    c: y\n", [R(('a', 0, 'b'))], "a:\n  - \n    # 间\n    c: y\n"),
    ("a:\n  - - x\n    - y\n", [R(('a', 0, 0)), N(('a', 0, 0), 'z'), N(('a', 0, 1), 'w')], "a:\n  - - z\n    - w\n    - y\n"),
    ("a:\n  - - x\n  - - y\n", [R(('a', 0, 0)), R(('a', 1, 0)), N(('a', 1, 0), 'z')], "a:\n  - []\n  - - z\n"),
    ("a: [x, y, {b: c, d: e}] # 注\n", [R(('a', 0)), R(('a', 2, 'b')), N(('a', 3), ['f'])], "a: [y, {d: e}, [f]] # 注\n"),
    ("a: [b: c]\n", [P(('a', 0, 'd'), 'e')], "a: [{b: c, d: e}]\n"),
    ("a: |+\n  x\n\nb: y\n\nc: z\n", [R(('b',))], "a: |+\n  x\n\n#\n\nc: z\n"),
    ("评分:\n  x:\n    要点:\n      1: 是 # 注\n", [P(('评分', 'x', '要点', 1), '否')], "评分:\n  x:\n    要点:\n      1: 否 # 注\n"),
    ("\ufeffa: x\r\nb: |\r\n  y\r\n", [P(('b',), 'y\nz\n'), P(('a',), 'w')], "\ufeffa: w\r\nb: |\r\n  y\r\n  z\r\n"),
    ("x: y\n", [P(('a b',), 'z')], "x: y\na b: z\n"),
    ("x: y\n", [P(('- x',), 'z')], "x: y\n\"- x\": z\n"),
    ("a:\n  # 头\n  - x\n  # 间\n  - y # 注\n  - z\n", [M(('a', 1), 0)], "a:\n  # 头\n  - y # 注\n  - x\n  # 间\n  - z\n"),
    ("a:\n  - x\n  # 间\n  - b: y # 注\n    # 内\n    c: w\n  - z\nd: e\n", [M(('a', 1), 3)], "a:\n  - x\n  # 间\n  - z\n  - b: y # 注\n    # 内\n    c: w\nd: e\n"),
    ("a:\n- x\n- y\n", [M(('a', 0), 0), M(('a', 1), 2)], "a:\n- x\n- y\n"),
    ("a:\n- x\n- y\n- z\n", [M(('a', 2), 0), M(('a', 0), 3)], "a:\n- z\n- y\n- x\n"),
    ("a:\n- x\n- y\n- z\n", [M(('a', 2), 1), M(('a', 0), 1)], "a:\n- x\n- z\n- y\n"),
    ("a:\n- x\n- y\n- z\n", [M(('a', 2), 0), P(('a', 2), 'w'), N(('a', 0), 'n'), R(('a', 1))], "a:\n- n\n- w\n- x\n"),
    ("a:\n- x\n- y\n", [M(('a', 0), 2), R(('a', 1)), P(('b',), 'c')], "a:\n- x\nb: c\n"),
    ("a:\n- b:\n  - x\n  - y\n- z\n", [M(('a', 0, 'b', 0), 2), P(('a', 0, 'b', 1), 'w'), M(('a', 0), 2), N(('a', 0), 'n')], "a:\n- n\n- z\n- b:\n  - w\n  - x\n"),
    ("a:\n- x\n- y\n- z", [M(('a', 0), 3)], "a:\n- y\n- z\n- x"),
    ("a:\n- x\n- y\n- z", [M(('a', 2), 0)], "a:\n- z\n- x\n- y"),
    ("a:\n- x\n- y\n- z", [M(('a', 1), 0)], "a:\n- y\n- x\n- z"),
    ("a:\n- x\n- b:\n    c: |\n      一", [M(('a', 1), 0)], "a:\n- b:\n    c: |-\n      一\n- x"),
    ("a:\n- b: |\n    一\n- x", [M(('a', 0), 2)], "a:\n- x\n- b: |\n    一\n"),
    ("\ufeffa:\r\n- x\n- y\r\n- z", [M(('a', 0), 3)], "\ufeffa:\r\n- y\r\n- z\r\n- x"),
    ("a:\r\n- |+\r\n  一\r\n\r\n- x\r\n\r\nb: c\r\n", [M(('a', 0), 2)], "a:\r\n- x\r\n- |+\r\n  一\r\n\r\n#\r\n\r\nb: c\r\n"),
    ("a:\n- x\n\n- y\n\n- z\n\nb: c\n", [M(('a', 2), 0)], "a:\n- z\n\n- x\n\n- y\n\nb: c\n"),
    ("a:\n- x\n\n- y\n\n- z\n\nb: c\n", [M(('a', 0), 2)], "a:\n- y\n\n- x\n\n- z\n\nb: c\n"),
    ("a:\n- x\n\n- y\n\n- z\n\nb: c\n", [M(('a', 0), 3)], "a:\n- y\n\n- z\n\n- x\n\nb: c\n"),
    ("a:\n- x\n- y\n\n- z\n", [M(('a', 2), 0)], "a:\n- z\n- x\n- y\n\n"),
    ("a:\n- x\n\n- |+\n  一\n\n- y\n", [M(('a', 1), 0)], "a:\n- |+\n  一\n\n- x\n\n- y\n"),
    ("a:\n- |+\n  一\n\n- x\n\n- y\n", [M(('a', 1), 3)], "a:\n- |+\n  一\n\n#\n\n- y\n- x\n"),
    ("a:\n- |\n  一\n- x\n    # 深\n- y\n", [M(('a', 1), 3)], "a:\n- |\n  一\n#\n    # 深\n- y\n- x\n"),
    ("a:\n  - - x # 注\n    - y\n", [M(('a', 0, 0), 2)], "a:\n  - - y\n    - x # 注\n"),
    ("a:\n  - - x # 注\n    # 间\n    - y\n", [M(('a', 0, 0), 2)], "a:\n  - \n    # 间\n    - y\n    - x # 注\n"),
    ("a:\n  - - x # 注\n    # 间\n    - y", [M(('a', 0, 1), 0)], "a:\n  - - y\n    - x # 注\n    # 间"),
    ("a: [x, 'y' , # 注\n  {b: c}, d: e]\n", [M(('a', 2), 0), M(('a', 3), 1)], "a: [{b: c}, x , # 注\n  d: e, 'y']\n"),
    ("a: [x, 'y' , z]\n", [M(('a', 2), 0), R(('a', 0)), P(('a', 2), 'w')], "a: [w, 'y']\n"),
    ("a: [x: , 'y' ]\n", [M(('a', 1), 0)], "a: ['y', x:  ]\n"),
    ("a:\n- x\u2028- y\u2028b: c\n", [M(('a', 1), 0)], "a:\n- y\u2028- x\u2028b: c\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "wanted", "after"), CASES)
def test_a_change_is_written_the_way_the_text_around_it_is(
    before: str, wanted: list[Change], after: str
) -> None:
    assert spliced(before.encode(), wanted).decode() == after


# the text, the changes, a word of why they are refused
REFUSED: list[tuple[str, list[Change], str]] = [
    ("a: x\n", [P((), "y")], "no path"),
    ("a: x\n", [P(("a", "b"), "y")], "no table"),
    ("a:\n", [P(("a", 0), "y")], "no table"),
    ("a: [x]\n", [P(("a", 1), "y")], "no item"),
    ("a: [x]\n", [P(("a", -1), "y")], "no item"),
    ("a: [x]\n", [P(("a", "0"), "y")], "no item"),
    ("a: [x]\n", [N(("a", 2), "y")], "no item"),
    ("a: [x]\n", [N(("a", "0"), "y")], "no list"),
    ("a: {b: x}\n", [N(("a", 0), "y")], "no list"),
    ("a: x\n", [N(("a", 0), "y")], "no list"),
    ("a: x\n", [N(("b", 1), "y")], "no item"),
    ("a: x\n", [R(("b",))], "nothing to remove"),
    ("a: x\n", [R(("b", "c"))], "nothing to remove"),
    ("a: {b: x}\n", [R(("a",)), P(("a", "b"), "y")], "overlap"),
    ("a: {b: x}\n", [P(("a", "b"), "y"), R(("a",))], "overlap"),
    ("a: {b: x}\n", [P(("a",), "y"), P(("a",), "z")], "overlap"),
    ("a: [x]\n", [P(("a",), "y"), N(("a", 0), "z")], "overlap"),
    ("a:\n", [P(("a", "b"), "y"), N(("a", 0), "z")], "overlap"),
    ("a:\n", [N(("a", 0), "z"), P(("a", "b"), "y")], "no table"),
    ("a: [x]\n", [M((), 0)], "no path"),
    ("a: [x]\n", [M(("a",), 0)], "no list"),
    ("a: [x]\n", [M(("a", "0"), 0)], "no list"),
    ("a:\n", [M(("a", 0), 0)], "no list"),
    ("a: x\n", [M(("b", 0), 0)], "no list"),
    ("a: [x]\n", [M(("a", 1), 0)], "no item"),
    ("a: [x]\n", [M(("a", -1), 0)], "no item"),
    ("a: [x]\n", [M(("a", 0), 2)], "no item"),
    ("a: [x]\n", [M(("a", 0), -1)], "no item"),
    ("a: [x, y]\n", [M(("a", 0), 2), M(("a", 0), 1)], "overlap"),
    ("a: [x, y]\n", [M(("a", 0), 2), R(("a", 0))], "overlap"),
    ("a: [x, y]\n", [M(("a", 0), 2), P(("a",), "z")], "overlap"),
    ("a: [[x, y]]\n", [R(("a", 0)), M(("a", 0, 0), 2)], "overlap"),
    ("a:\n- ? b\n- x\n", [M(("a", 0), 2)], "reads back"),
    ("a:\n- ? b\n- x\n- y\n", [M(("a", 0), 2), M(("a", 2), 1)], "reads back"),
    ("a: x\n", [P(("a",), "\x01")], "reads back"),
    ("a: x\n", [P(("a",), "b\rc")], "reads back"),
    ("? a\n? b\n", [P(("a",), "y")], "reads back"),
    ("a: &b x\n", [P(("a",), "y")], "not read"),
    ("", [P(("a",), "y")], "not read"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "wanted", "why"), REFUSED)
def test_what_cannot_be_is_refused(before: str, wanted: list[Change], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        spliced(before.encode(), wanted)


@pytest.mark.unmeasured
@often
@given(st.data())
def test_any_changes_give_the_tree_with_just_these(data: st.DataObject) -> None:
    raw = data.draw(files())
    old = value(raw)
    wanted = data.draw(changes(old))
    assume(apart(wanted))
    new = spliced(raw, wanted)
    assert json.dumps(value(new)) == json.dumps(changed(old, wanted))


@given(files())
def test_no_change_leaves_every_byte(raw: bytes) -> None:
    same = [Put(path, at(value(raw), path)) for path in places(value(raw)) if len(path) == 1]
    assert spliced(raw, []) == spliced(raw, same) == raw


def outside(raw: bytes, path: tuple[str | int, ...]) -> tuple[bytes, bytes]:
    """What stands before the first line of a value and after its last."""
    tree = alone(normal(raw))
    assert tree is not None
    node = tree
    for step in path:
        node = node.children()[step]
    first = node.start.line
    last = node.end.line + (node.end.column > 0)
    rows = raw.splitlines(keepends=True)
    return b"".join(rows[:first]), b"".join(rows[last:])


def a_text_in(raw: bytes, data: st.DataObject) -> tuple[str | int, ...]:
    old = value(raw)
    found = [path for path in places(old) if isinstance(at(old, path), str)]
    assume(found)
    return data.draw(st.sampled_from(found))


def put_and_compare(raw: bytes, path: tuple[str | int, ...], text: str) -> None:
    new = spliced(raw, [Put(path, text)])
    before, after = outside(raw, path)
    assert new.startswith(before)
    assert new.endswith(after)
    assert value(new) == changed(value(raw), [Put(path, text)])


@pytest.mark.unmeasured
@often
@given(st.data())
def test_a_text_put_changes_no_byte_of_other_lines(data: st.DataObject) -> None:
    raw = data.draw(
        files().filter(lambda raw: not {0x85, 0x2028, 0x2029} & set(map(ord, raw.decode())))
    )
    path = a_text_in(raw, data)
    put_and_compare(raw, path, data.draw(texts))


@pytest.mark.unmeasured
@often
@given(st.data())
def test_a_text_put_into_a_file_of_a_unit_changes_no_byte_of_other_lines(
    data: st.DataObject,
) -> None:
    raw = data.draw(st.sampled_from(UNITS)).read_bytes()
    raw = raw if data.draw(st.booleans()) else raw.replace(b"\n", b"\r\n")
    put_and_compare(raw, a_text_in(raw, data), data.draw(texts))


@pytest.mark.unmeasured
@pytest.mark.parametrize("file", UNITS, ids=lambda path: path.stem)
def test_each_value_of_a_unit_takes_a_new_text_and_then_the_old_one_again(file: Path) -> None:
    raw = file.read_bytes()
    old = value(raw)
    for number, path in enumerate(places(old)):
        text = at(old, path)
        if isinstance(text, str):
            nasty = [t for t in NASTY if "\r" not in t]
            put_and_compare(raw, path, nasty[number % len(nasty)])
            new = spliced(raw, [Put(path, f"换{text}" if text else "换")])
            back = spliced(new, [Put(path, text)])
            assert back == raw or not text
            assert value(back) == old


@often
@given(st.data())
def test_what_is_put_in_takes_nothing_away(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(UNITS)).read_bytes()
    old = value(raw)
    lists = [p for p in places(old) if isinstance(at(old, p), list)]
    assume(lists)
    path = data.draw(st.sampled_from(lists))
    where: tuple[Any, ...] = (*path, data.draw(st.integers(0, len(at(old, path)))))
    item = data.draw(texts | st.dictionaries(st.sampled_from(["标题", "内容"]), texts))
    new = spliced(raw, [Insert(where, item)])
    same = next((i for i, (a, b) in enumerate(zip(raw, new, strict=False)) if a != b), len(raw))
    assert new.endswith(raw[same:])
    assert value(new) == changed(old, [Insert(where, item)])


def items_in(item: Any) -> list[tuple[str | int, ...]]:
    """The paths of all items that have others beside them."""
    found = [path for path in places(item) if isinstance(path[-1], int)]
    return [path for path in found if len(at(item, path[:-1])) > 1]


@st.composite
def moves(draw: Any, item: Any, most: int) -> list[Move]:
    paths = items_in(item)
    assume(paths)
    chosen = draw(st.lists(st.sampled_from(paths), min_size=1, max_size=most, unique=True))
    numbers = [st.integers(0, len(at(item, path[:-1]))) for path in chosen]
    return [Move(path, draw(to)) for path, to in zip(chosen, numbers, strict=True)]


@pytest.mark.unmeasured
@often
@given(st.data())
def test_any_items_moved_stand_where_they_are_to(data: st.DataObject) -> None:
    raw = data.draw(files())
    old = value(raw)
    wanted = data.draw(moves(old, 4))
    assert json.dumps(value(spliced(raw, wanted))) == json.dumps(changed(old, wanted))


def own_lines(raw: bytes, path: tuple[str | int, ...]) -> bytes:
    """The lines of an item in a file where no block ends with blank lines or with a comment."""
    before, _ = outside(raw, path)
    _, after = outside(raw, [path, *places(at(value(raw), path), path)][-1])
    rows = raw[len(before) : len(raw) - len(after)].splitlines(keepends=True)
    while not rows[-1].strip() or rows[-1].lstrip().startswith(b"#"):
        rows.pop()
    return b"".join(rows)


@often
@given(st.data())
def test_an_item_of_a_unit_moved_takes_its_lines_along_and_leaves_all_others(
    data: st.DataObject,
) -> None:
    raw = data.draw(st.sampled_from(UNITS)).read_bytes()
    raw = raw if data.draw(st.booleans()) else raw.replace(b"\n", b"\r\n")
    raw = raw if data.draw(st.booleans()) else b"\xef\xbb\xbf" + raw
    old = value(raw)
    (move,) = data.draw(moves(old, 1))
    new = spliced(raw, [move])
    assert json.dumps(value(new)) == json.dumps(changed(old, [move]))
    own = own_lines(raw, move.path)
    if own.lstrip().startswith(b"-") and move.to not in (move.path[-1], int(move.path[-1]) + 1):
        assert new.count(own) == raw.count(own) > 0
        rest, still = (text.replace(own, b"").split() for text in (raw, new))
        assert rest == still
    assert sorted(new.splitlines()) == sorted(raw.splitlines())


def test_a_long_file_is_changed_in_one_go() -> None:
    raw = "".join(
        f"键{i}:\n  - 标题: 甲 # 注\n    内容: |\n      一\n      二\n" for i in range(3000)
    ).encode()
    wanted = [Put((f"键{i}", 0, "内容"), "一\n二\n三\n") for i in range(3000)]
    assert spliced(raw, wanted) == raw.replace(
        "      二\n".encode(), "      二\n      三\n".encode()
    )
