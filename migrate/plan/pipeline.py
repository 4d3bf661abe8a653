"""From a recorded notebook to a pipeline: the whole plan."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from migrate.model.notebook import Cell, Name, Notebook, Statement
from migrate.model.pipeline import Function, Merge, Pipeline, Product, Setting, Task
from migrate.model.section import Section
from migrate.model.trace import Format, Trace
from migrate.plan.functions import functions, without_moved
from migrate.plan.imports import literal_names, needed_imports, only_imported
from migrate.plan.merging import join, merge
from migrate.plan.names import own_names, purpose, slug, stage_names
from migrate.plan.needs import Sources, sources
from migrate.plan.randomness import random_sources
from migrate.plan.settings import imports_that_set, settings

WHOLE = "notebook"  # the stage of a pipeline of one task


@dataclass(frozen=True)
class Repair:
    """What earlier attempts taught.

    `joins` are sections to join, by their cells; `stay` are definitions that have to stay in their cells;
    `bare` keeps every name of ours out of the first task's cells, for a notebook that lists its names.
    """

    joins: tuple[Merge, ...] = ()
    stay: frozenset[Name] = frozenset()
    bare: bool = False


def plan(
    notebook: Notebook, cuts: Sequence[Section], trace: Trace, package: str, repair: Repair = Repair()
) -> Pipeline:
    """Plan the pipeline of a notebook that is cut like this, for a project whose package has this name.

    Every section becomes a task where it can run in a process of its own; what can't is merged.
    """
    parts, merges = merge(notebook, joined(cuts, repair.joins), trace)
    stages = names_of(parts)
    name = slug(notebook.stem, "pipeline")
    moved = functions(notebook, parts, stages, repair.stay)
    made = settings(notebook, moved, trace)
    needed = sources(parts, trace)
    randomness = random_sources(notebook, parts, trace)
    draft = Draft(
        notebook,
        trace,
        f"{package}.{name}",
        name,
        parts,
        stages,
        moved,
        made,
        needed,
        randomness,
        repair.bare,
    )
    tasks = tuple(draft.task(place) for place in range(len(parts)))
    return Pipeline(
        name,
        f"{notebook.stem}.ipynb",
        tasks,
        moved,
        made if len(parts) > 1 else (),
        (*repair.joins, *merges),
        trace.folder,
        tuple(sorted({trace.folder, *trace.folders})),
        raw_files(trace),
        tuple(f"{name}=={version}" for name, version in sorted(trace.packages.items())),
        own_names(used_names(notebook)),
    )


def names_of(parts: Sequence[Section]) -> tuple[str, ...]:
    """A name for each stage: the user's, else of its heading, else of what it does."""
    if len(parts) == 1:
        return (parts[0].name or WHOLE,)
    code = ["\n".join(cell.source for cell in part.code) for part in parts]
    titles = [part.name or part.title or purpose(text) for part, text in zip(parts, code, strict=True)]
    return stage_names(titles)


def joined(parts: Sequence[Section], joins: Sequence[Merge]) -> tuple[Section, ...]:
    """Join the sections that hold these ranges of cells."""
    parts = tuple(parts)
    for item in joins:
        first = max(place for place, part in enumerate(parts) if part.first <= item.first)
        last = max(place for place, part in enumerate(parts) if part.first <= item.last)
        parts = join(parts, first, last)
    return parts


def used_names(notebook: Notebook) -> frozenset[Name]:
    """Every name that the notebook binds or mentions."""
    flows = [cell.flow for cell in notebook.code]
    return frozenset[Name]().union(*(flow.binds | flow.mentions | flow.reads for flow in flows))


def raw_files(trace: Trace) -> tuple[str, ...]:
    """Files that were there before the notebook ran and that it read, modules included."""
    written: set[str] = set()
    found: set[str] = set(trace.modules)
    for index in sorted(trace.cells):
        cell = trace.cells[index]
        found |= cell.reads - written
        written |= cell.writes
    return tuple(sorted(found))


@dataclass(frozen=True)
class Draft:
    """Everything that is known when the tasks are drawn up one by one."""

    notebook: Notebook
    trace: Trace
    package: str
    name: str
    parts: Sequence[Section]
    stages: Sequence[str]
    moved: Sequence[Function]
    settings: Sequence[Setting]
    needed: Sequence[Sources]
    randomness: Sequence[int | None]
    bare: bool

    def task(self, place: int) -> Task:
        """The task of one section."""
        part = self.parts[place]
        needs = self.needed[place]
        definitions = self.definitions(place)
        data = [n for n in needs if self.is_data(n, needs[n], place)]
        early = tuple(d.source for d in definitions if is_class(d) and not d.flow.reads & set(data))
        late = tuple(d.source for d in definitions if d.source not in early)
        goes_on = self.randomness[place]
        return Task(
            place + 1,
            self.stages[place],
            part.title,
            tuple(self.rewritten(cell) for cell in part.cells),
            self.imports(place, definitions),
            self.functions(place, definitions),
            early,
            late,
            part.first if place and any(setting.cell < part.first for setting in self.settings) else None,
            tuple(self.product(name, needs[name]) for name in sorted(data)),
            self.products(place),
            None if goes_on is None else self.random_state(goes_on),
            self.random_state(place) if place in self.randomness else None,
            self.bare and place == 0,
            tuple(sorted({p for cell in part.code for p in self.trace.cell(cell.index).reads})),
            tuple(sorted({p for cell in part.code for p in self.trace.cell(cell.index).writes})),
        )

    def rewritten(self, cell: Cell) -> Cell:
        """The cell as it stands in its task."""
        return replace(cell, source=without_moved(cell, self.moved, self.package))

    def binder(self, name: Name, before: int) -> Statement | None:
        """The last statement before a cell that binds a name."""
        cells = [cell for cell in self.notebook.code if cell.index < before]
        binders = [s for cell in cells for s in cell.statements if name in s.flow.binds]
        return binders[-1] if binders else None

    def is_data(self, name: Name, source: int, place: int) -> bool:
        """Whether a name holds a value that has to be stored, not something to import or define again."""
        binder = self.binder(name, self.parts[place].first)
        value = self.trace.borders.get(self.parts[place - 1].last, {}).get(name) if place else None
        if binder and binder.kind == "import" and (value is None or name in only_imported(self.notebook)):
            return False
        if binder and binder.kind == "definition" and binder.defines == name:
            return False
        return value is None or value.home is None

    def definitions(self, place: int) -> tuple[Statement, ...]:
        """Definitions of earlier sections that this one uses and that did not move to src."""
        moved = {function.name for function in self.moved}
        found: list[Statement] = []
        for name in self.needed[place]:
            binder = self.binder(name, self.parts[place].first)
            if binder and binder.kind == "definition" and binder.defines == name and name not in moved:
                found.append(binder)
        order = [s for cell in self.notebook.code for s in cell.statements]
        return tuple(sorted(found, key=order.index))

    def names(self, place: int, definitions: Sequence[Statement]) -> frozenset[Name]:
        """Names that stand in the code of the task."""
        moved = {function.source for function in self.moved}
        own = [s for cell in self.parts[place].code for s in cell.statements if s.kind != "import"]
        texts = [s.source for s in own if not any(source.endswith(s.source) for source in moved)]
        found = [literal_names(text) for text in [*texts, *(d.source for d in definitions)]]
        return frozenset[Name]().union(*found)

    def imports(self, place: int, definitions: Sequence[Statement]) -> tuple[str, ...]:
        """Imports of earlier sections that the cells of this one rely on."""
        part = self.parts[place]
        earlier = [
            s for c in self.notebook.code if c.index < part.first for s in c.statements if s.kind == "import"
        ]
        forced = imports_that_set(self.notebook, self.trace)
        used = self.names(place, definitions) & (part.flow.reads | frozenset(literal_free(definitions)))
        chosen = needed_imports(earlier, used)
        return tuple(dict.fromkeys([*(s.source for s in earlier if s.source in forced), *chosen]))

    def functions(self, place: int, definitions: Sequence[Statement]) -> tuple[Function, ...]:
        """Moved functions that earlier sections define and this one uses."""
        names = self.names(place, definitions)
        part = self.parts[place]
        return tuple(f for f in self.moved if f.cell < part.first and f.name in names)

    def products(self, place: int) -> tuple[Product, ...]:
        """What later sections load from this one."""
        names = {
            name
            for later in range(place + 1, len(self.parts))
            for name, source in self.needed[later].items()
            if source == place and self.is_data(name, source, later)
        }
        return tuple(self.product(name, place) for name in sorted(names))

    def product(self, name: Name, place: int) -> Product:
        """Where a variable is stored as it was after a section."""
        after = self.parts[place].last
        value = self.trace.borders.get(after, {}).get(name)
        ending: Format = value.format if value and value.format else "pkl"
        folder = "models" if ending == "joblib" else "data/interim"
        return Product(name, f"{folder}/{self.name}/{self.stages[place]}/{name}.{ending}", after)

    def random_state(self, place: int) -> Product:
        """Where the position of the random generators after a section is stored."""
        path = f"data/interim/{self.name}/{self.stages[place]}/random_position.rng"
        return Product("random_position", path, self.parts[place].last)


def is_class(statement: Statement) -> bool:
    """Whether a definition is a class: stored instances can only be loaded once it exists."""
    return isinstance(ast.parse(statement.source).body[0], ast.ClassDef)


def literal_free(definitions: Sequence[Statement]) -> set[Name]:
    """Names that the definitions need."""
    return {name for definition in definitions for name in definition.free | definition.flow.reads}
