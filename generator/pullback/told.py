"""说明: why an edit can't be brought home by itself, and where to change what it means.

A calculated figure is told with the data it follows from, each at its line; words of the template
with their paragraph there; what is printed from the rubric with its line in the rubric.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from generator.findings import Finding, Place, Severity
from generator.model import Section
from generator.narrative import names_in, written
from generator.pullback.alignment import Item
from generator.pullback.changes import Touched, laid, likeness
from generator.pullback.drafts import Trouble
from generator.pullback.lines import Atom, line
from generator.pullback.stretches import TITLES, heading_level, number_of
from generator.pullback.today import Today, data_path
from generator.readback import Paragraph
from generator.template import words

__all__ = ["of_fixed", "of_homeless", "of_trouble"]

_MOST = 4


def of_trouble(trouble: Trouble, today: Today) -> Finding | None:
    """A trouble as a finding; None when the report of today says already what Word says."""
    place = _place(trouble, today)
    if trouble.id == "calculated-edited" and trouble.touched:
        return _calculated(trouble.touched, trouble.was, today, place)
    if trouble.path.startswith("文字片段/") and today.path(trouble.path) is None:
        return _of_fragment(trouble, today)
    if trouble.id in ("fixed-edited", "title-stays") and trouble.touched:
        return _of_words(trouble, trouble.touched, today, place)
    message, hint = _WHY[trouble.id]
    if trouble.was == trouble.says:
        message = f"“{_short(trouble.was)}”：{message}"
    id = "not-returned" if trouble.id in _KINDS else trouble.id
    return _warning(id, f"{_change(trouble.was, trouble.says)}{message}", hint, place)


def _of_words(
    trouble: Trouble, touched: Touched, today: Today, place: Place | None
) -> Finding | None:
    """Words before or behind a text: a title on its line, or the program's own."""
    words, stays = touched.was, trouble.id == "title-stays"
    title = _title_in(words, trouble.path, today)
    if title and not _renumbered(title, touched):
        act = "正文删去了，标题还会印" if stays else "Word 里改掉了，没有回填"
        message = f"“{_short(words)}”是标题，与正文接成一段；{act}。"
        return _warning("fixed-edited", message, "请在数据里改标题。", today.place(title))
    if title or stays:
        return None  # numbers are given anew, and the program's words go with their text
    message = f"“{_short(trouble.was)}”里的“{words}”是程序加印的固定文字，Word 里改掉了，回填不了。"
    return _warning("fixed-edited", message, "要保留改动，请与维护人员商量改模板。", place)


def _title_in(words: str, before: str, today: Today) -> str:
    """The path of a title that stands in words before a text, on the text's own line; else empty."""
    entry = (today.path(before) or before).rpartition("/")[0]
    own = [f"{entry}/{key}" for key in TITLES if not before.endswith(f"/{key}")] if entry else []
    for path in (*_titles(today.examined.report.sections, "章节"), *own):
        text = today.examined.inputs.report.text(data_path(path)) or ""
        if text and all(part in words for part in re.split(r"\{\{.*?\}\}", text)):
            return path
    return ""


def _renumbered(title: str, touched: Touched) -> bool:
    """Only the number of an entry was typed over, which is given anew with each report."""
    was, now = number_of(touched.was), number_of(touched.now)
    rests = [text[n.end() :] for text, n in ((touched.was, was), (touched.now, now)) if n]
    return not title.startswith("章节/") and len(rests) == 2 and rests[0] == rests[1]


def _titles(sections: Sequence[Section], above: str) -> Iterator[str]:
    """The paths of the titles of sections that the text follows on their line."""
    for i, section in enumerate(sections):
        if section.joined:
            yield f"{above}/{i}/标题"
        yield from _titles(section.below, f"{above}/{i}/下级")


_KINDS = ("picture-added", "figure-rewritten", "common-text-gone")  # of not-returned


def _place(trouble: Trouble, today: Today) -> Place | None:
    """Where the text stands now; the part of the data, when its entry is gone."""
    path = today.path(trouble.path)
    if path is None:
        return today.place(trouble.path.partition("/")[0]) or Place(
            today.examined.inputs.unit.as_posix()
        )
    return today.place(path, trouble.at)


_WHY = {
    "not-returned": ("这一处对应不到数据里的哪一行，或数据里写不下，回填不了。", "请照 Word 里的样子，自己改这个位置的文字。"),
    "picture-added": ("Word 里加了图片，数据里放不下图片，没有回填。", "请另存图片，作为附件交。"),
    "figure-rewritten": ("里面的取数与旁边的字一起改了，没有回填。", "请自己改这一行：取数写成 {{ }}，或直接写出文字。"),
    "table-reshaped": ("表格的列数变了，回填不了。", "请照 Word 里的样子，自己改这张表。"),
    "edited-twice": ("同一段文字在报告里印了两处，两处改得不一样，只回填了前一处。", "请核对以哪一处为准。"),
    "list-reordered": ("“章节”里的“次序”按号数排着这些条，增、删、移会错位，没有回填。", "请在数据里改，并核对“次序”。"),
    "section-gone": ("标题删去了；这一节还印着报告的一部分，没有删。", "确要删这一节，请在“章节”里删；只去标题，请把它空着。"),
    "title-gone": ("标题删去了，正文还在；一段正文不能没有标题。", "请连正文一起删，或把标题改成别的。"),
    "entry-gone-but-changed": ("Word 里整段删去了，数据里后来又改过，没有删。", "请核对；确要删的，请在数据里删。"),
    "common-text-gone": ("“说明”空着就印通用文字，所以删不掉。", "要换成别的话，请写在“说明”里。"),
    "entry-moved": ("这一段移到了别处，没有回填。", "请自己在数据里移，或在 Word 里移回原处。"),
    "nowhere-to-put": ("数据里没有放它的地方，没有回填。", "请自己写到合适的文件里。"),
}  # fmt: skip


def _of_fragment(trouble: Trouble, today: Today) -> Finding:
    """Words of a fragment that all units share, and none has of its own."""
    said = _change(trouble.was, trouble.says)
    message = f"{said}这一段是各单位共用的通用文字，没有回填。"
    hint = "要给各单位都改，请改这个文件。"
    finding = Finding(
        "fragment-edited", Severity.WARNING, message, hint=hint, path=data_path(trouble.path)
    )
    return today.examined.inputs.located(finding)


def of_homeless(item: Item, today: Today) -> Finding:
    """A new paragraph that belongs to no text."""
    place = Place(today.examined.inputs.unit.as_posix())
    if isinstance(item.content, Paragraph) and item.content.pictures and not item.text.strip():
        return _warning("not-returned", *_WHY["picture-added"], place)
    message = f"Word 里新写的“{_short(item.text)}”不在哪一段可以改的文字里，没有回填。"
    return _warning("nowhere-to-put", message, "请自己写到合适的文件里。", place)


def of_fixed(old: Item, new: Item | None, today: Today) -> Iterator[Finding]:
    """Words of the template, or a paragraph that the program wrote, that were edited or are gone."""
    if not isinstance(old.content, Paragraph) or old.path:
        yield from _written_by_program(old, new, today)
        return
    where, form = _printed_by(old.text, today)
    values = [str(written(e, today.examined.manuscript.fields)) for e in _expressions(form)]
    read = line(form, iter(values), signs=False)
    if new is not None and isinstance(new.content, Paragraph) and read.printed == old.text:
        if new.text == old.text:
            yield _warning(
                "not-returned",
                *_WHY["picture-added"],
                Place(today.examined.inputs.form.as_posix()),
            )
            return
        atoms, touched = _at_the_ends(read.atoms, *laid(read.atoms, new.content.runs))
        yield from filter(None, (_calculated(each, old.text, today) for each in touched))
        if "".join(a.printed for a in atoms) == old.text:
            return
    place = Place(today.examined.inputs.form.as_posix())
    message = (
        f"{_change(old.text, new.text if new else '')}这是模板{where}的固定文字，回填不到数据里。"
    )
    yield _warning("fixed-edited", message, "要改，请在 Word 里改模板的这一段。", place)


def _at_the_ends(
    form: Sequence[Atom], atoms: Sequence[Atom], touched: Sequence[Touched]
) -> tuple[list[Atom], list[Touched]]:
    """Letters put at the end of a paragraph that a field begins or ends belong to the field."""
    kept, told = list(atoms), list(touched)
    for end in (0, -1):
        field = form[end]
        if not field.expression or field not in kept:
            continue
        at = kept.index(field) if end == 0 else len(kept) - 1 - kept[::-1].index(field)
        extra = kept[:at] if end == 0 else kept[at + 1 :]
        if extra:
            words = "".join(a.printed for a in extra)
            now = words + field.printed if end == 0 else field.printed + words
            told.append(Touched(field.expression, field.printed, now))
            kept = kept[at:] if end == 0 else kept[: at + 1]
    return kept, told


def _printed_by(text: str, today: Today) -> tuple[str, str]:
    """The template's paragraph that prints a text: its place in words, and itself."""
    fields = today.examined.manuscript.fields

    def printed(form: str) -> str:
        values = iter([str(written(e, fields)) for e in _expressions(form)])
        return line(form, values, signs=False).printed

    forms = ((w, f) for w, lines in words(today.examined.inputs.looks) for f in lines.split("\n"))
    known = [(where, form) for where, form in forms if form and "{{p" not in form]
    return max(known, key=lambda each: likeness(printed(each[1]), text), default=("", ""))


def _expressions(form: str) -> list[str]:
    return [atom.expression for atom in line(form, iter(()), signs=False).atoms if atom.expression]


def _written_by_program(old: Item, new: Item | None, today: Today) -> Iterator[Finding]:
    """What the program put together itself: figures of 得分情况, the metrics of a goal …"""
    steps = old.path.split("/")
    says = new.text if new else ""
    if heading_level(old):
        message = f"{_change(old.text, says)}这个标题是程序加印的固定文字，回填不了。"
        yield _warning(
            "fixed-edited", message, "要保留改动，请与维护人员商量。", today.place(old.path)
        )
        return
    place, near = today.place(old.path), ""
    if steps[0] == "目标" and steps[-1] == "指标":
        place, near = _metric(old, says, today)
    elif place is None:
        place = _reason(old.text, says, today) or today.place("评分")
    hint = "请改它所依据的数据，再生成一次。"
    trace = f"{near}这一段由程序根据数据写成，"
    message = f"{_change(old.text, says)}{trace}回填不了。"
    yield _warning("calculated-edited", message, hint, place)


def _metric(old: Item, says: str, today: Today) -> tuple[Place | None, str]:
    """The metric whose words were changed first."""
    path = today.path(old.path.rpartition("/")[0]) or ""
    changed = next((a for k, a, _, _, _ in _opcodes(old.text, says) if k != "equal"), 0)
    number = old.text.count("；", 0, changed)
    at = f"{path}/指标/{number}"
    named = today.examined.inputs.report.text(data_path(f"{at}/名称")) or ""
    return today.place(f"{at}/目标值") or today.place(path), f"指标“{named}”的目标值在这里填；"


def _reason(text: str, says: str, today: Today) -> Place | None:
    """Where the words of a score that a paragraph tells of were written: its reason, or its answers."""
    for score in today.examined.scorecard.scores:
        name, answer = score.indicator.name, score.answer
        if name not in text:
            continue
        for key, reason in (("核定理由", answer.override_why), ("评定理由", answer.judged_why)):
            told = reason.rstrip("。")
            if told and told in text and told not in says:
                return today.examined.inputs.report.place(("评分", name, key))
        return today.examined.inputs.report.place(("评分", name))
    return None


def _opcodes(one: str, other: str) -> list[tuple[str, int, int, int, int]]:
    return list(SequenceMatcher(None, one, other, autojunk=False).get_opcodes())


def _calculated(
    touched: Touched, was: str, today: Today, here: Place | None = None
) -> Finding | None:
    """A figure that was overwritten, with the data it follows from; None when it says so by now.

    ``here``: the line of the text that prints it, when it is in one.
    """
    says = written(touched.expression, today.examined.manuscript.fields)
    if touched.now and says == touched.now:
        return None
    given = sorted(_given(touched.expression, today), key=lambda each: _still(each[0], touched.now))
    told = f"改成了“{touched.now}”" if touched.now else "与旁边的字一起改了"
    message = f"“{_short(was)}”里的“{touched.was}”是取数（{touched.expression}），Word 里{told}。"
    data = "、".join(f"{name}（{_at(place)}）" for name, place in given[:_MOST])
    hint = f"数字跟着数据走，改这里：{data}。" if given else "数字跟着得分走，请改得分的依据。"
    if here and here.line and not re.search(r"\d", touched.was):
        hint = f"全文都改，改这里：{data}；只改这一处，请在 {_at(here)} 把这个取数换成文字。"
    return _warning(
        "calculated-edited", message, hint, given[0][1] if given else today.place("评分")
    )


def _still(named: str, says: str) -> bool:
    """What data give is said still; what is not comes first."""
    value = named.rpartition(" ")[2]
    return bool(value) and value in says


def _given(expression: str, today: Today) -> Iterator[tuple[str, Place]]:
    """The entered data that an expression names, with their values and places."""
    inputs = today.examined.inputs
    for name in names_in(expression):
        path = tuple(name.split("."))
        text, place = inputs.report.text(path), inputs.report.place(path)
        if text is not None and place is not None:
            yield f"{name} {text}", place
        elif path[0] != "评分表":
            yield from _leaves(name, today)


def _leaves(name: str, today: Today) -> Iterator[tuple[str, Place]]:
    """What stands under a table of figures, or in a list."""
    inputs = today.examined.inputs
    table: Any = today.examined.report.names()
    for step in name.split("."):
        table = table.get(step, {}) if isinstance(table, dict) else {}
    keys = (
        table
        if isinstance(table, dict)
        else range(len(table))
        if isinstance(table, (list, tuple))
        else ()
    )
    for key in keys:
        path = (*name.split("."), key)
        place = inputs.report.place(path)
        if place is not None:
            shown = name if isinstance(key, int) else f"{name}.{key}"
            yield f"{shown} {inputs.report.text(path) or ''}".strip(), place


def _at(place: Place) -> str:
    name = place.file.rpartition("/")[2]
    return f"{name}:{place.line}" if place.line else name


def _change(was: str, says: str) -> str:
    """What was edited, in a few words around it."""
    if was == says:
        return ""
    if not was or not says:
        return f"Word 里删去了“{_short(was)}”。" if was else f"Word 里新写了“{_short(says)}”。"
    shorter = min(len(was), len(says))
    start = next((i for i, (a, b) in enumerate(zip(was, says, strict=False)) if a != b), shorter)
    lead = max(0, start - _AROUND)
    return f"“{_short(was, lead)}”改成了“{_short(says, lead)}”。"


_AROUND, _LONGEST = 8, 40


def _short(text: str, start: int = 0) -> str:
    plain = text.strip("\x00").replace("\x01", "｜").replace("\n", "⏎")
    piece = plain[start : start + _LONGEST]
    return f"{'…' if start else ''}{piece}{'…' if start + len(piece) < len(plain) else ''}"


def _warning(id: str, message: str, hint: str, place: Place | None) -> Finding:
    return Finding(id, Severity.WARNING, message, place, hint)
