"""SC06: a key or a password in what a cell shows. Only its kind is told, never the key itself."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.model.finding import Finding
from migrate.read.keys import keys_in


def check(subject: Subject) -> Iterator[Finding]:
    """Each kind of key once in each cell's outputs."""
    for cell, text in subject.shown.items():
        for kind in keys_in(text):
            yield Finding(
                rule="SC06",
                severity="blocks",
                cell=cell,
                subject=kind,
                what=f"its output holds what looks like {kind}",
                why="the project's copy has no outputs, but the notebook itself still shows it",
            )
