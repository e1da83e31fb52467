"""语法: a file's text with its lines, and what the YAML parser says of it in the words of the person's own line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from generator.findings import Finding, Place, Severity

__all__ = ["DEEPEST", "NOT_IN_WORD", "File", "of_syntax", "refusal"]

DEEPEST = 30
"""How many tables and lists may stand one in another."""
NOT_IN_WORD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
"""A character that no Word file can hold."""


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


def refusal(id: str, message: str, place: Place | None, hint: str = "") -> Finding:
    """What stops the reading, with its place."""
    return Finding(id, Severity.ERROR, message, place, hint)


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
    ("nesting", "nested-too-deep", f"下级套了 {DEEPEST} 层以上。", "请核对这一行的缩进和括号。"),
    ("max depth", "nested-too-deep", f"下级套了 {DEEPEST} 层以上。", "请核对这一行的缩进和括号。"),
)  # fmt: skip
_NO_BLANK = re.compile(r"^\s*(?:- )?([^\s：:“”。，#]{1,20}):(?=[^ /])")
_WIDE_BLANK = re.compile(r"^\s*\u3000|^\s*(?:- )?[^\s：:]{1,20}:\u3000")
_LOOKS_QUOTED = re.compile(
    r"^\s*(?:- )?(?:[^\s：:]{1,20}: +)?(?:\"[^\"]*\"|'[^']*'|\[[^\]]*\]|\{\{.*\}\})[^\s,\]}#]"
)
_WIDE_COLON = re.compile(r"^\s*(?:- )?([^\s：:“”。，]{1,20})：")


def of_syntax(file: File, trouble: yaml.YAMLError) -> Finding:
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
    bad = NOT_IN_WORD.search(file.text)
    before = file.text[: bad.start() if bad else 0]
    return before.count("\n"), len(before) - before.rfind("\n") - 1
