"""EX09: what only Databricks, Colab or Kaggle has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.knowledge.hosts import GIVEN, ONLY_THERE, HostCode
from migrate.model.finding import Finding
from migrate.model.notebook import Cell, Name

COLAB = re.compile(r"^\s*(?:from|import) google\.colab\b", re.MULTILINE)


def check(subject: Subject) -> Iterator[Finding]:
    bound = frozenset[Name]().union(*(cell.effects.may_define for cell in subject.notebook.code))
    for cell in subject.notebook.code:
        yield from dict.fromkeys(in_cell(cell, bound))


def in_cell(cell: Cell, bound: frozenset[Name]) -> Iterator[Finding]:
    lines = [line for line in cell.source.split("\n") if is_code(line)]
    found = [code for code in ONLY_THERE if any(code.pattern.search(line.lstrip()) for line in lines)]
    yield from (works_only(cell, code) for code in found)
    told = " ".join(code.pattern.pattern for code in found)
    for name in sorted(GIVEN.keys() & (cell.effects.uses - bound)):
        if name not in told:
            yield given(cell.index, name)
    if COLAB.search(cell.source) and not found:
        yield Finding(
            rule="EX09",
            severity="high",
            cell=cell.index,
            subject="google.colab",
            what="imports google.colab, which only Colab has",
            remedy="delete that and what uses it",
        )


def works_only(cell: Cell, code: HostCode) -> Finding:
    what = f"{code.does}, which works only on {code.host}"
    return Finding(rule="EX09", severity="high", cell=cell.index, what=what, remedy=code.instead)


def given(cell: int, name: Name) -> Finding:
    host, instead = GIVEN[name]
    what = f"uses `{name}`, which only {host} provides"
    return Finding(rule="EX09", severity="high", cell=cell, subject=name, what=what, remedy=instead)


def is_code(line: str) -> bool:
    """Whether a line does something, here or on Databricks: `# MAGIC` lines do there."""
    return not line.lstrip().startswith("#") or line.startswith("# MAGIC")
