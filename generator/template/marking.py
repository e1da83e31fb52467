"""标位: each tag of a prepared template at its place in the tree, as what prints it there.

Takes on the template the steps that :mod:`slots` and :mod:`whole` take on a filled document, as
far as no value decides them; for the rest it leaves marks (see :mod:`arranging`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from generator.template.fields import sandbox
from generator.template.ink import EMPTY, EXTENT, HELD, HOLDER, UnusualError
from generator.template.slots import STYLES, w
from generator.template.whole import closing_styles, keep_with_next

__all__ = ["Tag", "marked", "place", "source"]

_OPEN, _CLOSE = "\ue000", "\ue001"  # around the number of a tag in an attribute
_ENDS = {"endfor": "for", "endif": "if"}
_BETWEEN = {"else": ("for", "if"), "elif": ("if",)}
_MANY = ("body", "tc", "txbxContent", "hdr", "ftr")  # what paragraphs stand in
_BEFORE_MERGE = ("cnfStyle", "tcW", "gridSpan", "hMerge")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


class Tag(NamedTuple):
    """A tag (标签): ``print`` with its expression, ``code`` that is ready, or the word of a statement."""

    kind: str
    text: str


# ---- from the text to the tree ---------------------------------------------------------------------


def marked(xml: str, tags: list[Tag], *, body: bool) -> str:
    """The XML of a part with an instruction for each tag, which is added to the tags."""
    if re.search(r"[\t\n\r\a\f\ue000-\ue002]|<\?|\{_[{%]|[}%]_\}", xml):
        raise UnusualError
    pieces: list[str] = []
    inside = False
    for tag in _tokens(xml):
        if isinstance(tag, str):
            pieces.append(tag)
            ends = max(tag.rfind("<"), tag.rfind(">"))
            inside = tag[ends] == "<" if ends >= 0 else inside
            continue
        if inside and (tag.kind != "print" or not pieces[-1].endswith('="')):
            raise UnusualError
        tags.append(tag)
        number = len(tags) - 1
        pieces.append(f"{_OPEN}{number}{_CLOSE}" if inside else f"<?jx {number}?>")
    whole = "".join(pieces)
    if re.search(f'{_CLOSE}[^"]', whole):
        raise UnusualError
    _check(etree.fromstring(whole), tags, body=body)
    return whole


def _tokens(xml: str) -> Iterator[str | Tag]:
    """The text between tags, and the tags; comments are nothing."""
    held: list[str] = []
    for _, token, value in sandbox().lex(xml):
        if token == "data":
            yield value
        elif token.startswith("comment"):
            continue
        elif token in ("variable_begin", "block_begin"):
            held = [value]
        elif token in ("variable_end", "block_end"):
            yield _tag(held[0], "".join(held[1:]).strip(), value)
        elif token == "raw_begin":
            raise UnusualError
        else:
            held.append(value)


def _tag(begin: str, text: str, end: str) -> Tag:
    if (begin, end) == ("{{", "}}"):
        return Tag("print", text)
    kind = text.partition(" ")[0]
    if (begin, end) != ("{%", "%}") or kind not in ("for", "if", *_ENDS, *_BETWEEN):
        raise UnusualError
    return Tag(kind, text)


def _check(root: etree._Element, tags: list[Tag], *, body: bool) -> None:
    """Statements end where they began, and no value decides what docxtpl does to tables."""
    for each in root.iter(etree.Element):
        list(_depths(each, tags))
    if body:
        for table in root.iter(w("tbl")):
            _check_grid(table, tags)
    elif any(tag.kind != "print" for tag in tags) and any(
        text and not text.strip() for e in root.iter() for text in (e.text, e.tail)
    ):
        raise UnusualError  # python-docx takes blanks out of headers by what stands beside them


def _depths(parent: etree._Element, tags: list[Tag]) -> Iterator[tuple[etree._Element, int]]:
    """The children, each with the number of statements it stands in."""
    opened: list[str] = []
    for child in parent:
        kind = _kind(child, tags)
        if kind in ("for", "if"):
            opened.append(kind)
        elif (kind in _ENDS and opened.pop() != _ENDS[kind]) or (
            kind in _BETWEEN and opened[-1] not in _BETWEEN[kind]
        ):
            raise UnusualError
        yield child, len(opened)
    if opened:
        raise UnusualError


def _kind(node: etree._Element, tags: list[Tag]) -> str:
    """The kind of the tag a node is; empty when it is none."""
    if node.tag is not etree.PI or node.target != "jx":  # type: ignore[comparison-overlap, attr-defined]
        return ""
    return tags[int(node.text or "")].kind


def _check_grid(table: etree._Element, tags: list[Tag]) -> None:
    """docxtpl fits the grid to the cells of the rows: some row always fills it, and none is wider."""
    grid = table.find(w("tblGrid"))
    if grid is None or any(child.tag != w("gridCol") for child in grid):
        raise UnusualError
    wide = {row: _columns(row, tags) for row in table.iter(w("tr"))}
    always = [row for row, depth in _depths(table, tags) if row.tag == w("tr") and not depth]
    if max(wide.values(), default=0) > len(grid) or len(grid) not in [wide[row] for row in always]:
        raise UnusualError


def _columns(row: etree._Element, tags: list[Tag]) -> int:
    if any(_kind(child, tags) for child in row):
        raise UnusualError
    spans = [cell.find(f"{w('tcPr')}/{w('gridSpan')}") for cell in row.iterfind(w("tc"))]
    return sum(1 if span is None else int(str(span.get(w("val")))) for span in spans)


# ---- in the tree -----------------------------------------------------------------------------------


def place(root: etree._Element, tags: list[Tag], styles: Mapping[str, str] | None) -> None:
    """Put everything in its place in a part; ``styles``: style ids by name, of the document alone."""
    merged: dict[etree._Element, list[str]] = {}
    held: set[etree._Element] = set()
    for holder in [t for t in root.iter(w("t")) if len(t)]:
        if _place_text(holder, tags, merged):
            held.add(holder)
    for instruction in [e for e in root.iter(etree.PI) if _kind(e, tags) == "print"]:
        parent = instruction.getparent()
        if parent is not None and parent not in held:
            _place_blocks(instruction, tags)
    for cell, expressions in merged.items():
        _place_merge(cell, expressions, tags)
    if styles is not None:
        body = root.find(w("body"))
        assert body is not None
        _place_numbers(root, tags)
        _keep_together(body, tags, styles)
        _place_sections(root, body, tags)
    for each in [e for e in root.iter(etree.Element) if e not in held]:
        _place_empty(each, tags, held)


def _code(tags: list[Tag], code: str) -> etree._Element:
    """An instruction that stands for ready code."""
    tags.append(Tag("code", code))
    return etree.PI("jx", str(len(tags) - 1))


def _mark(mark: str) -> etree._Element:
    """An instruction that stays in the text as it is."""
    return etree.PI(mark[2:-3])


def _point(name: str, tags: list[Tag]) -> etree._Element:
    """An instruction that becomes a piece of its own in what is printed."""
    tags.append(Tag("point", f'{{{{ "{name}"|jx_mark }}}}'))
    return etree.PI("jx", str(len(tags) - 1))


def _place_text(
    holder: etree._Element, tags: list[Tag], merged: dict[etree._Element, list[str]]
) -> bool:
    """A ``w:t`` with tags; whether it stays, with conditions or loops and values in it."""
    kinds = [_kind(child, tags) for child in holder]
    if not all(kinds) or holder.tail:
        raise UnusualError
    if "print" not in kinds:
        return False
    simple = set(kinds) == {"print"}
    expressions = [
        f"({tags[int(e.text or '')].text})"
        for e, k in zip(holder, kinds, strict=True)
        if k == "print"
    ]
    cell = next(holder.iterancestors(w("tc")), None)
    if cell is not None and simple and _always(holder, cell, tags):
        merged.setdefault(cell, []).extend(expressions)
    elif cell is not None:
        expressions = [f"({each}|jx_single)" for each in expressions]
    if simple:
        _place_values(holder, expressions, tags)
    else:
        _place_parts(holder, iter(expressions), tags)
    return not simple


def _always(holder: etree._Element, cell: etree._Element, tags: list[Tag]) -> bool:
    """No statement of its cell decides whether the text is printed."""
    above = [holder, *holder.iterancestors()]
    inside = above[1 : above.index(cell) + 1]
    return not any(
        _kind(child, tags) not in ("", "print", "code", "point")
        for each in inside
        for child in each
    )


def _place_values(holder: etree._Element, expressions: list[str], tags: list[Tag]) -> None:
    if list(holder.attrib.items()) != [(_SPACE, "preserve")]:
        raise UnusualError
    said = [holder.text or "", *(child.tail or "" for child in holder)]
    if any(said) or len(expressions) > 1:
        turns = [_literal(said[0])]
        for expression, text in zip(expressions, said[1:], strict=True):
            turns += [expression, _literal(text)]
        code = f"{{{{ ({', '.join(turns)})|jx_line }}}}"
    else:
        code = f"{{{{ {expressions[0]}|jx_text }}}}"
    parent = holder.getparent()
    assert parent is not None
    parent.replace(holder, _code(tags, code))


def _literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _place_parts(holder: etree._Element, expressions: Iterator[str], tags: list[Tag]) -> None:
    for child in list(holder):
        if _kind(child, tags) == "print":
            new = _code(tags, f"{{{{ {next(expressions)}|jx_part }}}}")
            new.tail = child.tail
            holder.replace(child, new)
    start = _mark(HOLDER)
    start.tail, holder.text = holder.text, None
    holder.insert(0, start)
    holder.append(_mark(HELD))


def _place_blocks(instruction: etree._Element, tags: list[Tag]) -> None:
    parent = instruction.getparent()
    assert parent is not None
    if etree.QName(parent).localname not in _MANY or instruction.tail:
        raise UnusualError
    filter_ = "jx_blocks"
    if parent.tag == w("tc") and parent[-1].tag != w("p"):
        if [child for child in parent if child.tag != w("tcPr")] != [instruction]:
            raise UnusualError
        filter_ = "jx_cell"
    expression = tags[int(instruction.text or "")].text
    parent.replace(instruction, _code(tags, f"{{{{ ({expression})|{filter_} }}}}"))


def _place_merge(cell: etree._Element, expressions: list[str], tags: list[Tag]) -> None:
    """Where a cell that is one with others says so; its place among the properties is fixed."""
    values = "".join(f"{each}," for each in expressions)
    properties = cell.find(w("tcPr"))
    if properties is None:
        cell.insert(0, _code(tags, f"{{{{ ({values})|jx_whole }}}}"))
        return
    names = [
        etree.QName(child).localname
        for child in properties.iter(etree.Element)
        if child.getparent() is properties
    ]
    if len(names) != len(properties):
        raise UnusualError
    at = sum(name in _BEFORE_MERGE for name in names)
    properties.insert(at, _code(tags, f"{{{{ ({values})|jx_merge }}}}"))


def _place_numbers(root: etree._Element, tags: list[Tag]) -> None:
    """docxtpl numbers the drawings of a template anew, as many as are printed."""
    for drawing in root.iter(_DRAWING):
        tags.append(Tag("code", "{{ 0|jx_number }}"))
        drawing.set("id", f"{_OPEN}{len(tags) - 1}{_CLOSE}")


def _keep_together(body: etree._Element, tags: list[Tag], styles: Mapping[str, str]) -> None:
    closing = closing_styles(styles)
    if closing & {styles[name] for name in STYLES.values() if name in styles}:
        raise UnusualError
    for paragraph in body.findall(w("p")):
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        if style is not None and style.get(w("val")) in closing:
            paragraph.addprevious(_point("closing", tags))
    open_ended = {table for table in body.iter(w("tbl")) if _is_open(table, tags)}
    for table in body.iter(w("tbl")):
        rows = table.findall(w("tr"))
        if table not in open_ended:
            keep_with_next(p for row in rows[-2:-1] for p in row.iter(w("p")))
            continue
        if not open_ended.isdisjoint(table.iterancestors(w("tbl"))):
            raise UnusualError
        for row in rows:
            row.addprevious(_point("row", tags))
        table.append(_point("table", tags))


def _is_open(table: etree._Element, tags: list[Tag]) -> bool:
    """Which row is the last but one, or which paragraphs stand in it, is known when it is printed."""
    inside: Iterable[etree._Element] = (
        e for row in table.findall(w("tr"))[-2:-1] for e in row.iter(etree.PI)
    )
    paragraphs = any(_kind(e, tags) == "code" and _is_block(e, tags) for e in inside)
    return paragraphs or any(_kind(child, tags) not in ("", "point") for child in table)


def _is_block(instruction: etree._Element, tags: list[Tag]) -> bool:
    return tags[int(instruction.text or "")].text.endswith(("|jx_blocks }}", "|jx_cell }}"))


def _place_sections(root: etree._Element, body: etree._Element, tags: list[Tag]) -> None:
    breaks = {
        p: setup
        for p in body.findall(w("p"))
        if (setup := p.find(f"{w('pPr')}/{w('sectPr')}")) is not None
    }
    last = body[-1]
    if {*root.iter(w("sectPr"))} != {*breaks.values(), last}:
        raise UnusualError
    if not breaks:
        return
    for paragraph, setup in breaks.items():
        setup.addprevious(_point("setup", tags))
        setup.addnext(_point("setup", tags))
        paragraph.addnext(_point("break", tags))
    last.addprevious(_point("end", tags))
    body.insert(0, _point("start", tags))


def _place_empty(each: etree._Element, tags: list[Tag], held: set[etree._Element]) -> None:
    """Mark an element that has something in it only if values say so."""
    if all(_kind(child, tags) in ("", "point") and child not in held for child in each):
        return
    stays = each.text or any(
        not depth and (child.tail or (isinstance(child.tag, str) and child not in held))
        for child, depth in _depths(each, tags)
    )
    if not stays:
        each.insert(0, _mark(EMPTY))
        each.append(_mark(EXTENT))


# ---- from the tree to the text ---------------------------------------------------------------------


def source(xml: str, tags: list[Tag]) -> str:
    """A part as a template of Jinja's, its tags in the place of their instructions."""
    if re.search(r"\{[{%#]|\{<\?jx|\n", xml):
        raise UnusualError
    return re.sub(f"<\\?jx (\\d+)\\?>|{_OPEN}(\\d+){_CLOSE}", lambda m: _written(tags, m), xml)


def _written(tags: list[Tag], found: re.Match[str]) -> str:
    tag = tags[int(found[1] or found[2])]
    if tag.kind in ("code", "point"):
        return tag.text
    if tag.kind == "print":
        return f"{{{{ ({tag.text})|jx_attribute }}}}"
    return f"{{% {tag.text} %}}"
