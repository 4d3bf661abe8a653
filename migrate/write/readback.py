"""A percent script as its readers see it: jupytext, and the reader that tasks run with."""

from __future__ import annotations

import jupytext
from jupytext.config import JupytextConfiguration

from migrate.template_scripts import module

Seen = list[tuple[str, str]]  # kind and source of each cell


def as_jupytext_reads(text: str) -> Seen:
    """The cells that Jupyter shows."""
    notebook = jupytext.reads(text, "py:percent", config=configuration())
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def as_tasks_read(text: str) -> Seen:
    """The cells that run."""
    return [(cell.kind, cell.source) for cell in module("percent_script").parse(text)]


def configuration() -> JupytextConfiguration:
    """The settings that the project's pyproject.toml has for jupytext."""
    config = JupytextConfiguration()
    config.notebook_metadata_filter = "-all"
    config.cell_metadata_filter = "tags,origin,-all"
    return config
