"""数据树: YAML text as a tree in which every value and every key knows its place.

All scalars stay text.  Reads the parser's events in a loop, so depth is bounded before anything is
built on it; what the parser can't read is told in the words of the person's own line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import yaml

from generator.findings import Finding, Place, Severity
from generator.source.syntax import DEEPEST, NOT_IN_WORD, File, of_syntax, refusal

__all__ = [
    "FLOW", "DataPath", "Node", "Texts", "alone", "apart", "down", "place_of", "plain", "refusal",
    "together",
]  # fmt: skip

DataPath = tuple[str | int, ...]
FLOW = "[{"  # the style of a table or list written in brackets
_WHOLE_LINE = 10**6


@dataclass(slots=True)
class Node:
    """A value with its place: text, table (by key) or list; ``key`` is the node of its key."""

    file: File
    start: Any
    end: Any
    kind: str = "text"
    text: str = ""
    style: str | None = None
    table: dict[str, Node] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    key: Node | None = None

    def below(self, step: str | int) -> Node | None:
        """What stands directly below, by key or number."""
        if isinstance(step, int) and 0 <= step < len(self.items):
            return self.items[step]
        return self.table.get(str(step))

    def children(self) -> Mapping[str | int, Node]:
        """What stands below, by key or number."""
        below: dict[str | int, Node] = dict(enumerate(self.items))
        below.update(self.table)
        return below


_TOP = yaml.Mark("", 0, 0, 0, None, 0)


Texts = tuple[tuple[str, str], ...]
"""The text of each file, behind its name."""


def together(texts: Texts) -> tuple[Node, list[Finding]]:
    """One table of all top-level keys; a key in two files is a finding that names both.

    What stands below the table is shared with other tables of the same files, and not to be changed.
    """
    return _joined(texts, _composed)


def apart(texts: Texts) -> tuple[Node, list[Finding]]:
    """As :func:`together`, but a tree that is nobody else's."""
    return _joined(texts, _composed.__wrapped__)


def _joined(texts: Texts, composed: Callable[[str, str], _Composed]) -> tuple[Node, list[Finding]]:
    whole = Node(File(_common([name for name, _ in texts]), ""), _TOP, _TOP, "table")
    findings: list[Finding] = []
    for name, text in texts:
        node, found = composed(name, text)
        findings += found
        for key, child in node.table.items() if node else ():
            if key in whole.table:
                findings.append(_double(child, whole.table[key]))
            else:
                whole.table[key] = child
    return whole, findings


def alone(text: str) -> Node | None:
    """The tree of one text; None when it is not the YAML of this house."""
    root, findings = _composed.__wrapped__("", text)
    return None if any(finding.stops for finding in findings) else root


def _common(names: Sequence[str]) -> str:
    """How all the files together are called: the one, or the folder they lie in."""
    return names[0] if len(names) == 1 else names[0].rpartition("/")[0]


_Composed = tuple[Node | None, tuple[Finding, ...]]


@lru_cache(maxsize=64)  # of the files of a unit that is watched, all but one are as they were
def _composed(name: str, text: str) -> _Composed:
    """The tree of one file; None when it is not a table of keys, which is a finding then."""
    file = File(name, text)
    findings: list[Finding] = []
    try:
        root = _build(file, yaml.parse(file.text, yaml.CSafeLoader), findings)
    except yaml.YAMLError as problem:
        return None, (*(f for f in findings if f.stops), of_syntax(file, problem))
    if root is None or (root.kind == "text" and not root.text):
        message = "文件是空的。"
    elif root.kind != "table":
        message = "文件里没有“名称: 内容”这样的行。"
    else:
        return root, tuple(findings)
    hint = "请对照示例单位的同名文件填写。"
    return None, (*findings, refusal("file-empty", message, Place(file.name), hint))


_KINDS: Mapping[type, str] = MappingProxyType(
    {
        yaml.ScalarEvent: "text",
        yaml.MappingStartEvent: "table",
        yaml.SequenceStartEvent: "list",
        yaml.AliasEvent: "",
    }
)
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})


def _build(file: File, events: Iterator[Any], findings: list[Finding]) -> Node | None:
    """Events to nodes, without recursion: depth is bounded before anything is built on it."""
    root: Node | None = None
    stack: list[tuple[Node, Node | None]] = []  # a container, and the key waiting for its value
    odd = _ODD.search(file.text) is not None
    for event in events:
        sort = type(event)
        if sort is yaml.DocumentStartEvent and root is not None:
            findings.append(_foreign(file, event, "“---”分隔的第二份内容"))
            return root
        if sort in _ENDS:
            stack.pop()[0].end = event.end_mark
        if sort not in _KINDS:
            continue
        if event.anchor or event.tag:
            findings.append(_not_plain(file, event))
            return root
        node = _node(file, event, findings, odd)
        root = root or node
        if stack:
            stack[-1] = _attach(stack[-1], node, findings)
        if node.kind != "text":
            stack.append((node, None))
        if len(stack) > DEEPEST:
            findings.append(_too_deep(file.place(node.start.line, node.start.column)))
            return root
    return root


def _too_deep(place: Place) -> Finding:
    message = f"下级套了 {DEEPEST} 层以上。"
    return refusal("nested-too-deep", message, place, "请核对这一行的缩进和括号。")


def _not_plain(file: File, event: Any) -> Finding:
    """Anchors, aliases and tags are no part of this house's YAML; they end the reading."""
    if isinstance(event, yaml.AliasEvent):
        return _foreign(file, event, f"引用“*{event.anchor}”")
    written = f"锚点“&{event.anchor}”" if event.anchor else f"类型标记“{event.tag}”"
    return _foreign(file, event, written)


def _foreign(file: File, event: Any, what: str) -> Finding:
    mark = event.start_mark
    hint = "请把内容直接写在这里；文字本身以“*”“&”“!”开头的，用引号括起来。"
    return refusal(
        "yaml-feature",
        f"这里用了 YAML 的{what}，本工具不用它。",
        file.place(mark.line, mark.column),
        hint,
    )


def _node(file: File, event: Any, findings: list[Finding], odd: bool) -> Node:
    """``odd``: something in the file looks as if a text of it needed a closer look."""
    node = Node(file, event.start_mark, event.end_mark, _KINDS[type(event)])
    if node.kind == "text":
        node.text, node.style = event.value, event.style
        if odd or node.style == '"' or node.end.line > node.start.line:
            findings += _of_text(node)
    elif event.flow_style:
        node.style = FLOW
    return node


_HASH = re.compile(r" +#[^ #]")
_ODD = re.compile(f"{NOT_IN_WORD.pattern}|{_HASH.pattern}")


def _of_text(node: Node) -> Iterator[Finding]:
    """What no Word file can hold, and lines that YAML will join with a blank between them."""
    bad = NOT_IN_WORD.search(node.text)
    if bad:
        message = f"文字里有控制字符 U+{ord(bad[0]):04X}，Word 存不下。"
        yield refusal(
            "control-character",
            message,
            place_of(node),
            "请删去这个看不见的字符，多半是复制时带进来的。",
        )
    if node.style in (None, "", "'", '"') and node.end.line > node.start.line and node.text.strip():
        message = "这段文字分成几行写，各行会连成一段，接缝处多出空格。"
        hint = "要保留分段，请在冒号后写“|”，另起一行缩进两格再写正文。"
        yield Finding("folded-text", Severity.WARNING, message, place_of(node), hint)

    behind = _behind(node) if node.text and node.style in (None, "") else ""
    if _HASH.match(behind):
        message = f"“{behind.strip()[:20]}”会当作说明，不会印出来。"
        hint = "是正文的，请把整段用引号括起来；是说明的，请在 # 后面空一格。"
        yield Finding("text-after-hash", Severity.WARNING, message, place_of(node), hint)


def _behind(node: Node) -> str:
    """What stands behind a value on its line."""
    lines = node.file.lines
    return lines[node.end.line][node.end.column :] if node.end.line < len(lines) else ""


def _attach(
    top: tuple[Node, Node | None], node: Node, findings: list[Finding]
) -> tuple[Node, Node | None]:
    """Put a node into its container; gives the container and the key that now waits, if any."""
    parent, key = top
    if parent.kind == "list":
        parent.items.append(node)
        return parent, None
    if key is None:
        return parent, node
    node.key = key
    if key.text in parent.table:
        findings.append(_double(node, parent.table[key.text]))
    else:
        parent.table[key.text] = node
    return parent, None


def _double(again: Node, first: Node) -> Finding:
    assert again.key is not None
    there = place_of(first, on_key=True)
    message = f"“{again.key.text}”写了两次，另一处在 {there.file} 第 {there.line} 行。"
    return refusal("double-key", message, place_of(again, on_key=True), "请只保留一处。")


def plain(node: Node) -> Any:
    """The tree as bare tables, lists and texts."""
    if node.kind == "table":
        return {key: plain(child) for key, child in node.table.items()}
    return [plain(child) for child in node.items] if node.kind == "list" else node.text


def down(tree: Node, path: Sequence[str | int]) -> tuple[Node, list[str | int]]:
    """The deepest node on the path and the steps left over; steps no file knows are passed over."""
    node = tree
    for number, step in enumerate(path):
        below = node.below(step)
        if below is not None:
            node = below
        elif step not in _TAGS:
            return node, [each for each in path[number:] if each not in _TAGS]
    return node, []


_TAGS = frozenset({
    "线性", "比例", "分档", "递扣", "要点", "分项", "次数", "等次", "评定", "目标", "择一", "group",
    "indicator", "[key]",
})  # fmt: skip


def place_of(node: Node, line: int = 0, *, on_key: bool = False) -> Place:
    """The place of a value, or of its key; an empty value is shown at its key."""
    if line and node.style == "|":
        return node.file.place(node.start.line + 1 + line, 0, _WHOLE_LINE)
    empty = node.kind == "text" and not node.text
    by_key = on_key or empty or node.kind != "text"
    shown = node.key if node.key is not None and by_key else node
    if shown.style == "|":
        return node.file.place(shown.start.line + 1, 0, _WHOLE_LINE)
    one_line = shown.end.line == shown.start.line
    span = shown.end.column - shown.start.column if one_line else _WHOLE_LINE
    return node.file.place(shown.start.line, shown.start.column, span)
