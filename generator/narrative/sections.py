"""章节: the body in the office's own order and words, and what of the report its sections leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from generator.findings import Finding, Severity, close_to
from generator.model import Report, Section
from generator.narrative.blocks import Block, Path
from generator.narrative.flow import Piece, joined, run_on
from generator.narrative.numbering import POSSIBLE, Levels, Numbering, parse
from generator.narrative.parts import PARTS, Form
from generator.narrative.prose import Prose

__all__ = ["NAME", "named", "reordered", "sections", "wrong"]

NAME = "章节"
_DEEPEST = 4

Write = Callable[[str, Form], Sequence[Piece]]


def sections(report: Report, prose: Prose, write: Write) -> tuple[Piece, ...]:
    """The blocks of all sections in order; ``write`` gives those of a part by its name."""
    return tuple(_Chapters(prose, write).all_of(report.sections, (NAME,), 1))


@dataclass(frozen=True, slots=True)
class _Chapters:
    prose: Prose
    write: Write

    def all_of(self, found: Sequence[Section], above: Path, level: int) -> Iterator[Piece]:
        for i, section in enumerate(found):
            yield from self._one(section, (*above, i), level)

    def _one(self, section: Section, path: Path, level: int) -> Iterator[Piece]:
        """A section under its title, which is a heading of the level; without one, in that above."""
        below = level + bool(section.title)
        samples = tuple(parse(sample) or Numbering() for sample in section.numbering)
        self.prose.restart(Levels(below, samples))
        own = [
            *self.prose.blocks(section.text, (*path, "正文"), below - 1),
            *self._part(section, below),
        ]
        yield from (
            joined(self._heading(section, path, level), section.joined, own)
            if (section.title)
            else own
        )
        yield from self.all_of(section.below, (*path, "下级"), below)

    def _heading(self, section: Section, path: Path, level: int) -> Block:
        title: Path = (*path, "标题")
        kind = f"标题{min(level, _DEEPEST)}"
        return Block(kind, self.prose.verbatim(section.title, title), title)

    def _part(self, section: Section, level: int) -> Iterator[Piece]:
        if section.part:
            blocks = self.write(section.part, Form(level, section))
            yield from run_on(blocks) if section.run_on else blocks


def _all(found: Sequence[Section], above: Path = (NAME,)) -> Iterator[tuple[Path, Section]]:
    """Every section with its data path, the outer before the inner."""
    for i, section in enumerate(found):
        yield (*above, i), section
        yield from _all(section.below, (*above, i, "下级"))


def named(report: Report) -> frozenset[str]:
    """The parts that some section prints."""
    return frozenset(section.part for _, section in _all(report.sections) if section.part)


def reordered(report: Report) -> frozenset[Path]:
    """The data paths of the lists that a section prints in an order of its own."""
    ordered = (section.part for _, section in _all(report.sections) if section.order)
    return frozenset(PARTS[name].entries for name in ordered if name in PARTS)


def wrong(report: Report, known: Collection[str]) -> Iterator[Finding]:
    """What is wrong with the sections of a report; ``known``: the parts they can print."""
    seen: Counter[str] = Counter()
    for path, section in _all(report.sections):
        yield from _of_part(section, path, known, seen)
        for k, sample in enumerate(section.numbering):
            if parse(sample) is None:
                message = f"序号样子“{sample}”看不懂，这一级没有编号。"
                hint = f"可写：{POSSIBLE}；不编号的空着。"
                where: Path = (*path, "编号", k)
                yield Finding(
                    "numbering-unreadable", Severity.ERROR, message, hint=hint, path=where
                )
        yield from _of_order(report, section, path)
    if report.sections:
        yield from _left_out(report)


def _of_part(
    section: Section, path: Path, known: Collection[str], seen: Counter[str]
) -> Iterator[Finding]:
    """A part that there is none of, or that was printed before."""
    name, where = section.part, (*path, "内容")
    seen[name] += 1
    if name and name not in known:
        near = close_to(name, known)
        hint = f"是不是“{near}”？" if near else f"可写：{'、'.join(known)}。"
        message = f"报告里没有“{name}”这一部分。"
        yield Finding("part-unknown", Severity.ERROR, message, None, hint, where, words=name)
    elif name and seen[name] == 2:
        message = f"“{name}”在“章节”里印了不止一处。"
        hint = "请只留一处。"
        yield Finding("part-twice", Severity.WARNING, message, None, hint, where, words=name)


def _of_order(report: Report, section: Section, path: Path) -> Iterator[Finding]:
    """An order that names entries that are not there, or one twice."""
    part = PARTS.get(section.part)
    entries = _at(report, part.entries) if part and part.entries else ()
    for k, number in enumerate(section.order):
        if not 1 <= number <= len(entries) or number in section.order[:k]:
            message = (
                f"“次序”里的“{number}”多余：“{section.part}”有 {len(entries)} 条，每条写一次。"
            )
            hint = "从 1 数起；没有写到的，依次排在后面。"
            where: Path = (*path, "次序", k)
            yield Finding("order-unknown", Severity.WARNING, message, hint=hint, path=where)


def _at(report: Report, path: Path) -> Sequence[object]:
    """The list of entries at a data path."""
    found: object = report
    for step in path:
        fields = type(found).fields.items()  # type: ignore[attr-defined]
        found = getattr(found, next(name for name, field in fields if field.key == step))
    assert isinstance(found, tuple)
    return found


def _left_out(report: Report) -> Iterator[Finding]:
    """Parts that somebody wrote and no section prints."""
    printed = named(report)
    left = [name for name, written in _written(report) if written and name not in printed]
    if left:
        message = f"{'、'.join(f'“{name}”' for name in left)}录入了内容，“章节”里没有一节印它，报告里看不到。"
        hint = "要印的，请在“章节”里加一节，“内容”写它的名称。"
        yield Finding("part-not-printed", Severity.WARNING, message, hint=hint, path=(NAME,))


def _written(report: Report) -> Iterator[tuple[str, bool]]:
    """Whether somebody wrote the text of a part; figures may serve other texts and the scores."""
    goals, outlook, evaluation = report.goals, report.outlook, report.evaluation
    yield "职责", bool(report.duties)
    yield "组织架构", bool(report.organisation.note)
    yield "人员编制", bool(report.staffing.note)
    yield "资产", bool(report.assets.note)
    yield "总体目标", bool(goals.overall)
    yield "年度目标", bool(goals.annual)
    yield "分项目标", bool(goals.parts)
    yield "预算收支", bool(report.budget.note)
    yield "成效", bool(report.achievements)
    yield "下一步", bool(outlook.lead or outlook.parts)
    yield "评价目的", bool(evaluation.purpose)
    yield "评价过程", bool(evaluation.process)
    yield "得分情况", report.unit.results
    yield "问题", bool(report.problems)
    yield "整改措施", any(problem.remedies for problem in report.problems)
