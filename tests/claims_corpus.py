"""Proofreading measured on a corpus of true and false claims: precision, recall, and time by length.

A false claim counts as found when an arithmetic finding stands in its text; any finding on a true
claim or on a text without errors counts as false.  ``--all`` lists what was missed and cried.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from generator.findings import Finding
from generator.proofread import ARITHMETIC, Passage, proofread

CORPUS = Path(__file__).parent / "corpus"
HALVES = {
    "developed on": ("claims.yaml", "silent.yaml"),
    "held out": ("held-out.yaml", "silent-held-out.yaml"),
}


def entries(name: str) -> list[dict[str, Any]]:
    """The entries of one file of the corpus."""
    loaded: list[dict[str, Any]] = yaml.safe_load((CORPUS / name).read_text(encoding="utf-8"))
    return loaded


def passages(text: str) -> list[Passage]:
    """A text as the passages it has, a line each."""
    lines = text.rstrip("\n").split("\n")
    return [Passage(line, (), number) for number, line in enumerate(lines) if line.strip()]


def arithmetic(text: str) -> list[Finding]:
    """What the proofreader says of the figures in a text."""
    return [each for each in proofread(passages(text)) if each.id in ARITHMETIC]


def judged(claims: str, silent: str) -> tuple[int, int, int]:
    """On two files of the corpus: false claims found and missed, and texts cried at wrongly."""
    told = [(each, bool(arithmetic(each["text"]))) for each in entries(claims)]
    found = sum(heard for each, heard in told if not each["holds"])
    missed = sum(not heard for each, heard in told if not each["holds"])
    cried = sum(heard for each, heard in told if each["holds"])
    return found, missed, cried + sum(bool(arithmetic(e["text"])) for e in entries(silent))


def by_kind(claims: str) -> str:
    """How many false claims of each kind were found and missed, a line a kind."""
    kinds: Counter[tuple[str, bool]] = Counter(
        (each["kind"], bool(arithmetic(each["text"])))
        for each in entries(claims)
        if not each["holds"]
    )
    return "".join(
        f"{kind:12}{kinds[kind, True]:4} found {kinds[kind, False]:4} missed\n"
        for kind in sorted({kind for kind, _ in kinds})
    )


def amiss(claims: str, silent: str) -> list[str]:
    """What was missed and what was cried at wrongly, a line each."""
    lines = []
    for each in [*entries(claims), *entries(silent)]:
        told = arithmetic(each["text"])
        if each.get("holds", True):
            lines += [f"误报 {each['name']}：{one.message}" for one in told]
        elif not told:
            lines.append(
                f"漏报 {each['name']}：{each['text'].strip()}（{each['wrong']} → {each['right']}）"
            )
    return lines


def style() -> tuple[int, int, list[str]]:
    """Style entries judged as expected, all of them, and what went otherwise."""
    right, wrong = 0, []
    cases = entries("style.yaml")
    for each in cases:
        told = {
            one.id
            for one in proofread(passages(each["text"]))
            if one.id not in ARITHMETIC and one.severity.value != "说明"
        }
        wanted = set() if each["expect"] == "none" else {each["expect"]}
        right += told == wanted
        wrong += (
            []
            if told == wanted
            else [
                f"文风 {each['name']}：应为 {wanted or '无'}，得 {told or '无'}：{each['text'].strip()[:80]}"
            ]
        )
    return right, len(cases), wrong


def seconds(texts: Sequence[str]) -> float:
    """The best of three runs."""
    whole = [passage for text in texts for passage in passages(text)]
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        proofread(whole)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    wrong: list[str] = []
    for name, files in HALVES.items():
        found, missed, cried = judged(*files)
        wrong += amiss(*files)
        sys.stdout.write(
            f"{name}\n{by_kind(files[0])}"
            f"precision {found / (found + cried):.3f}  recall {found / (found + missed):.3f}\n\n"
        )
    right, cases, odd = style()
    sys.stdout.write(f"style {right} of {cases} as expected\n\n")
    texts = [each["text"] for files in HALVES.values() for each in entries(files[1])]
    for times in (1, 10, 100):
        sys.stdout.write(f"×{times:<4}{seconds(texts * times) * 1000:9.1f} ms\n")
    if "--all" in sys.argv:
        sys.stdout.write("\n".join([*wrong, *odd, ""]))


if __name__ == "__main__":
    main()
