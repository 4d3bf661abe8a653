"""A percent script as its readers see it: jupytext, and the reader that tasks run with."""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import jupytext
from jupytext.config import JupytextConfiguration

from migrate.write.template import PLAIN

Seen = list[tuple[str, str]]  # kind and source of each cell


def as_jupytext_reads(text: str) -> Seen:
    """The cells that Jupyter shows."""
    notebook = jupytext.reads(text, "py:percent", config=configuration())
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def as_tasks_read(text: str) -> Seen:
    """The cells that run."""
    return [(cell.kind, cell.source) for cell in reader().parse(text)]


@cache
def reader() -> ModuleType:
    """The template's own reader."""
    spec = spec_from_file_location("percent_script", PLAIN / "scripts/percent_script.py")
    assert spec
    assert spec.loader
    module = sys.modules["percent_script"] = module_from_spec(spec)  # where dataclasses look it up
    spec.loader.exec_module(module)
    return module


def configuration() -> JupytextConfiguration:
    """The settings that the project's pyproject.toml has for jupytext."""
    config = JupytextConfiguration()
    config.notebook_metadata_filter = "-all"
    config.cell_metadata_filter = "tags,origin,-all"
    return config
