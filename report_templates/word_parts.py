"""Word 文件的零件: the parts of a .docx as text, and packing them into one file.

It knows the form of WordprocessingML and of its package (ISO/IEC 29500), and nothing of how the
report looks: that is make_template.py's business.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

__all__ = ["Style", "font_table", "pack", "part", "settings", "styles", "text_box", "w"]

Attribute = str | int

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
OFFICE = "http://schemas.microsoft.com/office/word"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
EMU = 635  # English Metric Units in a twip


def w(tag: str, *inside: str, **attributes: Attribute) -> str:
    """One element of the w: namespace; its attributes are of that namespace too."""
    written = "".join(f" w:{k}={quoteattr(str(v))}" for k, v in attributes.items())
    content = "".join(inside)
    return f"<w:{tag}{written}>{content}</w:{tag}>" if content else f"<w:{tag}{written}/>"


def part(root: str, *inside: str) -> str:
    """A whole part whose root element is of the w: namespace."""
    return f'{XML}<w:{root} xmlns:w="{W}" xmlns:r="{R}">{"".join(inside)}</w:{root}>'


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style (段落样式): size in points, lengths in twips, ``before`` and ``after`` in lines.

    ``leader`` fills the way to the tab, which then ends at its place.
    """

    name: str
    id: str
    font: str = "仿宋_GB2312"
    size: float = 16  # 5.2.2: 如无特殊说明，各要素一般用 3号
    align: str = "both"
    indent: Mapping[str, int] = field(default_factory=dict)
    line: int = 579
    before: int = 0
    outline: int | None = None
    keep: tuple[str, ...] = ()
    latin: str = "Times New Roman"
    follow: str = ""
    squeeze: int = -6  # twips a character: 28 of 3号 in 156 mm; -4 would let in only 27
    tab: int = 0
    leader: str = ""
    after: int = 0


def fonts(east_asian: str, latin: str) -> str:
    """rFonts for Chinese and Latin; the hint makes “ ” … — take the Chinese font."""
    return w("rFonts", hint="eastAsia", ascii=latin, eastAsia=east_asian, hAnsi=latin, cs=latin)


def paragraph_properties(style: Style) -> str:
    """pPr of a style, in the order the schema wants.

    Nothing hangs on the section's grid (snapToGrid): LibreOffice gives a glyph wider than a cell
    two cells, 14 characters a line.  So the style says both pitches itself (line, squeeze).
    """
    after = style.after * style.line
    spacing: dict[str, Attribute] = {"after": after, "line": style.line, "lineRule": "exact"}
    if style.before:
        spacing |= {"beforeLines": style.before * 100, "before": style.before * style.line}
    return w(
        "pPr",
        *(w(keep) for keep in style.keep),
        # Widow control moves a line to the next page and so leaves 21 of the 22 lines.
        w("widowControl", val=0),
        w("tabs", w("tab", **_tab(style))) if style.tab else "",
        # No punctuation outside the text block (LibreOffice 7.4 does not read this and hangs it).
        w("overflowPunct", val=0),
        w("adjustRightInd", val=0),
        w("snapToGrid", val=0),
        w("spacing", **spacing),
        w("ind", **style.indent) if style.indent else "",
        w("jc", val=style.align),
        "" if style.outline is None else w("outlineLvl", val=style.outline),
    )


def _tab(style: Style) -> dict[str, Attribute]:
    if style.leader:
        return {"val": "right", "leader": style.leader, "pos": style.tab}
    return {"val": "left", "pos": style.tab}


def run_properties(style: Style, *more: str) -> str:
    """rPr of a style: fonts and size; never bold, never coloured."""
    size = round(style.size * 2)
    closer = w("spacing", val=style.squeeze)
    return w(
        "rPr", fonts(style.font, style.latin), closer, w("sz", val=size), w("szCs", val=size), *more
    )


def style_element(style: Style) -> str:
    """w:style of one paragraph style; Normal is the one the others follow and build on."""
    normal = style.id == "Normal"
    own = {"default": 1} if normal else {}
    built_in = normal or style.outline is not None or style.name.startswith("toc ")
    return w(
        "style",
        w("name", val=style.name),
        "" if normal else w("basedOn", val="Normal"),
        w("next", val=style.follow) if style.follow else "",
        w("uiPriority", val=9 if style.outline is not None else 1),
        w("qFormat"),
        paragraph_properties(style),
        run_properties(style),
        type="paragraph", **own, **({} if built_in else {"customStyle": 1}), styleId=style.id,
    )  # fmt: skip


def styles(named: Sequence[Style]) -> str:
    """word/styles.xml; the first of the styles is Normal, whose text is the default of all."""
    language = w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    defaults = run_properties(named[0], language)
    plain = [
        w("style", w("name", val=name), *more, type=kind, default=1, styleId=id_)
        for kind, id_, name, more in (
            ("character", "DefaultParagraphFont", "Default Paragraph Font", ()),
            ("table", "TableNormal", "Normal Table", (w("tblPr", w("tblInd", w=0, type="dxa")),)),
            ("numbering", "NoList", "No List", ()),
        )
    ]
    bold = w(
        "style", w("name", val="加粗"), w("basedOn", val="DefaultParagraphFont"),
        w("rPr", w("b"), w("bCs")), type="character", customStyle=1, styleId="BoldSpan",
    )  # fmt: skip
    return part(
        "styles",
        w("docDefaults", w("rPrDefault", defaults), w("pPrDefault")),
        *(style_element(style) for style in named),
        *plain, bold, table_style(),
    )  # fmt: skip


def table_style() -> str:
    """公文表格: single lines of 0.5 pt all round, 1.4 mm of room at the sides of a cell."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = [w(side, val="single", sz=4, space=0, color="auto") for side in sides]
    room = {"top": 40, "left": 80, "bottom": 40, "right": 80}
    margins = [w(side, w=width, type="dxa") for side, width in room.items()]
    return w(
        "style",
        w("name", val="公文表格"),
        w("basedOn", val="TableNormal"),
        w("tblPr", w("tblBorders", *lines), w("tblCellMar", *margins)),
        type="table", customStyle=1, styleId="OfficialTable",
    )  # fmt: skip


def text_box(inside: str, id_: int, place: Mapping[str, int]) -> str:
    """A text box (文本框) at a fixed place of the page, its text turned clockwise by 90°.

    ``place`` holds x, y, cx and cy in twips from the paper's corner; ``id_`` is unique in the file.
    """
    lengths = {name: twips * EMU for name, twips in place.items()}
    return _TEXT_BOX.format(**lengths, id=id_, drawing=DRAWING, shape=SHAPE, inside=inside)


_TEXT_BOX = """\
<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">\
<mc:Choice xmlns:wps="{shape}" Requires="wps">\
<w:drawing xmlns:wp="{drawing}/wordprocessingDrawing" xmlns:a="{drawing}/main">\
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{id}" \
behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>\
<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>\
<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>\
<wp:extent cx="{cx}" cy="{cy}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>\
<wp:docPr id="{id}" name="公文页码" descr="公文页码"/><wp:cNvGraphicFramePr/>\
<a:graphic><a:graphicData uri="{shape}"><wps:wsp><wps:cNvSpPr txBox="1"/>\
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>\
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>\
<wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx>\
<wps:bodyPr vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t">\
<a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>\
</mc:Choice></mc:AlternateContent>"""


def settings() -> str:
    """word/settings.xml: odd and even footers, Chinese line breaking, the layout of Word 2013."""
    mode = {"compatibilityMode": 15, "overrideTableStyleFontSizeAndJustification": 1}
    return part(
        "settings",
        w("zoom", percent=100),
        w("bordersDoNotSurroundHeader"),
        w("bordersDoNotSurroundFooter"),
        w("defaultTabStop", val=420),
        w("evenAndOddHeaders"),
        w("characterSpacingControl", val="compressPunctuation"),
        w(
            "compat",
            w("balanceSingleByteDoubleByteWidth"),
            w("doNotExpandShiftReturn"),
            w("useFELayout"),
            *(w("compatSetting", name=n, uri=OFFICE, val=v) for n, v in mode.items()),
        ),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )


def font_table(others: Mapping[str, str]) -> str:
    """word/fontTable.xml: the Chinese font to take where the one asked for is not installed."""
    chinese = [
        w("font", w("altName", val=other), w("charset", val="86"), w("family", val="auto"), name=n)
        for n, other in others.items()
    ]
    return part("fonts", *chinese)


def pack(title: str, parts: Mapping[str, str]) -> bytes:
    """A .docx of the parts of word/, named without folder; the same bytes for the same text.

    Members are stored, not deflated: zlib's output differs from one build of Python to the next.
    """
    members = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relationships(_WHOLE),
        "docProps/core.xml": _CORE.format(title=title),
        "docProps/app.xml": _APP,
        "word/_rels/document.xml.rels": _relationships(
            {name: _kind(name) for name in parts if name != DOCUMENT}
        ),
        **{f"word/{name}": text for name, text in parts.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, text in members.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system, member.external_attr = 0, 0
            package.writestr(member, text.encode())
    return buffer.getvalue()


DOCUMENT = "document.xml"
_WHOLE = {
    f"word/{DOCUMENT}": "officeDocument",
    "docProps/core.xml": "core-properties",
    "docProps/app.xml": "extended-properties",
}
_CORE = f"""{XML}\
<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
<dc:title>{{title}}</dc:title><dc:creator></dc:creator><dc:language>zh-CN</dc:language>\
<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>\
<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified>\
</cp:coreProperties>"""
_APP = (
    f'{XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><Application>Microsoft Office Word</Application>'
    "<AppVersion>15.0000</AppVersion></Properties>"
)


def _kind(name: str) -> str:
    """What a part of word/ is, in the words of the package: footer-odd.xml is a footer."""
    return name.removesuffix(".xml").partition("-")[0]


def _relationships(targets: Mapping[str, str]) -> str:
    """A .rels part; the part's own name without its ending is its id."""
    inside = "".join(_relationship(target, kind) for target, kind in targets.items())
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def _relationship(target: str, kind: str) -> str:
    id_ = target.rpartition("/")[2].removesuffix(".xml")
    root = f"{PACKAGE}/relationships/metadata" if kind == "core-properties" else R
    return f'<Relationship Id="{id_}" Type="{root}/{kind}" Target="{target}"/>'


def _content_types(parts: Mapping[str, str]) -> str:
    """[Content_Types].xml."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    package = "application/vnd.openxmlformats-package"
    kinds = {f"word/{name}": f"{word}.{_kind(name)}" for name in parts}
    kinds[f"word/{DOCUMENT}"] += ".main"
    kinds["docProps/core.xml"] = f"{package}.core-properties"
    kinds["docProps/app.xml"] = "application/vnd.openxmlformats-officedocument.extended-properties"
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}+xml"/>' for name, kind in kinds.items()
    )
    return (
        f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{package}.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
