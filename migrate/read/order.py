"""The order in which a notebook's cells last ran, as the execution counts in its file tell."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from migrate.model.notebook import Cell, Notebook
from migrate.read.cells import raw_cells
from migrate.read.files import content, shown
from migrate.read.formats import mapping, upgraded
from migrate.read.json_text import parse
from migrate.read.notebook import with_statements

KNOWN_OUTPUTS = ("stream", "display_data", "execute_result", "error")


@dataclass(frozen=True)
class Stored:
    """What a notebook's file keeps of its last run, by cell index: execution counts and outputs."""

    counts: Mapping[int, int]
    outputs: Mapping[int, Sequence[Mapping[str, Any]]]  # of code cells that show something


def stored(path: Path) -> Stored:
    cells = raw_cells(upgraded(parse(content(path), shown(path)), shown(path)), shown(path))
    code = {index: cell for index, cell in enumerate(cells) if cell.get("cell_type") == "code"}
    counts = {index: cell.get("execution_count") for index, cell in code.items()}
    outputs = {index: whole_outputs(cell) for index, cell in code.items()}
    return Stored(
        {index: count for index, count in counts.items() if type(count) is int},
        {index: found for index, found in outputs.items() if found},
    )


def whole_outputs(cell: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The cell's outputs, without entries that are malformed or of an unknown kind."""
    found = cell.get("outputs")
    outputs = [mapping(output) for output in found] if isinstance(found, list) else []
    return [output for output in outputs if output.get("output_type") in KNOWN_OUTPUTS and is_whole(output)]


def is_whole(output: Mapping[str, Any]) -> bool:
    match output["output_type"]:
        case "stream":
            return "text" in output
        case "error":
            return True
    return bool(mapping(output.get("data")))


def recorded_order(notebook: Notebook, counts: Mapping[int, int]) -> tuple[int, ...] | None:
    """The indexes of all cells in the order of the last run.

    Text goes with the code below it. Cells without a count didn't run, and go with what is above them. None
    if the counts say nothing, or nothing new: too few, one of them twice, or already ascending.
    """
    ran = [cell.index for cell in notebook.code if cell.source.strip() and cell.index in counts]
    found = [counts[index] for index in ran]
    if len(ran) < 2 or len(set(found)) < len(found) or found == sorted(found):
        return None
    head, blocks = blocks_of(notebook, frozenset(ran))
    ordered = sorted(blocks, key=lambda block: min(counts[index] for index in block if index in counts))
    return tuple(index for block in [head, *ordered] for index in block)


def counted_twice(notebook: Notebook, counts: Mapping[int, int]) -> tuple[int, int] | None:
    """The first two cells with the same count, which come from different runs; None if there are none."""
    seen: dict[int, int] = {}
    for cell in notebook.code:
        count = counts.get(cell.index)
        if cell.source.strip() and count is not None and seen.setdefault(count, cell.index) != cell.index:
            return seen[count], cell.index
    return None


def blocks_of(notebook: Notebook, ran: frozenset[int]) -> tuple[list[int], list[list[int]]]:
    """What goes together: a cell that ran, the text above it, and what didn't run below it.

    What stands before all of these comes first, apart.
    """
    head: list[int] = []
    blocks: list[list[int]] = []
    waiting: list[int] = []
    for cell in notebook.cells:
        waiting.append(cell.index)
        if cell.index in ran:
            blocks.append(waiting)
            waiting = []
        elif cell.kind == "code":
            (blocks[-1] if blocks else head).extend(waiting)
            waiting = []
    (blocks[-1] if blocks else head).extend(waiting)
    return head, blocks


def reordered(notebook: Notebook, order: Sequence[int], counts: Mapping[int, int]) -> Notebook:
    """The notebook with its cells in this order and renumbered; code that didn't run becomes raw text."""
    placed = [placed_at(place, notebook.cells[index], index in counts) for place, index in enumerate(order)]
    return replace(notebook, cells=with_statements(placed))


def placed_at(place: int, cell: Cell, ran: bool) -> Cell:
    asleep = cell.kind == "code" and bool(cell.source.strip()) and not ran
    kind = "raw" if asleep else cell.kind
    return Cell(place, kind, cell.source, cell.tags, cell.headings, language=cell.language)


def reordered_file(path: Path, order: Sequence[int], notebook: Notebook) -> bytes:
    """The notebook file with its cells in this order, without outputs and counts.

    Each cell carries its index on the page as `origin`, as cells of tasks do.
    """
    top = dict(upgraded(parse(content(path), shown(path)), shown(path)))
    cells = raw_cells(top, shown(path))
    kinds = [cell.kind for cell in notebook.cells]
    top["cells"] = [stripped_cell(cells[i], kind, i) for i, kind in zip(order, kinds, strict=True)]
    return (json.dumps(top, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")


def stripped_cell(cell: Mapping[str, Any], kind: str, origin: int) -> dict[str, Any]:
    kept = {key: value for key, value in cell.items() if key not in ("outputs", "execution_count")}
    ran: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    metadata = {**mapping(cell.get("metadata")), "origin": origin}
    return {**kept, "cell_type": kind, "metadata": metadata, **ran}
