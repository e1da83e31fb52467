"""改评分表: what was edited in 附件3: points become a proposed override, papers go to the answers.

What the rubric says is not a unit's to edit; it is told with its line there.  The total follows from
the points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from generator.figures import points
from generator.findings import Finding, Place, Severity
from generator.narrative import points_column
from generator.pullback.alignment import Item, aligned
from generator.pullback.drafts import Sheets
from generator.pullback.plan import Edit, Proposal
from generator.pullback.today import Today
from generator.readback import Cell, Paragraph, Rows
from generator.scoring import Score
from generator.source import Change, DataPath, Put

__all__ = ["Scored", "is_scorecard", "scored"]

Row = tuple[Cell, ...]


@dataclass(slots=True)
class Scored:
    """What the edits of the table come to (改评分表): changes of the answers, and what they can't be."""

    proposals: list[Proposal] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def is_scorecard(item: Item) -> bool:
    """The item is the table of scores."""
    return item.path.startswith("指标体系/")


def scored(was: Item, item: Item, sheets: Sheets, today: Today) -> Scored:
    """What was edited in the table of scores, from one item of a report to the other."""
    old, new = was.content, item.content
    assert not isinstance(old, Paragraph) and not isinstance(new, Paragraph)
    card = today.examined.scorecard
    columns = tuple(today.examined.manuscript.rows[0])
    by_path = {"/".join(map(str, score.path)): score for score in card.scores}
    reader = _Reader(columns, by_path, sheets, today, Scored())
    for match in aligned(_rows(old), _rows(new)):
        before = None if match.old is None else old[match.old]
        now = None if match.new is None else new[match.new]
        if before is None or now is None or len(before) != len(now) or match.moved:
            reader.reshaped(before, now)
        elif [c.text for c in before] != [c.text for c in now]:
            reader.row(before, now)
    return reader.made


def _rows(rows: Rows) -> list[Item]:
    return [
        Item(
            (cells,),
            "\x01".join(c.text for c in cells),
            frozenset(m for c in cells for p in c.paragraphs for m in p.marks),
        )
        for cells in rows
    ]


@dataclass(frozen=True, slots=True)
class _Reader:
    columns: tuple[str, ...]
    scores: Mapping[str, Score]
    sheets: Sheets
    today: Today
    made: Scored

    def reshaped(self, before: Row | None, now: Row | None) -> None:
        """A row that is new, gone or of other cells."""
        words = _shown(before or now or ())
        message = f"评分表里增、删或合并了行：“{words}”。表由指标体系生成，回填不了。"
        self._warn("score-rows-edited", message, "要增减指标，请改指标体系。", self._of_rubric())

    def row(self, before: Row, now: Row) -> None:
        """A row some cells of which were edited."""
        score = self._score(before)
        for number, (old, new) in enumerate(zip(before, now, strict=True)):
            if old.text == new.text:
                continue
            if score is None or len(before) != len(self.columns):
                self._not_of_an_indicator(before, old, new)
            elif self.columns[number] == points_column(dict.fromkeys(self.columns, "")):
                self._points(score, old.text, new)
            elif self.columns[number] == "佐证":
                self._evidence(score, old.text, new)
            else:
                self._of_the_rubric(score, self.columns[number], old.text, new.text)

    def _score(self, row: Row) -> Score | None:
        paths = (p.path for cell in row for p in cell.paragraphs)
        above = (path.rpartition("/")[0] for path in paths if path.startswith("指标体系/"))
        return next((self.scores[path] for path in above if path in self.scores), None)

    def _not_of_an_indicator(self, row: Row, old: Cell, new: Cell) -> None:
        if re.search(r"总分|合计", row[0].text):
            message = f"总分由“{old.text}”改成了“{new.text}”。总分是各项得分相加，回填不了。"
            self._warn("total-edited", message, "请改某一项的得分。", self.today.place("评分"))
        else:
            message = (
                f"评分表里的“{old.text}”改成了“{new.text}”。这是模板的固定文字，回填不到数据里。"
            )
            form = Place(self.today.examined.inputs.form.as_posix())
            self._warn("fixed-edited", message, "要改，请在 Word 里改模板。", form)

    def _of_the_rubric(self, score: Score, column: str, old: str, new: str) -> None:
        message = (
            f"“{score.indicator.name}”的“{column}”由“{_cut(old)}”改成了“{_cut(new)}”。"
            "这一栏出自指标体系，各单位共用，回填不了。"
        )
        place = (
            self._answer(score)
            if column == "扣分原因"
            else self._in_rubric(score, column, old, new)
        )
        self._warn("rubric-edited", message, "确要改，请改指标体系里的这一处。", place)

    def _in_rubric(self, score: Score, column: str, old: str, new: str) -> Place | None:
        """The line of the rubric that says what was edited."""
        rubric = self.today.examined.inputs.rubric
        for key in _KEYS.get(column, ()):
            text = rubric.text((*score.path, key))
            if text is not None:
                return rubric.place((*score.path, key), _first_edited(text, old, new))
        above = _KEYS.get(column, ("名称",))[-1]
        return rubric.place((*score.path, above)) or rubric.place(score.path)

    # ---- points and papers -----------------------------------------------------------------------

    def _points(self, score: Score, old: str, cell: Cell) -> None:
        new = cell.text.strip()
        name = score.indicator.name
        stands = points(score.points)
        if stands == new:
            return
        if stands != old.strip():
            message = f"“{name}”的得分在 Word 里由{old}改成了{new}，而按现在的数据已是{stands}，没有回填。"
            hint = f"仍要{new}分的，请自己写核定分和核定理由。"
            self._warn("points-changed-since", message, hint, self._answer(score))
        elif not re.fullmatch(r"\d{1,4}(\.\d{1,6})?", new):
            said = f"由“{old}”改成了“{new}”，这不是一个数" if new else f"“{old}”删空了，没有写新的"
            message = f"“{name}”的得分{said}。"
            self._warn(
                "points-unreadable", message, "请写阿拉伯数字，不带“分”。", self._answer(score)
            )
        elif Decimal(new) > score.weight:
            message = f"“{name}”的得分由{old}改成了{new}，超过分值{score.weight}。"
            self._warn("points-beyond-weight", message, "请核对得分。", self._answer(score))
        else:
            said = f"{new}（核定理由没有动，请核对）" if score.answer.override_why else new
            self._propose(score, (old, said), list(self._override(score, old, new, cell)), cell)

    def _override(self, score: Score, old: str, new: str, cell: Cell) -> Iterator[Change]:
        """The points as an override with a reason."""
        path: DataPath = ("评分", score.indicator.name)
        report = self.today.examined.inputs.report
        yield Put((*path, "核定分"), new)
        if not (report.text((*path, "核定理由")) or "").strip():
            who = "、".join(author for author, _ in self._by(cell) if author) or "审阅人"
            reason = f"{who}在送回的报告里把得分由{old}分改为{new}分，请补写理由。"
            yield Put((*path, "核定理由"), reason)

    def _evidence(self, score: Score, old: str, cell: Cell) -> None:
        lines = [line.strip() for line in cell.text.split("\n") if line.strip()]
        if lines == list(score.answer.evidence):
            return
        path: DataPath = ("评分", score.indicator.name, "佐证")
        self._propose(score, (old, cell.text), [Put(path, lines)], cell)

    def _propose(
        self, score: Score, said: tuple[str, str], changes: Sequence[Change], cell: Cell
    ) -> None:
        path = f"评分/{score.indicator.name}"
        before, after = (f"{score.indicator.name}：{text}" for text in said)
        edit = Edit("评分", path, self._answer(score), before, after, self._by(cell))
        self.made.proposals.append(Proposal(path, (edit,), tuple(changes)))

    def _by(self, cell: Cell) -> tuple[tuple[str, str], ...]:
        return self.sheets.by(*cell.paragraphs)

    def _answer(self, score: Score) -> Place | None:
        """Where the answers of an indicator stand, or would."""
        report, name = self.today.examined.inputs.report, score.indicator.name
        return report.place(("评分", name, "核定分")) or report.place(("评分", name))

    def _of_rubric(self) -> Place | None:
        return self.today.examined.inputs.rubric.place(("指标体系",))

    def _warn(self, id: str, message: str, hint: str, place: Place | None) -> None:
        self.made.findings.append(Finding(id, Severity.WARNING, message, place, hint))


_KEYS: Mapping[str, tuple[str, ...]] = {"指标解释": ("解释",), "评分标准": ("评分标准原文", "规则")}


def _first_edited(text: str, old: str, new: str) -> int:
    """The line of a text that the first line edited in a cell was printed by."""
    was, now = old.split("\n"), new.split("\n")
    edited = next((line for line in was if line not in now), "")
    lines = enumerate(line.strip() for line in text.split("\n"))
    return next((i for i, line in lines if line and line in edited), 0)


def _shown(row: Row) -> str:
    return _cut("｜".join(cell.text.replace("\n", "") for cell in row))


def _cut(text: str) -> str:
    plain = text.replace("\n", "")
    return plain if len(plain) <= 30 else f"{plain[:30]}…"
