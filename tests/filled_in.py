"""A form on the desk of the tests: filled in cell by cell by the path of its data, and brought home."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import unmeasured

from generator import workspace
from generator.form import Filled, fill, form
from generator.form.book import path_text
from generator.form.guide import Guide
from generator.form.rows import FILL, KEY, Cell, Page, Row, pages
from generator.form.tree import Tree, below, written
from generator.generate import Examined, examine
from generator.model import Report
from generator.source import read

NAME = "填报表.xlsx"


class Form:
    """The form of a unit, and what becomes of it.

    A cell is named by its data path with dots (``预算.年初预算``, ``职责.0``); the name of a figure by
    kind by ``@`` behind it (``预算.收入决算.2@``).
    """

    def __init__(self, unit: Path) -> None:
        self.unit = unit
        self.before = self.examined()
        self.xlsx = form(self.before.report, self.before.rubric, None)

    def moved(self, unit: Path) -> Form:
        """The same form, made of a copy of the unit."""
        other = copy(self)
        other.unit = unit
        return other

    def examined(self) -> Examined:
        return examine(self.unit, workspace.of(self.unit), lambda step: None)

    def pages(self) -> tuple[Page, ...]:
        return pages(written(self.before.report), Guide(self.before.rubric))

    def cells(self) -> Iterator[tuple[Page, Row, str, Cell]]:
        for page in self.pages():
            for row in page.rows:
                for head, cell in row.cells.items():
                    yield page, row, head, cell

    def where(self, name: str) -> tuple[str, str]:
        """The sheet and the address of a cell of the form as it was made."""
        return self.addresses[name]

    @cached_property
    def addresses(self) -> Mapping[str, tuple[str, str]]:
        book, found = self.book(), {}
        for page in self.pages():
            sheet = book[page.name]
            columns = {cell.value: cell.column_letter for cell in sheet[3]}
            rows = {sheet.cell(n, 1).value: n for n in range(4, sheet.max_row + 1)}
            for row in page.rows:
                for head, cell in row.cells.items():
                    own = head == KEY and FILL in row.cells
                    name = ".".join(map(str, cell.path)) + "@" * own
                    found[name] = (page.name, f"{columns[head]}{rows[path_text(row.path)]}")
        return found

    def typed(self, values: Mapping[str, Any], style: str = "") -> bytes:
        """The form with these values typed into these cells; None empties one."""
        book, addresses = self.book(), self.addresses
        for name, value in values.items():
            sheet, address = addresses[name]
            book[sheet][address].value = value
            if style:
                book[sheet][address].number_format = style
        return stored(book)

    def book(self) -> Any:
        return loaded(self.xlsx)

    def fill(self, xlsx: bytes) -> Filled:
        now = self.examined()
        were = {file: file.read_bytes() for file in now.inputs.data}
        return fill(xlsx, NAME, now.inputs.report, now.rubric, were)

    def take(self, values: Mapping[str, Any], style: str = "") -> Filled:
        return self.fill(self.typed(values, style))

    def tree(self, filled: Filled) -> Tree | None:
        """The unit's data with what a form brought, read anew."""
        now = self.examined()
        files = sorted({*now.inputs.data, *filled.files})
        return written(read(files, Report, instead=filled.files).value)

    def value(self, filled: Filled, name: str) -> Tree | None:
        tree = self.tree(filled)
        for key in name.split("."):
            is_list = isinstance(tree, dict) and 0 in tree
            tree = below(tree, int(key) if is_list and key.isdigit() else key)
        return tree


def loaded(xlsx: bytes) -> Any:
    """A workbook as people have it open; what goes on in there is not ours to measure."""
    with unmeasured():
        return openpyxl.load_workbook(io.BytesIO(xlsx))


def stored(book: Any) -> bytes:
    raw = io.BytesIO()
    with unmeasured():
        book.save(raw)
    return raw.getvalue()


def ids(filled: Filled) -> list[str]:
    return [finding.id for finding in filled.findings]


def converted(xlsx: bytes, home: Path, kind: str) -> Path:
    """The workbook opened by LibreOffice and stored as another kind of file."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("JIXIAO_REQUIRE_TOOLS"):
            pytest.fail("soffice is not installed")
        pytest.skip("soffice is not installed")
    file = home / "form.xlsx"
    file.write_bytes(xlsx)
    profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", kind, "--outdir", str(home / "out"), str(file)],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    return next((home / "out").glob("form.*"))
