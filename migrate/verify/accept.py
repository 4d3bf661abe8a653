"""Take intended changes over into the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from migrate.errors import RequestError
from migrate.verify.compare import Comparison
from migrate.verify.sources import task_cells


def accepted(
    original: NotebookNode,
    record: Mapping[str, Any],
    comparison: Comparison,
    executed: Sequence[Path],
    cells: Sequence[int],
    because: str,
    folder: str,
) -> tuple[NotebookNode, dict[str, Any]]:
    """The recorded run and the record with what these cells show now; no cells: all that differ.

    Raises RequestError for a cell that doesn't differ: accepting it would say nothing.
    """
    differing = sorted(
        {i for result in comparison.cells if result.status in ("different", "missing") for i in result.origin}
    )
    unknown = [cell for cell in cells if cell not in differing]
    if unknown:
        raise RequestError(f"cell {unknown[0]} shows what it showed; there is nothing to accept.")
    chosen = list(cells) or differing
    now = outputs_now(executed, folder)
    fresh = deepcopy(original)
    for index in chosen:
        fresh.cells[index].outputs = now.get(index, [])
    second = {index: outputs for index, outputs in record["second_run"].items() if int(index) not in chosen}
    history = [*record.get("accepted", []), {"cells": chosen, "because": because}]
    return fresh, {**record, "second_run": second, "accepted": history}


def outputs_now(executed: Sequence[Path], folder: str) -> dict[int, list[NotebookNode]]:
    """What the tasks show for each cell of the original; of merged cells the first holds all."""
    found: dict[int, list[NotebookNode]] = {}
    for number, path in enumerate(executed, 1):
        for task_cell in task_cells(path, number):
            if task_cell.origin:
                outputs = [nbformat.from_dict(output) for output in task_cell.cell["outputs"]]
                found.setdefault(task_cell.origin[0], []).extend(outputs)
    return found
