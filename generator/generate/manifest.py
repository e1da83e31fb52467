"""清单: what a generated report was made from and says, for the archive of its versions."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from generator import __version__
from generator.archive import Calculated, Manifest, Marked, Noted
from generator.figures import points
from generator.findings import Place
from generator.generate.examined import Examined
from generator.generate.inputs import Inputs
from generator.narrative import Block, Manuscript, names_in
from generator.readback import Reading
from generator.scoring import explain
from generator.workspace import Workspace, bytes_of, shipped

__all__ = ["manifest", "outrun", "sources"]


def manifest(
    examined: Examined, docx: bytes, reading: Reading, space: Workspace, made: str | None
) -> Manifest:
    """The manifest of a unit's report, in which ``reading`` stands; ``made``: when, in the door's words."""
    inputs, card, unit = examined.inputs, examined.scorecard, examined.report.unit
    named = _naming(space)
    marked = list(_marked(reading, examined.manuscript))
    sources = _sources(inputs, {path: block for _, path, _, block in marked})
    return Manifest(
        program=__version__,
        unit=unit.name,
        year=unit.year,
        title=str(examined.manuscript.properties["title"]),
        made=made,
        files={named(str(file)): _sha256(raw) for file, raw in inputs.raw.items()},
        docx=_sha256(docx),
        seal=reading.seal,
        total=points(card.total),
        grade=card.grade,
        findings=tuple(
            Noted(f.id, f.severity.value, f.message, _where(f.place, named))
            for f in examined.findings
        ),
        scores={score.indicator.name: points(score.points) for score in card.scores},
        traces={score.indicator.name: explain(score) for score in card.scores},
        blocks=tuple(
            Marked(
                mark,
                path,
                text,
                block.kind,
                "entered" if path in sources else "calculated",
                _calculated(block, inputs, named),
            )
            for mark, path, text, block in marked
        ),
        sources=sources,
    )


def sources(examined: Examined) -> dict[str, str]:
    """By data path, the text as entered of everything the report prints in paragraphs."""
    blocks = {_joined(block.path): block for block in _blocks(examined.manuscript)}
    return _sources(examined.inputs, blocks)


def _sources(inputs: Inputs, blocks: Mapping[str, Block]) -> dict[str, str]:
    texts = ((path, inputs.text(block.path)) for path, block in blocks.items() if path)
    return {path: text for path, text in texts if text is not None}


def outrun(inputs: Inputs) -> bool:
    """Whether a file that a report is made from is another now than when it was read."""
    return any(bytes_of(file) != raw for file, raw in inputs.raw.items())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@lru_cache(maxsize=10_000)  # many blocks have one path, and the next report the same
def _joined(path: tuple[str | int, ...]) -> str:
    return "/".join(map(str, path))


def _naming(space: Workspace) -> Callable[[str], str]:
    """What files are called in a workspace; what is shipped and lies elsewhere is told as 自带."""
    roots = [(_below(space.root), ""), (_below(shipped().root), "自带/")]

    @cache
    def named(file: str) -> str:
        whole = os.path.abspath(file)  # noqa: PTH100 - links stay
        for root, before in roots:
            if os.path.normcase(whole).startswith(os.path.normcase(root)):
                return f"{before}{whole[len(root) :]}".replace(os.sep, "/")
        return os.path.basename(whole)  # noqa: PTH119

    return named


def _below(folder: Path) -> str:
    """How the paths of all that lies in a folder begin."""
    return os.path.join(os.path.abspath(folder), "")  # noqa: PTH100, PTH118


def _where(place: Place | None, named: Callable[[str], str]) -> str:
    """A file and a line, as far as there are any."""
    if place is None:
        return ""
    name = named(place.file)
    return f"{name}:{place.line}" if place.line else name


def _calculated(
    block: Block, inputs: Inputs, named: Callable[[str], str]
) -> tuple[Calculated, ...]:
    """What expressions gave in a paragraph, each with the places of the data it names."""
    calculated, start = [], 0
    for text, _, expression in block.spans:
        if expression:
            found = (inputs.place(tuple(name.split("."))) for name in names_in(expression))
            places = dict.fromkeys(_where(place, named) for place in found if place)
            calculated.append(Calculated(expression, text, start, tuple(places)))
        start += len(text)
    return tuple(calculated)


def _marked(reading: Reading, manuscript: Manuscript) -> Iterator[tuple[str, str, str, Block]]:
    """Each bookmark of a report in its order, with its path and text, and the block of both."""
    waiting: dict[tuple[str, str], list[Block]] = defaultdict(list)
    for block in _blocks(manuscript):
        waiting[_joined(block.path), block.text].append(block)
    for paragraph in reading.paragraphs():
        for mark in paragraph.marks:
            path, text = reading.paths[mark], paragraph.text
            meant = waiting[path, text]
            if meant:  # the last serves again: a template may print a part twice
                yield mark, path, text, meant.pop(0) if len(meant) > 1 else meant[0]


def _blocks(manuscript: Manuscript) -> Iterator[Block]:
    """Every paragraph with a data path, those of the scorecard too."""
    yield from manuscript.paragraphs()
    for row in manuscript.rows:
        for cell in row.values():
            if isinstance(cell, tuple):
                yield from (each for each in cell if isinstance(each, Block))
