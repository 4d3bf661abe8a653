"""Runs a notebook in one namespace, and its plan task by task, without kernels and files."""

from __future__ import annotations

import builtins
import contextlib
import importlib.abc
import importlib.util
import io
import pickle
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from migrate.model.notebook import Cell, Name, Notebook
from migrate.model.pipeline import Function, Pipeline, Task
from migrate.model.trace import CellTrace, Draw, Shared, Trace, Value
from migrate.plan.dataflow import names_to_watch
from migrate.plan.partition.by_headings import at_headings
from migrate.record.probe import aliases, fingerprints, kinds, storage
from tests.plan.building import change

MAIN = "__main__"
OPTIONS = """
width = 0
def set(value):
    global width
    width = value
"""
LOUD = "import options\noptions.set(99)\nvolume = 11\n"
LIBRARY = {"options": OPTIONS, "loud": LOUD}  # what notebooks import: a setting, and a setting by import


@dataclass
class Process:
    """A fresh interpreter, as far as these programs can tell."""

    modules: Mapping[str, str]
    space: dict[str, Any] = field(default_factory=dict)
    seeded: bool = False

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Its modules in place of ours; `__main__` holds the variables."""
        before, finder, state = sys.modules.copy(), Finder(self.modules), random.getstate()
        seed, restore = random.seed, random.setstate
        main = ModuleType(MAIN)
        self.space = vars(main)
        self.space["__builtins__"] = builtins
        sys.modules[MAIN] = main
        sys.meta_path.insert(0, finder)
        random.seed, random.setstate = self.noting(seed), self.noting(restore)
        seed(987)
        try:
            yield
        finally:
            random.seed, random.setstate = seed, restore
            sys.meta_path.remove(finder)
            for name in set(sys.modules) - set(before):
                del sys.modules[name]
            sys.modules.update(before)
            random.setstate(state)

    def noting(self, function: Any) -> Any:
        """The seeding function; once it was called, cells are no longer seeded by us."""

        def seed(*args: Any) -> None:
            function(*args)
            self.seeded = True
            self.seeds = random.getstate()

        return seed

    def run(self, source: str) -> None:
        """Run code among the variables."""
        exec(compile(source, "<cell>", "exec"), self.space)

    def show(self, cell: Cell, source: str) -> str:
        """Run a cell, and say what it printed."""
        if not self.seeded:
            random.Random.seed(random._inst, cell.index)  # type: ignore[attr-defined]  # as the probe does
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            self.run(source)
        return shown.getvalue()


@dataclass
class Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports modules from their text."""

    texts: Mapping[str, str]

    def find_spec(self, name: str, path: object = None, target: object = None) -> Any:
        """A module of ours, or the package of one."""
        if name in self.texts:
            return importlib.util.spec_from_loader(name, self)
        if any(text.startswith(f"{name}.") for text in self.texts):
            return importlib.util.spec_from_loader(name, self, is_package=True)
        return None

    def get_source(self, name: str) -> str:
        """Its text; packages are empty."""
        return self.texts.get(name, "")

    def is_package(self, name: str) -> bool:
        """Whether it has modules."""
        return name not in self.texts


# The notebook


@dataclass(frozen=True)
class Run:
    """What a notebook showed, the run as the recorder sees it, and all variables after each cell."""

    shown: dict[int, str]
    trace: Trace
    after: dict[int, dict[Name, str | None]]


def observe(notebook: Notebook) -> Run:
    """Run a notebook from top to bottom and watch it."""
    watch = names_to_watch(at_headings(notebook.cells))
    process, run = Process(LIBRARY), Run({}, Trace(cells={}, snapshots={}, aliases={}), {})
    with process.running():
        for cell in notebook.code:
            if cell.source.strip():
                run.shown[cell.index], seen = watched(process, cell)
                border = {
                    n: described(process.space[n]) for n in watch.get(cell.index, ()) if n in process.space
                }
                run.trace.cells[cell.index] = seen  # type: ignore[index]
                if border:
                    run.trace.snapshots[cell.index] = border  # type: ignore[index]
                    run.trace.aliases[cell.index] = in_common(process, border)  # type: ignore[index]
                run.after[cell.index] = {n: fingerprints.fingerprint(v) for n, v in process.space.items()}
    return run


def watched(process: Process, cell: Cell) -> tuple[str, CellTrace]:
    """Run a cell statement by statement."""
    shown, found, drawn = "", [], []
    for place, statement in enumerate(cell.statements):
        if place == 0:
            shown += process.show(cell, "")
        width, position, process.seeds = setting(), random.getstate(), None
        with contextlib.redirect_stdout(io.StringIO()) as out:
            process.run(statement.source)
        shown += out.getvalue()
        if setting() != width:
            found.append(change(place, "pandas", seen_code(place)))
        if random.getstate() != position or process.seeds:
            seeds = random.getstate() == process.seeds
            drawn.append(Draw(place, "random", seeds, bool(process.seeds) and not seeds))
    return shown, CellTrace(changes=tuple(found), draws=tuple(drawn))


def in_common(process: Process, border: Mapping[Name, Value]) -> tuple[Shared, ...]:
    """The variables that share something, as the probe finds them."""
    storable = {name: process.space[name] for name, value in border.items() if value.format}
    return tuple(Shared((one, other), what) for one, other, what in aliases.shared(storable))  # type: ignore[arg-type]


def setting() -> object:
    """The process-wide setting."""
    return getattr(sys.modules.get("options"), "width", 0)


def seen_code(place: int) -> tuple[str, ...]:
    """Code that makes the setting as it is now; of a cell's later statements, it can't be told."""
    return ("import options", f"options.set({setting()!r})") if place == 0 else ()


def described(content: object) -> Value:
    """A value as the probe describes it."""
    kind, home = kinds.kind(content)
    if home is not None:
        return Value(kind, None, None, home)
    return Value(kind, storage.storage(content, kind), fingerprints.fingerprint(content))


# The pipeline


@dataclass
class Results:
    """What the tasks showed and stored."""

    shown: dict[int, str] = field(default_factory=dict)
    stored: dict[str, bytes] = field(default_factory=dict)
    fingerprints: dict[tuple[Name, int], str | None] = field(default_factory=dict)


def execute(pipeline: Pipeline, order: Sequence[int]) -> Results:
    """Run the tasks, each in a process of its own, in an order that their products allow."""
    results = Results()
    waiting = list(order)
    while waiting:
        ready = next(n for n in waiting if {p.path for p in pipeline.tasks[n].loads} <= set(results.stored))
        waiting.remove(ready)
        run_task(pipeline, pipeline.tasks[ready], results)
    return results


def run_task(pipeline: Pipeline, task: Task, results: Results) -> None:
    """What the writer makes of a task, in the writer's order."""
    process = Process(LIBRARY | modules(pipeline))
    with process.running():
        for line in (*task.imports, *(import_of(f, pipeline) for f in task.functions), *task.early):
            process.run(line)
        apply_settings(pipeline, task.settings_before)
        for product in task.upstream:
            process.space[product.name] = pickle.loads(results.stored[product.path])
        if task.random_from:
            random.setstate(pickle.loads(results.stored[task.random_from.path]))
        for source in task.late:
            process.run(source)
        for cell in task.cells:
            if cell.kind == "code" and cell.source.strip():
                results.shown[cell.index] = process.show(cell, cell.source)
        for product in task.product:
            content = process.space[product.name]
            results.stored[product.path] = pickle.dumps(content)
            results.fingerprints[product.name, product.cell] = fingerprints.fingerprint(content)
        if task.random_to:
            results.stored[task.random_to.path] = pickle.dumps(random.getstate())


def apply_settings(pipeline: Pipeline, before: int | None) -> None:
    """The module of settings, called as a task calls it."""
    for made in pipeline.settings if before is not None else ():
        space: dict[str, Any] = {}
        uses = [import_of(f, pipeline) for f in pipeline.functions if f.name in made.uses]
        exec("\n".join((*made.imports, *uses)), space)
        if made.cell < (before or 0):
            exec("\n".join(made.code), space)


def modules(pipeline: Pipeline) -> dict[str, str]:
    """The modules of moved functions, by name."""
    texts: dict[str, str] = {}
    for module in {f.module for f in pipeline.functions}:
        mine = [f for f in pipeline.functions if f.module == module]
        used = {name for f in mine for name in f.uses}
        lines = [line for f in mine for line in f.imports]
        lines += [import_of(f, pipeline) for f in pipeline.functions if f.name in used and f.module != module]
        texts[f"shop.{pipeline.name}.{module}"] = "\n".join((*lines, *(f.source for f in mine)))
    return texts


def import_of(function: Function, pipeline: Pipeline) -> str:
    """The import of a moved function."""
    return f"from shop.{pipeline.name}.{function.module} import {function.name}"
