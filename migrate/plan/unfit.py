"""What a notebook does that no task can repeat, and what to do instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.model.notebook import Notebook, Statement

STARTERS = {"create_task", "ensure_future", "run_coroutine_threadsafe"}
STREAMS = {"stdout", "stderr"}
REDIRECTS = {f"redirect_{stream}": stream for stream in STREAMS}


def unfit(notebook: Notebook) -> str:
    """The first such construct, as it follows the notebook's name in a sentence; nothing if there is none."""
    found = (
        f"cell {cell.index}: {what}"
        for cell in notebook.code
        for statement in cell.statements
        for what in constructs(statement)
    )
    return next(found, "")


def constructs(statement: Statement) -> Iterator[str]:
    """What one statement does beyond its cell, each with another way to do it."""
    blocks = [node for node in statement.nodes if isinstance(node, ast.With)]
    entered = [item.context_expr for block in blocks for item in block.items]
    for node in statement.nodes:
        if isinstance(node, ast.Call) and called(node) in STARTERS:
            yield (
                f"`{called(node)}` starts work that goes on after its cell.\n"
                "  Await it in the cell that starts it."
            )
        elif is_store(node):
            yield (
                "%store keeps variables in IPython's own database on this computer, where no task finds them."
                "\n  Write them to a file, and read it where they are needed."
            )
        elif isinstance(node, ast.Attribute) and is_stream(node):
            yield replaced(node.attr)
        elif isinstance(node, ast.Call) and called(node) in REDIRECTS and node not in entered:
            yield replaced(REDIRECTS[called(node)])


def replaced(stream: str) -> str:
    """Why a stream is to be left alone."""
    return (
        f"sys.{stream} is replaced, and what is shown doesn't reach the notebook any more.\n"
        f"  Use `with contextlib.redirect_{stream}(…):` around what is meant, within one cell."
    )


def called(call: ast.Call) -> str:
    """The last word of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_store(node: ast.AST) -> bool:
    """Whether code is %store."""
    if not isinstance(node, ast.Call) or called(node) != "run_line_magic" or not node.args:
        return False
    return isinstance(node.args[0], ast.Constant) and node.args[0].value == "store"


def is_stream(node: ast.Attribute) -> bool:
    """Whether code puts something else in place of a standard stream."""
    owner = isinstance(node.value, ast.Name) and node.value.id == "sys"
    return owner and node.attr in STREAMS and isinstance(node.ctx, ast.Store)
