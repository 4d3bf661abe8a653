"""EX05: a code cell in another language, which never runs."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.model.finding import Finding


def check(subject: Subject) -> Iterator[Finding]:
    """Each such cell, except prose."""
    for cell in subject.notebook.cells:
        if cell.language and cell.kind == "raw":
            yield Finding(
                rule="EX05",
                severity="medium",
                cell=cell.index,
                subject=cell.language,
                what=f"contains {cell.language}, not Python",
                why="it is kept as text and never runs",
            )
