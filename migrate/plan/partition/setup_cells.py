"""What only prepares: imports, definitions, constants, options."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from migrate.model.notebook import Cell, Name, Statement
from migrate.model.once import once
from migrate.model.section import Section

SETTING = 8  # cells that set options before anything is computed; more show something of their own


def only_names(statement: Statement) -> bool:
    """Whether a statement imports, defines or names a constant."""
    return statement.kind in ("import", "definition") or is_constant(statement)


def only_prepares(statement: Statement, data: frozenset[Name]) -> bool:
    """Whether a statement only does that, or sets an option: it binds nothing and changes no data."""
    return only_names(statement) or not (statement.effects.may_define or statement.effects.may_mutate & data)


def is_setup(cells: Sequence[Cell], data: frozenset[Name]) -> bool:
    """Whether cells are few, and their statements only prepare."""
    return is_short(cells) and all(only_prepares(s, data) for cell in cells for s in cell.statements)


def is_short(cells: Sequence[Cell]) -> bool:
    """Whether cells are few enough for setup; those with only imports, definitions or magics don't count."""
    doing = [cell for cell in cells if any(s.kind != "magic" and not only_names(s) for s in cell.statements)]
    return len(doing) <= SETTING


def data_names(cells: Sequence[Cell]) -> frozenset[Name]:
    """Names that hold what the cells compute."""
    return frozenset[Name]().union(*map(computed, cells))


@once
def computed(cell: Cell) -> frozenset[Name]:
    return frozenset[Name]().union(*(s.effects.may_define for s in cell.statements if not only_names(s)))


@once
def is_constant(statement: Statement) -> bool:
    """Whether a statement names plain values: `SEED, SHARE = 42, 0.2`."""
    return statement.kind == "other" and names_plain_values(statement.tree)


def names_plain_values(node: ast.stmt) -> bool:
    """Whether code names plain values, without reading any other name."""
    if not isinstance(node, ast.Assign):
        return False
    named = (item for target in node.targets for item in ast.walk(target))
    return all(isinstance(item, NAMED) for item in named) and all(
        isinstance(item, CONSTANT) for item in ast.walk(node.value)
    )


NAMED = (ast.Name, ast.Tuple, ast.List, ast.Starred, ast.expr_context)
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


def join_setup(parts: Sequence[Section], data: frozenset[Name]) -> tuple[Section, ...]:
    """Join each part that only prepares to the next, and prose at the end to the last."""
    joined: list[Section] = []
    waiting: tuple[Cell, ...] = ()
    for part in parts:
        part = Section(part.title, waiting + part.cells, part.name, part.why)
        if all(map(only_names, part.statements)) or (not joined and is_setup(part.code, data)):
            waiting = part.cells
            continue
        waiting = ()
        joined.append(part)
    if not joined:
        return (Section("", waiting),)
    last = joined[-1]
    return (*joined[:-1], Section(last.title, last.cells + waiting, last.name, last.why))
