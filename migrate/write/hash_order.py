"""Whether a pipeline's code may depend on how Python hashes strings, which differs between processes."""

from __future__ import annotations

import ast

from migrate.model.pipeline import Pipeline

CALLS = ("set", "frozenset", "hash")


def hashes(pipeline: Pipeline) -> bool:
    """Whether its cells make sets or ask for hashes, as far as their text shows."""
    statements = [s for task in pipeline.tasks for cell in task.cells for s in cell.statements]
    statements += [function.definition for function in pipeline.functions]
    return any(asks(node) for statement in statements for node in statement.nodes)


def asks(node: ast.AST) -> bool:
    """Whether this is a set, or a call that returns a set or a hash."""
    match node:
        case ast.Set() | ast.SetComp():
            return True
        case ast.Call(ast.Name(name)):
            return name in CALLS
    return False
