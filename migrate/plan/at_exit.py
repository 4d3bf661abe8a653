"""What a notebook leaves for the end of its process: a task ends sooner than the notebook did."""

from __future__ import annotations

import ast

from migrate.model.notebook import Cell, Notebook
from migrate.plan.called import aliases, full_name
from migrate.plan.suspects import short

LATE = {"atexit.register", "weakref.finalize"}


def left_for_exit(notebook: Notebook, cell: Cell) -> str:
    """The first call, or decorator, of a cell that has something run when the process ends; else nothing."""
    known = aliases(notebook)
    if known.packages.isdisjoint({"atexit", "weakref"}):
        return ""
    for statement in cell.statements:
        for node in statement.nodes:
            asked = [node.func] if isinstance(node, ast.Call) else getattr(node, "decorator_list", [])
            if any(full_name(part, known) in LATE for part in asked):
                return short(node) if isinstance(node, ast.Call) else f"@{short(asked[0])}"
    return ""
