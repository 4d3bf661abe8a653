"""A notebook as read: cells, their statements, and what each statement does with names."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Name = str
CellKind = Literal["code", "markdown", "raw"]
StatementKind = Literal["import", "definition", "magic", "other"]
Span = tuple[int, int]  # where a text begins and ends in its cell's, in characters


@dataclass(frozen=True)
class Effects:
    """What running code does with the names of the notebook, as far as its text tells.

    Conservative: `uses` is never too small, `must_define` never too large.
    """

    uses: frozenset[Name] = frozenset()  # read before they are certainly bound here
    may_define: frozenset[Name] = frozenset()  # possibly bound here
    must_define: frozenset[Name] = frozenset()  # certainly bound here
    may_mutate: frozenset[Name] = frozenset()  # loaded anywhere here, so possibly changed in place
    deletes: frozenset[Name] = frozenset()
    dynamic: bool = False  # reaches names in ways that text doesn't show: exec, globals(), Out[3]
    star: bool = False  # binds names that text doesn't show, by `from x import *`

    def then(self, later: Effects) -> Effects:
        """The effects of this code followed by `later`."""
        return Effects(
            uses=self.uses | (later.uses - self.must_define),
            may_define=(self.may_define - later.deletes) | later.may_define,
            must_define=(self.must_define - later.deletes) | later.must_define,
            may_mutate=self.may_mutate | later.may_mutate,
            deletes=(self.deletes - later.must_define) | later.deletes,
            dynamic=self.dynamic or later.dynamic,
            star=self.star or later.star,
        )


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One top-level statement of a code cell, after IPython's own transformation.

    The lines and columns of its tree are those of the text that IPython made of the whole cell.
    """

    source: str
    kind: StatementKind
    tree: ast.stmt = field(compare=False, repr=False)  # not to be changed
    span: Span | None = field(default=None, compare=False)  # None where the cell's text hasn't its source
    effects: Effects = Effects()
    defines: Name | None = None  # the function or class that a definition makes
    free: frozenset[Name] = frozenset()  # notebook names that a definition needs, at once or when called

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes of its tree, in the order of `ast.walk`."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def imports(self) -> Mapping[Name, str]:
        """The names that its imports bind → what they stand for: "pd" → "pandas"."""
        return dict(name for node in self.nodes for name in imported(node))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The strings in it, the fixed parts of f-strings included."""
        constants = (node.value for node in self.nodes if isinstance(node, ast.Constant))
        return tuple(text for text in constants if isinstance(text, str))


def imported(node: ast.AST) -> Iterator[tuple[Name, str]]:
    """The names that a node imports, each with what it stands for; those of a star are unknown."""
    match node:
        case ast.Import(modules):
            for module in modules:
                package = module.name.split(".")[0]
                yield (module.asname, module.name) if module.asname else (package, package)
        case ast.ImportFrom(package, names):
            for name in names:
                if name.name != "*":
                    yield name.asname or name.name, f"{package or ''}.{name.name}"


@dataclass(frozen=True)
class Heading:
    """A heading in a markdown cell; level 1 is the largest."""

    level: int
    text: str


@dataclass(frozen=True)
class Cell:
    """One cell; `index` is its place among all cells, from 0."""

    index: int
    kind: CellKind
    source: str
    tags: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()  # of a markdown cell
    statements: tuple[Statement, ...] = ()  # of a code cell
    problem: str | None = None  # why a code cell's statements are unknown
    magic: str | None = None  # the cell magic that the statements run under, with its line: "%%time"
    language: str = ""  # of a code cell that isn't Python, and so stands as text

    @cached_property
    def effects(self) -> Effects:
        effects = Effects(dynamic=self.problem is not None)
        for statement in self.statements:
            effects = effects.then(statement.effects)
        return effects


@dataclass(frozen=True)
class Relocated:
    """A path in a cell that names nothing here, and the one that replaces it."""

    cell: int
    path: str
    place: str  # from the notebook's folder

    def __str__(self) -> str:
        return f"cell {self.cell}: {self.path!r} isn't here; {self.place!r} is used instead"


@dataclass(frozen=True)
class Notebook:
    """A Python notebook: its file's stem, the interpreter it names, its cells."""

    stem: str
    cells: tuple[Cell, ...]
    kernel: str | None = None
    relocated: tuple[Relocated, ...] = ()

    @cached_property
    def code(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.kind == "code")

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for cell in self.code for statement in cell.statements)

    @cached_property
    def fingerprint(self) -> str:
        """A hash that changes with the kind, the text or the order of its cells, and with nothing else."""
        texts = repr([(cell.kind, cell.source) for cell in self.cells])
        return hashlib.sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:16]
