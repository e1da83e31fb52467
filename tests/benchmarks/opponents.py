"""The other engines on the same case: docxtpl as its users write it, and docxtemplater under node.

Their template is ours with each part written as a loop over its paragraphs, so that they print the
same paragraphs; what they can't do (styles by kind, merged cells, charts, marks) they leave out.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from docxtpl import DocxTemplate
from lxml import etree

sys.path.insert(0, str(Path(__file__).parents[1]))

from many_units import in_yaml

from generator import template
from generator.narrative import Block, Chart, Manuscript, Merged, Picture, Table

Values = Mapping[str, Any]

DOCUMENT = "word/document.xml"
NODE_MODULES = Path.home() / ".cache" / "jixiao-tools" / "node_modules"
RUNNING_TEXTS = frozenset(["总体", "年度", "任务", "目标", "内容", "引言", "说明", "目的", "过程"])
BARE = """
import sys, yaml
from docxtpl import DocxTemplate
template, values, target = sys.argv[1:]
with open(values, encoding="utf-8") as file:
    context = yaml.safe_load(file)
document = DocxTemplate(template)
document.render(context, autoescape=True)
document.save(target)
"""


def values(manuscript: Manuscript, form: bytes) -> Values:
    """What a template asks for, as a script would have it: texts, figures, lists of paragraphs."""
    asked = template.used(form)
    given = {name: _plain(each) for name, each in manuscript.fields.items() if name in asked}
    for number, each in enumerate(given["附件"]):
        each["loop"] = {"first": number == 0}
    return given


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Block | Merged | Chart | Picture):
        return value.text
    if isinstance(value, Table):
        return "\n".join("　".join(cell.text for cell in row) for row in value.rows)
    if isinstance(value, Mapping):
        return _plain(dict(value))
    return value if isinstance(value, int | str | None) else str(value)


def grown(unit: Path, folder: Path, times: int) -> Path:
    """A copy of a unit whose running texts stand in it so many times."""
    target = folder / "data" / "units" / f"{unit.name}-{times}"
    target.mkdir(parents=True)
    for file in unit.glob("*.yaml"):
        data = yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader)
        (target / file.name).write_bytes(in_yaml(_grown(data, times)))
    return target


def _grown(value: Any, times: int, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _grown(each, times, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_grown(each, times) for each in value]
    return "\n\n".join([value] * times) if key in RUNNING_TEXTS and "。" in value else value


def docxtpl(form: bytes, values: Values) -> bytes:
    """What docxtpl makes of a template: opened, rendered and saved."""
    document, target = DocxTemplate(io.BytesIO(form)), io.BytesIO()
    document.render(values, autoescape=True)
    document.save(target)
    return target.getvalue()


def paragraphs(docx: bytes) -> int:
    """How many paragraphs a docx has, once every part of it was read as XML."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        roots = {
            name: etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    return sum(1 for each in roots[DOCUMENT].iter() if str(each.tag).endswith("}p"))


_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>(?:(?!</w:p>).)*</w:p>", re.DOTALL)
_ROW = re.compile(r"<w:tr(?: [^>]*)?>(?:(?!</w:tr>).)*</w:tr>", re.DOTALL)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>[^<]*</w:t>")


def looped(form: bytes) -> bytes:
    """Our template as docxtpl's users write one: a loop for each part, a paragraph for each text."""

    def loop(match: re.Match[str]) -> str:
        paragraph = match[0]
        name = re.search(r"\{\{p (\S+) \}\}", paragraph)
        if name is None:
            return paragraph
        lines = (f"{{%p for 段 in {name[1]} %}}", "{{ 段 }}", "{%p endfor %}")
        return "".join(paragraph.replace(name[0], line) for line in lines)

    return _with_document(form, lambda xml: _PARAGRAPH.sub(loop, xml))


def _with_document(form: bytes, change: Any) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(form)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()).encode() if name == DOCUMENT else content)
    return target.getvalue()


def sectioned(form: bytes) -> bytes:
    """A looped template as docxtemplater's users write one."""
    opened: list[str] = []

    def paragraph(match: re.Match[str]) -> str:
        return _sections(match[0], opened)

    def rows(xml: str) -> str:
        found = list(_ROW.finditer(xml))
        for start, row, end in zip(found, found[1:], found[2:], strict=False):
            name = re.search(r"\{%tr for (\S+) in (\S+) %\}", start[0])
            if name:
                inner = row[0].replace(f"{name[1]}.", "")
                texts = list(_TEXT.finditer(inner))
                first, last = texts[0][0], texts[-1][0]
                inner = inner.replace(first, first.replace("{{", f"{{#{name[2]}}}{{{{"), 1)
                inner = inner.replace(last, last.replace("}}", f"}}}}{{/{name[2]}}}"), 1)
                xml = xml.replace(start[0] + row[0] + end[0], inner)
        return xml

    return _with_document(
        form,
        lambda xml: (
            re.sub(r"\{\{ (.+?) \}\}", r"{\1}", _PARAGRAPH.sub(paragraph, rows(xml)))
            .replace("{段}", "{.}")
            .replace("{项.", "{")
        ),
    )


def _sections(paragraph: str, opened: list[str]) -> str:
    """One paragraph with the tag of a block as a section; an ``else`` ends it and begins its opposite."""
    tag = re.search(r"\{%p (?:(if|for \S+ in) (.+?)|(else)|end\w+) %\}", paragraph)
    if tag is None:
        return paragraph
    if tag[1]:
        opened.append(("若 " if tag[1] == "if" else "") + tag[2].replace("项.", ""))
        return paragraph.replace(tag[0], f"{{#{opened[-1]}}}")
    name = opened[-1] if tag[3] else opened.pop()
    opposite = paragraph.replace(tag[0], f"{{^{name}}}") if tag[3] else ""
    return paragraph.replace(tag[0], f"{{/{name}}}") + opposite


class Docxtemplater:
    """docxtemplater in a node process that stays, so that it is as warm as the others."""

    def __init__(self, form: bytes, values: Values, folder: Path) -> None:
        file, data = folder / "docxtemplater.docx", folder / "docxtemplater.json"
        file.write_bytes(form)
        data.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
        self.target = folder / "docxtemplater-out.docx"
        self.node = subprocess.Popen(
            ["node", str(Path(__file__).with_name("docxtemplater.js")), file, data, self.target],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "NODE_PATH": str(NODE_MODULES)},
        )

    def __call__(self) -> float:
        """Render once; the seconds it took there."""
        assert self.node.stdin and self.node.stdout
        self.node.stdin.write("\n")
        self.node.stdin.flush()
        return float(self.node.stdout.readline()) / 1000

    def close(self) -> bytes:
        """End the process; the last docx it made."""
        self.node.communicate()
        return self.target.read_bytes()


def has_docxtemplater() -> bool:
    """Whether node and the package are there; ``make bench`` says how to get them."""
    return bool(shutil.which("node")) and (NODE_MODULES / "docxtemplater").is_dir()
