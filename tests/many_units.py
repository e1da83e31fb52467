"""Many invented units for tests and benchmarks: varied, valid, and the same bytes for the same seed.

Each unit has a quality of its own, from which every score is drawn, and its figures are worked out
from those scores; so the totals spread over all grades while the figures agree with one another.
Names and sentences are invented; no place exists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import yaml

Data = dict[str, Any]

QUALITIES = (1.0, 0.95, 0.85, 0.75, 0.65, 0.5, 0.35, 0.15)
STEMS, SIDES = "甲乙丙丁戊己庚辛壬癸", "东南西北中"
DIGITS = "〇一二三四五六七八九"
KINDS = {"镇": "镇人民政府", "乡": "乡人民政府", "局": "局", "中心": "中心"}
OFFICES = (
    "办公室", "财务室", "规划股", "项目股", "督查股", "法规股", "便民服务中心", "应急管理站",
    "信息化站", "档案室",
)  # fmt: skip
FIELDS = (
    "便民服务", "环境整治", "道路养护", "水利管护", "文化活动", "就业培训", "安全检查", "矛盾调解",
    "信息公开", "养老助残", "技术推广", "档案整理",
)  # fmt: skip
OPENINGS = ("围绕{}", "在{}方面", "为做好{}", "结合{}的实际", "把{}摆在突出位置")
ACTS = (
    "逐项明确责任人和时限", "建立台账并按月核对", "组织专题培训{}场", "走访服务对象{}户",
    "梳理并办结事项{}件", "更新设施{}处", "召开调度会{}次", "完善工作制度{}项",
)  # fmt: skip
RESULTS = (
    "办理的时间明显缩短", "资金使用更加规范", "服务对象反映良好", "年初确定的任务按期完成",
    "薄弱环节得到加强", "经验在本单位推开",
)  # fmt: skip
TROUBLES = (
    "管理还不够精细",
    "统筹安排不够合理",
    "过程监督有待加强",
    "基础工作不够扎实",
    "制度执行不够严格",
)
REMEDIES = (
    "按月通报进度，对落后的环节逐一督办。", "细化年初预算，减少年中调整。", "健全内部制度，明确每个岗位的责任。",
    "定期核对台账，做到账实相符。", "加强业务培训，提高经办人员的水平。",
)  # fmt: skip
EVIDENCE = (
    "部门决算报表",
    "年度工作总结",
    "财务管理制度",
    "验收资料",
    "调查结果汇总表",
    "工作台账",
)
FORMS = ("部门整体支出绩效评价报告", "部门整体支出绩效评价报告（得分在前）")
FILES = {"下一步": "成效", "项目完成": "项目", "履职工作": "项目"}


@dataclass(frozen=True, slots=True)
class Answers:
    """What people answer under a rubric, by indicator: criteria and points by number, grades by name."""

    years: range
    criteria: Mapping[str, int]
    judged: Mapping[str, int]
    grades: tuple[str, Sequence[str]]
    times: Sequence[str] = ()


RUBRICS = {
    "julu-2021": Answers(
        years=range(2021, 2022),
        criteria={
            "职责明确": 1, "活动合规性": 2, "活动合理性": 2, "资金使用合规性": 8,
            "预决算信息公开性": 3, "基础信息完善性": 4, "资产管理完整性": 3,
        },
        judged={"履职完成情况": 10, "经济效益": 5, "社会效益": 5, "生态效益": 5},
        grades=("服务对象满意度", ("不合格", "合格", "良好", "优秀")),
    ),
    "bumen-zhengti": Answers(
        years=range(2021, 2025),
        criteria={
            "绩效目标合理性": 3, "绩效指标明确性": 4, "财务管理制度健全性": 3, "预决算信息公开性": 3,
            "基础信息完善性": 3, "资产管理制度健全性": 2,
        },
        judged={"经济效益": 5, "社会效益": 5, "生态效益": 4},
        grades=("社会公众或服务对象满意度", ("不满意", "一般", "比较满意", "满意")),
        times=("资金使用合规性", "资产管理安全性"),
    ),
}  # fmt: skip


def make_units(folder: Path, count: int, seed: int = 0, narrative: int = 1) -> list[Path]:
    """Write so many units below a folder; ``narrative`` multiplies their running text."""
    return [_write(folder, _Draw(seed, number, narrative)) for number in range(count)]


@dataclass(slots=True)
class _Draw:
    """The lots of one unit: its quality, and the indicators on which it loses points."""

    seed: int
    number: int
    narrative: int
    lots: Random = field(init=False)
    words: Random = field(init=False)
    quality: float = field(init=False)
    lost: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lots = Random(f"{self.seed}-{self.number}")
        self.words = Random(f"{self.seed}-{self.number}-words")
        self.quality = self.lots.choice(QUALITIES)

    def share(self, indicator: str = "") -> float:
        """How far an indicator is met: 1, or less the worse the unit is."""
        if self.lots.random() < self.quality:
            return 1.0
        self.lost += [indicator] if indicator else []
        return self.lots.uniform(0, (1 + self.quality) / 2)

    def between(self, low: float, high: float) -> Decimal:
        return _money(self.lots.uniform(low, high))

    def whole(self, low: int, high: int) -> int:
        return self.lots.randint(low, high)

    def some(self, words: Sequence[str], low: int, high: int) -> list[str]:
        return self.lots.sample(words, self.whole(low, min(high, len(words))))

    def text(self, about: str, low: int, high: int) -> str:
        """Paragraphs of running text about one matter; their number never moves the other lots."""
        count = self.whole(low, high) * self.narrative
        return "\n".join(self._paragraph(about) for _ in range(count))

    def _paragraph(self, about: str) -> str:
        return "".join(self._sentence(about) for _ in range(self.words.randint(1, 4)))

    def _sentence(self, about: str) -> str:
        opening, result = self.words.choice(OPENINGS).format(about), self.words.choice(RESULTS)
        acts = self.words.sample(ACTS, self.words.randint(1, 3))
        told = "，".join(act.format(self.words.randint(3, 240)) for act in acts)
        return f"{opening}，{told}，{result}。"


def _money(amount: float | Decimal) -> Decimal:
    return Decimal(str(round(float(amount), 2)))


def _write(folder: Path, draw: _Draw) -> Path:
    data = _unit(draw)
    unit = folder / f"{data['单位']['简称']}-{data['单位']['年度']}"
    unit.mkdir(parents=True, exist_ok=True)
    files: dict[str, Data] = {}
    for key, value in data.items():
        files.setdefault(FILES.get(key, key), {})[key] = value
    for name, content in files.items():
        (unit / f"{name}.yaml").write_bytes(in_yaml(content))
    return unit


def in_yaml(content: Data) -> bytes:
    """The bytes of a file that holds this."""
    text = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)
    return str(text).encode()


class _Dumper(yaml.CSafeDumper):
    """YAML as clerks have it: amounts plain, paragraphs line by line."""


def _amount(dumper: yaml.CSafeDumper, amount: Decimal) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:float", str(amount))


def _words(dumper: yaml.CSafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, "|" if "\n" in text else None)


_Dumper.add_representer(Decimal, _amount)
_Dumper.add_representer(str, _words)


def _unit(draw: _Draw) -> Data:
    rubric = draw.lots.choice(("julu-2021", "julu-2021", "bumen-zhengti"))
    answers = RUBRICS[rubric]
    year = draw.lots.choice(answers.years)
    data = {
        "单位": _front(draw, rubric, year),
        "职责": [f"负责{each}，组织实施年度计划。" for each in draw.some(FIELDS, 4, 12)],
        "组织架构": {"内设机构": draw.some(OFFICES, 3, 10)},
        "人员编制": _staffing(draw),
        "资产": _assets(draw),
        "预算": _budget(draw),
        **_output(draw, rubric),
        "目标": _goals(draw),
        "成效": [_achievement(draw, each, depth=1) for each in draw.some(FIELDS, 2, 6)],
        "下一步": _outlook(draw),
        "评价组织": {"目的": draw.text("绩效评价", 1, 4), "过程": draw.text("评价工作", 1, 3)},
        "评分": _answers(draw, answers),
    }
    return {**data, "问题": _problems(draw)}


def _front(draw: _Draw, rubric: str, year: int) -> Data:
    kind = draw.lots.choice(tuple(KINDS))
    number = "".join(DIGITS[int(digit)] for digit in str(draw.number))
    own = draw.lots.choice(STEMS) + draw.lots.choice(SIDES) + number
    yes = {True: "是", False: "否"}
    return {
        "名称": f"试验县{own}{KINDS[kind]}",
        "简称": f"{own}{kind}",
        "年度": year,
        "指标体系": rubric,
        "模板": draw.lots.choice(FORMS),
        "落款日期": f"{year + 1}-0{draw.whole(1, 6)}-{draw.whole(10, 28)}",
        "评分表位置": draw.lots.choice(("正文后", "正文后", "正文前")),
        "得分情况": yes[draw.lots.random() < 0.5],
        "计算过程附表": yes[draw.lots.random() < 0.3],
        "封面": yes[draw.lots.random() < 0.3],
        "目录": yes[draw.lots.random() < 0.3],
    }


def _staffing(draw: _Draw) -> Data:
    kinds = draw.some(("行政", "全额拨款事业", "差额拨款事业"), 1, 3)
    posts = {kind: draw.whole(8, 60) for kind in kinds}
    over = 1 + 0.15 * (1 - draw.share("在职人员控制率"))
    return {"编制": posts, "在编": {kind: int(count * over) for kind, count in posts.items()}}


def _assets(draw: _Draw) -> Data:
    fixed = draw.between(40, 3000)
    used = 0.85 + 0.12 * draw.share("固定资产利用率")
    return {"固定资产总额": fixed, "在用固定资产": _money(float(fixed) * used)}


def _budget(draw: _Draw) -> Data:
    """One account: what came in, what was spent and what is left agree to the cent."""
    initial = draw.between(300, 9000)
    added = _money(float(initial) * 0.1 * (1 - draw.share("预算调整率")))
    spent = _money(float(initial) * (0.85 + 0.15 * draw.share("预算完成率")))
    room = min(initial + added - spent, _money(float(initial) / 2))
    left = _money(float(room) * (1 - draw.share("结转结余率")))
    brought = _money(float(left) / draw.lots.uniform(1, 1.2))
    due = _money(float(spent) * 0.9)
    income = spent + left - brought
    return {
        "年初预算": initial,
        "收入决算": _parts(draw, income),
        "收入合计": income,
        "上年收入决算": {"收入总额": _money(float(income) * draw.lots.uniform(0.7, 1.3))},
        "支出决算": spent,
        "上年支出决算": _money(float(spent) * draw.lots.uniform(0.7, 1.3)),
        "预算调整数": added,
        "调整后预算": initial + added,
        "年度任务数": due,
        "年度支付数": _money(float(due) * (0.5 + 0.5 * draw.share("支付进度率"))),
        "上年结转": brought,
        "结转结余": left,
        **_spending(draw, float(initial)),
    }


def _parts(draw: _Draw, whole: Decimal) -> dict[str, Decimal]:
    sources = draw.some(("政府性基金预算财政拨款收入", "上级补助收入", "其他收入"), 0, 3)
    parts = {name: _money(float(whole) * draw.lots.uniform(0.02, 0.2)) for name in sources}
    return {"一般公共预算财政拨款收入": whole - sum(parts.values(), Decimal(0)), **parts}


def _spending(draw: _Draw, initial: float) -> Data:
    before = {
        "公务用车购置及运行费": draw.between(2, 9),
        "公务接待费": draw.between(0.5, 4),
    }
    change = 1.1 - 0.16 * draw.share("“三公经费”变动率")
    now = {kind: _money(float(amount) * change) for kind, amount in before.items()}
    running = draw.between(initial * 0.03, initial * 0.1)
    over = 1.05 - 0.07 * draw.share("公用经费控制率")
    projects = draw.between(initial * 0.2, initial * 0.6)
    key = 0.85 + 0.12 * draw.share("重点支出安排率")
    planned, budget = draw.whole(10, 20), draw.between(initial * 0.05, initial * 0.15)
    carried_out = 0.9 + 0.1 * draw.share("政府采购执行率")
    return {
        "三公经费": {
            "本年": now,
            "上年": before,
            "实际支出": {kind: _money(float(amount) * 0.96) for kind, amount in now.items()},
        },
        "公用经费": {"预算安排": running, "实际支出": _money(float(running) * over)},
        "项目支出": projects,
        "重点项目支出": _money(float(projects) * key),
        "政府采购": {
            "预算项目数": planned,
            "实际项目数": int(planned * carried_out + 0.001),
            "预算金额": budget,
            "实际金额": _money(float(budget) * carried_out),
        },
    }


def _output(draw: _Draw, rubric: str) -> Data:
    """What the rubric counts the work of the year by."""
    projects = rubric == "julu-2021"
    return {"项目完成": _projects(draw)} if projects else {"履职工作": _work(draw)}


def _projects(draw: _Draw) -> Data:
    finished = draw.whole(4, 40)
    failed = 0 if draw.share("项目完成质量达标率") == 1 else draw.whole(1, 3)
    return {"已完成项目数": finished, "质量达标项目数": finished - failed}


def _work(draw: _Draw) -> Data:
    planned, key = draw.whole(12, 60), draw.whole(3, 15)
    done = int(planned * (0.7 + 0.3 * draw.share("实际完成率")) + 0.001)
    return {
        "计划工作数": planned,
        "实际完成工作数": done,
        "及时完成工作数": int(done * (0.7 + 0.3 * draw.share("完成及时率")) + 0.001),
        "质量达标工作数": int(done * (0.8 + 0.2 * draw.share("质量达标率")) + 0.001),
        "重点工作交办数": key,
        "重点工作完成数": int(key * (0.7 + 0.3 * draw.share("重点工作办结率")) + 0.001),
    }


def _goals(draw: _Draw) -> Data:
    return {
        "总体": draw.text("全年工作", 1, 2),
        "年度": draw.text("年度计划", 1, 3),
        "分项": [_goal(draw, each) for each in draw.some(FIELDS, 2, 6)],
    }


def _goal(draw: _Draw, about: str) -> Data:
    return {
        "名称": f"做好{about}",
        "任务": draw.text(about, 1, 1),
        "目标": draw.text(about, 1, 3),
        "指标": [_metric(draw, f"{about}{name}") for name in draw.some(_METRICS, 1, 5)],
    }


_METRICS = ("办结率", "覆盖率", "满意率", "达标率", "更新数量")


def _metric(draw: _Draw, name: str) -> Data:
    target, unit = (
        (draw.whole(20, 90), "处") if name.endswith("数量") else (draw.whole(85, 99), "%")
    )
    metric = {"名称": name, "方向": "越高越好", "目标值": target, "单位": unit}
    measured = draw.lots.random() < 0.6
    return {**metric, "实际值": int(target * (0.8 + 0.2 * draw.share()))} if measured else metric


def _achievement(draw: _Draw, about: str, depth: int) -> Data:
    below = draw.some(RESULTS, 0, 3) if depth else []
    text = draw.text(about, 1, 3)
    given: Data = {"标题": f"{about}扎实推进" if depth else about, "内容": text}
    return {**given, "下级": [_achievement(draw, each, 0) for each in below]} if below else given


def _outlook(draw: _Draw) -> Data:
    parts = [
        {"标题": f"继续抓好{each}", "内容": draw.text(each, 1, 2)}
        for each in draw.some(FIELDS, 1, 4)
    ]
    return {"引言": "{{ 单位.简称 }}将继续完善绩效管理，把有限的资金用好。", "分项": parts}


def _answers(draw: _Draw, asked: Answers) -> Data:
    given: Data = {name: _criteria(draw, name, count) for name, count in asked.criteria.items()}
    for name, weight in asked.judged.items():
        points = _money(round(weight * draw.share(name) * 4) / 4)
        given[name] = {"评定分": points, "评定理由": f"{draw.lots.choice(RESULTS)}。"}
    name, grades = asked.grades
    given[name] = {"等次": grades[round(draw.share(name) * (len(grades) - 1))]}
    for name in asked.times:
        times = round((1 - draw.share(name)) * 3)
        given[name] = {"次数": times, **({"次数说明": "检查中发现，已经整改。"} if times else {})}
    return {name: {**each, "佐证": draw.some(EVIDENCE, 1, 3)} for name, each in given.items()}


def _criteria(draw: _Draw, name: str, count: int) -> Data:
    held = round(draw.share(name) * count)
    return {"要点": {i: "是" if i <= held else "否" for i in range(1, count + 1)}}


def _problems(draw: _Draw) -> list[Data]:
    """A problem for each few indicators that lost points; some units leave one out."""
    lost = [draw.lost[i : i + 3] for i in range(0, len(draw.lost), 3)]
    told = lost[1:] if draw.lots.random() < 0.2 else lost
    return [_problem(draw, indicators) for indicators in told or [[]]]


def _problem(draw: _Draw, indicators: list[str]) -> Data:
    about, trouble = draw.lots.choice(FIELDS), draw.lots.choice(TROUBLES)
    return {
        "标题": f"{about}的{trouble}",
        "说明": draw.text(about, 1, 1),
        "整改措施": draw.some(REMEDIES, 1, 3),
        "涉及指标": indicators,
    }
