"""What a notebook leaves for the end of its process: a task ends sooner than the notebook did."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.model.notebook import Cell, Notebook
from migrate.plan.once import once
from migrate.plan.suspects import short

LATE = {"atexit.register", "weakref.finalize"}


def left_for_exit(notebook: Notebook, cell: Cell) -> str:
    """The first call, or decorator, of a cell that has something run when the process ends; else nothing."""
    known = known_names(notebook)
    if not any(full.startswith(("atexit", "weakref")) for full in known.values()):
        return ""
    for statement in cell.statements:
        for node in ast.walk(ast.parse(statement.source)):
            asked = [node.func] if isinstance(node, ast.Call) else getattr(node, "decorator_list", [])
            if any(qualified(part, known) in LATE for part in asked):
                return short(node) if isinstance(node, ast.Call) else f"@{short(asked[0])}"
    return ""


@once
def known_names(notebook: Notebook) -> dict[str, str]:
    """The names that the notebook's imports bind, with what they stand for."""
    return dict(name for statement in notebook.statements for name in imported(ast.parse(statement.source)))


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The names that imports bind, with what they stand for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.asname or name.name, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((name.asname or name.name, f"{node.module}.{name.name}") for name in node.names)


def qualified(node: ast.expr, known: dict[str, str]) -> str:
    """A dotted name as its module has it."""
    if isinstance(node, ast.Attribute):
        return f"{qualified(node.value, known)}.{node.attr}"
    return known.get(node.id, "") if isinstance(node, ast.Name) else ""
