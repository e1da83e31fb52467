"""The README tells the truth: commands, help, messages, steps, rooms and words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest

import generator
from generator.cli import jixiao
from generator.generate import STEPS
from generator.narrative import FILTERS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGE = Path(generator.__file__).parent


def commands(group: click.Group, before: str = "jixiao") -> list[str]:
    """All commands with the groups before them."""
    names = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        inside = commands(command, f"{before} {name}") if isinstance(command, click.Group) else []
        names += inside or [f"{before} {name}"]
    return names


@pytest.mark.parametrize("command", commands(jixiao))
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert f"`{command}" in README


def test_the_help_shown_is_the_real_one(capsys: pytest.CaptureFixture[str]) -> None:
    jixiao.main(["--help"], prog_name="jixiao")
    shown = README.split("$ jixiao --help\n")[1].split("```")[0]
    assert shown == capsys.readouterr().out


def test_the_two_commands_stand_at_the_top() -> None:
    assert README.index("make report") < README.index("make test") < README.index("## 五分钟走一遍")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\w+)`", README):
        assert f"\n{target}:" in makefile


def ids() -> set[str]:
    """The id of every message the program can give, as the code spells them."""
    makers = {"Finding", "refusal", "_error", "Reason", "Failed", "Contradiction", "PydanticCustomError", "report", "_refused", "_refusal"}  # fmt: skip
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if "shipped" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = (
                node.func.attr
                if isinstance(node.func, ast.Attribute)
                else getattr(node.func, "id", "")
            )
            given = [*node.args[:2], *(k.value for k in node.keywords if k.arg == "id")]
            if name in makers:
                found |= {str(a.value) for a in given if isinstance(a, ast.Constant)}
    return {id for id in found if re.fullmatch(r"[a-z]+(-[a-z]+)+", id)}


def test_every_message_is_explained() -> None:
    assert len(ids()) > 60
    assert sorted(id for id in ids() if f"`{id}`" not in README) == []


def test_the_seven_steps_are_those_of_the_program() -> None:
    told = " · ".join(f"{number} {name}" for number, name in enumerate(STEPS, 1))
    assert told in README
    source = (PACKAGE / "generate" / "__init__.py").read_text(encoding="utf-8")
    assert told in source.replace("；", "")


def test_the_table_of_rooms_is_that_of_the_package() -> None:
    rows = re.findall(r"^\| `([a-z]+)(?:\.py|/)` \| (\S+) \|", README, re.MULTILINE)
    rooms = {
        p.stem
        for p in PACKAGE.iterdir()
        if p.stem not in ("__init__", "__main__", "__pycache__", "shipped")
    }
    assert {name for name, _ in rows} == rooms
    for name, chinese in rows:
        path = PACKAGE / f"{name}.py"
        path = path if path.exists() else PACKAGE / name / "__init__.py"
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert doc.startswith(f"{chinese}:")


def test_the_glossary_of_readme_and_package_agree() -> None:
    package = dict(
        re.findall(r"([a-z ]+[a-z]) ([\u4e00-\u9fff]+)", (generator.__doc__ or "").split("):")[1])
    )
    words = README.split("词汇（代码里一词一义）：")[1]
    readme = {
        english.strip(): chinese
        for chinese, english in re.findall(r"([\u4e00-\u9fff]+) ([a-z ]+)", words)
    }
    assert readme == {english.strip(): chinese for english, chinese in package.items()}


@pytest.mark.parametrize(
    "name", ["万元", "亿元", "较", "合计", "逐项", "个数", "列举", "百分比", "年月日", "中文数字"]
)
def test_filters_shown_are_filters_there_are(name: str) -> None:
    assert name in FILTERS
    assert rf"\|{name}" in README


def test_files_of_the_example_are_explained() -> None:
    files = {p.name for p in (ROOT / "data" / "units" / "wanghuzhai-2021").glob("*.yaml")}
    assert files == set(re.findall(r"^\| (\S+\.yaml) \|", README, re.MULTILINE))
