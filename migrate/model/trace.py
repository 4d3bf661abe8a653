"""What one observed run of a notebook showed that its text doesn't."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from migrate.model.notebook import Name

Format = str  # the ending of a product's file, as "parquet"
Generator = Literal["random", "numpy"]


@dataclass(frozen=True)
class Value:
    """A variable as it was at a border between two cells."""

    kind: str  # as "pandas.DataFrame", "module", "function", "__main__.Model"
    format: Format | None  # the readable format that gives it back exactly; None: it can't be stored
    fingerprint: str | None  # equal only if the value is; None: unknown, so it may have changed
    home: str | None = None  # the module of a function or class, the name of a module
    summary: object = None  # what a test can check of it: columns and dtypes, a shape, a plain value
    content: str | None = None  # equal if the value is, in whichever process; None: unknown


@dataclass(frozen=True)
class Change:
    """A process-wide setting that a statement changed: rcParams, a pandas option, a warning filter…"""

    statement: int  # its place in the cell
    setting: str
    code: tuple[str, ...] = ()  # statements that make the same setting; none: only the cell's own does
    shows: bool = False  # the statement displays something as well
    visible: bool = False  # the setting decides what cells show


@dataclass(frozen=True)
class Draw:
    """A statement that moved a global random generator, by seeding it or by drawing from it."""

    statement: int
    generator: Generator
    seeds: bool  # it only seeded: what comes next doesn't depend on what came before
    both: bool = False  # it seeded and drew, in whichever order


@dataclass(frozen=True)
class Shared:
    """Two variables that hold something in common at a border: what changes it, changes both."""

    names: tuple[Name, Name]
    what: Literal["same", "memory", "part"]  # one object, arrays in the same memory, an object in both


@dataclass(frozen=True)
class CellTrace:
    """What was seen while one cell ran."""

    seconds: float = 0.0
    changes: tuple[Change, ...] = ()
    draws: tuple[Draw, ...] = ()
    reads: frozenset[str] = frozenset()  # files below the tree's root, relative to it
    missing_files: frozenset[str] = frozenset()  # what it asked for there and didn't find
    writes: frozenset[str] = frozenset()
    made: frozenset[str] = frozenset()  # folders that it created
    deletes: frozenset[str] = frozenset()  # files and folders that were there before
    lists: frozenset[str] = frozenset()  # folders that it listed
    external_files: frozenset[str] = frozenset()  # files elsewhere that it used, as one may pass data on
    external_changes: frozenset[str] = frozenset()  # those of them that it made, changed or removed

    @property
    def alters(self) -> frozenset[str]:
        """What is different or gone after the cell, whether or not it was there before."""
        return self.writes | self.deletes


@dataclass(frozen=True)
class Trace:
    """The observed run: by cell index; snapshots hold the variables after the cell of that index."""

    cells: Mapping[int, CellTrace] = field(default_factory=dict)
    snapshots: Mapping[int, Mapping[Name, Value]] = field(default_factory=dict)
    aliases: Mapping[int, tuple[Shared, ...]] = field(default_factory=dict)  # at the same cells
    folder: str = "."  # the notebook's folder below the tree's root
    folders: frozenset[str] = frozenset()  # folders below the root that it uses, but doesn't make
    private: frozenset[str] = frozenset()  # files that it read and that may hold secrets: they stay away
    modules: frozenset[str] = frozenset()  # files below the root that were imported, relative to it
    packages: Mapping[str, str] = field(default_factory=dict)  # distributions imported, with versions
    python: str = ""
    renamed: Mapping[str, str] = field(
        default_factory=dict
    )  # files that have another name in each run, as patterns

    def cell(self, index: int) -> CellTrace:
        """What was seen of a cell; nothing if it didn't run."""
        return self.cells.get(index, CellTrace())
