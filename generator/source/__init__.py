"""录入文件: YAML text becomes a validated value of a given type, each part with its place.

The only room that knows YAML and reads ``data/``.  All scalars are taken as text and the type asked
for decides what they become, so ``010101``, ``9:30`` and ``no`` stay what was typed.  All that is
wrong is collected and refused at once, in the words of the person's own line.  It judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

from generator.findings import Finding, Place, Refused, Severity, close_to
from generator.recall import Remembered
from generator.shape import Misfits, Shape
from generator.source.dated import dates, in_force
from generator.source.splice import Change, Insert, Move, Put, Remove, Value, spliced
from generator.source.tree import (
    DataPath,
    Node,
    Texts,
    apart,
    down,
    place_of,
    plain,
    refusal,
    together,
)
from generator.source.words import of_errors
from generator.source.writing import Hand, bare, in_brackets

__all__ = [
    "Change", "DataPath", "Insert", "Move", "Put", "Remove", "Sourced", "Value", "fitted", "in_brackets", "line_of", "places",
    "read", "read_text", "spliced", "text_at", "turning_points", "written",
]  # fmt: skip

T = TypeVar("T")
Model = TypeVar("Model", bound=Shape)
_LARGEST = 2_000_000
_AS_ON_DISK: Mapping[Path, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A value read from files, with what was noticed on the way and the place of each part."""

    value: T
    findings: tuple[Finding, ...]
    _texts: Texts
    _on: str = ""

    @property
    def tree(self) -> Node:
        """All that stands in the files, composed when it is first asked for; not to be changed."""
        return _composed(self._texts, self._on)[0]

    def place(self, path: DataPath, line: int = 0) -> Place | None:
        """Where the data path stands, or the nearest part above it; None when nothing of it does.

        ``line`` counts lines inside a ``|`` block from 0.
        """
        node, rest = down(self.tree, path)
        return None if node is self.tree else place_of(node, line, on_key=bool(rest))

    def file(self, path: DataPath) -> str | None:
        """The name of the file in which the data path, or the nearest part above it, stands."""
        node, _ = down(self.tree, path)
        return None if node is self.tree else node.file.name

    def has(self, path: DataPath) -> bool:
        """Whether the data path itself stands in a file, with a value or without."""
        node: Node | None = self.tree
        for step in path:
            node = node.below(step) if node else None
        return node is not None

    def text(self, path: DataPath) -> str | None:
        """The text that stands at the data path; None when there is none, or no single text."""
        node, rest = down(self.tree, path)
        return None if rest or node.kind != "text" else node.text

    def as_written(self, path: DataPath) -> Value | None:
        """What stands at the data path, all of it as text; None when nothing does."""
        node, rest = down(self.tree, path)
        return None if rest else cast(Value, plain(node))

    def located(self, finding: Finding) -> Finding:
        """The finding with the place that its data path has here, unless it has one already."""
        if finding.place or not finding.path:
            return finding
        node, rest = down(self.tree, finding.path)
        if node is self.tree:
            return finding
        line = line_of(finding, node.text.split("\n"))
        return finding.at(place_of(node, line, on_key=bool(rest)))


def line_of(finding: Finding, lines: Sequence[str]) -> int:
    """The line of a text that a finding means: its own, or the first that holds its very words."""
    words, line = finding.words, finding.line
    if not words or (line < len(lines) and words in lines[line]):
        return line
    return next((i for i, text in enumerate(lines) if words in text), line)


def read(
    files: Sequence[Path],
    into: type[Model],
    under: str = "",
    on: str = "",
    *,
    instead: Mapping[Path, bytes] = _AS_ON_DISK,
    lasting: bool = False,
) -> Sourced[Model]:
    """Read files as one value of the type; top-level keys may be spread over the files.

    With ``under`` the value is what stands under that top-level key.  With ``on`` (``2021-12-31``)
    values that hold from a date are taken as of that day.  ``instead`` has the bytes of files that
    are not on disk, or differ from what is there.  ``lasting``: the next run will ask for the same
    value, so it is remembered (记得).  Raises Refused with all findings when a file can't be read, is
    not the YAML of this house, or does not fit the type.
    """
    return cast(Sourced[Model], _read(_texts(files, instead), cast(Any, into), under, on, lasting))


@lru_cache(maxsize=16)  # the rubric and the rules of many units, and a unit read more than once
def _read(texts: Texts, into: type[Shape], under: str, on: str, lasting: bool) -> Sourced[Shape]:
    value, findings = (fitted if lasting else _fitted)(texts, into, under, on)
    return Sourced(value, findings, texts, on)


def _fitted(
    texts: Texts, into: type[Shape], under: str, on: str
) -> tuple[Shape, tuple[Finding, ...]]:
    """Texts as a value of the type, and what was noticed."""
    tree, findings = _composed(texts, on)
    _stop_on(findings)
    data = plain(tree)
    if under and under not in data:
        raise Refused([*findings, _without(under, tree)])
    try:
        value = into.of(data[under] if under else data)
    except Misfits as wrong:
        errors = wrong.errors(include_url=False, include_input=True)
        prefix = (under,) if under else ()
        raise Refused([*findings, *of_errors(errors, prefix, tree, into)]) from None
    return value, findings


def _without(under: str, tree: Node) -> Finding:
    """That a file has not the one key it should have, at the key that was meant by it."""
    message = f"缺少“{under}”，这份文件的内容都写在它下面。"
    near = close_to(under, tree.table)
    if not near:
        return refusal("missing", message, Place(tree.file.name), f"请在最上面写“{under}:”。")
    place = place_of(tree.table[near], on_key=True)
    return refusal("missing", message, place, f"请把“{near}”改成“{under}”。")


@Remembered
def fitted(
    texts: Texts, into: type[Shape], under: str, on: str
) -> tuple[Shape, tuple[Finding, ...]]:
    """The same of what lasts from run to run."""
    return _fitted(texts, into, under, on)


@lru_cache(maxsize=16)
def _composed(texts: Texts, on: str) -> tuple[Node, tuple[Finding, ...]]:
    """The tree of the texts, as of a day, and what was noticed; nothing of a day where that stops."""
    tree, findings = apart(texts) if on else together(texts)
    if on and not any(finding.stops for finding in findings):
        findings += in_force(tree, on)
    return tree, tuple(findings)


def written(data: Mapping[str, Value]) -> str:
    """The text of a new file that holds the data, as this house writes it: a blank line between parts."""
    hand = Hand(_STEP, _STEP)
    parts = ["\n".join(hand.entry(key, bare(value), 0)) for key, value in data.items()]
    return "\n\n".join(parts) + "\n"


_STEP = 2  # columns that what belongs below is moved in


def places(files: Mapping[Path, bytes]) -> Callable[[DataPath], Place | None]:
    """Says where a data path stands in files that are not read as any type; Refused as :func:`read`."""
    return _untyped(list(files), files).place


def text_at(path: DataPath, files: Sequence[Path]) -> str:
    """The text at a data path in the first of the files that has one; the others may be unreadable.

    Empty where no file has it that can be read by itself.
    """
    for file in files:
        with suppress(Refused):
            text = _untyped([file], _AS_ON_DISK).text(path)
            if text:
                return text
    return ""


def turning_points(files: Sequence[Path]) -> tuple[str, ...]:
    """The dates from which some value in the files holds, in order; Refused as :func:`read`."""
    return tuple(sorted(set(dates(_untyped(files, _AS_ON_DISK).tree))))


def _untyped(files: Sequence[Path], instead: Mapping[Path, bytes]) -> Sourced[None]:
    """Files that are not read as any type; Refused as :func:`read`."""
    texts = _texts(files, instead)
    _stop_on(_composed(texts, "")[1])
    return Sourced(None, (), texts)


def _texts(files: Sequence[Path], instead: Mapping[Path, bytes]) -> Texts:
    """The files with their texts when all can be decoded; otherwise everything wrong with any is refused."""
    findings: list[Finding] = []
    texts: list[tuple[str, str]] = []
    for path in files:
        try:
            texts.append((path.as_posix(), read_text(path, instead)))
        except Refused as refused:
            findings += refused.findings
    _stop_on(findings)
    return tuple(texts)


def _stop_on(findings: Sequence[Finding]) -> None:
    if any(finding.stops for finding in findings):
        raise Refused(findings)


def read_text(path: Path, instead: Mapping[Path, bytes] = _AS_ON_DISK) -> str:
    """The text of a file of ours: UTF-8, with or without a byte-order mark; else Refused.

    ``instead`` has the bytes of files that are not on disk, or differ from what is there.
    """
    try:
        raw = instead[path] if path in instead else path.read_bytes()
    except OSError as error:
        raise _refused(
            path, "file-unreadable", f"文件打不开：{_reason(error)}。", "请核对文件名和权限。"
        ) from None
    if len(raw) > _LARGEST:
        size = f"{len(raw) / 1e6:.1f} MB"
        raise _refused(
            path, "file-too-large", f"文件有 {size}，超过 2 MB。", "请只保留文字，图片和表格另存。"
        )
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _refused(
            path, "encoding", f"文件是{_encoding(raw)}编码，应为 UTF-8。", _RESAVE
        ) from None


_RESAVE = "请用记事本打开它，点“文件—另存为”，编码选“UTF-8”，保存后再试。"


def _refused(path: Path, id: str, message: str, hint: str) -> Refused:
    return Refused([Finding(id, Severity.ERROR, message, Place(path.as_posix()), hint)])


def _reason(error: OSError) -> str:
    known = {
        FileNotFoundError: "没有这个文件",
        PermissionError: "没有读取权限",
        IsADirectoryError: "这是一个文件夹",
    }
    return known.get(type(error), error.strerror or "读取失败")


def _encoding(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return " UTF-16（记事本里叫“Unicode”）"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "无法识别的"
    return " GBK（记事本里叫“ANSI”）"
