"""模板核对: a template held against a manuscript: what it can't print, and what it leaves out."""

from __future__ import annotations

from generator.findings import Finding, Severity
from generator.narrative import Manuscript
from generator.template.fields import Form, check_fields
from generator.template.slots import STYLES

__all__ = ["check", "fronted"]

_FRONT = ("封面", "目录")


def check(form: Form, manuscript: Manuscript) -> list[Finding]:
    """Everything that stands in the way of filling, and parts the template leaves out."""
    differing = _levels_differ(form, manuscript)
    if differing is not None:
        return [differing]
    written = [name for name, part in manuscript.parts.items() if part]
    written += ["评分表"] if manuscript.rows else []
    findings = check_fields(form, manuscript.fields, written)
    findings += _check_scorecard(findings, form, manuscript)
    findings += _check_front(form, manuscript)
    for name in dict.fromkeys(STYLES.values()):
        if name not in form.styles and (name != STYLES["图题"] or _centred(manuscript)):
            shown = name.replace("heading", "标题")
            message = f"模板里没有样式“{shown}”。"
            hint = "请从自带的模板里复制这个样式，名称要一致。"
            findings.append(Finding("template-style-missing", Severity.ERROR, message, hint=hint))
    return findings


def _centred(manuscript: Manuscript) -> bool:
    """Something is printed in the style of captions, which a report may do without."""
    return any(manuscript.pictures()) or any(
        each.kind == "居中" for each in manuscript.paragraphs()
    )


def _levels_differ(form: Form, manuscript: Manuscript) -> Finding | None:
    """A scoring table of another number of levels than the rubric has, that could not be fitted."""
    names = {name.partition(".")[2] for name in form.known if name.startswith("行.")}
    printed = {name for name in names if name.endswith("级指标")}
    have = {name for row in manuscript.rows[:1] for name in row if name.endswith("级指标")}
    if not printed or not have or len(printed) == len(have):
        return None
    message = f"模板的评分表印 {len(printed)} 级指标，这套指标体系有 {len(have)} 级，列数调整不了。"
    hint = "评分表每格只印一个字段、没有另加的列时才能自动增减列；请照自带模板的评分表改。"
    return Finding("template-levels-differ", Severity.ERROR, message, hint=hint)


def _check_scorecard(before: list[Finding], form: Form, manuscript: Manuscript) -> list[Finding]:
    """附件3 belongs to the report: its rows with every column of the rubric, and its total."""
    if not manuscript.rows or any(finding.stops for finding in before):
        return []
    columns = {f"行.{name}" for name in manuscript.rows[0]}
    missing = sorted((columns | {"评分表.行", "评分表.总分"}) - form.known)
    if not missing:
        return []
    message = f"模板的评分表没有印：{'、'.join(missing)}。"
    hint = "请对照自带的模板补上。"
    return [Finding("template-scorecard-incomplete", Severity.ERROR, message, hint=hint)]


def _check_front(form: Form, manuscript: Manuscript) -> list[Finding]:
    """Cover and contents that the unit wants, and the template has no place for."""
    unit, known = manuscript.fields.get("单位", {}), form.known
    wanted = [key for key in _FRONT if unit.get(key)]
    findings = [
        Finding(
            "template-front-missing",
            Severity.WARNING,
            f"单位要印{key}，模板里没有放{key}的地方。",
            hint=f"请用自带的模板，或照它的样子加上{key}。",
        )
        for key in wanted
        if f"单位.{key}" not in known
    ]
    if "目录" in wanted and not findings:
        message = "目录的页码是按版面推算的，表格、图片多的报告可能差一页。"
        hint = "在 Word 里改过正文后，请右键点目录，选“更新域”。"
        findings.append(Finding("contents-counted", Severity.NOTE, message, hint=hint))
    return findings


def fronted(manuscript: Manuscript) -> bool:
    """The unit wants pages before the report itself."""
    unit = manuscript.fields.get("单位", {})
    return any(unit.get(key) for key in _FRONT)
