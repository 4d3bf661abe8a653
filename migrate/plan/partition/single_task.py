"""Why a notebook, or a large cell of it, stays in one task."""

from __future__ import annotations

from migrate.model.notebook import Cell, Notebook
from migrate.model.pipeline import Pipeline
from migrate.plan.partition.comment_titles import title_above

LONG = 20  # lines of a cell that may be several stages
SHOWN = 4  # titles that are listed


def reasons(notebook: Notebook, pipeline: Pipeline) -> list[str]:
    """Why what might be several stages stays together, a sentence each."""
    several = [(cell, found) for cell in notebook.code if len(found := titles_inside(cell)) > 1]
    told = [undivided(cell, found) for cell, found in several]
    if told or len(pipeline.tasks) > 1 or pipeline.merges:
        return told
    cells = [cell for cell in notebook.code if cell.source.strip()]
    if len(cells) == 1:
        return [f"it stays one task: cell {cells[0].index} holds all the code, and cells are never divided"]
    if sum(len(cell.headings) for cell in notebook.cells) > 1:
        return ["it stays one task: what is between its headings is too little for stages of its own"]
    return ["it stays one task: no headings divide it, and too little happens in it for several stages"]


def undivided(cell: Cell, titles: list[str]) -> str:
    """A sentence that says why a cell with several titles stays whole, and how to divide it."""
    shown = ", ".join(f"`{title}`" for title in titles[:SHOWN]) + (", …" if len(titles) > SHOWN else "")
    return (
        f"cell {cell.index} stays in one task, since cells are never divided. For a stage each of {shown}, "
        "split the cell there in Jupyter (Ctrl+Shift+-)"
    )


def titles_inside(cell: Cell) -> list[str]:
    """The banners in a long cell, the one at its top included; none if the cell is short."""
    lines = cell.source.split("\n")
    if len(lines) < LONG:
        return []
    found: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("#"):
            block.append(line)
        elif block:
            found += filter(None, [title_above(block)])
            block = []
    return found
