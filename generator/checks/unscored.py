"""算不出: scores and bounds that can't be worked out, each with the place that stands in the way."""

from __future__ import annotations

from collections.abc import Iterator

from generator.checks.consistency import nearest
from generator.figures import plain, points, quoted
from generator.findings import Finding, Severity
from generator.formula import Worked
from generator.model import Report
from generator.rubric import Alternatives, Path
from generator.scoring import Score, Scorecard

__all__ = ["steps", "uncapped", "unscored"]


_NEXT_STEP = {
    "metric-without-actual": "请在“目标”里补填；确实没有的，在“评分”里写“核定分”和“核定理由”。",
    "unknown-grade": "请照可选的写。",
    "judged-out-of-bounds": "请改在范围以内。",
    "not-given": "请补填这个数；确实没有的，在“评分”里写“核定分”和“核定理由”。",
    "divided-by-zero": "请核对这个数；确实为 0 的，在“评分”里写“核定分”和“核定理由”。",
    "unknown-name": "请核对指标体系“取数”里的名称。",
    "not-one-figure": "请在“取数”里用 合计() 或写到具体一项。",
    "not-a-figure": "请在“取数”里改成数字所在的一项。",
    "not-a-list": "请在“取数”里改成清单所在的一项。",
    "nothing-given": "请补填这些数。",
}


def unscored(score: Score, report: Report) -> Iterator[Finding]:
    """No points from the rule: an error, unless the office set points of its own."""
    reason = score.reason
    if reason is None:
        return
    severity = Severity.NOTE if score.answer.override is not None else Severity.ERROR
    message = f"{quoted(score.indicator.name)}不能计分：{reason.message}。"
    near = nearest(reason.name, report.names()) if reason.id == "unknown-name" else ""
    hint = f"是不是{quoted(near)}？" if near else _next_step(score, reason.id)
    yield Finding(reason.id, severity, message, hint=hint, path=_where(score))


_FORMS = {
    "要点": "下面写“要点:”，再一行一个，例如“1: 是”“2: 否”",
    "等次": "下面写“等次: ”和等次的名称",
    "评定分": "下面写“评定分: ”和“评定理由: ”",
    "次数": "下面写“次数: 0”；有发生的，另写“次数说明: ”",
    "适用": "下面写“适用: ”和情形的名称；由数据判断的，请补填所用的数",
}


def _next_step(score: Score, id: str) -> str:
    """What to do, with the form of the answer that is missing."""
    if id != "answer-missing":
        return _NEXT_STEP[id]
    form = _FORMS[_where(score)[-1]]  # type: ignore[index]
    return f"请在 评分.yaml 的“{score.indicator.name}:”{form}。"


def _where(score: Score) -> Path:
    """The data a missing score is about: the answer, the figure, or the rubric that asks amiss."""
    assert score.reason is not None
    name, id = score.reason.name, score.reason.id
    if name == score.indicator.name:
        rule = score.indicator.rule
        return ("评分", name, "适用" if isinstance(rule, Alternatives) else rule.asks)
    if id in ("not-given", "metric-without-actual", "unknown-grade") or name.startswith("目标."):
        return steps(name)
    if id == "divided-by-zero" and (zero := _zero_behind(name, score.worked)):
        return steps(zero)
    asking = [key for key, text in score.indicator.inputs.items() if name and name in text]
    return (*score.path, "取数", *asking[:1])


def steps(name: str) -> Path:
    """A dotted name of the data as the path to it."""
    return tuple(int(step) if step.isdecimal() else step for step in name.split("."))


def _zero_behind(name: str, worked: Worked | None) -> str:
    """The data name of a divisor that is 0; empty when it is worked out from several figures."""
    if worked is None or not name:
        return ""
    if worked.name == name:
        leaves = worked.leaves()
        return leaves[0].name if leaves and not any(leaf.value for leaf in leaves) else ""
    return next((found for part in worked.parts if (found := _zero_behind(name, part))), "")


def uncapped(card: Scorecard) -> Iterator[Finding]:
    """Bounds on the total: those that can't be worked out, and the one that lowers it."""
    for each in card.caps:
        if each.worked.reason is not None:
            message = f"总分上限“{each.cap.name}”不能判断：{each.worked.reason.message}。"
            path = ("指标体系", "总分上限", each.number)
            hint = "请补填这个数，或核对指标体系里的“取数”和“条件”。"
            yield Finding("cap-unknown", Severity.ERROR, message, hint=hint, path=path)
    cap = card.capped_by
    if cap is not None:
        number = next(each.number for each in card.caps if each.cap is cap)
        message = f"各项合计 {points(card.added)} 分；{cap.name}，总分以 {plain(cap.most)} 分为限。"
        path = ("指标体系", "总分上限", number)
        hint = "请核对有关数字；依据见指标体系。"
        yield Finding("total-capped", Severity.WARNING, message, hint=hint, path=path)
