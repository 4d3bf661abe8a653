"""Where tasks have to resume the global random generators at the point where another task stopped."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.notebook import Notebook
from migrate.model.section import Section
from migrate.model.trace import Draw, Generator, Trace
from migrate.plan.settings import repeatable

Event = tuple[int, Draw]  # the cell, and what it did


def random_sources(notebook: Notebook, parts: Sequence[Section], trace: Trace) -> tuple[int | None, ...]:
    """For each section, the earlier section whose last position of the generators it resumes.

    None if it draws nothing, if the notebook never seeded, or if only seeds that the settings repeat came
    before. A stored position is that of all generators, so a section that moves one of them resumes the
    others as well.
    """
    found: list[int | None] = []
    seeded: set[Generator] = set()
    mover: dict[Generator, int] = {}  # where a seeded generator was last moved; absent: by the settings
    for place, part in enumerate(parts):
        events = [(cell.index, draw) for cell in part.code for draw in trace.cell(cell.index).draws]
        goes_on = bool(events) and bool(set(mover) - seeded_first(events))
        found.append(max(mover.values()) if goes_on else None)
        for index, draw in events:
            seeded |= {draw.generator} if draw.seeds or draw.both else set()
            if draw.seeds and not goes_on and replayed(notebook, index, draw):
                mover.pop(draw.generator, None)
            elif draw.generator in seeded:
                mover[draw.generator] = place
        if goes_on:
            mover = dict.fromkeys(mover, place)
    return tuple(found)


def unseeded(notebook: Notebook, trace: Trace) -> tuple[int, ...]:
    """The cells that draw from a generator that nothing has seeded: another run draws something else."""
    seeded: set[Generator] = set()
    found: list[int] = []
    for cell in notebook.code:
        for draw in trace.cell(cell.index).draws:
            if draw.seeds or draw.both:
                seeded.add(draw.generator)
            elif draw.generator not in seeded and not imports(notebook, cell.index, draw):
                found.append(cell.index)
    return tuple(dict.fromkeys(found))


def seeded_first(events: Sequence[Event]) -> set[Generator]:
    """Generators that the section seeds before it draws from them."""
    first: dict[Generator, bool] = {}
    for _, draw in events:
        first.setdefault(draw.generator, draw.seeds)
    return {generator for generator, seeds in first.items() if seeds}


def imports(notebook: Notebook, index: int, draw: Draw) -> bool:
    """Whether a module drew for itself while it was imported."""
    statements = notebook.cells[index].statements
    return draw.statement < len(statements) and statements[draw.statement].kind == "import"


def replayed(notebook: Notebook, index: int, draw: Draw) -> bool:
    """Whether the settings repeat the statement that seeded."""
    statements = notebook.cells[index].statements
    return draw.statement < len(statements) and repeatable(notebook, statements[draw.statement])
