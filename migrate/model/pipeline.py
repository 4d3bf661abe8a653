"""A pipeline as planned: tasks, what crosses between them, and what they share."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

from migrate.model.layout import Layout
from migrate.model.notebook import Cell, Name, Span, Statement


@dataclass(frozen=True)
class Product:
    """A value that one task stores and later tasks load."""

    name: Name  # the variable; also its key in `upstream` and `product`
    path: str  # from the project's root
    cell: int  # the original's cell after which the variable has this value


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function or class of the notebook that moves to a module under src."""

    definition: Statement
    module: str  # the stage that the module is named after
    cell: int
    span: Span  # in the cell's text, with the comments right above it
    source: str  # the text there
    imports: tuple[str, ...]  # import statements that it needs
    uses: tuple[Name, ...]  # other moved functions that it needs

    @property
    def name(self) -> Name:
        return self.definition.defines or ""


Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class LiteralOccurrence:
    """A literal in a cell's text that a parameter can stand for."""

    cell: int
    begin: int  # in the cell's text
    end: int
    value: Scalar
    name: str  # of the keyword, or of the variable that it is assigned to
    to: str = ""  # the function or class that is called with it; empty: a variable
    context: str = ""  # the variable or the key that the call is for

    def __str__(self) -> str:
        call = f"{self.to}({self.name}={self.value!r})" if self.to else f"{self.name} = {self.value!r}"
        return f"{call} in cell {self.cell}"


@dataclass(frozen=True)
class Parameter:
    """A value in the configuration, for one or more literals of a task."""

    name: Name
    value: Scalar
    given: tuple[LiteralOccurrence, ...]


@dataclass(frozen=True)
class Setting:
    """Statements that make a process-wide setting as one cell made it."""

    cell: int
    code: tuple[str, ...]
    imports: tuple[str, ...]
    uses: tuple[Name, ...] = ()  # moved functions that the code calls


@dataclass(frozen=True)
class Task:
    """One stage of the pipeline: consecutive cells that run in a process of their own."""

    number: int
    name: str
    title: str
    cells: tuple[Cell, ...]  # of the original, in order; moved definitions replaced by imports
    _: KW_ONLY
    imports: tuple[str, ...] = ()  # replayed for the cells
    functions: tuple[Function, ...] = ()  # defined by earlier tasks, imported from src
    early: tuple[str, ...] = ()  # classes defined again before values are loaded: instances need them
    late: tuple[str, ...] = ()  # functions and classes defined again after that
    settings_before: int | None = None  # make the settings of all cells before this one
    upstream: tuple[Product, ...] = ()
    product: tuple[Product, ...] = ()
    random_from: Product | None = None  # position of the global generators to go on from
    random_to: Product | None = None
    bare: bool = False  # the cells see no name of ours: one of them lists all names
    reads: tuple[str, ...] = ()  # files, from the root of the notebook's tree
    writes: tuple[str, ...] = ()  # files, or folders that are all its own
    why: str = ""  # why it begins where it does, if no heading says so
    parameters: tuple[Parameter, ...] = ()
    imports_after: tuple[str, ...] = ()  # replayed once the settings are made: they need a path among these
    loose: tuple[str, ...] = ()  # patterns of files that it writes under other names each time, beside others
    restores: tuple[str, ...] = ()  # files and folders that it changes, and so begins with as they were given

    @property
    def loads(self) -> tuple[Product, ...]:
        """All that it takes from earlier tasks, the position of the random generators included."""
        return (*self.upstream, *filter(None, [self.random_from]))

    @property
    def stores(self) -> tuple[Product, ...]:
        """All that it leaves to later tasks, the position of the random generators included."""
        return (*self.product, *filter(None, [self.random_to]))

    def makes(self, path: str) -> bool:
        """Whether a file of the notebook's tree is this task's work, by itself or in a folder."""
        return any(path == made or path.startswith(f"{made}/") for made in self.writes)

    @property
    def file(self) -> str:
        """The stem of the task's file: "02_load"."""
        return f"{self.number:02d}_{self.name}"


@dataclass(frozen=True)
class Merge:
    """Two sections that stay in one task, and why."""

    first: int  # cell where the joined part begins
    last: int  # and where it ends
    reason: str


@dataclass(frozen=True)
class Served:
    """The model that the pipeline ends in."""

    model: Product
    table: Product | None  # that it was fitted to


@dataclass(frozen=True)
class Pipeline:
    """All tasks of one notebook, in page order, and what they share."""

    name: str
    notebook: str  # the original's file name
    tasks: tuple[Task, ...]
    _: KW_ONLY
    functions: tuple[Function, ...] = ()
    settings: tuple[Setting, ...] = ()
    merges: tuple[Merge, ...] = ()
    folder: str = "."  # the notebook's folder below the root of its tree
    folders: tuple[str, ...] = ()  # folders below that root that have to be there
    data: tuple[str, ...] = ()  # files that come along, from that root
    packages: tuple[str, ...] = ()  # requirements, pinned to what the recorded run used
    own_names: tuple[tuple[str, str], ...] = ()  # our names in tasks, where the notebook uses them itself
    served: Served | None = None
    renamed: tuple[tuple[str, str], ...] = ()  # files that have another name in each run, as patterns
    changed: tuple[str, ...] = ()  # files that come along too, but that tasks overwrite or remove
    private: tuple[str, ...] = ()  # files that it reads too, and that nobody copies: they may hold secrets
    doubt: str = ""  # why it may compute something else than the notebook; empty where that was proved

    @property
    def layout(self) -> Layout:
        return Layout(self.name)

    def own(self, name: str) -> str:
        """The name under which tasks know `io`, `settings`, `upstream`, `product`, `params`…"""
        return dict(self.own_names).get(name, name)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return tuple(parameter for task in self.tasks for parameter in task.parameters)
