"""Executed notebooks, and which cell of the original each task cell says it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from migrate.errors import RequestError

Cell = Mapping[str, Any]
Origin = tuple[int, ...]
Executed = Path | Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a cell is in an executed task."""

    task: str
    index: int

    def __str__(self) -> str:
        return f"{self.task}, cell {self.index}"


@dataclass(frozen=True)
class TaskCell:
    place: Place
    cell: Cell
    origin: Origin | None


@dataclass(frozen=True)
class Provenance:
    """Where the cells of the original went, and what is wrong with what the tasks say about it."""

    places: Mapping[Origin, tuple[TaskCell, ...]]
    replayed: tuple[TaskCell, ...]
    faults: tuple[str, ...]


def cells_of(notebook: Executed) -> Sequence[Cell]:
    """The cells of an executed notebook, given as itself or as its file."""
    if not isinstance(notebook, Path):
        return list(notebook["cells"])
    try:
        return list(nbformat.read(notebook, as_version=4)["cells"])
    except (OSError, ValueError, KeyError, nbformat.ValidationError) as problem:
        message = f"{notebook}: can't be read as an executed notebook ({problem}).\n  Run the pipeline again."
        raise RequestError(message) from problem


def task_cells(notebook: Executed, number: int) -> list[TaskCell]:
    """The code cells of a task, named after its file or else after its number."""
    name = notebook.stem if isinstance(notebook, Path) else f"task {number}"
    return [
        TaskCell(Place(name, index), cell, origin_of(cell))
        for index, cell in enumerate(cells_of(notebook))
        if cell["cell_type"] == "code"
    ]


def origin_of(cell: Cell) -> Origin | None:
    """The original cells that a task cell names; None for a replayed cell, () if they aren't numbers."""
    origin = cell["metadata"].get("origin")
    if origin is None:
        return None
    numbers = origin if isinstance(origin, list) else [origin]
    return tuple(numbers) if all(type(number) is int for number in numbers) else ()


def trace(original: Sequence[Cell], tasks: Sequence[TaskCell]) -> Provenance:
    places: dict[Origin, tuple[TaskCell, ...]] = {}
    for cell in tasks:
        if cell.origin and all(is_code(original, index) for index in cell.origin):
            places[cell.origin] = (*places.get(cell.origin, ()), cell)
    replayed = tuple(cell for cell in tasks if cell.origin is None or cell.origin not in places)
    return Provenance(places, replayed, (*foreign(replayed), *repeated(places), *lost(original, places)))


def is_code(original: Sequence[Cell], index: int) -> bool:
    return 0 <= index < len(original) and original[index]["cell_type"] == "code"


def foreign(cells: Sequence[TaskCell]) -> list[str]:
    """Faults: cells whose origin isn't a code cell of the original."""
    return [
        f"{cell.place}: its origin {cell.cell['metadata']['origin']!r}"
        " isn't a code cell of the original notebook"
        for cell in cells
        if cell.origin is not None
    ]


def repeated(places: Mapping[Origin, tuple[TaskCell, ...]]) -> list[str]:
    """Faults: original cells that occur in more than one origin, or twice in one."""
    named = [index for origin in places for index in origin]
    twice = sorted({index for index in named if named.count(index) > 1})
    return [f"cell {index} occurs in several origins" for index in twice]


def lost(original: Sequence[Cell], places: Mapping[Origin, tuple[TaskCell, ...]]) -> list[str]:
    """Faults: code cells of the original that occur in no task; blank ones needn't."""
    named = {index for origin in places for index in origin}
    return [
        f"cell {index} occurs in no task"
        for index, cell in enumerate(original)
        if cell["cell_type"] == "code" and "".join(cell["source"]).strip() and index not in named
    ]
