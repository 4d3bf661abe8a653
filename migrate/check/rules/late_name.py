"""HS02: a name that only a cell further down defines: it ran in another order."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.model.finding import Finding
from migrate.model.notebook import Name
from migrate.read.undefined import bound_names, defined_in


def check(subject: Subject) -> Iterator[Finding]:
    """Each such name, in the first cell that reads it; none below a cell that may define names unseen."""
    notebook = subject.notebook
    later, bound, told = bound_names(notebook), set[Name](), set[Name]()
    for cell in notebook.code:
        for name in sorted((cell.effects.uses & later) - bound - told):
            told.add(name)
            yield finding(cell.index, name, min(defined_in(notebook, name)))
        bound |= cell.effects.may_define | cell.effects.must_define
        if cell.effects.dynamic or cell.effects.star:
            return  # it may define names unseen


def finding(cell: int, name: Name, definer: int) -> Finding:
    return Finding(
        rule="HS02",
        severity="blocks",
        cell=cell,
        subject=name,
        what=f"uses `{name}`, which is only defined further down, in cell {definer}",
    )
