"""The record of a notebook's run, as files that the project keeps."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

import nbformat
from nbformat import NotebookNode

from migrate.model.pipeline import Pipeline
from migrate.model.record import Boundary, Recorded, Written, as_text
from migrate.model.trace import Trace
from migrate.record.file_digests import written
from migrate.record.observe import Recording

CELL_FILE = re.compile(r"(?:/[\w.+-]+)*/ipykernel_\d+/(\d+\.py)")
FOLDER = "<folder>"  # stands for the folder in which the notebook ran


def record_files(
    pipeline: Pipeline, recording: Recording, facts: Recorded, values: Mapping[str, Boundary]
) -> dict[str, str]:
    """original.ipynb, boundaries.json (the values) and record.json, by path."""
    trace = recording.trace
    reference = without_folder(recording.original, str(recording.ran_in))
    other = without_folder(recording.plain, str(recording.ran_in))
    twins = {
        str(index): cell.outputs
        for index, (cell, mine) in enumerate(zip(other.cells, reference.cells, strict=True))
        if cell.cell_type == "code" and cell.outputs != mine.outputs
    }
    facts = replace(
        facts,
        written=written_files(recording),
        python=trace.python,
        packages=trace.packages,
        second_run=twins,
    )
    return {
        pipeline.layout.original: nbformat.writes(reference, version=4) + "\n",
        pipeline.layout.boundaries: as_text(values),
        pipeline.layout.record: as_text(facts),
    }


def written_files(recording: Recording) -> dict[str, Written]:
    """The files that the notebook wrote in the recorded runs."""
    writers = {path: cell for cell, seen in sorted(recording.trace.cells.items()) for path in seen.writes}
    first, second = (run.metadata.get("files", {}) for run in (recording.original, recording.plain))
    return written(first, second, writers, recording.trace.renamed)


def boundaries(pipeline: Pipeline, trace: Trace) -> dict[str, Boundary]:
    """Each product: its variable, the original's cell after which it had this value, and the value."""
    found: dict[str, Boundary] = {}
    for task in pipeline.tasks:
        for product in task.product:
            value = trace.snapshots.get(product.cell, {}).get(product.name)
            found[product.path] = Boundary(
                variable=product.name,
                cell=product.cell,
                kind=value.kind if value else None,
                fingerprint=value.fingerprint if value else None,
                content=value.content if value else None,
                summary=value.summary if value else None,
            )
    return found


def second_run(original: NotebookNode, record: Recorded) -> NotebookNode:
    """The plain run of the original: the record's reference, with the outputs that differed."""
    other = deepcopy(original)
    for index, outputs in record.second_run.items():
        other.cells[int(index)].outputs = [nbformat.from_dict(output) for output in outputs]
    return other


def without_folder(notebook: NotebookNode, ran_in: str) -> NotebookNode:
    """The notebook with a placeholder for the folder that it ran in."""
    copy = deepcopy(notebook)
    copy.metadata.pop("files", None)  # kept beside it
    for cell in copy.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(replaced(output, ran_in)) for output in cell.outputs]
            cell.metadata.pop("execution", None)
    return copy


def replaced(value: Any, ran_in: str) -> Any:
    """An output with placeholders for the folder and for the process in cell names; pictures stay."""
    if isinstance(value, str):
        return CELL_FILE.sub(r"/ipykernel_0/\1", value.replace(ran_in, FOLDER))
    if isinstance(value, dict):
        return {key: v if key.startswith("image/") else replaced(v, ran_in) for key, v in value.items()}
    return [replaced(item, ran_in) for item in value] if isinstance(value, list) else value


def digest(content: bytes) -> str:
    """The hash by which a generated file is remembered."""
    return hashlib.sha256(content).hexdigest()
