"""Edits made in Word, and where each must come back to: the corpus run, judged and counted.

An edit is made by LibreOffice (``office``), on the file as Word stores it (``docx``), or by a script
that resets whole paragraphs (``rough``); then ``jixiao pull`` says what it finds, writes it, and the
report built anew must say what the edited one said.  Run alone it prints how many came back right;
``--all`` lists what did not.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import json
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import hands
import yaml
from office import Office, missing, resaved

from generator import cli
from generator.readback import Paragraph, Reading, read

PROJECT = Path(__file__).parents[1]
CORPUS = Path(__file__).parent / "cases" / "word-edits.yaml"
UNIT = Path("data/units/wanghuzhai-2021")
WAYS = ("office", "docx", "rough")
_SIGN = re.compile(r"^\s*(?:\d+\.(?!\d)|（\d+）|（[一二三四五六七八九十]+）|——|- )\s*")

Case = Mapping[str, Any]
Judgement = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """What came of a call of the command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


# ---- the desk


def cases() -> list[Case]:
    """All edits of the corpus."""
    loaded: list[Case] = yaml.safe_load(CORPUS.read_text(encoding="utf-8"))
    return loaded


def ways(case: Case) -> tuple[str, ...]:
    """How an edit is to be made."""
    return tuple(case.get("with", ("office", "docx")))


def desk(root: Path) -> Path:
    """A workspace with the example, built once; its report."""
    for folder in ("data", "report_templates"):
        shutil.copytree(PROJECT / folder, root / folder)
    built = call(root, "build", UNIT)
    assert built.code == 0, built.err
    return report(root)


def report(root: Path) -> Path:
    """The report that people handle."""
    (found,) = (root / "build").glob("*.docx")
    return found


def call(root: Path, *words: str | Path) -> Called:
    """Call the command in a workspace."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with (
        contextlib.chdir(root),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", ["jixiao", *map(str, words)]),
    ):
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code
    return Called(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())


def edit(case: Case, way: str, source: Path, office: Office | None, folder: Path) -> bytes:
    """The report after an edit."""
    steps, author = case["steps"], case.get("author", "")
    if way != "office":
        return hands.edited(source.read_bytes(), steps, author, rough=way == "rough")
    assert office is not None
    after = folder / "改后.docx"
    notes = [step for step in steps if step["do"] == "comment"]
    office.edit(source, after, [step for step in steps if step not in notes], author)
    if notes:
        after.write_bytes(hands.edited(after.read_bytes(), notes))
        return resaved(after).read_bytes()
    return after.read_bytes()


# ---- one edit, judged


def judge(case: Case, root: Path, edited: bytes, *, again: bool = True) -> Judgement:
    """Complaints about what pull makes of an edited report, in a copy of a workspace.

    ``again``: the same file is pulled a second time.
    """
    with tempfile.TemporaryDirectory(prefix="jixiao") as folder:
        space = Path(folder, "desk")
        shutil.copytree(root, space)
        returned = Path(folder, "收到的报告.docx")
        returned.write_bytes(edited)
        return tuple(_judged(case, space, returned, again=again))


def _judged(case: Case, space: Path, returned: Path, *, again: bool) -> Iterator[str]:
    before = texts_of(space)
    told = call(space, "pull", returned, UNIT, "--write", "--json")
    try:
        record = told.json
    except json.JSONDecodeError:
        yield f"--json 没有给出结果：{told.code} {told.err[-300:]}{told.out[-300:]}"
        return
    wrong = tuple(matched(case, record, before))
    yield from wrong
    after = texts_of(space)
    if not record["changes"] and after != before:
        yield f"没有改动却写了文件：\n{differences(before, after)}"
    if wrong or not record["changes"]:
        return
    yield from files_right(case, before, after)
    built = call(space, "build", UNIT)
    if built.code:
        yield f"写回之后不能生成：{built.out[-300:]}{built.err[-300:]}"
        return
    yield from says_the_same(case, returned.read_bytes(), report(space).read_bytes())
    if again:
        yield from _nothing_left(space, returned)


def _nothing_left(space: Path, returned: Path) -> Iterator[str]:
    second = call(space, "pull", returned, UNIT, "--json").json
    if second["changes"] or second["conflicts"]:
        left = [*map(_short, second["changes"]), *map(_short, second["conflicts"])]
        yield f"再收一次又有改动：{left}"


def texts_of(space: Path) -> dict[str, str]:
    """Every file of data, byte for byte."""
    files = (p for p in sorted((space / "data").rglob("*")) if p.is_file())
    return {str(p.relative_to(space)): p.read_bytes().decode() for p in files}


# ---- what pull says


def matched(case: Case, record: Mapping[str, Any], before: Mapping[str, str]) -> Iterator[str]:
    """Every change and finding as expected, and nothing else."""
    changes = _pairs(case.get("changes", ()), record["changes"], before, _is_change)
    findings = _pairs(case.get("findings", ()), _told(record["findings"]), before, _is_finding)
    if case.get("instead"):
        both = [*changes.missed, *findings.missed]
        wanted = [*case.get("changes", ()), *case.get("findings", ())]
        if len(both) == len(wanted):
            yield f"没有说到：{both}；得到 {_brief(record)}"
    elif case.get("any_of") and len(changes.missed) < len(case["changes"]):
        yield from ()
    else:
        for each in (*changes.missed, *findings.missed):
            yield f"没有说到：{each}；得到 {_brief(record)}"
    for each in (*changes.more, *findings.more):
        yield f"不该有：{_short(each)}"
    if record["conflicts"]:
        yield f"不该有冲突：{record['conflicts']}"
    yield from _score_right(case, record)


def _told(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [each for each in findings if each["severity"] != "说明"]


def _score_right(case: Case, record: Mapping[str, Any]) -> Iterator[str]:
    wanted = case.get("score", ["95.25", "95.25"])
    told = record["score"]
    got = [told["before"], told["after"]]
    if [Decimal(each) for each in got] != [Decimal(each) for each in wanted]:
        yield f"总分应为 {wanted}，得 {got}"


@dataclass(frozen=True, slots=True)
class Pairs:
    """What was expected in vain, and what came unexpected."""

    missed: tuple[Mapping[str, Any], ...]
    more: tuple[Mapping[str, Any], ...]


Fits = Callable[[Mapping[str, Any], Mapping[str, Any], Mapping[str, str]], bool]


def _pairs(
    wanted: Sequence[Mapping[str, Any]],
    got: Sequence[Mapping[str, Any]],
    before: Mapping[str, str],
    fits: Fits,
) -> Pairs:
    return Pairs(
        tuple(each for each in wanted if not any(fits(each, one, before) for one in got)),
        tuple(one for one in got if not any(fits(each, one, before) for each in wanted)),
    )


def _is_change(
    wanted: Mapping[str, Any], got: Mapping[str, Any], before: Mapping[str, str]
) -> bool:
    authors = {by["author"] for by in got["by"] if by["date"]}
    return (
        _is_at(wanted, got, before)
        and (got["path"] + "/").startswith(wanted["path"] + "/")
        and wanted.get("after", "") in (got["after"] or "")
        and authors >= set(wanted.get("by", ()))
    )


def _is_finding(
    wanted: Mapping[str, Any], got: Mapping[str, Any], before: Mapping[str, str]
) -> bool:
    ids = wanted.get("id", got["id"])
    said = f"{got['message']}{got.get('hint') or ''}"
    return (
        got["id"] in ([ids] if isinstance(ids, str) else ids)
        and ("file" not in wanted or _is_at(wanted, got, before))
        and wanted.get("says", "") in said
    )


def _is_at(wanted: Mapping[str, Any], got: Mapping[str, Any], before: Mapping[str, str]) -> bool:
    name = file_named(wanted["file"], before)
    return bool(got["file"]) and name.endswith(str(got["file"]).removeprefix("./")) and (
        got["line"] in lines_named(wanted["line"], before[name]) if "line" in wanted else True
    )  # fmt: skip


def file_named(short: str, before: Mapping[str, str]) -> str:
    """The path of a file of data by its short name."""
    (found,) = [name for name in before if Path(name).name in (short, f"{short}.yaml")]
    return found


def lines_named(line: int | str | list[int | str], text: str) -> set[int]:
    """Lines by number, or by what stands in them."""
    if isinstance(line, int):
        return {line}
    if isinstance(line, list):
        return set().union(*(lines_named(each, text) for each in line))
    found = {n for n, one in enumerate(text.split("\n"), 1) if line in one and "#" not in one[:1]}
    assert found, f"no line has {line!r}"
    return found


def _brief(record: Mapping[str, Any]) -> str:
    return str([*map(_short, record["changes"]), *map(_short, _told(record["findings"]))])


def _short(each: Mapping[str, Any]) -> dict[str, Any]:
    keys = ("id", "kind", "file", "line", "path", "after", "message", "by")
    return {key: str(each[key])[:160] for key in keys if each.get(key)}


# ---- what was written


def files_right(case: Case, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """Files exactly as they should be, or changed only in the lines that were named."""
    if before.keys() != after.keys():
        yield f"多了或少了文件：{sorted(set(before) ^ set(after))}"
        return
    exact = list(_exact(case, before))
    if exact:
        if dict(after) not in exact:
            yield f"写回的文件不同：\n{differences(exact[0], after)}"
        return
    allowed = _allowed(case, before)
    for name, was in before.items():
        for first, last, removed in _touched(was, after[name]):
            lines = allowed.get(name, set())
            if removed and "inserted" in case:
                yield f"{name}:{first} 不该去掉原来的行"
            elif not set(range(first, last + 1)) <= lines:
                yield f"{name}:{first}-{last} 不该变：\n{differences(before, after)}"


def _exact(case: Case, before: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The files as they should be, each way that is right."""
    if "cut" in case:
        ((file, (first, last)),) = case["cut"].items()
        yield _with_lines(before, file, lambda lines: lines[: first - 1] + lines[last:])
    if "shift" in case:
        here, there = case["shift"]["line"], case["shift"]["after"]
        yield _with_lines(
            before,
            case["shift"]["file"],
            lambda lines: [*lines[: here - 1], *lines[here:there], lines[here - 1], *lines[there:]],
        )
    for edits in case.get("either", [case["yaml"]] if "yaml" in case else []):
        made = dict(before)
        for each in edits:
            name = file_named(each["file"], before)
            assert made[name].count(each["old"]) == 1, each
            made[name] = made[name].replace(each["old"], each["new"])
        yield made


def _with_lines(
    before: Mapping[str, str], file: str, change: Callable[[list[str]], list[str]]
) -> dict[str, str]:
    name = file_named(file, before)
    return {**before, name: "".join(change(before[name].splitlines(keepends=True)))}


def _allowed(case: Case, before: Mapping[str, str]) -> dict[str, set[int]]:
    allowed: dict[str, set[int]] = {}
    for each in case.get("changes", ()):
        name = file_named(each["file"], before)
        allowed.setdefault(name, set()).update(lines_named(each["line"], before[name]))
    for file, lines in case.get("inserted", {}).items():
        allowed[file_named(file, before)] = set(lines)
    return allowed


def _touched(was: str, now: str) -> Iterator[tuple[int, int, bool]]:
    """First and last line touched; what is only put in counts as touching the line above."""
    old, new = was.splitlines(keepends=True), now.splitlines(keepends=True)
    for kind, a, b, _, _ in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "insert":
            yield a, a, False
        elif kind != "equal":
            yield a + 1, b, True


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Lines that differ, as a diff."""
    lines: list[str] = []
    for name, was in before.items():
        pair = (was.splitlines(), after.get(name, "").splitlines())
        lines += difflib.unified_diff(*pair, name, "", n=0, lineterm="")
    return "\n".join(line[:200] for line in lines[:30])


# ---- what the report says


def says_the_same(case: Case, edited: bytes, built: bytes) -> Iterator[str]:
    """The report built anew says what the edited one said, but for numbers set by machine."""
    wanted, got = read(edited), read(built)
    for indicator, points in case.get("says", {}).items():
        if points_of(got, indicator) != points:
            yield f"{indicator} 应得 {points}，附件3印的是 {points_of(got, indicator)}"
    one, two = said(wanted), said(got)
    if case.get("loosely"):
        if re.sub(r"\s|\*", "", "".join(one)) != re.sub(r"\s|\*", "", "".join(two)):
            yield f"新报告的字不同：{_first_difference(one, two)}"
        return
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        apart = [*one[a:b], *two[c:d]]
        if kind != "equal" and not all(
            any(re.search(each, text) for each in case.get("elsewhere", ())) for text in apart
        ):
            yield f"新报告不同：改后 {one[a:b]}，重新生成 {two[c:d]}"


def _first_difference(one: list[str], two: list[str]) -> str:
    return str([pair for pair in zip(one, two, strict=False) if pair[0] != pair[1]][:1])


def said(reading: Reading) -> list[str]:
    """Paragraphs as a reader sees them, without signs set by machine; bold marked."""
    return [_seen(p) for p in reading.paragraphs() if p.text.strip()]


def _seen(paragraph: Paragraph) -> str:
    marked = "".join(f"【{run.text}】" if run.bold else run.text for run in paragraph.runs)
    return _SIGN.sub("", marked).strip()


def points_of(reading: Reading, indicator: str) -> str:
    """What 附件3 gives for an indicator."""
    rows = [row for table in reading.tables() for row in table]
    (found,) = {row[-1].text for row in rows if len(row) > 4 and row[2].text.startswith(indicator)}
    return found


# ---- all of them

Pair = tuple[Case, str]
Judgements = dict[tuple[str, str], Judgement]
_PLAIN = {"name", "with", "steps", "changes", "findings", "yaml"}
_AT_ONCE = 8


def batches(wanted: Sequence[Pair]) -> list[tuple[Case, ...]]:
    """Plain edits for LibreOffice that do not disturb one another, several in one file."""
    open_: list[tuple[Case, ...]] = []
    for case, way in wanted:
        if way != "office" or not plain(case):
            continue
        free = (b for b in open_ if len(b) < _AT_ONCE and not any(near(case, o) for o in b))
        batch = next(free, ())
        if batch:
            open_.remove(batch)
        open_.append((*batch, case))
    return [batch for batch in open_ if len(batch) > 1]


def plain(case: Case) -> bool:
    """An edit with exactly one outcome, which stands alone."""
    told = bool(case.get("findings")) and not case.get("changes")
    return set(case) <= _PLAIN and bool("yaml" in case or told)


def near(one: Case, other: Case) -> bool:
    """Whether two edits touch the same paragraph or text, or one comes back and one does not."""
    if ("yaml" in one) != ("yaml" in other):
        return True
    places = [{step.get("at") or step.get("table") for step in c["steps"]} for c in (one, other)]
    first, second = ([e["path"] + "/" for e in c.get("changes", ())] for c in (one, other))
    inside = (a.startswith(b) or b.startswith(a) for a in first for b in second)
    return bool(places[0] & places[1]) or any(inside)


def together(batch: Sequence[Case]) -> Case:
    """Several edits as one."""

    def all_of(key: str) -> list[Any]:
        return [each for case in batch for each in case.get(key, ())]

    keys = ("steps", "changes", "findings", "yaml")
    name = "；".join(case["name"] for case in batch)
    return {"name": name, **{key: all_of(key) for key in keys if all_of(key)}}


def run(wanted: Sequence[Pair], base: Path) -> Judgements:
    """Judge edits in two other processes, while this one drives LibreOffice."""
    with (
        tempfile.TemporaryDirectory(prefix="jixiao") as folder,
        ProcessPoolExecutor(2) as pool,
        contextlib.ExitStack() as stack,
    ):
        drives = any(way == "office" for _, way in wanted)
        office = stack.enter_context(Office()) if drives else None
        make = _Maker(report(base), office, Path(folder), base, pool)
        groups = batches(wanted)
        batched = {(case["name"], "office") for batch in groups for case in batch}
        alone = [pair for pair in wanted if (pair[0]["name"], pair[1]) not in batched]
        alone.sort(key=lambda pair: WAYS.index(pair[1]), reverse=True)  # LibreOffice takes longest
        judged = {(case["name"], way): make(case, way) for case, way in alone}
        tried = [(batch, make(together(batch), "office")) for batch in groups]
        done = {key: one.result() for key, one in judged.items()}
        for batch, one in tried:
            good = not one.result()
            for case in batch:
                done[case["name"], "office"] = () if good else make(case, "office").result()
        return done


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes an edit here and has it judged elsewhere."""

    source: Path
    office: Office | None
    folder: Path
    base: Path
    pool: ProcessPoolExecutor

    def __call__(self, case: Case, way: str) -> Future[Judgement]:
        edited = edit(case, way, self.source, self.office, self.folder)
        again = way == "office" or not plain(case)
        return self.pool.submit(judge, case, self.base, edited, again=again)


def main() -> None:
    """Print how many edits came back right, by the way they were made."""
    start = time.perf_counter()
    lacking = missing()
    wanted = [(c, way) for c in cases() for way in ways(c) if not (lacking and way == "office")]
    with tempfile.TemporaryDirectory(prefix="jixiao") as folder:
        desk(Path(folder))
        judged = run(wanted, Path(folder))
    right = Counter(way for (_, way), wrong in judged.items() if not wrong)
    made = Counter(way for _, way in judged)
    sys.stdout.write(f"{len({name for name, _ in judged})} edits\n")
    for way in WAYS:
        sys.stdout.write(f"{way:8}{right[way]:4} of {made[way]} right\n")
    sys.stdout.write(f"{lacking}\n" if lacking else "")
    sys.stdout.write(f"{time.perf_counter() - start:.0f} s\n")
    if "--all" in sys.argv:
        for (name, way), wrong in judged.items():
            sys.stdout.write("".join(f"{way} {name}：{one}\n" for one in wrong))


if __name__ == "__main__":
    main()
