"""问题报告: one report of all findings, for the console or as a page to print and tick off.

It orders and shows findings and judges nothing.  The page stands alone: no script, nothing fetched,
no date; whatever comes from data is text in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count as numbers
from itertools import groupby

from generator.findings import Finding, Place, Severity, count, show

__all__ = ["Group", "as_html", "as_text", "grouped"]


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one severity in one file (一组问题); ``file`` is empty where they have no place."""

    severity: Severity
    file: str
    findings: tuple[Finding, ...]


def grouped(findings: Sequence[Finding]) -> tuple[Group, ...]:
    """By severity, then by file, those without one last; inside a group by line, else as given."""
    ordered = sorted(findings, key=lambda f: (*_key(f), f.place.line if f.place else 0))
    groups = (tuple(those) for _, those in groupby(ordered, key=_key))
    return tuple(Group(those[0].severity, _key(those[0])[2], those) for those in groups)


def _key(finding: Finding) -> tuple[int, bool, str]:
    file = finding.place.file if finding.place else ""
    return list(Severity).index(finding.severity), not file, file


def as_text(findings: Sequence[Finding]) -> str:
    """The report for the console: group by group as :func:`findings.show` has it, then the counts."""
    if not findings:
        return _NOTHING
    groups = [
        "\n".join([f"【{g.severity.value}】{g.file or _NO_FILE}（{len(g.findings)} 条）",
                   *map(show, g.findings)])
        for g in grouped(findings)
    ]  # fmt: skip
    return "\n\n".join([*groups, _counts(findings)])


_NOTHING = "没有发现问题。"
_NO_FILE = "没有指明文件"


def _counts(findings: Sequence[Finding]) -> str:
    return f"{'、'.join(f'{s.value} {n} 条' for s, n in count(findings).items())}。"


def as_html(findings: Sequence[Finding], title: str) -> str:
    """The report as one page, for the screen and A4; the same findings give the same page."""
    groups = grouped(findings)
    main = [_summary(findings, groups), *_sections(groups)] if findings else [_p(_NOTHING, "none")]
    return "\n".join([
        '<!DOCTYPE html>', '<html lang="zh-CN">', "<head>", '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_FETCHED}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_safe(title)}</title>", f"<style>{_LOOKS}</style>", "</head>", "<body>",
        f"<header><h1>{_safe(title)}</h1></header>", "<main>", *main, "</main>", "</body>",
        "</html>", "",
    ])  # fmt: skip


_NOTHING_FETCHED = "default-src 'none'; style-src 'unsafe-inline'"
_MARKS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_MEANING = {
    Severity.ERROR: "必须改正，改正以前不出报告。",
    Severity.WARNING: "请逐条核对，确实无误的可以保留。",
    Severity.NOTE: "供了解，不必处理。",
}


def _safe(text: str) -> str:
    """Text as it stands in HTML; signs that no page may hold show as the sign for a lost one."""
    return escape(
        re.sub("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    )


def _p(text: str, kind: str) -> str:
    return f'<p class="{kind}">{_safe(text)}</p>'


def _summary(findings: Sequence[Finding], groups: Iterable[Group]) -> str:
    """How many of each severity and what that asks for, and where they are."""
    kinds = "".join(
        f'<li class="{_MARKS[s]}"><b>{s.value}</b> <span class="count">{n}</span> 条'
        f"<small>{_MEANING[s]}</small></li>"
        for s, n in count(findings).items()
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("文件", *_names(), "合计"))
    files = sorted({g.file for g in groups}, key=lambda file: (not file, file))
    rows = "".join(_row(file, [f for f in findings if _key(f)[2] == file]) for file in files)
    return (
        f'<section class="summary"><h2>汇总</h2><ul class="kinds">{kinds}</ul>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _names() -> tuple[str, ...]:
    return tuple(severity.value for severity in Severity)


def _row(file: str, findings: Sequence[Finding]) -> str:
    figures = [*count(findings).values(), len(findings)]
    cells = "".join(f"<td>{n or '—'}</td>" for n in figures)
    return f'<tr><th scope="row">{_safe(file or _NO_FILE)}</th>{cells}</tr>'


def _sections(groups: Sequence[Group]) -> Iterator[str]:
    """A section a severity, in it a heading a file and a card a finding, numbered throughout."""
    number = numbers(1)
    for severity, those in groupby(groups, key=lambda group: group.severity):
        yield f'<section class="{_MARKS[severity]}"><h2>{severity.value}</h2>'
        for group in those:
            yield f"<h3>{_safe(group.file or _NO_FILE)}</h3>"
            yield from (_card(next(number), finding) for finding in group.findings)
        yield "</section>"


def _card(number: int, finding: Finding) -> str:
    """One finding: a box to tick, where, the person's line, what is wrong and what to do."""
    place = finding.place
    where = f'<span class="place">{_safe(_where(place))}</span>' if place else ""
    return "\n".join([
        "<article>",
        f'<h4><span class="box">□</span> {number}. <span class="kind">{finding.severity.value}</span>'
        f" {where}</h4>",
        *([_line(place)] if place and place.excerpt.strip() else []),
        _p(finding.message, "message"),
        *([_p(f"下一步：{finding.hint}", "hint")] if finding.hint else []),
        _p(f"编号 {finding.id}", "id"),
        "</article>",
    ])  # fmt: skip


def _where(place: Place) -> str:
    return f"{place.file}:{place.line}" if place.line else place.file


_AROUND, _LONGEST = 60, 240


def _line(place: Place) -> str:
    """The person's own line with the words meant marked; a long one is cut round them."""
    start = max(0, place.column - 1)
    end = start + place.span
    before, meant, after = (
        place.excerpt[:start].lstrip(),
        place.excerpt[start:end],
        place.excerpt[end:].rstrip(),
    )
    before = f"…{before[-_AROUND:]}" if len(before) > _AROUND else before
    meant = f"{meant[:_LONGEST]}…" if len(meant) > _LONGEST else meant
    after = f"{after[:_AROUND]}…" if len(after) > _AROUND else after
    marked = f"<mark>{_safe(meant)}</mark>" if meant else ""
    return f'<pre class="line">{_safe(before)}{marked}{_safe(after)}</pre>'


_LOOKS = """
:root { --ink: #22272e; --soft: #5b6470; --edge: #d5dae0; --tint: #f5f7f9;
  --error: #a02020; --warning: #805300; --note: #2f5b75; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 50rem; padding: 2.5rem 1.25rem 4rem; color: var(--ink);
  background: #fff; line-height: 1.7; overflow-wrap: anywhere; font-size: 16px;
  font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.4; margin: 0; padding-bottom: .8rem;
  border-bottom: 2px solid var(--ink); }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: .95rem; font-weight: 600; margin: 1.4rem 0 .5rem; color: var(--soft); }
.error { --tone: var(--error); --side: 6px solid var(--error); }
.warning { --tone: var(--warning); --side: 6px double var(--warning); }
.note { --tone: var(--note); --side: 4px dotted var(--note); }
.kinds { list-style: none; display: flex; flex-wrap: wrap; gap: .75rem; margin: 0 0 1.25rem; padding: 0; }
.kinds li { flex: 1 1 12rem; padding: .6rem .9rem; border: 1px solid var(--edge);
  border-left: var(--side); border-radius: 4px; }
.kinds b { color: var(--tone); }
.kinds small { display: block; color: var(--soft); }
.count { font-size: 1.4rem; font-weight: 600; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--edge); text-align: center;
  white-space: nowrap; }
th:first-child { text-align: left; font-weight: 500; white-space: normal; }
thead th { border-bottom: 1px solid var(--ink); color: var(--soft); }
article { margin: 0 0 .9rem; padding: .8rem 1.1rem .6rem; border: 1px solid var(--edge);
  border-left: var(--side); border-radius: 4px; break-inside: avoid; }
h4 { margin: 0; font-size: .95rem; font-weight: 600; }
.box { font-size: 1.3rem; line-height: 1; vertical-align: -.1rem; font-weight: 400; }
.kind { margin: 0 .3rem; padding: 0 .45rem; border: 1px solid var(--tone); border-radius: 3px;
  color: var(--tone); }
.place { color: var(--soft); font-weight: 400; font-size: .85rem; }
.line { margin: .6rem 0; padding: .45rem .7rem; background: var(--tint); border-radius: 3px;
  font-family: inherit; font-size: .92rem; white-space: pre-wrap; }
mark { background: #ffe9a8; color: inherit; font-weight: 600; text-decoration: underline;
  text-underline-offset: .2em; padding: 0 .1em; }
.message, .hint { margin: .35rem 0; }
.hint { color: var(--ink); font-weight: 600; }
.id { margin: .2rem 0 0; color: var(--soft); font-size: .75rem; text-align: right; }
.none { margin: 2rem 0; font-size: 1.1rem; }
@page { size: A4; margin: 20mm 18mm; @bottom-center { content: counter(page); font-size: 9pt; } }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; color: #000; }
  .line { background: none; border: 1px solid #999; }
  h2, h3, h4, thead { break-after: avoid; }
  .summary, tr { break-inside: avoid; }
}
"""
