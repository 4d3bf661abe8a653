"""Names that a notebook uses and that none of its cells defines: traces of cells that are gone."""

from __future__ import annotations

from migrate.model.notebook import Name, Notebook
from migrate.read.names import Names


def undefined(notebook: Notebook) -> dict[Name, int]:
    """Each such name with the first cell that reads it; empty if any cell may define names unseen."""
    if any(cell.effects.dynamic or cell.effects.star for cell in notebook.code):
        return {}
    bound = bound_names(notebook)
    names = Names(bound)
    found: dict[Name, int] = {}
    for cell in notebook.code:
        for name in sorted(cell.effects.uses - bound):
            if not (names.is_given(name) or names.is_history(name)):
                found.setdefault(name, cell.index)
    return found


def bound_names(notebook: Notebook) -> frozenset[Name]:
    return frozenset[Name]().union(
        *(s.effects.may_define | s.effects.must_define for s in notebook.statements)
    )


def defined_in(notebook: Notebook, name: Name) -> tuple[int, ...]:
    """The indexes of the cells that bind a name."""
    return tuple(
        cell.index for cell in notebook.code if any(name in s.effects.may_define for s in cell.statements)
    )
