"""One plain run of a notebook, to see how far it gets."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode

from migrate.model.limits import Limits
from migrate.model.notebook import Notebook
from migrate.record.observe import Run, Show
from migrate.record.workspace import surroundings
from migrate.scratch import scratch_folder


def attempt(
    path: Path, notebook: Notebook, python: Path, limits: Limits, show: Show, what: str
) -> tuple[NotebookNode, Path]:
    """Run the notebook in a fresh copy of its folder: its outputs, and where it ran. Raises CellError."""
    run = Run(path, notebook, python, {}, limits, show, surroundings(path, notebook))
    with scratch_folder() as scratch, show(what) as progress:
        return run.once(scratch, "plain", environment={}, progress=progress)
