"""The schemas for editors: as committed, true to the shipped files, and strict with slips."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from generator import rulebook
from generator.cli import jixiao
from generator.schema import FOLDER, NAMES, schemas

ROOT = Path(__file__).parent.parent
KINDS = {"units/*/*.yaml": "单位", "rubrics/*.yaml": "指标体系", "checks/*.yaml": "勾稽核对"}
SHIPPED = [(f, kind) for glob, kind in KINDS.items() for f in sorted(ROOT.glob(f"data/{glob}"))]
MORE = [
    *((f, "单位") for f in sorted(ROOT.glob("tests/minimal/data/units/*/*.yaml"))),
    *((f, "指标体系") for f in sorted(ROOT.glob("tests/minimal/data/rubrics/*.yaml"))),
    *((f, "单位") for f in sorted(ROOT.glob("tests/whole/*.yaml"))),
]


class AsAnEditor(yaml.SafeLoader):
    """Reads as YAML 1.2 does: numbers and empty values are told from text, dates are text."""


AsAnEditor.yaml_implicit_resolvers = {
    first: [(tag, way) for tag, way in ways if not tag.endswith((":timestamp", ":int", ":bool"))]
    for first, ways in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
AsAnEditor.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789")
)
AsAnEditor.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))


def as_json(data: Any) -> Any:
    """The data with keys that are texts."""
    if isinstance(data, dict):
        return {str(key): as_json(value) for key, value in data.items()}
    return [as_json(each) for each in data] if isinstance(data, list) else data


def wrongs(text: str, kind: str) -> list[str]:
    data = as_json(yaml.load(text, AsAnEditor))
    check = Draft7Validator(json.loads(schemas()[kind]))
    return [f"{error.json_path}: {error.message[:90]}" for error in check.iter_errors(data)]


def keys(schema: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every key the schema offers, with what is said of it."""
    if isinstance(schema, dict):
        for name, each in schema.get("properties", {}).items():
            if "const" not in each:
                yield f"{path}/{name}", each
    children = schema.items() if isinstance(schema, dict) else enumerate(schema)
    for step, each in children:
        if isinstance(each, dict | list):
            yield from keys(each, f"{path}/{step}")


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_schema_is_what_the_command_makes(name: str) -> None:
    committed = (ROOT / FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert committed == schemas()[name], "run: python -m generator schema"


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_by_its_own_standard(name: str) -> None:
    schema = json.loads(schemas()[name])
    Draft7Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("name", NAMES)
def test_every_key_is_explained_in_chinese(name: str) -> None:
    silent = [
        path
        for path, each in keys(json.loads(schemas()[name]))
        if not any("\u4e00" <= sign <= "\u9fff" for sign in each.get("description", ""))
    ]
    assert silent == [], "give these fields a description= in their model"


@pytest.mark.parametrize("name", NAMES)
def test_an_editor_offers_entries_by_their_chinese_terms(name: str) -> None:
    terms = json.loads(schemas()[name])["definitions"]
    assert [term for term in terms if not re.fullmatch("[\u4e00-\u9fff、]+", term)] == []
    assert len(terms) >= {"单位": 20, "指标体系": 15, "勾稽核对": 1}[name]


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("file", "kind"), SHIPPED + MORE, ids=lambda each: getattr(each, "name", each)
)
def test_a_file_that_is_read_fits_its_schema(file: Path, kind: str) -> None:
    assert wrongs(file.read_text(encoding="utf-8"), kind) == []


@pytest.mark.parametrize(("file", "kind"), SHIPPED, ids=lambda each: getattr(each, "name", each))
def test_a_shipped_file_leads_an_editor_to_its_schema(file: Path, kind: str) -> None:
    first = file.read_text(encoding="utf-8").split("\n")[0]
    path = first.removeprefix("# yaml-language-server: $schema=")
    assert (file.parent / path).resolve() == ROOT / FOLDER / f"{kind}.json"


@pytest.mark.parametrize("levels", rulebook.LEVELS)
def test_a_new_rubric_fits_its_schema(levels: int) -> None:
    text = rulebook.skeleton("试验", 2024, levels)
    assert text.startswith("# yaml-language-server: $schema=../schema/指标体系.json\n")
    assert wrongs(text, "指标体系") == []


RUBRIC = """\
指标体系:
  名称: 甲
  适用年度: 2021-2023
  依据: 乙
  等级: {优: 0}
  指标:
    - 名称: 子
      分值: 100
      下级:
        - 名称: 丙
          分值: 100
          解释: 丁
          规则: %s
          依据: 戊
"""
CHECK = "勾稽核对: [{编号: a-b, 名称: 甲, 式: 乙 = 丙, 轻重: %s, 依据: 丁}]"
RIGHT = (
    ("资产: {固定资产总额: 12.50, 在用固定资产: }", "单位"),
    ('资产: {固定资产总额: "12.5", 说明: 2021}', "单位"),
    ("评分: {甲: {要点: {1: 是, 2: 否}, 核定分: }}", "单位"),
    ("履职工作: {计划工作数: 3, 实际完成工作数: 3}", "单位"),
    ("单位: {名称: 甲, 简称: 乙, 年度: 2021, 指标体系: 丙, 落款日期: 2021年12月31日}", "单位"),
    (RUBRIC % "{类型: 线性, 满分: 100%, 零分: 1.15}", "指标体系"),
    (RUBRIC % "{类型: 线性, 满分: 1, 零分: {2021-01-01: {值: 115%, 依据: 甲}}}", "指标体系"),
    (RUBRIC % "{2021-01-01: {值: {类型: 比例}, 依据: 甲}}", "指标体系"),
    (
        RUBRIC % "{类型: 分档, 档位: [{到: 0%（含）, 得分: 5}, {从: 0%（不含）, 得分: 0}]}",
        "指标体系",
    ),
    (CHECK % "错误", "勾稽核对"),
)
WRONG = (
    ("资产: {固定资产总额: 十二}", "单位"),
    ("资产: {固定资产总额: 12万元}", "单位"),
    ("资产: {固定资产总额: }", "单位"),
    ("资产: {固定资产总额: 12, 在用资产: 3}", "单位"),
    ("资产: {在用固定资产: 3}", "单位"),
    ("资厂: {固定资产总额: 12}", "单位"),
    ("履职工作: {计划工作数: 3.5, 实际完成工作数: 3}", "单位"),
    ("评分: {甲: {要点: {1: 对}}}", "单位"),
    ("单位: {名称: 甲, 简称: 乙, 年度: 2021, 指标体系: 丙, 落款日期: 年底}", "单位"),
    ("目标: {分项: [{名称: 甲, 指标: [{名称: 乙, 方向: 越多越好, 目标值: 3}]}]}", "单位"),
    (RUBRIC % "{类型: 直线, 满分: 100%, 零分: 115%}", "指标体系"),
    (RUBRIC % "{类型: 线性, 满分: 100%, 零分: 115%, 档位: {1: 2}}", "指标体系"),
    (RUBRIC % "{类型: 线性, 满分: 100%}", "指标体系"),
    (RUBRIC % "{类型: 线性, 满分: 多, 零分: 115%}", "指标体系"),
    (RUBRIC % "{类型: 线性, 满分: 1, 零分: {2021-01-01: {值: 115%}}}", "指标体系"),
    (RUBRIC % "{类型: 线性, 满分: 1, 零分: {2021-01-01: {值: 多, 依据: 甲}}}", "指标体系"),
    (CHECK % "警告", "勾稽核对"),
)


@pytest.mark.unmeasured
@pytest.mark.parametrize(("text", "kind"), RIGHT)
def test_what_the_reader_takes_is_not_marked(text: str, kind: str) -> None:
    assert wrongs(text, kind) == []


@pytest.mark.unmeasured
@pytest.mark.parametrize(("text", "kind"), WRONG)
def test_a_slip_is_marked(text: str, kind: str) -> None:
    assert wrongs(text, kind) != []


def test_the_command_writes_the_schemas_into_a_folder(tmp_path: Path) -> None:
    done = CliRunner().invoke(jixiao, ["schema", "-o", str(tmp_path / "提示")])
    assert done.exit_code == 0, done.output
    written = {f.stem: f.read_text(encoding="utf-8") for f in (tmp_path / "提示").iterdir()}
    assert written == dict(schemas())
