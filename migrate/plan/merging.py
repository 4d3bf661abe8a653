"""Joining sections that can't run apart, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.notebook import Notebook
from migrate.model.pipeline import Merge
from migrate.model.section import Section
from migrate.model.trace import Trace
from migrate.plan.needs import sources
from migrate.plan.settings import unrepeatable_setting


def join(parts: Sequence[Section], first: int, last: int) -> tuple[Section, ...]:
    """Make one section of those from `first` to `last`, named after the first."""
    together = parts[first : last + 1]
    cells = tuple(cell for part in together for cell in part.cells)
    return (*parts[:first], Section(together[0].title, cells, together[0].name), *parts[last + 1 :])


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
    return unstorable(parts, trace) or written_twice(parts, trace) or unsettable(notebook, parts, trace)


def unstorable(parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """A value that no file can hold: a connection, a generator, a figure that is drawn on."""
    for place, needed in enumerate(sources(parts, trace)):
        for name, source in needed.items():
            value = trace.borders.get(parts[place - 1].last, {}).get(name)
            if value and value.home is None and value.format is None:
                return source, place, f"both use `{name}` ({value.kind}), which can't be stored in a file"
    return None


def written_twice(parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """A file that two sections write: it would belong to two stages."""
    writer: dict[str, int] = {}
    for place, part in enumerate(parts):
        for path in sorted(p for cell in part.code for p in trace.cell(cell.index).writes):
            if writer.setdefault(path, place) != place:
                return writer[path], place, f"both write the file {path}"
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
