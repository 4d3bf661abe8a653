"""Joining sections that can't run apart, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from migrate.model.notebook import Notebook
from migrate.model.paths import printable
from migrate.model.pipeline import Merge
from migrate.model.section import Section
from migrate.model.trace import Trace
from migrate.plan.conflicts import (
    exit_hook,
    file_order,
    file_times,
    made_folder,
    outside_file,
    renamed_file,
    shared_object,
    tied_setting,
    unstorable_value,
)
from migrate.plan.conflicts.conflict import Conflict, Rule, Scene

RULES: Sequence[Rule] = (  # in the order in which they are asked
    unstorable_value.find,
    shared_object.find,
    file_order.find,
    renamed_file.find,
    outside_file.find,
    file_times.find,
    made_folder.find,
    tied_setting.find,
    exit_hook.find,
)


def join(parts: Sequence[Section], first: int, last: int) -> tuple[Section, ...]:
    """Make one section of those from `first` to `last`, named after the first."""
    together = parts[first : last + 1]
    cells = tuple(cell for part in together for cell in part.cells)
    return (*parts[:first], replace(together[0], cells=cells), *parts[last + 1 :])


def merge(
    notebook: Notebook, parts: Sequence[Section], trace: Trace
) -> tuple[tuple[Section, ...], tuple[Merge, ...]]:
    """Join sections until each can run in a process of its own."""
    parts = tuple(parts)
    merges: list[Merge] = []
    while found := first_conflict(Scene(notebook, parts, trace)):
        reason = printable(found.reason)
        merges.append(Merge(parts[found.first].first, parts[found.last].last, reason))
        parts = join(parts, found.first, found.last)
    return parts, tuple(merges)


def first_conflict(scene: Scene) -> Conflict | None:
    return next((found for rule in RULES if (found := rule(scene))), None)
