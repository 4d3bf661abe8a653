"""Percent scripts: a notebook as a Python file that git can show line by line."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import jupytext
from IPython.core.inputtransformer2 import TransformerManager
from jupytext.config import JupytextConfiguration
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

NEW = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
WHY = "# As a text, for a script would not keep these lines"
QUOTES: tuple[dict[str, str], ...] = ({}, {"cell_marker": '"""'}, {"cell_marker": "'''"})


def new_cell(kind: str, source: str, metadata: Mapping[str, Any] | None = None) -> NotebookNode:
    """A cell as jupytext writes it."""
    make: Callable[..., NotebookNode] = NEW[kind]
    return make(source, metadata=dict(metadata or {}))


# Cells that would end a fenced block of Markdown, which a cell may leave open: up to there all is text
CLOSING = (new_cell("markdown", "`" * 99), new_cell("markdown", "~" * 99))


def percent_script(cells: Sequence[NotebookNode]) -> str:
    """Write cells as a percent script that reads back as the same cells and compiles.

    A code cell that a plain script would change or break (a cell marker in its text, a magic as the only
    statement of a block) is written as the Python that IPython makes of it; a text cell, between quotes.
    Blank lines around a cell's text go.
    """
    return write([faithful(cell) for cell in cells])


def faithful(cell: NotebookNode) -> NotebookNode:
    """The cell itself where a script keeps it, else another that does or says the same."""
    ways = code_forms if cell.cell_type == "code" else text_forms
    source = cell.source.strip("\n") if cell.source.strip() else ""
    forms = list(ways(cell.cell_type, source, cell.metadata))
    return next(filter(survives, forms), forms[-1])


def code_forms(kind: str, source: str, metadata: Mapping[str, Any]) -> Iterator[NotebookNode]:
    """Ways to write code: as it is, as IPython translates it, as a text that IPython runs."""
    yield new_cell(kind, source, metadata)
    with suppress(SyntaxError):
        yield new_cell(kind, TransformerManager().transform_cell(source).rstrip("\n"), metadata)
    yield new_cell(kind, f"{WHY}\nget_ipython().run_cell({source!r}, store_history=True) and None", metadata)


def text_forms(kind: str, source: str, metadata: Mapping[str, Any]) -> Iterator[NotebookNode]:
    """Ways to write text: as comments, between quotes, and for the hopeless with its marks escaped."""
    lines = "\n".join(source.splitlines()).strip("\n")
    for quotes in QUOTES:
        yield new_cell(kind, lines, {**metadata, **quotes})
    escaped = re.sub(r"\"{3}|'{3}|^(?=%%|In\[|#|---)", r"\\\g<0>", lines, flags=re.MULTILINE)
    for quotes in QUOTES:
        yield new_cell(kind, escaped, {**metadata, **quotes})


def survives(cell: NotebookNode) -> bool:
    """Whether a script of this cell compiles and reads back as it was."""
    try:
        text = write([cell, *CLOSING])
    except IndexError:  # jupytext takes a first line like %%sql off a text cell, and trips
        return False
    if not compiles_below_others(text):
        return False
    back = jupytext.reads(text, "py:percent", config=configuration()).cells
    return [(c.cell_type, c.source) for c in back] == [(c.cell_type, c.source) for c in (cell, *CLOSING)]


def compiles_below_others(text: str) -> bool:
    """Whether code is legal further down in a script, where a cell may also await at its top level.

    `from __future__` is not: in a notebook it may stand in any cell, in a script only at the very top.
    """
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(f"0\n{text}", "cell", "exec", flags=flags, dont_inherit=True)
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
