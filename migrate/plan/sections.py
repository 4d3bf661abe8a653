"""Where a notebook can be cut: at its headings."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from migrate.model.notebook import Cell, Name, Notebook, Statement
from migrate.model.section import Section


def sections(notebook: Notebook) -> tuple[Section, ...]:
    """Cut a notebook at its headings; what has no code, or only prepares, joins what follows."""
    level = cutting_level(notebook)
    parts: list[list[Cell]] = [[]]
    for cell in notebook.cells:
        if any(heading.level <= level for heading in cell.headings):
            parts.append([])
        parts[-1].append(cell)
    named = [Section(title(part, level), tuple(part)) for part in parts if part]
    return join_small(named)


def cutting_level(notebook: Notebook) -> int:
    """The heading level to cut at: 2 where there is one, else the largest that occurs twice; 0 is never."""
    levels = [heading.level for cell in notebook.cells for heading in cell.headings]
    if 2 in levels:
        return 2
    return next((level for level in (1, 3, 4, 5, 6) if levels.count(level) > 1), 0)


def title(cells: Sequence[Cell], level: int) -> str:
    """The deepest heading that opens the part."""
    opening = [heading for cell in cells[:1] for heading in cell.headings if heading.level <= level]
    return max(opening, key=lambda heading: heading.level).text if opening else ""


def join_small(parts: Sequence[Section]) -> tuple[Section, ...]:
    """Join each part that only prepares to the next, and prose at the end to the last."""
    data = data_names(parts)
    joined: list[Section] = []
    waiting: tuple[Cell, ...] = ()
    for part in parts:
        part = Section(part.title, waiting + part.cells)
        statements = [statement for cell in part.code for statement in cell.statements]
        if (not joined and all(only_prepares(s, data) for s in statements)) or all(
            only_names(s) for s in statements
        ):
            waiting = part.cells
            continue
        waiting = ()
        joined.append(part)
    if not joined:
        return (Section("", waiting),)
    return (*joined[:-1], Section(joined[-1].title, joined[-1].cells + waiting))


def only_names(statement: Statement) -> bool:
    """Whether a statement imports, defines or names a constant."""
    return statement.kind in ("import", "definition") or is_constant(statement)


def only_prepares(statement: Statement, data: frozenset[Name]) -> bool:
    """Whether a statement does no more than that, or sets an option."""
    return only_names(statement) or not (statement.flow.binds or statement.flow.mentions & data)


def data_names(parts: Sequence[Section]) -> frozenset[Name]:
    """Names that hold what the notebook computes."""
    statements = (statement for part in parts for cell in part.code for statement in cell.statements)
    return frozenset[Name]().union(*(s.flow.binds for s in statements if not only_names(s)))


def is_constant(statement: Statement) -> bool:
    """Whether a statement names plain values: `SEED, SHARE = 42, 0.2`."""
    if statement.kind != "other":
        return False
    node = ast.parse(statement.source).body[0]
    return isinstance(node, ast.Assign) and all(isinstance(item, CONSTANT) for item in ast.walk(node.value))


CONSTANT = (
    ast.Constant,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
    ast.UnaryOp,
    ast.operator,
    ast.unaryop,
    ast.BinOp,
    ast.expr_context,
)
