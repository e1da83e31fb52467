"""文字部分: the parts of a report that are written in words: goals, achievements, problems, chapters.

Shape and type only; see the room's front for what empty means.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from generator.model.values import Amount, Count, Line, Texts, YesNo, number
from generator.shape import Misfit, Shape, Within, field, fits

__all__ = [
    "Achievement", "Attachment", "Evaluation", "Goal", "Goals", "Metric", "Outlook", "Problem", "Section",
]  # fmt: skip


Joined = Literal["", "。", "：", "　"]
"""The sign by which the text follows a title on the same line (接排); empty: on a line of its own."""


def _range(given: str) -> str:
    """A range with a plain hyphen: ``3～5`` becomes ``3-5``; the smaller figure stands first."""
    match = re.fullmatch(r"(\d{1,20}(?:\.\d+)?) ?[-—–~～至] ?(\d{1,20}(?:\.\d+)?)", given, re.ASCII)
    if not match or Decimal(match[1]) > Decimal(match[2]):
        message = "写成了“{given}”，区间应从小到大写成两个数，例如 10-20"
        raise Misfit("range-expected", message, {"given": given})
    return f"{match[1]}-{match[2]}"


Direction = Literal["越高越好", "越低越好", "区间", "定性"]


class Metric(Shape):
    """What shows that a goal is met (绩效指标): target and actual as written, without the unit.

    A target of 定性 is words; of 区间 two figures joined by ``-``; else one figure.  An empty
    ``actual`` means that nothing was measured.  ``done``: how far a 定性 metric was met, in a word
    of the rubric.  ``kind``: by which the rubric tells metrics apart.  ``weight``: its share among
    the metrics of its goal.
    """

    name: str = field(key="名称", description="指标的名称")
    direction: Direction = field(key="方向", description="怎样算好；文字说的写 定性")
    target: str = field(key="目标值", description="不带单位；区间写成 5-10")
    actual: str = field(key="实际值", default="", description="不带单位；没有测的空着")
    unit: str = field(key="单位", default="", description="例如 %、个、万元")
    done: str = field(
        key="完成情况", default="", description="定性指标完成得怎样，照指标体系的说法"
    )
    kind: str = field(
        key="类别", default="", description="数量、质量、时效……，指标体系分类计分时填"
    )
    weight: Annotated[Amount, Within(gt=0)] = field(
        key="权重", default=Decimal(1), description="在这一项目标里占多重"
    )

    @staticmethod
    @fits("target", "actual")
    def _figures_unless_qualitative(given: str, info: Any) -> str:
        direction = info.data.get("direction")
        is_range = direction == "区间" and info.field_name == "target"
        if direction not in ("定性", None) and not is_range:
            number(given)
        return _range(given) if is_range else given


class Goal(Shape):
    """One line of duties with its goal and metrics (分项目标); texts are Markdown.

    ``weight``: its share among the goals where the rubric scores by goals.  ``worded``: the metrics
    in the office's own words, printed in place of those made from ``metrics``.
    """

    name: str = field(key="名称", description="这一项目标的名称")
    joined: Joined = field(key="接排", default="", description="任务接在名称后面的，写连接的标点")
    task: str = field(key="任务", default="", description="做什么，每行一段")
    aim: str = field(key="目标", default="", description="做到什么程度，每行一段")
    metrics: tuple[Metric, ...] = field(
        key="指标", default=(), description="绩效指标，每个以“- ”开头"
    )
    worded: str = field(
        key="指标原文", default="", description="照原文印出的绩效指标；空着由指标生成"
    )
    weight: Annotated[Amount, Within(gt=0)] = field(
        key="权重", default=Decimal(1), description="在各项目标里占多重"
    )


class Goals(Shape):
    """The overall goal, that of the year, and the goals by line of duty (目标); Markdown."""

    overall: str = field(key="总体", default="", description="总体目标，每行一段")
    annual: str = field(key="年度", default="", description="年度目标，每行一段")
    parts: tuple[Goal, ...] = field(key="分项", default=(), description="各项目标，每项以“- ”开头")


class Achievement(Shape):
    """What was achieved, under a heading that may hold further ones (成效); Markdown text."""

    title: str = field(key="标题", description="不写编号，末尾不加标点")
    joined: Joined = field(key="接排", default="", description="内容接在标题后面的，写连接的标点")
    text: str = field(key="内容", default="", description="每行一段")
    below: tuple[Achievement, ...] = field(
        key="下级", default=(), description="这个标题下面的小标题"
    )


class Outlook(Shape):
    """What comes next (下一步): a sentence of its own, then headings with text."""

    lead: str = field(key="引言", default="", description="开头的一段话")
    parts: tuple[Achievement, ...] = field(
        key="分项", default=(), description="各项打算，每项以“- ”开头"
    )


class Evaluation(Shape):
    """Why and how the evaluation was made (评价组织); Markdown."""

    purpose: str = field(key="目的", default="", description="为什么评价，每行一段")
    process: str = field(key="过程", default="", description="怎样评价，每行一段")


class Problem(Shape):
    """A problem found, its remedies and the indicators it concerns (问题, 整改措施)."""

    title: str = field(key="标题", description="末尾不加标点")
    joined: Joined = field(key="接排", default="", description="说明接在标题后面的，写连接的标点")
    text: str = field(key="说明", default="", description="问题的情况，每行一段")
    remedies: Texts = field(key="整改措施", default=(), description="一行一条")
    indicators: Texts = field(
        key="涉及指标", default=(), description="与指标体系里的名称一字不差，一行一个"
    )


class Attachment(Shape):
    """Another attachment of the report, beside the scoring table (附件): only listed, not made here."""

    name: Line = field(key="名称", description="附件的名称，不加书名号")
    number: Annotated[Count, Within(ge=1)] | None = field(
        key="序号", default=None, description="附件几；空着则接着编"
    )


class Section(Shape):
    """A chapter or section of the body in the office's own order and words (章节).

    ``title`` is printed as it stands, its number included; empty: no heading.  What stands below it,
    in this order: ``text`` (Markdown), the ``part`` of the report by its name (职责, 成效 …), ``below``.
    ``joined``: the sign by which the first paragraph follows the title on its line.  ``numbering``:
    how what the part numbers is numbered, level by level, each by its first number (``（一）``, ``1.``,
    ``一是``; empty: not numbered); no levels: as the template's chapters are.  ``run_on``: the part's
    entries follow one another in one paragraph.  ``order``: the entries of the part by number, in
    the order they are printed; those not named follow.
    """

    title: str = field(key="标题", default="", description="连同序号照写；空着则没有标题")
    joined: Joined = field(key="接排", default="", description="正文接在标题后面的，写连接的标点")
    text: str = field(key="正文", default="", description="这一节自己的文字")
    part: str = field(key="内容", default="", description="印报告的哪一部分，例如 职责、成效")
    numbering: tuple[str, ...] = field(
        key="编号",
        default=(),
        description="这一部分各级的序号样子，写第一个，例如 （一）、1.、一是",
    )
    run_on: YesNo = field(key="连排", default=False, description="各条连成一段")
    order: tuple[Count, ...] = field(key="次序", default=(), description="各条印出的次序")
    below: tuple[Section, ...] = field(key="下级", default=(), description="这一节下面的各节")
