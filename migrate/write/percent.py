"""Percent scripts: a notebook as a Python file that git can show line by line."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jupytext
from IPython.core.inputtransformer2 import TransformerManager
from jupytext.config import JupytextConfiguration
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

NEW = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


def new_cell(kind: str, source: str, metadata: Mapping[str, Any] | None = None) -> NotebookNode:
    """A cell as jupytext writes it."""
    make: Callable[..., NotebookNode] = NEW[kind]
    return make(source, metadata=dict(metadata or {}))


def percent_script(cells: Sequence[NotebookNode]) -> str:
    """Write cells as a percent script that reads back as the same cells and compiles.

    A code cell that a plain script would change or break (a cell marker in its text, a magic as the only
    statement of a block) is written as the Python that IPython makes of it.
    """
    return write([faithful(cell) for cell in cells])


def faithful(cell: NotebookNode) -> NotebookNode:
    """The cell itself where a script keeps it, else another that does the same."""
    if cell.cell_type != "code" or survives(cell):
        return cell
    plain = new_cell("code", TransformerManager().transform_cell(cell.source).rstrip("\n"), cell.metadata)
    if survives(plain):
        return plain
    return new_cell("code", f"get_ipython().run_cell({cell.source!r}, store_history=False)", cell.metadata)


def survives(cell: NotebookNode) -> bool:
    """Whether a script of this cell compiles and reads back as it was."""
    text = write([cell])
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        if not needs_await(text):
            return False
    back = jupytext.reads(text, "py:percent", config=configuration()).cells
    return len(back) == 1 and back[0].source == cell.source and back[0].cell_type == "code"


def needs_await(text: str) -> bool:
    """Whether the code is only legal where a cell may await at its top level."""
    try:
        compile(text, "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def write(cells: Sequence[NotebookNode]) -> str:
    """The cells as jupytext writes them, with the metadata that tasks keep."""
    text: str = jupytext.writes(new_notebook(cells=list(cells)), "py:percent", config=configuration())
    return text


def configuration() -> JupytextConfiguration:
    """The settings that the project's pyproject.toml has for jupytext."""
    config = JupytextConfiguration()
    config.notebook_metadata_filter = "-all"
    config.cell_metadata_filter = "tags,origin,-all"
    return config
