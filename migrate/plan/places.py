"""Variables that say where a notebook runs: each task finds that out anew, a stored one is of another run."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from migrate.model.notebook import Statement
from migrate.model.section import Section
from migrate.model.trace import Trace
from migrate.plan.binders import last_binder

ASKS = {
    *("cwd", "getcwd", "home", "expanduser", "resolve", "absolute", "abspath", "realpath"),
    *("getenv", "environ"),
}
JOINS = {"Path", "PurePath", "PosixPath", "join", "joinpath", "dirname", "basename", "str", "get", "fspath"}


def is_place(earlier: Sequence[Section], statement: Statement) -> bool:
    """Whether a statement only names a place by where it runs: `DATA = Path.cwd().parent / "data"`."""
    node = ast.parse(statement.source).body[0]
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return False
    parts = list(ast.walk(node.value))
    calls = {word(part.func) for part in parts if isinstance(part, ast.Call)}
    binders = [last_binder(earlier, name, len(earlier)) for name in statement.flow.reads]
    known = [binder for binder in binders if binder and is_before(earlier, binder, statement)]
    if len(known) < len(binders) or not calls <= ASKS | JOINS:
        return False
    others = [binder for binder in known if binder.kind != "import"]
    asks = bool(others) or any(word(part) in ASKS for part in parts)
    return asks and all(is_place(earlier, other) for other in others)


def word(node: ast.AST) -> str:
    """The last word of a name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def is_before(earlier: Sequence[Section], one: Statement, other: Statement) -> bool:
    """Whether a statement stands before another one."""
    statements = (statement for part in earlier for statement in part.statements)
    return next(statement for statement in statements if statement is one or statement is other) is not other


def moves(trace: Trace) -> bool:
    """Whether a notebook leaves the folder that it began in."""
    return any(change.setting == "folder" for cell in trace.cells.values() for change in cell.changes)
