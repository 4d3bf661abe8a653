"""HS01: a name that no cell defines: its cell is gone, or it was typed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.model.finding import Finding
from migrate.model.notebook import Name
from migrate.read.undefined import undefined


def check(subject: Subject) -> Iterator[Finding]:
    """Each such name, in the first cell that reads it."""
    return (finding(cell, name) for name, cell in undefined(subject.notebook).items())


def finding(cell: int, name: Name) -> Finding:
    return Finding(
        rule="HS01",
        severity="blocks",
        cell=cell,
        subject=name,
        what=f"uses `{name}`, which no cell defines",
        remedy="perhaps the cell was deleted",
    )
