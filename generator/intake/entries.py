"""认条目: numbered entries of an old report as lists of data: duties, goals, achievements, problems."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from generator.intake.branches import Heading
from generator.intake.metrics import metrics
from generator.intake.plain import text_of, words
from generator.intake.typed import Grid, Line

__all__ = [
    "achievements",
    "duties",
    "goals",
    "items",
    "numbering",
    "outlook",
    "paired",
    "problems",
    "remedies",
    "run",
]

Entry = dict[str, Any]


def numbering(levels: Iterable[Sequence[Heading]]) -> list[str]:
    """The sample of each level: the first number as it stands; empty where nothing is numbered."""
    return [next((each.number for each in level if each.ordinal == 1), "") for level in levels]


def _numbered(entries: Sequence[Heading]) -> bool:
    """They count up from one in one kind of number, or none has a number."""
    ordinals = [each.ordinal for each in entries]
    return len({each.kind for each in entries}) == 1 and (
        ordinals == list(range(1, len(entries) + 1)) or not any(ordinals)
    )


def items(heading: Heading) -> tuple[Heading, ...]:
    """The entries right below, when there is nothing else and they count up; else none."""
    entries = heading.headings
    return (
        entries if entries and not heading.own and not heading.rest and _numbered(entries) else ()
    )


def duties(heading: Heading) -> list[str] | None:
    """A list of texts, a paragraph each; plain paragraphs count, where nothing is numbered."""
    entries = items(heading)
    if entries and all(not each.content for each in entries):
        return [words(_behind(each)) for each in entries]
    lines = heading.own
    if not heading.headings and not heading.rest and lines:
        return [words(each.text) for each in lines if isinstance(each, Line)] or None
    return None


def _behind(heading: Heading) -> str:
    """All words of an entry behind its number, as they stand."""
    return heading.line.text.strip().removeprefix(heading.number).lstrip()


# ---- goals --------------------------------------------------------------------------------------


def goals(heading: Heading) -> list[Entry] | None:
    """Goals by line of duty, each with its task, aim and metrics; None when one is typed otherwise."""
    entries = items(heading)
    found = [_goal(each) for each in entries]
    return [each for each in found if each] if entries and all(found) else None


def _goal(entry: Heading) -> Entry | None:
    if not entry.title or entry.headings or any(isinstance(each, Grid) for each in entry.own):
        return None
    parts: dict[str, list[str]] = {"任务": [], "目标": [], "指标原文": []}
    at = "任务"
    sentence = ""
    for line in entry.own:
        assert isinstance(line, Line)
        text = line.text.strip()
        for label, name in (("绩效目标：", "目标"), ("绩效指标：", "指标原文")):
            if text.startswith(label):
                at, text = name, text.removeprefix(label)
        sentence += text if at == "指标原文" else ""
        parts[at].append(words(text))
    if entry.rest:
        parts["任务"].insert(0, words(entry.rest))
    goal: Entry = {"名称": words(entry.title)}
    if entry.sign:
        goal["接排"] = entry.sign
    goal |= {name: "\n".join(texts) for name, texts in parts.items() if texts}
    if found := metrics(sentence):
        goal["指标"] = [dict(each) for each in found]
    return goal


# ---- achievements -------------------------------------------------------------------------------


def achievements(
    content: Sequence[Heading | Line | Grid],
) -> tuple[list[Entry], list[str]] | None:
    """Titles with their text and what stands below, and the samples of their numbers by level."""
    entries = [each for each in content if isinstance(each, Heading)]
    plain = [each for each in content if not isinstance(each, Heading)]
    if not _titled(entries) or any(isinstance(e, Grid) or e.text.strip() for e in plain):
        return None
    levels: list[list[Heading]] = []
    found = [_achievement(each, levels, 0) for each in entries]
    if not all(_numbered(group) for group in _groups(entries)):
        return None
    return found, numbering(levels)


def _titled(entries: Sequence[Heading]) -> bool:
    return bool(entries) and all(each.title for each in entries)


def _deeper(entry: Heading) -> tuple[Heading, ...]:
    """The titles below an entry that are entries of their own; none where they are paragraphs of text."""
    below = entry.headings
    texts = ("一是", "①", "第一，")
    if not _titled(below) or any(each.kind in texts for each in below):
        return ()
    return below if _numbered(below) else ()


def _groups(entries: Sequence[Heading]) -> Iterator[Sequence[Heading]]:
    yield entries
    for each in entries:
        if deeper := _deeper(each):
            yield from _groups(deeper)


def _achievement(entry: Heading, levels: list[list[Heading]], depth: int) -> Entry:
    if depth == len(levels):
        levels.append([])
    levels[depth].append(entry)
    deeper = _deeper(entry)
    own = [each for each in entry.content if not (deeper and isinstance(each, Heading))]
    joined = bool(entry.rest) or (entry.sign == "。" and not own)
    found: Entry = {"标题": words(entry.title + ("" if joined else entry.sign))}
    if joined:
        found["接排"] = entry.sign
    text = "\n".join(filter(None, (words(entry.rest), text_of(own))))
    if text:
        found["内容"] = text
    if deeper:
        found["下级"] = [_achievement(each, levels, depth + 1) for each in deeper]
    return found


_NEXT = re.compile(r"(?:下一步|下一阶段|今后|20\d\d年[，,]?[^。]{0,20}(?:将|计划|打算))")


def outlook(content: Sequence[Line | Grid]) -> int:
    """Where what comes next begins in a chapter of achievements; its length where it does not."""
    texts = (each.text.strip() if isinstance(each, Line) else "" for each in content)
    return next((i for i, text in enumerate(texts) if i and _NEXT.match(text)), len(content))


# ---- problems and remedies ----------------------------------------------------------------------

_ORDINALS = "一二三四五六七八九十"


def run(text: str) -> list[str]:
    """What follows 一是, 二是 … in one paragraph, an entry each; none when it is not so written."""
    starts: list[int] = []
    at = 0
    for word in _ORDINALS:
        match = re.compile(rf"(?:^|(?<=[。；：:，,]))\s*{word}是").search(text, at)
        if match is None:
            break
        starts.append(match.start())
        at = match.end()
    if len(starts) < 2 or text[: starts[0]].strip():
        return []
    ends = [*starts[1:], len(text)]
    return [text[a:b].strip()[2:] for a, b in zip(starts, ends, strict=True)]


def problems(heading: Heading) -> tuple[list[Entry], dict[str, Any]] | None:
    """Problems under their titles, and how the section prints them; None when typed otherwise."""
    run_on = run(heading.rest) if heading.rest and not heading.content else []
    if run_on:
        return [_split(each) for each in run_on], {"编号": ["一是"], "连排": "是"}
    entries = items(heading)
    if not _titled(entries) or any(each.headings for each in entries):
        return None
    levels: list[list[Heading]] = []
    found = [_achievement(each, levels, 0) for each in entries]
    renamed = {"内容": "说明"}
    named = [{renamed.get(key, key): value for key, value in each.items()} for each in found]
    return named, {"编号": numbering(levels)}


def _split(text: str) -> Entry:
    """The first sentence is the title, the others say more."""
    title, _, more = text.partition("。")
    return {"标题": words(title), **({"说明": words(more)} if more else {})}


def remedies(heading: Heading) -> tuple[list[str], dict[str, Any]] | None:
    """Remedies in their order, and how the section prints them; None when typed otherwise."""
    run_on = run(heading.rest) if heading.rest and not heading.content else []
    if run_on:
        return [words(each) for each in run_on], {"编号": ["一是"], "连排": "是"}
    entries = items(heading)
    if not entries or any(each.content for each in entries):
        return None
    return [words(_behind(each)) for each in entries], {"编号": numbering([entries])}


def paired(found: Sequence[Mapping[str, Any]], measures: Sequence[str]) -> list[int] | None:
    """For each remedy the problem it is for, by the words they share; None unless all are certain."""
    said = [_pairs(f"{each['标题']}{each.get('说明', '')}") for each in found]
    common = Counter(pair for each in said for pair in each)
    own = [{pair for pair in each if common[pair] == 1} for each in said]
    chosen = [_best([len(_pairs(measure) & each) for each in own]) for measure in measures]
    in_order = len(found) == len(measures) and all(i in (None, k) for k, i in enumerate(chosen))
    if in_order and any(i is not None for i in chosen):
        return list(range(len(measures)))
    certain = [i for i in chosen if i is not None]
    return certain if len(certain) == len(chosen) else None


_FEWEST_SHARED = 2


def _best(shared: Sequence[int]) -> int | None:
    """The one that shares most; None when it is too little, or as much as another."""
    most = max(shared)
    return shared.index(most) if most >= _FEWEST_SHARED and shared.count(most) == 1 else None


def _pairs(text: str) -> set[str]:
    """The pairs of letters that stand side by side in a text."""
    bare = re.sub(r"[^\u4e00-\u9fff]", " ", text)
    return {bare[i : i + 2] for i in range(len(bare) - 1) if " " not in bare[i : i + 2]}
