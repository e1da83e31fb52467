"""比较: the commands that compare two reports: a marked-up draft, and the same in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from generator import archive, redline, workspace
from generator.cli.chinese import Command, Wrong
from generator.cli.telling import JSON, dump, only, or_exit, stored_as, tell
from generator.findings import Finding, Place, Refused, Severity
from generator.readback import edited

__all__ = ["diff", "redline_"]

_OLD = click.argument("old", metavar="旧稿")
_NEW = click.argument("new", metavar="新稿")
_UNIT = click.option(
    "--unit",
    metavar="单位文件夹",
    type=click.Path(path_type=Path),
    help="旧稿、新稿写版本号时，是哪个单位的版本；工作区里只有一个单位时不用写。",
)


@dataclass(frozen=True, slots=True)
class _Draft:
    """One of the two: its bytes, the name of its file, and the manifest of a version."""

    docx: bytes
    name: str
    manifest: archive.Manifest | None = None


@click.command(cls=Command, name="redline")
@_OLD
@_NEW
@_UNIT
@stored_as("存入 build/，文件名为标题加（花脸稿）")
@click.option("--author", metavar="姓名", default="绩效报告生成器", help="修订痕迹上的作者。")
@click.option(
    "--date",
    metavar="日期",
    type=click.DateTime(["%Y-%m-%d"]),
    help="修订痕迹上的日期，写成 2022-01-05；不写就没有日期。",
)
def redline_(old: str, new: str, unit: Path | None, output: Path | None, **marks: Any) -> None:
    """花脸稿：比较两份报告，生成带修订痕迹的 Word 文件，可逐处接受或拒绝。

    旧稿、新稿写 .docx 文件，或写版本号（1、2……）。
    """
    only(output, ".docx")
    before, after = or_exit(lambda: (_draft(old, unit), _draft(new, unit)))
    day = marks["date"].strftime("%Y-%m-%d") if marks["date"] else None
    try:
        made = redline.redline(before.docx, after.docx, marks["author"], day)
    except Refused as refused:
        tell(refused.findings)
        sys.exit(1 if any(f.stops for f in refused.findings) else 0)
    target = output or _target(after)
    keep = target.is_file() and edited(target.read_bytes())
    stored = or_exit(lambda: archive.store(made, target, keep=keep))
    tell(redline.notes(before.docx, after.docx))
    if stored.kept:
        click.echo(f"原有的文件在 Word 里改过，另存为：{stored.kept}")
    count = len(redline.changes(before.docx, after.docx))
    state = "没有变化" if stored.unchanged else "已生成"
    click.echo(f"{state}：{stored.path}\n改动 {count} 处。全部接受即为新稿，全部拒绝即为旧稿。")


@click.command(cls=Command)
@_OLD
@_NEW
@_UNIT
@JSON
def diff(old: str, new: str, unit: Path | None, as_json: bool) -> None:
    """比较两份报告，列出改动、得分的变化、新增和消除的问题。

    旧稿、新稿写 .docx 文件，或写版本号（1、2……）。
    """
    before, after = or_exit(lambda: (_draft(old, unit), _draft(new, unit)), as_json)
    found = or_exit(lambda: redline.changes(before.docx, after.docx), as_json)
    notes = or_exit(lambda: redline.notes(before.docx, after.docx), as_json)
    points, problems = _points(before, after), _problems(before, after)
    if as_json:
        dump({"changes": [asdict(c) for c in found], "scores": points, **problems})
        return
    tell(notes)
    for line in (*map(_shown, found), *_told_points(points), *_told_problems(problems)):
        click.echo(line)
    click.echo(f"改动 {len(found)} 处。" if found else "两份报告的正文没有差别。")


# ---- which two -------------------------------------------------------------------------------------


def _draft(word: str, unit: Path | None) -> _Draft:
    """The file or version that a word of the call means."""
    if word.isdecimal() and not Path(word).exists():
        return _version(_unit(unit), int(word))
    file = Path(word)
    if file.suffix.lower() != ".docx":
        raise Wrong(f"“{word}”应是 .docx 文件，或版本号。")
    return _Draft(workspace.bytes_of(file), file.stem)


def _unit(unit: Path | None) -> Path:
    units = (unit,) if unit else workspace.of(Path()).units()
    if len(units) != 1:
        raise Wrong("请用 --unit 写明是哪个单位的版本。")
    return units[0]


def _version(unit: Path, number: int) -> _Draft:
    """A version kept in ``build/``: its report and its manifest."""
    folder = archive.folder_of(workspace.of(unit).build, unit)
    for version in archive.versions(folder):
        if version.number == number:
            return _Draft(version.docx(), unit.name, version.manifest())
    message = f"没有第 {number} 版，或这一版已经损坏。"
    place = Place(folder.as_posix())
    hint = "有哪几版，请看 jixiao history。"
    raise Refused([Finding("version-not-found", Severity.ERROR, message, place, hint)])


def _target(after: _Draft) -> Path:
    title = after.manifest.title if after.manifest else after.name
    return workspace.of(Path()).build / archive.file_name(f"{title}（花脸稿）")


# ---- what differs ----------------------------------------------------------------------------------


def _points(before: _Draft, after: _Draft) -> dict[str, list[str]]:
    """Points before and after of each indicator that differs; empty where there is none."""
    old, new = (_scores(each) for each in (before, after))
    names = dict.fromkeys([*new, *old])
    return {n: [old.get(n, ""), new.get(n, "")] for n in names if old.get(n) != new.get(n)}


def _scores(draft: _Draft) -> Mapping[str, str]:
    if draft.manifest is None:
        return redline.scores(draft.docx)
    of = draft.manifest
    return {**of.scores, "总分": of.total, "等级": of.grade}


def _problems(before: _Draft, after: _Draft) -> dict[str, list[dict[str, str]]]:
    """Findings that only one of the two versions has; nothing for files, which carry none."""
    if before.manifest is None or after.manifest is None:
        return {}
    old, new = before.manifest.findings, after.manifest.findings
    return {
        "findings_new": [asdict(f) for f in new if _name(f) not in map(_name, old)],
        "findings_gone": [asdict(f) for f in old if _name(f) not in map(_name, new)],
    }


def _name(finding: archive.Noted) -> tuple[str, str]:
    return finding.id, finding.message


# ---- told ------------------------------------------------------------------------------------------

_SIGNS = {"-": ("【-", "-】", "red"), "+": ("【+", "+】", "green"), "~": ("【~", "~】", "yellow")}
_LONGEST = 28


def _shown(change: redline.Change) -> str:
    """The change in one paragraph: what went and came between marks, in colour on a terminal."""
    where = "，".join(part for part in (change.place, change.path) if part)
    text = "".join(_piece(sign, text) for sign, text in change.pieces)
    return f"{change.kind}  {where}\n    {text}" if where else f"{change.kind}\n    {text}"


def _piece(sign: str, text: str) -> str:
    plain = text.replace("\n", "⏎")
    if sign == "=":
        half = _LONGEST // 2
        return plain if len(plain) <= _LONGEST else f"{plain[:half]}…{plain[-half:]}"
    opening, closing, colour = _SIGNS[sign]
    return click.style(f"{opening}{plain}{closing}", fg=colour)


def _told_points(points: Mapping[str, list[str]]) -> Iterator[str]:
    if points:
        yield "得分的变化："
    for name, (old, new) in points.items():
        yield f"  {name}  {old or '（无）'} → {new or '（无）'}"


def _told_problems(problems: Mapping[str, list[dict[str, str]]]) -> Iterator[str]:
    for key, title in (("findings_new", "新增的问题："), ("findings_gone", "消除的问题：")):
        found = problems.get(key, [])
        if found:
            yield title
        for each in found:
            yield f"  {each['severity']}  {each['place']}  {each['message']}"
