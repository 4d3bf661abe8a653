"""EX04: a code cell that isn't Python 3."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.model.finding import Finding


def check(subject: Subject) -> Iterator[Finding]:
    for cell in subject.notebook.code:
        if cell.problem:
            yield Finding(
                rule="EX04", severity="blocks", cell=cell.index, what=f"isn't Python ({cell.problem})"
            )
