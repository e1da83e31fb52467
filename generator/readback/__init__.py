"""成稿核验: what can be read in a docx, and whether it says what the manuscript meant.

Reads the file alone, as anyone who opens it would, its tracked changes accepted; knows no rules, no
YAML, and writes nothing.
"""

from __future__ import annotations

from generator.readback.reading import Cell, Comment, Paragraph, Reading, Rows, Run, edited, read
from generator.readback.revisions import Revision, accept, reject
from generator.readback.verify import compare, verify

__all__ = [
    "Cell", "Comment", "Paragraph", "Reading", "Revision", "Rows", "Run", "accept", "compare", "edited", "read", "reject",
    "verify",
]  # fmt: skip
