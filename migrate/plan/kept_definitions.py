"""Why a function or class stays in its cell."""

from __future__ import annotations

from collections.abc import Collection

from migrate.model.notebook import Name, Notebook
from migrate.plan.functions import stands_alone
from migrate.plan.imports import only_imported


def staying(notebook: Notebook, moved: Collection[Name]) -> dict[Name, str]:
    """Each definition that doesn't move, in page order, with the reason."""
    names = dict.fromkeys(s.defines for s in notebook.statements if s.defines)
    return {name: why_it_stays(notebook, name, moved) for name in names if name not in moved}


def why_it_stays(notebook: Notebook, name: Name, moved: Collection[Name]) -> str:
    """What keeps a definition in its cell; "" if only the user does."""
    bound = [(c, s) for c in notebook.code for s in c.statements if name in s.effects.may_define]
    if len(bound) > 1:
        return f"bound again in cell {bound[1][0].index}"
    cell, statement = bound[0]
    if not stands_alone(cell, statement) or statement.effects.dynamic:
        return "its text can't be taken out of its cell as it is"
    own = {s.defines for s in notebook.statements if s.defines}
    needed = sorted(statement.free - only_imported(notebook) - {*moved} - {name})
    variables = [n for n in needed if n not in own]
    if variables:
        return f"reads the notebook's {', '.join(variables)}"
    return f"uses {', '.join(needed)}, which stays" if needed else ""
