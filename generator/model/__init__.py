"""数据模型: what a unit's report is made of; shape and type only, no judgement.

Keys in files are Chinese, attributes English, joined by ``field(key=…)``.  All values arrive as text and the
type given here decides what they become; an empty value means "not given".  Amounts are in 万元 as
Decimal, exactly as entered.  Wrong values are misfits whose Chinese text is meant for the
person who wrote them; the reading room adds the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, get_args, get_origin

from generator.model.carried import Carried
from generator.model.values import (
    Amount,
    Count,
    Day,
    Line,
    Texts,
    YesNo,
    answered,
    number,
    some,
    typed,
)
from generator.model.words import (
    Achievement,
    Attachment,
    Evaluation,
    Goal,
    Goals,
    Metric,
    Outlook,
    Problem,
    Section,
)
from generator.recall import Remembered
from generator.shape import Before, Shape, Within, field, hints

__all__ = [
    "DONE", "OPEN", "Achievement", "Amount", "Answer", "Assets", "Attachment", "Budget", "Carried",
    "Count", "Evaluation", "Goal", "Goals", "Line", "Metric", "Organisation", "Outlook", "Pair",
    "Problem", "Procurement", "Projects", "Remark", "Report", "Section", "Staffing",
    "Tally", "Unit", "Work", "has_name", "number", "some", "typed",
]  # fmt: skip


class Unit(Shape):
    """Who reports, for which year, by which rubric and in which form (单位)."""

    name: str = field(key="名称", description="单位全称，与公章一致")
    short: str = field(key="简称", description="正文里用的简称")
    year: Annotated[Count, Within(ge=2000, le=2100)] = field(
        key="年度", description="评价年度，四位数字"
    )
    head: str = field(key="负责人", default="", description="单位负责人姓名；空着则留白手签")
    rubric: str = field(key="指标体系", description="data/rubrics 里的文件名，不带 .yaml")
    signed: Day | None = field(
        key="落款日期", default=None, description="例如 2021-12-31；空着则不印落款"
    )
    template: str = field(
        key="模板",
        default="部门整体支出绩效评价报告",
        description="report_templates 里的文件名，不带 .docx",
    )
    annex_number: Annotated[Count, Within(ge=1)] = field(
        key="附件序号", default=3, description="评分表是附件几"
    )
    annex_note: YesNo = field(
        key="附件说明", default=True, description="正文后是否印“附件：……”这一行"
    )
    annex: Literal["正文后", "正文前"] = field(
        key="评分表位置", default="正文后", description="国标要求放在正文后"
    )
    cover: YesNo = field(key="封面", default=False, description="正文前是否加一页封面")
    contents: YesNo = field(
        key="目录", default=False, description="正文前是否加目录（一、二级标题和页码）"
    )
    results: YesNo = field(
        key="得分情况",
        default=False,
        description="是否印“得分情况”一节：得分率的表和图、扣分说明",
    )
    workings: YesNo = field(
        key="计算过程附表", default=False, description="是否在评分表之后另附各项得分的计算过程"
    )

    @property
    def dated(self) -> date:
        """The date that files made of the report bear: that of signature, else the year's last day."""
        return self.signed or date(self.year, 12, 31)


class Organisation(Shape):
    """Offices of the unit (组织架构)."""

    offices: Texts = field(key="内设机构", default=(), description="一行一个")
    note: str = field(key="说明", default="", description="空着则用通用文字")


class Staffing(Shape):
    """Authorised posts and posts filled at year's end, by kind (人员编制); heads."""

    authorised: dict[str, Count] = field(key="编制", description="每类编制数")
    filled: dict[str, Count] = field(key="在编", description="每类年末在编人数")
    note: str = field(key="说明", default="", description="空着则用通用文字")


class Assets(Shape):
    """Fixed assets at year's end, all and in use (资产); 万元."""

    fixed: Amount = field(key="固定资产总额", description="年末数，万元")
    in_use: Amount | None = field(key="在用固定资产", default=None, description="年末数，万元")
    note: str = field(key="说明", default="", description="空着则用通用文字")


class Pair(Shape):
    """The three public expenses of both years by kind (三公经费); 万元."""

    now: dict[str, Amount] = field(key="本年", description="本年度预算安排，按类")
    before: dict[str, Amount] = field(key="上年", description="上年度预算安排，按类")
    total: Amount | None = field(
        key="本年合计", default=None, description="预算表上的本年合计，只用于核对"
    )
    spent: dict[str, Amount] | None = field(
        key="实际支出", default=None, description="本年度决算支出，按类"
    )


class Tally(Shape):
    """Operating expenses, as budgeted and as spent (公用经费); 万元."""

    budget: Amount = field(key="预算安排", description="万元")
    spent: Amount = field(key="实际支出", description="万元")


class Procurement(Shape):
    """Government procurement, budgeted and carried out (政府采购); projects, and 万元."""

    budgeted: Count = field(key="预算项目数", description="列入采购预算的项目个数")
    actual: Count = field(key="实际项目数", description="其中实际执行的项目个数")
    budget: Amount | None = field(key="预算金额", default=None, description="采购预算，万元")
    spent: Amount | None = field(key="实际金额", default=None, description="预算内实际采购，万元")


class Budget(Shape):
    """Budget and spending of the year (预算); 万元.

    ``budgeted`` None means: the initial budget is the budget.  ``completed`` None means: what was
    spent in the final account was completed.  Other figures that are None were not given; an
    indicator that needs one can't be computed then.
    """

    initial: Amount = field(key="年初预算", description="批复的年初预算")
    income: dict[str, Amount] = field(key="收入决算", description="本年决算收入，按来源")
    income_before: dict[str, Amount] = field(key="上年收入决算", description="上年，按来源")
    spent: Amount = field(key="支出决算", description="本年决算支出")
    spent_before: Amount = field(key="上年支出决算", description="上年决算支出")
    budgeted: Amount | None = field(key="预算数", default=None, description="空着即年初预算")
    adjusted: Amount | None = field(key="预算调整数", default=None, description="追加减追减")
    completed: Amount | None = field(key="预算完成数", default=None, description="空着即支出决算")
    due: Amount | None = field(key="年度任务数", default=None, description="年度支付任务数")
    paid: Amount | None = field(key="年度支付数", default=None, description="年度实际支付数")
    carried: Amount | None = field(key="结转结余", default=None, description="年末结转结余")
    brought: Amount | None = field(
        key="上年结转", default=None, description="上年末结转到本年使用的资金"
    )
    income_total: Amount | None = field(
        key="收入合计", default=None, description="决算报表上的本年收入合计，只用于核对"
    )
    revised: Amount | None = field(
        key="调整后预算", default=None, description="决算报表上的调整预算数，只用于核对"
    )
    three_public: Pair | None = field(
        key="三公经费", default=None, description="两个年度的“三公”经费"
    )
    operating: Tally | None = field(
        key="公用经费", default=None, description="公用经费的预算和支出"
    )
    projects: Amount | None = field(key="项目支出", default=None, description="预算安排的")
    key_projects: Amount | None = field(key="重点项目支出", default=None, description="其中重点")
    procurement: Procurement | None = field(
        key="政府采购", default=None, description="政府采购的预算和执行"
    )
    note: str = field(key="说明", default="", description="空着则用通用文字")


class Projects(Shape):
    """Projects finished in the year and those that passed acceptance (项目完成); how many."""

    finished: Count = field(key="已完成项目数", description="年内完成的项目个数")
    passed: Count = field(key="质量达标项目数", description="其中决算验收合格的个数")


class Work(Shape):
    """Tasks of the year: planned, done, in time, up to standard; key tasks (履职工作); how many."""

    planned: Count = field(key="计划工作数", description="年度计划和目标里的工作项数")
    done: Count = field(key="实际完成工作数", description="其中年内完成的项数")
    in_time: Count | None = field(
        key="及时完成工作数", default=None, description="其中按时限完成的项数"
    )
    to_standard: Count | None = field(
        key="质量达标工作数", default=None, description="其中达到质量要求的项数"
    )
    key_assigned: Count | None = field(
        key="重点工作交办数", default=None, description="党委、政府和上级交办的重点工作项数"
    )
    key_done: Count | None = field(
        key="重点工作完成数", default=None, description="其中年内办结的项数"
    )


class Answer(Shape):
    """What people answered for one indicator (评分); each part only where its rule asks for it.

    ``criteria``: 评价要点 by number, held or not.  ``judged`` with ``judged_why``: points given by
    people.  ``times`` with ``times_why``: how often something happened.  ``applies``: which of
    several rules.  ``inapplicable`` with its reason: the indicator does not concern this unit.
    ``override`` with ``override_why``: points the office insists on, whatever was computed; None
    means that the computed points stand.  ``by``: who answered.
    """

    criteria: Annotated[dict[Count, YesNo], Before(answered)] = field(
        key="要点", default_factory=dict, description="每个评价要点写 是 或 否，例如 1: 是"
    )
    grade: str = field(key="等次", default="", description="评定的等次，照指标体系的说法")
    judged: Amount | None = field(key="评定分", default=None, description="由人评定的分数")
    judged_why: str = field(key="评定理由", default="", description="为什么评这个分")
    times: Count | None = field(key="次数", default=None, description="发生了几次，没有的写 0")
    times_why: str = field(key="次数说明", default="", description="各次是什么情况")
    applies: str = field(key="适用", default="", description="适用哪种情形，照指标体系的说法")
    inapplicable: YesNo | None = field(key="不适用", default=None, description="这一项不评的写 是")
    inapplicable_why: str = field(key="不适用理由", default="", description="为什么不评")
    override: Amount | None = field(
        key="核定分", default=None, description="不照计算、由单位核定的分数；空着则照计算"
    )
    override_why: str = field(key="核定理由", default="", description="为什么这样核定")
    evidence: Texts = field(key="佐证", default=(), description="佐证材料的名称，一行一个")
    by: str = field(key="填报人", default="", description="谁填的")

    def asked(self) -> Mapping[str, bool]:
        """Which parts were answered that only some rules ask for, by their Chinese name."""
        return {
            "等次": bool(self.grade),
            "评定分": self.judged is not None,
            "次数": self.times is not None,
            "适用": bool(self.applies),
        }

    def reasons(self) -> tuple[tuple[str, Decimal | int | None, str, str], ...]:
        """Acts of people that need a reason: key, what they gave (None: nothing), key and reason."""
        return (
            ("评定分", self.judged, "评定理由", self.judged_why),
            ("次数", self.times or None, "次数说明", self.times_why),
            ("不适用", self.inapplicable or None, "不适用理由", self.inapplicable_why),
            ("核定分", self.override, "核定理由", self.override_why),
        )


OPEN: Literal["未办"] = "未办"
DONE: Literal["已办"] = "已办"


class Remark(Shape):
    """What a reviewer said of a returned report (意见), and what became of it.

    ``words``: the words it was said of; ``path``: the data path of their paragraph.
    """

    number: Count = field(key="编号", description="第几条意见")
    author: str = field(key="批注人", default="", description="谁提的")
    date: str = field(key="日期", default="", description="什么时候提的")
    words: str = field(key="引文", default="", description="批注所指的文字")
    path: str = field(key="位置", default="", description="那段文字在数据里的位置")
    text: Line = field(key="内容", description="批注的内容")
    state: Literal["未办", "已办"] = field(key="状态", default="未办", description="办完的写 已办")
    done: str = field(key="办理", default="", description="怎么办的")

    @property
    def open(self) -> bool:
        """True until it was dealt with."""
        return self.state == OPEN


class Report(Shape):
    """All that a unit enters for one year's report (报告)."""

    unit: Unit = field(key="单位", description="哪个单位、哪一年、用哪套指标体系")
    sections: tuple[Section, ...] = field(
        key="章节", default=(), description="报告正文自己的章节；空着照模板的章节印"
    )
    duties: Texts = field(key="职责", default=(), description="主要职责，一行一条")
    organisation: Organisation = field(
        key="组织架构", default_factory=Organisation, description="内设机构"
    )
    staffing: Staffing = field(key="人员编制", description="编制数和在编人数")
    assets: Assets = field(key="资产", description="年末固定资产，万元")
    budget: Budget = field(key="预算", description="全年预算、收入和支出，万元")
    projects: Projects | None = field(key="项目完成", default=None, description="完成的项目个数")
    work: Work | None = field(key="履职工作", default=None, description="工作任务的完成项数")
    goals: Goals = field(key="目标", default_factory=Goals, description="绩效目标")
    achievements: tuple[Achievement, ...] = field(
        key="成效", default=(), description="一年来的成效，每项以“- ”开头"
    )
    outlook: Outlook = field(key="下一步", default_factory=Outlook, description="今后的打算")
    evaluation: Evaluation = field(
        key="评价组织", default_factory=Evaluation, description="为什么评价、怎样评价"
    )
    problems: tuple[Problem, ...] = field(
        key="问题", default=(), description="存在的问题，每个以“- ”开头"
    )
    attachments: tuple[Attachment, ...] = field(
        key="附件", default=(), description="评分表之外的附件，只列在正文后面的附件说明里"
    )
    answers: dict[str, Answer] = field(
        key="评分", default_factory=dict, description="由人回答的评分内容，按指标名称"
    )
    remarks: tuple[Remark, ...] = field(
        key="意见", default=(), description="审核人的意见和办理情况"
    )
    carried: tuple[Carried, ...] = field(
        key="待更新", default=(), description="转年带过来、还没有改的各处；不用改的删去那一行"
    )

    def names(self) -> dict[str, Any]:
        """The same values under the Chinese names that formulas, texts and templates use."""
        return dict(self._names)

    @cached_property
    def _names(self) -> dict[str, Any]:
        return super().names()


@Remembered
def has_name(name: str) -> bool:
    """True when a report can hold something under this dotted name; keys of tables are free."""
    kind: Any = Report
    for step in name.split("."):
        if get_origin(kind) is dict:
            return True
        fields = kind.fields if hasattr(kind, "fields") else {}
        kinds = [hints(kind)[name] for name, field in fields.items() if field.key == step]
        if not kinds:
            return False
        parts = get_args(kinds[0])
        kind = parts[0] if type(None) in parts else kinds[0]
    return True
