"""数量: the figures of a text, each with unit, span, exactness and what kind of figure it is.

Years, dates, ages, ranges, document numbers, model names, phone numbers, ordinals and whatever
stands in quotation marks or book-title marks are no figures of claims and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from generator.figures import read_number

__all__ = ["DOUBLINGS", "ONE", "PERCENT", "POINTS", "TIMES", "Quantity", "fold", "quantities"]

PERCENT, POINTS, TIMES, DOUBLINGS = "%", "百分点", "倍", "番"
ONE = Decimal(1)

_HALF_WIDTH = {ord(c) + 0xFEE0: c for c in "0123456789%.+-/ABCDEFGHIJKLMNOPQRSTUVWXYZ"} | {
    ord(c) + 0xFEE0: c for c in "abcdefghijklmnopqrstuvwxyz"
}
_WIDE = re.compile(f"[{''.join(map(chr, _HALF_WIDTH))}]")
_FULL_WIDTH = MappingProxyType({",": "，", ":": "：", ";": "；", "?": "？", "!": "！"})
_HALF = re.compile(r"[,:;?!]")
_PUNCTUATION = re.compile(r"(?<![0-9])[,:;?!]|[,:;?!](?![0-9])")


def fold(text: str) -> str:
    """The text with one width of digits and one of punctuation, character for character."""
    if _WIDE.search(text):
        text = text.translate(_HALF_WIDTH)
    text = text.replace("(", "（").replace(")", "）").replace("\u3000", " ")
    if _HALF.search(text):
        text = _PUNCTUATION.sub(lambda m: _FULL_WIDTH[m[0]], text)
    return text


class Quantity(NamedTuple):
    """A figure with its unit (数量), and the words round it once its sentence is known.

    ``value`` is in the unit's base (元, 米 …; a percentage in per cent); ``step`` is what one unit of
    its last written digit is worth.  ``vague`` is ``~``, ``>`` or ``<`` for 约, 超过, 不足.  ``gap``
    is all between the figure before and this one, ``label`` the part of it in this clause, ``tail``
    the rest of the clause behind; ``within`` are the brackets it stands in, outermost first.
    """

    start: int
    end: int
    words: str
    figure: str
    value: Decimal
    unit: str
    step: Decimal
    whole: bool
    vague: str = ""
    gap: str = ""
    label: str = ""
    tail: str = ""
    within: tuple[int, ...] = ()

    def in_words(self, gap: str, label: str, tail: str, within: tuple[int, ...]) -> Quantity:
        """The figure with the words round it."""
        return Quantity._make((*self[:9], gap, label, tail, within))

    @property
    def half(self) -> Decimal:
        """How far the true value may lie from the written one: counts are exact."""
        return Decimal(0) if self.whole else self.step / 2

    @property
    def places(self) -> int:
        """Decimals as written."""
        return len(self.figure.partition(".")[2])

    @property
    def factor(self) -> Decimal:
        """What the written figure is multiplied by to give the value."""
        return self.step.scaleb(self.places)


def quantities(folded: str) -> Iterator[Quantity]:
    """The figures of a folded text, in order."""
    masked = _NO_FIGURE.sub(lambda m: "□" * len(m[0]), folded)
    for match in _QUANTITY.finditer(masked):
        read = _read(match)
        if read is not None:
            yield read


# What looks like a figure and is none.
_ARABIC = r"\d{1,15}+(?:\.\d{1,12}+)?+"
_NO_FIGURE = re.compile(
    r"(?=[“《〔\[［（第附见如下前后排位每’'‘〇零○一二三四五六七八九十\dA-Za-z\s])(?:"  # how each begins
    r"“[^“”]{0,40}”|《[^《》]{0,60}》|〔[^〔〕]{0,12}〕(?:\d{1,6})?|\[\d{1,6}\]|［\d{1,6}］"
    r"|(?<=^)\s{0,8}(?:\d{1,3}(?:[.．、](?!\d)|(?:\.\d{1,3}){1,4}(?![\d%万亿元人户个亩]))|（\d{1,3}）)"
    r"|(?<=[：；。，])\d{1,2}[.．、](?=[^\d\s])|（\d{1,3}）"
    r"|第\s?(?:\d{1,6}|[一二三四五六七八九十百]{1,5})"
    r"|(?:附件|附表|见表|如表|下表|附图|见图|前|后|排名|位列|位居)\s?(?:\d{1,6}|[一二三四五六七八九十百]{1,4})[名位]?"
    r"|每\s?(?:\d{1,6}|[一二两三四五六七八九十百千万]{1,4})"
    r"|(?:\d{4}|[’'‘]?\d{2})\s?(?:年|—|-)(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?(?=[^\d%.]|$)"
    r"|[二一〇零○九八]{2}[〇零○一二三四五六七八九]{2}年"
    r"|(?:\d{1,4}+|[一二三四五六七八九十]{1,3}+)(?:周岁|岁|号|月份|个月|个半月|日|月|时(?!候)|点(?!\d)|分钟|小时|年|届|级(?!别)|周|季度)"
    rf"|{_ARABIC}(?:周?岁)"
    r"|\d{1,2}[:：]\d{2}(?::\d{2})?(?!\d)|\d{1,5}+(?:\.\d{1,4}+)?+[:：/]\d{1,5}(?:\.\d{1,4})?(?!\d)"
    rf"|{_ARABIC}(?:%|[万亿]?元|人|个|户|名|次|亩|万|亿)?\s?[-—–~～－]{{1,2}}\s?{_ARABIC}(?:%|[万亿]?元|人|个|户|名|次|亩|万|亿)?"
    rf"|{_ARABIC}至{_ARABIC}"
    r"|[A-Za-z][A-Za-z0-9.+\-/]{0,30}\d[A-Za-z0-9.+\-/]{0,30}"
    r"|\d[\d.]{0,12}+[+×*xX][0-9A-Za-z.+×*]{1,20}|\d[\d.]{0,12}+[A-Za-z][A-Za-z0-9.+\-/]{0,20}"
    r"|五保户|[一二三四五六七八九十]{1,2}[户人家]一)"
)

# The base unit and what one of it is worth, for each way of writing.
_WRITTEN = (
    {
        "元": ("元", "1"),
        "块钱": ("元", "1"),
        "人": ("人", "1"),
        "名": ("人", "1"),
        "位": ("人", "1"),
    }
    | {"公里": ("米", "1000"), "千米": ("米", "1000"), "米": ("米", "1"), "里": ("米", "500")}
    | {"吨": ("公斤", "1000"), "公斤": ("公斤", "1"), "千克": ("公斤", "1"), "斤": ("公斤", "0.5")}
    | {"平方公里": ("平方米", "1000000"), "平方千米": ("平方米", "1000000"), "项": ("个", "1")}
    | {"%": (PERCENT, "1"), "个百分点": (POINTS, "1"), "百分点": (POINTS, "1")}
    | {"幢": ("栋", "1"), "立方": ("立方米", "1"), "方": ("立方米", "1"), "立方米": ("立方米", "1")}
)
_UNITS = MappingProxyType(
    {word: (unit, Decimal(worth)) for word, (unit, worth) in _WRITTEN.items()}
)
_SCALES = MappingProxyType(
    {"": ONE, "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10**4), "百万": Decimal(10**6)}
    | {"千万": Decimal(10**7), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
)
_UNIT = (
    r"个百分点|百分点|%|人次|户次|车次|批次|台次|场次|件次|篇次|个次|平方公里|平方千米|平方米|立方米|立方"
    r"|公里|千米|公斤|千克|公顷|块钱|亩|元|人(?!均|才|民|大|口|社|居|力|行)|名(?!称|单|录|镇)|位(?!一体|于|列|居)"
    r"|户(?!均|籍|口|厕)|家(?!庭|园)|个|项(?!目)|件|次(?!数|年|序)|条(?!例|款)|处(?!理|置|级|罚|于)|座|所(?!有|以|在|需|属)"
    r"|台(?!账)|套|辆|间(?!接)|栋|幢|口(?!径)|眼|盏|份(?!额)|批(?!准|复|示|次)|场(?!所|地|景)|起(?!来|步)|宗|例|棵|株"
    r"|头|只(?!有|要|能|是)|支(?!出|部|付|持|书|撑)|村|天|篇|册|笔|门(?!类)|吨|斤|米|方(?!面|案|式|向|便|可|能)|倍"
    r"|组(?!织|成|建)|类|种(?!植)|队|片(?!区)|期|趟|班|部(?!门|分|署)|本(?!地|级|镇|年|村|乡|县|次)|张(?!庄|村|家)|杆|块|扇|面(?!积|向|对|临)|里(?!程)|分(?!别|之|类|工|为|布|管|析|支|项)"
)
_NUMERAL = "[零〇一二两三四五六七八九十百千万]"
_QUANTITY = re.compile(
    r"(?=[\d一二两三四五六七八九十半翻百])(?:"  # how each begins
    rf"百分之(?:(?P<hundredth>{_ARABIC})|(?P<spelt>{_NUMERAL}{{1,6}}(?:点[零〇一二三四五六七八九]{{1,4}})?))"
    rf"|(?P<under>[二三四五六七八九十]|\d{{1,2}})分之(?P<over>[一二两三四五六七八九]|\d{{1,2}})"
    rf"|(?P<half>一半|半数)|翻了?(?P<doublings>[一两二三])?番|(?P<tenths>[一二两三四五六七八九])成(?P<hundredths>[一二三四五六七八九])?(?=[，。；、）多左以]|$)"
    rf"|(?P<figure>\d{{1,3}}(?:,\d{{3}})+(?:\.\d{{1,12}})?(?!,?\d)|{_ARABIC})\s?"
    rf"(?P<odd>[余多来])?(?P<scale>(?:百万|千万|万亿|百(?!分)|千(?![克米])|[万亿]))?(?P<odd2>[余多])?\s?(?P<unit>{_UNIT})?"
    rf"|(?P<numeral>(?![零〇百千万]){_NUMERAL}{{1,12}})(?P<odd3>[余多])?(?P<large>亿)?(?P<counted>{_UNIT}))"
)


def _read(match: re.Match[str]) -> Quantity | None:
    if match["figure"]:
        return _figure(match)
    if match["numeral"]:
        return _numeral(match)
    if match[0].startswith("翻"):
        power = read_number(match["doublings"] or "一")
        return Quantity(*match.span(), match[0], power, Decimal(power), DOUBLINGS, ONE, True, "~")
    return _portion(match)


def _portion(match: re.Match[str]) -> Quantity | None:
    """Shares in words: 一半, 四分之三, 三成, 百分之九十."""
    if match["half"]:
        return _share(match, Decimal(50), "50", "~")
    if match["tenths"]:
        return _tenths(match)
    if match["under"]:
        under, over = read_number(match["under"]), read_number(match["over"])
        rate = Decimal(over) / Decimal(under) * 100 if int(under or 0) else None
        return None if rate is None else _share(match, rate, f"{rate:.2f}", "~")
    spelt = match["hundredth"] or _spelt(match["spelt"])
    return _share(match, Decimal(spelt), spelt, _vague(match, "")) if spelt else None


def _tenths(match: re.Match[str]) -> Quantity:
    """三成, 两成五."""
    ones = match["hundredths"]
    figure = read_number(match["tenths"]) + (read_number(ones) if ones else "0")
    step = ONE if ones else Decimal(10)
    vague = _vague(match, "")
    return Quantity(*match.span(), match[0], figure, Decimal(figure), PERCENT, step, True, vague)


def _spelt(words: str) -> str:
    """六十五点三 in digits."""
    whole, point, part = words.partition("点")
    after = "".join(read_number(c) for c in part)
    number = read_number(whole)
    return f"{number}.{after}" if number and point else number


def _share(match: re.Match[str], rate: Decimal, figure: str, vague: str) -> Quantity:
    step = ONE.scaleb(-len(figure.partition(".")[2]))
    return Quantity(*match.span(), match[0], figure, rate, PERCENT, step, True, vague)


def _figure(match: re.Match[str]) -> Quantity:
    figure, written, scale, *odds = match.group("figure", "unit", "scale", "odd", "odd2")
    figure = figure.replace(",", "")
    unit, factor = _unit(written or "")
    if not written and scale in ("亿", "万亿"):
        unit = "元"
    worth = _SCALES[scale or ""] * factor
    places = len(figure.partition(".")[2])
    whole = not places or unit in (PERCENT, POINTS)
    vague = _vague(match, odds[0] or odds[1] or "")
    start, words = match.start(), match[0].rstrip()
    value, step = Decimal(figure) * worth, worth.scaleb(-places)
    return Quantity(start, start + len(words), words, figure, value, unit, step, whole, vague)


def _numeral(match: re.Match[str]) -> Quantity | None:
    number = read_number(match["numeral"])
    if not number or (match["numeral"] == "一" and match["counted"] != "倍"):
        return None
    unit, factor = _unit(match["counted"])
    worth = factor * _SCALES[match["large"] or ""]
    vague = _vague(match, match["odd3"] or "")
    value = Decimal(number) * worth
    return Quantity(*match.span(), match[0], number, value, unit, worth, True, vague)


def _unit(written: str) -> tuple[str, Decimal]:
    return _UNITS.get(written) or (written, ONE)


_ABOUT = re.compile(
    r"(?:大约|约|接近|将近|近|大概|平均|[<>≤≥＜＞]=?|超额?过?|逾|突破|不足|不到|不满|至少|不低于|不少于|不高于|不超过|大于|高于|多于|低于|小于|少于)[为达到\s]{0,2}$"
)
_ABOUT_ENDS = frozenset("约近概均<>≤≥＜＞=超额过逾破足到满少于多为达")
_BEHIND = re.compile(r"(?:左右|上下|以上|以下|以内|之间|余|多(?!个))")
_ABOVE = re.compile(r"超|逾|突破|至少|不低于|不少于|大于|高于|多于|以上|余|多|[>≥＞]")
_BELOW = re.compile(r"不足|不到|不满|不高于|不超过|低于|小于|少于|以下|以内|近|[<≤＜]")


def _vague(match: re.Match[str], odd: str) -> str:
    """``~``, ``>`` or ``<`` where the figure is said to be about, above or below."""
    text, start = match.string, match.start()
    near = text[start - 1 : start]
    about = near in _ABOUT_ENDS or near.isspace()
    before = _ABOUT.search(text, max(0, start - 8), start) if about else None
    behind = _BEHIND.match(text, match.end())
    words = (before[0] if before else "") + odd + (behind[0] if behind else "")
    if not words:
        return ""
    return "<" if _BELOW.search(words) else ">" if _ABOVE.search(words) else "~"
