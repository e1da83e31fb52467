"""A template prepared once prints, byte for byte, what filling it as a whole gives."""

from __future__ import annotations

import marshal
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import Desk
from hypothesis import given, settings
from hypothesis import strategies as st
from rubrics import EXTRA, rubric
from rubrics import manuscript as written
from test_pictures import jpeg, png
from word import NAMESPACE, SHIPPED, body, changed, paragraph, table

from generator import template, workspace
from generator.cache import NONE, Cache
from generator.findings import Refused
from generator.generate import Examined, examine
from generator.narrative import Block, Chart, Manuscript, Merged, Picture, Span, Table
from generator.template import keeping
from generator.template.opening import DOCUMENT, opened_for
from generator.template.package import RELATIONS, TYPES, packed, related, typed
from generator.template.press import printed

OTHER = SHIPPED.with_name("部门整体支出绩效评价报告（得分在前）.docx")
EXAMPLE = Path(__file__).parents[1] / "data" / "units" / "wanghuzhai-2021"
SIGNED = datetime(2022, 3, 4)
PROPERTIES = {"title": "题<&>", "subject": "事", "author": "甲", "last_modified_by": "甲",
              "created": SIGNED, "modified": SIGNED, "revision": 1}  # fmt: skip


def slow(form: bytes, manuscript: Manuscript, images: Mapping[str, bytes]) -> bytes:
    columns = tuple(manuscript.rows[0]) if manuscript.rows else ()
    parts, changed_ = opened_for(form, columns)
    styles = keeping.form(form, columns, NONE).styles
    whole: bytes = keeping.slowly("whole").filled(
        packed(parts) if changed_ else form, manuscript, images, styles
    )
    return whole


def quick(form: bytes, manuscript: Manuscript, images: Mapping[str, bytes]) -> bytes | None:
    columns = tuple(manuscript.rows[0]) if manuscript.rows else ()
    press = keeping.press(form, columns, NONE)
    return None if press is None else printed(press, manuscript, images)


def same(
    form: bytes, manuscript: Manuscript, images: Mapping[str, bytes] = template.NO_PICTURES
) -> None:
    """Both ways give the same; a difference is shown by the first part that differs."""
    one, other = slow(form, manuscript, images), quick(form, manuscript, images)
    assert other is not None, "not printed from a press"
    if one != other:
        left, right = template.unpacked(one), template.unpacked(other)
        assert left.keys() == right.keys()
        for name in left:
            if "customXml" not in name:
                assert left[name].decode(errors="replace") == right[name].decode(
                    errors="replace"
                ), name
    assert one == other


def block(text: str, kind: str = "正文", *path: str | int, bold: bool = False) -> Block:
    return Block(kind, (Span(text, bold),), path)


FIELDS: dict[str, Any] = {
    "名": "A&B <甲> \"乙\" '丙'", "数": Decimal("12.50"), "空": "", "无": None, "日": date(2021, 1, 2), "真": True,
    "行列": "一\t二\n三\r四", "值": {"名称": "镇", "个": 3},
    "项": ({"名": "一", "量": 1, "段": (block("甲", "正文", "项", 0),)}, {"名": "二", "量": 2, "段": ()}),
    "段": (block("首", "标题1", "段", 0), Block("正文", (Span("普通"), Span("重点", bold=True)), ("段", 1)), block("又", "列表", "段", 1)),
    "表": (Table(((block("头", "表格"), block("长一些的头", "表格")), (block("一", "表格", "表", 0), block("", "表格")),
                 (block("末", "表格"), block("x\ty", "正文", "表", 0)))), ),
    "图": (Chart("图<题>", "比\"率", ("甲&", "乙"), (Decimal("0.5"), Decimal("1"))), block("后")),
    "照": (Picture("a.png", "图片 & \"题\"\n二"), Picture("b.jpg", "又"), Picture("a.png", "再")),
    "没": (),
    "分": ({"级": Merged("一类\n（5分）", False), "名": "甲", "释": (block("释", "评分", "分"),)},
          {"级": Merged("一类\n（5分）", True), "名": "乙", "释": ()},
          {"级": Merged("二类", False), "名": "", "释": (Table(((block("内", "表格"),),)),)}),
    "单位": {"封面": False, "目录": False},
}  # fmt: skip
IMAGES = {"a.png": png(900, 300), "b.jpg": jpeg(40, 60)}


def manuscript(annex_first: bool = False, **fields: Any) -> Manuscript:
    whole = {**FIELDS, **fields}
    parts = {name: value for name, value in whole.items() if isinstance(value, tuple)}
    return Manuscript(parts, (), "0", {"评分表": {}, **whole}, PROPERTIES, annex_first, ())


def cell(inside: str, properties: str = '<w:tcPr><w:tcW w:w="1000" w:type="dxa"/></w:tcPr>') -> str:
    return f"<w:tc>{properties}{inside}</w:tc>"


def grid(*rows: str, columns: int = 2) -> str:
    """A table of rows of cells."""
    lines = '<w:gridCol w:w="1000"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{lines}</w:tblGrid>{''.join(f'<w:tr>{r}</w:tr>' for r in rows)}</w:tbl>"


def styled(style: str, *runs: str) -> str:
    return paragraph(*runs).replace("<w:p>", f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>', 1)


def style_id(name: str) -> str:
    return keeping.form(SHIPPED.read_bytes(), (), NONE).styles[name]


def text_box(inside: str) -> str:
    wp = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    return (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{wp}"><wp:docPr id="7" name="{{{{ 名 }}}}"/></wp:inline></w:drawing>'
        f"<w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r></w:p>"
    )


WHOLE = cell(paragraph("头")) + cell(paragraph("头{{ 数 }}"))
PIECES = [
    "前{{ 名 }}后{{ 数 }}。", "{{ 名 }}", "{{ 空 }}", "{{ 无 }}", "静{{ 无 }}", "{{ 行列 }}", "{{ 日 }}{{ 真 }}", "静",
    "{{ 数|万元(1) }}{{ 无|default('缺') }}", "{{ 数 * 2 }}", "{{ 值.名称 }}有{{ 值.个 }}个",
    "{{p 段 }}", "{{p 表 }}", "{{p 图 }}", "{{p 照 }}", "{{p 没 }}", "{{p 名 }}", "{{p 无 }}",
    paragraph("前{", "{ 值.", "名称 }", "}后"),
    paragraph("{%p if 数 > 99 %}") + paragraph("{{ 名 }}") + paragraph("{%p else %}") + paragraph("小") + paragraph("{%p endif %}"),
    paragraph("{%p if 空 %}") + paragraph("不印") + paragraph("{%p elif 数 %}") + paragraph("{{p 段 }}") + paragraph("{%p endif %}"),
    paragraph("{%p for 一 in 项 %}") + paragraph("{{ loop.index }}.{{ 一.名 }}") + paragraph("{{p 一.段 }}") + paragraph("{%p endfor %}"),
    paragraph("{% for 一 in 项 %}{{ 一.名 }}、{% endfor %}共{{ 项|length }}"),
    paragraph("{% if 空 %}有{% endif %}"), paragraph("{% if 数 %}有{{ 空 }}{% endif %}"), paragraph("{% if 空 %}{{ 名 }}{% endif %}"),
    '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{{ 空 }}</w:t></w:r></w:p>',
    '<w:p w:rsidR="00A1"><w:r w:rsidR="00A2"><w:t xml:space="preserve">{{ 行列 }}</w:t><w:t xml:space="preserve">{{ 空 }}</w:t></w:r></w:p>',
    '<w:p><w:bookmarkStart w:id="1" w:name="{{ 名 }}"/><w:bookmarkEnd w:id="1"/><w:r><w:t>题</w:t></w:r></w:p>',
    '<w:p><w:bookmarkStart w:id="2" w:name="{{ 行列 }}"/><w:bookmarkEnd w:id="2"/></w:p>',
    '<w:p><w:pPr><w:spacing w:line="1"/></w:pPr><w:r><w:t>前</w:t><w:tab/><w:t xml:space="preserve">{{ 名 }}</w:t><w:br/></w:r></w:p>',
    "{# 注 #}静{# 又 #}{{ 名 }}",
    table(("静", "{{ 名 }}"), ("{{p 段 }}", "二"), ("末", "{{ 数 }}")),
    table(("头", "头"), ("{%tr for 一 in 项 %}", ""), ("{{ 一.名 }}", "{{p 一.段 }}"), ("{%tr endfor %}", ""), ("末", "")),
    table(("头", "头"), ("{%tr for 一 in 分 %}", ""), ("{{ 一.级 }}", "{{p 一.释 }}"), ("{%tr endfor %}", "")),
    grid(WHOLE, cell(paragraph("{%tr for 一 in 分 %}")) * 2, cell(paragraph("{{ 一.级 }}"), "") + cell(paragraph("{{ 一.名 }}{{ 一.级 }}"), "<w:tcPr/>"), cell(paragraph("{%tr endfor %}")) * 2),
    grid(WHOLE, cell(paragraph("{%tr if 空 %}")) * 2, WHOLE, cell(paragraph("{%tr endif %}")) * 2, WHOLE),
    grid(WHOLE, cell(table(("内", "{{ 名 }}"), ("{{p 段 }}", "内")) + paragraph("尾")) + cell(paragraph("{{ 数 }}")), WHOLE),
    grid(WHOLE, cell(paragraph("前") + paragraph("{{p 表 }}") + paragraph("尾")) * 2, WHOLE),
    grid(cell(paragraph("{%p if 真 %}") + paragraph("{{ 名 }}") + paragraph("{%p endif %}") + paragraph("尾"), "") * 2),
    text_box(paragraph("框{{ 名 }}") + paragraph("{{p 段 }}")), text_box(paragraph("{%p if 空 %}") + text_box(paragraph("内")) + paragraph("{%p endif %}") + paragraph("{{ 数 }}")),
]  # fmt: skip
CLOSING = ["落款单位", "附件说明"]


@pytest.mark.parametrize("piece", PIECES)
def test_each_kind_of_place_is_printed_the_same(piece: str) -> None:
    same(body(piece, "尾"), manuscript(), IMAGES)


@pytest.mark.parametrize("seed", range(30))
def test_thirty_templates_are_printed_the_same(seed: int) -> None:
    chance = random.Random(seed)
    chosen = chance.choices(PIECES, k=chance.randint(4, 14))
    at = chance.randint(1, 3)
    box = ["静"] if "txbxContent" in chosen[at - 1] else []  # behind one, it is filled as a whole
    chosen[at:at] = [*box, styled(style_id(chance.choice(CLOSING)), "{{ 名 }}")]
    setup = '<w:sectPr><w:pgSz w:w="1"/>{}</w:sectPr>'
    for _ in range(chance.randint(0, 3)):
        ends = setup.format(chance.choice(["", '<w:cols w:space="1"/>']))
        alone = chance.random() < 0.5
        properties = f"<w:pPr>{'' if alone else '<w:jc/>'}{ends}</w:pPr>"
        chosen.insert(chance.randint(0, len(chosen)), f"<w:p>{properties}</w:p>")
    form = body(*chosen)
    if chance.random() < 0.5:
        form = with_footer(
            form, chance.choice(["第{{ 数 }}页", "{{ 名 }}{{ 空 }}", "{{p 段 }}", "{{p 表 }}"])
        )
    front = {"封面": chance.random() < 0.5, "目录": False}
    same(form, manuscript(annex_first=chance.random() < 0.5, 单位=front), IMAGES)


def with_footer(form: bytes, text: str) -> bytes:
    """The template with a paragraph more in its first footer."""
    names = sorted(n for n in template.unpacked(form) if n.startswith("word/footer"))
    return changed(
        names[0], lambda xml: xml.replace("</w:ftr>", f"{paragraph(text)}</w:ftr>"), form
    )


# ---- the shipped templates with real reports


def of_example(**options: str) -> Examined:
    """The example with some of its options otherwise."""
    file = EXAMPLE / "单位.yaml"
    lines = file.read_text(encoding="utf-8").split("\n")
    names = tuple(f"  {name}:" for name in options)
    lines = [line for line in lines if not line.startswith(names)]
    at = next(i for i, line in enumerate(lines) if line.startswith("  附件序号:"))
    lines[at:at] = [f"  {name}: {value}" for name, value in options.items()]
    instead = {file: "\n".join(lines).encode()}
    return examine(EXAMPLE, workspace.of(EXAMPLE), lambda _: None, instead=instead)


OPTIONS: list[dict[str, str]] = [
    {}, {"封面": "是"}, {"计算过程附表": "是"}, {"得分情况": "是"},
    {"封面": "是", "计算过程附表": "是", "得分情况": "是", "附件说明": "是"}, {"目录": "是"},
    {"封面": "是", "目录": "是", "计算过程附表": "是", "得分情况": "是"},
]  # fmt: skip


@pytest.mark.unmeasured
@pytest.mark.parametrize("annex_first", [False, True])
@pytest.mark.parametrize("form", [SHIPPED, OTHER], ids=["usual", "scores first"])
@pytest.mark.parametrize("options", OPTIONS, ids=lambda o: "、".join(o) or "as it is")
def test_the_example_is_printed_the_same(
    options: dict[str, str], form: Path, annex_first: bool
) -> None:
    text = replace(of_example(**options).manuscript, annex_first=annex_first)
    same(form.read_bytes(), text)


@pytest.mark.parametrize("form", [SHIPPED, OTHER], ids=["usual", "scores first"])
@pytest.mark.parametrize(("levels", "extra"), [(2, ()), (3, ()), (3, EXTRA), (4, ()), (4, EXTRA)])
def test_every_rubric_is_printed_the_same(
    desk: Desk, form: Path, levels: int, extra: tuple[str, ...]
) -> None:
    same(form.read_bytes(), written(desk.examine().report, rubric(levels, extra)))


def test_a_signature_behind_a_text_box_is_filled_as_a_whole() -> None:
    signature = styled(style_id("落款单位"), "{{ 名 }}")
    form, text = body(text_box(paragraph("框")), signature), manuscript()
    assert quick(form, text, {}) is None
    assert template.fill(form, text) == slow(form, text, {})


# ---- any text


TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    [
        "<?jx row?>",
        "<?a ?><?b ?>",
        "<?v?>",
        "<?h ?>",
        "]]>",
        "{{ 名 }}",
        "{% for %}",
        "&amp;",
        "\ue0007\ue001",
        "\0",
        "\x0b",
    ]
)
ANY = body(
    "{{ 名 }}", "前{{ 名 }}后", "{% if 真 %}{{ 名 }}{% endif %}", "{{p 段 }}",
    '<w:p><w:bookmarkStart w:id="1" w:name="{{ 名 }}"/><w:bookmarkEnd w:id="1"/></w:p>',
    table(("{{ 名 }}", "{{p 段 }}"), ("{%tr for 一 in 分 %}", ""), ("{{ 一.级 }}", "{{p 图 }}"), ("{%tr endfor %}", "")),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(text=TEXT, other=TEXT)
def test_any_text_is_printed_the_same_or_left_to_the_slow_way(text: str, other: str) -> None:
    whole = manuscript(
        名=text,
        段=(block(other, "正文", text), Table(((block(text, "表格"),), (block(other, "表格"),)))),
        分=({"级": Merged(other, False)}, {"级": text}),
        图=(Chart(text, other, (text,), (Decimal(1),)),),
    )
    whole = replace(whole, properties={**PROPERTIES, "title": "题" + text, "author": other})
    fast = quick(ANY, whole, {})
    if fast is not None:
        assert fast == slow(ANY, whole, {})
    elif (
        all(c >= " " and c not in "\ufffe\uffff" for c in text + other)
        and other
        and len(text + other) < 200
    ):
        pytest.fail("not printed from the press")


@cache
def _with_contents() -> Manuscript:
    return of_example(目录="是").manuscript


@settings(max_examples=10, deadline=None)
@given(text=TEXT)
def test_headings_of_any_text_stand_the_same_in_the_contents(text: str) -> None:
    whole, form = _with_contents(), SHIPPED.read_bytes()
    part = tuple(
        Block(each.kind, (Span(text), *each.spans), each.path)
        if isinstance(each, Block) and each.kind.startswith("标题") else each
        for each in whole.parts["成效"]
    )  # fmt: skip
    changed_ = replace(
        whole,
        parts={**whole.parts, "成效": part},
        fields={**whole.fields, "成效": part},
    )
    fast = quick(form, changed_, {})
    if fast is not None:
        assert fast == slow(form, changed_, {})
    elif all(c >= " " and c not in "\ufffe\uffff" for c in text):
        pytest.fail("not printed from the press")


def test_contents_stand_in_a_document_whose_pages_have_a_colour() -> None:
    parts = template.unpacked(SHIPPED.read_bytes())
    colour = b'<w:background w:color="FFF2CC"/><w:body>'
    coloured = {**parts, DOCUMENT: parts[DOCUMENT].replace(b"<w:body>", colour)}
    same(packed(coloured), _with_contents())


# ---- what has no press, or can't be printed


LOOP = cell(paragraph("{%tr for 一 in 项 %}")) * 2
LOOP_ENDS = cell(paragraph("{%tr endfor %}")) * 2
UNUSUAL = [
    "{{ 名|e }}", "{{ 名 ~ 空 }}", "{{ 名|safe }}", "{{- 名 }}", "{{ 值.items() }}",
    "{% raw %}{{ 名 }}{% endraw %}", "{_{ 名 }_}",
    table(("{%tc for 一 in 项 %}", "{{ 一.名 }}", "{%tc endfor %}")),
    grid(cell(paragraph("{% colspan 2 %}{{ 名 }}")) + cell(paragraph("二"))),
    paragraph("{% if 真 %}前") + paragraph("后{% endif %}"),
    '<w:p><w:bookmarkStart w:id="1" w:name="a{{ 数 }}"/></w:p>',
    '<w:p><w:r><w:t>一\t{{ 名 }}</w:t></w:r></w:p>',
    '<w:p><w:bookmarkStart w:id="1" w:name="{% if 真 %}a{% endif %}"/></w:p>',
    '<w:p><w:r><w:t xml:space="preserve">{{ 名 }}<!-- 注 --></w:t></w:r></w:p>',
    '<w:p><w:r><w:t xml:lang="zh">{{ 名 }}</w:t></w:r></w:p>',
    paragraph("前{{r 段 }}后"), paragraph("前 ｛") + paragraph("{% if 真 %}") + "<w:p/>" + paragraph("{% else %}{% else %}{% endif %}"),
    grid(WHOLE, WHOLE + cell(paragraph("三")), columns=2), grid(WHOLE, columns=3),
    f"<w:tbl><w:tblPr/><w:tr>{WHOLE}</w:tr></w:tbl>",
    grid(cell(paragraph("{{p 段 }}") + paragraph("{{p 表 }}")), columns=1),
    grid(WHOLE, LOOP, cell(grid(WHOLE, LOOP, WHOLE, LOOP_ENDS) + paragraph("尾")) + cell(paragraph("{{ 一.名 }}")), LOOP_ENDS),
    grid(cell(paragraph("{{ 名 }}"), '<w:tcPr><!-- 注 --></w:tcPr>'), columns=1),
    "<w:p><w:r><w:pict><w:txbxContent><w:p><w:pPr><w:sectPr/></w:pPr></w:p></w:txbxContent></w:pict></w:r></w:p>",
]  # fmt: skip


@pytest.mark.parametrize("piece", UNUSUAL)
def test_an_unusual_template_has_no_press(piece: str) -> None:
    form = body(piece)
    assert keeping.press(form, (), NONE) is None


def test_a_template_with_tags_in_its_properties_has_no_press() -> None:
    def tagged(xml: str) -> str:
        return re.sub("<dc:title(/>|>[^<]*</dc:title>)", "<dc:title>{{ 名 }}</dc:title>", xml)

    form = changed("docProps/core.xml", tagged)
    assert "{{ 名 }}" in template.unpacked(form)["docProps/core.xml"].decode()
    assert keeping.press(form, (), NONE) is None


def with_footnotes(text: str) -> bytes:
    parts = template.unpacked(body("{{ 名 }}"))
    inside = f'<w:footnotes xmlns:w="{NAMESPACE}"><w:footnote w:id="1">{paragraph(text)}</w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    return packed({
        **parts,
        "word/footnotes.xml": inside.encode(),
        RELATIONS: related(parts[RELATIONS], "rIdNotes", "footnotes", "footnotes.xml"),
        TYPES: typed(parts[TYPES], "/word/footnotes.xml", kind),
    })  # fmt: skip


def test_footnotes_without_tags_are_printed_the_same() -> None:
    same(with_footnotes("注"), manuscript())


def test_footnotes_with_tags_are_filled_as_a_whole() -> None:
    form = with_footnotes("注{{ 名 }}")
    assert keeping.press(form, (), NONE) is None


def test_a_footer_used_twice_is_filled_as_a_whole() -> None:
    parts = template.unpacked(body("{{ 名 }}"))
    name = next(n for n in sorted(parts) if n.startswith("word/footer"))
    twice = related(parts[RELATIONS], "rIdTwice", "footer", name.removeprefix("word/"))
    assert keeping.press(packed({**parts, RELATIONS: twice}), (), NONE) is None


def test_a_template_with_a_picture_of_the_same_name_is_filled_as_a_whole() -> None:
    form = packed({**template.unpacked(body("{{p 照 }}")), "word/media/report1.png": png(1, 1)})
    assert template.fill(form, manuscript(), IMAGES) == slow(form, manuscript(), IMAGES)


@pytest.mark.parametrize(
    ("piece", "fields"),
    [("{{ 段 }}", {}), ("{{p 照 }}", {}), ("{{ 值.没有 }}", {"值": {}}), ("{{ 数 // 2 }}", {})],
)
def test_what_fails_says_what_the_slow_way_says(piece: str, fields: dict[str, Any]) -> None:
    form, text = body(piece), manuscript(**fields)
    assert quick(form, text, {}) is None
    with pytest.raises(Refused) as caught:
        slow(form, text, {})
    assert caught.value.findings
    assert caught.value.findings[0].message


def test_a_misplaced_field_is_told_in_the_words_of_the_slow_way() -> None:
    form = body("{{ 段 }}")
    with pytest.raises(Refused) as quickly:
        template.fill(form, manuscript())
    with pytest.raises(Refused) as slowly:
        slow(form, manuscript(), {})
    assert quickly.value.findings == slowly.value.findings
    assert quickly.value.findings[0].id == "template-field-misplaced"


def test_a_cell_that_is_one_with_others_inside_a_condition_is_filled_as_a_whole() -> None:
    row = ("{% if 真 %}{{ 一.级 }}{% endif %}", "{{ 一.名 }}")
    form = body(table(("头", "头"), ("{%tr for 一 in 分 %}", ""), row, ("{%tr endfor %}", "")))
    assert quick(form, manuscript(), {}) is None
    same(form, manuscript(分=({"级": "一", "名": "甲"},)))


# ---- kept between runs


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def entries(kept: Cache, kind: str) -> list[Path]:
    assert kept.folder is not None
    return sorted((kept.folder / kind).glob("[!.]*"))


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Nothing is in memory."""
    keeping.press.cache_clear()
    keeping.form.cache_clear()
    yield
    keeping.press.cache_clear()
    keeping.form.cache_clear()


def again() -> None:
    keeping.press.cache_clear()
    keeping.form.cache_clear()


@pytest.mark.usefixtures("forgetful")
def test_a_press_is_kept_and_taken_again(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    form = body("{{ 名 }}")
    first = template.fill(form, manuscript(), IMAGES, kept)
    assert (len(entries(kept, "press")), len(entries(kept, "form"))) == (1, 1)
    again()
    monkeypatch.setattr(keeping, "slowly", lambda name: pytest.fail(f"{name} was loaded"))
    assert template.fill(form, manuscript(), IMAGES, kept) == first
    assert template.used(form, kept) == {"名"}
    assert not [f for f in template.check(form, manuscript(), kept) if f.stops]


@pytest.mark.usefixtures("forgetful")
def test_that_a_template_has_no_press_is_kept_too(
    kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = body("{{ 名|e }}")
    assert keeping.press(form, (), kept) is None
    again()
    monkeypatch.setattr(keeping, "slowly", lambda name: pytest.fail(f"{name} was loaded"))
    assert keeping.press(form, (), kept) is None


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("kind", ["press", "form"])
@pytest.mark.parametrize(
    "spoil", [lambda raw: raw[:-5], lambda raw: b"", lambda raw: raw[:40] + b"?" + raw[41:]]
)
def test_a_damaged_entry_is_made_anew(kept: Cache, kind: str, spoil: Any) -> None:
    form = body("{{ 名 }}")
    first = template.fill(form, manuscript(), IMAGES, kept)
    (entry,) = entries(kept, kind)
    whole = entry.read_bytes()
    entry.write_bytes(spoil(whole))
    again()
    assert template.fill(form, manuscript(), IMAGES, kept) == first
    again()
    assert template.fill(form, manuscript(), IMAGES, kept) == first
    assert len(entry.read_bytes()) == len(whole)


@pytest.mark.usefixtures("forgetful")
def test_an_entry_of_another_make_is_made_anew(kept: Cache) -> None:
    """Whole by its hash, and yet none of ours, as a mistaken program might leave it."""
    form = body("{{ 名 }}")
    first = template.fill(form, manuscript(), IMAGES, kept)
    for kind in ("press", "form"):
        (entry,) = entries(kept, kind)
        for content in (marshal.dumps(7), marshal.dumps((1, 2)), b"nothing of marshal's"):
            kept.put(kind, entry.name, content)
            again()
            assert template.fill(form, manuscript(), IMAGES, kept) == first


@pytest.mark.usefixtures("forgetful")
def test_another_version_of_anything_has_another_entry(
    kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = body("{{ 名 }}")
    template.fill(form, manuscript(), IMAGES, kept)
    monkeypatch.setattr(keeping, "_versions", lambda: b"another")
    again()
    template.fill(form, manuscript(), IMAGES, kept)
    assert len(entries(kept, "press")) == 2


@pytest.mark.usefixtures("forgetful")
def test_many_at_once_print_the_same(kept: Cache) -> None:
    form = body("{{ 名 }}", "{{p 段 }}", "{{p 图 }}")

    def fill(number: int) -> bytes:
        if number % 5 == 0:
            again()
        return template.fill(form, manuscript(名=str(number % 3)), IMAGES, kept)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(fill, range(40)))
    assert [len(set(found[i::3])) for i in range(3)] == [1, 1, 1]
    assert found[1] == slow(form, manuscript(名="1"), IMAGES)


def test_with_a_press_kept_the_slow_libraries_are_not_loaded(kept: Cache) -> None:
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "from generator import template, workspace\n"
        "from generator.cache import Cache\n"
        "from generator.generate import examine, filled\n"
        "unit, kept = Path(sys.argv[2]), Cache(Path(sys.argv[3]))\n"
        "examined = examine(unit, workspace.of(unit), lambda _: None, cache=kept)\n"
        "filled(examined); template.used(examined.inputs.looks, kept)\n"
        "print([name for name in ('docxtpl', 'docx') if name in sys.modules])\n"
    )
    root = Path(__file__).parents[1]
    call = [sys.executable, "-c", program, str(root), str(EXAMPLE), str(kept.folder)]
    said = [
        subprocess.run(call, capture_output=True, text=True, check=True).stdout.strip()
        for _ in range(2)
    ]
    assert said == ["['docxtpl', 'docx']", "[]"]


def test_no_mark_stays_in_a_report() -> None:
    whole = quick(SHIPPED.read_bytes(), of_example(封面="是").manuscript, {})
    assert whole is not None
    document = template.unpacked(whole)["word/document.xml"]
    assert document.count(b"<?") == 1
    assert NAMESPACE.encode() in document


@pytest.mark.parametrize("own", ["none", "the same", "another"])
def test_what_is_made_of_a_shipped_template_lies_with_the_program(desk: Desk, own: str) -> None:
    form = desk.root / "report_templates" / SHIPPED.name
    if own != "none":
        form.parent.mkdir(exist_ok=True)
        form.write_bytes(SHIPPED.read_bytes())
    if own == "another":
        form.write_bytes(changed("word/document.xml", lambda xml: xml + "\n", SHIPPED.read_bytes()))
    kept = Cache(desk.root / "cache", desk.root / "program")
    examined = examine(desk.unit, workspace.of(desk.unit), lambda _: None, cache=kept)
    assert examined.cache == (kept if own == "another" else Cache(desk.root / "program"))
