"""取数: every figure that a working paper rests on, once, with the place where it was entered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from generator.figures import plain
from generator.findings import Place
from generator.formula import Worked, shown
from generator.paper.formulas import condition, excel
from generator.paper.looks import FIRST, Column, Live, Sheet, cell, digits, height

__all__ = ["COLUMNS", "NAME", "Inputs", "Path", "places"]

Path = tuple[str | int, ...]
NAME = "取数"
COLUMNS = (
    Column("序号", 6, "centred"), Column("名称", 44), Column("数值", 18, "input"),
    Column("全部数字", 24), Column("内容", 44), Column("单位", 9, "centred"),
    Column("所在文件", 18), Column("行", 7, "centred"), Column("用于", 34),
)  # fmt: skip
_VALUE, _LINE = 2, 7
_EXACT = 15  # digits that a spreadsheet keeps of a number
_UNITS: tuple[tuple[Path, str], ...] = (
    (("预算", "政府采购"), "个"), (("预算",), "万元"), (("资产",), "万元"), (("人员编制",), "人"),
    (("项目完成",), "个"),
)  # fmt: skip
_OF_ANSWERS = {"要点": "是1 否0", "等次": "分", "评定分": "分", "次数": "次"}
_REASONS = {"评定分": "评定理由", "次数": "次数说明"}


@dataclass(frozen=True, slots=True)
class Input:
    """A figure used (数): its name and data path, and by whom it is used."""

    number: int
    worked: Worked
    path: Path
    place: Place | None
    users: list[str] = field(default_factory=list)


class Inputs:
    """The figures used, in the order of their first use.

    ``values`` are those of the report, ``criteria`` the 评价要点 by indicator.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        criteria: Mapping[str, tuple[str, ...]],
        place: Callable[[Path], Place | None],
    ) -> None:
        self._values = values
        self._criteria = criteria
        self._place = place
        self._known: dict[tuple[str, Decimal | None], Input] = {}
        self._elsewhere: dict[int, tuple[str, Worked]] = {}

    def stands(self, worked: Worked, reference: str) -> None:
        """What was worked out has a cell of its own on another sheet."""
        self._elsewhere[id(worked)] = (reference, worked)

    def live(self, worked: Worked, user: str) -> Live | None:
        """A worked figure as a formula over its cells; None where it can't be worked out."""
        if worked.value is None:
            for leaf in worked.leaves():
                self._cell(leaf, user)
            return None
        return Live(excel(worked, lambda each: self._cell(each, user)), worked.value)

    def holds(self, worked: Worked, user: str) -> str:
        """A comparison over the cells, as IF takes it."""
        return condition(worked, lambda each: self._cell(each, user))

    def _cell(self, worked: Worked, user: str) -> str:
        """The cell of what has one: a figure from the data, and how many entries a list has."""
        if id(worked) in self._elsewhere:
            return self._elsewhere[id(worked)][0]
        if worked.act != "count" and (worked.act or worked.parts or not worked.name):
            return ""
        return cell(FIRST + self._use(worked, user).number, _VALUE, NAME)

    def of(self, user: str) -> Iterator[Input]:
        """The figures that an indicator uses."""
        return (each for each in self._known.values() if user in each.users)

    def write(self, sheet: Sheet) -> None:
        """Fill the sheet, a figure a row."""
        for each in self._known.values():
            value = each.worked.value
            row = FIRST + each.number
            sheet.put(row, _VALUE, value, shown="" if value is None else digits(value))
            texts = self._texts(each)
            for at, text in texts.items():
                sheet.put(row, at, text)
            sheet.put(row, 0, each.number + 1)
            sheet.put(row, _LINE, each.place.line if each.place and each.place.line else None)
            sheet.rise(row, height((text, COLUMNS[at].wide) for at, text in texts.items()))

    def _use(self, worked: Worked, user: str) -> Input:
        """Two ends of one range have one name and two values, so both tell a figure."""
        name = worked.name or worked.expression
        if (name, worked.value) not in self._known:
            named = worked.name or next((leaf.name for leaf in _named(worked)), "")
            path = _path(named, self._values)
            place = self._place(path) if path else None
            found = Input(len(self._known), worked, path, place)
            self._known[name, worked.value] = found
        used = self._known[name, worked.value]
        used.users.extend(() if user in used.users else (user,))
        return used

    def _texts(self, each: Input) -> Mapping[int, str]:
        """The words of a row by their column."""
        worked = each.worked
        return {
            1: self._name(each),
            3: _all_digits(worked.value),
            4: self._content(each),
            5: self._unit(each),
            6: file_name(each.place) if each.place else "",
            8: "、".join(each.users),
        }

    def _name(self, each: Input) -> str:
        """How a figure is called: by its data path, a number of entries by its formula."""
        worked = each.worked
        return worked.expression if worked.act else _label(each.path, self._values) or worked.name

    def _content(self, each: Input) -> str:
        """The words that go with a figure: what was asked and answered, or why it is missing."""
        worked, path = each.worked, each.path
        if worked.reason is not None:
            return worked.reason.message
        words = [] if worked.steps in (_shown(worked), worked.expression) else [worked.steps]
        if path[:1] == ("评分",) and path[2] == "要点":
            words.insert(0, self._criteria[str(path[1])][int(path[3]) - 1])
        elif path[:1] == ("评分",):
            words.append(self._values["评分"][path[1]].get(_REASONS.get(str(path[2]), ""), ""))
        return "：".join(word for word in words if word)

    def _unit(self, each: Input) -> str:
        path = each.path
        if each.worked.act == "count":
            return "个"
        if path[:1] == ("评分",):
            return _OF_ANSWERS[str(path[2])]
        if path[-1:] in (("实际值",), ("目标值",)):
            return str(self._values["目标"]["分项"][path[2]]["指标"][path[4]]["单位"])
        return next((unit for start, unit in _UNITS if path[: len(start)] == start), "")


def places(inputs: Iterator[Input]) -> str:
    """Where figures were entered: each file once with its lines (``预算.yaml:12、15``)."""
    lines: dict[str, list[str]] = {}
    for place in (each.place for each in inputs):
        if place is not None:
            known = lines.setdefault(file_name(place), [])
            known += [] if str(place.line) in known else [str(place.line)]
    return "\n".join(f"{file}:{'、'.join(numbers)}" for file, numbers in lines.items())


def file_name(place: Place) -> str:
    """The file of a place without the folders it is in, which differ from desk to desk."""
    return place.file.rpartition("/")[2]


def _shown(worked: Worked) -> str:
    return "" if worked.value is None else shown(worked.value)


def _named(worked: Worked) -> Iterator[Worked]:
    if worked.name:
        yield worked
    for part in worked.parts:
        yield from _named(part)


def _all_digits(value: Decimal | None) -> str:
    """The figure as text when a spreadsheet can't keep all of it."""
    text = "" if value is None else plain(value)
    return text if len(text.replace(".", "").strip("-0")) > _EXACT else ""


def _entries(values: Any) -> Mapping[str | int, Any]:
    if isinstance(values, Mapping):
        return values
    return dict(enumerate(values)) if isinstance(values, tuple | list) else {}


def _path(name: str, values: Any) -> Path:
    """The data path of a dotted name; keys may have dots themselves.  Empty when there is none."""
    for key, below in _entries(values).items():
        if name == str(key):
            return (key,)
        rest = _path(name[len(f"{key}.") :], below) if name.startswith(f"{key}.") else ()
        if rest:
            return (key, *rest)
    return ()


def _label(path: Path, values: Any) -> str:
    """A data path in words: an entry of a list by its own name."""
    steps = []
    for key in path:
        values = _entries(values)[key]
        named = values.get("名称") if isinstance(key, int) and isinstance(values, Mapping) else None
        steps.append(str(named or key))
    return ".".join(steps)
