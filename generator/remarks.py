"""意见: what reviewers said in the margin of a returned report, kept as a list with a state for each.

The list is data of the unit (``意见`` in its folder).  Pure: bytes and values in, bytes and values out;
which file holds the list, and where a data path stands, is told to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import TypeAlias

from xlsxwriter import Workbook

from generator.findings import Finding, Place, Refused, Severity
from generator.model import DONE, OPEN, Remark
from generator.paper.looks import FIRST, Column, Sheet
from generator.paper.seal import sealed
from generator.readback import Comment
from generator.review import AUTHOR
from generator.source import Insert, Put, spliced

__all__ = [
    "PART", "PlaceOf", "added", "as_markdown", "as_text", "as_xlsx", "collected", "marked_done",
]  # fmt: skip

PART = "意见"
PlaceOf: TypeAlias = Callable[[Remark], Place | None]


def collected(comments: Sequence[Comment], known: Sequence[Remark]) -> tuple[Remark, ...]:
    """The remarks that are new, numbered on; those of our own review copy are left out.

    A comment is known when author, date, quoted words and text are, however often the file that
    bears it comes back.  One that was resolved in Word is new as done.
    """
    left = Counter(_identity(each) for each in known)
    new: list[Remark] = []
    for comment in comments:
        number = max([0, *(each.number for each in (*known, *new))]) + 1
        remark = _remark(comment, number)
        if comment.author == AUTHOR or not remark.text:
            continue
        if left[_identity(remark)]:
            left[_identity(remark)] -= 1
        else:
            new.append(remark)
    return tuple(new)


def _identity(remark: Remark) -> tuple[str, str, str, str]:
    return remark.author, remark.date, remark.words, remark.text


def _remark(comment: Comment, number: int) -> Remark:
    return Remark(
        number=number,
        author=_line(comment.author),
        date=_minute(comment.date),
        words=_line(comment.words),
        path=comment.paragraph.path or comment.row,
        text="\n".join(filter(None, map(_line, comment.text.split("\n")))),
        state=DONE if comment.done else OPEN,
        done="在 Word 里已标为“已解决”" if comment.done else "",
    )


def _line(text: str) -> str:
    """One line without signs that no file of ours may hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _minute(written: str) -> str:
    """``2022-03-15T09:30:00Z`` as people write it, to the minute."""
    found = re.match(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)", written)
    return f"{found[1]} {found[2]}" if found else _line(written)


# ---- in the unit's data ----------------------------------------------------------------------------

_HEAD = f"""\
# 这份文件记着审阅人对报告提的意见，由“jixiao remarks 收回的报告.docx”从 Word 批注里取来；不印在报告里。
# 怎样改：办完一条，把“状态”后面的“{OPEN}”改成“{DONE}”；怎么办的，可以在“状态”下面加一行“办理: ”写明。
# 不要动：行首的空格（缩进，每级两格）、冒号和冒号后的那个空格、“- ”、“|”。以 # 开头的是说明。

{PART}:
"""


def added(raw: bytes | None, known: int, new: Sequence[Remark], file: str) -> bytes:
    """The file with new remarks at the end of its list, every other byte as it was.

    ``raw`` None: there is no file yet.  ``known``: how many remarks it holds.
    """
    whole = _HEAD.encode() if raw is None else raw
    return _spliced(whole, [Insert((PART, known), _entry(each)) for each in new], file)


def marked_done(raw: bytes, known: Sequence[Remark], numbers: Sequence[int], file: str) -> bytes:
    """The file with the remarks of these numbers marked as done, every other byte as it was."""
    changes = [
        Put((PART, i, "状态"), DONE) for i, each in enumerate(known) if each.number in numbers
    ]
    return _spliced(raw, changes, file)


def _entry(remark: Remark) -> dict[str, str]:
    """A remark as it is written: what is empty is left out."""
    written = remark.names()
    return {key: str(value) for key, value in written.items() if value != ""}


def _spliced(raw: bytes, changes: Sequence[Insert | Put], file: str) -> bytes:
    try:
        return spliced(raw, changes)
    except ValueError:
        message = f"“{PART}”的写法特殊，记不进去，没有改动。"
        hint = f"请把“{PART}”另放一个文件，照一行一项的写法写。"
        raise Refused(
            [Finding("remarks-unwritable", Severity.ERROR, message, Place(file), hint)]
        ) from None


# ---- for people to read ----------------------------------------------------------------------------


def as_text(remarks: Sequence[Remark], place_of: PlaceOf) -> str:
    """The list for a console."""
    lines = [_counted(remarks)]
    for each in remarks:
        heads = (str(each.number), each.state, each.author, each.date, _where(each, place_of))
        lines.append("  ".join(filter(None, heads)))
        lines += [f"  “{_cut(each.words)}”"] if each.words else []
        lines += [f"  {line}" for line in each.text.split("\n")]
        lines += [f"  办理：{each.done}"] if each.done else []
    return "\n".join(lines)


def as_markdown(remarks: Sequence[Remark], place_of: PlaceOf) -> str:
    """The list as a Markdown text: what is open, then what is done."""
    lines = [f"# {PART}", "", _counted(remarks)]
    for state in (OPEN, DONE):
        some = [each for each in remarks if each.state == state]
        lines += ["", f"## {state}"] if some else []
        for each in some:
            lines += ["", *_section(each, _where(each, place_of))]
    return "\n".join([*lines, ""])


def _section(remark: Remark, where: str) -> Iterator[str]:
    heads = (f"{remark.number}．{_plain(remark.author)}", _plain(remark.date))
    yield f"### {'　'.join(filter(None, heads))}"
    if remark.words:
        yield from ("", f"> {_plain(remark.words)}")
    for line in remark.text.split("\n"):
        yield from ("", _plain(line))
    for name, value in (("位置", where), ("办理", remark.done)):
        if value:
            yield from ("", f"{name}：{_plain(value)}")


def _plain(text: str) -> str:
    """Text whose signs mean nothing to Markdown."""
    return re.sub(r"([\\`*_\[\]<>#|~])|^(\s*)([-+]|\d+[.)])(?=\s)", r"\2\\\1\3", text, flags=re.M)


_SHEET = (
    Column("编号", 6, "centred"),
    Column("批注人", 12, "centred"),
    Column("日期", 17, "centred"),
    Column("引文", 34),
    Column("位置", 22),
    Column("意见", 44),
    Column("状态", 8, "judged"),
    Column("办理", 34, "words"),
)


def as_xlsx(remarks: Sequence[Remark], place_of: PlaceOf, title: str, day: date) -> bytes:
    """The list as the bytes of a workbook, its states to be chosen; equal input gives equal bytes.

    ``day``: the date that the file bears.
    """

    def fill(book: Workbook) -> None:
        _fill(Sheet(book, PART, _SHEET, 1), remarks, place_of, title)

    return sealed(fill, {"title": title}, day)


def _fill(sheet: Sheet, remarks: Sequence[Remark], place_of: PlaceOf, title: str) -> None:
    sheet.headed(title, f"{_counted(remarks)}“状态”可以选；要记进数据，请改单位文件夹里的“意见”。")
    for row, each in enumerate(remarks, FIRST):
        cells = (
            each.number, each.author, each.date, each.words, _where(each, place_of), each.text,
            each.state, each.done,
        )  # fmt: skip
        sheet.row(row, cells)
    if remarks:
        sheet.choice("状态", len(remarks), (OPEN, DONE))


def _counted(remarks: Sequence[Remark]) -> str:
    left = sum(each.state == OPEN for each in remarks)
    return f"意见 {len(remarks)} 条，{OPEN} {left} 条。"


def _where(remark: Remark, place_of: PlaceOf) -> str:
    """File and line of what the remark is about; empty when it is fixed text of the template."""
    place = place_of(remark)
    if place is None:
        return ""
    name = PurePosixPath(place.file).name
    return f"{name}:{place.line}" if place.line else name


_LONGEST = 40


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
