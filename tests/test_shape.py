"""Shapes of what is read: declared once, checked by what was declared, frozen."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from generator.shape import (
    After,
    AsJson,
    Before,
    Misfit,
    Misfits,
    OneOf,
    Only,
    Shape,
    Within,
    field,
    fits,
    hints,
    misfits,
)


def figure(given: object) -> Decimal:
    if not str(given).lstrip("-").isdecimal():
        raise Misfit("figure-expected", "写成了“{given}”", {"given": str(given)})
    return Decimal(str(given))


def short(given: str) -> str:
    if len(given) > 3:
        raise Misfit("too-long", "太长", {})
    return given


Figure = Annotated[Decimal, Before(figure)]


class Coin(Shape):
    """A round one."""

    kind: Literal["圆"] = field(key="类型")
    worth: Annotated[Figure, Within(gt=0, le=10)] = field(key="面值")


class Note(Shape):
    """One of paper."""

    kind: Literal["纸"] = field(key="类型")
    number: str = field(key="号码", default="")


Money = Annotated[Coin | Note, OneOf("kind")]


def _which(given: Any) -> str:
    has_owner = "主人" in given if isinstance(given, dict) else isinstance(given, Purse)
    return "purse" if has_owner else "coin"


class Purse(Shape):
    """Money, and purses in it."""

    UNIT: ClassVar[str] = "元"
    owner: Annotated[str, After(short)] = field(key="主人", description="谁的")
    inside: tuple[Annotated[Coin | Purse, OneOf(_which)], ...] = field(key="里面", default=())
    notes: tuple[Money, ...] = field(key="钞票", default=())
    counted: date | None = field(key="清点", default=None)
    debts: dict[str, Figure] = field(key="欠款", default_factory=dict)
    limit: Annotated[Annotated[Decimal, Before(figure)] | None, Within(ge=0)] = field(
        key="限额", default=None
    )
    colour: Annotated[str, Only(str.upper), AsJson({"enum": ["RED"]})] = field(
        key="颜色", default="RED"
    )

    @staticmethod
    @fits("debts")
    def _owes_less_than_the_limit_of_nothing(debts: dict[str, Decimal]) -> dict[str, Decimal]:
        if "" in debts:
            raise Misfit("no-name", "没有名字", {})
        return debts

    @staticmethod
    @fits("limit")
    def _not_for_purses_without_owner(limit: Decimal | None, info: Any) -> Decimal | None:
        if info.data.get("owner") == "无":
            raise Misfit("no-owner", "没有主人的没有限额", {})
        return limit

    @fits()
    def _debts_have_a_limit(self) -> Purse:
        if self.debts and self.limit == 0:
            raise Misfit("no-debts", "不许欠款", {})
        return self

    @property
    def full(self) -> bool:
        return bool(self.inside)


def wrongs(data: Any, kind: type[Shape] = Purse) -> list[tuple[str, tuple[Any, ...]]]:
    with pytest.raises(Misfits) as refused:
        kind.of(data)
    return [(error["type"], error["loc"]) for error in refused.value.errors()]


def test_plain_data_become_a_value_under_names_of_its_own() -> None:
    purse = Purse.of(
        {"主人": "甲", "里面": [{"类型": "圆", "面值": "5"}], "欠款": {"乙": "-3"}, "颜色": "blue"}
    )
    assert (purse.owner, purse.inside[0].worth, purse.debts) == ("甲", 5, {"乙": Decimal(-3)})  # type: ignore[union-attr]
    assert (purse.colour, purse.counted, purse.full, Purse.UNIT) == ("BLUE", None, True, "元")


def test_what_is_left_empty_is_as_if_it_were_not_given() -> None:
    purse = Purse.of({"主人": "甲", "清点": "", "限额": "", "颜色": ""})
    assert purse == Purse.of({"主人": "甲"})
    assert purse.given == {"owner"}
    assert wrongs({"主人": ""}) == [("missing", ("主人",))]
    assert wrongs({"主人": "甲", "别的": ""}) == [("extra_forbidden", ("别的",))]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("甲", ("model_type", ())),
        ({"主人": "甲乙丙丁"}, ("too-long", ("主人",))),
        ({"owner": "甲", "主人": "甲"}, ("extra_forbidden", ("owner",))),
        ({"主人": "甲", "里面": [{"类型": "圆", "面值": "0"}]}, ("greater_than", ("里面", 0, "coin", "面值"))),
        ({"主人": "甲", "里面": [{"类型": "圆", "面值": "11"}]}, ("less_than_equal", ("里面", 0, "coin", "面值"))),
        ({"主人": "甲", "里面": [{"主人": "乙", "里面": [{"类型": "圆"}]}]}, ("missing", ("里面", 0, "purse", "里面", 0, "coin", "面值"))),
        ({"主人": "甲", "钞票": [{"类型": "塑料"}]}, ("union_tag_invalid", ("钞票", 0))),
        ({"主人": "甲", "钞票": [{}]}, ("union_tag_not_found", ("钞票", 0))),
        ({"主人": "甲", "钞票": [{"类型": "纸", "号": "1"}]}, ("extra_forbidden", ("钞票", 0, "纸", "号"))),
        ({"主人": "甲", "钞票": "一张"}, ("tuple_type", ("钞票",))),
        ({"主人": "甲", "欠款": {"乙": "三"}}, ("figure-expected", ("欠款", "乙"))),
        ({"主人": "甲", "欠款": {"": "3"}}, ("no-name", ("欠款",))),
        ({"主人": "甲", "限额": "-1"}, ("greater_than_equal", ("限额",))),
        ({"主人": "无", "限额": "1"}, ("no-owner", ("限额",))),
        ({"主人": "甲", "限额": "0", "欠款": {"乙": "3"}}, ("no-debts", ())),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_its_place(data: Any, expected: tuple[Any, ...]) -> None:
    assert wrongs(data) == [expected]


def test_all_that_does_not_fit_is_told_at_once() -> None:
    found = wrongs({"主人": "甲乙丙丁", "清点": "昨天", "别的": "1"})
    assert [place for _, place in found] == [("主人",), ("清点",), ("别的",)]


def test_values_made_before_may_stand_in_data() -> None:
    coin = Coin.of({"类型": "圆", "面值": "1"})
    note = Note.of({"类型": "纸"})
    inner = Purse.of({"主人": "乙", "里面": [coin]})
    outer = Purse.of({"主人": "甲", "里面": [coin, inner], "钞票": [note]})
    assert outer.inside == (coin, inner)
    assert outer.notes == (note,)


def test_a_value_of_the_program_is_not_checked_and_has_its_defaults() -> None:
    purse = Purse(owner="无名氏四字")
    assert (purse.inside, purse.debts, *purse.given) == ((), {}, "owner")
    assert Purse(owner="甲").debts is not Purse(owner="甲").debts


@pytest.mark.parametrize("values", [{}, {"inside": ()}, {"owner": "甲", "主人": "甲"}])
def test_a_value_of_the_program_has_all_fields_and_no_others(values: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="Purse: "):
        Purse(**values)


class Pocket(Purse):
    """A purse of another kind."""

    lining: str = field(key="衬里", default="")


def test_a_type_has_the_fields_and_checks_of_the_one_it_extends() -> None:
    assert wrongs({"主人": "甲", "欠款": {"": "3"}}, Pocket) == [("no-name", ("欠款",))]
    assert wrongs({"主人": "甲", "限额": "0", "欠款": {"乙": "3"}}, Pocket) == [("no-debts", ())]
    assert Pocket.of({"主人": "甲", "衬里": "绸"}).lining == "绸"


def test_a_value_can_not_be_changed() -> None:
    purse = Purse(owner="甲")
    with pytest.raises(AttributeError, match="frozen"):
        purse.owner = "乙"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="frozen"):
        del purse.owner
    other = purse.but(owner="乙", counted=date(2021, 1, 1))
    assert (purse.owner, other.owner) == ("甲", "乙")
    assert other.given == {"owner", "counted"}


def test_values_are_alike_that_have_the_same_type_and_fields() -> None:
    coin, same = (Coin.of({"类型": "圆", "面值": worth}) for worth in ("1", "01"))
    assert coin == same
    assert len({coin, same, coin.but(worth=Decimal(2)), Note.of({"类型": "纸"})}) == 3
    assert repr(coin) == "Coin(kind='圆', worth=Decimal('1'))"


def test_a_value_can_be_kept_and_taken_out_again() -> None:
    purse = Purse.of({"主人": "甲", "里面": [{"类型": "圆", "面值": "1"}]})
    again = pickle.loads(pickle.dumps(purse))
    assert (again, again.given) == (purse, {"owner", "inside"})


def test_types_are_told_without_their_marks() -> None:
    assert hints(Coin) == {"kind": Literal["圆"], "worth": Decimal}


def test_several_misfits_can_be_told_at_once() -> None:
    wrong = Misfit("twice", "重复", {})
    found = misfits(Purse, [(wrong, ("里面", n), "甲") for n in (0, 1)])
    assert [error["loc"] for error in found.errors()] == [("里面", 0), ("里面", 1)]
    assert found.title == "Purse"


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3)
coins = st.builds(lambda n: {"类型": "圆", "面值": str(n)}, st.integers(1, 10))
purses = st.recursive(
    st.fixed_dictionaries(
        {"主人": words, "欠款": st.dictionaries(words, st.integers(-99, 99).map(str))}
    ),
    lambda below: st.fixed_dictionaries({"主人": words, "里面": st.lists(coins | below)}),
)


@given_any(purses)
def test_any_value_is_the_same_after_its_names_are_read_again(data: dict[str, Any]) -> None:
    purse = Purse.of(data)
    assert Purse.of(purse.names()) == purse
