"""The modules beside a notebook that it imports."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from migrate.model.notebook import Notebook
from migrate.model.once import once
from migrate.read.files import real

MOST = 1000  # files of one package


@once
def imported(notebook: Notebook) -> set[str]:
    """The modules that a notebook imports, by full name."""
    return {name for statement in notebook.statements for name in imports_in(statement.nodes)}


def imports_of(tree: ast.AST) -> Iterator[str]:
    return imports_in(ast.walk(tree))


def imports_in(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def modules(names: set[str], home: Path) -> set[Path]:
    """Which modules with these names are beside a notebook, with those that they import themselves."""
    found: set[Path] = set()
    wanted = {name.split(".")[0] for name in names}
    while new := {file for name in wanted for file in module_files(home, name)} - found:
        found |= new
        wanted = {name.split(".")[0] for file in new for name in imports_of(parsed(file))}
    return {real(file) for file in found}


def module_files(home: Path, name: str) -> Iterator[Path]:
    if (home / f"{name}.py").is_file():
        yield home / f"{name}.py"
    if (home / name / "__init__.py").is_file():
        yield from sorted((home / name).rglob("*.py"))[:MOST]


def parsed(file: Path) -> ast.AST:
    """A module's code; an empty module if it can't be parsed."""
    try:
        return ast.parse(file.read_bytes())
    except (SyntaxError, ValueError, OSError, RecursionError, MemoryError):
        return ast.Module([], [])
