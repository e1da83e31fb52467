"""说法: what does not fit the type, said in Chinese at the place the file has for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from generator.figures import read_number
from generator.findings import Finding, Place, close_to
from generator.shape import Shape, hints
from generator.source.tree import DataPath, Node, down, place_of, refusal

__all__ = ["of_errors"]


def of_errors(
    errors: Sequence[Any], prefix: DataPath, tree: Node, into: type[Shape]
) -> Iterator[Finding]:
    """Misfits as findings: a key that is missing as it was typed wrongly is told once."""
    typed = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
    meant = {(*loc[:-1], close_to(str(loc[-1]), _known_keys(into, loc[:-1]))) for loc in typed}
    for error in errors:
        if error["type"] != "missing" or error["loc"] not in meant:
            yield _of_error(error, prefix, tree, into)


def _of_error(error: Any, prefix: DataPath, tree: Node, into: type[Shape]) -> Finding:
    """One misfit as finding, in Chinese, at the nearest place the file has for it."""
    path = tuple(step for step in (*prefix, *error["loc"]) if step != "[key]")
    return replace(_finding(error, prefix, tree, into), path=path)


def _finding(error: Any, prefix: DataPath, tree: Node, into: type[Shape]) -> Finding:
    node, rest = down(tree, (*prefix, *error["loc"]))
    label = str(rest[-1]) if rest else node.key.text if node.key else ""
    kind, given = error["type"], error["input"]
    if kind == "missing" and not rest and node is not tree:
        return refusal("missing", f"“{label}”空着。", _on_key(node, tree), "请填写。")
    if kind == "missing":
        hint = f"请加上“{label}: ”并填写内容"
        if node is tree and not tree.file.name.endswith(".yaml"):
            hint += "；写它的文件不见了的，请找回，或从示例单位复制一份再填"
        return refusal("missing", f"缺少“{label}”。", _on_key(node, tree), f"{hint}。")
    if kind == "extra_forbidden":
        hint = _nearest(label, _known_keys(into, error["loc"][:-1]))
        return refusal("unknown-key", f"没有“{label}”这一项。", _on_key(node, tree), hint)
    message, hint = _words(kind, error["msg"], error.get("ctx", {}), given)
    place = place_of(node) if isinstance(given, str) and not rest else _on_key(node, tree)
    if error["loc"] and error["loc"][-1] == "[key]":
        place, label, message = _on_key(node, tree), "", f"编号{message}"
    sentence = f"{message}。" if message.startswith("“") or not label else f"“{label}”{message}。"
    return refusal(kind.replace("_", "-"), sentence, place, hint)


def _on_key(node: Node, tree: Node) -> Place:
    return Place(node.file.name) if node is tree else place_of(node, on_key=True)


def _nearest(label: str, known: list[str]) -> str:
    near = close_to(label, known)
    return f"是不是“{near}”？" if near else f"可用：{'、'.join(known)}。"


_KINDS = {
    "model_type": "下面应分行写“名称: 内容”", "dict_type": "下面应分行写“名称: 内容”",
    "model_attributes_type": "下面应分行写“名称: 内容”",
    "tuple_type": "下面应是一张清单，每项一行，以“- ”开头", "string_type": "应为一段文字",
    "union_tag_not_found": "缺少“类型”",
}  # fmt: skip


_BOUNDS = {"greater_than": "大于", "greater_than_equal": "不小于", "less_than_equal": "不大于"}


def _words(kind: str, message: str, context: Mapping[str, Any], given: Any) -> tuple[str, str]:
    """The sentence and the next step for one kind of error."""
    if kind in ("number-expected", "count-expected"):
        return _of_number(kind, message, str(given))
    if kind == "literal_error":
        return f"写成了“{given}”", _choices(str(context["expected"]).replace(" or ", ", "))
    if kind == "union_tag_invalid":
        return f"写成了“{context['tag']}”", _choices(str(context["expected_tags"]))
    if kind in _BOUNDS:
        return (
            f"写成了“{given}”，应{_BOUNDS[kind]} {next(iter(context.values()))}",
            "请核对这个数。",
        )
    if kind in _KINDS:
        return _of_kind(_KINDS[kind], given)
    return message, ""


def _of_number(kind: str, message: str, given: str) -> tuple[str, str]:
    if not given:
        return "空着，应为阿拉伯数字", "请填写。"
    if given in ("无", "没有", "/", "-", "—"):
        return message, "没有就写 0，或空着不填。"
    if re.search(r"[万亿](?![元人个户])|[一二三四五六七八九十百千]万|[亿\d]元", given):
        return message, "请改为阿拉伯数字；金额以万元为单位，例如一千万元写 1000。"
    meant = read_number(given)
    if meant and (kind == "number-expected" or meant.isdecimal()):
        return message, f"请改为 {meant}。"
    return (
        message,
        "请改为整数，例如 12。"
        if kind == "count-expected"
        else "请改为阿拉伯数字（0—9），例如 12。",
    )


def _choices(expected: str) -> str:
    return f"可选：{expected.replace(chr(39), '').replace(', ', '、')}。"


def _of_kind(sentence: str, given: Any) -> tuple[str, str]:
    """A text stands where something else should; a full-width colon is the likeliest reason."""
    if isinstance(given, dict) and sentence == _KINDS["string_type"]:
        return sentence, "文字里的冒号请用中文的“：”，或把整段用引号括起来。"
    if not isinstance(given, str) or not given:
        return sentence, "请对照示例单位的同名文件。"
    hint = "冒号要用英文的“:”，后面空一格。" if "：" in given else "请对照示例单位的同名文件。"
    return f"{sentence}，这里写成了“{given[:30]}”", hint


def _known_keys(into: type[Shape], path: DataPath) -> list[str]:
    """The keys that may stand at the end of a path through the type."""
    models = [into]
    for step in path:
        models = [m for m in models if step in _tags(m)] or models
        found = [hints(m)[name] for m in models for name, f in m.fields.items() if f.key == step]
        models = [m for hint in found for m in _models_in(hint)] or models
    return [f.key for m in models for f in m.fields.values()]


def _tags(model: type[Shape]) -> set[str]:
    """By what a union tells a type apart: its name, or what it holds under 类型."""
    return {model.__name__.lower(), *get_args(hints(model).get("kind"))}


def _models_in(annotation: Any) -> list[type[Shape]]:
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
