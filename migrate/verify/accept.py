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
from migrate.write.record import replaced


def accepted(
    original: NotebookNode,
    record: Mapping[str, Any],
    comparison: Comparison,
    executed: Sequence[Path],
    cells: Sequence[int],
    because: str,
    folders: Sequence[str],
) -> tuple[NotebookNode, dict[str, Any]]:
    """The recorded run and the record with what these cells show now; no cells: all that differ.

    Of cells that were merged, one stands for all. Raises RequestError for a cell that doesn't differ:
    accepting it would say nothing.
    """
    differing = [result.origin for result in comparison.cells if result.status in ("different", "missing")]
    unknown = [cell for cell in cells if not any(cell in origin for origin in differing)]
    if unknown:
        raise RequestError(f"cell {unknown[0]} shows what it showed; there is nothing to accept.")
    chosen = sorted({i for origin in differing if not cells or {*origin} & {*cells} for i in origin})
    if not chosen:
        raise RequestError("no cell of the notebook shows anything else; there is nothing to accept.")
    now = outputs_now(executed, folders)
    fresh = deepcopy(original)
    for index in chosen:
        fresh.cells[index].outputs = now.get(index, [])
    second = {index: outputs for index, outputs in record["second_run"].items() if int(index) not in chosen}
    history = [*record.get("accepted", []), {"cells": chosen, "because": because}]
    return fresh, {**record, "second_run": second, "accepted": history}


def outputs_now(executed: Sequence[Path], folders: Sequence[str]) -> dict[int, list[NotebookNode]]:
    """What the tasks show for each cell of the original; of merged cells the first holds all.

    A sign stands in place of the folders in which they ran, as in the record.
    """
    found: dict[int, list[NotebookNode]] = {}
    for number, path in enumerate(executed, 1):
        for task_cell in task_cells(path, number):
            if task_cell.origin:
                outputs = list(task_cell.cell["outputs"])
                for folder in sorted(folders, key=len, reverse=True):
                    outputs = replaced(outputs, folder)
                found.setdefault(task_cell.origin[0], []).extend(map(nbformat.from_dict, outputs))
    return found
