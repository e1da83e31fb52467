"""A leader's edits made on the file itself, as Word stores them: the same steps as in LibreOffice.

Bookmarks stay where Word keeps them, runs are split as Word splits them, with its rsids and proofErr;
``author`` records the edits as tracked changes.  ``rough`` edits as a script would, which sets the
text of a whole paragraph: its runs, looks and bookmarks are lost.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

import docx
from lxml import etree

from generator.template import element, packed, unpacked, w
from generator.template.package import related, typed

DATE = "2022-03-01T09:30:00Z"
BODY = "word/document.xml"
_PIECES = (w("t"), w("tab"), w("br"))
_SIGNS = {w("tab"): "\t", w("br"): "\n"}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Step = Mapping[str, Any]


def edited(report: bytes, steps: Sequence[Step], author: str = "", *, rough: bool = False) -> bytes:
    """The docx after these steps."""
    desk = Desk(unpacked(report), author, rough)
    notes = []
    for step in steps:
        act = dict(step)
        if act.pop("do") == "comment":
            notes.append(act)
        else:
            verb: Callable[..., None] = getattr(desk, f"do_{step['do']}")
            verb(**act)
    return commented(desk.stored(), notes)


def commented(report: bytes, notes: Sequence[Step]) -> bytes:
    """The docx with comments, put in by python-docx."""
    if not notes:
        return report
    document = docx.Document(io.BytesIO(report))
    for note in notes:
        (paragraph,) = [p for p in document.paragraphs if note["at"] in p.text]
        runs = [run for run in paragraph.runs if note["words"] in run.text] or paragraph.runs
        document.add_comment(runs, note["text"], note["author"], note["author"][0])
    stored = io.BytesIO()
    document.save(stored)
    return stored.getvalue()


class Desk:
    """One document under a person's hands."""

    def __init__(self, parts: dict[str, bytes], author: str, rough: bool) -> None:
        self.parts = parts
        self.root = etree.fromstring(parts[BODY])
        self.author = author
        self.rough = rough
        self.changes = 0

    def stored(self) -> bytes:
        return packed({**self.parts, BODY: _bytes(self.root)})

    # ---- finding

    def find(self, at: str, nth: int = 0) -> etree._Element:
        """The paragraph that is the text, or else has it in it."""
        everything = [(text_of(p), p) for p in self.root.iter(w("p"))]
        same = [p for text, p in everything if text == at]
        found = same or [p for text, p in everything if at in text]
        if not nth and len(found) != 1:
            raise ValueError(f"{at!r} stands in {len(found)} paragraphs")
        return found[max(nth - 1, 0)]

    def table(self, heads: str) -> etree._Element:
        """The one table whose first row begins with these cells."""
        wanted = heads.split("｜")
        tables = list(self.root.iter(w("tbl")))
        (found,) = [t for t in tables if _heads(t)[: len(wanted)] == wanted]
        return found

    def cell(self, table: str, row: int | str, column: int) -> etree._Element:
        rows = list(self.table(table).iterchildren(w("tr")))
        if isinstance(row, str):
            (at,) = [i for i, r in enumerate(rows) if any(_starts(c, row) for c in r)]
        else:
            at = row
        return list(rows[at].iterchildren(w("tc")))[column]

    # ---- runs

    def change(self, kind: str) -> etree._Element:
        """A tracked change of ours."""
        self.changes += 1
        return element(kind, id=str(9000 + self.changes), author=self.author, date=DATE)

    def put(self, paragraph: etree._Element, at: int, words: str) -> None:
        """Type words at an offset: a run of their own, looking as the one before."""
        if not words:
            return
        before = _cut(paragraph, at)
        runs = self.typed(words, _look_at(paragraph, before))
        if self.author:
            wrapper = self.change("ins")
            wrapper.extend(runs)
            runs = [wrapper]
        else:
            runs = [
                element("proofErr", type="gramStart"),
                *runs,
                element("proofErr", type="gramEnd"),
            ]
        _insert(paragraph, before, runs)

    def typed(self, words: str, look: etree._Element | None) -> list[etree._Element]:
        run = element("r", rsidR="00A77B3E")
        if look is not None:
            run.append(deepcopy(look))
        for piece in re.split(r"([\n\t])", words):
            if piece in ("\n", "\t"):
                run.append(element("br" if piece == "\n" else "tab"))
            elif piece:
                text = etree.SubElement(run, w("t"))
                text.text = piece
                text.set(_SPACE, "preserve")
        return [run]

    def take(self, paragraph: etree._Element, start: int, end: int) -> None:
        """Delete what stands between two offsets."""
        _cut(paragraph, end)
        _cut(paragraph, start)
        place = 0
        for run in list(_runs(paragraph)):
            length = len(_run_text(run))
            if place >= start and place + length <= end and length:
                self.strike(run)
            place += length

    def strike(self, run: etree._Element) -> None:
        """Delete a run, or mark it as deleted."""
        parent = run.getparent()
        assert parent is not None
        if not self.author or parent.tag == w("ins"):
            parent.remove(run)
            return
        wrapper = self.change("del")
        parent.replace(run, wrapper)
        wrapper.append(run)
        for text in list(run.iter(w("t"))):
            text.tag = w("delText")

    def mark_paragraph(self, paragraph: etree._Element, kind: str) -> None:
        """The paragraph mark as inserted or deleted."""
        properties = paragraph.find(w("pPr"))
        if properties is None:
            properties = element("pPr")
            paragraph.insert(0, properties)
        look = properties.find(w("rPr"))
        if look is None:
            look = etree.SubElement(properties, w("rPr"))
        look.insert(0, self.change(kind))

    # ---- what is done

    def do_replace(self, at: str, old: str, new: str, nth: int = 0) -> None:
        paragraph = self.find(at, nth)
        text = text_of(paragraph)
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in {text!r}")
        if self.rough:
            _reset(paragraph, text.replace(old, new))
            return
        start = text.index(old)
        self.put(paragraph, start + len(old), new)
        self.take(paragraph, start, start + len(old))

    def do_append(self, at: str, text: str, nth: int = 0) -> None:
        paragraph = self.find(at, nth)
        head, *others = text.split("¶")
        if self.rough:
            _reset(paragraph, text_of(paragraph) + head)
        else:
            self.put(paragraph, len(text_of(paragraph)), head)
        for other in others:
            paragraph = self.after(paragraph, other)

    def do_prepend(self, at: str, text: str, nth: int = 0) -> None:
        paragraph = self.find(at, nth)
        if self.rough:
            _reset(paragraph, text + text_of(paragraph))
        else:
            self.put(paragraph, 0, text)

    def after(self, paragraph: etree._Element, text: str, style: str = "") -> etree._Element:
        """A new paragraph after another, looking like it."""
        new = element("p", rsidR="00A77B3E", rsidRDefault="00A77B3E")
        properties = paragraph.find(w("pPr"))
        if properties is not None:
            new.append(deepcopy(properties))
        if style:
            named = new.find(f"{w('pPr')}/{w('pStyle')}")
            assert named is not None
            named.set(w("val"), self.style_id(style))
        if self.author:
            self.mark_paragraph(paragraph, "ins")
        paragraph.addnext(new)
        self.put(new, 0, text)
        return new

    def do_insert_after(self, at: str, text: str, style: str = "", nth: int = 0) -> None:
        paragraph = self.find(at, nth)
        for each in text.split("¶"):
            paragraph = self.after(paragraph, each, style)

    def do_insert_before(self, at: str, text: str, nth: int = 0) -> None:
        """Enter at the paragraph's beginning, where Word leaves the bookmark on the new line above."""
        paragraph = self.find(at, nth)
        new = element("p", rsidR="00A77B3E", rsidRDefault="00A77B3E")
        properties = paragraph.find(w("pPr"))
        if properties is not None:
            new.append(deepcopy(properties))
        if not self.rough:
            new.extend(list(paragraph.iterchildren(w("bookmarkStart"), w("bookmarkEnd"))))
        paragraph.addprevious(new)
        self.put(new, len(text_of(new)), text)
        if self.author:
            self.mark_paragraph(new, "ins")

    def do_delete(self, at: str, to: str = "", nth: int = 0) -> None:
        for paragraph in self.stretch(at, to, nth):
            if self.author and paragraph.tag == w("p"):
                self.take(paragraph, 0, len(text_of(paragraph)))
                self.mark_paragraph(paragraph, "del")
            else:
                _remove(paragraph)

    def stretch(self, at: str, to: str = "", nth: int = 0) -> list[etree._Element]:
        """The paragraphs, and tables between them, from one to another."""
        first = self.find(at, nth)
        last = self.find(to) if to else first
        taken = [first]
        while taken[-1] is not last:
            following = taken[-1].getnext()
            assert following is not None, "the last one stands before the first"
            taken.append(following)
        return taken

    def do_move_after(self, at: str, to: str, last: str = "") -> None:
        """Cut and paste; recorded as Word records it: moved from here, moved to there."""
        place = self.find(to)
        for paragraph in self.stretch(at, last):
            moved = deepcopy(paragraph)
            if self.author:
                self.moved(paragraph, "moveFrom")
                self.moved(moved, "moveTo")
                for mark in list(moved.iter(w("bookmarkStart"), w("bookmarkEnd"))):
                    _remove(mark)
            else:
                _remove(paragraph)
            place.addnext(moved)
            place = moved

    def moved(self, paragraph: etree._Element, kind: str) -> None:
        self.mark_paragraph(paragraph, kind)
        for run in list(_runs(paragraph)):
            wrapper = self.change(kind)
            parent = run.getparent()
            assert parent is not None
            parent.replace(run, wrapper)
            wrapper.append(run)

    def do_split(self, at: str, before: str) -> None:
        paragraph = self.find(at)
        start = text_of(paragraph).index(before)
        _cut(paragraph, start)
        new = element("p", rsidR="00A77B3E", rsidRDefault="00A77B3E")
        properties = paragraph.find(w("pPr"))
        if properties is not None:
            new.append(deepcopy(properties))
        place = 0
        for run in list(_runs(paragraph)):
            if place >= start:
                new.append(run)
            place += len(_run_text(run))
        if self.author:
            self.mark_paragraph(paragraph, "ins")
        paragraph.addnext(new)

    def do_join(self, at: str, nth: int = 0) -> None:
        paragraph = self.find(at, nth)
        if self.author:
            self.mark_paragraph(paragraph, "del")
            return
        following = paragraph.getnext()
        assert following is not None
        paragraph.extend([e for e in following if e.tag != w("pPr")])
        _remove(following)

    def do_bold(self, at: str, words: str, lift: bool = False) -> None:
        paragraph = self.find(at)
        start = text_of(paragraph).index(words)
        _cut(paragraph, start + len(words))
        _cut(paragraph, start)
        place = 0
        for run in _runs(paragraph):
            if start <= place < start + len(words):
                _bolden(run, not lift)
            place += len(_run_text(run))

    def do_listed(self, at: str, to: str, kind: str = "number") -> None:
        self.parts = _with_lists(self.parts)
        for paragraph in self.stretch(at, to):
            properties = paragraph.find(w("pPr"))
            assert properties is not None
            numbering = element("numPr")
            numbering.append(element("ilvl", val="0"))
            numbering.append(element("numId", val="1" if kind == "number" else "2"))
            properties.insert(1, numbering)

    def style_id(self, name: str) -> str:
        """The id by which a document knows a style."""
        for style in etree.fromstring(self.parts["word/styles.xml"]).iter(w("style")):
            known = style.find(w("name"))
            if known is not None and str(known.get(w("val"))).lower() == name.lower():
                return str(style.get(w("styleId")))
        raise LookupError(name)

    def do_style(self, at: str, style: str) -> None:
        named = self.find(at).find(f"{w('pPr')}/{w('pStyle')}")
        assert named is not None
        named.set(w("val"), self.style_id(style))

    def do_cell(self, table: str, row: int | str, column: int, text: str) -> None:
        first, *others = self.cell(table, row, column).iterchildren(w("p"))
        for other in others:
            _remove(other)
        if self.rough:
            _reset(first, text)
            return
        whole = len(text_of(first))
        self.put(first, whole, text)
        self.take(first, 0, whole)

    def do_row_after(self, table: str, row: int, texts: list[str]) -> None:
        above = list(self.table(table).iterchildren(w("tr")))[row]
        new = deepcopy(above)
        for mark in list(new.iter(w("bookmarkStart"), w("bookmarkEnd"))):
            _remove(mark)
        for cell, text in zip(new.iter(w("tc")), texts, strict=True):
            _reset(next(cell.iter(w("p"))), text)
        if self.author:
            properties = new.find(w("trPr"))
            if properties is None:
                properties = element("trPr")
                new.insert(0, properties)
            properties.append(self.change("ins"))
        above.addnext(new)

    def do_row_delete(self, table: str, row: int) -> None:
        _remove(list(self.table(table).iterchildren(w("tr")))[row])

    def do_author(self, name: str) -> None:
        """Another person takes the chair; no name: changes are no longer recorded."""
        self.author = name

    def do_reject(self, at: str) -> None:
        """Reject every change recorded in a paragraph."""
        paragraph = self.find(at)
        for change in list(paragraph.iter(w("ins"))):
            _remove(change)
        for change in list(paragraph.iter(w("del"))):
            for text in change.iter(w("delText")):
                text.tag = w("t")
            for run in change:
                change.addprevious(run)
            _remove(change)

    def do_header(self, text: str) -> None:
        """A header typed by the leader, on every page of the first section."""
        name = "word/header9.xml"
        whole = f'<w:hdr xmlns:w="{_namespace()}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:hdr>'
        self.parts = _with_part(self.parts, name, whole, "header")
        reference = element("headerReference", type="default")
        reference.set(f"{{{self.root.nsmap['r']}}}id", "rIdHandsheader")
        next(self.root.iter(w("sectPr"))).insert(0, reference)

    def do_picture(self, at: str) -> None:
        """A picture (of nothing) in a paragraph."""
        shape = '<v:shape style="width:60pt;height:40pt"><v:imagedata/></v:shape>'
        self.find(at).append(self.drawn(shape))

    def drawn(self, shape: str) -> etree._Element:
        names = f'xmlns:w="{_namespace()}" xmlns:v="urn:schemas-microsoft-com:vml"'
        return etree.fromstring(f"<w:r {names}><w:pict>{shape}</w:pict></w:r>")

    def do_new_table(self, at: str, rows: list[list[str]]) -> None:
        """A table of the leader's own after a paragraph."""
        new = element("tbl", element("tblPr"), element("tblGrid"))
        new[1].extend(element("gridCol", w="2000") for _ in rows[0])
        for row in rows:
            cells = (
                element("tc", element("p", element("r", element("t", text=cell)))) for cell in row
            )
            new.append(element("tr", *cells))
        self.find(at).addnext(new)

    def do_box(self, at: str, text: str) -> None:
        """A text box drawn beside a paragraph."""
        inside = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        box = f"<v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox>"
        self.find(at).append(self.drawn(f'<v:shape style="width:120pt">{box}</v:shape>'))


# ---- paragraphs as they stand in the file


def text_of(paragraph: etree._Element) -> str:
    """What a paragraph says, deleted and moved away words not counted."""
    return "".join(_run_text(run) for run in _runs(paragraph))


def _runs(paragraph: etree._Element) -> Iterator[etree._Element]:
    for run in paragraph.iter(w("r")):
        above = next(run.iterancestors(w("p")))
        if above is paragraph and next(run.iterancestors(w("del"), w("moveFrom")), None) is None:
            yield run


def _run_text(run: etree._Element) -> str:
    pieces = (e for e in run if e.tag in _PIECES)
    return "".join(_SIGNS.get(str(e.tag)) or e.text or "" for e in pieces)


def _cut(paragraph: etree._Element, at: int) -> etree._Element | None:
    """Split runs so that one ends at an offset, and give it; None at the beginning."""
    place, last = 0, None
    for run in list(_runs(paragraph)):
        text = _run_text(run)
        if place + len(text) <= at:
            place, last = place + len(text), run
            if place == at and text:
                return run
        elif place == at:
            return last
        else:
            return _split_run(run, at - place)
    return last


def _split_run(run: etree._Element, at: int) -> etree._Element:
    second = deepcopy(run)
    place = 0
    for one, two in zip(list(run), list(second), strict=True):
        if one.tag not in _PIECES:
            continue
        text = _SIGNS.get(str(one.tag)) or one.text or ""
        here = min(max(at - place, 0), len(text))
        place += len(text)
        if here == len(text):
            second.remove(two)
        elif here == 0:
            run.remove(one)
        else:
            one.text, two.text = text[:here], text[here:]
            one.set(_SPACE, "preserve")
    run.addnext(second)
    return run


def _look_at(paragraph: etree._Element, before: etree._Element | None) -> etree._Element | None:
    """The look that typed words get: that of the run before, or of the first one."""
    run = before if before is not None else next(_runs(paragraph), None)
    return None if run is None else run.find(w("rPr"))


def _insert(
    paragraph: etree._Element, before: etree._Element | None, runs: Sequence[etree._Element]
) -> None:
    if before is None:
        heads = (w("pPr"), w("bookmarkStart"), w("bookmarkEnd"))
        at = next((i for i, e in enumerate(paragraph) if e.tag not in heads), len(paragraph))
        paragraph[at:at] = list(runs)
        return
    parent = before.getparent()
    anchor = before if parent is paragraph else parent
    assert anchor is not None
    for run in reversed(runs):
        anchor.addnext(run)


def _reset(paragraph: etree._Element, text: str) -> None:
    """What python-docx's ``paragraph.text = …`` does: all but the properties goes."""
    for child in [e for e in paragraph if e.tag != w("pPr")]:
        paragraph.remove(child)
    if text:
        paragraph.append(element("r"))
        paragraph[-1].append(element("t", text=text))


def _bolden(run: etree._Element, on: bool) -> None:
    look = run.find(w("rPr"))
    if look is None:
        look = element("rPr")
        run.insert(0, look)
    for old in look.findall(w("b")):
        look.remove(old)
    bold = element("b") if on else element("b", val="0")
    before = [e for e in look if e.tag in (w("rStyle"), w("rFonts"))]
    look.insert(len(before), bold)


def _heads(table: etree._Element) -> list[str]:
    """What the cells of the first row say."""
    first = next(table.iterchildren(w("tr")))
    return [text_of(next(cell.iter(w("p")))) for cell in first.iterchildren(w("tc"))]


def _starts(cell: etree._Element, text: str) -> bool:
    return cell.tag == w("tc") and text_of(next(cell.iter(w("p")))).startswith(text)


def _remove(part: etree._Element) -> None:
    parent = part.getparent()
    assert parent is not None
    parent.remove(part)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _namespace() -> str:
    return w("p")[1:-2]


_LISTS = "".join(
    f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/></w:lvl>'
    "</w:abstractNum>"
    for number, form, sign in ((1, "decimal", "%1."), (2, "bullet", "\uf0b7"))
) + "".join(
    f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number in (1, 2)
)


def _with_lists(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts with definitions of a numbered and a bulleted list, as Word's buttons make them."""
    name = "word/numbering.xml"
    whole = f'<w:numbering xmlns:w="{_namespace()}">{_LISTS}</w:numbering>'
    return parts if name in parts else _with_part(parts, name, whole, "numbering")


def _with_part(parts: dict[str, bytes], name: str, whole: str, kind: str) -> dict[str, bytes]:
    relations, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    target = name.removeprefix("word/")
    return {
        **parts,
        name: whole.encode(),
        relations: related(parts[relations], f"rIdHands{kind}", kind, target),
        types: typed(parts[types], f"/{name}", f"{_WORD}.{kind}+xml"),
    }
