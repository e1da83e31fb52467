"""页面: the sections of a report, and the page numbers at the foot of each page."""

from __future__ import annotations

from looks import (
    CHARACTER_SPACE,
    IDS,
    LANDSCAPE,
    NUMBER_EDGE,
    NUMBER_GAP,
    NUMBER_LINE,
    PITCH,
    Page,
    mm,
    run,
)
from word_parts import part, text_box, w

__all__ = ["footers", "section"]


def section(page: Page, orientation: str = "") -> str:
    """sectPr: paper, margins, footers and the grid of 22 lines by 28 characters.

    ``orientation`` names the footers; without it there are none.
    """
    margins = {"top": page.top, "right": page.right, "bottom": page.bottom, "left": page.left}
    footers = [
        f'<w:footerReference w:type="{kind}" r:id="footer-{orientation}-{kind}"/>'
        for kind in (FOOTERS if orientation else ())
    ]
    turned = {"orient": orientation} if page.width > page.height else {}
    # A landscape line is no whole number of characters; LibreOffice would move the table inwards.
    grid: dict[str, str | int] = (
        {"type": "lines"} if turned else {"type": "linesAndChars", "charSpace": CHARACTER_SPACE}
    )
    return w(
        "sectPr",
        *footers,
        w("type", val="nextPage"),
        w("pgSz", w=page.width, h=page.height, **turned),
        w("pgMar", **margins, header=mm(15), footer=page.footer, gutter=0),
        w("cols", space=425),
        w("docGrid", linePitch=PITCH, **grid),
    )


FOOTERS = {"default": "right", "even": "left"}


def page_number(side: str) -> str:
    """— 1 — at the right (单页) or the left (双页), one character from the block's edge (7.5)."""
    left = [w("ind", left=NUMBER_EDGE, right=0), w("jc", val="left")]
    field_ = w("fldSimple", run("1"), instr=" PAGE ")
    style = w("pPr", w("pStyle", val=IDS["公文页码"]), *(left if side == "left" else []))
    return w("p", style, run("— "), field_, run(" —"))


def turned_number(side: str) -> str:
    """The page number of a landscape page, standing where portrait pages have it (8).

    A text box as high as the text block lies in the left margin, its text turned clockwise, the
    middle of its line 7 mm from the block: read with the page turned upright, this is a footer.
    """
    x = LANDSCAPE.left - NUMBER_GAP - NUMBER_LINE // 2
    place = {"x": x, "y": LANDSCAPE.top, "cx": NUMBER_LINE, "cy": LANDSCAPE.text_height}
    box = text_box(page_number(side), 901 if side == "right" else 902, place)
    return w("p", w("pPr", w("pStyle", val=IDS["公文页码"])), w("r", box))


NUMBERS = {"portrait": page_number, "landscape": turned_number}


def footers() -> dict[str, str]:
    """The footers of both kinds of page, by the names of their parts."""
    return {
        f"footer-{orientation}-{kind}.xml": part("ftr", number(side))
        for orientation, number in NUMBERS.items()
        for kind, side in FOOTERS.items()
    }
