"""PA02: a file that is read and isn't there, reported where it is named first."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.model.finding import Finding


def check(subject: Subject) -> Iterator[Finding]:
    for text in subject.files.missing:
        yield Finding(
            rule="PA02",
            severity="blocks",
            cell=text.cell,
            subject=text.value,
            what=f"reads {text.value!r}, which isn't there",
        )
