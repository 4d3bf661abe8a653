"""The record of a notebook: one plain run, and one seeded run that is observed."""

from __future__ import annotations

import ast
import json
import os
import shutil
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from nbformat import NotebookNode, from_dict

from migrate.errors import RequestError
from migrate.model.notebook import Cell, Name, Notebook
from migrate.model.trace import Trace
from migrate.record import probe
from migrate.record.cache import Entry, Place, place_of
from migrate.record.kernel import SKIPPED, Limits, Progress, run_notebook
from migrate.record.trace import read_trace, read_trouble
from migrate.record.tree import Tree, copy_tree, files_of, links_out, refuse_too_much, surroundings

EXTENSION = "nbmigrate_probe"
Watched = Mapping[int, tuple[Name, ...]]  # the names to describe after the code cell of an index


@dataclass(frozen=True)
class Recording:
    """What the notebook showed, twice, and what was seen while it did."""

    original: NotebookNode  # executed, seeded and observed: the reference
    plain: NotebookNode  # executed as it is: what differs here is not repeatable
    trace: Trace
    seconds: float  # of the plain run
    tree: Tree  # the notebook's own surroundings
    ran_in: Path  # the notebook's folder while it ran, which outputs may name
    reused: bool = False  # it was recorded earlier, and nothing has changed since
    trouble: Mapping[int, str] = MappingProxyType({})  # by cell: what couldn't be observed


class Show(Protocol):
    """Makes a progress display for one run."""

    def __call__(self, what: str) -> AbstractContextManager[Progress]:
        """Show it while the context lasts."""


def record(
    path: Path,
    notebook: Notebook,
    python: Path,
    watch: Watched,
    limits: Limits,
    show: Show,
    *,
    cache: bool = True,
) -> Recording:
    """Run the notebook twice from top to bottom, each time in a fresh copy of its folder at the same place.

    A record that succeeded is kept, and taken again while the notebook, the files around it, the
    interpreter and the watched names are the same. Raises RequestError when the notebook can't be run.
    """
    tree = surroundings(path, notebook)
    files = files_of(tree, notebook)
    refuse_too_much(tree, files)
    kept = place_of(path, notebook, files, python, watch) if cache else None
    entry = kept.find() if kept else None
    if entry:
        return recording(entry, tree, reused=True)
    with TemporaryDirectory(prefix=OWN, ignore_cleanup_errors=True) as scratch:
        place = Path(scratch).resolve()
        entry = both_runs(path, notebook, python, watch, limits, show, tree, place)
        if kept:
            kept.keep(entry)
        return recording(entry, tree)
