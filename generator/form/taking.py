"""收表: the cells of a form that came back as the data they mean, each with its address.

A form is laid out anew from what was written out, and each cell looked up by its row and column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.findings import Finding, Place, Severity
from generator.form.guide import Guide
from generator.form.reading import Book, Line, Tab
from generator.form.rows import FILL, KEY, Cell, Page, Row, pages
from generator.form.tree import Path, Tree, there
from generator.form.values import Reason, Typed, text_of

__all__ = ["Taking", "taken"]

_APART = 0.001  # how far new entries stand apart behind the one above them


@dataclass(slots=True)
class Taking:
    """What a form says (收表): its data, what was found in it, and the address of each cell by path."""

    name: str
    base: Tree
    theirs: dict[str | int | float, Tree] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    places: dict[Path, Place] = field(default_factory=dict)

    def report(self, id: str, where: str, message: str, hint: str, *, stops: bool = True) -> None:
        """Note something found at an address of the form."""
        severity = Severity.ERROR if stops else Severity.WARNING
        self.findings.append(Finding(id, severity, message, self.at(where), hint))

    def at(self, where: str) -> Place:
        """An address of the form as place."""
        return Place(f"{self.name}:{where}")

    def put(self, path: Path, text: str, where: str) -> None:
        """Note what a cell says; an empty one says nothing, unless an empty text was an entry."""
        self.places[path] = self.at(where)
        if text == "" and there(self.base, path) != "":
            return
        node = self.theirs
        for key in path[:-1]:
            inner = node.setdefault(key, {})
            assert isinstance(inner, dict)
            node = inner
        node[path[-1]] = text


def taken(book: Book, base: Tree, guide: Guide, name: str) -> Taking:
    """What a form says that came back; ``base``: what was written out, ``name``: of the file."""
    taking = Taking(name, base)
    for page in pages(base, guide):
        tab = book.tabs.get(page.name)
        if tab is None:
            message = f"表“{page.name}”不见了，这一部分没有收，数据照旧。"
            hint = "要改这一部分，请重新生成填报表再填。"
            taking.report("form-sheet-missing", page.name, message, hint, stops=False)
        _Reader(taking, page, tab or Tab(page.name, {}, ())).read()
    return taking


@dataclass(slots=True)
class _Reader:
    """Reads one sheet."""

    taking: Taking
    page: Page
    tab: Tab

    def read(self) -> None:
        """Take what the rows of the sheet say, then what rows were put in among them."""
        known = {row.path: row for row in self.page.rows}
        lines = dict[Path, Line]()
        extra = list[tuple[Row | None, Line, int]]()
        above, behind = None, 0
        for line in self.tab.lines:
            if line.path and line.path not in lines:
                lines[line.path] = line
                above, behind = known.get(line.path), 0
                self._unknown(line, above)
            elif above is not None:
                behind += 1
                extra.append((above, line, behind))
        self._columns()
        for row in self.page.rows:
            self._row(row, lines.get(row.path))
        for above, line, behind in extra:
            self._new(above, line, behind)

    def _where(self, head: str, line: Line) -> str:
        return f"{self.page.name}!{self.tab.letters.get(head, '')}{line.number}"

    def _columns(self) -> None:
        for head in self.page.heads if self.tab.letters else ():
            if head not in self.tab.letters:
                message = f"“{head}”一栏不见了，这一栏没有收，数据照旧。"
                hint = "请不要删栏、改栏名；要改这一栏，请重新生成填报表再填。"
                self.taking.report(
                    "form-column-missing", self.page.name, message, hint, stops=False
                )

    def _unknown(self, line: Line, row: Row | None) -> None:
        """A row that the form would not have, or words where nothing is asked for."""
        for head, typed in line.typed.items():
            if head in self.page.heads and typed.value is not None and row is None:
                message = f"这一行（{'.'.join(map(str, line.path))}）现在的填报表里没有，没有收。"
                hint = "指标体系或数据已经改过，请重新生成填报表再填。"
                self.taking.report(
                    "form-path-unknown", self._where(head, line), message, hint, stops=False
                )
                return
            used = row is None or head in row.cells or head not in self.page.heads
            if not used and typed.value is not None:
                message = f"“{typed.value}”填在了不用填的格里，没有收。"
                hint = "请填到有底色的格里。"
                self.taking.report(
                    "form-cell-unused", self._where(head, line), message, hint, stops=False
                )

    def _row(self, row: Row, line: Line | None) -> None:
        if line is None and row.cells and not row.entry and self.tab.letters:
            message = f"“{row.label}”一行不见了，没有收，数据照旧。"
            hint = "请不要删行；要改它，请重新生成填报表再填。"
            self.taking.report("form-row-missing", self.page.name, message, hint, stops=False)
        gone = line is None and row.entry and bool(self.tab.letters)
        texts = {head: self._text(head, cell, line, gone) for head, cell in row.cells.items()}
        if row.named:
            self._named(row, texts, line)
            return
        for head, cell in row.cells.items():
            where = self._where(head, line) if line else self.page.name
            self.taking.put(cell.path, texts[head], where)

    def _text(self, head: str, cell: Cell, line: Line | None, gone: bool) -> str:
        """What a cell says; what was there, where it can't be read or has a finding."""
        if gone:
            return ""
        if line is None or head not in line.typed or cell.held:
            return cell.was
        said = text_of(line.typed[head], cell.leaf, cell.was)
        if isinstance(said, Reason):
            where = self._where(head, line)
            self.taking.report(said.id, where, f"“{self._label(cell)}”{said.message}。", said.hint)
            return cell.was
        return said

    def _label(self, cell: Cell) -> str:
        """How a cell is called in a message: the names at the end of its path."""
        return ".".join(str(key) for key in cell.path[1:] if isinstance(key, str)) or self.page.name

    def _named(self, row: Row, texts: Mapping[str, str], line: Line | None) -> None:
        """A figure under a name that people choose: both or neither."""
        name, value = texts[KEY].strip(), texts[FILL]
        where = self._where(FILL, line) if line else self.page.name
        path = (*row.path[:-1], name)
        if value and not name:
            message, hint = f"填了 {value}，没有写名称。", "请在“名称”一栏写明是哪一类。"
            self.taking.report("form-name-missing", where, message, hint)
        elif name and not value and not row.cells[KEY].was:
            message, hint = f"“{name}”没有填数。", "请填数；不要这一项的，把名称也清空。"
            self.taking.report("form-value-missing", where, message, hint)
        elif value and there(self.taking.theirs, path) is not None:
            message, hint = f"名称“{name}”出现了两次。", "请合并成一项，或改成不同的名称。"
            self.taking.report("form-name-twice", where, message, hint)
        elif value:
            self.taking.put(path, value, where)

    # ---- rows that were put in -------------------------------------------------------------------

    def _new(self, above: Row | None, line: Line, behind: int) -> None:
        """A row without a place of its own is a new entry behind that of the row above it."""
        filled = [head for head in self.page.heads if _says(line.typed.get(head))]
        if not filled or above is None:
            return
        key = above.path[-1]
        if not above.entry or (isinstance(key, str) and not above.named):
            message = "这一行是自己加的，不知道属于哪一项，没有收。"
            hint = "请填在清单末尾的空行里。"
            where = self._where(filled[0], line)
            if behind == 1:
                self.taking.report("form-row-unknown", where, message, hint, stops=False)
            return
        place = key + behind * _APART if isinstance(key, int) else key
        path = (*above.path[:-1], place)
        cells = {head: _moved(cell, above, path) for head, cell in above.cells.items()}
        self._row(Row(path, above.label, cells=cells, entry=True, named=above.named), line)


def _says(typed: Typed | None) -> bool:
    return typed is not None and (typed.value is not None or typed.unsolved)


def _moved(cell: Cell, above: Row, path: Path) -> Cell:
    """An empty cell like one of the row above."""
    return Cell((*path, *cell.path[len(above.path) :]), cell.leaf, "")
