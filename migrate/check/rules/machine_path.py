"""PA01: a path of one machine."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.model.finding import Finding


def check(subject: Subject) -> Iterator[Finding]:
    """Each such path, where it is named first."""
    for text in subject.files.elsewhere:
        yield Finding(
            rule="PA01",
            severity="high",
            cell=text.cell,
            subject=text.value,
            what=f"{text.value!r} is a path on one particular machine",
            remedy="make it relative",
        )
