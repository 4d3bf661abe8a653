"""Take intended changes into the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import chain
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from migrate.errors import RequestError
from migrate.model.record import Recorded, Written
from migrate.verify.compare import Comparison
from migrate.verify.files import FileResult, wrong
from migrate.verify.provenance import task_cells
from migrate.write.record import replaced


def accepted(
    original: NotebookNode,
    record: Recorded,
    comparison: Comparison,
    executed: Sequence[Path],
    cells: Sequence[int],
    because: str,
    folders: Sequence[str],
) -> tuple[NotebookNode, Recorded]:
    """The recorded run and the record, with what these cells show and write now. No cells: all that differ.

    Of cells that were merged, naming one is enough. Raises RequestError for a cell that doesn't differ,
    because accepting it would say nothing.
    """
    differing = [result.origin for result in comparison.cells if result.status in ("different", "missing")]
    files = [file for file in wrong(comparison.files) if not cells or file.cell in cells]
    known = {*chain(*differing), *(file.cell for file in files)}
    unknown = [cell for cell in cells if cell not in known]
    if unknown:
        raise RequestError(f"cell {unknown[0]} shows what it showed before; there is nothing to accept.")
    chosen = sorted({i for origin in differing if not cells or {*origin} & {*cells} for i in origin})
    if not (chosen or files):
        raise RequestError("no cell of the notebook shows anything different; there is nothing to accept.")
    now = outputs_now(executed, folders)
    fresh = deepcopy(original)
    for index in chosen:
        fresh.cells[index].outputs = now.get(index, [])
    second = {index: outputs for index, outputs in record.second_run.items() if int(index) not in chosen}
    told = {"cells": chosen, **({"files": [file.path for file in files]} if files else {})}
    history = (*record.accepted, {**told, "because": because})
    written = with_files(record.written, files)
    return fresh, replace(record, second_run=second, accepted=history, written=written)


def with_files(written: Mapping[str, Written], files: Sequence[FileResult]) -> dict[str, Written]:
    """What the record keeps of files, updated for these; files that are gone are dropped."""
    now = {file.path: Written(file.cell, file.got, file.got) for file in files}
    return {path: known for path, known in {**written, **now}.items() if known.mark}


def outputs_now(executed: Sequence[Path], folders: Sequence[str]) -> dict[int, list[NotebookNode]]:
    """What the tasks show for each cell of the original; of merged cells, the first gets everything.

    Folders that the tasks ran in are replaced by a placeholder, as in the record.
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
