"""From a recorded notebook to a pipeline: the whole plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from migrate.model.layout import Layout
from migrate.model.notebook import Cell, Name, Notebook, Statement
from migrate.model.pipeline import Function, Merge, Parameter, Pipeline, Product, Served, Setting, Task
from migrate.model.section import Section
from migrate.model.trace import Format, Trace
from migrate.plan.conflicts.merge import join, merge
from migrate.plan.dataflow import is_class
from migrate.plan.dependencies import Dependency, dependencies
from migrate.plan.files import (
    changed_files,
    loose,
    needed,
    raw_files,
    restored,
    shared_folders,
    written,
)
from migrate.plan.final_model import served
from migrate.plan.functions import functions, rewritten
from migrate.plan.imports import names_in, needed_imports, needs_path
from migrate.plan.names import own_names, pipeline_name, stage_names, title_name
from migrate.plan.parameters import candidates, parameters
from migrate.plan.partition.stage_names import purpose_names
from migrate.plan.partition.titles import apart
from migrate.plan.randomness import random_sources
from migrate.plan.repair import PROPOSED, Repair
from migrate.plan.settings import imports_that_set, settings

TELLING = ("load", "clean", "features", "train")  # purposes that say more about a beginning than a title does
WHOLE = "notebook"  # the stage of a pipeline of one task


def plan(
    notebook: Notebook, cuts: Sequence[Section], trace: Trace, package: str, repair: Repair = PROPOSED
) -> Pipeline:
    """Plan the pipeline of a notebook cut into these sections, for a project with this package.

    Every section that can run in a process of its own becomes a task; the others are merged.
    """
    parts, merges = merge(notebook, joined(cuts, repair.joins), trace)
    stages = names_of(notebook, parts)
    name = pipeline_name(notebook.stem)
    moved = functions(notebook, parts, stages, repair.stay)
    made = settings(notebook, moved, trace)
    needed = dependencies(parts, trace)
    randomness = random_sources(notebook, parts, trace)
    ours = own_names(used_names(notebook))
    found = () if repair.unlifted else candidates(notebook, frozenset(f.name for f in moved), trace)
    draft = Draft(
        notebook=notebook,
        trace=trace,
        package=f"{package}.{name}",
        name=name,
        parts=parts,
        stages=stages,
        moved=moved,
        settings=made,
        needed=needed,
        randomness=randomness,
        bare=repair.bare,
        model=served(parts, trace),
        lifted=parameters(parts, found, repair.named),
        params=dict(ours).get("params", "params"),
        outs=[written(part, trace) for part in parts],
    )
    tasks = tuple(draft.task(place) for place in range(len(parts)))
    return Pipeline(
        name,
        f"{notebook.stem}.ipynb",
        tasks,
        functions=moved,
        settings=made if len(parts) > 1 else (),
        merges=tuple(sorted((*repair.joins, *merges), key=lambda item: (item.first, item.last))),
        folder=trace.folder,
        folders=tuple(sorted({trace.folder, *trace.folders, *shared_folders(parts, trace)})),
        data=tuple(path for path in raw_files(trace) if path not in changed_files(trace)),
        packages=tuple(f"{n}=={version}" if version else n for n, version in sorted(trace.packages.items())),
        own_names=ours,
        served=draft.served(),
        renamed=tuple(sorted(trace.renamed.items())),
        changed=tuple(sorted(changed_files(trace))),
        private=tuple(sorted(trace.private)),
    )


def names_of(notebook: Notebook, parts: Sequence[Section]) -> tuple[str, ...]:
    """A name for each stage: the user's, else from its heading, else from what it does."""
    if len(parts) == 1:
        return (parts[0].name or WHOLE,)
    if all(part.name for part in parts):
        return tuple(part.name for part in parts)
    told = purpose_names(notebook, parts)
    first, *others = (part.title for part in parts)
    titles = apart(["" if told[0] in TELLING and names_all(first, notebook) else first, *others])
    return stage_names(
        part.name or title_name(title) or name for part, title, name in zip(parts, titles, told, strict=True)
    )


def names_all(title: str, notebook: Notebook) -> bool:
    """Whether the first section's title is the whole notebook's: no other heading is as large."""
    levels = [heading.level for cell in notebook.cells for heading in cell.headings]
    texts = [heading.text for cell in notebook.cells for heading in cell.headings]
    return len(levels) > 1 and texts[0] == title and levels[0] < min(levels[1:])


def joined(parts: Sequence[Section], joins: Sequence[Merge]) -> tuple[Section, ...]:
    """Join the sections that hold these ranges of cells."""
    parts = tuple(parts)
    for item in joins:
        first = max((place for place, part in enumerate(parts) if part.first <= item.first), default=0)
        last = max((place for place, part in enumerate(parts) if part.first <= item.last), default=0)
        parts = join(parts, first, last)
    return parts


def used_names(notebook: Notebook) -> frozenset[Name]:
    all_effects = [cell.effects for cell in notebook.code]
    return frozenset[Name]().union(
        *(effects.may_define | effects.may_mutate | effects.uses for effects in all_effects)
    )


@dataclass(frozen=True, kw_only=True)
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
    needed: Sequence[Mapping[Name, Dependency]]
    randomness: Sequence[int | None]
    bare: bool
    model: tuple[int, Name, Name | None] | None  # the section that fits it, its name and its data's
    lifted: Sequence[tuple[Parameter, ...]]
    params: Name  # what tasks call their parameters
    outs: Sequence[tuple[str, ...]]  # files and folders that each section writes

    def task(self, place: int) -> Task:
        part = self.parts[place]
        definitions = self.definitions(place)
        values = [item for item in self.needed[place].values() if item.kind == "value"]
        early = before_loading(definitions, frozenset(item.name for item in values))
        goes_on = self.randomness[place]
        imports = self.imports(place, definitions)
        after = tuple(line for line in imports if needs_path(line, self.trace, part.first))
        return Task(
            place + 1,
            self.stages[place],
            part.title,
            tuple(self.rewritten(cell, place) for cell in part.cells),
            imports=tuple(line for line in imports if line not in after),
            functions=self.functions(place, definitions),
            early=tuple(d.source for d in early),
            late=tuple(d.source for d in definitions if d not in early),
            settings_before=part.first if place and self.sets_before(part) else None,
            upstream=tuple(self.product(item.name, item.source) for item in values),
            product=self.products(place),
            random_from=None if goes_on is None else self.random_state(goes_on),
            random_to=self.random_state(place) if place in self.randomness else None,
            bare=self.bare and place == 0,
            reads=tuple(sorted(self.reads(place))),
            writes=self.outs[place],
            why=part.why,
            parameters=self.parameters(place),
            imports_after=after,
            loose=loose(part, self.trace),
            restores=restored(part, self.trace),
        )

    def sets_before(self, part: Section) -> bool:
        return any(setting.cell < part.first for setting in self.settings)

    def parameters(self, place: int) -> tuple[Parameter, ...]:
        """The section's parameters; none if its cells may see no name of ours."""
        return () if self.bare and place == 0 else self.lifted[place]

    def rewritten(self, cell: Cell, place: int) -> Cell:
        read = {
            given: f'{self.params}["{parameter.name}"]'
            for parameter in self.parameters(place)
            for given in parameter.given
        }
        edits = [(given.begin, given.end, code) for given, code in read.items() if given.cell == cell.index]
        moved = {id(function.definition) for function in self.moved}
        return replace(
            cell,
            source=rewritten(cell, edits, self.moved, self.package),
            statements=tuple(statement for statement in cell.statements if id(statement) not in moved),
        )

    def definitions(self, place: int) -> tuple[Statement, ...]:
        """Definitions of earlier sections that this one uses and that did not move to src."""
        moved = {function.name for function in self.moved}
        needed = self.needed[place].values()
        wanted = {id(item.definition) for item in needed if item.definition and item.name not in moved}
        return tuple(statement for statement in self.notebook.statements if id(statement) in wanted)

    def names(self, place: int, definitions: Sequence[Statement]) -> frozenset[Name]:
        """Names in the code of the task, without imports and definitions that moved."""
        moved = {id(function.definition) for function in self.moved}
        own = [s for cell in self.parts[place].code for s in cell.statements if s.kind != "import"]
        stays = [statement for statement in own if id(statement) not in moved]
        return frozenset[Name]().union(*(names_in(s) for s in [*stays, *definitions]))

    def imports(self, place: int, definitions: Sequence[Statement]) -> tuple[str, ...]:
        """Imports of earlier sections that the cells of this one rely on."""
        part = self.parts[place]
        earlier = [s for p in self.parts[:place] for s in p.statements if s.kind == "import"]
        forced = imports_that_set(self.notebook, self.trace)
        used = self.names(place, definitions) & (part.effects.uses | frozenset(literal_free(definitions)))
        chosen = (*needed_imports(earlier, used), *module_imports(self.needed[place].values()))
        return tuple(dict.fromkeys([*(s.source for s in earlier if s.source in forced), *chosen]))

    def reads(self, place: int) -> set[str]:
        """The files that its cells read, and modules that earlier cells wrote and that it imports again."""
        read = {path for cell in self.parts[place].code for path in self.trace.cell(cell.index).reads}
        earlier = [cell.index for part in self.parts[:place] for cell in part.code]
        made = {path for index in earlier for path in self.trace.cell(index).writes}
        words = {word for text in self.imports(place, self.definitions(place)) for word in text.split()}
        read |= {path for path in made if path.endswith(".py") and PurePosixPath(path).stem in words}
        before = [path for made in self.outs[:place] for path in made]
        return needed(self.parts[place], read, before, self.trace)

    def functions(self, place: int, definitions: Sequence[Statement]) -> tuple[Function, ...]:
        """Moved functions that earlier sections define and this one uses."""
        names = self.names(place, definitions)
        part = self.parts[place]
        return tuple(f for f in self.moved if f.cell < part.first and f.name in names)

    def products(self, place: int) -> tuple[Product, ...]:
        """What later sections load from this one, and the model if it is fitted here."""
        later = (item for needed in self.needed[place + 1 :] for item in needed.values())
        names = {item.name for item in later if item.source == place and item.kind == "value"}
        kept = {self.model[1]} if self.model and self.model[0] == place else set[Name]()
        return tuple(self.product(name, place) for name in sorted(names | kept))

    def served(self) -> Served | None:
        """The model that the pipeline ends in, with the table that it was fitted to if that is stored."""
        if self.model is None:
            return None
        place, name, data = self.model
        kept = [product for earlier in range(place + 1) for product in self.products(earlier)]
        tables = [product for product in kept if product.name == data and product.path.endswith(".parquet")]
        return Served(self.product(name, place), tables[-1] if tables else None)

    def product(self, name: Name, place: int) -> Product:
        """Where the value that a variable has after a section is stored."""
        after = self.parts[place].last
        value = self.trace.snapshots.get(after, {}).get(name)
        ending: Format = value.format if value and value.format else "pkl"
        layout = Layout(self.name)
        lies = layout.model if ending == "joblib" else layout.product
        return Product(name, lies(self.stages[place], f"{name}.{ending}"), after)

    def random_state(self, place: int) -> Product:
        """Where the position of the random generators after a section is stored."""
        path = Layout(self.name).product(self.stages[place], "random_position.rng")
        return Product("random_position", path, self.parts[place].last)


def before_loading(definitions: Sequence[Statement], values: frozenset[Name]) -> tuple[Statement, ...]:
    """The classes that values may need in order to be loaded, and what defining those takes."""
    ready = [d for d in definitions if not d.effects.uses & values]
    wanted = {d.defines for d in ready if is_class(d)}
    wanted |= {name for d in ready if is_class(d) for name in d.effects.uses}
    return tuple(d for d in ready if d.defines in wanted)


def module_imports(needed: Iterable[Dependency]) -> list[str]:
    """Imports of modules that something other than an import statement bound to a name."""
    found = [(item.module, item.name) for item in needed if item.module]
    return [f"import {module}" + (f" as {name}" if name != module else "") for module, name in found]


def literal_free(definitions: Sequence[Statement]) -> set[Name]:
    """Names that the definitions need, at once or when called."""
    return {name for definition in definitions for name in definition.free | definition.effects.uses}
