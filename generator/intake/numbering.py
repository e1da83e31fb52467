"""自动编号: the numbers that Word itself puts before paragraphs, as it prints them.

Counted as ECMA-376 17.9 has it, paragraph by paragraph in the order of the text: lists that share an
abstract one count on together, a deeper level begins anew after a higher one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from generator.figures import chinese
from generator.intake.styled import Styles, value
from generator.intake.symbols import symbol
from generator.template import w

__all__ = ["Counter", "formatted"]

_DEEPEST = 8
_OFF = ("0", "false", "off")
_CLOSED = "、，。；：）】」》〉．"


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list (编号级): how it counts, and the pattern in which it is printed."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    behind: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""
    font: str = ""


@dataclass(frozen=True, slots=True)
class _List:
    """A list in use (列表): whose counts it shares, its levels, and where it begins anew."""

    shared: str
    levels: Mapping[int, _Level]
    anew: Mapping[int, int]


@dataclass(slots=True)
class Counter:
    """Counts the automatic numbers of one document, from its first paragraph to its last."""

    styles: Styles
    lists: Mapping[str, _List]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, numbering: etree._Element | None, styles: Styles) -> Counter:
        """The counter of a document's lists; its ``word/numbering.xml`` may be missing."""
        return cls(styles, {} if numbering is None else _lists(numbering, styles))

    def number(self, paragraph: etree._Element) -> tuple[str, str]:
        """The number before this paragraph and the blank behind it; both empty when it has none."""
        id_, level = self._asked(paragraph)
        used = self.lists.get(id_)
        if used is None or level not in used.levels:
            return "", ""
        self._count(id_, used, level)
        shown = self._printed(used, level)
        return shown, _blank(used.levels[level].behind, shown)

    def _asked(self, paragraph: etree._Element) -> tuple[str, int]:
        """Which list and level the paragraph asks for: itself, or by its style."""
        own = paragraph.find(f"{w('pPr')}/{w('numPr')}")
        id_, level = ("", "") if own is None else (_of(own, "numId"), _of(own, "ilvl"))
        if id_:
            return id_, _whole(level, 0)
        style = self.styles.of_id(paragraph)
        id_, by_style = self.styles.numbered(style)
        levels = self.lists[id_].levels if id_ in self.lists else {}
        linked = (i for i, each in levels.items() if each.style and each.style == style)
        return id_, _whole(level or by_style, next(linked, 0))

    def _count(self, id_: str, used: _List, level: int) -> None:
        counts = self._counts.setdefault(used.shared, {})
        for each, start in used.anew.items():
            if each <= level and (id_, each) not in self._begun:
                self._begun.add((id_, each))
                if each == level:
                    counts[each] = start - 1
                else:
                    counts.pop(each, None)
        counts[level] = counts.get(level, used.levels[level].start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            limit = used.levels[deeper].restart if deeper in used.levels else None
            if level < (deeper if limit is None else limit):
                del counts[deeper]

    def _printed(self, used: _List, level: int) -> str:
        counts, own = self._counts[used.shared], used.levels[level]
        if own.form == "bullet":
            return "".join(symbol(own.font, c) or "•" for c in own.pattern)

        def put(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            asked = used.levels.get(at, _Level())
            count = counts.get(at, asked.start)
            return formatted(count, "decimal" if own.legal else asked.form)

        return re.sub(r"%([1-9])", put, own.pattern)


def _blank(behind: str, shown: str) -> str:
    """What stands between a number and its text: a tab is wider than nothing, yet no sign of its own.

    Behind Chinese punctuation, which is wide itself, no blank is read.
    """
    return "" if behind == "nothing" or not shown or shown[-1] in _CLOSED else " "


# ---- how a number is written -------------------------------------------------------------------

_TRADITIONAL, _ZODIAC = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = str.maketrans("零一二三四五六七八九十百千万", "零壹贰叁肆伍陆柒捌玖拾佰仟萬")
_LEGAL_SIMPLIFIED = str.maketrans("零一二三四五六七八九十百千万", "零壹贰叁肆伍陆柒捌玖拾佰仟万")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def formatted(number: int, form: str) -> str:
    """A number as Word writes it in one of its formats (ECMA-376 17.18.59 ST_NumberFormat)."""
    if form == "none":
        return ""
    made = _FORMS[form](number) if form in _FORMS and 0 < number < 10**8 else ""
    return made or str(number)


def _roman(number: int) -> str:
    if number >= 4000:
        return ""
    text = ""
    for worth, sign in _ROMAN:
        text += sign * (number // worth)
        number %= worth
    return text


def _letters(number: int) -> str:
    """A … Z, AA, BB, … as Word goes on."""
    return chr(65 + (number - 1) % 26) * ((number - 1) // 26 + 1) if number <= 780 else ""


def _circled(number: int) -> str:
    for last, first in ((20, 0x2460), (35, 0x3251 - 20), (50, 0x32B1 - 35)):
        if number <= last:
            return chr(first + number - 1)
    return ""


def _digital(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))


def _in(signs: str) -> Callable[[int], str]:
    """The nth of some signs, empty beyond them."""
    return lambda number: signs[number - 1 : number]


def _from(first: int, most: int) -> Callable[[int], str]:
    """The nth character of a range of Unicode."""
    return lambda number: chr(first + number - 1) if number <= most else ""


_FORMS: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
            "taiwaneseCountingThousand",
        ),
        chinese,
    ),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _digital),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "ideographTraditional": _in(_TRADITIONAL),
    "ideographZodiac": _in(_ZODIAC),
    "chineseLegalSimplified": lambda number: chinese(number).translate(_LEGAL_SIMPLIFIED),
    "ideographLegalTraditional": lambda number: chinese(number).translate(_LEGAL),
    "ideographEnclosedCircle": _from(0x3280, 10),
    "decimalEnclosedParen": _from(0x2474, 20),
    "decimalEnclosedFullstop": _from(0x2488, 20),
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: "".join(chr(ord(c) + 0xFEE0) for c in str(number)),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
}  # fmt: skip


# ---- the lists of a document -------------------------------------------------------------------


def _lists(numbering: etree._Element, styles: Styles) -> Mapping[str, _List]:
    abstract = {str(e.get(w("abstractNumId"))): e for e in numbering.iter(w("abstractNum"))}
    by_link = {_of(e, "styleLink"): id_ for id_, e in abstract.items() if _of(e, "styleLink")}
    nums = {str(e.get(w("numId"))): e for e in numbering.iter(w("num"))}
    lists = {}
    for id_, num in nums.items():
        shared = _of(num, "abstractNumId")
        linked = _of(abstract[shared], "numStyleLink") if shared in abstract else ""
        if linked:
            other = nums.get(styles.numbered(linked)[0])
            shared = by_link.get(linked, shared if other is None else _of(other, "abstractNumId"))
        if shared in abstract:
            lists[id_] = _list(shared, abstract[shared], num)
    return lists


def _list(shared: str, abstract: etree._Element, num: etree._Element) -> _List:
    levels = {_whole(e.get(w("ilvl")), 0): _level(e) for e in abstract.iter(w("lvl"))}
    anew: dict[int, int] = {}
    for override in num.iterchildren(w("lvlOverride")):
        at = _whole(override.get(w("ilvl")), 0)
        own, start = override.find(w("lvl")), override.find(w("startOverride"))
        if own is not None:
            levels[at] = _level(own)
        if start is not None:
            anew[at] = _whole(value(start), 1)
    return _List(shared, {i: each for i, each in levels.items() if 0 <= i <= _DEEPEST}, anew)


def _level(lvl: etree._Element) -> _Level:
    legal, restart = lvl.find(w("isLgl")), _of(lvl, "lvlRestart")
    form = next((value(e) for e in lvl.iter(w("numFmt")) if value(e) != "custom"), "decimal")
    fonts = lvl.find(f"{w('rPr')}/{w('rFonts')}")
    return _Level(
        _whole(_of(lvl, "start"), 1),
        "bullet" if lvl.find(w("lvlPicBulletId")) is not None else form,
        _of(lvl, "lvlText"),
        _of(lvl, "suff") or "tab",
        _whole(restart, 0) if restart else None,
        legal is not None and legal.get(w("val")) not in _OFF,
        _of(lvl, "pStyle"),
        "" if fonts is None else str(fonts.get(w("ascii")) or fonts.get(w("hAnsi")) or ""),
    )


def _of(parent: etree._Element, name: str) -> str:
    return value(parent.find(w(name)))


def _whole(written: str | None, otherwise: int) -> int:
    return int(written) if written and re.fullmatch(r"-?[0-9]{1,9}", written) else otherwise
