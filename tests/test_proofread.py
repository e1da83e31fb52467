"""文字审校: claims worked out, right text left in peace, the form of official writing."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from claims_corpus import HALVES, judged
from hypothesis import given
from hypothesis import strategies as st

from generator import workspace
from generator.findings import Finding, Severity
from generator.generate import examine
from generator.generate.texts import of_manuscript
from generator.proofread import Passage, claims, proofread

CASES: dict[str, list[Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "proofread.yaml").read_text(encoding="utf-8")
)
UNIT = Path(__file__).parents[1] / "data" / "units" / "wanghuzhai-2021"


def ids(*texts: str, year: int | None = None, kind: str = "正文") -> list[str]:
    return [f.id for f in proofread([Passage(t, (), i, kind) for i, t in enumerate(texts)], year)]


def words(*texts: str, kind: str = "正文") -> list[tuple[str, str]]:
    passages = [Passage(t, (), i, kind) for i, t in enumerate(texts)]
    return [(f.id, f.words) for f in proofread(passages)]


@pytest.mark.parametrize("case", CASES["差错"], ids=lambda case: case[0])
def test_a_wrong_claim_is_found_with_its_right_reading(case: list[str]) -> None:
    text, kind, wrong, right = case
    found = [(c.kind, c.words, c.right) for c in claims(text) if not c.holds]
    assert found == [(kind, wrong, right)]
    start = next(c for c in claims(text) if not c.holds).start
    assert text[start : start + len(wrong)] == wrong


@pytest.mark.parametrize("text", CASES["无误"])
def test_text_without_errors_is_left_in_peace(text: str) -> None:
    assert [c for c in claims(text) if not c.holds] == []
    assert ids(text) == []


@pytest.mark.parametrize("case", CASES["断言"], ids=lambda case: case[0])
def test_right_claims_are_recognised_too(case: tuple[str, int]) -> None:
    text, number = case
    found = claims(text)
    assert (len(found), all(c.holds for c in found)) == (number, True)


def of_the_example() -> list[Passage]:
    manuscript = examine(UNIT, workspace.of(UNIT), lambda step: None).manuscript
    return list(of_manuscript(manuscript))


def test_the_example_has_the_three_errors_of_the_original() -> None:
    found = proofread(of_the_example(), 2021)
    assert [(f.id, f.words) for f in found] == [
        ("parts-differ", "3.76亿元"),
        ("share-differs", "96.69%"),
        ("share-differs", "87.16%"),
    ]
    assert all(f.severity is Severity.WARNING and f.path for f in found)
    sums, left, rate = found
    assert "1.6+1.06+1.16=3.82" in sums.message and sums.hint.startswith("应为3.82亿元")
    assert "【96.69%】" in left.message and "剩余304人才是96.69%" in left.hint
    assert left.hint.startswith("应为96.71%")
    assert "762÷874=87.19%" in rate.message and rate.hint == "应为87.19%；或核对762、874。"


def test_a_finding_knows_where_it_stands() -> None:
    found = proofread(
        [Passage("全文。"), Passage("在编57人，编制58名，满编率98.82%。", ("人员", 0), 7)]
    )
    assert [(f.path, f.line, f.words) for f in found] == [(("人员", 0), 7, "98.82%")]


def test_a_long_sentence_is_quoted_in_part() -> None:
    long = "按照上级部署要求扎实推进各项工作" * 9
    found = proofread(
        [Passage(f"{long}，应检1000人，已检950人，受检合格率不计，完成率96%，{long}。")]
    )
    assert len(found) == 1
    assert len(found[0].message) < 130 and "…" in found[0].message


def test_claims_count_from_the_beginning_of_the_text() -> None:
    text = "第一段。\n应检1000人，已检950人，完成率95%。"
    (claim,) = claims(text)
    assert text[claim.start : claim.end] == "95%"
    assert (claim.value, claim.holds, claim.steps) == (Decimal(95), True, "950÷1000=95.00%")


TABLE = ["项目｜投资（亿元）", "甲｜3.8", "乙｜1.62", "丙｜2.68"]


def with_table(lead: str, *rows: str) -> list[tuple[str, str]]:
    passages = [Passage(lead), *(Passage(row, kind="表格") for row in rows)]
    return [(f.id, f.words) for f in proofread(passages)]


@pytest.mark.parametrize(
    ("lead", "found"),
    [
        ("新开工项目。共3个，投资8.1亿元，具体如下：", []),
        ("新开工项目。共4个，投资8.1亿元，具体如下：", [("count-differs", "4个")]),
        ("新开工项目。共3个，投资8.3亿元，具体如下：", [("column-differs", "8.3亿元")]),
        ("新开工项目。共3个，投资81000万元，具体如下：", []),
        ("新开工项目。共9个，投资99亿元。", []),
    ],
)
def test_a_lead_sentence_is_held_against_its_table(lead: str, found: list[tuple[str, str]]) -> None:
    assert with_table(lead, *TABLE) == found


def test_a_table_is_held_against_its_own_total() -> None:
    rows = ["村｜户数｜占比（%）", "张庄｜30｜60", "李庄｜20｜40"]
    assert with_table("各村如下：", *rows, "合计｜50｜100") == []
    assert with_table("各村如下：", *rows, "合计｜60｜100") == [("column-differs", "60")]
    assert with_table("各村如下：", *rows[:2], "其中：小计｜20｜40", "合计｜60｜100") == []
    assert with_table("各村如下：", rows[0], "张庄｜约30｜60", rows[2], "合计｜60｜100") == []
    assert with_table("各村如下：", *rows, "合计｜60") == []


def test_a_lead_sentence_is_held_against_its_list() -> None:
    items = [Passage(f"（{n}）内容；", kind="列表") for n in (1, 2, 3)]
    assert [f.id for f in proofread([Passage("主要做了三项工作："), *items])] == []
    assert [f.id for f in proofread([Passage("主要做了四项工作："), *items])] == ["count-differs"]
    assert ids("有以下四个问题：", "1.预算不细。", "2.进度慢。", "3.管理弱。") == ["count-differs"]
    assert ids("有以下三个问题：", "1.预算不细。", "2.进度慢。", "3.管理弱。") == []
    assert ids("有以下三个问题：", "见附件。") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("附件3：", [("annex-colon", "附件3：")]),
        ("附件：1.评分表", []),
        ("附件3", []),
        ("完成了任务,效果明显。", [("half-width-punctuation", ",")]),
        ("工作目标:提高效率。", [("half-width-punctuation", ":")]),
        ("会议于9:30召开，比例为1:2，金额1,250元。", []),
        ("王虎寨镇(以下简称本镇)开展工作。", [("half-width-punctuation", "(以下简称本镇)")]),
        ("网址为http://www.gov.cn/a?b=1，系统名为DRG(2.0)。", []),
        ("共投入３０万元。", [("full-width-digit", "３０")]),
        ("加强管理，，提高效率。", [("punctuation-doubled", "，，")]),
        ("加强管理。。", [("punctuation-doubled", "。。")]),
        ("层层落实……", []),
        ("各项工作的的落实。", [("word-doubled", "的的")]),
        ("扎实进行进行整改。", [("word-doubled", "进行进行")]),
        ("人人参与，家家户户受益，村村通公路，天天清扫，妥妥当当，试试看，谢谢。", []),
        ("一个一个解决，逐户逐户走访。", [("word-doubled", "逐户逐户")]),
        ("截止2021年末，资产为5万元。", [("deadline-word", "截止")]),
        ("报名截止日期为5月，截止到2021年末。", []),
        ("完成率在10%～20%之间。", []),
        ("完成率在10-20%之间。", [("number-style", "10-20%")]),
        ("完成于21年底。", [("year-short", "21年")]),
        ("近20年来，第21年度。", []),
        ("1、主要职责", [("numbering-form", "1、")]),
        ("1.主要职责", []),
        ("（一）、主要职责", [("numbering-form", "（一）、")]),
        ("一、基本概况。", [("heading-full-stop", "一、基本概况。")]),
        ("本镇（以下简称“镇）开展工作。", [("mark-unpaired", "“")]),
        ("本镇以下简称镇）开展工作。", [("mark-unpaired", "）")]),
        (
            "与与会人员座谈，以及及时报告，村民小组小组长参加，为了了解情况，的确是是否到位的问题。",
            [],
        ),
        ("要求：1）加强领导；2）落实责任。", []),
    ],
)
def test_the_form_of_official_writing(text: str, found: list[tuple[str, str]]) -> None:
    assert words(text) == found


def test_the_form_of_a_number_is_reported_once_a_text() -> None:
    assert ids("1、甲", "正文。", "2、乙") == ["numbering-form"]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅"], []),
        (["一、甲", "三、乙"], ["numbering-out-of-order"]),
        (["一、甲", "（一）子", "（三）丑"], ["numbering-out-of-order"]),
        (["1.甲", "2.乙", "2.丙"], ["numbering-out-of-order"]),
        (["（1）甲", "（2）乙", "（1）丙", "（2）丁"], []),
        (["一是抓党建；二是抓产业；三是抓民生。"], []),
        (["一是抓党建；三是抓民生。"], ["ordinal-missing"]),
        (["一是抓党建；二是抓产业；二是抓民生。"], ["ordinal-repeated"]),
        (["一是抓党建。", "二是抓产业。", "四是抓民生。"], ["ordinal-missing"]),
        (["一是抓党建。", "（二）其他", "一是抓产业。", "二是抓民生。"], []),
        (["十是抓党建。十一是抓产业。"], []),
    ],
)
def test_numbers_stand_in_order(texts: list[str], found: list[str]) -> None:
    assert ids(*texts) == found


def test_years_typed_the_wrong_way_round_are_no_list_and_stop_nothing() -> None:
    assert claims("2021年至2020年收入分别为10万元、11万元，比上年增长9%。") == []


def test_a_name_left_out_of_an_enumeration_stops_nothing() -> None:
    assert claims("共建3个项目：甲、、乙，投资5万元。") == []


def test_the_year_of_another_report_is_noticed() -> None:
    assert ids("截至2020年末，资产5万元。", year=2021) == ["year-differs"]
    assert ids("截至2020年末，资产5万元。") == []
    assert ids("截至2021年末，资产5万元。", year=2021) == []
    assert ids("截至2020年末，资产5万元，今年比上年增加1万元。", year=2021) == []


@given(
    st.text(
        "一二是的0123456789.%，。；：（）“”人元万亿个率总共较增长分别为其中剩余占、 \n", max_size=80
    )
)
def test_any_text_is_read_without_falling_over(text: str) -> None:
    for claim in claims(text):
        assert text[claim.start : claim.end] == claim.words
    for finding in proofread([Passage(text)], 2021):
        assert isinstance(finding, Finding) and finding.message


@given(st.integers(10, 9999), st.integers(1, 9999))
def test_a_rate_rounded_half_up_holds_and_another_does_not(base: int, part: int) -> None:
    part = min(part, base)
    rate = (Decimal(part) * 100 / base).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    text = "总任务{}人，累计接种{}人，接种率{}%。"
    assert [c.holds for c in claims(text.format(base, part, rate))] == [True]
    (claim,) = claims(text.format(base, part, rate + Decimal("100.5")))
    assert (claim.holds, claim.right) == (False, f"{rate}%")


def test_time_grows_with_the_text_and_no_faster() -> None:
    sentence = "总任务9536人，累计接种8875人，剩余661人，接种率93.07%（含在外接种），"

    def taken(times: int) -> float:
        start = time.perf_counter()
        proofread([Passage(sentence * times)])
        return time.perf_counter() - start

    taken(20)
    assert taken(1000) < 40 * max(taken(100), 0.001)


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        ("一、 （一） （二） 二、 一、 二、 三、 三、", ()),
        ("一、 （一） 1. 2. （二） 1. 二、 （一）", ()),
        ("一、 二、 四、", ("四、",)),
        ("（一） （三）", ("（三）",)),
        ("一、 一、 二、 四、 二、", ("四、",)),
        ("1. 2. 2.", ("2.",)),
    ],
)
def test_a_series_may_stand_inside_another_and_numbers_follow(
    labels: str, found: tuple[str, ...]
) -> None:
    told = proofread([Passage(f"{label}抓好落实") for label in labels.split()])
    assert tuple(f.words for f in told if f.id == "numbering-out-of-order") == found


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["全年预算安排培训费15万元。", "实际支出12万元，支出率85%。"], [("share-differs", "85%")]),
        (["全年预算安排培训费15万元。", "实际支出12万元，支出率80%。"], []),
        (["任务为360户。", "已完成312户，剩余58户。"], [("remaining-differs", "58户")]),
        (["任务为360户。", "已完成312户，剩余48户。"], []),
        (["核定编制80人，在编60人，差额拨款事业51人。"], []),
    ],
)
def test_a_whole_may_stand_in_the_paragraph_before(
    texts: list[str], found: list[tuple[str, str]]
) -> None:
    assert words(*texts) == found


def test_a_table_between_parts_a_figure_from_its_whole() -> None:
    passages = [Passage("任务为360户。"), Passage("甲｜1", kind="表格")]
    assert proofread([*passages, Passage("已完成312户，剩余58户。")]) == []


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["全镇新建水渠3200米。", "其中，东村1200米，西村1100米，南村800米。"], ["3200米"]),
        (["发放农机补贴58万元，稻谷补贴136万元。", "以上两项补贴合计184万元。"], ["184万元"]),
        (["全乡有党员860人。", "其中男党员602人，女党员258人。"], []),
        (["本年完成项目4个。", "分别是：东村水厂、西村广场、南村道路。"], ["4个"]),
        (["发现四个方面的问题。", "一是预算粗。", "二是进度慢。", "三是管理弱。"], ["四个"]),
        (["有以下3个问题：", "1.预算粗。", "2.进度慢。", "上半年更慢。", "3.管理弱。"], []),
        (["有以下3点：", "（一）党建强。", "具体如下：", "1.抓点。", "（二）产业旺。"], ["3点"]),
        (["村庄｜户数", "其中，东村12户，西村8户。"], []),
    ],
)
def test_sentences_that_point_back_are_read_with_the_one_before(
    texts: list[str], found: list[str]
) -> None:
    assert [said for name, said in words(*texts) if name.endswith(("differ", "differs"))] == found


def test_a_change_looks_back_into_the_paragraph_before_but_not_over_a_heading() -> None:
    before, behind = "2020年，民宿有6家。", "2022年，民宿发展到30家，比2020年增长5倍。"
    assert words(before, behind) == [("times-differ", "5倍")]
    heading = Passage("二、产业发展", kind="标题1")
    assert proofread([Passage(before), heading, Passage(behind)]) == []
    assert proofread([Passage(before), Passage("甲｜1", kind="表格"), Passage(behind)]) == []


def test_a_rate_of_the_new_figure_is_wrong_though_rounding_allowed_it() -> None:
    text = "2020年接待游客6.4万人次，2021年接待游客7.2万人次，同比增长{}%。"
    assert [c.holds for c in claims(text.format("12.5"))] == [True]
    assert [c.right for c in claims(text.format("11.1"))] == ["12.5%"]


@pytest.mark.parametrize(
    "text",
    [
        "预算调整数602.84万元，其中追加620万元，追减17.16万元。",
        "人员净增1人，其中新录用3人，退休2人。",
        "全年资产净增加12台，其中购置15台，报废3台。",
    ],
)
def test_what_is_added_and_taken_away_is_no_sum(text: str) -> None:
    assert ids(text) == []


def test_the_corpus_of_claims_is_judged_within_the_bounds() -> None:
    halves = [judged(*files) for files in HALVES.values()]
    found, missed, cried = (sum(each[i] for each in halves) for i in range(3))
    assert found + missed >= 120
    assert found / (found + cried) >= 0.98
    assert found / (found + missed) >= 0.90
