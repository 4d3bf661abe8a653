"""Joining sections that can't run apart, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from migrate.model.notebook import Notebook
from migrate.model.pipeline import Merge
from migrate.model.section import Section
from migrate.model.trace import Trace
from migrate.plan.crossing import crossings
from migrate.plan.settings import unrepeatable_setting


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
    while found := obstacle(notebook, parts, trace):
        first, last, reason = found
        merges.append(Merge(parts[first].first, parts[last].last, reason))
        parts = join(parts, first, last)
    return parts, tuple(merges)


def obstacle(notebook: Notebook, parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """The first pair of sections that can't be apart, and why."""
    return uncrossable(parts, trace) or overwritten(parts, trace) or unsettable(notebook, parts, trace)


def uncrossable(parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """A value that no file can hold, or that can't be made again as it was."""
    for place, needed in enumerate(crossings(parts, trace)):
        for item in needed.values():
            if item.way == "none":
                return item.source, place, item.hindrance
    return None


def overwritten(parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """A file that a section writes after another read or wrote it: they can't run in any other order."""
    user: dict[str, int] = {}
    for place, part in enumerate(parts):
        seen = [trace.cell(cell.index) for cell in part.code]
        for path in sorted(path for cell in seen for path in cell.writes):
            if user.setdefault(path, place) != place:
                return user[path], place, f"both use the file {path}, and the later one writes it"
        for cell in seen:
            user = dict.fromkeys(cell.reads, place) | user
    return None


def unsettable(notebook: Notebook, parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """A process-wide setting that can't be made without running its cell."""
    for place, part in enumerate(parts[:-1]):
        for cell in part.code:
            setting = unrepeatable_setting(notebook, cell, trace)
            if setting:
                reason = f"cell {cell.index} changes the {setting} settings in a way that needs its variables"
                return place, len(parts) - 1, reason
    return None
