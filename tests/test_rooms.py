"""The house itself: who may import whom, sole owners, sizes, docstrings; see HOUSE in the README."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import generator

pytestmark = pytest.mark.unmeasured  # it reads the code and runs none

PACKAGE = Path(generator.__file__).parent
FILES = sorted(p for p in PACKAGE.rglob("*.py") if "shipped" not in p.parts)
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}

MAY_IMPORT = {
    "findings": [],
    "bound": [],
    "cache": [],
    "prepared": [],
    "ready": ["findings", "workspace"],
    "waiting": [],
    "recall": [],
    "rounds": ["figures", "findings"],
    "listing": ["findings"],
    "figures": [],
    "shape": ["recall"],
    "model": ["recall", "shape"],
    "formula": ["figures"],
    "source": ["findings", "figures", "recall", "shape"],
    "rubric": ["formula", "figures", "model", "shape"],
    "scoring": ["model", "formula", "rubric", "figures"],
    "checks": ["model", "formula", "rubric", "scoring", "figures", "findings", "shape"],
    "rulebook": ["source", "rubric", "model", "formula", "checks", "figures", "findings", "shape"],
    "narrative": ["model", "recall", "rubric", "scoring", "figures", "findings", "shape"],
    "paper": ["model", "rubric", "scoring", "formula", "figures", "findings"],
    "template": ["cache", "narrative", "figures", "findings"],
    "readback": ["narrative", "template", "findings"],
    "remarks": ["findings", "model", "paper", "readback", "review", "source"],
    "review": ["findings", "narrative", "template"],
    "redline": ["readback", "template", "findings"],
    "schema": ["checks", "model", "rubric", "shape"],
    "archive": ["findings"],
    "workspace": ["findings"],
    "pdf": ["findings"],
    "proofread": ["figures", "findings", "recall"],
    "rollover": ["checks", "findings", "model", "source"],
    "generate": [
        "cache", "findings", "source", "model", "rubric", "scoring", "checks", "narrative", "template",
        "proofread", "readback", "review", "archive", "workspace", "figures", "rollover", "shape",
    ],
    "pullback": [
        "findings", "figures", "source", "scoring", "narrative", "template", "readback", "review",
        "archive", "generate", "workspace", "model",
    ],
    "intake": [
        "checks", "figures", "findings", "formula", "model", "narrative", "pdf", "readback", "rubric",
        "scoring", "source", "template",
    ],
    "form": [
        "findings", "figures", "model", "rubric", "scoring", "narrative", "paper", "source", "intake", "shape",
    ],
    "batch": [
        "archive", "cache", "figures", "findings", "generate", "intake", "scoring", "source", "workspace",
    ],
    "county": [
        "archive", "batch", "cache", "figures", "findings", "narrative", "paper", "readback", "template", "workspace",
    ],
    "cli": [
        "batch", "cache", "county", "form",
        "generate", "workspace", "template", "pdf", "listing", "paper", "proofread",
        "rulebook", "schema", "archive", "pullback", "readback", "redline", "rounds", "remarks", "model",
        "scoring", "figures", "findings", "intake", "recall", "rollover",
    ],
    "__main__": ["bound", "cache", "cli", "prepared", "waiting"],
    "__init__": [],
}  # fmt: skip
ONLY_HERE = {
    "yaml": ["source"],
    "markdown": ["narrative"],
    "jinja2": ["narrative", "template"],
    "docxtpl": ["template"],
    "lxml": ["template", "readback", "review", "redline", "intake"],
    "pydantic_core": ["shape"],
    "click": ["cli"],
    "watchfiles": ["cli"],
    "distributed": ["batch"],
    "openpyxl": ["batch", "county", "form", "intake"],
    "xlsxwriter": ["county", "form", "paper", "remarks"],
    "subprocess": ["pdf", "ready"],
    "datetime": [
        "cli",
        "county",
        "figures",
        "form",
        "model",
        "narrative",
        "paper",
        "remarks",
        "shape",
        "template",
    ],
}
LONGEST_MODULE, LONGEST_FUNCTION, MOST_POSITIONAL = 400, 50, 5
ASKED = ("today", "now")  # of a clock, when they are called
WITHOUT_CLOCK = ("today", "now", "time.time", "getcwd", "cwd", "environ", "getenv", "random")


def room(path: Path) -> str:
    """The room a file belongs to: its own name, or that of its package."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imports(path: Path) -> tuple[tuple[str, ast.stmt], ...]:
    return tuple(_imports(TREES[path]))


def _imports(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = (
                [f"{node.module}.{a.name}" for a in node.names]
                if node.module == "generator"
                else [node.module]
            )
            yield from ((name, node) for name in names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def length(function: ast.FunctionDef) -> int:
    """Lines of a function without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_what_it_may(path: Path) -> None:
    ours = {name.split(".")[1] for name, _ in imports(path) if name.startswith("generator.")}
    assert ours - {room(path), "__version__"} <= set(MAY_IMPORT[room(path)])


@pytest.mark.parametrize("library", ONLY_HERE)
def test_a_library_is_known_only_to_its_owners(library: str) -> None:
    users = {room(p) for p in FILES for name, _ in imports(p) if name.split(".")[0] == library}
    assert users == set(ONLY_HERE[library])


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_stand_at_the_top(path: Path) -> None:
    top = TREES[path].body
    inside = [node.lineno for _, node in imports(path) if node not in top]
    assert inside == []


def test_rooms_import_in_one_direction() -> None:
    done: set[str] = set()
    waiting = dict(MAY_IMPORT)
    while waiting:
        free = [name for name, needs in waiting.items() if set(needs) <= done]
        assert free, f"a circle among {sorted(waiting)}"
        done |= set(free)
        waiting = {name: needs for name, needs in waiting.items() if name not in done}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_MODULE
    long = {f.name: length(f) for f in functions(TREES[path]) if length(f) > LONGEST_FUNCTION}
    assert long == {}


def test_functions_are_short_on_the_whole() -> None:
    lengths = sorted(length(f) for tree in TREES.values() for f in functions(tree))
    assert statistics.median(lengths) <= 8
    assert lengths[int(len(lengths) * 0.9)] <= 25


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_function_takes_many_positional_arguments(path: Path) -> None:
    many = [f.name for f in functions(TREES[path]) if len(f.args.args) > MOST_POSITIONAL]
    assert many == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_what_is_public_says_what_it_means(path: Path) -> None:
    tree = TREES[path]
    silent = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and node.col_offset == 0
        and not ast.get_docstring(node)
    ]
    assert silent == []
    assert any("\u4e00" <= c <= "\u9fff" for c in (ast.get_docstring(tree) or "").split("\n")[0])


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_room_reads_a_clock_the_environment_or_chance(path: Path) -> None:
    nodes = list(ast.walk(TREES[path]))
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    used |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    called = {
        node.func.attr
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    used = (used - set(ASKED)) | (called & set(ASKED))
    allowed = {"pdf": {"environ"}, "cache": {"environ"}}
    at_the_door = {"now"} if path == PACKAGE / "cli" / "clock.py" else set()
    assert used & set(WITHOUT_CLOCK) - allowed.get(room(path), at_the_door) == set()


def test_nothing_is_left_to_do() -> None:
    left = [
        f"{path.name}:{number}"
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if any(word in line for word in ("TODO", "FIXME", "XXX", "NotImplementedError"))
    ]
    assert left == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_mutable_lives_at_the_top_of_a_module(path: Path) -> None:
    mutable = [
        ast.unparse(node.targets[0])
        for node in TREES[path].body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.List | ast.ListComp)
        and ast.unparse(node.targets[0]) != "__all__"
    ]
    assert mutable == []
