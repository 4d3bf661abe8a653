"""Marks between the statements of a cell, so that a change is attributed to the right one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .process import swallowing

if TYPE_CHECKING:
    from .watch import Watch

MARK = "__nbmigrate_mark__"


class Marks(ast.NodeTransformer):
    """Puts a mark between the top-level statements of a cell."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Called by IPython for a cell, and again for the body of a cell magic."""
        if not self.watch.files.on or self.watch.marked:
            return node
        with swallowing(self.watch.trouble.append, "marks"):
            self.watch.files.note_names(node)
            if not runs_its_body(node):
                self.watch.marked = True
                node.body = self.marked(node.body)
        return node

    def marked(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        """The statements, with calls in between that say which one comes next."""
        body: list[ast.stmt] = []
        for place, statement in enumerate(statements):
            importing = isinstance(statement, (ast.Import, ast.ImportFrom))
            self.watch.importing = importing if not place else self.watch.importing
            if place and not is_future(statement):
                arguments: list[ast.expr] = [ast.Constant(place), ast.Constant(importing)]
                call = ast.Expr(ast.Call(ast.Name(MARK, ast.Load()), arguments, []))
                body.append(ast.fix_missing_locations(ast.copy_location(call, statement)))
            body.append(statement)
        return body


def is_future(statement: ast.stmt) -> bool:
    """Whether only other such imports may come before it."""
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def runs_its_body(node: ast.Module) -> bool:
    """Whether a cell is only %%time or %%capture: then the marks belong into its body."""
    call = getattr(node.body[0], "value", None) if len(node.body) == 1 else None
    if not isinstance(call, ast.Call) or getattr(call.func, "attr", "") != "run_cell_magic":
        return False
    return isinstance(call.args[0], ast.Constant) and call.args[0].value in ("time", "capture")
