"""Where a notebook is cut: the first rule that divides it decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from migrate.model.notebook import Cell, Notebook
from migrate.model.section import Section
from migrate.plan.partition.by_headings import at_headings, by_headings
from migrate.plan.partition.by_purpose import by_purpose
from migrate.plan.partition.segmentation import Ground, ground

Rule = Callable[[Sequence[Cell], Ground], tuple[Section, ...]]
RULES: Sequence[Rule] = (by_headings, by_purpose)  # a rule that doesn't apply gives one section


def sections(notebook: Notebook) -> tuple[Section, ...]:
    """The parts of a notebook that may become tasks: every cell is in one, in order."""
    known = ground(notebook)
    divided = (parts for rule in RULES if len(parts := rule(notebook.cells, known)) > 1)
    found = next(divided, None)
    return distinct(found) if found else at_headings(notebook.cells)


def distinct(parts: Sequence[Section]) -> tuple[Section, ...]:
    """The sections without repeated titles: a later one is named after what it does."""
    seen = Counter[str]()
    found = []
    for part in parts:
        found.append(replace(part, title="") if seen[part.title] else part)
        seen[part.title] += 1
    return tuple(found)
