"""PA01: a path that exists on one machine only, reported where it is named first."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.model.finding import Finding


def check(subject: Subject) -> Iterator[Finding]:
    for text in subject.files.elsewhere:
        yield Finding(
            rule="PA01",
            severity="high",
            cell=text.cell,
            subject=text.value,
            what=f"{text.value!r} is a path on one particular machine",
            remedy="make it relative",
        )
