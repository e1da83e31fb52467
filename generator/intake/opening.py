"""开卷: a Word document as offices type it → all its lines and tables in order, complete and flat.

Everything a reader sees is there: automatic numbers as Word prints them, tracked changes as accepted,
text boxes as lines behind the paragraph they hang on.  What can't be kept is told with its place.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO

from lxml import etree

from generator.findings import Finding, Place, Severity
from generator.intake.grids import grid
from generator.intake.guard import guarded, refusal
from generator.intake.numbering import Counter
from generator.intake.pieces import boxes, kept_out, pictures, pieces, private, tree
from generator.intake.styled import Styles
from generator.intake.typed import Document, Grid, Line
from generator.intake.unseen import Unseen, taken_out
from generator.template import w

__all__ = ["opened"]

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_AROUND: Mapping[str, str] = {
    "header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注", "comments": "批注",
}  # fmt: skip
_PAGE_NUMBER = re.compile(r"[\s0-9\-—–－·./|第共页]*")
_LONGEST_QUOTE = 20


def opened(raw: bytes, name: str) -> Document:
    """The document of a docx; Refused when it is not fit to be opened (see ``guarded``)."""
    guarded(raw, name, "docx")
    package = _Package.of(raw, name)
    root = package.tree(package.main)
    body = root.find(w("body"))
    if body is None:
        raise refusal("intake-damaged", name, "没有正文")
    styles = Styles.of(package.related("styles"))
    counter = Counter.of(package.related("numbering"), styles)
    reader = _Reader(name, styles, counter, taken_out(root, styles))
    lines = tuple(reader.blocks(body, "", boxed=False))
    around = tuple(dict.fromkeys(package.around(styles)))
    unseen = _by_kind((*reader.met, *around))
    findings = (*reader.findings, *_kept_back(unseen, name))
    spoken = tuple((where, text) for kind, where, text in around if not kind)
    return Document(lines, spoken, findings, unseen)


_Met = tuple[str, str, str]  # kind of words that nobody sees, or empty; where; words


def _by_kind(met: Iterable[_Met]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for kind, where, text in met:
        if kind:
            found[kind] = (*found.get(kind, ()), (where, text))
    return found


def _kept_back(unseen: Mapping[str, Sequence[object]], name: str) -> Iterator[Finding]:
    """That words which nobody sees were not printed: they may matter to somebody after all."""
    for kind, places in unseen.items():
        message = f"旧报告里有{kind} {len(places)} 处，没有印进报告。"
        hint = "原话都在导入说明.md 里；要印的，请自己补进数据。"
        yield Finding("intake-unseen-words", Severity.WARNING, message, Place(name), hint)


@dataclass(frozen=True, slots=True)
class _Package:
    """The parts of a docx (包): the main one by name, the others by what they are to it."""

    parts: zipfile.ZipFile
    name: str
    main: str

    @classmethod
    def of(cls, raw: bytes, name: str) -> _Package:
        parts = zipfile.ZipFile(BytesIO(raw))
        package = cls(parts, name, "")
        found = package._targets("").get("officeDocument", ("word/document.xml",))
        return replace(package, main=found[0])

    def tree(self, part: str) -> etree._Element:
        try:
            return tree(self.parts.read(part))
        except (etree.XMLSyntaxError, KeyError):
            raise refusal("intake-damaged", self.name, f"部件“{part}”读不了") from None

    def related(self, kind: str) -> etree._Element | None:
        """The part that is this to the main one, when there is one."""
        found = self._targets(self.main).get(kind, ())
        return self.tree(found[0]) if found and found[0] in self.parts.namelist() else None

    def _targets(self, source: str) -> Mapping[str, tuple[str, ...]]:
        """The parts a part is related to, by the kind of relation."""
        folder, _, file = source.rpartition("/")
        own = posixpath.join(folder, "_rels", f"{file}.rels")
        targets: dict[str, tuple[str, ...]] = {}
        if own in self.parts.namelist():
            for each in self.tree(own).iter(f"{{{_RELATIONS}}}Relationship"):
                kind = str(each.get("Type")).rpartition("/")[2]
                path = posixpath.normpath(posixpath.join("/", folder, str(each.get("Target"))))
                if each.get("TargetMode") != "External":
                    targets[kind] = (*targets.get(kind, ()), path.lstrip("/"))
        return targets

    def around(self, styles: Styles) -> Iterator[_Met]:
        """What headers, footers, notes and comments say beside page numbers, each with where."""
        targets = self._targets(self.main)
        for kind, where in _AROUND.items():
            for part in targets.get(kind, ()):
                if part in self.parts.namelist():
                    yield from _said(self.tree(part), where, styles)


def _said(root: etree._Element, where: str, styles: Styles) -> Iterator[_Met]:
    unseen = taken_out(root, styles)
    for paragraph in root.iter(w("p")):
        by = _by(paragraph, where)
        text = "".join(text for _, text in pieces(paragraph))
        if not _PAGE_NUMBER.fullmatch(text):
            yield "", by, text
        yield from ((kind, by, words) for kind, words in unseen.words.get(paragraph, ()))


def _by(paragraph: etree._Element, where: str) -> str:
    """Where something is said; of a comment also by whom."""
    comment = next(paragraph.iterancestors(w("comment")), None)
    author = "" if comment is None else comment.get(w("author"))
    return f"{where}（{author}）" if author else where


@dataclass(slots=True)
class _Reader:
    """Reads a body from top to bottom (阅读), counting paragraphs and tables as it goes."""

    name: str
    styles: Styles
    counter: Counter
    unseen: Unseen
    met: list[_Met] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _lines: int = 0
    _tables: int = 0
    _boxes: int = 0

    def blocks(self, parent: etree._Element, inside: str, *, boxed: bool) -> Iterator[Line | Grid]:
        """Paragraphs and tables of a body or box, whatever they are wrapped in."""
        for child in parent:
            if child.tag == w("p"):
                yield from self._paragraph(child, inside, boxed=boxed)
            elif child.tag == w("tbl"):
                self._tables += 1
                where = f"第{self._tables}个表"
                yield grid(child, where, lambda cell, at: tuple(self._of_cell(cell, at)))
            elif child.tag == w("altChunk"):
                self._kept_out(child, f"第{self._lines}段之后", "")
            elif not str(child.tag).endswith("Pr"):
                yield from self.blocks(child, inside, boxed=boxed)

    def _paragraph(
        self, paragraph: etree._Element, inside: str, *, boxed: bool
    ) -> Iterator[Line | Grid]:
        """A paragraph, and behind it those of the boxes that hang on it."""
        if not boxed:
            self._lines += 1
        where = inside or f"第{self._lines}段"
        yield self._line(paragraph, where)
        for box in boxes(paragraph):
            self._boxes += 1
            yield from self.blocks(box, f"{where.partition('的')[0]}的文本框", boxed=True)

    def _line(self, paragraph: etree._Element, where: str) -> Line:
        found = list(pieces(paragraph))
        text = "".join(piece for _, piece in found)
        silent = paragraph in self.unseen.silent
        number, blank = ("", "") if silent else self.counter.number(paragraph)
        self.met += [(kind, where, words) for kind, words in self.unseen.words.get(paragraph, ())]
        look = self.styles.look(paragraph, found)
        self._kept_out(paragraph, where, text)
        return Line(
            number + blank + text,
            where,
            number,
            self.styles.level(paragraph),
            look.size,
            look.bold,
            self.styles.centred(paragraph),
            pictures(paragraph),
            self.styles.of_paragraph(paragraph),
            look.font,
            look.lead,
        )

    def _of_cell(self, cell: etree._Element, where: str) -> Iterator[str]:
        """The lines of a cell; a table inside is read line by line."""
        for child in cell:
            if child.tag == w("p"):
                line = self._line(child, where)
                if line.text.strip():
                    yield line.text
                for box in boxes(child):
                    yield from self._of_cell(box, where)
            elif child.tag == w("tbl"):
                self._tables += 1
                self._nested(where)
                yield from (
                    each for inner in child.iter(w("tc")) for each in self._of_cell(inner, where)
                )
            elif not str(child.tag).endswith("Pr"):
                yield from self._of_cell(child, where)

    def _nested(self, where: str) -> None:
        message = f"{where}里又套了一个表，按一行行文字读入。"
        hint = "请对照原文核对这一格；要保留成表的，在原文里把它移到格外再导入。"
        place = Place(self.name)
        self.findings.append(Finding("intake-nested-table", Severity.WARNING, message, place, hint))

    def _kept_out(self, element: etree._Element, where: str, text: str) -> None:
        """Tell what can't be kept as it is; the words beside it help to find it."""
        shown = text.strip()[:_LONGEST_QUOTE]
        near = f"（“{shown}”）" if shown else ""
        place = Place(self.name)
        for what in kept_out(element):
            message = (
                f"{where}{near}有{what}，{'只读到其中的文字' if what == '公式' else '读不进来'}。"
            )
            hint = f"请对照原文，在生成的报告里补上这个{what}，或用文字写明。"
            self.findings.append(
                Finding("intake-not-text", Severity.WARNING, message, place, hint, words=shown)
            )
        if private(text):
            message = f"{where}{near}有只在某种符号字体里才显示的字符，认不出是什么。"
            hint = "请对照原文，把它改成普通字符（如 √、□、①）。"
            self.findings.append(
                Finding(
                    "intake-unknown-symbol", Severity.WARNING, message, place, hint, words=shown
                )
            )
