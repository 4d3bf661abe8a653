"""What a run would show, guessed from the text alone: for a plan that nothing has proved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrate.knowledge.facts import does, is_known_to
from migrate.knowledge.library import Fact
from migrate.model.notebook import Cell, Notebook, Statement
from migrate.model.trace import CellTrace, Change, Draw, Generator, Trace
from migrate.plan.imports import only_imported
from migrate.plan.qualified_names import Aliases, aliases, calls
from migrate.plan.settings import repeatable

WORD = re.compile(r"\w+")
GENERATORS: tuple[tuple[Generator, Fact, Fact], ...] = (
    ("numpy", "seeds numpy", "draws numpy"),
    ("random", "seeds random", "draws random"),
)


def assumed_trace(
    notebook: Notebook, folder: str, files: Sequence[str], changes: Sequence[tuple[int, str, str]] = ()
) -> Trace:
    """A trace as the text suggests it; `files` are the files of the tree that the text names.

    `changes` are the files that it seems to overwrite ("w") or remove ("d"): the cell, the file, and which of
    the two.
    """
    cells = {cell.index: assumed_cell(notebook, cell, folder, files) for cell in notebook.code}
    for index, path, use in changes:
        cell = cells[index]
        written = cell.writes | ({path} if use == "w" else frozenset())
        gone = cell.deletes | ({path} if use == "d" else frozenset())
        cells[index] = replace(cell, reads=cell.reads | {path}, writes=written - gone, deletes=gone)
    return Trace(cells=cells, folder=folder)


def assumed_cell(notebook: Notebook, cell: Cell, folder: str, files: Sequence[str]) -> CellTrace:
    """What looks like a setting counts as one, what may draw draws, and files are read where named."""
    numbered = list(enumerate(cell.statements))
    changes = [Change(place, "assumed") for place, item in numbered if looks_like_setting(notebook, item)]
    known = aliases(notebook)
    draws = [draw for place, item in numbered for draw in assumed_draws(place, item, known)]
    prefix = "" if folder == "." else f"{folder}/"
    reads = [path for path in files if path.removeprefix(prefix) in cell.source or path in cell.source]
    return CellTrace(changes=tuple(changes), draws=tuple(draws), reads=frozenset(reads))


def looks_like_setting(notebook: Notebook, statement: Statement) -> bool:
    """Whether a statement sets something in an imported module, and does nothing else."""
    if statement.kind not in ("magic", "other") or not repeatable(notebook, statement):
        return False
    if not statement.effects.uses & only_imported(notebook):
        return False
    return any(does(word, "sets", "may set") for word in WORD.findall(statement.source))


def assumed_draws(place: int, statement: Statement, known: Aliases) -> Iterator[Draw]:
    if statement.kind in ("import", "definition"):
        return
    called = [*calls(statement.nodes, known)]
    for generator, seeds, draws in GENERATORS:
        if any(is_known_to(name, seeds) for name in called):
            yield Draw(place, generator, seeds=True)
        elif any(is_known_to(name, draws) for name in called):
            yield Draw(place, generator, seeds=False)
