"""What a leader does in the word processor, done in LibreOffice through UNO, one job a line.

Run by a Python that has ``uno`` (Debian's own, with python3-uno), not by that of the tests; speaks
JSON over its standard streams: ``{"source", "target", "steps", "author"}`` in, ``{"wrong"}`` out;
an empty line ends it.
Typing, Enter, Delete, cutting and pasting go by the commands behind the keys, not by setting texts, so
that marks in the text fare as they do under a person's hands.  ``author``: changes are recorded
under that name.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

PATIENCE = 60
FILTER = "MS Word 2007 XML"


def value(name: str, of: Any) -> PropertyValue:
    return PropertyValue(Name=name, Value=of)


def connected(address: str) -> Any:
    """LibreOffice at an address, waited for until it answers."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here
    )
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(address)
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


class Office:
    """One LibreOffice without a window, in a profile of its own."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        pipe = f"jixiao{Path(folder).name}".replace("_", "")
        self.process = subprocess.Popen(
            [
                "soffice", f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
                "--headless", "--norestore", "--nologo", "--nodefault",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        context = connected(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        self.services = context.ServiceManager
        self.context = context
        self.desktop = self._service("com.sun.star.frame.Desktop")
        self.dispatcher = self._service("com.sun.star.frame.DispatchHelper")

    def _service(self, name: str) -> Any:
        return self.services.createInstanceWithContext(name, self.context)

    def name_author(self, author: str) -> None:
        """Give the person at the desk a name."""
        provider = self._service("com.sun.star.configuration.ConfigurationProvider")
        node = value("nodepath", "/org.openoffice.UserProfile/Data")
        access = "com.sun.star.configuration.ConfigurationUpdateAccess"
        data = provider.createInstanceWithArguments(access, (node,))
        data.setPropertyValue("givenname", author)
        data.setPropertyValue("sn", "")
        data.commitChanges()

    def edit(self, job: dict[str, Any]) -> None:
        """Open, do every step, store beside."""
        if job.get("author"):
            self.name_author(job["author"])
        # A copy in our own folder: a lock left beside the original would keep it shut.
        url = Path(shutil.copy(job["source"], Path(self.folder, "手稿.docx"))).as_uri()
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, (value("Hidden", True),))
        try:
            document.RecordChanges = bool(job.get("author"))
            desk = Desk(self, document)
            for step in job["steps"]:
                desk.do(dict(step))
            document.storeToURL(Path(job["target"]).as_uri(), (value("FilterName", FILTER),))
        finally:
            document.close(True)

    def close(self) -> None:
        """End LibreOffice with all that it started; asking it to go may wait for ever."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Desk:
    """One document under a person's hands."""

    def __init__(self, office: Office, document: Any) -> None:
        self.office = office
        self.document = document
        self.controller = document.getCurrentController()
        self.cursor = self.controller.getViewCursor()

    def do(self, step: dict[str, Any]) -> None:
        act: Callable[..., None] = getattr(self, f"do_{step.pop('do')}")
        act(**step)

    # ---- finding

    def find(self, at: str, nth: int = 0) -> Any:
        """The paragraph that is the text, or else has it in it, as a cursor over the whole of it."""
        wanted = self.document.createSearchDescriptor()
        wanted.SearchString, wanted.SearchCaseSensitive = at, True
        ranges = self.document.findAll(wanted)
        found = [whole(ranges.getByIndex(i)) for i in range(ranges.getCount())]
        found = [c for c in found if c.getString() == at] or found
        if not nth and len(found) != 1:
            raise ValueError(f"{at!r} stands in {len(found)} paragraphs")
        return found[max(nth - 1, 0)]

    def table(self, heads: str) -> Any:
        """The one table whose first row begins with these cells."""
        wanted = dict(zip("ABCDEF", heads.split("｜"), strict=False))
        tables = self.document.TextTables
        everything = map(tables.getByIndex, range(tables.getCount()))
        (found,) = (
            table
            for table in everything
            if all(
                table.getCellByName(f"{letter}1").getString() == text
                for letter, text in wanted.items()
            )
        )
        return found

    def cell(self, table: Any, row: int | str, column: int) -> Any:
        """By row number, or by a text in the row; columns from the left, negative from the right."""
        names = list(table.getCellNames())
        if isinstance(row, str):
            holds = [n for n in names if table.getCellByName(n).getString().startswith(row)]
            if len(holds) != 1:
                raise ValueError(f"{row!r} stands in {len(holds)} rows")
            number = holds[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        else:
            number = str(row + 1)
        letters = sorted(n[: -len(number)] for n in names if n.lstrip("ABCDEFGHIJKLM") == number)
        return table.getCellByName(letters[column] + number)

    # ---- hands

    def press(self, command: str, **arguments: Any) -> None:
        values = tuple(value(name, of) for name, of in arguments.items())
        frame = self.controller.Frame
        self.office.dispatcher.executeDispatch(frame, f".uno:{command}", "", 0, values)

    def put(self, paragraph: Any, *, end: bool = False) -> None:
        self.cursor.gotoRange(paragraph.getEnd() if end else paragraph.getStart(), False)

    def choose(self, paragraph: Any, words: str) -> None:
        """Choose words in a paragraph; no words: the place before it."""
        self.cursor.gotoRange(part(paragraph, words), False)

    def choose_whole(self, first: Any, last: Any) -> None:
        """Choose paragraphs with their marks: from the first to where the next one begins."""
        text = first.getText().createTextCursorByRange(first.getStart())
        text.gotoRange(last.getEnd(), True)
        text.goRight(1, True)
        self.cursor.gotoRange(text, False)

    def type(self, words: str) -> None:
        """Type words; ``\\n`` is a line break, ``¶`` is Enter."""
        for piece in words.replace("\n", "\0\n\0").replace("¶", "\0¶\0").split("\0"):
            if piece == "\n":
                self.press("InsertLinebreak")
            elif piece == "¶":
                self.press("InsertPara")
            elif piece:
                self.press("InsertText", Text=piece)

    # ---- what is done

    def do_replace(self, at: str, old: str, new: str, nth: int = 0) -> None:
        self.choose(self.find(at, nth), old)
        if new:
            self.type(new)
        else:
            self.press("Delete")

    def do_append(self, at: str, text: str, nth: int = 0) -> None:
        self.put(self.find(at, nth), end=True)
        self.type(text)

    def do_prepend(self, at: str, text: str, nth: int = 0) -> None:
        self.put(self.find(at, nth))
        self.type(text)

    def do_insert_after(self, at: str, text: str, style: str = "", nth: int = 0) -> None:
        self.put(self.find(at, nth), end=True)
        self.type(f"¶{text}")
        if style:
            self.cursor.ParaStyleName = style

    def do_insert_before(self, at: str, text: str, nth: int = 0) -> None:
        """Enter at the paragraph's beginning, then up and type."""
        paragraph = self.find(at, nth)
        self.put(paragraph)
        self.press("InsertPara")
        self.press("GoLeft", Count=1, Select=False)
        self.type(text)

    def do_delete(self, at: str, to: str = "", nth: int = 0) -> None:
        first = self.find(at, nth)
        self.choose_whole(first, self.find(to) if to else first)
        self.press("Delete")

    def do_move_after(self, at: str, to: str, last: str = "") -> None:
        """Cut whole paragraphs, paste them before the paragraph that follows another."""
        first = self.find(at)
        self.choose_whole(first, self.find(last) if last else first)
        self.press("Cut")
        self.put(self.find(to), end=True)
        self.press("GoRight", Count=1, Select=False)
        self.press("Paste")

    def do_split(self, at: str, before: str) -> None:
        paragraph = self.find(at)
        self.choose(paragraph, before)
        self.cursor.collapseToStart()
        self.press("InsertPara")

    def do_join(self, at: str, nth: int = 0) -> None:
        """Delete at the end of a paragraph: the next one comes up."""
        self.put(self.find(at, nth), end=True)
        self.press("Delete")

    def do_bold(self, at: str, words: str, lift: bool = False) -> None:
        self.choose(self.find(at), words)
        self.press("Bold", Bold=not lift)

    def do_listed(self, at: str, to: str, kind: str = "number") -> None:
        self.choose_whole(self.find(at), self.find(to))
        self.press("DefaultNumbering" if kind == "number" else "DefaultBullet", On=True)

    def do_style(self, at: str, style: str) -> None:
        self.find(at).ParaStyleName = style

    def do_cell(self, table: str, row: int | str, column: int, text: str) -> None:
        cell = self.cell(self.table(table), row, column)
        everything = cell.createTextCursor()
        everything.gotoEnd(True)
        self.cursor.gotoRange(everything, False)
        self.type(text)

    def do_row_after(self, table: str, row: int, texts: list[str]) -> None:
        found = self.table(table)
        found.Rows.insertByIndex(row + 1, 1)
        for column, text in enumerate(texts):
            self.cursor.gotoRange(self.cell(found, row + 1, column).getStart(), False)
            self.type(text)

    def do_row_delete(self, table: str, row: int) -> None:
        self.table(table).Rows.removeByIndex(row, 1)

    def do_author(self, name: str) -> None:
        """Another person takes the chair; no name: changes are no longer recorded."""
        if name:
            self.office.name_author(name)
        self.document.RecordChanges = bool(name)

    def do_reject(self, at: str) -> None:
        """Reject every change recorded in a paragraph."""
        self.choose(self.find(at), self.find(at).getString())
        self.press("RejectTrackedChange")

    def do_header(self, text: str) -> None:
        style = self.document.StyleFamilies.getByName("PageStyles").getByName(
            self.cursor.PageStyleName
        )
        style.HeaderIsOn = True
        style.HeaderText.setString(text)


def whole(place: Any) -> Any:
    """A cursor over the whole paragraph of a place."""
    cursor = place.getText().createTextCursorByRange(place.getStart())
    cursor.gotoStartOfParagraph(False)
    cursor.gotoEndOfParagraph(True)
    return cursor


def part(paragraph: Any, words: str) -> Any:
    """A cursor over words that stand once in a paragraph."""
    text = paragraph.getString()
    if text.count(words) != 1:
        raise ValueError(f"{words!r} stands {text.count(words)} times in {text!r}")
    cursor = paragraph.getText().createTextCursorByRange(paragraph.getStart())
    cursor.goRight(units(text[: text.index(words)]), False)
    cursor.goRight(units(words), True)
    return cursor


def units(text: str) -> int:
    """How far the cursor goes over a text: signs beyond the first plane count twice."""
    return len(text.encode("utf-16-le")) // 2


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="jixiao") as folder:
        office = Office(folder)
        try:
            sys.stdout.write('{"wrong": ""}\n')
            sys.stdout.flush()
            for line in sys.stdin:
                if not line.strip():
                    break
                try:
                    office.edit(json.loads(line))
                    wrong = ""
                except Exception as error:
                    wrong = f"{type(error).__name__}: {error}"
                sys.stdout.write(json.dumps({"wrong": wrong}) + "\n")
                sys.stdout.flush()
        finally:
            office.close()


if __name__ == "__main__":
    main()
