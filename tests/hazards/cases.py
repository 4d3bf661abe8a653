"""Reads the hazards: text files beside this one, a construct a block.

=== its name
apart                          each part becomes a task; `apart, but for 1 4`: cells that no two runs agree on
together: these; words         some parts share a task, and these words say why
unproved: these; words         not even one task shows the same
refused: these; words          no task can do that, and the words say what to change
file data/a.txt: "1\n"         a file beside the notebook

a = 1
---
print(a)                       the next cell, in a part of its own
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.hazards.migrating import Expected, apart, refused, together, unproved

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Hazard:
    """A notebook that uses one construct across the borders of its parts."""

    name: str
    cells: tuple[str, ...]
    files: dict[str, str]
    expected: Expected


def hazards() -> Iterator[Hazard]:
    """All of them."""
    for path in sorted(HERE.glob("*.txt")):
        _, *blocks = re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        yield from map(hazard, blocks)


def hazard(block: str) -> Hazard:
    """One of them from its text."""
    head, _, body = block.partition("\n\n")
    name, outcome, *files = head.split("\n")
    named = [re.fullmatch(r"file (\S+): (.*)", line) for line in files]
    cells = tuple(cell.strip("\n") for cell in re.split(r"^---$", body, flags=re.MULTILINE))
    return Hazard(name, cells, {m[1]: json.loads(m[2]) for m in named if m}, expectation(outcome))


def expectation(text: str) -> Expected:
    """The outcome from its line."""
    if text.startswith("apart"):
        return apart(varies=[int(cell) for cell in re.findall(r"\d+", text)])
    kind, _, words = text.partition(":")
    return {"together": together, "unproved": unproved, "refused": refused}[kind](
        *filter(None, words.strip().split("; "))
    )
