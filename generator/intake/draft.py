"""成稿草: an old report's chapters → chapters of data, each lifted as far as printing proves it right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.intake import entries
from generator.intake.amounts import FIGURES, told
from generator.intake.branches import Heading
from generator.intake.outline import nested
from generator.intake.plain import said, table, text_of, words
from generator.intake.proof import Path, printed, with_parts
from generator.intake.subjects import about
from generator.intake.typed import Grid, Line

__all__ = ["Draft", "Note"]

_TEXTS: Mapping[str, Path] = {
    "组织架构": ("组织架构", "说明"), "人员编制": ("人员编制", "说明"), "资产": ("资产", "说明"),
    "预算收支": ("预算", "说明"), "总体目标": ("目标", "总体"), "年度目标": ("目标", "年度"),
    "评价目的": ("评价组织", "目的"), "评价过程": ("评价组织", "过程"),
}  # fmt: skip
_JOINED = ("。", "：")
_GOES_ON = ("；", ";", "，", "、")  # an entry that ends so has another behind it
_AIMS = {
    "总体目标",
    "年度目标",
    "分项目标",
}  # a chapter that holds these is not one of achievements alone
_DIVIDED = {"问题", "整改措施"}  # a chapter may hold both, each under a title of its own
_SHOWN = 20  # signs of a text by which it is told
Content = Sequence[Heading | Line | Grid]
Section = dict[str, Any]
At = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing the account tells (交代): what kind, what, where it stood, where it went.

    ``kind``: 识别 lifted into data, 文字 kept as text, 请看 needs a look.  ``old``: place in the old
    document; ``path``: data path, empty where there is none.
    """

    kind: str
    what: str
    old: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Try:
    """One way of taking a section (试): its section, the data it brings, and what to say of it."""

    section: Section
    parts: Mapping[Path, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class Draft:
    """The data of a unit as they are gathered (草稿); ``taken``: parts of the report lifted so far."""

    data: dict[str, Any]
    sections: list[Section] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def read(self, content: Content) -> None:
        """Take all chapters; whatever stands before the first heading is a section without a title."""
        plain = [each for each in content if not isinstance(each, Heading)]
        if text := text_of(plain):
            self.sections.append({"正文": text})
            self.notes.append(Note("文字", "标题下面的一段", _where(plain), ("章节", 0, "正文")))
        for each in content:
            if isinstance(each, Heading):
                self.sections.append(self._section(each, (), ("章节", len(self.sections))))

    def _section(self, heading: Heading, above: Sequence[str], at: At) -> Section:
        """A heading and all below: lifted whole where that is proven, else piece by piece.

        ``at``: the data path that the section will have.
        """
        own = about(heading.title) if heading.title else ()
        free = [name for name in own if name not in self.taken]
        for name in free:
            if name == "成效" and any(_AIMS & set(about(h.title)) for h in heading.headings):
                continue
            if set(own) >= _DIVIDED and any(
                _DIVIDED & set(about(h.title)) for h in heading.headings
            ):
                break
            for attempt in self._ways(name, heading, at, len(own) > 1):
                if self._proven(attempt, heading.flattened()):
                    self._take(name, attempt)
                    return attempt.section
        return self._by_pieces(heading, own or above, at)

    def _proven(self, attempt: _Try, lines: Iterator[Line | Grid]) -> bool:
        data = with_parts(self.data, attempt.parts)
        return printed(data, [attempt.section]) == said(lines)

    def _take(self, name: str, attempt: _Try) -> None:
        self.data = with_parts(self.data, attempt.parts)
        self.taken.add(name)
        printing = (attempt.section, *attempt.section.get("下级", ()))
        self.taken |= {each["内容"] for each in printing if "内容" in each}
        self.notes += attempt.notes

    # -- whole ------------------------------------------------------------------------------------

    def _ways(self, name: str, heading: Heading, at: At, several: bool) -> Iterator[_Try]:
        """The ways in which a part of this name may be lifted, the fullest first."""
        head, note = _head(heading), Note("识别", name, heading.line.where, (name,))
        if name == "职责" and (texts := entries.duties(heading)) is not None:
            shown = entries.numbering([heading.headings]) if heading.headings else [""]
            yield _Try(head | {"内容": name, "编号": shown}, {("职责",): texts}, (note,))
        elif name == "分项目标" or (name == "年度目标" and heading.headings):
            yield from self._goals(heading, head)
        elif name == "成效" and not any(map(_aims, heading.headings)):
            yield from self._achievements(heading, head, at)
        elif name == "问题":
            yield from self._problems(heading, head)
        elif name == "整改措施":
            yield from self._remedies(heading, head)
        elif name in _TEXTS and not several and not any(each.title for each in heading.headings):
            yield from self._text(name, heading, head)

    def _text(self, name: str, heading: Heading, head: Section) -> Iterator[_Try]:
        """A part that is one text; its figures become data."""
        text, parts, notes = self._figured((name,), [*_rest(heading), *_inside(heading)])
        if text:
            note = Note("识别", name, heading.line.where, _TEXTS[name])
            yield _Try(head | {"内容": name}, {**parts, _TEXTS[name]: text}, (note, *notes))

    def _figured(
        self, subjects: Sequence[str], content: Sequence[Line | Grid]
    ) -> tuple[str, Mapping[Path, Any], tuple[Note, ...]]:
        """A text whose figures become data; tables in it stay as they are."""
        where = _where(content)
        lines = [e for e in content if isinstance(e, Line) and e.text.strip()]
        found = told(subjects, [line.text for line in lines], self.data)
        notes = [
            *(Note("识别", f"{_dotted(path)}（“{stood}”）", where, path) for path, stood in found.seen),
            *(
                Note("请看", f"“{stood}”与前面取到的 {_dotted(path)} 不同，照原样留在文字里", where, path)
                for path, stood in found.left
            ),
            *(
                Note("请看", _stiff(path, stood), line.where, path)
                for line, those in zip(lines, found.stiff, strict=True)
                for path, stood in those
            ),
        ]  # fmt: skip
        sentences = iter(found.lines)
        texts: list[str] = []
        for each in content:
            if isinstance(each, Grid):
                texts.append(f"\n{table(each)}\n")
            elif each.text.strip():
                texts.append(next(sentences))
        return "\n".join(texts).strip("\n"), found.parts, tuple(notes)

    def _goals(self, heading: Heading, head: Section) -> Iterator[_Try]:
        found = entries.goals(heading)
        if found is None or "分项目标" in self.taken:
            return
        section = head | {"内容": "分项目标", "编号": entries.numbering([heading.headings])}
        told_ = sum(len(goal.get("指标", ())) for goal in found)
        note = Note(
            "识别",
            f"分项目标 {len(found)} 项，拆出绩效指标 {told_} 个",
            heading.line.where,
            ("目标", "分项"),
        )
        yield _Try(section, {("目标", "分项"): found}, (note,))

    def _achievements(self, heading: Heading, head: Section, at: At) -> Iterator[_Try]:
        """A chapter of achievements, what comes next told apart where it begins in the middle."""
        lines = list(_inside(heading))
        if heading.rest:
            return
        cut = entries.outlook(lines)
        whole = cut == len(lines)
        first, then = (heading.content, ()) if whole else (nested(lines[:cut]), nested(lines[cut:]))
        found = entries.achievements(first)
        if found is None:
            return
        note = Note("识别", f"成效 {len(found[0])} 项", heading.line.where, ("成效",))
        parts: dict[Path, Any] = {("成效",): found[0]}
        inner: Section = {"内容": "成效", "编号": found[1]}
        if not then:
            yield _Try(head | inner, parts, (note,))
            return
        plan, shown = self._outlook(then)
        more = Note("识别", "下一步打算", _where(lines[cut:]), ("下一步",))
        sections = [inner, {"内容": "下一步", "编号": shown}]
        yield _Try(head | {"下级": sections}, {**parts, ("下一步",): plan}, (note, more))
        rest = {"正文": text_of(then)}
        kept = Note("文字", "下一步打算", _where(lines[cut:]), (*at, "下级", 1, "正文"))
        yield _Try(head | {"下级": [inner, rest]}, parts, (note, kept))

    def _outlook(self, content: Content) -> tuple[Section, list[str]]:
        lead = text_of(each for each in content if not isinstance(each, Heading))
        found = entries.achievements([each for each in content if isinstance(each, Heading)])
        return {"引言": lead, "分项": found[0] if found else []}, found[1] if found else []

    def _problems(self, heading: Heading, head: Section) -> Iterator[_Try]:
        found = entries.problems(heading)
        if found is None:
            return
        problems, shown = found
        note = Note("识别", f"问题 {len(problems)} 个", heading.line.where, ("问题",))
        yield _Try(head | {"内容": "问题"} | shown, {("问题",): problems}, (note,))

    def _remedies(self, heading: Heading, head: Section) -> Iterator[_Try]:
        """Remedies, each given to its problem where that is certain."""
        found, problems = entries.remedies(heading), self.data.get("问题")
        if found is None or not problems:
            return
        measures, shown = found
        chosen = entries.paired(problems, measures)
        if chosen is None:
            return
        order = list(dict.fromkeys(chosen))
        lifted = [
            {**each, **({"整改措施": mine} if (mine := _of(i, chosen, measures)) else {})}
            for i, each in enumerate(problems)
        ]
        if order != sorted(order):
            shown = shown | {"次序": [str(i + 1) for i in order]}
        note = Note(
            "识别",
            f"整改措施 {len(measures)} 条，已对应到问题，请核对",
            heading.line.where,
            ("问题",),
        )
        yield _Try(head | {"内容": "整改措施"} | shown, {("问题",): lifted}, (note,))

    # -- piece by piece ---------------------------------------------------------------------------

    def _by_pieces(self, heading: Heading, subjects: Sequence[str], at: At) -> Section:
        """The heading's own text, and a section for each title below; the rest as text in order."""
        section = _head(heading)
        held: list[Heading | Line | Grid] = list(_rest(heading))
        below: list[Section] = []

        def put() -> None:
            text, where = self._kept(subjects, held), _where(held)
            if text and not below:
                section["正文"] = text
            elif text:
                path = (*at, "下级", len(below), "正文")
                self.notes.append(Note("文字", _begun(held), where, path))
                below.append({"正文": text})
            held.clear()

        for each in heading.content:
            if isinstance(each, Heading) and not _is_item(each, held):
                put()
                below.append(self._section(each, subjects, (*at, "下级", len(below))))
            else:
                held.append(each)
        put()
        if below:
            section["下级"] = below
        if "正文" in section:
            path = (*at, "正文")
            self.notes.append(Note("文字", _named(heading), heading.line.where, path))
        return section

    def _kept(self, subjects: Sequence[str], held: Content) -> str:
        """A text as it is; where it speaks of figures that we know a place for, they become data."""
        plain = text_of(held)
        if not any(name in FIGURES for name in subjects) or not plain:
            return plain
        text, parts, notes = self._figured(subjects, list(_flat(held)))
        attempt = _Try({"正文": text}, parts, notes)
        expected = printed(self.data, [{"正文": plain}])
        if printed(with_parts(self.data, parts), [attempt.section]) != expected:
            return plain
        self.data = with_parts(self.data, parts)
        self.notes += notes
        return text


def _dotted(path: Path) -> str:
    return ".".join(path)


def _stiff(path: Path, stood: str) -> str:
    """That a figure does not follow the data: it was typed as no expression prints it."""
    what = f"“{stood}”（{_dotted(path)}）" if path else f"“{stood}”"
    return f"{what}照原样留在文字里，改数据时不会跟着变"


def _of(problem: int, chosen: Sequence[int], measures: Sequence[str]) -> list[str]:
    return [measure for measure, i in zip(measures, chosen, strict=True) if i == problem]


def _head(heading: Heading) -> Section:
    """The title of a section as it stands, and the sign by which its text follows on the line."""
    text = heading.line.text.strip()
    if heading.rest and not heading.title:
        return {}
    title = text[: text.rindex(heading.rest)].rstrip() if heading.rest else text
    joined = heading.sign if heading.rest and heading.sign in _JOINED else ""
    title = title.removesuffix(joined) if joined else title
    return {"标题": words(title), **({"接排": joined} if joined else {})}


def _aims(heading: Heading) -> bool:
    """A title of goals: what stands below it is wanted, not achieved."""
    return re.search("(?:目标|指标)(?:情况|设定|设置)?$", heading.title) is not None


def _is_item(heading: Heading, before: Content) -> bool:
    """An entry of a list or a paragraph of text rather than a section of its own."""
    return (
        not heading.title
        or heading.kind in ("一是", "①", "第一，")
        or (bool(heading.rest) and heading.sign not in _JOINED)
        or _is_sentence(heading, before)
    )


def _is_sentence(heading: Heading, before: Content) -> bool:
    """A line that is one sentence: nothing stands below it, or it ends a list of other entries.

    ``before``: the text above; the entry above the last of a list says that the list goes on.
    """
    below = bool(heading.own or heading.headings)
    listed = text_of(before[-1:]).endswith(_GOES_ON)
    typed = heading.sign == "。" and not heading.rest and not heading.line.level
    return typed and (listed or not below)


def _named(heading: Heading) -> str:
    return f"“{(heading.number + heading.title) or heading.rest[:_SHOWN]}”"


def _begun(content: Content) -> str:
    """A text without a title, told by the words it begins with."""
    return f"“{''.join(said(_flat(content)))[:_SHOWN]}”"


def _rest(heading: Heading) -> Iterator[Line]:
    """The text that follows the title on its line, where it stands; without a title the whole line."""
    if heading.rest:
        yield Line(heading.rest if heading.title else heading.line.text, heading.line.where)


def _inside(heading: Heading) -> Iterator[Line | Grid]:
    _, *rest = heading.flattened()
    yield from rest


def _flat(content: Content) -> Iterator[Line | Grid]:
    for each in content:
        if isinstance(each, Heading):
            yield from each.flattened()
        else:
            yield each


def _where(content: Content) -> str:
    """Where the first of it stands that says something."""
    spoken = (e for e in _flat(content) if isinstance(e, Grid) or e.text.strip())
    return next((each.where for each in spoken), "")
