"""The record of a notebook: one seeded run that is observed, and one plain run beside what follows."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from nbformat import NotebookNode, from_dict

from migrate.errors import RequestError
from migrate.model.limits import Limits
from migrate.model.notebook import Cell, Name, Notebook
from migrate.model.trace import Trace
from migrate.project.template_files import module
from migrate.read.private import may_hold_secrets
from migrate.record.cache import Entry, cache_folder, find, keep, key_of
from migrate.record.file_digests import left_behind, states
from migrate.record.injection import EXTENSION, probe_environment
from migrate.record.kernel import SKIPPED, Begun, Progress, run_notebook
from migrate.record.probe.distributions import imports_of
from migrate.record.trace import changes_elsewhere, read_trace, troubles
from migrate.record.workspace import Tree, copy_tree, files_of, links_out, surroundings
from migrate.scratch import scratch_folder

OBSERVED = "observed"
Watched = Mapping[int, tuple[Name, ...]]  # the names to describe after the code cell of an index


@dataclass(frozen=True)
class Recording:
    """What the notebook showed in two runs, and what was seen during them."""

    original: NotebookNode  # executed, seeded and observed: the reference
    second: Future[NotebookNode]  # executed as it is
    trace: Trace
    seconds: float  # of the observed run
    tree: Tree  # the notebook's own surroundings
    ran_in: Path  # the notebook's folder while it ran, which outputs may name
    reused: bool = False  # it was recorded earlier, and nothing has changed since
    trouble: Mapping[int, str] = field(default_factory=dict)  # by cell: what couldn't be observed
    again: Callable[[], Trace] = Trace  # runs it once more, seeded and observed, elsewhere: what repeats?

    @property
    def plain(self) -> NotebookNode:
        """The plain run, once it has ended. What differs here isn't repeatable."""
        return self.second.result()


class Show(Protocol):
    """Makes a progress display for one run."""

    def __call__(self, what: str) -> AbstractContextManager[Progress]:
        """Show it while the context lasts."""


@contextmanager
def record(
    path: Path,
    notebook: Notebook,
    python: Path,
    watch: Watched,
    limits: Limits,
    show: Show,
    *,
    cache: bool = True,
) -> Iterator[Recording]:
    """Run the notebook twice from top to bottom, each time in a fresh copy of its folder at the same path.

    The second run goes on beside what is done with the record, and has ended when the context does.
    A successful record is kept, and reused while the notebook, the files around it, the interpreter and
    the watched names are the same. Raises RequestError if the notebook can't be run.
    """
    tree = surroundings(path, notebook)
    kept_at_all = cache and cache_folder() is not None
    key = key_of(path, notebook, files_of(tree), python, watch) if kept_at_all else None
    run = Run(path, notebook, python, watch, limits, show, tree)
    if kept := find(key) if key else None:
        with show(f"reusing the earlier record of {path.name}") as progress:
            progress(1, 1, "")
        found = recording(kept, ended(kept.plain), tree, reused=True)
        yield replace(found, again=functools.cache(run.again))
        return
    with run.both() as (entry, second):
        yield replace(recording(entry, second, tree), again=functools.cache(run.again))
        entry = replace(entry, plain=second.result())
    if key:
        keep(key, entry)


def recording(entry: Entry, second: Future[NotebookNode], tree: Tree, *, reused: bool = False) -> Recording:
    trace, trouble = with_private(read_trace(entry.trace, tree), tree), troubles(entry.trace)
    home = Path(entry.ran_in)
    return Recording(entry.original, second, trace, entry.seconds, tree, home, reused, trouble)


def with_private(trace: Trace, tree: Tree) -> Trace:
    """The trace, with the files that the notebook brought and that may hold secrets marked as private."""
    used = trace.modules.union(*(cell.reads for cell in trace.cells.values()))
    return replace(
        trace, private=frozenset(p for p in used if may_hold_secrets(p) and (tree.root / p).is_file())
    )


def ended(plain: NotebookNode) -> Future[NotebookNode]:
    """A finished future for a plain run that was made before."""
    second = Future[NotebookNode]()
    second.set_result(plain)
    return second


@dataclass(frozen=True)
class Run:
    """What the two runs of one notebook have in common."""

    path: Path
    notebook: Notebook
    python: Path
    watch: Watched
    limits: Limits
    show: Show
    tree: Tree

    def again(self) -> Trace:
        """One more observed run, in another folder: values that differ there depend on time or place."""
        with scratch_folder() as place:
            with self.show(f"running {self.path.name} once more, to see which values repeat") as progress:
                trace, _, _ = self.observed(place, progress)
            return read_trace(trace.read_text(encoding="utf-8"), self.tree)

    def observed(self, place: Path, progress: Progress) -> tuple[Path, NotebookNode, Path]:
        """A run with the probe: the probe's trace, the executed notebook, and the folder it ran in."""
        trace = place / "trace.jsonl"
        environment = probe_environment(fresh(place / "probe"), self.watching(place / "tree", trace))
        extensions = (EXTENSION,)
        run = self.once(place, OBSERVED, environment=environment, extensions=extensions, progress=progress)
        return trace, *run

    @contextmanager
    def both(self) -> Iterator[tuple[Entry, Future[NotebookNode]]]:
        """Run observed, then plain beside what follows. The folders are removed at the end."""
        with scratch_folder() as place:
            began = time.monotonic()
            with self.show(f"running {self.path.name}") as progress:
                trace, original, home = self.observed(place, progress)
            seconds = time.monotonic() - began
            shutil.rmtree(place / "tree")
            entry = Entry(original, original, trace.read_text(encoding="utf-8"), seconds, str(home))
            with beside(lambda begun: self.once(place, "plain", environment={}, begun=begun)[0]) as second:
                if changes_elsewhere(entry.trace):  # what follows runs the same code: one after the other
                    second.exception()
                yield entry, second

    def once(self, place: Path, scratch: str, **options: Any) -> tuple[NotebookNode, Path]:
        """One run in a fresh copy: the executed notebook, and the folder it ran in."""
        node = as_node(self.notebook)
        home = copy_tree(self.tree, place / "tree").home
        name, own, before = self.path.name, fresh(place / scratch), states(place / "tree")
        with telling_of_links(self.tree):
            run_notebook(name, node, self.python, home, own, limits=self.limits, **options)
        made_by = self.python if scratch == OBSERVED else None  # the other run tells what repeats, no more
        if files := left_behind(place / "tree", before, made_by):
            node.metadata["files"] = files
        return node, home

    def watching(self, root: Path, trace: Path) -> dict[str, object]:
        """The probe's configuration."""
        code = [cell for cell in self.notebook.code if cell.source.strip() and SKIPPED not in cell.tags]
        return {
            "seed": True,
            "cells": [cell.index for cell in code],
            "borders": {str(index): names for index, names in self.watch.items()},
            "imports": sorted(imported_modules(self.notebook)),
            "installs": sorted(installed(self.notebook)),
            "root": str(root),
            "trace": str(trace),
        }


@contextmanager
def beside(work: Callable[[Begun], NotebookNode]) -> Iterator[Future[NotebookNode]]:
    """Work in a thread, which the context's end waits for. If the context fails, the work is stopped."""
    groups: list[int] = []
    stopped = threading.Event()

    def begun(group: int) -> None:
        groups.append(group)
        if stopped.is_set():
            raise RequestError("stopped before it had begun")

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work, begun)
        try:
            yield future
            future.exception()
        except BaseException:
            stopped.set()
            for group in groups:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, signal.SIGKILL)
            raise


@contextmanager
def telling_of_links(tree: Tree) -> Iterator[None]:
    """Name the links that weren't followed if a failure may come from that."""
    try:
        yield
    except RequestError as error:
        named = [name for name in links_out(tree) if name in str(error)]
        if named:
            raise RequestError(
                f"{error}\n  {', '.join(named)}: a link that leads out of the notebook's folder, so it was "
                "not copied for the run. Put the data itself there."
            ) from None
        raise


def fresh(folder: Path) -> Path:
    folder.mkdir()
    return folder


def as_node(notebook: Notebook) -> NotebookNode:
    """The notebook to execute: sources and tags, no outputs, no metadata that tools act on."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    cells = [as_cell(cell) for cell in notebook.cells]
    return NotebookNode(from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))


def as_cell(cell: Cell) -> dict[str, object]:
    found: dict[str, object] = {
        "cell_type": cell.kind,
        "id": f"cell-{cell.index}",
        "metadata": {"tags": list(cell.tags)} if cell.tags else {},
        "source": cell.source,
    }
    return found | ({"execution_count": None, "outputs": []} if cell.kind == "code" else {})


def imported_modules(notebook: Notebook) -> set[str]:
    """The top-level modules that the notebook's own code imports."""
    statements = [statement.source for cell in notebook.code for statement in cell.statements]
    return set[str]().union(*(imports_of(source) for source in statements))


def installed(notebook: Notebook) -> set[str]:
    """What its cells would have pip install."""
    requirements = module("installs").requirements
    return {found for statement in notebook.statements for found in requirements(statement.source)}
