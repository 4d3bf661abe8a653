"""SC01: a key or a password in a cell's text. Only its kind is told, never the key itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrate.check.subject import Subject
from migrate.model.finding import Finding
from migrate.read.keys import keys_in

KEPT = "git will keep it"
INSTEAD = "read it from os.environ instead, and get a new one if others have seen this one"


def check(subject: Subject) -> Iterator[Finding]:
    """Each kind of key once in each cell."""
    return secrets({cell.index: cell.source for cell in subject.notebook.cells}, "its text")


def secrets(texts: Mapping[int, str], where: str) -> Iterator[Finding]:
    """Each kind of key once in each text; `texts` are by cell, `where` begins the sentence."""
    for cell, text in texts.items():
        for kind in keys_in(text):
            yield Finding(
                rule="SC01",
                severity="blocks",
                cell=cell,
                subject=kind,
                what=f"{where} holds what looks like {kind}",
                why=KEPT,
                remedy=INSTEAD,
            )
