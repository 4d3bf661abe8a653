"""Notebooks and traces for tables, as short as they can be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migrate.model.notebook import Cell, Name, Notebook
from migrate.model.pipeline import Pipeline, Task
from migrate.model.trace import CellTrace, Change, Draw, Trace, Value
from migrate.plan.partition.by_headings import at_headings
from migrate.plan.pipeline import plan
from migrate.plan.repair import Repair
from migrate.read.headings import headings
from migrate.read.statements import statements
from migrate.read.syntax import NotPython, Parsed, parsed
from migrate.record.probe.settings import GROUPS


class Markdown(str):
    """A source that is prose."""


def notebook(*sources: str, stem: str = "study") -> Notebook:
    """A notebook of these cells: `Markdown` is prose, all else code."""
    code = {i: read(source) for i, source in enumerate(sources) if not isinstance(source, Markdown)}
    made = statements({i: cell for i, cell in code.items() if isinstance(cell, Parsed)}, frozenset())
    cells = []
    for index, source in enumerate(sources):
        if isinstance(source, Markdown):
            cells.append(Cell(index, "markdown", str(source), headings=headings(source)))
            continue
        found = code[index]
        problem, magic = (found, None) if isinstance(found, str) else (None, found.magic)
        cells.append(
            Cell(index, "code", source, statements=made.get(index, ()), problem=problem, magic=magic)
        )
    return Notebook(stem, tuple(cells))


def read(source: str) -> Parsed | str:
    """A cell's code, or why it isn't Python."""
    try:
        return parsed(source)
    except NotPython as reason:
        return str(reason)


def apart(*sources: str) -> Notebook:
    """A notebook with a heading before each code cell: headings have even indexes, code odd ones."""
    return notebook(*(text for i, s in enumerate(sources) for text in (Markdown(f"## S{i}"), s)))


# Values at borders

CONNECTION = Value("sqlite3.Connection", None, None)
UNKNOWN = Value("shop.Odd", "pkl", None)
NUMPY = Value("module", None, None, "numpy")
FUNCTION = Value("function", None, None, "__main__")
LIBRARY_FUNCTION = Value("function", None, None, "numpy")


def value(content: object) -> Value:
    """A plain value that is told by its text."""
    return content if isinstance(content, Value) else Value(type(content).__name__, "json", repr(content))


def borders(*states: Mapping[Name, object]) -> dict[int, dict[Name, Value]]:
    """The variables after each code cell of a notebook made by `apart`."""
    return {
        2 * place + 1: {name: value(content) for name, content in state.items()}
        for place, state in enumerate(states)
    }


def trace(*states: Mapping[Name, object], **cells: CellTrace) -> Trace:
    """A run that showed these variables at borders, and these things in cells: `cell3=CellTrace(…)`."""
    seen = {int(name.removeprefix("cell")): found for name, found in cells.items()}
    return Trace(cells=seen, snapshots=borders(*states))


def change(statement: int, group: str, code: tuple[str, ...] = (), *, shows: bool = False) -> Change:
    """A setting of a group that a statement changed."""
    return Change(statement, group, code, shows, GROUPS[group].visible)


def changes(*found: Change) -> CellTrace:
    """A cell that changed settings."""
    return CellTrace(changes=found)


def seeds(statement: int = 0, generator: str = "random") -> CellTrace:
    """A cell that seeded a global generator."""
    return CellTrace(draws=(Draw(statement, generator, True),))  # type: ignore[arg-type]


def draws(statement: int = 0, generator: str = "random") -> CellTrace:
    """A cell that drew from a global generator."""
    return CellTrace(draws=(Draw(statement, generator, False),))  # type: ignore[arg-type]


def writes(*paths: str) -> CellTrace:
    """A cell that wrote files."""
    return CellTrace(writes=frozenset(paths))


def planned(book: Notebook, seen: Trace | None = None, repair: Repair | None = None) -> Pipeline:
    """The plan for a package named `shop`."""
    return plan(book, at_headings(book.cells), seen or Trace(), "shop", repair or Repair())


def task(pipeline: Pipeline, number: int) -> Task:
    """A task by its number, from 1."""
    return pipeline.tasks[number - 1]


def names(items: Iterable[object]) -> list[str]:
    """The names of products or functions."""
    return [str(getattr(item, "name", item)) for item in items]
