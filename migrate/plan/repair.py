"""What to try next if a pipeline doesn't show what the notebook showed: in the end, fewer, larger tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from migrate.model.notebook import Name
from migrate.model.pipeline import Merge, Pipeline, Task


@dataclass(frozen=True)
class Repair:
    """What earlier attempts taught.

    `joins` are sections to join, by their cells; `stay` are definitions that have to stay in their cells;
    `bare` keeps every name of ours out of the first task's cells, for a notebook that lists its names.
    `named` are the parameters that the user wants, as names by literals; None means those that we propose.
    `unlifted` says why there are none; `suspect` is the cell that led to an attempt without any, `cleared`
    are cells that were wrong without parameters as well.
    """

    joins: tuple[Merge, ...] = ()
    stay: frozenset[Name] = frozenset()
    bare: bool = False
    named: Mapping[str, Name] | None = None
    unlifted: str = ""
    suspect: int | None = None
    cleared: frozenset[int] = frozenset()


PROPOSED = Repair()  # nothing has been tried yet


@dataclass(frozen=True)
class Trouble:
    """The first cell that is wrong, and what can be said about it."""

    cell: int
    text: str
    cause: str = ""  # what in earlier tasks may be behind it

    def __str__(self) -> str:
        return "; ".join(filter(None, (self.text, self.cause)))


def improve(pipeline: Pipeline, repair: Repair, trouble: Trouble) -> Repair | None:
    """The next plan to try: first without parameters, then with them again if they weren't the cause.

    None if nothing is left to try.
    """
    if repair.suspect == trouble.cell:
        cleared = repair.cleared | {trouble.cell}
        return mended(pipeline, replace(repair, unlifted="", suspect=None, cleared=cleared), trouble)
    if trouble.cell not in repair.cleared and may_be_due_to_parameters(pipeline, trouble):
        return replace(repair, unlifted=trouble.text, suspect=trouble.cell)
    better = mended(pipeline, replace(repair, suspect=None), trouble)
    return better or (replace(repair, unlifted=trouble.text) if pipeline.parameters else None)


def may_be_due_to_parameters(pipeline: Pipeline, trouble: Trouble) -> bool:
    """Whether the task that holds the cell, or one before it, has parameters."""
    tasks = pipeline.tasks[: place_in(pipeline, trouble.cell) + 1]
    return any(task.parameters for task in tasks)


def mended(pipeline: Pipeline, repair: Repair, trouble: Trouble) -> Repair | None:
    """The next plan: definitions back in their cells, else a bare first task, else two tasks joined.

    None if only one task is left.
    """
    place = place_in(pipeline, trouble.cell)
    task = pipeline.tasks[place]
    cells = {cell.index for cell in task.cells}
    mine = {f.name for f in pipeline.functions if f.cell in cells} | {f.name for f in task.functions}
    if mine - repair.stay:
        return replace(repair, stay=repair.stay | mine)
    if place == 0 and not repair.bare:
        return replace(repair, bare=True)
    if len(pipeline.tasks) == 1:
        return None
    first, last = (place - 1, place) if place else (0, 1)
    begin, end = first_code(pipeline.tasks[first]), last_code(pipeline.tasks[last])
    join = Merge(begin, end, str(trouble))
    kept = tuple(merge for merge in repair.joins if merge.last < begin or merge.first > end)
    return replace(repair, joins=(*kept, join))


def last_code(task: Task) -> int:
    return max(cell.index for cell in task.cells if cell.kind == "code")


def place_in(pipeline: Pipeline, cell: int) -> int:
    return max(i for i, task in enumerate(pipeline.tasks) if first_code(task) <= cell or i == 0)


def first_code(task: Task) -> int:
    return next(cell.index for cell in task.cells if cell.kind == "code")
