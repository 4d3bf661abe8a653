"""What code calls, by the names under which libraries publish it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cached_property

from migrate.model.notebook import Name, Notebook
from migrate.model.once import once


class Aliases(dict[Name, str]):
    """What an import binds → its full name: "pd" → "pandas"."""

    @cached_property
    def packages(self) -> frozenset[str]:
        return frozenset(map(first, self.values()))


@once
def aliases(notebook: Notebook) -> Aliases:
    """The full name of everything that the notebook imports."""
    found = Aliases()
    for statement in notebook.statements:
        if statement.kind == "import":
            found.update(statement.imports)
    return found


def first(module: str) -> str:
    """The top-level package: "scipy.stats" → "scipy"."""
    return module.split(".")[0]


def calls(nodes: Iterable[ast.AST], known: Aliases) -> Iterator[str]:
    """What is called, in order: "pandas.read_csv", ".fit" for a method of some value, else "f"."""
    for node in nodes:
        if isinstance(node, ast.Call):
            yield full_name(node.func, known)


def full_name(node: ast.expr, known: Aliases) -> str:
    """The published name of a function, as far as imports tell; "" if it has no name."""
    match node:
        case ast.Name(name):
            return known.get(name, name)
        case ast.Attribute(value, attr):
            base = full_name(value, known) if isinstance(value, ast.Name | ast.Attribute) else ""
            return f"{base}.{attr}" if first(base) in known.packages else f".{attr}"
    return ""
