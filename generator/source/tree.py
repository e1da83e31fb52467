"""数据树: YAML text as a tree in which every value and every key knows its place.

All scalars stay text.  Reads the parser's events in a loop, so depth is bounded before anything is
built on it; what the parser can't read is told in the words of the person's own line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from generator.findings import Finding, Place, Severity

__all__ = [
    "FLOW", "TAGS", "DataPath", "File", "Node", "alone", "down", "place_of", "plain", "refusal",
    "together",
]  # fmt: skip

DataPath = tuple[str | int, ...]
FLOW = "[{"  # the style of a table or list written in brackets
_DEEPEST = 30
_NOT_IN_WORD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_WHOLE_LINE = 10**6


@dataclass(frozen=True, slots=True)
class File:
    """A file's name as shown, and its text with its lines (文件)."""

    name: str
    text: str
    lines: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(re.split(r"\n|\r|\x85|\u2028|\u2029", self.text)))

    def place(self, line: int, column: int, span: int = 1) -> Place:
        """A place by line and column counted from 0, as YAML marks count."""
        line = min(line, len(self.lines) - 1)
        excerpt = self.lines[line]
        return Place(
            self.name, line + 1, column + 1, excerpt, max(1, min(span, len(excerpt) - column))
        )


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

    def children(self) -> Mapping[str | int, Node]:
        """What stands below, by key or number."""
        below: dict[str | int, Node] = dict(enumerate(self.items))
        below.update(self.table)
        return below


_TOP = yaml.Mark("", 0, 0, 0, None, 0)


def together(files: Sequence[File]) -> tuple[Node, list[Finding]]:
    """One table of all top-level keys; a key in two files is a finding that names both."""
    whole = Node(File(_common(files), ""), _TOP, _TOP, "table")
    findings: list[Finding] = []
    for file in files:
        node = _compose(file, findings)
        for name, child in node.table.items() if node else ():
            if name in whole.table:
                findings.append(_double(child, whole.table[name]))
            else:
                whole.table[name] = child
    return whole, findings


def alone(text: str) -> Node | None:
    """The tree of one text; None when it is not the YAML of this house."""
    findings: list[Finding] = []
    root = _compose(File("", text), findings)
    return None if any(finding.stops for finding in findings) else root


def _common(files: Sequence[File]) -> str:
    """How all the files together are called: the one, or the folder they lie in."""
    names = [file.name for file in files]
    return names[0] if len(names) == 1 else names[0].rpartition("/")[0]


def _compose(file: File, findings: list[Finding]) -> Node | None:
    """The tree of one file; None when it is not a table of keys, which is a finding then."""
    try:
        root = _build(file, yaml.parse(file.text, yaml.CSafeLoader), findings)
    except yaml.YAMLError as problem:
        findings[:] = [f for f in findings if f.stops or not f.place or f.place.file != file.name]
        findings.append(_of_syntax(file, problem))
        return None
    if root is None or (root.kind == "text" and not root.text):
        message = "文件是空的。"
    elif root.kind != "table":
        message = "文件里没有“名称: 内容”这样的行。"
    else:
        return root
    findings.append(
        refusal("file-empty", message, Place(file.name), "请对照示例单位的同名文件填写。")
    )
    return None


def _build(file: File, events: Iterator[Any], findings: list[Finding]) -> Node | None:
    """Events to nodes, without recursion: depth is bounded before anything is built on it."""
    root: Node | None = None
    stack: list[tuple[Node, Node | None]] = []  # a container, and the key waiting for its value
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            findings.append(_foreign(file, event, "“---”分隔的第二份内容"))
            return root
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            stack.pop()[0].end = event.end_mark
        if not isinstance(event, yaml.NodeEvent):
            continue
        if not _plainly_written(file, event, findings):
            return root
        node = _node(file, event, findings)
        root = root or node
        if stack:
            stack[-1] = _attach(stack[-1], node, findings)
        if node.kind != "text":
            stack.append((node, None))
        if len(stack) > _DEEPEST:
            place = file.place(node.start.line, node.start.column)
            findings.append(
                refusal(
                    "nested-too-deep",
                    f"下级套了 {_DEEPEST} 层以上。",
                    place,
                    "请核对这一行的缩进和括号。",
                )
            )
            return root
    return root


def _plainly_written(file: File, event: Any, findings: list[Finding]) -> bool:
    """Anchors, aliases and tags are no part of this house's YAML; they end the reading."""
    if isinstance(event, yaml.AliasEvent):
        findings.append(_foreign(file, event, f"引用“*{event.anchor}”"))
    elif event.anchor:
        findings.append(_foreign(file, event, f"锚点“&{event.anchor}”"))
    elif event.tag:
        findings.append(_foreign(file, event, f"类型标记“{event.tag}”"))
    else:
        return True
    return False


def _foreign(file: File, event: Any, what: str) -> Finding:
    mark = event.start_mark
    hint = "请把内容直接写在这里；文字本身以“*”“&”“!”开头的，用引号括起来。"
    return refusal(
        "yaml-feature",
        f"这里用了 YAML 的{what}，本工具不用它。",
        file.place(mark.line, mark.column),
        hint,
    )


def _node(file: File, event: Any, findings: list[Finding]) -> Node:
    kind = {yaml.MappingStartEvent: "table", yaml.SequenceStartEvent: "list"}.get(
        type(event), "text"
    )
    node = Node(file, event.start_mark, event.end_mark, kind)
    if kind == "text":
        node.text, node.style = event.value, event.style
        findings += _of_text(node)
    elif event.flow_style:
        node.style = FLOW
    return node


def _of_text(node: Node) -> Iterator[Finding]:
    """What no Word file can hold, and lines that YAML will join with a blank between them."""
    bad = _NOT_IN_WORD.search(node.text)
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
    if re.match(r" +#[^ #]", behind):
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


def refusal(id: str, message: str, place: Place | None, hint: str = "") -> Finding:
    """What stops the reading, with its place."""
    return Finding(id, Severity.ERROR, message, place, hint)


# ---- what the YAML parser says, in the words of the person's own line --------------------------

_SYNTAX = (
    ("unexpected end of stream", "quote-unclosed", "这里的引号只有一半，没有收尾。",
     "请补上另一半引号；文字里本来就有引号的，请用中文引号“ ”。"),
    ("block scalar", "indent", "“|”下面各行的缩进不一致。", "“|”下面每一行都要比上一级多缩进，且左边对齐。"),
    ("mapping values are not allowed", "colon-inside", "这一行的缩进不对，或文字里夹着英文冒号。",
     "请与同级的行左边对齐；文字里要用冒号，请用中文冒号“：”，或把整段用引号括起来。"),
    ("could not find expected ':'", "colon-missing", "这一行少了英文冒号，或缩进不对。",
     "“名称”后面应跟英文冒号和一个空格，例如“名称: 内容”；清单的一项以“- ”开头。"),
    ("expected key", "indent", "这一行的缩进与上下行对不齐。", "同一级的各行左边要对齐，每级缩进两格。"),
    ("expected '-' indicator", "indent", "这一行应是清单的一项，以“- ”开头。", "请与上面各项的“- ”对齐。"),
    ("expected ','", "bracket-unclosed", "括号 [ ] 或 { } 没有配对，或中间少了英文逗号。", "请补全括号和逗号。"),
    ("expected the node content", "bracket-unclosed", "括号 [ ] 或 { } 没有配对。", "请补全括号。"),
    ("block sequence entries", "list-on-key-line", "清单不能与名称写在同一行。",
     "请另起一行，缩进两格，每项以“- ”开头；文字本身以“-”开头的，用引号括起来。"),
    ("cannot start any token", "sign-first", "文字不能以这个符号开头。", "请把这段文字用引号括起来。"),
    ("escape", "backslash", "双引号里的“\\”有特别的意思。", "请把这段文字的双引号去掉，或改用单引号。"),
    ("control characters are not allowed", "control-character", "文件里有控制字符，Word 存不下。",
     "请删去这个看不见的字符，多半是复制时带进来的。"),
    ("nesting", "nested-too-deep", f"下级套了 {_DEEPEST} 层以上。", "请核对这一行的缩进和括号。"),
    ("max depth", "nested-too-deep", f"下级套了 {_DEEPEST} 层以上。", "请核对这一行的缩进和括号。"),
)  # fmt: skip
_NO_BLANK = re.compile(r"^\s*(?:- )?([^\s：:“”。，#]{1,20}):(?=[^ /])")
_WIDE_BLANK = re.compile(r"^\s*\u3000|^\s*(?:- )?[^\s：:]{1,20}:\u3000")
_LOOKS_QUOTED = re.compile(
    r"^\s*(?:- )?(?:[^\s：:]{1,20}: +)?(?:\"[^\"]*\"|'[^']*'|\[[^\]]*\]|\{\{.*\}\})[^\s,\]}#]"
)
_WIDE_COLON = re.compile(r"^\s*(?:- )?([^\s：:“”。，]{1,20})：")


def _of_syntax(file: File, trouble: yaml.YAMLError) -> Finding:
    """A syntax error as finding; tabs and full-width colons are recognised on the lines around."""
    problem = str(getattr(trouble, "problem", None) or getattr(trouble, "reason", trouble))
    line, column = _spot(file, trouble, problem)
    quoted = "quoted" in str(getattr(trouble, "context", ""))
    for near in (line, line - 1):
        found = _slip(file, near) if near >= 0 and not quoted else None
        if found is not None:
            return found
    for part, id, message, hint in _SYNTAX:
        if part in problem:
            return refusal(id, message, file.place(line, column), hint)
    return refusal(
        "yaml-unreadable",
        "这一处不合 YAML 的写法。",
        file.place(line, column),
        "请核对缩进、冒号和引号；以符号开头的文字，用引号括起来。",
    )


def _slip(file: File, number: int) -> Finding | None:
    """A slip of the hand that is seen on the line itself."""
    line = file.lines[number]
    if re.match(r" *\t", line):
        place = file.place(number, line.index("\t"))
        return refusal("tab-indent", "这一行用了 Tab 键缩进。", place, "请改用空格，每级两格。")
    if wide := _WIDE_COLON.match(line):
        message, hint = (
            f"“{wide[1]}”后面是中文冒号“：”。",
            "请改成英文冒号加一个空格，例如“名称: 内容”。",
        )
        return refusal("full-width-colon", message, file.place(number, wide.end() - 1), hint)
    if blank := _WIDE_BLANK.match(line):
        message, hint = "这里有全角空格。", "缩进和冒号后面都要用半角空格。"
        return refusal("full-width-blank", message, file.place(number, blank.end() - 1), hint)
    if close := _NO_BLANK.match(line):
        message, hint = (
            f"“{close[1]}”的冒号后面没有空格。",
            "请在英文冒号后面空一格，例如“名称: 内容”。",
        )
        return refusal("blank-missing", message, file.place(number, close.end() - 1), hint)
    if looks := _LOOKS_QUOTED.match(line):
        message = "这段文字以引号或括号开头，后面的字就读不成了。"
        hint = "文字里的引号请用中文的“ ”；以 [ 或 {{ 开头的，请把整段用单引号括起来。"
        return refusal("sign-first", message, file.place(number, looks.end() - 1), hint)
    return None


def _spot(file: File, trouble: yaml.YAMLError, problem: str) -> tuple[int, int]:
    """Line and column of a syntax error, from 0: what was never closed is shown where it opens."""
    opened = any(part in problem for part in ("end of stream", "expected ':'", "expected ','"))
    context = getattr(trouble, "context_mark", None) if opened else None
    mark = context or getattr(trouble, "problem_mark", None)
    if mark is not None:
        return min(mark.line, len(file.lines) - 1), mark.column
    bad = _NOT_IN_WORD.search(file.text)
    before = file.text[: bad.start() if bad else 0]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def plain(node: Node) -> Any:
    """The tree as bare tables, lists and texts."""
    if node.kind == "table":
        return {key: plain(child) for key, child in node.table.items()}
    return [plain(child) for child in node.items] if node.kind == "list" else node.text


def down(tree: Node, path: Sequence[str | int]) -> tuple[Node, list[str | int]]:
    """The deepest node on the path and the steps left over; steps no file knows are passed over."""
    node, rest = tree, list[str | int]()
    for step in path:
        below = node.children()
        known = step if step in below else str(step)
        if known in below and not rest:
            node = below[known]
        elif not (isinstance(step, str) and step in TAGS):
            rest.append(step)
    return node, rest


TAGS = {
    "线性", "比例", "分档", "递扣", "要点", "分项", "次数", "等次", "评定", "目标", "择一", "group",
    "indicator", "[key]",
}  # fmt: skip


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
