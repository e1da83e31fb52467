"""公文文风: looks at the form of official writing."""
from __future__ import annotations
from collections.abc import Sequence
from generator.findings import Finding
from generator.proofread.lists import Passage

def style(passages: Sequence[Passage], year: int | None) -> list[tuple[int, int, Finding]]:
    """Findings of style."""
    return []
