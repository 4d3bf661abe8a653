"""SC05: a file that is read and may hold secrets, reported where it is named first."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.model.finding import Finding


def check(subject: Subject) -> Iterator[Finding]:
    for text in subject.files.private:
        yield Finding(
            rule="SC05",
            severity="info",
            cell=text.cell,
            subject=text.value,
            what=f"{text.value!r} may hold secrets, so it wasn't copied",
        )
