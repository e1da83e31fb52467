"""分页: on which page each paragraph of a report begins, counted without any program to lay it out.

The layout of the templates makes this possible: lines of an exact height on a fixed grid, and rows
that are never torn.  What a program measures by its fonts (tables, charts, pictures) is estimated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from generator.template.lines import Face, lines
from generator.template.slots import w

__all__ = ["begun"]

_EMU = 635  # in a twip
_CELL = (80, 40)  # room at the sides of a cell, and above and below, where its style says none
_BORDER = 10
_AUTO = 1.3  # the height of a line by its font, where it is not exact


_FACE = Face(320)


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph is set (版式): all that decides how many lines it takes and where; twips."""

    face: Face = _FACE
    line: float = 579
    before: float = 0
    left: float = 0
    right: float = 0
    first: float = 0
    keep_next: bool = False
    keep_lines: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is never torn: its height, the room above it, and whether the next stays with it.

    ``again``: the height of what comes again above it where it opens a page, as a table's head does.
    """

    height: float
    above: float = 0
    keep: bool = False
    opens: bool = False
    again: float = 0
    begins: etree._Element | None = None


@dataclass(slots=True)
class _Sheet:
    """Where the last piece stands: the page, and what is left of it."""

    height: float
    page: int
    left: float = 0
    begun: dict[etree._Element, int] = field(default_factory=dict)

    @property
    def fresh(self) -> bool:
        """Nothing stands on the page yet."""
        return self.left == self.height

    def turn(self) -> None:
        """The next page."""
        self.page, self.left = self.page + 1, self.height

    def put(self, pieces: Sequence[_Piece]) -> None:
        """Pieces that stay together, on the next page when they do not fit on this one."""
        if pieces[0].opens or sum(p.above + p.height for p in pieces) > self.left + 1:
            self._turn_for(pieces[0])
        for piece in pieces:
            if self._above(piece) + piece.height > self.left + 1:
                self._turn_for(piece)
            self.left -= self._above(piece) + piece.height
            if piece.begins is not None:
                self.begun[piece.begins] = self.page

    def _above(self, piece: _Piece) -> float:
        return 0 if self.fresh else piece.above

    def _turn_for(self, piece: _Piece) -> None:
        """A new page, unless nothing stands on this one, with the heads of a table that goes on."""
        if not self.fresh:
            self.turn()
            self.left -= piece.again


def begun(
    elements: Sequence[etree._Element], last: etree._Element, styles: etree._Element
) -> Mapping[etree._Element, int]:
    """The page on which each paragraph begins, from 1; ``last``: the set-up of the last section."""
    looks = _Looks(styles)
    sheet = _Sheet(0, 0)
    section: list[etree._Element] = []
    for element in (*elements, last):
        setup = element if element is last else element.find(f"{w('pPr')}/{w('sectPr')}")
        if element is not last:
            section.append(element)
        if setup is not None:
            _fill(sheet, section, setup, looks)
            section = []
    return sheet.begun


def _fill(
    sheet: _Sheet, section: Sequence[etree._Element], setup: etree._Element, looks: _Looks
) -> None:
    page, margins = setup.find(w("pgSz")), setup.find(w("pgMar"))
    sheet.height = _number(page, "h", 16838) - sum(
        _number(margins, s, 0) for s in ("top", "bottom")
    )
    width = _number(page, "w", 11906) - sum(_number(margins, s, 0) for s in ("left", "right"))
    sheet.turn()
    held: list[_Piece] = []
    for piece in (p for element in section for p in looks.pieces(element, width)):
        held.append(piece)
        if not piece.keep:
            sheet.put(held)
            held = []
    if held:
        sheet.put(held)


def _number(element: etree._Element | None, name: str, otherwise: float) -> float:
    given = None if element is None else element.get(w(name))
    try:
        return float(given) if given else otherwise
    except ValueError:
        return otherwise


class _Looks:
    """The looks of paragraphs by the styles of a document."""

    def __init__(self, styles: etree._Element) -> None:
        self.styles = {str(s.get(w("styleId"))): s for s in styles.iter(w("style"))}
        self.known: dict[str, Look] = {}

    def pieces(self, element: etree._Element, width: float) -> Iterator[_Piece]:
        """A paragraph line by line, a table row by row."""
        if element.tag == w("p"):
            yield from self._paragraph(element, width)
        elif element.tag == w("tbl"):
            yield from self._table(element, width)

    def _paragraph(self, element: etree._Element, width: float) -> Iterator[_Piece]:
        look = self.look(element)
        drawn = _drawn(element)
        if drawn:
            yield _Piece(
                drawn + look.line * 0.2, look.before, look.keep_next, look.opens, 0, element
            )
            return
        count = self.lines(element, look, width)
        if look.keep_next or look.keep_lines:
            yield _Piece(count * look.line, look.before, look.keep_next, look.opens, 0, element)
            return
        yield _Piece(look.line, look.before, False, look.opens, 0, element)
        yield from (_Piece(look.line) for _ in range(count - 1))

    def lines(self, element: etree._Element, look: Look, width: float) -> int:
        """How many lines a paragraph takes."""
        room = width - look.left - look.right
        return lines(_text(element), look.face, room, room - look.first)

    def _table(self, table: etree._Element, width: float) -> Iterator[_Piece]:
        columns = [_number(c, "w", 0) for c in table.iterfind(f"{w('tblGrid')}/{w('gridCol')}")]
        whole = sum(columns) or 1
        if table.find(f"{w('tblPr')}/{w('tblW')}[@{w('type')}='pct']") is not None:
            columns = [each * width / whole for each in columns]
        again = 0.0
        for row in table.iterchildren(w("tr")):
            first = next(row.iter(w("p")), None)
            keep = first is not None and self.look(first).keep_next
            height = self._row(row, columns)
            yield _Piece(height, 0, keep, again=again)
            again += height if _on(row.find(w("trPr")), "tblHeader") else 0

    def _row(self, row: etree._Element, columns: Sequence[float]) -> float:
        """The height of a row: that of its highest cell."""
        at, highest = 0, 0.0
        for cell in row.iterchildren(w("tc")):
            span = int(_number(cell.find(f"{w('tcPr')}/{w('gridSpan')}"), "val", 1))
            room = sum(columns[at : at + span]) - 2 * _CELL[0]
            at += span
            looks = ((p, self.look(p)) for p in cell.iterchildren(w("p")))
            highest = max(highest, sum(self.lines(p, k, max(room, 1)) * k.line for p, k in looks))
        return highest + 2 * _CELL[1] + _BORDER

    def look(self, paragraph: etree._Element) -> Look:
        """The look of a paragraph: that of its style, and its own."""
        properties = paragraph.find(w("pPr"))
        style = None if properties is None else properties.find(w("pStyle"))
        look = self._of_style("Normal" if style is None else str(style.get(w("val"))))
        own = properties is not None and len(properties) > (style is not None)
        return _with(look, properties, None) if own else look

    def _of_style(self, name: str) -> Look:
        if name not in self.known:
            style = self.styles.get(name)
            self.known[name] = Look()  # a style built on itself ends here
            if style is not None:
                base = style.find(w("basedOn"))
                look = Look() if base is None else self._of_style(str(base.get(w("val"))))
                self.known[name] = _with(look, style.find(w("pPr")), style.find(w("rPr")))
        return self.known[name]


def _with(look: Look, paragraph: etree._Element | None, run: etree._Element | None) -> Look:
    """A look with what these properties say besides."""
    spacing, indent = _child(paragraph, "spacing"), _child(paragraph, "ind")
    size, closer = _child(run, "sz"), _child(run, "spacing")
    face = Face(
        _number(size, "val", look.face.size / 10) * 10, _number(closer, "val", look.face.spacing)
    )
    hanging = _number(indent, "hanging", 0)
    return Look(
        face,
        _line(spacing, face, look.line),
        _number(spacing, "before", look.before),
        _number(indent, "left", look.left),
        _number(indent, "right", look.right),
        -hanging if hanging else _number(indent, "firstLine", look.first),
        look.keep_next or _on(paragraph, "keepNext"),
        look.keep_lines or _on(paragraph, "keepLines"),
        look.opens or _on(paragraph, "pageBreakBefore"),
    )


def _line(spacing: etree._Element | None, face: Face, before: float) -> float:
    line = _number(spacing, "line", 0)
    if not line or spacing is None:
        return before
    if spacing.get(w("lineRule")) in ("exact", "atLeast"):
        return line
    return line / 240 * face.size * _AUTO


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return None if element is None else element.find(w(name))


def _on(properties: etree._Element | None, name: str) -> bool:
    found = _child(properties, name)
    return found is not None and found.get(w("val")) not in ("0", "false")


def _drawn(paragraph: etree._Element) -> float:
    """The height of what is drawn in the line of a paragraph; 0 where nothing is."""
    return max((float(e.get("cy", "0")) / _EMU for e in paragraph.iter("{*}extent")), default=0)


_SIGNS = {w("tab"): "　", w("br"): "\n"}


def _text(paragraph: etree._Element) -> str:
    pieces = (piece for run in paragraph.iter(w("r")) for piece in run)
    return "".join(
        _SIGNS.get(str(piece.tag), (piece.text or "") if piece.tag == w("t") else "")
        for piece in pieces
    )
