"""指标手册: a rubric by itself: printed as people read it, tested without any unit, and begun anew.

For those who turn the bureau's spreadsheet into a rubric, and for those who look it over.  It scores
nothing.
"""

from __future__ import annotations

from generator.rulebook.sheet import as_text
from generator.rulebook.skeleton import LEVELS, skeleton
from generator.rulebook.trial import check, of_year

__all__ = ["LEVELS", "as_text", "check", "of_year", "skeleton"]
