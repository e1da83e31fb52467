"""公文文风: the form of official writing: punctuation, figures, doubled words, the order of numbers.

Punctuation after GB/T 15834—2011, figures after GB/T 15835—2011, numbering and annexes after
GB/T 9704—2012.  What is a matter of taste is a 说明 only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from generator.findings import Finding, Severity
from generator.proofread.lists import Passage
from generator.proofread.numbering import numbering
from generator.recall import Remembered

__all__ = ["faults", "style"]

_W, _N = Severity.WARNING, Severity.NOTE
Found = tuple[int, int, Finding]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A form that is wrong wherever it stands, and what to say of it; ``sign``: what it can't be without."""

    form: re.Pattern[str]
    tell: Callable[[str], Finding]
    hint: str
    sign: Callable[[str], object] = bool
    unless: re.Pattern[str] = re.compile(r"(?!)")
    once: bool = False


def style(passages: Sequence[Passage], year: int | None) -> list[Found]:
    """Findings of style, each with the index of its passage and its place there."""
    found = [*_forms(passages), *numbering(passages)]
    for index, passage in enumerate(passages):
        if year and "截" in passage.text:
            found += [(index, at, finding) for at, finding in _other_year(passage, year)]
    return found


def _forms(passages: Sequence[Passage]) -> Iterator[Found]:
    told: set[int] = set()
    for index, passage in enumerate(passages):
        for nth, start, finding in faults(passage.text):
            if nth in told:
                continue
            if nth in _ONCE:
                told.add(nth)
            yield index, start, replace(finding, path=passage.path, line=passage.line)


@Remembered
def faults(text: str) -> tuple[tuple[int, int, Finding], ...]:
    """What is wrong in one text: the number of the rule, where, and what is told.

    Marks without their partner come behind all rules.
    """
    found = [
        (nth, match.start(), _told(rule, text, match))
        for sign, rules in _BY_SIGN
        if sign(text)
        for nth, rule in rules
        for match in rule.form.finditer(text)
        if not rule.unless.search(match[0])
    ]
    found += [(len(_RULES), at, _unclosed(text, at)) for at in _unpaired(text)]
    return tuple(sorted(found, key=lambda fault: fault[:2]))


def _told(rule: _Rule, text: str, match: re.Match[str]) -> Finding:
    return replace(rule.tell(f"{_quoted(text, match)}："), hint=rule.hint, words=match[0])


def _quoted(text: str, match: re.Match[str]) -> str:
    first, last = max(0, match.start() - 12), min(len(text), match.end() + 12)
    before = ("…" if first else "") + text[first : match.start()]
    behind = text[match.end() : last] + ("…" if last < len(text) else "")
    return f"“{before}【{match[0]}】{behind}”"


_LABEL = re.compile(r"\s*[附\d（一二三四五六七八九十]").match
_HALF_OR_FULL = re.compile(r"[,;:?!()０-９Ａ-Ｚａ-ｚ]").search
_YEAR_OR_RATE = re.compile("[年%％]").search
_HAN = r"\u4e00-\u9fff"
_RULES: tuple[_Rule, ...] = (
    _Rule(
        re.compile(r"^\s*附件\s?\d{0,2}\s?[：:](?=\s*$)"),
        lambda m: Finding("annex-colon", _W, f"{m}附件页左上角的“附件”和序号后不加冒号。"),
        "请删去冒号（GB/T 9704—2012 7.3.8）。",
        sign=_LABEL,
    ),
    _Rule(
        re.compile(
            rf"[,;:?!](?:(?<=[{_HAN}”》）％].)(?=\s?[{_HAN}“《（])|(?<=^附件:)(?=\s?\d)|(?<=[%\d],)(?=[{_HAN}]))"
        ),
        lambda m: Finding("half-width-punctuation", _W, f"{m}中文里用了半角标点。"),
        "请改为全角标点，如，；：（GB/T 15834—2011）。",
        sign=_HALF_OR_FULL,
    ),
    _Rule(
        re.compile(
            rf"\([^()（）]{{0,80}}[{_HAN}][^()（）]{{0,80}}\)|\([^()（）]{{1,80}}）|（[^()（）]{{1,80}}\)"
        ),
        lambda m: Finding("half-width-punctuation", _W, f"{m}中文里用了半角括号。"),
        "请改为全角括号（）（GB/T 15834—2011）。",
        sign=_HALF_OR_FULL,
    ),
    _Rule(
        re.compile(r"[０-９Ａ-Ｚａ-ｚ][０-９Ａ-Ｚａ-ｚ．％]*"),
        lambda m: Finding("full-width-digit", _W, f"{m}用了全角数字或字母。"),
        "请改为半角的阿拉伯数字或字母（GB/T 15835—2011）。",
        sign=_HALF_OR_FULL,
    ),
    _Rule(
        re.compile(
            r"[，；：、。？！](?:(?<=[，；：、])(?:[，；：、]+|。)|(?<=。)(?:。(?!。)|[，；、：])|(?<=？)？|(?<=！)！)"
        ),
        lambda m: Finding("punctuation-doubled", _W, f"{m}标点重复。"),
        "请只留一个。",
    ),
    _Rule(
        re.compile(
            rf"(?=[的了与及和在是将被把并于])(?:(?<!目)的的(?!确|士|卢)|(?<!不甚)(?<!一)了了(?!结|却|解|事|如|然)|与与(?!会|否)|及及(?!时|早|格)|(?<!温)和和(?!美|气|睦|平|谐|解)|(?<![于存实])在在(?!编|建|职|岗|校|册|逃)"
            rf"|(?<!就)(?<!还)是是(?!非|否)|将将(?!军)|被被(?!子|告|征)|把把(?!关)|(?<![{_HAN}])并并(?!入|购|轨)|(?<!属)于于)"
            rf"|(?P<word>[{_HAN}]{{2,4}})(?P=word)(?!长|组|小组|指标|结|报告|工作|等级|得分|对象|书记|部|办|人员)"
        ),
        lambda m: Finding("word-doubled", _W, f"{m}词语重复。"),
        "请删去一个；如系有意重叠可不改。",
        unless=re.compile(
            r"一|^(.)\1.|[两三十百千]|^(?:研究|考虑|商量|讨论|了解|学习|休息|活动|锻炼|整理|打扫|介绍|比较|很多|非常|许多|越来|时时|刻刻|慢慢|多多|哪里|这里|什么|彼此|村村|户户|人人|说说|看看|年复|日复|点点|滴滴|王庄|李庄)"
        ),
    ),
    _Rule(
        re.compile(
            r"截止(?=\s?(?:20\d\d\s?年|目前|今年|本年|上年|去年|年末|年底|\d{1,2}\s?月|\d{1,2}\s?日))"
        ),
        lambda m: Finding("deadline-word", _W, f"{m}“截止”不直接带时间。"),
        "请改为“截至”。",
    ),
    _Rule(
        re.compile(
            r"\d(?<![\d.]\d)\d{0,2}(?:\.\d{1,4})?\s?(?:[-–]|—{1,2}|[~～至])\s?\d{1,3}(?:\.\d{1,4})?[%％]"
        ),
        lambda m: Finding("number-style", _N, f"{m}表示百分比的范围，前一个数的“%”不省略。"),
        "请写成 10%～20%（GB/T 15835—2011 5.1.3）。",
        sign=_YEAR_OR_RATE,
    ),
    _Rule(
        re.compile(
            r"[’'‘012](?:(?<=[于在至到从自，。；、和与].)|(?<=^.))(?:(?<!\d)\d{2}年|(?<=\d)\d年(?=初|末|底|度|\d{1,2}月|全年|上半年|下半年))"
        ),
        lambda m: Finding("year-short", _N, f"{m}年份不简写。"),
        "请写全四位数（GB/T 15835—2011）。",
        sign=_YEAR_OR_RATE,
    ),
    _Rule(
        re.compile(r"^\s*\d{1,2}、"),
        lambda m: Finding("numbering-form", _N, f"{m}第三层序号后用“.”，不用“、”。"),
        "全文的“1、”都可改为“1.”（GB/T 9704—2012 7.3.3）。",
        sign=_LABEL,
        once=True,
    ),
    _Rule(
        re.compile(r"^\s*（[一二三四五六七八九十]{1,3}）[、，.．]|^\s*（\d{1,2}）[、，.．]"),
        lambda m: Finding("numbering-form", _N, f"{m}带括号的序号后不加标点。"),
        "请删去序号后的标点（GB/T 9704—2012 7.3.3）。",
        sign=_LABEL,
    ),
    _Rule(
        re.compile(r"^\s*[一二三四五六七八九十]{1,3}、[^，。；：！？]{1,30}。(?=\s*$)"),
        lambda m: Finding("heading-full-stop", _N, f"{m}标题末尾不用句号。"),
        "请删去句号。",
        sign=_LABEL,
    ),
)
_ONCE = frozenset(nth for nth, rule in enumerate(_RULES) if rule.once)
_BY_SIGN = tuple(
    (sign, tuple((nth, rule) for nth, rule in enumerate(_RULES) if rule.sign is sign))
    for sign in dict.fromkeys(rule.sign for rule in _RULES)
)


def _unclosed(text: str, at: int) -> Finding:
    """A bracket or quotation mark without its partner."""
    mark, near = text[at], text[max(0, at - 8) : at + 9]
    message = f"“{near}”：“{mark}”没有配对。"
    return Finding("mark-unpaired", _W, message, hint="请补上或删去。", words=mark)


def _unpaired(text: str) -> tuple[int, ...]:
    """Where the first bracket, quotation mark and title mark without partner stand, of each kind."""
    if not _MARK.search(text):
        return ()
    pointed = "）" in text or ")" in text
    masked = _POINT.sub(lambda m: " " * len(m[0]), text) if pointed else text
    return tuple(
        at for opened, marks in _PAIRS if (at := _alone(masked, opened, marks)) is not None
    )


_MARK = re.compile("[（(）)“”《》]")
_POINT = re.compile(r"(?:(?<=^)|(?<=[\s，。；：、]))(?:\d{1,2}|[a-zA-Z])[）)]")
_PAIRS = tuple(
    (opened, re.compile(f"[{re.escape(opened + closed)}]"))
    for opened, closed in (("（(", "）)"), ("“", "”"), ("《", "》"))
)


def _alone(text: str, opened: str, marks: re.Pattern[str]) -> int | None:
    waiting: list[int] = []
    for match in marks.finditer(text):
        if match[0] in opened:
            waiting.append(match.start())
        elif waiting:
            waiting.pop()
        else:
            return match.start()
    return waiting[0] if waiting else None


_UNTIL = re.compile(r"截[至止](?:到)?\s?(20\d\d)\s?年(?:年?[末底]|12月31日|12月底|12月末)")
_COMPARING = re.compile(r"较|比|上年|去年|同期|增|减|升|降")


def _other_year(passage: Passage, year: int) -> Iterator[tuple[int, Finding]]:
    """截至 the end of another year than the report's, where no years are compared."""
    for match in _UNTIL.finditer(passage.text):
        sentence = re.split("[。；]", passage.text[match.end() : match.end() + 80])[0]
        if int(match[1]) == year or _COMPARING.search(sentence):
            continue
        message = f"“【{match[0]}】{sentence[:20]}”：本报告是{year}年的。"
        yield (
            match.start(),
            Finding(
                "year-differs", _W, message, hint=f"请核对是否应为“截至{year}年末”。",
                path=passage.path, line=passage.line, words=match[0],
            ),
        )  # fmt: skip
