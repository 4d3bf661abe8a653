"""The record of a notebook: one plain run, and one seeded run that is observed."""

from __future__ import annotations

import ast
import json
import shutil
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from migrate.model.notebook import Name, Notebook
from migrate.model.trace import Trace
from migrate.record import probe
from migrate.record.kernel import Limits, Progress, run_notebook
from migrate.record.trace import read_trace
from migrate.record.tree import Tree, copy_tree, surroundings

EXTENSION = "nbmigrate_probe"
NEW = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


@dataclass(frozen=True)
class Recording:
    """What the notebook showed, twice, and what was seen while it did."""

    original: NotebookNode  # executed, seeded and observed: the reference
    plain: NotebookNode  # executed as it is: what differs here is not repeatable
    trace: Trace
    seconds: float  # of the plain run
    tree: Tree  # the notebook's own surroundings
    ran_in: Path  # the notebook's folder while it ran, which outputs may name


class Show(Protocol):
    """Makes a progress display for one run."""

    def __call__(self, what: str) -> AbstractContextManager[Progress]: ...


def record(
    path: Path, notebook: Notebook, python: Path, watch: Mapping[int, tuple[Name, ...]], limits: Limits, show: Show
) -> Recording:
    """Run the notebook twice from top to bottom, each time in a fresh copy of its folder at the same place.

    `watch` holds the names to describe after the code cell of an index.
    """
    tree = surroundings(path, notebook)
    with TemporaryDirectory(prefix="nbmigrate-") as scratch:
        place = Path(scratch).resolve()
        plain, original = as_node(notebook), as_node(notebook)
        with show(f"running {path.name}") as progress:
            copy = copy_tree(tree, notebook, place / "tree")
            began = time.monotonic()
            run_notebook(
                path.name, plain, python, copy.home, fresh(place / "plain"),
                environment={}, limits=limits, progress=progress,
            )  # fmt: skip
            seconds = time.monotonic() - began
        with show(f"observing {path.name}") as progress:
            shutil.rmtree(copy.root)
            copy = copy_tree(tree, notebook, place / "tree")
            config = {
                "seed": True,
                "cells": [cell.index for cell in notebook.code if cell.source.strip()],
                "borders": {str(index): names for index, names in watch.items()},
                "imports": sorted(imported_modules(notebook)),
                "root": str(copy.root),
                "trace": str(place / "trace.jsonl"),
            }
            environment = probe_environment(fresh(place / "probe"), config)
            run_notebook(
                path.name, original, python, copy.home, fresh(place / "observed"),
                environment=environment, extensions=(EXTENSION,), limits=limits, progress=progress,
            )  # fmt: skip
        trace = read_trace(place / "trace.jsonl", tree)
        return Recording(original, plain, trace, seconds, tree, copy.home)


def probe_environment(folder: Path, config: Mapping[str, object]) -> dict[str, str]:
    """Put the probe into a folder of its own, and name it to a kernel or a task."""
    shutil.copyfile(probe.__file__, folder / f"{EXTENSION}.py")
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return {"PYTHONPATH": str(folder), "NBMIGRATE_PROBE": str(folder / "config.json")}


def fresh(folder: Path) -> Path:
    """A new, empty folder."""
    folder.mkdir()
    return folder


def as_node(notebook: Notebook) -> NotebookNode:
    """The notebook as one to execute: sources and tags, no outputs, no metadata that acts on tools."""
    cells = []
    for cell in notebook.cells:
        node = NEW[cell.kind](cell.source, id=f"cell-{cell.index}")
        if cell.tags:
            node.metadata["tags"] = list(cell.tags)
        cells.append(node)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def imported_modules(notebook: Notebook) -> set[str]:
    """The top-level modules that the notebook's own code imports."""
    found: set[str] = set()
    for cell in notebook.code:
        for statement in cell.statements:
            for node in ast.walk(ast.parse(statement.source)):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.split(".")[0])
    return found
