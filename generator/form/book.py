"""填报表的样子: the workbook of a form: a sheet a part, cells to be filled tinted, all else locked.

Two hidden sheets carry what a form is known by when it comes back, and the words to choose among.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook

from generator.findings import width
from generator.form.kinds import Leaf
from generator.form.past import past
from generator.form.rows import FILL, Cell, Page, Row
from generator.form.tree import Tree, plain
from generator.form.values import FIRST_YEAR, LAST_YEAR
from generator.paper.looks import FIRST, Column, Content, Sheet, cell, digits, height

__all__ = ["CHUNK", "LABEL", "PATH", "RECORD", "VERSION", "filled", "path_text"]

VERSION = "1"
RECORD, CHOICES = "记录", "选项"
PATH, LABEL = "数据路径", "项目"
CHUNK = 8000  # characters of the record in a cell
_MEASURE, _PAST, _ABOUT = "计量单位", "上年填报", "填写说明"
_NOTE = (
    "只填有底色的格，其余已锁定；空着就是没有。清单里空行可以新填，要删一条就把那一行清空。"
    "金额填万元数，不带单位、不带逗号。填好交回，用 jixiao fill 收回。"
)
_EXACT = 15  # digits that a spreadsheet keeps of a number
_EPOCH = date(1899, 12, 30)
_FEW = 5  # columns beside which a long text may have a wide one
_WIDEST, _LARGEST = 255, 10**14


def path_text(path: Sequence[Any]) -> str:
    """A data path as one text, and the same back again by reading it as JSON."""
    return json.dumps(list(path), ensure_ascii=False)


def filled(
    book: Workbook, about: Mapping[str, str], found: Sequence[Page], now: Tree, before: Tree | None
) -> None:
    """Fill the workbook; ``about``: what the form is known by, its ``title`` among it."""
    choices = _Choices()
    for page in found:
        _Writer(page, now, before, choices).write(book, f"{about['title']}·{page.name}")
    choices.write(book)
    record = json.dumps(plain(now), ensure_ascii=False)
    sheet = book.add_worksheet(RECORD)
    sheet.hide()
    for at, (key, text) in enumerate(about.items()):
        sheet.write_string(at, 0, key)
        sheet.write_string(at, 1, text)
    for at, start in enumerate(range(0, len(record), CHUNK)):
        sheet.write_string(at, 2, record[start : start + CHUNK])


@dataclass(slots=True)
class _Choices:
    """The words to choose among, a column for each set of them."""

    known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def reference(self, words: tuple[str, ...]) -> str:
        """The cells that hold these words."""
        at = len(self.known)
        reference = f"={cell(0, at, CHOICES)}:{cell(len(words) - 1, at)}"
        return self.known.setdefault(words, reference)

    def write(self, book: Workbook) -> None:
        """Write the sheet that holds them."""
        sheet = book.add_worksheet(CHOICES)
        sheet.hide()
        for at, words in enumerate(self.known):
            sheet.write_column(0, at, words)


class _Writer:
    """Writes one sheet."""

    def __init__(self, page: Page, now: Tree, before: Tree | None, choices: _Choices) -> None:
        self._page = page
        self._choices = choices
        self._past = {row.path: past(row, now, before) for row in page.rows}
        self._columns = tuple(self._chosen())

    def _chosen(self) -> Iterator[Column]:
        rows = self._page.rows
        yield Column(PATH, 20, hidden=True)
        yield Column(LABEL, min(36, 4 + max(width(_label(row)) for row in rows)))
        most = 80.0 if len(self._page.heads) <= _FEW else 40.0
        for head in self._page.heads:
            own = [row.cells[head] for row in rows if head in row.cells]
            yield Column(head, min(_wide(head, own), most), "entry")
        if any(row.measure for row in rows):
            yield Column(_MEASURE, 10, "centred")
        if any(self._past.values()):
            yield Column(_PAST, 22, "past")
        if FILL in self._page.heads and any(row.about for row in rows):
            yield Column(_ABOUT, 36)

    def write(self, book: Workbook, title: str) -> None:
        """Fill the sheet, row after row, and lock it."""
        sheet = Sheet(book, self._page.name, self._columns, 2)
        sheet.headed(title, _NOTE)
        for at, row in enumerate(self._page.rows):
            self._row(sheet, FIRST + at, row)
        sheet.lock()

    def _row(self, sheet: Sheet, at: int, row: Row) -> None:
        label = _label(row)
        texts = {
            PATH: path_text(row.path), LABEL: label, _MEASURE: row.measure, _PAST: self._past[row.path],
            _ABOUT: row.about,
        }  # fmt: skip
        for column, each in enumerate(self._columns):
            if each.head in row.cells:
                self._cell(sheet, at, column, row.cells[each.head])
            elif each.head in self._page.heads:
                sheet.put(at, column, None, "barred")
            else:
                bold = each.head == LABEL and not row.cells
                sheet.put(at, column, texts[each.head], "heading" if bold else "")
        shown = {**texts, **{head: own.was for head, own in row.cells.items()}, PATH: ""}
        sheet.rise(at, height((shown.get(each.head, ""), each.wide) for each in self._columns))

    def _cell(self, sheet: Sheet, at: int, column: int, own: Cell) -> None:
        if own.held:
            sheet.put(at, column, f"（太长，请在 data 里改）{own.was[:100]}…", "barred")
            return
        content, shown = _content(own)
        sheet.put(at, column, content, _look(own.leaf), shown=shown)
        sheet.check(at, column, self._rule(own))

    def _rule(self, own: Cell) -> Mapping[str, Any]:
        """What the spreadsheet itself lets nobody type wrongly, with what it says then."""
        leaf = own.leaf
        if leaf.choices:
            source = self._choices.reference(leaf.choices)
            says = f"请从下拉的词里选：{'、'.join(leaf.choices)}"
            rule: dict[str, Any] = {"validate": "list", "source": source}
        elif leaf.kind == "text":
            rule, says = {"validate": "any"}, ""
        elif leaf.kind == "date":
            rule = {
                "validate": "date",
                "criteria": "between",
                "minimum": _serial(date(FIRST_YEAR, 1, 1)),
                "maximum": _serial(date(LAST_YEAR, 12, 31)),
            }
            says = "请填日期，例如 2021-12-31。"
        else:
            rule = {
                "validate": "integer" if leaf.kind == "count" else "decimal",
                "criteria": "between", "minimum": _bound(leaf.least, -_LARGEST),
                "maximum": _bound(leaf.most, _LARGEST),
            }  # fmt: skip
            says = _asks(leaf)
        if own.about:
            rule["input_message"] = own.about[:_WIDEST]
        return (
            {**rule, "error_title": "填得不对", "error_message": says[:_WIDEST]} if says else rule
        )


def _serial(day: date) -> int:
    """A date as a spreadsheet counts it."""
    return (day - _EPOCH).days


def _bound(value: Decimal | None, otherwise: int) -> float:
    return float(otherwise if value is None else value)


def _asks(leaf: Leaf) -> str:
    kind = "整数" if leaf.kind == "count" else "数字"
    least = "" if leaf.least is None else f"，不小于 {leaf.least}"
    most = "" if leaf.most is None else f"，不大于 {leaf.most}"
    return f"请填{kind}{least}{most}；不带单位，不带逗号。"


def _look(leaf: Leaf) -> str:
    return "amount" if leaf.figure else "choice" if leaf.choices or leaf.kind == "date" else "entry"


def _content(own: Cell) -> tuple[Content, str]:
    """What stands in a cell, and the number format; a figure too long for a spreadsheet as text."""
    leaf, was = own.leaf, own.was
    if not was:
        return None, "yyyy-mm-dd" if leaf.kind == "date" else ""
    if leaf.kind == "date":
        return _serial(date.fromisoformat(was)), "yyyy-mm-dd"
    if not leaf.figure or len(was.replace(".", "").strip("-0")) > _EXACT:
        return was, ""
    return Decimal(was), "0" if own.path == ("单位", "年度") else digits(Decimal(was))


def _label(row: Row) -> str:
    return "　" * row.level + row.label


def _wide(head: str, own: Sequence[Cell]) -> float:
    """The width of a column by what its cells may hold."""
    longest = max(len(each.was) for each in own)
    if all(each.leaf.kind != "text" for each in own):
        return 11.0 if head != FILL else 24.0
    if longest > 16 or head == FILL:
        return 80.0 if longest > 150 else 46.0
    return 26.0 if longest > 8 else 13.0
