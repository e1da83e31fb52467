"""导入说明: what was recognised, what was kept as text, what needs a look, with places in both files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from generator import source
from generator.findings import Finding, Place
from generator.intake.draft import Note
from generator.intake.importing import Imported

__all__ = ["account", "summed"]

_PlaceOf = Callable[[tuple[str | int, ...]], Place | None]

_TOLD = {
    "识别": "取成数据的（改数据，报告里的文字跟着变）",
    "文字": "照原样留作文字的（只有 章节.yaml 里有）",
    "请看": "请看一看的",
    "补填": "需要补填的（旧报告里没有）",
}
_HINTS = {
    "文字": "要删去 章节.yaml、照 Word 模板的章节印的，先把这些话挪到各自的文件：分项目标到 目标.yaml，"
    "评价目的、评价过程到 评价组织.yaml，整改措施到 问题.yaml；自评结论由程序另写；没有文件可放的，删去以后就不印了。"
}


def summed(notes: Sequence[Note]) -> str:
    """How many of each kind, in one line."""
    counts = [(kind, sum(note.kind == kind for note in notes)) for kind in _TOLD]
    names = {"识别": "取成数据", "文字": "留作文字", "请看": "请看一看", "补填": "需要补填"}
    return "、".join(f"{names[kind]} {n} 处" for kind, n in counts)


def account(taken: Imported, origin: str) -> str:
    """The account as a page of Markdown; ``origin``: the name of the old document."""
    notes = taken.notes
    texts = dict(taken.files)
    if taken.rubric:
        texts[f"data/rubrics/{taken.rubric[0]}.yaml"] = taken.rubric[1]
    place_of = source.places({Path(name): text.encode() for name, text in texts.items()})
    lines = [
        f"# 导入说明：{origin}",
        "",
        f"{summed(notes)}。位置：旧报告里的段或表格 → 新文件的行。",
    ]
    for kind, head in _TOLD.items():
        those = [note for note in notes if note.kind == kind]
        hint = [_HINTS[kind], ""] if those and kind in _HINTS else []
        lines += ["", f"## {head}", "", *hint, *(_lines(those, place_of) if those else ["没有。"])]
    lines += ["", "## 旧报告里收不进来的和前后矛盾的", ""]
    lines += [f"- {_found(each)}" for each in taken.findings] or ["没有。"]
    lines += ["", "## 没有放进正文的字句", "", "这些由模板印出，或不属于正文；原话都在这里。"]
    for head, spoken in taken.aside.items():
        if spoken:
            lines += ["", f"### {head}", ""]
            lines += [f"- {where}：{'　'.join(words.split(chr(10)))}" for where, words in spoken]
    return "\n".join([*lines, ""])


def _lines(notes: Sequence[Note], place_of: _PlaceOf) -> Iterator[str]:
    for note in notes:
        place = place_of(note.path) if note.path else None
        new = f" → {place.file}:{place.line}" if place else ""
        yield f"- {note.what}：{note.old or '旧报告'}{new}"


def _found(finding: Finding) -> str:
    place = finding.place
    where = (
        f"{place.file}:{place.line}："
        if place and place.line
        else f"{place.file}："
        if place
        else ""
    )
    return f"{where}{finding.message}{finding.hint}"
