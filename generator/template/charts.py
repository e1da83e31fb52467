"""图: bar charts that Word can edit: the chart's part, the workbook behind it, and its place in the text.

After ECMA-376 part 1, 21.2 (DrawingML charts) and 18 (SpreadsheetML).  Written here rather than by a
spreadsheet library, whose loading alone takes longer than filling a report; the same chart gives the
same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from xml.sax import saxutils

from lxml import etree

from generator.figures import plain
from generator.narrative import Chart
from generator.template.package import Added, packed

__all__ = ["added", "drawing", "drawn", "taken"]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "application/vnd.openxmlformats-officedocument"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WIDTH, _HEIGHT = 150 * 36000, 75 * 36000  # 150 × 75 mm in EMU, within the block of 156 mm
_FIRST_ID = 2000  # text boxes of the template have ids of their own below


def drawing(chart: Chart, number: int) -> etree._Element:
    """The run that shows the chart of that number (1, 2 …) where it stands in the text."""
    return etree.fromstring(drawn(number, chart.title, chart.text))


def drawn(number: int, title: str, words: str) -> str:
    """That run as XML; ``words``: the chart in words."""
    named = f"name={saxutils.quoteattr(f'图{number} {title}')} descr={saxutils.quoteattr(words)}"
    return (
        f'<w:r xmlns:w="{_WORD}"><w:drawing>'
        f'<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{_WIDTH}" cy="{_HEIGHT}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{_FIRST_ID + number}" {named}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/chart">'
        f'<c:chart xmlns:c="{_DRAWING}/chart" xmlns:r="{_OFFICE}" r:id="{_relation(number)}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def added(charts: Sequence[Chart], taken: int) -> Added:
    """What the charts add to a docx; numbers that a template uses are left to it.

    ``taken``: the highest of these, as :func:`taken` finds it.
    """
    more = Added({}, [], [])
    for number, chart in enumerate(charts, 1):
        file = number + taken
        part, book = f"charts/chart{file}.xml", f"embeddings/chart{file}.xlsx"
        more.parts[f"word/{part}"] = _chart(chart)
        more.parts[f"word/charts/_rels/chart{file}.xml.rels"] = _relations(
            {f"../{book}": "package"}
        )
        more.parts[f"word/{book}"] = _workbook(chart)
        more.relations.append((_relation(number), "chart", part))
        more.types.append((f"/word/{part}", f"{_TYPES}.drawingml.chart+xml"))
        more.types.append((f"/word/{book}", f"{_TYPES}.spreadsheetml.sheet"))
    return more


def taken(parts: Mapping[str, bytes]) -> int:
    """The highest number of a chart that a template has itself."""
    return max((n for n in range(1, 1000) if f"word/charts/chart{n}.xml" in parts), default=0)


def _relation(number: int) -> str:
    return f"rIdReportChart{number}"


# ---- the chart -------------------------------------------------------------------------------------


def _chart(chart: Chart) -> bytes:
    """The chart's part: grey columns with their values above, the scale from 0 to 100 %."""
    last = len(chart.categories) + 1
    names = _cache("str", f"Sheet1!$A$2:$A${last}", chart.categories)
    values = _cache("num", f"Sheet1!$B$2:$B${last}", [plain(value) for value in chart.values])
    series = _cache("str", "Sheet1!$B$1", [chart.series])
    return (
        f'{_XML}<c:chartSpace xmlns:c="{_DRAWING}/chart" xmlns:a="{_DRAWING}/main" xmlns:r="{_OFFICE}">'
        '<c:roundedCorners val="0"/><c:chart>'
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>{_font('defRPr')}</a:pPr>"
        f"<a:r>{_font('rPr')}<a:t>{saxutils.escape(chart.title)}</a:t></a:r></a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea>'
        f"{_PLACE}"
        '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx>{series}</c:tx>{_GREY}'
        f'<c:invertIfNegative val="0"/>{_LABELS}<c:cat>{names}</c:cat><c:val>{values}</c:val></c:ser>'
        '<c:gapWidth val="100"/><c:axId val="101"/><c:axId val="102"/></c:barChart>'
        f"{_CATEGORY_AXIS}{_VALUE_AXIS}</c:plotArea>"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>'
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()


def _cache(kind: str, cells: str, texts: Sequence[str]) -> str:
    """Cells of the workbook with what they hold, so that the chart shows without opening it."""
    form = "<c:formatCode>0.00%</c:formatCode>" if kind == "num" else ""
    points = "".join(
        f'<c:pt idx="{i}"><c:v>{saxutils.escape(text)}</c:v></c:pt>' for i, text in enumerate(texts)
    )
    count = f'<c:ptCount val="{len(texts)}"/>'
    return f"<c:{kind}Ref><c:f>{cells}</c:f><c:{kind}Cache>{form}{count}{points}</c:{kind}Cache></c:{kind}Ref>"


def _font(tag: str) -> str:
    """小四 (12 pt), as in the tables of running text."""
    return (
        f'<a:{tag} lang="zh-CN" sz="1200" b="0"><a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
        f'<a:latin typeface="Times New Roman"/><a:ea typeface="仿宋_GB2312"/></a:{tag}>'
    )


# Room above for the title and the labels of full columns, which would lie on each other.
_PLACE = (
    '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    '<c:x val="0.1"/><c:y val="0.22"/><c:w val="0.87"/><c:h val="0.64"/></c:manualLayout></c:layout>'
)
_TEXT = f"<c:txPr><a:bodyPr/><a:p><a:pPr>{_font('defRPr')}</a:pPr><a:endParaRPr/></a:p></c:txPr>"
_GREY = (
    '<c:spPr><a:solidFill><a:srgbClr val="7F7F7F"/></a:solidFill>'
    '<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></c:spPr>'
)
_LABELS = (
    f'<c:dLbls><c:numFmt formatCode="0.00%" sourceLinked="0"/>{_TEXT}<c:dLblPos val="outEnd"/>'
    '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
    '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
)
_LINE = '<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{}"/></a:solidFill></a:ln></c:spPr>'
_CATEGORY_AXIS = (
    '<c:catAx><c:axId val="101"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
    '<c:delete val="0"/><c:axPos val="b"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
    f'<c:tickLblPos val="nextTo"/>{_LINE.format("000000")}{_TEXT}<c:crossAx val="102"/>'
    '<c:crosses val="autoZero"/></c:catAx>'
)
_VALUE_AXIS = (
    '<c:valAx><c:axId val="102"/><c:scaling><c:orientation val="minMax"/><c:max val="1"/>'
    '<c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
    f"<c:majorGridlines>{_LINE.format('D9D9D9')}</c:majorGridlines>"
    '<c:numFmt formatCode="0%" sourceLinked="0"/><c:majorTickMark val="out"/>'
    f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{_LINE.format("000000")}{_TEXT}'
    '<c:crossAx val="101"/><c:crosses val="autoZero"/><c:majorUnit val="0.2"/></c:valAx>'
)


# ---- the workbook ----------------------------------------------------------------------------------


def _workbook(chart: Chart) -> bytes:
    """The smallest workbook that holds the chart's data: names in column A, values in column B."""
    main = f"{_TYPES}.spreadsheetml"
    types = {"xl/workbook.xml": "sheet.main", "xl/worksheets/sheet1.xml": "worksheet"}
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{main}.{kind}+xml"/>'
        for name, kind in types.items()
    )
    return packed(
        {
            "[Content_Types].xml": (
                f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f"{overrides}</Types>"
            ).encode(),
            "_rels/.rels": _relations({"xl/workbook.xml": "officeDocument"}),
            "xl/workbook.xml": (
                f'{_XML}<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
                '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": _relations({"worksheets/sheet1.xml": "worksheet"}),
            "xl/worksheets/sheet1.xml": _sheet(chart),
        }
    )


def _sheet(chart: Chart) -> bytes:
    rows = [_row(1, "", chart.series)]
    pairs = zip(chart.categories, chart.values, strict=True)
    rows += [_row(i, name, value) for i, (name, value) in enumerate(pairs, 2)]
    return f'{_XML}<worksheet xmlns="{_SHEET}"><sheetData>{"".join(rows)}</sheetData></worksheet>'.encode()


def _row(number: int, name: str, value: str | Decimal) -> str:
    cells = _words(f"A{number}", name)
    if isinstance(value, Decimal):
        return f'<row r="{number}">{cells}<c r="B{number}"><v>{plain(value)}</v></c></row>'
    return f'<row r="{number}">{cells}{_words(f"B{number}", value)}</row>'


def _words(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{saxutils.escape(text)}</t></is></c>'


def _relations(targets: Mapping[str, str]) -> bytes:
    inside = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for i, (target, kind) in enumerate(targets.items(), 1)
    )
    return (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'.encode()
    )
