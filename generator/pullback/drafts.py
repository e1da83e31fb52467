"""草拟: what a stretch of paragraphs comes to: changes of lines, and what can't be brought home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.archive import Marked
from generator.pullback.alignment import Item
from generator.pullback.changes import Touched
from generator.pullback.threeway import Op
from generator.readback import Paragraph, Revision

__all__ = ["FIXED", "By", "Drafts", "Sheets", "Trouble"]

FIXED = "\0"
"""What the expression of an atom begins with that is words of the program's own."""

By = tuple[tuple[str, str], ...]
"""Who changed something, and when, as tracked changes tell (author, date); empty when they don't."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What can't be brought home by itself (回填不了): a stable id, the data path, was and says now.

    ``at``: the line of the text; ``touched``: the calculated figure it is about, else None.
    """

    id: str
    path: str
    was: str
    says: str
    at: int = 0
    touched: Touched | None = None
    by: By = ()


@dataclass(frozen=True, slots=True)
class Sheets:
    """The two readings and what is known of the first (两稿).

    ``blocks``: the manifest's paragraphs by mark; ``sources``: the texts it was made from, by path;
    ``revisions``: tracked changes of the second.
    """

    old: Sequence[Item]
    new: Sequence[Item]
    blocks: Mapping[str, Marked]
    sources: Mapping[str, str]
    revisions: Sequence[Revision]

    def values(self, paragraph: Paragraph) -> list[str]:
        """What the expressions of a paragraph printed, in order."""
        blocks = (self.blocks[mark] for mark in paragraph.marks if mark in self.blocks)
        return [each.value for block in blocks for each in block.calculated]

    def by(self, *paragraphs: Paragraph) -> By:
        """Who changed these paragraphs of the edited report, and when."""
        return tuple(dict.fromkeys(each for paragraph in paragraphs for each in paragraph.by))

    def by_gone(self, *items: Item) -> By:
        """Who deleted what stood in these items of the generated report, and when."""
        marks = {mark for item in items for mark in item.marks}
        own = ((r.author, r.date) for r in self.revisions if not marks.isdisjoint(r.marks))
        return tuple(dict.fromkeys(own))


@dataclass(slots=True)
class Drafts:
    """What one stretch comes to (草拟): changes of the lines of its text, and what is in the way."""

    path: str
    sheets: Sheets
    ops: list[Op] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def change(self, op: Op, by: By) -> None:
        """Note a change of lines and who made it; new lines in a row are one change."""
        new = replace(op, by=by)
        last = self.ops[-1] if self.ops else None
        if last and last.behind and new.behind and (last.at, last.kind) == (new.at, new.kind):
            says, by = f"{last.says}\n{new.says}", tuple(dict.fromkeys((*last.by, *new.by)))
            self.ops[-1] = replace(last, lines=(*last.lines, *new.lines), says=says, by=by)
        else:
            self.ops.append(new)

    def refuse(self, id: str, at: int, said: tuple[str, str], by: By = ()) -> None:
        """Note what can't be brought home; ``at``: the line it is about, ``said``: before and now."""
        self.troubles.append(Trouble(id, self.path, *said, at, None, by))

    def tell(self, touched: Sequence[Touched], at: int, said: tuple[str, str], by: By) -> None:
        """Note figures that were overwritten; the words around an entry's text are the template's."""
        for each in touched:
            id = "fixed-edited" if each.expression.startswith(FIXED) else "calculated-edited"
            self.troubles.append(Trouble(id, self.path, *said, at, each, by))
