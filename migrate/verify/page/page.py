"""The page: a summary, then a row per cell that opens to show both sides. Its HTML is in the templates."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.verify.compare import CellResult, Comparison, Difference, Status
from migrate.verify.files import FileResult, FileStatus
from migrate.verify.page.outputs import PICTURES, POLICY, Output, inside, outputs, shortened
from migrate.verify.provenance import Cell, Executed, Place, cells_of, task_cells
from migrate.verify.report import number, plain, summary
from migrate.verify.side_by_side import CONTEXT, Row, columns

MADE_BY = '<meta name="generator" content="nbmigrate">'  # by which a report of ours is known
TEMPLATES = Path(__file__).parent
WORDS: Mapping[Status | FileStatus, str] = {
    "equal": "identical",
    "different": "different",
    "missing": "missing",
    "not repeatable": "not repeatable",
    "not compared": "not compared",
}
FILTERS: tuple[tuple[str, str, tuple[Status, ...]], ...] = (
    ("all", "all cells", ("equal", "different", "missing", "not repeatable")),
    ("wrong", "different or missing", ("different", "missing")),
    ("odd", "not repeatable", ("not repeatable",)),
    ("identical", "identical", ("equal",)),
)
TEXTS = ("stdout", "text/plain", "error")  # what is printed, and so is all there is to see


@dataclass(frozen=True)
class Compared:
    """A pipeline that was compared with its notebook, and what both showed."""

    pipeline: str
    comparison: Comparison
    original: Executed
    tasks: Mapping[str, Executed]  # by name
    folder: Path | None = None  # that holds the tasks' scripts, if there is one
    first_wrong_value: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A button that chooses which cells are listed; the style sheet does the rest."""

    key: str
    words: str
    count: int
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class DifferenceView:
    """A difference, as a sentence or as rows of two columns."""

    kind: str
    sentence: str = ""
    rows: Sequence[Row] = ()
    folded: bool = False


@dataclass(frozen=True, kw_only=True)
class CellView:
    """A cell of the notebook, or one that a task adds, with both sides."""

    name: str
    status: Status
    kinds: str  # of what differs, or why it isn't repeatable
    links: Sequence[tuple[Place, str]]  # the tasks' cells, and where their scripts lie, if they do
    code: str
    other_code: Sequence[Row]  # both texts, where the task's is another
    differences: Sequence[DifferenceView]
    only_text: bool
    notebook: Sequence[Output]
    pipeline: Sequence[Output]


@dataclass(frozen=True, kw_only=True)
class PipelineView:
    name: str
    proved: bool
    summary: str
    first_wrong_value: str
    faults: Sequence[str]
    rows: Sequence[CellView]
    files: Sequence[FileResult]


def page(compared: Sequence[Compared], target: Path) -> str:
    """The whole page. Links to tasks are relative to the target file."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # slow to import, and rarely asked for

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"plain": plain, "shortened": shortened}
    environment.globals |= {"frame": inside, "words": WORDS, "policy": POLICY}
    pipelines = [pipeline_view(one, target) for one in compared]
    return environment.get_template("page.html.jinja").render(
        pipelines=pipelines,
        choices=choices([row for pipeline in pipelines for row in pipeline.rows], pipelines),
        style=(TEMPLATES / "style.css").read_text(encoding="utf-8"),
    )


def choices(rows: Sequence[CellView], pipelines: Sequence[PipelineView]) -> list[Choice]:
    """The buttons. If anything is wrong, that is what a reader sees first."""
    counts = {key: sum(row.status in statuses for row in rows) for key, _, statuses in FILTERS}
    chosen = "all" if all(one.proved for one in pipelines) or not counts["wrong"] else "wrong"
    return [
        Choice(key=key, words=words, count=counts[key], chosen=key == chosen) for key, words, _ in FILTERS
    ]


def pipeline_view(one: Compared, target: Path) -> PipelineView:
    original = cells_of(one.original)
    tasks = {
        Place(name, task.place.index): task.cell
        for name, node in one.tasks.items()
        for task in task_cells(node, 0)
    }
    return PipelineView(
        name=one.pipeline,
        proved=one.comparison.proved and not one.first_wrong_value,
        summary=summary(one.comparison),
        first_wrong_value=one.first_wrong_value,
        faults=one.comparison.faults,
        rows=[cell_view(cell, original, tasks, one.folder, target) for cell in one.comparison.cells],
        files=one.comparison.files,
    )


def cell_view(
    cell: CellResult,
    original: Sequence[Cell],
    tasks: Mapping[Place, Cell],
    folder: Path | None,
    target: Path,
) -> CellView:
    sources = [original[index] for index in cell.origin]
    mine = [tasks[place] for place in cell.places if place in tasks]
    wanted, got = source_of(sources), source_of(mine)
    return CellView(
        name=f"cell {number(cell)}" if cell.origin else "added cell",
        status=cell.status,
        kinds=cell.reason or ", ".join(dict.fromkeys(difference.kind for difference in cell.differences)),
        links=[(place, address(place, folder, target)) for place in cell.places],
        code=wanted or got,
        other_code=whole(wanted, got) if sources and mine and wanted != got else (),
        differences=[difference_view(difference) for difference in cell.differences],
        only_text=all(difference.kind in TEXTS for difference in cell.differences),
        notebook=outputs(sources),
        pipeline=outputs(mine),
    )


def source_of(cells: Sequence[Cell]) -> str:
    return "\n\n".join("".join(found["source"]).rstrip() for found in cells)


def whole(wanted: str, got: str) -> tuple[Row, ...]:
    return columns(plain(wanted), plain(got), max(wanted.count("\n"), got.count("\n")) + 1)


def address(place: Place, folder: Path | None, target: Path) -> str:
    """The relative link to a task's script; "" if there is no script."""
    script = folder / f"{place.task}.py" if folder else None
    if script is None or not script.is_file():
        return ""
    return Path(os.path.relpath(script, target.absolute().parent)).as_posix()


def difference_view(difference: Difference) -> DifferenceView:
    """A difference of pictures as a sentence, one of texts in two columns."""
    if difference.kind in PICTURES and difference.wanted and difference.got:
        return DifferenceView(kind=difference.kind, sentence=plain(difference.got))
    rows = columns(plain(difference.wanted), plain(difference.got), CONTEXT)
    return DifferenceView(kind=difference.kind, rows=rows, folded=difference.kind not in TEXTS)
