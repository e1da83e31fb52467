"""字段核对: which fields a Word template asks for, which of them are unknown, and where.

Reads the template's paragraphs as text, without filling anything; a place is told as Word's reader
counts: paragraph, or table, row and cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS as BUILT_IN
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from generator.findings import Finding, Severity, close_to
from generator.narrative import FILTERS, environment, names_in
from generator.template.slots import w

__all__ = ["Asked", "Form", "asked", "check_fields", "form_of", "numbered", "paragraphs", "sandbox"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One tag of a template (字段): its place in words, what it opens or prints, its expression.

    ``kind``: ``print``, or the word of a statement (``for``, ``endfor``, ``if`` …).
    """

    where: str
    kind: str
    expression: str


_TAG = re.compile(r"\{\{(?P<print>.*?)\}\}|\{%(?P<statement>.*?)%\}", re.DOTALL)
_OPEN = re.compile(r"\{\{|\{%|\}\}|%\}|｛｛|｝｝|\{｛|｛\{")
_SCOPE = re.compile(r"^(?:p|tr|tc|r)(?=\s)")


def asked(parts: Mapping[str, bytes]) -> tuple[Asked | Finding, ...]:
    """Every tag in the order of the template; a tag without its other half is a finding."""
    return tuple(
        tag
        for name in sorted(parts, key=lambda n: (n != "word/document.xml", n))
        if re.fullmatch(r"word/(document|header[^/]*|footer[^/]*)\.xml", name)
        for tag in _asked({"d": "", "h": "页眉", "f": "页脚"}[name[5]], parts[name])
    )


@lru_cache(maxsize=32)
def _asked(area: str, part: bytes) -> tuple[Asked | Finding, ...]:
    """The tags of one part; the same part is asked for several times on the way of a report."""
    found = _paragraphs(etree.fromstring(part))
    return tuple(tag for where, text in found for tag in _tags(area + where, text))


def paragraphs(part: bytes) -> tuple[tuple[str, str], ...]:
    """Every paragraph of a part: its place in words and its text."""
    return tuple(_paragraphs(etree.fromstring(part)))


def _paragraphs(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Every paragraph's place in words and its text."""
    tables = {table: i for i, table in enumerate(root.iter(w("tbl")), 1)}
    number = 0
    for paragraph in root.iter(w("p")):
        cell = next(paragraph.iterancestors(w("tc")), None)
        if cell is None:
            number += 1
        text = "".join(map(_sign, paragraph.iter(w("t"), w("tab"), w("br"))))
        yield (f"第{number}段" if cell is None else _cell(cell, tables)), text


def _sign(piece: etree._Element) -> str:
    """Text, or the sign of a tab or line break; a tab stop is none."""
    if piece.tag == w("t"):
        return piece.text or ""
    stop = piece.getparent() is not None and piece.getparent().tag == w("tabs")  # type: ignore[union-attr]
    return "" if stop else "\t" if piece.tag == w("tab") else "\n"


def _cell(cell: etree._Element, tables: Mapping[etree._Element, int]) -> str:
    row = cell.getparent()
    table = next(cell.iterancestors(w("tbl")))
    assert row is not None
    across = [e for e in row if e.tag == w("tc")].index(cell) + 1
    down = [e for e in table if e.tag == w("tr")].index(row) + 1
    return f"第{tables[table]}个表第{down}行第{across}格"


def _tags(where: str, text: str) -> Iterator[Asked | Finding]:
    for match in _TAG.finditer(text):
        if match["print"] is not None:
            yield Asked(where, "print", _SCOPE.sub("", match["print"], count=1).strip())
        else:
            statement = _SCOPE.sub("", match["statement"].strip("-"), count=1).strip()
            kind, _, expression = statement.partition(" ")
            yield Asked(where, kind, expression.strip())
    left = _OPEN.search(_TAG.sub("", text))
    if left:
        message = f"模板{where}的“{text.strip()[:30]}”里有不成对的“{left[0]}”。"
        yield _error(
            "template-tag-broken",
            message,
            "字段写成 {{ 名称 }}，循环写成 {%tr for … %} 和 {%tr endfor %}。",
        )


def _error(id: str, message: str, hint: str) -> Finding:
    return Finding(id, Severity.ERROR, message, hint=hint)


_PRINTING = ("print", "for")


@dataclass(frozen=True, slots=True)
class Form:
    """What checks ask of a template (表样): its tags in their order, and the ids of styles by name.

    ``names``: the dotted names in each expression that can be read and uses known filters only.
    ``known``: every dotted name asked for; the variable of a loop over rows reads 行.
    """

    tags: tuple[Asked | Finding, ...]
    names: Mapping[str, tuple[str, ...]]
    known: frozenset[str]
    styles: Mapping[str, str]

    @property
    def printed(self) -> frozenset[str]:
        """The first word of every name the template prints or runs over."""
        return frozenset(name.partition(".")[0] for name in self.known)

    @property
    def order(self) -> tuple[str, ...]:
        """The same in the order of the template, each where it stands first."""
        tags = (tag for tag in self.tags if not isinstance(tag, Asked) or tag.kind in _PRINTING)
        found = (self.names.get(each) or () for tag in tags for each in _expressions(tag))
        return tuple(dict.fromkeys(name.partition(".")[0] for names in found for name in names))


def form_of(parts: Mapping[str, bytes]) -> Form:
    """The form of a template."""
    tags = asked(parts)
    read = {expression: _names(expression) for tag in tags for expression in _expressions(tag)}
    names = {expression: found for expression, found in read.items() if found is not None}
    return Form(tags, names, frozenset(_known(tags)), _style_ids(parts))


def _expressions(tag: Asked | Finding) -> tuple[str, ...]:
    if isinstance(tag, Finding):
        return ()
    return (tag.expression.partition(" in ")[2] if tag.kind == "for" else tag.expression,)


def _names(expression: str) -> tuple[str, ...] | None:
    """The dotted names of an expression; None when it can't be read or a filter is unknown."""
    try:
        tree = sandbox().parse("{{" + expression + "}}")
    except TemplateSyntaxError:
        return None
    unknown = any(each.name not in sandbox().filters for each in tree.find_all(nodes.Filter))
    return None if unknown else names_in(expression)


def _known(tags: Sequence[Asked | Finding]) -> set[str]:
    found: set[str] = set()
    variables = {"行"}
    for tag in tags:
        if isinstance(tag, Asked):
            variable, _, over = tag.expression.partition(" in ")
            found |= set(names_in(over or tag.expression))
            variables |= {variable.strip()} if over.strip() == "评分表.行" else set()
    steps = (name.partition(".") for name in found)
    return found | {f"行.{step}" for variable, _, step in steps if variable in variables and step}


def _style_ids(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Style ids by name; built-in names in lower case, as Word itself compares them."""
    ids: dict[str, str] = {}
    for style in etree.fromstring(parts["word/styles.xml"]).iter(w("style")):
        name = style.find(w("name"))
        if name is not None:
            written = str(name.get(w("val")))
            built_in = written.lower().startswith(("heading", "toc "))
            ids[written.lower() if built_in else written] = str(style.get(w("styleId")))
    return ids


@dataclass(slots=True)
class _Scope:
    """Names known at a place of the template: the fields, and loop variables inside loops."""

    form: Form
    names: dict[str, Any]
    opened: list[tuple[Asked, dict[str, Any]]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


def check_fields(form: Form, fields: Mapping[str, Any], needed: Sequence[str]) -> list[Finding]:
    """Findings on the tags of a template held against the fields there are.

    ``needed``: names of parts that carry text of the unit; one the template never asks for is a
    warning, since that text would not be printed.
    """
    scope = _Scope(form, dict(fields))
    findings: list[Finding] = []
    for tag in form.tags:
        findings += [tag] if isinstance(tag, Finding) else _check(tag, scope)
    for tag, _ in scope.opened:
        message = f"模板{tag.where}的“{{% {tag.kind} %}}”没有收尾。"
        findings.append(
            _error("template-loop-unclosed", message, f"请补上 {{% end{tag.kind} %}}。")
        )
    unused = [name for name in needed if name not in scope.used]
    if unused:
        message = f"模板没有用到：{'、'.join(unused)}；这些内容不会印出来。"
        findings.append(
            Finding("template-part-unused", Severity.WARNING, message, hint="请核对模板。")
        )
    return findings


_BLOCKS = {"endfor": "for", "endif": "if", "else": "if", "elif": "if"}


def _check(tag: Asked, scope: _Scope) -> list[Finding]:
    if tag.kind in ("print", "if", "elif"):
        findings = _check_names(tag, tag.expression, scope)
    elif tag.kind == "for":
        findings = _check_names(tag, tag.expression.partition(" in ")[2], scope)
    else:
        findings = []
    if tag.kind in ("for", "if"):
        scope.opened.append((tag, dict(scope.names)))
        scope.names |= _loop_names(tag, scope.names) if tag.kind == "for" else {}
    elif tag.kind.startswith("end"):
        findings += _close(tag, scope)
    elif tag.kind not in ("print", *_BLOCKS, "vm", "hm", "colspan", "cellbg"):
        message = f"模板{tag.where}的“{{% {tag.kind} %}}”看不懂。"
        findings.append(
            _error("template-tag-unknown", message, "可用：for … in …、endfor、if …、else、endif。")
        )
    return findings


def _close(tag: Asked, scope: _Scope) -> list[Finding]:
    if scope.opened and scope.opened[-1][0].kind == _BLOCKS.get(tag.kind):
        scope.names = scope.opened.pop()[1]
        return []
    message = f"模板{tag.where}的“{{% {tag.kind} %}}”前面没有配对的开头。"
    return [_error("template-loop-unopened", message, "请核对循环和条件是否成对。")]


def _loop_names(tag: Asked, names: Mapping[str, Any]) -> dict[str, Any]:
    """The loop's variable stands for the first of what it runs over."""
    variable, _, over = tag.expression.partition(" in ")
    found = _find(over.strip(), names)
    first = found[0] if isinstance(found, tuple) and found else None
    return {variable.strip(): first, "loop": None}


NUMBERED = "编号"
"""The filter by which a template says how a part is numbered: ``{{p 成效|编号("5.1", "5.1.1") }}``."""
_SAMPLE = re.compile(r"""(?:"([^"]*)"|'([^']*)'|“([^”]*)”)""")


def _as_it_is(part: Any, *samples: str) -> Any:
    """The part; it was numbered by these samples when it was written."""
    return part


def numbered(form: Form) -> Mapping[str, tuple[str, ...]]:
    """The samples of numbers by part, where the template says them; each level's first number."""
    found: dict[str, tuple[str, ...]] = {}
    for tag in form.tags:
        if isinstance(tag, Asked) and tag.kind == "print":
            name, sign, samples = tag.expression.partition(f"|{NUMBERED}")
            if sign:
                found[name.strip()] = tuple("".join(each) for each in _SAMPLE.findall(samples))
    return found


@cache
def sandbox() -> SandboxedEnvironment:
    """The sandbox of templates: that of texts, with the engine's own filters and functions besides."""
    own = environment().overlay()
    own.filters = {**BUILT_IN, **FILTERS, NUMBERED: _as_it_is}
    own.globals = dict(DEFAULT_NAMESPACE)
    return own


def _check_names(tag: Asked, expression: str, scope: _Scope) -> list[Finding]:
    names, findings = scope.form.names.get(expression), list[Finding]()
    if names is None:
        try:
            tree = sandbox().parse("{{" + expression + "}}")
        except TemplateSyntaxError:
            message = f"模板{tag.where}的“{expression}”看不懂。"
            return [_error("template-field-unreadable", message, "字段写成 {{ 名称 }}。")]
        filters = (_unknown_filter(tag, each.name) for each in tree.find_all(nodes.Filter))
        findings = [finding for finding in filters if finding is not None]
        names = names_in(expression)
    return findings + [f for name in names if (f := _check_name(tag, name, scope)) is not None]


def _check_name(tag: Asked, name: str, scope: _Scope) -> Finding | None:
    first = name.partition(".")[0]
    if first in sandbox().globals:
        return None
    scope.used.add(first)
    step, known = _unknown_step(name, scope.names)
    if not step:
        return None
    near = close_to(step, known)
    hint = f"是不是“{near}”？" if near else f"可用：{'、'.join(sorted(known)[:30])}。"
    message = f"模板{tag.where}要填“{name}”，没有“{step}”这个字段。"
    return _error("template-field-unknown", message, hint)


def _unknown_filter(tag: Asked, name: str) -> Finding | None:
    if name in sandbox().filters:
        return None
    near = close_to(name, FILTERS)
    hint = f"是不是“{near}”？" if near else f"可用：{'、'.join(FILTERS)}。"
    return _error("template-filter-unknown", f"模板{tag.where}用了“{name}”，没有这个过滤器。", hint)


def _find(name: str, names: Mapping[str, Any]) -> Any:
    found: Any = names
    for step in name.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _unknown_step(name: str, names: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The first step of a dotted name that leads nowhere, with what is known there; else empty."""
    found: Any = names
    for step in name.split("."):
        if not isinstance(found, Mapping):
            return "", []
        if step not in found:
            return step, [str(key) for key in found]
        found = found[step]
    return "", []
