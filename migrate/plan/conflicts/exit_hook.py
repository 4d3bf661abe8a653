"""Work that waits for the end of the process, which comes too soon in any task but the last."""

from __future__ import annotations

import ast

from migrate.knowledge.facts import is_known_to
from migrate.model.notebook import Cell, Notebook
from migrate.plan.conflicts.conflict import Conflict, Scene
from migrate.plan.hidden_state import short
from migrate.plan.qualified_names import aliases, full_name


def find(scene: Scene) -> Conflict | None:
    parts = scene.parts
    for place, part in enumerate(parts[:-1]):
        for cell in part.code:
            if found := left_for_exit(scene.notebook, cell):
                reason = f"cell {cell.index} calls `{found}`, for when the process ends"
                return Conflict(place, len(parts) - 1, reason)
    return None


def left_for_exit(notebook: Notebook, cell: Cell) -> str:
    """The first call or decorator of a cell that has something run when the process ends; "" if none does."""
    known = aliases(notebook)
    if known.packages.isdisjoint({"atexit", "weakref"}):
        return ""
    for statement in cell.statements:
        for node in statement.nodes:
            asked = [node.func] if isinstance(node, ast.Call) else getattr(node, "decorator_list", [])
            if any(is_known_to(full_name(part, known), "runs at exit") for part in asked):
                return short(node) if isinstance(node, ast.Call) else f"@{short(asked[0])}"
    return ""
