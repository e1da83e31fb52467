"""导入: an office's old documents become a unit's folder and a rubric; no sentence is lost.

Nothing is lifted into data unless printing it gives back what was typed; the rest stays text, in its
place and order.
"""

from __future__ import annotations

from generator.intake.converting import OLD_FORMS, docx_from
from generator.intake.guard import guarded, read_guarded
from generator.intake.opening import opened
from generator.intake.outline import Heading, Outline, outlined
from generator.intake.parting import Parted, parted
from generator.intake.typed import Cell, Document, Grid, Line

__all__ = [
    "OLD_FORMS", "Cell", "Document", "Grid", "Heading", "Line", "Outline", "Parted", "docx_from", "guarded", "opened", "outlined",
    "parted", "read_guarded",
]  # fmt: skip
